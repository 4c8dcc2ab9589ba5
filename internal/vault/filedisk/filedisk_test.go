//go:build !js

package filedisk

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/disktest"
)

func TestDisk(t *testing.T) {
	disktest.Run(t, disktest.Hooks{
		Open: func(t *testing.T) vault.Disk { return openIn(t, t.TempDir()) },
		Reopen: func(t *testing.T, d vault.Disk) vault.Disk {
			abandon(t, d.(*Disk))
			return openIn(t, d.(*Disk).dir)
		},
		Fill: func(t *testing.T, d vault.Disk) func() {
			disk := d.(*Disk)
			real := disk.file
			// Room for half of what the suite writes: the write must be taken back.
			disk.file = &faulty{file: real, room: 20_000, err: syscall.ENOSPC}
			disk.writeChunk = func(name string, b []byte) error {
				err := writeFile(name, b[:min(len(b), 20_000)])
				return errors.Join(err, &fs.PathError{Op: "write", Path: name, Err: syscall.ENOSPC})
			}
			return func() { disk.file, disk.writeChunk = real, writeFile }
		},
	})
}

func openIn(t *testing.T, dir string) *Disk {
	t.Helper()
	d, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { abandon(t, d) })
	return d
}

// abandon leaves the disk as a killed process would: nothing is written any more, the lock goes.
func abandon(t *testing.T, d *Disk) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.file != nil {
		_ = d.file.Close()
		d.file = nil
	}
	_ = d.lock.Close()
}

// faulty is a file that runs out of room, or whose sync fails.
type faulty struct {
	file
	room     int   // bytes until writing fails with err, after writing what fits
	err      error // what writing then fails with
	syncs    int   // syncs until one fails with syncErr, when syncErr is set
	syncErr  error
	truncErr error
}

func (f *faulty) WriteAt(b []byte, at int64) (int, error) {
	if f.err == nil || len(b) <= f.room {
		return f.file.WriteAt(b, at)
	}
	n, _ := f.file.WriteAt(b[:f.room], at)
	return n, &fs.PathError{Op: "write", Path: "store", Err: f.err}
}

func (f *faulty) Sync() error {
	if f.syncErr != nil {
		if f.syncs--; f.syncs < 0 {
			return f.syncErr
		}
	}
	return f.file.Sync()
}

func (f *faulty) Truncate(size int64) error {
	if f.truncErr != nil {
		return f.truncErr
	}
	return f.file.Truncate(size)
}

func values(t *testing.T, d *Disk) map[string]string {
	t.Helper()
	got := make(map[string]string)
	if err := d.Load(t.Context(), func(key string, value []byte) error { got[key] = string(value); return nil }); err != nil {
		t.Fatal(err)
	}
	return got
}

func put(t *testing.T, d *Disk, pairs ...string) {
	t.Helper()
	var changes []vault.Change
	for i := 0; i < len(pairs); i += 2 {
		changes = append(changes, vault.Change{Key: pairs[i], Value: []byte(pairs[i+1])})
	}
	if err := d.Write(t.Context(), changes); err != nil {
		t.Fatal(err)
	}
}

func TestASecondOwnerIsTurnedAwayAtOnce(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1")
	if _, err := Open(dir); !errors.Is(err, ErrInUse) {
		t.Fatalf("got %v, want ErrInUse", err)
	}
	put(t, d, "b", "2") // the first one goes on
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	again := openIn(t, dir)
	if got := values(t, again); len(got) != 2 {
		t.Errorf("got %v", got)
	}
}

func TestOnlyTheOwnerCanReadTheFiles(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	d := openIn(t, dir)
	put(t, d, "a", "1")
	put(t, d, "a", "2")
	if err := d.Close(); err != nil { // rewrites
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{".": 0o700, storeName: 0o600, lockName: 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s: got %o, want %o", name, got, want)
		}
	}
}

