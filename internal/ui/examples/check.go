package examples

import (
	"fmt"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
)

func helpCards() (emergency, urgent, soon []string) { return signs.Cards() }

func step(id string, change func(*ui.CheckStep)) ui.CheckStep {
	d := ui.CheckStep{
		Frame: frame("check.title", "check", ui.KeptVisit), Title: say("check." + id), SoFar: `{"now":{"id":"now"}}`, Back: id != "now",
	}
	if words.Has("check." + id + ".why") {
		d.Why = say("check." + id + ".why")
	}
	change(&d)
	return d
}

func checkRows(ids ...string) []ui.CheckRow {
	out := make([]ui.CheckRow, len(ids))
	for i, id := range ids {
		id, picture, _ := strings.Cut(id, "/")
		out[i] = ui.CheckRow{Value: id, Label: say("sign." + id), Picture: picture}
		if words.Has("sign." + id + ".hint") {
			out[i].Hint = say("sign." + id + ".hint")
		}
	}
	return out
}

func ticks(group string, ids ...string) ui.CheckList {
	return ui.CheckList{Name: group, Legend: say("group." + group), Hint: say("check.tick"), Rows: checkRows(ids...)}
}

var listButtons = []ui.CheckButton{
	{Value: "none", Label: say("check.none")}, {Value: "some", Label: say("check.ticked"), Quiet: true}, {Value: "unsure", Label: say("check.unsure"), Quiet: true},
}

// answers are the buttons of a screen, "value/picture".
func answers(screen string, ids ...string) []ui.CheckButton {
	out := make([]ui.CheckButton, len(ids))
	for i, id := range ids {
		id, picture, _ := strings.Cut(id, "/")
		key := "check." + screen + "." + id
		if !words.Has(key) {
			key = "check.any." + id
		}
		if id == "unsure" {
			key = "check.unsure"
		}
		out[i] = ui.CheckButton{Value: id, Label: say(key), Picture: picture, Quiet: id == "unsure"}
		if words.Has(key + ".hint") {
			out[i].Hint = say(key + ".hint")
		}
	}
	return out
}

// gb are the lines of one country, as the app shows them.
func gb(lines []content.Line) []ui.Call {
	var calls []ui.Call
	for _, l := range lines {
		if l.Number != "" {
			calls = append(calls, ui.Call{Name: l.Name, Number: l.Number, Tel: l.Tel, Note: l.Hours})
		}
	}
	return calls
}

func directory() content.Country {
	c, ok := content.CountryByCode("GB")
	if !ok {
		panic("examples: the directory has no GB")
	}
	return c
}

func now(d *ui.CheckStep) {
	d.Lists = []ui.CheckList{ticks("now", "faint", "breathless", "chest_pain", "confusion", "onset_sudden", "flood", "mottled_skin", "seizure", "impending_doom")}
	d.Buttons, d.Emergency = listButtons, gb(directory().Emergency[:1])
	d.Crisis, d.Lead = gb(directory().Crisis[:1]), say("check.crisis")
	d.Other = ui.CheckButton{Value: "other", Label: say("check.other")}
}

func amount(d *ui.CheckStep) {
	d.Buttons = answers("amount", "none/pad-none", "spots/pad-spots", "light/pad-some", "half/pad-half", "one/pad-full", "two/pad-full-2", "more/pad-more", "unsure")
}

func pain(d *ui.CheckStep) {
	d.First = []ui.CheckButton{{Value: "0", Label: say("check.pain.0")}}
	d.Lists = []ui.CheckList{ticks("where", "lower_abdomen", "lower_abdomen_left", "lower_back", "shoulder_tip_pain"), ticks("how", "analgesia_ineffective", "pain_worse", "abdomen_rigid")}
	d.Scale = say("check.pain.score")
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		d.Buttons = append(d.Buttons, ui.CheckButton{Value: n, Label: n})
	}
	d.Buttons = append(d.Buttons, ui.CheckButton{Value: "unsure", Label: say("check.unsure"), Quiet: true})
}

