package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

// pieceSize is the longest piece of an entry. A row that is longer than about a quarter of a page would put its
// rest on a page of its own, and most of that page would be empty.
const pieceSize = (pageSize-12)*64/255 - 23 - rowOverhead

// rowOverhead is what a row has beside its piece: space, n, piece, leaf, checksums, and SQLite's header.
const rowOverhead = 16 + 8 + 1 + 32 + 8 + 12

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// sums are the checksums of a leaf and of an entry, so that what the disk damaged is told from what it kept.
func sums(leaf record.Hash, envelope []byte) []byte {
	b := binary.BigEndian.AppendUint32(make([]byte, 0, 8), crc32.Checksum(leaf[:], castagnoli))
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(envelope, castagnoli))
}

// put writes entry n in pieces of about the same length.
func (w *writer) put(space record.SpaceID, n uint64, envelope []byte, leaf record.Hash) error {
	count := (len(envelope) + pieceSize - 1) / pieceSize
	each := (len(envelope) + count - 1) / count
	w.rows += count
	var first, check any = leaf[:], sums(leaf, envelope)
	for i := range count {
		piece := envelope[i*each : min(len(envelope), (i+1)*each)]
		if err := exec(w.st.putPiece, space[:], int64(n), int64(i), first, check, piece); err != nil {
			return err
		}
		first, check = nil, nil
	}
	return nil
}

