package days_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/testkit/alone"
	"snowdrop/internal/testkit/people"
)

// one is somebody on their own, with a clock that a test sets.
type one struct{ *alone.Person }

func visiting(t *testing.T) *one { t.Helper(); return &one{alone.New(t)} }

func (p *one) day(on, mode string, more ...string) *one {
	p.T.Helper()
	p.Get("/remember/days/new").Fill("/remember/days/new", append([]string{"sort", "own", "on", on, "mode", mode}, more...)...).Is(200).At("/remember/days")
	return p
}

// on sets the clock to a time of a day.
func (p *one) on(at string) *one {
	p.T.Helper()
	now, err := time.ParseInLocation("2006-01-02 15:04", at, p.Now.Location())
	if err != nil {
		p.T.Fatal(err)
	}
	p.Now = now
	return p
}

// quiet says whether Today is as silent as it can be: writing, the check, and no word about it.
func (p *one) quiet() bool {
	p.T.Helper()
	p.Get("/today").Is(200)
	main := p.Page.First("main")
	return main.First("section", "class=offers") == nil && main.First("section", "class=tender") == nil && main.First("a", "href=/checkin") == nil && main.First("a", "href=/journal/new") != nil
}

func (p *one) card() string {
	p.T.Helper()
	if c := p.Get("/today").Is(200).Page.First("main").First("section", "class=tender"); c != nil {
		return c.Words()
	}
	return ""
}

func TestADayToKeepHasACardWithWaysOnThatDayAndOnNoOther(t *testing.T) {
	p := visiting(t)
	p.day("2027-03-14", "keep", "name", "Rowan’s day", "words", "You are not forgotten.")
	for _, at := range []string{"2026-11-20 15:05", "2027-03-13 23:59", "2027-03-15 00:00", "2028-03-13 12:00"} {
		if c := p.on(at).card(); c != "" || p.quiet() {
			t.Errorf("%s: the card says %q", at, c)
		}
	}
	for _, at := range []string{"2027-03-14 00:00", "2027-03-14 23:59", "2031-03-14 12:00"} {
		c := p.on(at).card()
		for _, want := range []string{"Rowan’s day", "You are not forgotten.", "Light a candle", "Write a letter", "Plan a small ceremony", "Tell someone"} {
			if !strings.Contains(c, want) {
				t.Errorf("%s: the card does not say %q: %s", at, want, c)
			}
		}
		p.Leads("/remember/light").Leads("/heart/letters").Leads("/remember/plan").Leads("/together/people")
	}
	for _, to := range []string{"/remember/light", "/heart/letters", "/remember/plan", "/together/people"} {
		p.Get(to).Is(200)
	}
	p.Get("/today").Fill("/remember/days/away").Says("It is put away for today.")
	if c := p.card(); c != "" {
		t.Errorf("put away, it says %q", c)
	}
	if c := p.on("2032-03-14 12:00").card(); c == "" {
		t.Error("put away once, it never comes again")
	}
}

func TestASoftDaySaysNothingThatThePersonDidNotWrite(t *testing.T) {
	p := visiting(t)
	p.Get("/remember/days/new").Fill("/remember/days/new", "sort", "due", "on", "2027-03-14", "mode", "soften", "name", "PRIVATE name").At("/remember/days")
	c := p.on("2027-03-14 09:00").card()
	if !strings.Contains(c, "Today may be a tender day") || !strings.Contains(c, "Not today") || p.Page.First("section", "class=tender").First("a", "href=/calm/breathing") == nil {
		t.Errorf("the card says %q", c)
	}
	for _, told := range []string{"PRIVATE", "Due", "due", "14", "March", "loss"} {
		if strings.Contains(c, told) {
			t.Errorf("it says %q: %s", told, c)
		}
	}
	p.Get("/calm/breathing").Is(200)
	if p.on("2027-03-15 09:00"); p.card() != "" {
		t.Error("it is still there on the day after")
	}
}

func TestOnADayOfSilenceThereIsNothingAtAllAndTheNextDayIsAsBefore(t *testing.T) {
	p := visiting(t)
	p.Post("/checkin", "heaviness", "8", "sleep", "3").Get("/today")
	if p.Page.First("main").First("section", "class=offers") == nil {
		t.Fatal("nothing is suggested on any day: this test proves nothing")
	}
	p.day("2026-11-21", "silence", "every", "no", "name", "PRIVATE name", "words", "PRIVATE words")
	p.day("2026-11-21", "keep", "name", "another of that day")
	if p.on("2026-11-20 23:59"); p.quiet() {
		t.Error("the silence begins before its day")
	}
	for _, at := range []string{"2026-11-21 00:00", "2026-11-21 12:00", "2026-11-21 23:59"} {
		if p.on(at); !p.quiet() {
			t.Errorf("%s: Today is not silent: %s", at, p.Main())
		}
		p.SaysNot("PRIVATE", "tender", "another of that day", "silent", "I am back")
		if m := p.Main(); strings.Contains(m, "day of") {
			t.Errorf("%s: Today speaks of a day: %s", at, m)
		}
	}
	for _, to := range []string{"/remember/days", "/remember/light", "/remember/plan", "/heart", "/calm", "/check", "/journal", "/mine", "/checkin"} {
		p.Get(to).Is(200) // everything can be reached
	}
	p.Get("/mine").Says("Be silent until I come back") // the switch of silence is as it was: the day is no part of it
	if p.on("2026-11-22 00:00"); p.quiet() {
		t.Error("the silence does not end with its day")
	}
	if p.Page.First("main").First("section", "class=offers") == nil {
		t.Error("the day after, nothing is suggested")
	}
}

