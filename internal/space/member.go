package space

import (
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// Owner is the secret that decides who is in a space: it signs control records. It prints as redacted.
type Owner struct{ secret seal.Key }

// NewOwner returns a new, random owner.
func NewOwner() Owner { return OwnerFrom(seal.NewKey()) }

// OwnerFrom returns the owner with this secret.
func OwnerFrom(secret seal.Key) Owner { return Owner{secret: secret} }

// Key returns the secret, to be wrapped.
func (o Owner) Key() seal.Key { return o.secret }

// Public returns the key that verifies what the owner signs.
func (o Owner) Public() seal.PublicKey { return o.SignKey().Public() }

// SignKey returns the key that the owner signs with: control records here, and the owner's login.
func (o Owner) SignKey() seal.SignKey { return o.secret.SignKey(seal.LabelOwnerSign) }

// NoteKey returns the key for what only the owner keeps.
func (o Owner) NoteKey() seal.Key { return o.secret.Derive(seal.LabelOwnerNote) }

func (o Owner) boxKey() seal.BoxKey { return o.secret.BoxKey(seal.LabelOwnerBox) }

// Self is this device as a member of one space: a seed of its own, which no other space has.
type Self struct {
	seed seal.Key
	// id saves computing the public key for every entry.
	id MemberID
}

// NewSelf returns a new, random member.
func NewSelf() Self { return SelfFrom(seal.NewKey()) }

// SelfFrom returns the member with this seed.
func SelfFrom(seed seal.Key) Self {
	return Self{seed: seed, id: record.MemberOf(seed.SignKey(seal.LabelMemberSign).Public())}
}

// Key returns the seed, to be wrapped.
func (m Self) Key() seal.Key { return m.seed }

// ID returns the ID that the member has in every roster.
func (m Self) ID() MemberID { return m.id }

// Keys returns what others need to know of this member.
func (m Self) Keys() MemberKeys {
	return MemberKeys{Sign: m.seed.SignKey(seal.LabelMemberSign).Public(), Box: m.seed.BoxKey(seal.LabelMemberBox).Public()}
}

// MemberID is a hash of the key that a member signs with.
type MemberID = inside.MemberID

// MemberKeys are the public keys of a member. Neither is secret.
type MemberKeys = inside.MemberKeys

// Member is one row of a roster.
type Member = inside.Member

// RoleMember is the one role that this version writes. Others are kept as they are.
const RoleMember = inside.RoleMember

// MaxName is the longest name of a member, in bytes.
const MaxName = inside.MaxName

// MaxMembers is how many members Control lets in. A roster has room for one more than that, but a
// control record has as many boxes as the roster has rows, and one of them is the owner's.
const MaxMembers = record.Boxes - 1

// NewMember returns the row of a new member.
func NewMember(name string, keys MemberKeys) Member { return inside.NewMember(name, keys) }

// CleanName returns the name as a roster can hold it: valid UTF-8, at most MaxName bytes, cut between
// characters.
func CleanName(name string) string { return inside.CleanName(name) }

// possible says whether a control record can be written for these members.
func possible(members []Member) bool {
	return len(members) <= MaxMembers && inside.Roster{Members: members}.Possible()
}
