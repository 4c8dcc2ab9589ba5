package couple

import (
	"bytes"
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/couple"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/apart"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// table is what lies before the two now.
type table struct {
	u       *us
	all     []placed // the newest first
	answers []apart.Answer
}

// placed is one moment with who put it there.
type placed struct {
	items.Moment
	id   record.ID
	mine bool
	at   time.Time
	n    uint64 // in the log; 0 while it waits here
}

func (u *us) table() *table {
	t := &table{u: u, answers: apart.Answers(u.Sharing, u.space.ID)}
	for _, i := range u.Sharing.Items(u.space.ID, items.KindMoment) {
		if m, err := items.DecodeMoment(i.Body); err == nil {
			t.all = append(t.all, placed{m, i.ID, i.Mine, i.At, i.N})
		}
	}
	return t
}

// of are the moments of a sort, the newest first.
func (t *table) of(sort string) []placed {
	return slices.DeleteFunc(slices.Clone(t.all), func(p placed) bool { return p.Sort != sort })
}

// newest is what one of the two said last of a sort.
func (t *table) newest(sort string, mine bool) (placed, bool) {
	for _, p := range t.of(sort) {
		if p.mine == mine {
			return p, true
		}
	}
	return placed{}, false
}

// laid are the questions that stand before the two, each once, the oldest first: both may have put down the same one. What is
// none that this Snowdrop knows could be neither answered nor put away, and waits for nobody.
func (t *table) laid() (out []placed) {
	known := t.known()
	for _, p := range slices.Backward(t.of(items.MomentQuestion)) {
		if known(p.What[0]) && !slices.ContainsFunc(out, func(o placed) bool { return o.What[0] == p.What[0] }) && !slices.Contains(t.u.own.Away, p.id.String()) {
			out = append(out, p)
		}
	}
	return out
}

// known says whether there is such a question. Where the questions have not come yet, their names have to do.
func (t *table) known() func(id string) bool {
	p, here := content.Find(t.u.Words.Lang, couple.Page)
	if !here {
		return couple.IsID
	}
	all := couple.Of(p)
	return func(id string) bool { _, ok := couple.Find(all, id); return ok }
}

// open are those of them that this person has not answered since. What the other one did is no part of it.
func (t *table) open() []placed {
	return slices.DeleteFunc(t.laid(), func(p placed) bool {
		_, ok := t.answered(p)
		return ok
	})
}

// answer is the newest own answer to a question.
func (t *table) answer(question string) (apart.Answer, bool) {
	i := slices.IndexFunc(t.answers, func(a apart.Answer) bool { return a.Question == question })
	if i < 0 {
		return apart.Answer{}, false
	}
	return t.answers[i], true
}

// answered is one's own answer to a question that lies there: one that still waits, or that came after the question.
func (t *table) answered(p placed) (apart.Answer, bool) {
	a, ok := t.answer(p.What[0])
	return a, ok && (a.State == apart.Waiting || a.N-1 >= p.n-1) // what waits here, number 0, is behind all others
}

// seen is what was before the two of late, whoever put it there.
func (t *table) seen() map[string]int {
	out := map[string]int{}
	for id, on := range t.u.own.Seen {
		out[id] = on
	}
	for _, p := range t.all {
		if p.Sort == items.MomentQuestion || p.Sort == items.MomentPlan {
			out[p.What[0]] = max(out[p.What[0]], day(t.u.In(p.at)))
		}
	}
	return out
}

// say puts a moment in. Of the sorts of which only the newest stands, what one said before is taken back.
func (u *us) say(m items.Moment, replaces ...placed) bool {
	body, err := m.Encode()
	if err != nil {
		u.NotFound() // a form that is none of ours
		return false
	}
	if err := u.put(record.NewID(), items.KindMoment, body); err != nil {
		u.notKept()
		return false
	}
	return u.takeBack(replaces)
}

func (u *us) put(id record.ID, kind uint8, body []byte) error {
	return u.Sharing.Put(u.R.Context(), u.space.ID, id, kind, u.Now(), body)
}

func (u *us) takeBack(those []placed) bool {
	var ids []record.ID
	for _, p := range those {
		if p.mine {
			ids = append(ids, p.id)
		}
	}
	if len(ids) == 0 {
		return true
	}
	if err := u.Sharing.TakeBack(u.R.Context(), u.space.ID, ids...); err != nil {
		u.notKept()
		return false
	}
	return true
}

// said is what one of the two said, as a page shows it.
func (u *us) said(p placed, words string) ui.UsSaid {
	return ui.UsSaid{Who: u.who(p.mine), When: u.Date("moment", u.In(p.at)), Words: words}
}

func (u *us) who(mine bool) string {
	if mine {
		return u.Say("us.you")
	}
	return u.space.Other
}

// spoken are the words of several keys, one behind the other, as a language joins a list.
func (u *us) spoken(prefix string, words []string) string {
	var b bytes.Buffer
	for i, w := range words {
		if i > 0 {
			b.WriteString(" · ")
		}
		b.WriteString(u.Say(prefix + w))
	}
	return b.String()
}

var _ apart.Spaces = (*sharing.Sharing)(nil)

func (u *us) show(d ui.UsPage) { u.showAs(http.StatusOK, d) }

func (u *us) showAs(status int, d ui.UsPage) {
	d.Frame = u.frame()
	u.Live(&d.Frame)
	if d.Notice == "" {
		d.Notice = u.Notice()
	}
	u.Show(status, ui.Us(d))
}
