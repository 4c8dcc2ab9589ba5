// Package memory is a relay's store that lives as long as its process, for tests and for trying out. It must
// never be what people's only copy lies on.
package memory

import (
	"bytes"
	"context"
	"sync"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

// Store is a relay.Store in memory.
type Store struct {
	mu     sync.Mutex
	spaces map[record.SpaceID]*space
	slots  map[relayapi.Locator]relay.Slot
	codes  map[record.Hash]bool
	full   bool
}

type space struct {
	relay.State
	keys     map[uint32][32]byte
	controls map[uint32]uint64 // the number of the entry that started an epoch
	items    []record.Item
	blobs    map[record.ID]*blob
}

type blob struct {
	relay.Blob
	chunks [][]byte
}

// New returns an empty store.
func New() *Store {
	return &Store{spaces: map[record.SpaceID]*space{}, slots: map[relayapi.Locator]relay.Slot{}, codes: map[record.Hash]bool{}}
}

// SetFull makes every change that needs room answer ErrFull, as a full disk does.
func (s *Store) SetFull(full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.full = full
}

// in runs f with the space, or nil if there is none.
func (s *Store) in(ctx context.Context, id record.SpaceID, f func(*space) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.spaces[id]
	if at == nil {
		return relayapi.ErrUnknown
	}
	return f(at)
}

// Create implements relay.Spaces.
func (s *Store) Create(ctx context.Context, id record.SpaceID, first relay.Epoch, code *record.Hash) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch at := s.spaces[id]; {
	case at != nil && bytes.Equal(at.items[0].Envelope, first.Envelope):
		return nil
	case at != nil:
		return relayapi.ErrTaken
	case code != nil && s.codes[*code]:
		return relayapi.ErrCode
	case s.full:
		return relayapi.ErrFull
	}
	if code != nil {
		s.codes[*code] = true
	}
	at := &space{keys: map[uint32][32]byte{}, controls: map[uint32]uint64{}, blobs: map[record.ID]*blob{}}
	at.start(first)
	s.spaces[id] = at
	return nil
}

func (at *space) start(e relay.Epoch) {
	at.put(e.Envelope)
	at.Epoch, at.Auth, at.Owner = e.Epoch, e.Auth, e.Owner
	at.keys[e.Epoch], at.controls[e.Epoch] = e.Auth, at.Head
}

func (at *space) put(envelope []byte) {
	at.Head++
	at.Kept += int64(len(envelope))
	at.items = append(at.items, record.Item{N: at.Head, Envelope: bytes.Clone(envelope), Leaf: record.Leaf(envelope)})
}

// Space implements relay.Spaces.
func (s *Store) Space(ctx context.Context, id record.SpaceID) (state relay.State, err error) {
	err = s.in(ctx, id, func(at *space) error {
		state = at.State
		return nil
	})
	return state, err
}

// Auth implements relay.Spaces.
func (s *Store) Auth(ctx context.Context, id record.SpaceID, epoch uint32) (key [32]byte, err error) {
	err = s.in(ctx, id, func(at *space) error {
		found := false
		if key, found = at.keys[epoch]; !found {
			return relayapi.ErrUnknown
		}
		return nil
	})
	return key, err
}

// Drop implements relay.Spaces.
func (s *Store) Drop(ctx context.Context, id record.SpaceID) error {
	return s.in(ctx, id, func(*space) error {
		delete(s.spaces, id)
		return nil
	})
}

// Append implements relay.Logs.
func (s *Store) Append(ctx context.Context, id record.SpaceID, b relay.Batch, quota int64) (head uint64, err error) {
	err = s.in(ctx, id, func(at *space) error {
		if at.Epoch != b.Epoch || at.Auth != b.Auth {
			return relay.ErrEpoch
		}
		if at.holds(b.Expect, b.Envelopes...) {
			head = b.Expect + uint64(len(b.Envelopes))
			return nil
		}
		if err := at.room(s.full, b.Expect, quota, b.Envelopes...); err != nil {
			return err
		}
		for _, e := range b.Envelopes {
			at.put(e)
		}
		head = at.Head
		return nil
	})
	return head, err
}

// Rotate implements relay.Logs.
func (s *Store) Rotate(ctx context.Context, id record.SpaceID, e relay.Epoch, quota int64) (head uint64, err error) {
	err = s.in(ctx, id, func(at *space) error {
		if at.holds(e.Expect, e.Envelope) {
			head = e.Expect + 1
			return nil
		}
		if at.Epoch+1 != e.Epoch {
			return &relayapi.HeadError{Head: at.Head, Epoch: at.Epoch}
		}
		if err := at.room(s.full, e.Expect, quota, e.Envelope); err != nil {
			return err
		}
		at.start(e)
		head = at.Head
		return nil
	})
	return head, err
}

// holds tells whether exactly these entries stand behind number after.
func (at *space) holds(after uint64, envelopes ...[]byte) bool {
	if after > at.Head || uint64(len(envelopes)) > at.Head-after {
		return false
	}
	for i, e := range envelopes {
		if at.items[after+uint64(i)].Leaf != record.Leaf(e) {
			return false
		}
	}
	return true
}

