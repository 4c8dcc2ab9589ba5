package chromium

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/inspector"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a page may take to become what a test waits for. It is no measurement: it only has to be longer than anything
// honest takes on a machine that has much else to do.
const patience = 2 * time.Minute

// Page is one tab.
type Page struct {
	Ctx context.Context // for chromedp.Run, where what is here is not enough
	t   testing.TB

	alive   context.Context // until the tab crashes
	crashed context.CancelFunc

	mu       sync.Mutex
	problems []string
}

// Page opens a tab.
func (b *Browser) Page(t testing.TB) *Page {
	t.Helper()
	ctx, end := chromedp.NewContext(b.ctx)
	t.Cleanup(end)
	p := &Page{Ctx: ctx, t: t}
	p.alive, p.crashed = context.WithCancel(context.Background())
	report(t, chromedp.Do(ctx), "opening a tab") // without a time limit: it would be the tab's
	report(t, chromedp.Listen(ctx, p.hear), "listening to the tab")
	Call(p, log.Enable, cdp.Empty{})
	Call(p, inspector.Enable, cdp.Empty{}) // which tells of a crash
	Call(p, page.Enable, page.EnableParams{})
	return p
}

// hear keeps what went wrong, and answers "leave this page?" with yes.
func (p *Page) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			said := []string{}
			for _, a := range e.Args {
				said = append(said, fmt.Sprint(a.Value, a.Description))
			}
			p.problem("console: " + strings.Join(said, " "))
		}
	case *runtime.EventExceptionThrown:
		said := "exception: " + e.ExceptionDetails.Text
		if thrown := e.ExceptionDetails.Exception; thrown != nil {
			said += " " + thrown.Description
		}
		p.problem(said)
	case *inspector.EventTargetCrashed:
		p.problem("crash: the tab is gone; " + memory())
		p.crashed()
	case *log.EventEntryAdded:
		// A page that names no icon, as a help page, lets the browser ask for one by itself. Offline that does not get through.
		ownIcon := strings.HasSuffix(e.Entry.URL, "/favicon.ico") && strings.Contains(e.Entry.Text, "net::ERR_")
		if !ownIcon && (e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning) {
			p.problem(fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *page.EventJavascriptDialogOpening:
		p.problem("dialog: " + string(e.Type))
		go func() {
			// An error says that the tab went away, dialog and all.
			_, _ = chromedp.Call(p.Ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}()
	}
}

func (p *Page) problem(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, text)
}

// Problems are the errors and warnings of the console, uncaught exceptions, refused loads (the policy's too),
// dialogs and a crash since the page was opened.
func (p *Page) Problems() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.problems...)
}

// memory says how much of it the machine has left: a browser takes more than anything else here, and a system that has none ends it.
func memory() string {
	var said []string
	for path, field := range map[string]string{"/proc/meminfo": "MemAvailable:", "/sys/fs/cgroup/memory.events": "oom_kill "} {
		content, _ := os.ReadFile(path) // elsewhere nobody says
		for line := range strings.Lines(string(content)) {
			if strings.HasPrefix(line, field) {
				said = append(said, strings.Join(strings.Fields(line), " "))
			}
		}
	}
	return fmt.Sprintf("of the machine's memory: %q", said)
}

// within is the tab for so long, and while there is a tab: of one that crashed nobody answers any more.
func (p *Page) within(limit time.Duration) (ctx context.Context, over func()) {
	ctx, end := context.WithTimeout(p.Ctx, limit)
	stop := context.AfterFunc(p.alive, end)
	return ctx, func() { stop(); end() }
}

// gone says that there is no tab any more, or nothing.
func (p *Page) gone() error {
	switch {
	case p.alive.Err() != nil:
		return fmt.Errorf("the tab crashed: %q", p.Problems())
	case p.Ctx.Err() != nil:
		return fmt.Errorf("the tab or the browser is gone (%v; %s)", context.Cause(p.Ctx), memory())
	}
	return nil
}

// report fails a test with what was attempted, and with what became of the tab.
func (p *Page) report(err error, format string, args ...any) {
	p.t.Helper()
	if gone := p.gone(); err != nil && gone != nil {
		err = fmt.Errorf("%w: %w", gone, err)
	}
	report(p.t, err, format, args...)
}

