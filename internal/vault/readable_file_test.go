//go:build !js

package vault_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"snowdrop/internal/vault/filedisk"
)

// A file that only grows would keep a readable line for whoever looks into it.
func TestWhatWasTakenBackIsNotInTheFile(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	disk, err := filedisk.Open(dir)
	must(t, err)
	defer func() { must(t, disk.Close()) }()
	v := open(t, disk)
	plan := newRecord("plan")
	must(t, v.Keep(ctx, phrase), v.Put(ctx, plan), v.SetReadable(ctx, plan.ID, []byte("Maria 0100")))
	if !bytes.Contains(fileOf(t, dir), []byte("Maria 0100")) {
		t.Fatal("the test looks at the wrong file")
	}
	must(t, v.SetReadable(ctx, plan.ID, []byte("Benjamin 0200")))
	if bytes.Contains(fileOf(t, dir), []byte("Maria")) {
		t.Error("a line that was taken back is still in the file")
	}
	must(t, v.Delete(ctx, plan.ID))
	if bytes.Contains(fileOf(t, dir), []byte("Benjamin")) {
		t.Error("a line of a plan that was deleted is still in the file")
	}
}

func fileOf(t *testing.T, dir string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "store"))
	must(t, err)
	return b
}
