package sharing

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/vault"
)

// standing is what is known when somebody wants to put something in.
type standing struct {
	lines.Kept
	state State
	over  bool
}

// putting is one reason why nothing of mine goes into a space. Each is needed: the tests take them out one by one.
type putting struct {
	name    string
	against func(standing) bool
	err     error
}

var puttingInForce = []putting{
	{"what has ended has ended", func(s standing) bool { return s.state == Ended || s.state == Gone || s.Next != "" }, ErrEnded},
	{"nothing goes in when the time is over", func(s standing) bool { return s.over }, ErrEnded},
	{"nothing goes in for somebody who has left", func(s standing) bool { return s.state == OtherLeft }, ErrEnded},
	{"nothing goes to a relay that shows another log", func(s standing) bool { return s.state == Stopped }, ErrStopped},
	{"nothing goes in while it is quiet", func(s standing) bool { return s.Quiet }, ErrQuiet},
}

// Put puts an item in. It is durable on this device when it returns nil, and goes to the relay by itself. The same item
// again is once. ErrUnknown, ErrQuiet, ErrEnded, ErrStopped, ErrMayNot, ErrTaken, items.ErrBody, ErrTooLarge.
func (s *Sharing) Put(ctx context.Context, id record.SpaceID, item record.ID, kind uint8, at time.Time, body []byte) error {
	k, l, err := s.line(ctx, id)
	if err != nil {
		return err
	}
	if err := s.goesIn(k, l); err != nil {
		return err
	}
	if err := l.Log.Put(ctx, item, kind, at, body); err != nil {
		return err
	}
	s.wrote(l)
	return nil
}

// goesIn says why nothing of mine goes into a space now.
func (s *Sharing) goesIn(k lines.Kept, l *lines.Line) error {
	now := standing{Kept: k, state: s.state(k, l), over: k.Host && s.lines.Past(k.Expires)}
	for _, rule := range s.putting {
		if rule.against(now) {
			return rule.err
		}
	}
	return nil
}

// line returns a space and its log on this device. ErrUnknown, ErrUnavailable.
func (s *Sharing) line(ctx context.Context, id record.SpaceID) (lines.Kept, *lines.Line, error) {
	if s.config.Vault.State() == vault.Locked {
		return lines.Kept{}, nil, vault.ErrLocked
	}
	k, _ := s.lines.Of(id)
	if !k.Made {
		return k, nil, ErrUnknown
	}
	if k.Ended != nil {
		return k, nil, ErrEnded
	}
	l, err := s.lines.Enter(ctx, k)
	return k, l, err
}

// wrote has what was written here sent.
func (s *Sharing) wrote(l *lines.Line) {
	l.Sync.Load().Nudge()
	s.lines.Changed()
}

// TakeBack takes own items back: here at once, at the relay and on the other's devices as soon as they are reached. An item
// that is not there is no error. ErrMayNot for one of somebody else: then none is taken back.
func (s *Sharing) TakeBack(ctx context.Context, id record.SpaceID, item ...record.ID) error {
	_, l, err := s.line(ctx, id)
	if err != nil {
		return err
	}
	err = l.Log.TakeBack(ctx, item...)
	if errors.Is(err, log.ErrNotMine) {
		return ErrMayNot
	}
	s.wrote(l)
	return err
}

// Seen says that everything in a space was looked at, on this person's devices only.
func (s *Sharing) Seen(ctx context.Context, id record.SpaceID) error {
	k, l, ok := s.reading(id)
	if !ok {
		return nil // nothing of it is to be seen
	}
	last := uint64(0)
	for _, e := range l.Log.Entries() {
		if s.isNew(k, l, e) {
			last = max(last, e.N)
		}
	}
	if last == 0 {
		return nil
	}
	now := s.config.Now()
	err := s.lines.Book.Change(ctx, id, func(r *membership.Record) error { r.SetSeen(now, last); return nil })
	s.lines.Changed()
	return err
}

