package chart

import "time"

// Strip is a row of dots: when something was said, and nothing of how much. Nothing joins them.
type Strip struct {
	ID         string // unique on the page
	Title      string
	Summary    string // one sentence that a screen reader hears instead of the picture
	When       string // heading of the table
	From, To   time.Time
	Start, End string  // what stands below both ends, "" for nothing
	Points     []Point // oldest first; only when, and as the table says it
}

// The picture's own units: small, so that a dot is one on a phone too.
const (
	stripWidth, stripEdge = 240, 8
	stripHeight, stripMid = 24, 12
	stripLabels           = 20 // more height where there are words at the ends
)

func (s Strip) x(at time.Time) float64 {
	part := (Series{From: s.From, To: s.To}.x(at) - left) / plotWidth
	return stripEdge + part*(stripWidth-2*stripEdge)
}

func (s Strip) height() int {
	if s.Start == "" && s.End == "" {
		return stripHeight
	}
	return stripHeight + stripLabels
}

// radius is smaller where more days share the row.
func (s Strip) radius() string {
	if s.To.Sub(s.From) > 32*24*time.Hour {
		return "3"
	}
	return "4"
}
