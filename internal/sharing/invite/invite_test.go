package invite

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/words"
)

var pair = Wish{Sort: Pair, Role: Host, Other: "Jim", Me: "Sarah"}

// Both ways in, each with both programs ended and locked between any two steps.
func TestTwoPeopleComeToShareASpace(t *testing.T) {
	for name, wish := range map[string]Wish{
		"a host invites":                {Pair, Host, "Jim", "Sarah"},
		"a host invites a professional": {Care, Host, "Dr Ana", "Sarah"},
		"a professional invites":        {Care, Guest, "S.", "Dr Ana"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			inviter, invited := w.someone(), w.someone()
			id, err := inviter.Make(ctx, wish)
			w.must(err)
			inviter.sleep()
			v := inviter.is(id, Waiting)
			if len(v.Words) != 7 || v.Link != "https://app.example/join#"+strings.Join(v.Words, "-") || v.Other != wish.Other || v.Host != (wish.Role == Host) {
				t.Fatalf("waiting: %+v", v)
			}
			theirs, err := invited.Open(ctx, v.Words)
			w.must(err)
			invited.sleep()
			if a := invited.is(theirs, Asked); a.Name != wish.Me || a.Sort != wish.Sort || a.Host == v.Host {
				t.Fatalf("asked: %+v", a)
			}
			w.must(invited.Answer(ctx, theirs, "her", "James"))
			inviter.sleep()
			invited.sleep()
			one, other := inviter.is(id, Comparing), invited.is(theirs, Comparing)
			if one.Name != "James" || len(one.Compare) != 5 || !slices.Equal(one.Compare, other.Compare) || !one.Until.Equal(other.Until) {
				t.Fatalf("comparing: %+v and %+v", one, other)
			}
			host, guest, hosts, guests := inviter, invited, id, theirs
			if wish.Role == Guest {
				host, guest, hosts, guests = invited, inviter, theirs, id
			}
			w.must(guest.Same(ctx, guests))
			guest.sleep()
			guest.is(guests, Agreed)
			expires := w.clock().Add(90 * 24 * time.Hour)
			w.must(host.Approve(ctx, hosts, host.owner(), expires))
			host.sleep()
			in, done := host.is(hosts, Shared), guest.is(guests, Shared)
			want := sharing.Terms{Kind: sharing.Kind(wish.Sort), Professional: wish.Sort == Care, Me: guest.view(guests).Me, Other: guest.view(guests).Other, Relay: at}
			if in.Space != done.Space || len(guest.spaces.in) != 1 || guest.spaces.joined[0] != want || host.spaces.all[in.Space].expires != expires {
				t.Fatalf("in %v, %v: %+v", in, done, guest.spaces.joined)
			}
			if who := host.spaces.admitted(); !slices.Equal(who, []string{guest.view(guests).Me}) {
				t.Errorf("let in: %q", who)
			}
			inviter.forgot(id)
			invited.forgot(theirs)
			if left, err := inviter.relays.At("").Look(ctx, slotFor(v.Words...).Slot); left != nil || err != nil {
				t.Errorf("the slot is still there: %v", err)
			}
		})
	}
}

func (p *someone) view(id string) View {
	v, _ := p.Get(id)
	return v
}

// forgot says that of an invite that has ended nothing is kept that could open anything.
func (p *someone) forgot(id string) {
	p.w.t.Helper()
	k, ok := p.load(id)
	if !ok || !k.State.Ended() || k.Words != nil || k.Key != nil || k.Ask != nil || k.Answer != nil || k.Done != nil || k.Compare != nil || len(p.slots) != 0 {
		p.w.t.Errorf("of an invite that is %q there are still words, keys or messages", k.State)
	}
}

