// Package takeout is the place where a person takes everything along: one sealed file, or open ones. It must never write
// anything to a disk, hold a file that was made, or give one to whoever merely finds the app open.
package takeout

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/secret"
	"snowdrop/internal/archive"
	"snowdrop/internal/ics"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// Place is the place. Draft says which drafts are a person's own words.
func Place(draft func(name string) bool) screen.Place {
	t := &taking{draft: draft}
	with := func(p func(*screen.Exchange, *job)) screen.Screen { // for pages of a file that is under way
		return func(x *screen.Exchange) {
			if j := t.now(x.Shared); j != nil {
				p(x, j)
				return
			}
			x.To("/mine/take")
		}
	}
	return screen.Place{
		Later: true, Words: true, Forget: t.forget,
		Reading: map[string]screen.Screen{
			"GET /mine/export":         func(x *screen.Exchange) { x.To("/mine/take") }, // as it was called once
			"GET /export/journal.html": func(x *screen.Exchange) { x.To("/mine/take") },
			"GET /export/data.json":    func(x *screen.Exchange) { x.To("/mine/take") },
		},
		Writing: map[string]screen.Screen{
			"GET /mine/take":        t.first,
			"GET /mine/take/sealed": func(x *screen.Exchange) { askSealed(x, http.StatusOK, ui.Form{}) }, "POST /mine/take/sealed": t.sealed,
			"GET /mine/take/open": func(x *screen.Exchange) { askOpen(x, http.StatusOK, ui.Form{}) }, "POST /mine/take/open": t.open,
			"GET /mine/take/words": with(showWords), "POST /mine/take/words": with(wordsStep),
			"GET /mine/take/going": with(going), "POST /mine/take/going": with(goOn),
			"POST /mine/take/stop": t.stop,
			"GET /mine/take/file":  t.file,
		},
	}
}

func asked(x *screen.Exchange, titleKey string, form ui.Form) ui.AskedPage {
	return ui.AskedPage{Frame: x.Frame("taking.title", "mine"), Title: x.Say(titleKey), Notice: x.Notice(), Form: form, Action: x.R.URL.Path, Back: "/mine/take"}
}

// first says what is in the file and what is not, before anything is asked.
func (t *taking) first(x *screen.Exchange) {
	d := ui.TakePage{Frame: x.Frame("taking.title", "mine"), Title: x.Say("taking.title"), Notice: x.Notice(), Sentences: []string{x.Say("taking.lead")}}
	in := []string{x.Say("taking.in.all"), x.Say("taking.in.photos"), x.Say("taking.in.begun"), x.Say("taking.in.chosen")}
	if x.Neutral() {
		in = append(in, x.Say("taking.in.hidden"))
	}
	d.Groups = []ui.TakeGroup{
		{Title: x.Say("taking.in"), Points: in},
		{Title: x.Say("taking.out"), Points: []string{x.Say("taking.out.others"), x.Say("taking.out.keys"), x.Say("taking.out.deleted")}},
	}
	if t.now(x.Shared) != nil {
		d.Ways = append(d.Ways, ui.Choice{Address: "/mine/take/going", Label: x.Say("taking.begun"), Line: x.Say("taking.begun.line")})
	}
	d.Ways = append(d.Ways,
		ui.Choice{Address: "/mine/take/sealed", Label: x.Say("taking.sealed"), Line: x.Say("taking.sealed.line")},
		ui.Choice{Address: "/mine/take/open", Label: x.Say("taking.open"), Line: x.Say("taking.open.line")},
		ui.Choice{Address: "/mine", Label: x.Say("taking.back")})
	x.Show(http.StatusOK, ui.Take(d))
}

// The two ways to seal it.
const (
	toWords = "words"
	toKey   = "key"
)

func askSealed(x *screen.Exchange, status int, form ui.Form) {
	d := asked(x, "taking.sealed", form)
	d.Sentences = []string{x.Say("taking.sealed.lead")}
	if form.Values == nil {
		d.Form.Values = map[string][]string{"how": {toWords}}
	}
	d.Questions = []ui.Question{{Name: "how", Legend: x.Say("taking.how"), Options: []ui.Option{
		{Value: toWords, Label: x.Say("taking.how.words"), Hint: x.Say("taking.how.words.hint")},
		{Value: toKey, Label: x.Say("taking.how.key"), Hint: x.Say("taking.how.key.hint")},
	}}}
	d.Fields = append([]ui.Field{{Name: "key", Label: x.Say("taking.key"), Hint: x.Say("taking.key.hint")}}, proof(x, &d)...)
	d.Go = x.Say("taking.go")
	x.Show(status, ui.Asked(d))
}

