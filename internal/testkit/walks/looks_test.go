package walks

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

func TestNothingMovesForThoseWhoAskedForLessMotion(t *testing.T) {
	p := newPerson(t)
	const moving = "document.getAnimations().length"
	p.Wishes(false, false)
	p.Open("/calm/breathing").Is("nothing moves by itself", moving+" === 0")
	p.Eval(`document.getElementById("move").click()`, nil)
	p.Is("for others, the circle breathes once it is started", moving+" > 0")
	p.Wishes(true, false)
	p.Is("the circle is still at once", moving+" === 0")
	for _, path := range []string{"/calm/breathing", "/", "/check", "/mine", "/journal/new", "/timeline", "/h/"} {
		p.Open(path).Is("nothing moves", moving+" === 0")
		p.Is("nothing is waiting to move", `[...document.querySelectorAll("*")].every((e) => parseFloat(getComputedStyle(e).transitionDuration) === 0 && getComputedStyle(e).scrollBehavior === "auto")`)
	}
}

func TestTheLookIsChosenOnceAndStays(t *testing.T) {
	p := newPerson(t)
	const dark = `getComputedStyle(document.body).backgroundColor === "rgb(23, 25, 28)"`
	const light = `getComputedStyle(document.body).backgroundColor === "rgb(250, 248, 245)"`
	p.Wishes(false, true)
	p.Open("/mine").Is("the device's own choice is taken", dark)
	p.Wishes(false, false)
	p.Is("at once", light)
	p.Choose("Dark", "Large").Press("Use this How it looks").Sees("Done.").Is("chosen, it applies at once", dark)
	p.Is("large letters at once", `getComputedStyle(document.documentElement).fontSize === "22px"`)
	p.Before(`addEventListener("DOMContentLoaded", () => { window.early = document.documentElement.dataset.theme + document.documentElement.dataset.size; })`)
	p.Open("/mine").Is("before anything is painted, too", `window.early === "darklarge"`).Is("after a reload", dark)
	p.Is("the choice is shown as made", `document.querySelector("input[name=theme]:checked").value === "dark" && document.querySelector("input[name=size]:checked").value === "large"`)
	p.Open("/").Is("on every page", dark)
	p.Wishes(false, true)
	p.Open("/mine").Choose("Light", "Normal").Press("Use this How it looks").Is("and can be changed against the device's", light)
}

func TestAnAnswerCanBePrinted(t *testing.T) {
	p := newPerson(t)
	p.Before("window.print = () => { window.printed = (window.printed ?? 0) + 1; }")
	p.Open("/check").Press("None of these").Press("No").Press("More than that").Sees("Call 999 now")
	pdf := chromium.Call(p.Page, page.PrintToPDF, page.PrintToPDFParams{}).Data
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Fatalf("no document came out: %.20q", pdf)
	}
	chromium.Call(p.Page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	var text string
	p.Eval("document.body.innerText", &text)
	onPaper(t, "the print view", text)
	if tool, err := exec.LookPath("pdftotext"); err == nil { // the same from the document itself, where there is something to read it
		path := filepath.Join(t.TempDir(), "check.pdf")
		if err := os.WriteFile(path, pdf, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.CommandContext(context.Background(), tool, path, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		onPaper(t, "the document", string(out))
	}
	chromium.Call(p.Page, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	p.Press("Show this to a doctor").Sees("For a doctor or nurse", "Emergency: call for help now", "What was answered")
	p.Tap("Print this page").Wait("window.printed === 1")
}

func onPaper(t *testing.T, what, text string) {
	t.Helper()
	text = strings.Join(strings.Fields(text), " ")
	for _, s := range []string{"Call 999 now", "Do not drive yourself.", "Why we say this", "This was at"} {
		if !strings.Contains(text, s) {
			t.Errorf("%s does not say %q: %s", what, s, text)
		}
	}
	for _, s := range []string{"Get help now", "Close now", "Print this page", "Timeline"} {
		if strings.Contains(text, s) {
			t.Errorf("%s says %q", what, s)
		}
	}
}
