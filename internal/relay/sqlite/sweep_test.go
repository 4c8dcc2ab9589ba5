//go:build linux

package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/sqlite/sweep"
	"snowdrop/internal/relay/storetest"
	"snowdrop/internal/relayapi"
)

// remains counts the places at which a file has eight bytes of what must not be there any more. Of a piece of at least
// fifteen bytes none is missed, wherever it begins and wherever it lies.
func remains(content []byte, gone [][]byte) (found int) {
	const filter = 1 << 24
	some := make([]uint64, filter/64)
	all := map[uint64]bool{}
	for _, e := range gone {
		for at := 16; at+8 <= len(e); at += 8 { // before it is what all entries have
			v := binary.LittleEndian.Uint64(e[at:])
			if bytes.Count(e[at:at+8], []byte{0}) < 5 { // not a small number, which is in many places
				all[v] = true
				some[v%filter/64] |= 1 << (v % 64)
			}
		}
	}
	for at := 0; at+8 <= len(content); at++ {
		v := binary.LittleEndian.Uint64(content[at:])
		if some[v%filter/64]&(1<<(v%64)) != 0 && all[v] {
			found++
		}
	}
	return found
}

// placed is what SQLite itself says of a page: a leaf or an inner one of a tree, or overflow.
type placed struct {
	number uint32
	kind   string
	page   []byte
}

