package world

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// town is people who have their homes at one relay, and share. It is made inside a bubble of testing/synctest: a device
// runs as it does in the program, and has come to rest when nothing of it is left to happen.
type town struct {
	t      *testing.T
	store  *ledger
	relay  http.Handler
	clock  time.Duration // beyond the bubble's
	people []*resident
}

// resident is a person with devices. The first one holds the owner's key.
type resident struct {
	town    *town
	name    string
	words   []string
	devices []*gadget
}

// gadget is a device: a disk, a way to the relay, and the program while it is unlocked.
type gadget struct {
	who    *resident
	name   string
	disk   *memdisk.Disk
	road   *road
	link   *network.Link
	vault  *vault.Vault
	locked bool

	*devices.Devices
	shares  *sharing.Sharing
	invites *invite.Invites
}

// road leads to a relay, and can lead to another one.
type road struct{ http.Handler }

func newTown(t *testing.T) *town {
	return newTownOver(t, memory.New())
}

func newTownOver(t *testing.T, store relay.Store) *town {
	w := &town{t: t, store: &ledger{Store: store}}
	served := relay.New(relay.Config{Store: w.store, Limits: roomy, Now: w.now})
	w.relay = served
	t.Cleanup(func() { // in the bubble: what the relay has running ends with it
		served.Stop()
		time.Sleep(2 * time.Second)
	})
	return w
}

func (w *town) ServeHTTP(answer http.ResponseWriter, r *http.Request) { w.relay.ServeHTTP(answer, r) }

func (w *town) now() time.Time { return time.Now().Add(w.clock) }

func (w *town) must(errs ...error) {
	w.t.Helper()
	for _, err := range errs {
		if err != nil {
			w.t.Fatal(err)
		}
	}
}

// moves in: somebody with so many devices, whose home is at the relay.
func (w *town) moves(name string, n int) *resident {
	w.t.Helper()
	p := &resident{town: w, name: name}
	w.people = append(w.people, p)
	first := p.gadget(name + "'s phone")
	p.words = first.Words()
	w.must(first.vault.Keep(w.t.Context(), Passphrase), first.Start(w.t.Context(), p.words, first.name, Passphrase, ""))
	first.exchange()
	for i := 1; i < n; i++ {
		next := p.gadget(name + "'s " + []string{"tablet", "laptop"}[i-1])
		w.must(next.Open(w.t.Context(), p.words, next.name, Passphrase))
		next.exchange()
	}
	return p
}

func (p *resident) gadget(name string) *gadget {
	g := &gadget{who: p, name: name, disk: memdisk.New(), road: &road{p.town}}
	g.link = network.New(g.road)
	p.devices = append(p.devices, g)
	g.boot()
	return g
}

// boot is the program from its beginning, with what is on the disk.
func (g *gadget) boot() {
	w := g.who.town
	w.t.Helper()
	var err error
	g.vault, err = vault.OpenWith(w.t.Context(), g.disk, stretch)
	w.must(err)
	g.vault.SetNow(w.now)
	g.Devices = devices.New(devices.Config{Vault: g.vault, Transport: g.link, Relay: Address, Now: w.now, Stretch: stretchWords})
	g.shares = sharing.New(sharing.Config{Vault: g.vault, Devices: g.Devices, Transport: g.link, Relay: Address, Now: w.now})
	g.invites = invite.New(invite.Config{Vault: g.vault, Spaces: g.shares, Transport: g.link, Relay: Address, Now: w.now, Site: "https://site.test", Stretch: stretchWords})
	g.locked = false
	if g.vault.State() != vault.Visit {
		w.must(g.vault.Unlock(w.t.Context(), Passphrase))
	}
}

// restart ends the program at any moment and begins it anew.
func (g *gadget) restart() {
	g.vault.Lock()
	g.disk = g.disk.Reopen()
	g.boot()
}

func (g *gadget) lock() { g.vault.Lock(); g.locked = true }

func (g *gadget) unlock() {
	g.who.town.must(g.vault.Unlock(g.who.town.t.Context(), Passphrase))
	g.locked = false
}

// exchange lets a device run until nothing more happens, as when somebody opens it and looks.
func (g *gadget) exchange() {
	ctx, cancel := context.WithCancel(g.who.town.t.Context())
	var running sync.WaitGroup
	running.Go(func() { g.Devices.Run(ctx) })
	running.Go(func() { g.shares.Run(ctx) })
	g.Nudge()
	g.shares.Nudge()
	synctest.Wait()
	cancel()
	running.Wait()
	synctest.Wait()
}

// everyone lets these people's devices exchange until nothing new comes to the relay.
func (w *town) everyone(people ...*resident) {
	w.t.Helper()
	calm := 0
	for range 20 {
		before := w.store.changes()
		for _, p := range people {
			for _, g := range p.devices {
				g.exchange()
			}
		}
		if w.store.changes() != before {
			calm = 0
		} else if calm++; calm == 2 {
			return
		}
	}
	w.t.Fatal("the devices do not come to rest")
}

// proof is what the owner says again, on the first device.
var proof = devices.Proof{Passphrase: Passphrase}

