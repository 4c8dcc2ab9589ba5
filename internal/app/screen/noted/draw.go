package noted

import (
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
)

// Heaviness is drawn on the timeline and among the feelings alone, and Sleep among the feelings: how heavy it felt is nobody's
// business on a page for an appointment.
const (
	Heaviness = "heaviness"
	Sleep     = "sleep"
)

// Pictures are what can be drawn of the body, in their order.
var Pictures = []string{"bleeding", "pads", "pain", "temperature"}

const (
	dailyFrom  = 32  // from this many days on, a picture shows the highest value of each day,
	weeklyFrom = 180 // and from this many on, of each week
)

// Draw is the picture of one of Pictures, or of Heaviness. It is false where nothing of it was noted. Every point has its words.
func Draw(x *screen.Exchange, which string, all []CheckIn, first, last time.Time) (chart.Series, bool) {
	var from []journal.CheckIn // of each point
	s := chart.Series{
		ID: "noted-" + which, Title: x.Say("chart." + which), What: x.Say("chart.value"), From: first, To: last,
		AsTable: x.Say("chart.table"), When: x.Say("chart.when"), Layout: "2 January, 15:04", Date: x.Words.Layout,
	}
	scale(x, &s, which, all)
	for _, c := range all {
		if value, ok := height(which, c.CheckIn); ok {
			s.Points, from = append(s.Points, chart.Point{At: c.At, Value: value}), append(from, c.CheckIn)
		}
	}
	if len(s.Points) == 0 {
		return s, false
	}
	switch days := last.Sub(first).Hours() / 24; {
	case days >= weeklyFrom:
		s.Points, from = highest(week, s.Points, from, which == Sleep)
		s.Weekly, s.Layout, s.When = true, "2 January", x.Say("chart.week")
		if which == Sleep {
			s.When = x.Say("chart.week.least")
		}
	case days >= dailyFrom:
		s.Points, from = highest(day, s.Points, from, which == Sleep)
		s.Layout = "2 January"
	}
	for i := range s.Points { // only what is shown gets words: a year has thousands of values
		_, s.Points[i].Label, _ = Value(x, which, from[i])
	}
	if which == "pads" { // as high as it needs to be, and never so low that one pad looks like many
		for _, p := range s.Points {
			s.Max = max(s.Max, p.Value)
		}
		s.Ticks = append(s.Ticks, chart.Tick{Value: s.Max, Label: strconv.Itoa(int(s.Max))})
	}
	key := "chart.summary"
	if len(s.Points) == 1 {
		key = "chart.summary.one"
	}
	s.Summary = x.Say(key, "n", strconv.Itoa(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
	return s, true
}

// scale gives a picture its range and its lines.
func scale(x *screen.Exchange, s *chart.Series, which string, all []CheckIn) {
	switch which {
	case "bleeding":
		s.Max = float64(len(journal.Bleedings) - 1)
		for i, b := range journal.Bleedings {
			s.Ticks = append(s.Ticks, chart.Tick{Value: float64(i), Label: x.Say("bleeding.short." + string(b))})
		}
	case "pads":
		s.Max = 8
		s.Ticks = []chart.Tick{{Value: 0, Label: "0"}, {Value: 4, Label: "4"}}
	case "pain", Heaviness:
		s.Max = journal.ScaleMax
		for _, n := range []int{0, 5, 10} {
			s.Ticks = append(s.Ticks, chart.Tick{Value: float64(n), Label: strconv.Itoa(n)})
		}
	case Sleep:
		s.Max = 12
		for _, n := range []int{0, 4, 8, 12} {
			s.Ticks = append(s.Ticks, chart.Tick{Value: float64(n), Label: strconv.Itoa(n)})
		}
	case "temperature":
		s.Min, s.Max = 35, 41
		for _, c := range []int{36, 37, 38, 39, 40} {
			label := strconv.Itoa(c) + " °C"
			if inFahrenheit(all) {
				label = screen.Decimal(float64(c*18+320)/10) + " °F"
			}
			s.Ticks = append(s.Ticks, chart.Tick{Value: float64(c), Label: label, Strong: c == 38})
		}
	}
}

// inFahrenheit says how the person measures: as she did the last time.
func inFahrenheit(all []CheckIn) bool {
	for _, c := range slices.Backward(all) {
		if c.Temperature != nil {
			return c.Unit == "F"
		}
	}
	return false
}

// Value is one of Pictures, or Heaviness, in a check-in: how high it stands, and its words as they were said.
func Value(x *screen.Exchange, which string, c journal.CheckIn) (value float64, label string, ok bool) {
	if value, ok = height(which, c); !ok {
		return 0, "", false
	}
	switch which {
	case "bleeding":
		return value, x.Say("bleeding." + string(c.Bleeding)), true
	case "pads":
		return value, strconv.Itoa(*c.Pads), true
	case "temperature":
		return value, x.Decimal(*c.Temperature) + " °" + c.Unit, true
	}
	if which == Sleep {
		return value, x.Say("hours", "n", x.Words.Number(value)), true
	}
	return value, x.OutOfTen(int(value)), true
}

// height is how high it stands. It is false where it was not said.
func height(which string, c journal.CheckIn) (float64, bool) {
	var whole *int
	switch which {
	case "bleeding":
		i := slices.Index(journal.Bleedings, c.Bleeding)
		return float64(i), i >= 0
	case "temperature":
		return c.Celsius()
	case "pads":
		whole = c.Pads
	case "pain":
		whole = c.Pain
	case Heaviness:
		whole = c.Heaviness
	case Sleep:
		if c.SleepHours == nil {
			return 0, false
		}
		return *c.SleepHours, true
	}
	if whole == nil {
		return 0, false
	}
	return float64(*whole), true
}

func day(t time.Time) [2]int { return [2]int{t.Year(), t.YearDay()} }

func week(t time.Time) [2]int {
	year, n := t.ISOWeek()
	return [2]int{year, n}
}

// highest keeps the highest point of each day or week, with what it is from, or the lowest of what is worse when there is less
// of it: a calmer picture that hides nothing bad.
func highest(stretch func(time.Time) [2]int, points []chart.Point, from []journal.CheckIn, lowest bool) (out []chart.Point, of []journal.CheckIn) {
	for i, p := range points {
		if n := len(out); n > 0 && stretch(out[n-1].At) == stretch(p.At) {
			if p.Value > out[n-1].Value && !lowest || p.Value < out[n-1].Value && lowest {
				out[n-1], of[n-1] = p, from[i]
			}
			continue
		}
		out, of = append(out, p), append(of, from[i])
	}
	return out, of
}