// 36: somebody in the middle who knows the words has to be one person to the one and another to the other.
// TestAnAnswerWaitsForTheListOfWords: in a browser it comes after the first page, and what two people compare is said in them.
func TestAnAnswerWaitsForTheListOfWords(t *testing.T) {
	w := newWorld(t)
	host, guest := w.someone(), w.someone()
	id, err := host.Make(ctx, Wish{Pair, Host, "Jim", "Sarah"})
	w.must(err)
	theirs, err := guest.Open(ctx, host.is(id, Waiting).Words)
	w.must(err)
	w.must(guest.Answer(ctx, theirs, "her", "James"))
	back := words.Hold()
	defer back()
	host.sleep()
	host.is(id, Waiting)
	back()
	host.sleep()
	if v := host.is(id, Comparing); len(v.Compare) != 5 || !slices.Equal(v.Compare, guest.is(theirs, Comparing).Compare) {
		t.Errorf("comparing: %q", v.Compare)
	}
}

func TestSomebodyInTheMiddleOfAnInviteShowsOtherWordsOnEachSide(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	s := slotFor(sarah.view(id).Words...)
	// James is led to another relay, which the one in the middle runs.
	theirs := newWorld(t)
	middle := theirs.someone()
	first, err := sarah.relays.At("").Look(ctx, s.Slot)
	w.must(err)
	asked, _ := OpenAsk(s, first)
	own := seal.NewKey()
	asked.Sign = own.SignKey(seal.LabelInviteHost).Public()
	middle.forge(s, func([]byte) []byte { return asked.Seal(s) })
	james.link = network.New(theirs)
	james.relays = middle.relays
	his, err := james.Open(ctx, sarah.view(id).Words)
	w.must(err)
	w.must(james.Answer(ctx, his, "Sarah", "James"))
	_, g := guest("James")
	sarahs := Answer{slots.Fingerprint(first), g}.Seal(s)
	if written, err := sarah.relays.At("").Put(ctx, s.Slot, nil, relayapi.LifeDays, first, sarahs); !written || err != nil {
		t.Fatal(written, err)
	}
	v := sarah.is(id, Comparing)
	if his := james.view(his); v.Name != "James" || slices.Equal(v.Compare, his.Compare) || len(his.Compare) != 5 {
		t.Errorf("%q and %q: nobody would notice", v.Compare, his.Compare)
	}
	w.must(sarah.Differ(ctx, id))
	if err := sarah.Approve(ctx, id, sarah.owner(), time.Time{}); !errors.Is(err, ErrLate) || len(sarah.spaces.all) != 0 {
		t.Errorf("after a no: %v, %d spaces", err, len(sarah.spaces.all))
	}
}

// 37: only one can answer. Who comes second is told, and the first one is let in.
func TestASecondOpenerFindsTheInviteUsed(t *testing.T) {
	w := newWorld(t)
	sarah, james, second, early := w.someone(), w.someone(), w.someone(), w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	said := sarah.view(id).Words
	read, err := early.Open(ctx, said) // before the one who is meant, but slower to answer
	w.must(err)
	his, err := james.Open(ctx, said)
	w.must(err)
	w.must(james.Answer(ctx, his, "Sarah", "James"))
	if _, err := second.Open(ctx, said); !errors.Is(err, ErrUsed) {
		t.Errorf("who opens it second: %v", err)
	}
	if err := early.Answer(ctx, read, "Sarah", "Mallory"); !errors.Is(err, ErrUsed) {
		t.Errorf("who answers second: %v", err)
	}
	early.is(read, Used)
	sarah.is(id, Comparing)
	w.must(james.Same(ctx, his))
	w.must(sarah.Approve(ctx, id, sarah.owner(), time.Time{}))
	james.is(his, Shared)
	if who := sarah.spaces.admitted(); !slices.Equal(who, []string{"James"}) {
		t.Errorf("let in: %q", who)
	}
}

