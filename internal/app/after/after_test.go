package after_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

var pages = []string{"waves", "heavy", "alarm", "help", "waiting", "two"}

// put puts an entry there, as another page would.
func (p *person) put(kind uint8, at time.Time, e interface{ Encode() ([]byte, error) }) {
	p.t.Helper()
	body, err := e.Encode()
	if err == nil {
		err = p.vault.Put(context.Background(), record.Record{ID: record.NewID(), Kind: kind, At: at.Unix(), Body: body})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// lost tells what happened so many days ago.
func (p *person) lost(days int) *person {
	p.t.Helper()
	p.put(journal.KindStory, p.now, journal.Story{When: "day", Day: p.now.AddDate(0, 0, -days).Format(time.DateOnly)})
	return p
}

func TestWhatIsWhatWorksLockedAndLeadsToHelp(t *testing.T) {
	p := newPerson(t).keep()
	p.vault.Lock()
	p.get("/heart/after").is(http.StatusOK).says("There are no stages", "about 3 in 10 at one month, fewer than 2 in 10 at nine months", "screening questionnaire").saysNot("Shall Snowdrop ask")
	for _, name := range pages {
		p.get("/heart/after").says()
		if !strings.Contains(p.raw, `href="/heart/after/`+name+`"`) {
			t.Errorf("nothing leads to %s", name)
		}
		p.get("/heart/after/" + name).is(http.StatusOK)
		if !strings.Contains(p.raw, `href="/safety"`) || name != "help" && !strings.Contains(p.raw, `href="/heart/after/help"`) {
			t.Errorf("%s leads to no help", name)
		}
	}
	p.get("/heart/after/elsewhere").is(http.StatusNotFound)
	p.get("/heart/after/waves").says("6 months", "strong as at the start", "It is treatable")
}

func TestNothingInAddressesOrTitlesSaysWhatItIsAbout(t *testing.T) {
	p := newPerson(t)
	for _, name := range append(pages, "", "now", "message") {
		p.get("/heart/after/" + name)
	}
	for _, address := range p.page.All("a") {
		p.seen = append(p.seen, address.Attrs["href"])
	}
	p.post("/heart/after/message", "to", "doctor", "length", "long", "part", "lost", "part", "harm", "part", "afraid")
	p.post("/heart/after/message", "answer", "paper", "text", "I lost a pregnancy.")
	for _, said := range p.seen {
		for _, never := range []string{"miscarriage", "loss", "lost", "grief", "suicid", "depress", "trauma", "baby", "guilt", "pregnan", "harm", "afraid"} {
			if strings.Contains(strings.ToLower(said), never) {
				t.Errorf("%q stands in an address or a title", said)
			}
		}
	}
}

// Nobody is told what they have, and nobody is shown a way that everybody goes.
func TestThePagesNameNoIllnessOfAnybodyAndNoStages(t *testing.T) {
	for _, id := range append([]string{"after"}, pages...) {
		if id != "after" {
			id = "after-" + id
		}
		page, ok := content.PageByID("en", id)
		if !ok {
			t.Fatalf("no page %s", id)
		}
		var all strings.Builder
		for _, b := range page.Blocks {
			all.WriteString(content.Plain(b.Spans) + "\n")
			for _, item := range b.Items {
				all.WriteString(content.Plain(item) + "\n")
			}
		}
		for _, never := range []string{"disorder", "you have depression", "you have PTSD", "PGD", "%", "stage one", "first stage", "get over", "closure", "normal grief"} {
			if strings.Contains(all.String(), never) {
				t.Errorf("%s says %q", id, never)
			}
		}
	}
}

func (p *person) text() string {
	p.t.Helper()
	area := p.page.First("textarea")
	if area == nil {
		p.t.Fatalf("%s shows no message", p.path)
	}
	return area.Words()
}

// full has everything in it that could go along.
func full(t *testing.T) *person {
	p := newPerson(t).lost(20)
	p.put(journal.KindCheckIn, p.now.Add(-time.Hour), journal.CheckIn{Feelings: []string{"numb", "guilty"}})
	score, one := 12.0, 1
	p.put(journal.KindMeasure, p.now.Add(-time.Hour), journal.Measure{Which: "phq-9", Version: "1", Answers: []*int{&one}, Score: &score})
	return p
}

func TestNothingIsInAMessageThatWasNotTicked(t *testing.T) {
	said := map[string]string{
		"lost": "I lost a pregnancy.", "day": "I lost a pregnancy on 31 October 2026.", "feelings": "guilty", "numbers": "I answered questions", "harm": "ending my life", "afraid": "afraid of somebody",
	}
	p := full(t)
	p.get("/heart/after/message").is(http.StatusOK).says("Only what you tick is in it", "31 October 2026")
	for _, box := range p.page.All("input", "type=checkbox") {
		if _, on := box.Attrs["checked"]; on {
			t.Errorf("%s is ticked by itself", box.Attrs["value"])
		}
		if said[box.Attrs["value"]] == "" {
			t.Errorf("there is a box %s", box.Attrs["value"])
		}
	}
	for _, to := range []string{"doctor", "therapist", "else"} {
		for _, length := range []string{"few", "short", "long", ""} {
			p.post("/heart/after/message", "to", to, "length", length).is(http.StatusOK)
			for part, words := range said {
				if strings.Contains(p.text(), words) {
					t.Errorf("%s, %s, nothing ticked: it says %q", to, length, part)
				}
			}
			if strings.Contains(p.raw, "Do not wait") {
				t.Error("it speaks of danger that nobody spoke of")
			}
		}
		for part := range said {
			p.post("/heart/after/message", "to", to, "length", "long", "part", part)
			for other, words := range said {
				if strings.Contains(p.text(), words) != (part == other) {
					t.Errorf("%s ticked: %q is in it or is not: %s", part, other, p.text())
				}
			}
		}
	}
	if n := len(p.vault.Drafts()); n != 0 || len(p.vault.List()) != 3 {
		t.Error("a message was kept")
	}
}

func TestAMessageHasLengthsGapsAndCanBeChangedAndPrinted(t *testing.T) {
	p := newPerson(t)
	last := 0
	for _, length := range []string{"few", "short", "long"} {
		p.post("/heart/after/message", "to", "doctor", "length", length, "part", "day")
		if n := len(p.text()); n <= last {
			t.Errorf("%s is no longer than the one before", length)
		} else {
			last = n
		}
		if !strings.Contains(p.text(), "on ____.") || !strings.Contains(p.text(), "My name is ____.") {
			t.Errorf("there is no gap: %s", p.text())
		}
	}
	form := url.Values{"to": {"doctor"}, "length": {"long"}, "part": {"day"}, "answer": {"paper"}, "text": {"My own words.\r\n\r\nAnd more."}}
	p.do("POST", "/heart/after/message", form).is(http.StatusOK)
	if paper := p.page.First("article", "class=sheet").Words(); !strings.Contains(paper, "My own words.") || strings.Contains(paper, "Snowdrop") {
		t.Errorf("the paper says %s", paper)
	}
	if title := p.page.First("title").Words(); title != "Notes" {
		t.Errorf("the title on the print is %q", title)
	}
	back := p.page.First("form", "action=/heart/after/message").Fields()
	back.Set("answer", "edit")
	if p.do("POST", "/heart/after/message", back); !strings.Contains(p.text(), "My own words.") {
		t.Errorf("changing it again gives %s", p.text())
	}
	back.Set("answer", "change")
	p.do("POST", "/heart/after/message", back).says("What may it say?")
	if got := p.page.First("form", "action=/heart/after/message").Fields(); got.Get("length") != "long" || !slices.Contains(got["part"], "day") {
		t.Errorf("what was chosen came back as %v", got)
	}
}

func TestAMessageOfThoughtsOfDyingIsNothingToWaitFor(t *testing.T) {
	p := newPerson(t)
	for _, answer := range []string{"", "paper", "edit"} {
		p.post("/heart/after/message", "part", "harm", "answer", answer, "text", "x").says("Do not wait for an answer", "Speak to a person today")
		if !strings.Contains(p.raw, `class="button" href="/safety"`) {
			t.Error("it does not lead to the safety page")
		}
	}
}

func TestALockedMessageKnowsNothing(t *testing.T) {
	p := full(t).keep()
	p.vault.Lock()
	p.get("/heart/after/message").is(http.StatusOK).says("What you keep is locked").saysNot("31 October", "guilty")
	p.post("/heart/after/message", "to", "doctor", "length", "long", "part", "day", "part", "feelings", "part", "numbers").is(http.StatusOK)
	if got := p.text(); !strings.Contains(got, "on ____.") || strings.Contains(got, "guilty") || strings.Contains(got, "questions about how") {
		t.Errorf("locked, it says %s", got)
	}
}

const card = "How are you by now?"

// offered says whether Today shows the card.
func (p *person) offered() bool {
	p.t.Helper()
	p.get("/today").is(http.StatusOK)
	return strings.Contains(p.main(), card)
}

func (p *person) wish(yes string) *person {
	p.t.Helper()
	return p.post("/heart/after/ask", "ask", yes)
}

func TestNobodyIsAskedWhoDidNotWishIt(t *testing.T) {
	p := newPerson(t).lost(14).keep()
	if p.offered() {
		t.Error("asked without having wished it")
	}
	p.get("/heart/after").says("It is off, unless you wish it")
	p.wish("no").says("Nothing will ask", "It is off")
	if p.offered() {
		t.Error("asked after a no")
	}
	p.wish("yes").says("It is on")
	if !p.offered() {
		t.Error("not asked after a yes")
	}
	p.wish("no")
	if p.offered() {
		t.Error("asked after it was taken back")
	}
}

func TestTheCardComesAroundWeeksTwoSixAndTwelveAndAtNoOtherTime(t *testing.T) {
	in := map[int]bool{}
	for _, first := range []int{14, 42, 84} {
		for d := range 7 {
			in[first+d] = true
		}
	}
	p := newPerson(t).keep()
	p.wish("yes")
	for i, day := range []int{-1, 0, 1, 13, 14, 15, 20, 21, 41, 42, 48, 49, 83, 84, 90, 91, 180, 366} {
		told := journal.Story{When: "day", Day: p.now.AddDate(0, 0, -day).Format(time.DateOnly)}
		p.put(journal.KindStory, p.now.Add(time.Duration(i-100)*time.Minute), told) // the newest counts
		if got := p.offered(); got != in[day] {
			t.Errorf("on day %d: %v", day, got)
		}
	}
}

func TestTheCardIsShownOnOneDayOfAWindowAndSaysNothingOfDays(t *testing.T) {
	p := newPerson(t).lost(14)
	p.keep()
	p.wish("yes")
	for range 2 { // looked at twice on the same day
		if !p.offered() {
			t.Fatal("it is not there on the day")
		}
	}
	main := p.main()
	for _, never := range []string{"two weeks", "2 weeks", "14", "days ago", "grief", "depress", "doctor"} {
		if strings.Contains(main[strings.Index(main, card):][:len(card)+80], never) {
			t.Errorf("beside the card stands %q", never)
		}
	}
	for range 6 {
		p.now = p.now.AddDate(0, 0, 1)
		if p.offered() {
			t.Errorf("it is there again on %s", p.now)
		}
	}
	p.now = p.now.AddDate(0, 0, 22) // day 42
	if !p.offered() {
		t.Error("in the next window it is not there")
	}
	p.post("/today/put-away", "id", "after.b", "for", "today")
	if p.offered() {
		t.Error("put away for today, it is there")
	}
	p.now = p.now.AddDate(0, 0, 42)
	p.offered()
	p.post("/today/put-away", "id", "after.c", "for", "good")
	if p.offered() {
		t.Error("put away for good, it is there")
	}
}

func TestTheCardIsSilentWhileQuietOrWhenTheDayIsNotKnown(t *testing.T) {
	p := newPerson(t).lost(14)
	p.keep()
	p.wish("yes")
	p.post("/mine/quiet", "quiet", "on")
	if got := map[string]any{}; json.Unmarshal(p.vault.Settings(), &got) != nil || got["quiet"] != true {
		t.Fatalf("it is not quiet: %s", p.vault.Settings())
	}
	if p.offered() {
		t.Error("it is quiet, and somebody is asked")
	}
	p = newPerson(t).keep()
	p.wish("yes")
	for name, s := range map[string]journal.Story{
		"only the month":         {When: "month", Month: "2026-11"},
		"the pregnancy may stay": {Type: journal.StoryThreatened, When: "day", Day: "2026-11-06"},
		"not said":               {When: journal.StoryPrivate},
	} {
		p.now = p.now.Add(time.Minute)
		p.put(journal.KindStory, p.now, s)
		if p.offered() {
			t.Errorf("%s: asked", name)
		}
		if p.get("/heart/after"); strings.Contains(p.main(), "we do not know when it happened") != (name == "not said") {
			t.Errorf("%s: %s", name, p.main())
		}
	}
}

// Who wished to be asked is told where nobody can know when; a month is enough, counted so that nothing comes too early.
func TestAWishThatCannotBeKeptYetIsSaidAndAMonthIsEnough(t *testing.T) {
	p := newPerson(t).keep()
	p.wish("yes").says("we do not know when it happened", "Tell when it was", "No, do not ask").saysNot("Yes, ask me")
	for i, c := range []struct {
		month, today string
		want         bool
	}{{"2026-10", "2026-11-13", false}, {"2026-10", "2026-11-14", true}, {"2026-10", "2026-11-20", true}, {"2026-10", "2026-11-21", false}, {"2026-10", "2026-12-12", true}} {
		now, err := time.Parse(time.DateOnly, c.today)
		if err != nil {
			t.Fatal(err)
		}
		q := newPerson(t).keep()
		q.now = now.Add(12 * time.Hour)
		q.put(journal.KindStory, q.now, journal.Story{When: "month", Month: c.month})
		q.wish("yes").saysNot("we do not know when it happened")
		if got := q.offered(); got != c.want {
			t.Errorf("%d: told %s, on %s: %v", i, c.month, c.today, got)
		}
	}
}

func TestTheCardLeadsToQuestionsAndToAMessage(t *testing.T) {
	p := newPerson(t).lost(14)
	p.keep()
	p.wish("yes")
	if p.get("/today"); !strings.Contains(p.raw, `href="/heart/after/now"`) {
		t.Fatal("the card leads nowhere")
	}
	p.get("/heart/after/now").is(http.StatusOK)
	for _, to := range []string{"/heart/questions", "/heart/after/message", "/safety", "/heart/after"} {
		if !strings.Contains(p.raw, `href="`+to+`"`) {
			t.Errorf("it does not lead to %s", to)
		}
	}
	p.vault.Lock()
	p.get("/heart/after/now").is(http.StatusOK)
}

func TestACardThatWasPutAwayForGoodComesInNoOtherWindow(t *testing.T) {
	p := newPerson(t).lost(14)
	p.keep()
	p.wish("yes")
	p.offered()
	p.post("/today/put-away", "id", "after.a", "for", "good")
	for _, days := range []int{28, 42} {
		if p.now = p.now.AddDate(0, 0, days); p.offered() {
			t.Errorf("it is there again on %s", p.now)
		}
	}
	p.post("/mine/put-away", "id", "after.a")
	if !p.offered() {
		t.Error("brought back, it is not there")
	}
}
