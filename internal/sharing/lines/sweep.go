package lines

import (
	"context"
	"errors"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
)

// Of returns one membership.
func (s *Lines) Of(id record.SpaceID) (Kept, bool) {
	r, ok := s.Book.Of(id)
	return Read(r), ok
}

// Sweep does for one space what is due by what is known now: it ends what was ended elsewhere or by time, tells the terms,
// and removes what is over. It asks nobody, may fail, and is done again.
func (s *Lines) Sweep(ctx context.Context, k Kept) {
	l, ok := s.Open(k)
	switch {
	case k.Ended != nil && ok:
		_ = l.Log.End(ctx, k.Ended.Ending(), s.leaveItem(k)) // so that nothing of it is here while the relay is away
	case k.Ended != nil:
	case s.RanOut(k, l):
		_ = s.over(ctx, k, ByTime)
	case ok && l.Log.Stopped() == log.Removed && !k.Host:
		_ = s.over(ctx, k, ByRemoval)
	case ok && l.Log.Stopped() == log.Running:
		s.renewDoor(ctx, k, l)
		if k.Host {
			s.tellTerms(ctx, k, l)
		}
	}
}

// over ends a space of somebody else that is over for me without my doing: nothing of it stays here, and nothing is told.
func (s *Lines) over(ctx context.Context, k Kept, how string) error {
	if err := s.Set(ctx, k, map[string]any{FieldEnded: Ended{How: how, At: s.now().Unix()}, FieldDone: true}); err != nil {
		return err
	}
	return s.Finished(ctx, k)
}

// tooLong is for how long a relay that does not take what it is told of a space that ended is still asked. Time alone is no
// reason to give up: what was taken back on a device that then lay in a drawer for months is taken back when it is opened.
const tooLong = 30 * 24 * time.Hour

func (s *Lines) tired(k Kept) bool {
	return time.Unix(k.Ended.At, 0).Add(tooLong).Before(s.now())
}

// Finished forgets what opened the space, and everything that was in it.
func (s *Lines) Finished(ctx context.Context, k Kept) error {
	now := s.now()
	err := s.Book.Change(ctx, k.Space, func(r *membership.Record) error {
		if k.Away {
			r.Strip(now, FieldEnded, FieldAway, FieldMade, FieldDone)
		}
		r.StripKeys(now)
		return r.Set(now, FieldDone, true)
	})
	if err != nil {
		return err
	}
	return s.erase(ctx, k)
}

// erase removes what this device has of a space. It holds mu all through: nobody opens what is half gone.
func (s *Lines) erase(ctx context.Context, k Kept) error {
	s.mu.Lock()
	s.closeNow(func(id record.SpaceID) bool { return id == k.Space })
	err := s.Vault.Bucket(BucketOf(k.Space)).Erase(ctx)
	s.mu.Unlock()
	err = errors.Join(err, s.Files.Erase(ctx, k.Space))
	if err == nil {
		s.Changed()
	}
	return err
}

// itemID is the ID of an item of mine that there is once, whichever device of mine writes it.
func (s *Lines) itemID(k Kept, kind uint8, body []byte) (id record.ID) {
	selves := k.Selves()
	if len(selves) == 0 {
		return id
	}
	token := selves[len(selves)-1].Key().Token(seal.LabelSharedItem, append([]byte{kind}, body...))
	return record.ID(token[:len(id)])
}

func (s *Lines) leaveItem(k Kept) record.ID {
	if !k.Ended.Tell {
		return record.ID{}
	}
	return s.itemID(k, items.KindLeave, nil)
}

// tellTerms keeps in the space what it is, once somebody else is in who can read it.
func (s *Lines) tellTerms(ctx context.Context, k Kept, l *Line) {
	if len(l.Log.Space().Members()) < 2 {
		return
	}
	body := items.Terms{Space: items.Space(k.Purpose), Until: k.Expires}.Encode()
	id := s.itemID(k, items.KindTerms, body)
	var old []record.ID
	for _, e := range l.Log.Entries() {
		if e.Kind == items.KindTerms && e.Item != id {
			old = append(old, e.Item)
		}
	}
	if _, there := l.Log.Entry(id); there && len(old) == 0 {
		return
	}
	if l.Log.Put(ctx, id, items.KindTerms, s.now(), body) == nil {
		_ = l.Log.TakeBack(ctx, old...)
	}
	l.Sync.Load().Nudge()
}

// renewDoor has another device of mine come in where the space stands now: a relay can then not show it who was in before.
func (s *Lines) renewDoor(ctx context.Context, k Kept, l *Line) {
	if at := l.Log.Space(); at.Epoch() > k.DoorEpoch() {
		now := s.now()
		_ = s.Book.Change(ctx, k.Space, func(r *membership.Record) error { return r.SetDoor(now, at) })
	}
}

// Expires is when a space runs out: what the host has told last, or what was agreed when I came.
func Expires(k Kept, l *Line) time.Time {
	if k.Host || l == nil {
		return k.Expires
	}
	until, last := k.Expires, uint64(0)
	for _, e := range l.Log.Entries() {
		if e.Kind == items.KindTerms && e.N > last {
			if t, err := items.ParseTerms(e.Body); err == nil {
				until, last = t.Until, e.N
			}
		}
	}
	return until
}

// Past says that a time is over.
func (s *Lines) Past(t time.Time) bool { return !t.IsZero() && !s.now().Before(t) }

// RanOut says that the time of a professional is over. The host's app waits for its person.
func (s *Lines) RanOut(k Kept, l *Line) bool { return k.Professional && s.Past(Expires(k, l)) }

// letGoOfFiles takes files away in a space that has ended. Where what I put in stays with the others, it is only this device
// that forgets.
func (s *Lines) letGoOfFiles(ctx context.Context, k Kept, l *Line) error {
	if k.Ended.Ending() == log.Forgetting {
		return s.Files.Erase(ctx, k.Space)
	}
	return s.Files.Once(ctx, l.Log)
}
