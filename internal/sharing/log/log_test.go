package log

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
)

var _ syncer.Log = (*Log)(nil)

// again opens a device anew from what it has kept.
func (p *somebody) again() {
	p.c.t.Helper()
	p.Close()
	before := p.Log
	var err error
	p.Log, err = Open(p.shelf, before.info)
	p.c.must(err)
}

func TestWhatWasTakenBackLeavesNothingBehind(t *testing.T) {
	c := newCircle(t, items.Pair, 2)
	host, guest := c.people[0], c.people[1]
	id := host.put("a secret")
	if !guest.has(id, "a secret") {
		t.Fatal("it did not arrive")
	}
	c.must(host.TakeBack(ctx, id))
	if host.has(id, "a secret") {
		t.Error("it is still shown")
	}
	host.send()
	for i, p := range c.people {
		if len(p.Entries()) != 0 || p.Waiting() != 0 || p.Remaining() != 0 {
			t.Errorf("%d: %d, %d, %d", i, len(p.Entries()), p.Waiting(), p.Remaining())
		}
		for key, value := range p.shelf.values {
			if bytes.Contains(value, []byte("a secret")) || key[0] == 'i' || key[0] == 'c' {
				t.Errorf("%d keeps %q", i, key)
			}
		}
		p.again()
		if len(p.Entries()) != 0 {
			t.Errorf("%d: back after a restart", i)
		}
	}
	if e := slices.IndexFunc(c.items, func(i record.Item) bool { return i.Envelope == nil }); e < 0 {
		t.Error("the relay still has it")
	}
	for _, p := range c.people {
		if _, err := p.Outgoing(ctx); err != nil || p.isTold("hole") {
			t.Errorf("%v %v", err, p.Events())
		}
	}
}

func TestAfterAnErrorOfTheDiskEverythingIsAsItWas(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host := c.people[0]
	kept := host.put("kept")
	broken := errors.New("broken")
	host.shelf.fails = broken
	id := record.NewID()
	n, _ := host.Head()
	for name, do := range map[string]func() error{
		"put":       func() error { return host.Put(ctx, id, items.KindCopy, time.Unix(1, 0), copied("new")) },
		"take back": func() error { return host.TakeBack(ctx, kept) },
		"stop":      func() error { return host.Stop(ctx, Forked) },
		"end":       func() error { return host.End(ctx, Clearing, record.ID{}) },
		"accept":    func() error { return host.Accept(ctx, []record.Item{{N: n + 1, Leaf: record.Hash{1}}}) },
	} {
		if err := do(); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	host.shelf.fails = nil
	after, _ := host.Head()
	if !host.has(kept, "kept") || host.has(id, "new") || host.Stopped() != Running || host.Ending() != NotEnding || after != n {
		t.Error("something changed")
	}
	host.put("goes on")
}

// What was sent may or may not have arrived: whatever the relay shows later, it is in the log once.
func TestWhatWasSentAndNotAnsweredIsInTheLogOnce(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		for _, between := range []string{"nothing", "another entry", "restart", "taken back", "taken back and restart"} {
			c := newCircle(t, items.Pair, 1)
			host, guest := c.people[0], c.people[1]
			id := record.NewID()
			c.must(host.Put(ctx, id, items.KindCopy, time.Unix(1, 0), copied("once")))
			batch, err := host.Outgoing(ctx)
			c.must(err)
			if again, _ := host.Outgoing(ctx); len(again) != 1 || !bytes.Equal(again[0], batch[0]) {
				t.Error("other bytes for the same")
			}
			if arrived {
				c.append(batch...)
				guest.reads()
			}
			back := false
			switch between {
			case "another entry":
				guest.put("in between")
			case "restart":
				host.again()
			case "taken back", "taken back and restart":
				back = true
				c.must(host.TakeBack(ctx, id))
				if between != "taken back" {
					host.again()
				}
			}
			host.send()
			host.send()
			guest.put("at the end")
			host.reads()
			for _, p := range c.people {
				if p.has(id, "once") == back {
					t.Errorf("arrived %v, %s: shown %v", arrived, between, !back)
				}
			}
			puts := 0
			for _, i := range c.items {
				if e, err := record.ParseEnvelope(i.Envelope); err == nil && e.Kind == record.KindRecord {
					puts++
				}
			}
			if host.Waiting() != 0 || len(host.sent) != 0 || len(host.entries) != len(guest.entries) {
				t.Errorf("arrived %v, %s: %d wait, %d noted, %d and %d entries", arrived, between, host.Waiting(), len(host.sent), len(host.entries), len(guest.entries))
			}
			want := 2
			if between == "another entry" {
				want = 3
			}
			if back && !arrived {
				want = 1
			}
			if puts != want { // with the delete record, where the bytes of what was taken back are gone
				t.Errorf("arrived %v, %s: %d records, want %d", arrived, between, puts, want)
			}
		}
	}
}

