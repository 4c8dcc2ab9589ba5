// Package attachments keeps photos and long texts beside the entries that name them: sealed on this
// device, and on the relay where there is one. It must never send what is not sealed, show what was not
// verified, or delete what an entry may still name.
//
// Make one Keeper for a vault and let Run run. Nothing here needs to be told when things are locked, kept, joined or forgotten:
// the vault says so.
//
// Keeping. AddPhoto takes what was in the picture and not its picture, seals the rest and keeps it on
// this device; AddText does so with what Split of an entry left over. What it returns goes into the entry, and the entry into
// the vault; from then on it is sent by itself. Until then it is on this device only, and goes at the next lock unless an entry
// or a draft names it (the text of its Blob anywhere in a draft is enough).
//
// Showing. Open writes the bytes, verified piece by piece; ErrNotHere says that Fetch has to bring them first, and Status how
// that goes. a.Type is the Content-Type, a.Length the Content-Length. Text gives the whole text of an entry.
//
// Progress. Status says where an attachment is, how far it is on its way, and what is in the way. Changes counts every such
// change and gives a channel that is closed at the next one.
//
// Taking out. Keep the entry without the attachment, or delete it: the bytes go here and on the relay by themselves, also if
// both happen a week later. What another device has in its bin it keeps until the bin lets it go. Cancel stops what is under way
// right now: of a fetch nothing stays here, and of what was added and is in no entry nothing stays at all. A photo that is being
// sent is taken out of its entry to stop it: nothing of it stays on the relay. Before a relay is left for good, Gather brings
// here what only that has.
package attachments

import (
	"context"
	"errors"
	"sync"

	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal/blob"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// What can be in the way. Beside these: photo's errors from AddPhoto, vault.ErrLocked, vault.ErrDiskFull.
var (
	// ErrNotHere says that the bytes are not on this device. Fetch gets them where there is a relay.
	ErrNotHere = errors.New("attachments: not on this device")
	// ErrNotThere says that the relay does not have them, or not all: the device that made them has not sent them yet, or
	// they were deleted. It is tried again.
	ErrNotThere = errors.New("attachments: not on the relay")
	// ErrDamaged says that what is here, or what the relay gave, is not what the entry names. What came from the relay was
	// dropped.
	ErrDamaged = errors.New("attachments: damaged")
	// ErrOffline says that the relay could not be reached. It is tried again.
	ErrOffline = errors.New("attachments: offline")
	// ErrRelayFull says that the relay takes no more. Everything is here; it is tried again.
	ErrRelayFull = errors.New("attachments: the relay is full")
	// ErrRefused says that the relay does not take or give it as it must. It is tried again.
	ErrRefused = errors.New("attachments: refused by the relay")
	// ErrTooLong says that a text is longer than a blob may be.
	ErrTooLong = errors.New("attachments: too long")
)

// Relay is the part of syncer.Client that moves blobs. Every method may be called twice for the same thing.
type Relay interface {
	CreateBlob(ctx context.Context, who syncer.Login, blob record.ID, size int64, deleteHash record.Hash) (relayapi.BlobState, error)
	PutChunk(ctx context.Context, who syncer.Login, blob record.ID, i int, chunk []byte) error
	Blob(ctx context.Context, who syncer.Login, blob record.ID) (relayapi.BlobState, error)
	Chunk(ctx context.Context, who syncer.Login, blob record.ID, i int) ([]byte, error)
	DeleteBlob(ctx context.Context, who syncer.Login, blob record.ID, token [32]byte) error
	// Entries is asked for nothing but whether the relay knows who asks: one answer means not there, and not allowed.
	Entries(ctx context.Context, who syncer.Login, after uint64) (uint64, []record.Item, error)
}

var _ Relay = (*syncer.Client)(nil)

// Config is what a Keeper needs.
type Config struct {
	Vault *vault.Vault
	Relay Relay // nil: there is none
	// At is the relay at an address, "" for the one that the program was started with. nil: always Relay.
	At func(address string) Relay
}

// Keeper keeps the attachments of one vault. It is safe for use from many goroutines.
type Keeper struct {
	room  Room
	relay Relay
	at    func(address string) Relay
	rows  bool // everything has its row before its first byte is here

	work  sync.Mutex // held through Once, and guards names and seen
	book  sync.Mutex // held while the ledger is changed
	nudge chan struct{}
	names map[record.ID]journal.Attachment // named by entries, as of the change seen
	seen  uint64

	mu       sync.Mutex
	fresh    map[record.ID]bool               // added since the last lock, and in no entry yet
	wanted   map[record.ID]journal.Attachment // asked for with Fetch
	ways     map[record.ID]way
	verified map[record.ID]bool // its bytes on this device were found right since the last lock
	found    bool               // what is on the disk and not in the ledger was looked for since the last lock
	job      *job
	obstacle error // what keeps everything from the relay
	counter  uint64
	next     chan struct{}
}

// way is how far an attachment is on its way, and what was in it.
type way struct {
	moving   bool
	done, of int64
	err      error
}

// New makes a Keeper. It does nothing by itself before Run.
func New(c Config) *Keeper {
	k := newKeeper(vaultRoom{c.Vault}, c.Relay)
	k.at = c.At
	return k
}

// to is the relay of a home, nil where there is none that can be asked.
func (k *Keeper) to(h Home) Relay {
	if k.at != nil {
		return k.at(h.Relay)
	}
	return k.relay
}

// NewOver makes a Keeper for what another Room than a vault names.
func NewOver(r Room, relay Relay) *Keeper {
	k := newKeeper(r, relay)
	k.rows = true
	return k
}

// Forget drops everything from this device, and nothing from the relay.
func (k *Keeper) Forget(ctx context.Context) error {
	k.work.Lock()
	defer k.work.Unlock()
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	for id := range k.ledger().rows {
		if err := s.Drop(ctx, id); err != nil {
			return err
		}
	}
	return k.note(ctx, func(l *ledger) { *l = ledger{} })
}

func newKeeper(r Room, relay Relay) *Keeper {
	k := &Keeper{room: r, relay: relay, nudge: make(chan struct{}, 1), next: make(chan struct{})}
	k.forgetAll()
	return k
}

// forgetAll drops what is in memory: things are locked, or were. Whoever holds k.mu, or nobody else has k yet, calls it.
func (k *Keeper) forgetAll() {
	k.fresh, k.wanted = map[record.ID]bool{}, map[record.ID]journal.Attachment{}
	k.ways, k.verified = map[record.ID]way{}, map[record.ID]bool{}
	k.found, k.obstacle = false, nil
}

// Changes is a number that grows with everything that Status can show, and a channel that is closed at the next change.
func (k *Keeper) Changes() (uint64, <-chan struct{}) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.counter, k.next
}

