package examples

import (
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// logs are the body log, medicines, appointments and the page for one.
func logs() []Example {
	var out []Example
	for _, some := range [][]Example{bodyLogs(), medicines(), appointments(), sheets()} {
		out = append(out, some...)
	}
	return out
}

func concern(level string) *ui.Concern {
	c := &ui.Concern{
		Level: level, Title: say("result."+level, "number", "999"), Do: say("result."+level+".do", "number", "999"),
		Reasons: []ui.CheckReason{{Because: "Your temperature is 38.0 C (100.4 F) or higher. It can mean infection.", Source: "CDC Hear Her", Reviewed: "20 November 2026"}},
		Calls:   []ui.Call{{Name: "NHS 111", Number: "111", Tel: "111", Note: "Urgent medical advice."}, {Name: "Emergency: ambulance", Number: "999", Tel: "999"}},
	}
	if level == "emergency" {
		c.Reasons[0].Because = "You took more medicine than is safe. You need treatment now, even if you feel well."
		c.Calls = c.Calls[1:]
	}
	return c
}

func bodyLogs() []Example {
	form := ui.BodyLogPage{
		Frame: frame("log.title", "body", ui.KeptDevice), Draft: "body/log", ID: id,
		Bleeding: ui.Question{Name: "bleeding", Legend: say("checkin.bleeding"), Words: true, Options: options("bleeding.", "none", "spotting", "light", "period", "heavy")},
		Clots:    ui.Question{Name: "clots", Legend: say("log.clots"), Words: true, Options: options("clots.", journal.Clots...)},
		Pain:     scale("pain", "checkin.pain", "scale.none"),
		Unit:     ui.Question{Name: "unit", Legend: say("unit"), Scale: true, Options: []ui.Option{{Value: "C", Label: "°C"}, {Value: "F", Label: "°F"}}},
		Ways:     []ui.Choice{{Address: "/body/log/pictures", Label: say("log.pictures"), Line: say("log.pictures.line")}, {Address: "/body/medicines", Label: say("medicines.title"), Line: say("medicines.line")}},
	}
	wrong, fresh := form, form
	wrong.Form = with(typed("pads", "many", "bleeding", "light"), "pads", "problem.pads.number")
	fresh.Concern, fresh.When = concern("urgent"), "14:05"
	page := ui.NotedPage{
		Frame: frame("log.title", "body", ui.KeptDevice), Notice: say("done.device"), Title: say("log.kept.title"), When: "4 March 2026, 14:05",
		Facts: []ui.Fact{{Name: say("fact.bleeding"), Value: say("bleeding.light")}, {Name: say("fact.pads"), Value: "3"}, {Name: say("fact.clots"), Value: say("clots.small")}},
		Ways:  form.Ways, Entry: "/journal/" + id,
	}
	urgent, emergency := page, page
	urgent.Concern, emergency.Concern = concern("urgent"), concern("emergency")
	emergency.Remarks = []string{say("medicines.known.more", "n", "4000"), say("medicines.unknown.one"), say("medicines.only"), say("medicines.others")}
	g := guide("paracetamol")
	emergency.Guide = &g
	pictures := ui.PicturesPage{
		Frame: frame("log.title", "body", ui.KeptDevice), Span: say("timeline.span", "from", "3 February 2026", "to", "4 March 2026"), Current: "/body/log/pictures?days=30",
		Spans: []ui.Choice{{Address: "/body/log/pictures?days=7", Label: say("timeline.days.7")}, {Address: "/body/log/pictures?days=30", Label: say("timeline.days.30")}},
		Line:  say("log.temperature-line"), Series: []chart.Series{warmth("noted-temperature")}, Missing: []string{say("timeline.nothing", "what", say("chart.pads"))}, Medicines: taken(),
	}
	empty := pictures
	empty.Series, empty.Medicines = nil, nil
	return []Example{
		{"log", ui.BodyLog(form)}, {"log/with a problem", ui.BodyLog(wrong)}, {"log/after an urgent note", ui.BodyLog(fresh)},
		{"log/kept", ui.Noted(page)}, {"log/kept, urgent", ui.Noted(urgent)}, {"log/kept, emergency", ui.Noted(emergency)},
		{"log/pictures", ui.Pictures(pictures)}, {"log/pictures, nothing noted", ui.Pictures(empty)},
	}
}

// warmth is a made-up fever that went away.
func warmth(name string) chart.Series {
	from := time.Date(2026, 2, 3, 0, 0, 0, 0, time.UTC)
	s := chart.Series{
		ID: name, Title: say("chart.temperature"), When: say("chart.when"), What: say("chart.value"), AsTable: say("chart.table"), Layout: "2 January, 15:04",
		From: from, To: from.AddDate(0, 0, 29), Min: 35, Max: 41, Summary: say("chart.summary", "n", "4", "last", "36.9 °C"),
		Ticks: []chart.Tick{{Value: 36, Label: "36 °C"}, {Value: 37, Label: "37 °C"}, {Value: 38, Label: "38 °C", Strong: true}, {Value: 39, Label: "39 °C"}, {Value: 40, Label: "40 °C"}},
	}
	for i, c := range []float64{37.2, 38.4, 37.6, 36.9} {
		s.Points = append(s.Points, chart.Point{At: from.AddDate(0, 0, 20+2*i), Value: c, Label: []string{"37.2 °C", "38.4 °C", "37.6 °C", "36.9 °C"}[i]})
	}
	return s
}

func taken() []ui.MedicineRow {
	return []ui.MedicineRow{
		{Address: "/journal/" + id, When: "4 March, 08:10", Name: "Panadol", Amount: "two tablets", Paracetamol: say("medicine.mg", "n", "1000")},
		{Address: "/journal/" + id, When: "3 March, 22:40", Name: "Something for the night that my sister gave me", Amount: "", Paracetamol: say("medicine.mg.unknown")},
		{Address: "/journal/" + id, When: "3 March, 12:00", Name: "Ibuprofen", Amount: "400", Paracetamol: say("medicine.mg.none")},
	}
}

func medicines() []Example {
	again := []ui.Choice{{Address: "/body/medicines/new?like=" + id, Label: "Panadol, two tablets"}, {Address: "/body/medicines/new?like=" + id, Label: "Ibuprofen, 400"}}
	g := guide("paracetamol")
	list := ui.MedicinesPage{
		Frame: frame("log.title", "body", ui.KeptDevice), Rows: taken(), Again: again, Guide: &g,
		Remarks: []string{say("medicines.known", "n", "1000"), say("medicines.unsure.one"), say("medicines.only")},
	}
	empty, much := list, list
	empty.Rows, empty.Again, empty.Remarks = nil, nil, nil
	much.Concern = concern("emergency")
	form := ui.MedicinePage{
		Frame: frame("log.title", "body", ui.KeptDevice), Form: typed("day", "2026-03-04", "time", "14:05"), Title: say("medicine.new"), Action: "/body/medicines/new",
		Draft: "body/medicines/new", ID: id, Again: again,
		Paracetamol: ui.Question{Name: "has", Legend: say("medicine.has"), Hint: say("medicine.has.hint"), Words: true, Options: []ui.Option{
			{Value: "yes", Label: say("medicine.has.yes")}, {Value: "no", Label: say("medicine.has.no")}, {Value: "unsure", Label: say("medicine.has.unsure")}}},
	}
	wrong := form
	wrong.Again, wrong.Over, wrong.Title, wrong.Action = nil, id, say("medicine.edit"), "/body/medicines/"+id+"/edit"
	wrong.Form = with(with(typed("day", "2026-03-04", "time", "23:05", "each", "lots"), "name", "problem.name.empty"), "each", "problem.each.number")
	return []Example{
		{"medicines", ui.Medicines(list)}, {"medicines/none", ui.Medicines(empty)}, {"medicines/too much", ui.Medicines(much)},
		{"medicines/note one", ui.Medicine(form)}, {"medicines/change one, with a problem", ui.Medicine(wrong)},
	}
}

func suggested() ui.Question {
	return ui.Question{Name: "ask", Legend: say("asking.suggested"), Hint: say("asking.suggested.hint"), Many: true, Options: []ui.Option{
		{Value: "fever", Label: "I had a temperature of 38 °C (100.4 °F) or more. Could it be an infection?", Hint: say("asking.because", "because", "you noted a temperature of 38.4 °C") + " (CDC Hear Her, 20 November 2026)"},
		{Value: "back", Label: "My back has hurt for 3 weeks or more. What can be checked, and who can help?", Hint: say("asking.because", "because", "you noted back pain over 24 days") + " (source article 004; Hyland, 20 November 2026)"},
	}}
}

func appointments() []Example {
	visits := []ui.Choice{{Address: "/body/appointments/" + id, Label: "Midwife Made-Up", Line: "10 March 2026, 09:30"}, {Address: "/body/appointments/" + id, Label: "Blood test", Line: "17 March 2026, 08:00"}}
	list := ui.AppointmentsPage{Frame: frame("appointments.title", "body", ui.KeptDevice), Coming: visits, Past: visits[:1]}
	empty := list
	empty.Coming, empty.Past, empty.Notice = nil, nil, say("done.device")
	hot := list
	hot.Urgent = ui.Urgent{Concern: concern("urgent"), When: "14:05"}
	form := ui.AppointmentFormPage{
		Frame: frame("appointments.title", "body", ui.KeptDevice), Form: typed("remind", ""), Title: say("appointment.new"), Action: "/body/appointments/new",
		Draft: "body/appointments/new", ID: id, Suggested: suggested(),
		Remind: ui.Question{Name: "remind", Legend: say("appointment.remind"), Words: true, Options: []ui.Option{
			{Value: "", Label: say("appointment.remind.none")}, {Value: "60", Label: say("appointment.remind.60")}, {Value: "1440", Label: say("appointment.remind.1440")}, {Value: "10080", Label: say("appointment.remind.10080")}}},
	}
	wrong := form
	wrong.TimeHint = say("appointment.elsewhere", "offset", "+01:00")
	wrong.Over, wrong.Suggested, wrong.Title, wrong.Action = id, ui.Question{}, say("appointment.edit"), "/body/appointments/"+id+"/edit"
	wrong.Form = with(with(typed("own", "May I fly?", "remind", "60"), "what", "problem.appointment.what.empty"), "day", "problem.appointment.day.range")
	one := ui.AppointmentPage{
		Frame: frame("appointments.title", "body", ui.KeptDevice), Notice: say("done.device"), Title: "Midwife Made-Up",
		Facts:     []ui.Fact{{Name: say("fact.when"), Value: "10 March 2026, 09:30"}, {Name: say("fact.place"), Value: "Market Square 3"}},
		Note:      "Ring the bell on the left.",
		Questions: []string{"I had a temperature of 38 °C (100.4 °F) or more. Could it be an infection?", "May I fly?"},
		Calendar:  []string{say("appointment.neutral"), "10 March 2026, 09:30", say("appointment.remind.1440")},
		File:      "/body/appointments/" + id + "/appointment.ics", Edit: "/body/appointments/" + id + "/edit", Sheet: "/body/page?for=" + id, Delete: "/journal/" + id + "/delete",
	}
	bare := one
	bare.Note, bare.Questions, bare.Notice = "", nil, ""
	return []Example{
		{"appointments", ui.Appointments(list)}, {"appointments/none", ui.Appointments(empty)}, {"appointments/while something is urgent", ui.Appointments(hot)},
		{"appointments/note one", ui.AppointmentForm(form)}, {"appointments/change one, with a problem", ui.AppointmentForm(wrong)},
		{"appointments/one", ui.Appointment(one)}, {"appointments/one, nothing to ask", ui.Appointment(bare)},
	}
}

// onPaper is a sheet with one of everything on it.
func onPaper() ui.Sheet {
	drawn := func(name, title string) chart.Series {
		s := warmth(name)
		s.Title = title
		return s
	}
	s := ui.Sheet{
		Made: say("take.made", "day", "4 March 2026"), Span: say("timeline.span", "from", "3 February 2026", "to", "4 March 2026") + ".", Note: "Ada Made-Up, born 1 January 1990",
		Questions: []string{"I had a temperature of 38 °C (100.4 °F) or more. Could it be an infection?", "May I fly?"},
	}
	table := [][]string{}
	for _, day := range []string{"1 March", "2 March", "3 March", "4 March"} {
		table = append(table, []string{day, say("bleeding.light"), "3", "4 out of 10", "38.4 °C", say("clots.small")})
	}
	s.Parts = []ui.SheetPart{
		{ID: "0", Heading: say("take.piece.story"), Rows: []ui.SheetRow{{Lines: []string{"When: 20 February 2026", "How far along: 8 weeks"}}}},
		{ID: "1", Heading: say("take.values"), Remark: say("take.highest.day"), Table: table,
			Head:     []string{say("chart.when"), say("chart.bleeding"), say("chart.pads"), say("chart.pain"), say("chart.temperature"), say("fact.clots")},
			Pictures: []chart.Series{drawn("noted-bleeding-1", say("chart.bleeding")), drawn("noted-pain-1", say("chart.pain")), drawn("noted-temperature-1", say("chart.temperature"))}},
		{ID: "2", Heading: say("take.piece.checks"), Rows: []ui.SheetRow{{When: "3 March 2026, 22:40", Name: say("take.level.urgent"), Lines: []string{"Your temperature is 38.0 C (100.4 F) or higher. It can mean infection."}}}},
		{ID: "3", Heading: say("take.entries"), Remark: say("take.photos"), Rows: []ui.SheetRow{{When: "2 March 2026, 04:10", Text: longText}}},
	}
	return s
}

func sheets() []Example {
	rangeOf := ui.Question{Name: "range", Legend: say("take.range"), Words: true}
	for _, r := range []string{"7", "14", "30", "90", "365", "all"} {
		rangeOf.Options = append(rangeOf.Options, ui.Option{Value: r, Label: say("take.range." + r)})
	}
	pieces := ui.Question{Name: "piece", Legend: say("take.pieces"), Hint: say("take.pieces.hint"), Many: true}
	for _, p := range []string{"story", "bleeding", "pads", "pain", "temperature", "medicines", "checks", "painlog", "measures", "sessions", "notes", "fear"} {
		o := ui.Option{Value: p, Label: say("take.piece." + p)}
		if p == "notes" || p == "fear" {
			o.Hint = say("take.hint." + p)
		}
		pieces.Options = append(pieces.Options, o)
	}
	form := ui.SheetFormPage{
		Frame: frame("take.title", "body", ui.KeptDevice), Form: typed("range", "30", "piece", "bleeding", "piece", "pain"), For: id, Title: "Midwife Made-Up, 10 March 2026, 09:30",
		Range: rangeOf, Pieces: pieces, Suggested: suggested(), More: say("take.entries.more", "n", "100"),
		Entries: ui.Question{Name: "entry", Legend: say("take.entries"), Hint: say("take.entries.hint"), Many: true, Options: []ui.Option{{Value: id, Label: "2 March 2026, 04:10", Hint: "I woke at four again and lay there."}}},
		Saved:   []ui.Choice{{Address: "/body/page/" + id, Label: "Page of 1 March 2026", Line: "1 March 2026, 10:00"}},
	}
	wrong := form
	wrong.For, wrong.Title, wrong.Saved, wrong.Entries, wrong.Suggested = "", "", nil, ui.Question{}, ui.Question{}
	wrong.Form = with(typed("range", "7"), "piece", "problem.take.pieces.empty")
	none := wrong
	none.Draft, none.Pieces, none.Note = "body/page", ui.Question{}, []ui.Choice{{Address: "/body/log", Label: say("log.title")}, {Address: "/body/medicines", Label: say("medicines.title")}, {Address: "/body/back/log", Label: say("back.log.title")}}
	f := frame("take.print.title", "body", ui.KeptDevice)
	f.Plain = true
	fresh := ui.SheetPage{Frame: f, Sheet: onPaper(), Draft: "body/page", Hidden: [][2]string{{"range", "30"}, {"piece", "pain"}}}
	changed := fresh
	changed.Notice = say("take.changed")
	long := fresh
	long.Form = ui.Form{Problems: []ui.Problem{{Field: "title", Sentence: say("problem.take.toolong")}}}
	saved := ui.SheetPage{Frame: f, Form: typed("title", "For Tuesday"), Sheet: onPaper(), Title: "For Tuesday", Notice: say("done.device"), Action: "/body/page/" + id, Delete: "/journal/" + id + "/delete"}
	return []Example{
		{"page/choose", ui.SheetForm(form)}, {"page/choose, with a problem", ui.SheetForm(wrong)}, {"page/choose, nothing noted", ui.SheetForm(none)},
		{"page/look", ui.ShowSheet(fresh)}, {"page/changed meanwhile", ui.ShowSheet(changed)}, {"page/too long to save", ui.ShowSheet(long)}, {"page/saved", ui.ShowSheet(saved)},
	}
}
