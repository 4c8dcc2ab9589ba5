package attachments

import (
	"context"
	"errors"

	"snowdrop/internal/journal"
	"snowdrop/internal/vault"
)

// Gather brings here everything that an entry names and only the relay has, before that is left for good. It tells how many
// of how many are here. What the relay does not have, or gives wrongly, it passes over: whoever put it in may have it still.
// ErrOffline, vault.ErrDiskFull, vault.ErrLocked, or the error of ctx: the same again goes on where it was.
func (k *Keeper) Gather(ctx context.Context, told func(got, of int)) error {
	n, err := k.room.Names()
	var missing []journal.Attachment
	if err == nil {
		rows := k.ledger().rows
		for id, a := range n.named {
			if !rows[id].here {
				missing = append(missing, a)
			}
		}
	}
	if len(missing) == 0 {
		return err
	}
	h, ok := k.room.Home()
	if !ok || k.to(h) == nil {
		return ErrOffline
	}
	for i, a := range missing {
		told(i, len(missing))
		if err := k.gather(ctx, h, a); err != nil {
			return err
		}
	}
	told(len(missing), len(missing))
	return nil
}

func (k *Keeper) gather(ctx context.Context, h Home, a journal.Attachment) error {
	k.work.Lock()
	defer k.work.Unlock()
	if k.ledger().rows[a.Blob].here {
		return nil
	}
	k.mu.Lock()
	k.wanted[a.Blob] = a
	k.mu.Unlock()
	err := k.doing(ctx, a.Blob, func(ctx context.Context) error { return k.fetch(ctx, h, a) })
	k.end(a.Blob, err)
	k.mu.Lock()
	delete(k.wanted, a.Blob)
	k.change()
	k.mu.Unlock()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, ErrOffline), errors.Is(err, vault.ErrLocked), errors.Is(err, vault.ErrDiskFull):
		return err
	}
	return nil
}
