// Package disktest holds the promises of a vault.Disk as tests. Every disk passes all of them, in
// memory, in a file and in a browser. It must never be linked into a program that people use.
package disktest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/vault"
)

// Hooks is what the suite needs to know about one kind of disk.
type Hooks struct {
	// Open returns a new, empty disk with storage of its own, cleaned up when t ends.
	Open func(t *testing.T) vault.Disk
	// Reopen opens the storage of disk anew, as after the program was killed: nothing may be flushed
	// that a Write or Erase has not made durable already. The old disk is not used again.
	Reopen func(t *testing.T, disk vault.Disk) vault.Disk
	// Fill leaves no room on disk, so that writes fail with ErrDiskFull, until release is called.
	// Where a kind of disk can not be filled it is nil, and those tests are skipped.
	Fill func(t *testing.T, disk vault.Disk) (release func())
	// LargestBlob is how large a blob is tried, in bytes; 0 for 25 MiB.
	LargestBlob int
	// TextKeys says that keys must be valid UTF-8, as in IndexedDB, where a key is a string.
	TextKeys bool
}

// Run runs the suite.
func Run(t *testing.T, h Hooks) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, Hooks)
	}{
		{"AnEmptyDiskLoadsNothing", emptyDisk},
		{"WhatWasWrittenIsThereAfterReopening", durable},
		{"TheLastWriteWins", lastWriteWins},
		{"LaterChangesOfOneWriteWin", laterChangesWin},
		{"DeletedIsGone", deleted},
		{"AnEmptyWriteIsFine", emptyWrite},
		{"AnEmptyValueIsAValue", emptyValue},
		{"ErasedIsGoneAndCanBeWrittenAgain", erased},
		{"KeysAreNotInterpreted", anyKeys},
		{"ValuesAreNotInterpreted", anyValues},
		{"LargeValues", largeValues},
		{"TenThousandValues", manyValues},
		{"TheCallersSlicesStayTheCallers", notAliased},
		{"LoadedValuesStayAsTheyWere", loadedStays},
		{"LoadStopsAtAnError", loadStops},
		{"CancelledChangesNothing", cancelled},
		{"ManyWritersAtOnce", concurrent},
		{"FullDiskLeavesNothingHalfWritten", full},
		{"FullDiskWorksAgainWithRoom", fullThenRoom},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
	runBlobs(t, h)
}

func put(key, value string) vault.Change { return vault.Change{Key: key, Value: []byte(value)} }

func write(t *testing.T, d vault.Disk, changes ...vault.Change) {
	t.Helper()
	if err := d.Write(t.Context(), changes); err != nil {
		t.Fatalf("Write: %v", err)
	}
}

func load(t *testing.T, d vault.Disk) map[string]string {
	t.Helper()
	got := make(map[string]string)
	err := d.Load(t.Context(), func(key string, value []byte) error {
		if _, twice := got[key]; twice {
			return fmt.Errorf("key %q came twice", key)
		}
		got[key] = string(value)
		return nil
	})
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return got
}

// holds checks the disk as it is and after reopening, and returns the reopened one.
func holds(t *testing.T, h Hooks, d vault.Disk, want map[string]string) vault.Disk {
	t.Helper()
	compare(t, "before reopening", load(t, d), want)
	d = h.Reopen(t, d)
	compare(t, "after reopening", load(t, d), want)
	return d
}

func compare(t *testing.T, when string, got, want map[string]string) {
	t.Helper()
	if maps.Equal(got, want) {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if value, ok := got[key]; !ok {
			t.Errorf("%s: key %q is missing", when, key)
		} else if value != want[key] {
			t.Errorf("%s: key %q holds %s, want %s", when, key, short(value), short(want[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[key]; !ok {
			t.Errorf("%s: key %q should not be there", when, key)
		}
	}
	t.FailNow()
}

func short(s string) string {
	if len(s) <= 40 {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%q... (%d bytes)", s[:40], len(s))
}

func emptyDisk(t *testing.T, h Hooks) {
	holds(t, h, h.Open(t), map[string]string{})
}

func durable(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "1"), put("b", "2"), put("c", "3"))
	d = holds(t, h, d, map[string]string{"a": "1", "b": "2", "c": "3"})
	write(t, d, put("d", "4"))
	d = holds(t, h, d, map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"})
	holds(t, h, d, map[string]string{"a": "1", "b": "2", "c": "3", "d": "4"})
}

func lastWriteWins(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "first, and longer"), put("b", "stays"))
	write(t, d, put("a", "second"))
	d = holds(t, h, d, map[string]string{"a": "second", "b": "stays"})
	write(t, d, put("a", "third, and much longer than the second"))
	holds(t, h, d, map[string]string{"a": "third, and much longer than the second", "b": "stays"})
}

func laterChangesWin(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "1"), put("a", "2"), put("b", "1"), vault.Change{Key: "b"}, vault.Change{Key: "c"}, put("c", "1"))
	holds(t, h, d, map[string]string{"a": "2", "c": "1"})
}

