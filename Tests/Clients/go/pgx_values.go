package main

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"time"

	"github.com/jackc/pgproto3/v2"
	"github.com/jackc/pgtype"
	"github.com/jackc/pgx/v4"
)

func pgxAll(format int16) (facts, error) {
	db, err := pgxOpen("PORT", "sslmode=disable")
	if err != nil {
		return nil, err
	}
	defer db.Close(ctx)
	rows, err := db.Query(ctx, os.Getenv("SELECT_ROWS"), pgx.QueryResultFormats{format})
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, table := []string{}, [][]interface{}{}
	for _, field := range rows.FieldDescriptions() {
		if field.Format != format {
			return nil, fmt.Errorf("%s came in format %d", field.Name, field.Format)
		}
		names = append(names, string(field.Name))
	}
	types := make([]string, len(names))
	for rows.Next() {
		values, err := rows.Values()
		if err != nil {
			return nil, err
		}
		for at, value := range values {
			if value != nil {
				types[at] = fmt.Sprintf("%T", value)
			}
			values[at] = pgxCanonical(value, rows.FieldDescriptions()[at])
		}
		table = append(table, values)
	}
	return facts{"columns": names, "types": types, "rows": table}, rows.Err()
}

func pgxCanonical(value interface{}, column pgproto3.FieldDescription) interface{} {
	switch value := value.(type) {
	case int32, int64:
		return fmt.Sprint(value)
	case time.Time:
		if column.DataTypeOID == pgtype.DateOID {
			return day(value)
		}
		return moment(value)
	case pgtype.Numeric:
		// Its binary form of zero forgets the scale; the column's modifier has it.
		text, _ := value.EncodeText(nil, nil)
		number, _ := new(big.Rat).SetString(string(text))
		return number.FloatString(int(column.TypeModifier-4) & 0xffff)
	case [16]byte:
		return fmt.Sprintf("%x-%x-%x-%x-%x", value[:4], value[4:6], value[6:8], value[8:10], value[10:])
	case []byte:
		if column.DataTypeOID == pgtype.ByteaOID {
			return hex.EncodeToString(value)
		}
		return string(value) // a type it has not registered: citext
	case pgtype.TextArray:
		var items []*string
		value.AssignTo(&items)
		return items
	}
	return value
}
