package back

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/chart"
	"snowdrop/internal/guidance/back"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

const (
	lookBack  = 120 // days of entries that are read for the questions and the counts
	pictured  = 30  // days in the picture, or all of lookBack where there is more
	listed    = 20  // entries below the picture
	dailyFrom = 32  // from this many days on, a picture shows the highest number of each day
)

// dated is an entry of the log with its time.
type dated struct {
	at time.Time
	journal.Pain
}

// history reads the log, oldest first. An entry that cannot be read is passed over here; its own page says so.
func history(x *screen.Exchange) []dated {
	if !x.CanKeep() {
		return nil
	}
	from := x.Now().AddDate(0, 0, -lookBack).Unix()
	var out []dated
	for _, h := range x.Heads(journal.KindPain) {
		if h.At < from {
			break
		}
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if p, err := journal.DecodePain(body); err == nil {
			out = append(out, dated{x.Local(h.At), p})
		}
	}
	slices.Reverse(out)
	return out
}

// daysAgo counts midnights, as people do.
func daysAgo(x *screen.Exchange, at time.Time) int {
	midnight := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(midnight(x.Now()).Sub(midnight(at)).Hours() / 24)
}

// entries are the log as guidance reads it.
func entries(x *screen.Exchange, all []dated) []back.Entry {
	out := make([]back.Entry, len(all))
	for i, e := range all {
		helped := e.Helped
		if own := strings.TrimSpace(e.HelpedOwn); own != "" {
			helped = append(slices.Clone(helped), ownMark+own)
		}
		out[i] = back.Entry{Day: daysAgo(x, e.at), Score: e.Score, Back: e.InBack(), Helped: helped}
	}
	return out
}

// ownMark tells a person's own words from the names of our list.
const ownMark = "\x00"

func log(x *screen.Exchange) {
	all := history(x)
	d := ui.BackLog{Frame: x.Frame("back.title", "body"), Notice: x.Notice(), Signs: warnings(x), Asked: asked(x, all)}
	x.Live(&d.Frame)
	if s, some := series(x, all); some {
		d.Series = append(d.Series, s)
	}
	for _, e := range slices.Backward(all) {
		if len(e.Regions) > 0 {
			d.Places = e.Regions
			break
		}
	}
	for _, r := range back.Followed(entries(x, all)) {
		d.Followed = append(d.Followed, ui.BackRelief{
			Name: reliefName(x, r.Measure), Times: strconv.Itoa(r.Times),
			Less: strconv.Itoa(r.Less), Same: strconv.Itoa(r.Same), More: strconv.Itoa(r.More),
		})
	}
	heads := x.Heads(journal.KindPain)
	d.Rows = x.Rows(heads[:min(listed, len(heads))])
	x.Show(http.StatusOK, ui.BackLogPage(d))
}

// series is the pain over time.
func series(x *screen.Exchange, all []dated) (chart.Series, bool) {
	s := chart.Series{
		ID: "back-pain", Title: x.Say("back.chart"), What: x.Say("chart.value"), When: x.Say("chart.when"), AsTable: x.Say("chart.table"),
		Layout: "2 January, 15:04", Date: x.Words.Layout, Max: journal.ScaleMax, To: x.Now(), From: x.Now().AddDate(0, 0, 1-pictured),
	}
	for _, n := range []int{0, 5, 10} {
		s.Ticks = append(s.Ticks, chart.Tick{Value: float64(n), Label: strconv.Itoa(n)})
	}
	for _, e := range all {
		if e.Score != nil {
			s.Points = append(s.Points, chart.Point{At: e.at, Value: float64(*e.Score), Label: x.OutOfTen(*e.Score)})
		}
	}
	if len(s.Points) == 0 {
		return s, false
	}
	if s.Points[0].At.Before(s.From) {
		s.From = s.Points[0].At
	}
	if s.To.Sub(s.From) > dailyFrom*24*time.Hour {
		s.Points, s.Layout = worstOfDay(s.Points), "2 January"
	}
	s.Summary = x.Say("chart.summary", "n", strconv.Itoa(len(s.Points)), "last", s.Points[len(s.Points)-1].Label)
	return s, true
}

// worstOfDay keeps the highest number of each day: a calmer picture that hides nothing bad.
func worstOfDay(points []chart.Point) []chart.Point {
	var out []chart.Point
	for _, p := range points {
		n := len(out)
		switch {
		case n == 0 || p.At.YearDay() != out[n-1].At.YearDay() || p.At.Year() != out[n-1].At.Year():
			out = append(out, p)
		case p.Value > out[n-1].Value:
			out[n-1] = p
		}
	}
	return out
}

func ask(x *screen.Exchange) {
	form, found := x.Draft()
	showForm(x, http.StatusOK, "back.new", found, form)
}

func showForm(x *screen.Exchange, status int, titleKey string, found bool, form ui.Form) {
	d := ui.BackForm{
		Frame: x.Frame("back.title", "body"), Form: form, Title: x.Say(titleKey), Action: x.R.URL.Path, Found: found,
		Draft: x.DraftName(), ID: record.NewID().String(), Over: x.Over(form),
		Score:  ui.Question{Name: "pain", Legend: x.Say("back.pain"), Scale: true, Options: ui.ZeroToTen(x.Say("scale.none"), x.Say("scale.worst"))},
		Signs:  list(x, "signs", "back.tick", back.Ticks),
		Words:  list(x, "words", "painword", journal.PainWords),
		Helped: list(x, "helped", "relief", journal.Reliefs), Warnings: warnings(x),
	}
	d.Words.Words = true
	x.Show(status, ui.BackFormPage(d))
}

