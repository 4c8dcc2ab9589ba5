package writing_test

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/writing"
	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
)

func (p *person) checkIn(feelings ...string) *person {
	p.t.Helper()
	var pairs []string
	for _, f := range feelings {
		pairs = append(pairs, "feelings", f)
	}
	return p.post("/checkin", pairs...).is(http.StatusOK)
}

func TestAPromptSaysWhyItIsHereAndStandsAboveWhatIsWrittenToIt(t *testing.T) {
	p := newPerson(t)
	p.checkIn("guilty")
	p.get("/heart/prompts").says("You said “guilty” on 20 November.")
	asked := p.asked()
	if asked == "" {
		t.Fatal("there is no prompt")
	}
	p.get("/heart/prompts").says(asked) // and not another one each time
	form := p.page.First("a", "class=button").Attrs["href"]
	p.get(form).says(asked)
	p.fill(form, "text", "I was careful.").at("/journal/").says(asked, "I was careful.")
	entry, _, _ := strings.Cut(p.path, "?")
	p.get("/journal").fill("/journal/search", "q", strings.Fields(asked)[1]).says("Found one.")
	p.get(entry + "/edit").says(asked)
	p.fill(entry+"/edit", "text", "I was very careful.").says(asked, "I was very careful.")
}

func TestAPromptInAnotherLanguageThanThePageSaysSo(t *testing.T) {
	p := newPerson(t)
	if p.get("/heart/prompts").page.First("p", "class=asked").Attrs["lang"] != "" {
		t.Error("an English prompt on an English page names its language")
	}
	p.lang = "es"
	asked := p.get("/heart/prompts").page.First("p", "class=asked")
	if _, there := content.PageByID("es", "prompts"); !there && asked.Attrs["lang"] != "en" {
		t.Error("a screen reader would read English words as Spanish")
	}
}

func TestWithoutAReasonThePageGivesNone(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/prompts").saysNot("You said")
	if p.asked() == "" {
		t.Error("there is no prompt")
	}
	p.checkIn("a-feeling-of-a-newer-snowdrop")
	p.get("/heart/prompts").saysNot("You said")
	p.now = p.now.AddDate(0, 0, 20) // what was felt then is no reason now
	p.checkIn("guilty")
	p.now = p.now.AddDate(0, 0, 20)
	p.get("/heart/prompts").saysNot("You said")
}

// Nobody opens the page every day, and the clock of a phone jumps. Whatever was on it does not come by itself for a month.
func TestNoPromptComesTwiceInAMonthUnlessItIsAskedFor(t *testing.T) {
	p, seen := newPerson(t), map[string]time.Time{}
	said := []string{"guilty", "angry", "hopeful", "sad", "hopeful"}
	for day := range 70 {
		if day%3 == 0 {
			p.checkIn(said[day/3%len(said)])
		}
		asked := p.get("/heart/prompts").asked()
		if last, ok := seen[asked]; ok && asked != "" && p.now.Sub(last) < 31*24*time.Hour {
			t.Fatalf("%q comes again after %v", asked, p.now.Sub(last))
		}
		seen[asked] = p.now
		p.now = p.now.AddDate(0, 0, 1)
	}
	first := p.get("/heart/prompts").asked()
	if second := p.fill("/heart/prompts").at("/heart/prompts").asked(); second == first || second == "" {
		t.Errorf("another is %q after %q", second, first)
	}
	before := p.page.First("details")
	if before == nil || !strings.Contains(before.Words(), first) {
		t.Error("the one before is not among those that one had before")
	}
	p.get(p.page.First("details").First("a").Attrs["href"]).is(http.StatusOK)
	if p.asked() == "" {
		t.Error("one from before is asked without its words")
	}
}

func TestWhatWasWrittenToOnAnotherDeviceDoesNotComeAgainEither(t *testing.T) {
	p := newPerson(t)
	today := p.get("/heart/prompts").asked()
	id := p.page.First("a", "class=button").Attrs["href"]
	other := newPerson(t)
	other.now = other.now.AddDate(0, 0, -3)
	other.post(id, "text", "Some words.")
	other.now = p.now
	if got := other.get("/heart/prompts").asked(); got == today || got == "" {
		t.Errorf("it was written to three days ago, and is asked today: %q", got)
	}
}

func TestAPromptThatIsNotThereIsNoForm(t *testing.T) {
	p := newPerson(t)
	for _, address := range []string{"/heart/prompts/n99", "/heart/prompts/zz", "/heart/letters/boss"} {
		p.get(address).is(http.StatusNotFound)
	}
	// one that a newer page no longer has: what is sent is kept, without the prompt's words
	p.post("/heart/prompts/n99", "text", "Words for nothing.").at("/journal/").says("Words for nothing.")
}

