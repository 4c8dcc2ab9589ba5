package plain

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"snowdrop/internal/record"
)

var (
	here = time.FixedZone("here", 3600)
	now  = time.Date(2026, 11, 21, 15, 4, 5, 6, here)
)

func read(name, content string) (Entry, Why) {
	return Read(File{Name: name, Content: []byte(content)}, now)
}

func TestTheDayIsReadFromWhereItStandsAndNeverGuessed(t *testing.T) {
	const noon = "T12:00:00+01:00"
	for _, c := range []struct {
		name, content string
		from          Dated
		at, text      string
	}{
		{"a.md", "---\ndate: 2026-11-20\n---\nwords", Inside, "2026-11-20" + noon, "words"},
		{"a.md", "---\ndate: \"2026-11-20 21:14\"\ntitle: 'A \"day\"'\n---\n\nwords\n", Inside, "2026-11-20T21:14:00+01:00", "A \"day\"\n\nwords"},
		{"a.md", "---\ntitle: A day\ncreated: 2026-11-20T21:14:05Z\n---\n# A day\n\nwords", Inside, "2026-11-20T21:14:05Z", "# A day\n\nwords"},
		{"a.md", "+++\ndate = 2026-11-20T21:14:05-05:00\ntitle = \"x\"\n+++\nwords", Inside, "2026-11-20T21:14:05-05:00", "x\n\nwords"},
		{"a.md", "---\r\ndate: 20 November 2026 at 9:14 PM\r\n---\r\nwords\r\nmore", Inside, "2026-11-20T21:14:00+01:00", "words\nmore"},
		{"a.txt", "Date: November 20, 2026\nTitle: A day\n\nwords", Inside, "2026-11-20" + noon, "A day\n\nwords"},
		{"a.txt", "\tDate:\tFriday, 20 Nov 2026 at 21:14:05 GMT+1\n\tWeather:\tRain\n\nwords", Inside, "2026-11-20T21:14:05+01:00", "\tWeather:\tRain\n\nwords"},
		{"a.md", "---\ncreated: 2026-11-01\ndate: 2026-11-20\n---\nwords", Inside, "2026-11-20" + noon, "words\n\ncreated: 2026-11-01"},
		{"2026-11-01.md", "---\ndate: 2026-11-20\n---\nwords", Inside, "2026-11-20" + noon, "words"},
		{"2026-11-20.md", "words", Named, "2026-11-20" + noon, "words"},
		{"20261120.txt", "words", Named, "2026-11-20" + noon, "words"},
		{"2026-11-20T21:14:05.md", "words", Named, "2026-11-20T21:14:05+01:00", "words"},
		{"diary/20261120_2114.md", "words", Named, "2026-11-20T21:14:00+01:00", "words"},
		{"2026_11_20 21.14 a walk.md", "words", Named, "2026-11-20T21:14:00+01:00", "words"},
		{"2026-11-20 1000 things.md", "words", Named, "2026-11-20" + noon, "words"},
		{"note of 2026.11.20.md", "words", Named, "2026-11-20" + noon, "words"},
		{"diary/2026/11/20.md", "words", Named, "2026-11-20" + noon, "words"},
		{"scan 120261120.md", "words", Today, "2026-11-21T15:04:05+01:00", "words"},
		{"2026-02-30.md", "words", Today, "2026-11-21T15:04:05+01:00", "words"},
		{"a.md", "---\ndate: 3/4/2026\n---\nwords", Today, "2026-11-21T15:04:05+01:00", "words\n\ndate: 3/4/2026"},
		{"a.md", "---\ndate: 2026-11-20 25:00\n---\nwords", Today, "2026-11-21T15:04:05+01:00", "words\n\ndate: 2026-11-20 25:00"},
		{"a.md", "Date: we went out\n\nwords", Today, "2026-11-21T15:04:05+01:00", "Date: we went out\n\nwords"},
		{"a.md", "---\nA line was drawn above.\n---\nwords", Today, "2026-11-21T15:04:05+01:00", "---\nA line was drawn above.\n---\nwords"},
		{"a.md", "---\ndate: 2026-11-20\nnever closed", Today, "2026-11-21T15:04:05+01:00", "---\ndate: 2026-11-20\nnever closed"},
		{"a.md", "---\ntags:\n  - one\n  - two\nmood: low\ndate: 2026-11-20\n---\nwords", Inside, "2026-11-20" + noon, "words\n\ntags:\n  - one\n  - two\nmood: low"},
		{"a.txt", "\ufeff\nwords", Today, "2026-11-21T15:04:05+01:00", "words"},
		{"a.txt", "\xff\xfew\x00o\x00\x3d\xd8\x42\xdc", Today, "2026-11-21T15:04:05+01:00", "wo\U0001F442"},
		{"a.txt", "\xfe\xff\x00w\x00o", Today, "2026-11-21T15:04:05+01:00", "wo"},
		{"a.txt", "old\rends", Today, "2026-11-21T15:04:05+01:00", "old\nends"},
	} {
		e, why := read(c.name, c.content)
		if got := e.At.Format(time.RFC3339); why != "" || e.From != c.from || got != c.at || e.Text != c.text {
			t.Errorf("%s %q: %q %q %s %q, want %q %s %q", c.name, c.content, why, e.From, got, e.Text, c.from, c.at, c.text)
		}
	}
	changed := time.Date(2020, 1, 2, 3, 4, 5, 6, time.UTC)
	if e, _ := Read(File{Name: "a.md", Changed: changed, Content: []byte("words")}, now); e.From != Filed || !e.At.Equal(changed.Truncate(time.Second)) {
		t.Errorf("of a file of a time: %s %v", e.From, e.At)
	}
}

