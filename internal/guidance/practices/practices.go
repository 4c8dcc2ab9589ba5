// Package practices knows the short exercises for a hard moment, and chooses one. It must never choose one after which it was
// harder, one that its page says is not for now, or one that is not here; and it must never choose without a reason that can be
// said in a sentence.
//
// What a practice is for, and when it may be suggested, is said by its own page in the front matter (internal/content). There is no
// list of them here.
package practices

import (
	"slices"

	"snowdrop/internal/content"
)

// Practice is one practice, as far as the choice goes by it.
type Practice struct {
	ID      string
	Minutes int
	For     []string // of content.PracticeFor, what it fits best first

	// The flags of content.PracticeFlags.
	Strong, Written, Pro, Moving, Day, Telling, Timed bool
}

// Of is the practice that a page holds. ok is false for other pages.
func Of(page content.Page) (p Practice, ok bool) {
	p.ID, p.Minutes = page.ID, page.Minutes
	flags := map[string]*bool{
		"strong": &p.Strong, "written": &p.Written, "pro": &p.Pro, "moving": &p.Moving, "day": &p.Day, "telling": &p.Telling, "timed": &p.Timed,
	}
	for _, word := range page.Practice {
		if flag := flags[word]; flag != nil {
			*flag = true
		} else {
			p.For = append(p.For, word)
		}
	}
	return p, len(page.Practice) > 0
}

// Here are the practices that can be read now, by id.
func Here(lang string) []Practice {
	var out []Practice
	for _, page := range content.Practices(lang) {
		p, _ := Of(page)
		out = append(out, p)
	}
	return out
}

// Limits of the choice. [design decision]
const (
	// Strong is the distress from which a practice is short and easy, and people come before another one. Not said counts as
	// strong: silence never reassures.
	Strong = 8
	// Short is how many minutes a practice may take then.
	Short = 5
	// From NightFrom until before NightTo, by the clock of the person, is late.
	NightFrom, NightTo = 22, 6
)

// Said is what a person said, and what is known of the moment.
type Said struct {
	Nearest  string // of content.PracticeFor; "": not said
	Distress *int   // 0 to 10; nil: not said
	Hour     int    // of the person's clock, 0 to 23
	Moves    bool   // the body log allows to move
	Later    bool   // what happened is known to be four weeks ago or more
	Not      []string
}

// Result is one practice that was done. Numbers that were not said are nil.
type Result struct {
	Which         string
	Before, After *int
}

// Words of a reason. A word of content.PracticeFor is one too: that the person said it.
const (
	Helped = "helped" // the person's distress was lower after it, the last time
	Gentle = "strong" // it is very strong now, and this one is short and easy
	Easy   = "unsaid" // how strong it is was not said, and this one is short and easy
	Many   = "many"   // nothing else was said, and this one is for more than one thing
)

// Choose gives one practice, and the reasons for it in the order in which they are said. It gives "" where nothing that is here
// may be suggested. What was done before is given newest first.
func Choose(said Said, before []Result, here []Practice) (id string, why []string) {
	var best Practice
	for _, p := range here {
		if Suggestable(p, said, before) && (best.ID == "" || better(p, best, said, before)) {
			best = p
		}
	}
	if best.ID == "" {
		return "", nil
	}
	if slices.Contains(best.For, said.Nearest) {
		why = append(why, said.Nearest)
	}
	if Change(best.ID, before) < 0 {
		why = append(why, Helped)
	}
	switch {
	case said.Distress != nil && *said.Distress >= Strong:
		why = append(why, Gentle)
	case len(why) > 0:
	case said.Distress == nil:
		why = append(why, Easy)
	default:
		why = append(why, Many)
	}
	return best.ID, why
}

// Suggestable says whether a practice may be suggested now. Every practice can be opened by whoever chooses it.
func Suggestable(p Practice, said Said, before []Result) bool {
	late := said.Hour >= NightFrom || said.Hour < NightTo
	strong := said.Distress == nil || *said.Distress >= Strong
	switch {
	case p.Pro,
		p.Moving && (late || !said.Moves),
		p.Day && late,
		p.Telling && (late || !said.Later),
		strong && (!p.Strong || p.Written || p.Minutes > Short),
		p.Written && !slices.Contains(p.For, said.Nearest) && Change(p.ID, before) >= 0, // nobody is made to write for no reason
		Change(p.ID, before) > 0,
		slices.Contains(said.Not, p.ID):
		return false
	}
	return true
}

// Change is by how much the distress changed when a practice was last done with both numbers said: below 0 it helped.
func Change(id string, before []Result) int {
	for _, r := range before {
		if r.Which == id && r.Before != nil && r.After != nil {
			return *r.After - *r.Before
		}
	}
	return 0
}

// better says whether p comes before q: first what fits what was said, among those what helped most; then what has not been
// tried, the best fitting first; then the one that is for more, or shorter. Equal ones are told apart by their names, so that the
// same words always give the same practice.
func better(p, q Practice, said Said, before []Result) bool {
	rank := func(p Practice) []int {
		fit, misfit := slices.Index(p.For, said.Nearest), 0
		if fit < 0 {
			misfit = 1
		}
		return []int{misfit, Change(p.ID, before), tried(p.ID, before), fit, -len(p.For), p.Minutes}
	}
	if by := slices.Compare(rank(p), rank(q)); by != 0 {
		return by < 0
	}
	return p.ID < q.ID
}

// tried is 1 for what was done before. Among those that neither helped nor harmed, something new comes first.
func tried(id string, before []Result) int {
	for _, r := range before {
		if r.Which == id {
			return 1
		}
	}
	return 0
}
