package app

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/taken"
	"snowdrop/internal/text"
)

// taps presses one button of the check after another, with nothing ticked.
func (p *person) taps(buttons ...string) *person {
	p.t.Helper()
	for _, b := range buttons {
		if p.page.First("button", "name=answer", "value="+b) == nil {
			p.t.Fatalf("%q has no button %q", p.heading(), b)
		}
		p.fill("/check", "answer", b)
	}
	return p
}

// ticks presses a button with a row ticked.
func (p *person) ticks(button string, rows ...string) *person {
	p.t.Helper()
	pairs := []string{"answer", button}
	for _, row := range rows {
		box := p.page.First("input", "type=checkbox", "value="+row)
		if box == nil {
			p.t.Fatalf("%q has no row %q", p.heading(), row)
		}
		pairs = append(pairs, box.Attrs["name"], row)
	}
	return p.fill("/check", pairs...)
}

func (p *person) level() signs.Level {
	if s := p.page.First("section", "aria-labelledby=result"); s != nil {
		for _, l := range []signs.Level{signs.Emergency, signs.Urgent, signs.Soon, signs.SelfCare, signs.Incomplete} {
			if s.Attrs["class"] == "care "+l.String() {
				return l
			}
		}
	}
	return -1
}

func inBritain(t *testing.T) *person {
	p := newPerson(t)
	p.head.Set("Snowdrop-Zone", "Europe/London")
	return p
}

// The buttons that end a check of somebody who has nothing: from each screen on.
var quiet = []string{"none", "no", "spots", "none", "0", "none", "none", "none", "none"}

func TestAQuietDayIsExpectedAndTakesFewerThanTenTaps(t *testing.T) {
	p := newPerson(t).get("/check").taps(quiet...)
	if p.level() != signs.SelfCare {
		t.Errorf("got %v: %s", p.level(), p.page.First("main").Words())
	}
	if len(quiet) >= 10 {
		t.Errorf("%d taps", len(quiet))
	}
	p.says("Be seen today if", "It becomes an emergency if")
}

func TestHelpStandsBeforeTheFirstQuestion(t *testing.T) {
	p := inBritain(t).get("/check")
	form := strings.Index(p.raw, "<form method=\"post\" autocomplete=\"off\" action=\"/check\"")
	for _, number := range []string{"999", "116 123"} {
		if i := strings.Index(p.raw, number); i < 0 || i > form {
			t.Errorf("%s stands at %d, the questions at %d", number, i, form)
		}
	}
}

func TestACheckIsNeitherKeptNorPutInAnAddress(t *testing.T) {
	p := newPerson(t)
	p.keep()
	before := p.disk.Writes()
	p.post("/lock").at("/unlock")
	p.get("/check").taps("none", "no", "more").says("Call 112 now")
	if p.disk.Writes() != before {
		t.Error("the check wrote to the disk")
	}
	for _, path := range p.visited {
		if strings.Contains(path, "?") && !strings.Contains(path, "done=") {
			t.Errorf("an answer stands in the address %q", path)
		}
	}
	if len(p.app.Vault.Drafts()) != 0 {
		t.Error("a draft of the check was kept")
	}
}

func TestARedFlagEndsTheCheckAtOnce(t *testing.T) {
	for _, sign := range nowSigns(t) {
		p := newPerson(t)
		p.head.Set("Snowdrop-Zone", "America/New_York")
		p.get("/check").ticks("some", sign)
		if got := p.heading(); got != "Call 911 now" {
			t.Errorf("%s: got %q", sign, got)
		}
		for _, a := range p.page.First("section").All("a") {
			if !strings.HasPrefix(a.Attrs["href"], "tel:") {
				t.Errorf("%s: the emergency card has a link to %s", sign, a.Attrs["href"])
			}
		}
	}
}

