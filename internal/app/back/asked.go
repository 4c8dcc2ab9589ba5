package back

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/chart"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// ours names the three questions of our own among what was answered.
const ours = "back-three"

// asked is the question of one, two or three weeks, where there is one. Nothing is ever sent: it stands on the page when
// she comes. It can be put away, and is not there while things are silent; the advice to call stays in both cases,
// because a rule of the check says it (docs/decisions/back-pain-asks-on-the-page.md).
func asked(x *screen.Exchange, all []dated) ui.BackAsked {
	days, stage := back.Episode(entries(x, all))
	if stage == back.NotYet {
		return ui.BackAsked{}
	}
	began := x.Now().AddDate(0, 0, -days)
	out := ui.BackAsked{Stage: int(stage)}
	if because, level := lasts(x, days, stage); level >= signs.Soon {
		out.Title = x.Say("back.call")
		if level > signs.Soon {
			out.Title = x.Say("back.answer.urgent")
		}
		out.Call = []string{x.Say("back.call.lead", "day", x.Date("day-month", began)), x.InLanguage(because)}
		out.Calls = x.Calls(x.HelpLines().Advice)
	}
	if !noted.Silent(x) && !putAway(x, stage, began) && !answeredSince(x, days-7*int(stage)) {
		out.Question = x.Say("back.asked."+strconv.Itoa(int(stage)), "day", x.Date("day-month", began))
	}
	return out
}

// lasts says whether it is time to call, in the words of the rule. Where a host says it sooner, it is said sooner.
func lasts(x *screen.Exchange, days int, stage back.Stage) (because string, level signs.Level) {
	for _, r := range check(x, back.SignsOfThree(nil, days)).Reasons {
		if r.Rule == "K5" {
			return r.Because, r.Level
		}
	}
	if stage == back.ThreeWeeks {
		return k5().Because, signs.Soon
	}
	return "", signs.Incomplete
}

// k5 is the rule on back pain that lasts.
func k5() signs.Rule {
	for _, r := range signs.Rules() {
		if r.ID == "K5" {
			return r
		}
	}
	panic("back: the rules have no K5") // a test holds that they do
}

// answeredSince says whether the three questions were answered in the last days.
func answeredSince(x *screen.Exchange, days int) bool {
	all := measured(x, ours)
	return len(all) > 0 && daysAgo(x, all[len(all)-1].at) <= days
}

// putAway says whether this question, or a later one, was put away since this pain began.
func putAway(x *screen.Exchange, stage back.Stage, began time.Time) bool {
	day, n, ok := strings.Cut(x.Settings().BackLater, " ")
	away, err := strconv.Atoi(n)
	return ok && err == nil && away >= int(stage) && day >= began.Format(time.DateOnly)
}

// later puts the question away until the next one. Only the day and the stage are kept, sealed with the settings.
func later(x *screen.Exchange) {
	stage, err := strconv.Atoi(x.Value("stage"))
	if err != nil || stage < int(back.OneWeek) || stage > int(back.ThreeWeeks) {
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	if err := x.SetSettings(func(s *screen.Settings) { s.BackLater = x.Now().Format(time.DateOnly) + " " + strconv.Itoa(stage) }); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
		return
	}
	x.To("/body/back/log")
}

// three has no draft of its own: only what was sent while things were locked is there again.
func three(x *screen.Exchange) {
	form, _ := x.Draft()
	showThree(x, http.StatusOK, form)
}

func showThree(x *screen.Exchange, status int, form ui.Form) {
	d := ui.BackThree{
		Frame: x.Frame("back.title", "body"), Form: form, Title: x.Say("back.three"), Action: "/body/back/three", ID: record.NewID().String(), Signs: warnings(x),
		Lead:  []string{x.Say("back.three.lead"), x.Say("back.three.sheet")},
		Other: ui.Choice{Address: "/body/back/sheet", Label: x.Say("back.sheet"), Line: x.Say("back.sheet.line")},
	}
	for _, q := range back.Three {
		question := ui.Question{Name: q.ID, Legend: x.Say("back.three." + q.ID)}
		for i, a := range q.Answers {
			question.Options = append(question.Options, ui.Option{Value: strconv.Itoa(i), Label: x.Say("back.three." + q.ID + "." + a)})
		}
		d.Questions = append(d.Questions, question)
	}
	if _, found := x.Draft(); found && x.R.Method == http.MethodGet {
		d.Waited = x.DraftName()
	}
	x.Show(status, ui.BackThreePage(d))
}

// threeKeep keeps the answers. What they mean to the rules comes first.
func threeKeep(x *screen.Exchange) {
	m := journal.Measure{Which: ours, Version: back.ThreeVersion}
	for _, q := range back.Three {
		m.Answers = append(m.Answers, choice(x, q.ID, len(q.Answers)-1))
	}
	if m.Empty() {
		showThree(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "answers", Sentence: x.Say("back.problem.answers")}))
		return
	}
	days, _ := back.Episode(entries(x, history(x)))
	if a := check(x, back.SignsOfThree(m.Answers, days)); alarming(x, a) {
		answer(x, a)
		return
	}
	keepMeasure(x, m, "/body/back/log", showThree)
}

