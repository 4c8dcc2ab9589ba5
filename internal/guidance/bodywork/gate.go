// Package bodywork says whether Snowdrop offers the words to ask for an appointment with somebody who works with their
// hands, and a reminder of it. It must never offer them because something is not known, and never say that a session is
// safe.
//
// Every threshold is one of the warning-signs check: what was logged and what is ticked becomes a report, and the table
// of signs judges it. So there is no second, looser number here, and a host's stricter file counts.
package bodywork

import (
	"slices"

	"snowdrop/internal/guidance/signs"
)

// Day is how far back what was kept counts, in seconds. What is as old as that still counts. [design decision]
const Day = 24 * 60 * 60

// Kept is one thing that the person kept, as far as it counts here.
type Kept struct {
	At    int64  // seconds since 1970
	Level string // of a kept check: "urgent"; "" for an entry of a log

	Heavy   bool     // more bleeding than a period
	Pads    *int     // full-size pads in 24 hours
	Celsius *float64 // the temperature
	Pain    *int     // 0 to 10

	Signs map[string]any // what else it says, in the words of the check, such as back.Signs gives
}

// Asked is what the person answered to the list of Signs on the page.
type Asked struct {
	Answered bool
	Ticked   []string // of Signs
	Unsure   bool
}

// From says what a Why comes from.
type From int

// The reasons, in the order in which they are told.
const (
	FromAnswer     From = iota // a sign was ticked
	FromCheck                  // a kept check said emergency or urgent
	FromLog                    // an entry of a log reaches a rule of the check
	FromUnfinished             // the newest kept check was not finished
	FromUnsure                 // she is not sure
	FromLocked                 // what was kept cannot be looked at
)

// A Why is one reason not to offer anything.
type Why struct {
	From    From
	At      int64          // of what was kept
	Sign    string         // that was ticked
	Level   signs.Level    // Urgent or Emergency where a rule stands behind it
	Reasons []signs.Reason // the rules, with their source and date
}

// Answer says whether anything is offered. While Ask is set, the list was not answered and nothing is.
type Answer struct {
	Open  bool
	Ask   bool
	Level signs.Level // the highest of Whys
	Whys  []Why
}

// Gate looks at what was kept in the last 24 hours and at what was answered now. It is open only when nothing is locked,
// the list was answered with "none of these", no kept check said emergency or urgent, none was left unfinished, and no
// log holds a value that the check would act on. A calmer check that came later takes nothing back.
func Gate(t *signs.Table, now int64, locked bool, kept []Kept, asked Asked) Answer {
	var a Answer
	for _, sign := range asked.Ticked {
		a.add(ticked(t, sign))
	}
	if locked {
		a.add(Why{From: FromLocked})
	}
	a.Whys = append(a.Whys, ofChecks(now, kept)...)
	for _, k := range kept {
		if k.Level == "" && recent(now, k.At) {
			if level, reasons := Reaches(t, k); level >= signs.Urgent {
				a.add(Why{From: FromLog, At: k.At, Level: level, Reasons: reasons})
			}
		}
	}
	if asked.Unsure {
		a.add(Why{From: FromUnsure})
	}
	for _, why := range a.Whys {
		a.Level = max(a.Level, why.Level)
	}
	slices.SortStableFunc(a.Whys, func(x, y Why) int { return int(x.From - y.From) })
	a.Ask = !asked.Answered && !locked
	a.Open = asked.Answered && len(a.Whys) == 0
	return a
}

func (a *Answer) add(why Why) { a.Whys = append(a.Whys, why) }

// recent counts what lies in the future too: a clock that was set back must not hide a sign.
func recent(now, at int64) bool { return now-at <= Day }

// ofChecks are the kept checks that stand in the way.
func ofChecks(now int64, kept []Kept) []Why {
	var whys []Why
	newest, finished := int64(0), true
	for _, k := range kept {
		if k.Level == "" || !recent(now, k.At) {
			continue
		}
		level, known := levels[k.Level]
		if !known || level >= signs.Urgent { // what a newer version says is not known to be calm
			whys = append(whys, Why{From: FromCheck, At: k.At, Level: max(level, signs.Urgent)})
			continue
		}
		if k.At >= newest {
			newest, finished = k.At, level != signs.Incomplete
		}
	}
	if !finished {
		whys = append(whys, Why{From: FromUnfinished, At: newest})
	}
	return whys
}

