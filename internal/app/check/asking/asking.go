// Package asking says which screen of the warning-signs check comes next, and what its answers mean in the report that the
// rules read. It must never know a page, a sentence or a clock, and never end a check while an answer that was not asked
// for could still raise it.
package asking

import (
	"maps"
	"slices"

	"snowdrop/internal/guidance/signs"
)

// Report is what was said so far, by the keys of signs.md.
type Report = map[string]any

// Values is what the form of one screen sent.
type Values = map[string][]string

// The buttons that every list of signs has.
const (
	None   = "none" // none of these
	Some   = "some" // the ones that are ticked
	Unsure = "unsure"
)

// A Pair is one answer in a report.
type Pair struct {
	Key   string
	Value any
}

// A Sign is a row to tick. What it means when it is not ticked depends on the button that was pressed.
type Sign struct {
	ID      string // of its sentence, and what the form sends
	Group   string // the fieldset that it stands in, and the name of its field
	Picture string // of a known thing of that size, or none

	yes, no []Pair
	only    func(w *Walk, r Report) bool // nil: always
	said    func(r Report) bool          // nil: every pair of yes stands in the report
}

// A Button is an answer that takes the person on.
type Button struct {
	ID      string
	Picture string
	sets    []Pair
}

// A Screen is one page of the check.
type Screen struct {
	ID          string
	Signs       []Sign
	Buttons     []Button
	Temperature bool // asks for a reading, too
	Rows        bool // each sign is a question of its own: yes, no, not sure

	when      func(w *Walk, r Report) bool // nil: always
	derived   bool                         // asked only while one of its answers would change the level
	clarifies bool                         // asked at once where it may take back an emergency that rests on what was not said
	worst     []string                     // of a derived screen: the buttons that can be the worst answer, with what else was said
	apart     bool                         // "not sure" says nothing here: the rows are asked one by one
	filtered  bool                         // only the signs that could still raise the level are asked
}

// Problem is an answer that cannot be used, as the key of a sentence.
type Problem struct {
	Field, Key string
	Pairs      []string
}

// Groups are the fieldsets of the screen, in order.
func (s *Screen) Groups() []string {
	var groups []string
	for _, sign := range s.Signs {
		if !slices.Contains(groups, sign.Group) {
			groups = append(groups, sign.Group)
		}
	}
	return groups
}

// ticked says whether a row was ticked.
func (s *Sign) ticked(v Values) bool { return slices.Contains(v[s.Group], s.ID) }

// read puts the answers of a screen into the report. lenient takes what is there: it is for a screen that was left by
// another way than its own answer, where nothing that is missing counts as denied.
func (s *Screen) read(v Values, r Report, lenient bool) []Problem {
	answer := first(v, "answer")
	button := slices.IndexFunc(s.Buttons, func(b Button) bool { return b.ID == answer })
	said := Report{}
	var problems []Problem
	if s.Rows {
		problems = s.readRows(v, said)
	} else {
		problems = s.readTicks(v, said, answer, lenient)
	}
	if s.Temperature {
		if problem := readTemperature(first(v, "temperature"), said); problem != nil {
			problems = append(problems, *problem)
		}
	}
	if button >= 0 {
		for _, p := range s.Buttons[button].sets {
			said[p.Key] = p.Value
		}
	}
	switch {
	case lenient:
		maps.DeleteFunc(said, func(_ string, value any) bool { return value == false })
	case button < 0:
		problems = append(problems, Problem{Field: "answers", Key: "problem.choose"})
	case answer == Some && !s.Rows && len(s.Signs) > 0 && !s.anyTicked(v) && first(v, "temperature") == "":
		problems = append(problems, Problem{Field: s.Signs[0].Group, Key: "problem.tick"})
	}
	if problems != nil && !lenient {
		return problems
	}
	maps.Copy(r, said)
	return nil
}

func (s *Screen) anyTicked(v Values) bool {
	return slices.ContainsFunc(s.Signs, func(sign Sign) bool { return sign.ticked(v) })
}

// readTicks: ticked rows count whichever button was pressed; the rest are denied, or unsure.
func (s *Screen) readTicks(v Values, said Report, answer string, lenient bool) []Problem {
	for i := range s.Signs {
		sign := &s.Signs[i]
		switch {
		case sign.ticked(v) || lenient:
		case answer == Unsure && s.apart:
		case answer == Unsure:
			for _, p := range sign.yes {
				if mustAsk(p.Key) {
					said[p.Key] = signs.Unsure
				}
			}
		default:
			for _, p := range sign.no {
				said[p.Key] = p.Value
			}
		}
	}
	ticked := Report{}
	for i := range s.Signs {
		if s.Signs[i].ticked(v) {
			for _, p := range s.Signs[i].yes {
				put(ticked, p)
			}
		}
	}
	maps.Copy(said, ticked)
	return nil
}

func (s *Screen) readRows(v Values, said Report) (problems []Problem) {
	for _, sign := range s.Signs {
		key := sign.yes[0].Key
		switch first(v, sign.ID) {
		case "yes":
			said[key] = true
		case "no":
			said[key] = false
		case Unsure:
			said[key] = signs.Unsure
		default:
			problems = append(problems, Problem{sign.ID, "problem.answer", []string{"what", "sign." + sign.ID}})
		}
	}
	return problems
}

// worse is how two rows that speak of the same key go together: the riskier one stands.
var worse = map[string]int{"increasing": 3, "restarted": 2, "steady": 1, "foul": 2, "unusual": 1}

func put(r Report, p Pair) {
	switch value := p.Value.(type) {
	case []string:
		there, _ := r[p.Key].([]string)
		r[p.Key] = append(slices.Clone(there), value...)
	case float64:
		there, ok := r[p.Key].(float64)
		if !ok || value > there {
			r[p.Key] = value
		}
	case string:
		there, _ := r[p.Key].(string)
		if worse[value] >= worse[there] {
			r[p.Key] = value
		}
	default:
		r[p.Key] = value
	}
}

func first(v Values, name string) string {
	if len(v[name]) == 0 {
		return ""
	}
	return v[name][0]
}

func mustAsk(key string) bool {
	return slices.Contains(signs.MustAsk(), key) || key == "fever_reported" || key == "bleeding_trend" || key == "pain_site"
}

// report turns answers into what the rules read. An answer that does not fit is left out: none of ours does that, and one
// from a story that a newer Snowdrop wrote must not stand in the way of the rest.
func report(r Report) signs.Report {
	var out signs.Report
	for key, value := range r {
		_ = out.Set(key, value)
	}
	return out
}

// levelOf is the level without what a check that is not finished adds to it.
func levelOf(t *signs.Table, r Report) signs.Level {
	return max(t.Check(report(r)).Level, signs.SelfCare)
}

func with(r Report, pairs []Pair) Report {
	out := maps.Clone(r)
	for _, p := range pairs {
		out[p.Key] = p.Value
	}
	return out
}

// and is with, where what is there already stays if it is worse.
func and(r Report, pairs []Pair) Report {
	out := maps.Clone(r)
	for _, p := range pairs {
		put(out, p)
	}
	return out
}
