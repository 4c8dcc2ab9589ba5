package bodylog

import (
	"errors"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/medicines"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

const (
	listed  = 14 // days of the list of medicines
	offered = 8  // how many names of what was taken before are offered
)

func medicineKind() screen.Kind {
	return screen.Kind{
		ID: journal.KindMedicine, Name: "kind.medicine", File: "medicine",
		Edit: func(id record.ID) string { return "/body/medicines/" + id.String() + "/edit" },
		Line: func(x *screen.Exchange, body []byte) string {
			m, err := journal.DecodeMedicine(body)
			if err != nil {
				return ""
			}
			return line(m)
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			m, err := journal.DecodeMedicine(body)
			return facts(x, m), m.Note, err
		},
		Copy: func(x *screen.Exchange, body []byte) []screen.Part {
			m, err := journal.DecodeMedicine(body)
			if err != nil {
				return nil
			}
			return append(x.Lines(facts(x, m)), x.Noted(m.Note)...)
		},
		Words: func(body []byte) string {
			m, _ := journal.DecodeMedicine(body)
			return m.Name + " " + m.Amount + " " + m.Note
		},
	}
}

func line(m journal.Medicine) string {
	if m.Amount == "" {
		return m.Name
	}
	return m.Name + ", " + m.Amount
}

func facts(x *screen.Exchange, m journal.Medicine) []ui.Fact {
	facts := []ui.Fact{{Name: x.Say("medicine.name"), Value: m.Name}}
	if m.Amount != "" {
		facts = append(facts, ui.Fact{Name: x.Say("fact.amount"), Value: m.Amount})
	}
	return append(facts, ui.Fact{Name: x.Say("fact.paracetamol"), Value: paracetamol(x, m)})
}

// paracetamol says how much of it was in a medicine. What is not known is said to be.
func paracetamol(x *screen.Exchange, m journal.Medicine) string {
	switch d := noted.Dose(noted.Medicine{Medicine: m}); {
	case d.Mg > 0:
		return x.Say("medicine.mg", "n", strconv.Itoa(d.Mg))
	case d.Has == medicines.No:
		return x.Say("medicine.mg.none")
	}
	return x.Say("medicine.mg.unknown")
}

// rows are medicines as a table has them, newest first.
func rows(x *screen.Exchange, all []noted.Medicine) []ui.MedicineRow {
	var out []ui.MedicineRow
	for _, m := range slices.Backward(all) {
		out = append(out, ui.MedicineRow{
			Address: "/journal/" + m.ID.String(), When: x.Date("short-moment", m.When), Name: m.Name, Amount: m.Amount, Paracetamol: paracetamol(x, m.Medicine),
		})
	}
	return out
}

func list(x *screen.Exchange) {
	now := x.Now()
	d := ui.MedicinesPage{Frame: x.Frame("log.title", "body"), Notice: x.Notice(), Again: again(x)}
	d.Rows = rows(x, noted.Medicines(x, noted.Midnight(now, listed-1), now))
	sum, concern := noted.Paracetamol(x, now)
	d.Concern, d.Remarks = concern, remarks(x, sum)
	d.Guide = guide(x)
	x.Show(http.StatusOK, ui.Medicines(d))
}

// guide is what is known of paracetamol in other medicines, once the pages have come.
func guide(x *screen.Exchange) *ui.Guide {
	if g, ok := x.Guidance("paracetamol"); ok {
		return &g
	}
	return nil
}

// remarks say what was noted of paracetamol in the last 24 hours, and what is not known. No number is called safe.
func remarks(x *screen.Exchange, s medicines.Sum) []string {
	if s.None() {
		return nil
	}
	var out []string
	known := "medicines.known"
	if s.Unknown > 0 {
		known = "medicines.known.more"
	}
	if s.Mg > 0 {
		out = append(out, x.Say(known, "n", strconv.Itoa(s.Mg)))
	}
	for _, c := range []struct {
		n         int
		one, many string
	}{{s.Unknown, "medicines.unknown.one", "medicines.unknown"}, {s.Unsure, "medicines.unsure.one", "medicines.unsure"}} {
		switch {
		case c.n == 1:
			out = append(out, x.Say(c.one))
		case c.n > 1:
			out = append(out, x.Say(c.many, "n", strconv.Itoa(c.n)))
		}
	}
	return append(out, x.Say("medicines.only"))
}

// again are the medicines that the person took before, the latest first, each once.
func again(x *screen.Exchange) []ui.Choice {
	var out []ui.Choice
	seen := map[string]bool{}
	for _, h := range x.Heads(journal.KindMedicine) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		m, err := journal.DecodeMedicine(body)
		if err != nil || seen[strings.ToLower(m.Name)] {
			continue
		}
		seen[strings.ToLower(m.Name)] = true
		out = append(out, ui.Choice{Address: "/body/medicines/new?like=" + h.ID.String(), Label: line(m)})
		if len(out) == offered {
			break
		}
	}
	return out
}

