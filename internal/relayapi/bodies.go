package relayapi

import (
	"bytes"
	"encoding/binary"
	"unicode/utf8"

	"snowdrop/internal/record"
)

// Create makes a space: POST PathSpaces. The answer is a head. Sent again with the same first envelope
// it answers the same.
type Create struct {
	Code    string // an invite code, or empty
	Genesis []byte // the first control record
}

// Encode writes the body. Code has at most MaxCode bytes.
func (c Create) Encode() []byte {
	b := make([]byte, 0, 1+len(c.Code)+len(c.Genesis))
	b = append(b, byte(len(c.Code)))
	b = append(b, c.Code...)
	return append(b, c.Genesis...)
}

// DecodeCreate reads the body. Genesis is a part of b, and a control record by its shape.
func DecodeCreate(b []byte) (Create, error) {
	if len(b) < 1 || int(b[0]) > MaxCode || len(b) < 1+int(b[0]) {
		return Create{}, ErrMalformed
	}
	c := Create{Code: string(b[1 : 1+b[0]]), Genesis: b[1+b[0]:]}
	if !utf8.ValidString(c.Code) || kind(c.Genesis) != record.KindControl {
		return Create{}, ErrMalformed
	}
	return c, nil
}

// Append puts records behind the head: POST LogPath. The answer is the new head. All or none; sent again
// it answers the same.
type Append struct {
	Expect    uint64 // the head that they were signed for
	Envelopes [][]byte
}

// Encode writes the body.
func (a Append) Encode() []byte {
	size := 9
	for _, e := range a.Envelopes {
		size += len(e)
	}
	b := make([]byte, 0, size)
	b = binary.BigEndian.AppendUint64(b, a.Expect)
	b = append(b, byte(len(a.Envelopes)))
	for _, e := range a.Envelopes {
		b = append(b, e...)
	}
	return b
}

// DecodeAppend reads the body. The envelopes are parts of b, and records by their shape.
func DecodeAppend(b []byte) (Append, error) {
	if len(b) > MaxBody {
		return Append{}, ErrTooLarge
	}
	if len(b) < 9 || b[8] == 0 || b[8] > MaxBatch {
		return Append{}, ErrMalformed
	}
	a := Append{Expect: binary.BigEndian.Uint64(b), Envelopes: make([][]byte, 0, b[8])}
	count, rest := int(b[8]), b[9:]
	for range count {
		first, behind, err := record.CutEnvelope(rest)
		if err != nil || kind(first) != record.KindRecord {
			return Append{}, ErrMalformed
		}
		a.Envelopes = append(a.Envelopes, first)
		rest = behind
	}
	if len(rest) != 0 || a.Expect > a.Expect+uint64(count) {
		return Append{}, ErrMalformed
	}
	return a, nil
}

// Rotate starts an epoch: POST ControlPath. The answer is the new head. Sent again it answers the same.
type Rotate struct {
	Expect   uint64
	Envelope []byte
}

// Encode writes the body.
func (r Rotate) Encode() []byte {
	b := make([]byte, 0, 8+len(r.Envelope))
	b = binary.BigEndian.AppendUint64(b, r.Expect)
	return append(b, r.Envelope...)
}

// DecodeRotate reads the body. Envelope is a part of b, and a control record by its shape.
func DecodeRotate(b []byte) (Rotate, error) {
	if len(b) < 8 || kind(b[8:]) != record.KindControl {
		return Rotate{}, ErrMalformed
	}
	return Rotate{Expect: binary.BigEndian.Uint64(b), Envelope: b[8:]}, nil
}

// kind is what kind of envelope the bytes are, or 0 if they are none.
func kind(b []byte) uint8 {
	e, err := record.ParseEnvelope(b)
	if err != nil {
		return 0
	}
	if e.Kind == record.KindControl {
		if _, err := record.ParseControl(e); err != nil {
			return 0
		}
	}
	return e.Kind
}

// EncodeHead writes the answer of Create, Append and Rotate.
func EncodeHead(head uint64) []byte { return binary.BigEndian.AppendUint64(nil, head) }

// DecodeHead reads it.
func DecodeHead(b []byte) (uint64, error) {
	if len(b) != 8 {
		return 0, ErrAnswer
	}
	return binary.BigEndian.Uint64(b), nil
}

// The types of an item in a list.
const (
	itemEnvelope = 1
	itemStub     = 2
)

// AppendItem writes one entry of the answer of GET LogPath, which begins as EncodeHead does.
func AppendItem(b []byte, item record.Item) []byte {
	if item.Envelope == nil {
		b = append(b, itemStub)
		return append(b, item.Leaf[:]...)
	}
	b = append(b, itemEnvelope)
	return append(b, item.Envelope...)
}

// ItemSize is how many bytes AppendItem adds.
func ItemSize(item record.Item) int {
	if item.Envelope == nil {
		return 1 + len(item.Leaf)
	}
	return 1 + len(item.Envelope)
}

