package ahead_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/app/ahead"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	pages "snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/text"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const passphrase = "made up words for tests"

// one is one person with an app of their own.
type one struct {
	*person.Person
	vault *vault.Vault
	now   time.Time
	app   *app.App
}

func alone(t *testing.T) *one {
	t.Helper()
	p := &one{now: time.Date(2026, 11, 20, 2, 5, 0, 0, time.UTC)}
	var err error
	if p.vault, err = vault.Open(t.Context(), memdisk.New()); err != nil {
		t.Fatal(err)
	}
	p.app = app.New(app.Config{Vault: p.vault, Now: func() time.Time { return p.now }, Style: "/static/style.css", Help: func(code string) string { return "/h/" + strings.ToLower(code) }})
	t.Cleanup(p.app.Close)
	p.Person = person.New(t, p.app)
	return p
}

// keeps puts an entry in, as another place would.
func (p *one) keeps(kind uint8, days int, encode func() ([]byte, error)) *one {
	p.T.Helper()
	body, err := encode()
	if err == nil {
		err = p.vault.Put(context.Background(), record.Record{ID: record.NewID(), Kind: kind, At: p.now.AddDate(0, 0, -days).Unix(), Body: body})
	}
	if err != nil {
		p.T.Fatal(err)
	}
	return p
}

func (p *one) locked() *one {
	p.T.Helper()
	if err := p.vault.Keep(context.Background(), passphrase); err != nil {
		p.T.Fatal(err)
	}
	p.vault.Lock()
	return p
}

func (p *one) decided() string {
	p.T.Helper()
	heads := p.vault.List(journal.KindDecision)
	if len(heads) == 0 {
		p.T.Fatal("nothing was kept")
	}
	return "/ahead/mine/" + heads[0].ID.String()
}

func TestLookingAheadOpensWithOneCalmPageAndIsLedToByNothing(t *testing.T) {
	p := alone(t)
	p.Get("/ahead").Says("You do not have to try again, ever.", "“Not again” and “not now” weigh as much here", "You opened it, and you can close it at any moment.", "Look inside", "Leave")
	p.Get("/ahead/mine/new").Fill("/ahead/mine/new", "plan", "made up")
	for _, address := range []string{"/", "/start", "/today", "/body", "/heart", "/together", "/check", "/calm"} {
		for _, a := range p.Get(address).Page.All("a") {
			if strings.HasPrefix(a.Attrs["href"], "/ahead") {
				t.Errorf("%s leads to %s", address, a.Attrs["href"])
			}
		}
	}
}

func TestNothingHereForetellsCountsOrPresses(t *testing.T) {
	p := alone(t)
	for _, address := range []string{"/ahead", "/ahead/look", "/ahead/ways?all=yes", "/ahead/first", "/ahead/questions", "/ahead/mine/new", "/read/ahead-when", "/read/ahead-fear", "/read/ahead-end"} {
		p.Get(address).Is(200)
		for _, never := range []string{"fertile window", "most fertile", "ovulation day", "days left", "your chance is", "you should", "we recommend", "best choice", "right choice", "don’t wait", "%"} {
			if strings.Contains(strings.ToLower(p.Main()), never) {
				t.Errorf("%s says %q", address, never)
			}
		}
		if p.Page.First("main").First("progress") != nil || p.Page.First("main").First("meter") != nil {
			t.Errorf("%s shows how far somebody has come", address)
		}
	}
}

