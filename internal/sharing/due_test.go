package sharing

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
)

// What a device shows of a space that it has not read, of one whose day has come, and of one that somebody is out of.
func TestASpaceShowsWhatIsSoToWhomItIsSo(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	until := w.clock().AddDate(0, 0, 30)
	id, err := sarah.Create(ctx, sarah.owner(), Pair, "Sarah", "James", until)
	w.must(err)
	if m := sarah.space(id).Members; len(m) != 1 || m[0].Role != items.RoleHost {
		t.Errorf("who is alone is not the host: %+v", m)
	}
	w.must(w.admit(id, Pair, sarah, james, space.NewSelf()))
	james.is(id, WaitingForOther) // he has read nothing of it yet
	refused(t, ErrMayNot, map[string]error{"put away before it was read": james.PutAway(ctx, id)})
	if _, ok := james.Compare(id); ok {
		t.Error("words are compared before anything was read")
	}
	all(sarah, james)
	if n := sarah.space(id).Notices; len(n) != 1 || n[0].Sort != NoticeJoined {
		t.Errorf("the host is told of %+v", n)
	}
	answer, err := items.Answer{Question: "u1", Commit: make([]byte, 32), Sealed: make([]byte, items.SealedAnswer)}.Encode()
	w.must(err)
	key, err := items.Key{Answer: record.NewID(), With: record.NewID(), Token: make([]byte, 32)}.Encode()
	w.must(err)
	for kind, body := range map[uint8][]byte{items.KindAnswer: answer, items.KindKey: key, items.KindLeave: items.Leave{}.Encode()} {
		w.must(james.Put(ctx, id, record.NewID(), kind, w.clock(), body))
		all(james, sarah)
		if n := sarah.space(id).New; n != 0 {
			t.Errorf("%d are new, of kind %d", n, kind)
		}
		w.must(james.TakeBack(ctx, id, james.Items(id, kind)[0].ID))
		all(james, sarah)
	}
	w.must(sarah.puts(id, record.NewID(), "hers"))
	all(sarah, james)
	w.pass(until.Sub(w.clock()))
	if s, g := sarah.space(id), james.space(id); !s.Over || s.State != Open || g.Over || g.State != Open {
		t.Errorf("the day has come: over %v and %q to the host, %v and %q to a guest, who can do nothing about it", s.Over, s.State, g.Over, g.State)
	}
	w.must(james.log(id).Stop(ctx, log.Removed))
	if s := james.space(id); s.State != Ended || len(s.Members)+s.New+len(s.Notices) != 0 || len(james.Items(id)) != 0 {
		t.Errorf("who is out is shown %+v", s)
	}
	// A host is never out: another device of hers has made her somebody else, and this one has not read it.
	w.must(sarah.log(id).Stop(ctx, log.Removed))
	sarah.lines.Sweep(ctx, sarah.kept(id))
	sarah.is(id, Open)
}

// What the space is stands in it once, from when somebody can read it, and the last of several counts.
func TestWhatASpaceIsIsToldOnceAndTheLastCounts(t *testing.T) {
	w := newWorld(t)
	ana, petra := w.person("Ana"), w.person("Petra")
	id := w.share(Care, ana, petra)
	told := func(p *phone, n int, until time.Time) {
		t.Helper()
		if got := p.Items(id, items.KindTerms); len(got) != n || !p.space(id).Expires.Equal(until) {
			t.Errorf("%s is told %d times, until %v", p.name, len(got), p.space(id).Expires)
		}
	}
	tablet := ana.another()
	w.must(tablet.puts(id, record.NewID(), "from a device that has read nothing yet"))
	tablet.inStep()
	agreed, later := ana.space(id).Expires, w.clock().AddDate(0, 0, 200)
	w.must(ana.Extend(ctx, ana.proof(), id, later))
	w.must(ana.Extend(ctx, ana.proof(), id, agreed)) // what stood before is just being taken back: until then the other stands
	told(ana, 1, agreed)
	all(ana, petra)
	told(petra, 1, agreed)
	w.must(ana.Extend(ctx, ana.proof(), id, later))
	all(ana, petra)
	told(petra, 1, later)
	w.pass(agreed.Sub(w.clock()) + time.Hour) // the day that was agreed is no longer the day
	ask, err := items.Ask{What: items.AskQuestion, Words: "How was the week?"}.Encode()
	w.must(err)
	w.must(petra.Put(ctx, id, record.NewID(), items.KindAsk, w.clock(), ask))

	l, _ := ana.lines.Open(ana.kept(id))
	for _, days := range []int{100, 10, 50} { // as several devices of hers would
		w.must(l.Log.Put(ctx, record.NewID(), items.KindTerms, w.clock(), items.Terms{Space: items.Care, Until: later.AddDate(0, 0, days)}.Encode()))
	}
	w.must(l.Sync.Load().Once(ctx))
	petra.inStep()
	for range 20 { // in whatever order they are looked at
		told(petra, 4, later.AddDate(0, 0, 50))
	}
	all(ana, petra)
	told(petra, 1, later)
	w.must(ana.log(id).Stop(ctx, log.Forked))
	w.must(ana.Extend(ctx, ana.proof(), id, agreed))
	if n := ana.log(id).Waiting(); n != 0 {
		t.Errorf("%d are to be told to a relay that shows another log", n)
	}
	told(ana, 1, agreed) // and to her it is as she said
}

