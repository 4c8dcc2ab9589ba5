// Package versions decides which versions of one item stand, which wait to be sent, and which go when the log brings
// something new. It must never touch a disk, a key or a clock, or let a version go that nobody replaced.
//
// An item is a short list of versions. Nothing in it is changed in place: every method returns a new list, and what is
// in the new one and not in the old one, or the other way round, is what has to be written. Spec: docs/format.md.
package versions

import (
	"bytes"
	"cmp"
	"slices"

	"snowdrop/internal/record"
)

// MaxOver is how many versions one version can replace. Where it has to be more, tombstones take the rest.
const MaxOver = 4

// State says what a version is.
type State uint8

const (
	Put    State = iota // a version of the item
	Delete              // says that the versions it replaces are deleted; in the log: a note of what to remove there
	Binned              // deleted on another device, kept here for a while
)

// Ref names a version that another one replaces: by ID alone, while the log has not told its number; by number, epoch
// and ID, if its bytes are to be removed from the log; by number alone, if they are gone or are not this device's to
// remove. What removed bytes named must go on being named by something that stays, or whoever reads the log later finds
// a hole that nothing explains: so a version names all that the one before it named.
type Ref struct {
	N       uint64
	Epoch   uint32
	Version record.ID
}

// Gone says that r is named only so that it goes on being named.
func (r Ref) Gone() bool { return r.N > 0 && r.Epoch == 0 }

func (r Ref) same(s Ref) bool { return r.N == s.N && (r.N > 0 || r.Version == s.Version) }

// Version is one version of an item. It is never changed after it was put into an Item.
type Version struct {
	Key    string    // where it lies on the disk; empty for one that lies nowhere yet
	ID     record.ID // bound to the content: other content has another ID
	State  State
	N      uint64 // number in the log; 0 while it waits
	Epoch  uint32 // of the envelope in the log; 0 while it waits
	Order  uint64 // place in the outbox while it waits
	Day    int64  // of a binned one: when it came into the bin, in days since 1970
	Over   []Ref  // what it replaces
	Record record.Record
}

// Waiting says that the log has not shown this version yet.
func (v *Version) Waiting() bool { return v.N == 0 && v.State != Binned }

// Same says that two versions hold the same.
func (v *Version) Same(w *Version) bool {
	return v.Record.Kind == w.Record.Kind && v.Record.At == w.Record.At && bytes.Equal(v.Record.Body, w.Record.Body)
}

// ref is how another version names v.
func (v *Version) ref() Ref { return Ref{v.N, v.Epoch, v.ID} }

// Maker is what making a version needs from outside.
type Maker struct {
	NewID func() record.ID
	Order func() uint64        // the next place in the outbox
	Sent  func(record.ID) bool // whether the log may get to show this waiting version as it is
}

// Item is all versions of one item, in no order.
type Item []*Version

// hidden says that another version of the item replaces v, which is still here because it may show up in the log.
func (it Item) hidden(v *Version) bool {
	if len(it) == 1 || v.N != 0 {
		return false
	}
	for _, w := range it {
		for _, r := range w.Over {
			if r.N == 0 && r.Version == v.ID {
				return true
			}
		}
	}
	return false
}

func newestFirst(a, b *Version) int {
	if a.Waiting() != b.Waiting() {
		if a.Waiting() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(b.Order, a.Order), bytes.Compare(b.ID[:], a.ID[:]))
}

// Shown returns the newest version that stands, nil if none does.
func (it Item) Shown() *Version {
	var shown *Version
	for _, v := range it {
		if v.State == Put && !it.hidden(v) && (shown == nil || newestFirst(v, shown) < 0) {
			shown = v
		}
	}
	return shown
}

// Live returns every version that stands, newest first.
func (it Item) Live() []*Version {
	var live []*Version
	for _, v := range it {
		if v.State == Put && !it.hidden(v) {
			live = append(live, v)
		}
	}
	slices.SortFunc(live, newestFirst)
	return live
}

// Different is Live without those that hold the same as one before: what a person has to choose from.
func (it Item) Different() []*Version {
	live := it.Live()
	var different []*Version
	for _, v := range live {
		if !slices.ContainsFunc(different, v.Same) {
			different = append(different, v)
		}
	}
	return different
}

