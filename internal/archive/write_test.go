package archive_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"snowdrop/internal/archive"
	"snowdrop/internal/ics"
)

var made = time.Date(2026, 11, 21, 14, 5, 6, 0, time.UTC)

// shelf is a Source from lists.
type shelf struct {
	about   archive.About
	entries []archive.Entry
	photos  map[string][]byte // by Handle
	broken  map[string]bool   // of these only a beginning can be read
}

func (s *shelf) About() archive.About {
	a := s.about
	a.Made, a.Lang, a.Count = made, "en", len(s.entries)
	a.Words = archive.Words{Title: "Journal", Made: "Saved.", Missing: "It is not here.", Unread: "It can not be read.", Draft: "Begun", Other: "Changed elsewhere.", Photo: "Photo"}
	return a
}

func (s *shelf) Entries(each func(*archive.Entry) error) error {
	for _, e := range s.entries {
		e.Attachments = slices.Clone(e.Attachments)
		if err := each(&e); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf) Copy(w io.Writer, a archive.Attachment) error {
	name := a.Handle.(string)
	photo, ok := s.photos[name]
	if !ok {
		return archive.ErrMissing
	}
	if s.broken[name] {
		_, _ = w.Write(photo[:len(photo)/2])
		return archive.ErrMissing
	}
	_, err := io.Copy(w, io.LimitReader(bytes.NewReader(photo), int64(len(photo))))
	return err
}

func id(n int) string {
	return fmt.Sprintf("%026s", strings.Map(func(r rune) rune { return 'a' + r - '0' }, fmt.Sprint(n)))[:26]
}

// entry is one with these words.
func entry(n int, text string) archive.Entry {
	data, _ := json.Marshal(map[string]any{"v": 1, "text": text})
	return archive.Entry{ID: strings.ReplaceAll(id(n), "0", "a"), Kind: "entry", Number: 1, At: made.AddDate(0, 0, n-100), Data: data,
		Told: func() archive.Told { return archive.Told{Name: "Entry", When: "a day", Text: text} }}
}

func whole() *shelf {
	s := &shelf{photos: map[string][]byte{"one": bytes.Repeat([]byte{0xff, 0xd8, 1}, 50_000), "two": []byte("half of it")}, broken: map[string]bool{"two": true}}
	s.about.Settings = json.RawMessage(`{"quiet":true}`)
	s.about.Drafts = []archive.Draft{{Name: "journal/new", Fields: map[string][]string{"text": {"half written"}, "unit": {"C"}}}}
	s.about.Unreadable = 2
	plain := entry(1, "<b>words</b> & more\n=1+1")
	photo := entry(2, "with photos")
	photo.Data = json.RawMessage(`{"attachments":[{"kind":"photo","length":150000,"type":"image/jpeg"},{"kind":"song","x":1},{"kind":"photo"}],"text":"with photos","v":2}`)
	photo.Attachments = []archive.Attachment{
		{At: 0, Kind: "photo", Type: "image/jpeg", Alt: `a "snowdrop"`, Length: 150_000, Handle: "one"},
		{At: 2, Kind: "photo", Type: "image/png", Handle: "two"},
		{At: 3, Kind: "photo", Type: "image/png", Handle: "three", Missing: true},
	}
	other := entry(2, "changed")
	other.Other = true
	long := entry(3, "a beginning and the rest")
	long.Data, long.Text = json.RawMessage(`{"attachments":[{"kind":"text"}],"text":"a beginning"}`), "a beginning and the rest"
	long.Attachments = []archive.Attachment{{At: 0, Kind: "text", InText: true}}
	unread := entry(4, "")
	unread.Data = nil
	newer := archive.Entry{ID: entry(5, "").ID, Kind: "kind-200", Number: 200, At: made, Data: json.RawMessage(`{"mood":[1,{"b":null}]}`),
		Told: func() archive.Told {
			return archive.Told{Name: "Something newer", When: "a day", Measure: &archive.Measure{Which: "peg", Form: "2009", Score: "-3.5", Items: []archive.Item{{ID: "1", Value: "4"}, {ID: "2"}}},
				Facts: []archive.Fact{{Name: "Pain", Value: "@SUM(A1)"}}, Event: &ics.Event{UID: "abc", Start: made, Summary: "Appointment"}}
		}}
	s.entries = []archive.Entry{plain, photo, other, long, unread, newer}
	return s
}

// files are those of a ZIP by their names.
func files(tb testing.TB, b []byte) map[string]string {
	tb.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		tb.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		content, err := io.ReadAll(c)
		if err != nil {
			tb.Fatalf("%s: %v", f.Name, err)
		}
		if _, twice := out[f.Name]; twice {
			tb.Errorf("%s is there twice", f.Name)
		}
		out[f.Name] = string(content)
	}
	return out
}

