package measures

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// Turning an answer round twice gives it back, whatever it was, and moves the score exactly as far as the answer moved, up or
// down as the item counts. Taken out of one item, a reversal fails here and in the vectors.
func TestAReversalIsExactAndOnlyWhereTheAuthorsPutIt(t *testing.T) {
	want := map[string][]int{"pgs": allBut(33, 11, 33), "scssf": {1, 4, 8, 9, 11, 12}}
	random := rand.New(rand.NewPCG(1, 2))
	for _, m := range All {
		if !slices.Equal(m.Reversed, want[m.ID]) {
			t.Errorf("%s turns round %v", m.ID, m.Reversed)
		}
		if m.Apart || m.Gate {
			continue
		}
		for range 200 {
			a := make([]*int, m.Items)
			for i := range a {
				n := m.Min + random.IntN(m.Max-m.Min+1)
				a[i] = &n
			}
			before, _ := m.Score(a)
			i := random.IntN(m.Items)
			old, now := *a[i], m.Min+random.IntN(m.Max-m.Min+1)
			if m.turned(i+1, m.turned(i+1, old)) != old {
				t.Fatalf("%s: item %d is not turned back", m.ID, i+1)
			}
			*a[i] = now
			after, ok := m.Score(a)
			moved := float64(now - old)
			if slices.Contains(want[m.ID], i+1) {
				moved = -moved
			}
			if m.Mean {
				moved /= float64(m.Items)
			}
			if d := after - before - moved; !ok || d > 1e-9 || d < -1e-9 {
				t.Fatalf("%s: item %d from %d to %d moved the score by %v, want %v", m.ID, i+1, old, now, after-before, moved)
			}
		}
	}
}

func TestThePartsOfTheSheetHoldEachLineOnce(t *testing.T) {
	var all []int
	for _, p := range PGS.Parts {
		if len(p.Items) != 11 {
			t.Errorf("%s has %d lines", p.ID, len(p.Items))
		}
		all = append(all, p.Items...)
	}
	slices.Sort(all)
	if !slices.Equal(all, allBut(33)) {
		t.Errorf("%v", all)
	}
	if SCSSF.Parts != nil {
		t.Error("the authors of the short form advise against parts")
	}
}

// A missing answer can be anything: whatever it was, the score lies in the range, and the check takes the lowest.
func TestTheRangeHoldsEveryScoreThatIsPossible(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, m := range All {
		if m.Apart {
			continue
		}
		for range 300 {
			full, holes := make([]*int, m.Items), make([]*int, m.Items)
			for i := range full {
				n := m.Min + random.IntN(m.Max-m.Min+1)
				full[i] = &n
				if random.IntN(3) > 0 {
					holes[i] = &n
				}
			}
			score, ok := m.Score(full)
			low, high, some := m.Range(holes)
			if !ok || !some || score < low-1e-9 || score > high+1e-9 {
				t.Fatalf("%s: %v is not from %v to %v", m.ID, score, low, high)
			}
			for key, value := range m.Signs(holes) {
				if whole := m.Signs(full)[key]; value.(float64) > whole.(float64) {
					t.Fatalf("%s: %s is %v with holes and %v whole", m.ID, key, value, whole)
				}
			}
		}
	}
}

func TestAChangeIsSaidOnlyWhereItWasPublished(t *testing.T) {
	for _, c := range []struct {
		m             Measure
		before, after float64
		want          Shift
	}{
		{PHQ9, 15, 11, Little}, {PHQ9, 15, 10, Less}, {PHQ9, 15, 9, Less}, {PHQ9, 10, 14, Little}, {PHQ9, 10, 15, More}, {PHQ9, 8, 8, Little},
		{GAD7, 12, 9, Little}, {GAD7, 12, 8, Less}, {GAD7, 8, 12, More}, {PCL5, 40, 31, Little}, {PCL5, 40, 30, Less}, {PCL5, 30, 40, More},
		{PHQ2, 6, 0, Unsaid}, {GAD2, 6, 0, Unsaid}, {PCPTSD5, 5, 0, Unsaid}, {PGS, 160, 40, Unsaid}, {SCSSF, 1, 5, Unsaid}, {ONS4, 0, 10, Unsaid},
	} {
		if got := c.m.Shifted(c.before, c.after); got != c.want {
			t.Errorf("%s from %v to %v: %v", c.m.ID, c.before, c.after, got)
		}
	}
}

func TestEverySafetyItemHasItsKeyOfTheCheck(t *testing.T) {
	for _, m := range All {
		if (m.Safety > 0) != (safetyKeys[m.ID] != "") {
			t.Errorf("%s: item %d, key %q", m.ID, m.Safety, safetyKeys[m.ID])
		}
	}
}

