package log

import (
	"context"
	"errors"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/events"
)

// StopError says that the log is of no use any more; no later try can help. It is noted: see Stopped.
type StopError struct {
	Reason Stop // Forked or Removed
	Err    error
}

func (e *StopError) Error() string { return "log: stopped: " + e.Err.Error() }

// Unwrap gives what the space said.
func (e *StopError) Unwrap() error { return e.Err }

// Stops gives the reason as a word, for internal/syncer.
func (e *StopError) Stops() string { return string(e.Reason) }

func stopFor(err error) error {
	switch {
	case err == nil, errors.Is(err, space.ErrBehind), errors.Is(err, space.ErrNumber):
		return err
	case errors.Is(err, space.ErrRemoved):
		return &StopError{Removed, err}
	}
	return &StopError{Forked, err}
}

func (c *change) stopped(err error) {
	if stop := (*StopError)(nil); errors.As(err, &stop) {
		c.stop = stop.Reason
	}
}

// Head is the number of the last entry that was accepted, and the number that the relay is known to have had.
func (l *Log) Head() (n, mark uint64) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	n, _ = l.space.Head()
	return n, l.space.Mark()
}

// Login gives the key to log in with of the newest epoch that this device has a key of; back counts epochs before it.
func (l *Log) Login(back uint32) (epoch uint32, sign func(message []byte) [64]byte, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	var key seal.SignKey
	if epoch, key, ok = l.space.Login(); back > 0 {
		if !ok || back >= epoch {
			return 0, nil, false
		}
		epoch -= back
		key, ok = l.space.LoginAt(epoch)
	}
	if !ok {
		return 0, nil, false
	}
	return epoch, func(message []byte) [64]byte { return key.Sign(seal.LabelRelayLogin, message) }, true
}

