package examples

import "snowdrop/internal/ui"

const planned = "/remember/plan/" + id

// ceremonies are the plan of a small ceremony, its paper, a candle, and days of one's own.
func ceremonies() []Example {
	fire := ui.OrderCare{ID: "fire", Title: "With a candle", More: "/read/ceremony-fire", Lines: []string{"Never leave a burning candle alone.", "Keep it more than a metre (4 feet) from curtains, bedding and paper."}}
	plan := ui.CeremonyPage{
		Frame: frame("plan.title", "remember", ui.KeptDevice), Notice: say("done.plan.made"), Title: "For Rowan, under the apple tree", Own: true, Action: planned, Over: "x",
		Facts: []ui.Fact{{Name: say("plan.fact.when"), Value: "On Sunday, when it gets dark"}, {Name: say("plan.fact.where"), Value: say("plan.where.in")}, {Name: say("plan.fact.who"), Value: say("plan.who.two")}, {Name: say("plan.fact.minutes"), Value: say("plan.minutes.20")}},
		Parts: []ui.OrderPart{
			{ID: "arrive", Title: "Arrive", How: "Stand or sit. Take three slow breaths. Nobody has to speak.", First: true},
			{ID: "letter", Title: "A letter", How: "Read a letter aloud, or without a sound.", Words: longText},
			{ID: "light-candle", Title: "Light a candle", How: "Light it, and look at it for as long as you like.", Words: "James strikes the match.", Care: []string{"With a candle"}},
			{ID: "own", Title: say("plan.own.title"), Own: true, Words: "We hum the song from the car."},
			{ID: "warm", Title: "Something warm", How: "Tea, soup or bread.", Last: true},
		},
		Care: []ui.OrderCare{fire}, Add: []ui.OrderGroup{{Heading: say("plan.sort.w"), Parts: []ui.Option{{Value: "silence", Label: "A silence", Hint: "Be quiet together, or alone."}, {Value: "reading", Label: "A reading", Hint: "A poem, a page or a verse that you like."}}}},
		OwnCare: ui.Question{Name: "care", Legend: say("plan.own.care"), Hint: say("plan.own.care.hint"), Many: true, Options: options("plan.own.care.", "fire", "water", "sky", "ground")},
		Ways:    []ui.Choice{{Address: planned + "/paper", Label: say("plan.paper.go")}, {Address: planned + "/edit", Label: say("plan.change")}}, Delete: "/journal/" + id + "/delete",
	}
	wrong := plan
	wrong.Notice, wrong.Form, wrong.Parts, wrong.Care = "", with(typed("care", "fire"), "words", "problem.plan.words"), nil, nil
	wrong.Title, wrong.Own = say("plan.untitled"), false
	paper := plan
	paper.Frame.Plain = true
	begin := ui.AskedPage{
		Frame: frame("plan.title", "remember", ui.KeptDevice), Title: say("plan.title"), Sentences: []string{say("plan.lead")}, Action: "/remember/plan", Go: say("plan.go"),
		Questions: []ui.Question{
			{Name: "where", Legend: say("plan.where"), Options: options("plan.where.", "in", "out", "ward")}, {Name: "who", Legend: say("plan.who"), Options: options("plan.who.", "alone", "two", "family", "others")},
			{Name: "minutes", Legend: say("plan.minutes"), Options: options("plan.minutes.", "10", "20", "40")},
		},
		Ways: []ui.Choice{{Address: planned, Label: "For Rowan", Line: "20 November 2026, 15:05"}, {Address: "/read/ceremony", Label: say("plan.read"), Line: say("plan.read.line")}},
	}
	return append([]Example{
		{"ceremony", ui.Asked(begin)}, {"ceremony/plan", ui.Ceremony(plan)}, {"ceremony/plan, with a problem", ui.Ceremony(wrong)},
		{"ceremony/paper", ui.Order(ui.OrderPage{CeremonyPage: paper, File: planned + "/order.md", Back: planned})},
	}, append(candles(), ownDays()...)...)
}

