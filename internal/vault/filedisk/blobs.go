package filedisk

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"snowdrop/internal/vault"
)

// Blobs lie beside the store: a folder for each, named for its key in hexadecimal, since a key is any text and a file's
// name is not, and in it a file for each chunk. A chunk is written under another name, synced and renamed.
const (
	blobsName = "blobs"
	// droppedName is what blobs are called while they are being erased.
	droppedName = "blobs.old"
	freshSuffix = ".new"
)

func (d *Disk) blobFolder(key string) string {
	return filepath.Join(d.dir, blobsName, "k"+hex.EncodeToString([]byte(key)))
}

// PutChunk implements vault.Disk.
func (d *Disk) PutChunk(ctx context.Context, key string, i int, b []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.usable(); err != nil {
		return err
	}
	folder := d.blobFolder(key)
	err := os.MkdirAll(folder, 0o700)
	name := filepath.Join(folder, strconv.Itoa(i))
	if err == nil {
		err = d.writeChunk(name+freshSuffix, b)
	}
	if err == nil {
		err = os.Rename(name+freshSuffix, name)
	}
	if err == nil {
		err = d.syncBlob(folder)
	}
	if err == nil {
		return nil
	}
	_ = os.Remove(name + freshSuffix)
	_ = os.Remove(folder) // if it was made for this chunk
	if isFull(err) {
		return fmt.Errorf("filedisk: %w", vault.ErrDiskFull)
	}
	return fmt.Errorf("filedisk: writing a chunk: %w", err)
}

// syncBlob makes the name of a chunk durable, and once the names of the folders that it is in.
func (d *Disk) syncBlob(folder string) error {
	if err := syncFolder(folder); err != nil || d.synced[folder] {
		return err
	}
	if d.synced == nil {
		d.synced = make(map[string]bool)
	}
	d.synced[folder] = true
	return errors.Join(syncFolder(filepath.Dir(folder)), syncFolder(d.dir))
}

// Chunk implements vault.Disk.
func (d *Disk) Chunk(ctx context.Context, key string, i int) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file == nil {
		return nil, ErrClosed
	}
	b, err := os.ReadFile(filepath.Join(d.blobFolder(key), strconv.Itoa(i)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, vault.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("filedisk: reading a chunk: %w", err)
	}
	return b, nil
}

// DropBlob implements vault.Disk.
func (d *Disk) DropBlob(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.usable(); err != nil {
		return err
	}
	folder := d.blobFolder(key)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	delete(d.synced, folder)
	if err := errors.Join(os.RemoveAll(folder), syncFolder(filepath.Dir(folder))); err != nil {
		return fmt.Errorf("filedisk: dropping a blob: %w", err)
	}
	return nil
}

// Blobs implements vault.Disk.
func (d *Disk) Blobs(ctx context.Context) ([]string, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file == nil {
		return nil, ErrClosed
	}
	folders, err := os.ReadDir(filepath.Join(d.dir, blobsName))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("filedisk: %w", err)
	}
	var keys []string
	for _, f := range folders {
		if key, err := hex.DecodeString(f.Name()[1:]); err == nil && f.Name()[0] == 'k' && d.hasChunk(f.Name()) {
			keys = append(keys, string(key))
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// hasChunk says whether a folder holds more than a chunk that was cut off.
func (d *Disk) hasChunk(folder string) bool {
	files, err := os.ReadDir(filepath.Join(d.dir, blobsName, folder))
	return err != nil || slices.ContainsFunc(files, func(f fs.DirEntry) bool { return filepath.Ext(f.Name()) != freshSuffix })
}

// eraseBlobs removes all blobs: from the rename on they are gone, whatever else goes wrong.
func (d *Disk) eraseBlobs() error {
	d.synced = nil
	now, old := filepath.Join(d.dir, blobsName), filepath.Join(d.dir, droppedName)
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(now, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return errors.Join(syncFolder(d.dir), os.RemoveAll(old))
}
