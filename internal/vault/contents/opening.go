package contents

import (
	"context"
	"slices"
	"sort"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/long"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

// YieldEvery is after how many values a long loop yields: js/wasm has no preemption. In a browser each
// turn costs a few milliseconds, which is why it is not more often.
const YieldEvery = 2048

// opening is contents on their way.
type opening struct {
	c     *Store
	parts long.Parts
	longs map[byte]*long.Value // of the sorts of which there is one
	all   versions.Item        // a piece of memory for lists of one
}

// Open opens every value into one piece of memory, which costs the garbage collector least. A value
// that does not open, or that says it is one that is already there, is damaged.
func Open(ctx context.Context, dataKey seal.Key, sealed map[string][]byte) (*Store, error) {
	c := New()
	c.keys, c.items = newKeys(dataKey), make(map[record.ID]versions.Item, len(sealed))
	o := &opening{c: c, parts: make(long.Parts), longs: make(map[byte]*long.Value), all: make(versions.Item, 0, len(sealed))}
	size := 0
	for _, value := range sealed {
		size += max(0, len(value)-seal.Overhead)
	}
	arena := make([]byte, 0, size)
	slab := make([]versions.Version, 0, len(sealed))
	aad := make([]byte, 0, 128)
	n := 0
	for diskKey, value := range sealed {
		if n++; n%YieldEvery == 0 {
			yield()
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		var found values.Value
		var err error
		arena, found, err = openValue(arena, c.keys.values, diskKey, value, aad)
		if err != nil {
			c.damaged = append(c.damaged, diskKey)
			continue
		}
		switch found.Sort {
		case values.Record, values.Version, values.Tombstone, values.Binned:
			found.Version.Key = diskKey
			slab = append(slab, found.Version)
			o.version(&slab[len(slab)-1])
		case values.Draft, values.Settings, values.ShortBucket:
			o.long(found.Sort, &long.Value{Keys: []string{diskKey}, Body: found.Version.Record.Body})
		default:
			o.parts.Add(diskKey, found.Part)
		}
	}
	o.parts.Join(o.long, func(diskKey string) { c.damaged = append(c.damaged, diskKey) })
	c.settings = o.longs[values.Settings]
	o.openHome()
	c.recount()
	c.listAnew()
	sort.Strings(c.damaged)
	return c, nil
}

// version puts an opened version in its place. Of two for one place, which only a disk that was put
// together from two can hold, the one with the lower disk key stays and the other counts as damaged.
func (o *opening) version(v *versions.Version) {
	if v.State == versions.Binned || v.Waiting() && len(v.Over) > 0 {
		o.c.untidy = append(o.c.untidy, v.Record.ID)
	}
	item, known := o.c.items[v.Record.ID]
	if !known {
		o.all = append(o.all, v)
		o.c.items[v.Record.ID] = o.all[len(o.all)-1 : len(o.all) : len(o.all)]
		return
	}
	at := slices.IndexFunc(item, func(w *versions.Version) bool { return w.ID == v.ID && w.State == v.State })
	if at < 0 {
		o.c.items[v.Record.ID] = append(item, v)
		return
	}
	if item[at].Key > v.Key {
		item[at], v = v, item[at]
	}
	o.c.damaged = append(o.c.damaged, v.Key)
}

// long puts an opened value in its place, or says that it has none.
func (o *opening) long(sort byte, v *long.Value) bool {
	c := o.c
	switch sort {
	case values.Draft, values.LongDraft:
		name, _, ok := values.SplitDraft(v.Body)
		if !ok {
			return false
		}
		c.drafts[name] = o.lower(c.drafts[name], v)
	case values.Bucket, values.ShortBucket:
		if damaged := c.Buckets.Found(v); damaged != "" {
			c.damaged = append(c.damaged, damaged)
		}
	case values.LongSettings:
		sort = values.Settings
		fallthrough
	default:
		o.longs[sort] = o.lower(o.longs[sort], v)
	}
	return true
}

// lower says which of two values for one place counts, and notes the other as damaged.
func (o *opening) lower(a, b *long.Value) *long.Value {
	if a == nil {
		return b
	}
	counts, damaged := long.Lower(a, b)
	o.c.damaged = append(o.c.damaged, damaged)
	return counts
}
