// Package people is My people: whom a person can tell, how to reach them and what they may know, with sentences that are ready
// to send. It must never show anybody while things are locked, send anything itself, or keep what was made of a sentence.
package people

import (
	"net/http"
	"slices"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// sorts are the ready sentences, in their order; each is the page "say-NAME" of the content.
var sorts = []string{"telling", "help", "quiet", "today", "cancel", "family", "work"}

// most is how many people there may be: more would be an address book.
const most = 50

// Place is all of it. The sentences need nothing that is kept.
func Place() screen.Place {
	return screen.Place{
		Later: true,
		Reading: map[string]screen.Screen{
			"GET /together/people": show, "GET /together/people/say": sentences, "GET /together/people/say/{what}": say,
		},
		Writing: map[string]screen.Screen{
			"GET /together/people/new": begin, "POST /together/people/new": keep,
			"GET /together/people/{id}": edit, "POST /together/people/{id}": change,
		},
		Kinds: []screen.Kind{kind},
		Forms: []string{"/together/people/new", "/together/people/{id}"},
	}
}

func way(x *screen.Exchange, address, key string) ui.Choice {
	return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
}

func sayWays(x *screen.Exchange) []ui.Choice {
	var out []ui.Choice
	for _, name := range sorts {
		out = append(out, way(x, "/together/people/say/"+name, "say."+name))
	}
	return out
}

func show(x *screen.Exchange) {
	d := ui.PeoplePage{Frame: x.Frame("together.people", "together"), Notice: x.Notice(), Ready: sayWays(x)}
	if x.CanKeep() {
		x.Live(&d.Frame)
		boxed := noted.Box(x)
		for _, p := range all(x) {
			one := somebody(x, p)
			one.Box = !slices.ContainsFunc(boxed, func(b noted.Boxed) bool { return b.What == journal.BoxPerson && b.Name == p.Name })
			one.Form = record.NewID().String()
			d.People = append(d.People, one)
		}
	}
	x.Show(http.StatusOK, ui.People(d))
}

// sentences leads to all of them. It is the same whether things are locked or not.
func sentences(x *screen.Exchange) {
	x.Show(http.StatusOK, ui.Hub(ui.HubPage{
		Frame: x.Frame("place.together", "together"), Heading: x.Say("together.say"), Lead: x.Say("say.lead"),
		First: sayWays(x), Read: []ui.Choice{way(x, "/for", "together.for")}, Own: []ui.Choice{way(x, "/together/people", "together.people")},
	}))
}

func say(x *screen.Exchange) {
	name := x.R.PathValue("what")
	if !slices.Contains(sorts, name) {
		x.NotFound()
		return
	}
	g, ok := x.Guidance("say-" + name)
	if !ok {
		x.NotFound()
		return
	}
	d := ui.SayPage{Frame: x.Frame("place.together", "together"), Guide: g, Ways: []ui.Choice{
		way(x, "/together/people/say", "together.say"), way(x, "/together/people", "together.people"), way(x, "/for", "together.for"),
	}}
	if x.CanKeep() {
		for _, p := range all(x) {
			if p.Tel() != "" {
				d.People = append(d.People, somebody(x, p))
			}
		}
	}
	x.Show(http.StatusOK, ui.Say(d))
}

// person is one of them with its record.
type person struct {
	journal.Person
	id record.ID
}

// all are the people that can be read, by name as a list of names is read: in the order in which they were put in.
func all(x *screen.Exchange) []person {
	var out []person
	for _, h := range x.Heads(journal.KindPerson) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if p, err := journal.DecodePerson(body); err == nil {
			out = append(out, person{p, h.ID})
		}
	}
	slices.Reverse(out)
	return out
}

// somebody is a person as the pages show them. Ringing and texting happen on the device alone.
func somebody(x *screen.Exchange, p person) ui.Somebody {
	s := ui.Somebody{
		ID: p.id.String(), Note: p.Note, Change: "/together/people/" + p.id.String(),
		Reach: ui.Reach{Name: p.Name, Number: p.Phone, Tel: p.Tel(), SMS: p.Tel(), Own: true},
	}
	if p.Known() {
		s.Knows = x.Say("people.may", "what", x.Say("people.knows."+p.Knows))
	}
	return s
}

var kind = screen.Kind{
	ID: journal.KindPerson, Name: "kind.person", File: "people",
	Edit: func(id record.ID) string { return "/together/people/" + id.String() },
	Line: func(_ *screen.Exchange, body []byte) string {
		p, _ := journal.DecodePerson(body)
		return p.Name
	},
	Facts: func(x *screen.Exchange, body []byte) (facts []ui.Fact, text string, err error) {
		p, err := journal.DecodePerson(body)
		if err != nil {
			return nil, "", err
		}
		knows := ""
		if p.Known() {
			knows = x.Say("people.knows." + p.Knows)
		} else if p.Knows != "" {
			knows = x.Say("entry.newer")
		}
		for _, f := range []ui.Fact{{Name: x.Say("box.name"), Value: p.Name}, {Name: x.Say("box.phone"), Value: p.Phone}, {Name: x.Say("people.knows"), Value: knows}} {
			if f.Value != "" {
				facts = append(facts, f)
			}
		}
		return facts, p.Note, nil
	},
	Words: func(body []byte) string {
		p, _ := journal.DecodePerson(body)
		return p.Name + " " + p.Note
	},
}
