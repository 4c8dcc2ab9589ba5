//go:build !js

package filedisk

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"snowdrop/internal/vault"
)

func TestAChunkThatWasCutOffIsNotThere(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	folder := d.blobFolder("photo")
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, "0.new"), []byte("half"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if keys, err := d.Blobs(t.Context()); err != nil || len(keys) != 0 {
		t.Errorf("blobs: %q, %v", keys, err)
	}
	if _, err := d.Chunk(t.Context(), "photo", 0); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if err := d.PutChunk(t.Context(), "photo", 0, []byte("whole")); err != nil {
		t.Fatal(err)
	}
	if b, err := d.Chunk(t.Context(), "photo", 0); err != nil || string(b) != "whole" {
		t.Errorf("got %q, %v", b, err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 1 {
		t.Errorf("%d files, %v", len(files), err)
	}
}

func TestWhatErasingLeftBehindIsGoneAtTheNextOpening(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	if err := d.PutChunk(t.Context(), "photo", 0, []byte("chunk")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(filepath.Join(dir, blobsName), filepath.Join(dir, droppedName)); err != nil { // and the power goes
		t.Fatal(err)
	}
	abandon(t, d)
	d = openIn(t, dir)
	if keys, err := d.Blobs(t.Context()); err != nil || len(keys) != 0 {
		t.Errorf("blobs: %q, %v", keys, err)
	}
	if _, err := os.Stat(filepath.Join(dir, droppedName)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what was erased is still there: %v", err)
	}
}

func TestBlobsAreTheOwnersAlone(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	key := "../" + strings.Repeat("x", 60)
	if err := d.PutChunk(t.Context(), key, 3, []byte("chunk")); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(filepath.Join(dir, blobsName), func(path string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	abandon(t, d)
	for name, err := range map[string]error{
		"PutChunk": d.PutChunk(t.Context(), key, 0, nil), "DropBlob": d.DropBlob(t.Context(), key),
	} {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s, closed: got %v, want ErrClosed", name, err)
		}
	}
}
