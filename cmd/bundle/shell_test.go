package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/chromedp/cdproto/input"

	"snowdrop/internal/site"
	"snowdrop/internal/testkit/chromium"
	"snowdrop/web/script"
)

// bundled builds an app by the same code that builds the real one.
func bundled(command string, arriving func(map[string]string, string) ([]byte, error), help func() ([]file, error)) (*bundle, error) {
	top, err := module()
	if err != nil {
		return nil, err
	}
	b := &bundle{top: top, command: command, arriving: arriving, help: help, addresses: map[string]string{}, packs: map[string]string{}, packed: map[string]bool{},
		press: press{memory: filepath.Join(top, ".cache", "bundle")}}
	return b, b.build()
}

// built is the test app.
var built = sync.OnceValues(func() (fstest.MapFS, error) {
	b, err := bundled("./cmd/bundle/testapp", testArriving, testHelp)
	if err != nil {
		return nil, err
	}
	files := fstest.MapFS{}
	for _, f := range b.files {
		files[f.path] = &fstest.MapFile{Data: f.content}
	}
	return files, nil
})

func testArriving(addresses map[string]string, _ string) ([]byte, error) {
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

// remembers keeps the headings of the pages that a document shows, as window.seen: one that stands for a second or two may be gone
// before anybody outside has looked. Where a heading is one of at, that is done at once.
func remembers(p *chromium.Page, at map[string]string) {
	does := ""
	for heading, script := range at {
		does += fmt.Sprintf("if (heading === %q) { %s }", heading, script)
	}
	p.Before(`addEventListener("DOMContentLoaded", () => {
		const seen = window.seen = [], look = () => {
			const heading = document.querySelector("h1")?.textContent;
			if (heading && seen.at(-1) !== heading) { seen.push(heading); ` + does + ` }
		};
		look(); new MutationObserver(look).observe(document.body, { childList: true });
	})`)
}

// puts writes a text into what has the focus at once. Typed, on a slow machine, a part of it is kept as a draft before the rest.
func puts(p *chromium.Page, text string) {
	chromium.Call(p, input.InsertText, input.InsertTextParams{Text: text})
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

// TestWhoLeavesWhileTheAppIsComingGetsThePageAskedFor: somebody opens the app for the first time, cannot wait, and asks for
// help. A browser that ends a worker in the middle of counting bytes has been seen to crash, some hundred milliseconds later,
// the tab with the page about help in it: about once in twenty times.
func TestWhoLeavesWhileTheAppIsComingGetsThePageAskedFor(t *testing.T) {
	half, over := make(chan bool, 8), make(chan bool)
	address := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, ".wasm") {
				h.ServeHTTP(w, r)
				return
			}
			w.Header().Set("Content-Type", "application/wasm")
			_, _ = w.Write([]byte("\x00asm\x01\x00\x00\x00"))
			_ = http.NewResponseController(w).Flush()
			half <- true
			select {
			case <-over:
			case <-r.Context().Done():
			}
		})
	})
	t.Cleanup(func() { close(over) })
	b := chromium.Start(t)
	p := b.Page(t)
	p.Phone()
	p.Before(`{ const end = Worker.prototype.terminate; Worker.prototype.terminate = function () { sessionStorage.setItem("ended", "by the page"); return end.call(this); }; }`)
	p.Open(address + "/")
	select {
	case <-half:
	case <-time.After(time.Minute):
		t.Fatal("nobody asked for the app")
	}
	p.Open(address + "/h/")
	p.Wait(`document.querySelector("a[href^='tel:']")`)
	p.Wait(`sessionStorage.getItem("ended") === "by the page"`)
	none(t, b, p, address)
}

