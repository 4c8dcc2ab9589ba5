package ceremony

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/ceremony"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

func show(p *plan) { p.show(http.StatusOK, ui.Form{}) }

func (p *plan) show(status int, form ui.Form) {
	d := p.page()
	d.Form, d.Notice = form, p.Notice()
	d.Over = p.Over(ui.Form{})
	d.Ways = []ui.Choice{{Address: p.address("/paper"), Label: p.Say("plan.paper.go")}, {Address: p.address("/edit"), Label: p.Say("plan.change")}}
	for _, sort := range ceremony.Sorts {
		g := ui.OrderGroup{Heading: p.Say("plan.sort." + string(sort))}
		for _, part := range p.all {
			if part.Sort == byte(sort) && part.Fits(p.Where, p.Who) {
				g.Parts = append(g.Parts, ui.Option{Value: part.ID, Label: part.Title, Hint: part.How})
			}
		}
		if g.Parts != nil {
			d.Add = append(d.Add, g)
		}
	}
	d.OwnCare = question(p.Exchange, "own.care", ownCares)
	d.OwnCare.Name, d.OwnCare.Many, d.OwnCare.Hint = "care", true, p.Say("plan.own.care.hint")
	p.Show(status, ui.Ceremony(d))
}

// page is what the screen and the paper show alike.
func (p *plan) page() ui.CeremonyPage {
	d := ui.CeremonyPage{
		Frame: frame(p.Exchange), Title: p.Title, Own: p.Title != "", Lang: p.lang, Facts: facts(p.Exchange, p.Ceremony), Action: p.address(""),
		Care: p.care(), Delete: "/journal/" + p.rec.ID.String() + "/delete", Share: p.ShareThis(p.rec.ID, p.rec.Kind),
	}
	if d.Title == "" {
		d.Title = p.Say("plan.untitled")
	}
	for i, part := range p.Parts {
		d.Parts = append(d.Parts, p.part(i, part))
	}
	return d
}

func (p *plan) part(i int, planned journal.CeremonyPart) ui.OrderPart {
	out := ui.OrderPart{ID: planned.Part, Words: planned.Words, First: i == 0, Last: i == len(p.Parts)-1}
	part, known := ceremony.Find(p.all, planned.Part)
	switch {
	case planned.Part == journal.CeremonyOwn:
		out.Title, out.Own, out.Begin = p.Say("plan.own.title"), true, journal.Entry{Text: planned.Words}.FirstLine(60)
	case !known:
		out.Title, out.How, out.Own = p.Say("plan.newer"), p.Say("plan.newer.how"), true
	default:
		out.Title, out.How = part.Title, part.How
	}
	for _, care := range ceremony.CareOf(p.all, "", planOf([]journal.CeremonyPart{planned})) {
		out.Care = append(out.Care, p.carePage(care).Title)
	}
	return out
}

func planOf(parts []journal.CeremonyPart) []ceremony.Planned {
	out := make([]ceremony.Planned, len(parts))
	for i, part := range parts {
		out[i] = ceremony.Planned{ID: part.Part, Own: part.Part == journal.CeremonyOwn, Care: part.Care}
	}
	return out
}

// care is what has to be taken care of in the whole of it. It stands wherever the parts do.
func (p *plan) care() (out []ui.OrderCare) {
	for _, care := range ceremony.CareOf(p.all, p.Where, planOf(p.Parts)) {
		page := p.carePage(care)
		out = append(out, ui.OrderCare{ID: care, Title: page.Title, Lines: ceremony.Lines(page), More: "/read/" + page.ID})
	}
	return out
}

func (p *plan) carePage(care string) content.Page {
	page, _ := content.Find(p.Words.Lang, ceremony.CarePage(care)) // book has seen that it is here
	return page
}

func facts(x *screen.Exchange, c journal.Ceremony) (out []ui.Fact) {
	add := func(name, value string) {
		if value != "" {
			out = append(out, ui.Fact{Name: x.Say("plan.fact." + name), Value: value})
		}
	}
	said := func(key string) string { // nothing of what a newer Snowdrop knows
		if x.Words.Has(key) {
			return x.Say(key)
		}
		return ""
	}
	add("when", c.When)
	add("where", said("plan.where."+c.Where))
	add("who", said("plan.who."+c.Who))
	add("minutes", said("plan.minutes."+strconv.Itoa(c.Minutes)))
	return out
}

// edit is the form for its words: what it is called, where and when, and what is said in each part.
func edit(p *plan) {
	form, found := p.Draft()
	if !found {
		form.Values = map[string][]string{"title": {p.Title}, "when": {p.When}, "where": {p.Where}, "who": {p.Who}, "minutes": {strconv.Itoa(p.Minutes)}}
		for i, part := range p.Parts {
			form.Values[wordsField(i, part)] = []string{part.Words}
		}
	}
	p.form(http.StatusOK, form, found)
}

const wordsPrefix = "words-"

func wordsField(i int, part journal.CeremonyPart) string {
	return wordsPrefix + strconv.Itoa(i) + "-" + part.Part
}

