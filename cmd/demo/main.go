// Command demo opens the world of Sarah, James and Ana, who are made up, at week twelve: three personal apps over one relay, for
// looking at. It must never be shipped, keep anything when it ends, or open what a real person keeps.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"snowdrop/internal/content/directory"
	"snowdrop/internal/loopback"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/site"
	"snowdrop/web"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	context.AfterFunc(ctx, stop) // a second one ends the program at once
	defer stop()
	files, err := web.Built()
	if errors.Is(err, web.ErrNotBuilt) {
		err = errors.New(`this program holds no pages; run "make demo"`)
	}
	near := flag.String("local-directory", "docs/local-directory.example.json", "`file` with made-up therapists, groups and others; empty: none")
	flag.Parse()
	if err == nil {
		err = run(ctx, demo{files: files, near: *near, in: os.Stdin, out: os.Stdout})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// demo is what opening the world needs. Tests put their own files in, and the way to stretch secrets without effort.
type demo struct {
	files fs.FS
	near  string // file with whom the made-up host knows, or ""
	in    io.Reader
	out   io.Writer
	quick bool
	wall  func() time.Time // nil: time.Now
	open  func(*world)     // called when everything is there, where it is not nil
}

// run opens everything and closes it again when ctx ends. Nothing is left of it then.
func run(ctx context.Context, d demo) (err error) {
	dir, err := os.MkdirTemp("", "snowdrop-demo-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	fmt.Fprintln(d.out, "Twelve weeks are being lived. This takes a moment.")
	relayed, err := serveRelay(ctx, d.files)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	if d.wall == nil {
		d.wall = time.Now
	}
	w := &world{dir: dir, relay: relayed, quick: d.quick, files: d.files, wall: d.wall, today: d.wall()}
	if d.near != "" {
		w.near = directory.FromHost(os.ReadFile(d.near))
	}
	defer w.close()
	if err := w.tell(ctx); err != nil {
		return err
	}
	doors, err := w.serve(ctx)
	if err != nil {
		return err
	}
	show(d.out, w, doors)
	if d.open != nil {
		d.open(w)
	}
	go again(d, w, doors)
	<-ctx.Done()
	fmt.Fprintln(d.out, "Everything is closed, and nothing of it is left.")
	return nil
}

// serveRelay is a real relay, with the pages beside it as a host serves them. It gives its address.
func serveRelay(ctx context.Context, files fs.FS) (string, error) {
	pages, err := site.New(files, site.Options{})
	if err != nil {
		return "", err
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/", relay.New(relay.Config{Store: memory.New()}))
	mux.Handle("/", pages)
	return listen(ctx, func(int) http.Handler { return mux })
}

// listen serves on this machine alone, on a port that is free, until ctx ends.
func listen(ctx context.Context, handler func(port int) http.Handler) (address string, err error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler(l.Addr().(*net.TCPAddr).Port), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(io.Discard, "", 0)}
	context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody waits for an answer of a demo
	go func() { _ = server.Serve(l) }()
	return "http://" + l.Addr().String(), nil
}

// serve gives each of the three a door of their own.
func (w *world) serve(ctx context.Context) ([]*loopback.Door, error) {
	var doors []*loopback.Door
	for _, p := range w.people() {
		inner, err := site.New(w.files, site.Options{App: site.ForPage(p.app)})
		if err != nil {
			return nil, err
		}
		var door *loopback.Door
		if _, err := listen(ctx, func(port int) http.Handler {
			door = loopback.New(loopback.Config{Port: port, Inner: inner, Lock: p.app.Lock})
			return door
		}); err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, door.Close)
		doors = append(doors, door)
	}
	return doors, nil
}

// show prints where to look, and at what.
func show(out io.Writer, w *world, doors []*loopback.Door) {
	fmt.Fprintln(out, "\nThree people who are made up, at week twelve. Each address works once, for two minutes; press Enter for new ones, Ctrl-C to end.")
	for i, p := range w.people() {
		fmt.Fprintf(out, "\n%s\n  %s\n  passphrase: %s\n", p.name, doors[i].Address(), p.passphrase)
		for _, line := range p.look {
			fmt.Fprintf(out, "  - %s\n", line)
		}
	}
	fmt.Fprintln(out, "\nThe three windows can stand side by side in one browser. What is shown or taken back in one comes to the other within seconds.")
}

// again prints new addresses for every Enter, until there is nobody who could press it.
func again(d demo, w *world, doors []*loopback.Door) {
	one := make([]byte, 1)
	for d.in != nil {
		n, err := d.in.Read(one)
		if n > 0 && one[0] == '\n' {
			show(d.out, w, doors)
		}
		if err != nil {
			return
		}
	}
}
