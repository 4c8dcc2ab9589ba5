package devices

import "context"

// PairState is how far a pairing is.
type PairState string

// What the state of a Pairing or a Joining can be.
const (
	PairWaiting  PairState = "waiting"  // for the other device to answer, or to be let in
	PairAnswered PairState = "answered" // on the old device: the new one answered, and the person compares
	PairDone     PairState = "done"
	PairOver     PairState = "over"    // two minutes passed
	PairRefused  PairState = "refused" // on the new device: the old one said no
	PairStopped  PairState = "stopped" // given up on one of the two
)

// Pairing is a new device being let in, seen from the old one. It is over two minutes after it began, and two minutes
// after the new device answered.
type Pairing struct{ d *Devices }

// Pair begins one; it replaces one that was under way. ErrProof, ErrNeedWords, ErrNotBegun, ErrStopped, ErrTooMany,
// ErrOffline.
func (d *Devices) Pair(ctx context.Context, p Proof) (*Pairing, error) { return nil, ErrOffline }

// Pairing returns the one that was begun last on this device since it was unlocked, or nil.
func (d *Devices) Pairing() *Pairing { return nil }

// Words are the six words that the new device needs.
func (p *Pairing) Words() []string { return nil }

// Link holds them for the camera of a phone.
func (p *Pairing) Link() string { return "" }

// Seconds is how long it still lasts.
func (p *Pairing) Seconds() int { return 0 }

// State says how far it is, the name of the device that answered, and the five words to compare. Name and words are
// empty before PairAnswered.
func (p *Pairing) State() (state PairState, name string, compare []string) { return PairOver, "", nil }

// Approve lets the device in, after the person compared. ErrLate, ErrAgain, ErrTooMany, ErrOffline; after the last the
// same again.
func (p *Pairing) Approve(ctx context.Context) error { return ErrOffline }

// Refuse ends it, at any time before Approve.
func (p *Pairing) Refuse(ctx context.Context) error { return ErrOffline }

// Joining is the same seen from the new device.
type Joining struct{ d *Devices }

// JoinPair answers under the six words that another device shows. This device becomes one of the person's devices in the
// background once the other one approves; Open says what happens to what is here. ErrWords, ErrUsed, ErrLate, ErrBegun,
// ErrName, vault.ErrWeakPassphrase, vault.ErrLocked, ErrOffline.
func (d *Devices) JoinPair(ctx context.Context, words []string, device, passphrase string) (*Joining, error) {
	return nil, ErrOffline
}

// Joining returns the one that was begun last, or nil.
func (d *Devices) Joining() *Joining { return nil }

// Compare returns the five words that the old device must show as well.
func (j *Joining) Compare() []string { return nil }

// State says how far it is. err is set where it ended for a reason of this device: a full disk.
func (j *Joining) State() (state PairState, err error) { return PairOver, nil }

// Seconds is how long the other device still has.
func (j *Joining) Seconds() int { return 0 }

// Cancel gives it up, at any time before PairDone.
func (j *Joining) Cancel(ctx context.Context) error { return ErrOffline }