func TestLinksFormsAndHistoryWorkWithoutANewDocument(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/")
	p.WaitText("p", "worker")
	p.Eval("window.same = true", nil)
	p.Click("#two")
	p.WaitText("h1", "Two")
	p.Wait("document.activeElement === document.querySelector('h1') && location.pathname === '/two' && document.title === 'Two – Test'")
	p.Wait("document.querySelector('[role=status]').textContent === 'Two' && document.documentElement.dataset.page === 'two'")

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

func TestTheScriptsStaySmallEnoughToRead(t *testing.T) {
	top, err := module()
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	for _, name := range append([]string{"worker.js"}, script.Parts...) {
		content, err := os.ReadFile(filepath.Join(top, "web", filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(content) {
			lines[name]++
			if len([]rune(string(line))) > 141 && name != "words.js" { // its lines are sentences
				t.Errorf("%s:%d is longer than 140 characters", name, lines[name])
			}
		}
		if strings.HasPrefix(name, "script/") && lines[name] > 120 {
			t.Errorf("%s has %d lines, want at most 120", name, lines[name])
		}
	}
	if n := lines["page.js"] + lines["worker.js"]; n >= 400 {
		t.Errorf("page.js and worker.js have %d lines, want fewer than 400", n)
	}
}

func TestAFormThatIsNotRightIsShownInPlaceAndKeptAsADraft(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#secret")
	p.Type("passphrase")
	p.Click("#text")
	p.Type("four lines")
	p.WaitText("#status", "Draft kept.")
	p.Click("#save")
	p.WaitText("h1", "Wrong")
	p.Wait("document.activeElement.id === 'error-summary' && document.querySelector('#text').value === 'four lines' && location.pathname === '/two'")
	none(t, b, p, address)
}

func TestDraftsHoldEverythingButThePassphrase(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#secret")
	p.Type("passphrase")
	p.Click("#text")
	puts(p, "not")
	p.WaitText("#status", "Draft kept.")
	puts(p, " yet")
	p.Eval("document.querySelector('#todeep').click()", nil) // at once: the draft goes before the next page
	p.WaitText("#drafts", "draft=entry&text=not|draft=entry&text=not+yet")
	if text := p.Text("#drafts"); strings.Contains(text, "passphrase") {
		t.Errorf("the passphrase is in a draft: %s", text)
	}
}

func TestHowThePageLooksIsRememberedByThePageAlone(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#keep")
	p.WaitText("h1", "Kept")
	p.Wait("location.pathname === '/kept' && document.documentElement.dataset.theme === 'dark' && document.documentElement.dataset.size === 'large'")
	p.Open(address + "/headers")
	p.WaitText("#echo", "theme=dark;size=large;country=GB")
	p.Wait("document.documentElement.dataset.theme === 'dark'")
	p.Wait("document.querySelector('#echo').innerText.includes(Intl.DateTimeFormat().resolvedOptions().timeZone)")
	none(t, b, p, address)
}

func TestADraftThatCouldNotBeKeptIsTriedAgain(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("only once")
	p.WaitText("#status", "Draft not kept.")
	p.Click("#todeep")
	p.WaitText("#drafts", "draft=entry&text=only+once")
}

func TestWhoLocksIsToldWhatCouldNotBeKept(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("no room")
	p.Click("#lock")
	p.WaitText("h1", "Locked")
	p.WaitText("[role=alert]", "What you typed last could not be kept.")
	p.Wait("!document.querySelector('[role=alert] button') && document.querySelector('[role=alert] a').getAttribute('href') === '/h/'")
	p.Click("#text")
	p.Type("room")
	p.Click("#lock")
	p.Wait("document.querySelector('h1')?.textContent === 'Locked' && !document.querySelector('[role=alert]') && !document.documentElement.hasAttribute('data-busy')")
	none(t, b, p, address)
}

func TestARefusedFormIsShownThoughThePersonHasMovedOn(t *testing.T) {
	address := serve(t, nil)
	p := chromium.Start(t).Page(t)
	remembers(p, nil)
	p.Open(address + "/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("four lines")
	p.Eval("['late', 'three'].forEach((id) => document.getElementById(id).click())", nil)
	p.WaitText("h1", "Wrong")
	p.Wait("window.seen.join().endsWith('Two,Three,Wrong')")
	p.Wait("document.activeElement.id === 'error-summary' && document.querySelector('#text').value === 'four lines'")
}

func TestARefusedFormNeverTakesThePlaceOfTheNumbers(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("four lines")
	p.Eval("window.same = true", nil)
	p.Eval("['late', 'help'].forEach((id) => document.getElementById(id).click())", nil)
	p.WaitText("h1", "Help")
	p.Eval("await new Promise((over) => setTimeout(over, 1500))", nil)
	p.Wait("window.same && document.querySelector('h1').textContent === 'Help'")
	p.Eval("history.back()", nil)
	p.WaitText("h1", "Wrong")
	p.Wait("location.pathname === '/two' && document.querySelector('#text').value === 'four lines'")
}

func TestAFormTooLongToBeReadStaysOnThePage(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("a whole book")
	p.Click("#unread")
	p.WaitText("[role=alert]", "That was more than one page can take.")
	p.Wait("document.querySelector('h1').textContent === 'Two' && document.querySelector('#text').value === 'a whole book' && scrollY === 0")
	p.Click("#three")
	p.WaitText("#drafts", "text=a+whole+book")
}

func TestHowThePageLooksIsForgottenWithEverythingElse(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#keep")
	p.WaitText("h1", "Kept")
	p.Wait("localStorage.getItem('display') !== null")
	p.Click("#forget")
	p.WaitText("h1", "Forgotten")
	p.Wait("localStorage.getItem('display') === null")
	none(t, b, p, address)
}

func TestLockingEndsTheWorker(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("private")
	p.WaitText("#status", "Draft kept.")
	p.Click("#lock")
	p.WaitText("h1", "Locked")
	p.Wait("location.pathname === '/locked' && document.querySelector('#drafts').textContent === ''") // another worker: it remembers nothing
	none(t, b, p, address)
}

func TestAfterAWhileWithoutUseThePageLocks(t *testing.T) {
	address := serve(t, nil)
	b := chromium.Start(t)
	p := b.Page(t)
	remembers(p, nil)
	p.Open(address + "/idle")
	p.WaitText("h1", "Locked")
	p.Wait("window.seen.join().endsWith('Idle,Locked')")
	none(t, b, p, address)
}

func TestAClockThatIsSetBackPutsOffNoLock(t *testing.T) {
	address := serve(t, nil)
	p := chromium.Start(t).Page(t)
	p.Before("(() => { const now = Date.now; let back = 0; Date.now = () => now() - back; window.setBack = (ms) => { back += ms; }; })()")
	remembers(p, map[string]string{"Idle": "setTimeout(() => window.setBack(3600000), 1000);"}) // once nothing else begins to count anew
	p.Open(address + "/idle")
	p.WaitText("h1", "Locked")
	p.Wait("window.seen.join().endsWith('Idle,Locked')")
}

func TestAPageWhoseWorkerDiedIsNotLockedAway(t *testing.T) {
	address := serve(t, nil)
	p := chromium.Start(t).Page(t)
	// Pressed as soon as it is there: on a slow machine the page has locked itself before anybody can.
	p.Before(`addEventListener("DOMContentLoaded", () => new MutationObserver((_, watch) => {
		const die = document.querySelector("#die"); if (die) { watch.disconnect(); die.click(); } }).observe(document.body, { childList: true }))`)
	p.Open(address + "/idle")
	p.WaitText("[role=alert]", "Snowdrop stopped working.")
	p.Eval("await new Promise((over) => setTimeout(over, 2500))", nil) // longer than the time without use
	p.Wait("location.pathname === '/idle' && document.body.innerText.includes('private')")
}

func TestCloseNowLeavesAtOnce(t *testing.T) {
	address := serve(t, nil)
	for name, leave := range map[string]func(*chromium.Page){
		"by its button":    func(p *chromium.Page) { p.Click("#close") },
		"by Shift, thrice": func(p *chromium.Page) { p.Type(chromium.Shift + chromium.Shift + chromium.Shift) },
	} {
		t.Run(name, func(t *testing.T) {
			b, p := open(t, address+"/unkept")
			p.WaitText("h1", "Unkept")
			p.Click("#capitals")
			for range 4 {
				p.Type(chromium.Shift + "a")
			}
			p.Wait("document.querySelector('#capitals').value.length === 4")
			leave(p)
			p.Wait("location.pathname === '/closed' && document.title === 'New page' && document.body.innerText.trim() === ''")
			none(t, b, p, address) // not even "leave this page?"
		})
	}
}

func TestWhatIsNotKeptIsWarnedAboutButNeverCostsTheWayToHelp(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/unkept")
	p.WaitText("h1", "Unkept")
	p.Eval("window.same = true", nil)
	p.Click("#help")
	p.WaitText("h1", "Help")
	p.Wait("window.same && location.pathname === '/h/' && getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
	p.Eval("history.back()", nil)
	p.WaitText("h1", "Unkept")
	p.Wait("window.same && getComputedStyle(document.querySelector('h1')).color !== 'rgb(1, 2, 3)'")
	none(t, b, p, address)

	p.Click("#capitals")
	p.Open(address + "/two")
	if problems := p.Problems(); !slices.Contains(problems, "dialog: beforeunload") {
		t.Errorf("nothing asked before leaving: %q", problems)
	}
}

func TestLinksPressedWhileTheAppLoadsAreAnsweredWhenItIsThere(t *testing.T) {
	hold := make(chan struct{})
	address := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, ".wasm") {
				<-hold
			}
			h.ServeHTTP(w, r)
		})
	})
	t.Run("help and close do not wait", func(t *testing.T) {
		_, p := open(t, address+"/")
		p.WaitText("h1", "Arriving")
		p.Click("#help")
		p.WaitText("h1", "Help")
		p.Open(address + "/")
		p.WaitText("h1", "Arriving")
		p.Click("#close")
		p.Wait("location.pathname === '/closed'")
	})
	_, p := open(t, address+"/")
	p.WaitText("h1", "Arriving")
	p.Wait("document.querySelector('progress')")
	p.Click("#two")
	p.Wait("document.documentElement.hasAttribute('data-busy')")
	close(hold)
	p.WaitText("h1", "Two")
	p.Wait("!document.documentElement.hasAttribute('data-busy') && !document.querySelector('progress')")
}

