package relay_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relayapi"
)

// stream opens a live stream.
func (w *world) stream(t testing.TB, tokens ...string) *relayapi.Events {
	t.Helper()
	r, err := http.NewRequest("POST", w.url+relayapi.PathLive, bytes.NewReader(relayapi.EncodeTokens(tokens...)))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := w.how.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != 200 || answer.Header.Get("Content-Type") != relayapi.LiveType || answer.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d, %v", answer.StatusCode, answer.Header)
	}
	return relayapi.NewEvents(answer.Body)
}

func hears(t testing.TB, s *relayapi.Events, space record.SpaceID, head uint64) {
	t.Helper()
	for {
		e, beat, err := s.Next()
		if err != nil {
			t.Fatalf("waiting for %d: %v", head, err)
		}
		if !beat && e.Space == space && e.Head == head {
			return
		}
		if !beat && e.Space == space && e.Head > head {
			t.Fatalf("heard %d, want %d", e.Head, head)
		}
	}
}

func ends(t *testing.T, s *relayapi.Events) {
	t.Helper()
	for {
		if _, _, err := s.Next(); err != nil {
			return
		}
	}
}

// alike runs a test over both ways to send a stream.
func alike(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("HTTP/1.1", func(t *testing.T) { test(t, started(t, nil)) })
	t.Run("HTTP/2", func(t *testing.T) {
		w := started(t, nil)
		server := httptest.NewUnstartedServer(w.relay)
		server.EnableHTTP2 = true
		server.StartTLS()
		t.Cleanup(func() {
			w.relay.Stop()
			server.Close()
		})
		w.url, w.how = server.URL, server.Client()
		if a, err := w.how.Get(w.url + relayapi.PathAbout); err != nil || a.ProtoMajor != 2 {
			t.Fatalf("not over HTTP/2: %v", err)
		}
		test(t, w)
	})
}

func TestALiveStreamTellsWhereASpaceStandsNowAndThen(t *testing.T) {
	alike(t, func(t *testing.T, w *world) {
		p, q := w.lives(), w.lives()
		p.put()
		both := w.stream(t, p.member(1), q.asOwner())
		hears(t, both, p.id, 2)
		one := w.stream(t, p.asOwner())
		hears(t, one, p.id, 2)
		for head := uint64(3); head < 8; head++ {
			p.put()
			hears(t, one, p.id, head)
			hears(t, both, p.id, head)
		}
		q.put()
		hears(t, both, q.id, 2)
	})
}

func TestAStreamEndsWithTheRightToHearIt(t *testing.T) {
	alike(t, func(t *testing.T, w *world) {
		p, q := w.lives(), w.lives()
		member := w.stream(t, q.member(1), p.member(1))
		owner := w.stream(t, p.asOwner())
		hears(t, member, p.id, 1)
		hears(t, owner, p.id, 1)
		p.rotates()
		ends(t, member)
		hears(t, owner, p.id, 2)
		now := w.stream(t, p.member(2))
		hears(t, now, p.id, 2)
		// Another owner: the token of the one before ends.
		next, was := key(), p.asOwner()
		p.auth = append(p.auth, key())
		if err := p.with(was, "POST", relayapi.ControlPath(p.id), relayapi.Rotate{Expect: 2, Envelope: p.control(3, 2, p.owner, next, nil)}.Encode()).err(); err != nil {
			t.Fatal(err)
		}
		p.owner = next
		ends(t, owner)
		ends(t, now)
		for name, token := range map[string]string{"who was the owner": was, "who was a member": p.member(1), "nobody": "AAAA"} {
			wants(t, name, w.ask("POST", relayapi.PathLive, relayapi.EncodeTokens(q.member(1), token)).err(), relayapi.ErrUnknown)
		}
		last := w.stream(t, p.member(3))
		hears(t, last, p.id, 3)
		if err := p.with(p.asOwner(), "DELETE", relayapi.SpacePath(p.id), nil).err(); err != nil {
			t.Fatal(err)
		}
		ends(t, last)
		if n := counter(w, "listeners"); n != 0 {
			t.Errorf("%d streams are still open", n)
		}
	})
}

func counter(w *world, name string) uint64 {
	for _, c := range w.relay.Counters() {
		if c.Name == name {
			return c.Value
		}
	}
	w.t.Fatalf("no counter is named %q", name)
	return 0
}

func TestStoppingEndsAllStreamsAndTakesNoNewOne(t *testing.T) {
	alike(t, func(t *testing.T, w *world) {
		p := w.lives()
		s := w.stream(t, p.member(1))
		hears(t, s, p.id, 1)
		w.relay.Stop()
		ends(t, s)
		wants(t, "a new one", w.ask("POST", relayapi.PathLive, relayapi.EncodeTokens(p.member(1))).err(), relayapi.ErrBusy)
	})
}