func (k *Keeper) changed() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.change()
}

func (k *Keeper) change() {
	k.counter++
	close(k.next)
	k.next = make(chan struct{})
}

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
func (k *Keeper) Status(a journal.Attachment) Status {
	row := k.ledger().rows[a.Blob]
	h, home := k.room.Home()
	home = home && k.to(h) != nil
	k.mu.Lock()
	defer k.mu.Unlock()
	w := k.ways[a.Blob]
	_, wanted := k.wanted[a.Blob]
	s := Status{Here: row.here, There: row.there, Fetching: wanted && !row.here, Err: w.err}
	s.Sending = row.here && !row.there && home && !k.fresh[a.Blob]
	if s.Sending || s.Fetching {
		s.Done, s.Of = w.done, blob.Size(a.Length)
		if s.Err == nil && !w.moving {
			s.Err = k.obstacle
		}
	}
	return s
}

// Waiting is how many attachments of entries are on this device and not on the relay. It looks at every entry, so it is
// right even if Run has not got there yet. Where it can not be known, as while things are locked, it is not 0. In a vault
// without a home it is 0.
func (k *Keeper) Waiting() int {
	n, err := k.room.Names()
	if err != nil {
		return 1
	}
	h, home := k.room.Home()
	if !home {
		return 0
	}
	l := k.ledger()
	waiting := 0
	for id := range n.named {
		if row := l.rows[id]; row.here && (!row.there || l.space != h.Space || row.stamp != n.stamps[id]) {
			waiting++
		}
	}
	return waiting
}

// Nudge makes Run try again now what it was waiting for: the device is online again, or a person asked.
func (k *Keeper) Nudge() {
	select {
	case k.nudge <- struct{}{}:
	default:
	}
}

// Fetch asks for an attachment to be brought here from the relay. It does not wait: Status tells how it goes. What is
// not on the relay yet, or can not be reached, is tried again by itself; after any other error it has to be asked for
// again.
func (k *Keeper) Fetch(a journal.Attachment) {
	if !a.Known() {
		return
	}
	h, home := k.room.Home()
	home = home && k.to(h) != nil
	k.mu.Lock()
	defer k.mu.Unlock()
	if !home {
		k.ways[a.Blob] = way{err: ErrNotThere}
	} else {
		k.wanted[a.Blob] = a
		k.ways[a.Blob] = way{}
		k.Nudge()
	}
	k.change()
}

// Cancel stops what is under way with an attachment. What was being fetched is dropped here, and what was added and stands
// in no entry is dropped as a whole. An attachment of an entry that is here stays here.
func (k *Keeper) Cancel(ctx context.Context, a journal.Attachment) error {
	k.mu.Lock()
	_, wanted := k.wanted[a.Blob]
	fresh, j := k.fresh[a.Blob], k.job
	delete(k.wanted, a.Blob)
	delete(k.fresh, a.Blob)
	delete(k.ways, a.Blob)
	k.change()
	k.mu.Unlock()
	if !wanted && !fresh {
		return nil
	}
	if wanted && j != nil && j.id == a.Blob {
		j.cancel()
		<-j.over
	}
	n, err := k.room.Names()
	if err != nil {
		return err
	}
	if _, named := n.named[a.Blob]; fresh && named || wanted && k.ledger().rows[a.Blob].here {
		return nil // an entry has it by now, or it came first
	}
	s, err := k.room.Shelf()
	if err != nil {
		return err
	}
	if err := s.Drop(ctx, a.Blob); err != nil || !fresh {
		return err
	}
	return k.note(ctx, func(l *ledger) { delete(l.rows, a.Blob) })
}

// job is what is under way.
type job struct {
	id     record.ID
	cancel context.CancelFunc
	over   chan struct{}
}

// doing runs f for one attachment, so that Cancel can end it and no other.
func (k *Keeper) doing(ctx context.Context, id record.ID, f func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	j := &job{id, cancel, make(chan struct{})}
	k.mu.Lock()
	k.job = j
	k.mu.Unlock()
	defer func() {
		cancel()
		k.mu.Lock()
		k.job = nil
		k.mu.Unlock()
		close(j.over)
	}()
	return f(ctx)
}
