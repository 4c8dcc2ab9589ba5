package pieces_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
)

func TestAPieceIsWrittenFromTheFirstPageToTheQuietMinuteAfter(t *testing.T) {
	p := newPerson(t).told(60)
	p.get("/heart/pieces").at("/heart/pieces").says("a therapist read each piece and wrote back", "little evidence that it helps", "A person.", "inspired by").
		leads("/heart/pieces/1/begin")
	p.get("/heart/pieces/1/begin").at("/heart/pieces/1/begin").saysNot("Is it 4 weeks")
	p.answer("1").at("/heart/pieces/1/arrive").says("You can skip this").leads("/heart/pieces/1")
	p.get("/heart/pieces/1").at("/heart/pieces/1").says("What happened", "Piece 1 of 10", "How far it is shown to help:", "To reach a person, press")
	if main := p.page.First("main"); !strings.HasPrefix(main.First("h1").Words(), "What happened") || main.All("p")[1].Words()[:17] != "You can stop now." {
		t.Errorf("the first line is %q", main.All("p")[1].Words())
	}
	p.post("/heart/pieces/1", "text", "It was a Tuesday.")
	id := strings.Split(p.path, "/")[3]
	p.at("/heart/pieces/"+id+"/after").says("A quiet minute after", "You can skip this", "How heavy is it now?", "Kept for this visit")
	p.post("/heart/pieces/"+id+"/after", "after", "5").says("It went from 4 to 5").saysNot("You can reach someone now")
	all := p.pieces()
	if len(all) != 1 || all[0].Text != "It was a Tuesday." || *all[0].Before != 4 || *all[0].After != 5 || all[0].Piece != "piece-1" {
		t.Fatalf("kept: %+v", all)
	}
	p.get("/heart/pieces").says("Written", "Read what I wrote", "The moment that comes back").leads("/journal/" + id).leads("/heart/pieces/2/begin").leads("/heart/pieces/1/begin")
	if p.page.First("main").First("a", "href=/heart/pieces/3/begin") != nil {
		t.Error("a later piece is open before the one before it was written or left out")
	}
	p.get("/heart/pieces/3/begin").at("/heart/pieces")
	p.get("/journal/"+id).says("Piece of writing", "What happened", "It was a Tuesday.", "4 out of 10", "5 out of 10")
}

func TestNothingOpensUntilTheQuestionsAreAnswered(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/pieces/1").at("/heart/pieces/1/begin").says("Before you write", "4 weeks or more", "psychosis or a mania")
	for _, missing := range []string{"danger", "mind", "unreal", "before", "weeks"} {
		if p.answer("1", missing, ""); p.status != http.StatusUnprocessableEntity {
			t.Errorf("without %s it answers %d", missing, p.status)
		}
		if !strings.Contains(p.raw, `href="#`+missing+`"`) {
			t.Errorf("the problem does not lead to %s", missing)
		}
		p.get("/heart/pieces/1").at("/heart/pieces/1/begin")
	}
	if p.answer("1", "before", "11"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("11 of 10 answers %d", p.status)
	}
	if p.answer("1", "danger", "nonsense"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("nonsense answers %d", p.status)
	}
	p.post("/heart/pieces/1/skip")
	p.answer("2").at("/heart/pieces/2/arrive") // its questions are not those of another piece
	p.get("/heart/pieces/1").at("/heart/pieces/1/begin")
}

