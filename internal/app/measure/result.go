package measure

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/chart"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// result is what the answers say, what they do not, and what one can do. Keeping them is asked, and so is not keeping.
func result(x *screen.Exchange, o one) {
	s, begun := read(x, o)
	if !begun {
		x.To(o.address()) // kept or thrown away by now, as after Back
		return
	}
	showResult(x, http.StatusOK, o, s, ui.Form{})
}

func showResult(x *screen.Exchange, status int, o one, s sofar, form ui.Form) {
	d := page(x, x.Say("measure.result"))
	d.Form, d.Guide, d.Action = form, o.guide, o.address()+"/result"
	d.Held = [][2]string{{"draft", o.draft()}, {"id", record.NewID().String()}}
	score, whole := o.Score(s.answers)
	band, to := o.bands(s)
	d.Guide.Blocks = o.means(band, to)
	d.Number, d.Said = o.said(x, s)
	empty := journal.Measure{Answers: s.answers}.Empty()
	switch {
	case empty:
		d.Number = x.Say("measure.nothing")
		d.Guide = ui.Guide{}
	case whole:
		d.Said = append(d.Said, shift(x, o, score)...)
	}
	if longer, ok := bySlug(o.longer); ok && to > 1 {
		d.Buttons = append(d.Buttons, ui.MeasureButton{Value: "longer", Label: x.Say("measure.longer." + longer.slug)})
	}
	if !empty {
		d.Buttons = append(d.Buttons, ui.MeasureButton{Value: "keep", Label: x.Say("measure.keep"), Quiet: len(d.Buttons) > 0})
	}
	d.Buttons = append(d.Buttons, ui.MeasureButton{Value: "drop", Label: x.Say("measure.drop"), Quiet: true})
	if o.Unsafe(s.answers) {
		help := x.HelpLines()
		d.Lead, d.Crisis = x.Say("result.crisis"), x.Calls(help.Crisis)
		if len(d.Crisis) == 0 { // where no country is known, the lines have no number
			d.Crisis = x.Calls(help.Emergency)
		}
	}
	d.Said = append(d.Said, x.Say("measure.private"))
	d.Ways = []ui.Choice{
		{Address: "/heart/after/message", Label: x.Say("measure.after"), Line: x.Say("measure.after.line")},
		{Address: "/safety", Label: x.Say("measure.person"), Line: x.Say("measure.person.line")},
		{Address: "/find", Label: x.Say("together.find"), Line: x.Say("together.find.line")},
		{Address: o.at(max(s.reached, 1)), Label: x.Say("measure.back")},
	}
	d.Cited = []string{x.Say("measure.from", "citation", o.Questionnaire.Citation), o.Questionnaire.Notice}
	x.Show(status, ui.Measure(d))
}

// bands are those that the score is in. Where answers are missing they are all that it can be in: the words for the highest
// are never held back.
func (o one) bands(s sofar) (from, to int) {
	low, high, ok := o.Range(s.answers)
	if !ok || len(o.Bands) == 0 {
		return 0, 0
	}
	from, _ = o.Band(low)
	to, _ = o.Band(high)
	return from, to + 1
}

// number writes a score: a mean with one decimal, a sum without.
func number(x *screen.Exchange, m measures.Measure, score float64) string {
	if m.Mean {
		return x.Decimal(measures.Tenths(score))
	}
	return strconv.Itoa(int(score))
}

// said is the number in words, or why there is none, and the parts that have one.
func (o one) said(x *screen.Exchange, s sofar) (line string, parts []string) {
	low, high, ok := o.Range(s.answers)
	score, whole := o.Score(s.answers)
	switch {
	case !ok:
		return x.Say("measure.apart"), nil
	case !whole:
		line = x.Say("measure.range", "low", number(x, o.Measure, low), "high", number(x, o.Measure, high))
	default:
		least, most := o.ends()
		line = x.Say("measure.score", "n", number(x, o.Measure, score), "min", number(x, o.Measure, least), "max", number(x, o.Measure, most))
	}
	for _, p := range o.Parts {
		if n, ok := o.PartScore(p, s.answers); ok {
			parts = append(parts, x.Say("measure.part."+p.ID, "n", strconv.Itoa(n)))
		}
	}
	return line, parts
}

// ends are the lowest and the highest score that there can be.
func (o one) ends() (least, most float64) {
	answers := make([]*int, o.Measure.Items)
	if o.Gate {
		open := o.Max
		answers[0] = &open
	}
	least, most, _ = o.Range(answers)
	return least, most
}

// scored are the kept answers that have a score, oldest first.
func scored(x *screen.Exchange, o one) []noted.Measured {
	return slices.DeleteFunc(noted.Asked(x, o.id), func(m noted.Measured) bool { return m.Score == nil || m.Version != o.Measure.Version })
}

