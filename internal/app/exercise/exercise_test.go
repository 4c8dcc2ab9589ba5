package exercise_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/taken"
)

// headings are how every card ends, in this order: the forms take the sections from there.
var headings = []string{"Take care", "Stop if", "Better with a professional if", "If it gets too much"}

func TestEveryCardSaysThatOneMayStopWhenToStopAndWhereToGo(t *testing.T) {
	pages := content.Practices("en")
	if len(pages) < 16 {
		t.Fatalf("only %d practices", len(pages))
	}
	for _, p := range pages {
		first := content.Plain(p.Blocks[0].Spans)
		if !strings.HasPrefix(first, "You can stop at any time.") {
			t.Errorf("%s begins %q", p.ID, first)
		}
		if !strings.Contains(p.Evidence, "loss") {
			t.Errorf("%s does not say how it is after a loss: %s", p.ID, p.Evidence)
		}
		if label, _, _ := strings.Cut(p.Evidence, " "); label != "Good" && label != "Some" && label != "Little" {
			t.Errorf("%s has the label %q", p.ID, label)
		}
		if p.Minutes == 0 || p.Place != "calm" {
			t.Errorf("%s: %d minutes, in %q", p.ID, p.Minutes, p.Place)
		}
		var found []string
		links, steps, long := "", 0, 0
		for _, b := range p.Blocks {
			if b.Kind == content.Heading {
				found = append(found, content.Plain(b.Spans))
			}
			if b.Ordered {
				for _, item := range b.Items {
					steps++
					for _, sentence := range strings.SplitAfter(content.Plain(item), ". ") {
						if len(strings.Fields(sentence)) > 11 {
							long++
						}
					}
				}
			}
			if n := len(found); n > 0 && found[n-1] == headings[3] {
				for _, item := range b.Items {
					for _, span := range item {
						links += " " + span.Link
					}
				}
			}
		}
		if n := len(found); n < 5 || found[0] != "How to do it" || strings.Join(found[n-4:], "|") != strings.Join(headings, "|") {
			t.Errorf("%s has the headings %q", p.ID, found)
		}
		if steps == 0 || long > 0 {
			t.Errorf("%s has %d steps, and %d long sentences in them", p.ID, steps, long)
		}
		if !strings.Contains(links, "/calm/grounding") || !strings.Contains(links, "/safety") || !strings.Contains(links, "/check") && !strings.Contains(links, "/h/") {
			t.Errorf("the exit of %s leads to%s", p.ID, links)
		}
	}
}

// No practice makes anybody look into the belly, or close their eyes.
func TestNoPracticeGoesToTheBelly(t *testing.T) {
	for _, p := range content.Practices("en") {
		for _, b := range p.Blocks {
			if !b.Ordered {
				continue
			}
			for _, item := range b.Items {
				words := strings.ToLower(content.Plain(item))
				for _, no := range []string{"belly", "pelvis", "womb", "hips", "close your eyes", "hold your breath"} {
					if strings.Contains(words, no) {
						t.Errorf("%s asks: %s", p.ID, words)
					}
				}
			}
		}
	}
}

// answers are words for every step of each practice, and what is seen at the end.
var answers = map[string][][]string{
	"friend":        {{"hard", "I lifted too much", "say", "You could not know.\nI love you."}},
	"pie":           {{"part1", "The long shift", "size1", "small"}, {}, {"own", "I was tired", "ownsize", "small"}},
	"kind-letter":   {{"hurts", "Everything", "kind", "You are doing what you can.", "need", "Tea"}},
	"worry-time":    {{"worry1", "The test", "worry3", "My mother"}, {"can1", "yes", "do1", "Ring the clinic", "can3", "no"}, {"when", "afternoon"}},
	"small-plan":    {{"what", "coffee"}, {"when", "Tomorrow at ten", "with", "Ana", "smaller", "Ring her"}},
	"outside":       {{"name", "The grey dog", "says", "Stay in bed"}, {"reply", "You may come along"}},
	"other-telling": {{"hard", "I lost"}, {"also", "I sang every evening"}},
	"marking":       {{"where", "outside", "thing", "A stone"}, {"words", "some", "text", "We think of you", "end", "Tea"}},
}

// walk goes through a practice to what came of it.
func (p *person) walk(id string) *person {
	p.t.Helper()
	p.get("/heart/try/" + id)
	for n, said := range answers[id] {
		p.presses(string(rune('1'+n)), said...)
		p.answered(http.StatusOK)
	}
	for _, step := range answers[id] {
		for i := 1; i < len(step); i += 2 {
			if !strings.Contains(p.raw, strings.Split(step[i], "\n")[0]) && strings.ToLower(step[i]) != step[i] {
				p.t.Errorf("%s lost %q: %s", id, step[i], p.page.First("main").Words())
			}
		}
	}
	return p
}

