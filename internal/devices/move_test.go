package devices

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/testkit/network"
)

const other = "https://other.example"

// twoRelays is a world with a second relay: whose host is asked decides which of them answers.
type twoRelays struct {
	*world
	far  *world
	stop func() // ends what listens at either
}

func newTwo(t *testing.T) *twoRelays {
	w := newWorld(t)
	far := &world{t: t, now: w.now}
	far.store = memory.New()
	far.relay = relay.New(relay.Config{Store: far.store, Limits: roomy, Now: w.clock})
	near := w.relay
	w.relay = http.HandlerFunc(func(a http.ResponseWriter, r *http.Request) {
		if r.Host == "other.example" {
			far.ServeHTTP(a, r)
			return
		}
		near.ServeHTTP(a, r)
	})
	return &twoRelays{w, far, func() {
		near.(*relay.Relay).Stop()
		far.relay.(*relay.Relay).Stop()
	}}
}

// moved waits until a move is no longer under way.
func (p *phone) moved() error {
	<-p.mover.Ended()
	return p.Moving().Err
}

func (p *phone) moves(to MoveTo) error {
	if to.Relay == "" {
		to.Relay = other
	}
	to.Proof.Passphrase = passphrase
	if err := p.Move(ctx, to); err != nil {
		return err
	}
	return p.moved()
}

// settled does what Run does when everything is there.
func (p *phone) settledNow() error {
	if err := p.step(); err != nil {
		return err
	}
	return p.SettleMove(ctx, byPassphrase(), false, false)
}

func TestEverythingIsAtAnotherRelayUnderTheSameWords(t *testing.T) {
	w := newTwo(t)
	laptop, seven := w.started("one", "two")
	kit, err := laptop.Kit(ctx, byPassphrase())
	w.must(err)
	phone := w.opened("phone", seven)
	phone.put("three")
	phone.inStep()
	phone.put("not sent yet")
	laptop.put("here only")
	w.must(laptop.moves(MoveTo{}))
	if m := laptop.Moving(); m.Stage != MoveFills || m.From != at || m.To != other {
		t.Fatalf("%+v", m)
	}
	if s, _ := w.left(); s == 0 {
		t.Fatal("the home before is gone before everything is over there")
	}
	w.must(laptop.settledNow())
	if spaces, slots := w.left(); spaces != 0 || slots != 1 {
		t.Errorf("%d spaces and %d slots at the relay before; only the note that says where to is to be there", spaces, slots)
	}
	if m := laptop.Moving(); m.Stage != NotMoving {
		t.Errorf("%+v", m)
	}
	// The other device finds that it is gone, and where to.
	if err := phone.step(); !errors.Is(err, ErrStopped) {
		t.Fatalf("the other device: %v", err)
	}
	s, err := phone.session()
	w.must(err)
	phone.follow(ctx, s)
	phone.inStep()
	laptop.inStep()
	phone.inStep()
	want := []string{"one", "two", "three", "here only", "not sent yet"}
	laptop.shows(want...)
	phone.shows(want...)
	laptop.lists("laptop", "phone")
	for _, words := range [][]string{seven, kit.Words} {
		tablet := w.phone("tablet")
		if err := tablet.Open(ctx, words, "tablet", passphrase); !errors.Is(err, ErrWords) {
			t.Errorf("at the relay before: %v", err)
		}
		w.must(tablet.OpenAt(ctx, other, words, "tablet", passphrase))
		tablet.inStep()
		tablet.shows(want...)
		tablet.crash()
		tablet.inStep() // it knows where its things are
	}
	laptop.crash()
	laptop.inStep()
	laptop.owns()
}

