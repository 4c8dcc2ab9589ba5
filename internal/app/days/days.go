// Package days are the days of the year that a person wrote down, and what is to happen on each: keep it, soften it, or silence. It must
// never work out a day, count any, say anything on the day before, or show on the day itself what she did not write.
package days

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/ics"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Place is the list of them, with their forms.
func Place() screen.Place {
	const all, one = "/remember/days", "/remember/days/{id}"
	return screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET " + all: list, "POST " + all + "/away": putAway,
			"GET " + all + "/new": fresh, "POST " + all + "/new": keepNew,
			"GET " + one + "/edit": edit, "POST " + one + "/edit": change,
			"GET " + one + "/reminder.ics": calendar,
		},
		Kinds: []screen.Kind{kind},
		Forms: []string{all + "/new", one + "/edit"},
	}
}

func address(id record.ID) string { return "/remember/days/" + id.String() }

func frame(x *screen.Exchange) ui.Frame { return x.Frame("days.title", "remember") }

// called is what a day is called: in her own words, or by its sort.
func called(x *screen.Exchange, d journal.Day) string {
	if d.Name != "" {
		return d.Name
	}
	if key := "days.sort." + d.Sort; x.Words.Has(key) {
		return x.Say(key)
	}
	return x.Say("entry.newer")
}

// when is on which day it is: of one that is every year, the year is nothing.
func when(x *screen.Exchange, d journal.Day) string {
	on, err := d.Date()
	if err != nil {
		return x.Say("entry.unreadable")
	}
	if d.Every {
		return x.Say("days.line.every", "day", x.Date("day-month", on))
	}
	return x.Say("days.line.once", "day", x.Date("day", on))
}

func mode(x *screen.Exchange, d journal.Day) string {
	if key := "days.mode." + d.Mode; x.Words.Has(key) {
		return x.Say(key)
	}
	return x.Say("entry.newer")
}

// list shows them by the calendar, each with a way to change it.
func list(x *screen.Exchange) {
	d := ui.UsPage{Frame: frame(x), Title: x.Say("days.title"), Notice: x.Notice(), Sentences: []string{x.Say("days.lead"), x.Say("days.never")}}
	type kept struct {
		order string
		ui.Choice
	}
	var all []kept
	for _, h := range x.Heads(journal.KindDay) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		day, err := journal.DecodeDay(body)
		if err != nil {
			continue
		}
		c := kept{Choice: ui.Choice{Address: address(h.ID) + "/edit", Label: called(x, day), Line: x.Say("days.line", "day", when(x, day), "mode", mode(x, day))}}
		if on, err := day.Date(); err == nil {
			c.order = on.Format("01-02")
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b kept) int { return strings.Compare(a.order, b.order) })
	part := ui.UsPart{ID: "days"}
	for _, c := range all {
		part.Ways = append(part.Ways, c.Choice)
	}
	if len(all) == 0 {
		part.Sentences = []string{x.Say("days.none")}
	} else if x.Neutral() {
		part.Sentences = []string{x.Say("days.neutral")}
	}
	d.Parts = []ui.UsPart{part}
	d.Ways = []ui.Choice{
		{Address: "/remember/days/new", Label: x.Say("days.new")},
		{Address: "/read/ceremony-days", Label: x.Say("days.read"), Line: x.Say("days.read.line")},
	}
	x.Show(http.StatusOK, ui.Us(d))
}

func fresh(x *screen.Exchange) {
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{"every": {"yes"}}
	}
	showForm(x, http.StatusOK, form, found)
}

func showForm(x *screen.Exchange, status int, form ui.Form, found bool) {
	d := ui.DayFormPage{
		Frame: frame(x), Form: form, Title: x.Say("days.new"), Action: x.R.URL.Path, Draft: x.DraftName(), Found: found, ID: record.NewID().String(), Over: x.Over(form),
		Sort:  question(x, "sort", journal.DaySorts, false),
		Every: question(x, "every", []string{"yes", "no"}, false),
		Mode:  question(x, "mode", journal.DayModes, true),
	}
	d.Every.Hint = x.Say("days.leap")
	if rec, day, ok := stored(x); ok {
		d.Title, d.Delete = x.Say("days.edit"), "/journal/"+rec.ID.String()+"/delete"
		if day.Mode != journal.DaySilence { // a calendar would speak on a day that is to be silent
			d.File = address(rec.ID) + "/reminder.ics"
		}
	}
	x.Show(status, ui.DayForm(d))
}

