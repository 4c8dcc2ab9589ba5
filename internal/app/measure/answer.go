package measure

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"snowdrop/internal/app/safety"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/content"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// What was answered so far lies in a draft, sealed like every other: a page can be read again, gone back to, left and taken
// up another day, and no answer stands in an address.

// sofar are the answers that were given so far, and how far the person came.
type sofar struct {
	answers []*int
	reached int // the last page that was answered
}

func field(item int) string { return "a" + strconv.Itoa(item) }

const reachedField = "page"

// read takes up what was answered. It is false where nothing was begun.
func read(x *screen.Exchange, o one) (s sofar, begun bool) {
	s.answers = make([]*int, o.Measure.Items)
	body, begun := x.Vault.Draft(o.draft())
	if !begun {
		return s, false
	}
	values := screen.DraftValues(body)
	for i := range s.answers {
		s.answers[i] = o.value(values.Get(field(i + 1)))
	}
	s.reached, _ = strconv.Atoi(values.Get(reachedField))
	s.reached = min(max(s.reached, 0), len(o.Pages))
	return s, true
}

// value is an answer that the form has, or nothing.
func (o one) value(text string) *int {
	n, err := strconv.Atoi(text)
	if err != nil || !slices.ContainsFunc(o.Options, func(opt content.MeasureOption) bool { return opt.Value == n }) {
		return nil
	}
	return &n
}

func (s sofar) values() url.Values {
	v := url.Values{reachedField: {strconv.Itoa(s.reached)}}
	for i, a := range s.answers {
		if a != nil {
			v.Set(field(i+1), strconv.Itoa(*a))
		}
	}
	return v
}

func write(x *screen.Exchange, o asked, s sofar) error {
	return x.Vault.SetDraft(x.R.Context(), o.draft(), screen.DraftBody(s.values()))
}

// items are the first item of a page and how many there are. It is false where there is no such page.
func (o one) items(page int) (from, n int, ok bool) {
	if page < 1 || page > len(o.Pages) {
		return 0, 0, false
	}
	from = 1
	for _, before := range o.Pages[:page-1] {
		from += before
	}
	return from, o.Pages[page-1], true
}

// pageOf is the page of the address.
func pageOf(x *screen.Exchange, o one) (page, from, n int, ok bool) {
	page, err := strconv.Atoi(x.R.PathValue("page"))
	if err != nil {
		return 0, 0, 0, false
	}
	from, n, ok = o.items(page)
	return page, from, n, ok
}

func (o one) at(page int) string {
	if page > len(o.Pages) {
		return o.address() + "/result"
	}
	return o.address() + "/" + strconv.Itoa(page)
}

// first is what it is for, what it is not, and how it was before.
func first(x *screen.Exchange, o one) {
	d := page(x, o.title(x))
	d.Guide = o.guide
	d.Guide.Blocks = o.about()
	d.Said = []string{x.Say("measure.skip"), x.Say("measure.private")}
	d.Action = o.address()
	switch s, begun := read(x, o); {
	case !x.CanKeep():
		d.Said = append(d.Said, x.Say("measure.locked"))
		d.Ways = append(d.Ways, ui.Choice{Address: "/unlock", Label: x.Say("measure.unlock")})
	case begun && s.reached > 0:
		d.Said = append(d.Said, x.Say("measure.half"))
		d.Buttons = []ui.MeasureButton{{Value: "on", Label: x.Say("measure.resume")}, {Value: "afresh", Label: x.Say("measure.afresh"), Quiet: true}}
	default:
		d.Buttons = []ui.MeasureButton{{Value: "afresh", Label: x.Say("measure.begin")}}
	}
	if d.Series = pictures(x, o); len(d.Series) > 0 {
		d.Heading = x.Say("measure.before")
	}
	if kept := noted.Asked(x, o.id); len(kept) > 0 {
		d.Share = x.ShareThis(kept[len(kept)-1].ID, journal.KindMeasure)
	}
	d.Ways = append(d.Ways, ui.Choice{Address: root, Label: x.Say("measure.list")})
	x.Show(http.StatusOK, ui.Measure(d))
}

// begin goes to the first page, or to the next one that was not answered. Where it meets a lock nothing waits for the
// passphrase: a button has no words, and what waited would stand in place of the answers.
func begin(x *screen.Exchange, o one) {
	if !x.CanKeep() {
		x.To("/unlock")
		return
	}
	s, begun := read(x, o)
	if begun && x.Value("go") == "on" {
		x.To(o.at(s.reached + 1))
		return
	}
	if err := x.Vault.DropDraft(x.R.Context(), o.draft()); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	x.To(o.at(1))
}

// ask shows one page of questions, with what was answered before.
func ask(x *screen.Exchange, o one) {
	s, _ := read(x, o)
	showPage(x, http.StatusOK, o, ui.Form{Values: s.values()})
}

