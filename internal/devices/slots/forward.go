package slots

import (
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// When a home moves to another relay, a note at the one before tells its other devices where to. It lies in a slot that
// whoever was in to the last can find, is sealed for those, and signed by the owner: a relay can hide it, and nothing else.
// Spec: docs/protocol.md, "Moving".

// MaxAddress is the longest address of a relay in bytes.
const MaxAddress = 255

const forwardVersion = 1

// SealForward returns what the slot is to hold that leads from one space of an owner to another, which is at a relay.
func SealForward(s Slot, from record.SpaceID, o space.Owner, relay string, to *space.Space) ([]byte, error) {
	over, err := to.Handover(s.key.Derive(seal.LabelForwardKey), noteAAD(seal.LabelForwardHandover, from))
	if err != nil || len(relay) > MaxAddress {
		return nil, space.ErrState
	}
	plain := append([]byte{forwardVersion}, over...)
	plain = append(append(plain, byte(len(relay))), relay...)
	signature := o.SignKey().Sign(seal.LabelForwardSign, append(from[:], plain...))
	plain = append(plain, signature[:]...)
	plain = append(plain, make([]byte, slotPlain-len(plain))...)
	return seal.Seal(s.key.Derive(seal.LabelForwardSeal), plain, s.forwardAAD(from)), nil
}

func (s Slot) forwardAAD(from record.SpaceID) []byte {
	return append(s.aad(seal.LabelForwardNote), from[:]...)
}

// OpenForward reads what SealForward wrote for a space whose owner this is, and begins the other space as me. It is false
// for everything else.
func OpenForward(s Slot, blob []byte, from record.SpaceID, owner seal.PublicKey, me space.Self) (relay string, to *space.Space, ok bool) {
	plain, err := seal.Open(s.key.Derive(seal.LabelForwardSeal), blob, s.forwardAAD(from))
	if err != nil || len(plain) != slotPlain {
		return "", nil, false
	}
	r := reader{b: plain}
	version, over := r.byte(), r.cut(space.HandoverSize)
	relay = string(r.cut(r.count(MaxAddress)))
	signed := plain[:len(plain)-len(r.b)]
	signature := r.cut(64)
	if version != forwardVersion || r.bad || !r.blank() || !seal.Verify(owner, seal.LabelForwardSign, append(from[:], signed...), signature) {
		return "", nil, false
	}
	to, err = space.Join(s.key.Derive(seal.LabelForwardKey), noteAAD(seal.LabelForwardHandover, from), over, me)
	return relay, to, err == nil && to.ID() != from
}
