package walks

import (
	"slices"
	"strings"
	"testing"
)

// livesAt is somebody who keeps everything on a device and at the relay.
func livesAt(t *testing.T, h *host, name string) *person {
	t.Helper()
	p := comes(t, h)
	p.Open("/").Writes("The first words of " + name + ".").Keeps()
	p.Relays(name+"'s phone", func(string) {})
	return p.AllSent()
}

// Invites makes an invite and gives the link to hand on.
func (p *person) Invites(whom, called, me string, look func(string)) (link string) {
	p.t.Helper()
	p.Goes("/together").Press("Invite someone").Sees("An invite shows nothing of yours.")
	look("whom to invite")
	p.Press(whom)
	look("an invite, " + whom)
	p.Type("What do you call them?", called).Type("Your name for them to see", me).Tap("Make the invite")
	p.Soon("Your invite for " + called)
	look("an invite that waits")
	p.Eval(`document.querySelector("#link").innerText.trim()`, &link)
	return strings.TrimPrefix(link, p.server.address)
}

// Answers opens a link and says yes to it.
func (p *person) Answers(link, called, me string, look func(string)) {
	p.t.Helper()
	p.Open(link).Is("the words have left the address", `location.hash === "" && !location.href.includes("#")`)
	look("a link")
	p.Press("Look who it is").Sees("Your words wait here.") // a link opens anew, so things are locked
	p.Type("Your passphrase", passphrase).Slowly("Open", "/join").Tap("Look who it is")
	p.Soon("Is it your own wish to do this?")
	look("who invites")
	p.Type("What do you call them?", called).Type("Your name for them to see", me).Choose("Yes, it is my own wish").Press("Go on")
	p.Soon("Do you both see these five words?")
	look("five words")
}

// alike compares the five words on both screens, and says so on both; who hosts proves who they are.
func alike(t *testing.T, host, guest *person, hostCalls, guestCalls string, look func(string)) {
	t.Helper()
	host.Soon("Do you both see these five words?")
	guest.Soon("Do you both see these five words?")
	if a, b := host.listed(), guest.listed(); len(a) != 5 || !slices.Equal(a, b) {
		t.Errorf("to compare: %q and %q", a, b)
	}
	guest.Press("Yes, the same").Soon("Now " + guestCalls + " has to say yes too")
	look("waiting for the other")
	host.Press("Yes, the same").Soon("Let " + hostCalls + " in")
	host.Type("Your passphrase once more", passphrase).Tap("Let " + hostCalls + " in")
	host.Soon(hostCalls)
	host.WaitFor(long, `location.pathname.startsWith("/together/with/")`)
	guest.WaitFor(long, `location.pathname.startsWith("/together/with/")`)
}

// Shows shows an entry to somebody, by what it says. first says that it is the first one to a professional.
func (p *person) Shows(words, name string, first bool, look func(string)) {
	p.t.Helper()
	p.entry(words)
	p.Press("Show this to someone").Sees("You see first what they will see.")
	look("choose whom")
	p.Press(name)
	if first { // to a professional, and the first time
		p.Sees("They may have to pass it on", "Nobody is on watch", "Samaritans")
		look("before the first share")
		p.Press("I have read this. Go on")
	}
	p.Sees("What "+name+" will see", words)
	look("what they will see")
	p.Press("Show this to " + name).Sees("Shown. You can take it back here at any time.")
}

// with opens the page of somebody the person shares with.
func (p *person) with(name string) *person {
	p.t.Helper()
	return p.Goes("/together").Press(name)
}

// TestSarahJamesAndAna is the walk of a couple and their therapist: three profiles, three phones, one relay that sees nothing.
func TestSarahJamesAndAna(t *testing.T) {
	source := axe(t)
	h := hosts(t)
	sarah, james, ana := livesAt(t, h, "Sarah"), livesAt(t, h, "James"), livesAt(t, h, "Ana")
	quiet := func(string) {}
	her, his, anas := sarah.looks(source), james.looks(source), ana.looks(source)

	// Safe expression: two entries, one of which stays hers.
	sarah.Writes("I feel numb, and then guilty.").Writes("I was angry with everybody today.").Writes("Nobody but me reads this one.")

	// The therapist invites by a link, and Sarah decides.
	link := ana.Invites("I work with people: invite a client", "S.", "Ana Reed", anas)
	sarah.Answers(link, "Ana", "Sarah", her)
	alike(t, sarah, ana, "Ana", "S.", her)
	her("with Ana, empty")
	sarah.Shows("I feel numb, and then guilty.", "Ana", true, her)
	ana.Goes("/clients").Soon("S.")
	anas("/clients")
	ana.Press("S.").Soon("What S. showed")
	anas("a client")
	ana.Press("Journal").Soon("I feel numb, and then guilty.").SeesNot("Nobody but me")
	anas("what a client showed")

	// The couple.
	link = sarah.Invites("My partner", "James", "Sarah", quiet)
	james.Answers(link, "Sarah", "James", his)
	alike(t, sarah, james, "James", "Sarah", quiet)
	sarah.with("James")
	her("with James, empty")
	sarah.Shows("I was angry with everybody today.", "James", false, quiet)
	james.with("Sarah").Soon("I was angry with everybody today.").SeesNot("Ana", "Nobody but me", "guilty")
	his("with Sarah")

	// Each is asked alone whether it is safe, then one says what is needed and the other one that it is not tonight.
	for _, p := range []*person{sarah, james} {
		other := map[*person]string{sarah: "James", james: "Sarah"}[p]
		p.with(other).Press("For the two of you").Sees("First, only you", "Do you feel safe with "+other+"?")
		p.looks(source)("asked alone, " + other)
		p.Choose("Yes").Press("Go on")
		p.Sees("What do you need now?")
		p.looks(source)("the two, " + other)
	}
	sarah.Press("A hug")
	james.with("Sarah").Press("For the two of you").Soon("A hug")
	james.Press("Not tonight").Sees("It is said.")
	sarah.with("James").Press("For the two of you").Soon("Not tonight")
	her("not tonight")

	// Taken back in two taps, and gone from the other's screen.
	sarah.entry("I was angry with everybody today.")
	sarah.taps = 0
	sarah.Press("Who sees this")
	sarah.Sees("James can see this.").press(`[...document.querySelectorAll("main button")].find((e) => e.innerText.startsWith("Take it back"))`, "taking it back")
	sarah.Soon("Taken back.")
	sarah.atMost(2, "taking it back")
	james.with("Sarah").Soon("What Sarah can see")
	james.WaitFor(long, "!("+says("I was angry")+")")

	// The ending: what Ana was shown is gone.
	sarah.Goes("/together/seen").Sees("Ana can see", "James can see")
	her("who can see what")
	sarah.Press("End this with Ana").Sees("You need no reason")
	her("leaving")
	sarah.with("Ana").Press("End it for both").Sees("Everything that either of you put here goes")
	her("ending")
	sarah.Type("Your passphrase once more", passphrase).Tap("End it now")
	sarah.Soon("It has ended.")
	ana.Goes("/clients").Soon("It has ended.")
	anas("a client who ended it")
	ana.Press("S.").SeesNot("I feel numb")
}
