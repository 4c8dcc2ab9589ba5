package attachments

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// The waits between tries grow from the first to the last.
const (
	firstWait = 2 * time.Second
	lastWait  = 5 * time.Minute
)

// Run sends, fetches and cleans up, one thing after the other, until ctx is done. It looks again at every change of the
// vault, after Nudge, and with growing waits while something is in the way.
func (k *Keeper) Run(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil {
		_, changed := k.room.Changes()
		var retry <-chan time.Time
		switch err := k.Once(ctx); {
		case err == nil, errors.Is(err, vault.ErrLocked):
			failures = 0 // only a change can give more to do
		default:
			retry = time.After(min(firstWait<<min(failures, 10), lastWait))
			failures++
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-k.nudge:
			failures = 0
		case <-retry:
		}
	}
}

// Once does everything that can be done now, and returns the first thing that was in the way: of the relay, of the disk,
// vault.ErrLocked, or nil.
func (k *Keeper) Once(ctx context.Context) error {
	k.work.Lock()
	defer k.work.Unlock()
	p, err := k.look(ctx)
	if err != nil {
		return err
	}
	err = k.carry(ctx, p)
	var obstacle error // to everything, and not to one attachment
	if errors.Is(err, ErrOffline) || errors.Is(err, ErrRelayFull) {
		obstacle = err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.obstacle != obstacle {
		k.obstacle = obstacle
		k.change()
	}
	return err
}

// plan is what there is to do.
type plan struct {
	home *Home
	gone []record.ID          // named by nobody
	get  []journal.Attachment // asked for
	send []journal.Attachment
}

// carry carries a plan out. While the relay is out of reach, or full, nothing more is asked of it.
func (k *Keeper) carry(ctx context.Context, p plan) (first error) {
	for _, id := range p.gone {
		first = cmp.Or(first, k.drop(ctx, p.home, id))
	}
	if p.home == nil || k.to(*p.home) == nil {
		return first
	}
	do := func(a journal.Attachment, f func(context.Context, Home, journal.Attachment) error) error {
		err := k.doing(ctx, a.Blob, func(ctx context.Context) error { return f(ctx, *p.home, a) })
		k.end(a.Blob, err)
		if errors.Is(err, errStopped) || ctx.Err() == nil && errors.Is(err, context.Canceled) {
			return nil
		}
		return err
	}
	for _, a := range p.get {
		err := do(a, k.fetch)
		first = cmp.Or(first, err)
		if errors.Is(err, ErrOffline) || ctx.Err() != nil {
			return first
		}
		if errors.Is(err, ErrNotThere) {
			continue // it may be on its way there
		}
		k.mu.Lock()
		delete(k.wanted, a.Blob) // it is here, or the person asks again
		k.change()
		k.mu.Unlock()
	}
	for _, a := range p.send {
		err := do(a, k.send)
		first = cmp.Or(first, err)
		if errors.Is(err, ErrOffline) || errors.Is(err, ErrRelayFull) || ctx.Err() != nil {
			return err
		}
	}
	return first
}

// end notes how it ended.
func (k *Keeper) end(id record.ID, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.ways, id)
	if err != nil && !errors.Is(err, errStopped) && !errors.Is(err, context.Canceled) {
		k.ways[id] = way{err: err}
	}
	k.change()
}

// look finds out what there is to do, and brings the ledger to what it sees.
func (k *Keeper) look(ctx context.Context) (plan, error) {
	n, err := k.room.Names()
	if err != nil {
		k.mu.Lock()
		k.forgetAll()
		k.names = nil
		k.mu.Unlock()
		return plan{}, err
	}
	var p plan
	if h, ok := k.room.Home(); ok {
		p.home = &h
	}
	k.mu.Lock()
	for id := range n.named {
		delete(k.fresh, id)
	}
	for id := range k.wanted {
		if !n.speaks(id) {
			delete(k.wanted, id) // nobody can look at it any more
		}
	}
	p.get = slices.Collect(maps.Values(k.wanted))
	found := k.found
	k.mu.Unlock()
	if !found {
		if err := k.find(ctx, n); err != nil {
			return plan{}, err
		}
	}
	if err := k.note(ctx, func(l *ledger) { l.follow(n, p.home) }); err != nil {
		return plan{}, err
	}
	rows := k.ledger().rows
	k.mu.Lock()
	fresh := maps.Clone(k.fresh) // read after the rows: what was added meanwhile is fresh since before it had one
	k.mu.Unlock()
	for id, r := range rows {
		a, named := n.named[id]
		switch {
		case named && r.here && !r.there:
			p.send = append(p.send, a)
		case !n.speaks(id) && !fresh[id]:
			p.gone = append(p.gone, id)
		}
	}
	order := func(a, b record.ID) int { return bytes.Compare(a[:], b[:]) }
	slices.SortFunc(p.gone, order)
	slices.SortFunc(p.send, func(a, b journal.Attachment) int { return order(a.Blob, b.Blob) })
	slices.SortFunc(p.get, func(a, b journal.Attachment) int { return order(a.Blob, b.Blob) })
	return p, nil
}

// follow brings the ledger to what the vault says. Where there is a home, whatever an entry names has a row, so that
// the relay's bytes are still known when the entry is gone. What was in another home is not in this one. What only the bin
// has may have been deleted from the relay by who put it there: when it stands again it is looked for. So may what another
// device deleted beside an edit here. That device had not seen the edit, so the relay is asked once more after it is sent.
func (l *ledger) follow(n *Names, h *Home) {
	var space record.SpaceID
	if h != nil {
		space = h.Space
		for id := range n.named {
			if _, known := l.rows[id]; !known {
				l.rows[id] = row{}
			}
		}
	}
	for id := range n.guests { // before its first byte is here
		r := l.rows[id]
		r.guest = true
		l.rows[id] = r
	}
	for id, r := range l.rows {
		if _, named := n.named[id]; named || n.clear {
			r.guest = false
			l.rows[id] = r
		}
		if _, named := n.named[id]; !named || l.space != space || r.stamp != n.stamps[id] {
			r.there, r.stamp = false, n.stamps[id]
			l.rows[id] = r
		}
	}
	l.space = space
}

// find looks once after every unlock at what is on the disk and not in the ledger. What an entry names and is whole is
// here after all: things were kept that were of a visit before, or the ledger was damaged. What nobody can name is left over
// from something that was cut off, and goes.
func (k *Keeper) find(ctx context.Context, n *Names) error {
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	keys, err := s.Keys(ctx)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, key := range keys {
		there[key] = true
	}
	rows, locked := k.ledger().rows, false
	for id, a := range n.named {
		key := s.Key(id)
		if there[key] && !rows[id].here && k.verify(ctx, s, a) == nil {
			if err := k.set(ctx, id, func(r *row) { r.here = true }); err != nil {
				return err
			}
		}
		delete(there, key)
		locked = locked || key == ""
	}
	k.mu.Lock()
	fresh := maps.Clone(k.fresh)
	k.mu.Unlock()
	for _, ids := range []map[record.ID]bool{n.held, fresh} {
		for id := range ids {
			delete(there, s.Key(id))
		}
	}
	for id := range rows {
		delete(there, s.Key(id))
	}
	if _, err := k.room.Shelf(); locked || err != nil {
		return vault.ErrLocked // meanwhile, and then nothing has a key, and everything looks left over
	}
	for key := range there {
		if !n.sure {
			break
		}
		if err := s.DropKey(ctx, key); err != nil {
			return err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.found = true
	return nil
}
