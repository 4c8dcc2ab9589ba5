package vault

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
)

var (
	// ErrNoHome says that things are kept on this device only.
	ErrNoHome = errors.New("vault: no home")
	// ErrHome says that things are kept here already with a home. ReplaceHome puts another in its place.
	ErrHome = errors.New("vault: has a home already")
	// ErrHomeUnreadable says that what was kept about the home is damaged. Everything else is there; ReplaceHome
	// with a space that was entered anew goes on.
	ErrHomeUnreadable = errors.New("vault: home damaged")
)

// Stop says why nothing is sent or fetched any more. It stays until ClearStopped or another home.
type Stop string

const (
	Running  Stop = ""
	WentBack Stop = "back"    // the relay has less than it had
	Forked   Stop = "forked"  // the relay shows another log than it did
	Removed  Stop = "removed" // another device has taken this one out
)

var stops = []Stop{Running, WentBack, Forked, Removed}

// HomeInfo is what AttachHome needs beside the space.
type HomeInfo struct {
	Relay string
	// Owner is kept as well if it is not nil, so that only the passphrase, asked again, gives it: Owner.
	Owner      *space.Owner
	Passphrase string
}

// home is what a device knows of its home. It is never changed: a change makes another one.
type home struct {
	space   *space.Space // nil where it is damaged
	relay   string
	stopped Stop
	told    uint64 // up to which number holes were told
	sent    []sent
	events  []Event

	// Where it lies on the disk.
	keys, headAt, owner, eventsAt *long

	sealed *batch // what was sealed last; in memory only
}

// sent is a version that may show up in the log under a number, as far as this device can know.
type sent struct {
	item, version record.ID
	n             uint64
	leaf          record.Hash
}

const sentSize = 16 + 16 + 8 + 32

func (h *home) head() uint64 {
	if h.space == nil {
		return 0
	}
	n, _ := h.space.Head()
	return n
}

// wasSent says that the log, which is known up to a number, may still get to show a version.
func (h *home) wasSent(version record.ID, head uint64) bool {
	return slices.ContainsFunc(h.sent, func(s sent) bool { return s.version == version && s.n > head })
}

const homeVersion = 1

// marshal is what changes with every entry:
//
//	version 1 | stopped 1 | told 8 | length of relay 2 | relay | sent 2 | for each: item 16, version 16, number 8, leaf 32 | head of the space
func (h *home) marshal(spaceHead []byte) []byte {
	b := []byte{homeVersion, byte(slices.Index(stops, h.stopped))}
	b = binary.BigEndian.AppendUint64(b, h.told)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.relay)))
	b = append(b, h.relay...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.sent)))
	for _, s := range h.sent {
		b = append(append(b, s.item[:]...), s.version[:]...)
		b = binary.BigEndian.AppendUint64(b, s.n)
		b = append(b, s.leaf[:]...)
	}
	return append(b, spaceHead...)
}

