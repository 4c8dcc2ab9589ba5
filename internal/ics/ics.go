// Package ics writes one appointment or reminder as a calendar file (RFC 5545), for the calendar that a person already
// uses. It must never put a word in the file that the caller did not give: a calendar is not sealed, and others may see it.
//
// Times are written in UTC. An appointment is one moment at one place: with the offset that held when it was noted, UTC
// names that moment exactly and every calendar shows it in the zone of its own device. Local time with a VTIMEZONE would
// need the rules of every zone in the download, and a floating time would move when the phone crosses a border.
//
// The file says nothing of the program that made it. PRODID, which the RFC asks for, is as plain as the rest.
package ics

import (
	"encoding/hex"
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Type and Name are how the file is sent. The name says nothing.
const (
	Type = "text/calendar; charset=utf-8"
	Name = "appointment.ics"
)

// ErrNoUID means that an event has no UID, or one with a sign that may not stand there.
var ErrNoUID = errors.New("ics: an event needs a UID of letters, digits, - and @")

// ErrNoTime means that an event has no start, or no moment of writing, or one that no calendar can write.
var ErrNoTime = errors.New("ics: an event needs a start and a stamp of the years 1 to 9999")

// Event is one appointment, or one reminder. Only UID, Stamp and Start must be there.
type Event struct {
	UID     string    // the same for the same event each time, so that a calendar replaces it; see UID
	Stamp   time.Time // when the file is made
	Start   time.Time // any zone
	Summary string    // what the calendar shows; it may be seen by others
	Place   string    // "": not said
	Note    string    // "": nothing
	Alarm   *Alarm    // nil: the calendar keeps quiet

	Day         bool // the whole day on which Start is, by the clock of Start
	Yearly      bool // every year from then on
	LastOfMonth bool // of Yearly: on the last day of that month, as for 29 February
}

// Alarm is how long before the start a calendar says something.
type Alarm struct{ Before time.Duration }

// UID makes a UID from random bytes, which the caller draws: 16 of them are enough. It names no machine and no person.
func UID(random []byte) string { return hex.EncodeToString(random) }

// File gives the calendar file with this one event.
func File(e Event) ([]byte, error) {
	inside, err := Inside(e)
	if err != nil {
		return nil, err
	}
	return []byte(Head() + inside + Tail()), nil
}

// Head is what stands before the events of a calendar file, and Tail what stands behind them, for a file of many.
func Head() string {
	var f file
	f.line("BEGIN", "VCALENDAR")
	f.line("VERSION", "2.0")
	f.line("PRODID", "-//Calendar//EN")
	f.line("CALSCALE", "GREGORIAN")
	f.line("METHOD", "PUBLISH")
	return f.b.String()
}

// Tail is described with Head.
func Tail() string { return "END:VCALENDAR\r\n" }

// Inside is one event between the two.
func Inside(e Event) (string, error) {
	if e.UID == "" || strings.Trim(e.UID, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-@.") != "" {
		return "", ErrNoUID
	}
	if e.Start.IsZero() || e.Stamp.IsZero() || !writable(e.Start) || !writable(e.Stamp) {
		return "", ErrNoTime
	}
	var f file
	f.line("BEGIN", "VEVENT")
	f.line("UID", e.UID)
	f.line("DTSTAMP", utc(e.Stamp))
	f.when(e)
	f.text("SUMMARY", e.Summary)
	f.text("LOCATION", e.Place)
	f.text("DESCRIPTION", e.Note)
	f.line("CLASS", "PRIVATE") // a shared calendar that knows this shows others only that the time is taken
	if e.Alarm != nil {
		f.line("BEGIN", "VALARM")
		f.line("ACTION", "DISPLAY")
		f.line("TRIGGER", trigger(e.Alarm.Before))
		f.escaped("DESCRIPTION", clean(e.Summary)) // the RFC asks for one, be it empty
		f.line("END", "VALARM")
	}
	f.line("END", "VEVENT")
	return f.b.String(), nil
}

// when writes when an event is. A day is no moment: it is the same date wherever the phone is (RFC 5545, 3.6.1).
func (f *file) when(e Event) {
	if e.Day {
		f.line("DTSTART;VALUE=DATE", e.Start.Format("20060102"))
	} else {
		f.line("DTSTART", utc(e.Start))
	}
	switch {
	case e.Yearly && e.LastOfMonth:
		f.line("RRULE", "FREQ=YEARLY;BYMONTH="+strconv.Itoa(int(e.Start.Month()))+";BYMONTHDAY=-1")
	case e.Yearly:
		f.line("RRULE", "FREQ=YEARLY")
	}
}

// writable says whether a moment has four digits for its year.
func writable(t time.Time) bool { y := t.UTC().Year(); return y >= 1 && y <= 9999 }

func utc(t time.Time) string { return t.UTC().Format("20060102T150405Z") }

// trigger is a duration before the start. What is after the start counts as at the start.
func trigger(before time.Duration) string {
	minutes := int64(max(0, before) / time.Minute)
	if minutes == 0 {
		return "PT0S"
	}
	return "-PT" + strconv.FormatInt(minutes, 10) + "M"
}

type file struct{ b strings.Builder }

// text writes a property of text, unless there is none.
func (f *file) text(name, value string) {
	if value = clean(value); value != "" {
		f.escaped(name, value)
	}
}

func (f *file) escaped(name, value string) {
	f.line(name, strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(value))
}

// foldAt is the longest line in bytes without its line end (RFC 5545, 3.1).
const foldAt = 75

// line writes one line and folds it where it is too long, never inside a character.
func (f *file) line(name, value string) {
	width := 0
	for _, r := range name + ":" + value {
		size := utf8.RuneLen(r)
		if width+size > foldAt {
			f.b.WriteString("\r\n ")
			width = 1
		}
		f.b.WriteRune(r)
		width += size
	}
	f.b.WriteString("\r\n")
}

// clean takes out what may not stand in a text: control characters, and bytes that are no character. Line ends of any kind
// become one.
func clean(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || r >= ' ' && r != 0x7f && (r < 0x80 || r > 0x9f) {
			return r
		}
		return -1
	}, s))
}
