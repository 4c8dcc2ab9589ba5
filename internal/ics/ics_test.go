package ics

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// property is one line of a calendar as the RFC reads it, unfolded, its text unescaped.
type property struct{ name, value string }

// read is a reader of its own, written from the text of RFC 5545 and not from the writer: 3.1 for lines, 3.3.11 for text,
// 3.4 and 3.6 for what encloses what.
func read(file []byte) ([]property, error) {
	if !utf8.Valid(file) {
		return nil, errors.New("not UTF-8")
	}
	text := string(file)
	if strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\n") || strings.Contains(strings.ReplaceAll(text, "\r\n", ""), "\r") {
		return nil, errors.New("a line end that is not CRLF")
	}
	if !strings.HasSuffix(text, "\r\n") {
		return nil, errors.New("the last line does not end")
	}
	var whole []string
	for i, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		switch {
		case len(line) > 75:
			return nil, fmt.Errorf("line %d has %d octets", i+1, len(line))
		case !utf8.ValidString(line):
			return nil, fmt.Errorf("line %d breaks a character", i+1)
		case line == "":
			return nil, fmt.Errorf("line %d is empty", i+1)
		case line[0] == ' ' || line[0] == '\t':
			if len(whole) == 0 {
				return nil, errors.New("begins with a continuation")
			}
			whole[len(whole)-1] += line[1:]
		default:
			whole = append(whole, line)
		}
	}
	var all []property
	var open []string
	for _, line := range whole {
		name, value, ok := strings.Cut(line, ":")
		if !ok || name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-;=") != "" {
			return nil, fmt.Errorf("no property: %q", line)
		}
		switch name {
		case "BEGIN":
			open = append(open, value)
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				return nil, fmt.Errorf("END:%s closes nothing", value)
			}
			open = open[:len(open)-1]
		default:
			if len(open) == 0 {
				return nil, fmt.Errorf("%s stands outside", name)
			}
		}
		if name == "SUMMARY" || name == "LOCATION" || name == "DESCRIPTION" {
			var err error
			if value, err = unescape(value); err != nil {
				return nil, err
			}
		}
		all = append(all, property{name, value})
	}
	if len(open) > 0 {
		return nil, fmt.Errorf("%v not closed", open)
	}
	return all, nil
}

