package inside

import (
	"errors"
	"slices"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// The ways in which the plaintext of a roster is none, in the order in which they are looked for.
var (
	ErrRosterSize    = errors.New("inside: roster of another size")
	ErrRosterVersion = errors.New("inside: unknown version of a roster")
	ErrRosterCount   = errors.New("inside: roster of nobody, or of too many")
	ErrRosterName    = errors.New("inside: name in a roster is too long, not UTF-8, or not padded with zeros")
	ErrRosterTwice   = errors.New("inside: a member twice in a roster")
	ErrRosterUnused  = errors.New("inside: unused row of a roster is not zero")
)

// WrappedSize is the length of a wrapped key.
const WrappedSize = 32 + record.SealOverhead

const (
	rosterVersion = 1
	rowSize       = 1 + 1 + MaxName + len(seal.PublicKey{}) + seal.BoxPublicSize
	rosterHead    = 2 + WrappedSize
)

// Roster is what a control record holds under its epoch's key.
type Roster struct {
	Previous [WrappedSize]byte // the key of the epoch before, wrapped; zeros for none
	Members  []Member
}

// Marshal returns the plaintext of a roster, always of record.RosterPlain bytes. It panics if there are
// more members than rows, a longer name than MaxName, or a box key of another size: see Possible.
func (r Roster) Marshal() []byte {
	b := make([]byte, 0, record.RosterPlain)
	b = append(b, rosterVersion, byte(len(r.Members)))
	b = append(b, r.Previous[:]...)
	for _, m := range r.Members {
		if len(m.Name) > MaxName || len(m.Keys.Box) != seal.BoxPublicSize {
			panic("inside: a member that no roster can hold")
		}
		b = append(b, m.Role, byte(len(m.Name)))
		b = append(b, m.Name...)
		b = append(b, make([]byte, MaxName-len(m.Name))...)
		b = append(b, m.Keys.Sign[:]...)
		b = append(b, m.Keys.Box...)
	}
	return append(b, make([]byte, record.RosterPlain-len(b))...)
}

// ParseRoster reads what Marshal wrote. Whatever parses marshals to the same bytes again.
func ParseRoster(b []byte) (Roster, error) {
	if len(b) != record.RosterPlain {
		return Roster{}, ErrRosterSize
	}
	if b[0] != rosterVersion {
		return Roster{}, ErrRosterVersion
	}
	count := int(b[1])
	if count < 1 || count > record.Boxes {
		return Roster{}, ErrRosterCount
	}
	r := Roster{Previous: [WrappedSize]byte(b[2:rosterHead])}
	rows := b[rosterHead:]
	for range count {
		m, err := parseRow(rows[:rowSize])
		if err != nil {
			return Roster{}, err
		}
		if slices.ContainsFunc(r.Members, func(other Member) bool { return other.ID == m.ID }) {
			return Roster{}, ErrRosterTwice
		}
		r.Members = append(r.Members, m)
		rows = rows[rowSize:]
	}
	if !allZero(rows) {
		return Roster{}, ErrRosterUnused
	}
	return r, nil
}

func parseRow(b []byte) (Member, error) {
	length, name := int(b[1]), b[2:2+MaxName]
	if length > MaxName || !utf8.Valid(name[:length]) || !allZero(name[length:]) {
		return Member{}, ErrRosterName
	}
	rest := b[2+MaxName:]
	keys := MemberKeys{Sign: seal.PublicKey(rest[:32]), Box: slices.Clone(rest[32:])}
	return Member{ID: keys.ID(), Name: string(name[:length]), Role: b[0], Keys: keys}, nil
}

func allZero(b []byte) bool {
	return !slices.ContainsFunc(b, func(c byte) bool { return c != 0 })
}

// Possible says whether Marshal can write the roster and ParseRoster will read it.
func (r Roster) Possible() bool {
	if len(r.Members) < 1 || len(r.Members) > record.Boxes {
		return false
	}
	for i, m := range r.Members {
		if len(m.Name) > MaxName || !utf8.ValidString(m.Name) || len(m.Keys.Box) != seal.BoxPublicSize || m.ID != m.Keys.ID() {
			return false
		}
		if slices.ContainsFunc(r.Members[:i], func(other Member) bool { return other.ID == m.ID }) {
			return false
		}
	}
	return true
}
