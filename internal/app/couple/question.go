package couple

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/couple"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/apart"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// every are all questions, or none where they have not come. lang is their language where it is not the person's.
func (u *us) every() (all []couple.Question, lang string) { return every(u.Exchange) }

func every(x *screen.Exchange) (all []couple.Question, lang string) {
	p, ok := content.Find(x.Words.Lang, couple.Page)
	if !ok && x.AllHere() {
		p, _ = content.Find(x.Words.Lang, couple.Page)
	}
	if p.Lang != x.Words.Lang {
		lang = p.Lang
	}
	return couple.Of(p), lang
}

// some is how many questions are suggested at once.
const some = 3

// questions is the page of all that has to do with answering apart: what lies there, what one may put there, what is open.
func questions(u *us) {
	t := u.table()
	all, lang := u.every()
	d := ui.UsPage{Title: u.Say("us.questions"), Sentences: []string{u.Say("us.questions.lead"), u.name("us.questions.put")}, Back: u.back()}
	if p := u.laidPart(t, all, lang); len(p.Ways) > 0 {
		d.Parts = append(d.Parts, p)
	}
	pick := ui.UsPart{ID: "pick", Heading: u.Say("us.questions.pick"), Lang: lang}
	for _, q := range couple.Suggest(all, t.seen(), day(u.Now()), some) {
		pick.Press = append(pick.Press, u.putting(q))
	}
	d.Parts = append(d.Parts, pick)
	if p := u.answeredPart(t, all); len(p.Said)+len(p.Ways) > 0 {
		d.Parts = append(d.Parts, p)
	}
	d.Ways = []ui.Choice{{Address: "/read/" + couple.Page, Label: u.Say("us.questions.all")}, u.way("/later", "us.later")}
	u.show(d)
}

func (u *us) putting(q couple.Question) ui.UsPress {
	return ui.UsPress{Action: u.address("/put/" + q.ID), Options: []ui.Option{{Label: q.Words}}}
}

func (u *us) laidPart(t *table, all []couple.Question, lang string) ui.UsPart {
	p := ui.UsPart{ID: "laid", Heading: u.Say("us.before"), Lang: lang}
	for _, q := range t.laid() {
		if asked, ok := couple.Find(all, q.What[0]); ok {
			p.Ways = append(p.Ways, ui.Choice{Address: u.address("/q/" + q.id.String()), Label: asked.Words})
		}
	}
	return p
}

// answeredPart are one's own answers to questions that do not lie there any more, with the other one's where both are open.
func (u *us) answeredPart(t *table, all []couple.Question) ui.UsPart {
	p := ui.UsPart{ID: "answered", Heading: u.Say("us.answered"), Lang: ""}
	for _, a := range t.answers {
		if !couple.IsID(a.Question) { // it belongs to another place, which shows it
			continue
		}
		words := a.Question
		if asked, ok := couple.Find(all, a.Question); ok {
			words = asked.Words
		}
		p.Ways = append(p.Ways, ui.Choice{Address: u.address("/q/" + a.ID.String()), Label: words, Line: u.Say("us.state." + string(a.State))})
	}
	return p
}

// later are the questions about what may come, for whoever opens them.
func later(u *us) {
	all, lang := u.every()
	p := ui.UsPart{ID: "pick", Heading: u.Say("us.questions.pick"), Lang: lang}
	for _, q := range all {
		if q.About() == couple.Later {
			p.Press = append(p.Press, u.putting(q))
		}
	}
	u.show(ui.UsPage{
		Title: u.Say("us.later"), Sentences: []string{u.Say("us.later.lead"), u.name("us.questions.put")}, Parts: []ui.UsPart{p},
		Back: ui.Choice{Address: u.address("/questions"), Label: u.Say("us.questions")},
	})
}

// put puts a question before the two. Putting it there says nothing of whether one has answered.
func put(u *us) {
	id := u.R.PathValue("q")
	all, _ := u.every()
	if _, ok := couple.Find(all, id); !ok {
		u.NotFound()
		return
	}
	t := u.table()
	for _, p := range t.open() {
		if p.What[0] == id { // it lies there already
			u.To(u.address("/q/" + p.id.String()))
			return
		}
	}
	body, err := items.Moment{Sort: items.MomentQuestion, What: []string{id}}.Encode()
	item := record.NewID()
	if err == nil && u.saw(id) {
		if err = u.put(item, items.KindMoment, body); err == nil {
			u.To(u.address("/q/" + item.String()))
			return
		}
		u.notKept()
	}
}

