package app

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/days"
	"snowdrop/internal/app/offers"
	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// newest is how many entries Today lists.
const newest = 3

// today shows what one may do now. While quiet, and on a day that the person silenced, it offers writing and the check, and nothing
// else: of such a day it does not even say that it is one.
func (a *App) today(x *exchange) {
	safety.Settle(x.Exchange)
	f := x.Frame("today.title", "today")
	silent := noted.Silent(x.Exchange)
	d := ui.TodayPage{Frame: f, Notice: x.Notice(), Date: x.Date("weekday", a.Now()), Resume: f.Quiet}
	if !silent {
		d.Card = days.Card(x.Exchange)
		d.Offers = offers.Today(x.Exchange, a.offered(x.Exchange)) // before Live: it may remember what it shows
		x.Live(&d.Frame)
	}
	d.News = x.news()
	if s := a.Devices.Status(); s.Of > 0 {
		d.Coming, d.Got, d.Of = x.relayState(), s.Got, s.Of
		x.Follow(&d.Frame)
	}
	heads := noted.Shown(x.Exchange, a.List())
	d.All = len(heads) > 0
	d.Choose = f.Kept == ui.KeptVisit && !silent && len(a.List()) > 0
	if n := len(a.Vault.Damaged()); n > 0 {
		d.Unread = x.Say("today.unread", "n", strconv.Itoa(n))
		if n == 1 {
			d.Unread = x.Say("today.unread.one")
		}
	}
	for _, name := range a.Vault.Drafts() {
		if a.isDraft(name) {
			d.Drafts = append(d.Drafts, ui.Choice{Address: a.draftAddress(name), Label: x.Say("today.draft"), Line: x.draftLine(name)})
		}
	}
	way := func(address, key string) ui.Choice {
		return ui.Choice{Address: address, Label: x.Say(key), Line: x.Say(key + ".line")}
	}
	write := ui.Choice{Address: "/journal/new", Label: x.Say("way.write"), Line: x.writeLine()}
	if silent {
		d.Ways = []ui.Choice{write, way("/check", "way.check")}
	} else {
		d.First = []ui.Choice{way("/checkin", "way.checkin"), way("/calm", "way.calm")} // relief waits for no suggestion
		d.Ways = []ui.Choice{write, way("/check", "way.check"), way("/body", "way.body")}
		heads = slices.DeleteFunc(heads, func(h vault.Head) bool { return h.Kind == journal.KindDay }) // Today names no day but in its card
		d.Latest = x.latest(heads[:min(newest, len(heads))])
	}
	x.Show(http.StatusOK, ui.Today(d))
}

// latest are the newest entries. The number of a questionnaire is for who opens it: others may look on here.
func (x *exchange) latest(heads []vault.Head) []ui.Row {
	rows := x.Rows(heads)
	for i, h := range heads {
		if h.Kind == journal.KindMeasure {
			rows[i].Line = ""
		}
	}
	return rows
}

// offered is what the places would suggest now.
func (a *App) offered(x *screen.Exchange) []screen.Offer {
	x.AtOnce()
	var all []screen.Offer
	for _, from := range a.offers {
		all = append(all, from(x)...)
	}
	if x.Neutral() {
		all = slices.DeleteFunc(all, func(o screen.Offer) bool { return o.Tender })
	}
	return all
}

// writeLine says who gets what is written.
func (x *exchange) writeLine() string {
	if x.a.Keeping() == ui.KeptRelay {
		return x.Say("way.write.line.relay")
	}
	return x.Say("way.write.line")
}

// draftLine says which form a draft belongs to, without its words.
func (x *exchange) draftLine(name string) string {
	switch name {
	case draftNew:
		return x.Say("draft.of.entry")
	case draftCheckIn:
		return x.Say("draft.of.checkin")
	}
	switch {
	case strings.HasPrefix(name, "heart/letters/"):
		return x.Say("draft.of.letter")
	case written(name):
		return x.Say("draft.of.entry")
	case x.a.isForm("/" + name):
		return x.Say("draft.of.place")
	}
	return x.Say("draft.of.edit")
}