// proof asks for the passphrase again: an open phone that somebody picked up must not give everything away. A visit has none.
func proof(x *screen.Exchange, d *ui.AskedPage) []ui.Field {
	if x.Vault.State() != vault.Unlocked {
		d.Points = append(d.Points, x.Say("taking.visit"))
		return nil
	}
	return []ui.Field{{Name: "passphrase", Label: x.Say("proof.passphrase"), Hint: x.Say("taking.proof"), Secret: true}}
}

// proved says what is wrong with it, or nothing.
func proved(x *screen.Exchange) []ui.Problem {
	if x.Vault.State() != vault.Unlocked {
		return nil
	}
	return secret.Passphrase(x)
}

// again shows a form once more, with everything in it but the passphrase.
func again(x *screen.Exchange, show func(*screen.Exchange, int, ui.Form), problems []ui.Problem) {
	form := x.Form(problems...)
	form.Values.Del("passphrase")
	show(x, http.StatusUnprocessableEntity, form)
}

func (t *taking) sealed(x *screen.Exchange) {
	var to archive.Recipient
	var six []string
	var err error
	if x.Value("how") == toKey {
		if to, err = archive.ToKey(x.Value("key")); err != nil {
			again(x, askSealed, []ui.Problem{{Field: "key", Sentence: x.Say("taking.problem.key")}})
			return
		}
	} else {
		six = words.New(archive.PassphraseWords)
		to, err = archive.ToWords(six)
	}
	problems := proved(x)
	if err != nil {
		problems = append(problems, ui.Problem{Field: "how", Sentence: x.Say("problem.notset")})
	}
	if problems != nil {
		again(x, askSealed, problems)
		return
	}
	t.start(x, archive.Everything, []archive.Recipient{to}, six)
	if six != nil {
		x.To("/mine/take/words")
		return
	}
	x.To("/mine/take/going")
}

// forms are the open ones, in the order of the page.
var forms = []struct {
	value     string
	form      archive.Form
	end, kind string
}{
	{"page", archive.Page, ".html", "text/html; charset=utf-8"},
	{"text", archive.Markdown, "-text.zip", "application/zip"},
	{"tables", archive.Tables, "-tables.zip", "application/zip"},
	{"calendar", archive.Calendar, ".ics", ics.Type},
	{"data", archive.Data, ".json", "application/json"},
}

func askOpen(x *screen.Exchange, status int, form ui.Form) {
	d := asked(x, "taking.open", form)
	d.Sentences, d.Danger = []string{x.Say("taking.open.lead"), x.Say("taking.open.warn")}, true
	q := ui.Question{Name: "form", Legend: x.Say("taking.which")}
	for _, f := range forms {
		q.Options = append(q.Options, ui.Option{Value: f.value, Label: x.Say("taking.form." + f.value), Hint: x.Say("taking.form." + f.value + ".hint")})
	}
	d.Questions, d.Fields, d.Go = []ui.Question{q}, proof(x, &d), x.Say("taking.open.go")
	x.Show(status, ui.Asked(d))
}

func (t *taking) open(x *screen.Exchange) {
	for _, f := range forms {
		if f.value != x.Value("form") {
			continue
		}
		if problems := proved(x); problems != nil {
			again(x, askOpen, problems)
			return
		}
		t.start(x, f.form, nil, nil)
		x.To("/mine/take/going")
		return
	}
	again(x, askOpen, []ui.Problem{{Field: "form", Sentence: x.Say("taking.problem.form")}})
}

// showWords shows them until they were typed back, and never after.
func showWords(x *screen.Exchange, j *job) {
	six := j.unwritten()
	if six == nil {
		x.To("/mine/take/going")
		return
	}
	x.Show(http.StatusOK, ui.ShowWords(ui.WordsPage{Frame: x.Frame("taking.title", "mine"), Title: x.Say("taking.words"), Words: six, Action: "/mine/take/words",
		Sentences: []string{x.Say("taking.words.lead")}, Points: []string{x.Say("taking.words.once"), x.Say("taking.words.who"), x.Say("taking.words.lost")},
		Held: [][2]string{{"step", "check"}}, Go: x.Say("words.go"), Back: "/mine/take"}))
}

