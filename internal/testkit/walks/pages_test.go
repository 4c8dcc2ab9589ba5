package walks

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"

	"snowdrop/internal/testkit/chromium"
)

// axe is the source of axe-core, or skips the walk.
func axe(t *testing.T) string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "..", "tools", "axe", "node_modules", "axe-core", "axe.min.js"))
	need(t, err == nil, "axe-core is not here: run `npm ci` in tools/axe")
	return string(source)
}

// everyPage shows every page of Snowdrop in every state that a person can bring it to, and calls look with each.
// It goes on from a person who has kept a few things on this device.
func everyPage(p *person, look func(name string)) {
	p.t.Helper()
	address := p.livesHere()
	for _, path := range []string{
		"/start", "/body", "/calm", "/calm/breathing", "/calm/grounding", "/for", "/for/friend", "/for/clinic", "/about", "/kept", "/expected", "/heart/not-yours",
		"/today", "/checkin", "/journal", "/journal/new", address, address + "/edit", address + "/delete",
		"/timeline", "/timeline?days=90", "/mine", "/mine/passphrase", "/mine/delete", "/mine/erase", "/mine/erase/rhythm", "/mine/erase/older", "/mine/take", "/mine/take/sealed", "/mine/take/open", "/mine/bring", "/nowhere", "/h/", "/h/gb",
	} {
		p.Goes(path)
		look(path)
	}
	p.Goes("/journal").Type("Search your words", "velvet").Press("Search")
	look("what a search found")
	p.Goes("/checkin").Type("Temperature, if you took it", "99").Press("Keep this")
	look("a check-in that is not right")
	p.Goes("/calm/breathing").Rate("How strong is it now?", "9").Press("Done")
	look("after a practice, still strong")
	everyCheck(p, look)
	p.Goes("/mine").Press("Be silent until I come back")
	look("today, silent")
	p.Press("I am back").Locks()
	look("/unlock")
	p.Type("Your passphrase", "something else entirely").Press("Open")
	look("the wrong passphrase")
	p.Goes("/mine")
	look("/mine, locked")
	p.Goes("/body")
	look("/body, locked")
}

// everyCheck shows each screen of the check and each kind of answer.
func everyCheck(p *person, look func(name string)) {
	p.t.Helper()
	p.Goes("/check")
	look("check: now")
	p.Press("Not sure")
	look("check: one by one")
	p.Press("Continue")
	look("check: not answered")
	p.Goes("/check").Press("I am with someone who lost a pregnancy")
	look("check: for somebody else")
	p.Goes("/check").Press("None of these")
	look("check: safety")
	p.Press("Yes")
	look("check: safe")
	p.Press("Yes, for now")
	look("check: amount, at least urgent")
	p.Press("Half a pad or more")
	look("check: more")
	p.Choose("It is getting more").Press("The ones I ticked")
	look("check: pain")
	p.Choose("Tip of a shoulder").Press("4")
	look("check: an open question, or an emergency")
	p.Goes("/check").Press("None of these").Press("No").Press("Half a pad or more").Press("None of these")
	look("check: trend")
	p.Press("Yes, it is getting less").Press("3")
	look("check: feel")
	p.Type("Temperature, if you took it", "37 F").Press("None of these")
	look("check: feel, with a problem")
	p.Goes("/check").Press("None of these").Press("No").Press("Only spots").Press("None of these").Press("No pain").Press("None of these")
	look("check: legs")
	p.Press("None of these")
	look("check: else")
	p.Choose("Afraid of somebody close, or hurt by them").Press("The ones I ticked")
	look("check: danger")
	p.Press("No")
	look("check: story, or the answer")
	p.Goes("/check").Press("None of these").Press("No").Press("Only spots").Press("None of these").Press("No pain")
	p.Press("None of these").Press("None of these").Press("None of these")
	look("check: story")
	p.Press("None of these")
	look("check: expected")
	p.Press("Show this to a doctor")
	look("check: for a doctor")
	p.Goes("/check").Press("Something feels seriously wrong")
	look("check: urgent")
}

