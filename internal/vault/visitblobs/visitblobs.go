// Package visitblobs keeps the blobs of one visit in memory. It must never keep one for longer than whoever made it, or hand
// out bytes that a later change changes.
package visitblobs

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"sync"

	"snowdrop/internal/vault/contents"
)

// Blobs is a vault.BlobDisk for one visit.
type Blobs struct {
	mu   sync.Mutex
	byID map[string]map[int][]byte
}

// New has none.
func New() *Blobs { return &Blobs{byID: make(map[string]map[int][]byte)} }

// PutChunk implements vault.BlobDisk.
func (m *Blobs) PutChunk(ctx context.Context, key string, i int, b []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byID[key] == nil {
		m.byID[key] = make(map[int][]byte)
	}
	m.byID[key][i] = append([]byte{}, b...)
	return nil
}

// Chunk implements vault.BlobDisk.
func (m *Blobs) Chunk(ctx context.Context, key string, i int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	b, ok := m.byID[key][i]
	if !ok {
		return nil, contents.ErrNotFound
	}
	return bytes.Clone(b), nil
}

// DropBlob implements vault.BlobDisk.
func (m *Blobs) DropBlob(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.byID, key)
	return nil
}

// Blobs implements vault.BlobDisk.
func (m *Blobs) Blobs(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.byID)), nil
}

// Chunks returns the chunks of one blob by their number. They must not be changed.
func (m *Blobs) Chunks(key string) map[int][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	return maps.Clone(m.byID[key])
}
