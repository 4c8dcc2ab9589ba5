package main

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/runtime"

	"snowdrop/internal/testkit/chromium"
	"snowdrop/internal/ui/examples"
)

// pictures is a folder for a picture of every example, for looking at. Empty: none are made.
const pictures = "SNOWDROP_PICTURES"

// screens are what people hold in their hands, and paper.
var screens = []struct {
	name string
	set  func(*chromium.Page)
}{
	{"phone", func(p *chromium.Page) { p.Phone(); p.Wishes(true, false) }},
	{"phone-dark", func(p *chromium.Page) { p.Phone(); p.Wishes(true, true) }},
	{"desk", func(p *chromium.Page) { p.Desktop(); p.Wishes(true, false) }},
	{"desk-dark", func(p *chromium.Page) { p.Desktop(); p.Wishes(true, true) }},
	{"print", func(p *chromium.Page) {
		p.Desktop()
		chromium.Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print",
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}) // paper is white all the same
	}},
}

// tooWide lists what reaches past the edge of the screen, besides what scrolls inside a box of its own.
const tooWide = `(() => {
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".tablebox"))
    .map((e) => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right) + " " + (e.textContent ?? "").trim().slice(0, 40)).slice(0, 5);
})()`

// tooSmall lists what is to be pressed and is smaller than a fingertip. Links inside a sentence may be as high as it.
const tooSmall = `[...document.querySelectorAll("button, select, summary, input, textarea, a, label.choice")].filter((e) => {
    const box = e.getBoundingClientRect(), inline = e.tagName === "A" && getComputedStyle(e).display === "inline";
    return box.width > 0 && !inline && !e.closest(".skip") && !e.closest("label.choice:not(:scope)") && (box.height < 40 || box.width < 40) && e.type !== "hidden";
  }).map((e) => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().width) + "x" + Math.round(e.getBoundingClientRect().height) + " " + (e.textContent ?? "").trim().slice(0, 40))`

// show opens an example on a screen.
func show(p *chromium.Page, server, name string, set func(*chromium.Page)) {
	set(p)
	address := url.URL{Path: "/e/" + name}
	p.Open(server + address.EscapedPath())
	p.Wait(fmt.Sprintf("decodeURIComponent(location.pathname) === %q && document.readyState === 'complete'", "/e/"+name))
}

// turn puts an example into the document that show opened, and the browser reads it from its first line to its last, with its styles.
// What stays is what lies beside the page: axe-core, and what the browser has compiled of it. With a document of its own for each
// example, compiling that anew was half of all that looking at them cost.
func turn(p *chromium.Page, name string) {
	address := url.URL{Path: "/e/" + name}
	p.Eval(fmt.Sprintf(`(async () => {
		const answer = await fetch(%q), text = await answer.text();
		if (!answer.ok) throw new Error(answer.url + " answers " + answer.status);
		document.open();
		document.write(text);
		document.close();
		if (document.readyState !== "complete") await new Promise((complete) => addEventListener("load", complete, { once: true }));
		if (document.compatMode !== "CSS1Compat" || document.styleSheets.length === 0) throw new Error(answer.url + " is not read as a page with its styles");
	})()`, address.EscapedPath()), nil)
}

func TestEveryExampleIsForEverybody(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", "tools", "axe", "node_modules", "axe-core", "axe.min.js"))
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("axe-core is not here: run `npm ci` in tools/axe")
	} else if err != nil {
		t.Skip("axe-core is not here: run `npm ci` in tools/axe")
	}
	server := httptest.NewServer(handler("../../web"))
	defer server.Close()
	p := chromium.Start(t).Page(t)
	for i, e := range examples.Examples() {
		if i == 0 {
			show(p, server.URL, e.Name, screens[0].set)
			chromium.Call(p, runtime.Evaluate, runtime.EvaluateParams{Expression: string(source)})
		}
		turn(p, e.Name)
		for _, s := range screens[:2] {
			s.set(p) // what is dark is dark at once: the page is the same
			var flaws []string
			only := `type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]`
			if s.name != "phone" { // other colours, the same page
				only = `type: "rule", values: ["color-contrast", "link-in-text-block"]`
			}
			p.Eval(`axe.run(document, { runOnly: { `+only+` },
				resultTypes: ["violations"], preload: false }).then((r) => r.violations.map((v) => v.id + ": " + v.nodes[0].html.slice(0, 160)))`, &flaws)
			for _, flaw := range flaws {
				t.Errorf("%s, %s: %s", e.Name, s.name, flaw)
			}
		}
	}
}

func TestEveryExampleFitsASmallPhoneAndAFinger(t *testing.T) {
	server := httptest.NewServer(handler("../../web"))
	defer server.Close()
	p := chromium.Start(t).Page(t)
	for _, s := range screens {
		if s.name != "phone" && os.Getenv(pictures) == "" {
			continue // the same boxes in other colours
		}
		for i, e := range examples.Examples() {
			if i == 0 {
				show(p, server.URL, e.Name, s.set)
			}
			turn(p, e.Name)
			if dir := os.Getenv(pictures); dir != "" {
				p.Screenshot(filepath.Join(dir, s.name+"-"+regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(e.Name), "-")+".png"))
			}
			if s.name != "phone" {
				continue
			}
			var width int
			if p.Eval("innerWidth", &width); width != 360 {
				t.Fatalf("the screen is %d wide, not 360", width)
			}
			var wide, small []string
			p.Eval(tooWide, &wide)
			p.Eval(tooSmall, &small)
			if len(wide) > 0 {
				t.Errorf("%s is wider than the phone: %q", e.Name, wide)
			}
			if len(small) > 0 {
				t.Errorf("%s has too little to press: %q", e.Name, small)
			}
		}
	}
	if problems := p.Problems(); len(problems) > 0 {
		t.Errorf("the browser complains %d times, first %q", len(problems), problems[0])
	}
}
