package world

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
)

// treason is one thing that somebody who is in a space, or was, can do to the others, with a program of their own and
// with the relay's help where that makes it worse. It is tried in a space of two and in one of three, unless it needs
// a third.
type treason struct {
	number int
	name   string
	want   outcome
	three  bool
	run    func(*circle) outcome
}

// treasons are attacks 29 to 35 and 38 of the catalogue, and those of our own on entries.
var treasons = []treason{
	{29, "a member who lets somebody in without the host", detected, false, func(c *circle) outcome {
		return c.shown(c.host, c.forgeControl(c.ben, func(f *forgedControl) {
			f.signer = space.NewOwner()
			f.roster.Members = append(f.roster.Members, space.NewMember("eve", space.NewSelf().Keys()))
		}), c.ben)
	}},
	{29, "a member who makes himself the host", detected, false, func(c *circle) outcome {
		mine := space.NewOwner()
		return c.shown(c.host, c.forgeControl(c.ben, func(f *forgedControl) { f.signer, f.control.Owner = mine, mine.Public() }), c.ben)
	}},
	{29, "a change of who is in, dressed as an entry", detected, false, func(c *circle) outcome {
		b, err := c.host.at.Control(c.owner, space.Change{})
		c.must(err)
		e, err := record.ParseEnvelope(b)
		c.must(err)
		e.Kind = record.KindRecord
		return c.shown(c.host, e.Marshal(), c.ben)
	}},
	{29, "a host of before, who handed the space on", detected, false, func(c *circle) outcome {
		before, next := c.owner, space.NewOwner()
		c.change(space.Change{Next: &next})
		c.owner = next
		return c.shown(c.ben, c.forgeControl(c.host, func(f *forgedControl) { f.signer = before }), c.ben)
	}},
	{30, "a removal that host and relay hide from one of three", detected, true, func(c *circle) outcome {
		b, err := c.host.at.Control(c.owner, space.Change{Remove: []space.MemberID{c.cleo.self.ID()}})
		c.must(err)
		c.append(b)
		c.takes(c.host)
		return c.shown(c.ben, c.put(c.host, record.NewID(), "only for two"), c.host)
	}},
	{31, "an old change again, to bring back who was removed", detected, true, func(c *circle) outcome {
		withAll := c.controls(2)[0]
		c.change(space.Change{Remove: []space.MemberID{c.cleo.self.ID()}})
		return c.shown(c.ben, withAll, c.cleo)
	}},
	{32, "a host who tells two people of two different circles", detected, true, func(c *circle) outcome {
		here, err := c.host.at.Control(c.owner, space.Change{})
		c.must(err)
		there, err := c.host.at.Control(c.owner, space.Change{Add: []space.Member{space.NewMember("eve", space.NewSelf().Keys())}})
		c.must(err)
		for m, b := range map[*member][]byte{c.ben: here, c.cleo: there} {
			if c.shown(m, b, c.host) == detected {
				c.t.Errorf("%s could not know yet", m.name)
			}
		}
		return c.shown(c.cleo, c.put(c.ben, record.NewID(), "to all of you"), c.ben)
	}},
	{33, "a host who gives one of them another key", detected, false, func(c *circle) outcome {
		return c.shown(c.ben, c.forgeControl(c.host, func(f *forgedControl) {
			f.box = func(i int, key seal.Key) seal.Key {
				if f.roster.Members[i].ID == c.ben.self.ID() {
					return seal.NewKey()
				}
				return key
			}
		}), c.host)
	}},
	{33, "a host who lets somebody read who is not on the list", notPromised, false, func(c *circle) outcome {
		// As a host who hands on what is read: nobody can know. What the hidden one writes means nothing.
		eve := &member{name: "eve", self: space.NewSelf()}
		eve.at = space.Follow(c.host.at.ID(), eve.self, nil)
		b := c.forgeControl(c.host, func(f *forgedControl) { f.to = append(f.to, eve.self.Keys()) })
		c.append(b)
		c.takes(c.everyone()...)
		c.must(eve.at.CatchUp(c.controls(0)))
		c.writes(c.ben, "for those on the list")
		seen := c.takes(eve)
		if len(c.ben.at.Members()) != len(c.everyone()) || !slices.ContainsFunc(seen, func(e space.Entry) bool { return e.Kind == space.EntryPut }) {
			return harmless
		}
		if c.shown(c.ben, c.forge(eve, func(*forged) {}), eve) != detected {
			c.t.Error("what the hidden one wrote was taken")
		}
		return notPromised
	}},
	{34, "somebody removed who writes with the key of before", detected, true, func(c *circle) outcome {
		late := c.forge(c.cleo, func(*forged) {})
		c.change(space.Change{Remove: []space.MemberID{c.cleo.self.ID()}})
		return c.shown(c.ben, late, c.cleo)
	}},
	{34, "somebody removed who writes, with a key from somebody inside", detected, true, func(c *circle) outcome {
		gone := c.cleo.self
		c.change(space.Change{Remove: []space.MemberID{gone.ID()}})
		return c.shown(c.host, c.forge(c.ben, func(f *forged) { f.signer, f.plain.Author = gone, gone.ID() }), c.cleo)
	}},
	{34, "somebody removed whom the relay gives everything", harmless, false, func(c *circle) outcome {
		gone := c.ben
		c.ben = nil
		c.change(space.Change{Remove: []space.MemberID{gone.self.ID()}})
		c.writes(c.host, "not for him")
		for _, e := range c.takes(gone) {
			if e.Kind == space.EntryPut {
				c.t.Error("he reads it")
			}
		}
		if err := gone.at.CatchUp(c.controls(0)); !errors.Is(err, space.ErrRemoved) || len(gone.at.Members()) > 0 {
			c.t.Errorf("he is let in: %v", err)
		}
		return harmless
	}},
	{34, "somebody removed to whom somebody inside hands on the key", notPromised, true, func(c *circle) outcome {
		c.change(space.Change{Remove: []space.MemberID{c.cleo.self.ID()}})
		b := c.put(c.host, record.NewID(), "not for her")
		e, err := record.ParseEnvelope(b)
		c.must(err)
		id := c.host.at.ID()
		aad := append(append([]byte(seal.LabelSpaceRecordSeal), id[:]...), e.Header()...)
		if _, err := seal.Open(c.ben.key(c.t).Derive(seal.LabelSpaceRecord), e.Body, aad); err != nil {
			return harmless
		}
		return notPromised
	}},
	{35, "a host who leaves somebody on the list and gives no key", notPromised, false, func(c *circle) outcome {
		b := c.forgeControl(c.host, func(f *forgedControl) {
			f.to = slices.DeleteFunc(f.to, func(k space.MemberKeys) bool { return k.ID() == c.ben.self.ID() })
		})
		if c.shown(c.ben, b, c.host) == detected || c.ben.at.Status() != space.Removed {
			return detected
		}
		return notPromised // to him it looks as if he had been taken out
	}},
	{38, "an old list for somebody who joins, by the relay", detected, false, func(c *circle) outcome {
		return c.joins(func(all [][]byte) [][]byte { return all[:1] })
	}},
	{38, "an old list for somebody who joins, with a removal left out", detected, true, func(c *circle) outcome {
		c.change(space.Change{Remove: []space.MemberID{c.cleo.self.ID()}})
		return c.joins(func(all [][]byte) [][]byte { return slices.Delete(all, 3, 4) })
	}},
}

