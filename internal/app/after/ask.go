package after

import (
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// own is the name of these settings among those of the places.
const own = "after"

// asking is what the person chose: off, until she wishes it.
type asking struct {
	On       bool `json:"on"`
	Answered bool `json:"answered"` // was asked whether she wishes it, and said
}

func settings(x *screen.Exchange) (a asking) {
	x.Own(own, &a)
	return a
}

// choose turns it on or off.
func choose(x *screen.Exchange) {
	on := x.Value("ask") == "yes"
	if err := x.SetOwn(own, asking{On: on, Answered: true}); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	if on {
		x.To("/heart/after?done=ask.on")
		return
	}
	x.To("/heart/after?done=ask.off")
}

// windows are the days on which it may be asked, counted from the day of the loss: from two, six and twelve weeks on, a week
// each. Not sooner: the questions look back two weeks. The names are for ever.
var windows = []struct {
	id    string
	first int
}{{"after.a", 14}, {"after.b", 42}, {"after.c", 84}}

const windowDays = 7

// window is the one that a day is in, or "".
func window(day int) string {
	for _, w := range windows {
		if day >= w.first && day < w.first+windowDays {
			return w.id
		}
	}
	return ""
}

// since counts the days from what a story tells; of a month it counts from the last day, so that nobody is asked too early. It
// is false where neither was told, or where the pregnancy may go on.
func since(s journal.Story, today time.Time) (int, bool) {
	days := writing.DaysSince(s.Day, s.Month, today)
	if s.Type == journal.StoryThreatened || days == nil {
		return 0, false
	}
	return *days, true
}

// offers is one quiet card, on one day of each window, for who wished it. It says nothing of days, and nothing of what it is
// about.
func offers(x *screen.Exchange) []screen.Offer {
	if !x.Open() || !settings(x).On {
		return nil
	}
	s, ok := noted.Story(x)
	if !ok {
		return nil
	}
	today := x.Now()
	day, ok := since(s, today)
	id := window(day)
	if !ok || id == "" || away(x, id, today) {
		return nil
	}
	return []screen.Offer{{ID: id, Group: screen.GroupWaiting, Address: "/heart/after/now", Label: x.Say("after.card"), Why: x.Say("after.card.why"), Weight: 3}}
}

// away says whether Today has shown an offer on an earlier day, or is never to show the card again: it is one card, whichever
// window it stood in when she said so. Today remembers what was shown for a week (internal/app/offers), which is as long as a
// window is.
func away(x *screen.Exchange, id string, today time.Time) bool {
	var kept struct {
		Shown map[string][]int `json:"shown"`
		Never map[string]bool  `json:"never"`
	}
	x.Own("today", &kept)
	for _, w := range windows {
		if kept.Never[w.id] {
			return true
		}
	}
	day := int(time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
	return slices.ContainsFunc(kept.Shown[id], func(d int) bool { return d < day })
}

// now is where the card leads. It reads nothing that is kept.
func now(x *screen.Exchange) {
	x.Show(http.StatusOK, ui.Asked(ui.AskedPage{
		Frame: x.Frame("place.heart", "heart"), Title: x.Say("after.card"), Sentences: []string{x.Say("after.now")},
		Ways: []ui.Choice{
			way(x, "/heart/questions", "after.questions"), pageWay(x, "message"), pageWay(x, "help"),
			way(x, "/safety", "after.safety"), way(x, "/heart/after", "after.stop"),
		},
	}))
}
