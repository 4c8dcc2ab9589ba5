package app

import (
	"net/http"

	"snowdrop/internal/ui"
)

// body leads to the places of the body. It works locked: what needs to be open says so.
func (a *App) body(x *exchange) {
	way := func(address, key string) ui.Choice {
		return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
	}
	x.Show(http.StatusOK, ui.Hub(ui.HubPage{
		Frame: x.Frame("place.body", "body"), Heading: x.Say("body.title"), First: []ui.Choice{way("/check", "body.check")},
		Read: []ui.Choice{
			way("/body/weeks", "body.weeks"), way("/body/back", "body.back"), way("/body/hands", "body.hands"),
		},
		Own: []ui.Choice{
			way("/body/log", "body.log"), way("/body/medicines", "body.medicines"), way("/body/appointments", "body.appointments"), way("/body/page", "body.page"), way("/timeline", "body.timeline"),
		},
	}))
}
