package main

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"snowdrop/internal/site"
	"snowdrop/internal/testkit/chromium"
)

// built is the test app, built once by the same code that builds the real one.
var built = sync.OnceValues(func() (fstest.MapFS, error) {
	top, err := module()
	if err != nil {
		return nil, err
	}
	b := &bundle{top: top, command: "./cmd/bundle/testapp", arriving: testArriving, help: testHelp, addresses: map[string]string{},
		press: press{memory: filepath.Join(top, ".cache", "bundle")}}
	if err := b.build(); err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, f := range b.files {
		files[f.path] = &fstest.MapFile{Data: f.content}
	}
	return files, nil
})

func testArriving(addresses map[string]string) ([]byte, error) {
	return []byte(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Arriving</title>
<link rel="icon" href="/static/icon.svg"><link rel="manifest" href="/manifest.webmanifest"><link rel="stylesheet" href="` + addresses["style.css"] + `">
<script src="` + addresses["page.js"] + `"></script></head><body><main><h1>Arriving</h1><p>static</p><a id="two" href="/two">Two</a>
<a id="help" href="/h/" data-native>Help</a> <a id="close" href="/closed" data-close>Close</a></main></body></html>`), nil
}

func testHelp() ([]file, error) {
	return []file{{"h/index.html", "/h/", []byte(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Help</title><style>h1{color:rgb(1, 2, 3)}</style></head>` +
		`<body><main><h1>Help</h1><a href="tel:112">112</a> <a id="back" href="/two">Back</a></main></body></html>`)}}, nil
}

// serve starts the site over the test app.
func serve(t *testing.T, change func(http.Handler) http.Handler) string {
	t.Helper()
	files, err := built()
	if err != nil {
		t.Fatal(err)
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

func open(t *testing.T, address string, options ...chromium.Option) (*chromium.Browser, *chromium.Page) {
	t.Helper()
	b := chromium.Start(t, options...)
	p := b.Page(t)
	p.Phone()
	p.Open(address)
	return b, p
}

// none fails the test if the browser complained or asked another origin.
func none(t *testing.T, b *chromium.Browser, p *chromium.Page, address string) {
	t.Helper()
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains: %q", problems)
	}
	for _, origin := range b.Origins() {
		if !strings.HasPrefix(address, origin) {
			t.Errorf("a request went to %s", origin)
		}
	}
}

func TestLinksFormsAndHistoryWorkWithoutANewDocument(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/")
	p.WaitText("p", "worker")
	p.Eval("window.same = true", nil)
	p.Click("#two")
	p.WaitText("h1", "Two")
	p.Wait("document.activeElement === document.querySelector('h1') && location.pathname === '/two' && document.title === 'Two – Test'")
	p.Wait("document.querySelector('[role=status]').textContent === 'Two – Test' && document.documentElement.dataset.page === 'two'")

	p.Click("#word")
	p.Type("a b&c")
	p.Click("#b")
	p.WaitText("#echo", "which=b&word=a+b%26c")
	p.Wait("location.pathname === '/two'") // what was answered to a form without a redirect has no address

	p.Eval("history.back()", nil)
	p.WaitText("h1", "First")
	p.Eval("history.forward()", nil)
	p.WaitText("h1", "Two")
	p.Click("#todeep")
	p.WaitText("h1", "Three")
	p.Wait("document.activeElement.id === 'deep' && scrollY > 500")
	p.Eval("scrollTo(0, 777)", nil)
	p.Wait("history.state.y === 777")
	p.Click("#lock")
	p.WaitText("h1", "Locked")
	p.Eval("history.back()", nil)
	p.WaitText("h1", "Three")
	p.Wait("scrollY === 777")
	p.Wait("window.same")
	none(t, b, p, address)
}
