package deed

import (
	"context"
	"slices"
	"time"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/space"
)

// Heir is the owner that new words lead to: a new one, or the one of a try before that was cut off, who may be in force by
// now. wire.ErrWords where they are the words that somebody may know.
func (w *Deed) Heir(ctx context.Context, s slots.Slot) (space.Owner, error) {
	blob, err := w.Relay.Look(ctx, s)
	if err != nil {
		return space.Owner{}, err
	}
	to, ok := s.Open(blob)
	switch {
	case !ok || to.Space != w.Home.ID():
		return space.NewOwner(), nil
	case slots.SameKey(to.Owner, w.owner.Key()) && !w.newOwner():
		return space.Owner{}, wire.ErrWords
	}
	return space.OwnerFrom(to.Owner), nil
}

// newOwner says that the owner's key was changed a moment ago: the note for the one before is still there, or what was
// left to do is just done.
func (w *Deed) newOwner() bool {
	if _, others := notebook.Sealed(w.around.Vault, w.owner, w.Home.ID()); len(others) > 0 {
		return true
	}
	now := w.around.Now()
	return slices.ContainsFunc(notebook.Happened(w.around.Vault, now), func(h slots.Happened) bool {
		return h.What == slots.NewOwner && h.At >= now.Add(-time.Hour).Unix()
	})
}

// Succeed puts the next owner in force, with nobody in the home but this device and those of keep. Before that the new words
// lead to its key, and its note knows every slot: the key is never in one place alone, and whoever has it can finish.
func (w *Deed) Succeed(ctx context.Context, next space.Owner, s slots.Slot, known []slots.Noted, keep []space.MemberID) error {
	before, _ := notebook.Sealed(w.around.Vault, w.owner, w.Home.ID())
	old := w.owner
	w.owner = next
	if err := w.Plan(ctx, known, nil, before...); err != nil {
		return err
	}
	who, err := w.Member()
	if err != nil {
		return err
	}
	if err := w.Relay.Point(ctx, s, w.Door(), who); err != nil {
		return err
	}
	w.owner = old
	err = w.Change(ctx, false, func(s *space.Space) (*space.Change, error) {
		if s.Owner() == next.Public() {
			return nil, nil
		}
		c := space.Change{Next: &next}
		for _, m := range s.Members() {
			if m.ID != s.Me() && !slices.Contains(keep, m.ID) {
				c.Remove = append(c.Remove, m.ID)
			}
		}
		return &c, nil
	})
	if err != nil {
		return err
	}
	w.owner = next
	if w.holds {
		return w.around.Vault.SetOwner(ctx, w.passphrase, next)
	}
	return nil
}
