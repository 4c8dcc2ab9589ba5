package walks

import (
	"fmt"
	"strings"
	"testing"
)

// clock lets time pass for the page: Date.now and long timers follow it.
const clock = `(() => {
	const now = Date.now, set = window.setTimeout, clear = window.clearTimeout;
	let ahead = 0, waiting = new Map(), last = 1e9;
	Date.now = () => now() + ahead;
	window.setTimeout = (f, ms, ...a) => { if (!(ms >= 10000)) return set(f, ms, ...a); waiting.set(++last, { at: Date.now() + ms, f: () => f(...a) }); return last; };
	window.clearTimeout = (id) => { waiting.delete(id); clear(id); };
	window.sleepFor = (ms) => { ahead += ms; }; // a phone in a pocket: no timer runs
	window.passBy = (ms) => { ahead += ms; for (const [id, w] of [...waiting]) if (w.at <= Date.now()) { waiting.delete(id); w.f(); } };
})();`

// goesBack goes back to the page before, within the open app, and waits until it is shown.
func (p *person) goesBack() *person {
	p.t.Helper()
	p.mark()
	p.Eval("history.back()", nil)
	p.turned()
	return p
}

func TestItLocksByItselfAfterTheTimeThatWasSet(t *testing.T) {
	p := newPerson(t)
	p.Before(clock)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.Goes("/mine").Choose("1 minute").Press("Use this Lock by itself after").Sees("Done.")
	p.Is("the choice is shown", `document.querySelector("input[name='lock-after']:checked").value === "60"`)
	p.Goes("/journal/new").Type("Your words", "Half a sentence")
	p.Eval("window.passBy(50000)", nil)
	p.Keys(", and more") // someone is there
	p.Eval("window.passBy(50000)", nil)
	p.Is("whoever types is not locked out", `location.pathname === "/journal/new" && document.querySelector("textarea").value === "Half a sentence, and more"`)
	p.Eval("window.passBy(61000)", nil)
	p.At("/unlock").Sees("Welcome back").SeesNot("velvet", "Half a sentence")
	p.Unlocks().Press("Not kept yet").Holds("Your words", "Half a sentence, and more")

	p.Eval("window.sleepFor(61000)", nil)
	p.Page.Click("h1") // the first touch after a sleep
	p.At("/unlock").SeesNot("velvet", "Half a sentence")
	p.goesBack().At("/unlock").SeesNot("velvet", "Half a sentence")
}

func TestAVisitIsGoneOnceThePageIsClosed(t *testing.T) {
	p := newPerson(t)
	p.allow("dialog: beforeunload")
	p.Open("/").Writes("A velvet evening.").Sees("It is gone when you close this page.")
	p.Close()
	p.tab().Open("/").Sees("You are not alone with this").SeesNot("velvet")
	p.Goes("/journal").Sees("Nothing here yet.")
}

func TestAWrongPassphraseIsMetTheSameWayEachTime(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	p.Locks()
	said := ""
	for i, wrong := range []string{"lantern gravel otter sixteen", "x", "", "LANTERN GRAVEL OTTER SEVENTEEN", passphrase + "!"} {
		p.Type("Your passphrase", wrong).Press("Open")
		p.Is("what is wrong takes the focus", `document.activeElement.id === "error-summary"`).Holds("Your passphrase", "")
		var now string
		if p.Eval("document.body.innerText", &now); i > 0 && now != said {
			t.Errorf("attempt %d was met with other words:\n%s\nbefore:\n%s", i+1, now, said)
		}
		said = now
	}
	p.Sees("That did not open it. Look at each word and try again.").Unlocks().Sees("A velvet evening.")

	p.Goes("/mine/delete").Type("Your passphrase", "not the one at all").Press("Delete everything now").Sees("That did not open it.")
	p.Goes("/mine/passphrase").Type("Your passphrase now", "not the one at all").Type("A new passphrase", "another long passphrase").
		Type("The same once more", "another long passphrase").Press("Change it").Sees("That did not open it.")
	p.Open("/today").Unlocks().Sees("A velvet evening.")
}

func TestThePassphraseCanBeChangedAndEverythingDeleted(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	p.Goes("/mine/passphrase").Type("Your passphrase now", passphrase).Type("A new passphrase", "too short").Type("The same once more", "too short").
		Press("Change it").Sees("Use at least 12 letters.")
	p.Type("Your passphrase now", passphrase).Type("A new passphrase", "another long passphrase").Type("The same once more", "another long passphrase").
		Press("Change it").Sees("Your passphrase is changed.")
	p.Open("/today").Type("Your passphrase", passphrase).Press("Open").Sees("That did not open it.")
	p.Type("Your passphrase", "another long passphrase").Press("Open").At("/today").Sees("A velvet evening.")
	p.Goes("/mine/delete").Type("Your passphrase", "another long passphrase").Press("Delete everything now").At("/start")
	p.Goes("/journal").Sees("Nothing here yet.")
	p.onDisk(`async (store, wait) => { if (await wait(store.count())) throw new Error("something is left"); }`)
	p.Open("/").Sees("You are not alone with this")
}

