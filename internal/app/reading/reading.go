// Package reading shows pages of guidance by their id, and where all of them come from. It must never need anything that
// a person kept, and never show a source as read that was not.
package reading

import (
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/questions"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
)

// Place is where pages are read.
func Place() screen.Place {
	return screen.Place{Reading: map[string]screen.Screen{
		"GET /read/{id}": func(x *screen.Exchange) { x.Read(x.R.PathValue("id")) },
		"GET /sources":   sources, "GET /sources/{number}": source,
	}}
}

func sources(x *screen.Exchange) {
	if !x.AllHere() {
		x.NotFound()
		return
	}
	d := ui.SourcesPage{Frame: x.Frame("sources.title", ""), Rules: cited()}
	today := x.Now().Format("2006-01-02")
	for _, p := range pages(x.Words.Lang) {
		g := ui.GuideOf(x.Words, p)
		d.Pages = append(d.Pages, ui.Reviewed{
			Address: "/read/" + p.ID, Title: p.Title, Day: g.Reviewed, Next: g.NextReview, Reviewer: g.Reviewer, Overdue: p.Overdue(today),
		})
		d.Signed = d.Signed || g.Reviewer != ""
	}
	d.Groups, d.Sources = groups(x)
	for _, s := range content.Sources() {
		if s.Read == content.ReadNot {
			d.Unread++
		}
	}
	x.Show(http.StatusOK, ui.Sources(d))
}

// pages are those that a reader of a language meets: its own, and the English ones that it lacks.
func pages(lang string) []content.Page {
	var out []content.Page
	for _, p := range content.Pages("en") {
		if own, ok := content.PageByID(lang, p.ID); ok {
			p = own
		}
		out = append(out, p)
	}
	return out
}

func groups(x *screen.Exchange) (out []ui.SourceGroup, all int) {
	for _, read := range []content.Read{content.ReadHere, content.ReadAbstract, content.ReadSecond, content.ReadNot, content.ReadDecision} {
		g := ui.SourceGroup{Title: x.Say("sources.group." + string(read))}
		for _, s := range content.Sources() {
			if s.Read == read {
				all++
				g.How = s.How
				g.Sources = append(g.Sources, ui.Choice{Address: s.Address(), Label: s.Title})
			}
		}
		if len(g.Sources) > 0 {
			out = append(out, g)
		}
	}
	return out, all
}

// source is one of them, with what rests on it.
func source(x *screen.Exchange) {
	if !x.AllHere() { // it may be here, and not all the pages that rest on it
		x.NotFound()
		return
	}
	s, ok := content.SourceAt(x.R.URL.Path)
	if !ok {
		x.NotFound()
		return
	}
	d := ui.SourcePage{Frame: x.Frame("sources.title", ""), Name: s.Title, How: s.How, Address: s.URL}
	if s.Checked != "" {
		d.Day = ui.Day(s.Checked)
	}
	for _, p := range pages(x.Words.Lang) {
		if slices.Contains(p.Sources, s.Key) {
			d.Pages = append(d.Pages, ui.Choice{Address: "/read/" + p.ID, Label: p.Title})
		}
	}
	for _, q := range questions.All() {
		if slices.Contains(q.Sources, s.Key) {
			d.Asked = append(d.Asked, q.Ask)
		}
	}
	x.Show(http.StatusOK, ui.OneSource(d))
}

// cited are the sources as the rules name them, by name, each with the rules in the order of the table.
func cited() []ui.Cited {
	by := map[string][]string{}
	for _, r := range signs.Rules() {
		for _, name := range r.Sources {
			if !slices.Contains(by[name], r.ID) {
				by[name] = append(by[name], r.ID)
			}
		}
	}
	var out []ui.Cited
	for name, rules := range by {
		out = append(out, ui.Cited{Name: name, Rules: strings.Join(rules, ", ")})
	}
	slices.SortFunc(out, func(a, b ui.Cited) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	return out
}