func TestEveryPracticeIsDoneInStepsThenKeptThenChanged(t *testing.T) {
	for _, id := range journal.Exercises {
		p := newPerson(t)
		p.get("/heart/try/"+id).sees("You can stop at any time", "How far it is shown to help", "Stop if", "If it gets too much", "pregnancy loss")
		p.walk(id)
		if len(p.written()) != 0 {
			t.Errorf("%s was kept before anybody asked", id)
		}
		p.presses("keep", "after", "3").answered(http.StatusSeeOther)
		if len(p.written()) != 1 || !strings.HasPrefix(p.path, "/heart/try/mine/") {
			t.Fatalf("%s: %d kept, at %s", id, len(p.written()), p.path)
		}
		p.sees("Kept for this visit", "3 out of 10")
		last := answers[id][len(answers[id])-1]
		word := strings.Split(last[len(last)-1], "\n")[0]
		entry := p.written()[0].ID.String()
		p.get("/journal/"+entry).sees("3 out of 10", p.vaultName(id))
		p.get("/heart/try").sees(p.vaultName(id))
		p.get("/heart/try/mine/" + entry + "/edit")
		for n := range answers[id] {
			p.presses(string(rune('1' + n)))
		}
		p.presses("keep").answered(http.StatusSeeOther)
		if len(p.written()) != 1 {
			t.Errorf("changing %s made %d of it", id, len(p.written()))
		}
		if !strings.Contains(p.raw, word) && strings.ToLower(word) != word {
			t.Errorf("%s lost %q when it was changed without a change", id, word)
		}
	}
}

func (p *person) vaultName(id string) string {
	return map[string]string{
		"friend": "What I would say to a friend", "pie": "All that played a part", "kind-letter": "A kind letter to myself", "worry-time": "A set time to worry",
		"small-plan": "One small plan", "outside": "It is not all of me", "other-telling": "Telling it another way", "marking": "A small moment to remember",
	}[id]
}

func TestAFormThatIsSentTwiceKeepsOne(t *testing.T) {
	p := newPerson(t)
	p.walk("friend")
	form := p.fields()
	p.do("POST", "/heart/try/friend/keep", form)
	p.do("POST", "/heart/try/friend/keep", form)
	if len(p.written()) != 1 {
		t.Errorf("%d are there", len(p.written()))
	}
}

func TestWhatWasWrittenToAFriendIsReadBackAsOnesOwn(t *testing.T) {
	p := newPerson(t).walk("friend")
	p.sees("as if it was meant for you")
	quote := p.page.First("blockquote")
	if quote == nil || !strings.Contains(quote.Words(), "You could not know.") || strings.Contains(quote.Words(), "I lifted") {
		t.Errorf("read back: %+v", quote)
	}
	if words := p.page.First("main").Words(); strings.Count(words, "You could not know.") != 1 || strings.Contains(words, "I lifted") {
		t.Errorf("beside the kind words stands more: %s", words)
	}
	p.presses("keep")
	p.get("/journal/"+p.written()[0].ID.String()).sees("I lifted too much", "You could not know.")
}

func TestAnyPartMayBeLeftOutAndNothingAtAllToo(t *testing.T) {
	for _, id := range journal.Exercises {
		p := newPerson(t)
		p.get("/heart/try/" + id)
		for range 5 {
			if len(p.page.All("button", "name=answer")) == 0 || p.page.First("form", "id=exercise") == nil {
				break
			}
			next := ""
			for _, b := range p.page.All("button", "name=answer") {
				if next == "" {
					next = b.Attrs["value"]
				}
			}
			if next == "keep" {
				break
			}
			form := p.fields()
			for name := range form {
				if name != "id" && name != "draft" {
					form.Del(name)
				}
			}
			form.Set("answer", next)
			p.do("POST", "/heart/try/"+id, form)
			p.answered(http.StatusOK)
		}
		p.sees("You wrote nothing. That is fine too.")
		p.do("POST", "/heart/try/"+id+"/keep", nil)
		p.answered(http.StatusUnprocessableEntity).sees("Write or choose one thing first")
	}
}

