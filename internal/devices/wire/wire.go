// Package wire asks a relay what a person's devices ask of it: what lies in slots, who is in a home, to be let in. It must
// never change anything on this device but through its home, or believe a relay what it can check.
package wire

import (
	"context"
	"errors"
	"net/http"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
)

// Tries is how often something is done again because another device was quicker.
const Tries = 5

// Relay is one relay. Its methods that are not those of the Client return errors of this package.
type Relay struct{ *syncer.Client }

// To returns the relay at base.
func To(base string, transport http.RoundTripper) *Relay {
	return &Relay{syncer.NewClient(base, transport)}
}

// OwnerLogin is how the owner of a space logs in.
func OwnerLogin(id record.SpaceID, o space.Owner) syncer.Login {
	sign := o.SignKey()
	return syncer.Login{Role: relayapi.RoleOwner, Space: id, Sign: func(message []byte) [64]byte { return sign.Sign(seal.LabelRelayLogin, message) }}
}

// MemberLogin is how a member logs in. It is false where the space has no key yet, or is nil: locked.
func MemberLogin(s *space.Space) (syncer.Login, bool) {
	if s == nil {
		return syncer.Login{}, false
	}
	epoch, sign, ok := s.Login()
	return syncer.Login{Role: relayapi.RoleMember, Space: s.ID(), Epoch: epoch,
		Sign: func(message []byte) [64]byte { return sign.Sign(seal.LabelRelayLogin, message) }}, ok
}

// Look fetches what a slot holds; nil: nothing.
func (r *Relay) Look(ctx context.Context, s slots.Slot) ([]byte, error) {
	blob, err := r.Slot(ctx, s.Login())
	if errors.Is(err, relayapi.ErrUnknown) {
		return nil, nil
	}
	return blob, Refusal(err)
}

// Put writes a slot in the place of what it was last seen to hold; nil: nothing. who shows that this device has a space,
// and may be nil where the slot is there. It is false where the slot holds something else by now.
func (r *Relay) Put(ctx context.Context, s slots.Slot, who *syncer.Login, life uint8, before, blob []byte) (bool, error) {
	err := r.PutSlot(ctx, s.Login(), who, life, slots.Fingerprint(before), blob)
	if errors.Is(err, relayapi.ErrTaken) {
		return false, nil
	}
	return err == nil, Refusal(err)
}

// Point makes a slot lead to a door, whatever it held before. It asks first: where it leads there already nothing is
// written, so that doing it again after a lost reply is harmless.
func (r *Relay) Point(ctx context.Context, s slots.Slot, to slots.Door, who syncer.Login) error {
	for range Tries {
		blob, err := r.Look(ctx, s)
		if err != nil {
			return err
		}
		if there, ok := s.Open(blob); ok && there.Same(to) {
			return nil
		}
		if written, err := r.Put(ctx, s, &who, relayapi.LifeForever, blob, s.Seal(to)); written || err != nil {
			return err
		}
	}
	return ErrAgain
}

// Clear deletes a slot. One that is not there is no error.
func (r *Relay) Clear(ctx context.Context, s slots.Slot) error {
	err := r.DeleteSlot(ctx, s.Login())
	if errors.Is(err, relayapi.ErrUnknown) {
		return nil
	}
	return Refusal(err)
}

// NameOf is how a device is called in a home; "" where it is not in.
func NameOf(s *space.Space, id space.MemberID) string {
	for _, m := range s.Members() {
		if m.ID == id {
			return m.Name
		}
	}
	return ""
}

// IsIn says whether a device is in a home.
func IsIn(s *space.Space, id space.MemberID) bool { return NameOf(s, id) != "" }