func TestTheDayIsThatOfThePersonsOwnClock(t *testing.T) {
	p := visiting(t)
	p.day("2026-12-24", "silence")
	at := time.Date(2026, 12, 23, 23, 30, 0, 0, time.UTC)
	for offset, silent := range map[int]bool{0: false, 1: true, -8: false, 14: true} {
		p.Now = at.In(time.FixedZone("", offset*3600))
		if p.quiet() != silent {
			t.Errorf("%d hours east, silent: %v", offset, !silent)
		}
	}
}

func TestA29FebruaryIsNotLostInOtherYears(t *testing.T) {
	p := visiting(t)
	p.day("2024-02-29", "keep", "name", "A leap day")
	for at, there := range map[string]bool{"2027-02-28 10:00": true, "2027-03-01 10:00": false, "2028-02-28 10:00": false, "2028-02-29 10:00": true} {
		if c := p.on(at).card(); (c != "") != there {
			t.Errorf("%s: %q", at, c)
		}
	}
}

// Nothing is worked out and nothing is guessed: without a day that she wrote, and 15 October only where she chose it.
func TestNothingHappensOnADayThatNobodyWroteDown(t *testing.T) {
	p := visiting(t)
	p.on("2026-10-15 12:00")
	if c := p.card(); c != "" || p.quiet() {
		t.Errorf("on 15 October Today says %q", c)
	}
	p.Get("/remember/days").Says("There is no day here.", "No day here is worked out, and no days are counted.")
	p.Get("/remember/days/new").Fill("/remember/days/new", "sort", "october", "mode", "keep").At("/remember/days").Says("15 October", "every year")
	if c := p.card(); c == "" {
		t.Error("15 October was chosen, and nothing is there")
	}
	if p.on("2029-10-15 12:00"); p.card() == "" {
		t.Error("15 October comes once only")
	}
	if p.on("2029-10-14 12:00"); p.card() != "" {
		t.Error("15 October comes on the 14th")
	}
}

var counted = regexp.MustCompile(`(?i)\b(\d+|one|two|a few|some) (day|week|month|hour)s?\b (ago|left|until|to go|since|before|after)|\bin \d+ (day|week)|\b(tomorrow|yesterday|countdown|days (until|since))\b`)

func TestNoPageSaysHowManyDaysUntilOrSince(t *testing.T) {
	for _, bad := range []string{"9 days until", "3 days ago", "in 2 days", "tomorrow", "two weeks since"} {
		if !counted.MatchString(bad) {
			t.Fatalf("%q would not be noticed", bad)
		}
	}
	p := visiting(t)
	p.day("2026-12-01", "keep", "name", "One").day("2026-12-03", "soften").day("2026-12-05", "silence")
	id := p.Vault.List(journal.KindDay)[0].ID.String()
	for day := 26; day <= 42; day++ {
		p.Now = time.Date(2026, 11, day, 12, 0, 0, 0, time.UTC)
		for _, at := range []string{"/today", "/remember/days", "/remember/days/new", "/remember/days/" + id + "/edit", "/journal/" + id, "/remember/light", "/remember/plan", "/read/ceremony-days", "/read/ceremony-october"} {
			if found := counted.FindString(p.Get(at).Is(200).Main()); found != "" {
				t.Errorf("%s on %s says %q", at, p.Now.Format(time.DateOnly), found)
			}
		}
	}
	for _, address := range p.Visited {
		if regexp.MustCompile(`due|loss|october/|birth`).MatchString(strings.TrimPrefix(address, "/read/ceremony-october")) {
			t.Errorf("an address says %s", address)
		}
	}
}