// livesHere keeps a few things on this device and gives the address of an entry.
func (p *person) livesHere() string {
	p.t.Helper()
	p.Open("/").Writes("A velvet evening.\nSecond line.")
	p.Goes("/checkin").Rate("How heavy is it right now?", "7").Rate("Pain right now", "4").Choose("sad", "Like a period").
		Type("Hours of sleep last night", "5").Type("Anything else", "a note").Press("Keep this").At("/today")
	p.Keeps()
	p.Goes("/journal").Press("A velvet evening. …")
	var address string
	p.Eval("location.pathname", &address)
	return address
}

// A flaw is one thing that axe-core found.
type flaw struct {
	Rule, Help string
	Where      []string
}

// flaws runs axe-core with all its rules of WCAG 2.0 to 2.2 A and AA and of best practice, or only with those named.
func (p *person) flaws(source string, rules ...string) []flaw {
	p.t.Helper()
	p.Eval("scrollTo({ top: 0, behavior: 'instant' })", nil) // wherever it stands, the bar lies over half of something
	var there bool
	if p.Eval("!!window.axe", &there); !there {
		chromium.Call(p.Page, runtime.Evaluate, runtime.EvaluateParams{Expression: source})
	}
	only := `{ type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"] }`
	if len(rules) > 0 {
		list, _ := json.Marshal(rules)
		only = fmt.Sprintf(`{ type: "rule", values: %s }`, list)
	}
	var found []flaw
	p.Eval(`(async () => {
		for (let again = 0; ; again++) { // a page may read itself again while it is looked at: what was seen then is of no page
			const page = document.querySelector("main"), stays = () => again === 9 || page === document.querySelector("main");
			try {
				const seen = await axe.run(document, { runOnly: `+only+`, rules: { "target-size": { enabled: true } }, resultTypes: ["violations"], preload: false });
				if (stays()) return seen.violations.map((v) => ({ Rule: v.id, Help: v.help, Where: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)) }));
			} catch (e) { if (stays()) throw e; }
		}
	})()`, &found)
	return found
}

// small lists what is smaller than a finger or a shaky hand needs. Links inside a sentence may be as high as their line.
const small = `[...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")].flatMap((e) => {
	e = e.closest("label") ?? e;
	if (!e.checkVisibility({ visibilityProperty: true }) || e.matches(".skip")) return [];
	const r = e.getBoundingClientRect(), inline = getComputedStyle(e).display === "inline" && e.parentElement.innerText.trim() !== e.innerText.trim();
	return inline || r.width >= 24 && r.height >= 24 ? [] : [e.outerHTML.slice(0, 120) + " is " + r.width + " by " + r.height];
})`

func TestEveryPageIsForEverybody(t *testing.T) {
	t.Parallel()
	p := newPerson(t)
	everyPage(p, p.forEverybody(axe(t)))
}

// colours are the rules of axe-core that see a page in other colours with other eyes. To all others it is the same page.
var colours = []string{"color-contrast", "link-in-text-block"}

