package content

import (
	"fmt"
	"slices"
	"sort"
	"strings"
)

// PracticeFor are the words of the front-matter key "practice:" that say what a practice is for: what a person may say is
// nearest. A page names those that it fits, the best first: "practice: thoughts sleep timed strong".
var PracticeFor = []string{"thoughts", "body", "away", "sad", "guilt", "angry", "sleep", "numb", "lonely"}

// PracticeFlags are the words of "practice:" that say when a practice may be suggested. Nobody has to know that a flag was
// left out to be safe: what is not flagged "strong" is not suggested when it is very strong.
var PracticeFlags = []string{
	"strong",  // fits when distress is 8 or more too: 5 minutes at most, little to read, nothing to write
	"written", // it is written: its form is at /heart/try/ID
	"pro",     // only with somebody who knows it: never suggested
	"moving",  // asks something of the body: only when the body log allows it, and not between 22 and 6
	"day",     // not between 22 and 6: worry time
	"telling", // writing about what happened: not between 22 and 6, and not in the first four weeks
	"timed",   // the minutes may be shown going by, for those who want it
}

// Practices are the practices of a language that are here, by id: pages with the key "practice:". A page that the language
// does not have is the English one. In a browser the longer ones come after the app.
func Practices(lang string) []Page {
	byID := map[string]Page{}
	for _, l := range []string{"en", lang} {
		for _, p := range Pages(l) {
			if p.Practice != nil {
				byID[p.ID] = p
			}
		}
	}
	var out []Page
	for _, p := range byID {
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

// setPractice takes the words of the key, in the order in which they stand.
func (p *Page) setPractice(value string) error {
	p.Practice = strings.Fields(value)
	fits := 0
	for i, word := range p.Practice {
		switch {
		case slices.Contains(p.Practice[:i], word):
			return fmt.Errorf("front matter: practice says %q twice", word)
		case slices.Contains(PracticeFor, word):
			fits++
		case !slices.Contains(PracticeFlags, word):
			return fmt.Errorf("front matter: unknown practice word %q", word)
		}
	}
	if fits == 0 {
		return fmt.Errorf("front matter: practice %q is for nothing", value)
	}
	return nil
}
