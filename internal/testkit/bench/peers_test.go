//go:build linux

package bench

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"snowdrop/internal/relay/sqlite"
)

// Beside the relay, three others are measured in the same run: SQLite alone, which nothing on it can be faster than; a bare
// relay, which is SQLite alone behind HTTP, with no rights, no chain and no checks; and PocketBase, as durable as the relay.

// TestMain lets this program be the bare relay, in a process of its own like the others.
func TestMain(m *testing.M) {
	if folder := os.Getenv("SNOWDROP_BENCH_BARE"); folder != "" {
		if err := bare(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// group is what the bare relay and SQLite alone do: one writer, and everything that waits in one transaction.
type group struct {
	db    *sql.DB
	queue chan job
	ended chan error
}

type job struct {
	space []byte
	n     int64
	bytes []byte
	done  chan error
}

// newGroup opens a database that the relay's own store has made, so that tables, pages and settings are the same.
func newGroup(folder string) (*group, error) {
	store, err := sqlite.Open(folder, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := store.Close(); err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, sqlite.File)+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=secure_delete(ON)")
	if err != nil {
		return nil, err
	}
	g := &group{db: db, queue: make(chan job, 1024), ended: make(chan error, 1)}
	go func() { g.ended <- g.run() }()
	return g, nil
}

// piece is the longest part of an entry in one row, as in the relay's store.
const piece = 1900

func (g *group) run() error {
	c, err := g.db.Conn(context.Background())
	if err != nil {
		return err
	}
	insert, err := c.PrepareContext(context.Background(), `INSERT INTO log (space, n, piece, leaf, sums, bytes) VALUES (?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	head, err := c.PrepareContext(context.Background(), `INSERT INTO spaces (space, head, epoch, owner, auth, kept) VALUES (?, ?, 1, x'00', x'00', 1000) ON CONFLICT DO UPDATE SET head = excluded.head`)
	if err != nil {
		return err
	}
	leaf, sums := make([]byte, 32), make([]byte, 8)
	for first := range g.queue {
		jobs := []job{first}
		for len(jobs) < 256 && len(g.queue) > 0 {
			jobs = append(jobs, <-g.queue)
		}
		_, err := c.ExecContext(context.Background(), "BEGIN IMMEDIATE")
		for _, j := range jobs {
			for i, rest := 0, j.bytes; err == nil && len(rest) > 0; i++ {
				part := rest[:min(piece, len(rest))]
				rest = rest[len(part):]
				if _, err = insert.Exec(j.space, j.n, i, leaf, sums, part); err == nil && i == 0 {
					_, err = head.Exec(j.space, j.n)
				}
			}
		}
		if err == nil {
			_, err = c.ExecContext(context.Background(), "COMMIT")
		}
		for _, j := range jobs {
			j.done <- err
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "SQLite alone:", err)
			_, _ = c.ExecContext(context.Background(), "ROLLBACK")
		}
	}
	return errors.Join(c.Close(), g.db.Close())
}

func (g *group) write(space []byte, n int64, bytes []byte) error {
	done := make(chan error, 1)
	g.queue <- job{space, n, bytes, done}
	return <-done
}

func (g *group) close() error {
	close(g.queue)
	return <-g.ended
}

// bare serves such a group: POST /SPACE/N puts a record.
func bare(folder string) error {
	g, err := newGroup(folder)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println("http://" + listener.Addr().String())
	return http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		var space string
		var n int64
		if err == nil {
			_, err = fmt.Sscanf(strings.ReplaceAll(r.URL.Path, "/", " "), "%s %d", &space, &n)
		}
		if err == nil {
			err = g.write([]byte(space), n, body)
		}
		if err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
}

// process is a server that was started, and where it answers.
type process struct {
	address string
	pid     int
}

// slowDisk makes every flush of a process's data to the disk two milliseconds longer, as on a cheap host.
var slowDisk = []string{"strace", "-f", "-q", "--seccomp-bpf", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:delay_exit=2000", "-o", "/dev/null"}

// begin starts a server, by way of a wrapper if there is one, and waits for the address it prints, or for one that is known.
func begin(b *testing.B, wrap []string, known string, env []string, name string, args ...string) process {
	b.Helper()
	whole := append(append(append([]string{}, wrap...), name), args...)
	c := exec.Command(whole[0], whole[1:]...)
	c.Env = append(os.Environ(), env...)
	out, err := c.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	c.Stderr = os.Stderr
	if known != "" {
		c.Stderr = nil
	}
	noOrphan(c)
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	pid := c.Process.Pid
	b.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		over := make(chan struct{})
		go func() { _ = c.Wait(); close(over) }()
		select {
		case <-over:
		case <-time.After(15 * time.Second):
			_ = c.Process.Kill()
			<-over
		}
	})
	lines := bufio.NewScanner(out)
	address := known
	for address == "" && lines.Scan() {
		for _, word := range strings.Fields(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				address = strings.Replace(strings.TrimSuffix(word, "/"), "localhost", "127.0.0.1", 1)
			}
		}
	}
	if address == "" {
		b.Fatalf("%s said no address", name)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	for range 400 {
		if conn, err := net.Dial("tcp", strings.TrimPrefix(address, "http://")); err == nil {
			_ = conn.Close()
			return process{address, child(pid, len(wrap) > 0)}
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.Fatalf("%s does not answer", name)
	return process{}
}

// child is the process that a wrapper started, or the process itself.
func child(pid int, wrapped bool) int {
	if !wrapped {
		return pid
	}
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	_, _ = fmt.Sscan(string(text), &pid)
	return pid
}

// resident is the memory of a process in bytes.
func resident(pid int) int64 {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	var size, pages int64
	_, _ = fmt.Sscan(string(text), &size, &pages)
	return pages * int64(os.Getpagesize())
}

// freePort is a port that nobody has at this moment.
func freePort(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// pocketBase starts PocketBase, if the bench target has built it.
func pocketBase(b *testing.B, wrap []string) (process, bool) {
	b.Helper()
	path := os.Getenv("SNOWDROP_BENCH_POCKETBASE")
	if path == "" {
		return process{}, false
	}
	address := freePort(b)
	p := begin(b, wrap, "http://"+address, nil, path, "serve", "--http", address, "--dir", b.TempDir())
	return p, true
}

// pocketPut makes one record in PocketBase.
func pocketPut(h *http.Client, p process, space, sealed string) error {
	body, err := json.Marshal(map[string]string{"space": space, "sealed": sealed})
	if err != nil {
		return err
	}
	return post(h, p.address+"/api/collections/records/records", "application/json", string(body))
}

func post(h *http.Client, address, kind, body string) error {
	answer, err := h.Post(address, kind, strings.NewReader(body))
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("answered %d", answer.StatusCode)
	}
	return nil
}
