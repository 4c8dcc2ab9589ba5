package deed

import (
	"context"
	"errors"
	"slices"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// Noted are the slots that there are.
func (w *Deed) Noted() []slots.Noted {
	return notebook.Known(w.around.Vault, w.owner, w.Home.ID())
}

// Proven adds the words of the proof to what is noted: they open this home, whether they were noted or not.
func (w *Deed) Proven(p Proof) []slots.Noted {
	known := w.Noted()
	if len(p.Words) == 0 {
		return known
	}
	s := w.around.Slot(slots.Label(len(p.Words)), p.Words)
	if slices.ContainsFunc(known, func(n slots.Noted) bool { return n.Slot.Same(s) }) {
		return known
	}
	purpose := slots.ForWords
	if len(p.Words) == slots.Kit {
		purpose = slots.ForKit
	}
	return slots.With(known, purpose, s)
}

// ClearAll deletes all slots, that of the proof last: until then it can be proved again.
func (w *Deed) ClearAll(ctx context.Context, p Proof) error {
	all := w.Noted()
	if len(p.Words) > 0 {
		all = slots.With(all, slots.ForWords, w.around.Slot(slots.Label(len(p.Words)), p.Words))
	}
	for _, s := range all {
		if err := w.Relay.Clear(ctx, s.Slot); err != nil {
			return err
		}
	}
	return nil
}

// Ways are the slots that are to lead to a home that comes after this one, where the relay and this device no longer agree:
// that of the words, and those that the owner has noted. without goes by what is here where the relay does not answer.
// vault.ErrPassphrase, ErrNeedWords, and errors of package wire.
func (a Around) Ways(ctx context.Context, s *wire.Session, p Proof, without bool) ([]slots.Noted, error) {
	var ways []slots.Noted
	learn := func(owner space.Owner) {
		ways = slots.Together(ways, notebook.Known(a.Vault, owner, s.Home.ID()))
	}
	if a.Vault.HasOwner() {
		owner, err := a.Vault.Owner(ctx, p.Passphrase)
		if err != nil {
			return nil, err // vault.ErrPassphrase
		}
		learn(owner)
	}
	if len(p.Words) > 0 {
		own := a.Slot(seal.LabelSlotWords, p.Words)
		blob, err := s.Relay.Look(ctx, own)
		if err != nil && !(without && errors.Is(err, wire.ErrOffline)) {
			return nil, err
		}
		if to, ok := own.Open(blob); ok && to.Space == s.Home.ID() {
			learn(space.OwnerFrom(to.Owner))
		}
		ways = slots.With(ways, slots.ForWords, own)
	}
	ways = slices.DeleteFunc(ways, func(n slots.Noted) bool { return n.Doomed })
	if !slices.ContainsFunc(ways, func(n slots.Noted) bool { return n.Purpose == slots.ForWords }) {
		return nil, ErrNeedWords
	}
	return ways, nil
}