// Call gives the other another name, which only I see. ErrName.
func (s *Sharing) Call(ctx context.Context, id record.SpaceID, name string) error {
	name, err := cleanName(name)
	if err != nil {
		return err
	}
	return s.setOf(ctx, id, map[string]any{lines.FieldOther: name})
}

// SetQuiet has nothing of mine go in any more, or again. Nobody is told.
func (s *Sharing) SetQuiet(ctx context.Context, id record.SpaceID, quiet bool) error {
	return s.setOf(ctx, id, map[string]any{lines.FieldQuiet: quiet})
}

func (s *Sharing) setOf(ctx context.Context, id record.SpaceID, fields map[string]any) error {
	k, ok := s.lines.Of(id)
	if !ok {
		return ErrUnknown
	}
	return s.lines.Set(ctx, k, fields)
}

// SetOwn keeps something small about a space, as JSON, for this person only: among their own things, never in the space.
// nil forgets it. Where two devices set one key apart, the later one counts. ErrTooLarge.
func (s *Sharing) SetOwn(ctx context.Context, id record.SpaceID, key string, v any) error {
	now := s.config.Now()
	err := s.lines.Book.Change(ctx, id, func(r *membership.Record) error { return r.SetOwn(now, key, v) })
	if errors.Is(err, vault.ErrNotFound) {
		return ErrUnknown
	}
	s.lines.Changed()
	return err
}

// Leave ends it for me, at once and alone: what the others put in is gone from here, and with takeBack what I put in is
// taken back. With tell the others see that I left. The relay is told as soon as it is reached. Once it has ended, it is
// no error.
func (s *Sharing) Leave(ctx context.Context, id record.SpaceID, tell, takeBack bool) error {
	s.action.Lock()
	defer s.action.Unlock()
	k, ok := s.lines.Of(id)
	switch {
	case !ok:
		return ErrUnknown
	case k.Ended != nil:
		return nil
	}
	return s.end(ctx, k, lines.Ended{How: lines.ByLeaving, At: s.config.Now().Unix(), Tell: tell, Back: takeBack})
}

// end notes that a space has ended, and lets go of what is in it. The note comes first: what follows is done again by Run.
func (s *Sharing) end(ctx context.Context, k lines.Kept, how lines.Ended) error {
	if err := s.lines.Set(ctx, k, map[string]any{lines.FieldEnded: how}); err != nil {
		return err
	}
	if k, ok := s.lines.Of(k.Space); ok {
		s.lines.Sweep(ctx, k)
	}
	s.lines.Changed()
	return nil
}

// PutAway takes a space that has ended off the list, with everything of it that is on this device. One that nobody else is
// in any more, or that the relay does not know, ends by it. ErrMayNot for one that goes on.
func (s *Sharing) PutAway(ctx context.Context, id record.SpaceID) error {
	s.action.Lock()
	defer s.action.Unlock()
	k, ok := s.lines.Of(id)
	if !ok {
		return ErrUnknown
	}
	k, l := s.lines.Now(k)
	fields := map[string]any{lines.FieldAway: true}
	switch state := s.state(k, l); {
	case state == Open || state == WaitingForOther:
		return ErrMayNot
	case k.Ended == nil && (state == Stopped || state == Gone):
		fields[lines.FieldEnded] = lines.Ended{How: lines.ByGivingUp, At: s.config.Now().Unix()}
	case k.Ended == nil:
		fields[lines.FieldEnded] = lines.Ended{How: lines.ByLeaving, At: s.config.Now().Unix(), Back: true}
	}
	if err := s.lines.Set(ctx, k, fields); err != nil {
		return err
	}
	k, _ = s.lines.Of(id)
	if k.Done {
		return s.lines.Finished(ctx, k) // takes the names away as well
	}
	s.lines.Sweep(ctx, k)
	return nil
}

func cleanName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > MaxName || !utf8.ValidString(name) {
		return "", ErrName
	}
	return name, nil
}