// off takes a question away: one's own for both, the other one's on this side only.
func off(u *us) {
	p, ok := u.laidAt(u.table())
	if !ok {
		u.To(u.address("/questions"))
		return
	}
	u.clear(u.table().of(items.MomentQuestion), p.What[0], "us.off")
}

// laidAt is the question of the address that lies there.
func (u *us) laidAt(t *table) (placed, bool) {
	for _, p := range t.of(items.MomentQuestion) {
		if p.id.String() == u.R.PathValue("q") {
			return p, true
		}
	}
	return placed{}, false
}

// question is one question: a form while this person has not answered it, then what stands.
func question(u *us) {
	form, found := u.Draft()
	showQuestion(u, http.StatusOK, form, found)
}

func showQuestion(u *us, status int, form ui.Form, found bool) {
	if !u.open() {
		left(u, status, u.Say("us.closed"), u.address(""), form, found)
		return
	}
	t := u.table()
	p, laid := u.laidAt(t)
	var a apart.Answer
	answered := false
	if laid {
		a, answered = t.answered(p)
	} else { // one's own answer, to a question that was taken off
		i := slices.IndexFunc(t.answers, func(a apart.Answer) bool { return a.ID.String() == u.R.PathValue("q") })
		if answered = i >= 0; answered {
			a = t.answers[i]
		}
	}
	if !laid && !answered {
		left(u, status, u.Say("clients.gone"), u.address("/questions"), form, found)
		return
	}
	all, lang := u.every()
	id := a.Question
	if laid {
		id = p.What[0]
	}
	asked, ok := couple.Find(all, id)
	if !ok {
		u.NotFound()
		return
	}
	d := ui.UsPage{Title: asked.Words, TitleLang: lang, Form: form, Back: ui.Choice{Address: u.address("/questions"), Label: u.Say("us.questions")}}
	if answered {
		d.Parts = []ui.UsPart{u.answerPart(a)}
	}
	if laid && (!answered || a.State == apart.Alone || len(form.Problems) > 0) { // nothing that was typed is lost
		d.Sentences = []string{u.name("us.apart"), u.Say("us.apart.back")}
		d.Parts = append(d.Parts, ui.UsPart{ID: "write", Write: u.writing(form, found)})
	}
	if laid {
		key := "us.put.away"
		if p.mine {
			key = "us.put.off"
		}
		off := ui.UsPart{ID: "off"}
		if !answered {
			off.Press = append(off.Press, ui.UsPress{Action: u.address("/tonight"), Name: "say", Options: []ui.Option{{Value: "yes", Label: u.Say("us.tonight")}}})
		}
		off.Press = append(off.Press, ui.UsPress{Action: u.address("/off/" + p.id.String()), Plain: true, Options: []ui.Option{{Label: u.Say(key)}}})
		d.Parts = append(d.Parts, off)
	}
	u.showAs(status, d)
}

// left keeps what was typed to a question that lies there no more: it can be read, and dropped. Where that is nothing, it leads on.
func left(u *us, status int, why, to string, form ui.Form, found bool) {
	if strings.TrimSpace(form.Value("text")) == "" {
		u.To(to)
		return
	}
	u.showAs(status, ui.UsPage{
		Title: u.Say("us.answer.label"), Sentences: []string{why}, Form: form, Back: u.back(),
		Parts: []ui.UsPart{{ID: "write", Write: u.writing(form, found)}},
	})
}

func (u *us) writing(form ui.Form, found bool) *ui.UsWrite {
	return &ui.UsWrite{
		Action: u.R.URL.Path, ID: idFor(form), Draft: u.DraftName(), Found: found, Label: u.Say("us.answer.label"), Hint: u.Say("us.answer.hint"), Go: u.Say("us.answer.go"),
	}
}

func idFor(form ui.Form) string {
	if _, err := record.ParseID(form.Value("id")); err == nil {
		return form.Value("id")
	}
	return record.NewID().String()
}

