package app

import (
	"net/http"
	"strconv"

	"snowdrop/internal/ui"
)

// newest is how many entries Today lists.
const newest = 3

// today shows what one may do now. While quiet it offers writing and the check, and nothing else.
func (a *App) today(x *exchange) {
	f := x.Frame("today.title", "today")
	d := ui.TodayPage{Frame: f, Notice: x.Notice(), Date: a.Now().Format("Monday 2 January"), Resume: f.Quiet}
	if !f.Quiet {
		x.Live(&d.Frame)
	}
	d.News = x.news()
	if s := a.Devices.Status(); s.Of > 0 {
		d.Coming, d.Got, d.Of = x.relayState(), s.Got, s.Of
		x.Follow(&d.Frame)
	}
	heads := a.List()
	d.Choose = f.Kept == ui.KeptVisit && len(heads) > 0 && !f.Quiet
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
	way := func(address, key string) {
		line := x.Say(key + ".line")
		if key == "way.write" {
			line = x.writeLine()
		}
		d.Ways = append(d.Ways, ui.Choice{Address: address, Label: x.Say(key), Line: line})
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
		way("/body", "way.body")
		d.Latest = x.Rows(heads[:min(newest, len(heads))])
	}
	x.Show(http.StatusOK, ui.Today(d))
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
	if x.a.forms["/"+name] {
		return x.Say("draft.of.place")
	}
	return x.Say("draft.of.edit")
}
