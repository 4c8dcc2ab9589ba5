package sharing

import (
	"errors"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
)

func TestWhatOnePutsInTheOtherReads(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	sarah.is(id, Open)
	james.is(id, Open)
	one := sarah.put(id, "from Sarah")
	james.put(id, "from James")
	all(sarah, james)
	sarah.shows(id, "from Sarah", "from James")
	james.shows(id, "from Sarah", "from James")
	if s := james.space(id); s.New != 1 || s.Other != "Sarah" || !s.OtherIn || s.Host || s.Waiting != 0 || len(s.Notices) != 1 || s.Notices[0].Name != "Sarah" {
		t.Errorf("%+v", s)
	}
	w.must(james.Seen(ctx, id))
	if s := james.space(id); s.New != 0 {
		t.Errorf("%d new after it was seen", s.New)
	}
	if i, ok := james.Item(id, one); !ok || i.Mine || !i.Sent || i.New {
		t.Errorf("%+v %v", i, ok)
	}
	w.must(sarah.TakeBack(ctx, id, one))
	sarah.shows(id, "from James")
	all(sarah, james)
	james.shows(id, "from James")
	if err := james.TakeBack(ctx, id, sarah.put(id, "hers")); err != nil {
		t.Error(err) // he has not got it yet
	}
	all(sarah, james)
	if err := james.TakeBack(ctx, id, james.Items(id)[0].ID, james.Items(id)[1].ID); !errors.Is(err, ErrMayNot) {
		t.Errorf("taking back what is hers: %v", err)
	}
	james.shows(id, "from James", "hers")
}

func TestANewcomerReadsNothingOfBefore(t *testing.T) {
	w := newWorld(t)
	sarah, james, ana := w.person("Sarah"), w.person("James"), w.person("Ana")
	id := w.share(Pair, sarah, james)
	sarah.put(id, "for two")
	all(sarah, james)
	w.must(w.admit(id, Pair, sarah, ana, space.NewSelf()))
	sarah.put(id, "for three")
	all(sarah, james, ana)
	ana.shows(id, "for three")
	james.shows(id, "for two", "for three")
	if n := james.space(id).Notices; len(n) != 2 || n[0].Sort != NoticeJoined || n[0].Name != "Ana" || n[1].Name != "Sarah" || n[1].Sort != NoticeEntered {
		t.Errorf("notices: %+v", n)
	}
	w.pass(9 * 24 * time.Hour)
	if n := james.space(id).Notices; len(n) != 0 {
		t.Errorf("notices after nine days: %+v", n)
	}
}

func TestWhatIsPutInBeforeTheOtherCameWaitsForThem(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id, err := sarah.Create(ctx, sarah.owner(), Pair, "Sarah", "James", time.Time{})
	w.must(err)
	sarah.is(id, WaitingForOther)
	sarah.put(id, "early")
	sarah.inStep()
	if s := sarah.space(id); s.Waiting != 1 {
		t.Errorf("%d wait", s.Waiting)
	}
	w.must(w.admit(id, Pair, sarah, james, space.NewSelf()))
	all(sarah, james)
	james.shows(id, "early")
}

func TestAPersonIsOneMemberOnAllTheirDevices(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	before := james.put(id, "from the first")
	sarah.put(id, "from Sarah")
	all(sarah, james)
	late := james.another()
	late.inStep()
	late.shows(id, "from the first", "from Sarah")
	if n := len(sarah.space(id).Members); n != 2 {
		t.Errorf("%d members", n)
	}
	late.put(id, "from the second")
	james.put(id, "from the first again")
	all(late, james, sarah)
	sarah.shows(id, "from Sarah", "from the first", "from the first again", "from the second")
	w.must(late.TakeBack(ctx, id, before))
	all(late, james, sarah)
	sarah.shows(id, "from Sarah", "from the first again", "from the second")
	james.shows(id, "from Sarah", "from the first again", "from the second")
	hosts := sarah.another()
	hosts.inStep()
	hosts.shows(id, "from Sarah", "from the first again", "from the second")
	w.must(hosts.Remove(ctx, hosts.proof(), id, hosts.space(id).Members[1].ID))
	all(hosts, sarah)
	sarah.is(id, OtherLeft)
}

