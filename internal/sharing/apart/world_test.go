package apart

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/items"
)

// log is a space as two see it: what was put in and taken back, in one order.
type log struct {
	t       *testing.T
	entries []entry
	clock   int64
}

type entry struct {
	item sharing.Item
	by   int
	back bool // it was taken back
}

// device is one device of somebody: it has seen the log up to a number, and holds what it has not sent yet.
type device struct {
	*log
	by      int
	seed    seal.Key
	seen    int
	waiting []entry
}

// two are two people, with a device each.
func two(t *testing.T) (a, b *device) {
	l := &log{t: t, clock: 1_700_000_000}
	return &device{log: l, by: 1, seed: seal.NewKey()}, &device{log: l, by: 2, seed: seal.NewKey()}
}

// another is another device of the same person.
func (d *device) another() *device { return &device{log: d.log, by: d.by, seed: d.seed} }

func (d *device) Items(_ record.SpaceID, kinds ...uint8) []sharing.Item {
	var all []entry
	for n, e := range slices.Concat(d.entries[:d.seen], d.waiting) {
		if n < d.seen {
			e.item.N = uint64(n + 1)
		}
		i := slices.IndexFunc(all, func(o entry) bool { return o.item.ID == e.item.ID })
		switch {
		case e.back && i >= 0 && all[i].by == e.by:
			all = slices.Delete(all, i, i+1)
		case !e.back && i < 0 && slices.Contains(kinds, e.item.Kind):
			e.item.Mine = e.by == d.by
			all = append(all, e)
		}
	}
	out := make([]sharing.Item, len(all))
	for i, e := range all {
		out[len(all)-1-i] = e.item
	}
	return out
}

func (d *device) Put(_ context.Context, _ record.SpaceID, id record.ID, kind uint8, at time.Time, body []byte) error {
	for _, e := range slices.Concat(d.entries[:d.seen], d.waiting) {
		if e.item.ID == id && !e.back {
			if e.by != d.by || !bytes.Equal(e.item.Body, body) {
				return sharing.ErrTaken
			}
			return nil
		}
	}
	d.waiting = append(d.waiting, entry{item: sharing.Item{ID: id, Kind: kind, At: at, Body: body}, by: d.by})
	return nil
}

func (d *device) TakeBack(_ context.Context, _ record.SpaceID, ids ...record.ID) error {
	for _, e := range slices.Concat(d.entries[:d.seen], d.waiting) {
		if slices.Contains(ids, e.item.ID) && e.by != d.by {
			return sharing.ErrMayNot
		}
	}
	for _, id := range ids {
		d.waiting = append(d.waiting, entry{item: sharing.Item{ID: id}, by: d.by, back: true})
	}
	return nil
}

func (d *device) Key(_ record.SpaceID, label string, context []byte) (seal.Key, bool) {
	return d.seed.DeriveFor(label, context), true
}

// exchange sends what waits, reads what is new, and settles.
func (d *device) exchange() {
	d.t.Helper()
	d.send()
	d.waiting, d.seen = nil, len(d.entries)
	if err := Settle(context.Background(), d, record.SpaceID{}); err != nil {
		d.t.Fatal(err)
	}
}

// send sends what waits, and its reply is lost: it will be sent again, and is there once.
func (d *device) send() {
	for _, e := range d.waiting {
		if !slices.ContainsFunc(d.entries, func(o entry) bool { return o.item.ID == e.item.ID && o.back == e.back && o.by == e.by }) {
			d.entries = append(d.entries, e)
		}
	}
}

func (d *device) answer(question, words string) record.ID {
	d.t.Helper()
	id := record.NewID()
	d.clock++
	if err := Put(context.Background(), d, record.SpaceID{}, id, question, words, time.Unix(d.clock, 0)); err != nil {
		d.t.Fatal(err)
	}
	return id
}

func (d *device) withdraw(ids ...record.ID) {
	d.t.Helper()
	if err := Withdraw(context.Background(), d, record.SpaceID{}, ids...); err != nil {
		d.t.Fatal(err)
	}
}

// find is one own answer as it stands.
func (d *device) find(id record.ID) Answer {
	for _, a := range Answers(d, record.SpaceID{}) {
		if a.ID == id {
			return a
		}
	}
	return Answer{}
}

// is fails unless an own answer stands like this, and says these words of the other.
func (d *device) is(id record.ID, state State, other string) {
	d.t.Helper()
	if a := d.find(id); a.State != state || a.Other != other {
		d.t.Errorf("%d has %q and %q, want %q and %q", d.by, a.State, a.Other, state, other)
	}
}

// given is how many keys the log and a device hold of somebody.
func (d *device) givenOut() (n int) {
	for _, i := range d.Items(record.SpaceID{}, items.KindKey) {
		if i.Mine {
			n++
		}
	}
	return n
}
