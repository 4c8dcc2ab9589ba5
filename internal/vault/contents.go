package vault

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sort"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

// Head is what lists need to know of a record.
type Head struct {
	ID   record.ID
	Kind uint8
	At   int64
}

// newestFirst orders heads by time, and those of one time by ID, so that the order is always the same.
func newestFirst(a, b Head) int {
	if c := cmp.Compare(b.At, a.At); c != 0 {
		return c
	}
	return slices.Compare(a.ID[:], b.ID[:])
}

// contents is everything opened. It is guarded by Vault.mu.
type contents struct {
	key      *seal.Key // seals values; nil in a visit
	heads    []Head    // newest first
	records  map[record.ID]*entry
	drafts   map[string]*entry
	settings *entry
	damaged  []string
}

// entry is one opened value and its place on the disk.
type entry struct {
	diskKey string // empty in a visit
	rec     record.Record
}

func newContents() *contents {
	return &contents{records: make(map[record.ID]*entry), drafts: make(map[string]*entry)}
}

// yieldEvery is after how many values a long loop yields: js/wasm has no preemption. In a browser each
// turn costs a few milliseconds, which is why it is not more often.
const yieldEvery = 2048

// openAll opens every value into one piece of memory, which costs the garbage collector least. A value
// that does not open, or that says it is one that is already there, is damaged.
func openAll(ctx context.Context, dataKey seal.Key, sealed map[string][]byte) (*contents, error) {
	key := dataKey.Derive(seal.LabelLocalValues)
	c := &contents{
		key:     &key,
		heads:   make([]Head, 0, len(sealed)),
		records: make(map[record.ID]*entry, len(sealed)),
		drafts:  make(map[string]*entry),
	}
	size := 0
	for _, value := range sealed {
		size += max(0, len(value)-seal.Overhead)
	}
	arena := make([]byte, 0, size)
	entries := make([]entry, 0, len(sealed))
	aad := make([]byte, 0, 128)
	n := 0
	for diskKey, value := range sealed {
		if n++; n%yieldEvery == 0 {
			yield()
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		var what byte
		var rec record.Record
		var err error
		arena, what, rec, err = openValue(arena, key, diskKey, value, aad)
		if err != nil {
			c.damaged = append(c.damaged, diskKey)
			continue
		}
		entries = append(entries, entry{diskKey: diskKey, rec: rec})
		c.admit(what, &entries[len(entries)-1])
	}
	for id, e := range c.records {
		c.heads = append(c.heads, Head{id, e.rec.Kind, e.rec.At})
	}
	slices.SortFunc(c.heads, newestFirst)
	sort.Strings(c.damaged)
	return c, nil
}

// admit puts an opened value in its place. Of two for one place, which only a disk that was put
// together from two can hold, the one with the lower disk key stays and the other counts as damaged.
func (c *contents) admit(what byte, e *entry) {
	var before *entry
	switch what {
	case sortRecord:
		before = c.records[e.rec.ID]
	case sortDraft:
		name, _, _ := splitDraft(e.rec.Body)
		before = c.drafts[name]
	case sortSettings:
		before = c.settings
	}
	if before != nil {
		if before.diskKey < e.diskKey {
			before, e = e, before
		}
		c.damaged = append(c.damaged, before.diskKey)
	}
	switch what {
	case sortRecord:
		c.records[e.rec.ID] = e
	case sortDraft:
		name, _, _ := splitDraft(e.rec.Body)
		c.drafts[name] = e
	case sortSettings:
		c.settings = e
	}
}

// seal returns the contents of a visit as they are once kept under a new data key, and the changes
// that bring them to the disk. The visit itself stays as it is.
func (c *contents) seal(dataKey seal.Key) (*contents, []Change, error) {
	key := dataKey.Derive(seal.LabelLocalValues)
	kept := newContents()
	kept.key = &key
	kept.heads = slices.Clone(c.heads)
	var changes []Change
	add := func(what byte, e *entry) (*entry, error) {
		e = &entry{diskKey: newDiskKey(), rec: e.rec}
		value, err := sealValue(key, e.diskKey, what, e.rec)
		if err != nil {
			return nil, err
		}
		changes = append(changes, Change{e.diskKey, value})
		if len(changes)%yieldEvery == 0 {
			yield()
		}
		return e, nil
	}
	var err error
	for id, e := range c.records {
		if kept.records[id], err = add(sortRecord, e); err != nil {
			return nil, nil, err
		}
	}
	for name, e := range c.drafts {
		if kept.drafts[name], err = add(sortDraft, e); err != nil {
			return nil, nil, err
		}
	}
	if c.settings != nil {
		if kept.settings, err = add(sortSettings, c.settings); err != nil {
			return nil, nil, err
		}
	}
	return kept, changes, nil
}

func (c *contents) putRecord(e *entry) {
	c.dropRecord(e.rec.ID)
	head := Head{e.rec.ID, e.rec.Kind, e.rec.At}
	at, _ := slices.BinarySearchFunc(c.heads, head, newestFirst)
	c.heads = slices.Insert(c.heads, at, head)
	c.records[e.rec.ID] = e
}

func (c *contents) dropRecord(id record.ID) {
	e, ok := c.records[id]
	if !ok {
		return
	}
	at, found := slices.BinarySearchFunc(c.heads, Head{id, e.rec.Kind, e.rec.At}, newestFirst)
	if !found {
		panic("vault: a record is missing from the list")
	}
	c.heads = slices.Delete(c.heads, at, at+1)
	delete(c.records, id)
}

func (c *contents) draftNames() []string {
	return slices.Sorted(maps.Keys(c.drafts))
}