// 3: a relay that puts back what was in the slot before lets somebody answer again. Who was compared stays who was kept.
func TestOldContentOfASlotThatIsPutBackChangesNobody(t *testing.T) {
	w := newWorld(t)
	sarah, james, mallory := w.someone(), w.someone(), w.someone()
	hers, err := sarah.Make(ctx, pair)
	w.must(err)
	said := sarah.view(hers).Words
	s := slotFor(said...)
	ask, err := sarah.relays.At("").Look(ctx, s.Slot)
	w.must(err)
	his, err := james.Open(ctx, said)
	w.must(err)
	w.must(james.Answer(ctx, his, "Sarah", "James"))
	v := sarah.is(hers, Comparing)
	mallory.forge(s, func([]byte) []byte { return ask })
	its, err := mallory.Open(ctx, said)
	w.must(err)
	w.must(mallory.Answer(ctx, its, "Sarah", "James"))
	if again := sarah.is(hers, Comparing); !slices.Equal(again.Compare, v.Compare) || slices.Equal(mallory.view(its).Compare, v.Compare) {
		t.Error("another answer took the place of the one that was there")
	}
	w.must(james.Same(ctx, his))
	w.must(mallory.Same(ctx, its))
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	james.is(his, Shared)
	mallory.is(its, Agreed)
	if len(mallory.spaces.in) != 0 {
		t.Error("the other one is in")
	}
}

func TestAnAnswerSwappedAfterTheWordsWereComparedChangesNobody(t *testing.T) {
	w := newWorld(t)
	sarah, james, mallory := w.someone(), w.someone(), w.someone()
	hers, his := w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	k, _ := sarah.load(hers)
	s := slotFor(k.Words...)
	self, g := guest("James")
	mallory.forge(s, func([]byte) []byte { return Answer{slots.Fingerprint(k.Ask), g}.Seal(s) })
	w.must(sarah.Check(ctx))
	w.must(james.Same(ctx, his))
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	for _, h := range sarah.spaces.all {
		for _, m := range h.members {
			if m.ID == self.ID() {
				t.Error("somebody is in who was not compared")
			}
		}
	}
	james.is(his, Shared)
}

// What somebody with the words writes counts as an answer only if it is one to what was asked, from who can be the other one.
func TestAnAnswerToSomethingElseIsNone(t *testing.T) {
	w := newWorld(t)
	sarah, mallory := w.someone(), w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	k, _ := sarah.load(id)
	s := slotFor(k.Words...)
	_, g := guest("James")
	for name, a := range map[string]Answer{"to another ask": {[32]byte{1}, g}, "of a second host": {slots.Fingerprint(k.Ask), host("James")}} {
		mallory.forge(s, func([]byte) []byte { return a.Seal(s) })
		if v := sarah.is(id, Waiting); v.Compare != nil {
			t.Errorf("%s: is compared", name)
		}
	}
}

// What the host decided in the last moment reaches the guest, who looks for an hour longer.
func TestAYesInTheLastMomentArrives(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	hers, his := w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	w.must(james.Same(ctx, his))
	w.pass(life - time.Minute)
	sarah.link.Faults(func(r *http.Request) network.Fault {
		if r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, relayapi.PathSlots) {
			return network.LoseRequest
		}
		return network.None
	})
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	w.pass(slack / 2)
	if v := sarah.view(hers); v.State != Approved {
		t.Fatalf("the host's invite is %q", v.State)
	}
	if err := sarah.Forget(ctx, hers); !errors.Is(err, ErrLate) {
		t.Errorf("put away before the guest has heard: %v", err)
	}
	sarah.link.Faults(nil)
	sarah.is(hers, Shared)
	james.is(his, Shared)
}

// Whoever has the words can write "let in" and lead the guest into a space of his own, if the guest takes it.
func TestAGuestIsLedNowhereElseAfterComparing(t *testing.T) {
	for name, wish := range map[string]Wish{"a host invited": pair, "a professional invited": {Care, Guest, "S.", "Dr Ana"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			inviter, invited, mallory := w.someone(), w.someone(), w.someone()
			mine, theirs := w.invites(inviter, invited, wish)
			inviter.is(mine, Comparing)
			guest, id := invited, theirs
			if wish.Role == Guest {
				guest, id = inviter, mine
			}
			k, _ := guest.load(id)
			s := slotFor(k.Words...)
			to, ok := k.the(Guest, s)
			if !ok {
				t.Fatal("no guest was compared")
			}
			trap, genesis := space.Create(space.NewOwner(), space.NewSelf(), "Sarah")
			w.must(mallory.relays.At("").CreateSpace(ctx, genesis, ""))
			forged, err := welcome(s, k.Ask, k.Answer, to, seal.NewKey().SignKey(seal.LabelInviteHost), trap.Handover)
			w.must(err)
			mallory.forge(s, func([]byte) []byte { return forged })
			w.must(guest.Same(ctx, id))
			guest.is(id, Agreed)
			if len(guest.spaces.in) != 0 {
				t.Error("the guest is in somebody else's space")
			}
		})
	}
}

