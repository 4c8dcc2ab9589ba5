package people

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

func begin(x *screen.Exchange) {
	form, found := x.Draft()
	showForm(x, http.StatusOK, found, form)
}

func keep(x *screen.Exchange) {
	var p journal.Person
	if len(x.Heads(journal.KindPerson)) >= most {
		showForm(x, http.StatusUnprocessableEntity, false, x.Form(ui.Problem{Field: "name", Sentence: x.Say("problem.people.many")}))
		return
	}
	body, err := read(x, &p)
	if err == nil {
		_, err = x.Keep(journal.KindPerson, x.Now(), body)
	}
	done(x, err)
}

func stored(x *screen.Exchange) (journal.Person, record.Record, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindPerson {
		return journal.Person{}, rec, false
	}
	p, err := journal.DecodePerson(rec.Body)
	return p, rec, err == nil
}

func edit(x *screen.Exchange) {
	p, _, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{"name": {p.Name}, "phone": {p.Phone}, "note": {p.Note}, "knows": {p.Knows}}
	}
	showForm(x, http.StatusOK, found, form)
}

// change keeps what a newer Snowdrop wrote.
func change(x *screen.Exchange) {
	p, rec, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	body, err := read(x, &p)
	if err == nil && !bytes.Equal(body, rec.Body) {
		err = x.Change(rec.ID, journal.KindPerson, x.Local(rec.At), body)
	} else if err == nil {
		err = x.Vault.DropDraft(x.R.Context(), x.DraftName())
	}
	done(x, err)
}

func read(x *screen.Exchange, p *journal.Person) ([]byte, error) {
	p.Name, p.Phone, p.Note = strings.TrimSpace(x.Value("name")), strings.TrimSpace(x.Value("phone")), strings.TrimSpace(x.Value("note"))
	if sent := x.Value("knows"); sent != "" {
		p.Knows = sent
	}
	return p.Encode()
}

// done goes on, or shows the form again with all that was typed and the sentence that says what to do.
func done(x *screen.Exchange, err error) {
	var wrong *journal.FieldError
	switch {
	case err == nil:
		x.To("/together/people?done=" + x.DoneKept())
	case errors.As(err, &wrong) && wrong.Problem == "long":
		showForm(x, http.StatusUnprocessableEntity, false, x.Form(ui.Problem{Field: wrong.Field, Sentence: x.Say("problem.people.long")}))
	case errors.As(err, &wrong):
		showForm(x, http.StatusUnprocessableEntity, false, x.Form(ui.Problem{Field: wrong.Field, Sentence: x.Say("problem.people." + wrong.Field)}))
	default:
		problem, status := x.Refused("name", err)
		showForm(x, status, false, x.Form(problem))
	}
}

func showForm(x *screen.Exchange, status int, found bool, form ui.Form) {
	d := ui.BoxFormPage{
		Frame: x.Frame("together.people", "together"), Form: form, Found: found, Action: x.R.URL.Path, Draft: x.DraftName(), ID: form.Value("id"), Over: x.Over(form),
		Title: x.Say("people.new"), Back: ui.Choice{Address: "/together/people", Label: x.Say("together.people")},
		Fields: []ui.BoxField{
			{Name: "name", Label: x.Say("box.name"), Kind: "text"},
			{Name: "phone", Label: x.Say("box.phone"), Hint: x.Say("box.phone.hint"), Kind: "tel", Mode: "tel"},
			{Name: "note", Label: x.Say("people.note"), Hint: x.Say("people.note.hint"), Area: true},
		},
	}
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	if id, there := x.PathID(); there {
		d.Title, d.Delete = x.Say("people.change"), "/journal/"+id.String()+"/delete"
	}
	q := ui.Question{Name: "knows", Legend: x.Say("people.knows"), Hint: x.Say("people.knows.hint")}
	for _, v := range journal.PersonKnows {
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say("people.knows." + v)})
	}
	d.Questions = []ui.Question{q}
	x.Show(status, ui.BoxForm(d))
}
