package examples

import (
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/ui"
)

// clients are both sides of somebody who works with people: whom, what was shown and asked for, notes, and what a person reads
// before the first thing is shown.
func clients() []Example {
	on := func() ui.Frame { return frame("place.together", "together", ui.KeptRelay) }
	ana, sarah := func(key string) string { return say(key, "name", "Ana") }, func(key string) string { return say(key, "name", "Sarah") }
	day := func(n int) time.Time { return time.Date(2026, 9, n, 12, 0, 0, 0, time.UTC) }
	list := ui.CarePage{SharedPage: ui.SharedPage{
		Frame: on(), Heading: say("clients.title"), Lead: []string{say("clients.lead"), say("clients.night")},
		Groups: []ui.SharedGroup{
			{ID: "people", Title: say("clients.people"), Things: []ui.SharedThing{
				{Title: say("clients.line.until", "day", "19 February 2026"), Line: "Sarah", Address: "/clients/x", Mark: say("care.new")},
				{Title: say("clients.line.over"), Line: "Noor", Address: "/clients/y"},
			}},
			{ID: "earlier", Title: say("clients.earlier"), Lead: say("clients.earlier.lead"), Things: []ui.SharedThing{{Title: say("clients.notes"), Line: "Mia", Address: "/clients/z/notes"}}},
		},
		Ways: ways("/together/invite", "clients.invite", "/read/clients", "clients.how", "/professionals", "clients.page"),
	}}
	one := ui.CarePage{SharedPage: ui.SharedPage{
		Frame: on(), Heading: "Sarah", Named: true, Lead: []string{sarah("clients.only"), say("clients.night")},
		Groups: []ui.SharedGroup{
			{ID: "shown", Title: sarah("clients.shown"), Things: []ui.SharedThing{
				{Title: "18 September 2026", Line: "PHQ-9: 10", Address: "/clients/x/a/read", Mark: say("care.new")}, {Title: "14 September 2026", Line: say("kind.entry"), Address: "/clients/x/b/read"},
			}},
			{ID: "asked", Title: say("clients.asked"), Things: []ui.SharedThing{
				{Title: "2 September 2026", Line: say("care.line.rhythm", "title", "PHQ-9", "n", "2"), Address: "/clients/x/c/read", Mark: say("clients.yes", "name", "Sarah", "n", "2")},
				{Title: "2 September 2026", Line: say("care.line.piece", "title", guide("piece-1").Title), Address: "/clients/x/d/read"},
			}},
		},
	}, Pictured: say("clients.numbers"), Series: []chart.Series{{
		ID: "numbers-0", Title: say("measure.chart", "name", "PHQ-9"), Summary: say("chart.summary", "n", "2", "last", "10"), When: say("chart.when"), What: say("measure.number"),
		AsTable: say("chart.table"), From: day(1), To: day(29), Max: 27, Ticks: []chart.Tick{{Value: 0, Label: "0"}, {Value: 13, Label: "13"}, {Value: 27, Label: "27"}},
		Layout: "2 January 2006", Weekly: true, Points: []chart.Point{{At: day(4), Value: 12, Label: "12"}, {At: day(18), Value: 10, Label: "10"}},
	}}}
	entry := ui.Copied{Kind: say("kind.piece"), Day: "18 September 2026", Parts: []ui.CopiedPart{{ID: "part-0", Own: true, Text: "The walls were green.\nI hear the clock."}}}
	writing := func(name string) *ui.CareForm {
		return &ui.CareForm{
			Action: "/clients/x/a/read", Draft: "clients/x/a/read", Held: [][2]string{{"id", "a"}}, Go: say("care.send", "name", name), Back: "/clients/x",
			Fields: []ui.CareField{{Rows: 8, Field: ui.Field{Name: "text", Label: say("care.write.label", "name", name), Hint: say("care.write.hint", "name", name)}}},
		}
	}
	read := ui.CarePage{SharedPage: ui.SharedPage{Frame: on(), Heading: "Sarah", Named: true, Copy: &entry, Groups: []ui.SharedGroup{{ID: "replies", Title: say("care.replies"), Things: []ui.SharedThing{
		{Title: say("care.wrote.me", "day", "19 September 2026"), Text: "Thank you for the green walls.", Mark: say("care.unsent"), Do: say("care.take-back"), Action: "/clients/x/e/back"},
	}}}}, Form: writing("Sarah")}
	wrong := read
	wrong.Copy, wrong.News, wrong.Groups = nil, []string{say("clients.gone")}, nil
	f := *read.Form
	f.Form = with(typed("text", "My dear"), "text", "care.problem.ended")
	f.Draft = ""
	wrong.Form = &f
	end := ui.CarePage{SharedPage: ui.SharedPage{Frame: on(), Heading: "Sarah", Named: true, Lead: []string{sarah("clients.ended")}}, Guide: guide("clients-end"),
		Buttons: []ui.CareButton{{Action: "/together/with/x/away", Label: say("clients.away"), Quiet: true}}}
	out := []Example{{"clients/list", ui.Care(list)}, {"clients/one", ui.Care(one)}, {"clients/read", ui.Care(read)}, {"clients/taken back", ui.Care(wrong)}, {"clients/ended", ui.Care(end)}}
	out = append(out, clientsForms(on, sarah)...)
	return append(out, cared(on, ana)...)
}

