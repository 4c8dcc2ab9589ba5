package world

import (
	"encoding/binary"
	"slices"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/space/inside"
)

// circle is one space of several people, without a relay: the test says what each of them is shown. It knows the log as
// it is, so a relay that is in it with one of them is a test that shows something else.
type circle struct {
	t     testing.TB
	owner space.Owner
	log   []record.Item
	host  *member
	ben   *member // who attacks, or is the victim of the host
	cleo  *member // the third, where there is one
}

// member is one person of a circle. Whoever attacks has all that the program has, and a program of their own.
type member struct {
	name string
	self space.Self
	at   *space.Space
}

func newCircle(t testing.TB, people int) *circle {
	t.Helper()
	c := &circle{t: t, owner: space.NewOwner()}
	c.host = &member{name: "host", self: space.NewSelf()}
	var genesis []byte
	c.host.at, genesis = space.Create(c.owner, c.host.self, "host")
	c.append(genesis)
	c.takes(c.host)
	for _, m := range []**member{&c.ben, &c.cleo}[:people-1] {
		*m = c.lets(map[**member]string{&c.ben: "ben", &c.cleo: "cleo"}[m])
	}
	return c
}

// lets somebody in.
func (c *circle) lets(name string) *member {
	m := &member{name: name, self: space.NewSelf()}
	m.at = space.Follow(record.SpaceOf(c.owner.Public()), m.self, nil)
	c.change(space.Change{Add: []space.Member{space.NewMember(name, m.self.Keys())}})
	c.must(m.at.CatchUp(c.controls(0)))
	c.takes(m)
	return m
}

func (c *circle) everyone() []*member {
	return slices.DeleteFunc([]*member{c.host, c.ben, c.cleo}, func(m *member) bool { return m == nil })
}

func (c *circle) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *circle) append(envelopes ...[]byte) {
	for _, e := range envelopes {
		c.log = append(c.log, record.Item{N: uint64(len(c.log) + 1), Envelope: e, Leaf: record.Leaf(e)})
	}
}

// controls are the control records after an epoch.
func (c *circle) controls(after uint32) (all [][]byte) {
	for _, item := range c.log {
		if e, err := record.ParseEnvelope(item.Envelope); err == nil && e.Kind == record.KindControl && e.Epoch > after {
			all = append(all, item.Envelope)
		}
	}
	return all
}

// takes shows somebody the rest of the log as it is.
func (c *circle) takes(people ...*member) (entries []space.Entry) {
	c.t.Helper()
	for _, m := range people {
		for n, _ := m.at.Head(); int(n) < len(c.log); n++ {
			e, err := m.at.Accept(c.log[n])
			c.must(err)
			entries = append(entries, e)
		}
	}
	return entries
}

// change is a control record by the host, seen by everybody who is in by then.
func (c *circle) change(change space.Change) {
	c.t.Helper()
	e, err := c.host.at.Control(c.owner, change)
	c.must(err)
	c.append(e)
	c.takes(c.everyone()...)
}

// put is an entry that somebody writes as the program does; nobody has seen it yet.
func (c *circle) put(m *member, item record.ID, text string) []byte {
	c.t.Helper()
	all, err := m.at.Seal([]space.Op{{Version: record.NewID(), Item: item, Record: record.Record{Kind: 64, At: 7, Body: []byte(text)}}})
	c.must(err)
	return all[0]
}

// writes is an entry that everybody has seen.
func (c *circle) writes(m *member, text string) (item record.ID, n uint64) {
	c.t.Helper()
	item = record.NewID()
	c.append(c.put(m, item, text))
	c.takes(c.everyone()...)
	return item, uint64(len(c.log))
}

// shown offers somebody an item as the next of the log, and says what the person has of it. Nothing that by did not
// write may stand as somebody else's.
func (c *circle) shown(victim *member, item []byte, by *member) outcome {
	c.t.Helper()
	n, _ := victim.at.Head()
	e, err := victim.at.Accept(record.Item{N: n + 1, Envelope: item, Leaf: record.Leaf(item)})
	switch {
	case err != nil || e.Kind == space.EntryUnreadable:
		return detected
	case e.Kind == space.EntryControl && by != c.host:
		c.t.Errorf("%s took a change of who is in by %s", victim.name, by.name)
	case e.Kind == space.EntryPut && e.Author != by.self.ID():
		c.t.Errorf("%s takes for another's what %s wrote", victim.name, by.name)
	}
	return harmless
}

