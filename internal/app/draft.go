package app

import (
	"net/http"
	"net/url"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// isDraft tells the names that forms of ours use; no other name is ever stored.
func (a *App) isDraft(name string) bool {
	if written(name) || name == draftCheckIn || a.isForm("/"+name) {
		return true
	}
	id, ok := strings.CutPrefix(name, "journal/")
	if !ok {
		return false
	}
	_, err := record.ParseID(id)
	return err == nil
}

// isForm tells the addresses of the places' forms. Where an address has {names}, each is the text of an ID.
func (a *App) isForm(address string) bool {
	if a.forms[address] {
		return true
	}
	said := strings.Split(address, "/")
	for form := range a.forms {
		parts, fits := strings.Split(form, "/"), true
		for i := 0; fits && len(parts) == len(said) && i < len(parts); i++ {
			_, err := record.ParseID(said[i])
			fits = parts[i] == said[i] || strings.HasPrefix(parts[i], "{") && err == nil
		}
		if fits && len(parts) == len(said) {
			return true
		}
	}
	return false
}

// draftKeep keeps what is typed, as it stands. An emptied form drops its draft.
func (a *App) draftKeep(x *exchange) {
	name := x.R.PostForm.Get("draft")
	if !a.isDraft(name) {
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	values := url.Values{}
	empty := true
	for field, v := range x.R.PostForm {
		if field == "draft" || field == "id" {
			continue
		}
		for i := range v {
			v[i] = screen.Lines(v[i])
		}
		values[field] = v
		if field != "unit" && field != "over" && strings.TrimSpace(strings.Join(v, "")) != "" {
			empty = false
		}
	}
	var err error
	if empty {
		err = a.Vault.DropDraft(x.R.Context(), name)
	} else {
		err = a.Vault.SetDraft(x.R.Context(), name, screen.DraftBody(values))
	}
	if err != nil {
		problem, status := x.Refused("text", err)
		x.Show(status, ui.Plain(x.Frame("wrong.title", ""), x.Say("wrong.title"), []string{problem.Sentence}, nil))
		return
	}
	x.Headers()
	x.W.WriteHeader(http.StatusNoContent)
}

// draftDrop forgets a draft and shows the form without it.
func (a *App) draftDrop(x *exchange) {
	name := x.R.PostForm.Get("draft")
	if !a.isDraft(name) {
		x.Plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	if err := a.Vault.DropDraft(x.R.Context(), name); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	x.To(a.draftAddress(name))
}

// Things can be locked while somebody still writes: by another window, or because the app had to start anew. Then what
// was sent waits in the page that asks for the passphrase, and becomes a draft once it is given.
const (
	heldFor  = "held-for"
	heldForm = "held"
)

// draftOf names the draft of the form that was sent, or is empty.
func (x *exchange) draftOf() string {
	if x.R.Method != http.MethodPost {
		return ""
	}
	if _, pattern, _ := strings.Cut(x.R.Pattern, " "); x.a.forms[pattern] {
		return x.DraftName()
	}
	for _, name := range []string{strings.TrimPrefix(x.R.URL.Path, "/"), "journal/" + x.R.PathValue("id")} {
		if x.a.isDraft(name) && x.R.URL.Path == x.a.draftAddress(name) {
			return name
		}
	}
	return ""
}

// hold asks for the passphrase and carries along what was sent.
func (x *exchange) hold(name string) {
	values := url.Values{}
	for field, v := range x.R.PostForm {
		if field != "id" {
			values[field] = v
		}
	}
	x.showUnlock(http.StatusOK, ui.Form{Values: url.Values{heldFor: {name}, heldForm: {string(screen.DraftBody(values))}}})
}

// release makes a draft of what waited and goes on to Today, or to its form where something waited. A draft that
// cannot be kept is shown in its form: the words must not go with the page that held them.
func (x *exchange) release() {
	name, values := x.R.PostForm.Get(heldFor), screen.DraftValues([]byte(x.R.PostForm.Get(heldForm)))
	if !x.a.isDraft(name) {
		x.To("/today")
		return
	}
	err := x.a.Vault.SetDraft(x.R.Context(), name, screen.DraftBody(values))
	switch {
	case err == nil:
		x.To(x.a.draftAddress(name))
	case values.Has("text"):
		problem, status := x.Refused("text", err)
		x.showWrite(status, x.a.draftAddress(name), name, false, ui.Form{Values: values, Problems: []ui.Problem{problem}})
	case name != draftCheckIn && !values.Has("sleep"): // of a place, whose form is not here: its words are what counts
		problem, status := x.Refused("text", err)
		values = url.Values{"text": {draftWords(values)}}
		x.showWrite(status, "/journal/new", draftNew, false, ui.Form{Values: values, Problems: []ui.Problem{problem}})
	default:
		problem, status := x.Refused("note", err)
		x.showCheckIn(status, x.a.draftAddress(name), name, ui.Form{Values: values, Problems: []ui.Problem{problem}})
	}
}

// draftAddress is the page of the form that a draft belongs to.
func (a *App) draftAddress(name string) string {
	if written(name) || name == draftCheckIn || a.isForm("/"+name) {
		return "/" + name
	}
	return "/" + name + "/edit"
}
