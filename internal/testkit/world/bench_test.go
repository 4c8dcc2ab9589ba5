package world

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/sqlite"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/syncer"
	"snowdrop/internal/testkit/network"
)

// These measure whole devices, with sealing, signing, checking and their disks, and beside each the raw limit of the same
// run. internal/testkit/bench measures the relay alone.

// roomy bounds nobody.
var roomy = relay.Limits{Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 12, Short: 1 << 10, Bodies: 1 << 32}

// overLoopback is a relay over SQLite, behind a real connection, and the store below it.
func overLoopback(b *testing.B) (at http.Handler, store *sqlite.Store) {
	b.Helper()
	store, err := sqlite.Open(b.TempDir(), sqlite.Options{})
	if err != nil {
		b.Fatal(err)
	}
	served := relay.New(relay.Config{Store: store, Limits: roomy})
	server := httptest.NewServer(served)
	transport := &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}
	b.Cleanup(func() {
		served.Stop()
		transport.CloseIdleConnections()
		server.Close()
		if err := store.Close(); err != nil {
			b.Error(err)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		carry(w, r, transport, server.Listener.Addr().String())
	}), store
}

// carry hands a request on to an address. It is a way of devices to a relay, so that the rest of this package need not
// know that there is a network.
func carry(w http.ResponseWriter, r *http.Request, over http.RoundTripper, address string) {
	out := r.Clone(r.Context())
	out.RequestURI, out.URL.Scheme, out.URL.Host = "", "http", address
	answer, err := over.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	part := make([]byte, 64<<10)
	for {
		n, err := answer.Body.Read(part)
		if n > 0 {
			if _, err := w.Write(part[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// person is one with a single device.
func person(b *testing.B, at http.Handler) *Person {
	b.Helper()
	p, err := NewPerson(b.Context(), at, "phone")
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func entry(n int) record.Record {
	return record.Record{ID: record.NewID(), Kind: 1, At: int64(n), Body: make([]byte, 590)}
}

// report gives the median and the slowest hundredth of some times, in milliseconds.
func report(b *testing.B, name string, times []time.Duration) {
	slices.Sort(times)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(times[len(times)/2]), name+"-p50-ms")
	b.ReportMetric(ms(times[min(len(times)-1, len(times)*99/100)]), name+"-p99-ms")
}

// BenchmarkSixtyFourDevicesWriteAtOnce is how long it takes from a local change to its acknowledgement, while 64 devices
// of as many people do the same; raw is the store alone, asked by as many writers.
func BenchmarkSixtyFourDevicesWriteAtOnce(b *testing.B) {
	at, store := overLoopback(b)
	people := make([]*Person, 64)
	for i := range people {
		people[i] = person(b, at)
	}
	var mu sync.Mutex
	var whole, raw []time.Duration
	all := func(do func(i int) error, into *[]time.Duration) {
		var group sync.WaitGroup
		for i := range people {
			group.Go(func() {
				start := time.Now()
				err := do(i)
				mu.Lock()
				defer mu.Unlock()
				if *into = append(*into, time.Since(start)); err != nil {
					b.Error(err)
				}
			})
		}
		group.Wait()
	}
	for b.Loop() {
		all(func(i int) error {
			d := people[i].Devices[0]
			return errors.Join(d.Vault.Put(b.Context(), entry(1)), d.Sync.Once(b.Context()))
		}, &whole)
	}
	b.StopTimer()
	batches := make([]relay.Batch, len(people))
	for range 8 {
		for i, p := range people {
			batches[i] = ready(b, p, store)
		}
		all(func(i int) error {
			_, err := store.Append(b.Context(), people[i].ID, batches[i], relay.DefaultQuota)
			return err
		}, &raw)
		for _, p := range people {
			if err := p.Devices[0].Sync.Once(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, "write", whole)
	report(b, "raw", raw)
}

// ready is an entry that a device has sealed, as the relay would hand it to its store.
func ready(b *testing.B, p *Person, store *sqlite.Store) relay.Batch {
	b.Helper()
	d := p.Devices[0]
	err := d.Vault.Put(b.Context(), entry(2))
	envelopes, sealed := d.Home.Outgoing(b.Context())
	auth, known := store.Auth(b.Context(), p.ID, 1)
	if err := errors.Join(err, sealed, known); err != nil {
		b.Fatal(err)
	}
	head, _ := d.Home.Head()
	return relay.Batch{Expect: head, Epoch: 1, Auth: auth, Envelopes: envelopes}
}

// BenchmarkWake is how long it takes from a change on one device until another one shows it, both being open; raw is one
// call to the relay and back.
func BenchmarkWake(b *testing.B) {
	at, _ := overLoopback(b)
	p := person(b, at)
	tablet, err := p.Add(b.Context(), "tablet")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	var group sync.WaitGroup
	for _, d := range p.Devices {
		group.Go(func() { _ = d.Sync.Run(ctx) })
	}
	phone := p.Devices[0]
	shown := func(id record.ID) {
		for {
			_, changed := tablet.Vault.Changes()
			if _, err := tablet.Vault.Body(id); err == nil {
				return
			}
			<-changed
		}
	}
	write := func() {
		rec := entry(1)
		if err := phone.Vault.Put(b.Context(), rec); err != nil {
			b.Fatal(err)
		}
		phone.Sync.Nudge()
		shown(rec.ID)
	}
	for range 20 {
		write() // until both streams have begun
	}
	var whole, raw []time.Duration
	for b.Loop() {
		start := time.Now()
		write()
		whole = append(whole, time.Since(start))
	}
	b.StopTimer()
	for range max(20, len(whole)) {
		start := time.Now()
		if _, err := phone.Client.About(b.Context()); err != nil {
			b.Fatal(err)
		}
		raw = append(raw, time.Since(start))
	}
	cancel()
	group.Wait()
	report(b, "wake", whole)
	report(b, "raw", raw)
}

// BenchmarkPullTwentyThousand is how long a device takes that comes back to 20,000 new entries, each opened, verified and
// on its disk; raw is the same bytes fetched and not looked at.
func BenchmarkPullTwentyThousand(b *testing.B) {
	const entries = 20_000
	at, _ := overLoopback(b)
	p := person(b, at)
	tablet, err := p.Add(b.Context(), "tablet")
	if err != nil {
		b.Fatal(err)
	}
	before := tablet.Copy()
	phone := p.Devices[0]
	for n := range entries {
		if err := phone.Vault.Put(b.Context(), entry(n)); err != nil {
			b.Fatal(err)
		}
	}
	if err := phone.Sync.Once(b.Context()); err != nil {
		b.Fatal(err)
	}
	epoch, sign, _ := phone.Home.Login(0)
	who := syncer.Login{Role: relayapi.RoleMember, Space: p.ID, Epoch: epoch, Sign: sign}
	start := time.Now()
	for after := uint64(2); ; {
		_, items, err := phone.Client.Entries(b.Context(), who, after)
		if err != nil {
			b.Fatal(err)
		}
		if len(items) == 0 {
			break
		}
		after = items[len(items)-1].N
	}
	raw := time.Since(start)
	for b.Loop() {
		b.StopTimer()
		if err := tablet.Put(b.Context(), before); err != nil {
			b.Fatal(err)
		}
		tablet.Link = network.New(p.Relay)
		if err := tablet.goHome(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if err := tablet.Sync.Once(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	if n := len(tablet.Vault.List()); n != entries {
		b.Fatalf("it shows %d", n)
	}
	b.ReportMetric(float64(raw.Milliseconds()), "raw-ms")
}
