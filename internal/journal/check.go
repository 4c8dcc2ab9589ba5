package journal

import (
	"bytes"
	"encoding/json"
	"slices"
)

// CheckLevels are the answers of the warning-signs check, most urgent first. Words are only ever added.
var CheckLevels = []string{"emergency", "urgent", "soon", "selfcare", "incomplete"}

// Limits of a check that is kept.
const (
	MaxReasons     = 80
	MaxReasonWords = 600 // characters of one reason, and of its source
)

// Check is what the warning-signs check said at one moment. What comes from fear of a person is in it only when the
// person ticked that; then Private says so.
type Check struct {
	V       int             `json:"v"`
	Level   string          `json:"level"`
	Reasons []CheckReason   `json:"reasons,omitempty"`
	Report  json.RawMessage `json:"report"`            // what was answered, by the keys of the check
	Country string          `json:"country,omitempty"` // whose numbers were shown
	Private bool            `json:"private,omitempty"`
	Open    bool            `json:"open,omitempty"` // it ended with questions that could make the answer more urgent

	rest unknown
}

// CheckReason is one rule that fired, as it was shown.
type CheckReason struct {
	Rule     string `json:"rule"`
	Level    string `json:"level"`
	Because  string `json:"because"`
	Source   string `json:"source"`
	Reviewed string `json:"reviewed"`
}

// Validate reports the first *FieldError. A level that is not in CheckLevels is accepted where it was read, since a newer
// version may have more; it only must not be empty.
func (c Check) Validate() error {
	switch {
	case c.Level == "":
		return &FieldError{"level", "empty"}
	case len(c.Reasons) > MaxReasons:
		return &FieldError{"reasons", "many"}
	case !isObject(c.Report):
		return &FieldError{"report", "choice"}
	}
	long := func(r CheckReason) bool {
		return slices.ContainsFunc([]string{r.Rule, r.Level, r.Because, r.Source, r.Reviewed}, func(s string) bool { return len([]rune(s)) > MaxReasonWords })
	}
	if slices.ContainsFunc(c.Reasons, long) {
		return &FieldError{"reasons", "long"}
	}
	return nil
}

func isObject(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 1 && raw[0] == '{' && json.Valid(raw)
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (c Check) Encode() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V = max(c.V, Version)
	return encode(c, c.rest)
}

// DecodeCheck reads a body written by Encode, by this or a newer version.
func DecodeCheck(body []byte) (Check, error) {
	var c Check
	var err error
	c.rest, err = decode(body, &c)
	return c, err
}
