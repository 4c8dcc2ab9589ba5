// Package vault keeps a person's records on their own device: for this visit in memory only, or
// sealed on a Disk under a passphrase. It must never write anything readable that the person did not
// mark for it, call something saved before the disk says so, or give up what it could still open
// because something else is damaged.
//
// These rules hold at any time, each with its test:
//
//   - What a method answered nil to is on the disk (TestNothingAcknowledgedIsLost).
//   - After an error, memory and disk are as they were (TestNothingAcknowledgedIsLost).
//   - The disk holds sealed values under random keys, all of seven sizes, and two copies of a header
//     (TestASeizedDiskShowsCountsAndSizesOnly); and the lines that a person marked to be readable
//     without unlocking, if any, and no other (TestOnlyWhatWasMarkedIsEverReadableOnTheDisk).
//   - A bucket is written whole or not at all, and a disk shows neither buckets nor keys
//     (TestABucketIsWrittenWholeOrNotAtAll, TestASeizedDiskShowsNoBucketNoKeyAndNoLength).
//   - What the log of a home shows, and how far it was read, are one write
//     (TestWhatIsWrittenAndTheHeadOfTheLogAreOneWrite).
//   - Devices of one home come to show the same, and no version goes that nobody replaced
//     (TestDevicesOfOneHomeConvergeAndLoseNothing).
//
// It does not find out that someone who can write the disk has put an older value back, or removed
// one: every value is bound to its place, but not to a moment. Spec: docs/format.md.
//
// What is opened, and what a change of it writes, is in contents; which versions of an item stand, in versions; what is
// kept beside the records, in buckets; how values longer than a record are cut and joined, in long.
package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
	"unicode/utf8"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/contents"
	"snowdrop/internal/vault/inclear"
	"snowdrop/internal/vault/lock"
	"snowdrop/internal/vault/visitblobs"
)

// What a caller may tell apart. ErrDiskFull stands beside Disk.
var (
	ErrPassphrase     = lock.ErrPassphrase
	ErrWeakPassphrase = errors.New("vault: passphrase too short")
	ErrLocked         = errors.New("vault: locked")
	ErrTooLarge       = record.ErrTooLarge
	ErrNotFound       = contents.ErrNotFound
	ErrNotKept        = contents.ErrNotKept
	ErrKept           = errors.New("vault: already kept on this device")
	// ErrUnreadable says that the header is damaged in both copies: no passphrase can open the store.
	// What is on the disk stays there.
	ErrUnreadable = contents.ErrUnreadable
	// ErrNewer says that a later version of the program wrote the header. Nothing is damaged.
	ErrNewer = lock.ErrNewer
)

// MinPassphrase is the least number of characters of a passphrase, white space around it not counted.
const MinPassphrase = 12

// MaxDraft is the longest draft in bytes, less the length of its name.
const MaxDraft = 1 << 20

// State says where a person's things are kept, and whether they can be read now.
type State int

const (
	Visit    State = iota // in memory only: gone after Lock, or when the program ends
	Locked                // on the disk, closed
	Unlocked              // on the disk, open
)

// String returns visit, locked or unlocked.
func (s State) String() string {
	if s < Visit || s > Unlocked {
		return fmt.Sprintf("State(%d)", int(s))
	}
	return [...]string{"visit", "locked", "unlocked"}[s]
}

// Vault is safe for use from many goroutines. Reading never waits for the disk.
type Vault struct {
	disk    Disk
	stretch lock.Stretch

	// write is held through a whole change of the disk, and while unlocking. It is taken before mu.
	// What it guards as well: sealed, header, other and headerErr change only under both, so that its holder
	// may read them without mu.
	write sync.Mutex

	mu        sync.RWMutex
	kept      bool
	header    lock.Header
	other     *lock.Header // the second copy, where both are good and differ: one of them is from before
	headerErr error        // why the header can not be used
	mend      bool         // one copy of the header is damaged, the other is not
	sealed    map[string][]byte
	readable  inclear.Readable // what is not sealed
	passkey   *lock.Passkey    // nor is this; nil where there is none
	making    *making          // nil while none is made
	open      *contents.Store  // nil while locked
	closings  int              // how often everything was closed: an unlock that one overtook must not open
	changed   uint64           // how often something has changed
	waiters   chan struct{}

	visitBlobs *visitblobs.Blobs
	now        func() time.Time
}

