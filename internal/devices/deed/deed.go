// Package deed is an action of the owner while it is under way: the proof that it waits for, and the steps that every one is
// made of. It must never give the owner's key to a caller before the proof was looked at, or do at the relay what the owner's
// note does not know of yet.
package deed

import (
	"context"
	"errors"
	"slices"
	"time"

	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// What internal/devices says of a proof, and what each means there.
var (
	ErrProof     = errors.New("devices: not proved")
	ErrNeedWords = errors.New("devices: needs the words")
)

// Proof is what an action of the owner asks for again: the passphrase, on a device that holds the owner's key, or seven
// or ten words anywhere. Words win where both are given.
type Proof struct {
	Passphrase string
	Words      []string
}

// Around is the device that deeds are done on.
type Around struct {
	Vault *vault.Vault
	Now   func() time.Time
	// Slot stretches words, which takes a good part of a second.
	Slot func(label string, words []string) slots.Slot
}

// Deed is one of them: this device is in step with the relay, and once Check has said nothing, who asked has proved to be
// the owner.
type Deed struct {
	around Around
	*wire.Session
	owner space.Owner
	// holds says that the owner's key is kept on this device, under this passphrase.
	holds      bool
	passphrase string
}

// New returns one that nobody has proved anything for: it has no key to sign with.
func New(around Around, s *wire.Session) *Deed { return &Deed{around: around, Session: s} }

// Owner is who has proved to be it.
func (w *Deed) Owner() space.Owner { return w.owner }

// ForgetPassphrase is for a deed that goes on for longer than whoever asked for it looks.
func (w *Deed) ForgetPassphrase() { w.passphrase = "" }

// Check is what every action of the owner waits for: without it there is no key to sign with.
func (w *Deed) Check(ctx context.Context, p Proof) error {
	if len(p.Words) > 0 {
		return w.byWords(ctx, p)
	}
	return w.byPassphrase(ctx, p)
}

func (w *Deed) byPassphrase(ctx context.Context, p Proof) error {
	owner, err := w.around.Vault.Owner(ctx, p.Passphrase)
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

func (w *Deed) byWords(ctx context.Context, p Proof) error {
	label := slots.Label(len(p.Words))
	if label == "" {
		return ErrProof
	}
	s := w.around.Slot(label, p.Words)
	blob, err := w.Relay.Look(ctx, s)
	if err != nil {
		return err
	}
	to, ok := s.Open(blob)
	if !ok || to.Space != w.Home.ID() {
		return ErrProof
	}
	owner := space.OwnerFrom(to.Owner)
	if owner.Public() != w.Space().Owner() {
		return ErrProof
	}
	w.owner = owner
	if p.Passphrase != "" && w.around.Vault.HasOwner() {
		return w.renew(ctx, p.Passphrase)
	}
	return nil
}

// renew keeps the owner's key on a device that holds one which was replaced elsewhere.
func (w *Deed) renew(ctx context.Context, passphrase string) error {
	kept, err := w.around.Vault.Owner(ctx, passphrase)
	if errors.Is(err, vault.ErrPassphrase) {
		return ErrProof
	} else if err != nil {
		return err
	}
	w.holds, w.passphrase = true, passphrase
	if kept.Public() == w.owner.Public() {
		return nil
	}
	return w.around.Vault.SetOwner(ctx, passphrase, w.owner)
}

// Door leads to the home, with the owner's key.
func (w *Deed) Door() slots.Door { return slots.Door{Space: w.Home.ID(), Owner: w.owner.Key()} }

// Member is how this device logs in.
func (w *Deed) Member() (syncer.Login, error) {
	who, ok := wire.MemberLogin(w.Space())
	if !ok {
		return who, wire.ErrStopped
	}
	return who, nil
}

// Change has a control record written that makes what want returns; nil means that it is so already. Where another
// device has changed who is in meanwhile, want is asked again if insist, else the answer is wire.ErrAgain: the person
// decided by what they saw.
func (w *Deed) Change(ctx context.Context, insist bool, want func(*space.Space) (*space.Change, error)) error {
	began := w.Space().Epoch()
	for range wire.Tries {
		s := w.Space()
		c, err := want(s)
		if err != nil || c == nil {
			return err
		}
		if s.Epoch() != began && !insist {
			return wire.ErrAgain
		}
		control, err := s.Control(w.owner, *c)
		switch {
		case errors.Is(err, space.ErrOwner):
			return wire.ErrAgain
		case errors.Is(err, space.ErrRoster):
			return wire.ErrTooMany
		case err != nil:
			return err
		}
		n, _ := s.Head()
		err = w.Relay.Control(ctx, wire.OwnerLogin(s.ID(), w.owner), n, control)
		// Unknown: another owner is in force there. What the log says will show it.
		if err != nil && !errors.Is(err, relayapi.ErrHead) && !errors.Is(err, relayapi.ErrUnknown) {
			return wire.Refusal(err)
		}
		if err := w.Step(ctx); err != nil {
			return err
		}
	}
	return wire.ErrAgain
}

// Carry brings the relay to what is noted, after the note itself is there: first the ways in that stay, then those that
// go. What was done is then noted. Whoever does it again after it was cut off goes on where it was.
func (w *Deed) Carry(ctx context.Context, known []slots.Noted, now ...slots.Happened) error {
	who, err := w.Member()
	if err != nil {
		return err
	}
	for _, s := range known {
		if !s.Doomed {
			if err := w.Relay.Point(ctx, s.Slot, w.Door(), who); err != nil {
				return err
			}
		}
	}
	for _, s := range known {
		if s.Doomed {
			if err := w.Relay.Clear(ctx, s.Slot); err != nil {
				return err
			}
		}
	}
	known = slices.DeleteFunc(slices.Clone(known), func(s slots.Noted) bool { return s.Doomed })
	return w.Plan(ctx, known, now)
}

// Plan writes down what is about to be done and brings it to the relay, so that any device can finish it.
func (w *Deed) Plan(ctx context.Context, known []slots.Noted, now []slots.Happened, beside ...slots.Sealed) error {
	page := notebook.Page{Owner: w.owner, Home: w.Home.ID(), Slots: known, Happened: now, Beside: beside}
	if err := notebook.Write(ctx, w.around.Vault, w.around.Now(), page); err != nil {
		return err
	}
	return w.Step(ctx)
}

// Here is what this device says of something that was done on it now.
func (w *Deed) Here(what slots.What) slots.Happened {
	h := w.Space()
	return slots.Happened{What: what, At: w.around.Now().Unix(), Name: wire.NameOf(h, h.Me())}
}
