package invite

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/words"
)

// far is another address of the same relay: an invite that began there has its slot here, and its home elsewhere.
const far = "https://far.example"

// writes says that a request writes to a slot.
func writes(r *http.Request) bool {
	return r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, relayapi.PathSlots)
}

// controls says that a request asks for control records.
func controls(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/control") }

// loses has every request of a kind get lost.
func (p *someone) loses(which func(*http.Request) bool) {
	p.link.Faults(func(r *http.Request) network.Fault {
		if which(r) {
			return network.LoseRequest
		}
		return network.None
	})
}

// turns makes an invite one that is so far.
func (p *someone) turns(id string, k kept, state State) {
	p.w.t.Helper()
	if k.State = state; state.Ended() {
		k.end(state, p.w.clock())
	}
	p.w.must(p.save(ctx, id, k))
}

// moved makes an invite one that began when the home was at another relay.
func (p *someone) moved(id string) {
	p.w.t.Helper()
	k, _ := p.load(id)
	k.Relay = far
	p.w.must(p.save(ctx, id, k))
}

// Whatever somebody presses at another moment, or on the other side, is refused, changes nothing and is told to nobody.
func TestEveryStepHasItsMomentAndItsPerson(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	hers, his := w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	steps := map[string]struct {
		do func(p *someone, id string) error
		// by is whose step it is, 0 for both. It is done in the states of now, and was done in those of before; both are
		// left out here. In every other state the answer is refused.
		by          Role
		now, before []State
		refused     error
	}{
		"same": {func(p *someone, id string) error { return p.Same(ctx, id) }, Guest, []State{Comparing}, []State{Agreed, Shared}, ErrLate},
		"approve": {func(p *someone, id string) error { return p.Approve(ctx, id, p.owner(), time.Time{}) }, Host,
			[]State{Comparing}, []State{Approved, Shared}, ErrLate},
		"differ":   {func(p *someone, id string) error { return p.Differ(ctx, id) }, 0, []State{Asked, Waiting, Comparing, Agreed}, nil, ErrLate},
		"withdraw": {func(p *someone, id string) error { return p.Withdraw(ctx, id) }, 0, []State{Asked, Waiting, Comparing, Agreed}, nil, ErrLate},
		"answer":   {func(p *someone, id string) error { return p.Answer(ctx, id, "Mallory", "Mallory") }, 0, []State{Asked}, nil, nil},
		"put away": {func(p *someone, id string) error { return p.Forget(ctx, id) }, 0,
			[]State{Asked, Waiting, Comparing, Agreed, Shared, Over, Refused, Withdrawn, Used}, nil, ErrLate},
	}
	for name, step := range steps {
		for _, side := range []struct {
			p    *someone
			id   string
			role Role
		}{{sarah, hers, Host}, {james, his, Guest}} {
			first, _ := side.p.load(side.id)
			for _, state := range []State{Asked, Waiting, Comparing, Agreed, Approved, Shared, Over, Refused, Withdrawn, Used} {
				want := step.refused
				switch {
				case step.by != 0 && step.by != side.role:
					want = ErrWords
				case slices.Contains(step.now, state):
					continue
				case slices.Contains(step.before, state):
					want = nil
				}
				side.p.turns(side.id, first, state)
				before, _ := side.p.bucket.Get(side.id)
				side.p.link.Record()
				asked := len(side.p.link.Sent())
				err := step.do(side.p, side.id)
				if after, _ := side.p.bucket.Get(side.id); !errors.Is(err, want) || !bytes.Equal(before, after) || len(side.p.link.Sent()) != asked {
					t.Errorf("%s, in role %d, when it is %s: %v, want %v; kept %s", name, side.role, state, err, want, after)
				}
			}
			side.p.turns(side.id, first, first.State)
		}
	}
	for name, err := range map[string]error{
		"nobody": james.Answer(ctx, his, " ", "James"), "no name": james.Answer(ctx, his, "Sarah", "\n"), "nothing": james.Answer(ctx, "?", "Sarah", "James"),
	} {
		if want := map[bool]error{true: ErrWords, false: ErrName}[name == "nothing"]; !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.must(james.Same(ctx, his))
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	james.is(his, Shared)
	if len(sarah.spaces.all) != 1 || !slices.Equal(sarah.spaces.admitted(), []string{"Jim"}) {
		t.Errorf("in %d spaces: %q", len(sarah.spaces.all), sarah.spaces.admitted())
	}
}

func TestAnInviteThatIsOverOpensNothingAndAsksForNothing(t *testing.T) {
	w := newWorld(t)
	sarah, james, ana := w.someone(), w.someone(), w.someone()
	waiting, err := sarah.Make(ctx, pair)
	w.must(err)
	asked, err := ana.Open(ctx, sarah.is(waiting, Waiting).Words)
	w.must(err)
	hers, his := w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	done, guests := w.invites(sarah, james, pair)
	sarah.is(done, Comparing)
	w.must(james.Same(ctx, guests))
	w.must(sarah.Approve(ctx, done, sarah.owner(), time.Time{}))
	james.is(guests, Shared)
	w.pass(life + slack)
	for name, err := range map[string]error{
		"same": james.Same(ctx, his), "answer": ana.Answer(ctx, asked, "Sarah", "Ana"), "approve": sarah.Approve(ctx, hers, sarah.owner(), time.Time{}),
	} {
		if !errors.Is(err, ErrLate) {
			t.Errorf("%s after its time: %v", name, err)
		}
	}
	for _, c := range []struct {
		p  *someone
		id string
	}{{sarah, waiting}, {sarah, hers}, {james, his}, {ana, asked}} {
		c.p.link.Record()
		if c.p.is(c.id, Over); len(c.p.link.Sent()) != 0 {
			t.Errorf("the relay was asked for %s", c.p.link.Sent()[0].URL)
		}
		c.p.forgot(c.id)
		if w.must(c.p.Forget(ctx, c.id)); len(c.p.link.Sent()) != 0 {
			t.Error("the other one is told that it was put away")
		}
	}
	james.is(guests, Shared) // what has ended has ended as it did
	james.forgot(guests)
	sarah.forgot(done)
}

// Who only looked has said nothing: nothing is asked for any more, and there is nothing to be seen of it anywhere.
func TestWhoOnlyLookedLeavesNoTrace(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	for _, wish := range []Wish{pair, {Care, Guest, "S.", "Dr Ana"}} {
		for name, end := range map[string]func(id string) error{
			"put away":          func(id string) error { return james.Forget(ctx, id) },
			"withdrawn":         func(id string) error { return james.Withdraw(ctx, id) },
			"not the same":      func(id string) error { return james.Differ(ctx, id) },
			"the home has gone": func(id string) error { james.moved(id); return james.Check(ctx) },
		} {
			id, err := sarah.Make(ctx, wish)
			w.must(err)
			said := sarah.view(id).Words
			his, err := james.Open(ctx, said)
			w.must(err)
			if again, err := james.Open(ctx, said); again != his || err != nil {
				t.Errorf("the same words again lead to another: %v", err)
			}
			james.link.Record()
			asked := len(james.link.Sent())
			w.must(james.Check(ctx))
			w.must(end(his))
			w.must(james.Check(ctx))
			for _, r := range james.link.Sent()[asked:] {
				t.Errorf("%s: %s %s", name, r.Method, r.URL)
			}
			w.must(james.Forget(ctx, his))
			if sarah.is(id, Waiting).Lost || len(james.List()) != 0 {
				t.Errorf("%s: something is left", name)
			}
		}
	}
}

// An invite stays where it began. Who is to make the space can not do so there when the home has gone elsewhere.
func TestAnInviteDoesNotFollowAHomeToAnotherRelay(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	begin := func() (hers, his string) {
		hers, his = w.invites(sarah, james, pair)
		sarah.is(hers, Comparing)
		return hers, his
	}
	t.Run("the host has gone before her yes", func(t *testing.T) {
		hers, his := begin()
		sarah.moved(hers)
		if err := sarah.Approve(ctx, hers, sarah.owner(), time.Time{}); !errors.Is(err, ErrElsewhere) || len(sarah.spaces.all) != 0 {
			t.Errorf("approved: %v, %d spaces", err, len(sarah.spaces.all))
		}
		sarah.is(hers, Withdrawn)
		james.is(his, Withdrawn)
	})
	t.Run("the host has gone after her yes", func(t *testing.T) {
		hers, his := begin()
		w.must(james.Same(ctx, his))
		sarah.loses(writes)
		w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
		sarah.link.Faults(nil)
		sarah.moved(hers)
		sarah.link.Record()
		sarah.is(hers, Shared)
		for _, r := range sarah.link.Sent() {
			if strings.HasPrefix(r.URL, far+"/v1/token") || r.Header.Get(relayapi.SlotToken) != "" {
				t.Error("the other relay is told which home this is")
			}
		}
		james.is(his, Shared)
	})
	t.Run("the guest has gone", func(t *testing.T) {
		hers, his := begin()
		james.moved(his)
		w.must(james.Same(ctx, his))
		w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
		james.is(his, Shared)
		if last := james.spaces.joined[len(james.spaces.joined)-1]; last.Relay != far {
			t.Errorf("the space is looked for at %s", last.Relay)
		}
	})
	t.Run("asked from another relay", func(t *testing.T) {
		ana := w.someoneAt(far)
		for _, wish := range []Wish{pair, {Care, Guest, "S.", "Dr Ana"}} {
			id, err := ana.Make(ctx, wish)
			w.must(err)
			_, err = james.OpenAt(ctx, far, ana.view(id).Words)
			if wish.Role == Guest != errors.Is(err, ErrElsewhere) || wish.Role == Host && err != nil {
				t.Errorf("in role %d: %v", wish.Role, err)
			}
		}
		if _, err := james.OpenAt(ctx, "http://far.example", words.New(Words)); !errors.Is(err, devices.ErrReach) {
			t.Errorf("without TLS: %v", err)
		}
	})
	t.Run("its link leads there", func(t *testing.T) {
		id, err := sarah.Make(ctx, pair)
		w.must(err)
		sarah.moved(id)
		if v := sarah.view(id); v.Link != far+Path+"#"+strings.Join(v.Words, "-") {
			t.Errorf("the link is %s", v.Link)
		}
	})
}

func TestOnlySoManyInvitesAreOpen(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	for range most {
		w.must(james.save(ctx, record.NewID().String(), kept{State: Waiting, Until: w.clock().Add(life).Unix()}))
	}
	if _, err := james.Make(ctx, pair); !errors.Is(err, ErrMany) {
		t.Errorf("made: %v", err)
	}
	if _, err := james.Open(ctx, sarah.view(id).Words); !errors.Is(err, ErrMany) {
		t.Errorf("opened: %v", err)
	}
	w.must(james.drop(ctx, james.bucket.Keys()[0]))
	if _, err := james.Open(ctx, sarah.view(id).Words); err != nil {
		t.Errorf("with room for one: %v", err)
	}
}

// The program may end at any moment: what the other side may have heard must be known afterwards.
func TestWhatIsSaidIsKeptBefore(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	said := 0
	before := func(p *someone, has func(kept) bool) {
		p.link.Faults(func(r *http.Request) network.Fault {
			if !writes(r) {
				return network.None
			}
			said++
			if !slices.ContainsFunc(p.bucket.Keys(), func(id string) bool { k, ok := p.load(id); return ok && k.Key != nil && has(k) }) {
				t.Errorf("message %d is said before it is kept", said)
			}
			return network.None
		})
	}
	before(sarah, func(k kept) bool { return k.Ask != nil })
	hers, err := sarah.Make(ctx, pair)
	w.must(err)
	before(james, func(k kept) bool { return k.Answer != nil })
	his, err := james.Open(ctx, sarah.view(hers).Words)
	w.must(err)
	w.must(james.Answer(ctx, his, "Sarah", "James"))
	sarah.is(hers, Comparing)
	before(sarah, func(k kept) bool { return k.Done != nil && k.State == Approved })
	sarah.spaces.admits = func(id record.SpaceID) {
		if k, _ := sarah.load(hers); k.Space != id {
			t.Error("somebody is let in before it is kept into which space")
		}
	}
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	if said != 3 {
		t.Errorf("%d messages", said)
	}
	sarah.link.Faults(nil)
	james.link.Faults(nil)
	// And what was kept and not said is said later.
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	k, _ := sarah.load(id)
	w.must(sarah.relays.At("").Clear(ctx, slotFor(k.Words...).Slot))
	k.Placed = false
	w.must(sarah.save(ctx, id, k))
	if sarah.is(id, Waiting).Lost {
		t.Error("what was never there is lost")
	}
	if _, err := james.Open(ctx, k.Words); err != nil {
		t.Errorf("opened: %v", err)
	}
}

// Who answers again after an error may have thought of another name. It counts unless the first one was heard.
func TestAnAnswerThatWasHeardStays(t *testing.T) {
	for name, c := range map[string]struct {
		fault network.Fault
		look  bool // the relay is away once more when it is looked what was heard
		want  string
	}{
		"it was not heard":          {network.LoseRequest, false, "James"},
		"it was heard":              {network.LoseReply, false, "Jim"},
		"nobody knows for a moment": {network.LoseReply, true, "Jim"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			sarah, james := w.someone(), w.someone()
			hers, err := sarah.Make(ctx, pair)
			w.must(err)
			his, err := james.Open(ctx, sarah.view(hers).Words)
			w.must(err)
			james.link.Faults(func(r *http.Request) network.Fault {
				if writes(r) {
					return c.fault
				}
				return network.None
			})
			if err := james.Answer(ctx, his, "Sarah", "Jim"); !errors.Is(err, devices.ErrOffline) {
				t.Fatalf("the relay is away: %v", err)
			}
			james.link.Faults(nil)
			if c.look {
				james.link.Offline(true)
				if err := james.Answer(ctx, his, "Sarah", "James"); !errors.Is(err, devices.ErrOffline) {
					t.Fatalf("the relay is still away: %v", err)
				}
				james.link.Offline(false)
			}
			w.must(james.Answer(ctx, his, "Sarah", "James"))
			if v := sarah.is(hers, Comparing); v.Name != c.want || !slices.Equal(v.Compare, james.is(his, Comparing).Compare) {
				t.Errorf("she hears of %s, and compares %q", v.Name, v.Compare)
			}
		})
	}
}

// What the relay gives to a guest is held against the owner's signatures, and whoever is taken out again before they came is not
// led in, and waits no longer.
func TestAGuestJoinsOnlyWhatTheHostHasSigned(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	hers, his := w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	james.link.Change(func(r *http.Request, a *http.Response) {
		if !controls(r) {
			return
		}
		body, err := io.ReadAll(a.Body)
		w.must(err)
		if len(body) > 0 { // at the end of all there is nothing
			body[len(body)-1] ^= 1
		}
		a.Body = io.NopCloser(bytes.NewReader(body))
	})
	w.must(james.Same(ctx, his))
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	if err := james.Check(ctx); err == nil || james.view(his).State != Agreed || len(james.spaces.in) != 0 {
		t.Errorf("made up by the relay: %v, and it is %q", err, james.view(his).State)
	}
	james.link.Change(nil)
	w.must(sarah.spaces.remove(ctx, sarah.view(hers).Space))
	james.is(his, Withdrawn)
	if len(james.spaces.in) != 0 {
		t.Error("led into a space that he is out of")
	}
}

// heard is an invite whose guest has heard the host's yes, and not compared.
func (w *world) heard() (sarah, james *someone, hers, his string) {
	sarah, james = w.someone(), w.someone()
	hers, his = w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	james.is(his, Comparing)
	return sarah, james, hers, his
}

// Once the host's yes was heard it holds, whatever becomes of the slot and however late the space can be entered. It holds for
// nobody who never compared.
func TestAYesThatWasHeardHolds(t *testing.T) {
	for name, c := range map[string]struct {
		agrees, forgets bool
		later           time.Duration
		want            State
	}{
		"the slot is gone by then":   {true, true, 0, Shared},
		"the space was out of reach": {true, false, 3 * life, Shared},
		"nobody compared":            {false, false, life + slack, Over},
	} {
		t.Run(name, func(t *testing.T) {
			w, store := newWorld(t), memory.New()
			w.restart(store)
			_, james, _, his := w.heard()
			james.loses(controls)
			if c.agrees {
				w.must(james.Same(ctx, his))
			}
			if c.forgets {
				w.restart(store)
			}
			w.pass(c.later)
			_ = james.Check(ctx) // and is out of reach still
			james.link.Faults(nil)
			james.sleep()
			james.is(his, c.want)
			if got := len(james.spaces.in) == 1; got != c.agrees {
				t.Errorf("he is in: %v", got)
			}
		})
	}
}

// Whoever has the words may write between the host's look at the slot and her last word. The guest hears it all the same.
func TestTheLastWordIsTheHosts(t *testing.T) {
	w := newWorld(t)
	sarah, james, mallory := w.someone(), w.someone(), w.someone()
	hers, his := w.invites(sarah, james, pair)
	k, _ := sarah.load(hers)
	s := slotFor(k.Words...)
	sarah.is(hers, Comparing)
	w.must(james.Same(ctx, his))
	tries := 0
	sarah.link.Faults(func(r *http.Request) network.Fault {
		if writes(r) && tries < 2 {
			tries++
			mallory.forge(s, func(there []byte) []byte { return bytes.Repeat([]byte{byte(tries)}, len(there)) })
		}
		return network.None
	})
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	sarah.is(hers, Shared)
	james.is(his, Shared)
	if tries != 2 {
		t.Errorf("%d tries", tries)
	}
}

// A relay that knows nothing of the space any more is asked for it as long as an invite is good, and no longer.
func TestASpaceThatIsGoneIsNotWaitedForWithoutEnd(t *testing.T) {
	w, store := newWorld(t), memory.New()
	w.restart(store)
	sarah, james, hers, his := w.heard()
	w.must(store.Drop(ctx, sarah.view(hers).Space))
	w.must(james.Same(ctx, his))
	if err := james.Check(ctx); !errors.Is(err, devices.ErrOffline) || james.view(his).State != Agreed {
		t.Errorf("it may come back: %v, and it is %q", err, james.view(his).State)
	}
	w.pass(life + slack)
	james.link.Record()
	james.is(his, Over)
	asked := len(james.link.Sent())
	james.is(his, Over)
	if len(james.link.Sent()) != asked || len(james.spaces.in) != 0 {
		t.Error("it is still asked for, or he is in")
	}
}
