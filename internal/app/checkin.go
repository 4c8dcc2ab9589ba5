package app

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/app/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

const draftCheckIn = "checkin"

func (a *App) checkIn(x *exchange) {
	form := ui.Form{Values: url.Values{"unit": {"C"}}}
	if body, found := a.Vault.Draft(draftCheckIn); found {
		form.Values = screen.DraftValues(body)
	}
	x.showCheckIn(http.StatusOK, "/checkin", draftCheckIn, form)
}

func (a *App) checkInKeep(x *exchange) {
	draft := x.draftOr(draftCheckIn)
	var again journal.CheckIn
	x.readCheckIn(&again)
	body, _ := again.Encode()
	id, kept := x.NewID(func(there []byte) bool { return bytes.Equal(there, body) })
	if !kept {
		if problems, status := x.keepCheckIn(id, a.Now().Unix(), journal.CheckIn{}, draft); problems != nil {
			x.showCheckIn(status, "/checkin", draft, x.Form(problems...))
			return
		}
	}
	if noted.Concern(x.Exchange, again) != nil { // the same fever is no less of one because it was typed here
		x.To("/body/log/" + id.String() + "?done=" + x.DoneKept())
		return
	}
	if writing.Reach(again) {
		x.To("/today?done=reach") // that it is kept, and that somebody can be reached
		return
	}
	x.To("/today?done=" + x.DoneKept())
}

// keepCheckIn reads the form into c, which brings along what a newer version had put there.
func (x *exchange) keepCheckIn(id record.ID, at int64, c journal.CheckIn, draft string) ([]ui.Problem, int) {
	if problems := x.readCheckIn(&c); len(problems) > 0 {
		return problems, http.StatusUnprocessableEntity
	}
	body, err := c.Encode()
	var field *journal.FieldError
	if errors.As(err, &field) {
		key := "problem." + field.Field + "." + field.Problem
		return []ui.Problem{{Field: field.Field, Sentence: x.Say(key)}}, http.StatusUnprocessableEntity
	}
	if err == nil {
		rec := record.Record{ID: id, Kind: journal.KindCheckIn, At: at, Body: body}
		err = x.a.Vault.PutVersion(x.R.Context(), rec, x.Seen(), draft)
	}
	if err != nil {
		problem, status := x.Refused("note", err)
		return []ui.Problem{problem}, status
	}
	x.Forget(id)
	return nil, 0
}

// readCheckIn fills c from the form and lists the fields that are not numbers.
func (x *exchange) readCheckIn(c *journal.CheckIn) []ui.Problem {
	var problems []ui.Problem
	number := func(name string) *float64 {
		f, err := screen.ParseNumber(x.R.PostForm.Get(name))
		if err != nil {
			problems = append(problems, ui.Problem{Field: name, Sentence: x.Say("problem." + name + ".number")})
		}
		return f
	}
	c.Bleeding = journal.Bleeding(x.R.PostForm.Get("bleeding"))
	c.Pain = x.Scale("pain", &problems)
	c.Heaviness = x.Scale("heaviness", &problems)
	c.Temperature = number("temperature")
	c.SleepHours = number("sleep")
	c.Feelings = x.R.PostForm["feelings"]
	c.Note = strings.TrimSpace(screen.Lines(x.R.PostForm.Get("note")))
	c.Unit = ""
	if c.Temperature != nil {
		c.Unit = x.R.PostForm.Get("unit")
	}
	return problems
}

func checkInValues(c journal.CheckIn) url.Values {
	v := url.Values{"feelings": c.Feelings, "note": {c.Note}, "unit": {"C"}}
	if c.Bleeding != "" {
		v.Set("bleeding", string(c.Bleeding))
	}
	if c.Pain != nil {
		v.Set("pain", strconv.Itoa(*c.Pain))
	}
	if c.Heaviness != nil {
		v.Set("heaviness", strconv.Itoa(*c.Heaviness))
	}
	if c.SleepHours != nil {
		v.Set("sleep", screen.Decimal(*c.SleepHours))
	}
	if c.Temperature != nil {
		v.Set("temperature", screen.Decimal(*c.Temperature))
		v.Set("unit", c.Unit)
	}
	return v
}