func TestAFileIsSavedAndThePageStays(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	dir := t.TempDir()
	p.Downloads(dir)
	p.Click("#file")
	p.Eventually("the file", func() bool {
		content, err := os.ReadFile(filepath.Join(dir, "data.json"))
		return err == nil && string(content) == `{"a":1}`
	})
	p.WaitText("h1", "Two")
	none(t, b, p, address)
}

func TestABrokenPageSaysSoWithoutSayingWhy(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#panic")
	p.WaitText("h1", "Something went wrong")
	for _, line := range p.Dump() {
		if strings.HasPrefix(line, "cache ") {
			continue // the program itself, kept for offline, which holds the words of its own source
		}
		if strings.Contains(line, "a secret in a panic") || strings.Contains(line, "goroutine") {
			t.Errorf("the reason of the panic reached %.80q", line)
		}
	}
}

func TestWhenTheWorkerDiesWhatWasTypedStays(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#text")
	p.Type("four lines")
	p.Click("#die")
	p.WaitText("[role=alert]", "Snowdrop stopped working.")
	p.Wait("document.querySelector('[role=alert] a').getAttribute('href') === '/h/' && document.querySelector('#text').value === 'four lines'")
	p.Click("[role=alert] button")
	p.Wait("!document.querySelector('[role=alert]')")
	p.Click("#todeep")
	p.WaitText("h1", "Three")
}

