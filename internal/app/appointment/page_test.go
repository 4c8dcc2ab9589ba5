package appointment_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
)

// everything notes one thing of each kind, each with a word of its own by which it is known on paper.
func everything(p *person) map[string]string {
	p.t.Helper()
	put := func(kind uint8, body []byte, err error) string {
		p.t.Helper()
		if err != nil {
			p.t.Fatal(err)
		}
		rec := record.Record{ID: record.NewID(), Kind: kind, At: p.now.Unix() - 60, Body: body}
		if err := p.app.Vault.PutVersion(p.t.Context(), rec, nil); err != nil {
			p.t.Fatal(err)
		}
		return rec.ID.String()
	}
	n := func(i int) *int { return &i }
	f := 38.7
	body, err := journal.CheckIn{Bleeding: journal.BleedingSpotting, Pads: n(17), Clots: journal.ClotGolfBall, Pain: n(9), Temperature: &f, Unit: "C", Note: "note-of-checkin"}.Encode()
	put(journal.KindCheckIn, body, err)
	body, err = journal.Medicine{Name: "name-of-medicine", Amount: "amount-of-medicine", Note: "note-of-medicine"}.Encode()
	put(journal.KindMedicine, body, err)
	body, err = journal.Check{
		Level: "emergency", Report: []byte(`{"afraid_of_partner":true}`), Private: true,
		Reasons: []journal.CheckReason{{Rule: "P9", Level: "emergency", Because: "You are afraid of somebody at home."}, {Rule: "F6b", Level: "soon", Because: "reason-of-check"}},
	}.Encode()
	put(journal.KindCheck, body, err)
	body, err = journal.Check{Level: "urgent", Report: []byte(`{}`), Reasons: []journal.CheckReason{{Rule: "P9", Level: "urgent", Because: "You are afraid of somebody at home."}}}.Encode()
	put(journal.KindCheck, body, err)
	body, err = journal.Pain{Score: n(8), HelpedOwn: "help-of-pain", Note: "note-of-pain"}.Encode()
	put(journal.KindPain, body, err)
	body, err = journal.Session{Practice: "massage", Reason: "reason-of-session", Note: "note-of-session"}.Encode()
	put(journal.KindSession, body, err)
	body, err = journal.Story{Type: journal.StoryMissed, When: "day", Day: "2026-02-20", Note: "note-of-story"}.Encode()
	put(journal.KindStory, body, err)
	body, err = journal.Measure{Which: "peg", Version: "2009", Answers: []*int{n(3), n(4), n(5)}}.Encode()
	put(journal.KindMeasure, body, err)
	ids := map[string]string{}
	for _, text := range []string{"entry-one", "entry-two"} {
		body, err = journal.Entry{Text: text + "\nHe frightens me."}.Encode()
		ids[text] = put(journal.KindEntry, body, err)
	}
	return ids
}

// marks say what of everything stands on a sheet.
var marks = map[string][]string{
	"bleeding": {"Spots", "Like a golf ball"}, "pads": {"17"}, "pain": {"9 out of 10"}, "temperature": {"38.7 °C"}, "medicines": {"name-of-medicine", "amount-of-medicine"},
	"checks": {"reason-of-check"}, "painlog": {"8 out of 10"}, "sessions": {"Massage"}, "measures": {"PEG"},
	"story": {"20 February 2026"},
}

// saveSheet saves the page that is looked at.
func (p *person) saveSheet(pairs ...string) *person {
	p.t.Helper()
	return p.fill("/body/page", append(pairs, "keep", "yes")...).at("/body/page/")
}

func (p *person) sheet(form url.Values) string {
	p.t.Helper()
	if form.Get("range") == "" {
		form.Set("range", "7")
	}
	p.do("POST", "/body/page", form)
	if p.status != http.StatusOK {
		return ""
	}
	return p.page.First("article").Words()
}

