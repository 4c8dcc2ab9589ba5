// Package back is what Snowdrop knows of back pain over time: since when it lasts, when to ask how it is, what it was
// followed by, and which signs of the check an entry holds. It must never read a clock, call pain harmless, or say why
// it got less.
package back

// An Entry is one entry of the pain log, as far as it counts here.
type Entry struct {
	Day    int      // how many days ago; today is 0
	Score  *int     // 0 to 10; nil: not said
	Back   bool     // it is about the back, or names no place
	Helped []string // what the person said had helped since the entry before
}

// hurts says whether the entry tells of pain in the back. A number that was not given is no zero.
func (e Entry) hurts() bool { return e.Back && (e.Score == nil || *e.Score > 0) }

// A Stage is how long an episode has lasted, in the steps at which Snowdrop asks. Stages are ordered.
type Stage int

// The steps, each from the day on.
const (
	NotYet     Stage = iota // no pain in the back is known, it is said to be gone, or it is newer than a week
	OneWeek                 // from day 7
	TwoWeeks                // from day 14
	ThreeWeeks              // from day 21: call (rule K5)
)

// How many days make a stage, and how many without any entry of pain end an episode. [design decisions]
const (
	week       = 7
	episodeGap = 28
)

// Episode says how many days ago the pain in the back that is still going on began, and which stage that is. Entries
// may come in any order.
//
// An episode is a row of entries with pain in the back of which no two neighbours are more than 28 days apart. It is
// going on while the newest of them is at most 28 days old: a person who wrote once and comes back in three weeks is
// asked. A 0 does not begin it anew, or one good day would put off the advice to call; but while the newest word on
// the back is 0, nothing is asked.
func Episode(entries []Entry) (days int, stage Stage) {
	on := map[int]bool{}
	newest, newestHurts := -1, false
	for _, e := range entries {
		if !e.Back {
			continue
		}
		day := max(e.Day, 0) // a clock that was set back
		if e.hurts() {
			on[day] = true
		}
		// Of two on one day, pain counts: which came last is not known here.
		switch {
		case newest < 0 || day < newest:
			newest, newestHurts = day, e.hurts()
		case day == newest:
			newestHurts = newestHurts || e.hurts()
		}
	}
	days = -1
	for day, silent := 0, -1; silent < episodeGap; day++ {
		silent++
		if on[day] {
			days, silent = day, 0
		}
	}
	if days < 0 || !newestHurts {
		return days, NotYet
	}
	return days, min(Stage(days/week), ThreeWeeks)
}

// A Relief is one thing that the person said had helped, with what the numbers did each time.
type Relief struct {
	Measure          string
	Times            int // entries that name it
	Less, Same, More int // of those with a number before them: how the number changed
}

// compared is how many days apart two numbers may be to be set side by side.
const compared = 3

// Followed counts, for each thing that helped, how the number of its entry stands to the one before. It says nothing of
// why. Entries come oldest first; the order of the answer is that of first mention.
func Followed(entries []Entry) []Relief {
	var out []Relief
	var before *Entry
	for i := range entries {
		e := &entries[i]
		for _, m := range e.Helped {
			r := relief(&out, m)
			r.Times++
			if before == nil || e.Score == nil || before.Day-e.Day > compared {
				continue
			}
			switch {
			case *e.Score < *before.Score:
				r.Less++
			case *e.Score > *before.Score:
				r.More++
			default:
				r.Same++
			}
		}
		if e.Score != nil {
			before = e
		}
	}
	return out
}

func relief(all *[]Relief, measure string) *Relief {
	for i := range *all {
		if (*all)[i].Measure == measure {
			return &(*all)[i]
		}
	}
	*all = append(*all, Relief{Measure: measure})
	return &(*all)[len(*all)-1]
}