func TestARedFlagOnAnyScreenEndsTheCheck(t *testing.T) {
	for _, c := range []struct {
		before []string
		row    string
	}{
		{quiet[:3], "clot_two"}, {quiet[:3], "clot_large"}, {quiet[:4], "abdomen_rigid"}, {quiet[:5], "rigors"}, {quiet[:5], "drowsy"},
		{quiet[:6], "saddle_numbness"}, {quiet[:6], "leg_both"}, {quiet[:6], "stroke"}, {quiet[:6], "coughing_blood"},
		{quiet[:7], "overdose_taken"}, {quiet[:7], "voices"}, {quiet[:7], "face_swelling"},
	} {
		p := newPerson(t).get("/check").taps(c.before...)
		button := "some"
		if p.heading() == "Pain" {
			button = "5"
		}
		if p.ticks(button, c.row); p.level() != signs.Emergency {
			t.Errorf("%s: got %v on %q", c.row, p.level(), p.heading())
		}
	}
	if p := newPerson(t).get("/check").taps(quiet[:5]...).fill("/check", "temperature", "39,4", "answer", "none"); p.level() != signs.Emergency {
		t.Errorf("39.4: got %q", p.heading())
	}
}

func TestTickedSignsCountWhicheverButtonIsPressed(t *testing.T) {
	newPerson(t).get("/check").ticks("none", "faint").says("Call")
}

func TestNotSureIsTakenApartThenTakenSeriously(t *testing.T) {
	p := newPerson(t).get("/check").taps("unsure")
	if p.heading() != text.English.Say("check.one-by-one") {
		t.Fatalf("got %q", p.heading())
	}
	p.taps("some").expect(422).says("Answer this: Fainting")
	answers := []string{"answer", "some"}
	for _, sign := range nowSigns(t) {
		answers = append(answers, sign, "no")
	}
	p.fill("/check", answers...).says(text.English.Say("check.safety"))
	p = newPerson(t).get("/check").taps("unsure")
	answers[3] = "unsure" // faint
	p.fill("/check", answers...).says("Call")
}

func TestThoughtsOfSelfHarmAreMetTheSameWayForEveryone(t *testing.T) {
	begin := func() *person {
		return inBritain(t).get("/check").taps("none", "yes").says("Can you keep yourself safe for now?", "116 123")
	}
	begin().taps("yes").says("So far: be seen today", "116 123")
	begin().taps("no").says("Call 999 now", "116 123")
	begin().taps("unsure").says("Call 999 now", "116 123")
	begin().ticks("yes", "self_harm_act").says("Call 999 now", "116 123")
	for _, answer := range []string{"no", "unsure"} { // after a yes it goes on, with the lines on each screen
		if p := begin().taps(answer); !strings.Contains(p.raw, `href="/safety"`) {
			t.Errorf("%s: nothing leads to the safety page", answer)
		}
	}
	if p := inBritain(t).get("/check").taps("none", "unsure"); p.level() >= 0 {
		t.Error("somebody who would rather not say is not asked whether they can keep safe")
	}
}

// An emergency that only rests on what nobody asked yet is cleared up first: a check that sends everyone to hospital is
// ignored the second time.
func TestAnEmergencyThatRestsOnAnOpenQuestionAsksIt(t *testing.T) {
	oneSided := func() *person {
		return newPerson(t).get("/check").taps("none", "no", "none", "none").ticks("4", "lower_abdomen_left").says("Did a scan show")
	}
	if p := oneSided().taps("yes"); p.level() >= 0 || !strings.Contains(p.page.Words(), "So far: be seen today") {
		t.Errorf("with a scan: %q", p.heading())
	}
	for _, answer := range []string{"no", "unsure"} {
		if p := oneSided().taps(answer); p.level() != signs.Emergency {
			t.Errorf("%s: got %q", answer, p.heading())
		}
	}
}

func TestWhatCannotChangeTheAnswerIsNotAsked(t *testing.T) {
	p := newPerson(t).get("/check").taps("none", "no", "half", "none").says("Is the bleeding getting less?")
	p.taps("easing")
	if p.heading() != "Pain" {
		t.Errorf("got %q", p.heading())
	}
	p = newPerson(t).get("/check").taps("none", "no", "light", "none") // light bleeding: it makes no difference
	if p.heading() != "Pain" {
		t.Errorf("got %q", p.heading())
	}
}