func TestTheSheetHoldsWhatWasChosenAndNothingElse(t *testing.T) {
	p := newPerson(t)
	everything(p)
	for piece, words := range marks {
		sheet := p.sheet(url.Values{"piece": {piece}})
		for _, w := range words {
			if !strings.Contains(sheet, w) {
				t.Errorf("%s was chosen, and the sheet does not say %q: %s", piece, w, sheet)
			}
		}
		for other, words := range marks {
			for _, w := range words {
				if other != piece && strings.Contains(sheet, w) {
					t.Errorf("only %s was chosen, and the sheet says %q", piece, w)
				}
			}
		}
		for _, never := range []string{"note-of", "help-of", "reason-of-session", "entry-", "afraid", "frighten"} {
			if strings.Contains(sheet, never) {
				t.Errorf("with %s the sheet says %q: %s", piece, never, sheet)
			}
		}
	}
}

// The whole page is looked through, and the kept copy, and both exports of a sheet with everything but fear.
func TestFearOfAPersonIsOnNoSheetUnlessTicked(t *testing.T) {
	p := newPerson(t)
	ids := everything(p)
	form := url.Values{"range": {"all"}, "piece": {"story", "bleeding", "pads", "pain", "temperature", "medicines", "checks", "painlog", "measures", "sessions", "notes"}}
	sheet := p.sheet(form)
	if page.Says(p.raw, "afraid") || page.Says(p.raw, "frightens") {
		t.Errorf("the sheet says it: %s", sheet)
	}
	if strings.Contains(sheet, "The answer then: emergency") || !strings.Contains(sheet, "The answer then: contact a clinic") {
		t.Errorf("the level still tells of the reason that is left out: %s", sheet)
	}
	if strings.Contains(sheet, "be seen today") {
		t.Errorf("a check that said nothing else is on the sheet: %s", sheet)
	}
	p.saveSheet()
	if page.Says(p.raw, "afraid") {
		t.Error("the kept copy says it")
	}
	form["piece"] = append(form["piece"], "fear")
	if sheet := p.sheet(form); strings.Count(sheet, "You are afraid of somebody at home.") != 2 || !strings.Contains(sheet, "The answer then: emergency") {
		t.Errorf("ticked, and the sheet does not say it: %s", sheet)
	}
	form.Del("piece")
	form["entry"] = []string{ids["entry-one"]}
	if sheet := p.sheet(form); !strings.Contains(sheet, "entry-one") || strings.Contains(sheet, "entry-two") {
		t.Errorf("one entry was chosen: %s", sheet)
	}
}

func TestNotesOfOnesOwnComeOnlyWhenTicked(t *testing.T) {
	p := newPerson(t)
	everything(p)
	sheet := p.sheet(url.Values{"piece": {"story", "pain", "medicines", "painlog", "sessions", "notes"}})
	for _, w := range []string{"note-of-checkin", "note-of-story", "note-of-medicine", "note-of-pain", "note-of-session"} {
		if !strings.Contains(sheet, w) {
			t.Errorf("the sheet does not say %q", w)
		}
	}
	if sheet := p.sheet(url.Values{"piece": {"bleeding", "pads", "pain", "temperature"}}); strings.Contains(sheet, "note-of") {
		t.Errorf("not ticked: %s", sheet)
	}
}

func TestWhatLiesOutsideTheDaysIsNotOnTheSheet(t *testing.T) {
	p := newPerson(t)
	everything(p)
	p.now = p.now.AddDate(0, 0, 10)
	p.do("POST", "/body/page", url.Values{"range": {"7"}, "piece": {"bleeding", "medicines", "checks", "painlog"}}).expect(http.StatusUnprocessableEntity)
	p.says("Nothing is noted in these days")
	if sheet := p.sheet(url.Values{"range": {"14"}, "piece": {"medicines"}}); !strings.Contains(sheet, "name-of-medicine") {
		t.Errorf("14 days: %s", sheet)
	}
}

