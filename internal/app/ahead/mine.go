package ahead

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// kind is what one person thinks, as one entry among the others. Its line in a list says no more than its name: somebody who leans
// over her shoulder there may be the one whom she has not told.
var kind = screen.Kind{
	ID: journal.KindDecision, Name: "kind.decision", File: "decision",
	Edit: func(id record.ID) string { return root + "/mine/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		if _, err := journal.DecodeDecision(body); err != nil {
			return ""
		}
		return x.Say("ahead.line")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		d, err := journal.DecodeDecision(body)
		return facts(place{x}, d), "", err
	},
	// Nobody is shown any of it by one tick: each line has its own.
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		d, err := journal.DecodeDecision(body)
		if err != nil {
			return nil
		}
		return screen.Private(x.Lines(facts(place{x}, d)))
	},
	Words: func(body []byte) string {
		d, _ := journal.DecodeDecision(body)
		return strings.Join([]string{d.About, d.Until, d.Own, d.Why, d.Needing, d.Plan}, " ")
	},
}

// facts are all that was said, in the order of the form.
func facts(p place, d journal.Decision) (out []ui.Fact) {
	add := func(key, value string) {
		if value != "" {
			out = append(out, ui.Fact{Name: p.Say(key), Value: value})
		}
	}
	add("ahead.about", d.About)
	add("ahead.told", p.listed("ahead.told.", d.Told))
	if d.Losses != "" {
		add("ahead.losses", p.word("ahead.losses.", d.Losses))
	}
	add("ahead.open", p.listed("ahead.way.", d.Open))
	add("ahead.until", d.Until)
	for _, v := range journal.DecisionValues {
		if weight := d.Values[v]; weight != "" {
			add("ahead.value."+v, p.word("ahead.weight.", weight))
		}
	}
	add("ahead.own", d.Own)
	if d.Lean != "" {
		add("ahead.lean", p.word("ahead.way.", d.Lean))
	}
	add("ahead.why", d.Why)
	add("ahead.need", p.listed("ahead.need.", d.Need))
	add("ahead.needing", d.Needing)
	add("ahead.plan", d.Plan)
	return out
}

// word is a word of a list as people say it. One that a newer Snowdrop wrote says so.
func (p place) word(prefix, word string) string {
	if !p.Words.Has(prefix + word) {
		return p.Say("entry.newer.part")
	}
	return p.Say(prefix + word)
}

func (p place) listed(prefix string, words []string) string {
	said := make([]string, len(words))
	for i, w := range words {
		said[i] = p.word(prefix, w)
	}
	return strings.Join(said, " · ")
}

// current is the newest that can be read.
func (p place) current() (journal.Decision, record.ID, bool) {
	for _, h := range p.Heads(journal.KindDecision) {
		if body, err := p.Body(h.ID); err == nil {
			if d, err := journal.DecodeDecision(body); err == nil {
				return d, h.ID, true
			}
		}
	}
	return journal.Decision{}, record.ID{}, false
}

// mine leads to what this person thinks, or to a form where nothing was said yet.
func mine(x *screen.Exchange) {
	p := place{x}
	if _, id, ok := p.current(); ok {
		x.To(root + "/mine/" + id.String())
		return
	}
	x.To(root + "/mine/new")
}

func stored(x *screen.Exchange) (record.Record, journal.Decision, bool) {
	rec, ok := x.Stored()
	if ok && rec.Kind == journal.KindDecision {
		if d, err := journal.DecodeDecision(rec.Body); err == nil {
			return rec, d, true
		}
	}
	x.NotFound()
	return rec, journal.Decision{}, false
}

// show is what was said, to read, to print, and to change.
func show(x *screen.Exchange) {
	p := place{x}
	rec, d, ok := stored(x)
	if !ok {
		return
	}
	page := ui.AheadPage{UsPage: ui.UsPage{Title: p.Say("ahead.mine")}, Facts: facts(p, d), Print: true, Share: x.ShareThis(rec.ID, rec.Kind), Up: p.back()}
	page.Ways = []ui.Choice{
		{Address: root + "/mine/" + rec.ID.String() + "/edit", Label: p.Say("ahead.change"), Line: p.Say("ahead.change.line")}, p.to("/ways", "ahead.ways"), p.to("/questions", "ahead.questions"),
	}
	page.Ways = append(page.Ways, p.besideWays(true)...)
	page.Ways = append(page.Ways, ui.Choice{Address: "/journal/" + rec.ID.String() + "/delete", Label: p.Say("ahead.delete")})
	p.made(&page)
	p.show(http.StatusOK, page)
}

func fresh(x *screen.Exchange) {
	p := place{x}
	if p.safeFirst() {
		return
	}
	form, found := x.Draft()
	showForm(p, http.StatusOK, form, found)
}

func edit(x *screen.Exchange) {
	p := place{x}
	_, d, ok := stored(x)
	if !ok || p.safeFirst() {
		return
	}
	form, found := x.Draft()
	if !found {
		form = ui.Form{Values: values(d)}
	}
	showForm(p, http.StatusOK, form, found)
}

func values(d journal.Decision) url.Values {
	v := url.Values{
		"about": {d.About}, "told": d.Told, "losses": {d.Losses}, "open": d.Open, "until": {d.Until}, "own": {d.Own},
		"lean": {d.Lean}, "why": {d.Why}, "need": d.Need, "needing": {d.Needing}, "plan": {d.Plan},
	}
	for name, weight := range d.Values {
		v.Set(decide.Value+name, weight)
	}
	return v
}

