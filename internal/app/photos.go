package app

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// photoSent is the photo that came with the form, or nothing.
func (x *exchange) photoSent() ([]byte, error) {
	if x.R.MultipartForm == nil || len(x.R.MultipartForm.File["photo"]) == 0 {
		return nil, nil
	}
	f, err := x.R.MultipartForm.File["photo"][0].Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// withPhotos gives the entry with what the form says of its photos: descriptions, the ones taken out, one more. The one
// more is sealed last, because until its entry is kept it is nothing.
func (x *exchange) withPhotos(e journal.Entry) (journal.Entry, error) {
	sent := x.R.PostForm
	gone := sent["remove"]
	e = e.Without(func(a journal.Attachment) bool {
		for _, id := range gone {
			if a.Kind == journal.AttachmentPhoto && a.Blob.String() == id {
				return true
			}
		}
		return false
	})
	for i, a := range e.Attachments {
		if alt := "alt-" + a.Blob.String(); a.Known() && sent.Has(alt) {
			e.Attachments[i].Alt = strings.TrimSpace(sent.Get(alt))
		}
	}
	picture, err := x.photoSent()
	if err != nil || picture == nil {
		return e, err
	}
	if len(e.Photos()) >= journal.MaxPhotos {
		return e, &journal.FieldError{Field: "photo", Problem: "many"}
	}
	a, err := x.a.Photos.AddPhoto(x.R.Context(), picture, strings.TrimSpace(sent.Get("photo-alt")))
	if err != nil {
		return e, err
	}
	return e.With(a), nil
}

// photoProblem says what is wrong with a photo, or nothing where it is something else.
func (x *exchange) photoProblem(err error) *ui.Problem {
	var field *journal.FieldError
	key := ""
	switch {
	case errors.Is(err, photo.ErrUnknown), errors.Is(err, photo.ErrBroken):
		key = "problem.photo.unknown"
	case errors.Is(err, photo.ErrTooLarge), errors.Is(err, photo.ErrTooManyPixels):
		key = "problem.photo.large"
	case errors.As(err, &field) && field.Field == "photo" && field.Problem == "many":
		key = "problem.photo.many"
	case errors.As(err, &field) && field.Field == "photo" && field.Problem == "long":
		key = "problem.alt.long"
	default:
		return nil
	}
	return &ui.Problem{Field: "photo", Sentence: x.Say(key)}
}

// photosOf are the photos of an entry, each with where it is. A photo that is not here is asked for, unless the person
// stopped that a moment ago.
func (x *exchange) photosOf(id record.ID, photos []journal.Attachment) []ui.Photo {
	var out []ui.Photo
	for _, a := range photos {
		p := ui.Photo{ID: a.Blob.String(), Alt: a.Alt}
		if p.Alt == "" {
			p.Alt = x.Say("photo.alt.none")
		}
		s := x.a.Photos.Status(a)
		if !s.Here && !s.Fetching && s.Err == nil && x.R.URL.Query().Get("fetch") != "no" {
			x.a.Photos.Fetch(a)
			s = x.a.Photos.Status(a)
		}
		if s.Here {
			p.Source = "/photo/" + id.String() + "/" + p.ID
		}
		x.photoState(&p, s)
		if p.Of > 0 {
			p.Stop = "/journal/" + id.String() + "/stop?photo=" + p.ID
		}
		out = append(out, p)
	}
	return out
}

// photoState says where a photo is, as far as that is worth a word.
func (x *exchange) photoState(p *ui.Photo, s attachments.Status) {
	moving := s.Sending || s.Fetching
	switch {
	case errors.Is(s.Err, attachments.ErrDamaged):
		p.State = x.Say("photo.damaged")
	case errors.Is(s.Err, attachments.ErrRelayFull):
		p.State = x.Say("photo.relayfull")
	case errors.Is(s.Err, vault.ErrDiskFull):
		p.State = x.Say("photo.devicefull")
	case !s.Here && errors.Is(s.Err, attachments.ErrNotThere):
		p.State = x.Say("photo.notthere")
	case moving && s.Of > 0 && s.Err == nil:
		key := "photo.fetching"
		if p.StopLabel = x.Say("photo.stop.fetch"); s.Sending {
			key, p.StopLabel = "photo.sending", x.Say("photo.stop.send")
		}
		p.Done, p.Of = int(100*s.Done/s.Of), 100
		p.State = x.Say(key, "n", screen.Decimal(float64(p.Done)))
	case !s.Here:
		p.State = x.Say("photo.nothere")
	case x.a.Keeping() == ui.KeptRelay && !s.There:
		p.State = x.Say("photo.waiting")
	}
}

// attachment finds what an address names: an attachment of an entry, in any of its versions.
func (x *exchange) attachment(blob string) (record.Record, journal.Entry, journal.Attachment, bool) {
	rec, ok := x.Stored()
	if !ok || rec.Kind != journal.KindEntry {
		return rec, journal.Entry{}, journal.Attachment{}, false
	}
	for _, body := range x.bodies(rec) {
		e, err := journal.DecodeEntry(body)
		if err != nil {
			continue
		}
		for _, a := range e.Photos() {
			if a.Blob.String() == blob {
				return rec, e, a, true
			}
		}
	}
	return rec, journal.Entry{}, journal.Attachment{}, false
}

// photo answers with a photo, once all of it is verified.
func (a *App) photo(x *exchange) {
	_, _, at, ok := x.attachment(x.R.PathValue("blob"))
	if !ok {
		x.NotFound()
		return
	}
	var picture bytes.Buffer
	if err := a.Photos.Open(x.R.Context(), &picture, at); err != nil {
		x.NotFound()
		return
	}
	x.Headers()
	x.W.Header().Set("Content-Type", photoType(at))
	_, _ = x.W.Write(picture.Bytes())
}

// photoType is what a browser may take a photo for: whatever else an entry says is not shown.
func photoType(at journal.Attachment) string {
	switch photo.Kind(at.Type) {
	case photo.JPEG, photo.PNG, photo.WebP:
		return at.Type
	}
	return "application/octet-stream"
}

// photoStop stops a photo on its way. One that was being sent is taken out of its entry: then nothing of it stays at
// the relay either.
func (a *App) photoStop(x *exchange) {
	rec, e, at, ok := x.attachment(x.R.URL.Query().Get("photo"))
	if !ok {
		x.NotFound()
		return
	}
	s := a.Photos.Status(at) // and not as the page said that was shown: it may have arrived meanwhile, and stays then
	address, sending := "/journal/"+rec.ID.String(), s.Here && !s.There
	var err error
	if sending {
		e = e.Without(func(other journal.Attachment) bool { return other.Blob == at.Blob })
		if rec.Body, err = e.Encode(); err == nil {
			err = a.Vault.Put(x.R.Context(), rec)
		} else if strings.TrimSpace(e.Text) == "" { // it was all there was
			address = "/journal"
			err = a.Vault.Delete(x.R.Context(), rec.ID)
		}
	}
	if err == nil {
		err = a.Photos.Cancel(x.R.Context(), at)
	}
	switch {
	case err != nil:
		x.Plain(http.StatusInternalServerError, "wrong.title", "problem.notset")
	case sending:
		x.To(address + "?done=stopped")
	default:
		x.To(address + "?fetch=no")
	}
}
