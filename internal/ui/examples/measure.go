package examples

import (
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/chart"
	"snowdrop/internal/content"
	"snowdrop/internal/ui"
)

// measureItems are some questions of a questionnaire, in its own words.
func measureItems(id string, from, n int) (d ui.MeasurePage) {
	q, _ := content.FindQuestionnaire("en", id)
	d.Stem, d.Cited = q.Stem, []string{say("measure.from", "citation", q.Citation), q.Notice, say("measure.compared", "day", "21 November 2026")}
	if from == 1 {
		d.Before = q.Instructions
	}
	for i := from; i < from+n; i++ {
		item := ui.MeasureItem{Question: ui.Question{Name: "a" + strconv.Itoa(i), Legend: say("measure.sheet.line", "n", strconv.Itoa(i)), Scale: q.Options[0].Hint != ""}}
		if q.Sheet == 0 {
			m := q.Items[i-1]
			item.Lead, item.List, item.Alone, item.Legend = m.Lead, m.List, m.Alone, m.Text
		}
		for _, o := range q.Options {
			item.Options = append(item.Options, ui.Option{Value: strconv.Itoa(o.Value), Label: o.Label, Hint: o.Hint})
		}
		item.Options = append(item.Options, ui.Option{Label: say("measure.leave-out")})
		d.Items = append(d.Items, item)
	}
	return d
}

func measureButton(value, key string, quiet bool) ui.MeasureButton {
	return ui.MeasureButton{Value: value, Label: say(key), Quiet: quiet}
}

func measureAsks(id, title string, page, of, from, n int) ui.MeasurePage {
	d := measureItems(id, from, n)
	d.Frame, d.Title, d.Action = frame("place.heart", "heart", ui.KeptDevice), title, "/heart/questions/one/"+strconv.Itoa(page)
	d.Progress = say("measure.page", "n", strconv.Itoa(page), "of", strconv.Itoa(of))
	d.Buttons = []ui.MeasureButton{measureButton("on", "continue", false)}
	if page > 1 {
		d.Buttons = append(d.Buttons, measureButton("back", "measure.back", true))
	}
	d.Ways = []ui.Choice{{Address: "/heart/questions/one", Label: say("measure.stop"), Line: say("measure.stop.line")}}
	return d
}

func measureWhole(kept ui.Kept, title string) ui.MeasurePage {
	return ui.MeasurePage{Frame: frame("place.heart", "heart", kept), Title: title}
}

func measureList() ui.MeasurePage {
	list := measureWhole(ui.KeptDevice, guide("look").Title)
	list.Guide = guide("look")
	list.Guide.Blocks, list.More = list.Guide.Blocks[:4], list.Guide.Blocks[4:]
	for _, id := range []string{"two-weeks", "two-weeks-more", "worry", "month", "month-more", "sheet", "kindness"} {
		list.Ways = append(list.Ways, ui.Choice{Address: "/heart/questions/" + id, Label: guide("look-" + id).Title, Line: say("measure.last", "day", "4 March 2026")})
	}
	return list
}

func measures() []Example {
	list := measureList()
	asked := list
	asked.Asks, asked.Why, asked.Action = say("measure.due"), say("measure.why.weeks"), "/heart/questions/later"
	asked.Buttons = []ui.MeasureButton{{Value: "yes", Label: guide("look-two-weeks").Title}, measureButton("no", "measure.due.no", true)}

	first := measureWhole(ui.KeptDevice, say("measure.named", "title", guide("look-two-weeks-more").Title, "name", "PHQ-9"))
	first.Guide, first.Action, first.Heading = guide("look-two-weeks-more"), "/heart/questions/two-weeks-more", say("measure.before")
	first.Guide.Blocks = part(first.Guide.Blocks, 0, 6, 7)
	first.Said = []string{say("measure.skip"), say("measure.private"), say("measure.half")}
	first.Buttons = []ui.MeasureButton{measureButton("on", "measure.resume", false), measureButton("afresh", "measure.afresh", true)}
	first.Series = []chart.Series{fortnights()}
	first.Ways = []ui.Choice{{Address: "/heart/questions", Label: say("measure.list")}}
	locked := measureWhole(ui.KeptLocked, first.Title)
	locked.Guide, locked.Said, locked.Ways = first.Guide, []string{say("measure.locked")}, []ui.Choice{{Address: "/unlock", Label: say("measure.unlock")}}

	answered := measureAsks("phq9", first.Title, 3, 3, 7, 3)
	answered.Form = typed("a7", "1", "a8", "", "a9", "0")
	refused := measureAsks("gad7", "Worry (GAD-7)", 2, 3, 3, 3)
	refused.Form = with(typed("a3", "1"), "a3", "problem.full")
	spanish := measureAsks("phq2", first.Title, 1, 1, 1, 2)
	spanish.Lang, spanish.Guide.Lang = "en", "en"
	return append([]Example{
		{"measure/list", ui.Measure(list)},
		{"measure/list, asked", ui.Measure(asked)},
		{"measure/first", ui.Measure(first)},
		{"measure/first, locked", ui.Measure(locked)},
		{"measure/questions", ui.Measure(measureAsks("phq9", first.Title, 2, 3, 3, 4))},
		{"measure/questions, answered", ui.Measure(answered)},
		{"measure/questions, not kept", ui.Measure(refused)},
		{"measure/questions, in another language", ui.Measure(spanish)},
		{"measure/what happened", ui.Measure(measureAsks("pcptsd5", "What keeps coming back (PC-PTSD-5)", 1, 3, 1, 1))},
		{"measure/long", ui.Measure(measureAsks("pcl5", "What keeps coming back, in full (PCL-5)", 1, 5, 1, 4))},
		{"measure/sheet", ui.Measure(measureAsks("pgs", "Numbers from your own sheet (PGS-33)", 2, 7, 5, 4))},
		{"measure/kindness", ui.Measure(measureAsks("scssf", "How you are with yourself (SCS-SF)", 1, 3, 1, 4))},
		{"measure/life", ui.Measure(measureAsks("ons4", "Your life, as you see it now (ONS4)", 1, 2, 1, 2))},
	}, measureResults()...)
}