func TestOneQuestionnaireIsOfferedAtItsTime(t *testing.T) {
	last := func(pairs ...any) map[string]int {
		out := map[string]int{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i].(string)] = pairs[i+1].(int)
		}
		return out
	}
	allDone := func(days int, but ...any) map[string]int {
		out := last("phq2", days, "gad2", days, "pcptsd5", days, "pcl5", days, "pgs", days, "ons-lonely", days, "scssf", days, "ons4", days)
		for k, v := range last(but...) {
			out[k] = v
		}
		return out
	}
	for name, c := range map[string]struct {
		s    State
		want string
	}{
		"day 13":                             {State{SinceLoss: 13, Refused: -1}, ""},
		"the day itself":                     {State{SinceLoss: 0, Refused: -1}, ""},
		"day 14":                             {State{SinceLoss: 14, Refused: -1}, "phq2"},
		"day 15":                             {State{SinceLoss: 15, Refused: -1}, "phq2"},
		"no day is known":                    {State{SinceLoss: -1, Refused: -1}, "ons-lonely"},
		"mood 13 days ago":                   {State{SinceLoss: 27, Refused: -1, Last: last("phq2", 13)}, "gad2"},
		"mood 14 days ago":                   {State{SinceLoss: 27, Refused: -1, Last: last("phq2", 14)}, "phq2"},
		"the long one 13 days ago":           {State{SinceLoss: 27, Refused: -1, Last: last("phq9", 13, "phq2", 20)}, "gad2"},
		"the long one 15 days ago":           {State{SinceLoss: 27, Refused: -1, Last: last("phq9", 15, "phq2", 20)}, "phq9"},
		"worry 13 days ago":                  {State{SinceLoss: 27, Refused: -1, Last: last("phq2", 5, "gad2", 13)}, "ons-lonely"},
		"worry 14 days ago":                  {State{SinceLoss: 27, Refused: -1, Last: last("phq2", 5, "gad7", 14)}, "gad7"},
		"shock, day 27":                      {State{SinceLoss: 27, Refused: -1, Last: last("phq2", 5, "gad2", 5)}, "ons-lonely"},
		"shock, day 28":                      {State{SinceLoss: 28, Refused: -1, Last: last("phq2", 5, "gad2", 5)}, "pcptsd5"},
		"shock 27 days ago":                  {State{SinceLoss: 99, Refused: -1, Last: allDone(5, "pcptsd5", 27)}, ""},
		"shock 28 days ago":                  {State{SinceLoss: 99, Refused: -1, Last: allDone(5, "pcptsd5", 28)}, "pcptsd5"},
		"the long list of shock, not called": {State{SinceLoss: 99, Refused: -1, Last: last("phq2", 5, "gad2", 5, "pcptsd5", 5, "pgs", 28)}, "pgs"},
		"the long list of shock":             {State{SinceLoss: 99, Refused: -1, Last: last("phq2", 5, "gad2", 5, "pcptsd5", 5), PCPTSDPositive: true}, "pcl5"},
		"the same, 27 days ago":              {State{SinceLoss: 99, Refused: -1, Last: last("phq2", 5, "gad2", 5, "pcptsd5", 5, "pcl5", 27, "pgs", 28), PCPTSDPositive: true}, "pgs"},
		"the same, 28 days ago":              {State{SinceLoss: 99, Refused: -1, Last: last("phq2", 5, "gad2", 5, "pcptsd5", 5, "pcl5", 28), PCPTSDPositive: true}, "pcl5"},
		"the sheet, day 27":                  {State{SinceLoss: 27, Refused: -1, Last: allDone(5, "pgs", 99)}, ""},
		"the sheet, day 28":                  {State{SinceLoss: 28, Refused: -1, Last: allDone(5, "pgs", 28)}, "pgs"},
		"the sheet, 27 days ago":             {State{SinceLoss: 99, Refused: -1, Last: allDone(5, "pgs", 27)}, ""},
		"a sheet that was never used":        {State{SinceLoss: 99, Refused: -1, Last: last("phq2", 5, "gad2", 5, "pcptsd5", 5)}, "ons-lonely"},
		"lonely, 27 days ago":                {State{SinceLoss: 20, Refused: -1, Last: allDone(5, "ons-lonely", 27)}, ""},
		"lonely, 28 days ago":                {State{SinceLoss: 20, Refused: -1, Last: allDone(5, "ons-lonely", 28)}, "ons-lonely"},
		"any of them 2 days ago":             {State{SinceLoss: 99, Refused: -1, Last: last("ons4", 2)}, ""},
		"any of them 3 days ago":             {State{SinceLoss: 99, Refused: -1, Last: last("ons4", 3)}, "phq2"},
		"refused today":                      {State{SinceLoss: 99, Refused: 0}, ""},
		"refused 29 days ago":                {State{SinceLoss: 99, Refused: 29}, ""},
		"refused 30 days ago":                {State{SinceLoss: 99, Refused: 30}, "phq2"},
		"never that one":                     {State{SinceLoss: 99, Refused: -1, Never: map[string]bool{"phq2": true}}, "gad2"},
	} {
		if got, ago := Due(c.s); got != c.want {
			t.Errorf("%s: %q (%d), want %q", name, got, ago, c.want)
		}
	}
	if _, ago := Due(State{SinceLoss: 40, Refused: -1, Last: last("phq9", 15, "phq2", 20)}); ago != 15 {
		t.Errorf("looked at %d days ago", ago)
	}
}
