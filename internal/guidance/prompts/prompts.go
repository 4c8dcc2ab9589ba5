// Package prompts chooses a line to write from: one that fits what was said of late, and none that was seen in the last
// month. It must never read what a person wrote, and never presume a feeling, a partner, a faith or a wish.
//
// The prompts are a page of content (pages/LANGUAGE/prompts.md): each entry of a list there is one, and the address that it
// leads to ends in its id. The first letter of an id says what it is about. What they are chosen by are the feelings of a
// check-in, words of a fixed list.
package prompts

import (
	"slices"
	"strings"

	"snowdrop/internal/content"
)

// Page is the id of the page that has them.
const Page = "prompts"

// Address is what the address of each one begins with.
const Address = "/heart/prompts/"

// Rest is for how many days a prompt that was seen is not chosen again.
const Rest = 31

// What a prompt is about: the first letter of its id. Letters are for ever.
const (
	Nothing = 'n' // nothing to say, or nothing felt
	Blame   = 'g'
	Anger   = 'a'
	Missing = 'm'
	Body    = 'b'
	Others  = 'o'
	Partner = 'p' // presumes that there is someone close: chosen by the person alone
	Days    = 'd'
	Hope    = 'h'
)

// Abouts lists them, in the order of the page.
const Abouts = "ngambopdh"

// fits says which prompts fit a feeling: letters of Abouts.
var fits = map[string]string{
	"guilty": "g", "ashamed": "g",
	"angry": "a", "bitter": "a", "jealous": "ao", "hurt": "ao",
	"sad": "m", "missing": "m", "empty": "mn",
	"lonely": "o", "let-down": "bo",
	"tired": "bd", "overwhelmed": "bd", "restless": "bd", "afraid": "d",
	"numb": "n", "nothing": "n", "shocked": "n", "unreal": "n", "hopeless": "nb", "relieved": "nd",
	"calm": "h", "hopeful": "h", "loved": "h", "grateful": "h",
}

// open are those that presume no feeling: what is chosen where none was said.
const open = "nmbodh"

// Prompt is one line to write from.
type Prompt struct {
	ID    string
	Words string
}

// About is one of Abouts.
func (p Prompt) About() byte { return p.ID[0] }

// IsID says whether an id can be one of a prompt.
func IsID(id string) bool {
	return len(id) >= 2 && len(id) <= 4 && strings.IndexByte(Abouts, id[0]) >= 0 && strings.Trim(id[1:], "0123456789") == ""
}

// Of gives the prompts of a page, in its order.
func Of(p content.Page) []Prompt {
	var out []Prompt
	for _, b := range p.Blocks {
		for _, item := range b.Items {
			if len(item) != 1 {
				continue
			}
			if id, ok := strings.CutPrefix(item[0].Link, Address); ok && IsID(id) {
				out = append(out, Prompt{id, item[0].Text})
			}
		}
	}
	return out
}

// Find gives the one with an id.
func Find(all []Prompt, id string) (Prompt, bool) {
	i := slices.IndexFunc(all, func(p Prompt) bool { return p.ID == id })
	if i < 0 {
		return Prompt{}, false
	}
	return all[i], true
}

// Seen says on which day a prompt was seen last, by its id. Days are counted from any one day, the same for all.
type Seen map[string]int

// rested says that a prompt was not seen in the days before, nor after: a clock may have been wrong.
func (s Seen) rested(id string, today int) bool {
	day, seen := s[id]
	return !seen || today-day >= Rest
}

// Choose gives the prompt of a day: one that was not seen in the last month, and fits a feeling that was said if one does.
// None that presumes someone close is: it fits no feeling, and is not open. It is false where all of them were seen. The same
// day, feelings and history give the same prompt.
func Choose(all []Prompt, said []string, seen Seen, today int) (Prompt, bool) {
	rested := only(all, func(p Prompt) bool { return seen.rested(p.ID, today) })
	if fit := only(rested, func(p Prompt) bool { return Because(p, said) != "" }); len(fit) > 0 {
		return first(fit, today), true
	}
	if plain := only(rested, func(p Prompt) bool { return strings.IndexByte(open, p.About()) >= 0 }); len(plain) > 0 {
		return first(plain, today), true
	}
	return Prompt{}, false
}

// Another gives one that was asked for: as Choose does, then one about anything, then the one that was seen longest ago. It is
// false where there is none but the one that is there.
func Another(all []Prompt, said []string, seen Seen, today int, instead string) (Prompt, bool) {
	others := only(all, func(p Prompt) bool { return p.ID != instead && p.About() != Partner })
	if p, ok := Choose(others, said, seen, today); ok {
		return p, true
	}
	if rested := only(others, func(p Prompt) bool { return seen.rested(p.ID, today) }); len(rested) > 0 {
		return first(rested, today), true
	}
	if len(others) == 0 {
		return Prompt{}, false
	}
	return slices.MinFunc(others, func(a, b Prompt) int { return seen[a.ID] - seen[b.ID] }), true
}

// Because is the first feeling said that a prompt fits, or "".
func Because(p Prompt, said []string) string {
	for _, feeling := range said {
		if strings.IndexByte(fits[feeling], p.About()) >= 0 {
			return feeling
		}
	}
	return ""
}

func only(all []Prompt, those func(Prompt) bool) []Prompt {
	return slices.DeleteFunc(slices.Clone(all), func(p Prompt) bool { return !those(p) })
}

// first is the first of some in the order of a day. Every day has its own.
func first(some []Prompt, today int) Prompt {
	return slices.MinFunc(some, func(a, b Prompt) int {
		x, y := shuffle(a.ID, today), shuffle(b.ID, today)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return strings.Compare(a.ID, b.ID)
	})
}

// shuffle is FNV-1a over the day and the id, and mixed once more: neighbouring days are not to look alike.
func shuffle(id string, today int) uint32 {
	h := uint32(2166136261)
	add := func(b byte) { h = (h ^ uint32(b)) * 16777619 }
	for i := range 4 {
		add(byte(today >> (8 * i)))
	}
	for i := range len(id) {
		add(id[i])
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>13
}
