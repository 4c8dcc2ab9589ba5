package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

// Begin implements relay.Blobs.
func (s *Store) Begin(ctx context.Context, space record.SpaceID, blob record.ID, size int64, hash record.Hash, quota int64) (state relayapi.BlobState, err error) {
	err = s.write(ctx, 0, func(w *writer) error {
		if _, err := stateOf(w.st.state, space); err != nil {
			return err
		}
		known, err := blobOf(w.st.blob, space, blob)
		if err == nil && (known.Size != size || known.Delete != hash) {
			return relayapi.ErrTaken
		}
		if !errors.Is(err, relayapi.ErrUnknown) {
			state = known.BlobState
			return err
		}
		if fits, err := changed(w.st.moreKept, size, space[:], size, quota); err != nil {
			return err
		} else if !fits {
			return relayapi.ErrQuota
		}
		state = relayapi.BlobState{Size: size}
		w.rows++
		return exec(w.st.newBlob, space[:], blob[:], size, hash[:])
	})
	return state, err
}

func blobOf(st *sql.Stmt, space record.SpaceID, blob record.ID) (relay.Blob, error) {
	var known relay.Blob
	var have int64
	var hash sql.RawBytes
	if err := one(st, []any{space[:], blob[:]}, &known.Size, &have, &hash); err != nil {
		return relay.Blob{}, err
	}
	known.Have = int(have)
	return known, fixed(known.Delete[:], hash)
}

// PutChunk implements relay.Blobs.
func (s *Store) PutChunk(ctx context.Context, space record.SpaceID, blob record.ID, i int, chunk []byte) error {
	sum := chunkSum(chunk)
	return s.write(ctx, len(chunk), func(w *writer) error {
		known, err := blobOf(w.st.blob, space, blob)
		if err != nil {
			return err
		}
		if i < known.Have {
			there, err := chunkOf(w.st.chunk, space, blob, i)
			if err == nil && !bytes.Equal(there, chunk) {
				err = relayapi.ErrTaken
			}
			return err
		}
		if i > known.Have {
			at, err := stateOf(w.st.state, space)
			if err != nil {
				return err
			}
			return &relayapi.HeadError{Head: uint64(known.Have), Epoch: at.Epoch}
		}
		w.rows += 1 + len(chunk)/pageSize
		if err := exec(w.st.putChunk, space[:], blob[:], int64(i), sum, chunk); err != nil {
			return err
		}
		return exec(w.st.moveBlob, space[:], blob[:])
	})
}

func chunkSum(chunk []byte) []byte {
	return binary.BigEndian.AppendUint32(nil, crc32.Checksum(chunk, castagnoli))
}

// Blob implements relay.Blobs.
func (s *Store) Blob(ctx context.Context, space record.SpaceID, blob record.ID) (relay.Blob, error) {
	if err := s.may(ctx); err != nil {
		return relay.Blob{}, err
	}
	known, err := blobOf(s.read.blob, space, blob)
	return known, reading(err)
}

// Chunk implements relay.Blobs.
func (s *Store) Chunk(ctx context.Context, space record.SpaceID, blob record.ID, i int) ([]byte, error) {
	if err := s.may(ctx); err != nil {
		return nil, err
	}
	chunk, err := chunkOf(s.read.chunk, space, blob, i)
	return chunk, reading(err)
}

func chunkOf(st *sql.Stmt, space record.SpaceID, blob record.ID, i int) ([]byte, error) {
	var sum, chunk sql.RawBytes
	if err := one(st, []any{space[:], blob[:], int64(i)}, &sum, &chunk); err != nil {
		return nil, err
	}
	if !bytes.Equal(sum, chunkSum(chunk)) {
		return nil, errDamaged
	}
	return chunk, nil
}

// Remove implements relay.Blobs.
func (s *Store) Remove(ctx context.Context, space record.SpaceID, blob record.ID) error {
	return s.write(ctx, 0, func(w *writer) error {
		if _, err := stateOf(w.st.state, space); err != nil {
			return err
		}
		known, err := blobOf(w.st.blob, space, blob)
		if errors.Is(err, relayapi.ErrUnknown) {
			return nil
		}
		if err != nil {
			return err
		}
		w.owed = true
		if err := exec(w.st.dropChunks, space[:], blob[:]); err != nil {
			return err
		}
		if err := exec(w.st.dropBlob, space[:], blob[:]); err != nil {
			return err
		}
		return exec(w.st.lessKept, known.Size, space[:])
	})
}
