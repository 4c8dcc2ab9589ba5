package ui

import (
	"strconv"

	"github.com/a-h/templ"

	"snowdrop/internal/content"
	"snowdrop/internal/text"
)

// Guide is a page of guidance, with where it comes from.
type Guide struct {
	Title      string
	Lang       string // set where the page is in another language than the words around it
	Place      string // the place of the app that it stands in, or ""
	Blocks     []Block
	Evidence   string
	From       []From
	Reviewed   string // the day the sources were read, as people write it
	NextReview string
	Reviewer   string // "" while there is none
	Overdue    bool   // it was to be read again before today
}

// Block is a heading, a paragraph or a list.
type Block struct {
	Heading bool
	Ordered bool     // of a list
	Spans   []Span   // of a heading or a paragraph
	Items   [][]Span // of a list
	Lang    string   // as Guide.Lang
}

// Span is a piece of a sentence: plain, strong, or a link to a page of our own.
type Span struct {
	Text   string
	Strong bool
	Link   string
}

// From is what one section of a page rests on. Heading is "" for what stands before the first one.
type From struct {
	Heading string
	Sources []Source
}

// Source is one source of a page, as short as it can be said.
type Source struct {
	At   string // the address of its page
	Name string
	How  string // how closely it was read, and when
}

// GuidePage is one page of guidance.
type GuidePage struct {
	Frame
	Guide   Guide
	Notice  string
	Choices []Choice
}

// GuideOf is a page of content as Read, Prose and Origin show it.
func GuideOf(w text.Words, p content.Page) Guide {
	g := Guide{Title: p.Title, Place: p.Place, Evidence: p.Evidence, Reviewed: w.Day(p.Reviewed), NextReview: w.Day(p.NextReview)}
	if p.Lang != w.Lang {
		g.Lang = p.Lang
	}
	if p.Reviewer != "none yet" {
		g.Reviewer = p.Reviewer
	}
	for _, s := range p.Sections() {
		from := From{Heading: s.Heading}
		for _, key := range s.From {
			if source, ok := content.SourceByKey(key); ok {
				from.Sources = append(from.Sources, Source{At: source.Address(), Name: source.Citation, How: HowRead(w, source)})
			}
		}
		if len(from.Sources) > 0 {
			g.From = append(g.From, from)
		}
	}
	for _, b := range p.Blocks {
		block := Block{Lang: g.Lang, Heading: b.Kind == content.Heading, Ordered: b.Ordered, Spans: spansOf(b.Spans)}
		for _, item := range b.Items {
			block.Items = append(block.Items, spansOf(item))
		}
		g.Blocks = append(g.Blocks, block)
	}
	return g
}

// inOwn marks what is said in the language of a page, where the words around it are in another one.
func inOwn(lang string) templ.Attributes {
	if lang == "" {
		return nil
	}
	return templ.Attributes{"lang": lang}
}

// HowRead says in a few words how closely a source was read, and when.
func HowRead(w text.Words, s content.Source) string {
	return w.Say("origin.read."+string(s.Read), "day", w.Day(s.Checked))
}

func spansOf(in []content.Span) []Span {
	out := make([]Span, len(in))
	for i, s := range in {
		out[i] = Span(s)
	}
	return out
}

// Day writes a day such as 2026-11-20 as people do in English.
func Day(day string) string {
	return text.English.Day(day)
}

// Count writes a number.
func (f Frame) Count(n int) string { return strconv.Itoa(n) }
