package vault

import (
	"bytes"
	"context"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/versions"
)

// Version is one of several versions of an item that were written apart.
type Version struct {
	ID      record.ID // of the version
	Record  record.Record
	Waiting bool // on this device only, so far
}

// Versions returns the different versions of an item that stand, the newest first; one, if nothing was written apart.
// ErrNotFound or ErrLocked.
func (v *Vault) Versions(id record.ID) ([]Version, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil, ErrLocked
	}
	var all []Version
	for _, w := range v.open.items[id].Different() {
		rec := w.Record
		rec.Body = bytes.Clone(rec.Body)
		all = append(all, Version{w.ID, rec, v.open.home != nil && w.Waiting()})
	}
	if all == nil {
		return nil, ErrNotFound
	}
	return all, nil
}

// Choose lets one version of an item stand for all that stand now. ErrNotFound where it does not stand.
func (v *Vault) Choose(ctx context.Context, id, version record.ID) error {
	return v.change(ctx, func(ch *change) error {
		item := ch.item(id)
		live := item.Live()
		for _, w := range live {
			if w.ID == version {
				ch.items[id] = item.Put(ch.maker(), w.Record, live)
				return nil
			}
		}
		return ErrNotFound
	})
}

// KeepBoth lets the newest version be the item, and makes every other one an item of its own. ErrNotFound.
func (v *Vault) KeepBoth(ctx context.Context, id record.ID) error {
	return v.change(ctx, func(ch *change) error {
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
	})
}

// apart makes an item of its own.
func (ch *change) apart(rec record.Record) {
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
func (v *Vault) Bin(now time.Time) []Binned {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil
	}
	var all []Binned
	for _, item := range v.open.items {
		binned := item.Binned()
		if len(binned) == 0 || item.Shown() != nil || binned[0].Day < day(now)-BinDays {
			continue
		}
		rec := binned[0].Record
		rec.Body = bytes.Clone(rec.Body)
		all = append(all, Binned{rec, dayTime(binned[0].Day)})
	}
	sortBinned(all)
	return all
}

// Restore brings back what is in the bin of an item, as a new version. ErrNotFound.
func (v *Vault) Restore(ctx context.Context, id record.ID) error {
	return v.change(ctx, func(ch *change) error {
		item := ch.item(id)
		if len(item.Binned()) == 0 {
			return ErrNotFound
		}
		ch.items[id] = item.Restore(ch.maker())
		return nil
	})
}

func day(t time.Time) int64 { return t.Unix() / 86400 }

func dayTime(day int64) time.Time { return time.Unix(day*86400, 0).UTC() }

// SetNow gives the vault another clock than the system's, for tests. It must be called before anything else.
func (v *Vault) SetNow(now func() time.Time) { v.now = now }

// tidy deletes what has been in the bin for long enough, forgets old events, and makes a version of what was put back
// from before there was a home. It may fail: it is done again at the next unlock.
func (v *Vault) tidy(ctx context.Context) error {
	return v.change(ctx, func(ch *change) error {
		today := day(v.now())
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
		if next.forget(today) {
			ch.home = &next
			return ch.setEvents(&next)
		}
		return nil
	})
}
