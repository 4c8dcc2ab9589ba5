package vault

import (
	"context"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/events"
	"snowdrop/internal/vault/lock"
)

var (
	// ErrNoHome says that things are kept on this device only.
	ErrNoHome = contents.ErrNoHome
	// ErrHome says that things are kept here already with a home. ReplaceHome puts another in its place.
	ErrHome = contents.ErrHome
	// ErrHomeUnreadable says that what was kept about the home is damaged. Everything else is there; ReplaceHome
	// with a space that was entered anew goes on.
	ErrHomeUnreadable = contents.ErrHomeUnreadable
)

// Stop says why nothing is sent or fetched any more. It stays until Home.Stop says Running, or until there is another home.
type Stop = contents.Stop

// Why a home has stopped.
const (
	Running  = contents.Running
	WentBack = contents.WentBack
	Forked   = contents.Forked
	Removed  = contents.Removed
)

// StopError says that a log is of no use to this device any more; no later try can help. It is noted: see Stopped.
type StopError = contents.StopError

// Event is something that happened in the home and that a person should know.
type Event = events.Event

// What can happen.
const (
	EventJoined     = events.Joined
	EventLeft       = events.Left
	EventOwner      = events.Owner
	EventUnreadable = events.Unreadable
	EventHole       = events.Hole
)

// HomeInfo is what AttachHome needs beside the space.
type HomeInfo struct {
	Relay string
	// Owner is kept as well if it is not nil, so that only the passphrase, asked again, gives it: Owner.
	Owner      *space.Owner
	Passphrase string
}

// AttachHome gives what is kept here a home: in one write, everything becomes a version that waits to be sent, in the
// order of its time. ErrNotKept, ErrLocked, ErrHome, or with an owner ErrPassphrase.
func (v *Vault) AttachHome(ctx context.Context, s *space.Space, info HomeInfo) error {
	return v.attach(ctx, s, info, false)
}

// ReplaceHome is AttachHome where there is a home already, which is forgotten: to go on from this device in a new
// space, or to follow another one. Every version that stands waits to be sent there; what arrives from there and is
// the same takes the place of what waits. Deletions that were not sent yet are forgotten with the old home.
func (v *Vault) ReplaceHome(ctx context.Context, s *space.Space, info HomeInfo) error {
	return v.attach(ctx, s, info, true)
}

func (v *Vault) attach(ctx context.Context, s *space.Space, info HomeInfo, again bool) error {
	var p lock.Passed
	if info.Owner != nil {
		var err error
		if p, err = v.stepUp(info.Passphrase); err != nil {
			return err
		}
	}
	return v.change(ctx, func(ch *contents.Change) error {
		var owner []byte
		if info.Owner != nil {
			if !v.current(p) {
				return ErrPassphrase
			}
			owner = wrapOwner(p, *info.Owner, s.ID())
		}
		return ch.Attach(s, info.Relay, owner, again)
	})
}

// Home returns the home, ErrNoHome, ErrLocked or ErrHomeUnreadable.
func (v *Vault) Home() (*Home, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.open == nil {
		return nil, ErrLocked
	}
	at, err := v.open.Home()
	if err != nil {
		return nil, err
	}
	return &Home{v: v, id: at.Space().ID()}, nil
}

// Home is the home of what a vault keeps: a space, and what is to be sent to it. Every change is durable when a method
// returns nil. When the vault is locked, or gets another home, its methods answer ErrLocked or ErrNoHome. It is safe
// for use from many goroutines.
type Home struct {
	v  *Vault
	id record.SpaceID
}

// read calls f with the home as it is.
func (h *Home) read(f func(*contents.Store, *contents.Home)) error {
	h.v.mu.RLock()
	defer h.v.mu.RUnlock()
	c := h.v.open
	if c == nil {
		return ErrLocked
	}
	at, err := c.Home()
	if err != nil {
		return err
	}
	if at.Space().ID() != h.id {
		return ErrNoHome
	}
	f(c, at)
	return nil
}

// ID names the space.
func (h *Home) ID() record.SpaceID { return h.id }

// Relay is where the space lies, as it was told to AttachHome.
func (h *Home) Relay() (relay string) {
	_ = h.read(func(_ *contents.Store, at *contents.Home) { relay = at.Relay() })
	return relay
}

// Space returns a copy of the space, for looking at; nil while locked.
func (h *Home) Space() (s *space.Space) {
	_ = h.read(func(_ *contents.Store, at *contents.Home) { s = at.Space().Clone() })
	return s
}

