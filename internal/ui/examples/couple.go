package examples

import "snowdrop/internal/ui"

const us = "/together/us/" + id

func usPage(title string, change func(*ui.UsPage)) ui.UsPage {
	d := ui.UsPage{Frame: frame("place.together", "together", ui.KeptRelay), Title: title, Back: ui.Choice{Address: us, Label: say("us.back")}}
	change(&d)
	return d
}

func onePress(action, name, value, key string, plain bool) ui.UsPress {
	return ui.UsPress{Action: us + action, Name: name, Plain: plain, Options: []ui.Option{{Value: value, Label: say(key)}}}
}

// twos are the pages for two people.
func twos() []Example {
	needs := func(chosen string) ui.UsPress {
		return ui.UsPress{Action: us + "/need", Name: "need", Label: say("us.need"), Options: options("us.need.", "listen", "hug", "help", "quiet"), Chosen: chosen}
	}
	more := ui.UsPart{ID: "more", Heading: say("us.more"), Ways: []ui.Choice{
		{Address: us + "/questions", Label: say("us.questions")}, {Address: us + "/moments/us-twenty", Label: say("us.twenty")}, {Address: us + "/turns", Label: say("us.turns")},
		{Address: us + "/moments/us-tea", Label: "Tea, and no talking", Line: say("us.moments.maybe")},
	}}
	hub := usPage(say("us.title", "name", "James"), func(d *ui.UsPage) {
		d.Back = ui.Choice{}
		d.Parts = []ui.UsPart{
			{ID: "need", Heading: say("us.need"), Sentences: []string{say("us.need.line", "name", "James")}, Press: []ui.UsPress{needs("")}},
			{ID: "tonight", Press: []ui.UsPress{onePress("/tonight", "say", "yes", "us.tonight", false)}}, more,
		}
		d.Ways = []ui.Choice{{Address: us + "/rest", Label: say("us.rest"), Line: say("us.rest.line")}}
	})
	said := usPage(say("us.title", "name", "James"), func(d *ui.UsPage) {
		d.Notice, d.Back = say("done.us.tonight"), ui.Choice{}
		d.Parts = []ui.UsPart{
			{ID: "need", Heading: say("us.need"), Said: []ui.UsSaid{
				{Who: "James, who is called by a very long name", When: "Today, 19:02", Words: say("us.need.quiet")}, {Who: say("us.you"), When: "Today, 18:40", Words: say("us.need.hug")},
			}, Press: []ui.UsPress{needs("hug"), onePress("/need", "need", "", "us.need.back", true)}},
			{ID: "tonight", Said: []ui.UsSaid{{Who: "James", When: "Today, 19:05", Words: say("us.tonight.said")}}, Press: []ui.UsPress{onePress("/tonight", "say", "yes", "us.tonight", false)}},
			{ID: "before", Heading: say("us.before"), Ways: []ui.Choice{{Address: us + "/q/" + id, Label: "What do you need from me this week?", Line: say("us.before.question")}}}, more,
		}
	})
	return append([]Example{{"two", ui.Us(hub)}, {"two, with what each said", ui.Us(said)}}, twoPages()...)
}

func twoPages() []Example {
	const asked = "What do you need from me this week?"
	write := ui.UsPart{ID: "write", Write: &ui.UsWrite{Action: us + "/q/" + id, ID: "x", Draft: "together/us/" + id + "/q/" + id, Label: say("us.answer.label"), Hint: say("us.answer.hint"), Go: say("us.answer.go")}}
	off := ui.UsPart{ID: "off", Press: []ui.UsPress{onePress("/tonight", "say", "yes", "us.tonight", false), onePress("/off/"+id, "", "", "us.put.away", true)}}
	form := usPage(asked, func(d *ui.UsPage) {
		d.Sentences, d.Parts = []string{say("us.apart", "name", "James"), say("us.apart.back")}, []ui.UsPart{write, off}
	})
	wrong := form
	wrong.Form = with(typed("text", longText), "text", "problem.us.long")
	open := usPage(asked, func(d *ui.UsPage) {
		d.Parts = []ui.UsPart{{ID: "answer", Sentences: []string{say("us.state.open.line", "name", "James")}, Said: []ui.UsSaid{
			{Who: say("us.you"), Words: "Quiet evenings.\nNo visitors.", Own: true}, {Who: "James", Words: longText, Own: true},
		}, Press: []ui.UsPress{onePress("/back/"+id, "", "", "us.answer.takeback", true)}}, off}
	})
	turns := usPage(guide("us-turns").Title, func(d *ui.UsPage) {
		d.Guide, d.Timed = guide("us-turns"), 10
		d.Parts = []ui.UsPart{{ID: "turn", Heading: say("us.turn"), Sentences: []string{say("us.turn.mine", "name", "James")}, Press: []ui.UsPress{{
			Action: us + "/turns", Name: "turn", Label: say("us.turn"), Chosen: "me",
			Options: []ui.Option{{Value: "me", Label: say("us.turn.me")}, {Value: "you", Label: say("us.turn.you", "name", "James")}, {Value: "stop", Label: say("us.turn.stop")}},
		}}}}
	})
	ways := usPage(guide("us-ways").Title, func(d *ui.UsPage) {
		d.Guide, d.Form = guide("us-ways"), with(typed(), "ways", "problem.us.ways")
		d.Parts = []ui.UsPart{{ID: "now", Heading: say("us.ways.now"), Write: &ui.UsWrite{Action: us + "/ways", Go: say("us.ways.go", "name", "James"), Questions: []ui.Question{{
			Name: "ways", Legend: say("us.ways.ask"), Hint: say("us.ways.hint", "name", "James"), Many: true,
			Options: []ui.Option{{Value: "talk", Label: say("us.ways.talk")}, {Value: "cry", Label: say("us.ways.cry")}, {Value: "unsure", Label: say("us.ways.unsure")}},
		}}}}}
	})
	first := ui.AskedPage{
		Frame: frame("place.together", "together", ui.KeptRelay), Title: say("us.first.title"), Sentences: []string{say("us.first", "name", "James"), say("us.first.alone")},
		Points: []string{say("us.first.told", "name", "James"), say("us.first.any"), say("us.first.change")}, Action: us + "/first", Go: say("us.first.go"), Back: "/together",
		Questions: []ui.Question{{Name: "safe", Legend: say("us.safe", "name", "James"), Hint: say("us.safe.hint"), Options: []ui.Option{
			{Value: "yes", Label: say("us.safe.yes")}, {Value: "unsure", Label: say("us.safe.unsure")}, {Value: "no", Label: say("us.safe.no")},
		}}},
		Ways: []ui.Choice{{Address: "/read/us-arrive", Label: say("us.arrive"), Line: say("us.arrive.line")}},
	}
	closed := usPage(say("us.closed.title"), func(d *ui.UsPage) { d.Sentences, d.Back = []string{say("us.closed")}, ui.Choice{} })
	return []Example{
		{"two/asked alone", ui.Asked(first)}, {"two/nothing for now", ui.Us(closed)},
		{"two/question", ui.Us(form)}, {"two/question, with a problem", ui.Us(wrong)}, {"two/question, open", ui.Us(open)}, {"two/turns", ui.Us(turns)}, {"two/ways, with a problem", ui.Us(ways)},
	}
}
