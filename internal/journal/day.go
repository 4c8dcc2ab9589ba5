package journal

import (
	"slices"
	"time"
)

// What a day of one's own is. A newer Snowdrop may have others.
const (
	DayDue  = "due"     // the day that was worked out for a birth
	DayLoss = "loss"    // the day of the loss
	DayOct  = "october" // 15 October
	DayOwn  = "own"     // any other
)

// What is to happen on it.
const (
	DayKeep    = "keep"    // a card with ways
	DaySoften  = "soften"  // one quiet card
	DaySilence = "silence" // nothing at all
)

// DaySorts and DayModes list them, in the order of the form.
var (
	DaySorts = []string{DayDue, DayLoss, DayOct, DayOwn}
	DayModes = []string{DayKeep, DaySoften, DaySilence}
)

// Limits of a day, in characters.
const (
	MaxDayName  = 80
	MaxDayWords = 500
)

// Day is a day that a person wrote down, and what is to happen on it. Nothing computes it: it is there because she typed it.
type Day struct {
	V     int    `json:"v"`
	Sort  string `json:"sort"`
	On    string `json:"on"`              // 2006-01-02
	Every bool   `json:"every,omitempty"` // every year, before and after that one too; else once
	Mode  string `json:"mode"`
	Name  string `json:"name,omitempty"`  // what she calls it
	Words string `json:"words,omitempty"` // to read on that day

	Calendar    string `json:"calendar,omitempty"`     // the word that a calendar shows; "": a neutral one
	CalendarUID string `json:"calendar_uid,omitempty"` // as in an Appointment

	rest unknown
}

// Date is the day itself, at midnight UTC.
func (d Day) Date() (time.Time, error) { return time.Parse(time.DateOnly, d.On) }

// Falls says whether it falls on the day of a moment, by the clock that the moment is on. 29 February is 28 February in a year that
// has none: it does not go missing for three years.
func (d Day) Falls(at time.Time) bool {
	on, err := d.Date()
	if err != nil {
		return false
	}
	if !d.Every {
		return at.Format(time.DateOnly) == d.On
	}
	day := on.Day()
	if on.Month() == time.February && day == 29 && time.Date(at.Year(), time.March, 0, 0, 0, 0, 0, time.UTC).Day() == 28 {
		day = 28
	}
	return at.Month() == on.Month() && at.Day() == day
}

// Validate reports the first *FieldError.
func (d Day) Validate() error {
	on, err := d.Date()
	switch {
	case !areWords([]string{d.Sort}):
		return &FieldError{"sort", "choice"}
	case err != nil || on.Year() < 1900 || on.Year() > 2199:
		return &FieldError{"on", "range"}
	case d.Sort == DayOct && (on.Month() != time.October || on.Day() != 15):
		return &FieldError{"on", "range"}
	case !areWords([]string{d.Mode}):
		return &FieldError{"mode", "choice"}
	}
	return longest([]limited{{"name", d.Name, MaxDayName}, {"words", d.Words, MaxDayWords}, {"calendar", d.Calendar, MaxCalendar}})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (d Day) Encode() ([]byte, error) {
	if err := d.Validate(); err != nil {
		return nil, err
	}
	d.V = max(d.V, Version)
	return encode(d, d.rest)
}

// DecodeDay reads a body written by Encode, by this or a newer version.
func DecodeDay(body []byte) (Day, error) {
	var d Day
	var err error
	d.rest, err = decode(body, &d)
	return d, err
}

// Gentlest is what happens where several days fall on one: silence before all, then the quiet card. "" where nothing is to happen.
// A mode of something newer counts as the quiet card: what this version cannot do it does not do loudly.
func Gentlest(days []Day) string {
	is := func(mode string) bool { return slices.ContainsFunc(days, func(d Day) bool { return d.Mode == mode }) }
	switch {
	case len(days) == 0:
		return ""
	case is(DaySilence):
		return DaySilence
	case slices.ContainsFunc(days, func(d Day) bool { return d.Mode != DayKeep }):
		return DaySoften
	}
	return DayKeep
}
