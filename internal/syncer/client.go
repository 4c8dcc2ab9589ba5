package syncer

import (
	"context"
	"errors"
	"net/http"

	"snowdrop/internal/record"
)

// The roles in which a device logs in.
const (
	RoleMember = 1 // holds the key of an epoch
	RoleOwner  = 2 // holds the owner's key; Epoch is zero
)

// Login is who asks, and how to prove it. Sign signs what relayapi's login message is.
type Login struct {
	Role  uint8
	Space record.SpaceID
	Epoch uint32
	Sign  func(message []byte) [64]byte
}

// SlotLogin opens one slot.
type SlotLogin struct {
	Locator [32]byte
	Public  [32]byte
	Sign    func(message []byte) [64]byte
}

// Client speaks with one relay. Tokens are fetched when needed, kept in memory and renewed once when the relay no longer
// takes them. It follows no redirect, keeps no cookie, says nothing about the device, and reads no answer that is larger
// than the protocol allows. Its errors are those of relayapi, those of the RoundTripper, and context errors. It is safe
// for use from many goroutines.
type Client struct {
	base string // scheme and host, without a slash at the end
	rt   http.RoundTripper
}

// NewClient returns a client for the relay at base, such as "https://example.org".
func NewClient(base string, rt http.RoundTripper) *Client { return &Client{base: base, rt: rt} }

// About is what the relay says of itself.
type About struct {
	Version int
	Spaces  string // "open", "code" or "closed"
}

// About asks what the relay says of itself.
func (c *Client) About(ctx context.Context) (About, error) { return About{}, errors.ErrUnsupported }

// CreateSpace makes a space from its first envelope. code is an invitation of the host, or empty. Twice is as once.
func (c *Client) CreateSpace(ctx context.Context, genesis []byte, code string) error {
	return errors.ErrUnsupported
}

// Entries gives what follows entry after, at most 1 MiB of it, and the number of the last entry there is.
func (c *Client) Entries(ctx context.Context, who Login, after uint64) (head uint64, items []record.Item, err error) {
	return 0, nil, errors.ErrUnsupported
}

// Append puts envelopes behind entry expect, all or none, and returns the number of the last one. *HeadError says that
// the log is longer.
func (c *Client) Append(ctx context.Context, who Login, expect uint64, envelopes [][]byte) (head uint64, err error) {
	return 0, errors.ErrUnsupported
}

// Controls gives the control records of the epochs after epoch. A member of any epoch may ask.
func (c *Client) Controls(ctx context.Context, who Login, epoch uint32) ([][]byte, error) {
	return nil, errors.ErrUnsupported
}

// Control puts a control record behind entry expect. Only the owner may.
func (c *Client) Control(ctx context.Context, who Login, expect uint64, envelope []byte) (head uint64, err error) {
	return 0, errors.ErrUnsupported
}

// DeleteEntry has the bytes of an entry deleted; its leaf stays. Twice is as once.
func (c *Client) DeleteEntry(ctx context.Context, who Login, n uint64, token [32]byte) error {
	return errors.ErrUnsupported
}

// DeleteSpace has everything deleted. Only the owner may.
func (c *Client) DeleteSpace(ctx context.Context, who Login) error { return errors.ErrUnsupported }

// Live calls wake with the head of a space whenever it has changed, and open once the relay listens. It returns when the
// connection ends, when nothing was heard for longer than two heartbeats, or when ctx is done; never nil.
func (c *Client) Live(ctx context.Context, who []Login, open func(), wake func(space record.SpaceID, head uint64)) error {
	return errors.ErrUnsupported
}

// BlobStatus says how much of a blob is there.
type BlobStatus struct {
	Size   int64
	Chunks int // the first so many are there; Whole when all of Size is
}

// CreateBlob makes room for a blob of size bytes. Twice is as once.
func (c *Client) CreateBlob(ctx context.Context, who Login, blob record.ID, size int64, deleteHash record.Hash) error {
	return errors.ErrUnsupported
}

// PutChunk sends chunk i, of relayapi.Chunk bytes, the last one shorter. Twice is as once.
func (c *Client) PutChunk(ctx context.Context, who Login, blob record.ID, i int, chunk []byte) error {
	return errors.ErrUnsupported
}

// Blob says how much of a blob is there.
func (c *Client) Blob(ctx context.Context, who Login, blob record.ID) (BlobStatus, error) {
	return BlobStatus{}, errors.ErrUnsupported
}

// Chunk fetches chunk i.
func (c *Client) Chunk(ctx context.Context, who Login, blob record.ID, i int) ([]byte, error) {
	return nil, errors.ErrUnsupported
}

// DeleteBlob has a blob deleted. Twice is as once.
func (c *Client) DeleteBlob(ctx context.Context, who Login, blob record.ID, token [32]byte) error {
	return errors.ErrUnsupported
}

// Slot fetches what a slot holds: always relayapi.MaxSlot bytes.
func (c *Client) Slot(ctx context.Context, slot SlotLogin) ([]byte, error) {
	return nil, errors.ErrUnsupported
}

// PutSlot writes a slot. previous is the SHA-256 of what it is known to hold, or zero if it must be new: then who proves
// that the caller has a space. life is 0 for ever, 1 for two minutes, 2 for 48 hours.
func (c *Client) PutSlot(ctx context.Context, slot SlotLogin, who *Login, life uint8, previous [32]byte, blob []byte) error {
	return errors.ErrUnsupported
}

// DeleteSlot empties a slot. Twice is as once.
func (c *Client) DeleteSlot(ctx context.Context, slot SlotLogin) error { return errors.ErrUnsupported }
