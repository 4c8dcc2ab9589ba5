package screen

import (
	"net/http"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

// Guidance gives a page of content as ui shows it, in English where the person's language does not have it. In a browser
// the longer pages come after the app: one that is not here is waited for, for a few seconds. When there is none to show,
// NotFound says which of the two it is.
func (x *Exchange) Guidance(id string) (ui.Guide, bool) {
	p, ok := x.page(id)
	if !ok {
		return ui.Guide{}, false
	}
	g := ui.GuideOf(x.Words, p)
	g.Overdue = p.Overdue(x.Now().Format("2006-01-02"))
	return g, true
}

func (x *Exchange) page(id string) (content.Page, bool) {
	p, ok := content.Find(x.Words.Lang, id)
	if !ok && x.AllHere() {
		p, ok = content.Find(x.Words.Lang, id)
	}
	if x.Neutral() {
		p = p.Neutral()
	}
	return p, ok
}

// AllHere waits for the longer pages, for a few seconds at most, and says whether they have all come. Where they have
// not, NotFound says so, with a way to try again.
func (x *Exchange) AllHere() bool {
	if x.Bring == nil {
		return true
	}
	x.notHere = x.Bring(x.R.Context()) != nil
	return !x.notHere
}

// later says that a page is not here yet, and what is.
func (x *Exchange) later() {
	x.Show(http.StatusServiceUnavailable, ui.Plain(x.Frame("read.later.title", x.placeOf("")), x.Say("read.later.title"),
		[]string{x.Say("read.later"), x.Say("read.later.works")}, []ui.Choice{
			{Address: x.R.URL.Path, Label: x.Say("read.later.again")},
			{Address: "/check", Label: x.Say("way.check")},
			{Address: "/calm", Label: x.Say("way.calm")},
		}))
}

// Read shows a page of content, in the place that it belongs to.
func (x *Exchange) Read(id string) {
	g, ok := x.Guidance(id)
	if !ok {
		x.NotFound()
		return
	}
	d := ui.GuidePage{Frame: x.Frame("place.read", x.placeOf(g.Place)), Guide: g}
	if id == "kept" && d.Transport != "" {
		d.Notice = x.Say("kept.program")
	}
	x.Show(http.StatusOK, ui.Read(d))
}

// placeOf is the place of a page: its own, or that of its address.
func (x *Exchange) placeOf(own string) string {
	if own != "" {
		return own
	}
	switch path := x.R.URL.Path; {
	case strings.HasPrefix(path, "/body"):
		return "body"
	case strings.HasPrefix(path, "/heart"), strings.HasPrefix(path, "/calm"):
		return "heart"
	}
	return ""
}