func TestAFileThatIsNotOursStaysUntouched(t *testing.T) {
	for _, content := range []string{"my tax papers", "sdf\x02 of a later version", "\x00\x00x"} {
		dir := t.TempDir()
		name := filepath.Join(dir, storeName)
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir); !errors.Is(err, ErrForeign) {
			t.Errorf("%q: got %v, want ErrForeign", content, err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != content {
			t.Errorf("%q became %q, %v", content, got, err)
		}
	}
}

// sample writes a file with batches of one and of many, a replaced and a deleted value, and returns
// its bytes and what it holds.
func sample(t *testing.T) ([]byte, map[string]string) {
	t.Helper()
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "one", "first value")
	put(t, d, "two", "second value", "three", "third value", "four", strings.Repeat("4", 600))
	put(t, d, "five", "fifth value")
	put(t, d, "one", "first value, changed")
	if err := d.Write(t.Context(), []vault.Change{{Key: "two"}, {Key: "six", Value: []byte("sixth value")}}); err != nil {
		t.Fatal(err)
	}
	put(t, d, "seven", "seventh value")
	want := values(t, d)
	abandon(t, d)
	b, err := os.ReadFile(filepath.Join(dir, storeName))
	if err != nil {
		t.Fatal(err)
	}
	return b, want
}

func text(c contents) map[string]string {
	got := make(map[string]string)
	for key, value := range c.values {
		got[key] = string(value)
	}
	return got
}

func TestAFlippedBitCostsOneValueAtMost(t *testing.T) {
	b, want := sample(t)
	if got := text(readAll(b)); !maps.Equal(got, want) {
		t.Fatalf("undamaged: got %v, want %v", got, want)
	}
	for bit := range len(b) * 8 {
		b[bit/8] ^= 1 << (bit % 8)
		c := readAll(b)
		got := text(c)
		again := readAll(compacted(c.values))
		b[bit/8] ^= 1 << (bit % 8)
		differ, told := 0, 0
		for key := range want {
			if got[key] != want[key] {
				differ++
				if len(got[key]) == len(want[key]) && got[key] != "first value" {
					told++ // handed on with its damage
				}
			}
		}
		for key := range got {
			if strings.HasPrefix(key, "damaged.") {
				told++
			} else if _, ok := want[key]; !ok {
				if key != "two" { // its deletion is the one change that was lost
					t.Fatalf("bit %d: key %q from nowhere", bit, key)
				}
				differ++
			}
		}
		if differ > 1 || told > 1 || told < differ {
			t.Fatalf("bit %d: %d values differ, %d damages are told: got %v", bit, differ, told, got)
		}
		if !maps.Equal(text(again), got) {
			t.Fatalf("bit %d: a rewriting makes %v of %v", bit, text(again), got)
		}
	}
}

// Every byte of a file, also of the heads and the keys, and the whole way: opened, closed, opened.
func TestADamagedByteIsNeverSilentAndNeverCleanedAway(t *testing.T) {
	b, want := sample(t)
	dir := t.TempDir()
	name := filepath.Join(dir, storeName)
	for at := range b {
		if b[at] == '4' && at%50 != 0 {
			continue // one long value: each byte of it is like the others
		}
		bad := append([]byte{}, b...)
		bad[at] ^= 0xff
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		var first map[string]string
		for round := range 3 {
			d, err := Open(dir)
			if err != nil {
				t.Fatalf("byte %d: %v", at, err)
			}
			got := values(t, d)
			if first == nil {
				first = got
			}
			if !maps.Equal(got, first) {
				t.Fatalf("byte %d, opened %d times: got %v, before %v", at, round+1, got, first)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}
		told := false
		for key, value := range first {
			told = told || strings.HasPrefix(key, "damaged.") || key != "two" && len(value) == len(want[key]) && value != want[key]
		}
		same := true
		for key, value := range want {
			same = same && first[key] == value
		}
		if _, back := first["two"]; (!same || back) && !told {
			t.Fatalf("byte %d: something was lost and nothing says so: got %v", at, first)
		}
	}
}

func TestEveryDamagedStretchIsKeptUnderItsOwnKey(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, storeName)
	d := openIn(t, dir)
	for round := range 3 { // damaged again and again, and tidied up in between
		put(t, d, fmt.Sprint("gone ", round), "words", fmt.Sprint("stays ", round), "words")
		abandon(t, d)
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b[strings.Index(string(b), fmt.Sprint("gone ", round))] ^= 1
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		d = openIn(t, dir)
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		d = openIn(t, dir)
		got := values(t, d)
		for before := range round + 1 {
			stretch := got[damagedKey(before+1)]
			if !strings.Contains(stretch, "words") || got[fmt.Sprint("stays ", before)] != "words" {
				t.Fatalf("damaged %d times: got %q", round+1, got)
			}
		}
		if len(got) != 2*(round+1) {
			t.Fatalf("damaged %d times: %d values: %q", round+1, len(got), got)
		}
	}
}