func TestSomethingFeelsWrongIsAnAnswerOnEveryScreen(t *testing.T) {
	for n := range quiet {
		p := newPerson(t).get("/check").taps(quiet[:n]...)
		for _, label := range []string{"Something feels seriously wrong", "Not sure"} {
			if !strings.Contains(p.page.First("form", "action=/check").Words(), label) {
				t.Errorf("%q does not offer %q", p.heading(), label)
			}
		}
		p.fill("/check", "answer", "wrong").says("Be seen today")
		if n < 7 { // the rest can still be told, and then it may be more
			p.says("Answer the open questions").taps("on")
			if p.level() >= 0 {
				t.Errorf("after %d taps, the open questions are not asked", n)
			}
		}
	}
	p := newPerson(t).get("/check").taps(quiet[:5]...).fill("/check", "answer", "wrong", "temperature", "38.6", "body", "dizzy")
	p.says("38.0 C (100.4 F) or higher")
	p.taps("on").says("Fever, and how you feel").taps("none").taps(quiet[6:8]...)
	if got := p.level(); got >= 0 && got < signs.Urgent {
		t.Errorf("what was pressed is forgotten: %v", got)
	}
}

func TestNoButtonDropsWhatWasTicked(t *testing.T) {
	for _, c := range []struct {
		before []string
		row    string
	}{
		{nil, "faint"}, {nil, "chest_pain"}, {quiet[:3], "clot_large"}, {quiet[:4], "abdomen_rigid"}, {quiet[:5], "foul"}, {quiet[:6], "saddle_numbness"}, {quiet[:7], "overdose_taken"},
	} {
		level := func(button string) signs.Level {
			return newPerson(t).get("/check").taps(c.before...).ticks(button, c.row).level()
		}
		buttons := []string{"none", "some", "unsure"}
		if c.row == "abdomen_rigid" {
			buttons = []string{"0", "3", "unsure"}
		}
		for _, b := range buttons {
			if wrong, got := level("wrong"), level(b); wrong < got {
				t.Errorf("%s: %v with “Something feels seriously wrong”, %v with %s", c.row, wrong, got, b)
			}
		}
	}
}

func TestACheckThatWasTamperedWithStartsAgain(t *testing.T) {
	p := newPerson(t)
	for _, so := range []string{"", "{", `{"pain":1}`, `{"now":{"id":"nowhere"}}`, "null", "[]", `{"now":{"id":"pain"},"done":[{"id":"amount","values":{"answer":["all"]}}]}`} {
		p.post("/check", "so-far", so, "answer", "none").expect(http.StatusBadRequest).says("start again")
		p.post("/check/keep", "so-far", so).expect(http.StatusBadRequest)
		p.post("/check/sheet", "so-far", so).expect(http.StatusBadRequest)
	}
	begun := p.get("/check").page.First("input", "name=so-far").Attrs["value"]
	p.post("/check/keep", "so-far", begun).expect(http.StatusBadRequest)
	if len(p.app.Vault.List()) != 0 {
		t.Error("a check without an answer was kept")
	}
}

func TestBackForgetsNothingThatWasAnswered(t *testing.T) {
	p := newPerson(t).get("/check").taps("none", "no", "one").ticks("some", "increasing")
	p.ticks("back", "lower_back", "analgesia_ineffective")
	if box := p.page.First("input", "value=increasing"); p.heading() != "More about the bleeding" || !checked(box.Attrs) {
		t.Errorf("back leads to %q, with %v", p.heading(), box)
	}
	p.ticks("some", "increasing")
	for _, row := range []string{"lower_back", "analgesia_ineffective"} {
		if !checked(p.page.First("input", "value="+row).Attrs) {
			t.Errorf("%s is no longer ticked on the way back", row)
		}
	}
	p.taps("back", "back")
	if p.heading() != "How much blood in the last hour?" {
		t.Errorf("got %q", p.heading())
	}
	p.taps("none", "none", "0", "none").taps("back").taps("back").taps("back").taps("back").taps("back")
	if p.heading() != text.English.Say("check.safety") {
		t.Errorf("got %q", p.heading())
	}
	// From a result, too.
	p = newPerson(t).get("/check").taps(quiet[:6]...).ticks("some", "leak").says("Call").taps("back")
	if p.level() >= 0 || !checked(p.page.First("input", "value=leak").Attrs) {
		t.Error("an answer cannot be changed after the result")
	}
	if p.fill("/check", "legs", "", "answer", "none"); p.level() >= 0 {
		t.Errorf("the answer that was taken back still counts: %q", p.heading())
	}
}