func feel(d *ui.CheckStep) {
	d.Temp, d.Buttons = true, listButtons
	d.Lists = []ui.CheckList{ticks("fever", "hot", "rigors", "foul"), ticks("body", "dizzy", "pale", "very_thirsty")}
}

func host() *ui.CheckHost {
	return &ui.CheckHost{
		Lead:   say("check.local", "host", "A made-up clinic"),
		Source: say("check.local.source", "source", "A made-up guideline, 2026", "date", "20 November 2026"),
		Lines:  []string{say("check.local.line", "what", "Fever from", "local", "37.8 C", "standard", "38 C")},
	}
}

func check() []Example {
	show := func(name, id string, changes ...func(*ui.CheckStep)) Example {
		return Example{"check/" + name, ui.Check(step(id, func(d *ui.CheckStep) {
			for _, change := range changes {
				change(d)
			}
		}))}
	}
	wrong := func(form ui.Form, field, key string, pairs ...string) func(*ui.CheckStep) {
		return func(d *ui.CheckStep) { d.Form = with(form, field, key, pairs...) }
	}
	return []Example{
		show("now", "now", now),
		show("now, with a problem", "now", now, wrong(typed(), "now", "problem.tick")),
		show("now, for somebody else, at a stricter host", "now", now, func(d *ui.CheckStep) {
			d.Notes, d.Host = []string{say("check.other.on"), say("check.local.broken")}, host()
			d.Other = ui.CheckButton{Value: "self", Label: say("check.self")}
		}),
		show("one by one", "one-by-one", func(d *ui.CheckStep) {
			for _, key := range []string{"faint", "breathless", "chest_pain", "flood"} {
				d.Rows = append(d.Rows, ui.Question{Name: key, Legend: say("sign." + key), Options: []ui.Option{{Value: "no", Label: say("check.any.no")}, {Value: "yes", Label: say("check.any.yes")}, {Value: "unsure", Label: say("check.unsure")}}})
			}
			d.Form = with(typed("faint", "no"), "breathless", "problem.answer", "what", say("sign.breathless"))
			d.Buttons = []ui.CheckButton{{Value: "some", Label: say("continue")}}
		}),
		show("safety", "safety", func(d *ui.CheckStep) { d.Buttons = answers("safety", "no", "yes", "unsure") }),
		show("safe", "safe", func(d *ui.CheckStep) {
			d.Lists = []ui.CheckList{ticks("harm", "self_harm_act", "plan", "means_access", "goodbye_letters")}
			d.Buttons, d.Crisis, d.Lead = answers("safe", "yes", "no", "unsure"), gb(directory().Crisis), say("result.crisis")
		}),
		show("amount", "amount", amount),
		show("amount, with a problem", "amount", amount, wrong(typed(), "answers", "problem.choose")),
		show("more, with what is known so far", "more", func(d *ui.CheckStep) {
			d.Sizes, d.Buttons, d.AtLeast = true, listButtons, say("check.at-least.urgent")
			d.Lists = []ui.CheckList{ticks("clots", "clot_one/walnut", "clot_two/walnuts", "clot_large/egg"), ticks("change", "increasing", "restarted", "heavier")}
		}),
		show("pain", "pain", pain, func(d *ui.CheckStep) { d.Form = typed("where", "lower_back") }),
		show("feel", "feel", feel),
		show("feel, with a problem", "feel", feel, wrong(typed("temperature", "37 F", "fever", "hot"), "temperature", "problem.temperature.celsius", "n", "37")),
		show("scan", "scan", func(d *ui.CheckStep) { d.Buttons = answers("scan", "yes", "no", "unsure") }),
		show("story, told before", "story", func(d *ui.CheckStep) {
			d.Told = []string{say("check.told.weeks", "n", "9"), say("check.told.days", "n", "4"), say("check.told.management.medical")}
			d.Lists = []ui.CheckList{ticks("told", "told-wrong"), ticks("loss", "awaiting_miscarriage", "hcg"), ticks("you", "anticoagulant", "far_from_help")}
			d.Buttons = listButtons
		}),
	}
}

