package devices

import (
	"errors"
	"net/http"
	"testing"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
)

// claim puts a note into the slot where a device looks for one, as whoever holds the newest key there could, and takes the
// device out. It is the relay's to hide what is there, and a member's to write it; signed is whose signature it bears.
func (p *phone) claim(from *phone, signed space.Owner, to string, next *space.Space) {
	p.w.t.Helper()
	s, err := p.session()
	p.w.must(err)
	at := s.Space()
	key, _ := at.Forward()
	slot := slots.From(key)
	note, err := slots.SealForward(slot, at.ID(), signed, to, next)
	p.w.must(err)
	f, err := from.session()
	p.w.must(err)
	who, _ := wire.MemberLogin(f.Space())
	written, err := s.Relay.Put(ctx, slot, &who, relayapi.LifeForever, nil, note)
	if err != nil || !written {
		p.w.t.Fatal(written, err)
	}
}

// A relay that says that everything is somewhere else moves nobody: not with a note of its own, not with one that another
// member made, and not with one of another home.
func TestOnlyTheOwnerLeadsADeviceElsewhere(t *testing.T) {
	elsewhere := func() *space.Space { s, _ := space.Create(space.NewOwner(), space.NewSelf(), "x"); return s }
	for name, forge := range map[string]func(w *twoRelays, laptop, phone *phone){
		"by somebody who is no owner": func(w *twoRelays, laptop, phone *phone_) {
			phone.claim(laptop, space.NewOwner(), other, elsewhere())
		},
		"noise": func(w *twoRelays, laptop, phone *phone_) {
			s, err := phone.session()
			w.must(err)
			key, _ := s.Space().Forward()
			who, _ := wire.MemberLogin(s.Space())
			_, err = s.Relay.Put(ctx, slots.From(key), &who, relayapi.LifeForever, nil, make([]byte, relayapi.SlotSize))
			w.must(err)
		},
		"nothing": func(*twoRelays, *phone_, *phone_) {},
	} {
		w := newTwo(t)
		laptop, seven := w.started("one")
		phone := w.opened("phone", seven)
		laptop.inStep()
		forge(w, laptop, phone)
		w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("phone")))
		if err := phone.step(); !errors.Is(err, ErrStopped) {
			t.Fatalf("%s: %v", name, err)
		}
		s, err := phone.session()
		w.must(err)
		phone.follow(ctx, s)
		if phone.vaultRelay() != at || phone.Status().Stopped != Removed || phone.Status().Gone != "" {
			t.Errorf("%s: led to %s, %+v", name, phone.vaultRelay(), phone.Status())
		}
		if spaces, slots := w.far.left(); spaces+slots != 0 {
			t.Errorf("%s: the other relay was asked to keep something", name)
		}
	}
}

// A device that was removed before is told nothing, whatever it still has.
func TestADeviceThatWasRemovedDoesNotFindWhereHomeWent(t *testing.T) {
	w := newTwo(t)
	laptop, seven := w.started("one")
	phone, thief := w.opened("phone", seven), w.opened("thief", seven)
	laptop.inStep()
	w.must(laptop.Remove(ctx, byPassphrase(), laptop.id("thief")))
	phone.inStep()
	if err := thief.step(); !errors.Is(err, ErrStopped) {
		t.Fatal(err)
	}
	laptop.put("afterwards")
	w.must(laptop.moves(MoveTo{}))
	w.must(laptop.settledNow())
	for _, p := range []*phone_{phone, thief} {
		s, err := p.session()
		w.must(err)
		_ = p.step()
		p.follow(ctx, s)
	}
	if thief.vaultRelay() != at {
		t.Error("who was shut out has come along")
	}
	phone.inStep()
	phone.shows("one", "afterwards")
	thief.shows("one")
	laptop.inStep()
	laptop.lists("laptop", "phone")
}

