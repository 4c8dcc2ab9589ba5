package vault

import (
	"context"
	"errors"

	"snowdrop/internal/vault/contents"
)

// Change is one part of a write: Key gets Value, or is deleted when Value is nil. Deleting a key that
// is not there is not an error. An empty Value that is not nil is a value.
type Change = contents.Pair

// Disk keeps sealed values under opaque keys. One Disk at a time owns what is under it: opening it a
// second time, in this process or another, is refused by the implementation. A Disk may be used from
// many goroutines. The package disktest holds what follows as tests.
type Disk interface {
	// Load calls each with every pair exactly once, in any order, and stops at the first error of
	// each, which it returns. each may keep value; nobody may change it.
	Load(ctx context.Context, each func(key string, value []byte) error) error

	// Write applies all changes or none, later ones over earlier ones with the same key, and returns
	// nil only when they are durable: a crash right after it loses nothing. After an error nothing has
	// changed. ErrDiskFull, possibly wrapped, says that there was no room; deleting may still work.
	// Write keeps none of the slices. A done ctx is refused at the start; a write that has begun runs
	// to its end, so that the answer is never "perhaps".
	Write(ctx context.Context, changes []Change) error

	// Erase removes every pair and every blob. When it returns nil that is durable, and the disk can be written again.
	Erase(ctx context.Context) error

	BlobDisk
}

// ErrDiskFull is how a Disk says that there is no room for a write. Nothing has changed.
var ErrDiskFull = errors.New("vault: disk full")
