// Package heart is the first page of the place for feelings: what helps right now, then what there is to read, then what is
// one's own. It must never say anything of the person: it is the same whether things are locked or not, and reads nothing
// that is kept.
package heart

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// Place is the place as the app takes it in.
func Place() screen.Place {
	return screen.Place{Reading: map[string]screen.Screen{"GET /heart": show}}
}

func show(x *screen.Exchange) {
	way := func(address, key string) ui.Choice {
		return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
	}
	x.Show(http.StatusOK, ui.Hub(ui.HubPage{
		Frame: x.Frame("place.heart", "heart"), Heading: x.Say("heart.title"),
		First: []ui.Choice{way("/calm", "heart.calm"), way("/safety", "heart.safety")},
		Read:  []ui.Choice{way("/heart/not-yours", "heart.fault"), way("/heart/after", "heart.after")},
		Own: []ui.Choice{
			way("/journal/new", "heart.write"), way("/heart/prompts", "heart.prompts"), way("/heart/letters", "heart.letters"),
			way("/heart/try", "heart.try"), way("/heart/feelings", "heart.feelings"), way("/heart/questions", "heart.questions"),
			way("/heart/pieces", "heart.pieces"), way("/heart/box", "heart.box"), way("/journal", "heart.journal"),
		},
	}))
}
