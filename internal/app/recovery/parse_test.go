package recovery

import (
	"testing"
	"time"
)

func TestDaysAndMonthsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]string{
		"2026-10-31": "2026-10-31", "31 October 2026": "2026-10-31", "31 oct 2026": "2026-10-31", "October 31, 2026": "2026-10-31",
		" 1  Jan  2026 ": "2026-01-01", "3/4/2026": "", "31.10.2026": "", "2026-02-30": "", "today": "", "0001-01-01": "",
	} {
		got := ""
		if day, ok := parseDay(typed); ok {
			got = day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
	for typed, want := range map[string]string{"2026-10": "2026-10", "October 2026": "2026-10", "oct 2026": "2026-10", "10/2026": "2026-10", "9.2026": "2026-09", "October": "", "13/2026": ""} {
		got := ""
		if month, ok := parseMonth(typed); ok {
			got = month.Format("2006-01")
		}
		if got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

func FuzzWhatIsReadAsADayIsADay(f *testing.F) {
	for _, seed := range []string{"2026-10-31", "31 October 2026", "October 2026", "10/2026", "\x00", "9999999999-1-1", "1 January 1899"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, read := range []func(string) (time.Time, bool){parseDay, parseMonth} {
			day, ok := read(typed)
			if !ok {
				continue
			}
			if again, ok := parseDay(day.Format(time.DateOnly)); !ok || !again.Equal(day) || day.Year() < 1900 {
				t.Errorf("%q became %v", typed, day)
			}
		}
		count(typed)
	})
}
