package content

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// withOnly makes the package know no more than the app for the browser does at first, until the test ends.
func withOnly(t *testing.T, files map[string]string) {
	t.Helper()
	l, err := parseLibrary(files)
	if err != nil {
		t.Fatal(err)
	}
	current()
	shelf.Lock()
	before, whole := shelf.library, shelf.whole
	shelf.library, shelf.whole = l, map[string]bool{}
	shelf.Unlock()
	t.Cleanup(func() {
		shelf.Lock()
		shelf.library, shelf.whole = before, whole
		shelf.Unlock()
	})
}

// atOnce must not be waited for: practices for someone who cannot breathe, and what someone who cannot go on reads.
var atOnce = []string{"pages/en/breathing.md", "pages/en/grounding.md", "pages/en/safer.md", "sources/first.json", "sources/safer.json"}

// first is what the app for the browser brings.
func first() map[string]string {
	all, out := embedded(), map[string]string{}
	for path, text := range all {
		if slices.Contains(atOnce, path) || strings.HasPrefix(path, "languages/") {
			out[path] = text
		}
	}
	return out
}

// The list above and the build agree.
func TestTheAppForTheBrowserBringsOnlyWhatMustWorkAtOnce(t *testing.T) {
	raw, err := os.ReadFile("files_apart.go")
	if err != nil {
		t.Skip("the source is not here") // in a browser
	}
	_, list, _ := strings.Cut(string(raw), "//go:embed ")
	list, _, _ = strings.Cut(list, "\n")
	var brought []string
	for _, pattern := range strings.Fields(list) {
		if pattern == "directory/*.json" {
			continue // help lines are no part of what is loaded
		}
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			t.Errorf("%s: %q, %v", pattern, names, err)
		}
		brought = append(brought, names...)
	}
	slices.Sort(brought)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(first())), brought); diff != "" {
		t.Error(diff)
	}
}

func packed(t *testing.T, files map[string]string) ([]byte, string) {
	t.Helper()
	raw, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	return raw, hex.EncodeToString(sum[:])
}

func TestLongerPagesAreReadOnceTheyHaveCome(t *testing.T) {
	if !Whole("en") {
		t.Fatal("natively every page is here")
	}
	raw, err := Pack("en", nil)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(raw)
	withOnly(t, first())
	if _, ok := Find("en", "about"); ok || Whole("en") || len(Pages("en")) != 3 {
		t.Fatalf("before they came, there are %d pages", len(Pages("en")))
	}
	if _, ok := PageByID("en", "breathing"); !ok {
		t.Error("a practice waits for a download")
	}
	if _, ok := PageByID("en", "safer"); !ok {
		t.Error("the safety page waits for a download")
	}
	for range 2 {
		if err := Load("en", raw, hex.EncodeToString(sum[:])); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := Find("en", "about"); !ok || !Whole("en") {
		t.Error("the pages came and cannot be read")
	}
	if _, ok := SourceByKey("NG126"); !ok {
		t.Error("the sources came and cannot be read")
	}
}

func TestThePracticesCarryWhatTheyRestOn(t *testing.T) {
	withOnly(t, first())
	for _, p := range Pages("en") {
		for _, key := range p.Sources {
			if _, ok := SourceByKey(key); !ok {
				t.Errorf("%s rests on %s, which is not here from the start", p.ID, key)
			}
		}
	}
}

func TestOtherBytesThanAskedForChangeNothing(t *testing.T) {
	withOnly(t, first())
	whole := embedded()
	raw, sum := packed(t, whole)
	if err := Load("en", raw[1:], sum); err != ErrNotThePages {
		t.Errorf("half of it: %v", err)
	}
	if err := Load("en", nil, ""); err != ErrNotThePages {
		t.Errorf("nothing: %v", err)
	}
	for name, change := range map[string]func(map[string]string){
		"a page that does not parse":    func(f map[string]string) { f["pages/en/about.md"] = "words" },
		"a source in an unknown way":    func(f map[string]string) { f["sources/x.json"] = `[{"key":"X","read":"maybe"}]` },
		"a source that is there before": func(f map[string]string) { f["sources/x.json"] = f["sources/first.json"] },
		"a language in no known state":  func(f map[string]string) { f["languages/en.json"] = `{"lang":"en","name":"English","state":"soon"}` },
		"a language that hides a gap":   func(f map[string]string) { f["languages/en.json"] = `{"lang":"en","name":"English","state":"partial"}` },
	} {
		changed := maps.Clone(whole)
		change(changed)
		raw, sum := packed(t, changed)
		if err := Load("en", raw, sum); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	raw, sum = packed(t, map[string]string{})
	if err := Load("xx", raw, sum); err != ErrNotThePages {
		t.Errorf("a language that is not there: %v", err)
	}
	if Whole("en") || len(Pages("en")) != 3 {
		t.Error("something changed")
	}
}

func TestAPageThatALanguageLacksIsShownInEnglish(t *testing.T) {
	files := embedded()
	files["languages/de.json"] = `{"lang":"de","name":"Deutsch","state":"partial","missing":["kept"]}`
	files["pages/de/about.md"] = "---\nid: about\nlang: de\ntitle: Über Snowdrop\n---\nHallo. [D]\n"
	withOnly(t, files)
	if p, ok := Find("de", "about"); !ok || p.Lang != "de" {
		t.Errorf("about: %q, %v", p.Lang, ok)
	}
	if p, ok := Find("de", "kept"); !ok || p.Lang != "en" {
		t.Errorf("kept: %q, %v", p.Lang, ok)
	}
	if _, ok := Find("de", "nothing"); ok {
		t.Error("a page that is nowhere was found")
	}
	if l := Languages(); len(l) != 3 || l[0].Lang != "de" || l[1].State != Complete || l[2].State != Partial {
		t.Errorf("%+v", l)
	}
}

func TestPagesCanBeReadWhileOthersCome(t *testing.T) {
	withOnly(t, first())
	raw, sum := packed(t, embedded())
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := Load("en", raw, sum); err != nil {
				t.Error(err)
			}
		})
		all.Go(func() {
			for range 50 {
				if _, ok := Find("en", "breathing"); !ok {
					t.Error("a page went away")
				}
			}
		})
	}
	all.Wait()
}

