package devices

import (
	"errors"
	"os"
	"slices"
	"testing"

	"snowdrop/internal/vault"
)

// action is one thing that a person does, in a world of its own.
type action struct {
	name string
	// prepare returns the device that it is done on, how it is done, by a person who does it again after an error, and
	// what must be so in the end. done again says that something has ended already is nil.
	prepare func(w *world) (p *phone, do func() error, check func())
}

// again makes do harmless where a try before has done all but say so.
func again(do func() error, done ...error) func() error {
	return func() error {
		err := do()
		for _, d := range done {
			if errors.Is(err, d) {
				return nil
			}
		}
		return err
	}
}

var actions = []action{
	{"start", func(w *world) (*phone, func() error, func()) {
		p := w.kept("laptop", "one")
		seven := p.Words()
		return p, again(func() error { return p.Start(ctx, seven, "laptop", passphrase, "") }, ErrBegun), func() {
			p.inStep()
			w.opened("phone", seven).shows("one")
			p.inStep()
			p.lists("laptop", "phone")
			p.owns()
		}
	}},
	{"open in a visit", func(w *world) (*phone, func() error, func()) {
		laptop, seven := w.started("one")
		p := w.phone("phone")
		p.put("two")
		return p, again(func() error { return p.Open(ctx, seven, "phone", passphrase) }, ErrBegun), func() {
			p.inStep()
			laptop.inStep()
			want := []string{"one", "two"}
			if p.lost {
				want = want[:1] // a visit is gone when the program ends, as it was said
			}
			p.shows(want...)
			laptop.shows(want...)
		}
	}},
	{"open where things are kept", func(w *world) (*phone, func() error, func()) {
		laptop, seven := w.started("one")
		p := w.kept("phone", "two")
		return p, again(func() error { return p.Open(ctx, seven, "phone", "") }, ErrBegun), func() {
			p.inStep()
			laptop.inStep()
			p.shows("one", "two")
			laptop.shows("one", "two")
		}
	}},
	{"move from a home of its own", func(w *world) (*phone, func() error, func()) {
		laptop, seven := w.started("one")
		p := w.kept("phone", "two")
		w.must(p.Start(ctx, p.Words(), "phone", passphrase, ""))
		p.inStep()
		return p, again(func() error { return p.Open(ctx, seven, "phone", "") }, ErrBegun), func() {
			p.inStep()
			laptop.inStep()
			p.shows("one", "two")
			laptop.shows("one", "two")
		}
	}},
	{"kit", func(w *world) (*phone, func() error, func()) {
		p, seven := w.started("one")
		before, err := p.Kit(ctx, byPassphrase())
		w.must(err)
		var kit Kit
		return p, func() (err error) { kit, err = p.Kit(ctx, byPassphrase()); return err }, func() {
			w.opensNothing(before.Words)
			w.opened("phone", kit.Words).shows("one")
			w.opened("tablet", seven)
			w.waysIn(2)
		}
	}},
	{"new words", func(w *world) (*phone, func() error, func()) {
		laptop, seven := w.started("one")
		kit, err := laptop.Kit(ctx, byPassphrase())
		w.must(err)
		p, next := w.opened("phone", seven), fresh()
		proof := byWords(seven)
		do := func() error {
			err := p.NewWords(ctx, proof, next)
			if errors.Is(err, ErrProof) { // the old words are gone: it was done but for saying so
				err = p.NewWords(ctx, byWords(next), next)
			}
			return err
		}
		return p, do, func() {
			w.opensNothing(seven)
			w.opened("tablet", next).shows("one")
			w.opened("other", kit.Words).shows("one")
			w.waysIn(2)
		}
	}},
	{"compromised", func(w *world) (*phone, func() error, func()) {
		p, seven := w.started("one")
		kit, err := p.Kit(ctx, byPassphrase())
		w.must(err)
		stays, thief, next := w.opened("phone", seven), w.opened("thief", seven), fresh()
		p.inStep()
		keep := []DeviceID{p.id("phone")}
		do := func() error {
			err := p.Compromised(ctx, byPassphrase(), keep, next)
			if errors.Is(err, ErrNeedWords) { // the owner's key here is the old one: it was done but for keeping the new one
				err = p.NewWords(ctx, Proof{Passphrase: passphrase, Words: next}, next)
			}
			return err
		}
		return p, do, func() {
			p.put("two")
			p.inStep()
			w.opensNothing(seven)
			w.opensNothing(kit.Words)
			if err := thief.step(); !errors.Is(err, ErrStopped) {
				w.t.Fatalf("the thief: %v", err)
			}
			thief.shows("one")
			stays.inStep()
			stays.shows("one", "two")
			w.opened("tablet", next).shows("one", "two")
			p.inStep()
			p.lists("laptop", "phone", "tablet")
			p.owns()
			w.waysIn(1)
		}
	}},
	{"rename", func(w *world) (*phone, func() error, func()) {
		p, seven := w.started("one")
		phone := w.opened("phone", seven)
		p.inStep()
		id := p.id("phone")
		return p, func() error { return p.Rename(ctx, byWords(seven), id, "new") }, func() {
			phone.inStep()
			phone.lists("laptop", "new")
		}
	}},
	{"remove", func(w *world) (*phone, func() error, func()) {
		p, seven := w.started("one")
		phone := w.opened("phone", seven)
		p.inStep()
		id := p.id("phone")
		return p, func() error { return p.Remove(ctx, byWords(seven), id) }, func() {
			p.lists("laptop")
			if err := phone.step(); !errors.Is(err, ErrStopped) {
				w.t.Fatalf("removed: %v", err)
			}
		}
	}},
	{"forget", func(w *world) (*phone, func() error, func()) {
		p, seven := w.started("one")
		p.put("two")
		do := func() error {
			if p.vault.State() == vault.Visit {
				return nil
			}
			return p.Forget(ctx, passphrase)
		}
		return p, do, func() {
			p.shows()
			w.opened("phone", seven).shows("one", "two")
		}
	}},
	{"delete everything", func(w *world) (*phone, func() error, func()) {
		laptop, seven := w.started("one")
		_, err := laptop.Kit(ctx, byPassphrase())
		w.must(err)
		p := w.opened("phone", seven)
		do := func() error {
			if p.vault.State() == vault.Visit {
				return nil
			}
			return p.DeleteEverything(ctx, byWords(seven), passphrase, false)
		}
		return p, do, func() {
			p.shows()
			if spaces, slots := w.left(); spaces+slots != 0 {
				w.t.Fatalf("%d spaces and %d slots are left", spaces, slots)
			}
		}
	}},
	{"continue", func(w *world) (*phone, func() error, func()) {
		p, seven := w.started("one")
		other := w.opened("phone", seven)
		kit, err := p.Kit(ctx, byPassphrase())
		w.must(err)
		other.inStep()
		other.put("two")
		w.anew()
		if err := p.step(); !errors.Is(err, ErrStopped) {
			w.t.Fatal(err)
		}
		do := func() error {
			_ = p.step() // as Run would: it finds out again after a crash
			return p.Continue(ctx, nil, passphrase, "")
		}
		return p, again(do, ErrBegun), func() {
			p.inStep()
			w.must(other.Open(ctx, seven, "phone", ""))
			other.inStep()
			p.inStep()
			p.shows("one", "two")
			other.shows("one", "two")
			w.opened("tablet", kit.Words).shows("one", "two")
			p.owns()
		}
	}},
}

