package devices

import (
	"context"
	"errors"
	"fmt"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
)

// tries is how often something is done again because another device was quicker.
const tries = 5

// refusal turns an error of the relay, of the way there, or of a syncer into one of this package. Errors of this device,
// such as those of its disk, stay as they are.
func refusal(err error) error {
	var code *relayapi.Code
	switch {
	case err == nil:
		return nil
	case errors.Is(err, relayapi.ErrClosed):
		return ErrClosed
	case errors.Is(err, relayapi.ErrCode):
		return ErrCode
	case errors.Is(err, relayapi.ErrQuota), errors.Is(err, relayapi.ErrFull):
		return ErrFull
	case syncer.Final(err), errors.Is(err, syncer.ErrGone):
		return fmt.Errorf("%w: %w", ErrStopped, err)
	case errors.As(err, &code), errors.Is(err, relayapi.ErrHead), errors.Is(err, relayapi.ErrAnswer), errors.Is(err, syncer.ErrOffline):
		return fmt.Errorf("%w: %w", ErrOffline, err)
	}
	return err
}

// lies is the error where a relay showed something that does not hold.
func lies(err error) error { return fmt.Errorf("%w: %w", ErrOffline, err) }

func ownerLogin(id record.SpaceID, o space.Owner) syncer.Login {
	sign := o.SignKey()
	return syncer.Login{Role: relayapi.RoleOwner, Space: id, Sign: func(message []byte) [64]byte { return sign.Sign(seal.LabelRelayLogin, message) }}
}

// memberLogin is false where the space has no key yet.
func memberLogin(s *space.Space) (syncer.Login, bool) {
	epoch, sign, ok := s.Login()
	return syncer.Login{Role: relayapi.RoleMember, Space: s.ID(), Epoch: epoch,
		Sign: func(message []byte) [64]byte { return sign.Sign(seal.LabelRelayLogin, message) }}, ok
}

// look fetches what a slot holds; nil: nothing.
func (d *Devices) look(ctx context.Context, s slot) ([]byte, error) {
	blob, err := d.client.Slot(ctx, s.login())
	if errors.Is(err, relayapi.ErrUnknown) {
		return nil, nil
	}
	return blob, refusal(err)
}

// point makes a slot lead to a door, whatever it held before. It asks first: where it leads there already nothing is
// written, so that doing it again after a lost reply is harmless.
func (d *Devices) point(ctx context.Context, s slot, to door, who syncer.Login) error {
	for range tries {
		blob, err := d.look(ctx, s)
		if err != nil {
			return err
		}
		if there, ok := s.open(blob); ok && there.same(to) {
			return nil
		}
		err = d.client.PutSlot(ctx, s.login(), &who, relayapi.LifeForever, fingerprint(blob), s.seal(to))
		if err != nil && !errors.Is(err, relayapi.ErrTaken) {
			return refusal(err)
		}
	}
	return ErrAgain
}

// clear deletes a slot. One that is not there is no error.
func (d *Devices) clear(ctx context.Context, s slot) error {
	err := d.client.DeleteSlot(ctx, s.login())
	if errors.Is(err, relayapi.ErrUnknown) {
		return nil
	}
	return refusal(err)
}

// entries fetches a log from behind entry after to its end.
func (d *Devices) entries(ctx context.Context, who syncer.Login, after uint64) ([]record.Item, error) {
	var items []record.Item
	for {
		head, page, err := d.client.Entries(ctx, who, after)
		if err != nil {
			return nil, err
		}
		items = append(items, page...)
		if after += uint64(len(page)); after >= head {
			return items, nil
		}
	}
}

// controls fetches all control records, from the first.
func (d *Devices) controls(ctx context.Context, who syncer.Login) ([][]byte, error) {
	var all [][]byte
	for {
		page, err := d.client.Controls(ctx, who, uint32(len(all)))
		if err != nil || len(page) == 0 {
			return all, err
		}
		all = append(all, page...)
	}
}

// onlyControls picks the control records out of a log.
func onlyControls(items []record.Item) [][]byte {
	var all [][]byte
	for _, item := range items {
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindControl {
			all = append(all, item.Envelope)
		}
	}
	return all
}

// arrival is a home that this device has been let into: the space before its first entry, able to log in, and the entries
// that have been read on the way.
type arrival struct {
	space *space.Space
	items []record.Item
}

// come reads the home behind a door as its owner, and puts this device into the roster. ErrWords where the door leads
// nowhere: the space is gone, or has another owner by now. alone says that this device has made the home itself, in a try
// that the program did not live to finish: where nothing has happened there since, nobody else is in it.
func (d *Devices) come(ctx context.Context, to door, name string, alone bool) (arrival, error) {
	owner, self := space.OwnerFrom(to.owner), d.selfFor(to.space)
	who := ownerLogin(to.space, owner)
	s := space.Follow(to.space, self, &owner)
	var all []record.Item
	for range tries {
		items, err := d.entries(ctx, who, uint64(len(all)))
		if errors.Is(err, relayapi.ErrUnknown) {
			return arrival{}, ErrWords
		} else if err != nil {
			return arrival{}, refusal(err)
		}
		if err := read(s, items, len(all) == 0); err != nil {
			return arrival{}, lies(err)
		}
		all = append(all, items...)
		if s.Owner() != owner.Public() {
			return arrival{}, ErrWords
		}
		if isIn(s, self.ID()) {
			fresh := space.Follow(to.space, self, nil)
			if err := fresh.CatchUp(onlyControls(all)); err != nil {
				return arrival{}, lies(err)
			}
			return arrival{fresh, all}, nil
		}
		if len(s.Members()) >= space.MaxMembers {
			return arrival{}, ErrTooMany
		}
		n, _ := s.Head()
		c := space.Change{Add: []space.Member{space.NewMember(name, self.Keys())}}
		if alone && n == 1 {
			c.Remove = []space.MemberID{s.Members()[0].ID}
		}
		control, err := s.Control(owner, c)
		if err != nil {
			return arrival{}, lies(err)
		}
		if err := d.client.Control(ctx, who, n, control); err != nil && !errors.Is(err, relayapi.ErrHead) {
			return arrival{}, refusal(err)
		}
	}
	return arrival{}, ErrAgain
}

// read takes items into a space that has the owner's secret.
func read(s *space.Space, items []record.Item, first bool) error {
	if first {
		if err := s.CatchUp(onlyControls(items)); err != nil {
			return err
		}
	}
	for _, item := range items {
		if _, err := s.Accept(item); err != nil {
			return err
		}
	}
	return nil
}

func isIn(s *space.Space, id DeviceID) bool { return nameOf(s, id) != "" }

// nameOf is "" for a device that is not in.
func nameOf(s *space.Space, id DeviceID) string {
	for _, m := range s.Members() {
		if m.ID == id {
			return m.Name
		}
	}
	return ""
}
