package browser

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"syscall/js"
	"testing"
	"time"

	"snowdrop/internal/vault"
	"snowdrop/internal/vault/disktest"
)

// These tests run in a browser, where disk_test.go starts them: the disk is the browser's own.

func TestTheBrowsersDiskKeepsEveryPromise(t *testing.T) {
	needBrowser(t)
	// Before anything else: the browser remembers for a while how much room it saw.
	room = 24 << 20
	quota(t, room)
	count, names := 0, map[vault.Disk]string{}
	open := func(t *testing.T, name string) vault.Disk {
		t.Helper()
		d, err := openDisk(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		names[d] = name
		return d
	}
	disktest.Run(t, disktest.Hooks{
		Open: func(t *testing.T) vault.Disk {
			count++
			d := open(t, fmt.Sprint("test ", count))
			t.Cleanup(func() { _ = d.Erase(context.Background()) })
			return d
		},
		Reopen:      func(t *testing.T, d vault.Disk) vault.Disk { return open(t, names[d]) },
		Fill:        fill,
		TextKeys:    true,
		LargestBlob: 6 << 20, // there is little room here, so that it can be filled
	})
}

// fill writes until this origin has no room for one byte more, as a full device does, and gives more room afterwards.
func fill(t *testing.T, _ vault.Disk) func() {
	t.Helper()
	filler, err := openDisk(t.Context(), "filler")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for size := 4 << 20; size > 0; {
		n++
		switch err := filler.Write(t.Context(), []vault.Change{{Key: fmt.Sprint(n), Value: make([]byte, size)}}); {
		case errors.Is(err, vault.ErrDiskFull):
			size /= 2
		case err != nil:
			t.Fatal(err)
		}
	}
	t.Logf("full after %d writes", n)
	return func() {
		room += 24 << 20
		quota(t, room)
	}
}

var room int // what this origin was given, in bytes

// quota asks the test outside to give this origin so many bytes.
func quota(t *testing.T, bytes int) {
	t.Helper()
	if _, err := await(js.Global().Call("fetch", fmt.Sprint("/quota?bytes=", bytes))); err != nil {
		t.Fatal(err)
	}
}

func TestTwentyThousandRecordsAreReadInAFewCalls(t *testing.T) {
	needBrowser(t)
	d, err := openDisk(t.Context(), "twenty thousand")
	if err != nil {
		t.Fatal(err)
	}
	changes := make([]vault.Change, 20_000)
	for i := range changes {
		changes[i] = vault.Change{Key: fmt.Sprintf("%026d", i), Value: make([]byte, 600)}
	}
	start := time.Now()
	if err := d.Write(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
	wrote := time.Since(start)
	start = time.Now()
	n := 0
	if err := d.Load(t.Context(), func(string, []byte) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	t.Logf("20,000 values of 600 bytes: written in %v, read in %v", wrote.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	if n != len(changes) {
		t.Errorf("read %d, want %d", n, len(changes))
	}
	if err := d.Erase(t.Context()); err != nil {
		t.Error(err)
	}
}

// instead gives the global with this name another value until the returned function is called.
func instead(of js.Value, name string, value any) (back func()) {
	js.Global().Get("Object").Call("defineProperty", of, name, map[string]any{"value": value, "configurable": true})
	return func() { of.Delete(name) }
}

func TestOnlyABrowserThatRefusesToStoreIsTakenForOneWithoutADisk(t *testing.T) {
	needBrowser(t)
	func() {
		defer instead(js.Global().Get("indexedDB"), "open", nil)() // to call it is an error of another kind
		if d, err := OpenDisk(t.Context()); err == nil {
			t.Errorf("a failure became %T: what was kept would look gone", d)
		}
	}()
	defer instead(js.Global(), "indexedDB", nil)()
	d, err := OpenDisk(t.Context())
	if err != nil {
		t.Fatalf("no storage at all is no reason to stop: %v", err)
	}
	if err := d.Load(t.Context(), nil); err != nil {
		t.Error(err)
	}
	if err := d.Write(t.Context(), nil); err == nil {
		t.Error("nothing can be kept, and a write was acknowledged")
	}
}

func TestWhatWasErasedIsGoneThoughTheDatabaseCannotBeDeleted(t *testing.T) {
	needBrowser(t)
	d, err := openDisk(t.Context(), "erased")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), []vault.Change{{Key: "a", Value: []byte("1")}}); err != nil {
		t.Fatal(err)
	}
	func() {
		defer instead(js.Global().Get("indexedDB"), "deleteDatabase", nil)()
		defer instead(js.Global().Get("indexedDB"), "open", nil)()
		if err := d.Erase(t.Context()); err != nil {
			t.Errorf("everything was erased, and it said %v", err)
		}
	}()
	if err := d.Write(t.Context(), []vault.Change{{Key: "b", Value: []byte("2")}}); err != nil {
		t.Fatal(err)
	}
	got := ""
	if err := d.Load(t.Context(), func(key string, value []byte) error { got += key + string(value); return nil }); err != nil || got != "b2" {
		t.Errorf("it holds %q, %v", got, err)
	}
	if err := d.Erase(t.Context()); err != nil {
		t.Error(err)
	}
}

func needBrowser(t *testing.T) {
	if js.Global().Get("indexedDB").IsUndefined() {
		t.Skip("there is no browser here: TestInChromium runs this in one")
	}
}

func TestWhatWasReadAheadIsUsedOnceAndNeverStale(t *testing.T) {
	needBrowser(t)
	read := func(d vault.Disk) map[string]string {
		got := map[string]string{}
		if err := d.Load(t.Context(), func(key string, value []byte) error { got[key] = string(value); return nil }); err != nil {
			t.Fatal(err)
		}
		return got
	}
	write := func(d vault.Disk, key, value string) {
		if err := d.Write(t.Context(), []vault.Change{{Key: key, Value: []byte(value)}}); err != nil {
			t.Fatal(err)
		}
	}
	opened := func() vault.Disk {
		js.Global().Call("snowdropReadAhead")
		d, err := OpenDisk(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	first := opened()
	if got := read(first); len(got) != 0 {
		t.Fatalf("a new disk holds %q", got)
	}
	write(first, "a", "1")
	d := opened()
	if got := read(d); len(got) != 1 || got["a"] != "1" {
		t.Errorf("read ahead: %q", got)
	}
	d = opened()
	write(d, "a", "2")
	if got := read(d); got["a"] != "2" {
		t.Errorf("after a write: %q", got)
	}
	d = opened()
	if err := d.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := read(d); len(got) != 0 {
		t.Errorf("after erasing: %q", got)
	}
}

func TestADiskFromBeforeThereWereBlobsKeepsWhatItHas(t *testing.T) {
	needBrowser(t)
	const name = "from before"
	made := make(chan struct{})
	request := js.Global().Get("indexedDB").Call("open", name, 1)
	upgrade := js.FuncOf(func(js.Value, []js.Value) any {
		request.Get("result").Call("createObjectStore", "sealed")
		return nil
	})
	defer upgrade.Release()
	opened := js.FuncOf(func(js.Value, []js.Value) any {
		db := request.Get("result")
		tx := db.Call("transaction", "sealed", "readwrite")
		tx.Call("objectStore", "sealed").Call("put", js.Global().Get("Uint8Array").Call("of", 1, 2, 3), "key")
		tx.Set("oncomplete", js.FuncOf(func(js.Value, []js.Value) any { db.Call("close"); close(made); return nil }))
		return nil
	})
	defer opened.Release()
	request.Set("onupgradeneeded", upgrade)
	request.Set("onsuccess", opened)
	<-made

	for range 2 { // the upgrade, and once more without one
		d, err := openDisk(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		if err := d.Load(t.Context(), func(key string, value []byte) error { got[key] = string(value); return nil }); err != nil {
			t.Fatal(err)
		}
		if len(got) != 1 || got["key"] != "\x01\x02\x03" {
			t.Errorf("it holds %q", got)
		}
		if err := d.PutChunk(t.Context(), "blob", 0, []byte("chunk")); err != nil {
			t.Fatal(err)
		}
		if b, err := d.Chunk(t.Context(), "blob", 0); err != nil || string(b) != "chunk" {
			t.Errorf("got %q, %v", b, err)
		}
	}
	d, err := openDisk(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Erase(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTwentyFiveMebibytesAreKeptInChunks(t *testing.T) {
	needBrowser(t)
	room += 100 << 20
	quota(t, room)
	d, err := openDisk(t.Context(), "twenty-five")
	if err != nil {
		t.Fatal(err)
	}
	const size, chunks = 256 << 10, 100
	start := time.Now()
	for i := range chunks {
		if err := d.PutChunk(t.Context(), "photo", i, bytes.Repeat([]byte{byte(i)}, size)); err != nil {
			t.Fatalf("chunk %d: %v", i, err)
		}
	}
	wrote := time.Since(start)
	if d, err = openDisk(t.Context(), "twenty-five"); err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	for i := range chunks {
		if b, err := d.Chunk(t.Context(), "photo", i); err != nil || len(b) != size || b[0] != byte(i) || b[size-1] != byte(i) {
			t.Fatalf("chunk %d: %d bytes, %v", i, len(b), err)
		}
	}
	t.Logf("25 MiB in chunks: written in %v, read in %v", wrote.Round(time.Millisecond), time.Since(start).Round(time.Millisecond))
	if err := d.Erase(t.Context()); err != nil {
		t.Error(err)
	}
}
