package proofread

import (
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/content"
)

// found says whether something is wrong with exactly that.
func found(problems []Problem, what string) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.What == what })
}

func page(change func(*content.Page)) content.Page {
	p := content.Page{
		ID: "rest", Lang: "en", Title: "Rest", Sources: []string{"MAI", "D"}, Reviewed: "2026-11-20", Reviewer: Unreviewed, NextReview: "2027-05-20",
		Blocks: []content.Block{
			{Kind: content.Heading, Spans: []content.Span{{Text: "Sleep"}}, From: []string{"MAI"}},
			{Kind: content.Paragraph, Spans: []content.Span{{Text: "You may be tired. "}, {Text: "Check your signs", Link: "/check"}, {Text: "."}}},
			{Kind: content.List, Items: [][]content.Span{{{Text: "Lie down."}}}, ItemsFrom: [][]string{{"D"}}},
		},
	}
	if change != nil {
		change(&p)
	}
	return p
}

const newest = "2026-11-20"

func TestAGoodPageIsLeftAlone(t *testing.T) {
	p := page(nil)
	all := slices.Concat(Front(p, newest), Read(OfPage(p)), Age(OfPage(p)), AgeOfSections(p), Leads(p, func(string) bool { return true }))
	if len(all) > 0 {
		t.Error(all)
	}
}

func TestWhatStandsAboveAPageIsComplete(t *testing.T) {
	for what, change := range map[string]func(*content.Page){
		"id":                func(p *content.Page) { p.ID = "my-miscarriage" },
		"title":             func(p *content.Page) { p.Title = "" },
		"reviewer":          func(p *content.Page) { p.Reviewer = "" },
		"reviewed":          func(p *content.Page) { p.Reviewed = "2026-02-30" },
		"next-review":       func(p *content.Page) { p.NextReview = p.Reviewed },
		"evidence":          func(p *content.Page) { p.Minutes = 5 },
		"sources":           func(p *content.Page) { p.Sources = nil },
		"MAI":               func(p *content.Page) { p.Sources = []string{"D"} },             // rested on, not named
		"BPAS":              func(p *content.Page) { p.Sources = append(p.Sources, "BPAS") }, // named, not rested on
		"NOWHERE":           func(p *content.Page) { p.Sources[0], p.Blocks[0].From[0] = "NOWHERE", "NOWHERE" },
		"You may be tired.": func(p *content.Page) { p.Blocks[0].From = nil },
		"Lie down.":         func(p *content.Page) { p.Blocks[0].From, p.Blocks[2].ItemsFrom[0] = nil, nil },
	} {
		if problems := Front(page(change), newest); !found(problems, what) {
			t.Errorf("%s: nothing found among %v", what, problems)
		}
	}
	for what, change := range map[string]func(*content.Page){
		"id":          func(p *content.Page) { p.ID = "Rest page" },
		"reviewed":    func(p *content.Page) { p.Reviewed = "2026-11-21" }, // after anybody looked at a source
		"next-review": func(p *content.Page) { p.NextReview = "2031-01-01" },
		"evidence":    func(p *content.Page) { p.Blocks[2].Ordered = true },
	} {
		if problems := Front(page(change), newest); !found(problems, what) {
			t.Errorf("%s: nothing found among %v", what, problems)
		}
	}
	half := page(func(p *content.Page) { p.Evidence = "Some" })
	if !found(Front(half, newest), "evidence") {
		t.Error("a label that is no sentence was taken")
	}
}

func TestLongSentencesAndParagraphsAreFound(t *testing.T) {
	twenty := strings.TrimSpace(strings.Repeat("word ", 20))
	for line, want := range map[string]int{
		twenty + ".":                               0,
		twenty + " word.":                          1,
		twenty + ": " + twenty + ".":               0,
		"One. Two? Three!":                         0,
		"One: and two. Three? Four!":               0,
		"One. Two. Three. Four.":                   1,
		"38.5 °C is 101.3 °F. Rest in bed. Sleep.": 0,
	} {
		if got := Read(Text{Where: "x", Lines: []string{line}}); len(got) != want {
			t.Errorf("%q: %v", line, got)
		}
	}
	// Strong words that name what follows are no sentence of it.
	label := content.Block{Kind: content.Paragraph, Spans: []content.Span{{Text: "Lost.", Strong: true}, {Text: " One. Two. Three."}}}
	if got := Read(Text{Lines: linesOf(label)}); len(got) != 0 {
		t.Error(got)
	}
}

