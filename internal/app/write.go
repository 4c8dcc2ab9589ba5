package app

import (
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/writing"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// draftNew names the draft of a new entry; that of a prompt or a letter is named after its address, and the draft of an
// edit after its entry.
const draftNew = "journal/new"

// formAt is the form at an address: a prompt, a letter, and else free writing. No words are ever without a form.
func (x *exchange) formAt(address string) (ui.WritePage, journal.Entry) {
	d, e, ok := writing.At(x.Exchange, address)
	if !ok {
		d = ui.WritePage{Title: x.Say("write.title"), Action: address, Draft: draftNew}
	}
	return d, e
}

// write is an empty page, or the draft that was left on it.
func (a *App) write(x *exchange) {
	d, e := x.formAt(x.R.URL.Path)
	body, found := a.Vault.Draft(d.Draft)
	if "/"+d.Draft != x.R.URL.Path || e.Prompt != "" && e.Asked == "" && !found { // of a prompt that is gone, the words stay
		x.NotFound()
		return
	}
	if found {
		d.Form.Values, d.Found = screen.DraftValues(body), true
	}
	x.showWriting(http.StatusOK, journal.Entry{}, d)
}

// showWrite is the form of a draft, for words that are at hand.
func (x *exchange) showWrite(status int, address, draft string, found bool, form ui.Form) {
	d, _ := x.formAt(address)
	d.Draft, d.Found, d.Form = draft, found, form
	x.showWriting(status, journal.Entry{}, d)
}

// showWriting shows a form of writing, with the photos that an entry has.
func (x *exchange) showWriting(status int, e journal.Entry, d ui.WritePage) {
	d.Frame, d.ID = x.Frame("write.title", "heart"), record.NewID().String()
	if id, err := record.ParseID(x.R.PathValue("id")); err == nil {
		d.Photos = x.PhotosOf(id, e.Photos())
	}
	d.More = len(d.Photos) < journal.MaxPhotos
	x.Show(status, ui.Write(d))
}

func (a *App) writeKeep(x *exchange) {
	d, e := x.formAt(x.R.URL.Path)
	e.Text = screen.Lines(x.R.PostForm.Get("text"))
	if to := strings.TrimSpace(x.R.PostForm.Get("to")); d.To != "" && to != "" {
		e.To = to
	}
	draft := x.draftOr(d.Draft)
	id, kept := x.NewID(func(there []byte) bool { return x.sameEntry(there, e) })
	if !kept {
		if problem, status := x.keepEntry(id, a.Now().Unix(), e, draft); problem != nil {
			x.showWrite(status, x.R.URL.Path, draft, false, x.Form(*problem))
			return
		}
	}
	if e.Letter != "" || e.Prompt != "" {
		x.To("/journal/" + id.String() + "?done=" + x.DoneKept())
		return
	}
	x.To("/today?done=" + x.DoneKept())
}

// sameEntry says whether a body is what the form has: a photo is sealed anew each time, so only that there is one counts.
func (x *exchange) sameEntry(there []byte, form journal.Entry) bool {
	e, err := journal.DecodeEntry(there)
	photo, perr := x.PhotoSent()
	return err == nil && perr == nil && x.text(e) == form.Text && e.To == form.To && e.Letter == form.Letter && e.Prompt == form.Prompt &&
		(len(e.Photos()) > 0) == (photo != nil)
}

// draftOr is the draft that the form belongs to.
func (x *exchange) draftOr(name string) string {
	if sent := x.R.PostForm.Get("draft"); x.a.isDraft(sent) {
		return sent
	}
	return name
}

// written are the drafts that have a form of writing of their own.
func written(name string) bool { return name == draftNew || writing.IsDraft(name) }

// entryFacts are what stands beside the words of an entry.
func (x *exchange) entryFacts(e journal.Entry) []ui.Fact {
	var facts []ui.Fact
	if e.Asked != "" {
		facts = append(facts, ui.Fact{Name: x.Say("fact.prompt"), Value: e.Asked})
	}
	if e.Letter != "" {
		facts = append(facts, ui.Fact{Name: x.Say("fact.letter"), Value: x.letterTo(e)})
	}
	return facts
}

// letterTo says whom a letter is to. One of a newer kind says only that it is one.
func (x *exchange) letterTo(e journal.Entry) string {
	switch {
	case e.To != "":
		return x.Say("letter.to", "to", e.To)
	case slices.Contains(journal.Letters, e.Letter):
		return x.Say("letter.to." + e.Letter)
	}
	return x.Say("letter.to.any")
}
