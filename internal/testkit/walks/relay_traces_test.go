package walks

import (
	"bytes"
	"database/sql"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
// A single one is a word of English, and all of ours are in the app itself.
func inSequence(words []string) []string {
	var all []string
	for i := range len(words) - 1 {
		for _, between := range []string{" ", "-", ",", "\n"} {
			all = append(all, words[i]+between+words[i+1])
		}
	}
	return append(all, strings.Join(words, ""))
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
	h.noTimeInTables(t)
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
	for _, found := range moments(content, began) {
		t.Errorf("the relay's folder holds a moment: %s", found)
	}
}

// moments finds numbers of eight bytes that are a moment of the last days, in seconds or milliseconds.
func moments(content []byte, began time.Time) (found []string) {
	from, to := began.Add(-72*time.Hour), time.Now().Add(time.Minute)
	for i := 0; i+8 <= len(content); i++ {
		for _, n := range [2]uint64{binary.BigEndian.Uint64(content[i:]), binary.LittleEndian.Uint64(content[i:])} {
			if moment(n, from, to) {
				found = append(found, fmt.Sprintf("%d at %d", n, i))
			}
		}
	}
	return found
}

func moment(n uint64, from, to time.Time) bool {
	return n >= uint64(from.Unix()) && n <= uint64(to.Unix()) || n >= uint64(from.UnixMilli()) && n <= uint64(to.UnixMilli())
}

// noTimeInTables reads every number in every table: SQLite writes them in as few bytes as they need.
func (h *host) noTimeInTables(t *testing.T) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.data, "*"))
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		if head, err := os.ReadFile(file); err != nil || !bytes.HasPrefix(head, []byte("SQLite format 3\x00")) {
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
	for name, b := range map[string][]byte{
		"seconds":      binary.BigEndian.AppendUint64([]byte("xyz"), uint64(now.Unix())),
		"milliseconds": binary.LittleEndian.AppendUint64([]byte("x"), uint64(now.UnixMilli())),
	} {
		if len(moments(b, now)) == 0 {
			t.Errorf("%s are not found", name)
		}
	}
	if all := tellingOnes([]string{"aim", "able", "abacus"}); len(all) != 1 || all[0] != "abacus" {
		t.Errorf("one by one: %q", all)
	}
	if all := inSequence([]string{"one", "two", "three"}); !strings.Contains(strings.Join(all, "|"), "|two three|") {
		t.Errorf("in sequence: %q", all)
	}
}
