package examples

import "snowdrop/internal/ui"

func body() []Example {
	page := func(kept ui.Kept) ui.BodyPage {
		return ui.BodyPage{
			Frame: frame("place.body", "body", kept), Check: ways("/check", "body.check")[0],
			Read: ways("/body/weeks", "body.weeks", "/body/back", "body.back", "/body/hands", "body.hands"),
			Own:  ways("/body/log", "body.log", "/body/medicines", "body.medicines", "/body/appointments", "body.appointments", "/body/page", "body.page", "/timeline", "body.timeline"),
		}
	}
	return []Example{
		{"body", ui.Body(page(ui.KeptVisit))},
		{"body, locked", ui.Body(page(ui.KeptLocked))},
		{"part/a draft of a form", pageOf("a draft of a form", ui.Drafted(frame("write.title", "journal", ui.KeptDevice), "journal/new"))},
	}
}
