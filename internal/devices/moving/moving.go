// Package moving is how a home goes from one relay to another: what is kept of it on the device, what is done at the relay
// that it goes to, and what is said and deleted at the one that it leaves. It must never delete anything before all of it is
// somewhere else, follow where the owner did not lead, or tell either relay that there is another.
//
// Each step can be done again. A Mover does them in this order, and docs/decisions/another-relay.md says why. Spec: docs/protocol.md, "Moving".
package moving

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// ErrOthers says that something was written at the relay before since this device left it: it is nowhere else, and stays.
var ErrOthers = errors.New("moving: somebody came there since")

const bucket, key = "moving", "state"

// State is what a device keeps of a move until nothing is left to be done. What is secret in it is sealed for who has the
// words, or for the owner.
type State struct {
	To      string `json:"to"`                // the relay that everything goes to
	Space   string `json:"space"`             // the home there
	Old     string `json:"old"`               // the home before
	Door    []byte `json:"door,omitempty"`    // leads there; as it lies in the slot of the words
	Genesis []byte `json:"genesis,omitempty"` // makes the home there
	Ready   bool   `json:"ready,omitempty"`   // the other devices are in there, and were told where
	Past    bool   `json:"past,omitempty"`    // they may be out of the home before: there is no way back
	Keep    bool   `json:"keep,omitempty"`    // what is at the relay before is to stay there

	From  string `json:"from,omitempty"`  // the relay before
	Head  uint64 `json:"head,omitempty"`  // how far this device had read there
	Owner []byte `json:"owner,omitempty"` // of the home before, for the owner of the one there; none where nobody knew
}

// Load reads the state; false where nothing is left to be done.
func Load(v *vault.Vault) (s State, ok bool) {
	b, ok := v.Bucket(bucket).Get(key)
	return s, ok && json.Unmarshal(b, &s) == nil
}

// Save keeps it.
func (s State) Save(ctx context.Context, v *vault.Vault) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return v.Bucket(bucket).Write(ctx, []vault.Change{{Key: key, Value: b}})
}

// Drop forgets it.
func Drop(ctx context.Context, v *vault.Vault) error {
	return v.Bucket(bucket).Write(ctx, []vault.Change{{Key: key}})
}

func (s State) aad() []byte { return []byte(seal.LabelMoveOwner + s.Old + s.Space) }

// Leave keeps the owner of the home before for the owner of the next one.
func (s *State) Leave(before, next space.Owner) { s.Owner = next.NoteKey().Wrap(before.Key(), s.aad()) }

// Left is the owner of the home before; false where nobody knew.
func (s State) Left(next space.Owner) (space.Owner, bool) {
	secret, err := next.NoteKey().Unwrap(s.Owner, s.aad())
	if err != nil {
		return space.Owner{}, false
	}
	return space.OwnerFrom(secret), true
}

// Words is the slot among ways that seven words lead to.
func Words(ways []slots.Noted) (slots.Slot, bool) {
	at := slices.IndexFunc(ways, func(n slots.Noted) bool { return n.Purpose == slots.ForWords && !n.Doomed })
	if at < 0 {
		return slots.Slot{}, false
	}
	return ways[at].Slot, true
}

// Make makes a home at a relay for who has the home old, the same one again in another try. Nobody but me is in it, as I am
// in the one before. Everything is kept before the relay hears of it.
func Make(ctx context.Context, v *vault.Vault, there *wire.Relay, address string, old *space.Space, at slots.Slot, name, code string) (State, slots.Door, error) {
	s, ok := Load(v)
	door, opens := at.Open(s.Door)
	if !ok || !opens || s.To != address || s.Old != old.ID().String() {
		owner := space.NewOwner()
		made, genesis := space.Create(owner, old.Self(), name)
		door = slots.Door{Space: made.ID(), Owner: owner.Key()}
		s = State{To: address, Space: made.ID().String(), Old: old.ID().String(), Door: at.Seal(door), Genesis: genesis}
		if err := s.Save(ctx, v); err != nil {
			return s, door, err
		}
	}
	err := wire.Refusal(there.CreateSpace(ctx, s.Genesis, code))
	if errors.Is(err, wire.ErrClosed) || errors.Is(err, wire.ErrCode) || errors.Is(err, wire.ErrFull) {
		return s, door, errors.Join(err, Drop(ctx, v)) // there is none
	}
	return s, door, err
}

