package check

import (
	"encoding/json"
	"net/http"
	"strings"

	"snowdrop/internal/app/check/asking"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// leaving is what of a check leaves the screen that showed its answer. Without the tick nothing in it comes from fear of a
// person, and nothing tells that something was left out.
type leaving struct {
	walk    *asking.Walk
	report  asking.Report
	result  signs.Answer
	private bool // what comes from fear of a person is in it
	open    bool // it ended with questions that could make the answer more urgent
}

// finished is a walk that has its answer, and what of it may leave the screen.
func finished(x *screen.Exchange) (w *asking.Walk, l leaving, ok bool) {
	w, ok = walkOf(x)
	if !ok {
		return
	}
	if !w.Over() {
		x.Plain(http.StatusBadRequest, "wrong.title", "check.again")
		return w, l, false
	}
	if x.R.PostForm.Get("private") != "" {
		l = leaving{walk: w, report: w.Report(), result: w.Check(x.Table()), private: afraid(w)}
	} else {
		l.walk = w.Quiet(x.Table())
		l.report, l.result = l.walk.QuietCheck(x.Table())
	}
	l.open = open(l.walk, l.result)
	return w, l, true
}

// open says whether questions are left that could make the answer more urgent.
func open(w *asking.Walk, result signs.Answer) bool {
	return result.Level != signs.Emergency && (w.Unfinished() || len(result.Ask) > 0)
}

// keep keeps a check as an entry, because the person asked for it.
func keep(x *screen.Exchange) {
	w, l, ok := finished(x)
	switch {
	case !ok:
		return
	case !x.CanKeep():
		showResult(x, http.StatusConflict, w, x.Say("result.keep.locked"))
		return
	}
	report, err := json.Marshal(l.report)
	if err != nil {
		panic("check: a report always encodes: " + err.Error())
	}
	c := journal.Check{Level: l.result.Level.String(), Open: l.open, Report: report, Country: x.Country(), Private: l.private}
	for _, reason := range l.result.Reasons {
		c.Reasons = append(c.Reasons, journal.CheckReason{
			Rule: reason.Rule, Level: reason.Level.String(), Because: reason.Because, Source: reason.Source, Reviewed: reason.Reviewed,
		})
	}
	body, err := c.Encode()
	if err == nil {
		id, failed := x.Keep(journal.KindCheck, x.Now(), body)
		if err = failed; err == nil {
			x.To("/journal/" + id.String() + "?done=" + x.DoneKept())
			return
		}
	}
	problem, status := x.Refused("keep", err)
	showResult(x, status, w, problem.Sentence)
}

// sheet is a plain page to print or to hold out. Nothing is kept of it.
func sheet(x *screen.Exchange) {
	_, l, ok := finished(x)
	if !ok {
		return
	}
	d := ui.CheckSheet{
		Frame: x.Frame("doctor.title", "check"), SoFar: l.walk.Encode(), When: x.Date("now", x.Now()),
		Level: x.Say("doctor.level." + l.result.Level.String()), Lead: []string{x.Say("doctor.lead")},
	}
	d.Plain = true // the title stands on the print
	if l.walk.Other {
		d.Lead = append(d.Lead, x.Say("doctor.other"))
	}
	if l.open {
		d.Lead = append(d.Lead, x.Say("doctor.open"))
	}
	for _, reason := range reasons(x, l.result) {
		reason.Private = false // it is here because the person ticked it
		d.Reasons = append(d.Reasons, reason)
	}
	d.Answers, d.Denied = answers(x, l.walk, l.report)
	x.Show(http.StatusOK, ui.ShowCheck(d))
}

// answers are what was said, in the words of the screens, and what was said no to.
func answers(x *screen.Exchange, w *asking.Walk, r asking.Report) (facts []ui.Fact, denied []string) {
	weeks, days := true, true
	for _, line := range asking.Said(r) {
		var parts []string
		if line.Button != "" {
			parts = append(parts, buttonWords(x, w, line.Screen, line.Button))
			weeks, days = weeks && line.Screen != "weeks", days && line.Screen != "when"
		}
		for _, id := range line.Signs {
			parts = append(parts, say(x, w, "sign."+id))
		}
		if parts != nil {
			facts = append(facts, ui.Fact{Name: say(x, w, "check."+line.Screen), Value: strings.Join(parts, "; ")})
		}
		var no []string
		for _, id := range line.Denied {
			no = append(no, x.Say("sign."+id))
		}
		if no != nil {
			denied = append(denied, x.Say("doctor.no", "what", strings.Join(no, "; ")))
		}
	}
	number := func(key, name, unit string) {
		if n, ok := r[key].(float64); ok {
			facts = append(facts, ui.Fact{Name: x.Say(name), Value: x.Decimal(n) + unit})
		}
	}
	number("temperature_c", "doctor.temperature", " °C")
	number("temperature_f_reported", "doctor.temperature", " °F")
	if n, _ := r["gestation_weeks"].(float64); weeks && n != 14 && n != 13.9 {
		number("gestation_weeks", "doctor.weeks", "")
	}
	if days {
		number("days_since_loss", "doctor.days", "")
	}
	return facts, denied
}

func buttonWords(x *screen.Exchange, w *asking.Walk, screenID, id string) string {
	for _, key := range []string{"check." + screenID + "." + id, "check.any." + id} {
		if x.Words.Has(key) {
			return say(x, w, key)
		}
	}
	if id == asking.Unsure {
		return x.Say("check.unsure")
	}
	return id
}

// kind tells the journal, the timeline, search and the export about a check that was kept.
func kind() screen.Kind {
	return screen.Kind{
		ID: journal.KindCheck, Name: "kind.check", File: "check",
		Line: func(x *screen.Exchange, body []byte) string {
			c, err := journal.DecodeCheck(body)
			if err != nil {
				return ""
			}
			return x.Say("check.line", "level", levelWords(x, c.Level))
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			c, err := journal.DecodeCheck(body)
			if err != nil {
				return nil, "", err
			}
			facts := []ui.Fact{{Name: x.Say("check.fact.level"), Value: levelWords(x, c.Level)}}
			if c.Open {
				facts = append(facts, ui.Fact{Name: x.Say("check.fact.open"), Value: x.Say("doctor.open")})
			}
			for _, r := range c.Reasons {
				facts = append(facts, why(x, r))
			}
			said, denied := asking.Report{}, []string{}
			if json.Unmarshal(c.Report, &said) == nil {
				var more []ui.Fact
				more, denied = answers(x, &asking.Walk{Other: said["reporter"] == "other"}, said)
				facts = append(facts, more...)
			}
			return facts, strings.Join(denied, "\n"), nil
		},
		Copy: copyParts,
		Words: func(body []byte) string {
			c, _ := journal.DecodeCheck(body)
			words := make([]string, len(c.Reasons))
			for i, r := range c.Reasons {
				words[i] = r.Because
			}
			return strings.Join(words, " ")
		},
	}
}

func why(x *screen.Exchange, r journal.CheckReason) ui.Fact {
	return ui.Fact{Name: x.Say("check.fact.why"), Value: x.InLanguage(r.Because) + " " + x.Say("result.source", "source", x.Cited(r.Source), "date", x.WrittenDay(r.Reviewed))}
}

// levelWords names a level. One that a newer Snowdrop wrote stands as it is.
func levelWords(x *screen.Exchange, level string) string {
	if key := "doctor.level." + level; x.Words.Has(key) {
		return x.Say(key)
	}
	return level
}
