package app

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/archive"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
)

func TestTheArrivingPageAnswersBeforeAnyAccount(t *testing.T) {
	p := newPerson(t)
	p.get("/").expect(200)
	for _, address := range []string{"/check", "/journal/new", "/calm", "/for", "/for/clinic", "/about", "/kept"} {
		if p.get("/").page.First("a", "href="+address) == nil {
			t.Errorf("the first page has no way to %s", address)
		}
		p.get(address).expect(200)
	}
}

func TestTwoInTheMorning(t *testing.T) {
	p := newPerson(t)
	p.head.Set("Snowdrop-Zone", "Europe/London")
	p.get("/").get("/check")
	p.taps("none", "no", "one", "none", "5", "none", "none", "none", "none")
	p.expect(200).says("Be seen today", "It becomes an emergency if", "In one hour", "999", "Rule last looked at on 20 November 2026")

	p.get("/check").taps("none", "no", "light", "none", "4", "none", "none", "none", "none").says("usually expected")

	p.get("/calm").fill("/calm", "distress", "8", "nearest", "thoughts")
	p.fill("/calm/grounding", "after", "6").says("from 8 to 6")

	p.get("/journal/new").fill("/journal/new", "text", "line one\r\nline two\r\nline three\r\nline four")
	p.at("/today").says("Kept for this visit", "Do you want to keep this?")
	p.keep().says("locked away on this device")
	p.noPhrase("line one", passphrase)

	p.now = p.now.Add(18 * time.Hour)
	p.open()
	p.get("/").at("/unlock").unlock()
	p.get("/journal").says("line one")
}

func TestWhatIsWrittenInAVisitTouchesNoDisk(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "only for now")
	p.get("/checkin").fill("/checkin", "pain", "3")
	if p.disk.Writes() != 0 {
		t.Error("a visit wrote to the disk")
	}
	if p.answer.Get("Snowdrop-Unkept") != "1" {
		t.Error("page.js is not told that things would be lost")
	}
	p.get("/mine/delete").fill("/mine/delete").at("/start")
	p.get("/journal").saysNot("only for now")
}

func TestEveryPartOfACheckInComesBack(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/checkin").fill("/checkin", "heaviness", "7", "feelings", "numb", "feelings", "guilty", "sleep", "5,5",
		"bleeding", "light", "pain", "3", "temperature", "99.5", "unit", "F", "note", "made up")
	p.at("/today")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.get(link).says("7 out of 10", "numb", "5.5 hours", "Less than a period", "3 out of 10", "99.5 °F", "made up")
	p.get(link + "/edit")
	p.fill(link+"/edit", "pain", "4").at(link).says("4 out of 10", "99.5 °F", "guilty")
}

func TestValuesOutOfRangeAreSaidAndNothingTypedIsLost(t *testing.T) {
	p := newPerson(t)
	p.get("/checkin").fill("/checkin", "temperature", "3.8", "note", "still here").expect(422).says("body temperature")
	if p.page.First("id=note").Words() != "still here" {
		t.Error("the note is gone")
	}
	if p.page.First("id=error-summary") == nil {
		t.Error("no summary of what is wrong")
	}
	p.get("/checkin").fill("/checkin").expect(422).says("at least one part")
	p.fill("/checkin", "sleep", "25").expect(422).says("0 to 24")
	p.fill("/checkin", "sleep", "-1").expect(422).says("as a number")
	p.fill("/checkin", "sleep", "", "pain", "11").expect(422).says("0 to 10 for pain")
}

func TestALongEntryIsKeptWholeAndCanBeFoundAndChanged(t *testing.T) {
	p := newPerson(t)
	long := strings.Repeat("word ", journal.MaxBody/5) + "lighthouse"
	p.get("/journal/new").fill("/journal/new", "text", long).at("/today")
	entry := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.get(entry).says("word lighthouse")
	p.get("/journal").fill("/journal/search", "q", "lighthouse").says("word word")
	p.get(entry + "/edit")
	if got := p.page.First("textarea").Fields().Get("text"); got != long {
		t.Errorf("of %d bytes written, %d can be changed", len(long), len(got))
	}
	p.fill(entry+"/edit", "text", long+" tower").at(entry).says("lighthouse tower")
	p.keep()
	p.get(entry).says("lighthouse tower")
}

