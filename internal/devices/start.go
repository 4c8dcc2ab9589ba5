package devices

import "context"

// Words returns seven fresh words, and the same ones again until they are used or ForgetWords is called, so that a page
// can be left and come back to. They are only in memory.
func (d *Devices) Words() []string { return nil }

// ForgetWords drops the words that were not used.
func (d *Devices) ForgetWords() {}

// Start keeps everything of this device at the relay as well, under seven words. The vault must be kept and open;
// passphrase is asked again because the owner's key is kept here under it. device is how this device is called. code is
// what the relay's host gave, if it asks for one. After an error do the same again with the same words.
//
// vault.ErrNotKept, vault.ErrLocked, vault.ErrPassphrase, ErrBegun, ErrName, ErrWords (not seven words), ErrClosed,
// ErrCode, ErrFull, ErrOffline.
func (d *Devices) Start(ctx context.Context, words []string, device, passphrase, code string) error {
	return ErrOffline
}

// Open brings everything that is kept under seven or ten words to this device, and makes it one of the person's devices.
// In a visit it keeps first, under passphrase. Where things are kept here already they stay and go to the others as well;
// passphrase is then not looked at. Where this device already has another home at the relay (Stopped, and another device
// went on) it moves to the one of the words, with everything it has.
//
// ErrWords, ErrName, ErrBegun (it is there already), ErrTooMany, vault.ErrWeakPassphrase, vault.ErrLocked, ErrOffline.
func (d *Devices) Open(ctx context.Context, words []string, device, passphrase string) error {
	return ErrOffline
}

// Continue goes on from this device where the relay and it no longer agree: it makes a new home at the relay from what is
// here, and the words lead there. Other devices then open with their words and bring what they have. words are the seven
// that the person has, or new ones; none where this device holds the owner's key, and all words and the kit stay as they
// are. Has another device already gone on under these words, this one joins it.
//
// ErrNotBegun, vault.ErrPassphrase, ErrNeedWords, ErrWords (not seven words), ErrClosed, ErrCode, ErrFull, ErrOffline.
func (d *Devices) Continue(ctx context.Context, words []string, passphrase, code string) error {
	return ErrOffline
}
