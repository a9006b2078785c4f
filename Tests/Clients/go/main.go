// The Go clients: the argument says which driver. One program, because half of either is the same.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"
)

type facts map[string]interface{}

var ctx = context.Background()

var ids = []int{1, 7, 12, 250, 500, 1, 7, 12, 250, 500, 1, 7, 12, 250, 500}

const (
	byID     = "SELECT id, email, birth_date FROM people WHERE id = $1"
	byEmail  = "SELECT id FROM people WHERE email = $1"
	onServer = "SELECT count(*) FROM pg_prepared_statements"
	clash    = "UPDATE people SET email = $1 WHERE id = 12"
	insert   = "INSERT INTO articles VALUES ($1, 'new', 1)"
	count    = "SELECT count(*) FROM articles WHERE id > 900000"
)

type step struct {
	name string
	take func() (facts, error)
}

func main() {
	var driver string
	var steps []step
	if os.Args[1] == "pgx" {
		driver, steps = "pgx", pgxSteps()
	} else {
		driver, steps = "lib/pq", pqSteps()
	}
	taken := facts{}
	for _, step := range steps {
		said, err := step.take()
		if err != nil {
			said = facts{"failed": fmt.Sprintf("%T: %v", err, err)}
		}
		taken[step.name] = said
	}
	// A package of Debian's: its version is what the archive says, and the program cannot ask for it.
	document := facts{"driver": driver, "version": os.Getenv("DRIVER_VERSION"), "steps": taken}
	if err := json.NewEncoder(os.Stdout).Encode(document); err != nil {
		panic(err)
	}
}

func address(port string, more string) string {
	where := fmt.Sprintf("host=%s port=%s", os.Getenv("HOST"), os.Getenv(port))
	who := fmt.Sprintf("user=%s password=%s dbname=%s", os.Getenv("USER"), os.Getenv("PASSWORD"), os.Getenv("DATABASE"))
	return where + " " + who + " " + more
}

func verifying(ca string) string {
	return "sslmode=verify-full sslrootcert=" + os.Getenv(ca)
}

func day(value time.Time) string { return value.Format("2006-01-02") }

func moment(value time.Time) string { return value.UTC().Format("2006-01-02T15:04:05.000000Z") }

// checksum of a long result: how many rows, and a digest of all their values.
type checksum struct {
	count int
	lines []byte
}

func (sum *checksum) add(values ...interface{}) {
	texts := make([]string, len(values))
	for at, value := range values {
		texts[at] = fmt.Sprint(value)
	}
	sum.lines = append(append(sum.lines, strings.Join(texts, "|")...), '\n')
	sum.count++
}

func (sum *checksum) facts() facts {
	return facts{"count": sum.count, "sha256": fmt.Sprintf("%x", sha256.Sum256(sum.lines))}
}
