// Package record is the shape of everything a person keeps, as bytes: a fixed header, a body, and
// zeros up to one of seven sizes. It must never look into a body, keep a time of its own, or accept
// bytes that it would not have written itself.
//
//	version 1 | kind 1 | body length 2 | at 8 | body | zeros
//
// Numbers are big-endian. The whole is 512 bytes, 1, 2, 4, 8, 16 or 32 KiB long: the smallest that
// fits. The ID is not inside; whoever seals a record binds it to its ID. Spec: docs/format.md.
package record

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

const (
	version    = 1
	headerSize = 12
	smallest   = 512
	largest    = 32 << 10
)

// MaxBody is the longest body in bytes that fits a record.
const MaxBody = largest - headerSize

// ErrTooLarge says that a body is longer than MaxBody.
var ErrTooLarge = errors.New("record: body too large")

// The ways in which bytes are not a record.
var (
	ErrSize    = errors.New("record: not one of the seven sizes, or not the smallest that fits")
	ErrVersion = errors.New("record: unknown version")
	ErrLength  = errors.New("record: body longer than the record")
	ErrPadding = errors.New("record: padding is not zero")
)

// Record is one thing a person keeps. Kind says how to read Body and belongs to internal/journal;
// At is the time the person gives it, in seconds since 1970 UTC.
type Record struct {
	ID   ID
	Kind uint8
	At   int64
	Body []byte
}

// Marshal returns the record as padded bytes, without its ID, or ErrTooLarge.
func (r Record) Marshal() ([]byte, error) {
	if len(r.Body) > MaxBody {
		return nil, ErrTooLarge
	}
	plain := make([]byte, PaddedSize(len(r.Body)))
	plain[0] = version
	plain[1] = r.Kind
	binary.BigEndian.PutUint16(plain[2:], uint16(len(r.Body)))
	binary.BigEndian.PutUint64(plain[4:], uint64(r.At))
	copy(plain[headerSize:], r.Body)
	return plain, nil
}

// Parse reads what Marshal wrote. The body is not copied: it is a part of plain and stays valid as
// long as plain is not changed. Whatever parses marshals to the same bytes again.
func Parse(id ID, plain []byte) (Record, error) {
	if len(plain) < smallest || len(plain) > largest || bits.OnesCount(uint(len(plain))) != 1 {
		return Record{}, ErrSize
	}
	if plain[0] != version {
		return Record{}, ErrVersion
	}
	length := int(binary.BigEndian.Uint16(plain[2:]))
	end := headerSize + length
	if end > len(plain) {
		return Record{}, ErrLength
	}
	if PaddedSize(length) != len(plain) {
		return Record{}, ErrSize
	}
	if !allZero(plain[end:]) {
		return Record{}, ErrPadding
	}
	return Record{
		ID:   id,
		Kind: plain[1],
		At:   int64(binary.BigEndian.Uint64(plain[4:])),
		Body: plain[headerSize:end:end],
	}, nil
}

// PaddedSize returns how long a record with a body of n bytes is. n is at most MaxBody.
func PaddedSize(n int) int {
	size := smallest
	for size < headerSize+n {
		size *= 2
	}
	return size
}

// allZero looks at eight bytes at a time: an unlock asks it about most bytes of the store.
func allZero(b []byte) bool {
	var sum uint64
	for len(b) >= 8 {
		sum |= binary.NativeEndian.Uint64(b)
		b = b[8:]
	}
	for _, c := range b {
		sum |= uint64(c)
	}
	return sum == 0
}
