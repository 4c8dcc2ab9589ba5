package noted

import (
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
)

// Pictures are what can be drawn, in their order.
var Pictures = []string{"bleeding", "pads", "pain", "temperature"}

const (
	dailyFrom  = 32  // from this many days on, a picture shows the highest value of each day,
	weeklyFrom = 180 // and from this many on, of each week
)

// Draw is the picture of one of Pictures. It is false where nothing of it was noted. Every point has its words.
func Draw(x *screen.Exchange, which string, all []CheckIn, from, to time.Time) (chart.Series, bool) {
	s := chart.Series{
		ID: "noted-" + which, Title: x.Say("chart." + which), What: x.Say("chart.value"), From: from, To: to,
		AsTable: x.Say("chart.table"), When: x.Say("chart.when"), Layout: "2 January, 15:04",
	}
	scale(x, &s, which, all)
	for _, c := range all {
		if value, label, ok := Value(x, which, c.CheckIn); ok {
			s.Points = append(s.Points, chart.Point{At: c.At, Value: value, Label: label})
		}
	}
	if len(s.Points) == 0 {
		return s, false
	}
	switch days := to.Sub(from).Hours() / 24; {
	case days >= weeklyFrom:
		s.Points, s.Weekly, s.Layout, s.When = highest(week, s.Points), true, "2 January", x.Say("chart.week")
	case days >= dailyFrom:
		s.Points, s.Layout = highest(day, s.Points), "2 January"
	}
	if which == "pads" { // as high as it needs to be, and never so low that one pad looks like many
		for _, p := range s.Points {
			s.Max = max(s.Max, p.Value)
		}
		s.Ticks = append(s.Ticks, chart.Tick{Value: s.Max, Label: strconv.Itoa(int(s.Max))})
	}
	s.Summary = x.Say("chart.summary", "n", strconv.Itoa(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
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
	case "pain":
		s.Max = journal.ScaleMax
		for _, n := range []int{0, 5, 10} {
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

// Value is one of Pictures in a check-in: how high it stands, and its words as they were said.
func Value(x *screen.Exchange, which string, c journal.CheckIn) (value float64, label string, ok bool) {
	switch which {
	case "bleeding":
		if i := slices.Index(journal.Bleedings, c.Bleeding); i >= 0 {
			return float64(i), x.Say("bleeding." + string(c.Bleeding)), true
		}
	case "pads":
		if c.Pads != nil {
			return float64(*c.Pads), strconv.Itoa(*c.Pads), true
		}
	case "pain":
		if c.Pain != nil {
			return float64(*c.Pain), x.OutOfTen(*c.Pain), true
		}
	case "temperature":
		if celsius, said := c.Celsius(); said {
			return celsius, screen.Decimal(*c.Temperature) + " °" + c.Unit, true
		}
	}
	return 0, "", false
}

func day(t time.Time) [2]int { return [2]int{t.Year(), t.YearDay()} }

func week(t time.Time) [2]int {
	year, n := t.ISOWeek()
	return [2]int{year, n}
}

// highest keeps the highest point of each day or week: a calmer picture that hides nothing bad.
func highest(stretch func(time.Time) [2]int, points []chart.Point) []chart.Point {
	var out []chart.Point
	for _, p := range points {
		if n := len(out); n > 0 && stretch(out[n-1].At) == stretch(p.At) {
			if p.Value > out[n-1].Value {
				out[n-1] = p
			}
			continue
		}
		out = append(out, p)
	}
	return out
}
