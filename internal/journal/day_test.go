package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestADayFallsOnItsDayAndOnNoOther(t *testing.T) {
	for _, c := range []struct {
		on    string
		every bool
		at    string
		falls bool
	}{
		{"2026-03-14", false, "2026-03-14", true}, {"2026-03-14", false, "2027-03-14", false}, {"2026-03-14", false, "2026-03-13", false},
		{"2026-03-14", true, "2026-03-14", true}, {"2026-03-14", true, "2031-03-14", true}, {"2026-03-14", true, "2025-03-14", true},
		{"2026-03-14", true, "2027-03-13", false}, {"2026-03-14", true, "2027-03-15", false}, {"2026-03-14", true, "2027-04-14", false},
		// A year that has no 29 February has the day all the same, once.
		{"2024-02-29", true, "2028-02-29", true}, {"2024-02-29", true, "2028-02-28", false}, {"2024-02-29", true, "2027-02-28", true},
		{"2024-02-29", true, "2027-03-01", false}, {"2024-02-29", true, "2028-03-01", false}, {"2024-02-29", true, "2100-02-28", true},
		{"2024-02-29", false, "2024-02-29", true}, {"2024-02-29", false, "2025-02-28", false}, {"2026-02-28", true, "2028-02-29", false},
		{"2026-12-31", true, "2027-01-01", false}, {"", true, "2026-03-14", false}, {"2026-02-30", true, "2026-03-02", false},
	} {
		at, err := time.Parse(time.DateOnly, c.at)
		if err != nil {
			t.Fatal(err)
		}
		for _, hour := range []time.Duration{0, 12, 23} {
			if got := (Day{On: c.on, Every: c.every}).Falls(at.Add(hour*time.Hour + 59*time.Minute)); got != c.falls {
				t.Errorf("%s (every year: %v) falls on %s: %v", c.on, c.every, c.at, got)
			}
		}
	}
}

// The clock is the person's own: the same moment is another day elsewhere.
func TestADayFallsByTheClockThatThePersonIsOn(t *testing.T) {
	at, d := time.Date(2026, 3, 13, 23, 30, 0, 0, time.UTC), Day{On: "2026-03-14"}
	east, west := time.FixedZone("", 14*3600), time.FixedZone("", -10*3600)
	if d.Falls(at) || !d.Falls(at.In(east)) || d.Falls(at.In(west)) || !d.Falls(at.Add(24*time.Hour).In(west)) {
		t.Error("a day falls by another clock than the one it is asked with")
	}
}

func TestWhereSeveralDaysFallOnOneTheGentlestHolds(t *testing.T) {
	of := func(modes ...string) (out []Day) {
		for _, m := range modes {
			out = append(out, Day{Mode: m})
		}
		return out
	}
	for want, all := range map[string][][]Day{
		"":         {nil},
		DayKeep:    {of(DayKeep), of(DayKeep, DayKeep)},
		DaySoften:  {of(DaySoften), of(DayKeep, DaySoften), of("whisper"), of(DayKeep, "whisper")},
		DaySilence: {of(DaySilence), of(DayKeep, DaySilence), of(DaySoften, DaySilence, DayKeep), of("whisper", DaySilence)},
	} {
		for _, days := range all {
			if got := Gentlest(days); got != want {
				t.Errorf("%+v: %q, want %q", days, got, want)
			}
		}
	}
}