func TestWithoutWebAssemblyThereAreStillTheNumbers(t *testing.T) {
	address := serve(t, nil)
	p := chromium.Start(t).Page(t)
	p.Before("delete window.WebAssembly")
	p.Open(address + "/today")
	p.WaitText("[role=alert]", "Snowdrop cannot start in this browser.")
	p.Wait("getComputedStyle(document.querySelector('main')).visibility === 'visible'")
	p.Click("[role=alert] a")
	p.WaitText("h1", "Help")
}

func TestTheOtherTabSaysThatItIsTheOther(t *testing.T) {
	address := serve(t, nil)
	b, one := open(t, address+"/two")
	one.WaitText("h1", "Two")
	other := b.Page(t)
	other.Open(address + "/three")
	other.WaitText("[role=alert]", "Snowdrop is open in another tab.")
	one.Click("#close")
	one.Wait("location.pathname === '/closed'")
	other.Click("[role=alert] button")
	other.WaitText("h1", "Three")
}

func TestAfterTheFirstVisitEverythingWorksOfflineAndNothingWasFetchedTwice(t *testing.T) {
	address := serve(t, nil)
	b, p := open(t, address+"/")
	p.WaitText("p", "worker")
	p.Wait("navigator.serviceWorker.controller")
	fetched := map[string]int{}
	for _, r := range b.Requests() {
		if strings.Contains(r.URL, "/static/") {
			fetched[r.URL]++
		}
	}
	for url, n := range fetched {
		if n > 1 {
			t.Errorf("%s was fetched %d times", url, n)
		}
	}
	none(t, b, p, address)
	b.Offline(true)
	b.Forget()
	p.Open(address + "/two")
	p.WaitText("h1", "Two")
	p.Open(address + "/h/")
	p.WaitText("h1", "Help")
	p.Open(address + "/h/xx") // of a country that is not kept here, the general one
	p.WaitText("h1", "Help")
	p.Open(address + "/closed")
	p.Wait("document.title === 'New page'")
	p.Open(address + "/")
	p.WaitText("p", "worker")
	for _, r := range b.Requests() {
		if !strings.HasSuffix(r.URL, "/sw.js") {
			t.Errorf("offline, %s was asked for", r.URL)
		}
	}
}

