package clients

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// noteKind is a note among her other entries. A list says of it no more than its day, and it can be shown to nobody: it has no
// Copy.
var noteKind = screen.Kind{
	ID: journal.KindNote, Name: "kind.note", File: "note",
	Edit: func(id record.ID) string { return root + "/notes/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		n, err := journal.DecodeNote(body)
		if err != nil {
			return ""
		}
		return x.Say("note.line", "day", x.WrittenDay(n.Day))
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		n, err := journal.DecodeNote(body)
		return []ui.Fact{{Name: x.Say("note.about"), Value: called(x, n.Name)}, {Name: x.Say("note.day"), Value: x.WrittenDay(n.Day)}}, n.Text, err
	},
	Words: func(body []byte) string {
		n, _ := journal.DecodeNote(body)
		return n.Name + " " + n.Text
	},
}

// called is a name, or a word where there is none.
func called(x *screen.Exchange, name string) string { return cmp.Or(name, x.Say("note.nameless")) }

func noteOf(x *screen.Exchange, id record.ID) (journal.Note, bool) {
	body, err := x.Body(id)
	if err != nil {
		return journal.Note{}, false
	}
	n, err := journal.DecodeNote(body)
	return n, err == nil
}

// person is somebody about whom there are notes, or may be: what is shared may have ended long ago.
type person struct {
	Path, Name string
	Open       bool // there is still a page about them
	Notes      []journal.KeptNote
}

// about gives a screen the one person of its address, with her notes about that one and about nobody else.
func about(show func(*screen.Exchange, person)) screen.Screen {
	return func(x *screen.Exchange) {
		p := person{Path: x.R.PathValue("path")}
		for _, h := range x.Heads(journal.KindNote) {
			if n, ok := noteOf(x, h.ID); ok && n.Space == p.Path {
				p.Notes = append(p.Notes, journal.KeptNote{ID: h.ID, At: x.Local(h.At), Note: n})
				p.Name = cmp.Or(p.Name, n.Name)
			}
		}
		if s, ok := x.Sharing.ByPath(p.Path); ok && mine(s) {
			p.Open, p.Name = true, s.Other
		} else if len(p.Notes) == 0 {
			x.NotFound()
			return
		}
		show(x, p)
	}
}

func (p person) notes() string { return root + "/" + p.Path + "/notes" }

// notes are her own notes about one person, and the ways to take them along or to delete them.
func notes(x *screen.Exchange, p person) {
	d := ui.CarePage{SharedPage: ui.SharedPage{
		Frame: frame(x), Notice: x.Notice(), Heading: x.Say("clients.notes"), Lead: []string{x.Say("note.lead", "name", called(x, p.Name)), x.Say("note.duty")},
	}}
	g := ui.SharedGroup{ID: "notes", Title: called(x, p.Name)}
	for _, n := range p.Notes {
		g.Things = append(g.Things, ui.SharedThing{
			Title: x.WrittenDay(n.Day), Line: x.Say("note.change"), Address: noteKind.Edit(n.ID), Text: n.Text,
		})
	}
	if g.Things == nil {
		g.Lead = x.Say("note.none")
	}
	d.Groups = append(d.Groups, g)
	way := func(to, key string) {
		d.Ways = append(d.Ways, ui.Choice{Address: to, Label: x.Say(key), Line: x.Say(key + ".line")})
	}
	way(p.notes()+"/new", "note.new")
	if len(p.Notes) > 0 {
		way(p.notes()+"/take", "note.take")
		way(p.notes()+"/delete", "note.delete")
	}
	if p.Open {
		d.Ways = append(d.Ways, ui.Choice{Address: root + "/" + p.Path, Label: x.Say("clients.back", "name", called(x, p.Name))})
	}
	d.Ways = append(d.Ways, ui.Choice{Address: root, Label: x.Say("clients.title")})
	x.Show(http.StatusOK, ui.Care(d))
}

func noteNew(x *screen.Exchange, p person) {
	form, found := x.Draft()
	if form.Value("day") == "" {
		if form.Values == nil {
			form.Values = map[string][]string{}
		}
		form.Values.Set("day", x.Now().Format(time.DateOnly))
	}
	noteForm(x, http.StatusOK, p.Name, p.notes(), form, found, newNote(form))
}

// newNote names what the form of a new one makes, so that sending it twice makes it once.
func newNote(form ui.Form) [2]string {
	return [2]string{"id", cmp.Or(form.Value("id"), record.NewID().String())}
}

