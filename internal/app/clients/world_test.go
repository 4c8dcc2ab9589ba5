package clients_test

import (
	"context"
	"crypto/sha256"
	"net/http"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/app"
	"snowdrop/internal/devices"
	"snowdrop/internal/journal"
	"snowdrop/internal/record"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/space"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
)

const (
	passphrase = "a quiet river stone"
	relayAt    = "https://relay.example"
)

// quick makes keys of secrets without effort, the same within one run.
var quick = seal.NewKey()

// world is a relay and a clock for everybody.
type world struct {
	t     *testing.T
	relay http.Handler
	now   time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)}
	w.relay = relay.New(relay.Config{Store: memory.New(), Now: w.clock, Limits: relay.Limits{
		Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30,
	}})
	return w
}

func (w *world) clock() time.Time { return w.now }

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// somebody is a person at their own app.
type somebody struct {
	*person.Person
	w       *world
	name    string
	disk    *memdisk.Disk
	vault   *vault.Vault
	devices *devices.Devices
	sharing *sharing.Sharing
	app     *app.App
}

// somebody keeps everything on a device of their own and at the relay.
func (w *world) somebody(name string) *somebody {
	w.t.Helper()
	p := &somebody{w: w, name: name, disk: memdisk.New()}
	p.boot()
	w.must(p.vault.Keep(w.t.Context(), passphrase))
	w.must(p.devices.Start(w.t.Context(), p.devices.Words(), name, passphrase, ""))
	return p
}

func (p *somebody) boot() {
	p.w.t.Helper()
	link := network.New(p.w.relay)
	v, err := vault.OpenWith(p.w.t.Context(), p.disk, func(secret []byte, salt seal.Salt) seal.Key {
		return quick.DeriveFor("passphrase\x00", append(salt[:], secret...))
	})
	p.w.must(err)
	v.SetNow(p.w.clock)
	p.vault = v
	p.devices = devices.New(devices.Config{Vault: v, Transport: link, Relay: relayAt, Now: p.w.clock, Site: "https://app.example",
		Stretch: func(words, label string) seal.Key {
			sum := sha256.Sum256([]byte(words))
			return quick.DeriveFor(label, sum[:])
		}})
	p.sharing = sharing.New(sharing.Config{Vault: v, Devices: p.devices, Transport: link, Relay: relayAt, Now: p.w.clock})
	p.app = app.New(app.Config{
		Vault: v, Devices: p.devices, Sharing: p.sharing, Now: p.w.clock, Style: "/static/style.css",
		Help: func(code string) string { return "/h/" + strings.ToLower(code) },
	})
	p.w.t.Cleanup(p.app.Close)
	p.Person = person.New(p.w.t, p.app)
	p.Head.Set("Snowdrop-Display", "country=GB")
}

// again starts the program anew from what is on the disk.
func (p *somebody) again() {
	p.w.t.Helper()
	p.disk = p.disk.Reopen()
	p.boot()
	p.w.must(p.vault.Unlock(p.w.t.Context(), passphrase))
}

func (p *somebody) owner() space.Owner {
	p.w.t.Helper()
	o, err := p.devices.Prove(p.w.t.Context(), devices.Proof{Passphrase: passphrase})
	p.w.must(err)
	return o
}

// step has everybody exchange everything with the relay.
func (w *world) step(all ...*somebody) {
	w.t.Helper()
	for range 3 {
		for _, p := range all {
			p.owner()
			w.must(p.sharing.Once(w.t.Context()))
		}
	}
}

// care lets a professional see what a client will choose to show.
func (w *world) care(client, professional *somebody) sharing.Space {
	w.t.Helper()
	ctx, expires := w.t.Context(), w.now.AddDate(0, 0, 90)
	id, err := client.sharing.Create(ctx, client.owner(), sharing.Care, client.name, professional.name, expires)
	w.must(err)
	self := space.NewSelf()
	handover, err := client.sharing.Admit(ctx, client.owner(), id, space.NewMember(professional.name, self.Keys()))
	w.must(err)
	under := seal.NewKey()
	b, err := handover(under, []byte("test"))
	w.must(err)
	joined, err := space.Join(under, []byte("test"), b, self)
	w.must(err)
	w.must(professional.sharing.Join(ctx, joined, self, sharing.Terms{Kind: sharing.Care, Professional: true, Me: professional.name, Other: client.name, Expires: expires}))
	w.step(client, professional)
	return client.space(id)
}

func (p *somebody) space(id record.SpaceID) sharing.Space {
	p.w.t.Helper()
	for _, s := range p.sharing.Spaces() {
		if s.ID == id {
			return s
		}
	}
	p.w.t.Fatalf("%s has no such space", p.name)
	return sharing.Space{}
}

// put keeps an entry as another place would.
func (p *somebody) put(kind uint8, e interface{ Encode() ([]byte, error) }) string {
	p.w.t.Helper()
	body, err := e.Encode()
	p.w.must(err)
	id := record.NewID()
	p.w.must(p.vault.Put(context.Background(), record.Record{ID: id, Kind: kind, At: p.w.now.Unix(), Body: body}))
	return id.String()
}

// nine keeps the answers to a questionnaire of nine lines.
func (p *somebody) nine(answers ...int) string {
	p.w.t.Helper()
	m := journal.Measure{Which: "phq9", Version: "2001"}
	sum := 0.0
	for _, n := range answers {
		m.Answers = append(m.Answers, &n)
		sum += float64(n)
	}
	m.Score = &sum
	return p.put(journal.KindMeasure, m)
}

// shows shows an entry as the preview has it, and reads what stands before the first one where it comes.
func (p *somebody) shows(entry string, s sharing.Space) *somebody {
	p.w.t.Helper()
	at := "/together/share/" + entry + "/" + s.Path
	p.Get(at).At(at).Fill(at, "do", "show")
	p.At("/together/share/" + entry).Is(http.StatusOK)
	return p
}

// first is the address of the newest thing on the page that ends in some way.
func (p *somebody) first(end string) string {
	p.w.t.Helper()
	for _, a := range p.Page.First("main").All("a") {
		if to := a.Attrs["href"]; strings.HasSuffix(to, end) {
			return to
		}
	}
	p.w.t.Fatalf("%s leads to nothing that ends in %s:\n%s", p.Path, end, p.Main())
	return ""
}
