// Package people is several people with an app of their own each, over one relay in one process, for tests of what they
// share. Everything is real but the network, the disks and the clock. It must never be quick where it should be right: only
// words and passphrases are stretched without effort.
package people

import (
	"context"
	"crypto/sha256"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/attachments"
	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// Passphrase opens every device, and proves who somebody is.
const Passphrase = "made up words for tests"

// Relay is where the relay of a world is, and Site where its pages come from.
const (
	Relay = "https://relay.example"
	Site  = "https://app.example"
	// Far is where another relay is, which the host of the pages lists.
	Far = "https://far.example"
)

// patience is how long something on its way may take. Only a test that fails waits for so long.
const patience = 2 * time.Minute

// World is a relay and another one, and a clock that all people have.
type World struct {
	T     testing.TB
	Relay http.Handler // and the one at Far, by the name under which it is asked

	asked atomic.Int64
	lost  atomic.Bool

	mu   sync.Mutex
	now  time.Time
	root seal.Key
}

// New is a world with nobody in it, in the afternoon of a day in November.
func New(t testing.TB) *World {
	roomy := func() http.Handler {
		return relay.New(relay.Config{Store: memory.New(), Limits: relay.Limits{
			Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30,
		}})
	}
	w := &World{T: t, now: time.Date(2026, 11, 20, 15, 5, 0, 0, time.UTC), root: seal.NewKey()}
	near, far := roomy(), roomy()
	w.Relay = http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		if "https://"+r.Host == Far {
			w.asked.Add(1)
			far.ServeHTTP(answer, r)
			return
		}
		if w.lost.Load() {
			http.Error(answer, "", http.StatusBadGateway)
			return
		}
		near.ServeHTTP(answer, r)
	})
	return w
}

// Lose has the relay answer nobody any more. The one at Far goes on.
func (w *World) Lose() { w.lost.Store(true) }

// Asked is how often anybody has asked the relay at Far anything.
func (w *World) Asked() int { return int(w.asked.Load()) }

// Now is what every clock shows.
func (w *World) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// Pass lets time pass.
func (w *World) Pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *World) quickly(secret []byte, salt seal.Salt) seal.Key {
	sum := sha256.Sum256(append(salt[:], secret...))
	return w.root.Derive(string(sum[:]))
}

func (w *World) stretch(words, label string) seal.Key {
	return w.quickly([]byte(label+words), seal.Salt{})
}

// Person is somebody in front of their own device, with the program's work in the background.
type Person struct {
	*person.Person
	World   *World
	Name    string
	Disk    *memdisk.Disk
	Link    *network.Link
	Vault   *vault.Vault
	Devices *devices.Devices
	Photos  *attachments.Keeper
	Sharing *sharing.Sharing
	Invites *invite.Invites

	end context.CancelFunc
	app *app.App
}

// Somebody is a person who has only just opened the app: nothing is kept yet.
func (w *World) Somebody(name string) *Person {
	p := &Person{World: w, Name: name, Disk: memdisk.New(), Link: network.New(w.Relay)}
	p.Person = person.New(w.T, nil)
	p.open()
	w.T.Cleanup(func() { p.close() })
	return p
}

// Person is somebody who keeps everything at the relay as well.
func (w *World) Person(name string) *Person {
	w.T.Helper()
	p := w.Somebody(name)
	ctx := context.Background()
	must(w.T, p.Vault.Keep(ctx, Passphrase))
	must(w.T, p.Devices.Start(ctx, p.Devices.Words(), name+"'s phone", Passphrase, ""))
	p.Until("what is kept has its home at the relay", p.Sharing.Available)
	return p
}

