package walks

import (
	"testing"

	"snowdrop/internal/testkit/chromium"
)

// leftPlain waits for the empty page and holds that nothing of Snowdrop shows there.
func (p *person) leftPlain() *person {
	p.t.Helper()
	p.Wait(`location.pathname === "/closed" && document.readyState === "complete"`)
	return p.Is("an empty page with a neutral title", `document.title === "New page" && document.body.innerText.trim() === "" && !/snowdrop/i.test(document.documentElement.outerHTML)`)
}

func TestHelpAndCloseNowAreOnEveryPageAndNoTitleGivesItAway(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	everyPage(p, func(name string) {
		p.Is("what stays in the history is neutral", `!/miscarr|pregnan|loss|lost|baby|bleed|grief|womb/i.test(`+withoutIDs+`(document.title + " " + location.pathname + location.search))`)
		if name == "/h/" || name == "/h/gb" {
			p.Is("the help page itself has Close now", `document.querySelector("a[data-close]").checkVisibility()`)
			return
		}
		p.Is("Get help now and Close now are there", `["/h/gb", "/closed"].every((to) => {
			const a = document.querySelector("header.bar a[href='" + to + "']"), r = a.getBoundingClientRect();
			scrollTo(0, document.documentElement.scrollHeight);
			const top = document.elementFromPoint(a.getBoundingClientRect().x + r.width / 2, a.getBoundingClientRect().y + r.height / 2);
			scrollTo(0, 0);
			return r.width >= 44 && r.height >= 44 && a.contains(top);
		})`)
	})
}

// leavesAndComesBack presses Close now and then Back. A browser may have kept the page that was left, which then loads itself anew: that
// one is waited for.
func (p *person) leavesAndComesBack(hidden ...string) *person {
	p.t.Helper()
	p.Eval("window.walkLeft = true", nil)
	p.Tap("Close now")
	p.leftPlain().SeesNot(hidden...)
	p.Eval("void setTimeout(() => history.back())", nil) // the page goes away: it can not answer
	p.Wait(`!window.walkLeft && location.pathname !== "/closed" && (` + settled + `)`)
	return p
}

func TestCloseNowLeavesAtOnceAndShowsNothingAgain(t *testing.T) {
	p := newPerson(t)
	p.Open("/").Writes("A velvet evening.").Keeps()
	for _, path := range []string{"/today", "/journal", "/journal/new", "/checkin", "/timeline", "/mine", "/check", "/calm", "/h/gb"} {
		p.Goes(path)
		if path == "/journal" {
			p.Press("A velvet evening.")
		}
		p.leavesAndComesBack("velvet").SeesNot("velvet")
		p.Open("/today").Unlocks()
	}
}

// unhurried lets Close now wait for as long as this machine takes to write, where a person would have left after 300 ms: a walk holds that
// what was typed is sealed, and not how fast a disk is.
const unhurried = `{ const set = window.setTimeout; window.setTimeout = (f, ms, ...more) => set(f, ms === 300 ? 20000 : ms, ...more); }`

func TestCloseNowSealsWhatWasJustTyped(t *testing.T) {
	p := newPerson(t)
	p.Before(unhurried)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.Goes("/journal/new").Type("Your words", "Half a sentence about the").Tap("Close now")
	p.leftPlain()
	p.Open("/today").Unlocks().Sees("You began to write", "A journal entry. It is still here.")
	p.Press("Not kept yet").Sees("This is what you began before.").Holds("Your words", "Half a sentence about the")

	p.Type("Your words", " garden")
	p.Page.Type(chromium.Shift + chromium.Shift + chromium.Shift)
	p.leftPlain()
	p.Open("/today").Unlocks().Press("Not kept yet").Holds("Your words", "Half a sentence about the garden")
	p.Press("Start again with an empty page").Holds("Your words", "")
}

func TestCloseNowInAVisitLeavesNothingBehind(t *testing.T) {
	p := newPerson(t)
	p.Open("/").Writes("A velvet evening.").Goes("/checkin").Type("Anything else", "half a note")
	p.leavesAndComesBack("velvet", "half a note").SeesNot("velvet", "half a note")
	p.Goes("/today").SeesNot("velvet").Is("nothing was written to the disk", `(await new Promise((ok) => {
		const r = indexedDB.open("snowdrop");
		r.onsuccess = () => { const c = r.result.transaction("sealed").objectStore("sealed").count(); c.onsuccess = () => ok(c.result); };
	})) === 0`)
}

func TestAVisitIsOnlyWarnedAboutWhenSomethingWouldBeLost(t *testing.T) {
	p := newPerson(t)
	p.Open("/").Press("I need somewhere to put this")
	p.Open("/check").Press("None of these")
	p.Open("/")
	if problems := p.Problems(); len(problems) > 0 {
		t.Fatalf("with nothing to lose the browser asked: %q", problems)
	}
	p.allow("dialog: beforeunload")
	p.Writes("A velvet evening.")
	p.Open("/") // the harness answers "leave"
	if len(p.Problems()) != 1 {
		t.Errorf("leaving loses an entry, and the browser asked %d times", len(p.Problems()))
	}
	p.Sees("You are not alone with this").SeesNot("velvet")
	p.Writes("A second one.").Keeps()
	p.Open("/").Unlocks()
	if len(p.Problems()) != 1 {
		t.Error("with everything kept on the device the browser asked again")
	}
}
