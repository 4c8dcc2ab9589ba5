package bodywork

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/bodywork"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// mostSessions is how many sessions the pictures show: more would be a blur on a small screen.
const mostSessions = 40

// sessions shows what was written down. Without the sentence about what a log cannot tell there are no pictures.
func sessions(x *screen.Exchange) {
	heads := x.Heads(journal.KindSession)
	d := ui.BodyworkLogPage{Frame: x.Frame("hands.log", "body"), Notice: x.Notice(), Rows: x.Rows(heads), Ways: onward(x)}
	x.Live(&d.Frame)
	all := read(x, heads[:min(mostSessions, len(heads))])
	d.Alarm = alarm(x, all)
	if limit, ok := x.Guidance("hands-log"); ok {
		d.Limit, d.Guide = limit.Blocks, limit
		draw(x, &d, all)
	}
	for _, s := range slices.Backward(all) {
		if len(s.Regions) > 0 {
			d.Tension, d.When = s.Regions, x.Date("day", s.at)
			break
		}
	}
	x.Show(http.StatusOK, ui.BodyworkLog(d))
}

type dated struct {
	at time.Time
	journal.Session
}

// read decodes sessions, oldest first. One that cannot be read is passed over here; its own page says so.
func read(x *screen.Exchange, heads []vault.Head) []dated {
	var all []dated
	for _, h := range slices.Backward(heads) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if s, err := journal.DecodeSession(body); err == nil {
			all = append(all, dated{x.Local(h.At), s})
		}
	}
	return all
}

// alarm leads to the check where a session of the last day was followed by what a rule acts on.
func alarm(x *screen.Exchange, all []dated) string {
	for _, s := range slices.Backward(all) {
		if s.PainAfter == nil || x.Now().Unix()-s.at.Unix() > bodywork.Day {
			continue
		}
		if level, _ := bodywork.Reaches(x.Table(), bodywork.Kept{Pain: s.PainAfter}); level >= signs.Urgent {
			return x.Say("hands.log.alarm.pain", "n", strconv.Itoa(*s.PainAfter), "when", x.Date("day", s.at))
		}
	}
	return ""
}

// measures are what is asked before and after, in the order of the pages.
var measures = []struct {
	id   string
	pair func(journal.Session) (before, after *int)
}{
	{"comfort", func(s journal.Session) (*int, *int) { return s.ComfortBefore, s.ComfortAfter }},
	{"pain", func(s journal.Session) (*int, *int) { return s.PainBefore, s.PainAfter }},
	{"mood", func(s journal.Session) (*int, *int) { return s.MoodBefore, s.MoodAfter }},
}

// draw makes the pictures and the table with the same numbers.
func draw(x *screen.Exchange, d *ui.BodyworkLogPage, all []dated) {
	for _, m := range measures {
		p := ui.Strokes{ID: m.id, Title: x.Say("hands." + m.id)}
		n, last := 0, ""
		for i, s := range all {
			before, after := m.pair(s.Session)
			if before == nil && after == nil {
				continue
			}
			n++
			last = pair(x, before, after)
			p.Sessions = append(p.Sessions, ui.Stroke{At: place(i, all), Before: before, After: after})
		}
		if n == 0 {
			continue
		}
		p.From, p.To = x.Date("short", all[0].at), x.Date("short", all[len(all)-1].at)
		p.Summary = x.Say("hands.log.summary", "n", strconv.Itoa(n), "last", last)
		d.Pictures = append(d.Pictures, p)
	}
	if len(d.Pictures) == 0 {
		return
	}
	d.Table.Heads = []string{x.Say("hands.log.when"), x.Say("hands.log.what"), x.Say("hands.comfort"), x.Say("hands.pain"), x.Say("hands.mood"), x.Say("hands.log.again")}
	for _, s := range slices.Backward(all) {
		row := []string{x.Date("day", s.at), practiceName(x, s.Practice)}
		for _, m := range measures {
			row = append(row, pair(x, two(m.pair(s.Session))...))
		}
		d.Table.Rows = append(d.Table.Rows, append(row, again(x, s.Again)))
	}
}

// place is where a session stands between the first and the last: by time, and side by side where all are of one day.
func place(i int, all []dated) float64 {
	from, to := all[0].at, all[len(all)-1].at
	if span := to.Sub(from); span > 24*time.Hour {
		return float64(all[i].at.Sub(from)) / float64(span)
	}
	return (float64(i) + 0.5) / float64(len(all))
}

func two(before, after *int) []*int { return []*int{before, after} }

