// Package measures scores questionnaires. It must never hold the words of one whose licence we have not read, never make
// a score of missing answers, and never call a score a diagnosis.
//
// A measure is known by its id and version, for ever: an old answer keeps its meaning. The words of the items are data
// (internal/content/measures); here is only how their answers are counted.
package measures

import "math"

// A Measure is a questionnaire whose items are whole numbers in one range.
type Measure struct {
	ID       string
	Version  string
	Name     string // what its makers call it
	Items    int
	Min, Max int
	Mean     bool // the score is the mean of the items; otherwise their sum
	Apart    bool // the items stand each for itself: there is no score
	Gate     bool // the first item says whether the others apply. It does not count itself; no to it makes a score of 0

	// Reversed are the items, counted from 1, that are turned round before they count: the highest answer becomes the lowest.
	Reversed []int
	// Parts are sums of some of the items, where the authors recommend them.
	Parts []Part
	// Bands are where a score begins to mean something else, lowest first. None: its authors gave no limits.
	Bands []Band
	// Safety is the item, counted from 1, that asks about ending one's life; 0: none. SafetyFrom is the answer, turned round
	// where the item is, from which the safety page is shown at once.
	Safety, SafetyFrom int

	// Change is the part by which a score must have fallen to count as a change, as its authors took it; 0: not known.
	Change float64
	// Points is the same as a number of points, in both directions; 0: not published.
	Points float64
	// Citation names the measure's origin. Words says that its items may be shown: their licence was read, and their words
	// were confirmed.
	Citation string
	Words    bool
}

// A Part is the sum of some items, counted from 1.
type Part struct {
	ID    string
	Items []int
}

// A Band begins at a score.
type Band struct {
	ID   string
	From float64
}

// ByID finds a measure in the version that its answers were given for.
func ByID(id, version string) (Measure, bool) {
	for _, m := range All {
		if m.ID == id && m.Version == version {
			return m, true
		}
	}
	return Measure{}, false
}

// turned is an answer as it counts.
func (m Measure) turned(item, answer int) int {
	for _, r := range m.Reversed {
		if r == item {
			return m.Min + m.Max - answer
		}
	}
	return answer
}

// fits says whether answers can be those of the measure: one for each item, in its range or not given.
func (m Measure) fits(answers []*int) bool {
	if len(answers) != m.Items || m.Items == 0 {
		return false
	}
	for _, a := range answers {
		if a != nil && (*a < m.Min || *a > m.Max) {
			return false
		}
	}
	return true
}

// closed says whether the first item says that the others do not apply.
func (m Measure) closed(answers []*int) bool {
	return m.Gate && answers[0] != nil && *answers[0] == m.Min
}

// counted are the items that make the score, counted from 1.
func (m Measure) counted() []int {
	var out []int
	for i := 1; i <= m.Items; i++ {
		if i > 1 || !m.Gate {
			out = append(out, i)
		}
	}
	return out
}

// sums are the lowest and the highest sum that some items can have: one that is missing may be anything.
func (m Measure) sums(items []int, answers []*int) (low, high int) {
	for _, i := range items {
		if a := answers[i-1]; a != nil {
			low, high = low+m.turned(i, *a), high+m.turned(i, *a)
		} else {
			low, high = low+m.Min, high+m.Max
		}
	}
	return low, high
}

// Range is the lowest and the highest score that the answers can have. They are the same where no item is missing. It is
// false where there is no score at all.
func (m Measure) Range(answers []*int) (low, high float64, ok bool) {
	if m.Apart || !m.fits(answers) {
		return 0, 0, false
	}
	if m.closed(answers) {
		return 0, 0, true
	}
	items := m.counted()
	l, h := m.sums(items, answers)
	if m.Gate && answers[0] == nil {
		l = 0 // it may be no
	}
	if m.Mean {
		return float64(l) / float64(len(items)), float64(h) / float64(len(items)), true
	}
	return float64(l), float64(h), true
}

// Score gives the score of a whole set of answers. An item that is missing or out of range gives none: nothing is
// guessed.
func (m Measure) Score(answers []*int) (score float64, ok bool) {
	low, _, ok := m.Range(answers)
	if !ok || m.Missing(answers) > 0 {
		return 0, false
	}
	return low, true
}

// Missing is how many items that would count have no answer.
func (m Measure) Missing(answers []*int) int {
	if len(answers) != m.Items || m.Items == 0 || m.closed(answers) {
		return 0
	}
	n := 0
	for _, a := range answers {
		if a == nil {
			n++
		}
	}
	return n
}

// PartScore is the sum of one of Parts. It is false where an item of it is missing.
func (m Measure) PartScore(part Part, answers []*int) (int, bool) {
	if !m.fits(answers) {
		return 0, false
	}
	low, high := m.sums(part.Items, answers)
	for _, i := range part.Items {
		if answers[i-1] == nil {
			return 0, false
		}
	}
	return low, low == high
}

// Band is the number of the band that a score is in. It is false where the measure has none.
func (m Measure) Band(score float64) (int, bool) {
	n := -1
	for i, b := range m.Bands {
		if score >= b.From-slack {
			n = i
		}
	}
	return n, n >= 0
}

// Unsafe says whether the item about ending one's life calls for the safety page. It needs no other item.
func (m Measure) Unsafe(answers []*int) bool {
	if m.Safety == 0 || len(answers) < m.Safety || answers[m.Safety-1] == nil {
		return false
	}
	a := *answers[m.Safety-1]
	return a >= m.Min && a <= m.Max && m.turned(m.Safety, a) >= m.SafetyFrom
}

// Signs are what the answers say in the vocabulary of the check. They only ever raise it. Where items are missing, the
// lowest score that is possible counts: the true one is no lower.
func (m Measure) Signs(answers []*int) map[string]any {
	low, _, ok := m.Range(answers)
	if !ok {
		return nil
	}
	out := map[string]any{}
	if key := totals[m.ID]; key != "" {
		out[key] = low
	}
	if key := safetyKeys[m.ID]; key != "" && answers[m.Safety-1] != nil {
		out[key] = float64(m.turned(m.Safety, *answers[m.Safety-1]))
	}
	return out
}

// The keys of the check that take a score or an item.
var (
	totals     = map[string]string{"phq9": "phq9_total", "gad7": "gad7_total", "pcl5": "pcl5_total", "pcptsd5": "pcptsd5_total"}
	safetyKeys = map[string]string{"phq9": "phq9_item9", "pgs": "pgs_item8"}
)

// Tenths writes a score as it is said: to one decimal, halves up.
func Tenths(score float64) float64 { return math.Floor(score*10+0.5) / 10 }

// slack takes up what thirds lose in floating point.
const slack = 1e-9

// Fell says whether a score has fallen by at least the measure's own part since an earlier one. Where no such part is
// known, or there was nothing to fall from, it is never said.
func (m Measure) Fell(before, after float64) bool {
	return m.Change > 0 && before > 0 && before-after >= m.Change*before-slack
}

// A Shift is how a score stands beside an earlier one.
type Shift int

// Where no change was published for a measure, nothing is said of one.
const (
	Unsaid Shift = iota
	Little       // less than the published number of points, either way
	Less
	More
)

// Shifted compares two scores by the published number of points.
func (m Measure) Shifted(before, after float64) Shift {
	switch {
	case m.Points == 0:
		return Unsaid
	case before-after >= m.Points-slack:
		return Less
	case after-before >= m.Points-slack:
		return More
	}
	return Little
}
