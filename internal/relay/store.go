package relay

import (
	"context"
	"crypto/sha256"
	"errors"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// A Store keeps what the relay is given. internal/relay/storetest holds the promises that each one keeps:
// what was answered with no error is on disk for good; a change is whole or not at all; all of one space
// happens in one order, that of its numbers; and a space says nothing about another.
//
// All methods may be called from many goroutines. ErrUnknown of relayapi says that the space, the entry,
// the blob or the slot is not there; ErrFull that there is no room on disk, that nothing was changed, and
// that it is worth trying again later. A context that ends before the work began leaves everything as it
// was; one that ends later leaves it either done or not. ErrBroken ends the store: nothing can be said to
// be kept any more.
type Store interface {
	Spaces
	Logs
	Blobs
	Slots
}

// ErrBroken says that the disk did not keep what it was given, or that the store was closed.
var ErrBroken = errors.New("relay: the store keeps nothing any more")

// ErrEpoch says that an append is for an epoch that is not in force.
var ErrEpoch = errors.New("relay: another epoch")

// State is where a space stands.
type State struct {
	Head  uint64
	Epoch uint32
	Auth  [32]byte // the public key with which members of this epoch log in
	Owner [32]byte // the owner's public key
	Kept  int64    // bytes, of the log and of blobs, that count against the quota
}

// Epoch is what a control record brings: it becomes entry Expect+1 and starts epoch Epoch, which must be
// the one after the present one. Auth and Owner are in force from then on.
type Epoch struct {
	Expect   uint64
	Epoch    uint32
	Auth     [32]byte
	Owner    [32]byte
	Envelope []byte
}

// Batch is records to put behind entry Expect while Epoch is in force and its members log in with Auth.
type Batch struct {
	Expect    uint64
	Epoch     uint32
	Auth      [32]byte
	Envelopes [][]byte
}

// Spaces keeps which spaces there are.
type Spaces interface {
	// Create makes a space whose log holds one entry. Made before with the same bytes, it changes nothing and
	// answers nil; with others, ErrTaken. code is the hash of the invite code that this uses up, or nil: one
	// that was used up for something else is ErrCode.
	Create(ctx context.Context, space record.SpaceID, first Epoch, code *record.Hash) error
	// Space answers where a space stands.
	Space(ctx context.Context, space record.SpaceID) (State, error)
	// Auth answers the public key with which members of an epoch log in.
	Auth(ctx context.Context, space record.SpaceID, epoch uint32) ([32]byte, error)
	// Drop deletes everything of a space. There is no trace of it afterwards.
	Drop(ctx context.Context, space record.SpaceID) error
}

// Logs keeps the log of each space.
type Logs interface {
	// Append puts a batch behind the head and answers the new head. A batch that stands at exactly these numbers
	// already is answered as it was the first time. ErrEpoch; *HeadError where the log stands elsewhere; ErrQuota
	// where the space would hold more than quota bytes.
	Append(ctx context.Context, space record.SpaceID, b Batch, quota int64) (head uint64, err error)
	// Rotate puts a control record behind the head and swaps the keys, in one. Errors as Append.
	Rotate(ctx context.Context, space record.SpaceID, e Epoch, quota int64) (head uint64, err error)
	// Read answers where a space stands and, from the same moment, its entries from after+1 on: as many as take
	// at most limit bytes as relayapi.ItemSize counts, but at least one if there is one. An entry whose bytes the
	// disk lost comes back as a stub.
	Read(ctx context.Context, space record.SpaceID, after uint64, limit int) (State, []record.Item, error)
	// Controls answers the control records of the epochs after one: as many as take at most limit bytes.
	Controls(ctx context.Context, space record.SpaceID, after uint32, limit int) ([][]byte, error)
	// Strip deletes the bytes of an entry and keeps its leaf. Again changes nothing.
	Strip(ctx context.Context, space record.SpaceID, n uint64) error
}

// Blob is what is known of a blob.
type Blob struct {
	relayapi.BlobState
	Delete record.Hash // of the token that deletes it
}

// Blobs keeps long sealed things, in chunks.
type Blobs interface {
	// Begin makes room for a blob. One that is there with the same size and hash is answered as it is; else
	// ErrTaken. ErrQuota counts the whole size at once.
	Begin(ctx context.Context, space record.SpaceID, blob record.ID, size int64, hash record.Hash, quota int64) (relayapi.BlobState, error)
	// PutChunk puts the next chunk, of exactly the length it must have. The same again changes nothing; other
	// bytes for a chunk that is there are ErrTaken; one that is not the next is a *HeadError with how many
	// are there.
	PutChunk(ctx context.Context, space record.SpaceID, blob record.ID, i int, bytes []byte) error
	// Blob answers what is known of one.
	Blob(ctx context.Context, space record.SpaceID, blob record.ID) (Blob, error)
	// Chunk answers one chunk.
	Chunk(ctx context.Context, space record.SpaceID, blob record.ID, i int) ([]byte, error)
	// Remove deletes a blob. Again changes nothing.
	Remove(ctx context.Context, space record.SpaceID, blob record.ID) error
}

// Slot is what lies at a locator.
type Slot struct {
	Auth [32]byte // the public key that every call must be signed for
	Blob [relayapi.SlotSize]byte
}

// Slots keeps the slots that stay for ever.
type Slots interface {
	// Slot answers one.
	Slot(ctx context.Context, l relayapi.Locator) (Slot, error)
	// PutSlot writes one if the SHA-256 of the blob that is there is previous, or if there is none and previous
	// is zero; else, or if there is one of another key, ErrTaken. The same again changes nothing.
	PutSlot(ctx context.Context, l relayapi.Locator, previous record.Hash, s Slot) error
	// DropSlot deletes one. Again changes nothing.
	DropSlot(ctx context.Context, l relayapi.Locator) error
}

// Follows tells whether a slot may take the place of the one that is there: the same key, and the caller has
// seen what it holds.
func (s Slot) Follows(there Slot, previous record.Hash) bool {
	return s.Auth == there.Auth && sha256.Sum256(there.Blob[:]) == previous
}
