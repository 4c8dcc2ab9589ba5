package app

import (
	"strings"
	"testing"
)

func TestEverythingThatIsOnesOwnIsFoundOnMine(t *testing.T) {
	p := newPersonAt(t, newRelay())
	p.start("my phone")
	main := p.get("/mine").page.First("main")
	ways := []string{"/mine/passkey", "/mine/passphrase", "/together/seen", "/mine/put-away", "/mine/take", "/mine/erase", "/mine/delete", "/mine/devices", "/mine/where"}
	for _, later := range []string{"/mine/bring", "/mine/move"} { // their places come beside this one
		for _, pattern := range p.patterns() {
			if pattern == "GET "+later {
				ways = append(ways, later)
			}
		}
	}
	for _, way := range ways {
		if main.First("a", "href="+way) == nil {
			t.Errorf("there is no way to %s", way)
		}
	}
	for _, action := range []string{"/lock", "/mine/lock-after", "/mine/quiet", "/mine/display"} {
		if main.First("form", "action="+action) == nil {
			t.Errorf("there is no form to %s", action)
		}
	}
	for _, name := range []string{"size", "theme", "country", "lang"} {
		if !strings.Contains(p.raw, `name="`+name+`"`) {
			t.Errorf("%s cannot be chosen", name)
		}
	}
	for _, a := range main.First("nav").All("a") {
		if at := strings.TrimPrefix(a.Attrs["href"], "#"); main.First("section", "id="+at) == nil {
			t.Errorf("%q leads nowhere", a.Attrs["href"])
		}
	}
}
