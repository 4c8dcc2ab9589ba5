package care

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

func back(x *screen.Exchange, s sharing.Space) { talk.TakeBack(x, s, talk.Address(s)) }

// write answers a question, or what was written to her.
func write(x *screen.Exchange, s sharing.Space) { showWrite(x, http.StatusOK, s, ui.Form{}) }

func showWrite(x *screen.Exchange, status int, s sharing.Space, form ui.Form) {
	it, ok := toItem(x, s)
	_, begun := x.Draft()
	if !ok && form.Values == nil && !begun {
		x.NotFound()
		return
	}
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Heading: x.Say("care.write", "name", s.Other)}}
	if !ok { // it was taken back while an answer was written: her own words are still hers
		d.News = []string{x.Say("clients.gone")}
	}
	if a, err := items.DecodeAsk(it.Body); it.Kind == items.KindAsk && err == nil {
		d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{{Title: x.Say("care.word", "name", s.Other), Text: a.Words}}})
	}
	if r, err := items.DecodeReply(it.Body); it.Kind == items.KindReply && err == nil {
		d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{{Title: x.Say("care.wrote", "name", s.Other, "day", talk.Day(x, it.At)), Text: r.Words}}})
	}
	if talk.Open(s) || form.Values != nil || begun {
		d.Form = talk.Writing(x, form, s, talk.Address(s))
	} else {
		d.News, _ = standing(x, s)
	}
	d.Ways = append(d.Ways, ui.Choice{Address: talk.Address(s), Label: x.Say("care.back", "name", s.Other)})
	x.Show(status, ui.Care(d))
}

func toItem(x *screen.Exchange, s sharing.Space) (sharing.Item, bool) {
	id, err := record.ParseID(x.R.PathValue("item"))
	if err != nil {
		return sharing.Item{}, false
	}
	return x.Sharing.Item(s.ID, id)
}

func writeDo(x *screen.Exchange, s sharing.Space) {
	to, err := record.ParseID(x.R.PathValue("item"))
	if err != nil {
		x.NotFound()
		return
	}
	if err := talk.Write(x, s, to); err != nil {
		problem, status := talk.Refused(x, "text", err)
		showWrite(x, status, s, x.Form(problem))
		return
	}
	x.To(talk.Address(s) + "?done=care-said")
}
