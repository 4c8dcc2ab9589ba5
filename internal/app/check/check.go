// Package check walks a person through the warning signs and says what to do now. It must never store what was answered
// unless asked to, and never say that somebody is fine.
//
// What was answered travels in the page itself, in one hidden field: nothing is stored and nothing is sent, until the
// person presses "keep".
package check

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/check/asking"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
)

// told is what the kept story answers, to be confirmed. While locked there is none.
func told(x *screen.Exchange) asking.Report {
	s, ok := noted.Story(x)
	if !ok {
		return nil
	}
	r := recovery.Report(s, x.Now())
	maps.DeleteFunc(r, func(key string, value any) bool {
		var any signs.Report
		return value == signs.Unsure || any.Set(key, value) != nil
	})
	return r
}

// started is a check before its first answer, with what was kept before that counts in it.
func started(x *screen.Exchange, other bool) *asking.Walk {
	w := asking.Begin(told(x), other)
	if !other {
		w.Brought, _ = noted.Brought(x)
	}
	return w
}

func begin(x *screen.Exchange) { show(x, http.StatusOK, started(x, false), ui.Form{}) }

// walkOf is the walk that the page carried. A page of ours always carries one.
func walkOf(x *screen.Exchange) (*asking.Walk, bool) {
	w, err := asking.Read([]byte(x.R.PostForm.Get("so-far")))
	if err != nil {
		x.Plain(http.StatusBadRequest, "wrong.title", "check.again")
		return nil, false
	}
	return w, true
}

// step takes the answers of one screen and shows the next, or the result.
func step(x *screen.Exchange) {
	w, ok := walkOf(x)
	if !ok {
		return
	}
	sent := asking.Values(maps.Clone(x.R.PostForm))
	switch answer := x.R.PostForm.Get("answer"); {
	case answer == "back":
		w.Back(sent)
	case w.Over() && answer == "on":
		w.GoOn()
	case w.Over():
		// a page that is shown again, as on the way back from the sheet
	case answer == "wrong":
		w.Leave(sent)
	case (answer == "other" || answer == "self") && len(w.Done) == 0:
		w = started(x, answer == "other")
		show(x, http.StatusOK, w, x.Form())
		return
	default:
		if problems := w.Answer(sent, x.Table()); problems != nil {
			show(x, http.StatusUnprocessableEntity, w, x.Form(said(x, w, problems)...))
			return
		}
	}
	if w.Over() {
		showResult(x, http.StatusOK, w, "")
		return
	}
	show(x, http.StatusOK, w, ui.Form{Values: map[string][]string(w.Before())})
}

// said puts problems into words.
func said(x *screen.Exchange, w *asking.Walk, problems []asking.Problem) []ui.Problem {
	out := make([]ui.Problem, len(problems))
	for i, p := range problems {
		pairs := slices.Clone(p.Pairs)
		if len(pairs) == 2 && strings.HasPrefix(pairs[1], "sign.") {
			pairs[1] = say(x, w, pairs[1])
		}
		out[i] = ui.Problem{Field: p.Field, Sentence: x.Say(p.Key, pairs...)}
	}
	return out
}

// say gives a sentence, in the words for somebody who answers for the person where there are some.
func say(x *screen.Exchange, w *asking.Walk, key string, pairs ...string) string {
	if w.Other && x.Words.Has(key+".other") {
		key += ".other"
	}
	return x.Say(key, pairs...)
}

// maybe is say for a sentence that not every screen has.
func maybe(x *screen.Exchange, w *asking.Walk, key string) string {
	if !x.Words.Has(key) {
		return ""
	}
	return say(x, w, key)
}

func show(x *screen.Exchange, status int, w *asking.Walk, form ui.Form) {
	s := w.Screen()
	d := ui.CheckStep{
		Frame: x.Frame("place.check", "check"), Form: form, SoFar: w.Encode(), Back: len(w.Done) > 0,
		Title: say(x, w, "check."+s.ID), Why: maybe(x, w, "check."+s.ID+".why"), Temp: s.Temperature, Notes: notes(x, w), Host: host(x),
	}
	help := x.HelpLines()
	if len(w.Done) == 0 || s.Rows {
		d.Emergency = x.Calls(help.Emergency[:1])
		d.Crisis, d.Lead = x.Calls(help.Crisis), x.Say("check.crisis")
		d.Crisis = d.Crisis[:min(1, len(d.Crisis))]
	}
	if len(w.Done) == 0 {
		d.Other = ui.CheckButton{Value: "other", Label: x.Say("check.other")}
		if w.Other {
			d.Other = ui.CheckButton{Value: "self", Label: x.Say("check.self")}
		}
	}
	if s.ID == "safe" || w.Report()["self_harm_thoughts"] == true {
		d.Crisis, d.Lead = x.Calls(help.Crisis), say(x, w, "result.crisis")
	}
	if level := w.AtLeast(x.Table()); level == signs.Urgent || level == signs.Soon {
		d.AtLeast = x.Say("check.at-least." + level.String())
	}
	if s.Rows {
		for _, sign := range s.Signs {
			d.Rows = append(d.Rows, ui.Question{Name: sign.ID, Legend: say(x, w, "sign."+sign.ID), Options: yesNoUnsure(x)})
		}
	} else {
		d.Lists = lists(x, w, &s)
	}
	d.Sizes = s.ID == "more"
	if slices.Contains(s.Groups(), "told") {
		d.Told = toldLines(x, w.Told)
	}
	buttons(x, w, &s, &d)
	x.Show(status, ui.Check(d))
}

