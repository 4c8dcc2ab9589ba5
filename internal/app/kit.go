package app

import (
	"net/http"

	"snowdrop/internal/ui"
)

func (a *App) kitAsk(x *exchange) { x.showKit(http.StatusOK, ui.Form{}) }

// showKit says what a paper for emergencies is, and what it risks, before there is one.
func (x *exchange) showKit(status int, form ui.Form) {
	d := x.asked("kit.title", form)
	d.Sentences = []string{x.Say("kit.lead")}
	d.Points = []string{x.Say("kit.risk.find"), x.Say("kit.risk.print"), x.Say("kit.risk.old")}
	d.Fields, d.Go = x.proofFields(), x.Say("kit.go")
	x.Show(status, ui.Asked(d))
}

// kitDo shows the paper in its answer only: it is never at an address that could be opened again.
func (a *App) kitDo(x *exchange) {
	proof, problems := x.proof()
	if problems == nil {
		kit, err := a.Devices.Kit(x.R.Context(), proof)
		if err == nil {
			f := x.Frame("kit.print.title", "mine")
			f.Plain, f.Told = true, true
			x.Show(http.StatusOK, ui.Kit(ui.KitPage{Frame: f, Words: kit.Words, Link: kit.Link, Address: address(kit.Link), Date: x.Date("day", a.Now())}))
			return
		}
		problems = []ui.Problem{x.ownerProblem(x.proofField(), err)}
	}
	x.showKit(http.StatusUnprocessableEntity, x.Form(problems...))
}
