package vault

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"snowdrop/internal/record"
)

// edit is one change of the contents: what to write, and what to do in memory once it is written.
type edit struct {
	changes []Change
	apply   func(*contents)
}

// change asks plan what to do, writes it if things are kept, and only then changes memory.
func (v *Vault) change(ctx context.Context, plan func(*contents) (edit, error)) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	v.write.Lock()
	defer v.write.Unlock()

	v.mu.RLock()
	c, kept := v.open, v.kept
	if c == nil {
		v.mu.RUnlock()
		return ErrLocked
	}
	e, err := plan(c)
	v.mu.RUnlock()
	if err != nil {
		return err
	}
	if kept && len(e.changes) > 0 {
		if err := v.disk.Write(ctx, e.changes); err != nil {
			return fmt.Errorf("vault: writing: %w", err)
		}
	}

	v.mu.Lock()
	defer v.mu.Unlock()
	for _, change := range e.changes {
		if change.Value == nil {
			delete(v.sealed, change.Key)
		} else {
			v.sealed[change.Key] = change.Value
		}
	}
	if v.open != c { // closed meanwhile
		if !kept {
			return ErrLocked
		}
		return nil // on the disk, and not to be seen until unlocked
	}
	e.apply(c)
	return nil
}

// place returns the entry that rec becomes and the change that brings it to the disk, at the disk key
// of the one that it replaces, if any.
func (c *contents) place(what byte, before *entry, rec record.Record) (*entry, []Change, error) {
	if len(rec.Body) > record.MaxBody {
		return nil, nil, ErrTooLarge
	}
	rec.Body = append([]byte{}, rec.Body...) // the caller's slice stays the caller's
	e := &entry{rec: rec}
	if c.key == nil {
		return e, nil, nil
	}
	e.diskKey = newDiskKey()
	if before != nil {
		e.diskKey = before.diskKey
	}
	value, err := sealValue(*c.key, e.diskKey, what, rec)
	if err != nil {
		return nil, nil, err
	}
	return e, []Change{{e.diskKey, value}}, nil
}

func (c *contents) remove(e *entry) []Change {
	if e == nil || c.key == nil {
		return nil
	}
	return []Change{{Key: e.diskKey}}
}

// Put adds a record or replaces the one with the same ID. Where things are kept it is on the disk
// when nil is returned. ErrTooLarge, ErrLocked, ErrDiskFull or another error of the disk leave
// everything as it was.
func (v *Vault) Put(ctx context.Context, rec record.Record) error {
	return v.put(ctx, rec, nil)
}

// PutAndDropDraft is Put and DropDraft in one write.
func (v *Vault) PutAndDropDraft(ctx context.Context, rec record.Record, draft string) error {
	return v.put(ctx, rec, &draft)
}

func (v *Vault) put(ctx context.Context, rec record.Record, draft *string) error {
	return v.change(ctx, func(c *contents) (edit, error) {
		placed, changes, err := c.place(sortRecord, c.records[rec.ID], rec)
		if err != nil {
			return edit{}, err
		}
		if draft != nil {
			changes = append(changes, c.remove(c.drafts[*draft])...)
		}
		return edit{changes, func(c *contents) {
			c.putRecord(placed)
			if draft != nil {
				delete(c.drafts, *draft)
			}
		}}, nil
	})
}

// Delete removes a record, or returns ErrNotFound.
func (v *Vault) Delete(ctx context.Context, id record.ID) error {
	return v.remove(ctx, id, nil)
}

// DeleteAndDropDraft is Delete and DropDraft in one write, so that no words of a deleted record stay
// behind in its draft. ErrNotFound where there is no such record; the draft then stays.
func (v *Vault) DeleteAndDropDraft(ctx context.Context, id record.ID, draft string) error {
	return v.remove(ctx, id, &draft)
}

func (v *Vault) remove(ctx context.Context, id record.ID, draft *string) error {
	return v.change(ctx, func(c *contents) (edit, error) {
		e, ok := c.records[id]
		if !ok {
			return edit{}, ErrNotFound
		}
		changes := c.remove(e)
		if draft != nil {
			changes = append(changes, c.remove(c.drafts[*draft])...)
		}
		return edit{changes, func(c *contents) {
			c.dropRecord(id)
			if draft != nil {
				delete(c.drafts, *draft)
			}
		}}, nil
	})
}

// Get returns a copy of a record, ErrNotFound or ErrLocked.
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
	e, ok := v.open.records[id]
	if !ok {
		return record.Record{}, ErrNotFound
	}
	return e.rec, nil
}

// List returns the heads of all records of the given kinds, or of every kind, newest first. Locked,
// it is empty.
func (v *Vault) List(kinds ...uint8) []Head {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil
	}
	if len(kinds) == 0 {
		return slices.Clone(v.open.heads)
	}
	var wanted [256]bool
	for _, k := range kinds {
		wanted[k] = true
	}
	var heads []Head
	for _, h := range v.open.heads {
		if wanted[h.Kind] {
			heads = append(heads, h)
		}
	}
	return heads
}

// SetDraft keeps what is being written under a name, replacing what was there. It is sealed and
// padded like a record, name and all. ErrTooLarge where name and body are longer than MaxDraft or
// the name than 255 bytes.
func (v *Vault) SetDraft(ctx context.Context, name string, body []byte) error {
	if len(name) > maxName {
		return ErrTooLarge
	}
	return v.change(ctx, func(c *contents) (edit, error) {
		rec := record.Record{ID: record.NewID(), Body: joinDraft(name, body)}
		placed, changes, err := c.place(sortDraft, c.drafts[name], rec)
		if err != nil {
			return edit{}, err
		}
		return edit{changes, func(c *contents) { c.drafts[name] = placed }}, nil
	})
}

// Draft returns a copy of what is kept under a name, and whether there is something.
func (v *Vault) Draft(name string) ([]byte, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil, false
	}
	e, ok := v.open.drafts[name]
	if !ok {
		return nil, false
	}
	_, body, _ := splitDraft(e.rec.Body)
	return bytes.Clone(body), true
}

// DropDraft removes a draft. One that is not there is no error.
func (v *Vault) DropDraft(ctx context.Context, name string) error {
	return v.change(ctx, func(c *contents) (edit, error) {
		return edit{c.remove(c.drafts[name]), func(c *contents) { delete(c.drafts, name) }}, nil
	})
}

// Drafts returns the names of all drafts, sorted. Locked, it is empty.
func (v *Vault) Drafts() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil
	}
	return v.open.draftNames()
}

// SetSettings keeps the one settings value, sealed and padded like a record.
func (v *Vault) SetSettings(ctx context.Context, body []byte) error {
	return v.change(ctx, func(c *contents) (edit, error) {
		placed, changes, err := c.place(sortSettings, c.settings, record.Record{Body: body})
		if err != nil {
			return edit{}, err
		}
		return edit{changes, func(c *contents) { c.settings = placed }}, nil
	})
}

// Settings returns a copy of the settings, nil where none were set or while locked.
func (v *Vault) Settings() []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil || v.open.settings == nil {
		return nil
	}
	return bytes.Clone(v.open.settings.rec.Body)
}

// Damaged returns the disk keys of values that did not open at the last Unlock, sorted. They are
// still on the disk, untouched. They may have been records, drafts or the settings.
func (v *Vault) Damaged() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil
	}
	return slices.Clone(v.open.damaged)
}
