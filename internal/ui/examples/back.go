package examples

import (
	"github.com/a-h/templ"

	"snowdrop/internal/chart"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// bodyMaps are the map of the body to tick, and the one that only shows.
func bodyMaps() []Example {
	f := frame("bodymap.back", "body", ui.KeptDevice)
	ask := func(form ui.Form) templ.Component {
		return ui.BodyMap(f, form, "regions", say("bodymap.back"))
	}
	wrong := ui.Form{Problems: []ui.Problem{{Field: "regions", Sentence: say("problem.choose")}}}
	return []Example{
		{"part/body map", pageOf("body map", ask(ui.Form{}))},
		{"part/body map, ticked", pageOf("body map", ask(typed("regions", "lower-back-left", "regions", "side-right", "regions", "hip-left", "regions", "jaw")))},
		{"part/body map, with a problem", pageOf("body map", ask(wrong))},
		{"part/body figure", pageOf("body figure", ui.BodyFigure(f, []string{"lower-back-left", "lower-back-right", "calf-left", "lower-belly"}))},
	}
}

// backSigns are the rows of the rules on the back.
func backSigns() ui.BackSigns {
	s := ui.BackSigns{Number: "999", Calls: gb(directory().Emergency[:1]), Reviewed: "20 November 2026"}
	for _, r := range signs.Rules() {
		line := r.Card
		if line == "" {
			line = r.Condition + "."
		}
		switch {
		case r.ID[0] != 'K' || r.Level < signs.Soon:
		case r.ID == "K1":
			s.Emergency = append(s.Emergency, line, r.Condition+".")
		case r.Level == signs.Emergency:
			s.More = append(s.More, line)
		case r.Level == signs.Urgent:
			s.Today = append(s.Today, line)
		default:
			s.Soon = append(s.Soon, line)
		}
	}
	return s
}

func backAsked(question string, call bool) ui.BackAsked {
	a := ui.BackAsked{Stage: 1}
	if question != "" {
		a.Question = say(question, "day", "11 February")
	}
	if call {
		a.Title, a.Call, a.Calls = say("back.call"), []string{say("back.call.lead", "day", "11 February"), "Your back pain has lasted more than 3 weeks."}, gb(directory().Advice)
	}
	return a
}

func backPages() []Example {
	f := frame("back.title", "body", ui.KeptDevice)
	page := func(id string, change func(*ui.BackPage)) templ.Component {
		d := ui.BackPage{Frame: f, Signs: backSigns(), Guide: guide(id)}
		if change != nil {
			change(&d)
		}
		return ui.BackRead(d)
	}
	out := []Example{
		{"back/first", page("back", func(d *ui.BackPage) {
			d.First = true
			d.Ways = ways("/body/back/help", "back.help", "/body/back/moves", "back.moves", "/body/back/why", "back.why",
				"/body/back/course", "back.course", "/body/back/doctor", "back.doctor", "/body/back/questions", "back.questions")
		})},
		{"back/first, asked", page("back", func(d *ui.BackPage) { d.First, d.Asked = true, backAsked("back.asked.3", true) })},
		{"back/first, words not here", page("back", func(d *ui.BackPage) {
			d.First, d.Guide, d.Missing = true, ui.Guide{Title: say("back.title")}, say("back.missing")
		})},
		{"back/moves", page("back-moves", func(d *ui.BackPage) { d.Figures = []string{"hips", "knee", "cat", "side", "back"} })},
	}
	for _, id := range []string{"back-care", "back-why", "back-course", "back-doctor", "back-questions"} {
		out = append(out, Example{"back/read, " + id, page(id, nil)})
	}
	return append(append(out, backLogs()...), backAnswers()...)
}

func backLogs() []Example {
	f := frame("back.title", "body", ui.KeptDevice)
	ten := []chart.Tick{{Value: 0, Label: "0"}, {Value: 5, Label: "5"}, {Value: 10, Label: "10"}}
	log := ui.BackLog{
		Frame: f, Signs: backSigns(), Places: []string{"lower-back-left", "lower-back-right", "buttock-left"},
		Series: []chart.Series{series("back-pain", "back.chart", 10, ten, 7, 6, 7, 5, -1, 5, 4, 4, -1, 3, 2, 3, 1)},
		Followed: []ui.BackRelief{
			{Name: say("relief.heat"), Times: "6", Less: "4", Same: "1", More: "1"}, {Name: say("relief.moving"), Times: "3", Less: "1", Same: "2", More: "0"},
			{Name: "a friend who read to me", Times: "1", Less: "1", Same: "0", More: "0"},
		},
		Rows: rows()[:3],
	}
	asked, called, empty := log, log, ui.BackLog{Frame: f, Signs: backSigns()}
	asked.Asked, asked.Notice = backAsked("back.asked.1", false), say("done.device")
	called.Asked = backAsked("", true)
	form := ui.BackForm{
		Frame: f, Title: say("back.new"), Action: "/body/back/log/new", Draft: "body/back/log/new", Warnings: backSigns(),
		Score:  scale("pain", "back.pain", "scale.none"),
		Signs:  ui.Question{Name: "signs", Legend: say("back.signs"), Hint: say("back.signs.hint"), Many: true, Options: options("back.tick.", back.Ticks...)},
		Words:  ui.Question{Name: "words", Legend: say("back.words"), Many: true, Words: true, Options: options("painword.", journal.PainWords...)},
		Helped: ui.Question{Name: "helped", Legend: say("back.helped"), Many: true, Options: options("relief.", journal.Reliefs...)},
	}
	filled, wrong := form, form
	filled.Form, filled.Found = typed("pain", "6", "regions", "lower-back-left", "words", "dull", "words", "waves", "helped", "heat", "helped-own", "warm socks", "note", longText), true
	wrong.Form = with(with(typed("note", longText), "pain", "back.problem.pain.empty"), "helped-own", "back.problem.helped-own.long")
	three := ui.BackThree{Frame: f, Title: say("back.three"), Action: "/body/back/three", Signs: backSigns(), Lead: []string{say("back.three.lead"), say("back.three.sheet")},
		Other: ui.Choice{Address: "/body/back/sheet", Label: say("back.sheet"), Line: say("back.sheet.line")}}
	for _, q := range back.Three {
		three.Questions = append(three.Questions, ui.Question{Name: q.ID, Legend: say("back.three." + q.ID), Options: options("back.three."+q.ID+".", q.Answers...)})
	}
	unanswered := three
	unanswered.Form = with(typed(), "answers", "back.problem.answers")
	sheet := ui.BackThree{Frame: f, Title: say("back.sheet"), Action: "/body/back/sheet", Signs: backSigns(), Lead: []string{say("back.sheet.lead"), say("back.sheet.left-out")},
		Series: []chart.Series{series("sheet", "back.sheet.chart", 10, ten, 7, 6, 4)}, Said: []string{say("back.sheet.now", "mean", "4.3"), say("back.sheet.fell", "before", "7.0"), say("back.sheet.not")},
		Citation: say("back.sheet.citation", "citation", "made up"), Other: ui.Choice{Address: "/body/back/three", Label: say("back.three")}}
	for _, n := range []string{"1", "2", "3"} {
		sheet.Questions = append(sheet.Questions, ui.Question{Name: "number-" + n, Legend: say("back.sheet.number", "n", n), Scale: true, Options: ui.ZeroToTen("", "")})
	}
	return []Example{
		{"back/log", ui.BackLogPage(log)}, {"back/log, asked", ui.BackLogPage(asked)}, {"back/log, to call", ui.BackLogPage(called)},
		{"back/log, empty", ui.BackLogPage(empty)},
		{"back/new", ui.BackFormPage(form)}, {"back/new, filled", ui.BackFormPage(filled)}, {"back/new, with problems", ui.BackFormPage(wrong)},
		{"back/three", ui.BackThreePage(three)}, {"back/three, nothing answered", ui.BackThreePage(unanswered)}, {"back/sheet", ui.BackThreePage(sheet)},
	}
}

// backAnswers are what a ticked sign leads to, by the rules themselves.
func backAnswers() []Example {
	answer := func(tick string) Example {
		var r signs.Report
		for key, value := range back.Signs([]string{"lower-back-left"}, nil, []string{tick}) {
			if err := r.Set(key, value); err != nil {
				panic("examples: " + err.Error())
			}
		}
		a := signs.Check(r)
		level := a.Level.String()
		d := ui.BackAnswer{
			Frame: frame("back.title", "body", ui.KeptDevice), Level: level, Title: say("back.answer."+level, "number", "999"),
			Do: []string{say("back.answer."+level+".do", "number", "999")}, Calls: gb(directory().Emergency), When: "02:05, 4 March 2026",
			Action: "/body/back/log/new", Held: []ui.Fact{{Name: "signs", Value: tick}}, Keep: say("keep"),
		}
		for _, reason := range a.Reasons {
			d.Reasons = append(d.Reasons, ui.CheckReason{Because: reason.Because, Source: reason.Source, Reviewed: "20 November 2026"})
		}
		return Example{"back/answer, " + level, ui.BackAnswerPage(d)}
	}
	return []Example{answer("numb"), answer("fever")}
}