// Do runs actions of chromedp and fails the test if one fails.
func (p *Page) Do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, end := p.within(patience)
	defer end()
	p.report(chromedp.Do(ctx, actions...), "in the page")
}

// Call sends one command of the browser's protocol and fails the test if it fails.
func Call[P, R any](p *Page, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, end := p.within(patience)
	defer end()
	result, err := chromedp.Call(ctx, command, params)
	p.report(err, "%v", command)
	return result
}

// Phone makes the tab a small phone, 360 by 740, with touch.
func (p *Page) Phone() {
	p.t.Helper()
	p.screen(360, 740, 2, true)
}

// Desktop makes the tab 1280 by 800.
func (p *Page) Desktop() {
	p.t.Helper()
	p.screen(1280, 800, 1, false)
}

func (p *Page) screen(width, height int64, scale float64, mobile bool) {
	p.t.Helper()
	Call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: width, Height: height, DeviceScaleFactor: scale, Mobile: mobile})
	Call(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: mobile})
}

// Wishes are what the person set in the system: less movement, a dark page.
func (p *Page) Wishes(reducedMotion, dark bool) {
	p.t.Helper()
	features := []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "no-preference"}, {Name: "prefers-color-scheme", Value: "light"}}
	if reducedMotion {
		features[0].Value = "reduce"
	}
	if dark {
		features[1].Value = "dark"
	}
	Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
}

// Open goes to an address as if it were typed. It does not wait for the app: Wait does.
func (p *Page) Open(url string) {
	p.t.Helper()
	if failed := Call(p, page.Navigate, page.NavigateParams{URL: url}).ErrorText; failed != "" {
		p.t.Fatalf("chromium: opening %s: %s", url, failed)
	}
}

// Before runs a script in every document of the tab from now on, before its own scripts: to take away what an old browser lacks.
func (p *Page) Before(script string) {
	p.t.Helper()
	Call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// Eval runs JavaScript in the page, waits for its promise and puts the result in to (nil: nowhere).
func (p *Page) Eval(script string, to any) {
	p.t.Helper()
	p.report(p.eval(patience, script, to), "evaluating %.80s", script)
}

func (p *Page) eval(limit time.Duration, script string, to any) error {
	ctx, end := p.within(limit)
	defer end()
	await := func(e *runtime.EvaluateParams) { e.AwaitPromise = new(true) }
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => JSON.stringify((await ("+script+")) ?? null))()", await))
	if err != nil || to == nil {
		return err
	}
	return json.Unmarshal([]byte(text), to)
}

// Wait waits until a JavaScript condition is true, whatever document stands in the tab by then.
func (p *Page) Wait(condition string) {
	p.t.Helper()
	p.WaitFor(patience, condition)
}

// WaitFor is Wait for what may honestly take longer.
func (p *Page) WaitFor(limit time.Duration, condition string) {
	p.t.Helper()
	deadline := time.Now().Add(limit)
	for {
		var ok bool
		err := p.eval(patience/4, "!!("+condition+")", &ok) // a document that goes away while it is asked may take the answer along
		if ok {
			return
		}
		if gone := p.gone(); gone != nil {
			p.t.Fatalf("chromium: waiting for %s: %v", condition, gone)
		}
		if time.Now().After(deadline) {
			var seen string
			_ = p.eval(patience/4, "location.href + '\\n' + document.title + '\\n' + document.body?.innerText", &seen)
			p.t.Fatalf("chromium: waited in vain for %s (last error %v); the page is\n%s\nproblems: %q", condition, err, seen, p.Problems())
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// WaitText waits until an element's text contains a text.
func (p *Page) WaitText(selector, text string) {
	p.t.Helper()
	p.Wait(fmt.Sprintf("document.querySelector(%q)?.innerText.includes(%q)", selector, text))
}

// Eventually waits until something outside the page is true.
func (p *Page) Eventually(what string, is func() bool) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			p.t.Fatalf("chromium: waited in vain for %s; problems: %q", what, p.Problems())
		}
	}
}

// Downloads puts what is downloaded into a folder.
func (p *Page) Downloads(dir string) {
	p.t.Helper()
	_, err := chromedp.CallBrowser(p.Ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir})
	report(p.t, err, "choosing the folder of downloads")
}

