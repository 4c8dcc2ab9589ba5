package devices

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

// heads is where a log stands.
type heads struct {
	n    uint64
	hash record.Hash
}

// ask is what the old device says first: which space, and where its log stood, so that the new one can not be shown less.
type ask struct {
	space record.SpaceID
	at    heads
}

// answer is what the new device says: who it will be.
type answer struct {
	ask  [32]byte // hash of the slot's content before
	sign seal.PublicKey
	box  []byte
	name string
}

// How a pairing ended.
type ending byte

const (
	endLetIn   ending = 1
	endRefused ending = 2 // by the old device
	endGivenUp ending = 3 // by the new device
)

// done ends a pairing. Only endLetIn has a box for the new device, and what space.Join needs, under the key in the box.
type done struct {
	before   [32]byte
	how      ending
	box      []byte
	handover []byte
}

const pairVersion = 1

func (s slot) sealPair(label string, plain []byte) []byte {
	plain = append([]byte{pairVersion}, plain...)
	plain = append(plain, make([]byte, slotPlain-len(plain))...)
	return seal.Seal(s.key.Derive(seal.LabelPairSeal), plain, s.aad(label))
}

// openPair returns what follows the version, with the zeros at the end.
func (s slot) openPair(label string, blob []byte) (reader, bool) {
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

func (h heads) append(b []byte) []byte {
	return append(binary.BigEndian.AppendUint64(b, h.n), h.hash[:]...)
}

func (r *reader) heads() (h heads) {
	h.n = r.uint64()
	copy(h.hash[:], r.cut(len(h.hash)))
	return h
}

func (a ask) seal(s slot) []byte {
	return s.sealPair(seal.LabelPairAsk, a.at.append(append([]byte(nil), a.space[:]...)))
}

func openAsk(s slot, blob []byte) (a ask, ok bool) {
	r, ok := s.openPair(seal.LabelPairAsk, blob)
	if !ok {
		return ask{}, false
	}
	copy(a.space[:], r.cut(len(a.space)))
	a.at = r.heads()
	return a, r.blank()
}

func (a answer) seal(s slot) []byte {
	b := append([]byte(nil), a.ask[:]...)
	b = append(b, a.sign[:]...)
	b = append(b, a.box...)
	b = append(b, byte(len(a.name)))
	return s.sealPair(seal.LabelPairAnswer, append(b, a.name...))
}

func openAnswer(s slot, blob []byte) (a answer, ok bool) {
	r, ok := s.openPair(seal.LabelPairAnswer, blob)
	if !ok {
		return answer{}, false
	}
	copy(a.ask[:], r.cut(len(a.ask)))
	copy(a.sign[:], r.cut(len(a.sign)))
	a.box = r.cut(seal.BoxPublicSize)
	a.name = string(r.cut(r.count(MaxName)))
	return a, r.blank() && a.name != "" && utf8.ValidString(a.name)
}

func (e done) seal(s slot) []byte {
	b := append(append([]byte(nil), e.before[:]...), byte(e.how))
	if e.how == endLetIn {
		b = append(append(b, e.box...), e.handover...)
	}
	return s.sealPair(seal.LabelPairDone, b)
}

func openDone(s slot, blob []byte) (e done, ok bool) {
	r, ok := s.openPair(seal.LabelPairDone, blob)
	if !ok {
		return done{}, false
	}
	copy(e.before[:], r.cut(len(e.before)))
	e.how = ending(r.byte())
	switch e.how {
	case endLetIn:
		e.box = r.cut(seal.BoxSize)
		e.handover = r.cut(space.HandoverSize)
	case endRefused, endGivenUp:
	default:
		return done{}, false
	}
	return e, r.blank()
}

// transcript is what both devices saw, in one hash. A third one between them makes it differ.
func transcript(s slot, ask, answer []byte) [32]byte {
	a, b := sha256.Sum256(ask), sha256.Sum256(answer)
	h := append(s.aad(seal.LabelPairCompare), a[:]...)
	return sha256.Sum256(append(h, b[:]...))
}

// compareWords is how many words people compare: 64 bits, of a hash that nobody can choose twice in two minutes.
const compareWords = 5

func compare(transcript [32]byte) []string { return words.FromBytes(transcript[:], compareWords) }

// handoverAAD is what the key that is handed over is bound to.
func handoverAAD(transcript [32]byte) []byte {
	return append([]byte(seal.LabelPairHandover), transcript[:]...)
}
