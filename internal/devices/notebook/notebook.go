// Package notebook keeps the owner's note among a person's things: one item that no screen shows. It must never keep a
// slot where anybody but the owner can read it, or drop one that another device has noted.
package notebook

import (
	"context"
	"slices"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Kind is the record kind of the item.
const Kind = 250

// Shown is for how long what happened stays.
const Shown = 7 * 24 * time.Hour

// notes reads all there are: one, or more where they were written apart or before homes were joined. id is the item that
// the next one is written to, over the versions of it that there are.
func notes(v *vault.Vault) (id record.ID, over []record.ID, all []slots.Note) {
	for _, head := range v.List(Kind) {
		versions, err := v.Versions(head.ID)
		if err != nil {
			continue
		}
		id, over = head.ID, nil
		for _, version := range versions {
			over = append(over, version.ID)
			if n, ok := slots.ParseNote(version.Record.Body); ok {
				all = append(all, n)
			}
		}
	}
	return id, over, all
}

// Known returns the slots that an owner of a home has noted.
func Known(v *vault.Vault, o space.Owner, home record.SpaceID) []slots.Noted {
	var known []slots.Noted
	mine, _ := Sealed(v, o, home)
	for _, s := range mine {
		if more, ok := s.Open(o.NoteKey(), home); ok {
			known = slots.Together(known, more)
		}
	}
	return known
}

// Sealed returns the sealed notes that are an owner's of a home, and those that are not.
func Sealed(v *vault.Vault, o space.Owner, home record.SpaceID) (mine, others []slots.Sealed) {
	_, _, all := notes(v)
	for _, n := range all {
		for _, s := range n.Sealed {
			if _, ok := s.Open(o.NoteKey(), home); ok {
				mine = append(mine, s)
			} else {
				others = append(others, s)
			}
		}
	}
	return mine, others
}

// Happened returns what happened in the last seven days, as far as it was noted, in order.
func Happened(v *vault.Vault, now time.Time) []slots.Happened {
	var happened []slots.Happened
	_, _, all := notes(v)
	for _, n := range all {
		happened = append(happened, n.Happened...)
	}
	return slots.Recent(happened, now.Add(-Shown).Unix())
}

// Page is what the owner writes: the slots of a home that there are, what has happened, and sealed notes of other owners
// that stay beside.
type Page struct {
	Owner    space.Owner
	Home     record.SpaceID
	Slots    []slots.Noted
	Happened []slots.Happened
	Beside   []slots.Sealed
}

// Write puts a page in the place of all that there is. Errors of the vault.
func Write(ctx context.Context, v *vault.Vault, now time.Time, p Page) error {
	id, over, _ := notes(v)
	if id == (record.ID{}) {
		id = record.NewID()
	}
	n := slots.Note{Sealed: slices.Concat([]slots.Sealed{slots.SealNote(p.Owner.NoteKey(), p.Home, p.Slots)}, p.Beside)}
	n.Sealed = n.Sealed[:min(len(n.Sealed), slots.MostSealed)]
	n.Happened = slots.Recent(slices.Concat(Happened(v, now), p.Happened), now.Add(-Shown).Unix())
	return v.PutVersion(ctx, record.Record{ID: id, Kind: Kind, At: now.Unix(), Body: n.Marshal()}, over)
}
