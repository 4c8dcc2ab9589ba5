package journal

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Entry is a piece of free writing, with photos. A long one has its beginning in Text, and the rest in
// an attachment: see Split.
type Entry struct {
	V           int          `json:"v"`
	Text        string       `json:"text"`
	Attachments []Attachment `json:"attachments,omitempty"`

	// Prompt names what it was written to, and Asked has its words as they stood then: a page may change, and what was
	// answered stays what was answered.
	Prompt string `json:"prompt,omitempty"`
	Asked  string `json:"asked,omitempty"`
	// Letter is one of Letters where it is one, and To is whom it is to, in the person's own words.
	Letter string `json:"letter,omitempty"`
	To     string `json:"to,omitempty"`

	rest unknown
}

// versionAttached is the version of an entry that has attachments: an older program does not show
// everything of it, and says so.
const versionAttached = 2

// Kinds of letter. Nobody gets one: it is written, and kept or not.
const (
	LetterLost    = "lost"    // to who or what was lost, by the person's own word
	LetterSelf    = "self"    // to herself
	LetterSomeone = "someone" // to someone else
)

// Letters lists the kinds of letter. Words are only ever added.
var Letters = []string{LetterLost, LetterSelf, LetterSomeone}

// Limits of what stands beside the text of an entry.
const (
	MaxTo     = 100 // characters
	MaxAsked  = 400 // characters
	maxPrompt = 40  // bytes
)

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
	return e.validateBeside()
}

// validateBeside looks at what stands beside the text. A kind of letter that is not in Letters may be of a newer version.
func (e Entry) validateBeside() error {
	switch {
	case e.Prompt != "" && (len(e.Prompt) > maxPrompt || !areWords([]string{e.Prompt})):
		return &FieldError{"prompt", "choice"}
	case utf8.RuneCountInString(e.Asked) > MaxAsked:
		return &FieldError{"asked", "long"}
	case e.Letter != "" && !areWords([]string{e.Letter}):
		return &FieldError{"letter", "choice"}
	case utf8.RuneCountInString(e.To) > MaxTo:
		return &FieldError{"to", "long"}
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

// ReadEntry reads a body in half the time of DecodeEntry, for those who look at thousands: what this version has no name for is
// not in it, so it is never to be written again.
func ReadEntry(body []byte) (Entry, error) { return readOnly[Entry](body) }

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
