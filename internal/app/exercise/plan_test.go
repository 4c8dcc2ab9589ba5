package exercise_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
)

func ptr[T any](v T) *T { return &v }

func TestAHikeIsPlannedOnlyAfterAskingAndNeverAgainstTheLog(t *testing.T) {
	heavy := journal.CheckIn{Bleeding: journal.BleedingHeavy}
	for _, c := range []struct {
		name string
		kind uint8
		note interface{ Encode() ([]byte, error) }
		ago  time.Duration
		held bool
		says string
	}{
		{"silence", 0, nil, 0, false, "You noted nothing in the last day. Ask yourself these things first."},
		{"heavy bleeding", journal.KindCheckIn, heavy, time.Hour, true, "You noted bleeding that speaks against it."},
		{"the same, a day ago", journal.KindCheckIn, heavy, 24 * time.Hour, true, "You noted bleeding"},
		{"the same, longer ago", journal.KindCheckIn, heavy, 24*time.Hour + time.Minute, false, "You noted nothing in the last day."},
		{"a fever", journal.KindCheckIn, journal.CheckIn{Temperature: ptr(38.0), Unit: "C"}, time.Hour, true, "You noted a fever."},
		{"back pain of 5", journal.KindPain, journal.Pain{Score: ptr(5), Regions: []string{"lower-back-left"}}, time.Hour, true, "You noted strong pain."},
		{"back pain of 4", journal.KindPain, journal.Pain{Score: ptr(4), Regions: []string{"lower-back-left"}}, time.Hour, false, "We saw nothing against it"},
		{"no bleeding", journal.KindCheckIn, journal.CheckIn{Bleeding: journal.BleedingNone}, time.Hour, false, "We saw nothing against it in what you noted. That is not all there is to know."},
		{"only feelings", journal.KindCheckIn, journal.CheckIn{Feelings: []string{"calm"}}, time.Hour, false, "You noted nothing"},
	} {
		p := newPerson(t)
		if c.note != nil {
			p.keep(c.kind, c.ago, c.note)
		}
		p.get("/heart/try/small-plan").presses("1", "what", "hike", "own", "still here")
		p.answered(http.StatusOK).sees(c.says)
		if at := p.page.First("id=when") == nil; at != c.held {
			t.Errorf("%s: held is %v", c.name, at)
		}
		if c.held {
			p.sees("Not this one now").doesNotSee("allowed")
			if !strings.Contains(p.raw, "still here") || !strings.Contains(p.raw, `href="/check"`) {
				t.Errorf("%s: words or the way to the check are gone", c.name)
			}
			form := p.fields()
			form.Set("what", "hike")
			p.do("POST", "/heart/try/small-plan/keep", form)
			if len(p.written()) != 0 {
				t.Errorf("%s: it was kept all the same", c.name)
			}
			continue
		}
		p.sees("am I dizzy?", "Not while you bleed", "With one yes, choose something else").doesNotSee("allowed", "you may go")
		p.presses("2").sees("am I dizzy?")
		p.presses("keep").answered(http.StatusSeeOther)
	}
}

func TestAKeptCheckThatAsksForCareHoldsAPlanForTheBody(t *testing.T) {
	for level, held := range map[string]bool{"emergency": true, "urgent": true, "incomplete": true, "soon": false, "selfcare": false} {
		p := newPerson(t)
		p.keep(journal.KindCheck, time.Hour, journal.Check{Level: level, Report: []byte(`{"x":1}`)})
		for what, body := range map[string]bool{"bath": true, "walk": true, "hike": true, "coffee": false} {
			p.get("/heart/try/small-plan").presses("1", "what", what)
			if got := strings.Contains(p.raw, "Not this one now"); got != (held && body) {
				t.Errorf("%s after %q: held %v", what, level, got)
			}
		}
	}
}

func TestWhileLockedAPlanAsksAndReadsNothing(t *testing.T) {
	p := newPerson(t)
	p.keep(journal.KindCheckIn, time.Hour, journal.CheckIn{Bleeding: journal.BleedingHeavy})
	p.lock()
	p.get("/heart/try/small-plan").presses("1", "what", "bath").sees("What you noted is locked", "am I dizzy?", "Only when bleeding is light")
	p.doesNotSee("You noted bleeding")
}

func TestEachPlanHasItsOwnCautions(t *testing.T) {
	for what, says := range map[string]string{
		"bath": "Warm, not very hot.", "walk": "Turn back when bleeding or pain gets more.", "coffee": "You may leave at any time.", "hike": "Choose a way that you can cut short.",
		"own": "Sport and heavy things wait until the bleeding has stopped",
	} {
		p := newPerson(t).get("/heart/try/small-plan").presses("1", "what", what)
		p.sees(says)
		p.presses("2").sees(says)
	}
	newPerson(t).get("/heart/try/marking").sees("Never leave it alone.", "Do not go in alone.", "You need not do this at all.")
	for _, id := range []string{"outside", "other-telling"} {
		newPerson(t).get("/heart/try/"+id).sees("Better with a professional if", "these are only questions"[1:])
	}
}

// slices are the names in the table beside the picture, in their order, with how each feels.
func slices(p *person) (out []string) {
	for _, row := range p.page.First("table").First("tbody").All("tr") {
		out = append(out, row.First("th").Words()+"="+row.All("td")[1].Words())
	}
	return out
}

