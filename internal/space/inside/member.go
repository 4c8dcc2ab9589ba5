package inside

import (
	"slices"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// MemberID is a hash of the key that a member signs with.
type MemberID = record.ID

// MemberKeys are the public keys of a member. Neither is secret.
type MemberKeys struct {
	Sign seal.PublicKey
	Box  []byte // seal.BoxPublicSize bytes
}

// ID returns the ID of the member with these keys.
func (k MemberKeys) ID() MemberID { return record.MemberOf(k.Sign) }

// Member is one row of a roster.
type Member struct {
	ID   MemberID
	Name string // at most MaxName bytes
	Role uint8
	Keys MemberKeys
}

// RoleMember is the one role that this version writes. Others are kept as they are.
const RoleMember = 1

// MaxName is the longest name of a member, in bytes.
const MaxName = 47

// NewMember returns the row of a new member.
func NewMember(name string, keys MemberKeys) Member {
	return Member{ID: keys.ID(), Name: name, Role: RoleMember, Keys: MemberKeys{Sign: keys.Sign, Box: slices.Clone(keys.Box)}}
}

// CleanName returns the name as a roster can hold it: valid UTF-8, at most MaxName bytes, cut between
// characters.
func CleanName(name string) string {
	valid := make([]byte, 0, MaxName)
	for _, r := range name {
		if len(valid)+utf8.RuneLen(r) > MaxName {
			break
		}
		valid = utf8.AppendRune(valid, r)
	}
	return string(valid)
}
