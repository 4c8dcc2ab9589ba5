package journal

import "slices"

// RememberedCalls lists what a person may call who or what was lost. Words are only ever added. "" is not said, and CallOwn
// has its word in Remembered.OwnWord.
var RememberedCalls = []string{CallBaby, CallPregnancy, CallLoss, CallOwn}

// CallLoss is one of them that a story does not have.
const CallLoss = "loss"

// Limits of what is remembered, in characters.
const (
	MaxRememberedLine = 120
	MaxRememberedText = 4000
)

// Remembered is who or what the person lost, in her words. Each part may be left out, but not all of them. Nothing is concluded
// from any of it: the day is whatever she writes, and no date is read out of it.
type Remembered struct {
	V       int    `json:"v"`
	Name    string `json:"name,omitempty"`
	Call    string `json:"call,omitempty"` // of RememberedCalls, or of a newer list
	OwnWord string `json:"own_word,omitempty"`
	Text    string `json:"text,omitempty"` // her own words
	Day     string `json:"day,omitempty"`  // as she writes it: a day, a month, "in the spring"

	rest unknown
}

// Validate reports the first *FieldError.
func (r Remembered) Validate() error {
	switch {
	case blank(r.Name, r.Call, r.OwnWord, r.Text, r.Day):
		return &FieldError{"name", "empty"}
	case r.Call != "" && !areWords([]string{r.Call}):
		return &FieldError{"call", "choice"}
	}
	return longest([]limited{
		{"name", r.Name, MaxRememberedLine}, {"own_word", r.OwnWord, MaxWord}, {"text", r.Text, MaxRememberedText}, {"day", r.Day, MaxRememberedLine},
	})
}

// Known reports whether this version has words for what it is called.
func (r Remembered) Known() bool { return r.Call == "" || slices.Contains(RememberedCalls, r.Call) }

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (r Remembered) Encode() ([]byte, error) {
	if err := r.Validate(); err != nil {
		return nil, err
	}
	r.V = max(r.V, Version)
	return encode(r, r.rest)
}

// DecodeRemembered reads a body written by Encode, by this or a newer version.
func DecodeRemembered(body []byte) (Remembered, error) {
	var r Remembered
	var err error
	r.rest, err = decode(body, &r)
	return r, err
}
