package sharing

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const (
	passphrase = "a quiet river stone"
	relayAt    = "https://relay.example"
)

var ctx = context.Background()

// root makes stretching quick and always the same within one run.
var root = seal.NewKey()

// world is a relay and a clock.
type world struct {
	t     testing.TB
	relay http.Handler
	store *memory.Store

	mu  sync.Mutex
	now time.Time
}

func newWorld(t testing.TB) *world {
	w := &world{t: t, store: memory.New(), now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	w.relay = relay.New(relay.Config{Store: w.store, Now: w.clock, Limits: relay.Limits{
		Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30,
	}})
	return w
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

// phone is one device of a person.
type phone struct {
	*Sharing
	w       *world
	name    string
	words   []string
	disk    *memdisk.Disk
	link    *network.Link
	vault   *vault.Vault
	devices *devices.Devices
	lost    int // requests until one is lost
}

// phone is a device with nothing on it.
func (w *world) phone(name string) *phone {
	w.t.Helper()
	p := &phone{w: w, name: name, disk: memdisk.New(), link: network.New(w.relay)}
	p.boot()
	return p
}

// person is somebody whose things are kept, here and at the relay.
func (w *world) person(name string) *phone {
	w.t.Helper()
	p := w.phone(name)
	w.must(p.vault.Keep(ctx, passphrase))
	p.words = p.devices.Words()
	w.must(p.devices.Start(ctx, p.words, name, passphrase, ""))
	p.home()
	return p
}

// another is a second device of the same person.
func (p *phone) another() *phone {
	p.w.t.Helper()
	p.home()
	o := p.w.phone(p.name)
	o.words = p.words
	p.w.must(o.devices.Open(ctx, p.words, p.name+" 2", passphrase))
	o.home()
	p.home()
	return o
}

func (p *phone) boot() {
	p.w.t.Helper()
	v, err := vault.OpenWith(ctx, p.disk, func(passphrase []byte, salt seal.Salt) seal.Key {
		return root.DeriveFor("passphrase\x00", append(salt[:], passphrase...))
	})
	p.w.must(err)
	v.SetNow(p.w.clock)
	p.vault = v
	p.devices = devices.New(devices.Config{Vault: v, Transport: p.link, Relay: relayAt, Now: p.w.clock, Site: "https://app.example",
		Stretch: func(words, label string) seal.Key {
			sum := sha256.Sum256([]byte(words))
			return root.DeriveFor(label, sum[:])
		}})
	p.Sharing = New(Config{Vault: v, Devices: p.devices, Transport: p.link, Relay: relayAt, Now: p.w.clock})
}

// crash ends the program and begins it anew from what is on the disk.
func (p *phone) crash() {
	p.w.t.Helper()
	p.disk = p.disk.Reopen()
	p.boot()
	if p.vault.State() == vault.Locked {
		p.w.must(p.vault.Unlock(ctx, passphrase))
	}
}

// home exchanges the person's own things, as devices.Run would.
func (p *phone) home() { _, _ = p.devices.Prove(ctx, p.proof()) }

func (p *phone) proof() devices.Proof {
	if p.devices.HoldsOwner() {
		return devices.Proof{Passphrase: passphrase}
	}
	return devices.Proof{Words: p.words}
}

func (p *phone) owner() space.Owner {
	p.w.t.Helper()
	o, err := p.devices.Prove(ctx, p.proof())
	p.w.must(err)
	return o
}

// step exchanges everything once.
func (p *phone) step() error {
	p.home()
	return p.Once(ctx)
}

func (p *phone) inStep() {
	p.w.t.Helper()
	p.w.must(p.step())
}

// all exchanges everything of everybody, until nothing is new to anybody.
func all(phones ...*phone) {
	for range 3 {
		for _, p := range phones {
			p.inStep()
		}
	}
}

// share makes a space of host, and lets guests in.
func (w *world) share(kind Kind, host *phone, guests ...*phone) record.SpaceID {
	w.t.Helper()
	var expires time.Time
	if kind == Care {
		expires = w.clock().AddDate(0, 0, 90)
	}
	id, err := host.Create(ctx, host.owner(), kind, host.name, guests[0].name, expires)
	w.must(err)
	for _, g := range guests {
		w.must(w.admit(id, kind, host, g, space.NewSelf()))
	}
	all(append(guests, host)...)
	return id
}

// admit lets somebody in, as an invite would.
func (w *world) admit(id record.SpaceID, kind Kind, host, guest *phone, self space.Self) error {
	home, err := host.devices.Prove(ctx, host.proof())
	if err != nil {
		return err
	}
	handover, err := host.Admit(ctx, home, id, space.NewMember(guest.name, self.Keys()))
	if err != nil {
		return err
	}
	under, aad := seal.NewKey(), []byte("test")
	b, err := handover(under, aad)
	w.must(err)
	joined, err := space.Join(under, aad, b, self)
	w.must(err)
	return guest.Join(ctx, joined, self, Terms{Kind: kind, Professional: kind == Care, Me: guest.name, Other: host.name, Expires: host.space(id).Expires})
}

// space is a space as a device shows it.
func (p *phone) space(id record.SpaceID) Space {
	p.w.t.Helper()
	for _, s := range p.Spaces() {
		if s.ID == id {
			return s
		}
	}
	p.w.t.Fatalf("%s knows no such space", p.name)
	return Space{}
}

func (p *phone) is(id record.SpaceID, want State) {
	p.w.t.Helper()
	if got := p.space(id).State; got != want {
		p.w.t.Fatalf("to %s it is %q, want %q", p.name, got, want)
	}
}

// put puts a copy in.
func (p *phone) put(id record.SpaceID, text string) record.ID {
	p.w.t.Helper()
	item := record.NewID()
	p.w.must(p.puts(id, item, text))
	return item
}

func (p *phone) puts(id record.SpaceID, item record.ID, text string) error {
	return p.Put(ctx, id, item, items.KindCopy, p.w.clock(), copied(text))
}

// copied is a copy of a text.
func copied(text string) []byte {
	return []byte(fmt.Sprintf(`{"v":1,"of":1,"day":"2026-11-21","parts":[{"name":"","text":%q}]}`, text))
}

// shows says which texts a device shows in a space, whoever wrote them.
func (p *phone) shows(id record.SpaceID, want ...string) {
	p.w.t.Helper()
	got := p.texts(id)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.w.t.Fatalf("%s shows %q, want %q", p.name, got, want)
	}
}

func (p *phone) texts(id record.SpaceID) []string {
	var got []string
	for _, i := range p.Items(id, items.KindCopy) {
		c, err := items.DecodeCopy(i.Body)
		p.w.must(err)
		got = append(got, c.Parts[0].Text)
	}
	slices.Sort(got)
	return got
}
