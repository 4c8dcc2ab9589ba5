package walks

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/storage"

	"snowdrop/internal/testkit/chromium"
)

// onDisk changes what is sealed in IndexedDB, from the empty page, where no app runs. change is JavaScript of an async
// function of the object store and its keys.
func (p *person) onDisk(change string) {
	p.t.Helper()
	p.Page.Open(p.server.address + "/closed")
	p.Wait(`location.pathname === "/closed" && document.readyState === "complete"`)
	p.Eval(`(async () => {
		const wait = (r) => new Promise((ok, no) => { r.onsuccess = () => ok(r.result); r.onerror = () => no(r.error); });
		const db = await wait(indexedDB.open("snowdrop")), tx = db.transaction("sealed", "readwrite"), store = tx.objectStore("sealed");
		const over = new Promise((ok, no) => { tx.oncomplete = ok; tx.onabort = () => no(tx.error); });
		await (`+change+`)(store, wait);
		await over;
		db.close();
	})()`, nil)
}

// livesWith keeps some entries on this device and locks by leaving.
func livesWith(t *testing.T, entries ...string) *person {
	t.Helper()
	p := newPerson(t)
	p.Open("/")
	for _, e := range entries {
		p.Writes(e)
	}
	return p.Keeps()
}

func TestAFullDiskCostsNoWord(t *testing.T) {
	first := livesWith(t, "Kept before.")
	first.browser.Close()

	p := arrives(t, first.server, chromium.WithProfile(first.browser.Profile))
	quota := func(bytes *float64) {
		t.Helper()
		chromium.Call(p.Page, storage.OverrideQuotaForOrigin, storage.OverrideQuotaForOriginParams{Origin: p.server.address, QuotaSize: bytes})
	}
	quota(new(1.0)) // before anything asks how much room there is
	p.Open("/today").Unlocks()
	text := "These words have no room. " + strings.Repeat("And more of them. ", 200)
	p.Goes("/journal/new").Paste("Your words", text).Press("Keep this")
	p.Sees("There is no room left on this device", "Your words are still on this page.").Holds("Your words", text)
	p.Is("what is wrong takes the focus", `document.activeElement.id === "error-summary"`)
	p.Picture("disk-full")
	p.Goes("/checkin").Rate("Pain right now", "4").Type("Anything else", "no room for this").Press("Keep this").Sees("There is no room left on this device")
	p.Holds("Anything else", "no room for this").Is("the answers are still there", `document.querySelector("input[name=pain]:checked").value === "4"`)
	p.Goes("/journal").Sees("Kept before.")
	p.exportsBoth("Kept before.")

	quota(nil) // she made room
	p.browser.Close()
	q := arrives(t, first.server, chromium.WithProfile(first.browser.Profile))
	q.Open("/today").Unlocks().Sees("Kept before.").Writes("There is room again.").Open("/today").Unlocks().Sees("There is room again.", "Kept before.")
}

func TestOneDamagedRecordDoesNotTakeTheRestWithIt(t *testing.T) {
	p := livesWith(t, "The first.", "The second.", "The third.")
	there := 0
	for place := 0; place < 5; place++ { // what lies where does not show: the first may be the settings or a draft, and not an entry
		p.onDisk(`async (store, wait) => {
			const keys = (await wait(store.getAllKeys())).filter((k) => !k.startsWith("header."));
			const value = await wait(store.get(keys[` + strconv.Itoa(place) + `]));
			value[value.length >> 1] ^= 1;
			store.put(value, keys[` + strconv.Itoa(place) + `]);
		}`)
		p.Open("/today").Unlocks().Sees("could not be opened. Everything else is here.")
		p.Picture("damaged")
		p.Press("What this means").Sees("Some things could not be opened", "They were not deleted, and everything else is here.")
		var page string
		p.Goes("/journal").Eval("document.body.innerText", &page)
		there = 0
		for _, e := range []string{"The first.", "The second.", "The third."} {
			there += strings.Count(page, e)
		}
		if there < 3 {
			break
		}
	}
	if there != 2 {
		t.Errorf("one of three is damaged, and %d can be read", there)
	}
	p.Writes("The fourth.").Open("/today").Unlocks().Sees("The fourth.", "could not be opened.")
}

func TestADamagedHeaderIsMended(t *testing.T) {
	for _, copies := range []string{"header.1", "header.2"} {
		p := livesWith(t, "Behind the header.")
		p.onDisk(fmt.Sprintf(`async (store, wait) => { store.put(new Uint8Array(40), %q); }`, copies))
		p.Open("/today").Unlocks().Sees("Behind the header.").SeesNot("could not be opened")
		other := map[string]string{"header.1": "header.2", "header.2": "header.1"}[copies]
		p.onDisk(fmt.Sprintf(`async (store, wait) => { store.delete(%q); }`, other)) // the first one must be whole by now
		p.Open("/today").Unlocks().Sees("Behind the header.")
	}
}

