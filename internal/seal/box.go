package seal

import (
	"crypto/hpke"
	"errors"
	"fmt"
	"log/slog"
)

// BoxSize is the length of a key that is sealed to a public key, and BoxPublicSize that of such a public key.
const (
	BoxSize       = 1120 + keySize + 16
	BoxPublicSize = 1184 + 32
)

// ErrPublic says that bytes are not the public key of a BoxKey.
var ErrPublic = errors.New("seal: not a public key")

// BoxKey opens what was sealed to its public key, by anyone. Like a Key it gives no bytes away, prints
// as "redacted" and does not compare. The zero BoxKey is no key: using it panics.
type BoxKey struct{ secret func() hpke.PrivateKey }

// The one suite of HPKE (RFC 9180, base mode) that this version writes and opens. The key exchange is a
// hybrid: whoever records a box today needs to break X25519 and ML-KEM-768 to open it later.
func boxSuite() (hpke.KEM, hpke.KDF, hpke.AEAD) {
	return hpke.MLKEM768X25519(), hpke.HKDFSHA256(), hpke.ChaCha20Poly1305()
}

// BoxKey returns the key for opening boxes that k has under a label, always the same.
func (k Key) BoxKey(label string) BoxKey {
	seed := k.expand(label, nil)
	kem, _, _ := boxSuite()
	private, err := kem.NewPrivateKey(seed)
	if err != nil {
		panic("seal: key for boxes: " + err.Error()) // only for another length
	}
	clear(seed)
	return BoxKey{secret: func() hpke.PrivateKey { return private }}
}

func (b BoxKey) private() hpke.PrivateKey {
	if b.secret == nil {
		panic("seal: no key")
	}
	return b.secret()
}

// Public returns the BoxPublicSize bytes that others seal to. They are not secret.
func (b BoxKey) Public() []byte { return b.private().PublicKey().Bytes() }

// SealBox seals the key inner to a public key and binds it to label and context, which are needed again
// to open it. It returns BoxSize bytes, or ErrPublic. A box does not say for whom or by whom it is.
func SealBox(public []byte, label string, context []byte, inner Key) ([]byte, error) {
	kem, kdf, aead := boxSuite()
	to, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, ErrPublic
	}
	box, err := hpke.Seal(to, kdf, aead, labelled(label, context), inner.bytes()[:])
	if err != nil {
		return nil, ErrPublic // a key that agrees on nothing, such as one of zeros
	}
	return box, nil
}

// OpenBox returns the key that SealBox sealed to b with the same label and context, or ErrOpen.
func (b BoxKey) OpenBox(box []byte, label string, context []byte) (Key, error) {
	private := b.private()
	if len(box) != BoxSize {
		return Key{}, ErrOpen
	}
	_, kdf, aead := boxSuite()
	inner, err := hpke.Open(private, kdf, aead, labelled(label, context), box)
	if err != nil {
		return Key{}, ErrOpen
	}
	return newKey(inner), nil
}

// DecoyBox returns a box that nobody can open and that looks like every other: it holds a key that is
// thrown away, for one that is thrown away.
func DecoyBox(label string, context []byte) []byte {
	box, err := SealBox(NewKey().BoxKey(label).Public(), label, context, NewKey())
	if err != nil {
		panic("seal: decoy: " + err.Error()) // a new key is a good one
	}
	return box
}

// String returns "redacted".
func (b BoxKey) String() string { return redacted }

// Format writes "redacted" for every verb and flag.
func (b BoxKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText returns "redacted", for JSON and the like. There is no way back.
func (b BoxKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns "redacted".
func (b BoxKey) LogValue() slog.Value { return slog.StringValue(redacted) }
