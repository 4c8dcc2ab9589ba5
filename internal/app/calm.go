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
	d := ui.CalmPage{Frame: x.frame("calm.title", "calm"), Form: form, Distress: x.distress("distress", "calm.distress")}
	d.Nearest = ui.Question{Name: "nearest", Legend: x.say("calm.nearest"), Options: []ui.Option{
		{Value: "thoughts", Label: x.say("calm.nearest.thoughts")},
		{Value: "body", Label: x.say("calm.nearest.body")},
		{Value: "away", Label: x.say("calm.nearest.away")},
	}}
	for _, id := range practices {
		if g, ok := x.guidance(id); ok {
			d.All = append(d.All, ui.Choice{Address: "/calm/" + id, Label: g.Title})
		}
	}
	x.show(status, ui.Calm(d))
}

func (x *exchange) distress(name, key string) ui.Question {
	return ui.Question{Name: name, Legend: x.say(key), Scale: true, Options: ui.ZeroToTen(x.say("scale.calm"), x.say("scale.worst"))}
}

// calmChoose gives one practice that fits what was said. The page says why this one.
func (a *App) calmChoose(x *exchange) {
	var problems []ui.Problem
	before := x.scale("distress", &problems)
	if problems != nil {
		x.showCalm(http.StatusUnprocessableEntity, x.form(problems...))
		return
	}
	id, why := choosePractice(x.r.PostForm.Get("nearest"))
	x.showPractice(http.StatusOK, id, x.say(why), number(before), ui.Form{})
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
	id := x.r.PathValue("practice")
	if !slices.Contains(practices, id) {
		a.notFound(x)
		return
	}
	x.showPractice(http.StatusOK, id, "", "", ui.Form{})
}

func (x *exchange) showPractice(status int, id, why, before string, form ui.Form) {
	g, ok := x.guidance(id)
	if !ok {
		x.a.notFound(x)
		return
	}
	f := x.frame("calm.title", "calm")
	x.show(status, ui.Practice(ui.PracticePage{
		Frame: f, Form: form, Guide: g, Why: why, ID: id, Before: before,
		Breath: id == "breathing", After: x.distress("after", "calm.after"),
	}))
}

// practiceDone says what changed. It is kept only where things are open; locked, nothing is.
func (a *App) practiceDone(x *exchange) {
	id := x.r.PathValue("practice")
	if !slices.Contains(practices, id) {
		a.notFound(x)
		return
	}
	var problems []ui.Problem
	p := journal.Practice{Which: id, Before: x.scale("before", &problems), After: x.scale("after", &problems)}
	if problems != nil {
		x.showPractice(http.StatusUnprocessableEntity, id, "", x.r.PostForm.Get("before"), x.form(problems...))
		return
	}
	d := ui.AfterPage{Frame: x.frame("after.title", "calm"), Change: x.change(p), Strong: p.After != nil && *p.After >= strong}
	if p.Before != nil || p.After != nil {
		d.Said = x.keepPractice(p)
	}
	other := practices[(slices.Index(practices, id)+1)%len(practices)]
	if g, ok := x.guidance(other); ok {
		d.Choices = append(d.Choices, ui.Choice{Address: "/calm/" + other, Label: g.Title, Line: x.say("after.other")})
	}
	if a.Vault.State() != vault.Locked {
		d.Choices = append(d.Choices, ui.Choice{Address: "/journal/new", Label: x.say("way.write"), Line: x.writeLine()})
	}
	x.show(http.StatusOK, ui.After(d))
}

// keepPractice keeps the two numbers and gives the sentence that says so.
func (x *exchange) keepPractice(p journal.Practice) string {
	if x.a.Vault.State() == vault.Locked {
		return x.say("after.locked")
	}
	body, err := p.Encode()
	if err == nil {
		rec := record.Record{ID: record.NewID(), Kind: journal.KindPractice, At: x.a.Now().Unix(), Body: body}
		err = x.a.Vault.Put(x.r.Context(), rec)
	}
	if err != nil {
		return x.say("after.notkept")
	}
	return x.say("after.kept." + x.doneKept())
}

// change says plainly what happened to the number, whichever way it went.
func (x *exchange) change(p journal.Practice) string {
	if p.Before == nil || p.After == nil {
		return x.say("after.unsaid")
	}
	from, to := strconv.Itoa(*p.Before), strconv.Itoa(*p.After)
	switch {
	case *p.After < *p.Before:
		return x.say("after.less", "from", from, "to", to)
	case *p.After > *p.Before:
		return x.say("after.more", "from", from, "to", to)
	}
	return x.say("after.same", "n", to)
}

func (x *exchange) practiceName(p journal.Practice) string {
	if g, ok := x.guidance(p.Which); ok {
		return g.Title
	}
	return p.Which
}

func (x *exchange) practiceFacts(p journal.Practice) []ui.Fact {
	facts := []ui.Fact{{Name: x.say("fact.practice"), Value: x.practiceName(p)}}
	if p.Before != nil {
		facts = append(facts, ui.Fact{Name: x.say("fact.before"), Value: x.outOfTen(*p.Before)})
	}
	if p.After != nil {
		facts = append(facts, ui.Fact{Name: x.say("fact.after"), Value: x.outOfTen(*p.After)})
	}
	return facts
}

func (x *exchange) practiceLine(p journal.Practice) string {
	line := x.practiceName(p)
	if p.Before != nil && p.After != nil {
		line += ": " + x.say("fact.change", "from", strconv.Itoa(*p.Before), "to", strconv.Itoa(*p.After))
	}
	return line
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
