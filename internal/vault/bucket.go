package vault

import (
	"context"

	"snowdrop/internal/vault/contents"
)

// Bucket is values that a part of the program keeps on this device, beside the records and not among them: they have no
// versions, no bin and no home, and no list shows them. They are sealed like everything, the names of the bucket and of
// its keys too, opened by Unlock and gone when locked; what home there is changes nothing about them, and Erase removes
// them. It is safe for use from many goroutines.
type Bucket struct {
	v    *Vault
	name string
}

// Bucket returns the bucket of a name, of at most 255 bytes. It is there when something is written to it.
func (v *Vault) Bucket(name string) *Bucket { return &Bucket{v, name} }

// Buckets returns the names of all buckets in which something is, sorted. Locked, it is empty.
func (v *Vault) Buckets() (names []string) {
	_ = v.read(func(c *contents.Store) { names = c.Buckets.Names() })
	return names
}

// Get returns a copy of a value, and whether it is there. Locked, nothing is.
func (b *Bucket) Get(key string) (value []byte, ok bool) {
	_ = b.v.read(func(c *contents.Store) { value, ok = c.Buckets.Get(b.name, key) })
	return value, ok
}

// Keys returns the keys of all values, sorted. Locked, it is empty.
func (b *Bucket) Keys() (keys []string) {
	_ = b.v.read(func(c *contents.Store) { keys = c.Buckets.Keys(b.name) })
	return keys
}

// Write writes all values or none, later ones over earlier ones with the same key, and returns nil only when they are
// durable. A Value of nil deletes. ErrNotKept in a visit, ErrLocked, ErrTooLarge where a value has more than 1 MiB or a
// key more than 255 bytes, ErrDiskFull or another error of the disk. Changes does not count it.
func (b *Bucket) Write(ctx context.Context, changes []Change) error {
	last := make(map[string][]byte, len(changes))
	for _, c := range changes {
		last[c.Key] = c.Value
	}
	return b.v.change(ctx, func(ch *contents.Change) error { return ch.WriteBucket(b.name, last) })
}

// Erase removes everything in the bucket that opened. A disk that keeps its past for a while gives that up.
func (b *Bucket) Erase(ctx context.Context) error {
	err := b.v.change(ctx, func(ch *contents.Change) error { return ch.EraseBucket(b.name) })
	if err == nil {
		b.v.dropPast()
	}
	return err
}