func TestAFormTooLargeIsRefusedBeforeAnyOfItIsUsed(t *testing.T) {
	p := newPerson(t)
	p.post("/journal/new", "text", strings.Repeat("x", maxForm)).expect(http.StatusRequestEntityTooLarge).says("where you typed them")
}

func TestAFullDiskSaysSoAndTheWordsStay(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.disk.Full(true)
	p.get("/journal/new").fill("/journal/new", "text", "not lost").expect(http.StatusInsufficientStorage).says("no room left", "not lost")
	p.disk.Full(false)
	p.fill("/journal/new").at("/today").says("not lost")
}

func TestADiskThatRefusesLeavesTheVisitUnharmed(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "still here")
	p.disk.Full(true)
	p.get("/mine/keep").fill("/mine/keep", "new", passphrase, "new-again", passphrase).expect(422).says("still here for this visit")
	p.get("/journal").says("still here")
	p.disk.Full(false)
	p.keep().says("still here")
}

func TestEntriesAreEditedAndDeleted(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "first words")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.get(link+"/edit").fill(link+"/edit", "text", "second words").at(link).says("second words")
	p.get(link).get(link + "/delete").says("cannot be brought back")
	p.fill(link + "/delete").at("/journal").says("Deleted").saysNot("second words")
	p.get(link).expect(404)
	p.get("/journal/nonsense").expect(404)
}

func TestSearchFindsEveryWordInAnyCaseAndLeavesNoAddress(t *testing.T) {
	p := newPerson(t)
	for _, text := range []string{"The kettle sang", "Grey HERON by the weir", "kettle and heron", "Grüße"} {
		p.get("/journal/new").fill("/journal/new", "text", text)
	}
	find := func(q string) *person { return p.get("/journal").fill("/journal/search", "q", q).expect(200) }
	find("heron").says("Found 2", "weir")
	find("HERON kettle").says("Found one")
	find("grüße").says("Found one")
	find("absent").says("Nothing found")
	find("").says("Nothing found")
	if page.Says(p.path, "heron") {
		t.Error("the search stands in the address")
	}
	p.get("/journal").fill("/journal/search", "q", "weir")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.get(link+"/edit").fill(link+"/edit", "text", "changed")
	find("weir").says("Nothing found")
	find("changed").says("Found one")
}

func TestADraftSurvivesACrashWhereThePersonKeepsThings(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.post("/draft", "draft", draftNew, "text", "half a thought").expect(http.StatusNoContent)
	p.noPhrase("half a thought", "journal/new")
	p.open() // as after a crash
	p.unlock().says("You began to write")
	p.get("/journal/new").says("half a thought", "It was not lost")
	p.fill("/journal/new").at("/today").says("half a thought").saysNot("You began to write")
	p.post("/draft", "draft", "../../settings", "text", "x").expect(http.StatusBadRequest)
	p.post("/draft", "draft", draftNew, "text", "again")
	p.post("/draft", "draft", draftNew, "text", " ").expect(http.StatusNoContent)
	p.get("/today").saysNot("You began to write")
}

func TestADraftHoldsAsMuchAsAnEntryInAnyScript(t *testing.T) {
	p := newPerson(t)
	p.keep()
	long := strings.TrimSpace(strings.Repeat("नमस्ते ", 1600)) // 30 kB
	p.post("/draft", "draft", draftNew, "text", long).expect(http.StatusNoContent)
	p.get("/journal/new")
	if got := p.page.First("textarea").Fields().Get("text"); got != long {
		t.Errorf("of %d bytes %d came back", len(long), len(got))
	}
	p.fill("/journal/new").at("/today")
}

