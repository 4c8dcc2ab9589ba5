package walks

import (
	"testing"

	"snowdrop/internal/testkit/chromium"
)

const fourLines = "I keep waking up.\nThe room is very quiet.\nI had picked a colour for the wall.\nNobody asked me about it."

func TestTwoInTheMorning(t *testing.T) {
	t.Run("on a phone", func(t *testing.T) { twoInTheMorning(t, (*chromium.Page).Phone, "360") })
	t.Run("at a desk", func(t *testing.T) { twoInTheMorning(t, (*chromium.Page).Desktop, "1280") })
}

func twoInTheMorning(t *testing.T, screen func(*chromium.Page), width string) {
	p := newPerson(t)
	screen(p.Page)
	p.Open("/").Sees("You are not alone with this").Is("the screen", "innerWidth === "+width)
	p.Picture("start")
	p.Press("Is this normal?").Sees("Is one of these happening right now?", "999")
	p.Press("None of these").Sees("Have you had thoughts")
	p.Press("No").Sees("How much blood in the last hour?")
	p.Picture("check-bleeding")
	p.Press("One full pad").Sees("More about the bleeding").Press("None of these")
	p.Choose("Low in the tummy, middle").Press("5")
	p.Sees("Fever, and how you feel").Press("None of these")
	p.Sees("Legs, head, breasts, passing water").Press("None of these")
	p.Sees("Anything else?").Press("None of these")
	p.Sees("What happened").Press("None of these")
	p.Sees("Be seen today", "It becomes an emergency if", "When to check again", "In one hour")
	p.Is("an answer never lands in an address", `location.pathname === "/check" && !location.search && !location.hash`)
	p.Picture("check-urgent")

	// An hour later it is easing.
	p.Press("Check again").Press("None of these").Press("No")
	p.Press("Less than half a pad").Press("None of these").Press("4")
	p.Press("None of these").Press("None of these").Press("None of these").Press("None of these").Sees("This is usually expected")
	p.Picture("check-expected")

	// She cannot sleep. From the first page, an exercise is three taps away.
	p.Press("First page")
	p.taps = 0
	p.Press("I can't stop thinking, or I can't breathe")
	p.Rate("How strong is it right now?", "8").Press("My thoughts will not stop")
	p.Sees("You said your thoughts will not stop.", "You can stop")
	p.atMost(3, "relief")
	p.Picture("practice")
	p.Rate("How strong is it now?", "6").Press("Done").Sees("It went from 8 to 6.")

	// Four lines, then this device.
	p.Press("Write")
	p.Type("Your words", fourLines).Press("Keep this").At("/today")
	p.Sees("Kept for this visit.", "Do you want to keep this?")
	p.Picture("today-visit")
	p.Press("Keep it on this device").Type("A new passphrase", passphrase).Type("The same once more", passphrase)
	p.Press("Lock it with this passphrase").At("/today").Sees("Only your passphrase opens it.")
	p.atMost(12, "the evening, until four lines were kept,")
	p.browser.Close()

	// The next evening, the same phone.
	q := arrives(t, p.server, chromium.WithProfile(p.browser.Profile))
	screen(q.Page)
	q.Open("/").At("/unlock").SeesNot("I keep waking up")
	q.Picture("unlock")
	q.Unlocks().Sees("I keep waking up.")
	q.Picture("today")
	q.Press("Heart").Press("Journal").Press("I keep waking up. …").Wait(`document.querySelector(".writing").innerText === ` + quoted(fourLines))
	q.Press("Heart").Press("Journal").Press("Over time").Sees("8 before, 6 after")
}
