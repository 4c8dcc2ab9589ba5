package app

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// draftNew names the draft of a new entry; the draft of an edit is named after its entry.
const draftNew = "journal/new"

func isTooLong(err error) bool {
	return errors.Is(err, journal.ErrTooLong) || errors.Is(err, vault.ErrTooLarge)
}

// write is an empty page, or the draft that was left on it.
func (a *App) write(x *exchange) {
	form := ui.Form{}
	body, found := a.Vault.Draft(draftNew)
	if found {
		form.Values = draftValues(body)
	}
	x.showWrite(http.StatusOK, "write.title", "/journal/new", draftNew, found, form)
}

func (x *exchange) showWrite(status int, title, action, draft string, found bool, form ui.Form) {
	x.show(status, ui.Write(ui.WritePage{
		Frame: x.frame("write.title", "journal"), Title: x.say(title), Action: action, Draft: draft, Found: found, Form: form,
		ID: record.NewID().String(),
	}))
}

func (a *App) writeKeep(x *exchange) {
	e, draft := journal.Entry{Text: lines(x.r.PostForm.Get("text"))}, x.draftOr(draftNew)
	body, _ := e.Encode()
	if id, kept := x.newID(body); !kept {
		if problem, status := x.keepEntry(id, a.Now().Unix(), e, draft); problem != nil {
			x.showWrite(status, "write.title", "/journal/new", draft, false, x.form(*problem))
			return
		}
	}
	x.to("/today?done=" + x.doneKept())
}

// newID is the name that the form was given when it was shown. A form that is sent again because its
// answer was lost finds what it kept the first time: then kept is true. A form that was changed after
// that, as after Back, is something new.
func (x *exchange) newID(body []byte) (id record.ID, kept bool) {
	id, err := record.ParseID(x.r.PostForm.Get("id"))
	if err != nil {
		return record.NewID(), false
	}
	there, err := x.a.Vault.Body(id)
	switch {
	case err != nil:
		return id, false
	case bytes.Equal(there, body):
		return id, true
	}
	return record.NewID(), false
}

// draftOr is the draft that the form belongs to.
func (x *exchange) draftOr(name string) string {
	if sent := x.r.PostForm.Get("draft"); isDraft(sent) {
		return sent
	}
	return name
}

// doneKept says which sentence tells the person where it was kept.
func (x *exchange) doneKept() string {
	if x.a.Vault.State() == vault.Visit {
		return "visit"
	}
	return "device"
}

// keepEntry seals an entry and drops its draft in one write. It gives a problem to show, or nil.
func (x *exchange) keepEntry(id record.ID, at int64, e journal.Entry, draft string) (*ui.Problem, int) {
	body, err := e.Encode()
	var field *journal.FieldError
	if errors.As(err, &field) {
		return &ui.Problem{Field: "text", Sentence: x.say("problem.text.empty")}, http.StatusUnprocessableEntity
	}
	if err == nil {
		rec := record.Record{ID: id, Kind: journal.KindEntry, At: at, Body: body}
		err = x.a.Vault.PutAndDropDraft(x.r.Context(), rec, draft)
	}
	if err != nil {
		problem, status := x.refused("text", err)
		return &problem, status
	}
	x.a.index.forget(id)
	return nil, 0
}

// lines gives text with the line ends of a form turned into plain ones.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }

// stored finds the record that an address names.
func (x *exchange) stored() (record.Record, bool) {
	id, err := record.ParseID(x.r.PathValue("id"))
	if err != nil {
		return record.Record{}, false
	}
	rec, err := x.a.Vault.Get(id)
	return rec, err == nil
}

// entry shows one thing that was kept. Its title never holds its words: titles stay in histories.
func (a *App) entry(x *exchange) {
	rec, ok := x.stored()
	if !ok {
		a.notFound(x)
		return
	}
	address := "/journal/" + rec.ID.String()
	d := ui.EntryPage{
		Frame: x.frame("journal.title", "journal"), Notice: x.notice(),
		Title: x.kindName(rec.Kind) + ", " + x.moment(rec.At), Edit: address + "/edit", Delete: address + "/delete",
	}
	switch rec.Kind {
	case journal.KindEntry:
		e, err := journal.DecodeEntry(rec.Body)
		d.Text = e.Text
		ok = err == nil
	case journal.KindCheckIn:
		c, err := journal.DecodeCheckIn(rec.Body)
		d.Facts, d.Text = x.facts(c), c.Note
		ok = err == nil
	case journal.KindPractice:
		p, err := journal.DecodePractice(rec.Body)
		d.Facts, d.Edit = x.practiceFacts(p), ""
		ok = err == nil
	default:
		d.Text, d.Edit = x.say("entry.newer"), ""
	}
	if !ok {
		d.Text, d.Edit = x.say("entry.unreadable"), ""
	}
	x.show(http.StatusOK, ui.Entry(d))
}

func (x *exchange) kindName(kind uint8) string {
	switch kind {
	case journal.KindEntry:
		return x.say("kind.entry")
	case journal.KindCheckIn:
		return x.say("kind.checkin")
	case journal.KindPractice:
		return x.say("kind.practice")
	}
	return x.say("kind.other")
}

