package devices

import (
	"context"
	"errors"

	"snowdrop/internal/devices/moving"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// MoveTo is where everything is to go, and how; Moving is a move as a person sees it.
type (
	MoveTo = moving.To
	Moving = moving.Move
)

// What the stage of a Moving can be.
const (
	NotMoving   = moving.None
	MoveBegun   = moving.Begun   // Move again, or GiveUpMove
	MoveGathers = moving.Gathers // GiveUpMove
	MoveCrosses = moving.Crosses
	MoveFills   = moving.Fills
	MoveSettles = moving.Settles // SettleMove
)

func (d *Devices) newMover() *moving.Mover {
	return moving.New(moving.Around{
		Around: d.around(), Action: &d.action, Still: d.still, Session: d.session, Begin: d.begin, Address: d.Relay,
		At:      func(address string) *wire.Relay { return d.relays.At(address) },
		Waiting: d.config.Waiting, Gather: d.config.Gather, Stay: d.stay, MoveIn: d.moveIn, Changed: d.changedNow, Changes: d.changes,
	})
}

// stay tells what is hosted and joined that it stays at the relay that the home is about to leave.
func (d *Devices) stay(ctx context.Context, before, next *space.Owner) error {
	d.mu.Lock()
	hosted := d.hosted
	d.mu.Unlock()
	return hosted.Stay(ctx, d.Relay(), before, next)
}

// Move takes everything to another relay. It returns when it is known that this can be begun, and goes on in the background:
// see Moving. The same words open there afterwards. What was begun and cut off goes on when it is called again.
// ErrProof, ErrNeedWords, vault.ErrPassphrase, ErrReach, ErrBegun (it is there already, or one is under way), ErrNotBegun,
// ErrClosed, ErrCode, ErrFull, ErrOffline, ErrStopped.
func (d *Devices) Move(ctx context.Context, to MoveTo) error {
	d.action.Lock()
	defer d.action.Unlock()
	s, err := d.session()
	switch {
	case err != nil:
		return err
	case !d.relays.May(to.Relay) || d.config.Transport == nil:
		return ErrReach
	case to.Relay == d.Relay() || d.mover.Busy():
		return ErrBegun
	}
	if st, ok := moving.Load(d.config.Vault); ok && st.Past && st.To != to.Relay && st.Space != s.Home.ID().String() {
		return ErrBegun // the others have been told to go there
	}
	if err := d.config.Vault.Unlock(ctx, to.Proof.Passphrase); err != nil { // open already: it only checks
		return err
	}
	d.fresh.Tried(to.Proof.Words, d.config.Now())
	return d.mover.Begin(ctx, s, to)
}

// Moving says how far a move is.
func (d *Devices) Moving() Moving { return d.mover.Now() }

// GiveUpMove ends a move before this device has gone, and takes away what was begun at the other relay. Where it was begun
// before the program ended, the proof is asked again. ErrBegun where it is too late.
func (d *Devices) GiveUpMove(ctx context.Context, p Proof) error { return d.mover.GiveUp(ctx, p) }

// SettleMove deletes what is at the relay before, once everything is at the other one; with leave it only forgets that it is
// there. anyway deletes although something was written there since. Where the secrets of the move were forgotten the proof is
// asked again. ErrOnlyCopy while something is on its way, moving.ErrOthers.
func (d *Devices) SettleMove(ctx context.Context, p Proof, leave, anyway bool) error {
	return d.mover.Settle(ctx, p, leave, anyway)
}

// follow goes where the owner has led, where this device is out of its home or that is gone.
func (d *Devices) follow(ctx context.Context, s *wire.Session) {
	d.action.Lock()
	defer d.action.Unlock()
	relay, to, ok, err := moving.Find(ctx, s)
	if err != nil {
		return // later again
	}
	d.mu.Lock()
	d.sought, d.gone = s, ""
	if ok {
		d.gone = relay
	}
	d.mu.Unlock()
	if !ok || !d.relays.May(relay) || d.config.Vault.State() != vault.Unlocked {
		return
	}
	err = moving.Follow(ctx, d.relays.At(relay), to)
	if err == nil {
		err = d.stay(ctx, nil, nil)
	}
	if err == nil {
		err = d.config.Vault.ReplaceHome(ctx, to, vault.HomeInfo{Relay: relay})
	}
	switch {
	case err == nil:
		_ = d.moveIn(ctx, wire.Arrival{Space: to})
	case !errors.Is(err, ErrWords):
		d.mu.Lock()
		d.sought = nil // later again
		d.mu.Unlock()
	}
}

// lost says that a device is to look whether the owner has led it elsewhere: once, until somebody asks again.
func (d *Devices) lost(s *wire.Session) bool {
	switch d.Status().Stopped {
	case Removed, Gone:
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.sought != s
	}
	return false
}

// lostBefore has a device look again.
func (d *Devices) lostBefore(s *wire.Session) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.sought != s {
		return false
	}
	d.sought = nil
	return true
}

// Other is a relay that the host of the page lists. Name is as people are shown it, "" for its address.
type Other struct{ Address, Name string }

// Others are those that a person can go to from here, and AnyRelay whether they can name another one. None of them was asked
// anything.
func (d *Devices) Others() []Other { return d.config.Others }

// AnyRelay is described at Others.
func (d *Devices) AnyRelay() bool { return d.config.Reach == nil && d.config.Transport != nil }

// May says whether a relay can be asked from here.
func (d *Devices) May(relay string) bool { return d.relays.May(relay) }