func question(x *screen.Exchange, name string, values []string, hints bool) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("days." + name)}
	for _, v := range values {
		o := ui.Option{Value: v, Label: x.Say("days." + name + "." + v)}
		if hints {
			o.Hint = x.Say("days." + name + "." + v + ".hint")
		}
		q.Options = append(q.Options, o)
	}
	return q
}

// read fills d from the form. What was there before says whether a day in the past is new.
func read(x *screen.Exchange, d *journal.Day, before string) (problems []ui.Problem) {
	wrong := func(field, key string) {
		problems = append(problems, ui.Problem{Field: field, Sentence: x.Say("problem.day." + key)})
	}
	d.Sort, d.On, d.Every, d.Mode = x.Value("sort"), x.Value("on"), x.Value("every") != "no", x.Value("mode")
	d.Name, d.Words, d.Calendar = strings.TrimSpace(x.Value("name")), strings.TrimSpace(x.Value("words")), strings.TrimSpace(x.Value("calendar"))
	today := x.Now().Format(time.DateOnly)
	if d.Sort == journal.DayOct {
		d.On = october(x.Now())
	}
	if d.CalendarUID == "" {
		random := record.NewID() // only for its random bytes: this entry has another name
		d.CalendarUID = ics.UID(random[:])
	}
	if !slices.Contains(journal.DaySorts, d.Sort) {
		wrong("sort", "sort")
	}
	probe := *d
	probe.Sort, probe.Mode, probe.Name, probe.Words, probe.Calendar = journal.DayOwn, journal.DayKeep, "", "", ""
	switch {
	case probe.Validate() != nil:
		wrong("on", "on")
	case !d.Every && d.On < today && d.On != before:
		wrong("on", "past")
	}
	if !slices.Contains(journal.DayModes, d.Mode) {
		wrong("mode", "mode")
	}
	var field *journal.FieldError
	if len(problems) == 0 && errors.As(d.Validate(), &field) {
		wrong(field.Field, field.Field)
	}
	return problems
}