func candles() []Example {
	const path = "/remember/light/with/x"
	dark := ui.LightPage{
		Frame: frame("light.title", "remember", ui.KeptDevice), Title: say("light.title"), Sentences: []string{say("light.lead")},
		Go: ui.Choice{Address: "/remember/light/lit", Label: say("light.light")}, Ways: []ui.Choice{{Address: path, Label: say("light.with", "name", "James")}},
	}
	lit := dark
	lit.Lit, lit.Sentences, lit.Go = true, []string{say("light.stay")}, ui.Choice{Address: "/remember/light", Label: say("light.out")}
	lit.Parts = []ui.UsPart{{ID: "more", Heading: say("light.more"), Write: &ui.UsWrite{
		Action: "/remember/light/lit", ID: "x", Label: say("light.words"), Hint: say("light.words.hint"), Go: say("light.go"),
		Questions: []ui.Question{{Name: "for", Legend: say("light.for"), Many: true, Options: []ui.Option{{Value: "keep", Label: say("light.for.keep")}, {Value: "x", Label: say("light.for.with", "name", "James"), Hint: say("light.for.with.hint")}}}},
	}}}
	wrong := lit
	wrong.Form = with(typed("text", "For you."), "for", "problem.light.for")
	both := dark
	both.Lit, both.Title, both.Go, both.Sentences, both.Notice = true, say("light.with.title"), ui.Choice{}, []string{say("light.with.lead")}, say("done.light.lit")
	both.Parts = []ui.UsPart{
		{ID: "c0", Sentences: []string{say("light.with.mine", "day", "20 November 2026")}, Press: []ui.UsPress{{Action: path + "/back", Name: "candle", Plain: true, Options: []ui.Option{{Value: "y", Label: say("light.with.back")}}}}},
		{ID: "c1", Sentences: []string{say("light.with.theirs", "name", "James", "day", "20 November 2026")}, Said: []ui.UsSaid{{Who: "James", Words: "For you.\nAnd for us.", Own: true}}},
		{ID: "light", Heading: say("light.with.go"), Sentences: []string{say("light.for.with.hint")}, Write: &ui.UsWrite{Action: path, ID: "x", Label: say("light.words"), Hint: say("light.words.hint"), Go: say("light.light")}},
	}
	return []Example{{"light", ui.Light(dark)}, {"light/lit", ui.Light(lit)}, {"light/lit, with a problem", ui.Light(wrong)}, {"light/both", ui.Light(both)}}
}

func ownDays() []Example {
	list := ui.UsPage{
		Frame: frame("days.title", "remember", ui.KeptDevice), Title: say("days.title"), Sentences: []string{say("days.lead"), say("days.never")},
		Parts: []ui.UsPart{{ID: "days", Ways: []ui.Choice{
			{Address: "/remember/days/" + id + "/edit", Label: "Rowan’s day", Line: say("days.line", "day", "14 March, every year", "mode", say("days.mode.keep"))},
			{Address: "/remember/days/" + id + "/edit", Label: say("days.sort.october"), Line: say("days.line", "day", "15 October, every year", "mode", say("days.mode.silence"))},
		}}},
		Ways: []ui.Choice{{Address: "/remember/days/new", Label: say("days.new")}, {Address: "/read/ceremony-days", Label: say("days.read"), Line: say("days.read.line")}},
	}
	modes := options("days.mode.", "keep", "soften", "silence")
	for i, m := range modes {
		modes[i].Hint = say("days.mode." + m.Value + ".hint")
	}
	form := ui.DayFormPage{
		Frame: frame("days.title", "remember", ui.KeptDevice), Title: say("days.new"), Action: "/remember/days/new", Draft: "remember/days/new", ID: "x", Form: typed("every", "yes"),
		Sort:  ui.Question{Name: "sort", Legend: say("days.sort"), Options: options("days.sort.", "due", "loss", "october", "own")},
		Every: ui.Question{Name: "every", Legend: say("days.every"), Hint: say("days.leap"), Options: options("days.every.", "yes", "no")},
		Mode:  ui.Question{Name: "mode", Legend: say("days.mode"), Options: modes},
	}
	wrong := form
	wrong.Form = with(typed("sort", "own", "on", "2026-11-01", "every", "no"), "on", "problem.day.past")
	change := form
	change.Title, change.Form, change.File, change.Delete, change.Over, change.Found = say("days.edit"), typed("sort", "due", "on", "2027-03-14", "every", "yes", "mode", "soften", "words", "You are not forgotten."), "/remember/days/"+id+"/reminder.ics", "/journal/"+id+"/delete", "y", true
	tender := func(c *ui.TodayCard) ui.TodayPage {
		return ui.TodayPage{Frame: frame("today.title", "today", ui.KeptDevice), Date: "Sunday 14 March", Card: c, First: ways("/checkin", "way.checkin", "/calm", "way.calm"), Ways: ways("/journal/new", "way.write", "/check", "way.check")}
	}
	kept := &ui.TodayCard{Title: "Rowan’s day", Own: true, Words: []string{"You are not forgotten."}, Action: "/remember/days/away", Ways: []ui.Choice{
		{Address: "/remember/light", Label: say("days.card.candle")}, {Address: "/heart/letters", Label: say("days.card.letter")}, {Address: "/remember/plan", Label: say("days.card.plan")}, {Address: "/together/people", Label: say("days.card.someone")},
	}}
	soft := &ui.TodayCard{Title: say("days.card.soften"), Lines: []string{say("days.card.soften.line")}, Action: "/remember/days/away", Ways: []ui.Choice{{Address: "/calm/breathing", Label: "Slow breathing"}}}
	return []Example{
		{"days", ui.Us(list)}, {"days/new", ui.DayForm(form)}, {"days/new, with a problem", ui.DayForm(wrong)}, {"days/change", ui.DayForm(change)},
		{"today, on a day to keep", ui.Today(tender(kept))}, {"today, on a soft day", ui.Today(tender(soft))},
	}
}
