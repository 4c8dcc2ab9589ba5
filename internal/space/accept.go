package space

import (
	"errors"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// EntryKind says what an accepted entry is.
type EntryKind uint8

const (
	// EntryPut is a version of an item.
	EntryPut EntryKind = iota + 1
	// EntryDelete says that the versions in Replaces are gone, with nothing in their place.
	EntryDelete
	// EntryControl started an epoch.
	EntryControl
	// EntryUnreadable is in the chain and means nothing: it does not open, or who wrote it is not in,
	// did not sign it, or wrote what no device would. To be shown as one entry that can not be read.
	EntryUnreadable
	// EntryStub is only a leaf: the bytes were deleted. See Holes.
	EntryStub
	// EntryClosed is of an epoch that this device has no key of, because it was not in then. It is
	// nothing to be shown.
	EntryClosed
)

// Entry is what Accept found in an item.
type Entry struct {
	N    uint64
	Kind EntryKind
	// Epoch and Version are of the envelope: with them DeleteToken finds the token. Version is the
	// envelope's random ID, which the writer gave to Seal. Zero for a stub.
	Epoch   uint32
	Version record.ID

	// Of EntryPut and EntryDelete. Replaces are versions of the same Item, by number.
	Author   MemberID
	Item     record.ID
	Replaces []uint64
	Record   record.Record // its ID is Item; its body shares no memory with the envelope

	// Of EntryControl: who came, who went, and whether another secret decides from now on.
	Joined, Left []Member
	OwnerChanged bool
}

// Accept takes in the next entry of the log, or refuses it and changes nothing. A refusal other than
// ErrBehind means that the relay does not offer the log that this device has followed so far, or that
// the owner does not play by the rules: nothing behind it can be taken in either.
func (s *Space) Accept(item record.Item) (Entry, error) {
	return s.accept(item, rulesInForce)
}

// accept holds an item against rules. Whatever a rule finds on its way stays in the offer; the space
// changes after the last one.
func (s *Space) accept(item record.Item, in rules) (Entry, error) {
	o := &offer{s: s, item: item, leaf: item.Leaf}
	list := in.stub
	if item.Envelope != nil {
		if err := in.parses.holds(o); err != nil {
			return Entry{}, err
		}
		o.leaf = record.Leaf(item.Envelope)
		list = in.record
		if o.envelope.Kind == record.KindControl {
			list = in.control
		}
	}
	for _, r := range list {
		err := r.holds(o)
		switch {
		case errors.Is(err, errUnreadable):
			return s.keep(o, EntryUnreadable), nil
		case errors.Is(err, errClosed):
			s.holes = nil // who knows what that entry names
			return s.keep(o, EntryClosed), nil
		case err != nil:
			return Entry{}, err
		}
	}
	switch {
	case item.Envelope == nil:
		return s.takeStub(o), nil
	case o.envelope.Kind == record.KindControl:
		return s.takeControl(o), nil
	}
	return s.takeRecord(o), nil
}

// keep puts an entry into the chain, whatever it is.
func (s *Space) keep(o *offer, kind EntryKind) Entry {
	s.n, s.head = o.item.N, s.head.Next(o.leaf)
	return Entry{N: s.n, Kind: kind, Epoch: o.envelope.Epoch, Version: o.envelope.ID}
}

func (s *Space) takeStub(o *offer) Entry {
	e := s.keep(o, EntryStub)
	s.holes = append(s.holes, e.N)
	return e
}

func (s *Space) takeRecord(o *offer) Entry {
	e := s.keep(o, EntryPut)
	if o.plain.Type == inside.TypeDelete {
		e.Kind = EntryDelete
	}
	e.Author, e.Item, e.Replaces, e.Record = o.plain.Author, o.plain.Item, o.plain.Replaces, o.plain.Record
	s.Learn(e.N, e.Item)
	for _, n := range e.Replaces {
		if i, found := slices.BinarySearch(s.holes, n); found {
			s.holes = slices.Delete(s.holes, i, i+1)
		}
	}
	return e
}

func (s *Space) takeControl(o *offer) Entry {
	e := s.keep(o, EntryControl)
	e.Joined, e.Left = changes(s.roster, o.roster)
	next := seal.PublicKey(o.control.Owner)
	e.OwnerChanged = s.epoch != 0 && next != s.inForce
	s.epoch, s.lastControl, s.inForce, s.commit = o.envelope.Epoch, e.N, next, o.control.Commit
	s.roster, s.records = nil, seal.Key{}
	if o.open {
		s.keys[s.epoch] = o.key
		s.records = o.key.Derive(seal.LabelSpaceRecord)
		s.roster = o.roster
	}
	if !o.open { // all that shows is that this device is out
		e.Left = slices.DeleteFunc(e.Left, func(m Member) bool { return m.ID != s.me.ID() })
	}
	if delete(s.ahead.leafs, s.epoch); s.ahead.epoch <= s.epoch {
		s.ahead = ahead{leafs: make(map[uint32]record.Hash)}
	}
	if _, in := s.member(s.me.ID()); in {
		s.status = In
	} else if s.status == In {
		s.status = Removed
		if s.ahead.epoch != 0 {
			s.status = Joining // CatchUp has seen that this device is let in again
		}
	}
	return e
}

// readable says whether this device can read the epoch in force: it has the key, and with it the roster.
func (s *Space) readable() bool { return len(s.roster) > 0 }

// changes returns who is in the roster after and not in the one before, and the other way round.
func changes(before, after []Member) (joined, left []Member) {
	missing := func(from, in []Member) (out []Member) {
		for _, m := range from {
			if !slices.ContainsFunc(in, func(other Member) bool { return other.ID == m.ID }) {
				out = append(out, m)
			}
		}
		return out
	}
	return missing(after, before), missing(before, after)
}
