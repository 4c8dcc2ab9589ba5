package sharing

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/space"
)

// hosted is what internal/devices tells when somebody may know the words: see devices.Hosted.
type hosted struct{ *Sharing }

// Prepare implements devices.Hosted. For each space that I host it seals the owner's secret, and one that is to come, for
// the next owner of the home. In those of others I am to be invited anew: my seed there was among what could be read.
func (s hosted) Prepare(ctx context.Context, before, next space.Owner) error {
	now := s.config.Now()
	for _, k := range s.lines.All() {
		if k.Ended != nil {
			continue
		}
		err := s.lines.Book.Change(ctx, k.Space, func(r *membership.Record) error {
			if !k.Host {
				return r.Set(now, lines.FieldWords, now.Unix())
			}
			owners := r.Owners(before)
			for _, o := range owners {
				r.SetOwner(now, next, o)
			}
			if len(r.Owners(next)) == len(owners) {
				heir := space.NewOwner()
				r.SetOwner(now, next, heir)
				public := heir.Public()
				if err := r.Set(now, lines.FieldHeir, public[:]); err != nil {
					return err
				}
			}
			return r.Set(now, lines.FieldTurn, true)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Stay implements devices.Hosted.
func (s hosted) Stay(ctx context.Context, relay string, before, next *space.Owner) error {
	now := s.config.Now()
	for _, k := range s.lines.All() {
		if k.Ended != nil && k.Done {
			continue
		}
		err := s.lines.Book.Change(ctx, k.Space, func(r *membership.Record) error {
			if before != nil && next != nil {
				for _, o := range r.Owners(*before) {
					r.SetOwner(now, *next, o)
				}
			}
			if k.Relay != "" {
				return nil
			}
			return r.Set(now, lines.FieldRelay, relay)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Follow implements devices.Hosted: another owner, another member in my place, and new keys for each space that I host.
func (s hosted) Follow(ctx context.Context, home space.Owner, sync func(context.Context) error) error {
	s.action.Lock()
	defer s.action.Unlock()
	for _, k := range s.lines.All() {
		if !k.Turn || k.Ended != nil {
			continue
		}
		if err := s.turn(ctx, home, k, sync); err != nil && !errors.Is(err, ErrStopped) && !errors.Is(err, ErrMayNot) {
			return err
		}
	}
	return nil
}

// turn gives one space new keys. Who I am to be is kept among my things, and those are at the relay, before the space hears
// of it: whichever of my devices reads that finds itself in.
func (s *Sharing) turn(ctx context.Context, home space.Owner, k lines.Kept, sync func(context.Context) error) error {
	l, err := s.lines.Enter(ctx, k)
	if err != nil {
		return err
	}
	if err := s.lines.Step(ctx, k.Space, l); err != nil {
		return err
	}
	heir, ok := s.heir(home, k, l)
	if ok {
		if k, err = s.another(ctx, k, l); err != nil {
			return err
		}
		if err := sync(ctx); err != nil {
			return err
		}
		if err := l.Log.Know(ctx, k.Selves()); err != nil {
			return err
		}
		if err := s.change(ctx, home, k, l, func(at *space.Space) *space.Change { return inMyPlace(at, k.Selves()[0], heir) }); err != nil {
			return err
		}
	}
	now, at := s.config.Now(), l.Log.Space()
	return s.lines.Book.Change(ctx, k.Space, func(r *membership.Record) error {
		if owner, err := s.owner(home, k, l); err == nil {
			r.KeepOwner(now, home, owner)
		}
		if err := r.SetDoor(now, at); err != nil {
			return err
		}
		return r.Set(now, lines.FieldTurn, nil)
	})
}

// heir is the owner who is to be, while the one before is in force. Done again after an answer was lost, that owner is in force
// already, and the one before must not come back: somebody may know that secret.
func (s *Sharing) heir(home space.Owner, k lines.Kept, l *lines.Line) (heir space.Owner, ok bool) {
	inForce := l.Log.Space().Owner()
	owners := k.Owners(home)
	if !slices.ContainsFunc(owners, func(o space.Owner) bool { return o.Public() == inForce }) {
		return heir, false
	}
	for _, o := range owners {
		public := o.Public()
		if bytes.Equal(public[:], k.Heir) {
			return o, public != inForce
		}
		if public != inForce { // what two devices prepared apart may have no heir for this home
			heir, ok = o, true
		}
	}
	return heir, ok
}

// another puts a new seed before those that I had, unless a try before has done so.
func (s *Sharing) another(ctx context.Context, k lines.Kept, l *lines.Line) (lines.Kept, error) {
	selves := k.Selves()
	if len(selves) == 0 {
		return k, ErrUnknown
	}
	if selves[0].ID() != l.Log.Space().Me() {
		return k, nil
	}
	now := s.config.Now()
	err := s.lines.Book.Change(ctx, k.Space, func(r *membership.Record) error {
		r.SetSelves(now, append([]space.Self{space.NewSelf()}, selves...)...)
		return nil
	})
	k, _ = s.lines.Of(k.Space)
	return k, err
}

// inMyPlace puts who I am to be where I was.
func inMyPlace(at *space.Space, self space.Self, heir space.Owner) *space.Change {
	if at.Owner() == heir.Public() {
		return nil
	}
	c := &space.Change{Next: &heir}
	for _, m := range at.Members() {
		if m.ID == at.Me() {
			me := space.NewMember(m.Name, self.Keys())
			me.Role = uint8(items.RoleHost)
			c.Remove, c.Add = []space.MemberID{m.ID}, []space.Member{me}
		}
	}
	return c
}