// Every gate in the pages: the pure ones are tested at their limits in internal/guidance/writing.
func TestEachGateKeepsThePieceClosedAndOffersSomethingSofter(t *testing.T) {
	two := 2
	three := []*int{&two, &two, &two, &two, &two, &two}
	for name, c := range map[string]struct {
		before  func(p *person)
		answers []string
		says    string
		leads   string
	}{
		"27 days":            {func(p *person) { p.told(27) }, nil, "less than 4 weeks since the loss", "/calm"},
		"this month":         {func(p *person) { p.put(journal.KindStory, 0, journal.Story{When: "month", Month: "2026-10"}) }, nil, "less than 4 weeks", "/calm"},
		"no day, not 4":      {nil, []string{"weeks", "no"}, "less than 4 weeks", "/calm"},
		"no day, not said":   {nil, []string{"weeks", "unsaid"}, "do not know how long ago", "/calm"},
		"a kept check":       {func(p *person) { p.check(13*24*time.Hour, "P2", `{}`) }, nil, "These pieces rest", "/safety"},
		"a kept check, P4":   {func(p *person) { p.check(time.Hour, "P4", `{}`) }, nil, "These pieces rest", "/safety"},
		"a questionnaire":    {func(p *person) { p.phq9(13 * 24 * time.Hour) }, nil, "These pieces rest", "/safety"},
		"safety not said":    {nil, []string{"danger", "unsaid"}, "would rather not say", "/safety"},
		"psychosis":          {nil, []string{"mind", "yes"}, "Please ask first", "/calm"},
		"psychosis, unsure":  {nil, []string{"mind", "unsaid"}, "Please ask your doctor", "/calm"},
		"psychosis, a check": {func(p *person) { p.check(400*24*time.Hour, "B2", `{"psychosis_history":true}`) }, nil, "Please ask first", "/calm"},
		"mania, a check":     {func(p *person) { p.check(400*24*time.Hour, "B2", `{"bipolar_history":true}`) }, nil, "Please ask first", "/calm"},
		"P3 long ago":        {func(p *person) { p.check(400*24*time.Hour, "P3", `{}`) }, nil, "Please ask first", "/calm"},
		"memories, unreal": {func(p *person) {
			p.put(journal.KindMeasure, 0, journal.Measure{Which: "pcptsd5", Version: "2016", Answers: three})
		}, []string{"unreal", "lately"}, "strong memories", "/calm/grounding"},
		"unreal":   {nil, []string{"unreal", "yes"}, "First come back to here", "/calm/grounding"},
		"9 of 10":  {nil, []string{"before", "9"}, "let it get a little lighter", "/calm/grounding"},
		"10 of 10": {nil, []string{"before", "10"}, "let it get a little lighter", "/safety"},
		"22:00":    {func(p *person) { p.now = time.Date(2026, 11, 20, 22, 0, 0, 0, time.UTC) }, nil, "here for you tomorrow", "/heart/letters"},
		"5:59":     {func(p *person) { p.now = time.Date(2026, 11, 20, 5, 59, 0, 0, time.UTC) }, nil, "here for you tomorrow", "/heart/try/friend"},
	} {
		p := newPerson(t)
		if c.before != nil {
			c.before(p)
		}
		before := len(p.vault.List())
		p.answer("1", c.answers...).says(c.says).leads(c.leads).saysNot("<textarea")
		if p.get("/heart/pieces/1"); strings.Contains(p.raw, "<textarea") {
			t.Errorf("%s: the piece opens", name)
		}
		if len(p.vault.List()) != before {
			t.Errorf("%s: something was kept", name)
		}
	}
	for name, before := range map[string]func(p *person){
		"28 days": func(p *person) { p.told(28) }, "a month and more": func(p *person) { p.put(journal.KindStory, 0, journal.Story{When: "month", Month: "2026-09"}) },
		"a check of 15 days": func(p *person) { p.check(15*24*time.Hour, "P2", `{}`) }, "a check of today": func(p *person) { p.check(time.Hour, "P5", `{}`) },
		"P13": func(p *person) { p.check(time.Hour, "P13", `{}`) }, "a questionnaire of 15 days": func(p *person) { p.phq9(15 * 24 * time.Hour) },
		"21:59": func(p *person) { p.now = time.Date(2026, 11, 20, 21, 59, 0, 0, time.UTC) },
		"6:00":  func(p *person) { p.now = time.Date(2026, 11, 20, 6, 0, 0, 0, time.UTC) },
	} {
		p := newPerson(t)
		before(p)
		if p.answer("1"); p.path != "/heart/pieces/1/arrive" {
			t.Errorf("%s: it stays closed: %s", name, p.page.First("main").Words())
		}
	}
}

func (p *person) check(ago time.Duration, rule, report string) {
	p.t.Helper()
	p.put(journal.KindCheck, ago, journal.Check{Level: "soon", Report: json.RawMessage(report), Reasons: []journal.CheckReason{{Rule: rule, Level: "soon", Because: "x"}}})
}

