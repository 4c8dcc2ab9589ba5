package app

import (
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// keepEntry seals an entry with its photos and drops its draft in one write. It gives a problem to show, or nil.
func (x *exchange) keepEntry(id record.ID, at int64, e journal.Entry, draft string) (*ui.Problem, int) {
	if strings.TrimSpace(e.Text) == "" && !x.hasPhoto(e) {
		return &ui.Problem{Field: "text", Sentence: x.Say("problem.text.empty")}, http.StatusUnprocessableEntity
	}
	body, err := x.entryBody(e)
	if err == nil {
		rec := record.Record{ID: id, Kind: journal.KindEntry, At: at, Body: body}
		err = x.a.Vault.PutVersion(x.R.Context(), rec, x.Seen(), draft)
	}
	if err != nil {
		var field *journal.FieldError
		if errors.As(err, &field) && field.Field == "to" {
			return &ui.Problem{Field: "to", Sentence: x.Say("problem.to.long")}, http.StatusUnprocessableEntity
		}
		if problem := x.PhotoProblem(err); problem != nil {
			return problem, http.StatusUnprocessableEntity
		}
		problem, status := x.Refused("text", err)
		return &problem, status
	}
	x.Forget(id)
	return nil, 0
}

// hasPhoto says whether a photo is left in the entry once the form is followed.
func (x *exchange) hasPhoto(e journal.Entry) bool {
	sent, err := x.PhotoSent()
	return len(e.Photos()) > len(x.R.PostForm["remove"]) || sent != nil || err != nil
}

// entryBody puts aside what does not fit into one record: photos, and the rest of a long text.
func (x *exchange) entryBody(e journal.Entry) ([]byte, error) {
	first, rest, err := e.Split()
	if err != nil {
		return nil, err
	}
	if rest != "" {
		more, err := x.a.Photos.AddText(x.R.Context(), rest)
		if err != nil {
			return nil, err
		}
		first = first.With(more)
	}
	if first, err = x.withPhotos(first); err != nil {
		return nil, err
	}
	return first.Encode()
}

// text is the whole text of an entry, or its beginning while the rest is not here.
func (x *exchange) text(e journal.Entry) string {
	text, err := x.wholeText(e)
	if err != nil {
		return e.Text
	}
	return text
}

// wholeText asks for the rest of a long text where it is not here.
func (x *exchange) wholeText(e journal.Entry) (string, error) {
	rest, long := e.Continued()
	if !long {
		return e.Text, nil
	}
	text, err := x.a.Photos.Text(x.R.Context(), e)
	if errors.Is(err, attachments.ErrNotHere) {
		x.a.Photos.Fetch(rest)
	}
	return text, err
}

// entry shows one thing that was kept. Its title never holds its words: titles stay in histories.
func (a *App) entry(x *exchange) {
	rec, ok := x.Stored()
	if !ok {
		x.NotFound()
		return
	}
	address := "/journal/" + rec.ID.String()
	d := ui.EntryPage{
		Frame: x.Frame("journal.title", "heart"), Notice: x.Notice(),
		Title: x.KindName(rec.Kind) + ", " + x.Moment(rec.At), Delete: address + "/delete", Share: x.ShareThis(rec.ID, rec.Kind),
	}
	x.Live(&d.Frame)
	shown := x.shown(rec)
	d.Facts, d.Text, d.Photos = shown.Facts, shown.Text, shown.Photos
	d.Edit, d.State = shown.edit, shown.state
	if shown.closed {
		d.Picture = address + "?show=yes"
	}
	d.Versions, d.Choose = x.versions(rec), address+"/choose"
	if len(d.Versions) > 0 {
		d.Edit = "" // first it is one thing again
	} else if h, ok := x.Head(rec.ID); ok && h.Waiting && d.State == "" && a.Keeping() == ui.KeptRelay {
		d.State = x.Say("waiting.mark")
	}
	x.Show(http.StatusOK, ui.Entry(d))
}

// shownRecord is a record as a page shows it.
type shownRecord struct {
	ui.Version
	state string // what is not shown of it
	edit  string // address of its form, "" where it cannot be changed

	closed bool // it has a picture that shows only when it is asked for
}

func (x *exchange) shown(rec record.Record) shownRecord {
	k, _ := x.KindOf(rec.Kind)
	facts, text, err := k.Facts(x.Exchange, rec.Body)
	if err != nil {
		return shownRecord{Version: ui.Version{Text: x.Say("entry.unreadable")}}
	}
	out := shownRecord{Version: ui.Version{Facts: facts, Text: text}}
	if k.Edit != nil {
		out.edit = k.Edit(rec.ID)
	}
	if k.Apart != nil {
		apart := k.Apart(x.Exchange, rec.Body)
		if closed := apart.Closed && len(apart.Photos) > 0 && x.R.URL.Query().Get("show") != "yes"; closed {
			out.closed, apart.Photos = true, nil
		}
		out.Photos, out.state = x.PhotosOf(rec.ID, apart.Photos), apart.State
		if apart.Fixed {
			out.edit = ""
		}
	}
	return out
}

// missing is what to say of what is not shown of an entry, and whether it can not be changed: words that are not here
// would be lost.
func (x *exchange) missing(e journal.Entry) (state string, fixed bool) {
	_, err := x.wholeText(e)
	switch {
	case errors.Is(err, attachments.ErrDamaged):
		return x.Say("text.damaged"), true
	case err != nil:
		return x.Say("text.nothere"), true
	case e.Newer() > 0:
		return x.Say("entry.newer.part"), false
	}
	return "", false
}

// ownForm is a form of the app's own under the address of an entry.
type ownForm struct {
	ask  func(x *exchange, rec record.Record, draft ui.Form, found bool)
	keep func(x *exchange, rec record.Record) (done bool)
}

func (a *App) ownForms() map[uint8]ownForm {
	return map[uint8]ownForm{
		journal.KindEntry:   {(*exchange).editEntry, (*exchange).changeEntry},
		journal.KindCheckIn: {(*exchange).editCheckIn, (*exchange).changeCheckIn},
	}
}

// edit opens what was kept, or the draft of an edit that was begun. A place has its forms at addresses of its own.
func (a *App) edit(x *exchange) {
	rec, ok := x.Stored()
	if !ok {
		x.editLost()
		return
	}
	address, draft := editAddress(rec.ID)
	if k, _ := x.KindOf(rec.Kind); k.Edit != nil && k.Edit(rec.ID) != address {
		x.To(k.Edit(rec.ID))
		return
	}
	form, ok := a.ownForms()[rec.Kind]
	if !ok {
		x.NotFound()
		return
	}
	body, found := a.Vault.Draft(draft)
	form.ask(x, rec, ui.Form{Values: screen.DraftValues(body)}, found)
}

func (x *exchange) editEntry(rec record.Record, form ui.Form, found bool) {
	e, err := journal.DecodeEntry(rec.Body)
	if err != nil {
		x.Plain(http.StatusOK, "wrong.title", "entry.unreadable")
		return
	}
	text, err := x.wholeText(e)
	if err != nil {
		x.To("/journal/" + rec.ID.String())
		return
	}
	if !found {
		form.Values = map[string][]string{"text": {text}, "to": {e.To}}
	}
	x.showEdit(http.StatusOK, rec, e, found, form)
}

func (x *exchange) editCheckIn(rec record.Record, form ui.Form, found bool) {
	c, err := journal.DecodeCheckIn(rec.Body)
	if err != nil {
		x.Plain(http.StatusOK, "wrong.title", "entry.unreadable")
		return
	}
	if !found {
		form.Values = checkInValues(c)
	}
	address, draft := editAddress(rec.ID)
	x.showCheckIn(http.StatusOK, address, draft, form)
}

// showEdit is the form of an entry that is there, with its photos.
func (x *exchange) showEdit(status int, rec record.Record, e journal.Entry, found bool, form ui.Form) {
	address, draft := editAddress(rec.ID)
	for _, a := range e.Photos() {
		if alt := "alt-" + a.Blob.String(); !form.Values.Has(alt) {
			form.Values.Set(alt, a.Alt)
		}
	}
	d := ui.WritePage{Title: x.Say("write.edit"), Action: address, Draft: draft, Found: found, Form: form, Over: x.Over(form), Asked: e.Asked}
	if e.Letter != "" {
		d.To = x.Say("letter.to.label")
	}
	x.showWriting(status, e, d)
}

// editLost shows the draft of an edit whose entry cannot be opened, as something new: its words are all
// that is left.
func (x *exchange) editLost() {
	draft := "journal/" + x.R.PathValue("id")
	body, found := x.a.Vault.Draft(draft)
	if !found {
		x.NotFound()
		return
	}
	form := ui.Form{Values: screen.DraftValues(body)}
	switch {
	case form.Values.Has("heaviness"), form.Values.Has("sleep"):
		x.showCheckIn(http.StatusOK, "/checkin", draft, form)
		return
	case form.Values.Has(journal.SafetyAfraid) && x.planAgain(draft, form.Values):
		return
	case !form.Values.Has("text"): // of a form of a place, which knows more of it than we do
		form.Values = url.Values{"text": {draftWords(form.Values)}}
	case form.Value("to") != "": // of a letter, which has one field more than this form
		form.Values.Set("text", form.Value("to")+"\n\n"+form.Value("text"))
	}
	x.showWrite(http.StatusOK, "/journal/new", draft, true, form)
}

// planAgain makes what was begun of a plan that is gone the beginning of a new one. As an entry it could be found, and read in
// a list, with what she does when somebody at home frightens her.
func (x *exchange) planAgain(draft string, values url.Values) bool {
	const again = "safety/plan/new"
	if _, there := x.a.Vault.Draft(again); !there { // else that one comes first, and this one waits
		values.Del("over")
		if x.a.Vault.SetDraft(x.R.Context(), again, screen.DraftBody(values)) != nil {
			return false
		}
		_ = x.a.Vault.DropDraft(x.R.Context(), draft) // one that stays is offered again: nothing is lost
	}
	x.To("/" + again)
	return true
}

// draftWords are all words of a draft, a line for each field.
func draftWords(values url.Values) string {
	var words []string
	for _, field := range slices.Sorted(maps.Keys(values)) {
		if line := strings.Join(values[field], ", "); field != "over" && line != "" {
			words = append(words, line)
		}
	}
	return strings.Join(words, "\n")
}

func editAddress(id record.ID) (address, draft string) {
	return "/journal/" + id.String() + "/edit", "journal/" + id.String()
}

func (a *App) editKeep(x *exchange) {
	rec, ok := x.Stored()
	form, own := a.ownForms()[rec.Kind]
	switch {
	case !ok || !own:
		x.NotFound()
	case form.keep(x, rec):
		x.To("/journal/" + rec.ID.String() + "?done=" + x.DoneKept())
	}
}

func (x *exchange) changeEntry(rec record.Record) bool {
	e, err := journal.DecodeEntry(rec.Body)
	if err != nil {
		x.Plain(http.StatusConflict, "wrong.title", "entry.unreadable")
		return false
	}
	_, draft := editAddress(rec.ID)
	e.Text = screen.Lines(x.R.PostForm.Get("text"))
	if e.Letter != "" && x.R.PostForm.Has("to") {
		e.To = strings.TrimSpace(x.R.PostForm.Get("to"))
	}
	if problem, status := x.keepEntry(rec.ID, rec.At, e, draft); problem != nil {
		x.showEdit(status, rec, e, false, x.Form(*problem))
		return false
	}
	return true
}

func (x *exchange) changeCheckIn(rec record.Record) bool {
	before, err := journal.DecodeCheckIn(rec.Body)
	if err != nil {
		x.Plain(http.StatusConflict, "wrong.title", "entry.unreadable")
		return false
	}
	address, draft := editAddress(rec.ID)
	if problems, status := x.keepCheckIn(rec.ID, rec.At, before, draft); problems != nil {
		x.showCheckIn(status, address, draft, x.Form(problems...))
		return false
	}
	return true
}

func (a *App) deleteAsk(x *exchange) {
	rec, ok := x.Stored()
	if !ok {
		x.NotFound()
		return
	}
	address, lead := "/journal/"+rec.ID.String(), x.Say("entry.delete.lead")
	if a.Keeping() == ui.KeptRelay {
		lead = x.Say("entry.delete.relay")
	}
	sentences := []string{x.KindName(rec.Kind) + ", " + x.Moment(rec.At) + ".", lead}
	if copies := x.Copies(rec.ID); copies != nil && x.AllHere() {
		for _, c := range copies {
			sentences = append(sentences, x.Say("share.delete", "name", c.Other))
		}
	}
	x.Show(http.StatusOK, ui.Confirm(ui.ConfirmPage{
		Frame: x.Frame("journal.title", "heart"), Title: x.Say("entry.delete.title"), Sentences: sentences,
		Action: address + "/delete", Yes: x.Say("entry.delete.yes"), No: x.Say("entry.delete.no"), Back: address,
	}))
}

func (a *App) deleteDo(x *exchange) {
	rec, ok := x.Stored()
	if !ok {
		x.NotFound()
		return
	}
	_, draft := editAddress(rec.ID)
	if err := a.Vault.DeleteAndDropDraft(x.R.Context(), rec.ID, draft); err != nil {
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notdeleted")
		return
	}
	a.Forget(rec.ID)
	x.To("/journal?done=deleted")
}
