package attachments

import (
	"context"
	"errors"
	"time"

	"snowdrop/internal/attachments/shelf"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// Room is what a Keeper needs of whatever names what it keeps: a vault, or a space that is shared. Its methods return
// vault.ErrLocked while things are locked; Ledger and Home then have nothing.
type Room interface {
	Names() (*Names, error)
	Shelf() (Shelf, error)
	Ledger() []byte
	SetLedger(ctx context.Context, b []byte) error // nil: none any more
	Home() (Home, bool)
	Changes() (uint64, <-chan struct{})
}

// Shelf keeps sealed chunks on this device, each of relayapi.Chunk bytes but the last. A method that returns nil has made
// its change durable.
type Shelf interface {
	Put(ctx context.Context, id record.ID, i int, chunk []byte) error
	Chunk(ctx context.Context, id record.ID, i int) ([]byte, error) // shelf.ErrMissing
	Drop(ctx context.Context, id record.ID) error                   // what is not there is dropped already
	Keys(ctx context.Context) ([]string, error)                     // of everything that is there
	Key(id record.ID) string
	DropKey(ctx context.Context, key string) error
}

// Home is the space on a relay that the vault belongs to, and how to ask there.
type Home struct {
	Relay string // its address, "" where nobody knows any but one
	Space record.SpaceID
	Head  uint64
	Who   syncer.Login // its Epoch is the newest that is known
	Token func(epoch uint32, id record.ID) ([32]byte, bool)
}

// ledgerDraft is the name under which the ledger lies among the drafts of the vault. It is no draft of a person's.
const ledgerDraft = "attachments"

// vaultRoom is the room of a real vault.
type vaultRoom struct{ *vault.Vault }

// Names looks at everything in the vault. It starts again if something changed meanwhile: what moves from one entry to
// another must not be missed in both.
func (r vaultRoom) Names() (*Names, error) {
	for range 3 {
		before, _ := r.Changes()
		n, err := r.look()
		if err != nil {
			return nil, err
		}
		if after, _ := r.Changes(); after == before {
			return n, nil
		}
	}
	n, err := r.look()
	if err != nil {
		return nil, err
	}
	n.sure = false
	return n, nil
}

func (r vaultRoom) look() (*Names, error) {
	if r.State() == vault.Locked {
		return nil, vault.ErrLocked
	}
	n := NewNames()
	for _, h := range r.List() {
		if err := r.item(n, h); err != nil {
			return nil, err
		}
	}
	for _, b := range r.Bin(time.Time{}) { // of whatever day
		n.hold(b.Record.Body)
	}
	for _, name := range r.Drafts() {
		if body, ok := r.Draft(name); ok && name != ledgerDraft {
			n.hold(body)
		}
	}
	n.sure = len(r.Damaged()) == 0
	if r.State() == vault.Locked { // and much of what was not found is there
		return nil, vault.ErrLocked
	}
	return n, nil
}

func (r vaultRoom) item(n *Names, h vault.Head) error {
	take := n.entry
	switch h.Kind {
	case journal.KindCheckIn, journal.KindPractice:
		return nil // they have none
	case journal.KindEntry, journal.KindBox, journal.KindKeepsake:
	default:
		take = n.hold // kinds of places, which have none as far as this version knows, and what is newer
	}
	if h.Versions > 1 {
		versions, err := r.Versions(h.ID)
		for _, v := range versions {
			n.stamp = stampOf(v.ID, v.Waiting)
			take(v.Record.Body)
		}
		return unlessGone(err)
	}
	n.stamp = stampOf(h.Version, h.Waiting)
	body, err := r.Body(h.ID)
	if err == nil {
		take(body)
	}
	return unlessGone(err)
}

func unlessGone(err error) error {
	if errors.Is(err, vault.ErrNotFound) {
		return nil
	}
	return err
}

func (r vaultRoom) Ledger() []byte {
	body, _ := r.Draft(ledgerDraft)
	return body
}

func (r vaultRoom) SetLedger(ctx context.Context, b []byte) error {
	if b == nil {
		return r.DropDraft(ctx, ledgerDraft)
	}
	return r.SetDraft(ctx, ledgerDraft, b)
}

func (r vaultRoom) Home() (Home, bool) {
	h, err := r.Vault.Home()
	if err != nil {
		return Home{}, false
	}
	head, _ := h.Head()
	at := Home{Relay: h.Relay(), Space: h.ID(), Head: head, Who: syncer.Login{Role: relayapi.RoleMember, Space: h.ID()}}
	at.Who.Epoch, at.Who.Sign, _ = h.Login(0)
	at.Token = func(epoch uint32, id record.ID) (token [32]byte, ok bool) {
		if s := h.Space(); s != nil {
			token, ok = s.DeleteToken(epoch, id)
		}
		return token, ok
	}
	return at, true
}

func (r vaultRoom) Shelf() (Shelf, error) { return shelf.In(r.Vault, record.SpaceID{}) }