// phq9 keeps answers of which the one about safety is above 0.
func (p *person) phq9(ago time.Duration) {
	p.t.Helper()
	zero, one := 0, 1
	answers := slices.Repeat([]*int{&zero}, 9)
	answers[8] = &one
	p.put(journal.KindMeasure, ago, journal.Measure{Which: "phq9", Version: "2001", Answers: answers})
}

func TestAYesAboutSafetyShowsPeopleAtOnceAndThePiecesRestForTwoWeeks(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1", "danger", "yes", "unreal", "", "before", "").at("/heart/pieces/people") // whatever else is missing
	safety := p.get("/safety").page.First("h1").Words()
	if p.get("/heart/pieces/people").page.First("h1").Words() != safety {
		t.Errorf("it shows %q, want the page of %q", p.page.First("h1").Words(), safety)
	}
	p.leads("/heart/pieces")
	if len(p.pieces()) != 0 || strings.Contains(string(p.vault.Settings()), "danger") {
		t.Errorf("what was answered was kept: %s", p.vault.Settings())
	}
	now := p.now
	for days, closed := range map[int]bool{0: true, 14: true, 15: false} {
		p.now = now.AddDate(0, 0, days)
		p.get("/heart/pieces/1/begin")
		if got := strings.Contains(p.raw, "These pieces rest"); got != closed {
			t.Errorf("after %d days it rests: %v", days, got)
		}
	}
}

func TestDeletingAllPiecesEndsNoRest(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1", "danger", "yes")
	p.post("/heart/pieces/delete").at("/heart/pieces").says("All pieces are deleted")
	p.get("/heart/pieces/1/begin").says("These pieces rest")
	p.now = p.now.AddDate(0, 0, 15)
	p.post("/heart/pieces/delete")
	if s := string(p.vault.Settings()); strings.Contains(s, "rest") {
		t.Errorf("what is over is still kept: %s", s)
	}
	p.get("/heart/pieces/1/begin").saysNot("These pieces rest")
}

func TestAnAnswerAboutPsychosisIsKeptOnlyWhereSheWishesIt(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1", "mind", "yes")
	p.get("/heart/pieces/1/begin").says("psychosis or a mania")
	p.answer("1", "mind", "no")
	p.now = p.now.Add(4 * time.Hour)
	p.get("/heart/pieces/1").at("/heart/pieces/1/begin").says("psychosis or a mania")
	p.answer("1", "mind", "no", "keep", "yes")
	p.now = p.now.Add(24 * time.Hour)
	p.get("/heart/pieces/1").at("/heart/pieces/1/begin").saysNot("a psychosis")
	p.get("/heart/pieces").says("You keep one answer here")
	p.post("/heart/pieces", "mind", "forget").saysNot("You keep one answer here")
	p.get("/heart/pieces/1/begin").says("psychosis or a mania")
	p.answer("1", "mind", "yes", "keep", "yes").says("Please ask first", "alone with it")
	p.now = p.now.AddDate(1, 0, 0)
	p.get("/heart/pieces/1/begin").says("Please ask first")
}

func TestASoftPieceMayBeWrittenLate(t *testing.T) {
	p := newPerson(t).told(60)
	for _, n := range []string{"1", "2", "3", "4"} {
		p.post("/heart/pieces/" + n + "/skip").at("/heart/pieces")
	}
	p.now = time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC)
	p.get("/heart/pieces/1/begin").says("here for you tomorrow", "A soft piece: A letter to a friend").leads("/heart/pieces/5/begin")
	p.answer("5").at("/heart/pieces/5/arrive")
	p.get("/heart/pieces/5").at("/heart/pieces/5").says("This piece is a soft one")
}

