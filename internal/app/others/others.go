// Package others is for the people around her: what to say, what not to say and what to do, on pages without an account. It
// must never need anything that is kept, and no address of it may say who passed it on.
package others

import (
	"net/http"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// who are those it is for; each is the page "for-NAME" of the content.
var who = []string{"partner", "friend", "family", "colleague", "work", "clinic"}

// Place is all of it. What was under other addresses before leads on.
func Place() screen.Place {
	return screen.Place{Later: true, Reading: map[string]screen.Screen{
		"GET /for": index, "GET /for/{who}": show,
		"GET /supporters": to("/for"), "GET /professionals": to("/for/clinic"),
		"GET /read/supporters": to("/for/friend"), "GET /read/professionals": to("/for/clinic"),
	}}
}

func to(address string) screen.Screen { return func(x *screen.Exchange) { x.To(address) } }

func way(x *screen.Exchange, address, key string) ui.Choice {
	return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
}

// ways are the pages but the one that is shown.
func ways(x *screen.Exchange, but string) []ui.Choice {
	var out []ui.Choice
	for _, name := range who {
		if name != but {
			out = append(out, way(x, "/for/"+name, "others."+name))
		}
	}
	return out
}

func index(x *screen.Exchange) {
	g, ok := x.Guidance("for")
	if !ok {
		x.NotFound()
		return
	}
	x.Show(http.StatusOK, ui.Read(ui.GuidePage{Frame: x.Frame("place.for", "together"), Guide: g, Choices: ways(x, "")}))
}

func show(x *screen.Exchange) {
	name := x.R.PathValue("who")
	if !slices.Contains(who, name) {
		x.NotFound()
		return
	}
	g, ok := x.Guidance("for-" + name)
	if !ok {
		x.NotFound()
		return
	}
	d := ui.OthersPage{Frame: x.Frame("place.for", "together"), Guide: g, Ways: ways(x, name)}
	switch name {
	case "clinic":
		d.Near = []ui.Choice{way(x, "/clients", "together.clients"), way(x, "/about", "others.about")}
	case "partner":
		d.Near = []ui.Choice{way(x, "/today", "others.own"), way(x, "/calm", "others.calm")}
	default:
		d.Near = []ui.Choice{way(x, "/calm", "others.calm")}
	}
	// In a browser the address is where others find it too. On one's own machine it is not: there it is at the relay, if any.
	if site := x.Devices.Site(); x.Transport == "" || site != "" {
		d.Pass.Link = site + "/for/" + name
	}
	d.Pass.Of = x.Say("others.pass.link")
	x.Show(http.StatusOK, ui.Others(d))
}
