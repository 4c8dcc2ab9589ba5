package check

import (
	"slices"
	"strings"

	"snowdrop/internal/app/check/asking"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// fearRule is the rule about being afraid of, or hurt by, a person: it has lines of its own. What else may rest on fear,
// the reasons say themselves.
const fearRule = "P9"

// showResult says what to do now. It asks nothing and keeps nothing. problem is a sentence about keeping that did not work.
func showResult(x *screen.Exchange, status int, w *asking.Walk, problem string) {
	result := w.Check(x.Table())
	level, help := result.Level.String(), x.HelpLines()
	number := help.Emergency[0].Number
	emergency, urgent, _ := x.Table().Cards()
	d := ui.CheckResult{
		Frame: x.Frame("place.check", "check"), SoFar: w.Encode(), Level: level, Title: x.Say("result."+level, "number", number),
		Do:    []string{say(x, w, "result."+level+".do", "number", number)},
		Watch: inLanguage(x, emergency), WatchToday: inLanguage(x, urgent), When: x.Date("now", x.Now()),
		ID: formID(x), Private: afraid(w), Locked: !x.CanKeep(), Host: host(x), Notes: notes(x, w), Problem: problem,
		Open: open(w, result),
	}
	switch result.Level {
	case signs.Emergency:
		d.Calls = x.Calls(help.Emergency)
	case signs.Urgent, signs.Incomplete:
		d.Calls = append(x.Calls(help.Advice), x.Calls(help.Emergency[:1])...)
	}
	if aboutSafety(result) {
		d.Crisis, d.CrisisLead, d.Safety = x.Calls(help.Crisis), say(x, w, "result.crisis"), leadsToSafety(result)
	}
	d.Reasons = reasons(x, result)
	if d.Private {
		d.Quietly = x.Calls(help.Abuse)
	}
	if result.Level != signs.Emergency {
		for _, key := range result.Ask {
			d.Unanswered = append(d.Unanswered, say(x, w, "ask."+key))
		}
		d.Again = again(x, w)
	}
	x.Show(status, ui.Result(d))
}

// inLanguage puts the lines of the cards into the language of the person.
func inLanguage(x *screen.Exchange, lines []string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = x.InLanguage(line)
	}
	return out
}

// formID names what keeping will make: the same when the page is shown again.
func formID(x *screen.Exchange) string {
	if id, err := record.ParseID(x.R.PostForm.Get("id")); err == nil {
		return id.String()
	}
	return record.NewID().String()
}

func afraid(w *asking.Walk) bool {
	r := w.Report()
	return slices.ContainsFunc(signs.FearKeys(), func(key string) bool { return r[key] == true })
}

// reasons are the rules that fired, in words for the person.
func reasons(x *screen.Exchange, result signs.Answer) []ui.CheckReason {
	var out []ui.CheckReason
	local, _ := x.Table().Local()
	for _, r := range result.Reasons {
		if result.Level == signs.Emergency && r.Level != signs.Emergency {
			continue // "be seen today" beside "call now" would only hold somebody up
		}
		reason := ui.CheckReason{Because: x.InLanguage(r.Because), Source: x.Cited(r.Source), Reviewed: x.WrittenDay(r.Reviewed), Private: r.Private}
		if r.Local {
			reason.Local = x.Say("result.local", "host", local.Host)
		}
		out = append(out, reason)
	}
	return out
}

// aboutSafety reports whether a rule of mind and safety fired, other than the one with lines of its own. One that rests on
// fear together with something else counts: the lines tell nothing of fear, and nobody must miss them.
func aboutSafety(result signs.Answer) bool {
	return slices.ContainsFunc(result.Reasons, func(r signs.Reason) bool {
		return strings.HasPrefix(r.Rule, "P") && r.Rule != fearRule
	})
}

// leadsToSafety says of thoughts of dying or of harming somebody, and of a mind in danger, that there is a page for them.
func leadsToSafety(result signs.Answer) bool {
	return slices.ContainsFunc(result.Reasons, func(r signs.Reason) bool { return slices.Contains([]string{"P1", "P2", "P3", "P4"}, r.Rule) })
}

// again says when to look once more. It is offered, never called out later.
func again(x *screen.Exchange, w *asking.Walk) string {
	r, when := w.Report(), "day"
	if r["temperature_c"] != nil || r["temperature_f_reported"] != nil {
		when = "four"
	}
	if pads, ok := r["bleeding_pads_per_hour"].(float64); ok && pads > 0 {
		when = "hour"
	}
	return say(x, w, "again."+when)
}