func TestReadingWorksLockedAndOwnAnswersAskToBeOpened(t *testing.T) {
	p := alone(t)
	p.Get("/ahead/mine/new").Fill("/ahead/mine/new", "plan", "FOXGLOVE", "told", "molar")
	mine := p.decided()
	p.keeps(journal.KindStory, 3, journal.Story{Type: journal.StoryEctopic}.Encode).locked()
	for _, address := range []string{"/ahead", "/ahead/look", "/ahead/ways", "/ahead/first", "/ahead/questions", "/ahead/questions/f1", "/read/ahead-folic"} {
		p.Get(address).Is(200).SaysNot("FOXGLOVE", "Ask first about this")
	}
	p.Post("/ahead/first", "told", "molar", "losses", "three").Is(200).Says("After a molar pregnancy", "After two losses or more").SaysNot("FOXGLOVE")
	for _, address := range []string{"/ahead/mine", mine, mine + "/edit", "/ahead/mine/new"} {
		p.Get(address).SaysNot("FOXGLOVE")
		if p.Page.First("form", "action=/unlock") == nil {
			t.Errorf("%s does not ask to be opened", address)
		}
	}
	p.Post("/ahead/mine/new", "plan", "BRYONY").Says("Your words wait here")
}

func TestTheWaysComeInAnotherOrderEachDayAndInOneShape(t *testing.T) {
	p := alone(t)
	titles := func() (out []string) {
		for _, s := range p.Get("/ahead/ways").Page.First("main").All("details", "class=topic") {
			out = append(out, s.First("summary").Words())
		}
		return out
	}
	one := titles()
	if !slices.Equal(one, titles()) || len(one) != len(journal.DecisionOptions) {
		t.Errorf("on one day: %q, then %q", one, titles())
	}
	p.now = p.now.AddDate(0, 0, 1)
	if next := titles(); next[0] != one[1] || next[len(next)-1] != one[0] {
		t.Errorf("after %q comes %q", one, next)
	}
	p.Says("No clinician has checked it yet.", "Nobody pays for what stands here", "every 6 months", "The order changes every day")
	if p.Page.First("main").First("details", "class=origin") == nil {
		t.Error("it does not say where it comes from")
	}
	p.Get("/ahead/ways?all=yes")
	if n := len(p.Page.First("main").All("section", "class=topic")); n != len(one) {
		t.Errorf("%d of %d stand open", n, len(one))
	}
}

func TestWhatIsThoughtIsKeptChangedPrintedAndSaysNothingInAList(t *testing.T) {
	p := alone(t)
	p.Get("/ahead/mine").Says("Six parts. Leave out any of them.", "Nobody sees this unless you show it", "No clinician has checked it yet.")
	p.Fill("/ahead/mine/new").Is(422).Says("Choose or write one thing, or go back.")
	p.Fill("/ahead/mine/new", "about", "FOXGLOVE", "open", "enough", "open", "not-now", "lean", "unknown", "value-age", "lot", "value-own", "little", "own", "THISTLE", "need", "time", "plan", "BRYONY").Is(200)
	p.Says("FOXGLOVE", "Not now · Not again", "I do not know", "My age, or time", "Matters a lot", "THISTLE", "BRYONY", "Time")
	mine := p.decided()
	if p.Page.First("main").First("button", "data-print=") == nil && !strings.Contains(p.Raw, "data-print") {
		t.Error("it cannot be printed")
	}
	if got := p.Page.First("title").Words(); strings.Contains(got, "FOXGLOVE") || !strings.Contains(got, "Looking ahead") {
		t.Errorf("its title is %q", got)
	}
	p.Get(mine+"/edit").Fill(mine+"/edit", "lean", "enough", "value-age", "later", "about", "HEATHER").Says("Not again", "HEATHER").SaysNot("FOXGLOVE")
	p.Get("/ahead/mine").Says("HEATHER") // one, and it is changed
	p.Get("/journal").Says("Looking ahead").SaysNot("HEATHER", "Not again", "BRYONY")
	p.Fill("/journal/search", "q", "heather").Says("Found one")
	p.Get(mine+"/edit").Fill(mine+"/edit", "plan", strings.Repeat("a", journal.MaxDecided+1)).Is(422).Says("This is too long.")
	for _, a := range p.Visited {
		if strings.Contains(a, "FOXGLOVE") || pages.Says(a, "enough") {
			t.Errorf("what was thought stands in an address: %s", a)
		}
	}
}

