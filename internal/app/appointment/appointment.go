// Package appointment is the place for visits and for the page that one takes along: what a person chose of what she kept,
// on one sheet to print. It must never put anything on the sheet that was not chosen, and nothing that comes from fear of a
// person at home unless she ticked it.
package appointment

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/questions"
	"snowdrop/internal/ics"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Place is the appointments and their pages.
func Place() screen.Place {
	return screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET /body/appointments": list, "GET /body/appointments/new": fresh, "POST /body/appointments/new": keepNew,
			"GET /body/appointments/{id}": show, "GET /body/appointments/{id}/" + ics.Name: calendar,
			"GET /body/appointments/{id}/edit": edit, "POST /body/appointments/{id}/edit": change,
			"GET /body/page": choose, "POST /body/page": look,
			"GET /body/page/{id}": showSheet, "POST /body/page/{id}": retitle,
		},
		Kinds:  []screen.Kind{appointmentKind(), sheetKind()},
		Offers: offers,
		Forms:  []string{"/body/appointments/new", "/body/appointments/{id}/edit", "/body/page"},
	}
}

func appointmentKind() screen.Kind {
	return screen.Kind{
		ID: journal.KindAppointment, Name: "kind.appointment", File: "appointment",
		Edit: func(id record.ID) string { return "/body/appointments/" + id.String() + "/edit" },
		Line: func(x *screen.Exchange, body []byte) string {
			a, err := journal.DecodeAppointment(body)
			if err != nil {
				return ""
			}
			return a.What + ", " + written(x, a)
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			a, err := journal.DecodeAppointment(body)
			return told(x, a), a.Note, err
		},
		Copy: func(x *screen.Exchange, body []byte) []screen.Part {
			a, err := journal.DecodeAppointment(body)
			if err != nil {
				return nil
			}
			return append(x.Lines(told(x, a), "fact.place"), x.Noted(a.Note)...)
		},
		Words: func(body []byte) string {
			a, _ := journal.DecodeAppointment(body)
			return strings.Join(append([]string{a.What, a.Place, a.Note}, a.Questions...), " ")
		},
	}
}

func told(x *screen.Exchange, a journal.Appointment) []ui.Fact {
	out := append([]ui.Fact{{Name: x.Say("appointment.what"), Value: a.What}}, facts(x, a)...)
	for _, q := range a.Questions {
		out = append(out, ui.Fact{Name: x.Say("fact.question"), Value: q})
	}
	return out
}

// written is when it is, on the clock of the place.
func written(x *screen.Exchange, a journal.Appointment) string {
	at, err := a.When()
	if err != nil {
		return x.Say("entry.unreadable")
	}
	return x.Date("moment", at)
}

func facts(x *screen.Exchange, a journal.Appointment) []ui.Fact {
	facts := []ui.Fact{{Name: x.Say("fact.when"), Value: written(x, a)}}
	if a.Place != "" {
		facts = append(facts, ui.Fact{Name: x.Say("fact.place"), Value: a.Place})
	}
	return facts
}

func list(x *screen.Exchange) {
	type visit struct {
		at time.Time
		ui.Choice
	}
	var all []visit
	for _, h := range x.Heads(journal.KindAppointment) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if a, err := journal.DecodeAppointment(body); err == nil {
			at, _ := a.When()
			all = append(all, visit{at, ui.Choice{Address: "/body/appointments/" + h.ID.String(), Label: a.What, Line: written(x, a)}})
		}
	}
	slices.SortStableFunc(all, func(a, b visit) int { return a.at.Compare(b.at) })
	d := ui.AppointmentsPage{Frame: x.Frame("appointments.title", "body"), Notice: x.Notice(), Urgent: urgent(x)}
	today := noted.Midnight(x.Now(), 0)
	for _, v := range all {
		if v.at.Before(today) {
			d.Past = append([]ui.Choice{v.Choice}, d.Past...)
		} else {
			d.Coming = append(d.Coming, v.Choice)
		}
	}
	x.Show(http.StatusOK, ui.Appointments(d))
}

func fresh(x *screen.Exchange) {
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{"remind": {""}}
	}
	showForm(x, http.StatusOK, "appointment.new", "/body/appointments/new", form)
}

// urgent is what cannot wait for any appointment.
func urgent(x *screen.Exchange) ui.Urgent {
	concern, when := noted.Fresh(x)
	return ui.Urgent{Concern: concern, When: when}
}

// reminds are the minutes before the start; "" is no alarm.
var reminds = []string{"", "60", "1440", "10080"}

func showForm(x *screen.Exchange, status int, title, action string, form ui.Form) {
	d := ui.AppointmentFormPage{
		Frame: x.Frame("appointments.title", "body"), Form: form, Title: x.Say(title), Action: action, Draft: x.DraftName(),
		ID: record.NewID().String(), Over: x.Over(form), Suggested: suggested(x, form.Values),
		Urgent: urgent(x),
		Remind: ui.Question{Name: "remind", Legend: x.Say("appointment.remind"), Words: true},
	}
	if _, a, ok := asStored(x); ok && elsewhere(x, a) {
		at, _ := a.When()
		d.TimeHint = x.Say("appointment.elsewhere", "offset", at.Format("-07:00"))
	}
	for _, r := range reminds {
		key := r
		if r == "" {
			key = "none"
		}
		d.Remind.Options = append(d.Remind.Options, ui.Option{Value: r, Label: x.Say("appointment.remind." + key)})
	}
	x.Show(status, ui.AppointmentForm(d))
}

