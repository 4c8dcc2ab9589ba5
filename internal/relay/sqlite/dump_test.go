//go:build linux

package sqlite

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/held"
	"snowdrop/internal/relay/storetest"
	"snowdrop/internal/relayapi"
)

// onDiskNow is every byte of every file of a folder.
func onDiskNow(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		all[e.Name()] = b
	}
	return all
}

// TestDeletedBytesAreNowhereOnDisk looks for every piece of everything that was deleted, in every file, while the
// store runs. Much of it is deleted long after other rows moved it about, and left copies of it.
func TestDeletedBytesAreNowhereOnDisk(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	var spaces []storetest.Space
	for range 64 {
		spaces = append(spaces, storetest.Made(t, s))
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	var gone [][]byte
	entries := make([][][]byte, len(spaces))
	strip := func(i, n int) {
		must(s.Strip(ctx, spaces[i].ID, uint64(n+2)))
		gone, entries[i][n] = append(gone, entries[i][n]), nil
	}
	for round := range 8 {
		for i, space := range spaces {
			e := storetest.Record(1, 512<<[]int{0, 1, 0, 2, 0, 1, 0, 6}[(round+i)%8])
			_, err := s.Append(ctx, space.ID, space.Batch(uint64(round+1), e), storetest.Much)
			must(err)
			entries[i] = append(entries[i], e)
			if (round+i)%16 == 0 {
				strip(i, round)
			}
		}
	}
	for n := range 8 {
		for i := range spaces {
			if (n+i)%3 == 0 && entries[i][n] != nil {
				strip(i, n)
			}
		}
	}
	blob, chunk := record.NewID(), storetest.Record(1, relayapi.Chunk)[:relayapi.Chunk]
	_, err := s.Begin(ctx, spaces[0].ID, blob, relayapi.Chunk, record.Hash{1}, storetest.Much)
	must(err)
	must(s.PutChunk(ctx, spaces[0].ID, blob, 0, chunk))
	must(s.Remove(ctx, spaces[0].ID, blob))
	one := relay.Slot{Auth: [32]byte{1}, Blob: [relayapi.SlotSize]byte(storetest.Record(1, 4096))}
	must(s.PutSlot(ctx, relayapi.Locator{1}, record.Hash{}, one))
	must(s.DropSlot(ctx, relayapi.Locator{1}))
	must(s.Drop(ctx, spaces[1].ID))
	gone = append(gone, chunk, one.Blob[:])
	gone = append(gone, slices.DeleteFunc(entries[1], func(e []byte) bool { return e == nil })...)
	for name, content := range onDiskNow(t, folder) {
		if n := remains(content, gone); n > 0 {
			t.Errorf("%s has %d times eight bytes of something deleted", name, n)
		}
	}
	for i, space := range spaces {
		if i == 1 {
			continue
		}
		_, items, err := s.Read(ctx, space.ID, 1, 1<<30)
		must(err)
		for n, item := range items {
			if !bytes.Equal(item.Envelope, entries[i][n]) {
				t.Errorf("entry %d of space %d is not what was put", n+2, i)
			}
		}
	}
}

// TestTheHostIsToldOfEveryColumn compares the words with the schema.
func TestTheHostIsToldOfEveryColumn(t *testing.T) {
	s := opened(t, t.TempDir())
	rows, err := s.readers.Query("SELECT m.name, c.name, m.sql FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	has := map[string][]string{}
	for rows.Next() {
		var table, column, text string
		if err := rows.Scan(&table, &column, &text); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(text, "WITHOUT ROWID") {
			t.Errorf("table %s numbers its rows in the order in which they were written", table)
		}
		has[table] = append(has[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	for _, table := range held.Tables {
		for _, c := range table.Columns {
			said[table.Name] = append(said[table.Name], c.Name)
		}
		if table.Space != slices.Contains(said[table.Name], "space") {
			t.Errorf("table %s is said to be of one space: %v", table.Name, table.Space)
		}
	}
	if fmt.Sprint(has) != fmt.Sprint(said) {
		t.Errorf("the schema has\n%v\nand the host is told\n%v", has, said)
	}
	var others int
	if err := s.readers.QueryRow("SELECT count(*) FROM sqlite_schema WHERE type != 'table'").Scan(&others); err != nil || others != 0 {
		t.Errorf("there are %d indexes, views or triggers, which nobody is told of", others)
	}
}

// TestNoValueLinksTwoSpaces looks at every value of every column: none but small numbers may be in two spaces, and
// nothing in a row that is of no space may be found in one that is.
func TestNoValueLinksTwoSpaces(t *testing.T) {
	s := opened(t, t.TempDir())
	for i := range 6 {
		space := storetest.NewSpace()
		var code *record.Hash // none for every second: it is a further one of who has the one before
		if i%2 == 0 {
			code = (*record.Hash)(bytes.Repeat([]byte{byte(i), 99}, 16))
		}
		if err := s.Create(ctx, space.ID, space.First, code); err != nil {
			t.Fatal(err)
		}
		for n := range 5 {
			if _, err := s.Append(ctx, space.ID, space.Batch(uint64(n+1), storetest.Record(1, 512<<n)), storetest.Much); err != nil {
				t.Fatal(err)
			}
		}
		next := space.Next(6, 2)
		if _, err := s.Rotate(ctx, space.ID, next, storetest.Much); err != nil {
			t.Fatal(err)
		}
		blob := record.NewID()
		chunk := storetest.Record(1, 2048)
		_, err := s.Begin(ctx, space.ID, blob, int64(len(chunk)), record.Leaf(chunk), storetest.Much)
		if err == nil {
			err = s.PutChunk(ctx, space.ID, blob, 0, chunk)
		}
		if err == nil {
			slot := relay.Slot{Auth: record.Leaf(chunk[1:]), Blob: [relayapi.SlotSize]byte(storetest.Record(1, 4096))}
			err = s.PutSlot(ctx, relayapi.Locator(record.Leaf(chunk[2:])), record.Hash{}, slot)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]string{} // a value, and the space or the table it was found in
	looked := 0
	for _, table := range held.Tables {
		eachRow(t, s.readers, table.Name, func(columns []string, values []any) {
			of := "no space, table " + table.Name
			if table.Space {
				of = shown(values[slices.Index(columns, "space")])
			}
			for i, v := range values {
				b, isBytes := v.([]byte)
				if !isBytes || len(b) < 4 {
					if n, isNumber := v.(int64); isNumber && n > 1<<20 {
						t.Errorf("%s.%s holds a number as large as a time: %d", table.Name, columns[i], n)
					}
					continue
				}
				looked++
				if before, twice := seen[string(b)]; twice && before != of {
					t.Errorf("%s.%s holds a value of %s and of %s", table.Name, columns[i], of, before)
				}
				seen[string(b)] = of
			}
		})
	}
	if looked < 200 {
		t.Errorf("only %d values were looked at", looked)
	}
}

func eachRow(t *testing.T, db *sql.DB, table string, f func(columns []string, values []any)) {
	t.Helper()
	rows, err := db.Query("SELECT * FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		f(columns, values)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestTheOrderOfRowsIsThatOfTheirKeys: whoever reads a table from its beginning learns nothing about what was written
// after what.
func TestTheOrderOfRowsIsThatOfTheirKeys(t *testing.T) {
	s := opened(t, t.TempDir())
	for range 20 {
		space := storetest.Made(t, s)
		if _, err := s.Append(ctx, space.ID, space.Batch(1, storetest.Record(1, 512)), storetest.Much); err != nil {
			t.Fatal(err)
		}
	}
	for _, table := range []string{"spaces", "epochs", "log"} {
		var last []byte
		eachRow(t, s.readers, table, func(columns []string, values []any) {
			space := values[slices.Index(columns, "space")].([]byte)
			if bytes.Compare(space, last) < 0 {
				t.Errorf("%s is in another order", table)
			}
			last = space
		})
	}
	if _, err := s.readers.Exec("SELECT rowid FROM log"); err == nil {
		t.Error("rows are numbered")
	}
}

func TestDisclosePrintsEverythingOfOneSpaceAndNothingOfAnother(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	space, other := storetest.Made(t, s), storetest.Made(t, s)
	for _, sp := range []storetest.Space{space, other} {
		if _, err := s.Append(ctx, sp.ID, sp.Batch(1, storetest.Record(1, 8192)), storetest.Much); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := Disclose(ctx, folder, space.ID, &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, table := range held.Tables {
		if !table.Space {
			continue
		}
		count := 0
		eachRow(t, s.readers, table.Name, func(columns []string, values []any) {
			mine := bytes.Equal(values[slices.Index(columns, "space")].([]byte), space.ID[:])
			for i, v := range values {
				b, isBytes := v.([]byte)
				if isBytes && len(b) > 8 && strings.Contains(text, shown(v)) != mine {
					t.Errorf("%s.%s of %v is printed: %v", table.Name, columns[i], map[bool]string{true: "the space", false: "another"}[mine], !mine)
				}
			}
			if mine {
				count++
			}
		})
		if !strings.Contains(text, fmt.Sprintf("table %s: ", table.Name)) || count > 0 && !strings.Contains(text, fmt.Sprintf("  %d rows\n", count)) {
			t.Errorf("table %s is not printed with its %d rows", table.Name, count)
		}
	}
	if err := Disclose(ctx, folder, storetest.NewSpace().ID, &out); !errors.Is(err, relayapi.ErrUnknown) {
		t.Errorf("a space that is not there: %v", err)
	}
	if err := Disclose(ctx, t.TempDir(), space.ID, &out); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that holds nothing: %v", err)
	}
}

// TestNoRecordTakesMoreThanOneAndAHalfTimesItsBytes writes many spaces side by side, as people do.
func TestNoRecordTakesMoreThanOneAndAHalfTimesItsBytes(t *testing.T) {
	for padded := 512; padded <= 32<<10; padded *= 2 {
		s := opened(t, t.TempDir())
		var spaces []storetest.Space
		for range 32 {
			spaces = append(spaces, storetest.Made(t, s))
		}
		before := size(t, s)
		e := storetest.Record(1, padded)
		rounds := (2<<20)/32/padded + 1
		var group sync.WaitGroup
		for _, space := range spaces {
			group.Go(func() {
				for round := range rounds {
					if _, err := s.Append(ctx, space.ID, space.Batch(uint64(round+1), storetest.Record(1, padded)), storetest.Much); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		bytes := rounds * len(spaces) * len(e)
		ratio := float64(size(t, s)-before) / float64(bytes)
		t.Logf("%6d bytes sealed: %.2f times that on disk", len(e), ratio)
		if ratio > 1.5 {
			t.Errorf("records of %d bytes take %.2f times that", len(e), ratio)
		}
	}
}

// size is how long the database is with everything in it.
func size(t *testing.T, s *Store) int64 {
	t.Helper()
	var pages int64
	if err := s.readers.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	return pages * pageSize
}
