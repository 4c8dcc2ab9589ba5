package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"snowdrop/internal/record"
	"snowdrop/internal/relay/held"
	"snowdrop/internal/relayapi"
)

// Disclose writes everything that a folder holds about one space: every row of every table that has a space, with
// the words of held. It changes nothing and may run beside the relay. ErrUnknown of relayapi: there is nothing.
func Disclose(ctx context.Context, folder string, space record.SpaceID, to io.Writer) error {
	path := filepath.Join(folder, File)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fs.ErrNotExist
	}
	// Only to read: or the last one who closes a database after its process was killed would move the log of changes into it.
	how := "&mode=ro"
	if _, err := os.Stat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		how += "&immutable=1" // nobody has it open: who only reads could not take away the files that SQLite would put beside it
	}
	db, err := sql.Open("sqlite", address(path, "", reader...)+how)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	defer db.Close()
	// One transaction: all is from one moment.
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return opening(err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := stateIn(ctx, tx, space); err != nil {
		return err
	}
	for _, t := range held.Tables {
		if !t.Space {
			continue
		}
		if err := discloseTable(ctx, tx, t, space, to); err != nil {
			return err
		}
	}
	return nil
}

func stateIn(ctx context.Context, tx *sql.Tx, space record.SpaceID) (n int, err error) {
	err = tx.QueryRowContext(ctx, "SELECT 1 FROM spaces WHERE space = ?", space[:]).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, relayapi.ErrUnknown
	}
	if err != nil {
		return 0, opening(err)
	}
	return n, nil
}

func discloseTable(ctx context.Context, tx *sql.Tx, t held.Table, space record.SpaceID, to io.Writer) error {
	fmt.Fprintf(to, "table %s: %s\n", t.Name, t.Says)
	for _, c := range t.Columns {
		fmt.Fprintf(to, "  %s: %s\n", c.Name, c.Says)
	}
	// The name comes from held, not from outside.
	rows, err := tx.QueryContext(ctx, "SELECT * FROM "+t.Name+" WHERE space = ?", space[:])
	if err != nil {
		return opening(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	count := 0
	for ; rows.Next(); count++ {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprint(to, "  row")
		for i, v := range values {
			fmt.Fprintf(to, " %s=%s", columns[i], shown(v))
		}
		if _, err := fmt.Fprintln(to); err != nil {
			return err
		}
	}
	fmt.Fprintf(to, "  %d rows\n\n", count)
	return rows.Err()
}

func shown(v any) string {
	switch v := v.(type) {
	case nil:
		return "-"
	case int64:
		return strconv.FormatInt(v, 10)
	case []byte:
		return hex.EncodeToString(v)
	}
	return fmt.Sprint(v)
}
