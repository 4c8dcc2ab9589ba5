package sharing

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"time"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/events"
)

// Spaces returns all spaces in the order of Since. One that has ended is there until PutAway. Locked, it is empty.
func (s *Sharing) Spaces() []Space {
	var all []Space
	for _, k := range s.lines.All() {
		if k.Made && !k.Away {
			all = append(all, s.view(k))
		}
	}
	return all
}

// ByPath returns the space of an address.
func (s *Sharing) ByPath(path string) (Space, bool) {
	all := s.Spaces()
	if i := slices.IndexFunc(all, func(sp Space) bool { return sp.Path == path }); i >= 0 {
		return all[i], true
	}
	return Space{}, false
}

func (s *Sharing) view(k lines.Kept) Space {
	k, l := s.lines.Now(k)
	v := Space{
		ID: k.Space, Path: k.Path.String(), Kind: Kind(k.Purpose), Host: k.Host, Professional: k.Professional, Other: k.Other, Me: k.Me,
		Since: time.Unix(k.Since, 0).UTC(), Expires: k.Expires, Quiet: k.Quiet, Next: k.Next,
	}
	v.State = s.state(k, l)
	if l == nil || v.State == Ended {
		return v
	}
	v.Expires = lines.Expires(k, l)
	v.Over = k.Host && s.lines.Past(v.Expires)
	v.Members = members(l)
	v.OtherIn = present(v.Members)
	v.Waiting = l.Log.Waiting() + s.lines.Files.Waiting(l.Log)
	for _, e := range l.Log.Entries() {
		if s.isNew(k, l, e) {
			v.New++
		}
	}
	v.Notices = s.notices(k, l, v.Members)
	return v
}

// members lists who is in, me first.
func members(l *lines.Line) (all []Member) {
	at := l.Log.Space()
	for _, m := range at.Members() {
		member := Member{ID: m.ID, Name: m.Name, Role: items.Role(m.Role), Me: m.ID == at.Me(), Left: l.Log.HasLeft(m.ID)}
		if member.Me {
			all = slices.Insert(all, 0, member)
		} else {
			all = append(all, member)
		}
	}
	if len(all) == 1 {
		all[0].Role = items.RoleHost
	}
	return all
}

// present says whether somebody beside me is in who has not left.
func present(all []Member) bool {
	return slices.ContainsFunc(all, func(m Member) bool { return !m.Me && !m.Left })
}

// state says how a space stands. l may be nil: this device has not read anything of it yet.
func (s *Sharing) state(k lines.Kept, l *lines.Line) State {
	switch {
	case k.Ended != nil || s.lines.RanOut(k, l):
		return Ended
	case l == nil:
		return WaitingForOther
	}
	switch stopped := l.Log.Stopped(); {
	case stopped == log.Removed && !k.Host:
		return Ended
	case stopped == log.Forked || stopped == log.WentBack:
		return Stopped
	case errors.Is(l.Sync.Load().State().Err, syncer.ErrGone):
		return Gone
	}
	at := l.Log.Space()
	switch all := members(l); {
	case present(all):
		return Open
	case len(all) == 0, k.Host && len(all) == 1 && at.Epoch() <= 1:
		return WaitingForOther
	}
	return OtherLeft
}

// quietKinds are never new to anybody: they say nothing by themselves.
var quietKinds = []uint8{items.KindAnswer, items.KindKey, items.KindLeave, items.KindTerms}

func (s *Sharing) isNew(k lines.Kept, l *lines.Line, e *log.Entry) bool {
	return e.N > k.Seen() && !l.Log.Mine(e) && !slices.Contains(quietKinds, e.Kind)
}

// sorts are those of the events that a log keeps.
var sorts = map[string]string{
	events.Joined: NoticeJoined, events.Left: NoticeLeft, events.Unreadable: NoticeUnreadable, events.Hole: NoticeHole,
}

