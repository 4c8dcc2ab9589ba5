package examples

import "snowdrop/internal/ui"

// safetyPages are the safety page and its plan, then what is what, and the messages.
func safetyPages() []Example {
	lines := []ui.Reach{
		{Name: "Samaritans", Number: "116 123", Tel: "116123", Notes: []string{"Day and night.", say("line.unverified")}},
		{Name: "Shout", SMS: "85258", Notes: []string{"Text SHOUT to 85258.", say("safety.read", "day", "20 November 2026")}},
		{Name: "Find a Helpline", Notes: []string{"Lists crisis lines by country."}},
	}
	people := []ui.Reach{{Name: "Maria Made-up", Number: "+44 100 200-300", Tel: "+44100200300", Own: true}, {Name: "Ben, next door", Own: true}}
	page := func(kept ui.Kept) ui.SafetyPage {
		return ui.SafetyPage{
			Frame: frame("place.heart", "heart", kept), Emergency: []ui.Call{{Name: "Emergency: ambulance", Number: "999", Tel: "999"}}, Crisis: lines,
			Guide: guide("safer"), Edit: "/safety/plan/new", Practice: ui.Choice{Address: "/calm/grounding", Label: say("safety.ground"), Line: say("safety.ground.line")},
		}
	}
	part := func(id string, lines ...string) ui.PlanPart {
		return ui.PlanPart{ID: id, Heading: say("safety.part." + id), Lines: lines}
	}
	parts := []ui.PlanPart{part("signs", "I sleep no more", "I stop answering"), part("helps", "a warm shower"), part("worth", "the sea")}
	full := page(ui.KeptDevice)
	full.Own, full.Shown, full.Has, full.May, full.Notice = people, parts, true, true, say("done.lines")
	full.Marked = []ui.Marked{{Value: "people\nMaria Made-up\n+44 100 200-300", Line: "Maria Made-up +44 100 200-300"}, {Value: "helps\na warm shower\n", Line: "a warm shower"}}
	locked, asked := page(ui.KeptLocked), page(ui.KeptVisit)
	marked := locked
	marked.Own, marked.Shown = people[:1], []ui.PlanPart{part("helps", "a warm shower")}
	asked.Back = ui.Choice{Address: "/heart/questions", Label: say("measure.safety.on"), Line: say("measure.safety.on.line")}
	return append([]Example{
		{"safety", ui.Safety(full)}, {"safety, in a visit, with a way back", ui.Safety(asked)},
		{"safety, locked", ui.Safety(locked)}, {"safety, locked, with lines that were marked", ui.Safety(marked)},
	}, append(plans(people, parts), afters()...)...)
}

func plans(people []ui.Reach, parts []ui.PlanPart) []Example {
	form := ui.PlanPage{Frame: frame("place.heart", "heart", ui.KeptDevice), Action: "/safety/plan/new", Draft: "safety/plan/new", ID: "made-up"}
	for _, name := range []string{"signs", "helps", "places", "people", "services", "safer", "worth", "afraid"} {
		f := ui.PlanField{Name: name, Label: say("safety.part." + name), Hint: say("safety.hint." + name)}
		switch name {
		case "people", "services":
			f.People = 3
		case "afraid":
			f.Folded = say("safety.afraid.open")
		}
		form.Parts = append(form.Parts, f)
	}
	wrong := form
	wrong.Form = with(typed("signs", "I sleep no more", "people-name-0", "Maria Made-up", "people-phone-0", "+44 100 200-300"), "helps", "problem.safety.long", "part", say("safety.part.helps"))
	paper := ui.PlanPaperPage{
		Frame: frame("safety.paper.title", "heart", ui.KeptDevice), Form: typed("part", "numbers", "part", "signs", "part", "people"),
		Which: ui.Question{Name: "part", Legend: say("safety.paper.which"), Many: true, Options: []ui.Option{
			{Value: "numbers", Label: say("safety.reach")}, {Value: "signs", Label: say("safety.part.signs")}, {Value: "people", Label: say("safety.part.people")},
			{Value: "afraid", Label: say("safety.part.afraid"), Hint: say("safety.paper.afraid")},
		}},
		Parts: append(parts[:len(parts):len(parts)], ui.PlanPart{ID: "people", Heading: say("safety.part.people"), People: people}), Made: say("safety.paper.made", "day", "20 November 2026"),
	}
	paper.Plain = true
	return []Example{{"safety/plan", ui.PlanForm(form)}, {"safety/plan, with a problem", ui.PlanForm(wrong)}, {"safety/paper", ui.PlanPaper(paper)}, {"safety/lines", ui.Asked(marks())}}
}

func marks() ui.AskedPage {
	return ui.AskedPage{
		Frame: frame("place.heart", "heart", ui.KeptDevice), Title: say("safety.lines"), Action: "/safety/lines", Form: typed("line", "a"),
		Points:    []string{say("safety.lines.anyone"), say("safety.lines.here"), say("safety.lines.numbers"), say("safety.lines.gone")},
		Questions: []ui.Question{{Name: "line", Legend: say("safety.lines.which"), Many: true, Options: []ui.Option{{Value: "a", Label: "Maria Made-up +44 100 200-300", Hint: say("safety.lines.tick")}, {Value: "b", Label: "the sea", Hint: say("safety.lines.tick")}}}},
		Go:        say("safety.lines.go"), Back: "/safety", BackLabel: say("safety.return"),
	}
}

func afters() []Example {
	names := []string{"waves", "heavy", "alarm", "help", "waiting", "two", "message", "safety"}
	hub := ui.AfterWhatPage{Frame: frame("place.heart", "heart", ui.KeptDevice), Guide: guide("after"), Ask: "new"}
	for _, name := range names {
		hub.Ways = append(hub.Ways, ui.Choice{Address: "/heart/after/" + name, Label: say("after." + name), Line: say("after." + name + ".line")})
	}
	on := hub
	on.Ask, on.Notice = "on", say("done.ask.on")
	out := []Example{{"after", ui.AfterWhat(hub)}, {"after, asking is on", ui.AfterWhat(on)}}
	for _, name := range names[:6] {
		out = append(out, Example{"after/" + name, ui.Read(ui.GuidePage{Frame: frame("place.heart", "heart", ui.KeptLocked), Guide: guide("after-" + name), Choices: hub.Ways[3:4]})})
	}
	message := ui.MessagePage{
		Frame: frame("message.print", "heart", ui.KeptDevice), Hidden: [][2]string{{"to", "doctor"}}, Urgent: true,
		Text: say("message.hello") + " " + say("message.say.lost") + " " + say("message.doctor.few") + "\n\n" + say("message.say.harm") + "\n\n" + say("message.doctor.long") + "\n\n" + say("message.say.end"),
	}
	paper := message
	paper.Paper, paper.Urgent, paper.Plain = true, false, true
	return append(out, Example{"after/message", ui.Message(message)}, Example{"after/message, to print", ui.Message(paper)})
}
