package journal

import (
	"slices"
	"strings"
)

// What a thing in the box is. Words are only ever added.
const (
	BoxPerson  = "person"
	BoxPicture = "picture"
	BoxWords   = "words"
	BoxSong    = "song"
)

// Limits of what a person writes on a thing in the box, in characters.
const (
	MaxBoxLine  = 120 // a name, a title, where to find it
	MaxBoxPhone = 30
	MaxBoxText  = 1000
)

// Box is one thing of a person's own that helps: somebody, a picture, words or a song. It holds her own words and no link: nothing
// here is fetched from anywhere.
type Box struct {
	V     int    `json:"v"`
	What  string `json:"what"`            // BoxPerson and so on, or of a newer list
	Order int    `json:"order,omitempty"` // among things of its sort: the lower first; 0: it has no place yet

	Name  string `json:"name,omitempty"` // of a person
	Phone string `json:"phone,omitempty"`
	Why   string `json:"why,omitempty"`  // one line: of whatever it is
	Text  string `json:"text,omitempty"` // the words

	Title string `json:"title,omitempty"` // of a song
	By    string `json:"by,omitempty"`
	Where string `json:"where,omitempty"` // where to find it, such as "the blue record"

	Attachments []Attachment `json:"attachments,omitempty"` // the picture

	rest unknown
}

// Validate reports the first *FieldError. Each thing has one part that it cannot be without.
func (b Box) Validate() error {
	switch {
	case !areWords([]string{b.What}):
		return &FieldError{"what", "choice"}
	case b.What == BoxPerson && blank(b.Name):
		return &FieldError{"name", "empty"}
	case b.Phone != "" && b.Tel() == "":
		return &FieldError{"phone", "number"}
	case b.What == BoxPicture && len(b.Attachments) == 0:
		return &FieldError{"photo", "empty"}
	case b.What == BoxWords && blank(b.Text):
		return &FieldError{"text", "empty"}
	case b.What == BoxSong && blank(b.Title):
		return &FieldError{"title", "empty"}
	}
	for _, a := range b.Attachments {
		if err := a.Validate(); err != nil {
			return err
		}
	}
	return longest([]limited{
		{"name", b.Name, MaxBoxLine}, {"phone", b.Phone, MaxBoxPhone}, {"why", b.Why, MaxBoxLine}, {"text", b.Text, MaxBoxText},
		{"title", b.Title, MaxBoxLine}, {"by", b.By, MaxBoxLine}, {"where", b.Where, MaxBoxLine},
	})
}

// Tel is the phone number as a telephone takes it, or "" where what was typed is no number: a telephone takes some signs for
// orders to itself, so only digits and a plus in front are passed on.
func (b Box) Tel() string {
	number := strings.TrimSpace(b.Phone)
	plus := strings.HasPrefix(number, "+")
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number)
	if len(digits) < 2 || strings.Trim(strings.TrimPrefix(number, "+"), "0123456789 -–./()\u00a0") != "" {
		return ""
	}
	if plus {
		return "+" + digits
	}
	return digits
}

// Picture is the picture, where it is one and this version can show it.
func (b Box) Picture() (Attachment, bool) {
	i := slices.IndexFunc(b.Attachments, func(a Attachment) bool { return a.Kind == AttachmentPhoto })
	if i < 0 {
		return Attachment{}, false
	}
	return b.Attachments[i], true
}

// Line is what it is called in a list: the words that tell it from the others. It may be empty of a picture.
func (b Box) Line() string {
	switch b.What {
	case BoxPerson:
		return b.Name
	case BoxSong:
		return b.Title
	case BoxPicture:
		return b.Why
	}
	return (Entry{Text: b.Text}).FirstLine(80)
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (b Box) Encode() ([]byte, error) {
	if err := b.Validate(); err != nil {
		return nil, err
	}
	b.V = max(b.V, Version)
	return encode(b, b.rest)
}

// DecodeBox reads a body written by Encode, by this or a newer version.
func DecodeBox(body []byte) (Box, error) {
	var b Box
	var err error
	b.rest, err = decode(body, &b)
	return b, err
}
