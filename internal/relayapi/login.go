package relayapi

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"snowdrop/internal/record"
)

// The labels of what a device signs for a relay, under the rules of internal/seal/labels.go.
const (
	LabelLogin = "snowdrop/1/relay/login\x00"
	LabelSlot  = "snowdrop/1/relay/slot\x00"
)

// The roles in which a device logs in.
const (
	RoleMember = 1 // signs with the relay key of an epoch
	RoleOwner  = 2 // signs with the owner's key; Epoch is 0
)

const (
	nonceSize     = 32
	signatureSize = 64
	loginSize     = 1 + 16 + 4 + nonceSize + signatureSize
)

// Nonce is what a relay gives to be signed: good for a short time at that relay.
type Nonce [nonceSize]byte

// DecodeNonce reads the answer of GET PathNonce.
func DecodeNonce(b []byte) (Nonce, error) {
	if len(b) != nonceSize {
		return Nonce{}, ErrAnswer
	}
	return Nonce(b), nil
}

// Login asks for a token: POST PathToken. The answer is the token, as text.
type Login struct {
	Role      uint8
	Space     record.SpaceID
	Epoch     uint32 // of the key that signs; 0 for the owner
	Nonce     Nonce
	Signature [signatureSize]byte
}

// Signed is the message that Signature is over, without LabelLogin. Host is the one that the device
// dialled, so that no other relay can log in with it.
func (l Login) Signed(host string) []byte {
	b := appendHost(nil, host)
	b = append(b, l.Role)
	b = append(b, l.Space[:]...)
	b = binary.BigEndian.AppendUint32(b, l.Epoch)
	return append(b, l.Nonce[:]...)
}

// Encode writes the body.
func (l Login) Encode() []byte {
	b := make([]byte, 0, loginSize)
	b = append(b, l.Role)
	b = append(b, l.Space[:]...)
	b = binary.BigEndian.AppendUint32(b, l.Epoch)
	b = append(b, l.Nonce[:]...)
	return append(b, l.Signature[:]...)
}

// DecodeLogin reads the body.
func DecodeLogin(b []byte) (Login, error) {
	if len(b) != loginSize {
		return Login{}, ErrMalformed
	}
	l := Login{Role: b[0], Space: record.SpaceID(b[1:17]), Epoch: binary.BigEndian.Uint32(b[17:]),
		Nonce: Nonce(b[21:53]), Signature: [signatureSize]byte(b[53:])}
	if l.Role == RoleMember && l.Epoch != 0 || l.Role == RoleOwner && l.Epoch == 0 {
		return l, nil
	}
	return Login{}, ErrMalformed
}

// Bearer is the Authorization header that shows a token.
func Bearer(token string) string { return "Bearer " + token }

// CheckToken reads the answer of POST PathToken, or one token of a list: letters that fit a header.
func CheckToken(b []byte) (string, error) {
	if len(b) == 0 || len(b) > MaxToken {
		return "", ErrAnswer
	}
	for _, c := range b {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return "", ErrAnswer
		}
	}
	return string(b), nil
}

// Host is a host and port as a device and a relay both write it: small letters, and without the port
// that goes without saying.
func Host(host string) string {
	host = strings.ToLower(host)
	if h, ok := strings.CutSuffix(host, ":443"); ok {
		return h
	}
	if h, ok := strings.CutSuffix(host, ":80"); ok {
		return h
	}
	return host
}

func appendHost(b []byte, host string) []byte {
	host = Host(host)
	b = binary.BigEndian.AppendUint16(b, uint16(len(host)))
	return append(b, host...)
}

// SlotSigned is the message that a device signs to read, write or delete a slot, without LabelSlot.
func SlotSigned(host, method string, l Locator, n Nonce, body []byte) []byte {
	b := appendHost(nil, host)
	b = append(b, byte(len(method)))
	b = append(b, method...)
	b = append(b, l[:]...)
	b = append(b, n[:]...)
	sum := sha256.Sum256(body)
	return append(b, sum[:]...)
}

var raw64 = base64.RawURLEncoding.Strict()

// SlotAuthorization is the Authorization header of a call to a slot.
func SlotAuthorization(n Nonce, signature [signatureSize]byte) string {
	return "Slot " + raw64.EncodeToString(n[:]) + "." + raw64.EncodeToString(signature[:])
}

// ParseSlotAuthorization reads it, or returns ErrMalformed.
func ParseSlotAuthorization(header string) (n Nonce, signature [signatureSize]byte, err error) {
	text, ok := strings.CutPrefix(header, "Slot ")
	one, two, cut := strings.Cut(text, ".")
	if !ok || !cut || len(one) != raw64.EncodedLen(nonceSize) || len(two) != raw64.EncodedLen(signatureSize) {
		return Nonce{}, signature, ErrMalformed
	}
	a, errA := raw64.DecodeString(one)
	b, errB := raw64.DecodeString(two)
	if errA != nil || errB != nil || len(a) != nonceSize || len(b) != signatureSize {
		return Nonce{}, signature, ErrMalformed
	}
	return Nonce(a), [signatureSize]byte(b), nil
}
