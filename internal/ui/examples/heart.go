package examples

import "snowdrop/internal/ui"

func heart() []Example {
	page := func(kept ui.Kept) ui.HubPage {
		return ui.HubPage{
			Frame: frame("place.heart", "heart", kept), Heading: say("heart.title"), First: ways("/calm", "heart.calm", "/safety", "heart.safety"),
			Read: ways("/heart/not-yours", "heart.fault", "/heart/after", "heart.after"),
			Own: ways("/journal/new", "heart.write", "/heart/prompts", "heart.prompts", "/heart/letters", "heart.letters", "/heart/try", "heart.try",
				"/heart/feelings", "heart.feelings", "/heart/questions", "heart.questions", "/heart/pieces", "heart.pieces", "/heart/box", "heart.box", "/journal", "heart.journal"),
		}
	}
	return []Example{
		{"heart", ui.Hub(page(ui.KeptDevice))},
		{"heart, locked", ui.Hub(page(ui.KeptLocked))},
	}
}

func together() []Example {
	page := func(kept ui.Kept) ui.HubPage {
		return ui.HubPage{
			Frame: frame("place.together", "together", kept), Heading: say("together.title"), Lead: say("together.lead"), First: ways("/together/invite", "together.invite"),
			Read: ways("/together/people/say", "together.say", "/for", "together.for", "/find", "together.find"),
			Own:  ways("/together/people", "together.people", "/together/seen", "together.seen", "/clients", "together.clients"),
		}
	}
	alone, withSomeone := page(ui.KeptDevice), page(ui.KeptRelay)
	withSomeone.First = append([]ui.Choice{{Address: "/together/with/x", Label: "James", Line: say("share.line.pair")}}, withSomeone.First...)
	return []Example{
		{"together, alone", ui.Hub(alone)},
		{"together, with someone", ui.Hub(withSomeone)},
		{"together, locked", ui.Hub(page(ui.KeptLocked))},
	}
}

func suggestions() []ui.Suggestion {
	offer := func(id, address, label, why string) ui.Suggestion {
		return ui.Suggestion{ID: id, Choice: ui.Choice{Address: address, Label: say(label), Line: why}}
	}
	return []ui.Suggestion{
		offer("visit.page", "/body/page", "body.page", say("offer.visit", "what", "Dr Reed", "when", "5 March, 10:30")),
		offer("body.weeks", "/body/weeks", "body.weeks", say("offer.weeks.when")),
		offer("body.pictures", "/body/log/pictures", "log.pictures", say("offer.log", "when", "3 March")),
	}
}

func putAway() []ui.Suggestion {
	all := suggestions()[1:]
	all[0].Line, all[1].Line = say("putaway.today"), say("putaway.good")
	return all
}