func TestWhoIsTakenOutKeepsNothing(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	sarah.put(id, "hers")
	james.put(id, "his")
	all(sarah, james)
	if err := james.End(ctx, james.proof(), id); !errors.Is(err, ErrMayNot) {
		t.Errorf("the guest ends it: %v", err)
	}
	if err := sarah.End(ctx, devices.Proof{Passphrase: "something else entirely"}, id); !errors.Is(err, devices.ErrProof) {
		t.Errorf("without proof: %v", err)
	}
	w.must(sarah.End(ctx, sarah.proof(), id))
	sarah.is(id, Ended)
	_ = james.step()
	james.inStep()
	james.is(id, Ended)
	sarah.inStep()
	for _, p := range []*phone{sarah, james} {
		if got := p.vault.Buckets(); len(got) != 0 {
			t.Errorf("%s keeps %q", p.name, got)
		}
		if got := p.Items(id); len(got) != 0 {
			t.Errorf("%s shows %v", p.name, got)
		}
		if len(p.kept(id).Selves()) != 0 {
			t.Errorf("%s keeps what opens it", p.name)
		}
		w.must(p.PutAway(ctx, id))
		if got := p.Spaces(); len(got) != 0 {
			t.Errorf("%s lists %v", p.name, got)
		}
	}
}

func TestWhoLeavesIsGoneAtOnceAndTheRelayIsToldLater(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name       string
		tell, back bool
		want       State
		shows      []string
	}{
		{"tells and takes back", true, true, OtherLeft, []string{"hers"}},
		{"tells and leaves it there", true, false, OtherLeft, []string{"hers", "his"}},
		{"quietly, with everything", false, true, Open, []string{"hers"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w.t = t
			sarah, james := w.person("Sarah"), w.person("James")
			id := w.share(Pair, sarah, james)
			sarah.put(id, "hers")
			james.put(id, "his")
			all(sarah, james)
			james.link.Offline(true)
			w.must(james.Leave(ctx, id, c.tell, c.back))
			james.is(id, Ended)
			if got := james.Items(id); len(got) != 0 {
				t.Errorf("still here: %v", got)
			}
			if err := james.step(); !errors.Is(err, devices.ErrOffline) {
				t.Errorf("offline: %v", err)
			}
			james.crash()
			james.link.Offline(false)
			james.inStep()
			if got := james.vault.Buckets(); len(got) != 0 {
				t.Errorf("James keeps %q", got)
			}
			sarah.inStep()
			sarah.is(id, c.want)
			sarah.shows(id, c.shows...)
		})
	}
}

func TestTheTimeOfAProfessionalRunsOutOnBothSides(t *testing.T) {
	w := newWorld(t)
	ana, petra := w.person("Ana"), w.person("Petra")
	id := w.share(Care, ana, petra)
	ana.put(id, "a copy")
	all(ana, petra)
	petra.shows(id, "a copy")
	if err := petra.puts(id, record.NewID(), "a copy"); !errors.Is(err, ErrMayNot) {
		t.Errorf("the professional puts a copy in: %v", err)
	}
	w.must(ana.Extend(ctx, ana.proof(), id, w.clock().AddDate(0, 0, 100)))
	all(ana, petra)
	if e := petra.space(id).Expires; !e.Equal(w.clock().AddDate(0, 0, 100)) {
		t.Errorf("until %v", e)
	}
	w.pass(99 * 24 * time.Hour)
	all(ana, petra)
	petra.shows(id, "a copy")
	w.pass(24 * time.Hour)
	petra.is(id, Ended)
	petra.shows(id)
	petra.link.Offline(true)
	_ = petra.step()
	if got := petra.vault.Buckets(); len(got) != 0 {
		t.Errorf("Petra keeps %q", got)
	}
	if s := ana.space(id); !s.Over || s.State != Open {
		t.Errorf("%+v", s)
	}
	if err := ana.puts(id, record.NewID(), "late"); !errors.Is(err, ErrEnded) {
		t.Errorf("after the day: %v", err)
	}
	w.must(ana.End(ctx, ana.proof(), id))
	ana.is(id, Ended)
}