// ours are attacks on entries that the catalogue of the security design has no number for. They begin at 101.
var ours = []treason{
	{101, "an entry in another's name", detected, false, func(c *circle) outcome {
		return c.shown(c.host, c.forge(c.ben, func(f *forged) { f.plain.Author = c.host.self.ID() }), c.ben)
	}},
	{102, "another's entry again, word for word", detected, false, func(c *circle) outcome {
		_, n := c.writes(c.host, "hers")
		return c.shown(c.host, c.log[n-1].Envelope, c.ben)
	}},
	{102, "another's entry again, as the newest", detected, false, func(c *circle) outcome {
		_, n := c.writes(c.host, "hers")
		e, err := record.ParseEnvelope(c.log[n-1].Envelope)
		c.must(err)
		plain, err := seal.Open(c.ben.key(c.t).Derive(seal.LabelSpaceRecord), e.Body, append(append([]byte(seal.LabelSpaceRecordSeal), c.log0()...), e.Header()...))
		c.must(err)
		e.ID = record.NewID() // sealed anew, with her signature in it
		e.Body = seal.Seal(c.ben.key(c.t).Derive(seal.LabelSpaceRecord), plain, append(append([]byte(seal.LabelSpaceRecordSeal), c.log0()...), e.Header()...))
		return c.shown(c.host, e.Marshal(), c.ben)
	}},
	{103, "junk under a good seal", detected, false, func(c *circle) outcome {
		for _, change := range []func([]byte) []byte{
			func(b []byte) []byte { b[0] = 9; return b },
			func(b []byte) []byte { b[len(b)-1] = 1; return b },
			func([]byte) []byte { return nil },
			func([]byte) []byte { return bytes.Repeat([]byte{0xff}, 512) },
			func(b []byte) []byte { return append(b, 0) },
			func([]byte) []byte { return make([]byte, 33<<10) },
		} {
			victim := &member{name: "host", self: c.host.self, at: c.host.at.Clone()}
			if c.shown(victim, c.forge(c.ben, func(f *forged) { f.unsigned = change }), c.ben) != detected {
				c.t.Errorf("it was taken")
			}
		}
		return detected
	}},
	{104, "an entry that replaces another's", harmless, false, func(c *circle) outcome {
		_, n := c.writes(c.host, "hers")
		b := c.forge(c.ben, func(f *forged) { f.plain.Replaces = []uint64{n} })
		c.append(b)
		for _, e := range c.takes(c.host) {
			if len(e.Replaces) > 0 {
				c.t.Error("hers was replaced by an item of his own")
			}
		}
		return harmless
	}},
	{105, "another's bytes deleted, by a member or the relay", detected, false, func(c *circle) outcome {
		_, n := c.writes(c.host, "hers")
		c.log[n-1].Envelope = nil
		late := &member{name: "her second device", self: c.host.self, at: space.Follow(c.host.at.ID(), c.host.self, &c.owner)}
		c.must(late.at.CatchUp(c.controls(0)))
		c.takes(late)
		if len(late.at.Holes()) != 1 {
			return harmless
		}
		return detected
	}},
	{117, "somebody new who wants to read what came before", harmless, false, func(c *circle) outcome {
		c.writes(c.host, "before she came")
		dora := c.lets("dora")
		again := &member{name: "dora's second device", self: dora.self, at: space.Follow(c.host.at.ID(), dora.self, nil)}
		c.must(again.at.CatchUp(c.controls(0)))
		for _, e := range c.takes(again) {
			if e.Kind == space.EntryPut {
				return notPromised
			}
		}
		if _, ok := again.at.DeleteToken(2, record.NewID()); ok {
			c.t.Error("she has what deletes it")
		}
		c.append(c.put(c.host, record.NewID(), "for her as well"))
		if after := c.takes(dora, again); len(after) != 2 || after[0].Kind != space.EntryPut || after[1].Kind != space.EntryPut {
			c.t.Errorf("she reads %d of what came after", len(after))
		}
		return harmless
	}},
	{106, "one member with two devices that write at once", harmless, false, func(c *circle) outcome {
		second := &member{name: "ben's tablet", self: c.ben.self, at: c.ben.at.Clone()}
		item := record.NewID()
		one, other := c.put(c.ben, item, "from the phone"), c.put(second, item, "from the tablet")
		c.append(one)
		c.takes(c.everyone()...)
		n, _ := second.at.Head()
		if _, err := second.at.Clone().Accept(record.Item{N: n + 2, Envelope: other, Leaf: record.Leaf(other)}); err == nil {
			c.t.Error("an entry was taken at the wrong place")
		}
		c.takes(second)
		c.append(c.put(second, item, "from the tablet"))
		for _, e := range c.takes(append(c.everyone(), second)...) {
			if e.Kind != space.EntryPut || e.Author != c.ben.self.ID() {
				c.t.Errorf("it is taken as %+v", e)
			}
		}
		return harmless
	}},
}

