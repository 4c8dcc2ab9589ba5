package walks

import (
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/testkit/chromium"
	"snowdrop/internal/words"
)

// KeySlowly is KeyPress for what stretches a secret or asks the relay; the page that it leads to says sentence.
func (p *person) KeySlowly(name, sentence string) *person {
	p.t.Helper()
	p.reach(named(pressable, name), name)
	p.Page.Type(chromium.Enter)
	p.Soon(sentence)
	return p.landed()
}

// landed holds that a page which came by itself, or after a while, has the focus where reading goes on.
func (p *person) landed() *person {
	p.t.Helper()
	p.Wait(settled)
	return p.Is("the focus is on the heading of the page, or on what is still there", `document.activeElement !== document.body && document.activeElement.checkVisibility()`)
}

// keyInvites makes an invite for a partner by keyboard alone, copies the link by keyboard, and gives it.
func (p *person) keyInvites(called, me string) string {
	p.t.Helper()
	p.KeyPress("Together").KeyPress("Invite someone").KeyPress("My partner").KeyPress("Make the invite")
	p.Is("what is not right takes the focus", `document.activeElement.id === "error-summary"`)
	p.KeyType("What do you call them?", called).KeyType("Your name for them to see", me).KeySlowly("Make the invite", "Your invite for "+called)
	p.Eval("(() => {"+handsOn+"})()", nil)
	p.reach(`document.querySelector("[data-pass=copy]")`, "copying the link")
	p.Page.Type(chromium.Enter)
	p.Wait("window.handed.length === 1")
	var link string
	p.Eval("window.handed[0]", &link)
	link, at := strings.CutPrefix(link, "copy "+p.server.address)
	if !at || !strings.HasPrefix(link, "/join#") {
		p.t.Fatalf("what was copied is %q", link)
	}
	return link
}

// ours are the words of a secret, one by one. Some hold a hyphen themselves, which also stands between two of a link: "t-shirt" is one.
func ours(t *testing.T, secret string) []string {
	t.Helper()
	all, err := words.Parse(secret)
	if err != nil {
		t.Fatalf("%q: %v", secret, err)
	}
	return all
}

// comesBack opens the link of an invite with nothing kept, makes a place of their own, and finds the invite again.
func (p *person) comesBack(link, called, me string, look func(string)) {
	p.t.Helper()
	p.Open(link).Press("Look who it is").At("/join/first").Sees(called+" invites you", "a place of your own", "The invite waits here")
	look("an invite, with nothing kept")
	p.Press("Make a place of my own").At("/mine/relay").Press("Keep it on this device").At("/mine/keep")
	p.Type("A new passphrase", passphrase).Type("The same once more", passphrase).Press("Lock it with this passphrase").At("/mine/words/start")
	p.writesDown()
	p.Type("A name for this device", me+"'s phone").Type("Your passphrase once more", passphrase).Slowly("Keep it in both places", "/join")
	var still string
	if p.Eval(field("The seven words of the invite")+"?.value", &still); len(ours(p.t, still)) != 7 {
		p.t.Errorf("the words of the invite are not there any more: %q", still)
	}
	look("back at the invite")
	p.Tap("Look who it is").Soon("Is it your own wish to do this?")
	p.Type("What do you call them?", called).Type("Your name for them to see", me).Choose("Yes, it is my own wish").Press("Go on")
	p.Soon("Do you both see these five words?")
}

// tellsNobody holds that the words of an invite are in no request, no history and nothing that the browser keeps.
func (p *person) tellsNobody(link string) {
	p.t.Helper()
	_, secret, _ := strings.Cut(link, "#")
	seven := ours(p.t, secret)
	if len(seven) != 7 || len(p.browser.Requests()) == 0 {
		p.t.Fatalf("%d words, %d requests: what holds this sees nothing", len(seven), len(p.browser.Requests()))
	}
	secrets, kept := inSequence(p.t, seven), p.Dump()
	for _, r := range p.browser.Requests() {
		kept = append(kept, "request "+r.URL)
	}
	for _, line := range kept {
		kind, _, _ := strings.Cut(line, " ")
		if kind != "page" && slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(line, s) }) {
			p.t.Errorf("%s holds words of the invite: %.120q", kind, line)
		}
	}
}

// TestAnInviteByKeyboardReachesSomebodyWhoHasNothingKept is two walks in one: she makes an invite and shows one entry by
// keyboard alone; he has never been here, and the invite is not lost while he makes a place of his own.
func TestAnInviteByKeyboardReachesSomebodyWhoHasNothingKept(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	sarah, james := livesAt(t, h, "Sarah"), comes(t, h)
	link := sarah.keyInvites("James", "Sarah")
	james.comesBack(link, "Sarah", "James", james.looks(source))
	sarah.Soon("Do you both see these five words?").landed()
	if hers, his := sarah.listed(), james.listed(); len(his) != 5 || !slices.Equal(hers, his) {
		t.Errorf("to compare: %q and %q", hers, his)
	}
	james.tellsNobody(link)
	james.Press("Yes, the same").Soon("Now Sarah has to say yes too")
	sarah.KeyPress("Yes, the same").KeyType("Your passphrase once more", passphrase)
	sarah.reach(named(pressable, "Let James in"), "Let James in")
	sarah.Page.Type(chromium.Enter)
	for _, p := range []*person{sarah, james} {
		p.WaitFor(long, `location.pathname.startsWith("/together/with/")`)
	}
	sarah.landed()
	james.SeesNot("is not here yet").landed()

	sarah.KeyPress("Today").KeyPress("The first words of Sarah.").KeyPress("Show this to someone").KeyPress("James").KeyPress("Show this to James")
	sarah.Sees("Shown. You can take it back here at any time.")
	james.Soon("The first words of Sarah.")
}