// The host's yes alone joins nothing: she may have said it without comparing, with somebody in the middle.
func TestAGuestJoinsNothingBeforeComparing(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	hers, his := w.invites(sarah, james, pair)
	sarah.is(hers, Comparing)
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	james.is(his, Comparing)
	james.sleep()
	james.is(his, Comparing)
	if len(james.spaces.in) != 0 {
		t.Fatal("joined before a yes")
	}
	w.must(james.Same(ctx, his))
	james.is(his, Shared)
}

func TestNothingIsApprovedAfterTwoDays(t *testing.T) {
	for name, wish := range map[string]Wish{"made here": pair, "answered here": {Care, Guest, "S.", "Dr Ana"}} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			inviter, invited := w.someone(), w.someone()
			mine, theirs := w.invites(inviter, invited, wish)
			inviter.is(mine, Comparing)
			host, id, guest, other := inviter, mine, invited, theirs
			if wish.Role == Guest {
				host, id, guest, other = invited, theirs, inviter, mine
			}
			w.must(guest.Same(ctx, other))
			w.pass(life - time.Second)
			host.is(id, Comparing)
			w.pass(time.Second)
			if err := host.Approve(ctx, id, host.owner(), time.Time{}); !errors.Is(err, ErrLate) {
				t.Errorf("after two days: %v", err)
			}
			if v := host.view(id); v.State != Over || len(host.spaces.all) != 0 {
				t.Errorf("%q, %d spaces", v.State, len(host.spaces.all))
			}
			w.pass(slack)
			guest.is(other, Over)
		})
	}
}

func TestAnApprovedInviteIsGoodForNobodyElse(t *testing.T) {
	w := newWorld(t)
	sarah, james, mallory := w.someone(), w.someone(), w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	said := sarah.view(id).Words
	s := slotFor(said...)
	ask, err := sarah.relays.At("").Look(ctx, s.Slot)
	w.must(err)
	his, err := james.Open(ctx, said)
	w.must(err)
	w.must(james.Answer(ctx, his, "Sarah", "James"))
	sarah.is(id, Comparing)
	w.must(sarah.Approve(ctx, id, sarah.owner(), time.Time{}))
	if _, err := mallory.Open(ctx, said); !errors.Is(err, ErrUsed) {
		t.Errorf("an invite that is done: %v", err)
	}
	w.must(james.Same(ctx, his))
	james.is(his, Shared)
	mallory.forge(s, func([]byte) []byte { return ask })
	its, err := mallory.Open(ctx, said)
	w.must(err)
	w.must(mallory.Answer(ctx, its, "Sarah", "Mallory"))
	sarah.is(id, Shared)
	w.must(sarah.Approve(ctx, id, sarah.owner(), time.Time{}))
	if who := sarah.spaces.admitted(); !slices.Equal(who, []string{"James"}) {
		t.Errorf("let in: %q", who)
	}
}