// LetIn has exactly these be in the home behind a door, beside me.
func LetIn(ctx context.Context, there *wire.Relay, to slots.Door, me space.Self, name string, others []space.Member) (wire.Arrival, error) {
	all := []space.Member{space.NewMember(name, me.Keys())}
	for _, m := range others {
		all = append(all, space.NewMember(m.Name, m.Keys))
	}
	return there.Arrange(ctx, to, me, func(s *space.Space) (*space.Change, error) {
		c := space.Change{History: true}
		for _, m := range s.Members() {
			if !slices.ContainsFunc(all, func(w space.Member) bool { return w.ID == m.ID }) {
				c.Remove = append(c.Remove, m.ID)
			}
		}
		for _, m := range all {
			if !wire.IsIn(s, m.ID) {
				c.Add = append(c.Add, m)
			}
		}
		if len(c.Remove)+len(c.Add) == 0 {
			return nil, nil
		}
		return &c, nil
	})
}

// Tell writes at the relay before where its home goes. Only who is in it to the last finds that, and nobody looks before they
// are out of it, or it is gone.
func Tell(ctx context.Context, old *wire.Session, o space.Owner, relay string, to *space.Space) error {
	at := old.Space()
	from, ok := at.Forward()
	who, in := wire.MemberLogin(at)
	if !ok || !in {
		return wire.ErrStopped
	}
	slot := slots.From(from)
	note, err := slots.SealForward(slot, at.ID(), o, relay, to)
	if err != nil {
		return err
	}
	for range wire.Tries {
		before, err := old.Relay.Look(ctx, slot)
		if err != nil {
			return err
		}
		if written, err := old.Relay.Put(ctx, slot, &who, relayapi.LifeForever, before, note); written || err != nil {
			return err
		}
	}
	return wire.ErrAgain
}

// Find looks for such a note, for a device that is out of its home, or whose home is gone. It is false where there is none
// that the owner signed.
func Find(ctx context.Context, s *wire.Session) (relay string, to *space.Space, ok bool, err error) {
	at := s.Space()
	catchUp(ctx, s.Relay, at)
	from, ok := at.Forward()
	if !ok {
		return "", nil, false, nil
	}
	slot := slots.From(from)
	note, err := s.Relay.Look(ctx, slot)
	if err != nil {
		return "", nil, false, err
	}
	relay, to, ok = slots.OpenForward(slot, note, at.ID(), at.Owner(), at.Self())
	return relay, to, ok && wire.IsAddress(relay), nil
}

// catchUp learns the keys of epochs that came before the one that this device is out of. What it can not learn it does without.
func catchUp(ctx context.Context, there *wire.Relay, at *space.Space) {
	who, ok := wire.MemberLogin(at)
	if !ok {
		return
	}
	controls, err := there.Controls(ctx, who, at.Epoch())
	for n := len(controls); err == nil && n > 0; n-- {
		if at.CatchUp(controls[:n]) == nil {
			return
		}
	}
}

// Follow makes a space that Find has found ready to log in. wire.ErrWords where this device is not in it.
func Follow(ctx context.Context, there *wire.Relay, to *space.Space) error {
	who, ok := wire.MemberLogin(to)
	if !ok {
		return wire.ErrWords
	}
	controls, err := there.AllControls(ctx, who)
	if err != nil {
		return err
	}
	if err := to.CatchUp(controls); errors.Is(err, space.ErrRemoved) {
		return wire.ErrWords
	} else if err != nil {
		return wire.Lies(err)
	}
	return nil
}

// Clear deletes the home before, and then the slots that led to it. Again is no error. ErrOthers where something was written
// there since this device left it; not with anyway.
func Clear(ctx context.Context, there *wire.Relay, id record.SpaceID, o space.Owner, head uint64, ways []slots.Noted, anyway bool) error {
	who := wire.OwnerLogin(id, o)
	now, _, err := there.Entries(ctx, who, head)
	switch {
	case errors.Is(err, relayapi.ErrUnknown): // gone
	case err != nil:
		return wire.Refusal(err)
	case now != head && !anyway:
		return ErrOthers
	default:
		if err := there.DeleteSpace(ctx, who); err != nil && !errors.Is(err, relayapi.ErrUnknown) {
			return wire.Refusal(err)
		}
	}
	return ClearWays(ctx, there, id, ways)
}

// ClearWays deletes the slots at a relay that lead to one home there, and leaves those that lead anywhere else.
func ClearWays(ctx context.Context, there *wire.Relay, id record.SpaceID, ways []slots.Noted) error {
	for _, w := range ways {
		blob, err := there.Look(ctx, w.Slot)
		if err != nil {
			return err
		}
		if to, ok := w.Slot.Open(blob); !ok || to.Space != id {
			continue
		}
		if err := there.Clear(ctx, w.Slot); err != nil {
			return err
		}
	}
	return nil
}