func TestWhatCannotComeInHasItsReason(t *testing.T) {
	for _, c := range []struct {
		name, content string
		why           Why
	}{
		{"a.jpg", "x", Other}, {"._a.md", "x", Other}, {".trash/a.md", "x", Other}, {"notes/.trash/a.md", "x", Other}, {".md", "x", Other}, {"md", "x", Other}, {"a.md.exe", "x", Other},
		{"a.md", "caf\xe9", Encoding}, {"a.md", "\xff\xfe\x00", Encoding}, {"a.md", "\xff\xfe\x00\xd8a\x00", Encoding}, {"a.md", "\xff\xfe\x00\xd8", Encoding},
		{"a.md", "a\x00b", NoText}, {"a.md", " \n\t\n", Empty}, {"a.md", "", Empty}, {"a.md", "---\ndate: 2026-11-20\n---\n", Empty},
		{"a.md", strings.Repeat("x", MaxFile+1), TooLong},
		{"a.MD", "x", ""}, {"b/a.Text", "x", ""}, {"a.markdown", "x", ""},
	} {
		if _, why := read(c.name, c.content); why != c.why {
			t.Errorf("%s %.20q: %q, want %q", c.name, c.content, why, c.why)
		}
	}
}

func TestTheSameWordsOfTheSameDayAreTheSameEntry(t *testing.T) {
	id := func(name, content string, changed time.Time, now time.Time) record.ID {
		e, why := Read(File{Name: name, Changed: changed, Content: []byte(content)}, now)
		if why != "" {
			t.Fatal(why)
		}
		return e.ID
	}
	later := now.AddDate(0, 1, 0)
	if id("a.md", "words", now, now) != id("b/c.txt", "words\r\n", later, later) || id("a.md", "words", time.Time{}, now) != id("a.md", "words", time.Time{}, later) {
		t.Error("the same words of no known day come in twice")
	}
	if id("2026-11-20.md", "words", now, now) != id("x.md", "---\ndate: 2026-11-20\n---\nwords", later, later) {
		t.Error("the same words of one day come in twice")
	}
	if id("2026-11-20.md", "words", now, now) == id("2026-11-21.md", "words", now, now) || id("a.md", "words", now, now) == id("a.md", "other words", now, now) {
		t.Error("two days, or two texts, are one entry")
	}
}

