package versions

import (
	"slices"

	"snowdrop/internal/record"
)

// Entry is what the log says about an item.
type Entry struct {
	N        uint64
	Epoch    uint32
	Version  record.ID
	Delete   bool
	Replaces []uint64
	Record   record.Record
	Mine     bool  // written by this device, perhaps before its disk was put back
	Stub     bool  // only the leaf is left: Replaces and Record are not known
	Day      int64 // today, in days since 1970
}

// Accept returns the item after an entry of the log. What waited here and is in the log now waits no longer; what
// another device wrote stands beside what this one wrote, unless it says that it replaces it; what another device
// deleted goes into the bin.
func (it Item) Accept(m Maker, e Entry) Item {
	own := it.own(e)
	if own != nil {
		// What own names by its ID was in the log before it, though this device, whose disk was put back, did not see it
		// there: own is the last word on it.
		for _, r := range own.Over {
			it = it.Lost(m, r.Version)
		}
		own = it.own(e)
	}
	after := it.without(e, own)
	switch {
	case own != nil:
		return after.acknowledge(own, it.hidden(own), m, e)
	case e.Delete:
		return after
	}
	// A disk that was put back may send again what it did not know to be in the log: it is the same version, and stands
	// where the log shows it last, as whoever can not read the first one any more sees it.
	after = slices.DeleteFunc(after, func(v *Version) bool { return v.ID == e.Version && v.State == Put && v.N > 0 })
	arrived := &Version{ID: e.Version, N: e.N, Epoch: e.Epoch, Record: e.Record}
	for _, n := range e.Replaces {
		arrived.Over = append(arrived.Over, Ref{N: n}) // whoever wrote it removes them
	}
	for _, v := range after {
		if v.State == Put && v.N == 0 && !m.Sent(v.ID) && !after.hidden(v) && v.Same(arrived) && covers(e.Replaces, v.Over) {
			after = slices.DeleteFunc(after, func(w *Version) bool { return w == v })
			break
		}
	}
	return append(after, arrived)
}

func (it Item) own(e Entry) *Version {
	if v := it.waiting(e.Version); v != nil && (v.State == Delete) == e.Delete {
		return v
	}
	return nil
}

func (it Item) waiting(id record.ID) *Version {
	for _, v := range it {
		if v.ID == id && v.Waiting() {
			return v
		}
	}
	return nil
}

// covers says that the entry replaces all that refs replace, so that nothing is replaced less when the one with refs goes.
func covers(replaces []uint64, refs []Ref) bool {
	return !slices.ContainsFunc(refs, func(r Ref) bool { return !r.Gone() && !slices.Contains(replaces, r.N) })
}

// without is a new list without what e replaces, which may be in the bin instead.
func (it Item) without(e Entry, own *Version) Item {
	after := make(Item, 0, len(it)+1)
	for _, v := range it {
		if v.State != Put || v.N == 0 || !slices.Contains(e.Replaces, v.N) {
			after = append(after, v)
			continue
		}
		left := v.remains()
		if left != nil {
			after = append(after, left)
		}
		if e.Delete && own == nil && !e.Mine {
			binned := &Version{ID: v.ID, State: Binned, Day: e.Day, Record: v.Record}
			if left == nil {
				binned.Key = v.Key
			}
			after = append(after, binned)
		}
	}
	return after
}

// acknowledge puts own, which waited, at its number. Whoever named it by its ID names it by its number from now on, and
// all that it named.
func (it Item) acknowledge(own *Version, hidden bool, m Maker, e Entry) Item {
	known := *own
	known.N, known.Epoch, known.Order = e.N, e.Epoch, 0
	known.Over = slices.DeleteFunc(slices.Clone(own.Over), func(r Ref) bool {
		return r.N == 0 || !e.Stub && !slices.Contains(e.Replaces, r.N)
	})
	for _, n := range e.Replaces { // a disk that was put back does not know all that it named
		known.Over = join(known.Over, Ref{N: n})
	}
	after := make(Item, 0, len(it))
	for _, v := range it {
		if v != own {
			after = append(after, v.renamed(m, own.ID, append([]Ref{known.ref()}, known.Over...)...)...)
			continue
		}
		stays := &known
		if hidden {
			stays = nil
		} else if known.State == Delete {
			stays = known.remains()
		}
		if stays != nil {
			after = append(after, stays)
		}
	}
	return after
}