func TestStoppingKeepsTheWordsAndLeadsBackToTheGround(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.get("/heart/pieces/1")
	stops := 0
	for _, b := range p.page.All("button") {
		if b.Attrs["value"] == "stop" && b.Attrs["form"] == "piece" {
			stops++
		}
	}
	if stops != 2 || p.page.First("form", "id=piece") == nil {
		t.Errorf("one can stop at %d places, want above and below the words", stops)
	}
	p.post("/heart/pieces/1", "text", "half a sent", "do", "stop").at("/heart/pieces/stopped").says("You stopped, and that is right", "kept as a draft", "Come back")
	if len(p.pieces()) != 0 {
		t.Error("a piece was kept that she stopped")
	}
	p.post("/heart/pieces/stopped", "after", "6").says("It went from 4 to 6").saysNot("You can reach someone now")
	p.post("/heart/pieces/stopped", "after", "7").says("You can reach someone now").leads("/safety")
	p.get("/heart/pieces/1").at("/heart/pieces/1/begin").says("What you began is still here") // asked anew
	p.answer("1")
	p.get("/heart/pieces/1").says("This is what you began before", "half a sent")
	p.post("/heart/pieces/1", "text", "", "do", "stop").at("/heart/pieces/stopped").says("Nothing was written, so nothing is kept")
	p.answer("1")
	p.get("/heart/pieces/1").saysNot("half a sent")
}

func TestWordsThatWereBegunCanBeReadWhateverClosesThePiece(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/draft", "draft", "heart/pieces/1", "text", "begun words")
	p.check(0, "P2", `{}`)
	p.get("/heart/pieces/1").says("These pieces rest", "Your words are safe", "begun words").saysNot("<textarea")
	p.post("/heart/pieces/1", "text", "begun words and more") // a page that was still open
	if all := p.pieces(); len(all) != 1 || all[0].Text != "begun words and more" {
		t.Errorf("words that were written are not kept: %+v", all)
	}
}

func TestTheDraftSurvivesALockInTheMiddleOfAWord(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/draft", "draft", "heart/pieces/1", "text", "before the lock")
	p.lock().unlock()
	p.get("/heart/pieces/1").at("/heart/pieces/1").says("before the lock")
	p.post("/lock")
	p.get("/heart/pieces/1").at("/unlock")
	p.post("/heart/pieces/1", "text", "sent while it was locked").unlockHere().at("/heart/pieces/1").says("sent while it was locked")
	p.now = p.now.Add(4 * time.Hour) // long enough to be asked again; the words stay
	p.get("/heart/pieces/1").at("/heart/pieces/1/begin").says("What you began is still here")
	p.answer("1")
	p.get("/heart/pieces/1").says("sent while it was locked")
}

func TestHowLongIsSaidOnlyWhenAskedAndNothingEndsByItself(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.get("/heart/pieces/1").saysNot("minutes since", `http-equiv="refresh"`, "<progress", "<meter")
	p.post("/heart/pieces/1", "text", "kept in view", "do", "time").at("/heart/pieces/1").says("only just begun", "kept in view")
	p.now = p.now.Add(17 * time.Minute)
	p.post("/heart/pieces/1", "text", "kept in view", "do", "time").says("about 17 minutes", "Both are right", "kept in view")
	p.now = p.now.Add(170 * time.Minute)
	p.post("/heart/pieces/1", "text", "kept in view", "do", "time").says("We do not know when you began", "kept in view")
	if p.post("/heart/pieces/1", "text", "kept at last"); len(p.pieces()) != 1 || p.pieces()[0].Text != "kept at last" {
		t.Errorf("after three hours: %+v", p.pieces())
	}
	if body, _ := json.Marshal(p.pieces()); strings.Contains(string(body), "minutes") {
		t.Errorf("how long it took is kept: %s", body)
	}
}

func TestMuchHeavierAfterwardsNamesPeopleFirst(t *testing.T) {
	for after, people := range map[string]bool{"6": false, "7": true, "9": true, "3": false, "4": false} {
		p := newPerson(t).told(60)
		p.answer("1")
		p.post("/heart/pieces/1", "text", "words")
		p.post(strings.Split(p.path, "?")[0], "after", after)
		if got := strings.Contains(p.raw, "You can reach someone now"); got != people {
			t.Errorf("from 4 to %s: people are named: %v", after, got)
		}
		if people {
			p.leads("/safety").leads("/h/")
			main := p.page.First("main").Words()
			if strings.Index(main, "You can reach someone now") > strings.Index(main, "Come back") {
				t.Error("people do not stand first")
			}
		}
	}
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "words")
	path := strings.Split(p.path, "?")[0]
	p.post(path).at("/heart/pieces") // it may be passed over
	if p.post(path, "after", "11"); p.status != http.StatusUnprocessableEntity {
		t.Errorf("11 of 10 answers %d", p.status)
	}
}

