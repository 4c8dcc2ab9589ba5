package noted

import (
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/medicines"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// clotKeys are what the words for the largest clot say in the vocabulary of the check.
var clotKeys = map[string]struct {
	key   string
	value any
}{
	journal.ClotSmall: {"clot_size_cm", 1.5}, journal.ClotWalnut: {"clot_size_cm", 3.0}, journal.ClotGolfBall: {"clot_size_cm", 4.3},
	journal.ClotLarger: {"clot_size_cm", 5.0}, journal.ClotsSeveral: {"clot_count", 2},
}

// Concern is what the rules say about a check-in, if a value in it alone is urgent or an emergency; else nil. It only goes
// up: the values are asked alone and with what happened, with the pads of the day and without, and the highest answer holds.
// Taken together they could lower each other: 6 pads in a day make "more than a period" look like less.
func Concern(x *screen.Exchange, c journal.CheckIn) *ui.Concern {
	var told map[string]any
	if s, ok := Story(x); ok {
		told = recovery.Report(s, x.Now())
	}
	var answers []signs.Answer
	for _, story := range []map[string]any{nil, told} {
		before := x.Table().Check(report(journal.CheckIn{}, false, story))
		for _, pads := range []bool{false, true} {
			answers = append(answers, without(before, x.Table().Check(report(c, pads, story))))
		}
	}
	return worst(x, answers, false)
}

// without is an answer without what the rules say of what happened alone: that belongs to the check, not to every note.
func without(before, a signs.Answer) signs.Answer {
	a.Reasons = slices.DeleteFunc(a.Reasons, func(r signs.Reason) bool {
		return slices.ContainsFunc(before.Reasons, func(b signs.Reason) bool { return b.Rule == r.Rule && b.Level == r.Level })
	})
	a.Level = signs.Incomplete
	for _, r := range a.Reasons {
		a.Level = max(a.Level, r.Level)
	}
	return a
}

// fresh is how long a note is spoken of again, when it was of concern. A result is a moment in time.
const fresh = 12 * time.Hour

// Fresh is the concern about what was noted in the last hours, and when that was. A later note does not take it back: the
// worst of them stands.
func Fresh(x *screen.Exchange) (worst *ui.Concern, when string) {
	now := x.Now()
	for _, c := range CheckIns(x, now.Add(-fresh), now) {
		if found := Concern(x, c.CheckIn); found != nil && (worst == nil || found.Level == "emergency" || worst.Level != "emergency") {
			worst, when = found, c.At.Format("15:04")
		}
	}
	return worst, when
}

// report is a check-in in the vocabulary of the check. What is not dangerous is not said: silence never reassures there.
func report(c journal.CheckIn, pads bool, story map[string]any) signs.Report {
	var r signs.Report
	set := func(key string, value any) { _ = r.Set(key, value) } // out of its range it is not said
	for key, value := range story {
		set(key, value)
	}
	if c.Bleeding == journal.BleedingHeavy {
		set("bleeding_heavier_than_period", true)
	}
	if pads && c.Pads != nil && *c.Pads > 0 {
		set("bleeding_pads_per_hour", float64(*c.Pads)/24)
		set("bleeding_hours", 24)
	}
	if clot, ok := clotKeys[c.Clots]; ok {
		set(clot.key, clot.value)
	}
	if c.Pain != nil {
		set("pain_score_0_10", *c.Pain)
	}
	if c.Temperature != nil {
		if c.Unit == "F" {
			set("temperature_f_reported", *c.Temperature)
		} else {
			set("temperature_c", *c.Temperature)
		}
	}
	return r
}

// worst is the highest of some answers, with all the rules that give it.
func worst(x *screen.Exchange, answers []signs.Answer, medicine bool) *ui.Concern {
	level, reasons := signs.Incomplete, []signs.Reason{}
	for _, a := range answers {
		if a.Level < signs.Urgent {
			continue
		}
		if a.Level > level {
			level, reasons = a.Level, nil
		}
		for _, r := range a.Reasons {
			if r.Level == level && a.Level == level && !has(reasons, r) {
				reasons = append(reasons, r)
			}
		}
	}
	if level < signs.Urgent {
		return nil
	}
	return said(x, level, reasons, medicine)
}

func has(reasons []signs.Reason, r signs.Reason) bool {
	return slices.ContainsFunc(reasons, func(there signs.Reason) bool { return there.Rule == r.Rule })
}

// said puts an answer into words: those of its level, of its rules, and whom to ring. Whom one rings about poison is there for
// a medicine, and for nothing else.
func said(x *screen.Exchange, level signs.Level, reasons []signs.Reason, medicine bool) *ui.Concern {
	help := x.HelpLines()
	number := help.Emergency[0].Number
	var advice, poison []content.Line
	for _, l := range help.Advice {
		if strings.Contains(strings.ToLower(l.Name), "poison") {
			poison = append(poison, l)
		} else {
			advice = append(advice, l)
		}
	}
	lines := help.Emergency
	if level == signs.Urgent {
		lines = slices.Concat(advice, help.Emergency[:1])
	}
	if medicine {
		lines = slices.Concat(lines, poison)
	}
	c := &ui.Concern{
		Level: level.String(), Title: x.Say("result."+level.String(), "number", number),
		Do: x.Say("result."+level.String()+".do", "number", number), Calls: x.Calls(lines),
	}
	for _, r := range reasons {
		c.Reasons = append(c.Reasons, ui.CheckReason{Because: x.InLanguage(r.Because), Source: x.Cited(r.Source), Reviewed: x.WrittenDay(r.Reviewed)})
	}
	return c
}

// Paracetamol is what was noted of it up to a moment: the sum of the last 24 hours, and the concern of the rules where any
// 24 hours of late have too much in them.
func Paracetamol(x *screen.Exchange, now time.Time) (medicines.Sum, *ui.Concern) {
	var doses []medicines.Dose
	for _, m := range Medicines(x, now.AddDate(0, 0, -5), now) {
		doses = append(doses, Dose(m))
	}
	var r signs.Report
	_ = r.Set("paracetamol_g_24h", medicines.Worst(doses, now.Unix()).Grams())
	return medicines.Last24(doses, now.Unix()), worst(x, []signs.Answer{x.Table().Check(r)}, true)
}

// Dose is a medicine as it counts for paracetamol. What a person says has none, under a name that is known for it, is not
// known.
func Dose(m Medicine) medicines.Dose {
	d := medicines.Dose{At: m.At}
	switch known := medicines.Known(m.Name); {
	case m.Paracetamol == journal.ParacetamolYes:
		d.Has = medicines.Yes
	case m.Paracetamol == journal.ParacetamolNo && !known:
		d.Has = medicines.No
	}
	if m.ParacetamolMg != nil && *m.ParacetamolMg > 0 && d.Has != medicines.No {
		d.Mg = *m.ParacetamolMg
	}
	return d
}
