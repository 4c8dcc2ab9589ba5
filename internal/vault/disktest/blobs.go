package disktest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/vault"
)

func runBlobs(t *testing.T, h Hooks) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Hooks)
	}{
		{"AnEmptyDiskHasNoBlobs", noBlobs},
		{"ChunksAreThereAfterReopening", durableChunks},
		{"AChunkIsReplacedWhole", replacedChunk},
		{"ADroppedBlobIsGoneAndNoOther", droppedBlob},
		{"BlobsAreNotLoadedAndPairsAreNoBlobs", apartFromPairs},
		{"ErasingErasesBlobs", erasedBlobs},
		{"BlobKeysAreNotInterpreted", anyBlobKeys},
		{"ChunksStayTheCallers", chunksNotAliased},
		{"TwentyFiveMegabytesInChunks", largestBlob},
		{"CancelledChangesNoBlob", cancelledBlobs},
		{"ManyChunksAtOnce", concurrentChunks},
		{"FullDiskLeavesTheChunkOfBefore", fullForChunks},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
}

func putChunk(t *testing.T, d vault.Disk, key string, i int, value string) {
	t.Helper()
	if err := d.PutChunk(t.Context(), key, i, []byte(value)); err != nil {
		t.Fatalf("PutChunk(%q, %d): %v", key, i, err)
	}
}

// hasBlobs checks all chunks of all blobs, as they are and after reopening, and returns the reopened disk.
func hasBlobs(t *testing.T, h Hooks, d vault.Disk, want map[string][]string) vault.Disk {
	t.Helper()
	for _, when := range []string{"before reopening", "after reopening"} {
		keys, err := d.Blobs(t.Context())
		if err != nil {
			t.Fatalf("%s: Blobs: %v", when, err)
		}
		if !slices.IsSorted(keys) || len(keys) != len(want) {
			t.Fatalf("%s: %d blobs %.300q, want %d, sorted", when, len(keys), keys, len(want))
		}
		for key, chunks := range want {
			for i, value := range chunks {
				if b, err := d.Chunk(t.Context(), key, i); err != nil || string(b) != value {
					t.Fatalf("%s: chunk %d of %q: got %s, %v, want %s", when, i, key, short(string(b)), err, short(value))
				}
			}
			if b, err := d.Chunk(t.Context(), key, len(chunks)); !errors.Is(err, vault.ErrNotFound) {
				t.Fatalf("%s: chunk %d of %q: got %s, %v, want ErrNotFound", when, len(chunks), key, short(string(b)), err)
			}
		}
		if when == "before reopening" {
			d = h.Reopen(t, d)
		}
	}
	return d
}

func noBlobs(t *testing.T, h Hooks) {
	d := h.Open(t)
	if err := d.DropBlob(t.Context(), "never there"); err != nil {
		t.Errorf("DropBlob: %v", err)
	}
	d = hasBlobs(t, h, d, nil)
	if _, err := d.Chunk(t.Context(), "a", 0); !errors.Is(err, vault.ErrNotFound) {
		t.Errorf("Chunk: got %v, want ErrNotFound", err)
	}
}

func durableChunks(t *testing.T, h Hooks) {
	d := h.Open(t)
	putChunk(t, d, "a", 0, "a0")
	putChunk(t, d, "b", 0, "")
	putChunk(t, d, "a", 1, "a1")
	d = hasBlobs(t, h, d, map[string][]string{"a": {"a0", "a1"}, "b": {""}})
	putChunk(t, d, "a", 2, "a2")
	hasBlobs(t, h, d, map[string][]string{"a": {"a0", "a1", "a2"}, "b": {""}})
}

func replacedChunk(t *testing.T, h Hooks) {
	d := h.Open(t)
	putChunk(t, d, "a", 0, "the first one, which is longer")
	putChunk(t, d, "a", 1, "stays")
	putChunk(t, d, "a", 0, "short")
	d = hasBlobs(t, h, d, map[string][]string{"a": {"short", "stays"}})
	putChunk(t, d, "a", 0, "")
	hasBlobs(t, h, d, map[string][]string{"a": {"", "stays"}})
}

func droppedBlob(t *testing.T, h Hooks) {
	d := h.Open(t)
	for _, key := range []string{"a", "aa", "a\x00", "b"} {
		if key == "a\x00" && h.TextKeys {
			key = "a "
		}
		for i := range 12 {
			putChunk(t, d, key, i, fmt.Sprint(key, i))
		}
	}
	for _, key := range []string{"a", "b"} {
		if err := d.DropBlob(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	keys, err := d.Blobs(t.Context())
	if err != nil || len(keys) != 2 || keys[0] == "a" || keys[1] != "aa" {
		t.Fatalf("left: %q, %v", keys, err)
	}
	want := map[string][]string{}
	for _, key := range keys {
		for i := range 12 {
			want[key] = append(want[key], fmt.Sprint(key, i))
		}
	}
	d = hasBlobs(t, h, d, want)
	putChunk(t, d, "a", 0, "again")
	want["a"] = []string{"again"}
	hasBlobs(t, h, d, want)
}

func apartFromPairs(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "pair"))
	putChunk(t, d, "a", 0, "chunk")
	putChunk(t, d, "b", 0, "chunk")
	d = holds(t, h, d, map[string]string{"a": "pair"})
	write(t, d, vault.Change{Key: "a"}, vault.Change{Key: "b"})
	d = holds(t, h, d, map[string]string{})
	d = hasBlobs(t, h, d, map[string][]string{"a": {"chunk"}, "b": {"chunk"}})
	write(t, d, put("b", "pair"))
	if err := d.DropBlob(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	holds(t, h, d, map[string]string{"b": "pair"})
}

func erasedBlobs(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "pair"))
	putChunk(t, d, "a", 0, "chunk")
	putChunk(t, d, "b", 3, "chunk")
	if err := d.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	d = hasBlobs(t, h, d, nil)
	putChunk(t, d, "b", 0, "new")
	d = hasBlobs(t, h, d, map[string][]string{"b": {"new"}})
	holds(t, h, d, map[string]string{})
}

