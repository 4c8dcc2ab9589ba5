package contents

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/events"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

var (
	// ErrNotFound says that there is no such thing.
	ErrNotFound = errors.New("vault: not found")
	// ErrUnreadable says that bytes on the disk are not what was written there.
	ErrUnreadable = errors.New("vault: store damaged")
)

// Get returns a record, its body not copied. Of several versions it is the newest. ErrNotFound.
func (c *Store) Get(id record.ID) (record.Record, error) {
	shown := c.items[id].Shown()
	if shown == nil {
		return record.Record{}, ErrNotFound
	}
	return shown.Record, nil
}

// List returns the heads of all records of the given kinds, or of every kind, newest first.
func (c *Store) List(kinds []uint8) []Head {
	if len(kinds) == 0 {
		return slices.Clone(c.heads)
	}
	var wanted [256]bool
	for _, k := range kinds {
		wanted[k] = true
	}
	var heads []Head
	for _, h := range c.heads {
		if wanted[h.Kind] {
			heads = append(heads, h)
		}
	}
	return heads
}

// Draft returns a copy of what is kept under a name, and whether there is something.
func (c *Store) Draft(name string) ([]byte, bool) {
	l, ok := c.drafts[name]
	if !ok {
		return nil, false
	}
	_, body, _ := values.SplitDraft(l.Body)
	return bytes.Clone(body), true
}

// Settings returns a copy of the settings, nil where none were set.
func (c *Store) Settings() []byte {
	if c.settings == nil {
		return nil
	}
	return bytes.Clone(c.settings.Body)
}

// Damaged returns the disk keys of values that did not open, sorted.
func (c *Store) Damaged() []string { return slices.Clone(c.damaged) }

// Waiting is how many versions are on this device only.
func (c *Store) Waiting() int { return c.waiting }

// BlobKey returns the key that a blob lies under: on a disk it says nothing about the ID.
func (c *Store) BlobKey(id record.ID) string {
	if c.keys == nil {
		return id.String()
	}
	token := c.keys.blobs.Token(seal.LabelLocalBlobKey, id[:])
	return record.ID(token[:16]).String()
}

// Version is one of several versions of an item that were written apart.
type Version struct {
	ID      record.ID // of the version
	Record  record.Record
	Waiting bool // on this device only, so far
}

// Versions returns the different versions of an item that stand, the newest first. ErrNotFound.
func (c *Store) Versions(id record.ID) ([]Version, error) {
	var all []Version
	for _, w := range c.items[id].Different() {
		rec := w.Record
		rec.Body = bytes.Clone(rec.Body)
		all = append(all, Version{w.ID, rec, c.home != nil && w.Waiting()})
	}
	if all == nil {
		return nil, ErrNotFound
	}
	return all, nil
}

// Put puts a record in place of the versions over; of nil in place of the shown one, and of those that hold the same.
// Without a home it is always that. The body stays the caller's. record.ErrTooLarge.
func (ch *Change) Put(rec record.Record, over []record.ID) error {
	if len(rec.Body) > record.MaxBody {
		return record.ErrTooLarge
	}
	rec.Body = append([]byte{}, rec.Body...)
	item := ch.item(rec.ID)
	var replaced []*versions.Version
	for _, w := range item.Live() {
		if over == nil || ch.home == nil {
			if w.Same(item.Shown()) {
				replaced = append(replaced, w)
			}
		} else if slices.Contains(over, w.ID) {
			replaced = append(replaced, item.Like(w)...)
		}
	}
	ch.items[rec.ID] = item.Put(ch.maker(), rec, replaced)
	return nil
}

// Delete deletes every version of an item. ErrNotFound.
func (ch *Change) Delete(id record.ID) error {
	item := ch.item(id)
	if item.Shown() == nil {
		return ErrNotFound
	}
	ch.items[id] = item.Delete(ch.maker())
	return nil
}

// Purge deletes every version of an item, and what lies in the bin of it. One that is not there is no error.
func (ch *Change) Purge(id record.ID) {
	if item := ch.item(id); len(item) > 0 {
		ch.items[id] = item.Delete(ch.maker()).Expire(math.MaxInt64)
	}
}

// Choose lets one version of an item stand for all that stand now. ErrNotFound where it does not stand.
func (ch *Change) Choose(id, version record.ID) error {
	item := ch.item(id)
	live := item.Live()
	for _, w := range live {
		if w.ID == version {
			ch.items[id] = item.Put(ch.maker(), w.Record, live)
			return nil
		}
	}
	return ErrNotFound
}

// KeepBoth lets the newest version be the item, and makes every other one an item of its own. ErrNotFound.
func (ch *Change) KeepBoth(id record.ID) error {
	item := ch.item(id)
	different := item.Different()
	if len(different) == 0 {
		return ErrNotFound
	}
	if len(different) == 1 {
		return nil
	}
	ch.items[id] = item.Put(ch.maker(), different[0].Record, item.Live())
	for _, w := range different[1:] {
		ch.apart(w.Record)
	}
	return nil
}

// apart makes an item of its own.
func (ch *Change) apart(rec record.Record) {
	rec.ID = record.NewID()
	ch.items[rec.ID] = versions.Item(nil).Put(ch.maker(), rec, nil)
}

// BinDays is for how long what another device deleted can be brought back on this one.
const BinDays = 30

// Binned is something that another device deleted.
type Binned struct {
	Record record.Record
	Since  time.Time // the day, in UTC
}

// Bin returns what other devices deleted in the last 30 days, one version of each item, in the order of its ID.
func (c *Store) Bin(now time.Time) []Binned {
	var all []Binned
	for _, item := range c.items {
		binned := item.Binned()
		if len(binned) == 0 || item.Shown() != nil || binned[0].Day < events.Day(now)-BinDays {
			continue
		}
		rec := binned[0].Record
		rec.Body = bytes.Clone(rec.Body)
		all = append(all, Binned{rec, events.DayTime(binned[0].Day)})
	}
	slices.SortFunc(all, func(a, b Binned) int { return bytes.Compare(a.Record.ID[:], b.Record.ID[:]) })
	return all
}

// Restore brings back what is in the bin of an item, as a new version. ErrNotFound.
func (ch *Change) Restore(id record.ID) error {
	item := ch.item(id)
	if len(item.Binned()) == 0 {
		return ErrNotFound
	}
	ch.items[id] = item.Restore(ch.maker())
	return nil
}

// Tidy deletes what has been in the bin for long enough, forgets old events, and makes a version of what was put back
// from before there was a home.
func (ch *Change) Tidy(today int64) error {
	for _, id := range ch.c.untidy {
		item := ch.item(id).Expire(today - BinDays)
		if ch.home != nil {
			item = item.Mended()
			for _, w := range item {
				if w.State == versions.Put && w.ID == (record.ID{}) {
					item = item.Put(ch.maker(), w.Record, []*versions.Version{w})
				}
			}
		}
		if !slices.Equal(item, ch.c.items[id]) {
			ch.items[id] = item
		}
	}
	if ch.home == nil {
		return nil
	}
	next := *ch.home
	if next.events = events.Forget(next.events, today); len(next.events) == len(ch.home.events) {
		return nil
	}
	ch.home = &next
	return ch.setEvents(&next)
}
