package sharing

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/space"
)

// keyGenesis is where the first envelope of a space lies until the relay has it.
const keyGenesis = "genesis"

// Create makes a space at the relay, with nobody but me in it; home is the owner whom Devices.Prove gave. Doing the same
// again after an error makes no second one. ErrUnavailable, ErrName, vault.ErrNotKept, and of internal/devices ErrClosed,
// ErrCode, ErrFull, ErrOffline.
func (s *Sharing) Create(ctx context.Context, home space.Owner, kind Kind, me, other string, expires time.Time) (record.SpaceID, error) {
	me, err := cleanName(me)
	if err != nil {
		return record.SpaceID{}, err
	}
	if other, err = cleanName(other); err != nil {
		return record.SpaceID{}, err
	}
	s.action.Lock()
	defer s.action.Unlock()
	return s.create(ctx, home, kind, me, other, "", expires)
}

// create is Create, with action held and good names. from is the path of the space that it comes after, "" for none.
func (s *Sharing) create(ctx context.Context, home space.Owner, kind Kind, me, other, from string, expires time.Time) (record.SpaceID, error) {
	if !s.Available() {
		return record.SpaceID{}, ErrUnavailable
	}
	k, genesis, ok := s.begun(home, kind, me, other, from)
	if !ok {
		var err error
		if k, genesis, err = s.plan(ctx, home, kind, me, other, from, expires); err != nil {
			return record.SpaceID{}, err
		}
	}
	if err := wire.Refusal(s.make(ctx, k, genesis)); err != nil {
		return record.SpaceID{}, err
	}
	l, err := s.lines.Enter(ctx, k)
	if err != nil {
		return record.SpaceID{}, err
	}
	if n, _ := l.Log.Head(); n == 0 { // the relay has said that it is so
		if err := l.Log.Accept(ctx, []record.Item{{N: 1, Envelope: genesis, Leaf: record.Leaf(genesis)}}); err != nil {
			return record.SpaceID{}, err
		}
	}
	return k.Space, s.lines.Set(ctx, k, map[string]any{lines.FieldMade: true, lines.FieldExpires: lines.Unix(expires)})
}

// begun finds what an earlier try of the same has planned.
func (s *Sharing) begun(home space.Owner, kind Kind, me, other, from string) (lines.Kept, []byte, bool) {
	for _, k := range s.lines.All() {
		if k.Made || Kind(k.Purpose) != kind || k.Me != me || k.Other != other || k.From != from || s.lines.AddressOf(k) != s.lines.Home() || len(k.Owners(home)) == 0 {
			continue
		}
		if genesis, ok := s.config.Vault.Bucket(lines.BucketOf(k.Space)).Get(keyGenesis); ok {
			return k, genesis, true
		}
	}
	return lines.Kept{}, nil, false
}

// plan keeps everything about a space that is to be made before the relay hears of it.
func (s *Sharing) plan(ctx context.Context, home space.Owner, kind Kind, me, other, from string, expires time.Time) (lines.Kept, []byte, error) {
	now := s.config.Now()
	owner, self := space.NewOwner(), space.NewSelf()
	begun, genesis := space.Create(owner, self, me)
	r := membership.New(begun.ID(), now)
	r.Purpose, r.Host = uint8(kind), true
	r.SetSelves(now, self)
	r.SetOwner(now, home, owner)
	if err := r.SetDoor(now, begun); err != nil {
		return lines.Kept{}, nil, err
	}
	for name, v := range map[string]any{lines.FieldMe: me, lines.FieldOther: other, lines.FieldExpires: lines.Unix(expires), lines.FieldFrom: from, lines.FieldRelay: s.lines.Home()} {
		if err := r.Set(now, name, v); err != nil {
			return lines.Kept{}, nil, err
		}
	}
	k := lines.Read(r)
	bucket := s.config.Vault.Bucket(lines.BucketOf(k.Space))
	if _, err := log.Begin(ctx, bucket, s.lines.Info(k), begun, log.Change{Key: keyGenesis, Value: genesis}); err != nil {
		return lines.Kept{}, nil, err
	}
	return k, genesis, s.lines.Book.Add(ctx, r)
}