func TestWhatIsTooLongOrUnknownIsStillThere(t *testing.T) {
	long := strings.Repeat("x", journal.MaxExerciseText+1)
	for _, c := range []struct{ id, name, value, says string }{
		{"friend", "say", long, "too long"}, {"small-plan", "what", "a flight", "Choose one of the answers"}, {"friend", "before", "11", "from 0 to 10"},
	} {
		for _, answer := range []string{"1", "keep"} {
			p := newPerson(t)
			p.get("/heart/try/" + c.id)
			form := p.fields()
			form.Set(c.name, c.value)
			form.Set("hard", "still here")
			form.Set("answer", answer)
			to := "/heart/try/" + c.id
			if answer == "keep" {
				to += "/keep"
			}
			p.do("POST", to, form).answered(http.StatusUnprocessableEntity).sees(c.says)
			if c.id == "friend" && !strings.Contains(p.raw, "still here") || c.value == long && !strings.Contains(p.raw, long) {
				t.Errorf("%s %s: words are gone", c.id, c.name)
			}
			if p.page.First("id="+c.name) == nil {
				t.Errorf("%s: the sentence leads to no field %s", c.id, c.name)
			}
		}
	}
}

func TestItCanBeDoneWhileLockedAndEveryWordIsThereAfterUnlocking(t *testing.T) {
	for _, id := range []string{"friend", "pie", "worry-time"} { // one page, a choice of ours, and steps that depend on words
		p := newPerson(t)
		p.do("POST", "/draft", map[string][]string{"draft": {"heart/try/" + id}, "hard": {"begun before"}}) // an older try, that is done with then
		p.lock()
		p.get("/heart/try/" + id).sees("nothing of it is kept")
		if p.page.First("form", "id=exercise").Attrs["data-draft"] != "" {
			t.Error("a draft is offered that nobody can keep")
		}
		p.walk(id).sees("This is not kept")
		p.presses("keep", "after", "9") // meets the lock
		p.sees("passphrase")
		form := p.page.First("form", "action=/unlock").Fields()
		form.Set("passphrase", passphrase)
		p.do("POST", "/unlock", form)
		if p.path != "/heart/try/"+id+"/keep" {
			t.Fatalf("%s: after unlocking one is at %s", id, p.path)
		}
		for _, step := range answers[id] {
			for i := 1; i < len(step); i += 2 {
				if word := strings.Split(step[i], "\n")[0]; !strings.Contains(p.raw, word) {
					t.Errorf("%s: %q did not come through the lock", id, word)
				}
			}
		}
		p.presses("keep").answered(http.StatusSeeOther)
		p.sees("locked away on this device", "It is still strong") // 9 out of 10
		if len(p.written()) != 1 || len(p.vault.Drafts()) != 0 {
			t.Errorf("%s: %d kept, drafts %v", id, len(p.written()), p.vault.Drafts())
		}
	}
}

func TestWhatIsBegunWaitsAndWhatIsLeftIsGone(t *testing.T) {
	p := newPerson(t)
	p.get("/heart/try/friend")
	form := p.fields()
	form.Set("say", "words not finished")
	p.do("POST", "/draft", form)
	if len(p.vault.Drafts()) != 1 {
		t.Fatal("no draft")
	}
	p.get("/today")
	if !strings.Contains(p.raw, `href="/heart/try/friend"`) {
		t.Error("Today does not lead back to it")
	}
	p.get("/heart/try/friend").sees("This is what you began before")
	if !strings.Contains(p.raw, "words not finished") {
		t.Error("the words are gone")
	}
	p.presses("1")
	p.presses("leave").answered(http.StatusSeeOther)
	if len(p.vault.Drafts()) != 0 || len(p.written()) != 0 {
		t.Errorf("something stayed: %v", p.vault.Drafts())
	}
}

func TestSearchFindsTheWordsAndAListSaysOnlyWhich(t *testing.T) {
	p := newPerson(t)
	p.walk("outside").presses("keep")
	p.do("POST", "/journal/search", map[string][]string{"q": {"grey dog"}})
	p.sees("It is not all of me")
	if strings.Contains(p.page.First("class=plainlist").Words(), "dog") {
		t.Error("a list shows the words")
	}
	p.raw = taken.As(t, p.app, "page")
	if !strings.Contains(p.raw, "The grey dog") {
		t.Error("the words are not in what one takes along")
	}
}

func TestAnEntryOfANewerVersionIsShownAndKeepsWhatItHas(t *testing.T) {
	p := newPerson(t)
	id := p.keep(journal.KindExercise, 0, journal.Exercise{Which: "friend", Said: map[string]string{"say": "x", "echo": "of tomorrow"}})
	p.get("/heart/try/mine/" + id.String() + "/edit")
	p.presses("1", "say", "changed")
	p.presses("keep").answered(http.StatusSeeOther)
	body, _ := p.vault.Body(id)
	e, err := journal.DecodeExercise(body)
	if err != nil || e.Said["echo"] != "of tomorrow" || e.Said["say"] != "changed" {
		t.Errorf("%+v, %v", e, err)
	}
	other := p.keep(journal.KindExercise, 0, journal.Exercise{Which: "of-tomorrow", Said: map[string]string{"x": "words"}})
	p.get("/journal/" + other.String()).sees("Written practice")
	if p.get("/heart/try/mine/" + other.String()); p.status != http.StatusNotFound {
		t.Errorf("a practice that is not known answers %d", p.status)
	}
	if err := p.vault.Delete(context.Background(), id); err != nil {
		t.Fatal(err)
	}
	if p.get("/heart/try/mine/" + id.String()); p.status != http.StatusNotFound {
		t.Errorf("one that is gone answers %d", p.status)
	}
}

