package world

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/sharing/items"
)

// TestWhoIsInASpaceIsAsItsRulesSay tries each rule of who is in a space, and what they are there, with people who use the real
// program and press what they must not. internal/testkit/mutants takes the rules out one by one.
func TestWhoIsInASpaceIsAsItsRulesSay(t *testing.T) {
	for name, try := range map[string]func(*testing.T, *town){
		"only the host decides":                  onlyTheHost,
		"a professional only asks and answers":   onlyAsks,
		"who has left goes out with the next":    whoHasLeft,
		"who was taken out has nothing left":     whoIsOut,
		"what was put in is its author's":        onlyItsAuthor,
		"what others put in does not come along": onlyMine,
		"nobody is let in who has gone":          whoHasGone,
		"the time of an invite ends on both":     afterTwoDays,
	} {
		t.Run(name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { try(t, newTown(t)) }) })
	}
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

// two are ana, who hosts, and ben.
func (w *town) two(kind sharing.Kind, until time.Time) (ana, ben *resident, id record.SpaceID) {
	w.t.Helper()
	ana, ben = w.moves("ana", 1), w.moves("ben", 1)
	id = ana.hosts(kind, "ana", "ben", until)
	ana.admits(id, ben, sharing.Terms{Kind: kind, Professional: kind == sharing.Care, Me: "ben", Other: "ana", Expires: until})
	w.everyone(ana, ben)
	return ana, ben, id
}

func (g *gadget) puts(id record.SpaceID, text string) (record.ID, error) {
	item := record.NewID()
	return item, g.shares.Put(g.who.town.t.Context(), id, item, items.KindCopy, g.who.town.now(), copied(text))
}

func onlyTheHost(t *testing.T, w *town) {
	ana, ben, id := w.two(sharing.Pair, time.Time{})
	ctx, hers, his := t.Context(), ana.devices[0], ben.devices[0]
	refused(t, sharing.ErrMayNot, map[string]error{
		"a guest ends it":                his.shares.End(ctx, proof, id),
		"a guest takes the host out":     his.shares.Remove(ctx, proof, id, hers.in(id).Members[0].ID),
		"a guest sets another day":       his.shares.Extend(ctx, proof, id, w.now().Add(time.Hour)),
		"a guest puts away what goes on": his.shares.PutAway(ctx, id),
		"the host does, too":             hers.shares.PutAway(ctx, id),
	})
	w.must(hers.shares.Remove(ctx, proof, id, hers.in(id).Members[0].ID))
	w.everyone(w.people...)
	for _, g := range []*gadget{hers, his} {
		if s := g.in(id); s.State != sharing.Open || !s.OtherIn || len(s.Members) != 2 || !s.Expires.IsZero() {
			t.Errorf("%s: a host took herself out: %+v", g.name, s)
		}
	}
}

func onlyAsks(t *testing.T, w *town) {
	_, ben, id := w.two(sharing.Care, w.now().Add(90*24*time.Hour))
	ctx, his := t.Context(), ben.devices[0]
	_, copying := his.puts(id, "a copy")
	_, goingOn := his.shares.ContinueWithout(ctx, proof, id)
	refused(t, sharing.ErrMayNot, map[string]error{"he shows something": copying, "he goes on without her": goingOn})
	ask := []byte(`{"v":1,"what":"question","words":"how was it"}`)
	w.must(his.shares.Put(ctx, id, record.NewID(), items.KindAsk, w.now(), ask))
	w.everyone(w.people...)
	if n := len(w.people[0].devices[0].shares.Items(id, items.KindAsk)); n != 1 {
		t.Errorf("she was asked %d things", n)
	}
	w.clock += 91 * 24 * time.Hour
	his.link.Offline(true)
	if s := his.in(id); s.State != sharing.Ended || len(his.shares.Items(id)) != 0 {
		t.Errorf("after its time, and offline, he still has it: %+v", s)
	}
}

func whoHasLeft(t *testing.T, w *town) {
	ana, ben, id := w.two(sharing.Pair, time.Time{})
	cleo := w.moves("cleo", 1)
	w.must(ben.devices[0].shares.Leave(t.Context(), id, true, false))
	w.everyone(w.people...)
	ana.admits(id, cleo, sharing.Terms{Kind: sharing.Pair, Me: "cleo", Other: "ana"})
	w.everyone(w.people...)
	for _, p := range []*resident{ana, cleo} {
		if all := p.devices[0].in(id).Members; len(all) != 2 || slices.ContainsFunc(all, func(m sharing.Member) bool { return m.Name == "ben" }) {
			t.Errorf("%s sees in it %+v", p.name, all)
		}
	}
}

