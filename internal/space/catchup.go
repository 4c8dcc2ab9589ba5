package space

import (
	"encoding/binary"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// After returns the epoch behind which CatchUp wants the control records to begin.
func (s *Space) After() uint32 { return max(s.epoch, s.ahead.epoch) }

// CatchUp takes the control records of all epochs after the one in force, or after After, in order and
// up to the newest, all in one call. It verifies that each is the owner's and follows the one before,
// and finds the key of the newest: in a box for this device, or for the owner where Hold gave the
// secret, or handed over. From there it goes back along the keys that each epoch keeps of the one before,
// and looks into the boxes of those of which none was kept: another device of a member finds each there.
// Nothing is applied: Login knows the newest epoch, and Accept can read what comes. Control records that
// were taken in already are passed over. On an error nothing changes. Errors: ErrRemoved if the newest has no
// place for this device, ErrEnvelope, ErrEpoch, ErrControl, ErrForked.
func (s *Space) CatchUp(controls [][]byte) error {
	c := s.Clone()
	steps, err := c.follow(controls)
	if err != nil {
		return err
	}
	if len(steps) == 0 && c.status == Removed {
		return ErrRemoved
	}
	if len(steps) == 0 {
		return nil
	}
	if err := c.walkBack(steps); err != nil {
		return err
	}
	if c.status == Removed {
		c.status = Joining // the newest epoch has a place; where it begins, Accept finds out
	}
	*s = *c
	return nil
}

// step is a control record on the way of CatchUp.
type step struct {
	envelope record.Envelope
	control  record.Control
}

// follow checks everything about control records that needs no key.
func (s *Space) follow(controls [][]byte) ([]step, error) {
	epoch, owner, before := s.epoch, s.inForce, s.lastControl
	var steps []step
	for _, b := range controls {
		e, err := record.ParseEnvelope(b)
		if err != nil {
			return nil, ErrEnvelope
		}
		if len(steps) == 0 && s.ahead.epoch != 0 && e.Epoch == s.ahead.epoch+1 {
			epoch, owner, before = s.ahead.epoch, s.ahead.owner, s.ahead.number
		}
		if e.Epoch <= s.epoch {
			continue
		}
		c, err := record.ParseControl(e)
		switch {
		case err != nil:
			return nil, ErrControl
		case e.Epoch != epoch+1:
			return nil, ErrEpoch
		case s.named(epoch, c) != nil, s.signed(epoch, owner, e, c) != nil:
			return nil, ErrControl
		case epoch > 0 && c.Before < before:
			return nil, ErrControl // two control records can not be one entry
		case c.Before < s.n:
			return nil, s.wentBy(c)
		case c.Before == s.n && c.Head != s.head:
			return nil, &ForkError{N: s.n, Mine: s.head, Theirs: c.Head, Signed: c.Before}
		}
		leaf := record.Leaf(b)
		if known, ok := s.ahead.leafs[e.Epoch]; ok && known != leaf {
			return nil, &ForkError{N: c.Before + 1, Mine: known, Theirs: leaf, Signed: c.Before + 1}
		}
		s.ahead.leafs[e.Epoch] = leaf
		epoch, owner, before = e.Epoch, c.Owner, c.Before+1
		steps = append(steps, step{envelope: e, control: c})
	}
	if len(steps) > 0 && epoch >= s.ahead.epoch {
		s.ahead.epoch, s.ahead.owner, s.ahead.number = epoch, owner, before
	}
	return steps, nil
}

// wentBy says why this device has gone by a control record without seeing it.
func (s *Space) wentBy(c record.Control) error {
	if _, found := slices.BinarySearch(s.holes, c.Before+1); found {
		return ErrControl // the relay hid it behind a stub
	}
	return &ForkError{N: s.n, Mine: s.head, Theirs: c.Head, Signed: c.Before}
}

// walkBack finds the keys of the steps, from the last one to the first.
func (s *Space) walkBack(steps []step) error {
	for i := len(steps) - 1; i >= 0; i-- {
		e, c := steps[i].envelope, steps[i].control
		key, ok := s.find(e.Epoch, c)
		if !ok && i == len(steps)-1 {
			return ErrRemoved
		}
		if !ok {
			continue
		}
		o := &offer{s: s, envelope: e, control: c, key: key, open: true}
		for _, holds := range []func(*offer) error{keyFits, authIsOfTheKey, rosterIsPossible} {
			if err := holds(o); err != nil {
				return err
			}
		}
		s.keys[e.Epoch] = key
		commit := s.commit
		if i > 0 {
			commit = steps[i-1].control.Commit
		} else if before, ok := s.keys[e.Epoch-1]; ok {
			commit = before.Commit(seal.LabelSpaceCommit) // of what was caught up with before
		}
		if err := o.previousFits(commit); err != nil {
			return err
		}
		if o.hasPrevious {
			s.keys[e.Epoch-1] = o.previous
		}
	}
	return nil
}

// HandoverSize is the length of what Handover returns.
const HandoverSize = handoverPlain + inside.WrappedSize

const handoverPlain = 1 + 16 + 4 + 8 + 32

const handoverVersion = 1

// Handover returns what a new device needs from one that is in, before it can ask the relay anything:
// which space, the newest key, and how far the log goes for sure. Only the key is sealed, under the
// given key and bound to aad and to the rest; the caller seals the whole. ErrRemoved without a key.
func (s *Space) Handover(under seal.Key, aad []byte) ([]byte, error) {
	epoch, _, ok := s.Login()
	if !ok || s.status == Removed {
		return nil, ErrRemoved
	}
	b := append([]byte{handoverVersion}, s.id[:]...)
	b = binary.BigEndian.AppendUint32(b, epoch)
	b = binary.BigEndian.AppendUint64(b, s.n)
	b = append(b, s.head[:]...)
	return append(b, under.Wrap(s.keys[epoch], append(append([]byte(nil), aad...), b...))...), nil
}

// Join begins a space from what Handover returned, under the same key and aad. It can log in at once;
// CatchUp, with all control records from the first, comes before Accept. The log must come by the head
// that was handed over, else Accept gives a ForkError. ErrState for anything else than a handover.
func Join(under seal.Key, aad, handover []byte, me Self) (*Space, error) {
	if len(handover) != HandoverSize || handover[0] != handoverVersion {
		return nil, ErrState
	}
	fixed := handover[:handoverPlain:handoverPlain]
	key, err := under.Unwrap(handover[handoverPlain:], append(append([]byte(nil), aad...), fixed...))
	epoch := binary.BigEndian.Uint32(fixed[17:])
	if err != nil || epoch == 0 {
		return nil, ErrState
	}
	s := newSpace(record.SpaceID(fixed[1:17]), me)
	s.keys[epoch] = key
	s.mark = mark{n: binary.BigEndian.Uint64(fixed[21:]), head: record.Hash(fixed[29:])}
	return s, nil
}