func yesNoUnsure(x *screen.Exchange) []ui.Option {
	return []ui.Option{
		{Value: "no", Label: x.Say("check.any.no")}, {Value: "yes", Label: x.Say("check.any.yes")}, {Value: asking.Unsure, Label: x.Say("check.unsure")},
	}
}

// lists are the rows of a screen, in their fieldsets.
func lists(x *screen.Exchange, w *asking.Walk, s *asking.Screen) []ui.CheckList {
	var out []ui.CheckList
	for i, group := range s.Groups() {
		list := ui.CheckList{Name: group, Legend: say(x, w, "group."+group)}
		if i == 0 {
			list.Hint = x.Say("check.tick")
		}
		for _, sign := range s.Signs {
			if sign.Group == group {
				list.Rows = append(list.Rows, ui.CheckRow{
					Value: sign.ID, Label: say(x, w, "sign."+sign.ID), Hint: maybe(x, w, "sign."+sign.ID+".hint"), Picture: sign.Picture,
				})
			}
		}
		out = append(out, list)
	}
	return out
}

// buttons are the answers of a screen. One that only a screen has reads as the screen says, or as all do.
func buttons(x *screen.Exchange, w *asking.Walk, s *asking.Screen, d *ui.CheckStep) {
	for _, b := range s.Buttons {
		key := "check." + s.ID + "." + b.ID
		button := ui.CheckButton{Value: b.ID, Picture: b.Picture, Hint: maybe(x, w, key+".hint")}
		button.Label = maybe(x, w, key)
		button.Quiet = len(s.Signs) > 0 && s.ID != "pain" && b.ID != asking.None || b.ID == asking.Unsure
		switch {
		case button.Label != "":
		case s.ID == "pain" && b.ID != asking.Unsure:
			button.Label = b.ID
		case s.Rows:
			button.Label, button.Quiet = x.Say("continue"), false
		case b.ID == asking.None:
			button.Label = x.Say("check.none")
		case b.ID == asking.Some:
			button.Label = x.Say("check.ticked")
		case b.ID == asking.Unsure:
			button.Label = x.Say("check.unsure")
		default:
			button.Label = x.Say("check.any." + b.ID)
		}
		if s.ID == "pain" && b.ID == "0" {
			d.First = append(d.First, button)
			continue
		}
		d.Buttons = append(d.Buttons, button)
	}
	if s.ID == "pain" {
		d.Scale = x.Say("check.pain.score")
	}
}

// notes say who answers, and when the stricter file of a host could not be read.
func notes(x *screen.Exchange, w *asking.Walk) []string {
	var out []string
	if w.Other && len(w.Done) == 0 {
		out = append(out, x.Say("check.other.on"))
	}
	if w.Now.ID == "safety" && w.Other {
		out = append(out, x.Say("check.other.private"))
	}
	if w.Over() && w.Counts(x.Table()) {
		out = append(out, x.Say("measure.counted"))
	}
	if len(w.Done) > 0 && !w.Over() {
		return out
	}
	switch x.Table().Unread() {
	case signs.Broken:
		out = append(out, x.Say("check.local.broken"))
	case signs.Missing:
		out = append(out, x.Say("check.local.missing"))
	}
	return out
}

// host says in what the host is stricter, with its source.
func host(x *screen.Exchange) *ui.CheckHost {
	local, there := x.Table().Local()
	if !there {
		return nil
	}
	h := &ui.CheckHost{
		Lead:   x.Say("check.local", "host", local.Host),
		Source: x.Say("check.local.source", "source", local.Source, "date", x.WrittenDay(local.Reviewed)),
	}
	for _, c := range local.Changes {
		h.Lines = append(h.Lines, x.Say("check.local.line", "what", c.What, "local", c.Local, "standard", c.Standard))
	}
	return h
}

// toldLines put what the story says into words.
func toldLines(x *screen.Exchange, told asking.Report) []string {
	var out []string
	if weeks, ok := told["gestation_weeks"].(float64); ok {
		out = append(out, x.Say("check.told.weeks", "n", screen.Decimal(float64(int(weeks)))))
	}
	if days, ok := told["days_since_loss"].(float64); ok {
		out = append(out, x.Say("check.told.days", "n", screen.Decimal(days)))
	}
	if way, _ := told["management"].(string); way != "" && x.Words.Has("check.told.management."+way) {
		out = append(out, x.Say("check.told.management."+way))
	}
	switch told["scan_confirmed_intrauterine"] {
	case true:
		out = append(out, x.Say("check.told.scan"))
	case false:
		out = append(out, x.Say("check.told.no-scan"))
	}
	if told["rh_negative"] == true {
		out = append(out, x.Say("check.told.rh"))
	}
	if out == nil {
		out = append(out, x.Say("check.told.story"))
	}
	return out
}