func whoIsOut(t *testing.T, w *town) {
	ana, ben, id := w.two(sharing.Pair, time.Time{})
	hers, his := ana.devices[0], ben.devices[0]
	_, err := hers.puts(id, "velvet")
	w.must(err)
	w.everyone(w.people...)
	if !his.holds("velvet") {
		t.Fatal("he never had it")
	}
	w.must(hers.shares.Remove(t.Context(), proof, id, his.in(id).Members[0].ID))
	w.everyone(w.people...)
	if s := his.in(id); s.State != sharing.Ended || his.holds("velvet") {
		t.Errorf("he is out, and has it: %+v", s)
	}
}

func onlyItsAuthor(t *testing.T, w *town) {
	ana, ben, id := w.two(sharing.Pair, time.Time{})
	hers, his := ana.devices[0], ben.devices[0]
	item, err := hers.puts(id, "velvet")
	w.must(err)
	w.everyone(w.people...)
	refused(t, sharing.ErrMayNot, map[string]error{
		"he takes it back":       his.shares.TakeBack(t.Context(), id, item),
		"he says what it is for": his.shares.Put(t.Context(), id, record.NewID(), items.KindTerms, w.now(), items.Terms{Space: items.Pair}.Encode()),
	})
	if _, there := his.shares.Item(id, item); !there {
		t.Error("it is gone")
	}
}

func onlyMine(t *testing.T, w *town) {
	ana, ben, id := w.two(sharing.Pair, time.Time{})
	hers, his := ana.devices[0], ben.devices[0]
	for g, text := range map[*gadget]string{hers: "velvet", his: "foxglove"} {
		_, err := g.puts(id, text)
		w.must(err)
	}
	w.everyone(w.people...)
	reply, err := items.Reply{To: his.shares.Items(id, items.KindCopy)[0].ID, Words: "about hers"}.Encode()
	w.must(err, his.shares.Put(t.Context(), id, record.NewID(), items.KindReply, w.now(), reply)) // it stays with what it is to
	next, err := his.shares.ContinueWithout(t.Context(), proof, id)
	w.must(err)
	all := his.shares.Items(next)
	if len(all) != 1 || string(all[0].Body) != string(copied("foxglove")) || !his.in(next).Host || his.in(next).OtherIn {
		t.Errorf("he goes on with %d things in %+v", len(all), his.in(next))
	}
}

// whoHasGone is a yes to somebody who has thought better of it, before the host's app has heard of that.
func whoHasGone(t *testing.T, _ *town) {
	s := newInviting(t)
	id, err := s.answers(s.guest)
	s.must(err)
	s.view(s.host, s.id)
	s.must(s.guest.invites.Withdraw(t.Context(), id))
	owner, err := s.host.Prove(t.Context(), proof)
	s.must(err)
	refused(t, invite.ErrLate, map[string]error{"she lets him in": s.host.invites.Approve(t.Context(), s.id, owner, time.Time{})})
	if n := len(s.host.shares.Spaces()); n > 0 {
		t.Errorf("%d spaces were made", n)
	}
}

// afterTwoDays is a guest who answers, or compares, when the time is over by the own clock.
func afterTwoDays(t *testing.T, _ *town) {
	s := newInviting(t)
	opened, err := s.guest.invites.Open(t.Context(), s.words)
	s.must(err)
	id, err := s.answers(s.guest)
	s.must(err)
	if opened != id {
		t.Error("the same words are another invite")
	}
	read, err := s.third.invites.Open(t.Context(), s.words)
	if err == nil {
		t.Errorf("somebody else opened it: %s", read)
	}
	s.clock += 50 * time.Hour
	refused(t, invite.ErrLate, map[string]error{"he compares": s.guest.invites.Same(t.Context(), id)})
	later := newInviting(t)
	id, err = later.guest.invites.Open(t.Context(), later.words)
	later.must(err)
	later.clock += 50 * time.Hour
	refused(t, invite.ErrLate, map[string]error{"he answers": later.guest.invites.Answer(t.Context(), id, "Ana", "Ben")})
}