// clientsForms are the form of a rhythm with problems, and her own notes.
func clientsForms(on func() ui.Frame, sarah func(string) string) []Example {
	rhythm := ui.CarePage{SharedPage: ui.SharedPage{Frame: on(), Heading: say("clients.ask.rhythm"), Lead: []string{sarah("clients.ask.rhythm.lead")}}, Form: &ui.CareForm{
		Form:   with(typed("which", "pgs", "weeks", "2"), "weeks", "clients.problem.often", "name", "PGS-33", "n", "4"),
		Action: "/clients/x/ask/rhythm", Go: sarah("clients.ask.go"), Back: "/clients/x/ask",
		Questions: []ui.Question{
			{Name: "which", Legend: say("clients.which.rhythm"), Options: []ui.Option{{Value: "phq9", Label: "PHQ-9", Hint: guide("look-two-weeks-more").Title}, {Value: "pgs", Label: "PGS-33", Hint: say("clients.least", "n", "4")}}},
			{Name: "weeks", Legend: say("clients.weeks"), Options: []ui.Option{{Value: "2", Label: say("clients.every", "n", "2")}, {Value: "4", Label: say("clients.every", "n", "4")}}},
		},
		Fields: []ui.CareField{{Rows: 4, Field: ui.Field{Name: "text", Label: say("clients.word"), Hint: sarah("care.write.hint")}}},
	}}
	notes := ui.CarePage{SharedPage: ui.SharedPage{
		Frame: on(), Heading: say("clients.notes"), Lead: []string{sarah("note.lead"), say("note.duty")},
		Groups: []ui.SharedGroup{{ID: "notes", Title: "Sarah", Things: []ui.SharedThing{{Title: "18 September 2026", Line: say("note.change"), Address: "/clients/notes/a/edit", Text: "She slept.\nAsk about the date."}}}},
		Ways:   ways("/clients/x/notes/new", "note.new", "/clients/x/notes/take", "note.take", "/clients/x/notes/delete", "note.delete"),
	}}
	note := ui.CarePage{SharedPage: ui.SharedPage{Frame: on(), Heading: sarah("note.title")}, Form: &ui.CareForm{
		Form: typed("day", "2026-09-18", "text", "She slept."), Found: true, Action: "/clients/x/notes/new", Draft: "clients/x/notes/new", Go: say("keep"), Back: "/clients/x/notes",
		Fields: []ui.CareField{{Kind: "date", Field: ui.Field{Name: "day", Label: say("note.day")}}, {Rows: 12, Field: ui.Field{Name: "text", Label: say("note.words"), Hint: sarah("note.words.hint")}}},
	}}
	return []Example{{"clients/rhythm, with a problem", ui.Care(rhythm)}, {"clients/notes", ui.Care(notes)}, {"clients/note", ui.Care(note)}}
}

