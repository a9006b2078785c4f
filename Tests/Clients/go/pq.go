package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/lib/pq"
)

// pqSteps: lib/pq under database/sql, one connection to a pool.
func pqSteps() []step {
	return []step{
		{"connect", func() (facts, error) { return pqUser("PORT", "sslmode=disable") }},
		{"tls", pqTLS},
		{"text", func() (facts, error) { return pqAll("sslmode=disable", false) }},
		{"binary", func() (facts, error) { return pqAll("sslmode=disable binary_parameters=yes", true) }},
		{"prepared", pqPrepared},
		{"error", func() (facts, error) {
			return pqCaught(func(db *sql.DB) error { _, err := db.Exec(clash, os.Getenv("EMAIL")); return err })
		}},
		{"transaction", pqTransaction},
		{"cancel", func() (facts, error) {
			return pqCaught(func(db *sql.DB) error {
				// The driver sends a cancel request when the time is over, and gives the connection up.
				soon, stop := context.WithTimeout(ctx, 500*time.Millisecond)
				defer stop()
				_, err := db.ExecContext(soon, "SELECT pg_sleep(30)")
				return err
			})
		}},
		{"big", pqBig},
	}
}

func pqOpen(port, more string) *sql.DB {
	db, err := sql.Open("postgres", address(port, more))
	if err != nil {
		panic(err)
	}
	db.SetMaxOpenConns(1)
	return db
}

func pqUser(port, more string) (facts, error) {
	db := pqOpen(port, more)
	defer db.Close()
	var user string
	err := db.QueryRow("SELECT current_user").Scan(&user)
	return facts{"user": user}, err
}

func pqTLS() (facts, error) {
	said, err := pqUser("TLS_PORT", verifying("CA"))
	if _, refused := pqUser("TLS_PORT", verifying("OTHER_CA")); refused != nil {
		said["stranger"] = refused.Error()
	}
	return said, err
}

func pqPrepared() (facts, error) {
	db := pqOpen("PORT", "sslmode=disable")
	defer db.Close()
	one, err := db.Prepare(byID)
	if err != nil {
		return nil, err
	}
	other, err := db.Prepare(byEmail)
	if err != nil {
		return nil, err
	}
	rows, found := [][]string{}, []int{}
	for _, id := range ids {
		var email string
		var born time.Time
		if err := one.QueryRow(id).Scan(&id, &email, &born); err != nil {
			return nil, err
		}
		rows = append(rows, []string{strconv.Itoa(id), email, day(born)})
	}
	for range [3]int{} {
		var id int
		if err := other.QueryRow(os.Getenv("EMAIL")).Scan(&id); err != nil {
			return nil, err
		}
		found = append(found, id)
	}
	var prepared int
	err = db.QueryRow(onServer).Scan(&prepared)
	return facts{"rows": rows, "found": found, "on_server": prepared}, err
}

func pqCaught(call func(*sql.DB) error) (facts, error) {
	db := pqOpen("PORT", "sslmode=disable")
	defer db.Close()
	started := time.Now()
	err := call(db)
	var said *pq.Error
	if !errors.As(err, &said) {
		return nil, fmt.Errorf("no error of the server's: %v", err)
	}
	seconds, after := time.Since(started).Seconds(), 0
	err = db.QueryRow("SELECT 1").Scan(&after)
	return facts{"class": fmt.Sprintf("%T", said), "sqlstate": string(said.Code), "seconds": seconds, "after": after,
		"text": fmt.Sprintf("%+v %v", *said, said)}, err
}

func pqTransaction() (facts, error) {
	db := pqOpen("PORT", "sslmode=disable")
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	var before, between, after int
	for _, err := range []error{
		pqExec(tx, insert, 900001), pqExec(tx, "SAVEPOINT here"), pqExec(tx, insert, 900002),
		tx.QueryRow(count).Scan(&before),
		pqExec(tx, "ROLLBACK TO SAVEPOINT here"), tx.QueryRow(count).Scan(&between), tx.Rollback(),
		db.QueryRow(count).Scan(&after),
	} {
		if err != nil {
			return nil, err
		}
	}
	return facts{"counts": []int{before, between, after}}, nil
}

func pqExec(tx *sql.Tx, text string, values ...interface{}) error {
	_, err := tx.Exec(text, values...)
	return err
}

func pqBig() (facts, error) {
	db := pqOpen("BIG_PORT", "sslmode=disable")
	defer db.Close()
	rows, err := db.Query(os.Getenv("SELECT_BIG"))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var sum checksum
	for rows.Next() {
		var id int
		var email string
		var born time.Time
		if err := rows.Scan(&id, &email, &born); err != nil {
			return nil, err
		}
		sum.add(id, email, day(born))
	}
	return sum.facts(), rows.Err()
}
