//go:build linux

package sqlite

import (
	"bytes"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A disk that can be hurt: SQLite's own file layer with writes and syncs going through here. Every fault is for
// one folder. Memory of the library is not Go's, so addresses in it are plain numbers.

const faultyVFS = "snowdrop-faulty"

// disk is what happens to the files of one folder.
type disk struct {
	mu        sync.Mutex
	full      bool  // no write finds room
	failSync  int32 // the code that a sync answers with, once
	failWrite int32 // and a write
	syncs     int   // that were asked for
	failed    int   // that failed
	recording bool
	ops       []op
}

// op is one thing that was asked of a file.
type op struct {
	file string // its name in the folder
	kind opKind
	at   int64
	data []byte
}

type opKind uint8

const (
	opWrite opKind = iota
	opTruncate
	opSync
	opDelete
)

var faulty struct {
	once    sync.Once
	mu      sync.Mutex
	disks   map[string]*disk  // by folder
	files   map[uintptr]place // open files
	methods map[uintptr]uintptr
	real    *sqlite3.Tsqlite3_vfs
	realAt  uintptr
}

type place struct {
	disk *disk
	name string
	real *sqlite3.Tsqlite3_io_methods
}

// memory is the address p in the library's memory.
func memory(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }

// called is a function pointer of the library for one of ours.
func called(f any) uintptr { return (*[2]uintptr)(unsafe.Pointer(&f))[1] }

func callOpen(f uintptr) func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32 {
	return *(*func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32)(unsafe.Pointer(&struct{ uintptr }{f}))
}

func callWrite(f uintptr) func(*libc.TLS, uintptr, uintptr, int32, int64) int32 {
	return *(*func(*libc.TLS, uintptr, uintptr, int32, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f}))
}

func callTruncate(f uintptr) func(*libc.TLS, uintptr, int64) int32 {
	return *(*func(*libc.TLS, uintptr, int64) int32)(unsafe.Pointer(&struct{ uintptr }{f}))
}

func callSync(f uintptr) func(*libc.TLS, uintptr, int32) int32 {
	return *(*func(*libc.TLS, uintptr, int32) int32)(unsafe.Pointer(&struct{ uintptr }{f}))
}

func callDelete(f uintptr) func(*libc.TLS, uintptr, uintptr, int32) int32 {
	return *(*func(*libc.TLS, uintptr, uintptr, int32) int32)(unsafe.Pointer(&struct{ uintptr }{f}))
}

// onDisk returns the disk that a folder lies on.
func onDisk(t *testing.T, folder string) *disk {
	t.Helper()
	faulty.once.Do(func() {
		faulty.disks, faulty.files, faulty.methods = map[string]*disk{}, map[uintptr]place{}, map[uintptr]uintptr{}
		tls := libc.NewTLS()
		sqlite3.Xsqlite3_initialize(tls)
		faulty.realAt = sqlite3.Xsqlite3_vfs_find(tls, 0)
		faulty.real = (*sqlite3.Tsqlite3_vfs)(memory(faulty.realAt))
		at := libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(*faulty.real)))
		ours := (*sqlite3.Tsqlite3_vfs)(memory(at))
		*ours = *faulty.real
		name, err := libc.CString(faultyVFS)
		if err != nil {
			t.Fatal(err)
		}
		ours.FzName, ours.FpNext = name, 0
		ours.FxOpen, ours.FxDelete = called(open), called(remove)
		if rc := sqlite3.Xsqlite3_vfs_register(tls, at, 0); rc != 0 {
			t.Fatalf("the file layer was not taken: %d", rc)
		}
	})
	faulty.mu.Lock()
	defer faulty.mu.Unlock()
	d := faulty.disks[folder]
	if d == nil {
		d = &disk{}
		faulty.disks[folder] = d
	}
	return d
}

func open(tls *libc.TLS, _, name, file uintptr, flags int32, out uintptr) int32 {
	rc := callOpen(faulty.real.FxOpen)(tls, faulty.realAt, name, file, flags, out)
	f := (*sqlite3.Tsqlite3_file)(memory(file))
	if rc != 0 || name == 0 || f.FpMethods == 0 {
		return rc
	}
	path := libc.GoString(name)
	faulty.mu.Lock()
	defer faulty.mu.Unlock()
	d := faulty.disks[filepath.Dir(path)]
	if d == nil {
		return rc
	}
	realAt := f.FpMethods
	ours := faulty.methods[realAt]
	if ours == 0 {
		m := *(*sqlite3.Tsqlite3_io_methods)(memory(realAt))
		m.FxWrite, m.FxTruncate, m.FxSync = called(write), called(truncate), called(syncFile)
		ours = libc.Xmalloc(tls, libc.Tsize_t(unsafe.Sizeof(m)))
		*(*sqlite3.Tsqlite3_io_methods)(memory(ours)) = m
		faulty.methods[realAt] = ours
	}
	faulty.files[file] = place{d, filepath.Base(path), (*sqlite3.Tsqlite3_io_methods)(memory(realAt))}
	f.FpMethods = ours
	return rc
}

func placeOf(file uintptr) place {
	faulty.mu.Lock()
	defer faulty.mu.Unlock()
	return faulty.files[file]
}

func write(tls *libc.TLS, file, data uintptr, n int32, at int64) int32 {
	p := placeOf(file)
	p.disk.mu.Lock()
	defer p.disk.mu.Unlock()
	if p.disk.full {
		return sqlite3.SQLITE_FULL
	}
	if code := p.disk.failWrite; code != 0 {
		p.disk.failWrite = 0
		return code
	}
	p.disk.note(op{p.name, opWrite, at, bytes.Clone(unsafe.Slice((*byte)(memory(data)), n))})
	return callWrite(p.real.FxWrite)(tls, file, data, n, at)
}

func truncate(tls *libc.TLS, file uintptr, size int64) int32 {
	p := placeOf(file)
	p.disk.mu.Lock()
	defer p.disk.mu.Unlock()
	p.disk.note(op{p.name, opTruncate, size, nil})
	return callTruncate(p.real.FxTruncate)(tls, file, size)
}

func syncFile(tls *libc.TLS, file uintptr, flags int32) int32 {
	p := placeOf(file)
	p.disk.mu.Lock()
	defer p.disk.mu.Unlock()
	p.disk.syncs++
	if code := p.disk.failSync; code != 0 {
		p.disk.failSync = 0 // as a real disk: the second try answers that all is well
		p.disk.failed++
		return code
	}
	p.disk.note(op{p.name, opSync, 0, nil})
	return callSync(p.real.FxSync)(tls, file, flags)
}

func remove(tls *libc.TLS, vfs, name uintptr, dir int32) int32 {
	path := libc.GoString(name)
	faulty.mu.Lock()
	d := faulty.disks[filepath.Dir(path)]
	faulty.mu.Unlock()
	if d != nil {
		d.mu.Lock()
		d.note(op{filepath.Base(path), opDelete, 0, nil})
		d.mu.Unlock()
	}
	return callDelete(faulty.real.FxDelete)(tls, vfs, name, dir)
}

// note records what was asked. d.mu is held.
func (d *disk) note(o op) {
	if d.recording && strings.HasPrefix(o.file, File) {
		d.ops = append(d.ops, o)
	}
}

func (d *disk) set(f func(*disk)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f(d)
}

// done is how many things were asked so far.
func (d *disk) done() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.ops)
}
