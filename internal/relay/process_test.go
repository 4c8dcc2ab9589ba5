package relay_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// snowdrop is the real command, built once, without the race detector: what is killed here is what hosts run.
var snowdrop = struct {
	once sync.Once
	path string
	err  error
}{}

func builtCommand(t testing.TB) string {
	t.Helper()
	snowdrop.once.Do(func() {
		folder, err := os.MkdirTemp("", "snowdrop-relay")
		if err != nil {
			snowdrop.err = err
			return
		}
		snowdrop.path = filepath.Join(folder, "snowdrop")
		build := exec.Command("go", "build", "-buildvcs=false", "-o", snowdrop.path, "snowdrop/cmd/snowdrop")
		if out, err := build.CombinedOutput(); err != nil {
			t.Logf("%s", out)
			snowdrop.err = err
		}
	})
	if snowdrop.err != nil {
		t.Fatal(snowdrop.err)
	}
	return snowdrop.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if snowdrop.path != "" {
		_ = os.RemoveAll(filepath.Dir(snowdrop.path))
	}
	os.Exit(code)
}

// process is a relay in a process of its own, on the same port and folder each time.
type process struct {
	t       testing.TB
	folder  string
	address string // host and port
	command *exec.Cmd
}

func newProcess(t testing.TB) *process {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, folder: filepath.Join(t.TempDir(), "data"), address: l.Addr().String()}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.end(syscall.SIGKILL) })
	return p
}

// start starts it and waits until it has said where it listens. While it is down somebody else may get its port, for as long as
// one of their tests takes.
func (p *process) start() {
	p.t.Helper()
	for range 600 {
		said := p.tries()
		if said == "" {
			return
		}
		if p.end(syscall.SIGKILL); !strings.Contains(said, "address already in use") {
			p.t.Fatalf("it said %q", said)
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.t.Fatal("somebody else keeps its port")
}

// tries starts it once; what it says is empty where it listens.
func (p *process) tries() string {
	p.t.Helper()
	p.command = exec.Command(builtCommand(p.t), "serve", "-relay-only", "-listen", p.address, "-data", p.folder)
	out, err := p.command.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	errs, err := p.command.StderrPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		p.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "http://localhost:") {
		said, _ := io.ReadAll(errs)
		return fmt.Sprintf("%s, %s", line, said)
	}
	return ""
}

// end sends a signal and waits until the process is gone.
func (p *process) end(s syscall.Signal) {
	if p.command != nil && p.command.ProcessState == nil {
		_ = p.command.Process.Signal(s)
		_ = p.command.Wait() // it was killed
	}
}

// pause stops the process for a while, as a machine does that sleeps.
func (p *process) pause(d time.Duration) {
	_ = p.command.Process.Signal(syscall.SIGSTOP)
	time.Sleep(d)
	_ = p.command.Process.Signal(syscall.SIGCONT)
}

// world is a world around the process.
func (p *process) world() *world {
	return &world{t: p.t, url: "http://" + p.address, how: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: 30 * time.Second}}
}

func nightly() bool { return os.Getenv("SNOWDROP_NIGHTLY") == "1" }

// bound is how often something is done: a little in every run, a lot at night.
func bound(few, many int) int {
	if nightly() {
		return many
	}
	return few
}