func TestHardWordsAreFound(t *testing.T) {
	hard := Text{Where: "x", Lines: []string{"Expectant management necessitates intermittent haematological evaluation.", "Deterioration requires immediate multidisciplinary reassessment."}}
	if got := Age(hard); len(got) != 1 || !got[0].Hard {
		t.Errorf("%v", got)
	}
	medium := Text{Where: "x", Lines: []string{"A doctor or a midwife can look at the possible causes and talk about treatment with you."}}
	if got := Age(medium); len(got) != 1 || got[0].Hard {
		t.Errorf("%.1f: %v", Measure(medium.Lines).Age(), got)
	}
	if got := Excepting(Age(medium), []Exception{{"x", "reading age", "the words"}}); len(got) != 0 {
		t.Errorf("a medical word cannot stay: %v", got)
	}
	if got := Excepting(Age(hard), []Exception{{"x", "reading age", "the words"}}); len(got) != 2 {
		t.Errorf("an exception reaches beyond %d: %v", MostAgeMedical, got)
	}
	easy := page(func(p *content.Page) {
		for range 40 {
			p.Blocks = append(p.Blocks, content.Block{Kind: content.Paragraph, Spans: []content.Span{{Text: "You can rest now."}}})
		}
		p.Blocks = append(p.Blocks, content.Block{Kind: content.Heading, Spans: []content.Span{{Text: "Hidden"}}})
		for range 10 {
			p.Blocks = append(p.Blocks, content.Block{Kind: content.Paragraph, Spans: []content.Span{{Text: hard.Lines[0]}}})
		}
	})
	if got := AgeOfSections(easy); !found(got, "Hidden") {
		t.Errorf("a hard section hides behind easy ones: %v", got)
	}
}

func TestWordsThatWoundAreFound(t *testing.T) {
	for line, what := range map[string]string{
		"At least it was early.":              "at least",
		"A spontaneous Abortion.":             "abortion",
		"The evacuation of the womb.":         "evacuation",
		"You should rest.":                    "should",
		"It was not meant to be.":             "was not meant to be",
		"An angel in the sky. Your journey.":  "journey",
		"The treatment failed.":               "failed",
		"We save the products of conception.": "products of conception",
		"Perinatal care.":                     "perinatal",
		"You are fine.":                       "you are fine",
	} {
		if got := Read(Text{Where: "x", Lines: []string{line}}); !found(got, what) {
			t.Errorf("%q: %v", line, got)
		}
	}
	for _, line := range []string{"The healthiest failsafe angle shoulder.", "It is heavier than it is meant to be."} {
		if got := Read(Text{Where: "x", Lines: []string{line}}); len(got) > 0 {
			t.Errorf("%q: %v", line, got)
		}
	}
}

func TestAnExceptionThatNothingNeedsIsAProblem(t *testing.T) {
	problems := []Problem{{Where: "x", What: "heals", Why: "Why."}, {Where: "x", What: "heals", Why: "Again."}, {Where: "y", What: "heals", Why: "Why."}}
	got := Excepting(problems, []Exception{{"x", "heals", "a quotation of it"}, {"z", "heals", "a quotation of it"}})
	if len(got) != 2 || got[0].Where != "y" || got[1].Where != "exceptions.txt" {
		t.Error(got)
	}
}

func TestTheListsOfWordsAreReadOrNamed(t *testing.T) {
	if _, err := parseAvoid(avoidFile); err != nil {
		t.Error(err)
	}
	if _, err := Exceptions(); err != nil {
		t.Error(err)
	}
	for _, file := range []string{"heal", "heal = why", " = Why.", "# note\nheal ="} {
		if _, err := parseAvoid(file); err == nil {
			t.Errorf("%q was taken", file)
		}
	}
	for _, file := range []string{"a | b", "a | b | c", "a | b | c | d e f", "a"} {
		if _, err := parseExceptions(file); err == nil {
			t.Errorf("%q was taken", file)
		}
	}
}

func TestALanguageHasWhatItSays(t *testing.T) {
	english := []content.Page{{ID: "a"}, {ID: "b"}}
	for _, c := range []struct {
		missing []string
		own     []content.Page
		want    string
	}{
		{nil, english, ""},
		{[]string{"b"}, english[:1], ""},
		{nil, english[:1], "b"},
		{[]string{"b"}, english, "b"},
		{[]string{"c"}, english, "c"},
		{nil, append([]content.Page{{ID: "d"}}, english...), "d"},
	} {
		got := Language(content.Language{Lang: "de", Name: "Deutsch", Missing: c.missing}, english, c.own)
		if len(got) > 0 != (c.want != "") || c.want != "" && !found(got, c.want) {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestALinkThatLeadsNowhereIsFound(t *testing.T) {
	if got := Leads(page(nil), func(address string) bool { return address != "/check" }); !found(got, "/check") {
		t.Error(got)
	}
}

func FuzzReadingCountsEveryWord(f *testing.F) {
	for _, seed := range []string{"You are fine.", "38.5 °C", "don’t", "one-sided", "e", "", "… ?", "Ünïcode’s", "..", "a/b,c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		m := Measure([]string{line})
		if m.Syllables < m.Words || m.Words < m.Sentences {
			t.Errorf("%q: %+v", line, m)
		}
		Read(Text{Lines: []string{line}})
	})
}
