package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"
)

const readID, readID2 = "aaaaaaaaaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaaaaaaae"

// packedFile is one file of a ZIP that a test makes.
type packedFile struct{ name, content string }

func zipped2(t testing.TB, files ...packedFile) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range files {
		w, err := z.Create(f.name)
		if err == nil {
			_, err = io.WriteString(w, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sumOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// dataOf is data.json with some entries.
func dataOf(entries ...string) string {
	return `{"format":"snowdrop","version":2,"made":"2026-11-21T00:00:00Z","settings":{"quiet":true},"drafts":[{"name":"journal/new","fields":{"text":["begun"]}}],"entries":[` +
		strings.Join(entries, ",") + `],"not_readable":{"count":3,"days":["2026-11-01"]},"later":{"x":[1]}}`
}

const plainEntry = `{"id":"` + readID + `","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":{"text":"four < lines","v":1}}`

// pictured is an entry with a photo.
func pictured(file string) string {
	return `{"id":"` + readID + `","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":{"attachments":[{"kind":"photo","length":7,"type":"image/jpeg"}],"text":"x","v":2},"attachments":[` + file + `]}`
}

const photoFile = `{"at":0,"file":"attachments/a-1.jpg","sha256":"SUM"}`

func saidWords(t testing.TB, said string) (age.Recipient, age.Identity) {
	t.Helper()
	to, err := age.NewScryptRecipient(said)
	if err != nil {
		t.Fatal(err)
	}
	to.SetWorkFactor(1)
	by, err := ByWords(strings.Fields(said))
	if err != nil {
		t.Fatal(err)
	}
	return to, by
}

func sealedTo(t testing.TB, inside []byte, to ...age.Recipient) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to...)
	if err == nil {
		_, err = w.Write(inside)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readAll reads a file to its end, with every attachment.
func readAll(file []byte, ids ...age.Identity) (entries []Entry, b Beside, err error) {
	r, err := Read(bytes.NewReader(file), int64(len(file)), ids)
	if err != nil {
		return nil, b, err
	}
	b, err = r.Entries(func(e *Entry) error {
		for i := range e.Attachments {
			a := &e.Attachments[i]
			if a.Missing || a.InText {
				continue
			}
			var content bytes.Buffer
			if err := r.Copy(&content, *a); err != nil {
				return err
			}
			a.Content = content.Bytes()
		}
		entries = append(entries, *e)
		return nil
	})
	return entries, b, err
}

// TestWhatCannotBeReadIsRefusedByName has one row for each way in which a file can be wrong.
func TestWhatCannotBeReadIsRefusedByName(t *testing.T) {
	for name, file := range badFiles(t) {
		t.Run(name, func(t *testing.T) {
			if _, _, err := readAll(file.content, file.ids...); !errors.Is(err, file.want) {
				t.Errorf("got %v, want %v", err, file.want)
			}
		})
	}
}

type badFile struct {
	content []byte
	ids     []age.Identity
	want    error
}

func badFiles(t testing.TB) map[string]badFile {
	to, by := saidWords(t, "six made up words of ours")
	_, other := saidWords(t, "six made up words of theirs")
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	otherKey, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	good := zipped2(t, packedFile{FileData, dataOf(plainEntry)})
	sealed := sealedTo(t, good, to)
	keyed := sealedTo(t, good, key.Recipient())
	bad := map[string]badFile{
		"nothing":                 {nil, nil, ErrFormat},
		"a letter":                {[]byte("Dear all"), nil, ErrFormat},
		"a picture":               {[]byte("\xff\xd8\xff\xe0"), nil, ErrFormat},
		"no words":                {sealed, nil, ErrNeedWords},
		"words for a key":         {keyed, []age.Identity{by}, ErrNeedKey},
		"a key for words":         {sealed, []age.Identity{key}, ErrNeedWords},
		"other words":             {sealed, []age.Identity{other}, ErrWords},
		"another key":             {keyed, []age.Identity{otherKey}, ErrOtherKey},
		"cut in the sealing":      {sealed[:len(sealed)-1], []age.Identity{by}, ErrDamaged},
		"cut at its beginning":    {sealed[:40], []age.Identity{by}, ErrDamaged},
		"a bit in the sealing":    {changed(sealed, len(sealed)-20), []age.Identity{by}, ErrDamaged},
		"more work than we do":    {bytes.Replace(sealed, []byte(" 1\n"), []byte(" 19\n"), 1), []age.Identity{by}, ErrWork},
		"endless work":            {bytes.Replace(sealed, []byte(" 1\n"), []byte(" 999\n"), 1), []age.Identity{by}, ErrWork},
		"sealed twice":            {sealedTo(t, sealed, to), []age.Identity{by}, ErrFormat},
		"a ZIP of something else": {zipped2(t, packedFile{"x.txt", "x"}), nil, ErrFormat},
		"cut ZIP":                 {good[:len(good)-3], nil, ErrDamaged},
		"more behind the ZIP":     {append(bytes.Clone(good), 0), nil, ErrDamaged},
	}
	for name, file := range badZips(t, good) {
		bad[name] = file
	}
	for name, file := range badData() {
		bad[name+", alone"] = badFile{[]byte(file.data), nil, file.want}
		bad[name+", in a ZIP"] = badFile{zipped2(t, packedFile{FileData, file.data}, packedFile{"attachments/a-1.jpg", "picture"}), nil, file.want}
	}
	delete(bad, "no content, in a ZIP")
	for _, in := range []string{"a photo that is not there", "another sum", "a photo elsewhere"} {
		delete(bad, in+", alone")
	}
	return bad
}

func changed(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

// badZips are ZIPs that archive/zip reads in part or in another way.
func badZips(t testing.TB, good []byte) map[string]badFile {
	data := packedFile{FileData, dataOf(plainEntry)}
	bad := map[string]badFile{}
	for _, name := range []string{"../x", "/x", "a/../../x", "a\\b", "C:x", "./x", "a//b", "a\x00b", strings.Repeat("n", 300), ".."} {
		bad[fmt.Sprintf("the name %.10q", name)] = badFile{zipped2(t, data, packedFile{name, "x"}), nil, ErrName}
	}
	bad["a folder with something in it"] = badFile{bytes.ReplaceAll(zipped2(t, data, packedFile{"aab", "x"}), []byte("aab"), []byte("aa/")), nil, ErrName}
	bad["two of one name"] = badFile{zipped2(t, data, data), nil, ErrDouble}
	bad["two that some systems take for one"] = badFile{zipped2(t, data, packedFile{"DATA.json", "x"}), nil, ErrDouble}
	many := good[:len(good)-endingLength]
	end := bytes.Clone(good[len(good)-endingLength:])
	long := append(bytes.Clone(many), make([]byte, ending64+locatorLength)...)
	copy(long[len(many):], "PK\x06\x06")
	binary.LittleEndian.PutUint64(long[len(many)+4:], ending64-12)
	binary.LittleEndian.PutUint64(long[len(many)+32:], 1<<40)
	locator := long[len(many)+ending64:]
	copy(locator, "PK\x06\x07")
	binary.LittleEndian.PutUint64(locator[8:], uint64(len(many)))
	at := binary.LittleEndian.Uint32(end[16:])
	binary.LittleEndian.PutUint64(long[len(many)+40:], uint64(len(many))-uint64(at))
	binary.LittleEndian.PutUint64(long[len(many)+48:], uint64(at))
	copy(end[10:], "\xff\xff")
	bad["a million million files"] = badFile{append(long, end...), nil, ErrMany}

	central := bytes.LastIndex(good, []byte("PK\x01\x02"))
	lie := func(name string, at int, value uint32, want error) {
		b := bytes.Clone(good)
		binary.LittleEndian.PutUint32(b[central+at:], value)
		bad[name] = badFile{b, nil, want}
	}
	real := binary.LittleEndian.Uint32(good[central+24:])
	lie("a length that is too long", 24, real+1, ErrDamaged)
	lie("a length that is too short", 24, real-1, ErrDamaged)
	lie("more than can be pressed", 24, 1<<31, ErrLarge)
	lie("a sum of something else", 16, 7, ErrDamaged)
	lie("pressed bytes beyond the end", 20, 1<<30, ErrDamaged)
	lie("a place beyond the end", 42, 1<<30, ErrDamaged)
	bad["a bomb"] = badFile{bomb(t), nil, ErrLarge}
	return bad
}

// bomb is a small ZIP whose data.json is one text without an end.
func bomb(t testing.TB) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	w, err := z.Create(FileData)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(w, `{"format":"snowdrop","version":2,"entries":[{"id":"`)
	for range (maxEntry + 1<<20) >> 20 {
		_, _ = w.Write(bytes.Repeat([]byte("a"), 1<<20))
	}
	_, _ = io.WriteString(w, `"}]}`)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// badData are data.json that are not as they must be.
func badData() map[string]struct {
	data string
	want error
} {
	type row = struct {
		data string
		want error
	}
	e := func(old, with string) string { return dataOf(strings.Replace(plainEntry, old, with, 1)) }
	good := strings.Replace(photoFile, "SUM", sumOf("picture"), 1)
	p := func(old, with string) string { return dataOf(strings.Replace(pictured(good), old, with, 1)) }
	return map[string]row{
		"of somebody else":      {`{"format":"other","version":2}`, ErrFormat},
		"without a format":      {`{"version":2}`, ErrFormat},
		"of an older time":      {`{"format":"snowdrop","version":1,"entries":[]}`, ErrFormat},
		"of a newer time":       {`{"format":"snowdrop","version":3,"entries":[]}`, ErrNewer},
		"a version in words":    {`{"format":"snowdrop","version":"two"}`, ErrData},
		"cut":                   {dataOf(plainEntry)[:200], ErrData},
		"more behind it":        {dataOf(plainEntry) + "{}", ErrData},
		"entries twice":         {strings.Replace(dataOf(), `"later"`, `"entries"`, 1), ErrData},
		"deeper than anybody":   {dataOf(strings.Replace(plainEntry, `"four < lines"`, strings.Repeat("[", 20_000)+strings.Repeat("]", 20_000), 1)), ErrData},
		"an ID that is none":    {e(readID, "../../etc/passwd"), ErrData},
		"no kind":               {e(`"entry"`, `""`), ErrData},
		"a kind that is none":   {e(`"number":1`, `"number":256`), ErrData},
		"a year beyond all":     {e("2026", "0000"), ErrData},
		"a part of a second":    {e("02:00:00Z", "02:00:00.5Z"), ErrData},
		"nothing kept":          {e(`{"text":"four < lines","v":1}`, "null"), ErrData},
		"more than a record":    {e("four", strings.Repeat("four", 10_000)), ErrData},
		"the same twice":        {dataOf(plainEntry, plainEntry), ErrData},
		"a version of nothing":  {e(`"number"`, `"other":true,"number"`), ErrData},
		"settings that are not": {strings.Replace(dataOf(), `{"quiet":true}`, `[1]`, 1), ErrData},
		"a draft of no name":    {strings.Replace(dataOf(), `journal/new`, ``, 1), ErrData},

		"a photo that is not there":      {p("a-1.jpg", "b-1.jpg"), ErrAttachment},
		"a photo elsewhere":              {p("attachments/a-1.jpg", "data.json"), ErrAttachment},
		"another sum":                    {p(sumOf("picture"), sumOf("other")), ErrAttachment},
		"another length":                 {p(`"length":7`, `"length":8`), ErrAttachment},
		"a length of nothing":            {p(`"length":7`, `"length":-7`), ErrAttachment},
		"longer than may be":             {p(`"length":7`, `"length":99999999`), ErrAttachment},
		"an attachment of nothing":       {p(`"at":0`, `"at":1`), ErrAttachment},
		"below nothing":                  {p(`"at":0`, `"at":-1`), ErrAttachment},
		"the same attachment twice":      {p(good, good+","+good), ErrAttachment},
		"there and missing":              {p(`"at":0`, `"at":0,"missing":true`), ErrAttachment},
		"no content":                     {p(good, `{"at":0}`), ErrAttachment},
		"a photo in the text":            {p(good, `{"at":0,"in_text":true}`), ErrAttachment},
		"a text that goes on in nothing": {e(`"number"`, `"text":"four < lines and more","number"`), ErrAttachment},
		"a text with another beginning": {dataOf(`{"id":"` + readID + `","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":{"attachments":[{"kind":"text","length":4,"type":"text/plain"}],"text":"x"},` +
			`"text":"ymore","attachments":[{"at":0,"in_text":true}]}`), ErrAttachment},
	}
}

func TestWhatIsGoodIsReadWhole(t *testing.T) {
	to, by := saidWords(t, "six made up words of ours")
	long := `{"id":"` + readID2 + `","kind":"entry","number":1,"at":"2026-11-20T03:00:00Z","data":{"attachments":[{"kind":"text","length":4,"type":"text/plain"},{"kind":"photo","length":9,"type":"image/png"}],"text":"x "},` +
		`"text":"x more","attachments":[{"at":0,"in_text":true},{"at":1,"missing":true}]}`
	other := `{"id":"` + readID2 + `","kind":"kind-77","number":77,"at":"-","data":[1, 2],"other":true,"more":1}`
	other = strings.Replace(other, `"-"`, `"2026-11-20T03:00:00Z"`, 1)
	data := dataOf(strings.ReplaceAll(pictured(photoFile), "SUM", sumOf("picture")), long, other)
	file := zipped2(t, packedFile{"journal.html", "x"}, packedFile{"attachments/", ""}, packedFile{FileData, data}, packedFile{"attachments/a-1.jpg", "picture"})
	for name, c := range map[string]struct {
		file []byte
		ids  []age.Identity
	}{"sealed": {sealedTo(t, file, to), []age.Identity{by}}, "open": {file, nil}} {
		entries, b, err := readAll(c.file, c.ids...)
		if err != nil || len(entries) != 3 || b.Unread != 3 || string(b.Settings) != `{"quiet":true}` || len(b.Drafts) != 1 || !b.Made.Equal(time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)) {
			t.Fatalf("%s: %v, %d entries, %+v", name, err, len(entries), b)
		}
		if a := entries[0].Attachments[0]; string(a.Content) != "picture" || a.Type != "image/jpeg" || a.Length != 7 {
			t.Errorf("%s: the photo: %+v", name, a)
		}
		if string(entries[2].Data) != "[1,2]" || !entries[2].Other || entries[2].Number != 77 {
			t.Errorf("%s: of a newer kind: %+v", name, entries[2])
		}
	}
	alone := dataOf(pictured(`{"at":0,"content":"cGljdHVyZQ=="}`))
	if entries, _, err := readAll([]byte(alone)); err != nil || string(entries[0].Attachments[0].Content) != "picture" {
		t.Errorf("data.json alone: %v", err)
	}
}

// someSource is a Source of a test.
type someSource struct {
	about   About
	entries []Entry
	files   map[string]string
}

func (s someSource) About() About { return s.about }
func (s someSource) Entries(each func(*Entry) error) error {
	for _, e := range s.entries {
		e.Told = func() Told { return Told{Name: "Entry"} }
		if err := each(&e); err != nil {
			return err
		}
	}
	return nil
}
func (s someSource) Copy(w io.Writer, a Attachment) error {
	content, ok := s.files[a.Handle.(string)]
	if !ok {
		return ErrMissing
	}
	_, err := io.WriteString(w, content)
	return err
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	at := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	photo := json.RawMessage(`{"attachments":[{"kind":"photo","length":7,"type":"image/jpeg","alt":"<3"}],"text":"\u2028 & x","v":2}`)
	s := someSource{
		about: About{Made: at, Lang: "en", Settings: json.RawMessage(`{"a":1}`), Drafts: []Draft{{"checkin", map[string][]string{"note": {"n"}}}}, Count: 3},
		entries: []Entry{
			{ID: readID, Kind: "entry", Number: 1, At: at, Data: photo, Attachments: []Attachment{{At: 0, Kind: "photo", Type: "image/jpeg", Length: 7, Alt: "<3", Handle: "a"}}},
			{ID: readID, Kind: "entry", Number: 1, At: at, Data: photo, Other: true, Attachments: []Attachment{{At: 0, Kind: "photo", Type: "image/jpeg", Length: 7, Alt: "<3", Handle: "gone"}}},
			{ID: readID2, Kind: "kind-9", Number: 9, At: at.AddDate(-2000, 0, 0), Data: json.RawMessage(`"a text"`)},
		},
		files: map[string]string{"a": "picture"},
	}
	for _, form := range []Form{Everything, Data} {
		var out bytes.Buffer
		if err := WriteOpen(&out, form, s, nil); err != nil {
			t.Fatal(err)
		}
		entries, b, err := readAll(out.Bytes())
		if err != nil || len(entries) != 3 || string(b.Settings) != `{"a":1}` || !cmp.Equal(b.Drafts, s.about.Drafts) {
			t.Fatalf("form %d: %v %+v\n%s", form, err, b, out.Bytes()[:min(out.Len(), 2000)])
		}
		for i, e := range entries {
			if want := s.entries[i]; e.ID != want.ID || string(e.Data) != string(want.Data) || !e.At.Equal(want.At) || e.Other != want.Other || e.Number != want.Number {
				t.Errorf("form %d: entry %d is %+v", form, i, e)
			}
		}
		if a := entries[0].Attachments[0]; string(a.Content) != "picture" || a.Alt != "<3" {
			t.Errorf("form %d: %+v", form, a)
		}
		if form == Everything && !entries[1].Attachments[0].Missing {
			t.Error("what is missing is not said to be")
		}
	}
}

// Of a large file only one entry at a time is in memory, and of the ZIP the list alone.
func TestReadingHoldsLittle(t *testing.T) {
	var data strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&data, `,{"id":"%s","kind":"entry","number":1,"at":"2026-11-20T02:00:00Z","data":{"text":"%s","v":1}}`, base32of(i), strings.Repeat("rain ", 200))
	}
	file := zipped2(t, packedFile{FileData, dataOf(data.String()[1:])})
	r, err := Read(bytes.NewReader(file), int64(len(file)), nil)
	if err != nil {
		t.Fatal(err)
	}
	var most uint64
	runtime.GC()
	var before runtime.MemStats
	runtime.ReadMemStats(&before)
	n := 0
	if _, err := r.Entries(func(*Entry) error {
		if n++; n%4000 == 0 {
			runtime.GC()
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
		}
		return nil
	}); err != nil || n != 20_000 {
		t.Fatal(n, err)
	}
	if most > 8<<20 {
		t.Errorf("%d bytes are held of %d", most, data.Len())
	}
}

func base32of(i int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz234567"
	id := []byte(strings.Repeat("a", 26))
	for at := 24; i > 0; at, i = at-1, i/32 {
		id[at] = letters[i%32]
	}
	return string(id)
}

// What stands behind the sealing may be anything that whoever knows the words put there.
func FuzzReadZip(f *testing.F) {
	data := packedFile{FileData, dataOf(strings.ReplaceAll(pictured(photoFile), "SUM", sumOf("picture")))}
	f.Add(zipped2(f, data, packedFile{"attachments/a-1.jpg", "picture"}))
	for _, bad := range badFiles(f) {
		if len(bad.content) < 10_000 && bad.ids == nil {
			f.Add(bad.content)
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) { readAnything(t, file) })
}

func FuzzReadData(f *testing.F) {
	f.Add([]byte(dataOf(plainEntry)))
	for _, bad := range badData() {
		if len(bad.data) < 10_000 {
			f.Add([]byte(bad.data))
		}
	}
	f.Fuzz(func(t *testing.T, file []byte) { readAnything(t, file) })
}

// readAnything holds what must be so of every file: a named error, or entries that can be kept.
func readAnything(t *testing.T, file []byte) {
	entries, _, err := readAll(file)
	for _, named := range []error{nil, ErrFormat, ErrNewer, ErrNeedWords, ErrNeedKey, ErrWork, ErrDamaged, ErrMany, ErrName, ErrDouble, ErrLarge, ErrData, ErrAttachment} {
		if err == named {
			for _, e := range entries {
				if len(e.ID) != 26 || !json.Valid(e.Data) || len(e.Data) > 40_000 {
					t.Fatalf("%+v", e)
				}
			}
			return
		}
	}
	t.Fatalf("an error without a name: %v", err)
}
