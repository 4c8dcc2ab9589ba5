package devices

import (
	"context"
	"errors"
	"slices"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Continue goes on from this device where the relay and it no longer agree: it makes a new home at the relay from what is
// here, and the words lead there. Other devices then open with their words and bring what they have. words are the seven
// that the person has, or new ones; none where this device holds the owner's key, and all words and the kit stay as they
// are. Has another device already gone on under these words, this one joins it; and a device that was removed joins again.
// passphrase is always looked at: new words and a new home would give everything to whoever chose them.
//
// ErrNotBegun, ErrBegun (nothing is wrong), vault.ErrPassphrase, ErrNeedWords, ErrWords (not seven words), ErrClosed,
// ErrCode, ErrFull, ErrOffline.
func (d *Devices) Continue(ctx context.Context, words []string, passphrase, code string) error {
	if len(words) != 0 && len(words) != WordsHome {
		return ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	s, err := d.session()
	if err != nil {
		return err
	}
	if d.Status().Stopped == NotStopped {
		return ErrBegun
	}
	if err := d.config.Vault.Unlock(ctx, passphrase); err != nil { // open already: it only checks
		return err
	}
	d.fresh.Tried(words, d.config.Now())
	known, err := d.around().Ways(ctx, s, Proof{Passphrase: passphrase, Words: words}, false)
	if err != nil {
		return err
	}
	home, to, err := d.next(ctx, s, known, code)
	if err != nil {
		return err
	}
	return d.goOn(ctx, s, home, to, known, passphrase)
}

// next is the home to go on in: one that another device, or this one in a try that was cut off, has already led a slot
// to; else a new one.
func (d *Devices) next(ctx context.Context, s *wire.Session, known []slots.Noted, code string) (wire.Arrival, slots.Door, error) {
	name := s.Name()
	for _, k := range known {
		blob, err := s.Relay.Look(ctx, k.Slot)
		if err != nil {
			return wire.Arrival{}, slots.Door{}, err
		}
		to, ok := k.Slot.Open(blob)
		// A device that was removed comes back to its home. From one that went back or forked the words are led away.
		same := to.Space == s.Home.ID() && s.Home.Stopped() != vault.Removed
		if !ok || same || d.begun != nil && to.Space == d.begun.Space.ID() {
			continue
		}
		home, err := s.Relay.Enter(ctx, to, d.selfFor(to.Space), name, false)
		if !errors.Is(err, ErrWords) { // nobody is there
			return home, to, err
		}
	}
	at := known[slices.IndexFunc(known, func(n slots.Noted) bool { return n.Purpose == slots.ForWords })].Slot
	b, err := d.create(ctx, s.Relay, at, name, code)
	if err != nil {
		return wire.Arrival{}, slots.Door{}, err
	}
	return wire.Arrival{Space: b.Space}, b.door(), nil
}

// goOn has the words lead to the home, which exists, and moves this device there only once they do.
func (d *Devices) goOn(ctx context.Context, s *wire.Session, home wire.Arrival, to slots.Door, known []slots.Noted, passphrase string) error {
	who, _ := wire.MemberLogin(home.Space)
	for _, k := range known {
		if err := s.Relay.Point(ctx, k.Slot, to, who); err != nil {
			return err
		}
	}
	owner := space.OwnerFrom(to.Owner)
	// Until this device has moved, the note of the old home stays good.
	_, before := notebook.Sealed(d.config.Vault, owner, to.Space)
	page := notebook.Page{Owner: owner, Home: to.Space, Slots: known, Beside: before}
	if err := notebook.Write(ctx, d.config.Vault, d.config.Now(), page); err != nil {
		return err
	}
	info := vault.HomeInfo{Relay: d.Relay()}
	if d.HoldsOwner() {
		info.Owner, info.Passphrase = &owner, passphrase
	}
	if err := d.config.Vault.ReplaceHome(ctx, home.Space, info); err != nil {
		return err
	}
	d.begun = nil
	d.ForgetWords()
	return d.moveIn(ctx, home)
}
