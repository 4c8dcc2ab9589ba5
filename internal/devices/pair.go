package devices

import (
	"context"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/devices/pairing"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// Pairing is a new device being let in, seen from the old one, and Joining the same seen from the new one.
type (
	Pairing = pairing.Old
	Joining = pairing.New
)

// PairState is how far a pairing is.
type PairState = pairing.State

// What the state of a Pairing or a Joining can be.
const (
	PairWaiting  = pairing.Waiting
	PairAnswered = pairing.Answered
	PairDone     = pairing.Done
	PairOver     = pairing.Over
	PairRefused  = pairing.Refused
	PairStopped  = pairing.Stopped
)

func (d *Devices) pairs(relay *wire.Relay, open func(vault.State) bool) pairing.Around {
	return pairing.Around{
		Relay: relay, Now: d.config.Now, Beat: d.beat, Changed: d.changedNow,
		Open: func() bool { return open(d.config.Vault.State()) },
	}
}

// Pair begins to let a new device in; it replaces a pairing that was under way. ErrProof, ErrNeedWords, ErrNotBegun,
// ErrStopped, ErrTooMany, ErrOffline.
func (d *Devices) Pair(ctx context.Context, p Proof) (*Pairing, error) {
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return nil, err
	}
	if len(w.Space().Members()) >= MaxDevices {
		return nil, ErrTooMany
	}
	w.ForgetPassphrase()
	six := words.New(WordsPair)
	around := d.pairs(w.Relay, func(s vault.State) bool { return s == vault.Unlocked })
	next, err := pairing.Begin(ctx, around, host{d, w}, d.slotOf(seal.LabelSlotPair, six), six, d.link(PathPair, six))
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	before := d.pairing
	d.pairing = next
	d.mu.Unlock()
	before.Drop()
	return next, nil
}

// Pairing returns the one that was begun last on this device since it was unlocked, or nil.
func (d *Devices) Pairing() *Pairing {
	d.mu.Lock()
	p := d.pairing
	d.mu.Unlock()
	if d.config.Vault.State() != vault.Unlocked {
		p.Drop()
		return nil
	}
	return p
}

// host is a home in the hands of its owner, for a pairing.
type host struct {
	d *Devices
	w *deed.Deed
}

// Space implements pairing.Home.
func (h host) Space() *space.Space { return h.w.Home.Space() }

// Add implements pairing.Home.
func (h host) Add(ctx context.Context, m space.Member) error {
	h.d.action.Lock()
	defer h.d.action.Unlock()
	if err := h.w.Step(ctx); err != nil {
		return err
	}
	return h.w.Change(ctx, true, func(s *space.Space) (*space.Change, error) {
		switch {
		case wire.IsIn(s, m.ID):
			return nil, nil
		case len(s.Members()) >= MaxDevices:
			return nil, ErrTooMany
		}
		return &space.Change{Add: []space.Member{m}, History: true}, nil
	})
}

// Drop implements pairing.Home.
func (h host) Drop(ctx context.Context, id space.MemberID) error {
	h.d.action.Lock()
	defer h.d.action.Unlock()
	return h.w.Change(ctx, true, func(s *space.Space) (*space.Change, error) {
		if !wire.IsIn(s, id) {
			return nil, nil
		}
		return &space.Change{Remove: []space.MemberID{id}}, nil
	})
}

// JoinPair answers under the six words that another device shows. This device becomes one of the person's devices in the
// background once the other one approves; Open says what happens to what is here. ErrWords, ErrUsed, ErrLate, ErrBegun,
// ErrName, vault.ErrWeakPassphrase, vault.ErrLocked, ErrOffline.
func (d *Devices) JoinPair(ctx context.Context, words []string, device, passphrase string) (*Joining, error) {
	return d.JoinPairAt(ctx, "", words, device, passphrase)
}

// JoinPairAt is JoinPair at a relay that the person chose; "" for the one that things are at, or could be.
func (d *Devices) JoinPairAt(ctx context.Context, relay string, words []string, device, passphrase string) (*Joining, error) {
	name, err := cleanName(device)
	if err != nil {
		return nil, err
	}
	if len(words) != WordsPair {
		return nil, ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	relay, there, err := d.mayArrive(relay, passphrase)
	if err != nil {
		return nil, err
	}
	around := d.pairs(there, func(s vault.State) bool { return s != vault.Locked })
	may := func(home record.SpaceID) error { return d.mayMoveTo(slots.Door{Space: home}) }
	d.given, err = pairing.Answer(ctx, around, d.slotOf(seal.LabelSlotPair, words), name, d.given, may)
	if err != nil {
		return nil, err
	}
	next := pairing.Wait(ctx, around, d.given, func(ctx context.Context, s *space.Space) error {
		d.action.Lock()
		defer d.action.Unlock()
		return d.arrive(ctx, relay, wire.Arrival{Space: s}, passphrase)
	})
	d.mu.Lock()
	before := d.joining
	d.joining = next
	d.mu.Unlock()
	before.Drop()
	return next, nil
}

// Joining returns the one that was begun last, or nil.
func (d *Devices) Joining() *Joining {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.joining
}