func parseHome(b []byte) (h *home, spaceHead []byte, err error) {
	if len(b) < 12 || b[0] != homeVersion || int(b[1]) >= len(stops) {
		return nil, nil, ErrUnreadable
	}
	h = &home{stopped: stops[b[1]], told: binary.BigEndian.Uint64(b[2:])}
	n := int(binary.BigEndian.Uint16(b[10:]))
	if b = b[12:]; len(b) < n+2 {
		return nil, nil, ErrUnreadable
	}
	h.relay = string(b[:n])
	count := int(binary.BigEndian.Uint16(b[n:]))
	if b = b[n+2:]; len(b) < count*sentSize {
		return nil, nil, ErrUnreadable
	}
	for ; count > 0; count-- {
		h.sent = append(h.sent, sent{record.ID(b[:16]), record.ID(b[16:32]), binary.BigEndian.Uint64(b[32:]), record.Hash(b[40:72])})
		b = b[sentSize:]
	}
	return h, b, nil
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
	h := &home{}
	if headAt != nil && keys != nil {
		parsed, spaceHead, err := parseHome(headAt.body)
		if err == nil {
			h = parsed
			h.space, err = space.Unmarshal(c.keys.space, keys.body, spaceHead)
		}
		if err != nil {
			c.damaged = append(c.damaged, headAt.keys[0])
		}
	}
	h.headAt, h.keys, h.owner, h.eventsAt = headAt, keys, o.longs[values.Owner], o.longs[values.Events]
	if h.eventsAt != nil {
		var err error
		if h.events, err = parseEvents(h.eventsAt.body); err != nil {
			c.damaged = append(c.damaged, h.eventsAt.keys[0])
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
func (ch *change) setHome(h *home, keys bool) error {
	before := ch.home
	ch.home = h
	if before == nil {
		before, keys = &home{}, true
	}
	spaceKeys, spaceHead := h.space.Marshal(ch.c.keys.space)
	var err error
	if h.headAt, err = ch.long(0, values.HomeHead, before.headAt, h.marshal(spaceHead)); err != nil {
		return err
	}
	if h.keys = before.keys; keys {
		h.keys, err = ch.long(0, values.SpaceKeys, before.keys, spaceKeys)
	}
	return err
}

// AttachHome gives what is kept here a home: in one write, everything becomes a version that waits to be sent, in the
// order of its time. ErrNotKept, ErrLocked, ErrHome, or with an owner ErrPassphrase.
func (v *Vault) AttachHome(ctx context.Context, s *space.Space, info HomeInfo) error {
	return v.move(ctx, s, info, false)
}

// ReplaceHome is AttachHome where there is a home already, which is forgotten: to go on from this device in a new
// space, or to follow another one. Every version that stands waits to be sent there; what arrives from there and is
// the same takes the place of what waits. Deletions that were not sent yet are forgotten with the old home.
func (v *Vault) ReplaceHome(ctx context.Context, s *space.Space, info HomeInfo) error {
	return v.move(ctx, s, info, true)
}

func (v *Vault) move(ctx context.Context, s *space.Space, info HomeInfo, again bool) error {
	var stepUp *passed
	if info.Owner != nil {
		p, err := v.stepUp(info.Passphrase)
		if err != nil {
			return err
		}
		stepUp = &p
	}
	return v.change(ctx, func(ch *change) error {
		switch {
		case ch.c.keys == nil:
			return ErrNotKept
		case again && ch.home == nil:
			return ErrNoHome
		case !again && ch.home != nil:
			return ErrHome
		case len(info.Relay) > maxRelay:
			return ErrTooLarge
		}
		h := &home{space: s.Clone(), relay: info.Relay}
		if before := ch.home; before != nil {
			ch.drop(before.owner)
			h.events, h.eventsAt = before.events, before.eventsAt
		}
		if err := ch.setHome(h, true); err != nil {
			return err
		}
		if info.Owner != nil {
			if err := ch.setOwner(h, nil, *stepUp, *info.Owner); err != nil {
				return err
			}
		}
		ch.freshItems()
		return ch.rewrite()
	})
}

const maxRelay = 1 << 10

// freshItems makes every version that stands one that no log knows, the oldest first.
func (ch *change) freshItems() {
	for at := len(ch.c.heads) - 1; at >= 0; at-- {
		id := ch.c.heads[at].ID
		ch.items[id] = ch.item(id).Fresh(ch.maker())
	}
	for id := range ch.c.items {
		if _, done := ch.items[id]; !done { // nothing of it stands
			ch.items[id] = ch.item(id).Fresh(ch.maker())
		}
	}
}

// DetachHome forgets the home. What stands stays, on this device only; of what was written apart, the newest version
// stays the item, and each other one becomes an item of its own.
func (v *Vault) DetachHome(ctx context.Context) error {
	return v.change(ctx, func(ch *change) error {
		if ch.home == nil {
			return ErrNoHome
		}
		h := ch.home
		for _, l := range []*long{h.headAt, h.keys, h.owner, h.eventsAt} {
			ch.drop(l)
		}
		ch.home = nil
		for id, item := range ch.c.items {
			stand := len(item.Different())
			fresh := item.Fresh(ch.maker())
			ch.items[id] = slices.Concat(fresh[:min(1, stand)], fresh[stand:])
			for at := 1; at < stand; at++ {
				ch.apart(fresh[at].Record)
			}
		}
		return ch.rewrite()
	})
}

// Home returns what is known of the home, ErrNoHome, ErrLocked or ErrHomeUnreadable.
func (v *Vault) Home() (*Home, error) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	switch {
	case v.open == nil:
		return nil, ErrLocked
	case v.open.home == nil:
		return nil, ErrNoHome
	case v.open.home.space == nil:
		return nil, ErrHomeUnreadable
	}
	return &Home{v: v, id: v.open.home.space.ID()}, nil
}

// Home is the home of what a vault keeps: a space, and what is to be sent to it. Every change is durable when a method
// returns nil. When the vault is locked, or gets another home, its methods answer ErrLocked or ErrNoHome. It is safe
// for use from many goroutines.
type Home struct {
	v  *Vault
	id record.SpaceID
}

// read calls f with the home as it is.
func (h *Home) read(f func(*contents, *home)) error {
	h.v.mu.RLock()
	defer h.v.mu.RUnlock()
	c := h.v.open
	switch {
	case c == nil:
		return ErrLocked
	case c.home == nil || c.home.space == nil || c.home.space.ID() != h.id:
		return ErrNoHome
	}
	f(c, c.home)
	return nil
}

// change is Vault.change for a copy of the home, which plan may change and hand to setHome.
func (h *Home) change(ctx context.Context, plan func(*change, *home) error) error {
	return h.v.change(ctx, func(ch *change) error {
		if ch.home == nil || ch.home.space == nil || ch.home.space.ID() != h.id {
			return ErrNoHome
		}
		next := *ch.home
		next.sent = slices.Clone(next.sent)
		return plan(ch, &next)
	})
}

// ID names the space.
func (h *Home) ID() record.SpaceID { return h.id }

// Relay is where the space lies, as it was told to AttachHome.
func (h *Home) Relay() (relay string) {
	_ = h.read(func(_ *contents, at *home) { relay = at.relay })
	return relay
}

// Space returns a copy of the space, for looking at; nil while locked.
func (h *Home) Space() (s *space.Space) {
	_ = h.read(func(_ *contents, at *home) { s = at.space.Clone() })
	return s
}

// Hold gives the space the owner's secret to read with, until the vault is locked: see space.Hold.
func (h *Home) Hold(o *space.Owner) error {
	h.v.write.Lock()
	defer h.v.write.Unlock()
	h.v.mu.Lock()
	defer h.v.mu.Unlock()
	c := h.v.open
	if c == nil {
		return ErrLocked
	}
	if c.home == nil || c.home.space == nil || c.home.space.ID() != h.id {
		return ErrNoHome
	}
	next := *c.home
	next.space = next.space.Clone()
	next.space.Hold(o)
	c.home = &next
	return nil
}

// Waiting is how many versions are on this device only.
func (h *Home) Waiting() (n int) {
	_ = h.read(func(c *contents, _ *home) { n = c.waiting })
	return n
}

// Stopped says why nothing is sent or fetched, Running where nothing is wrong.
func (h *Home) Stopped() (s Stop) {
	_ = h.read(func(_ *contents, at *home) { s = at.stopped })
	return s
}

// Stop notes that something is wrong for good.
func (h *Home) Stop(ctx context.Context, s Stop) error {
	if !slices.Contains(stops, s) {
		return errors.New("vault: not a reason to stop")
	}
	return h.change(ctx, func(ch *change, next *home) error {
		next.stopped = s
		return ch.setHome(next, false)
	})
}

// ClearStopped forgets what was wrong.
func (h *Home) ClearStopped(ctx context.Context) error { return h.Stop(ctx, Running) }
