package space

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	mathrand "math/rand/v2"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// Op is one record to be written: a version of an item, or the deletion of versions.
//
// Replaces are the numbers of the versions that this one replaces, at most record.MaxReplaces, in any
// order. Naming a version has two uses. It says that this one was written with that one in view, so
// that it is not shown beside it. And it lets the named version's bytes be deleted: see the package.
// A writer that can not name all that it must, because its own predecessor names three already, writes a
// deletion first, which names them in its place.
type Op struct {
	Version  record.ID // the envelope's ID: random, new for every version
	Delete   bool
	Item     record.ID
	Replaces []uint64
	Record   record.Record // not of a deletion
}

// Seal returns the envelopes of ops, sealed and signed one behind the other at the present head. The
// space does not move: the envelopes come back through Accept. If the log goes another way meanwhile
// they are good for nothing and the ops are to be sealed anew. Errors: ErrRemoved, ErrReplaces,
// record.ErrTooLarge.
func (s *Space) Seal(ops []Op) ([][]byte, error) {
	if s.status != In || !s.readable() {
		return nil, ErrRemoved
	}
	n, head := s.n, s.head
	sign := s.me.seed.SignKey(seal.LabelMemberSign)
	envelopes := make([][]byte, 0, len(ops))
	for _, op := range ops {
		replaces := slices.Clone(op.Replaces)
		slices.Sort(replaces)
		if len(replaces) > record.MaxReplaces || len(slices.Compact(slices.Clone(replaces))) != len(replaces) ||
			len(replaces) > 0 && (replaces[0] == 0 || replaces[len(replaces)-1] > n) {
			return nil, ErrReplaces
		}
		plain := inside.Plain{Type: inside.TypePut, Author: s.me.ID(), Before: n, Head: head, Item: op.Item, Replaces: replaces, Record: op.Record}
		if op.Delete {
			plain.Type, plain.Record = inside.TypeDelete, record.Record{}
		}
		e := record.Envelope{Kind: record.KindRecord, Epoch: s.epoch, ID: op.Version, Delete: record.DeleteHash(deleteToken(s.keys[s.epoch], op.Version))}
		envelope, err := sealRecord(s.records, sign, s.id, e, plain)
		if err != nil {
			return nil, err
		}
		envelopes = append(envelopes, envelope)
		n, head = n+1, head.Next(record.Leaf(envelope))
	}
	return envelopes, nil
}

// sealRecord signs a plaintext, seals it and returns the envelope.
func sealRecord(records seal.Key, sign seal.SignKey, id record.SpaceID, e record.Envelope, plain inside.Plain) ([]byte, error) {
	unsigned, err := plain.Unsigned()
	if err != nil {
		return nil, err
	}
	signature := sign.Sign(seal.LabelSpaceRecordSign, recordSigned(id, e, unsigned))
	e.Body = seal.Seal(records, append(unsigned, signature[:]...), bound(seal.LabelSpaceRecordSeal, id, e))
	return e.Marshal(), nil
}

// recordSigned is what the author of a record signs, behind the label.
func recordSigned(id record.SpaceID, e record.Envelope, unsigned []byte) []byte {
	return append(bound("", id, e), unsigned...)
}

// bound is what the seals of an envelope are bound to.
func bound(label string, id record.SpaceID, e record.Envelope) []byte {
	b := append([]byte(label), id[:]...)
	return append(b, e.Header()...)
}

// boxContext is what a box is bound to, behind the label: one epoch of one log at one place.
func boxContext(id record.SpaceID, epoch uint32, before uint64, head record.Hash) []byte {
	b := append([]byte(nil), id[:]...)
	b = binary.BigEndian.AppendUint32(b, epoch)
	b = binary.BigEndian.AppendUint64(b, before)
	return append(b, head[:]...)
}

// Change is what a control record does to the roster, in this order: remove, rename, add.
type Change struct {
	Remove []MemberID
	Rename map[MemberID]string
	Add    []Member // one who is in already is replaced
	Next   *Owner   // the owner from now on; nil: as before
	// History lets those who are added read what was written before. A home gives it to a person's own devices. In every
	// other space it stays false: who was in reads on, and who comes reads what is written from then on.
	History bool
}

