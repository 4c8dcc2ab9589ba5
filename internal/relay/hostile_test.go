package relay_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/relayapi"
)

// TestNothingOnDiskOrSaidNamesWhoAskedOrWhen plants an address, an agent and more in every request to the real command,
// and looks for them in all its files and in all that it prints, while it runs and afterwards.
func TestNothingOnDiskOrSaidNamesWhoAskedOrWhen(t *testing.T) {
	p := newProcess(t)
	var said bytes.Buffer
	command := builtCommand(t)
	began := time.Now()
	p.command = exec.Command(command, "serve", "-relay-only", "-behind-tls", "-listen", p.address, "-data", p.folder)
	out, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.command.Stderr = &said
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	printed := bufio.NewReader(out)
	if _, err := printed.ReadString('\n'); err != nil { // where it listens
		t.Fatal(err)
	}
	planted := []string{"203.0.113.77", "PlantedAgent", "planted.example", "planted-cookie", "planted/referer", "plantedquery"}
	w := p.world()
	w.how.Transport = marking{w.how.Transport}
	one, two := w.lives(), w.lives()
	for _, who := range []*person{one, two} {
		for range 5 {
			who.put()
		}
		who.rotates()
		who.put()
		who.blob("a sealed photo")
		k := key()
		if err := w.slot("PUT", relayapi.Locator(record.Leaf(who.first)), k, slotOf(k, 0, 'a', nil).Encode(), relayapi.SlotToken, who.member(2)).err(); err != nil {
			t.Fatal(err)
		}
		w.ask("GET", "/v1/spaces/planted.example?plantedquery=1", []byte("planted-cookie"))
		w.ask("GET", "/planted.example", nil)
	}
	w.how.CloseIdleConnections()
	look := func(when string) {
		files, err := os.ReadDir(p.folder)
		if err != nil || len(files) < 2 {
			t.Fatalf("%s: %d files, %v", when, len(files), err)
		}
		for _, f := range files {
			b, err := os.ReadFile(filepath.Join(p.folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			for _, word := range planted {
				if bytes.Contains(b, []byte(word)) {
					t.Errorf("%s, %s holds %q", when, f.Name(), word)
				}
			}
			if address := netip.MustParseAddr(planted[0]).As4(); bytes.Contains(b, address[:]) {
				t.Errorf("%s, %s holds the address as bytes", when, f.Name())
			}
			if at := findTime(b, began, time.Now()); at >= 0 {
				t.Errorf("%s, %s holds a time at byte %d: %x", when, f.Name(), at, b[at:at+8])
			}
		}
	}
	look("while it runs")
	_ = p.command.Process.Signal(syscall.SIGTERM)
	rest, err := io.ReadAll(printed) // until it ends: who waits for it closes this
	p.end(syscall.SIGTERM)
	look("afterwards")
	if said.Len() > 0 {
		t.Errorf("it said %q", said.String())
	}
	if err != nil || len(rest) > 0 {
		t.Errorf("it printed %q, %v", rest, err)
	}
}

// marking plants something in every request.
type marking struct{ http.RoundTripper }

func (m marking) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	for name, value := range map[string]string{"User-Agent": "PlantedAgent", "X-Forwarded-For": "203.0.113.77", "Referer": "https://planted/referer", "Cookie": "c=planted-cookie", "Origin": "https://planted.example"} {
		r.Header.Set(name, value)
	}
	return m.RoundTripper.RoundTrip(r)
}

// findTime looks for a moment between two, as seconds, milliseconds, microseconds or nanoseconds in eight bytes of either
// order, or written out.
func findTime(b []byte, from, to time.Time) int {
	for at := 0; at+8 <= len(b); at++ {
		if isTime(int64(binary.BigEndian.Uint64(b[at:])), from, to) || isTime(int64(binary.LittleEndian.Uint64(b[at:])), from, to) {
			return at
		}
	}
	return bytes.Index(b, []byte(from.UTC().Format("2006-01-02")))
}

// isTime says whether a number is a moment between two, or, in whole milliseconds, up to an hour beside them. All nanoseconds
// of two hours would be so many numbers that what is sealed holds one of them by chance, once in some dozens of runs.
func isTime(n int64, from, to time.Time) bool {
	early, late := from.Add(-time.Hour), to.Add(time.Hour)
	if n < early.Unix() || n > late.UnixNano() { // nearly all that is none
		return false
	}
	return n >= early.Unix() && n <= late.Unix() || n >= early.UnixMilli() && n <= late.UnixMilli() ||
		n >= from.UnixMicro() && n <= to.UnixMicro() || n%1e3 == 0 && n >= early.UnixMicro() && n <= late.UnixMicro() ||
		n >= from.UnixNano() && n <= to.UnixNano() || n%1e6 == 0 && n >= early.UnixNano() && n <= late.UnixNano()
}

func TestATimeOnDiskWouldBeFound(t *testing.T) {
	from := time.Now()
	now := time.Now()
	hour := now.Truncate(time.Hour)
	for _, n := range []int64{now.Unix(), now.UnixMilli(), now.UnixMicro(), now.UnixNano(), hour.Unix(), hour.UnixMilli(), hour.UnixMicro(), hour.UnixNano()} {
		if findTime(binary.BigEndian.AppendUint64([]byte("some bytes"), uint64(n)), from, now) < 0 || findTime(binary.LittleEndian.AppendUint64(nil, uint64(n)), from, now) < 0 {
			t.Errorf("%d was not found", n)
		}
	}
}

// These are as many random bytes as the folder of the test above holds in some dozens of runs. They are the same each time.
func TestWhatIsSealedIsTakenForNoTime(t *testing.T) {
	b := make([]byte, 2<<20)
	_, _ = mrand.NewChaCha8([32]byte{7}).Read(b)
	from := time.Date(2026, 11, 21, 20, 0, 0, 0, time.UTC)
	if at := findTime(b, from, from.Add(5*time.Second)); at >= 0 {
		t.Errorf("%x is taken for a time", b[at:at+8])
	}
}

// tiny are requests that cost their sender nothing.
var tiny = []string{
	"GET /v1/nonce HTTP/1.1\r\nHost: h\r\n\r\n",
	"GET /v1/about HTTP/1.1\r\nHost: h\r\n\r\n",
	"POST /v1/token HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx",
	"POST /v1/token HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"POST /v1/spaces HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
	"POST /v1/live HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nA\n",
	"GET /v1/slots/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: h\r\nAuthorization: Slot A.A\r\n\r\n",
	"DELETE /v1/spaces/aaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer AAAA\r\n\r\n",
	"GET /v1/spaces/aaaaaaaaaaaaaaaaaaaaaaaaaa/log?after=0 HTTP/1.1\r\nHost: h\r\n\r\n",
	"PATCH /v1/x HTTP/1.1\r\nHost: h\r\n\r\n",
}

// TestAFloodOfTinyRequestsNeedsLittleMemory sends them from networks without end.
func TestAFloodOfTinyRequestsNeedsLittleMemory(t *testing.T) {
	var from atomic.Uint32
	w := started(t, func(c *relay.Config) {
		c.Address = func(*http.Request) netip.Addr {
			n := from.Add(1)
			return netip.AddrFrom4([4]byte{byte(n >> 16), byte(n >> 8), byte(n), 1})
		}
	})
	p := w.lives()
	p.put()
	before := inUse()
	n := bound(30_000, 1_000_000)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for sent := 0; sent < n/4; {
				conn, err := net.Dial("tcp", w.host())
				if err != nil {
					t.Error(err)
					return
				}
				go func() { _, _ = io.Copy(io.Discard, conn) }()
				for range 500 {
					if _, err := io.WriteString(conn, tiny[mrand.IntN(len(tiny))]); err != nil {
						break // a malformed one ends the connection
					}
					sent++
				}
				_ = conn.Close()
			}
		})
	}
	group.Wait()
	if more := int64(inUse()) - int64(before); more > 24<<20 {
		t.Errorf("%d bytes more are in use after %d requests", more, n)
	}
	if _, items, err := p.read(p.member(1), 0); err != nil || len(items) != 2 {
		t.Errorf("afterwards: %d entries, %v", len(items), err)
	}
}