func TestTwoDevicesOfOneMemberComeToTheSame(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	mine := guest.put("from the first")
	b, err := guest.Space().Handover(under, nil)
	c.must(err)
	second := c.enter(guest.self, items.RoleMember, b)
	if !second.has(mine, "from the first") || !second.Mine(second.entries[mine]) {
		t.Fatal("the second does not see it as its own")
	}
	// Both put the same item in, as a program does that names it by what it is about.
	both := record.NewID()
	for _, p := range []*somebody{guest, second} {
		c.must(p.Put(ctx, both, items.KindCopy, time.Unix(1, 0), copied("both")))
	}
	guest.send()
	second.send()
	c.must(second.TakeBack(ctx, mine))
	second.send()
	guest.send()
	for i, p := range c.people {
		if p.has(mine, "from the first") || !p.has(both, "both") || p.unreadable() != 0 || p.Waiting() != 0 {
			t.Errorf("%d: %d entries, %d unreadable, %d wait", i, len(p.entries), p.unreadable(), p.Waiting())
		}
	}
	// Sent by one, deleted with its bytes by the other, before the first has heard that it arrived.
	id := record.NewID()
	c.must(guest.Put(ctx, id, items.KindCopy, time.Unix(1, 0), copied("lost reply")))
	batch, err := guest.Outgoing(ctx)
	c.must(err)
	c.append(batch...)
	second.reads()
	host.reads()
	c.must(second.TakeBack(ctx, id))
	second.send()
	guest.again()
	guest.send()
	for i, p := range c.people {
		if _, ok := p.entries[id]; ok || p.isTold("hole") {
			t.Errorf("%d: still there, or told of %v", i, p.Events())
		}
	}
}

func TestAHoleThatNobodyMadeIsTold(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	id := c.people[0].put("hers")
	b, err := c.people[1].Space().Handover(under, nil)
	c.must(err)
	e, _ := c.people[1].Entry(id)
	c.items[e.N-1].Envelope = nil // the relay, or the host with it
	late := c.enter(c.people[1].self, items.RoleMember, b)
	if _, err := late.Outgoing(ctx); err != nil || len(late.Events()) != 1 || late.Events()[0].Kind != "hole" {
		t.Errorf("%v %v", err, late.Events())
	}
	if _, err := late.Outgoing(ctx); err != nil || late.Events()[0].Count != 1 {
		t.Error("told twice")
	}
}

func TestWhoIsOutIsTold(t *testing.T) {
	c := newCircle(t, items.Pair, 2)
	guest := c.people[1]
	c.control(space.Change{Remove: []space.MemberID{guest.self.ID()}})
	if guest.Stopped() != Removed {
		t.Errorf("%q", guest.Stopped())
	}
	if out, err := guest.Outgoing(ctx); len(out) > 0 || err != nil {
		t.Error("still sends")
	}
	guest.again()
	if guest.Stopped() != Removed {
		t.Error("forgotten")
	}
	if e := c.people[2].Events(); len(e) != 1 || e[0].Kind != "left" {
		t.Errorf("the third is told %v", e)
	}
}

func TestWhatIsDamagedIsReadAnewOrLeftOut(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host := c.people[0]
	id, other := host.put("one"), host.put("two")
	host.shelf.values[keyItem+id.String()] = []byte("?")
	host.shelf.values[keyItem+"?"] = []byte("?")
	host.shelf.values[keyCleanup+"?"] = []byte("?")
	host.shelf.values[keyEvents] = []byte("?")
	host.again()
	if host.has(id, "one") || !host.has(other, "two") {
		t.Error("one took the other with it")
	}
	for _, key := range []string{keyHead, keyKeys} {
		was := host.shelf.values[key]
		host.shelf.values[key] = []byte("?")
		if _, err := Open(host.shelf, host.info); !errors.Is(err, ErrUnreadable) {
			t.Errorf("%s: %v", key, err)
		}
		host.shelf.values[key] = was
	}
}

func FuzzParseEntry(f *testing.F) {
	for _, e := range []*Entry{
		{state: waits, Kind: items.KindCopy, Body: []byte("{}"), order: 3},
		{state: stands, Kind: items.KindMoment, Body: []byte("{}"), N: 7, epoch: 2, Role: items.RoleHost},
		{state: goes, N: 7}, {state: goes},
	} {
		f.Add(e.marshal())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, err := parseEntry(record.ID{1}, b); err == nil && !bytes.Equal(e.marshal(), b) {
			t.Error("comes back as other bytes")
		}
	})
}

func FuzzParseHead(f *testing.F) {
	f.Add(head{}.marshal([]byte("space")))
	f.Add(head{stop: Forked, ending: Clearing, told: 3, order: 4, sent: []sent{{1, record.ID{2}, record.Hash{3}}}}.marshal(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, rest, err := parseHead(b); err == nil && !bytes.Equal(h.marshal(rest), b) {
			t.Error("comes back as other bytes")
		}
	})
}
