package wire

import (
	"context"
	"errors"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
)

// Arrival is a home that this device has been let into: the space before its first entry, able to log in, and the entries
// that have been read on the way.
type Arrival struct {
	Space *space.Space
	Items []record.Item
	At    *space.Space // where it stood, as the owner read it; nil where nobody has read it yet
}

// Enter reads the home behind a door as its owner, and puts self into the roster. ErrWords where the door leads nowhere:
// the space is gone, or has another owner by now. alone says that this device has made the home itself, in a try that the
// program did not live to finish: where nothing has happened there since, nobody else is in it.
func (r *Relay) Enter(ctx context.Context, to slots.Door, self space.Self, name string, alone bool) (Arrival, error) {
	return r.Arrange(ctx, to, self, func(s *space.Space) (*space.Change, error) {
		switch {
		case IsIn(s, self.ID()):
			return nil, nil
		case len(s.Members()) >= space.MaxMembers:
			return nil, ErrTooMany
		}
		c := space.Change{Add: []space.Member{space.NewMember(name, self.Keys())}, History: true}
		if n, _ := s.Head(); alone && n == 1 {
			c.Remove = []space.MemberID{s.Members()[0].ID}
		}
		return &c, nil
	})
}

// Arrange reads the home behind a door as its owner, and has control records written until want asks for no change any
// more. self must be in then. Errors as of Enter, and those of want.
func (r *Relay) Arrange(ctx context.Context, to slots.Door, self space.Self, want func(*space.Space) (*space.Change, error)) (Arrival, error) {
	owner := space.OwnerFrom(to.Owner)
	who := OwnerLogin(to.Space, owner)
	s := space.Follow(to.Space, self, &owner)
	var all []record.Item
	for range Tries {
		items, err := r.entries(ctx, who, uint64(len(all)))
		if errors.Is(err, relayapi.ErrUnknown) {
			return Arrival{}, ErrWords
		} else if err != nil {
			return Arrival{}, Refusal(err)
		}
		if err := read(s, items, len(all) == 0); errors.Is(err, space.ErrRemoved) {
			return Arrival{}, ErrWords // the newest key is for another owner
		} else if err != nil {
			return Arrival{}, Lies(err)
		}
		all = append(all, items...)
		if s.Owner() != owner.Public() {
			return Arrival{}, ErrWords
		}
		c, err := want(s)
		if err != nil {
			return Arrival{}, err
		}
		if c == nil {
			fresh := space.Follow(to.Space, self, nil)
			if err := fresh.CatchUp(onlyControls(all)); err != nil {
				return Arrival{}, Lies(err)
			}
			return Arrival{Space: fresh, Items: all, At: s}, nil
		}
		n, _ := s.Head()
		control, err := s.Control(owner, *c)
		if err != nil {
			return Arrival{}, Lies(err)
		}
		// That another one was quicker is no error: the log will say.
		if err := r.Control(ctx, who, n, control); err != nil && !errors.Is(err, relayapi.ErrHead) {
			return Arrival{}, Refusal(err)
		}
	}
	return Arrival{}, ErrAgain
}

// entries fetches a log from behind entry after to its end.
func (r *Relay) entries(ctx context.Context, who syncer.Login, after uint64) ([]record.Item, error) {
	var items []record.Item
	for {
		head, page, err := r.Entries(ctx, who, after)
		if err != nil {
			return nil, err
		}
		items = append(items, page...)
		if after += uint64(len(page)); after >= head {
			return items, nil
		}
	}
}

// AllControls fetches all control records, from the first.
func (r *Relay) AllControls(ctx context.Context, who syncer.Login) ([][]byte, error) {
	var all [][]byte
	for {
		page, err := r.Controls(ctx, who, uint32(len(all)))
		if err != nil || len(page) == 0 {
			return all, Refusal(err)
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

// yieldEvery is how many entries are verified in one go: about a twentieth of a second.
const yieldEvery = 128

// read takes items into a space that has the owner's secret.
func read(s *space.Space, items []record.Item, first bool) error {
	if first {
		if err := s.CatchUp(onlyControls(items)); err != nil {
			return err
		}
	}
	for i, item := range items {
		if _, err := s.Accept(item); err != nil {
			return err
		}
		if i%yieldEvery == yieldEvery-1 {
			time.Sleep(time.Nanosecond) // in a browser nothing else runs until somebody waits
		}
	}
	return nil
}
