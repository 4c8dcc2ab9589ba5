package devices

import (
	"encoding/binary"
	"slices"
	"time"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// What the owner's note says of a slot.
type slotPurpose uint8

const (
	forWords slotPurpose = 1
	forKit   slotPurpose = 2
)

// noted is one slot in the owner's note. A doomed one is to be deleted at the relay, and is gone from the note once it is.
type noted struct {
	purpose slotPurpose
	doomed  bool
	slot    slot
}

// sealedNote is a note as it stands in the item: only the owner for whom it was sealed opens it. There are two while
// the owner's key changes, so that whichever key is in force, its owner can go on.
type sealedNote []byte

// note is the item of kind Kind in the home log. What happened is readable by every device; the slots by the owner.
//
//	version 1 | count 1 | count × {sort 1 | at 8 | name: length 1 + bytes} | count 1 | count × {length 2 | sealed note}
type note struct {
	happened []happened
	sealed   []sealedNote
}

type happened struct {
	sort byte
	at   int64
	name string
}

const (
	noteVersion  = 1
	mostHappened = 16
	mostSealed   = 4
	mostSlots    = 32
	slotNoted    = 2 + wrappedSize
)

// sorts are the notices that a note can hold, by their number in it.
var sorts = map[byte]Sort{1: WordsNew, 2: KitNew, 3: OwnerNew}

func sortNumber(s Sort) byte {
	for n, sort := range sorts {
		if sort == s {
			return n
		}
	}
	panic("devices: a notice that is not kept")
}

// marshal writes the body of the item.
func (n note) marshal() []byte {
	b := []byte{noteVersion, byte(len(n.happened))}
	for _, h := range n.happened {
		b = append(b, h.sort)
		b = binary.BigEndian.AppendUint64(b, uint64(h.at))
		b = append(b, byte(len(h.name)))
		b = append(b, h.name...)
	}
	b = append(b, byte(len(n.sealed)))
	for _, s := range n.sealed {
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	return b
}

// parseNote reads what marshal wrote, and false for everything else.
func parseNote(b []byte) (n note, ok bool) {
	r := reader{b: b}
	if r.byte() != noteVersion {
		return note{}, false
	}
	for range r.count(mostHappened) {
		h := happened{sort: r.byte(), at: int64(r.uint64())}
		h.name = string(r.cut(r.count(MaxName)))
		if sorts[h.sort] == "" || !utf8.ValidString(h.name) {
			return note{}, false
		}
		n.happened = append(n.happened, h)
	}
	for range r.count(mostSealed) {
		n.sealed = append(n.sealed, sealedNote(r.cut(int(r.uint16()))))
	}
	return n, r.done()
}

func noteAAD(label string, space record.SpaceID) []byte { return append([]byte(label), space[:]...) }

// sealNote seals slots for the owner whose key for notes this is.
func sealNote(key seal.Key, space record.SpaceID, slots []noted) sealedNote {
	plain := []byte{noteVersion, byte(len(slots))}
	for _, s := range slots {
		doomed := byte(0)
		if s.doomed {
			doomed = 1
		}
		plain = append(plain, byte(s.purpose), doomed)
		plain = append(plain, key.Wrap(s.slot.key, noteAAD(seal.LabelOwnerNoteSlot, space))...)
	}
	return seal.Seal(key, plain, noteAAD(seal.LabelOwnerNoteSeal, space))
}

// open reads what sealNote wrote, and false for what another owner wrote, or anything else.
func (s sealedNote) open(key seal.Key, space record.SpaceID) ([]noted, bool) {
	plain, err := seal.Open(key, s, noteAAD(seal.LabelOwnerNoteSeal, space))
	if err != nil {
		return nil, false
	}
	r := reader{b: plain}
	if r.byte() != noteVersion {
		return nil, false
	}
	var slots []noted
	for range r.count(mostSlots) {
		s := noted{purpose: slotPurpose(r.byte()), doomed: r.count(1) == 1}
		key, err := key.Unwrap(r.cut(wrappedSize), noteAAD(seal.LabelOwnerNoteSlot, space))
		if err != nil || s.purpose != forWords && s.purpose != forKit {
			return nil, false
		}
		s.slot = slotFrom(key)
		slots = append(slots, s)
	}
	return slots, r.done()
}

// together joins what two devices noted apart: every slot that one of them knows; doomed where one of them says so.
func together(a, b []noted) []noted {
	all := slices.Clone(a)
	for _, s := range b {
		at := slices.IndexFunc(all, func(o noted) bool { return o.slot.same(s.slot) })
		if at < 0 {
			all = append(all, s)
		} else {
			all[at].doomed = all[at].doomed || s.doomed
		}
	}
	return all
}

// recent leaves out what happened longer ago than Notices shows, doubles, and the oldest of too many.
func recent(all []happened, now time.Time) []happened {
	since := now.Add(-shown).Unix()
	all = slices.DeleteFunc(slices.Clone(all), func(h happened) bool { return h.at < since })
	slices.SortStableFunc(all, func(a, b happened) int { return int(min(max(a.at-b.at, -1), 1)) })
	all = slices.Compact(all)
	return all[max(0, len(all)-mostHappened):]
}

// reader cuts bytes from the front. After the first that is missing everything is zero and done is false.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) cut(n int) []byte {
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return nil
	}
	part := r.b[:n:n]
	r.b = r.b[n:]
	return part
}

func (r *reader) byte() byte {
	if b := r.cut(1); b != nil {
		return b[0]
	}
	return 0
}

// count reads a byte that is at most most.
func (r *reader) count(most int) int {
	n := int(r.byte())
	if n > most {
		r.bad = true
		return 0
	}
	return n
}

func (r *reader) uint16() uint16 {
	if b := r.cut(2); b != nil {
		return binary.BigEndian.Uint16(b)
	}
	return 0
}

func (r *reader) uint64() uint64 {
	if b := r.cut(8); b != nil {
		return binary.BigEndian.Uint64(b)
	}
	return 0
}

func (r *reader) done() bool { return !r.bad && len(r.b) == 0 }
