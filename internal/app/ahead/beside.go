package ahead

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/aside"
	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/apart"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// two is a request about what two lay beside each other. Each answers apart: nothing opens before both have given something, and
// nothing tells one whether the other one has.
type two struct {
	place
	space  sharing.Space
	answer apart.Answer
	given  bool // answer is there
}

// twoAt is the space of the address. It is there for nobody who did not say that they feel safe; to them it is as if nothing were.
func twoAt(x *screen.Exchange) (two, bool) {
	t := two{place: place{x}}
	for _, s := range aside.Two(x) {
		if s.Path == x.R.PathValue("path") {
			t.space = s
			for _, a := range apart.Answers(x.Sharing, s.ID) {
				if a.Question == decide.Question {
					t.answer, t.given = a, true
					break
				}
			}
			return t, true
		}
	}
	x.To(root + "/look")
	return t, false
}

func (t two) address() string { return root + "/beside/" + t.space.Path }

func (t two) name(key string) string { return t.Say(key, "name", t.space.Other) }

func beside(x *screen.Exchange) {
	t, ok := twoAt(x)
	if !ok {
		return
	}
	t.showTwo(http.StatusOK, ui.Form{})
}

func (t two) showTwo(status int, form ui.Form) {
	d := ui.AheadPage{UsPage: ui.UsPage{Title: t.Say("ahead.beside"), Form: form}, Up: t.back()}
	switch resting := slices.Contains(t.own().Rest, t.space.Path); {
	case t.given:
		t.standing(&d)
	case resting:
		d.Sentences = []string{t.name("ahead.beside.rests")}
		d.Parts = []ui.UsPart{t.press("wish", "ahead.beside.wish", false)}
	default:
		t.choosing(&d)
	}
	d.Frame = t.frame()
	t.Live(&d.Frame)
	d.Notice = t.Notice()
	t.Show(status, ui.Ahead(d))
}

func (t two) press(value, key string, plain bool) ui.UsPart {
	return ui.UsPart{ID: value, Press: []ui.UsPress{{Action: t.address(), Name: "do", Plain: plain, Options: []ui.Option{{Value: value, Label: t.name(key)}}}}}
}

// choosing asks what of one's own is to lie there. Nothing is ticked for anybody.
func (t two) choosing(d *ui.AheadPage) {
	d.Sentences = []string{t.name("ahead.beside.lead"), t.name("ahead.beside.both"), t.name("ahead.beside.told")}
	mine, id, ok := t.current()
	if !ok {
		d.Ways = []ui.Choice{t.to("/mine/new", "ahead.beside.think")}
	} else {
		q := ui.Question{Name: "part", Legend: t.name("ahead.beside.tick"), Hint: t.Say("ahead.beside.tick.hint"), Many: true}
		for _, part := range decide.Parts(mine) {
			q.Options = append(q.Options, ui.Option{Value: part.ID, Label: t.partName(part.ID), Hint: t.partWords(part.ID, part.Words, part.Own)})
		}
		d.Write = &ui.AheadForm{Action: t.address(), Go: t.Say("ahead.beside.look"), Parts: []ui.AheadPart{{Title: t.Say("ahead.beside.what"), Questions: []ui.Question{q}}}}
		if len(q.Options) == 0 { // only what is told to a doctor
			d.Write = nil
		}
		d.Ways = []ui.Choice{{Address: root + "/mine/" + id.String() + "/edit", Label: t.Say("ahead.change")}}
	}
	d.Parts = []ui.UsPart{t.press("rest", "ahead.beside.rest", true)}
}

func (t two) partName(id string) string {
	if v, ok := strings.CutPrefix(id, decide.Value); ok {
		return t.Say("ahead.value." + v)
	}
	return t.Say("ahead." + id)
}

// partWords are the words of a part as they are shown: a person's own, or those of a list.
func (t two) partWords(id, words string, own bool) string {
	switch {
	case own || words == "":
		return words
	case id == "lean":
		return t.word("ahead.way.", words)
	case id == "need":
		return t.listed("ahead.need.", strings.Fields(words))
	}
	return t.word("ahead.weight.", words)
}

// preview shows exactly what the other one will see. Nothing is given yet.
func (t two) preview(words string, side decide.Side, notice string) {
	d := ui.AheadPage{
		UsPage: ui.UsPage{
			Title: t.Say("ahead.beside"), Notice: notice,
			Sentences: []string{t.name("ahead.beside.preview"), t.name("ahead.beside.both")},
		},
		Up: ui.Choice{Address: t.address(), Label: t.Say("ahead.beside.not")},
	}
	d.Parts = t.rows(decide.Beside(side, decide.Side{}), false)
	d.Write = &ui.AheadForm{Action: t.address(), Go: t.Say("ahead.beside.give"), Held: [][2]string{{"do", "give"}, {"seen", words}, {"id", record.NewID().String()}}}
	for _, part := range t.Chosen("part") {
		d.Write.Held = append(d.Write.Held, [2]string{"part", part})
	}
	t.show(http.StatusOK, d)
}

