package app

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"snowdrop/internal/attachments"
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
	x.showWriting(status, journal.Entry{}, ui.WritePage{Title: x.say(title), Action: action, Draft: draft, Found: found, Form: form})
}

// showWriting is showWrite with the photos that an entry has.
func (x *exchange) showWriting(status int, e journal.Entry, d ui.WritePage) {
	d.Frame, d.ID = x.frame("write.title", "journal"), record.NewID().String()
	if id, err := record.ParseID(x.r.PathValue("id")); err == nil {
		d.Photos = x.photosOf(id, e)
	}
	d.More = len(d.Photos) < journal.MaxPhotos
	x.show(status, ui.Write(d))
}

func (a *App) writeKeep(x *exchange) {
	e, draft := journal.Entry{Text: lines(x.r.PostForm.Get("text"))}, x.draftOr(draftNew)
	if id, kept := x.newID(func(there []byte) bool { return x.sameEntry(there, e.Text) }); !kept {
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
func (x *exchange) newID(same func(there []byte) bool) (id record.ID, kept bool) {
	id, err := record.ParseID(x.r.PostForm.Get("id"))
	if err != nil {
		return record.NewID(), false
	}
	there, err := x.a.Vault.Body(id)
	if err != nil {
		return id, false
	}
	if same(there) {
		return id, true
	}
	return record.NewID(), false
}

// sameEntry says whether a body is what the form has: a photo is sealed anew each time, so only that there is one counts.
func (x *exchange) sameEntry(there []byte, text string) bool {
	e, err := journal.DecodeEntry(there)
	photo, perr := x.photoSent()
	return err == nil && perr == nil && x.text(e) == text && (len(e.Photos()) > 0) == (photo != nil)
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

// keepEntry seals an entry with its photos and drops its draft in one write. It gives a problem to show, or nil.
func (x *exchange) keepEntry(id record.ID, at int64, e journal.Entry, draft string) (*ui.Problem, int) {
	if strings.TrimSpace(e.Text) == "" && !x.hasPhoto(e) {
		return &ui.Problem{Field: "text", Sentence: x.say("problem.text.empty")}, http.StatusUnprocessableEntity
	}
	body, err := x.entryBody(e)
	if err == nil {
		rec := record.Record{ID: id, Kind: journal.KindEntry, At: at, Body: body}
		err = x.a.Vault.PutVersion(x.r.Context(), rec, x.seen(), draft)
	}
	if err != nil {
		if problem := x.photoProblem(err); problem != nil {
			return problem, http.StatusUnprocessableEntity
		}
		problem, status := x.refused("text", err)
		return &problem, status
	}
	x.a.index.forget(id)
	return nil, 0
}

// hasPhoto says whether a photo is left in the entry once the form is followed.
func (x *exchange) hasPhoto(e journal.Entry) bool {
	sent, err := x.photoSent()
	return len(e.Photos()) > len(x.r.PostForm["remove"]) || sent != nil || err != nil
}

// entryBody puts aside what does not fit into one record: photos, and the rest of a long text.
func (x *exchange) entryBody(e journal.Entry) ([]byte, error) {
	first, rest, err := e.Split()
	if err != nil {
		return nil, err
	}
	if rest != "" {
		more, err := x.a.Photos.AddText(x.r.Context(), rest)
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

// seen names the versions that the person had in view, where the form says so. nil: the one that is shown.
func (x *exchange) seen() []record.ID {
	var over []record.ID
	for _, text := range x.r.PostForm["over"] {
		if id, err := record.ParseID(text); err == nil {
			over = append(over, id)
		}
	}
	return over
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
	text, err := x.a.Photos.Text(x.r.Context(), e)
	if errors.Is(err, attachments.ErrNotHere) {
		x.a.Photos.Fetch(rest)
	}
	return text, err
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
	x.live(&d.Frame)
	shown := x.shown(rec)
	d.Facts, d.Text, d.Photos = shown.Facts, shown.Text, shown.Photos
	if !shown.edit {
		d.Edit = ""
	}
	d.State = shown.state
	d.Versions, d.Choose = x.versions(rec), address+"/choose"
	if len(d.Versions) > 0 {
		d.Edit = "" // first it is one thing again
	} else if h, ok := x.head(rec.ID); ok && h.Waiting && d.State == "" && a.kept() == ui.KeptRelay {
		d.State = x.say("waiting.mark")
	}
	x.show(http.StatusOK, ui.Entry(d))
}

// shownRecord is a record as a page shows it.
type shownRecord struct {
	ui.Version
	state string // what is not shown of it
	edit  bool
}

func (x *exchange) shown(rec record.Record) shownRecord {
	out := shownRecord{edit: true}
	var err error
	switch rec.Kind {
	case journal.KindEntry:
		var e journal.Entry
		if e, err = journal.DecodeEntry(rec.Body); err == nil {
			out.Text, out.state, out.edit = x.shownText(e)
			out.Photos = x.photosOf(rec.ID, e)
		}
	case journal.KindCheckIn:
		var c journal.CheckIn
		c, err = journal.DecodeCheckIn(rec.Body)
		out.Facts, out.Text = x.facts(c), c.Note
	case journal.KindPractice:
		var p journal.Practice
		p, err = journal.DecodePractice(rec.Body)
		out.Facts, out.edit = x.practiceFacts(p), false
	default:
		out.Text, out.edit = x.say("entry.newer"), false
	}
	if err != nil {
		return shownRecord{Version: ui.Version{Text: x.say("entry.unreadable")}}
	}
	return out
}

// shownText is the text of an entry, what to say of what is missing, and whether it can be changed: words that are not
// here would be lost.
func (x *exchange) shownText(e journal.Entry) (text, state string, edit bool) {
	text, err := x.wholeText(e)
	switch {
	case errors.Is(err, attachments.ErrDamaged):
		return e.Text, x.say("text.damaged"), false
	case err != nil:
		return e.Text, x.say("text.nothere"), false
	case e.Newer() > 0:
		state = x.say("entry.newer.part")
	}
	return text, state, true
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
		text, err := x.wholeText(e)
		if err != nil {
			x.to("/journal/" + rec.ID.String())
			return
		}
		form := ui.Form{Values: map[string][]string{"text": {text}}}
		if found {
			form.Values = draftValues(body)
		}
		x.showEdit(http.StatusOK, rec, e, found, form)
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

// showEdit is the form of an entry that is there, with its photos.
func (x *exchange) showEdit(status int, rec record.Record, e journal.Entry, found bool, form ui.Form) {
	address, draft := editAddress(rec.ID)
	for _, a := range e.Photos() {
		if alt := "alt-" + a.Blob.String(); !form.Values.Has(alt) {
			form.Values.Set(alt, a.Alt)
		}
	}
	d := ui.WritePage{Title: x.say("write.edit"), Action: address, Draft: draft, Found: found, Form: form, Over: x.over(form)}
	x.showWriting(status, e, d)
}

// over names the version that an edit replaces: the one that was shown when the form was opened first.
func (x *exchange) over(form ui.Form) string {
	if over := form.Value("over"); over != "" {
		return over
	}
	id, err := record.ParseID(x.r.PathValue("id"))
	if err != nil {
		return ""
	}
	if h, ok := x.head(id); ok && h.Version != (record.ID{}) {
		return h.Version.String()
	}
	return ""
}

// head is what the vault's list says of a record.
func (x *exchange) head(id record.ID) (vault.Head, bool) {
	for _, h := range x.a.Vault.List() {
		if h.ID == id {
			return h, true
		}
	}
	return vault.Head{}, false
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
			x.showEdit(status, rec, e, false, x.form(*problem))
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
	address, lead := "/journal/"+rec.ID.String(), x.say("entry.delete.lead")
	if a.kept() == ui.KeptRelay {
		lead = x.say("entry.delete.relay")
	}
	x.show(http.StatusOK, ui.Confirm(ui.ConfirmPage{
		Frame: x.frame("journal.title", "journal"), Title: x.say("entry.delete.title"),
		Sentences: []string{x.kindName(rec.Kind) + ", " + x.moment(rec.At) + ".", lead},
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
	r := ui.Row{Address: "/journal/" + h.ID.String(), When: x.moment(h.At), Kind: x.kindName(h.Kind), Line: x.line(h)}
	if h.Versions > 1 {
		r.Mark = x.say("versions.mark")
	}
	return r
}

// line is what a list shows of an entry.
func (x *exchange) line(h vault.Head) string {
	body, err := x.a.Vault.Body(h.ID)
	if err != nil {
		return x.say("entry.unreadable")
	}
	return x.lineOf(h.Kind, body)
}

func (x *exchange) lineOf(kind uint8, body []byte) string {
	switch kind {
	case journal.KindEntry:
		if e, err := journal.DecodeEntry(body); err == nil {
			if strings.TrimSpace(e.Text) == "" {
				return x.say("photo.line")
			}
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