func TestADraftOfAnEditComesBackToItsEntry(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "as it was")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.post("/draft", "draft", "journal/"+id(link), "text", "as it may be")
	p.get(link + "/edit").says("as it may be")
	p.get(link).says("as it was")
	p.get(link + "/edit").fill("/draft/drop").says("as it was")
}

func TestAWrongPassphraseIsAnsweredTheSameEachTime(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.post("/lock").at("/unlock")
	var first string
	for i := range 3 {
		p.fill("/unlock", "passphrase", "not the words at all").expect(422).says("That did not open it")
		if i == 0 {
			first = p.page.Words()
		} else if p.page.Words() != first {
			t.Error("a later attempt is answered in other words: an onlooker could count")
		}
	}
	p.unlock()
}

func TestLockedShowsNothingButOffersCheckAndCalm(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "hidden words")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.post("/lock").at("/unlock")
	for _, path := range []string{"/today", "/journal", link, link + "/edit", "/timeline", "/mine/take", "/mine/take/sealed", "/mine/take/open", "/mine/take/words", "/mine/take/going", "/mine/take/file", "/journal/new", "/mine/passphrase"} {
		p.get(path).at("/unlock").saysNot("hidden words")
	}
	p.get("/check").expect(200)
	p.get("/calm").fill("/calm", "distress", "5", "nearest", "body")
	p.fill("/calm/breathing", "after", "4").says("from 5 to 4", "Nothing was kept")
	p.get("/mine").expect(200)
}

func TestPassphraseIsChangedOnlyWithTheOldOne(t *testing.T) {
	p := newPerson(t)
	p.get("/mine/keep").fill("/mine/keep", "new", "short", "new-again", "short").expect(422).says("at least 12")
	p.fill("/mine/keep", "new", passphrase, "new-again", passphrase+"x").expect(422).says("not the same")
	p.keep()
	other := "quite different made up words"
	p.get("/mine/passphrase").fill("/mine/passphrase", "passphrase", "wrong wrong wrong", "new", other, "new-again", other).expect(422)
	p.fill("/mine/passphrase", "passphrase", passphrase, "new", other, "new-again", other).at("/mine").says("changed")
	p.post("/lock").fill("/unlock", "passphrase", passphrase).expect(422)
	p.fill("/unlock", "passphrase", other).at("/today")
	p.saysNot(other)
}

func TestDeletingEverythingAsksTheSecretAgain(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "to be gone")
	p.get("/mine/delete").fill("/mine/delete", "passphrase", "a guess by someone").expect(422)
	p.get("/journal").says("to be gone")
	p.get("/mine/delete").fill("/mine/delete", "passphrase", passphrase).at("/start")
	if n := len(p.disk.Dump()); n != 0 {
		t.Errorf("%d values are left on the disk", n)
	}
	p.open()
	p.get("/").expect(200).at("/")
}

func TestSilenceOffersWritingAndTheCheckAndNothingElse(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "some words")
	p.get("/mine").fill("/mine/quiet").at("/today").says("Snowdrop is silent").saysNot("Do you want to keep this?")
	if p.page.First("main").First("a", "href=/checkin") != nil || p.page.First("main").First("a", "href=/calm") != nil {
		t.Error("a suggestion is made in silence")
	}
	p.fill("/mine/quiet").saysNot("Snowdrop is silent")
	p.get("/journal").says("some words")
}

func TestDisplayIsHandedToThePageAndAppliedFromIt(t *testing.T) {
	p := newPerson(t)
	p.get("/mine")
	r := p.page.First("form", "action=/mine/display").Fields()
	r.Set("theme", "dark")
	r.Set("size", "larger")
	r.Set("country", "ZA")
	p.app.ServeHTTP(recorder(p, r), request(r))
	if got, want := p.answer.Get("Snowdrop-Display"), "theme=dark;size=larger;country=ZA"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	p.head.Set("Snowdrop-Display", p.answer.Get("Snowdrop-Display"))
	p.get("/start")
	html := p.page.First("html")
	if html.Attrs["data-theme"] != "dark" || html.Attrs["data-size"] != "larger" || p.page.First("a", "href=/h/za") == nil {
		t.Errorf("the page does not follow the choice: %v", html.Attrs)
	}
	p.head.Set("Snowdrop-Display", `theme="><script>;size=9;country=XX`)
	if html := p.get("/start").page.First("html"); html.Attrs["data-theme"] != "auto" || html.Attrs["data-size"] != "normal" {
		t.Errorf("nonsense was taken over: %v", html.Attrs)
	}
}

