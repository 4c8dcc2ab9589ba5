package recovery_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
)

func (p *person) story() journal.Story {
	p.t.Helper()
	heads := p.vault.List(journal.KindStory)
	if len(heads) == 0 {
		p.t.Fatal("there is no story")
	}
	body, err := p.vault.Body(heads[0].ID)
	if err != nil {
		p.t.Fatal(err)
	}
	s, err := journal.DecodeStory(body)
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func TestWhatHappenedIsToldOnceAndThePagesGoByIt(t *testing.T) {
	p := newPerson(t)
	p.get("/body/story").says("What do you want to call what you lost?", "leave the rest")
	p.post("/body/story/new", "call", "name", "own_word", " Mia ", "type", "missed", "how_far", "14to23", "weeks", "12", "weeks_days", "6", "scan_weeks", "9",
		"management", "surgical", "day", "2026-11-15", "scan", "yes", "rh", "negative", "anti_d", "no", "notes", "It was a Monday.")
	if !strings.HasPrefix(p.path, "/body/weeks") {
		t.Errorf("after keeping, the page is %s", p.path)
	}
	p.says("What you told us about Mia", "Today is inside this", "12 weeks and 6 days").saysNot("How far along was it?</legend>")
	if got := p.section("flow"); !strings.Contains(got, "5 to 7 days") {
		t.Errorf("it says %q", got)
	}
	if s := p.story(); s.OwnWord != "Mia" || *s.Weeks != 12 || s.When != "day" || s.ScanDays != nil {
		t.Errorf("%+v", s)
	}
	p.get("/body/story").says("What you told us about Mia", "15 November 2026", "It was a Monday.", "Yes, negative", "Tell about another time")
}

func TestEveryPartCanBeLeftOutOrKeptToOneself(t *testing.T) {
	newPerson(t).post("/body/story/new", "call", "private").is(http.StatusOK).says("What you told us", "you see the widest ranges")
	p := newPerson(t).get("/body/story/new")
	for _, name := range []string{"call", "type", "treatment", "how_far", "management", "when", "scan", "rh", "anti_d"} {
		if p.page.First("input", "name="+name, "value=private") == nil {
			t.Errorf("%s cannot be kept to oneself", name)
		}
	}
	for _, node := range p.page.All("input") {
		if _, must := node.Attrs["required"]; must {
			t.Errorf("%s must be filled in", node.Attrs["name"])
		}
	}
	p.post("/body/story/new", "call", "pregnancy", "own_word", "a word of before").says("What you told us about your pregnancy")
	p.post("/body/story/new", "call", "private", "own_word", "a word of before").saysNot("about a word of before")
}

func TestAStoryCanBeChangedAndNothingElseIsLost(t *testing.T) {
	p := newPerson(t)
	p.post("/body/story/new", "call", "baby", "month", "October 2026", "notes", "first")
	p.get("/body/story").says("What you told us about your baby", "October 2026")
	change := p.page.First("a", "class=button").Attrs["href"]
	p.get(change)
	form := p.page.First("form", "action="+change).Fields()
	form.Set("call", "pregnancy")
	p.do("POST", change, form).says("What you told us about your pregnancy", "October 2026", "first")
	if n := len(p.vault.List(journal.KindStory)); n != 1 {
		t.Errorf("there are %d stories", n)
	}
	p.get("/body/story/new")
	p.post("/body/story/new", "notes", "another time")
	if n := len(p.vault.List(journal.KindStory)); n != 2 {
		t.Errorf("there are %d stories", n)
	}
	p.get("/body/story/aaaaaaaaaaaaaaaaaaaaaaaaaa/edit").is(http.StatusNotFound)
}

func TestWhatIsNotRightIsShownAgainWithEverythingStillInIt(t *testing.T) {
	for _, c := range []struct{ field, typed, want string }{
		{"weeks", "twelve", "whole numbers"}, {"weeks", "46", "go up to 45"}, {"weeks_days", "3", "Write the weeks too"}, {"scan_weeks", "9.5", "whole numbers"},
		{"day", "2026-11-21", "still to come"}, {"day", "3/4/2026", "year, month and day"}, {"month", "2026-12", "still to come"}, {"month", "soon", "month and the year"},
		{"own_word", strings.Repeat("a", 61), "up to 60"}, {"notes", strings.Repeat("a", 4001), "longer than what fits"}, {"call", "it", "Choose one of these"},
	} {
		form := url.Values{"type": {"missed"}, "notes": {"a word"}}
		form.Set(c.field, c.typed)
		p := newPerson(t).do("POST", "/body/story/new", form).is(http.StatusUnprocessableEntity).says(c.want)
		if c.field != "notes" && !strings.Contains(p.raw, ">a word</textarea>") || p.page.First("input", "value=missed", "checked") == nil {
			t.Errorf("%s: what was typed is gone", c.field)
		}
		if c.field != "notes" && c.field != "call" && !strings.Contains(p.raw, c.typed) {
			t.Errorf("%s: %q is gone", c.field, c.typed)
		}
		if len(p.vault.List()) > 0 {
			t.Errorf("%s: it was kept", c.field)
		}
	}
	newPerson(t).post("/body/story/new").is(http.StatusUnprocessableEntity).says("You do not have to tell anything")
}

func TestAStoryIsAnEntryAmongTheOthers(t *testing.T) {
	p := newPerson(t)
	p.post("/body/story/new", "call", "name", "own_word", "Mia", "notes", "the rain")
	p.get("/journal").says("What happened").saysNot("Mia", "the rain") // others may look over her shoulder at a list
	p.post("/journal/search", "q", "rain").says("What happened")
	p.get("/journal/"+p.vault.List(journal.KindStory)[0].ID.String()).says("Mia", "the rain")
	p.get("/timeline").is(http.StatusOK)
	for _, form := range []string{"data", "page"} {
		taken.Says(t, taken.As(t, p.app, form), "Mia", "the rain")
	}
}

// TestATornStoryWaitsAsADraft: what was typed before the page went is there again.
func TestATornStoryWaitsAsADraft(t *testing.T) {
	p := newPerson(t).get("/body/story/new")
	name := p.page.First("form", "id=story").Attrs["data-draft"]
	w := httptest.NewRecorder()
	form := url.Values{"draft": {name}, "type": {"missed"}, "notes": {"half a sent"}}
	r := httptest.NewRequest("POST", "/draft", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	p.app.ServeHTTP(w, r)
	p.get("/body/story/new").says("It was not lost")
	if !strings.Contains(p.raw, "half a sent</textarea>") || p.page.First("input", "value=missed", "checked") == nil {
		t.Errorf("the draft %q is not in the form (it was answered with %d)", name, w.Code)
	}
	p.post("/body/story/new", "draft", name, "notes", "whole")
	if got := p.vault.Drafts(); len(got) > 0 {
		t.Errorf("after keeping, the drafts are %q", got)
	}
}

// TestNoAddressAndNoTitleSaysWhatHappened: a browser shows both in its history, to whoever opens it.
func TestNoAddressAndNoTitleSaysWhatHappened(t *testing.T) {
	p := newPerson(t)
	p.get("/body/weeks").post("/body/weeks", "far", "6to9", "what", "ectopic", "since", "2")
	p.post("/body/story/new", "call", "name", "own_word", "Mia", "type", "ectopic", "treatment", "removed", "notes", "blood")
	p.get("/body/story").get(p.page.First("a", "class=button").Attrs["href"]).get("/body/weeks/all").get("/body/everyday")
	for _, node := range p.page.All("a") {
		p.visited = append(p.visited, node.Attrs["href"])
	}
	telling := regexp.MustCompile(`(?i)mia|miscarr|loss|baby|pregnan|bleed|blood|ectopic|molar|milk|sex\b|died`)
	for _, said := range append(p.visited, p.titles...) {
		if found := telling.FindString(page.WithoutIDs(said)); found != "" {
			t.Errorf("%q says %q", said, found)
		}
	}
	for _, address := range []string{"flow", "chest", "cycle", "close", "care-e"} {
		if telling.MatchString(address) {
			t.Errorf("the address %s tells", address)
		}
	}
}
