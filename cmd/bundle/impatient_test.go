package main

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"

	"snowdrop/internal/testkit/chromium"
)

// unanswered starts the site, with some addresses that get no answer while there is no line.
func unanswered(t *testing.T, line *atomic.Bool, parts ...string) string {
	t.Helper()
	return serve(t, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			for _, part := range parts {
				if !line.Load() && strings.Contains(r.URL.Path, part) {
					panic(http.ErrAbortHandler)
				}
			}
			h.ServeHTTP(w, r)
		})
	})
}

// TestTheSecondOfTwoTapsAnswersNothingThatNobodyRead: the check asks one thing after the other, with its buttons in the same
// place. Whoever taps twice on "None of these" had answered the next question as well, about thoughts of dying, with "No".
func TestTheSecondOfTwoTapsAnswersNothingThatNobodyRead(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/step")
	p.WaitText("h1", "Step 0")
	p.Eval("void addEventListener('submit', () => { window.sent = (window.sent ?? 0) + 1; }, true)", nil)

	var sent []int // after each tap of a finger
	p.Eval(`(async () => {
		const sent = [], tap = () => {
			const button = document.querySelector("#next"), { x, y } = button.getBoundingClientRect();
			button.dispatchEvent(new PointerEvent("click", { bubbles: true, cancelable: true, detail: 1, pointerType: "touch", clientX: x + 5, clientY: y + 5 }));
			sent.push(window.sent);
		};
		const turned = new Promise((ok) => new MutationObserver(ok).observe(document.body, { childList: true }));
		tap(); await turned;
		tap(); await new Promise((over) => setTimeout(over, 600));
		tap(); return sent;
	})()`, &sent)
	if !slices.Equal(sent, []int{1, 1, 2}) {
		t.Errorf("after three taps, of which the second came with the page, answers were sent %v times", sent)
	}
	p.WaitText("h1", "Step 2")

	var at struct{ X, Y float64 }
	p.Eval("(() => { const { x, y } = document.querySelector('#next').getBoundingClientRect(); return { x: x + 5, y: y + 5 }; })()", &at)
	p.Do(chromedp.MouseClickXY(at.X, at.Y))
	p.WaitText("h1", "Step 3")
	p.Do(chromedp.MouseClickXY(at.X, at.Y, chromedp.ClickCount(2)))
	p.Wait("window.sent === 3")
	p.Do(chromedp.MouseClickXY(at.X, at.Y)) // and this one is meant
	p.WaitText("h1", "Step 4")
	p.Wait("window.sent === 4")
}

func TestThePageThatIsShownIsTheOneOfItsAddressAfterBackAndForward(t *testing.T) {
	address := serve(t, nil)
	p := chromium.Start(t).Page(t)
	p.Before(`{ const W = Worker; window.Worker = class extends W { constructor(...all) { super(...all);
		this.addEventListener("message", ({ data }) => { if (data.status) window.answers = (window.answers ?? 0) + 1; }); } }; }`)
	p.Open(address + "/slow")
	p.WaitText("h1", "Slow")
	p.Eval("document.body.append(Object.assign(document.createElement('a'), { href: '/three', id: 'on' }))", nil)
	p.Eval("document.querySelector('#on').click()", nil)
	p.WaitText("h1", "Three")
	p.Click("#word")
	p.Type("typed")
	p.Eval("(window.before = window.answers, addEventListener('popstate', () => history.forward(), { once: true }), history.back())", nil)
	p.Wait("window.answers > window.before") // the page that nobody wants any more, a second later
	p.Wait("location.pathname === '/three' && document.querySelector('h1').textContent === 'Three' && document.querySelector('#word').value === 'typed'")
	p.Wait("!document.documentElement.hasAttribute('data-busy') && !document.querySelector('.page-progress')")
}

func TestWhatIsSaidAboutAPressIsSeen(t *testing.T) {
	address := serve(t, nil)
	_, p := open(t, address+"/two")
	p.WaitText("h1", "Two")
	p.Click("#die")
	p.WaitText("[role=alert]", "Snowdrop stopped working.")
	p.Eval("scrollTo(0, 2000)", nil)
	p.Wait("scrollY === 2000")
	p.Eval("document.querySelector('#three').click()", nil)
	p.Wait("scrollY === 0 && document.querySelector('[role=alert]').getBoundingClientRect().top >= 0")
}

func TestNothingIsSaidToBeOpeningAfterItFailed(t *testing.T) {
	_, p := open(t, unanswered(t, &atomic.Bool{}, ".wasm")+"/")
	p.WaitText("[role=alert]", "Snowdrop could not be loaded.")
	p.Eval("await new Promise((over) => setTimeout(over, 400))", nil)
	p.Wait("!document.documentElement.hasAttribute('data-busy') && !document.querySelector('.page-progress')")
}

func TestWithoutALineTheCheckStandsInForHelpThatIsNotKeptYet(t *testing.T) {
	line := &atomic.Bool{}
	line.Store(true)
	address := unanswered(t, line, "/h/")
	p := chromium.Start(t).Page(t)
	p.Before("navigator.serviceWorker.register = () => new Promise(() => {})") // still under way
	p.Open(address + "/two")
	p.WaitText("h1", "Two")
	p.Eval("window.same = true", nil)
	line.Store(false)
	p.Click("#help")
	p.WaitText("h1", "Check")
	p.Wait("window.same && location.pathname === '/check'")
	line.Store(true)
	p.Click("#help")
	p.WaitText("h1", "Help")
}

func TestBackFromHelpToAPageWhoseWorkerDiedFindsWhatWasTyped(t *testing.T) {
	_, p := open(t, serve(t, nil)+"/two")
	p.WaitText("h1", "Two")
	p.Click("#die")
	p.WaitText("[role=alert]", "Snowdrop stopped working.")
	p.Click("#text")
	p.Type("four lines")
	p.Eval("(window.same = true, dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))", nil)
	p.Eval("await new Promise((over) => setTimeout(over, 500))", nil) // a page that is loaded anew is gone by then
	p.Wait("window.same && document.querySelector('#text').value === 'four lines'")
}