func TestTimelineShowsWhatWasSaidWithItsTable(t *testing.T) {
	p := newPerson(t)
	for i, pain := range []string{"2", "7", "4"} {
		p.now = p.now.AddDate(0, 0, 1).Add(time.Duration(i) * time.Hour)
		p.get("/checkin").fill("/checkin", "pain", pain, "bleeding", "light")
	}
	p.get("/timeline").says("Pain", "7 out of 10", "Less than a period", "How heavy it felt: nothing noted")
	if got := len(p.page.All("circle")); got != 6 {
		t.Errorf("%d points drawn, want 6", got)
	}
	p.get("/timeline?days=90")
	if got := len(p.page.All("circle")); got != 6 {
		t.Errorf("90 days: %d points drawn, want 6, one for each day", got)
	}
	p.get("/timeline?days=365").says("7 out of 10").says("When it was highest in that week")
	if got := len(p.page.All("circle")); got != 2 {
		t.Errorf("a year: %d points drawn, want 2, the highest of each week", got)
	}
	p.now = p.now.AddDate(0, 0, 20)
	if p.get("/timeline?days=7"); len(p.page.All("circle")) != 0 {
		t.Error("old values are drawn as new ones")
	}
}

func TestATimeIsShownAsTheClockStoodThen(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "at two at night, before the clocks change")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.now = p.now.AddDate(0, 3, 0).In(time.FixedZone("summer", 3600))
	p.app.In = func(t time.Time) time.Time {
		if t.Before(p.now.AddDate(0, -1, 0)) {
			return t.UTC()
		}
		return t.In(p.now.Location())
	}
	p.get(link).says("02:05")
}

func TestEverythingCanBeTakenAlong(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "<b>words</b> & more")
	p.get("/checkin").fill("/checkin", "pain", "3", "note", "a note")
	p.post("/draft", "draft", draftNew, "text", "half written")
	p.get("/mine/export").at("/mine/take")
	p.get("/mine/take/open").says("not locked")
	p.raw = taken.As(t, p.app, "data", passphrase)
	var out struct {
		Format  string
		Entries []archive.Entry
		Drafts  []archive.Draft
	}
	if err := json.Unmarshal([]byte(p.raw), &out); err != nil {
		t.Fatal(err)
	}
	if len(out.Entries) != 2 || len(out.Drafts) != 1 || out.Format != "snowdrop" {
		t.Errorf("got %d entries, %d drafts", len(out.Entries), len(out.Drafts))
	}
	texts := ""
	for _, e := range out.Entries {
		if e.Kind == "entry" {
			entry, err := journal.DecodeEntry(e.Data)
			if err != nil {
				t.Error(err)
			}
			texts += entry.Text
		}
	}
	if texts != "<b>words</b> & more" {
		t.Errorf("the entry came out as %q", texts)
	}
	p.page = page.Parse(t, strings.NewReader(taken.As(t, p.app, "page", passphrase)))
	p.says("<b>words</b> & more", "3 out of 10", "a note", "half written")
	if len(p.page.All("script")) != 0 || len(p.page.All("img")) != 0 || len(p.page.All("link")) != 0 {
		t.Error("the page of the export needs something else")
	}
}

func TestADamagedRecordIsSaidAndTheRestGoesOn(t *testing.T) {
	p := newPerson(t)
	p.keep()
	before := p.disk.Dump()
	for _, text := range []string{"one", "two", "three"} {
		e, err := journal.Entry{Text: "entry " + text}.Encode()
		p.put(journal.KindEntry, p.now, e, err)
	}
	for key, value := range p.disk.Dump() {
		if _, there := before[key]; !there && len(value) > 512 {
			p.disk.Damage(key, 300)
			break
		}
	}
	p.open()
	p.unlock().says("could not be opened. Everything else is here")
	p.get("/mine").says("They were not deleted")
	p.get("/journal")
	if got := len(p.page.All("li", "class=entry")); got != 2 {
		t.Errorf("%d entries are listed, want 2", got)
	}
}

