// Package noted reads what a person noted of her body, draws it over time, and asks the rules of the check about it. It must
// never judge by itself, never lower what the rules say, and never call anything harmless: where they say nothing, so does it.
package noted

import (
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/vault"
)

// CheckIn is a check-in with its time.
type CheckIn struct {
	At time.Time
	journal.CheckIn
}

// CheckIns are those from one moment up to another, oldest first. One that cannot be read is passed over here; its own page
// says so.
func CheckIns(x *screen.Exchange, from, to time.Time) []CheckIn {
	var out []CheckIn
	for _, h := range Between(x.Heads(journal.KindCheckIn), from, to) {
		if body, err := x.Body(h.ID); err == nil {
			if c, err := journal.DecodeCheckIn(body); err == nil {
				out = append(out, CheckIn{x.Local(h.At), c})
			}
		}
	}
	return out
}

// Medicine is a medicine with its time and its entry.
type Medicine struct {
	vault.Head
	When time.Time
	journal.Medicine
}

// Medicines are those that were taken from one moment up to another, oldest first.
func Medicines(x *screen.Exchange, from, to time.Time) []Medicine {
	var out []Medicine
	for _, h := range Between(x.Heads(journal.KindMedicine), from, to) {
		if body, err := x.Body(h.ID); err == nil {
			if m, err := journal.DecodeMedicine(body); err == nil {
				out = append(out, Medicine{h, x.Local(h.At), m})
			}
		}
	}
	return out
}

// Between are the heads from one moment up to another, both of them too, oldest first.
func Between(heads []vault.Head, from, to time.Time) []vault.Head {
	var out []vault.Head
	for _, h := range heads {
		if h.At >= from.Unix() && h.At <= to.Unix() {
			out = append(out, h)
		}
	}
	slices.SortStableFunc(out, func(a, b vault.Head) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return 0
	})
	return out
}

// Story is what happened, as it was told, if it was.
func Story(x *screen.Exchange) (journal.Story, bool) {
	for _, h := range x.Heads(journal.KindStory) {
		if body, err := x.Body(h.ID); err == nil {
			if s, err := journal.DecodeStory(body); err == nil {
				return s, true
			}
		}
	}
	return journal.Story{}, false
}

// Midnight is the beginning of the day that is so many days before another.
func Midnight(t time.Time, before int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-before, 0, 0, 0, 0, t.Location())
}

// Moment is the day and the time of a form, on the person's own clock as it goes on that day: summer time begins and ends
// between now and an appointment.
func Moment(x *screen.Exchange, day, clock string) (time.Time, error) {
	wall, err := time.Parse("2006-01-02 15:04", day+" "+clock)
	if err != nil {
		return time.Time{}, err
	}
	at := wall
	for range 2 { // the first guess may lie on the other side of a change
		_, offset := x.In(at).Zone()
		at = wall.Add(-time.Duration(offset) * time.Second)
	}
	return x.In(at), nil
}

// Feeling is the name of a feeling of a check-in; one that a newer version knows stands as it is.
func Feeling(x *screen.Exchange, feeling string) string {
	if key := "feeling." + feeling; x.Words.Has(key) {
		return x.Say(key)
	}
	return feeling
}
