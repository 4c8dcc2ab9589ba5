package app

import (
	"net/http"
	"slices"
	"testing"
)

// worksLocked are the ways of Heart that need nothing that is kept.
var worksLocked = []string{"/calm", "/safety", "/heart/not-yours", "/heart/after", "/heart/try", "/heart/questions", "/heart/pieces"}

func TestHeartLeadsToWhatHelpsRightNowAndEveryWayGoesSomewhere(t *testing.T) {
	p := newPerson(t)
	p.get("/heart").expect(http.StatusOK)
	ways := p.ways()
	if ways[0] != "/calm" {
		t.Errorf("the first way is %s, want what helps right now", ways[0])
	}
	for _, way := range ways {
		p.get(way).expect(http.StatusOK).at(way)
	}
}

func TestHeartCanBeReadLockedAndWhatIsOnesOwnIsNotThere(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "hidden words")
	open := p.get("/heart").ways()
	p.post("/lock").at("/unlock")
	p.get("/heart").expect(http.StatusOK).says("These are locked").saysNot("hidden words")
	ways := p.ways()
	if !slices.Equal(open, without(ways, "/unlock")) {
		t.Errorf("locked it leads to %v, open to %v: who looks on learns something", ways, open)
	}
	for _, way := range ways {
		if p.get(way).expect(http.StatusOK); slices.Contains(worksLocked, way) {
			p.at(way)
		} else {
			p.at("/unlock")
		}
	}
}

func without(all []string, one string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return s == one })
}

func TestTheSamePlacesStandOnEveryPageLockedOrNot(t *testing.T) {
	p := newPerson(t)
	p.keep()
	for _, locked := range []bool{false, true} {
		want := []string{"/today", "/check", "/body", "/heart", "/together", "/remember", "/mine"}
		if locked {
			p.post("/lock").at("/unlock")
			want[0] = "/unlock"
		}
		for path, place := range map[string]string{"/heart": "/heart", "/calm": "/heart", "/calm/breathing": "/heart", "/body": "/body", "/together": "/together", "/remember": "/remember", "/nowhere": ""} {
			var got []string
			current := ""
			for _, a := range p.get(path).page.First("nav").All("a") {
				got = append(got, a.Attrs["href"])
				if a.Attrs["aria-current"] != "" {
					current = a.Attrs["href"]
				}
			}
			if !slices.Equal(got, want) || current != place {
				t.Errorf("%s (locked: %t) has %v, in %q; want %v, in %q", path, locked, got, current, want, place)
			}
		}
	}
	p.get("/unlock").unlock()
	for _, path := range []string{"/journal", "/journal/new"} {
		if p.get(path).page.First("nav").First("a", "href=/heart").Attrs["aria-current"] == "" {
			t.Errorf("%s is not in Heart", path)
		}
	}
}

func TestReliefIsThreeTapsFromTheFirstPage(t *testing.T) {
	p := newPerson(t)
	for _, from := range []string{"/start", "/heart"} { // one tap to it, one to a practice: the third may begin it
		if p.get(from).page.First("main").First("a", "href=/calm") == nil {
			t.Errorf("%s does not lead to what helps right now", from)
		}
	}
	p.get("/calm").fill("/calm").expect(http.StatusOK)
	if p.page.First("main").First("form") == nil {
		t.Error("two taps on there is no practice")
	}
}
