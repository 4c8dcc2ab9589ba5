package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// isDraft tells the names that forms of ours use; no other name is ever stored.
func isDraft(name string) bool {
	if name == draftNew || name == draftCheckIn {
		return true
	}
	id, ok := strings.CutPrefix(name, "journal/")
	if !ok {
		return false
	}
	_, err := record.ParseID(id)
	return err == nil
}

// draftKeep keeps what is typed, as it stands. An emptied form drops its draft.
func (a *App) draftKeep(x *exchange) {
	name := x.r.PostForm.Get("draft")
	if !isDraft(name) {
		x.plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	values := url.Values{}
	empty := true
	for field, v := range x.r.PostForm {
		if field == "draft" || field == "id" {
			continue
		}
		for i := range v {
			v[i] = lines(v[i])
		}
		values[field] = v
		if field != "unit" && field != "over" && strings.TrimSpace(strings.Join(v, "")) != "" {
			empty = false
		}
	}
	var err error
	if empty {
		err = a.Vault.DropDraft(x.r.Context(), name)
	} else {
		err = a.Vault.SetDraft(x.r.Context(), name, draftBody(values))
	}
	if err != nil {
		problem, status := x.refused("text", err)
		x.show(status, ui.Plain(x.frame("wrong.title", ""), x.say("wrong.title"), []string{problem.Sentence}, nil))
		return
	}
	x.headers()
	x.w.WriteHeader(http.StatusNoContent)
}

// draftBody is a form as JSON: percent-encoded, the same words in Hindi would be three times as long, and
// a draft must hold whatever an entry holds.
func draftBody(values url.Values) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(values); err != nil {
		panic("app: a map of strings always encodes: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}

// draftValues reads a draft back into a form. One that cannot be read is an empty form.
func draftValues(body []byte) url.Values {
	values := url.Values{}
	if err := json.Unmarshal(body, &values); err != nil || values == nil {
		return url.Values{}
	}
	return values
}

// draftDrop forgets a draft and shows the form without it.
func (a *App) draftDrop(x *exchange) {
	name := x.r.PostForm.Get("draft")
	if !isDraft(name) {
		x.plain(http.StatusBadRequest, "wrong.title", "wrong.form")
		return
	}
	if err := a.Vault.DropDraft(x.r.Context(), name); err != nil {
		x.plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	x.to(draftAddress(name))
}

// Things can be locked while somebody still writes: by another window, or because the app had to start anew. Then what
// was sent waits in the page that asks for the passphrase, and becomes a draft once it is given.
const (
	heldFor  = "held-for"
	heldForm = "held"
)

// draftOf names the draft of the form that was sent, or is empty.
func (x *exchange) draftOf() string {
	if x.r.Method != http.MethodPost {
		return ""
	}
	for _, name := range []string{draftNew, draftCheckIn, "journal/" + x.r.PathValue("id")} {
		if isDraft(name) && x.r.URL.Path == draftAddress(name) {
			return name
		}
	}
	return ""
}

// hold asks for the passphrase and carries along what was sent.
func (x *exchange) hold(name string) {
	values := url.Values{}
	for field, v := range x.r.PostForm {
		if field != "id" {
			values[field] = v
		}
	}
	x.showUnlock(http.StatusOK, ui.Form{Values: url.Values{heldFor: {name}, heldForm: {string(draftBody(values))}}})
}

// release makes a draft of what waited and goes on to Today, or to its form where something waited. A draft that
// cannot be kept is shown in its form: the words must not go with the page that held them.
func (x *exchange) release() {
	name, values := x.r.PostForm.Get(heldFor), draftValues([]byte(x.r.PostForm.Get(heldForm)))
	if !isDraft(name) {
		x.to("/today")
		return
	}
	err := x.a.Vault.SetDraft(x.r.Context(), name, draftBody(values))
	switch {
	case err == nil:
		x.to(draftAddress(name))
	case values.Has("text"):
		problem, status := x.refused("text", err)
		x.showWrite(status, "write.title", draftAddress(name), name, false, ui.Form{Values: values, Problems: []ui.Problem{problem}})
	default:
		problem, status := x.refused("note", err)
		x.showCheckIn(status, draftAddress(name), name, ui.Form{Values: values, Problems: []ui.Problem{problem}})
	}
}

// draftAddress is the page of the form that a draft belongs to.
func draftAddress(name string) string {
	switch name {
	case draftNew:
		return "/journal/new"
	case draftCheckIn:
		return "/checkin"
	}
	return "/" + name + "/edit"
}
