//go:build linux

package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relay/storetest"
)

// A power cut is simulated from a recording of everything that SQLite asked of its files. What was synced is there;
// of what was written since, each sector of 512 bytes is there, or is not, or is torn in the middle, and each cutting
// short of a file happened or did not, all by chance and in no order. What this does not show: a disk that damages what
// it was not asked to write, or that lies about a sync (one that lies is the control below), and the very first
// creation of the file, before anything was acknowledged.

// act is one thing that a device was told is done.
type act struct {
	space  int
	after  uint64        // the head that a batch was put behind; for a deletion the entry
	leaves []record.Hash // of a batch; none: a deletion
	gone   []byte        // what a deletion deleted
	when   int           // how much had been asked of the disk when the answer came
}

// recorded is a run of the store: what it asked of the disk, and what it answered.
type recorded struct {
	start  map[string][]byte // the files as they were before
	ops    []op
	spaces []storetest.Space
	tried  [][]act // by space, in the order of the log; also what was not answered yet
}

// record runs some devices against a store on a disk that remembers.
func runRecorded(t *testing.T, each int) *recorded {
	t.Helper()
	folder := t.TempDir()
	s := opened(t, folder)
	r := &recorded{}
	for range 5 {
		r.spaces = append(r.spaces, storetest.Made(t, s))
	}
	closed(t, s)
	r.start = onDiskNow(t, folder)
	d := onDisk(t, folder)
	d.set(func(d *disk) { d.recording = true })
	s = opened(t, folder)
	r.tried = make([][]act, len(r.spaces))
	var group sync.WaitGroup
	for i, space := range r.spaces {
		group.Go(func() {
			head, entries := uint64(1), [][]byte{nil, nil}
			for n := range each {
				a := act{space: i, after: head}
				var batch [][]byte
				for range 1 + rand.IntN(4) {
					e := storetest.Record(1, 512<<rand.IntN(7))
					batch = append(batch, e)
					a.leaves = append(a.leaves, record.Leaf(e))
				}
				var err error
				if head, err = s.Append(ctx, space.ID, space.Batch(head, batch...), storetest.Much); err != nil {
					t.Error(err)
					return
				}
				a.when = d.done()
				entries, r.tried[i] = append(entries, batch...), append(r.tried[i], a)
				if n%7 == 3 {
					gone := act{space: i, after: 2 + rand.Uint64N(head-1)}
					gone.gone = entries[gone.after]
					if err := s.Strip(ctx, space.ID, gone.after); err != nil {
						t.Error(err)
						return
					}
					gone.when = d.done()
					r.tried[i] = append(r.tried[i], gone)
				}
			}
		})
	}
	group.Wait()
	closed(t, s)
	d.set(func(d *disk) {
		r.ops = d.ops
		d.recording, d.ops = false, nil
	})
	return r
}

// platter is a file on a disk: what is surely there, and what was asked since.
type platter struct {
	durable []byte
	pending []op
}

// ask does to a file what was asked. A disk that lies takes no sync of the log of changes seriously.
func ask(files map[string]*platter, o op, lies bool) {
	f := files[o.file]
	if f == nil {
		f = &platter{}
		files[o.file] = f
	}
	if o.kind != opSync {
		f.pending = append(f.pending, o)
		return
	}
	if lies && o.file == File+"-wal" {
		return
	}
	for _, p := range f.pending {
		f.durable = apply(f.durable, p)
	}
	f.pending = nil
}

func apply(content []byte, o op) []byte {
	switch o.kind {
	case opWrite:
		if end := int(o.at) + len(o.data); end > len(content) {
			content = append(content, make([]byte, end-len(content))...)
		}
		copy(content[o.at:], o.data)
	case opTruncate:
		if int(o.at) < len(content) {
			content = content[:o.at]
		}
	case opDelete:
		content = nil
	}
	return content
}

const sector = 512

// cut is what is left of a file when the power goes.
func (f *platter) cut(by *rand.Rand) []byte {
	content := slices.Clone(f.durable)
	kept := by.Float64() // a disk that had time to write most of it, or little
	for _, o := range f.pending {
		if o.kind != opWrite {
			if by.Float64() < kept {
				content = apply(content, o)
			}
			continue
		}
		for from := 0; from < len(o.data); {
			to := min(len(o.data), from+sector-int(o.at+int64(from))%sector)
			switch chance := by.Float64(); {
			case chance < kept:
				content = apply(content, op{kind: opWrite, at: o.at + int64(from), data: o.data[from:to]})
			case chance < kept+0.02:
				content = apply(content, op{kind: opWrite, at: o.at + int64(from), data: o.data[from : from+by.IntN(to-from+1)]})
			}
			from = to
		}
	}
	return content
}

