//go:build linux

package bench

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay/sqlite"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
)

const (
	writers   = 64
	each      = 4 * time.Second // how long one load lasts
	pulled    = 20_000
	bodySize  = 590 // of a made-up record: the second of the seven sizes, as most entries
	slowFlush = "a disk whose flush takes 2 ms more"
)

// BenchmarkRelay measures the relay as a process of its own, over loopback, with all its checks, and the others beside it.
// It prints its tables once, whatever it is asked to repeat.
func BenchmarkRelay(b *testing.B) {
	binary := snowdrop(b)
	appends(b, binary, "appends, 64 writers in as many spaces", nil)
	if _, err := exec.LookPath(slowDisk[0]); err == nil {
		appends(b, binary, slowFlush, slowDisk)
	} else {
		fmt.Printf("\n%s: not measured, strace is not on this machine\n", slowFlush)
	}
	pulls(b, binary)
	listeners(b, binary)
	sizes(b)
	start(b, binary)
	for range b.N {
	}
}

func snowdrop(b *testing.B) string {
	b.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "..", "bin", "snowdrop"))
	if err != nil {
		b.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		b.Fatal("bin/snowdrop is not built: run make bench")
	}
	return path
}

func relay(b *testing.B, wrap []string, binary, folder string) process {
	b.Helper()
	return begin(b, wrap, "", nil, binary, "serve", "-listen", "127.0.0.1:0", "-data", folder, "-quota", "4GB")
}

// line is what one writer has: its space, and where its log stands.
type line struct {
	client *syncer.Client
	who    syncer.Login
	at     uint64
}

// newLine makes a space and logs in to it.
func newLine(b *testing.B, h http.RoundTripper, address string) *line {
	b.Helper()
	owner, me := space.NewOwner(), space.NewSelf()
	s, genesis := space.Create(owner, me, "made up")
	c := syncer.NewClient(address, h)
	if err := c.CreateSpace(context.Background(), genesis, ""); err != nil {
		b.Fatal(err)
	}
	epoch, key, ok := s.Login()
	if !ok {
		b.Fatal("no key to log in with")
	}
	sign := func(message []byte) [64]byte { return key.Sign(seal.LabelRelayLogin, message) }
	return &line{c, syncer.Login{Role: relayapi.RoleMember, Space: s.ID(), Epoch: epoch, Sign: sign}, 1}
}

// made is an envelope that looks like any other to a relay: nobody has its key.
func made(size int) []byte {
	e := record.Envelope{Kind: record.KindRecord, Epoch: 1, ID: record.NewID(), Body: make([]byte, record.SealOverhead+record.PlainOverhead+record.PaddedSize(size))}
	_, _ = rand.Read(e.Delete[:])
	_, _ = rand.Read(e.Body)
	return e.Marshal()
}

func (l *line) put(envelopes ...[]byte) error {
	err := l.client.Append(context.Background(), l.who, l.at, envelopes)
	if err == nil {
		l.at += uint64(len(envelopes))
	}
	return err
}

// load lets n clients do something again and again, and gives how often a second that was done and the times.
func load(b *testing.B, n int, do func(client int) error) (rate float64, times []time.Duration) {
	b.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	var wrong atomic.Value
	begin := time.Now()
	for client := range n {
		all.Go(func() {
			var own []time.Duration
			for time.Since(begin) < each {
				start := time.Now()
				if err := do(client); err != nil {
					wrong.Store(err)
					return
				}
				own = append(own, time.Since(start))
			}
			mu.Lock()
			times = append(times, own...)
			mu.Unlock()
		})
	}
	all.Wait()
	if err := wrong.Load(); err != nil {
		b.Fatal(err)
	}
	slices.Sort(times)
	return float64(len(times)) / time.Since(begin).Seconds(), times
}

func transport() *http.Transport {
	return &http.Transport{MaxIdleConnsPerHost: writers * 2, MaxConnsPerHost: 0, DisableCompression: true}
}

// from is a client in a network of its own: the relay bounds how many spaces come from one within an hour.
func from(i int) *http.Transport {
	t := transport()
	t.DialContext = (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, byte(i+1), 1)}}).DialContext
	return t
}

func p99(sorted []time.Duration) time.Duration { return sorted[len(sorted)*99/100] }

func title(format string, values ...any) {
	fmt.Printf("\n"+format+"\n", values...)
	fmt.Printf("%-46s %14s %14s %7s  %s\n", "", "measured", "beside it", "ratio", "goal")
}

func say(what string, got, beside, goal string, ratio float64) {
	text := ""
	if ratio > 0 {
		text = fmt.Sprintf("%.2f", ratio)
	}
	fmt.Printf("%-46s %14s %14s %7s  %s\n", what, got, beside, text, goal)
}

func perSecond(rate float64) string { return fmt.Sprintf("%.0f/s", rate) }