// renamed is v with another way to name the version id, and tombstones for what is too much for it.
func (v *Version) renamed(m Maker, id record.ID, to ...Ref) Item {
	at := slices.IndexFunc(v.Over, func(r Ref) bool { return r.N == 0 && r.Version == id })
	if at < 0 {
		return Item{v}
	}
	changed := *v
	refs, more := share(join(slices.Delete(slices.Clone(v.Over), at, at+1), to...))
	changed.Over = refs
	return append(Item{&changed}, tombstones(m, v.Record.ID, more)...)
}

// Lost returns the item when it is certain that the log will never show the waiting version id as it was sent. If
// another one replaces it here, it goes, and that one replaces what it replaced.
func (it Item) Lost(m Maker, id record.ID) Item {
	lost := it.waiting(id)
	if lost == nil || !it.hidden(lost) {
		return it
	}
	var after Item
	for _, v := range it {
		if v == lost {
			continue
		}
		renamed := v.renamed(m, id, lost.Over...)
		if v := renamed[0]; v.State == Delete && len(v.Over) == 0 {
			continue // deletes what nobody has seen
		}
		after = append(after, renamed...)
	}
	return after
}

// Mended returns the item without names of versions that should wait here and do not, because the disk lost them.
func (it Item) Mended() Item {
	lost := func(r Ref) bool { return r.N == 0 && it.waiting(r.Version) == nil }
	if !slices.ContainsFunc(it, func(v *Version) bool { return slices.ContainsFunc(v.Over, lost) }) {
		return it
	}
	after := make(Item, 0, len(it))
	for _, v := range it {
		if slices.ContainsFunc(v.Over, lost) {
			fewer := *v
			fewer.Over = slices.DeleteFunc(slices.Clone(v.Over), lost)
			if v = &fewer; v.State == Delete && len(v.Over) == 0 {
				continue
			}
		}
		after = append(after, v)
	}
	return after
}

// Behind says that v replaces something that waits itself, so that its number is not known.
func (it Item) Behind(v *Version) bool {
	return slices.ContainsFunc(v.Over, func(r Ref) bool { return r.N == 0 })
}

// Removable returns what is to be removed from the log: nothing, while something that names it has yet to get there.
func (it Item) Removable() []Ref {
	var refs []Ref
	for _, v := range it {
		if v.State == Delete && v.N == 0 {
			return nil
		}
		if v.N > 0 {
			refs = append(refs, slices.DeleteFunc(slices.Clone(v.Over), func(r Ref) bool { return !r.removable() })...)
		}
	}
	return refs
}

// Removed returns the item when the bytes of these numbers are gone from the log.
func (it Item) Removed(n []uint64) Item {
	after := make(Item, 0, len(it))
	for _, v := range it {
		fewer := *v
		fewer.Over = slices.Clone(v.Over)
		changed := false
		for i, r := range fewer.Over {
			if r.removable() && slices.Contains(n, r.N) {
				fewer.Over[i], changed = Ref{N: r.N}, true
			}
		}
		if !changed {
			after = append(after, v)
		} else if v.State != Delete || v.N == 0 || fewer.remains() != nil {
			after = append(after, &fewer)
		}
	}
	return after
}

// Binned returns what of the item is in the bin, the newest first.
func (it Item) Binned() []*Version {
	var binned []*Version
	for _, v := range it {
		if v.State == Binned {
			binned = append(binned, v)
		}
	}
	slices.SortStableFunc(binned, func(a, b *Version) int { return int(b.Day - a.Day) })
	return binned
}

// Restore returns the item with all that is in the bin standing again.
func (it Item) Restore(m Maker) Item {
	after := make(Item, 0, len(it))
	for _, v := range it {
		if v.State == Binned {
			v = &Version{Key: v.Key, ID: m.NewID(), Order: m.Order(), Record: v.Record}
		}
		after = append(after, v)
	}
	return after
}

// Expire returns the item without what came into the bin before a day.
func (it Item) Expire(day int64) Item {
	return slices.DeleteFunc(slices.Clone(it), func(v *Version) bool { return v.State == Binned && v.Day < day })
}

// Fresh returns the item as no log knows it: every version that stands waits to be sent and replaces nothing, those
// that hold the same only once.
func (it Item) Fresh(m Maker) Item {
	var after Item
	for _, v := range it.Different() {
		after = append(after, &Version{Key: v.Key, ID: m.NewID(), Order: m.Order(), Record: v.Record})
	}
	return append(after, it.Binned()...)
}
