package devices

import (
	"context"
	"errors"
	"slices"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/relayapi"
)

// Forget takes everything off this device; at the relay and on the other devices it stays, and words bring it back. It
// asks the relay first whether everything is there. ErrOnlyCopy, also while something is Unfinished, ErrNotBegun, vault.ErrPassphrase, ErrOffline.
func (d *Devices) Forget(ctx context.Context, passphrase string) error {
	d.action.Lock()
	defer d.action.Unlock()
	s, err := d.session()
	if err != nil {
		return err
	}
	if d.Status().Stopped != NotStopped || d.Unfinished() {
		return ErrOnlyCopy
	}
	// Once returns nil only when nothing waits.
	switch err := wire.Refusal(s.Sync.Once(ctx)); {
	case errors.Is(err, ErrStopped), errors.Is(err, ErrFull):
		return ErrOnlyCopy
	case err != nil:
		return err
	}
	if s.Home.Waiting()+d.config.Waiting() > 0 || d.Unfinished() {
		return ErrOnlyCopy // a file, or what was written meanwhile
	}
	return d.erase(ctx, passphrase)
}

// Unfinished says that there is a draft, which is on this device only. The list of files (internal/attachments) is none.
func (d *Devices) Unfinished() bool {
	return slices.ContainsFunc(d.config.Vault.Drafts(), func(name string) bool { return name != "attachments" })
}

// erase takes everything off this device.
func (d *Devices) erase(ctx context.Context, passphrase string) error {
	if err := d.config.Vault.Erase(ctx, passphrase); err != nil {
		return err
	}
	d.begun, d.coming, d.given = nil, nil, nil
	d.mu.Lock()
	old, new := d.pairing, d.joining
	d.pairing, d.joining, d.current = nil, nil, nil
	d.mu.Unlock()
	d.ForgetWords()
	old.Drop()
	new.Drop()
	d.changedNow()
	return nil
}

// DeleteEverything deletes what is at the relay, the words and the kit, and then what is on this device. Other devices
// keep what they have. Where the relay can not be reached it changes nothing and returns ErrOffline; with anyway it then
// erases this device alone. A device that was removed is only erased. ErrProof, ErrNeedWords, vault.ErrPassphrase.
func (d *Devices) DeleteEverything(ctx context.Context, p Proof, passphrase string, anyway bool) error {
	d.action.Lock()
	defer d.action.Unlock()
	if err := d.config.Vault.Unlock(ctx, passphrase); err != nil { // open already: it only checks, before anything is gone
		return err
	}
	err := d.deleteThere(ctx, p)
	if err == nil || errors.Is(err, ErrNotBegun) || anyway && errors.Is(err, ErrOffline) {
		return d.erase(ctx, passphrase)
	}
	return err
}

// deleteThere deletes the space first and then the slots. The other way round words that were the proof would be gone
// before the space was, if it was cut off between the two.
func (d *Devices) deleteThere(ctx context.Context, p Proof) error {
	switch d.Status().Stopped {
	case Removed:
		return nil // has no say there any more
	case Damaged:
		return ErrOffline // does not know any more where it is
	}
	w, err := d.begin(ctx, p)
	if errors.Is(err, ErrStopped) {
		// The space may be gone already, by a try before that was cut off, or by another device.
		s, lost := d.session()
		if lost != nil {
			return lost
		}
		w = deed.New(d.around(), s)
		err = d.prove(w, ctx, p)
		if errors.Is(err, ErrProof) && d.Status().Stopped == Gone {
			return nil // the words went last
		}
	}
	if err != nil {
		return err
	}
	err = w.Relay.DeleteSpace(ctx, wire.OwnerLogin(w.Home.ID(), w.Owner()))
	if err != nil && !errors.Is(err, relayapi.ErrUnknown) {
		return wire.Refusal(err)
	}
	return w.ClearAll(ctx, p)
}