// appends is one record after the other from many writers, each answered when it is on the disk.
func appends(b *testing.B, binary, what string, wrap []string) {
	b.Helper()
	h := transport()
	ours := relay(b, wrap, binary, b.TempDir())
	lines := make([]*line, writers)
	for i := range lines {
		lines[i] = newLine(b, from(i), ours.address)
	}
	one := made(bodySize)
	rate, times := load(b, writers, func(i int) error { return lines[i].put(made(bodySize)) })
	one1, _ := load(b, 1, func(i int) error { return lines[i].put(made(bodySize)) })

	simple := begin(b, wrap, "", []string{"SNOWDROP_BENCH_BARE=" + b.TempDir()}, os.Args[0])
	numbers := make([]int64, writers)
	client := &http.Client{Transport: h}
	bareRate, bareTimes := load(b, writers, func(i int) error {
		numbers[i]++
		return post(client, fmt.Sprintf("%s/%016d/%d", simple.address, i, numbers[i]), "", string(one))
	})

	title("%s, %d bytes each", what, len(one))
	say("acknowledged appends, 64 writers", perSecond(rate), perSecond(bareRate), "beside it: the bare relay", rate/bareRate)
	say("the same, 1 writer", perSecond(one1), "", "", 0)
	say("99 of 100 answered within", short(p99(times)), short(p99(bareTimes)), "at most 1.5 of the bare relay", float64(p99(times))/float64(p99(bareTimes)))
	if wrap == nil {
		alone, err := newGroup(b.TempDir())
		if err != nil {
			b.Fatal(err)
		}
		next := make([]int64, writers)
		raw, _ := load(b, writers, func(i int) error {
			next[i]++
			return alone.write([]byte(fmt.Sprintf("%016d", i)), next[i], one)
		})
		if err := alone.close(); err != nil {
			b.Fatal(err)
		}
		say("beside SQLite alone, same tables, grouped", perSecond(rate), perSecond(raw), "at least 0.55", rate/raw)
		nothing := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		empty, _ := load(b, writers, func(int) error { return post(client, nothing.URL, "", string(one)) })
		nothing.Close()
		say("beside an empty handler", perSecond(rate), perSecond(empty), "", rate/empty)
	}
	if peer, ok := pocketBase(b, wrap); ok {
		sealed := base64.StdEncoding.EncodeToString(one)
		peerRate, _ := load(b, writers, func(i int) error { return pocketPut(client, peer, fmt.Sprint(i), sealed) })
		goal := "at least 5"
		if wrap != nil {
			goal = "at least 10"
		}
		say("beside PocketBase, as durable", perSecond(rate), perSecond(peerRate), goal, rate/peerRate)
	}
}

// pulls is a new device that fetches everything.
func pulls(b *testing.B, binary string) {
	b.Helper()
	folder := b.TempDir()
	var bytes int64
	counted := &counter{next: transport(), read: &bytes}
	ours := relay(b, nil, binary, folder)
	l := newLine(b, counted, ours.address)
	sealed := 0
	for range pulled / 50 {
		batch := make([][]byte, 50)
		for i := range batch {
			batch[i] = made(bodySize)
			sealed += len(batch[i])
		}
		if err := l.put(batch...); err != nil {
			b.Fatal(err)
		}
	}
	var best, rawBest time.Duration
	var wire int64
	for range 3 {
		atomic.StoreInt64(&bytes, 0)
		got := 0
		took := Took(func() {
			for at := uint64(1); at < l.at; {
				_, items, err := l.client.Entries(context.Background(), l.who, at)
				if err != nil {
					b.Fatal(err)
				}
				at += uint64(len(items))
				got += len(items)
			}
		})
		if got != pulled {
			b.Fatalf("pulled %d", got)
		}
		wire = atomic.LoadInt64(&bytes)
		if best == 0 || took < best {
			best = took
		}
		if raw := readRaw(b, folder, l.who.Space); rawBest == 0 || raw < rawBest {
			rawBest = raw
		}
	}
	title("a new device fetches %d records", pulled)
	say("all of them", short(best), short(rawBest), "at most 2.5 of reading the rows", float64(best)/float64(rawBest))
	say("bytes on the wire, beside the sealed bytes", fmt.Sprintf("%.2f MB", float64(wire)/1e6), fmt.Sprintf("%.2f MB", float64(sealed)/1e6), "at most 1.05", float64(wire)/float64(sealed))
}

