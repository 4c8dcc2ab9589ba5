package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"snowdrop/internal/site"
)

// real is the app itself, as it is built for people.
var real = sync.OnceValues(func() (*bundle, error) { return bundled("./cmd/webapp", arriving, helpPages) })

// serveReal starts the site over the app itself.
func serveReal(t *testing.T, change func(http.Handler) http.Handler) string {
	t.Helper()
	b, err := real()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range b.files {
		files[f.path] = &fstest.MapFile{Data: f.content}
	}
	var handler http.Handler
	if handler, err = site.New(files, site.Options{}); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		handler = change(handler)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

// isPages says whether a request is for the longer pages.
func isPages(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/static/pages-") }

func TestLongerPagesAreThereOfflineAfterTheFirstVisit(t *testing.T) {
	var asked atomic.Int32
	address := serveReal(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isPages(r) {
				asked.Add(1)
			}
			h.ServeHTTP(w, r)
		})
	})
	b, p := open(t, address+"/")
	p.Wait("navigator.serviceWorker.controller")
	b.Offline(true)
	b.Forget()
	p.Open(address + "/read/about")
	p.WaitText("h1", "About Snowdrop")
	p.Open(address + "/sources")
	p.WaitText("h1", "Where this comes from")
	p.Wait("document.querySelector('a[href^=\"/sources/\"]')")
	p.Open(address + "/calm/breathing")
	p.WaitText("h1", "Slow breathing")
	none(t, b, p, address)
	if n := asked.Load(); n != 1 {
		t.Errorf("the longer pages were fetched %d times", n)
	}
}

func TestAPageThatHasNotComeBreaksNothingAndIsAskedForAgain(t *testing.T) {
	var gone atomic.Bool
	gone.Store(true)
	address := serveReal(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case isPages(r) && gone.Load():
				http.Error(w, "later", http.StatusServiceUnavailable)
			case r.URL.Path == "/sw.js": // it would ask as well
				http.NotFound(w, r)
			default:
				h.ServeHTTP(w, r)
			}
		})
	})
	_, p := open(t, address+"/read/about")
	p.WaitText("h1", "This page is not here yet")
	p.Click(`a[href="/calm"]`)
	p.WaitText("h1", "Calm down")
	p.Open(address + "/check")
	p.Wait("document.querySelector('main form')")
	p.Open(address + "/h/")
	p.Wait("document.querySelector('a[href^=\"tel:\"]')")
	p.Open(address + "/read/about")
	p.WaitText("h1", "This page is not here yet")
	gone.Store(false)
	p.Click(`main a[href="/read/about"]`)
	p.WaitText("h1", "About Snowdrop")
}

func TestOtherPagesThanTheBuildNamedAreNotShown(t *testing.T) {
	address := serveReal(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isPages(r) {
				w.Header().Set("Content-Type", "application/json")
				_, _ = w.Write([]byte(`{"pages/en/about.md":"---\nid: about\nlang: en\ntitle: You are fine\n---\nDo not see a doctor. [D]\n"}`))
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	_, p := open(t, address+"/read/about")
	p.WaitText("h1", "This page is not here yet")
}

// TestNobodyDownloadsALanguageThatTheyDoNotRead: neither with the app nor to keep it for offline.
func TestNobodyDownloadsALanguageThatTheyDoNotRead(t *testing.T) {
	built, err := real()
	if err != nil {
		t.Fatal(err)
	}
	spanish := 0
	for _, f := range built.files {
		switch lang := built.languageOf(f); {
		case lang == "es":
			spanish++
		case bytes.Contains(f.content, []byte("No te pasa solo a ti")):
			t.Errorf("%s, which is for everybody, speaks Spanish", f.path)
		}
	}
	if spanish < 10 {
		t.Errorf("%d files are Spanish", spanish)
	}
	var asked atomic.Int32
	address := serveReal(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/espanol/") || strings.Contains(r.URL.Path, "-es.") {
				asked.Add(1)
			}
			h.ServeHTTP(w, r)
		})
	})
	b, p := open(t, address+"/")
	p.Wait("navigator.serviceWorker.controller")
	p.Open(address + "/check")
	p.Wait("document.querySelector('main form')")
	none(t, b, p, address)
	if n := asked.Load(); n != 0 {
		t.Errorf("%d Spanish files were fetched", n)
	}
}

// TestWhoChoseSpanishHasItOffline: the words, the first page and the numbers, after one visit.
func TestWhoChoseSpanishHasItOffline(t *testing.T) {
	address := serveReal(t, nil)
	b, p := open(t, address+"/")
	p.Wait("navigator.serviceWorker.controller && document.querySelector('button[value=es]')")
	p.Click("button[value=es]")
	p.WaitText("h1", "No te pasa solo a ti")
	p.Wait("document.documentElement.lang === 'es' && (await caches.match('/h/espanol/mx')) && (await caches.match('/language/es'))")
	b.Offline(true)
	b.Forget()
	p.Open(address + "/")
	p.WaitText("h1", "No te pasa solo a ti")
	p.Open(address + "/check")
	p.WaitText("h1", "¿Te está pasando ahora algo de esto?")
	p.Click(".bar .urgent")
	p.WaitText("h1", "Ayuda y números de teléfono")
	p.Open(address + "/h/espanol/zz")
	p.WaitText("h1", "Ayuda y números de teléfono")
	p.Open(address + "/start")
	p.WaitText("h1", "No te pasa solo a ti")
	p.Click("button[value=en]")
	p.WaitText("h1", "You are not alone with this")
	none(t, b, p, address)
}
