package ui

import "strings"

// plain is a piece of guidance as somebody sends it: its words alone.
func plain(spans []Span) string {
	var words strings.Builder
	for _, s := range spans {
		words.WriteString(s.Text)
	}
	return words.String()
}

// texted is the number to text as people read it: somebody of one's own has one number for both.
func (r Reach) texted() string {
	if r.Own && r.Number != "" {
		return r.Number
	}
	return r.SMS
}