// cared is the side of the person.
func cared(on func() ui.Frame, ana func(string) string) []Example {
	page := ui.CarePage{SharedPage: ui.SharedPage{
		Frame: on(), Heading: "Ana", Named: true, Notice: say("done.care-said"), Lead: []string{ana("care.lead"), ana("care.night"), say("care.until", "day", "19 February 2026")},
		Groups: []ui.SharedGroup{
			{ID: "asked", Title: ana("care.asked"), Lead: say("care.asked.lead"), Things: []ui.SharedThing{{Title: "20 September 2026", Line: say("care.line.question"), Address: "/together/care/x/a/ask", Mark: say("care.new")}}},
			{ID: "agreed", Title: say("care.agreed"), Things: []ui.SharedThing{{Title: "2 September 2026", Line: say("care.line.rhythm", "title", "PHQ-9", "n", "2"), Address: "/together/care/x/b/ask", Mark: say("care.may")}}},
			{ID: "written", Title: ana("care.written"), Things: []ui.SharedThing{{
				Title: say("care.reply.to", "day", "19 September 2026", "what", say("kind.piece")), Text: "Thank you for the green walls.",
			}}, Ways: []ui.Choice{{Address: "/together/care/x/c/write", Label: say("care.reply.back")}}},
			{ID: "earlier", Title: say("care.written.before"), Things: []ui.SharedThing{{Title: "5 September 2026", Line: say("kind.entry"), Address: "/together/care/x/e/write", Text: "Yes, on Tuesday."}}},
		},
		Ways: []ui.Choice{
			{Address: "/journal", Label: say("care.choose"), Line: say("care.choose.line")}, {Address: "/together/with/x/end", Label: say("care.end"), Line: ana("care.end.line")},

			{Address: "/together/with/x", Label: ana("care.see"), Line: ana("care.see.line")}, {Address: "/together/with/x/longer", Label: say("care.longer"), Line: ana("care.longer.line")},
			{Address: "/together/care/x/before", Label: say("care.before"), Line: ana("care.before.line")}, {Address: "/safety", Label: say("care.now"), Line: say("care.now.line")},
		},
	}}
	ended := ui.CarePage{SharedPage: ui.SharedPage{Frame: on(), Heading: "Ana", Named: true, News: []string{ana("care.over")}, Lead: []string{ana("care.lead"), ana("care.night")}}}
	before := ui.CarePage{
		SharedPage: ui.SharedPage{Frame: on(), Heading: guide("care-before").Title}, Guide: guide("care-before"), CallsLead: say("care.people"),
		Calls:   []ui.Call{{Name: "Samaritans", Number: "116 123", Tel: "116123", Note: "Any hour."}},
		Buttons: []ui.CareButton{{Action: "/together/care/x/before", Label: say("care.read")}},
	}
	rhythm := ui.CarePage{SharedPage: ui.SharedPage{
		Frame: on(), Heading: say("care.line.rhythm", "title", "PHQ-9", "n", "2"), Lead: []string{ana("care.rhythm"), ana("care.rhythm.yours"), ana("care.rhythm.safety")},
		Groups: []ui.SharedGroup{{Things: []ui.SharedThing{{Title: ana("care.word"), Text: "It shows us both how it goes."}}}},
		Ways:   []ui.Choice{{Address: "/heart/questions/two-weeks-more", Label: say("care.fill.may"), Line: say("care.fill.line")}, {Address: "/together/care/x", Label: ana("care.back")}},
	}, Form: &ui.CareForm{
		Form: with(typed(), "answer", "care.problem.answer"), Action: "/together/care/x/b/ask", Go: ana("care.say"), Back: "/together/care/x",
		Questions: []ui.Question{{Name: "answer", Legend: say("care.rhythm.ask"), Options: []ui.Option{
			{Value: "2", Label: say("care.yes", "n", "2")}, {Value: "3", Label: say("care.yes", "n", "3")}, {Value: "no", Label: say("care.no"), Hint: say("care.no.hint")},
		}}},
	}}
	piece := ui.CarePage{
		SharedPage: ui.SharedPage{Frame: on(), Heading: say("care.line.piece", "title", guide("piece-1").Title), Lead: []string{ana("care.piece"), say("care.piece.gate"), ana("care.piece.tell"), ana("care.piece.yours")}},
		Buttons:    []ui.CareButton{{Action: "/together/care/x/d/ask", Label: say("care.piece.take"), Held: [][2]string{{"go", "take"}}}, {Action: "/together/care/x/d/ask", Label: say("care.no"), Held: [][2]string{{"go", "no"}}, Quiet: true}},
	}
	return []Example{{"care/one", ui.Care(page)}, {"care/over", ui.Care(ended)}, {"care/before", ui.Care(before)}, {"care/rhythm", ui.Care(rhythm)}, {"care/piece", ui.Care(piece)}}
}
