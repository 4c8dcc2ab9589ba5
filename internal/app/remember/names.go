package remember

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// named is a name with its record.
type named struct {
	id record.ID
	journal.Remembered
}

// remembered are the names that can be read, in the order in which they were written.
func remembered(x *screen.Exchange) (out []named) {
	for _, h := range x.Heads(journal.KindRemembered) {
		if body, err := x.Body(h.ID); err == nil {
			if r, err := journal.DecodeRemembered(body); err == nil {
				out = append(out, named{h.ID, r})
			}
		}
	}
	slices.Reverse(out)
	return out
}

// called is what tells one from the others: the name, or the word for it, or the first of its words.
func called(x *screen.Exchange, r journal.Remembered) string {
	return cmp.Or(strings.TrimSpace(r.Name), word(x, r), journal.Entry{Text: r.Text}.FirstLine(60), strings.TrimSpace(r.Day))
}

// word is what it is called, in the person's own word or in the one that she chose.
func word(x *screen.Exchange, r journal.Remembered) string {
	if own := strings.TrimSpace(r.OwnWord); own != "" {
		return own
	}
	if key := "remember.call." + r.Call; r.Call != journal.CallOwn && x.Words.Has(key) {
		return x.Say(key)
	}
	return ""
}

func names(x *screen.Exchange) {
	d := ui.RememberListPage{
		Frame: x.Frame("remember.title", "remember"), Notice: x.Notice(), Title: x.Say("remember.names"), Here: "/remember/names",
		Sentences: []string{x.Say("remember.names.lead")},
		Add:       ui.Choice{Address: "/remember/names/new", Label: x.Say("remember.names.new")}, Back: ui.Choice{Address: "/remember", Label: x.Say("remember.title")},
	}
	x.Live(&d.Frame)
	if !x.Neutral() {
		for _, n := range remembered(x) {
			t := thing(n.id, called(x, n.Remembered), "names")
			if w := word(x, n.Remembered); w != t.Name && w != "" {
				t.Lines = append(t.Lines, w)
			}
			if n.Day != "" && n.Day != t.Name {
				t.Lines = append(t.Lines, n.Day)
			}
			t.Text = n.Text
			d.Things = append(d.Things, t)
		}
	}
	x.Show(http.StatusOK, ui.RememberList(d))
}

func thing(id record.ID, name, form string) ui.RememberThing {
	return ui.RememberThing{ID: id.String(), Name: name, Detail: "/journal/" + id.String(), Change: "/remember/" + form + "/" + id.String() + "/edit"}
}

// nameBegin begins with what the person already said that it is called: nobody is asked twice.
func nameBegin(x *screen.Exchange) {
	form, found := x.Draft()
	if !found && len(x.Heads(journal.KindRemembered)) == 0 {
		form.Values = nameValues(fromStory(x))
	}
	nameForm(x, http.StatusOK, found, form)
}

func fromStory(x *screen.Exchange) (r journal.Remembered) {
	s, _ := noted.Story(x)
	switch s.Call {
	case journal.CallBaby, journal.CallPregnancy:
		r.Call = s.Call
	case journal.CallOwn:
		r.Call, r.OwnWord = s.Call, s.OwnWord
	case journal.CallName:
		r.Name = s.OwnWord
	}
	return r
}

func nameValues(r journal.Remembered) url.Values {
	return url.Values{"name": {r.Name}, "call": {r.Call}, "own_word": {r.OwnWord}, "text": {r.Text}, "day": {r.Day}}
}

func nameEdit(x *screen.Exchange) {
	r, rec, ok := nameStored(x)
	if !ok {
		x.NotFound()
		return
	}
	if !r.Known() { // a newer Snowdrop wrote it
		x.To("/journal/" + rec.ID.String())
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = nameValues(r)
	}
	nameForm(x, http.StatusOK, found, form)
}

func nameStored(x *screen.Exchange) (journal.Remembered, record.Record, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindRemembered {
		return journal.Remembered{}, rec, false
	}
	r, err := journal.DecodeRemembered(rec.Body)
	return r, rec, err == nil
}

func nameForm(x *screen.Exchange, status int, found bool, form ui.Form) {
	d := formPage(x, found, form, "names")
	field := func(name string) ui.BoxField {
		return ui.BoxField{Name: name, Label: x.Say("remember." + name), Hint: x.Say("remember." + name + ".hint"), Kind: "text"}
	}
	text := field("text")
	text.Area = true
	d.Fields = []ui.BoxField{field("name")}
	if !x.Neutral() { // its choices are such words
		ask := ui.Question{Name: "call", Legend: x.Say("remember.call"), Options: []ui.Option{{Value: "", Label: x.Say("remember.call.none")}}}
		for _, c := range journal.RememberedCalls {
			ask.Options = append(ask.Options, ui.Option{Value: c, Label: x.Say("remember.call." + c)})
		}
		d.Fields = append(d.Fields, ui.BoxField{Ask: &ask})
	}
	d.Fields = append(d.Fields, field("own_word"), text, field("day"))
	x.Show(status, ui.BoxForm(d))
}

