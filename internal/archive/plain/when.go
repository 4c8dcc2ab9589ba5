package plain

import (
	"strings"
	"time"
)

// Years that are taken for one. Any other number of four digits is something else.
const firstYear, lastYear = 1900, 2199

// noon is when something was that says its day only: no zone then makes another day of it.
const noon = 12

// Time reads a time as people and programs write it: 2026-11-20, with an hour or without, with a zone or without; 20261120; 20
// November 2026; November 20, 2026. One that could be two days, as 3/4/2026, is not read.
func Time(s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(s)
	if day, rest, ok := digits(s); ok {
		return hour(day, rest, zone)
	}
	if day, rest, ok := worded(s); ok {
		return hour(day, rest, zone)
	}
	return time.Time{}, false
}

// day is a day of the calendar.
type day struct {
	year  int
	month time.Month
	day   int
}

// real says whether there is such a day.
func (d day) real() bool {
	t := time.Date(d.year, d.month, d.day, noon, 0, 0, 0, time.UTC)
	return d.year >= firstYear && d.year <= lastYear && d.month >= 1 && d.month <= 12 && t.Day() == d.day && t.Month() == d.month
}

// number reads n digits at the beginning.
func number(s string, n int) (value int, rest string, ok bool) {
	if len(s) < n {
		return 0, s, false
	}
	for i := range n {
		if s[i] < '0' || s[i] > '9' {
			return 0, s, false
		}
		value = value*10 + int(s[i]-'0')
	}
	return value, s[n:], true
}

// short reads one or two digits at the beginning.
func short(s string) (value int, rest string, ok bool) {
	if value, rest, ok = number(s, 2); ok {
		return value, rest, true
	}
	return number(s, 1)
}

// digits reads 2026-11-20, with one of - / . _ between or with nothing between.
func digits(s string) (d day, rest string, ok bool) {
	year, rest, ok := number(s, 4)
	if !ok || rest == "" {
		return d, s, false
	}
	between := ""
	if strings.ContainsRune("-/._", rune(rest[0])) {
		between = rest[:1]
		rest = rest[1:]
	}
	month, rest, ok := number(rest, 2)
	if !ok || !strings.HasPrefix(rest, between) {
		return d, s, false
	}
	nth, rest, ok := number(rest[len(between):], 2)
	d = day{year, time.Month(month), nth}
	if !ok || !d.real() {
		return d, s, false
	}
	return d, rest, true
}

// worded reads 20 November 2026 and November 20, 2026, with the day of the week in front or not.
func worded(s string) (d day, rest string, ok bool) {
	s = strings.ReplaceAll(s, "\u202f", " ")
	if first, after, more := strings.Cut(s, " "); more && isWeekday(first) {
		s = strings.TrimLeft(after, " ")
	}
	first, after := word(s)
	var good bool
	if d.month, good = month(first); good {
		d.day, rest, good = short(after)
		rest = ending(rest)
	} else if d.day, rest, good = short(s); good {
		first, rest = word(strings.TrimLeft(ending(rest), " ."))
		d.month, good = month(first)
	}
	if !good {
		return d, s, false
	}
	d.year, rest, good = number(strings.TrimLeft(rest, " ,."), 4)
	return d, rest, good && d.real()
}

// ending takes away "st", "nd", "rd" or "th" behind a day.
func ending(s string) string {
	for _, e := range []string{"st", "nd", "rd", "th"} {
		if after, ok := strings.CutPrefix(s, e); ok {
			return after
		}
	}
	return s
}

// word parts the letters at the beginning from what follows.
func word(s string) (first, rest string) {
	at := 0
	for at < len(s) && (s[at]|0x20 >= 'a' && s[at]|0x20 <= 'z') {
		at++
	}
	return s[:at], strings.TrimLeft(s[at:], " .")
}

func month(s string) (time.Month, bool) {
	for m := time.January; m <= time.December; m++ {
		if name := m.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return m, true
		}
	}
	return time.September, strings.EqualFold(s, "sept")
}

func isWeekday(s string) bool {
	s = strings.TrimRight(s, ",.")
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := d.String(); strings.EqualFold(s, name) || strings.EqualFold(s, name[:3]) {
			return true
		}
	}
	return false
}