// A professional's ask that is answered by two, because the relay put it back, leads the professional to the one compared.
func TestAProfessionalsAskIsAnsweredOnce(t *testing.T) {
	w := newWorld(t)
	ana, sarah, mallory := w.someone(), w.someone(), w.someone()
	id, err := ana.Make(ctx, Wish{Care, Guest, "S.", "Dr Ana"})
	w.must(err)
	said := ana.view(id).Words
	s := slotFor(said...)
	ask, err := ana.relays.At("").Look(ctx, s.Slot)
	w.must(err)
	hers, err := sarah.Open(ctx, said)
	w.must(err)
	w.must(sarah.Answer(ctx, hers, "Ana", "Sarah"))
	if _, err := mallory.Open(ctx, said); !errors.Is(err, ErrUsed) {
		t.Errorf("who opens it second: %v", err)
	}
	ana.is(id, Comparing)
	mallory.forge(s, func([]byte) []byte { return ask })
	its, err := mallory.Open(ctx, said)
	w.must(err)
	w.must(mallory.Answer(ctx, its, "Ana", "Sarah"))
	if slices.Equal(ana.is(id, Comparing).Compare, mallory.view(its).Compare) {
		t.Error("the second one shows the same words")
	}
	w.must(ana.Same(ctx, id))
	w.must(mallory.Approve(ctx, its, mallory.owner(), time.Time{}))
	ana.is(id, Agreed)
	if len(ana.spaces.in) != 0 {
		t.Error("led to the second one")
	}
	w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
	ana.is(id, Shared)
}

func TestWordsThatAreNoInviteLeadNowhere(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	pairing, err := sarah.home.Pair(ctx, devices.Proof{Passphrase: passphrase})
	w.must(err)
	defer pairing.Drop()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	own := sarah.view(id).Words
	james.link.Record()
	for name, said := range map[string][]string{
		"of a pairing": pairing.Words(), "of nothing": {"zoom", "zoom", "zoom", "zoom", "zoom", "zoom", "zoom"}, "too few": own[:6], "none": nil,
	} {
		if _, err := james.Open(ctx, said); !errors.Is(err, ErrWords) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := james.Peek(ctx, "", said); !errors.Is(err, ErrWords) {
			t.Errorf("%s, without keeping: %v", name, err)
		}
	}
	asked := slices.DeleteFunc(james.link.Sent(), func(r network.Sent) bool { return !strings.HasPrefix(r.URL, at+relayapi.PathSlots) })
	if len(asked) != 2 { // for the seven words, and for none of the others
		t.Errorf("the relay was asked %d times", len(asked))
	}
	if _, err := sarah.Open(ctx, own); !errors.Is(err, ErrOwn) {
		t.Errorf("her own: %v", err)
	}
	if _, err := james.home.JoinPair(ctx, own[:6], "phone", passphrase); !errors.Is(err, devices.ErrWords) {
		t.Errorf("words of an invite in a pairing: %v", err)
	}
	if ask, err := james.Peek(ctx, "", own); err != nil || ask.Name != "Sarah" || len(james.List()) != 0 {
		t.Errorf("peeking: %v, %v, %d kept", ask, err, len(james.List()))
	}
}

func TestHowAnInviteEndsWithoutASpace(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	t.Run("withdrawn before anybody answered", func(t *testing.T) {
		id, err := sarah.Make(ctx, pair)
		w.must(err)
		said := sarah.view(id).Words
		his, err := james.Open(ctx, said)
		w.must(err)
		w.must(sarah.Withdraw(ctx, id))
		sarah.is(id, Withdrawn)
		if err := james.Answer(ctx, his, "Sarah", "James"); !errors.Is(err, ErrLate) {
			t.Errorf("answered: %v", err)
		}
		james.is(his, Withdrawn)
		if _, err := w.someone().Open(ctx, said); !errors.Is(err, ErrLate) {
			t.Errorf("opened: %v", err)
		}
	})
	for name, c := range map[string]struct {
		end  func(p *someone, id string) error
		want State
	}{
		"not the same": {func(p *someone, id string) error { return p.Differ(ctx, id) }, Refused},
		"withdrawn":    {func(p *someone, id string) error { return p.Withdraw(ctx, id) }, Withdrawn},
		"put away":     {func(p *someone, id string) error { return p.Forget(ctx, id) }, Withdrawn},
	} {
		for who := range 2 {
			t.Run(name, func(t *testing.T) {
				hers, his := w.invites(sarah, james, pair)
				sarah.is(hers, Comparing)
				if who == 0 {
					w.must(c.end(sarah, hers))
					james.is(his, c.want)
				} else {
					w.must(c.end(james, his))
					sarah.is(hers, c.want)
				}
				if err := sarah.Approve(ctx, hers, sarah.owner(), time.Time{}); err == nil || len(sarah.spaces.all) != 0 {
					t.Errorf("approved all the same: %v", err)
				}
			})
		}
	}
	t.Run("a no that came just before the yes", func(t *testing.T) {
		hers, his := w.invites(sarah, james, pair)
		sarah.is(hers, Comparing)
		w.must(james.Differ(ctx, his))
		if err := sarah.Approve(ctx, hers, sarah.owner(), time.Time{}); !errors.Is(err, ErrLate) || len(sarah.spaces.all) != 0 {
			t.Errorf("approved all the same: %v", err)
		}
	})
	t.Run("what has ended is shown for a while", func(t *testing.T) {
		w.pass(remembered + life)
		w.must(sarah.Check(ctx))
		w.must(sarah.Check(ctx))
		if n := len(sarah.List()); n != 0 {
			t.Errorf("%d are still shown", n)
		}
	})
}