func unescape(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
			if i == len(s) {
				return "", errors.New("ends in a backslash")
			}
			switch s[i] {
			case '\\', ';', ',':
				b.WriteByte(s[i])
			case 'n', 'N':
				b.WriteByte('\n')
			default:
				return "", fmt.Errorf("unknown escape %q", s[i])
			}
		case c == ';' || c == ',':
			return "", fmt.Errorf("bare %q", c)
		case c < ' ' && c != '\t', c == 0x7f:
			return "", fmt.Errorf("control character %#x", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

func values(all []property, name string) []string {
	var out []string
	for _, p := range all {
		if p.name == name {
			out = append(out, p.value)
		}
	}
	return out
}

func mustRead(t *testing.T, e Event) []property {
	t.Helper()
	file, err := File(e)
	if err != nil {
		t.Fatal(err)
	}
	all, err := read(file)
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return all
}

func made() Event {
	berlin := time.FixedZone("", 2*60*60)
	return Event{
		UID: UID([]byte("0123456789abcdef")), Stamp: time.Date(2026, 3, 4, 2, 5, 9, 0, time.UTC),
		Start: time.Date(2026, 7, 1, 0, 30, 0, 0, berlin), Summary: "Appointment",
	}
}

func TestTheMomentIsTheSameInEveryZone(t *testing.T) {
	all := mustRead(t, made())
	if got := values(all, "DTSTART"); len(got) != 1 || got[0] != "20260630T223000Z" {
		t.Errorf("starts %q, want the UTC of half past midnight in Berlin", got)
	}
	if got := values(all, "DTSTAMP"); len(got) != 1 || got[0] != "20260304T020509Z" {
		t.Errorf("stamp %q", got)
	}
	if got := values(all, "DTEND"); got != nil {
		t.Errorf("ends %q, want nothing: nobody said how long", got)
	}
}

func TestAFileHoldsWhatWasGivenAndNoOtherWord(t *testing.T) {
	e := made()
	file, err := File(e)
	if err != nil {
		t.Fatal(err)
	}
	want := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Calendar//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\n" +
		"UID:30313233343536373839616263646566\r\nDTSTAMP:20260304T020509Z\r\nDTSTART:20260630T223000Z\r\nSUMMARY:Appointment\r\n" +
		"CLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	if string(file) != want {
		t.Errorf("got\n%s\nwant\n%s", file, want)
	}
	if strings.Contains(strings.ToLower(string(file)), "snowdrop") {
		t.Error("the file names the program")
	}
	again, _ := File(e)
	if !bytes.Equal(file, again) {
		t.Error("the same event twice is not the same file")
	}
}

func TestTextComesBackAsItWasWritten(t *testing.T) {
	for _, text := range []string{
		"a, b; c\\d \"e\": f", "two\nlines", `\n is no line end`, "Praxis Dr. Österreich, Straße 5; Hinterhaus",
		strings.Repeat("ä", 300), strings.Repeat("👩🏽‍🦱", 40), strings.Repeat("a", 67), strings.Repeat("a", 68), "מרפאה, רחוב 5",
	} {
		e := made()
		e.Summary, e.Place, e.Note = text, text, text
		all := mustRead(t, e)
		for _, name := range []string{"SUMMARY", "LOCATION", "DESCRIPTION"} {
			if got := values(all, name); len(got) != 1 || got[0] != text {
				t.Errorf("%s: got %q, want %q", name, got, text)
			}
		}
	}
}

func TestALineIsFoldedAtItsLastOctetAndNotBefore(t *testing.T) {
	for _, n := range []int{66, 67, 68, 141, 142} { // "SUMMARY:" has 8
		e := made()
		e.Summary = strings.Repeat("x", n)
		file, err := File(e)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := read(file); err != nil {
			t.Errorf("%d letters: %v", n, err)
		}
		folds := strings.Count(string(file), "\r\n ")
		if want := map[int]int{66: 0, 67: 0, 68: 1, 141: 1, 142: 2}[n]; folds != want {
			t.Errorf("%d letters: %d folds, want %d", n, folds, want)
		}
	}
}

func TestNoWordCanAddALineOfItsOwn(t *testing.T) {
	e := made()
	e.Summary = "Visit\r\nATTENDEE:mailto:somebody@example.com\r\nX\x00\x1b\u0085\u2028Y"
	all := mustRead(t, e)
	if got := values(all, "ATTENDEE"); got != nil {
		t.Errorf("a line of its own: %q", got)
	}
	if got := values(all, "SUMMARY"); len(got) != 1 || got[0] != "Visit\nATTENDEE:mailto:somebody@example.com\nX\nY" {
		t.Errorf("got %q", got)
	}
}

func TestAnAlarmSaysNoMoreThanTheEvent(t *testing.T) {
	for before, want := range map[time.Duration]string{0: "PT0S", -time.Hour: "PT0S", time.Minute: "-PT1M", 24 * time.Hour: "-PT1440M"} {
		e := made()
		e.Place, e.Note = "Clinic", "a made-up note"
		e.Alarm = &Alarm{before}
		all := mustRead(t, e)
		if got := values(all, "TRIGGER"); len(got) != 1 || got[0] != want {
			t.Errorf("%v before: %q, want %q", before, got, want)
		}
		if got := values(all, "DESCRIPTION"); len(got) != 2 || got[1] != "Appointment" {
			t.Errorf("the alarm says %q", got)
		}
		if got := values(all, "ACTION"); len(got) != 1 || got[0] != "DISPLAY" {
			t.Errorf("action %q", got)
		}
	}
	e := made()
	if got := values(mustRead(t, e), "TRIGGER"); got != nil {
		t.Errorf("an alarm that nobody asked for: %q", got)
	}
}

func TestAnEventThatACalendarCouldNotReadIsRefused(t *testing.T) {
	for name, change := range map[string]func(*Event){
		"no uid":             func(e *Event) { e.UID = "" },
		"a uid with a line":  func(e *Event) { e.UID = "a\r\nb" },
		"no start":           func(e *Event) { e.Start = time.Time{} },
		"no stamp":           func(e *Event) { e.Stamp = time.Time{} },
		"a year of 5 digits": func(e *Event) { e.Start = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		e := made()
		change(&e)
		if file, err := File(e); err == nil {
			t.Errorf("%s: no error, got\n%s", name, file)
		}
	}
}

func FuzzWhateverIsTypedGivesACalendar(f *testing.F) {
	f.Add("Appointment", "Clinic, 5; second floor", "a\\b\nc", int64(1772589909), 60)
	f.Add("", "\x00\xff", strings.Repeat("é", 80), int64(0), -1)
	f.Add("BEGIN:VEVENT\r\n", "\u2028", " ", int64(253402300799), 0)
	f.Fuzz(func(t *testing.T, summary, place, note string, start int64, before int) {
		at := time.Unix(start, 0)
		if !writable(at) || at.IsZero() {
			return
		}
		e := Event{UID: "a-1", Stamp: at, Start: at, Summary: summary, Place: place, Note: note, Alarm: &Alarm{time.Duration(before) * time.Minute}}
		all, err := read(must(t, e))
		if err != nil {
			t.Fatal(err)
		}
		if got := values(all, "SUMMARY"); clean(summary) != "" && (len(got) != 1 || got[0] != clean(summary)) {
			t.Fatalf("got %q, want %q", got, clean(summary))
		}
		if n := len(values(all, "BEGIN")); n != 3 {
			t.Fatalf("%d parts, want a calendar, an event and an alarm", n)
		}
	})
}

func must(t *testing.T, e Event) []byte {
	file, err := File(e)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// A day is the same date wherever a phone is carried, and comes again each year.
func TestADayIsADateAndNoMoment(t *testing.T) {
	far := time.FixedZone("", 13*3600)
	for name, c := range map[string]struct {
		e     Event
		lines []string
	}{
		"once":        {Event{Start: time.Date(2027, 3, 14, 1, 0, 0, 0, far), Day: true}, []string{"DTSTART;VALUE=DATE:20270314"}},
		"every year":  {Event{Start: time.Date(2027, 3, 14, 23, 0, 0, 0, far), Day: true, Yearly: true}, []string{"DTSTART;VALUE=DATE:20270314", "RRULE:FREQ=YEARLY"}},
		"29 February": {Event{Start: time.Date(2027, 2, 28, 12, 0, 0, 0, far), Day: true, Yearly: true, LastOfMonth: true}, []string{"DTSTART;VALUE=DATE:20270228", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"}},
	} {
		c.e.UID, c.e.Stamp, c.e.Summary = "a", time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), "Reminder"
		file, err := File(c.e)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range c.lines {
			if !strings.Contains(string(file), "\r\n"+line+"\r\n") {
				t.Errorf("%s: no %s in\n%s", name, line, file)
			}
		}
		if strings.Contains(string(file), "DTEND") || strings.Contains(string(file), "RRULE") != c.e.Yearly || strings.Contains(string(file), "VALARM") {
			t.Errorf("%s says more than that:\n%s", name, file)
		}
	}
}
