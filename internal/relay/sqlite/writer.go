package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"modernc.org/sqlite"

	"snowdrop/internal/relay"
	"snowdrop/internal/relay/sqlite/sweep"
	"snowdrop/internal/relayapi"
)

// One goroutine writes. It takes everything that waits, makes all of it one transaction, and answers when
// that is on disk: so one sync of the disk serves many people, and the slower the disk, the more of them.

const (
	groupJobs  = 256     // at most so many changes in one transaction
	groupBytes = 8 << 20 // and about so many bytes
	walRows    = 2000    // rows after which the log of changes goes into the database
)

// job is one change that waits.
type job struct {
	ctx  context.Context
	size int
	run  func(w *writer) error
	done chan error
}

// write has a change made by the writer and waits until it is on disk.
func (s *Store) write(ctx context.Context, size int, run func(w *writer) error) error {
	j := &job{ctx, size, run, make(chan error, 1)}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return relay.ErrBroken
	}
	s.queue = append(s.queue, j)
	s.mu.Unlock()
	s.nudge()
	return <-j.done
}

func (s *Store) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// take returns what the next transaction is made of, and whether there will be no other.
func (s *Store) take() (group []*job, last bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, size := 0, 0
	for n < len(s.queue) && n < groupJobs && size < groupBytes {
		size += s.queue[n].size
		n++
	}
	group, s.queue = s.queue[:n:n], s.queue[n:]
	return group, s.closed && len(group) == 0
}

// run is the one goroutine that writes.
func (s *Store) run(w *writer) {
	defer close(s.ended)
	for {
		group, last := s.take()
		if last {
			s.end(w)
			return
		}
		if len(group) == 0 {
			select {
			case <-s.wake:
			case <-w.later():
				if err := w.tidy(); err != nil {
					s.fail(err)
					return
				}
			}
			continue
		}
		if err := s.commit(w, group); err != nil {
			s.fail(err)
			return
		}
	}
}

// end ends the writer. Where the pages could not be swept, for want of room, the connections stay open: closing the last one
// would move the log of changes into the database as it is. It stays beside it until the next start.
func (s *Store) end(w *writer) {
	w.owed = true
	err := w.tidy()
	if err == nil && w.dirty {
		s.unswept = true
		return
	}
	if err = errors.Join(err, w.close()); err != nil {
		s.broken.CompareAndSwap(nil, &err)
	}
}

// fail ends the store. Whoever waits is told that nothing is known.
func (s *Store) fail(err error) {
	err = errors.Join(relay.ErrBroken, err)
	s.broken.Store(&err)
	s.mu.Lock()
	s.closed = true
	waiting := s.queue
	s.queue = nil
	s.mu.Unlock()
	for _, j := range waiting {
		j.done <- relay.ErrBroken
	}
	// The connections stay open: closing the last one would sync once more, and be told that all is well.
	if s.fatal != nil {
		go s.fatal(err)
	}
}

// commit makes a group durable and answers it. It returns an error only where the disk can not be trusted any
// more.
func (s *Store) commit(w *writer, group []*job) error {
	answers := make([]error, len(group))
	err := w.together(group, answers)
	if err != nil && !broken(err) && len(group) > 1 {
		// One of them does not fit or hits a damaged page: each alone, so that the others do not suffer.
		for i, j := range group {
			if err := s.commit(w, []*job{j}); err != nil {
				for _, rest := range group[i+1:] {
					rest.done <- relay.ErrBroken
				}
				return err
			}
		}
		return nil
	}
	if err == nil {
		s.commits.Add(uint64(len(group)))
		s.groups.Add(1)
		err = w.tidy()
	} else if !broken(err) {
		answers[0], err = named(err), nil
	}
	for i, j := range group {
		if err != nil {
			answers[i] = relay.ErrBroken
		}
		j.done <- answers[i]
	}
	return err
}

// writer is the one connection that writes. Its methods are called by the one goroutine that writes.
type writer struct {
	db    *sql.DB
	c     *sql.Conn
	st    writes
	log   *os.File // of changes, only to be read
	sweep *sweep.Sweeper
	rows  int  // written since the log of changes last went into the database
	owed  bool // something was deleted: its old bytes must leave the log of changes too
	dirty bool // the last sweep did not go well
}

