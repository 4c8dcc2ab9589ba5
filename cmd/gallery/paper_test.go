package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

// papers are the sizes that people have, in inches.
var papers = []struct {
	name          string
	width, height float64
}{{"A4", 8.27, 11.69}, {"Letter", 8.5, 11}}

// printedBeside lists what would be printed and does not belong to the sheet.
const printedBeside = `[...document.body.querySelectorAll("*")].filter((e) => !e.closest("article.sheet") && !e.querySelector("article.sheet") &&
  e.getClientRects().length > 0 && e.textContent.trim() !== "").map((e) => e.tagName + " " + e.textContent.trim().slice(0, 40))`

// notBlackOnWhite lists words of the sheet that are pale, or stand on something dark.
const notBlackOnWhite = `[...document.querySelectorAll("article.sheet, article.sheet *")].filter((e) => {
  const s = getComputedStyle(e), [r, g, b] = s.color.match(/\d+/g).map(Number), ground = s.backgroundColor;
  return Math.max(r, g, b) > 0x60 || !["rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"].includes(ground);
}).map((e) => e.tagName + "." + (e.className.baseVal ?? e.className) + " " + getComputedStyle(e).color + " on " + getComputedStyle(e).backgroundColor)`

// cut lists what does not fit on the paper's width.
const cut = `[...document.querySelectorAll("article.sheet *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + " " + e.textContent.trim().slice(0, 40))`

var pageOfPDF = regexp.MustCompile(`/Type\s*/Page\b[^s]`)

// The sheet for an appointment is all that is printed, black on white in a dark room too, on both papers, and the file that
// a browser saves says nothing of what it is about.
func TestTheSheetIsAllThatIsPrinted(t *testing.T) {
	server := httptest.NewServer(handler("../../web"))
	defer server.Close()
	p := chromium.Start(t).Page(t)
	for _, paper := range papers {
		for _, name := range []string{"page/look", "page/saved"} {
			show(p, server.URL, name, func(p *chromium.Page) {
				chromium.Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print",
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
				// The width between the margins, in the 96 dots to the inch of CSS.
				chromium.Call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: int64((paper.width - 1.26) * 96), Height: 900, DeviceScaleFactor: 1})
			})
			var beside, pale, wide []string
			p.Eval(printedBeside, &beside)
			p.Eval(notBlackOnWhite, &pale)
			p.Eval(cut, &wide)
			if len(beside) > 0 || len(pale) > 0 || len(wide) > 0 {
				t.Errorf("%s on %s: beside the sheet %q; not black on white %q; cut off %q", name, paper.name, beside, pale, wide)
			}
			pdf := chromium.Call(p, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: paper.width, PaperHeight: paper.height}).Data
			if n := len(pageOfPDF.FindAll(pdf, -1)); n < 2 || n > 4 {
				t.Errorf("%s on %s has %d pages, want 2 to 4", name, paper.name, n)
			}
			if !strings.Contains(string(pdf), "/Title (Notes for an appointment)") {
				t.Errorf("%s on %s: the file has another title", name, paper.name)
			}
			if dir := os.Getenv(pictures); dir != "" {
				file := filepath.Join(dir, paper.name+"-"+strings.ReplaceAll(name, "/", "-")+".pdf")
				if err := os.WriteFile(file, pdf, 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// printedBesideTheCard lists what would be printed and does not belong to the card with somebody's wishes.
const printedBesideTheCard = `[...document.body.querySelectorAll("*")].filter((e) => !e.closest("article.handcard") && !e.querySelector("article.handcard") &&
  e.getClientRects().length > 0 && e.textContent.trim() !== "").map((e) => e.tagName + " " + e.textContent.trim().slice(0, 40))`

// A card that was just kept, on a device whose relay stopped: neither notice is on the paper that somebody else reads.
func TestTheCardIsAllThatIsPrinted(t *testing.T) {
	server := httptest.NewServer(handler("../../web"))
	defer server.Close()
	p := chromium.Start(t).Page(t)
	show(p, server.URL, "bodywork/card kept", func(p *chromium.Page) {
		chromium.Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	})
	var beside []string
	p.Eval(printedBesideTheCard, &beside)
	if len(beside) > 0 {
		t.Errorf("beside the card %q", beside)
	}
}