func TestMoreStreamsThanTheHostAllowsAreRefused(t *testing.T) {
	w := started(t, func(c *relay.Config) { c.Limits = relay.DefaultLimits; c.Limits.Listeners = 2 })
	p := w.lives()
	token := p.member(1)
	hears(t, w.stream(t, token), p.id, 1)
	hears(t, w.stream(t, token), p.id, 1)
	wants(t, "a third", w.ask("POST", relayapi.PathLive, relayapi.EncodeTokens(token)).err(), relayapi.ErrBusy)
}

func TestASilentStreamShowsThatItLives(t *testing.T) {
	alike(t, func(t *testing.T, w *world) {
		relay.BeatEverySecond(w.relay)
		p := w.lives()
		s := w.stream(t, p.member(1))
		hears(t, s, p.id, 1)
		for range 2 {
			if _, beat, err := s.Next(); err != nil || !beat {
				t.Errorf("a sign of life was expected: %v", err)
			}
		}
	})
}

// listeners opens streams that nobody of ours reads by a goroutine, and gives their connections.
func (w *world) listeners(t testing.TB, n int, token func(i int) string) []net.Conn {
	t.Helper()
	all := make([]net.Conn, n)
	small := make([]byte, 512)
	for i := range all {
		conn, err := net.Dial("tcp", w.host())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		body := relayapi.EncodeTokens(token(i))
		fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s", relayapi.PathLive, w.host(), len(body), body)
		for heard := ""; !strings.Contains(heard, "data: "); {
			got, err := conn.Read(small)
			if err != nil {
				t.Fatal(err)
			}
			heard += string(small[:got])
		}
		all[i] = conn
	}
	return all
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// TestAListenerCostsLittleMemory counts both ends of a connection, since both are in this process.
func TestAListenerCostsLittleMemory(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	token := p.member(1)
	w.listeners(t, 20, func(int) string { return token }) // what is made once
	const n = 400
	before, goroutines := inUse(), runtime.NumGoroutine()
	all := w.listeners(t, n, func(int) string { return token })
	each := int64(inUse()-before) / n
	t.Logf("%d bytes a listener, both ends", each)
	if each > 24<<10 {
		t.Errorf("a listener costs %d bytes, the limit is 24 KiB", each)
	}
	if more := runtime.NumGoroutine() - goroutines; more > n/10 {
		t.Errorf("%d goroutines more for %d listeners", more, n)
	}
	p.put()
	for _, conn := range all {
		for line, r := "", bufio.NewReader(conn); !strings.HasSuffix(line, " 2\n"); {
			var err error
			if line, err = r.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// pipes is a listener whose connections hold nothing back: a write waits for its reader.
type pipes chan net.Conn

func (p pipes) Accept() (net.Conn, error) {
	conn, open := <-p
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}
func (p pipes) Close() error   { return nil }
func (p pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

func TestAListenerWhoDoesNotReadIsLetGoAndKeepsNobodyWaiting(t *testing.T) {
	w := started(t, nil)
	p := w.lives()
	token := p.member(1)
	accept := make(pipes)
	server := &http.Server{Handler: w.relay}
	go func() { _ = server.Serve(accept) }()
	t.Cleanup(func() {
		close(accept)
		_ = server.Close()
	})
	for range 3 { // fewer than there are goroutines that write
		ours, theirs := net.Pipe()
		t.Cleanup(func() { _ = ours.Close() })
		accept <- theirs
		body := relayapi.EncodeTokens(token)
		fmt.Fprintf(ours, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s", relayapi.PathLive, w.host(), len(body), body)
		for r, line := bufio.NewReader(ours), ""; !strings.HasPrefix(line, "data: "); {
			var err error
			if line, err = r.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
	}
	hearing := w.stream(t, token)
	hears(t, hearing, p.id, 1)
	if n := counter(w, "listeners"); n != 4 {
		t.Fatalf("%d streams are open, want 4", n)
	}
	p.put()
	hears(t, hearing, p.id, 2)
	for counter(w, "listeners") > 1 {
		time.Sleep(time.Millisecond) // until the deadline of a write
	}
	p.put()
	hears(t, hearing, p.id, 3)
}

func BenchmarkWake(b *testing.B) {
	for _, n := range []int{1, 1000} {
		b.Run(fmt.Sprint(n, " listeners"), func(b *testing.B) {
			w := started(b, nil)
			p := w.lives()
			others := w.lives()
			mine, token := p.member(1), others.member(1)
			w.listeners(b, n-1, func(int) string { return token })
			s := w.stream(b, mine)
			hears(b, s, p.id, 1)
			var took []time.Duration
			for b.Loop() {
				e := someRecord(1)
				began := time.Now()
				head, err := p.appends(mine, p.head, e)
				if err != nil {
					b.Fatal(err)
				}
				p.head = head
				hears(b, s, p.id, head)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
		})
	}
}
