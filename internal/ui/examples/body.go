package examples

import "snowdrop/internal/ui"

func body() []Example {
	page := func(kept ui.Kept) ui.HubPage {
		return ui.HubPage{
			Frame: frame("place.body", "body", kept), Heading: say("body.title"), First: ways("/check", "body.check"),
			Read: ways("/body/weeks", "body.weeks", "/body/back", "body.back", "/body/hands", "body.hands"),
			Own:  ways("/body/log", "body.log", "/body/medicines", "body.medicines", "/body/appointments", "body.appointments", "/body/page", "body.page", "/timeline", "body.timeline"),
		}
	}
	return []Example{
		{"body", ui.Hub(page(ui.KeptVisit))},
		{"body, locked", ui.Hub(page(ui.KeptLocked))},
		{"part/a draft of a form", pageOf("a draft of a form", ui.Drafted(frame("write.title", "heart", ui.KeptDevice), "journal/new"))},
		{"part/languages", pageOf("languages", ui.Languages(frame("mine.title", "mine", ui.KeptDevice), "/mine"))},
	}
}
