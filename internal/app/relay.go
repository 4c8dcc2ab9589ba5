package app

import (
	"net/http"
	"strconv"

	"snowdrop/internal/app/share"
	"snowdrop/internal/ui"
)

// where says where things can be kept, what is good about each and what it risks.
func (a *App) where(x *exchange) {
	kept := a.Keeping()
	d := ui.WherePage{Frame: x.Frame("where.title", "mine"), Notice: x.Notice(), Lead: x.Say("where.lead")}
	visit := ui.KeptWay{Title: x.Say("where.visit"), Here: kept == ui.KeptVisit, Good: []string{x.Say("where.visit.good")},
		Risks: []string{d.Here("where.visit.risk", "where.visit.risk.program")}}
	device := ui.KeptWay{Title: x.Say("where.device"), Here: kept == ui.KeptDevice, Good: []string{x.Say("where.device.good")},
		Risks: []string{x.Say("where.device.risk"), x.Say("keep.risk.forget"), x.Say("keep.risk.phone")}}
	relay := ui.KeptWay{Title: x.Say("where.relay"), Here: kept == ui.KeptRelay,
		Good:  []string{x.Say("where.relay.good"), x.Say("where.relay.good.more")},
		Risks: []string{x.Say("where.relay.risk.words"), x.Say("where.relay.risk.lost"), x.Say("where.relay.risk.seen")}}
	switch kept {
	case ui.KeptVisit:
		device.Address, device.Label = "/mine/keep", x.Say("where.device.go")
	case ui.KeptDevice:
		visit.Address, visit.Label, visit.Danger = "/mine/delete", x.Say("where.visit.go"), true
	case ui.KeptRelay:
		visit.Address, visit.Label, visit.Danger = "/mine/forget", x.Say("where.forget.go"), true
	}
	if kept == ui.KeptRelay {
		relay.Address, relay.Label = "/mine/move", x.Say("where.relay.move")
	}
	if !a.Devices.Available() {
		relay.Good = append(relay.Good, x.Say("where.relay.none"))
	} else if kept != ui.KeptRelay {
		relay.Address, relay.Label = "/mine/relay", x.Say("where.relay.go")
	}
	d.Ways = []ui.KeptWay{visit, device, relay}
	x.Show(http.StatusOK, ui.Where(d))
}

// relayAsk explains before any words are made. What is kept in this visit only is kept on this device first.
func (a *App) relayAsk(x *exchange) {
	kept := a.Keeping()
	if kept == ui.KeptRelay || !a.Devices.Available() {
		x.To("/mine/where")
		return
	}
	d := x.asked("relay.title", ui.Form{})
	d.Sentences = []string{x.Say("relay.lead"), x.Say("relay.lead.words")}
	d.Points = []string{x.Say("where.relay.risk.words"), x.Say("where.relay.risk.lost"), x.Say("where.relay.risk.seen")}
	address, label := "/mine/words/start", x.Say("relay.go")
	if kept == ui.KeptVisit {
		d.Sentences = append(d.Sentences, x.Say("relay.first"))
		address, label = "/mine/keep?then=relay", x.Say("where.device.go")
	}
	d.Ways = []ui.Choice{{Address: address, Label: label}, {Address: "/mine/where", Label: x.Say("not-now")}}
	x.Show(http.StatusOK, ui.Asked(d))
}

// relayState says in a sentence how this device stands to the relay.
func (x *exchange) relayState() string {
	s := x.a.Devices.Status()
	switch {
	case s.Stopped != "":
		return x.Say("relay.state.stopped")
	case s.Of > 0:
		return x.Say("relay.state.coming", "got", strconv.Itoa(s.Got), "of", strconv.Itoa(s.Of))
	case s.Full:
		return x.Say("relay.state.full")
	case s.Offline && s.Waiting > 0:
		return x.waiting(s.Waiting) + " " + x.Say("relay.state.offline")
	case s.Offline:
		return x.Say("relay.state.offline")
	case s.Waiting > 0:
		return x.waiting(s.Waiting)
	}
	return x.Say("relay.state.done")
}

// waiting says how much is on this device only.
func (x *exchange) waiting(n int) string {
	if n == 1 {
		return x.Say("relay.state.one")
	}
	return x.Say("relay.state.waiting", "n", strconv.Itoa(n))
}

// news are the sentences on what happened to the person's devices in the last days, and on who came in where they share.
func (x *exchange) news() []string {
	var out []string
	for _, n := range x.a.Devices.Notices() {
		key, name := "news."+string(n.Sort), n.Name
		if name == "" {
			name = x.Say("news.unnamed")
		}
		if x.Words.Has(key) {
			out = append(out, x.Say(key, "name", name, "day", x.Date("day-month", x.a.In(n.Day))))
		}
	}
	return append(out, share.News(x.Exchange)...)
}
