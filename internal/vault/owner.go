package vault

import (
	"context"
	"errors"
	"fmt"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/lock"
)

// ErrNoOwner says that this device does not hold the owner's secret.
var ErrNoOwner = errors.New("vault: no owner's secret here")

// stepUp asks the passphrase again.
func (v *Vault) stepUp(passphrase string) (lock.Passed, error) {
	v.write.Lock()
	defer v.write.Unlock()
	switch v.State() {
	case Visit:
		return lock.Passed{}, ErrNotKept
	case Locked:
		return lock.Passed{}, ErrLocked
	}
	return v.check(passphrase)
}

// The owner's secret on the disk: salt of the header 16 | wrapped under the passphrase that was stretched with it. So
// the data key alone, which an unlocked device has, does not give it.
const ownerSize = 16 + 32 + seal.Overhead

func ownerAAD(id record.SpaceID) []byte {
	return append([]byte(seal.LabelLocalOwnerWrap), id[:]...)
}

func wrapOwner(p lock.Passed, o space.Owner, id record.SpaceID) []byte {
	wrapped := p.Stretched.Derive(seal.LabelLocalOwner).Wrap(o.Key(), ownerAAD(id))
	return append(p.Salt[:], wrapped...)
}

// current says, to the holder of write, that the passphrase that was right still is.
func (v *Vault) current(p lock.Passed) bool {
	return p.Salt == v.header.Salt || v.other != nil && p.Salt == v.other.Salt
}

// openOwner gives the owner's secret for a passphrase that was right. One that was wrapped with another passphrase,
// which a damaged disk can bring about, is ErrPassphrase if that one still opens the store, and else as if not there.
func (v *Vault) openOwner(c *contents.Store, p lock.Passed) (space.Owner, error) {
	h, err := c.Home()
	if err != nil || len(h.Owner()) != ownerSize {
		return space.Owner{}, ErrNoOwner
	}
	salt, wrapped := seal.Salt(h.Owner()[:len(p.Salt)]), h.Owner()[len(p.Salt):]
	if salt != p.Salt {
		if v.current(lock.Passed{Salt: salt}) {
			return space.Owner{}, ErrPassphrase
		}
		return space.Owner{}, ErrNoOwner
	}
	key, err := p.Stretched.Derive(seal.LabelLocalOwner).Unwrap(wrapped, ownerAAD(h.Space().ID()))
	if err != nil {
		return space.Owner{}, ErrNoOwner
	}
	return space.OwnerFrom(key), nil
}

// HasOwner says whether this device holds the owner's secret, to be had with the passphrase.
func (v *Vault) HasOwner() (has bool) {
	_ = v.read(func(c *contents.Store) {
		h, err := c.Home()
		has = err == nil && h.Owner() != nil
	})
	return has
}

// Owner asks the passphrase again and gives the owner's secret. ErrPassphrase, ErrNoOwner, ErrNoHome, ErrNotKept or
// ErrLocked.
func (v *Vault) Owner(_ context.Context, passphrase string) (o space.Owner, err error) {
	p, err := v.stepUp(passphrase)
	if err != nil {
		return space.Owner{}, err
	}
	locked := v.read(func(c *contents.Store) {
		if _, err = c.Home(); !errors.Is(err, ErrNoHome) {
			o, err = v.openOwner(c, p)
		}
	})
	return o, errors.Join(locked, err)
}

// SetOwner keeps the owner's secret, in place of the one before, if any. Errors as of Owner, and those of the disk.
func (v *Vault) SetOwner(ctx context.Context, passphrase string, o space.Owner) error {
	p, err := v.stepUp(passphrase)
	if err != nil {
		return err
	}
	h, err := v.Home()
	if err != nil {
		return err
	}
	return v.change(ctx, func(ch *contents.Change) error {
		if !v.current(p) {
			return ErrPassphrase // another one was chosen meanwhile
		}
		return ch.SetOwner(wrapOwner(p, o, h.id))
	})
}

// ChangePassphrase wraps the data key anew, and the owner's secret if it is here, in one write; records are not
// written again. A passkey goes: who chooses a new passphrase may do so because somebody else could open it. Afterwards the
// old passphrase opens nothing on this disk, but it still opens a copy of the disk made before.
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
	ch := contents.NewChange(c)
	head, stretched := lock.New(p.DataKey, new, v.stretch)
	switch owner, err := v.openOwner(c, p); {
	case err == nil:
		h, _ := c.Home()
		err = ch.SetOwner(wrapOwner(lock.Passed{DataKey: p.DataKey, Stretched: stretched, Salt: head.Salt}, owner, h.Space().ID()))
		if err != nil {
			return err
		}
	case errors.Is(err, ErrPassphrase):
		return err
	}
	pairs, err := ch.Pairs()
	if err != nil {
		return err
	}
	changes := append(append(headerChanges(head), Change{Key: lock.PasskeyKey}), pairs...)
	if err := v.disk.Write(ctx, changes); err != nil {
		return fmt.Errorf("vault: changing passphrase: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.header, v.other, v.mend, v.passkey, v.making = head, nil, false, nil, nil
	v.noteSealed(changes)
	if v.open == c {
		ch.Show()
	}
	return nil
}
