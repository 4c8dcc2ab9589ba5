package moving

import (
	"context"
	"errors"
	"slices"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// crossing is one try to move.
type crossing struct {
	m *Mover
	Around
	to    To
	there *wire.Relay
	s     *wire.Session
	name  string

	w     *deed.Deed   // nil where the relay before is not asked
	owner *space.Owner // of the home before, where it is known
	ways  []slots.Noted
	state State
	door  slots.Door
	made  bool // this device has made the home there
}

// begin finds out whether this person may, and makes the home at the other relay.
func (c *crossing) begin(ctx context.Context) error {
	p := c.to.Proof
	w, err := c.Begin(ctx, p)
	asked := err == nil
	switch {
	case asked:
		owner := w.Owner()
		c.w, c.owner, c.ways = w, &owner, w.Proven(p)
		c.ways = slices.DeleteFunc(c.ways, func(n slots.Noted) bool { return n.Doomed })
	case errors.Is(err, wire.ErrStopped) && c.s.Home.Stopped() != vault.Removed, errors.Is(err, wire.ErrOffline) && c.to.Without:
		if len(p.Words) != 0 && len(p.Words) != slots.Words {
			return wire.ErrWords
		}
		if c.ways, err = c.Ways(ctx, c.s, p, c.to.Without); err != nil {
			return err
		}
		if owner, err := c.Vault.Owner(ctx, p.Passphrase); err == nil {
			c.owner = &owner
		}
		if to, ok, err := c.elsewhere(ctx); err != nil || ok {
			c.door = to // another device has gone there already
			return err
		}
	default:
		return err
	}
	at, ok := Words(c.ways)
	if !ok {
		return deed.ErrNeedWords
	}
	c.made = true
	c.state, c.door, err = Make(ctx, c.Vault, c.there, c.to.Relay, c.s.Space(), at, c.name, c.to.Code)
	return err
}

// elsewhere is where the ways lead at the other relay, if they lead anywhere.
func (c *crossing) elsewhere(ctx context.Context) (slots.Door, bool, error) {
	st, _ := Load(c.Vault)
	for _, w := range c.ways {
		blob, err := c.there.Look(ctx, w.Slot)
		if err != nil {
			return slots.Door{}, false, err
		}
		if to, ok := w.Slot.Open(blob); ok && to.Space.String() != st.Space {
			return to, true, nil
		}
	}
	return slots.Door{}, false, nil
}

// gather fetches what only the relay before has.
func (c *crossing) gather(ctx context.Context, u *under) error {
	if c.w == nil || c.Gather == nil {
		return ctx.Err()
	}
	err := c.Gather(ctx, func(got, of int) {
		u.set(func(now *Move) { now.Got, now.Of = got, of })
		c.Changed()
	})
	return errors.Join(err, ctx.Err())
}

// cross lets the other devices in there, tells them, ends the home before, and moves this device. Up to the end of the home
// before everything can be given up; from then on all that was ever acknowledged there is here, and goes where this device goes.
func (c *crossing) cross(ctx context.Context) error {
	if now, err := c.Session(); err != nil {
		return err
	} else if now.Home.ID() != c.s.Home.ID() {
		return wire.ErrAgain
	}
	defer c.Still()()
	home, err := c.arrange(ctx)
	if err != nil {
		return err
	}
	who, ok := wire.MemberLogin(home.Space)
	if !ok {
		return wire.ErrAgain
	}
	for _, way := range c.ways {
		if err := c.there.Point(ctx, way.Slot, c.door, who); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	if c.w != nil {
		if err := c.end(ctx); err != nil {
			return err
		}
	}
	return c.moveIn(ctx, home)
}

// arrange has everybody be in the home there who is in the one before, and tells the others where it is.
func (c *crossing) arrange(ctx context.Context) (wire.Arrival, error) {
	self := c.s.Space().Self()
	if c.w == nil {
		return c.there.Enter(ctx, c.door, self, c.name, false)
	}
	if err := c.w.Step(ctx); err != nil {
		return wire.Arrival{}, err
	}
	at := c.w.Space()
	if at.Owner() != c.owner.Public() {
		return wire.Arrival{}, wire.ErrAgain
	}
	others := slices.DeleteFunc(at.Members(), func(m space.Member) bool { return m.ID == at.Me() })
	if c.state.Ready && len(others) == 0 { // they are in there, and out of this one
		return c.there.Enter(ctx, c.door, self, c.name, false)
	}
	home, err := LetIn(ctx, c.there, c.door, self, c.name, others)
	if err != nil || len(others) == 0 {
		return home, err
	}
	if err := Tell(ctx, c.s, *c.owner, c.to.Relay, home.At); err != nil {
		return home, err
	}
	c.state.Ready = true
	return home, c.state.Save(ctx, c.Vault)
}

// end takes the other devices out of the home before, so that nothing is written there any more, and reads it to its end.
func (c *crossing) end(ctx context.Context) error {
	c.state.Past = true
	if err := c.state.Save(ctx, c.Vault); err != nil {
		return err
	}
	began := c.w.Space().Epoch()
	err := c.w.Change(ctx, false, func(s *space.Space) (*space.Change, error) {
		var gone []space.MemberID
		for _, m := range s.Members() {
			if m.ID != s.Me() {
				gone = append(gone, m.ID)
			}
		}
		if s.Epoch() > began && len(gone) == 0 {
			return nil, nil
		}
		return &space.Change{Remove: gone}, nil
	})
	if err != nil || c.Gather == nil {
		return err
	}
	return c.Gather(ctx, func(int, int) {})
}

// moveIn makes the home there the one of this device. What is to be done at the relay before is kept first.
func (c *crossing) moveIn(ctx context.Context, home wire.Arrival) error {
	next := space.OwnerFrom(c.door.Owner)
	if err := c.Stay(ctx, c.owner, &next); err != nil {
		return err
	}
	st := c.state
	st.To, st.Space, st.Old, st.Keep = c.to.Relay, c.door.Space.String(), c.s.Home.ID().String(), c.to.Keep
	st.From = c.Address()
	st.Head, _ = c.s.Home.Head()
	if c.owner != nil {
		st.Leave(*c.owner, next)
	}
	if err := st.Save(ctx, c.Vault); err != nil {
		return err
	}
	_, before := notebook.Sealed(c.Vault, next, c.door.Space)
	here := slots.Happened{What: slots.Moved, At: c.Now().Unix(), Name: c.name}
	page := notebook.Page{Owner: next, Home: c.door.Space, Slots: c.ways, Beside: before, Happened: []slots.Happened{here}}
	if err := notebook.Write(ctx, c.Vault, c.Now(), page); err != nil {
		return err
	}
	info := vault.HomeInfo{Relay: c.to.Relay}
	if c.Vault.HasOwner() {
		info.Owner, info.Passphrase = &next, c.to.Proof.Passphrase
	}
	if err := c.Vault.ReplaceHome(ctx, home.Space, info); err != nil {
		return err
	}
	return c.MoveIn(ctx, home)
}

// clear takes away what was begun at the other relay.
func (c *crossing) clear(ctx context.Context) error {
	if err := Clear(ctx, c.there, c.door.Space, space.OwnerFrom(c.door.Owner), 0, c.ways, true); err != nil {
		return err
	}
	return Drop(ctx, c.Vault)
}

// settle is Settle while the program that moved still runs.
func (c *crossing) settle(ctx context.Context) error {
	c.Action.Lock()
	defer c.Action.Unlock()
	s, err := c.Session()
	st, ok := Load(c.Vault)
	if err != nil || !ok || st.Space != s.Home.ID().String() || c.owner == nil && !st.Keep {
		return err
	}
	if err := c.m.arrived(ctx, s); err != nil {
		return err
	}
	if st.Keep {
		return Drop(ctx, c.Vault)
	}
	return c.m.clearOld(ctx, st, *c.owner, c.ways, false)
}
