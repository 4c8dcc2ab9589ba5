// Package ahead is looking ahead: what is known about trying again and about not trying, what a person thinks of it, and, where two
// wish it, what both think, beside each other. It must never be suggested, never press or foretell, never show a fertile day or count
// down to one, and never tell either of two what the other one did not lay there.
package ahead

import (
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// Place is the place as the app takes it in. It offers nothing.
func Place() screen.Place {
	return screen.Place{
		Later: true,
		Reading: map[string]screen.Screen{
			"GET " + root: front, "GET " + root + "/look": look, "GET " + root + "/ways": ways,
			"GET " + root + "/first": first, "POST " + root + "/first": first,
			"GET " + root + "/read/{id}": read, "GET " + root + "/questions": questions, "GET " + decide.Address + "{q}": question,
		},
		Writing: map[string]screen.Screen{
			"POST " + root + "/away": away, "POST " + decide.Address + "{q}": put,
			"GET " + root + "/mine": mine, "GET " + root + "/mine/new": fresh, "POST " + root + "/mine/new": keep,
			"GET " + root + "/mine/{id}": show, "GET " + root + "/mine/{id}/edit": edit, "POST " + root + "/mine/{id}/edit": change,
			"GET " + root + "/beside/{path}": beside, "POST " + root + "/beside/{path}": besideDo,
		},
		Kinds: []screen.Kind{kind},
		Forms: []string{root + "/mine/new", root + "/mine/{id}/edit"},
	}
}

const root = aside.AheadRoot

// own is what this person chose about the place itself.
type own = aside.Ahead

const ownKey = aside.AheadKey

func (p place) own() (o own) {
	p.Own(ownKey, &o)
	return o
}

// Way is the way to the place, for a page that others choose to open. There is none where it was put away, or where that cannot be
// known because things are locked.
func Way(x *screen.Exchange) (ui.Choice, bool) {
	return ui.Choice{Address: root, Label: x.Say("ahead.title"), Line: x.Say("ahead.title.line")}, aside.AheadShown(x)
}

// Back is the way to have it shown again, where it was put away.
func Back(x *screen.Exchange) (ui.Choice, bool) {
	return ui.Choice{Address: root, Label: x.Say("ahead.away.is"), Line: x.Say("ahead.away.is.line")}, x.CanKeep() && place{x}.own().Away
}

// place is one request to the place.
type place struct{ *screen.Exchange }

func (p place) frame() ui.Frame { return p.Frame("ahead.title", "remember") }

// day counts the days of the person's own calendar, from any one day.
func (p place) day() int {
	t := p.Now()
	return int(time.Date(t.Year(), t.Month(), t.Day(), 12, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

func (p place) to(path, key string) ui.Choice {
	c := ui.Choice{Address: root + path, Label: p.Say(key)}
	if p.Words.Has(key + ".line") {
		c.Line = p.Say(key + ".line")
	}
	return c
}

func (p place) show(status int, d ui.AheadPage) {
	d.Frame = p.frame()
	if d.Notice == "" {
		d.Notice = p.Notice()
	}
	p.Show(status, ui.Ahead(d))
}

func (p place) notKept() { p.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset") }

// page is a page of content at the top, or false where it has not come.
func (p place) page(id string) (d ui.AheadPage, ok bool) {
	if d.Guide, ok = p.Guidance(id); !ok {
		p.NotFound()
		return d, false
	}
	d.Title, d.TitleLang = d.Guide.Title, d.Guide.Lang
	return d, true
}

// front is what everybody meets first, however they came: what this is, and that nothing has to be done here.
func front(x *screen.Exchange) {
	p := place{x}
	d, ok := p.page("ahead")
	if !ok {
		return
	}
	if p.Neutral() {
		d.Sentences = []string{p.Say("ahead.words")}
	}
	press := ui.UsPress{Action: root + "/away", Name: "do", Plain: true, Options: []ui.Option{{Value: "away", Label: p.Say("ahead.away")}}}
	d.Parts = []ui.UsPart{{ID: "in", Ways: []ui.Choice{p.to("/look", "ahead.in")}}}
	d.Back = ui.Choice{Address: "/", Label: p.Say("ahead.leave")}
	switch {
	case !x.CanKeep():
	case p.own().Away:
		press.Plain, press.Options = false, []ui.Option{{Value: "back", Label: p.Say("ahead.away.back")}}
		d.Sentences = append(d.Sentences, p.Say("ahead.away.now"))
		fallthrough
	default:
		d.Parts = append(d.Parts, ui.UsPart{ID: "away", Press: []ui.UsPress{press}})
	}
	p.show(http.StatusOK, d)
}

// away hides the way to the place everywhere, or shows it again.
func away(x *screen.Exchange) {
	var o own
	now := x.Value("do") == "away"
	if err := x.ChangeOwn(ownKey, &o, func() { o.Away = now }); err != nil {
		place{x}.notKept()
		return
	}
	if now {
		x.To("/remember?done=ahead.away")
		return
	}
	x.To(root + "?done=ahead.back")
}

// safeFirst shows the safety page before what was asked for, where an answer of late was about not being safe. It says no to
// nothing: the page leads on.
func (p place) safeFirst() bool {
	if p.R.URL.Query().Get("on") == "1" || !p.unsafe() {
		return false
	}
	safety.Now(p.Exchange, ui.Choice{Address: p.R.URL.Path + "?on=1", Label: p.Say("ahead.on"), Line: p.Say("ahead.on.line")})
	return true
}

func (p place) unsafe() bool {
	return p.CanKeep() && measure.SafetySince(p.Exchange, p.Now().AddDate(0, 0, -decide.SafeDays))
}

// What there is to read. Which of the first two stands first changes with the day.
var (
	reading = [2][]string{
		{"ahead-when", "ahead-folic", "ahead-carrier", "ahead-check", "ahead-living", "ahead-fear"},
		{"ahead-end", "ahead-other"},
	}
	readFirst = []string{"ahead-after", "ahead-several", "ahead-made"}
)

// look is the page that all others lead back to.
func look(x *screen.Exchange) {
	p := place{x}
	if p.safeFirst() {
		return
	}
	d := ui.AheadPage{UsPage: ui.UsPage{Title: p.Say("ahead.title"), Sentences: []string{p.Say("ahead.look"), p.Say("ahead.look.any")}}}
	think := ui.UsPart{ID: "think", Ways: []ui.Choice{p.to("/ways", "ahead.ways"), p.to("/mine", "ahead.mine"), p.to("/first", "ahead.first"), p.to("/questions", "ahead.questions")}}
	think.Ways = append(think.Ways, p.besideWays(false)...)
	d.Parts = []ui.UsPart{think}
	for i := range reading {
		which := (p.day() + i) % 2
		d.Parts = append(d.Parts, p.readings([]string{"try", "not"}[which], reading[which]))
	}
	d.Parts = append(d.Parts, p.readings("more", readFirst))
	d.Back = ui.Choice{Address: root, Label: p.Say("ahead.front")}
	p.show(http.StatusOK, d)
}

func (p place) readings(id string, pages []string) ui.UsPart {
	part := ui.UsPart{ID: id, Heading: p.Say("ahead.read." + id)}
	for _, id := range pages {
		if g, ok := p.Guidance(id); ok {
			part.Ways, part.Lang = append(part.Ways, ui.Choice{Address: root + "/read/" + id, Label: g.Title}), g.Lang
		}
	}
	return part
}

// read is one of these pages, with the way back.
func read(x *screen.Exchange) {
	p := place{x}
	id := x.R.PathValue("id")
	if !slices.Contains(slices.Concat(reading[0], reading[1], readFirst), id) {
		x.NotFound()
		return
	}
	if d, ok := p.page(id); ok {
		d.Up, d.Print = p.back(), true
		p.show(http.StatusOK, d)
	}
}

func (p place) back() ui.Choice {
	return ui.Choice{Address: root + "/look", Label: p.Say("ahead.back")}
}

// ways are all ways there are, each in the same shape. The order is that of the day.
func ways(x *screen.Exchange) {
	p := place{x}
	d := ui.AheadPage{UsPage: ui.UsPage{Title: p.Say("ahead.ways"), Sentences: []string{p.Say("ahead.ways.lead"), p.Say("ahead.ways.order")}}, Print: true, Up: p.back()}
	d.Whole = x.R.URL.Query().Get("all") == "yes"
	var origin ui.Guide
	for _, o := range decide.Order(p.day()) {
		g, ok := p.Guidance(decide.Page(o))
		if !ok {
			p.NotFound()
			return
		}
		d.Topics = append(d.Topics, topic(o, g))
		origin = together(origin, g)
	}
	if !d.Whole {
		d.Ways = []ui.Choice{{Address: root + "/ways?all=yes", Label: p.Say("ahead.ways.all")}}
	}
	d.Ways = append(d.Ways, p.to("/mine", "ahead.mine"), p.to("/first", "ahead.first"))
	p.made(&d)
	d.Origin = origin
	p.show(http.StatusOK, d)
}

// made says on the page of an aid itself who made it, and who pays.
func (p place) made(d *ui.AheadPage) {
	d.Made = []string{p.Say("ahead.made"), p.Say("ahead.made.paid"), p.Say("ahead.made.when")}
	d.Ways = append(d.Ways, ui.Choice{Address: root + "/read/ahead-made", Label: p.Say("ahead.made.more")})
}

// topic is a page of content as one part of a longer page.
func topic(id string, g ui.Guide) ui.TopicView {
	t := ui.TopicView{ID: id, Title: g.Title, Lang: g.Lang}
	for _, b := range g.Blocks {
		switch {
		case b.Heading:
			words := ""
			for _, s := range b.Spans {
				words += s.Text
			}
			t.More = append(t.More, ui.TopicPart{Heading: words})
		case len(t.More) == 0:
			t.First = append(t.First, b)
		default:
			last := &t.More[len(t.More)-1]
			last.Blocks = append(last.Blocks, b)
		}
	}
	return t
}

// together is where several pages come from: by page, with the earliest of their days.
func together(all, g ui.Guide) ui.Guide {
	from := ui.From{Heading: g.Title}
	for _, f := range g.From {
		for _, s := range f.Sources {
			if !slices.Contains(from.Sources, s) {
				from.Sources = append(from.Sources, s)
			}
		}
	}
	if all.Reviewed == "" {
		all.Reviewed, all.NextReview, all.Lang, all.Reviewer = g.Reviewed, g.NextReview, g.Lang, g.Reviewer
	}
	all.Overdue = all.Overdue || g.Overdue
	all.From = append(all.From, from)
	return all
}

// first is when to ask a professional first. What is ticked here goes into the answer of the same request and nowhere else.
func first(x *screen.Exchange) {
	p := place{x}
	k := p.known()
	told(&k, x.Chosen("told"), x.R.PostForm.Get("losses"))
	gates := decide.Gates(k)
	d, ok := p.page("ahead-first")
	if !ok {
		return
	}
	d.Form, d.Up = x.Form(), p.back()
	if len(gates) > 0 {
		d.Guide.Blocks = d.Guide.Blocks[:min(2, len(d.Guide.Blocks))] // what is so for this person comes first
		d.Parts = append(d.Parts, ui.UsPart{ID: "found", Heading: p.Say("ahead.first.found"), Sentences: []string{p.Say("ahead.first.because")}})
	} else if x.R.Method == http.MethodPost {
		d.Parts = append(d.Parts, ui.UsPart{ID: "found", Sentences: []string{p.Say("ahead.first.none")}})
	}
	d.Topics, d.Origin = p.cards(gates)
	d.Whole = true
	d.Write = &ui.AheadForm{Action: root + "/first", Go: p.Say("ahead.first.go"), Parts: []ui.AheadPart{{
		Title: p.Say("ahead.first.ask"), Sentences: []string{p.Say("ahead.first.unkept")}, Questions: p.askFirst(k, d.Form),
	}}}
	d.Ways = []ui.Choice{p.to("/questions", "ahead.questions")}
	p.show(http.StatusOK, d)
}

// cards are the pages of gates, and where they come from.
func (p place) cards(gates []decide.Gate) (out []ui.TopicView, origin ui.Guide) {
	for _, gate := range gates {
		if g, ok := p.Guidance(gate.Page()); ok {
			out, origin = append(out, topic(string(gate), g)), together(origin, g)
		}
	}
	return out, origin
}

// askFirst asks for what is not known yet, and for all that is ticked in this form: what it does not have is not sent again, and
// would be lost.
func (p place) askFirst(k decide.Known, form ui.Form) []ui.Question {
	stands := decide.Gates(k)
	q := ui.Question{Name: "told", Legend: p.Say("ahead.told"), Hint: p.Say("ahead.told.hint"), Many: true}
	for _, t := range journal.DecisionTold {
		if !slices.Contains(stands, decide.Gate(t)) || slices.Contains(form.Values["told"], t) {
			q.Options = append(q.Options, ui.Option{Value: t, Label: p.Say("ahead.told." + t)})
		}
	}
	return []ui.Question{q, p.choice("losses", "ahead.losses", "ahead.losses.", journal.DecisionLosses)}
}

func (p place) choice(name, legend, prefix string, values []string) ui.Question {
	q := ui.Question{Name: name, Legend: p.Say(legend), Words: true}
	if p.Words.Has(legend + ".hint") {
		q.Hint = p.Say(legend + ".hint")
	}
	for _, v := range values {
		q.Options = append(q.Options, ui.Option{Value: v, Label: p.Say(prefix + v)})
	}
	return q
}

// besideWays are the ways to what two laid beside each other. There is none where this person did not say that they feel safe, and
// none where they do not want this part now, but on their own page.
func (p place) besideWays(all bool) (out []ui.Choice) {
	if !p.CanKeep() {
		return nil
	}
	rest := p.own().Rest
	for _, s := range aside.Two(p.Exchange) {
		if all || !slices.Contains(rest, s.Path) {
			out = append(out, ui.Choice{Address: root + "/beside/" + s.Path, Label: p.Say("ahead.beside"), Line: p.Say("ahead.beside.line", "name", s.Other)})
		}
	}
	return out
}