// suggested are the questions that fit what was noted, each with its reason. One that stands in the form already, in her own
// lines, is not offered twice.
func suggested(x *screen.Exchange, form url.Values) ui.Question {
	q := ui.Question{Name: "ask", Legend: x.Say("asking.suggested"), Hint: x.Say("asking.suggested.hint"), Many: true}
	own, fits := ownLines(form.Get("own")), questions.Suggest(gather(x))
	for _, s := range questions.All() {
		i := slices.IndexFunc(fits, func(f questions.Question) bool { return f.ID == s.ID })
		switch {
		case slices.Contains(own, s.Ask):
		case i >= 0:
			s = fits[i]
			q.Options = append(q.Options, ui.Option{Value: s.ID, Label: x.InLanguage(s.Ask), Hint: x.Say("asking.because", "because", x.InLanguage(s.Because)) + " " + from(x, s.Sources)})
		case slices.Contains(form["ask"], s.ID): // ticked before; it fits no more, and is still hers
			q.Options = append(q.Options, ui.Option{Value: s.ID, Label: x.InLanguage(s.Ask)})
		}
	}
	return q
}

// asked are the questions of a form: the suggested ones that are ticked, then her own. One that was ticked stays, even
// when what it was suggested for is gone by now.
func asked(form url.Values) []string {
	var out []string
	for _, s := range questions.All() {
		if slices.Contains(form["ask"], s.ID) {
			out = append(out, s.Ask)
		}
	}
	for _, q := range ownLines(form.Get("own")) {
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	return out
}

func ownLines(text string) []string {
	var out []string
	for _, line := range strings.Split(screen.Lines(text), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// read fills a from the form.
func read(x *screen.Exchange, a *journal.Appointment) []ui.Problem {
	var problems []ui.Problem
	a.What, a.Place, a.Note = strings.TrimSpace(x.Value("what")), strings.TrimSpace(x.Value("place")), strings.TrimSpace(x.Value("note"))
	a.Calendar, a.ShowPlace, a.Remind = strings.TrimSpace(x.Value("calendar")), x.Value("show-place") == "yes", nil
	if remind := x.Value("remind"); remind != "" {
		n, err := strconv.Atoi(remind)
		if err != nil {
			n = -1
		}
		a.Remind = &n
	}
	a.Questions = asked(x.R.PostForm)
	a.Start = start(x, *a)
	if a.CalendarUID == "" {
		random := record.NewID() // only for its random bytes: this entry has another name
		a.CalendarUID = ics.UID(random[:])
	}
	var wrong *journal.FieldError
	if errors.As(a.Validate(), &wrong) {
		problems = append(problems, ui.Problem{Field: wrong.Field, Sentence: x.Say("problem.appointment." + wrong.Field + "." + wrong.Problem)})
	}
	return problems
}

// start is the day and the time of the form, as they are stored. A visit stays on the clock on which it was noted: what is
// shown of it is what is kept, wherever its form is opened. "" is no moment.
func start(x *screen.Exchange, before journal.Appointment) string {
	day, clock := x.Value("day"), x.Value("time")
	if was, err := before.When(); err == nil && elsewhere(x, before) {
		at, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, was.Location())
		if err != nil {
			return ""
		}
		return at.Format(journal.StartLayout)
	}
	at, err := noted.Moment(x, day, clock)
	if err != nil {
		return ""
	}
	return at.Format(journal.StartLayout)
}

// elsewhere says that the clock of a visit is another than the one here, at the time of that visit.
func elsewhere(x *screen.Exchange, a journal.Appointment) bool {
	at, err := a.When()
	if err != nil {
		return false
	}
	_, there := at.Zone()
	_, here := x.In(at).Zone()
	return there != here
}

func keepNew(x *screen.Exchange) {
	var a journal.Appointment
	put(x, &a, "appointment.new", "/body/appointments/new", func(body []byte) (record.ID, error) {
		if id, again := sentAgain(x, a); again {
			return id, nil
		}
		return x.Keep(journal.KindAppointment, x.Now(), body)
	})
}

// sentAgain finds what the same form kept before, when its answer was lost: one entry, and one event in the calendar. A form
// that was changed after that is another visit, with an event of its own.
func sentAgain(x *screen.Exchange, a journal.Appointment) (record.ID, bool) {
	id, err := record.ParseID(x.Value("id"))
	if err != nil {
		return id, false
	}
	there, err := x.Body(id)
	if err != nil {
		return id, false
	}
	before, err := journal.DecodeAppointment(there)
	if err != nil {
		return id, false
	}
	a.CalendarUID = before.CalendarUID
	body, err := a.Encode()
	return id, err == nil && bytes.Equal(body, there)
}

func edit(x *screen.Exchange) {
	_, a, ok := stored(x)
	if !ok {
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = values(x, a)
	}
	showForm(x, http.StatusOK, "appointment.edit", x.R.URL.Path, form)
}

// values puts an appointment back into its form. Questions that are suggested now are ticked; all others are her own lines.
func values(x *screen.Exchange, a journal.Appointment) url.Values {
	v := url.Values{"what": {a.What}, "place": {a.Place}, "note": {a.Note}, "calendar": {a.Calendar}, "remind": {""}}
	if at, err := a.When(); err == nil {
		v.Set("day", at.Format(time.DateOnly))
		v.Set("time", at.Format("15:04"))
	}
	if a.ShowPlace {
		v.Set("show-place", "yes")
	}
	if a.Remind != nil {
		v.Set("remind", strconv.Itoa(*a.Remind))
	}
	ticked(x, v, a.Questions)
	return v
}

func ticked(x *screen.Exchange, v url.Values, asks []string) {
	var own []string
	all := questions.Suggest(gather(x))
	for _, ask := range asks {
		if i := slices.IndexFunc(all, func(q questions.Question) bool { return q.Ask == ask }); i >= 0 {
			v.Add("ask", all[i].ID)
		} else {
			own = append(own, ask)
		}
	}
	v.Set("own", strings.Join(own, "\n"))
}

func change(x *screen.Exchange) {
	rec, a, ok := stored(x)
	if !ok {
		return
	}
	put(x, &a, "appointment.edit", x.R.URL.Path, func(body []byte) (record.ID, error) {
		return rec.ID, x.Change(rec.ID, journal.KindAppointment, x.Local(rec.At), body)
	})
}

func put(x *screen.Exchange, a *journal.Appointment, title, action string, keep func([]byte) (record.ID, error)) {
	if problems := read(x, a); len(problems) > 0 {
		showForm(x, http.StatusUnprocessableEntity, title, action, x.Form(problems...))
		return
	}
	body, err := a.Encode()
	var id record.ID
	if err == nil {
		id, err = keep(body)
	}
	if err != nil {
		problem, status := x.Refused("what", err)
		showForm(x, status, title, action, x.Form(problem))
		return
	}
	x.To("/body/appointments/" + id.String() + "?done=" + x.DoneKept())
}

// stored is the appointment that the address names. Without one the page says so.
func stored(x *screen.Exchange) (record.Record, journal.Appointment, bool) {
	rec, a, ok := asStored(x)
	if !ok {
		x.NotFound()
	}
	return rec, a, ok
}

func asStored(x *screen.Exchange) (record.Record, journal.Appointment, bool) {
	rec, ok := x.Stored()
	if ok && rec.Kind == journal.KindAppointment {
		a, err := journal.DecodeAppointment(rec.Body)
		return rec, a, err == nil
	}
	return rec, journal.Appointment{}, false
}

func show(x *screen.Exchange) {
	rec, a, ok := stored(x)
	if !ok {
		return
	}
	base := "/body/appointments/" + rec.ID.String()
	d := ui.AppointmentPage{
		Frame: x.Frame("appointments.title", "body"), Notice: x.Notice(), Title: a.What, Facts: facts(x, a), Note: a.Note, Questions: a.Questions,
		File: base + "/" + ics.Name, Edit: base + "/edit", Sheet: "/body/page?for=" + rec.ID.String(), Delete: "/journal/" + rec.ID.String() + "/delete",
		Share: x.ShareThis(rec.ID, rec.Kind), Calendar: []string{word(x, a), written(x, a)},
	}
	if a.ShowPlace && a.Place != "" {
		d.Calendar = append(d.Calendar, a.Place)
	}
	if a.Remind != nil {
		key := "appointment.remind." + strconv.Itoa(*a.Remind)
		if x.Words.Has(key) {
			d.Calendar = append(d.Calendar, x.Say(key))
		}
	}
	x.Show(http.StatusOK, ui.Appointment(d))
}

// word is what the calendar shows: the one she chose for it, never what the appointment is called here.
func word(x *screen.Exchange, a journal.Appointment) string {
	if a.Calendar != "" {
		return a.Calendar
	}
	return x.Say("appointment.neutral")
}

// calendar gives the file for her own calendar.
func calendar(x *screen.Exchange) {
	_, a, ok := stored(x)
	if !ok {
		return
	}
	at, _ := a.When()
	e := ics.Event{UID: a.CalendarUID, Stamp: x.Now(), Start: at, Summary: word(x, a)}
	if a.ShowPlace {
		e.Place = a.Place
	}
	if a.Remind != nil {
		e.Alarm = &ics.Alarm{Before: time.Duration(*a.Remind) * time.Minute}
	}
	file, err := ics.File(e)
	if err != nil {
		x.NotFound()
		return
	}
	x.Attach(ics.Name, ics.Type, file)
}