func TestWhatWasBegunIsFoundAgain(t *testing.T) {
	p := alone(t)
	p.Get("/ahead/mine/new").Post("/draft", "draft", "ahead/mine/new", "about", "half a th", "lean", "tests")
	p.Get("/ahead/mine/new").Says("This is what you began before.")
	if f := p.Form("/ahead/mine/new"); f.Get("about") != "half a th" || f.Get("lean") != "tests" {
		t.Errorf("found again: %v", f)
	}
	p.Get("/today").SaysNot("Looking ahead", "half a th")
}

func TestWhatANewerSnowdropKeptStaysWhereThisOneChangesIt(t *testing.T) {
	p := alone(t)
	p.keeps(journal.KindDecision, 0, func() ([]byte, error) {
		return []byte(`{"v":2,"lean":"sea","open":["sea","ready"],"values":{"sea":"lot"},"season":1,"plan":"x"}`), nil
	})
	mine := p.decided()
	p.Get(mine).Is(200).SaysNot("sea")
	p.Get(mine+"/edit").Fill(mine+"/edit", "plan", "y")
	body, err := p.vault.Body(p.vault.List(journal.KindDecision)[0].ID)
	if err != nil || !strings.Contains(string(body), `"season":1`) || !strings.Contains(string(body), `"sea":"lot"`) || !strings.Contains(string(body), `["ready","sea"]`) {
		t.Errorf("%s, %v", body, err)
	}
}

func TestGatesComeFromWhatWasToldAndHideNothing(t *testing.T) {
	weeks := func(n int) journal.Story { return journal.Story{Weeks: &n} }
	check := func(report string) func() ([]byte, error) {
		return journal.Check{Level: "selfcare", Report: []byte(report)}.Encode
	}
	const found = "Ask first about this"
	for name, c := range map[string]struct {
		kind   uint8
		days   int
		encode func() ([]byte, error)
		says   string // "": no gate
	}{
		"ectopic":                {journal.KindStory, 400, journal.Story{Type: journal.StoryEctopic}.Encode, "After an ectopic pregnancy"},
		"methotrexate":           {journal.KindStory, 40, journal.Story{Treatment: journal.TreatedMethotrex}.Encode, "After methotrexate"},
		"molar":                  {journal.KindStory, 40, journal.Story{Type: journal.StoryMolar}.Encode, "After a molar pregnancy"},
		"13 weeks":               {journal.KindStory, 40, weeks(13).Encode, ""},
		"14 weeks":               {journal.KindStory, 40, weeks(14).Encode, "After a loss at 14 weeks"},
		"30 weeks":               {journal.KindStory, 40, weeks(30).Encode, "After a loss at 14 weeks"},
		"10 to 13":               {journal.KindStory, 40, journal.Story{HowFar: journal.Far10to13}.Encode, ""},
		"14 to 23":               {journal.KindStory, 40, journal.Story{HowFar: journal.Far14to23}.Encode, "After a loss at 14 weeks"},
		"not begun":              {journal.KindStory, 4, journal.Story{Managed: journal.ManagedNotBegun}.Encode, "While you still bleed"},
		"bled today":             {journal.KindCheckIn, 0, journal.CheckIn{Bleeding: journal.BleedingSpotting}.Encode, "While you still bleed"},
		"bled 6 days ago":        {journal.KindCheckIn, 6, journal.CheckIn{Bleeding: journal.BleedingLight}.Encode, "While you still bleed"},
		"bled 8 days ago":        {journal.KindCheckIn, 8, journal.CheckIn{Bleeding: journal.BleedingLight}.Encode, ""},
		"no bleeding":            {journal.KindCheckIn, 0, journal.CheckIn{Bleeding: journal.BleedingNone}.Encode, ""},
		"a check, ectopic":       {journal.KindCheck, 90, check(`{"management":"ectopic"}`), "After an ectopic pregnancy"},
		"a check, methotrexate":  {journal.KindCheck, 90, check(`{"methotrexate_days_ago":0}`), "After methotrexate"},
		"a check, diabetes":      {journal.KindCheck, 90, check(`{"diabetes":true}`), "With an illness that lasts"},
		"a check, no diabetes":   {journal.KindCheck, 90, check(`{"diabetes":false,"sickle_cell":"unsure"}`), ""},
		"a check, still bleeds":  {journal.KindCheck, 1, check(`{"bleeding_trend":"easing"}`), "While you still bleed"},
		"a check, bled long ago": {journal.KindCheck, 20, check(`{"bleeding_trend":"easing"}`), ""},
		"a check, stopped":       {journal.KindCheck, 1, check(`{"bleeding_trend":"stopped"}`), ""},
		"two losses":             {journal.KindDecision, 1, journal.Decision{Losses: "two"}.Encode, "After two losses or more"},
		"one loss":               {journal.KindDecision, 1, journal.Decision{Losses: "one"}.Encode, ""},
		"very ill":               {journal.KindDecision, 1, journal.Decision{Told: []string{"very-ill"}}.Encode, "After a loss that made you very ill"},
		"ticked":                 {journal.KindDecision, 1, journal.Decision{Told: []string{"illness"}}.Encode, "With an illness that lasts"},
	} {
		t.Run(name, func(t *testing.T) {
			p := alone(t).keeps(c.kind, c.days, c.encode)
			p.Get("/ahead/first").Is(200)
			if c.says == "" {
				p.SaysNot(found)
				return
			}
			p.Says(found, c.says, "What to ask", "You can go on reading everything.")
			if p.Page.First("main").First("details", "class=origin") == nil {
				t.Error("it names no source")
			}
			p.Get("/ahead/ways").Is(200)
			p.Get("/read/ahead-when").Is(200).Says("Studies do not show harm")
			p.Get("/ahead/mine/new").Is(200).Says("See what to ask first", "Where I lean today")
		})
	}
}