func deleted(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "1"), put("b", "2"))
	write(t, d, vault.Change{Key: "a"}, vault.Change{Key: "was never there"})
	d = holds(t, h, d, map[string]string{"b": "2"})
	write(t, d, put("a", "again"))
	d = holds(t, h, d, map[string]string{"a": "again", "b": "2"})
	write(t, d, vault.Change{Key: "a"}, vault.Change{Key: "b"})
	holds(t, h, d, map[string]string{})
}

func emptyWrite(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d)
	write(t, d, put("a", "1"))
	write(t, d)
	holds(t, h, d, map[string]string{"a": "1"})
}

func emptyValue(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, vault.Change{Key: "a", Value: []byte{}})
	holds(t, h, d, map[string]string{"a": ""})
}

func erased(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "1"), put("b", "2"))
	if err := d.Erase(t.Context()); err != nil {
		t.Fatalf("Erase: %v", err)
	}
	d = holds(t, h, d, map[string]string{})
	write(t, d, put("b", "new"))
	d = holds(t, h, d, map[string]string{"b": "new"})
	for range 2 { // erasing what is empty is fine
		if err := d.Erase(t.Context()); err != nil {
			t.Fatalf("Erase: %v", err)
		}
	}
	holds(t, h, d, map[string]string{})
}

func anyKeys(t *testing.T, h Hooks) {
	keys := []string{
		" ", "  ", "\n", "\r\n", "\t", "\"", "'", "\\", "/", "..", "../x", "a/b", "C:\\x", "con", "a\x00b", "a\x00c",
		"a", "A", "é", "e\u0301", "ß", "ss", "日本", "🌱", "\ufeff", "\uffff", "__proto__", "constructor", "length",
		"null", "undefined", "0", "00", "header.1", strings.Repeat("k", 200), strings.Repeat("k", 201),
	}
	for b := range 128 {
		keys = append(keys, "byte "+string(rune(b)))
	}
	if !h.TextKeys {
		for b := range 256 {
			keys = append(keys, "raw "+string([]byte{byte(b)}))
		}
		keys = append(keys, "\xff\xfe", "\xed\xa0\x80", "\xc3")
	}
	d := h.Open(t)
	want := make(map[string]string)
	var changes []vault.Change
	for i, key := range keys {
		want[key] = fmt.Sprint("value ", i)
		changes = append(changes, put(key, want[key]))
	}
	write(t, d, changes...)
	d = holds(t, h, d, want)
	changes = nil
	for i, key := range keys {
		if i%2 == 0 {
			changes = append(changes, vault.Change{Key: key})
			delete(want, key)
		}
	}
	write(t, d, changes...)
	holds(t, h, d, want)
}

func anyValues(t *testing.T, h Hooks) {
	d := h.Open(t)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	want := map[string]string{
		"zeros": string(make([]byte, 600)), "ones": strings.Repeat("\xff", 600), "all": string(all),
		"text": "line\nline\r\n\x00", "json": `{"a":null}`,
	}
	for key, value := range want {
		write(t, d, put(key, value))
	}
	holds(t, h, d, want)
}

// sealedLargest is the longest value that a vault writes: the largest record, its place and its seal.
const sealedLargest = 32<<10 + 17 + 41

func largeValues(t *testing.T, h Hooks) {
	d := h.Open(t)
	want := make(map[string]string)
	var changes []vault.Change
	for i := range 20 {
		key, value := fmt.Sprint("key ", i), strings.Repeat(string(rune('a'+i)), sealedLargest-i)
		want[key] = value
		changes = append(changes, put(key, value))
	}
	write(t, d, changes...)
	want["key 3"] = strings.Repeat("z", sealedLargest)
	write(t, d, put("key 3", want["key 3"]))
	holds(t, h, d, want)
}

func manyValues(t *testing.T, h Hooks) {
	d := h.Open(t)
	want := make(map[string]string)
	var changes []vault.Change
	for i := range 10_000 {
		key := fmt.Sprintf("%026d", i)
		want[key] = fmt.Sprintf("value %d %s", i, strings.Repeat(".", i%97))
		changes = append(changes, put(key, want[key]))
	}
	write(t, d, changes[:9_000]...) // as when a long visit is kept
	for _, c := range changes[9_000:9_050] {
		write(t, d, c)
	}
	write(t, d, changes[9_050:]...)
	holds(t, h, d, want)
}

