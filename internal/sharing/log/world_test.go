package log

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/events"
)

var ctx = context.Background()

// shelf is a Bucket in memory, which can fail.
type shelf struct {
	values map[string][]byte
	fails  error
}

func (s *shelf) Get(key string) ([]byte, bool) { v, ok := s.values[key]; return bytes.Clone(v), ok }

func (s *shelf) Keys() (keys []string) {
	for key := range s.values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (s *shelf) Write(_ context.Context, changes []vault.Change) error {
	if s.fails != nil {
		return s.fails
	}
	for _, c := range changes {
		if c.Value == nil {
			delete(s.values, c.Key)
		} else {
			s.values[c.Key] = bytes.Clone(c.Value)
		}
	}
	return nil
}

func (s *shelf) Erase(context.Context) error { clear(s.values); return s.fails }

// circle is a space whose log is a list, and the people in it.
type circle struct {
	t       *testing.T
	owner   space.Owner
	purpose items.Space
	items   []record.Item
	people  []*somebody
}

// somebody is one device of somebody, with a program that keeps to the rules, and with one that does not.
type somebody struct {
	*Log
	c     *circle
	self  space.Self
	shelf *shelf
}

var under = seal.NewKey()

func (c *circle) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// newCircle is a space of a host and so many others, in which everybody has read everything.
func newCircle(t *testing.T, purpose items.Space, others int) *circle {
	c := &circle{t: t, owner: space.NewOwner(), purpose: purpose}
	host := space.NewSelf()
	begun, genesis := space.Create(c.owner, host, "host")
	c.begin(host, items.RoleHost, begun)
	c.append(genesis)
	c.read()
	for range others {
		c.join(space.NewSelf())
	}
	return c
}

func (c *circle) join(self space.Self) *somebody {
	c.t.Helper()
	host := c.people[0]
	role := items.RoleMember
	if c.purpose == items.Care {
		role = items.RoleProfessional
	}
	me, m := host.Space().Members()[0], space.NewMember("guest", self.Keys())
	if i := slices.IndexFunc(host.Space().Members(), func(m space.Member) bool { return m.ID == host.self.ID() }); i > 0 {
		me = host.Space().Members()[i]
	}
	me.Role, m.Role = uint8(items.RoleHost), uint8(role)
	c.control(space.Change{Add: []space.Member{me, m}})
	b, err := host.Space().Handover(under, nil)
	c.must(err)
	return c.enter(self, role, b)
}

// enter is a device that knows nothing yet.
func (c *circle) enter(self space.Self, role items.Role, handover []byte) *somebody {
	c.t.Helper()
	joined, err := space.Join(under, nil, handover, self)
	c.must(err)
	p := c.begin(self, role, joined)
	c.must(p.CatchUp(ctx, c.controls()))
	c.read()
	return p
}

func (c *circle) controls() (all [][]byte) {
	for _, i := range c.items {
		if e, err := record.ParseEnvelope(i.Envelope); err == nil && e.Kind == record.KindControl {
			all = append(all, i.Envelope)
		}
	}
	return all
}

func info(c *circle, role items.Role) Info {
	return Info{Under: under, Purpose: c.purpose, Role: role, Now: func() time.Time { return time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC) }}
}

func (c *circle) begin(self space.Self, role items.Role, s *space.Space) *somebody {
	c.t.Helper()
	p := &somebody{c: c, self: self, shelf: &shelf{values: map[string][]byte{}}}
	var err error
	p.Log, err = Begin(ctx, p.shelf, info(c, role), s)
	c.must(err)
	c.people = append(c.people, p)
	return p
}

func (c *circle) append(envelopes ...[]byte) {
	for _, b := range envelopes {
		c.items = append(c.items, record.Item{N: uint64(len(c.items) + 1), Envelope: b, Leaf: record.Leaf(b)})
	}
}

func (c *circle) control(change space.Change) {
	c.t.Helper()
	b, err := c.people[0].Space().Control(c.owner, change)
	c.must(err)
	c.append(b)
	for _, p := range c.people {
		if err := p.CatchUp(ctx, c.controls()); err != nil && p.Stopped() == Running {
			c.t.Fatal(err)
		}
	}
	c.read()
}

// read has everybody read everything.
func (c *circle) read() {
	c.t.Helper()
	for _, p := range c.people {
		p.reads()
	}
}

func (p *somebody) reads() {
	p.c.t.Helper()
	n, _ := p.Head()
	if int(n) < len(p.c.items) && p.Stopped() == Running {
		if err := p.Accept(ctx, p.c.items[n:]); err != nil && p.Stopped() != Removed {
			p.c.t.Fatal(err)
		}
	}
}

// send does what a syncer does, and everybody reads it.
func (p *somebody) send() {
	p.c.t.Helper()
	p.reads()
	batch, err := p.Outgoing(ctx)
	p.c.must(err)
	p.c.append(batch...)
	p.reads()
	tokens, done, err := p.Cleanup(ctx)
	p.c.must(err)
	for n, token := range tokens {
		item := &p.c.items[n-1]
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Delete != record.DeleteHash(token) {
			p.c.t.Fatalf("the relay would not delete %d for this", n)
		}
		item.Envelope = nil
		p.c.must(done(ctx, n))
	}
	p.c.read()
}

// forge writes what a program that keeps to no rule would write.
func (p *somebody) forge(ops ...space.Op) {
	p.c.t.Helper()
	for i := range ops {
		ops[i].Version = record.NewID()
	}
	batch, err := p.Space().Seal(ops)
	p.c.must(err)
	p.c.append(batch...)
	p.c.read()
}

func op(item record.ID, kind uint8, body []byte) space.Op {
	return space.Op{Item: item, Record: record.Record{ID: item, Kind: kind, Body: body}}
}

func copied(text string) []byte {
	return []byte(`{"v":1,"of":1,"day":"2026-11-21","parts":[{"text":"` + text + `"}]}`)
}

// put puts a copy in and sends it.
func (p *somebody) put(text string) record.ID {
	p.c.t.Helper()
	id := record.NewID()
	p.c.must(p.Put(ctx, id, items.KindCopy, time.Unix(1, 0), copied(text)))
	p.send()
	return id
}

// has says whether a device shows a copy.
func (p *somebody) has(item record.ID, text string) bool {
	e, ok := p.Entry(item)
	return ok && string(e.Body) == string(copied(text))
}

// unreadable is how many entries a device says that it can not read.
func (p *somebody) unreadable() (n int) {
	for _, e := range p.Events() {
		if e.Kind == "unreadable" {
			n += e.Count
		}
	}
	return n
}

func (p *somebody) isTold(what string) bool {
	return slices.ContainsFunc(p.Events(), func(e events.Event) bool { return e.Kind == what })
}
