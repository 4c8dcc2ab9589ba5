package walks

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"snowdrop/internal/testkit/chromium"
)

// passphrase is what every person of these walks chooses.
const passphrase = "lantern gravel otter seventeen"

// person is somebody new in front of one tab of a browser.
type person struct {
	*chromium.Page
	t       *testing.T
	browser *chromium.Browser
	server  *server
	allowed []string
	taps    int // since the walk last set it to 0; a field to write in is one
}

// newPerson is somebody in London with a small phone who has never been here.
func newPerson(t *testing.T, options ...chromium.Option) *person {
	t.Helper()
	return arrives(t, serve(t), options...)
}

// arrives is newPerson at a server that already runs.
func arrives(t *testing.T, s *server, options ...chromium.Option) *person {
	t.Helper()
	p := &person{t: t, server: s, browser: chromium.Start(t, options...)}
	t.Cleanup(func() { p.nothingElse() })
	p.tab()
	return p
}

// patient lets the page wait for a page about help for as long as this machine takes, where it gives the rest to the browser after two
// seconds: a walk holds what is shown, and not how fast a machine is.
const patient = `{ const after = AbortSignal.timeout; AbortSignal.timeout = (ms) => after.call(AbortSignal, ms * 50); }`

// tab opens a new tab and goes on in it.
func (p *person) tab() *person {
	p.t.Helper()
	p.Page = p.browser.Page(p.t)
	p.Phone()
	p.Before(patient)
	chromium.Call(p.Page, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Europe/London"})
	return p
}

// another is the same person with a second tab beside the first.
func (p *person) another() *person {
	p.t.Helper()
	q := &person{t: p.t, server: p.server, browser: p.browser, allowed: p.allowed}
	p.t.Cleanup(func() { q.nothingElse() })
	return q.tab()
}

// allow names a complaint of the browser that is part of the walk.
func (p *person) allow(text string) { p.allowed = append(p.allowed, text) }

// nothingElse holds for every walk: no other origin was asked, and the browser did not complain.
func (p *person) nothingElse() {
	p.t.Helper()
	for _, problem := range p.Problems() {
		if !slices.ContainsFunc(p.allowed, func(a string) bool { return strings.Contains(problem, a) }) {
			p.t.Errorf("the browser complains: %s", problem)
		}
	}
	for _, origin := range p.browser.Origins() {
		if origin != p.server.address {
			p.t.Errorf("a request went to %s", origin)
		}
	}
}

// settled is true when a page has been shown and nothing is under way.
const settled = `document.readyState === "complete" && (!document.querySelector("script[src]") ||
	document.querySelector(".page-announcer") && !document.documentElement.matches("[data-busy], [data-opening]"))`

// Open types an address of Snowdrop and waits until the page is there. The page before it is settled too: it is told apart.
func (p *person) Open(path string) *person {
	p.t.Helper()
	p.Wait("window.walkLeft = true")
	p.Page.Open(p.server.address + path)
	p.Wait("!window.walkLeft && (" + settled + ")")
	return p
}

// find is JavaScript that gives what a person means by a name: a button or link with these words, a field with this
// label, a choice with this text. Only what can be seen counts.
const find = `(kinds, name) => {
	const plain = (s) => s.replace(/\s+/g, " ").trim();
	const seen = (e) => e.checkVisibility() && e.getClientRects().length > 0;
	const texts = (e) => [plain(e.innerText), plain(e.querySelector("strong, .line")?.innerText ?? ""), plain(e.querySelector("span")?.firstChild?.textContent ?? ""), e.value ?? ""];
	return [...document.querySelectorAll(kinds)].find((e) => seen(e) && texts(e).includes(name));
}`

const pressable = `a[href], button, summary, input[type=submit]`

// point brings an element to where a person can press it and gives the place, or says what is in the way.
const point = `(e) => {
	if (!e) return null;
	e.scrollIntoView({ block: "center", behavior: "instant" });
	const r = [...e.getClientRects()].at(-1), x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y);
	if (!top || !(e.contains(top) || top.contains(e) && top.tagName === "LABEL")) return { covered: top?.outerHTML.slice(0, 200) ?? "nothing" };
	return { x, y };
}`

// aim is point, and lets the next press meet nothing but this element.
const aim = `(find) => {
	const at = (%s)(find());
	if (at && !at.covered) {
		const aimed = window.walkAimed = { met: false };
		addEventListener("click", (press) => {
			const e = find(), top = press.target;
			if (e && (e.contains(top) || top.contains(e) && top.tagName === "LABEL")) aimed.met = true;
			else { press.preventDefault(); press.stopImmediatePropagation(); }
		}, { capture: true, once: true });
	}
	return at;
}`

// press presses an element, given as JavaScript, where it lies on the screen. A page that reads itself again may move under the
// finger, between looking and pressing: then nothing is pressed, and the element is looked for once more.
func (p *person) press(element, what string) {
	p.t.Helper()
	covered := "nothing"
	for range 10 {
		var at *struct {
			X, Y    float64
			Covered string
		}
		p.Wait(element)
		p.Eval(fmt.Sprintf("("+aim+")(() => %s)", point, element), &at)
		if at == nil {
			continue
		} else if at.Covered != "" { // by what may be about to go
			covered = at.Covered
			time.Sleep(100 * time.Millisecond)
			continue
		}
		p.Do(chromedp.MouseClickXY(at.X, at.Y))
		if p.met() {
			p.taps++
			return
		}
	}
	p.t.Fatalf("%s cannot be pressed: it does not stay where it is, or something lies over it (%s)", what, covered)
}

// met says whether the last press met what it was aimed at. It did if the page went away with it.
func (p *person) met() bool {
	p.t.Helper()
	ctx, end := context.WithTimeout(p.Ctx, long)
	defer end()
	missed, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("window.walkAimed?.met === false"))
	return err != nil || !missed
}