// DecodeLog reads the answer of GET LogPath+After(after): where the log stands, and the entries from
// after+1 on, with their leaves. The envelopes are parts of b. A list that stops before the head is to
// be asked for again; one that is empty and stands before it, or goes beyond it, is ErrAnswer.
func DecodeLog(b []byte, after uint64) (head uint64, items []record.Item, err error) {
	if len(b) < 8 || len(b) > MaxBody {
		return 0, nil, ErrAnswer
	}
	head, b = binary.BigEndian.Uint64(b), b[8:]
	n := after
	for len(b) > 0 {
		if n++; n > head || n == 0 {
			return 0, nil, ErrAnswer
		}
		item := record.Item{N: n}
		switch {
		case b[0] == itemEnvelope:
			first, rest, err := record.CutEnvelope(b[1:])
			if err != nil {
				return 0, nil, ErrAnswer
			}
			item.Envelope, item.Leaf, b = first, record.Leaf(first), rest
		case b[0] == itemStub && len(b) >= 33:
			item.Leaf, b = record.Hash(b[1:33]), b[33:]
		default:
			return 0, nil, ErrAnswer
		}
		items = append(items, item)
	}
	if len(items) == 0 && head > after {
		return 0, nil, ErrAnswer
	}
	return head, items, nil
}

// DecodeControls reads the answer of GET ControlPath+After(epoch): control records one behind the other,
// of epochs epoch+1 and on. They are parts of b. None: epoch is the newest.
func DecodeControls(b []byte, epoch uint32) ([][]byte, error) {
	if len(b) > MaxBody {
		return nil, ErrAnswer
	}
	var all [][]byte
	for len(b) > 0 {
		first, rest, err := record.CutEnvelope(b)
		if err != nil || kind(first) != record.KindControl {
			return nil, ErrAnswer
		}
		e, err := record.ParseEnvelope(first)
		if epoch++; err != nil || e.Epoch != epoch {
			return nil, ErrAnswer
		}
		all = append(all, first)
		b = rest
	}
	return all, nil
}

// DecodeDelete reads the body of DELETE EntryPath and BlobPath: a delete token, or nothing where the
// owner asks.
func DecodeDelete(b []byte) (token [32]byte, given bool, err error) {
	switch len(b) {
	case 0:
		return token, false, nil
	case len(token):
		return [32]byte(b), true, nil
	}
	return token, false, ErrMalformed
}

// EncodeTokens writes the body of POST PathLive.
func EncodeTokens(tokens ...string) []byte {
	var b []byte
	for _, t := range tokens {
		b = append(append(b, t...), '\n')
	}
	return b
}

// DecodeTokens reads it: one to MaxTokens tokens, each with a line of its own.
func DecodeTokens(b []byte) ([]string, error) {
	if len(b) > MaxTokens*(MaxToken+1) {
		return nil, ErrTooLarge
	}
	var all []string
	for len(b) > 0 {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		token, err := CheckToken(line)
		if !ended || err != nil || len(all) == MaxTokens {
			return nil, ErrMalformed
		}
		all = append(all, token)
		b = rest
	}
	if len(all) == 0 {
		return nil, ErrMalformed
	}
	return all, nil
}

// BlobState is the answer of PUT and GET BlobPath: how long the blob is, and how many of its chunks are
// there. They come in order, so the next to send is chunk Have.
type BlobState struct {
	Size int64
	Have int
}

// Whole says that every chunk is there.
func (s BlobState) Whole() bool { return s.Have == Chunks(s.Size) }

// Encode writes the answer.
func (s BlobState) Encode() []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(s.Size))
	return binary.BigEndian.AppendUint32(b, uint32(s.Have))
}

// DecodeBlobState reads it.
func DecodeBlobState(b []byte) (BlobState, error) {
	if len(b) != 12 {
		return BlobState{}, ErrAnswer
	}
	size, have := binary.BigEndian.Uint64(b), binary.BigEndian.Uint32(b[8:])
	if size == 0 || size > MaxBlob || int(have) > Chunks(int64(size)) {
		return BlobState{}, ErrAnswer
	}
	return BlobState{int64(size), int(have)}, nil
}

// How long a slot stays. Short ones are only in the relay's memory, and gone when it starts anew.
const (
	LifeForever = 0
	LifeMinutes = 1 // two minutes
	LifeDays    = 2 // 48 hours
)

// PutSlot writes a slot: PUT SlotPath. The answer is empty. Previous is the SHA-256 of the blob that it
// takes the place of; zero: there is none.
type PutSlot struct {
	Auth     [32]byte // verifies the signatures of later calls; never changes
	Life     uint8
	Previous [32]byte
	Blob     []byte // SlotSize bytes
}

const putSlotSize = 32 + 1 + 32 + SlotSize

// Encode writes the body.
func (p PutSlot) Encode() []byte {
	b := make([]byte, 0, putSlotSize)
	b = append(b, p.Auth[:]...)
	b = append(b, p.Life)
	b = append(b, p.Previous[:]...)
	return append(b, p.Blob...)
}

// DecodePutSlot reads the body. Blob is a part of b.
func DecodePutSlot(b []byte) (PutSlot, error) {
	if len(b) != putSlotSize || b[32] > LifeDays {
		return PutSlot{}, ErrMalformed
	}
	return PutSlot{Auth: [32]byte(b[:32]), Life: b[32], Previous: [32]byte(b[33:65]), Blob: b[65:]}, nil
}
