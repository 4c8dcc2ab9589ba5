// Package long is values that may be longer than one record, opened, with the places where their parts lie on a disk:
// cut when they are written, put together when they are read. It must never hand out a value of which a part is missing,
// or leave a part behind where a value was replaced.
package long

import (
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/values"
)

// Value is one opened value, in one part or several, and its places on the disk.
type Value struct {
	Keys []string // none in a visit
	Body []byte
}

// Writer is one write of a disk on its way.
type Writer struct {
	Short  bool // what fits into one record is written as one: no home wants all to look alike
	NewKey func() string
	Write  func(diskKey string, plain []byte)
	Delete func(diskKey string)
}

// Put writes a value in place of the one before, if any: under the sort short where it may be and fits, else in parts of
// a sort. A short of 0 is none. The body becomes the value's.
func (w Writer) Put(short, sort byte, before *Value, body []byte) (*Value, error) {
	v := &Value{Body: body}
	var free []string
	if before != nil {
		free = slices.Clone(before.Keys)
	}
	next := func() string {
		var key string
		if len(free) > 0 {
			key, free = free[0], free[1:]
		} else {
			key = w.NewKey()
		}
		v.Keys = append(v.Keys, key)
		return key
	}
	if short != 0 && w.Short && len(body) <= record.MaxBody {
		rec := record.Record{Body: body}
		if short != values.Settings {
			rec.ID = record.NewID()
		}
		plain, err := values.AppendShort(nil, short, rec)
		if err != nil {
			return nil, err
		}
		w.Write(next(), plain)
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
			w.Write(next(), plain)
		}
	}
	for _, key := range free {
		w.Delete(key)
	}
	return v, nil
}

// Drop deletes a value, if there is one.
func (w Writer) Drop(v *Value) {
	if v == nil {
		return
	}
	for _, key := range v.Keys {
		w.Delete(key)
	}
}

// Lower says which of two values for one place counts, and the disk key of the other, which is damaged then.
func Lower(a, b *Value) (counts *Value, damaged string) {
	if slices.Min(b.Keys) < slices.Min(a.Keys) {
		a, b = b, a
	}
	return a, slices.Min(b.Keys)
}

// Parts are parts that were found on a disk, by what was one writing.
type Parts map[record.ID][]part

type part struct {
	diskKey string
	values.Part
}

// Add takes what was found under a disk key.
func (p Parts) Add(diskKey string, found values.Part) {
	p[found.ID] = append(p[found.ID], part{diskKey, found})
}

// Join puts long values together. Of one whose parts are not all there, one counts as damaged: the others say nothing
// without it. whole says no where what was put together is no such value.
func (p Parts) Join(whole func(sort byte, v *Value) bool, damaged func(diskKey string)) {
	for _, found := range p {
		slices.SortFunc(found, func(a, b part) int { return int(a.Index) - int(b.Index) })
		v := &Value{Keys: make([]string, 0, len(found))}
		parts := make([]values.Part, 0, len(found))
		for _, f := range found {
			v.Keys, parts = append(v.Keys, f.diskKey), append(parts, f.Part)
		}
		body, ok := values.Join(parts)
		if v.Body = body; !ok || !whole(parts[0].Sort, v) {
			damaged(slices.Min(v.Keys))
		}
	}
}
