package walks

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"snowdrop/internal/testkit/chromium"
)

// focus says what has the focus, and what is wrong with how it shows.
const focus = `(() => {
	const e = document.activeElement, shown = e.closest(".choice") ?? e, style = getComputedStyle(shown), r = shown.getBoundingClientRect();
	const bar = document.querySelector(".bar"), under = bar && !bar.contains(e) && !e.matches(".skip") ? bar.getBoundingClientRect().bottom : 0;
	if (e === document.body) return "";
	if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) return "cannot be seen on " + e.outerHTML.slice(0, 120);
	if (r.bottom <= under || r.top >= innerHeight || r.right <= 0) return "is covered or off the screen on " + e.outerHTML.slice(0, 120);
	return "";
})()`

// tab presses Tab once and holds that the focus can be seen.
func (p *person) tabOn(back bool) {
	p.t.Helper()
	if back {
		p.Do(chromedp.KeyEvent(chromium.Tab, chromedp.KeyModifiers(chromedp.ModifierShift)))
	} else {
		p.Page.Type(chromium.Tab)
	}
	var wrong string
	if p.Eval(focus, &wrong); wrong != "" {
		p.t.Errorf("on %s the focus %s", p.where(), wrong)
	}
}

// reach presses Tab until an element, given as JavaScript, has the focus.
func (p *person) reach(element, what string) {
	p.t.Helper()
	p.Wait(element)
	p.tabUntil(element+" === document.activeElement", what)
}

func (p *person) tabUntil(condition, what string) {
	p.t.Helper()
	for range 150 {
		var there bool
		if p.Eval(condition, &there); there {
			return
		}
		p.tabOn(false)
	}
	p.t.Fatalf("the keyboard does not reach %s on %s", what, p.where())
}

// KeyPress reaches a button or link by keyboard, presses it with Enter and waits for the page it leads to, which must
// take the focus to its heading or to what was not right.
func (p *person) KeyPress(name string) *person {
	p.t.Helper()
	p.reach(named(pressable, name), name)
	p.mark()
	p.Page.Type(chromium.Enter)
	p.turned()
	p.Wait(`document.querySelector("h1")`) // locking and deleting empty the page before anything else
	p.Is("the focus goes to the heading of the new page, or to what was not right", `document.activeElement.matches("h1, #error-summary")`)
	return p
}

// KeyChoose answers by keyboard: Tab to the question, arrows to the answer; Space ticks.
func (p *person) KeyChoose(answer string) *person {
	p.t.Helper()
	input := named("label.choice", answer) + "?.control"
	var kind string
	p.Wait(input)
	if p.Eval(input+".type", &kind); kind == "checkbox" {
		p.reach(input, answer)
		p.Page.Type(chromium.Space)
	} else {
		p.keyArrow(input, answer)
	}
	p.Wait(input + "?.checked")
	return p
}

func (p *person) keyArrow(input, what string) {
	p.t.Helper()
	p.Wait(input)
	p.tabUntil(fmt.Sprintf("document.activeElement.name === %s.name", input), what)
	p.Page.Type(chromium.Space)
	for range 15 {
		var there bool
		if p.Eval(input+" === document.activeElement", &there); there {
			return
		}
		p.Page.Type(chromium.Down)
	}
	p.t.Fatalf("the arrows do not reach %s", what)
}

// KeyRate chooses a number by keyboard.
func (p *person) KeyRate(question, number string) *person {
	p.t.Helper()
	p.keyArrow(fmt.Sprintf(`[...document.querySelectorAll("fieldset")].find((f) => f.querySelector("legend").innerText.trim() === %q)?.querySelector("input[value=\"%s\"]")`, question, number), question)
	return p
}

// KeyType reaches a field by keyboard and writes.
func (p *person) KeyType(label, text string) *person {
	p.t.Helper()
	p.reach(field(label), label)
	p.Keys(text)
	return p
}

func TestEverythingWorksByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	p.Open("/")
	p.tabOn(false)
	p.Is("the first stop skips to the page", `document.activeElement.matches(".skip") && document.activeElement.getBoundingClientRect().left >= 0`)
	p.Page.Type(chromium.Enter)
	p.tabOn(false)
	p.Is("what is skipped is skipped", `document.activeElement === document.querySelector("main :is(a[href], button, summary)")`)
	p.tabOn(true)
	p.Is("Shift and Tab lead back", `!document.activeElement.closest("main") || document.activeElement.matches("main")`)

	p.KeyPress("Is this normal?")
	p.KeyPress("The ones I ticked").Is("what is not right takes the focus", `document.activeElement.id === "error-summary"`)
	p.reach(`document.querySelector("#error-summary a")`, "the way to the field")
	p.Page.Type(chromium.Enter)
	p.Wait(`document.activeElement.closest("main fieldset, #answers")`)
	p.KeyPress("None of these").KeyPress("No").KeyPress("Less than half a pad").KeyPress("None of these")
	p.KeyChoose("Low back").KeyPress("3")
	p.KeyType("Temperature, if you took it", "36.9").KeyPress("None of these").KeyPress("None of these").KeyPress("None of these").KeyPress("None of these")
	p.Wait(`document.querySelector("section.care")`)

	p.KeyPress("Today").KeyPress("How am I?").KeyRate("How heavy is it right now?", "6").KeyChoose("numb").KeyChoose("tired").KeyPress("Keep this").At("/today")
	p.KeyPress("Write").KeyType("Your words", "Written without a mouse.").KeyPress("Keep this").At("/today")
	p.KeyPress("Keep it on this device").KeyType("A new passphrase", passphrase).KeyType("The same once more", passphrase)
	p.KeyPress("Lock it with this passphrase").At("/today")
	p.KeyPress("Lock now").At("/unlock").KeyType("Your passphrase", passphrase)
	p.mark()
	p.Page.Type(chromium.Enter) // in the field itself
	p.turned()
	p.At("/today").KeyPress("Written without a mouse.").KeyPress("Delete").KeyPress("Delete it").At("/journal").SeesNot("Written without a mouse.")
	p.KeyPress("Mine").KeyPress("Delete everything").KeyType("Your passphrase", passphrase).KeyPress("Delete everything now").At("/start")
	p.reach(named(pressable, "Get help now"), "Get help now")
	p.Page.Type(chromium.Enter)
	p.At("/h/gb").Sees("Emergency")
}
