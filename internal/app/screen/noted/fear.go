package noted

import (
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
)

// fearRules begin with this: they are about being afraid of a person, or hurt by one (internal/guidance/signs).
const fearRules = "P9"

// RestingOnFear are the rules of a kept check that would not have spoken, or less loudly, without fear of a person. The rules
// are asked again: one that counts several things rests on fear in one check and not in the next.
func RestingOnFear(x *screen.Exchange, k journal.Check) []string {
	var rules []string
	for _, r := range k.Reasons {
		if strings.HasPrefix(r.Rule, fearRules) {
			rules = append(rules, r.Rule)
		}
	}
	if r, err := signs.Parse(k.Report); err == nil {
		for _, reason := range x.Table().Check(r).Reasons {
			if reason.Private {
				rules = append(rules, reason.Rule)
			}
		}
	}
	return rules
}