func TestAFileOfWhichNothingIsLeftIsNotTakenForAnEmptyOne(t *testing.T) {
	b := compacted(map[string][]byte{"a": []byte("first"), "b": []byte("other")})
	for at := 8; at < len(b); at += markSize / 2 { // a hole in every head
		b[at] ^= 0xff
	}
	if readAll(b).frames != 0 {
		t.Fatal("a frame is left")
	}
	dir := t.TempDir()
	name := filepath.Join(dir, storeName)
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); !errors.Is(err, ErrForeign) {
		t.Errorf("got %v, want ErrForeign", err)
	}
	if after, err := os.ReadFile(name); err != nil || !bytes.Equal(after, b) {
		t.Errorf("the file was changed, %v", err)
	}
}

// The whole way: what the disk hands on is what the vault counts, again and again.
func TestAVaultCountsWhatItsFileLost(t *testing.T) {
	dir := t.TempDir()
	const phrase = "made up words for tests"
	open := func() (*Disk, *vault.Vault) {
		d := openIn(t, dir)
		v, err := vault.Open(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		return d, v
	}
	d, v := open()
	ids := []record.ID{record.NewID(), record.NewID(), record.NewID()}
	for i, id := range ids {
		if err := v.Put(t.Context(), record.Record{ID: id, Kind: 1, At: int64(i), Body: []byte("words")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Keep(t.Context(), phrase); err != nil {
		t.Fatal(err)
	}
	abandon(t, d)
	name := filepath.Join(dir, storeName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	last := bytes.LastIndex(b[:len(b)-int(markSize)], marker) // the head of the last entry
	b[last+9] ^= 1
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second time after tidying up
		d, v := open()
		if err := v.Unlock(t.Context(), phrase); err != nil {
			t.Fatal(err)
		}
		if len(v.List()) != 2 || len(v.Damaged()) != 1 {
			t.Errorf("%d entries and %d damages, want 2 and 1", len(v.List()), len(v.Damaged()))
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestABatchThatIsGoneWithItsMarkIsTold(t *testing.T) {
	b := compacted(map[string][]byte{"a": []byte("first"), "b": []byte("other"), "c": []byte("third")})
	each := len(b) / 3
	clear(b[each : 2*each]) // a sector of zeros
	got := text(readAll(b))
	if len(got) != 3 || got[damagedKey(1)] != string(make([]byte, each)) {
		t.Errorf("got %q", got)
	}
	cut := append(append([]byte{}, b[:each]...), b[2*each:]...) // and one that is missing altogether
	if got := text(readAll(cut)); len(got) != 3 || got[damagedKey(1)] != "" {
		t.Errorf("cut out: got %q", got)
	}
}

func TestADamagedStretchKeepsEverythingAroundIt(t *testing.T) {
	b, want := sample(t)
	for from := range len(b) {
		to := min(len(b), from+20)
		bad := append([]byte{}, b...)
		for i := from; i < to; i++ {
			bad[i] = 0xee
		}
		differ := 0
		got := text(readAll(bad))
		for key := range want {
			if got[key] != want[key] {
				differ++
			}
		}
		if _, back := got["two"]; back {
			differ++
		}
		if differ > 2 {
			t.Fatalf("20 bytes from %d: %d values differ: got %v", from, differ, got)
		}
	}
}

func TestACutOffEndIsAllOrNothingAndTheNextWriteFollowsIt(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1", "b", "1")
	whole := d.end
	put(t, d, "a", "2", "b", "2", "c", "2")
	abandon(t, d)
	name := filepath.Join(dir, storeName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	old, fresh := map[string]string{"a": "1", "b": "1"}, map[string]string{"a": "2", "b": "2", "c": "2"}
	for cut := whole; cut <= int64(len(b)); cut++ {
		for _, tail := range []string{"", string(make([]byte, 300))} { // cut short, or room never filled
			if err := os.WriteFile(name, append(append([]byte{}, b[:cut]...), tail...), 0o600); err != nil {
				t.Fatal(err)
			}
			d := openIn(t, dir)
			got := values(t, d)
			if !maps.Equal(got, old) && !maps.Equal(got, fresh) {
				t.Fatalf("cut at %d: half a batch: %v", cut, got)
			}
			want := maps.Clone(got)
			want["d"] = "3"
			put(t, d, "d", "3")
			abandon(t, d)
			d = openIn(t, dir)
			if got := values(t, d); !maps.Equal(got, want) {
				t.Fatalf("cut at %d, then written: got %v, want %v", cut, got, want)
			}
			if err := d.Close(); err != nil { // rewritten, nothing else may appear
				t.Fatal(err)
			}
			d = openIn(t, dir)
			if got := values(t, d); !maps.Equal(got, want) {
				t.Fatalf("cut at %d, rewritten: got %v, want %v", cut, got, want)
			}
			abandon(t, d)
		}
	}
}

func TestAFirstBatchCutOffLeavesAnEmptyStore(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1", "b", "2")
	abandon(t, d)
	name := filepath.Join(dir, storeName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	first := len(frame{op: opPut, key: "a", value: []byte("1")}.append(nil))
	for cut := range first + 10 {
		if err := os.WriteFile(name, b[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		d := openIn(t, dir)
		if got := values(t, d); len(got) != 0 {
			t.Fatalf("cut at %d: got %v", cut, got)
		}
		abandon(t, d)
	}
}

func TestAFailedSyncBreaksTheDiskUntilItIsOpenedAgain(t *testing.T) {
	for syncs := range 2 {
		dir := t.TempDir()
		d := openIn(t, dir)
		put(t, d, "a", "1")
		real := d.file
		d.file = &faulty{file: real, syncs: syncs, syncErr: errors.New("input/output error")}
		err := d.Write(t.Context(), []vault.Change{{Key: "a", Value: []byte("2")}, {Key: "b", Value: []byte("2")}})
		if err == nil || errors.Is(err, vault.ErrDiskFull) {
			t.Fatalf("sync %d failed: got %v", syncs, err)
		}
		d.file = real
		if err := d.Write(t.Context(), []vault.Change{{Key: "c", Value: []byte("3")}}); !errors.Is(err, ErrBroken) {
			t.Errorf("sync %d failed, then written: got %v, want ErrBroken", syncs, err)
		}
		if err := d.Erase(t.Context()); !errors.Is(err, ErrBroken) {
			t.Errorf("sync %d failed, then erased: got %v, want ErrBroken", syncs, err)
		}
		want := map[string]string{"a": "1"}
		if got := values(t, d); !maps.Equal(got, want) {
			t.Errorf("sync %d failed: got %v, want %v", syncs, got, want)
		}
		abandon(t, d)
		d = openIn(t, dir)
		if got := values(t, d); !maps.Equal(got, want) {
			t.Errorf("sync %d failed, reopened: got %v, want %v", syncs, got, want)
		}
		put(t, d, "c", "3")
	}
}

func TestAWriteThatCanNotBeTakenBackBreaksTheDisk(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1")
	real := d.file
	d.file = &faulty{file: real, room: 10, err: syscall.ENOSPC, truncErr: errors.New("no")}
	if err := d.Write(t.Context(), []vault.Change{{Key: "b", Value: []byte("2")}}); !errors.Is(err, vault.ErrDiskFull) {
		t.Errorf("got %v, want ErrDiskFull", err)
	}
	d.file = real
	if err := d.Write(t.Context(), []vault.Change{{Key: "b", Value: []byte("2")}}); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v, want ErrBroken", err)
	}
	abandon(t, d)
	if got := values(t, openIn(t, dir)); !maps.Equal(got, map[string]string{"a": "1"}) {
		t.Errorf("reopened: got %v", got)
	}
}

func TestWhatWasDeletedOrReplacedIsGoneFromTheFileAfterClose(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "PLANTED one", "b", "PLANTED two", "c", "stays") // one batch: fewer marks than values
	put(t, d, "b", "replaced")
	if err := d.Write(t.Context(), []vault.Change{{Key: "a"}}); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, storeName))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), "PLANTED") {
		t.Error("what was deleted is still in the file")
	}
	if got := values(t, openIn(t, dir)); !maps.Equal(got, map[string]string{"b": "replaced", "c": "stays"}) {
		t.Errorf("got %v", got)
	}
	if _, err := os.Stat(filepath.Join(dir, newName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the rewritten file is still there: %v", err)
	}
}

func TestTheFileDoesNotGrowForEver(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "stays", "as it is")
	for i := range 200 {
		put(t, d, "draft", strings.Repeat(fmt.Sprint(i%10), 32<<10))
	}
	info, err := os.Stat(filepath.Join(dir, storeName))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := info.Size(), int64(2*33<<10+slack+40<<10); got > want {
		t.Errorf("after 200 changes of one value the file has %d bytes, want at most %d", got, want)
	}
	want := map[string]string{"stays": "as it is", "draft": strings.Repeat("9", 32<<10)}
	if got := values(t, d); !maps.Equal(got, want) {
		t.Error("rewriting changed what is there")
	}
	put(t, d, "after", "rewriting")
	want["after"] = "rewriting"
	abandon(t, d)
	if got := values(t, openIn(t, dir)); !maps.Equal(got, want) {
		t.Error("what was written after rewriting is not there")
	}
}

func TestARewritingThatWasCutOffChangesNothing(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1")
	abandon(t, d)
	if err := os.WriteFile(filepath.Join(dir, newName), []byte("half a sto"), 0o600); err != nil {
		t.Fatal(err)
	}
	d = openIn(t, dir)
	if got := values(t, d); !maps.Equal(got, map[string]string{"a": "1"}) {
		t.Errorf("got %v", got)
	}
	if _, err := os.Stat(filepath.Join(dir, newName)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the half file is still there: %v", err)
	}
}

func TestAClosedDiskSaysSo(t *testing.T) {
	d := openIn(t, t.TempDir())
	for range 2 {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Write(t.Context(), []vault.Change{{Key: "a", Value: []byte("1")}}); !errors.Is(err, ErrClosed) {
		t.Errorf("Write: got %v, want ErrClosed", err)
	}
	if err := d.Load(t.Context(), func(string, []byte) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("Load: got %v, want ErrClosed", err)
	}
}

func TestAHoleInABatchThatWasNeverMarkedDropsAllOfIt(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1", "b", "1")
	from := d.end
	put(t, d, "a", "2", "b", "2", "c", "2")
	abandon(t, d)
	name := filepath.Join(dir, storeName)
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	end := len(b) - int(markSize) // as when the power went before the second sync
	for at := int(from); at < end; at++ {
		torn := append([]byte{}, b[:end]...)
		for i := at; i < min(end, at+16); i++ {
			torn[i] ^= 0xff
		}
		if got, want := text(readAll(torn)), (map[string]string{"a": "1", "b": "1"}); !maps.Equal(got, want) {
			t.Fatalf("hole at %d: got %v, want %v", at, got, want)
		}
		// What is written afterwards does not bring it back.
		next := frame{op: opPut, batch: 3, previous: 1, count: 1, key: "d", value: []byte("3")}.append(torn)
		if got, want := text(readAll(next)), (map[string]string{"a": "1", "b": "1", "d": "3"}); !maps.Equal(got, want) {
			t.Fatalf("hole at %d, then written: got %v, want %v", at, got, want)
		}
	}
}

func TestADamagedValueIsHandedOnSoThatItsDamageIsFound(t *testing.T) {
	b := frame{op: opPut, batch: 1, count: 1, key: "a", value: []byte("sealed value")}.append(nil)
	b = frame{op: opMark, batch: 1, count: 1}.append(b)
	b[frameHead+1+3] ^= 1
	got := text(readAll(b))
	if value, ok := got["a"]; !ok || value == "sealed value" || len(value) != len("sealed value") {
		t.Errorf("got %q, want the damaged value", got)
	}
}

func TestALongBatchOutlivesTheLossOfItsMarkAndOfOneValue(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	var pairs []string
	for i := range 50 {
		pairs = append(pairs, fmt.Sprint("key ", i), "value")
	}
	put(t, d, pairs...)
	end := d.end
	put(t, d, "later", "value")
	abandon(t, d)
	b, err := os.ReadFile(filepath.Join(dir, storeName))
	if err != nil {
		t.Fatal(err)
	}
	b[end-markSize] ^= 1 // the mark's marker
	b[frameHead] ^= 1    // the first key
	left := text(readAll(b))
	for i := 1; i < 50; i++ {
		if left[fmt.Sprint("key ", i)] != "value" {
			t.Errorf("key %d is lost", i)
		}
	}
	if len(left) != 50+2 || !strings.Contains(left[damagedKey(1)], "value") { // the two damaged places are handed on
		t.Errorf("got %q", left)
	}
	if got := len(readAll(b[:end]).values); got != 0 {
		t.Errorf("nothing speaks for the batch, and yet %d values are there", got)
	}
}

func fuzzSeeds() [][]byte {
	one := frame{op: opPut, batch: 1, count: 1, key: "a", value: []byte("value")}.append(nil)
	mark := frame{op: opMark, batch: 1, count: 1}.append(nil)
	gone := frame{op: opDelete, batch: 2, previous: 1, count: 1, key: "a"}.append(nil)
	all := append(append(append([]byte{}, one...), mark...), gone...)
	return [][]byte{one, all, all[:len(all)-3], all[7:], append([]byte("noise sdf\x01"), all...)}
}

func TestFuzzingHasSeeds(t *testing.T) {
	frames := 0
	for _, seed := range fuzzSeeds() {
		frames += readAll(seed).frames
	}
	if frames < 8 {
		t.Errorf("the seeds hold %d frames", frames)
	}
}

func FuzzAnyFileIsRead(f *testing.F) {
	for _, seed := range fuzzSeeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c := readAll(b)
		again := readAll(compacted(c.values))
		if !maps.Equal(text(again), text(c)) {
			t.Fatalf("rewritten: got %v, want %v", text(again), text(c))
		}
		if again.stale {
			t.Fatal("a rewritten file holds something of the past")
		}
	})
}

func TestARewritingThatFailsLosesNothing(t *testing.T) {
	dir := t.TempDir()
	d := openIn(t, dir)
	put(t, d, "a", "1")
	if err := os.MkdirAll(filepath.Join(dir, newName, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "1"}
	for i := range 80 { // more than a rewriting's worth
		want["b"] = strings.Repeat(fmt.Sprint(i%10), 30_000)
		put(t, d, "b", want["b"])
	}
	if got := values(t, d); !maps.Equal(got, want) {
		t.Error("a failed rewriting changed what is there")
	}
	if err := d.Close(); err == nil {
		t.Error("Close could not rewrite and did not say so")
	}
	if err := os.RemoveAll(filepath.Join(dir, newName)); err != nil {
		t.Fatal(err)
	}
	again := openIn(t, dir) // the folder is free all the same
	if got := values(t, again); !maps.Equal(got, want) {
		t.Error("after a failed rewriting something else is there")
	}
}
