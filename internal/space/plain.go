package space

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
	ErrPlainSize     = errors.New("space: plaintext of none of the seven sizes")
	ErrPlainType     = errors.New("space: unknown type of record")
	ErrPlainReplaces = errors.New("space: replaced versions not ascending, not before this one, or more than four")
	ErrPlainRecord   = errors.New("space: not a record inside")
	ErrPlainDelete   = errors.New("space: a deletion with something in it")
)

const (
	signatureSize = 64
	plainHead     = record.PlainOverhead - signatureSize
)

// Plain is what the seal of a record's envelope holds.
type Plain struct {
	Type      uint8
	Author    MemberID
	Before    uint64      // how many entries the log had where this was signed
	Head      record.Hash // and its head there
	Item      record.ID
	Replaces  []uint64 // at most record.MaxReplaces
	Record    record.Record
	Signature [signatureSize]byte
}

// unsigned returns the plaintext up to the signature, or record.ErrTooLarge.
func (p Plain) unsigned() ([]byte, error) {
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
	b, err := p.unsigned()
	if err != nil {
		return nil, err
	}
	return append(b, p.Signature[:]...), nil
}

// ParsePlain reads what Marshal wrote. It does not verify the signature. The body of the record is a
// part of b and not a copy.
func ParsePlain(b []byte) (Plain, error) {
	p, replaces, padded, err := splitPlain(b)
	if err != nil {
		return Plain{}, err
	}
	if p.Replaces, err = parseReplaces(replaces, p.Before); err != nil {
		return Plain{}, err
	}
	if p.Record, err = parseInner(p.Type, p.Item, padded); err != nil {
		return Plain{}, err
	}
	return p, nil
}

// splitPlain reads the parts that say who wrote the record and where, and cuts out the rest.
func splitPlain(b []byte) (p Plain, replaces, padded []byte, err error) {
	inner := len(b) - record.PlainOverhead
	if inner < record.PaddedSize(0) || inner > record.PaddedSize(record.MaxBody) || bits.OnesCount(uint(inner)) != 1 {
		return Plain{}, nil, nil, ErrPlainSize
	}
	p.Type = b[0]
	p.Author = MemberID(b[1:17])
	p.Before = binary.BigEndian.Uint64(b[17:])
	p.Head = record.Hash(b[25:57])
	p.Item = record.ID(b[57:73])
	p.Signature = [signatureSize]byte(b[len(b)-signatureSize:])
	if p.Type != TypePut && p.Type != TypeDelete {
		return Plain{}, nil, nil, ErrPlainType
	}
	return p, b[73:plainHead], b[plainHead : len(b)-signatureSize], nil
}

// parseReplaces reads the count and the numbers of a record that has the number after before.
func parseReplaces(b []byte, before uint64) ([]uint64, error) {
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

func parseInner(kind uint8, item record.ID, padded []byte) (record.Record, error) {
	rec, err := record.Parse(item, padded)
	if err != nil {
		return record.Record{}, ErrPlainRecord
	}
	if kind == TypeDelete && (rec.Kind != 0 || rec.At != 0 || len(rec.Body) != 0) {
		return record.Record{}, ErrPlainDelete
	}
	return rec, nil
}