func checked(attrs map[string]string) bool { _, ok := attrs["checked"]; return ok }

func TestATemperatureIsTakenInBothUnitsAndMixUpsAreAskedAbout(t *testing.T) {
	fever := func(temperature string) *person {
		return newPerson(t).get("/check").taps(quiet[:5]...).fill("/check", "temperature", temperature, "body", "very_thirsty", "answer", "some")
	}
	for _, same := range []string{"38.2", "38,2", "38.2 C", "38.2°C", "100,8 f", "100.8", " 100.8 °F "} {
		fever(same).expect(200).says("be seen today")
	}
	for typed, sentence := range map[string]string{
		"37 F": "If it was 37 °C, type 37 C", "100 C": "If it was 100 °F, type 100 F", "382": "Did you mean 38.2?", "1008": "Did you mean 100.8?",
		"warm": "as a number", "1e2": "as a number", "-38": "as a number", "3.8": "Celsius or Fahrenheit", "F": "as a number", "60": "Celsius or Fahrenheit",
	} {
		p := fever(typed).expect(422).says(sentence)
		if p.page.First("input", "name=temperature").Attrs["value"] != typed || !checked(p.page.First("input", "value=very_thirsty").Attrs) {
			t.Errorf("%q: what was typed and ticked is gone", typed)
		}
	}
	fever("").expect(200)
}

func TestNothingTickedAndNothingPressedSaysWhatToDo(t *testing.T) {
	p := newPerson(t).get("/check").taps("some").expect(422).says("Tick at least one")
	p.fill("/check").expect(422).says("Choose one answer")
}

func TestSomebodyElseIsAskedInTheirWords(t *testing.T) {
	p := newPerson(t).get("/check").taps("other").says("You answer for the person", "Very sleepy, hard to wake")
	p.taps("none").says("Have they spoken of ending their life")
	p.taps("no", "spots", "none", "0", "none", "none")
	if p.page.First("input", "value=afraid_of_partner") != nil {
		t.Error("somebody who answers for a person is asked whether she is afraid of somebody close")
	}
	p.taps("none", "none")
	if p.level() != signs.SelfCare {
		t.Errorf("got %v: %s", p.level(), p.page.First("main").Words())
	}
	newPerson(t).get("/check").taps("other").ticks("some", "faint").says("Do not leave them alone")
}

// afraid is a check in which somebody said what she fears, and that somebody close is dangerous.
func afraid(p *person) *person {
	return p.get("/check").taps(quiet[:5]...).ticks("some", "foul").taps("none").ticks("some", "afraid_of_partner").says("Are you in danger right now?").
		taps("no").taps("none")
}

var fear = []string{"afraid", "Afraid", "P9", "in_immediate_danger", "frighten", "0808 2000 247", "danger right now"}

