package devices

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/seal"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/internal/words"
)

const (
	passphrase = "a quiet river stone"
	entryKind  = 1
	at         = "https://relay.example"
)

// root makes stretching quick and always the same within one run.
var root = seal.NewKey()

func quick(words, label string) seal.Key { return root.DeriveFor(label, []byte(words)) }

func slotFor(label string, words ...string) slots.Slot {
	return slots.From(quick(strings.Join(words, " "), label))
}

// world is a relay and a clock.
type world struct {
	t     *testing.T
	store *memory.Store

	mu    sync.Mutex
	relay http.Handler
	now   time.Time
}

// ServeHTTP asks the relay that there is now.
func (w *world) ServeHTTP(answer http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	relay := w.relay
	w.mu.Unlock()
	relay.ServeHTTP(answer, r)
}

// anew puts an empty relay in the place of the one that there is.
func (w *world) anew() {
	store := memory.New()
	fresh := relay.New(relay.Config{Store: store, Limits: roomy, Now: w.clock})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.store, w.relay = store, fresh
}

// roomy bounds nobody.
var roomy = relay.Limits{Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	w.anew()
	return w
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// phone is one device of a person: a disk, a way to the relay, and the program.
type phone struct {
	*Devices
	w     *world
	name  string
	disk  *memdisk.Disk
	vault *vault.Vault
	link  *network.Link
	lost  bool // the program ended during a visit
}

var ctx = context.Background()

// phone is a new one, with nothing on it.
func (w *world) phone(name string) *phone {
	w.t.Helper()
	p := &phone{w: w, name: name, disk: memdisk.New(), link: network.New(w)}
	p.boot()
	return p
}

// kept is a new one, with an entry kept under the passphrase.
func (w *world) kept(name string, entries ...string) *phone {
	w.t.Helper()
	p := w.phone(name)
	w.must(p.vault.Keep(ctx, passphrase))
	for _, e := range entries {
		p.put(e)
	}
	return p
}

func (p *phone) boot() {
	v, err := vault.OpenWith(ctx, p.disk, func(passphrase []byte, salt seal.Salt) seal.Key {
		return root.DeriveFor("passphrase\x00", append(salt[:], passphrase...))
	})
	p.w.must(err)
	v.SetNow(p.w.clock)
	p.vault = v
	p.Devices = New(Config{Vault: v, Transport: p.link, Relay: at, Now: p.w.clock, Site: "https://app.example", Stretch: quick})
	p.Devices.beat = time.Millisecond
	p.w.t.Cleanup(p.quit)
}

// quit ends what goes on in the background.
func (p *phone) quit() {
	p.Devices.Pairing().Drop()
	if j := p.Devices.Joining(); j != nil {
		j.Drop()
		<-j.Ended()
	}
}

// crash ends the program and begins it anew from what is on the disk.
func (p *phone) crash() {
	p.w.t.Helper()
	p.quit()
	p.lost = p.lost || p.vault.State() == vault.Visit
	p.boot()
	if p.vault.State() == vault.Locked {
		p.w.must(p.vault.Unlock(ctx, passphrase))
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// put writes an entry.
func (p *phone) put(text string) record.ID {
	p.w.t.Helper()
	id := record.NewID()
	p.w.must(p.vault.Put(ctx, record.Record{ID: id, Kind: entryKind, At: p.w.clock().Unix(), Body: []byte(text)}))
	return id
}

// has returns all entries, sorted. Versions of one that were written apart are several.
func (p *phone) has() []string {
	var all []string
	for _, h := range p.vault.List(entryKind) {
		versions, err := p.vault.Versions(h.ID)
		p.w.must(err)
		for _, v := range versions {
			all = append(all, string(v.Record.Body))
		}
	}
	slices.Sort(all)
	return all
}

func (p *phone) shows(want ...string) {
	p.w.t.Helper()
	slices.Sort(want)
	if got := p.has(); !slices.Equal(got, want) {
		p.w.t.Fatalf("%s shows %q, want %q", p.name, got, want)
	}
}

// step exchanges with the relay once, as Run would.
func (p *phone) step() error {
	s, err := p.session()
	if err != nil {
		return err
	}
	err = s.Step(ctx)
	s.Stop(ctx, err)
	return err
}

func (p *phone) inStep() {
	p.w.t.Helper()
	p.w.must(p.step())
}

// names lists the devices, sorted by name.
func (p *phone) names() []string {
	var all []string
	for _, d := range p.List() {
		all = append(all, d.Name)
	}
	slices.Sort(all)
	return all
}

func (p *phone) id(name string) DeviceID {
	p.w.t.Helper()
	for _, d := range p.List() {
		if d.Name == name {
			return d.ID
		}
	}
	p.w.t.Fatalf("%s knows no device %s: %v", p.name, name, p.names())
	return DeviceID{}
}

// started is a person with one device and seven words.
func (w *world) started(entries ...string) (*phone, []string) {
	w.t.Helper()
	p := w.kept("laptop", entries...)
	seven := p.Words()
	w.must(p.Start(ctx, seven, "laptop", passphrase, ""))
	p.inStep()
	return p, seven
}

// opened is another device, opened with words.
func (w *world) opened(name string, words []string) *phone {
	w.t.Helper()
	p := w.phone(name)
	w.must(p.Open(ctx, words, name, passphrase))
	p.inStep()
	return p
}

// opensNothing says that nothing is under these words.
func (w *world) opensNothing(words []string) {
	w.t.Helper()
	if err := w.phone("stranger").Open(ctx, words, "stranger", passphrase); !errors.Is(err, ErrWords) {
		w.t.Fatalf("words that lead nowhere: %v", err)
	}
}

// cut breaks the line at the n-th request from now on, which is done or not, and loses every one after it. cut is 0 once
// that has happened.
func (p *phone) cut(n int, done bool) *int {
	left := &n
	p.link.Faults(func(*http.Request) network.Fault {
		*left--
		switch {
		case *left > 0:
			return network.None
		case *left == 0 && done:
			return network.LoseReply
		}
		return network.LoseRequest
	})
	return left
}

func (p *phone) mend() { p.link.Faults(nil) }

// until waits for what goes on in the background.
func (w *world) until(what string, reached func() bool) {
	w.t.Helper()
	for range 60000 {
		if reached() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	w.t.Fatal("never: " + what)
}

func byPassphrase() Proof { return Proof{Passphrase: passphrase} }

func byWords(w []string) Proof { return Proof{Words: w} }

func fresh() []string { return words.New(WordsHome) }

// paired is a new device, let in by an old one.
func (w *world) paired(old *phone, p Proof, name string) *phone {
	w.t.Helper()
	pairing, err := old.Pair(ctx, p)
	w.must(err)
	n := w.phone(name)
	joining, err := n.JoinPair(ctx, pairing.Words(), name, passphrase)
	w.must(err)
	w.until("answered", func() bool { s, _, _ := pairing.State(); return s == PairAnswered })
	if _, _, five := pairing.State(); !slices.Equal(five, joining.Compare()) || len(five) != 5 {
		w.t.Fatalf("compare: %q and %q", five, joining.Compare())
	}
	w.must(pairing.Approve(ctx))
	w.until("let in", func() bool { s, err := joining.State(); w.must(err); return s == PairDone })
	n.inStep()
	return n
}
