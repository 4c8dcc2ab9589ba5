package measure_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/taken"
	"snowdrop/internal/text"
)

func (p *person) exchange() *screen.Exchange {
	s := &screen.Shared{Vault: p.vault, Sharing: p.app.Sharing, Now: func() time.Time { return p.now }, In: func(t time.Time) time.Time { return t.UTC() }}
	return screen.NewExchange(s, httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
}

func (p *person) kept(which, version string, answers ...int) *person {
	p.t.Helper()
	m := journal.Measure{Which: which, Version: version}
	for i := range answers {
		if answers[i] >= 0 {
			m.Answers = append(m.Answers, &answers[i])
		} else {
			m.Answers = append(m.Answers, nil)
		}
	}
	p.put(journal.KindMeasure, m.Encode)
	return p
}

func TestTheLatestAnswersAreFound(t *testing.T) {
	p := newPerson(t)
	if _, _, ok := measure.Latest(p.exchange(), "pcptsd5"); ok {
		t.Error("there is one where nothing was kept")
	}
	p.kept("pcptsd5", "2016", 1, 1, 1, 1, 0, 0).kept("phq9", "2001", nine(0)...)
	p.now = p.now.AddDate(0, 0, 2)
	p.kept("pcptsd5", "2016", 1, 0, 0, 0, 0, 0)
	m, at, ok := measure.Latest(p.exchange(), "pcptsd5")
	if !ok || !at.Equal(p.now) || *m.Answers[1] != 0 {
		t.Errorf("%+v, %v, %v", m, at, ok)
	}
}

func TestAnAnswerAboutDyingIsRememberedForThoseWhoHaveToKnow(t *testing.T) {
	for name, c := range map[string]struct {
		keep func(*person)
		want bool
	}{
		"nothing":                 {func(*person) {}, false},
		"item 9, 1":               {func(p *person) { p.kept("phq9", "2001", nine(1)...) }, true},
		"item 9, 0":               {func(p *person) { p.kept("phq9", "2001", nine(0, 3, 3, 3)...) }, false},
		"line 8, neither":         {func(p *person) { p.kept("pgs", "1989", append([]int{5, 5, 5, 5, 5, 5, 5, 3}, make33()...)...) }, true},
		"line 8, disagree":        {func(p *person) { p.kept("pgs", "1989", append([]int{5, 5, 5, 5, 5, 5, 5, 4}, make33()...)...) }, false},
		"a check with P2":         {func(p *person) { p.checked("P2") }, true},
		"a check with P2c":        {func(p *person) { p.checked("P2c") }, true},
		"a check with P6":         {func(p *person) { p.checked("P6") }, false},
		"a check about bleeding":  {func(p *person) { p.checked("B2") }, false},
		"item 9 of a later sheet": {func(p *person) { p.kept("phq9", "2031", nine(3)...) }, false},
	} {
		p := newPerson(t)
		c.keep(p)
		since := p.now
		p.now = p.now.AddDate(0, 0, 14)
		if got := measure.SafetySince(p.exchange(), since); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if measure.SafetySince(p.exchange(), since.Add(time.Second)) {
			t.Errorf("%s: it was before", name)
		}
	}
}

func make33() []int {
	out := make([]int, 25)
	for i := range out {
		out[i] = -1
	}
	return out
}

func (p *person) checked(rule string) {
	p.put(journal.KindCheck, func() ([]byte, error) {
		return journal.Check{Level: "urgent", Report: []byte(`{}`), Reasons: []journal.CheckReason{{Rule: rule, Level: "urgent", Because: "b", Source: "s", Reviewed: "2026-11-20"}}}.Encode()
	})
}

func TestAKeptQuestionnaireRaisesACheckForAWeekAndNeverLowersIt(t *testing.T) {
	p := newPerson(t)
	p.kept("phq9", "2001", nine(2, 3, 3, 3, 3)...)
	p.now = p.now.AddDate(0, 0, 1)
	p.kept("phq9", "2001", nine(0)...).kept("gad7", "2006", 1, 1, 1, 1, 1, 1, -1)
	said, _ := noted.Brought(p.exchange())
	if said["phq9_total"] != 14.0 || said["phq9_item9"] != 2.0 || said["gad7_total"] != 6.0 {
		t.Errorf("a later, lower answer took something back: %v", said)
	}
	p.now = p.now.AddDate(0, 0, 6).Add(time.Minute)
	if said, _ := noted.Brought(p.exchange()); said["phq9_item9"] != 0.0 || said["gad7_total"] != 6.0 {
		t.Errorf("a week later: %v", said)
	}
}

func TestTheCheckCountsWhatAQuestionnaireSaidAndSaysSo(t *testing.T) {
	quiet := func(p *person) *person {
		p.get("/check")
		for range 20 {
			button := ""
			for _, value := range []string{"no", "none", "0", "yes"} {
				if button == "" && p.page.First("button", "name=answer", "value="+value) != nil {
					button = value
				}
			}
			if p.page.First("button", "name=answer", "value=no") != nil && strings.Contains(p.words(), "keep yourself safe") {
				button = "yes"
			}
			if button == "" {
				return p
			}
			p.fill("/check", "answer", button)
		}
		return p
	}
	result := func(p *person) string { return p.page.First("section").Attrs["class"] }
	alone := quiet(newPerson(t).told(20)).saysNot("Speak to someone today", text.English.Say("measure.counted"))
	low := quiet(newPerson(t).told(20).kept("phq9", "2001", nine(0)...)).saysNot("Speak to someone today", text.English.Say("measure.counted"))
	with := quiet(newPerson(t).told(20).kept("phq9", "2001", nine(1)...)).says("Speak to someone today", text.English.Say("measure.counted"))
	if result(low) != result(alone) || result(with) != "care urgent" {
		t.Errorf("nothing kept: %s; a low score: %s; an answer about dying: %s", result(alone), result(low), result(with))
	}
	other := newPerson(t).told(20).kept("phq9", "2001", nine(1)...)
	other.get("/check").fill("/check", "answer", "other")
	if strings.Contains(other.raw, "phq9") {
		t.Error("a helper's page carries her questionnaires")
	}
}

func (p *person) offered() string {
	p.t.Helper()
	all := measure.Place().Offers(p.exchange())
	if len(all) > 1 {
		p.t.Errorf("%d at once", len(all))
	}
	if len(all) == 0 {
		return ""
	}
	if o := all[0]; o.Group != screen.GroupHeart || !strings.HasPrefix(o.Address, "/heart/questions/") || o.Why == "" {
		p.t.Errorf("%+v", o)
	}
	return all[0].ID
}

func (p *person) later(days int) *person {
	p.now = p.now.AddDate(0, 0, days)
	return p
}

func TestOneIsSuggestedAtItsTimeAndOneNoIsAMonthOfSilence(t *testing.T) {
	const ask = "Would you like to look how you are?"
	p := newPerson(t).told(13)
	if got := p.offered(); got != "" {
		t.Errorf("on day 13: %q", got)
	}
	if got := p.later(1).offered(); got != "heart.questions.two-weeks" {
		t.Errorf("on day 14: %q", got)
	}
	p.get("/heart/questions").says(ask, "This one is new to you")

	if err := p.exchange().SetOwn("today", map[string]any{"away": map[string]int{"heart.questions.two-weeks": int(p.now.Unix() / 86400)}}); err != nil {
		t.Fatal(err)
	}
	if got := p.offered(); got != "" {
		t.Errorf("put away on Today, and offered: %q", got)
	}
	if err := p.exchange().SetOwn("today", map[string]any{"away": map[string]int{}}); err != nil { // as Today does the next day
		t.Fatal(err)
	}
	if got := p.later(29).offered(); got != "" {
		t.Errorf("29 days after a no: %q", got)
	}
	if got := p.later(1).offered(); got != "heart.questions.two-weeks" {
		t.Errorf("30 days after a no: %q", got)
	}
	p.get("/heart/questions").says(ask).fill("/heart/questions/later", "go", "no").says("We will not ask for a month").saysNot(ask)
	p.later(29).get("/heart/questions").saysNot(ask)
	p.later(1).get("/heart/questions").says(ask).fill("/heart/questions/later", "go", "yes").at("/heart/questions/two-weeks")

	day := p.now.Format("2 January 2006")
	p.answers("two-weeks", 0, 1).keeps("two-weeks").get("/heart/questions").says("Last time: " + day).saysNot(ask)
	p.later(2).get("/heart/questions").saysNot(ask)
	if got := p.later(1).offered(); got != "heart.questions.worry" {
		t.Errorf("three days later: %q", got)
	}
	p.answers("worry", 0, 1).keeps("worry")
	p.later(11).get("/heart/questions").says(ask, "It is two weeks or more since you last looked")
	if err := p.exchange().SetOwn("today", map[string]any{"never": map[string]bool{"heart.questions.two-weeks": true}}); err != nil {
		t.Fatal(err)
	}
	if got := p.offered(); got != "heart.questions.month" {
		t.Errorf("never that one again: %q", got)
	}
}

func TestAnswersThatAskForCareAreSpokenOfForAWeek(t *testing.T) {
	for name, c := range map[string]struct {
		answers []int
		days    int
		want    string
	}{
		"item 9 at 0":              {nine(0, 3, 3, 3, 3, 3), 1, ""},
		"item 9 at 1":              {nine(1), 1, "/safety"},
		"item 9 at 3, days ago":    {nine(3), 7, "/safety"},
		"item 9 at 3, long ago":    {nine(3), 8, ""},
		"19":                       {nine(0, 3, 3, 3, 3, 3, 3, 1), 1, ""},
		"20":                       {nine(0, 3, 3, 3, 3, 3, 3, 2), 1, "/heart/after/help"},
		"21, days ago":             {nine(0, 3, 3, 3, 3, 3, 3, 3), 7, "/heart/after/help"},
		"21, long ago":             {nine(0, 3, 3, 3, 3, 3, 3, 3), 8, ""},
		"20 or more, one left out": {nine(0, 3, 3, 3, 3, 3, 3, 3, -1), 1, "/heart/after/help"},
		"people before a doctor":   {nine(2, 3, 3, 3, 3, 3, 3, 3, 3), 1, "/safety"},
	} {
		p := newPerson(t).kept("phq9", "2001", c.answers...).later(c.days).kept("phq9", "2001", nine(0)...) // a lower one takes nothing back
		got := ""
		for _, o := range measure.Place().Offers(p.exchange()) {
			if o.Stays {
				got = o.Address
			}
			if words := strings.ToLower(o.Label + o.Why); strings.Contains(words, "phq") || strings.Contains(words, "dying") || strings.Contains(words, "depress") {
				t.Errorf("%s: an onlooker reads %s", name, words)
			}
		}
		if got != c.want {
			t.Errorf("%s, after %d days: %q, want %q", name, c.days, got, c.want)
		}
	}
	p := newPerson(t).kept("phq9", "2001", nine(1)...)
	p.get("/today").says("Reach a person now", "You answered some questions on").get("/safety").expect(200)
	p.kept("phq9", "2001", nine(0)...).get("/journal").fill("/journal/search", "q", "phq-9").says("Found 2.")
}

func TestOldAnswersStayReadable(t *testing.T) {
	p := newPerson(t)
	x := p.exchange()
	var line func(*screen.Exchange, []byte) string
	for _, k := range measure.Place().Kinds {
		line = k.Line
	}
	for body, want := range map[string]string{
		`{"v":1,"which":"peg","version":"2009","answers":[4,5,4],"score":4.333}`:    "PEG sheet, mean: 4.3 out of 10 · Its three numbers: 4, 5, 4",
		`{"v":1,"which":"peg","version":"2009","answers":[4,null,4]}`:               "PEG sheet, mean: A number is missing, so there is no mean. · Its three numbers: 4, –, 4",
		`{"v":1,"which":"something-later","version":"7","answers":[1]}`:             text.English.Say("entry.newer"),
		`{"v":1,"which":"phq9","version":"2031","answers":[1]}`:                     text.English.Say("entry.newer"),
		`{"v":1,"which":"back-three","version":"1","answers":[0,null,9]}`:           "How is it beside a week ago?: Less",
		`{"v":1,"which":"back-three","version":"1","answers":[null,null,null,"x"]}`: "",
		`{"v":1,"which":"scssf","version":"2011","answers":[1],"score":2.9166}`:     "SCS-SF: 2.9",
		`{"v":1,"which":"ons4","version":"2011","answers":[1,2,3,4]}`:               "ONS4",
	} {
		if got := line(x, []byte(body)); got != want {
			t.Errorf("%s: %q, want %q", body, got, want)
		}
	}
}

// What leaves the place names the questionnaire and its number, and none of its words: a timeline lies open on a table.
func TestNoWordOfAQuestionIsInAListOrAFile(t *testing.T) {
	p := newPerson(t)
	p.answers("two-weeks-more", nine(1, 2, 2)...)
	p.get(root + "two-weeks-more/result").keeps("two-weeks-more")
	for _, address := range []string{"/journal", "/timeline", "/today"} {
		p.get(address).expect(200)
		for _, words := range append(items(t, ""), "suicid", "diagnos", "moderate", "bothered") {
			p.saysNot(words)
		}
	}
	p.get("/timeline").says("PHQ-9: 5")
	for _, form := range []string{"page", "data", "text", "tables"} {
		taken.SaysNot(t, taken.As(t, p.app, form), append(items(t, ""), "suicid", "diagnos", "moderate", "bothered")...)
	}
	taken.Says(t, taken.As(t, p.app, "page"), "PHQ-9")
}

func TestWhereTheAppIsLockedAWordOfAnAnswerIsNowhere(t *testing.T) {
	p := newPerson(t)
	p.answers("kindness", 5, 5, 5, 5).at(root + "kindness/2")
	if err := p.vault.Keep(t.Context(), "made up words for tests"); err != nil {
		t.Fatal(err)
	}
	p.answers("others", 5).keeps("others")
	p.vault.Lock()
	p.get("/heart/questions").saysNot("Last time", "Would you like").get(root+"kindness").saysNot("You began this").get(root+"others").saysNot("over time", "Often")
	p.get(root + "kindness/2").at("/unlock").get(root + "others/result").at("/unlock")
}

func TestInAnotherLanguageTheQuestionsStayInTheirOwn(t *testing.T) {
	p := newPerson(t)
	p.country = "ES;lang=es"
	p.get(root + "two-weeks/1")
	if q := p.page.First("fieldset"); q == nil || !strings.Contains(q.Words(), "Little interest or pleasure in doing things") {
		t.Fatal("the words are not those of the authors")
	}
	for _, group := range p.page.First("form", "action="+root+"two-weeks/1").All("div", "lang=en") {
		if strings.Contains(group.Words(), "Little interest") {
			return
		}
	}
	t.Error("nothing says that they are English")
}

func TestAWrongClockHidesNoAnswerAboutDying(t *testing.T) {
	for name, keep := range map[string]func(*person){
		"a questionnaire": func(p *person) { p.kept("phq9", "2001", nine(1)...) },
		"a check":         func(p *person) { p.checked("P2") },
	} {
		p := newPerson(t)
		now := p.now
		p.now = now.AddDate(1, 0, 0)
		keep(p)
		p.now = now
		if !measure.SafetySince(p.exchange(), now.AddDate(0, 0, -14)) {
			t.Errorf("%s of a day to come is passed over", name)
		}
		if said, _ := noted.Brought(p.exchange()); name == "a questionnaire" && said["phq9_item9"] != 1.0 {
			t.Errorf("the check hears %v", said)
		}
	}
}
