package examples

import (
	"fmt"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
)

func helpCards() (emergency, urgent, soon []string) { return signs.Cards() }

func step(id string, change func(*ui.CheckStep)) ui.CheckStep {
	d := ui.CheckStep{
		Frame: frame("check.title", "check", ui.KeptVisit), Title: say("check." + id), Why: say("check." + id + ".why"),
		SoFar: `{"faint":false}`, Step: id,
	}
	change(&d)
	return d
}

func list(name, legendKey string, keys ...string) ui.Question {
	return ui.Question{Name: name, Legend: say(legendKey), Hint: say("check.tick"), Many: true, Options: options("sign.", keys...)}
}

func pick(name string, values ...string) ui.Question {
	return ui.Question{Name: name, Legend: say("check." + name), Options: options("check."+name+".", values...)}
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
	d.Questions = []ui.Question{list("now", "check.now.list", "faint", "breathless", "chest_pain", "confusion", "onset_sudden", "soaked_through_to_bedding", "mottled_skin", "seizure", "impending_doom")}
	d.None, d.Unsure, d.Emergency = say("check.none"), say("check.unsure"), gb(directory().Emergency[:1])
}

func bleeding(d *ui.CheckStep) {
	d.Questions = []ui.Question{pick("amount", "none", "spots", "light", "one", "more", "unsure"), pick("clots", "none", "small", "walnut", "two", "large", "unsure"), pick("trend", "easing", "steady", "increasing", "restarted", "stopped", "unsure")}
	d.Questions[0].Hint = say("check.amount.hint")
}

func fever(d *ui.CheckStep) {
	d.Temp = true
	d.Questions = []ui.Question{{Name: "fever", Legend: say("check.fever"), Options: []ui.Option{{Value: "no", Label: say("check.fever.no")}, {Value: "yes", Label: say("check.fever.yes")}, {Value: "unsure", Label: say("check.unsure")}}},
		pick("discharge", "normal", "unusual", "foul", "unsure"), list("ill", "check.ill", "rigors", "antipyretic_taken")}
}

func check() []Example {
	show := func(name, id string, changes ...func(*ui.CheckStep)) Example {
		return Example{"check/" + name, ui.Check(step(id, func(d *ui.CheckStep) {
			for _, change := range changes {
				change(d)
			}
		}))}
	}
	wrong := func(form ui.Form, field, key string) func(*ui.CheckStep) {
		return func(d *ui.CheckStep) { d.Form = with(form, field, key) }
	}
	return []Example{
		show("now", "now", now),
		show("now, with a problem", "now", now, wrong(typed(), "now", "problem.tick")),
		show("one by one", "one-by-one", func(d *ui.CheckStep) {
			for _, key := range []string{"faint", "breathless", "chest_pain", "soaked_through_to_bedding"} {
				d.Questions = append(d.Questions, ui.Question{Name: key, Legend: say("sign." + key), Options: []ui.Option{{Value: "no", Label: say("check.no")}, {Value: "yes", Label: say("check.yes")}, {Value: "unsure", Label: say("check.unsure")}}})
			}
			d.Form = with(typed("faint", "no"), "breathless", "problem.answer", "what", say("sign.breathless"))
		}),
		show("safety", "safety", func(d *ui.CheckStep) {
			d.None, d.Some, d.Unsure = say("check.no"), say("check.yes"), say("check.unsure.say")
		}),
		show("safe", "safe", func(d *ui.CheckStep) {
			d.Questions = []ui.Question{list("harm", "check.safe.list", "self_harm_act", "plan")}
			d.None, d.Some, d.Unsure, d.Emergency = say("check.safe.yes"), say("check.safe.no"), say("check.unsure"), gb(directory().Crisis)
		}),
		show("bleeding", "bleeding", bleeding),
		show("bleeding, with a problem", "bleeding", bleeding, wrong(typed("clots", "walnut", "trend", "steady"), "amount", "problem.choose")),
		show("hour, with what is known so far", "hour", func(d *ui.CheckStep) {
			d.None, d.Some, d.Unsure, d.AtLeast = say("check.hour.less"), say("check.hour.same"), say("check.unsure"), say("check.at-least.urgent")
		}),
		show("pain", "pain", func(d *ui.CheckStep) {
			score := scale("score", "check.score", "scale.none")
			score.Options = append(score.Options, ui.Option{Value: "unsure", Label: "?", Hint: say("check.unsure")})
			sites := ui.Question{Name: "site", Legend: say("check.site"), Hint: say("check.tick"), Many: true,
				Options: options("site.", "lower_abdomen", "lower_abdomen_left", "lower_abdomen_right", "upper_abdomen", "lower_back", "rectum", "head")}
			d.Questions = []ui.Question{score, sites, list("pain", "check.pain.list", "shoulder_tip_pain", "abdomen_rigid", "analgesia_ineffective", "pain_stops_talking_or_walking")}
			d.Form = typed("score", "5", "site", "lower_abdomen")
		}),
		show("infection", "infection", fever),
		show("infection, with problems", "infection", fever, func(d *ui.CheckStep) {
			d.Form = with(with(typed("temperature", "99", "unit", "C"), "temperature", "problem.temperature.range"), "discharge", "problem.choose")
		}),
		show("story", "story", func(d *ui.CheckStep) {
			d.Weeks, d.Skip = true, say("check.skip")
			d.Questions = []ui.Question{pick("management", "expectant", "medical", "surgical", "ectopic", "molar", "unknown"), pick("scan", "yes", "no", "unsure"), list("risk", "check.risk", "anticoagulant", "anaemia_known", "far_from_help", "alone_now")}
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
	afraid.Quietly = gb(directory().Abuse)
	return append(out, Example{"result/with crisis lines", ui.Result(crisis)}, Example{"result/afraid of a person", ui.Result(afraid)})
}

// result shows a level. Its reasons are those that the rules give for the report; a mild level that has none shows
// made-up ones.
func result(level, report string) ui.CheckResult {
	emergency, urgent, _ := signs.Cards()
	d := ui.CheckResult{
		Frame: frame("check.title", "check", ui.KeptVisit), Level: level, Title: say("result."+level, "number", "999"),
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
