// Package measure is the questionnaires: answering one, what its number means, and how it was before. It must never call a
// score a diagnosis, never stand in the way of anything, and never put a score before the safety page.
package measure

import (
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/journal"
)

// Latest is the newest kept answer to a measure, by its id in internal/guidance/measures. It is false where there is none.
func Latest(x *screen.Exchange, id string) (m journal.Measure, at time.Time, ok bool) {
	all := noted.Asked(x, id)
	if len(all) == 0 {
		return m, at, false
	}
	last := all[len(all)-1]
	return last.Measure, last.At, true
}

// safetyRules are the rules about thoughts of dying, of harming somebody, and of what is not real.
var safetyRules = []string{"P1", "P2", "P3", "P4"}

// SafetySince says whether an answer that was kept since a moment spoke of such things: in a questionnaire, or in a check. What
// a wrong clock put into the future counts too.
func SafetySince(x *screen.Exchange, since time.Time) bool {
	for _, m := range noted.EverSince(x, since) {
		if known, ok := measures.ByID(m.Which, m.Version); ok && known.Unsafe(m.Answers) {
			return true
		}
	}
	for _, h := range noted.Between(x.Heads(journal.KindCheck), since, noted.Ahead(x.Now())) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		c, err := journal.DecodeCheck(body)
		if err == nil && slices.ContainsFunc(c.Reasons, aboutSafety) {
			return true
		}
	}
	return false
}

// aboutSafety knows a rule's variants by its name: "P2c" is one of P2.
func aboutSafety(r journal.CheckReason) bool {
	return slices.Contains(safetyRules, strings.TrimRight(r.Rule, "abcdefgh"))
}