// What a check said of a loss stays true, however many were kept after it.
func TestAGateIsNotForgottenUnderNewerChecks(t *testing.T) {
	p := alone(t).keeps(journal.KindCheck, 900, journal.Check{Level: "selfcare", Report: []byte(`{"management":"ectopic"}`)}.Encode)
	for day := range 60 {
		p.keeps(journal.KindCheck, 60-day, journal.Check{Level: "selfcare", Report: []byte(`{"bleeding_trend":"stopped"}`)}.Encode)
	}
	p.Get("/ahead/first").Says("Ask first about this", "After an ectopic pregnancy").SaysNot("While you still bleed")
}

// A note of no bleeding does not take back what was told after it, and one of bleeding is ended by a later one.
func TestOnlyALaterNoteEndsBleeding(t *testing.T) {
	bleeds := journal.Check{Level: "selfcare", Report: []byte(`{"bleeding_trend":"easing"}`)}.Encode
	none, light := journal.CheckIn{Bleeding: journal.BleedingNone}.Encode, journal.CheckIn{Bleeding: journal.BleedingLight}.Encode
	for name, c := range map[string]struct {
		keep func(*one)
		want bool
	}{
		"none, then a check that says it": {func(p *one) { p.keeps(journal.KindCheckIn, 3, none).keeps(journal.KindCheck, 1, bleeds) }, true},
		"both on one day":                 {func(p *one) { p.keeps(journal.KindCheckIn, 1, none).keeps(journal.KindCheck, 1, bleeds) }, true},
		"a check that says it, then none": {func(p *one) { p.keeps(journal.KindCheck, 4, bleeds).keeps(journal.KindCheckIn, 1, none) }, false},
		"light, then none":                {func(p *one) { p.keeps(journal.KindCheckIn, 4, light).keeps(journal.KindCheckIn, 2, none) }, false},
		"light, then none, and then a check": {func(p *one) {
			p.keeps(journal.KindCheckIn, 4, light).keeps(journal.KindCheckIn, 3, none).keeps(journal.KindCheck, 1, bleeds)
		}, true},
	} {
		p := alone(t)
		c.keep(p)
		if p.Get("/ahead/first"); strings.Contains(p.Main(), "Ask first about this") != c.want {
			t.Errorf("%s: asked first: %v", name, !c.want)
		}
	}
}