func TestNothingOfItStandsInAnAddressOrATitle(t *testing.T) {
	for _, id := range journal.Exercises {
		p := newPerson(t).walk(id)
		p.presses("keep")
		for _, said := range []string{p.path, p.page.First("title").Words()} {
			for _, telling := range []string{"guilt", "loss", "miscarriage", "grief", "baby", "say", "shame"} {
				if page.Says(strings.ToLower(said), telling) {
					t.Errorf("%q says %q", said, telling)
				}
			}
		}
	}
}

func TestItIsOfferedForAWordThatWasChosenAndForNoOther(t *testing.T) {
	for _, c := range []struct {
		word string
		ago  time.Duration
		done string // kept an hour ago
		want string
	}{
		{"guilty", time.Hour * 30, "", "On 3 March 2026 you chose the word “guilty”."},
		{"ashamed", time.Hour * 30, "", "you chose the word “ashamed”."},
		{"ashamed", 8 * 24 * time.Hour, "", ""},
		{"calm", time.Hour, "", ""},
		{"guilty", 30 * time.Hour, "friend", ""},
		{"guilty", time.Minute, "friend", "you chose the word “guilty”."}, // chosen again since
	} {
		p := newPerson(t)
		p.keep(journal.KindCheckIn, c.ago, journal.CheckIn{Feelings: []string{c.word}})
		if c.done != "" {
			p.keep(journal.KindExercise, time.Hour, journal.Exercise{Which: c.done, Said: map[string]string{"say": "x"}})
		}
		if got := offered(p, "try.friend"); got != c.want && (c.want == "" || !strings.Contains(got, c.want)) {
			t.Errorf("%s, %s ago, done %q: %q, want %q", c.word, c.ago, c.done, got, c.want)
		}
	}
	p := newPerson(t)
	if got := offered(p, "try.small-plan"); got != "Nothing small is planned here now. It can be a cup of tea." {
		t.Errorf("nothing planned: %q", got)
	}
	p.keep(journal.KindCheckIn, time.Hour, journal.CheckIn{Feelings: []string{"empty"}})
	if got := offered(p, "try.small-plan"); !strings.HasPrefix(got, "On 4 March 2026 you chose the word “empty”.") {
		t.Errorf("empty: %q", got)
	}
	p.keep(journal.KindExercise, 24*time.Hour, journal.Exercise{Which: "small-plan", Said: map[string]string{"what": "coffee"}})
	if got := offered(p, "try.small-plan"); got != "" {
		t.Errorf("there is a plan: %q", got)
	}
}

func TestATimeToWorryIsOfferedAtItsTimeAndNeverLate(t *testing.T) {
	for when, hours := range map[string][2]int{"morning": {8, 11}, "midday": {11, 14}, "afternoon": {14, 17}, "evening": {17, 20}} {
		for hour := range 24 {
			p := newPerson(t)
			p.now = time.Date(2026, 3, 4, hour, 30, 0, 0, time.UTC)
			p.keep(journal.KindExercise, 24*time.Hour, journal.Exercise{Which: "worry-time", Said: map[string]string{"when": when}})
			if got := offered(p, "try.worry-time") != ""; got != (hour >= hours[0] && hour < hours[1]) {
				t.Errorf("%s at %d: offered %v", when, hour, got)
			}
		}
	}
	for ago, want := range map[time.Duration]bool{time.Hour: false, 6 * 24 * time.Hour: true, 8 * 24 * time.Hour: false} { // done today; kept lately; long ago
		p := newPerson(t)
		p.keep(journal.KindExercise, ago, journal.Exercise{Which: "worry-time", Said: map[string]string{"when": "afternoon"}})
		if got := offered(p, "try.worry-time") != ""; got != want {
			t.Errorf("%s ago: offered %v", ago, got)
		}
	}
}

func TestOneOfANewerVersionThatSaysNothingHereLeadsToNoEmptyAddress(t *testing.T) {
	p := newPerson(t)
	id := p.keep(journal.KindExercise, 0, journal.Exercise{Which: "friend", Said: map[string]string{"later": "of a newer version"}})
	p.get("/heart/try/mine/" + id.String())
	for _, a := range p.page.All("a") {
		if a.Attrs["href"] == "" {
			t.Errorf("%q leads nowhere", a.Words())
		}
	}
}
