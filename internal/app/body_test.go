package app

import (
	"net/http"
	"strings"
	"testing"
)

// ways are the addresses that the page's main part leads to.
func (p *person) ways() []string {
	var all []string
	for _, a := range p.page.First("main").All("a") {
		all = append(all, a.Attrs["href"])
	}
	return all
}

func TestTheBodyLeadsToTheCheckFirstAndEveryWayGoesSomewhere(t *testing.T) {
	p := newPerson(t)
	p.get("/body").expect(http.StatusOK)
	ways := p.ways()
	if ways[0] != "/check" {
		t.Errorf("the first way is %s, want the check", ways[0])
	}
	for _, way := range ways {
		p.get(way).expect(http.StatusOK)
	}
}

func TestTheBodyCanBeReadLockedAndWhatIsOnesOwnIsNotThere(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "hidden words")
	p.post("/lock").at("/unlock")
	p.get("/body").expect(http.StatusOK).says("These are locked").saysNot("hidden words")
	for _, way := range p.ways() {
		switch p.get(way); {
		case p.status != http.StatusOK:
			t.Errorf("%s answers %d", way, p.status)
		case strings.HasPrefix(way, "/body/weeks"), strings.HasPrefix(way, "/body/back"), strings.HasPrefix(way, "/body/hands"), way == "/check":
			p.at(way)
		default:
			p.at("/unlock")
		}
	}
}

func TestTheCheckIsOneTapFromEveryPage(t *testing.T) {
	p := newPerson(t)
	for _, locked := range []bool{false, true} {
		if locked {
			p.keep()
			p.post("/lock").at("/unlock")
		}
		for _, path := range []string{"/start", "/body", "/body/weeks", "/body/back", "/body/hands", "/calm", "/mine", "/about", "/nowhere"} {
			if p.get(path).page.First("nav").First("a", "href=/check") == nil {
				t.Errorf("%s (locked: %t) does not lead to the check", path, locked)
			}
		}
	}
}

func TestWhatWasNotedOverTimeIsOneTapFromTheBodyAndTheJournal(t *testing.T) {
	p := newPerson(t)
	for _, path := range []string{"/body", "/journal"} {
		if p.get(path).page.First("main").First("a", "href=/timeline") == nil {
			t.Errorf("%s does not lead to the timeline", path)
		}
	}
}