// formPage is the form of a name or of a thing to keep, without its fields.
func formPage(x *screen.Exchange, found bool, form ui.Form, what string) ui.BoxFormPage {
	d := ui.BoxFormPage{
		Frame: x.Frame("remember.title", "remember"), Form: form, Found: found, Action: x.R.URL.Path, Draft: x.DraftName(), ID: form.Value("id"), Over: x.Over(form),
		Title: x.Say("remember." + what + ".new"), Back: ui.Choice{Address: "/remember/" + what, Label: x.Say("remember." + what)},
	}
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	if id, there := x.PathID(); there {
		d.Title, d.Delete = x.Say("remember."+what+".change"), "/journal/"+id.String()+"/delete"
	}
	return d
}

func nameRead(x *screen.Exchange, r *journal.Remembered) ([]byte, error) {
	r.Name, r.OwnWord, r.Text, r.Day = strings.TrimSpace(x.Value("name")), strings.TrimSpace(x.Value("own_word")), strings.TrimSpace(x.Value("text")), strings.TrimSpace(x.Value("day"))
	if x.R.PostForm.Has("call") {
		r.Call = x.Value("call")
	}
	if r.OwnWord != "" && r.Call == "" {
		r.Call = journal.CallOwn
	}
	if r.Call == journal.CallOwn && r.OwnWord == "" {
		r.Call = "" // nothing was chosen with it
	}
	return r.Encode()
}

func nameKeep(x *screen.Exchange) {
	var r journal.Remembered
	body, err := nameRead(x, &r)
	if err == nil {
		_, err = x.Keep(journal.KindRemembered, x.Now(), body)
	}
	nameDone(x, err)
}

func nameChange(x *screen.Exchange) {
	r, rec, ok := nameStored(x)
	if !ok || !r.Known() {
		x.NotFound()
		return
	}
	body, err := nameRead(x, &r)
	if err == nil {
		err = change(x, rec, body)
	}
	nameDone(x, err)
}

// change keeps what was changed, and drops the draft where nothing was.
func change(x *screen.Exchange, rec record.Record, body []byte) error {
	if bytes.Equal(body, rec.Body) {
		return x.Vault.DropDraft(x.R.Context(), screen.EditDraft(rec.ID))
	}
	return x.Change(rec.ID, rec.Kind, x.Local(rec.At), body)
}

// nameDone goes on, or shows the form again with the sentence that says what to do.
func nameDone(x *screen.Exchange, err error) {
	if err == nil {
		x.To("/remember/names?done=" + x.DoneKept())
		return
	}
	problem, status := problemOf(x, "name", err)
	nameForm(x, status, false, x.Form(problem))
}

func problemOf(x *screen.Exchange, field string, err error) (ui.Problem, int) {
	var wrong *journal.FieldError
	if photo := x.PhotoProblem(err); photo != nil {
		return *photo, http.StatusUnprocessableEntity
	}
	if !errors.As(err, &wrong) {
		return x.Refused(field, err)
	}
	key := "remember.problem." + wrong.Problem
	if wrong.Problem == "empty" {
		key += "." + wrong.Field
	}
	return ui.Problem{Field: wrong.Field, Sentence: x.Say(key)}, http.StatusUnprocessableEntity
}

var nameKind = screen.Kind{
	ID: journal.KindRemembered, Name: "kind.remembered", File: "remembered", Tender: yes,
	Edit: func(id record.ID) string { return "/remember/names/" + id.String() + "/edit" },
	Line: func(x *screen.Exchange, body []byte) string {
		r, err := journal.DecodeRemembered(body)
		if err != nil {
			return ""
		}
		return called(x, r)
	},
	Facts: func(x *screen.Exchange, body []byte) ([]ui.Fact, string, error) {
		r, err := journal.DecodeRemembered(body)
		if err != nil {
			return nil, "", err
		}
		call := word(x, r)
		if !r.Known() {
			call = x.Say("entry.newer")
		}
		return unlessBlank([]ui.Fact{{Name: x.Say("remember.name"), Value: r.Name}, {Name: x.Say("remember.call"), Value: call}, {Name: x.Say("remember.day"), Value: r.Day}}), r.Text, nil
	},
	Words: func(body []byte) string {
		r, _ := journal.DecodeRemembered(body)
		return r.Name + " " + r.OwnWord + " " + r.Text + " " + r.Day
	},
	// A name is the most one's own that there is: nothing of it is ticked for her.
	Copy: func(x *screen.Exchange, body []byte) []screen.Part {
		r, err := journal.DecodeRemembered(body)
		if err != nil {
			return nil
		}
		facts := unlessBlank([]ui.Fact{{Name: x.Say("remember.name"), Value: r.Name}, {Name: x.Say("remember.call"), Value: word(x, r)}, {Name: x.Say("remember.day"), Value: r.Day}})
		return screen.Private(append(x.Lines(facts), screen.Writing("text", r.Text)...))
	},
}
