package sharing

import (
	"errors"
	"net/http"
	"os"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault/memdisk"
)

// action is one thing that a person does, in a world of its own.
type action struct {
	name string
	many bool // it has many steps: by day only every third is tried
	// prepare returns the device that it is done on, how it is done, by a person who does it again after an error, and what
	// must be so in the end.
	prepare func(w *world) (p *phone, do func() error, check func())
}

// two are people who share, each with something in it.
func (w *world) two() (id record.SpaceID, host, guest *phone, hers, his record.ID) {
	host, guest = w.person("Sarah"), w.person("James")
	id = w.share(Pair, host, guest)
	hers, his = host.put(id, "hers"), guest.put(id, "his")
	all(host, guest)
	return id, host, guest, hers, his
}

// then does one after the other, and stops at an error.
func then(do ...func() error) func() error {
	return func() error {
		for _, f := range do {
			if err := f(); err != nil {
				return err
			}
		}
		return nil
	}
}

var actions = []action{
	{"create and let somebody in", false, func(w *world) (*phone, func() error, func()) {
		p, guest, self := w.person("Sarah"), w.person("James"), space.NewSelf()
		var id record.SpaceID
		do := func() (err error) {
			home, err := p.devices.Prove(ctx, p.proof())
			if err != nil {
				return err
			}
			if id == (record.SpaceID{}) {
				made, err := p.Create(ctx, home, Pair, "Sarah", "James", time.Time{})
				if err != nil {
					return err
				}
				id = made
			}
			return w.admit(id, Pair, p, guest, self)
		}
		return p, do, func() {
			p.put(id, "hers")
			guest.put(id, "his")
			all(p, guest)
			p.shows(id, "hers", "his")
			guest.shows(id, "hers", "his")
			if len(p.Spaces()) != 1 || len(p.space(id).Members) != 2 {
				w.t.Fatalf("%+v", p.Spaces())
			}
			w.must(p.Remove(ctx, p.proof(), id, p.space(id).Members[1].ID)) // the owner's secret is there
		}
	}},
	{"join", false, func(w *world) (*phone, func() error, func()) {
		host, p := w.person("Sarah"), w.person("James")
		id, err := host.Create(ctx, host.owner(), Pair, "Sarah", "James", time.Time{})
		w.must(err)
		self, under := space.NewSelf(), root.Derive("test\x00")
		handover, err := host.Admit(ctx, host.owner(), id, space.NewMember("James", self.Keys()))
		w.must(err)
		b, err := handover(under, nil)
		w.must(err)
		do := func() error {
			joined, err := space.Join(under, nil, b, self)
			w.must(err)
			if err := p.Join(ctx, joined, self, Terms{Kind: Pair, Me: "James", Other: "Sarah"}); err != nil {
				return err
			}
			return p.Once(ctx)
		}
		return p, do, func() {
			host.put(id, "hers")
			p.put(id, "his")
			all(host, p)
			p.shows(id, "hers", "his")
			host.shows(id, "hers", "his")
		}
	}},
	{"put something in, and take something back", false, func(w *world) (*phone, func() error, func()) {
		id, host, p, _, his := w.two()
		item := record.NewID()
		do := then(
			func() error { return p.puts(id, item, "another") },
			func() error { return p.TakeBack(ctx, id, his) },
			func() error { return p.Once(ctx) },
		)
		return p, do, func() {
			all(host, p)
			p.shows(id, "another", "hers")
			host.shows(id, "another", "hers")
			w.none(host, p)
		}
	}},
	{"put in and take back at once", false, func(w *world) (*phone, func() error, func()) {
		id, host, p, _, _ := w.two()
		item, taken := record.NewID(), false
		do := then(
			func() error {
				if taken {
					return nil
				}
				return p.puts(id, item, "too soon")
			},
			func() error { _ = p.Once(ctx); taken = true; return nil },
			func() error { return p.TakeBack(ctx, id, item) },
			func() error { return p.Once(ctx) },
		)
		return p, do, func() {
			all(host, p)
			p.shows(id, "hers", "his")
			host.shows(id, "hers", "his")
			w.none(host, p)
		}
	}},
	{"take a member out", false, func(w *world) (*phone, func() error, func()) {
		id, p, guest, _, _ := w.two()
		member := p.space(id).Members[1].ID
		return p, func() error { return p.Remove(ctx, p.proof(), id, member) }, func() {
			p.inStep()
			guest.inStep()
			guest.is(id, Ended)
			p.is(id, OtherLeft)
		}
	}},
	{"end it", false, func(w *world) (*phone, func() error, func()) {
		id, p, guest, _, _ := w.two()
		do := then(func() error { return p.End(ctx, p.proof(), id) }, func() error { return p.Once(ctx) })
		return p, do, func() {
			p.inStep()
			guest.inStep()
			w.nothing(id, p, guest)
		}
	}},
	{"leave it", false, func(w *world) (*phone, func() error, func()) {
		id, host, p, _, _ := w.two()
		do := then(func() error { return p.Leave(ctx, id, true, true) }, func() error { return p.Once(ctx) })
		return p, do, func() {
			p.inStep()
			host.inStep()
			host.is(id, OtherLeft)
			host.shows(id, "hers")
			w.nothing(id, p)
			w.none(host)
		}
	}},
	{"another day to run out", false, func(w *world) (*phone, func() error, func()) {
		p, guest := w.person("Ana"), w.person("Petra")
		id, until := w.share(Care, p, guest), w.clock().AddDate(0, 0, 200)
		do := then(func() error { return p.Extend(ctx, p.proof(), id, until) }, func() error { return p.Once(ctx) })
		return p, do, func() {
			all(p, guest)
			if got := guest.space(id).Expires; !got.Equal(until) {
				w.t.Fatalf("until %v", got)
			}
		}
	}},
	{"go on without the host", false, func(w *world) (*phone, func() error, func()) {
		id, host, p, _, _ := w.two()
		w.must(host.Leave(ctx, id, true, true))
		all(host, p)
		var next record.SpaceID
		do := func() (err error) { next, err = p.ContinueWithout(ctx, p.proof(), id); return err }
		return p, do, func() {
			p.shows(next, "his")
			w.must(w.admit(next, Pair, p, host, space.NewSelf()))
			all(p, host)
			host.shows(next, "his")
			if n := len(p.Spaces()); n != 2 {
				w.t.Fatalf("%d spaces", n)
			}
		}
	}},
	{"somebody may know the words", true, func(w *world) (*phone, func() error, func()) {
		id, p, guest, hers, _ := w.two()
		next := p.devices.WordsFor("new")
		do := func() error {
			err := p.devices.Compromised(ctx, p.proof(), nil, next)
			if errors.Is(err, devices.ErrNeedWords) { // the owner's key here is the one before: it was done but for that
				err = p.devices.Compromised(ctx, devices.Proof{Passphrase: passphrase, Words: next}, nil, next)
			}
			return err
		}
		return p, do, func() {
			p.words = next
			p.put(id, "new")
			w.must(p.TakeBack(ctx, id, hers))
			all(p, guest)
			p.shows(id, "his", "new")
			guest.shows(id, "his", "new")
			late := p.another()
			late.inStep()
			late.shows(id, "his", "new")
			w.must(late.End(ctx, late.proof(), id))
			late.inStep()
			guest.inStep()
			w.nothing(id, late, guest)
		}
	}},
}

