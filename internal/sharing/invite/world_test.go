package invite

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/internal/words"
)

const (
	passphrase = "a quiet river stone"
	at         = "https://relay.example"
)

var ctx = context.Background()

// world is a relay and a clock.
type world struct {
	t *testing.T

	mu    sync.Mutex
	relay http.Handler
	now   time.Time
}

// ServeHTTP asks the relay that there is now.
func (w *world) ServeHTTP(answer http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	relay := w.relay
	w.mu.Unlock()
	relay.ServeHTTP(answer, r)
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	w.restart(memory.New())
	return w
}

// restart begins the relay's process anew: what lay in its memory is gone.
func (w *world) restart(store *memory.Store) {
	fresh := relay.New(relay.Config{Store: store, Now: w.clock, Limits: relay.Limits{Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30}})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.relay = fresh
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// someone is a person with one device that has a home at the relay.
type someone struct {
	*Invites
	w      *world
	disk   *memdisk.Disk
	vault  *vault.Vault
	home   *devices.Devices
	at     string // the relay of their home
	link   *network.Link
	spaces *spaces
}

func (w *world) someone() *someone {
	w.t.Helper()
	return w.someoneAt(at)
}

// someoneAt is a person whose home is at another relay, or at another address of this one.
func (w *world) someoneAt(relay string) *someone {
	w.t.Helper()
	p := &someone{w: w, at: relay, disk: memdisk.New(), link: network.New(w)}
	p.spaces = &spaces{w: w, relay: wire.To(relay, p.link), all: map[record.SpaceID]*hosted{}}
	p.boot()
	w.must(p.vault.Keep(ctx, passphrase))
	w.must(p.home.Start(ctx, words.New(7), "phone", passphrase, ""))
	return p
}

// boot begins the program from what is on the disk.
func (p *someone) boot() {
	v, err := vault.OpenWith(ctx, p.disk, func(passphrase []byte, salt seal.Salt) seal.Key {
		return root.DeriveFor("passphrase\x00", append(salt[:], passphrase...))
	})
	p.w.must(err)
	v.SetNow(p.w.clock)
	p.vault = v
	p.home = devices.New(devices.Config{Vault: v, Transport: p.link, Relay: p.at, Now: p.w.clock, Stretch: quick})
	p.Invites = New(Config{Vault: v, Spaces: p.spaces, Transport: p.link, Relay: p.at, Now: p.w.clock, Site: "https://app.example", Stretch: quick})
}

// sleep ends the program, and opens it again with the passphrase.
func (p *someone) sleep() {
	p.w.t.Helper()
	p.boot()
	p.w.must(p.vault.Unlock(ctx, passphrase))
}

// owner is what proving gives.
func (p *someone) owner() space.Owner {
	p.w.t.Helper()
	o, err := p.vault.Owner(ctx, passphrase)
	p.w.must(err)
	return o
}

// is looks for news, and says whether an invite is as far as it must be.
func (p *someone) is(id string, want State) View {
	p.w.t.Helper()
	p.w.must(p.Check(ctx))
	v, ok := p.Get(id)
	if !ok || v.State != want {
		p.w.t.Fatalf("the invite is %q (%v), want %q", v.State, ok, want)
	}
	return v
}

// invites has a host invite a guest, up to the five words.
func (w *world) invites(host, guest *someone, wish Wish) (hers, his string) {
	w.t.Helper()
	hers, err := host.Make(ctx, wish)
	w.must(err)
	his, err = guest.Open(ctx, host.is(hers, Waiting).Words)
	w.must(err)
	w.must(guest.Answer(ctx, his, wish.Me, wish.Other))
	return hers, his
}

// spaces stands for internal/sharing: real spaces at the real relay, and who came in.
type spaces struct {
	w      *world
	relay  *wire.Relay
	all    map[record.SpaceID]*hosted
	joined []sharing.Terms
	in     []*space.Space
	begun  *hosted
	admits func(record.SpaceID) // told before somebody is let in; nil for nobody
}

type hosted struct {
	owner   space.Owner
	space   *space.Space
	kind    sharing.Kind
	expires time.Time
	members []space.Member // who was let in
	genesis []byte
}

func (s *spaces) Create(ctx context.Context, _ space.Owner, kind sharing.Kind, me, other string, expires time.Time) (record.SpaceID, error) {
	if s.begun == nil { // as internal/sharing has it: the same again makes no second one
		s.begun = &hosted{owner: space.NewOwner(), kind: kind, expires: expires}
		s.begun.space, s.begun.genesis = space.Create(s.begun.owner, space.NewSelf(), me)
	}
	if err := s.relay.CreateSpace(ctx, s.begun.genesis, ""); err != nil {
		return record.SpaceID{}, err
	}
	id := s.begun.space.ID()
	s.all[id], s.begun = s.begun, nil
	return id, nil
}

func (s *spaces) Admit(ctx context.Context, _ space.Owner, id record.SpaceID, m space.Member) (func(seal.Key, []byte) ([]byte, error), error) {
	h := s.all[id]
	if err := s.follow(h); err != nil {
		return nil, err
	}
	for _, there := range h.space.Members() {
		if there.ID == m.ID {
			return h.space.Handover, nil
		}
	}
	if s.admits != nil {
		s.admits(id)
	}
	return h.space.Handover, s.change(ctx, h, space.Change{Add: []space.Member{m}})
}

// remove takes everybody out who was let in.
func (s *spaces) remove(ctx context.Context, id record.SpaceID) error {
	var out space.Change
	for _, m := range s.all[id].members {
		out.Remove = append(out.Remove, m.ID)
	}
	return s.change(ctx, s.all[id], out)
}

func (s *spaces) change(ctx context.Context, h *hosted, c space.Change) error {
	control, err := h.space.Control(h.owner, c)
	if err != nil {
		return err
	}
	n, _ := h.space.Head()
	if err := s.relay.Control(ctx, wire.OwnerLogin(h.space.ID(), h.owner), n, control); err != nil {
		return err
	}
	return s.follow(h)
}

// follow takes in what is in the log.
func (s *spaces) follow(h *hosted) error {
	n, _ := h.space.Head()
	_, items, err := s.relay.Entries(ctx, wire.OwnerLogin(h.space.ID(), h.owner), n)
	if err != nil {
		return err
	}
	var controls [][]byte
	for _, item := range items {
		controls = append(controls, item.Envelope)
	}
	s.w.must(h.space.CatchUp(controls))
	for _, item := range items {
		e, err := h.space.Accept(item)
		s.w.must(err)
		if e.N > 1 {
			h.members = append(h.members, e.Joined...)
		}
	}
	return nil
}

func (s *spaces) Join(_ context.Context, joined *space.Space, self space.Self, t sharing.Terms) error {
	if joined.Me() != self.ID() {
		return errors.New("somebody else's seed")
	}
	s.in, s.joined = append(s.in, joined), append(s.joined, t)
	return nil
}

// admitted is who was let into the only space there is.
func (s *spaces) admitted() []string {
	var names []string
	for _, h := range s.all {
		for _, m := range h.members {
			names = append(names, m.Name)
		}
	}
	return names
}

// forge writes what somebody with the words can write into the slot, whatever is in it.
func (p *someone) forge(s Slot, make func(there []byte) []byte) {
	p.w.t.Helper()
	there, err := p.relays.At("").Look(ctx, s.Slot)
	p.w.must(err)
	who, err := p.member()
	p.w.must(err)
	written, err := p.relays.At("").Put(ctx, s.Slot, &who, 2, there, make(there))
	p.w.must(err)
	if !written {
		p.w.t.Fatal("somebody else wrote")
	}
}
