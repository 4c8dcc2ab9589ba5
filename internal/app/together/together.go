// Package together is the first page of the place for being with others: whom the person shares with, ways to bring somebody
// in, and what there is for people around her. It must never say how much anybody shared, or when anybody was here.
package together

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// Place is the place as the app takes it in. with gives the way to each person that things are shared with.
func Place(with func(*screen.Exchange) []ui.Choice) screen.Place {
	return screen.Place{Reading: map[string]screen.Screen{"GET /together": func(x *screen.Exchange) { show(x, with) }}}
}

func show(x *screen.Exchange, with func(*screen.Exchange) []ui.Choice) {
	way := func(address, key string) ui.Choice {
		return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
	}
	var first []ui.Choice
	if x.Open() && x.AllHere() { // what stands beside a name comes with the later sentences
		first = with(x)
	}
	first = append(first, way("/together/invite", "together.invite"))
	x.Show(http.StatusOK, ui.Hub(ui.HubPage{
		Frame: x.Frame("place.together", "together"), Heading: x.Say("together.title"), Lead: x.Say("together.lead"),
		First: first,
		Read:  []ui.Choice{way("/together/people/say", "together.say"), way("/for", "together.for"), way("/find", "together.find")},
		Own: []ui.Choice{
			way("/together/people", "together.people"), way("/together/seen", "together.seen"), way("/clients", "together.clients"),
		},
	}))
}