// Close closes the tab. A browser that has not said within five seconds that it did has much else to do: it closes it all the same.
func (p *Page) Close() {
	p.t.Helper()
	if err := chromedp.Cancel(p.Ctx); !errors.Is(err, context.DeadlineExceeded) {
		p.report(err, "closing the tab")
	}
}

// Text is the visible text of an element, or "" if it is not there.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	var s string
	p.Eval(fmt.Sprintf("document.querySelector(%q)?.innerText ?? ''", selector), &s)
	return s
}

// Click presses an element with the pointer, where a person would.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Do(chromedp.Click(chromedp.CSS(selector)))
}

// Type types a text with the keyboard into whatever has the focus.
func (p *Page) Type(text string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(text))
}

// Keys of the keyboard that have no character.
const (
	Tab    = kb.Tab
	Enter  = kb.Enter
	Space  = " "
	Escape = kb.Escape
	Shift  = kb.Shift
	Down   = kb.ArrowDown
)

// TabTo presses Tab until an element has the focus, and fails if it cannot be reached.
func (p *Page) TabTo(selector string) {
	p.t.Helper()
	for range 200 {
		var there bool
		if p.Eval(fmt.Sprintf("document.activeElement?.matches(%q) ?? false", selector), &there); there {
			return
		}
		p.Type(Tab)
	}
	p.t.Fatalf("chromium: the keyboard does not reach %s", selector)
}

// Screenshot writes a picture of the whole page.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	picture, err := chromedp.Run(p.Ctx, chromedp.FullScreenshot(100))
	report(p.t, err, "taking the picture")
	report(p.t, os.WriteFile(path, picture, 0o644), "writing the picture")
}

// stored collects everything a page of this origin can find in the browser. Bytes are read as Latin-1, so that
// nothing gets lost; UTF-8 text is turned back below.
const stored = `(async () => {
  const out = [];
  const text = async (v) => {
    if (v instanceof ArrayBuffer) v = new Uint8Array(v);
    if (ArrayBuffer.isView(v)) return [...new Uint8Array(v.buffer, v.byteOffset, v.byteLength)].map((b) => String.fromCharCode(b)).join("");
    if (v instanceof Blob) return text(await v.arrayBuffer());
    return unescape(encodeURIComponent(typeof v === "string" ? v : JSON.stringify(v) ?? ""));
  };
  const wait = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); });
  for (const { name } of await indexedDB.databases()) {
    const db = await wait(indexedDB.open(name));
    for (const store of db.objectStoreNames) {
      const s = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([wait(s.getAllKeys()), wait(s.getAll())]);
      for (const [i, k] of keys.entries()) out.push(await text("indexedDB " + name + " " + store + " " + JSON.stringify(k) + " ") + await text(values[i]));
    }
    db.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const r of await cache.keys()) out.push(await text("cache " + name + " " + r.url + " ") + await text(await (await cache.match(r)).arrayBuffer()));
  }
  for (const [name, s] of [["localStorage", localStorage], ["sessionStorage", sessionStorage]])
    for (let i = 0; i < s.length; i++) out.push(await text(name + " " + s.key(i) + " " + s.getItem(s.key(i))));
  out.push(await text("cookie " + document.cookie), await text("address " + location.href), await text("title " + document.title),
    await text("state " + JSON.stringify(history.state)), await text("page " + document.documentElement.outerHTML));
  return out.map((s) => btoa(s));
})()`

// Dump is everything that the browser keeps for the page's origin, one line of bytes each, with where it was found in
// front: IndexedDB, caches, storage, cookies, the page itself, and the addresses and titles of the tab's history.
func (p *Page) Dump() []string {
	p.t.Helper()
	var encoded []string
	p.Eval(stored, &encoded)
	lines := []string{}
	for _, e := range encoded {
		line, err := base64.StdEncoding.DecodeString(e)
		report(p.t, err, "reading what is stored")
		lines = append(lines, string(line))
	}
	for _, e := range Call(p, page.GetNavigationHistory, cdp.Empty{}).Entries {
		lines = append(lines, "history "+e.URL+" "+e.Title)
	}
	return lines
}