// Control returns a control record for the relay: it starts a new epoch with a new key, for the members
// after the change. The space does not move: the envelope comes back through Accept. An empty change
// only replaces the key. Errors: ErrOwner if o is not in force, ErrBehind if this device can not read
// the roster, ErrRoster.
func (s *Space) Control(o Owner, c Change) ([]byte, error) {
	if s.epoch == 0 || !s.readable() {
		return nil, ErrBehind
	}
	if o.Public() != s.inForce {
		return nil, ErrOwner
	}
	members := slices.DeleteFunc(s.Members(), func(m Member) bool { return slices.Contains(c.Remove, m.ID) })
	for i, m := range members {
		if name, ok := c.Rename[m.ID]; ok {
			members[i].Name = name
		}
	}
	for _, m := range c.Add {
		m.ID = m.Keys.ID()
		members = slices.DeleteFunc(members, func(other Member) bool { return other.ID == m.ID })
		members = append(members, m)
	}
	next := o
	if c.Next != nil {
		next = *c.Next
	}
	in := func(m Member) bool { _, in := s.member(m.ID); return in }
	comes := slices.ContainsFunc(members, func(m Member) bool { return !in(m) })
	return s.newEpoch(o, members, next, c.History || !comes)
}

// newEpoch writes the control record that starts the epoch after the one in force. With history it holds the key of that:
// whoever can read the new epoch reads the one before, and what that leads to.
func (s *Space) newEpoch(o Owner, members []Member, next Owner, history bool) ([]byte, error) {
	if !possible(members) {
		return nil, ErrRoster
	}
	key := seal.NewKey()
	e := record.Envelope{Kind: record.KindControl, Epoch: s.epoch + 1, ID: record.NewID()}
	c := record.Control{Before: s.n, Head: s.head, Auth: key.SignKey(seal.LabelSpaceAuth).Public(), Owner: next.Public(), Commit: key.Commit(seal.LabelSpaceCommit)}
	roster := inside.Roster{Members: members}
	if previous, ok := s.keys[s.epoch]; ok && history {
		wrapped := key.Derive(seal.LabelSpacePrevious).Wrap(previous, bound(seal.LabelSpacePreviousWrap, s.id, e))
		roster.Previous = [inside.WrappedSize]byte(wrapped)
	}
	to := [][]byte{next.boxKey().Public()}
	for _, m := range members {
		to = append(to, m.Keys.Box)
	}
	var err error
	if c.Boxes, err = sealBoxes(key, to, boxContext(s.id, e.Epoch, c.Before, c.Head)); err != nil {
		return nil, err
	}
	return signControl(o, s.id, e, c, roster, key), nil
}

// signControl seals the roster under the key, signs, and returns the envelope.
func signControl(o Owner, id record.SpaceID, e record.Envelope, c record.Control, roster inside.Roster, key seal.Key) []byte {
	c.Roster = seal.Seal(key.Derive(seal.LabelSpaceRoster), roster.Marshal(), bound(seal.LabelSpaceRosterSeal, id, e))
	c.Signature = o.SignKey().Sign(record.LabelControl, c.Signed(id, e))
	e.Body = c.Marshal()
	return e.Marshal()
}

// sealBoxes returns a box for each public key and decoys for the rest, in random order.
func sealBoxes(key seal.Key, to [][]byte, context []byte) (boxes [record.Boxes][]byte, err error) {
	for i := range boxes {
		if i >= len(to) {
			boxes[i] = seal.DecoyBox(seal.LabelSpaceBox, context)
		} else if boxes[i], err = seal.SealBox(to[i], seal.LabelSpaceBox, context, key); err != nil {
			return boxes, fmt.Errorf("%w: member %d: %w", ErrRoster, i, err)
		}
	}
	var seed [32]byte
	rand.Read(seed[:])
	mathrand.New(mathrand.NewChaCha8(seed)).Shuffle(len(boxes), func(i, j int) { boxes[i], boxes[j] = boxes[j], boxes[i] })
	return boxes, nil
}