func newWriter(path, vfs string) (*writer, error) {
	ctx := context.Background()
	db, err := sql.Open("sqlite", address(path, vfs))
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	w := &writer{db: db}
	if w.c, err = db.Conn(ctx); err != nil {
		return nil, errors.Join(opening(err), db.Close())
	}
	if err = settle(ctx, w.c); err == nil {
		err = migrate(ctx, w.c)
	}
	if err == nil {
		w.st, err = prepareWrites(ctx, w.c)
	}
	if err == nil {
		w.log, err = os.Open(path + "-wal")
	}
	if err == nil {
		w.sweep, err = sweep.New(ctx, w.c, w.log)
	}
	if err == nil {
		w.owed = true // a process that was killed may have owed it
		err = w.tidy()
	}
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *writer) close() error {
	var err error
	if w.sweep != nil {
		err = w.sweep.Close()
	}
	if w.log != nil {
		err = errors.Join(err, w.log.Close())
	}
	return errors.Join(err, w.st.close(), w.c.Close(), w.db.Close())
}

// together runs a group in one transaction. Its error is that of the disk or the database and leaves nothing of
// the group; what a job says of its own goes into answers.
func (w *writer) together(group []*job, answers []error) error {
	if err := exec(w.st.begin); err != nil {
		return err
	}
	for i, j := range group {
		if answers[i] = j.ctx.Err(); answers[i] != nil {
			continue
		}
		if answers[i] = j.run(w); ofDatabase(answers[i]) {
			_ = exec(w.st.rollback) // SQLite may have done so by itself
			return answers[i]
		}
	}
	if err := exec(w.st.commit); err != nil {
		_ = exec(w.st.rollback)
		return err
	}
	return nil
}

// tidy moves the log of changes into the database when it is long, or at once when something was deleted. A
// sync that fails here is as bad as one that fails in a commit: so SQLite's own way, which says nothing, is off.
func (w *writer) tidy() error {
	how := w.st.checkpoint
	switch {
	case w.owed:
		how = w.st.truncate
	case w.rows < walRows:
		return nil
	}
	var busy, frames, moved int
	err := w.sweep.Changed(context.Background())
	w.dirty = err != nil
	if err == nil {
		err = how.QueryRow().Scan(&busy, &frames, &moved)
	}
	switch {
	case err == nil && busy == 0:
		w.owed, w.rows = false, 0
	case ofDatabase(err) && broken(err):
		return err
	case !w.owed:
		w.rows = walRows / 2 // a reader holds some of it, or there is no room: not again with every commit
	}
	return nil // it stays owed
}

// later is when to try again what is owed.
func (w *writer) later() <-chan time.Time {
	if !w.owed {
		return nil
	}
	return time.After(200 * time.Millisecond)
}

func exec(st *sql.Stmt, args ...any) error {
	_, err := st.Exec(args...)
	return err
}

// changed runs a statement and tells whether it changed a row.
func changed(st *sql.Stmt, args ...any) (bool, error) {
	r, err := st.Exec(args...)
	if err != nil {
		return false, err
	}
	n, err := r.RowsAffected()
	return n > 0, err
}

// The result codes of SQLite that matter here.
const (
	codeBusy         = 5
	codeLocked       = 6
	codeIO           = 10
	codeCorrupt      = 11
	codeFull         = 13
	codeNotADatabase = 26

	ioRead      = codeIO | 1<<8
	ioShortRead = codeIO | 2<<8
	ioIndexSize = codeIO | 19<<8 // no room for the index beside the log of changes
)

// extended is SQLite's code of an error, or 0.
func extended(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func code(err error) int { return extended(err) & 0xff }

func ofDatabase(err error) bool { return extended(err) != 0 }

// broken tells whether an error means that the disk did not keep something it was given. A page that can not be
// read is not that: it hurts whoever needs it.
func broken(err error) bool {
	switch extended(err) {
	case ioRead, ioShortRead, ioIndexSize:
		return false
	case 0:
		return !errors.Is(err, context.Canceled)
	}
	return code(err) == codeIO
}

// named gives an error of the database the name that a device is told.
func named(err error) error {
	if code(err) == codeFull || extended(err) == ioIndexSize {
		return relayapi.ErrFull
	}
	return fmt.Errorf("sqlite: %w", err)
}
