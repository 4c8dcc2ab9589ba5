package slots

import (
	"crypto/sha256"
	"encoding/binary"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/words"
)

// Two devices pair through one slot, which they both find and open with the six words. Its content goes ask → answer →
// done, each taking the place of the one before by compare-and-swap, so that only one device can answer. Every message
// names the one before by its hash. Spec: docs/protocol.md, "Pairing".

// Heads is where a log stands.
type Heads struct {
	N    uint64
	Hash record.Hash
}

// Ask is what the old device says first: which space, and where its log stood, so that the new one can not be shown less.
type Ask struct {
	Space record.SpaceID
	At    Heads
}

// Answer is what the new device says: who it will be.
type Answer struct {
	Ask  [32]byte // hash of the slot's content before
	Sign seal.PublicKey
	Box  []byte
	Name string
}

// Ending is how a pairing ended.
type Ending byte

// The ways in which a pairing ends.
const (
	LetIn   Ending = 1
	Refused Ending = 2 // by the old device
	GivenUp Ending = 3 // by the new device
)

// Done ends a pairing. Only LetIn has a box for the new device, and what space.Join needs, under the key in the box.
type Done struct {
	Before   [32]byte // hash of the slot's content before
	How      Ending
	Box      []byte
	Handover []byte
}

const pairVersion = 1

func (s Slot) sealPair(label string, plain []byte) []byte {
	plain = append([]byte{pairVersion}, plain...)
	plain = append(plain, make([]byte, slotPlain-len(plain))...)
	return seal.Seal(s.key.Derive(seal.LabelPairSeal), plain, s.aad(label))
}

// openPair returns what follows the version, with the zeros at the end.
func (s Slot) openPair(label string, blob []byte) (reader, bool) {
	plain, err := seal.Open(s.key.Derive(seal.LabelPairSeal), blob, s.aad(label))
	if err != nil || len(plain) != slotPlain || plain[0] != pairVersion {
		return reader{}, false
	}
	return reader{b: plain[1:]}, true
}

// blank says that nothing but zeros is left.
func (r *reader) blank() bool {
	for _, b := range r.b {
		r.bad = r.bad || b != 0
	}
	return !r.bad
}

func (h Heads) append(b []byte) []byte {
	return append(binary.BigEndian.AppendUint64(b, h.N), h.Hash[:]...)
}

func (r *reader) heads() (h Heads) {
	h.N = r.uint64()
	copy(h.Hash[:], r.cut(len(h.Hash)))
	return h
}

// Seal returns what the slot is to hold.
func (a Ask) Seal(s Slot) []byte {
	return s.sealPair(seal.LabelPairAsk, a.At.append(append([]byte(nil), a.Space[:]...)))
}

// OpenAsk reads what Ask.Seal wrote, and false for everything else.
func OpenAsk(s Slot, blob []byte) (a Ask, ok bool) {
	r, ok := s.openPair(seal.LabelPairAsk, blob)
	if !ok {
		return Ask{}, false
	}
	copy(a.Space[:], r.cut(len(a.Space)))
	a.At = r.heads()
	return a, r.blank()
}

// Seal returns what the slot is to hold.
func (a Answer) Seal(s Slot) []byte {
	b := append([]byte(nil), a.Ask[:]...)
	b = append(b, a.Sign[:]...)
	b = append(b, a.Box...)
	b = append(b, byte(len(a.Name)))
	return s.sealPair(seal.LabelPairAnswer, append(b, a.Name...))
}

// OpenAnswer reads what Answer.Seal wrote, and false for everything else.
func OpenAnswer(s Slot, blob []byte) (a Answer, ok bool) {
	r, ok := s.openPair(seal.LabelPairAnswer, blob)
	if !ok {
		return Answer{}, false
	}
	copy(a.Ask[:], r.cut(len(a.Ask)))
	copy(a.Sign[:], r.cut(len(a.Sign)))
	a.Box = r.cut(seal.BoxPublicSize)
	a.Name = string(r.cut(r.count(space.MaxName)))
	return a, r.blank() && a.Name != "" && utf8.ValidString(a.Name)
}

// Seal returns what the slot is to hold.
func (e Done) Seal(s Slot) []byte {
	b := append(append([]byte(nil), e.Before[:]...), byte(e.How))
	if e.How == LetIn {
		b = append(append(b, e.Box...), e.Handover...)
	}
	return s.sealPair(seal.LabelPairDone, b)
}

// OpenDone reads what Done.Seal wrote, and false for everything else.
func OpenDone(s Slot, blob []byte) (e Done, ok bool) {
	r, ok := s.openPair(seal.LabelPairDone, blob)
	if !ok {
		return Done{}, false
	}
	copy(e.Before[:], r.cut(len(e.Before)))
	e.How = Ending(r.byte())
	switch e.How {
	case LetIn:
		e.Box = r.cut(seal.BoxSize)
		e.Handover = r.cut(space.HandoverSize)
	case Refused, GivenUp:
	default:
		return Done{}, false
	}
	return e, r.blank()
}

// Transcript is what both devices saw, in one hash. A third one between them makes it differ.
func Transcript(s Slot, ask, answer []byte) [32]byte {
	a, b := sha256.Sum256(ask), sha256.Sum256(answer)
	h := append(s.aad(seal.LabelPairCompare), a[:]...)
	return sha256.Sum256(append(h, b[:]...))
}

// compareWords is how many words people compare: 64 bits, of a hash that nobody can choose twice in two minutes.
const compareWords = 5

// Compare returns the words that both devices show.
func Compare(transcript [32]byte) []string { return words.FromBytes(transcript[:], compareWords) }

// HandoverAAD is what the key that is handed over is bound to.
func HandoverAAD(transcript [32]byte) []byte {
	return append([]byte(seal.LabelPairHandover), transcript[:]...)
}