// The last word of what a page prints is CSS: here the reason must carry the mark that web/style.css
// leaves out of a print, and the lines must stand where no print shows them.
func TestFearOfAPersonLeavesTheScreenOnlyWhenTicked(t *testing.T) {
	p := inBritain(t)
	p.keep()
	afraid(p).says("If someone frightens or hurts you", "0808 2000 247")
	private := p.page.All("li", "class=private")
	if len(private) != 1 || !strings.Contains(private[0].Words(), "afraid") {
		t.Errorf("%d reasons are marked private, want the one about fear", len(private))
	}
	if lines := p.page.First("section", "class=noprint"); !strings.Contains(lines.Words(), "0808 2000 247") {
		t.Error("the lines would be printed")
	}
	never := func(what string, p *person) { // not even in a hidden field
		t.Helper()
		for _, word := range fear {
			if strings.Contains(p.raw, word) {
				t.Errorf("%s says %q", what, word)
			}
		}
	}
	p.fill("/check/sheet").says("To be seen today", "Bad smell, or pus")
	never("the sheet", p)
	p.fill("/check", "answer", "result").says("Be seen today", "Your discharge smells bad")
	never("the answer behind the sheet", p)
	afraid(p)
	p.postKeep()
	p.says("Check", "Your discharge smells bad")
	never("the entry", p)
	for _, address := range []string{"/timeline", "/journal"} {
		p.get(address)
		never(address, p)
	}
	for _, form := range []string{"page", "data"} {
		p.raw = taken.As(t, p.app, form, passphrase)
		never(form, p)
	}
	// The same with the tick.
	afraid(p).fill("/check/sheet", "private", "yes").says("You are afraid of someone close to you")
	afraid(p)
	p.postKeep("private", "yes")
	p.says("You are afraid of someone close to you")
	taken.Says(t, taken.As(t, p.app, "data", passphrase), "afraid_of_partner")
}

// inDanger is a check of somebody with nothing but a person to fear. It ends there.
func inDanger(p *person) *person {
	p.get("/check").taps("none", "no", "spots", "none", "0", "none", "none").ticks("some", "afraid_of_partner").taps("yes")
	if p.level() != signs.Emergency {
		p.t.Fatalf("got %q", p.heading())
	}
	return p
}

func TestACheckThatFearEndedGivesNoAllClearWithoutIt(t *testing.T) {
	p := inBritain(t)
	p.keep()
	allClear := []string{"Usually expected", "usually expected", "no warning sign", "on our list"}
	notFinished := func(what string) {
		t.Helper()
		for _, word := range slices.Concat(allClear, fear, []string{"afraid_of_partner", "in danger now"}) {
			if (word == "afraid" || word == "in danger now") && what == "the answer behind it" {
				continue // its cards tell everybody of these signs
			}
			if strings.Contains(p.raw, word) {
				t.Errorf("%s says %q", what, word)
			}
		}
	}
	inDanger(p).fill("/check/sheet").says("Not finished", "The check was not finished.")
	notFinished("the sheet")
	p.fill("/check", "answer", "result")
	if notFinished("the answer behind it"); p.level() != signs.Incomplete {
		t.Errorf("got %q", p.heading())
	}
	p.saysNot("Why we say this").saysNot("someone who frightens")
	form := p.page.First("form", "action=/check/sheet").Fields()
	p.do("POST", "/check/sheet", form).says("The check was not finished.")
	notFinished("the sheet of that answer")
	p.fill("/check", "answer", "result").taps("on").says("What happened").taps("none") // and it can be finished
	if p.level() != signs.SelfCare {
		t.Errorf("finished, it says %q", p.heading())
	}
	inDanger(p)
	p.postKeep().says("Not finished", "The check was not finished.")
	notFinished("the entry")
	p.get("/timeline").says("Check: Not finished")
	p.raw = taken.As(t, p.app, "data", passphrase)
	notFinished("the export")
	inDanger(p).fill("/check/sheet", "private", "yes").says("Emergency: call for help now").saysNot("The check was not finished.")

	// Fear alone makes it urgent, and then nothing that is less is asked.
	p.get("/check").taps("none", "no", "spots", "none", "0", "none", "none").ticks("some", "afraid_of_partner").taps("no")
	for p.level() < 0 {
		p.taps("none")
	}
	p.fill("/check/sheet").says("The check was not finished.")
	notFinished("the sheet after an urgent answer")
}

