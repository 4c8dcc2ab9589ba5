// Package invite brings two people to share a space: one says seven words, or sends a link that holds them, the other
// answers under them, both compare five words, and the host lets the guest in. It must never let in whom the host's person
// did not compare, lead a guest into a space of anybody else than the one who was compared, or tell the other side anything
// but the name that a person chose for it.
//
// Every step is kept before it is said, so that both apps can be closed and locked in between. Spec: docs/protocol.md,
// "Inviting".
package invite

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// Bucket is where invites are kept on a device.
const Bucket = "invites"

// Path is the page that links lead to, at Config.Site. The words stand behind "#", which no server gets.
const Path = "/join"

// An invite is good for life. The guest looks a little longer for what the host said in the last moment.
const (
	life  = 48 * time.Hour
	slack = time.Hour
	// remembered is for how long it is shown how an invite ended, unless it is put away.
	remembered = 7 * 24 * time.Hour
	most       = 32
)

// What a caller may tell apart. Beside these come those of internal/devices that a relay gives, of internal/sharing and of
// the vault.
var (
	// ErrWords says that nothing is there under these words: mistyped, ended long ago, or the relay began anew.
	ErrWords = devices.ErrWords
	// ErrUsed says that somebody else has answered, or that it is done.
	ErrUsed = devices.ErrUsed
	// ErrLate says that it has ended, or that its time is over.
	ErrLate = devices.ErrLate
	// ErrOwn says that these are the words of an invite that was made here.
	ErrOwn = errors.New("invite: made here")
	// ErrNoHome says that nothing is kept at a relay, or that it is locked.
	ErrNoHome = devices.ErrNotBegun
	// ErrName says that a name is empty.
	ErrName = devices.ErrName
	// ErrMany says that too many invites are open.
	ErrMany = errors.New("invite: too many")
	// ErrElsewhere says that the one who invites is at another relay than my home, and that I would have to make the space:
	// I can invite them instead. Or that my home has moved since this began, and it has to be begun anew.
	ErrElsewhere = errors.New("invite: at another relay than the home")
)

// State is how far an invite is.
type State string

// What a State can be. The last five are ends.
const (
	Asked     State = "asked"     // the words were read here, and nothing was said yet
	Waiting   State = "waiting"   // for somebody to answer
	Comparing State = "comparing" // both are there: the five words
	Agreed    State = "agreed"    // the guest said that they are the same, and waits for the host
	Approved  State = "approved"  // the guest is in, and has to hear of it
	Shared    State = "done"      // both are in
	Over      State = "over"      // two days passed
	Refused   State = "refused"   // the words were not the same
	Withdrawn State = "withdrawn" // somebody thought better of it
	Used      State = "used"      // somebody else was quicker
)

// Ended says that nothing follows any more.
func (s State) Ended() bool {
	return s == Shared || s == Over || s == Refused || s == Withdrawn || s == Used
}

// View is an invite as a person sees it.
type View struct {
	ID      string // its name in addresses, random
	State   State
	Sort    Sort
	Mine    bool     // I invited
	Host    bool     // I decide who is in
	Name    string   // as the other one wants to be known; "" before it is known
	Other   string   // as I call them; "" in Asked
	Me      string   // my name there
	Words   []string // of an invite of mine that waits
	Link    string   // holds them
	Compare []string
	Lost    bool      // the relay has let go of it: only what was said so far goes on
	Until   time.Time // how long it is good
	Space   record.SpaceID
}

// Spaces is what an invite ends in.
type Spaces interface {
	Create(ctx context.Context, home space.Owner, kind sharing.Kind, me, other string, expires time.Time) (record.SpaceID, error)
	Admit(ctx context.Context, home space.Owner, id record.SpaceID, m space.Member) (func(under seal.Key, aad []byte) ([]byte, error), error)
	Join(ctx context.Context, joined *space.Space, seed space.Self, t sharing.Terms) error
}

// Config is what invites need from whoever runs the program.
type Config struct {
	Vault     *vault.Vault
	Spaces    Spaces
	Transport http.RoundTripper
	Relay     string // base URL of the one that the program was started with; "" for none
	// Reach says which other relays this program can ask; nil: every one. An invite stays at the relay that it began at.
	Reach func(address string) bool
	Now   func() time.Time // nil: time.Now
	Site  string           // where the app is served, for links, without a slash at the end
	// Stretch is another way to stretch words, for tests that do it thousands of times. No program may set it.
	Stretch func(words, label string) seal.Key
}

// Invites are those of one person on one device. It is safe for use from many goroutines.
type Invites struct {
	config Config
	relays *wire.Relays
	bucket *vault.Bucket

	busy  sync.Mutex      // held through everything that asks the relay or writes
	slots map[string]Slot // by ID: stretching takes a good part of a second; empty while locked

	mu      sync.Mutex
	counter uint64
	changed chan struct{}
	looked  time.Time // when a page last asked for news
	nudged  chan struct{}
}

// New returns the invites of the person whose vault this is. Nothing is asked of the relay before Run or an action.
func New(c Config) *Invites {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Stretch == nil {
		c.Stretch = seal.StretchWords
	}
	return &Invites{config: c, relays: wire.NewRelays(c.Transport, c.Relay, c.Reach), bucket: c.Vault.Bucket(Bucket), slots: map[string]Slot{},
		changed: make(chan struct{}), nudged: make(chan struct{}, 1)}
}

// Available says whether an invite can be made or answered: things are open and have a home at the relay.
func (i *Invites) Available() bool {
	_, err := i.member()
	return err == nil
}

// member is how this device shows the relay that it may make a slot.
func (i *Invites) member() (syncer.Login, error) {
	if i.relays.At(i.home()) == nil {
		return syncer.Login{}, ErrNoHome
	}
	home, err := i.config.Vault.Home()
	if err != nil { // locked, or never begun
		return syncer.Login{}, ErrNoHome
	}
	who, ok := wire.MemberLogin(home.Space())
	if !ok {
		return who, ErrNoHome
	}
	return who, nil
}

// Relay is the address of the relay that the program was started with, wherever the home is by now; "" for none.
func (i *Invites) Relay() string { return i.config.Relay }

// home is the address of the relay that the home is at.
func (i *Invites) home() string {
	if home, err := i.config.Vault.Home(); err == nil && home.Relay() != "" {
		return home.Relay()
	}
	return i.config.Relay
}

// token is how this device shows the relay of an invite that it may make a slot there; nil where its home is at another one.
func (i *Invites) token(k kept) *syncer.Login {
	who, err := i.member()
	if err != nil || cmp.Or(k.Relay, i.config.Relay) != i.home() {
		return nil
	}
	return &who
}

// slot is the one of an invite.
func (i *Invites) slot(id string, words []string) Slot {
	if s, ok := i.slots[id]; ok {
		return s
	}
	s := SlotOf(i.config.Stretch, words)
	i.slots[id] = s
	return s
}

// link leads to the page where the other one begins.
func (i *Invites) link(k kept) string {
	site := i.config.Site
	if k.Relay != "" && k.Relay != i.config.Relay {
		site = k.Relay // whose host serves the pages too
	}
	return site + Path + "#" + strings.Join(k.Words, "-")
}

// Changes counts what a page may show of invites, and gives a channel that is closed when that changes.
func (i *Invites) Changes() (count uint64, next <-chan struct{}) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.counter, i.changed
}

func (i *Invites) tell() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.counter++
	close(i.changed)
	i.changed = make(chan struct{})
}
