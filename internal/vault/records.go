package vault

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/events"
	"snowdrop/internal/vault/lock"
)

// change asks plan what to do, writes it if things are kept, and only then changes memory. plan may read what only the
// holder of write may.
func (v *Vault) change(ctx context.Context, plan func(*contents.Change) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	v.write.Lock()
	defer v.write.Unlock()
	defer v.orphaned(ctx)

	v.mu.RLock()
	c, kept := v.open, v.kept
	v.mu.RUnlock()
	if c == nil {
		return ErrLocked
	}
	ch := contents.NewChange(c)
	if err := plan(ch); err != nil {
		return err
	}
	if ch.Empty() {
		return nil
	}
	changes, err := ch.Pairs()
	if err != nil {
		return err
	}
	if kept && len(changes) > 0 {
		if err := v.disk.Write(ctx, changes); err != nil {
			return fmt.Errorf("vault: writing: %w", err)
		}
	}

	v.mu.Lock()
	defer v.mu.Unlock()
	v.noteSealed(changes)
	if v.open != c { // closed meanwhile
		if !kept {
			return ErrLocked
		}
		return nil // on the disk, and not to be seen until unlocked
	}
	ch.Show()
	if !ch.Quiet {
		v.tell()
	}
	return nil
}

// noteSealed keeps what is on the disk in memory as well, sealed as it is.
func (v *Vault) noteSealed(changes []Change) {
	for _, change := range changes {
		switch {
		case change.Key == lock.Keys[0] || change.Key == lock.Keys[1]:
		case change.Value == nil:
			delete(v.sealed, change.Key)
		default:
			v.sealed[change.Key] = change.Value
		}
	}
}

// read calls f with what is open, or returns ErrLocked.
func (v *Vault) read(f func(*contents.Store)) error {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return ErrLocked
	}
	f(v.open)
	return nil
}

// Head is what lists need to know of a record.
type Head = contents.Head

// Put adds a record or replaces the one with the same ID: the only version of it, or of several the one that is shown.
// Where things are kept it is on the disk when nil is returned. ErrTooLarge, ErrLocked, ErrDiskFull or another error of
// the disk leave everything as it was.
func (v *Vault) Put(ctx context.Context, rec record.Record) error {
	return v.put(ctx, rec, nil)
}

// PutVersion is Put over the versions that a person had in view when writing, as Versions or Head named them, and
// DropDraft in one write. What came to the item meanwhile stays beside it. Without a home it is Put.
func (v *Vault) PutVersion(ctx context.Context, rec record.Record, over []record.ID, drafts ...string) error {
	return v.put(ctx, rec, append([]record.ID{}, over...), drafts...)
}

func (v *Vault) put(ctx context.Context, rec record.Record, over []record.ID, drafts ...string) error {
	return v.change(ctx, func(ch *contents.Change) error {
		for _, name := range drafts {
			ch.DropDraft(name)
		}
		return ch.Put(rec, over)
	})
}

// Delete removes a record, or returns ErrNotFound.
func (v *Vault) Delete(ctx context.Context, id record.ID) error {
	return v.change(ctx, func(ch *contents.Change) error { return ch.Delete(id) })
}

// DeleteAndDropDraft is Delete and DropDraft in one write, so that no words of a deleted record stay
// behind in its draft. ErrNotFound where there is no such record; the draft then stays.
func (v *Vault) DeleteAndDropDraft(ctx context.Context, id record.ID, draft string) error {
	return v.change(ctx, func(ch *contents.Change) error {
		ch.DropDraft(draft)
		return ch.Delete(id)
	})
}

// Purge deletes records, what lies in the bin of them, and drafts, in one write. What is not there is no error.
func (v *Vault) Purge(ctx context.Context, ids []record.ID, drafts []string) error {
	return v.change(ctx, func(ch *contents.Change) error {
		for _, name := range drafts {
			ch.DropDraft(name)
		}
		for _, id := range ids {
			ch.Purge(id)
		}
		return nil
	})
}

// Get returns a copy of a record, ErrNotFound or ErrLocked. Of several versions it is the newest.
func (v *Vault) Get(id record.ID) (record.Record, error) {
	rec, err := v.get(id)
	rec.Body = bytes.Clone(rec.Body)
	return rec, err
}

// Body returns the body of a record without copying it, for looking through many. It must not be
// changed, and not be held on to: what holds it keeps it from being forgotten by Lock.
func (v *Vault) Body(id record.ID) ([]byte, error) {
	rec, err := v.get(id)
	return rec.Body, err
}

