package walks

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"snowdrop/internal/content"
	"snowdrop/internal/testkit/chromium"
)

// heartPages are the pages of the heart that can be read by anybody, locked or not.
var heartPages = []string{
	"/heart", "/calm", "/calm/all", "/safety", "/heart/not-yours", "/heart/not-yours/why", "/heart/not-yours/said", "/heart/not-yours/two",
	"/heart/after", "/heart/after/message", "/heart/pieces", "/heart/questions", "/heart/try",
}

// heartForms are those that take something in and keep it, and their lists.
var heartForms = []string{
	"/heart/prompts", "/heart/letters", "/heart/feelings", "/heart/box", "/safety/plan/new", "/safety/lines", "/heart/pieces/1", "/mine/put-away",
}

// written are the practices that have a form, and what its first field is called.
var written = map[string]string{
	"friend": "The hard thing that I tell myself", "pie": "What may have played a part?", "kind-letter": "What hurts?", "worry-time": "A worry",
	"small-plan": "", "outside": "Give the hard feeling a name", "other-telling": "How do you tell it on a bad day? One line.", "marking": "One small thing",
}

func TestEveryPageOfTheHeartIsForEverybody(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	look := p.forEverybody(axe(t))
	p.livesHere()
	for _, path := range append(append([]string{}, heartPages...), heartForms...) {
		p.Goes(path)
		look(path)
	}
	for id := range written {
		p.Goes("/heart/try/" + id)
		look("the form of " + id)
	}
	p.Goes("/calm").Rate("How strong is it right now?", "9").Press("My thoughts will not stop")
	look("one exercise")
	p.Rate("How strong is it now?", "9").Press("Done")
	look("after an exercise, still strong")
	p.Goes("/heart/questions/two-weeks").Press("Begin")
	look("two questions")
	p.Locks()
	for _, path := range heartPages {
		p.Goes(path)
		look(path + ", locked")
	}
}

func TestEveryPracticeIsDoneByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline()
	practices := 0
	for _, page := range content.Practices("en") {
		practices++
		p.Goes("/calm/"+page.ID).KeyRate("How strong is it now?", "4").KeyPress("Done").Sees("That was it")
		label, has := written[page.ID]
		if !has {
			continue
		}
		p.Goes("/heart/try/" + page.ID)
		if label == "" {
			p.KeyChoose("A coffee with a friend")
		} else {
			p.KeyType(label, "a small thing")
		}
		p.KeyAhead()
	}
	if practices < 14 {
		t.Errorf("there are %d practices, want at least 14", practices)
	}
}

// KeyAhead presses the first button of the form by keyboard until what was written is shown together, or can be kept.
func (p *person) KeyAhead() *person {
	p.t.Helper()
	const button = `document.querySelector("main form button[type=submit]:not(.quiet)")`
	for range 4 {
		p.reach(button, "the button of the form")
		p.mark()
		p.Page.Type(chromium.Enter)
		p.turned()
		var done bool
		p.Eval(`/\/journal\/|done=/.test(location.href) || document.body.innerText.includes("a small thing") && !document.querySelector("main textarea")`, &done)
		if done {
			return p
		}
	}
	p.t.Errorf("by keyboard, the form does not come to its end: %s", p.where())
	return p
}

func TestTheHeartIsThereLockedAndWithoutNetwork(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline().Writes("Nobody asked me about it.").Keeps()
	p.Goes("/heart/not-yours").Sees("It was not your fault")
	p.Offline()
	p.Open("/unlock").Sees("Welcome back")
	for _, path := range heartPages {
		p.Goes(path).At(path).SeesNot("not come to this device", "not on this device yet", "Nobody asked me about it.")
	}
	p.Goes("/safety").Sees("Reach a person now", "116 123")
	p.Goes("/calm").Rate("How strong is it right now?", "8").Press("I feel guilty").Rate("How strong is it now?", "6").Press("Done").
		Sees("It went from 8 to 6.", "Nothing was kept, because Snowdrop is locked.")
	p.Goes("/heart/try/friend").Type("The hard thing that I tell myself", "I did it").Press("Read it back").Sees("I did it", "This is not kept")
	for _, path := range heartForms {
		p.Goes(path).At("/unlock")
	}
}

func TestASafetyItemOpensTheSafetyPageAtOnceAndNothingOfItIsLeftInSight(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline()
	p.Goes("/heart/questions/two-weeks-more").Press("Begin")
	const last = "Thoughts that you would be better off dead"
	for range 9 {
		var there bool
		if p.Eval(`document.body.innerText.includes("`+last+`")`, &there); there {
			break
		}
		p.Press("Continue")
	}
	p.Eval(`[...document.querySelectorAll("fieldset")].find((f) => f.innerText.includes("`+last+`")).querySelector("input[value='1']").labels[0].click()`, nil)
	p.mark()
	p.Eval(`document.querySelector("main form button[type=submit]").click()`, nil)
	p.turned()
	p.Sees("You do not have to be alone with this", "Reach a person now", "116 123")
	p.Picture("heart-safety")
	p.Is("no answer lands in an address or a title", `!/[?#]/.test(location.href) && !/[0-9]|dead|safety/i.test(document.title)`)
	p.Press("Go on").Sees("What you answered", "Keep my answers")
}

func TestALineMarkedForItIsReadLockedAndNoOther(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline().Writes("Nobody asked me about it.").Keeps()
	p.Goes("/safety").Press("Write a plan").Type("Signs that it is getting worse", "tumbleweed nights").Type("What helps me", "paprika crisps\nlong velvet baths").Press("Keep this")
	p.Goes("/safety").Sees("paprika crisps", "tumbleweed nights")
	p.Goes("/safety/lines").Sees("Anyone who opens this phone or computer")
	p.press(`[...document.querySelectorAll("label.choice")].find((l) => l.innerText.includes("paprika crisps"))`, "the line")
	p.Press("Keep it like this")
	p.Locks()
	p.Goes("/safety").Sees("paprika crisps").SeesNot("tumbleweed nights", "long velvet baths")
	p.Picture("heart-safety-locked")
	p.browser.Close()
	for _, phrase := range []string{"tumbleweed nights", "long velvet baths"} {
		if found := inFolder(t, p.browser.Profile, []string{phrase}); len(found) > 0 {
			t.Errorf("%q lies in the clear: %v", phrase, found)
		}
	}
	if len(inFolder(t, p.browser.Profile, []string{"paprika crisps"})) == 0 {
		t.Error("the line that was marked is not found: this search finds nothing at all")
	}
}

func TestThePlanIsAllThatIsPrinted(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline()
	p.Goes("/safety/plan/new").Type("What helps me", "paprika crisps").Tap("If somebody at home frightens me").Type("If somebody at home frightens me", "to my sister").Press("Keep this")
	p.Goes("/safety/paper").Sees("paprika crisps").SeesNot("to my sister")
	p.Is("the title on a print says nothing", `!/snowdrop|safety|loss|plan for/i.test(document.title)`)
	p.asPaper("heart-plan", 1)
	chromium.Call(p.Page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	p.Sees("paprika crisps")
	p.Is("nothing but the plan is on paper", `!/Get help now|Close now|Together|to my sister/.test(document.body.innerText)`)
}

func TestAPersonWhoReadsSpanishIsAnsweredInSpanish(t *testing.T) {
	p := newPerson(t)
	p.Open("/").OnceKeptForOffline()
	p.Press("Español").Sees("¿Es normal esto?")
	p.Picture("spanish-start")
}
