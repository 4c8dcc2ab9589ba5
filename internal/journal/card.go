package journal

import (
	"slices"
	"strings"
)

// CardWishes lists what a person may ask of whoever touches them. Words are only ever added.
var CardWishes = []string{
	"ask-first", "say-what", "clothes-on", "cover-me", "door-open", "somebody-with-me",
	"breaks", "eyes-open", "sit", "not-lie-on-front", "warm", "quiet", "talk-little", "low-light", "light-on", "no-scent", "no-advice",
}

// CardStops are the ways to say stop. "own" is in the person's own words.
var CardStops = []string{"word", "hand", "own"}

// Limits of what a person writes on a card, in characters.
const (
	MaxCardLine = 80
	MaxCardNote = 300
)

// Card is what a person wants somebody who touches them to know: to show or to print. It says nothing of what happened
// unless Tell is set.
type Card struct {
	V        int      `json:"v"`
	Touch    []string `json:"touch,omitempty"`    // places that may be touched, of BodyRegions
	NoTouch  []string `json:"no_touch,omitempty"` // places that may not
	Wishes   []string `json:"wishes,omitempty"`   // of CardWishes, or of a newer list
	Stop     string   `json:"stop,omitempty"`     // of CardStops
	StopOwn  string   `json:"stop_own,omitempty"`
	Tell     bool     `json:"tell,omitempty"`
	TellOwn  string   `json:"tell_own,omitempty"` // in the person's own words
	WordsFor string   `json:"words_for,omitempty"`
	Note     string   `json:"note,omitempty"`

	rest unknown
}

// Empty reports whether the card would hold nothing.
func (c Card) Empty() bool {
	return len(c.Touch) == 0 && len(c.NoTouch) == 0 && len(c.Wishes) == 0 && c.Stop == "" && !c.Tell && blank(c.WordsFor, c.Note)
}

// Validate reports the first *FieldError. A place that may and may not be touched is "both": whoever reads the card
// must never have to guess.
func (c Card) Validate() error {
	switch {
	case c.Empty():
		return &FieldError{"card", "empty"}
	case !areWords(c.Touch):
		return &FieldError{"touch", "choice"}
	case !areWords(c.NoTouch):
		return &FieldError{"no_touch", "choice"}
	case !areWords(c.Wishes):
		return &FieldError{"wishes", "choice"}
	case c.Stop != "" && !slices.Contains(CardStops, c.Stop):
		return &FieldError{"stop", "choice"}
	case c.Stop == "own" && blank(c.StopOwn):
		return &FieldError{"stop_own", "empty"}
	case slices.ContainsFunc(c.Touch, func(r string) bool { return slices.Contains(c.NoTouch, r) }):
		return &FieldError{"no_touch", "both"}
	}
	return longest([]limited{
		{"stop_own", c.StopOwn, MaxCardLine}, {"tell_own", c.TellOwn, MaxCardLine}, {"words_for", c.WordsFor, MaxCardLine},
		{"note", c.Note, MaxCardNote},
	})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (c Card) Encode() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V = max(c.V, Version)
	return encode(c, c.rest)
}

// DecodeCard reads a body written by Encode, by this or a newer version.
func DecodeCard(body []byte) (Card, error) {
	var c Card
	var err error
	c.rest, err = decode(body, &c)
	return c, err
}

// blank says that nothing but space was typed in any of them.
func blank(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// limited is a text that a person typed, and how many characters it may have.
type limited struct {
	field, text string
	most        int
}

// longest reports the first text that is over its limit.
func longest(texts []limited) error {
	for _, l := range texts {
		if len([]rune(l.text)) > l.most {
			return &FieldError{l.field, "long"}
		}
	}
	return nil
}
