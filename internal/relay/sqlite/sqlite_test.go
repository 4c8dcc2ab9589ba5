//go:build linux

package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"snowdrop/internal/relay"
	"snowdrop/internal/relay/storetest"
)

var ctx = context.Background()

// opened opens the store of a folder on a disk that can be hurt.
func opened(t *testing.T, folder string) *Store {
	t.Helper()
	onDisk(t, folder)
	s, err := Open(folder, Options{VFS: faultyVFS})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func closed(t *testing.T, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// kit remembers in which folder each store lies.
func kit(t *testing.T) storetest.Kit {
	folders := map[relay.Store]string{}
	again := func(t *testing.T, s relay.Store) relay.Store {
		closed(t, s.(*Store))
		next := opened(t, folders[s])
		folders[next] = folders[s]
		return next
	}
	return storetest.Kit{
		Open: func(t *testing.T) relay.Store {
			folder := t.TempDir()
			s := opened(t, folder)
			folders[s] = folder
			return s
		},
		Reopen: again,
		SetFull: func(s relay.Store, full bool) {
			onDisk(t, folders[s]).set(func(d *disk) { d.full = full })
		},
		Damage: func(t *testing.T, s relay.Store, envelope []byte) relay.Store {
			closed(t, s.(*Store))
			path := filepath.Join(folders[s], File)
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			at := bytes.Index(file, envelope[100:160])
			if at < 0 {
				t.Fatal("the entry is not in the file")
			}
			file[at+30] ^= 0x10
			if err := os.WriteFile(path, file, 0o600); err != nil {
				t.Fatal(err)
			}
			return again(t, s)
		},
	}
}

func TestSQLiteKeepsEveryPromiseOfAStore(t *testing.T) { storetest.Run(t, kit(t)) }

func TestAFailedSyncEndsTheStoreAndIsNeverTriedAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		code  int32
		write bool
	}{{"a sync that fails", sqlite3.SQLITE_IOERR_FSYNC, false}, {"a write that fails", sqlite3.SQLITE_IOERR_WRITE, true}} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			d := onDisk(t, folder)
			told := make(chan error, 2)
			s, err := Open(folder, Options{VFS: faultyVFS, Broken: func(err error) { told <- err }})
			if err != nil {
				t.Fatal(err)
			}
			space := storetest.Made(t, s)
			d.set(func(d *disk) {
				if c.write {
					d.failWrite = c.code
				} else {
					d.failSync = c.code
				}
			})
			_, err = s.Append(ctx, space.ID, space.Batch(1, storetest.Record(1, 512)), storetest.Much)
			if !errors.Is(err, relay.ErrBroken) {
				t.Errorf("the append: %v", err)
			}
			if err := <-told; !errors.Is(err, relay.ErrBroken) {
				t.Errorf("the host was told %v", err)
			}
			before := 0
			d.set(func(d *disk) { before = d.syncs })
			if _, err := s.Append(ctx, space.ID, space.Batch(1, storetest.Record(1, 512)), storetest.Much); !errors.Is(err, relay.ErrBroken) {
				t.Errorf("the next append: %v", err)
			}
			if _, err := s.Space(ctx, space.ID); !errors.Is(err, relay.ErrBroken) {
				t.Errorf("reading: %v", err)
			}
			if err := s.Close(); !errors.Is(err, relay.ErrBroken) {
				t.Errorf("closing: %v", err)
			}
			d.set(func(d *disk) {
				if d.syncs != before {
					t.Errorf("%d syncs after the one that failed", d.syncs-before)
				}
			})
		})
	}
}

