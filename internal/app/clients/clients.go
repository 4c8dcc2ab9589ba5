// Package clients is the side of somebody who works with people: whom she works with, what each of them chose to show her, what
// she asks for, and what she notes for herself. It must never show things of two people on one page beside the list of them, put
// a name into a title or an address, or keep anything of somebody who has ended it.
package clients

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

const root = "/clients"

// Place is the place as the app takes it in.
func Place() screen.Place {
	const one = root + "/{path}"
	t := &taking{}
	p := screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET " + root: list, "GET " + one: with(client),
			"GET " + one + "/{item}/read": with(read), "POST " + one + "/{item}/read": with(readDo),
			"GET " + one + "/{item}/back": with(backAsk), "POST " + one + "/{item}/back": with(backDo),
			"GET " + one + "/ask": with(askWhat),

			"GET " + one + "/notes": about(notes), "GET " + one + "/notes/new": about(noteNew), "POST " + one + "/notes/new": about(noteKeep),
			"GET " + one + "/notes/take": about(t.ask), "POST " + one + "/notes/take": about(t.proved),
			"GET " + one + "/notes/text": about(t.file("text")), "GET " + one + "/notes/data": about(t.file("data")),
			"GET " + one + "/notes/delete": about(deleteAsk), "POST " + one + "/notes/delete": about(deleteDo),
			"GET " + root + "/notes/{id}/edit": noteEdit, "POST " + root + "/notes/{id}/edit": noteChange,
		},
		Kinds:  []screen.Kind{noteKind},
		Forms:  []string{one + "/{item}/read", one + "/notes/new", root + "/notes/{id}/edit"},
		Offers: offers,
	}
	for _, what := range []string{items.AskRhythm, items.AskPiece, items.AskPractice, items.AskQuestion} {
		p.Writing["GET "+one+"/ask/"+what] = with(func(x *screen.Exchange, s sharing.Space) { set(x, http.StatusOK, s, what, ui.Form{}) })
		p.Writing["POST "+one+"/ask/"+what] = with(func(x *screen.Exchange, s sharing.Space) { setDo(x, s, what) })
		p.Forms = append(p.Forms, one+"/ask/"+what)
	}
	return p
}

func mine(s sharing.Space) bool { return s.Kind == sharing.Care && s.Professional }

// with gives a screen the client of its address.
func with(show func(*screen.Exchange, sharing.Space)) screen.Screen {
	return func(x *screen.Exchange) {
		s, ok := x.Sharing.ByPath(x.R.PathValue("path"))
		if !ok || !mine(s) {
			x.NotFound()
			return
		}
		show(x, s)
	}
}

func address(s sharing.Space) string { return root + "/" + s.Path }

// frame never names anybody: its title stands in the history.
func frame(x *screen.Exchange) ui.Frame { return x.Frame("place.together", "together") }

// over says that it has ended, in whichever way: then nothing of it is here any more.
func over(s sharing.Space) bool { return s.State == sharing.Ended || s.State == sharing.Gone }

// list is everybody she works with. It says of each that something is new, and nothing of how much or how often.
func list(x *screen.Exchange) {
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: x.Say("clients.title"), Lead: []string{x.Say("clients.lead"), x.Say("clients.night")}}}
	x.Live(&d.Frame)
	g := ui.SharedGroup{ID: "people", Title: x.Say("clients.people")}
	listed := map[string]bool{}
	for _, s := range x.Sharing.Spaces() {
		if !mine(s) {
			continue
		}
		listed[s.Path] = true
		t := ui.SharedThing{Title: standing(x, s), Line: s.Other, Address: address(s)}
		if s.New > 0 && !over(s) {
			t.Mark = x.Say("care.new")
		}
		g.Things = append(g.Things, t)
	}
	if g.Things == nil {
		g.Lead = x.Say("clients.none")
	}
	d.Groups = append(d.Groups, g)
	if before := earlier(x, listed); len(before.Things) > 0 {
		d.Groups = append(d.Groups, before)
	}
	if x.Sharing.Available() {
		d.Ways = append(d.Ways, ui.Choice{Address: "/together/invite/for/client", Label: x.Say("clients.invite"), Line: x.Say("clients.invite.line")})
	} else {
		d.Ways = append(d.Ways, ui.Choice{Address: "/mine/where", Label: x.Say("clients.where"), Line: x.Say("clients.where.line")})
	}
	d.Ways = append(d.Ways, ui.Choice{Address: "/read/clients", Label: x.Say("clients.how"), Line: x.Say("clients.how.line")},
		ui.Choice{Address: "/professionals", Label: x.Say("clients.page"), Line: x.Say("clients.page.line")})
	x.Show(http.StatusOK, ui.Care(d))
}

// earlier are those who are not on the list any more, of whom she has notes.
func earlier(x *screen.Exchange, listed map[string]bool) ui.SharedGroup {
	g := ui.SharedGroup{ID: "earlier", Title: x.Say("clients.earlier"), Lead: x.Say("clients.earlier.lead")}
	for _, h := range x.Heads(journal.KindNote) {
		if n, ok := noteOf(x, h.ID); ok && !listed[n.Space] {
			listed[n.Space] = true
			g.Things = append(g.Things, ui.SharedThing{Title: x.Say("clients.notes"), Line: called(x, n.Name), Address: root + "/" + n.Space + "/notes"})
		}
	}
	return g
}

// standing is how it stands with somebody, in one line.
func standing(x *screen.Exchange, s sharing.Space) string {
	switch {
	case over(s):
		return x.Say("clients.line.over")
	case s.State == sharing.Stopped:
		return x.Say("clients.line.stopped")
	case !s.Expires.IsZero():
		return x.Say("clients.line.until", "day", talk.Day(x, s.Expires))
	}
	return x.Say("clients.line.open")
}

// offers says that somebody has shown or written something, and not who: the list does.
func offers(x *screen.Exchange) []screen.Offer {
	for _, s := range x.Sharing.Spaces() {
		if mine(s) && s.New > 0 && !over(s) {
			return []screen.Offer{{
				ID: "clients.new", Group: screen.GroupWaiting, Address: root, Weight: 2, Label: x.Say("clients.offer"), Why: x.Say("clients.offer.why"),
			}}
		}
	}
	return nil
}

func itemID(x *screen.Exchange) (id record.ID, ok bool) {
	id, err := record.ParseID(x.R.PathValue("item"))
	return id, err == nil
}