func (p *plan) form(status int, form ui.Form, found bool) {
	d := ui.BoxFormPage{
		Frame: frame(p.Exchange), Form: form, Title: p.Say("plan.change"), Action: p.address("/edit"), Draft: p.DraftName(), Found: found,
		ID: record.NewID().String(), Over: p.Over(form), Questions: questions(p.Exchange),
		Fields: []ui.BoxField{{Name: "title", Label: p.Say("plan.name"), Hint: p.Say("plan.name.hint"), Kind: "text"}, {Name: "when", Label: p.Say("plan.when"), Hint: p.Say("plan.when.hint"), Kind: "text"}},
		Back:   ui.Choice{Address: p.address(""), Label: p.Say("plan.paper.back")},
	}
	for i, part := range p.Parts {
		d.Fields = append(d.Fields, ui.BoxField{Name: wordsField(i, part), Label: p.Say("plan.part.words", "part", p.part(i, part).Title), Area: true})
	}
	p.Show(status, ui.BoxForm(d))
}

func change(p *plan) {
	p.Title, p.When = strings.TrimSpace(p.Value("title")), strings.TrimSpace(p.Value("when"))
	problems := chosen(p.Exchange, &p.Ceremony)
	p.setWords()
	var wrong *journal.FieldError
	if len(problems) == 0 && errors.As(p.Validate(), &wrong) {
		field, key := wrong.Field, "problem.plan.title.long"
		if field == "words" {
			field = p.wrongWords()
			key = "problem.plan.words"
			if wrong.Problem == "long" {
				key = "problem.plan.words.long"
			}
		} else if field == "parts" {
			field, key = "title", "problem.plan.many"
		}
		problems = append(problems, ui.Problem{Field: field, Sentence: p.Say(key)})
	}
	if len(problems) > 0 {
		p.form(http.StatusUnprocessableEntity, p.Form(problems...), false)
		return
	}
	if err := p.keep(); err != nil {
		problem, status := p.Refused("title", err)
		p.form(status, p.Form(problem), false)
		return
	}
	p.To(p.address("?done=" + p.DoneKept()))
}

// setWords gives each part the words that were written for it. Where the parts were changed elsewhere since, words follow their part,
// and those of a part that is gone become one of her own: nothing that was typed is dropped.
func (p *plan) setWords() {
	p.Parts = slices.Clone(p.Parts)
	var names []string
	for name := range p.R.PostForm {
		if strings.HasPrefix(name, wordsPrefix) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	set := map[int]bool{}
	for _, name := range names {
		n, id, _ := strings.Cut(strings.TrimPrefix(name, wordsPrefix), "-")
		words := strings.TrimSpace(p.Value(name))
		at, err := strconv.Atoi(n)
		if err != nil || at < 0 || at >= len(p.Parts) || p.Parts[at].Part != id || set[at] {
			at = slices.IndexFunc(p.Parts, func(c journal.CeremonyPart) bool { return c.Part == id })
			if at < 0 || set[at] {
				if words != "" {
					set[len(p.Parts)] = true
					p.Parts = append(p.Parts, journal.CeremonyPart{Part: journal.CeremonyOwn, Words: words})
				}
				continue
			}
		}
		set[at], p.Parts[at].Words = true, words
	}
}

// wrongWords is the field of the first part whose words are not right.
func (p *plan) wrongWords() string {
	for i, part := range p.Parts {
		empty := part.Part == journal.CeremonyOwn && part.Words == ""
		if empty || len([]rune(part.Words)) > journal.MaxCeremonyWords {
			return wordsField(i, part)
		}
	}
	return "title"
}

// printed is the page as others may read it: of where, who and how long it was planned for they need nothing.
func (p *plan) printed() ui.CeremonyPage {
	d := p.page()
	d.Facts = nil
	if p.When != "" {
		d.Facts = []ui.Fact{{Name: p.Say("plan.fact.when"), Value: p.When}}
	}
	return d
}

// paper is the order of the moment, to print.
func paper(p *plan) {
	d := p.printed()
	d.Frame.Plain = true // the title stands on the print
	p.Show(http.StatusOK, ui.Order(ui.OrderPage{CeremonyPage: d, File: p.address("/order.md"), Back: p.address("")}))
}

// asText is the same as a file, for whoever writes it down elsewhere. What to take care of stands in it too.
func asText(p *plan) {
	d := p.printed()
	var b strings.Builder
	b.WriteString("# " + d.Title + "\n")
	for _, f := range d.Facts {
		b.WriteString("\n" + f.Value + "\n")
	}
	for i, part := range d.Parts {
		b.WriteString("\n## " + strconv.Itoa(i+1) + ". " + part.Title + "\n")
		for _, text := range []string{part.How, part.Words} {
			if text != "" {
				b.WriteString("\n" + text + "\n")
			}
		}
	}
	if len(d.Care) > 0 {
		b.WriteString("\n## " + p.Say("plan.care") + "\n")
	}
	for _, c := range d.Care {
		b.WriteString("\n### " + c.Title + "\n\n- " + strings.Join(c.Lines, "\n- ") + "\n")
	}
	p.Attach("order.md", "text/markdown; charset=utf-8", []byte(b.String()))
}
