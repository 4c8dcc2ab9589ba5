package exercise

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// strong is the distress from which a person is named before anything else. [design decision]
const strong = 8

// attempt is one go at a practice: what was typed so far, and where it goes.
type attempt struct {
	x    *screen.Exchange
	form form

	typed   ui.Form
	action  string // of its form
	draft   string // the draft that it belongs to, where that is not the one of its address
	found   bool   // it was left there
	editing bool
	kept    string // the entry that is shown
}

func (t attempt) said(name string) string { return screen.Lines(t.typed.Value(name)) }

func (t attempt) draftName() string {
	switch {
	case !t.x.CanKeep(), t.kept != "":
		return ""
	case t.draft != "":
		return t.draft
	case t.editing:
		return t.x.DraftName()
	}
	return strings.TrimPrefix(t.action, "/")
}

// drop drops the drafts of a new one, those that other addresses hold too.
func (t attempt) drop() {
	if !t.x.CanKeep() || t.editing {
		return
	}
	for _, name := range []string{strings.TrimPrefix(t.action, "/"), strings.TrimPrefix(t.action, "/") + "/keep"} {
		_ = t.x.Vault.DropDraft(t.x.R.Context(), name) // one that stays is offered again: nothing is lost
	}
}

// leave goes away and keeps nothing.
func (t attempt) leave() {
	t.drop()
	if t.editing {
		_ = t.x.Vault.DropDraft(t.x.R.Context(), t.x.DraftName())
	}
	t.x.To(root)
}

// turn goes where the button says: to a step, or to what came of it.
func (t attempt) turn() {
	to, err := strconv.Atoi(t.x.Value("answer"))
	if err != nil || to < 0 {
		to = 0
	}
	if t.wrong() {
		return
	}
	if to > 0 && t.held() {
		return
	}
	for to < len(t.form.steps) && len(t.asked(to)) == 0 {
		to++
	}
	if to < len(t.form.steps) {
		t.step(to, http.StatusOK)
		return
	}
	t.came(http.StatusOK)
}

// wrong shows the form again where something in it cannot be taken.
func (t attempt) wrong() bool {
	var problems []ui.Problem
	t.x.Scale("before", &problems)
	t.x.Scale("after", &problems)
	at := 0
	for n, fields := range slices.Backward(t.form.steps) {
		for _, a := range fields {
			switch value := t.said(a.name); {
			case len([]rune(value)) > journal.MaxExerciseText:
				problems, at = append(problems, ui.Problem{Field: a.name, Sentence: t.x.Say("exercise.problem.long")}), n
			case a.from != nil && value != "" && !slices.Contains(a.from, value):
				problems, at = append(problems, ui.Problem{Field: a.name, Sentence: t.x.Say("exercise.problem.exercise.choice")}), n
			}
		}
	}
	if problems == nil {
		return false
	}
	t.typed.Problems = problems
	t.step(at, http.StatusUnprocessableEntity)
	return true
}

// body fills e and encodes it. Where that cannot be, the form is shown again and ok is false.
func (t attempt) body(e *journal.Exercise) (body []byte, ok bool) {
	if t.wrong() || t.held() {
		return nil, false
	}
	if e.Said == nil {
		e.Said = map[string]string{}
	}
	for _, a := range t.form.fields() {
		if value := strings.TrimSpace(t.said(a.name)); value != "" {
			e.Said[a.name] = value
		} else {
			delete(e.Said, a.name)
		}
	}
	e.Before, e.After = t.x.Scale("before", new([]ui.Problem)), t.x.Scale("after", new([]ui.Problem))
	body, err := e.Encode()
	if err != nil {
		t.refused(err)
	}
	return body, err == nil
}

// refused shows the form with everything still in it.
func (t attempt) refused(err error) {
	var field *journal.FieldError
	problem, status := ui.Problem{Field: "exercise"}, http.StatusUnprocessableEntity
	if errors.As(err, &field) {
		problem.Sentence = t.x.Say("exercise.problem.exercise.empty")
	} else {
		problem, status = t.x.Refused("exercise", err)
	}
	t.typed.Problems = []ui.Problem{problem}
	t.step(0, status)
}

// page is what every page of it has.
func (t attempt) page() (ui.ExercisePage, [][]ui.Block) {
	x := t.x
	d := ui.ExercisePage{
		Frame: x.Frame("place.heart", "heart"), Form: t.typed, Notice: x.Notice(), Title: x.Say(key(t.form.id)),
		Action: t.action, Draft: t.draftName(), ID: t.said("id"), Found: t.found,
	}
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	if t.editing {
		d.Over = x.Over(t.typed)
	}
	g, ok := x.Guidance(t.form.id)
	if !ok {
		return d, nil
	}
	all := sections(g)
	d.Guide, d.Of, d.Exit = &g, g.Lang, fromEnd(all, exit)
	return d, all
}

// first shows the first step. It is not shown without its page: what to take care of stands there.
func (t attempt) first() {
	if _, ok := t.x.Guidance(t.form.id); !ok {
		t.x.NotFound()
		return
	}
	t.step(0, http.StatusOK)
}

// asked are the fields of a step that are asked for what was written so far.
func (t attempt) asked(n int) []field {
	return slices.DeleteFunc(slices.Clone(t.form.steps[n]), func(a field) bool {
		return a.of != "" && strings.TrimSpace(t.said(a.of)) == ""
	})
}