func TestLookingAtASheetKeepsNothingAndPutsNothingIntoAnAddress(t *testing.T) {
	p := newPerson(t)
	everything(p)
	before := len(p.app.Vault.List())
	p.sheet(url.Values{"piece": {"pain"}, "note": {"name-on-top"}, "own": {"Is it?"}})
	if p.path != "/body/page" || len(p.app.Vault.List()) != before {
		t.Errorf("at %s, with %d more things kept", p.path, len(p.app.Vault.List())-before)
	}
	p.says("name-on-top", "Is it?")
	p.fill("/body/page", "change", "yes")
	form := p.page.First("form", "action=/body/page").Fields()
	if form.Get("piece") != "pain" || form.Get("note") != "name-on-top" || form.Get("own") != "Is it?" || form.Get("range") != "7" {
		t.Errorf("changing begins from %v", form)
	}
}

func TestThePaperShowsNothingOfTheProgram(t *testing.T) {
	p := newPerson(t)
	everything(p)
	sheet := p.sheet(url.Values{"piece": {"pain", "story"}, "own": {"Is it?"}})
	if title := p.page.First("title").Words(); title != "Notes for an appointment" {
		t.Errorf("the title, and so the name of the file, is %q", title)
	}
	if strings.Contains(strings.ToLower(sheet), "snowdrop") {
		t.Errorf("the sheet names the program: %s", sheet)
	}
	main := p.page.First("main")
	for _, k := range main.Kids {
		if k.Tag != "" && k.Tag != "article" && !strings.Contains(k.Attrs["class"], "noprint") {
			t.Errorf("<%s> beside the sheet would be printed: %s", k.Tag, k.Words())
		}
	}
}

func TestAKeptSheetStaysAsItWas(t *testing.T) {
	p := newPerson(t)
	everything(p)
	p.sheet(url.Values{"piece": {"pain", "medicines"}, "own": {"Is it?"}})
	shown := p.page.First("article").Words()
	p.saveSheet("title", "For Tuesday")
	at := strings.Split(p.path, "?")[0]
	if kept := p.page.First("article").Words(); kept != shown {
		t.Errorf("kept:\n%s\nshown:\n%s", kept, shown)
	}
	for _, h := range p.app.Vault.List(journal.KindMedicine, journal.KindCheckIn) {
		if err := p.app.Vault.Delete(t.Context(), h.ID); err != nil {
			t.Fatal(err)
		}
	}
	p.now = p.now.AddDate(0, 1, 0)
	if later := p.get(at).page.First("article").Words(); later != shown {
		t.Errorf("a month later:\n%s\nshown:\n%s", later, shown)
	}
	p.fill(at, "title", " ").expect(http.StatusUnprocessableEntity).says("Give the page a name")
	p.get(at).fill(at, "title", "For Wednesday").at(at).says("For Wednesday")
	if later := p.page.First("article").Words(); later != shown {
		t.Errorf("with a new name:\n%s", later)
	}
	p.get("/body/page").says("For Wednesday")
	id := at[strings.LastIndex(at, "/")+1:]
	p.get("/journal/"+id).says("For Wednesday", "name-of-medicine", "Is it?")
	if p.page.First("a", "href="+at) == nil {
		t.Error("the entry does not lead to the sheet")
	}
	p.get("/journal/" + id + "/delete").fill("/journal/" + id + "/delete")
	p.get(at).expect(http.StatusNotFound)
}

