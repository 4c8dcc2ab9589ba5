// Package memdisk is a vault.Disk in memory, with faults on request, for tests and for trying things
// out. It must never hold what a person wants to keep: it is gone with the process.
package memdisk

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"snowdrop/internal/vault"
)

// ErrFault is the error of a write that FailAfter made fail.
var ErrFault = errors.New("memdisk: fault asked for")

// Disk is a vault.Disk. Its zero value is an empty disk, ready to use.
type Disk struct {
	mu     sync.Mutex
	values map[string][]byte
	blobs  map[string]map[int][]byte
	full   bool
	left   int // writes until the fault, when armed
	armed  bool
	writes int
}

var _ vault.Disk = (*Disk)(nil)

// New returns an empty disk.
func New() *Disk { return new(Disk) }

// Load implements vault.Disk.
func (d *Disk) Load(ctx context.Context, each func(key string, value []byte) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for key, value := range d.Dump() {
		if err := each(key, value); err != nil {
			return err
		}
	}
	return nil
}

// Write implements vault.Disk.
func (d *Disk) Write(ctx context.Context, changes []vault.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fault(); err != nil {
		return err
	}
	if d.full {
		for _, c := range changes {
			if c.Value != nil {
				return vault.ErrDiskFull
			}
		}
	}
	d.writes++
	if d.values == nil {
		d.values = make(map[string][]byte)
	}
	for _, c := range changes {
		if c.Value == nil {
			delete(d.values, c.Key)
			continue
		}
		d.values[c.Key] = append([]byte{}, c.Value...)
	}
	return nil
}

// Erase implements vault.Disk.
func (d *Disk) Erase(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fault(); err != nil {
		return err
	}
	d.writes++
	d.values, d.blobs = nil, nil
	return nil
}

// PutChunk implements vault.Disk.
func (d *Disk) PutChunk(ctx context.Context, key string, i int, b []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fault(); err != nil {
		return err
	}
	if d.full {
		return vault.ErrDiskFull
	}
	d.writes++
	if d.blobs == nil {
		d.blobs = make(map[string]map[int][]byte)
	}
	if d.blobs[key] == nil {
		d.blobs[key] = make(map[int][]byte)
	}
	d.blobs[key][i] = append([]byte{}, b...)
	return nil
}

// Chunk implements vault.Disk.
func (d *Disk) Chunk(ctx context.Context, key string, i int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	b, ok := d.blobs[key][i]
	if !ok {
		return nil, vault.ErrNotFound
	}
	return bytes.Clone(b), nil
}

// DropBlob implements vault.Disk.
func (d *Disk) DropBlob(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.fault(); err != nil {
		return err
	}
	d.writes++
	delete(d.blobs, key)
	return nil
}

// Blobs implements vault.Disk.
func (d *Disk) Blobs(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Sorted(maps.Keys(d.blobs)), nil
}

func (d *Disk) fault() error {
	if !d.armed {
		return nil
	}
	if d.left == 0 {
		return ErrFault
	}
	d.left--
	return nil
}

// Full makes every write that brings a value fail with vault.ErrDiskFull, until called with false.
func (d *Disk) Full(full bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.full = full
}

// FailAfter lets n more writes (erasings and blobs count as well) pass and then makes every one fail with ErrFault, until
// called with a negative n.
func (d *Disk) FailAfter(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.left, d.armed = n, n >= 0
}

// Writes returns how many writes and erasings have succeeded.
func (d *Disk) Writes() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.writes
}

// Dump returns everything on the disk: what someone who seizes it sees. The values must not be changed.
func (d *Disk) Dump() map[string][]byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.values)
}

// Reopen returns a second Disk with the same content and without faults, as after a crash. The first
// one must not be used any more.
func (d *Disk) Reopen() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	again := &Disk{values: maps.Clone(d.values), blobs: make(map[string]map[int][]byte)}
	for key, chunks := range d.blobs {
		again.blobs[key] = maps.Clone(chunks)
	}
	return again
}

// Damage flips one bit of the value under key, as a failing disk would. It does nothing when there is
// no such bit.
func (d *Disk) Damage(key string, bit int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	value, ok := d.values[key]
	if !ok || bit < 0 || bit/8 >= len(value) {
		return
	}
	value = bytes.Clone(value)
	value[bit/8] ^= 1 << (bit % 8)
	d.values[key] = value
}
