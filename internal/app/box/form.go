package box

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/ui"
)

// fields are those of each sort, by their names.
var fields = map[string][]string{
	journal.BoxPerson: {"name", "phone", "why"}, journal.BoxWords: {"text", "why"}, journal.BoxPicture: {"why"}, journal.BoxSong: {"title", "by", "where", "why"},
}

// part is the part of a thing that a field holds.
func part(b *journal.Box, field string) *string {
	switch field {
	case "name":
		return &b.Name
	case "phone":
		return &b.Phone
	case "title":
		return &b.Title
	case "by":
		return &b.By
	case "where":
		return &b.Where
	case "text":
		return &b.Text
	}
	return &b.Why
}

func field(x *screen.Exchange, what, name string) ui.BoxField {
	f := ui.BoxField{Name: name, Kind: "text", Area: name == "text", Hint: x.Say("box.optional")}
	switch {
	case name == "phone":
		f.Kind, f.Mode, f.Label, f.Hint = "tel", "tel", x.Say("box.phone"), x.Say("box.phone.hint")
	case name == "why" && what == journal.BoxPerson:
		f.Label, f.Hint = x.Say("box.why.person"), x.Say("box.why.person.hint")
	case name == "why":
		f.Label, f.Hint = x.Say("box.why"), x.Say("box.why.hint")
	case name == "text":
		f.Label, f.Hint = x.Say("box.text"), x.Say("box.text.hint")
	case name == "name":
		f.Label, f.Hint = x.Say("box.name"), ""
	case name == "title":
		f.Label, f.Hint = x.Say("box.song.title"), ""
	case name == "by":
		f.Label = x.Say("box.song.by")
	case name == "where":
		f.Label, f.Hint = x.Say("box.song.where"), x.Say("box.song.where.hint")
	}
	return f
}

func begin(x *screen.Exchange, what string) {
	form, found := x.Draft()
	showForm(x, http.StatusOK, journal.Box{What: what}, found, form)
}

func edit(x *screen.Exchange) {
	b, rec, ok := stored(x)
	if !ok {
		x.NotFound()
		return
	}
	if fields[b.What] == nil { // a newer Snowdrop put it in
		x.To("/journal/" + rec.ID.String())
		return
	}
	form, found := x.Draft()
	if !found {
		form.Values = url.Values{}
		for _, name := range fields[b.What] {
			form.Values.Set(name, *part(&b, name))
		}
	}
	showForm(x, http.StatusOK, b, found, form)
}

func showForm(x *screen.Exchange, status int, b journal.Box, found bool, form ui.Form) {
	d := ui.BoxFormPage{
		Frame: x.Frame("box.title", "heart"), Form: form, Found: found, Action: x.R.URL.Path, Draft: x.DraftName(), ID: form.Value("id"), Over: x.Over(form),
	}
	if d.ID == "" {
		d.ID = record.NewID().String()
	}
	for _, name := range fields[b.What] {
		d.Fields = append(d.Fields, field(x, b.What, name))
	}
	id, there := x.PathID()
	if there {
		d.Title, d.Delete = x.Say("box.change"), "/journal/"+id.String()+"/delete"
	} else {
		d.Title = x.Say("box.new." + b.What)
	}
	if b.What == journal.BoxPicture {
		d.PhotoName = x.Say("box.photo")
		if a, ok := b.Picture(); ok && there {
			d.PhotoName, d.Photo = x.Say("box.photo.other"), &x.PhotosOf(id, []journal.Attachment{a})[0]
			d.Photo.Stop = ""
		}
	}
	x.Show(status, ui.BoxForm(d))
}

