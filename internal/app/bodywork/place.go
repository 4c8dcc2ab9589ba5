// Package bodywork is the pages about massage, touch and movement: what to know, the list that is asked before an
// appointment, a card with one's wishes, and the log of sessions. It must never offer an appointment or a reminder while a
// red flag stands, and never show how somebody felt after a session without the sentence about what that cannot tell.
package bodywork

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// practices are the pages, each guidance on one kind of bodywork: its address, and "hands-" and that is its page.
var practices = []string{"cranio", "massage", "physio", "yoga"}

// Place is bodywork.
func Place() screen.Place {
	p := screen.Place{
		Later: true,
		Reading: map[string]screen.Screen{
			"GET /body/hands":       overview,
			"GET /body/hands/first": first, "POST /body/hands/first": firstAnswered,
			"POST /body/hands/remind": remind,
			"GET /body/hands/card":    cardNew, "POST /body/hands/card": cardStep,
		},
		Writing: map[string]screen.Screen{
			"GET /body/hands/card/{id}":      cardKept,
			"GET /body/hands/card/{id}/edit": cardEdit, "POST /body/hands/card/{id}/edit": cardStep,
			"GET /body/hands/log":     sessions,
			"GET /body/hands/log/new": sessionNew, "POST /body/hands/log/new": sessionKeep,
			"GET /body/hands/log/{id}/edit": sessionEdit, "POST /body/hands/log/{id}/edit": sessionChange,
		},
		Kinds:  []screen.Kind{sessionKind, cardKind},
		Offers: offers,
		Forms:  []string{"/body/hands/log/new", "/body/hands/log/{id}/edit", "/body/hands/card/{id}/edit"},
	}
	for _, which := range practices {
		p.Reading["GET /body/hands/"+which] = practice("hands-" + which)
	}
	return p
}

// ways are choices by address and key: the label is the sentence of the key, the line beneath it that of key.line.
func ways(x *screen.Exchange, pairs ...string) []ui.Choice {
	var out []ui.Choice
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, ui.Choice{Address: pairs[i], Label: x.Say(pairs[i+1]), Line: x.Say(pairs[i+1] + ".line")})
	}
	return out
}

// onward is the way to the page of all of it.
func onward(x *screen.Exchange) []ui.Choice {
	return []ui.Choice{{Address: "/body/hands", Label: x.Say("hands.way.all")}}
}

func overview(x *screen.Exchange) {
	guide, ok := x.Guidance("hands")
	if !ok {
		x.NotFound()
		return
	}
	d := ui.BodyworkPage{Frame: x.Frame("place.read", "body"), Notice: x.Notice(), Guide: guide}
	d.Ways = ways(x, "/body/hands/first", "hands.way.first", "/body/hands/card", "hands.way.card", "/body/hands/log", "hands.way.log")
	for _, which := range practices {
		d.Ways = append(d.Ways, ways(x, "/body/hands/"+which, "hands.way."+which)...)
	}
	d.Ways = append(d.Ways, ways(x, "/find", "together.find")...)
	x.Show(http.StatusOK, ui.BodyworkRead(d))
}

func practice(id string) screen.Screen {
	return func(x *screen.Exchange) {
		guide, ok := x.Guidance(id)
		if !ok {
			x.NotFound()
			return
		}
		x.Show(http.StatusOK, ui.BodyworkRead(ui.BodyworkPage{
			Frame: x.Frame("place.read", "body"), Guide: guide,
			Ways: append(ways(x, "/body/hands/first", "hands.way.first", "/body/hands/card", "hands.way.card"), onward(x)...),
		}))
	}
}
