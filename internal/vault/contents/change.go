package contents

import (
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/long"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

// Pair is one part of a write: Key gets Value, or is deleted when Value is nil.
type Pair struct {
	Key   string
	Value []byte
}

// Change is one change on its way: what it is to be is gathered, written at once, and only then to be seen.
type Change struct {
	c     *Store
	home  *Home // as it will be; nil for none
	items map[record.ID]versions.Item
	order uint64
	at    uint64 // head of the log: what was sealed for a number up to it is known to be in it, or not
	pairs []Pair
	apply []func(*Store)
	Quiet bool // nothing that is shown of records has changed
}

// NewChange begins a change.
func NewChange(c *Store) *Change {
	ch := &Change{c: c, home: c.home, items: make(map[record.ID]versions.Item), order: c.order}
	if c.home != nil {
		ch.at = c.home.head()
	}
	return ch
}

func (ch *Change) item(id record.ID) versions.Item {
	if item, ok := ch.items[id]; ok {
		return item
	}
	return ch.c.items[id]
}

func (ch *Change) maker() versions.Maker {
	return versions.Maker{
		NewID: record.NewID,
		Order: func() uint64 { ch.order++; return ch.order },
		Sent:  func(id record.ID) bool { return ch.home != nil && ch.home.wasSent(id, ch.at) },
	}
}

// Pairs seals what is to be written, all at once; nothing in a visit. It is called once.
func (ch *Change) Pairs() ([]Pair, error) {
	if err := ch.sealItems(); err != nil {
		return nil, err
	}
	return ch.pairs, nil
}

// sealItems turns changed items into changes of the disk: what is in the new list only is written, what is in the old
// one only is deleted.
func (ch *Change) sealItems() error {
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
			plain, err := ch.plain(v)
			if err != nil {
				return err
			}
			ch.write(v.Key, plain)
			if written++; written%YieldEvery == 0 {
				yield()
			}
		}
		for key := range gone {
			ch.erase(key)
		}
	}
	return nil
}

// plain is a version as it is written: without a home, only the record.
func (ch *Change) plain(v *versions.Version) ([]byte, error) {
	b := make([]byte, 0, values.Head+record.PaddedSize(len(v.Record.Body)))
	if ch.home == nil && v.State == versions.Put {
		return values.AppendShort(b, values.Record, v.Record)
	}
	return values.AppendVersion(b, v)
}

// Empty says that there is nothing to write and nothing to see.
func (ch *Change) Empty() bool { return len(ch.items)+len(ch.apply) == 0 && ch.home == ch.c.home }

// Show makes the change to be seen.
func (ch *Change) Show() {
	ch.c.order = ch.order
	moved := (ch.c.home != nil) != (ch.home != nil)
	ch.c.home = ch.home
	ch.c.take(ch.items)
	if moved {
		ch.c.recount()
		ch.c.listAnew()
	}
	for _, apply := range ch.apply {
		apply(ch.c)
	}
}

func (ch *Change) writer() long.Writer {
	return long.Writer{Short: ch.home == nil, NewKey: newDiskKey, Write: ch.write, Delete: ch.erase}
}

// long writes a value of any length in place of the one before, if any.
func (ch *Change) long(short, sort byte, before *long.Value, body []byte) (*long.Value, error) {
	if ch.c.keys == nil {
		return &long.Value{Body: body}, nil
	}
	return ch.writer().Put(short, sort, before, body)
}

func (ch *Change) drop(l *long.Value) { ch.writer().Drop(l) }

// WriteBucket writes values of a bucket: nil deletes. It is nothing that whoever waits for a change of records waits for.
// ErrNotKept, record.ErrTooLarge.
func (ch *Change) WriteBucket(name string, changes map[string][]byte) error {
	if ch.c.keys == nil {
		return ErrNotKept
	}
	show, err := ch.c.Buckets.Write(ch.writer(), name, changes)
	ch.Quiet = true
	ch.apply = append(ch.apply, func(*Store) { show() })
	return err
}

// SetDraft keeps what is being written under a name.
func (ch *Change) SetDraft(name string, body []byte) error {
	return ch.setDraft(name, values.JoinDraft(name, body))
}

func (ch *Change) setDraft(name string, body []byte) error {
	l, err := ch.long(values.Draft, values.LongDraft, ch.c.drafts[name], body)
	if err != nil {
		return err
	}
	ch.apply = append(ch.apply, func(c *Store) { c.drafts[name] = l })
	return nil
}

// DropDraft drops a draft, if there is one.
func (ch *Change) DropDraft(name string) {
	ch.drop(ch.c.drafts[name])
	ch.apply = append(ch.apply, func(c *Store) { delete(c.drafts, name) })
}

// SetSettings keeps the settings.
func (ch *Change) SetSettings(body []byte) error {
	l, err := ch.long(values.Settings, values.LongSettings, ch.c.settings, body)
	if err != nil {
		return err
	}
	ch.apply = append(ch.apply, func(c *Store) { c.settings = l })
	return nil
}

// EraseBucket deletes all values of a bucket. ErrNotKept.
func (ch *Change) EraseBucket(name string) error {
	gone := make(map[string][]byte)
	for _, key := range ch.c.Buckets.Keys(name) {
		gone[key] = nil
	}
	return ch.WriteBucket(name, gone)
}

// rewrite writes drafts, settings and buckets again, as a home that comes or goes wants them to look.
func (ch *Change) rewrite() error {
	for name, l := range ch.c.drafts {
		if err := ch.setDraft(name, l.Body); err != nil {
			return err
		}
	}
	if (ch.c.home == nil) != (ch.home == nil) {
		show, err := ch.c.Buckets.Rewrite(ch.writer())
		if err != nil {
			return err
		}
		ch.apply = append(ch.apply, func(*Store) { show() })
	}
	if ch.c.settings == nil {
		return nil
	}
	return ch.SetSettings(ch.c.settings.Body)
}

// Keep returns what is in a visit as it is once kept under a new data key, and the pairs that bring it to the disk. The
// visit itself stays as it is.
func (c *Store) Keep(dataKey seal.Key) (*Store, []Pair, error) {
	kept := New()
	kept.keys = newKeys(dataKey)
	ch := NewChange(kept)
	for id, item := range c.items {
		ch.items[id] = item.Fresh(ch.maker())
	}
	for name, l := range c.drafts {
		if err := ch.setDraft(name, l.Body); err != nil {
			return nil, nil, err
		}
	}
	if c.settings != nil {
		if err := ch.SetSettings(c.settings.Body); err != nil {
			return nil, nil, err
		}
	}
	pairs, err := ch.Pairs()
	if err != nil {
		return nil, nil, err
	}
	ch.Show()
	return kept, pairs, nil
}
