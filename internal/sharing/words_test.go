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
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
)

func TestWhoKnowsTheWordsIsShutOutOfWhatIsHostedAsWell(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, hers, _ := w.two()
	guest := w.share(Pair, james, sarah) // and here Sarah is a guest
	sarah.put(guest, "hers as well")
	all(sarah, james)
	thief, own := sarah.another(), sarah.another()
	for _, p := range []*phone{thief, own} {
		p.inStep()
		p.shows(id, "hers", "his")
	}
	sarah.home()
	keep := slices.DeleteFunc(sarah.devices.List(), func(d devices.Device) bool { return d.Here })[1:]
	next := sarah.devices.WordsFor("new")
	w.must(sarah.devices.Compromised(ctx, sarah.proof(), []devices.DeviceID{keep[0].ID}, next))
	sarah.words, own.words = next, next
	all(sarah, own, james)
	sarah.put(id, "after")
	all(sarah, own, james)
	james.shows(id, "after", "hers", "his")
	own.shows(id, "after", "hers", "his")
	_ = thief.Once(ctx)
	_ = thief.Once(ctx)
	thief.shows(id, "hers", "his")

	// The host is one and the same to everybody: what was put in before can still be taken back, from every device.
	w.must(own.TakeBack(ctx, id, hers))
	all(sarah, own, james)
	james.shows(id, "after", "his")
	w.none(sarah, own, james)
	var told []string
	for _, n := range james.space(id).Notices {
		told = append(told, n.Sort)
	}
	if !slices.Contains(told, NoticeJoined) || len(james.space(id).Members) != 2 {
		t.Errorf("James is told of %v", told)
	}
	// Where she is a guest she is to be invited anew.
	if n := sarah.space(guest).Notices; len(n) != 2 || n[0].Sort != NoticeWords || n[0].Name != "James" || n[1].Sort != NoticeEntered {
		t.Errorf("%+v", n)
	}
	late := sarah.another()
	late.inStep()
	late.shows(id, "after", "his")
	late.shows(guest, "hers as well")
	w.must(late.End(ctx, late.proof(), id))
	if err := thief.puts(id, record.NewID(), "junk"); err == nil {
		_ = thief.Once(ctx)
		if s := thief.space(id); s.Waiting == 0 {
			t.Error("the relay took something of the thief")
		}
	} else if errors.Is(err, ErrMayNot) {
		t.Error(err)
	}
}

// kept is what a person keeps about a space.
func (p *phone) kept(id record.SpaceID) lines.Kept {
	p.w.t.Helper()
	k, ok := p.lines.Of(id)
	if !ok {
		p.w.t.Fatalf("%s keeps nothing about it", p.name)
	}
	return k
}

func (p *phone) epoch(id record.SpaceID) uint32 { return p.log(id).Space().Epoch() }

