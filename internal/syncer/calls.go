package syncer

import (
	"context"
	"net/http"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// About asks what the relay says of itself.
func (c *Client) About(ctx context.Context) (relayapi.About, error) {
	answer, err := c.do(ctx, call{method: http.MethodGet, path: relayapi.PathAbout, limit: relayapi.MaxAbout})
	if err != nil {
		return relayapi.About{}, err
	}
	return relayapi.DecodeAbout(answer)
}

// CreateSpace makes a space from its first envelope. code is an invitation of the host, or empty. Twice is as once.
func (c *Client) CreateSpace(ctx context.Context, genesis []byte, code string) error {
	body := relayapi.Create{Code: code, Genesis: genesis}.Encode()
	answer, err := c.do(ctx, call{method: http.MethodPost, path: relayapi.PathSpaces, body: body, limit: 8})
	return reached(1, answer, err)
}

// CreateFurther is CreateSpace where who, a member or owner of another space there, shows that this person needs no code
// of the host. The relay keeps nothing of it.
func (c *Client) CreateFurther(ctx context.Context, genesis []byte, who Login) error {
	create := call{method: http.MethodPost, path: relayapi.PathSpaces, body: relayapi.Create{Genesis: genesis}.Encode(), limit: 8}
	return c.with(ctx, []Login{who}, func(tokens []string) error {
		create.slotToken = tokens[0]
		answer, err := c.do(ctx, create)
		return reached(1, answer, err)
	})
}

// reached reads an answer that is a head, which must be at least so much.
func reached(least uint64, answer []byte, err error) error {
	if err != nil {
		return err
	}
	head, err := relayapi.DecodeHead(answer)
	if err == nil && head < least {
		return relayapi.ErrAnswer
	}
	return err
}

// Entries gives what follows entry after, at most relayapi.MaxBody bytes of it, and the number of the last entry there is.
func (c *Client) Entries(ctx context.Context, who Login, after uint64) (head uint64, items []record.Item, err error) {
	answer, err := c.as(ctx, who, call{method: http.MethodGet, path: relayapi.LogPath(who.Space) + relayapi.After(after), limit: relayapi.MaxBody})
	if err != nil {
		return 0, nil, err
	}
	return relayapi.DecodeLog(answer, after)
}

// Append puts records behind entry expect, all or none. *relayapi.HeadError says that the log stands elsewhere. Twice is
// as once, as long as the bytes are the same.
func (c *Client) Append(ctx context.Context, who Login, expect uint64, envelopes [][]byte) error {
	body := relayapi.Append{Expect: expect, Envelopes: envelopes}.Encode()
	answer, err := c.as(ctx, who, call{method: http.MethodPost, path: relayapi.LogPath(who.Space), body: body, limit: 8})
	return reached(expect+uint64(len(envelopes)), answer, err)
}

// Controls gives the control records of the epochs after epoch. A member of any epoch may ask.
func (c *Client) Controls(ctx context.Context, who Login, epoch uint32) ([][]byte, error) {
	answer, err := c.as(ctx, who, call{method: http.MethodGet, path: relayapi.ControlPath(who.Space) + relayapi.After(uint64(epoch)), limit: relayapi.MaxBody})
	if err != nil {
		return nil, err
	}
	return relayapi.DecodeControls(answer, epoch)
}

// Control puts a control record behind entry expect, as Append does. Only the owner may.
func (c *Client) Control(ctx context.Context, who Login, expect uint64, envelope []byte) error {
	body := relayapi.Rotate{Expect: expect, Envelope: envelope}.Encode()
	answer, err := c.as(ctx, who, call{method: http.MethodPost, path: relayapi.ControlPath(who.Space), body: body, limit: 8})
	return reached(expect+1, answer, err)
}

// DeleteEntry has the bytes of an entry deleted; its leaf stays. Twice is as once.
func (c *Client) DeleteEntry(ctx context.Context, who Login, n uint64, token [32]byte) error {
	_, err := c.as(ctx, who, call{method: http.MethodDelete, path: relayapi.EntryPath(who.Space, n), body: token[:]})
	return err
}

// DeleteSpace has everything deleted. Only the owner may.
func (c *Client) DeleteSpace(ctx context.Context, who Login) error {
	_, err := c.as(ctx, who, call{method: http.MethodDelete, path: relayapi.SpacePath(who.Space)})
	return err
}

// CreateBlob makes room for a blob of size bytes, and says how much of it is there already. Twice is as once.
func (c *Client) CreateBlob(ctx context.Context, who Login, blob record.ID, size int64, deleteHash record.Hash) (relayapi.BlobState, error) {
	return blobState(c.as(ctx, who, call{method: http.MethodPut, path: relayapi.BlobPath(who.Space, blob) + relayapi.Size(size), body: deleteHash[:], limit: 12}))
}

// Blob says how much of a blob is there.
func (c *Client) Blob(ctx context.Context, who Login, blob record.ID) (relayapi.BlobState, error) {
	return blobState(c.as(ctx, who, call{method: http.MethodGet, path: relayapi.BlobPath(who.Space, blob), limit: 12}))
}

func blobState(answer []byte, err error) (relayapi.BlobState, error) {
	if err != nil {
		return relayapi.BlobState{}, err
	}
	return relayapi.DecodeBlobState(answer)
}

// PutChunk sends chunk i, of relayapi.Chunk bytes, the last one shorter. They go in order. Twice is as once.
// *relayapi.HeadError says which one is next.
func (c *Client) PutChunk(ctx context.Context, who Login, blob record.ID, i int, chunk []byte) error {
	_, err := c.as(ctx, who, call{method: http.MethodPut, path: relayapi.ChunkPath(who.Space, blob, i), body: chunk, limit: 12})
	return err
}

// Chunk fetches chunk i.
func (c *Client) Chunk(ctx context.Context, who Login, blob record.ID, i int) ([]byte, error) {
	return c.as(ctx, who, call{method: http.MethodGet, path: relayapi.ChunkPath(who.Space, blob, i), limit: relayapi.Chunk})
}

// DeleteBlob has a blob deleted. Twice is as once.
func (c *Client) DeleteBlob(ctx context.Context, who Login, blob record.ID, token [32]byte) error {
	_, err := c.as(ctx, who, call{method: http.MethodDelete, path: relayapi.BlobPath(who.Space, blob), body: token[:]})
	return err
}

// SlotLogin opens one slot: Sign signs the message of relayapi.SlotSigned, behind relayapi.LabelSlot.
type SlotLogin struct {
	Locator relayapi.Locator
	Public  [32]byte
	Sign    func(message []byte) [64]byte
}

// Slot fetches what a slot holds: relayapi.SlotSize bytes.
func (c *Client) Slot(ctx context.Context, slot SlotLogin) ([]byte, error) {
	answer, err := c.slot(ctx, slot, call{method: http.MethodGet, limit: relayapi.SlotSize})
	if err == nil && len(answer) != relayapi.SlotSize {
		return nil, relayapi.ErrAnswer
	}
	return answer, err
}

// PutSlot writes a slot. previous is the SHA-256 of what it is known to hold, or zero where it must be new: then who
// shows that the caller has a space. life is one of relayapi's. relayapi.ErrTaken says that it holds something else.
func (c *Client) PutSlot(ctx context.Context, slot SlotLogin, who *Login, life uint8, previous [32]byte, blob []byte) error {
	put := call{method: http.MethodPut, body: relayapi.PutSlot{Auth: slot.Public, Life: life, Previous: previous, Blob: blob}.Encode()}
	if who == nil {
		_, err := c.slot(ctx, slot, put)
		return err
	}
	return c.with(ctx, []Login{*who}, func(tokens []string) error {
		put.slotToken = tokens[0]
		_, err := c.slot(ctx, slot, put)
		return err
	})
}

// DeleteSlot empties a slot.
func (c *Client) DeleteSlot(ctx context.Context, slot SlotLogin) error {
	_, err := c.slot(ctx, slot, call{method: http.MethodDelete})
	return err
}

// slot sends a call to a slot, signed for this one time.
func (c *Client) slot(ctx context.Context, slot SlotLogin, call call) ([]byte, error) {
	nonce, err := c.nonce(ctx)
	if err != nil {
		return nil, err
	}
	call.path = relayapi.SlotPath(slot.Locator)
	call.authorization = relayapi.SlotAuthorization(nonce, slot.Sign(relayapi.SlotSigned(c.host, call.method, slot.Locator, nonce, call.body)))
	return c.do(ctx, call)
}
