package app

import (
	"net/http"
	"strconv"

	"snowdrop/internal/devices"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// where says where things can be kept, what is good about each and what it risks.
func (a *App) where(x *exchange) {
	kept := a.kept()
	d := ui.WherePage{Frame: x.frame("where.title", "mine"), Notice: x.notice(), Lead: x.say("where.lead")}
	visit := ui.KeptWay{Title: x.say("where.visit"), Here: kept == ui.KeptVisit, Good: []string{x.say("where.visit.good")},
		Risks: []string{d.Here("where.visit.risk", "where.visit.risk.program")}}
	device := ui.KeptWay{Title: x.say("where.device"), Here: kept == ui.KeptDevice, Good: []string{x.say("where.device.good")},
		Risks: []string{x.say("where.device.risk"), x.say("keep.risk.forget"), x.say("keep.risk.phone")}}
	relay := ui.KeptWay{Title: x.say("where.relay"), Here: kept == ui.KeptRelay,
		Good:  []string{x.say("where.relay.good"), x.say("where.relay.good.more")},
		Risks: []string{x.say("where.relay.risk.words"), x.say("where.relay.risk.lost"), x.say("where.relay.risk.seen")}}
	switch kept {
	case ui.KeptVisit:
		device.Address, device.Label = "/mine/keep", x.say("where.device.go")
	case ui.KeptDevice:
		visit.Address, visit.Label, visit.Danger = "/mine/delete", x.say("where.visit.go"), true
	case ui.KeptRelay:
		visit.Address, visit.Label, visit.Danger = "/mine/forget", x.say("where.forget.go"), true
	}
	if !a.Devices.Available() {
		relay.Good = append(relay.Good, x.say("where.relay.none"))
	} else if kept != ui.KeptRelay {
		relay.Address, relay.Label = "/mine/relay", x.say("where.relay.go")
	}
	d.Ways = []ui.KeptWay{visit, device, relay}
	x.show(http.StatusOK, ui.Where(d))
}

// relayAsk explains before any words are made. What is kept in this visit only is kept on this device first.
func (a *App) relayAsk(x *exchange) {
	kept := a.kept()
	if kept == ui.KeptRelay || !a.Devices.Available() {
		x.to("/mine/where")
		return
	}
	d := x.asked("relay.title", ui.Form{})
	d.Sentences = []string{x.say("relay.lead"), x.say("relay.lead.words")}
	d.Points = []string{x.say("where.relay.risk.words"), x.say("where.relay.risk.lost"), x.say("where.relay.risk.seen")}
	address, label := "/mine/words/start", x.say("relay.go")
	if kept == ui.KeptVisit {
		d.Sentences = append(d.Sentences, x.say("relay.first"))
		address, label = "/mine/keep?then=relay", x.say("where.device.go")
	}
	d.Ways = []ui.Choice{{Address: address, Label: label}, {Address: "/mine/where", Label: x.say("not-now")}}
	x.show(http.StatusOK, ui.Asked(d))
}

// relayState says in a sentence how this device stands to the relay.
func (x *exchange) relayState() string {
	s := x.a.Devices.Status()
	switch {
	case s.Stopped != "":
		return x.say("relay.state.stopped")
	case s.Of > 0:
		return x.say("relay.state.coming", "got", strconv.Itoa(s.Got), "of", strconv.Itoa(s.Of))
	case s.Full:
		return x.say("relay.state.full")
	case s.Offline && s.Waiting > 0:
		return x.waiting(s.Waiting) + " " + x.say("relay.state.offline")
	case s.Offline:
		return x.say("relay.state.offline")
	case s.Waiting > 0:
		return x.waiting(s.Waiting)
	}
	return x.say("relay.state.done")
}

// waiting says how much is on this device only.
func (x *exchange) waiting(n int) string {
	if n == 1 {
		return x.say("relay.state.one")
	}
	return x.say("relay.state.waiting", "n", strconv.Itoa(n))
}

// stoppedWhy is the part of a key, or "" while all is well.
func (a *App) stoppedWhy() string {
	if a.Vault.State() != vault.Unlocked {
		return ""
	}
	switch s := a.Devices.Status().Stopped; s { // what else there may be some day has no sentence yet
	case devices.WentBack, devices.Forked, devices.Removed, devices.Gone, devices.Damaged:
		return string(s)
	}
	return ""
}

// news are the sentences on what happened to the person's devices in the last days.
func (x *exchange) news() []string {
	var out []string
	for _, n := range x.a.Devices.Notices() {
		key, name := "news."+string(n.Sort), n.Name
		if name == "" {
			name = x.say("news.unnamed")
		}
		if x.a.words.Has(key) {
			out = append(out, x.say(key, "name", name, "day", x.a.In(n.Day).Format("2 January")))
		}
	}
	return out
}
