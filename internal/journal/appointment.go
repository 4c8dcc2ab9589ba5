package journal

import (
	"strings"
	"time"
)

// StartLayout is how the time of an appointment is written: on the clock of the place, with the offset that held then.
const StartLayout = "2006-01-02T15:04Z07:00"

// Limits of an appointment. All lengths are in characters.
const (
	MaxWhat      = 200
	MaxPlace     = 300
	MaxCalendar  = 60
	MaxQuestion  = 300
	MaxQuestions = 60
	MaxRemind    = 60 * 24 * 28 // minutes
)

// Appointment is a visit to come or one that was. The record's time is when it was noted first.
type Appointment struct {
	V         int      `json:"v"`
	What      string   `json:"what"` // in the person's words
	Place     string   `json:"place,omitempty"`
	Start     string   `json:"start"` // as StartLayout
	Questions []string `json:"questions,omitempty"`
	Note      string   `json:"note,omitempty"`

	// What a calendar may be told. It is not sealed: only what the person chose goes there.
	Calendar    string `json:"calendar,omitempty"`     // the word it shows; "": a neutral one
	ShowPlace   bool   `json:"show_place,omitempty"`   // the place goes in, too
	Remind      *int   `json:"remind,omitempty"`       // minutes before; nil: quiet
	CalendarUID string `json:"calendar_uid,omitempty"` // random, so that a calendar replaces the event and nothing else knows it

	rest unknown
}

// When gives the start, on the clock of the place.
func (a Appointment) When() (time.Time, error) { return time.Parse(StartLayout, a.Start) }

// Validate reports the first *FieldError.
func (a Appointment) Validate() error {
	at, err := a.When()
	switch {
	case strings.TrimSpace(a.What) == "":
		return &FieldError{"what", "empty"}
	case len([]rune(a.What)) > MaxWhat:
		return &FieldError{"what", "long"}
	case len([]rune(a.Place)) > MaxPlace:
		return &FieldError{"place", "long"}
	case err != nil || at.Year() < 1900 || at.Year() > 2199:
		return &FieldError{"day", "range"}
	case len([]rune(a.Note)) > MaxNote:
		return &FieldError{"note", "long"}
	case len([]rune(a.Calendar)) > MaxCalendar:
		return &FieldError{"calendar", "long"}
	case a.Remind != nil && (*a.Remind < 0 || *a.Remind > MaxRemind):
		return &FieldError{"remind", "choice"}
	}
	return checkQuestions(a.Questions)
}

// checkQuestions holds the limits of questions to ask, wherever they are kept.
func checkQuestions(questions []string) error {
	if len(questions) > MaxQuestions {
		return &FieldError{"own", "many"}
	}
	for _, q := range questions {
		if len([]rune(q)) > MaxQuestion {
			return &FieldError{"own", "long"}
		}
	}
	return nil
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (a Appointment) Encode() ([]byte, error) {
	if err := a.Validate(); err != nil {
		return nil, err
	}
	a.V = max(a.V, Version)
	return encode(a, a.rest)
}

// DecodeAppointment reads a body written by Encode, by this or a newer version.
func DecodeAppointment(body []byte) (Appointment, error) {
	var a Appointment
	var err error
	a.rest, err = decode(body, &a)
	return a, err
}
