package text

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func spanish(t testing.TB) Words {
	t.Helper()
	w, ok := In("es")
	if !ok || w.Lang != "es" {
		t.Fatal("natively every language is here")
	}
	return w
}

func TestADayIsWrittenAsTheLanguageDoes(t *testing.T) {
	es := spanish(t)
	for form, want := range map[string][2]string{
		"day": {"4 May 2026", "4 de mayo de 2026"}, "day-month": {"4 May", "4 de mayo"}, "short": {"4 May", "4 may"}, "month": {"May 2026", "mayo de 2026"},
		"weekday": {"Monday 4 May", "lunes, 4 de mayo"}, "now": {"02:05, 4 May 2026", "02:05, 4 de mayo de 2026"},
		"moment": {"4 May 2026, 02:05", "4 de mayo de 2026, 02:05"}, "short-moment": {"4 May, 02:05", "4 may, 02:05"},
	} {
		at := time.Date(2026, 5, 4, 2, 5, 0, 0, time.UTC)
		if got := English.Date(form, at); got != want[0] {
			t.Errorf("%s: %q, want %q", form, got, want[0])
		}
		if got := es.Date(form, at); got != want[1] {
			t.Errorf("%s in Spanish: %q, want %q", form, got, want[1])
		}
	}
	for month := time.January; month <= time.December; month++ {
		at := time.Date(2026, month, 2, 0, 0, 0, 0, time.UTC)
		for _, form := range []string{"day", "short", "weekday"} {
			if s := es.Date(form, at); strings.Contains(s, month.String()) || strings.Contains(s, at.Weekday().String()) || strings.Contains(s, at.Format("Jan")) {
				t.Errorf("%s: %q", form, s)
			}
		}
	}
	if got := es.Layout("2 January, 15:04", time.Date(2026, 3, 2, 4, 5, 0, 0, time.UTC)); got != "2 de marzo, 04:05" {
		t.Errorf("by its layout: %q", got)
	}
	if got := es.Day("no day"); got != "no day" {
		t.Errorf("what is no day: %q", got)
	}
	if e, s := English.Number(37.5), es.Number(37.5); e != "37.5" || s != "37,5" {
		t.Errorf("a number: %s, %s", e, s)
	}
}

func TestTheLanguageIsTheFirstOfTheBrowserThatWeSpeak(t *testing.T) {
	for preferred, want := range map[string]string{
		"": "", "es": "es", "ES-mx": "es", "fr, es;q=0.8, en": "es", "en-GB,es": "en", "de,fr": "", "est": "", ";,": "",
	} {
		if got := Guess(preferred); got != want {
			t.Errorf("%q: %q, want %q", preferred, got, want)
		}
	}
}

// without makes the package know no more than the app for the browser does at first, until the test ends.
func without(t testing.TB) {
	spoken.Lock()
	before := spoken.words
	spoken.words = map[string]Words{}
	spoken.Unlock()
	t.Cleanup(func() {
		spoken.Lock()
		spoken.words = before
		spoken.Unlock()
	})
}

func TestWordsThatComeAreThoseThatWerePacked(t *testing.T) {
	want := spanish(t)
	files, err := Pack("es")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	files["pages/es/about.md"] = "is not for us"
	raw, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	without(t)
	if err := Load("es", raw); err != nil {
		t.Fatal(err)
	}
	got, ok := In("es")
	if !ok || len(got.Keys()) != len(want.Keys()) || got.Say("check.title") != want.Say("check.title") {
		t.Errorf("%d sentences came, want %d", len(got.Keys()), len(want.Keys()))
	}
	for what, raw := range map[string]string{
		"no JSON": "{", "a line that is none": `{"text/es/a.txt":"nonsense"}`, "a key twice": `{"text/es/a.txt":"a = b","text/es/b.txt":"a = c"}`,
	} {
		if err := Load("es", []byte(raw)); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
	if after, _ := In("es"); after.Say("check.title") != want.Say("check.title") {
		t.Error("what was there is gone")
	}
}

// TestASentenceThatALanguageLacksIsSaidInEnglish: a newer program may meet older words.
func TestASentenceThatALanguageLacksIsSaidInEnglish(t *testing.T) {
	w := Words{Lang: "es", say: map[string]string{"a": "b"}}
	if got := w.Say("check.title"); got != English.Say("check.title") || !w.Has("check.title") || w.Own("check.title") {
		t.Errorf("got %q", got)
	}
	if got := w.Say("no.such"); got != "[no.such]" || w.Has("no.such") {
		t.Errorf("got %q", got)
	}
}

func FuzzWordsThatComeNeverBreakThoseThatAreThere(f *testing.F) {
	for _, seed := range []string{`{}`, `{"text/es/main.txt":"a = b"}`, `{"text/es/main.txt":"="}`, `[`, `{"text/en/main.txt":"a = b"}`, "\x00"} {
		f.Add([]byte(seed))
	}
	spanish(f)
	f.Fuzz(func(t *testing.T, raw []byte) {
		without(t)
		_ = Load("es", raw)
		_ = Load("en", raw)
		if English.Say("name") != "Snowdrop" {
			t.Error("English is gone")
		}
		if w, ok := In("es"); !ok || w.Say("name") == "[name]" {
			t.Error("nothing is said any more")
		}
	})
}
