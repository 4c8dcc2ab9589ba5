// Package slots is what lies in a relay's slots and in the owner's note, as bytes: where words lead, what two devices say
// to each other while they pair, and which slots there are. It must never ask a relay, keep anything, or take bytes that
// it would not have written itself.
//
// Spec: docs/protocol.md, "Pairing".
package slots

import (
	"crypto/sha256"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/syncer"
)

// slotPlain is how many bytes there are to fill in what a slot holds.
const slotPlain = relayapi.SlotSize - seal.Overhead

const (
	slotVersion = 1
	slotHome    = 1 // the one purpose of a slot that stays
)

// wrappedSize is the length of a wrapped key.
const wrappedSize = seal.Overhead + 32

// A Slot is what words lead to: where something small lies at the relay, who may ask for it, and what opens it.
type Slot struct {
	key     seal.Key // the stretched words
	locator [32]byte
	auth    seal.SignKey
}

// From returns the slot of stretched words.
func From(key seal.Key) Slot {
	return Slot{key: key, locator: key.Token(seal.LabelSlotLocator, nil), auth: key.SignKey(seal.LabelSlotAuth)}
}

// Label says what so many words are stretched for: seven or ten that stay; "" for any other number.
func Label(words int) string {
	switch words {
	case Words:
		return seal.LabelSlotWords
	case Kit:
		return seal.LabelSlotKit
	}
	return ""
}

// How many words there are of each sort.
const (
	Words = 7
	Kit   = 10
	Pair  = 6
)

// Login is how the relay is asked for it.
func (s Slot) Login() syncer.SlotLogin {
	return syncer.SlotLogin{
		Locator: relayapi.Locator(s.locator),
		Public:  s.auth.Public(),
		Sign:    func(message []byte) [64]byte { return s.auth.Sign(seal.LabelRelaySlot, message) },
	}
}

// Same says whether two slots are one.
func (s Slot) Same(o Slot) bool { return s.locator == o.locator }

func (s Slot) aad(label string) []byte { return append([]byte(label), s.locator[:]...) }

// A Door is what a slot of the seven or ten words holds: which space is home, and the key of who owns it.
type Door struct {
	Space record.SpaceID
	Owner seal.Key
}

func (s Slot) ownerAAD(space record.SpaceID) []byte {
	return append(s.aad(seal.LabelSlotOwnerWrap), space[:]...)
}

// Seal returns what the slot is to hold. Two calls give different bytes for the same door.
func (s Slot) Seal(to Door) []byte {
	plain := make([]byte, 0, slotPlain)
	plain = append(plain, slotVersion, slotHome)
	plain = append(plain, to.Space[:]...)
	plain = append(plain, s.key.Derive(seal.LabelSlotOwner).Wrap(to.Owner, s.ownerAAD(to.Space))...)
	plain = append(plain, make([]byte, slotPlain-len(plain))...)
	return seal.Seal(s.key.Derive(seal.LabelSlotSeal), plain, s.aad(seal.LabelSlotBlob))
}

// Open reads what Seal wrote. Anything else is false: a relay that puts something there puts nothing there.
func (s Slot) Open(blob []byte) (Door, bool) {
	plain, err := seal.Open(s.key.Derive(seal.LabelSlotSeal), blob, s.aad(seal.LabelSlotBlob))
	if err != nil || len(plain) != slotPlain || plain[0] != slotVersion || plain[1] != slotHome {
		return Door{}, false
	}
	const wrapped, rest = 2 + 16, 2 + 16 + wrappedSize
	to := Door{Space: record.SpaceID(plain[2:wrapped])}
	if to.Owner, err = s.key.Derive(seal.LabelSlotOwner).Unwrap(plain[wrapped:rest], s.ownerAAD(to.Space)); err != nil {
		return Door{}, false
	}
	for _, b := range plain[rest:] {
		if b != 0 {
			return Door{}, false
		}
	}
	return to, true
}

// Fingerprint is what a relay is told of the blob that another one takes the place of.
func Fingerprint(blob []byte) [32]byte {
	if blob == nil {
		return [32]byte{}
	}
	return sha256.Sum256(blob)
}

// Same says whether two doors lead to the same home with the same key. It shows neither.
func (to Door) Same(o Door) bool { return to.Space == o.Space && SameKey(to.Owner, o.Owner) }

// SameKey says whether two owners' keys are one, without showing either.
func SameKey(a, b seal.Key) bool {
	return a.SignKey(seal.LabelOwnerSign).Public() == b.SignKey(seal.LabelOwnerSign).Public()
}