// make makes a space at the relay, as somebody who has a home there. Twice is as once.
func (s *Sharing) make(ctx context.Context, k lines.Kept, genesis []byte) error {
	home, err := s.config.Vault.Home()
	if err != nil {
		return err
	}
	who, ok := wire.MemberLogin(home.Space())
	if !ok {
		return ErrUnavailable
	}
	return s.lines.RelayOf(k).CreateFurther(ctx, genesis, who)
}

// owner finds the secret of the owner in force. ErrMayNot for who is not the host.
func (s *Sharing) owner(home space.Owner, k lines.Kept, l *lines.Line) (space.Owner, error) {
	inForce := l.Log.Space().Owner()
	for _, o := range k.Owners(home) {
		if o.Public() == inForce {
			return o, nil
		}
	}
	return space.Owner{}, ErrMayNot
}

// change has a control record written that makes what want returns; nil means that it is so already.
func (s *Sharing) change(ctx context.Context, home space.Owner, k lines.Kept, l *lines.Line, want func(*space.Space) *space.Change) error {
	for range wire.Tries {
		if err := s.lines.Step(ctx, k.Space, l); err != nil {
			return err
		}
		at := l.Log.Space()
		c := want(at)
		if c == nil {
			return nil
		}
		owner, err := s.owner(home, k, l)
		if err != nil {
			return err
		}
		control, err := at.Control(owner, *c)
		switch {
		case errors.Is(err, space.ErrRoster):
			return devices.ErrTooMany
		case err != nil:
			return err
		}
		n, _ := at.Head()
		err = s.lines.RelayOf(k).Control(ctx, wire.OwnerLogin(at.ID(), owner), n, control)
		// Unknown: another owner is in force there. What the log says will show it.
		if err != nil && !errors.Is(err, relayapi.ErrHead) && !errors.Is(err, relayapi.ErrUnknown) {
			return wire.Refusal(err)
		}
	}
	return devices.ErrAgain
}

// host returns a space that goes on and that I decide about.
func (s *Sharing) host(ctx context.Context, id record.SpaceID) (lines.Kept, *lines.Line, error) {
	k, l, err := s.line(ctx, id)
	if err == nil && !k.Host {
		err = ErrMayNot
	}
	return k, l, err
}

