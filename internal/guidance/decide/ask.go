package decide

import (
	"slices"
	"strings"

	"snowdrop/internal/content"
)

// The questions for a doctor are a page of content: each entry of a list there is one, and the address that it leads to ends in its
// name. A name has the letter of what it is about, and a number; it is for ever.
const (
	Asks    = "ahead-ask"
	Address = "/ahead/questions/"
)

// Ask is one question for a doctor.
type Ask struct {
	ID    string
	Words string
	From  []string // keys of what it rests on
}

// Asking is the questions below one heading.
type Asking struct {
	Heading string
	Asks    []Ask
}

// Of gives the questions of a page, in its order.
func Of(p content.Page) []Asking {
	var out []Asking
	var from []string
	for _, b := range p.Blocks {
		if b.Kind == content.Heading {
			out, from = append(out, Asking{Heading: content.Plain(b.Spans)}), b.From
		}
		for i, item := range b.Items {
			id, ok := strings.CutPrefix(item[0].Link, Address)
			if !ok || id == "" || len(out) == 0 {
				continue
			}
			a := Ask{ID: id, Words: item[0].Text, From: b.ItemsFrom[i]}
			if a.From == nil {
				a.From = from
			}
			last := &out[len(out)-1]
			last.Asks = append(last.Asks, a)
		}
	}
	return out
}

// Find gives the one with a name.
func Find(all []Asking, id string) (Ask, bool) {
	for _, h := range all {
		if i := slices.IndexFunc(h.Asks, func(a Ask) bool { return a.ID == id }); i >= 0 {
			return h.Asks[i], true
		}
	}
	return Ask{}, false
}