// pagesOf asks SQLite for all pages that hold something.
func pagesOf(t *testing.T, db *sql.DB) (all []placed) {
	t.Helper()
	rows, err := db.Query("SELECT s.pageno, s.pagetype, p.data FROM dbstat s JOIN sqlite_dbpage p ON p.pgno = s.pageno WHERE s.name != 'sqlite_schema'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var p placed
		if err := rows.Scan(&p.number, &p.kind, &p.page); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// swept looks at every page: each page of a tree is known as one, no other is, and how many have something in their gap.
func swept(t *testing.T, db *sql.DB) (dirty int) {
	t.Helper()
	for _, p := range pagesOf(t, db) {
		if known := sweep.Gap(p.page) != nil; known != (p.kind != "overflow") {
			t.Fatalf("page %d is %s; taken for one of a tree: %v", p.number, p.kind, known)
		}
		if sweep.Left(p.page) {
			dirty++
		}
	}
	return dirty
}

// model is what a store must hold.
type model struct {
	t      *testing.T
	by     *rand.Rand
	s      *Store
	spaces []storetest.Space
	logs   [][][]byte             // by space; nil: stripped
	epochs []uint32               // by space
	blobs  []map[record.ID][]byte // by space
	slots  map[relayapi.Locator]relay.Slot
	gone   [][]byte
	like   []byte             // a page of a tree, to be put into blobs
	copied map[record.ID]bool // blobs that it was put into: what they hold lies elsewhere too
}

func newModel(t *testing.T, s *Store, seed uint64) *model {
	return &model{t: t, by: rand.New(rand.NewPCG(seed, 1)), s: s, slots: map[relayapi.Locator]relay.Slot{}, copied: map[record.ID]bool{}}
}

func (m *model) must(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatal(err)
	}
}

// step does one thing by chance.
func (m *model) step() {
	m.t.Helper()
	if len(m.spaces) < 6 || m.by.IntN(60) == 0 {
		space := storetest.Made(m.t, m.s)
		m.spaces = append(m.spaces, space)
		m.logs = append(m.logs, [][]byte{space.First.Envelope})
		m.epochs, m.blobs = append(m.epochs, 1), append(m.blobs, map[record.ID][]byte{})
		return
	}
	i := m.by.IntN(len(m.spaces))
	space, head := m.spaces[i], uint64(len(m.logs[i]))
	switch what := m.by.IntN(100); {
	case what < 50:
		var batch [][]byte
		for range 1 + m.by.IntN(3) {
			batch = append(batch, storetest.Record(m.epochs[i], 512<<min(m.by.IntN(7), m.by.IntN(7))))
		}
		b := space.Batch(head, batch...)
		b.Epoch = m.epochs[i]
		if m.epochs[i] > 1 {
			b.Auth = m.state(space).Auth
		}
		_, err := m.s.Append(ctx, space.ID, b, storetest.Much)
		m.must(err)
		m.logs[i] = append(m.logs[i], batch...)
	case what < 75:
		n := m.by.IntN(len(m.logs[i]))
		if e := m.logs[i][n]; e != nil && !control(e) {
			m.must(m.s.Strip(ctx, space.ID, uint64(n+1)))
			m.gone, m.logs[i][n] = append(m.gone, e), nil
		}
	case what < 79:
		next := space.Next(head, m.epochs[i]+1)
		_, err := m.s.Rotate(ctx, space.ID, next, storetest.Much)
		m.must(err)
		m.logs[i], m.epochs[i] = append(m.logs[i], next.Envelope), m.epochs[i]+1
	case what < 85:
		m.blob(i)
	case what < 90:
		for id, content := range m.blobs[i] {
			m.must(m.s.Remove(ctx, space.ID, id))
			m.forget(id, content)
			delete(m.blobs[i], id)
			break
		}
	case what < 95:
		l := relayapi.Locator(record.Leaf(storetest.Record(1, 512)))
		slot := relay.Slot{Auth: record.Leaf(l[:]), Blob: [relayapi.SlotSize]byte(storetest.Record(1, 4096))}
		m.must(m.s.PutSlot(ctx, l, record.Hash{}, slot))
		m.slots[l] = slot
	case what < 99:
		for l, slot := range m.slots {
			m.must(m.s.DropSlot(ctx, l))
			m.gone = append(m.gone, bytes.Clone(slot.Blob[:]))
			delete(m.slots, l)
			break
		}
	default:
		m.drop(i)
	}
}

func (m *model) state(space storetest.Space) relay.State {
	at, err := m.s.Space(ctx, space.ID)
	m.must(err)
	return at
}

func (m *model) drop(i int) {
	m.must(m.s.Drop(ctx, m.spaces[i].ID))
	for _, e := range m.logs[i] {
		if e != nil {
			m.gone = append(m.gone, e)
		}
	}
	for id, content := range m.blobs[i] {
		m.forget(id, content)
	}
	last := len(m.spaces) - 1
	m.spaces[i], m.logs[i], m.epochs[i], m.blobs[i] = m.spaces[last], m.logs[last], m.epochs[last], m.blobs[last]
	m.spaces, m.logs, m.epochs, m.blobs = m.spaces[:last], m.logs[:last], m.epochs[:last], m.blobs[:last]
}

func (m *model) forget(id record.ID, content []byte) {
	if !m.copied[id] {
		m.gone = append(m.gone, content)
	}
}

// blob puts a photo, and sometimes an imitation.
func (m *model) blob(i int) {
	content, imitated := storetest.Record(1, 512<<m.by.IntN(9)), m.like != nil && m.by.IntN(2) == 0
	if imitated {
		content = m.imitation(content)
	}
	m.put(i, content, imitated)
}

// imitation makes of a blob one of which each page that it flows over to is a page of a tree, all but the first four bytes
// of that, which are not the writer's.
func (m *model) imitation(content []byte) []byte {
	for at := flowsAt(len(content)); at < len(content); {
		at += copy(content[at:], m.like[4:])
	}
	return content
}

func (m *model) put(i int, content []byte, imitated bool) {
	id := record.NewID()
	_, err := m.s.Begin(ctx, m.spaces[i].ID, id, int64(len(content)), record.Leaf(content), storetest.Much)
	m.must(err)
	m.must(m.s.PutChunk(ctx, m.spaces[i].ID, id, 0, content))
	m.blobs[i][id], m.copied[id] = content, imitated
}

// control tells whether an entry is one that changes the keys: the relay holds parts of it elsewhere too.
func control(e []byte) bool {
	parsed, err := record.ParseEnvelope(e)
	return err != nil || parsed.Kind == record.KindControl
}

// flowsAt is where in a chunk the first page begins that it flows over to.
func flowsAt(n int) int {
	const (
		beside = 44 // the head of a row of chunks with more than 8,185 bytes, and its other values
		most   = (pageSize-12)*64/255 - 23
		least  = (pageSize-12)*32/255 - 23
	)
	here := least + (beside+n-least)%(pageSize-4)
	if here > most {
		here = least
	}
	return here - beside
}

// imitate takes a page of a tree, with something in its gap, and puts it into a blob, and from now on into others. It
// counts the pages that then look like it.
func (m *model) imitate() (imitations int) {
	m.t.Helper()
	for _, p := range pagesOf(m.t, m.s.readers) {
		if p.kind == "leaf" && len(sweep.Gap(p.page)) > 500 {
			m.like = p.page
			copy(sweep.Gap(m.like), storetest.Record(1, 512))
		}
	}
	m.put(0, m.imitation(storetest.Record(1, 1<<16)), true)
	for _, p := range pagesOf(m.t, m.s.readers) {
		if p.kind == "overflow" && bytes.Equal(p.page[4:], m.like[4:]) {
			imitations++
		}
	}
	return imitations
}

// unlike removes the blobs that hold a page of a tree: what lies in them may be deleted where it comes from.
func (m *model) unlike() {
	for i, space := range m.spaces {
		for id := range m.blobs[i] {
			if m.copied[id] {
				m.must(m.s.Remove(ctx, space.ID, id))
				delete(m.blobs[i], id)
			}
		}
	}
	l := relayapi.Locator{1}
	m.must(m.s.PutSlot(ctx, l, record.Hash{}, relay.Slot{Auth: [32]byte{9}}))
	m.must(m.s.DropSlot(ctx, l)) // so that the log of changes goes into the database, whatever there was
}

// compare reads everything back.
func (m *model) compare() {
	m.t.Helper()
	var said string
	if err := m.s.readers.QueryRow("PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
		m.t.Fatalf("the database says of itself %q, %v", said, err)
	}
	for i, space := range m.spaces {
		_, items, err := m.s.Read(ctx, space.ID, 0, 1<<30)
		if err != nil || len(items) != len(m.logs[i]) {
			m.t.Fatalf("%d entries, %v; want %d", len(items), err, len(m.logs[i]))
		}
		for n, item := range items {
			if !bytes.Equal(item.Envelope, m.logs[i][n]) {
				m.t.Fatalf("entry %d is another", n+1)
			}
		}
		for id, content := range m.blobs[i] {
			if got, err := m.s.Chunk(ctx, space.ID, id, 0); err != nil || !bytes.Equal(got, content) {
				m.t.Fatalf("a blob is another: %v", err)
			}
		}
	}
	for l, slot := range m.slots {
		if got, err := m.s.Slot(ctx, l); err != nil || got != slot {
			m.t.Fatalf("a slot is another: %v", err)
		}
	}
}

// TestWhatStandsIsWholeAndWhatIsGoneIsGone does things by chance, and compares every row of the database with what it
// must be and every byte of the disk with what was deleted.
func TestWhatStandsIsWholeAndWhatIsGoneIsGone(t *testing.T) {
	runs := 2
	if os.Getenv("SNOWDROP_NIGHTLY") == "1" {
		runs = 100
	}
	for range runs {
		folder, seed := t.TempDir(), rand.Uint64()
		t.Logf("seed %d", seed)
		s := opened(t, folder)
		m := newModel(t, s, seed)
		imitations := 0
		for round := range 4 {
			for range 150 {
				m.step()
			}
			m.compare()
			imitations += m.imitate()
			if round == 2 {
				closed(t, m.s)
				m.s = opened(t, folder)
				m.compare()
			}
		}
		if imitations == 0 {
			t.Error("no page was there that looks like another")
		}
		m.unlike()
		m.compare()
		if dirty := swept(t, m.s.readers); dirty > 0 {
			t.Errorf("%d pages have something where nothing is", dirty)
		}
		for name, content := range onDiskNow(t, folder) {
			if n := remains(content, m.gone); n > 0 {
				t.Errorf("%s has %d times eight bytes of something deleted", name, n)
			}
		}
	}
}

// earlier makes a database as the first version left it, with copies of rows in it.
func earlier(t *testing.T, folder string) (rows map[string][]byte) {
	t.Helper()
	path := filepath.Join(folder, File)
	db, err := sql.Open("sqlite", address(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	text, err := fs.ReadFile(migrations, "migrations/001.sql")
	if err != nil {
		t.Fatal(err)
	}
	must := func(q string, args ...any) {
		t.Helper()
		if _, err := c.ExecContext(ctx, q, args...); err != nil {
			t.Fatal(err)
		}
	}
	if err := settle(ctx, c); err != nil {
		t.Fatal(err)
	}
	must(string(text) + "; PRAGMA application_id = 1399083628; PRAGMA user_version = 1")
	must("BEGIN")
	rows = map[string][]byte{}
	for range 3000 {
		key, value := storetest.Record(1, 512)[60:76], storetest.Record(1, 512)
		must("INSERT INTO log (space, n, piece, leaf, sums, bytes) VALUES (?, 2, 0, NULL, NULL, ?)", key, value)
		rows[string(key)] = value
	}
	for range 40 {
		key, value := storetest.Record(1, 512)[60:76], storetest.Record(1, 32768)
		must("INSERT INTO chunks (space, blob, i, sum, bytes) VALUES (?, ?, 0, x'00', ?)", key, key, value)
		rows[string(key)] = value
	}
	must("COMMIT")
	must("PRAGMA wal_checkpoint(TRUNCATE)")
	if dirty := swept(t, db); dirty < 10 {
		t.Fatalf("only %d pages of an earlier version have copies in them", dirty)
	}
	return rows
}

func TestADatabaseOfAnEarlierVersionIsSweptWhole(t *testing.T) {
	folder := t.TempDir()
	rows := earlier(t, folder)
	standsSwept(t, folder, rows)
}

// A host who compacts the file, as hosting.md says, has it swept by the next start.
func TestADatabaseThatAHostCompactedIsSweptWhole(t *testing.T) {
	folder := t.TempDir()
	rows := earlier(t, folder)
	closed(t, opened(t, folder))
	if err := execOn(filepath.Join(folder, File), "VACUUM; PRAGMA user_version = 1"); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", address(filepath.Join(folder, File), ""))
	if err != nil {
		t.Fatal(err)
	}
	if dirty := swept(t, db); dirty == 0 {
		t.Error("compacting leaves no copies: nobody has to be told to set the version")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	standsSwept(t, folder, rows)
}

func standsSwept(t *testing.T, folder string, rows map[string][]byte) {
	t.Helper()
	s := opened(t, folder)
	if dirty := swept(t, s.readers); dirty > 0 {
		t.Errorf("%d pages have copies in them", dirty)
	}
	var said string
	if err := s.readers.QueryRow("PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
		t.Fatalf("the database says of itself %q, %v", said, err)
	}
	count := 0
	for _, table := range []string{"log", "chunks"} {
		eachRow(t, s.readers, table, func(columns []string, values []any) {
			count++
			if !bytes.Equal(rows[string(values[0].([]byte))], values[len(values)-1].([]byte)) {
				t.Errorf("a row of %s is another", table)
			}
		})
	}
	if count != len(rows) {
		t.Errorf("%d rows, want %d", count, len(rows))
	}
}

// TestPagesThatCouldNotBeSweptAreSweptAtTheNextStart: a disk that is full while the store ends leaves the log of changes
// where it is.
func TestPagesThatCouldNotBeSweptAreSweptAtTheNextStart(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	var spaces []storetest.Space
	for range 40 {
		spaces = append(spaces, storetest.Made(t, s))
	}
	for round := range uint64(20) {
		for _, space := range spaces {
			if _, err := s.Append(ctx, space.ID, space.Batch(round+1, storetest.Record(1, 512)), storetest.Much); err != nil {
				t.Fatal(err)
			}
		}
	}
	if dirty := swept(t, s.readers); dirty == 0 {
		t.Fatal("there is nothing to sweep")
	}
	d := onDisk(t, folder)
	d.set(func(d *disk) { d.full = true })
	closed(t, s)
	d.set(func(d *disk) { d.full = false })
	s = opened(t, folder)
	if dirty := swept(t, s.readers); dirty > 0 {
		t.Errorf("%d pages have copies in them", dirty)
	}
}

// TestWhatAReaderHeldUpIsGoneAfterIt: bytes stay while somebody reads them. They go with the next deletion, and where the
// process is killed before, with the next start.
func TestWhatAReaderHeldUpIsGoneAfterIt(t *testing.T) {
	folder, killed := t.TempDir(), t.TempDir()
	s := opened(t, folder)
	space, e := storetest.Made(t, s), storetest.Record(1, 8192)
	if _, err := s.Append(ctx, space.ID, space.Batch(1, e), storetest.Much); err != nil {
		t.Fatal(err)
	}
	tx, err := s.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var head int
	if err := tx.QueryRow("SELECT head FROM spaces").Scan(&head); err != nil {
		t.Fatal(err)
	}
	if err := s.Strip(ctx, space.ID, 2); err != nil {
		t.Fatal(err)
	}
	held := 0
	for name, content := range onDiskNow(t, folder) {
		held += remains(content, [][]byte{e})
		if name == File || name == File+"-wal" {
			if err := os.WriteFile(filepath.Join(killed, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	if held == 0 {
		t.Fatal("the reader held nothing up")
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	l := relayapi.Locator{1}
	err = s.PutSlot(ctx, l, record.Hash{}, relay.Slot{Auth: [32]byte{9}})
	if err == nil {
		err = s.DropSlot(ctx, l)
	}
	if err != nil {
		t.Fatal(err)
	}
	opened(t, killed)
	for _, folder := range []string{folder, killed} {
		for name, content := range onDiskNow(t, folder) {
			if n := remains(content, [][]byte{e}); n > 0 {
				t.Errorf("%s has %d times eight bytes of it", filepath.Join(filepath.Base(folder), name), n)
			}
		}
	}
}

// TestDisclosingLeavesTheLogOfChangesWhereItIs: nobody but the store moves it, for nobody else sweeps.
func TestDisclosingLeavesTheLogOfChangesWhereItIs(t *testing.T) {
	folder, killed := t.TempDir(), t.TempDir()
	s := opened(t, folder)
	space := storetest.Made(t, s)
	for name, content := range onDiskNow(t, folder) {
		if name == File || name == File+"-wal" {
			if err := os.WriteFile(filepath.Join(killed, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	before := onDiskNow(t, killed)
	var out bytes.Buffer
	if err := Disclose(context.Background(), killed, space.ID, &out); err != nil || out.Len() == 0 {
		t.Fatalf("%d bytes, %v", out.Len(), err)
	}
	after := onDiskNow(t, killed)
	for name := range before {
		if len(before[name]) == 0 || !bytes.Equal(before[name], after[name]) {
			t.Errorf("%s was changed, or had nothing in it: %d bytes, now %d", name, len(before[name]), len(after[name]))
		}
	}
}

// TestAPageOfNoTreeHasNoGap: what looks like a page of a tree in all but the number that it begins with is none, and
// what begins as one by chance is none either.
func TestAPageOfNoTreeHasNoGap(t *testing.T) {
	folder := t.TempDir()
	earlier(t, folder)
	s := opened(t, folder)
	by := rand.New(rand.NewPCG(1, 2))
	for _, p := range pagesOf(t, s.readers) {
		if p.kind == "overflow" {
			continue
		}
		for _, next := range []uint32{0, 2, 10, p.number, 1<<25 - 1} {
			other := bytes.Clone(p.page)
			binary.BigEndian.PutUint32(other, next)
			if sweep.Gap(other) != nil {
				t.Fatalf("a page that begins with the number %d is taken for one of a tree", next)
			}
		}
		for range 20 { // one number of it is another: it does not add up
			other := bytes.Clone(p.page)
			head := map[byte]int{2: 12, 10: 8}[other[0]] // inner and leaf
			at := []int{1, 3, 5, head + 2*by.IntN(int(binary.BigEndian.Uint16(other[3:]))+1)}[by.IntN(4)]
			binary.BigEndian.PutUint16(other[at:], uint16(by.IntN(len(other))))
			if g := sweep.Gap(other); g != nil && !bytes.Equal(other[:head], p.page[:head]) {
				t.Fatalf("a page whose number at %d is %d adds up", at, binary.BigEndian.Uint16(other[at:]))
			}
		}
	}
	page := make([]byte, pageSize)
	for range 200_000 {
		for at := 0; at < 64; at += 8 {
			binary.LittleEndian.PutUint64(page[at:], by.Uint64())
		}
		page[0] = []byte{2, 10}[by.IntN(2)]
		if sweep.Gap(page) != nil {
			t.Fatalf("% x is taken for the head of a page of a tree", page[:16])
		}
	}
}