// The database's own way moves the log of changes by itself, and says nothing when the disk refuses.
func TestAFailedSyncWhileTidyingEndsTheStoreToo(t *testing.T) {
	folder := t.TempDir()
	d := onDisk(t, folder)
	told := make(chan error, 1)
	s, err := Open(folder, Options{VFS: faultyVFS, Broken: func(err error) { told <- err }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	space := storetest.Made(t, s)
	if _, err := s.Append(ctx, space.ID, space.Batch(1, storetest.Record(1, 512)), storetest.Much); err != nil {
		t.Fatal(err)
	}
	// Deleting commits with one sync and then tidies: let the second of them fail.
	d.set(func(d *disk) { d.recording = true })
	err = nil
	go func() {
		for d.done() == 0 {
		}
		for last := 0; ; {
			d.mu.Lock()
			for ; last < len(d.ops); last++ {
				if d.ops[last].kind == opSync {
					d.failSync = sqlite3.SQLITE_IOERR_FSYNC
					d.mu.Unlock()
					return
				}
			}
			d.mu.Unlock()
		}
	}()
	for n := uint64(2); err == nil && n < 200; n++ {
		_, err = s.Append(ctx, space.ID, space.Batch(n, storetest.Record(1, 512)), storetest.Much)
		if err == nil {
			err = s.Strip(ctx, space.ID, n)
		}
	}
	if !errors.Is(err, relay.ErrBroken) {
		t.Fatalf("it went on: %v", err)
	}
	<-told
}

func TestItDoesNotStartWhereItCouldNotKeepItsPromise(t *testing.T) {
	folder := t.TempDir()
	closed(t, opened(t, folder))
	db, err := sql.Open("sqlite", address(filepath.Join(folder, File), ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := settle(ctx, c); err != nil {
		t.Fatalf("as it must be: %v", err)
	}
	for _, p := range []struct{ wrong, right string }{
		{"PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"}, {"PRAGMA secure_delete = FAST", "PRAGMA secure_delete = ON"},
		{"PRAGMA secure_delete = OFF", "PRAGMA secure_delete = ON"},
		{"PRAGMA wal_autocheckpoint = 1000", "PRAGMA wal_autocheckpoint = 0"}, {"PRAGMA journal_mode = DELETE", "PRAGMA journal_mode = WAL"},
	} {
		if _, err := c.ExecContext(ctx, p.wrong); err != nil {
			t.Fatal(err)
		}
		if err := durable(ctx, c); !errors.Is(err, ErrNotDurable) {
			t.Errorf("%s: %v", p.wrong, err)
		}
		if _, err := c.ExecContext(ctx, p.right); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOneProcessAtATimeHasTheFolder(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	if _, err := Open(folder, Options{}); !errors.Is(err, ErrInUse) {
		t.Errorf("a second one: %v", err)
	}
	closed(t, s)
	opened(t, folder)
}

func TestTheFolderIsForItsOwnerOnly(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "one", "a name? with & and % #")
	s, err := Open(folder, Options{})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Made(t, s)
	names := map[string]os.FileMode{".": 0o700, File: 0o600, File + "-wal": 0o600, File + "-shm": 0o600, "lock": 0o600}
	for name, want := range names {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", name, info.Mode().Perm(), err, want)
		}
	}
	closed(t, s)
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 2 {
		t.Errorf("after the end %d files are left (%v), want the database and its lock", len(left), err)
	}
}

func TestAFileThatIsNoRelaysIsLeftAlone(t *testing.T) {
	for name, content := range map[string]func(path string) error{
		"a text":           func(path string) error { return os.WriteFile(path, []byte(strings.Repeat("words ", 500)), 0o600) },
		"another database": func(path string) error { return execOn(path, "CREATE TABLE people (name)") },
		"a newer one": func(path string) error {
			return execOn(path, "PRAGMA application_id = 1399083628; PRAGMA user_version = 99")
		},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, File)
			if err := content(path); err != nil {
				t.Fatal(err)
			}
			want := ErrForeign
			if name == "a newer one" {
				want = ErrNewer
			}
			if _, err := Open(folder, Options{}); !errors.Is(err, want) {
				t.Errorf("%v, want %v", err, want)
			}
		})
	}
}

func execOn(path, text string) error {
	db, err := sql.Open("sqlite", address(path, ""))
	if err != nil {
		return err
	}
	_, err = db.Exec(text)
	return errors.Join(err, db.Close())
}

// Every step is applied to a database of the step before, so that a host upgrades by replacing the binary.
func TestEveryEarlierDatabaseIsBroughtUp(t *testing.T) {
	folder := t.TempDir()
	s := opened(t, folder)
	space := storetest.Made(t, s)
	closed(t, s)
	s = opened(t, folder)
	if _, err := s.Space(ctx, space.ID); err != nil {
		t.Error(err)
	}
	var version int
	if err := s.readers.QueryRow("PRAGMA user_version").Scan(&version); err != nil || version != 2 {
		t.Errorf("version %d, %v", version, err)
	}
}
