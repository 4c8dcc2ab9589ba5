package app

import (
	"net/http"
	"strings"

	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
)

// addFirst asks before anything else whether somebody else holds a device of hers: that one would show the new one too.
func (a *App) addFirst(x *exchange) {
	d := x.asked("add.title", ui.Form{})
	d.Title = x.Say("add.first")
	for _, v := range a.Devices.List() {
		name := v.Name
		if v.Here {
			name += " (" + x.Say("devices.here") + ")"
		}
		d.Points = append(d.Points, name)
	}
	d.Sentences = []string{x.Say("add.first.why")}
	d.Ways = []ui.Choice{
		{Address: "/mine/devices/add/code", Label: x.Say("add.first.no"), Line: x.Say("add.first.no.line")},
		{Address: "/mine/devices?done=hold", Label: x.Say("add.first.yes"), Line: x.Say("add.first.yes.line")},
	}
	x.Show(http.StatusOK, ui.Asked(d))
}

func (a *App) addAsk(x *exchange) { x.showAdd(http.StatusOK, ui.Form{}) }

func (x *exchange) showAdd(status int, form ui.Form) {
	d := x.asked("add.title", form)
	d.Sentences, d.Fields, d.Go = []string{x.Say("add.lead")}, x.proofFields(), x.Say("add.go")
	x.Show(status, ui.Asked(d))
}

func (a *App) addDo(x *exchange) {
	proof, problems := x.proof()
	if problems == nil {
		_, err := a.Devices.Pair(x.R.Context(), proof)
		if err == nil {
			x.To("/mine/devices/pair")
			return
		}
		problems = []ui.Problem{x.relayProblem(x.proofField(), err)}
	}
	x.showAdd(http.StatusUnprocessableEntity, x.Form(problems...))
}

func (a *App) pair(x *exchange) { x.showPair(http.StatusOK, ui.Form{}) }

// showPair shows the code and the six words, then the five words to compare.
func (x *exchange) showPair(status int, form ui.Form) {
	p := x.a.Devices.Pairing()
	if p == nil {
		x.To("/mine/devices/add")
		return
	}
	d := ui.PairPage{Frame: x.Frame("pair.title", "mine"), Form: form, Until: x.until(p.Seconds())}
	state, name, compare := p.State()
	switch state {
	case devices.PairDone:
		x.To("/mine/devices?done=paired")
		return
	case devices.PairWaiting:
		d.Words, d.Link, d.Address = p.Words(), p.Link(), address(p.Link())
	case devices.PairAnswered:
		d.Name, d.Compare = name, compare
	case devices.PairOver:
		d.Over = x.Say("pair.over")
	default:
		d.Over = x.Say("pair.refused")
	}
	if d.Over == "" {
		x.Follow(&d.Frame)
	}
	x.Show(status, ui.Pair(d))
}

// pairDo is the answer to whether the words are the same.
func (a *App) pairDo(x *exchange) {
	p := a.Devices.Pairing()
	if p == nil {
		x.To("/mine/devices/add")
		return
	}
	switch x.R.PostForm.Get("answer") {
	case "yes":
		if err := p.Approve(x.R.Context()); err != nil {
			x.showPair(http.StatusUnprocessableEntity, ui.Form{Problems: []ui.Problem{x.relayProblem("same", err)}})
			return
		}
		x.To("/mine/devices?done=paired")
	case "no":
		_ = p.Refuse(x.R.Context()) // offline: nothing is let in without a yes
		x.To("/mine/devices?done=refused")
	default:
		_ = p.Refuse(x.R.Context())
		x.To("/mine/devices")
	}
}

// address is what a person types where a camera would read the link: without the words, and without what every address has.
func address(link string) string {
	link, _, _ = strings.Cut(link, "#")
	link = strings.TrimPrefix(link, "https://")
	return link
}