// pair says a number before and one after.
func pair(x *screen.Exchange, values ...*int) string {
	word := func(n *int) string {
		if n == nil {
			return x.Say("hands.log.unsaid")
		}
		return strconv.Itoa(*n)
	}
	return x.Say("hands.log.pair", "before", word(values[0]), "after", word(values[1]))
}

func practiceName(x *screen.Exchange, practice string) string {
	if practice == "" || !x.Words.Has("hands.practice."+practice) {
		return practice
	}
	return x.Say("hands.practice." + practice)
}

func again(x *screen.Exchange, answer string) string {
	if answer == "" {
		return ""
	}
	return x.Say("hands.session.again." + answer)
}

func sessionNew(x *screen.Exchange) {
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{"day": {x.Now().Format(time.DateOnly)}}
	}
	showSession(x, http.StatusOK, form)
}

func sessionKeep(x *screen.Exchange) {
	keep(x, journal.Session{}, func(at time.Time, body []byte) error {
		_, err := x.KeepAt(journal.KindSession, at, body, time.DateOnly)
		return err
	}, x.Now())
}

func sessionEdit(x *screen.Exchange) {
	s, rec, ok := storedSession(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = sessionValues(s, x.Local(rec.At))
	}
	showSession(x, http.StatusOK, form)
}

func sessionChange(x *screen.Exchange) {
	s, rec, ok := storedSession(x)
	if !ok {
		x.NotFound()
		return
	}
	keep(x, s, func(at time.Time, body []byte) error { return x.Change(rec.ID, journal.KindSession, at, body) }, x.Local(rec.At))
}

func storedSession(x *screen.Exchange) (journal.Session, record.Record, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindSession {
		return journal.Session{}, rec, false
	}
	s, err := journal.DecodeSession(rec.Body)
	return s, rec, err == nil
}