func (at *space) room(full bool, expect uint64, quota int64, envelopes ...[]byte) error {
	more := int64(0)
	for _, e := range envelopes {
		more += int64(len(e))
	}
	switch {
	case at.Head != expect:
		return &relayapi.HeadError{Head: at.Head, Epoch: at.Epoch}
	case at.Kept+more > quota:
		return relayapi.ErrQuota
	case full:
		return relayapi.ErrFull
	}
	return nil
}

// Read implements relay.Logs.
func (s *Store) Read(ctx context.Context, id record.SpaceID, after uint64, limit int) (state relay.State, items []record.Item, err error) {
	err = s.in(ctx, id, func(at *space) error {
		state = at.State
		for n := after; n < at.Head; n++ {
			item := at.items[n]
			if limit -= relayapi.ItemSize(item); limit < 0 && len(items) > 0 {
				break
			}
			items = append(items, item)
		}
		return nil
	})
	return state, items, err
}

// Controls implements relay.Logs.
func (s *Store) Controls(ctx context.Context, id record.SpaceID, after uint32, limit int) (all [][]byte, err error) {
	err = s.in(ctx, id, func(at *space) error {
		for epoch := after; epoch < at.Epoch; epoch++ {
			e := at.items[at.controls[epoch+1]-1].Envelope
			if limit -= len(e); limit < 0 {
				break
			}
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

// Strip implements relay.Logs.
func (s *Store) Strip(ctx context.Context, id record.SpaceID, n uint64) error {
	return s.in(ctx, id, func(at *space) error {
		if n == 0 || n > at.Head {
			return relayapi.ErrUnknown
		}
		item := &at.items[n-1]
		at.Kept -= int64(len(item.Envelope))
		item.Envelope = nil
		return nil
	})
}

// Begin implements relay.Blobs.
func (s *Store) Begin(ctx context.Context, id record.SpaceID, name record.ID, size int64, hash record.Hash, quota int64) (state relayapi.BlobState, err error) {
	err = s.in(ctx, id, func(at *space) error {
		switch b := at.blobs[name]; {
		case b != nil && b.Size == size && b.Delete == hash:
			state = b.BlobState
			return nil
		case b != nil:
			return relayapi.ErrTaken
		case at.Kept+size > quota:
			return relayapi.ErrQuota
		case s.full:
			return relayapi.ErrFull
		}
		state = relayapi.BlobState{Size: size}
		at.blobs[name] = &blob{Blob: relay.Blob{BlobState: state, Delete: hash}}
		at.Kept += size
		return nil
	})
	return state, err
}

// PutChunk implements relay.Blobs.
func (s *Store) PutChunk(ctx context.Context, id record.SpaceID, name record.ID, i int, chunk []byte) error {
	return s.in(ctx, id, func(at *space) error {
		switch b := at.blobs[name]; {
		case b == nil:
			return relayapi.ErrUnknown
		case i < b.Have && bytes.Equal(b.chunks[i], chunk):
			return nil
		case i < b.Have:
			return relayapi.ErrTaken
		case i > b.Have:
			return &relayapi.HeadError{Head: uint64(b.Have), Epoch: at.Epoch}
		case s.full:
			return relayapi.ErrFull
		default:
			b.chunks = append(b.chunks, bytes.Clone(chunk))
			b.Have++
			return nil
		}
	})
}

// Blob implements relay.Blobs.
func (s *Store) Blob(ctx context.Context, id record.SpaceID, name record.ID) (known relay.Blob, err error) {
	err = s.in(ctx, id, func(at *space) error {
		b := at.blobs[name]
		if b == nil {
			return relayapi.ErrUnknown
		}
		known = b.Blob
		return nil
	})
	return known, err
}

// Chunk implements relay.Blobs.
func (s *Store) Chunk(ctx context.Context, id record.SpaceID, name record.ID, i int) (chunk []byte, err error) {
	err = s.in(ctx, id, func(at *space) error {
		b := at.blobs[name]
		if b == nil || i < 0 || i >= b.Have {
			return relayapi.ErrUnknown
		}
		chunk = b.chunks[i]
		return nil
	})
	return chunk, err
}

// Remove implements relay.Blobs.
func (s *Store) Remove(ctx context.Context, id record.SpaceID, name record.ID) error {
	return s.in(ctx, id, func(at *space) error {
		if b := at.blobs[name]; b != nil {
			at.Kept -= b.Size
			delete(at.blobs, name)
		}
		return nil
	})
}

// Slot implements relay.Slots.
func (s *Store) Slot(ctx context.Context, l relayapi.Locator) (relay.Slot, error) {
	if err := ctx.Err(); err != nil {
		return relay.Slot{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, found := s.slots[l]
	if !found {
		return relay.Slot{}, relayapi.ErrUnknown
	}
	return slot, nil
}

// PutSlot implements relay.Slots.
func (s *Store) PutSlot(ctx context.Context, l relayapi.Locator, previous record.Hash, slot relay.Slot) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	at, found := s.slots[l]
	switch {
	case found && at == slot:
		return nil
	case found && !slot.Follows(at, previous):
		return relayapi.ErrTaken
	case !found && previous != record.Hash{}:
		return relayapi.ErrTaken
	case s.full:
		return relayapi.ErrFull
	}
	s.slots[l] = slot
	return nil
}

// DropSlot implements relay.Slots.
func (s *Store) DropSlot(ctx context.Context, l relayapi.Locator) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.slots, l)
	return nil
}
