package text

import (
	"strconv"
	"strings"
	"time"
)

// Date writes a moment as the language does. The form is the end of a key of main.txt that begins with "date.": "day" is
// 2 January 2006, "day-month" 2 January, "weekday" Monday 2 January, "month" January 2006, "short" 2 Jan, "clock" 15:04,
// "moment" a day with its time, "now" a time with its day, "short-moment" a short day with its time.
func (w Words) Date(form string, t time.Time) string {
	layout := w.Say("date." + form)
	s := t.Format(layout)
	if w.Lang == English.Lang {
		return s
	}
	month, weekday := t.Month(), t.Weekday()
	switch {
	case strings.Contains(layout, "January"):
		s = w.named(s, "months", month.String(), int(month)-1)
	case strings.Contains(layout, "Jan"):
		s = w.named(s, "short", month.String()[:3], int(month)-1)
	}
	if strings.Contains(layout, "Monday") {
		s = w.named(s, "weekdays", weekday.String(), int(weekday))
	}
	return s
}

// named puts a name of the language in the place of the English one.
func (w Words) named(s, key, english string, i int) string {
	if names := strings.Fields(w.Say("date.names." + key)); i < len(names) {
		return strings.Replace(s, english, names[i], 1)
	}
	return s
}

// Layout is Date by the English layout of a form: "2 January" for "day-month".
func (w Words) Layout(layout string, t time.Time) string {
	for _, form := range []string{"short", "day-month", "day-moment"} {
		if English.Say("date."+form) == layout {
			return w.Date(form, t)
		}
	}
	return t.Format(layout)
}

// Day writes a day such as 2026-11-20.
func (w Words) Day(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return w.Date("day", t)
}

// Number writes a number with the point or the comma of the language, and without needless zeros.
func (w Words) Number(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', -1, 64), ".", w.Say("number.point"), 1)
}
