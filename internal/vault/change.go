package vault

import (
	"context"
	"fmt"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

// change is one change on its way: what it is to be is gathered, written at once, and only then to be seen.
type change struct {
	c       *contents
	home    *home // as it will be; nil for none
	items   map[record.ID]versions.Item
	order   uint64
	at      uint64 // head of the log: what was sealed for a number up to it is known to be in it, or not
	changes []Change
	apply   []func(*contents)
}

func newChange(c *contents) *change {
	ch := &change{c: c, home: c.home, items: make(map[record.ID]versions.Item), order: c.order}
	if c.home != nil {
		ch.at = c.home.head()
	}
	return ch
}

// change asks plan what to do, writes it if things are kept, and only then changes memory.
func (v *Vault) change(ctx context.Context, plan func(*change) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	v.write.Lock()
	defer v.write.Unlock()

	v.mu.RLock()
	c, kept := v.open, v.kept
	v.mu.RUnlock()
	if c == nil {
		return ErrLocked
	}
	ch := newChange(c)
	if err := plan(ch); err != nil {
		return err
	}
	if err := ch.seal(); err != nil {
		return err
	}
	if kept && len(ch.changes) > 0 {
		if err := v.disk.Write(ctx, ch.changes); err != nil {
			return fmt.Errorf("vault: writing: %w", err)
		}
	}

	v.mu.Lock()
	defer v.mu.Unlock()
	v.noteSealed(ch.changes)
	if v.open != c { // closed meanwhile
		if !kept {
			return ErrLocked
		}
		return nil // on the disk, and not to be seen until unlocked
	}
	ch.show()
	v.tell()
	return nil
}

// noteSealed keeps what is on the disk in memory as well, sealed as it is.
func (v *Vault) noteSealed(changes []Change) {
	for _, change := range changes {
		switch {
		case change.Key == headerKeys[0] || change.Key == headerKeys[1]:
		case change.Value == nil:
			delete(v.sealed, change.Key)
		default:
			v.sealed[change.Key] = change.Value
		}
	}
}

func (ch *change) item(id record.ID) versions.Item {
	if item, ok := ch.items[id]; ok {
		return item
	}
	return ch.c.items[id]
}

func (ch *change) maker() versions.Maker {
	return versions.Maker{
		NewID: record.NewID,
		Order: func() uint64 { ch.order++; return ch.order },
		Sent:  func(id record.ID) bool { return ch.home != nil && ch.home.wasSent(id, ch.at) },
	}
}

// seal turns changed items into changes of the disk: what is in the new list only is written, what is in the old one
// only is deleted.
func (ch *change) seal() error {
	if ch.c.keys == nil {
		return nil
	}
	written := 0
	for id, item := range ch.items {
		before := ch.c.items[id]
		gone := make(map[string]bool, len(before))
		for _, v := range before {
			if !slices.Contains(item, v) {
				gone[v.Key] = true
			}
		}
		for _, v := range item {
			if slices.Contains(before, v) {
				continue
			}
			if v.Key == "" {
				v.Key = newDiskKey()
			}
			delete(gone, v.Key)
			value, err := ch.sealVersion(v)
			if err != nil {
				return err
			}
			ch.changes = append(ch.changes, Change{v.Key, value})
			if written++; written%yieldEvery == 0 {
				yield()
			}
		}
		for key := range gone {
			ch.changes = append(ch.changes, Change{Key: key})
		}
	}
	return nil
}

func (ch *change) sealVersion(v *versions.Version) ([]byte, error) {
	if ch.home == nil && v.State == versions.Put {
		return sealValue(ch.c.keys.values, v.Key, values.Record, v.Record)
	}
	plain, err := values.AppendVersion(make([]byte, 0, values.Head+record.PaddedSize(len(v.Record.Body))), v)
	if err != nil {
		return nil, err
	}
	return seal.Seal(ch.c.keys.values, plain, valueAAD(nil, v.Key)), nil
}

// show makes the change to be seen.
func (ch *change) show() {
	ch.c.order = ch.order
	if attached := ch.c.home != nil; attached != (ch.home != nil) {
		ch.c.home = ch.home
		ch.c.take(ch.items)
		ch.c.recount()
		ch.c.listAnew()
	} else {
		ch.c.home = ch.home
		ch.c.take(ch.items)
	}
	for _, apply := range ch.apply {
		apply(ch.c)
	}
}

// long writes a value of any length in place of the one before, if any: short where it fits and no home wants all to
// look alike, else in parts.
func (ch *change) long(short, sort byte, before *long, body []byte) (*long, error) {
	l := &long{body: body}
	if ch.c.keys == nil {
		return l, nil
	}
	var free []string
	if before != nil {
		free = slices.Clone(before.keys)
	}
	next := func() string {
		key := newDiskKey()
		if len(free) > 0 {
			key, free = free[0], free[1:]
		}
		l.keys = append(l.keys, key)
		return key
	}
	if short != 0 && ch.home == nil && len(body) <= record.MaxBody {
		rec := record.Record{Body: body}
		if short == values.Draft {
			rec.ID = record.NewID()
		}
		key := next()
		value, err := sealValue(ch.c.keys.values, key, short, rec)
		if err != nil {
			return nil, err
		}
		ch.changes = append(ch.changes, Change{key, value})
	} else {
		parts, err := values.Cut(sort, record.NewID(), body)
		if err != nil {
			return nil, err
		}
		for _, part := range parts {
			plain, err := part.Append(nil)
			if err != nil {
				return nil, err
			}
			key := next()
			ch.changes = append(ch.changes, Change{key, seal.Seal(ch.c.keys.values, plain, valueAAD(nil, key))})
		}
	}
	for _, key := range free {
		ch.changes = append(ch.changes, Change{Key: key})
	}
	return l, nil
}

// drop deletes a long value, if there is one.
func (ch *change) drop(l *long) {
	if l == nil {
		return
	}
	for _, key := range l.keys {
		ch.changes = append(ch.changes, Change{Key: key})
	}
}

func (ch *change) setDraft(name string, body []byte) error {
	l, err := ch.long(values.Draft, values.LongDraft, ch.c.drafts[name], body)
	if err != nil {
		return err
	}
	ch.apply = append(ch.apply, func(c *contents) { c.drafts[name] = l })
	return nil
}

func (ch *change) dropDraft(name string) {
	ch.drop(ch.c.drafts[name])
	ch.apply = append(ch.apply, func(c *contents) { delete(c.drafts, name) })
}

func (ch *change) setSettings(body []byte) error {
	l, err := ch.long(values.Settings, values.LongSettings, ch.c.settings, body)
	if err != nil {
		return err
	}
	ch.apply = append(ch.apply, func(c *contents) { c.settings = l })
	return nil
}

// rewrite writes drafts and settings again, as a home that comes or goes wants them to look.
func (ch *change) rewrite() error {
	for name, l := range ch.c.drafts {
		if err := ch.setDraft(name, l.body); err != nil {
			return err
		}
	}
	if ch.c.settings == nil {
		return nil
	}
	return ch.setSettings(ch.c.settings.body)
}