func TestANewBuildWaitsUntilTheOldOneIsClosed(t *testing.T) {
	files, err := built()
	if err != nil {
		t.Fatal(err)
	}
	later, err := site.New(files, site.Options{Leave: "https://leave.example/"})
	if err != nil {
		t.Fatal(err)
	}
	var updated atomic.Bool
	address := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if updated.Load() {
				later.ServeHTTP(w, r)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	b, p := open(t, address+"/")
	p.Wait("navigator.serviceWorker.controller")
	updated.Store(true)
	p.Eval("navigator.serviceWorker.getRegistration().then((r) => r.update())", nil)
	p.Wait("(await navigator.serviceWorker.getRegistration()).waiting")
	p.Open(address + "/two")
	p.WaitText("h1", "Two")
	p.Wait("!document.documentElement.dataset.leave")
	p.Close()
	again := b.Page(t)
	again.Open(address + "/two")
	again.WaitText("h1", "Two")
	again.Wait("document.documentElement.dataset.leave === 'https://leave.example/' && (await caches.keys()).length === 1")
}

func TestTheSameSourceGivesTheSameBytes(t *testing.T) {
	files, err := built()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", t.TempDir()) // nothing of where it was built may be in it
	again, err := bundled("./cmd/bundle/testapp", testArriving, testHelp)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range again.files {
		if before := files[f.path]; before == nil || !bytes.Equal(before.Data, f.content) {
			t.Errorf("%s differs between two builds", f.path)
		}
	}
	if len(again.files) != len(files) {
		t.Errorf("%d files, then %d", len(files), len(again.files))
	}
}

// What a first visit downloads, compressed. The design wants 1.6 MB for the ground floor; the app now brings the relay,
// devices and photos as well, with their ciphers, in the one download that later works with no connection. With all places
// the goal is 2,000,000 bytes: docs/decisions/left-out-of-the-app.md says what was measured.
const (
	wholeVisit = 2_000_000
	helpPage   = 14_000
)

func TestAFirstVisitStaysSmall(t *testing.T) {
	b, err := real()
	if err != nil {
		t.Fatal(err)
	}
	sum, later, other := 0, 0, 0
	for _, f := range b.files {
		content := f.content
		if f.address == "" || filepath.Ext(f.path) == ".png" {
			continue
		}
		if content, err = b.press.brotli(content); err != nil {
			t.Fatal(err)
		}
		switch {
		case b.packed[f.address]: // it comes in help-LANGUAGE.json
		case b.languageOf(f) != "en":
			other += len(content)
		case strings.HasPrefix(f.path, "static/pages-"):
			later += len(content)
		default:
			sum += len(content)
		}
		if strings.HasPrefix(f.path, "h/") {
			gz, err := b.press.gzip(f.content)
			if err != nil {
				t.Fatal(err)
			}
			if len(gz) > helpPage || bytes.Contains(f.content, []byte("<script")) || bytes.Contains(f.content, []byte("stylesheet")) {
				t.Errorf("%s: %d bytes, or it needs more than itself", f.address, len(gz))
			}
		}
		t.Logf("%9d %s", len(content), f.address)
	}
	t.Logf("%9d together, before the first page is shown or kept with it", sum)
	t.Logf("%9d longer pages, fetched after that", later)
	t.Logf("%9d for who reads another language, and for nobody else", other)
	if later == 0 {
		t.Error("there are no longer pages: what was counted is not what people get")
	}
	if sum > wholeVisit {
		t.Errorf("a first visit downloads %d bytes, want at most %d", sum, wholeVisit)
	}
}

func TestTheFirstPageNamesItsBuildOnceAndEveryFileIsThere(t *testing.T) {
	b, err := real()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range b.files {
		files[f.address] = f.content
	}
	for _, m := range regexp.MustCompile(`(?:href|src|data-app|data-worker)="(/(?:static/|manifest|h/|closed)[^"]*)"`).FindAllSubmatch(files["/"], -1) {
		if files[string(m[1])] == nil {
			t.Errorf("the first page asks for %s, which is not there", m[1])
		}
	}
	if len(files["/h/"]) == 0 || len(files["/closed"]) == 0 || bytes.Count(files["/"], []byte(b.addresses["build"])) != 1 ||
		bytes.Count(files["/sw.js"], []byte(b.addresses["build"])) != 1 {
		t.Error("a page is missing, or the build is not named once")
	}
}

func TestAPageOfABuildThatIsGoneIsLoadedAnew(t *testing.T) {
	var gone atomic.Bool
	address := serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if gone.Load() && strings.HasSuffix(r.URL.Path, ".wasm") {
				http.NotFound(w, r)
				return
			}
			h.ServeHTTP(w, r)
		})
	})
	gone.Store(true)
	_, p := open(t, address+"/two")
	p.WaitText("[role=alert]", "Snowdrop could not be loaded.")
	gone.Store(false)
	p.Eval("window.same = true", nil)
	p.Click("[role=alert] button")
	p.WaitText("h1", "Two")
	p.Wait("!window.same")
}