func open(tb testing.TB, form archive.Form, s archive.Source) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := archive.WriteOpen(&out, form, s, nil); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

// valid checks data.json against its schema.
func valid(data string) error {
	c := jsonschema.NewCompiler()
	schema, err := jsonschema.UnmarshalJSON(strings.NewReader(archive.Schema))
	if err == nil {
		err = c.AddResource("schema.json", schema)
	}
	if err != nil {
		return err
	}
	compiled, err := c.Compile("schema.json")
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(data))
	if err != nil {
		return err
	}
	return compiled.Validate(v)
}

func TestEverythingIsInTheFile(t *testing.T) {
	s := whole()
	in := files(t, open(t, archive.Everything, s))
	photo := "attachments/" + s.entries[1].ID + "-1.jpg"
	if in[photo] != string(s.photos["one"]) {
		t.Errorf("the photo has %d bytes", len(in[photo]))
	}
	sum := sha256.Sum256(s.photos["one"])
	for name, has := range map[string][]string{
		"READ-ME.txt":  {"2026-11-21", "age --decrypt", "your six words", "seis palabras", "belong to these days:\r\n  " + s.entries[1].At.Format(time.DateOnly), "could not be read", "How many: 2"},
		"journal.html": {"&lt;b&gt;words&lt;/b&gt; &amp; more", `src="` + photo + `"`, `alt="a &#34;snowdrop&#34;"`, "It is not here.", "It can not be read.", "Changed elsewhere.", "half written", "a beginning and the rest"},
		"data.json": {`<b>words</b> & more`[:0] + `"text":"changed"`, `"other":true`, `"text":"a beginning and the rest"`, `{"mood":[1,{"b":null}]}`, `"kind-200"`, `"half written"`, `{"quiet":true}`,
			`{"at":0,"file":"` + photo + `","sha256":"` + hex.EncodeToString(sum[:]) + `"}`, `{"at":2,"missing":true}`, `{"at":3,"missing":true}`, `{"at":0,"in_text":true}`, `"not_readable":{"count":3,"days":["` + s.entries[4].At.Format(time.DateOnly) + `"]}`},
		"entries.csv":  {"kind-200", "changed"},
		"measures.csv": {"peg,2009,1,4,-3.5\r\n", "peg,2009,2,,-3.5\r\n"},
		"days.ics":     {"BEGIN:VCALENDAR\r\n", "UID:abc\r\n", "SUMMARY:Appointment\r\n", "END:VCALENDAR\r\n"},
		"schema.json":  {"2020-12"},
		"markdown/" + s.entries[1].At.Format(time.DateOnly) + "-" + s.entries[1].ID + ".md":   {"with photos", "](../" + photo + ")", "It is not here."},
		"markdown/" + s.entries[2].At.Format(time.DateOnly) + "-" + s.entries[2].ID + "-2.md": {"changed", "version: 2"},
		"markdown/draft-1.md": {"half written"},
	} {
		content, there := in[name]
		if !there {
			t.Errorf("there is no %s", name)
		}
		for _, h := range has {
			if !strings.Contains(content, h) {
				t.Errorf("%s does not have %q:\n%.3000s", name, h, content)
			}
		}
	}
	if err := valid(in["data.json"]); err != nil {
		t.Error(err)
	}
}

func TestASchemaThatTakesEverythingIsNone(t *testing.T) {
	good := files(t, open(t, archive.Everything, whole()))["data.json"]
	for from, to := range map[string]string{
		`"format":"snowdrop"`: `"format":"other"`, `"version":2`: `"version":1`, `"made":"2026`: `"made":"26`, `"entries":[`: `"things":[`, `"number":1,`: `"number":256,`,
		`"at":2,"missing":true`: `"at":2`, `"count":3`: `"count":"3"`, `"data":{"mood"`: `"date":{"mood"`, `"attachments/`: `"../attachments/`, `"other":true`: `"other":1`, `"sha256":"`: `"sha256":"z`,
	} {
		if !strings.Contains(good, from) {
			t.Errorf("nothing to spoil: %s", from)
		}
		if valid(strings.Replace(good, from, to, 1)) == nil {
			t.Errorf("with %s for %s it is valid", to, from)
		}
	}
}

func TestDataAloneHasThePhotosInIt(t *testing.T) {
	s := whole()
	data := string(open(t, archive.Data, s))
	if err := valid(data); err != nil {
		t.Error(err)
	}
	if !strings.Contains(data, `"content":"`+base64.StdEncoding.EncodeToString(s.photos["one"])+`"}`) || strings.Count(data, `"missing":true`) != 2 {
		t.Errorf("%.2000s", data)
	}
}