// edit opens what was kept, or the draft of an edit that was begun.
func (a *App) edit(x *exchange) {
	rec, ok := x.stored()
	if !ok {
		x.editLost()
		return
	}
	address, draft := editAddress(rec.ID)
	body, found := a.Vault.Draft(draft)
	switch rec.Kind {
	case journal.KindEntry:
		e, err := journal.DecodeEntry(rec.Body)
		if err != nil {
			x.plain(http.StatusOK, "wrong.title", "entry.unreadable")
			return
		}
		form := ui.Form{Values: map[string][]string{"text": {e.Text}}}
		if found {
			form.Values = draftValues(body)
		}
		x.showWrite(http.StatusOK, "write.edit", address, draft, found, form)
	case journal.KindCheckIn:
		c, err := journal.DecodeCheckIn(rec.Body)
		if err != nil {
			x.plain(http.StatusOK, "wrong.title", "entry.unreadable")
			return
		}
		form := ui.Form{Values: checkInValues(c)}
		if found {
			form.Values = draftValues(body)
		}
		x.showCheckIn(http.StatusOK, address, draft, form)
	default:
		a.notFound(x)
	}
}

// editLost shows the draft of an edit whose entry cannot be opened, as something new: its words are all
// that is left.
func (x *exchange) editLost() {
	draft := "journal/" + x.r.PathValue("id")
	body, found := x.a.Vault.Draft(draft)
	if !found {
		x.a.notFound(x)
		return
	}
	form := ui.Form{Values: draftValues(body)}
	if form.Values.Has("text") {
		x.showWrite(http.StatusOK, "write.title", "/journal/new", draft, true, form)
		return
	}
	x.showCheckIn(http.StatusOK, "/checkin", draft, form)
}

func editAddress(id record.ID) (address, draft string) {
	return "/journal/" + id.String() + "/edit", "journal/" + id.String()
}

func (a *App) editKeep(x *exchange) {
	rec, ok := x.stored()
	if !ok {
		a.notFound(x)
		return
	}
	address, draft := editAddress(rec.ID)
	switch rec.Kind {
	case journal.KindEntry:
		e, err := journal.DecodeEntry(rec.Body)
		if err != nil {
			x.plain(http.StatusConflict, "wrong.title", "entry.unreadable")
			return
		}
		e.Text = lines(x.r.PostForm.Get("text"))
		if problem, status := x.keepEntry(rec.ID, rec.At, e, draft); problem != nil {
			x.showWrite(status, "write.edit", address, draft, false, x.form(*problem))
			return
		}
	case journal.KindCheckIn:
		before, err := journal.DecodeCheckIn(rec.Body)
		if err != nil {
			x.plain(http.StatusConflict, "wrong.title", "entry.unreadable")
			return
		}
		if problems, status := x.keepCheckIn(rec.ID, rec.At, before, draft); problems != nil {
			x.showCheckIn(status, address, draft, x.form(problems...))
			return
		}
	default:
		a.notFound(x)
		return
	}
	x.to("/journal/" + rec.ID.String() + "?done=" + x.doneKept())
}

func (a *App) deleteAsk(x *exchange) {
	rec, ok := x.stored()
	if !ok {
		a.notFound(x)
		return
	}
	address := "/journal/" + rec.ID.String()
	x.show(http.StatusOK, ui.Confirm(ui.ConfirmPage{
		Frame: x.frame("journal.title", "journal"), Title: x.say("entry.delete.title"),
		Sentences: []string{x.kindName(rec.Kind) + ", " + x.moment(rec.At) + ".", x.say("entry.delete.lead")},
		Action:    address + "/delete", Yes: x.say("entry.delete.yes"), No: x.say("entry.delete.no"), Back: address,
	}))
}

func (a *App) deleteDo(x *exchange) {
	rec, ok := x.stored()
	if !ok {
		a.notFound(x)
		return
	}
	_, draft := editAddress(rec.ID)
	if err := a.Vault.DeleteAndDropDraft(x.r.Context(), rec.ID, draft); err != nil {
		x.plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	a.index.forget(rec.ID)
	a.seen.forget(rec.ID)
	x.to("/journal?done=deleted")
}

// moment writes a time as people say it, in the person's own time zone.
func (x *exchange) moment(at int64) string { return x.local(at).Format("2 January 2006, 15:04") }

func (x *exchange) local(at int64) time.Time { return x.a.In(time.Unix(at, 0)) }

// row is one line of a list.
func (x *exchange) row(h vault.Head) ui.Row {
	return ui.Row{
		Address: "/journal/" + h.ID.String(), When: x.moment(h.At), Kind: x.kindName(h.Kind), Line: x.line(h),
	}
}

// line is what a list shows of an entry.
func (x *exchange) line(h vault.Head) string {
	body, err := x.a.Vault.Body(h.ID)
	if err != nil {
		return x.say("entry.unreadable")
	}
	switch h.Kind {
	case journal.KindEntry:
		if e, err := journal.DecodeEntry(body); err == nil {
			return e.FirstLine(80)
		}
	case journal.KindCheckIn:
		if c, err := journal.DecodeCheckIn(body); err == nil {
			return x.summary(c)
		}
	case journal.KindPractice:
		if p, err := journal.DecodePractice(body); err == nil {
			return x.practiceLine(p)
		}
	}
	return x.say("entry.unreadable")
}

// outOfTen writes a value of a scale.
func (x *exchange) outOfTen(n int) string { return x.say("of-ten", "n", strconv.Itoa(n)) }

// decimal writes a number as it was typed, without needless zeros.
func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
