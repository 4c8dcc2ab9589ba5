package devices

import (
	"context"
	"errors"
	"slices"
	"time"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
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
	Unreadable    Sort = "unreadable" // entries at the relay can not be read
	Hole          Sort = "hole"       // entries are missing at the relay that nobody deleted
)

// Notice is something that every device shows for seven days. Nobody can put it away earlier.
type Notice struct {
	Sort  Sort
	Name  string
	Day   time.Time
	Count int // of Unreadable and Hole: how many
}

// Run exchanges with the relay while the vault is open and has a home there, and pauses while it is locked, until ctx is
// done. Call it once.
func (d *Devices) Run(ctx context.Context) {
	for ctx.Err() == nil {
		_, there, here := d.changes()
		if s, err := d.session(); err == nil && s.Home.Stopped() == vault.Running {
			s.Run(ctx, func() bool { return d.lasts(s) }, d.changes, d.changedNow)
			continue
		} else if errors.Is(err, vault.ErrLocked) {
			d.forgetTries()
		}
		select {
		case <-ctx.Done():
		case <-there:
		case <-here:
		}
	}
}

// forgetTries drops the keys of what was begun and not finished: a locked device holds none.
func (d *Devices) forgetTries() {
	d.action.Lock()
	defer d.action.Unlock()
	d.begun, d.coming, d.given = nil, nil, nil
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
	return status
}

// sorts of what the owner's note tells, and eventSorts of the events that the vault keeps.
var sorts = map[slots.What]Sort{slots.NewWords: WordsNew, slots.NewKit: KitNew, slots.NewOwner: OwnerNew}

var eventSorts = map[string]Sort{
	vault.EventJoined: DeviceNew, vault.EventLeft: DeviceRemoved, vault.EventOwner: OwnerNew,
	vault.EventUnreadable: Unreadable, vault.EventHole: Hole,
}

// Notices lists what happened in the last seven days, newest first. Empty while locked.
func (d *Devices) Notices() []Notice {
	s, err := d.session()
	if err != nil {
		return nil
	}
	now := d.config.Now()
	var all []Notice
	owner := false
	for _, h := range notebook.Happened(d.config.Vault, now) {
		all = append(all, Notice{Sort: sorts[h.What], Name: h.Name, Day: time.Unix(h.At, 0).UTC(), Count: 1})
		owner = owner || h.What == slots.NewOwner
	}
	me := s.Space().Me()
	for _, e := range s.Home.Events() {
		sort := eventSorts[e.Kind]
		// This device knows that it came, and the note says where another owner was put in force.
		if e.Day.Before(now.Add(-notebook.Shown-24*time.Hour)) || sort == DeviceNew && e.Member == me || sort == OwnerNew && owner {
			continue
		}
		all = append(all, Notice{Sort: sort, Name: e.Name, Day: e.Day, Count: e.Count})
	}
	slices.SortStableFunc(all, func(a, b Notice) int { return b.Day.Compare(a.Day) })
	return all
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