// Hold gives the space the owner's secret to read with, until the vault is locked: see space.Hold.
func (h *Home) Hold(o *space.Owner) error {
	h.v.write.Lock()
	defer h.v.write.Unlock()
	h.v.mu.Lock()
	defer h.v.mu.Unlock()
	if h.v.open == nil {
		return ErrLocked
	}
	return h.v.open.Hold(h.id, o)
}

// Waiting is how many versions are on this device only.
func (h *Home) Waiting() (n int) {
	_ = h.read(func(c *contents.Store, _ *contents.Home) { n = c.Waiting() })
	return n
}

// Events returns what happened in the last days, the oldest first.
func (h *Home) Events() (all []Event) {
	_ = h.read(func(_ *contents.Store, at *contents.Home) { all = at.Events() })
	return all
}

// Stopped says why nothing is sent or fetched, Running where nothing is wrong.
func (h *Home) Stopped() (s Stop) {
	_ = h.read(func(_ *contents.Store, at *contents.Home) { s = at.Stopped() })
	return s
}

// Stop notes that something is wrong for good.
func (h *Home) Stop(ctx context.Context, s Stop) error {
	return h.v.change(ctx, func(ch *contents.Change) error { return ch.Stop(h.id, s) })
}

// Head is the number of the last entry that was accepted, and the number that the relay is known to have had, which
// is not lower: another device may have told.
func (h *Home) Head() (n, mark uint64) {
	_ = h.read(func(_ *contents.Store, at *contents.Home) {
		n, _ = at.Space().Head()
		mark = at.Space().Mark()
	})
	return n, mark
}

// Login gives the key to log in with of the newest epoch that this device has a key of; back counts epochs before it.
func (h *Home) Login(back uint32) (epoch uint32, sign func(message []byte) [64]byte, ok bool) {
	var key seal.SignKey
	_ = h.read(func(_ *contents.Store, at *contents.Home) {
		if epoch, key, ok = at.Space().Login(); !ok || back >= epoch {
			ok = ok && back == 0
			return
		}
		epoch -= back
		key, ok = at.Space().LoginAt(epoch)
	})
	if !ok {
		return 0, nil, false
	}
	return epoch, func(message []byte) [64]byte { return key.Sign(seal.LabelRelayLogin, message) }, true
}

// CatchUp takes control records beyond the head, for logging in. Errors: *StopError, space.ErrBehind, of the disk.
func (h *Home) CatchUp(ctx context.Context, controls [][]byte) error {
	var refused error
	err := h.v.change(ctx, func(ch *contents.Change) (err error) {
		refused, err = ch.CatchUp(h.id, controls)
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

// Accept takes the entries behind Head, in order, in one write. What stands before an entry that is refused is
// accepted. Errors: *StopError, space.ErrBehind, space.ErrNumber and those of the disk.
func (h *Home) Accept(ctx context.Context, items []record.Item) error {
	var refused error
	err := h.v.change(ctx, func(ch *contents.Change) (err error) {
		refused, err = ch.Accept(h.id, items, h.v.today())
		return err
	})
	if err != nil {
		return err
	}
	return refused
}

// Outgoing seals what waits at the head, in the order in which it was written, and notes durably that it may show up
// in the log before it returns. It is called when everything was accepted; then holes that nothing explains are noted
// as well. Empty where nothing waits, where this device is not in the space, and where something has stopped it.
func (h *Home) Outgoing(ctx context.Context) (envelopes [][]byte, err error) {
	err = h.v.change(ctx, func(ch *contents.Change) (err error) {
		envelopes, err = ch.Outgoing(h.id, h.v.today())
		return err
	})
	if err != nil {
		return nil, err
	}
	return envelopes, nil
}

// Cleanup gives entries whose bytes the relay is to delete, because this device has replaced them and the log says so,
// with the token for each. After the relay has done so, done notes it.
func (h *Home) Cleanup(context.Context) (tokens map[uint64][32]byte, done func(ctx context.Context, n ...uint64) error, err error) {
	var items map[uint64]record.ID
	err = h.read(func(c *contents.Store, _ *contents.Home) { tokens, items = c.Removable() })
	done = func(ctx context.Context, numbers ...uint64) error {
		return h.v.change(ctx, func(ch *contents.Change) error { return ch.Removed(h.id, items, numbers) })
	}
	return tokens, done, err
}
