// Package sqlite is a relay's store in one SQLite file: what it has answered for is on disk. It must never
// start where it could not promise that, try a failed sync a second time, or write down a time.
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	_ "modernc.org/sqlite" // the driver named "sqlite"

	"snowdrop/internal/relay"
	"snowdrop/internal/relay/sqlite/sweep"
)

// File is the name of the database in its folder. SQLite puts File-wal and File-shm beside it.
const File = "relay.db"

// The page size was chosen by measuring: with pieces (log.go) no record takes more than 1.5 times its own
// bytes, and a group of small commits writes half of what larger pages would make it write.
const pageSize = 8192

// application marks the file as a relay's: "SdRl".
const application = 0x5364526c

// Errors of Open.
var (
	// ErrNotDurable says that the database does not promise what a relay must promise.
	ErrNotDurable = errors.New("sqlite: this disk or library does not keep what it is given")
	// ErrInUse says that another process has the folder.
	ErrInUse = errors.New("sqlite: in use by another process")
	// ErrForeign says that the file is no relay's.
	ErrForeign = errors.New("sqlite: not a relay's database")
	// ErrNewer says that a newer version wrote the file.
	ErrNewer = errors.New("sqlite: written by a newer version")
)

//go:embed migrations/*.sql
var migrations embed.FS

// Store is a relay.Store in a folder.
type Store struct {
	readers *sql.DB
	read    reads
	lock    *os.File

	mu      sync.Mutex
	queue   []*job
	closed  bool
	wake    chan struct{}
	ended   chan struct{}
	closing sync.Once
	broken  atomic.Pointer[error]
	fatal   func(error)
	unswept bool // see end; to be read when ended

	commits, groups atomic.Uint64
}

// Options change what Open does. The zero value is right for a relay.
type Options struct {
	// Broken is called once, from another goroutine, when the disk failed to keep something. The process must end:
	// what the disk holds now can be known only by reading it anew.
	Broken func(error)
	// VFS names another file layer, for tests of broken disks.
	VFS string
}

// Open opens the database in a folder and makes both if they are not there.
func Open(folder string, o Options) (*Store, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	lock, err := lockFolder(folder)
	if err != nil {
		return nil, err
	}
	s := &Store{lock: lock, wake: make(chan struct{}, 1), ended: make(chan struct{}), fatal: o.Broken}
	if err := s.open(filepath.Join(folder, File), o); err != nil {
		_ = lock.Close()
		return nil, err
	}
	return s, nil
}

func (s *Store) open(path string, o Options) error {
	// The file is made here so that nobody else may read it, whatever the umask; SQLite gives the others the same rights.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	w, err := newWriter(path, o.VFS)
	if err != nil {
		return err
	}
	s.readers, err = sql.Open("sqlite", address(path, o.VFS, reader...))
	if err == nil {
		s.readers.SetMaxOpenConns(readConnections)
		s.readers.SetMaxIdleConns(readConnections)
		s.read, err = prepareReads(s.readers)
	}
	if err != nil {
		return errors.Join(err, w.close())
	}
	go s.run(w)
	return nil
}

const readConnections = 4

// reader is what a connection that reads is given beside the file.
var reader = []string{"query_only(1)", "busy_timeout(5000)"}

// address is what the driver is given. A path may hold any letter.
func address(path, vfs string, pragmas ...string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()}
	q := url.Values{"_pragma": pragmas}
	if vfs != "" {
		q.Set("vfs", vfs)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// settle settles one connection that writes, and reads back that it is as it must be.
func settle(ctx context.Context, c *sql.Conn) error {
	for _, q := range []string{
		fmt.Sprintf("PRAGMA page_size = %d", pageSize), "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA fullfsync = ON",
		"PRAGMA checkpoint_fullfsync = ON", "PRAGMA secure_delete = ON", "PRAGMA wal_autocheckpoint = 0", "PRAGMA busy_timeout = 250",
		"PRAGMA temp_store = MEMORY", "PRAGMA cache_size = -16384", "PRAGMA trusted_schema = OFF",
	} {
		if _, err := c.ExecContext(ctx, q); err != nil {
			return opening(err)
		}
	}
	return durable(ctx, c)
}

func durable(ctx context.Context, c *sql.Conn) error {
	for _, p := range []struct{ name, want string }{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"secure_delete", "1"}, {"wal_autocheckpoint", "0"}, {"auto_vacuum", "0"},
	} {
		var got string
		if err := c.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
			return opening(err)
		}
		if got != p.want {
			return fmt.Errorf("%w: %s is %s", ErrNotDurable, p.name, got)
		}
	}
	var pages int
	if err := c.QueryRowContext(ctx, "SELECT count(*) FROM pragma_module_list WHERE name = 'sqlite_dbpage'").Scan(&pages); err != nil || pages != 1 {
		return fmt.Errorf("%w: deleted rows would leave copies (%v)", ErrNotDurable, err)
	}
	return nil
}

// opening gives an error of Open the name that the host is told.
func opening(err error) error {
	switch code(err) {
	case codeNotADatabase, codeCorrupt:
		return ErrForeign
	case codeBusy, codeLocked:
		return ErrInUse
	}
	return fmt.Errorf("sqlite: %w", err)
}

// migrate brings the tables up to the newest form, one step after the other, each whole or not at all.
func migrate(ctx context.Context, c *sql.Conn) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql") // in order of their names
	if err != nil {
		return err
	}
	var app, version, tables int
	for _, q := range []struct {
		to   *int
		text string
	}{{&app, "PRAGMA application_id"}, {&version, "PRAGMA user_version"}, {&tables, "SELECT count(*) FROM sqlite_schema"}} {
		if err := c.QueryRowContext(ctx, q.text).Scan(q.to); err != nil {
			return opening(err)
		}
	}
	if app != application && (app != 0 || version != 0 || tables != 0) {
		return ErrForeign
	}
	if version > len(steps) {
		return ErrNewer
	}
	for ; version < len(steps); version++ {
		text, err := fs.ReadFile(migrations, steps[version])
		if version == 1 && err == nil {
			err = sweep.All(ctx, c)
		}
		if err != nil {
			return err
		}
		whole := fmt.Sprintf("BEGIN IMMEDIATE;\n%s\nPRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;", text, application, version+1)
		if _, err := c.ExecContext(ctx, whole); err != nil {
			return fmt.Errorf("sqlite: step %d: %w", version+1, err)
		}
	}
	return nil
}

// Close ends the store after what was begun. The database is whole in one file afterwards.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.nudge()
	<-s.ended
	s.closing.Do(func() {
		if s.broken.Load() != nil || s.unswept {
			_ = s.lock.Close() // nothing else: see fail and end
			return
		}
		if err := errors.Join(s.readers.Close(), s.lock.Close()); err != nil {
			s.broken.CompareAndSwap(nil, &err)
		}
	})
	if broken := s.broken.Load(); broken != nil {
		return *broken
	}
	return nil
}

// Counters says how many changes were made durable, and with how many syncs of the disk.
func (s *Store) Counters() (changes, syncs uint64) { return s.commits.Load(), s.groups.Load() }

var _ relay.Store = (*Store)(nil)
