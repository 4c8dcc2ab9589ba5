package journal

import "strings"

// Entry is a piece of free writing.
type Entry struct {
	V    int    `json:"v"`
	Text string `json:"text"`

	rest unknown
}

// Validate reports a *FieldError when there is nothing to keep.
func (e Entry) Validate() error {
	if strings.TrimSpace(e.Text) == "" {
		return &FieldError{"text", "empty"}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (e Entry) Encode() ([]byte, error) {
	if err := e.Validate(); err != nil {
		return nil, err
	}
	e.V = max(e.V, Version)
	return encode(e, e.rest)
}

// DecodeEntry reads a body written by Encode, by this or a newer version.
func DecodeEntry(body []byte) (Entry, error) {
	var e Entry
	var err error
	e.rest, err = decode(body, &e)
	return e, err
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
