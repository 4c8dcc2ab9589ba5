package record

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
)

// ID names one record for as long as it exists. It is random and says nothing about the record.
type ID [16]byte

// ErrID says that a text is not an ID.
var ErrID = errors.New("record: not an ID")

var idText = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// idTextSize is the length of an ID as text.
const idTextSize = 26

// NewID returns a random ID.
func NewID() ID {
	var id ID
	rand.Read(id[:])
	return id
}

// String returns the ID as 26 lower-case letters and digits, fit for a URL path.
func (id ID) String() string { return idText.EncodeToString(id[:]) }

// ParseID reads what String wrote and nothing else: every ID has one text.
func ParseID(text string) (ID, error) {
	var id ID
	// The decoder skips line breaks, so the length alone does not decide.
	if len(text) != idTextSize {
		return ID{}, ErrID
	}
	if n, err := idText.Decode(id[:], []byte(text)); err != nil || n != len(id) {
		return ID{}, ErrID
	}
	// The last letter has two spare bits; with them set it would be a second text for the same ID.
	if id.String() != text {
		return ID{}, ErrID
	}
	return id, nil
}