func TestThePageAloneNeedsNothingElse(t *testing.T) {
	s := whole()
	page := string(open(t, archive.Page, s))
	if !strings.Contains(page, `src="data:image/jpeg;base64,`+base64.StdEncoding.EncodeToString(s.photos["one"])+`"`) || strings.Count(page, "It is not here.") != 2 {
		t.Error("the photo is not in the page, or what is missing is not said")
	}
	for _, s := range []string{"<script", "http:", "https:", "<b>words", " on"} {
		if strings.Contains(strings.ReplaceAll(page, "a beginning and", ""), s+"=") || s != " on" && strings.Contains(page, s) {
			t.Errorf("the page has %s", s)
		}
	}
	if !strings.Contains(page, "default-src 'none'") || strings.Contains(page, "unsafe") {
		t.Error("the page may load what it likes")
	}
}

func TestTheSameIsWrittenTwiceInTheSameWay(t *testing.T) {
	for form := archive.Everything; form <= archive.Calendar; form++ {
		if !bytes.Equal(open(t, form, whole()), open(t, form, whole())) {
			t.Errorf("form %d differs", form)
		}
	}
}

func TestWhatWasSealedToWordsOrAKeyOpensWithItAlone(t *testing.T) {
	six := []string{"one", "two", "three", "four", "five", "six"}
	words, err := archive.ToWords(six)
	if err != nil {
		t.Fatal(err)
	}
	by, err := archive.ByWords(six)
	if err != nil {
		t.Fatal(err)
	}
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	key, err := archive.ToKey("# public key\n\n " + own.Recipient().String() + "\r\n")
	if err != nil {
		t.Fatal(err)
	}
	none, _ := archive.ByWords([]string{"one", "two"})
	for _, c := range []struct {
		to  archive.Recipient
		by  archive.Identity
		not archive.Identity
	}{{words, by, none}, {key, own, by}} {
		var out bytes.Buffer
		if err := archive.Write(&out, []age.Recipient{c.to}, whole(), nil); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(out.String(), "words") && strings.Contains(out.String(), "half written") {
			t.Error("it is not sealed")
		}
		r, err := age.Decrypt(bytes.NewReader(out.Bytes()), c.by)
		if err != nil {
			t.Fatal(err)
		}
		inside, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(inside, open(t, archive.Everything, whole())) {
			t.Errorf("something else is inside: %v", err)
		}
		if _, err := age.Decrypt(bytes.NewReader(out.Bytes()), c.not); err == nil {
			t.Error("it opens with something else")
		}
	}
	for _, text := range []string{"", "age1qqq", "# age1pq", own.String(), strings.ToUpper(own.Recipient().String())[:40], "ssh-ed25519 AAAA"} {
		if _, err := archive.ToKey(text); !errors.Is(err, archive.ErrKey) {
			t.Errorf("%.20q was taken: %v", text, err)
		}
	}
}

// full takes so many bytes.
type full struct{ left int }

var errFull = errors.New("no room")

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestNoRoomIsSaidAndNotTakenForAMissingPhoto(t *testing.T) {
	for form := archive.Everything; form <= archive.Calendar; form++ {
		size := len(open(t, form, whole()))
		for _, room := range []int{0, 1, size / 3, size / 2, size - 1} {
			if err := archive.WriteOpen(&full{room}, form, whole(), nil); !errors.Is(err, errFull) {
				t.Errorf("form %d with %d of %d bytes: %v", form, room, size, err)
			}
		}
		if err := archive.WriteOpen(&full{size}, form, whole(), nil); err != nil {
			t.Errorf("form %d: %v", form, err)
		}
	}
}

// stopping is a Source that somebody stops.
type stopping struct {
	*shelf
	after int
}

var errStopped = errors.New("stopped")

func (s *stopping) Entries(each func(*archive.Entry) error) error {
	return s.shelf.Entries(func(e *archive.Entry) error {
		if s.after--; s.after < 0 {
			return errStopped
		}
		return each(e)
	})
}

func TestAStopEndsItAndNothingOfItOpens(t *testing.T) {
	own, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	for after := range 7 * 6 {
		var out bytes.Buffer
		if err := archive.Write(&out, []age.Recipient{own.Recipient()}, &stopping{whole(), after}, nil); !errors.Is(err, errStopped) {
			t.Fatalf("after %d: %v", after, err)
		}
		if r, err := age.Decrypt(bytes.NewReader(out.Bytes()), own); err == nil {
			if _, err := io.Copy(io.Discard, r); err == nil {
				t.Errorf("after %d steps it is taken for whole", after)
			}
		}
	}
	done, last := 0, 0
	if err := archive.WriteOpen(io.Discard, archive.Everything, whole(), func(n, of int) {
		if n < last || n > of || of != 7*6 {
			t.Errorf("%d of %d after %d", n, of, last)
		}
		last = n
		done++
	}); err != nil || done != 7*6 || last != done {
		t.Errorf("%v: told %d times, the last time %d", err, done, last)
	}
}

