package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// writes are the statements of the one connection that writes.
type writes struct {
	all []*sql.Stmt // to be closed: a database is not, as long as one is open

	begin, commit, rollback, checkpoint, truncate *sql.Stmt

	useCode, newSpace, newEpoch, moveHead, moveHeadAs, swapKeys, putPiece *sql.Stmt
	state, firstOf, pieces, kept, stripPieces, stripFirst, lessKept       *sql.Stmt
	blob, newBlob, putChunk, moveBlob, chunk, dropBlob, dropChunks        *sql.Stmt
	moreKept, dropSpace, dropEpochs, dropLog, dropBlobs, dropPieces       *sql.Stmt
	slot, putSlot, dropSlot                                               *sql.Stmt
}

const (
	selectState  = `SELECT head, epoch, auth, owner, kept FROM spaces WHERE space = ?`
	selectPieces = `SELECT n, piece, leaf, sums, bytes FROM log WHERE space = ? AND n > ? AND n <= ? ORDER BY n, piece`
	selectBlob   = `SELECT size, have, delete_hash FROM blobs WHERE space = ? AND blob = ?`
	selectChunk  = `SELECT sum, bytes FROM chunks WHERE space = ? AND blob = ? AND i = ?`
	selectSlot   = `SELECT auth, blob FROM slots WHERE locator = ?`
)

func prepareWrites(ctx context.Context, c *sql.Conn) (w writes, err error) {
	for _, p := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&w.begin, `BEGIN IMMEDIATE`}, {&w.commit, `COMMIT`}, {&w.rollback, `ROLLBACK`},
		{&w.checkpoint, `PRAGMA wal_checkpoint(PASSIVE)`}, {&w.truncate, `PRAGMA wal_checkpoint(TRUNCATE)`},
		{&w.useCode, `INSERT INTO codes (hash) VALUES (?) ON CONFLICT DO NOTHING`},
		{&w.newSpace, `INSERT INTO spaces (space, head, epoch, auth, owner, kept) VALUES (?, 1, ?, ?, ?, ?)`},
		{&w.newEpoch, `INSERT INTO epochs (space, epoch, auth, n) VALUES (?, ?, ?, ?)`},
		{&w.moveHead, `UPDATE spaces SET head = head + ?, kept = kept + ? WHERE space = ? AND head = ? AND epoch = ? AND kept + ? <= ?`},
		{&w.moveHeadAs, `UPDATE spaces SET head = head + ?, kept = kept + ? WHERE space = ? AND head = ? AND epoch = ? AND kept + ? <= ? AND auth = ?`},
		{&w.swapKeys, `UPDATE spaces SET epoch = ?, auth = ?, owner = ? WHERE space = ?`},
		{&w.putPiece, `INSERT INTO log (space, n, piece, leaf, sums, bytes) VALUES (?, ?, ?, ?, ?, ?)`},
		{&w.state, selectState},
		{&w.firstOf, `SELECT leaf, sums FROM log WHERE space = ? AND n = ? AND piece = 0`},
		{&w.pieces, selectPieces},
		{&w.kept, `SELECT coalesce(sum(length(bytes)), 0) FROM log WHERE space = ? AND n = ?`},
		{&w.stripPieces, `DELETE FROM log WHERE space = ? AND n = ? AND piece > 0`},
		{&w.stripFirst, `UPDATE log SET bytes = NULL, sums = ? WHERE space = ? AND n = ? AND piece = 0`},
		{&w.lessKept, `UPDATE spaces SET kept = kept - ? WHERE space = ?`},
		{&w.moreKept, `UPDATE spaces SET kept = kept + ? WHERE space = ? AND kept + ? <= ?`},
		{&w.blob, selectBlob},
		{&w.newBlob, `INSERT INTO blobs (space, blob, size, have, delete_hash) VALUES (?, ?, ?, 0, ?)`},
		{&w.chunk, selectChunk},
		{&w.putChunk, `INSERT INTO chunks (space, blob, i, sum, bytes) VALUES (?, ?, ?, ?, ?)`},
		{&w.moveBlob, `UPDATE blobs SET have = have + 1 WHERE space = ? AND blob = ?`},
		{&w.dropBlob, `DELETE FROM blobs WHERE space = ? AND blob = ?`},
		{&w.dropChunks, `DELETE FROM chunks WHERE space = ? AND blob = ?`},
		{&w.dropSpace, `DELETE FROM spaces WHERE space = ?`},
		{&w.dropEpochs, `DELETE FROM epochs WHERE space = ?`},
		{&w.dropLog, `DELETE FROM log WHERE space = ?`},
		{&w.dropBlobs, `DELETE FROM blobs WHERE space = ?`},
		{&w.dropPieces, `DELETE FROM chunks WHERE space = ?`},
		{&w.slot, selectSlot},
		{&w.putSlot, `INSERT INTO slots (locator, auth, blob) VALUES (?, ?, ?) ON CONFLICT (locator) DO UPDATE SET blob = excluded.blob`},
		{&w.dropSlot, `DELETE FROM slots WHERE locator = ?`},
	} {
		if *p.to, err = c.PrepareContext(ctx, p.text); err != nil {
			return w, fmt.Errorf("sqlite: preparing %q: %w", p.text, err)
		}
		w.all = append(w.all, *p.to)
	}
	return w, nil
}

func (w writes) close() error {
	var errs []error
	for _, st := range w.all {
		errs = append(errs, st.Close())
	}
	return errors.Join(errs...)
}

// reads are the statements of the connections that read.
type reads struct{ state, auth, pieces, controls, blob, chunk, slot *sql.Stmt }

func prepareReads(db *sql.DB) (r reads, err error) {
	for _, p := range []struct {
		to   **sql.Stmt
		text string
	}{
		{&r.state, selectState}, {&r.pieces, selectPieces}, {&r.blob, selectBlob}, {&r.chunk, selectChunk}, {&r.slot, selectSlot},
		{&r.auth, `SELECT auth FROM epochs WHERE space = ? AND epoch = ?`},
		{&r.controls, `SELECT n FROM epochs WHERE space = ? AND epoch > ? ORDER BY epoch`},
	} {
		if *p.to, err = db.Prepare(p.text); err != nil {
			return r, fmt.Errorf("sqlite: preparing %q: %w", p.text, err)
		}
	}
	return r, nil
}
