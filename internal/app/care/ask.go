package care

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/app/measure"
	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/talk"
	"snowdrop/internal/guidance/measures"
	"snowdrop/internal/guidance/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// ask is one thing that is asked for: what it is, what is seen of it, and the ways to answer. Nothing has to be answered.
func ask(x *screen.Exchange, s sharing.Space, a talk.Asked) {
	show(x, http.StatusOK, s, a, ui.Form{})
}

func show(x *screen.Exchange, status int, s sharing.Space, a talk.Asked, form ui.Form) {
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Notice: x.Notice(), Heading: talk.Line(x, a)}}
	if a.What != items.AskQuestion && a.Words != "" {
		d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{{Title: x.Say("care.word", "name", s.Other), Text: a.Words}}})
	}
	switch a.What {
	case items.AskRhythm:
		rhythm(x, &d, s, a, form)
	case items.AskPiece:
		piece(x, &d, s, a)
	case items.AskPractice:
		practice(x, &d, s, a)
	case items.AskQuestion:
		question(x, &d, s, a)
	default:
		d.Lead = append(d.Lead, x.Say("entry.newer"))
	}
	if !talk.Open(s) {
		d.News, _ = standing(x, s)
		d.Form, d.Buttons = nil, nil
	}
	d.Ways = append(d.Ways, ui.Choice{Address: talk.Address(s), Label: x.Say("care.back", "name", s.Other)})
	x.Show(status, ui.Care(d))
}

// rhythm asks whether she agrees, and to how often. Where she did, it leads to the questionnaire when it is time.
func rhythm(x *screen.Exchange, d *ui.CarePage, s sharing.Space, a talk.Asked, form ui.Form) {
	m, known := talk.Measure(a.Which)
	if !known {
		d.Lead = append(d.Lead, x.Say("entry.newer"))
		return
	}
	d.Lead = append(d.Lead, x.Say("care.rhythm", "name", s.Other), x.Say("care.rhythm.yours", "name", s.Other))
	if m.Safety > 0 {
		d.Lead = append(d.Lead, x.Say("care.rhythm.safety", "name", s.Other))
	}
	if a.Agreed() > 0 {
		if to, ok := measure.Address(a.Which); ok {
			key := "care.fill"
			if due(x, a) {
				key = "care.fill.may"
			}
			d.Ways = append(d.Ways, ui.Choice{Address: to, Label: x.Say(key), Line: x.Say("care.fill.line")})
		}
	}
	if id, at, ok := latest(x, a.Which); ok && talk.Open(s) && (a.Agreed() > 0 || a.Answer == nil) {
		d.Ways = append(d.Ways, ui.Choice{Address: "/together/share/" + id.String() + "/" + s.Path, Label: x.Say("care.show", "day", x.Date("day", at)), Line: x.Say("care.show.line")})
	}
	q := ui.Question{Name: "answer", Legend: x.Say("care.rhythm.ask", "name", s.Other)}
	if form.Values == nil {
		form.Values = map[string][]string{"answer": {said(a)}}
	}
	for _, n := range every(m, a) {
		q.Options = append(q.Options, ui.Option{Value: strconv.Itoa(n), Label: x.Say("care.yes", "n", strconv.Itoa(n))})
	}
	q.Options = append(q.Options, ui.Option{Value: items.No, Label: x.Say("care.no"), Hint: x.Say("care.no.hint")})
	d.Form = &ui.CareForm{Form: form, Action: x.R.URL.Path, Questions: []ui.Question{q}, Go: x.Say("care.say", "name", s.Other), Back: talk.Address(s)}
}

// every are the rhythms that she may choose: the one that was asked for first. However often it was asked for, none is more often
// than the questionnaire may be asked at all.
func every(m measures.Measure, a talk.Asked) []int {
	weeks := talk.Weeks(m)
	if a.Weeks < weeks[0] {
		return weeks
	}
	return append([]int{a.Weeks}, slices.DeleteFunc(weeks, func(n int) bool { return n == a.Weeks })...)
}

// said is her answer as the form has it.
func said(a talk.Asked) string {
	if n := a.Agreed(); n > 0 {
		return strconv.Itoa(n)
	}
	if a.Declined() {
		return items.No
	}
	return ""
}

// latest is the newest kept answer to a questionnaire.
func latest(x *screen.Exchange, id string) (of record.ID, at time.Time, ok bool) {
	for _, h := range x.Heads(journal.KindMeasure) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if m, err := journal.DecodeMeasure(body); err == nil && m.Which == id {
			return h.ID, x.Local(h.At), true
		}
	}
	return of, at, false
}

// due says whether a questionnaire may be offered by what she agreed to. It is never late.
func due(x *screen.Exchange, a talk.Asked) bool {
	_, at, _ := latest(x, a.Which)
	return items.Due(a.Agreed(), at, x.Now())
}