// keep puts a new thing in.
func keep(x *screen.Exchange, what string) {
	b := journal.Box{What: what}
	if len(x.Heads(journal.KindBox)) >= most {
		showForm(x, http.StatusUnprocessableEntity, b, false, x.Form(ui.Problem{Field: fields[what][0], Sentence: x.Say("problem.box.many")}))
		return
	}
	if sent(x, what) { // its answer was lost: the photo is sealed already
		x.To("/heart/box?done=" + x.DoneKept())
		return
	}
	body, ok := read(x, &b)
	if !ok {
		return
	}
	if _, err := x.Keep(journal.KindBox, x.Now(), body); err != nil {
		refused(x, b, err)
		return
	}
	x.To("/heart/box?done=" + x.DoneKept())
}

// sent says whether the same form was sent before with a picture. Its photo would be another one each time it is sealed.
func sent(x *screen.Exchange, what string) bool {
	_, kept := x.NewID(func(there []byte) bool {
		b, err := journal.DecodeBox(there)
		return err == nil && what == journal.BoxPicture && b.What == what && b.Why == strings.TrimSpace(x.Value("why"))
	})
	return kept
}

func change(x *screen.Exchange) {
	b, rec, ok := stored(x)
	if !ok || fields[b.What] == nil {
		x.NotFound()
		return
	}
	body, ok := read(x, &b)
	if !ok {
		return
	}
	if !bytes.Equal(body, rec.Body) {
		if err := x.Change(rec.ID, journal.KindBox, x.Local(rec.At), body); err != nil {
			refused(x, b, err)
			return
		}
	} else if err := x.Vault.DropDraft(x.R.Context(), screen.EditDraft(rec.ID)); err != nil {
		refused(x, b, err)
		return
	}
	x.To("/heart/box?done=" + x.DoneKept())
}

// read fills b from the form and gives its body. Where something is not right, it shows the form again with all that was typed.
// What a newer version had put there stays.
func read(x *screen.Exchange, b *journal.Box) (body []byte, ok bool) {
	for _, name := range fields[b.What] {
		*part(b, name) = strings.TrimSpace(x.Value(name))
	}
	if b.What == journal.BoxPicture {
		if err := readPhoto(x, b); err != nil {
			refused(x, *b, err)
			return nil, false
		}
	}
	body, err := b.Encode()
	if err != nil {
		refused(x, *b, err)
		return nil, false
	}
	return body, true
}

// readPhoto takes the picture that came with the form, in place of the one that is there. The line about it is also what is read
// out to somebody who cannot see it.
func readPhoto(x *screen.Exchange, b *journal.Box) error {
	picture, err := x.PhotoSent()
	if err != nil {
		return err
	}
	if picture != nil {
		if len([]rune(b.Why)) > journal.MaxBoxLine {
			return &journal.FieldError{Field: "why", Problem: "long"}
		}
		a, err := x.Photos.AddPhoto(x.R.Context(), picture, b.Why)
		if err != nil {
			return err
		}
		b.Attachments = append([]journal.Attachment{a}, withoutPicture(b.Attachments)...)
	}
	for i, a := range b.Attachments {
		if a.Kind == journal.AttachmentPhoto && a.Known() {
			b.Attachments[i].Alt = b.Why
		}
	}
	return nil
}

func withoutPicture(all []journal.Attachment) []journal.Attachment {
	var out []journal.Attachment
	for _, a := range all {
		if a.Kind != journal.AttachmentPhoto {
			out = append(out, a)
		}
	}
	return out
}

// refused shows the form again, with the sentence that says what to do.
func refused(x *screen.Exchange, b journal.Box, err error) {
	status := http.StatusUnprocessableEntity
	problem := ui.Problem{Field: fields[b.What][0]}
	var wrong *journal.FieldError
	switch photo := x.PhotoProblem(err); {
	case photo != nil:
		problem = *photo
	case !errors.As(err, &wrong):
		problem, status = x.Refused(problem.Field, err)
	case wrong.Problem == "long":
		problem = ui.Problem{Field: wrong.Field, Sentence: x.Say("problem.box.long")}
	default:
		problem = ui.Problem{Field: wrong.Field, Sentence: x.Say("problem.box." + wrong.Field)}
	}
	showForm(x, status, b, false, x.Form(problem))
}
