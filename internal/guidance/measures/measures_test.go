package measures

import (
	"math"
	"testing"
)

func answers(n ...int) []*int {
	out := make([]*int, len(n))
	for i := range n {
		if n[i] > -100 {
			out[i] = &n[i]
		}
	}
	return out
}

const missing = -100

// The worked examples of public descriptions of the PEG, each with the mean that they print.
func TestThePEGScoresAsItsPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		from    string
		answers []int
		want    float64
	}{
		{"achawaqat.com, worked example", []int{5, 5, 5}, 5},
		{"lowest", []int{0, 0, 0}, 0},
		{"highest", []int{10, 10, 10}, 10},
		{"a mean that is no whole number", []int{7, 8, 9}, 8},
		{"thirds", []int{4, 5, 4}, 13.0 / 3},
		{"order does not matter to the mean", []int{10, 0, 5}, 5},
	} {
		got, ok := PEG.Score(answers(c.answers...))
		if !ok || math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, %v, want %v", c.from, got, ok, c.want)
		}
	}
}

func TestAMissingItemGivesNoScore(t *testing.T) {
	for _, a := range [][]*int{
		nil, answers(5), answers(5, 5), answers(5, 5, missing), answers(missing, 5, 5), answers(5, 5, 5, 5), answers(5, 5, 11), answers(-1, 5, 5),
	} {
		if got, ok := PEG.Score(a); ok || got != 0 {
			t.Errorf("%v has the score %v", a, got)
		}
	}
}

func TestAChangeIsThirtyInAHundredOrMore(t *testing.T) {
	for _, c := range []struct {
		before, after float64
		want          bool
	}{
		{10, 7.01, false}, {10, 7, true}, {10, 6.99, true}, {10.0 / 3, 7.0 / 3, true}, {20.0 / 3, 14.0 / 3, true}, {5, 5, false},
		{5, 6, false}, {0, 0, false}, {0, 3, false}, {1, 0, true},
	} {
		if got := PEG.Fell(c.before, c.after); got != c.want {
			t.Errorf("from %v to %v: %v", c.before, c.after, got)
		}
	}
	if (Measure{}).Fell(10, 0) {
		t.Error("a measure of which no change is known says there was one")
	}
}

func TestAScoreIsSaidWithOneDecimal(t *testing.T) {
	for score, want := range map[float64]float64{13.0 / 3: 4.3, 14.0 / 3: 4.7, 5: 5, 0.25: 0.3, 9.96: 10} {
		if got := Tenths(score); got != want {
			t.Errorf("%v is said as %v", score, got)
		}
	}
}

func TestASumIsNoMean(t *testing.T) {
	m := Measure{Items: 2, Max: 3}
	if got, ok := m.Score(answers(3, 2)); !ok || got != 5 {
		t.Errorf("%v, %v", got, ok)
	}
}

func TestAMeasureKeepsItsVersion(t *testing.T) {
	if m, ok := ByID("peg", "2009"); !ok || m.Items != 3 || m.Citation == "" {
		t.Errorf("%+v, %v", m, ok)
	}
	if _, ok := ByID("peg", "2031"); ok {
		t.Error("a version that is not known was found")
	}
	for _, m := range All {
		if m.ID == "" || m.Version == "" || m.Items == 0 || m.Max <= m.Min || m.Citation == "" {
			t.Errorf("%+v leaves something out", m)
		}
	}
}

func TestTheWordsOfThePEGAreNotHere(t *testing.T) {
	if PEG.Words {
		t.Error("the licence of its items was not confirmed: docs/decisions/peg-items-left-out.md")
	}
}