func notAliased(t *testing.T, h Hooks) {
	d := h.Open(t)
	value := []byte("as it was")
	changes := []vault.Change{{Key: "a", Value: value}}
	write(t, d, changes...)
	copy(value, "XXXXXXXXX")
	changes[0].Key = "b"
	holds(t, h, d, map[string]string{"a": "as it was"})
}

func loadedStays(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "as it was"), put("b", "other"))
	var kept []byte
	err := d.Load(t.Context(), func(key string, value []byte) error {
		if key == "a" {
			kept = value
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	write(t, d, put("a", "different"), vault.Change{Key: "b"})
	if err := d.Erase(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(kept, []byte("as it was")) {
		t.Errorf("a loaded value became %q", kept)
	}
}

func loadStops(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "1"), put("b", "2"), put("c", "3"))
	stop, calls := errors.New("enough"), 0
	err := d.Load(t.Context(), func(string, []byte) error { calls++; return stop })
	if !errors.Is(err, stop) || calls != 1 {
		t.Errorf("got %v after %d calls, want the callback's error after one", err, calls)
	}
	holds(t, h, d, map[string]string{"a": "1", "b": "2", "c": "3"})
}

func cancelled(t *testing.T, h Hooks) {
	d := h.Open(t)
	write(t, d, put("a", "1"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := d.Write(ctx, []vault.Change{put("a", "2"), put("b", "2")}); !errors.Is(err, context.Canceled) {
		t.Errorf("Write: got %v, want context.Canceled", err)
	}
	if err := d.Erase(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Erase: got %v, want context.Canceled", err)
	}
	if err := d.Load(ctx, func(string, []byte) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("Load: got %v, want context.Canceled", err)
	}
	holds(t, h, d, map[string]string{"a": "1"})
}

func concurrent(t *testing.T, h Hooks) {
	d := h.Open(t)
	const writers, each = 8, 10
	want := make(map[string]string)
	done := make(chan error, writers)
	for w := range writers {
		for i := range each {
			want[fmt.Sprint("key ", w, " ", i)] = fmt.Sprint("value ", w, " ", i)
		}
		want[fmt.Sprint("pair ", w)] = fmt.Sprint(each - 1)
		want[fmt.Sprint("twin ", w)] = fmt.Sprint(each - 1)
		go func() {
			for i := range each {
				err := d.Write(context.Background(), []vault.Change{
					put(fmt.Sprint("key ", w, " ", i), fmt.Sprint("value ", w, " ", i)),
					put(fmt.Sprint("pair ", w), fmt.Sprint(i)), put(fmt.Sprint("twin ", w), fmt.Sprint(i)),
				})
				if err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range 5 { // a load sees whole writes only
		seen := load(t, d)
		for w := range writers {
			if p, q := seen[fmt.Sprint("pair ", w)], seen[fmt.Sprint("twin ", w)]; p != q {
				t.Errorf("half a write was to be seen: %q and %q", p, q)
			}
		}
	}
	for range writers {
		if err := <-done; err != nil {
			t.Fatalf("Write: %v", err)
		}
	}
	holds(t, h, d, want)
}

func full(t *testing.T, h Hooks) {
	if h.Fill == nil {
		t.Skip("this disk can not be filled here")
	}
	d := h.Open(t)
	write(t, d, put("a", "1"), put("b", "2"))
	release := h.Fill(t, d)
	for range 3 {
		err := d.Write(t.Context(), []vault.Change{
			put("a", "changed"), {Key: "b"}, put("c", strings.Repeat("c", sealedLargest)), put("d", "4"),
		})
		if !errors.Is(err, vault.ErrDiskFull) {
			t.Errorf("Write: got %v, want ErrDiskFull", err)
		}
		compare(t, "while full", load(t, d), map[string]string{"a": "1", "b": "2"})
	}
	release()
	holds(t, h, d, map[string]string{"a": "1", "b": "2"})
}

func fullThenRoom(t *testing.T, h Hooks) {
	if h.Fill == nil {
		t.Skip("this disk can not be filled here")
	}
	d := h.Open(t)
	write(t, d, put("a", "1"))
	release := h.Fill(t, d)
	big := put("b", strings.Repeat("b", sealedLargest))
	if err := d.Write(t.Context(), []vault.Change{big}); !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("Write: got %v, want ErrDiskFull", err)
	}
	release()
	write(t, d, big) // the same disk, not opened again
	holds(t, h, d, map[string]string{"a": "1", "b": string(big.Value)})
}