func TestQuietIsOnlyMine(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	w.must(james.SetQuiet(ctx, id, true))
	if err := james.puts(id, record.NewID(), "his"); !errors.Is(err, ErrQuiet) {
		t.Errorf("%v", err)
	}
	sarah.put(id, "hers")
	all(sarah, james)
	james.shows(id, "hers")
	sarah.is(id, Open)
	w.must(james.SetQuiet(ctx, id, false))
	james.put(id, "his")
	all(sarah, james)
	sarah.shows(id, "hers", "his")
}

func TestWhatAPersonNotesAboutASpaceStaysTheirs(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	w.must(james.SetOwn(ctx, id, "turn", 3))
	w.must(james.Call(ctx, id, "my love"))
	other := james.another()
	other.inStep()
	var turn int
	if !other.Own(id, "turn", &turn) || turn != 3 || other.space(id).Other != "my love" {
		t.Errorf("%d, %q", turn, other.space(id).Other)
	}
	if sarah.Own(id, "turn", &turn) || sarah.space(id).Other != "James" {
		t.Error("Sarah sees it")
	}
	w.must(james.SetOwn(ctx, id, "turn", nil))
	all(james, other)
	if other.Own(id, "turn", &turn) {
		t.Error("it is still there")
	}
	k1, _ := james.Key(id, "test\x00", nil)
	k2, ok := other.Key(id, "test\x00", nil)
	k3, _ := sarah.Key(id, "test\x00", nil)
	if !ok || k1.Commit("c\x00") != k2.Commit("c\x00") || k1.Commit("c\x00") == k3.Commit("c\x00") {
		t.Error("the key is not the person's")
	}
}

func TestGoingOnWithoutTheHost(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	sarah.put(id, "hers")
	james.put(id, "his")
	all(sarah, james)
	w.must(sarah.Leave(ctx, id, true, false))
	all(sarah, james)
	james.is(id, OtherLeft)
	next, err := james.ContinueWithout(ctx, james.proof(), id)
	w.must(err)
	again, err := james.ContinueWithout(ctx, james.proof(), id)
	w.must(err)
	if again != next {
		t.Error("a second one was made")
	}
	james.is(next, WaitingForOther)
	james.shows(next, "his")
	james.shows(id, "hers", "his")
	w.must(w.admit(next, Pair, james, sarah, space.NewSelf()))
	all(sarah, james)
	sarah.shows(next, "his")
	w.must(james.PutAway(ctx, id))
	all(sarah, james)
	if got := james.Spaces(); len(got) != 1 || got[0].ID != next {
		t.Errorf("%+v", got)
	}
}

func TestTheSameItemAgainIsOnce(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id := w.share(Pair, sarah, james)
	item := sarah.put(id, "one")
	w.must(sarah.puts(id, item, "one"))
	if err := sarah.puts(id, item, "two"); !errors.Is(err, ErrTaken) {
		t.Errorf("another under the same name: %v", err)
	}
	all(sarah, james)
	w.must(sarah.puts(id, item, "one"))
	james.shows(id, "one")
	w.must(sarah.TakeBack(ctx, id, item))
	all(sarah, james)
	w.must(sarah.puts(id, item, "three"))
	all(sarah, james)
	james.shows(id, "three")
	if err := sarah.Put(ctx, id, record.NewID(), items.KindCopy, w.clock(), []byte("no copy")); !errors.Is(err, items.ErrBody) {
		t.Errorf("%v", err)
	}
	if err := james.Put(ctx, id, record.NewID(), items.KindTerms, w.clock(), items.Terms{Space: items.Pair}.Encode()); !errors.Is(err, ErrMayNot) {
		t.Errorf("%v", err)
	}
}
