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
	name := d.nameHere(s)
	for _, k := range known {
		went, err := d.wentOn(ctx, s, k.slot, name)
		if went || err != nil {
			return err
		}
	}
	return d.goOn(ctx, known, name, passphrase, code)
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

// wentOn joins the home that a slot leads to, if that is another one than this device has: a device went on before.
func (d *Devices) wentOn(ctx context.Context, s *session, at slot, name string) (bool, error) {
	if d.begun != nil && d.begun.at.same(at) {
		return false, nil // this one, in a try that was cut off
	}
	blob, err := d.look(ctx, at)
	if err != nil {
		return false, err
	}
	to, ok := at.open(blob)
	if !ok || to.space == s.home.ID() {
		return false, nil
	}
	home, err := d.come(ctx, to, d.selfFor(at), name)
	if errors.Is(err, ErrWords) {
		return false, nil // nobody is there
	} else if err != nil {
		return false, err
	}
	return true, d.arrive(ctx, home, "")
}

// goOn makes the new home. The words lead there only once it exists, and this device moves only once they do.
func (d *Devices) goOn(ctx context.Context, known []noted, name, passphrase, code string) error {
	at := known[slices.IndexFunc(known, func(n noted) bool { return n.purpose == forWords })].slot
	b, err := d.create(ctx, at, name, code)
	if err != nil {
		return err
	}
	who, _ := memberLogin(b.space)
	for _, k := range known {
		if err := d.point(ctx, k.slot, b.door(), who); err != nil {
			return err
		}
	}
	_, all := notes(d.config.Vault)
	var before []sealedNote // until this device has moved, the note of the old home stays good
	for _, n := range all {
		before = append(before, n.sealed...)
	}
	if err := d.write(ctx, b.owner, b.space.ID(), known, nil, before[:min(len(before), mostSealed-1)]...); err != nil {
		return err
	}
	info := vault.HomeInfo{Relay: d.config.Relay}
	if d.HoldsOwner() {
		info.Owner, info.Passphrase = &b.owner, passphrase
	}
	if err := d.config.Vault.ReplaceHome(ctx, b.space, info); err != nil {
		return err
	}
	d.begun = nil
	return d.moveIn(ctx, arrival{space: b.space})
}

// nameHere is how this device is called in its home, as far as it knows.
func (d *Devices) nameHere(s *session) string {
	home := s.home.Space()
	if name := nameOf(home, home.Me()); name != "" {
		return name
	}
	return "?"
}
