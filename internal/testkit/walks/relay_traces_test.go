package walks

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/site"
	"snowdrop/web"

	_ "modernc.org/sqlite" // reads the relay's database as anybody who has its folder could
)

// holds is every byte in the relay's folder: the database, what is beside it, the blobs, and the names of files.
func (h *host) holds() []byte {
	h.t.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(h.data, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return nil // put away meanwhile
		}
		all.WriteString(d.Name() + "\n")
		if d.Type().IsRegular() {
			content, _ := os.ReadFile(path)
			all.Write(content)
		}
		return nil
	})
	if err != nil || all.Len() == 0 {
		h.t.Fatalf("the relay's folder could not be read: %v", err)
	}
	return all.Bytes()
}

// inSequence are the ways in which words that belong together could stand somewhere: any two neighbours give it away.
// A single one is a word of English, and all of ours are in the app itself. So are 1,400 pairs of them ("cannot sleep"), which every
// browser keeps that was ever here: once in seven thousand times such a pair is drawn, and is no trace.
func inSequence(t *testing.T, words []string) []string {
	t.Helper()
	var all []string
	for i := range len(words) - 1 {
		for _, between := range []string{" ", "-", ",", "\n"} {
			all = append(all, words[i]+between+words[i+1])
		}
	}
	everybodys := served(t)
	all = slices.DeleteFunc(all, func(pair string) bool { return bytes.Contains(everybodys, []byte(pair)) })
	return append(all, strings.Join(words, ""))
}

// served is all that the server has for everybody, with what it says beside it.
func served(t *testing.T) []byte {
	t.Helper()
	files, err := web.Built()
	need(t, err == nil, "the app is not built: run `go run ./cmd/bundle` first")
	var all bytes.Buffer
	err = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, path)
		all.Write(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	handler, err := site.New(files, site.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/h/", "/sw.js", "/closed"} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		for name, values := range w.Header() {
			fmt.Fprintf(&all, "%s\n%s\n%s\n", name, strings.ToLower(name), strings.Join(values, "\n"))
		}
	}
	return all.Bytes()
}

// tellingOnes are the words that are looked for one by one. Three letters, and now and then four, stand in any sealed bytes by chance;
// those are found beside their neighbours.
func tellingOnes(words []string) (telling []string) {
	for _, w := range words {
		if len(w) > 4 {
			telling = append(telling, w)
		}
	}
	return telling
}

// nowhere holds that the relay's folder, what the relay said and both browsers' disks give nothing away.
func nowhere(t *testing.T, h *host, fresh []byte, began time.Time, words, secrets []string, people ...*person) {
	t.Helper()
	for _, p := range people {
		for _, found := range inFolder(t, p.browser.Profile, secrets) {
			t.Errorf("open: %s", found)
		}
		p.Goes("/mine").Locks()
		for i, line := range p.Dump() {
			for _, secret := range secrets {
				if strings.Contains(line, secret) {
					t.Errorf("locked, %.60q (%d) holds %q", line, i, secret)
				}
			}
		}
		for _, r := range p.browser.Requests() {
			for _, secret := range secrets {
				if strings.Contains(r.URL, secret) {
					t.Errorf("a request names %q: %s", secret, r.URL)
				}
			}
		}
		p.browser.Close()
		for _, found := range inFolder(t, p.browser.Profile, secrets) {
			t.Errorf("closed: %s", found)
		}
	}
	live := h.holds() // with what is still in the -wal
	h.stops()
	for _, content := range [][]byte{live, h.holds()} {
		h.nothingIn(t, content, fresh, began, append(tellingOnes(words), secrets...))
	}
	for line := range strings.Lines(h.said()) {
		if strings.TrimSpace(line) != h.address {
			t.Errorf("the relay wrote more than its address: %q", line)
		}
	}
	h.noTimeInTables(t, began)
}

// nothingIn looks for texts, for what a connection shows of a person, and for moments of this walk.
func (h *host) nothingIn(t *testing.T, content, fresh []byte, began time.Time, texts []string) {
	t.Helper()
	texts = append(texts, "127.0.0.1", "Mozilla", "Chrome/", "AppleWebKit", "Europe/London", "snowdrop-chromium")
	for _, text := range texts {
		for _, form := range forms(text) {
			if bytes.Contains(content, form) && !bytes.Contains(fresh, form) { // a short word may be the name of a column
				t.Errorf("the relay's folder holds %q", text)
			}
		}
	}
	for day := began.Add(-48 * time.Hour); day.Before(time.Now().Add(24 * time.Hour)); day = day.Add(24 * time.Hour) {
		for _, layout := range []string{"2006-01-02", "20060102", "2006/01/02", "02 Jan 2006"} {
			if bytes.Contains(content, []byte(day.UTC().Format(layout))) {
				t.Errorf("the relay's folder names the day %s", day.UTC().Format(layout))
			}
		}
	}
	for s := began.Add(-24*time.Hour).Unix() / 1e4; s <= time.Now().Unix()/1e4; s++ { // with what follows, seconds or finer
		if at := bytes.Index(content, []byte(strconv.FormatInt(s, 10))); at >= 0 {
			t.Errorf("the relay's folder holds a moment in figures: %q", content[at:min(at+20, len(content))])
		}
	}
}

