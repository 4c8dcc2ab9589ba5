// Package offers is what Today suggests, and what was put away of it. It must never suggest what the person put away, never
// count what she did, and never remember more of a suggestion than its name and the days on which it was shown.
package offers

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/suggest"
	"snowdrop/internal/ui"
)

// Place takes what was put away, and brings it back. All gives what may be suggested now.
func Place(all func(*screen.Exchange) []screen.Offer) screen.Place {
	return screen.Place{Writing: map[string]screen.Screen{
		"POST /today/put-away": func(x *screen.Exchange) { putAway(x, all(x)) },
		"GET /mine/put-away":   func(x *screen.Exchange) { show(x, all(x)) },
		"POST /mine/put-away":  back,
	}}
}

// own is the name of these settings among those of the places.
const own = "today"

// kept is what is remembered between one look at Today and the next. A day is a count of days since 1970.
type kept struct {
	Shown map[string][]int  `json:"shown,omitempty"`
	Away  map[string]int    `json:"away,omitempty"`  // put away on that day
	Never map[string]bool   `json:"never,omitempty"` // put away for good
	Names map[string]string `json:"names,omitempty"` // what was put away, as it was called then
}

func read(x *screen.Exchange) (k kept) {
	x.Own(own, &k)
	return k
}

func (k kept) history() suggest.History {
	return suggest.History{Shown: k.Shown, Away: k.Away, Never: k.Never}
}

// day counts the days of the person's own clock.
func day(t time.Time) int {
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// Today is what is suggested on this day, at most three. It remembers that it was shown, once a day.
func Today(x *screen.Exchange, all []screen.Offer) []ui.Suggestion {
	k, today := read(x), day(x.Now())
	ids := suggest.Pick(forGuidance(x, all), k.history(), today)
	var shown []ui.Suggestion
	for _, id := range ids {
		o := all[slices.IndexFunc(all, func(o screen.Offer) bool { return o.ID == id })]
		shown = append(shown, ui.Suggestion{ID: o.ID, Choice: ui.Choice{Address: o.Address, Label: o.Label, Line: o.Why}})
	}
	if slices.ContainsFunc(ids, func(id string) bool { return !slices.Contains(k.Shown[id], today) }) {
		var now kept
		_ = x.ChangeOwn(own, &now, func() { // where it cannot be kept, the same is suggested again: that is no harm
			next := now.history().After(ids, today)
			now.Shown, now.Away = next.Shown, next.Away
			now.tidy()
		})
	}
	return shown
}

func forGuidance(x *screen.Exchange, all []screen.Offer) []suggest.Offer {
	out := make([]suggest.Offer, len(all))
	for i, o := range all {
		out[i] = suggest.Offer{ID: o.ID, Group: o.Group, Weight: o.Weight, Stays: o.Stays}
		if o.Done > 0 {
			out[i].Done = day(x.Local(o.Done))
		}
	}
	return out
}

// tidy forgets the names of what is not put away any more.
func (k *kept) tidy() {
	for id := range k.Names {
		if _, away := k.Away[id]; !away && !k.Never[id] {
			delete(k.Names, id)
		}
	}
}

// putAway puts one away for today or for good. Whatever it is, nothing takes its place today.
func putAway(x *screen.Exchange, all []screen.Offer) {
	id := x.Value("id")
	i := slices.IndexFunc(all, func(o screen.Offer) bool { return o.ID == id })
	span := x.Value("for")
	if i < 0 || span != "today" && span != "good" {
		if known := read(x); span != "" && known.Names[id] != "" {
			x.To("/today") // sent twice
			return
		}
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	var k kept
	err := x.ChangeOwn(own, &k, func() {
		k.Shown, k.Away, k.Never, k.Names = made(k.Shown), made(k.Away), made(k.Never), made(k.Names)
		k.Away[id], k.Names[id] = day(x.Now()), all[i].Label
		if span == "good" {
			k.Never[id] = true
		}
	})
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/today?done=" + map[string]string{"today": "away", "good": "never"}[span])
}

func made[M ~map[string]V, V any](m M) M {
	if m == nil {
		return M{}
	}
	return m
}

// away are the names of what is put away on this day, in their order.
func away(x *screen.Exchange, k kept) []string {
	today, ids := day(x.Now()), []string{}
	for id := range k.Names {
		if k.Never[id] || k.Away[id] == today {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// show lists what was put away, each with a way to bring it back.
func show(x *screen.Exchange, all []screen.Offer) {
	k := read(x)
	d := ui.PutAwayPage{Frame: x.Frame("place.mine", "mine"), Notice: x.Notice()}
	for _, id := range away(x, k) {
		label := k.Names[id]
		for _, o := range all { // in the language of now, where it is known
			if o.ID == id {
				label = o.Label
			}
		}
		until := "putaway.today"
		if k.Never[id] {
			until = "putaway.good"
		}
		d.Rows = append(d.Rows, ui.Suggestion{ID: id, Choice: ui.Choice{Label: label, Line: x.Say(until)}})
	}
	slices.SortStableFunc(d.Rows, func(a, b ui.Suggestion) int { return cmp.Compare(strings.ToLower(a.Label), strings.ToLower(b.Label)) })
	x.Show(http.StatusOK, ui.PutAway(d))
}

// back lets one be suggested again.
func back(x *screen.Exchange) {
	var k kept
	err := x.ChangeOwn(own, &k, func() {
		id := x.Value("id")
		delete(k.Never, id)
		delete(k.Away, id)
		k.tidy()
	})
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/mine/put-away?done=again")
}