func TestMovingGoesOnWhereverItWasCutOff(t *testing.T) {
	step := 1
	if testing.Short() { // every cut has its turn natively; here a few show that the browser's build does the same
		step = 9
	}
	for _, done := range []bool{false, true} {
		for n := 1; ; n += step {
			w := newTwo(t)
			laptop, seven := w.started("one")
			phone := w.opened("phone", seven)
			laptop.inStep()
			phone.put("two")
			phone.inStep()
			left := laptop.cut(n, done)
			err := laptop.moves(MoveTo{})
			if err == nil {
				err = laptop.settledNow()
			}
			laptop.mend()
			cut := *left <= 0
			laptop.crash()
			w.goOn(laptop, phone, seven, fmt.Sprintf("cut at %d, %v (%v)", n, done, err))
			if !cut {
				break
			}
		}
	}
}

func (p *phone) vaultRelay() string {
	home, err := p.vault.Home()
	p.w.must(err)
	return home.Relay()
}

// BenchmarkMoving is how long 20,000 entries take from one relay to another, both in memory, beside what bringing them to the
// first one took.
func BenchmarkMoving(b *testing.B) {
	for range b.N {
		b.StopTimer()
		w := newTwo(&testing.T{})
		laptop := w.kept("laptop")
		for range 20_000 {
			laptop.put("a line or two of a day like any other, and how the night was")
		}
		w.must(laptop.Start(ctx, laptop.Words(), "laptop", passphrase, ""))
		before := time.Now()
		laptop.inStep()
		first := time.Since(before)
		b.StartTimer()
		before = time.Now()
		w.must(laptop.moves(MoveTo{}))
		w.must(laptop.settledNow())
		b.ReportMetric(time.Since(before).Seconds(), "s/move")
		b.ReportMetric(time.Since(before).Seconds()/first.Seconds(), "of-first")
	}
}

// Something is written a moment after the first try, and nothing after that: the next try does not wait for another reason.
func TestTheCopyAtTheRelayBeforeGoesSoonAlthoughTheFirstTryWasLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newTwo(t)
		laptop, _ := w.started("one")
		running, stop := context.WithCancel(ctx)
		var lost atomic.Int64
		var works atomic.Bool
		laptop.link.Faults(func(r *http.Request) network.Fault {
			if r.Method == http.MethodDelete && !works.Load() {
				lost.Add(1)
				return network.LoseRequest
			}
			return network.None
		})
		over := make(chan struct{})
		go func() { laptop.Run(running); close(over) }()
		w.must(laptop.moves(MoveTo{}))
		for range 100 {
			if lost.Load() > 0 {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		laptop.put("written over there")
		synctest.Wait()
		works.Store(true)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if m := laptop.Moving(); lost.Load() == 0 || m.Stage != NotMoving {
			t.Errorf("%d tries were lost, and then %+v", lost.Load(), m)
		}
		stop()
		<-over
		w.stop()
		time.Sleep(2 * time.Second) // in which their clocks end
	})
}

// Who has gone can come back. A device that slept through both ways is told that its things are not there, and the words lead it.
func TestWhoHasGoneComesBackAndTheOthersFollow(t *testing.T) {
	w := newTwo(t)
	laptop, seven := w.started("one")
	phone, tablet := w.opened("phone", seven), w.opened("tablet", seven)
	phone.put("two")
	phone.inStep()
	laptop.inStep()
	w.must(laptop.moves(MoveTo{}))
	w.must(laptop.settledNow())
	phone.finds()
	phone.inStep()
	laptop.put("three, over there")
	laptop.inStep()
	w.must(laptop.moves(MoveTo{Relay: at}))
	w.must(laptop.settledNow())
	phone.finds()
	phone.inStep()
	tablet.finds()
	if stopped := tablet.Status().Stopped; stopped != Gone && stopped != Removed {
		t.Errorf("the one that slept: %q", stopped)
	}
	w.must(tablet.Open(ctx, seven, "tablet", passphrase))
	tablet.inStep()
	fresh := w.phone("fresh")
	w.must(fresh.Open(ctx, seven, "fresh", passphrase))
	fresh.inStep()
	for _, p := range []*phone_{laptop, phone, tablet, fresh} {
		if p.shows("one", "two", "three, over there"); p.vaultRelay() != at {
			t.Errorf("%s is at %s", p.name, p.vaultRelay())
		}
	}
}
