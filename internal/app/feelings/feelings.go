// Package feelings shows what a person said of her feelings over time: how heavy it was, sleep, and which words were chosen. It
// must never add up, compare, praise or worry: it shows what was said, and a gap stays a gap.
package feelings

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// Address is the page.
const Address = "/heart/feelings"

// spans are the stretches that one can look at, in days; the first one is shown unless another was chosen.
var spans = []int{28, 91, 365}

// weekly is from how many days on the words are shown by week.
const weekly = 180

// Show shows a stretch of days. Told gives the check-ins from a moment on, oldest first.
func Show(x *screen.Exchange, told func(from time.Time) []noted.CheckIn) {
	days, err := strconv.Atoi(x.R.URL.Query().Get("span"))
	if err != nil || !slices.Contains(spans, days) {
		days = spans[0]
	}
	now := x.Now()
	from := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location()).AddDate(0, 0, 1-days)
	d := ui.FeelingsPage{Frame: x.Frame("place.heart", "heart"), Current: Address + "?span=" + strconv.Itoa(days)}
	x.Live(&d.Frame)
	d.Span = x.Say("timeline.span", "from", x.Date("day", from), "to", x.Date("day", now))
	if key := "feelings.thin." + strconv.Itoa(days); x.Words.Has(key) {
		d.Thin = x.Say(key)
	}
	for _, n := range spans {
		d.Spans = append(d.Spans, ui.Choice{Address: Address + "?span=" + strconv.Itoa(n), Label: x.Say("feelings.span." + strconv.Itoa(n))})
	}
	all := told(from)
	for _, which := range []string{noted.Heaviness, noted.Sleep} {
		if s, any := noted.Draw(x, which, all, from, now); any {
			d.Series = append(d.Series, s)
		} else {
			d.Missing = append(d.Missing, x.Say("timeline.nothing", "what", s.Title))
		}
	}
	if d.Words = words(x, all, from, now); len(d.Words) == 0 {
		d.Missing = append(d.Missing, x.Say("timeline.nothing", "what", x.Say("feelings.words")))
	}
	x.Show(http.StatusOK, ui.Feelings(d))
}

// words is a row for each word that was chosen, in the order of the check-in; words of a newer Snowdrop come last.
func words(x *screen.Exchange, all []noted.CheckIn, from, to time.Time) []chart.Strip {
	byWord, order := map[string][]chart.Point{}, slices.Clone(journal.Feelings)
	for _, c := range all {
		for _, word := range c.Feelings {
			at, label := c.At, x.Date("day", c.At)
			if to.Sub(from).Hours()/24 >= weekly {
				at = monday(c.At)
				label = x.Say("feelings.week", "day", x.Date("day", at))
			}
			if p := byWord[word]; len(p) == 0 || p[len(p)-1].Label != label {
				byWord[word] = append(p, chart.Point{At: at, Label: label})
			}
			if !slices.Contains(order, word) {
				order = append(order, word)
			}
		}
	}
	var out []chart.Strip
	for _, word := range order {
		points := byWord[word]
		if len(points) == 0 {
			continue
		}
		out = append(out, chart.Strip{
			ID: "word-" + strconv.Itoa(len(out)), Title: noted.Feeling(x, word), When: x.Say("chart.when"),
			Summary: x.Say("feelings.summary", "last", points[len(points)-1].Label), From: from, To: to, Points: points,
		})
	}
	if n := len(out); n > 0 { // the days stand below the last row, for all of them
		out[n-1].Start, out[n-1].End = x.Date("short", from), x.Date("short", to)
	}
	return out
}

// monday is noon of the Monday of a week.
func monday(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()-(int(t.Weekday())+6)%7, 12, 0, 0, 0, t.Location())
}