func TestALetterUsesThePersonsOwnWordAndNeverAnother(t *testing.T) {
	for call, want := range map[string]string{
		"baby": "To my baby", "name": "To Robin", "own": "To Robin", "pregnancy": "To who, or what, I lost", "private": "To who, or what, I lost", "": "To who, or what, I lost",
	} {
		p := newPerson(t)
		if call != "" {
			p.post("/body/story/new", "call", call, "own_word", "Robin").is(http.StatusOK)
		}
		p.get("/heart/letters").says(want)
		if call != "baby" {
			p.saysNot("baby")
			p.get("/heart/letters/one").saysNot("baby")
		} else {
			p.get("/heart/letters/one").says("A letter to my baby")
		}
		p.says("Nobody gets this letter")
		p.post("/heart/letters/one", "text", "I think of you.").at("/journal/").says("I think of you.", "Letter, not sent")
		if strings.HasPrefix(want, "To Robin") {
			p.says("To Robin")
		}
	}
}

func TestALetterIsOneInTheJournalTheSearchAndTheFileOfEverything(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/letters/someone").fill("/heart/letters/someone", "to", "Aunt Inés", "text", "You never asked.")
	entry, _, _ := strings.Cut(p.path, "?")
	p.says("To Aunt Inés", "You never asked.")
	p.get("/journal").says("To Aunt Inés: You never asked.")
	p.get("/heart/letters").says("Letters you wrote", "To Aunt Inés: You never asked.")
	p.get("/journal").fill("/journal/search", "q", "ines").says("Found one.")
	taken.Says(t, taken.As(t, p.app, "page"), "To Aunt Inés", "You never asked.")
	p.raw = taken.As(t, p.app, "data")
	var file struct {
		Entries []struct {
			Data struct{ Letter, To, Text string }
		}
	}
	if err := json.Unmarshal([]byte(p.raw), &file); err != nil || len(file.Entries) != 1 || file.Entries[0].Data.Letter != "someone" || file.Entries[0].Data.To != "Aunt Inés" {
		t.Errorf("the file of everything says %v %s", err, p.raw)
	}
	p.get(entry+"/edit").fill(entry+"/edit", "to", "Uncle Teo").says("To Uncle Teo").saysNot("Aunt Inés")
	p.get(entry + "/delete").fill(entry + "/delete")
	p.get("/heart/letters").saysNot("You never asked.")
}

func TestAFormSentTwiceKeepsOneLetter(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/letters/me")
	id := p.page.First("input", "name=id").Attrs["value"]
	for range 2 {
		p.post("/heart/letters/me", "id", id, "text", "Rest now.")
	}
	p.post("/heart/letters/someone", "id", id, "text", "Rest now.", "to", "Kim")
	if n := len(p.app.List()); n != 2 {
		t.Errorf("%d entries, want the letter once and the other one", n)
	}
}

func TestTooLongANameComesBackWithEveryWord(t *testing.T) {
	p := newPerson(t)
	long := strings.Repeat("long name ", 11)
	p.get("/heart/letters/someone").fill("/heart/letters/someone", "to", long, "text", "You never asked.").is(http.StatusUnprocessableEntity)
	form := p.page.First("form", "action=/heart/letters/someone").Fields()
	if form.Get("to") != long || form.Get("text") != "You never asked." {
		t.Errorf("it came back with %q and %q", form.Get("to"), form.Get("text"))
	}
	p.post("/heart/letters/someone", "to", "Kim", "text", "  ").is(http.StatusUnprocessableEntity)
}

func TestADraftOfALetterComesBackAndWaitsWhereThingsWereLockedMeanwhile(t *testing.T) {
	p := newPerson(t).keep()
	for _, form := range []string{"heart/letters/someone", "heart/prompts/n1"} {
		p.post("/draft", "draft", form, "to", "Kim", "text", "Half a line").is(http.StatusNoContent)
		p.get("/" + form).says("This is what you began before")
		if got := p.page.First("form", "action=/"+form).Fields().Get("text"); got != "Half a line" {
			t.Errorf("the draft of %s came back as %q", form, got)
		}
	}
	p.get("/today").says("A letter. It is still here.", "A journal entry. It is still here.")
	p.get("/heart/letters/someone")
	p.app.Lock()
	p.fill("/heart/letters/someone", "to", "Kim", "text", "A whole line").says("Your words wait here")
	p.fill("/unlock", "passphrase", passphrase).at("/heart/letters/someone")
	if got := p.page.First("form", "action=/heart/letters/someone").Fields(); got.Get("text") != "A whole line" || got.Get("to") != "Kim" {
		t.Errorf("what waited came back as %v", got)
	}
	p.fill("/heart/letters/someone").at("/journal/").says("A whole line", "To Kim")
	p.get("/today").saysNot("A letter. It is still here.")
	p.post("/draft", "draft", "heart/letters/boss", "text", "x").is(http.StatusBadRequest)
	p.post("/draft", "draft", "heart/prompts/../x", "text", "x").is(http.StatusBadRequest)
}

