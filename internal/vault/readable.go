package vault

import (
	"bytes"
	"context"
	"fmt"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/inclear"
)

// MaxReadable is the most bytes of what may stand readable.
const MaxReadable = inclear.Max

// Readable is what a person chose to be readable without unlocking, or nil. It answers while locked. It never leaves the
// device.
func (v *Vault) Readable() []byte {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return bytes.Clone(v.readable.Words)
}

// SetReadable puts words of an item on the disk as they are, for anybody to read, in place of those before. Only what a
// person asked for line by line may be given to it. No words: nothing stands readable any more, and a disk that keeps its
// past for a while gives that up. They go with their item, whichever device deletes it. ErrNotKept in a visit, ErrLocked,
// ErrNotFound where there is no such item, ErrTooLarge.
func (v *Vault) SetReadable(ctx context.Context, of record.ID, words []byte) error {
	v.write.Lock()
	defer v.write.Unlock()
	switch v.State() {
	case Visit:
		return ErrNotKept
	case Locked:
		return ErrLocked
	}
	if len(words) > MaxReadable {
		return ErrTooLarge
	}
	if _, err := v.get(of); err != nil && len(words) > 0 {
		return err
	}
	return v.writeReadable(ctx, inclear.Readable{Of: of, Words: bytes.Clone(words)})
}

// writeReadable is called with write held.
func (v *Vault) writeReadable(ctx context.Context, r inclear.Readable) error {
	change := Change{Key: inclear.Key}
	if len(r.Words) > 0 {
		change.Value = r.Marshal()
	} else {
		r = inclear.Readable{}
	}
	if err := v.disk.Write(ctx, []Change{change}); err != nil {
		return fmt.Errorf("vault: readable words: %w", err)
	}
	v.mu.Lock()
	v.readable = r
	v.tell()
	v.mu.Unlock()
	v.dropPast()
	return nil
}

// dropPast may fail: what stands is written, and the past goes at the latest when the disk is closed.
func (v *Vault) dropPast() {
	if past, ok := v.disk.(interface{ DropPast() error }); ok {
		_ = past.DropPast()
	}
}

// orphaned is called with write held, after a change: words do not outlive the item that they were taken from. If the disk
// refuses, the next change tries again.
func (v *Vault) orphaned(ctx context.Context) {
	v.mu.RLock()
	gone := false
	if len(v.readable.Words) > 0 && v.open != nil {
		_, err := v.open.Get(v.readable.Of)
		gone = err != nil
	}
	v.mu.RUnlock()
	if gone {
		_ = v.writeReadable(context.WithoutCancel(ctx), inclear.Readable{})
	}
}