// medicineNew is an empty form, the draft that was left on it, or one filled in as a medicine of before.
func medicineNew(x *screen.Exchange) {
	form, found := x.Draft()
	if like, err := record.ParseID(x.R.URL.Query().Get("like")); err == nil {
		if body, err := x.Body(like); err == nil {
			if m, err := journal.DecodeMedicine(body); err == nil {
				form, found = ui.Form{Values: values(m, x.Now())}, true
			}
		}
	}
	if !found {
		form.Values = url.Values{}
		when(form.Values, x.Now())
	}
	showMedicine(x, http.StatusOK, "medicine.new", "/body/medicines/new", form)
}

func when(v url.Values, at time.Time) {
	v.Set("day", at.Format(time.DateOnly))
	v.Set("time", at.Format("15:04"))
}

func values(m journal.Medicine, at time.Time) url.Values {
	v := url.Values{"name": {m.Name}, "amount": {m.Amount}, "has": {m.Paracetamol}}
	if m.ParacetamolMg != nil {
		v.Set("each", strconv.Itoa(*m.ParacetamolMg))
		v.Set("count", "1")
	}
	when(v, at)
	return v
}

func showMedicine(x *screen.Exchange, status int, title, action string, form ui.Form) {
	d := ui.MedicinePage{
		Frame: x.Frame("log.title", "body"), Form: form, Title: x.Say(title), Action: action, Draft: x.DraftName(),
		ID: record.NewID().String(), Over: x.Over(form),
		Paracetamol: ui.Question{Name: "has", Legend: x.Say("medicine.has"), Hint: x.Say("medicine.has.hint"), Words: true},
	}
	for _, v := range []string{journal.ParacetamolYes, journal.ParacetamolNo, journal.ParacetamolUnsure} {
		d.Paracetamol.Options = append(d.Paracetamol.Options, ui.Option{Value: v, Label: x.Say("medicine.has." + v)})
	}
	if status == http.StatusOK && action == "/body/medicines/new" {
		d.Again = again(x)
	}
	x.Show(status, ui.Medicine(d))
}

// field is the form's name for a field of the journal.
var field = map[string]string{"paracetamol": "has", "mg": "each"}

