package walks

import (
	"fmt"
	"strings"
	"testing"
)

// handsOn stands in for the telephone's own list of ways to send, and for its clipboard.
const handsOn = `window.handed = [];
	Object.defineProperty(navigator, "share", { configurable: true, value: async (what) => { window.handed.push("share " + (what.url ?? what.text)); } });
	Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async (text) => { window.handed.push("copy " + text); } } });`

// passes presses each way of handing something on that the page has, and gives what was handed on.
func (p *person) passes() []string {
	p.t.Helper()
	const buttons = `[...document.querySelectorAll("[data-pass]")]`
	p.Is("there are ways to hand it on, and they are shown", buttons+`.length >= 2 && `+buttons+`.every((b) => b.checkVisibility())`)
	for i := range 2 {
		p.press(fmt.Sprintf("%s[%d]", buttons, i), "a way to hand it on")
		p.Wait(fmt.Sprintf("window.handed.length === %d", i+1))
	}
	p.Wait(`[...document.querySelectorAll("[data-pass=copy]")].some((b) => b.innerText.includes("Copied"))`)
	var handed []string
	p.Eval("window.handed.splice(0)", &handed)
	if len(handed) != 2 || !strings.HasPrefix(handed[0], "share ") || !strings.HasPrefix(handed[1], "copy ") {
		p.t.Fatalf("handed on: %q", handed)
	}
	return []string{strings.TrimPrefix(handed[0], "share "), strings.TrimPrefix(handed[1], "copy ")}
}

func TestWordsForOthersAreHandedOnLockedAndWithoutNetwork(t *testing.T) {
	p := newPerson(t)
	look := p.forEverybody(axe(t))
	p.Before(handsOn)
	p.Open("/").OnceKeptForOffline().Writes("Nobody asked me about it.").Keeps().Goes("/for").Sees("For others")
	p.Locks()
	p.Offline()
	p.Open("/unlock").Sees("Welcome back")

	for _, path := range []string{"/for", "/together/people/say", "/together/people", "/together"} {
		p.Goes(path).At(path).SeesNot("not come to this device", "not on this device yet", "Nobody asked me about it.")
		look(path + ", locked")
	}
	for _, name := range []string{"partner", "friend", "family", "colleague", "work", "clinic"} {
		p.Goes("/for/"+name).At("/for/"+name).Sees("What not to say", "Pass this page on")
		for _, handed := range p.passes() {
			if handed != p.server.address+"/for/"+name {
				t.Errorf("%s: what is handed on is %q", name, handed)
			}
		}
	}
	look("/for/clinic, locked")

	p.Goes("/together/people/say").Press("Telling somebody").At("/together/people/say/telling")
	look("/together/people/say/telling, locked")
	p.press(`document.querySelector(".sentence textarea")`, "a sentence")
	p.Keys(" So it is.")
	for _, handed := range p.passes() {
		if !strings.Contains(handed, " So it is.") || len(handed) < 30 {
			t.Errorf("what is handed on is %q", handed)
		}
	}
	p.Is("nothing of it lands in the address", `!location.search && !location.hash`)
}
