package journal

import (
	"slices"
	"strings"
)

// BodyRegion is one place on the drawn body. Left and right are the person's own.
type BodyRegion struct {
	ID   string
	Back bool // seen from behind
}

// BodyRegions lists the places of the body map, in the order in which they are read: from behind first, top to
// bottom. Places are only ever added, and never get another meaning.
var BodyRegions = []BodyRegion{
	{"back-of-head", true}, {"neck", true}, {"upper-back-left", true}, {"upper-back-right", true}, {"middle-back", true},
	{"side-left", true}, {"side-right", true}, {"lower-back-left", true}, {"lower-back-right", true}, {"tailbone", true},
	{"buttock-left", true}, {"buttock-right", true}, {"back-thigh-left", true}, {"back-thigh-right", true},
	{"calf-left", true}, {"calf-right", true},
	{"head", false}, {"jaw", false}, {"throat", false}, {"shoulder-left", false}, {"shoulder-right", false},
	{"arm-left", false}, {"arm-right", false}, {"chest", false}, {"breasts", false}, {"upper-belly", false}, {"lower-belly", false},
	{"hip-left", false}, {"hip-right", false}, {"pelvis", false}, {"thigh-left", false}, {"thigh-right", false},
	{"shin-left", false}, {"shin-right", false},
}

// IsBodyRegion says whether a place is on the body map of this version.
func IsBodyRegion(id string) bool {
	return slices.ContainsFunc(BodyRegions, func(r BodyRegion) bool { return r.ID == id })
}

// PainWords lists what pain may be like. Words are only ever added.
var PainWords = []string{
	"dull", "cramping", "stabbing", "burning", "shooting", "pulling", "pressing", "stiff", "waves", "all-the-time",
}

// Reliefs lists what may have helped: the self-care of the pages on back pain, and a painkiller. They are only ever
// added.
var Reliefs = []string{
	"moving", "heat", "stretching", "position", "massage", "bath", "pacing", "calming", "posture", "painkiller",
}

// Limits of what a person writes about pain, in characters.
const (
	MaxOwnRelief = 200
	maxPlaces    = 100 // places, words or measures in one entry: more than any version offers
	maxWord      = 40
)

// Pain is where it hurts at one moment, how much, what it is like and what helped. Every part may be left out.
type Pain struct {
	V         int      `json:"v"`
	Regions   []string `json:"regions,omitempty"` // of BodyRegions, or of a newer list
	Score     *int     `json:"score,omitempty"`   // 0 none to 10 worst
	Words     []string `json:"words,omitempty"`   // of PainWords, or of a newer list
	Helped    []string `json:"helped,omitempty"`  // of Reliefs, or of a newer list
	HelpedOwn string   `json:"helped_own,omitempty"`
	Signs     []string `json:"signs,omitempty"` // warning signs that were ticked beside it (guidance/back)
	Note      string   `json:"note,omitempty"`

	rest unknown
}

// InBack says whether the entry is about the back. One that names no place may be: only an entry with places on the
// front alone is not.
func (p Pain) InBack() bool {
	front := func(id string) bool {
		return slices.ContainsFunc(BodyRegions, func(r BodyRegion) bool { return r.ID == id && !r.Back })
	}
	for _, id := range p.Regions {
		if !front(id) {
			return true
		}
	}
	return len(p.Regions) == 0
}

// Empty reports whether nothing at all was said.
func (p Pain) Empty() bool {
	return len(p.Regions) == 0 && p.Score == nil && len(p.Words) == 0 && len(p.Helped) == 0 && len(p.Signs) == 0 &&
		strings.TrimSpace(p.HelpedOwn) == "" && strings.TrimSpace(p.Note) == ""
}

// Validate reports the first *FieldError. A place or a word that is not in our lists is accepted, since a newer
// version may have more.
func (p Pain) Validate() error {
	switch {
	case p.Empty():
		return &FieldError{"pain", "empty"}
	case !inScale(p.Score):
		return &FieldError{"score", "range"}
	case !areWords(p.Regions):
		return &FieldError{"regions", "choice"}
	case !areWords(p.Words):
		return &FieldError{"words", "choice"}
	case !areWords(p.Helped):
		return &FieldError{"helped", "choice"}
	case !areWords(p.Signs):
		return &FieldError{"signs", "choice"}
	case len([]rune(p.HelpedOwn)) > MaxOwnRelief:
		return &FieldError{"helped-own", "long"}
	case len([]rune(p.Note)) > MaxNote:
		return &FieldError{"note", "long"}
	}
	return nil
}

// areWords tells a list of short names, as our lists have them, from anything else.
func areWords(names []string) bool {
	return len(names) <= maxPlaces && !slices.ContainsFunc(names, func(n string) bool {
		return n == "" || len(n) > maxWord || strings.Trim(n, "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (p Pain) Encode() ([]byte, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	p.V = max(p.V, Version)
	return encode(p, p.rest)
}

// DecodePain reads a body written by Encode, by this or a newer version.
func DecodePain(body []byte) (Pain, error) {
	var p Pain
	var err error
	p.rest, err = decode(body, &p)
	return p, err
}