// Open reads everything that is sealed on the disk into memory, so that unlocking does not wait for
// the disk. An empty disk makes a Vault in state Visit, any other one in state Locked, even when its
// header is damaged: Unlock then says so.
func Open(ctx context.Context, disk Disk) (*Vault, error) {
	return open(ctx, disk, seal.Stretch)
}

func open(ctx context.Context, disk Disk, stretch lock.Stretch) (*Vault, error) {
	v := &Vault{disk: disk, stretch: stretch, sealed: make(map[string][]byte), waiters: make(chan struct{}), visitBlobs: visitblobs.New(), now: time.Now}
	copies, left := make(map[string][]byte), false
	err := disk.Load(ctx, func(key string, value []byte) error {
		switch key {
		case lock.Keys[0], lock.Keys[1]:
			copies[key] = value
		case inclear.Key:
			v.readable, _ = inclear.Parse(value)
			left = true
		case lock.PasskeyKey:
			v.passkey, _ = lock.ParsePasskey(value)
			left = true
		default:
			v.sealed[key] = value
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("vault: reading: %w", err)
	}
	if len(copies) == 0 && len(v.sealed) == 0 {
		if v.readable = (inclear.Readable{}); left { // of a store that lost all else: nobody could take it back
			v.passkey = nil
			_ = disk.Write(ctx, []Change{{Key: inclear.Key}, {Key: lock.PasskeyKey}})
		}
		v.dropBlobs(ctx) // of a Keep that did not get to its end
		v.open = contents.New()
		return v, nil
	}
	v.kept = true
	v.header, v.mend, v.headerErr = lock.Choose(copies)
	if second, err := lock.Parse(copies[lock.Keys[1]]); err == nil && !bytes.Equal(second.Marshal(), v.header.Marshal()) {
		v.other = &second
	}
	return v, nil
}

func headerChanges(h lock.Header) []Change {
	b := h.Marshal()
	return []Change{{Key: lock.Keys[0], Value: b}, {Key: lock.Keys[1], Value: b}}
}

func tooWeak(passphrase string) bool {
	return utf8.RuneCountInString(lock.Trim(passphrase)) < MinPassphrase
}

// State says where things are kept now.
func (v *Vault) State() State {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.state()
}

func (v *Vault) state() State {
	switch {
	case !v.kept:
		return Visit
	case v.open == nil:
		return Locked
	}
	return Unlocked
}

// Keep seals everything of this visit to the disk, in one write, and goes on unlocked. If it fails
// nothing is on the disk, the visit goes on unharmed, and Keep can be tried again. White space around
// the passphrase does not count. ErrWeakPassphrase, ErrKept, ErrLocked or an error of the disk.
func (v *Vault) Keep(ctx context.Context, passphrase string) error {
	v.write.Lock()
	defer v.write.Unlock()
	switch v.State() {
	case Locked:
		return ErrLocked
	case Unlocked:
		return ErrKept
	}
	if tooWeak(passphrase) {
		return ErrWeakPassphrase
	}
	dataKey := seal.NewKey()
	head, _ := lock.New(dataKey, passphrase, v.stretch)

	v.mu.RLock()
	visit := v.open
	v.mu.RUnlock()
	sealed, changes, err := visit.Keep(dataKey)
	if err != nil {
		return err
	}
	changes = append(headerChanges(head), changes...)
	err = v.keepBlobs(ctx, sealed)
	if err == nil {
		err = v.disk.Write(ctx, changes)
	}
	if err != nil {
		v.dropBlobs(context.WithoutCancel(ctx))
		return fmt.Errorf("vault: keeping: %w", err)
	}

	v.mu.Lock()
	defer v.mu.Unlock()
	v.kept, v.header, v.headerErr, v.mend = true, head, nil, false
	v.visitBlobs = visitblobs.New()
	v.noteSealed(changes)
	if v.open == visit {
		v.open = sealed
	} else {
		v.open = nil // closed while the disk was writing: kept, and closed
	}
	v.tell()
	return nil
}

// Unlock opens what is kept. A wrong passphrase is ErrPassphrase and takes as long as a right one to
// find out. Records that do not open are listed by Damaged and stay on the disk; everything else
// opens. Already unlocked, it only checks the passphrase. ErrUnreadable and ErrNewer say that no
// passphrase can help.
func (v *Vault) Unlock(ctx context.Context, passphrase string) error {
	return v.unlockWith(ctx, func() (seal.Key, error) {
		p, err := v.check(passphrase)
		return p.DataKey, err
	})
}

// check is called with write held. Where a disk lost the newer one of two copies and gave back the one
// before, nothing tells which that is, and the passphrase of either is right: a damage must not look
// like a wrong passphrase. Both copies are then left as they are, until a new passphrase is chosen.
func (v *Vault) check(passphrase string) (lock.Passed, error) {
	if v.headerErr != nil {
		return lock.Passed{}, v.headerErr
	}
	p, err := v.header.DataKey(passphrase, v.stretch)
	if err != nil && v.other != nil {
		return v.other.DataKey(passphrase, v.stretch)
	}
	return p, err
}

// mendHeader writes a damaged copy of the header anew. It may fail: the other copy is still good.
func (v *Vault) mendHeader(ctx context.Context) {
	if v.mend && v.disk.Write(ctx, headerChanges(v.header)) == nil {
		v.mend = false
	}
}

// Lock drops the keys and everything that was opened; a visit forgets everything and stays a visit.
// It does not wait for the disk. In a browser the worker is ended as well, which frees its memory.
func (v *Vault) Lock() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closings++
	v.open, v.making = nil, nil
	if !v.kept {
		v.open, v.visitBlobs = contents.New(), visitblobs.New()
	}
	v.tell()
}

// Erase asks the passphrase again and removes everything from the disk. The state is then Visit, and
// empty. It works locked and unlocked.
func (v *Vault) Erase(ctx context.Context, passphrase string) error {
	v.write.Lock()
	defer v.write.Unlock()
	if v.State() == Visit {
		return ErrNotKept
	}
	if _, err := v.check(passphrase); err != nil {
		return err
	}
	return v.erase(ctx)
}

// Unreadable says that no passphrase can open what is kept, so that only EraseUnreadable goes on.
func (v *Vault) Unreadable() bool {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.kept && errors.Is(v.headerErr, ErrUnreadable)
}

// EraseUnreadable removes everything from the disk without a passphrase, but only where none can
// help: a store that could still be opened, now or by a newer version, is ErrKept.
func (v *Vault) EraseUnreadable(ctx context.Context) error {
	v.write.Lock()
	defer v.write.Unlock()
	if v.State() == Visit {
		return ErrNotKept
	}
	if !errors.Is(v.headerErr, ErrUnreadable) {
		return ErrKept
	}
	return v.erase(ctx)
}

func (v *Vault) erase(ctx context.Context) error {
	if err := v.disk.Erase(ctx); err != nil {
		return fmt.Errorf("vault: erasing: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closings++
	v.kept, v.header, v.other, v.headerErr, v.mend = false, lock.Header{}, nil, nil, false
	v.sealed, v.readable, v.passkey, v.making = make(map[string][]byte), inclear.Readable{}, nil, nil
	v.open, v.visitBlobs = contents.New(), visitblobs.New()
	v.tell()
	return nil
}

// EraseVisit forgets everything of this visit. It does nothing to what is kept.
func (v *Vault) EraseVisit() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.kept {
		v.closings++
		v.open, v.visitBlobs = contents.New(), visitblobs.New()
		v.tell()
	}
}

// Changes returns how often anything has changed, whoever did it, and a channel that is closed at the next change.
func (v *Vault) Changes() (count uint64, next <-chan struct{}) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.changed, v.waiters
}

// tell is called with mu held.
func (v *Vault) tell() {
	v.changed++
	close(v.waiters)
	v.waiters = make(chan struct{})
}
