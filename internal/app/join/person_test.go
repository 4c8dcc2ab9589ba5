package join_test

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"snowdrop/internal/app"
	"snowdrop/internal/devices"
	"snowdrop/internal/relay"
	"snowdrop/internal/relay/memory"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/sharing/invite"
	"snowdrop/internal/testkit/network"
	"snowdrop/internal/testkit/page"
	"snowdrop/internal/testkit/person"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/memdisk"
	"snowdrop/internal/words"
)

const (
	passphrase = "a quiet river stone"
	at         = "https://relay.example"
)

var (
	ctx  = context.Background()
	root = seal.NewKey()
)

// quick makes stretching quick and always the same within one run.
func quick(words, label string) seal.Key { return root.DeriveFor(label, []byte(words)) }

// world is a relay and a clock.
type world struct {
	t     *testing.T
	mu    sync.Mutex
	relay http.Handler
	now   time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	w.restart()
	return w
}

// restart begins a relay anew that has never kept anything: what is left are the apps.
func (w *world) restart() {
	fresh := relay.New(relay.Config{Store: memory.New(), Now: w.clock, Limits: relay.Limits{Spaces: 1 << 20, Logins: 1 << 20, Slots: 1 << 20, Listeners: 1 << 10, Short: 1 << 10, Bodies: 1 << 30}})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.relay = fresh
}

// ServeHTTP asks the relay that there is now.
func (w *world) ServeHTTP(answer http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	relay := w.relay
	w.mu.Unlock()
	relay.ServeHTTP(answer, r)
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

// someone is a person with the app on one device.
type someone struct {
	*person.Person
	w       *world
	vault   *vault.Vault
	devices *devices.Devices
	sharing *sharing.Sharing
	invites *invite.Invites
	link    *network.Link
}

// visitor has nothing kept yet.
func (w *world) visitor() *someone {
	w.t.Helper()
	v, err := vault.OpenWith(ctx, memdisk.New(), func(passphrase []byte, salt seal.Salt) seal.Key {
		return root.DeriveFor("passphrase\x00", append(salt[:], passphrase...))
	})
	w.must(err)
	v.SetNow(w.clock)
	p := &someone{w: w, vault: v, link: network.New(w)}
	p.devices = devices.New(devices.Config{Vault: v, Transport: p.link, Relay: at, Now: w.clock, Site: "https://app.example", Stretch: quick})
	p.sharing = sharing.New(sharing.Config{Vault: v, Devices: p.devices, Transport: p.link, Relay: at, Now: w.clock})
	p.invites = invite.New(invite.Config{Vault: v, Spaces: p.sharing, Transport: p.link, Relay: at, Now: w.clock, Site: "https://app.example", Stretch: quick})
	p.Person = person.New(w.t, app.New(app.Config{Vault: v, Devices: p.devices, Sharing: p.sharing, Invites: p.invites, Now: w.clock,
		Help: func(string) string { return "/h/" }, Style: "/static/style.css"}))
	return p
}

// someone has a home at the relay.
func (w *world) someone() *someone {
	w.t.Helper()
	p := w.visitor()
	w.must(p.vault.Keep(ctx, passphrase))
	p.begin()
	return p
}

func (p *someone) begin() {
	p.w.t.Helper()
	p.w.must(p.devices.Start(ctx, words.New(7), "phone", passphrase, ""))
}

// sevenWords goes through the pages that keep things at the relay as well.
func (p *someone) sevenWords() {
	p.w.t.Helper()
	const to = "/mine/words/start"
	p.Get(to)
	var seven []string
	for _, li := range p.Page.First("ol").All("li") {
		seven = append(seven, li.Words())
	}
	p.Fill(to)
	said := []string{"device", "phone", "passphrase", passphrase}
	for _, label := range p.Page.All("label") {
		for i, word := range seven {
			if strings.Contains(label.Words(), "number "+strconv.Itoa(i+1)) {
				said = append(said, label.Attrs["for"], word)
			}
		}
	}
	p.Fill(to, said...)
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// news looks at the relay, as Run does, and opens the page again.
func (p *someone) news() *someone {
	p.w.t.Helper()
	p.w.must(p.invites.Check(ctx))
	p.Get(p.Path)
	return p
}

// makes makes an invite and gives the words.
func (p *someone) makes(who string) []string {
	p.w.t.Helper()
	to := "/together/invite/for/" + who
	p.Get("/together/invite").Leads(to).Get(to).Fill(to, "other", "Jim", "me", "Sarah")
	p.Is(http.StatusOK).Says("Your invite for Jim")
	for _, v := range p.invites.List() {
		if p.Path == "/together/invite/"+v.ID {
			return v.Words
		}
	}
	p.w.t.Fatal(p.Path)
	return nil
}

// own are the words of the list that stand in addresses of the app.
var own = []string{"client", "keep", "partner", "relay"}

// holdsWord is whether an address holds a word that could be one of a secret. It asks for no certain words: those of an invite are
// drawn, and now and then one of them is "ether", which is in "together", or "partner".
func holdsWord(address string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(page.WithoutIDs(address), func(r rune) bool { return !unicode.IsLetter(r) }), func(part string) bool {
		_, err := words.Parse(part)
		return err == nil && !slices.Contains(own, part)
	})
}

// opens looks who invites.
func (p *someone) opens(said []string) {
	p.w.t.Helper()
	p.Get("/join").Fill("/join", "words", strings.Join(said, " "))
}

// answers says yes to whoever invites.
func (p *someone) answers(said []string) {
	p.w.t.Helper()
	p.opens(said)
	p.Is(http.StatusOK).Says("Sarah invites you").Fill(p.Path, "wish", "yes", "other", "my Sarah", "me", "James")
	p.Is(http.StatusOK).Says("Do you both see these five words?")
}

// five are the words that are shown to be compared.
func (p *someone) five() string {
	p.w.t.Helper()
	list := p.Page.First("ol")
	if list == nil {
		p.w.t.Fatalf("%s shows no words: %s", p.Path, p.Main())
	}
	return list.Words()
}
