package app

import (
	"net/http"
	"slices"
	"strconv"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// practices are the ids of the pages that can be done here and now.
var practices = []string{"breathing", "grounding"}

// strong is the distress from which a person is named before another practice. [design decision]
const strong = 8

// calm asks how strong it is and what is nearest. It works locked.
func (a *App) calm(x *exchange) { x.showCalm(http.StatusOK, ui.Form{}) }

func (x *exchange) showCalm(status int, form ui.Form) {
	d := ui.CalmPage{Frame: x.Frame("calm.title", "calm"), Form: form, Distress: x.distress("distress", "calm.distress")}
	d.Nearest = ui.Question{Name: "nearest", Legend: x.Say("calm.nearest"), Options: []ui.Option{
		{Value: "thoughts", Label: x.Say("calm.nearest.thoughts")},
		{Value: "body", Label: x.Say("calm.nearest.body")},
		{Value: "away", Label: x.Say("calm.nearest.away")},
	}}
	for _, id := range practices {
		if g, ok := x.Guidance(id); ok {
			d.All = append(d.All, ui.Choice{Address: "/calm/" + id, Label: g.Title})
		}
	}
	x.Show(status, ui.Calm(d))
}

func (x *exchange) distress(name, key string) ui.Question {
	return ui.Question{Name: name, Legend: x.Say(key), Scale: true, Options: ui.ZeroToTen(x.Say("scale.calm"), x.Say("scale.worst"))}
}

// calmChoose gives one practice that fits what was said. The page says why this one.
func (a *App) calmChoose(x *exchange) {
	var problems []ui.Problem
	before := x.Scale("distress", &problems)
	if problems != nil {
		x.showCalm(http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	id, why := choosePractice(x.R.PostForm.Get("nearest"))
	x.showPractice(http.StatusOK, id, x.Say(why), number(before), ui.Form{})
}

// choosePractice is the whole choice: a tight body is met through the breath, everything else
// through the senses, which need no calm to begin with.
func choosePractice(nearest string) (id, whyKey string) {
	switch nearest {
	case "body":
		return "breathing", "calm.why.body"
	case "thoughts":
		return "grounding", "calm.why.thoughts"
	case "away":
		return "grounding", "calm.why.away"
	}
	return "breathing", "calm.why.none"
}

func (a *App) practice(x *exchange) {
	id := x.R.PathValue("practice")
	if !slices.Contains(practices, id) {
		x.NotFound()
		return
	}
	x.showPractice(http.StatusOK, id, "", "", ui.Form{})
}

func (x *exchange) showPractice(status int, id, why, before string, form ui.Form) {
	g, ok := x.Guidance(id)
	if !ok {
		x.NotFound()
		return
	}
	f := x.Frame("calm.title", "calm")
	x.Show(status, ui.Practice(ui.PracticePage{
		Frame: f, Form: form, Guide: g, Why: why, ID: id, Before: before,
		Breath: id == "breathing", After: x.distress("after", "calm.after"),
	}))
}

// practiceDone says what changed. It is kept only where things are open; locked, nothing is.
func (a *App) practiceDone(x *exchange) {
	id := x.R.PathValue("practice")
	if !slices.Contains(practices, id) {
		x.NotFound()
		return
	}
	var problems []ui.Problem
	p := journal.Practice{Which: id, Before: x.Scale("before", &problems), After: x.Scale("after", &problems)}
	if problems != nil {
		x.showPractice(http.StatusUnprocessableEntity, id, "", x.R.PostForm.Get("before"), x.Form(problems...))
		return
	}
	d := ui.AfterPage{Frame: x.Frame("after.title", "calm"), Change: x.change(p), Strong: p.After != nil && *p.After >= strong}
	if p.Before != nil || p.After != nil {
		d.Said = x.keepPractice(p)
	}
	other := practices[(slices.Index(practices, id)+1)%len(practices)]
	if g, ok := x.Guidance(other); ok {
		d.Choices = append(d.Choices, ui.Choice{Address: "/calm/" + other, Label: g.Title, Line: x.Say("after.other")})
	}
	if a.Vault.State() != vault.Locked {
		d.Choices = append(d.Choices, ui.Choice{Address: "/journal/new", Label: x.Say("way.write"), Line: x.writeLine()})
	}
	x.Show(http.StatusOK, ui.After(d))
}

// keepPractice keeps the two numbers and gives the sentence that says so.
func (x *exchange) keepPractice(p journal.Practice) string {
	if x.a.Vault.State() == vault.Locked {
		return x.Say("after.locked")
	}
	body, err := p.Encode()
	if err == nil {
		rec := record.Record{ID: record.NewID(), Kind: journal.KindPractice, At: x.a.Now().Unix(), Body: body}
		err = x.a.Vault.Put(x.R.Context(), rec)
	}
	if err != nil {
		return x.Say("after.notkept")
	}
	return x.Say("after.kept." + x.DoneKept())
}

// change says plainly what happened to the number, whichever way it went.
func (x *exchange) change(p journal.Practice) string {
	if p.Before == nil || p.After == nil {
		return x.Say("after.unsaid")
	}
	from, to := strconv.Itoa(*p.Before), strconv.Itoa(*p.After)
	switch {
	case *p.After < *p.Before:
		return x.Say("after.less", "from", from, "to", to)
	case *p.After > *p.Before:
		return x.Say("after.more", "from", from, "to", to)
	}
	return x.Say("after.same", "n", to)
}

func (x *exchange) practiceName(p journal.Practice) string {
	if g, ok := x.Guidance(p.Which); ok {
		return g.Title
	}
	return p.Which
}

func (x *exchange) practiceFacts(p journal.Practice) []ui.Fact {
	facts := []ui.Fact{{Name: x.Say("fact.practice"), Value: x.practiceName(p)}}
	if p.Before != nil {
		facts = append(facts, ui.Fact{Name: x.Say("fact.before"), Value: x.OutOfTen(*p.Before)})
	}
	if p.After != nil {
		facts = append(facts, ui.Fact{Name: x.Say("fact.after"), Value: x.OutOfTen(*p.After)})
	}
	return facts
}

func (x *exchange) practiceLine(p journal.Practice) string {
	line := x.practiceName(p)
	if p.Before != nil && p.After != nil {
		line += ": " + x.Say("fact.change", "from", strconv.Itoa(*p.Before), "to", strconv.Itoa(*p.After))
	}
	return line
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
