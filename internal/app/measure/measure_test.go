package measure_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/testkit/page"
)

const root = "/heart/questions/"

// answers sends the pages of a questionnaire from the first on, one answer for each item; -1 leaves an item out. It stops
// where the app shows something else than the next page.
func (p *person) answers(slug string, values ...int) *person {
	p.t.Helper()
	p.get(root+slug).fill(root+slug, "go", "afresh").at(root + slug + "/1")
	return p.goOn(slug, 1, values...)
}

func (p *person) goOn(slug string, page int, values ...int) *person {
	p.t.Helper()
	for p.path == root+slug+"/"+strconv.Itoa(page) && len(values) > 0 {
		asked := p.page.First("form", "action="+p.path).All("fieldset")
		pairs := []string{"go", "on"}
		for _, field := range asked {
			value := ""
			if values[0] >= 0 {
				value = strconv.Itoa(values[0])
			}
			pairs, values = append(pairs, field.Attrs["id"], value), values[1:]
		}
		p.fill(p.path, pairs...)
		page++
	}
	return p
}

func (p *person) keeps(slug string) *person {
	p.t.Helper()
	return p.at(root+slug+"/result").fill(root+slug+"/result", "go", "keep")
}

func (p *person) told(daysAgo int) *person {
	p.t.Helper()
	p.put(journal.KindStory, func() ([]byte, error) {
		return journal.Story{Type: journal.StoryComplete, When: journal.StoryWhens[0], Day: p.now.AddDate(0, 0, -daysAgo).Format(time.DateOnly)}.Encode()
	})
	return p
}

