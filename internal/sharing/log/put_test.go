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
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/events"
)

func (p *somebody) puts(item record.ID, kind uint8, body []byte) error {
	return p.Put(ctx, item, kind, time.Unix(1, 0), body)
}

// refused holds that each of these was, and for this reason.
func refused(t *testing.T, want error, got map[string]error) {
	t.Helper()
	for name, err := range got {
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

var (
	leaves = items.Leave{}.Encode()
	asks   = []byte(`{"v":1,"what":"question","words":"How was the week?"}`)
)

// What breaks a rule is not even kept to be sent.
func TestNobodyPutsInWhatTheRulesWouldRefuse(t *testing.T) {
	c := newCircle(t, items.Care, 1)
	client, professional := c.people[0], c.people[1]
	refused(t, ErrMayNot, map[string]error{
		"a copy of a professional": professional.puts(record.NewID(), items.KindCopy, copied("made up")),
		"an ask of a client":       client.puts(record.NewID(), items.KindAsk, asks),
	})
	refused(t, items.ErrBody, map[string]error{"no copy": client.puts(record.NewID(), items.KindCopy, []byte("?"))})
	refused(t, record.ErrTooLarge, map[string]error{"too large": client.puts(record.NewID(), items.KindCopy, make([]byte, record.MaxBody+1))})
	b, err := client.Space().Handover(under, nil)
	c.must(err)
	joined, err := space.Join(under, nil, b, professional.self)
	c.must(err)
	// Before the roster is known, what was agreed counts; afterwards only the roster.
	early := &somebody{c: c, self: professional.self, shelf: &shelf{values: map[string][]byte{}}}
	early.Log, err = Begin(ctx, early.shelf, info(c, items.RoleProfessional), joined)
	c.must(err)
	c.must(early.puts(record.NewID(), items.KindAsk, asks))
	refused(t, ErrMayNot, map[string]error{"a copy, early": early.puts(record.NewID(), items.KindCopy, copied("made up"))})
	if out, err := early.Outgoing(ctx); len(out) > 0 || err != nil {
		t.Errorf("sent before it is known who is in: %v", err)
	}
	boasts := c.enter(professional.self, items.RoleHost, b)
	refused(t, ErrMayNot, map[string]error{"who says that they are the host": boasts.puts(record.NewID(), items.KindCopy, copied("made up"))})
	if n := client.Waiting() + professional.Waiting() + boasts.Waiting(); n != 0 {
		t.Errorf("%d wait to be sent", n)
	}
}

func TestAnItemIsPutInOnceAndByOne(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	id := host.put("hers")
	for range 2 {
		c.must(host.puts(id, items.KindCopy, copied("hers")))
	}
	refused(t, ErrTaken, map[string]error{
		"something else": host.puts(id, items.KindCopy, copied("other")), "another's, with the same words": guest.puts(id, items.KindCopy, copied("hers")),
	})
	refused(t, ErrNotMine, map[string]error{"with another's": guest.TakeBack(ctx, guest.put("his"), id)})
	if len(guest.Entries()) != 2 || host.Waiting()+guest.Waiting() != 0 {
		t.Errorf("%d entries are there, and %d wait", len(guest.Entries()), host.Waiting()+guest.Waiting())
	}
	c.must(host.TakeBack(ctx, id))
	if _, there := host.Entry(id); there || len(host.Entries()) != 1 {
		t.Errorf("what is being taken back is shown, among %d", len(host.Entries()))
	}
	refused(t, ErrTaken, map[string]error{"what is just being taken back": host.puts(id, items.KindCopy, copied("hers"))})
	unsent := record.NewID()
	c.must(host.puts(unsent, items.KindCopy, copied("too soon")))
	c.must(host.TakeBack(ctx, unsent))
	c.must(host.puts(unsent, items.KindCopy, copied("and again"))) // nothing is left of it at once
	c.must(host.TakeBack(ctx, unsent))
	if host.Waiting() != 1 { // the one that the relay is to be told of
		t.Errorf("%d wait", host.Waiting())
	}
	host.send()
	c.must(host.puts(id, items.KindCopy, copied("hers"))) // and again, when it is gone
}

// How a space ends on a device: what goes, what stays with the others, what they are told; and never back to less.
func TestWhatIsLeftToBeSaidWhenItEnds(t *testing.T) {
	for name, c := range map[string]struct {
		how                  Ending
		tell                 bool
		hers, his, told, own bool // is shown to the host afterwards, and what the guest still shows
	}{
		"he lets it stand and tells": {Forgetting, true, true, true, true, true},
		"he lets it stand":           {Forgetting, false, true, true, false, false},
		"he takes back and tells":    {TakingBack, true, true, false, true, true},
		"he takes back":              {TakingBack, false, true, false, false, false},
		"it is cleared":              {Clearing, true, true, true, false, false}, // by the host's key alone is more cleared
	} {
		t.Run(name, func(t *testing.T) {
			w := newCircle(t, items.Pair, 1)
			host, guest := w.people[0], w.people[1]
			hers, his, regretted, waiting := host.put("hers"), guest.put("his"), guest.put("regretted"), record.NewID()
			w.must(guest.TakeBack(ctx, regretted)) // and told to nobody before it ends
			w.must(guest.puts(waiting, items.KindCopy, copied("not sent")))
			leave := record.ID{}
			if c.tell {
				leave = record.NewID()
			}
			w.must(guest.End(ctx, c.how, leave))
			w.must(guest.End(ctx, Forgetting, record.NewID())) // less than that: it stays as it is
			shown := guest.Entries()
			if len(shown) > 1 || len(shown) == 1 && shown[0].Kind != items.KindLeave || (len(shown) == 1) != c.own || guest.Ending() != c.how {
				t.Errorf("he still shows %d entries, ending %d", len(shown), guest.Ending())
			}
			if c.how == Clearing {
				if guest.Remaining() != 3 {
					t.Errorf("the bytes of %d are to go", guest.Remaining())
				}
				return
			}
			guest.send()
			guest.send() // what was said is not taken back with the rest
			if host.has(regretted, "regretted") || host.has(hers, "hers") != c.hers || host.has(his, "his") != c.his || host.HasLeft(guest.self.ID()) != c.told || host.has(waiting, "not sent") {
				t.Errorf("she shows %d entries, and he has left: %v", len(host.Entries()), host.HasLeft(guest.self.ID()))
			}
			if host.unreadable() != 0 {
				t.Error("she is told of something that can not be read")
			}
			// What another device of his puts in, which has not heard of it, goes as well where it is taken back.
			host.put("later")
			if n := len(guest.Entries()); n > 1 {
				t.Errorf("he shows %d entries of later", n)
			}
		})
	}
}

func TestOnlyItsAuthorsLeavingSaysThatSomebodyLeft(t *testing.T) {
	c := newCircle(t, items.Pair, 2)
	guest, third := c.people[1], c.people[2]
	id := record.NewID()
	c.must(guest.puts(id, items.KindLeave, leaves))
	if guest.HasLeft(guest.self.ID()) {
		t.Error("it was not said yet")
	}
	guest.send()
	if !third.HasLeft(guest.self.ID()) || third.HasLeft(third.self.ID()) || third.HasLeft(c.people[0].self.ID()) {
		t.Error("somebody else has left")
	}
}

// What waits is shown to nobody who is alone, out, or at a relay that shows another log.
func TestNothingIsSentByWhoIsOutOrStopped(t *testing.T) {
	c := newCircle(t, items.Pair, 2)
	host, guest := c.people[0], c.people[1]
	sends := func(p *somebody) int {
		out, err := p.Outgoing(ctx)
		c.must(err)
		return len(out)
	}
	c.must(guest.puts(record.NewID(), items.KindCopy, copied("his")))
	c.must(guest.Stop(ctx, Forked))
	if sends(guest) != 0 {
		t.Error("sent to a relay that shows another log")
	}
	c.must(guest.Stop(ctx, Running))
	c.control(space.Change{Remove: []space.MemberID{guest.self.ID()}})
	if sends(guest) != 0 {
		t.Error("sent by who is out")
	}
	alone := newCircle(t, items.Pair, 0).people[0]
	c.must(alone.puts(record.NewID(), items.KindCopy, copied("hers")))
	if sends(alone) != 0 {
		t.Error("sent while nobody else is in")
	}
	c.must(host.puts(record.NewID(), items.KindCopy, copied("hers")))
	if sends(host) != 1 {
		t.Error("not sent to the one who is left")
	}
}

func TestALogThatStoppedStaysSoAndLetsNothingOut(t *testing.T) {
	c, other := newCircle(t, items.Pair, 1), newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	id := host.put("hers")
	c.must(host.TakeBack(ctx, id))
	batch, err := host.Outgoing(ctx)
	c.must(err)
	c.append(batch...)
	host.reads()
	n, _ := host.Head()
	stop := (*StopError)(nil)
	if err := host.Accept(ctx, []record.Item{{N: n + 1, Envelope: other.items[1].Envelope}}); !errors.As(err, &stop) || stop.Reason != Forked || host.Stopped() != Forked {
		t.Errorf("of another log: %v, %q", err, host.Stopped())
	}
	if tokens, _, err := host.Cleanup(ctx); len(tokens) != 0 || host.Remaining() != 1 || err != nil {
		t.Errorf("the relay gets %d tokens of %d: %v", len(tokens), host.Remaining(), err)
	}
	// A device that reads by itself that it is out has stopped as well.
	b, err := host.Space().Control(c.owner, space.Change{Remove: []space.MemberID{guest.self.ID()}})
	c.must(err)
	n, _ = guest.Head()
	c.append(b)
	if err := guest.Accept(ctx, c.items[n:]); !errors.As(err, &stop) || stop.Reason != Removed || guest.Stopped() != Removed {
		t.Errorf("taken out: %v, %q", err, guest.Stopped())
	}
	guest.Close()
	refused(t, vault.ErrLocked, map[string]error{"closed": guest.puts(record.NewID(), items.KindCopy, copied("his"))})
}

func TestWhoIsAloneIsTheHostAndMaySayThatTheyLeft(t *testing.T) {
	host := newCircle(t, items.Pair, 0).people[0]
	host.c.must(host.puts(record.NewID(), items.KindTerms, items.Terms{Space: items.Pair}.Encode()))
	host.c.must(host.End(ctx, Forgetting, record.NewID()))
	if out, err := host.Outgoing(ctx); len(out) != 1 || err != nil {
		t.Errorf("%d are sent, and it would never be over: %v", len(out), err)
	}
}

// A device that looks ahead for the key of a new epoch has it after a restart.
func TestTheNewestKeyIsKept(t *testing.T) {
	c := newCircle(t, items.Pair, 2)
	b, err := c.people[0].Space().Control(c.owner, space.Change{Remove: []space.MemberID{c.people[2].self.ID()}})
	c.must(err)
	c.append(b)
	guest := c.people[1]
	c.must(guest.CatchUp(ctx, c.controls()))
	before, _, _ := guest.Login(0)
	guest.again()
	if after, _, ok := guest.Login(0); !ok || after != before || after != 4 {
		t.Errorf("logs in with epoch %d, before %d", after, before)
	}
}

// An entry of somebody else whose bytes are gone is not taken for the one that was sent to the same place.
func TestAnotherEntryInItsPlaceIsNotWhatWasSent(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	id := record.NewID()
	c.must(host.puts(id, items.KindCopy, copied("hers")))
	_, err := host.Outgoing(ctx) // it never arrives
	c.must(err)
	c.people = []*somebody{guest} // while she is away
	c.must(guest.TakeBack(ctx, guest.put("his")))
	guest.send()
	c.people = []*somebody{host, guest}
	host.send()
	if !guest.has(id, "hers") || host.Waiting() != 0 {
		t.Errorf("it is lost: %d wait", host.Waiting())
	}
}

// What waits here is put in after an item of the same name that another own device took back before this one has read it.
func TestWhatWaitsIsNotTakenBackWithWhatWasBefore(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	b, err := guest.Space().Handover(under, nil)
	c.must(err)
	second := c.enter(guest.self, items.RoleMember, b)
	id := record.NewID()
	c.people = []*somebody{host, second} // while the first device is away
	c.must(second.puts(id, items.KindCopy, copied("before")))
	second.send()
	c.must(second.TakeBack(ctx, id))
	second.send()
	c.people = []*somebody{host, guest, second}
	c.must(guest.puts(id, items.KindCopy, copied("after")))
	guest.send()
	if !host.has(id, "after") || !second.has(id, "after") {
		t.Error("it went with the one before")
	}
}

// Where the host becomes another member, what she put in before stays hers, and what others put in stays theirs.
func TestAHostWhoBecomesAnotherIsStillTheHostBefore(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	hers, his, waiting := host.put("hers"), guest.put("his"), record.NewID()
	c.must(host.puts(waiting, items.KindCopy, copied("not sent yet")))
	self := space.NewSelf()
	c.must(host.Know(ctx, []space.Self{self, host.self}))
	me := space.NewMember("host", self.Keys())
	me.Role = uint8(items.RoleHost)
	c.control(space.Change{Remove: []space.MemberID{host.self.ID()}, Add: []space.Member{me}})
	if host.Space().Me() != self.ID() || host.Stopped() != Running {
		t.Fatalf("she is out: %q", host.Stopped())
	}
	for item, mine := range map[record.ID]bool{hers: true, his: false} {
		if e, ok := host.Entry(item); !ok || host.Mine(e) != mine {
			t.Errorf("hers: %v, want %v", !mine, mine)
		}
		if e, ok := guest.Entry(item); !ok || guest.Mine(e) == mine {
			t.Errorf("his: %v, want %v", mine, !mine)
		}
	}
	c.must(host.puts(hers, items.KindCopy, copied("hers"))) // the same again is once
	refused(t, ErrNotMine, map[string]error{"by the host": host.TakeBack(ctx, his), "by the guest": guest.TakeBack(ctx, hers)})
	c.must(host.TakeBack(ctx, hers))
	host.send()
	host.send()
	for i, p := range c.people {
		if _, there := p.Entry(hers); there || !p.has(waiting, "not sent yet") || p.unreadable() != 0 || p.Waiting() != 0 {
			t.Errorf("%d: still there %v, %d unreadable, %d wait", i, there, p.unreadable(), p.Waiting())
		}
	}
}

// What changes nothing is not written: a disk that is full keeps nobody from it, and nothing is sent anew.
func TestWhatChangesNothingIsNotWritten(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host := c.people[0]
	stands, gone, waits := host.put("stands"), host.put("goes"), record.NewID()
	c.must(host.puts(waits, items.KindCopy, copied("waits")))
	c.must(host.TakeBack(ctx, gone))
	c.must(host.Know(ctx, []space.Self{host.self}))
	out, err := host.Outgoing(ctx)
	c.must(err)
	host.shelf.fails = errors.New("full")
	again, err := host.Outgoing(ctx)
	if err != nil || len(out) != 2 || !slices.EqualFunc(out, again, bytes.Equal) {
		t.Errorf("%d are sent, and %d others: %v", len(out), len(again), err)
	}
	for name, err := range map[string]error{
		"put again": host.puts(stands, items.KindCopy, copied("stands")), "taken back again": host.TakeBack(ctx, gone), "what is not there": host.TakeBack(ctx, record.NewID()),
		"who I am": host.Know(ctx, []space.Self{host.self}), "nothing of who I am": host.Know(ctx, nil), "going on": host.Stop(ctx, Running), "not ending": host.End(ctx, NotEnding, record.ID{}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if again, _ := host.Outgoing(ctx); !slices.EqualFunc(out, again, bytes.Equal) {
		t.Error("what was sent is another now")
	}
}

// What waits behind something that was sent, and was not sent itself, is simply gone when it is taken back.
func TestWhatWasNeverSentIsGoneAtOnce(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, unsent := c.people[0], record.NewID()
	c.must(host.puts(record.NewID(), items.KindCopy, copied("sent")))
	_, err := host.Outgoing(ctx)
	c.must(err)
	c.must(host.puts(unsent, items.KindCopy, copied("not sent")))
	c.must(host.TakeBack(ctx, unsent))
	if _, there := host.shelf.Get(keyItem + unsent.String()); there {
		t.Error("something is left of it")
	}
}

// One ID is one item, of one kind, also where two kinds are written alike.
func TestAnItemOfAnotherKindIsAnotherItem(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, id := c.people[0], record.NewID()
	c.must(host.puts(id, items.KindCandle, []byte("{}")))
	refused(t, ErrTaken, map[string]error{"a leave": host.puts(id, items.KindLeave, []byte("{}"))})
}

// That somebody else has left is theirs, and goes with the rest where it ends.
func TestNothingOfOthersStaysWhereItEnds(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	c.must(guest.puts(record.NewID(), items.KindLeave, leaves))
	guest.send()
	c.must(host.End(ctx, Forgetting, record.ID{}))
	if n := len(host.Entries()); n != 0 {
		t.Errorf("%d are left", n)
	}
}

// Who is out stays out by what was known already; with a new seed it is looked at again, also after a restart.
func TestOnlyANewSeedHasWhoIsOutLookAgain(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	guest := c.people[1]
	c.must(guest.Know(ctx, []space.Self{guest.self}))
	c.must(guest.Stop(ctx, Removed))
	for _, selves := range [][]space.Self{nil, {guest.self}} {
		if c.must(guest.Know(ctx, selves)); guest.Stopped() != Removed {
			t.Errorf("with %d seeds that were known it is %q", len(selves), guest.Stopped())
		}
	}
	c.must(guest.Know(ctx, []space.Self{space.NewSelf(), guest.self}))
	guest.again()
	if guest.Stopped() != Running {
		t.Errorf("with another seed it is %q", guest.Stopped())
	}
}

// What another exchange has taken in just now says nothing against the relay; what is no log says it whatever stands behind it.
func TestOnlyWhatIsNoLogStopsIt(t *testing.T) {
	c := newCircle(t, items.Pair, 1)
	host, guest := c.people[0], c.people[1]
	host.put("hers")
	refused(t, space.ErrNumber, map[string]error{"once more": guest.Accept(ctx, c.items[len(c.items)-1:])})
	if guest.Stopped() != Running {
		t.Errorf("it is %q", guest.Stopped())
	}
	other := newCircle(t, items.Pair, 1)
	n, _ := guest.Head()
	b := other.items[1].Envelope
	stop := (*StopError)(nil)
	err := guest.Accept(ctx, []record.Item{{N: n + 1, Envelope: b}, {N: n + 3, Envelope: b}})
	if !errors.As(err, &stop) || guest.Stopped() != Forked {
		t.Errorf("of another log: %v, %q", err, guest.Stopped())
	}
}

// What happened is told after a restart as well.
func TestWhatHappenedIsKept(t *testing.T) {
	guest := newCircle(t, items.Pair, 2).people[1]
	if !guest.isTold(events.Joined) {
		t.Fatal("nobody is told of who came")
	}
	if guest.again(); !guest.isTold(events.Joined) {
		t.Error("after a restart nobody is")
	}
}

// An entry that is kept comes back as it was, and what can be none is none.
func TestWhatIsNoEntryIsNotReadAsOne(t *testing.T) {
	for _, e := range []Entry{{state: waits, order: 1, Body: []byte("b")}, {state: stands, N: 1, Body: []byte("b")}, {state: goes}, {state: goes, N: 1}} {
		b := e.marshal()
		if got, err := parseEntry(record.ID{}, b); err != nil || !bytes.Equal(got.marshal(), b) {
			t.Errorf("%+v: %v", e, err)
		}
		for name, bad := range map[string][]byte{"short": b[:entryHead-1], "of a newer version": append([]byte{entryVersion + 1}, b[1:]...),
			"in no state": append([]byte{entryVersion, 0}, b[2:]...), "in a state beyond": append([]byte{entryVersion, byte(goes) + 1}, b[2:]...)} {
			if _, err := parseEntry(record.ID{}, bad); err == nil {
				t.Errorf("%s: it is an entry", name)
			}
		}
	}
	for _, e := range []Entry{{state: waits, N: 1}, {state: stands}, {state: goes, N: 1, Body: []byte("b")}} {
		if _, err := parseEntry(record.ID{}, e.marshal()); err == nil {
			t.Errorf("it is an entry: %+v", e)
		}
	}
}
