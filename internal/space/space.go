// Package space is one log as a member of it sees it: who is in, which key is in force, what may be
// taken in as the next entry, and how to write one. It must never touch a disk, a network or a clock,
// take in an entry that breaks a rule in rules.go, or let a key leave other than wrapped.
//
// A log is a chain of envelopes. Control records, signed by the owner, start epochs: each has a key of
// its own, sealed to every member, and a roster. Records between them are sealed under the key of their
// epoch and signed by their author, and every signature covers the number and the head of the log at
// which it was made. A relay that keeps the log can hide its newest end; it can not change, reorder,
// repeat, leave out or add anything. Spec: docs/format.md.
//
// An edited entry leaves versions behind. The bytes of a version may be deleted from the relay when a
// record that stays names it in Replaces, and names as well, or together with other records that stay,
// every number that the deleted version named itself. Otherwise a device that reads the log later finds
// a hole that nothing explains, and Holes reports it. A delete record may name versions that were
// replaced long ago, only to go on naming them: see Op.
package space

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// The ways in which a log or a wish is refused. What Accept refuses stops the space: the log that was
// offered is not the one that this device has followed so far.
var (
	// ErrNumber says that an item is not the one after the head.
	ErrNumber = errors.New("space: not the next number")
	// ErrEnvelope says that the bytes of an item are not an envelope.
	ErrEnvelope = errors.New("space: not an envelope")
	// ErrForked says that the log has split in two, or went another way. Accept gives a *ForkError.
	ErrForked = errors.New("space: the log has forked")
	// ErrEpoch says that an entry is of another epoch than the one in force.
	ErrEpoch = errors.New("space: not of the epoch in force")
	// ErrControl says that a control record is not the owner's, not consistent or not there.
	ErrControl = errors.New("space: control record does not hold")
	// ErrBehind says that CatchUp must come first: there is no key yet to read the log with.
	ErrBehind = errors.New("space: has to catch up first")

	// ErrRemoved says that this device has no place in the newest epoch.
	ErrRemoved = errors.New("space: this member is not in")
	// ErrOwner says that a secret is not that of the owner in force.
	ErrOwner = errors.New("space: not the owner in force")
	// ErrRoster says that a change would leave nobody, too many, someone twice, or a name that does not fit.
	ErrRoster = errors.New("space: not a possible roster")
	// ErrReplaces says that an Op names too many versions, one twice, or one that does not exist yet.
	ErrReplaces = errors.New("space: not versions to replace")
)

// ForkError tells where two logs part. It is an ErrForked.
type ForkError struct {
	N            uint64      // after this many entries
	Mine, Theirs record.Hash // the heads there, as far as known
	Signed       uint64      // the number that the entry was signed at; N if only the heads differ
}

func (e *ForkError) Error() string {
	return fmt.Sprintf("space: the log has forked: at %d the head is %v here and %v (of %d) there", e.N, e.Mine, e.Theirs, e.Signed)
}

// Is makes errors.Is(err, ErrForked) true.
func (e *ForkError) Is(target error) bool { return target == ErrForked }

// Status says what this device is to the space.
type Status uint8

const (
	Joining Status = iota // not in the roster yet, as far as the log was read
	In                    // in the roster
	Removed               // was in the roster, and is not any more
)

// Space is a log as far as it was taken in. Not for several goroutines at once; Clone is for that.
type Space struct {
	id    record.SpaceID
	me    Self
	owner *Owner // opens boxes for a device that is not in the roster; never marshalled
	// former are members whom this device was before; never marshalled.
	former []Self

	n    uint64
	head record.Hash
	// holes are the stubs that no record has named yet, ascending.
	holes []uint64

	status      Status
	epoch       uint32 // in force at the head; 0 before the first control record
	lastControl uint64
	inForce     seal.PublicKey // the owner's key
	commit      record.Hash    // of the epoch in force
	roster      []Member       // of the epoch in force, never changed in place; nil if its key is not known
	keys        map[uint32]seal.Key
	records     seal.Key // derived from the key of the epoch in force; only if that is known

	ahead ahead
	mark  mark

	// items[n-1] is the item that record n is a version of, zero where that is not known.
	items []record.ID
}

// ahead is what CatchUp has verified beyond the epoch in force.
type ahead struct {
	epoch  uint32 // the newest; 0 for none
	number uint64 // of its control record
	owner  seal.PublicKey
	leafs  map[uint32]record.Hash // of the control record of each epoch
}

// mark is a head that another device has handed over: the log must come by it.
type mark struct {
	n    uint64 // 0 for none
	head record.Hash
}

func newSpace(id record.SpaceID, me Self) *Space {
	return &Space{id: id, me: me, head: record.FirstHead(id), keys: make(map[uint32]seal.Key), ahead: ahead{leafs: make(map[uint32]record.Hash)}}
}