// A relay that begins anew forgets all slots of two days.
func TestARelayThatBeginsAnew(t *testing.T) {
	store := memory.New()
	w := newWorld(t)
	w.restart(store)
	sarah, james := w.someone(), w.someone()
	t.Run("before an answer: invite again", func(t *testing.T) {
		id, err := sarah.Make(ctx, pair)
		w.must(err)
		w.restart(store)
		if v := sarah.is(id, Waiting); !v.Lost {
			t.Error("nobody is told")
		}
		if _, err := james.Open(ctx, sarah.view(id).Words); !errors.Is(err, ErrWords) {
			t.Errorf("opened: %v", err)
		}
	})
	t.Run("after the answer was seen: it goes on", func(t *testing.T) {
		hers, his := w.invites(sarah, james, pair)
		sarah.is(hers, Comparing)
		w.restart(store)
		w.must(james.Same(ctx, his))
		if v := james.is(his, Agreed); !v.Lost {
			t.Error("the guest is not told")
		}
		w.must(sarah.Approve(ctx, hers, sarah.owner(), time.Time{}))
		james.is(his, Shared)
	})
}

// Whatever request or reply is lost, doing the same again ends in one space with one guest.
func TestAnInviteEndsWellWhateverReplyIsLost(t *testing.T) {
	step := 1
	if testing.Short() { // every request has its turn natively; here a few show that the browser's build does the same
		step = 7
	}
	for _, done := range []bool{false, true} {
		for n := 1; n < 40; n += step {
			w := newWorld(t)
			sarah, james := w.someone(), w.someone()
			left := n
			faults := func(*http.Request) network.Fault {
				if left--; left == 0 && done {
					return network.LoseReply
				} else if left == 0 {
					return network.LoseRequest
				}
				return network.None
			}
			sarah.link.Faults(faults)
			james.link.Faults(faults)
			again := func(do func() error) {
				for range 3 {
					if do() == nil {
						return
					}
					sarah.sleep()
					james.sleep()
				}
				t.Fatalf("request %d: it does not go on", n)
			}
			var hers, his string
			again(func() (err error) { hers, err = sarah.Make(ctx, pair); return err })
			again(func() (err error) { his, err = james.Open(ctx, sarah.view(hers).Words); return err })
			again(func() error { return james.Answer(ctx, his, "Sarah", "James") })
			again(func() error { return sarah.Check(ctx) })
			again(func() error { return james.Same(ctx, his) })
			again(func() error { return sarah.Approve(ctx, hers, sarah.owner(), time.Time{}) })
			again(func() error { return sarah.Check(ctx) })
			again(func() error { return james.Check(ctx) })
			sarah.link.Faults(nil)
			james.link.Faults(nil)
			sarah.is(hers, Shared)
			james.is(his, Shared)
			in := 0
			for _, h := range sarah.spaces.all {
				in += len(h.members)
			}
			if in != 1 || len(sarah.spaces.all) != 1 {
				t.Fatalf("request %d: %d were let in, into %d spaces", n, in, len(sarah.spaces.all))
			}
			if left > 0 {
				break // it needs fewer requests than that
			}
		}
	}
}