// piece offers to take it up. What closes a piece closes this one too.
func piece(x *screen.Exchange, d *ui.CarePage, s sharing.Space, a talk.Asked) {
	p, known := writing.ByID(a.Which)
	if !known {
		d.Lead = append(d.Lead, x.Say("entry.newer"))
		return
	}
	d.Lead = append(d.Lead, x.Say("care.piece", "name", s.Other), x.Say("care.piece.gate"), x.Say("care.piece.tell", "name", s.Other), x.Say("care.piece.yours", "name", s.Other))
	id, there := talk.Taken(x, s, a)
	switch w, ok := talk.Piece(x, id); {
	case there && ok && strings.TrimSpace(w.Text) != "":
		d.Ways = append(d.Ways, ui.Choice{Address: "/journal/" + id.String(), Label: x.Say("care.piece.read")},
			ui.Choice{Address: "/together/share/" + id.String() + "/" + s.Path, Label: x.Say("care.piece.show", "name", s.Other), Line: x.Say("care.show.line")})
	case there && ok:
		d.Ways = append(d.Ways, ui.Choice{Address: "/heart/pieces/" + strconv.Itoa(p.Number) + "/begin", Label: x.Say("care.piece.begin"), Line: x.Say("care.piece.begin.line")})
	default:
		d.Buttons = append(d.Buttons, ui.CareButton{Action: x.R.URL.Path, Label: x.Say("care.piece.take"), Held: [][2]string{{"go", "take"}}})
	}
	rather(x, d, a)
}

// practice leads to it. Whether she does it is hers to know.
func practice(x *screen.Exchange, d *ui.CarePage, s sharing.Space, a talk.Asked) {
	if _, known := talk.Named(x, a.Ask); !known {
		d.Lead = append(d.Lead, x.Say("entry.newer"))
		return
	}
	d.Lead = append(d.Lead, x.Say("care.practice", "name", s.Other))
	d.Ways = append(d.Ways, ui.Choice{Address: "/calm/" + a.Which, Label: x.Say("care.practice.go")})
	rather(x, d, a)
}

// rather is the way to say no, or to take that back.
func rather(x *screen.Exchange, d *ui.CarePage, a talk.Asked) {
	if a.Declined() {
		d.Lead = append(d.Lead, x.Say("care.declined"))
		return
	}
	d.Buttons = append(d.Buttons, ui.CareButton{Action: x.R.URL.Path, Label: x.Say("care.no"), Held: [][2]string{{"go", items.No}}, Quiet: true})
}

// question shows it with what was written to it, and a place to answer in writing.
func question(x *screen.Exchange, d *ui.CarePage, s sharing.Space, a talk.Asked) {
	d.Groups = append(d.Groups, ui.SharedGroup{Things: []ui.SharedThing{{Title: x.Say("care.word", "name", s.Other), Text: a.Words}}})
	d.Lead = append(d.Lead, x.Say("care.question.lead"))
	d.Groups = append(d.Groups, talk.Letters(x, s, a.Said, talk.Address(s))...)
	d.Ways = append(d.Ways, ui.Choice{Address: talk.Address(s) + "/" + a.ID.String() + "/write", Label: x.Say("care.answer")})
}

// askDo takes what she said to it.
func askDo(x *screen.Exchange, s sharing.Space, a talk.Asked) {
	answer := items.Reply{To: a.ID, Answer: items.No}
	switch value := x.Value("answer"); {
	case a.What == items.AskPiece && x.Value("go") == "take":
		takeUp(x, s, a)
		return
	case a.What != items.AskRhythm && x.Value("go") == items.No, a.What == items.AskRhythm && value == items.No:
	case a.What == items.AskRhythm:
		m, _ := talk.Measure(a.Which)
		n, err := strconv.Atoi(value)
		if err != nil || !slices.Contains(every(m, a), n) {
			show(x, http.StatusUnprocessableEntity, s, a, x.Form(ui.Problem{Field: "answer", Sentence: x.Say("care.problem.answer")}))
			return
		}
		answer.Answer, answer.Weeks = items.Yes, n
	default:
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	if answer.Answer == items.No && a.Declined() || answer.Answer == items.Yes && a.Agreed() == answer.Weeks {
		x.To(talk.Address(s)) // said before, or sent twice
		return
	}
	body, err := answer.Encode()
	if err == nil {
		err = talk.Put(x, s, items.KindReply, body)
	}
	if err != nil {
		refuse(x, s, a, err)
		return
	}
	x.To(talk.Address(s) + "?done=care-said")
}

func refuse(x *screen.Exchange, s sharing.Space, a talk.Asked, err error) {
	problem, status := talk.Refused(x, "answers", err)
	if a.What == items.AskRhythm {
		problem.Field = "answer"
		show(x, status, s, a, x.Form(problem))
		return
	}
	x.Show(status, ui.Plain(frame(x), x.Say("wrong.title"), []string{problem.Sentence}, []ui.Choice{{Address: talk.Address(s), Label: x.Say("care.back", "name", s.Other)}}))
}

// takeUp makes a piece that waits for its words, as one that a professional opened. Which one it became is kept first: a piece
// that belongs to nothing is not left open.
func takeUp(x *screen.Exchange, s sharing.Space, a talk.Asked) {
	p, known := writing.ByID(a.Which)
	if !known || !talk.Open(s) {
		x.To(askAddress(s, a))
		return
	}
	if id, there := talk.Taken(x, s, a); there {
		if _, kept := talk.Piece(x, id); kept { // sent twice
			x.To(askAddress(s, a))
			return
		}
	}
	id := record.NewID()
	err := x.Sharing.SetOwn(x.R.Context(), s.ID, talk.Taking(a.ID), id.String())
	var body []byte
	if err == nil {
		body, err = journal.Piece{Piece: p.ID, State: journal.PieceSet, SetBy: talk.Cut(s.Other, journal.MaxFrom)}.Encode()
	}
	if err == nil {
		err = x.Vault.Put(x.R.Context(), record.Record{ID: id, Kind: journal.KindPiece, At: x.Now().Unix(), Body: body})
	}
	if err != nil {
		refuse(x, s, a, err)
		return
	}
	x.Forget(id)
	x.To("/heart/pieces/" + strconv.Itoa(p.Number) + "/begin")
}