// after opens what a power cut left and compares it with what was answered before it.
func (r *recorded) after(t *testing.T, files map[string]*platter, at int, by *rand.Rand, thorough bool) error {
	t.Helper()
	folder, err := os.MkdirTemp(t.TempDir(), "cut")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(folder)
	for name, f := range files {
		if content := f.cut(by); content != nil {
			if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, err := Open(folder, Options{})
	if err != nil {
		return err
	}
	defer s.Close()
	if thorough {
		var said string
		if err := s.readers.QueryRow("PRAGMA integrity_check").Scan(&said); err != nil || said != "ok" {
			return fmt.Errorf("the database says of itself %q, %v", said, err)
		}
	}
	for i, space := range r.spaces {
		if err := r.compare(s, space, r.tried[i], at); err != nil {
			return fmt.Errorf("space %d: %w", i, err)
		}
	}
	if thorough {
		return r.left(t, folder, at)
	}
	return nil
}

// left looks for what was deleted before the power went.
func (r *recorded) left(t *testing.T, folder string, at int) error {
	var gone [][]byte
	for _, tried := range r.tried {
		for _, a := range tried {
			if a.gone != nil && a.when <= at {
				gone = append(gone, a.gone)
			}
		}
	}
	for name, content := range onDiskNow(t, folder) {
		if n := remains(content, gone); n > 0 {
			return fmt.Errorf("%s has %d times eight bytes of something whose deletion was acknowledged", name, n)
		}
	}
	return nil
}

func (r *recorded) compare(s *Store, space storetest.Space, tried []act, at int) error {
	state, items, err := s.Read(ctx, space.ID, 1, 1<<30)
	if err != nil {
		return err
	}
	if state.Head != uint64(len(items))+1 {
		return fmt.Errorf("%d entries up to %d", len(items), state.Head)
	}
	ends := []uint64{1} // where the log may end
	must, gone := uint64(1), map[uint64]bool{}
	for _, a := range tried {
		if a.leaves == nil {
			gone[a.after] = gone[a.after] || a.when <= at
			continue
		}
		end := a.after + uint64(len(a.leaves))
		ends = append(ends, end)
		if a.when <= at {
			must = end
		}
		for k, leaf := range a.leaves {
			if n := a.after + 1 + uint64(k); n <= state.Head && items[n-2].Leaf != leaf {
				return fmt.Errorf("entry %d is another", n)
			}
		}
	}
	if state.Head < must {
		return fmt.Errorf("%w: up to %d is there, acknowledged was %d", errLost, state.Head, must)
	}
	if !slices.Contains(ends, state.Head) {
		return fmt.Errorf("the log ends at %d, in the middle of a batch", state.Head)
	}
	for _, item := range items {
		if deleted, tried := gone[item.N]; item.Envelope == nil && !tried {
			return fmt.Errorf("entry %d is damaged", item.N)
		} else if deleted && item.Envelope != nil {
			return fmt.Errorf("%w: entry %d is there, and its deletion was acknowledged", errLost, item.N)
		}
	}
	return nil
}

var errLost = errors.New("lost")

// cuts cuts the power at moments of a recording, and counts how often something was lost.
func (r *recorded) cuts(t *testing.T, moments int, lies bool) (lost int) {
	t.Helper()
	seed := rand.Uint64()
	by := rand.New(rand.NewPCG(seed, 0))
	when := make([]int, moments)
	for i := range when {
		when[i] = by.IntN(len(r.ops) + 1)
	}
	slices.Sort(when)
	files := map[string]*platter{}
	for name, content := range r.start {
		if name == File {
			files[name] = &platter{durable: content}
		}
	}
	done := 0
	for i, at := range when {
		for ; done < at; done++ {
			ask(files, r.ops[done], lies)
		}
		err := r.after(t, files, at, by, i%10 == 0)
		if errors.Is(err, errLost) || lies && err != nil {
			lost++
		}
		if err != nil && !lies {
			t.Errorf("seed %d, cut %d of %d, after %d of %d writes and syncs: %v", seed, i, moments, at, len(r.ops), err)
		}
	}
	return lost
}

// cutting is how many power cuts there are; enough for every part of a commit and of moving it into the database.
func cutting() (runs, moments int) {
	if os.Getenv("SNOWDROP_NIGHTLY") == "1" {
		return 50, 100
	}
	return 2, 40
}

func TestNothingAcknowledgedIsLostWhenThePowerGoes(t *testing.T) {
	runs, moments := cutting()
	for range runs {
		r := runRecorded(t, 40)
		kinds := map[opKind]int{}
		for _, o := range r.ops {
			kinds[o.kind]++
		}
		if kinds[opSync] < 30 || kinds[opTruncate] == 0 {
			t.Fatalf("the recording has too little in it: %v", kinds)
		}
		r.cuts(t, moments, false)
		t.Logf("%d writes, %d syncs, %d cuts", kinds[opWrite], kinds[opSync], moments)
	}
}

// TestADiskThatLiesIsFoundOut shows that the test above can fail.
func TestADiskThatLiesIsFoundOut(t *testing.T) {
	if lost := runRecorded(t, 20).cuts(t, 30, true); lost == 0 {
		t.Error("nothing was lost on a disk that does not sync")
	}
}
