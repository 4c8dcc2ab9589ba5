package bring

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/archive"
	"snowdrop/internal/archive/plain"
	"snowdrop/internal/record"
	"snowdrop/internal/vault"
)

// maxHeld is how many bytes of files are held at once. They are in memory alone: a phone gives a page no more than that for sure. Larger
// files are for the companion, which reads them where they are.
const maxHeld = 256 << 20

var (
	errTooMuch = errors.New("bring: more than is held at once")
	errOrder   = errors.New("bring: pieces in another order")
	errMixed   = errors.New("bring: a file of ours among others")
	errStopped = errors.New("bring: stopped by the person")
)

func newID() string { return record.NewID().String() }

// held is a file as it was chosen, in the pieces in which it came.
type held struct {
	name    string
	changed time.Time
	pieces  [][]byte
	starts  []int64
	size    int64
}

// ReadAt reads across the pieces: to join them would take the file's room twice.
func (h *held) ReadAt(p []byte, at int64) (n int, err error) {
	for i, piece := range h.pieces {
		if from := at + int64(n) - h.starts[i]; from >= 0 && from < int64(len(piece)) {
			n += copy(p[n:], piece[from:])
			if n == len(p) {
				return n, nil
			}
		}
	}
	return n, io.EOF
}

// job is what somebody chose, from the first piece to what came of it. It lives in memory alone, and goes with the lock. It is safe for
// use from many goroutines.
type job struct {
	id     string
	ctx    context.Context
	cancel context.CancelCauseFunc

	mu    sync.Mutex
	files []*held
	total int64

	from  Source // nil: it was not looked at yet
	notes notes
	count Count

	over  chan struct{} // closed when it was brought in, or cut off; nil: not begun
	done  int
	came  Count
	wrong error
}

// notes is what is to be said of what people wrote elsewhere.
type notes struct {
	left  []left
	dated map[plain.Dated]int
}

// left is a file that was left out.
type left struct {
	name string
	why  plain.Why
}

// bringing is what one app has under way: one at a time.
type bringing struct {
	form func(name string) bool

	mu  sync.Mutex
	job *job
}

// now is the job under way, or nil.
func (b *bringing) now(s *screen.Shared) *job {
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.Vault.State() == vault.Locked {
		return nil
	}
	return b.job
}

// begun gives the job of this name, or begins it in the place of the one before; anew where its first piece comes once more.
func (b *bringing) begun(id string, anew bool) *job {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.job != nil && b.job.id == id && !anew {
		return b.job
	}
	if b.job != nil {
		b.job.empty()
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	j := &job{id: id, ctx: ctx, cancel: cancel}
	b.job = j
	return j
}

// forget drops whatever there is: things were locked.
func (b *bringing) forget() {
	b.mu.Lock()
	j := b.job
	b.job = nil
	b.mu.Unlock()
	if j != nil {
		j.empty()
	}
}

// drop forgets a job.
func (b *bringing) drop(j *job) {
	b.mu.Lock()
	if b.job == j {
		b.job = nil
	}
	b.mu.Unlock()
	j.empty()
}

// empty lets go of what it holds. What is under way ends.
func (j *job) empty() {
	j.cancel(nil)
	j.mu.Lock()
	defer j.mu.Unlock()
	j.files, j.total, j.notes = nil, 0, notes{}
	if j.over == nil {
		j.from = nil
	}
}

// add takes a piece of file n. The pieces of a file come in their order.
func (j *job) add(n int, name string, changed time.Time, at int64, piece []byte) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch {
	case j.over != nil || n < 0 || n > len(j.files):
		return errOrder
	case j.total+int64(len(piece)) > maxHeld:
		return errTooMuch
	case n == len(j.files):
		j.files = append(j.files, &held{name: name, changed: changed})
	}
	f := j.files[n]
	if at != f.size {
		return errOrder
	}
	f.pieces, f.starts = append(f.pieces, piece), append(f.starts, f.size)
	f.size += int64(len(piece))
	j.total += int64(len(piece))
	j.from = nil
	return nil
}

func (j *job) there() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.files) > 0
}

// named says which files are here.
func (j *job) named(x *screen.Exchange) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	switch len(j.files) {
	case 0:
		return ""
	case 1:
		return x.Say("bring.held", "name", j.files[0].name)
	}
	return x.Say("bring.held.many", "n", itoa(len(j.files)), "name", j.files[0].name)
}

// source makes one of what was chosen: a file of ours, or notes.
func (j *job) source(x *screen.Exchange, said string) (Source, notes, error) {
	j.mu.Lock()
	files := j.files
	j.mu.Unlock()
	for _, f := range files {
		if plain.Wanted(f.name) {
			continue
		}
		if len(files) == 1 {
			r, err := archive.Read(f, f.size, archive.ByTyped(said))
			return r, notes{}, err
		}
		if _, err := archive.Read(f, f.size, nil); err == nil || errors.Is(err, archive.ErrNeedWords) || errors.Is(err, archive.ErrNeedKey) {
			return nil, notes{}, errMixed
		}
	}
	n := NewNotes(x.Now())
	for _, f := range files {
		var content []byte
		if plain.Wanted(f.name) {
			content = bytes.Join(f.pieces, nil)
		}
		n.Add(plain.File{Name: f.name, Changed: f.changed, Content: content})
	}
	return n, n.said, nil
}

func (j *job) looked(from Source, n notes, c Count) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.from, j.notes, j.count = from, n, c
}

func (j *job) found() (Source, notes, Count) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.from, j.notes, j.count
}

// start says whether it may begin: once.
func (j *job) start() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over != nil || j.from == nil {
		return false
	}
	j.over = make(chan struct{})
	return true
}

func (j *job) begunToRun() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.over != nil
}

func (j *job) running() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.over == nil {
		return false
	}
	select {
	case <-j.over:
		return false
	default:
		return true
	}
}

// run brings everything in. It does not end with the page that asked for it.
func (b *bringing) run(s *screen.Shared, j *job, c Choice) {
	from, _, looked := j.found()
	of := max(looked.Entries+looked.Refused, 1)
	told := 0
	count, err := In(j.ctx, s, from, c, b.form, func(done int) {
		j.mu.Lock()
		j.done = done
		j.mu.Unlock()
		if part := done * 20 / of; part > told {
			told = part
			s.Steps.Step()
		}
	})
	if cause := context.Cause(j.ctx); err != nil && cause != nil {
		err = cause
	}
	j.mu.Lock()
	j.came, j.wrong, j.from, j.files, j.total = count, err, nil, nil, 0
	close(j.over)
	j.mu.Unlock()
	s.Steps.Step()
}

// far says how far it is.
func (j *job) far() (done, of int, over bool, c Count, wrong error) {
	over = !j.running()
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.done, j.count.Entries + j.count.Refused, over, j.came, j.wrong
}

// wait waits for the end, but not for long.
func (j *job) wait(ctx context.Context, long time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	select {
	case <-j.over:
	case <-ctx.Done():
	}
}

func (j *job) halt() { j.cancel(errStopped) }
