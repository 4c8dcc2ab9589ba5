package devices

import (
	"context"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// notes reads all there are in a vault: one, or more where they were written apart or before homes were joined.
func notes(v *vault.Vault) (id record.ID, all []note) {
	for _, head := range v.List(Kind) {
		versions, err := v.Versions(head.ID)
		if err != nil {
			continue
		}
		for _, version := range versions {
			if n, ok := parseNote(version.Record.Body); ok {
				all, id = append(all, n), head.ID
			}
		}
	}
	return id, all
}

// slots returns what the owner has noted, from all notes.
func slots(all []note, owner space.Owner, home record.SpaceID) []noted {
	var known []noted
	for _, n := range all {
		for _, s := range n.sealed {
			if more, ok := s.open(owner.NoteKey(), home); ok {
				known = together(known, more)
			}
		}
	}
	return known
}

// write keeps the owner's note: these slots, what happened before and now, and notes for other owners as they are given.
func (d *Devices) write(ctx context.Context, owner space.Owner, home record.SpaceID, known []noted, now []happened, beside ...sealedNote) error {
	id, all := notes(d.config.Vault)
	if id == (record.ID{}) {
		id = record.NewID()
	}
	n := note{sealed: append([]sealedNote{sealNote(owner.NoteKey(), home, known)}, beside...)}
	for _, before := range all {
		n.happened = append(n.happened, before.happened...)
	}
	n.happened = recent(append(n.happened, now...), d.config.Now())
	return d.config.Vault.Put(ctx, record.Record{ID: id, Kind: Kind, At: d.config.Now().Unix(), Body: n.marshal()})
}

// sealedFor returns the sealed notes that an owner opens.
func sealedFor(all []note, owner space.Owner, home record.SpaceID) []sealedNote {
	var found []sealedNote
	for _, n := range all {
		for _, s := range n.sealed {
			if _, ok := s.open(owner.NoteKey(), home); ok {
				found = append(found, s)
			}
		}
	}
	return found[:min(len(found), mostSealed-1)]
}

func (w *deed) slots() []noted {
	_, all := notes(w.d.config.Vault)
	return slots(all, w.owner, w.home.ID())
}

// doom marks the slots of one purpose, or of every one, to be deleted, all but the one that stays.
func doom(known []noted, stays slot, purposes ...slotPurpose) []noted {
	known = slices.Clone(known)
	for i, s := range known {
		if slices.Contains(purposes, s.purpose) && !s.slot.same(stays) {
			known[i].doomed = true
		}
	}
	return known
}

// with adds a slot, or takes it back from those that are to be deleted.
func with(known []noted, purpose slotPurpose, s slot) []noted {
	known = slices.DeleteFunc(slices.Clone(known), func(n noted) bool { return n.slot.same(s) })
	return append(known, noted{purpose: purpose, slot: s})
}

// carry brings the relay to what is noted, after the note itself is there: first the ways in that stay, then those that
// go. What was done is then noted. Whoever does it again after it was cut off goes on where it was.
func (w *deed) carry(ctx context.Context, known []noted, now ...happened) error {
	who, err := w.member()
	if err != nil {
		return err
	}
	for _, s := range known {
		if !s.doomed {
			if err := w.d.point(ctx, s.slot, w.door(), who); err != nil {
				return err
			}
		}
	}
	for _, s := range known {
		if s.doomed {
			if err := w.d.clear(ctx, s.slot); err != nil {
				return err
			}
		}
	}
	known = slices.DeleteFunc(slices.Clone(known), func(s noted) bool { return s.doomed })
	if err := w.d.write(ctx, w.owner, w.home.ID(), known, now); err != nil {
		return err
	}
	return w.step(ctx)
}

// plan writes down what is about to be done and brings it to the relay, so that any device can finish it.
func (w *deed) plan(ctx context.Context, known []noted, beside ...sealedNote) error {
	if err := w.d.write(ctx, w.owner, w.home.ID(), known, nil, beside...); err != nil {
		return err
	}
	return w.step(ctx)
}

// here is what this device says of something that was done on it now.
func (w *deed) here(s Sort) happened {
	h := w.home.Space()
	return happened{sortNumber(s), w.d.config.Now().Unix(), nameOf(h, h.Me())}
}
