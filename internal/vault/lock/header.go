// Package lock is how the data key of a device is wrapped: under a passphrase, in a header that is kept twice, and beside it
// under a passkey. It must never let damage look like a wrong passphrase, or a passkey give anything but the data key.
package lock

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"

	"snowdrop/internal/seal"
	"snowdrop/internal/vault/contents"
)

// What a caller may tell apart.
var (
	ErrPassphrase = errors.New("vault: wrong passphrase")
	ErrUnreadable = contents.ErrUnreadable
	ErrNewer      = errors.New("vault: store written by a newer version")
)

// The header of the local store, kept twice under two disk keys, so that one damaged value does not
// take everything with it:
//
//	magic 8 | version 1 | salt 16 | data key, wrapped 73 | CRC-32C of all before 4
//
// The checksum is no protection against anybody. It tells damage from a wrong passphrase, which must
// not look alike to a person.
const (
	headerMagic   = "snowdrop"
	headerVersion = 1
	headerFixed   = 8 + 1 + 16
	headerSize    = headerFixed + 32 + seal.Overhead + 4
)

// Keys are the disk keys of the two copies.
var Keys = [2]string{"header.1", "header.2"}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Header is the data key, wrapped under a passphrase.
type Header struct {
	Salt    seal.Salt
	wrapped []byte
}

func (h Header) fixed() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, headerMagic...)
	b = append(b, headerVersion)
	return append(b, h.Salt[:]...)
}

// Marshal writes a header.
func (h Header) Marshal() []byte {
	b := append(h.fixed(), h.wrapped...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// Parse returns ErrUnreadable for damage and ErrNewer for an intact header of a later version.
func Parse(b []byte) (Header, error) {
	const checksum = 4
	if len(b) < headerFixed+checksum || string(b[:len(headerMagic)]) != headerMagic {
		return Header{}, ErrUnreadable
	}
	end := len(b) - checksum
	if crc32.Checksum(b[:end], castagnoli) != binary.BigEndian.Uint32(b[end:]) {
		return Header{}, ErrUnreadable
	}
	if b[len(headerMagic)] != headerVersion {
		return Header{}, ErrNewer
	}
	if len(b) != headerSize {
		return Header{}, ErrUnreadable
	}
	return Header{
		Salt:    seal.Salt(b[len(headerMagic)+1 : headerFixed]),
		wrapped: bytes.Clone(b[headerFixed:end]),
	}, nil
}

func headerAAD(h Header) []byte {
	return append([]byte(seal.LabelLocalHeader), h.fixed()...)
}

// New wraps the data key under a passphrase. The stretched passphrase is for what else is wrapped with it.
func New(dataKey seal.Key, passphrase string, stretch Stretch) (Header, seal.Key) {
	h := Header{Salt: seal.NewSalt()}
	stretched := stretch([]byte(Trim(passphrase)), h.Salt)
	h.wrapped = stretched.Derive(seal.LabelLocalWrap).Wrap(dataKey, headerAAD(h))
	return h, stretched
}

// Passed is what a right passphrase gives.
type Passed struct {
	DataKey, Stretched seal.Key
	Salt               seal.Salt
}

// DataKey unwraps the data key, or returns ErrPassphrase after the same time.
func (h Header) DataKey(passphrase string, stretch Stretch) (Passed, error) {
	stretched := stretch([]byte(Trim(passphrase)), h.Salt)
	key, err := stretched.Derive(seal.LabelLocalWrap).Unwrap(h.wrapped, headerAAD(h))
	if err != nil {
		return Passed{}, ErrPassphrase
	}
	return Passed{key, stretched, h.Salt}, nil
}

// Stretch turns a passphrase into a key.
type Stretch func(passphrase []byte, salt seal.Salt) seal.Key

// Trim takes away what does not count of a passphrase: the white space around it.
func Trim(passphrase string) string { return strings.TrimSpace(passphrase) }

// Choose takes the first copy that is whole.
func Choose(copies map[string][]byte) (chosen Header, mend bool, err error) {
	err = ErrUnreadable
	for i := len(Keys) - 1; i >= 0; i-- {
		h, herr := Parse(copies[Keys[i]])
		switch {
		case herr == nil:
			chosen, err = h, nil
		case errors.Is(herr, ErrNewer) && errors.Is(err, ErrUnreadable):
			err, mend = herr, true
		default:
			mend = true
		}
	}
	return chosen, mend, err
}
