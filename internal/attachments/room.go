package attachments

import (
	"context"
	"errors"
	"time"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// room is what a Keeper needs of a vault. Its methods return vault.ErrLocked while things are locked; Ledger and Home
// then have nothing.
type room interface {
	Names() (*names, error)
	Shelf() (shelf, error)
	Ledger() []byte
	SetLedger(ctx context.Context, b []byte) error // nil: none any more
	Home() (home, bool)
	Changes() (uint64, <-chan struct{})
}

// shelf keeps sealed chunks on this device, each of relayapi.Chunk bytes but the last. A method that returns nil has made
// its change durable.
type shelf interface {
	Put(ctx context.Context, id record.ID, i int, chunk []byte) error
	Chunk(ctx context.Context, id record.ID, i int) ([]byte, error) // errMissing
	Drop(ctx context.Context, id record.ID) error                   // what is not there is dropped already
	Keys(ctx context.Context) ([]string, error)                     // of everything that is there
	Key(id record.ID) string
	DropKey(ctx context.Context, key string) error
}

// home is the space on a relay that the vault belongs to, and how to ask there.
type home struct {
	space record.SpaceID
	head  uint64
	who   syncer.Login // its Epoch is the newest that is known
	token func(epoch uint32, id record.ID) ([32]byte, bool)
}

// ledgerDraft is the name under which the ledger lies among the drafts of the vault. It is no draft of a person's.
const ledgerDraft = "attachments"

// vaultRoom is the room of a real vault.
type vaultRoom struct{ *vault.Vault }

// Names looks at everything in the vault. It starts again if something changed meanwhile: what moves from one entry to
// another must not be missed in both.
func (r vaultRoom) Names() (*names, error) {
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

func (r vaultRoom) look() (*names, error) {
	if r.State() == vault.Locked {
		return nil, vault.ErrLocked
	}
	n := newNames()
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

func (r vaultRoom) item(n *names, h vault.Head) error {
	take := n.entry
	switch h.Kind {
	case journal.KindCheckIn, journal.KindPractice:
		return nil // they have none
	case journal.KindEntry:
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

func (r vaultRoom) Home() (home, bool) {
	h, err := r.Vault.Home()
	if err != nil {
		return home{}, false
	}
	head, _ := h.Head()
	at := home{space: h.ID(), head: head, who: syncer.Login{Role: relayapi.RoleMember, Space: h.ID()}}
	at.who.Epoch, at.who.Sign, _ = h.Login(0)
	at.token = func(epoch uint32, id record.ID) (token [32]byte, ok bool) {
		if s := h.Space(); s != nil {
			token, ok = s.DeleteToken(epoch, id)
		}
		return token, ok
	}
	return at, true
}

func (r vaultRoom) Shelf() (shelf, error) {
	s := vaultShelf{r.Vault, r.Blobs()}
	if r.State() == vault.Locked {
		return nil, vault.ErrLocked
	}
	return s, nil
}

// vaultShelf is the blobs of a real vault, where they are at one moment: in memory, or on the disk.
type vaultShelf struct {
	vault *vault.Vault
	disk  vault.BlobDisk
}

func (s vaultShelf) Key(id record.ID) string { return s.vault.BlobKey(id) }

// key is the key of a blob, and vault.ErrLocked where there is none.
func (s vaultShelf) key(id record.ID) (string, error) {
	key := s.vault.BlobKey(id)
	if key == "" {
		return "", vault.ErrLocked
	}
	return key, nil
}

func (s vaultShelf) Put(ctx context.Context, id record.ID, i int, chunk []byte) error {
	key, err := s.key(id)
	if err != nil {
		return err
	}
	return s.disk.PutChunk(ctx, key, i, chunk)
}

func (s vaultShelf) Chunk(ctx context.Context, id record.ID, i int) ([]byte, error) {
	key, err := s.key(id)
	if err != nil {
		return nil, err
	}
	chunk, err := s.disk.Chunk(ctx, key, i)
	if errors.Is(err, vault.ErrNotFound) {
		return nil, errMissing
	}
	return chunk, err
}

func (s vaultShelf) Drop(ctx context.Context, id record.ID) error {
	key, err := s.key(id)
	if err != nil {
		return err
	}
	return s.disk.DropBlob(ctx, key)
}

func (s vaultShelf) Keys(ctx context.Context) ([]string, error) { return s.disk.Blobs(ctx) }

func (s vaultShelf) DropKey(ctx context.Context, key string) error { return s.disk.DropBlob(ctx, key) }
