// Package filedisk is a vault.Disk in a folder: one file that only grows, rewritten now and then. It
// must never lose what a Write returned nil for, give up a whole file for one damaged place, or share
// its folder with a second owner.
//
// The folder holds "store", "lock", "blobs" if there are any and, while rewriting, "store.new". Every batch is written, synced,
// marked and synced again before Write returns: with one sync, a power cut could leave the mark on the
// disk and not all of what it speaks for. Opening changes nothing in the file; a torn end is passed
// over and the next batch is written after it.
package filedisk

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"snowdrop/internal/vault"
)

var (
	// ErrInUse says that another Disk, in this process or another, owns the folder. Nothing was
	// touched; it is told at once, without waiting.
	ErrInUse = errors.New("filedisk: folder in use")
	// ErrForeign says that the file in the folder is not one of ours, or of a later version.
	// Nothing was touched.
	ErrForeign = errors.New("filedisk: not a store")
	// ErrBroken says that a write failed in a way that leaves open what is on the disk. Loading goes on;
	// writing is refused until the folder is opened again.
	ErrBroken = errors.New("filedisk: a write failed; open the folder again")
	// ErrClosed says that the Disk was closed.
	ErrClosed = errors.New("filedisk: closed")
	// ErrUnsupported says that this system offers no way to own a folder alone.
	ErrUnsupported = errors.New("filedisk: no file locks on this system")
)

const (
	storeName = "store"
	newName   = "store.new"
	lockName  = "lock"

	// slack is how many bytes of the past a file may hold beyond the size of the present.
	slack = 1 << 20
)

// file is what a Disk needs of an *os.File; tests put one in its place that fails.
type file interface {
	io.Reader
	io.WriterAt
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
	Close() error
}

// Disk is a vault.Disk in a folder. Close it when done.
type Disk struct {
	dir  string
	lock io.Closer

	writeChunk func(name string, b []byte) error // writes a file and syncs it

	mu     sync.Mutex
	file   file
	end    int64            // where the next batch goes
	last   uint64           // the last batch that counts
	batch  uint64           // the highest number of a batch so far
	sizes  map[string]int64 // what each value takes in a compacted file
	live   int64            // the sum of sizes
	stale  bool             // the file holds something that was deleted or replaced
	broken error
	synced map[string]bool // folders of blobs whose names are durable
}

var _ vault.Disk = (*Disk)(nil)

// Open makes the folder if need be, readable by its owner only, and owns it until Close. ErrInUse,
// ErrForeign, or an error of the system.
func Open(dir string) (*Disk, error) {
	if err := makeFolder(dir); err != nil {
		return nil, fmt.Errorf("filedisk: %w", err)
	}
	lock, err := lockFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	d := &Disk{dir: dir, lock: lock, writeChunk: writeFile}
	if err := d.openStore(); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return d, nil
}

// makeFolder also makes the folder's own entry durable.
func makeFolder(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(dir))
}

func (d *Disk) openStore() error {
	// What an erasing left behind is gone already; trying again can wait for the next time.
	_ = os.RemoveAll(filepath.Join(d.dir, droppedName))
	// What a rewriting left behind never became the store.
	if err := os.Remove(filepath.Join(d.dir, newName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("filedisk: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(d.dir, storeName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("filedisk: %w", err)
	}
	b, err := io.ReadAll(f)
	if err == nil {
		err = syncFolder(d.dir)
	}
	if err != nil {
		_ = f.Close()
		return fmt.Errorf("filedisk: %w", err)
	}
	c := readAll(b)
	if c.frames == 0 && !couldBeTorn(b) {
		_ = f.Close()
		return ErrForeign
	}
	d.use(f, int64(len(b)), c)
	return nil
}

// couldBeTorn says whether a file without one readable frame may be a first batch that was cut off: the
// beginning of a frame, or room that was never filled. A head that is all there and not whole was damaged.
func couldBeTorn(b []byte) bool {
	b = bytes.TrimRight(b, "\x00")
	n := min(len(b), len(marker))
	if !bytes.Equal(b[:n], marker[:n]) {
		return false
	}
	const keyLength = 6
	return len(b) < keyLength+2 || len(b) < frameHead+int(binary.BigEndian.Uint16(b[keyLength:]))
}

func (d *Disk) use(f file, end int64, c contents) {
	d.file, d.end, d.last, d.batch = f, end, c.last, c.batch
	d.sizes, d.live = make(map[string]int64, len(c.values)), 0
	for key, value := range c.values {
		d.account(key, value)
	}
	d.stale = c.stale
}

func (d *Disk) account(key string, value []byte) {
	before, replaced := d.sizes[key]
	d.live -= before
	d.stale = d.stale || replaced || value == nil
	if value == nil {
		delete(d.sizes, key)
		return
	}
	d.sizes[key] = size(key, len(value))
	d.live += d.sizes[key]
}

// Close rewrites the file if it holds anything that was deleted or replaced, so that it does not stay
// there longer than it must, and gives the folder up, also when it returns an error. An error says
// that the rewriting failed, for want of room for example; nothing is lost by that.
func (d *Disk) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file == nil {
		return nil
	}
	var err error
	if d.broken == nil && d.stale {
		err = d.compact()
	}
	if d.file != nil {
		err = errors.Join(err, d.file.Close())
		d.file = nil
	}
	return errors.Join(err, d.lock.Close())
}

// DropPast rewrites the file, so that nothing that was deleted or replaced stays in it. The vault asks for it where what was
// taken back lay there unsealed, or was another person's.
func (d *Disk) DropPast() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.usable(); err != nil || !d.stale {
		return err
	}
	return d.compact()
}