// october is the next 15 October, or this one. It is on no page: once or every year, it is the one that comes.
func october(now time.Time) string {
	year := now.Year()
	if now.Month() > time.October || now.Month() == time.October && now.Day() > 15 {
		year++
	}
	return time.Date(year, time.October, 15, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

func keepNew(x *screen.Exchange) {
	var d journal.Day
	if problems := read(x, &d, ""); len(problems) > 0 {
		showForm(x, http.StatusUnprocessableEntity, x.Form(problems...), false)
		return
	}
	if sentAgain(x, d) {
		x.To("/remember/days?done=" + x.DoneKept())
		return
	}
	body, err := d.Encode()
	if err == nil {
		_, err = x.Keep(journal.KindDay, x.Now(), body)
	}
	done(x, err)
}

// sentAgain says that the same form kept the same day before, when its answer was lost.
func sentAgain(x *screen.Exchange, d journal.Day) bool {
	id, err := record.ParseID(x.Value("id"))
	if err != nil {
		return false
	}
	there, err := x.Body(id)
	if err != nil {
		return false
	}
	before, err := journal.DecodeDay(there)
	if err != nil {
		return false
	}
	d.CalendarUID = before.CalendarUID
	body, err := d.Encode()
	return err == nil && bytes.Equal(body, there)
}

func done(x *screen.Exchange, err error) {
	if err != nil {
		problem, status := x.Refused("name", err)
		showForm(x, status, x.Form(problem), false)
		return
	}
	x.To("/remember/days?done=" + x.DoneKept())
}

func stored(x *screen.Exchange) (record.Record, journal.Day, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindDay {
		return rec, journal.Day{}, false
	}
	d, err := journal.DecodeDay(rec.Body)
	return rec, d, err == nil
}

func edit(x *screen.Exchange) {
	_, d, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		every := "no"
		if d.Every {
			every = "yes"
		}
		form.Values = url.Values{"sort": {d.Sort}, "on": {d.On}, "every": {every}, "mode": {d.Mode}, "name": {d.Name}, "words": {d.Words}, "calendar": {d.Calendar}}
	}
	showForm(x, http.StatusOK, form, found)
}

func change(x *screen.Exchange) {
	rec, d, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	if problems := read(x, &d, d.On); len(problems) > 0 {
		showForm(x, http.StatusUnprocessableEntity, x.Form(problems...), false)
		return
	}
	body, err := d.Encode()
	if err == nil {
		err = x.Change(rec.ID, journal.KindDay, x.Local(rec.At), body)
	}
	done(x, err)
}

// calendar gives the file for her own calendar: the neutral word, or the one that she chose for it, and nothing that she wrote here.
func calendar(x *screen.Exchange) {
	_, d, ok := stored(x)
	if !ok || d.Mode == journal.DaySilence {
		x.NotFound()
		return
	}
	word := d.Calendar
	if word == "" {
		word = x.Say("days.calendar.neutral")
	}
	at := x.Now()
	if !d.Every {
		at, _ = d.Date()
	}
	for range 366 { // the next one: a day that is every year falls on one of them
		if d.Falls(at) {
			break
		}
		at = time.Date(at.Year(), at.Month(), at.Day()+1, 12, 0, 0, 0, at.Location())
	}
	on, _ := d.Date()
	file, err := ics.File(ics.Event{
		UID: d.CalendarUID, Stamp: x.Now(), Start: at, Day: true, Yearly: d.Every, LastOfMonth: on.Month() == time.February && on.Day() == 29, Summary: word,
	})
	if err != nil {
		x.NotFound()
		return
	}
	x.Attach("reminder.ics", ics.Type, file)
}

var kind = screen.Kind{
	ID: journal.KindDay, Name: "kind.day", File: "day",
	Edit:   func(id record.ID) string { return address(id) + "/edit" },
	Tender: func([]byte) bool { return true },
	Line: func(x *screen.Exchange, body []byte) string {
		d, err := journal.DecodeDay(body)
		if err != nil {
			return ""
		}
		return called(x, d)
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		d, err := journal.DecodeDay(body)
		if err != nil {
			return nil, "", err
		}
		facts := []ui.Fact{{Name: x.Say("days.fact.day"), Value: when(x, d)}, {Name: x.Say("days.fact.name"), Value: called(x, d)}, {Name: x.Say("days.fact.mode"), Value: mode(x, d)}}
		return facts, d.Words, nil
	},
	// Words of a day, and which days are hers, are shown to nobody: there is no Copy.
	Words: func(body []byte) string {
		d, _ := journal.DecodeDay(body)
		return d.Name + " " + d.Words
	},
}

// Card is what the days that fall on this one put on Today, or nil. Of several the gentlest holds. Where the person wants to meet no
// baby and no pregnancy there is none: what she wrote is of one, and the day is left in peace.
func Card(x *screen.Exchange) *ui.TodayCard {
	if x.Neutral() || awayToday(x) {
		return nil
	}
	all := noted.Days(x, x.Now())
	mode := journal.Gentlest(all)
	if mode == "" || mode == journal.DaySilence {
		return nil
	}
	c := &ui.TodayCard{Title: x.Say("days.card.soften"), Action: "/remember/days/away"}
	for _, d := range all {
		if d.Words != "" {
			c.Words = append(c.Words, d.Words)
		}
	}
	if mode == journal.DaySoften {
		c.Lines = []string{x.Say("days.card.soften.line")}
		if g, ok := x.Guidance("breathing"); ok {
			c.Ways = []ui.Choice{{Address: "/calm/breathing", Label: g.Title}}
		}
		return c
	}
	c.Title = x.Say("days.card.keep")
	var names []string
	for _, d := range all {
		if d.Name != "" && !slices.Contains(names, d.Name) {
			names = append(names, d.Name)
		}
	}
	if len(names) > 0 {
		c.Title, c.Own = strings.Join(names, " · "), true
	}
	for _, w := range [][2]string{{"/remember/light", "candle"}, {"/heart/letters", "letter"}, {"/remember/plan", "plan"}, {"/together/people", "someone"}} {
		c.Ways = append(c.Ways, ui.Choice{Address: w[0], Label: x.Say("days.card." + w[1])})
	}
	return c
}

// own is what is kept of the card: the last day on which it was put away.
type own struct {
	Away string `json:"away,omitempty"`
}

func awayToday(x *screen.Exchange) bool {
	var o own
	return x.Own("days", &o) && o.Away == x.Now().Format(time.DateOnly)
}

// putAway takes the card off Today for this day.
func putAway(x *screen.Exchange) {
	if x.SetOwn("days", own{x.Now().Format(time.DateOnly)}) != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/today?done=day.away")
}
