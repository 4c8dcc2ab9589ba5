// Package decide is what stands behind looking ahead: the ways there are, when to ask a professional first, and what two people
// who thought alone lay beside each other. It must never prefer a way, count or compare answers, foretell anything for anybody, or
// keep somebody from reading.
package decide

import "snowdrop/internal/journal"

// Page is the page of content about one of journal.DecisionOptions. All of these are built in the same way.
func Page(option string) string { return "ahead-" + option }

// Order gives the ways in the order of a day, however days are counted. Each day begins with the next one, so that none is always
// first; on one day it stays the same, so that whoever comes back finds them where they were.
func Order(day int) []string {
	all := journal.DecisionOptions
	n := len(all)
	from := (day%n + n) % n
	return append(append([]string{}, all[from:]...), all[:from]...)
}
