package journal

import (
	"strings"
	"unicode/utf8"
)

// A long entry keeps at least minBeginning bytes of its text in its record, where lists and the search
// find them, and at most maxBeginning. Only text that is mostly control characters, which take six
// bytes each when they are encoded, can get less: what fits.
const (
	minBeginning = 8 << 10
	maxBeginning = 16 << 10
)

// roomForRest is what the attachment with the rest of a long text takes in the body, at most.
const roomForRest = 512

// Split prepares an entry for keeping. Where it fits, it comes back as it is and rest is empty. Where
// its text is too long, first has the beginning, and rest has what is to be sealed apart and put back
// as an attachment of kind text (attachments.AddText makes one, With adds it). An attachment of an
// earlier rest is not in first: what it holds is old. Text that is not UTF-8 is made so.
//
// ErrTooLong means that even the beginning does not fit, because of what else is in the entry.
func (e Entry) Split() (first Entry, rest string, err error) {
	e.Text = strings.ToValidUTF8(e.Text, "\uFFFD")
	first = e.Without(func(a Attachment) bool { return a.Kind == AttachmentText })
	_, err = first.Encode()
	if err != ErrTooLong {
		return first, "", err
	}
	whole := first.Text
	first.Text = "x" // something, so that an entry without photos is valid
	empty, err := first.Encode()
	if err != nil {
		return Entry{}, "", err
	}
	cut := cutBefore(whole, MaxBody-roomForRest-len(empty))
	if cut == 0 {
		return Entry{}, "", ErrTooLong
	}
	first.Text = whole[:cut]
	return first, whole[cut:], nil
}

// cutBefore finds where the beginning of a text ends: at most maxBeginning bytes of it, and at most room bytes once
// it is encoded. It is the end of a word where one is near, and of a character in any case.
func cutBefore(text string, room int) int {
	end, encoded := 0, 0
	for i, r := range text {
		next := i + utf8.RuneLen(r)
		encoded += encodedSize(r)
		if next > maxBeginning || encoded > room {
			break
		}
		end = next
	}
	const near = 200
	if i := strings.LastIndexAny(text[:end], " \n"); i >= minBeginning && i >= end-near {
		return i + 1
	}
	return end
}

// encodedSize is how many bytes encoding/json makes of a character.
func encodedSize(r rune) int {
	switch {
	case r == '"' || r == '\\' || r == '\b' || r == '\f' || r == '\n' || r == '\r' || r == '\t':
		return 2
	case r < 0x20 || r == '\u2028' || r == '\u2029':
		return 6
	}
	return utf8.RuneLen(r)
}

// Continued gives the attachment with the rest of a long text. Without one the text is all there is.
func (e Entry) Continued() (Attachment, bool) {
	for _, a := range e.Attachments {
		if a.Kind == AttachmentText {
			return a, true
		}
	}
	return Attachment{}, false
}

// Join gives the whole text of a long entry from what its attachment holds.
func (e Entry) Join(rest string) string { return e.Text + rest }
