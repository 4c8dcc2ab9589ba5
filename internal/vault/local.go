package vault

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
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

// A short value of the local store before it is sealed, the same for all three sorts, so that the sealed
// ones look alike:
//
//	sort 1 | id 16 | record, padded
//
// A draft has its name in its body, one length byte and then the name; the settings have the id zero. All others are
// in internal/vault/values. Without a home, a short value is written where one will do.
const valueHeader = 1 + 16

// maxName is the longest name of a draft in bytes.
const maxName = 255

// sealValue seals one short value for the disk key it will be written under.
func sealValue(key seal.Key, diskKey string, sort byte, rec record.Record) ([]byte, error) {
	padded, err := rec.Marshal()
	if err != nil {
		return nil, err
	}
	plain := make([]byte, 0, valueHeader+len(padded))
	plain = append(plain, sort)
	plain = append(plain, rec.ID[:]...)
	plain = append(plain, padded...)
	return seal.Seal(key, plain, valueAAD(nil, diskKey)), nil
}

// opened is what one value says: a version, which for a short value is only a record, or a part.
type opened struct {
	sort    byte
	version versions.Version
	part    values.Part
}

// openValue appends the opened value to arena and reads it there without copying. Whatever is wrong
// with the value, the error says only that it is unreadable.
func openValue(arena []byte, key seal.Key, diskKey string, sealed, aad []byte) ([]byte, opened, error) {
	start := len(arena)
	grown, err := seal.AppendOpen(arena, key, sealed, valueAAD(aad[:0], diskKey))
	if err != nil {
		return arena, opened{}, ErrUnreadable
	}
	o, err := parseValue(grown[start:])
	if err != nil {
		return arena, opened{}, ErrUnreadable
	}
	return grown, o, nil
}

func parseValue(plain []byte) (o opened, err error) {
	if len(plain) < valueHeader {
		return opened{}, ErrUnreadable
	}
	switch o.sort = plain[0]; {
	case o.sort > values.Binned:
		o.part, err = values.ParsePart(plain)
	case o.sort >= values.Version:
		o.version, err = values.ParseVersion(plain)
	default:
		o.version.Record, err = record.Parse(record.ID(plain[1:valueHeader]), plain[valueHeader:])
		if err == nil && !validShort(o.sort, o.version.Record) {
			err = ErrUnreadable
		}
	}
	return o, err
}

func validShort(sort byte, rec record.Record) bool {
	switch sort {
	case values.Record:
		return true
	case values.Draft:
		_, _, ok := splitDraft(rec.Body)
		return ok && rec.Kind == 0 && rec.At == 0
	case values.Settings:
		return rec.ID == record.ID{} && rec.Kind == 0 && rec.At == 0
	}
	return false
}

func valueAAD(buf []byte, diskKey string) []byte {
	return append(append(buf, seal.LabelLocalValue...), diskKey...)
}

// newDiskKey returns a random key that says nothing about what is under it, not even that it is the
// same record as elsewhere: a record's ID may stand in a browser's history.
func newDiskKey() string { return record.NewID().String() }

func joinDraft(name string, body []byte) []byte {
	b := make([]byte, 0, 1+len(name)+len(body))
	b = append(b, byte(len(name)))
	b = append(b, name...)
	return append(b, body...)
}

func splitDraft(b []byte) (name string, body []byte, ok bool) {
	if len(b) == 0 || len(b) < 1+int(b[0]) {
		return "", nil, false
	}
	end := 1 + int(b[0])
	return string(b[1:end]), b[end:], true
}