// choice is a whole number from 0 to most, or nothing.
func choice(x *screen.Exchange, name string, most int) *int {
	n, err := strconv.Atoi(x.Value(name))
	if err != nil || n < 0 || n > most {
		return nil
	}
	return &n
}

func keepMeasure(x *screen.Exchange, m journal.Measure, to string, again func(*screen.Exchange, int, ui.Form)) {
	body, err := m.Encode()
	if err == nil {
		_, err = x.Keep(journal.KindMeasure, x.Now(), body)
	}
	if err != nil {
		problem, status := x.Refused("answers", err)
		again(x, status, x.Form(problem))
		return
	}
	x.To(to + "?done=" + x.DoneKept())
}

// sheet takes the three numbers of a PEG that the person was given on paper. Its questions are not shown: we could not
// confirm that we may (docs/decisions/peg-items-left-out.md).
func sheet(x *screen.Exchange) {
	form, _ := x.Draft()
	showSheet(x, http.StatusOK, form)
}

func sheetField(i int) string { return "number-" + strconv.Itoa(i+1) }

func showSheet(x *screen.Exchange, status int, form ui.Form) {
	d := ui.BackThree{
		Frame: x.Frame("back.title", "body"), Form: form, Title: x.Say("back.sheet"), Action: "/body/back/sheet", ID: record.NewID().String(), Signs: warnings(x),
		Lead:     []string{x.Say("back.sheet.lead"), x.Say("back.sheet.left-out")},
		Citation: x.Say("back.sheet.citation", "citation", measures.PEG.Citation),
		Other:    ui.Choice{Address: "/body/back/three", Label: x.Say("back.three")},
	}
	if notice := x.Notice(); notice != "" {
		d.Lead = append([]string{notice}, d.Lead...)
	}
	for i := range measures.PEG.Items {
		d.Questions = append(d.Questions, ui.Question{
			Name: sheetField(i), Legend: x.Say("back.sheet.number", "n", strconv.Itoa(i+1)), Scale: true, Options: ui.ZeroToTen("", ""),
		})
	}
	all := measured(x, measures.PEG.ID)
	if s, some := sheetSeries(x, all); some {
		d.Series = append(d.Series, s)
	}
	d.Said = sheetSays(x, all)
	if _, found := x.Draft(); found && x.R.Method == http.MethodGet {
		d.Waited = x.DraftName()
	}
	x.Show(status, ui.BackThreePage(d))
}

func sheetKeep(x *screen.Exchange) {
	m := journal.Measure{Which: measures.PEG.ID, Version: measures.PEG.Version}
	for i := range measures.PEG.Items {
		m.Answers = append(m.Answers, choice(x, sheetField(i), measures.PEG.Max))
	}
	if m.Empty() {
		showSheet(x, http.StatusUnprocessableEntity, x.Form(ui.Problem{Field: "answers", Sentence: x.Say("back.problem.answers")}))
		return
	}
	if score, whole := measures.PEG.Score(m.Answers); whole {
		m.Score = &score
	}
	keepMeasure(x, m, "/body/back/sheet", showSheet)
}

// scored are the answers that have a score.
func scored(all []answered) []answered {
	var out []answered
	for _, a := range all {
		if a.Score != nil {
			out = append(out, a)
		}
	}
	return out
}

func sheetSeries(x *screen.Exchange, all []answered) (chart.Series, bool) {
	s := chart.Series{
		ID: "sheet", Title: x.Say("back.sheet.chart"), What: x.Say("back.sheet.mean"), When: x.Say("chart.when"), AsTable: x.Say("chart.table"),
		Layout: "2 January", Date: x.Words.Layout, Max: float64(measures.PEG.Max), To: x.Now(), From: x.Now().AddDate(0, 0, 1-pictured),
	}
	for _, n := range []int{0, 5, 10} {
		s.Ticks = append(s.Ticks, chart.Tick{Value: float64(n), Label: strconv.Itoa(n)})
	}
	for _, a := range scored(all) {
		s.Points = append(s.Points, chart.Point{At: a.at, Value: *a.Score, Label: tenths(*a.Score)})
		if a.at.Before(s.From) {
			s.From = a.at
		}
	}
	if len(s.Points) == 0 {
		return s, false
	}
	s.Weekly = true
	s.Summary = x.Say("chart.summary", "n", strconv.Itoa(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
	return s, true
}

func tenths(score float64) string { return strconv.FormatFloat(measures.Tenths(score), 'f', 1, 64) }

// sheetSays puts the newest mean beside the one before, without calling it anything.
func sheetSays(x *screen.Exchange, all []answered) []string {
	if len(all) == 0 {
		return nil
	}
	if all[len(all)-1].Score == nil {
		return []string{x.Say("back.sheet.missing")}
	}
	with := scored(all)
	now := *with[len(with)-1].Score
	said := []string{x.Say("back.sheet.now", "mean", tenths(now))}
	if len(with) > 1 {
		before := *with[len(with)-2].Score
		switch {
		case measures.PEG.Fell(before, now):
			said = append(said, x.Say("back.sheet.fell", "before", tenths(before)))
		case now > before:
			said = append(said, x.Say("back.sheet.rose", "before", tenths(before)))
		default:
			said = append(said, x.Say("back.sheet.same", "before", tenths(before)))
		}
	}
	return append(said, x.Say("back.sheet.not"))
}
