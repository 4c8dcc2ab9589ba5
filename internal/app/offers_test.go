package app

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
)

// offered are the addresses that Today suggests, and the sentences beside them.
func (p *person) offered() (addresses, whys []string) {
	p.t.Helper()
	p.get("/today").expect(http.StatusOK)
	section := p.page.First("section", "class=offers")
	if section == nil {
		return nil, nil
	}
	for _, a := range section.All("a") {
		addresses, whys = append(addresses, a.Attrs["href"]), append(whys, a.First("span").Words())
	}
	return addresses, whys
}

// put keeps something as it would be kept at a time, so that a test need not fill a form for it.
func (p *person) put(kind uint8, at time.Time, body []byte, err error) {
	p.t.Helper()
	if err == nil {
		err = p.app.Vault.Put(p.t.Context(), record.Record{ID: record.NewID(), Kind: kind, At: at.Unix(), Body: body})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// lived is a person with a little of everything of the body.
func lived(t *testing.T) *person {
	p := newPerson(t)
	n := 4
	story, err := journal.Story{When: "day", Day: p.now.AddDate(0, 0, -9).Format(time.DateOnly)}.Encode()
	p.put(journal.KindStory, p.now.AddDate(0, 0, -8), story, err)
	for day := range 3 {
		c, err := journal.CheckIn{Pain: &n, Bleeding: journal.BleedingLight}.Encode()
		p.put(journal.KindCheckIn, p.now.AddDate(0, 0, -day).Add(-time.Hour), c, err)
	}
	pain, err := journal.Pain{Regions: []string{"lower-back-left"}, Score: &n}.Encode()
	p.put(journal.KindPain, p.now.AddDate(0, 0, -1), pain, err)
	visit, err := journal.Appointment{What: "Dr Reed", Start: p.now.AddDate(0, 0, 1).Format(journal.StartLayout)}.Encode()
	p.put(journal.KindAppointment, p.now.AddDate(0, 0, -3), visit, err)
	return p
}

func TestTodaySuggestsAtMostThreeWithWhatThePersonSaid(t *testing.T) {
	p := newPerson(t)
	if got, _ := p.offered(); len(got) > 3 {
		t.Errorf("nothing was said, and %v is suggested", got)
	}
	p = lived(t)
	got, whys := p.offered()
	if len(got) == 0 || len(got) > 3 || !slices.Contains(got, "/body/page") {
		t.Fatalf("suggested: %v", got)
	}
	if i := slices.Index(got, "/body/page"); whys[i] != "You wrote down “Dr Reed” for 5 March, 02:05." {
		t.Errorf("the reason is %q", whys[i])
	}
	for i, why := range whys {
		if strings.HasPrefix(got[i], "/heart") { // those of Heart have their own tests
			continue
		}
		if !strings.HasPrefix(why, "You ") && !strings.Contains(why, " you ") {
			t.Errorf("%s: the reason does not name what the person said: %q", got[i], why)
		}
		p.get(got[i]).expect(http.StatusOK).at(got[i])
	}
}

func TestEveryReasonOfTheBodyIsTrue(t *testing.T) {
	p := lived(t)
	seen := map[string]string{}
	for range 14 { // as the days pass, what was shown gives way
		got, whys := p.offered()
		for i := range got {
			seen[got[i]] = whys[i]
		}
		p.now = p.now.AddDate(0, 0, 1)
	}
	for address, want := range map[string]string{
		"/body/weeks": "You told us when it happened. This is what often comes around now.", "/body/back/help": "On 3 March you wrote that your back hurt: 4 out of 10.",
		"/body/log/pictures": "You noted your body, last on 4 March. Here it is as a picture.",
	} {
		if seen[address] != want {
			t.Errorf("%s: %q, want %q", address, seen[address], want)
		}
	}
	p = newPerson(t) // heavier than a period, and hot: to be looked at now
	p.get("/checkin").fill("/checkin", "temperature", "38.9")
	if got, whys := p.offered(); !slices.Contains(got, "/check") || !strings.Contains(strings.Join(whys, " "), "noted at 02:05") {
		t.Errorf("a fever was noted, and Today suggests %v: %v", got, whys)
	}
	p = newPerson(t) // a sign that is to be looked at is not met with exercises
	nine := 9
	pain, err := journal.Pain{Regions: []string{"lower-back-left"}, Score: &nine, Signs: []string{"numb"}}.Encode()
	p.put(journal.KindPain, p.now.AddDate(0, 0, -1), pain, err)
	if got, _ := p.offered(); slices.Contains(got, "/body/back/help") {
		t.Errorf("with a sign that is urgent, Today suggests %v", got)
	}
}

func TestWhatIsPutAwayForTodayIsGoneUntilTomorrowAndForGoodForGood(t *testing.T) {
	p := lived(t)
	p.keep()
	before, _ := p.offered()
	p.press("/body/page", "today").at("/today").says("It is gone for today.")
	after, _ := p.offered()
	if slices.Contains(after, "/body/page") || len(after) != len(before)-1 {
		t.Errorf("of %v the visit was put away, and now it is %v", before, after)
	}
	first := after[0]
	p.press(first, "good").says("It will not be suggested again.")
	p.get("/mine").get("/mine/put-away").says("A page for an appointment", "Not today.", "Never.")

	p.now = p.now.AddDate(0, 0, 1)
	p.get("/mine/put-away").saysNot("A page for an appointment")
	for range 20 {
		if got, _ := p.offered(); slices.Contains(got, first) {
			t.Fatalf("%s was never to be suggested again: %v", first, got)
		}
		p.now = p.now.AddDate(0, 0, 1)
	}
	p.now = p.now.AddDate(0, 0, -15)
	p.get("/mine/put-away").fill("/mine/put-away").at("/mine/put-away").says("It may be suggested again.", "You have put nothing away.")
	p.now = p.now.AddDate(0, 0, -6) // as it was
	if got, _ := p.offered(); !slices.Contains(got, first) {
		t.Errorf("%s was brought back, and Today suggests %v", first, got)
	}
}

// press puts one of the suggestions away.
func (p *person) press(address, span string) *person {
	p.t.Helper()
	for _, li := range p.page.First("section", "class=offers").All("li") {
		if a := li.First("a"); a.Attrs["href"] == address {
			form := li.First("form").Fields()
			form.Set("for", span)
			return p.do("POST", li.First("form").Attrs["action"], form)
		}
	}
	p.t.Fatalf("%s is not suggested", address)
	return p
}

func TestNoThreeSuggestionsStayForAWeek(t *testing.T) {
	p := lived(t)
	alike, last := 0, ""
	for range 21 {
		visit, err := journal.Appointment{What: "Dr Reed", Start: p.now.AddDate(0, 0, 1).Format(journal.StartLayout)}.Encode()
		p.put(journal.KindAppointment, p.now, visit, err)
		got, _ := p.offered()
		if again, _ := p.offered(); !slices.Equal(again, got) {
			t.Errorf("looked at twice on %s: %v, then %v", p.now.Format(time.DateOnly), got, again)
		}
		slices.Sort(got)
		if alike++; strings.Join(got, " ") != last {
			alike, last = 1, strings.Join(got, " ")
		}
		if alike > 5 && len(got) > 0 {
			t.Fatalf("%v for %d days", got, alike)
		}
		p.now = p.now.AddDate(0, 0, 1)
	}
}

func TestPauseEverythingStandsBesideTheSuggestions(t *testing.T) {
	p := lived(t)
	p.offered()
	form := p.page.First("section", "class=offers").First("form", "action=/mine/quiet")
	p.do("POST", "/mine/quiet", form.Fields()).at("/today").says("Snowdrop is silent")
	if got, _ := p.offered(); got != nil {
		t.Errorf("silent, and it suggests %v", got)
	}
	if p.page.First("main").First("a", "href=/journal") == nil {
		t.Error("silent, the journal cannot be reached from Today")
	}
	p.fill("/mine/quiet")
	if got, _ := p.offered(); len(got) == 0 {
		t.Error("back again, and nothing is suggested")
	}
}

func TestASuggestionThatNobodyMadeIsNotPutAway(t *testing.T) {
	p := lived(t)
	for _, form := range []url.Values{{}, {"id": {"nothing.such"}, "for": {"good"}}, {"id": {"visit.page"}, "for": {"x"}}} {
		p.do("POST", "/today/put-away", form).expect(http.StatusBadRequest)
	}
	p.do("POST", "/mine/put-away", url.Values{"id": {"nothing.such"}}).expect(http.StatusOK)
	p.keep()
	p.post("/lock")
	p.do("POST", "/today/put-away", url.Values{"id": {"visit.page"}, "for": {"good"}}).at("/unlock")
}

// Today must stay quick with much kept: it reads a few heads of a kind, and no more bodies than it shows.
func TestTodayReadsLittleWithMuchKept(t *testing.T) {
	p := lived(t)
	for i := range 3000 {
		e, err := journal.Entry{Text: "some words"}.Encode()
		p.put(journal.KindEntry, p.now.AddDate(0, 0, -i%400), e, err)
	}
	few := testing.AllocsPerRun(5, func() { p.get("/today") })
	for i := range 3000 {
		c, err := journal.CheckIn{Note: "x"}.Encode()
		p.put([]uint8{journal.KindCheckIn, journal.KindPractice, journal.KindSession, journal.KindPain}[i%4], p.now.AddDate(-1, 0, -i%400), c, err)
	}
	if many := testing.AllocsPerRun(5, func() { p.get("/today") }); many > few*1.3+200 {
		t.Errorf("with twice as much kept a look at Today takes %.0f pieces of memory after %.0f", many, few)
	}
}