func TestADayNeedsOnlyADayAndWhatIsToHappen(t *testing.T) {
	for name, d := range map[string]Day{
		"any":             {Sort: DayOwn, On: "2026-03-14", Mode: DayKeep},
		"15 October":      {Sort: DayOct, On: "2026-10-15", Every: true, Mode: DaySilence},
		"all of it":       {Sort: DayDue, On: "2027-01-02", Mode: DaySoften, Name: "The day", Words: strings.Repeat("ü", MaxDayWords), Calendar: "Walk", CalendarUID: "a"},
		"something newer": {Sort: "month", On: "2026-03-14", Mode: "whisper"},
	} {
		body, err := d.Encode()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, err := DecodeDay(body)
		again, err2 := back.Encode()
		if err != nil || err2 != nil || !bytes.Equal(body, again) {
			t.Errorf("%s became %s, %v, %v", name, again, err, err2)
		}
	}
	for want, d := range map[string]Day{
		"sort choice": {On: "2026-03-14", Mode: DayKeep}, "on range": {Sort: DayOwn, On: "14 March", Mode: DayKeep}, "mode choice": {Sort: DayOwn, On: "2026-03-14"},
		"name long": {Sort: DayOwn, On: "2026-03-14", Mode: DayKeep, Name: strings.Repeat("a", MaxDayName+1)}, "words long": {Sort: DayOwn, On: "2026-03-14", Mode: DayKeep, Words: strings.Repeat("a", MaxDayWords+1)},
		"calendar long": {Sort: DayOwn, On: "2026-03-14", Mode: DayKeep, Calendar: strings.Repeat("a", MaxCalendar+1)},
	} {
		var field *FieldError
		if _, err := d.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	for _, d := range []Day{{Sort: DayOct, On: "2026-10-16", Mode: DayKeep}, {Sort: DayOwn, On: "0026-03-14", Mode: DayKeep}, {Sort: DayOwn, On: "2026-02-29", Mode: DayKeep}} {
		if _, err := d.Encode(); err == nil {
			t.Errorf("%+v was taken", d)
		}
	}
}

func TestACeremonyHoldsWhatWasPlanned(t *testing.T) {
	whole := Ceremony{Where: "in", Who: "two", Minutes: 20, Title: " For us ", When: "On Sunday", Parts: []CeremonyPart{{Part: "quiet"}, {Part: CeremonyOwn, Words: "We sing.", Care: []string{"fire"}}}}
	body, err := whole.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := DecodeCeremony(body)
	again, err2 := back.Encode()
	if err != nil || err2 != nil || !bytes.Equal(body, again) || back.Title != "For us" || len(back.Parts) != 2 {
		t.Errorf("%s became %s, %v, %v", body, again, err, err2)
	}
	with := func(change func(*Ceremony)) Ceremony {
		c := Ceremony{Where: "in", Who: "two", Minutes: 20}
		change(&c)
		return c
	}
	for want, c := range map[string]Ceremony{
		"where choice": with(func(c *Ceremony) { c.Where = "In Bed" }), "who choice": with(func(c *Ceremony) { c.Who = "" }), "minutes choice": with(func(c *Ceremony) { c.Minutes = 0 }),
		"parts many": with(func(c *Ceremony) { c.Parts = make([]CeremonyPart, MaxCeremonyParts+1) }), "parts choice": with(func(c *Ceremony) { c.Parts = []CeremonyPart{{Part: "<b>"}} }),
		"words empty": with(func(c *Ceremony) { c.Parts = []CeremonyPart{{Part: CeremonyOwn, Words: " "}} }),
		"words long": with(func(c *Ceremony) {
			c.Parts = []CeremonyPart{{Part: "a", Words: strings.Repeat("a", MaxCeremonyWords+1)}}
		}),
		"title long": with(func(c *Ceremony) { c.Title = strings.Repeat("a", MaxCeremonyTitle+1) }), "when long": with(func(c *Ceremony) { c.When = strings.Repeat("a", MaxCeremonyTitle+1) }),
	} {
		var field *FieldError
		if _, err := c.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := (Candle{Words: strings.Repeat("a", MaxCandleWords+1)}).Encode(); err == nil {
		t.Error("a candle took a page")
	}
}

// What parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzDayCeremonyCandle(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"sort":"due","on":"2026-03-14","every":true,"mode":"soften","words":"<3"}`, `{"v":4,"sort":"month","on":"2024-02-29","mode":"whisper","moon":{"a":[1]}}`,
		`{"v":1,"where":"in","who":"two","minutes":20,"parts":[{"part":"quiet"},{"part":"own","words":"We sing.","care":["fire"]}]}`, `{"where":"moon","who":"crowd","minutes":1,"parts":[{"part":"x","by":"y"}],"later":1}`,
		`{"v":1,"words":"For you."}`, `{"v":2,"words":" ","colour":"blue"}`, `{}`, `[]`, `null`,
	} {
		f.Add([]byte(seed))
	}
	type kept interface{ Encode() ([]byte, error) }
	f.Fuzz(func(t *testing.T, body []byte) {
		for name, read := range map[string]func([]byte) (kept, unknown, error){
			"a day":      func(b []byte) (kept, unknown, error) { d, err := DecodeDay(b); return d, d.rest, err },
			"a ceremony": func(b []byte) (kept, unknown, error) { c, err := DecodeCeremony(b); return c, c.rest, err },
			"a candle":   func(b []byte) (kept, unknown, error) { c, err := DecodeCandle(b); return c, c.rest, err },
		} {
			k, rest, err := read(body)
			if err != nil {
				continue
			}
			out, err := k.Encode()
			if err != nil {
				continue
			}
			back, still, err := read(out)
			if err != nil {
				t.Fatalf("%s %s became %s, and that is not read: %v", name, body, out, err)
			}
			again, err := back.Encode()
			if err != nil || !bytes.Equal(out, again) {
				t.Errorf("%s %s became %s, and that became %s (%v)", name, body, out, again, err)
			}
			for field := range rest {
				if _, is := still[field]; !is {
					t.Errorf("%s %s lost %q", name, body, field)
				}
			}
		}
	})
}