// A form leaves out what is known already; what was ticked on this very one is no such thing, and must not be lost by changing a word.
func TestWhatWasTickedStaysWhenSomethingElseIsChanged(t *testing.T) {
	p := alone(t)
	var told []string
	for _, word := range journal.DecisionTold {
		told = append(told, "told", word)
	}
	p.Get("/ahead/mine/new").Post("/ahead/mine/new", append(told, "losses", "three", "plan", "x")...)
	p.Get(p.decided()+"/edit").Fill(p.decided()+"/edit", "plan", "y")
	body, err := p.vault.Body(p.vault.List(journal.KindDecision)[0].ID)
	d, derr := journal.DecodeDecision(body)
	if err != nil || derr != nil || d.Plan != "y" || !slices.Equal(d.Told, journal.DecisionTold) || d.Losses != "three" {
		t.Errorf("%s, %v, %v", body, err, derr)
	}
}

func TestWhatIsTickedAtTheGatesIsNotKept(t *testing.T) {
	p := alone(t)
	p.Get("/ahead/first").SaysNot("Ask first about this").Fill("/ahead/first", "told", "molar", "losses", "two").Is(200).Says("After a molar pregnancy", "After two losses or more")
	if n := len(p.vault.List()); n != 0 {
		t.Errorf("%d entries are kept", n)
	}
	p.Get("/ahead/first").SaysNot("Ask first about this")
	p.Fill("/ahead/first").Says("needs a question first. You can always ask one.")
	if pages.Says(strings.Join(p.Visited, " "), "molar") {
		t.Error("what was ticked stands in an address")
	}
}

func TestWhereSomebodyIsNotSafeTheSafetyPageComesFirstAndLeadsOn(t *testing.T) {
	unsafe := journal.Check{Level: "urgent", Report: []byte(`{}`), Reasons: []journal.CheckReason{{Rule: "P2"}}}.Encode
	for days, first := range map[int]bool{0: true, decide.SafeDays: true, decide.SafeDays + 1: false} {
		p := alone(t).keeps(journal.KindCheck, days, unsafe)
		for _, address := range []string{"/ahead/look", "/ahead/mine/new"} {
			p.Get(address).Is(200)
			if is := p.Page.First("main").First("section", "class=care emergency") != nil; is != first {
				t.Errorf("%s, %d days after: the numbers are there: %v", address, days, is)
			}
			if first {
				if p.Says("On to looking ahead").Get(address + "?on=1"); p.Page.First("main").First("section", "class=care emergency") != nil {
					t.Errorf("%s leads nowhere", address)
				}
			}
		}
		p.Get("/ahead").Is(200).Says("Look inside") // reading is never behind it
		p.Get("/read/ahead-when").Is(200).Says("Studies do not show harm")
		if p.Get("/ahead/first"); first {
			p.Says("First, you", "Numbers to call, and a plan")
		}
	}
}

