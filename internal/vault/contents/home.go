package contents

import (
	"errors"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/events"
	"snowdrop/internal/vault/long"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

var (
	// ErrNotKept says that nothing is kept on a disk.
	ErrNotKept = errors.New("vault: nothing is kept on this device")
	// ErrNoHome says that things are kept on this device only.
	ErrNoHome = errors.New("vault: no home")
	// ErrHome says that things are kept here already with a home. ReplaceHome puts another in its place.
	ErrHome = errors.New("vault: has a home already")
	// ErrHomeUnreadable says that what was kept about the home is damaged. Everything else is there; ReplaceHome
	// with a space that was entered anew goes on.
	ErrHomeUnreadable = errors.New("vault: home damaged")
)

// Stop says why nothing is sent or fetched any more. It stays until Home.Stop says Running, or until there is another home.
type Stop string

const (
	Running  Stop = ""
	WentBack Stop = "back"    // the relay has less than it had
	Forked   Stop = "forked"  // the relay shows another log than it did
	Removed  Stop = "removed" // another device has taken this one out
)

var stops = []Stop{Running, WentBack, Forked, Removed}

// Home is what a device knows of its home. It is never changed: a change makes another one.
type Home struct {
	space   *space.Space // nil where it is damaged
	relay   string
	stopped Stop
	told    uint64 // up to which number holes were told
	sent    []values.Sent
	events  []events.Event

	// Where it lies on the disk.
	keys, headAt, owner, eventsAt *long.Value

	sealed *batch // what was sealed last; in memory only
}

func (h *Home) head() uint64 {
	if h.space == nil {
		return 0
	}
	n, _ := h.space.Head()
	return n
}

// wasSent says that the log, which is known up to a number, may still get to show a version.
func (h *Home) wasSent(version record.ID, head uint64) bool {
	return slices.ContainsFunc(h.sent, func(s values.Sent) bool { return s.Version == version && s.N > head })
}

// openHome puts together what was opened of a home. Where some of it is damaged, there is a home that only says so:
// the versions are still versions, and nothing is written as if there had never been one.
func (o *opening) openHome() {
	c := o.c
	headAt, keys := o.longs[values.HomeHead], o.longs[values.SpaceKeys]
	versioned := false
	for _, item := range c.items {
		for _, v := range item {
			c.order = max(c.order, v.Order)
			versioned = versioned || v.State != versions.Binned && v.ID != record.ID{}
		}
	}
	if headAt == nil && keys == nil && !versioned {
		return
	}
	for id, item := range c.items {
		if slices.ContainsFunc(item, func(v *versions.Version) bool { return v.ID == record.ID{} }) {
			c.untidy = append(c.untidy, id) // from before there was a home
		}
	}
	h := &Home{}
	if headAt != nil && keys != nil {
		kept, err := values.ParseHome(headAt.Body)
		if err == nil {
			h = &Home{relay: kept.Relay, stopped: stops[kept.Stopped], told: kept.Told, sent: kept.Sent}
			h.space, err = space.Unmarshal(c.keys.space, keys.Body, kept.Space)
		}
		if err != nil {
			c.damaged = append(c.damaged, headAt.Keys[0])
		}
	}
	h.headAt, h.keys, h.owner, h.eventsAt = headAt, keys, o.longs[values.Owner], o.longs[values.Events]
	if h.eventsAt != nil {
		var err error
		if h.events, err = events.Parse(h.eventsAt.Body); err != nil {
			c.damaged = append(c.damaged, h.eventsAt.Keys[0])
		}
	}
	c.home = h
	if h.space != nil {
		teach(h.space, c.items)
	}
}

// teach tells a space what it forgets when it is closed.
func teach(s *space.Space, items map[record.ID]versions.Item) {
	for id, item := range items {
		for _, v := range item {
			if v.N > 0 {
				s.Learn(v.N, id)
			}
			for _, r := range v.Over {
				s.Learn(r.N, id)
			}
		}
	}
}

// setHome writes a home in place of the one before. keys says that a control record has changed the space's keys.
func (ch *Change) setHome(h *Home, keys bool) error {
	before := ch.home
	if ch.home = h; before == nil {
		before, keys = &Home{}, true
	}
	spaceKeys, spaceHead := h.space.Marshal(ch.c.keys.space)
	var err error
	kept := values.Home{Stopped: uint8(slices.Index(stops, h.stopped)), Told: h.told, Relay: h.relay, Sent: h.sent, Space: spaceHead}
	if h.headAt, err = ch.long(0, values.HomeHead, before.headAt, kept.Marshal()); err != nil {
		return err
	}
	if h.keys = before.keys; keys {
		h.keys, err = ch.long(0, values.SpaceKeys, before.keys, spaceKeys)
	}
	return err
}

// Home returns what is known of the home, ErrNoHome or ErrHomeUnreadable.
func (c *Store) Home() (*Home, error) {
	switch {
	case c.home == nil:
		return nil, ErrNoHome
	case c.home.space == nil:
		return nil, ErrHomeUnreadable
	}
	return c.home, nil
}

// Space returns the space. It is not the caller's: a Clone of it is.
func (h *Home) Space() *space.Space { return h.space }

// Relay is where the space lies.
func (h *Home) Relay() string { return h.relay }

// Events returns what happened in the last days, the oldest first.
func (h *Home) Events() []events.Event { return slices.Clone(h.events) }

func (ch *Change) setEvents(h *Home) (err error) {
	h.eventsAt, err = ch.long(0, values.Events, h.eventsAt, events.Marshal(h.events))
	return err
}

// Stopped says why nothing is sent or fetched.
func (h *Home) Stopped() Stop { return h.stopped }

// Owner is the owner's secret, wrapped by the vault; nil if it is not kept.
func (h *Home) Owner() []byte {
	if h.owner == nil {
		return nil
	}
	return h.owner.Body
}

// Attach gives everything a home: every version that stands becomes one that waits to be sent and that no log knows,
// the oldest first. again says that there is a home, which is forgotten. owner may be nil. ErrNotKept, ErrHome or
// ErrNoHome.
func (ch *Change) Attach(s *space.Space, relay string, owner []byte, again bool) error {
	switch {
	case ch.c.keys == nil:
		return ErrNotKept
	case again && ch.home == nil:
		return ErrNoHome
	case !again && ch.home != nil:
		return ErrHome
	case len(relay) > 1<<10:
		return record.ErrTooLarge
	}
	h := &Home{space: s.Clone(), relay: relay}
	if before := ch.home; before != nil {
		ch.drop(before.owner)
		h.events, h.eventsAt = before.events, before.eventsAt
	}
	if err := ch.setHome(h, true); err != nil {
		return err
	}
	if owner != nil {
		if err := ch.SetOwner(owner); err != nil {
			return err
		}
	}
	for at := len(ch.c.heads) - 1; at >= 0; at-- {
		id := ch.c.heads[at].ID
		ch.items[id] = ch.item(id).Fresh(ch.maker())
	}
	for id := range ch.c.items {
		if _, done := ch.items[id]; !done { // nothing of it stands
			ch.items[id] = ch.item(id).Fresh(ch.maker())
		}
	}
	return ch.rewrite()
}

// SetOwner keeps the owner's secret, wrapped by the vault, or forgets it (nil). ErrNoHome or ErrHomeUnreadable.
func (ch *Change) SetOwner(wrapped []byte) (err error) {
	switch {
	case ch.home == nil:
		return ErrNoHome
	case ch.home.space == nil && wrapped != nil:
		return ErrHomeUnreadable
	}
	next := *ch.home
	if ch.home = &next; wrapped == nil {
		ch.drop(next.owner)
		next.owner = nil
		return nil
	}
	next.owner, err = ch.long(0, values.Owner, next.owner, wrapped)
	return err
}

// Hold gives the space the owner's secret to read with, in memory only.
func (c *Store) Hold(id record.SpaceID, o *space.Owner) error {
	if c.home == nil || c.home.space == nil || c.home.space.ID() != id {
		return ErrNoHome
	}
	next := *c.home
	next.space = next.space.Clone()
	next.space.Hold(o)
	c.home = &next
	return nil
}

// of returns a copy of the home to be changed, if it is still that of this space.
func (ch *Change) of(id record.SpaceID) (*Home, error) {
	if ch.home == nil || ch.home.space == nil || ch.home.space.ID() != id {
		return nil, ErrNoHome
	}
	next := *ch.home
	next.sent = slices.Clone(next.sent)
	return &next, nil
}

// Stop notes that something is wrong for good, or with Running that nothing is.
func (ch *Change) Stop(id record.SpaceID, s Stop) error {
	if !slices.Contains(stops, s) {
		return errors.New("vault: not a reason to stop")
	}
	next, err := ch.of(id)
	if err != nil {
		return err
	}
	next.stopped = s
	return ch.setHome(next, false)
}
