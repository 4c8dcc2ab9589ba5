// Package bodylog is the place for noting the body in a few taps: bleeding, pads, clots, pain, temperature, medicines. It
// must never advise a dose, never call a value harmless, and never keep quiet about one that the rules of the check call
// urgent or an emergency.
package bodylog

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Place is the body log with its kinds. A check-in is the app's own kind: the log only adds to it.
func Place() screen.Place {
	return screen.Place{
		Later: true,
		Writing: map[string]screen.Screen{
			"GET /body/log": log, "POST /body/log": logKeep, "GET /body/log/{id}": logKept,
			"GET /body/log/pictures": pictures,
			"GET /body/medicines":    list, "GET /body/medicines/new": medicineNew, "POST /body/medicines/new": medicineKeep,
			"GET /body/medicines/{id}": medicineKept, "GET /body/medicines/{id}/edit": medicineEdit, "POST /body/medicines/{id}/edit": medicineChange,
		},
		Kinds:  []screen.Kind{medicineKind()},
		Offers: offers,
		Forms:  []string{"/body/log", "/body/medicines/new", "/body/medicines/{id}/edit"},
	}
}

func log(x *screen.Exchange) {
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{"unit": {unit(x)}}
	}
	showLog(x, http.StatusOK, form)
}

// unit is the one the person used last.
func unit(x *screen.Exchange) string {
	for _, h := range x.Heads(journal.KindCheckIn) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if c, err := journal.DecodeCheckIn(body); err == nil && c.Temperature != nil {
			return c.Unit
		}
	}
	return "C"
}

func logKeep(x *screen.Exchange) {
	var c journal.CheckIn
	problems := read(x, &c)
	if len(problems) > 0 {
		showLog(x, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	body, err := c.Encode()
	var field *journal.FieldError
	if errors.As(err, &field) {
		showLog(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: field.Field, Sentence: x.Say("problem." + field.Field + "." + field.Problem)}))
		return
	}
	var id record.ID
	if err == nil {
		id, err = x.Keep(journal.KindCheckIn, x.Now(), body)
	}
	if err != nil {
		problem, status := x.Refused("checkin", err)
		showLog(x, status, x.Form(problem))
		return
	}
	x.To("/body/log/" + id.String() + "?done=" + x.DoneKept())
}

// read fills c from the form and lists the fields that are not numbers.
func read(x *screen.Exchange, c *journal.CheckIn) []ui.Problem {
	var problems []ui.Problem
	c.Bleeding = journal.Bleeding(x.Value("bleeding"))
	c.Clots = x.Value("clots")
	c.Pain = x.Scale("pain", &problems)
	if c.Temperature = x.Number("temperature", &problems); c.Temperature != nil {
		c.Unit = x.Value("unit")
	}
	if pads := x.Number("pads", &problems); pads != nil {
		// Half a pad more counts as a whole one, and a number too large for a pad count stays too large.
		n := int(min(*pads+0.999999, journal.MaxPads+1))
		c.Pads = &n
	}
	return problems
}

func showLog(x *screen.Exchange, status int, form ui.Form) {
	d := ui.BodyLogPage{
		Frame: x.Frame("log.title", "body"), Form: form, Draft: x.DraftName(), ID: record.NewID().String(),
		Bleeding: ui.Question{Name: "bleeding", Legend: x.Say("checkin.bleeding"), Words: true},
		Clots:    ui.Question{Name: "clots", Legend: x.Say("log.clots"), Words: true},
		Pain:     ui.Question{Name: "pain", Legend: x.Say("checkin.pain"), Scale: true, Options: ui.ZeroToTen(x.Say("scale.none"), x.Say("scale.worst"))},
		Unit:     ui.Question{Name: "unit", Legend: x.Say("unit"), Scale: true, Options: []ui.Option{{Value: "C", Label: "°C"}, {Value: "F", Label: "°F"}}},
		Ways:     ways(x, "/body/log/pictures", "log.pictures", "/body/medicines", "medicines", "/body/appointments", "appointments", "/body/page", "take"),
	}
	for _, b := range journal.Bleedings {
		d.Bleeding.Options = append(d.Bleeding.Options, ui.Option{Value: string(b), Label: x.Say("bleeding." + string(b))})
	}
	for _, c := range journal.Clots {
		d.Clots.Options = append(d.Clots.Options, ui.Option{Value: c, Label: x.Say("clots." + c)})
	}
	if status == http.StatusOK {
		d.Concern, d.When = noted.Fresh(x)
	}
	x.Show(status, ui.BodyLog(d))
}

// ways are places to go on to; the sentence of each stands under KEY or KEY.title, and its line under KEY.line.
func ways(x *screen.Exchange, pairs ...string) []ui.Choice {
	var out []ui.Choice
	for i := 0; i < len(pairs); i += 2 {
		label := pairs[i+1]
		if x.Words.Has(label + ".title") {
			label += ".title"
		}
		out = append(out, ui.Choice{Address: pairs[i], Label: x.Say(label), Line: x.Say(pairs[i+1] + ".line")})
	}
	return out
}

// logKept is the page after keeping: what the rules say of it stands first.
func logKept(x *screen.Exchange) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindCheckIn {
		x.NotFound()
		return
	}
	c, err := journal.DecodeCheckIn(rec.Body)
	if err != nil {
		x.NotFound()
		return
	}
	kind, _ := x.KindOf(rec.Kind)
	facts, _, _ := kind.Facts(x, rec.Body)
	x.Show(http.StatusOK, ui.Noted(ui.NotedPage{
		Frame: x.Frame("log.title", "body"), Notice: x.Notice(), Title: x.Say("log.kept.title"), When: x.Moment(rec.At),
		Concern: noted.Concern(x, c), Facts: facts, Entry: "/journal/" + rec.ID.String(),
		Ways: ways(x, "/body/medicines", "medicines", "/body/log/pictures", "log.pictures"),
	}))
}

var stretches = []int{7, 30, 90, 365}

const defaultDays = 30

// pictures shows what was noted over some days.
func pictures(x *screen.Exchange) {
	days, err := strconv.Atoi(x.R.URL.Query().Get("days"))
	if err != nil || !slices.Contains(stretches, days) {
		days = defaultDays
	}
	now := x.Now()
	from := noted.Midnight(now, days-1)
	d := ui.PicturesPage{
		Frame: x.Frame("log.title", "body"), Current: address(days), Line: x.Say("log.temperature-line"),
		Span: x.Say("timeline.span", "from", x.Date("day", from), "to", x.Date("day", now)),
	}
	for _, n := range stretches {
		d.Spans = append(d.Spans, ui.Choice{Address: address(n), Label: x.Say("timeline.days." + strconv.Itoa(n))})
	}
	x.Live(&d.Frame)
	all := noted.CheckIns(x, from, now)
	for _, which := range noted.Pictures {
		s, any := noted.Draw(x, which, all, from, now)
		if !any {
			d.Missing = append(d.Missing, x.Say("timeline.nothing", "what", s.Title))
			continue
		}
		d.Series = append(d.Series, s)
	}
	d.Medicines = rows(x, noted.Medicines(x, from, now))
	if len(d.Medicines) == 0 {
		d.Missing = append(d.Missing, x.Say("timeline.nothing", "what", x.Say("medicines.title")))
	}
	x.Show(http.StatusOK, ui.Pictures(d))
}

func address(days int) string { return "/body/log/pictures?days=" + strconv.Itoa(days) }
