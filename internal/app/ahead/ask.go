package ahead

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// asks are the questions for a doctor, with their page.
func (p place) asks() (g ui.Guide, all []decide.Asking, ok bool) {
	if g, ok = p.Guidance(decide.Asks); !ok {
		p.NotFound()
		return g, nil, false
	}
	page, _ := content.Find(p.Words.Lang, decide.Asks)
	return g, decide.Of(page), true
}

// questions lists them. One tap puts one onto the page for an appointment, in its words or in hers.
func questions(x *screen.Exchange) {
	p := place{x}
	g, all, ok := p.asks()
	if !ok {
		return
	}
	d := ui.AheadPage{UsPage: ui.UsPage{Title: g.Title, TitleLang: g.Lang, Sentences: []string{p.Say("ahead.questions.lead")}}, Up: p.back(), Origin: g}
	var there []string
	if x.CanKeep() {
		there = aside.Asking(x)
	}
	d.Parts = p.waiting(there)
	for i, h := range all {
		part := ui.UsPart{ID: "q" + string(rune('a'+i)), Heading: h.Heading, Lang: g.Lang}
		for _, a := range h.Asks {
			if !x.CanKeep() {
				part.Ways = append(part.Ways, ui.Choice{Address: decide.Address + a.ID, Label: a.Words})
				continue
			}
			if !slices.Contains(there, a.Words) { // what is chosen stands above, and nowhere else
				part.Press = append(part.Press, ui.UsPress{Action: decide.Address + a.ID, Name: "text", Options: []ui.Option{{Value: a.Words, Label: a.Words}}})
			}
		}
		if len(part.Press)+len(part.Ways) > 0 {
			d.Parts = append(d.Parts, part)
		}
	}
	p.show(http.StatusOK, d)
}

// waiting are the questions that stand on the page by now, each with the way to take it off.
func (p place) waiting(there []string) (parts []ui.UsPart) {
	for i, line := range there {
		parts = append(parts, ui.UsPart{
			ID: "there-" + strconv.Itoa(i), Said: []ui.UsSaid{{Words: line, Own: true}},
			Press: []ui.UsPress{{Action: decide.Address + "off", Name: "text", Plain: true, Of: line, Options: []ui.Option{{Value: line, Label: p.Say("ahead.asked.off")}}}},
		})
	}
	if len(parts) > 0 {
		parts[0].Heading = p.Say("ahead.asked")
		parts[len(parts)-1].Ways = []ui.Choice{{Address: "/body/page", Label: p.Say("ahead.page"), Line: p.Say("ahead.page.line")}}
	}
	return parts
}

// asked is the one of the address.
func (p place) asked() (g ui.Guide, a decide.Ask, ok bool) {
	g, all, ok := p.asks()
	if !ok {
		return g, a, false
	}
	if a, ok = decide.Find(all, p.R.PathValue("q")); !ok {
		p.NotFound()
	}
	return g, a, ok
}

// question is one of them, to put there in words of one's own.
func question(x *screen.Exchange) {
	p := place{x}
	g, a, ok := p.asked()
	if !ok {
		return
	}
	showQuestion(p, http.StatusOK, a, g, ui.Form{Values: map[string][]string{"text": {a.Words}}})
}

func showQuestion(p place, status int, a decide.Ask, g ui.Guide, form ui.Form) {
	d := ui.AheadPage{UsPage: ui.UsPage{Title: a.Words, TitleLang: g.Lang, Form: form, Back: ui.Choice{Address: root + "/questions", Label: p.Say("ahead.questions")}}}
	if p.CanKeep() {
		d.Parts = []ui.UsPart{{ID: "write", Write: &ui.UsWrite{Action: decide.Address + a.ID, Label: p.Say("ahead.ask.label"), Hint: p.Say("ahead.ask.hint"), Go: p.Say("ahead.ask.go")}}}
	} else {
		d.Sentences = []string{p.Say("ahead.ask.locked")}
	}
	p.show(status, d)
}

// put puts a question onto the page for an appointment, or takes one off it. What is there stands there until a page was kept, and
// can be changed there.
func put(x *screen.Exchange) {
	p := place{x}
	words := strings.Join(strings.Fields(x.Value("text")), " ")
	if x.R.PathValue("q") == "off" {
		if err := aside.Unask(x, words); err != nil {
			p.notKept()
			return
		}
		x.To(root + "/questions?done=ahead.off")
		return
	}
	g, a, ok := p.asked()
	if !ok {
		return
	}
	problem := ""
	switch {
	case words == "":
		problem = "problem.ahead.ask.empty"
	case len([]rune(words)) > journal.MaxQuestion:
		problem = "problem.ahead.ask.long"
	case len(aside.Asking(x)) >= journal.MaxQuestions && !slices.Contains(aside.Asking(x), words):
		problem = "problem.ahead.ask.many"
	}
	if problem != "" {
		showQuestion(p, http.StatusUnprocessableEntity, a, g, x.Form(ui.Problem{Field: "text", Sentence: p.Say(problem)}))
		return
	}
	if err := aside.Ask(x, words); err != nil {
		p.notKept()
		return
	}
	x.To(root + "/questions?done=ahead.asked")
}
