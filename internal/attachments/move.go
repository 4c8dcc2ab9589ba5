package attachments

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	"snowdrop/internal/attachments/chunks"
	"snowdrop/internal/attachments/shelf"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal/blob"
)

// errStopped says that nobody wants any more what was under way.
var errStopped = errors.New("attachments: stopped")

// fromRelay gives an error of the relay the name that this package has for it.
func fromRelay(err error) error {
	var code *relayapi.Code
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, relayapi.ErrUnknown):
		return ErrNotThere
	case errors.Is(err, relayapi.ErrQuota), errors.Is(err, relayapi.ErrFull), errors.Is(err, relayapi.ErrTooLarge):
		return fmt.Errorf("%w: %w", ErrRelayFull, err)
	case errors.As(err, &code) && code != relayapi.ErrBusy:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return fmt.Errorf("%w: %w", ErrOffline, err)
}

// move notes how far an attachment is.
func (k *Keeper) move(id record.ID, w way) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ways[id] = w
	k.change()
}

// verify reads what is on this device and says whether it is what the entry names: nil, ErrDamaged, shelf.ErrMissing, or
// an error of the disk.
func (k *Keeper) verify(ctx context.Context, s Shelf, a journal.Attachment) error {
	k.mu.Lock()
	known := k.verified[a.Blob]
	k.mu.Unlock()
	if known {
		return nil
	}
	size, sum := blob.Size(a.Length), sha256.New()
	for i := range relayapi.Chunks(size) {
		chunk, err := s.Chunk(ctx, a.Blob, i)
		if err != nil {
			return err
		}
		if len(chunk) != relayapi.ChunkSize(size, i) {
			return ErrDamaged
		}
		sum.Write(chunk)
		chunks.Pause(i + 1)
	}
	if [32]byte(sum.Sum(nil)) != a.Hash {
		return ErrDamaged
	}
	k.mu.Lock()
	k.verified[a.Blob] = true
	k.mu.Unlock()
	return nil
}

// send brings an attachment to the relay, from where it was left off.
func (k *Keeper) send(ctx context.Context, h Home, a journal.Attachment) error {
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	switch err := k.verify(ctx, s, a); {
	case errors.Is(err, shelf.ErrMissing), errors.Is(err, ErrDamaged):
		if err := k.lose(ctx, a.Blob); err != nil {
			return err
		}
		return ErrDamaged
	case err != nil:
		return err
	}
	state, err := k.place(ctx, h, a)
	if err != nil {
		return err
	}
	if err := k.sendChunks(ctx, h, s, a, state.Have); err != nil {
		return err
	}
	// It says so itself: an answer that was lost, or made up, must not make this device believe that it may forget.
	if state, err = k.to(h).Blob(ctx, h.Who, a.Blob); err != nil {
		return fromRelay(err)
	}
	if !state.Whole() || state.Size != blob.Size(a.Length) {
		return ErrNotThere
	}
	return k.set(ctx, a.Blob, func(r *row) { r.there = true })
}

// place finds the attachment on the relay or makes room for it.
func (k *Keeper) place(ctx context.Context, h Home, a journal.Attachment) (relayapi.BlobState, error) {
	size := blob.Size(a.Length)
	state, err := k.to(h).Blob(ctx, h.Who, a.Blob)
	if errors.Is(err, relayapi.ErrUnknown) {
		token, ok := h.Token(h.Who.Epoch, a.Blob)
		if !ok {
			return state, ErrOffline // the key of this epoch has yet to come
		}
		state, err = k.to(h).CreateBlob(ctx, h.Who, a.Blob, size, record.DeleteHash(token))
	}
	if err == nil && state.Size != size {
		return state, fmt.Errorf("%w: another size", ErrRefused)
	}
	return state, fromRelay(err)
}

func (k *Keeper) sendChunks(ctx context.Context, h Home, s Shelf, a journal.Attachment, from int) error {
	size := blob.Size(a.Length)
	of := relayapi.Chunks(size)
	jumps := 0
	for i := from; i < of; {
		if !k.still(a.Blob) {
			return errStopped
		}
		k.move(a.Blob, way{moving: true, done: int64(i) * relayapi.Chunk, of: size})
		chunk, err := s.Chunk(ctx, a.Blob, i)
		if err != nil {
			return err
		}
		err = k.to(h).PutChunk(ctx, h.Who, a.Blob, i, chunk)
		var at *relayapi.HeadError
		switch {
		case errors.As(err, &at) && at.Head <= uint64(of) && jumps < 8:
			// Another device sends the same, or an answer was lost.
			i, jumps = int(at.Head), jumps+1
		case err != nil:
			return fromRelay(err)
		default:
			i++
		}
	}
	return nil
}

