package ui

import (
	"math"
	"strconv"
)

// Pie is what played a part, each as large as it felt. It never says how much in numbers: nobody measured it.
type Pie struct{ Parts []PiePart }

// PiePart is one of them. Weight is above 0.
type PiePart struct {
	Name, Size string
	Weight     float64
	Own        bool // the person's own
}

type slice struct{ path, x, y string }

const (
	pieRadius  = 100.0
	pieNumbers = 64.0 // how far from the middle the numbers stand
)

// slices are the parts around the middle, the first at the top, with the sun.
func (p Pie) slices() []slice {
	var all, before float64
	for _, part := range p.Parts {
		all += part.Weight
	}
	at := func(share, radius float64) string {
		sin, cos := math.Sincos(2 * math.Pi * share)
		return short(radius*sin) + " " + short(-radius*cos)
	}
	var out []slice
	for _, part := range p.Parts {
		share, large := part.Weight/all, "0"
		if share > 0.5 {
			large = "1"
		}
		sin, cos := math.Sincos(2 * math.Pi * (before + share/2))
		out = append(out, slice{
			path: "M0 0L" + at(before, pieRadius) + "A100 100 0 " + large + " 1 " + at(before+share, pieRadius) + "Z",
			x:    short(pieNumbers * sin), y: short(8 - pieNumbers*cos),
		})
		before += share
	}
	return out
}

func short(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }
