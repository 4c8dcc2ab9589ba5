// Package blob seals the bytes of one photo or long text, and opens them again, in a stream. It must
// never give out bytes that were not verified, or use one key for two blobs.
//
// A blob is an age file (https://age-encryption.org/v1) for one hybrid recipient, whose identity is made
// for it alone. Inside are the bytes, one byte 0x01, and zeros up to a length that says little about theirs.
// Spec: docs/format.md.
package blob

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/bits"

	"filippo.io/age"
)

// MaxLength is the longest content in bytes.
const MaxLength = 25 << 20

// ErrDamaged is the one error of opening: another identity, hash or length than the bytes were sealed
// with, or bytes that were changed, cut, put in another order or that go on after the end.
var ErrDamaged = errors.New("blob: does not open")

// ErrLength says that there is nothing to seal, more than MaxLength, or not as much as was said.
var ErrLength = errors.New("blob: length")

// Sealed is what is needed to open a blob, and how many bytes it has.
type Sealed struct {
	Identity string   // an age identity, secret
	Hash     [32]byte // SHA-256 of the sealed bytes
	Length   int64    // of the content
	Size     int64    // of the sealed bytes
}

// What age adds: a header of one hybrid recipient, whose length is always the same, a nonce, and a tag
// for every piece.
const (
	headerSize = 1627
	nonceSize  = 16
	pieceSize  = 64 << 10
	tagSize    = 16
)

// smallest is what a short content is padded to.
const smallest = 4 << 10

// ends stands behind the content, so that its length is part of what is sealed.
const ends = 0x01

// Padded is how long the content of so many bytes is with what ends it and its padding: PADMÉ, which adds at most 12 in
// a hundred and leaves few lengths, and never less than 4 KiB.
func Padded(length int64) int64 {
	length++ // for what ends it
	if length <= smallest {
		return smallest
	}
	exponent := bits.Len64(uint64(length)) - 1
	free := exponent - bits.Len64(uint64(exponent))
	mask := int64(1)<<free - 1
	return (length + mask) &^ mask
}

// Size is how many bytes a sealed content of length has.
func Size(length int64) int64 {
	padded := Padded(length)
	pieces := (padded + pieceSize - 1) / pieceSize
	return headerSize + nonceSize + padded + pieces*tagSize
}

// Seal reads length bytes of content from src and writes them sealed to dst, in pieces: it holds some 64 KiB at a time.
// An error of src or dst is in the chain of the one returned; ErrLength if src has more or less than length.
func Seal(dst io.Writer, src io.Reader, length int64) (Sealed, error) {
	if length < 1 || length > MaxLength {
		return Sealed{}, ErrLength
	}
	identity, err := age.GenerateHybridIdentity()
	if err != nil {
		return Sealed{}, fmt.Errorf("blob: %w", err)
	}
	out := &summed{to: dst, sum: sha256.New()}
	w, err := age.Encrypt(out, identity.Recipient())
	if err != nil {
		return Sealed{}, fmt.Errorf("blob: sealing: %w", err)
	}
	n, err := io.Copy(w, io.LimitReader(src, length))
	if err == nil && n == length {
		var more [1]byte
		if m, _ := io.ReadFull(src, more[:]); m != 0 {
			n++
		}
	}
	if err == nil && n != length {
		err = ErrLength
	}
	if err == nil {
		_, err = w.Write([]byte{ends})
	}
	if err == nil {
		_, err = io.Copy(w, io.LimitReader(zeros{}, Padded(length)-length-1))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return Sealed{}, fmt.Errorf("blob: sealing: %w", err)
	}
	return Sealed{identity.String(), [32]byte(out.sum.Sum(nil)), length, out.n}, nil
}

// Open writes the content of a blob to dst. Every piece is verified before it is written, and in the end the whole: until
// nil is returned, dst has a beginning, never something else. ErrDamaged, or an error of src or dst.
func Open(dst io.Writer, src io.Reader, s Sealed) error {
	identity, err := age.ParseHybridIdentity(s.Identity)
	if err != nil || s.Length < 1 || s.Length > MaxLength {
		return ErrDamaged
	}
	in := &source{from: io.LimitReader(src, Size(s.Length)+1), sum: sha256.New()}
	damaged := func() error {
		if in.err != nil {
			return fmt.Errorf("blob: reading: %w", in.err)
		}
		return ErrDamaged
	}
	r, err := age.Decrypt(in, identity)
	if err != nil {
		return damaged()
	}
	out := &content{to: dst, left: s.Length}
	if _, err := io.Copy(out, r); err != nil {
		if out.err != nil {
			return fmt.Errorf("blob: opening: %w", out.err)
		}
		return damaged()
	}
	// age read to the end, and looked whether it is the end.
	if out.left != 0 || !bytes.Equal(in.sum.Sum(nil), s.Hash[:]) {
		return damaged()
	}
	return nil
}

// summed hashes and counts what it passes on.
type summed struct {
	to  io.Writer
	sum hash.Hash
	n   int64
}

func (w *summed) Write(p []byte) (int, error) {
	n, err := w.to.Write(p)
	w.sum.Write(p[:n])
	w.n += int64(n)
	return n, err
}

// source hashes what is read, and remembers an error that is not the end.
type source struct {
	from io.Reader
	sum  hash.Hash
	err  error
}

func (r *source) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	r.sum.Write(p[:n])
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// content passes on as many bytes as the content has. What follows must be what ends it, and zeros.
type content struct {
	to    io.Writer
	left  int64
	ended bool
	err   error // of to
}

var errPadding = errors.New("blob: padding")

func (w *content) Write(p []byte) (int, error) {
	n := int(min(int64(len(p)), w.left))
	if n > 0 {
		written, err := w.to.Write(p[:n])
		w.left -= int64(written)
		if err != nil {
			w.err = err
			return written, err
		}
	}
	for _, b := range p[n:] {
		if !w.ended && b != ends || w.ended && b != 0 {
			return n, errPadding
		}
		w.ended = true
	}
	return len(p), nil
}

// zeros is padding without end.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