// log0 is the space's ID as bytes.
func (c *circle) log0() []byte { id := c.host.at.ID(); return id[:] }

// joins lets somebody in and hands the newest state over, as an invitation does; but the relay shows other control
// records, and a log that fits them as well as it can.
func (c *circle) joins(other func([][]byte) [][]byte) outcome {
	dora, under := &member{name: "dora", self: space.NewSelf()}, seal.NewKey()
	c.change(space.Change{Add: []space.Member{space.NewMember("dora", dora.self.Keys())}})
	b, err := c.host.at.Handover(under, nil)
	c.must(err)
	dora.at, err = space.Join(under, nil, b, dora.self)
	c.must(err)
	if err := dora.at.CatchUp(other(c.controls(0))); err != nil {
		return detected
	}
	for _, item := range c.log {
		if e, err := dora.at.Accept(item); err != nil || e.Kind == space.EntryUnreadable {
			return detected
		}
	}
	return notPromised
}

func TestEveryAttackOfAHostileMemberHasItsNamedOutcome(t *testing.T) {
	for _, a := range slices.Concat(treasons, ours) {
		for _, people := range []int{2, 3} {
			if a.three && people == 2 {
				continue
			}
			t.Run(strconv.Itoa(a.number)+" "+a.name+", of "+strconv.Itoa(people), func(t *testing.T) {
				if got := a.run(newCircle(t, people)); got != a.want {
					t.Errorf("got %s, want %s", got, a.want)
				}
			})
		}
	}
}