// wordsStep asks for two of them, so that she knows that she can open it before she relies on it.
func wordsStep(x *screen.Exchange, j *job) {
	six := j.unwritten()
	if six == nil {
		x.To("/mine/take/going")
		return
	}
	first, second := 1, 4
	problem := func(field string, at int) []ui.Problem {
		if strings.ToLower(strings.TrimSpace(x.Value(field))) == six[at] {
			return nil
		}
		return []ui.Problem{{Field: field, Sentence: x.Say("problem.words.check", "n", strconv.Itoa(at+1))}}
	}
	form, status := ui.Form{}, http.StatusOK
	if x.Value("step") == "do" {
		problems := append(problem("first", first), problem("second", second)...)
		if problems == nil {
			j.wroteDown()
			x.To("/mine/take/going")
			return
		}
		form, status = x.Form(problems...), http.StatusUnprocessableEntity
	}
	d := asked(x, "words.check.title", form)
	d.Sentences, d.Held, d.Go = []string{x.Say("words.check")}, [][2]string{{"step", "do"}}, x.Say("taking.words.do")
	d.Fields = []ui.Field{
		{Name: "first", Label: x.Say("words.check.nth", "n", strconv.Itoa(first+1))},
		{Name: "second", Label: x.Say("words.check.nth", "n", strconv.Itoa(second+1))},
	}
	d.Back, d.BackLabel = "/mine/take/words", x.Say("words.check.again")
	x.Show(status, ui.Asked(d))
}

// going says how far it is.
func going(x *screen.Exchange, j *job) {
	if j.unwritten() != nil {
		x.To("/mine/take/words")
		return
	}
	s := j.seen()
	d := ui.TakePage{Frame: x.Frame("taking.title", "mine"), Title: x.Say("taking.going"), Stop: x.Say("taking.stop")}
	say := func(keys ...string) {
		for _, key := range keys {
			d.Sentences = append(d.Sentences, x.Say(key, "n", strconv.Itoa(s.lost)))
		}
	}
	bar := func(key string, done, of int) {
		d.Bar = &ui.TakeBar{Label: x.Say(key, "done", strconv.Itoa(done), "of", strconv.Itoa(of)), Done: done, Of: of}
		d.Again = x.Say("taking.look")
	}
	save := func(key string) { d.Save, d.SaveLabel = name(x, j.form), x.Say(key) }
	switch s.step {
	case gathering, waiting:
		bar("taking.gather", s.of-s.left, s.of)
		if s.step == waiting {
			say("taking.away")
			d.Without = x.Say("taking.without", "n", strconv.Itoa(s.left))
		}
		say("taking.gather.leave", "taking.gather.lock")
	case ready:
		say("taking.ready")
		save("taking.save")
	case saving:
		bar("taking.writing", s.written, 100)
		say("taking.writing.leave")
	case saved:
		say("taking.saved", "taking.saved.look")
		save("taking.save.again")
		d.Stop = x.Say("taking.finish")
	default:
		say("taking.broken")
		save("taking.save")
	}
	if s.lost > 0 && s.step != gathering && s.step != waiting {
		say("taking.lost")
		if s.full {
			say("taking.full")
		}
	}
	if !j.sealed && d.Save != "" {
		say("taking.open.warn")
	}
	x.Follow(&d.Frame)
	x.Show(http.StatusOK, ui.Take(d))
}

// goOn goes on without what could not be had.
func goOn(x *screen.Exchange, j *job) {
	j.without(x.Shared)
	x.Steps.Step()
	x.To("/mine/take/going")
}

func (t *taking) stop(x *screen.Exchange) {
	done := "take-stopped"
	if j := t.now(x.Shared); j != nil {
		if j.seen().step == saved {
			done = "take-finished"
		}
		t.drop(x.Shared, j)
	}
	x.To("/mine/take?done=" + done)
}

// name is how the file is called where it lands: it says nothing.
func name(x *screen.Exchange, form archive.Form) string {
	end := ".age"
	for _, f := range forms {
		if f.form == form {
			end = f.end
		}
	}
	return "pages-" + x.Now().Format("2006-01-02") + end
}

// file writes the file into the answer, as it is made: nobody holds it here. A writing that is cut off ends the answer so that
// no browser takes it for whole.
func (t *taking) file(x *screen.Exchange) {
	j := t.now(x.Shared)
	if j == nil {
		x.NotFound()
		return
	}
	ctx, cancel := context.WithCancel(x.R.Context())
	defer cancel()
	to, ok := j.begin(cancel)
	if !ok {
		x.Plain(http.StatusConflict, "taking.going", "taking.writing.leave")
		return
	}
	x.Steps.Step()
	kind := "application/octet-stream"
	for _, f := range forms {
		if f.form == j.form {
			kind = f.kind
		}
	}
	x.Headers()
	h := x.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name(x, j.form)+`"`)
	progress := func(done, of int) {
		if j.wrote(done, of) {
			x.Steps.Step()
		}
	}
	var err error
	if from := Source(ctx, x, t.draft); j.sealed {
		err = archive.Write(x.W, to, from, progress)
	} else {
		err = archive.WriteOpen(x.W, j.form, from, progress)
	}
	j.end(err, x.Now())
	x.Steps.Step()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
}
