package devices

import (
	"context"
	"errors"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// session returns the one that there is now. ErrNotBegun or vault.ErrLocked.
func (d *Devices) session() (*wire.Session, error) {
	home, err := d.config.Vault.Home()
	if errors.Is(err, vault.ErrNoHome) {
		return nil, ErrNotBegun
	} else if err != nil {
		return nil, err
	}
	relay := d.relays.At(d.Relay())
	if relay == nil {
		return nil, ErrNotBegun
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.current == nil || d.current.Home.ID() != home.ID() {
		d.current = relay.Session(home)
	}
	return d.current, nil
}

// Proof is what an action of the owner asks for again.
type Proof = deed.Proof

// around is this device, for a deed.
func (d *Devices) around() deed.Around {
	return deed.Around{Vault: d.config.Vault, Now: d.config.Now, Slot: d.slotOf}
}

// begin brings this device in step with the relay and looks at the proof. There is no other way to a deed.
func (d *Devices) begin(ctx context.Context, p Proof) (*deed.Deed, error) {
	s, err := d.session()
	if err != nil {
		return nil, err
	}
	if err := s.Step(ctx); err != nil {
		return nil, err
	}
	w := deed.New(d.around(), s)
	return w, d.prove(w, ctx, p)
}

// Prove gives the owner of the home to who has proved to be it, so that what else only the owner may can be done: in the
// spaces that a person shares. ErrProof, ErrNeedWords, ErrNotBegun, ErrStopped, ErrOffline.
func (d *Devices) Prove(ctx context.Context, p Proof) (space.Owner, error) {
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return space.Owner{}, err
	}
	return w.Owner(), nil
}
