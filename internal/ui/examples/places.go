package examples

import (
	"fmt"
	"strings"
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

const id = "aaaaaaaaaaaaaaaaaaaaaaaaaa"

// longText is many lines with a word that fits no small screen.
var longText = strings.Repeat("I woke at four again and lay there. The kettle sang.\n\n", 12) +
	"https-and-then-a-word-without-any-place-to-break-it-" + strings.Repeat("abcdefghij", 12)

func rows() []ui.Row {
	return []ui.Row{
		{Address: "/journal/" + id, When: "Today, 02:05", Kind: say("kind.entry"), Line: "I woke at four again and lay there."},
		{Address: "/journal/" + id, When: "Yesterday, 21:40", Kind: say("kind.checkin"), Line: "How heavy: 8 out of 10 · Feelings: sad, tired, lonely · Bleeding: Less than a period · Pain: 4 out of 10 · Temperature: 37.2 °C"},
		{Address: "/journal/" + id, When: "1 March 2026, 03:15", Kind: say("kind.practice"), Line: "Slow breathing: 8 before, 6 after"},
		{Address: "/journal/" + id, When: "28 February 2026, 23:59", Kind: say("kind.entry"), Line: strings.Repeat("abcdefghij", 8)},
	}
}

func manyRows(n int) []ui.Row {
	var out []ui.Row
	for i := range n {
		out = append(out, rows()[i%4])
	}
	return out
}

func today() []Example {
	all := ways("/journal/new", "way.write", "/check", "way.check", "/body", "way.body")
	page := func(kept ui.Kept, change func(*ui.TodayPage)) ui.TodayPage {
		d := ui.TodayPage{Frame: frame("today.title", "today", kept), Date: "Wednesday 4 March", First: ways("/checkin", "way.checkin", "/calm", "way.calm"), Ways: all}
		change(&d)
		return d
	}
	draft := func(key string) ui.Choice {
		return ui.Choice{Address: "/journal/new", Label: say("today.draft"), Line: say(key)}
	}
	return []Example{
		{"today/empty", ui.Today(page(ui.KeptDevice, func(*ui.TodayPage) {}))},
		{"today/visit", ui.Today(page(ui.KeptVisit, func(d *ui.TodayPage) { d.Notice, d.Choose, d.Latest = say("done.visit"), true, rows()[:1] }))},
		{"today/kept", ui.Today(page(ui.KeptDevice, func(d *ui.TodayPage) { d.Notice, d.Latest, d.All = say("done.kept"), rows()[:3], true }))},
		{"today/suggestions", ui.Today(page(ui.KeptDevice, func(d *ui.TodayPage) { d.Offers, d.Latest, d.All = suggestions(), rows()[:3], true }))},
		{"mine/put away", ui.PutAway(ui.PutAwayPage{Frame: frame("place.mine", "mine", ui.KeptDevice), Notice: say("done.again"), Rows: putAway()})},
		{"mine/nothing put away", ui.PutAway(ui.PutAwayPage{Frame: frame("place.mine", "mine", ui.KeptDevice)})},
		{"today/quiet", ui.Today(page(ui.KeptDevice, func(d *ui.TodayPage) {
			d.Quiet, d.Resume, d.All, d.First, d.Ways = true, true, true, nil, ways("/journal/new", "way.write", "/check", "way.check")
		}))},
		{"today/drafts", ui.Today(page(ui.KeptDevice, func(d *ui.TodayPage) {
			d.Drafts, d.Latest = []ui.Choice{draft("draft.of.entry"), draft("draft.of.checkin"), draft("draft.of.edit")}, rows()
		}))},
		{"today/damaged", ui.Today(page(ui.KeptDevice, func(d *ui.TodayPage) { d.Unread, d.Latest = say("today.unread", "n", "3"), rows()[:2] }))},
	}
}

func checkIns() []Example {
	page := func(form ui.Form) ui.CheckInPage {
		d := ui.CheckInPage{
			Frame: frame("checkin.title", "today", ui.KeptDevice), Form: form, Action: "/checkin", Draft: "checkin",
			Bleeding:  ui.Question{Name: "bleeding", Legend: say("checkin.bleeding")},
			Pain:      scale("pain", "checkin.pain", "scale.none"),
			Heaviness: scale("heaviness", "checkin.heaviness", "scale.light"),
			Feelings:  ui.Question{Name: "feelings", Legend: say("checkin.feelings"), Hint: say("checkin.feelings.hint"), Many: true, Words: true, Options: options("feeling.", journal.Feelings...)},
			Unit:      ui.Question{Name: "unit", Legend: say("unit"), Scale: true, Options: []ui.Option{{Value: "C", Label: "°C"}, {Value: "F", Label: "°F"}}},
		}
		for _, b := range journal.Bleedings {
			d.Bleeding.Options = append(d.Bleeding.Options, ui.Option{Value: string(b), Label: say("bleeding." + string(b))})
		}
		return d
	}
	filled := typed("bleeding", "light", "pain", "4", "heaviness", "8", "feelings", "sad", "feelings", "tired", "sleep", "4.5", "temperature", "37.2", "unit", "C", "note", longText)
	return []Example{
		{"check-in/empty", ui.CheckIn(page(typed("unit", "C")))},
		{"check-in/filled", ui.CheckIn(page(filled))},
		{"check-in/with problems", ui.CheckIn(page(with(with(typed("temperature", "hot", "unit", "C", "sleep", "much"), "sleep", "problem.sleep.number"), "temperature", "problem.temperature.number")))},
		{"check-in/nothing filled in", ui.CheckIn(page(with(typed("unit", "C"), "checkin", "problem.checkin.empty")))},
	}
}

func journals() []Example {
	list := func(change func(*ui.JournalPage)) Example {
		d := ui.JournalPage{Frame: frame("journal.title", "heart", ui.KeptDevice)}
		change(&d)
		return Example{"", ui.Journal(d)}
	}
	named := func(name string, e Example) Example { e.Name = name; return e }
	write := ui.WritePage{Frame: frame("write.title", "heart", ui.KeptDevice), Title: say("write.title"), Action: "/journal/new", Draft: "journal/new"}
	found, wrong, edit := write, write, write
	found.Form, found.Found = typed("text", "a thought half"), true
	wrong.Form = with(typed("text", longText), "text", "problem.toolong")
	edit.Frame, edit.Title, edit.Action, edit.Draft, edit.Form = frame("write.edit", "heart", ui.KeptDevice), say("write.edit"), "/journal/"+id+"/edit", "journal/"+id, typed("text", "as it was")
	entry := ui.EntryPage{Frame: frame("kind.entry", "heart", ui.KeptDevice), Title: "Journal, 4 March 2026, 02:05", Text: "line one\nline two\n\nline three", Edit: "/journal/" + id + "/edit", Delete: "/journal/" + id + "/delete"}
	long, said, newer := entry, entry, entry
	long.Text, long.Notice = longText, say("done.device")
	said.Title, said.Text = "Check-in, 4 March 2026, 02:05", "A note beside it."
	said.Facts = []ui.Fact{{Name: say("fact.heaviness"), Value: "8 out of 10"}, {Name: say("fact.feelings"), Value: "numb, sad, empty, angry, guilty, afraid, ashamed, jealous, lonely, tired"}, {Name: say("fact.temperature"), Value: "37.2 °C"}}
	newer.Text, newer.Edit = say("entry.newer"), ""
	return []Example{
		named("journal/empty", list(func(*ui.JournalPage) {})),
		named("journal/many", list(func(d *ui.JournalPage) {
			d.Rows, d.Newer, d.Older = manyRows(50), "/journal?page=1", "/journal?page=3"
		})),
		named("journal/search", list(func(d *ui.JournalPage) {
			d.Search, d.Form, d.Rows, d.Count = true, typed("q", "kettle"), rows()[:2], say("search.found", "n", "2")
		})),
		named("journal/search, nothing found", list(func(d *ui.JournalPage) {
			d.Search, d.Form, d.Count = true, typed("q", strings.Repeat("abcdefghij", 10)), say("search.none")
		})),
		{"write", ui.Write(write)},
		{"write/draft found", ui.Write(found)},
		{"write/with a problem", ui.Write(wrong)},
		{"write/an edit", ui.Write(edit)},
		{"entry", ui.Entry(entry)},
		{"entry/long", ui.Entry(long)},
		{"entry/check-in", ui.Entry(said)},
		{"entry/from a newer program", ui.Entry(newer)},
		{"confirm", ui.Confirm(ui.ConfirmPage{Frame: frame("entry.delete.title", "heart", ui.KeptDevice), Title: say("entry.delete.title"), Sentences: []string{say("entry.delete.lead")},
			Action: "/journal/" + id + "/delete", Yes: say("entry.delete.yes"), No: say("entry.delete.no"), Back: "/journal/" + id})},
	}
}

// moment is two in the morning of the walk that everything follows.
var moment = time.Date(2026, 3, 4, 2, 5, 0, 0, time.UTC)

func series(id, titleKey string, top int, ticks []chart.Tick, values ...int) chart.Series {
	s := chart.Series{
		ID: id, Title: say(titleKey), When: say("chart.when"), What: say("chart.value"), AsTable: say("chart.table"), Layout: "2 January, 15:04",
		From: moment.AddDate(0, 0, -29), To: moment, Max: float64(top), Ticks: ticks,
	}
	for i, v := range values {
		if v >= 0 { // less than 0 is a day without an answer
			s.Points = append(s.Points, chart.Point{At: moment.AddDate(0, 0, i+1-len(values)), Value: float64(v), Label: fmt.Sprintf("%d out of %d", v, top)})
		}
	}
	s.Summary = say("chart.summary", "n", fmt.Sprint(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
	return s
}

func timelines() []Example {
	ten := []chart.Tick{{Value: 0, Label: "0"}, {Value: 5, Label: "5"}, {Value: 10, Label: "10"}}
	var bleeding []chart.Tick
	for i, b := range journal.Bleedings {
		bleeding = append(bleeding, chart.Tick{Value: float64(i), Label: say("bleeding.short." + string(b))})
	}
	page := func(change func(*ui.TimelinePage)) ui.TimelinePage {
		d := ui.TimelinePage{Frame: frame("timeline.title", "timeline", ui.KeptDevice), Span: say("timeline.span", "from", "3 February 2026", "to", "4 March 2026"), Current: "/timeline?days=30"}
		for _, n := range []string{"7", "30", "90", "365"} {
			d.Spans = append(d.Spans, ui.Choice{Address: "/timeline?days=" + n, Label: say("timeline.days." + n)})
		}
		change(&d)
		return d
	}
	missing := func(key string) string { return say("timeline.nothing", "what", say(key)) }
	return []Example{
		{"timeline/full", ui.Timeline(page(func(d *ui.TimelinePage) {
			d.Series = []chart.Series{
				series("heaviness", "chart.heaviness", 10, ten, 9, 10, 9, 9, 8, 10, 9, 8, 8, 7, 9, 8, 7, 7, 6, 8, 7, 6, 6, 5, 7, 6, 5, 8, 6, 5, 5, 4, 6, 5),
				series("pain", "chart.pain", 10, ten, 7, 8, 6, 5, 5, 4, 4, -1, -1, -1, 3, 3, 2, 2, 2, 1, 1, 0, 0, 0, 0, 1, 0, 0),
				series("bleeding", "chart.bleeding", len(journal.Bleedings)-1, bleeding, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1, 1, 0, 0, 1, 0),
			}
			d.Rows, d.More = manyRows(20), say("timeline.more", "n", "64")
		}))},
		{"timeline/sparse", ui.Timeline(page(func(d *ui.TimelinePage) {
			d.Series = []chart.Series{series("pain", "chart.pain", 10, ten, 6)}
			d.Missing, d.Rows = []string{missing("chart.heaviness"), missing("chart.bleeding")}, rows()[:1]
		}))},
		{"timeline/empty", ui.Timeline(page(func(d *ui.TimelinePage) {
			d.Missing = []string{missing("chart.heaviness"), missing("chart.pain"), missing("chart.bleeding")}
		}))},
		{"part/chart", pageOf("chart", chart.Picture(series("one", "chart.pain", 10, ten, 3, 7, 10, 0, 4)))},
	}
}
