package devices

import "context"

// Kit is a second way in, for paper.
type Kit struct {
	Words []string // ten
	Link  string   // holds them, for a QR
}

// Kit makes one. The kit before opens nothing from then on. ErrProof, ErrNeedWords, ErrNotBegun, ErrStopped, ErrFull,
// ErrOffline: as of every action below.
func (d *Devices) Kit(ctx context.Context, p Proof) (Kit, error) { return Kit{}, ErrOffline }

// Rename gives a device another name. ErrName, and ErrNotBegun where there is no such device.
func (d *Devices) Rename(ctx context.Context, p Proof, id DeviceID, name string) error {
	return ErrOffline
}

// Remove takes devices out: from then on they get nothing new. What they have they keep. It does not remove the device
// that it is asked on: that is Forget. ErrAgain.
func (d *Devices) Remove(ctx context.Context, p Proof, ids ...DeviceID) error { return ErrOffline }

// NewWords puts seven other words in the place of the ones before. It does not shut out somebody who has already used
// those: that is Compromised. ErrWords (not seven words).
func (d *Devices) NewWords(ctx context.Context, p Proof, words []string) error { return ErrOffline }

// Compromised shuts out everybody who knows the words or the kit: a new owner's key, everything from now on under new
// keys, other words, no kit, and only this device and those of keep stay. Afterwards a kit has to be printed anew.
// ErrAgain, ErrWords.
func (d *Devices) Compromised(ctx context.Context, p Proof, keep []DeviceID, words []string) error {
	return ErrOffline
}