func TestAFileOfSnowdropSaysWhoseCopyItIs(t *testing.T) {
	id := record.NewID()
	e, why := read("a.md", "---\nid: "+id.String()+"\nkind: entry\ndate: 2026-11-20T21:14:05+01:00\n---\n\nwords\n")
	if why != "" || e.Own != id || e.Kind != "entry" || e.Text != "words" {
		t.Errorf("%+v %q", e, why)
	}
	if e, _ := read("a.md", "---\nid: 20261120\nkind: note\ndate: 2026-11-20\n---\nwords"); e.Own != (record.ID{}) || e.Kind != "" || e.Text != "words\n\nid: 20261120\nkind: note" {
		t.Errorf("of another program: %+v", e)
	}
	e, _ = read("a.md", "---\nid: \""+id.String()+"\"\ndate: 2026-11-20T21:14:05Z\nkind: \"entry\"\nname: \"Entry\"\nversion: 2\n---\n\n- Word: sad\n\nwords\n")
	if e.Own != id || e.Text != "- Word: sad\n\nwords" {
		t.Errorf("with all that we write: %+v", e)
	}
	if e, _ := read("a.md", "---\nkind: draft\nname: \"journal/new\"\n---\n\nwords"); e.Kind != Draft || e.Text != "words" {
		t.Errorf("of a draft: %+v", e)
	}
}

func FuzzReadALineIsNeverLost(f *testing.F) {
	for _, seed := range []string{
		"words", "---\ndate: 2026-11-20\ntitle: x\nmood: low\n---\nwords", "Date: 20 November 2026\n\nwords", "+++\ndate = 1\n+++\n", "---\n---\n", "\xff\xfea\x00", "a\rb\r\nc",
		"---\nid: aaaaaaaaaaaaaaaaaaaaaaaaaa\nkind: entry\ndate: 2026-11-20\n---\nx", "---\n\tDate:\tx\n...\n", "---\ndate: 2026-11-20 9:14 pm +01:00\ncreated: Sept 1st, 2026\n---\nx",
	} {
		f.Add("2026-11-20.md", seed)
		f.Add("notes/a.txt", seed)
	}
	f.Fuzz(func(t *testing.T, name, content string) {
		e, why := read(name, content)
		if why != "" {
			return
		}
		if strings.TrimSpace(e.Text) == "" || !utf8.ValidString(e.Text) || e.At.IsZero() || e.At.Nanosecond() != 0 {
			t.Fatalf("%q: %+v", content, e)
		}
		again, why := Read(File{Name: name, Content: []byte(content)}, now.Add(time.Hour))
		if why != "" || again.ID != e.ID {
			t.Fatalf("read again it is another entry: %q", content)
		}
		if utf16 := len(content) > 1 && (content[:2] == "\xff\xfe" || content[:2] == "\xfe\xff"); utf16 {
			return
		}
		plain := strings.ReplaceAll(strings.ReplaceAll(strings.TrimPrefix(content, "\ufeff"), "\r\n", "\n"), "\r", "\n")
		for _, line := range strings.Split(plain, "\n") {
			line = strings.TrimSpace(line)
			if _, value, ok := named(line); line == "" || strings.Trim(line, "-+.") == "" || strings.Contains(e.Text, line) || ok && (value == "" || known(line)) {
				continue
			}
			t.Fatalf("%q: the line %q is nowhere: %q", content, line, e.Text)
		}
	})
}

// known says that a line is one of those that are understood, and so need not stand in the text.
func known(line string) bool {
	name, _, _ := named(line)
	switch name {
	case "title", "id", "kind", "name", "version":
		return true
	}
	return surety(name) > 1 || strings.HasPrefix(name, "time")
}