// forEverybody holds one page against axe-core at a desk in the dark and on a phone in the light, and measures what a finger presses.
// Nothing has another colour on another screen (TestNoColourDependsOnTheWidthOfTheScreen): the other two pairs are looked at with
// SNOWDROP_NIGHTLY=1.
func (p *person) forEverybody(source string) func(name string) {
	return func(name string) {
		p.t.Helper()
		check := func(width string, dark bool, rules ...string) {
			p.Wishes(false, dark)
			for _, f := range p.flaws(source, rules...) {
				p.t.Errorf("%s, %s, dark %v: %s (%s): %s", name, width, dark, f.Rule, f.Help, strings.Join(f.Where, " | "))
			}
		}
		for _, screen := range []struct {
			name string
			set  func()
			dark bool
		}{{"1280", p.Desktop, true}, {"360", p.Phone, false}} {
			screen.set()
			p.Wait("innerWidth === " + screen.name)
			if os.Getenv("SNOWDROP_NIGHTLY") != "" {
				check(screen.name, !screen.dark, colours...)
			}
			check(screen.name, screen.dark)
			var sideways bool
			if p.Eval("document.documentElement.scrollWidth > innerWidth", &sideways); sideways {
				p.t.Errorf("%s, %s: it scrolls sideways", name, screen.name)
			}
			var tiny []string
			if p.Eval(small, &tiny); len(tiny) > 0 {
				p.t.Errorf("%s, %s: too small to press: %q", name, screen.name, tiny)
			}
		}
		p.Is("no form lets the browser remember it", `[...document.forms].every((f) => f.autocomplete === "off")`)
		var help float64
		p.Eval(`[...document.querySelectorAll("header a, main a.tel")].find((a) => /help|Call/.test(a.innerText))?.getBoundingClientRect().height ?? 0`, &help)
		if help < 44 {
			p.t.Errorf("%s: Get help now is %v px high, want 44", name, help)
		}
		p.Picture(strings.Trim(strings.NewReplacer("/", "_", " ", "-", ":", "", ",", "").Replace(name), "_"))
	}
}

// TestNoColourDependsOnTheWidthOfTheScreen holds why two of four pairs of width and colours are enough for every day: whatever shows on a
// phone shows at a desk too, and in the same colours.
func TestNoColourDependsOnTheWidthOfTheScreen(t *testing.T) {
	style, err := os.ReadFile(filepath.Join("..", "..", "..", "web", "style.css"))
	if err != nil {
		t.Fatal(err)
	}
	rules := regexp.MustCompile(`@media[^{]*width[^{]*\{([^{}]*\{[^{}]*\})*[^{}]*\}`).FindAllString(string(style), -1)
	if want := len(regexp.MustCompile(`@media[^{]*width`).FindAllString(string(style), -1)); want == 0 || len(rules) != want {
		t.Fatalf("%d of the %d rules about the width can be read", len(rules), want)
	}
	colour := regexp.MustCompile(`(--[\w-]+|color|background[\w-]*|opacity|fill|filter|visibility|[\w-]*blend-mode)\s*:`)
	for _, rule := range rules {
		if found := colour.FindString(rule); found != "" {
			t.Errorf("%s depends on the width of the screen: %s", found, rule)
		}
		if strings.Contains(rule, "min-width") && regexp.MustCompile(`display\s*:\s*none`).MatchString(rule) {
			t.Errorf("something shows on a phone only: %s", rule)
		}
	}
}

func TestTheLargestLettersFitOnTheSmallestPhone(t *testing.T) {
	p := newPerson(t)
	for _, path := range []string{"/", "/check", "/checkin", "/calm/breathing", "/journal/new", "/timeline", "/mine", "/h/gb"} {
		p.Open(path)
		chromium.Call(p.Page, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 320, Height: 640, DeviceScaleFactor: 1, Mobile: true})
		p.Wait("innerWidth === 320")
		p.Is("nothing scrolls sideways on 320", "document.documentElement.scrollWidth <= 320")
	}
	p.Phone()
	p.Open("/mine").Choose("Very large").Press("Use this How it looks").Sees("Done.")
	p.Is("the letters are large at once", `getComputedStyle(document.documentElement).fontSize === "28px"`)
	for _, path := range []string{"/", "/check", "/checkin", "/calm", "/calm/breathing", "/journal/new", "/timeline", "/mine", "/mine/keep", "/mine/delete", "/nowhere"} {
		p.Open(path)
		p.Is("the letters stay large", `getComputedStyle(document.documentElement).fontSize === "28px"`)
		p.Is("nothing scrolls sideways", "document.documentElement.scrollWidth <= innerWidth")
		p.Is("the bar leaves most of the screen", `document.querySelector(".bar").offsetHeight <= innerHeight / 3`)
		p.Picture("larger" + strings.ReplaceAll(path, "/", "_"))
	}
}
