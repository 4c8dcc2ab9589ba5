package walks

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

// relays is somebody who keeps one entry on a device and at the relay, with the seven words.
func relays(t *testing.T, h *host, words, name string) (*person, []string) {
	t.Helper()
	p := comes(t, h)
	p.Open("/").Writes(words).Keeps()
	seven := p.Relays(name, func(string) {})
	p.AllSent()
	return p, seven
}

// Pairs shows the code and the six words for a new device.
func (p *person) Pairs(look func(string)) []string {
	p.t.Helper()
	p.Goes("/mine/devices").Press("Add a device").Sees("Does someone else hold one of these devices?")
	look("/mine/devices/add")
	p.Press("No, all of them are with me").At("/mine/devices/add/code").Type("Your passphrase once more", passphrase)
	look("/mine/devices/add/code")
	p.Slowly("Show me the code", "/mine/devices/pair").Sees("We wait for the new device.")
	p.Is("there is a square code", `document.querySelector("svg.square").getBoundingClientRect().width > 100`)
	six := p.listed()
	if len(six) != 6 {
		p.t.Fatalf("words for the new device: %q", six)
	}
	look("/mine/devices/pair")
	return six
}

// same waits for the five words on both and holds that they are the same.
func same(t *testing.T, old, young *person) {
	t.Helper()
	old.Soon("Are these the same five words?")
	young.At("/joining").Soon("Your old device must show the same five words.")
	if a, b := old.listed(), young.listed(); len(a) != 5 || !slices.Equal(a, b) {
		t.Errorf("to compare: %q and %q", a, b)
	}
}

func TestSixWordsAndFiveToCompareLetASecondBrowserInOnce(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	old, _ := relays(t, h, "A velvet evening.", "my phone")
	six := old.Pairs(old.looks(source))

	young := comes(t, h)
	young.Desktop()
	young.Open("/open").Words(six, "my laptop").Slowly("Open", "/joining")
	same(t, old, young)
	old.looks(source)("five words on the old device")
	young.looks(source)("five words on the new device")
	young.Goes("/journal").SeesNot("velvet")
	young.Goes("/joining")

	third := comes(t, h)
	third.Open("/open").Words(six, "a stranger").Tap("Open")
	third.Soon("Another device has already used these words.").At("/open")
	third.looks(source)("/open, words that were used")

	old.Slowly("Yes, they are the same", "/mine/devices").Sees("Done. The new device gets everything now.", "my laptop")
	young.WaitFor(long, `location.pathname === "/today"`)
	young.Goes("/journal").Soon("A velvet evening.")
	third.Tap("Open")
	third.Goes("/journal").SeesNot("velvet")
	old.Goes("/today").Soon("“my laptop” was added to your devices")
	old.looks(source)("/today, a new device")
}

func TestALinkThatWasScannedLeavesNoWordsInTheAddress(t *testing.T) {
	h := hosts(t)
	old, _ := relays(t, h, "A velvet evening.", "my phone")
	six := old.Pairs(func(string) {})
	young := comes(t, h)
	young.scans("/pair#"+strings.Join(six, "-"), six)
	young.Type("A name for this device", "my tablet").Type("A new passphrase", passphrase).Type("The same once more", passphrase).Slowly("Open", "/joining")
	same(t, old, young)
	old.Slowly("No", "/mine/devices").Sees("Nothing was let in.").SeesNot("my tablet")
	young.Soon("The other device said no.")
	young.Goes("/journal").SeesNot("velvet")
}

// scans opens a link with words behind its address, as a camera does.
func (p *person) scans(link string, words []string) {
	p.t.Helper()
	p.Open(link)
	path, _, _ := strings.Cut(link, "#")
	p.At(path).Is("the words are gone from the address", `location.hash === "" && !location.href.includes("#")`)
	p.Wait(`(` + field("Your words") + `?.value ?? "").length > 0`)
	var typed string
	p.Eval(field("Your words")+".value", &typed)
	if got := strings.FieldsFunc(typed, func(r rune) bool { return r < 'a' || r > 'z' }); !slices.Equal(got, words) && typed != strings.Join(words, "-") {
		p.t.Errorf("the field holds %q, not %q", typed, words)
	}
	for _, line := range p.Dump() {
		if strings.HasPrefix(line, "history ") && strings.Contains(line, words[0]+"-"+words[1]) {
			p.t.Errorf("the history of the tab keeps the words: %s", line)
		}
	}
}

func TestThePaperForEmergenciesIsPrintedAndOpensEverything(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	p, _ := relays(t, h, "A velvet evening.", "my phone")
	p.Goes("/mine/kit").Sees("Whoever finds the paper can read everything.")
	p.looks(source)("/mine/kit")
	p.Type("Your passphrase once more", passphrase).Slowly("Make the paper", "/mine/kit").Sees("Print it now")
	ten := p.listed()
	if len(ten) != 10 {
		t.Fatalf("the paper: %q", ten)
	}
	p.looks(source)("the paper")
	p.Eval("!!(window.print = () => { window.printed = true; })", nil)
	p.Tap("Print it").Wait("window.printed")
	pdf := chromium.Call(p.Page, page.PrintToPDF, page.PrintToPDFParams{}).Data
	if !bytes.HasPrefix(pdf, []byte("%PDF")) || len(pdf) < 2000 {
		t.Errorf("no document came out: %.20q", pdf)
	}
	chromium.Call(p.Page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	paper := p.Text("body")
	for _, w := range append(slices.Clone(ten), "/open") {
		if !strings.Contains(paper, w) {
			t.Errorf("the paper lacks %q: %s", w, paper)
		}
	}
	for _, s := range []string{"Snowdrop", "Print it now", "Get help now", "Close now"} {
		if strings.Contains(paper, s) {
			t.Errorf("the paper says %q", s)
		}
	}
	p.Is("the code is on it", `document.querySelector("svg.square").getBoundingClientRect().width > 100`)
	chromium.Call(p.Page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})

	later := comes(t, h)
	later.Desktop()
	later.scans("/open#"+strings.Join(ten, "-"), ten)
	later.Type("A name for this device", "my laptop").Type("A new passphrase", passphrase).Type("The same once more", passphrase).Slowly("Open", "/today")
	later.Goes("/journal").Soon("A velvet evening.")
	p.Goes("/mine/devices").Soon("A paper with ten words was made", "“my laptop” was added")
	p.Goes("/mine/kit").SeesNot(strings.Join(ten[:2], "-"))
}