// gone are those in the roster who have said that they left: the next change takes them out.
func gone(at *space.Space, l *lines.Line) (ids []space.MemberID) {
	for _, m := range at.Members() {
		if m.ID != at.Me() && l.Log.HasLeft(m.ID) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// asHost is my own row in the roster.
func asHost(at *space.Space) (space.Member, bool) {
	for _, m := range at.Members() {
		if m.ID == at.Me() {
			m.Role = uint8(items.RoleHost)
			return m, true
		}
	}
	return space.Member{}, false
}

// Admit lets a member in, whose keys were compared: as the professional where the space is one of Care. What was in the
// space before they do not get to read. handover is space.Handover of the space as it is then: what the newcomer needs.
// Doing the same again is safe. ErrUnknown, ErrEnded, ErrMayNot, and of internal/devices ErrTooMany, ErrFull, ErrOffline.
func (s *Sharing) Admit(ctx context.Context, home space.Owner, id record.SpaceID, m space.Member) (handover func(under seal.Key, aad []byte) ([]byte, error), err error) {
	s.action.Lock()
	defer s.action.Unlock()
	k, l, err := s.host(ctx, id)
	if err != nil {
		return nil, err
	}
	m.Role, m.Name = uint8(items.RoleMember), space.CleanName(m.Name)
	if Kind(k.Purpose) == Care {
		m.Role = uint8(items.RoleProfessional)
	}
	err = s.change(ctx, home, k, l, func(at *space.Space) *space.Change {
		me, in := asHost(at)
		if !in || slices.ContainsFunc(at.Members(), func(other space.Member) bool { return other.ID == m.ID }) {
			return nil
		}
		return &space.Change{Remove: gone(at, l), Add: []space.Member{me, m}}
	})
	if err != nil {
		return nil, err
	}
	s.lines.Sweep(ctx, k)
	s.wrote(l)
	return func(under seal.Key, aad []byte) ([]byte, error) { return l.Log.Space().Handover(under, aad) }, nil
}

// Terms are what a person agrees to who joins a space of somebody else.
type Terms struct {
	Kind         Kind
	Professional bool   // I am the professional
	Me           string // my name there
	Other        string // as I call the host
	Expires      time.Time
	Relay        string // where the space is; "" for where my home is
}

// Join makes a space that somebody has let me into mine: joined is what space.Join made of the handover, and seed who I am
// there. Doing the same again is safe. ErrUnavailable, ErrName, vault.ErrNotKept.
func (s *Sharing) Join(ctx context.Context, joined *space.Space, seed space.Self, t Terms) error {
	me, err := cleanName(t.Me)
	if err != nil {
		return err
	}
	other, err := cleanName(t.Other)
	if err != nil {
		return err
	}
	s.action.Lock()
	defer s.action.Unlock()
	if !s.Available() {
		return ErrUnavailable
	}
	if _, known := s.lines.Of(joined.ID()); !known {
		now := s.config.Now()
		r := membership.New(joined.ID(), now)
		r.Purpose, r.Professional = uint8(t.Kind), t.Professional
		r.SetSelves(now, seed)
		if err := r.SetDoor(now, joined); err != nil {
			return err
		}
		for name, v := range map[string]any{lines.FieldMe: me, lines.FieldOther: other, lines.FieldExpires: lines.Unix(t.Expires), lines.FieldMade: true,
			lines.FieldRelay: cmp.Or(t.Relay, s.lines.Home())} {
			if err := r.Set(now, name, v); err != nil {
				return err
			}
		}
		if err := s.lines.Book.Add(ctx, r); err != nil {
			return err
		}
	}
	k, _ := s.lines.Of(joined.ID())
	l, err := s.lines.Enter(ctx, k)
	if err != nil {
		return err
	}
	s.wrote(l)
	return nil
}

// End takes everybody else out and everything off the relay. Only the host can. Doing it again after an error is safe.
// ErrUnknown, ErrMayNot, and of internal/devices what Prove answers, ErrFull, ErrOffline.
func (s *Sharing) End(ctx context.Context, proof devices.Proof, id record.SpaceID) error {
	home, err := s.config.Devices.Prove(ctx, proof)
	if err != nil {
		return err
	}
	s.action.Lock()
	defer s.action.Unlock()
	k, l, err := s.host(ctx, id)
	if errors.Is(err, ErrEnded) {
		return nil
	} else if err != nil {
		return err
	}
	err = s.change(ctx, home, k, l, func(at *space.Space) *space.Change {
		others := slices.DeleteFunc(at.Members(), func(m space.Member) bool { return m.ID == at.Me() })
		if len(others) == 0 {
			return nil
		}
		c := &space.Change{}
		for _, m := range others {
			c.Remove = append(c.Remove, m.ID)
		}
		return c
	})
	how := lines.Ended{How: lines.ByEnding, At: s.config.Now().Unix()}
	if errors.Is(err, ErrStopped) {
		how.How, err = lines.ByGivingUp, nil // nobody can be told anything there any more
	}
	if err != nil {
		return err
	}
	return s.end(ctx, k, how)
}

// Remove takes one member out; from then on they get nothing new. Those who have left go with them. Errors as of End.
func (s *Sharing) Remove(ctx context.Context, proof devices.Proof, id record.SpaceID, member space.MemberID) error {
	home, err := s.config.Devices.Prove(ctx, proof)
	if err != nil {
		return err
	}
	s.action.Lock()
	defer s.action.Unlock()
	k, l, err := s.host(ctx, id)
	if err != nil {
		return err
	}
	err = s.change(ctx, home, k, l, func(at *space.Space) *space.Change {
		in := func(m space.Member) bool { return m.ID == member && m.ID != at.Me() }
		if !slices.ContainsFunc(at.Members(), in) {
			return nil
		}
		return &space.Change{Remove: append(gone(at, l), member)}
	})
	s.lines.Changed()
	return err
}

// Extend has a space run out at another time, which zero takes away. Only the host can. Errors as of End.
func (s *Sharing) Extend(ctx context.Context, proof devices.Proof, id record.SpaceID, until time.Time) error {
	if _, err := s.config.Devices.Prove(ctx, proof); err != nil {
		return err
	}
	s.action.Lock()
	defer s.action.Unlock()
	k, _, err := s.host(ctx, id)
	if err != nil {
		return err
	}
	if err := s.lines.Set(ctx, k, map[string]any{lines.FieldExpires: lines.Unix(until)}); err != nil {
		return err
	}
	k, _ = s.lines.Of(id)
	s.lines.Sweep(ctx, k)
	return nil
}

// contributions are the kinds that go along into a new space: what an answer or a reply belongs to stays behind.
var contributions = []uint8{items.KindCopy, items.KindMoment}

// ContinueWithout goes on in a new space that is mine, with what I put into the one before. Whoever was in that one has to
// be invited anew. What is in the one before stays to be read until it is put away. Doing it again after an error goes on
// where it was. ErrUnknown, ErrEnded, ErrMayNot for a professional; else errors as of Create and of Prove.
func (s *Sharing) ContinueWithout(ctx context.Context, proof devices.Proof, id record.SpaceID) (record.SpaceID, error) {
	home, err := s.config.Devices.Prove(ctx, proof)
	if err != nil {
		return record.SpaceID{}, err
	}
	s.action.Lock()
	defer s.action.Unlock()
	k, l, err := s.line(ctx, id)
	switch {
	case err != nil:
		return record.SpaceID{}, err
	case k.Professional:
		return record.SpaceID{}, ErrMayNot
	}
	next, err := s.next(ctx, home, k, l)
	if err != nil {
		return record.SpaceID{}, err
	}
	_, to, err := s.line(ctx, next)
	if err != nil {
		return record.SpaceID{}, err
	}
	for _, e := range l.Log.Entries() {
		if _, there := to.Log.Entry(e.Item); there || !l.Log.Mine(e) || !slices.Contains(contributions, e.Kind) {
			continue
		}
		body, err := s.carried(ctx, l, to, e)
		if err != nil {
			return record.SpaceID{}, err
		}
		if err := to.Log.Put(ctx, e.Item, e.Kind, time.Unix(e.At, 0), body); err != nil && !errors.Is(err, log.ErrTaken) {
			return record.SpaceID{}, err
		}
	}
	s.wrote(to)
	return next, nil
}

// next is the space in which I go on, made now if it was not before.
func (s *Sharing) next(ctx context.Context, home space.Owner, k lines.Kept, l *lines.Line) (record.SpaceID, error) {
	for _, other := range s.lines.All() {
		if other.Made && other.Ended == nil && other.From == k.Path.String() {
			return other.Space, s.lines.Set(ctx, k, map[string]any{lines.FieldNext: other.Path.String()})
		}
	}
	until := lines.Expires(k, l)
	if s.lines.Past(until) {
		until = time.Time{}
	}
	id, err := s.create(ctx, home, Kind(k.Purpose), k.Me, k.Other, k.Path.String(), until)
	if err != nil {
		return id, err
	}
	made, _ := s.lines.Of(id)
	return id, s.lines.Set(ctx, k, map[string]any{lines.FieldNext: made.Path.String()})
}