func TestOneTapPutsAQuestionOntoThePageForTheAppointment(t *testing.T) {
	p := alone(t)
	const asks = "Which dose of folic acid do I need, 400 micrograms or 5 mg?"
	p.Get("/ahead/questions").Says(asks, "Can we have carrier screening", "After how many losses do you test?").SaysNot("On your page")
	p.Fill("/ahead/questions/f1", "text", asks).Says("It stands on your page", "On your page")
	p.Post("/ahead/questions/f1", "text", asks) // twice is once
	p.Get("/ahead/questions")
	if off := p.Page.First("form", "action=/ahead/questions/off"); off == nil || off.First("button").Words() != "Take it off "+asks {
		t.Error("it cannot be heard what is taken off")
	}
	if p.Page.First("form", "action=/ahead/questions/f1") != nil || p.Page.First("form", "action=/ahead/questions/f2") == nil {
		t.Error("what was chosen is offered once more, or what was not is gone")
	}
	p.Get("/ahead/questions/c1").Fill("/ahead/questions/c1", "text", "  Screening:\nwhat for? ").Says("Screening: what for?")
	p.Get("/ahead/questions/c2").Fill("/ahead/questions/c2", "text", " ").Is(422).Says("Write the question first.")
	p.Get("/ahead/questions/c2").Fill("/ahead/questions/c2", "text", strings.Repeat("a", journal.MaxQuestion+1)).Is(422).Says("too long")
	p.Get("/body/page")
	if got, want := p.Form("/body/page").Get("own"), asks+"\nScreening: what for?"; got != want {
		t.Fatalf("the page has %q, want %q", got, want)
	}
	p.Get("/ahead/questions")
	off := p.Page.First("form", "action=/ahead/questions/off")
	if off == nil {
		t.Fatal("nothing can be taken off")
	}
	p.Post("/ahead/questions/off", "text", "Screening: what for?").Says("It is taken off")
	p.Get("/body/page").Fill("/body/page", "own", "Which dose, for me?").Says("Which dose, for me?").SaysNot(asks) // in her words
	p.Fill("/body/page", "keep", "yes", "title", "For Monday").Is(200).Says("Which dose, for me?")
	p.Get("/ahead/questions").SaysNot("On your page") // it was on a page that was kept
	if p.Page.First("form", "action=/ahead/questions/f1") == nil {
		t.Error("it is not offered for the next page")
	}
	p.Get("/body/page").SaysNot(asks)
	p.Get("/ahead/questions/zz").Is(404)
	if strings.Contains(strings.Join(p.Visited, " "), "Screening") {
		t.Error("a question stands in an address")
	}
}

func TestAQuestionComesOntoAPageThatWasBegun(t *testing.T) {
	p := alone(t)
	p.Get("/body/page").Post("/draft", "draft", "body/page", "own", "Mine first.", "range", "30")
	p.Post("/ahead/questions/r1", "text", "After how many?")
	p.Get("/body/page")
	if got := p.Form("/body/page").Get("own"); got != "Mine first.\nAfter how many?" {
		t.Errorf("the page has %q", got)
	}
	p.Post("/ahead/questions/off", "text", "After how many?").Get("/body/page")
	if got := p.Form("/body/page").Get("own"); got != "Mine first." {
		t.Errorf("the page has %q", got)
	}
}

func TestPutAwayWithOneTapNothingLeadsThereAndItCanComeBack(t *testing.T) {
	p := alone(t)
	there := func() (way, back bool) {
		x := screen.NewExchange(p.app.Shared, httptest.NewRecorder(), httptest.NewRequest("GET", "/remember", nil))
		x.Words = text.English
		_, way = ahead.Way(x)
		_, back = ahead.Back(x)
		return way, back
	}
	if way, back := there(); !way || back {
		t.Errorf("at first: %v, %v", way, back)
	}
	leads := func(page string) bool {
		return slices.ContainsFunc(p.Get(page).Page.First("main").All("a"), func(a *pages.Node) bool { return a.Attrs["href"] == "/ahead" })
	}
	if !leads("/remember") || leads("/mine") {
		t.Error("Remember does not lead there, or Mine does")
	}
	p.Get("/ahead").Fill("/ahead/away", "do", "away").Says("It is put away.")
	if leads("/remember") || !leads("/mine") {
		t.Error("put away, Remember leads there, or Mine does not bring it back")
	}
	if way, back := there(); way || !back {
		t.Errorf("put away: %v, %v", way, back)
	}
	p.Get("/ahead").Is(200).Says("You put this away.").Fill("/ahead/away", "do", "back").Says("The way to it is shown again.")
	if way, back := there(); !way || back {
		t.Errorf("brought back: %v, %v", way, back)
	}
	if p.locked(); leads("/remember") {
		t.Error("locked, Remember leads there")
	}
	if way, back := there(); way || back {
		t.Errorf("locked, it cannot be known, and there is: %v, %v", way, back)
	}
}
