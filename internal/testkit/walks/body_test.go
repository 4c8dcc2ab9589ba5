package walks

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

// bodyPages are the pages of the body that can be read by anybody, locked or not.
var bodyPages = []string{
	"/body", "/body/weeks", "/body/weeks/all", "/body/weeks/flow", "/body/weeks/leave", "/body/everyday",
	"/body/back", "/body/back/help", "/body/back/moves", "/body/back/why", "/body/back/course", "/body/back/doctor", "/body/back/questions",
	"/body/hands", "/body/hands/cranio", "/body/hands/massage", "/body/hands/physio", "/body/hands/yoga", "/body/hands/first", "/body/hands/card",
	"/read/paracetamol", "/sources",
}

// bodyForms are the pages of the body that take something in, and its lists.
var bodyForms = []string{
	"/body/story", "/body/story/new", "/body/back/log", "/body/back/log/new", "/body/back/three",
	"/body/hands/log", "/body/hands/log/new", "/body/log", "/body/log/pictures", "/body/medicines", "/body/medicines/new",
	"/body/appointments", "/body/appointments/new", "/body/page",
}

func TestEveryPageOfTheBodyIsForEverybody(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	look := p.forEverybody(axe(t))
	p.livesHere()
	for _, path := range append(bodyPages, bodyForms...) {
		p.Goes(path)
		look(path)
	}
	p.notesADay()
	for _, path := range []string{"/body/log/pictures", "/body/medicines", "/body/appointments", "/body/back/log", "/body/page", "/timeline"} {
		p.Goes(path)
		look(path + " with something in it")
	}
	p.Goes("/body/log").Type("Full pads in the last 24 hours", "many").Press("Keep this")
	look("a log that is not right")
	p.Goes("/body/weeks").Choose("6 to 9 weeks", "Tablets", "2 to 6 days").Press("Show what to expect")
	look("what to expect for somebody")
	p.Goes("/body/hands/first").Choose("I have thoughts of ending my life or hurting myself.").Press("The ones I ticked")
	look("no session now")
	p.Locks()
	for _, path := range []string{"/body", "/body/weeks", "/body/hands/first"} {
		p.Goes(path)
		look(path + ", locked")
	}
}

// notesADay notes something of everything that the body has a page for.
func (p *person) notesADay() {
	p.t.Helper()
	p.Goes("/body/log").Choose("Like a period").Type("Full pads in the last 24 hours", "3").Rate("Pain right now", "4").Press("Keep this").Sees("What you note here is not a check.")
	p.Goes("/body/back/log/new").Rate("How strong is the pain?", "5").Choose("Left lower back", "dull, aching").Press("Keep this")
	p.Goes("/body/medicines/new").Type("Medicine", "Paracetamol").Choose("Yes").Press("Keep this")
	p.Goes("/body/appointments/new").Type("What it is", "Blood test").Press("Keep this")
}

func TestWhatWasNotedOfTheBodyComesOntoOnePage(t *testing.T) {
	p := newPerson(t)
	p.Phone()
	p.Open("/").OnceKeptForOffline().Writes("Nobody asked me about it.").Keeps()
	p.notesADay()
	p.Goes("/body/log").Type("Temperature, if you took it", "38.4").Press("Keep this").Sees("Do the warning-signs check now")
	p.Picture("body-fever")
	p.Goes("/body/page").press(named("label.choice", "Pads"), "Pads")
	p.Type("Your own questions", "May I travel?").Press("See the page")
	p.Sees("38.4", "Paracetamol", "Left lower back", "May I travel?").SeesNot("Nobody asked me about it.", "Full pads")
	p.Picture("body-sheet")

	dir := os.Getenv("WALKS_PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	printed := chromium.Call(p.Page, page.PrintToPDF, page.PrintToPDFParams{})
	if !strings.HasPrefix(string(printed.Data), "%PDF-") {
		t.Fatal("the page does not print")
	}
	if err := os.WriteFile(filepath.Join(dir, "body-sheet.pdf"), printed.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	p.Is("the title on a print says nothing", `!/snowdrop|loss|miscarr|pregnan/i.test(document.title)`)

	p.Press("Save a copy").Sees("May I travel?")
	p.Locks().Goes("/body/page").Unlocks()
	p.Goes("/body/page").Sees("Pages you saved")
}

func TestTheCheckAndTheBodyAreThereLockedAndWithoutNetwork(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline().Writes("Nobody asked me about it.").Keeps()
	p.Goes("/body/weeks/flow").Sees("These are ranges")
	p.Offline()
	p.Open("/unlock").Sees("Welcome back")
	for _, path := range bodyPages {
		p.Goes(path).SeesNot("not come to this device", "not on this device yet")
	}
	p.Goes("/check").Choose("Blood is running, or soaks through clothes").Press("The ones I ticked").Sees("Call 999 now")
	p.Is("an answer never lands in an address", `location.pathname === "/check" && !location.search && !location.hash`)
	p.Goes("/body/weeks").Choose("6 to 9 weeks", "Tablets", "2 to 6 days").Press("Show what to expect").Sees("Bleeding", "about today")
	for _, path := range bodyForms {
		p.Goes(path).At("/unlock")
	}
}

func TestNoSessionIsOfferedWhileAWarningStands(t *testing.T) {
	p := newPerson(t)
	p.Phone()
	p.Open("/").OnceKeptForOffline().Writes("Nobody asked me about it.").Keeps()
	p.Goes("/body/hands/first").Press("None of these").Sees("A reminder for your calendar")
	p.Goes("/body/log").Type("Temperature, if you took it", "38.0").Press("Keep this")
	p.Goes("/body/hands/first").Sees("Why we offer no appointment now", "Your temperature is 38.0 C (100.4 F) or higher.").SeesNot("A reminder for your calendar")
	p.Picture("body-no-session")
	p.Press("Do the check now").At("/check")
}

func TestWhereItHurtsIsSaidByKeyboardAlone(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline().Goes("/body/back/log/new")
	p.KeyRate("How strong is the pain?", "6").KeyChoose("Left lower back").KeyChoose("dull, aching")
	p.KeyType("Anything else", "since this morning").KeyPress("Keep this").Sees("Places: Left lower back", "dull, aching")
}
