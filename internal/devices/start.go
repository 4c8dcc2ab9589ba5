package devices

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// Words returns seven fresh words, and the same ones again until they are used or ForgetWords is called, so that a page
// can be left and come back to. They are only in memory.
func (d *Devices) Words() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.words == nil {
		d.words = words.New(WordsHome)
	}
	return append([]string(nil), d.words...)
}

// ForgetWords drops the words that were not used.
func (d *Devices) ForgetWords() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.words = nil
}

// used drops the words that Words returned once they are in use.
func (d *Devices) used(words []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if strings.Join(words, " ") == strings.Join(d.words, " ") {
		d.words = nil
	}
}

// beginning is a home that this device makes at the relay. It is remembered, so that a try after a lost reply makes no
// second one.
type beginning struct {
	owner   space.Owner
	space   *space.Space
	genesis []byte
	at      slot // of the words
}

// create makes a home at the relay and returns it with how this device logs in there. at is where words will lead to it.
func (d *Devices) create(ctx context.Context, at slot, name, code string) (*beginning, error) {
	b := d.begun
	if b == nil || !b.at.same(at) {
		b = &beginning{owner: space.NewOwner(), at: at}
		b.space, b.genesis = space.Create(b.owner, space.NewSelf(), name)
		d.begun = b
	}
	return b, refusal(d.client.CreateSpace(ctx, b.genesis, code))
}

func (b *beginning) door() door { return door{b.space.ID(), b.owner.Key()} }

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
	s := d.slotOf(seal.LabelSlotWords, words)
	home, owner, err := d.startAt(ctx, s, name, code)
	if err != nil {
		return err
	}
	known := []noted{{purpose: forWords, slot: s}}
	if err := d.write(ctx, owner, home.space.ID(), known, nil); err != nil {
		return err
	}
	info := vault.HomeInfo{Relay: d.config.Relay, Owner: &owner, Passphrase: passphrase}
	if err := d.config.Vault.AttachHome(ctx, home.space, info); err != nil {
		return err
	}
	d.begun = nil
	d.used(words)
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
func (d *Devices) startAt(ctx context.Context, s slot, name, code string) (arrival, space.Owner, error) {
	if b := d.begun; b == nil || !b.at.same(s) {
		blob, err := d.look(ctx, s)
		if err != nil {
			return arrival{}, space.Owner{}, err
		}
		if to, ok := s.open(blob); ok {
			home, err := d.come(ctx, to, name, true)
			return home, space.OwnerFrom(to.owner), err
		}
	}
	b, err := d.create(ctx, s, name, code)
	if err != nil {
		return arrival{}, space.Owner{}, err
	}
	who, _ := memberLogin(b.space)
	if err := d.point(ctx, s, b.door(), who); err != nil {
		return arrival{}, space.Owner{}, err
	}
	return arrival{space: b.space}, b.owner, nil
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
func (d *Devices) moveIn(ctx context.Context, home arrival) error {
	d.coming, d.answering = nil, nil
	d.mu.Lock()
	d.current = nil // also where the home has the same name as before
	d.mu.Unlock()
	d.changedNow()
	s, err := d.session()
	if err != nil {
		return err
	}
	for items := home.items; len(items) > 0; {
		n := min(len(items), 256)
		if err := s.home.Accept(ctx, items[:n]); err != nil {
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
	name, err := cleanName(device)
	if err != nil {
		return err
	}
	label := labelFor(words)
	if label == "" {
		return ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	if err := d.mayArrive(passphrase); err != nil {
		return err
	}
	s := d.slotOf(label, words)
	blob, err := d.look(ctx, s)
	if err != nil {
		return err
	}
	to, ok := s.open(blob)
	if !ok {
		return ErrWords
	}
	if err := d.mayMoveTo(to); err != nil {
		return err
	}
	home, err := d.come(ctx, to, name, false)
	if err != nil {
		return err
	}
	return d.arrive(ctx, home, passphrase)
}

// mayArrive says whether this device can take in a home.
func (d *Devices) mayArrive(passphrase string) error {
	if !d.Available() {
		return ErrNotBegun
	}
	switch d.config.Vault.State() {
	case vault.Locked:
		return vault.ErrLocked
	case vault.Visit:
		if utf8.RuneCountInString(strings.TrimSpace(passphrase)) < vault.MinPassphrase {
			return vault.ErrWeakPassphrase
		}
	}
	return nil
}

// mayMoveTo says whether the home behind a door is another one than this device has, or one that it was removed from. One
// that went back or forked is not to be taken for good because the words still lead there.
func (d *Devices) mayMoveTo(to door) error {
	s, err := d.session()
	if err != nil || s.home.ID() != to.space {
		return nil
	}
	switch d.Status().Stopped {
	case Removed:
		return nil
	case NotStopped:
		return ErrBegun
	}
	return ErrStopped
}

// arrive makes a home the one of this device, and keeps first where nothing is kept yet.
func (d *Devices) arrive(ctx context.Context, home arrival, passphrase string) error {
	v := d.config.Vault
	if v.State() == vault.Visit {
		if err := v.Keep(ctx, passphrase); err != nil {
			return err
		}
	}
	info := vault.HomeInfo{Relay: d.config.Relay}
	attach := v.AttachHome
	if _, err := d.session(); err == nil {
		attach = v.ReplaceHome
	}
	if err := attach(ctx, home.space, info); err != nil {
		return err
	}
	return d.moveIn(ctx, home)
}
