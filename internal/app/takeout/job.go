package takeout

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/archive"
	"snowdrop/internal/attachments"
	"snowdrop/internal/journal"
	"snowdrop/internal/vault"
)

const (
	window = 8                // so many attachments are asked for at once: a stop leaves little under way
	longUp = 30 * time.Minute // how long a file that was asked for may still be saved
	openUp = 10 * time.Minute // and one that is not sealed: who picks up the phone later could read it, without the passphrase
	onceUp = 2 * time.Minute  // and how long once more, when it was saved
)

// step is how far a job is.
type step int

const (
	gathering step = iota // what is only at the relay is on its way
	waiting               // the relay can not be reached: the person says whether to go on without
	ready
	saving
	saved
	broken // it was cut off
)

// job is one file on its way out: from the passphrase to the last byte. It lives in memory alone, and goes with the lock. It is
// safe for use from many goroutines.
type job struct {
	form   archive.Form
	sealed bool
	visit  bool // it was begun in a visit, which has no passphrase: it gives nothing of what is kept later
	until  time.Time
	cancel context.CancelFunc
	ctx    context.Context

	mu       sync.Mutex
	to       []archive.Recipient // of a sealed one
	words    []string            // until they were typed back
	step     step
	left     []journal.Attachment // not on this device yet, and not given up
	asked    int                  // of those, how many were asked for
	of, lost int                  // how many there were to gather; how many could not be had
	full     bool                 // there was no room on this device for all of them
	written  int                  // of 100
	running  context.CancelFunc   // ends the writing that is under way
}

// look asks for what is not here, and notes what came. It says whether anything is to be seen.
func (j *job) look(x *screen.Shared) (changed bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.step != gathering && j.step != waiting {
		return false
	}
	before, was := len(j.left), j.step
	j.until = x.Now().Add(j.up())
	j.step = gathering
	for len(j.left) > 0 {
		for ; j.asked < min(window, len(j.left)); j.asked++ {
			x.Photos.Fetch(j.left[j.asked])
		}
		s := x.Photos.Status(j.left[0])
		switch {
		case s.Here:
		case errors.Is(s.Err, vault.ErrDiskFull):
			j.full = true
			j.lost++
		case errors.Is(s.Err, attachments.ErrOffline):
			j.step = waiting
			return j.step != was || len(j.left) != before
		case s.Err != nil:
			j.lost++ // not at the relay, or damaged there: no waiting helps
		default:
			return j.step != was || len(j.left) != before
		}
		j.left, j.asked = j.left[1:], j.asked-1
	}
	j.step = ready
	return true
}

// without goes on without what could not be had.
func (j *job) without(x *screen.Shared) {
	j.mu.Lock()
	if j.step != gathering && j.step != waiting {
		j.mu.Unlock()
		return
	}
	under := j.left[:min(j.asked, len(j.left))]
	j.lost += len(j.left)
	j.left, j.asked, j.step = nil, 0, ready
	j.mu.Unlock()
	stop(x, under)
}

// begin says whether writing may begin, and for whom: one at a time, and never open what was to be sealed.
func (j *job) begin(cancel context.CancelFunc) (to []archive.Recipient, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.ctx.Err() != nil || j.words != nil || j.sealed != (len(j.to) > 0) || j.step != ready && j.step != saved && j.step != broken {
		return nil, false
	}
	j.step, j.written, j.running = saving, 0, cancel
	return j.to, true
}

func (j *job) late(now time.Time) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.step != saving && now.After(j.until)
}

// wrote notes how far writing is, and says whether it is worth a look.
func (j *job) wrote(done, of int) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	percent := 100
	if of > 0 {
		percent = done * 100 / of
	}
	if percent < j.written+10 {
		return false
	}
	j.written = percent
	return true
}

func (j *job) end(err error, now time.Time) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.running = nil
	if j.step = saved; err != nil {
		j.step = broken
	} else if soon := now.Add(onceUp); !j.sealed && soon.Before(j.until) {
		j.until = soon
	}
}

func (j *job) up() time.Duration {
	if j.sealed {
		return longUp
	}
	return openUp
}

// taking is what one app has under way: one file at a time.
type taking struct {
	draft func(name string) bool

	mu  sync.Mutex
	job *job
	x   *screen.Shared // of the job
}