// moments finds numbers of eight bytes that are a moment, in seconds or milliseconds: one of this walk, or of the days before it if it
// was rounded to a minute, an hour or a day. All moments of those days are so many that one of them stands in a folder of sealed bytes
// once in a thousand times.
func moments(content []byte, began time.Time) (found []string) {
	from, to := began.Add(-time.Minute), time.Now().Add(time.Minute)
	before := began.Add(-72 * time.Hour)
	for i := 0; i+8 <= len(content); i++ {
		for _, n := range [2]uint64{binary.BigEndian.Uint64(content[i:]), binary.LittleEndian.Uint64(content[i:])} {
			if moment(n, from, to) || n%60 == 0 && moment(n, before, to) && (n < 1e11 || n%60_000 == 0) {
				found = append(found, fmt.Sprintf("%d at %d", n, i))
			}
		}
	}
	return found
}

func moment(n uint64, from, to time.Time) bool {
	return n >= uint64(from.Unix()) && n <= uint64(to.Unix()) || n >= uint64(from.UnixMilli()) && n <= uint64(to.UnixMilli())
}

// parts cuts a value where one thing in it ends and the next begins: no number stands across. Of an envelope that is its kind and epoch,
// its random ID, its delete hash, its length, and of a control record the number of entries before it and their head (docs/format.md, 10
// and 12). The zeros of one beside the random bytes of another are a moment far more often than sealed bytes are.
func parts(value []byte) (all [][]byte) {
	if len(value) > 200 && value[0] == 1 && (value[1] == 1 || value[1] == 2) && value[2] == 0 {
		lengths := []int{6, 16, 32, 4}
		if value[1] == 2 {
			lengths = append(lengths, 8, 32)
		}
		for _, n := range lengths {
			all, value = append(all, value[:n]), value[n:]
		}
	}
	return append(all, value)
}

// noTimeInTables reads everything in every table, value by value: of numbers, SQLite writes as few bytes as they need, and between two
// values stand its own. Files of another kind are read as they are.
func (h *host) noTimeInTables(t *testing.T, began time.Time) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.data, "*"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	holds := func(where string, value []byte) {
		for _, found := range moments(value, began) {
			t.Errorf("%s holds a moment: %s", where, found)
		}
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "-wal") || strings.HasSuffix(file, "-shm") { // the database's own, and empty once it is closed
			continue
		}
		if !bytes.HasPrefix(content, []byte("SQLite format 3\x00")) {
			holds(filepath.Base(file), content)
			continue
		}
		db, err := sql.Open("sqlite", file)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range column(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'`) {
			for _, name := range column(t, db, `SELECT name FROM pragma_table_info('`+table.(string)+`')`) {
				for _, value := range column(t, db, `SELECT "`+name.(string)+`" FROM "`+table.(string)+`"`) {
					read++
					if sealed, is := value.([]byte); is {
						for _, part := range parts(sealed) {
							holds(fmt.Sprintf("%s.%s", table, name), part)
						}
					}
					n, number := value.(int64)
					for range 3 { // in nanoseconds, microseconds, milliseconds or seconds
						if number && moment(uint64(n), time.Now().Add(-72*time.Hour), time.Now().Add(time.Hour)) {
							t.Errorf("%s.%s holds a moment: %v", table, name, value)
						}
						n /= 1000
					}
				}
			}
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}
	if read == 0 {
		t.Error("the relay's database could not be read")
	}
}

func column(t *testing.T, db *sql.DB, query string) (all []any) {
	t.Helper()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var value any
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		all = append(all, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// What looks for traces must be able to find them.
func TestTheSearchOfTheRelaysFolderFindsMomentsAndWords(t *testing.T) {
	now := time.Now()
	day := now.Truncate(24 * time.Hour)
	for name, b := range map[string][]byte{
		"seconds":               binary.BigEndian.AppendUint64([]byte("xyz"), uint64(now.Unix())),
		"milliseconds":          binary.LittleEndian.AppendUint64([]byte("x"), uint64(now.UnixMilli())),
		"a day":                 binary.BigEndian.AppendUint64(nil, uint64(day.Unix())),
		"a day in milliseconds": binary.LittleEndian.AppendUint64(nil, uint64(day.UnixMilli())),
	} {
		if len(moments(b, now)) == 0 {
			t.Errorf("%s: it is not found", name)
		}
	}
	if found := moments(binary.BigEndian.AppendUint64(nil, uint64(day.Add(-time.Hour).UnixMilli()+1)), now); len(found) > 0 {
		t.Errorf("not of this walk, and not rounded: %q", found)
	}

	// An ID that goes on as the epoch before it would, were both one number; and a number where one could be.
	head := []byte{1, 1, 0, 0, 0, 1}
	id := binary.BigEndian.AppendUint64(nil, uint64(now.UnixMilli()))[3:]
	spells := append(append(slices.Clone(head), id...), make([]byte, 300)...)
	if len(moments(spells, now)) == 0 {
		t.Error("this ID spells no moment")
	}
	among := func(value []byte) (found []string) {
		for _, part := range parts(value) {
			found = append(found, moments(part, now)...)
		}
		return found
	}
	if found := among(spells); len(found) > 0 {
		t.Errorf("an ID after an epoch: %q", found)
	}
	for _, at := range []int{6, 14, 22, 46, 58, 66, 200} { // where each thing begins, or ends
		value := append(slices.Clone(head), make([]byte, 300)...)
		binary.BigEndian.PutUint64(value[at:], uint64(now.UnixMilli()))
		if len(among(value)) == 0 {
			t.Errorf("a moment at %d is not found", at)
		}
	}
	if all := tellingOnes([]string{"aim", "able", "abacus"}); len(all) != 1 || all[0] != "abacus" {
		t.Errorf("one by one: %q", all)
	}
	if all := inSequence(t, []string{"zzone", "zztwo", "zzthree", "cannot", "sleep"}); !slices.Contains(all, "zztwo zzthree") || slices.Contains(all, "cannot sleep") {
		t.Errorf("in sequence: %q", all)
	}
}
