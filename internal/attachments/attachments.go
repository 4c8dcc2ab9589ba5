// Package attachments keeps photos and long texts beside the entries that name them: sealed on this
// device, and on the relay where there is one. It must never send what is not sealed, show what was not
// verified, or delete what an entry may still name.
//
// # How to use it
//
// Make one Keeper for a vault and let Run run. Nothing here needs to be told when things are locked,
// kept, joined or forgotten: the vault says so.
//
//	k := attachments.New(attachments.Config{Vault: v, Relay: client}) // Relay nil: there is none
//	go k.Run(ctx)
//
// Keeping. AddPhoto takes what was in the picture and not its picture, seals the rest and keeps it on
// this device. What it returns goes into the entry, and the entry into the vault; from then on it is sent
// by itself. Until then it is on this device only, and goes at the next lock unless an entry or a draft
// names it (the text of its Blob anywhere in a draft is enough).
//
//	a, err := k.AddPhoto(ctx, picture, alt) // photo.ErrUnknown, ErrBroken, ErrTooLarge, ErrTooManyPixels; vault.ErrDiskFull, ErrLocked
//	e = e.With(a)
//
// A long text:
//
//	first, rest, err := e.Split()
//	if rest != "" {
//		a, err := k.AddText(ctx, rest)
//		first = first.With(a)
//	}
//	body, err := first.Encode()
//
// Showing. Open writes the bytes, verified piece by piece; ErrNotHere says that they have to be fetched
// first. Text gives the whole text of an entry.
//
//	err := k.Open(ctx, w, a)      // a.Type is the Content-Type, a.Length the Content-Length
//	if errors.Is(err, attachments.ErrNotHere) { k.Fetch(a); … k.Status(a) … }
//
// Progress. Status says where an attachment is, how far it is on its way, and what is in the way.
// Changes counts every such change and gives a channel that is closed at the next one.
//
// Taking out. Keep the entry without the attachment, or delete it: the bytes go here and on the relay by
// themselves, also if both happen a week later. Cancel stops what is under way right now: of a fetch nothing stays
// here, and of what was added and is in no entry nothing stays at all. A photo that is being sent is taken out of its entry
// to stop it: nothing of it stays on the relay.
package attachments

import (
	"context"
	"errors"
	"io"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// What can be in the way. Beside these: photo's errors from AddPhoto, vault.ErrLocked, vault.ErrDiskFull.
var (
	// ErrNotHere says that the bytes are not on this device. Fetch gets them where there is a relay.
	ErrNotHere = errors.New("attachments: not on this device")
	// ErrNotThere says that the relay does not have them, or not all: the device that made them has not sent them yet, or
	// they were deleted.
	ErrNotThere = errors.New("attachments: not on the relay")
	// ErrDamaged says that what is here, or what the relay gave, is not what the entry names. What came from the relay was
	// dropped.
	ErrDamaged = errors.New("attachments: damaged")
	// ErrOffline says that the relay could not be reached. It is tried again.
	ErrOffline = errors.New("attachments: offline")
	// ErrRelayFull says that the relay takes no more. Everything is here; it is tried again.
	ErrRelayFull = errors.New("attachments: the relay is full")
	// ErrTooLong says that a text is longer than a blob may be.
	ErrTooLong = errors.New("attachments: too long")
)

// Relay is the part of syncer.Client that moves blobs. Every method may be called twice for the same thing.
type Relay interface {
	CreateBlob(ctx context.Context, who syncer.Login, blob record.ID, size int64, deleteHash record.Hash) error
	PutChunk(ctx context.Context, who syncer.Login, blob record.ID, i int, chunk []byte) error
	Blob(ctx context.Context, who syncer.Login, blob record.ID) (syncer.BlobStatus, error)
	Chunk(ctx context.Context, who syncer.Login, blob record.ID, i int) ([]byte, error)
	DeleteBlob(ctx context.Context, who syncer.Login, blob record.ID, token [32]byte) error
}

// Config is what a Keeper needs.
type Config struct {
	Vault *vault.Vault
	Relay Relay // nil: there is none
}

// Keeper keeps the attachments of one vault. It is safe for use from many goroutines.
type Keeper struct {
	Config
}

// New makes a Keeper. It does nothing by itself before Run.
func New(c Config) *Keeper { return &Keeper{Config: c} }

// Run sends, fetches and cleans up, one thing after the other, until ctx is done.
func (k *Keeper) Run(ctx context.Context) { <-ctx.Done() }

// Nudge makes Run try again now what it was waiting for: the device is online again, or a person asked.
func (k *Keeper) Nudge() {}

// AddPhoto takes out of a picture what is not picture, seals it and keeps it on this device. The slice may be used again
// afterwards. Nothing stays behind after an error.
func (k *Keeper) AddPhoto(ctx context.Context, picture []byte, alt string) (journal.Attachment, error) {
	return journal.Attachment{}, errors.ErrUnsupported
}

// AddText seals and keeps the rest of a long text.
func (k *Keeper) AddText(ctx context.Context, rest string) (journal.Attachment, error) {
	return journal.Attachment{}, errors.ErrUnsupported
}

// Open writes what an attachment holds to w. Until it returns nil, w may have only a beginning. ErrNotHere, ErrDamaged,
// vault.ErrLocked, or an error of w or of the disk.
func (k *Keeper) Open(ctx context.Context, w io.Writer, a journal.Attachment) error {
	return errors.ErrUnsupported
}

// Text gives the whole text of an entry. ErrNotHere and ErrDamaged come with the beginning, which is in the entry.
func (k *Keeper) Text(ctx context.Context, e journal.Entry) (string, error) {
	return e.Text, errors.ErrUnsupported
}

// Fetch asks for an attachment to be brought here from the relay. It does not wait: Status tells how it goes.
func (k *Keeper) Fetch(a journal.Attachment) {}

// Cancel stops what is under way with an attachment. What was being fetched is dropped here, and what was added and stands in
// no entry is dropped as a whole. An attachment of an entry that is here stays here.
func (k *Keeper) Cancel(ctx context.Context, a journal.Attachment) error { return errors.ErrUnsupported }

// Status is where an attachment is.
type Status struct {
	Here     bool  // on this device: Open gives it
	There    bool  // on the relay, as a whole, as far as this device knows
	Sending  bool  // on its way to the relay, now or as soon as can be
	Fetching bool  // on its way to this device, now or as soon as can be
	Done, Of int64 // sealed bytes, while Sending or Fetching
	Err      error // what is in the way: one of this package's errors, vault.ErrDiskFull, or nil
}

// Status says where an attachment is.
func (k *Keeper) Status(a journal.Attachment) Status { return Status{} }

// Waiting is how many attachments are on this device and not on the relay. It looks at every entry, so it is right even if Run has
// not got there yet. Where it can not be known, as while things are locked, it is not 0. In a vault without a home it is 0.
func (k *Keeper) Waiting() int { return 0 }

// Changes is a number that grows with everything Status can show, and a channel that is closed at the next change.
func (k *Keeper) Changes() (uint64, <-chan struct{}) { return 0, make(chan struct{}) }
