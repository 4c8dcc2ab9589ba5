// Package plain reads what people wrote elsewhere: files of Markdown or plain text, one entry each. It must never guess what a
// file does not say, and never leave a file or a line out without saying so.
//
// When it was written is taken from, in this order: the lines before the text (front matter), the name of the file, the time that
// the file was changed, and else the day of reading, which is said.
package plain

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"snowdrop/internal/record"
)

// MaxFile is the longest file in bytes, as much as the longest text that the app keeps.
const MaxFile = 25 << 20

// File is one file as it was chosen. Name may have folders in front, with slashes.
type File struct {
	Name    string
	Changed time.Time // zero: not known
	Content []byte
}

// Dated says where the time of an entry is from.
type Dated string

// Where a time can be from, the surest first.
const (
	Inside Dated = "inside" // the lines before the text
	Named  Dated = "name"   // the name of the file
	Filed  Dated = "file"   // when the file was changed
	Today  Dated = "today"  // nothing said it
)

// Entry is what a file says.
type Entry struct {
	ID   record.ID // the same for the same words on the same day, so that a second time brings nothing twice
	At   time.Time
	From Dated
	Text string
	File string

	// Own is the ID of the entry that this is a copy of, and Kind its kind, where Snowdrop wrote the file.
	Own  record.ID
	Kind string
}

// Why says why a file was left out.
type Why string

// Why a file is left out.
const (
	Other    Why = "other"    // neither Markdown nor plain text, by its name
	Encoding Why = "encoding" // not in UTF-8, nor in UTF-16 that says so: whoever guesses may spoil the words
	NoText   Why = "notext"   // holds bytes that no text has
	Empty    Why = "empty"
	TooLong  Why = "toolong"
	Double   Why = "double" // the same words on the same day as another file
)

// Wanted says by its name whether a file may be one. It is asked before a file is opened.
func Wanted(name string) bool {
	if strings.HasPrefix(name, ".") || strings.Contains(name, "/.") {
		return false // what systems and programs leave in folders: "._note.md", and a bin with notes that were deleted
	}
	base := name[strings.LastIndexByte(name, '/')+1:]
	at := strings.LastIndexByte(base, '.')
	if at < 0 {
		return false
	}
	switch strings.ToLower(base[at+1:]) {
	case "md", "markdown", "mdown", "txt", "text":
		return true
	}
	return false
}

// Read makes an entry of a file, or says why there is none. A time without a zone is one of the zone of now.
func Read(f File, now time.Time) (Entry, Why) {
	if !Wanted(f.Name) {
		return Entry{}, Other
	}
	if len(f.Content) > MaxFile {
		return Entry{}, TooLong
	}
	text, why := decoded(f.Content)
	if why != "" {
		return Entry{}, why
	}
	head, text := cut(text, now.Location())
	e := Entry{File: f.Name, Own: head.id, Kind: head.kind, Text: head.whole(text)}
	if e.Text == "" {
		return Entry{}, Empty
	}
	e.At, e.From = dated(head, f, now)
	e.ID = identity(e)
	return e, ""
}

// dated takes the first of what says when it was.
func dated(head head, f File, now time.Time) (time.Time, Dated) {
	if !head.at.IsZero() {
		return head.at, Inside
	}
	if at, ok := inName(f.Name, now.Location()); ok {
		return at, Named
	}
	if !f.Changed.IsZero() {
		return f.Changed.In(now.Location()).Truncate(time.Second), Filed
	}
	return now.Truncate(time.Second), Today
}

// identity is made of the words, and of the time where they or the name of their file say it. Copying a file changes the time that
// its folder says, and the day of reading is another one tomorrow.
func identity(e Entry) (id record.ID) {
	h := sha256.New()
	h.Write([]byte("snowdrop plain\x00"))
	if e.From == Inside || e.From == Named {
		h.Write([]byte(e.At.UTC().Format(time.RFC3339)))
	}
	h.Write([]byte{0})
	h.Write([]byte(e.Text))
	copy(id[:], h.Sum(nil))
	return id
}

// decoded gives the text of a file with plain line ends.
func decoded(b []byte) (string, Why) {
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		b = b[3:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{0xFE, 0xFF}):
		wide, ok := wide(b)
		if !ok {
			return "", Encoding
		}
		b = wide
	}
	if bytes.IndexByte(b, 0) >= 0 {
		return "", NoText
	}
	if !utf8.Valid(b) {
		return "", Encoding
	}
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	return strings.ReplaceAll(text, "\r", "\n"), ""
}

// wide reads UTF-16 that says of itself that it is. Half a character is not mended.
func wide(b []byte) ([]byte, bool) {
	if len(b)%2 != 0 {
		return nil, false
	}
	little := b[0] == 0xFF
	units := make([]uint16, 0, len(b)/2)
	for i := 2; i < len(b); i += 2 {
		first, second := b[i], b[i+1]
		if little {
			first, second = second, first
		}
		units = append(units, uint16(first)<<8|uint16(second))
	}
	var out []byte
	for i := 0; i < len(units); i++ {
		r := rune(units[i])
		if utf16.IsSurrogate(r) {
			if i+1 == len(units) {
				return nil, false
			}
			i++
			if r = utf16.DecodeRune(r, rune(units[i])); r == utf8.RuneError {
				return nil, false
			}
		}
		out = utf8.AppendRune(out, r)
	}
	return out, true
}

// trimmed takes away empty lines at both ends, and white space behind the last word. What a line begins with may mean something.
func trimmed(text string) string {
	text = strings.TrimRight(text, " \t\n")
	for {
		line, rest, more := strings.Cut(text, "\n")
		if !more || strings.TrimSpace(line) != "" {
			return text
		}
		text = rest
	}
}