func TestTitlesHoldNothingThatWasWritten(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "planted phrase")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	for _, path := range []string{"/today", "/journal", link, link + "/edit", link + "/delete", "/timeline"} {
		if strings.Contains(p.get(path).page.First("title").Words(), "planted") {
			t.Errorf("%s puts words into its title", path)
		}
	}
}

// A title stands in the browser's history, for whoever looks there.
func TestTitlesSayNothingOfALoss(t *testing.T) {
	p := newPerson(t)
	p.get("/journal/new").fill("/journal/new", "text", "some words")
	for _, path := range []string{"/start", "/check", "/calm", "/calm/breathing", "/for", "/for/clinic", "/about", "/kept", "/expected",
		"/heart/not-yours", "/today", "/checkin", "/journal", "/timeline", "/mine", "/mine/keep", "/mine/delete", "/mine/take", "/mine/take/sealed", "/mine/take/open", "/nowhere"} {
		title := strings.ToLower(p.get(path).page.First("title").Words())
		for _, word := range []string{"loss", "lost", "miscarr", "pregnan", "baby", "normal", "fault", "bleed", "love", "expect"} {
			if strings.Contains(title, word) {
				t.Errorf("%s is called %q", path, title)
			}
		}
	}
}

func TestAFormSentTwiceKeepsOneThing(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new")
	form := p.page.First("form", "action=/journal/new").Fields()
	form.Set("text", "sent twice")
	p.do("POST", "/journal/new", form).at("/today")
	p.do("POST", "/journal/new", form).at("/today")
	form.Set("text", "changed after Back")
	p.do("POST", "/journal/new", form).at("/today")
	p.get("/journal").says("sent twice", "changed after Back")
	if got := len(p.page.All("li", "class=entry")); got != 2 {
		t.Errorf("%d entries, want 2", got)
	}
	p.get("/checkin")
	form = p.page.First("form", "action=/checkin").Fields()
	form.Set("pain", "3")
	p.do("POST", "/checkin", form).do("POST", "/checkin", form)
	if got := len(p.get("/journal").page.All("li", "class=entry")); got != 3 {
		t.Errorf("%d things, want 3", got)
	}
}

func TestAnEntryAndTheDraftOfItsEditGoTogether(t *testing.T) {
	p := newPerson(t)
	p.keep()
	p.get("/journal/new").fill("/journal/new", "text", "to go")
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	p.post("/draft", "draft", "journal/"+id(link), "text", "to go, changed")
	p.disk.FailAfter(0)
	p.post(link + "/delete").expect(500).says("still here")
	p.disk.FailAfter(-1)
	p.open()
	p.unlock()
	p.get(link).says("to go")
	p.get(link + "/edit").says("to go, changed")
	p.post(link + "/delete").at("/journal")
	p.get("/today").saysNot("You began to write")
	taken.SaysNot(t, taken.As(t, p.app, "data", passphrase), "to go")
}

func TestTheDraftOfAnEntryThatCannotBeOpenedIsStillThere(t *testing.T) {
	p := newPerson(t)
	p.keep()
	gone := record.NewID().String()
	p.post("/draft", "draft", "journal/"+gone, "text", "all that is left")
	p.get("/today").says("You began to write")
	p.get("/journal/" + gone + "/edit").says("all that is left")
	p.fill("/journal/new").at("/today").says("all that is left").saysNot("You began to write")
}