// part is some sections of a page, counted from what stands before the first heading.
func part(blocks []ui.Block, sections ...int) (out []ui.Block) {
	n := 0
	for _, b := range blocks {
		if b.Heading {
			n++
		}
		if slices.Contains(sections, n) {
			out = append(out, b)
		}
	}
	return out
}

// fortnights are five numbers, two weeks apart.
func fortnights() chart.Series {
	s := series("measure", "measure.number", 27, []chart.Tick{{Value: 0, Label: "0"}, {Value: 13, Label: "13"}, {Value: 27, Label: "27"}}, 14)
	s.Title, s.Weekly, s.Points = say("measure.chart", "name", "PHQ-9"), true, nil
	for i, n := range []int{14, 12, 12, 9, 8} {
		s.Points = append(s.Points, chart.Point{At: s.From.AddDate(0, 0, 14*i).Add(time.Hour), Value: float64(n), Label: strconv.Itoa(n)})
	}
	s.To = s.From.AddDate(0, 0, 60)
	s.Summary = say("chart.summary", "n", "5", "last", "8")
	return s
}

func measureResults() []Example {
	result := measureWhole(ui.KeptDevice, say("measure.result"))
	result.Guide, result.Action = guide("look-two-weeks-more"), "/heart/questions/two-weeks-more/result"
	result.Guide.Blocks = part(result.Guide.Blocks, 3, 6, 7)
	result.Number, result.Said = say("measure.score", "n", "12", "min", "0", "max", "27"), []string{say("measure.shift.less", "n", "5", "day", "4 March 2026"), say("measure.private")}
	result.Buttons = []ui.MeasureButton{measureButton("keep", "measure.keep", false), measureButton("drop", "measure.drop", true)}
	result.Ways = []ui.Choice{{Address: "/heart/after/message", Label: say("measure.after"), Line: say("measure.after.line")}, {Address: "/safety", Label: say("measure.person"), Line: say("measure.person.line")}}
	people := result
	people.Lead, people.Crisis = say("result.crisis"), gb(directory().Crisis)
	short := result
	short.Guide = guide("look-two-weeks")
	short.Guide.Blocks = part(short.Guide.Blocks, 2, 3)
	short.Number, short.Said = say("measure.score", "n", "4", "min", "0", "max", "6"), nil
	short.Buttons = append([]ui.MeasureButton{measureButton("longer", "measure.longer.two-weeks-more", false)}, measureButton("keep", "measure.keep", true), measureButton("drop", "measure.drop", true))
	parts := result
	parts.Guide = guide("look-sheet")
	parts.Guide.Blocks = part(parts.Guide.Blocks, 3)
	parts.Number = say("measure.range", "low", "80", "high", "84")
	parts.Said = []string{say("measure.part.grief", "n", "30"), say("measure.part.coping", "n", "28"), say("measure.part.despair", "n", "22")}
	nothing := result
	nothing.Guide, nothing.Number, nothing.Said = ui.Guide{}, say("measure.nothing"), nil
	return []Example{
		{"measure/result", ui.Measure(result)},
		{"measure/result, with people", ui.Measure(people)},
		{"measure/result, two questions", ui.Measure(short)},
		{"measure/result, parts", ui.Measure(parts)},
		{"measure/result, nothing", ui.Measure(nothing)},
	}
}
