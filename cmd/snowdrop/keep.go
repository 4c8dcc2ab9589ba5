package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"

	"snowdrop/internal/relay"
	"snowdrop/internal/relay/sqlite"
)

// kept is the relay of this process with its store, or nothing where the relay is elsewhere.
type kept struct {
	store  *sqlite.Store
	relay  *relay.Relay
	health *http.Server
}

// keep opens the folder. When the disk fails later, it ends everything through cancel: what is on the disk can be
// known only by reading it anew.
func keep(s settings, cancel context.CancelCauseFunc) (*kept, error) {
	if s.relay != "" {
		return &kept{}, nil
	}
	if s.codes != "" {
		if _, err := os.ReadFile(s.codes); err != nil {
			return nil, problem(fmt.Sprintf("The file %q with invite codes cannot be read.", s.codes))
		}
	}
	store, err := sqlite.Open(s.data, sqlite.Options{Broken: func(error) {
		cancel(problem("Snowdrop stopped: the disk did not keep what it was given. Look at the disk, then start it again."))
	}})
	if err != nil {
		return nil, noFolder(s.data, err)
	}
	r := relay.New(relay.Config{Store: store, Spaces: s.newSpaces, Code: func(code string) bool { return inFile(s.codes, code) },
		Quota: s.quota, Hosts: s.hosts, Site: s.site, Sites: s.otherSites, Address: whoAsks(s.behindTLS)})
	return &kept{store: store, relay: r}, nil
}

// noFolder says in plain words why the folder cannot be used.
func noFolder(folder string, err error) error {
	if whole, bad := filepath.Abs(folder); bad == nil {
		folder = whole
	}
	switch {
	case errors.Is(err, sqlite.ErrInUse):
		return problem(fmt.Sprintf("Another Snowdrop uses the folder %q. Stop it, or choose another folder with -data.", folder))
	case errors.Is(err, sqlite.ErrForeign):
		return problem(fmt.Sprintf("The folder %q holds something that is not Snowdrop's. Choose another with -data.", folder))
	case errors.Is(err, sqlite.ErrNewer):
		return problem(fmt.Sprintf("A newer Snowdrop wrote to the folder %q. Use that one.", folder))
	case errors.Is(err, sqlite.ErrNotDurable):
		return problem(fmt.Sprintf("The disk of the folder %q cannot promise to keep what it is given. Choose another with -data.", folder))
	case errors.Is(err, os.ErrPermission), errors.Is(err, os.ErrNotExist), errors.As(err, new(*os.PathError)):
		return problem(fmt.Sprintf("Snowdrop cannot write to the folder %q. Choose another with -data.", folder))
	}
	return problem(fmt.Sprintf("Snowdrop cannot use the folder %q. Look at the disk, or choose another with -data.", folder))
}

// inFile tells whether a code stands in the file. It is read each time, so that a host can add some at any moment.
func inFile(path, code string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" && line == code {
			return true
		}
	}
	return false
}

// whoAsks gives the address that a request is counted for. Behind a proxy that is what the proxy added last, and only
// a proxy on this machine is believed.
func whoAsks(proxied bool) func(*http.Request) netip.Addr {
	return func(r *http.Request) netip.Addr {
		at, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return netip.Addr{}
		}
		from := at.Addr().Unmap()
		if !from.IsLoopback() && (!proxied || !from.IsPrivate()) {
			return from
		}
		if !proxied {
			return netip.Addr{} // this machine
		}
		all := strings.Join(r.Header.Values("X-Forwarded-For"), ",")
		said, err := netip.ParseAddr(strings.TrimSpace(all[strings.LastIndex(all, ",")+1:]))
		if err != nil {
			return netip.Addr{}
		}
		return said.Unmap()
	}
}

// beside puts the relay beside the pages.
func (k *kept) beside(pages http.Handler) http.Handler {
	if k.relay == nil {
		return pages
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			k.relay.ServeHTTP(w, r)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// tellHealth opens the port that tells counters.
func (k *kept) tellHealth(s settings) error {
	if s.healthListen == "" || k.relay == nil {
		return nil
	}
	l, err := net.Listen("tcp", s.healthListen)
	if err != nil {
		return problem(fmt.Sprintf("Snowdrop cannot listen on %q for -health-listen.", s.healthListen))
	}
	if at, ok := l.Addr().(*net.TCPAddr); !ok || !at.IP.IsLoopback() {
		_ = l.Close()
		return problem("-health-listen must be an address of this machine, such as 127.0.0.1:8081.")
	}
	k.health = &http.Server{Handler: http.HandlerFunc(k.counters), ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
	go func() { _ = k.health.Serve(l) }()
	return nil
}

// counters tells what was done since the start, all people together.
func (k *kept) counters(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	for _, c := range k.relay.Counters() {
		fmt.Fprintf(w, "# %s\nsnowdrop_%s %d\n", c.About, c.Name, c.Value)
	}
	changes, syncs := k.store.Counters()
	fmt.Fprintf(w, "# changes made durable\nsnowdrop_changes %d\n# transactions that made them so\nsnowdrop_transactions %d\n", changes, syncs)
}

func (k *kept) endStreams() {
	if k.relay != nil {
		k.relay.Stop()
	}
}

// close ends the store after what was begun.
func (k *kept) close() error {
	if k.store == nil {
		return nil
	}
	k.relay.Stop()
	if k.health != nil {
		_ = k.health.Close()
	}
	return k.store.Close()
}