// still reports whether an entry names the attachment. It looks only where something has changed.
func (k *Keeper) still(id record.ID) bool {
	now, _ := k.room.Changes()
	if k.names != nil && k.seen == now {
		_, named := k.names[id]
		return named
	}
	n, err := k.room.Names()
	if err != nil {
		return false
	}
	k.seen, k.names = now, n.named
	_, named := n.named[id]
	return named
}

// wants reports whether an attachment is still asked for.
func (k *Keeper) wants(id record.ID) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	_, wanted := k.wanted[id]
	return wanted
}

// fetch brings an attachment here, and keeps it only if it is what the entry names. What was here from before and turns
// out wrong is dropped, and it is fetched anew once.
func (k *Keeper) fetch(ctx context.Context, h Home, a journal.Attachment) error {
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	clean := context.WithoutCancel(ctx)
	for {
		before, err := k.fetchChunks(ctx, h, s, a)
		if err == nil {
			err = k.verify(ctx, s, a)
		}
		switch {
		case err == nil:
			return k.set(ctx, a.Blob, func(r *row) { r.here, r.there = true, true })
		case errors.Is(err, ErrOffline) || errors.Is(err, ErrNotThere):
			return err // what has come so far is of use later
		}
		if dropped := s.Drop(clean, a.Blob); dropped != nil {
			return dropped
		}
		if before == 0 || !errors.Is(err, ErrDamaged) {
			return err
		}
	}
}

// fetchChunks fetches what is not here yet. before is how many chunks were here already.
func (k *Keeper) fetchChunks(ctx context.Context, h Home, s Shelf, a journal.Attachment) (before int, err error) {
	size := blob.Size(a.Length)
	state, err := k.to(h).Blob(ctx, h.Who, a.Blob)
	switch {
	case err != nil:
		return 0, fromRelay(err)
	case state.Size != size:
		return 0, ErrDamaged
	case !state.Whole():
		return 0, ErrNotThere
	}
	for i := range relayapi.Chunks(size) {
		if !k.wants(a.Blob) {
			return before, errStopped
		}
		k.move(a.Blob, way{moving: true, done: int64(i) * relayapi.Chunk, of: size})
		chunk, err := s.Chunk(ctx, a.Blob, i)
		if err == nil && len(chunk) == relayapi.ChunkSize(size, i) {
			before++
			continue
		}
		if err != nil && !errors.Is(err, shelf.ErrMissing) {
			return before, err
		}
		chunk, err = k.to(h).Chunk(ctx, h.Who, a.Blob, i)
		if err != nil {
			return before, fromRelay(err)
		}
		if len(chunk) != relayapi.ChunkSize(size, i) {
			return before, ErrDamaged
		}
		if err := s.Put(ctx, a.Blob, i, chunk); err != nil {
			return before, err
		}
	}
	return before, nil
}

// drop takes away what nobody names: from this device at once, and from the relay as soon as it can be reached. The
// ledger knows it until both are done.
func (k *Keeper) drop(ctx context.Context, h *Home, id record.ID) error {
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	if err := s.Drop(ctx, id); err != nil {
		return err
	}
	guest := k.ledger().rows[id].guest
	if err := k.set(ctx, id, func(r *row) { *r = row{guest: guest} }); err != nil {
		return err
	}
	if h != nil && k.to(*h) != nil && !guest {
		if err := k.dropThere(ctx, *h, id); err != nil {
			return err
		}
	}
	return k.note(ctx, func(l *ledger) { delete(l.rows, id) })
}

// dropThere deletes an attachment from the relay. Nobody noted in which epoch it was made, so every token is tried, the newest
// first. It does so only when no entry has yet to come. That it is gone counts only from a relay that knows who asks: to others everything is unknown.
func (k *Keeper) dropThere(ctx context.Context, h Home, id record.ID) error {
	head, _, err := k.to(h).Entries(ctx, h.Who, h.Head)
	if err == nil && head > h.Head {
		// Another device may have sent an edit that names it still.
		return fmt.Errorf("%w: entries have yet to come", ErrOffline)
	}
	if err != nil {
		if err = fromRelay(err); errors.Is(err, ErrNotThere) {
			err = fmt.Errorf("%w: not known there", ErrOffline)
		}
		return err
	}
	for epoch := h.Who.Epoch; ; epoch-- {
		_, err := k.to(h).Blob(ctx, h.Who, id)
		if errors.Is(err, relayapi.ErrUnknown) {
			return nil
		}
		if err != nil {
			return fromRelay(err)
		}
		if epoch == 0 {
			return fmt.Errorf("%w: no token deletes it", ErrRefused)
		}
		token, ok := h.Token(epoch, id)
		if !ok {
			continue
		}
		if err := k.to(h).DeleteBlob(ctx, h.Who, id, token); err != nil && !errors.Is(err, relayapi.ErrUnknown) {
			return fromRelay(err)
		}
	}
}