// An answer that is not an all-clear stands as it is: leaving fear out must not hide that she needs to be seen.
func TestWhatIsLeftWithoutFearIsNeverMadeLess(t *testing.T) {
	p := inBritain(t).get("/check").taps(quiet[:5]...).ticks("some", "foul").taps("none").ticks("some", "afraid_of_partner").taps("yes")
	p.fill("/check/sheet").says("To be seen today", "Bad smell, or pus", "The check was not finished.")
	p.fill("/check", "answer", "result").says("Be seen today", "Your discharge smells bad", "Answer the open questions")
}

func TestFearThatWasUntickedIsNotCarriedOn(t *testing.T) {
	untick := func(button string) *person {
		p := inDanger(inBritain(t)).taps("back")
		p.taps("back")
		if !checked(p.page.First("input", "value=afraid_of_partner").Attrs) {
			t.Fatalf("what was ticked is gone on the way back")
		}
		return p.fill("/check", "sign", "", "answer", button)
	}
	for _, button := range []string{"none", "back", "wrong"} {
		p := untick(button)
		for _, left := range []string{"&#34;danger&#34;", "&#34;afraid_of_partner&#34;"} {
			if strings.Contains(p.raw, left) {
				t.Errorf("unticked with %q, %q carries %s", button, p.heading(), left)
			}
		}
	}
	// What was gone back from is carried only while it may be shown again.
	p := newPerson(t).get("/check").taps(quiet[:7]...).taps("back", "back", "back", "back", "back", "back", "back").ticks("some", "faint")
	if p.level() != signs.Emergency || strings.Contains(p.raw, "undone") {
		t.Errorf("%q carries what nothing will ask again", p.heading())
	}
}

// A reason that two things make together tells of fear, too.
func TestAReasonThatRestsOnFearWithSomethingElseIsPrivate(t *testing.T) {
	p := inBritain(t).get("/check")
	p.post("/check", "so-far", `{"told":{"hopeless":true},"now":{"id":"now"}}`, "answer", "none").taps("no", "spots", "none", "0", "none", "none")
	p.ticks("some", "afraid_of_partner", "drink").taps("no")
	for p.level() < 0 {
		p.taps("none")
	}
	p.says("You have no hope")
	if marked := p.page.All("li", "class=private"); len(marked) != 2 {
		t.Errorf("%d reasons are marked private, want two", len(marked))
	}
	p.fill("/check/sheet").says("felt very low").saysNot("You have no hope").saysNot("afraid of someone").saysNot("Afraid of somebody")
}

// postKeep presses "Keep this in my timeline".
func (p *person) postKeep(pairs ...string) *person {
	p.t.Helper()
	form := p.page.First("form", "action=/check/sheet").Fields()
	for name, values := range pairsOf(pairs) {
		form[name] = values
	}
	return p.do("POST", "/check/keep", form)
}

func TestACheckIsKeptOnlyWhenAskedForAndFoundAgain(t *testing.T) {
	p := inBritain(t)
	p.keep()
	before := len(p.app.Vault.List(journal.KindCheck))
	p.get("/check").taps("none", "no", "one", "none", "5", "none", "none", "none", "none").says("Keep this in my timeline", "Show this to a doctor")
	if len(p.app.Vault.List(journal.KindCheck)) != before {
		t.Error("a check was kept that nobody asked to keep")
	}
	form := p.page.First("form", "action=/check/sheet").Fields()
	p.postKeep().says("You soaked a full pad in one hour", "One full pad", "To be seen today", "Said no to: Fainting")
	if !strings.HasPrefix(p.path, "/journal/") {
		t.Errorf("kept, and at %s", p.path)
	}
	p.do("POST", "/check/keep", form) // pressed twice
	if n := len(p.app.Vault.List(journal.KindCheck)); n != 1 {
		t.Errorf("%d checks are kept, want 1", n)
	}
	p.get("/timeline").says("Check: To be seen today")
	p.post("/journal/search", "q", "soaked a full pad").says("Check: To be seen today")
	taken.Says(t, taken.As(t, p.app, "data", passphrase), "bleeding_pads_per_hour")
	p.noPhrase("soaked a full pad", "bleeding_pads_per_hour")
}