// hour reads what follows a day: nothing, or a time of day with a zone or without. Anything else is no time.
func hour(d day, s string, zone *time.Location) (time.Time, bool) {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\u202f", " "))
	for _, before := range []string{"T", "t", "at ", ","} {
		if after, ok := strings.CutPrefix(s, before); ok {
			s = strings.TrimSpace(after)
			break
		}
	}
	if s == "" {
		return time.Date(d.year, d.month, d.day, noon, 0, 0, 0, zone), true
	}
	c, rest, ok := clock(s)
	if !ok {
		return time.Time{}, false
	}
	rest, zone, ok = inZone(strings.TrimSpace(rest), zone)
	if !ok || rest != "" {
		return time.Time{}, false
	}
	return time.Date(d.year, d.month, d.day, c[0], c[1], c[2], 0, zone), true
}

// clock reads 21:14, 21:14:05, 21.14, 2114, 211405, 21-14-05, and 9:14 PM. Parts of a second are left out.
func clock(s string) (c [3]int, rest string, ok bool) {
	if c[0], rest, ok = short(s); !ok {
		return c, s, false
	}
	for i := 1; i < 3; i++ {
		next := rest
		if next != "" && strings.ContainsRune(":.-_h", rune(next[0])) {
			next = next[1:]
		}
		n, after, ok := number(next, 2)
		if !ok {
			if i == 1 {
				return c, s, false
			}
			break
		}
		c[i], rest = n, after
	}
	if strings.HasPrefix(rest, ".") {
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	if half := strings.ToLower(strings.TrimLeft(rest, " ")); strings.HasPrefix(half, "am") || strings.HasPrefix(half, "pm") {
		if c[0] < 1 || c[0] > 12 {
			return c, s, false
		}
		c[0] %= 12
		if half[0] == 'p' {
			c[0] += 12
		}
		rest = strings.TrimLeft(rest, " ")[2:]
	}
	return c, rest, c[0] < 24 && c[1] < 60 && c[2] < 60
}

// inZone reads Z, UTC, GMT, +01:00, +0100, +01, or nothing.
func inZone(s string, zone *time.Location) (rest string, in *time.Location, ok bool) {
	for _, name := range []string{"Z", "z", "UTC", "GMT"} {
		if after, ok := strings.CutPrefix(s, name); ok {
			if after == "" {
				return "", time.UTC, true
			}
			s = after
			break
		}
	}
	if s == "" {
		return "", zone, true
	}
	sign := 1
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return s, zone, false
	}
	hours, rest, ok := short(s[1:])
	if !ok || hours > 14 {
		return s, zone, false
	}
	minutes := 0
	if rest = strings.TrimPrefix(rest, ":"); rest != "" {
		if minutes, rest, ok = number(rest, 2); !ok || minutes > 59 {
			return s, zone, false
		}
	}
	return rest, time.FixedZone("", sign*(hours*3600+minutes*60)), true
}

// inName finds a time in the name of a file: 2026-11-20, 20261120 or 2026_11_20 anywhere in it, with a time of day behind it; or the
// folders of a year and a month, and the day as its name.
func inName(name string, zone *time.Location) (time.Time, bool) {
	folder, base := "", name
	if at := strings.LastIndexByte(name, '/'); at >= 0 {
		folder, base = name[:at], name[at+1:]
	}
	if at := strings.LastIndexByte(base, '.'); at > 0 {
		base = base[:at]
	}
	for i := range len(base) {
		if i > 0 && base[i-1] >= '0' && base[i-1] <= '9' {
			continue // the middle of a longer number
		}
		if d, rest, ok := digits(base[i:]); ok {
			if len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
				continue
			}
			return atDay(d, rest, zone), true
		}
	}
	if parts := strings.Split(folder, "/"); len(parts) >= 2 {
		if d, rest, ok := digits(parts[len(parts)-2] + "-" + parts[len(parts)-1] + "-" + base); ok && rest == "" {
			return atDay(d, "", zone), true
		}
	}
	return time.Time{}, false
}

// atDay takes a time of day behind a day in a name where there is one. Whatever else stands there is a name.
func atDay(d day, rest string, zone *time.Location) time.Time {
	if len(rest) > 1 && strings.ContainsRune("T t_-.", rune(rest[0])) {
		after := strings.TrimLeft(rest[1:], " at_-")
		// Four digits before words are as likely a number of something.
		if c, behind, ok := clock(after); ok && (behind == "" || strings.ContainsRune(":.-_h", rune(after[2]))) {
			return time.Date(d.year, d.month, d.day, c[0], c[1], c[2], 0, zone)
		}
	}
	return time.Date(d.year, d.month, d.day, noon, 0, 0, 0, zone)
}
