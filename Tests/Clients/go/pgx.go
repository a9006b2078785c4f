package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgconn"
	"github.com/jackc/pgx/v4"
)

// pgxSteps: pgx by its own interface, which prepares every statement and asks for either format.
func pgxSteps() []step {
	return []step{
		{"connect", func() (facts, error) { return pgxUser("PORT", "sslmode=disable") }},
		{"tls", pgxTLS},
		{"text", func() (facts, error) { return pgxAll(pgx.TextFormatCode) }},
		{"binary", func() (facts, error) { return pgxAll(pgx.BinaryFormatCode) }},
		{"prepared", pgxPrepared},
		{"error", func() (facts, error) {
			return pgxCaught(func(db *pgx.Conn) error { _, err := db.Exec(ctx, clash, os.Getenv("EMAIL")); return err })
		}},
		{"transaction", pgxTransaction},
		{"cancel", func() (facts, error) {
			return pgxCaught(func(db *pgx.Conn) error {
				time.AfterFunc(500*time.Millisecond, func() { db.PgConn().CancelRequest(ctx) })
				_, err := db.Exec(ctx, "SELECT pg_sleep(30)")
				return err
			})
		}},
		{"big", pgxBig},
	}
}

func pgxOpen(port, more string) (*pgx.Conn, error) {
	return pgx.Connect(ctx, address(port, more))
}

func pgxUser(port, more string) (facts, error) {
	db, err := pgxOpen(port, more)
	if err != nil {
		return facts{}, err
	}
	defer db.Close(ctx)
	var user string
	err = db.QueryRow(ctx, "SELECT current_user").Scan(&user)
	return facts{"user": user}, err
}

func pgxTLS() (facts, error) {
	said, err := pgxUser("TLS_PORT", verifying("CA"))
	if _, refused := pgxUser("TLS_PORT", verifying("OTHER_CA")); refused != nil {
		said["stranger"] = refused.Error()
	}
	return said, err
}

func pgxPrepared() (facts, error) {
	db, err := pgxOpen("PORT", "sslmode=disable")
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	if _, err := db.Prepare(ctx, "by id", byID); err != nil {
		return nil, err
	}
	rows, found := [][]string{}, []int{}
	read := func(row pgx.Row) error {
		var id int
		var email string
		var born time.Time
		err := row.Scan(&id, &email, &born)
		rows = append(rows, []string{strconv.Itoa(id), email, day(born)})
		return err
	}
	// Ten by themselves, the last five in one pipeline.
	batch := &pgx.Batch{}
	for at, id := range ids {
		if at >= 10 {
			batch.Queue("by id", id)
		} else if err := read(db.QueryRow(ctx, "by id", id)); err != nil {
			return nil, err
		}
	}
	results := db.SendBatch(ctx, batch)
	for range [5]int{} {
		if err := read(results.QueryRow()); err != nil {
			return nil, err
		}
	}
	if err := results.Close(); err != nil {
		return nil, err
	}
	for range [3]int{} {
		var id int
		if err := db.QueryRow(ctx, byEmail, os.Getenv("EMAIL")).Scan(&id); err != nil {
			return nil, err
		}
		found = append(found, id)
	}
	var prepared int
	err = db.QueryRow(ctx, onServer).Scan(&prepared)
	return facts{"rows": rows, "found": found, "on_server": prepared}, err
}

func pgxCaught(call func(*pgx.Conn) error) (facts, error) {
	db, err := pgxOpen("PORT", "sslmode=disable")
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	started := time.Now()
	err = call(db)
	var said *pgconn.PgError
	if !errors.As(err, &said) {
		return nil, fmt.Errorf("no error of the server's: %v", err)
	}
	seconds, after := time.Since(started).Seconds(), 0
	err = db.QueryRow(ctx, "SELECT 1").Scan(&after)
	return facts{"class": fmt.Sprintf("%T", said), "sqlstate": said.Code, "seconds": seconds, "after": after,
		"text": fmt.Sprintf("%+v %v", *said, said)}, err
}

func pgxTransaction() (facts, error) {
	db, err := pgxOpen("PORT", "sslmode=disable")
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	outer, err := db.Begin(ctx)
	if err != nil {
		return nil, err
	}
	if _, err = outer.Exec(ctx, insert, 900001); err != nil {
		return nil, err
	}
	inner, err := outer.Begin(ctx) // a savepoint
	if err != nil {
		return nil, err
	}
	if _, err = inner.Exec(ctx, insert, 900002); err != nil {
		return nil, err
	}
	var before, between, after int
	for _, err := range []error{
		inner.QueryRow(ctx, count).Scan(&before), inner.Rollback(ctx),
		outer.QueryRow(ctx, count).Scan(&between), outer.Rollback(ctx), db.QueryRow(ctx, count).Scan(&after),
	} {
		if err != nil {
			return nil, err
		}
	}
	return facts{"counts": []int{before, between, after}}, nil
}

func pgxBig() (facts, error) {
	db, err := pgxOpen("BIG_PORT", "sslmode=disable")
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, os.Getenv("SELECT_BIG"))
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
