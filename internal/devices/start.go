package devices

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Words are WordsFor no purpose in particular.
func (d *Devices) Words() []string { return d.WordsFor("") }

// WordsFor returns seven fresh words, and for a while the same ones again: see shown.Words.
func (d *Devices) WordsFor(purpose string) []string { return d.fresh.For(purpose, d.config.Now()) }

// HasWordsFor says whether WordsFor would return the same words as before.
func (d *Devices) HasWordsFor(purpose string) bool { return d.fresh.Has(purpose, d.config.Now()) }

// ForgetWords drops the words that were not used.
func (d *Devices) ForgetWords() { d.fresh.Forget() }

// begun is a home that this device makes, and where words will lead to it.
type begun struct {
	*wire.Beginning
	at slots.Slot
}

func (b *begun) door() slots.Door { return slots.Door{Space: b.Space.ID(), Owner: b.Owner.Key()} }

// create makes a home at the relay, the same one again in another try.
func (d *Devices) create(ctx context.Context, there *wire.Relay, at slots.Slot, name, code string) (*begun, error) {
	if d.begun == nil || !d.begun.at.Same(at) {
		d.begun = &begun{wire.NewBeginning(name), at}
	}
	return d.begun, there.Make(ctx, d.begun.Beginning, code)
}

// Start keeps everything of this device at the relay as well, under seven words. The vault must be kept and open;
// passphrase is asked again because the owner's key is kept here under it. device is how this device is called. code is
// what the relay's host gave, if it asks for one. After an error do the same again with the same words.
//
// vault.ErrNotKept, vault.ErrLocked, vault.ErrPassphrase, ErrBegun, ErrName, ErrWords (not seven words), ErrClosed,
// ErrCode, ErrFull, ErrOffline.
func (d *Devices) Start(ctx context.Context, words []string, device, passphrase, code string) error {
	name, err := cleanName(device)
	if err != nil {
		return err
	}
	if len(words) != WordsHome {
		return ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	if err := d.mayStart(ctx, passphrase); err != nil {
		return err
	}
	d.fresh.Tried(words, d.config.Now())
	s := d.slotOf(seal.LabelSlotWords, words)
	home, owner, err := d.startAt(ctx, s, name, code)
	if err != nil {
		return err
	}
	page := notebook.Page{Owner: owner, Home: home.Space.ID(), Slots: []slots.Noted{{Purpose: slots.ForWords, Slot: s}}}
	if err := notebook.Write(ctx, d.config.Vault, d.config.Now(), page); err != nil {
		return err
	}
	info := vault.HomeInfo{Relay: d.config.Relay, Owner: &owner, Passphrase: passphrase}
	if err := d.config.Vault.AttachHome(ctx, home.Space, info); err != nil {
		return err
	}
	d.begun = nil
	d.fresh.Used(words)
	return d.moveIn(ctx, home)
}

// mayStart says whether things are kept here, open, at no relay yet, and under this passphrase.
func (d *Devices) mayStart(ctx context.Context, passphrase string) error {
	_, err := d.session()
	switch {
	case err == nil:
		return ErrBegun
	case !d.Available() || !errors.Is(err, ErrNotBegun):
		return err
	}
	return d.config.Vault.Unlock(ctx, passphrase) // open already: it only checks
}

// startAt makes the home and has the words lead there. Where they lead somewhere already, an earlier try of the same got
// that far before the program ended: it goes on there.
func (d *Devices) startAt(ctx context.Context, s slots.Slot, name, code string) (wire.Arrival, space.Owner, error) {
	if b := d.begun; b == nil || !b.at.Same(s) {
		blob, err := d.relay.Look(ctx, s)
		if err != nil {
			return wire.Arrival{}, space.Owner{}, err
		}
		if to, ok := s.Open(blob); ok {
			home, err := d.relay.Enter(ctx, to, d.selfFor(to.Space), name, true)
			return home, space.OwnerFrom(to.Owner), err
		}
	}
	b, err := d.create(ctx, d.relay, s, name, code)
	if err != nil {
		return wire.Arrival{}, space.Owner{}, err
	}
	who, _ := wire.MemberLogin(b.Space)
	if err := d.relay.Point(ctx, s, b.door(), who); err != nil {
		return wire.Arrival{}, space.Owner{}, err
	}
	return wire.Arrival{Space: b.Space}, b.Owner, nil
}

// selfFor is who this device will be in a home: the same in every try until the program ends, so that a lost reply
// leaves no device behind that nobody has.
func (d *Devices) selfFor(home record.SpaceID) space.Self {
	if d.coming == nil || d.coming.home != home {
		d.coming = &coming{home, space.NewSelf()}
	}
	return d.coming.self
}

type coming struct {
	home record.SpaceID
	self space.Self
}

// moveIn takes in what was read on the way, and has Run go on from there.
func (d *Devices) moveIn(ctx context.Context, home wire.Arrival) error {
	d.coming, d.given = nil, nil
	d.mu.Lock()
	d.current = nil // also where the home has the same name as before
	d.mu.Unlock()
	d.changedNow()
	s, err := d.session()
	if err != nil {
		return err
	}
	for items := home.Items; len(items) > 0; {
		n := min(len(items), 256)
		if err := s.Home.Accept(ctx, items[:n]); err != nil {
			break // Run finds out why, and goes on
		}
		items = items[n:]
	}
	d.Nudge()
	return nil
}

// Open brings everything that is kept under seven or ten words to this device, and makes it one of the person's devices.
// In a visit it keeps first, under passphrase. Where things are kept here already they stay and go to the others as well;
// passphrase is then not looked at. Where this device already has another home at the relay it moves to the one of the
// words, with everything it has.
//
// ErrWords, ErrName, ErrBegun (it is there already), ErrTooMany, vault.ErrWeakPassphrase, vault.ErrLocked, ErrOffline.
func (d *Devices) Open(ctx context.Context, words []string, device, passphrase string) error {
	return d.OpenAt(ctx, "", words, device, passphrase)
}

// OpenAt is Open at a relay that the person chose; "" for the one that things are at, or could be.
func (d *Devices) OpenAt(ctx context.Context, relay string, words []string, device, passphrase string) error {
	name, err := cleanName(device)
	if err != nil {
		return err
	}
	label := slots.Label(len(words))
	if label == "" {
		return ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	relay, there, err := d.mayArrive(relay, passphrase)
	if err != nil {
		return err
	}
	s := d.slotOf(label, words)
	blob, err := there.Look(ctx, s)
	if err != nil {
		return err
	}
	to, ok := s.Open(blob)
	if !ok {
		return ErrWords
	}
	if err := d.mayMoveTo(to); err != nil {
		return err
	}
	home, err := there.Enter(ctx, to, d.selfFor(to.Space), name, false)
	if err != nil {
		return err
	}
	return d.arrive(ctx, relay, home, passphrase)
}

// mayArrive says whether this device can take in a home from a relay, and which that is.
func (d *Devices) mayArrive(relay, passphrase string) (string, *wire.Relay, error) {
	relay = cmp.Or(relay, d.Relay())
	switch state := d.config.Vault.State(); {
	case relay == "":
		return "", nil, ErrNotBegun
	case !d.relays.May(relay):
		return "", nil, ErrReach
	case state == vault.Locked:
		return "", nil, vault.ErrLocked
	case state == vault.Visit && utf8.RuneCountInString(strings.TrimSpace(passphrase)) < vault.MinPassphrase:
		return "", nil, vault.ErrWeakPassphrase
	}
	return relay, d.relays.At(relay), nil
}

// mayMoveTo says whether the home behind a slots.Door is another one than this device has, or one that it was removed from. One
// that went back or forked is not to be taken for good because the words still lead there.
func (d *Devices) mayMoveTo(to slots.Door) error {
	s, err := d.session()
	if err != nil || s.Home.ID() != to.Space {
		return nil
	}
	switch d.Status().Stopped {
	case Removed, OutOfReach:
		return nil
	case NotStopped:
		return ErrBegun
	}
	return ErrStopped
}

// arrive makes a home the one of this device, and keeps first where nothing is kept yet.
func (d *Devices) arrive(ctx context.Context, relay string, home wire.Arrival, passphrase string) error {
	v := d.config.Vault
	if v.State() == vault.Visit {
		if err := v.Keep(ctx, passphrase); err != nil {
			return err
		}
	}
	info := vault.HomeInfo{Relay: relay}
	attach := v.AttachHome
	if _, err := v.Home(); !errors.Is(err, vault.ErrNoHome) {
		attach = v.ReplaceHome // also one that can not be read any more
	}
	if err := attach(ctx, home.Space, info); err != nil {
		return err
	}
	return d.moveIn(ctx, home)
}
