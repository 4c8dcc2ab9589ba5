package appointment

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// ranges are days, or everything.
var ranges = []string{"7", "14", "30", "90", "365", "all"}

// entriesShown is how many pieces of writing can be chosen from, newest first.
const entriesShown = 100

func sheetKind() screen.Kind {
	return screen.Kind{
		ID: journal.KindSheet, Name: "kind.sheet", File: "sheet",
		Edit: func(id record.ID) string { return "/body/page/" + id.String() },
		Line: func(_ *screen.Exchange, body []byte) string {
			s, err := journal.DecodeSheet(body)
			if err != nil {
				return ""
			}
			return s.Title
		},
		Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
			s, err := journal.DecodeSheet(body)
			if err != nil {
				return nil, "", err
			}
			facts := []ui.Fact{{Name: x.Say("take.name"), Value: s.Title}, {Name: x.Say("fact.made"), Value: x.WrittenDay(s.Made)}}
			return facts, inWords(x, s), nil
		},
		Copy: noted.SheetParts,
		Words: func(body []byte) string {
			s, _ := journal.DecodeSheet(body)
			return s.Title + " " + s.Note + " " + strings.Join(s.Questions, " ")
		},
	}
}

// inWords is a sheet without its pictures: their values stand in the table.
func inWords(x *screen.Exchange, s journal.Sheet) string {
	var lines []string
	line := func(parts ...string) {
		if text := strings.TrimSpace(strings.Join(parts, " ")); text != "" {
			lines = append(lines, text)
		}
	}
	line(s.Note)
	if len(s.Questions) > 0 {
		line(x.Say("take.questions"))
	}
	for _, q := range s.Questions {
		line("–", q)
	}
	for _, p := range s.Parts {
		lines = append(lines, "")
		line(p.Heading)
		if p.Table != nil {
			line(strings.Join(p.Table.Head, " | "))
			for _, row := range p.Table.Rows {
				line(strings.Join(row, " | "))
			}
		}
		for _, r := range p.Rows {
			line(r.When, r.Name)
			for _, l := range r.Lines {
				line("–", l)
			}
			line(r.Text)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// choose asks what goes on the page, with what most people want ticked already.
func choose(x *screen.Exchange) {
	asked := x.R.URL.Query().Get("for")
	if draft, found := x.Draft(); found && (asked == "" || asked == draft.Value("for")) {
		again(draft.Values)
		showForms(x, http.StatusOK, draft)
		return
	}
	form := ui.Form{Values: url.Values{"range": {"30"}}}
	for _, p := range offered(x) {
		if p != "notes" && p != "fear" && p != "story" {
			form.Values.Add("piece", p)
		}
	}
	if asked != "" {
		if a, ok := appointmentOf(x, asked); ok {
			form.Values.Set("for", asked)
			ticked(x, form.Values, a.Questions)
		}
	}
	if asks := aside.Asking(x); len(asks) > 0 {
		aside.WithAsked(form.Values, asks)
	}
	showForms(x, http.StatusOK, form)
}

// again takes from a draft what is never ticked for anybody: it may be old, and the paper a new one. The words stay.
func again(form url.Values) {
	form.Del("entry")
	form["piece"] = slices.DeleteFunc(form["piece"], func(p string) bool { return p == "notes" || p == "fear" })
}

// appointmentOf is the appointment that a page is made for.
func appointmentOf(x *screen.Exchange, id string) (journal.Appointment, bool) {
	rec, err := record.ParseID(id)
	if err != nil {
		return journal.Appointment{}, false
	}
	stored, err := x.Vault.Get(rec)
	if err != nil || stored.Kind != journal.KindAppointment {
		return journal.Appointment{}, false
	}
	a, err := journal.DecodeAppointment(stored.Body)
	return a, err == nil
}

// offered are the pieces of which there is something, whenever it was.
func offered(x *screen.Exchange) []string {
	drawn := everNoted(x)
	var out []string
	for _, p := range pieces {
		there := drawn[p]
		switch p {
		case "story":
			there = len(x.Heads(journal.KindStory)) > 0
		case "medicines":
			there = len(x.Heads(journal.KindMedicine)) > 0
		case "notes":
			there = len(out) > 0
		case "fear":
			there = anyFear(x)
		}
		for _, k := range kindsOf {
			there = there || k.piece == p && len(x.Heads(k.kind)) > 0
		}
		if there {
			out = append(out, p)
		}
	}
	return out
}

// everNoted says which of the pictures have something to show. It stops as soon as all have.
func everNoted(x *screen.Exchange) map[string]bool {
	there := map[string]bool{}
	for _, h := range x.Heads(journal.KindCheckIn) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		c, err := journal.DecodeCheckIn(body)
		if err != nil {
			continue
		}
		for _, which := range noted.Pictures {
			if _, _, ok := noted.Value(x, which, c); ok {
				there[which] = true
			}
		}
		if len(there) == len(noted.Pictures) {
			break
		}
	}
	return there
}

func anyFear(x *screen.Exchange) bool {
	for _, h := range x.Heads(journal.KindCheck) {
		if body, err := x.Body(h.ID); err == nil {
			if c, err := journal.DecodeCheck(body); err == nil && len(noted.RestingOnFear(x, c)) > 0 {
				return true
			}
		}
	}
	return false
}

func showForms(x *screen.Exchange, status int, form ui.Form) {
	d := ui.SheetFormPage{
		Frame: x.Frame("take.title", "body"), Form: form, Notice: x.Notice(), Urgent: urgent(x), For: form.Value("for"),
		Draft: x.DraftName(), Name: form.Value("title"),
		Range:     ui.Question{Name: "range", Legend: x.Say("take.range"), Words: true},
		Pieces:    ui.Question{Name: "piece", Legend: x.Say("take.pieces"), Hint: x.Say("take.pieces.hint"), Many: true},
		Entries:   ui.Question{Name: "entry", Legend: x.Say("take.entries"), Hint: x.Say("take.entries.hint"), Many: true},
		Suggested: suggested(x, form.Values),
	}
	if a, ok := appointmentOf(x, d.For); ok {
		d.Title = a.What + ", " + written(x, a)
	}
	for _, r := range ranges {
		d.Range.Options = append(d.Range.Options, ui.Option{Value: r, Label: x.Say("take.range." + r)})
	}
	for _, p := range offered(x) {
		o := ui.Option{Value: p, Label: x.Say("take.piece." + p)}
		if x.Words.Has("take.hint." + p) {
			o.Hint = x.Say("take.hint." + p)
		}
		d.Pieces.Options = append(d.Pieces.Options, o)
	}
	if len(d.Pieces.Options) == 0 {
		for _, way := range [][2]string{{"/body/log", "log"}, {"/body/medicines", "medicines"}, {"/body/back/log", "back.log"}} {
			d.Note = append(d.Note, ui.Choice{Address: way[0], Label: x.Say(way[1] + ".title")})
		}
	}
	heads := noted.Shown(x, x.Vault.List(journal.KindEntry))
	if len(heads) > entriesShown {
		d.More = x.Say("take.entries.more", "n", strconv.Itoa(entriesShown))
	}
	for _, h := range heads[:min(entriesShown, len(heads))] {
		if body, err := x.Body(h.ID); err == nil {
			d.Entries.Options = append(d.Entries.Options, ui.Option{Value: h.ID.String(), Label: x.Moment(h.At), Hint: x.LineOf(h.Kind, body)})
		}
	}
	for _, h := range x.Heads(journal.KindSheet) {
		if body, err := x.Body(h.ID); err == nil {
			d.Saved = append(d.Saved, ui.Choice{Address: "/body/page/" + h.ID.String(), Label: x.LineOf(h.Kind, body), Line: x.Moment(h.At)})
		}
	}
	x.Show(status, ui.SheetForm(d))
}

// readChoice takes a form for a sheet as it is at a moment.
func readChoice(x *screen.Exchange, now time.Time) (chosen, []ui.Problem) {
	form := x.R.PostForm
	c := chosen{to: now, questions: asked(form), note: strings.TrimSpace(x.Value("note"))}
	var problems []ui.Problem
	switch r := form.Get("range"); {
	case r == "all":
		c.from = noted.Midnight(now, 0)
		for _, h := range x.List() {
			if at := x.Local(h.At); at.Before(c.from) {
				c.from = noted.Midnight(at, 0)
			}
		}
	case slices.Contains(ranges, r):
		days, _ := strconv.Atoi(r)
		c.from = noted.Midnight(now, days-1)
	default:
		problems = append(problems, ui.Problem{Field: "range", Sentence: x.Say("problem.range.choice")})
	}
	for _, p := range form["piece"] {
		if slices.Contains(pieces, p) && !c.has(p) {
			c.pieces = append(c.pieces, p)
		}
	}
	for _, e := range form["entry"] {
		if id, err := record.ParseID(e); err == nil {
			c.entries = append(c.entries, id)
		}
	}
	return c, problems
}

// look shows the sheet exactly as it will be. Nothing is kept until that is asked for: all of it is one form, so that its
// words wait as one draft where things are locked.
func look(x *screen.Exchange) {
	if x.Value("keep") != "" {
		keepSheet(x)
		return
	}
	c, problems := readChoice(x, x.Local(x.Now().Unix()))
	if len(problems) > 0 {
		showForms(x, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	if x.Value("change") != "" {
		showForms(x, http.StatusOK, x.Form())
		return
	}
	s := compose(x, c)
	s.Title = x.Say("take.title") // only so that the rest can be looked at
	if field := invalid(s); field != nil {
		showForms(x, http.StatusUnprocessableEntity, x.Form(*sheetProblem(x, field)))
		return
	}
	showNew(x, http.StatusOK, c, s, x.Form(), "")
}

func invalid(s journal.Sheet) *journal.FieldError {
	var field *journal.FieldError
	errors.As(s.Validate(), &field)
	return field
}

// sheetProblem puts what cannot be kept into words, at a field of the form.
func sheetProblem(x *screen.Exchange, wrong *journal.FieldError) *ui.Problem {
	field := wrong.Field
	if field == "pieces" {
		field = "piece"
	}
	return &ui.Problem{Field: field, Sentence: x.Say("problem.take." + wrong.Field + "." + wrong.Problem)}
}

// showNew shows a sheet that is not kept. The page carries the moment it was made, and what was seen, so that saving it can
// tell whether it still is the same.
func showNew(x *screen.Exchange, status int, c chosen, s journal.Sheet, form ui.Form, notice string) {
	d := ui.SheetPage{Frame: printed(x), Form: form, Sheet: paper(x, s), Notice: notice, Draft: x.DraftName()}
	for _, name := range []string{"for", "range", "piece", "entry", "ask", "own", "note"} {
		for _, value := range x.R.PostForm[name] {
			d.Hidden = append(d.Hidden, [2]string{name, screen.Lines(value)})
		}
	}
	id := x.Value("id")
	if _, err := record.ParseID(id); err != nil || notice != "" {
		id = record.NewID().String()
	}
	d.Hidden = append(d.Hidden, [2]string{"id", id}, [2]string{"at", strconv.FormatInt(c.to.Unix(), 10)}, [2]string{"seen", s.Seen()})
	x.Show(status, ui.ShowSheet(d))
}

// printed is the frame of a page that is printed: its title becomes the name of the file, and says nothing.
func printed(x *screen.Exchange) ui.Frame {
	f := x.Frame("take.print.title", "body")
	f.Plain = true
	return f
}

// lookedAt is the moment of the sheet that the form shows; now where it does not say.
func lookedAt(x *screen.Exchange) time.Time {
	now := x.Local(x.Now().Unix())
	if at, err := strconv.ParseInt(x.Value("at"), 10, 64); err == nil && at <= now.Unix() {
		return x.Local(at)
	}
	return now
}

// keptAlready finds the copy that the same form kept before, however things are by now.
func keptAlready(x *screen.Exchange, title string) (record.ID, bool) {
	id, err := record.ParseID(x.Value("id"))
	if err != nil {
		return id, false
	}
	body, err := x.Body(id)
	if err != nil {
		return id, false
	}
	s, err := journal.DecodeSheet(body)
	return id, err == nil && s.Title == title && s.Seen() == x.Value("seen")
}

// keepSheet keeps a copy of what was looked at, and the questions with the appointment that it is for. Where something it
// shows was changed since, or came in between, it is shown again, and nothing is kept.
func keepSheet(x *screen.Exchange) {
	at := lookedAt(x)
	c, problems := readChoice(x, at)
	if len(problems) > 0 {
		showForms(x, http.StatusUnprocessableEntity, x.Form(problems...))
		return
	}
	title := strings.TrimSpace(x.Value("title"))
	if title == "" {
		title = x.Say("take.title.made", "day", x.WrittenDay(at.Format(time.DateOnly)))
	}
	if id, again := keptAlready(x, title); again && remember(x, c.questions) == nil {
		x.To("/body/page/" + id.String() + "?done=" + x.DoneKept())
		return
	}
	s := compose(x, c)
	s.Title = title
	if s.Seen() != x.Value("seen") {
		c, _ = readChoice(x, x.Local(x.Now().Unix()))
		s = compose(x, c)
		showNew(x, http.StatusOK, c, s, x.Form(), x.Say("take.changed"))
		return
	}
	if field := invalid(s); field != nil {
		if field.Field == "title" {
			showNew(x, http.StatusUnprocessableEntity, c, s, x.Form(*sheetProblem(x, field)), "")
			return
		}
		showForms(x, http.StatusUnprocessableEntity, x.Form(*sheetProblem(x, field)))
		return
	}
	body, err := s.Encode()
	var id record.ID
	if err == nil {
		id, err = x.Keep(journal.KindSheet, x.Now(), body)
	}
	if err == nil {
		err = remember(x, c.questions)
	}
	if err != nil {
		problem, status := x.Refused("title", err)
		if errors.Is(err, journal.ErrTooLong) {
			problem.Sentence = x.Say("problem.take.toolong")
		}
		showNew(x, status, c, s, x.Form(problem), "")
		return
	}
	aside.LetGo(x)
	x.To("/body/page/" + id.String() + "?done=" + x.DoneKept())
}

// remember puts the questions of a page to the appointment that it is for.
func remember(x *screen.Exchange, questions []string) error {
	a, ok := appointmentOf(x, x.Value("for"))
	if !ok || slices.Equal(a.Questions, questions) {
		return nil
	}
	id, _ := record.ParseID(x.Value("for"))
	stored, err := x.Vault.Get(id)
	if err != nil {
		return err
	}
	a.Questions = questions
	body, err := a.Encode()
	if err != nil {
		return err
	}
	stored.Body = body
	return x.Put(stored, "")
}

func storedSheet(x *screen.Exchange) (record.Record, journal.Sheet, bool) {
	rec, ok := x.Stored()
	if ok && rec.Kind == journal.KindSheet {
		if s, err := journal.DecodeSheet(rec.Body); err == nil {
			return rec, s, true
		}
	}
	x.NotFound()
	return rec, journal.Sheet{}, false
}

func showSheet(x *screen.Exchange) {
	if rec, s, ok := storedSheet(x); ok {
		showSaved(x, http.StatusOK, rec.ID, s, ui.Form{Values: url.Values{"title": {s.Title}}})
	}
}

func showSaved(x *screen.Exchange, status int, id record.ID, s journal.Sheet, form ui.Form) {
	x.Show(status, ui.ShowSheet(ui.SheetPage{
		Frame: printed(x), Form: form, Notice: x.Notice(), Sheet: paper(x, s), Title: s.Title,
		Action: "/body/page/" + id.String(), Delete: "/journal/" + id.String() + "/delete", Share: x.ShareThis(id, journal.KindSheet),
	}))
}

// retitle gives a kept page another name. The page itself stays as it was.
func retitle(x *screen.Exchange) {
	rec, s, ok := storedSheet(x)
	if !ok {
		return
	}
	body, err := journal.RetitleSheet(rec.Body, strings.TrimSpace(x.Value("title")))
	var wrong *journal.FieldError
	if errors.As(err, &wrong) {
		showSaved(x, http.StatusUnprocessableEntity, rec.ID, s, x.Form(*sheetProblem(x, wrong)))
		return
	}
	if err == nil {
		err = x.Change(rec.ID, journal.KindSheet, x.Local(rec.At), body)
	}
	if err != nil {
		problem, status := x.Refused("title", err)
		showSaved(x, status, rec.ID, s, x.Form(problem))
		return
	}
	x.To("/body/page/" + rec.ID.String() + "?done=" + x.DoneKept())
}