// A relay that takes nobody, wants a code, has no room, or answers nonsense: at the relay before everything is as it was.
func TestARelayThatTakesNothingChangesNothing(t *testing.T) {
	nonsense := http.HandlerFunc(func(a http.ResponseWriter, _ *http.Request) { _, _ = a.Write([]byte("<html>hello</html>")) })
	full := memory.New()
	for name, c := range map[string]struct {
		relay http.Handler
		want  error
	}{
		"closed":   {relay.New(relay.Config{Store: full, Limits: roomy, Spaces: relayapi.SpacesClosed}), ErrClosed},
		"a code":   {relay.New(relay.Config{Store: full, Limits: roomy, Spaces: relayapi.SpacesCode, Code: func(s string) bool { return false }}), ErrCode},
		"nonsense": {nonsense, ErrOffline},
	} {
		w := newTwo(t)
		laptop, seven := w.started("one")
		w.far.mu.Lock()
		w.far.relay = c.relay
		w.far.mu.Unlock()
		if err := laptop.moves(MoveTo{}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		laptop.crash()
		laptop.inStep()
		if laptop.vaultRelay() != at {
			t.Errorf("%s: it is at %s", name, laptop.vaultRelay())
		}
		w.opened("phone", seven).shows("one")
	}
}

// The new relay refuses in the middle, for ever. Everything is here and at the relay before, and the way back is open.
func TestFromARelayThatRefusesInTheMiddleThereIsAWayBack(t *testing.T) {
	w := newTwo(t)
	laptop, seven := w.started("one", "two")
	w.must(laptop.moves(MoveTo{}))
	laptop.link.Faults(func(r *http.Request) network.Fault {
		if r.URL.Host == "other.example" {
			return network.LoseRequest
		}
		return network.None
	})
	if err := laptop.settledNow(); err == nil {
		t.Fatal("it settles although nothing could be sent")
	}
	laptop.crash()
	laptop.link.Faults(func(r *http.Request) network.Fault {
		if r.URL.Host == "other.example" {
			return network.LoseRequest
		}
		return network.None
	})
	laptop.put("three")
	w.opened("another", seven).shows("one", "two") // the relay before still has all of it
	if err := laptop.moves(MoveTo{Relay: at, Without: true, Proof: byWords(seven)}); err != nil {
		t.Fatal(err)
	}
	laptop.inStep()
	if st := laptop.Moving(); st.Stage != NotMoving {
		w.must(laptop.SettleMove(ctx, byPassphrase(), true, false))
	}
	w.opened("tablet", seven).shows("one", "two", "three")
}

// Nothing is asked of another relay before it was chosen, and nothing of one that the page may not ask.
func TestNoOtherRelayIsAskedBeforeItWasChosen(t *testing.T) {
	w := newTwo(t)
	laptop, seven := w.started("one")
	asked := 0
	laptop.link.Faults(func(r *http.Request) network.Fault {
		if r.URL.Host == "other.example" {
			asked++
		}
		return network.None
	})
	laptop.inStep()
	_, _, _ = laptop.Others(), laptop.Moving(), laptop.May(other)
	for name, try := range map[string]func() error{
		"another passphrase": func() error { return laptop.Move(ctx, MoveTo{Relay: other, Proof: Proof{Passphrase: "not it at all"}}) },
		"an address that is none": func() error {
			return laptop.Move(ctx, MoveTo{Relay: "https://other.example/path", Proof: byPassphrase()})
		},
		"without TLS":    func() error { return laptop.Move(ctx, MoveTo{Relay: "http://other.example", Proof: byPassphrase()}) },
		"the same":       func() error { return laptop.Move(ctx, MoveTo{Relay: at, Proof: byPassphrase()}) },
		"words, unasked": func() error { return laptop.Open(ctx, seven, "x", passphrase) },
	} {
		if try() == nil {
			t.Errorf("%s: it goes", name)
		}
	}
	if asked != 0 {
		t.Errorf("it was asked %d times", asked)
	}
	laptop.relays = wire.NewRelays(laptop.link, at, func(string) bool { return false })
	if err := laptop.Move(ctx, MoveTo{Relay: other, Proof: byPassphrase()}); !errors.Is(err, ErrReach) || asked != 0 {
		t.Errorf("out of reach: %v, asked %d times", err, asked)
	}
}

// A home at a relay that the page may not ask: all is here, nothing is sent anywhere, and one can go on from it.
func TestAHomeOutOfReachIsSaidAndNothingIsSent(t *testing.T) {
	w := newTwo(t)
	laptop, seven := w.started("one")
	w.must(laptop.moves(MoveTo{}))
	w.must(laptop.settledNow())
	laptop.crash()
	laptop.relays = wire.NewRelays(laptop.link, at, func(string) bool { return false })
	sent := 0
	laptop.link.Faults(func(*http.Request) network.Fault { sent++; return network.None })
	laptop.put("two")
	if err := laptop.step(); err == nil || sent != 0 {
		t.Errorf("%v, %d requests", err, sent)
	}
	if s := laptop.Status(); s.Stopped != OutOfReach || s.Waiting == 0 {
		t.Errorf("%+v", s)
	}
	laptop.shows("one", "two")
	w.must(laptop.moves(MoveTo{Relay: at, Without: true}))
	laptop.inStep()
	w.opened("phone", seven).shows("one", "two")
}
