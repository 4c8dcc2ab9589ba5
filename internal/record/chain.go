package record

import (
	"crypto/sha256"
	"encoding/hex"
)

// SpaceID names a space: one log and who may read it. It is a hash of the first owner's public key, so
// nobody can give a space an ID of another's choosing.
type SpaceID [16]byte

// SpaceOf returns the ID of the space whose first owner signs with the secret half of this key.
func SpaceOf(owner [32]byte) SpaceID {
	sum := hash(labelSpace, owner[:])
	return SpaceID(sum[:16])
}

// String returns the ID in the same form as that of an ID of a record.
func (s SpaceID) String() string { return ID(s).String() }

// ParseSpaceID reads what String wrote and nothing else, or returns ErrID.
func ParseSpaceID(text string) (SpaceID, error) {
	id, err := ParseID(text)
	return SpaceID(id), err
}

// MemberOf returns the ID of the member who signs with the secret half of this key.
func MemberOf(public [32]byte) ID {
	sum := hash(labelMember, public[:])
	return ID(sum[:16])
}

// Hash is a SHA-256.
type Hash [32]byte

// String returns the hash as hexadecimal.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// FirstHead is the head of a space's log before anything is in it.
func FirstHead(space SpaceID) Hash { return hash(labelChainFirst, space[:]) }

// Leaf is what stays of an envelope in the chain when its bytes are deleted.
func Leaf(envelope []byte) Hash { return hash(labelChainLeaf, envelope) }

// Next returns the head after the envelope with this leaf was put behind the head h.
func (h Hash) Next(leaf Hash) Hash { return hash(labelChainNext, h[:], leaf[:]) }

// DeleteHash is what an envelope carries of its delete token: whoever shows the token may have the
// envelope's bytes deleted.
func DeleteHash(token [32]byte) Hash { return hash(labelDelete, token[:]) }

func hash(label string, parts ...[]byte) Hash {
	h := sha256.New()
	h.Write([]byte(label))
	for _, p := range parts {
		h.Write(p)
	}
	return Hash(h.Sum(nil))
}
