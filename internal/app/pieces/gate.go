package pieces

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// known is what was kept, as far as it counts for a piece.
func known(x *screen.Exchange, o own) writing.Known {
	talk.Settle(x) // a piece of somebody whose share has ended is nobody's any more
	now := x.Now()
	k := writing.Known{Hour: now.Hour(), Mind: writing.Answer(o.Mind), Bad: memories(x)}
	if s, ok := noted.Story(x); ok {
		k.Days = writing.DaysSince(s.Day, s.Month, now)
	}
	k.Danger = o.Rest != 0 && writing.Recent(o.Rest, now.Unix()) || measure.SafetySince(x, now.Add(-writing.QuietDays*24*time.Hour))
	if everUnwell(x) {
		k.Mind = writing.Yes
	}
	return k
}

// memories counts "yes" in the latest answers to the five questions about a bad memory. One without an answer counts as yes.
// nil: they were not asked.
func memories(x *screen.Exchange) *int {
	m, _, ok := measure.Latest(x, "pcptsd5")
	if !ok || len(m.Answers) == 0 {
		return nil
	}
	n := 0
	if first := m.Answers[0]; first == nil || *first != 0 { // no to the first: nothing like that ever happened
		for _, a := range m.Answers[1:] {
			if a == nil || *a != 0 {
				n++
			}
		}
	}
	return &n
}

// everUnwell says whether a kept check speaks of a psychosis or a mania, at any time.
func everUnwell(x *screen.Exchange) bool {
	for _, h := range x.Heads(journal.KindCheck) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		c, err := journal.DecodeCheck(body)
		if err != nil {
			continue
		}
		for _, r := range c.Reasons {
			if strings.TrimRight(r.Rule, "abcdefgh") == "P3" {
				return true
			}
		}
		var told struct {
			Psychosis bool `json:"psychosis_history"`
			Bipolar   bool `json:"bipolar_history"`
		}
		if json.Unmarshal(c.Report, &told) == nil && (told.Psychosis || told.Bipolar) {
			return true
		}
	}
	return false
}

// gate asks before a piece, or says why it stays closed.
func gate(x *screen.Exchange) {
	p, ok := number(x)
	if !ok {
		x.NotFound()
		return
	}
	o := chosen(x)
	if !writing.Open(stand(o, kept(x)), p) {
		x.To(start)
		return
	}
	k := known(x, o)
	if why := writing.Gate(p, k, writing.Asked{}); why != writing.Opened {
		closed(x, p, why)
		return
	}
	ask(x, p, k, http.StatusOK, ui.Form{})
}

// unsaid is the value of "I would rather not say" in a form.
const unsaid = "unsaid"

func ask(x *screen.Exchange, p writing.Piece, k writing.Known, status int, form ui.Form) {
	option := func(value, key string) ui.Option { return ui.Option{Value: value, Label: x.Say(key)} }
	yesNo := func(name string) []ui.Option {
		out := []ui.Option{option("yes", "pieces.gate.yes"), option("no", "pieces.gate.no"), option(unsaid, "pieces.gate.unsaid")}
		if name != "" {
			out[0], out[1] = option("yes", "pieces.gate."+name+".yes"), option("no", "pieces.gate."+name+".no")
		}
		return out
	}
	weeks, mind := writing.Asks(k)
	var questions []ui.Question
	if weeks {
		questions = append(questions, ui.Question{Name: "weeks", Legend: x.Say("pieces.gate.weeks"), Options: yesNo("")})
	}
	questions = append(questions, ui.Question{Name: "danger", Legend: x.Say("pieces.gate.danger"), Hint: x.Say("pieces.gate.danger.hint"), Options: yesNo("danger")})
	if mind {
		questions = append(questions,
			ui.Question{Name: "mind", Legend: x.Say("pieces.gate.mind"), Hint: x.Say("pieces.gate.mind.hint"), Options: yesNo("")},
			ui.Question{Name: "keep", Legend: x.Say("pieces.gate.mind.keep"), Many: true, Options: []ui.Option{option("yes", "pieces.gate.mind.keep.yes")}})
	}
	questions = append(questions,
		ui.Question{Name: "unreal", Legend: x.Say("pieces.gate.unreal"), Options: []ui.Option{
			option("yes", "pieces.gate.unreal.yes"), option("lately", "pieces.gate.unreal.lately"), option("no", "pieces.gate.no"), option(unsaid, "pieces.gate.unsaid"),
		}},
		heavy(x, "before", "pieces.gate.before"))
	d := ui.AskedPage{
		Frame: frame(x), Form: form, Title: x.Say("pieces.gate.title"), Sentences: []string{x.Say("pieces.gate.lead"), x.Say("pieces.gate.kept")},
		Action: address(p) + "/begin", Questions: questions, Go: x.Say("pieces.gate.go"), Back: start, BackLabel: x.Say("not-now"),
	}
	if draft(x, p) != "" {
		d.Notice = x.Say("pieces.gate.draft")
	}
	x.Show(status, ui.Asked(d))
}

func heavy(x *screen.Exchange, name, key string) ui.Question {
	return ui.Question{Name: name, Legend: x.Say(key), Scale: true, Options: ui.ZeroToTen(x.Say("scale.calm"), x.Say("scale.worst"))}
}

