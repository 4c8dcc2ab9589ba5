package signs

import "slices"

// reviewed is the day on which every source here was last checked.
const reviewed = "2026-11-20"

// A rule is one row of the table a clinician reads. Several rows may share an id; the highest that fires
// stands for all of them.
type rule struct {
	id      string
	level   Level
	when    string // the condition, for a clinician
	because string // the reason, for the person
	source  string
	card    string   // for the "Get help now" cards; empty when the row is not on one
	routine bool     // soon, but no modifier lifts it
	counts  []string // modifiers that are part of the condition and so do not lift it
	fires   func(f *facts) bool
}

// rules is the whole table, in the order of the questions.
var rules = slices.Concat(nowRules, bleedingRules, painRules, backRules, infectionRules, clotRules,
	breastRules, testRules, medicineRules, mindRules, unsureRules, expectedRules)

// A Rule is a row of the table, for the pages and the documents.
type Rule struct {
	ID        string
	Level     Level
	Condition string
	Because   string
	Sources   []string
	Reviewed  string
	Card      string // the short line on the "Get help now" cards, or empty
	LiftedBy  string // which modifiers, in words; empty when none
}

// Rules returns every row of the table, in its order.
func Rules() []Rule {
	rows := make([]Rule, 0, len(rules)+1)
	for _, r := range append(slices.Clone(rules), nothingFired) {
		rows = append(rows, Rule{
			ID: r.id, Level: r.level, Condition: r.when, Because: r.because, Sources: splitSources(r.source),
			Reviewed: reviewed, Card: r.card,
			LiftedBy: r.liftedBy(),
		})
	}
	return rows
}

// canLift says whether a modifier can raise a row at all.
func (r *rule) canLift() bool {
	return liftable(r.id) && !r.routine && (r.level == Soon || r.level == Urgent)
}

// liftedBy names the modifiers that raise a row: all of them but its own, and those for bleeding only where it is about bleeding.
func (r *rule) liftedBy() string {
	if !r.canLift() {
		return ""
	}
	not := ""
	for i := range modifiers {
		if m := &modifiers[i]; m.bleedingOnly && r.id[0] != 'B' || slices.Contains(r.counts, m.id) {
			if not != "" {
				not += ", "
			}
			not += m.id
		}
	}
	if not == "" {
		return "any modifier"
	}
	return "any but: " + not
}

// Cards returns the short lines of the "Get help now" cards, in the order of the rules.
func Cards() (emergency, urgent, soon []string) { return standard.Cards() }