func TestALetterMayHaveAPhoto(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	p := newPerson(t)
	p.attach("/heart/letters/me", "With a picture.", b.Bytes()).at("/journal/").says("With a picture.", "Letter, not sent")
	if p.page.First("img") == nil && !strings.Contains(p.raw, "/photo/") {
		t.Errorf("the photo is not there: %s", p.page.First("main").Words())
	}
}

func TestNothingOfWritingIsReadWhileLocked(t *testing.T) {
	p := newPerson(t)
	p.post("/heart/letters/someone", "to", "Kim", "text", "A secret line")
	p.keep()
	p.app.Lock()
	for _, address := range []string{"/heart/prompts", "/heart/prompts/n1", "/heart/letters", "/heart/letters/me", "/heart/feelings"} {
		p.get(address).at("/unlock").saysNot("Kim", "A secret line")
	}
}

func TestWritingIsOfferedOnlyForAReasonAndNotAfterSomethingWasWritten(t *testing.T) {
	p := newPerson(t)
	offered := func(want ...string) {
		t.Helper()
		x := screen.NewExchange(p.app.Shared, httptest.NewRecorder(), httptest.NewRequest("GET", "/today", nil))
		var got []string
		for _, o := range writing.Place().Offers(x) {
			got = append(got, o.ID+": "+o.Why)
			if o.Weight != 1 || o.Group != screen.GroupHeart || o.Label == "" {
				t.Errorf("%+v is no offer of little weight", o)
			}
			p.get(o.Address).is(http.StatusOK)
		}
		if !slices.Equal(got, want) {
			t.Errorf("offered %q, want %q", got, want)
		}
	}
	offered()
	p.checkIn("guilty")
	offered("writing.lines: You said “guilty” in your last check-in.")
	p.post("/journal/new", "text", "There.")
	offered()
	p.now = p.now.Add(time.Hour)
	p.checkIn("tired", "missing")
	offered("writing.lines: You said “tired” in your last check-in.", "writing.letter: You said “missing what is gone” in your last check-in.")
	p.now = p.now.Add(time.Hour)
	p.post("/checkin", "sleep", "3") // says nothing of feelings: what was said before is not of the last check-in
	offered()
	p.now = p.now.Add(time.Hour)
	p.checkIn("missing")
	p.now = p.now.Add(3 * 24 * time.Hour)
	offered()
}

func TestWithoutHopeNamesSomebodyToReachAtOnce(t *testing.T) {
	p := newPerson(t)
	p.checkIn("hopeless", "tired").says("You do not have to be alone with this", "Reach a person now", "You said “without hope”")
	p.post("/journal/new", "text", "There.")
	p.get("/today").says("Reach a person now")
	p.checkIn("tired").saysNot("alone with this")
}

// What is typed is never interpreted, so every page to write on says where a person is.
func TestEveryPageToWriteOnSaysThatNobodyReadsItAndWhereAPersonIs(t *testing.T) {
	p := newPerson(t)
	for _, address := range []string{"/journal/new", "/heart/prompts/n1", "/heart/letters/one", "/heart/letters/me", "/heart/letters/someone"} {
		p.get(address).says("Nobody reads this unless you show it. To reach a person, press “Get help now”.")
	}
	p.post("/journal/new", "text", "I cannot go on like this.").saysNot("Reach a person now") // no guess is made from words
	p.get("/journal").get(strings.Split(p.page.First("li", "class=entry").First("a").Attrs["href"], "?")[0] + "/edit").says("Nobody reads this unless you show it.")
}

func TestAVeryHeavyCheckInNamesSomebodyToReachAtOnce(t *testing.T) {
	for n, want := range map[string]bool{"0": false, "8": false, "9": true, "10": true} {
		p := newPerson(t)
		p.post("/checkin", "heaviness", n)
		if got := strings.Contains(p.page.First("main").Words(), "You do not have to be alone with this"); got != want {
			t.Errorf("at %s somebody is named at once: %v", n, got)
		}
		p.post("/journal/new", "text", "There.").get("/today")
		if got := strings.Contains(p.page.First("main").Words(), "Reach a person now In your last check-in you said "+n+" of 10."); got != want {
			t.Errorf("at %s Today leads to somebody: %v: %s", n, got, p.page.First("main").Words())
		}
	}
}

var telling = regexp.MustCompile(`(?i)miscarr|loss|grief|suicid|depress|trauma|baby|guilt|letter to`)

