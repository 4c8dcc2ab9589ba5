package measures

import "slices"

// Offers are never a schedule. They say which one questionnaire may be suggested now, and when to be silent.

// Days between two of the same, and before the first.
const (
	EveryTwoWeeks = 14 // mood and worry ask about the last two weeks
	EveryMonth    = 28
	FromWeekTwo   = 14 // since the loss: before that a high number is common and says little, so none is suggested at all
	FromWeekFour  = 28
	Silence       = 30 // after a "not now", for all of them
	Between       = 3  // after any of them was kept: never one upon another
)

// State is what is known of a person's questionnaires. Days are whole days before today.
type State struct {
	SinceLoss      int // -1: not known
	Last           map[string]int
	Refused        int             // -1: never
	PCPTSDPositive bool            // the latest PC-PTSD-5 was at its limit or above
	Never          map[string]bool // these are not to be suggested again
}

// rhythm is when one may be suggested. The first in the list that is due is the one.
type rhythm struct {
	id, longer  string // longer is asked in its place once it was kept before
	from, every int
	anyTime     bool             // without the day of the loss, too
	only        func(State) bool // nil: always
}

var rhythms = []rhythm{
	{id: "phq2", longer: "phq9", from: FromWeekTwo, every: EveryTwoWeeks},
	{id: "gad2", longer: "gad7", from: FromWeekTwo, every: EveryTwoWeeks},
	{id: "pcptsd5", from: FromWeekFour, every: EveryMonth},
	{id: "pcl5", from: FromWeekFour, every: EveryMonth, only: func(s State) bool { return s.PCPTSDPositive }},
	{id: "pgs", from: FromWeekFour, every: EveryMonth, only: func(s State) bool { _, used := s.Last["pgs"]; return used }}, // its words are not here: who never had the sheet can do nothing with it
	{id: "ons-lonely", every: EveryMonth, anyTime: true},
	{id: "scssf", every: EveryMonth, anyTime: true},
	{id: "ons4", every: EveryMonth, anyTime: true},
}

// Same says that two are one questionnaire, or the shorter and the longer form of one.
func Same(a, b string) bool {
	return a == b || slices.ContainsFunc(rhythms, func(r rhythm) bool {
		return r.longer != "" && (r.id == a && r.longer == b || r.id == b && r.longer == a)
	})
}

// Due is the one questionnaire that may be suggested, and how many days ago it was looked at; -1: never. It is "" where
// none is.
func Due(s State) (id string, ago int) {
	if s.Refused >= 0 && s.Refused < Silence || s.SinceLoss >= 0 && s.SinceLoss < FromWeekTwo {
		return "", -1 // so soon after, nobody is asked how satisfied they are with their life
	}
	for _, days := range s.Last {
		if days < Between {
			return "", -1
		}
	}
	for _, r := range rhythms {
		due, ago := r.due(s)
		if !due {
			continue
		}
		id := r.id
		if _, long := s.Last[r.longer]; r.longer != "" && long {
			id = r.longer
		}
		if !s.Never[id] {
			return id, ago
		}
	}
	return "", -1
}

// due says whether it may be suggested, and how many days ago it, or its longer form, was looked at.
func (r rhythm) due(s State) (bool, int) {
	ago := -1
	for _, id := range []string{r.id, r.longer} {
		if days, ok := s.Last[id]; ok && (ago < 0 || days < ago) {
			ago = days
		}
	}
	switch {
	case r.only != nil && !r.only(s):
		return false, ago
	case !r.anyTime && s.SinceLoss < r.from:
		return false, ago
	}
	return ago < 0 || ago >= r.every, ago
}
