package care

import (
	"net/http"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/ui"
)

// before says what a professional may have to do with what is shown, and who answers at night.
func before(x *screen.Exchange, s sharing.Space) { showBefore(x, http.StatusOK, s, "") }

func showBefore(x *screen.Exchange, status int, s sharing.Space, problem string) {
	g, ok := x.Guidance("care-before")
	if !ok {
		x.NotFound() // it is not shown, and so it is not taken as read
		return
	}
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Notice: problem, Heading: g.Title}, Guide: g, CallsLead: x.Say("care.people")}
	help := x.HelpLines()
	if d.Calls = x.Calls(help.Crisis); len(d.Calls) == 0 {
		d.Calls = x.Calls(help.Emergency)
	}
	entry, err := record.ParseID(x.R.FormValue(talk.Entry))
	if talk.Before(x, s, record.ID{}) != "" {
		b := ui.CareButton{Action: talk.Address(s) + "/before", Label: x.Say("care.read")}
		if err == nil {
			b.Held = [][2]string{{talk.Entry, entry.String()}}
		}
		d.Buttons = append(d.Buttons, b)
	}
	d.Ways = append(d.Ways, ui.Choice{Address: "/safety", Label: x.Say("care.now"), Line: x.Say("care.now.line")},
		ui.Choice{Address: talk.Address(s), Label: x.Say("care.back", "name", s.Other)})
	x.Show(status, ui.Care(d))
}

// beforeDo keeps that it was read, and goes on to what she was about to show.
func beforeDo(x *screen.Exchange, s sharing.Space) {
	if err := x.Sharing.SetOwn(x.R.Context(), s.ID, talk.Warned, true); err != nil {
		problem, status := talk.Refused(x, "", err)
		showBefore(x, status, s, problem.Sentence)
		return
	}
	if entry, err := record.ParseID(x.Value(talk.Entry)); err == nil {
		x.To("/together/share/" + entry.String() + "/" + s.Path)
		return
	}
	x.To(talk.Address(s))
}