func TestASheetTooLongToKeepCanStillBePrinted(t *testing.T) {
	p := newPerson(t)
	body, err := journal.Entry{Text: strings.Repeat("long ", 6000)}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"range": {"7"}}
	for range 2 {
		rec := record.Record{ID: record.NewID(), Kind: journal.KindEntry, At: p.now.Unix(), Body: body}
		if err := p.app.Vault.PutVersion(t.Context(), rec, nil); err != nil {
			t.Fatal(err)
		}
		form.Add("entry", rec.ID.String())
	}
	if sheet := p.sheet(form); len(sheet) < 55_000 {
		t.Fatalf("the sheet has %d letters", len(sheet))
	}
	p.fill("/body/page", "keep", "yes").expect(http.StatusRequestEntityTooLarge).says("too long to save. You can print it now")
	if len(p.page.First("article").Words()) < 55_000 {
		t.Error("the sheet is gone")
	}
}

func TestQuestionsOfAPageAreRememberedWithItsAppointment(t *testing.T) {
	p := newPerson(t)
	at := p.visit("own", "May I fly?", "calendar", "Errand")
	id := at[strings.LastIndex(at, "/")+1:]
	p.get("/body/page?for="+id).fill("/body/page", "own", "May I fly?\nMay I swim?")
	p.saveSheet()
	p.get(at).says("May I fly?", "May I swim?", "Errand")
}

func TestFearIsOfferedOnlyWhereThereIsSome(t *testing.T) {
	p := newPerson(t)
	p.get("/body/log").fill("/body/log", "pain", "3")
	p.get("/body/page").saysNot("afraid")
	everything(p)
	p.get("/body/page").says("Reasons about a person I am afraid of")
	form := p.page.First("form", "action=/body/page").Fields()
	for _, piece := range form["piece"] {
		if piece == "fear" || piece == "notes" || piece == "story" {
			t.Errorf("%s is ticked for her", piece)
		}
	}
	if len(form["entry"]) > 0 {
		t.Errorf("entries are ticked for her: %v", form["entry"])
	}
}