// forget ends what is under way: things were locked. follow sees that too, but perhaps only when they are open again.
func (t *taking) forget() {
	t.mu.Lock()
	j, x := t.job, t.x
	t.mu.Unlock()
	t.drop(x, j)
}

// now is the job under way, or nil.
func (t *taking) now(x *screen.Shared) *job {
	t.mu.Lock()
	j := t.job
	t.mu.Unlock()
	if j != nil && (x.Vault.State() == vault.Locked || j.visit != (x.Vault.State() == vault.Visit) || j.late(x.Now())) {
		t.drop(x, j)
		return nil
	}
	return j
}

// start begins a job, in the place of the one before.
func (t *taking) start(x *screen.Exchange, form archive.Form, to []archive.Recipient, words []string) {
	t.drop(x.Shared, t.now(x.Shared))
	ctx, cancel := context.WithCancel(context.Background())
	j := &job{form: form, sealed: to != nil, to: to, words: words, visit: x.Vault.State() == vault.Visit, ctx: ctx, cancel: cancel}
	j.until = x.Now().Add(j.up())
	if form != archive.Tables && form != archive.Calendar {
		j.left = missing(x)
		j.of = len(j.left)
	}
	j.look(x.Shared)
	t.mu.Lock()
	t.job, t.x = j, x.Shared
	t.mu.Unlock()
	go t.follow(x.Shared, j)
}

// missing are the attachments that are not on this device, in the order in which they are fetched.
func missing(x *screen.Exchange) (out []journal.Attachment) {
	for _, h := range x.List() {
		versions, err := x.Vault.Versions(h.ID)
		if err != nil {
			continue
		}
		for _, v := range versions {
			if !bytes.Contains(v.Record.Body, []byte(`"attachments"`)) {
				continue
			}
			e, _ := journal.ReadEntry(v.Record.Body)
			for _, a := range e.Attachments {
				if a.Known() && !x.Photos.Status(a).Here {
					out = append(out, a)
				}
			}
		}
	}
	order := func(a, b journal.Attachment) int { return bytes.Compare(a.Blob[:], b.Blob[:]) }
	slices.SortFunc(out, order)
	return slices.CompactFunc(out, func(a, b journal.Attachment) bool { return a.Blob == b.Blob })
}

// follow keeps a job going in the background, until it is over or things are locked. Then nothing of it is left: what it
// gathered is kept with the entries, and the next try finds it there.
func (t *taking) follow(x *screen.Shared, j *job) {
	for {
		_, changed := x.Vault.Changes()
		_, moved := x.Photos.Changes()
		empty := x.Vault.State() == vault.Visit && len(x.List()) == 0 && len(x.Vault.Drafts()) == 0 // a visit that ended
		if x.Vault.State() == vault.Locked || empty {
			t.drop(x, j)
		}
		if j.look(x) {
			x.Steps.Step()
		}
		select {
		case <-j.ctx.Done():
			return
		case <-changed:
		case <-moved:
		}
	}
}

// drop ends a job. What was on its way is not waited for; what came stays.
func (t *taking) drop(x *screen.Shared, j *job) {
	if j == nil {
		return
	}
	t.mu.Lock()
	if t.job == j {
		t.job = nil
	}
	t.mu.Unlock()
	j.cancel()
	j.mu.Lock()
	under := j.left[:min(j.asked, len(j.left))]
	j.left, j.asked, j.words, j.to = nil, 0, nil, nil
	running := j.running
	j.mu.Unlock()
	if running != nil {
		running()
	}
	stop(x, under)
	x.Steps.Step()
}

func stop(x *screen.Shared, under []journal.Attachment) {
	for _, a := range under {
		_ = x.Photos.Cancel(context.Background(), a) // of what stays under way nothing is lost
	}
}

// unwritten are the words, until they were written down; nil after that.
func (j *job) unwritten() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.words
}

func (j *job) wroteDown() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.words = nil
}

// sight is what a page shows of a job.
type sight struct {
	step           step
	of, left, lost int
	full           bool
	written        int
}

func (j *job) seen() sight {
	j.mu.Lock()
	defer j.mu.Unlock()
	return sight{j.step, j.of, len(j.left), j.lost, j.full, j.written}
}