func TestAStoreThatNothingOpensCanBeDeletedWithoutASecret(t *testing.T) {
	p := newPerson(t)
	p.keep()
	for key, value := range p.disk.Dump() {
		for bit := range 8 * min(64, len(value)) {
			if bit%24 == 5 {
				p.disk.Damage(key, bit)
			}
		}
	}
	p.open()
	p.get("/unlock").fill("/unlock", "passphrase", passphrase).expect(422).says("cannot be read")
	p.get("/mine/delete").says("by any passphrase").fill("/mine/delete").at("/start")
	p.keep()
}

func TestAProgramOnOnesOwnMachineEndsAVisitByItself(t *testing.T) {
	p := newPerson(t)
	if p.get("/today"); p.answer.Get("Snowdrop-Lock-After") != "0" {
		t.Error("an empty visit ends by itself")
	}
	p.get("/journal/new").fill("/journal/new", "text", "some words")
	if p.answer.Get("Snowdrop-Lock-After") != "0" {
		t.Error("in a browser the page ends the visit, not a clock")
	}
	p.app.Transport = "fetch"
	if p.get("/today"); p.answer.Get("Snowdrop-Lock-After") == "0" {
		t.Error("a visit in a program that lives on never ends")
	}
}

func TestWhatWasWrittenCannotBecomeMarkup(t *testing.T) {
	p := newPerson(t)
	evil := `"><script>alert(1)</script><img src=x onerror=y>`
	p.get("/journal/new").fill("/journal/new", "text", evil)
	link := p.page.First("li", "class=entry").First("a").Attrs["href"]
	for _, path := range []string{"/today", "/journal", link, link + "/edit"} {
		if len(p.get(path).page.All("script"))+len(p.page.All("img")) > 0 {
			t.Errorf("%s runs what was written", path)
		}
	}
	if file := page.Parse(t, strings.NewReader(taken.As(t, p.app, "page"))); len(file.All("script"))+len(file.All("img")) > 0 {
		t.Error("the page to take along runs what was written")
	}
	p.get("/journal").fill("/journal/search", "q", evil)
}

func TestWordsSentWhileLockedWaitForThePassphrase(t *testing.T) {
	for action, field := range map[string]string{"/journal/new": "text", "/checkin": "note"} {
		p := newPerson(t)
		p.keep()
		before := p.disk.Writes()
		p.post("/lock").at("/unlock")
		p.post(action, field, "written\r\nafter the lock").expect(200).says("Your words wait here.")
		p.fill("/unlock", "passphrase", "not this one at all").says("That did not open it.", "Your words wait here.")
		p.noPhrase("after the lock")
		if p.disk.Writes() != before {
			t.Error("something was written while locked")
		}
		p.fill("/unlock", "passphrase", passphrase).at(action).says("after the lock")
	}
}

func TestWhatWasBegunOfAPlanThatIsGoneBecomesNoEntry(t *testing.T) {
	p := newPerson(t)
	p.keep()
	gone := "journal/" + record.NewID().String()
	p.post("/draft", "draft", gone, "signs", "I sleep no more", "afraid", "planted: my sister's key", "over", record.NewID().String())
	p.get("/"+gone+"/edit").at("/safety/plan/new").says("I sleep no more", "planted")
	p.fill("/safety/plan/new").at("/safety").saysNot("planted")
	for _, path := range []string{"/today", "/journal"} {
		p.get(path).saysNot("planted").saysNot("You began to write")
	}
	p.post("/journal/search", "q", "planted").saysNot("sister")
}

func TestAnEntryOfNoTimeKeepsNothingElseFromBeingTakenAlong(t *testing.T) {
	p := newPerson(t)
	p.post("/journal/new", "text", "to be taken along")
	for _, at := range []int64{-1 << 62, -1 << 40, 1 << 40, 1 << 62} {
		if err := p.app.Vault.Put(t.Context(), record.Record{ID: record.NewID(), Kind: journal.KindEntry, At: at, Body: []byte(`{"v":1,"text":"of no time"}`)}); err != nil {
			t.Fatal(err)
		}
	}
	p.raw = taken.As(t, p.app, "data")
	if !strings.Contains(p.raw, "to be taken along") || strings.Count(p.raw, "of no time") != 4 {
		t.Errorf("the file has %s", p.raw)
	}
}
