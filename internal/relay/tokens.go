package relay

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

const (
	nonceLife = 2 * time.Minute
	tokenLife = time.Hour
)

// tokens makes and checks nonces and tokens. Nothing of them is kept: each carries a MAC under a key that only
// this process knows, so all end when it ends.
type tokens struct{ key [32]byte }

func newTokens() tokens {
	var t tokens
	rand.Read(t.key[:])
	return t
}

func (t tokens) mac(what string, b []byte) []byte {
	h := hmac.New(sha256.New, t.key[:])
	h.Write([]byte(what))
	h.Write(b)
	return h.Sum(nil)
}

// nonce is: end 8 | random 8 | MAC 16.
func (t tokens) nonce(now time.Time) relayapi.Nonce {
	var n relayapi.Nonce
	binary.BigEndian.PutUint64(n[:], uint64(now.Add(nonceLife).Unix()))
	rand.Read(n[8:16])
	copy(n[16:], t.mac("nonce", n[:16]))
	return n
}

func (t tokens) fresh(n relayapi.Nonce, now time.Time) bool {
	return hmac.Equal(n[16:], t.mac("nonce", n[:16])[:16]) && now.Unix() < int64(binary.BigEndian.Uint64(n[:]))
}

// token is what a caller showed: in which role, for which space, and which key signed for it.
type token struct {
	role  uint8
	space record.SpaceID
	epoch uint32
	key   [32]byte
	ends  int64
}

const tokenSize = 1 + 16 + 4 + 32 + 8

var tokenText = base64.RawURLEncoding.Strict()

func (t tokens) encode(k token) string {
	b := make([]byte, 0, tokenSize+sha256.Size)
	b = append(b, k.role)
	b = append(b, k.space[:]...)
	b = binary.BigEndian.AppendUint32(b, k.epoch)
	b = append(b, k.key[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(k.ends))
	return tokenText.EncodeToString(append(b, t.mac("token", b)...))
}

// decode reads a token of this process that has not ended, or returns ErrUnknown.
func (t tokens) decode(text string, now time.Time) (token, error) {
	if len(text) != tokenText.EncodedLen(tokenSize+sha256.Size) {
		return token{}, relayapi.ErrUnknown
	}
	b, err := tokenText.DecodeString(text)
	if err != nil || !hmac.Equal(b[tokenSize:], t.mac("token", b[:tokenSize])) {
		return token{}, relayapi.ErrUnknown
	}
	k := token{role: b[0], space: record.SpaceID(b[1:17]), epoch: binary.BigEndian.Uint32(b[17:]), key: [32]byte(b[21:53]),
		ends: int64(binary.BigEndian.Uint64(b[53:]))}
	if now.Unix() >= k.ends {
		return token{}, relayapi.ErrUnknown
	}
	return k, nil
}

// verified tells whether a key signed a message under a label.
func verified(key [32]byte, label string, message, signature []byte) bool {
	return ed25519.Verify(key[:], append([]byte(label), message...), signature)
}

// login answers a token to whoever can sign for a space.
func (c *call) login() error {
	body, err := c.body(maxLogin)
	if err != nil {
		return err
	}
	l, err := relayapi.DecodeLogin(body)
	if err != nil {
		return err
	}
	if !c.tokens.fresh(l.Nonce, c.Now()) {
		return relayapi.ErrUnknown
	}
	if err := c.hourly(countLogins, c.Limits.Logins); err != nil {
		return err
	}
	k := token{role: l.Role, space: l.Space, epoch: l.Epoch, ends: c.Now().Add(tokenLife).Unix()}
	if l.Role == relayapi.RoleOwner {
		at, err := c.Store.Space(c.ctx(), l.Space)
		if err != nil {
			return err
		}
		k.key = at.Owner
	} else if k.key, err = c.Store.Auth(c.ctx(), l.Space, l.Epoch); err != nil {
		return err
	}
	if !verified(k.key, relayapi.LabelLogin, l.Signed(c.req.Host), l.Signature[:]) {
		return relayapi.ErrUnknown
	}
	c.counted.logins.Add(1)
	return c.answer([]byte(c.tokens.encode(k)))
}

// maxLogin is more than a login takes.
const maxLogin = 256

// right is what a token allows in its space.
type right uint8

const (
	rightNone    right = iota
	rightCatchUp       // was a member in an earlier epoch: may read control records, nothing else
	rightMember        // of the epoch that is in force
	rightOwner         // holds the owner's key that is in force
)

// shown reads the token in the Authorization header; it must be for this space.
func (c *call) shown(space record.SpaceID) (token, error) {
	text, ok := strings.CutPrefix(c.req.Header.Get("Authorization"), relayapi.Bearer(""))
	if !ok {
		return token{}, relayapi.ErrUnknown
	}
	k, err := c.tokens.decode(text, c.Now())
	if err == nil && k.space != space {
		err = relayapi.ErrUnknown
	}
	if err == nil {
		c.space = space
	}
	return k, err
}

// right is what a token allows where its space stands now.
func (k token) right(at State) right {
	switch {
	case k.role == relayapi.RoleOwner && k.key == at.Owner:
		return rightOwner
	case k.role == relayapi.RoleMember && k.epoch == at.Epoch && k.key == at.Auth:
		return rightMember
	case k.role == relayapi.RoleMember && k.epoch < at.Epoch:
		return rightCatchUp
	}
	return rightNone
}

// allowed answers where a space stands to a caller who has one of the rights.
func (c *call) allowed(space record.SpaceID, rights ...right) (token, State, error) {
	k, err := c.shown(space)
	if err != nil {
		return k, State{}, err
	}
	at, err := c.Store.Space(c.ctx(), space)
	if err != nil {
		return k, State{}, err
	}
	has := k.right(at)
	if has == rightCatchUp {
		// The space may have been deleted and made anew meanwhile, with other keys.
		key, err := c.Store.Auth(c.ctx(), space, k.epoch)
		if err != nil {
			return k, State{}, err
		}
		if key != k.key {
			return k, State{}, relayapi.ErrUnknown
		}
	}
	for _, enough := range rights {
		if has == enough {
			return k, at, nil
		}
	}
	return k, State{}, relayapi.ErrUnknown
}
