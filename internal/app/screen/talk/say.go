package talk

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/ui"
)

// Client says that this person is the client of somebody in a space.
func Client(s sharing.Space) bool { return s.Kind == sharing.Care && !s.Professional }

// Open says that something can go in.
func Open(s sharing.Space) bool {
	return !s.Quiet && !s.Over && (s.State == sharing.Open || s.State == sharing.WaitingForOther)
}

// Today is the middle of this day: what goes into a space says on which day, and at no time.
func Today(x *screen.Exchange) time.Time {
	now := x.Now()
	return time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, time.UTC)
}

// Day writes the day that Today has given: in a zone of somebody's own, the middle of it could be on the next one.
func Day(x *screen.Exchange, t time.Time) string { return x.Date("day", t.UTC()) }

// Line is what was asked for, in one line.
func Line(x *screen.Exchange, a Asked) string {
	switch a.What {
	case items.AskRhythm:
		weeks := a.Weeks
		if n := a.Agreed(); n > 0 {
			weeks = n
		}
		return x.Say("care.line.rhythm", "title", Title(x, a.Ask), "n", strconv.Itoa(weeks))
	case items.AskPiece, items.AskPractice:
		return x.Say("care.line."+a.What, "title", Title(x, a.Ask))
	case items.AskQuestion:
		return x.Say("care.line.question")
	}
	return Title(x, a.Ask)
}

// About says what a reply is to, in a few words: the sort of it and its day, never its own words.
func About(x *screen.Exchange, s sharing.Space, id record.ID) string {
	it, ok := x.Sharing.Item(s.ID, id)
	switch {
	case !ok:
		return x.Say("care.about.gone")
	case it.Kind == items.KindCopy:
		if c, err := items.DecodeCopy(it.Body); err == nil {
			return x.Say("care.about", "what", x.KindName(c.Of), "day", x.WrittenDay(c.Day))
		}
	case it.Kind == items.KindAsk:
		if a, err := items.DecodeAsk(it.Body); err == nil {
			return x.Say("care.about", "what", Title(x, a), "day", Day(x, it.At))
		}
	case it.Kind == items.KindReply:
		return x.Say("care.about", "what", x.Say("care.reply"), "day", Day(x, it.At))
	}
	return x.Say("entry.newer")
}

// Refused is what to say where something did not go in.
func Refused(x *screen.Exchange, field string, err error) (ui.Problem, int) {
	for _, p := range []struct {
		err error
		key string
	}{
		{sharing.ErrQuiet, "care.problem.quiet"}, {sharing.ErrEnded, "care.problem.ended"}, {sharing.ErrMayNot, "care.problem.ended"},
		{sharing.ErrUnknown, "care.problem.ended"}, {sharing.ErrUnavailable, "care.problem.away"},
		{items.ErrReply, "problem.text.empty"}, {items.ErrAsk, "care.problem.ask"},
	} {
		if errors.Is(err, p.err) {
			return ui.Problem{Field: field, Sentence: x.Say(p.key)}, http.StatusUnprocessableEntity
		}
	}
	if errors.Is(err, items.ErrTooLong) || errors.Is(err, sharing.ErrTooLarge) {
		return ui.Problem{Field: field, Sentence: x.Say("problem.toolong")}, http.StatusRequestEntityTooLarge
	}
	return x.Refused(field, err)
}

// Writing is the form for words to an item. What is typed is a draft of that item's own.
func Writing(x *screen.Exchange, form ui.Form, s sharing.Space, back string) *ui.CareForm {
	f := &ui.CareForm{
		Form: form, Action: x.R.URL.Path, Draft: x.DraftName(), Go: x.Say("care.send", "name", s.Other), Back: back,
		Fields: []ui.CareField{{Rows: 8, Field: ui.Field{Name: "text", Label: x.Say("care.write.label", "name", s.Other), Hint: x.Say("care.write.hint", "name", s.Other)}}},
	}
	if form.Values == nil {
		f.Form, f.Found = x.Draft()
	}
	id := f.Value("id")
	if id == "" {
		id = record.NewID().String()
	}
	f.Held = [][2]string{{"id", id}}
	return f
}

// Write puts words to an item that is there, once however often the form is sent, and drops their draft.
func Write(x *screen.Exchange, s sharing.Space, to record.ID) error {
	if _, ok := x.Sharing.Item(s.ID, to); !ok {
		return sharing.ErrUnknown
	}
	body, err := items.Reply{To: to, Words: x.Value("text")}.Encode()
	if err == nil {
		err = Put(x, s, items.KindReply, body)
	}
	if err != nil {
		return err
	}
	_ = x.Vault.DropDraft(x.R.Context(), x.DraftName()) // the words are where they were meant to go
	return nil
}

// Put puts what a form made into a space. The form names it, so that sending it twice makes it once; changed after that, as
// after Back, it is something new.
func Put(x *screen.Exchange, s sharing.Space, kind uint8, body []byte) error {
	id, err := record.ParseID(x.Value("id"))
	if err != nil {
		id = record.NewID()
	}
	if it, there := x.Sharing.Item(s.ID, id); there && bytes.Equal(it.Body, body) {
		return nil
	} else if there {
		id = record.NewID()
	}
	return x.Sharing.Put(x.R.Context(), s.ID, id, kind, Today(x), body)
}

// TakeBack takes one's own words back.
func TakeBack(x *screen.Exchange, s sharing.Space, then string) {
	id, err := record.ParseID(x.R.PathValue("item"))
	if it, ok := x.Sharing.Item(s.ID, id); err != nil || ok && !it.Mine {
		x.NotFound()
		return
	}
	if err := x.Sharing.TakeBack(x.R.Context(), s.ID, id); err != nil {
		problem, status := Refused(x, "text", err)
		x.Show(status, ui.Plain(x.Frame("place.together", "together"), x.Say("wrong.title"), []string{problem.Sentence}, []ui.Choice{{Address: then, Label: x.Say("care.back", "name", s.Other)}}))
		return
	}
	x.To(then + "?done=care-back")
}

// Letters are replies with who wrote them. Own ones can be taken back: at is the page of the space.
func Letters(x *screen.Exchange, s sharing.Space, said []Said, at string) []ui.SharedGroup {
	if len(said) == 0 {
		return nil
	}
	g := ui.SharedGroup{ID: "replies", Title: x.Say("care.replies")}
	for _, r := range said {
		t := ui.SharedThing{Title: x.Say("care.wrote", "name", s.Other, "day", Day(x, r.At)), Text: r.Words}
		if r.Mine {
			t.Title, t.Action, t.Do = x.Say("care.wrote.me", "day", Day(x, r.At)), at+"/"+r.ID.String()+"/back", x.Say("care.take-back")
			t.Of = journal.Entry{Text: r.Words}.FirstLine(60)
			if !r.Sent {
				t.Mark = x.Say("care.unsent")
			}
		}
		g.Things = append(g.Things, t)
	}
	return []ui.SharedGroup{g}
}
