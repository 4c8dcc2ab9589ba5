// Package world is people, their devices and a relay in one process, for tests: everything is real but the network and
// the disks. It must never be quick where it should be right: only passphrases are stretched without effort.
package world

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

// Address is where the relay of a world is.
const Address = "http://relay.test"

// Passphrase opens every device.
const Passphrase = "twelve quiet characters"

// stretchRoot makes keys of passphrases without effort, the same within one process.
var stretchRoot = seal.NewKey()

func stretch(passphrase []byte, salt seal.Salt) seal.Key {
	sum := sha256.Sum256(append(salt[:], passphrase...))
	return stretchRoot.Derive(string(sum[:]))
}

// New returns a relay in memory.
func New() http.Handler { return relay.New(relay.Config{Store: memory.New()}) }

// Person is someone with a home at a relay.
type Person struct {
	Relay   http.Handler
	Owner   space.Owner
	ID      record.SpaceID
	Devices []*Device
	Now     func() time.Time // the devices' clock
}

// Device is one device of a person: a disk, and what runs on it while it is unlocked.
type Device struct {
	Name   string
	Person *Person
	Self   space.Self
	Disk   *memdisk.Disk
	Link   *network.Link

	Vault  *vault.Vault
	Home   *vault.Home
	Client *syncer.Client
	Sync   *syncer.Syncer
}

// NewPerson is a person with one device, whose home is at the relay already.
func NewPerson(ctx context.Context, relay http.Handler, name string) (*Person, error) {
	p := &Person{Relay: relay, Owner: space.NewOwner(), Now: time.Now}
	p.ID = record.SpaceOf(p.Owner.Public())
	d := p.empty(name)
	s, genesis := space.Create(p.Owner, d.Self, name)
	if err := d.Client.CreateSpace(ctx, genesis, ""); err != nil {
		return nil, err
	}
	if err := d.begin(ctx, s); err != nil {
		return nil, err
	}
	return p, d.Sync.Once(ctx)
}

// Add lets another device in: the owner says so at a device that is in, and it reads everything.
func (p *Person) Add(ctx context.Context, name string) (*Device, error) {
	d := p.empty(name)
	at := slices.IndexFunc(p.Devices, func(d *Device) bool { return d.Home.Stopped() == vault.Running })
	if at < 0 {
		return nil, errors.New("world: no device is in")
	}
	if err := p.Devices[at].Change(ctx, space.Change{Add: []space.Member{space.NewMember(name, d.Self.Keys())}, History: true}); err != nil {
		return nil, err
	}
	controls, err := d.Client.Controls(ctx, p.Login(), 0)
	if err != nil {
		return nil, err
	}
	s := space.Follow(p.ID, d.Self, nil)
	if err := s.CatchUp(controls); err != nil {
		return nil, err
	}
	if err := d.begin(ctx, s); err != nil {
		return nil, err
	}
	return d, d.Sync.Once(ctx)
}

// Login is the owner's.
func (p *Person) Login() syncer.Login {
	return syncer.Login{Role: relayapi.RoleOwner, Space: p.ID, Sign: func(message []byte) [64]byte {
		return p.Owner.SignKey().Sign(seal.LabelRelayLogin, message)
	}}
}

// empty is a device that keeps nothing yet.
func (p *Person) empty(name string) *Device {
	d := &Device{Name: name, Person: p, Self: space.NewSelf(), Disk: memdisk.New(), Link: network.New(p.Relay)}
	d.Client = syncer.NewClient(Address, d.Link)
	return d
}

func (d *Device) begin(ctx context.Context, s *space.Space) error {
	if err := d.open(ctx); err != nil {
		return err
	}
	if err := d.Vault.Keep(ctx, Passphrase); err != nil {
		return err
	}
	if err := d.Vault.AttachHome(ctx, s, vault.HomeInfo{Relay: Address}); err != nil {
		return err
	}
	d.Person.Devices = append(d.Person.Devices, d)
	return d.goHome()
}

func (d *Device) open(ctx context.Context) (err error) {
	d.Vault, err = vault.OpenWith(ctx, d.Disk, stretch)
	if err == nil {
		d.Vault.SetNow(d.Person.Now)
	}
	return err
}

func (d *Device) goHome() (err error) {
	if d.Home, err = d.Vault.Home(); err != nil {
		return err
	}
	d.Client = syncer.NewClient(Address, d.Link)
	d.Sync = syncer.New(d.Client, d.Home)
	return nil
}

// Restart is what happens when the program ends at any moment, or another tab takes over: the disk is opened anew.
func (d *Device) Restart(ctx context.Context) error { return d.Put(ctx, d.Disk) }

// Copy is the disk as it is now, to be put back later.
func (d *Device) Copy() *memdisk.Disk { return d.Disk.Reopen() }

// Put gives the device another disk: an old copy of its own, as somebody does who restores a profile.
func (d *Device) Put(ctx context.Context, disk *memdisk.Disk) error {
	if d.Vault != nil {
		d.Vault.Lock()
	}
	d.Disk = disk.Reopen()
	if err := d.open(ctx); err != nil {
		return err
	}
	if err := d.Vault.Unlock(ctx, Passphrase); err != nil {
		return err
	}
	return d.goHome()
}

// Change is what the owner does at this device: it reads to the head, and then starts another epoch.
func (d *Device) Change(ctx context.Context, c space.Change) error {
	if err := d.Sync.Once(ctx); err != nil {
		return err
	}
	s := d.Home.Space()
	envelope, err := s.Control(d.Person.Owner, c)
	if err != nil {
		return err
	}
	head, _ := s.Head()
	if err := d.Client.Control(ctx, d.Person.Login(), head, envelope); err != nil {
		return err
	}
	if c.Next != nil {
		d.Person.Owner = *c.Next
	}
	return d.Sync.Once(ctx)
}

// Everyone lets all these devices exchange until nobody has anything left to say.
func Everyone(ctx context.Context, devices ...*Device) error {
	for range 2 + len(devices) {
		before := fmt.Sprint(heads(devices))
		for _, d := range devices {
			if err := d.Sync.Once(ctx); err != nil {
				return fmt.Errorf("%s: %w", d.Name, err)
			}
		}
		if fmt.Sprint(heads(devices)) == before {
			return nil
		}
	}
	return fmt.Errorf("world: the devices do not come to rest at %v", heads(devices))
}

func heads(devices []*Device) []uint64 {
	all := make([]uint64, len(devices))
	for i, d := range devices {
		all[i], _ = d.Home.Space().Head()
	}
	return all
}

// CopyTo is the same person at another relay: a world that begins where this one stands. It works as long as the log
// holds nothing but who is in, and is much quicker than to let everyone in again.
func (p *Person) CopyTo(ctx context.Context, relay http.Handler) (*Person, error) {
	controls, err := p.Devices[0].Client.Controls(ctx, p.Login(), 0)
	if err != nil {
		return nil, err
	}
	c := &Person{Relay: relay, Owner: p.Owner, ID: p.ID, Now: p.Now}
	for _, from := range p.Devices {
		d := &Device{Name: from.Name, Person: c, Self: from.Self, Disk: from.Disk, Link: network.New(relay)}
		c.Devices = append(c.Devices, d)
		if err := d.Put(ctx, from.Disk); err != nil {
			return nil, err
		}
	}
	if err := c.Devices[0].Client.CreateSpace(ctx, controls[0], ""); err != nil {
		return nil, err
	}
	for n, control := range controls[1:] {
		if err := c.Devices[0].Client.Control(ctx, c.Login(), uint64(n+1), control); err != nil {
			return nil, err
		}
	}
	return c, nil
}
