package vault

import (
	"context"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/contents"
)

// BlobDisk is the second kind of room of a disk: long things in numbered chunks under opaque keys. Load does not read
// them, Erase removes them. It may be used from many goroutines.
type BlobDisk interface {
	// PutChunk keeps a chunk, in place of the one before, and returns nil only when it is durable. After an error
	// nothing has changed. ErrDiskFull, possibly wrapped, says that there was no room. It does not keep b.
	PutChunk(ctx context.Context, key string, i int, b []byte) error
	// Chunk returns a chunk as it was put, or ErrNotFound. It is the caller's.
	Chunk(ctx context.Context, key string, i int) ([]byte, error)
	// DropBlob removes every chunk under a key, durably. One that is not there is no error.
	DropBlob(ctx context.Context, key string) error
	// Blobs returns every key that has a chunk, sorted.
	Blobs(ctx context.Context) ([]string, error)
}

// BlobKey returns the key for the blob of this ID: on a disk it says nothing about the ID. It is empty while locked.
func (v *Vault) BlobKey(id record.ID) (key string) {
	_ = v.read(func(c *contents.Store) { key = c.BlobKey(id) })
	return key
}

// Blobs is where blobs are kept: on the disk, or in a visit in memory, gone with it.
func (v *Vault) Blobs() BlobDisk {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.kept {
		return v.visitBlobs
	}
	return v.disk
}

// keepBlobs brings the blobs of a visit to the disk, under their keys there. They are there before anything names them.
func (v *Vault) keepBlobs(ctx context.Context, to *contents.Store) error {
	v.dropBlobs(ctx) // of one that did not get to its end
	from := v.visitBlobs
	names, err := from.Blobs(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		id, err := record.ParseID(name)
		if err != nil {
			continue
		}
		for i, chunk := range from.Chunks(name) {
			if err := v.disk.PutChunk(ctx, to.BlobKey(id), i, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

// dropBlobs removes what keepBlobs brought to a disk that is otherwise empty. What it can not remove is removed next time.
func (v *Vault) dropBlobs(ctx context.Context) {
	names, err := v.disk.Blobs(ctx)
	if err != nil {
		return
	}
	for _, name := range names {
		_ = v.disk.DropBlob(ctx, name)
	}
}