func showPage(x *screen.Exchange, status int, o one, form ui.Form) {
	number, from, n, ok := pageOf(x, o)
	if !ok {
		x.NotFound()
		return
	}
	d := page(x, o.title(x))
	d.Form, d.Action, d.Stem = form, o.at(number), o.Stem
	d.Progress = x.Say("measure.page", "n", strconv.Itoa(number), "of", strconv.Itoa(len(o.Pages)))
	if number == 1 {
		d.Before = o.Instructions
	}
	if o.Questionnaire.Lang != x.Words.Lang {
		d.Lang, d.Guide.Lang = o.Questionnaire.Lang, o.Questionnaire.Lang
	}
	for i := from; i < from+n; i++ {
		d.Items = append(d.Items, o.item(x, i))
	}
	d.Buttons = []ui.MeasureButton{{Value: "on", Label: x.Say("continue")}}
	if number > 1 {
		d.Buttons = append(d.Buttons, ui.MeasureButton{Value: "back", Label: x.Say("measure.back"), Quiet: true})
	}
	d.Ways = []ui.Choice{{Address: o.address(), Label: x.Say("measure.stop"), Line: x.Say("measure.stop.line")}}
	d.Cited = []string{x.Say("measure.from", "citation", o.Questionnaire.Citation), o.Questionnaire.Notice}
	if o.Sheet == 0 {
		d.Cited = append(d.Cited, x.Say("measure.compared", "day", x.WrittenDay(o.Questionnaire.Reviewed)))
	}
	x.Show(status, ui.Measure(d))
}

// item is one question. The last answer of each is to leave it out.
func (o one) item(x *screen.Exchange, i int) ui.MeasureItem {
	item := ui.MeasureItem{Question: ui.Question{Name: field(i), Scale: o.Options[0].Hint != ""}}
	if o.Sheet > 0 {
		item.Legend = x.Say("measure.sheet.line", "n", strconv.Itoa(i))
	} else {
		q := o.Questionnaire.Items[i-1]
		item.Lead, item.List, item.Alone, item.Legend = q.Lead, q.List, q.Alone, q.Text
	}
	for _, opt := range o.Options {
		item.Options = append(item.Options, ui.Option{Value: strconv.Itoa(opt.Value), Label: opt.Label, Hint: opt.Hint})
	}
	item.Options = append(item.Options, ui.Option{Label: x.Say("measure.leave-out")})
	return item
}

// answered is answer, for a page whose words may have gone since it was shown, as when the app had to start anew: people do
// not wait for a download.
func answered(x *screen.Exchange) {
	if a, ok := bySlug(x.R.PathValue("slug")); ok {
		if _, here := content.FindQuestionnaire(x.Words.Lang, a.id); !here && unsafeSent(x.R.PostForm, a) {
			safety.Now(x, ui.Choice{Address: a.address(), Label: x.Say("measure.safety.on")})
			return
		}
	}
	with(answer)(x)
}

// unsafeSent says whether a form holds an answer that calls for people, by the counting alone.
func unsafeSent(form url.Values, a asked) bool {
	m := a.measure()
	n, err := strconv.Atoi(form.Get(field(m.Safety)))
	if m.Safety == 0 || err != nil {
		return false
	}
	answers := make([]*int, m.Items)
	answers[m.Safety-1] = &n
	return m.Unsafe(answers)
}

// answer takes one page. An answer about ending one's life is met with people before anything else, also where the app was
// locked while the page stood open: whatever the answer was, it is the same page for everybody.
func answer(x *screen.Exchange, o one) {
	number, from, n, ok := pageOf(x, o)
	if !ok {
		x.NotFound()
		return
	}
	s, _ := read(x, o)
	for i := from; i < from+n; i++ {
		s.answers[i-1] = o.value(x.Value(field(i)))
	}
	unsafe := o.Safety >= from && o.Safety < from+n && o.Unsafe(s.answers)
	if !x.CanKeep() {
		if unsafe {
			safety.Now(x, ui.Choice{Address: "/unlock", Label: x.Say("measure.unlock")})
			return
		}
		x.To("/unlock")
		return
	}
	next := o.at(number + 1)
	s.reached = max(s.reached, number)
	switch {
	case x.Value("go") == "back":
		next = o.at(max(number-1, 1))
	case o.Gate && number == 1 && s.answers[0] != nil && *s.answers[0] == o.Min:
		next = o.at(len(o.Pages) + 1)
	}
	err := write(x, o.asked, s)
	switch {
	case unsafe:
		safety.Now(x, ui.Choice{Address: next, Label: x.Say("measure.safety.on"), Line: x.Say("measure.safety.on.line")})
	case err != nil:
		problem, status := x.Refused(field(from), err)
		showPage(x, status, o, x.Form(problem))
	default:
		x.To(next)
	}
}