func (x *exchange) showCheckIn(status int, action, draft string, form ui.Form) {
	x.Show(status, ui.CheckIn(ui.CheckInPage{
		Frame: x.Frame("checkin.title", "today"), Form: form, Action: action, Draft: draft, ID: record.NewID().String(), Over: x.Over(form),
		Bleeding:  ui.Question{Name: "bleeding", Legend: x.Say("checkin.bleeding"), Options: x.bleedingOptions()},
		Pain:      ui.Question{Name: "pain", Legend: x.Say("checkin.pain"), Scale: true, Options: ui.ZeroToTen(x.Say("scale.none"), x.Say("scale.worst"))},
		Heaviness: ui.Question{Name: "heaviness", Legend: x.Say("checkin.heaviness"), Scale: true, Options: ui.ZeroToTen(x.Say("scale.light"), x.Say("scale.worst"))},
		Feelings:  ui.Question{Name: "feelings", Legend: x.Say("checkin.feelings"), Hint: x.Say("checkin.feelings.hint"), Many: true, Words: true, Options: x.feelingOptions()},
		Unit:      x.unitQuestion(),
	}))
}

func (x *exchange) unitQuestion() ui.Question {
	return ui.Question{Name: "unit", Legend: x.Say("unit"), Scale: true, Options: []ui.Option{{Value: "C", Label: "°C"}, {Value: "F", Label: "°F"}}}
}

func (x *exchange) bleedingOptions() []ui.Option {
	var options []ui.Option
	for _, b := range journal.Bleedings {
		options = append(options, ui.Option{Value: string(b), Label: x.Say("bleeding." + string(b))})
	}
	return options
}

func (x *exchange) feelingOptions() []ui.Option {
	var options []ui.Option
	for _, word := range journal.Feelings {
		options = append(options, ui.Option{Value: word, Label: x.Say("feeling." + word)})
	}
	return options
}

// facts lists what a check-in says, one value a line.
func (x *exchange) facts(c journal.CheckIn) []ui.Fact {
	var facts []ui.Fact
	add := func(key, value string) { facts = append(facts, ui.Fact{Name: x.Say(key), Value: value}) }
	if c.Heaviness != nil {
		add("fact.heaviness", x.OutOfTen(*c.Heaviness))
	}
	if len(c.Feelings) > 0 {
		add("fact.feelings", strings.Join(x.feelingWords(c.Feelings), ", "))
	}
	if c.SleepHours != nil {
		add("fact.sleep", x.Say("hours", "n", x.Decimal(*c.SleepHours)))
	}
	if c.Bleeding != "" {
		add("fact.bleeding", x.bleedingWord(c.Bleeding))
	}
	if c.Pads != nil {
		add("fact.pads", strconv.Itoa(*c.Pads))
	}
	if c.Clots != "" {
		add("fact.clots", x.known("clots.", c.Clots))
	}
	if c.Pain != nil {
		add("fact.pain", x.OutOfTen(*c.Pain))
	}
	if c.Temperature != nil {
		add("fact.temperature", x.Decimal(*c.Temperature)+" °"+c.Unit)
	}
	return facts
}

// summary is a check-in in one line.
func (x *exchange) summary(c journal.CheckIn) string {
	var parts []string
	for _, f := range x.facts(c) {
		parts = append(parts, f.Name+": "+f.Value)
	}
	if len(parts) == 0 {
		return journal.Entry{Text: c.Note}.FirstLine(80)
	}
	return strings.Join(parts, " · ")
}

// feelingWords gives the words for feelings.
func (x *exchange) feelingWords(feelings []string) []string {
	words := make([]string, len(feelings))
	for i, f := range feelings {
		words[i] = noted.Feeling(x.Exchange, f)
	}
	return words
}

func (x *exchange) bleedingWord(b journal.Bleeding) string { return x.known("bleeding.", string(b)) }

// known gives the words for a choice; one that a newer version knows stands as it is.
func (x *exchange) known(keys, choice string) string {
	if x.Words.Has(keys + choice) {
		return x.Say(keys + choice)
	}
	return choice
}
