package ui

import (
	"strings"
	"testing"
)

func TestThePiecesOfACircleMeetAndFillIt(t *testing.T) {
	for _, weights := range [][]float64{{1, 1}, {1, 4}, {4, 1, 2}, {1, 2, 4, 2, 1, 4}, {2, 2, 2, 2}} {
		var p Pie
		for _, w := range weights {
			p.Parts = append(p.Parts, PiePart{Weight: w})
		}
		at, total := "0.0 -100.0", 0.0
		for _, w := range weights {
			total += w
		}
		for i, s := range p.slices() {
			from, arc, ok := strings.Cut(strings.TrimPrefix(s.path, "M0 0L"), "A100 100 0 ")
			if from = strings.ReplaceAll(from, "-0.0", "0.0"); !ok || from != at {
				t.Errorf("%v: piece %d begins at %q, the last one ended at %q", weights, i, from, at)
			}
			large, to, _ := strings.Cut(strings.TrimSuffix(arc, "Z"), " 1 ")
			if (large == "1") != (weights[i]/total > 0.5) {
				t.Errorf("%v: piece %d goes the wrong way round", weights, i)
			}
			at = strings.ReplaceAll(to, "-0.0", "0.0")
		}
		if at != "0.0 -100.0" {
			t.Errorf("%v: the circle is open at %s", weights, at)
		}
	}
}