var levels = map[string]signs.Level{
	signs.Incomplete.String(): signs.Incomplete, signs.SelfCare.String(): signs.SelfCare, signs.Soon.String(): signs.Soon,
	signs.Urgent.String(): signs.Urgent, signs.Emergency.String(): signs.Emergency,
}

// Reaches says which rules of the check an entry of a log reaches that ask for somebody to be called today. Each part is
// asked alone, and all together: six pads in a day must not make "more than a period" look like less.
func Reaches(t *signs.Table, k Kept) (signs.Level, []signs.Reason) {
	var level signs.Level
	var reasons []signs.Reason
	for _, r := range k.reports() {
		answer := t.Check(r)
		level = max(level, answer.Level)
		for _, reason := range serious(answer.Reasons) {
			if !slices.ContainsFunc(reasons, func(there signs.Reason) bool { return there.Rule == reason.Rule }) {
				reasons = append(reasons, reason)
			}
		}
	}
	slices.SortStableFunc(reasons, func(a, b signs.Reason) int { return int(b.Level - a.Level) })
	return level, reasons
}

// reports puts an entry of a log into the words of the check. What the check would not take was refused when it was typed.
func (k Kept) reports() []signs.Report {
	var all signs.Report
	var out []signs.Report
	part := func(pairs ...any) {
		var alone signs.Report
		for i := 0; i < len(pairs); i += 2 {
			set(&alone, pairs[i].(string), pairs[i+1])
			set(&all, pairs[i].(string), pairs[i+1])
		}
		out = append(out, alone)
	}
	if k.Heavy {
		part("bleeding_heavier_than_period", true)
	}
	if k.Pads != nil && *k.Pads > 0 {
		part("bleeding_pads_per_hour", float64(*k.Pads)/24, "bleeding_hours", 24)
	}
	if k.Celsius != nil {
		part("temperature_c", *k.Celsius)
	}
	if k.Pain != nil {
		part("pain_score_0_10", *k.Pain)
	}
	var told []any
	for key, value := range k.Signs {
		told = append(told, key, value)
	}
	part(told...)
	return append(out, all)
}

// set leaves out what does not fit; a sign of the list that did not fit would fail its test.
func set(r *signs.Report, key string, value any) { _ = r.Set(key, value) }

// serious are the reasons that ask for somebody to be called today.
func serious(reasons []signs.Reason) []signs.Reason {
	return slices.DeleteFunc(slices.Clone(reasons), func(r signs.Reason) bool { return r.Level < signs.Urgent })
}

// ticked is what stands behind a sign of the list. One that is not known counts as urgent.
func ticked(t *signs.Table, id string) Why {
	why := Why{From: FromAnswer, Sign: id, Level: signs.Urgent}
	for _, s := range list {
		if s.id == id {
			var r signs.Report
			for i := 0; i < len(s.keys); i += 2 {
				set(&r, s.keys[i].(string), s.keys[i+1])
			}
			answer := t.Check(r)
			why.Level, why.Reasons = max(answer.Level, signs.Urgent), serious(answer.Reasons)
		}
	}
	return why
}

// sign is one line of the list: its name, and what it says in the words of the check. Pairs: key, value.
type sign struct {
	id   string
	keys []any
}

// list is short on purpose: it stands before a form, and whoever ticks anything is led to the whole check. It holds what
// evidence.md 9 names (heavy bleeding, fever, a clot, a severe headache) and the emergencies of the check.
var list = []sign{
	{"bleeding", []any{"bleeding_pads_per_hour", 1}},
	{"again", []any{"bleeding_trend", "restarted"}},
	{"clot", []any{"clot_size_cm", 3, "clot_count", 1}},
	{"pain", []any{"shoulder_tip_pain", true}},
	{"belly", []any{"abdomen_rigid", true}},
	{"fever", []any{"fever_reported", true}},
	{"smell", []any{"discharge", "foul"}},
	{"faint", []any{"faint", true}},
	{"chest", []any{"chest_pain", true}},
	{"leg", []any{"calf_swelling", true}},
	{"head", []any{"headache_sudden_severe", true}},
	{"numb", []any{"saddle_numbness", true}},
	{"harm", []any{"self_harm_thoughts", true}},
	{"wrong", []any{"something_seriously_wrong", true}},
}

// Signs are the red flags that are asked each time, in the order of the page. They are only ever added.
func Signs() []string {
	ids := make([]string, len(list))
	for i, s := range list {
		ids[i] = s.id
	}
	return ids
}
