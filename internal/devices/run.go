package devices

import (
	"context"
	"errors"
	"slices"
	"time"

	"snowdrop/internal/devices/notices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
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
	OutOfReach Stopped = "reach"   // things are at a relay that this program can not ask
	Damaged    Stopped = "damaged" // what this device knew of its home can not be read: only Open with words helps
)

// Status is how this device stands to the relay now.
type Status struct {
	Relay   bool // things are kept on this device and at the relay
	Waiting int  // how many changes are only on this device, files included
	Offline bool // the relay could not be reached the last time
	Full    bool // the relay has no room for what waits
	Busy    bool // something is on its way now
	Got, Of int  // while much arrives: how many entries of how many; otherwise both 0
	Stopped Stopped
	Gone    string // the relay that the owner has gone to with everything, where this device can not go there by itself
}

// Notice is something that every device shows for seven days.
type Notice = notices.Notice

// Run exchanges with the relay while the vault is open and has a home there, and pauses while it is locked, until ctx is
// done. Call it once.
func (d *Devices) Run(ctx context.Context) {
	go d.mover.Settling(ctx)
	for ctx.Err() == nil {
		_, there, here := d.changes()
		s, err := d.session()
		if err == nil && d.lost(s) {
			d.follow(ctx, s)
		}
		var again <-chan time.Time
		switch {
		case err == nil && d.lost(s):
			again = time.After(30 * time.Second)
		case err == nil && d.lasts(s) && s.Home.Stopped() == vault.Running && d.reaches():
			if d.exchanges(ctx, s) {
				continue
			}
		case errors.Is(err, vault.ErrLocked):
			d.forgetTries()
		}
		select {
		case <-ctx.Done():
		case <-there:
		case <-here:
		case <-again:
		}
	}
}

// exchanges does so in the background until there is a reason to look anew. It reports false while that is to be still.
func (d *Devices) exchanges(ctx context.Context, s *wire.Session) bool {
	d.exchange.Lock()
	defer d.exchange.Unlock()
	lasts := func() bool {
		d.mu.Lock()
		still := d.stilled
		d.mu.Unlock()
		return !still && d.lasts(s) && !d.lost(s)
	}
	if !lasts() {
		return false
	}
	s.Run(ctx, lasts, d.changes, d.changedNow)
	return true
}

// still ends what Run exchanges, and keeps it so until on is called: what is sent to a home while this device leaves it would
// look there like something that somebody else wrote. It is called with action held.
func (d *Devices) still() (on func()) {
	set := func(still bool) {
		d.mu.Lock()
		d.stilled = still
		d.mu.Unlock()
		d.changedNow()
	}
	set(true)
	d.exchange.Lock()
	return func() {
		d.exchange.Unlock()
		set(false)
	}
}

// forgetTries drops the keys of what was begun and not finished: a locked device holds none.
func (d *Devices) forgetTries() {
	d.action.Lock()
	defer d.action.Unlock()
	d.begun, d.coming, d.given = nil, nil, nil
	d.mover.Forget()
	d.mu.Lock()
	d.sought = nil
	d.mu.Unlock()
	d.Pairing() // drops it
	d.ForgetWords()
}

// lasts says that a session is still that of the home that this device has, which is open.
func (d *Devices) lasts(s *wire.Session) bool {
	now, err := d.session()
	return err == nil && now == s
}

// changes counts those of the vault, and gives channels that are closed when there is another one, there or elsewhere.
func (d *Devices) changes() (count uint64, kept, other <-chan struct{}) {
	count, kept = d.config.Vault.Changes()
	_, other = d.watch()
	return count, kept, other
}

// watch is how often something changed that is not in the vault, and a channel that is closed when it does.
func (d *Devices) watch() (uint64, <-chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.counter, d.changed
}

// changedNow tells Wait, and Run.
func (d *Devices) changedNow() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.counter++
	close(d.changed)
	d.changed = make(chan struct{})
}

// Nudge asks Run to look at the relay now: the person came back, or the network did.
func (d *Devices) Nudge() {
	if s, err := d.session(); err == nil {
		s.Sync.Nudge()
		if d.lostBefore(s) {
			d.changedNow()
		}
	}
}

// Status says how this device stands to the relay. It never waits.
func (d *Devices) Status() Status {
	s, err := d.session()
	if errors.Is(err, vault.ErrHomeUnreadable) {
		return Status{Relay: true, Stopped: Damaged}
	} else if err != nil {
		return Status{}
	}
	state := s.Sync.State()
	status := Status{
		Relay: true, Waiting: s.Home.Waiting() + d.config.Waiting(),
		Offline: state.Offline, Full: errors.Is(wire.Refusal(state.Err), ErrFull), Busy: state.Busy, Got: int(state.Got), Of: int(state.Of),
		Stopped: Stopped(s.Home.Stopped()),
	}
	if status.Stopped == NotStopped && errors.Is(state.Err, syncer.ErrGone) {
		status.Stopped = Gone
	}
	if status.Stopped == NotStopped && !d.reaches() {
		status.Stopped = OutOfReach
	}
	if status.Stopped == Removed || status.Stopped == Gone {
		d.mu.Lock()
		status.Gone = d.gone
		d.mu.Unlock()
	}
	return status
}

// reaches says whether the relay that things are at can be asked.
func (d *Devices) reaches() bool { return d.relays.May(d.Relay()) }

// Notices lists what happened in the last seven days, newest first. Empty while locked.
func (d *Devices) Notices() []Notice {
	s, err := d.session()
	if err != nil {
		return nil
	}
	return notices.List(d.config.Vault, s.Home.Events(), s.Space().Me(), d.config.Now())
}

// Wait returns when anything changed that a screen may show, here or by another device, since it returned since, or when
// ctx is done. The first call gives 0 and returns at once.
func (d *Devices) Wait(ctx context.Context, since uint64) uint64 {
	for {
		kept, there := d.config.Vault.Changes()
		own, here := d.watch()
		now := kept + own + 1
		if now != since || ctx.Err() != nil {
			return now
		}
		select {
		case <-ctx.Done():
		case <-there:
		case <-here:
		}
	}
}

// Device is one of the devices of a person.
type Device struct {
	ID   DeviceID
	Name string
	Here bool // it is this one
}

// List returns all devices, this one first. Empty while locked or without a relay.
func (d *Devices) List() []Device {
	s, err := d.session()
	if err != nil {
		return nil
	}
	home := s.Space()
	var all []Device
	for _, m := range home.Members() {
		device := Device{ID: m.ID, Name: m.Name, Here: m.ID == home.Me()}
		if device.Here {
			all = slices.Insert(all, 0, device)
		} else {
			all = append(all, device)
		}
	}
	return all
}

// HoldsOwner says whether the passphrase is proof enough on this device. Where it is not, a Proof needs words. It may be
// true although the owner's key was replaced elsewhere: ErrNeedWords then says so.
func (d *Devices) HoldsOwner() bool { return d.config.Vault.HasOwner() }