func (t attempt) step(n, status int) {
	x := t.x
	d, all := t.page()
	if len(all) > 0 {
		d.First = all[0][:1]
	}
	if n == 0 {
		if len(all) > 0 {
			d.First, d.Evidence = all[0], d.Guide.Evidence
		}
		for _, at := range t.form.top {
			d.Top = append(d.Top, fromEnd(all, at))
		}
		for _, at := range []int{takeCare, stopIf, professional} {
			if !slices.Contains(t.form.top, at) {
				d.Fold = append(d.Fold, fromEnd(all, at))
			}
		}
		d.Before, d.AskBefore = scale(x, "before"), x.Say("exercise.before")
	} else {
		d.Found = false
	}
	if !x.CanKeep() {
		d.Locked = x.Say("exercise.locked")
	}
	t.facts(&d, n, all)
	if n > 0 && d.Known == nil { // where it says something, it says from where
		d.Guide = nil
	}
	asked := t.asked(n)
	for _, a := range asked {
		d.Fields = append(d.Fields, t.form.asked(x, a, t.typed.Values))
	}
	t.typed.Values = d.Form.Values
	d.Hidden = t.hidden(asked, n == 0)
	t.buttons(&d, n)
	x.Show(status, ui.Exercise(d))
}

func (t attempt) hidden(shown []field, before bool) [][2]string {
	var out [][2]string
	add := func(name string) {
		if value := t.said(name); value != "" {
			out = append(out, [2]string{name, value})
		}
	}
	for _, a := range t.form.fields() {
		if !slices.ContainsFunc(shown, func(s field) bool { return s.name == a.name }) {
			add(a.name)
		}
	}
	if !before {
		add("before")
	}
	return out
}

func (t attempt) buttons(d *ui.ExercisePage, n int) {
	many := len(t.form.steps)
	d.Next = ui.Option{Value: strconv.Itoa(n + 1), Label: t.x.Say("exercise.next")}
	if n == many-1 {
		d.Next.Label = t.x.Say("exercise.see")
		if own := key(t.form.id) + ".see"; t.x.Words.Has(own) {
			d.Next.Label = t.x.Say(own)
		}
	}
	if many > 1 {
		d.Step = t.x.Say("exercise.step", "n", strconv.Itoa(n+1), "of", strconv.Itoa(many))
	}
	for back := n - 1; back >= 0; back-- {
		if len(t.asked(back)) > 0 {
			d.Back = ui.Option{Value: strconv.Itoa(back), Label: t.x.Say("exercise.back")}
			return
		}
	}
}

func scale(x *screen.Exchange, name string) ui.Question {
	return ui.Question{Name: name, Legend: x.Say("exercise.now"), Scale: true, Options: ui.ZeroToTen(x.Say("scale.calm"), x.Say("scale.worst"))}
}

// came shows what came of it. What is kept already has no form.
func (t attempt) came(status int) {
	x := t.x
	d, all := t.page()
	d.Facts = t.form.told(x, t.said)
	d.Ways = []ui.Choice{{Address: root, Label: x.Say("exercise.all")}, {Address: "/calm", Label: x.Say("exercise.calm")}}
	switch {
	case len(d.Facts) == 0:
		d.Lead, d.Action = x.Say("exercise.nothing"), ""
		if t.action != "" { // one that was kept has no form
			d.Ways = append([]ui.Choice{{Address: t.action, Label: x.Say("exercise.again")}}, d.Ways...)
		}
	case x.Words.Has(key(t.form.id) + ".lead"):
		d.Lead = x.Say(key(t.form.id) + ".lead")
	default:
		d.Lead = x.Say("exercise.came")
	}
	if t.kept != "" {
		d.Edit, d.Delete = mine+t.kept+"/edit", "/journal/"+t.kept+"/delete"
		d.Strong = t.strongStill(&d)
		if id, err := record.ParseID(t.kept); err == nil {
			d.Share = x.ShareThis(id, journal.KindExercise)
		}
		d.Ways = append(d.Ways, ui.Choice{Address: "/journal/" + t.kept, Label: x.Say("exercise.entry")})
	} else if d.Action != "" {
		d.After, d.AskAfter, d.Hidden = scale(x, "after"), x.Say("exercise.after"), t.hidden(nil, false)
		d.Keep, d.KeepAs = t.action, x.Say("keep")
		if !t.editing {
			d.Keep += "/keep"
		}
		if !x.CanKeep() {
			d.Locked, d.KeepAs = x.Say("exercise.locked.end"), x.Say("exercise.keep.locked")
		}
		d.Back = ui.Option{Value: "0", Label: x.Say("exercise.change")}
	}
	t.own(&d, all)
	x.Show(status, ui.Exercise(d))
}

// strongStill adds how strong it was, and says whether it still is very strong.
func (t attempt) strongStill(d *ui.ExercisePage) bool {
	for _, name := range []string{"before", "after"} {
		if n, err := strconv.Atoi(t.said(name)); err == nil {
			d.Facts = append(d.Facts, ui.Fact{Name: t.x.Say("fact." + name), Value: t.x.OutOfTen(n)})
		}
	}
	n, err := strconv.Atoi(t.said("after"))
	return err == nil && n >= strong
}

// values are an entry as its form has it.
func values(e journal.Exercise) url.Values {
	v := url.Values{}
	for name, text := range e.Said {
		v.Set(name, text)
	}
	for name, n := range map[string]*int{"before": e.Before, "after": e.After} {
		if n != nil {
			v.Set(name, strconv.Itoa(*n))
		}
	}
	return v
}