// keep reads the form into s, which brings along what a newer version had put there. usual is the time that an entry of
// the same day keeps.
func keep(x *screen.Exchange, s journal.Session, put func(time.Time, []byte) error, usual time.Time) {
	var problems []ui.Problem
	readSession(x, &s, &problems)
	at, wrong := when(x, usual)
	if wrong != "" {
		problems = append(problems, ui.Problem{Field: "day", Sentence: x.Say(wrong)})
	}
	body, err := s.Encode()
	var field *journal.FieldError
	if errors.As(err, &field) {
		problems = append(problems, ui.Problem{Field: field.Field, Sentence: sessionProblem(x, field)})
	}
	if len(problems) > 0 {
		showSession(x, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	if err == nil {
		err = put(at, body)
	}
	if err != nil {
		problem, status := x.Refused("note", err)
		showSession(x, status, x.Form(problem))
		return
	}
	x.To("/body/hands/log?done=" + x.DoneKept())
}

// when is the day that the form says, or the key of what is wrong with it. A day to come would hold back what the gate
// holds back after a bad session until it is over.
func when(x *screen.Exchange, usual time.Time) (at time.Time, wrong string) {
	day, now := x.Value("day"), x.Now()
	at, err := time.Parse(time.DateOnly, day)
	switch {
	case err != nil:
		return at, "problem.hands.day"
	case day == usual.Format(time.DateOnly) && !usual.After(now):
		return usual, ""
	case day == now.Format(time.DateOnly):
		return now, ""
	}
	switch at = moment(x, at, time.Date(1, 1, 1, 12, 0, 0, 0, time.UTC)); {
	case at.After(now):
		return at, "problem.session.ahead"
	case at.Year() < 1970:
		return at, "problem.session.long-ago"
	}
	return at, ""
}

func sessionProblem(x *screen.Exchange, field *journal.FieldError) string {
	if field.Problem == "choice" {
		return x.Say("problem.hands.choice")
	}
	return x.Say("problem." + field.Field + "." + field.Problem)
}

func readSession(x *screen.Exchange, s *journal.Session, problems *[]ui.Problem) {
	s.Practice, s.Again, s.Regions = x.Value("practice"), x.Value("again"), x.Chosen("regions")
	s.ComfortBefore, s.ComfortAfter = x.Scale("comfort_before", problems), x.Scale("comfort_after", problems)
	s.PainBefore, s.PainAfter = x.Scale("pain_before", problems), x.Scale("pain_after", problems)
	s.MoodBefore, s.MoodAfter = x.Scale("mood_before", problems), x.Scale("mood_after", problems)
	for name, field := range map[string]*string{
		"practitioner": &s.Practitioner, "reason": &s.Reason, "reaction": &s.Reaction, "cost": &s.Cost, "note": &s.Note,
	} {
		*field = strings.TrimSpace(x.Value(name))
	}
}

func sessionValues(s journal.Session, at time.Time) url.Values {
	v := url.Values{
		"day": {at.Format(time.DateOnly)}, "practice": {s.Practice}, "again": {s.Again}, "regions": s.Regions,
		"practitioner": {s.Practitioner}, "reason": {s.Reason}, "reaction": {s.Reaction}, "cost": {s.Cost}, "note": {s.Note},
	}
	for _, m := range measures {
		before, after := m.pair(s)
		if before != nil {
			v.Set(m.id+"_before", strconv.Itoa(*before))
		}
		if after != nil {
			v.Set(m.id+"_after", strconv.Itoa(*after))
		}
	}
	return v
}

func showSession(x *screen.Exchange, status int, form ui.Form) {
	d := ui.BodyworkSessionPage{
		Frame: x.Frame("hands.session", "body"), Form: form, Action: x.R.URL.Path, Draft: x.DraftName(), ID: form.Value("id"), Over: x.Over(form),
		Practice: ui.Question{Name: "practice", Legend: x.Say("hands.session.practice")},
		Again:    ui.Question{Name: "again", Legend: x.Say("hands.session.again"), Words: true},
		Before:   scales(x, "before"), After: scales(x, "after"),
	}
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	for _, p := range journal.BodyworkPractices {
		d.Practice.Options = append(d.Practice.Options, ui.Option{Value: p, Label: practiceName(x, p)})
	}
	for _, a := range journal.SessionAgains {
		d.Again.Options = append(d.Again.Options, ui.Option{Value: a, Label: again(x, a)})
	}
	x.Show(status, ui.BodyworkSession(d))
}

func scales(x *screen.Exchange, when string) []ui.Question {
	var out []ui.Question
	for _, m := range measures {
		low, high := x.Say("scale.none"), x.Say("scale.worst")
		if m.id != "pain" {
			low, high = x.Say("hands.scale."+m.id), x.Say("hands.scale."+m.id+".best")
		}
		out = append(out, ui.Question{Name: m.id + "_" + when, Legend: x.Say("hands." + m.id), Scale: true, Options: ui.ZeroToTen(low, high)})
	}
	return out
}

var sessionKind = screen.Kind{
	ID: journal.KindSession, Name: "kind.session", File: "session",
	Edit: func(id record.ID) string { return "/body/hands/log/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		s, err := journal.DecodeSession(body)
		if err != nil {
			return ""
		}
		var parts []string
		if name := practiceName(x, s.Practice); name != "" {
			parts = append(parts, name)
		}
		for _, f := range sessionFacts(x, s) {
			parts = append(parts, f.Name+": "+f.Value)
		}
		if len(parts) == 0 {
			return journal.Entry{Text: s.Note}.FirstLine(80)
		}
		return strings.Join(parts, " · ")
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		s, err := journal.DecodeSession(body)
		if err != nil {
			return nil, "", err
		}
		facts := sessionFacts(x, s)
		if name := practiceName(x, s.Practice); name != "" {
			facts = slices.Insert(facts, 0, ui.Fact{Name: x.Say("hands.log.what"), Value: name})
		}
		return facts, s.Note, nil
	},
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		s, err := journal.DecodeSession(body)
		if err != nil {
			return nil
		}
		facts := sessionFacts(x, s)
		if name := practiceName(x, s.Practice); name != "" {
			facts = slices.Insert(facts, 0, ui.Fact{Name: x.Say("hands.log.what"), Value: name})
		}
		typed := []string{"fact.hands.practitioner", "fact.hands.reason", "fact.hands.reaction", "fact.hands.cost"}
		return append(x.Lines(facts, typed...), x.Noted(s.Note)...)
	},
	Words: func(body []byte) string {
		s, _ := journal.DecodeSession(body)
		return strings.Join([]string{s.Practitioner, s.Reason, s.Reaction, s.Cost, s.Note}, " ")
	},
}

func sessionFacts(x *screen.Exchange, s journal.Session) []ui.Fact {
	var facts []ui.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Name: x.Say(key), Value: value})
		}
	}
	for _, m := range measures {
		if before, after := m.pair(s); before != nil || after != nil {
			add("fact.hands."+m.id, pair(x, before, after))
		}
	}
	add("fact.hands.tension", strings.Join(ui.RegionNames(x.Frame("hands.log", "body"), s.Regions), ", "))
	add("fact.hands.practitioner", s.Practitioner)
	add("fact.hands.reason", s.Reason)
	add("fact.hands.reaction", s.Reaction)
	add("fact.hands.cost", s.Cost)
	add("fact.hands.again", again(x, s.Again))
	return facts
}
