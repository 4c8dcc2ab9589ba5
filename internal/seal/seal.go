// Package seal seals and opens bytes, and makes, derives, stretches and wraps the keys for it.
// It must never let a key leave as bytes, say why something did not open, or take a parameter of a
// cipher or of a key derivation from outside: all are fixed by the version of the format.
//
// It is the only package that imports a cipher. What it writes is specified in docs/format.md.
//
// A sealed value is
//
//	suite 1 | nonce 24 | ciphertext, as long as the plaintext | tag 16
//
// with XChaCha20-Poly1305 and a random nonce. The suite byte is 1; nothing else opens.
package seal

import (
	"crypto/rand"
	"errors"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"
)

// Overhead is how many bytes longer a sealed value is than its plaintext.
const Overhead = 1 + chacha20poly1305.NonceSizeX + chacha20poly1305.Overhead

// suite names the one way of sealing that this version writes and opens.
const suite = 1

// ErrOpen is the one error of Open and Unwrap. Wrong key, other associated data, a changed, cut or
// foreign value: whoever tries them out learns nothing from the answer.
var ErrOpen = errors.New("seal: does not open")

// Seal encrypts plaintext under k and binds it to aad, which is needed again to open it. The result
// is a new slice that shares no memory with its arguments.
func Seal(k Key, plaintext, aad []byte) []byte {
	var nonce [chacha20poly1305.NonceSizeX]byte
	rand.Read(nonce[:]) // never fails: the runtime ends the program first
	return sealWith(k, nonce, plaintext, aad)
}

func sealWith(k Key, nonce [chacha20poly1305.NonceSizeX]byte, plaintext, aad []byte) []byte {
	sealed := make([]byte, 0, len(plaintext)+Overhead)
	sealed = append(sealed, suite)
	sealed = append(sealed, nonce[:]...)
	return k.aead().Seal(sealed, nonce[:], plaintext, aad)
}

// Open returns the plaintext of a value made by Seal with the same key and aad, or ErrOpen.
func Open(k Key, sealed, aad []byte) ([]byte, error) {
	return AppendOpen(nil, k, sealed, aad)
}

// AppendOpen is Open into memory that the caller has: it appends the plaintext to dst. On ErrOpen
// the bytes between the length and the capacity of dst may have changed. dst must not overlap sealed.
func AppendOpen(dst []byte, k Key, sealed, aad []byte) ([]byte, error) {
	if len(sealed) < Overhead || sealed[0] != suite {
		return nil, ErrOpen
	}
	const body = 1 + chacha20poly1305.NonceSizeX
	plaintext, err := k.aead().Open(dst, sealed[1:body], sealed[body:], aad)
	if err != nil {
		return nil, ErrOpen
	}
	return plaintext, nil
}

// Salt keeps two equal passphrases from stretching to the same key. It is not secret.
type Salt [16]byte

// NewSalt returns a random salt.
func NewSalt() Salt {
	var s Salt
	rand.Read(s[:])
	return s
}

// The cost of one guess at a passphrase. Part of the format: another cost is another version.
const (
	stretchPasses = 3
	stretchKiB    = 64 * 1024
	stretchLanes  = 1
)

// Stretch turns a passphrase into a key with Argon2id: 64 MiB, 3 passes, 1 lane. It takes a good part
// of a second and 64 MiB of memory, on purpose, whatever the passphrase is.
func Stretch(passphrase []byte, salt Salt) Key {
	return newKey(argon2.IDKey(passphrase, salt[:], stretchPasses, stretchKiB, stretchLanes, keySize))
}

// Derive returns the key for one use of k. Labels stand in labels.go.
func (k Key) Derive(label string) Key { return k.DeriveFor(label, nil) }

// Wrap seals the key inner under k.
func (k Key) Wrap(inner Key, aad []byte) []byte {
	return Seal(k, inner.bytes()[:], aad)
}

// Unwrap returns a key sealed by Wrap with the same k and aad, or ErrOpen.
func (k Key) Unwrap(sealed, aad []byte) (Key, error) {
	secret, err := Open(k, sealed, aad)
	if err != nil {
		return Key{}, err
	}
	if len(secret) != keySize {
		clear(secret)
		return Key{}, ErrOpen
	}
	return newKey(secret), nil
}