// atMost fails when something took more taps than it may.
func (p *person) atMost(taps int, what string) {
	p.t.Helper()
	if p.taps > taps {
		p.t.Errorf("%s took %d taps, want at most %d", what, p.taps, taps)
	}
}

func named(kinds, name string) string {
	words, _ := json.Marshal(name)
	return fmt.Sprintf("(%s)(%q, %s)", find, kinds, words)
}

// Tap presses a button, link or fold that does not lead to another page.
func (p *person) Tap(name string) *person {
	p.t.Helper()
	p.press(named(pressable, name), name)
	return p
}

// mark remembers the page that is shown, and again the one that is pressed, since a page may read itself again in between; turned
// waits until it is another one. Whoever locks or deletes sees no page at all for a moment: that is none.
func (p *person) mark() {
	p.t.Helper()
	p.Eval(`(() => {
		const mark = () => { window.walked = document.querySelector("main"); };
		mark();
		if (!window.walkMarks) for (const type of ["click", "submit"]) addEventListener(type, mark, { capture: true });
		window.walkMarks = true;
	})()`, nil)
}

func (p *person) turned() { p.t.Helper(); p.Wait(turned) }

const turned = `document.querySelector("main") && document.querySelector("main") !== window.walked && (` + settled + `) || document.getElementById("page-notice")`

// Press presses a button or link by its words and waits for the page that it leads to.
func (p *person) Press(name string) *person {
	p.t.Helper()
	p.Wait(named(pressable, name))
	p.mark()
	p.Tap(name)
	p.turned()
	return p
}

// Choose chooses answers by their words.
func (p *person) Choose(answers ...string) *person {
	p.t.Helper()
	for _, answer := range answers {
		label := named("label.choice", answer)
		p.press(label, answer)
		p.Wait(label + "?.control.checked")
	}
	return p
}

// Rate chooses a number for the question with these words.
func (p *person) Rate(question, number string) *person {
	p.t.Helper()
	label := fmt.Sprintf(`[...document.querySelectorAll("fieldset")].find((f) => f.querySelector("legend").innerText.trim() === %q)?.querySelector("input[value=\"%s\"]")?.labels[0]`, question, number)
	p.press(label, question+" "+number)
	p.Wait(label + "?.control.checked")
	return p
}

// field gives JavaScript for the field with a label.
func field(label string) string { return named("label[for]", label) + "?.control" }

// Type writes into the field with this label.
func (p *person) Type(label, text string) *person {
	p.t.Helper()
	p.press(field(label), label)
	p.Wait(field(label) + " === document.activeElement")
	p.Keys(text)
	return p
}

// Keys writes with the keyboard, wherever the cursor is.
func (p *person) Keys(text string) {
	p.t.Helper()
	p.Page.Type(strings.ReplaceAll(text, "\n", "\r"))
}

// Paste writes a long text into a field at once.
func (p *person) Paste(label, text string) *person {
	p.t.Helper()
	p.press(field(label), label)
	p.Wait(field(label) + " === document.activeElement")
	chromium.Call(p.Page, input.InsertText, input.InsertTextParams{Text: text})
	return p
}

