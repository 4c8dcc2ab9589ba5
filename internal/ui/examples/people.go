package examples

import "snowdrop/internal/ui"

// people are My people, ready sentences and the pages for others.
func people() []Example {
	somebody := func(id, name, phone, knows, note string) ui.Somebody {
		s := ui.Somebody{ID: id, Reach: ui.Reach{Name: name, Number: phone, Own: true}, Note: note, Change: "/together/people/" + id, Form: "f" + id, Box: phone != ""}
		if phone != "" {
			s.Reach.Tel, s.Reach.SMS = "+441002003"+id[1:], "+441002003"+id[1:]
		}
		if knows != "" {
			s.Knows = say("people.may", "what", say("people.knows."+knows))
		}
		return s
	}
	all := []ui.Somebody{somebody("p10", "Maria Made-up", "+44 100 200-310", "all", "She only listens."), somebody("p11", "Ben, next door", "", "unwell", "")}
	topics := ways("/together/people/say/telling", "say.telling", "/together/people/say/quiet", "say.quiet")
	page := func(kept ui.Kept, some []ui.Somebody) ui.PeoplePage {
		return ui.PeoplePage{Frame: frame("together.people", "together", kept), People: some, Ready: topics}
	}
	full := page(ui.KeptDevice, all)
	form := ui.BoxFormPage{
		Frame: frame("together.people", "together", ui.KeptDevice), Title: say("people.new"), Action: "/together/people/new", Draft: "together/people/new", ID: "x",
		Form: with(typed("name", "Kim", "phone", "ask Jo", "knows", "unwell"), "phone", "problem.people.phone"), Back: ui.Choice{Address: "/together/people", Label: say("together.people")},
		Fields: []ui.BoxField{
			{Name: "name", Label: say("box.name"), Kind: "text"}, {Name: "phone", Label: say("box.phone"), Hint: say("box.phone.hint"), Kind: "tel", Mode: "tel"},
			{Name: "note", Label: say("people.note"), Hint: say("people.note.hint"), Area: true},
		},
		Questions: []ui.Question{{Name: "knows", Legend: say("people.knows"), Hint: say("people.knows.hint"), Options: options("people.knows.", "nothing", "unwell", "happened", "all")}},
	}
	out := []Example{
		{"people", ui.People(full)}, {"people, nobody yet", ui.People(page(ui.KeptVisit, nil))}, {"people, locked", ui.People(page(ui.KeptLocked, nil))},
		{"people/form, with a problem", ui.BoxForm(form)},
	}
	for _, id := range []string{"telling", "help", "quiet", "today", "cancel", "family", "work"} {
		d := ui.SayPage{Frame: frame("place.together", "together", ui.KeptLocked), Guide: guide("say-" + id), Ways: topics}
		if id == "telling" {
			d.Kept, d.People = ui.KeptDevice, all[:1]
		}
		out = append(out, Example{"say/" + id, ui.Say(d)})
	}
	for _, id := range []string{"partner", "friend", "family", "colleague", "work", "clinic"} {
		d := ui.OthersPage{
			Frame: frame("place.for", "together", ui.KeptVisit), Guide: guide("for-" + id), Pass: ui.Pass{Link: "/for/" + id, Of: say("others.pass.link")},
			Near: ways("/calm", "others.calm"), Ways: ways("/for/friend", "others.friend", "/for/work", "others.work"),
		}
		if id == "work" {
			d.Pass.Link = "" // on one's own machine
		}
		out = append(out, Example{"for/" + id, ui.Others(d)})
	}
	return append(out, finds()...)
}
