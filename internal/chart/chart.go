// Package chart draws values over time as an SVG picture with the same values as a table beside it.
// It must never smooth, predict or judge: it shows what was said, and leaves gaps where nothing was.
package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Point is one value at one moment. Label is how the table says it.
type Point struct {
	At    time.Time
	Value float64
	Label string
}

// Tick is a line across the picture with its name.
type Tick struct {
	Value  float64
	Label  string
	Strong bool // a line that the words beside the picture speak of
}

// Series is one picture: its words, its range and its points, oldest first.
type Series struct {
	ID       string // unique on the page, used for ids
	Title    string
	Summary  string // one sentence that a screen reader hears instead of the picture
	When     string // heading of the time column
	What     string // heading of the value column
	AsTable  string // the words that open the table
	From, To time.Time
	Min, Max float64
	Ticks    []Tick
	Points   []Point
	Layout   string // how the table writes a time, as for time.Format
	// Date writes a time by such a layout in another language than English; nil: in English.
	Date   func(layout string, t time.Time) string
	Weekly bool // there is at most one point a week
}

// The picture's own units; CSS scales it.
const (
	width, height         = 400, 240
	left, right           = 66, 14
	top, bottom           = 16, 34
	plotWidth, plotHeight = width - left - right, height - top - bottom
)

// x is where a moment stands; a moment outside the range stands at its edge.
func (s Series) x(at time.Time) float64 {
	span := s.To.Sub(s.From).Seconds()
	if span <= 0 {
		return left + plotWidth/2
	}
	part := at.Sub(s.From).Seconds() / span
	return left + plotWidth*math.Max(0, math.Min(1, part))
}

// y is where a value stands, higher values higher up.
func (s Series) y(value float64) float64 {
	if s.Max <= s.Min {
		return top + plotHeight/2
	}
	part := (value - s.Min) / (s.Max - s.Min)
	return top + plotHeight*(1-math.Max(0, math.Min(1, part)))
}

// gap is the silence that a line still bridges: two days and a half, or two weeks of weekly points.
func (s Series) gap() time.Duration {
	if s.Weekly {
		return 14 * 24 * time.Hour
	}
	return 60 * time.Hour
}

// path joins neighbouring points that are not too far apart in time.
func (s Series) path() string {
	var b strings.Builder
	for i, p := range s.Points {
		move := "L"
		if i == 0 || p.At.Sub(s.Points[i-1].At) > s.gap() {
			move = "M"
		}
		fmt.Fprintf(&b, "%s%s %s", move, px(s.x(p.At)), px(s.y(p.Value)))
	}
	return b.String()
}

// px writes a coordinate with one decimal, which is finer than a screen shows.
func px(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

func (s Series) date(layout string, t time.Time) string {
	if s.Date != nil {
		return s.Date(layout, t)
	}
	return t.Format(layout)
}