func (v *Vault) get(id record.ID) (record.Record, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return record.Record{}, ErrLocked
	}
	return v.open.Get(id)
}

// List returns the heads of all records of the given kinds, or of every kind, newest first. Locked,
// it is empty.
func (v *Vault) List(kinds ...uint8) (heads []Head) {
	_ = v.read(func(c *contents.Store) { heads = c.List(kinds) })
	return heads
}

// SetDraft keeps what is being written under a name, replacing what was there. It is sealed and
// padded like a record, name and all. ErrTooLarge where name and body are longer than MaxDraft or
// the name than 255 bytes.
func (v *Vault) SetDraft(ctx context.Context, name string, body []byte) error {
	return v.change(ctx, func(ch *contents.Change) error {
		if len(name) > maxName || len(name)+len(body) > MaxDraft {
			return ErrTooLarge
		}
		return ch.SetDraft(name, body)
	})
}

// maxName is the longest name of a draft in bytes.
const maxName = 255

// Draft returns a copy of what is kept under a name, and whether there is something.
func (v *Vault) Draft(name string) (body []byte, ok bool) {
	_ = v.read(func(c *contents.Store) { body, ok = c.Draft(name) })
	return body, ok
}

// DropDraft removes a draft. One that is not there is no error.
func (v *Vault) DropDraft(ctx context.Context, name string) error {
	return v.change(ctx, func(ch *contents.Change) error { ch.DropDraft(name); return nil })
}

// Drafts returns the names of all drafts, sorted. Locked, it is empty.
func (v *Vault) Drafts() (names []string) {
	_ = v.read(func(c *contents.Store) { names = c.DraftNames() })
	return names
}

// SetSettings keeps the one settings value, sealed and padded like a record.
func (v *Vault) SetSettings(ctx context.Context, body []byte) error {
	return v.change(ctx, func(ch *contents.Change) error {
		if len(body) > record.MaxBody {
			return ErrTooLarge
		}
		return ch.SetSettings(append([]byte{}, body...))
	})
}

// Settings returns a copy of the settings, nil where none were set or while locked.
func (v *Vault) Settings() (body []byte) {
	_ = v.read(func(c *contents.Store) { body = c.Settings() })
	return body
}

// Damaged returns the disk keys of values that did not open at the last Unlock, sorted. They are
// still on the disk, untouched. They may have been records, drafts or the settings.
func (v *Vault) Damaged() (keys []string) {
	_ = v.read(func(c *contents.Store) { keys = c.Damaged() })
	return keys
}

// Version is one of several versions of an item that were written apart.
type Version = contents.Version

// Versions returns the different versions of an item that stand, the newest first; one, if nothing was written apart.
// ErrNotFound or ErrLocked.
func (v *Vault) Versions(id record.ID) ([]Version, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil, ErrLocked
	}
	return v.open.Versions(id)
}

// Choose lets one version of an item stand for all that stand now. ErrNotFound where it does not stand.
func (v *Vault) Choose(ctx context.Context, id, version record.ID) error {
	return v.change(ctx, func(ch *contents.Change) error { return ch.Choose(id, version) })
}

// KeepBoth lets the newest version be the item, and makes every other one an item of its own. ErrNotFound.
func (v *Vault) KeepBoth(ctx context.Context, id record.ID) error {
	return v.change(ctx, func(ch *contents.Change) error { return ch.KeepBoth(id) })
}

// BinDays is for how long what another device deleted can be brought back on this one.
const BinDays = contents.BinDays

// Binned is something that another device deleted.
type Binned = contents.Binned

// Bin returns what other devices deleted in the last 30 days, one version of each item, in the order of its ID.
func (v *Vault) Bin(now time.Time) (all []Binned) {
	_ = v.read(func(c *contents.Store) { all = c.Bin(now) })
	return all
}

// Restore brings back what is in the bin of an item, as a new version. ErrNotFound.
func (v *Vault) Restore(ctx context.Context, id record.ID) error {
	return v.change(ctx, func(ch *contents.Change) error { return ch.Restore(id) })
}

// SetNow gives the vault another clock than the system's, for tests. It must be called before anything else.
func (v *Vault) SetNow(now func() time.Time) { v.now = now }

func (v *Vault) today() int64 { return events.Day(v.now()) }

// tidy is done at every unlock. It may fail: the next unlock does it again.
func (v *Vault) tidy(ctx context.Context) error {
	return v.change(ctx, func(ch *contents.Change) error { return ch.Tidy(v.today()) })
}