func TestNoAddressAndNoTitleSaysWhatIsWritten(t *testing.T) {
	p := newPerson(t)
	p.post("/body/story/new", "call", "name", "own_word", "Robin")
	p.checkIn("guilty", "missing")
	p.get("/heart/prompts").fill("/heart/prompts")
	p.get(p.page.First("a", "class=button").Attrs["href"])
	p.fill(strings.Split(p.path, "?")[0], "text", "quokka")
	p.get("/heart/letters").get("/heart/letters/one").fill("/heart/letters/one", "text", "quokka")
	p.get("/heart/feelings").get("/heart/feelings?span=365")
	p.get("/journal").fill("/journal/search", "q", "quokka").says("Found 2.")
	for _, all := range [][]string{p.visited, p.titles} {
		for _, s := range all {
			if telling.MatchString(page.WithoutIDs(s)) || strings.Contains(s, "quokka") || strings.Contains(s, "Robin") {
				t.Errorf("%q says too much", s)
			}
		}
	}
}

func TestFeelingsAreShownAsTheyWereSaidAndNothingIsAddedUp(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/feelings").says("Words you chose: nothing noted", "Hours of sleep: nothing noted", "How heavy it felt: nothing noted")
	start := p.now
	for i, in := range [][]string{{"heaviness", "8", "sleep", "4.5", "feelings", "guilty", "feelings", "numb"}, {"heaviness", "3"}, {"feelings", "numb"}} {
		p.now = start.AddDate(0, 0, i*9)
		p.post("/checkin", in...)
	}
	p.now = p.now.Add(time.Minute)
	p.checkIn("numb") // twice on one day is one day
	p.get("/heart/feelings").says("guilty", "numb", "8 out of 10", "3 out of 10", "4.5 hours", "20 November 2026", "8 December 2026").saysNot("angry")
	if strips := p.page.All("details", "class=strip"); len(strips) != 2 {
		t.Errorf("%d rows of words, want guilty and numb", len(strips))
	} else {
		for i, want := range []int{2, 1} { // numb comes before guilty, as in the check-in
			if dots, cells := len(strips[i].All("circle")), len(strips[i].All("td")); dots != want || cells != want {
				t.Errorf("row %d has %d dots and %d days in its table, want %d of each", i, dots, cells, want)
			}
		}
	}
	if found := regexp.MustCompile(`(?i)\b(better|worse|average|total|score|well done|days in a row)\b`).FindString(p.page.First("main").Words()); found != "" {
		t.Errorf("the page judges: %s", found)
	}
	p.get("/heart/feelings?span=365").says("the week of 16 November 2026", "the heaviest moment, or the shortest sleep, of its week")
	p.get("/heart/feelings?span=7000").says("4 weeks")
	p.now = start.AddDate(0, 2, 0)
	p.get("/heart/feelings").saysNot("guilty")
	p.get("/heart/feelings?span=91").says("guilty", "of its day")
	for _, hours := range []string{"7", "3", "6"} {
		p.post("/checkin", "sleep", hours)
	}
	p.get("/heart/feelings?span=91").says("3 hours").saysNot("7 hours", "6 hours")
}

func TestEveryFeelingOfTheCheckInHasAName(t *testing.T) {
	p := newPerson(t).get("/checkin")
	p.says("It is fine to feel nothing")
	for _, f := range journal.Feelings {
		if p.page.First("input", "value="+f) == nil {
			t.Errorf("%s is not offered", f)
		}
	}
}

func TestTheSearchFindsWordsInAnyOrderWithOrWithoutAccentsAndShowsWhere(t *testing.T) {
	p := newPerson(t)
	p.post("/journal/new", "text", "Una nana para dormir.\nLa canción de la ventana azul.\nFin.")
	p.post("/journal/new", "text", "Don’t ask about the Straße.")
	p.checkIn("guilty", "numb")
	search := func(q string, more ...string) *person {
		return p.get("/journal").fill("/journal/search", append([]string{"q", q}, more...)...)
	}
	search("CANCION").says("Found one.", "La canción de la ventana azul.")
	search("azul  canción").says("Found one.")
	search("azul rojo").says("Nothing found.")
	search("don't strasse").says("Found one.")
	search("guilt").says("Found one.", "Check-in")
	search("numb guilty").says("Found one.")
	search("a", "kind", "1").says("Found 2.").saysNot("Check-in:")
	search("guilty", "kind", "1").says("Nothing found.")
	if !slices.ContainsFunc(p.page.All("input", "name=kind"), func(n *page.Node) bool { _, on := n.Attrs["checked"]; return on && n.Attrs["value"] == "1" }) {
		t.Error("the kind that was chosen is not chosen any more")
	}
	search("  ").says("Nothing found.")
}

func TestEveryKindOfEntryCanBeSearched(t *testing.T) {
	p := newPerson(t)
	for id, k := range p.app.Kinds {
		if k.Words == nil {
			t.Errorf("kind %d (%s) has no words to search", id, k.File)
		}
	}
}