// open starts the program over the disk as it is.
func (p *Person) open() {
	p.T.Helper()
	var ctx context.Context
	ctx, p.end = context.WithCancel(context.Background())
	v, err := vault.OpenWith(ctx, p.Disk, p.World.quickly)
	must(p.T, err)
	p.Vault = v
	v.SetNow(p.World.Now)
	reach := func(address string) bool { return address == Far }
	relays := wire.NewRelays(p.Link, Relay, reach)
	p.Photos = attachments.New(attachments.Config{Vault: v, At: func(address string) attachments.Relay { return relays.At(address).Client }})
	p.Devices = devices.New(devices.Config{
		Vault: v, Transport: p.Link, Relay: Relay, Site: Site, Now: p.World.Now, Waiting: p.Photos.Waiting,
		Reach: reach, Others: []devices.Other{{Address: Far, Name: "The other host"}}, Gather: p.Photos.Gather,
		Stretch: p.World.stretch,
	})
	p.Sharing = sharing.New(sharing.Config{Vault: v, Devices: p.Devices, Transport: p.Link, Relay: Relay, Reach: reach, Now: p.World.Now})
	p.Invites = invite.New(invite.Config{Vault: v, Spaces: p.Sharing, Transport: p.Link, Relay: Relay, Reach: reach, Now: p.World.Now, Site: Site, Stretch: p.World.stretch})
	p.app = app.New(app.Config{
		Vault: v, Devices: p.Devices, Photos: p.Photos, Sharing: p.Sharing, Invites: p.Invites, Now: p.World.Now, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	p.Person.App = p.app
	go p.Photos.Run(ctx)
	go p.Devices.Run(ctx)
	go p.Sharing.Run(ctx)
}

func (p *Person) close() {
	p.app.Close()
	p.end()
}

// Restart ends the program, opens it again over what is on the disk, and unlocks it.
func (p *Person) Restart() *Person {
	p.T.Helper()
	p.close()
	p.open()
	must(p.T, p.Vault.Unlock(context.Background(), Passphrase))
	return p
}

// Until waits for something that the people's programs do by themselves.
func (p *Person) Until(what string, is func() bool) *Person {
	p.T.Helper()
	for end := time.Now().Add(patience); !is(); {
		if time.Now().After(end) {
			p.T.Fatalf("%s: waited in vain: %s", p.Name, what)
		}
		time.Sleep(2 * time.Millisecond)
	}
	return p
}

// Sees loads a page again and again until it says something, as page.js does when it is told of something new.
func (p *Person) Sees(path, sentence string) *Person {
	p.T.Helper()
	return p.Until(path+" says "+sentence, func() bool {
		p.Get(path)
		return strings.Contains(p.Page.Words(), sentence)
	})
}

// SeesNot loads a page until it does not say something any more.
func (p *Person) SeesNot(path, sentence string) *Person {
	p.T.Helper()
	return p.Until(path+" no longer says "+sentence, func() bool {
		p.Get(path)
		return !strings.Contains(p.Page.Words(), sentence)
	})
}

// Between is the shared space of two people.
type Between struct {
	ID          record.SpaceID
	Host, Guest sharing.Space // as each of them sees it
}

// Connect makes a space that host shares with guest, as an invite would. In one of Care the guest is the professional.
func (w *World) Connect(host, guest *Person, kind sharing.Kind) Between {
	w.T.Helper()
	ctx := context.Background()
	owner, err := host.Devices.Prove(ctx, devices.Proof{Passphrase: Passphrase})
	must(w.T, err)
	var expires time.Time
	if kind == sharing.Care {
		expires = w.Now().AddDate(0, 0, 90)
	}
	id, err := host.Sharing.Create(ctx, owner, kind, host.Name, guest.Name, expires)
	must(w.T, err)
	self := space.NewSelf()
	handover, err := host.Sharing.Admit(ctx, owner, id, space.NewMember(guest.Name, self.Keys()))
	must(w.T, err)
	under, aad := seal.NewKey(), []byte("a test")
	b, err := handover(under, aad)
	must(w.T, err)
	joined, err := space.Join(under, aad, b, self)
	must(w.T, err)
	must(w.T, guest.Sharing.Join(ctx, joined, self, sharing.Terms{
		Kind: kind, Professional: kind == sharing.Care, Me: guest.Name, Other: host.Name, Expires: expires,
	}))
	both := Between{ID: id}
	host.Until(guest.Name+" is in", func() bool { both.Host = spaceOf(host, id); return both.Host.OtherIn })
	guest.Until(host.Name+"'s space is open", func() bool {
		both.Guest = spaceOf(guest, id)
		return both.Guest.State == sharing.Open && both.Guest.OtherIn
	})
	return both
}

func spaceOf(p *Person, id record.SpaceID) sharing.Space {
	for _, s := range p.Sharing.Spaces() {
		if s.ID == id {
			return s
		}
	}
	return sharing.Space{}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