// What was taken back is told to the relay however long that takes, unless it refuses for thirty days.
func TestWhatIsToBeToldIsNotGivenUpTooSoon(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	share := func() record.SpaceID {
		id := w.share(Pair, sarah, james)
		james.put(id, "his")
		all(james, sarah)
		return id
	}
	leaves := func(id record.SpaceID) { t.Helper(); w.must(james.Leave(ctx, id, true, true)) }
	tries := func(gone bool, when string) {
		t.Helper()
		_ = james.step()
		if left := james.vault.Buckets(); (len(left) == 0) != gone {
			t.Errorf("%s: he keeps %q", when, left)
		}
	}
	id := share()
	leaves(id)
	w.must(w.store.Drop(ctx, id))
	tries(false, "the relay does not know it")
	w.pass(30 * 24 * time.Hour)
	tries(false, "it does not know it for thirty days")
	w.pass(time.Second)
	gaveUp, cancel := context.WithCancel(ctx)
	cancel()
	_ = james.Once(gaveUp)
	if len(james.vault.Buckets()) == 0 {
		t.Error("the program ended, and that was taken for an answer")
	}
	tries(true, "it does not know it for longer than that")

	id = share()
	james.link.Offline(true)
	leaves(id)
	w.pass(60 * 24 * time.Hour)
	tries(false, "he was away for long")
	james.link.Offline(false)
	tries(true, "he is back")
	sarah.inStep()
	sarah.is(id, OtherLeft)
	sarah.shows(id)

	id = share()
	w.store.SetFull(true)
	james.put(id, "his as well")
	w.must(james.Once(ctx)) // that there is no room keeps nobody from anything else
	leaves(id)
	tries(false, "the relay has no room")
	w.store.SetFull(false)
	tries(true, "the relay has room")
	sarah.inStep()
	sarah.shows(id)

	id = share()
	n := james.Items(id, items.KindCopy)[0].N
	leaves(id)
	james.link.Faults(func(r *http.Request) network.Fault {
		if r.Method == http.MethodDelete {
			return network.LoseRequest
		}
		return network.None
	})
	tries(false, "the relay was not reached when it was to let go of the bytes")
	james.link.Faults(nil)
	tries(true, "the relay is reached")
	if _, there, err := w.store.Read(ctx, id, n-1, 1); err != nil || len(there) != 1 || there[0].Envelope != nil {
		t.Errorf("what he took back is still at the relay: %v", err)
	}

	id = share()
	w.must(james.log(id).Stop(ctx, log.Forked))
	leaves(id)
	tries(true, "the relay shows another log")
}

// asks is how often a device asks the relay for a space in one exchange.
func (p *phone) asks(id record.SpaceID) (n int) {
	p.link.Record()
	before := len(p.link.Sent())
	_ = p.Once(ctx)
	return p.sent(before, id)
}

// sent is how many requests name a space, without the first ones.
func (p *phone) sent(but int, id record.SpaceID) (n int) {
	for _, r := range p.link.Sent()[but:] {
		if strings.Contains(r.URL, id.String()) || bytes.Contains(r.Body, id[:]) {
			n++
		}
	}
	return n
}

