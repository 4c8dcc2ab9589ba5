// Package inclear is what a person chose to be readable without unlocking, as it lies on the disk. It must never hold words that
// nobody chose, or anything that it cannot read whole.
package inclear

import (
	"bytes"

	"snowdrop/internal/record"
)

// Key is the disk key of it. Whoever never marked a line for it has none. (docs/decisions/open-lines.md)
const Key = "readable"

// Max is the most bytes of it.
const Max = 8 << 10

// Readable is the words, and the item that they were taken from.
//
//	version 1 | ID of the item 16 | the words
type Readable struct {
	Of    record.ID
	Words []byte
}

const version = 1

// Parse passes over what is damaged or from a later version: it is a copy, and the words are sealed as well.
func Parse(b []byte) (Readable, bool) {
	var r Readable
	if len(b) <= 1+len(r.Of) || b[0] != version || len(b) > 1+len(r.Of)+Max {
		return Readable{}, false
	}
	copy(r.Of[:], b[1:])
	r.Words = bytes.Clone(b[1+len(r.Of):])
	return r, true
}

// Marshal writes it.
func (r Readable) Marshal() []byte {
	return append(append([]byte{version}, r.Of[:]...), r.Words...)
}