// A lost request is a lost reply of which the relay knows nothing; the night tries it as well.
func TestEveryActionEndsWellWhateverReplyIsLost(t *testing.T) {
	for _, a := range actions {
		for _, how := range []struct {
			name        string
			done, crash bool
		}{{"a request is lost", false, false}, {"a reply is lost", true, false}, {"a reply is lost and the program ends", true, true}} {
			if !how.done && os.Getenv("SNOWDROP_NIGHTLY") == "" {
				continue
			}
			t.Run(a.name+", "+how.name, func(t *testing.T) {
				t.Parallel()
				step := 1
				if testing.Short() { // every request has its turn natively; here a few show that the browser's build does the same
					step = 9
				}
				for n := 1; ; n += step {
					if !cutAt(t, a, n, how.done, how.crash) {
						if n < 3 {
							t.Errorf("only %d requests: nothing was cut", n-1)
						}
						return
					}
				}
			})
		}
	}
}

// cutAt does an action whose n-th request is cut, and does it again. It is false where the action has fewer.
func cutAt(t *testing.T, a action, n int, done, crash bool) bool {
	w := newWorld(t)
	p, do, check := a.prepare(w)
	before := p.has()
	left := p.cut(n, done)
	err := do()
	if *left > 0 {
		p.mend()
		if err != nil {
			t.Fatalf("nothing was cut: %v", err)
		}
		check()
		return false
	}
	if err != nil && !errors.Is(err, ErrOffline) {
		t.Fatalf("request %d: %v, want ErrOffline", n, err)
	}
	if got := p.has(); err != nil && !slices.Equal(got, before) {
		t.Fatalf("request %d: %q are here, want %q", n, got, before)
	}
	if crash {
		p.crash()
	}
	p.mend()
	if err := do(); err != nil {
		t.Fatalf("request %d: again: %v", n, err)
	}
	func() {
		defer func() {
			if t.Failed() {
				t.Logf("after request %d was cut", n)
			}
		}()
		check()
	}()
	return true
}

// lists says which devices there are.
func (p *phone) lists(want ...string) {
	p.w.t.Helper()
	slices.Sort(want)
	if got := p.names(); !slices.Equal(got, want) {
		p.w.t.Fatalf("%s lists %v, want %v", p.name, got, want)
	}
}

// owns says that the owner's key is here, in force, under the passphrase.
func (p *phone) owns() {
	p.w.t.Helper()
	if err := p.Rename(ctx, byPassphrase(), p.List()[0].ID, "renamed"); err != nil {
		p.w.t.Fatalf("the owner's key is not here: %v", err)
	}
}

// waysIn says how many slots there are.
func (w *world) waysIn(want int) {
	w.t.Helper()
	if _, got := w.left(); got != want {
		w.t.Fatalf("%d ways in, want %d", got, want)
	}
}