func TestWithoutAHomeThereIsNoInvite(t *testing.T) {
	w := newWorld(t)
	sarah := w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	said := sarah.view(id).Words
	visitor := w.someone()
	visitor.vault.Lock()
	if _, err := visitor.Open(ctx, said); !errors.Is(err, ErrNoHome) || visitor.Available() {
		t.Errorf("locked: %v", err)
	}
	if ask, err := visitor.Peek(ctx, "", said); err != nil || ask.Name != "Sarah" {
		t.Errorf("peeking: %v", err)
	}
	if _, ok := visitor.Get(id); ok || visitor.List() != nil {
		t.Error("a locked device shows invites")
	}
	if _, err := visitor.Make(ctx, pair); !errors.Is(err, ErrNoHome) {
		t.Errorf("locked: %v", err)
	}
	sarah.vault.Lock()
	if err := sarah.Check(ctx); !errors.Is(err, ErrNoHome) || len(sarah.slots) != 0 {
		t.Errorf("a locked device holds %d keys: %v", len(sarah.slots), err)
	}
	w.must(sarah.vault.Unlock(ctx, passphrase))
	sarah.is(id, Waiting)
	for name, wish := range map[string]Wish{"no name": {Pair, Host, "Jim", " "}, "nobody": {Pair, Host, "", "Sarah"}, "a guest of a pair": {Pair, Guest, "Jim", "Ana"}} {
		if _, err := sarah.Make(ctx, wish); !errors.Is(err, ErrName) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A seized disk shows no words, no names and no keys of an invite, and no bucket of that name.
func TestADiskShowsNothingOfInvites(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	hers, _ := w.invites(sarah, james, Wish{Pair, Host, "James Sample", "Sarah Sample"})
	sarah.is(hers, Comparing)
	for _, p := range []*someone{sarah, james} {
		for key, value := range p.disk.Dump() {
			for _, secret := range []string{"Sarah Sample", "James Sample", Bucket, hers} {
				if bytes.Contains(value, []byte(secret)) || strings.Contains(key, secret) {
					t.Errorf("%q is on the disk", secret)
				}
			}
		}
	}
}

// A relay that is away, full or closed for new slots is told, and nothing is kept of an invite that is not there.
func TestWhatARelayRefusesIsNotKept(t *testing.T) {
	w := newWorld(t)
	sarah := w.someone()
	for name, c := range map[string]struct {
		answer string
		status int
		want   error
	}{"full": {`{"error":"full"}`, 507, devices.ErrFull}, "away": {"<html>", 502, devices.ErrOffline}, "taken": {`{"error":"taken"}`, 409, ErrUsed}} {
		sarah.link.Change(func(r *http.Request, a *http.Response) {
			if r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, relayapi.PathSlots) {
				a.StatusCode, a.Body = c.status, io.NopCloser(strings.NewReader(c.answer))
			}
		})
		if _, err := sarah.Make(ctx, pair); !errors.Is(err, c.want) || len(sarah.List()) != 0 {
			t.Errorf("%s: %v, %d kept", name, err, len(sarah.List()))
		}
	}
}

// Run finds an answer by itself while things are open, and tells the pages that show it.
func TestAnAnswerIsFoundByItself(t *testing.T) {
	w := newWorld(t)
	sarah, james := w.someone(), w.someone()
	id, err := sarah.Make(ctx, pair)
	w.must(err)
	running, stop := context.WithCancel(ctx)
	over := make(chan struct{})
	go func() { sarah.Run(running); close(over) }()
	his, err := james.Open(ctx, sarah.view(id).Words)
	w.must(err)
	w.must(james.Answer(ctx, his, "Sarah", "James"))
	for {
		_, changed := sarah.Changes()
		if sarah.view(id).State == Comparing {
			break
		}
		sarah.Nudge()
		<-changed
	}
	stop()
	<-over
}