func TestALockedCheckKeepsNothingAndSaysSo(t *testing.T) {
	p := inBritain(t)
	p.keep()
	p.post("/lock")
	writes := p.disk.Writes()
	p.get("/check").taps(quiet...).says("Your things are locked, so nothing can be kept").saysNot("/check/keep")
	p.fill("/check/sheet").says("For a doctor or nurse")
	p.fill("/check", "answer", "result").says("usually expected")
	p.postKeep().expect(http.StatusConflict).says("locked", "usually expected")
	if p.disk.Writes() != writes {
		t.Error("the disk was written to")
	}
}

func TestTheSheetForADoctorSaysNoMoreThanNeeded(t *testing.T) {
	p := inBritain(t).get("/check").taps("none", "no", "one", "none").ticks("5", "lower_back").fill("/check", "temperature", "37,3", "answer", "none")
	p.taps("none", "none", "none").fill("/check/sheet").expect(200)
	p.says("To be seen today", "One full pad", "Low back", "37.3 °C", "02:05, 4 March 2026", "No clinician has reviewed")
	if title := p.page.First("title").Words(); title != "For a doctor or nurse" {
		t.Errorf("the title of a print would be %q", title)
	}
	if main := p.page.First("main").Words(); strings.Contains(main, "Snowdrop") && !strings.Contains(main, "Snowdrop design decision") {
		t.Errorf("the sheet names the program: %s", main)
	}
	if len(p.app.Vault.List()) != 0 {
		t.Error("showing it kept it")
	}
}

func TestAKeptStoryIsConfirmedWithOneTap(t *testing.T) {
	p := inBritain(t)
	p.keep()
	s := journal.Story{HowFar: journal.Far6to9, Managed: journal.ManagedMedical, Scan: "yes", When: "day", Day: "2026-03-01"}
	body, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.keeps(journal.KindStory, body); err != nil {
		t.Fatal(err)
	}
	p.get("/check").taps(quiet[:8]...).says("You told us this before", "9 weeks along", "3 days ago", "A scan showed it inside the womb")
	if p.page.First("input", "value=no-scan") != nil {
		t.Error("what the story says is asked again")
	}
	p.taps("none")
	if p.level() != signs.SelfCare {
		t.Errorf("got %v", p.level())
	}
	// Not right any more: then it does not count, and what it said is asked.
	p.get("/check").taps("none", "no", "none", "none").ticks("4", "lower_abdomen_left").says("You told us this before")
	p.ticks("some", "told-wrong").says("Did a scan show")
	// Locked, it is not known.
	p.post("/lock")
	if p.get("/check").taps(quiet[:8]...); strings.Contains(p.raw, "You told us this before") {
		t.Error("a locked story is shown")
	}
}

func TestAStricterHostIsShownWithItsSource(t *testing.T) {
	table, err := signs.ParseLocal([]byte(`{"version":1,"host":"The Willow Clinic","source":"Its guideline of 2026","reviewed":"2026-10-01","rules":{"B10":"urgent"}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := inBritain(t)
	p.app.Signs = func() *signs.Table { return table }
	p.get("/check").says("The Willow Clinic is stricter than the standard", "Its guideline of 2026", "1 October 2026", "“Get help now” stay the standard ones")
	p.taps("none", "no", "spots").ticks("some", "weeks3").taps("0", "none", "none", "none")
	for p.level() < 0 {
		p.taps("none")
	}
	if p.level() != signs.Urgent {
		t.Errorf("got %v", p.level())
	}
	p.says("The Willow Clinic asks for this")
	for why, sentence := range map[signs.Unread]string{signs.Broken: "could not be read", signs.Missing: "are not here yet"} {
		p.app.Signs = func() *signs.Table { return signs.Without(why) }
		p.get("/check").says(sentence).taps(quiet...).says("usually expected", sentence)
	}
}

// keeps puts an entry into the vault, as another page would.
func (p *person) keeps(kind uint8, body []byte) error {
	return p.app.Vault.Put(context.Background(), record.Record{ID: record.NewID(), Kind: kind, At: p.now.Unix(), Body: body})
}
