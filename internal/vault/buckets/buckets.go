// Package buckets is what parts of the program keep on a device beside a person's records: values under keys, in buckets
// with names. It must never change what is to be seen before it was written, or put a name where the seal does not cover
// it.
//
// A value lies on the disk as one long value of its own: the name of the bucket, the key and the value, in this order, so
// that a disk shows neither how many buckets there are nor what lies in which. Spec: docs/format.md.
package buckets

import (
	"bytes"
	"maps"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/long"
	"snowdrop/internal/vault/values"
)

// MaxName is the longest name of a bucket, and the longest key, in bytes.
const MaxName = 255

// MaxValue is the longest value in bytes.
const MaxValue = 1 << 20

// Set is all buckets: the values by the name of their bucket and their key. An empty bucket is none.
type Set map[string]map[string]*long.Value

// Found takes a value that was opened. Of two for one place the one with the lower disk key counts; the other, or a value
// that has no place, is returned as damaged.
func (s Set) Found(v *long.Value) (damaged string) {
	bucket, key, _, ok := values.SplitBucket(v.Body)
	if !ok {
		return slices.Min(v.Keys)
	}
	if s[bucket] == nil {
		s[bucket] = make(map[string]*long.Value)
	}
	if before := s[bucket][key]; before != nil {
		v, damaged = long.Lower(before, v)
	}
	s[bucket][key] = v
	return damaged
}

// Get returns a copy of a value, and whether it is there.
func (s Set) Get(bucket, key string) ([]byte, bool) {
	v, ok := s[bucket][key]
	if !ok {
		return nil, false
	}
	_, _, value, _ := values.SplitBucket(v.Body)
	return append([]byte{}, value...), true
}

// Keys returns the keys of a bucket, sorted.
func (s Set) Keys(bucket string) []string { return slices.Sorted(maps.Keys(s[bucket])) }

// Names returns the names of all buckets in which something lies, sorted.
func (s Set) Names() []string { return slices.Sorted(maps.Keys(s)) }

// Write writes values of one bucket: nil deletes. show makes it to be seen, once it is written. record.ErrTooLarge.
func (s Set) Write(w long.Writer, bucket string, changes map[string][]byte) (show func(), err error) {
	after := make(map[string]*long.Value, len(changes))
	for key, value := range changes {
		before := s[bucket][key]
		switch {
		case len(bucket) > MaxName || len(key) > MaxName || len(value) > MaxValue:
			return nil, record.ErrTooLarge
		case value == nil:
			w.Drop(before)
			after[key] = nil
			continue
		case before != nil && bytes.HasSuffix(before.Body, value) && len(before.Body) == 2+len(bucket)+len(key)+len(value):
			continue // as it is
		}
		if after[key], err = w.Put(values.ShortBucket, values.Bucket, before, values.JoinBucket(bucket, key, value)); err != nil {
			return nil, err
		}
	}
	return func() { s.show(bucket, after) }, nil
}

func (s Set) show(bucket string, after map[string]*long.Value) {
	if s[bucket] == nil {
		s[bucket] = make(map[string]*long.Value)
	}
	for key, v := range after {
		if v == nil {
			delete(s[bucket], key)
		} else {
			s[bucket][key] = v
		}
	}
	if len(s[bucket]) == 0 {
		delete(s, bucket)
	}
}

// Rewrite writes everything again, as a home that comes or goes wants it to look.
func (s Set) Rewrite(w long.Writer) (show func(), err error) {
	var shows []func()
	for bucket, all := range s {
		after := make(map[string]*long.Value, len(all))
		for key, v := range all {
			if after[key], err = w.Put(values.ShortBucket, values.Bucket, v, v.Body); err != nil {
				return nil, err
			}
		}
		shows = append(shows, func() { s.show(bucket, after) })
	}
	return func() {
		for _, show := range shows {
			show()
		}
	}, nil
}