// Clear empties a field.
func (p *person) Clear(label string) *person {
	p.t.Helper()
	p.press(field(label), label)
	p.Eval(field(label)+".select()", nil)
	p.Page.Type("\b")
	return p
}

// Sees waits until the page says all this.
func (p *person) Sees(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		p.Wait(fmt.Sprintf(`document.body?.innerText.replace(/\s+/g, " ").includes(%q)`, s))
	}
	return p
}

// withoutIDs is JavaScript that takes the records' IDs out of a text. One is 26 random letters and digits, and one in 45,000 spells "baby".
const withoutIDs = `((text) => text.replace(/\b[a-z2-7]{26}\b/g, "…"))`

// SeesNot fails if the page says this, or holds it in a field.
func (p *person) SeesNot(sentences ...string) *person {
	p.t.Helper()
	for _, s := range sentences {
		var there bool
		p.Eval(fmt.Sprintf(`[document.documentElement.outerHTML, ...[...document.querySelectorAll("input, textarea")].map((e) => e.value)].some((text) => %s(text).includes(%q))`, withoutIDs, s), &there)
		if there {
			p.t.Errorf("the page holds %q", s)
		}
	}
	return p
}

// At waits until the address is this, without its query.
func (p *person) At(path string) *person {
	p.t.Helper()
	p.Wait(fmt.Sprintf("location.pathname === %q && (%s)", path, settled))
	return p
}

// Holds waits until the field with this label holds a text.
func (p *person) Holds(label, text string) *person {
	p.t.Helper()
	p.Wait(fmt.Sprintf("%s?.value === %q", field(label), text))
	return p
}

// Is fails unless a condition is true now.
func (p *person) Is(promise, condition string) *person {
	p.t.Helper()
	var ok bool
	if p.Eval("!!("+condition+")", &ok); !ok {
		p.t.Errorf("%s: not so on %s", promise, p.where())
	}
	return p
}

func (p *person) where() string {
	var s string
	p.Eval(`location.pathname + " (" + (document.querySelector("h1")?.innerText ?? "") + ")"`, &s)
	return s
}

// Goes follows a link to an address of Snowdrop, wherever such a link may stand. Open would begin anew, and locked.
func (p *person) Goes(path string) *person {
	p.t.Helper()
	p.mark()
	p.Eval(fmt.Sprintf(`(() => { const a = document.createElement("a"); a.href = %q; document.body.append(a); a.click(); })()`, path), nil)
	p.turned()
	return p
}

// Writes writes a journal entry and keeps it.
func (p *person) Writes(text string) *person {
	p.t.Helper()
	return p.Goes("/journal/new").Type("Your words", text).Press("Keep this").At("/today")
}

// Keeps chooses this device.
func (p *person) Keeps() *person {
	p.t.Helper()
	p.Goes("/mine/keep").Type("A new passphrase", passphrase).Type("The same once more", passphrase)
	return p.Press("Lock it with this passphrase").At("/today").Sees("Only your passphrase opens it.")
}

// Unlocks types the passphrase on the page that asks for it.
func (p *person) Unlocks() *person {
	p.t.Helper()
	return p.At("/unlock").Type("Your passphrase", passphrase).Press("Open").At("/today")
}

// Locks locks at once.
func (p *person) Locks() *person {
	p.t.Helper()
	return p.Press("Lock now").At("/unlock").Sees("Welcome back")
}

// Offline stops the server and cuts the network.
func (p *person) Offline() *person {
	p.server.stop()
	p.browser.Offline(true)
	p.allow("net::ERR_") // the browser says that it could not ask whether there is a new build
	p.allow("Failed to update a ServiceWorker")
	p.allow("An unknown error occurred when fetching the script.")
	return p
}

// OnceKeptForOffline waits until the service worker has everything. A page that was asked for while the worker became active
// may have no controller and needs none: the next page that is opened has one.
func (p *person) OnceKeptForOffline() *person {
	p.t.Helper()
	p.Wait(`navigator.serviceWorker.controller ||
		(navigator.serviceWorker.getRegistration().then((r) => { window.walkKept = r?.active?.state === "activated"; }), window.walkKept)`)
	return p
}

// Picture keeps a picture of the page where WALKS_PICTURES names a folder, for people to look at.
func (p *person) Picture(name string) {
	p.t.Helper()
	if dir := os.Getenv("WALKS_PICTURES"); dir != "" {
		p.Screenshot(filepath.Join(dir, name+".png"))
	}
}

func quoted(s string) string { b, _ := json.Marshal(s); return string(b) }
