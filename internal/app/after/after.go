// Package after tells grief, a low mood and shock apart, has messages to a doctor or a therapist ready, and asks a person who
// wished it, a few times, how she is. It must never name an illness that somebody has, put a word into a message that the
// person did not tick, or ask anybody who did not wish it.
package after

import (
	"net/http"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// pages are what is what, in their order; each is the page "after-NAME" of the content.
var pages = []string{"waves", "heavy", "alarm", "help", "waiting", "two"}

// Place is all of it.
func Place() screen.Place {
	return screen.Place{
		Reading: map[string]screen.Screen{
			"GET /heart/after": hub, "GET /heart/after/{page}": read, "GET /heart/after/now": now,
			"GET /heart/after/message": messageAsk, "POST /heart/after/message": messageShow,
		},
		Writing: map[string]screen.Screen{"POST /heart/after/ask": choose},
		Offers:  offers,
	}
}

func way(x *screen.Exchange, address, key string) ui.Choice {
	return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
}

func pageWay(x *screen.Exchange, name string) ui.Choice {
	return way(x, "/heart/after/"+name, "after."+name)
}

func hub(x *screen.Exchange) {
	g, ok := x.Guidance("after")
	if !ok {
		x.NotFound()
		return
	}
	d := ui.AfterWhatPage{Frame: x.Frame("place.heart", "heart"), Notice: x.Notice(), Guide: g}
	for _, name := range pages {
		d.Ways = append(d.Ways, pageWay(x, name))
	}
	d.Ways = append(d.Ways, pageWay(x, "message"), way(x, "/safety", "after.safety"))
	if x.Open() {
		own := settings(x)
		d.Ask = "off"
		switch {
		case own.On:
			d.Ask = "on"
			s, _ := noted.Story(x)
			if _, known := since(s, x.Now()); !known && s.Type != journal.StoryThreatened { // it was promised, and cannot come
				d.Ask, d.Tell = "unknown", way(x, "/body/story", "after.tell")
			}
		case !own.Answered:
			d.Ask = "new"
		}
	}
	x.Show(http.StatusOK, ui.AfterWhat(d))
}

func read(x *screen.Exchange) {
	name := x.R.PathValue("page")
	if !slices.Contains(pages, name) {
		x.NotFound()
		return
	}
	g, ok := x.Guidance("after-" + name)
	if !ok {
		x.NotFound()
		return
	}
	d := ui.GuidePage{Frame: x.Frame("place.heart", "heart"), Guide: g}
	if name != "help" {
		d.Choices = append(d.Choices, pageWay(x, "help"))
	} else {
		d.Choices = append(d.Choices, pageWay(x, "message"), pageWay(x, "waiting"), way(x, "/find", "together.find"))
	}
	d.Choices = append(d.Choices, way(x, "/safety", "after.safety"), way(x, "/heart/after", "after.all"))
	x.Show(http.StatusOK, ui.Read(d))
}