func TestWhatIsNotRightIsSaidAndNothingTypedIsLost(t *testing.T) {
	p := visiting(t)
	p.Get("/remember/days/new").Fill("/remember/days/new", "name", "Rowan").Is(422).Says("Choose which day it is.", "Write the day", "Choose what you want on it.")
	if got := p.Form("/remember/days/new").Get("name"); got != "Rowan" {
		t.Errorf("what was typed came back as %q", got)
	}
	p.Fill("/remember/days/new", "sort", "own", "on", "2026-11-01", "every", "no", "mode", "keep").Is(422).Says("This day has been.")
	p.Fill("/remember/days/new", "on", "2026-11-01", "every", "yes").Is(200).At("/remember/days").Says("1 November, every year")
	p.Get("/remember/days/new").Fill("/remember/days/new", "sort", "own", "on", "2027-01-02", "mode", "loud").Is(422)
	p.Fill("/remember/days/new", "mode", "keep", "words", strings.Repeat("a", 501)).Is(422).Says("This is too long.")
	if n := len(p.Vault.List(journal.KindDay)); n != 1 {
		t.Errorf("%d days are kept", n)
	}
}

func TestADayIsChangedTakenAwayAndSentTwiceKeptOnce(t *testing.T) {
	p := visiting(t)
	p.Get("/remember/days/new")
	form := p.Form("/remember/days/new")
	for name, v := range map[string]string{"sort": "own", "on": "2027-01-02", "mode": "keep", "name": "Rowan"} {
		form.Set(name, v)
	}
	p.Do("POST", "/remember/days/new", form).Do("POST", "/remember/days/new", form)
	heads := p.Vault.List(journal.KindDay)
	if len(heads) != 1 {
		t.Fatalf("%d days are kept", len(heads))
	}
	edit := "/remember/days/" + heads[0].ID.String() + "/edit"
	p.Get(edit).Fill(edit, "mode", "silence").At("/remember/days").Says("Rowan", "Silence")
	if p.on("2027-01-02 12:00"); !p.quiet() {
		t.Error("the change did not take")
	}
	p.Get("/journal/"+heads[0].ID.String()).Is(200).Says("Rowan", "2 January, every year")
	p.Get("/journal/" + heads[0].ID.String() + "/delete").Fill("/journal/" + heads[0].ID.String() + "/delete")
	if p.quiet() {
		t.Error("a day that is gone silences")
	}
}

func TestWithTheSwitchOnNoCardComesAndSilenceStays(t *testing.T) {
	p := visiting(t)
	p.day("2026-12-01", "keep", "name", "PRIVATE").day("2026-12-03", "silence")
	if err := p.Vault.SetSettings(t.Context(), []byte(`{"plain":true}`)); err != nil {
		t.Fatal(err)
	}
	if c := p.on("2026-12-01 12:00").card(); c != "" {
		t.Errorf("the card says %q", c)
	}
	p.SaysNot("PRIVATE")
	p.Get("/journal").SaysNot("PRIVATE")
	if p.on("2026-12-03 12:00"); !p.quiet() {
		t.Error("the day is not silent")
	}
	p.Get("/remember/days").Says("PRIVATE", "no card comes on these days") // opened by its address, all of it is there
}

func TestACalendarLearnsNothingButTheNeutralWordAndOnlyWhenAsked(t *testing.T) {
	p := visiting(t)
	p.day("2024-02-29", "keep", "name", "PRIVATE", "words", "PRIVATE").day("2027-01-02", "silence", "name", "PRIVATE")
	for _, h := range p.Vault.List(journal.KindDay) {
		at := "/remember/days/" + h.ID.String()
		file := at + "/reminder.ics"
		link := p.Get(at+"/edit").Page.First("main").First("a", "href="+file)
		if p.Get(file); p.Status == 404 {
			if link != nil {
				t.Error("the page leads to a file that is not there")
			}
			continue
		}
		for _, want := range []string{"SUMMARY:Reminder\r\n", "DTSTART;VALUE=DATE:20270228\r\n", "BYMONTHDAY=-1", "CLASS:PRIVATE"} {
			if !strings.Contains(p.Raw, want) {
				t.Errorf("the file does not say %q:\n%s", want, p.Raw)
			}
		}
		if strings.Contains(p.Raw, "PRIVATE\r\nDESC") || strings.Contains(strings.ReplaceAll(p.Raw, "CLASS:PRIVATE", ""), "PRIVATE") || strings.Contains(p.Raw, "VALARM") || link == nil {
			t.Errorf("it tells more, or cannot be found:\n%s", p.Raw)
		}
		p.Get(at+"/edit").Fill(at+"/edit", "calendar", "Walk by the sea").Get(file)
		if !strings.Contains(p.Raw, "SUMMARY:Walk by the sea") {
			t.Errorf("her own word is not in it:\n%s", p.Raw)
		}
	}
}

func TestLockedNothingOfADayIsShown(t *testing.T) {
	p := visiting(t)
	p.day("2026-11-20", "keep", "name", "PRIVATE")
	edit := "/remember/days/" + p.Vault.List(journal.KindDay)[0].ID.String() + "/edit"
	p.Keep()
	p.Post("/lock")
	for _, at := range []string{"/today", "/remember/days", edit, "/"} {
		p.Get(at).SaysNot("PRIVATE", "tender")
	}
}

