package pieces_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app/pieces"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
)

// offer is what the place would have Today suggest, "" for nothing: its reason, and where it leads.
func (p *person) offer(id string) (why, address string) {
	p.t.Helper()
	x := screen.NewExchange(p.app.Shared, httptest.NewRecorder(), httptest.NewRequest("GET", "/today", nil))
	for _, o := range pieces.Place().Offers(x) {
		if o.ID == id {
			return o.Why, o.Address
		}
	}
	return "", ""
}

// begun is someone who wrote the first piece a while ago.
func begun(t *testing.T) *person {
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "words")
	p.now = p.now.AddDate(0, 0, 4)
	return p
}

func TestTodayOffersTheNextPieceOnlyOnceBegunAndWhileNothingClosesIt(t *testing.T) {
	const want = "You began the five weeks of writing. “The moment that comes back” is next, if you like."
	if why, address := begun(t).offer("heart.pieces"); why != want || address != "/heart/pieces/2/begin" {
		t.Errorf("it offers %q at %q", why, address)
	}
	for name, change := range map[string]func(p *person){
		"right after one": func(p *person) { p.now = p.now.AddDate(0, 0, -2) },
		"after a stop": func(p *person) {
			p.answer("2")
			p.post("/heart/pieces/2", "do", "stop", "text", "half")
		},
		"paused":           func(p *person) { p.post("/heart/pieces", "pause", "on") },
		"left":             func(p *person) { p.post("/heart/pieces/leave") },
		"late":             func(p *person) { p.now = p.now.Add(7 * time.Hour) },
		"an answer, kept":  func(p *person) { p.check(time.Hour, "P2", `{}`) },
		"an answer, asked": func(p *person) { p.answer("2", "danger", "yes") },
		"a mania, kept":    func(p *person) { p.answer("2", "mind", "yes", "keep", "yes") },
		"early":            func(p *person) { p.told(3) },
	} {
		p := begun(t)
		change(p)
		if why, _ := p.offer("heart.pieces"); why != "" {
			t.Errorf("%s: it is offered", name)
		}
	}
	if why, _ := newPerson(t).told(60).offer("heart.pieces"); why != "" {
		t.Error("it is offered to somebody who never began")
	}
	p := begun(t)
	p.post("/heart/pieces", "pause", "on")
	if p.post("/heart/pieces", "pause", "off"); p.status == 200 {
		if why, _ := p.offer("heart.pieces"); why == "" {
			t.Error("it is not offered again after the pause")
		}
	}
}

func TestAPauseOfMonthsPassesWithoutAWord(t *testing.T) {
	p := begun(t)
	before := p.get("/heart/pieces").page.First("main").Words()
	p.now = p.now.AddDate(0, 5, 0)
	if after := p.get("/heart/pieces").page.First("main").Words(); after != before {
		t.Errorf("after five months it says:\n%s\nbefore it said:\n%s", after, before)
	}
	why, _ := p.offer("heart.pieces")
	if why == "" {
		t.Error("it is not offered any more")
	}
	for _, never := range []string{"late", "missed", "have not written", "last time", "days ago", "behind"} {
		if strings.Contains(strings.ToLower(why), never) {
			t.Errorf("the reason says %q", never)
		}
	}
}

func TestGuiltOrShameThatWasChosenLatelyIsTheReasonForThePageOnIt(t *testing.T) {
	for feeling, want := range map[string]bool{"guilty": true, "ashamed": true, "sad": false} {
		for ago, lately := range map[time.Duration]bool{0: true, 7 * 24 * time.Hour: true, 8 * 24 * time.Hour: false} {
			p := newPerson(t)
			p.put(journal.KindCheckIn, ago, journal.CheckIn{Feelings: []string{feeling}})
			why, _ := p.offer("heart.not-yours")
			if got := strings.Contains(why, "You chose “"+feeling+"” in the last days"); got != (want && lately) {
				t.Errorf("%s, %s ago: %v", feeling, ago, got)
			}
		}
	}
}