// readRaw reads the rows of one space, as the database has them.
func readRaw(b *testing.B, folder string, id record.SpaceID) time.Duration {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(folder, sqlite.File)+"?_pragma=query_only(1)")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	if err := db.Ping(); err != nil {
		b.Fatal(err)
	}
	return Took(func() {
		rows, err := db.Query(`SELECT n, piece, leaf, sums, bytes FROM log WHERE space = ? AND n > 1 ORDER BY n, piece`, id[:])
		if err != nil {
			b.Fatal(err)
		}
		defer rows.Close()
		for rows.Next() {
			var n, p int64
			var leaf, sums, bytes sql.RawBytes
			if err := rows.Scan(&n, &p, &leaf, &sums, &bytes); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// counter counts what answers bring, their heads too as far as they can be seen.
type counter struct {
	next http.RoundTripper
	read *int64
}

func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	for name, values := range answer.Header {
		for _, v := range values {
			atomic.AddInt64(c.read, int64(len(name)+len(v)+4))
		}
	}
	if answer.ContentLength > 0 {
		atomic.AddInt64(c.read, answer.ContentLength+17)
	}
	return answer, nil
}

// listeners is how much memory a device costs that only waits, and how soon it hears.
func listeners(b *testing.B, binary string) {
	b.Helper()
	title("devices that listen")
	for _, n := range []int{1, 1_000, 10_000} {
		h := transport()
		ours := relay(b, nil, binary, b.TempDir())
		l := newLine(b, h, ours.address)
		// Every listener hears of the same space, so that one append wakes all: harder than life.
		time.Sleep(300 * time.Millisecond)
		before := resident(ours.pid)
		ctx, cancel := context.WithCancel(context.Background())
		var up, heard sync.WaitGroup
		up.Add(n)
		var late atomic.Int64
		var sent atomic.Int64
		wakes := make([]time.Duration, n)
		var round atomic.Pointer[sync.WaitGroup]
		for i := range n {
			heard.Go(func() {
				var once sync.Once
				var last uint64
				err := l.client.Live(ctx, []syncer.Login{l.who}, func() { once.Do(up.Done) }, func(_ record.SpaceID, head uint64) {
					if r := round.Load(); r != nil && head > last {
						last = head
						wakes[i] = time.Duration(time.Now().UnixNano() - sent.Load())
						r.Done()
					}
				})
				if ctx.Err() == nil {
					late.Add(1)
					once.Do(up.Done)
					b.Logf("listener: %v", err)
				}
			})
		}
		up.Wait()
		if late.Load() > 0 {
			b.Fatalf("%d of %d listeners were refused", late.Load(), n)
		}
		time.Sleep(4 * time.Second) // what the requests left behind is given back in the first quiet second
		after := resident(ours.pid)
		var all []time.Duration
		for range 50 {
			time.Sleep(60 * time.Millisecond) // each a wake of its own
			var r sync.WaitGroup
			r.Add(n)
			round.Store(&r)
			sent.Store(time.Now().UnixNano())
			if err := l.put(made(bodySize)); err != nil {
				b.Fatal(err)
			}
			r.Wait()
			all = append(all, wakes...)
		}
		cancel()
		heard.Wait()
		slices.Sort(all)
		goal := ""
		if n == 1_000 {
			goal = "at most 5 ms"
		}
		say(fmt.Sprintf("%d wait: 99 of 100 wakes within", n), short(p99(all)), "", goal, 0)
		if n > 1 {
			say(fmt.Sprintf("%d wait: memory for one", n), fmt.Sprintf("%.1f KiB", float64(after-before)/float64(n)/1024), "", "at most 24 KiB", 0)
		}
	}
}

// sizes is what a record takes on the disk, at each of the seven steps.
func sizes(b *testing.B) {
	b.Helper()
	title("bytes on the disk for a record, beside its sealed bytes")
	for step := 512; step <= 32<<10; step *= 2 {
		folder := b.TempDir()
		g, err := newGroup(folder)
		if err != nil {
			b.Fatal(err)
		}
		one := made(step - 12)
		n := max(4_000_000/step, 400)
		for i := range n {
			var id [16]byte
			_, _ = rand.Read(id[:1]) // among 256 spaces
			if err := g.write([]byte(hex.EncodeToString(id[:8])), int64(i), one); err != nil {
				b.Fatal(err)
			}
		}
		if err := g.close(); err != nil {
			b.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(folder, sqlite.File))
		if err != nil {
			b.Fatal(err)
		}
		per := float64(info.Size()) / float64(n)
		say(fmt.Sprintf("padded to %d", step), fmt.Sprintf("%.0f B", per), fmt.Sprintf("%d B", len(one)), "at most 1.5", per/float64(len(one)))
	}
}

// start is how long a relay with a million records takes to answer.
func start(b *testing.B, binary string) {
	b.Helper()
	folder := b.TempDir()
	g, err := newGroup(folder)
	if err != nil {
		b.Fatal(err)
	}
	const records, at = 1_000_000, 64
	one := made(400)
	var all sync.WaitGroup
	for w := range at {
		all.Go(func() {
			for i := range records / at {
				if err := g.write([]byte(fmt.Sprintf("%016d", w)), int64(i), one); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	if err := g.close(); err != nil {
		b.Fatal(err)
	}
	took := Took(func() { relay(b, nil, binary, folder) })
	title("a relay that holds 1,000,000 records")
	say("from start to the first answer", short(took), "", "printed", 0)
}
