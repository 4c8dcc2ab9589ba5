// Package pairing lets a new device in while the two stand beside each other: the old one shows six words, the new one
// answers under them, and a person compares five. It must never let in what the person did not compare, hold the owner's
// key longer than the two minutes that this may take, or give a key to anything but the device that answered.
//
// What the two say to each other is in internal/devices/slots. Spec: docs/protocol.md, "Pairing".
package pairing

import (
	"context"
	"errors"
	"time"

	"snowdrop/internal/devices/wire"
)

var (
	// ErrUsed says that another device has already answered under these six words.
	ErrUsed = errors.New("devices: already used")
	// ErrLate says that the time is over, or that it was refused or given up.
	ErrLate = errors.New("devices: too late")
)

// State is how far a pairing is.
type State string

// What the state of an Old or a New can be.
const (
	Waiting  State = "waiting"  // for the other device to answer, or to be let in
	Answered State = "answered" // on the old device: the new one answered, and the person compares
	Done     State = "done"
	Over     State = "over"    // two minutes passed
	Refused  State = "refused" // on the new device: the old one said no
	Stopped  State = "stopped" // given up on one of the two
)

// life is how long each of the two has. The new device waits longer by slack for an answer that is on its way.
const (
	life  = 2 * time.Minute
	slack = time.Minute
)

// Around is what both sides need beside their home.
type Around struct {
	Relay   *wire.Relay
	Now     func() time.Time
	Beat    time.Duration // between two looks at the slot
	Open    func() bool   // false once this device is locked
	Changed func()        // told whenever State says something else
}

// pause waits a moment, and is false once ctx is done.
func (a Around) pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(a.Beat):
		return true
	}
}

// seconds is how long it still lasts.
func (a Around) seconds(until time.Time) int {
	return int(max(0, until.Sub(a.Now())+time.Second-1) / time.Second)
}
