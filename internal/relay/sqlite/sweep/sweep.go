// Package sweep fills with zeros what SQLite leaves in the pages of a database, where no row lies. It must never touch a byte
// of a row, or of a page that it does not know.
package sweep

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"slices"
)

// SQLite writes zeros over a row that is deleted, but not over the copies of it that it made itself: when a tree
// grows or shrinks it writes the rows of a page anew from the page's end, and leaves what lay before the first of
// them, between the list of cells and the cells, as it was. Such a copy would outlive its row. So before the log of
// changes goes into the database, that gap of every page that changed is filled with zeros.
//
// A page that is no page of a tree has no gap, and a page of zeros written there would cost somebody their words.
// What tells them apart: every page of a tree begins with its kind. Every other page begins with the number of
// the page that follows it, or it is free and all zeros; so its first byte is 0 or 1 as long as a database has fewer than
// 2^25 pages (256 GiB). Above that the parts of the page must also add up to the page, to the byte.
// docs/decisions/deleted-rows.md has the rest.

// Sweeper sweeps the database of one connection. Nobody else may write to it. It is for one goroutine.
type Sweeper struct {
	c                   *sql.Conn
	log                 changes
	frames, read, write *sql.Stmt
}

// New returns a Sweeper. log is the file beside the database that holds its log of changes; the database has journal mode
// WAL and no automatic checkpoint.
func New(ctx context.Context, c *sql.Conn, log io.ReaderAt) (*Sweeper, error) {
	s := &Sweeper{c: c, log: changes{file: log}}
	for _, p := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&s.frames, `PRAGMA wal_checkpoint(NOOP)`},
		{&s.read, `SELECT data FROM sqlite_dbpage WHERE pgno = ?`},
		{&s.write, `UPDATE sqlite_dbpage SET data = ? WHERE pgno = ?`},
	} {
		var err error
		if *p.to, err = c.PrepareContext(ctx, p.text); err != nil {
			return nil, errors.Join(fmt.Errorf("sweep: preparing %q: %w", p.text, err), s.Close())
		}
	}
	return s, nil
}

// Close ends a Sweeper. Its connection stays.
func (s *Sweeper) Close() (err error) {
	for _, st := range []*sql.Stmt{s.frames, s.read, s.write} {
		if st != nil {
			err = errors.Join(err, st.Close())
		}
	}
	return err
}

// Changed fills the gaps of all pages that changed since it was last called. It must have gone well before the log of
// changes goes into the database: afterwards nobody knows which pages those were.
func (s *Sweeper) Changed(ctx context.Context) error {
	var busy, frames, moved int
	if err := s.frames.QueryRowContext(ctx).Scan(&busy, &frames, &moved); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	var pages []uint32
	err := s.log.since(frames, func(number uint32, page []byte) {
		if Left(page) {
			pages = append(pages, number)
		}
	})
	if err == nil && len(pages) > 0 {
		slices.Sort(pages)
		err = s.together(ctx, func() error {
			for _, number := range pages {
				if _, err := s.one(number); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		s.log.read = 0 // all of it is to be seen again
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

// together runs f in one transaction.
func (s *Sweeper) together(ctx context.Context, f func() error) error {
	_, err := s.c.ExecContext(ctx, "BEGIN IMMEDIATE")
	if err == nil {
		err = f()
	}
	if err == nil {
		_, err = s.c.ExecContext(ctx, "COMMIT")
	}
	if err != nil {
		_, _ = s.c.ExecContext(ctx, "ROLLBACK") // SQLite may have done so by itself
	}
	return err
}

// one fills the gap of one page and returns the page, or none where it can not be read.
func (s *Sweeper) one(number uint32) (page []byte, err error) {
	if err := s.read.QueryRow(int64(number)).Scan(&page); err != nil {
		return nil, err
	}
	if !Left(page) {
		return page, nil
	}
	clear(Gap(page))
	_, err = s.write.Exec(page, int64(number))
	return page, err
}

// All does it with every page of a database, for one that an earlier version or another program wrote. It follows the trees from
// their roots, in pieces that are each a transaction; where it is cut off, it begins anew.
func All(ctx context.Context, c *sql.Conn) error {
	s, err := New(ctx, c, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	pages, err := roots(ctx, c)
	for err == nil && len(pages) > 0 {
		err = s.together(ctx, func() error {
			for n := 0; n < atOnce && len(pages) > 0; n++ {
				page, err := s.one(pages[len(pages)-1])
				if err != nil && page != nil {
					return err
				}
				// One that can not be read hurts whoever needs it, not everybody.
				pages = append(pages[:len(pages)-1], children(page)...)
			}
			return nil
		})
		if err == nil {
			_, err = c.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
		}
	}
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	return nil
}

// atOnce is how many pages are one transaction: 16 MiB of them.
const atOnce = 2048

func roots(ctx context.Context, c *sql.Conn) (all []uint32, err error) {
	rows, err := c.QueryContext(ctx, "SELECT rootpage FROM sqlite_schema WHERE rootpage > 0")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n uint32
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}
