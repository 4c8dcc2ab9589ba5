// Package signs is the warning-signs check: what a person was asked and told goes in, how soon they need
// to be seen and why comes out. It must never read a clock, a file or free text, never lower an answer
// because of anything that sounds reassuring, and never call an unfinished check reassuring.
package signs

import (
	"slices"
	"strings"
)

// A Level says what a person needs to do. Levels are ordered by concern: SelfCare and Incomplete ask for
// nobody to be called and rank below all others; Incomplete is not reassurance.
type Level int

const (
	Incomplete Level = iota // a question that must be asked was not
	SelfCare                // expected; look after yourself and know what to watch for
	Soon                    // contact a clinician; the reason says by when
	Urgent                  // be seen today
	Emergency               // call the emergency number or go to the emergency department now
)

func (l Level) String() string {
	switch l {
	case SelfCare:
		return "selfcare"
	case Soon:
		return "soon"
	case Urgent:
		return "urgent"
	case Emergency:
		return "emergency"
	}
	return "incomplete"
}

// MarshalText writes a level as its name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// An Answer is the level, the rules that gave it, highest first, and the questions that must still be
// asked. An urgent or soon answer with something left to ask means "at least this; please finish".
type Answer struct {
	Level   Level    `json:"level"`
	Reasons []Reason `json:"reasons"`
	Ask     []string `json:"ask"`
}

// A Reason is one rule that fired, in words for the person. Reviewed is the day the source was checked,
// not a clinical sign-off.
type Reason struct {
	Rule     string `json:"rule"`
	Level    Level  `json:"level"`
	Because  string `json:"because"`
	Source   string `json:"source"`
	Reviewed string `json:"reviewed"`
	Local    bool   `json:"local,omitempty"` // it comes from the file of a host, and the standard would not say it
	Private  bool   `json:"-"`               // it is only there, or only so high, because of what was said to FearKeys
}

// Check answers a report by the standard table.
func Check(r Report) Answer { return standard.check(&r, false) }

// CheckAssumingDenied is Table.CheckAssumingDenied of the standard table.
func CheckAssumingDenied(r Report) Answer { return standard.check(&r, true) }

func (t *Table) check(r *Report, denied bool) Answer {
	f := newFacts(r, denied, standardLimits)
	var strict *facts
	if t.limits != nil {
		strict = newFacts(r, denied, t.limits)
	}
	a := Answer{Reasons: []Reason{}, Ask: []string{}}
	if !denied {
		a.Ask = unanswered(f)
	}
	for i := range t.rows {
		row := &t.rows[i]
		fired := row.fires(f)
		if fired {
			a.Reasons = addReason(a.Reasons, row.reason(f))
		}
		if t.local.Host != "" {
			if reason, more := t.atHost(row, f, strict, fired); more {
				a.Reasons = addReason(a.Reasons, reason)
			}
		}
	}
	for _, reason := range a.Reasons {
		a.Level = max(a.Level, reason.Level)
	}
	switch {
	case a.Level >= Soon:
		// What is expected is left out beside a warning.
		a.Reasons = slices.DeleteFunc(a.Reasons, func(r Reason) bool { return r.Level < Soon })
		slices.SortStableFunc(a.Reasons, func(x, y Reason) int { return int(y.Level - x.Level) })
		t.markPrivate(r, denied, a.Reasons)
	case len(a.Ask) > 0:
		a.Level, a.Reasons = Incomplete, []Reason{}
	default:
		a.Level = SelfCare
		a.Reasons = append(a.Reasons, nothingFired.reason(f))
	}
	return a
}

// addReason adds a reason, or lets the higher of two rows of one rule stand. What the standard says too does not need a host.
func addReason(reasons []Reason, add Reason) []Reason {
	for i := range reasons {
		if reasons[i].Rule == add.Rule {
			if add.Level > reasons[i].Level || add.Level == reasons[i].Level && reasons[i].Local && !add.Local {
				reasons[i] = add
			}
			return reasons
		}
	}
	return append(reasons, add)
}

// unanswered lists the must-ask keys without any answer. "unsure" is an answer.
func unanswered(f *facts) []string {
	ask := []string{}
	for _, q := range mustAsk {
		if q[0] == uint8(feelsSafe) && !f.thoughts {
			continue
		}
		if !slices.ContainsFunc(q, func(k uint8) bool { return f.states[k] != absent }) {
			ask = append(ask, catalogue[q[0]].name)
		}
	}
	return ask
}

func (r *rule) reason(f *facts) Reason {
	level, why := r.lifted(f)
	because := r.because
	if why != "" {
		because = withoutDeadline(because) + " " + why
	}
	return Reason{Rule: r.id, Level: level, Because: because, Source: r.source, Reviewed: reviewed}
}

// withoutDeadline leaves out "Call within 24 hours", which no longer holds once the result was raised.
func withoutDeadline(because string) string {
	kept := []string{}
	for sentence := range strings.SplitSeq(strings.TrimSuffix(because, "."), ". ") {
		call := strings.ToLower(sentence)
		if !strings.Contains(call, " within ") || !strings.Contains(call, "call ") && !strings.Contains(call, "book ") {
			kept = append(kept, sentence)
		}
	}
	return strings.Join(kept, ". ") + "."
}

// lifted raises the level of a rule one step when a modifier was explicitly answered, and says why.
func (r *rule) lifted(f *facts) (Level, string) {
	if r.level < Soon || r.level == Emergency || r.routine || !liftable(r.id) {
		return r.level, ""
	}
	for i := range modifiers {
		m := &modifiers[i]
		if m.bleedingOnly && r.id[0] != 'B' || slices.Contains(r.counts, m.id) || !m.applies(f) {
			continue
		}
		if m.toEmergency {
			return Emergency, m.because
		}
		return r.level + 1, m.because
	}
	return r.level, ""
}

// liftable says whether the rule is about bleeding, pain, back, infection, clots or medicines.
func liftable(id string) bool {
	switch id[0] {
	case 'B', 'A', 'K', 'F', 'V', 'M':
		return true
	}
	return false
}
