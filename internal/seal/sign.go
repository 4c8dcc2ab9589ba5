package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"log/slog"
)

// PublicKey verifies what the SignKey it belongs to has signed. It is not secret.
type PublicKey [ed25519.PublicKeySize]byte

// SignKey signs. Like a Key it gives no bytes away, prints as "redacted" and does not compare. The zero
// SignKey is no key: using it panics.
type SignKey struct{ secret func() *ed25519.PrivateKey }

// SignKey returns the key for signing that k has under a label, always the same.
func (k Key) SignKey(label string) SignKey {
	seed := k.expand(label, nil)
	private := ed25519.NewKeyFromSeed(seed)
	clear(seed)
	return SignKey{secret: func() *ed25519.PrivateKey { return &private }}
}

func (s SignKey) private() ed25519.PrivateKey {
	if s.secret == nil {
		panic("seal: no key")
	}
	return *s.secret()
}

// Public returns the key that verifies what s signs.
func (s SignKey) Public() PublicKey {
	return PublicKey(s.private().Public().(ed25519.PublicKey))
}

// Sign signs label and message together: what is signed for one use is signed for no other.
func (s SignKey) Sign(label string, message []byte) [ed25519.SignatureSize]byte {
	return [ed25519.SignatureSize]byte(ed25519.Sign(s.private(), labelled(label, message)))
}

// Verify says whether Sign made this signature with the same label and message and the key of p.
func Verify(p PublicKey, label string, message, signature []byte) bool {
	return ed25519.Verify(p[:], labelled(label, message), signature)
}

func labelled(label string, message []byte) []byte {
	return append(append(make([]byte, 0, len(label)+len(message)), label...), message...)
}

// DeriveFor returns the key for one use of k in one context, such as an ID. It is Derive with the
// context behind the label.
func (k Key) DeriveFor(label string, context []byte) Key { return newKey(k.expand(label, context)) }

// Token returns 32 bytes that are meant to be given out: a name to be found by, or what proves later
// that one knew k. They tell nothing about k or about anything else that comes from it, so a label of a
// token is the label of no key.
func (k Key) Token(label string, context []byte) [32]byte { return [32]byte(k.expand(label, context)) }

// KeyOf returns the key for one use of a token that was made to be given out: whoever has the token has the key. So a key can be
// shown to somebody without a key ever being bytes.
func KeyOf(token [32]byte, label string) Key { return newKey(token[:]).Derive(label) }

// Commit returns a hash that fits k and no other key. It is not secret, because k is random.
func (k Key) Commit(label string) [32]byte {
	return sha256.Sum256(labelled(label, k.bytes()[:]))
}

func (k Key) expand(label string, context []byte) []byte {
	derived, err := hkdf.Key(sha256.New, k.bytes()[:], nil, string(labelled(label, context)), keySize)
	if err != nil {
		panic("seal: deriving: " + err.Error()) // only for a length beyond HKDF's reach
	}
	return derived
}

// StretchWords turns generated words into a key, like Stretch. Case and white space make no difference.
// There is no name to find a salt by, so the salt comes from the label: the words must be random, and
// enough of them that nobody can guess one of very many people's.
func StretchWords(words, label string) Key {
	salt := sha256.Sum256([]byte(label))
	normal := bytes.Join(bytes.Fields(bytes.ToLower([]byte(words))), []byte(" "))
	return Stretch(normal, Salt(salt[:16]))
}

// String returns "redacted".
func (s SignKey) String() string { return redacted }

// Format writes "redacted" for every verb and flag.
func (s SignKey) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// MarshalText returns "redacted", for JSON and the like. There is no way back.
func (s SignKey) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// LogValue returns "redacted".
func (s SignKey) LogValue() slog.Value { return slog.StringValue(redacted) }
