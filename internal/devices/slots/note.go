package slots

import (
	"cmp"
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// Purpose is what a slot in the owner's note is for.
type Purpose uint8

// The purposes of slots that stay.
const (
	ForWords Purpose = 1
	ForKit   Purpose = 2
)

// Noted is one slot in the owner's note. A doomed one is to be deleted at the relay, and is gone from the note once it is.
type Noted struct {
	Purpose Purpose
	Doomed  bool
	Slot    Slot
}

// Sealed is a note as it stands in the item: only the owner for whom it was sealed opens it. There are two while
// the owner's key changes, so that whichever key is in force, its owner can go on.
type Sealed []byte

// Note is the one item of the home log that is no person's. What happened is readable by every device; the slots by the owner.
//
//	version 1 | count 1 | count × {sort 1 | at 8 | name: length 1 + bytes} | count 1 | count × {length 2 | sealed note}
type Note struct {
	Happened []Happened
	Sealed   []Sealed
}

// What happened, as a note keeps it.
type What uint8

// What a note tells all devices.
const (
	NewWords What = 1 // the words were changed
	NewKit   What = 2 // a kit was printed
	NewOwner What = 3 // somebody may have known the words
	Moved    What = 4 // everything is at another relay now
)

// Happened is one thing that all devices are to show for a while.
type Happened struct {
	What What
	At   int64  // in seconds since 1970
	Name string // of the device that it was done on
}

const (
	noteVersion  = 1
	mostHappened = 16
	mostSlots    = 32
)

// MostSealed is how many sealed notes an item holds at most.
const MostSealed = 4

// Marshal writes the body of the item.
func (n Note) Marshal() []byte {
	b := []byte{noteVersion, byte(len(n.Happened))}
	for _, h := range n.Happened {
		b = append(b, byte(h.What))
		b = binary.BigEndian.AppendUint64(b, uint64(h.At))
		b = append(b, byte(len(h.Name)))
		b = append(b, h.Name...)
	}
	b = append(b, byte(len(n.Sealed)))
	for _, s := range n.Sealed {
		b = binary.BigEndian.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	return b
}

// ParseNote reads what Marshal wrote, and false for everything else.
func ParseNote(b []byte) (n Note, ok bool) {
	r := reader{b: b}
	if r.byte() != noteVersion {
		return Note{}, false
	}
	for range r.count(mostHappened) {
		h := Happened{What: What(r.byte()), At: int64(r.uint64())}
		h.Name = string(r.cut(r.count(space.MaxName)))
		if h.What < NewWords || h.What > Moved || !utf8.ValidString(h.Name) {
			return Note{}, false
		}
		n.Happened = append(n.Happened, h)
	}
	for range r.count(MostSealed) {
		n.Sealed = append(n.Sealed, Sealed(r.cut(int(r.uint16()))))
	}
	return n, r.done()
}

func noteAAD(label string, home record.SpaceID) []byte { return append([]byte(label), home[:]...) }

// SealNote seals slots for the owner whose key for notes this is.
func SealNote(key seal.Key, home record.SpaceID, slots []Noted) Sealed {
	slots = slots[max(0, len(slots)-mostSlots):]
	plain := []byte{noteVersion, byte(len(slots))}
	for _, s := range slots {
		doomed := byte(0)
		if s.Doomed {
			doomed = 1
		}
		plain = append(plain, byte(s.Purpose), doomed)
		plain = append(plain, key.Wrap(s.Slot.key, noteAAD(seal.LabelOwnerNoteSlot, home))...)
	}
	return seal.Seal(key, plain, noteAAD(seal.LabelOwnerNoteSeal, home))
}

// Open reads what SealNote wrote, and false for what another owner wrote, or anything else.
func (s Sealed) Open(key seal.Key, home record.SpaceID) ([]Noted, bool) {
	plain, err := seal.Open(key, s, noteAAD(seal.LabelOwnerNoteSeal, home))
	if err != nil {
		return nil, false
	}
	r := reader{b: plain}
	if r.byte() != noteVersion {
		return nil, false
	}
	var slots []Noted
	for range r.count(mostSlots) {
		s := Noted{Purpose: Purpose(r.byte()), Doomed: r.count(1) == 1}
		key, err := key.Unwrap(r.cut(wrappedSize), noteAAD(seal.LabelOwnerNoteSlot, home))
		if err != nil || s.Purpose != ForWords && s.Purpose != ForKit {
			return nil, false
		}
		s.Slot = From(key)
		slots = append(slots, s)
	}
	return slots, r.done()
}

// Together joins what two devices noted apart: every slot that one of them knows; doomed where one of them says so.
func Together(a, b []Noted) []Noted {
	all := slices.Clone(a)
	for _, s := range b {
		at := slices.IndexFunc(all, func(o Noted) bool { return o.Slot.Same(s.Slot) })
		if at < 0 {
			all = append(all, s)
		} else {
			all[at].Doomed = all[at].Doomed || s.Doomed
		}
	}
	return all
}

// With adds a slot, or takes it back from those that are to be deleted.
func With(all []Noted, purpose Purpose, s Slot) []Noted {
	all = slices.DeleteFunc(slices.Clone(all), func(n Noted) bool { return n.Slot.Same(s) })
	return append(all, Noted{Purpose: purpose, Slot: s})
}

// Doom marks the slots of some purposes to be deleted, all but the one that stays.
func Doom(all []Noted, stays Slot, purposes ...Purpose) []Noted {
	all = slices.Clone(all)
	for i, s := range all {
		if slices.Contains(purposes, s.Purpose) && !s.Slot.Same(stays) {
			all[i].Doomed = true
		}
	}
	return all
}

// Recent leaves out what happened before since, doubles, and the oldest of too many. The rest is in the order of time.
func Recent(all []Happened, since int64) []Happened {
	all = slices.DeleteFunc(slices.Clone(all), func(h Happened) bool { return h.At < since })
	slices.SortStableFunc(all, func(a, b Happened) int { return cmp.Compare(a.At, b.At) })
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
