// Package proofread reads what Snowdrop says to people as a careful editor would: short enough, easy enough, kind, sourced and dated.
// It must never be in what people download, and never let a word pass without a line in exceptions.txt that says why.
//
// It judges form. Whether a sentence is true is for the people who read its
// sources, and for the clinician who has yet to review it.
package proofread

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"snowdrop/internal/content"
)

// Limits, after the NHS service manual (evidence.md 11.1).
const (
	MostWords        = 20 // of a sentence
	MostWordsSpanish = 25
	MostSentences    = 3  // of a paragraph
	MostAge          = 11 // of a reader, in years
	// MostAgeMedical is for a text with a medical word that has to stay, and for
	// each section of a page on its own, so that none hides behind easy ones.
	MostAgeMedical = 14
	// enough words for a reading age to say something.
	enough = 50
)

// A Text is something that people read: each line is a heading, a paragraph, an
// entry of a list, a label or a button.
type Text struct {
	Where string // "pages/en/about", "text/en/main", "rules/emergency"
	Lines []string
	// Part names a line where that helps to find it; nil, or one for each line.
	Part []string
	Lang string // "" is English
}

// A Problem is one thing that a writer has to change.
type Problem struct {
	Where string
	What  string // what exceptions.txt would have to name: a word, "reading age" or the start of a sentence
	Why   string // as a sentence for the writer
	Hard  bool   // no exception helps
}

func (p Problem) String() string { return p.Where + ": " + p.What + ": " + p.Why }

// Read reads one text and gives what is wrong with it.
func Read(t Text) []Problem {
	var out []Problem
	add := func(i int, what, why string) {
		where := t.Where
		if t.Part != nil {
			where += " " + t.Part[i]
		}
		out = append(out, Problem{Where: where, What: what, Why: why})
	}
	for i, line := range t.Lines {
		for _, a := range avoided()[t.Lang] {
			if found := a.pattern.FindStringSubmatch(line); found != nil {
				add(i, strings.ToLower(found[1]), a.why+" It stands in “"+line+"”.")
			}
		}
		sentences := Sentences(line)
		for _, s := range sentences {
			if n := len(Words(s)); n > t.mostWords() {
				add(i, Start(s), fmt.Sprintf("A sentence of %d words; at most %d.", n, t.mostWords()))
			}
		}
		if t.Lang == "es" && !paired(line) {
			add(i, Start(line), "A question or a call in Spanish opens with ¿ or ¡.")
		}
		// What a colon leads to is a breath of its own, and no sentence more.
		if n := len(sentences) - strings.Count(line, ": "); n > MostSentences {
			add(i, Start(line), fmt.Sprintf("A paragraph of %d sentences; at most %d.", n, MostSentences))
		}
	}
	return out
}

// mostWords is how long a sentence may be: Spanish takes more words to say the same.
func (t Text) mostWords() int {
	if t.Lang == "es" {
		return MostWordsSpanish
	}
	return MostWords
}

// paired says whether every sign that opens a sentence in Spanish has one that ends it.
func paired(line string) bool {
	return strings.Count(line, "¿") == strings.Count(line, "?") && strings.Count(line, "¡") == strings.Count(line, "!")
}

// Age says whether a text is easy enough to read.
func Age(t Text) []Problem {
	if t.Lang == "es" {
		return ease(t)
	}
	m := Measure(t.Lines)
	age := m.Age()
	if age <= MostAge {
		return nil
	}
	return []Problem{{Where: t.Where, What: "reading age", Hard: age > MostAgeMedical, Why: fmt.Sprintf(
		"It reads like a text for age %.1f; at most %d, or %d with an exception. It has %.1f words a sentence and %.2f syllables a word.",
		age, MostAge, MostAgeMedical, m.PerSentence(), m.PerWord())}}
}

// AgeOfSections says whether a section of a page is too hard, however easy the rest is.
func AgeOfSections(p content.Page) []Problem {
	var out []Problem
	if p.Lang != "en" {
		return nil // the scale is made for English
	}
	var heading string
	var lines []string
	end := func() {
		if m := Measure(lines); m.Words >= enough && m.Age() > MostAgeMedical {
			out = append(out, Problem{Where: where(p), What: heading, Hard: true, Why: fmt.Sprintf("This section reads like a text for age %.1f; at most %d.", m.Age(), MostAgeMedical)})
		}
		lines = nil
	}
	for _, b := range p.Blocks {
		if b.Kind == content.Heading {
			end()
			heading = content.Plain(b.Spans)
		}
		lines = append(lines, linesOf(b)...)
	}
	end()
	return out
}

func where(p content.Page) string { return "pages/" + p.Lang + "/" + p.ID }

// OfPage is what a page says, mark-up taken off.
func OfPage(p content.Page) Text {
	t := Text{Where: where(p), Lines: []string{p.Title}}
	if p.Lang != "en" {
		t.Lang = p.Lang
	}
	if p.Evidence != "" {
		t.Lines = append(t.Lines, p.Evidence)
	}
	for _, b := range p.Blocks {
		t.Lines = append(t.Lines, linesOf(b)...)
	}
	return t
}

// linesOf are the words of a block. Strong words at the start that end like a
// sentence name what follows, as a heading does.
func linesOf(b content.Block) []string {
	var out []string
	for _, line := range append([][]content.Span{b.Spans}, b.Items...) {
		if len(line) > 1 && line[0].Strong && strings.HasSuffix(line[0].Text, ".") {
			out = append(out, line[0].Text)
			line = line[1:]
		}
		if words := content.Plain(line); words != "" {
			out = append(out, words)
		}
	}
	return out
}

// Links are the addresses that a page leads to, each once.
func Links(p content.Page) []string {
	var out []string
	for _, b := range p.Blocks {
		for _, line := range append([][]content.Span{b.Spans}, b.Items...) {
			for _, s := range line {
				if s.Link != "" && !slices.Contains(out, s.Link) {
					out = append(out, s.Link)
				}
			}
		}
	}
	return out
}

// Start is enough of a sentence to find it again.
func Start(s string) string {
	words := strings.Fields(s)
	return strings.Join(words[:min(4, len(words))], " ")
}

var (
	// A sentence ends with its sign, and perhaps a closing quotation mark,
	// before a space or the end of the line. A colon ends what is read in one
	// breath. "38.5" and "a.m." in the middle of a word end nothing.
	sentenceEnd = regexp.MustCompile(`[.?!:…][”’)]*(\s+|$)`)
	word        = regexp.MustCompile(`[\p{L}\d][\p{L}\d’'.,/°%-]*`)
)

// Sentences splits a line. What has no word in it is no sentence.
func Sentences(line string) []string {
	var out []string
	for _, s := range sentenceEnd.Split(line, -1) {
		if len(Words(s)) > 0 {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

// Words are the words and numbers of a line.
func Words(line string) []string {
	var out []string
	for _, w := range word.FindAllString(line, -1) {
		out = append(out, strings.Trim(w, "’'.,/-"))
	}
	return out
}
