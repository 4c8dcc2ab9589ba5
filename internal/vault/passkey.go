package vault

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"snowdrop/internal/seal"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/lock"
)

// ErrPasskey is a passkey that does not open, is not here any more, or is not being made.
var ErrPasskey = lock.ErrPasskey

// making is a passkey that is being made. It goes when the vault is locked.
type making struct {
	dataKey seal.Key
	salt    seal.Salt
	input   [32]byte
	until   time.Time // soon after the passphrase was asked: who finds the page open later makes none
}

// Passkey gives what a browser needs to ask for the passkey of this device: which one, and what to give it. It answers while
// locked, because that is when it is asked. What it gives opens nothing.
func (v *Vault) Passkey() (credential []byte, input [32]byte, ok bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.passkey == nil || v.headerErr != nil || !v.current(lock.Passed{Salt: v.passkey.Salt}) {
		return nil, input, false
	}
	return bytes.Clone(v.passkey.Credential), v.passkey.Input, true
}

// BeginPasskey asks the passphrase again and gives what the new passkey is to be given. ErrPassphrase, ErrNotKept, ErrLocked.
func (v *Vault) BeginPasskey(passphrase string) (input [32]byte, err error) {
	p, err := v.stepUp(passphrase)
	if err != nil {
		return input, err
	}
	rand.Read(input[:])
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.open == nil {
		return input, ErrLocked
	}
	v.making = &making{p.DataKey, p.Salt, input, v.now().Add(5 * time.Minute)}
	return input, nil
}

// KeepPasskey wraps the data key under what a passkey gave out for the input of BeginPasskey, in place of the passkey before,
// if any. It clears output. ErrPasskey where none was begun, or too long ago; errors of the disk leave it begun.
func (v *Vault) KeepPasskey(ctx context.Context, credential, output []byte) error {
	defer clear(output)
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.RLock()
	m := v.making
	v.mu.RUnlock()
	if m == nil || v.now().After(m.until) || !v.current(lock.Passed{Salt: m.salt}) {
		return ErrPasskey
	}
	p, err := lock.NewPasskey(m.dataKey, m.salt, m.input, credential, output)
	if err != nil {
		return err
	}
	return v.writePasskey(ctx, p)
}

// DropPasskey forgets the passkey of this device. The passphrase opens as before.
func (v *Vault) DropPasskey(ctx context.Context) error {
	v.write.Lock()
	defer v.write.Unlock()
	if v.State() == Visit {
		return ErrNotKept
	}
	return v.writePasskey(ctx, nil)
}

// writePasskey is called with write held.
func (v *Vault) writePasskey(ctx context.Context, p *lock.Passkey) error {
	change := Change{Key: lock.PasskeyKey}
	if p != nil {
		change.Value = p.Marshal()
	}
	if err := v.disk.Write(ctx, []Change{change}); err != nil {
		return fmt.Errorf("vault: passkey: %w", err)
	}
	v.mu.Lock()
	v.passkey, v.making = p, nil
	v.tell()
	v.mu.Unlock()
	v.dropPast()
	return nil
}

// UnlockPasskey opens what is kept with what the passkey gave out, which it clears. It proves nothing else: what asks the
// passphrase again still asks it. ErrPasskey, ErrNotKept, or as Unlock.
func (v *Vault) UnlockPasskey(ctx context.Context, output []byte) error {
	defer clear(output)
	return v.unlockWith(ctx, func() (seal.Key, error) {
		if _, _, ok := v.Passkey(); !ok {
			return seal.Key{}, ErrPasskey
		}
		return v.passkey.DataKey(output)
	})
}

// unlockWith opens with the data key that find gives, which is called with write held.
func (v *Vault) unlockWith(ctx context.Context, find func() (seal.Key, error)) error {
	err := v.unlock(ctx, find)
	if err == nil {
		_ = v.tidy(ctx) // if not now, then at the next unlock
	}
	return err
}

func (v *Vault) unlock(ctx context.Context, find func() (seal.Key, error)) error {
	v.write.Lock()
	defer v.write.Unlock()
	v.mu.RLock()
	state, closings := v.state(), v.closings
	v.mu.RUnlock()
	if state == Visit {
		return ErrNotKept
	}
	key, err := find()
	if err != nil || state == Unlocked {
		return err
	}
	opened, err := contents.Open(ctx, key, v.sealed)
	if err != nil {
		return err
	}
	v.mu.Lock()
	if v.closings != closings {
		v.mu.Unlock()
		return ErrLocked
	}
	v.open = opened
	v.tell()
	v.mu.Unlock()
	v.mendHeader(ctx)
	if v.passkey != nil && !v.current(lock.Passed{Salt: v.passkey.Salt}) {
		_ = v.writePasskey(ctx, nil) // a program that knows none chose another passphrase: it must not lie about
	}
	return nil
}
