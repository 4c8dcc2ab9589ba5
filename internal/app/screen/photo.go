package screen

import (
	"errors"
	"io"

	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/photo"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
	"snowdrop/internal/vault"
)

// PhotoSent is the photo that came with the form, or nothing.
func (x *Exchange) PhotoSent() ([]byte, error) {
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

// PhotoProblem says what is wrong with a photo, or nothing where it is something else.
func (x *Exchange) PhotoProblem(err error) *ui.Problem {
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

// PhotosOf are the photos of an entry, each with where it is. A photo that is not here is asked for, unless the person
// stopped that a moment ago.
func (x *Exchange) PhotosOf(id record.ID, photos []journal.Attachment) []ui.Photo {
	var out []ui.Photo
	for _, a := range photos {
		p := ui.Photo{ID: a.Blob.String(), Alt: a.Alt}
		if p.Alt == "" {
			p.Alt = x.Say("photo.alt.none")
		}
		s := x.Photos.Status(a)
		if !s.Here && !s.Fetching && s.Err == nil && x.R.URL.Query().Get("fetch") != "no" {
			x.Photos.Fetch(a)
			s = x.Photos.Status(a)
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
func (x *Exchange) photoState(p *ui.Photo, s attachments.Status) {
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
		p.State = x.Say(key, "n", Decimal(float64(p.Done)))
	case !s.Here:
		p.State = x.Say("photo.nothere")
	case x.Keeping() == ui.KeptRelay && !s.There:
		p.State = x.Say("photo.waiting")
	}
}
