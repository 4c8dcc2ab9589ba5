package check

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/check/asking"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// mindRules begin with this: they are about her own safety, that of others, and of being afraid of somebody.
const mindRules = "P"

// mindKeys are what was said about that, beside signs.FearKeys. What was taken on purpose is about it as well.
var mindKeys = strings.Fields("self_harm_thoughts plan means_access self_harm_act feels_safe goodbye_letters putting_affairs_in_order" +
	" sudden_calm thoughts_harm_others hallucinations command_hallucinations delusions insight elated_or_agitated racing_thoughts" +
	" low_mood_days hopeless anhedonia self_neglect not_eating_drinking alcohol_increase substance_withdrawal intoxicated" +
	" overdose_taken overdose_on_purpose phq9_item9 epds_item10 pgs_item8")

// copyParts are what can be shown of a check. What was said about her safety, and every reason that rests on it, stays out
// unless it is ticked by itself, one by one; and so does the level where it would tell that there is more.
func copyParts(x *screen.Exchange, body []byte) []screen.Part {
	c, err := journal.DecodeCheck(body)
	if err != nil {
		return nil
	}
	line := func(id string, private bool, f ui.Fact) screen.Part {
		return screen.Part{ID: id, Private: private, Part: items.Part{Name: f.Name, Text: f.Value}}
	}
	own := ownReasons(x, c)
	left := leftLevel(c, own)
	var out []screen.Part
	if left != "" {
		out = append(out, line("level", false, ui.Fact{Name: x.Say("check.fact.level"), Value: levelWords(x, left)}))
	}
	if left != c.Level {
		out = append(out, line("level-all", true, ui.Fact{Name: x.Say("check.fact.level"), Value: levelWords(x, c.Level)}))
	}
	if c.Open {
		out = append(out, line("open", len(own) > 0, ui.Fact{Name: x.Say("check.fact.open"), Value: x.Say("doctor.open")}))
	}
	for i, r := range c.Reasons {
		out = append(out, line("why-"+strconv.Itoa(i), own[r.Rule], why(x, r)))
	}
	return append(out, saidParts(x, c)...)
}

// ownReasons are the rules of a kept check that are about her safety, or rest on fear of a person.
func ownReasons(x *screen.Exchange, c journal.Check) map[string]bool {
	own := map[string]bool{}
	for _, r := range c.Reasons {
		if strings.HasPrefix(r.Rule, mindRules) {
			own[r.Rule] = true
		}
	}
	for _, rule := range noted.RestingOnFear(x, c) {
		own[rule] = true
	}
	return own
}

// leftLevel is the level of the reasons that are left, or "" where none is.
func leftLevel(c journal.Check, own map[string]bool) string {
	if len(own) == 0 {
		return c.Level
	}
	best := len(journal.CheckLevels)
	for _, r := range c.Reasons {
		if i := slices.Index(journal.CheckLevels, r.Level); i >= 0 && !own[r.Rule] {
			best = min(best, i)
		}
	}
	if best == len(journal.CheckLevels) {
		return ""
	}
	return journal.CheckLevels[best]
}

// saidParts are the answers: those that read the same without a word about her safety, and each of the others by itself.
func saidParts(x *screen.Exchange, c journal.Check) []screen.Part {
	var report asking.Report
	if json.Unmarshal(c.Report, &report) != nil {
		return nil
	}
	quiet := maps.Clone(report)
	for _, key := range slices.Concat(mindKeys, signs.FearKeys()) {
		delete(quiet, key)
	}
	w := &asking.Walk{Other: report["reporter"] == "other"}
	told, no := answers(x, w, quiet)
	all, allNo := answers(x, w, report)
	var out []screen.Part
	add := func(f ui.Fact, private bool) {
		id := "said-" + strconv.Itoa(len(out))
		out = append(out, screen.Part{ID: id, Private: private, Part: items.Part{Name: f.Name, Text: f.Value}})
	}
	for _, f := range told {
		add(f, false)
	}
	for _, s := range no {
		add(ui.Fact{Name: x.Say("share.part.no"), Value: s}, false)
	}
	for _, f := range all {
		if !slices.Contains(told, f) {
			add(f, true)
		}
	}
	for _, s := range allNo {
		if !slices.Contains(no, s) {
			add(ui.Fact{Name: x.Say("share.part.no"), Value: s}, true)
		}
	}
	return out
}