// shares makes a space that is hosted by p.
func (p *resident) hosts(kind sharing.Kind, me, other string, expires time.Time) record.SpaceID {
	w := p.town
	w.t.Helper()
	owner, err := p.devices[0].Prove(w.t.Context(), proof)
	w.must(err)
	id, err := p.devices[0].shares.Create(w.t.Context(), owner, kind, me, other, expires)
	w.must(err)
	return id
}

// admits lets somebody into a space, as an invitation does at its end: it gives who they are there.
func (p *resident) admits(id record.SpaceID, guest *resident, terms sharing.Terms) space.Self {
	w := p.town
	w.t.Helper()
	self := space.NewSelf()
	w.must(p.admitsAs(id, guest, self, terms))
	return self
}

// admitsAs can be done again after an error.
func (p *resident) admitsAs(id record.SpaceID, guest *resident, self space.Self, terms sharing.Terms) error {
	ctx := p.town.t.Context()
	owner, err := p.devices[0].Prove(ctx, proof)
	if err != nil {
		return err
	}
	handover, err := p.devices[0].shares.Admit(ctx, owner, id, space.NewMember(terms.Me, self.Keys()))
	if err != nil {
		return err
	}
	under := seal.NewKey()
	b, err := handover(under, nil)
	if err != nil {
		return err
	}
	joined, err := space.Join(under, nil, b, self)
	if err != nil {
		return err
	}
	return guest.devices[0].shares.Join(ctx, joined, self, terms)
}

// in is a space as a device shows it; the zero Space where it shows none.
func (g *gadget) in(id record.SpaceID) sharing.Space {
	for _, s := range g.shares.Spaces() {
		if s.ID == id {
			return s
		}
	}
	return sharing.Space{}
}

// holds says whether any value in any bucket of an unlocked device has a text in it: what the disk has of shared spaces,
// opened.
func (g *gadget) holds(text string) bool {
	return slices.ContainsFunc(g.vault.Buckets(), func(name string) bool {
		b := g.vault.Bucket(name)
		return slices.ContainsFunc(b.Keys(), func(key string) bool {
			v, _ := b.Get(key)
			return strings.Contains(string(v), text)
		})
	})
}

// ledger is a store that can be filled again in the same way, which is much quicker than to let everybody move in again.
type ledger struct {
	relay.Store
	mu    sync.Mutex
	did   []func(relay.Store) error
	named []record.SpaceID
}

func (l *ledger) note(err error, did func(relay.Store) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.did = append(l.did, did)
	}
}

// changes counts what was asked of the store that may have changed it.
func (l *ledger) changes() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.did)
}

func (l *ledger) Create(ctx context.Context, id record.SpaceID, first relay.Epoch, code *record.Hash) error {
	err := l.Store.Create(ctx, id, first, code)
	l.note(err, func(s relay.Store) error { return s.Create(context.Background(), id, first, code) })
	l.mu.Lock()
	defer l.mu.Unlock()
	l.named = append(l.named, id)
	return err
}

func (l *ledger) Append(ctx context.Context, id record.SpaceID, b relay.Batch, quota int64) (uint64, error) {
	head, err := l.Store.Append(ctx, id, b, quota)
	l.note(err, func(s relay.Store) error { _, err := s.Append(context.Background(), id, b, quota); return err })
	return head, err
}

func (l *ledger) Rotate(ctx context.Context, id record.SpaceID, e relay.Epoch, quota int64) (uint64, error) {
	head, err := l.Store.Rotate(ctx, id, e, quota)
	l.note(err, func(s relay.Store) error { _, err := s.Rotate(context.Background(), id, e, quota); return err })
	return head, err
}

func (l *ledger) Strip(ctx context.Context, id record.SpaceID, n uint64) error {
	err := l.Store.Strip(ctx, id, n)
	l.note(err, func(s relay.Store) error { return s.Strip(context.Background(), id, n) })
	return err
}

func (l *ledger) Drop(ctx context.Context, id record.SpaceID) error {
	err := l.Store.Drop(ctx, id)
	l.note(err, func(s relay.Store) error { return s.Drop(context.Background(), id) })
	return err
}

func (l *ledger) PutSlot(ctx context.Context, at relayapi.Locator, previous record.Hash, slot relay.Slot) error {
	err := l.Store.PutSlot(ctx, at, previous, slot)
	l.note(err, func(s relay.Store) error { return s.PutSlot(context.Background(), at, previous, slot) })
	return err
}

// again is the same town, as it was left: with new programs on copies of the disks. It may be in another bubble.
func (w *town) again(t *testing.T) *town {
	fresh := newTown(t)
	for _, did := range w.store.did {
		if err := did(fresh.store); err != nil && !errors.Is(err, relayapi.ErrUnknown) {
			t.Fatal(err)
		}
	}
	fresh.clock = w.clock
	for _, p := range w.people {
		r := &resident{town: fresh, name: p.name, words: p.words}
		fresh.people = append(fresh.people, r)
		for _, g := range p.devices {
			n := &gadget{who: r, name: g.name, disk: g.disk.Reopen(), road: &road{fresh}}
			n.link = network.New(n.road)
			r.devices = append(r.devices, n)
			n.boot()
		}
	}
	return fresh
}