// answerPart is one's own answer, with the other one's where both are open. While it is not, nothing says whether there is one.
func (u *us) answerPart(a apart.Answer) ui.UsPart {
	mine := ui.UsSaid{Who: u.Say("us.you"), Words: a.Words, Own: true}
	if a.Words == "" {
		mine.Words, mine.Own = u.Say("us.answer.unread"), false
	}
	p := ui.UsPart{ID: "answer", Sentences: []string{u.name("us.state." + string(a.State) + ".line")}, Said: []ui.UsSaid{mine}}
	key := "us.answer.withdraw"
	if a.State == apart.Open {
		p.Said = append(p.Said, ui.UsSaid{Who: u.space.Other, Words: a.Other, Own: true})
		key = "us.answer.takeback"
	}
	p.Press = []ui.UsPress{{Action: u.address("/back/" + a.ID.String()), Plain: true, Options: []ui.Option{{Label: u.Say(key)}}}}
	return p
}

// answer keeps an answer, sealed until both are there.
func answer(u *us) {
	t := u.table()
	p, ok := u.laidAt(t)
	if !ok || !u.open() {
		showQuestion(u, http.StatusConflict, u.Form(), false)
		return
	}
	id, err := record.ParseID(u.Value("id"))
	if err != nil {
		id = record.NewID()
	}
	words := strings.TrimSpace(u.Value("text"))
	a, answered := t.answered(p)
	again := answered && a.State != apart.Alone
	switch {
	case again && a.Words == words: // sent twice
	case again:
		showQuestion(u, http.StatusConflict, u.Form(ui.Problem{Field: "text", Sentence: u.Say("problem.us.answered")}), false)
		return
	default:
		if !u.saw(p.What[0]) {
			return
		}
		if err := apart.Put(u.R.Context(), u.Sharing, u.space.ID, id, p.What[0], words, u.Now()); err != nil {
			refused(u, err)
			return
		}
	}
	_ = u.Vault.DropDraft(u.R.Context(), u.DraftName()) // a draft that stays is no harm: it is on this device
	u.To(u.address("/q/" + p.id.String()))
}

func refused(u *us, err error) {
	status := http.StatusUnprocessableEntity
	problem := ui.Problem{Field: "text", Sentence: u.Say("problem.us.answer")}
	switch {
	case errors.Is(err, items.ErrAnswerLong) && strings.TrimSpace(u.Value("text")) != "":
		problem.Sentence = u.Say("problem.us.long")
	case errors.Is(err, items.ErrAnswerLong):
	case errors.Is(err, sharing.ErrEnded), errors.Is(err, sharing.ErrQuiet), errors.Is(err, sharing.ErrUnavailable):
		problem.Sentence = u.Say("us.notkept")
	default:
		problem, status = u.Refused("text", err)
	}
	showQuestion(u, status, u.Form(problem), false)
}

// withdraw takes one's own answer back, open or not.
func withdraw(u *us) {
	id, err := record.ParseID(u.R.PathValue("q"))
	if err != nil || !slices.ContainsFunc(u.table().answers, func(a apart.Answer) bool { return a.ID == id }) {
		u.To(u.address("/questions"))
		return
	}
	if err := apart.Withdraw(u.R.Context(), u.Sharing, u.space.ID, id); err != nil {
		u.notKept()
		return
	}
	u.To(u.address("/questions?done=us.back"))
}

// asked is where the page of all questions leads: to putting one before the two, for whoever may, and else to what this is.
func asked(x *screen.Exchange) {
	all, lang := every(x)
	q, ok := couple.Find(all, x.R.PathValue("q"))
	if !ok {
		x.NotFound()
		return
	}
	d := ui.UsPage{Frame: x.Frame("place.together", "together"), Title: q.Words, TitleLang: lang, Back: ui.Choice{Address: "/read/" + couple.Page, Label: x.Say("us.questions.all")}}
	if x.CanKeep() {
		for _, s := range x.Sharing.Spaces() {
			u := &us{Exchange: x, space: s}
			if s.Kind == sharing.Pair && aside.GoesIn(s) && x.Sharing.Own(s.ID, ownKey, &u.own) && u.own.Safe == safe {
				d.Parts = append(d.Parts, ui.UsPart{ID: "to-" + s.Path, Press: []ui.UsPress{{Action: u.address("/put/" + q.ID), Options: []ui.Option{{Label: u.name("us.put")}}}}})
			}
		}
	}
	if d.Parts == nil {
		d.Sentences = []string{x.Say("us.asked.none")}
	}
	x.Show(http.StatusOK, ui.Us(d))
}
