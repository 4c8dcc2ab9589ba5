package screen

import (
	"net/http"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

// Guidance turns a page of content into what ui shows.
func (x *Exchange) Guidance(id string) (ui.Guide, bool) {
	p, ok := content.PageByID(x.Words.Lang, id)
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

// Read shows a page of content, in the place that its address belongs to.
func (x *Exchange) Read(id string) {
	g, ok := x.Guidance(id)
	if !ok {
		x.NotFound()
		return
	}
	place := ""
	if strings.HasPrefix(x.R.URL.Path, "/body") {
		place = "body"
	}
	d := ui.GuidePage{Frame: x.Frame("place.read", place), Guide: g}
	if id == "kept" && d.Transport != "" {
		d.Notice = x.Say("kept.program")
	}
	x.Show(http.StatusOK, ui.Read(d))
}

// Country is the one the person chose, or a guess from time zone and languages, or none.
func (x *Exchange) Country() string {
	if d := x.Display(); d.Country != "" {
		return d.Country
	}
	return content.GuessCountry(x.R.Header.Get("Snowdrop-Zone"), splitList(x.R.Header.Get("Snowdrop-Languages")))
}

func splitList(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
}

// HelpLines is the directory entry to show, never older than it says.
func (x *Exchange) HelpLines() content.Country {
	c, ok := content.CountryByCode(x.Country())
	if !ok {
		c = content.General()
	}
	return c.On(x.Now().Format("2006-01-02"))
}

// Calls turns lines of the directory into numbers to press. A number that nobody has checked says so,
// and an emergency number says, too, that this is no reason not to call it.
func (x *Exchange) Calls(lines []content.Line) []ui.Call {
	emergency := map[string]bool{}
	for _, l := range x.HelpLines().Emergency {
		emergency[l.Tel] = true
	}
	var calls []ui.Call
	for _, l := range lines {
		if l.Number == "" {
			continue
		}
		note := strings.TrimSpace(l.Hours + " " + l.Text)
		switch {
		case l.Status == content.Verified:
		case emergency[l.Tel]:
			note = strings.TrimSpace(note + " " + x.Say("line.unverified.emergency"))
		default:
			note = strings.TrimSpace(note + " " + x.Say("line.unverified"))
		}
		calls = append(calls, ui.Call{Name: l.Name, Number: l.Number, Tel: l.Tel, Note: note})
	}
	return calls
}