func TestWithoutAnyHeaderThePersonIsToldAndNothingIsDeleted(t *testing.T) {
	p := livesWith(t, "Behind the header.")
	p.onDisk(`async (store, wait) => { for (const k of ["header.1", "header.2"]) store.put(new Uint8Array(40), k); }`)
	p.Open("/today").At("/unlock").Type("Your passphrase", passphrase).Press("Open").Sees("What is kept here cannot be read. Nothing was deleted.")
	p.Goes("/check").Sees("Is one of these happening right now?", "999")
	p.onDisk(`async (store, wait) => { if ((await wait(store.count())) < 3) throw new Error("something was deleted"); }`)
}

func TestForeignThingsOnTheDiskAreLeftAlone(t *testing.T) {
	p := livesWith(t, "Between foreign things.")
	p.onDisk(`async (store, wait) => {
		store.put(new Uint8Array([1, 2, 3]), "garbage");
		store.put(new Uint8Array(0), "");
		store.put(new Uint8Array(600), 7);
		store.put("not bytes at all", "text");
		store.put({ a: 1 }, "object");
		store.put(null, "null");
		store.put(new Uint8Array(100), "\ud800");
		store.put(new Uint8Array(100), [1, 2]);
	}`)
	p.Open("/today").Unlocks().Sees("Between foreign things.")
	p.Writes("And another one.").Open("/today").Unlocks().Sees("And another one.", "Between foreign things.")
}

func TestTheSecondTabSaysSoAndTakesOverWhenTheFirstIsGone(t *testing.T) {
	p := livesWith(t, "A velvet evening.")
	p.Goes("/journal/new").Type("Your words", "Half a sentence")
	q := p.another()
	q.Open("/journal").Sees("Snowdrop is open in another tab.", "Get help now").SeesNot("velvet")
	q.Picture("second-tab")
	r := p.another()
	r.Open("/today").Sees("Snowdrop is open in another tab.").Tap("Close now")
	r.leftPlain().Close()
	p.Type("Your words", " more").Press("Keep this").At("/today") // the first one goes on
	p.Close()
	q.Wait(`!(await navigator.locks.query()).held.length`) // its tab closes, and is gone a moment later
	q.Tap("Try again").Wait(`!document.getElementById("page-notice")`)
	q.At("/unlock").Unlocks().Sees("Half a sentence more", "A velvet evening.")
}

func TestWhenTheAppDiesWhatWasTypedStaysOnThePage(t *testing.T) {
	p := newPerson(t)
	// The page's own worker, within reach of the test.
	p.Before(`{ const W = window.Worker; window.Worker = class extends W { constructor(...a) { super(...a); window.lastWorker = this; } }; }`)
	p.Open("/").Writes("A velvet evening.").Keeps()
	p.Goes("/journal/new").Type("Your words", "Half a sentence")
	p.Sees("What you typed is safe")
	p.Eval("window.lastWorker.postMessage(null)", nil) // which it cannot understand: it fails as a broken one does
	p.Sees("Snowdrop stopped working. What you typed is still on this page.").Holds("Your words", "Half a sentence")
	p.Is("the way to help is in the sentence", `document.querySelector("[role=alert] a[href='/h/']").checkVisibility()`)
	p.Picture("stopped")
	p.Type("Your words", ", and more")
	p.Tap("Try again").Wait(`!document.getElementById("page-notice")`)
	p.Holds("Your words", "Half a sentence, and more")
	p.Press("Keep this").Sees("Your words wait here.").SeesNot("A velvet evening.")
	p.Type("Your passphrase", "not the one at all").Press("Open").Sees("That did not open it.", "Your words wait here.")
	p.Type("Your passphrase", passphrase).Press("Open").At("/journal/new").Holds("Your words", "Half a sentence, and more")
	p.Press("Keep this").At("/today").Sees("Half a sentence, and more")
}

func TestWithoutWebAssemblyThePersonIsToldAndHasTheNumbers(t *testing.T) {
	p := newPerson(t)
	p.Before("delete window.WebAssembly")
	for _, path := range []string{"/", "/today", "/check"} {
		p.Open(path).Sees("Snowdrop cannot start in this browser. A newer browser may help.")
		p.Press("Get help now: emergency and crisis numbers").At("/h/").Sees("Emergency", "112")
	}
	p.Open("/").Press("Get help now").Sees("Emergency")
}