// rows are what lies there: words below each other, weights in a table. Both people have the same rows in the same order, and
// nothing marks a row in which they differ.
func (t two) rows(rows []decide.Row, both bool) (out []ui.UsPart) {
	said := func(p *ui.UsPart, who, words string, own bool) {
		if words == "" {
			words, own = t.Say("ahead.beside.none"), false
		}
		p.Said = append(p.Said, ui.UsSaid{Who: who, Words: words, Own: own})
	}
	for _, r := range rows {
		p := ui.UsPart{ID: "row-" + r.ID, Heading: t.partName(r.ID)}
		said(&p, t.Say("us.you"), t.partWords(r.ID, r.Mine, r.Own), r.Own)
		if both {
			said(&p, t.space.Other, t.partWords(r.ID, r.Theirs, r.Own), r.Own)
		}
		out = append(out, p)
	}
	return out
}

// standing is how it stands once something of one's own was given.
func (t two) standing(d *ui.AheadPage) {
	a := t.answer
	d.Sentences = []string{t.name("ahead.beside.is." + string(a.State))}
	mine, err := decide.ReadSide(a.Words)
	if err != nil {
		d.Sentences = append(d.Sentences, t.Say("us.answer.unread"))
	}
	key := "ahead.beside.withdraw"
	switch {
	case a.State != apart.Open:
		d.Parts = t.rows(decide.Beside(mine, decide.Side{}), false)
	default:
		key = "ahead.beside.takeback"
		theirs, err := decide.ReadSide(string(items.Straight([]byte(a.Other))))
		if err != nil {
			d.Sentences = append(d.Sentences, t.Say("entry.newer.part"))
		}
		d.Sentences = append(d.Sentences, t.Say("ahead.beside.noscore"))
		d.Side, d.Print = true, true
		d.Parts = t.rows(decide.Beside(mine, theirs), true)
		d.Ways = []ui.Choice{t.to("/questions", "ahead.questions")}
	}
	d.Ways = append(d.Ways,
		ui.Choice{Address: "/read/us-turns", Label: t.Say("us.turns")},
		ui.Choice{Address: "/together/us/" + t.space.Path + "/rest", Label: t.Say("us.rest"), Line: t.Say("us.rest.line")})
	d.Parts = append(d.Parts, t.press("back", key, true))
	if a.State == apart.Waiting {
		d.Parts = append(d.Parts, ui.UsPart{ID: "tonight", Press: []ui.UsPress{{
			Action: "/together/us/" + t.space.Path + "/tonight", Name: "say", Plain: true,
			Options: []ui.Option{{Value: "yes", Label: t.Say("us.tonight")}},
		}}})
	}
}

// besideDo is every form of the page: to look first, to give, to take back, and not to want this part now.
func besideDo(x *screen.Exchange) {
	t, ok := twoAt(x)
	if !ok {
		return
	}
	switch x.Value("do") {
	case "rest", "wish":
		t.rest(x.Value("do") == "rest")
	case "back":
		t.takeBack()
	default:
		t.lay(x.Value("do") == "give")
	}
}

func (t two) rest(now bool) {
	var o own
	path := t.space.Path
	err := t.ChangeOwn(ownKey, &o, func() {
		o.Rest = slices.DeleteFunc(o.Rest, func(p string) bool { return p == path })
		if now {
			o.Rest = append(o.Rest, path)
		}
	})
	switch {
	case err != nil:
		t.notKept()
	case now:
		t.To(root + "/look?done=ahead.rests")
	default:
		t.To(t.address())
	}
}

func (t two) takeBack() {
	if t.given {
		if err := apart.Withdraw(t.R.Context(), t.Sharing, t.space.ID, t.answer.ID); err != nil {
			t.Plain(http.StatusInternalServerError, "wrong.title", "us.notkept")
			return
		}
	}
	t.To(t.address() + "?done=us.back")
}

// lay shows what was ticked, or gives it once exactly that was seen.
func (t two) lay(give bool) {
	mine, _, ok := t.current()
	if !ok || t.given { // taken back first: an answer that was seen is not changed under anybody
		t.To(t.address())
		return
	}
	side := decide.Take(mine, t.Chosen("part"))
	words, err := side.Encode()
	if err != nil {
		t.showTwo(http.StatusUnprocessableEntity, t.Form(ui.Problem{Field: "part", Sentence: t.Say("problem.ahead.part")}))
		return
	}
	if len(words) > items.MaxAnswer {
		t.showTwo(http.StatusUnprocessableEntity, t.Form(ui.Problem{Field: "part", Sentence: t.Say("problem.ahead.much")}))
		return
	}
	notice := ""
	if give && t.R.PostForm.Get("seen") != words {
		give, notice = false, t.Say("ahead.beside.changed")
	}
	if !give {
		t.preview(words, side, notice)
		return
	}
	id, err := record.ParseID(t.Value("id"))
	if err != nil {
		id = record.NewID()
	}
	err = apart.Put(t.R.Context(), t.Sharing, t.space.ID, id, decide.Question, words, t.Now())
	switch {
	case err == nil:
		t.To(t.address())
	case errors.Is(err, sharing.ErrEnded), errors.Is(err, sharing.ErrQuiet), errors.Is(err, sharing.ErrUnavailable):
		t.Plain(http.StatusInternalServerError, "wrong.title", "us.notkept")
	default:
		problem, status := t.Refused("part", err)
		t.showTwo(status, t.Form(problem))
	}
}