func TestAPieceCanBeLeftOutComeBackToAndDoneAgain(t *testing.T) {
	p := newPerson(t).told(60)
	p.post("/heart/pieces/1/skip").at("/heart/pieces").says("Left out").leads("/heart/pieces/1/begin").leads("/heart/pieces/2/begin")
	p.answer("1")
	p.post("/heart/pieces/1", "text", "the first time")
	p.get("/heart/pieces").saysNot("Left out")
	p.answer("1")
	p.post("/heart/pieces/1", "text", "the second time")
	if all := p.pieces(); len(all) != 2 {
		t.Errorf("%d are kept, want both", len(all))
	}
	id := p.vault.List(journal.KindPiece)[0].ID.String()
	p.get("/journal/" + id + "/edit").at("/heart/pieces/" + id + "/edit").saysNot(`value="stop"`)
	p.post("/heart/pieces/"+id+"/edit", "text", "changed").at("/journal/" + id).says("changed")
	if p.post("/heart/pieces/"+id+"/edit", "text", " "); p.status != http.StatusUnprocessableEntity {
		t.Errorf("empty words answer %d", p.status)
	}
	for _, w := range writing.Pieces()[1:] {
		p.post("/heart/pieces/" + strings.TrimPrefix(w.ID, "piece-") + "/skip")
	}
	p.get("/heart/pieces").says("You have written or left out all ten")
}

func TestAFormSentTwiceKeepsOnePiece(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	for _, text := range []string{"sent twice", strings.Repeat("long and sent twice ", 3000)} {
		p.answer("1")
		id := p.get("/heart/pieces/1").page.First("input", "name=id").Attrs["value"]
		p.post("/heart/pieces/1", "text", text, "id", id)
		p.post("/heart/pieces/1", "text", text, "id", id).says("A quiet minute after")
	}
	if n := len(p.pieces()); n != 2 {
		t.Errorf("%d are kept, want each of the two once", n)
	}
}

func TestALongPieceIsKeptFoundTakenAlongAndChangedWhole(t *testing.T) {
	p := newPerson(t).told(60)
	long := "beginning " + strings.Repeat("and on and on ", 6000) + "end"
	p.answer("1")
	p.post("/heart/pieces/1", "text", long).says("A quiet minute after")
	id := p.vault.List(journal.KindPiece)[0].ID.String()
	p.get("/journal/" + id).says(strings.Join(strings.Fields(long), " "))
	p.get("/heart/pieces/" + id + "/edit")
	if got := p.page.First("textarea").Words(); !strings.HasSuffix(got, "end") {
		t.Errorf("to change there are %d bytes", len(got))
	}
	p.post("/heart/pieces/"+id+"/after", "after", "3")
	p.get("/journal/"+id).says("end", "3 out of 10")
	p.post("/journal/search", "q", "beginning").says("What happened")
	p.raw = taken.As(t, p.app, "data")
	if !strings.Contains(p.raw, `"kind":"piece"`) || !strings.Contains(p.raw, "and on end") {
		t.Error("the file of everything has not all of it")
	}
	p.get("/timeline").says("Piece of writing", "What happened")
	p.get("/journal").saysNot("beginning")
	if p.post("/heart/pieces/1", "text", strings.Repeat("x", 9<<20)); p.status != http.StatusRequestEntityTooLarge {
		t.Errorf("what is far too long answers %d", p.status)
	}
}

// A page cannot know what somebody else has weighed: the piece waits, and the two have other ways.
func TestAPieceThatATherapistSetIsClosedByWhatClosesAnyOther(t *testing.T) {
	set := journal.Piece{Piece: "piece-3", State: journal.PieceSet, SetBy: "Ana"}
	p := newPerson(t).told(10)
	p.put(journal.KindPiece, 0, set)
	p.get("/heart/pieces/3/begin").says("less than 4 weeks")
	p = newPerson(t).told(60)
	p.put(journal.KindPiece, 0, set)
	p.get("/heart/pieces/3/begin").says("psychosis")
	p.post("/heart/pieces/3/begin", "danger", "no", "mind", "yes", "unreal", "no", "before", "3").saysNot("Begin")
	if p.path == "/heart/pieces/3/arrive" {
		t.Error("it opened after psychosis or mania, because somebody had set it")
	}
}

