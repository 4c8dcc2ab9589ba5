package main

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"

	"snowdrop/internal/testkit/chromium"
)

// The page to print is one page on both papers, however much stands on it, black on white in a dark room, and nothing else is
// printed. Its title says nothing.
func TestThePageToPrintIsOnePage(t *testing.T) {
	server := httptest.NewServer(handler("../../web"))
	defer server.Close()
	p := chromium.Start(t).Page(t)
	for _, design := range []string{"plain", "line", "leaves", "flowers"} {
		for _, much := range []string{"", ", all that it takes"} {
			name := "remember/paper " + design + much
			show(p, server.URL, name, func(p *chromium.Page) {
				chromium.Call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print",
					Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}})
				chromium.Call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 672, Height: 980, DeviceScaleFactor: 1})
			})
			var beside, pale, wide []string
			p.Eval(printedBeside, &beside)
			p.Eval(notBlackOnWhite, &pale)
			p.Eval(outside, &wide)
			if len(beside) > 0 || len(pale) > 0 || len(wide) > 0 {
				t.Errorf("%s: beside the paper %q; not black on white %q; cut off %q", name, beside, pale, wide)
			}
			for _, paper := range papers {
				pdf := chromium.Call(p, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: paper.width, PaperHeight: paper.height}).Data
				if n := len(pageOfPDF.FindAll(pdf, -1)); n != 1 {
					t.Errorf("%s on %s has %d pages", name, paper.name, n)
				}
				if !strings.Contains(string(pdf), "/Title (A page to print)") {
					t.Errorf("%s on %s: the file has another title", name, paper.name)
				}
				if dir := os.Getenv(pictures); dir != "" {
					if err := os.WriteFile(filepath.Join(dir, paper.name+"-"+strings.ReplaceAll(name, "/", "-")+".pdf"), pdf, 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
}

// outside lists words that stand outside the paper.
const outside = `[...document.querySelectorAll("article.paper p, article.paper svg")].filter((e) => {
  const p = e.closest("article").getBoundingClientRect(), r = e.getBoundingClientRect();
  return r.top < p.top || r.bottom > p.bottom || r.left < p.left || r.right > p.right;
}).map((e) => e.tagName + " " + e.textContent.slice(0, 30))`
