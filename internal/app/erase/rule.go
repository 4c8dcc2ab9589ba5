package erase

import (
	"cmp"
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// rule is what a person chose, sealed with the settings of this device. It is not sent to other devices: nothing that somebody
// chooses on one of them may erase what lies on the others, where it would not even be in the bin.
type rule struct {
	Days     int    `json:"days,omitempty"`     // older than this goes; 0: never
	Remember bool   `json:"remember,omitempty"` // what is under Remember too
	From     string `json:"from,omitempty"`     // the first day on which anything goes
	Paused   bool   `json:"paused,omitempty"`
	Seen     string `json:"seen,omitempty"` // the last day that the clock of the device was believed
	Leap     string `json:"leap,omitempty"` // the last of those that came after more than two days without one
}

// own is the name of the place among the settings.
const own = "erase"

// rhythms are the choices in days.
var rhythms = []int{7, 14, 30, 90, 365}

const dayLayout = time.DateOnly

// state is what becomes of the rule on a day.
type state int

const (
	off    state = iota
	paused       // until the person goes on
	soon         // it begins on a later day
	waits        // the clock of the device looks wrong: nothing goes until the person says what day it is
	works
)

// on says what becomes of the rule on a day.
func (r rule) on(today time.Time) state {
	switch {
	case !slices.Contains(rhythms, r.Days):
		return off
	case r.Paused:
		return paused
	case r.doubts(today):
		return waits
	case today.Format(dayLayout) < r.From:
		return soon
	}
	return works
}

// doubts says that the clock may be wrong. Nobody can ask a relay for the time: it keeps none. What is known is the last day on
// which things were open here. A clock that went back more than a day, as a journey can, was wrong then or is now. One that went
// on by more than a quarter of the rhythm, or by more than two days, would take things that are not old. Whoever has the phone
// open for a minute could set it on by a quarter four times: so after such a leap as many days have to come one by one.
func (r rule) doubts(today time.Time) bool {
	seen, err := time.Parse(dayLayout, r.Seen)
	if err != nil {
		return true
	}
	gone := days(today) - days(seen)
	leap, err := time.Parse(dayLayout, r.Leap)
	again := err == nil && days(seen)-days(leap) < r.Days/4
	return gone < -1 || gone > max(aside, r.Days/4) || gone > aside && again
}

// aside is how many days nobody needs to have opened anything, so that it means nothing: a weekend.
const aside = 2

// days counts the days of the calendar.
func days(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// before is the beginning of the day so many days before another: what has an earlier time is older.
func before(today time.Time, n int) time.Time {
	y, m, d := today.Date()
	return time.Date(y, m, d-n, 0, 0, 0, 0, today.Location())
}

// stays are the kinds that are there to be found on a bad day, whenever they were written, and a professional's notes.
var stays = []uint8{journal.KindSafety, journal.KindPerson, journal.KindBox, journal.KindCard, journal.KindNote}

// goes says whether something is taken by age.
func goes(x *screen.Exchange, kind uint8, body func() []byte, remember bool) bool {
	k, known := x.Kinds[kind]
	if !known || slices.Contains(stays, kind) {
		return false // what this version does not know it does not judge
	}
	return remember || k.Tender == nil || !k.Tender(body())
}

// of is when something is of: the time that the person gave it. An appointment is of its own day, and not of the one on which it was
// written down: one that is still to come would go before it was kept.
func of(kind uint8, at int64, body func() []byte) int64 {
	if kind == journal.KindAppointment {
		if a, err := journal.DecodeAppointment(body()); err == nil {
			if start, err := a.When(); err == nil {
				return max(at, start.Unix())
			}
		}
	}
	return at
}

// found is what would go.
type found struct {
	entries, binned []record.ID
	kinds           map[uint8]int
	first, last     int64
}

func (f found) all() int { return len(f.entries) + len(f.binned) }

// allGo says whether every version of something goes that was written apart: it goes as a whole, and none must take another along.
func allGo(x *screen.Exchange, id record.ID, than time.Time, remember bool) bool {
	all, err := x.Vault.Versions(id)
	return err == nil && !slices.ContainsFunc(all, func(v vault.Version) bool {
		body := func() []byte { return v.Record.Body }
		return max(v.Record.At, of(v.Record.Kind, v.Record.At, body)) >= than.Unix() || !goes(x, v.Record.Kind, body, remember)
	})
}

// look finds what is older than a moment. The time of an entry is the one that the person gave it.
func look(x *screen.Exchange, than time.Time, remember bool) found {
	f := found{kinds: map[uint8]int{}}
	for _, h := range x.Vault.List() {
		body := func() []byte { b, _ := x.Vault.Body(h.ID); return b }
		if h.At >= than.Unix() || of(h.Kind, h.At, body) >= than.Unix() || !goes(x, h.Kind, body, remember) || h.Versions > 1 && !allGo(x, h.ID, than, remember) {
			continue
		}
		if f.last = cmp.Or(f.last, h.At); len(f.entries) == 0 || h.At > f.last {
			f.last = h.At
		}
		if len(f.entries) == 0 || h.At < f.first {
			f.first = h.At
		}
		f.entries = append(f.entries, h.ID)
		f.kinds[h.Kind]++
	}
	for _, b := range x.Vault.Bin(x.Now()) {
		body := func() []byte { return b.Record.Body }
		if of(b.Record.Kind, b.Record.At, body) < than.Unix() && goes(x, b.Record.Kind, body, remember) {
			f.binned = append(f.binned, b.Record.ID)
		}
	}
	return f
}

// batch is how much goes in one write. A crash between two of them leaves the rest for the next time.
const batch = 200

// take erases what was found, with the drafts of its changes.
func take(x *screen.Exchange, f found, drafts []string) error {
	ctx := withoutEnd(x)
	for ids := range slices.Chunk(slices.Concat(f.entries, f.binned), batch) {
		edits := make([]string, len(ids))
		for i, id := range ids {
			edits[i] = screen.EditDraft(id)
		}
		if err := x.Vault.Purge(ctx, ids, edits); err != nil {
			return err
		}
		for _, id := range ids {
			x.Forget(id)
		}
	}
	if len(drafts) > 0 {
		return x.Vault.Purge(ctx, nil, drafts)
	}
	return nil
}

// Sweep erases what is due today. It is called at the first request of a day while things are open, and after each unlocking.
func Sweep(x *screen.Exchange) {
	var r rule
	if !x.Own(own, &r) || x.Vault.State() != vault.Unlocked {
		return
	}
	today := x.Now()
	switch r.on(today) {
	case works:
		if take(x, look(x, before(today, r.Days), r.Remember), nil) != nil {
			return // it goes on the next time
		}
	case soon:
	default:
		return
	}
	if day := today.Format(dayLayout); r.Seen != day {
		seen, _ := time.Parse(dayLayout, r.Seen) // it was read by on
		leapt := days(today)-days(seen) > aside
		_ = x.ChangeOwn(own, &r, func() { // if not now, then the next time
			if r.Seen = day; leapt {
				r.Leap = day
			}
		})
	}
}

// State says in a word what the rhythm does: off, paused, soon, waits or works; and after how many days things go.
func State(x *screen.Exchange) (word string, days int, from string) {
	var r rule
	_ = x.Own(own, &r)
	return [...]string{"off", "paused", "soon", "waits", "works"}[r.on(x.Now())], r.Days, r.From
}
