package journal

import (
	"slices"
	"strings"
)

// Entry is a piece of free writing, with photos. A long one has its beginning in Text, and the rest in
// an attachment: see Split.
type Entry struct {
	V           int          `json:"v"`
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`

	rest unknown
}

// versionAttached is the version of an entry that has attachments: an older program does not show
// everything of it, and says so.
const versionAttached = 2

// Validate reports a *FieldError when there is nothing to keep, or more than can be kept.
func (e Entry) Validate() error {
	if strings.TrimSpace(e.Text) == "" && len(e.Attachments) == 0 {
		return &FieldError{"text", "empty"}
	}
	photos, texts := 0, 0
	for _, a := range e.Attachments {
		switch a.Kind {
		case AttachmentPhoto:
			photos++
		case AttachmentText:
			texts++
		}
		if err := a.Validate(); err != nil {
			return err
		}
	}
	if photos > MaxPhotos || texts > 1 {
		return &FieldError{"photo", "many"}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (e Entry) Encode() ([]byte, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	e.V = max(e.V, Version)
	if len(e.Attachments) > 0 {
		e.V = max(e.V, versionAttached)
	}
	return encode(e, e.rest)
}

// DecodeEntry reads a body written by Encode, by this or a newer version.
func DecodeEntry(body []byte) (Entry, error) {
	var e Entry
	var err error
	e.rest, err = decode(body, &e)
	return e, err
}

// Photos gives the photos of an entry, in their order.
func (e Entry) Photos() []Attachment {
	var photos []Attachment
	for _, a := range e.Attachments {
		if a.Kind == AttachmentPhoto {
			photos = append(photos, a)
		}
	}
	return photos
}

// Newer is how many attachments this version can not show. They are kept all the same.
func (e Entry) Newer() int {
	n := 0
	for _, a := range e.Attachments {
		if !a.Known() {
			n++
		}
	}
	return n
}

// With gives the entry with an attachment more. The one it was called on stays as it is.
func (e Entry) With(a Attachment) Entry {
	e.Attachments = append(slices.Clone(e.Attachments), a)
	return e
}

// Without gives the entry without the attachments that gone says. The one it was called on stays as it is.
func (e Entry) Without(gone func(Attachment) bool) Entry {
	e.Attachments = slices.DeleteFunc(slices.Clone(e.Attachments), gone)
	return e
}

// FirstLine is the beginning of the text, at most n characters, cut at a word where one ends.
func (e Entry) FirstLine(n int) string {
	line, _, more := strings.Cut(strings.TrimSpace(e.Text), "\n")
	runes := []rune(strings.TrimSpace(line))
	if len(runes) <= n {
		if more {
			return string(runes) + " …"
		}
		return string(runes)
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return cut + " …"
}