// list is a question of which several answers may be ticked. What a newer Snowdrop put there stays ticked.
func list(x *screen.Exchange, name, prefix string, values []string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("back." + name), Many: true}
	if x.Words.Has("back." + name + ".hint") {
		q.Hint = x.Say("back." + name + ".hint")
	}
	for _, v := range values {
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say(prefix + "." + v)})
	}
	return q
}

// sent reads the form into p, which brings along what a newer version had put there.
func sent(x *screen.Exchange, p *journal.Pain) []ui.Problem {
	var problems []ui.Problem
	p.Score = x.Scale("pain", &problems)
	p.Regions = chosen(x, "regions", p.Regions, func(id string) bool { return journal.IsBodyRegion(id) })
	p.Words = chosen(x, "words", p.Words, in(journal.PainWords))
	p.Helped = chosen(x, "helped", p.Helped, in(journal.Reliefs))
	p.Signs = chosen(x, "signs", p.Signs, in(back.Ticks))
	p.HelpedOwn, p.Note = x.Value("helped-own"), x.Value("note")
	return problems
}

func in(list []string) func(string) bool {
	return func(id string) bool { return slices.Contains(list, id) }
}

// chosen are the ticked ones of our own list, and those that were there before and that only a newer version knows.
func chosen(x *screen.Exchange, name string, before []string, ours func(string) bool) []string {
	var out []string
	for _, v := range x.Chosen(name) {
		if ours(v) && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	for _, v := range before {
		if !ours(v) {
			out = append(out, v)
		}
	}
	return out
}

func keep(x *screen.Exchange) {
	keepPain(x, "back.new", record.Record{At: x.Now().Unix()}, journal.Pain{})
}

// keepPain keeps a new entry, or the one that rec names. Before that it answers any warning sign.
func keepPain(x *screen.Exchange, titleKey string, rec record.Record, p journal.Pain) {
	problems := sent(x, &p)
	if a := check(x, back.Signs(p.Regions, p.Score, p.Signs)); alarming(x, a) {
		answer(x, a)
		return
	}
	if len(problems) > 0 {
		showForm(x, http.StatusUnprocessableEntity, titleKey, false, x.Form(problems...))
		return
	}
	body, err := p.Encode()
	var field *journal.FieldError
	if errors.As(err, &field) {
		showForm(x, http.StatusUnprocessableEntity, titleKey, false, x.Form(fieldProblem(x, field)))
		return
	}
	if err == nil && rec.ID == (record.ID{}) {
		_, err = x.Keep(journal.KindPain, time.Unix(rec.At, 0), body)
	} else if err == nil {
		err = x.Change(rec.ID, journal.KindPain, time.Unix(rec.At, 0), body)
	}
	if err != nil {
		problem, status := x.Refused("note", err)
		showForm(x, status, titleKey, false, x.Form(problem))
		return
	}
	x.To("/body/back/log?done=" + x.DoneKept())
}

func fieldProblem(x *screen.Exchange, field *journal.FieldError) ui.Problem {
	key := "back.problem." + field.Field + "." + field.Problem
	if !x.Words.Has(key) {
		key = "problem." + field.Field + "." + field.Problem
	}
	return ui.Problem{Field: field.Field, Sentence: x.Say(key)}
}

// stored finds the entry that the address names. What is no entry of this kind is not found.
func stored(x *screen.Exchange) (record.Record, journal.Pain, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindPain {
		x.NotFound()
		return rec, journal.Pain{}, false
	}
	p, err := journal.DecodePain(rec.Body)
	if err != nil {
		x.Plain(http.StatusOK, "wrong.title", "entry.unreadable")
		return rec, p, false
	}
	return rec, p, true
}

func edit(x *screen.Exchange) {
	_, p, ok := stored(x)
	if !ok {
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{"regions": p.Regions, "words": p.Words, "helped": p.Helped, "signs": p.Signs, "helped-own": {p.HelpedOwn}, "note": {p.Note}}
		if p.Score != nil {
			form.Values.Set("pain", strconv.Itoa(*p.Score))
		}
	}
	showForm(x, http.StatusOK, "back.edit", found, form)
}

func editKeep(x *screen.Exchange) {
	if rec, p, ok := stored(x); ok {
		keepPain(x, "back.edit", rec, p)
	}
}

// measured are the answers to one measure, oldest first.
func measured(x *screen.Exchange, which string) []answered {
	var out []answered
	for _, h := range slices.Backward(heads(x, journal.KindMeasure)) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if m, err := journal.DecodeMeasure(body); err == nil && m.Which == which {
			out = append(out, answered{x.Local(h.At), m})
		}
	}
	return out
}

type answered struct {
	at time.Time
	journal.Measure
}

// heads are those of the last days that count here.
func heads(x *screen.Exchange, kind uint8) []vault.Head {
	from := x.Now().AddDate(0, 0, -lookBack).Unix()
	all := x.Heads(kind)
	if i := slices.IndexFunc(all, func(h vault.Head) bool { return h.At < from }); i >= 0 {
		all = all[:i]
	}
	return all
}