func TestNothingIsAskedForWhatIsNotThereOrOver(t *testing.T) {
	w := newWorld(t)
	sarah, james, petra := w.person("Sarah"), w.person("James"), w.person("Petra")
	id, care := w.share(Pair, sarah, james), w.share(Care, sarah, petra)
	tablet, second := sarah.another(), james.another()
	tablet.is(id, WaitingForOther) // it has read nothing of it yet
	tablet.inStep()
	second.inStep()
	if sarah.asks(id) == 0 || petra.asks(care) == 0 || tablet.asks(id) == 0 {
		t.Fatal("nothing is asked for what goes on")
	}
	sarah.link.Faults(func(r *http.Request) network.Fault {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/spaces") {
			return network.LoseRequest
		}
		return network.None
	})
	_, err := sarah.Create(ctx, sarah.owner(), Pair, "Sarah", "Ana", time.Time{})
	refused(t, devices.ErrOffline, map[string]error{"begun": err})
	sarah.link.Faults(nil)
	for _, k := range sarah.lines.All() {
		if !k.Made && sarah.asks(k.Space) != 0 {
			t.Error("asked for before it was made")
		}
	}
	w.pass(91 * 24 * time.Hour)
	petra.inStep()
	before, _ := petra.lines.Watch()
	asked := petra.asks(care)
	if after, _ := petra.lines.Watch(); after != before {
		t.Error("what has run out is forgotten again and again")
	}
	if asked != 0 || len(petra.vault.Buckets()) != 0 || len(petra.kept(care).Selves()) != 0 {
		t.Error("a professional asks for what has run out, or keeps what opens it")
	}
	w.must(james.Leave(ctx, id, true, true))
	james.inStep()
	if james.asks(id) != 0 {
		t.Error("asked for by who has left")
	}
	james.home()
	second.inStep()
	if got := second.vault.Buckets(); len(got) != 0 {
		t.Errorf("his other device keeps %q", got)
	}
	w.must(sarah.log(id).Stop(ctx, log.Forked))
	if sarah.asks(id) != 0 {
		t.Error("a relay is asked that shows another log")
	}
	// A device that is taken out of the home has no say in what is shared.
	sarah.home()
	i := slices.IndexFunc(sarah.devices.List(), func(d devices.Device) bool { return !d.Here })
	w.must(sarah.devices.Remove(ctx, sarah.proof(), sarah.devices.List()[i].ID))
	tablet.home()
	if err := tablet.Once(ctx); !errors.Is(err, ErrUnavailable) || tablet.Available() || tablet.asks(id) != 0 {
		t.Errorf("a device that was taken out goes on: %v", err)
	}
}

// Who waits for a change is not told of one that the disk did not take: that would be tried again at once, and without end.
func TestADiskThatIsFullChangesNothing(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, _, _ := w.two()
	before, _ := sarah.lines.Watch()
	sarah.disk.FailAfter(0)
	if err := sarah.SetQuiet(ctx, id, true); err == nil {
		t.Error("it seems kept")
	}
	if after, _ := sarah.lines.Watch(); after != before {
		t.Error("it counts as a change")
	}
}

// What two devices of one person have noted apart becomes one record again with the next note, and nothing of it is lost.
func TestWhatWasNotedApartBecomesOne(t *testing.T) {
	w := newWorld(t)
	id, _, james, _, _ := w.two()
	second := james.another()
	w.must(james.Call(ctx, id, "my love"))
	w.must(second.SetOwn(ctx, id, "turn", 3))
	james.home()
	second.home()
	james.home()
	w.must(james.SetQuiet(ctx, id, true))
	versions, err := james.vault.Versions(james.kept(id).Path)
	var turn int
	if s := james.space(id); err != nil || len(versions) != 1 || s.Other != "my love" || !s.Quiet || !james.Own(id, "turn", &turn) || turn != 3 {
		t.Errorf("%d versions, %v: %+v", len(versions), err, s)
	}
}

// Of what has ended, and has left no way in on this device, nothing can be told any more: it is over. What goes on is not: its keys stay.
func TestOnlyWhatHasEndedIsOverWhereThereIsNoWayIn(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	over, on := w.share(Pair, sarah, james), w.share(Pair, sarah, james)
	late := james.another() // it has read neither
	for _, id := range []record.SpaceID{over, on} {
		w.must(late.lines.Book.Change(ctx, id, func(r *membership.Record) error { return r.Set(w.clock(), "door", nil) }))
	}
	w.must(late.Leave(ctx, over, false, true))
	refused(t, ErrUnknown, map[string]error{"what goes on": late.Once(ctx)})
	if k := late.kept(over); !k.Done || len(k.Selves()) != 0 {
		t.Errorf("what has ended: done %v, and %d keys are left", k.Done, len(k.Selves()))
	}
	if k := late.kept(on); k.Done || len(k.Selves()) != 1 {
		t.Errorf("what goes on: done %v, and %d keys are left", k.Done, len(k.Selves()))
	}
	w.must(late.Leave(ctx, on, false, true))
	w.must(late.Once(ctx)) // and nothing is asked for ever
}

// What can not be opened just now is told later: only where there is no way in nothing is left to be told.
func TestWhatHasEndedIsToldAlsoWhereItCouldNotBeOpenedAtOnce(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	james.crash()
	james.log(id).Close() // as where it is locked meanwhile
	w.must(james.Leave(ctx, id, true, true))
	refused(t, vault.ErrLocked, map[string]error{"told": james.Once(ctx)})
	if k := james.kept(id); k.Done || len(k.Selves()) == 0 {
		t.Errorf("done %v, and %d keys are left", k.Done, len(k.Selves()))
	}
	james.crash()
	james.inStep()
	sarah.inStep()
	sarah.is(id, OtherLeft)
	sarah.shows(id, "hers")
}
