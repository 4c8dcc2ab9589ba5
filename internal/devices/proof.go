package devices

import (
	"context"
	"errors"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// session returns the one that there is now. ErrNotBegun or vault.ErrLocked.
func (d *Devices) session() (*wire.Session, error) {
	if !d.Available() {
		return nil, ErrNotBegun
	}
	home, err := d.config.Vault.Home()
	if errors.Is(err, vault.ErrNoHome) {
		return nil, ErrNotBegun
	} else if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.current == nil || d.current.Home.ID() != home.ID() {
		d.current = d.relay.Session(home)
	}
	return d.current, nil
}

// deed is an action of the owner while it is under way: this device is in step with the relay, and who asked has proved
// to be the owner.
type deed struct {
	d *Devices
	*wire.Session
	owner space.Owner
	// holds says that the owner's key is kept on this device, under this passphrase.
	holds      bool
	passphrase string
}

// begin brings this device in step with the relay and looks at the proof. There is no other way to a deed.
func (d *Devices) begin(ctx context.Context, p Proof) (*deed, error) {
	s, err := d.session()
	if err != nil {
		return nil, err
	}
	if err := s.Step(ctx); err != nil {
		return nil, err
	}
	w := &deed{d: d, Session: s}
	return w, d.prove(w, ctx, p)
}

// check is what every action of the owner waits for: without it there is no key to sign with.
func (w *deed) check(ctx context.Context, p Proof) error {
	if len(p.Words) > 0 {
		return w.byWords(ctx, p)
	}
	return w.byPassphrase(ctx, p)
}

func (w *deed) byPassphrase(ctx context.Context, p Proof) error {
	owner, err := w.d.config.Vault.Owner(ctx, p.Passphrase)
	switch {
	case errors.Is(err, vault.ErrPassphrase):
		return ErrProof
	case errors.Is(err, vault.ErrNoOwner):
		return ErrNeedWords
	case err != nil:
		return err
	case owner.Public() != w.Space().Owner():
		return ErrNeedWords
	}
	w.owner, w.holds, w.passphrase = owner, true, p.Passphrase
	return nil
}

func (w *deed) byWords(ctx context.Context, p Proof) error {
	label := slots.Label(len(p.Words))
	if label == "" {
		return ErrProof
	}
	s := w.d.slotOf(label, p.Words)
	blob, err := w.d.relay.Look(ctx, s)
	if err != nil {
		return err
	}
	to, ok := s.Open(blob)
	if !ok || to.Space != w.Home.ID() {
		return ErrProof
	}
	w.owner = space.OwnerFrom(to.Owner)
	if w.owner.Public() != w.Space().Owner() {
		return ErrProof
	}
	if p.Passphrase != "" && w.d.HoldsOwner() {
		return w.renew(ctx, p.Passphrase)
	}
	return nil
}

// renew keeps the owner's key on a device that holds one which was replaced elsewhere.
func (w *deed) renew(ctx context.Context, passphrase string) error {
	kept, err := w.d.config.Vault.Owner(ctx, passphrase)
	if errors.Is(err, vault.ErrPassphrase) {
		return ErrProof
	} else if err != nil {
		return err
	}
	w.holds, w.passphrase = true, passphrase
	if kept.Public() == w.owner.Public() {
		return nil
	}
	return w.d.config.Vault.SetOwner(ctx, passphrase, w.owner)
}

func (w *deed) door() slots.Door { return slots.Door{Space: w.Home.ID(), Owner: w.owner.Key()} }

// member is how this device logs in.
func (w *deed) member() (syncer.Login, error) {
	who, ok := wire.MemberLogin(w.Space())
	if !ok {
		return who, ErrStopped
	}
	return who, nil
}

// change has a control record written that makes what want returns; nil means that it is so already. Where another
// device has changed who is in meanwhile, want is asked again if insist, else the answer is ErrAgain: the person decided
// by what they saw.
func (w *deed) change(ctx context.Context, insist bool, want func(*space.Space) (*space.Change, error)) error {
	began := w.Space().Epoch()
	for range wire.Tries {
		s := w.Space()
		c, err := want(s)
		if err != nil || c == nil {
			return err
		}
		if s.Epoch() != began && !insist {
			return ErrAgain
		}
		control, err := s.Control(w.owner, *c)
		switch {
		case errors.Is(err, space.ErrOwner):
			return ErrAgain
		case errors.Is(err, space.ErrRoster):
			return ErrTooMany
		case err != nil:
			return err
		}
		n, _ := s.Head()
		err = w.d.relay.Control(ctx, wire.OwnerLogin(s.ID(), w.owner), n, control)
		// Unknown: another owner is in force there. What the log says will show it.
		if err != nil && !errors.Is(err, relayapi.ErrHead) && !errors.Is(err, relayapi.ErrUnknown) {
			return wire.Refusal(err)
		}
		if err := w.Step(ctx); err != nil {
			return err
		}
	}
	return ErrAgain
}