// notices lists what happened in the last seven days, newest first.
func (s *Sharing) notices(k lines.Kept, l *lines.Line, all []Member) []Notice {
	now := s.config.Now()
	var list []Notice
	for _, e := range l.Log.Events() {
		if e.Day.Before(now.Add(-notebook.Shown - 24*time.Hour)) {
			continue
		}
		n := Notice{Sort: sorts[e.Kind], Name: e.Name, Day: e.Day, Count: e.Count}
		if e.Name != "" && len(all) <= 2 && (n.Sort == NoticeLeft || slices.ContainsFunc(all, func(m Member) bool { return !m.Me && m.ID == e.Member })) {
			n.Name = k.Other // there is one other, and I call them so
		}
		list = append(list, n)
	}
	today := now.UTC().Truncate(24 * time.Hour)
	switch l.Log.Stopped() {
	case log.Forked:
		list = append(list, Notice{Sort: NoticeForked, Day: today, Count: 1})
	case log.WentBack:
		list = append(list, Notice{Sort: NoticeWentBack, Day: today, Count: 1})
	}
	if since := time.Unix(k.Since, 0).UTC(); !k.Host && since.After(now.Add(-notebook.Shown)) {
		// Whoever had my open phone in their hand can have come in here for me: every device of mine says so.
		list = append(list, Notice{Sort: NoticeEntered, Name: k.Other, Day: since.Truncate(24 * time.Hour), Count: 1})
	}
	if k.Words > 0 {
		list = append(list, Notice{Sort: NoticeWords, Name: k.Other, Day: time.Unix(k.Words, 0).UTC(), Count: 1})
	}
	slices.SortStableFunc(list, func(a, b Notice) int { return b.Day.Compare(a.Day) })
	return list
}

// reading returns what is needed to look into a space, false where nothing of it is to be seen.
func (s *Sharing) reading(id record.SpaceID) (lines.Kept, *lines.Line, bool) {
	k, ok := s.lines.Of(id)
	if !ok {
		return k, nil, false
	}
	l, ok := s.lines.Open(k)
	return k, l, ok && s.state(k, l) != Ended
}

// Items returns what stands in a space, of these kinds or of all, the newest first.
func (s *Sharing) Items(id record.SpaceID, kinds ...uint8) []Item {
	k, l, ok := s.reading(id)
	if !ok {
		return nil
	}
	var all []Item
	entries := l.Log.Entries()
	slices.SortFunc(entries, func(a, b *log.Entry) int { // as the log has them: what somebody says of a time proves nothing
		return cmp.Or(b.Compare(a), bytes.Compare(a.Item[:], b.Item[:]))
	})
	for _, e := range entries {
		if len(kinds) == 0 || slices.Contains(kinds, e.Kind) {
			all = append(all, s.item(k, l, e))
		}
	}
	return all
}

// Item returns one of them.
func (s *Sharing) Item(id record.SpaceID, item record.ID) (Item, bool) {
	k, l, ok := s.reading(id)
	if !ok {
		return Item{}, false
	}
	e, ok := l.Log.Entry(item)
	if !ok {
		return Item{}, false
	}
	return s.item(k, l, e), true
}

func (s *Sharing) item(k lines.Kept, l *lines.Line, e *log.Entry) Item {
	return Item{ID: e.Item, Kind: e.Kind, Mine: l.Log.Mine(e), Author: e.Author, At: time.Unix(e.At, 0).UTC(), N: e.N,
		Body: bytes.Clone(e.Body), Sent: e.Sent(), New: s.isNew(k, l, e)}
}

// Own reads what SetOwn kept under key.
func (s *Sharing) Own(id record.SpaceID, key string, into any) bool {
	r, ok := s.lines.Book.Of(id)
	return ok && r.Own(key, into)
}

// Key returns a key that only this person's devices have, the same on all: from their seed as a member of the space.
func (s *Sharing) Key(id record.SpaceID, label string, context []byte) (key seal.Key, ok bool) {
	r, ok := s.lines.Book.Of(id)
	if !ok || s.config.Vault.State() != vault.Unlocked {
		return key, false
	}
	selves := r.Selves()
	if len(selves) == 0 {
		return key, false
	}
	return selves[len(selves)-1].Key().DeriveFor(label, context), true
}