// none says that these devices were told of nothing that can not be read or is missing.
func (w *world) none(phones ...*phone) {
	w.t.Helper()
	for _, p := range phones {
		for _, s := range p.Spaces() {
			for _, n := range s.Notices {
				if n.Sort == NoticeHole || n.Sort == NoticeUnreadable {
					w.t.Fatalf("%s is told of %+v", p.name, n)
				}
			}
		}
	}
}

// nothing says that nothing of a space that has ended is on these devices.
func (w *world) nothing(id record.SpaceID, phones ...*phone) {
	w.t.Helper()
	for _, p := range phones {
		p.is(id, Ended)
		if got := p.vault.Buckets(); len(got) != 0 {
			w.t.Fatalf("%s keeps %q", p.name, got)
		}
	}
}

// way is one way in which something goes wrong at the n-th step.
type way struct {
	name  string
	night bool // only the night tries it: another one finds what this one does
	cause func(p *phone, n int)
	// happened says whether there were so many steps. It is asked once.
	happened func(p *phone) bool
	mend     func(p *phone)
}

var ways = []way{
	{"a reply is lost", true, func(p *phone, n int) { p.cut(n) }, func(p *phone) bool { return p.lost <= 0 }, func(p *phone) { p.link.Faults(nil) }},
	{"a reply is lost and the program ends", false, func(p *phone, n int) { p.cut(n) }, func(p *phone) bool { return p.lost <= 0 }, func(p *phone) {
		p.link.Faults(nil)
		p.crash()
	}},
	{"the disk fails and the program ends", false, func(p *phone, n int) { p.disk.FailAfter(n - 1) }, func(p *phone) bool {
		return errors.Is(p.vault.SetDraft(ctx, "probe", []byte("x")), memdisk.ErrFault)
	}, func(p *phone) { p.crash() }},
}

// cut breaks the line at the n-th request from now on, which is done, and loses every one after it.
func (p *phone) cut(n int) {
	p.lost = n
	p.link.Faults(func(*http.Request) network.Fault {
		p.lost--
		switch {
		case p.lost > 0:
			return network.None
		case p.lost == 0:
			return network.LoseReply
		}
		return network.LoseRequest
	})
}

func TestEveryActionEndsWellWhateverIsLostAtAnyStep(t *testing.T) {
	night := os.Getenv("SNOWDROP_NIGHTLY") != ""
	for _, a := range actions {
		for _, how := range ways {
			if how.night && !night {
				continue
			}
			t.Run(a.name+", "+how.name, func(t *testing.T) {
				t.Parallel()
				next := 1
				if a.many && !night {
					next = 3
				}
				if testing.Short() { // every step has its turn natively; here a few show that the browser's build does the same
					next = 11
				}
				for n := 1; ; n += next {
					if !breaksAt(t, a, how, n) {
						if n < 3 {
							t.Errorf("only %d steps: nothing was cut", n-1)
						}
						return
					}
				}
			})
		}
	}
}

// breaksAt does an action that breaks at its n-th step, and does it again. It is false where the action has fewer.
func breaksAt(t *testing.T, a action, how way, n int) bool {
	w := newWorld(t)
	p, do, check := a.prepare(w)
	how.cause(p, n)
	err := do()
	happened := how.happened(p)
	if how.mend(p); !happened && err != nil {
		t.Fatalf("nothing was cut: %v", err)
	}
	defer func() {
		if t.Failed() {
			t.Logf("at step %d, where the answer was %v", n, err)
		}
	}()
	if happened {
		if err := do(); err != nil {
			t.Fatalf("again: %v", err)
		}
	}
	check()
	return happened
}
