package main

import (
	"reflect"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/content/proofread"
	"snowdrop/internal/guidance/questions"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/text"
)

// everything that is wrong with the words of Snowdrop, but for links: those are asked of the app, in its own tests.
func everything() ([]proofread.Problem, error) {
	var problems []proofread.Problem
	newest := proofread.NewestDay(content.Sources())
	for _, l := range content.Languages() {
		for _, p := range content.Pages(l.Lang) {
			problems = append(problems, proofread.Front(p, newest)...)
			problems = append(problems, proofread.AgeOfSections(p)...)
			if twin := p.Neutral(); !reflect.DeepEqual(twin, p) { // what rests on nothing that is left is no mistake of its own
				problems = append(problems, proofread.AgeOfSections(twin)...)
			}
		}
		problems = append(problems, proofread.Language(l, content.Pages("en"), content.Pages(l.Lang))...)
	}
	for _, t := range texts() {
		problems = append(problems, proofread.Read(t)...)
		problems = append(problems, proofread.Age(t)...)
	}
	for _, t := range helpLines() { // too few words for a reading age
		problems = append(problems, proofread.Read(t)...)
	}
	exceptions, err := proofread.Exceptions()
	if err != nil {
		return nil, err
	}
	return proofread.Excepting(problems, exceptions), nil
}

// texts are the texts whose reading age says something.
func texts() []proofread.Text {
	var out []proofread.Text
	for _, l := range content.Languages() {
		for _, p := range content.Pages(l.Lang) {
			out = append(out, proofread.OfPage(p))
			if twin := p.Neutral(); !reflect.DeepEqual(twin, p) {
				out = append(out, proofread.OfPage(twin))
			}
		}
	}
	out = append(out, rules()...)
	out = append(out, asked())
	return append(out, sentences()...)
}

// rules are what the check says to people, one text for each level. What stands in Condition is for clinicians.
func rules() []proofread.Text {
	var out []proofread.Text
	at := map[signs.Level]int{}
	for _, r := range signs.Rules() {
		i, ok := at[r.Level]
		if !ok {
			i, at[r.Level] = len(out), len(out)
			out = append(out, proofread.Text{Where: "rules/" + r.Level.String()})
		}
		for _, line := range []string{r.Because, r.Card} {
			if line != "" {
				out[i].Lines, out[i].Part = append(out[i].Lines, line), append(out[i].Part, r.ID)
			}
		}
	}
	return out
}

// asked are the questions that may be suggested for an appointment.
func asked() proofread.Text {
	t := proofread.Text{Where: "questions"}
	for _, q := range questions.All() {
		t.Lines, t.Part = append(t.Lines, q.Ask), append(t.Part, q.ID)
	}
	return t
}

// sentences are those of the interface and of the static help pages, and in another language those of the check and of the
// directory.
func sentences() []proofread.Text {
	var out []proofread.Text
	for _, l := range text.Languages {
		own := l.Lang
		if own == text.English.Lang {
			own = ""
		}
		add := func(where string, w text.Words) {
			t := proofread.Text{Where: where + l.Lang, Lang: own}
			for _, key := range w.Keys() {
				if !strings.HasPrefix(key, "date.") { // how a date is written is no sentence
					t.Lines, t.Part = append(t.Lines, w.Say(key)), append(t.Part, key)
				}
			}
			out = append(out, t)
		}
		words, _ := text.In(l.Lang)
		add("text/", words)
		help, _ := text.Help(l.Lang)
		add("help/", help)
		if t := (proofread.Text{Where: "said/" + l.Lang, Lang: own}); own != "" {
			for _, one := range content.Sayings(l.Lang) {
				t.Lines, t.Part = append(t.Lines, one.Own), append(t.Part, one.ID)
			}
			out = append(out, t)
		}
	}
	return out
}

// helpLines are the sentences of the directory. The names of organisations are their own.
func helpLines() []proofread.Text {
	var out []proofread.Text
	for _, c := range append(content.Countries(), content.General()) {
		t := proofread.Text{Where: "directory/" + strings.ToLower(c.Code)}
		for _, list := range [][]content.Line{c.Emergency, c.Crisis, c.Advice, c.Loss, c.Abuse} {
			for _, l := range list {
				t.Lines, t.Part = append(t.Lines, l.Text+" "+l.Hours), append(t.Part, l.Name)
			}
		}
		out = append(out, t)
	}
	return out
}
