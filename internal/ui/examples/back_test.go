package examples

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/chromedp/cdproto/input"

	"snowdrop/internal/testkit/chromium"
)

// TestTheBodyMapTakesKeysFingersAndNoScript holds what only a browser can show: the drawing lights up with its boxes, every
// place on it can be pressed, and the page stays where it is.
func TestTheBodyMapTakesKeysFingersAndNoScript(t *testing.T) {
	style, err := os.ReadFile("../../../web/style.css")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == Style {
			w.Header().Set("Content-Type", "text/css")
			_, _ = w.Write(style)
			return
		}
		for _, e := range Examples() {
			if e.Name == "back/new" && r.URL.Path == "/" {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				_ = e.Component.Render(r.Context(), w)
			}
		}
	}))
	defer server.Close()
	p := chromium.Start(t).Page(t)
	p.Phone()
	p.Open(server.URL + "/")
	p.Wait("document.readyState === 'complete' && !!document.querySelector('.bodymap')")

	const fill = `getComputedStyle(document.querySelector('[data-region="lower-back-left"]')).fill`
	var before, after string
	p.Eval(fill, &before)
	p.TabTo("#regions-lower-back-left")
	p.Type(chromium.Space)
	if p.Eval(fill, &after); before == after {
		t.Errorf("ticked with the keyboard, the place is still %s", after)
	}

	var missed []string
	p.Eval(`[...document.querySelectorAll("foreignObject label")].filter((l) => {
	    l.scrollIntoView({ block: "center" });
	    const box = l.getBoundingClientRect(), at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
	    const tick = document.getElementById(l.htmlFor), was = tick.checked;
	    at?.click();
	    return tick.checked === was;
	  }).map((l) => l.htmlFor)`, &missed)
	if len(missed) > 0 {
		t.Errorf("cannot be pressed on the drawing: %q", missed)
	}

	at := func(id string) (x, y, scrolled float64) {
		var place []float64
		p.Eval(`(() => { const b = document.querySelector('foreignObject label[for="regions-`+id+`"]').getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2, scrollY]; })()`, &place)
		return place[0], place[1], place[2]
	}
	p.Eval(`document.activeElement.blur(), document.querySelector(".figures").scrollIntoView({ block: "center" }), ""`, &before)
	var was bool
	p.Eval(`document.getElementById("regions-jaw").checked`, &was)
	x, y, from := at("jaw")
	chromium.Call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: x, Y: y}}})
	chromium.Call(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
	p.Wait(fmt.Sprintf(`document.getElementById("regions-jaw").checked === %v`, !was))
	if _, _, to := at("jaw"); to != from {
		t.Errorf("a finger on the drawing took the page from %v to %v", from, to)
	}
}
