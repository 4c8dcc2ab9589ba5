package bodylog_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/testkit/page"
)

func TestWhatIsUrgentIsSaidAtOnceAndWhatIsNotIsNeverCalledFine(t *testing.T) {
	tests := []struct {
		name  string
		note  []string
		level string // "": the rules say nothing
	}{
		{"just below a fever", []string{"temperature", "37.9", "unit", "C"}, ""},
		{"a fever", []string{"temperature", "38", "unit", "C"}, "urgent"},
		{"a fever in Fahrenheit", []string{"temperature", "100.4", "unit", "F"}, "urgent"},
		{"just below it in Fahrenheit", []string{"temperature", "100.3", "unit", "F"}, ""},
		{"a high fever", []string{"temperature", "39,0", "unit", "C"}, "emergency"},
		{"like a period", []string{"bleeding", "period"}, ""},
		{"more than a period", []string{"bleeding", "heavy"}, "urgent"},
		{"more than a period, with few pads", []string{"bleeding", "heavy", "pads", "4"}, "urgent"},
		{"11 pads", []string{"pads", "11"}, ""},
		{"12 pads", []string{"pads", "12"}, "urgent"},
		{"23 pads", []string{"pads", "23"}, "urgent"},
		{"24 pads", []string{"pads", "24"}, "emergency"},
		{"a small clot", []string{"clots", "small"}, ""},
		{"a clot like a walnut", []string{"clots", "walnut"}, "urgent"},
		{"a larger clot", []string{"clots", "larger"}, "emergency"},
		{"several clots", []string{"clots", "several"}, "emergency"},
		{"pain of 6", []string{"pain", "6"}, ""},
		{"pain of 7", []string{"pain", "7"}, "urgent"},
		{"strong pain and a fever", []string{"pain", "8", "temperature", "38.2", "unit", "C"}, "emergency"},
		{"nothing much", []string{"bleeding", "none", "pain", "0", "pads", "0", "temperature", "36.8", "unit", "C"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := newPerson(t)
			p.get("/body/log").fill("/body/log", tt.note...).expect(http.StatusOK).at("/body/log/")
			if got := p.level(); got != tt.level {
				t.Errorf("the page after keeping shows %q, want %q", got, tt.level)
			}
			if p.page.First("a", "href=/check") == nil {
				t.Error("the check is not one tap away")
			}
			words := strings.ToLower(p.words())
			for _, comfort := range []string{"fine", "normal", "good news", "no reason to worry", "expected", "harmless", "nothing to worry"} {
				if strings.Contains(words, comfort) {
					t.Errorf("it says %q", comfort)
				}
			}
			if tt.level == "" {
				return
			}
			card := p.page.First("section", "role=alert")
			if tt.level == "emergency" {
				for _, a := range card.All("a") {
					if !strings.HasPrefix(a.Attrs["href"], "tel:") {
						t.Errorf("the emergency card leads to %s", a.Attrs["href"])
					}
				}
			}
			if len(card.All("a")) == 0 || !strings.Contains(card.Words(), "Source:") {
				t.Errorf("the card has no number, or no source: %s", card.Words())
			}
			if p.get("/body/log").level() != tt.level {
				t.Error("back at the log it is forgotten")
			}
			p.now = p.now.Add(13 * time.Hour)
			if got := p.get("/body/log").level(); got != "" {
				t.Errorf("13 hours later it still shows %q", got)
			}
		})
	}
}

func TestAFeverIsSaidAtOnceWhereverItWasTyped(t *testing.T) {
	p := newPerson(t)
	if p.get("/checkin").fill("/checkin", "temperature", "38.2", "unit", "C"); p.level() != "urgent" {
		t.Errorf("a check-in with a fever shows %q at %s", p.level(), p.path)
	}
	p.get("/checkin").fill("/checkin", "temperature", "37.2", "unit", "C").at("/today")
}

func TestALaterQuietNoteDoesNotTakeBackAnEmergency(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "temperature", "39.4", "unit", "C")
	p.now = p.now.Add(time.Hour)
	p.get("/body/log").fill("/body/log", "temperature", "36.9", "unit", "C")
	if got := p.get("/body/log").level(); got != "emergency" {
		t.Errorf("an hour later the log shows %q", got)
	}
}

