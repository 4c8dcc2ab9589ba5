package clients

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// read shows one thing of a client, what was written to it, and a place to answer.
func read(x *screen.Exchange, s sharing.Space) { showRead(x, http.StatusOK, s, ui.Form{}) }

func showRead(x *screen.Exchange, status int, s sharing.Space, form ui.Form) {
	id, known := itemID(x)
	it, ok := x.Sharing.Item(s.ID, id)
	ok = ok && !over(s)
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Heading: s.Other, Named: true, Notice: x.Notice()}}
	asks, to := talk.Of(x, s)
	_, begun := x.Draft()
	switch {
	case !known || !ok && form.Values == nil && !begun:
		x.NotFound()
		return
	case !ok: // it was taken back while an answer was written: her own words are still hers
		d.News = append(d.News, x.Say("clients.gone"))
	default:
		what(x, &d, s, it, asks)
	}
	d.Groups = append(d.Groups, talk.Letters(x, s, words(to[id]), address(s))...)
	if (talk.Open(s) || form.Values != nil || begun) && it.Kind != items.KindAsk {
		d.Form = talk.Writing(x, form, s, address(s))
	}
	d.Ways = append(d.Ways, ui.Choice{Address: address(s), Label: x.Say("clients.back", "name", s.Other)})
	x.Show(status, ui.Care(d))
}

// what puts the thing itself on the page.
func what(x *screen.Exchange, d *ui.CarePage, s sharing.Space, it sharing.Item, asks []talk.Asked) {
	switch it.Kind {
	case items.KindCopy:
		c, err := items.DecodeCopy(it.Body)
		if err != nil {
			d.Lead = append(d.Lead, x.Say("entry.unreadable"))
			return
		}
		shown := x.View(s, it.ID, c)
		d.Copy = &shown
	case items.KindAsk:
		a, _ := talk.Find(asks, it.ID.String())
		t := ui.SharedThing{Title: talk.Day(x, a.At), Line: talk.Line(x, a), Text: a.Words, Mark: answer(x, s, a)}
		d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{t}})
		d.Ways = append(d.Ways, ui.Choice{Address: address(s) + "/" + it.ID.String() + "/back", Label: x.Say("clients.take-back"), Line: x.Say("clients.take-back.line", "name", s.Other)})
	case items.KindReply:
		if r, err := items.DecodeReply(it.Body); err == nil {
			t := ui.SharedThing{Title: x.Say("care.reply.to", "day", talk.Day(x, it.At), "what", talk.About(x, s, r.To)), Text: r.Words}
			d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{t}})
		}
	}
}

// words are those replies that have some.
func words(said []talk.Said) (out []talk.Said) {
	for _, r := range said {
		if r.Words != "" {
			out = append(out, r)
		}
	}
	return out
}

func readDo(x *screen.Exchange, s sharing.Space) {
	id, ok := itemID(x)
	if !ok {
		x.NotFound()
		return
	}
	if err := talk.Write(x, s, id); err != nil {
		problem, status := talk.Refused(x, "text", err)
		showRead(x, status, s, x.Form(problem))
		return
	}
	x.To(x.R.URL.Path + "?done=client-said")
}

// backAsk asks once before something that was asked for is taken back.
func backAsk(x *screen.Exchange, s sharing.Space) {
	x.Show(http.StatusOK, ui.Confirm(ui.ConfirmPage{
		Frame: frame(x), Title: x.Say("clients.take-back"), Sentences: []string{x.Say("clients.take-back.lead", "name", s.Other)},
		Action: x.R.URL.Path, Yes: x.Say("care.take-back"), No: x.Say("not-now"), Back: address(s),
	}))
}

func backDo(x *screen.Exchange, s sharing.Space) { talk.TakeBack(x, s, address(s)) }
