package content

import (
	"slices"
	"strings"
)

// A Section is what stands below one heading, or before the first, with the
// keys of all that it rests on, in the order in which they are named.
type Section struct {
	Heading string // empty before the first heading
	From    []string
}

// Sections says for each section of a page what it rests on.
func (p Page) Sections() []Section {
	var out []Section
	for _, b := range p.Blocks {
		if b.Kind == Heading {
			out = append(out, Section{Heading: Plain(b.Spans)})
		} else if len(out) == 0 {
			out = append(out, Section{})
		}
		s := &out[len(out)-1]
		for _, from := range append([][]string{b.From}, b.ItemsFrom...) {
			for _, key := range from {
				if !slices.Contains(s.From, key) {
					s.From = append(s.From, key)
				}
			}
		}
	}
	return out
}

// Untraced returns the words of each paragraph and entry of which a reader
// could not find out where it comes from.
func (p Page) Untraced() []string {
	var out []string
	var section []string
	for _, b := range p.Blocks {
		switch {
		case b.Kind == Heading:
			section = b.From
		case b.Kind == Paragraph && b.From == nil && section == nil:
			out = append(out, Plain(b.Spans))
		}
		for i, item := range b.Items {
			if b.ItemsFrom[i] == nil && section == nil {
				out = append(out, Plain(item))
			}
		}
	}
	return out
}

// Plain is the words of a line without its marks.
func Plain(spans []Span) string {
	var words strings.Builder
	for _, s := range spans {
		words.WriteString(s.Text)
	}
	return words.String()
}
