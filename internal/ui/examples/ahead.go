package examples

import (
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

func aheadPage(title string, change func(*ui.AheadPage)) ui.AheadPage {
	d := ui.AheadPage{UsPage: ui.UsPage{Frame: frame("ahead.title", "remember", ui.KeptDevice), Title: title}, Up: ui.Choice{Address: "/ahead/look", Label: say("ahead.back")}}
	change(&d)
	return d
}

func aheadWay(address, key string) ui.Choice {
	return ui.Choice{Address: address, Label: say(key), Line: say(key + ".line")}
}

// wayAhead is a way as its page tells it, in one piece.
func wayAhead(option string) ui.TopicView {
	g := guide("ahead-" + option)
	return ui.TopicView{ID: option, Title: g.Title, First: g.Blocks[:1], More: []ui.TopicPart{{Heading: "What is known", Blocks: g.Blocks[2:3]}, {Heading: "What speaks for it", Blocks: g.Blocks[4:5]}}}
}

func made(d *ui.AheadPage) {
	d.Made = []string{say("ahead.made"), say("ahead.made.paid"), say("ahead.made.when")}
	d.Ways = append(d.Ways, ui.Choice{Address: "/ahead/read/ahead-made", Label: say("ahead.made.more")})
}

func aheadForm() *ui.AheadForm {
	ask := func(name, key, prefix string, many bool, values ...string) ui.Question {
		return ui.Question{Name: name, Legend: say(key), Words: true, Many: many, Options: options(prefix, values...)}
	}
	area := func(name string) ui.AheadArea { return ui.AheadArea{Name: name, Label: say("ahead." + name)} }
	return &ui.AheadForm{Action: "/ahead/mine/new", ID: id, Draft: "ahead/mine/new", Go: say("keep"), Parts: []ui.AheadPart{
		{Title: say("ahead.part.about"), Sentences: []string{say("ahead.part.about.lead")}, Areas: []ui.AheadArea{area("about")}},
		{Title: say("ahead.part.weigh"), Sentences: []string{say("ahead.part.weigh.lead")}, Questions: []ui.Question{
			ask("value-age", "ahead.value.age", "ahead.weight.", false, journal.DecisionWeights...), ask("value-fear", "ahead.value.fear", "ahead.weight.", false, journal.DecisionWeights...),
		}, Areas: []ui.AheadArea{{Name: "own", Label: say("ahead.own"), Line: true}}},
		{Title: say("ahead.part.lean"), Sentences: []string{say("ahead.part.lean.lead")}, Questions: []ui.Question{{Name: "lean", Legend: say("ahead.lean"), Options: options("ahead.way.", append(journal.DecisionOptions[2:], "unknown")...)}}, Areas: []ui.AheadArea{area("why")}},
		{Title: say("ahead.part.next"), Sentences: []string{say("ahead.part.next.lead")}, Questions: []ui.Question{ask("need", "ahead.need", "ahead.need.", true, journal.DecisionNeeds...)}, Areas: []ui.AheadArea{area("plan")}, Ways: []ui.Choice{aheadWay("/ahead/questions", "ahead.questions")}},
	}}
}

// lookingAhead are the pages of looking ahead.
func lookingAhead() []Example {
	away := ui.UsPart{ID: "away", Press: []ui.UsPress{{Action: "/ahead/away", Name: "do", Plain: true, Options: []ui.Option{{Value: "away", Label: say("ahead.away")}}}}}
	front := aheadPage(guide("ahead").Title, func(d *ui.AheadPage) {
		d.Guide, d.Up = guide("ahead"), ui.Choice{Address: "/", Label: say("ahead.leave")}
		d.Parts = []ui.UsPart{{ID: "in", Ways: []ui.Choice{aheadWay("/ahead/look", "ahead.in")}}, away}
	})
	look := aheadPage(say("ahead.title"), func(d *ui.AheadPage) {
		d.Sentences = []string{say("ahead.look"), say("ahead.look.any")}
		d.Parts = []ui.UsPart{
			{ID: "think", Ways: []ui.Choice{aheadWay("/ahead/ways", "ahead.ways"), aheadWay("/ahead/mine", "ahead.mine"), aheadWay("/ahead/first", "ahead.first"), aheadWay("/ahead/questions", "ahead.questions"), {Address: "/ahead/beside/" + id, Label: say("ahead.beside"), Line: say("ahead.beside.line", "name", "James")}}},
			{ID: "not", Heading: say("ahead.read.not"), Ways: []ui.Choice{{Address: "/ahead/read/ahead-end", Label: guide("ahead-end").Title}}},
			{ID: "try", Heading: say("ahead.read.try"), Ways: []ui.Choice{{Address: "/ahead/read/ahead-when", Label: guide("ahead-when").Title}}},
		}
	})
	ways := aheadPage(say("ahead.ways"), func(d *ui.AheadPage) {
		d.Sentences, d.Topics, d.Print, d.Origin = []string{say("ahead.ways.lead"), say("ahead.ways.order")}, []ui.TopicView{wayAhead("enough"), wayAhead("tests"), wayAhead("ready")}, true, guide("ahead-enough")
		made(d)
	})
	open := ways
	open.Whole = true
	first := aheadPage(guide("ahead-first").Title, func(d *ui.AheadPage) {
		d.Guide, d.Whole, d.Topics = guide("ahead-first"), true, []ui.TopicView{wayAhead("first-m")}
		d.Parts = []ui.UsPart{{ID: "found", Heading: say("ahead.first.found"), Sentences: []string{say("ahead.first.because")}}}
		d.Write = &ui.AheadForm{Action: "/ahead/first", Go: say("ahead.first.go"), Parts: []ui.AheadPart{{Title: say("ahead.first.ask"), Sentences: []string{say("ahead.first.unkept")}, Questions: []ui.Question{
			{Name: "told", Legend: say("ahead.told"), Hint: say("ahead.told.hint"), Many: true, Options: options("ahead.told.", journal.DecisionTold...)},
			{Name: "losses", Legend: say("ahead.losses"), Words: true, Options: options("ahead.losses.", journal.DecisionLosses...)},
		}}}}
	})
	form := aheadPage(say("ahead.mine"), func(d *ui.AheadPage) {
		d.Sentences, d.Write, d.Form = []string{say("ahead.mine.lead"), say("ahead.mine.own")}, aheadForm(), typed("value-age", "lot", "lean", "unknown", "need", "time")
		made(d)
	})
	wrong := form
	wrong.Form = with(typed("about", longText), "about", "problem.ahead.long")
	return append([]Example{
		{"ahead/the first page", ui.Ahead(front)}, {"ahead/look", ui.Ahead(look)}, {"ahead/ways", ui.Ahead(ways)}, {"ahead/ways, open", ui.Ahead(open)}, {"ahead/ask first", ui.Ahead(first)},
		{"ahead/what I think", ui.Ahead(form)}, {"ahead/what I think, with a problem", ui.Ahead(wrong)},
	}, lookingAside()...)
}

func lookingAside() []Example {
	told := aheadPage(say("ahead.mine"), func(d *ui.AheadPage) {
		d.Facts, d.Print = []ui.Fact{{Name: say("ahead.about"), Value: longText}, {Name: say("ahead.lean"), Value: say("ahead.way.unknown")}, {Name: say("ahead.value.fear"), Value: say("ahead.weight.lot")}}, true
		d.Ways = []ui.Choice{aheadWay("/ahead/mine/"+id+"/edit", "ahead.change")}
		made(d)
	})
	there := func(n, words string) ui.UsPart {
		return ui.UsPart{ID: "there-" + n, Said: []ui.UsSaid{{Words: words, Own: true}}, Press: []ui.UsPress{{Action: "/ahead/questions/off", Name: "text", Plain: true, Of: words, Options: []ui.Option{{Value: words, Label: say("ahead.asked.off")}}}}}
	}
	const dose = "Which dose of folic acid do I need, 400 micrograms or 5 mg?"
	asks := aheadPage(guide("ahead-ask").Title, func(d *ui.AheadPage) {
		d.Notice, d.Sentences = say("done.ahead.asked"), []string{say("ahead.questions.lead")}
		d.Parts = []ui.UsPart{
			there("0", dose), there("1", "Can we have carrier screening, and what would it change for us?"),
			{ID: "qa", Heading: "Folic acid", Press: []ui.UsPress{{Action: "/ahead/questions/f2", Name: "text", Options: []ui.Option{{Value: "x", Label: "For how long do I take folic acid before we try?"}}}}},
		}
	})
	asks.Parts[0].Heading, asks.Parts[1].Ways = say("ahead.asked"), []ui.Choice{aheadWay("/body/page", "ahead.page")}
	row := func(id, heading, mine, theirs string, own bool) ui.UsPart {
		return ui.UsPart{ID: "row-" + id, Heading: say(heading), Said: []ui.UsSaid{{Who: say("us.you"), Words: mine, Own: own}, {Who: "James, who is called by a very long name", Words: theirs, Own: own}}}
	}
	beside := aheadPage(say("ahead.beside"), func(d *ui.AheadPage) {
		d.Side, d.Print = true, true
		d.Sentences = []string{say("ahead.beside.is.open", "name", "James"), say("ahead.beside.noscore")}
		d.Parts = []ui.UsPart{
			row("lean", "ahead.lean", say("ahead.way.tests"), say("ahead.way.ready"), false), row("why", "ahead.why", longText, "I would like to.", true),
			row("value-fear", "ahead.value.fear", say("ahead.weight.lot"), say("ahead.beside.none"), false),
			{ID: "back", Press: []ui.UsPress{{Action: "/ahead/beside/" + id, Name: "do", Plain: true, Options: []ui.Option{{Value: "back", Label: say("ahead.beside.takeback", "name", "James")}}}}},
		}
	})
	tick := aheadPage(say("ahead.beside"), func(d *ui.AheadPage) {
		d.Sentences = []string{say("ahead.beside.lead", "name", "James"), say("ahead.beside.both", "name", "James"), say("ahead.beside.told", "name", "James")}
		d.Form = with(typed(), "part", "problem.ahead.part")
		d.Write = &ui.AheadForm{Action: "/ahead/beside/" + id, Go: say("ahead.beside.look"), Parts: []ui.AheadPart{{Title: say("ahead.beside.what"), Questions: []ui.Question{{
			Name: "part", Legend: say("ahead.beside.tick", "name", "James"), Hint: say("ahead.beside.tick.hint"), Many: true,
			Options: []ui.Option{{Value: "lean", Label: say("ahead.lean"), Hint: say("ahead.way.tests")}, {Value: "why", Label: say("ahead.why"), Hint: "Made up words."}},
		}}}}}
	})
	return []Example{{"ahead/what I think, kept", ui.Ahead(told)}, {"ahead/questions", ui.Ahead(asks)}, {"ahead/beside, to tick", ui.Ahead(tick)}, {"ahead/beside, open", ui.Ahead(beside)}}
}
