package app

import (
	"net/http"

	"snowdrop/internal/content"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// arrive shows the first page to whoever has nothing here yet, and Today to everyone else.
func (a *App) arrive(x *exchange) {
	switch {
	case a.Vault.State() == vault.Locked:
		x.to("/unlock")
	case a.Vault.State() == vault.Unlocked || len(a.list()) > 0:
		x.to("/today")
	default:
		a.start(x)
	}
}

func (a *App) start(x *exchange) { x.show(http.StatusOK, ui.Start(x.frame("start.short", ""))) }

// guide shows a page of guidance.
func (a *App) guide(id string) screen {
	return func(x *exchange) {
		g, ok := x.guidance(id)
		if !ok {
			a.notFound(x)
			return
		}
		d := ui.GuidePage{Frame: x.frame("place.read", ""), Guide: g}
		if id == "kept" && d.Transport != "" {
			d.Notice = x.say("kept.program")
		}
		x.show(http.StatusOK, ui.Read(d))
	}
}

// guidance turns a page of content into what ui shows.
func (x *exchange) guidance(id string) (ui.Guide, bool) {
	p, ok := content.PageByID(x.a.words.Lang, id)
	if !ok {
		return ui.Guide{}, false
	}
	g := ui.Guide{Title: p.Title, Evidence: p.Evidence, Reviewed: p.Reviewed, NextReview: p.NextReview, Reviewer: p.Reviewer}
	for _, key := range p.Sources {
		if s, ok := content.SourceByKey(key); ok {
			g.Sources = append(g.Sources, s.Citation+". "+s.How)
		}
	}
	for _, b := range p.Blocks {
		block := ui.Block{Heading: b.Kind == content.Heading, Ordered: b.Ordered, Spans: spans(b.Spans)}
		for _, item := range b.Items {
			block.Items = append(block.Items, spans(item))
		}
		g.Blocks = append(g.Blocks, block)
	}
	return g, true
}

func spans(in []content.Span) []ui.Span {
	out := make([]ui.Span, len(in))
	for i, s := range in {
		out[i] = ui.Span(s)
	}
	return out
}

func isCountry(code string) bool { _, ok := content.CountryByCode(code); return ok }

// country is the one the person chose, or a guess from time zone and languages, or none.
func (x *exchange) country() string {
	if d := x.displaySettings(); d.country != "" {
		return d.country
	}
	return content.GuessCountry(x.r.Header.Get("Snowdrop-Zone"), splitList(x.r.Header.Get("Snowdrop-Languages")))
}

// help is the directory entry to show, never older than it says.
func (x *exchange) help() content.Country {
	c, ok := content.CountryByCode(x.country())
	if !ok {
		c = content.General()
	}
	return c.On(x.a.Now().Format("2006-01-02"))
}
