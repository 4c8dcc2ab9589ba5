package seal

import (
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"log/slog"

	"golang.org/x/crypto/chacha20poly1305"
)

const keySize = chacha20poly1305.KeySize

// Key is 32 secret bytes that can not leak by accident: no method returns them, it prints, marshals
// and logs as the word "redacted", and == on it does not compile, because == takes a time that
// depends on what is compared. Copies of a Key share the same secret bytes. The zero Key is no key:
// using it panics.
type Key struct {
	// Behind a function, because fmt does not ask a Key in an unexported field how it wants to be
	// printed, and follows a pointer when the verb does not fit. Of a function it only has the address.
	// A function also makes the type not comparable.
	secret func() *secret
}

type secret struct {
	bytes [keySize]byte
	aead  cipher.AEAD
}

// NewKey returns a random key.
func NewKey() Key {
	var b [keySize]byte
	rand.Read(b[:])
	return newKey(b[:])
}

// newKey takes the bytes over and clears the caller's.
func newKey(b []byte) Key {
	s := new(secret)
	if copy(s.bytes[:], b) != keySize || len(b) != keySize {
		panic("seal: a key has 32 bytes")
	}
	clear(b)
	aead, err := chacha20poly1305.NewX(s.bytes[:])
	if err != nil {
		panic("seal: " + err.Error()) // only for another length
	}
	s.aead = aead
	return Key{secret: func() *secret { return s }}
}

// FromPasskey makes a key of the 32 bytes that a passkey gives out for one input (the extension prf of WebAuthn), and clears
// them. What comes from outside is never a key itself: it is derived under a label of its own. Another length is ErrOpen.
func FromPasskey(output []byte) (Key, error) {
	if len(output) != keySize {
		clear(output)
		return Key{}, ErrOpen
	}
	return newKey(output).Derive(LabelLocalPasskey), nil
}

func (k Key) bytes() *[keySize]byte {
	if k.secret == nil {
		panic("seal: no key")
	}
	return &k.secret().bytes
}

func (k Key) aead() cipher.AEAD {
	if k.secret == nil {
		panic("seal: no key")
	}
	return k.secret().aead
}

const redacted = "redacted"

// String returns "redacted".
func (k Key) String() string { return redacted }

// Format writes "redacted" for every verb and flag.
func (k Key) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(redacted)) }

// MarshalText returns "redacted", for JSON and the like. There is no way back.
func (k Key) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns "redacted".
func (k Key) LogValue() slog.Value { return slog.StringValue(redacted) }
