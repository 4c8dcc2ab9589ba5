package log

import (
	"context"
	"encoding/binary"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/events"
)

// change is a change on its way: what it is to be is gathered, written at once, and only then to be seen.
type change struct {
	state
	pairs  []Change
	keys   bool // a control record has changed the space's keys
	noted  bool // something happened
	silent bool // nothing is to be written
}

// change makes one change, and shows it when it was written. After an error everything is as it was.
func (l *Log) change(ctx context.Context, plan func(*change) error) error {
	l.write.Lock()
	defer l.write.Unlock()
	if l.Closed() {
		return vault.ErrLocked
	}
	c := &change{state: l.state.clone()} // nobody writes it meanwhile
	if err := plan(c); err != nil {
		return err
	}
	if c.silent {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.selves, l.space = c.selves, c.space // what is not kept
		return nil
	}
	keys, spaceHead := []byte(nil), []byte(nil)
	if c.keys {
		keys, spaceHead = c.space.Marshal(l.info.Under)
		c.pairs = append(c.pairs, Change{Key: keyKeys, Value: keys})
	} else {
		spaceHead = c.space.MarshalHead(l.info.Under)
	}
	if c.noted {
		c.pairs = append(c.pairs, Change{Key: keyEvents, Value: events.Marshal(c.events)})
	}
	c.pairs = append(c.pairs, Change{Key: keyHead, Value: c.head.marshal(spaceHead)})
	if err := l.bucket.Write(ctx, c.pairs); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = c.state
	return nil
}

// put writes an entry in the place of what was there.
func (c *change) put(e *Entry) {
	c.entries[e.Item] = e
	c.pairs = append(c.pairs, Change{Key: keyItem + e.Item.String(), Value: e.marshal()})
}

// drop removes one, with everything in it.
func (c *change) drop(e *Entry) {
	delete(c.entries, e.Item)
	c.pairs = append(c.pairs, Change{Key: keyItem + e.Item.String()})
}

// clean notes that the relay is to delete the bytes of an entry that the log has shown.
func (c *change) clean(e *Entry) {
	if e.version == (record.ID{}) { // it never was there, or is gone already
		return
	}
	c.cleanup[e.N] = remains{e.epoch, e.version}
	value := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint64(nil, e.N), e.epoch)
	c.pairs = append(c.pairs, Change{Key: keyCleanup + e.version.String(), Value: append(value, e.version[:]...)[:remainsSize]})
}

func (c *change) cleaned(n uint64) {
	if r, ok := c.cleanup[n]; ok {
		delete(c.cleanup, n)
		c.pairs = append(c.pairs, Change{Key: keyCleanup + r.version.String()})
	}
}

func (c *change) next() uint64 {
	c.order++
	return c.order
}

// wasSent says that an item may still show up in the log, behind its head.
func (c *change) wasSent(item record.ID) bool {
	return slices.ContainsFunc(c.sent, func(s sent) bool { return s.item == item }) // of what is behind the head nothing is left: see settle
}

// takeBack makes an item of mine one that goes. What was never sent is simply gone.
func (c *change) takeBack(e *Entry) {
	if e.state == waits && !c.wasSent(e.Item) {
		c.drop(e)
		return
	}
	next := *e
	next.state, next.Body, next.order = goes, nil, c.next()
	c.put(&next)
}

func (c *change) note(kind string, m space.Member, today int64) {
	c.events = events.Note(events.Forget(c.events, today), kind, m.Name, m.ID, today)
	c.noted = true
}

func (l *Log) today() int64 { return events.Day(l.info.Now()) }