// A day that was changed on two devices apart: what one of them silenced stays silent until the person has chosen.
func TestADayThatWasChangedOnTwoDevicesStaysSilentUntilOneIsChosen(t *testing.T) {
	t.Parallel()
	w := people.New(t)
	p := w.Person("Sarah")
	body := func(mode string) []byte {
		b, err := journal.Day{Sort: journal.DayOwn, On: "2026-11-20", Every: true, Mode: mode, Name: "Rowan"}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	rec := record.Record{ID: record.NewID(), Kind: journal.KindDay, At: w.Now().Unix(), Body: body(journal.DayKeep)}
	if err := p.Vault.Put(t.Context(), rec); err != nil {
		t.Fatal(err)
	}
	first := p.Vault.List(journal.KindDay)[0].Version
	p.Get("/today").Says("Rowan")
	for _, mode := range []string{journal.DaySilence, journal.DaySoften} {
		rec.Body = body(mode)
		if err := p.Vault.PutVersion(t.Context(), rec, []record.ID{first}); err != nil {
			t.Fatal(err)
		}
	}
	if n := p.Vault.List(journal.KindDay)[0].Versions; n != 2 {
		t.Fatalf("%d versions stand", n)
	}
	if p.Get("/today"); p.Page.First("main").First("section", "class=tender") != nil || p.Page.First("main").First("a", "href=/checkin") != nil {
		t.Errorf("Today is not silent: %s", p.Main())
	}
}

// Walk 6: they light a candle on the due date; Sarah had set that day to soften, James to silence.
func TestTheSameDayIsSoftForOneAndSilentForTheOtherAndBothMayLight(t *testing.T) {
	t.Parallel()
	w := people.New(t)
	sarah, james := w.Person("Sarah"), w.Person("James")
	both := w.Connect(sarah, james, sharing.Pair)
	set := func(p *people.Person, mode string) {
		p.Get("/remember/days/new").Fill("/remember/days/new", "sort", "due", "on", "2026-11-21", "mode", mode).At("/remember/days")
	}
	set(sarah, "soften")
	set(james, "silence")
	w.Pass(24 * time.Hour)
	hers, his := "/remember/light/with/"+both.Host.Path, "/remember/light/with/"+both.Guest.Path
	sarah.Get("/today").Says("Today may be a tender day").SaysNot("Due date")
	sarah.Get("/remember/light/lit").Fill("/remember/light/lit", "text", "For you.", "for", both.Host.Path).Says("Your candle is lit.")
	james.Until("her candle is there", func() bool { return len(james.Sharing.Items(both.ID, items.KindCandle)) == 1 })
	nothing := func() {
		t.Helper()
		james.Get("/today")
		if m := james.Main(); strings.Contains(m, "candle") || strings.Contains(m, "Sarah") || strings.Contains(m, "tender") || james.Page.First("main").First("a", "href=/checkin") != nil {
			t.Errorf("James reads %s", m)
		}
		james.Get("/together").SaysNot("Something new", "lit a candle")
	}
	nothing()
	james.Get(his).Says("Sarah lit a candle", "For you.") // it can be reached
	james.Fill(his, "text", "And for us.").Says("Your candle is lit.", "You lit a candle")
	nothing()
	sarah.Sees("/today", "James lit a candle")
	sarah.Says("Today may be a tender day")
	sarah.Get(hers).Says("James lit a candle", "And for us.", "You lit a candle")
	sarah.Get("/today").SaysNot("lit a candle") // it was looked at
	for _, p := range []*people.Person{sarah, james} {
		if m := strings.ToLower(p.Get("/today").Main()); strings.Contains(m, "has not") || strings.Contains(m, "not yet") {
			t.Errorf("%s reads %s", p.Name, m)
		}
	}
}

// A candle of a day that somebody silenced does not come to them on the day after either.
func TestACandleOfASilencedDayDoesNotComeLater(t *testing.T) {
	t.Parallel()
	w := people.New(t)
	sarah, james := w.Person("Sarah"), w.Person("James")
	both := w.Connect(sarah, james, sharing.Pair)
	james.Get("/remember/days/new").Fill("/remember/days/new", "sort", "own", "on", "2026-11-20", "mode", "silence").At("/remember/days")
	lit := func(n int) {
		sarah.Get("/remember/light/with/" + both.Host.Path).Fill("/remember/light/with/" + both.Host.Path)
		james.Until("it is there", func() bool { return len(james.Sharing.Items(both.ID, items.KindCandle)) == n })
	}
	lit(1)
	w.Pass(24 * time.Hour)
	james.Get("/today").SaysNot("lit a candle")
	lit(2) // of a day like any other
	james.Get("/today").Says("Sarah lit a candle")
}
