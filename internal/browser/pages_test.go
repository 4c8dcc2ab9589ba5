package browser

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestThePagesOfALanguageAreFoundByName(t *testing.T) {
	said := "en /static/pages.en.1.json aa,de /static/pages.de.2.json bb"
	for lang, want := range map[string]pagesFile{"en": {"en", "/static/pages.en.1.json", "aa"}, "de": {"de", "/static/pages.de.2.json", "bb"}, "fr": {}} {
		if got, _ := findPages(said, lang); got != want {
			t.Errorf("%s: %+v", lang, got)
		}
	}
	if got := langs(said + ",broken"); len(got) != 2 || got[0] != "en" || got[1] != "de" {
		t.Errorf("languages: %q", got)
	}
	for _, broken := range []string{"", "en", "en /x", "en /x a b", ","} {
		if f, ok := findPages(broken, "en"); ok {
			t.Errorf("%q gives %+v", broken, f)
		}
	}
}

// long is more than any test takes: nothing here waits for a clock.
const long = time.Hour

func TestPagesAreAskedForAfterTheFirstAnswerAndOnlyOnce(t *testing.T) {
	var asked atomic.Int32
	var answered atomic.Bool
	p := &Pages{file: pagesFile{"en", "/x", "sum"}, wait: long}
	p.get = func(string) ([]byte, error) {
		if !answered.Load() {
			t.Error("the pages were asked for before the first answer was made")
		}
		asked.Add(1)
		return []byte("raw"), nil
	}
	p.take = func(lang string, raw []byte, sum string) error {
		if lang != "en" || string(raw) != "raw" || sum != "sum" {
			t.Errorf("took %s %q %s", lang, raw, sum)
		}
		return nil
	}
	h := p.After(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { answered.Store(true) }))
	for range 3 {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if err := p.Bring(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := asked.Load(); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

func TestPagesThatDidNotComeCanBeAskedForAgain(t *testing.T) {
	broken := errors.New("no connection")
	p := &Pages{file: pagesFile{"en", "/x", ""}, wait: long, get: func(string) ([]byte, error) { return nil, broken }}
	if err := p.Bring(t.Context()); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	wrong := errors.New("not these")
	p.get = func(string) ([]byte, error) { return nil, nil }
	p.take = func(string, []byte, string) error { return wrong }
	if err := p.Bring(t.Context()); !errors.Is(err, wrong) {
		t.Errorf("got %v", err)
	}
	p.take = func(string, []byte, string) error { return nil }
	if err := p.Bring(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestNobodyWaitsForEverForPages(t *testing.T) {
	hold := make(chan struct{})
	defer close(hold)
	p := &Pages{file: pagesFile{"en", "/x", ""}, wait: long, get: func(string) ([]byte, error) { <-hold; return nil, errors.New("late") }}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := p.Bring(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("who went away waits: %v", err)
	}
	p.wait = 0
	if err := p.Bring(t.Context()); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := (&Pages{}).Bring(t.Context()); err == nil {
		t.Error("a first page that names no pages gives some")
	}
}
