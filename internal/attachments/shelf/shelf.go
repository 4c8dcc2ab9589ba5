// Package shelf is where the sealed chunks of attachments lie on this device: a person's own, and those of spaces that are
// shared. It must never let two spaces share a place, or take for left over what another space has put there.
package shelf

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

var (
	// ErrMissing says that a chunk is not on this device.
	ErrMissing = errors.New("attachments: no such chunk")
	// ErrMoved says that something changed while it was looked: it is to be looked again.
	ErrMoved = errors.New("attachments: changed meanwhile")
)

// Ledgers is the bucket of the vault in which each space that is shared has its ledger, under the text of its ID.
const Ledgers = "files"

// In returns the shelf of a space, the zero one for a person's own. vault.ErrLocked.
func In(v *vault.Vault, space record.SpaceID) (Shelf, error) {
	s := Shelf{v, v.Blobs(), space}
	if v.State() == vault.Locked {
		return Shelf{}, vault.ErrLocked
	}
	return s, nil
}

// Shelf is the blobs of a vault, where they are at one moment: in memory, or on the disk. A method that returns nil has made
// its change durable. Two of one place are equal.
type Shelf struct {
	vault *vault.Vault
	disk  vault.BlobDisk
	in    record.SpaceID // zero for a person's own
}

// Key has no two spaces share a place, whatever somebody calls a file of theirs.
func (s Shelf) Key(id record.ID) string {
	if s.in != (record.SpaceID{}) {
		sum := sha256.Sum256(append(s.in[:], id[:]...))
		id = record.ID(sum[:len(id)])
	}
	return s.vault.BlobKey(id)
}

// key is the key of a blob, and vault.ErrLocked where there is none.
func (s Shelf) key(id record.ID) (string, error) {
	key := s.Key(id)
	if key == "" {
		return "", vault.ErrLocked
	}
	return key, nil
}

// Put keeps a chunk.
func (s Shelf) Put(ctx context.Context, id record.ID, i int, chunk []byte) error {
	key, err := s.key(id)
	if err != nil {
		return err
	}
	return s.disk.PutChunk(ctx, key, i, chunk)
}

// Chunk returns a chunk, or ErrMissing.
func (s Shelf) Chunk(ctx context.Context, id record.ID, i int) ([]byte, error) {
	key, err := s.key(id)
	if err != nil {
		return nil, err
	}
	chunk, err := s.disk.Chunk(ctx, key, i)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, ErrMissing
	}
	return chunk, err
}

// Drop drops a blob. What is not there is dropped already.
func (s Shelf) Drop(ctx context.Context, id record.ID) error {
	key, err := s.key(id)
	if err != nil {
		return err
	}
	return s.disk.DropBlob(ctx, key)
}

// Keys returns the keys of everything that is there. It leaves out what is of other spaces, which is asked for after what is on
// the disk: there everything has its row before its first byte.
func (s Shelf) Keys(ctx context.Context) ([]string, error) {
	keys, err := s.disk.Blobs(ctx)
	if err != nil {
		return nil, err
	}
	all := map[string]bool{}
	before, _ := s.vault.Changes()
	ledgers := s.vault.Bucket(Ledgers)
	for _, name := range ledgers.Keys() {
		space, err := record.ParseSpaceID(name)
		body, _ := ledgers.Get(name)
		ids, ok := Rows(body)
		if err != nil || !ok {
			return nil, nil // nobody knows what is left over
		}
		for _, id := range ids {
			all[Shelf{s.vault, s.disk, space}.Key(id)] = space != s.in
		}
	}
	if after, _ := s.vault.Changes(); after != before {
		return nil, ErrMoved // perhaps it was locked, and then nothing was there to be read
	}
	mine := s.in == record.SpaceID{}
	return slices.DeleteFunc(keys, func(key string) bool {
		other, known := all[key]
		return known && other || !known && !mine
	}), nil
}

// DropKey drops what lies under a key.
func (s Shelf) DropKey(ctx context.Context, key string) error { return s.disk.DropBlob(ctx, key) }

// Rows reads which blobs a ledger has a row for: version 2 | 16 bytes | then for each: blob 16 | 5 bytes.
func Rows(ledger []byte) (ids []record.ID, ok bool) {
	const head, row = 1 + 16, 16 + 5
	if len(ledger) < head || ledger[0] != 2 || (len(ledger)-head)%row != 0 {
		return nil, false
	}
	for b := ledger[head:]; len(b) > 0; b = b[row:] {
		ids = append(ids, record.ID(b[:16]))
	}
	return ids, true
}
