package app

import (
	"bytes"
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
)

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
	picture, err := x.PhotoSent()
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

// attachment finds what an address names: a photo of an entry, in any of its versions, with the body that names it.
func (x *exchange) attachment(blob string) (rec record.Record, body []byte, at journal.Attachment, ok bool) {
	rec, ok = x.Stored()
	k, _ := x.KindOf(rec.Kind)
	if !ok || k.Apart == nil {
		return rec, nil, at, false
	}
	for _, body := range x.bodies(rec) {
		for _, a := range k.Apart(x.Exchange, body).Photos {
			if a.Blob.String() == blob {
				return rec, body, a, true
			}
		}
	}
	return rec, nil, at, false
}

// withoutPhoto is a body without one of its photos. left is false where that was all there was.
func withoutPhoto(kind uint8, body []byte, gone record.ID) (out []byte, left bool, err error) {
	named := func(a journal.Attachment) bool { return a.Blob == gone }
	if kind == journal.KindBox {
		b, err := journal.DecodeBox(body)
		if err != nil {
			return nil, true, err
		}
		b.Attachments = slices.DeleteFunc(b.Attachments, named)
		out, err = b.Encode()
		return out, len(b.Attachments) > 0, err
	}
	if kind == journal.KindKeepsake {
		k, err := journal.DecodeKeepsake(body)
		if err != nil {
			return nil, true, err
		}
		k = k.WithoutPicture(named)
		out, err = k.Encode()
		return out, err == nil || strings.TrimSpace(k.Text) != "", err
	}
	e, err := journal.DecodeEntry(body)
	if err != nil {
		return nil, true, err
	}
	e = e.Without(named)
	out, err = e.Encode()
	return out, err == nil || strings.TrimSpace(e.Text) != "", err
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
	rec, body, at, ok := x.attachment(x.R.URL.Query().Get("photo"))
	if !ok {
		x.NotFound()
		return
	}
	s := a.Photos.Status(at) // and not as the page said that was shown: it may have arrived meanwhile, and stays then
	address, sending := "/journal/"+rec.ID.String(), s.Here && !s.There
	var err error
	if sending {
		var left bool
		if rec.Body, left, err = withoutPhoto(rec.Kind, body, at.Blob); !left {
			address = "/journal"
			err = a.Vault.Delete(x.R.Context(), rec.ID)
		} else if err == nil {
			err = a.Vault.Put(x.R.Context(), rec)
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
