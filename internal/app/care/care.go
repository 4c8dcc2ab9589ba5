// Package care is the side of somebody whom a professional works with: what is asked of her, what she agreed to, what was
// written back, and what to know before the first thing is shown. It must never put anything into what they share that she did
// not press a button for, never call anything late, and never make a piece easier to open than guidance does.
package care

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// Place is the place as the app takes it in.
func Place() screen.Place {
	const one = talk.Root + "{path}"
	return screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET " + one: with(page), "GET " + one + "/before": with(before), "POST " + one + "/before": with(beforeDo),
			"GET " + one + "/{item}/ask": withAsk(ask), "POST " + one + "/{item}/ask": withAsk(askDo),
			"GET " + one + "/{item}/write": with(write), "POST " + one + "/{item}/write": with(writeDo),
			"POST " + one + "/{item}/back": with(back),
		},
		Forms:  []string{one + "/{item}/write"},
		Offers: offers,
	}
}

// with gives a screen the space of its address.
func with(show func(*screen.Exchange, sharing.Space)) screen.Screen {
	return func(x *screen.Exchange) {
		s, ok := x.Sharing.ByPath(x.R.PathValue("path"))
		if !ok || !talk.Client(s) {
			x.NotFound()
			return
		}
		talk.Settle(x)
		show(x, s)
	}
}

// page is all about one professional.
func page(x *screen.Exchange, s sharing.Space) {
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: s.Other, Named: true}}
	x.Live(&d.Frame)
	asks, _ := talk.Of(x, s)
	d.News, d.Lead = standing(x, s)
	d.Groups = compact(append([]ui.SharedGroup{waiting(x, s, asks), agreed(x, s, asks)}, written(x, s)...))
	way := func(to, key string) {
		d.Ways = append(d.Ways, ui.Choice{Address: to, Label: x.Say(key, "name", s.Other), Line: x.Say(key+".line", "name", s.Other)})
	}
	if talk.Open(s) {
		way("/journal", "care.choose")
	}
	way("/together/with/"+s.Path, "care.see")
	if s.State == sharing.Open || s.Over {
		way("/together/with/"+s.Path+"/longer", "care.longer")
	}
	if s.Host && s.State != sharing.Ended && s.State != sharing.Gone {
		way("/together/with/"+s.Path+"/end", "care.end")
	}
	way(talk.Address(s)+"/before", "care.before")
	way("/safety", "care.now")
	if s.New > 0 {
		_ = x.Sharing.Seen(x.R.Context(), s.ID) // where it is not kept, it is new once more
	}
	x.Show(http.StatusOK, ui.Care(d))
}

// withAsk gives a screen what was asked for, too. What was taken back is not there.
func withAsk(show func(*screen.Exchange, sharing.Space, talk.Asked)) screen.Screen {
	return with(func(x *screen.Exchange, s sharing.Space) {
		asks, _ := talk.Of(x, s)
		a, ok := talk.Find(asks, x.R.PathValue("item"))
		if !ok {
			x.NotFound()
			return
		}
		show(x, s, a)
	})
}

func frame(x *screen.Exchange) ui.Frame { return x.Frame("place.together", "together") }

// standing is how it stands with a space, in words.
func standing(x *screen.Exchange, s sharing.Space) (news, lead []string) {
	switch {
	case s.Over:
		news = append(news, x.Say("care.over", "name", s.Other))
	case s.Quiet:
		news = append(news, x.Say("care.quiet", "name", s.Other))
	case s.State != sharing.Open && s.State != sharing.WaitingForOther:
		news = append(news, x.Say("care.ended"))
	case s.State == sharing.WaitingForOther:
		news = append(news, x.Say("care.alone", "name", s.Other))
	}
	lead = append(lead, x.Say("care.lead", "name", s.Other), x.Say("care.night", "name", s.Other))
	if !s.Expires.IsZero() && !s.Over && s.State == sharing.Open {
		lead = append(lead, x.Say("care.until", "day", talk.Day(x, s.Expires)))
	}
	return news, lead
}

func compact(groups []ui.SharedGroup) (out []ui.SharedGroup) {
	for _, g := range groups {
		if len(g.Things) > 0 {
			out = append(out, g)
		}
	}
	return out
}

func thing(x *screen.Exchange, s sharing.Space, a talk.Asked) ui.SharedThing {
	t := ui.SharedThing{Title: talk.Day(x, a.At), Line: talk.Line(x, a), Address: askAddress(s, a)}
	if a.New {
		t.Mark = x.Say("care.new")
	}
	return t
}

func askAddress(s sharing.Space, a talk.Asked) string {
	return talk.Address(s) + "/" + a.ID.String() + "/ask"
}

// answered says that nothing waits for her any more: she said something to it, or took it up.
func answered(x *screen.Exchange, s sharing.Space, a talk.Asked) bool {
	_, taken := talk.Taken(x, s, a)
	return a.Answer != nil || len(a.Said) > 0 || taken
}

// waiting is what she has said nothing to. It may stay so.
func waiting(x *screen.Exchange, s sharing.Space, asks []talk.Asked) ui.SharedGroup {
	g := ui.SharedGroup{ID: "asked", Title: x.Say("care.asked", "name", s.Other), Lead: x.Say("care.asked.lead")}
	for _, a := range asks {
		if !answered(x, s, a) {
			g.Things = append(g.Things, thing(x, s, a))
		}
	}
	return g
}

// agreed is what she said yes to or took up. What she would rather not stays at its place in it, for changing her mind.
func agreed(x *screen.Exchange, s sharing.Space, asks []talk.Asked) ui.SharedGroup {
	g := ui.SharedGroup{ID: "agreed", Title: x.Say("care.agreed")}
	for _, a := range asks {
		if !answered(x, s, a) || a.What == items.AskQuestion {
			continue
		}
		t := thing(x, s, a)
		switch {
		case a.Declined():
			t.Mark = x.Say("care.declined")
		case a.Agreed() > 0 && due(x, a):
			t.Mark = x.Say("care.may")
		}
		g.Things = append(g.Things, t)
	}
	return g
}

// written is what the professional wrote, the newest first, with what it is to. Under the newest is the way to write back; the
// others lead there by themselves.
func written(x *screen.Exchange, s sharing.Space) (out []ui.SharedGroup) {
	for _, it := range x.Sharing.Items(s.ID, items.KindReply) {
		r, err := items.DecodeReply(it.Body)
		if err != nil || it.Mine || r.Words == "" {
			continue
		}
		back := talk.Address(s) + "/" + it.ID.String() + "/write"
		t := ui.SharedThing{Title: x.Say("care.reply.to", "day", talk.Day(x, it.At), "what", talk.About(x, s, r.To)), Text: r.Words}
		if it.New {
			t.Mark = x.Say("care.new")
		}
		switch {
		case len(out) == 0:
			g := ui.SharedGroup{ID: "written", Title: x.Say("care.written", "name", s.Other), Things: []ui.SharedThing{t}}
			if talk.Open(s) {
				g.Ways = []ui.Choice{{Address: back, Label: x.Say("care.reply.back")}}
			}
			out = append(out, g)
		case len(out) == 1:
			out = append(out, ui.SharedGroup{ID: "earlier", Title: x.Say("care.written.before")})
			fallthrough
		default:
			t.Address, t.Line, t.Title = back, talk.About(x, s, r.To), talk.Day(x, it.At)
			out[1].Things = append(out[1].Things, t)
		}
	}
	return out
}
