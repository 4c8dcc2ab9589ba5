package journal

import "slices"

// PersonKnows lists what somebody may know, from nothing to all of it. Words are only ever added. "" is not said.
var PersonKnows = []string{"nothing", "unwell", "happened", "all"}

// Limits of what is written about somebody, in characters.
const (
	MaxPersonLine = 120
	MaxPersonNote = 500
)

// Person is somebody whom the person can tell, how to reach them, and what they may know. It is about somebody else, who was
// not asked, so it holds no more than that.
type Person struct {
	V     int    `json:"v"`
	Name  string `json:"name"`
	Phone string `json:"phone,omitempty"`
	Knows string `json:"knows,omitempty"` // of PersonKnows, or of a newer list
	Note  string `json:"note,omitempty"`  // what else they may know, or what they are good for

	rest unknown
}

// Validate reports the first *FieldError.
func (p Person) Validate() error {
	switch {
	case blank(p.Name):
		return &FieldError{"name", "empty"}
	case p.Phone != "" && p.Tel() == "":
		return &FieldError{"phone", "number"}
	case p.Knows != "" && !areWords([]string{p.Knows}):
		return &FieldError{"knows", "choice"}
	}
	return longest([]limited{{"name", p.Name, MaxPersonLine}, {"phone", p.Phone, MaxBoxPhone}, {"note", p.Note, MaxPersonNote}})
}

// Tel is the phone number as a telephone takes it, or "" where what was typed is no number. See Box.Tel.
func (p Person) Tel() string { return Box{Phone: p.Phone}.Tel() }

// Known reports whether this version has words for what they may know.
func (p Person) Known() bool { return slices.Contains(PersonKnows, p.Knows) }

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (p Person) Encode() ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	p.V = max(p.V, Version)
	return encode(p, p.rest)
}

// DecodePerson reads a body written by Encode, by this or a newer version.
func DecodePerson(body []byte) (Person, error) {
	var p Person
	var err error
	p.rest, err = decode(body, &p)
	return p, err
}
