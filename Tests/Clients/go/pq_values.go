package main

import (
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/lib/pq"
)

func pqAll(more string, prepare bool) (facts, error) {
	db := pqOpen("PORT", more)
	defer db.Close()
	query := func() (*sql.Rows, error) { return db.Query(os.Getenv("SELECT_ROWS")) }
	if prepare {
		// It asks for binary only where it knows the columns beforehand.
		statement, err := db.Prepare(os.Getenv("SELECT_ROWS"))
		if err != nil {
			return nil, err
		}
		query = func() (*sql.Rows, error) { return statement.Query() }
	}
	rows, err := query()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, _ := rows.Columns()
	kinds, _ := rows.ColumnTypes()
	types, table := make([]string, len(names)), [][]interface{}{}
	for rows.Next() {
		values, targets := make([]interface{}, len(names)), make([]interface{}, len(names))
		for at := range values {
			targets[at] = &values[at]
		}
		if err := rows.Scan(targets...); err != nil {
			return nil, err
		}
		for at, value := range values {
			if value != nil {
				types[at] = fmt.Sprintf("%T", value)
			}
			if values[at], err = pqCanonical(value, kinds[at].DatabaseTypeName()); err != nil {
				return nil, err
			}
		}
		table = append(table, values)
	}
	return facts{"columns": names, "types": types, "rows": table}, rows.Err()
}

// pqCanonical: what database/sql knows no type for is bytes, and the column says which.
func pqCanonical(value interface{}, kind string) (interface{}, error) {
	switch value := value.(type) {
	case int64:
		return strconv.FormatInt(value, 10), nil
	case time.Time:
		if kind == "DATE" {
			return day(value), nil
		}
		return moment(value), nil
	case []byte:
		switch kind {
		case "BYTEA":
			return hex.EncodeToString(value), nil
		case "JSON", "JSONB":
			return json.RawMessage(value), nil
		case "_TEXT":
			var items []sql.NullString
			err := pq.Array(&items).Scan(value)
			return pqTexts(items), err
		}
		return string(value), nil
	}
	return value, nil
}

func pqTexts(items []sql.NullString) []interface{} {
	texts := make([]interface{}, len(items))
	for at, item := range items {
		if item.Valid {
			texts[at] = item.String
		}
	}
	return texts
}
