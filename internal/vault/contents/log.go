package contents

import (
	"errors"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/events"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

// StopError says that a log is of no use to this device any more; no later try can help. It is noted: see Stopped.
type StopError struct {
	Reason Stop // Forked or Removed
	Err    error
}

func (e *StopError) Error() string { return "vault: the home has stopped: " + e.Err.Error() }

// Unwrap gives what the space said.
func (e *StopError) Unwrap() error { return e.Err }

// Stops gives the reason as a word.
func (e *StopError) Stops() string { return string(e.Reason) }

// stopFor tells what stops the home from what may pass.
func stopFor(err error) error {
	switch {
	case err == nil, errors.Is(err, space.ErrBehind), errors.Is(err, space.ErrNumber):
		return err
	case errors.Is(err, space.ErrRemoved):
		return &StopError{Removed, err}
	}
	return &StopError{Forked, err}
}

func (h *Home) stop(err error) {
	if stop := (*StopError)(nil); errors.As(err, &stop) {
		h.stopped = stop.Reason
	}
}

// CatchUp takes control records beyond the head, for logging in. refused is a *StopError or space.ErrBehind: what is
// to be written then is why.
func (ch *Change) CatchUp(id record.SpaceID, controls [][]byte) (refused, err error) {
	next, err := ch.of(id)
	if err != nil {
		return nil, err
	}
	next.space = next.space.Clone()
	refused = stopFor(next.space.CatchUp(controls))
	next.stop(refused)
	return refused, ch.setHome(next, refused == nil)
}

// Accept takes the entries behind the head, in order. refused is a *StopError, space.ErrBehind or space.ErrNumber: what
// stands before the entry that is refused is to be written then.
func (ch *Change) Accept(id record.SpaceID, items []record.Item, today int64) (refused, err error) {
	next, err := ch.of(id)
	if err != nil {
		return nil, err
	}
	a := &accepting{ch: ch, next: next, today: today}
	next.space = next.space.Clone()
	for i, item := range items {
		if refused = stopFor(a.take(item)); refused != nil {
			break
		}
		if i%yieldEntries == yieldEntries-1 {
			yield()
		}
	}
	a.settle()
	if refused == nil && next.space.Status() == space.Removed {
		refused = &StopError{Removed, space.ErrRemoved}
	}
	next.stop(refused)
	if a.noted {
		if err := ch.setEvents(next); err != nil {
			return nil, err
		}
	}
	return refused, ch.setHome(next, a.control)
}

// accepting is a batch of entries on its way in.
type accepting struct {
	ch             *Change
	next           *Home
	today          int64
	last           record.Hash // leaf of the last entry
	control, noted bool
}

func (a *accepting) take(item record.Item) error {
	was := a.next.space.Status()
	e, err := a.next.space.Accept(item)
	if err != nil {
		return err
	}
	a.ch.at = e.N
	if a.last = item.Leaf; item.Envelope != nil {
		a.last = record.Leaf(item.Envelope)
	}
	switch e.Kind {
	case space.EntryPut, space.EntryDelete:
		a.ch.items[e.Item] = a.ch.item(e.Item).Accept(a.ch.maker(), versions.Entry{
			N: e.N, Epoch: e.Epoch, Version: e.Version, Delete: e.Kind == space.EntryDelete, Replaces: e.Replaces,
			Record: e.Record, Mine: e.Author == a.next.space.Me(), Day: a.today,
		})
	case space.EntryStub:
		a.stub(e.N, item.Leaf)
	case space.EntryControl:
		a.control = true
		if was == space.In {
			a.roster(e)
		}
	case space.EntryUnreadable:
		a.note(space.Member{}, events.Unreadable)
	}
	return nil
}

// stub finds out whether an entry whose bytes are gone is one that this device sent: then it was in the log, and
// another device has replaced it since.
func (a *accepting) stub(n uint64, leaf record.Hash) {
	for _, s := range a.next.sent {
		if s.N != n || s.Leaf != leaf {
			continue
		}
		for _, v := range a.ch.item(s.Item).Waiting() {
			if v.ID == s.Version {
				own := versions.Entry{N: n, Epoch: a.next.space.Epoch(), Version: v.ID, Delete: v.State == versions.Delete, Stub: true}
				a.ch.items[s.Item] = a.ch.item(s.Item).Accept(a.ch.maker(), own)
			}
		}
	}
}

func (a *accepting) roster(e space.Entry) {
	for _, m := range e.Joined {
		a.note(m, events.Joined)
	}
	for _, m := range e.Left {
		a.note(m, events.Left)
	}
	if e.OwnerChanged {
		a.note(space.Member{}, events.Owner)
	}
}

func (a *accepting) note(m space.Member, kind string) {
	a.next.events = events.Note(a.next.events, kind, m.Name, m.ID, a.today)
	a.noted = true
}

// settle finds out what of all that was sent can not show up any more, because the log went another way: everything,
// unless the last entry is one that was sent, and what was sealed behind it may follow.
func (a *accepting) settle() {
	if a.last == (record.Hash{}) {
		return
	}
	over := a.next.sent
	ours := slices.ContainsFunc(over, func(s values.Sent) bool { return s.N == a.ch.at && s.Leaf == a.last })
	a.next.sent = slices.DeleteFunc(slices.Clone(over), func(s values.Sent) bool { return s.N <= a.ch.at || !ours })
	for _, s := range over {
		if !a.next.wasSent(s.Version, a.ch.at) {
			if item := a.ch.item(s.Item); len(item) > 1 {
				a.ch.items[s.Item] = item.Lost(a.ch.maker(), s.Version)
			}
		}
	}
}

// maxBatch and maxBatchBytes are as in internal/relayapi, with room for what stands around the envelopes there.
const (
	maxBatch      = 64
	maxBatchBytes = 1<<20 - 1<<10
	// envelopeMore is how much longer an envelope is than its padded record.
	envelopeMore = 58 + 170 + seal.Overhead
	// maxSent bounds the notes of what may show up at one head. More is only sealed anew after a lock, at one head.
	maxSent = 1024
	// yieldEntries is after how many entries a long batch yields: in a browser each takes a good part of a millisecond.
	yieldEntries = 24
	// maxRemovals is how much Removable gives at once.
	maxRemovals = 256
)

// batch is what was sealed at a head. As long as nothing changes, it is the same again.
type batch struct {
	head      uint64
	versions  []record.ID
	envelopes [][]byte
}

// Outgoing seals what waits at the head, in the order in which it was written, and notes that it may show up in the
// log: nothing may be sent before that is written. It is called when everything was accepted; then holes that nothing
// explains are noted as well. Empty where nothing waits, where this device is not in the space, and where something has
// stopped it.
func (ch *Change) Outgoing(id record.SpaceID, today int64) (envelopes [][]byte, err error) {
	next, err := ch.of(id)
	if err != nil {
		return nil, err
	}
	if next.space.Status() != space.In || next.stopped != Running {
		return nil, nil
	}
	told := next.tell(today)
	if told {
		if err := ch.setEvents(next); err != nil {
			return nil, err
		}
	}
	waiting := ch.nextWaiting()
	same := func(id record.ID, v *versions.Version) bool { return id == v.ID }
	b := next.sealed
	if again := b != nil && b.head == ch.at && slices.EqualFunc(b.versions, waiting, same); again && !told {
		return b.envelopes, nil // noted already
	} else if !again {
		if b, err = next.seal(waiting); err != nil || len(b.envelopes) == 0 && !told {
			return nil, err
		}
	}
	next.sealed = b
	return b.envelopes, ch.setHome(next, false)
}

// tell notes the holes that were not told yet.
func (h *Home) tell(today int64) bool {
	told := false
	for _, n := range h.space.Holes() {
		if n > h.told {
			h.events = events.Note(h.events, events.Hole, "", record.ID{}, today)
			h.told, told = n, true
		}
	}
	return told
}

// nextWaiting returns what of the outbox fits into one append, in order. One that replaces another that waits itself has
// to wait until the log has told its number: only then all that it replaced is named by whoever replaces it, and so
// still named when its bytes are gone.
func (ch *Change) nextWaiting() []*versions.Version {
	var waiting []*versions.Version
	room := maxBatchBytes
	for _, q := range ch.c.queue {
		for _, v := range ch.c.items[q.item] {
			if !v.Waiting() || v.Order != q.order || v.ID == (record.ID{}) || ch.c.items[q.item].Behind(v) {
				continue
			}
			room -= envelopeMore + record.PaddedSize(len(v.Record.Body))
			if room < 0 || len(waiting) == maxBatch {
				return waiting
			}
			waiting = append(waiting, v)
		}
	}
	return waiting
}

// seal seals versions at the head, one behind the other.
func (h *Home) seal(waiting []*versions.Version) (b *batch, err error) {
	b = &batch{head: h.head()}
	var ops []space.Op
	var notes []values.Sent
	for _, v := range waiting {
		op := space.Op{Version: v.ID, Delete: v.State == versions.Delete, Item: v.Record.ID, Record: v.Record}
		for _, r := range v.Over {
			op.Replaces = append(op.Replaces, r.N)
		}
		ops = append(ops, op)
		b.versions = append(b.versions, v.ID)
		notes = append(notes, values.Sent{Item: op.Item, Version: v.ID, N: b.head + uint64(len(ops))})
	}
	if len(ops) == 0 {
		return b, nil
	}
	if b.envelopes, err = h.space.Seal(ops); err != nil {
		return nil, err
	}
	for i := range notes {
		notes[i].Leaf = record.Leaf(b.envelopes[i])
	}
	h.sent = append(h.sent, notes...)
	h.sent = h.sent[max(0, len(h.sent)-maxSent):]
	return b, nil
}

// Removable gives up to 256 entries whose bytes the relay is to delete, because this device has replaced them and the
// log says so, with the token for each, and the item that each is of.
func (c *Store) Removable() (tokens map[uint64][32]byte, items map[uint64]record.ID) {
	tokens, items = make(map[uint64][32]byte), make(map[uint64]record.ID)
	if c.home.stopped != Running {
		return tokens, items
	}
	for id, item := range c.items {
		for _, r := range item.Removable() {
			if token, ok := c.home.space.DeleteToken(r.Epoch, r.Version); ok && len(tokens) < maxRemovals {
				tokens[r.N], items[r.N] = token, id
			}
		}
	}
	return tokens, items
}

// Removed notes that the relay has deleted the bytes of these entries.
func (ch *Change) Removed(id record.SpaceID, items map[uint64]record.ID, numbers []uint64) error {
	if _, err := ch.of(id); err != nil {
		return err
	}
	for _, n := range numbers {
		if id, ok := items[n]; ok {
			ch.items[id] = ch.item(id).Removed([]uint64{n})
		}
	}
	return nil
}
