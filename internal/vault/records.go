package vault

import (
	"bytes"
	"context"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/versions"
)

// own returns rec with a body of its own: the caller's slice stays the caller's.
func own(rec record.Record) (record.Record, error) {
	if len(rec.Body) > record.MaxBody {
		return record.Record{}, ErrTooLarge
	}
	rec.Body = append([]byte{}, rec.Body...)
	return rec, nil
}

// Put adds a record or replaces the one with the same ID: the only version of it, or of several the one that is shown.
// Where things are kept it is on the disk when nil is returned. ErrTooLarge, ErrLocked, ErrDiskFull or another error of
// the disk leave everything as it was.
func (v *Vault) Put(ctx context.Context, rec record.Record) error {
	return v.put(ctx, rec, nil)
}

// PutAndDropDraft is Put and DropDraft in one write.
func (v *Vault) PutAndDropDraft(ctx context.Context, rec record.Record, draft string) error {
	return v.put(ctx, rec, nil, draft)
}

// PutVersion is Put over the versions that a person had in view when writing, as Versions or Head named them, and
// DropDraft in one write. What came to the item meanwhile stays beside it. Without a home it is Put.
func (v *Vault) PutVersion(ctx context.Context, rec record.Record, over []record.ID, drafts ...string) error {
	return v.put(ctx, rec, append([]record.ID{}, over...), drafts...)
}

func (v *Vault) put(ctx context.Context, rec record.Record, over []record.ID, drafts ...string) error {
	return v.change(ctx, func(ch *change) error {
		rec, err := own(rec)
		if err != nil {
			return err
		}
		item := ch.item(rec.ID)
		var replaced []*versions.Version
		for _, w := range item.Live() {
			seen := over == nil || ch.home == nil
			if seen && w.Same(item.Shown()) || !seen && slices.Contains(over, w.ID) {
				replaced = append(replaced, item.Like(w)...)
			}
		}
		ch.items[rec.ID] = item.Put(ch.maker(), rec, replaced)
		for _, name := range drafts {
			ch.dropDraft(name)
		}
		return nil
	})
}

// Delete removes a record, or returns ErrNotFound.
func (v *Vault) Delete(ctx context.Context, id record.ID) error {
	return v.remove(ctx, id)
}

// DeleteAndDropDraft is Delete and DropDraft in one write, so that no words of a deleted record stay
// behind in its draft. ErrNotFound where there is no such record; the draft then stays.
func (v *Vault) DeleteAndDropDraft(ctx context.Context, id record.ID, draft string) error {
	return v.remove(ctx, id, draft)
}

func (v *Vault) remove(ctx context.Context, id record.ID, drafts ...string) error {
	return v.change(ctx, func(ch *change) error {
		item := ch.item(id)
		if item.Shown() == nil {
			return ErrNotFound
		}
		ch.items[id] = item.Delete(ch.maker())
		for _, name := range drafts {
			ch.dropDraft(name)
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
	shown := v.open.items[id].Shown()
	if shown == nil {
		return record.Record{}, ErrNotFound
	}
	return shown.Record, nil
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
	if len(name) > maxName || len(name)+len(body) > MaxDraft {
		return v.unlessLocked(ctx, ErrTooLarge)
	}
	return v.change(ctx, func(ch *change) error { return ch.setDraft(name, joinDraft(name, body)) })
}

// unlessLocked is an error for the open: a locked vault says only that it is locked.
func (v *Vault) unlessLocked(ctx context.Context, err error) error {
	return v.change(ctx, func(*change) error { return err })
}

// Draft returns a copy of what is kept under a name, and whether there is something.
func (v *Vault) Draft(name string) ([]byte, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil, false
	}
	l, ok := v.open.drafts[name]
	if !ok {
		return nil, false
	}
	_, body, _ := splitDraft(l.body)
	return bytes.Clone(body), true
}

// DropDraft removes a draft. One that is not there is no error.
func (v *Vault) DropDraft(ctx context.Context, name string) error {
	return v.change(ctx, func(ch *change) error { ch.dropDraft(name); return nil })
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
	return v.change(ctx, func(ch *change) error {
		if len(body) > record.MaxBody {
			return ErrTooLarge
		}
		return ch.setSettings(append([]byte{}, body...))
	})
}

// Settings returns a copy of the settings, nil where none were set or while locked.
func (v *Vault) Settings() []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil || v.open.settings == nil {
		return nil
	}
	return bytes.Clone(v.open.settings.body)
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
