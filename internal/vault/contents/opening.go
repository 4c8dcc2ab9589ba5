package contents

import (
	"context"
	"slices"
	"sort"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

// YieldEvery is after how many values a long loop yields: js/wasm has no preemption. In a browser each
// turn costs a few milliseconds, which is why it is not more often.
const YieldEvery = 2048

// opening is contents on their way.
type opening struct {
	c     *Store
	parts map[record.ID][]foundPart
	longs map[byte]*long // of the sorts of which there is one
	all   versions.Item  // a piece of memory for lists of one
}

type foundPart struct {
	diskKey string
	values.Part
}

// Open opens every value into one piece of memory, which costs the garbage collector least. A value
// that does not open, or that says it is one that is already there, is damaged.
func Open(ctx context.Context, dataKey seal.Key, sealed map[string][]byte) (*Store, error) {
	c := &Store{keys: newKeys(dataKey), items: make(map[record.ID]versions.Item, len(sealed)), drafts: make(map[string]*long)}
	o := &opening{c: c, parts: make(map[record.ID][]foundPart), longs: make(map[byte]*long), all: make(versions.Item, 0, len(sealed))}
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
		case values.Draft:
			o.draft(&long{[]string{diskKey}, found.Version.Record.Body})
		case values.Settings:
			o.single(values.Settings, &long{[]string{diskKey}, found.Version.Record.Body})
		default:
			o.parts[found.Part.ID] = append(o.parts[found.Part.ID], foundPart{diskKey, found.Part})
		}
	}
	o.join()
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

// lower says which of two values for one place counts, and notes the other as damaged.
func (o *opening) lower(a, b *long) *long {
	if a == nil {
		return b
	}
	if slices.Min(b.keys) < slices.Min(a.keys) {
		a, b = b, a
	}
	o.c.damaged = append(o.c.damaged, slices.Min(b.keys))
	return a
}

func (o *opening) draft(l *long) {
	name, _, _ := values.SplitDraft(l.body)
	o.c.drafts[name] = o.lower(o.c.drafts[name], l)
}

func (o *opening) single(sort byte, l *long) {
	if sort == values.LongSettings {
		sort = values.Settings
	}
	o.longs[sort] = o.lower(o.longs[sort], l)
}

// join puts long values together. Of one whose parts are not all there, one counts as damaged: the others say nothing
// without it.
func (o *opening) join() {
	for _, found := range o.parts {
		slices.SortFunc(found, func(a, b foundPart) int { return int(a.Index) - int(b.Index) })
		l := &long{}
		var parts []values.Part
		for _, f := range found {
			l.keys, parts = append(l.keys, f.diskKey), append(parts, f.Part)
		}
		body, whole := values.Join(parts)
		if whole && parts[0].Sort == values.LongDraft {
			_, _, whole = values.SplitDraft(body)
		}
		if !whole {
			o.c.damaged = append(o.c.damaged, slices.Min(l.keys))
			continue
		}
		l.body = body
		if parts[0].Sort == values.LongDraft {
			o.draft(l)
		} else {
			o.single(parts[0].Sort, l)
		}
	}
}
