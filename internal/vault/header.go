package vault

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"snowdrop/internal/seal"
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

// headerKeys are the only disk keys that are not random.
var headerKeys = [2]string{"header.1", "header.2"}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type header struct {
	salt    seal.Salt
	wrapped []byte
}

func (h header) fixed() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, headerMagic...)
	b = append(b, headerVersion)
	return append(b, h.salt[:]...)
}

func (h header) marshal() []byte {
	b := append(h.fixed(), h.wrapped...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// parseHeader returns ErrUnreadable for damage and ErrNewer for an intact header of a later version.
func parseHeader(b []byte) (header, error) {
	const checksum = 4
	if len(b) < headerFixed+checksum || string(b[:len(headerMagic)]) != headerMagic {
		return header{}, ErrUnreadable
	}
	end := len(b) - checksum
	if crc32.Checksum(b[:end], castagnoli) != binary.BigEndian.Uint32(b[end:]) {
		return header{}, ErrUnreadable
	}
	if b[len(headerMagic)] != headerVersion {
		return header{}, ErrNewer
	}
	if len(b) != headerSize {
		return header{}, ErrUnreadable
	}
	return header{
		salt:    seal.Salt(b[len(headerMagic)+1 : headerFixed]),
		wrapped: bytes.Clone(b[headerFixed:end]),
	}, nil
}

func headerAAD(h header) []byte {
	return append([]byte(seal.LabelLocalHeader), h.fixed()...)
}

// newHeader wraps the data key under a passphrase. The stretched passphrase is for what else is wrapped with it.
func newHeader(dataKey seal.Key, passphrase string, stretch stretchFunc) (header, seal.Key) {
	h := header{salt: seal.NewSalt()}
	stretched := stretch([]byte(trimPassphrase(passphrase)), h.salt)
	h.wrapped = stretched.Derive(seal.LabelLocalWrap).Wrap(dataKey, headerAAD(h))
	return h, stretched
}

// passed is what a right passphrase gives.
type passed struct {
	dataKey, stretched seal.Key
	salt               seal.Salt
}

// dataKey unwraps the data key, or returns ErrPassphrase after the same time.
func (h header) dataKey(passphrase string, stretch stretchFunc) (passed, error) {
	stretched := stretch([]byte(trimPassphrase(passphrase)), h.salt)
	key, err := stretched.Derive(seal.LabelLocalWrap).Unwrap(h.wrapped, headerAAD(h))
	if err != nil {
		return passed{}, ErrPassphrase
	}
	return passed{key, stretched, h.salt}, nil
}

type stretchFunc func(passphrase []byte, salt seal.Salt) seal.Key
