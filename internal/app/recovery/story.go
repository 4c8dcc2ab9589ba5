package recovery

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// Told is what happened, as it was told last. It is false where nothing was told, or nothing can be read now.
func Told(x *screen.Exchange) (journal.Story, bool) {
	s, _, ok := latest(x)
	return s, ok
}

func latest(x *screen.Exchange) (journal.Story, record.ID, bool) {
	if !x.CanKeep() {
		return journal.Story{}, record.ID{}, false
	}
	for _, h := range x.Heads(journal.KindStory) {
		if body, err := x.Body(h.ID); err == nil {
			if s, err := journal.DecodeStory(body); err == nil {
				return s, h.ID, true
			}
		}
	}
	return journal.Story{}, record.ID{}, false
}

// Word is what she calls what was lost, for pages that only she sees: "" where she did not say, or preferred not to.
func Word(s journal.Story) string {
	if word := strings.TrimSpace(s.OwnWord); word != "" && s.Call != journal.StoryPrivate && s.Call != journal.CallBaby && s.Call != journal.CallPregnancy {
		return word
	}
	return ""
}

func about(x *screen.Exchange, s journal.Story) string {
	switch word := Word(s); {
	case word != "":
		return x.Say("story.about.word", "word", word)
	case s.Call == journal.CallBaby || s.Call == journal.CallPregnancy:
		return x.Say("story.about." + s.Call)
	}
	return x.Say("story.about.none")
}

// story shows what was told, or asks where nothing was.
func story(x *screen.Exchange) {
	s, id, ok := latest(x)
	if !ok {
		x.To("/body/story/new")
		return
	}
	x.Show(http.StatusOK, ui.StoryTold(ui.StoryPage{
		Frame: x.Frame("story.title", "body"), Notice: x.Notice(), Title: about(x, s), Told: facts(x, s), Text: s.Note, Change: storyAddress(id),
		Ways: []ui.Choice{way(x, "/body/weeks", "weeks.mine"), way(x, "/body/story/new", "story.new")},
	}))
}

func storyAddress(id record.ID) string { return "/body/story/" + id.String() + "/edit" }

func storyAsk(x *screen.Exchange) {
	form, found := x.Draft()
	show(x, http.StatusOK, form, found)
}

func storyKeep(x *screen.Exchange) {
	var s journal.Story
	if problems := read(x, &s); problems != nil {
		show(x, http.StatusUnprocessableEntity, x.Form(problems...), false)
		return
	}
	body, err := s.Encode()
	if err == nil {
		_, err = x.Keep(journal.KindStory, x.Now(), body)
	}
	if err != nil {
		again(x, err)
		return
	}
	x.To("/body/weeks?done=" + x.DoneKept())
}

func stored(x *screen.Exchange) (record.Record, journal.Story, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindStory {
		return rec, journal.Story{}, false
	}
	s, err := journal.DecodeStory(rec.Body)
	return rec, s, err == nil
}

func storyEdit(x *screen.Exchange) {
	_, s, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	if form, found := x.Draft(); found {
		show(x, http.StatusOK, form, true)
		return
	}
	show(x, http.StatusOK, ui.Form{Values: values(s)}, false)
}

// storyEditKeep changes what was told. What a newer Snowdrop had put into it stays.
func storyEditKeep(x *screen.Exchange) {
	rec, s, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	if problems := read(x, &s); problems != nil {
		show(x, http.StatusUnprocessableEntity, x.Form(problems...), false)
		return
	}
	body, err := s.Encode()
	if err == nil && !bytes.Equal(body, rec.Body) {
		err = x.Change(rec.ID, journal.KindStory, time.Unix(rec.At, 0), body)
	}
	if err != nil {
		again(x, err)
		return
	}
	x.To("/body/story?done=" + x.DoneKept())
}

// again shows the form with everything still in it, because it could not be kept.
func again(x *screen.Exchange, err error) {
	problem, status := x.Refused("notes", err)
	show(x, status, x.Form(problem), false)
}

func show(x *screen.Exchange, status int, form ui.Form, found bool) {
	id := form.Value("id")
	if id == "" {
		id = record.NewID().String()
	}
	x.Show(status, ui.Story(ui.StoryForm{
		Frame: x.Frame("story.title", "body"), Form: form, Title: x.Say("story.title"), Action: x.R.URL.Path, Draft: x.DraftName(), ID: id,
		Over: x.Over(form), Found: found,
		Call: choose(x, "call", journal.StoryCalls), Kind: choose(x, "type", journal.StoryTypes), Far: choose(x, "how_far", journal.StoryFar),
		Managed: choose(x, "management", journal.StoryManagements), Treated: choose(x, "treatment", journal.StoryTreatments),
		When: choose(x, "when", journal.StoryWhens), Scan: choose(x, "scan", journal.StoryYesNo), Blood: choose(x, "rh", journal.StoryBloods),
		AntiD: choose(x, "anti_d", journal.StoryYesNo),
	}))
}

