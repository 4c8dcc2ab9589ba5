package devices

import (
	"crypto/sha256"
	"strings"

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

// A slot is what words lead to: where something small lies at the relay, who may ask for it, and what opens it.
type slot struct {
	key     seal.Key // the stretched words
	locator [32]byte
	auth    seal.SignKey
}

func slotFrom(key seal.Key) slot {
	return slot{key: key, locator: key.Token(seal.LabelSlotLocator, nil), auth: key.SignKey(seal.LabelSlotAuth)}
}

// slotOf stretches words, which takes a good part of a second.
func (d *Devices) slotOf(label string, words []string) slot {
	return slotFrom(d.config.Stretch(strings.Join(words, " "), label))
}

// labelFor says what so many words are for; "" for none.
func labelFor(words []string) string {
	switch len(words) {
	case WordsHome:
		return seal.LabelSlotWords
	case WordsKit:
		return seal.LabelSlotKit
	}
	return ""
}

func (s slot) login() syncer.SlotLogin {
	return syncer.SlotLogin{
		Locator: relayapi.Locator(s.locator),
		Public:  s.auth.Public(),
		Sign:    func(message []byte) [64]byte { return s.auth.Sign(seal.LabelRelaySlot, message) },
	}
}

// same says whether two slots are one.
func (s slot) same(o slot) bool { return s.locator == o.locator }

func (s slot) aad(label string) []byte { return append([]byte(label), s.locator[:]...) }

// A door is what a slot of the seven or ten words holds: which space is home, and the key of who owns it.
type door struct {
	space record.SpaceID
	owner seal.Key
}

func (s slot) ownerAAD(space record.SpaceID) []byte {
	return append(s.aad(seal.LabelSlotOwnerWrap), space[:]...)
}

// seal returns what the slot is to hold. Two calls give different bytes for the same door.
func (s slot) seal(to door) []byte {
	plain := make([]byte, 0, slotPlain)
	plain = append(plain, slotVersion, slotHome)
	plain = append(plain, to.space[:]...)
	plain = append(plain, s.key.Derive(seal.LabelSlotOwner).Wrap(to.owner, s.ownerAAD(to.space))...)
	plain = append(plain, make([]byte, slotPlain-len(plain))...)
	return seal.Seal(s.key.Derive(seal.LabelSlotSeal), plain, s.aad(seal.LabelSlotBlob))
}

// open reads what seal wrote. Anything else is false: a relay that puts something there puts nothing there.
func (s slot) open(blob []byte) (door, bool) {
	plain, err := seal.Open(s.key.Derive(seal.LabelSlotSeal), blob, s.aad(seal.LabelSlotBlob))
	if err != nil || len(plain) != slotPlain || plain[0] != slotVersion || plain[1] != slotHome {
		return door{}, false
	}
	const wrapped, rest = 2 + 16, 2 + 16 + wrappedSize
	to := door{space: record.SpaceID(plain[2:wrapped])}
	if to.owner, err = s.key.Derive(seal.LabelSlotOwner).Unwrap(plain[wrapped:rest], s.ownerAAD(to.space)); err != nil {
		return door{}, false
	}
	for _, b := range plain[rest:] {
		if b != 0 {
			return door{}, false
		}
	}
	return to, true
}

// fingerprint is what a relay is told of the blob that another one takes the place of.
func fingerprint(blob []byte) [32]byte {
	if blob == nil {
		return [32]byte{}
	}
	return sha256.Sum256(blob)
}