func TestWhatIsNotRightIsSaidAndNothingTypedIsLost(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	p.Goes("/checkin").Rate("How heavy is it right now?", "7").Choose("sad", "angry").Type("Hours of sleep last night", "25").
		Type("Temperature, if you took it", "99").Type("Anything else", "still here").Press("Keep this")
	p.Sees("Please look at this again")
	p.Is("the summary takes the focus", `document.activeElement.id === "error-summary"`)
	p.Is("its links lead to the fields", `[...document.querySelectorAll("#error-summary a")].every((a) => document.querySelector(a.getAttribute("href")))`)
	p.Holds("Hours of sleep last night", "25").Holds("Temperature, if you took it", "99").Holds("Anything else", "still here")
	p.Is("ticks and choices are still there", `document.querySelector("input[name=heaviness]:checked").value === "7" && document.querySelectorAll("input[name=feelings]:checked").length === 2`)
	p.Clear("Hours of sleep last night").Type("Hours of sleep last night", "5").Press("Keep this")
	p.Is("what is left is said", `document.activeElement.id === "error-summary"`)
	p.Clear("Temperature, if you took it").Type("Temperature, if you took it", "37,2").Press("Keep this").At("/today").Sees("Kept, and locked away on this device.")
}

func TestALongTextIsKeptWhole(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	for _, n := range []int{40_000, 200_000} {
		begins := fmt.Sprintf("About %d letters", n)
		text := begins + strings.Repeat(" word", n/5)
		p.Goes("/journal/new").Paste("Your words", text).Press("Keep this").At("/today")
		// Found by its words: what was kept within one second stands in any order.
		p.press(fmt.Sprintf(`[...document.querySelectorAll(".entry a")].find((a) => a.innerText.includes(%q))`, begins), "the entry")
		p.Wait(fmt.Sprintf(`document.querySelector(".writing")?.textContent.length === %d`, len(text)))
		p.Press("Change").Is("every letter can be changed", fmt.Sprintf(`document.querySelector("textarea").value === %s`, quoted(text)))
	}
}

func TestWordsAreCalledSafeOnlyOnceTheyAre(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	p.Goes("/journal/new").Type("Your words", "Half a sentence").Sees("What you typed is safe, even if this closes.")
	p.Eval(`document.querySelector("textarea").addEventListener("input", () => setTimeout(() => { window.claimed = document.querySelector("[data-draft-status]").innerText; }))`, nil)
	p.Keys(",")
	p.Wait(`window.claimed !== undefined`)
	p.Is("a letter that was just typed is not called safe", `window.claimed === ""`).Sees("What you typed is safe, even if this closes.")
}

func TestPressingTwiceKeepsOnce(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	p.Goes("/journal/new").Type("Your words", "Only once")
	p.mark()
	p.Eval(`(() => { const b = [...document.querySelectorAll("main button")].find((b) => b.innerText === "Keep this"); b.click(); b.click(); b.click(); })()`, nil)
	p.turned()
	p.At("/today").Goes("/journal").Is("one entry", `document.body.innerText.split("Only once").length === 2`)
}

func TestASearchStaysOutOfTheAddress(t *testing.T) {
	p := livesWith(t, "A velvet evening.", "Another one.")
	p.Goes("/journal").Type("Search your words", "VELVET").Press("Search").Sees("Found one.", "A velvet evening.").Holds("Search your words", "VELVET")
	p.Is("not in the address, the history or the title", `!(location.href + JSON.stringify(history.state) + document.title).toLowerCase().includes("velvet")`)
	p.Press("Show all").Sees("Another one.")
	p.goesBack().Is("nor in the one before", `!location.href.toLowerCase().includes("velvet")`)
}

func TestEverythingCanBeTakenAlong(t *testing.T) {
	p := livesWith(t, "A velvet evening.\nWith a second line.", "<b>No & markup</b>")
	p.Goes("/checkin").Rate("Pain right now", "4").Choose("relieved").Type("Anything else", "a small note").Press("Keep this").At("/today")
	p.Goes("/journal/new").Type("Your words", "not finished").Sees("What you typed is safe")
	p.exportsBoth("A velvet evening.", "With a second line.", "markup", "relieved", "a small note", "not finished")
}