// FuzzTheHandlerTakesAnything sends every method, path, header and body there is: each is answered as the protocol says,
// and nothing of anybody's changes.
func FuzzTheHandlerTakesAnything(f *testing.F) {
	space := record.SpaceID{1}.String()
	for _, s := range [][4]string{
		{"GET", "/v1/about", "", ""}, {"POST", "/v1/token", "", strings.Repeat("\x01", 117)}, {"POST", "/v1/spaces", "", "\x00abc"},
		{"GET", "/v1/spaces/" + space + "/log?after=0", "Bearer AAAA", ""}, {"DELETE", "/v1/spaces/" + space, "Bearer ", ""},
		{"PUT", relayapi.SlotPath(relayapi.Locator{1}), relayapi.SlotAuthorization(relayapi.Nonce{1}, [64]byte{1}), strings.Repeat("a", 4161)},
		{"POST", "/v1/live", "", "AAAA\nBBBB\n"}, {"PUT", "/v1/spaces/" + space + "/blobs/" + space + "?size=5", "Bearer A", ""}, {"\x00", "/v1/%zz", "\xff", "\x00"}, {"OPTIONS", "*", "", ""},
	} {
		f.Add(s[0], s[1], s[2], []byte(s[3]))
	}
	store := memory.New()
	r := relay.New(relay.Config{Store: store})
	f.Fuzz(func(t *testing.T, method, path, authorization string, body []byte) {
		for _, site := range []string{"", "https://app.example"} {
			r.Site = site
			request, err := http.NewRequest(method, "http://relay.example"+path, bytes.NewReader(body))
			if err != nil || strings.ContainsAny(authorization, "\r\n\x00") {
				return
			}
			request.Header.Set("Authorization", authorization)
			w := httptest.NewRecorder()
			r.ServeHTTP(w, request)
			if w.Code == 200 {
				if public := request.URL.Path; method != "OPTIONS" && public != relayapi.PathAbout && public != relayapi.PathNonce && public != "/v1/health" {
					t.Errorf("%q %q with %q was answered %q", method, path, authorization, w.Body)
				}
				continue
			}
			if err := relayapi.DecodeError(w.Code, w.Body.Bytes()); errors.Is(err, relayapi.ErrAnswer) {
				t.Errorf("%q %q was answered %d %q", method, path, w.Code, w.Body)
			}
		}
	})
}
