package lock

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"snowdrop/internal/seal"
)

// ErrPasskey is a passkey that does not open, is not here, or was made under another passphrase.
var ErrPasskey = errors.New("vault: passkey does not open")

// PasskeyKey is the disk key of the data key, wrapped a second time. Most devices have none.
const PasskeyKey = "passkey"

// What is kept of a passkey. It is not sealed, because it has to be read to ask for the passkey:
//
//	version 1 | salt of the header 16 | input 32 | length 2 | credential | data key, wrapped 73 | CRC-32C of all before 4
//
// It goes with the header whose salt it has. So a new passphrase ends it, whichever program chose that passphrase.
const (
	passkeyVersion = 1
	passkeyFixed   = 1 + 16 + 32 + 2
	passkeyEnd     = 32 + seal.Overhead + 4
)

// MaxCredential is the longest name of a passkey in bytes: what WebAuthn allows.
const MaxCredential = 1023

// Passkey is the data key, wrapped under what a passkey gives out.
type Passkey struct {
	Salt       seal.Salt // of the header that it goes with
	Input      [32]byte  // what the passkey is given
	Credential []byte    // which passkey
	wrapped    []byte
}

func (p Passkey) fixed() []byte {
	b := append([]byte{passkeyVersion}, p.Salt[:]...)
	b = append(b, p.Input[:]...)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(p.Credential))), p.Credential...)
}

// Marshal writes it.
func (p Passkey) Marshal() []byte {
	b := append(p.fixed(), p.wrapped...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// ParsePasskey passes over what is damaged or of a later version: the passphrase opens without it.
func ParsePasskey(b []byte) (*Passkey, bool) {
	end := len(b) - passkeyEnd
	if end <= passkeyFixed || end > passkeyFixed+MaxCredential || b[0] != passkeyVersion ||
		int(binary.BigEndian.Uint16(b[passkeyFixed-2:])) != end-passkeyFixed ||
		crc32.Checksum(b[:len(b)-4], castagnoli) != binary.BigEndian.Uint32(b[len(b)-4:]) {
		return nil, false
	}
	return &Passkey{
		Salt: seal.Salt(b[1:17]), Input: [32]byte(b[17:49]),
		Credential: bytes.Clone(b[passkeyFixed:end]), wrapped: bytes.Clone(b[end : len(b)-4]),
	}, true
}

func (p Passkey) aad() []byte { return append([]byte(seal.LabelLocalPasskeyWrap), p.fixed()...) }

// NewPasskey wraps the data key under what a passkey gave out for the input, which it clears.
func NewPasskey(dataKey seal.Key, salt seal.Salt, input [32]byte, credential, output []byte) (*Passkey, error) {
	key, err := seal.FromPasskey(output)
	if err != nil || len(credential) == 0 || len(credential) > MaxCredential {
		return nil, ErrPasskey
	}
	p := &Passkey{Salt: salt, Input: input, Credential: bytes.Clone(credential)}
	p.wrapped = key.Wrap(dataKey, p.aad())
	return p, nil
}

// DataKey unwraps the data key with what the passkey gave out, which it clears.
func (p Passkey) DataKey(output []byte) (seal.Key, error) {
	key, err := seal.FromPasskey(output)
	if err == nil {
		key, err = key.Unwrap(p.wrapped, p.aad())
	}
	if err != nil {
		return seal.Key{}, ErrPasskey
	}
	return key, nil
}