// reports lead to each of the five levels, by the rules themselves.
var reports = []struct{ name, report string }{
	{"emergency", `{"bleeding_pads_per_hour":2,"bleeding_hours":2,"faint":true,"chest_pain":true}`},
	{"urgent", `{"temperature_c":38.4,"discharge":"foul"}`},
	{"soon", ``},
	{"selfcare", ``},
	{"incomplete", `{"pain_score_0_10":2}`},
}

func results() []Example {
	var out []Example
	for _, r := range reports {
		out = append(out, Example{"result/" + r.name, ui.Result(result(r.name, r.report))})
	}
	crisis := result("urgent", `{"self_harm_thoughts":true,"feels_safe":true}`)
	crisis.Crisis, crisis.CrisisLead = gb(directory().Crisis), say("result.crisis")
	afraid := result("urgent", `{"afraid_of_partner":true}`)
	for i := range afraid.Reasons {
		afraid.Reasons[i].Private = true
	}
	afraid.Private = true
	locked := result("soon", "")
	locked.Locked, locked.Host, locked.Reasons[0].Local = true, host(), say("result.local", "host", "A made-up clinic")
	sheet := ui.CheckSheet{
		Frame: frame("doctor.title", "check", ui.KeptVisit), When: "02:05, 4 March 2026", SoFar: "{}", Lead: []string{say("doctor.lead"), say("doctor.other")},
		Level: say("doctor.level.urgent"), Reasons: locked.Reasons,
		Answers: []ui.Fact{{Name: say("check.amount"), Value: say("check.amount.one")}, {Name: say("doctor.temperature"), Value: "37.2 °C"}},
		Denied:  []string{say("doctor.no", "what", say("sign.faint")+"; "+say("sign.breathless"))},
	}
	sheet.Plain = true
	afraid.Quietly = gb(directory().Abuse)
	return append(out, Example{"result/with crisis lines", ui.Result(crisis)}, Example{"result/afraid of a person", ui.Result(afraid)},
		Example{"result/locked, at a stricter host", ui.Result(locked)}, Example{"result/for a doctor", ui.ShowCheck(sheet)})
}

// result shows a level. Its reasons are those that the rules give for the report; a mild level that has none shows
// made-up ones.
func result(level, report string) ui.CheckResult {
	emergency, urgent, _ := signs.Cards()
	d := ui.CheckResult{
		Frame: frame("check.title", "check", ui.KeptVisit), SoFar: "{}", ID: "00000000000000000000000000000000", Level: level, Title: say("result."+level, "number", "999"),
		Do: []string{say("result."+level+".do", "number", "999")}, Watch: emergency, WatchToday: urgent, When: "02:05, 4 March 2026",
	}
	if report != "" {
		r, err := signs.Parse([]byte(report))
		if err != nil {
			panic(fmt.Sprintf("examples: report %s: %v", report, err))
		}
		answer := signs.Check(r)
		for _, reason := range answer.Reasons {
			d.Reasons = append(d.Reasons, ui.CheckReason{Because: reason.Because, Source: reason.Source, Reviewed: reason.Reviewed})
		}
		if level == "incomplete" {
			for _, key := range answer.Ask {
				d.Unanswered = append(d.Unanswered, say("ask."+key))
			}
		}
	}
	if len(d.Reasons) == 0 && level != "incomplete" {
		d.Reasons = []ui.CheckReason{{Because: "A made-up reason, so that one can be looked at.", Source: "A made-up source, 2026, page 4", Reviewed: "2026-11-20"}}
	}
	switch level {
	case "emergency":
		d.Calls = gb(directory().Emergency)
	case "urgent", "incomplete":
		d.Calls = append(gb(directory().Advice), gb(directory().Emergency[:1])...)
	}
	if level != "emergency" {
		d.Again = say("again.hour")
	}
	return d
}