func TestTheSavedPageIsTheOneThatWasLookedAt(t *testing.T) {
	p := newPerson(t)
	everything(p)
	pain := func(score int, at int64) {
		t.Helper()
		body, err := journal.Pain{Score: &score}.Encode()
		if err == nil {
			err = p.app.Vault.PutVersion(t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindPain, At: at, Body: body}, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	shown := p.sheet(url.Values{"piece": {"painlog"}})
	p.now = p.now.Add(time.Minute)
	pain(3, p.now.Unix()) // after the page was made: it is not on it
	looked := p.page
	p.saveSheet()
	if kept := p.page.First("article").Words(); kept != shown {
		t.Errorf("kept:\n%s\nshown:\n%s", kept, shown)
	}
	first := p.path
	p.now = p.now.Add(2 * time.Second)
	pain(4, p.now.Unix()-300) // noted late, and the form is sent a second time
	p.page = looked
	if p.saveSheet(); p.path != first || len(p.app.Vault.List(journal.KindSheet)) != 1 {
		t.Errorf("sent twice, %d pages are kept", len(p.app.Vault.List(journal.KindSheet)))
	}

	p.sheet(url.Values{"piece": {"painlog"}})
	pain(2, p.now.Unix()-300) // of before: the page that was looked at would be another now
	p.fill("/body/page", "keep", "yes", "title", "For Tuesday").says("has changed since you looked", "2 out of 10")
	if n := len(p.app.Vault.List(journal.KindSheet)); n != 1 {
		t.Fatalf("%d pages are kept", n)
	}
	shown = p.page.First("article").Words()
	if p.saveSheet().says("For Tuesday"); p.page.First("article").Words() != shown {
		t.Error("the page that was shown again is not the one kept")
	}
}

func TestWordsForAPageWaitWhileThingsAreLocked(t *testing.T) {
	p := newPerson(t)
	everything(p)
	const passphrase = "six words that nobody else knows"
	if err := p.app.Vault.Keep(t.Context(), passphrase); err != nil {
		t.Fatal(err)
	}
	for _, sent := range []string{"", "keep"} {
		p.get("/body/page").fill("/body/page", "own", "May I swim?", "note", "Ada Made-Up", "piece", "fear")
		p.app.Vault.Lock()
		p.fill("/body/page", sent, "yes")
		p.fill("/unlock", "passphrase", passphrase).at("/body/page")
		form := p.page.First("form", "action=/body/page").Fields()
		if form.Get("own") != "May I swim?" || form.Get("note") != "Ada Made-Up" {
			t.Errorf("%q: the form has %v", sent, form)
		}
		if form.Get("piece") == "fear" {
			t.Error("a draft ticks fear for her")
		}
		p.fill("/body/page", "piece", "pain").saveSheet()
		if form = p.get("/body/page").page.First("form", "action=/body/page").Fields(); form.Get("own") != "" {
			t.Errorf("after saving, the draft is still there: %v", form)
		}
	}
}

func TestWithNothingNotedThePageSaysWhereOneCanNote(t *testing.T) {
	p := newPerson(t)
	p.get("/body/page").says("Nothing is noted yet that can stand on the page.")
	for _, way := range []string{"/body/log", "/body/medicines", "/body/back/log"} {
		if p.page.First("main").First("a", "href="+way) == nil {
			t.Errorf("no way to %s", way)
		}
	}
	p.fill("/body/page", "own", "May I fly?").expect(http.StatusOK).says("May I fly?")
	p.get("/body/log").fill("/body/log", "pain", "3")
	p.get("/body/page").saysNot("Nothing is noted yet")
}

func TestAReasonThatCountsFearAmongOthersIsOnNoSheetUnlessTicked(t *testing.T) {
	p := newPerson(t)
	keep := func(report string) {
		t.Helper()
		body, err := journal.Check{Level: "urgent", Report: []byte(report), Private: true, Reasons: []journal.CheckReason{
			{Rule: "P6c", Level: "urgent", Because: "Counted together.", Source: "made up", Reviewed: "2026-11-20"},
			{Rule: "B10", Level: "soon", Because: "Bleeding for long.", Source: "made up", Reviewed: "2026-11-20"},
		}}.Encode()
		if err == nil {
			err = p.app.Vault.PutVersion(t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindCheck, At: p.app.Now().Unix(), Body: body}, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	keep(`{"hopeless":true,"depression_history":true,"afraid_of_partner":true,"bleeding_days":25}`)
	form := url.Values{"range": {"all"}, "piece": {"checks"}}
	if sheet := p.sheet(form); strings.Contains(sheet, "The check was not finished.") {
		t.Errorf("a finished check is called unfinished: %s", sheet)
	}
	if sheet := p.sheet(form); strings.Contains(sheet, "Counted together.") || strings.Contains(sheet, "be seen today") || !strings.Contains(sheet, "Bleeding for long.") {
		t.Errorf("fear counts on the sheet: %s", sheet)
	}
	form["piece"] = append(form["piece"], "fear")
	if sheet := p.sheet(form); !strings.Contains(sheet, "Counted together.") {
		t.Errorf("ticked, and the sheet does not say it: %s", sheet)
	}
	form["piece"] = []string{"checks"}
	keep(`{"hopeless":true,"depression_history":true,"low_mood_days":20,"bleeding_days":25}`)
	if sheet := p.sheet(form); !strings.Contains(sheet, "Counted together.") {
		t.Errorf("a reason without fear is left out: %s", sheet)
	}
}

func TestACheckWithQuestionsLeftSaysSoOnTheSheet(t *testing.T) {
	p := newPerson(t)
	body := []byte(`{"v":1,"level":"soon","open":true,"reasons":[],"report":{}}`)
	if err := p.app.Vault.PutVersion(t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindCheck, At: p.app.Now().Unix(), Body: body}, nil); err != nil {
		t.Fatal(err)
	}
	if sheet := p.sheet(url.Values{"range": {"all"}, "piece": {"checks"}}); !strings.Contains(sheet, "The check was not finished.") {
		t.Errorf("the sheet shows an unfinished check as a finished one: %s", sheet)
	}
}
