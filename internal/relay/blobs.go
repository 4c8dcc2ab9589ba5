package relay

import (
	"net/http"
	"strings"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// inBlob finds what is asked for of a blob: itself, or one of its chunks.
func (c *call) inBlob(space record.SpaceID, parts []string) error {
	blob, err := record.ParseID(parts[0])
	if err != nil || len(parts) > 2 {
		return relayapi.ErrUnknown
	}
	method := c.req.Method
	if len(parts) == 2 {
		i, ok := relayapi.Number(parts[1])
		if !ok || i >= uint64(relayapi.Chunks(relayapi.MaxBlob)) {
			return relayapi.ErrUnknown
		}
		switch method {
		case http.MethodPut:
			return c.putChunk(space, blob, int(i))
		case http.MethodGet:
			return c.getChunk(space, blob, int(i))
		}
		return relayapi.ErrUnknown
	}
	switch method {
	case http.MethodPut:
		return c.beginBlob(space, blob)
	case http.MethodGet:
		return c.getBlob(space, blob)
	case http.MethodDelete:
		return c.deleteBlob(space, blob)
	}
	return relayapi.ErrUnknown
}

func (c *call) beginBlob(space record.SpaceID, blob record.ID) error {
	if _, _, err := c.allowed(space, rightMember); err != nil {
		return err
	}
	text, ok := strings.CutPrefix(c.req.URL.RawQuery, "size=")
	size, number := relayapi.Number(text)
	if !ok || !number || size == 0 {
		return relayapi.ErrMalformed
	}
	if size > relayapi.MaxBlob {
		return relayapi.ErrTooLarge
	}
	body, err := c.body(maxLogin)
	if err != nil {
		return err
	}
	hash, given, err := relayapi.DecodeDelete(body)
	if err != nil || !given || hash == [32]byte{} {
		return relayapi.ErrMalformed
	}
	state, err := c.Store.Begin(c.ctx(), space, blob, int64(size), hash, c.Quota)
	if err != nil {
		return err
	}
	return c.answer(state.Encode())
}

func (c *call) putChunk(space record.SpaceID, blob record.ID, i int) error {
	if _, _, err := c.allowed(space, rightMember); err != nil {
		return err
	}
	known, err := c.Store.Blob(c.ctx(), space, blob)
	if err != nil {
		return err
	}
	size := relayapi.ChunkSize(known.Size, i)
	if size == 0 {
		return relayapi.ErrMalformed
	}
	chunk, err := c.body(size)
	if err != nil {
		return err
	}
	if len(chunk) != size {
		return relayapi.ErrMalformed
	}
	if err := c.Store.PutChunk(c.ctx(), space, blob, i, chunk); err != nil {
		return err
	}
	return c.answer(nil)
}

func (c *call) getBlob(space record.SpaceID, blob record.ID) error {
	if _, _, err := c.allowed(space, rightMember, rightOwner); err != nil {
		return err
	}
	known, err := c.Store.Blob(c.ctx(), space, blob)
	if err != nil {
		return err
	}
	return c.answer(known.BlobState.Encode())
}

func (c *call) getChunk(space record.SpaceID, blob record.ID, i int) error {
	if _, _, err := c.allowed(space, rightMember, rightOwner); err != nil {
		return err
	}
	if err := c.hold(relayapi.Chunk); err != nil {
		return err
	}
	chunk, err := c.Store.Chunk(c.ctx(), space, blob, i)
	if err != nil {
		return err
	}
	return c.answer(chunk)
}

// deleteBlob deletes a blob, for the owner or for whoever shows its delete token.
func (c *call) deleteBlob(space record.SpaceID, blob record.ID) error {
	k, _, err := c.allowed(space, rightMember, rightOwner)
	if err != nil {
		return err
	}
	body, err := c.body(maxLogin)
	if err != nil {
		return err
	}
	secret, given, err := relayapi.DecodeDelete(body)
	if err != nil {
		return err
	}
	known, err := c.Store.Blob(c.ctx(), space, blob)
	if err != nil {
		return err
	}
	if k.role != relayapi.RoleOwner && (!given || record.DeleteHash(secret) != known.Delete) {
		return relayapi.ErrUnknown
	}
	if err := c.Store.Remove(c.ctx(), space, blob); err != nil {
		return err
	}
	return c.answer(nil)
}
