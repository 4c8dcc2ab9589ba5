package record

import (
	"encoding/binary"
	"errors"
	"slices"
)

// The kinds of envelope.
const (
	KindRecord  = 1 // something a member wrote, sealed
	KindControl = 2 // who the members are and which key is in force, signed by the owner
)

const (
	envelopeVersion = 1
	boundSize       = 54            // the part of an envelope that its seal and its signatures are bound to
	headSize        = boundSize + 4 // and the length of the body
)

// MaxEnvelope is more than the longest envelope takes: a bound for whoever makes room before reading.
const MaxEnvelope = 64 << 10

// PlainOverhead is how much longer the plaintext of a record's envelope is than its padded record, and
// SealOverhead how much longer a sealed value is than its plaintext.
const (
	PlainOverhead = 1 + 16 + 8 + 32 + 16 + 1 + MaxReplaces*8 + 64
	SealOverhead  = 1 + 24 + 16
)

// MaxReplaces is how many versions one record can replace.
const MaxReplaces = 4

// The ways in which bytes are not an envelope, in the order in which they are looked for.
var (
	ErrEnvelopeCut     = errors.New("record: envelope is cut off")
	ErrEnvelopeVersion = errors.New("record: unknown version of an envelope")
	ErrEnvelopeKind    = errors.New("record: unknown kind of envelope")
	ErrEnvelopeEpoch   = errors.New("record: envelope of epoch 0")
	ErrEnvelopeDelete  = errors.New("record: envelope that can never or always be deleted")
	ErrEnvelopeSize    = errors.New("record: envelope whose body has none of the sizes of its kind")
	ErrEnvelopeLong    = errors.New("record: more bytes than an envelope")
)

// Envelope is one entry of a space's log as a relay sees it. Body is sealed, or holds sealed parts.
// Delete is the hash of the token that deletes it; a control record has none and can not be deleted.
type Envelope struct {
	Kind   uint8
	Epoch  uint32
	ID     ID
	Delete Hash
	Body   []byte
}

// Header returns the bytes that the body's seal and signatures are bound to: all before the length.
func (e Envelope) Header() []byte { return e.appendHeader(make([]byte, 0, boundSize)) }

func (e Envelope) appendHeader(b []byte) []byte {
	b = append(b, envelopeVersion, e.Kind)
	b = binary.BigEndian.AppendUint32(b, e.Epoch)
	b = append(b, e.ID[:]...)
	return append(b, e.Delete[:]...)
}

// Marshal returns the envelope as bytes. It does not check what ParseEnvelope checks.
func (e Envelope) Marshal() []byte {
	b := e.appendHeader(make([]byte, 0, headSize+len(e.Body)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Body)))
	return append(b, e.Body...)
}

// ParseEnvelope reads what Marshal wrote, and nothing behind it. The body is a part of b and not a
// copy. Whatever parses marshals to the same bytes again.
func ParseEnvelope(b []byte) (Envelope, error) {
	e, rest, err := parseEnvelope(b)
	if err != nil {
		return Envelope{}, err
	}
	if len(rest) != 0 {
		return Envelope{}, ErrEnvelopeLong
	}
	return e, nil
}

// CutEnvelope cuts the first envelope off a list of them, one behind the other. What it returns as
// first passes ParseEnvelope.
func CutEnvelope(b []byte) (first, rest []byte, err error) {
	_, rest, err = parseEnvelope(b)
	if err != nil {
		return nil, b, err
	}
	n := len(b) - len(rest)
	return b[:n:n], rest, nil
}

func parseEnvelope(b []byte) (e Envelope, rest []byte, err error) {
	if len(b) < headSize {
		return Envelope{}, nil, ErrEnvelopeCut
	}
	e.Kind = b[1]
	e.Epoch = binary.BigEndian.Uint32(b[2:])
	e.ID = ID(b[6:22])
	e.Delete = Hash(b[22:boundSize])
	length := binary.BigEndian.Uint32(b[boundSize:])
	switch {
	case b[0] != envelopeVersion:
		return Envelope{}, nil, ErrEnvelopeVersion
	case e.Kind != KindRecord && e.Kind != KindControl:
		return Envelope{}, nil, ErrEnvelopeKind
	case e.Epoch == 0:
		return Envelope{}, nil, ErrEnvelopeEpoch
	case (e.Kind == KindControl) != (e.Delete == Hash{}):
		return Envelope{}, nil, ErrEnvelopeDelete
	case !bodySize(e.Kind, length):
		return Envelope{}, nil, ErrEnvelopeSize
	case uint64(len(b)) < headSize+uint64(length):
		return Envelope{}, nil, ErrEnvelopeCut
	}
	end := headSize + int(length)
	e.Body = b[headSize:end:end]
	return e, b[end:], nil
}

// recordBodies are the seven lengths that the body of a record's envelope can have.
var recordBodies = []uint32{
	bodyOf(512), bodyOf(1 << 10), bodyOf(2 << 10), bodyOf(4 << 10), bodyOf(8 << 10), bodyOf(16 << 10), bodyOf(32 << 10),
}

func bodyOf(padded uint32) uint32 { return padded + PlainOverhead + SealOverhead }

func bodySize(kind uint8, length uint32) bool {
	if kind == KindControl {
		return length == ControlSize
	}
	return slices.Contains(recordBodies, length)
}

// Item is one entry of a log: its number, from 1, and its envelope. Where the bytes were deleted,
// Envelope is nil and only the leaf is left.
type Item struct {
	N        uint64
	Envelope []byte
	Leaf     Hash
}
