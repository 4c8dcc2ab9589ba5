package devices

import (
	"context"
	"errors"
	"slices"

	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Continue goes on from this device where the relay and it no longer agree: it makes a new home at the relay from what is
// here, and the words lead there. Other devices then open with their words and bring what they have. words are the seven
// that the person has, or new ones; none where this device holds the owner's key, and all words and the kit stay as they
// are. Has another device already gone on under these words, this one joins it. passphrase is looked at where this device
// holds the owner's key.
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
	known, err := d.ways(ctx, s, words, passphrase)
	if err != nil {
		return err
	}
	home, to, err := d.next(ctx, s, known, code)
	if err != nil {
		return err
	}
	return d.goOn(ctx, home, to, known, passphrase)
}

// ways are the slots that are to lead to the new home: that of the words, and those that the owner has noted.
func (d *Devices) ways(ctx context.Context, s *session, words []string, passphrase string) ([]noted, error) {
	var known []noted
	_, all := notes(d.config.Vault)
	learn := func(owner space.Owner) {
		known = together(known, slots(all, owner, s.home.ID()))
	}
	if d.HoldsOwner() {
		owner, err := d.config.Vault.Owner(ctx, passphrase)
		if err != nil {
			return nil, err // vault.ErrPassphrase
		}
		learn(owner)
	}
	if len(words) > 0 {
		own := d.slotOf(seal.LabelSlotWords, words)
		blob, err := d.look(ctx, own)
		if err != nil {
			return nil, err
		}
		if to, ok := own.open(blob); ok && to.space == s.home.ID() {
			learn(space.OwnerFrom(to.owner))
		}
		known = with(known, forWords, own)
	}
	known = slices.DeleteFunc(known, func(n noted) bool { return n.doomed })
	if !slices.ContainsFunc(known, func(n noted) bool { return n.purpose == forWords }) {
		return nil, ErrNeedWords
	}
	return known, nil
}

// next is the home to go on in: one that another device, or this one in a try that was cut off, has already led a slot
// to; else a new one.
func (d *Devices) next(ctx context.Context, s *session, known []noted, code string) (arrival, door, error) {
	name := d.nameHere(s)
	for _, k := range known {
		blob, err := d.look(ctx, k.slot)
		if err != nil {
			return arrival{}, door{}, err
		}
		to, ok := k.slot.open(blob)
		if !ok || to.space == s.home.ID() || d.begun != nil && to.space == d.begun.space.ID() {
			continue
		}
		home, err := d.come(ctx, to, name, false)
		if !errors.Is(err, ErrWords) { // nobody is there
			return home, to, err
		}
	}
	at := known[slices.IndexFunc(known, func(n noted) bool { return n.purpose == forWords })].slot
	b, err := d.create(ctx, at, name, code)
	if err != nil {
		return arrival{}, door{}, err
	}
	return arrival{space: b.space}, b.door(), nil
}

// goOn has the words lead to the home, which exists, and moves this device there only once they do.
func (d *Devices) goOn(ctx context.Context, home arrival, to door, known []noted, passphrase string) error {
	who, _ := memberLogin(home.space)
	for _, k := range known {
		if err := d.point(ctx, k.slot, to, who); err != nil {
			return err
		}
	}
	_, all := notes(d.config.Vault)
	var before []sealedNote // until this device has moved, the note of the old home stays good
	for _, n := range all {
		before = append(before, n.sealed...)
	}
	owner := space.OwnerFrom(to.owner)
	if err := d.write(ctx, owner, to.space, known, nil, before[:min(len(before), mostSealed-1)]...); err != nil {
		return err
	}
	info := vault.HomeInfo{Relay: d.config.Relay}
	if d.HoldsOwner() {
		info.Owner, info.Passphrase = &owner, passphrase
	}
	if err := d.config.Vault.ReplaceHome(ctx, home.space, info); err != nil {
		return err
	}
	d.begun = nil
	return d.moveIn(ctx, home)
}

// nameHere is how this device is called in its home, as far as it knows.
func (d *Devices) nameHere(s *session) string {
	home := s.home.Space()
	if name := nameOf(home, home.Me()); name != "" {
		return name
	}
	return "?"
}