func anyBlobKeys(t *testing.T, h Hooks) {
	keys := []string{" ", "..", "/", "a/b", "../x", "C:\\x", "con", "a", "A", "é", "e\u0301", "🌱", "0", "1", "k61", "__proto__", "", strings.Repeat("k", 100)}
	if !h.TextKeys {
		keys = append(keys, "\xff\xfe", "\xc3", "a\x00b")
	}
	d, want := h.Open(t), map[string][]string{}
	for i, key := range keys {
		want[key] = []string{fmt.Sprint("value ", i)}
		putChunk(t, d, key, 0, want[key][0])
	}
	hasBlobs(t, h, d, want)
}

func chunksNotAliased(t *testing.T, h Hooks) {
	d, value := h.Open(t), []byte("as it was")
	if err := d.PutChunk(t.Context(), "a", 0, value); err != nil {
		t.Fatal(err)
	}
	clear(value)
	got, err := d.Chunk(t.Context(), "a", 0)
	if err != nil || string(got) != "as it was" {
		t.Errorf("got %q, %v", got, err)
	}
	clear(got)
	hasBlobs(t, h, d, map[string][]string{"a": {"as it was"}})
}

const chunkSize = 256 << 10

func largestBlob(t *testing.T, h Hooks) {
	size := h.LargestBlob
	if size == 0 {
		size = 25 << 20
	}
	d, n := h.Open(t), (size+chunkSize-1)/chunkSize
	chunk := func(i int) []byte { return bytes.Repeat([]byte{byte(i), byte(i >> 8), 7, byte(i * 3)}, chunkSize/4) }
	for i := range n {
		if err := d.PutChunk(t.Context(), "photo", i, chunk(i)); err != nil {
			t.Fatalf("chunk %d: %v", i, err)
		}
	}
	d = h.Reopen(t, d)
	for i := range n {
		if b, err := d.Chunk(t.Context(), "photo", i); err != nil || !bytes.Equal(b, chunk(i)) {
			t.Fatalf("chunk %d: %d bytes, %v", i, len(b), err)
		}
	}
	compare(t, "beside a large blob", load(t, d), map[string]string{})
}

func cancelledBlobs(t *testing.T, h Hooks) {
	d := h.Open(t)
	putChunk(t, d, "a", 0, "1")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, chunk := d.Chunk(ctx, "a", 0)
	_, list := d.Blobs(ctx)
	for name, err := range map[string]error{
		"PutChunk": d.PutChunk(ctx, "a", 0, []byte("2")), "DropBlob": d.DropBlob(ctx, "a"), "Chunk": chunk, "Blobs": list,
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want context.Canceled", name, err)
		}
	}
	hasBlobs(t, h, d, map[string][]string{"a": {"1"}})
}

func concurrentChunks(t *testing.T, h Hooks) {
	d, want := h.Open(t), map[string][]string{}
	const writers, each = 6, 6
	done := make(chan error, writers)
	for w := range writers {
		key := fmt.Sprint("blob ", w%3) // two write each
		for i := range each {
			if w < 3 {
				want[key] = append(want[key], fmt.Sprint(key, i))
			}
		}
		go func() {
			for i := range each {
				err := d.PutChunk(context.Background(), key, i, fmt.Append(nil, key, i))
				if err == nil {
					err = d.Write(context.Background(), []vault.Change{put(fmt.Sprint("pair ", w), fmt.Sprint(i))})
				}
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	d = hasBlobs(t, h, d, want)
	if got := load(t, d); len(got) != writers {
		t.Errorf("%d pairs, want %d", len(got), writers)
	}
}

func fullForChunks(t *testing.T, h Hooks) {
	if h.Fill == nil {
		t.Skip("this disk can not be filled here")
	}
	d := h.Open(t)
	putChunk(t, d, "a", 0, "1")
	release := h.Fill(t, d)
	big := strings.Repeat("2", chunkSize)
	for range 2 {
		for _, key := range []string{"a", "b"} {
			if err := d.PutChunk(t.Context(), key, 0, []byte(big)); !errors.Is(err, vault.ErrDiskFull) {
				t.Errorf("PutChunk: got %v, want ErrDiskFull", err)
			}
		}
	}
	release()
	d = hasBlobs(t, h, d, map[string][]string{"a": {"1"}})
	putChunk(t, d, "a", 0, big)
	hasBlobs(t, h, d, map[string][]string{"a": {big}})
}