// New keys come once, only where somebody hosts and it goes on, and not before it is kept, also at the relay, who they are to be.
func TestNewKeysAreForWhatIsHostedAndGoesOn(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	var hosts []record.SpaceID
	for range 4 {
		hosts = append(hosts, w.share(Pair, sarah, james))
		w.pass(time.Second) // they are followed in this order
	}
	stopped, over, left, id := hosts[0], hosts[1], hosts[2], hosts[3]
	guest := w.share(Pair, james, sarah)
	home, next, h := sarah.owner(), space.NewOwner(), hosted{sarah.Sharing}
	w.must(sarah.Leave(ctx, over, false, false))
	before := sarah.kept(over).Encode()
	for range 2 { // and again, after it was cut off
		w.must(h.Prepare(ctx, home, next))
	}
	if n := len(sarah.kept(id).Owners(next)); n != 2 || !bytes.Equal(sarah.kept(over).Encode(), before) {
		t.Errorf("%d secrets are kept, want the one in force and one to come; of what is over nothing", n)
	}
	if g, k := sarah.kept(guest), sarah.kept(id); g.Turn || len(g.Owners(next)) != 0 || g.Words == 0 || !k.Turn || k.Words != 0 {
		t.Errorf("as a guest %v %d, as a host %v %d", g.Turn, g.Words, k.Turn, k.Words)
	}
	w.must(sarah.Leave(ctx, left, false, false))
	w.must(sarah.log(stopped).Stop(ctx, log.Forked)) // it keeps no other from being followed
	was, epoch, synced, away := sarah.epoch(left), sarah.epoch(id), 0, errors.New("away")
	if err := h.Follow(ctx, next, func(context.Context) error { return away }); !errors.Is(err, away) || sarah.epoch(id) != epoch || !sarah.kept(id).Turn {
		t.Errorf("told before it is at the relay who she is to be: %v", err)
	}
	follow := func(home space.Owner) {
		t.Helper()
		w.must(h.Follow(ctx, home, func(context.Context) error {
			if synced++; len(sarah.kept(id).Selves()) != 2 || sarah.epoch(id) != epoch {
				t.Errorf("she is %d, in epoch %d", len(sarah.kept(id).Selves()), sarah.epoch(id))
			}
			return nil
		}))
	}
	follow(next)
	sarah.link.Record()
	asked := len(sarah.link.Sent())
	follow(next)
	if sarah.sent(asked, id) != 0 {
		t.Error("a space that has new keys is asked for again")
	}
	k := sarah.kept(id)
	if synced != 1 || sarah.epoch(id) != epoch+1 || k.DoorEpoch() != epoch+1 || k.Turn || len(k.Owners(next)) != 1 || sarah.epoch(left) != was {
		t.Errorf("synced %d times; epoch %d, door %d, turn %v, %d secrets; what is over is in epoch %d", synced, sarah.epoch(id), k.DoorEpoch(), k.Turn, len(k.Owners(next)), sarah.epoch(left))
	}
	if m := sarah.space(id).Members; !slices.Equal(sarah.names(id), []string{"Sarah", "James"}) || m[0].Role != items.RoleHost || m[1].Role != items.RoleMember {
		t.Errorf("in it are %+v", m)
	}
	// Who has not got the secret in force becomes nobody else, and loses nothing.
	stranger := space.NewOwner()
	w.must(sarah.lines.Book.Change(ctx, id, func(r *membership.Record) error {
		r.SetOwner(w.clock(), stranger, space.NewOwner())
		return r.Set(w.clock(), lines.FieldTurn, true)
	}))
	follow(stranger)
	if k := sarah.kept(id); len(k.Selves()) != 2 || len(k.Owners(next)) != 1 || synced != 1 || sarah.epoch(id) != epoch+1 {
		t.Errorf("by a stranger: she is %d, with %d secrets", len(k.Selves()), len(k.Owners(next)))
	}
}

// Where a space is was said when it was made. What is older is where the home was until now, also what is still to be told.
func TestASpaceStaysWhereItIsWhenTheHomeMoves(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.person("Sarah"), w.person("James")
	id, old, left, over := w.share(Pair, sarah, james), w.share(Pair, sarah, james), w.share(Pair, sarah, james), w.share(Pair, sarah, james)
	w.must(sarah.End(ctx, sarah.proof(), over))
	sarah.inStep()
	w.must(sarah.Leave(ctx, left, false, false))
	for _, id := range []record.SpaceID{old, left, over} {
		w.must(sarah.lines.Set(ctx, sarah.kept(id), map[string]any{lines.FieldRelay: nil}))
	}
	before, home, next := sarah.kept(over).Encode(), sarah.owner(), space.NewOwner()
	const was = "https://was.example"
	w.must(hosted{sarah.Sharing}.Stay(ctx, was, nil, nil))
	w.must(hosted{sarah.Sharing}.Stay(ctx, was, &home, &next))
	if got := []string{sarah.kept(id).Relay, sarah.kept(old).Relay, sarah.kept(left).Relay}; !slices.Equal(got, []string{relayAt, was, was}) {
		t.Errorf("they are at %q", got)
	}
	if !bytes.Equal(sarah.kept(over).Encode(), before) {
		t.Error("what is over was written to")
	}
	if o := sarah.kept(id).Owners(next); len(o) != 1 || o[0].Public() != sarah.log(id).Space().Owner() {
		t.Errorf("the next owner of the home has %d secrets", len(o))
	}
}