// shift puts a number beside the one before, where its makers published what counts as a change.
func shift(x *screen.Exchange, o one, score float64) []string {
	before := scored(x, o)
	if len(before) == 0 {
		return nil
	}
	last := before[len(before)-1]
	key := map[measures.Shift]string{measures.Less: "measure.shift.less", measures.More: "measure.shift.more", measures.Little: "measure.shift.little"}[o.Shifted(*last.Score, score)]
	if key == "" {
		return nil
	}
	by := score - *last.Score
	return []string{x.Say(key, "n", number(x, o.Measure, max(by, -by)), "day", x.WrittenDay(last.At.Format(time.DateOnly)))}
}

// keep keeps the answers, throws them away, or takes them along to the longer questionnaire.
func keep(x *screen.Exchange, o one) {
	s, begun := read(x, o)
	way := x.Value("go")
	switch {
	case !begun && way == "keep":
		x.To(o.address()) // sent twice
	case way == "longer":
		goOn(x, o, s, begun)
	case way != "keep":
		if err := x.Vault.DropDraft(x.R.Context(), o.draft()); err != nil {
			x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
			return
		}
		x.To(root + "?done=not-kept")
	default:
		m := journal.Measure{Which: o.id, Version: o.Measure.Version, Answers: s.answers}
		if score, whole := o.Score(s.answers); whole {
			m.Score = &score
		}
		body, err := m.Encode()
		if err == nil {
			_, err = x.Keep(journal.KindMeasure, x.Now(), body)
		}
		if err != nil {
			problem, status := x.Refused("answers", err)
			showResult(x, status, o, s, x.Form(problem))
			return
		}
		x.To(o.address() + "?done=" + x.DoneKept())
	}
}

// goOn takes the answers along to the longer one, where it begins with the same items: nothing is asked twice. Sent a second
// time they are there already, with what was answered since.
func goOn(x *screen.Exchange, o one, s sofar, begun bool) {
	longer, ok := bySlug(o.longer)
	if !ok {
		x.To(o.address())
		return
	}
	if longer.from != o.slug || !begun {
		x.To(longer.address()) // another list: these answers wait here
		return
	}
	carried := sofar{answers: make([]*int, longer.measure().Items), reached: len(o.Pages)}
	copy(carried.answers, s.answers)
	err := write(x, longer, carried)
	if err == nil {
		err = x.Vault.DropDraft(x.R.Context(), o.draft())
	}
	if err != nil {
		problem, status := x.Refused("answers", err)
		showResult(x, status, o, s, x.Form(problem))
		return
	}
	x.To(longer.address() + "/" + strconv.Itoa(carried.reached+1))
}

// pictures are the numbers over time, or each answer where there is no number. Each has its table.
func pictures(x *screen.Exchange, o one) []chart.Series {
	if !x.CanKeep() {
		return nil
	}
	if !o.Apart {
		least, most := o.ends()
		s := picture(x, "number", x.Say("measure.chart", "name", o.Questionnaire.Name), least, most)
		for _, m := range scored(x, o) {
			s.Points = append(s.Points, chart.Point{At: m.At, Value: *m.Score, Label: number(x, o.Measure, *m.Score)})
		}
		return drawn(x, s)
	}
	var out []chart.Series
	for i, q := range o.Questionnaire.Items {
		s := picture(x, field(i+1), q.Text, float64(o.Min), float64(o.Max))
		if o.id == measures.ONSLonely.ID {
			s.Ticks = []chart.Tick{{Value: s.Min, Label: x.Say("measure.lonely.low")}, {Value: s.Max, Label: x.Say("measure.lonely.high")}}
		}
		for _, m := range noted.Asked(x, o.id) {
			if i < len(m.Answers) && m.Answers[i] != nil && m.Version == o.Measure.Version {
				s.Points = append(s.Points, chart.Point{At: m.At, Value: float64(*m.Answers[i]), Label: o.label(*m.Answers[i])})
			}
		}
		out = append(out, drawn(x, s)...)
	}
	return out
}

func (o one) label(value int) string {
	for _, opt := range o.Options {
		if opt.Value == value {
			return opt.Label
		}
	}
	return strconv.Itoa(value)
}

func picture(x *screen.Exchange, id, title string, least, most float64) chart.Series {
	middle := float64(int(least+most) / 2)
	s := chart.Series{
		ID: "measure-" + id, Title: title, What: x.Say("measure.number"), When: x.Say("chart.when"), AsTable: x.Say("chart.table"),
		Layout: "2 January 2006", Date: x.Words.Layout, Min: least, Max: most, From: x.Now().AddDate(0, 0, -pictured), To: x.Now(), Weekly: true,
	}
	for _, n := range []float64{least, middle, most} {
		s.Ticks = append(s.Ticks, chart.Tick{Value: n, Label: strconv.Itoa(int(n))})
	}
	return s
}

// pictured is for how many days a picture goes back at least: twelve weeks.
const pictured = 84

func drawn(x *screen.Exchange, s chart.Series) []chart.Series {
	if len(s.Points) == 0 {
		return nil
	}
	if first := s.Points[0].At; first.Before(s.From) {
		s.From = first
	}
	s.Summary = x.Say("chart.summary", "n", strconv.Itoa(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
	return []chart.Series{s}
}
