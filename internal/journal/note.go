package journal

import (
	"slices"
	"strings"
	"time"

	"snowdrop/internal/record"
)

// Limits of a professional's note, in characters.
const (
	MaxNoteName = 80
	MaxNoteText = 8000
)

// Note is what somebody who works with a client wrote down for herself. It lies with her own things, is never part of what
// she and the client share, and outlasts that: so it says itself whom it is about.
type Note struct {
	V     int    `json:"v"`
	Space string `json:"space"`          // Path of what she shares with the client
	Name  string `json:"name,omitempty"` // what she called the client then
	Day   string `json:"day"`            // the day it is about, 2006-01-02
	Text  string `json:"text"`

	rest unknown
}

// Validate reports the first *FieldError.
func (n Note) Validate() error {
	_, err := record.ParseID(n.Space)
	switch {
	case err != nil:
		return &FieldError{"space", "choice"}
	case !isDate(time.DateOnly, n.Day):
		return &FieldError{"day", "choice"}
	case strings.TrimSpace(n.Text) == "":
		return &FieldError{"text", "empty"}
	}
	return longest([]limited{{"text", n.Text, MaxNoteText}, {"name", n.Name, MaxNoteName}})
}

// Encode gives the body to seal. It returns a *FieldError or ErrTooLong, and changes nothing.
func (n Note) Encode() ([]byte, error) {
	if err := n.Validate(); err != nil {
		return nil, err
	}
	n.V = max(n.V, Version)
	return encode(n, n.rest)
}

// DecodeNote reads a body written by Encode, by this or a newer version.
func DecodeNote(body []byte) (Note, error) {
	var n Note
	var err error
	n.rest, err = decode(body, &n)
	return n, err
}

// KeptNote is a note with when it was written.
type KeptNote struct {
	ID record.ID
	At time.Time
	Note
}

// NotesAsText writes notes about one client as plain text, the earliest day first: for a file that opens in anything. Heading
// is its first line; dated says a day.
func NotesAsText(heading string, notes []KeptNote, dated func(day string) string) []byte {
	var b strings.Builder
	b.WriteString(heading + "\n")
	for _, n := range byDay(notes) {
		b.WriteString("\n" + dated(n.Day) + "\n\n" + strings.TrimSpace(n.Text) + "\n")
	}
	return []byte(b.String())
}

// notesFile is what NotesAsJSON writes.
type notesFile struct {
	Format  string      `json:"format"`
	Version int         `json:"version"`
	Name    string      `json:"name"`
	Notes   []notesLine `json:"notes"`
}

type notesLine struct {
	ID      string    `json:"id"`
	Day     string    `json:"day"`
	Written time.Time `json:"written"`
	Text    string    `json:"text"`
}

// NotesAsJSON writes the same for a program. Name is what she calls the client.
func NotesAsJSON(name string, notes []KeptNote) ([]byte, error) {
	file := notesFile{Format: "snowdrop-notes", Version: 1, Name: name, Notes: []notesLine{}}
	for _, n := range byDay(notes) {
		file.Notes = append(file.Notes, notesLine{n.ID.String(), n.Day, n.At.UTC(), n.Text})
	}
	return marshal(file)
}

// byDay puts them into the order of their days, and those of one day into the order in which they were written.
func byDay(notes []KeptNote) []KeptNote {
	out := slices.Clone(notes)
	slices.SortStableFunc(out, func(a, b KeptNote) int {
		if c := strings.Compare(a.Day, b.Day); c != 0 {
			return c
		}
		return a.At.Compare(b.At)
	})
	return out
}
