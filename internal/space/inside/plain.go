// Package inside is what the seals of a space hold, as bytes: the plaintext of a record, and the roster
// of an epoch. It must never open, seal or verify anything, or read bytes that it would not have written.
//
// Spec: docs/format.md.
package inside

import (
	"encoding/binary"
	"errors"
	"math/bits"

	"snowdrop/internal/record"
)

// The types of a record in a log.
const (
	TypePut    = 1 // a version of an item
	TypeDelete = 2 // that versions of an item are gone, with nothing in their place
)

// The ways in which the plaintext of a record is none, in the order in which they are looked for.
var (
	ErrPlainSize     = errors.New("inside: plaintext of none of the seven sizes")
	ErrPlainType     = errors.New("inside: unknown type of record")
	ErrPlainReplaces = errors.New("inside: replaced versions not ascending, not before this one, or more than four")
	ErrPlainRecord   = errors.New("inside: not a record inside")
	ErrPlainDelete   = errors.New("inside: a deletion with something in it")
)

// SignatureSize is the length of the signature, which is the end of a plaintext.
const SignatureSize = 64

const plainHead = record.PlainOverhead - SignatureSize

// Plain is what the seal of a record's envelope holds.
type Plain struct {
	Type      uint8
	Author    MemberID
	Before    uint64      // how many entries the log had where this was signed
	Head      record.Hash // and its head there
	Item      record.ID
	Replaces  []uint64 // at most record.MaxReplaces
	Record    record.Record
	Signature [SignatureSize]byte
}

// Unsigned returns the plaintext up to the signature, or record.ErrTooLarge.
func (p Plain) Unsigned() ([]byte, error) {
	padded, err := p.Record.Marshal()
	if err != nil {
		return nil, err
	}
	b := make([]byte, 0, record.PlainOverhead+len(padded))
	b = append(b, p.Type)
	b = append(b, p.Author[:]...)
	b = binary.BigEndian.AppendUint64(b, p.Before)
	b = append(b, p.Head[:]...)
	b = append(b, p.Item[:]...)
	b = append(b, byte(len(p.Replaces)))
	var numbers [record.MaxReplaces]uint64
	copy(numbers[:], p.Replaces)
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return append(b, padded...), nil
}

// Marshal returns the plaintext, or record.ErrTooLarge. It does not check what ParsePlain checks.
func (p Plain) Marshal() ([]byte, error) {
	b, err := p.Unsigned()
	if err != nil {
		return nil, err
	}
	return append(b, p.Signature[:]...), nil
}

// ParsePlain reads what Marshal wrote. It does not verify the signature. The body of the record is a
// part of b and not a copy.
func ParsePlain(b []byte) (Plain, error) {
	p, replaces, padded, err := SplitPlain(b)
	if err != nil {
		return Plain{}, err
	}
	if p.Replaces, err = ParseReplaces(replaces, p.Before); err != nil {
		return Plain{}, err
	}
	if p.Record, err = ParseRecord(p.Type, p.Item, padded); err != nil {
		return Plain{}, err
	}
	return p, nil
}

// SplitPlain is the first half of ParsePlain: it reads the parts that say who wrote the record and where,
// and cuts out the rest, for ParseReplaces and ParseRecord.
func SplitPlain(b []byte) (p Plain, replaces, padded []byte, err error) {
	inner := len(b) - record.PlainOverhead
	if inner < record.PaddedSize(0) || inner > record.PaddedSize(record.MaxBody) || bits.OnesCount(uint(inner)) != 1 {
		return Plain{}, nil, nil, ErrPlainSize
	}
	p.Type = b[0]
	p.Author = MemberID(b[1:17])
	p.Before = binary.BigEndian.Uint64(b[17:])
	p.Head = record.Hash(b[25:57])
	p.Item = record.ID(b[57:73])
	p.Signature = [SignatureSize]byte(b[len(b)-SignatureSize:])
	if p.Type != TypePut && p.Type != TypeDelete {
		return Plain{}, nil, nil, ErrPlainType
	}
	return p, b[73:plainHead], b[plainHead : len(b)-SignatureSize], nil
}

// ParseReplaces reads the count and the numbers of a record that has the number after before.
func ParseReplaces(b []byte, before uint64) ([]uint64, error) {
	count := int(b[0])
	if count > record.MaxReplaces {
		return nil, ErrPlainReplaces
	}
	var numbers []uint64
	for i := range record.MaxReplaces {
		n := binary.BigEndian.Uint64(b[1+8*i:])
		switch {
		case i >= count && n != 0, i < count && (n == 0 || n > before):
			return nil, ErrPlainReplaces
		case i > 0 && i < count && n <= numbers[i-1]:
			return nil, ErrPlainReplaces
		case i < count:
			numbers = append(numbers, n)
		}
	}
	return numbers, nil
}

// ParseRecord reads the record inside a plaintext of a type.
func ParseRecord(kind uint8, item record.ID, padded []byte) (record.Record, error) {
	rec, err := record.Parse(item, padded)
	if err != nil {
		return record.Record{}, ErrPlainRecord
	}
	if kind == TypeDelete && (rec.Kind != 0 || rec.At != 0 || len(rec.Body) != 0) {
		return record.Record{}, ErrPlainDelete
	}
	return rec, nil
}