func TestATherapistMaySetAPieceAndTheReplyStandsUnderIt(t *testing.T) {
	p := newPerson(t).told(60)
	id := p.put(journal.KindPiece, 0, journal.Piece{Piece: "piece-3", State: journal.PieceSet, SetBy: "Ana"})
	p.get("/heart/pieces").says("Set by Ana", "What I felt").leads("/heart/pieces/3/begin")
	p.get("/heart/pieces/3/begin")
	p.answer("3").at("/heart/pieces/3/arrive")
	p.post("/heart/pieces/3", "text", "for Ana")
	all := p.pieces()
	if len(all) != 1 || all[0].SetBy != "Ana" || all[0].State != "" || all[0].Text != "for Ana" {
		t.Fatalf("kept: %+v", all)
	}
	all[0].Reply = &journal.PieceReply{From: "Ana", At: p.now.Unix(), Text: "Thank you for writing this."}
	body, err := all[0].Encode()
	if err != nil {
		t.Fatal(err)
	}
	rec, _ := p.vault.Get(id)
	rec.Body = body
	if err := p.vault.Put(t.Context(), rec); err != nil {
		t.Fatal(err)
	}
	p.get("/journal/"+id.String()).says("for Ana", "Ana wrote back on", "Thank you for writing this.")
	p.post("/heart/pieces/"+id.String()+"/edit", "text", "for Ana, again").says("for Ana, again", "Thank you for writing this.")
	p.check(0, "P2", `{}`)
	p.put(journal.KindPiece, 0, journal.Piece{Piece: "piece-4", State: journal.PieceSet})
	p.get("/heart/pieces/4/begin").says("These pieces rest") // what is dangerous now comes first
}

func TestLeavingKeepsOrDeletesAllOfItAsSheChooses(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "mine")
	p.post("/draft", "draft", "heart/pieces/2", "text", "a draft of mine")
	p.get("/heart/pieces/leave").leads("/heart/pieces/delete")
	p.post("/heart/pieces/leave").at("/heart/pieces").says("You left", "Read what I wrote")
	if len(p.pieces()) != 1 {
		t.Error("leaving deleted what she wrote")
	}
	p.get("/heart/pieces/delete").says("cannot be brought back")
	p.post("/heart/pieces/delete").at("/heart/pieces").says("All pieces are deleted")
	p.raw = taken.As(t, p.app, "data")
	if len(p.pieces()) != 0 || page.Says(p.raw, "mine") || strings.Contains(string(p.vault.Settings()), "piece-") {
		t.Errorf("something is left: %s %s", p.vault.Settings(), p.raw)
	}
}

func TestLockedTheFirstPageWorksAndSaysNothingOfAnybody(t *testing.T) {
	fresh := newPerson(t).lock()
	fresh.get("/heart/pieces").at("/heart/pieces").says("Reading works while Snowdrop is locked").leads("/unlock")
	page := fresh.page.First("main").Words()
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "hidden words")
	p.lock()
	if got := p.get("/heart/pieces").at("/heart/pieces").page.First("main").Words(); got != page {
		t.Errorf("who looks on learns that something was written:\n%s\n%s", got, page)
	}
	for _, path := range []string{"/heart/pieces/1/begin", "/heart/pieces/1", "/heart/pieces/leave"} {
		p.get(path).at("/unlock")
	}
	for _, path := range []string{"/heart/not-yours", "/heart/not-yours/why", "/heart/not-yours/said", "/heart/not-yours/two", "/heart/pieces/people"} {
		p.get(path).at(path)
	}
}

func TestNoAddressOrTitleOfThePlaceGivesAnythingAway(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1", "danger", "unsaid")
	p.answer("1", "danger", "yes")
	p = newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "secret words")
	p.post(strings.Split(p.path, "?")[0], "after", "9")
	for _, path := range []string{"/heart/pieces", "/heart/pieces/leave", "/heart/pieces/delete", "/heart/pieces/stopped", "/heart/not-yours", "/heart/not-yours/why", "/heart/not-yours/said", "/heart/not-yours/two"} {
		p.get(path)
	}
	for _, said := range append(p.visited, p.titles...) {
		for _, never := range []string{"secret", "loss", "guilt", "fault", "grief", "danger", "suicid", "trauma", "writ", "psych", "miscarr", "pregnan"} {
			if page.Says(strings.ToLower(said), never) {
				t.Errorf("%q says %q", said, never)
			}
		}
	}
}