func FuzzWhatComesNeverBreaksWhatIsThere(f *testing.F) {
	for _, seed := range []string{`{}`, `{"pages/en/about.md":"---\nid: about\nlang: en\n---\nHello. [D]"}`, `{"sources/x.json":"[]"}`, `{"languages/en.json":"{}"}`, `[`, ``} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		withOnly(t, first())
		sum := sha256.Sum256(raw)
		if err := Load("en", raw, hex.EncodeToString(sum[:])); err == nil && !Whole("en") {
			t.Error("it came, and is waited for")
		}
		if _, ok := Find("en", "breathing"); !ok {
			t.Error("a practice is gone")
		}
	})
}

// TestATranslatedPageIsBuiltAsTheEnglishOne: the same pieces in the same order, on the same sources, leading to the same pages.
func TestATranslatedPageIsBuiltAsTheEnglishOne(t *testing.T) {
	for _, l := range Languages() {
		for _, p := range Pages(l.Lang) {
			en, ok := PageByID("en", p.ID)
			if !ok {
				t.Errorf("%s/%s: English has no such page", l.Lang, p.ID)
				continue
			}
			if diff := cmp.Diff(shape(en), shape(p)); diff != "" {
				t.Errorf("%s/%s is built otherwise (-en +%s):\n%s", l.Lang, p.ID, l.Lang, diff)
			}
		}
	}
}

// shape is a page without its words.
func shape(p Page) Page {
	p.Lang, p.Title, p.Evidence = "", "", ""
	bare := func(spans []Span) (out []Span) {
		for _, s := range spans {
			if s.Link != "" {
				out = append(out, Span{Link: strings.Replace(s.Link, "/h/espanol/", "/h/", 1)})
			}
		}
		return out
	}
	p.Blocks = slices.Clone(p.Blocks)
	for i, b := range p.Blocks {
		b.Spans, b.Items = bare(b.Spans), slices.Clone(b.Items)
		for j := range b.Items {
			b.Items[j] = bare(b.Items[j])
		}
		p.Blocks[i] = b
	}
	return p
}