func noteForm(x *screen.Exchange, status int, name, back string, form ui.Form, found bool, held [2]string) {
	f := ui.CareForm{
		Form: form, Found: found, Action: x.R.URL.Path, Draft: x.DraftName(), Go: x.Say("keep"), Back: back,
		Fields: []ui.CareField{
			{Kind: "date", Field: ui.Field{Name: "day", Label: x.Say("note.day")}},
			{Rows: 12, Field: ui.Field{Name: "text", Label: x.Say("note.words"), Hint: x.Say("note.words.hint", "name", called(x, name))}},
		},
	}
	if held[1] != "" {
		f.Held = [][2]string{held}
	}
	d := ui.CarePage{SharedPage: ui.SharedPage{Frame: frame(x), Heading: x.Say("note.title", "name", called(x, name))}, Form: &f}
	if id, ok := x.PathID(); ok {
		d.Ways = append(d.Ways, ui.Choice{Address: "/journal/" + id.String() + "/delete", Label: x.Say("entry.delete")})
	}
	x.Show(status, ui.Care(d))
}

// noted reads the form into a note.
func noted(x *screen.Exchange, n journal.Note) (journal.Note, []byte, error) {
	n.Day, n.Text = strings.TrimSpace(x.Value("day")), x.Value("text")
	body, err := n.Encode()
	return n, body, err
}

func noteRefused(x *screen.Exchange, err error) (ui.Problem, int) {
	var field *journal.FieldError
	if errors.As(err, &field) {
		key := map[string]string{"day": "note.problem.day", "text": "problem.text.empty"}[field.Field]
		if field.Problem == "long" || key == "" {
			key = "problem.toolong"
		}
		return ui.Problem{Field: cmp.Or(field.Field, "text"), Sentence: x.Say(key)}, http.StatusUnprocessableEntity
	}
	return x.Refused("text", err)
}

func noteKeep(x *screen.Exchange, p person) {
	name := []rune(p.Name)
	_, body, err := noted(x, journal.Note{Space: p.Path, Name: string(name[:min(len(name), journal.MaxNoteName)])})
	if err == nil {
		_, err = x.Keep(journal.KindNote, x.Now(), body)
	}
	if err != nil {
		problem, status := noteRefused(x, err)
		noteForm(x, status, p.Name, p.notes(), x.Form(problem), false, newNote(x.Form()))
		return
	}
	x.To(p.notes() + "?done=" + x.DoneKept())
}

// storedNote is the note of the address.
func storedNote(x *screen.Exchange) (record.Record, journal.Note, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindNote {
		return rec, journal.Note{}, false
	}
	n, err := journal.DecodeNote(rec.Body)
	return rec, n, err == nil
}

func noteEdit(x *screen.Exchange) {
	_, n, ok := storedNote(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = map[string][]string{"day": {n.Day}, "text": {n.Text}}
	}
	noteForm(x, http.StatusOK, n.Name, root+"/"+n.Space+"/notes", form, found, [2]string{"over", x.Over(form)})
}

func noteChange(x *screen.Exchange) {
	rec, n, ok := storedNote(x)
	if !ok {
		x.NotFound()
		return
	}
	back := root + "/" + n.Space + "/notes"
	changed, body, err := noted(x, n)
	if err == nil {
		err = x.Change(rec.ID, journal.KindNote, x.Local(rec.At), body)
	}
	if err != nil {
		problem, status := noteRefused(x, err)
		noteForm(x, status, changed.Name, back, x.Form(problem), false, [2]string{"over", x.Over(x.Form())})
		return
	}
	x.To(back + "?done=" + x.DoneKept())
}

func deleteAsk(x *screen.Exchange, p person) {
	x.Show(http.StatusOK, ui.Confirm(ui.ConfirmPage{
		Frame: frame(x), Title: x.Say("note.delete"), Sentences: []string{x.Say("note.delete.lead", "name", called(x, p.Name)), x.Say("note.duty")},
		Action: x.R.URL.Path, Yes: x.Say("note.delete.yes"), No: x.Say("not-now"), Back: p.notes(),
	}))
}

// deleteDo deletes all notes about one person, and what was begun of them.
func deleteDo(x *screen.Exchange, p person) {
	err := x.Vault.DropDraft(x.R.Context(), strings.TrimPrefix(p.notes(), "/")+"/new")
	for _, n := range p.Notes {
		if e := x.Vault.DeleteAndDropDraft(x.R.Context(), n.ID, screen.EditDraft(n.ID)); e != nil {
			err = e
			continue
		}
		x.Forget(n.ID)
	}
	if err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	if p.Open {
		x.To(p.notes() + "?done=notes-deleted")
		return
	}
	x.To(root + "?done=notes-deleted")
}