// Put puts an item of mine in, to be sent. The same again is once. ErrTaken, ErrMayNot, items.ErrBody,
// record.ErrTooLarge and those of the bucket.
func (l *Log) Put(ctx context.Context, item record.ID, kind uint8, at time.Time, body []byte) error {
	switch {
	case len(body) > record.MaxBody:
		return record.ErrTooLarge
	case !items.Reads(kind, body):
		return items.ErrBody
	}
	return l.change(ctx, func(c *change) error {
		me, role := c.space.Me(), l.role(c)
		before, taken := c.entries[item]
		switch {
		case !items.May(l.info.Purpose, role, kind):
			return ErrMayNot
		case taken && before.Kind == kind && string(before.Body) == string(body) && c.mine(before.Author, before.Role):
			c.silent = true
			return nil
		case taken:
			return ErrTaken
		}
		c.put(&Entry{Item: item, Kind: kind, At: at.Unix(), Body: append([]byte{}, body...), Author: me, Role: role, state: waits, order: c.next()})
		return nil
	})
}

// role is what I am to the space, also before this device has read who is in.
func (l *Log) role(c *change) items.Role {
	if role := roleOf(c.space.Members(), c.space.Me()); role != 0 {
		return role
	}
	return l.info.Role
}

// TakeBack takes items of mine back. One that is not there is no error. ErrNotMine: then none is.
func (l *Log) TakeBack(ctx context.Context, item ...record.ID) error {
	return l.change(ctx, func(c *change) error {
		c.silent = true
		for _, id := range item {
			e, ok := c.entries[id]
			switch {
			case !ok || e.state == goes:
				continue
			case !c.mine(e.Author, e.Role):
				return ErrNotMine
			}
			c.silent = false
			c.takeBack(e)
		}
		return nil
	})
}

// End begins what is left to be done when the space is over for me: everything of it is gone from this device at once, but
// what the relay is still to be told. leave is an item that tells the others; zero for none. Ending again with more to do
// goes on with that.
func (l *Log) End(ctx context.Context, how Ending, leave record.ID) error {
	return l.change(ctx, func(c *change) error {
		if c.ending >= how {
			c.silent = true
			return nil
		}
		c.ending = how
		for _, e := range c.entries {
			c.end(e)
		}
		if me := c.space.Me(); leave != (record.ID{}) && how < Clearing {
			c.put(&Entry{Item: leave, Kind: items.KindLeave, At: l.info.Now().Unix(), Body: items.Leave{}.Encode(), Author: me, Role: l.role(c), state: waits, order: c.next()})
		}
		return nil
	})
}

// end decides what becomes of an entry where the space is over for me.
func (c *change) end(e *Entry) {
	switch {
	case c.ending == Clearing:
		c.clean(e)
		c.drop(e)
	case e.state == goes: // as it was to be before
	case e.Kind == items.KindLeave && c.mine(e.Author, e.Role): // it is what is to be told
	case c.ending == TakingBack && c.mine(e.Author, e.Role):
		c.takeBack(e)
	default:
		c.drop(e)
	}
}

// Stop notes that something is wrong for good, or with Running that nothing is.
func (l *Log) Stop(ctx context.Context, s Stop) error {
	return l.change(ctx, func(c *change) error {
		c.silent = c.stop == s
		c.stop = s
		return nil
	})
}

// Know tells the log who I am in the space, the latest first: where the one before goes and another one comes, boxes for
// both open, and the one who is in is me. A log that had stopped because I seemed to be out looks again.
func (l *Log) Know(ctx context.Context, selves []space.Self) error {
	same := func(a, b space.Self) bool { return a.ID() == b.ID() }
	l.mu.RLock()
	known := slices.EqualFunc(l.selves, selves, same)
	l.mu.RUnlock()
	if len(selves) == 0 || known {
		return nil
	}
	return l.change(ctx, func(c *change) error {
		c.selves = slices.Clone(selves)
		c.space.Remember(selves...)
		c.silent = c.stop != Removed && !c.turn()
		if c.stop == Removed {
			c.stop = Running
		}
		l.sealed = nil
		return nil
	})
}

// turn makes me who of my selves is in, where who I was is not.
func (c *change) turn() bool {
	in := func(id space.MemberID) bool { return roleOf(c.space.Members(), id) != 0 }
	if in(c.space.Me()) {
		return false
	}
	for _, self := range c.selves {
		if in(self.ID()) {
			c.space.Become(self)
			c.keys = true
			return true
		}
	}
	return false
}
