package journal

import (
	"slices"

	"snowdrop/internal/record"
)

// Limits of a keepsake, in characters.
const (
	MaxKeepsakeLine = 120
	MaxKeepsakeText = 4000
)

// Keepsake is something to keep: a picture or a scan, or words, or both.
type Keepsake struct {
	V    int    `json:"v"`
	What string `json:"what,omitempty"` // what it is, in the person's own words
	Text string `json:"text,omitempty"`
	Of   string `json:"of,omitempty"` // the ID of the Remembered that it belongs to; that may be gone

	Attachments []Attachment `json:"attachments,omitempty"` // the picture

	rest unknown
}

// Validate reports the first *FieldError. There is a picture or there are words.
func (k Keepsake) Validate() error {
	if blank(k.Text) && len(k.Attachments) == 0 {
		return &FieldError{"text", "empty"}
	}
	if _, err := record.ParseID(k.Of); k.Of != "" && err != nil {
		return &FieldError{"of", "choice"}
	}
	for _, a := range k.Attachments {
		if err := a.Validate(); err != nil {
			return err
		}
	}
	return longest([]limited{{"what", k.What, MaxKeepsakeLine}, {"text", k.Text, MaxKeepsakeText}})
}

// Picture is the picture, where it is one and this version can show it.
func (k Keepsake) Picture() (Attachment, bool) {
	i := slices.IndexFunc(k.Attachments, func(a Attachment) bool { return a.Kind == AttachmentPhoto })
	if i < 0 {
		return Attachment{}, false
	}
	return k.Attachments[i], true
}

// WithoutPicture takes some of its pictures out. What a newer version attached stays.
func (k Keepsake) WithoutPicture(gone func(Attachment) bool) Keepsake {
	k.Attachments = slices.DeleteFunc(slices.Clone(k.Attachments), func(a Attachment) bool { return a.Kind == AttachmentPhoto && gone(a) })
	return k
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (k Keepsake) Encode() ([]byte, error) {
	if err := k.Validate(); err != nil {
		return nil, err
	}
	k.V = max(k.V, Version)
	return encode(k, k.rest)
}

// DecodeKeepsake reads a body written by Encode, by this or a newer version.
func DecodeKeepsake(body []byte) (Keepsake, error) {
	var k Keepsake
	var err error
	k.rest, err = decode(body, &k)
	return k, err
}
