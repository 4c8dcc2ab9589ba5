package screen

import (
	"bytes"
	"errors"
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// CanKeep says that what a person writes can be taken in: nothing is locked.
func (s *Shared) CanKeep() bool { return s.Vault.State() != vault.Locked }

// Open says that it is kept for longer than this visit, and can be read now.
func (s *Shared) Open() bool { return s.Vault.State() == vault.Unlocked }

// List is everything that a person kept, newest first. What devices and sharing keep for themselves among it is no entry.
func (s *Shared) List() []vault.Head {
	return slices.DeleteFunc(s.Vault.List(), func(h vault.Head) bool { return h.Kind == devices.Kind || h.Kind == sharing.RecordKind })
}

// Heads are the entries of some kinds, newest first.
func (s *Shared) Heads(kinds ...uint8) []vault.Head { return s.Vault.List(kinds...) }

// AtOnce reads the list once and lets Heads answer from it, for a page that keeps nothing and asks about many kinds. Nobody
// may change what Heads gives then.
func (x *Exchange) AtOnce() {
	all := x.Vault.List()
	var n [256]int
	for i := range all {
		n[all[i].Kind]++
	}
	x.byKind = new([256][]vault.Head)
	for i := range x.byKind {
		x.byKind[i] = make([]vault.Head, 0, n[i])
	}
	for _, h := range all {
		x.byKind[h.Kind] = append(x.byKind[h.Kind], h)
	}
}

// Heads is that of Shared, unless AtOnce has read them.
func (x *Exchange) Heads(kinds ...uint8) []vault.Head {
	if x.byKind != nil && len(kinds) == 1 {
		return slices.Clip(x.byKind[kinds[0]])
	}
	return x.Shared.Heads(kinds...)
}

// Newest goes through the newest entries of a kind that can be read, none older than a moment and at most so many, until one
// of them is enough. It is for what is asked on every look at Today.
func (x *Exchange) Newest(kind uint8, most int, since time.Time, enough func(at time.Time, body []byte) bool) {
	for i, h := range x.Heads(kind) {
		if i == most || h.At < since.Unix() {
			return
		}
		if body, err := x.Body(h.ID); err == nil && enough(x.Local(h.At), body) {
			return
		}
	}
}

// Body is the body of an entry, in the version that is shown.
func (s *Shared) Body(id record.ID) ([]byte, error) { return s.Vault.Body(id) }

// PathID is the {id} of the address.
func (x *Exchange) PathID() (record.ID, bool) {
	id, err := record.ParseID(x.R.PathValue("id"))
	return id, err == nil
}

// Stored finds the record that the {id} of the address names.
func (x *Exchange) Stored() (record.Record, bool) {
	id, ok := x.PathID()
	if !ok {
		return record.Record{}, false
	}
	rec, err := x.Vault.Get(id)
	return rec, err == nil
}

// Head is what the vault's list says of a record.
func (x *Exchange) Head(id record.ID) (vault.Head, bool) {
	for _, h := range x.Vault.List() {
		if h.ID == id {
			return h, true
		}
	}
	return vault.Head{}, false
}

// NewID is the name that the form was given when it was shown. A form that is sent again because its
// answer was lost finds what it kept the first time: then kept is true. A form that was changed after
// that, as after Back, is something new.
func (x *Exchange) NewID(same func(there []byte) bool) (id record.ID, kept bool) {
	return x.newID(func(there record.Record) bool { return same(there.Body) })
}

func (x *Exchange) newID(same func(there record.Record) bool) (id record.ID, kept bool) {
	id, err := record.ParseID(x.R.PostForm.Get("id"))
	if err != nil {
		return record.NewID(), false
	}
	there, err := x.Vault.Get(id)
	if err != nil {
		return id, false
	}
	if same(there) {
		return id, true
	}
	return record.NewID(), false
}

// Keep keeps a new entry and drops the draft of its form. A form that shows a hidden "id" (record.NewID().String()) and
// is sent twice keeps one entry. For a form that itself says when it was: KeepAt.
func (x *Exchange) Keep(kind uint8, at time.Time, body []byte) (record.ID, error) {
	return x.KeepAt(kind, at, body, "")
}

// KeepAt is Keep for a form that asks when it was. The same words with another time are another entry, as a second dose of
// the same medicine is. Layout is how exactly the form says the time.
func (x *Exchange) KeepAt(kind uint8, at time.Time, body []byte, layout string) (record.ID, error) {
	id, kept := x.newID(func(there record.Record) bool {
		return there.Kind == kind && bytes.Equal(there.Body, body) && x.Local(there.At).Format(layout) == x.Local(at.Unix()).Format(layout)
	})
	if kept {
		return id, nil
	}
	return id, x.Put(record.Record{ID: id, Kind: kind, At: at.Unix(), Body: body}, x.draftSent())
}

// errOtherKind is a form that was sent for an entry of another kind. The entry is left as it is.
var errOtherKind = errors.New("screen: an entry is not turned into one of another kind")

// Change replaces an entry with one of the same kind and drops the draft of its form.
func (x *Exchange) Change(id record.ID, kind uint8, at time.Time, body []byte) error {
	if there, err := x.Vault.Get(id); err == nil && there.Kind != kind {
		return errOtherKind
	}
	return x.Put(record.Record{ID: id, Kind: kind, At: at.Unix(), Body: body}, EditDraft(id))
}

// Put keeps a record over the versions that the person had in view, and drops a draft in the same write.
func (x *Exchange) Put(rec record.Record, draft string) error {
	if err := x.Vault.PutVersion(x.R.Context(), rec, x.Seen(), draft); err != nil {
		return err
	}
	x.Forget(rec.ID)
	return nil
}

// Seen names the versions that the person had in view, where the form says so. nil: the one that is shown.
func (x *Exchange) Seen() []record.ID {
	var over []record.ID
	for _, text := range x.R.PostForm["over"] {
		if id, err := record.ParseID(text); err == nil {
			over = append(over, id)
		}
	}
	return over
}

// Over names the version that an edit replaces: the one that was shown when the form was opened first. A form of an edit
// carries it in a hidden field "over".
func (x *Exchange) Over(form ui.Form) string {
	if over := form.Value("over"); over != "" {
		return over
	}
	id, ok := x.PathID()
	if !ok {
		return ""
	}
	if h, ok := x.Head(id); ok && h.Version != (record.ID{}) {
		return h.Version.String()
	}
	return ""
}

// DoneKept says which sentence tells the person where it was kept: To("...?done=" + DoneKept()).
func (x *Exchange) DoneKept() string {
	if x.Vault.State() == vault.Visit {
		return "visit"
	}
	return "device"
}

// Rows are lines of a list.
func (x *Exchange) Rows(heads []vault.Head) []ui.Row {
	rows := make([]ui.Row, len(heads))
	for i, h := range heads {
		rows[i] = x.row(h)
	}
	return rows
}

func (x *Exchange) row(h vault.Head) ui.Row {
	r := ui.Row{Address: "/journal/" + h.ID.String(), When: x.Moment(h.At), Kind: x.KindName(h.Kind), Line: x.Say("entry.unreadable")}
	if body, err := x.Vault.Body(h.ID); err == nil {
		r.Line = x.LineOf(h.Kind, body)
	}
	if h.Versions > 1 {
		r.Mark = x.Say("versions.mark")
	}
	return r
}

// Attach sends a file to save.
func (x *Exchange) Attach(name, kind string, file []byte) {
	x.Headers()
	h := x.W.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	x.W.WriteHeader(http.StatusOK)
	_, _ = x.W.Write(file)
}
