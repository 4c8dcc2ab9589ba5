// Package contents is everything that a vault has opened, and what a change of it writes: records and their versions,
// drafts, settings, the home. It must never touch a disk or wait for a lock, or show a change before it was written.
//
// Whoever holds a Store makes one Change at a time, writes its Pairs, and calls Show when that has worked. Spec of what
// is written: docs/format.md.
package contents

import (
	"cmp"
	"maps"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/buckets"
	"snowdrop/internal/vault/long"
	"snowdrop/internal/vault/versions"
)

// Head is what lists need to know of a record.
type Head struct {
	ID   record.ID
	Kind uint8
	At   int64
	// Version is the ID of the version that is shown: the newest. Zero where versions are not told apart.
	Version record.ID
	// Versions is how many different versions stand, one above the other: more than one were written apart.
	Versions int
	// Waiting says that something of it is on this device only, and is to be sent.
	Waiting bool
}

// newestFirst orders heads by time, and those of one time by ID, so that the order is always the same.
func newestFirst(a, b Head) int {
	if c := cmp.Compare(b.At, a.At); c != 0 {
		return c
	}
	return slices.Compare(a.ID[:], b.ID[:])
}

// keys are what comes from the data key.
type keys struct{ values, space, blobs seal.Key }

func newKeys(dataKey seal.Key) *keys {
	return &keys{
		values: dataKey.Derive(seal.LabelLocalValues),
		space:  dataKey.Derive(seal.LabelLocalSpace),
		blobs:  dataKey.Derive(seal.LabelLocalBlobs),
	}
}

// Store is everything opened. It changes in Show and Hold only. Not for several goroutines at once, but for reading.
type Store struct {
	keys     *keys  // nil in a visit
	heads    []Head // newest first
	items    map[record.ID]versions.Item
	drafts   map[string]*long.Value
	settings *long.Value
	home     *Home
	order    uint64   // the last place in the outbox that was given
	queue    []queued // what waits to be sent, in order; some of it may be gone
	waiting  int      // how many versions wait
	damaged  []string
	untidy   []record.ID // items that may want tidying since they were opened

	Buckets buckets.Set // for reading
}

// queued is one place in the outbox.
type queued struct {
	order uint64
	item  record.ID
}

// New returns an empty Store that seals nothing: a visit.
func New() *Store {
	return &Store{items: make(map[record.ID]versions.Item), drafts: make(map[string]*long.Value), Buckets: make(buckets.Set)}
}

// head is what lists say of an item; not ok where nothing of it stands.
func (c *Store) head(item versions.Item) (head Head, ok bool) {
	v := item.Shown()
	if v == nil {
		return Head{}, false
	}
	h := Head{ID: v.Record.ID, Kind: v.Record.Kind, At: v.Record.At, Versions: 1}
	if len(item) > 1 {
		h.Versions = len(item.Different())
	}
	if c.home != nil {
		h.Version, h.Waiting = v.ID, len(item.Waiting()) > 0
	}
	return h, true
}

// manyMoves is from how many heads that come, go or move on it costs less to make the list anew.
const manyMoves = 64

// take puts changed items in place of those of before.
func (c *Store) take(changed map[record.ID]versions.Item) {
	var moves []func()
	for id, item := range changed {
		before := c.items[id]
		if move := c.relist(before, item); move != nil {
			moves = append(moves, move)
		}
		if c.home != nil {
			c.waiting += len(item.Waiting()) - len(before.Waiting())
			c.enqueue(id, item)
		}
		if len(item) == 0 {
			delete(c.items, id)
		} else {
			c.items[id] = item
		}
	}
	if len(moves) >= manyMoves {
		c.listAnew()
		return
	}
	for _, move := range moves {
		move()
	}
}

// relist puts the head of an item in place of the one before if it stays where it is, and else returns what moves it.
func (c *Store) relist(before, after versions.Item) (move func()) {
	was, old := c.head(before)
	is, now := c.head(after)
	find := func(h Head) int {
		at, found := slices.BinarySearchFunc(c.heads, h, newestFirst)
		if old && !found {
			panic("vault: a record is missing from the list")
		}
		return at
	}
	switch {
	case !old && !now:
		return nil
	case old && now && newestFirst(was, is) == 0:
		c.heads[find(was)] = is
		return nil
	}
	return func() {
		if old {
			at := find(was)
			c.heads, old = slices.Delete(c.heads, at, at+1), false
		}
		if now {
			c.heads = slices.Insert(c.heads, find(is), is)
		}
	}
}

func (c *Store) listAnew() {
	c.heads = make([]Head, 0, len(c.items))
	for _, item := range c.items {
		if h, ok := c.head(item); ok {
			c.heads = append(c.heads, h)
		}
	}
	slices.SortFunc(c.heads, newestFirst)
}

// enqueue adds the places of an item that are not in the queue yet. What is in the queue already is found by its order.
func (c *Store) enqueue(id record.ID, item versions.Item) {
	for _, v := range item {
		if !v.Waiting() {
			continue
		}
		at, found := slices.BinarySearchFunc(c.queue, v.Order, func(q queued, order uint64) int { return cmp.Compare(q.order, order) })
		if !found {
			c.queue = slices.Insert(c.queue, at, queued{v.Order, id})
		}
	}
}

// recount finds out anew what waits, after everything has changed.
func (c *Store) recount() {
	c.waiting, c.queue = 0, nil
	if c.home == nil {
		return
	}
	for id, item := range c.items {
		for _, v := range item {
			if v.Waiting() {
				c.waiting++
				c.queue = append(c.queue, queued{v.Order, id})
			}
		}
	}
	slices.SortFunc(c.queue, func(a, b queued) int { return cmp.Compare(a.order, b.order) })
}

// DraftNames returns the names of all drafts, sorted.
func (c *Store) DraftNames() []string {
	return slices.Sorted(maps.Keys(c.drafts))
}