func TestWhatPlayedAPartIsDrawnBesideWhatIsKnownWithTheOwnPartLast(t *testing.T) {
	p := newPerson(t).get("/heart/try/pie").presses("1", "part1", "The <long> shift", "size1", "large", "size2", "small")
	p.sees("In about half of losses in the first 3 months", "Often no cause is found.", "Some things change the risk a little")
	p.sees("Where this comes from", "Quenby 2021")
	if got := p.fields(); got.Get("chance") != "large" || got.Get("unknown") != "middle" {
		t.Errorf("what is known is drawn as %v", got)
	}
	p.presses("2").presses("3", "own", "I was tired")
	got := strings.Join(slices(p), "; ")
	want := "The <long> shift=Large; Something without a name=Small; Chance, in the chromosomes=Large; What nobody can know=Middle; My own part: I was tired=Small"
	if got != want {
		t.Errorf("drawn: %s", got)
	}
	if n := len(p.page.First("svg").All("path")); n != 5 {
		t.Errorf("%d pieces", n)
	}
	p.sees("do not cause a miscarriage", "Some things change the risk a little").doesNotSee("%", "nothing you did")
	p.presses("0").presses("1").presses("2", "chance", "none", "unknown", "none").presses("3")
	if n := len(slices(p)); n != 3 {
		t.Errorf("a part of nothing is drawn: %d", n)
	}
}

// A whole circle with nothing in it but oneself is what the exercise is there to undo.
func TestTheOwnPartAloneIsNeverDrawn(t *testing.T) {
	p := newPerson(t).get("/heart/try/pie").presses("1").presses("2", "chance", "none", "unknown", "none").presses("3", "own", "All of it", "ownsize", "large")
	if p.page.First("svg") != nil {
		t.Error("it is drawn")
	}
	p.sees("All of it")
	p = newPerson(t).get("/heart/try/pie").presses("1").presses("2", "chance", "none").presses("3")
	if svg := p.page.First("svg"); svg == nil || svg.First("circle") == nil {
		t.Error("one part alone is not drawn")
	}
}

func TestWhatIsKnownOfTheFirstMonthsIsNotChosenForAnotherLoss(t *testing.T) {
	for name, c := range map[string]struct {
		story journal.Story
		want  string
	}{
		"early": {journal.Story{HowFar: journal.Far6to9}, "large"}, "at 13 weeks": {journal.Story{HowFar: journal.Far10to13}, "large"},
		"at 14 weeks": {journal.Story{HowFar: journal.Far14to23}, ""}, "ectopic": {journal.Story{Type: journal.StoryEctopic}, ""},
		"molar": {journal.Story{Type: journal.StoryMolar}, ""}, "late": {journal.Story{Type: journal.StoryLate}, ""},
	} {
		p := newPerson(t)
		p.keep(journal.KindStory, time.Hour, c.story)
		if got := p.get("/heart/try/pie").presses("1").fields().Get("chance"); got != c.want {
			t.Errorf("%s: chance is %q", name, got)
		}
	}
}

func TestAWorryAboutTheBodyLeadsToTheCheck(t *testing.T) {
	p := newPerson(t).get("/heart/try/worry-time").presses("1", "worry2", "The bleeding")
	if n := len(p.page.All("input", "name=can1")) + len(p.page.All("input", "name=can3")); n != 0 {
		t.Error("a worry that nobody wrote is asked about")
	}
	p.sees("The bleeding: Can I do something?")
	p.presses("2", "can2", "body").presses("3", "when", "midday").sees("does not wait")
	if p.page.First("id=why").First("href=/check") == nil {
		t.Error("no way to the check")
	}
	late := newPerson(t).get("/heart/try/worry-time").presses("1").page
	for _, o := range late.All("input", "name=when") {
		if v := o.Attrs["value"]; v == "night" || v == "bed" {
			t.Errorf("%s is offered", v)
		}
	}
	if len(late.All("input", "name=when")) == 0 {
		t.Error("with no worry, the time is not asked for")
	}
}

func TestEachWorryStandsWithWhatWasSaidOfIt(t *testing.T) {
	p := newPerson(t).walk("worry-time")
	want := "Yes, something small The test One tiny step: Ring the clinic Set aside for now My mother When is your time to worry? In the afternoon"
	if got := p.page.First("dl").Words(); got != want {
		t.Errorf("told: %s", got)
	}
}

func TestEveryFieldCanBeReachedAndIsNamed(t *testing.T) {
	walk := func(n *page.Node) int {
		return len(n.All("input", "type=radio")) + len(n.All("input", "type=text")) + len(n.All("textarea"))
	}
	for _, id := range journal.Exercises {
		p := newPerson(t).get("/heart/try/" + id)
		form := p.page.First("form", "id=exercise")
		if walk(form) == 0 || len(form.All("fieldset")) != len(form.All("legend")) {
			t.Errorf("%s: %d fields, %d groups, %d legends", id, walk(form), len(form.All("fieldset")), len(form.All("legend")))
		}
		if form.Attrs["data-draft"] != "heart/try/"+id {
			t.Errorf("%s: draft %q", id, form.Attrs["data-draft"])
		}
	}
}
