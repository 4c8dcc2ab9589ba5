package examples

import "snowdrop/internal/ui"

// remembers are the pages of Remember: the first one, names, things to keep, and the page to print.
func remembers() []Example {
	read := ways("/read/remember-ways", "remember.read.ways", "/read/remember-box", "remember.read.box", "/calm/marking", "remember.read.marking")
	ahead := ui.Choice{Address: "/ahead", Label: say("remember.ahead"), Line: say("remember.ahead.line")}
	hub := ui.RememberPage{
		Frame: frame("remember.title", "remember", ui.KeptDevice), Read: read, Ahead: ahead,
		Ways: ways("/remember/names", "remember.names", "/remember/keep", "remember.keep", "/heart/letters", "remember.letters", "/remember/plan", "remember.plan",
			"/remember/light", "remember.light", "/remember/days", "remember.days", "/remember/paper", "remember.paper"),
		RowsTitle: say("letter.before"), Rows: rows()[:1],
	}
	visit, hidden := hub, hub
	visit.Kept, visit.Rows, visit.Sentences = ui.KeptVisit, nil, []string{say("remember.visit")}
	hidden.Neutral, hidden.Rows, hidden.Notice = true, nil, say("done.hidden")
	locked := ui.RememberPage{Frame: frame("remember.title", "remember", ui.KeptLocked), Read: read, Ahead: ahead}

	list := func(title, lead, add string) ui.RememberListPage {
		return ui.RememberListPage{
			Frame: frame("remember.title", "remember", ui.KeptDevice), Title: say(title), Sentences: []string{say(lead)},
			Add: ui.Choice{Address: "/remember", Label: say(add)}, Back: ui.Choice{Address: "/remember", Label: say("remember.title")}, Here: "/remember/names",
		}
	}
	names := list("remember.names", "remember.names.lead", "remember.names.new")
	names.Things = []ui.RememberThing{
		{ID: "r1", Name: "Robin", Lines: []string{"little bean", "4 May, in the morning"}, Text: "You were here.\nNot for long.", Detail: "/journal/r1", Change: "/remember/names/r1/edit"},
		{ID: "r2", Name: say("remember.call.loss"), Detail: "/journal/r2", Change: "/remember/names/r2/edit"},
	}
	kept := list("remember.keep", "remember.keep.lead", "remember.keep.new")
	kept.Pictures, kept.Notice = true, say("done.kept")
	kept.Things = []ui.RememberThing{
		{ID: "k1", Name: "A card", Lines: []string{"Robin", say("remember.picture.of", "what", "A blue card with a bird")}, Show: "/remember/keep?show=k1#k1", Detail: "/journal/k1", Change: "/remember/keep/k1/edit"},
		{ID: "k2", Name: "A ribbon", Text: "It was on the flowers that my sister brought.", Detail: "/journal/k2", Change: "/remember/keep/k2/edit"},
	}
	shown := kept
	shown.Open = true
	shown.Things = []ui.RememberThing{{ID: "k1", Name: "A card", Photo: &ui.Photo{ID: "p", Alt: "A blue card with a bird", State: say("photo.nothere")}, Detail: "/journal/k1", Change: "/remember/keep/k1/edit"}}
	off := names
	off.Things, off.Neutral = nil, true

	out := []Example{
		{"remember", ui.Remember(hub)}, {"remember/visit", ui.Remember(visit)}, {"remember/hidden", ui.Remember(hidden)}, {"remember/locked", ui.Remember(locked)},
		{"remember/names", ui.RememberList(names)}, {"remember/names, hidden", ui.RememberList(off)}, {"remember/keep", ui.RememberList(kept)}, {"remember/keep, a picture shown", ui.RememberList(shown)},
		{"remember/form", ui.BoxForm(rememberForm())},
		{"part/hide words", pageOf("hide words", ui.HideWords(frame("remember.title", "remember", ui.KeptDevice), "/remember"))},
	}
	return append(out, papers()...)
}

func rememberForm() ui.BoxFormPage {
	call := ui.Question{Name: "call", Legend: say("remember.call"), Options: append([]ui.Option{{Label: say("remember.call.none")}}, options("remember.call.", "baby", "pregnancy", "loss", "own")...)}
	return ui.BoxFormPage{
		Frame: frame("remember.title", "remember", ui.KeptVisit), Title: say("remember.names.new"), Action: "/remember/names/new", Draft: "remember/names/new", ID: "x",
		Form: with(typed("call", "own"), "name", "remember.problem.empty.name"), Back: ui.Choice{Address: "/remember/names", Label: say("remember.names")},
		Fields: []ui.BoxField{
			{Name: "name", Label: say("remember.name"), Hint: say("remember.name.hint"), Kind: "text"}, {Ask: &call}, {Name: "own_word", Label: say("remember.own_word"), Hint: say("remember.own_word.hint"), Kind: "text"},
			{Name: "text", Label: say("remember.text"), Hint: say("remember.text.hint"), Area: true}, {Name: "day", Label: say("remember.day"), Hint: say("remember.day.hint"), Kind: "text"},
		},
	}
}

// papers are the designs of the page to print, with little on it and with as much as it takes.
func papers() (out []Example) {
	for _, design := range []string{"plain", "line", "leaves", "flowers"} {
		f := frame("remember.paper", "remember", ui.KeptDevice)
		f.Plain = true
		look := ui.Question{Name: "design", Legend: say("remember.paper.design"), Words: true, Options: options("remember.paper.design.", "plain", "line", "leaves", "flowers")}
		d := ui.PaperPage{Frame: f, Form: typed("design", design), Draft: "remember/paper", Guide: guide("remember-paper"), Fields: []ui.BoxField{{Ask: &look}}}
		for _, name := range []string{"top", "who", "day", "said", "signed"} {
			d.Fields = append(d.Fields, ui.BoxField{Name: name, Label: say("remember.paper." + name), Hint: say("remember.paper." + name + ".hint"), Kind: "text", Area: name == "who" || name == "said" || name == "signed"})
		}
		d.Paper = ui.Paper{Design: design, Lead: say("remember.paper.begin"), Who: "Robin", Day: "4 May 2026", Text: "You were here. We think of you when the snowdrops come.", Signed: "Sam and Alex"}
		out = append(out, Example{"remember/paper " + design, ui.PaperToPrint(d)})
		d.Found = true
		d.Paper = ui.Paper{
			Design: design, Lead: repeated(8, "wide words"), Who: repeated(21, "Maximilian ") + "and Jo", Day: repeated(12, "in spring "),
			Text: repeated(5, "line by line\n") + repeated(26, "much to say, "), Signed: repeated(5, "Wilhelmina\n") + "and all of us",
		}
		out = append(out, Example{"remember/paper " + design + ", all that it takes", ui.PaperToPrint(d)})
	}
	return out
}

func repeated(n int, words string) (out string) {
	for range n {
		out += words
	}
	return out
}
