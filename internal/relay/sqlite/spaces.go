package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

// Create implements relay.Spaces.
func (s *Store) Create(ctx context.Context, space record.SpaceID, first relay.Epoch, used *record.Hash) error {
	leaf := record.Leaf(first.Envelope)
	return s.write(ctx, len(first.Envelope), func(w *writer) error {
		_, err := stateOf(w.st.state, space)
		if err == nil {
			return w.sameGenesis(space, first.Envelope)
		}
		if !errors.Is(err, relayapi.ErrUnknown) {
			return err
		}
		if used != nil {
			if fresh, err := changed(w.st.useCode, used[:]); err != nil {
				return err
			} else if !fresh {
				return relayapi.ErrCode
			}
		}
		if err := exec(w.st.newSpace, space[:], int64(first.Epoch), first.Auth[:], first.Owner[:], int64(len(first.Envelope))); err != nil {
			return err
		}
		if err := exec(w.st.newEpoch, space[:], int64(first.Epoch), first.Auth[:], int64(1)); err != nil {
			return err
		}
		return w.put(space, 1, first.Envelope, leaf)
	})
}

// sameGenesis tells a retry from another space under the same name.
func (w *writer) sameGenesis(space record.SpaceID, envelope []byte) error {
	there, err := entries(w.st.pieces, space, 0, 1, relayapi.MaxBody)
	if err != nil {
		return err
	}
	if len(there) == 1 && bytes.Equal(there[0].Envelope, envelope) {
		return nil
	}
	return relayapi.ErrTaken
}

// Space implements relay.Spaces.
func (s *Store) Space(ctx context.Context, space record.SpaceID) (relay.State, error) {
	if err := s.may(ctx); err != nil {
		return relay.State{}, err
	}
	return stateOf(s.read.state, space)
}

// may tells whether there is any use in reading.
func (s *Store) may(ctx context.Context) error {
	if s.broken.Load() != nil {
		return relay.ErrBroken
	}
	return ctx.Err()
}

func stateOf(st *sql.Stmt, space record.SpaceID) (relay.State, error) {
	var at relay.State
	var head, epoch int64
	var auth, owner sql.RawBytes
	err := one(st, []any{space[:]}, &head, &epoch, &auth, &owner, &at.Kept)
	if err != nil {
		return relay.State{}, err
	}
	at.Head, at.Epoch = uint64(head), uint32(epoch)
	return at, errors.Join(fixed(at.Auth[:], auth), fixed(at.Owner[:], owner))
}

// one reads the one row of a statement, or ErrUnknown. RawBytes among to are copied.
func one(st *sql.Stmt, args []any, to ...any) error {
	rows, err := st.Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return err
		}
		return relayapi.ErrUnknown
	}
	if err := rows.Scan(to...); err != nil {
		return err
	}
	for _, p := range to {
		if raw, ok := p.(*sql.RawBytes); ok {
			*raw = bytes.Clone(*raw)
		}
	}
	return rows.Close()
}

// fixed copies a value that has one length.
func fixed(to, from []byte) error {
	if copy(to, from) != len(to) || len(from) != len(to) {
		return errDamaged
	}
	return nil
}

var errDamaged = errors.New("sqlite: a damaged row")

// Auth implements relay.Spaces.
func (s *Store) Auth(ctx context.Context, space record.SpaceID, epoch uint32) (key [32]byte, err error) {
	if err := s.may(ctx); err != nil {
		return key, err
	}
	var raw sql.RawBytes
	if err := one(s.read.auth, []any{space[:], int64(epoch)}, &raw); err != nil {
		return key, err
	}
	return key, fixed(key[:], raw)
}

// Drop implements relay.Spaces.
func (s *Store) Drop(ctx context.Context, space record.SpaceID) error {
	return s.write(ctx, 0, func(w *writer) error {
		there, err := changed(w.st.dropSpace, space[:])
		if err != nil {
			return err
		}
		if !there {
			return relayapi.ErrUnknown
		}
		w.owed = true
		for _, st := range []*sql.Stmt{w.st.dropEpochs, w.st.dropLog, w.st.dropBlobs, w.st.dropPieces} {
			if err := exec(st, space[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// Slot implements relay.Slots.
func (s *Store) Slot(ctx context.Context, l relayapi.Locator) (relay.Slot, error) {
	if err := s.may(ctx); err != nil {
		return relay.Slot{}, err
	}
	return slotOf(s.read.slot, l)
}

func slotOf(st *sql.Stmt, l relayapi.Locator) (relay.Slot, error) {
	var slot relay.Slot
	var auth, blob sql.RawBytes
	if err := one(st, []any{l[:]}, &auth, &blob); err != nil {
		return relay.Slot{}, err
	}
	return slot, errors.Join(fixed(slot.Auth[:], auth), fixed(slot.Blob[:], blob))
}

// PutSlot implements relay.Slots.
func (s *Store) PutSlot(ctx context.Context, l relayapi.Locator, previous record.Hash, slot relay.Slot) error {
	return s.write(ctx, len(slot.Blob), func(w *writer) error {
		at, err := slotOf(w.st.slot, l)
		switch {
		case errors.Is(err, relayapi.ErrUnknown):
			if previous != (record.Hash{}) {
				return relayapi.ErrTaken
			}
		case err != nil:
			return err
		case at == slot:
			return nil
		case !slot.Follows(at, previous):
			return relayapi.ErrTaken
		default:
			w.owed = true // what it held before leaves the disk
		}
		w.rows++
		return exec(w.st.putSlot, l[:], slot.Auth[:], slot.Blob[:])
	})
}

// DropSlot implements relay.Slots.
func (s *Store) DropSlot(ctx context.Context, l relayapi.Locator) error {
	return s.write(ctx, 0, func(w *writer) error {
		there, err := changed(w.st.dropSlot, l[:])
		w.owed = w.owed || there
		return err
	})
}

// reading puts the package's name before an error of reading that has none of the protocol's names.
func reading(err error) error {
	if err == nil || errors.Is(err, relayapi.ErrUnknown) {
		return err
	}
	return fmt.Errorf("sqlite: %w", err)
}
