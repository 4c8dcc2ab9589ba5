package events

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
)

func TestEventsAreReadAsTheyWereWritten(t *testing.T) {
	var list []Event
	for i, kind := range kinds {
		list = Note(list, kind, strings.Repeat("é", i), record.ID{byte(i)}, int64(20000-i*10000))
	}
	list = Note(list, Joined, "", record.ID{}, 20000)
	if got, err := Parse(Marshal(list)); err != nil || !slices.Equal(got, list) || got[0].Count != 2 {
		t.Errorf("got %v, %v, want %v", got, err, list)
	}
	if got, err := Parse(nil); err != nil || len(got) != 0 {
		t.Errorf("nothing: got %v, %v", got, err)
	}
}

func TestEventsAreForgottenAndNeverTooMany(t *testing.T) {
	var list []Event
	for day := range int64(40) {
		list = Note(list, Hole, "", record.ID{}, day)
	}
	if got := Forget(list, 40); len(got) != keptDays || Day(got[0].Day) != 40-keptDays || len(list) != 40 {
		t.Errorf("%d are kept, from %v", len(got), got[0].Day)
	}
	for i := range 3 * most {
		list = Note(list, Joined, "", record.ID{byte(i), byte(i >> 8)}, 40)
	}
	if end := 3*most - 1; len(list) != most || list[most-1].Member != (record.ID{byte(end & 255), byte(end >> 8)}) {
		t.Errorf("%d events", len(list))
	}
}

func TestADayIsThatOfTheCalendar(t *testing.T) {
	for text, want := range map[string]int64{
		"1970-01-01T00:00:00Z": 0, "1970-01-01T23:59:59Z": 0, "1969-12-31T23:59:59Z": -1, "1969-12-31T00:00:00Z": -1, "1969-12-30T23:59:59Z": -2,
		"2026-11-21T23:59:59-02:00": 20779,
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		if got := Day(at); got != want || DayTime(want).After(at) || at.Sub(DayTime(want)) >= 24*time.Hour {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
}

func FuzzEventsThatParseMarshalToTheSameBytes(f *testing.F) {
	good := Marshal(Note(Note(nil, Left, "phone", record.ID{1}, 20000), Hole, "", record.ID{}, -1))
	f.Add(good)
	f.Add(good[:len(good)-1])
	f.Add(append([]byte{9}, good[1:]...))
	if _, err := Parse(good); err != nil {
		f.Fatal(err)
	}
	if _, err := Parse(good[:40]); !errors.Is(err, ErrUnreadable) {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if list, err := Parse(b); err == nil && !bytes.Equal(Marshal(list), b) {
			t.Fatalf("got %x, want %x", Marshal(list), b)
		}
	})
}
