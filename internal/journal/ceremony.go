package journal

import "strings"

// Limits of a ceremony. All lengths are in characters.
const (
	MaxCeremonyTitle = 120
	MaxCeremonyWords = 4000 // of one part
	MaxCeremonyParts = 30
)

// CeremonyOwn is the part that a person thought of herself: it has her words and no page of ours.
const CeremonyOwn = "own"

// CeremonyPart is one part of a ceremony, in its place.
type CeremonyPart struct {
	Part  string   `json:"part"`            // its ID in internal/guidance/ceremony, or CeremonyOwn
	Words string   `json:"words,omitempty"` // her own: what is said or read, which song, who does it
	Care  []string `json:"care,omitempty"`  // of a part of her own: what to take care of, as internal/guidance/ceremony names it
}

// Ceremony is a small ceremony, planned from parts. The record's time is when it was planned first.
type Ceremony struct {
	V       int            `json:"v"`
	Title   string         `json:"title,omitempty"`
	When    string         `json:"when,omitempty"` // in her words: it is no appointment
	Where   string         `json:"where"`          // a word of internal/guidance/ceremony, as the two below
	Who     string         `json:"who"`
	Minutes int            `json:"minutes"`
	Parts   []CeremonyPart `json:"parts,omitempty"`

	rest unknown
}

// Validate reports the first *FieldError.
func (c Ceremony) Validate() error {
	switch {
	case !areWords([]string{c.Where}):
		return &FieldError{"where", "choice"}
	case !areWords([]string{c.Who}):
		return &FieldError{"who", "choice"}
	case c.Minutes < 1 || c.Minutes > 24*60:
		return &FieldError{"minutes", "choice"}
	case len(c.Parts) > MaxCeremonyParts:
		return &FieldError{"parts", "many"}
	}
	for _, p := range c.Parts {
		if !areWords([]string{p.Part}) || len(p.Care) > 8 || !areWords(p.Care) {
			return &FieldError{"parts", "choice"}
		}
		if p.Part == CeremonyOwn && blank(p.Words) {
			return &FieldError{"words", "empty"}
		}
		if len([]rune(p.Words)) > MaxCeremonyWords {
			return &FieldError{"words", "long"}
		}
	}
	return longest([]limited{{"title", c.Title, MaxCeremonyTitle}, {"when", c.When, MaxCeremonyTitle}})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (c Ceremony) Encode() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V, c.Title, c.When = max(c.V, Version), strings.TrimSpace(c.Title), strings.TrimSpace(c.When)
	return encode(c, c.rest)
}

// DecodeCeremony reads a body written by Encode, by this or a newer version.
func DecodeCeremony(body []byte) (Ceremony, error) {
	var c Ceremony
	var err error
	c.rest, err = decode(body, &c)
	return c, err
}