// Like returns the versions that stand and hold the same as v.
func (it Item) Like(v *Version) []*Version {
	return slices.DeleteFunc(it.Live(), func(w *Version) bool { return !w.Same(v) })
}

// Waiting returns the versions that wait to be sent.
func (it Item) Waiting() []*Version {
	var waiting []*Version
	for _, v := range it {
		if v.Waiting() {
			waiting = append(waiting, v)
		}
	}
	return waiting
}

// Put returns the item with a new version in place of those over. One of them that never left this device goes at
// once, and the new one takes over what it replaced; one that may show up in the log stays, hidden, until the log tells.
func (it Item) Put(m Maker, rec record.Record, over []*Version) Item {
	rest, t := it.take(m, over)
	refs, more := share(t.refs)
	rest = append(rest, tombstones(m, rec.ID, more)...) // before it in the log
	v := &Version{Key: t.key, ID: m.NewID(), Order: t.order, Over: refs, Record: rec}
	if v.Order == 0 {
		v.Order = m.Order()
	}
	return append(rest, v)
}

// Delete returns the item without any version that stands, with tombstones for those that may be in the log.
func (it Item) Delete(m Maker) Item {
	live := it.Live()
	if len(live) == 0 {
		return it
	}
	rest, t := it.take(m, live)
	if !slices.ContainsFunc(t.refs, func(r Ref) bool { return !r.Gone() }) {
		return rest // nobody else has seen any of it, or everybody knows
	}
	return append(rest, tombstones(m, live[0].Record.ID, t.refs)...)
}

// taken is what replaced versions leave to the one that replaces them.
type taken struct {
	refs  []Ref
	key   string
	order uint64 // its place in the outbox, if it had one
}

func (it Item) take(m Maker, over []*Version) (rest Item, t taken) {
	free := func(v *Version) {
		if t.key == "" {
			t.key = v.Key
		}
	}
	for _, v := range it {
		switch {
		case !slices.Contains(over, v):
			rest = append(rest, v)
		case v.N > 0:
			t.refs = join(join(t.refs, v.ref()), v.Over...)
			free(v)
		case m.Sent(v.ID):
			t.refs = join(t.refs, v.ref())
			rest = append(rest, v)
		default:
			t.refs = join(t.refs, v.Over...)
			free(v)
			t.order = v.Order
		}
	}
	return rest, t
}

// remains is what is left of a version in the log that goes: a note of what is still to be removed there.
func (v *Version) remains() *Version {
	if !slices.ContainsFunc(v.Over, Ref.removable) {
		return nil
	}
	return &Version{Key: v.Key, ID: v.ID, State: Delete, N: v.N, Epoch: v.Epoch, Over: v.Over, Record: record.Record{ID: v.Record.ID}}
}

func (r Ref) removable() bool { return r.Epoch > 0 }

// join adds refs that are not there yet. It shares no memory with what it was given.
func join(refs []Ref, more ...Ref) []Ref {
	joined := slices.Clone(refs)
	for _, r := range more {
		if !slices.ContainsFunc(joined, r.same) {
			joined = append(joined, r)
		}
	}
	return joined
}

// share divides what a version has to name between itself and tombstones. Where it is too much, what is gone goes to
// the tombstones, which stay in the log for good: so there is one of them for every four edits, and not for each.
func share(refs []Ref) (mine, others []Ref) {
	if len(refs) <= MaxOver {
		return refs, nil
	}
	for _, r := range refs {
		if r.Gone() {
			others = append(others, r)
		} else {
			mine = append(mine, r)
		}
	}
	n := min(len(mine), MaxOver)
	return mine[:n:n], append(others, mine[n:]...)
}

func tombstones(m Maker, item record.ID, refs []Ref) Item {
	var made Item
	for len(refs) > 0 {
		n := min(len(refs), MaxOver)
		made = append(made, &Version{ID: m.NewID(), State: Delete, Order: m.Order(), Over: refs[:n:n], Record: record.Record{ID: item}})
		refs = refs[n:]
	}
	return made
}