// choose is one question with its choices. Those that many questions share have one sentence.
func choose(x *screen.Exchange, name string, among []string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("story." + name), Words: len(among) < 5 && name != "when"}
	if x.Words.Has("story." + name + ".hint") {
		q.Hint = x.Say("story." + name + ".hint")
	}
	for _, v := range among {
		q.Options = append(q.Options, ui.Option{Value: v, Label: label(x, name, v)})
	}
	return q
}

func label(x *screen.Exchange, name, value string) string {
	switch value {
	case journal.StoryUnsure, journal.StoryPrivate, "yes", "no":
		return x.Say("story." + value)
	}
	if key := "story." + name + "." + value; x.Words.Has(key) {
		return x.Say(key)
	}
	return value // of a newer version
}

// read fills a story from the form, and gives every part that is not right.
func read(x *screen.Exchange, s *journal.Story) []ui.Problem {
	var problems []ui.Problem
	problem := func(field, what string) {
		key := "story.problem." + field + "." + what
		if what == "choice" {
			key = "story.problem.choice"
		}
		problems = append(problems, ui.Problem{Field: field, Sentence: x.Say(key)})
	}
	s.Call, s.HowFar, s.Type = x.Value("call"), x.Value("how_far"), x.Value("type")
	s.Managed, s.Treatment = x.Value("management"), x.Value("treatment")
	s.Scan, s.Blood, s.AntiD = x.Value("scan"), x.Value("rh"), x.Value("anti_d")
	s.OwnWord, s.Note = strings.TrimSpace(x.Value("own_word")), strings.TrimSpace(x.Value("notes"))
	readWeeks(x, s, problem)
	readWhen(x, s, problem)
	var field *journal.FieldError
	if err := s.Validate(); len(problems) == 0 && errors.As(err, &field) {
		problem(field.Field, field.Problem)
	}
	return problems
}

func readWeeks(x *screen.Exchange, s *journal.Story, problem func(field, what string)) {
	for _, w := range []struct {
		field, days string
		weeks, rest **int
	}{{"weeks", "weeks_days", &s.Weeks, &s.WeekDays}, {"scan_weeks", "scan_days", &s.ScanWeeks, &s.ScanDays}} {
		var wrong bool
		*w.weeks, wrong = count(x.Value(w.field))
		days, wrongDays := count(x.Value(w.days))
		*w.rest = days
		if wrong || wrongDays {
			problem(w.field, "number")
		}
	}
}

// count reads a whole number. Nothing typed is nil.
func count(typed string) (n *int, wrong bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return nil, false
	}
	i, err := strconv.Atoi(typed)
	if err != nil {
		return nil, true
	}
	return &i, false
}

// readWhen takes the day or the month. One that is still to come is no loss that happened.
func readWhen(x *screen.Exchange, s *journal.Story, problem func(field, what string)) {
	s.When, s.Day, s.Month = x.Value("when"), "", ""
	day, month := strings.TrimSpace(x.Value("day")), strings.TrimSpace(x.Value("month"))
	if s.When == journal.StoryUnsure || s.When == journal.StoryPrivate {
		return
	}
	now := x.Now()
	if day != "" && s.When != "month" {
		t, ok := parseDay(day)
		switch {
		case !ok:
			problem("day", "date")
		case t.Format(time.DateOnly) > now.Format(time.DateOnly):
			problem("day", "future")
		default:
			s.When, s.Day = "day", t.Format(time.DateOnly)
		}
		return
	}
	if month != "" {
		t, ok := parseMonth(month)
		switch {
		case !ok:
			problem("month", "date")
		case t.Format("2006-01") > now.Format("2006-01"):
			problem("month", "future")
		default:
			s.When, s.Month = "month", t.Format("2006-01")
		}
	}
}

// parseDay reads what a date field sends, and what people type where there is none. A day whose order nobody can tell,
// as 3/4/2026, is not guessed.
func parseDay(typed string) (time.Time, bool) {
	return parse(typed, time.DateOnly, "2 January 2006", "2 Jan 2006", "January 2 2006", "Jan 2 2006")
}

func parseMonth(typed string) (time.Time, bool) {
	return parse(typed, "2006-01", "January 2006", "Jan 2006", "1/2006", "1.2006", "01/2006", "01.2006")
}

func parse(typed string, layouts ...string) (time.Time, bool) {
	typed = strings.Join(strings.Fields(strings.ReplaceAll(typed, ",", " ")), " ")
	for _, layout := range layouts {
		if t, err := time.Parse(layout, typed); err == nil && t.Year() >= 1900 {
			return t, true
		}
	}
	return time.Time{}, false
}

// values are a story as its form has it.
func values(s journal.Story) url.Values {
	v := url.Values{}
	for name, value := range map[string]string{
		"call": s.Call, "own_word": s.OwnWord, "how_far": s.HowFar, "type": s.Type, "management": s.Managed, "treatment": s.Treatment,
		"when": s.When, "day": s.Day, "month": s.Month, "scan": s.Scan, "rh": s.Blood, "anti_d": s.AntiD, "notes": s.Note,
	} {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, n := range map[string]*int{"weeks": s.Weeks, "weeks_days": s.WeekDays, "scan_weeks": s.ScanWeeks, "scan_days": s.ScanDays} {
		if n != nil {
			v.Set(name, strconv.Itoa(*n))
		}
	}
	return v
}