// readForm takes the form over what was there: what a newer Snowdrop put into it stays.
func readForm(x *screen.Exchange, d *journal.Decision) ([]byte, error) {
	text := func(name string) string { return strings.TrimSpace(x.Value(name)) }
	d.About, d.Until, d.Own, d.Why, d.Needing, d.Plan = text("about"), text("until"), text("own"), text("why"), text("needing"), text("plan")
	d.Lean, d.Losses = text("lean"), text("losses")
	d.Told, d.Open, d.Need = among(x, "told", d.Told, journal.DecisionTold), among(x, "open", d.Open, journal.DecisionOptions), among(x, "need", d.Need, journal.DecisionNeeds)
	for _, name := range journal.DecisionValues {
		if weight := text(decide.Value + name); weight != "" {
			if d.Values == nil {
				d.Values = map[string]string{}
			}
			d.Values[name] = weight
		} else {
			delete(d.Values, name)
		}
	}
	return d.Encode()
}

// among are the words of a list that were ticked, with those that were there before and are of a newer one.
func among(x *screen.Exchange, name string, before, list []string) (out []string) {
	ticked := x.Chosen(name)
	for _, w := range list {
		if slices.Contains(ticked, w) {
			out = append(out, w)
		}
	}
	for _, w := range before {
		if !slices.Contains(list, w) {
			out = append(out, w)
		}
	}
	return out
}

func keep(x *screen.Exchange) {
	var d journal.Decision
	body, err := readForm(x, &d)
	var id record.ID
	if err == nil {
		id, err = x.Keep(journal.KindDecision, x.Now(), body)
	}
	done(place{x}, id, err)
}

func change(x *screen.Exchange) {
	rec, d, ok := stored(x)
	if !ok {
		return
	}
	body, err := readForm(x, &d)
	if err == nil {
		err = x.Change(rec.ID, journal.KindDecision, x.Local(rec.At), body)
	}
	done(place{x}, rec.ID, err)
}

func done(p place, id record.ID, err error) {
	if err == nil {
		p.To(root + "/mine/" + id.String() + "?done=" + p.DoneKept())
		return
	}
	var field *journal.FieldError
	if errors.As(err, &field) {
		showForm(p, http.StatusUnprocessableEntity, p.Form(ui.Problem{Field: field.Field, Sentence: p.Say("problem.ahead." + field.Problem)}), false)
		return
	}
	problem, status := p.Refused("about", err)
	showForm(p, status, p.Form(problem), false)
}

// showForm is the aid: six parts, each of which may be left out. It leads nowhere by itself.
func showForm(p place, status int, form ui.Form, found bool) {
	k := p.known()
	gates := decide.Gates(k)
	d := ui.AheadPage{UsPage: ui.UsPage{Title: p.Say("ahead.mine"), Form: form, Sentences: []string{p.Say("ahead.mine.lead"), p.Say("ahead.mine.own")}}, Up: p.back()}
	if len(gates) > 0 { // before the rest, and above nothing that is closed
		d.Parts = []ui.UsPart{{ID: "found", Heading: p.Say("ahead.first.found"), Ways: []ui.Choice{p.to("/first", "ahead.first.see")}}}
	}
	id := form.Value("id")
	if _, err := record.ParseID(id); err != nil {
		id = record.NewID().String()
	}
	d.Write = &ui.AheadForm{Action: p.R.URL.Path, ID: id, Over: p.Over(form), Draft: p.DraftName(), Found: found, Go: p.Say("keep"), Parts: p.parts(k, form)}
	p.made(&d)
	p.show(status, d)
}

func (p place) parts(k decide.Known, form ui.Form) []ui.AheadPart {
	part := func(id string) ui.AheadPart {
		return ui.AheadPart{Title: p.Say("ahead.part." + id), Sentences: []string{p.Say("ahead.part." + id + ".lead")}}
	}
	area := func(name string, line bool) ui.AheadArea {
		a := ui.AheadArea{Name: name, Label: p.Say("ahead." + name), Line: line}
		if p.Words.Has("ahead." + name + ".hint") {
			a.Hint = p.Say("ahead." + name + ".hint")
		}
		return a
	}
	order := decide.Order(p.day())
	about := part("about")
	about.Areas = []ui.AheadArea{area("about", false)}
	first := part("first")
	first.Questions, first.Ways = p.askFirst(k, form), []ui.Choice{p.to("/first", "ahead.first")}
	open := part("open")
	many := p.choice("open", "ahead.open", "ahead.way.", order)
	many.Many, many.Words = true, false // whole rows: none of the ways is cut short
	open.Questions, open.Areas, open.Ways = []ui.Question{many}, []ui.AheadArea{area("until", true)}, []ui.Choice{p.to("/ways", "ahead.ways")}
	weigh := part("weigh")
	for _, v := range journal.DecisionValues {
		weigh.Questions = append(weigh.Questions, p.choice(decide.Value+v, "ahead.value."+v, "ahead.weight.", journal.DecisionWeights))
	}
	weigh.Areas = []ui.AheadArea{area("own", true)}
	lean := part("lean")
	one := p.choice("lean", "ahead.lean", "ahead.way.", append(order, journal.DecisionUnknown))
	one.Words = false
	lean.Questions, lean.Areas = []ui.Question{one}, []ui.AheadArea{area("why", false)}
	next := part("next")
	need := p.choice("need", "ahead.need", "ahead.need.", journal.DecisionNeeds)
	need.Many = true
	next.Questions, next.Areas, next.Ways = []ui.Question{need}, []ui.AheadArea{area("needing", false), area("plan", false)}, []ui.Choice{p.to("/questions", "ahead.questions")}
	return []ui.AheadPart{about, first, open, weigh, lean, next}
}