// TestAMemberGetsNothingOutOfTheRelayThatOnlyTheHostMayDo: the relay asks for the owner's key where the owner decides,
// whatever a member's program sends.
func TestAMemberGetsNothingOutOfTheRelayThatOnlyTheHostMayDo(t *testing.T) {
	c := newCircle(t, 2)
	link := network.New(relay.New(relay.Config{Store: memory.New()}))
	client := syncer.NewClient(Address, link)
	c.must(client.CreateSpace(t.Context(), c.log[0].Envelope, ""))
	host := syncer.Login{Role: relayapi.RoleOwner, Space: c.host.at.ID(), Sign: func(b []byte) [64]byte {
		return c.owner.SignKey().Sign(seal.LabelRelayLogin, b)
	}}
	c.must(client.Control(t.Context(), host, 1, c.log[1].Envelope))
	client = syncer.NewClient(Address, link) // his: it holds no token of the host's
	epoch, auth, _ := c.ben.at.Login()
	ben := syncer.Login{Role: relayapi.RoleMember, Space: c.host.at.ID(), Epoch: epoch, Sign: func(b []byte) [64]byte {
		return auth.Sign(seal.LabelRelayLogin, b)
	}}
	asOwner := ben
	asOwner.Role, asOwner.Epoch = relayapi.RoleOwner, 0
	mine := c.forgeControl(c.ben, func(f *forgedControl) { f.signer = space.NewOwner() })
	huge := make([]byte, record.MaxEnvelope+1)
	for name, err := range map[string]error{
		"a change of who is in":             client.Control(t.Context(), ben, 2, mine),
		"the same as the owner":             client.Control(t.Context(), asOwner, 2, mine),
		"a change of who is in as an entry": client.Append(t.Context(), ben, 2, [][]byte{mine}),
		"the end of the space":              client.DeleteSpace(t.Context(), ben),
		"the end of the space, as owner":    client.DeleteSpace(t.Context(), asOwner),
		"an entry larger than there is one": client.Append(t.Context(), ben, 2, [][]byte{huge}),
		"an entry of no bytes":              client.Append(t.Context(), ben, 2, [][]byte{{}}),
		"an entry of an epoch to come":      client.Append(t.Context(), ben, 2, [][]byte{c.forge(c.ben, func(f *forged) { f.envelope.Epoch++ })}),
		"bytes deleted by a guessed token":  client.DeleteEntry(t.Context(), ben, 2, [32]byte{1}),
	} {
		if err == nil {
			t.Errorf("it was given %s", name)
		}
	}
	head, items, err := client.Entries(t.Context(), ben, 0)
	if err != nil || head != 2 || len(items) != 2 {
		t.Errorf("afterwards the log is %d long, %d shown, %v", head, len(items), err)
	}
}
