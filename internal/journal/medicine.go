package journal

import (
	"slices"
	"strings"
)

// Limits of a medicine, in characters; paracetamol in milligrams.
const (
	MaxMedicineName   = 100
	MaxMedicineAmount = 100
	MaxParacetamol    = 100_000
)

// Answers to whether a medicine has paracetamol in it. Nothing said is not "no".
const (
	ParacetamolYes    = "yes"
	ParacetamolNo     = "no"
	ParacetamolUnsure = "unsure"
)

// Medicine is one medicine that was taken, in the person's own words. When it was taken is the record's time.
type Medicine struct {
	V             int    `json:"v"`
	Name          string `json:"name"`                     // as typed
	Amount        string `json:"amount,omitempty"`         // as typed, never interpreted
	Paracetamol   string `json:"paracetamol,omitempty"`    // whether it has some: yes, no or unsure
	ParacetamolMg *int   `json:"paracetamol_mg,omitempty"` // all of it in what was taken; nil: not known, never none
	Note          string `json:"note,omitempty"`

	rest unknown
}

// Validate reports the first *FieldError.
func (m Medicine) Validate() error {
	switch {
	case strings.TrimSpace(m.Name) == "":
		return &FieldError{"name", "empty"}
	case len([]rune(m.Name)) > MaxMedicineName:
		return &FieldError{"name", "long"}
	case len([]rune(m.Amount)) > MaxMedicineAmount:
		return &FieldError{"amount", "long"}
	case m.Paracetamol != "" && !slices.Contains([]string{ParacetamolYes, ParacetamolNo, ParacetamolUnsure}, m.Paracetamol):
		return &FieldError{"paracetamol", "choice"}
	case m.ParacetamolMg != nil && (*m.ParacetamolMg < 0 || *m.ParacetamolMg > MaxParacetamol):
		return &FieldError{"mg", "range"}
	case len([]rune(m.Note)) > MaxNote:
		return &FieldError{"note", "long"}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (m Medicine) Encode() ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m.V = max(m.V, Version)
	return encode(m, m.rest)
}

// DecodeMedicine reads a body written by Encode, by this or a newer version.
func DecodeMedicine(body []byte) (Medicine, error) {
	var m Medicine
	var err error
	m.rest, err = decode(body, &m)
	return m, err
}
