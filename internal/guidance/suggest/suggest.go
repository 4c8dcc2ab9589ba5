// Package suggest chooses what Today offers, from what the places would offer and from what was shown, done and put away
// before. It must never know what an offer is about, never count what a person did, and never offer what she put away.
//
// The choice is the same for the same day and the same history, and can be told in four sentences:
//
//   - What was put away for good is not offered. What was put away today comes back tomorrow, and nothing takes its place today.
//   - At most three are offered, one from each group.
//   - In each group the most fitting comes first. What was shown or done in the last days steps back.
//   - What was shown on four of the last six days rests, however well it fits: no three are the same for a week. Only what leads
//     to somebody who can help stays for as long as there is a reason for it.
package suggest

import (
	"cmp"
	"slices"
)

// Most is how many are offered at once.
const Most = 3

// look is how many days back matter, and rest on how many of them one may have been shown.
const (
	look = 6
	rest = 4
)

// doneLately is for how many days what was done steps back.
const doneLately = 3

// Offer is what a place would offer.
type Offer struct {
	ID, Group string
	Weight    int  // 1 usual, 2 fitting, 3 most fitting
	Stays     bool // it does not step back because it was shown: somebody may need it on the fifth day as on the first
	Done      int  // the day on which it was done last; 0: not known
}

// History is what happened to offers before. Days are counted from any one day on, such as days since 1970.
type History struct {
	Shown map[string][]int // on which days
	Away  map[string]int   // put away on that day
	Never map[string]bool  // put away for good
}

// Pick gives the IDs of what is offered on a day, the most fitting first.
func Pick(offers []Offer, h History, today int) []string {
	room := Most
	for _, day := range h.Away {
		if day == today {
			room--
		}
	}
	best := map[string]choice{}
	for _, o := range offers {
		c, ok := h.judge(o, today)
		if there, taken := best[o.Group]; ok && (!taken || before(c, there) < 0) {
			best[o.Group] = c
		}
	}
	all := make([]choice, 0, len(best))
	for _, c := range best {
		all = append(all, c)
	}
	slices.SortFunc(all, before)
	var ids []string
	for _, c := range all[:min(len(all), max(0, room))] {
		ids = append(ids, c.ID)
	}
	return ids
}

// choice is an offer with how well it stands on a day.
type choice struct {
	Offer
	value int
	turn  uint32 // who comes first among equals, another one each day
}

// judge gives how well an offer stands, and whether it may be offered at all.
func (h History) judge(o Offer, today int) (choice, bool) {
	if h.Never[o.ID] || h.Away[o.ID] == today {
		return choice{}, false
	}
	shown := 0
	for _, day := range h.Shown[o.ID] {
		if !o.Stays && day < today && day >= today-look { // what is shown today stays for the day
			shown++
		}
	}
	value := 2*min(max(o.Weight, 1), 3) - shown
	if o.Stays {
		value++ // before what fits as well
	}
	if o.Done > 0 && today-o.Done < doneLately {
		value -= 3
	}
	return choice{o, value, turn(o.ID, today)}, shown < rest
}

func before(a, b choice) int {
	return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.turn, b.turn), cmp.Compare(a.ID, b.ID))
}

// turn mixes an ID with a day (FNV-1a), so that equals take turns.
func turn(id string, day int) uint32 {
	h := uint32(2166136261)
	mix := func(b byte) { h = (h ^ uint32(b)) * 16777619 }
	for shift := 0; shift < 32; shift += 8 {
		mix(byte(day >> shift))
	}
	for i := range len(id) {
		mix(id[i])
	}
	return h
}

// After is the history once some were shown on a day. What no longer matters is left out; put away for good stays.
func (h History) After(shown []string, today int) History {
	next := History{Shown: map[string][]int{}, Away: map[string]int{}, Never: h.Never}
	for id, days := range h.Shown {
		if kept := slices.DeleteFunc(slices.Clone(days), func(day int) bool { return day < today-look || day > today }); len(kept) > 0 {
			next.Shown[id] = kept
		}
	}
	for _, id := range shown {
		if !slices.Contains(next.Shown[id], today) {
			next.Shown[id] = append(next.Shown[id], today)
		}
	}
	for id, day := range h.Away {
		if day == today {
			next.Away[id] = day
		}
	}
	return next
}