// Append implements relay.Logs.
func (s *Store) Append(ctx context.Context, space record.SpaceID, b relay.Batch, quota int64) (head uint64, err error) {
	leaves, size := make([]record.Hash, len(b.Envelopes)), 0
	for i, e := range b.Envelopes {
		leaves[i] = record.Leaf(e)
		size += len(e)
	}
	err = s.write(ctx, size, func(w *writer) error {
		moved, err := changed(w.st.moveHeadAs, int64(len(leaves)), int64(size), space[:], int64(b.Expect), int64(b.Epoch), int64(size), quota, b.Auth[:])
		if err != nil {
			return err
		}
		head = b.Expect + uint64(len(leaves))
		if !moved {
			return w.refused(space, b, leaves)
		}
		for i, e := range b.Envelopes {
			if err := w.put(space, b.Expect+1+uint64(i), e, leaves[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return head, err
}

// refused says why the head did not move: nil where these entries are there already.
func (w *writer) refused(space record.SpaceID, b relay.Batch, leaves []record.Hash) error {
	at, err := stateOf(w.st.state, space)
	switch {
	case err != nil:
		return err
	case at.Epoch != b.Epoch || at.Auth != b.Auth:
		return relay.ErrEpoch
	case at.Head == b.Expect:
		return relayapi.ErrQuota
	}
	if there, err := w.holds(space, at.Head, b.Expect, leaves); err != nil || there {
		return err
	}
	return &relayapi.HeadError{Head: at.Head, Epoch: at.Epoch}
}

// holds tells whether the entries behind number after have exactly these leaves.
func (w *writer) holds(space record.SpaceID, head, after uint64, leaves []record.Hash) (bool, error) {
	if after > head || uint64(len(leaves)) > head-after {
		return false, nil
	}
	there, err := entries(w.st.pieces, space, after, after+uint64(len(leaves)), 2*relayapi.MaxBody)
	if err != nil || len(there) != len(leaves) {
		return false, err
	}
	for i, item := range there {
		if item.Leaf != leaves[i] {
			return false, nil
		}
	}
	return true, nil
}

// Rotate implements relay.Logs.
func (s *Store) Rotate(ctx context.Context, space record.SpaceID, e relay.Epoch, quota int64) (head uint64, err error) {
	leaf, size := record.Leaf(e.Envelope), int64(len(e.Envelope))
	err = s.write(ctx, len(e.Envelope), func(w *writer) error {
		moved, err := changed(w.st.moveHead, int64(1), size, space[:], int64(e.Expect), int64(e.Epoch)-1, size, quota)
		if err != nil {
			return err
		}
		head = e.Expect + 1
		if !moved {
			return w.notRotated(space, e, leaf)
		}
		if err := exec(w.st.swapKeys, int64(e.Epoch), e.Auth[:], e.Owner[:], space[:]); err != nil {
			return err
		}
		if err := exec(w.st.newEpoch, space[:], int64(e.Epoch), e.Auth[:], int64(head)); err != nil {
			return err
		}
		return w.put(space, head, e.Envelope, leaf)
	})
	return head, err
}

func (w *writer) notRotated(space record.SpaceID, e relay.Epoch, leaf record.Hash) error {
	at, err := stateOf(w.st.state, space)
	if err != nil {
		return err
	}
	if there, err := w.holds(space, at.Head, e.Expect, []record.Hash{leaf}); err != nil || there {
		return err
	}
	if at.Head == e.Expect && at.Epoch+1 == e.Epoch {
		return relayapi.ErrQuota
	}
	return &relayapi.HeadError{Head: at.Head, Epoch: at.Epoch}
}

// Read implements relay.Logs. What is written after it began is left out, so that all is from one moment.
func (s *Store) Read(ctx context.Context, space record.SpaceID, after uint64, limit int) (relay.State, []record.Item, error) {
	if err := s.may(ctx); err != nil {
		return relay.State{}, nil, err
	}
	// Head and entries are of one moment, or an entry could be shown as deleted before what led to that. The reads do not end
	// with ctx: what they give points into memory that would be gone.
	tx, err := s.readers.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return relay.State{}, nil, reading(err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	at, err := stateOf(tx.Stmt(s.read.state), space)
	if err != nil || after >= at.Head {
		return at, nil, reading(err)
	}
	items, err := entries(tx.Stmt(s.read.pieces), space, after, at.Head, limit)
	if err == nil && len(items) == 0 {
		err = errDamaged // the disk lost the row
	}
	return at, items, reading(err)
}

// entries reads the entries from after+1 to last, as many as take limit bytes but at least one. They have no
// gap: before one that is missing it stops.
func entries(st *sql.Stmt, space record.SpaceID, after, last uint64, limit int) (items []record.Item, err error) {
	rows, err := st.Query(space[:], int64(after), int64(last))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entry builder
	for rows.Next() {
		var n, piece int64
		var leaf, check, bytes sql.RawBytes
		if err := rows.Scan(&n, &piece, &leaf, &check, &bytes); err != nil {
			return nil, err
		}
		if piece == 0 {
			if entry.n != 0 {
				items = append(items, entry.item())
				if limit -= relayapi.ItemSize(items[len(items)-1]); limit <= 0 {
					return fits(items, limit), rows.Close()
				}
			}
			if uint64(n) != after+1 {
				return items, rows.Close()
			}
			after = uint64(n)
			entry.begin(after, leaf, check)
		}
		if uint64(n) == entry.n {
			entry.bytes = append(entry.bytes, bytes...)
		}
	}
	if entry.n != 0 {
		items = append(items, entry.item())
		limit -= relayapi.ItemSize(items[len(items)-1])
	}
	return fits(items, limit), errors.Join(rows.Err(), rows.Close())
}

// fits leaves the last item out if it was too much.
func fits(items []record.Item, left int) []record.Item {
	if left < 0 && len(items) > 1 {
		return items[:len(items)-1]
	}
	return items
}

// builder puts the pieces of an entry together.
type builder struct {
	n     uint64
	leaf  record.Hash
	check [8]byte
	bytes []byte
}

func (b *builder) begin(n uint64, leaf, check []byte) {
	*b = builder{n: n}
	copy(b.leaf[:], leaf)
	copy(b.check[:], check)
}

// item is the entry, or a stub where its bytes were deleted or damaged.
func (b *builder) item() record.Item {
	item := record.Item{N: b.n, Leaf: b.leaf}
	if len(b.bytes) == 0 || crc32.Checksum(b.bytes, castagnoli) != binary.BigEndian.Uint32(b.check[4:]) {
		return item
	}
	item.Envelope = b.bytes
	if crc32.Checksum(b.leaf[:], castagnoli) != binary.BigEndian.Uint32(b.check[:]) {
		item.Leaf = record.Leaf(b.bytes)
	}
	return item
}

// Controls implements relay.Logs.
func (s *Store) Controls(ctx context.Context, space record.SpaceID, after uint32, limit int) (all [][]byte, err error) {
	if _, err := s.Space(ctx, space); err != nil {
		return nil, err
	}
	rows, err := s.read.controls.Query(space[:], int64(after))
	if err != nil {
		return nil, reading(err)
	}
	var numbers []uint64
	for rows.Next() && len(numbers) <= limit/record.ControlSize {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, errors.Join(reading(err), rows.Close())
		}
		numbers = append(numbers, uint64(n))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, reading(err)
	}
	for _, n := range numbers {
		items, err := entries(s.read.pieces, space, n-1, n, relayapi.MaxBody)
		if err == nil && (len(items) != 1 || items[0].Envelope == nil) {
			err = errDamaged
		}
		if err != nil {
			return nil, reading(err)
		}
		if limit -= len(items[0].Envelope); limit < 0 {
			break
		}
		all = append(all, items[0].Envelope)
	}
	return all, nil
}

// Strip implements relay.Logs.
func (s *Store) Strip(ctx context.Context, space record.SpaceID, n uint64) error {
	return s.write(ctx, 0, func(w *writer) error {
		var leaf, check sql.RawBytes
		if err := one(w.st.firstOf, []any{space[:], int64(n)}, &leaf, &check); err != nil {
			return err
		}
		var kept int64
		if err := one(w.st.kept, []any{space[:], int64(n)}, &kept); err != nil || kept == 0 {
			return err
		}
		if len(check) == 8 {
			copy(check[4:], []byte{0, 0, 0, 0}) // nothing stays of what the bytes were
		}
		w.owed = true
		if err := exec(w.st.stripPieces, space[:], int64(n)); err != nil {
			return err
		}
		if err := exec(w.st.stripFirst, []byte(check), space[:], int64(n)); err != nil {
			return err
		}
		return exec(w.st.lessKept, kept, space[:])
	})
}