// New keys that were given stay, also where the answer was lost and the device does not know that they were: done again, the owner
// whose secret somebody may know must not be put back in force.
func TestNewKeysThatWereGivenAreNotGivenBackWhenTheAnswerIsLost(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, _, _ := w.two()
	home, next, h := sarah.owner(), space.NewOwner(), hosted{sarah.Sharing}
	known, epoch := sarah.log(id).Space().Owner(), sarah.epoch(id)
	w.must(h.Prepare(ctx, home, next))
	lost := false
	sarah.link.Faults(func(r *http.Request) network.Fault {
		if !lost && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/control") {
			lost = true
			return network.LoseReply
		}
		return network.None
	})
	follow := func() error { return h.Follow(ctx, next, func(context.Context) error { return nil }) }
	if err := follow(); !lost || !errors.Is(err, devices.ErrOffline) {
		t.Fatalf("nothing was lost: %v", err)
	}
	w.must(follow())
	all(sarah, james)
	for _, p := range []*phone{sarah, james} {
		if p.log(id).Space().Owner() == known || p.epoch(id) != epoch+1 {
			t.Errorf("to %s it is in epoch %d, with the owner of before in force: %v", p.name, p.epoch(id), p.log(id).Space().Owner() == known)
		}
	}
	if o := sarah.kept(id).Owners(next); len(o) != 1 || o[0].Public() != sarah.log(id).Space().Owner() {
		t.Errorf("%d secrets are kept", len(o))
	}
}

// Who gives new keys knows who she is to be before the space does: she is never out of it, and nothing is left to be done.
func TestWhoGivesNewKeysIsInWithThemAtOnce(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, _, _ := w.two()
	home, next, h, epoch := sarah.owner(), space.NewOwner(), hosted{sarah.Sharing}, sarah.epoch(id)
	w.must(h.Prepare(ctx, home, next))
	w.must(h.Follow(ctx, next, func(context.Context) error { return nil }))
	k, l := sarah.kept(id), sarah.log(id)
	if l.Stopped() != log.Running || l.Space().Me() != k.Selves()[0].ID() || l.Space().Epoch() != epoch+1 {
		t.Errorf("stopped %q, in epoch %d", l.Stopped(), l.Space().Epoch())
	}
	if k.Turn || k.DoorEpoch() != epoch+1 || len(k.Owners(next)) != 1 {
		t.Errorf("turn %v, door %d, %d secrets", k.Turn, k.DoorEpoch(), len(k.Owners(next)))
	}
}

// A home that has moved is at another relay than the program was started with, and what is shared from then on is where the home is.
func TestASpaceIsMadeWhereTheHomeIs(t *testing.T) {
	w, far := newWorld(t), newWorld(t)
	const farAt = "https://far.example"
	words, near := far.person("Sarah").words, w.relay
	w.relay = http.HandlerFunc(func(a http.ResponseWriter, r *http.Request) {
		if r.Host == "far.example" {
			far.relay.ServeHTTP(a, r)
			return
		}
		near.ServeHTTP(a, r)
	})
	p := w.phone("Sarah")
	w.must(p.devices.OpenAt(ctx, farAt, words, "Sarah 2", passphrase))
	p.words = words
	p.link.Record()
	id, err := p.Create(ctx, p.owner(), Pair, "Sarah", "James", time.Time{})
	w.must(err)
	p.put(id, "hers")
	p.inStep()
	if got := p.kept(id).Relay; got != farAt {
		t.Errorf("it is at %q", got)
	}
	for _, r := range p.link.Sent() {
		if !strings.HasPrefix(r.URL, farAt) {
			t.Errorf("asked was %s", r.URL)
		}
	}
}

// Two devices of hers may prepare apart, each for another owner of the home. Whichever comes into force gives new keys.
func TestNewKeysAreGivenAlsoWhereTwoDevicesPreparedApart(t *testing.T) {
	w := newWorld(t)
	id, sarah, _, _, _ := w.two()
	home, next, h, known := sarah.owner(), space.NewOwner(), hosted{sarah.Sharing}, sarah.log(id).Space().Owner()
	w.must(h.Prepare(ctx, home, next))
	w.must(h.Prepare(ctx, home, space.NewOwner()))
	w.must(h.Follow(ctx, next, func(context.Context) error { return nil }))
	if sarah.log(id).Space().Owner() == known || sarah.kept(id).Turn {
		t.Error("the owner of before is in force")
	}
}
