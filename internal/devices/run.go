package devices

import (
	"context"
	"time"
)

// Stopped says why this device and the relay no longer exchange anything. The person decides how to go on.
type Stopped string

// What Status.Stopped can be.
const (
	NotStopped Stopped = ""
	WentBack   Stopped = "back"    // the relay has less than it had: its host restored an old copy
	Forked     Stopped = "forked"  // the relay shows something else than before
	Removed    Stopped = "removed" // another device of the person removed this one
	Gone       Stopped = "gone"    // everything there was deleted, or the relay no longer knows it
)

// Status is how this device stands to the relay now.
type Status struct {
	Relay   bool // things are kept on this device and at the relay
	Waiting int  // how many changes are only on this device, files included
	Offline bool // the relay could not be reached the last time
	Busy    bool // something is on its way now
	Got, Of int  // while much arrives: how many entries of how many; otherwise both 0
	Stopped Stopped
}

// Sort of a Notice.
type Sort string

// What a Notice can say.
const (
	DeviceNew     Sort = "new"        // a device was added; Name is its name
	DeviceRemoved Sort = "removed"    // a device was removed; Name was its name
	WordsNew      Sort = "words"      // the seven words are others now; Name is where that was done
	KitNew        Sort = "kit"        // a kit was printed; Name is where
	OwnerNew      Sort = "owner"      // "someone may know my words" was done; Name is where, if known
	Unreadable    Sort = "unreadable" // an entry at the relay can not be read
	Hole          Sort = "hole"       // an entry is missing at the relay that nobody deleted
)

// shown is how long a Notice stays.
const shown = 7 * 24 * time.Hour

// Notice is something that every device shows for seven days. Nobody can put it away earlier.
type Notice struct {
	Sort Sort
	Name string
	Day  time.Time
}

// Run exchanges with the relay while the vault is open and has a home there, and pauses while it is locked, until ctx is
// done. Call it once.
func (d *Devices) Run(ctx context.Context) { <-ctx.Done() }

// Nudge asks Run to look at the relay now: the person came back, or the network did.
func (d *Devices) Nudge() {}

// Status says how this device stands to the relay. It never waits.
func (d *Devices) Status() Status { return Status{} }

// Notices lists what happened in the last seven days, newest first. Empty while locked.
func (d *Devices) Notices() []Notice { return nil }

// Wait returns when anything changed that a screen may show, here or by another device, since it returned since, or when
// ctx is done. The first call gives 0 and returns at once.
func (d *Devices) Wait(ctx context.Context, since uint64) uint64 { return since }

// Device is one of the devices of a person.
type Device struct {
	ID   DeviceID
	Name string
	Here bool // it is this one
}

// List returns all devices, this one first. Empty while locked or without a relay.
func (d *Devices) List() []Device { return nil }

// HoldsOwner says whether the passphrase is proof enough on this device. Where it is not, a Proof needs words. It may be
// true although the owner's key was replaced elsewhere: ErrNeedWords then says so.
func (d *Devices) HoldsOwner() bool { return false }
