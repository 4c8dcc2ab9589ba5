package app

import (
	"net/http"
	"strconv"

	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// newest is how many entries Today lists.
const newest = 3

// today shows what one may do now. While quiet it offers writing and the check, and nothing else.
func (a *App) today(x *exchange) {
	f := x.frame("today.title", "today")
	d := ui.TodayPage{Frame: f, Notice: x.notice(), Date: a.Now().Format("Monday 2 January"), Resume: f.Quiet}
	if !f.Quiet {
		x.live(&d.Frame)
	}
	d.News = x.news()
	if s := a.Devices.Status(); s.Of > 0 {
		d.Coming, d.Got, d.Of = x.relayState(), s.Got, s.Of
		x.follows(&d.Frame)
	}
	heads := a.list()
	d.Choose = f.Kept == ui.KeptVisit && len(heads) > 0 && !f.Quiet
	if n := len(a.Vault.Damaged()); n > 0 {
		d.Unread = x.say("today.unread", "n", strconv.Itoa(n))
		if n == 1 {
			d.Unread = x.say("today.unread.one")
		}
	}
	for _, name := range a.Vault.Drafts() {
		if isDraft(name) {
			d.Drafts = append(d.Drafts, ui.Choice{Address: draftAddress(name), Label: x.say("today.draft"), Line: x.draftLine(name)})
		}
	}
	way := func(address, key string) {
		line := x.say(key + ".line")
		if key == "way.write" {
			line = x.writeLine()
		}
		d.Ways = append(d.Ways, ui.Choice{Address: address, Label: x.say(key), Line: line})
	}
	if !f.Quiet {
		way("/checkin", "way.checkin")
	}
	way("/journal/new", "way.write")
	if !f.Quiet {
		way("/calm", "way.calm")
	}
	way("/check", "way.check")
	if !f.Quiet {
		d.Latest = x.rows(heads[:min(newest, len(heads))])
	}
	x.show(http.StatusOK, ui.Today(d))
}

// writeLine says who gets what is written.
func (x *exchange) writeLine() string {
	if x.a.kept() == ui.KeptRelay {
		return x.say("way.write.line.relay")
	}
	return x.say("way.write.line")
}

// draftLine says which form a draft belongs to, without its words.
func (x *exchange) draftLine(name string) string {
	switch name {
	case draftNew:
		return x.say("draft.of.entry")
	case draftCheckIn:
		return x.say("draft.of.checkin")
	}
	return x.say("draft.of.edit")
}

func (x *exchange) rows(heads []vault.Head) []ui.Row {
	rows := make([]ui.Row, len(heads))
	for i, h := range heads {
		rows[i] = x.row(h)
	}
	return rows
}
