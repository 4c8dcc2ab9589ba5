package walks

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"snowdrop/web"
)

// program is the server that a host runs, built once for all walks.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "snowdrop-walks")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "snowdrop")
	out, err := exec.Command("go", "build", "-o", path, "snowdrop/cmd/snowdrop").CombinedOutput()
	if err != nil {
		return "", &buildError{string(out)}
	}
	return path, nil
})

type buildError struct{ said string }

func (e *buildError) Error() string { return "building the server: " + e.said }

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // what stays behind is in the folder for temporary files
	}
	os.Exit(code)
}

// server is a running Snowdrop, with everything that it ever said.
type server struct {
	address string
	stop    func()
	said    func() string
}

// need skips a walk that cannot be walked here, and fails it where CI=true: what did not run has not passed.
func need(t *testing.T, ok bool, sentence string) {
	t.Helper()
	if ok {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal(sentence)
	}
	t.Skip(sentence)
}

// serve starts the real program on a port of its own, with further settings where a walk needs some.
func serve(t *testing.T, settings ...string) *server {
	t.Helper()
	_, err := web.Built()
	need(t, err == nil, "the app is not built: run `go run ./cmd/bundle` first")
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	said := &transcript{}
	c := exec.Command(path, append([]string{"serve", "-listen", "127.0.0.1:0", "-data", t.TempDir()}, settings...)...)
	c.Stdout, c.Stderr = said, said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	stop := func() {
		once.Do(func() {
			_ = c.Process.Signal(os.Interrupt) // it may have ended
			_ = c.Wait()
		})
	}
	t.Cleanup(stop)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if line, _, whole := strings.Cut(said.String(), "\n"); whole {
			return &server{address: line, stop: stop, said: said.String}
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server printed no address: %q", said.String())
		}
	}
}

// transcript is what a program wrote, safe to read while it writes.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *transcript) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *transcript) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