// key is what a member can take out of their own program: the key of the epoch.
func (m *member) key(t testing.TB) seal.Key {
	t.Helper()
	under := seal.NewKey()
	b, err := m.at.Handover(under, nil)
	if err != nil {
		t.Fatal(err)
	}
	fixed := len(b) - inside.WrappedSize
	key, err := under.Unwrap(b[fixed:], b[:fixed])
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// forged is an entry that a program of one's own writes: every part of it can be another one.
type forged struct {
	key      seal.Key // of the epoch
	signer   space.Self
	envelope record.Envelope
	plain    inside.Plain
	unsigned func([]byte) []byte // changes the bytes before they are signed
}

func (c *circle) forge(m *member, with func(*forged)) []byte {
	c.t.Helper()
	n, head := m.at.Head()
	epoch, _, _ := m.at.Login()
	f := &forged{
		key: m.key(c.t), signer: m.self, envelope: record.Envelope{Kind: record.KindRecord, Epoch: epoch, ID: record.NewID(), Delete: record.Hash{1}},
		plain: inside.Plain{Type: inside.TypePut, Author: m.self.ID(), Before: n, Head: head, Item: record.NewID(),
			Record: record.Record{Kind: 64, At: 7, Body: []byte("forged")}},
		unsigned: func(b []byte) []byte { return b },
	}
	with(f)
	b, err := f.plain.Unsigned()
	c.must(err)
	b = f.unsigned(b)
	bound := func(label string, more ...byte) []byte {
		id := m.at.ID()
		return append(append(append([]byte(label), id[:]...), f.envelope.Header()...), more...)
	}
	signature := f.signer.Key().SignKey(seal.LabelMemberSign).Sign(seal.LabelSpaceRecordSign, bound("", b...))
	f.envelope.Body = seal.Seal(f.key.Derive(seal.LabelSpaceRecord), append(b, signature[:]...), bound(seal.LabelSpaceRecordSeal))
	return f.envelope.Marshal()
}

// forgedControl is a change of who is in, with every part of it to be changed. It begins as what the host would write.
type forgedControl struct {
	signer  space.Owner
	key     seal.Key
	to      []space.MemberKeys // who gets the key
	control record.Control
	roster  inside.Roster
	box     func(i int, key seal.Key) seal.Key // which key is in which box
}

func (c *circle) forgeControl(m *member, with func(*forgedControl)) []byte {
	c.t.Helper()
	epoch, _, _ := m.at.Login()
	f := &forgedControl{signer: c.owner, key: seal.NewKey(), box: func(_ int, key seal.Key) seal.Key { return key }}
	f.control.Before, f.control.Head = m.at.Head()
	f.control.Owner = c.owner.Public()
	f.roster.Members = m.at.Members()
	for _, in := range f.roster.Members {
		f.to = append(f.to, in.Keys)
	}
	with(f)
	e := record.Envelope{Kind: record.KindControl, Epoch: epoch + 1, ID: record.NewID()}
	id := m.at.ID()
	at := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(append([]byte(nil), id[:]...), e.Epoch), f.control.Before)
	at = append(at, f.control.Head[:]...)
	f.control.Auth, f.control.Commit = f.key.SignKey(seal.LabelSpaceAuth).Public(), record.Hash(f.key.Commit(seal.LabelSpaceCommit))
	for i := range f.control.Boxes {
		f.control.Boxes[i] = seal.DecoyBox(seal.LabelSpaceBox, at)
		if i < len(f.to) {
			var err error
			f.control.Boxes[i], err = seal.SealBox(f.to[i].Box, seal.LabelSpaceBox, at, f.box(i, f.key))
			c.must(err)
		}
	}
	f.control.Roster = seal.Seal(f.key.Derive(seal.LabelSpaceRoster), f.roster.Marshal(), append(append([]byte(seal.LabelSpaceRosterSeal), id[:]...), e.Header()...))
	f.control.Signature = f.signer.SignKey().Sign(record.LabelControl, f.control.Signed(id, e))
	e.Body = f.control.Marshal()
	return e.Marshal()
}
