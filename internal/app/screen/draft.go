package screen

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"

	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// A form of a place whose address stands in Place.Forms has the attribute data-draft, with DraftName, and the parts of
// ui.Drafted. Then page.js keeps what is typed as a draft, Today offers it, and words that are sent while things are
// locked wait until they are opened. Without script there are no drafts; words that meet a lock wait all the same.

// DraftName names the draft of the form at this address: the address itself, or its entry.
func (x *Exchange) DraftName() string {
	if id, ok := x.PathID(); ok {
		return EditDraft(id)
	}
	return strings.TrimPrefix(x.R.URL.Path, "/")
}

// EditDraft names the draft of the form that changes an entry.
func EditDraft(id record.ID) string { return "journal/" + id.String() }

// Draft is the form with the draft that was left on it, if there is one.
func (x *Exchange) Draft() (ui.Form, bool) {
	body, found := x.Vault.Draft(x.DraftName())
	if !found {
		return ui.Form{}, false
	}
	return ui.Form{Values: DraftValues(body)}, true
}

// draftSent is the draft that the form belongs to. A name that nobody stored drops nothing.
func (x *Exchange) draftSent() string {
	if name := x.R.PostForm.Get("draft"); name != "" {
		return name
	}
	return x.DraftName()
}

// DraftBody is a form as JSON: percent-encoded, the same words in Hindi would be three times as long, and
// a draft must hold whatever an entry holds.
func DraftBody(values url.Values) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(values); err != nil {
		panic("app: a map of strings always encodes: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}

// DraftValues reads a draft back into a form. One that cannot be read is an empty form.
func DraftValues(body []byte) url.Values {
	values := url.Values{}
	if err := json.Unmarshal(body, &values); err != nil || values == nil {
		return url.Values{}
	}
	return values
}
