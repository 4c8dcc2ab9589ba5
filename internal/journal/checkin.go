package journal

import (
	"math"
	"slices"
	"strings"
)

// Bleeding is how much, in words a person would use. The order is the order of the picture.
type Bleeding string

// The amounts, from none to more than a period.
const (
	BleedingNone     Bleeding = "none"
	BleedingSpotting Bleeding = "spotting"
	BleedingLight    Bleeding = "light"
	BleedingPeriod   Bleeding = "period"
	BleedingHeavy    Bleeding = "heavy"
)

// Bleedings lists the amounts, least first.
var Bleedings = []Bleeding{BleedingNone, BleedingSpotting, BleedingLight, BleedingPeriod, BleedingHeavy}

// Clots lists how the largest clot may be called: by things of a known size. The last one is two or more as big as a walnut.
var Clots = []string{ClotsNone, ClotSmall, ClotWalnut, ClotGolfBall, ClotLarger, ClotsSeveral}

// The sizes, smallest first.
const (
	ClotsNone    = "none"
	ClotSmall    = "small"     // smaller than a walnut
	ClotWalnut   = "walnut"    // about 3 cm
	ClotGolfBall = "golf-ball" // about 4.3 cm
	ClotLarger   = "larger"    // than a golf ball
	ClotsSeveral = "several"   // two or more of a walnut or larger
)

// Feelings lists the words that a check-in offers, in the order of the form. Words are only ever added.
var Feelings = []string{
	"numb", "sad", "empty", "missing", "angry", "guilty", "afraid", "ashamed", "jealous", "lonely", "hurt", "shocked", "unreal",
	"overwhelmed", "restless", "let-down", "bitter", "hopeless", "tired", "relieved", "calm", "hopeful", "grateful", "loved", "nothing",
}

// Limits of a check-in. Pain and Heaviness are whole numbers from 0 to 10; sleep is in hours.
const (
	ScaleMax      = 10
	SleepHoursMax = 24
	MinCelsius    = 30.0
	MaxCelsius    = 45.0
	MaxNote       = 2000 // characters
	MaxPads       = 100
)

// CheckIn is how body and heart are at one moment. Every part may be left out: nil or empty
// means not said, never zero.
type CheckIn struct {
	V           int      `json:"v"`
	Bleeding    Bleeding `json:"bleeding,omitempty"`
	Pads        *int     `json:"pads_24h,omitempty"`    // full-size pads soaked in the 24 hours before
	Clots       string   `json:"clots,omitempty"`       // of Clots
	Pain        *int     `json:"pain,omitempty"`        // 0 none to 10 worst
	Temperature *float64 `json:"temperature,omitempty"` // as stated, in Unit
	Unit        string   `json:"unit,omitempty"`        // "C" or "F"
	Feelings    []string `json:"feelings,omitempty"`    // of Feelings, or of a newer list
	Heaviness   *int     `json:"heaviness,omitempty"`   // distress, 0 none to 10 worst
	SleepHours  *float64 `json:"sleep_hours,omitempty"`
	Note        string   `json:"note,omitempty"`

	rest unknown
}

// Celsius gives the temperature in degrees Celsius, and whether one was stated.
func (c CheckIn) Celsius() (float64, bool) {
	if c.Temperature == nil {
		return 0, false
	}
	if c.Unit == "F" {
		return (*c.Temperature - 32) * 5 / 9, true
	}
	return *c.Temperature, true
}

// Empty reports whether nothing at all was said.
func (c CheckIn) Empty() bool {
	return c.Bleeding == "" && c.Pads == nil && c.Clots == "" && c.Pain == nil && c.Temperature == nil && len(c.Feelings) == 0 &&
		c.Heaviness == nil && c.SleepHours == nil && strings.TrimSpace(c.Note) == ""
}

// Validate reports the first *FieldError. An empty check-in is one: there is nothing to keep.
// A feeling that is not in Feelings is accepted, since a newer version may have more words.
func (c CheckIn) Validate() error {
	switch {
	case c.Empty():
		return &FieldError{"checkin", "empty"}
	case c.Bleeding != "" && !slices.Contains(Bleedings, c.Bleeding):
		return &FieldError{"bleeding", "choice"}
	case c.Pads != nil && (*c.Pads < 0 || *c.Pads > MaxPads):
		return &FieldError{"pads", "range"}
	case c.Clots != "" && !slices.Contains(Clots, c.Clots):
		return &FieldError{"clots", "choice"}
	case !inScale(c.Pain):
		return &FieldError{"pain", "range"}
	case !inScale(c.Heaviness):
		return &FieldError{"heaviness", "range"}
	case c.Temperature != nil && c.Unit != "C" && c.Unit != "F":
		return &FieldError{"unit", "choice"}
	case c.SleepHours != nil && !within(*c.SleepHours, 0, SleepHoursMax):
		return &FieldError{"sleep", "range"}
	case len([]rune(c.Note)) > MaxNote:
		return &FieldError{"note", "long"}
	}
	if t, said := c.Celsius(); said && !within(t, MinCelsius, MaxCelsius) {
		return &FieldError{"temperature", "range"}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (c CheckIn) Encode() ([]byte, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c.V = max(c.V, Version)
	return encode(c, c.rest)
}

// DecodeCheckIn reads a body written by Encode, by this or a newer version.
func DecodeCheckIn(body []byte) (CheckIn, error) {
	var c CheckIn
	var err error
	c.rest, err = decode(body, &c)
	return c, err
}

// ReadCheckIn is what ReadEntry is for an entry.
func ReadCheckIn(body []byte) (CheckIn, error) { return readOnly[CheckIn](body) }

func inScale(n *int) bool { return n == nil || *n >= 0 && *n <= ScaleMax }

// within is false for NaN. The small slack lets a bound stated in Fahrenheit through.
func within(x, low, high float64) bool {
	const slack = 1e-9
	return !math.IsNaN(x) && x >= low-slack && x <= high+slack
}
