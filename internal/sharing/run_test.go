package sharing

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// runs has everything done in the background, as a program does.
func (p *phone) runs() (end func()) {
	running, cancel := context.WithCancel(ctx)
	over := make(chan struct{}, 2)
	go func() { p.devices.Run(running); over <- struct{}{} }()
	go func() { p.Run(running); over <- struct{}{} }()
	end = func() {
		cancel()
		<-over
		<-over
	}
	return end
}

// until waits for what goes on in the background.
func (w *world) until(what string, reached func() bool) {
	w.t.Helper()
	for range 60000 {
		if reached() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	w.t.Fatal("never: " + what)
}

func TestEverythingGoesByItself(t *testing.T) {
	w := newWorld(t)
	id, sarah, james, hers, _ := w.two()
	var told atomic.Int64
	james.Then(func(_ context.Context, of record.SpaceID) {
		if of == id {
			told.Add(1)
		}
	})
	for _, p := range []*phone{sarah, james} {
		defer p.runs()()
	}
	since := james.Wait(ctx, 0)
	sarah.put(id, "new")
	w.until("it is there", func() bool { return slices.Contains(james.texts(id), "new") })
	w.until("who waits is told", func() bool { return told.Load() > 0 })
	if james.Wait(ctx, since) == since {
		t.Error("nothing changed")
	}
	w.must(sarah.TakeBack(ctx, id, hers))
	w.until("it is gone", func() bool { return !slices.Contains(james.texts(id), "hers") })

	james.vault.Lock()
	w.until("nothing is open", func() bool {
		return len(james.lines.Opened()) == 0
	})
	sarah.put(id, "while locked")
	w.must(james.vault.Unlock(ctx, passphrase))
	w.until("it is there", func() bool { return slices.Contains(james.texts(id), "while locked") })

	james.link.Offline(true)
	w.must(james.Leave(ctx, id, true, true))
	james.is(id, Ended)
	james.link.Offline(false)
	james.Nudge()
	w.until("Sarah is told", func() bool { return sarah.space(id).State == OtherLeft })
	w.until("nothing is left", func() bool { return len(james.vault.Buckets()) == 0 })

	other := w.share(Pair, sarah, james)
	w.until("they share", func() bool { return james.space(other).State == Open })
	w.must(sarah.End(ctx, sarah.proof(), other))
	w.until("James is told", func() bool { return james.space(other).State == Ended })
	w.until("nothing is left", func() bool { return len(james.vault.Buckets())+len(sarah.vault.Buckets()) <= 1 })
}

func TestWithoutARelayThereIsNothingToShare(t *testing.T) {
	w := newWorld(t)
	p := w.phone("Sarah")
	p.Sharing = New(Config{Vault: p.vault, Now: w.clock})
	run, cancel := context.WithCancel(ctx)
	cancel()
	p.Run(run)
	p.Nudge()
	if p.Available() || len(p.Spaces()) != 0 || p.vault.State() != vault.Visit {
		t.Error("available")
	}
	if _, err := p.Create(ctx, space.NewOwner(), Pair, "Sarah", "James", time.Time{}); err != ErrUnavailable {
		t.Error(err)
	}
}
