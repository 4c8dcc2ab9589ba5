package signs

import "slices"

// fearKeys are the signs that tell of being afraid of a person, or hurt by one.
var fearKeys = [...]flag{afraidOfPartner, inImmediateDanger}

// FearKeys returns the names of the signs that tell of being afraid of a person, or hurt by one. What is kept or printed
// holds them, and the reasons that are Private, only where the person chose that: that person may be the one who reads it.
func FearKeys() []string {
	names := make([]string, len(fearKeys))
	for i, k := range fearKeys {
		names[i] = catalogue[k].name
	}
	return names
}

// markPrivate marks the reasons that are not there, or are lower, without what was said of fear. A list of rules would not
// do: one that counts several things rests on fear in one report and not in the next.
func (t *Table) markPrivate(r *Report, denied bool, reasons []Reason) {
	said := func(k flag) bool { return r.states[k] == yes || r.states[k] == unsure }
	if !slices.ContainsFunc(fearKeys[:], said) {
		return
	}
	without := *r
	for _, k := range fearKeys {
		without.states[k] = absent
	}
	left := t.check(&without, denied).Reasons
	for i := range reasons {
		reasons[i].Private = !slices.ContainsFunc(left, func(l Reason) bool { return l.Rule == reasons[i].Rule && l.Level >= reasons[i].Level })
	}
}