// Load implements vault.Disk.
func (d *Disk) Load(ctx context.Context, each func(key string, value []byte) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	b, err := d.read()
	d.mu.Unlock()
	if err != nil {
		return err
	}
	for key, value := range readAll(b).values {
		if err := each(key, value); err != nil {
			return err
		}
	}
	return nil
}

// read returns the file as far as it counts.
func (d *Disk) read() ([]byte, error) {
	if d.file == nil {
		return nil, ErrClosed
	}
	b, err := os.ReadFile(filepath.Join(d.dir, storeName))
	if err != nil {
		return nil, fmt.Errorf("filedisk: %w", err)
	}
	return b[:min(int64(len(b)), d.end)], nil
}

// Write implements vault.Disk.
func (d *Disk) Write(ctx context.Context, changes []vault.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.usable(); err != nil || len(changes) == 0 {
		return err
	}
	body, err := d.frames(changes)
	if err != nil {
		return err
	}
	mark := frame{op: opMark, batch: d.batch + 1, previous: d.last, count: uint32(len(changes))}.append(nil)
	d.batch++ // never used twice, even when this fails
	if err := d.append(body, mark); err != nil {
		return err
	}
	d.end += int64(len(body) + len(mark))
	d.last = d.batch
	for _, c := range changes {
		d.account(c.Key, c.Value)
	}
	if d.end > 2*d.live+slack {
		// The batch is safe either way: a rewriting that fails is tried again after the next one.
		_ = d.compact()
	}
	return nil
}

func (d *Disk) usable() error {
	if d.file == nil {
		return ErrClosed
	}
	return d.broken
}

func (d *Disk) frames(changes []vault.Change) ([]byte, error) {
	var body []byte
	for _, c := range changes {
		if len(c.Key) > maxKey || len(c.Value) > maxValue {
			return nil, fmt.Errorf("filedisk: a key of %d and a value of %d bytes", len(c.Key), len(c.Value))
		}
		f := frame{op: opPut, batch: d.batch + 1, previous: d.last, count: uint32(len(changes)), key: c.Key, value: c.Value}
		if c.Value == nil {
			f.op = opDelete
		}
		body = f.append(body)
	}
	return body, nil
}

// append writes a batch and its mark after the end. If that fails it takes back what it wrote; where
// even that fails, or a sync did, nobody knows what is on the disk and the Disk is broken.
func (d *Disk) append(body, mark []byte) error {
	err := d.writeAndSync(body, d.end)
	if err == nil {
		err = d.writeAndSync(mark, d.end+int64(len(body)))
	}
	if err == nil {
		return nil
	}
	var failed syncError
	if back := errors.Join(d.file.Truncate(d.end), d.file.Sync()); back != nil || errors.As(err, &failed) && !isFull(err) {
		d.broken = ErrBroken
	}
	if isFull(err) {
		return fmt.Errorf("filedisk: %w", vault.ErrDiskFull)
	}
	return fmt.Errorf("filedisk: writing: %w", err)
}

// syncError tells a failed sync, after which the system may have thrown away what was written, from a
// failed write.
type syncError struct{ error }

func (e syncError) Unwrap() error { return e.error }

func (d *Disk) writeAndSync(b []byte, at int64) error {
	if _, err := d.file.WriteAt(b, at); err != nil {
		return err
	}
	if err := d.file.Sync(); err != nil {
		return syncError{err}
	}
	return nil
}

// Erase implements vault.Disk.
func (d *Disk) Erase(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.usable(); err != nil {
		return err
	}
	if err := errors.Join(d.file.Truncate(0), d.file.Sync()); err != nil {
		d.broken = ErrBroken
		return fmt.Errorf("filedisk: erasing: %w", err)
	}
	d.use(d.file, 0, contents{batch: d.batch})
	// After the store: without it nobody can open a blob.
	if err := d.eraseBlobs(); err != nil {
		return fmt.Errorf("filedisk: erasing: %w", err)
	}
	return nil
}

// compact writes what is there now, each value a batch of its own, to a new file, and puts that in
// place of the old one. Until the rename the old one is the store, after it the new one.
func (d *Disk) compact() error {
	b, err := d.read()
	if err != nil {
		return err
	}
	now := readAll(b)
	old, fresh := filepath.Join(d.dir, storeName), filepath.Join(d.dir, newName)
	if err := writeFile(fresh, compacted(now.values)); err != nil {
		_ = os.Remove(fresh)
		return fmt.Errorf("filedisk: rewriting: %w", err)
	}
	// Windows renames over no open file.
	_ = d.file.Close()
	renamed := os.Rename(fresh, old)
	f, err := os.OpenFile(old, os.O_RDWR, 0o600)
	if err != nil {
		d.broken = ErrBroken
		return fmt.Errorf("filedisk: rewriting: %w", errors.Join(renamed, err))
	}
	d.file = f
	if renamed != nil {
		_ = os.Remove(fresh)
		return fmt.Errorf("filedisk: rewriting: %w", renamed)
	}
	if err := syncFolder(d.dir); err != nil {
		d.broken = ErrBroken // old and new say the same, but a next write may go to the one that is lost
		return fmt.Errorf("filedisk: rewriting: %w", err)
	}
	content, err := io.ReadAll(f)
	if err != nil {
		d.broken = ErrBroken
		return fmt.Errorf("filedisk: rewriting: %w", err)
	}
	d.use(f, int64(len(content)), readAll(content))
	return nil
}

func compacted(values map[string][]byte) []byte {
	var b []byte
	n := uint64(0)
	for key, value := range values {
		n++
		b = frame{op: opPut, batch: n, previous: n - 1, count: 1, key: key, value: value}.append(b)
		b = frame{op: opMark, batch: n, previous: n - 1, count: 1}.append(b)
	}
	return b
}

func writeFile(name string, b []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Sync(), f.Close())
}