// CatchUp takes control records beyond the head, for logging in. *StopError, space.ErrBehind, errors of the bucket.
func (l *Log) CatchUp(ctx context.Context, controls [][]byte) error {
	var refused error
	err := l.change(ctx, func(c *change) error {
		refused = stopFor(c.space.CatchUp(controls))
		c.stopped(refused)
		c.keys = refused == nil
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// Accept takes the entries behind Head, in order, in one write. What stands before an entry that is refused is accepted.
// *StopError, space.ErrBehind, space.ErrNumber, errors of the bucket.
func (l *Log) Accept(ctx context.Context, list []record.Item) error {
	var refused error
	err := l.change(ctx, func(c *change) error {
		a := &accepting{change: c, log: l, today: l.today()}
		for i, item := range list {
			if refused = stopFor(a.take(item)); refused != nil {
				break
			}
			if i%yieldEntries == yieldEntries-1 {
				yield()
			}
		}
		a.settle()
		if refused == nil && c.space.Status() == space.Removed {
			refused = &StopError{Removed, space.ErrRemoved}
		}
		c.stopped(refused)
		return nil
	})
	if err != nil {
		return err
	}
	return refused
}

// yieldEntries is after how many entries a long batch yields: in a browser each takes a good part of a millisecond.
const yieldEntries = 24

// accepting is a batch of entries on its way in.
type accepting struct {
	*change
	log   *Log
	today int64
	at    uint64
	last  record.Hash // leaf of the last entry
}

func (a *accepting) take(item record.Item) error {
	was := a.space.Status()
	e, err := a.space.Accept(item)
	if err != nil {
		return err
	}
	a.at, a.last = e.N, item.Leaf
	if item.Envelope != nil {
		a.last = record.Leaf(item.Envelope)
	}
	switch e.Kind {
	case space.EntryPut, space.EntryDelete:
		a.record(e)
	case space.EntryStub:
		a.stub(e.N, item.Leaf)
	case space.EntryControl:
		a.keys = true
		a.brought++
		a.turn()
		if was == space.In {
			a.roster(e)
		}
	case space.EntryUnreadable:
		a.note(events.Unreadable, space.Member{}, a.today)
	}
	return nil
}

// record holds an entry against the rules, and applies it.
func (a *accepting) record(e space.Entry) {
	o := offer{purpose: a.log.info.Purpose, entry: e, role: roleOf(a.space.Members(), e.Author), before: a.entries[e.Item], left: a.hasLeft(e.Author)}
	list, do := a.log.rules.put, a.stand
	if e.Kind == space.EntryDelete {
		list, do = a.log.rules.take, a.letGo
	}
	verdict := a.log.rules.ask(list, o)
	switch verdict {
	case apply:
		do(e, o)
	case breaks:
		a.note(events.Unreadable, space.Member{}, a.today)
	}
	if verdict != apply && o.before != nil && o.before.state == waits && o.before.Author == e.Author && a.mine(e.Author, o.role) {
		a.drop(o.before) // it was in the log and counts for nothing: sent again, it would again and without end
	}
}

// stand lets an item stand. One that I am taking back goes, now that its number is known.
func (a *accepting) stand(e space.Entry, o offer) {
	next := &Entry{Item: e.Item, Kind: e.Record.Kind, At: e.Record.At, Body: e.Record.Body, Author: e.Author, Role: o.role,
		N: e.N, state: stands, epoch: e.Epoch, version: e.Version}
	if o.before == nil || o.before.Author != e.Author {
		a.brought++
	}
	if o.before != nil && o.before.state == goes {
		next.state, next.Body, next.order = goes, nil, o.before.order
	}
	if a.put(next); a.ending != NotEnding {
		a.end(next)
	}
}

// letGo lets go of an item that its author took back. If that was me, here or on another device, the relay is to delete it.
func (a *accepting) letGo(e space.Entry, o offer) {
	if o.before == nil || o.before.N == 0 && o.before.state == waits {
		return // never read here; or what waits is put in after it
	}
	if a.mine(e.Author, o.role) {
		a.clean(o.before)
	}
	a.drop(o.before)
	a.brought++
}

// stub finds out whether an entry whose bytes are gone is one that this device sent: then it was in the log, and somebody
// has had its bytes deleted since.
func (a *accepting) stub(n uint64, leaf record.Hash) {
	for _, s := range a.sent {
		if e := a.entries[s.item]; s.n == n && s.leaf == leaf && e != nil && e.N == 0 {
			next := *e
			next.N = n
			if next.state == waits {
				next.state = stands
			}
			a.put(&next)
		}
	}
}

func (a *accepting) roster(e space.Entry) {
	for _, m := range e.Joined {
		a.note(events.Joined, m, a.today)
	}
	for _, m := range e.Left {
		a.note(events.Left, m, a.today)
	}
}

// settle finds out what of all that was sent can not show up any more, because the log went another way: everything, unless
// the last entry is one that was sent, and what was sealed behind it may follow.
func (a *accepting) settle() {
	if a.last == (record.Hash{}) {
		return
	}
	ours := slices.ContainsFunc(a.sent, func(s sent) bool { return s.n == a.at && s.leaf == a.last })
	a.sent = slices.DeleteFunc(a.sent, func(s sent) bool { return s.n <= a.at || !ours })
	for _, e := range a.entries {
		if e.state == goes && e.N == 0 && !a.wasSent(e.Item) {
			a.drop(e) // it never was in the log
		}
	}
}

// maxBatch and maxBatchBytes are as in internal/relayapi, with room for what stands around the envelopes there.
const (
	maxBatch      = 64
	maxBatchBytes = 1<<20 - 1<<10
	// envelopeMore is how much longer an envelope is than its padded record.
	envelopeMore = 58 + 170 + seal.Overhead
	// maxSent bounds the notes of what may show up at one head.
	maxSent = 1024
	// maxRemovals is how much Cleanup gives at once.
	maxRemovals = 256
)

// batch is what was sealed at a head. As long as nothing changes, it is the same again.
type batch struct {
	head      uint64
	orders    []uint64
	envelopes [][]byte
}

// Outgoing seals what waits at the head, in the order in which it was written, and notes durably that it may show up in the
// log before it returns. It is called when everything was accepted; then holes that nothing explains are noted as well.
// Empty where nothing waits, where I am not in the space, and where something has stopped it.
func (l *Log) Outgoing(ctx context.Context) (envelopes [][]byte, err error) {
	var b *batch
	err = l.change(ctx, func(c *change) error {
		c.silent = true
		if c.space.Status() != space.In || c.stop != Running {
			return nil
		}
		if c.ending == NotEnding && c.tell(l.today()) {
			c.silent = false
		}
		waiting := fitting(c.inOrder())
		if c.ending == NotEnding && len(c.space.Members()) < 2 {
			// Who comes later reads nothing of before: it waits for them.
			waiting = slices.DeleteFunc(waiting, func(e *Entry) bool { return e.state == waits })
		}
		n, _ := c.space.Head()
		same := func(order uint64, e *Entry) bool { return order == e.order }
		if b = l.sealed; b != nil && b.head == n && slices.EqualFunc(b.orders, waiting, same) {
			return nil // noted already
		}
		if b, err = c.seal(waiting); len(waiting) > 0 {
			c.silent = false
		}
		return err
	})
	if err != nil || b == nil {
		return nil, err
	}
	l.write.Lock()
	defer l.write.Unlock()
	l.sealed = b // called one at a time
	return b.envelopes, nil
}

// tell notes the holes that were not told yet.
func (c *change) tell(today int64) (told bool) {
	for _, n := range c.space.Holes() {
		if n > c.told {
			c.note(events.Hole, space.Member{}, today)
			c.told, told = n, true
		}
	}
	return told
}

// fitting returns what of all that waits fits into one append.
func fitting(waiting []*Entry) []*Entry {
	room := maxBatchBytes
	for i, e := range waiting {
		room -= envelopeMore + record.PaddedSize(len(e.Body))
		if room < 0 || i == maxBatch {
			return waiting[:i]
		}
	}
	return waiting
}

// seal seals entries at the head, one behind the other.
func (c *change) seal(waiting []*Entry) (*batch, error) {
	n, _ := c.space.Head()
	b := &batch{head: n}
	var ops []space.Op
	var notes []sent
	for i, e := range waiting {
		op := space.Op{Version: record.NewID(), Item: e.Item, Record: record.Record{ID: e.Item, Kind: e.Kind, At: e.At, Body: e.Body}}
		if e.state == goes {
			op.Delete, op.Replaces, op.Record = true, []uint64{e.N}, record.Record{}
		} else {
			notes = append(notes, sent{n: n + 1 + uint64(i), item: e.Item})
		}
		ops, b.orders = append(ops, op), append(b.orders, e.order)
	}
	if len(ops) == 0 {
		return b, nil
	}
	var err error
	if b.envelopes, err = c.space.Seal(ops); err != nil {
		return nil, err
	}
	for i := range notes {
		notes[i].leaf = record.Leaf(b.envelopes[notes[i].n-n-1])
	}
	c.sent = append(c.sent, notes...)
	c.sent = c.sent[max(0, len(c.sent)-maxSent):]
	return b, nil
}

// Cleanup gives entries whose bytes the relay is to delete, with the token for each. After the relay has done so, done notes
// it.
func (l *Log) Cleanup(context.Context) (tokens map[uint64][32]byte, done func(ctx context.Context, n ...uint64) error, err error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	tokens = make(map[uint64][32]byte)
	for n, r := range l.cleanup {
		if token, ok := l.space.DeleteToken(r.epoch, r.version); ok && len(tokens) < maxRemovals && l.stop == Running {
			tokens[n] = token
		}
	}
	done = func(ctx context.Context, numbers ...uint64) error {
		return l.change(ctx, func(c *change) error {
			for _, n := range numbers {
				c.cleaned(n)
			}
			return nil
		})
	}
	return tokens, done, nil
}