// Create makes a space with one member, whose name is cut to what a roster can hold. The bytes are its
// first envelope, for the relay; the space stands at head 0, in Joining, until they come back through
// Accept. It can log in already.
func Create(o Owner, me Self, name string) (*Space, []byte) {
	s := newSpace(record.SpaceOf(o.Public()), me)
	genesis, err := s.newEpoch(o, []Member{NewMember(CleanName(name), me.Keys())}, o, false)
	if err == nil {
		err = s.CatchUp([][]byte{genesis})
	}
	if err != nil {
		panic("space: creating: " + err.Error()) // one good member, and a place for it
	}
	return s, genesis
}

// Follow begins a space from nothing. With o, its boxes are opened with the owner's key until me is in
// the roster. Without, another device must have put me in: see Join. CatchUp comes before Accept.
func Follow(id record.SpaceID, me Self, o *Owner) *Space {
	s := newSpace(id, me)
	s.Hold(o)
	return s
}

// Hold gives the space the owner's secret to open boxes with, or takes it away (nil). Marshal does not
// keep it: a device that has not joined yet when it is locked needs it again.
func (s *Space) Hold(o *Owner) {
	s.owner = nil
	if o != nil {
		held := *o
		s.owner = &held
	}
}

// ID returns the space's ID.
func (s *Space) ID() record.SpaceID { return s.id }

// Head returns how many entries were taken in, and the head of the chain after them.
func (s *Space) Head() (uint64, record.Hash) { return s.n, s.head }

// Mark returns the number of entries that the log has for sure, because another device has seen them.
// A relay whose head is lower has gone back.
func (s *Space) Mark() uint64 { return max(s.n, s.mark.n) }

// Epoch returns the epoch in force at the head, 0 before the first entry.
func (s *Space) Epoch() uint32 { return s.epoch }

// Owner returns the owner's public key in force at the head. It is zero before the first entry.
func (s *Space) Owner() seal.PublicKey { return s.inForce }

// Me returns the ID of this device as a member, whether it is in the roster or not.
func (s *Space) Me() MemberID { return s.me.ID() }

// Status says what this device is to the space at the head.
func (s *Space) Status() Status { return s.status }

// Members returns the roster in force, in the order of the roster. It is empty where this device may
// not read it.
func (s *Space) Members() []Member {
	return slices.Clone(s.roster)
}

func (s *Space) member(id MemberID) (Member, bool) {
	i := slices.IndexFunc(s.roster, func(m Member) bool { return m.ID == id })
	if i < 0 {
		return Member{}, false
	}
	return s.roster[i], true
}

// Holes returns the entries whose bytes were gone when they were read and which no record has named
// since, ascending. Once everything was read, what is left was deleted by nobody who may: it is to be
// shown. While reading, a later record may still name one.
func (s *Space) Holes() []uint64 { return slices.Clone(s.holes) }

// Learn tells the space which item a record in the log was a version of, after Unmarshal, which does
// not know. A record can not replace versions of another item: the more is known, the more of that is
// seen here. A number beyond the head is passed over.
func (s *Space) Learn(n uint64, item record.ID) {
	if n == 0 || n > s.n || n > maxItems {
		return
	}
	if missing := int(n) - len(s.items); missing > 0 {
		s.items = append(s.items, make([]record.ID, missing)...)
	}
	s.items[n-1] = item
}

// maxItems bounds the memory that Learn takes: 16 bytes for each.
const maxItems = 1 << 22

// Clone returns a space of its own: what is done to one does nothing to the other.
func (s *Space) Clone() *Space {
	c := *s
	c.holes = slices.Clone(s.holes)
	c.keys = maps.Clone(s.keys)
	c.ahead.leafs = maps.Clone(s.ahead.leafs)
	c.items = slices.Clone(s.items)
	return &c
}

// Login returns the key to log in to the relay with in the newest epoch that this device has a key of,
// CatchUp included. It is false while there is none.
func (s *Space) Login() (epoch uint32, key seal.SignKey, ok bool) {
	for e := range s.keys {
		epoch = max(epoch, e)
	}
	key, ok = s.LoginAt(epoch)
	return epoch, key, ok
}

// LoginAt returns the key to log in to the relay with in one epoch.
func (s *Space) LoginAt(epoch uint32) (seal.SignKey, bool) {
	k, ok := s.keys[epoch]
	if !ok {
		return seal.SignKey{}, false
	}
	return k.SignKey(seal.LabelSpaceAuth), true
}

// DeleteToken returns what the relay wants to see before it deletes the bytes of the record whose
// envelope had this epoch and ID. It is false if this device has no key of that epoch.
func (s *Space) DeleteToken(epoch uint32, rid record.ID) ([32]byte, bool) {
	k, ok := s.keys[epoch]
	if !ok {
		return [32]byte{}, false
	}
	return deleteToken(k, rid), true
}

func deleteToken(epochKey seal.Key, rid record.ID) [32]byte {
	return epochKey.Derive(seal.LabelSpaceDelete).Token(seal.LabelSpaceDeleteToken, rid[:])
}
