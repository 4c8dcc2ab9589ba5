package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/values"
)

// ErrNoOwner says that this device does not hold the owner's secret.
var ErrNoOwner = errors.New("vault: no owner's secret here")

// stepUp asks the passphrase again.
func (v *Vault) stepUp(passphrase string) (passed, error) {
	v.write.Lock()
	defer v.write.Unlock()
	switch v.State() {
	case Visit:
		return passed{}, ErrNotKept
	case Locked:
		return passed{}, ErrLocked
	}
	return v.check(passphrase)
}

// The owner's secret on the disk: salt of the header 16 | wrapped under the passphrase that was stretched with it. So
// the data key alone, which an unlocked device has, does not give it.
const ownerSize = 16 + 32 + seal.Overhead

func ownerAAD(id record.SpaceID) []byte {
	return append([]byte(seal.LabelLocalOwnerWrap), id[:]...)
}

func (ch *change) setOwner(h *home, before *long, p passed, o space.Owner) (err error) {
	wrapped := p.stretched.Derive(seal.LabelLocalOwner).Wrap(o.Key(), ownerAAD(h.space.ID()))
	h.owner, err = ch.long(0, values.Owner, before, append(p.salt[:], wrapped...))
	return err
}

// openOwner gives the owner's secret for a passphrase that was right. One that was wrapped with another passphrase,
// which a damaged disk can bring about, is ErrPassphrase if that one still opens the store, and else as if not there.
func (v *Vault) openOwner(h *home, p passed) (space.Owner, error) {
	if h == nil || h.space == nil || h.owner == nil || len(h.owner.body) != ownerSize {
		return space.Owner{}, ErrNoOwner
	}
	salt := h.owner.body[:len(p.salt)]
	if !bytes.Equal(salt, p.salt[:]) {
		if bytes.Equal(salt, v.header.salt[:]) || v.other != nil && bytes.Equal(salt, v.other.salt[:]) {
			return space.Owner{}, ErrPassphrase
		}
		return space.Owner{}, ErrNoOwner
	}
	key, err := p.stretched.Derive(seal.LabelLocalOwner).Unwrap(h.owner.body[len(p.salt):], ownerAAD(h.space.ID()))
	if err != nil {
		return space.Owner{}, ErrNoOwner
	}
	return space.OwnerFrom(key), nil
}

// HasOwner says whether this device holds the owner's secret, to be had with the passphrase.
func (v *Vault) HasOwner() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.open != nil && v.open.home != nil && v.open.home.owner != nil
}

// Owner asks the passphrase again and gives the owner's secret. ErrPassphrase, ErrNoOwner, ErrNoHome, ErrNotKept or
// ErrLocked.
func (v *Vault) Owner(_ context.Context, passphrase string) (space.Owner, error) {
	p, err := v.stepUp(passphrase)
	if err != nil {
		return space.Owner{}, err
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	switch {
	case v.open == nil:
		return space.Owner{}, ErrLocked
	case v.open.home == nil:
		return space.Owner{}, ErrNoHome
	}
	return v.openOwner(v.open.home, p)
}

// SetOwner keeps the owner's secret, in place of the one before, if any. Errors as of Owner, and those of the disk.
func (v *Vault) SetOwner(ctx context.Context, passphrase string, o space.Owner) error {
	p, err := v.stepUp(passphrase)
	if err != nil {
		return err
	}
	return v.change(ctx, func(ch *change) error {
		switch {
		case ch.home == nil:
			return ErrNoHome
		case ch.home.space == nil:
			return ErrHomeUnreadable
		case p.salt != v.header.salt && (v.other == nil || p.salt != v.other.salt):
			return ErrPassphrase // another one was chosen meanwhile
		}
		next := *ch.home
		ch.home = &next
		return ch.setOwner(&next, next.owner, p, o)
	})
}

// DropOwner forgets the owner's secret.
func (v *Vault) DropOwner(ctx context.Context) error {
	return v.change(ctx, func(ch *change) error {
		if ch.home == nil || ch.home.owner == nil {
			return nil
		}
		next := *ch.home
		ch.drop(next.owner)
		next.owner, ch.home = nil, &next
		return nil
	})
}

// ChangePassphrase wraps the data key anew, and the owner's secret if it is here, in one write; records are not
// written again. Afterwards the old passphrase opens nothing on this disk, but it still opens a copy of the disk made
// before.
func (v *Vault) ChangePassphrase(ctx context.Context, old, new string) error {
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.RLock()
	state, c := v.state(), v.open
	v.mu.RUnlock()
	switch state {
	case Visit:
		return ErrNotKept
	case Locked:
		return ErrLocked
	}
	if tooWeak(new) {
		return ErrWeakPassphrase
	}
	p, err := v.check(old)
	if err != nil {
		return err
	}
	ch := newChange(c)
	head, stretched := newHeader(p.dataKey, new, v.stretch)
	switch owner, err := v.openOwner(c.home, p); {
	case err == nil:
		next := *c.home
		ch.home = &next
		if err := ch.setOwner(&next, next.owner, passed{p.dataKey, stretched, head.salt}, owner); err != nil {
			return err
		}
	case errors.Is(err, ErrPassphrase):
		return err
	}
	changes := append(headerChanges(head), ch.changes...)
	if err := v.disk.Write(ctx, changes); err != nil {
		return fmt.Errorf("vault: changing passphrase: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.header, v.other, v.mend = head, nil, false
	v.noteSealed(changes)
	if v.open == c {
		ch.show()
	}
	return nil
}
