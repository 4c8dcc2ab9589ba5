package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
)

var anywhere = record.ID{9}.String()

func TestANoteNamesItsClientItsDayAndHasWords(t *testing.T) {
	for name, n := range map[string]Note{
		"short": {Space: anywhere, Day: "2026-11-20", Text: "x"},
		"full":  {Space: anywhere, Name: strings.Repeat("ü", MaxNoteName), Day: "2024-02-29", Text: strings.Repeat("ü", MaxNoteText)},
		"hindi": {Space: anywhere, Name: "अना", Day: "2024-02-29", Text: strings.Repeat("क", MaxNoteText)},
	} {
		body, err := n.Encode()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, err := DecodeNote(body)
		again, err2 := back.Encode()
		if err != nil || err2 != nil || !bytes.Equal(body, again) || back.V != Version {
			t.Errorf("%s became %s, %v, %v", name, again, err, err2)
		}
	}
	for want, n := range map[string]Note{
		"space choice": {Space: "Sarah", Day: "2026-11-20", Text: "x"}, "day choice": {Space: anywhere, Day: "20.11.2026", Text: "x"},
		"text empty": {Space: anywhere, Day: "2026-11-20", Text: " \n"}, "text long": {Space: anywhere, Day: "2026-11-20", Text: strings.Repeat("ü", MaxNoteText+1)},
		"name long": {Space: anywhere, Day: "2026-11-20", Text: "x", Name: strings.Repeat("ü", MaxNoteName+1)},
	} {
		var field *FieldError
		if _, err := n.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestNotesLeaveInWaysThatOpenInAnything(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 0, 0, 0, time.FixedZone("", 3600))
	note := func(id byte, day, text string, later time.Duration) KeptNote {
		return KeptNote{record.ID{id}, at.Add(later), Note{Space: anywhere, Name: "S", Day: day, Text: text}}
	}
	notes := []KeptNote{note(3, "2026-11-20", "third <3\n", time.Hour), note(1, "2026-10-02", "first", 0), note(2, "2026-11-20", "second", 0)}
	text := string(NotesAsText("Notes", notes, func(day string) string { return "[" + day + "]" }))
	if want := "Notes\n\n[2026-10-02]\n\nfirst\n\n[2026-11-20]\n\nsecond\n\n[2026-11-20]\n\nthird <3\n"; text != want {
		t.Errorf("%q", text)
	}
	body, err := NotesAsJSON("S.", notes)
	var file struct {
		Format string
		Name   string
		Notes  []struct{ Day, Text, Written string }
	}
	if err != nil || json.Unmarshal(body, &file) != nil || file.Name != "S." || file.Format != "snowdrop-notes" || len(file.Notes) != 3 ||
		file.Notes[2].Text != "third <3\n" || file.Notes[0].Written != "2026-11-21T08:00:00Z" {
		t.Errorf("%s, %v", body, err)
	}
	if notes[0].ID != (record.ID{3}) {
		t.Error("the notes were put into another order where they stand")
	}
	if body, err = NotesAsJSON("", nil); err != nil || !strings.Contains(string(body), `"notes":[]`) {
		t.Errorf("%s, %v", body, err)
	}
}

// FuzzNote: what parses and is valid is written so that it reads back as the same, with every unknown field.
func FuzzNote(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"space":"` + anywhere + `","name":"S","day":"2026-11-20","text":"<3"}`, `{"v":4,"space":"` + anywhere + `","day":"2026-11-20","text":"a","seen":{"by":[1]}}`,
		`{"space":"x"}`, `{}`, `[]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := DecodeNote(body)
		if err != nil {
			return
		}
		out, err := n.Encode()
		if err != nil {
			return
		}
		back, err := DecodeNote(out)
		if err != nil {
			t.Fatalf("%s became %s, and that is not read: %v", body, out, err)
		}
		again, err := back.Encode()
		if err != nil || !bytes.Equal(out, again) {
			t.Errorf("%s became %s, and that became %s (%v)", body, out, again, err)
		}
		for name := range n.rest {
			if _, kept := back.rest[name]; !kept {
				t.Errorf("%s lost %q: %s", body, name, out)
			}
		}
	})
}