// gateDo opens the piece, or says kindly why not. What was answered is kept only as far as the page says.
func gateDo(x *screen.Exchange) {
	p, ok := number(x)
	if !ok {
		x.NotFound()
		return
	}
	o := chosen(x)
	k := known(x, o)
	a, problems := answers(x, k)
	switch {
	case a.Danger == writing.Yes: // before anything else, whatever else is missing on the form, and locked as well
		o.Rest, o.Pass = x.Now().Unix(), nil
		_ = choose(x, o) // on to people, kept or not
		x.To(start + "/people")
		return
	case !x.CanKeep():
		x.To("/unlock")
		return
	case !writing.Open(stand(o, kept(x)), p): // no form of ours asks for it
		x.To(start)
		return
	}
	if problems != nil {
		ask(x, p, k, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	keepMind := len(x.Chosen("keep")) > 0 && a.Mind != writing.Unsaid
	if keepMind {
		o.Mind = string(a.Mind)
	}
	switch why := writing.Gate(p, k, a); {
	case why == writing.Opened:
		o.Begun, o.Pass = true, &pass{Piece: p.ID, At: x.Now().Unix(), Before: a.Before}
		done(x, choose(x, o), address(p)+"/arrive")
	case keepMind && a.Mind == writing.Yes:
		done(x, choose(x, o), address(p)+"/begin")
	default:
		closed(x, p, why)
	}
}

// answers reads what was asked. A question that was passed over is asked again: not to answer is a choice of its own.
func answers(x *screen.Exchange, k writing.Known) (writing.Asked, []ui.Problem) {
	a, problems := writing.Asked{Answered: true}, []ui.Problem(nil)
	one := func(name string, asked bool, into *writing.Answer) {
		switch value := x.Value(name); {
		case !asked || value == unsaid:
		case value == "yes", value == "no", name == "unreal" && value == "lately":
			*into = writing.Answer(value)
		default:
			problems = append(problems, ui.Problem{Field: name, Sentence: x.Say("pieces.gate.choose")})
		}
	}
	weeks, mind := writing.Asks(k)
	one("weeks", weeks, &a.Weeks)
	one("danger", true, &a.Danger)
	one("mind", mind, &a.Mind)
	one("unreal", true, &a.Unreal)
	if a.Before = x.Scale("before", &problems); a.Before == nil && len(problems) == 0 {
		problems = append(problems, ui.Problem{Field: "before", Sentence: x.Say("problem.before.range")})
	}
	return a, problems
}

// people shows the safety page. Whoever comes here sees the same.
func people(x *screen.Exchange) {
	safety.Now(x, ui.Choice{Address: start, Label: x.Say("pieces.back")})
}

// closed says why a piece is not opened now, and what is there instead.
func closed(x *screen.Exchange, p writing.Piece, why writing.Why) {
	d := ui.PieceClosedPage{Frame: frame(x), Title: x.Say("pieces.rest.title"), Why: x.Say("pieces.why." + string(why)), Words: draft(x, p), Ways: instead(x, p, why)}
	if why.Passing() {
		d.Title = x.Say("pieces.wait.title")
	}
	if !why.Passing() && why != writing.TooEarly && why != writing.EarlyOpen {
		d.Guide, _ = x.Guidance("piece-rest")
	}
	x.Show(http.StatusOK, ui.PieceClosed(d))
}

// instead are the ways that are kinder than a piece that is closed now.
func instead(x *screen.Exchange, p writing.Piece, why writing.Why) []ui.Choice {
	way := func(to, key string) ui.Choice {
		return ui.Choice{Address: to, Label: x.Say("pieces.wait." + key), Line: x.Say("pieces.wait." + key + ".line")}
	}
	var out []ui.Choice
	if why == writing.ForDanger || why == writing.DangerOpen {
		out = append(out, way("/safety", "safety"))
	}
	out = append(out, way("/calm/grounding", "ground"), way("/calm", "calm"))
	if why == writing.AtNight {
		out = append(out, softOnes(x)...)
	}
	if why == writing.UnrealNow || why == writing.StrongNow {
		return append(out, way("/safety", "safety"), way(address(p)+"/begin", "again"))
	}
	return append(out, way("/heart/try/friend", "friend"), way("/heart/letters", "letter"))
}

// softOnes are the pieces that may be written late.
func softOnes(x *screen.Exchange) []ui.Choice {
	var out []ui.Choice
	standing := stand(chosen(x), kept(x))
	for _, p := range writing.Pieces() {
		if p.Soft && writing.Open(standing, p) {
			out = append(out, ui.Choice{Address: address(p) + "/begin", Label: x.Say("pieces.wait.soft", "title", title(x, p)), Line: x.Say("pieces.wait.soft.line")})
		}
	}
	return out
}

// arrive is the quiet minute before a piece.
func arrive(x *screen.Exchange) {
	p, ok := number(x)
	g, found := x.Guidance("piece-arrive")
	if !ok || !found {
		x.NotFound()
		return
	}
	x.Show(http.StatusOK, ui.PieceQuiet(ui.PieceQuietPage{
		Frame: frame(x), Guide: g,
		Go: ui.Choice{Address: address(p), Label: x.Say("pieces.arrive.go")}, Skip: ui.Choice{Address: address(p), Label: x.Say("pieces.arrive.skip")},
	}))
}