func TestWhileThePiecesRestTheFirstPageHoldsNoneOfThemOut(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "mine")
	p.check(0, "P2", `{}`)
	p.get("/heart/pieces").says("These pieces rest", "What happened", "Read what I wrote").leads("/safety").leads("/heart/letters").
		saysNot("The moment that comes back", "Go on with the next piece", "/heart/pieces/1/begin", "/heart/pieces/2/begin", "/skip")
	early := newPerson(t).told(3)
	early.get("/heart/pieces").says("less than 4 weeks").leads("/calm").saysNot("Begin with the first piece", "/begin")
}

func TestWhatClosesAPieceClosesItAmongAllPagesToo(t *testing.T) {
	p := newPerson(t).told(60)
	p.get("/read/piece-1").at("/read/piece-1").says("Where were you?")
	p.check(0, "P2", `{}`)
	p.get("/read/piece-1").says("These pieces rest").saysNot("Where were you?")
	p.get("/read/piece-5").says("These pieces rest")
	for _, id := range []string{"pieces", "piece-rest", "piece-arrive", "not-yours"} {
		p.get("/read/" + id).at("/read/" + id).saysNot("These pieces rest")
	}
}

func TestTheOldAddressOfThePageOnGuiltIsGone(t *testing.T) {
	if p := newPerson(t).get("/not-your-fault"); p.status != http.StatusNotFound {
		t.Errorf("it answers %d: a bookmark that works would still tell", p.status)
	}
}

func TestThePagesOnGuiltLeadToTheExercisesAndToAPerson(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/not-yours").says("about half of losses in the first 3 months", "change the risk a little").leads("/heart/try/friend").leads("/heart/try/pie").
		leads("/heart/not-yours/why").leads("/heart/not-yours/said").leads("/heart/not-yours/two").leads("/safety")
	p.get("/heart/not-yours/why").says("What you can ask the doctor", "stayed more afraid").leads("/body/page").leads("/safety")
	p.get("/heart/not-yours/said").says("For me it was not early. It was my loss.", "Please do not look for it in me.")
	p.get("/heart/not-yours/two").says("I do not blame you.").leads("/safety").leads("/h/")
	for _, path := range []string{"/heart/not-yours", "/heart/not-yours/why", "/heart/not-yours/said", "/heart/not-yours/two"} {
		words := strings.ToLower(p.get(path).page.First("main").Words())
		for _, never := range []string{"nothing you did could", "you are fine", "stages", "nobody’s body", "always by chance"} {
			if strings.Contains(words, never) {
				t.Errorf("%s says %q", path, never)
			}
		}
	}
}

func TestAYesAboutSafetyShowsPeopleWhereTheQuestionsMeetALock(t *testing.T) {
	p := newPerson(t).told(60).lock()
	p.answer("1", "danger", "yes").at("/heart/pieces/people").says("Reach a person now")
	p.answer("1").at("/unlock")
}

func TestNoFormOpensAPieceBeforeItsTurn(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("7").at("/heart/pieces")
	if p.get("/heart/pieces/7"); strings.Contains(p.raw, "<textarea") {
		t.Error("the seventh piece opens before the first")
	}
}

func TestSayingHowHeavyItIsTakesNoWordsThatWereBegun(t *testing.T) {
	p := newPerson(t).told(60)
	p.answer("1")
	p.post("/heart/pieces/1", "text", "kept")
	after := p.path
	edit := "/heart/pieces/" + p.vault.List(journal.KindPiece)[0].ID.String() + "/edit"
	p.get(edit).post("/draft", "draft", p.page.First("form", "action="+edit).Attrs["data-draft"], "text", "kept, and more")
	p.post(strings.Split(after, "?")[0], "after", "3").says("It went from 4 to 3")
	p.get(edit).says("kept, and more")
}
