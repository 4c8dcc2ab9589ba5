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
	p.Press("No").Sees("How much in the last hour?")
	p.Picture("check-bleeding")
	p.Choose("One full pad", "Smaller than a walnut", "getting more").Press("Continue")
	p.Sees("And in the hour before that?").Press("Less than that")
	p.Rate("How strong is it now?", "5").Choose("Low in the tummy, middle").Press("Continue")
	p.Sees("Is one of these new?").Press("None of these")
	p.Choose("No, I do not feel hot or shivery", "Nothing unusual").Press("Continue")
	p.Sees("Anything else?").Press("None of these")
	p.Type("How many weeks along?", "9").Type("How many days since the loss, or since it began?", "3")
	p.Choose("Tablets", "Yes").Press("Continue")
	p.Sees("Be seen today", "It becomes an emergency if", "When to check again", "In one hour")
	p.Is("an answer never lands in an address", `location.pathname === "/check" && !location.search && !location.hash`)
	p.Picture("check-urgent")

	// An hour later it is easing.
	p.Press("Check again").Press("None of these").Press("No")
	p.Choose("Less than one full pad", "Smaller than a walnut", "getting less").Press("Continue")
	p.Rate("How strong is it now?", "4").Press("Continue")
	p.Press("None of these")
	p.Choose("No, I do not feel hot or shivery", "Nothing unusual").Press("Continue")
	p.Press("None of these")
	p.Type("How many weeks along?", "9").Type("How many days since the loss, or since it began?", "3")
	p.Choose("Tablets", "Yes").Press("Continue").Sees("This is usually expected")
	p.Picture("check-expected")

	// She cannot sleep.
	p.Press("First page").Press("I can't stop thinking, or I can't breathe")
	p.Rate("How strong is it right now?", "8").Choose("My thoughts will not stop").Press("Show me one")
	p.Sees("You said your thoughts will not stop.")
	p.Picture("practice")
	p.Rate("How strong is it now?", "6").Press("Done").Sees("It went from 8 to 6.")

	// Four lines, then this device.
	p.Press("Write")
	p.Type("Your words", fourLines).Press("Keep this").At("/today")
	p.Sees("Kept for this visit.", "Do you want to keep this?")
	p.Picture("today-visit")
	p.Press("Keep it on this device").Type("A new passphrase", passphrase).Type("The same once more", passphrase)
	p.Press("Lock it with this passphrase").At("/today").Sees("Only your passphrase opens it.")
	p.browser.Close()

	// The next evening, the same phone.
	q := arrives(t, p.server, chromium.WithProfile(p.browser.Profile))
	screen(q.Page)
	q.Open("/").At("/unlock").SeesNot("I keep waking up")
	q.Picture("unlock")
	q.Unlocks().Sees("I keep waking up.")
	q.Picture("today")
	q.Press("Journal").Press("I keep waking up. …").Wait(`document.querySelector(".writing").innerText === ` + quoted(fourLines))
	q.Press("Timeline").Sees("8 before, 6 after")
}