// What a spreadsheet would work out, or send somewhere, must stay text.
// Where numbers have a comma, a spreadsheet parts lines at semicolons, and knows nothing of our quotation marks.
func TestNoCellIsAFormulaWhereSemicolonsPartThem(t *testing.T) {
	texts := []string{"a;=cmd|'/c calc'!A1", "a\n=HYPERLINK(1)", "a\t@SUM(1)", "a;  +1+1", "a\n- 1+cmd|' /c'!A0", "- bread\n- milk\n-3;-4"}
	s := &shelf{}
	for i, text := range texts {
		s.entries = append(s.entries, entry(i, text))
	}
	var out bytes.Buffer
	if err := archive.WriteOpen(&out, archive.Tables, s, nil); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	table, err := fs.ReadFile(r, "entries.csv")
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range strings.FieldsFunc(string(table), func(r rune) bool { return strings.ContainsRune(";\t\r\n", r) }) {
		if cell = strings.TrimSpace(cell); strings.ContainsAny(cell[:min(1, len(cell))], "=@+") || strings.HasPrefix(cell, "-") && strings.ContainsAny(cell, "|(") {
			t.Errorf("%q is a formula", cell)
		}
	}
	if !strings.Contains(string(table), "- bread\n- milk\n-3;-4") {
		t.Errorf("a list was changed: %s", table)
	}
}

func TestNoCellOfATableIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &shelf{}
		sign := rapid.SampledFrom([]string{"", "=", "+", "-", "@", "\t", "\r", "\n", "|", "%", " =", "＝", "\u00a0@", "\"", ",", "3", "-3.5", "ü"})
		var texts []string
		for i := range rapid.IntRange(1, 5).Draw(t, "n") {
			texts = append(texts, sign.Draw(t, "sign")+rapid.StringMatching(`[a-z0-9,"=\n -]{0,12}`).Draw(t, "text"))
			s.entries = append(s.entries, entry(i, texts[i]))
		}
		var out bytes.Buffer
		if err := archive.WriteOpen(&out, archive.Tables, s, nil); err != nil {
			t.Fatal(err)
		}
		r, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatal(err)
		}
		c, err := r.Open("entries.csv")
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(c).ReadAll()
		if err != nil || len(rows) != len(texts)+1 {
			t.Fatalf("%d rows of %d: %v", len(rows), len(texts), err)
		}
		for i, row := range rows[1:] {
			got, want := row[7], strings.ReplaceAll(texts[i], "\r\n", "\n")
			if strings.ReplaceAll(got, "'", "") != want {
				t.Errorf("%q came out as %q", want, got)
			}
			if got != "" && strings.ContainsAny(string([]rune(strings.TrimLeft(got, " \u00a0"))[:min(1, len([]rune(strings.TrimLeft(got, " \u00a0"))))]), "=+-@＝") && strings.Trim(got, "-.0123456789") != "" {
				t.Errorf("%q is a formula", got)
			}
		}
	})
}

func TestWhateverIsStoredComesOutWholeAndValid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &shelf{}
		for i := range rapid.IntRange(0, 6).Draw(t, "n") {
			e := entry(i, rapid.String().Draw(t, "text"))
			e.At = time.Unix(rapid.Int64Range(-62135596800, 253402300799).Draw(t, "at"), 0).UTC()
			s.entries = append(s.entries, e)
		}
		var out bytes.Buffer
		if err := archive.WriteOpen(&out, archive.Data, s, nil); err != nil {
			t.Fatal(err)
		}
		if err := valid(out.String()); err != nil {
			t.Fatal(err)
		}
		var got struct{ Entries []archive.Entry }
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || len(got.Entries) != len(s.entries) {
			t.Fatalf("%d of %d: %v", len(got.Entries), len(s.entries), err)
		}
		for i, e := range got.Entries {
			var a, b any
			if json.Unmarshal(e.Data, &a) != nil || json.Unmarshal(s.entries[i].Data, &b) != nil || fmt.Sprint(a) != fmt.Sprint(b) || !e.At.Equal(s.entries[i].At) || e.ID != s.entries[i].ID {
				t.Errorf("%+v came out as %+v", s.entries[i], e)
			}
		}
	})
}