// readMedicine fills m from the form. At is when it was taken.
func readMedicine(x *screen.Exchange, m *journal.Medicine) (at time.Time, problems []ui.Problem) {
	m.Name, m.Amount, m.Paracetamol = strings.TrimSpace(x.Value("name")), strings.TrimSpace(x.Value("amount")), x.Value("has")
	each, count := x.Number("each", &problems), x.Number("count", &problems)
	m.ParacetamolMg = nil
	if each != nil && count != nil {
		mg := int(min(math.Ceil(*each**count), journal.MaxParacetamol+1))
		m.ParacetamolMg = &mg
		if mg == 0 {
			m.ParacetamolMg = nil // none of a medicine that has some is not known, rather than nothing
		}
	}
	at, err := noted.Moment(x, x.Value("day"), x.Value("time"))
	switch {
	case err != nil || at.Year() < 1970:
		problems = append(problems, ui.Problem{Field: "day", Sentence: x.Say("problem.when.day")})
	case at.After(x.Now()):
		problems = append(problems, ui.Problem{Field: "time", Sentence: x.Say("problem.when.ahead")})
	}
	if err := m.Validate(); err != nil {
		var wrong *journal.FieldError
		if errors.As(err, &wrong) {
			name := wrong.Field
			if own, ok := field[name]; ok {
				name = own
			}
			problems = append(problems, ui.Problem{Field: name, Sentence: x.Say("problem." + wrong.Field + "." + wrong.Problem)})
		}
	}
	return at, problems
}

func medicineKeep(x *screen.Exchange) {
	var m journal.Medicine
	keep(x, &m, "medicine.new", "/body/medicines/new", func(at time.Time, body []byte) (record.ID, error) {
		return x.KeepAt(journal.KindMedicine, at, body, "2006-01-02 15:04")
	})
}

func medicineEdit(x *screen.Exchange) {
	rec, m, ok := stored(x)
	if !ok {
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = values(m, x.Local(rec.At))
	}
	showMedicine(x, http.StatusOK, "medicine.edit", x.R.URL.Path, form)
}

func medicineChange(x *screen.Exchange) {
	rec, m, ok := stored(x)
	if !ok {
		return
	}
	keep(x, &m, "medicine.edit", x.R.URL.Path, func(at time.Time, body []byte) (record.ID, error) {
		return rec.ID, x.Change(rec.ID, journal.KindMedicine, at, body)
	})
}

// keep reads the form into m, which brings along what a newer version had put there, and keeps it.
func keep(x *screen.Exchange, m *journal.Medicine, title, action string, put func(time.Time, []byte) (record.ID, error)) {
	at, problems := readMedicine(x, m)
	if len(problems) > 0 {
		showMedicine(x, http.StatusUnprocessableEntity, title, action, x.Form(problems...))
		return
	}
	body, err := m.Encode()
	var id record.ID
	if err == nil {
		id, err = put(at, body)
	}
	if err != nil {
		problem, status := x.Refused("name", err)
		showMedicine(x, status, title, action, x.Form(problem))
		return
	}
	x.To("/body/medicines/" + id.String() + "?done=" + x.DoneKept())
}

// stored is the medicine that the address names. Without one the page says so.
func stored(x *screen.Exchange) (record.Record, journal.Medicine, bool) {
	rec, ok := x.Stored()
	if ok && rec.Kind == journal.KindMedicine {
		if m, err := journal.DecodeMedicine(rec.Body); err == nil {
			return rec, m, true
		}
	}
	x.NotFound()
	return rec, journal.Medicine{}, false
}

// medicineKept is the page after keeping: too much of it stands first, and what is not known is said.
func medicineKept(x *screen.Exchange) {
	rec, m, ok := stored(x)
	if !ok {
		return
	}
	sum, concern := noted.Paracetamol(x, x.Now())
	d := ui.NotedPage{
		Frame: x.Frame("log.title", "body"), Notice: x.Notice(), Title: x.Say("log.kept.title"), When: x.Moment(rec.At), Concern: concern,
		Remarks: remarks(x, sum), Facts: facts(x, m), Entry: "/journal/" + rec.ID.String(), Guide: guide(x),
		Ways: ways(x, "/body/medicines", "medicines", "/body/log", "log"),
	}
	if medicines.Known(m.Name) && m.Paracetamol == journal.ParacetamolNo {
		d.Remarks = append([]string{x.Say("medicine.named")}, d.Remarks...)
	}
	if len(d.Remarks) > 0 {
		d.Remarks = append(d.Remarks, x.Say("medicines.others"))
	}
	x.Show(http.StatusOK, ui.Noted(d))
}
