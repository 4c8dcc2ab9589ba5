package exercise

import (
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
)

const (
	lately = 7 * 24 * time.Hour  // how long a word that was chosen is a reason
	plain  = 14 * 24 * time.Hour // how long no plan is one
)

// offers are a plan, and the words to a friend, each for a word that the person chose, and named with its day.
func offers(x *screen.Exchange) []screen.Offer {
	now := x.Now()
	chosen := map[string]time.Time{}
	for _, c := range noted.CheckIns(x, now.Add(-lately), now) { // oldest first: the latest day of each word stays
		for _, word := range c.Feelings {
			chosen[word] = c.At
		}
	}
	done, when := map[string]int64{}, ""
	for _, h := range noted.Between(x.Heads(journal.KindExercise), now.Add(-plain), now) {
		if entry, err := x.Body(h.ID); err == nil {
			if e, err := journal.DecodeExercise(entry); err == nil {
				done[e.Which] = h.At
				if e.Which == "worry-time" {
					when = e.Said["when"]
				}
			}
		}
	}
	offer := func(id, why string, at time.Time, weight int) screen.Offer {
		return screen.Offer{
			ID: "try." + id, Group: screen.GroupHeart, Address: address(id), Label: x.Say(key(id)),
			Why: x.Say(why, "day", x.WrittenDay(at.Format(time.DateOnly))), Weight: weight, Done: done[id],
		}
	}
	var out []screen.Offer
	if word, at := latest(chosen, "guilty", "ashamed"); word != "" && done["friend"] < at.Unix() {
		out = append(out, offer("friend", "exercise.why."+word, at, 3))
	}
	if _, planned := done["small-plan"]; !planned {
		if word, at := latest(chosen, "tired", "empty", "numb", "sad", "lonely"); word != "" {
			out = append(out, offer("small-plan", "exercise.why."+word, at, 2))
		} else {
			out = append(out, offer("small-plan", "exercise.why.plan", now, 1))
		}
	}
	if last := done["worry-time"]; last > 0 && x.Local(last).Format(time.DateOnly) != now.Format(time.DateOnly) && now.Unix()-last < int64(lately.Seconds()) {
		if from, ok := times[when]; ok && now.Hour() >= from && now.Hour() < from+span {
			out = append(out, offer("worry-time", "exercise.why.time."+when, now, 3))
		}
	}
	return out
}

// times are when a time to worry begins, by the hour, and span is for how long it is spoken of. None is just before bed.
var times = map[string]int{"morning": 8, "midday": 11, "afternoon": 14, "evening": 17}

const span = 3

// latest is the word of these that was chosen last.
func latest(chosen map[string]time.Time, words ...string) (word string, at time.Time) {
	for _, w := range words {
		if when, ok := chosen[w]; ok && when.After(at) {
			word, at = w, when
		}
	}
	return word, at
}
