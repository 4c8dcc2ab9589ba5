package journal

import (
	"slices"
	"strings"
	"time"
)

// Answers that many parts of a story may have instead of one of their own.
const (
	StoryUnsure  = "unsure"
	StoryPrivate = "private" // prefers not to say: kept, so that nobody asks again
)

// What a person calls what was lost. The word itself is in Story.OwnWord for the last two.
const (
	CallBaby      = "baby"
	CallPregnancy = "pregnancy"
	CallOwn       = "own"
	CallName      = "name"
)

// How far along, in the bands of the pages about what to expect.
const (
	FarUnder6  = "under6"
	Far6to9    = "6to9"
	Far10to13  = "10to13"
	Far14to23  = "14to23"
	Far24AndOn = "24on"
)

// What kind of loss it was, as the person was told.
const (
	StoryComplete   = "complete"
	StoryIncomplete = "incomplete"
	StoryMissed     = "missed"
	StoryThreatened = "threatened"
	StoryEctopic    = "ectopic"
	StoryMolar      = "molar"
	StoryLate       = "late"
	StoryOther      = "other" // another way, told in the note
)

// How it was or is managed. The last three are for an ectopic pregnancy, and stand in Story.Treatment.
const (
	ManagedExpectant  = "expectant"
	ManagedMedical    = "medical"
	ManagedSurgical   = "surgical"
	ManagedBirth      = "birth"
	ManagedNotBegun   = "not-begun"
	TreatedRemoved    = "removed"
	TreatedOpened     = "opened"
	TreatedMethotrex  = "methotrexate"
	TreatedByWatching = "watched"
)

// The lists of choices, in the order of the form. Words are only ever added.
var (
	StoryCalls       = []string{CallBaby, CallPregnancy, CallName, CallOwn, StoryPrivate}
	StoryFar         = []string{FarUnder6, Far6to9, Far10to13, Far14to23, Far24AndOn, StoryUnsure, StoryPrivate}
	StoryTypes       = []string{StoryComplete, StoryIncomplete, StoryMissed, StoryEctopic, StoryMolar, StoryLate, StoryThreatened, StoryOther, StoryUnsure, StoryPrivate}
	StoryManagements = []string{ManagedExpectant, ManagedMedical, ManagedSurgical, ManagedBirth, ManagedNotBegun, StoryUnsure, StoryPrivate}
	StoryTreatments  = []string{TreatedRemoved, TreatedOpened, TreatedMethotrex, TreatedByWatching, StoryUnsure, StoryPrivate}
	StoryWhens       = []string{"day", "month", StoryUnsure, StoryPrivate}
	StoryYesNo       = []string{"yes", "no", StoryUnsure, StoryPrivate}
	StoryBloods      = []string{"negative", "positive", StoryUnsure, StoryPrivate}
)

// Limits of a story.
const (
	MaxWord   = 60   // characters of the own word or the name
	MaxTold   = 4000 // characters of the own words
	MaxWeeks  = 45
	layoutMon = "2006-01"
)

// Story is what happened, told once. Every part may be left out: "" and nil mean that it was not said.
type Story struct {
	V         int    `json:"v"`
	Call      string `json:"call,omitempty"`     // of StoryCalls
	OwnWord   string `json:"own_word,omitempty"` // the word or the name
	HowFar    string `json:"how_far,omitempty"`  // of StoryFar
	Weeks     *int   `json:"weeks,omitempty"`    // by dates: completed weeks
	WeekDays  *int   `json:"weeks_days,omitempty"`
	ScanWeeks *int   `json:"scan_weeks,omitempty"` // by the size on a scan
	ScanDays  *int   `json:"scan_days,omitempty"`
	Type      string `json:"type,omitempty"`       // of StoryTypes
	Managed   string `json:"management,omitempty"` // of StoryManagements
	Treatment string `json:"treatment,omitempty"`  // of StoryTreatments, for an ectopic pregnancy
	When      string `json:"when,omitempty"`       // of StoryWhens
	Day       string `json:"day,omitempty"`        // 2006-01-02: of the loss or its treatment, or of the news while waiting
	Month     string `json:"month,omitempty"`      // 2006-01, where only that is known
	Scan      string `json:"scan,omitempty"`       // of StoryYesNo: a scan saw it in the womb
	Blood     string `json:"rh,omitempty"`         // of StoryBloods
	AntiD     string `json:"anti_d,omitempty"`     // of StoryYesNo: had the injection
	Note      string `json:"notes,omitempty"`      // in her own words

	rest unknown
}

// Empty reports whether nothing at all was said.
func (s Story) Empty() bool {
	for _, said := range []string{s.Call, s.OwnWord, s.HowFar, s.Type, s.Managed, s.Treatment, s.When, s.Day, s.Month, s.Scan, s.Blood, s.AntiD, s.Note} {
		if strings.TrimSpace(said) != "" {
			return false
		}
	}
	return s.Weeks == nil && s.WeekDays == nil && s.ScanWeeks == nil && s.ScanDays == nil
}

// Validate reports the first *FieldError. It knows no clock: whether a day is still to come is for the form to see.
func (s Story) Validate() error {
	if s.Empty() {
		return &FieldError{"story", "empty"}
	}
	for _, c := range []struct {
		field, value string
		among        []string
	}{
		{"call", s.Call, StoryCalls}, {"how_far", s.HowFar, StoryFar}, {"type", s.Type, StoryTypes},
		{"management", s.Managed, StoryManagements}, {"treatment", s.Treatment, StoryTreatments}, {"when", s.When, StoryWhens},
		{"scan", s.Scan, StoryYesNo}, {"rh", s.Blood, StoryBloods}, {"anti_d", s.AntiD, StoryYesNo},
	} {
		if c.value != "" && !slices.Contains(c.among, c.value) {
			return &FieldError{c.field, "choice"}
		}
	}
	if err := s.validateWeeks(); err != nil {
		return err
	}
	switch {
	case s.Day != "" && !isDate(time.DateOnly, s.Day):
		return &FieldError{"day", "date"}
	case s.Month != "" && !isDate(layoutMon, s.Month):
		return &FieldError{"month", "date"}
	case len([]rune(s.OwnWord)) > MaxWord:
		return &FieldError{"own_word", "long"}
	case len([]rune(s.Note)) > MaxTold:
		return &FieldError{"notes", "long"}
	}
	return nil
}

func (s Story) validateWeeks() error {
	for _, w := range []struct {
		field       string
		weeks, days *int
	}{{"weeks", s.Weeks, s.WeekDays}, {"scan_weeks", s.ScanWeeks, s.ScanDays}} {
		if w.weeks != nil && (*w.weeks < 0 || *w.weeks > MaxWeeks) || w.days != nil && (*w.days < 0 || *w.days > 6) || w.weeks == nil && w.days != nil {
			return &FieldError{w.field, "range"}
		}
	}
	return nil
}

func isDate(layout, s string) bool {
	t, err := time.Parse(layout, s)
	return err == nil && t.Year() >= 1900
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (s Story) Encode() ([]byte, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s.V = max(s.V, Version)
	return encode(s, s.rest)
}

// DecodeStory reads a body written by Encode, by this or a newer version.
func DecodeStory(body []byte) (Story, error) {
	var s Story
	var err error
	s.rest, err = decode(body, &s)
	return s, err
}