func (p *person) put(kind uint8, encode func() ([]byte, error)) {
	p.t.Helper()
	body, err := encode()
	if err == nil {
		err = p.vault.Put(p.t.Context(), record.Record{ID: record.NewID(), Kind: kind, At: p.now.Unix(), Body: body})
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func nine(last int, first ...int) []int {
	out := make([]int, 9)
	copy(out, first)
	out[8] = last
	return out
}

func TestEveryQuestionnaireCanBeAnsweredAndKept(t *testing.T) {
	for slug, c := range map[string]struct {
		answers []int
		says    string
		line    string
	}{
		"two-weeks":      {[]int{1, 1}, "Your number is 2. It can be from 0 to 6.", "PHQ-2: 2"},
		"two-weeks-more": {nine(0, 1, 1, 2, 1, 0, 0, 1, 0), "Your number is 6. It can be from 0 to 27.", "PHQ-9: 6"},
		"worry":          {[]int{0, 1}, "Your number is 1. It can be from 0 to 6.", "GAD-2: 1"},
		"worry-more":     {[]int{2, 2, 2, 2, 1, 1, 0}, "Your number is 10. It can be from 0 to 21.", "GAD-7: 10"},
		"month":          {[]int{1, 1, 1, 0, 1, 0}, "Your number is 3. It can be from 0 to 5.", "PC-PTSD-5: 3"},
		"month-more":     {[]int{4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0, 4, 3, 2, 1, 0}, "Your number is 40. It can be from 0 to 80.", "PCL-5: 40"},
		"kindness":       {[]int{5, 1, 1, 5, 1, 1, 1, 5, 5, 1, 5, 5}, "Your number is 1. It can be from 1 to 5.", "SCS-SF: 1"},
		"others":         {[]int{4}, "There is no score", "ONS direct question"},
		"life":           {[]int{5, 6, 7, 2}, "There is no score", "ONS4"},
	} {
		t.Run(slug, func(t *testing.T) {
			p := newPerson(t)
			p.answers(slug, c.answers...).at(root+slug+"/result").says(c.says, "Nobody sees your answers").keeps(slug).at(root + slug + "?done=visit")
			p.get("/today").says("Questions answered").saysNot(c.line) // others may look on
			p.get("/journal").says(c.line)
			for _, item := range items(t, slug) {
				p.saysNot(item)
			}
		})
	}
}

func items(t *testing.T, slug string) (out []string) {
	t.Helper()
	for _, m := range measures.All {
		if q, ok := content.FindQuestionnaire("en", m.ID); ok {
			for _, item := range q.Items {
				out = append(out, item.Text)
			}
		}
	}
	return out
}

func TestTwoQuestionsLeadToTheRestAndAreNotAskedTwice(t *testing.T) {
	for slug, rest := range map[string]struct {
		below, at []int
		label     string
		more      []int
		kept      string
	}{
		"two-weeks": {[]int{1, 1}, []int{1, 2}, "Answer the other seven", []int{1, 1, 1, 1, 1, 1, 0}, "PHQ-9: 9"},
		"worry":     {[]int{2, 0}, []int{0, 3}, "Answer the other five", []int{1, 1, 1, 1, 1}, "GAD-7: 8"},
	} {
		p := newPerson(t)
		p.answers(slug, rest.below...).at(root + slug + "/result").saysNot(rest.label)
		p.answers(slug, rest.at...).at(root+slug+"/result").says(rest.label).fill(root+slug+"/result", "go", "longer")
		p.at(root+slug+"-more/2").says("Page 2 of 3").goOn(slug+"-more", 2, rest.more...).keeps(slug + "-more")
		p.get("/journal").says(rest.kept).get(root + slug).saysNot("You began this")
	}
}

func TestAnAnswerAboutDyingShowsPeopleAtOnceWhateverItWas(t *testing.T) {
	var pages []string
	for _, last := range []int{1, 2, 3} {
		p := newPerson(t)
		p.answers("two-weeks-more", nine(last)...)
		if p.path != root+"two-weeks-more/3" || p.status != 200 {
			t.Fatalf("after %d: %d at %s", last, p.status, p.path)
		}
		p.says("116 123", "Go on")
		pages = append(pages, p.words())
		p.get(root+"two-weeks-more/result").says("Your number is "+strconv.Itoa(last), "116 123").keeps("two-weeks-more")
	}
	if pages[0] != pages[1] || pages[1] != pages[2] {
		t.Error("the answer is not the same for everyone")
	}
	p := newPerson(t)
	p.answers("two-weeks-more", nine(0)...).at(root + "two-weeks-more/result").saysNot("116 123")
	p.answers("two-weeks-more", 3, 3, 3, 3, 3, 3, 3, 3, -1).at(root + "two-weeks-more/result").says("between 24 and 27")
	for answer, want := range map[int]bool{1: true, 2: true, 3: true, 4: false, 5: false} {
		p := newPerson(t)
		p.answers("sheet", -1, -1, -1, -1, -1, -1, -1, answer)
		if shown := strings.Contains(p.words(), "116 123"); shown != want {
			t.Errorf("line 8 of the sheet answered %d: %v", answer, shown)
		}
	}
}

// The item about dying is the last of its page: nothing that was asked beside it waits behind the people.
func TestTheItemAboutDyingEndsItsPage(t *testing.T) {
	for _, m := range measures.All {
		q, ok := content.FindQuestionnaire("en", m.ID)
		if m.Safety == 0 || !ok {
			continue
		}
		end, ends := 0, false
		for _, n := range q.Pages {
			end += n
			ends = ends || end == m.Safety
		}
		if !ends {
			t.Errorf("%s: item %d stands in the middle of a page", m.ID, m.Safety)
		}
	}
}

func TestPeopleAreShownEvenWhereTheAppWasLockedMeanwhile(t *testing.T) {
	p := newPerson(t)
	if err := p.vault.Keep(t.Context(), "made up words for tests"); err != nil {
		t.Fatal(err)
	}
	p.vault.Lock()
	p.do("POST", root+"two-weeks-more/3", map[string][]string{"a9": {"1"}, "go": {"on"}}).expect(200).says("116 123", "Unlock")
	p.do("POST", root+"two-weeks-more/3", map[string][]string{"a9": {"0"}, "go": {"on"}}).at("/unlock")
	p.get(root + "two-weeks-more").says("Unlock it first").get("/heart/questions").says("PHQ-9").saysNot("Last time")
}

func TestAMissingAnswerGivesARangeAndNoNumber(t *testing.T) {
	p := newPerson(t)
	p.answers("worry-more", 1, 1, -1, 1, 1, 1, 1).says("no number", "between 6 and 9").saysNot("Your number").keeps("worry-more")
	p.get("/journal").says("GAD-7")
	p.get(root + "worry-more").saysNot("GAD-7 over time")
	p.answers("two-weeks-more", 3, 3, 3, 3, 3, 3, 3, -1, 0).says("between 21 and 24", "24 to 48 hours").saysNot("call this range minimal")
	p.answers("two-weeks-more", 2, 2, 2, 2, -1, -1, 0, 0, 0).says("between 8 and 14", "call this range mild", "call this range moderate.").saysNot("moderately severe")
	p.answers("two-weeks", 2, -1).says("between 2 and 5", "Answer the other seven")
	p.answers("worry-more", -1, -1, -1, -1, -1, -1, -1).says("You left all of them out").saysNot("Keep my answers")
	p.answers("month", 0).at(root + "month/result").says("Your number is 0. It can be from 0 to 5.")
}

func TestEachBandHasItsOwnWords(t *testing.T) {
	words := map[int]string{4: "minimal", 5: "mild", 9: "mild", 10: "within a week", 14: "within a week", 15: "moderately severe", 19: "moderately severe", 20: "24 to 48 hours", 27: "24 to 48 hours"}
	for score, want := range words {
		values := make([]int, 9)
		for i, left := 0, score; left > 0; i++ {
			values[i] = min(3, left)
			left -= values[i]
		}
		p := newPerson(t)
		p.answers("two-weeks-more", values...)
		p.get(root+"two-weeks-more/result").says("Your number is "+strconv.Itoa(score), want, "It is no diagnosis")
		for _, other := range []string{"minimal", "24 to 48 hours"} {
			if other != want && strings.Contains(p.words(), other) {
				t.Errorf("%d: says %q too", score, other)
			}
		}
	}
}

func TestAHalfDoneOneWaitsAndCanBeThrownAway(t *testing.T) {
	p := newPerson(t)
	p.answers("kindness", 1, 2, 3, 4).at(root + "kindness/2")
	p.get("/today").says("A form that you began")
	p.get(root+"kindness").says("You began this").fill(root+"kindness", "go", "on").at(root + "kindness/2")
	p.fill(root+"kindness/2", "go", "back").at(root + "kindness/1")
	if got := p.page.First("form", "action="+root+"kindness/1").Fields().Get("a3"); got != "3" {
		t.Errorf("after going back, the third answer is %q", got)
	}
	p.get(root+"kindness").fill(root+"kindness", "go", "afresh").at(root + "kindness/1")
	if got := p.page.First("form", "action="+root+"kindness/1").Fields().Get("a3"); got != "" {
		t.Errorf("it was thrown away, and still says %q", got)
	}
	p.goOn("kindness", 1, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2).at(root+"kindness/result").fill(root+"kindness/result", "go", "drop").says("Nothing was kept")
	p.get("/journal").saysNot("SCS-SF").get(root + "kindness/result").at(root + "kindness")
}

func TestKeepingTwiceKeepsOne(t *testing.T) {
	p := newPerson(t)
	p.answers("others", 5).at(root + "others/result")
	form := p.page.First("form", "action="+root+"others/result").Fields()
	form.Set("go", "keep")
	p.do("POST", root+"others/result", form).do("POST", root+"others/result", form).at(root + "others")
	if n := len(p.vault.List(journal.KindMeasure)); n != 1 {
		t.Errorf("%d are kept", n)
	}
}

func TestChangeIsSaidOnlyWhereItWasPublished(t *testing.T) {
	p := newPerson(t)
	p.answers("two-weeks-more", nine(0, 3, 3, 3, 3)...).saysNot("lower than on", "higher than on", "moved by").keeps("two-weeks-more")
	p.now = p.now.AddDate(0, 0, 14)
	p.answers("two-weeks-more", nine(0, 3, 3, 2)...).says("Your number moved by 4").keeps("two-weeks-more")
	p.answers("two-weeks-more", nine(0, 3)...).says("Your number is 5 lower", "a change that counts")
	p.answers("two-weeks-more", nine(0, 3, 3, 3, 3, 1)...).says("Your number is 5 higher")
	p.get(root+"two-weeks-more").says("PHQ-9 over time", "The same as a table")
	p.answers("month", 1, 1, 1, 1, 1, 1).keeps("month").answers("month", 1, 0, 0, 0, 0, 0).saysNot("lower than on", "moved by")
}

func TestNothingIsInAnAddress(t *testing.T) {
	p := newPerson(t)
	p.answers("two-weeks", 3, 3)
	for _, told := range []string{"?", "a1", "=", "phq", "gad", "ptsd", "pcl", "grief"} {
		if page.Says(p.path, told) {
			t.Errorf("%s tells %q", p.path, told)
		}
	}
	if title := p.page.First("title").Words(); strings.Contains(title, "PHQ") || strings.Contains(title, "weeks") {
		t.Errorf("the title is %q", title)
	}
	p.do("POST", root+"two-weeks/1", map[string][]string{"a1": {"9"}, "a2": {"x"}, "go": {"on"}}).at(root + "two-weeks/result").says("You left all of them out")
	for _, wrong := range []string{"nothing", "two-weeks/0", "two-weeks/9", "two-weeks/x"} {
		p.get(root + wrong).expect(404)
	}
}

func TestALockBeforeGoingOnCostsNoAnswer(t *testing.T) {
	p := newPerson(t)
	if err := p.vault.Keep(t.Context(), "made up words for tests"); err != nil {
		t.Fatal(err)
	}
	p.answers("two-weeks-more", 1, 2).get(root + "two-weeks-more")
	p.vault.Lock()
	p.fill(root+"two-weeks-more", "go", "on").at("/unlock")
	p.fill("/unlock", "passphrase", "made up words for tests").get(root + "two-weeks-more").says("Your answers are still here")
	body, _ := p.vault.Draft("heart/questions/two-weeks-more")
	if !strings.Contains(string(body), `"a2":["2"]`) {
		t.Errorf("of what was answered there is %s", body)
	}
}

func TestGoingOnToTheLongerOneTwiceTakesNothingBack(t *testing.T) {
	p := newPerson(t)
	p.answers("two-weeks", 1, 2).at(root + "two-weeks/result")
	again := p.page.First("form", "action="+root+"two-weeks/result").Fields()
	again.Set("go", "longer")
	p.do("POST", root+"two-weeks/result", again)
	p.at(root+"two-weeks-more/2").fill(p.path, "a3", "3", "go", "on")
	before, _ := p.vault.Draft("heart/questions/two-weeks-more")
	p.do("POST", root+"two-weeks/result", again) // from a page that Back had kept
	if after, _ := p.vault.Draft("heart/questions/two-weeks-more"); string(after) != string(before) || !strings.Contains(string(after), `"a1":["1"]`) {
		t.Errorf("of %s there is %s", before, after)
	}
}

func TestTheResultNamesSomebodyToRingInEveryCountryAndInNone(t *testing.T) {
	countries := []string{""}
	for _, c := range content.Countries() {
		countries = append(countries, c.Code)
	}
	for _, country := range countries {
		p := newPerson(t)
		p.country = country
		p.answers("two-weeks-more", nine(1)...).get(root + "two-weeks-more/result")
		if s := p.page.First("section", "class=care urgent"); s == nil || s.First("a", "data-native") == nil {
			t.Errorf("in %q there is nobody to ring", country)
		}
		p.saysNot("at any hour") // of many lines the hours are not known, and some have hours
	}
}