func TestWhatHappenedRaisesAConcernAndNeverLowersIt(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "clots", "walnut")
	if p.level() != "urgent" {
		t.Fatalf("without a story: %q", p.level())
	}
	p = newPerson(t)
	p.get("/body/story/new").fill("/body/story/new", "how_far", "14to23", "type", "late").expect(http.StatusOK)
	p.get("/body/log").fill("/body/log", "clots", "walnut")
	if p.level() != "emergency" {
		t.Errorf("after a loss at 14 weeks or later: %q", p.level())
	}
	p = newPerson(t) // two days ago: the rules alone would wait with heavy bleeding, and the log does not
	p.get("/body/story/new").fill("/body/story/new", "when", "day", "day", "2026-03-03")
	p.get("/body/log").fill("/body/log", "bleeding", "heavy")
	if p.level() != "urgent" {
		t.Errorf("the day after: %q", p.level())
	}
}

func TestWhatHappenedAloneIsNoConcernOfEveryNote(t *testing.T) {
	p := newPerson(t)
	p.get("/body/story/new").fill("/body/story/new", "how_far", "14to23", "rh", "negative", "anti_d", "no", "management", "surgical", "when", "day", "day", "2026-03-01")
	p.get("/body/log").fill("/body/log", "pain", "1")
	if got := p.level(); got != "" {
		t.Errorf("a note of little pain shows %q: %s", got, p.words())
	}
}

func TestNothingOfWhatWasNotedStandsInAnAddress(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "temperature", "39.1", "unit", "C", "bleeding", "heavy")
	if strings.Contains(p.path, "39") && page.Says(p.path, "heavy") || page.Says(p.path, "unit") {
		t.Errorf("at %s", p.path)
	}
}

func TestANoteThatCannotBeKeptComesBackWithEverythingInIt(t *testing.T) {
	for field, value := range map[string]string{"pads": "many", "temperature": "98.6"} {
		p := newPerson(t)
		p.get("/body/log").fill("/body/log", "bleeding", "light", field, value).expect(http.StatusUnprocessableEntity)
		form := p.page.First("form", "action=/body/log").Fields()
		if form.Get("bleeding") != "light" || form.Get(field) != value {
			t.Errorf("%s: the form has %v", field, form)
		}
		if p.page.First("id=error-summary") == nil {
			t.Errorf("%s: nothing says what to do", field)
		}
	}
	p := newPerson(t)
	p.get("/body/log").fill("/body/log").expect(http.StatusUnprocessableEntity).says("Fill in at least one part")
}

func TestPadsAndClotsStandInTheEntryTheTimelineAndAnEdit(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "bleeding", "light", "pads", "3", "clots", "small").says("Full pads in 24 hours", "3", "Smaller than a walnut")
	entry := "/journal/" + strings.TrimPrefix(strings.Split(p.path, "?")[0], "/body/log/")
	p.get(entry).says("Smaller than a walnut")
	p.get(entry+"/edit").fill(entry+"/edit", "pain", "2")
	p.get(entry).says("Smaller than a walnut", "2 out of 10")
	p.get("/timeline").says("Less than a period")
}

func TestPicturesHaveTheirTablesAndTheLineInWords(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "bleeding", "light", "pads", "3", "pain", "4", "temperature", "99.1", "unit", "F")
	p.get("/body/log/pictures").says("99.1 °F", "38 °C (100.4 °F)", "Less than a period", "4 out of 10")
	if n := len(p.page.All("svg", "role=img")); n != 4 {
		t.Errorf("%d pictures, want 4", n)
	}
	if n := len(p.page.All("table")); n != 4 {
		t.Errorf("%d tables, want 4", n)
	}
	if !strings.Contains(p.raw, ">100.4 °F<") || !strings.Contains(p.raw, `grid strong`) {
		t.Error("the line at 38 °C is not marked, or not in the unit she uses")
	}
	if form := p.get("/body/log").page.First("form", "action=/body/log").Fields(); form.Get("unit") != "F" {
		t.Errorf("she has to choose her unit again: %v", form)
	}
	for _, days := range []string{"7", "90", "365", "nonsense"} {
		p.get("/body/log/pictures?days=" + days).expect(http.StatusOK).says("99.1 °F")
	}
}
