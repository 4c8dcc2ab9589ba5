// Package devices is what a person does with their devices over one relay: begin with seven words, open elsewhere, pair,
// name, remove, forget. It must never do what only the owner may without being given the passphrase or the words again,
// change anything on this device while the relay can not be reached, or let words alone in after they were replaced.
//
// Every action can be tried again after a crash or a lost reply, and then goes on where it was
// (TestEveryActionEndsWellWhateverReplyIsLost). Spec: docs/protocol.md, "Pairing", and docs/format.md.
package devices

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/devices/moving"
	"snowdrop/internal/devices/notebook"
	"snowdrop/internal/devices/pairing"
	"snowdrop/internal/devices/shown"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// What a caller may tell apart. Beside these come vault.ErrLocked, vault.ErrWeakPassphrase, vault.ErrPassphrase and
// errors of the disk, as the vault gave them. After every error what is kept on this device is as it was.
var (
	// ErrOffline says that the relay can not be reached, or answers what no relay would. Nothing has changed here. What
	// it was asked for may have happened there: doing the same again is safe.
	ErrOffline = wire.ErrOffline
	// ErrWords says that nothing is kept under these words, or no longer.
	ErrWords = wire.ErrWords
	// ErrProof says that the passphrase or the words that were given to prove it are not right.
	ErrProof = deed.ErrProof
	// ErrNeedWords says that the passphrase is right, but that this device holds no owner's key that is in force.
	ErrNeedWords = deed.ErrNeedWords
	// ErrOnlyCopy says that something on this device is nowhere else yet.
	ErrOnlyCopy = wire.ErrOnlyCopy
	// ErrClosed says that this relay takes nobody new; ErrCode that it takes those with a code, and this is none.
	ErrClosed = wire.ErrClosed
	ErrCode   = wire.ErrCode
	// ErrFull says that the relay has no more room, for this person or at all.
	ErrFull = wire.ErrFull
	// ErrUsed says that another device has already answered under these six words; ErrLate that the time of a pairing is
	// over, or that it was refused or given up.
	ErrUsed = pairing.ErrUsed
	ErrLate = pairing.ErrLate
	// ErrAgain says that another device changed the same thing at the same time and was first: look, and try again.
	ErrAgain = wire.ErrAgain
	// ErrBegun says that this device already keeps its things at the relay; ErrNotBegun that it keeps nothing at one, or that
	// the program knows none.
	ErrBegun    = wire.ErrBegun
	ErrNotBegun = wire.ErrNotBegun
	// ErrTooMany says that no further device fits.
	ErrTooMany = wire.ErrTooMany
	// ErrStopped says that this device and the relay no longer agree (Status.Stopped): only Continue and leaving go on.
	ErrStopped = wire.ErrStopped
	// ErrReach says that this program can not ask that relay.
	ErrReach = errors.New("devices: a relay out of reach")
	// ErrName says that a name is empty or longer than MaxName bytes.
	ErrName = errors.New("devices: not a name")
)

// MaxName is the longest name of a device in bytes of UTF-8; MaxDevices how many there can be.
const (
	MaxName    = space.MaxName
	MaxDevices = space.MaxMembers
)

// How many words there are of each sort.
const (
	WordsHome = slots.Words
	WordsKit  = slots.Kit
	WordsPair = slots.Pair
)

// The pages that links lead to, at Config.Site. The words stand behind "#", with "-" between them, so that no server
// ever gets them: the page takes them from there and empties the address at once.
const PathOpen, PathPair = "/open", "/pair"

// Kind is the record kind of the items that this package keeps for itself among a person's things. No screen shows them.
const Kind = notebook.Kind

// DeviceID names one device of a person.
type DeviceID = record.ID

// Config is what a person's devices need from whoever runs the program.
type Config struct {
	Vault     *vault.Vault
	Transport http.RoundTripper
	Relay     string // base URL of the one that is asked where nothing is at a relay yet; "" for none
	// Reach says which other relays this program can ask. nil: every one. What is at a relay stays at that one, whatever
	// Relay says by then.
	Reach  func(address string) bool
	Now    func() time.Time // nil: time.Now
	Site   string           // where the app is served, for links, without a slash at the end
	Others []Other          // relays that the host of the page lists
	// Waiting says how many files are not on the relay yet. nil: none ever. It must not call back into this package.
	Waiting func() int
	// Gather brings every file here that is at the relay only, as far as that has it, and tells how many of how many are here.
	// nil: there are none. It must not call back into this package.
	Gather func(ctx context.Context, told func(got, of int)) error
	// Stretch is another way to stretch words, for tests that do it thousands of times. No program may set it: what makes
	// guessing dear is that there is no quicker way. nil: seal.StretchWords.
	Stretch func(words, label string) seal.Key
}

// Devices is safe for use from many goroutines. One action that changes something runs at a time.
type Devices struct {
	config Config
	relays *wire.Relays
	relay  *wire.Relay                                    // the first of them, nil where there is none
	prove  func(*deed.Deed, context.Context, Proof) error // always Check, but in the test that takes it out
	beat   time.Duration                                  // between two looks at a slot, while pairing
	mover  *moving.Mover

	// action is held through every action that changes something. What it guards is remembered from a try that was cut
	// off, so that the next one makes nothing twice.
	action sync.Mutex
	begun  *begun
	coming *coming
	given  *pairing.Given

	exchange sync.Mutex // held while Run exchanges, and by whoever has it still

	mu      sync.Mutex
	stilled bool // Run is not to exchange anything
	hosted  Hosted
	fresh   shown.Words
	pairing *Pairing
	joining *Joining
	current *wire.Session
	sought  *wire.Session // whose owner's note was looked for last
	gone    string        // where to, if there was one
	counter uint64
	changed chan struct{}
}

// New returns the devices of the person whose vault this is. Nothing is asked of the relay before Run or an action.
func New(c Config) *Devices {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Waiting == nil {
		c.Waiting = func() int { return 0 }
	}
	if c.Stretch == nil {
		c.Stretch = seal.StretchWords
	}
	d := &Devices{config: c, prove: (*deed.Deed).Check, beat: time.Second, changed: make(chan struct{}), hosted: nothing{}}
	d.relays = wire.NewRelays(c.Transport, c.Relay, c.Reach)
	d.relay = d.relays.At("")
	d.mover = d.newMover()
	return d
}

// Hosted is what a person decides about beside their home, with secrets that are sealed for the owner of it.
type Hosted interface {
	// Prepare seals the secrets of before for next as well, among the person's things. They are on the relay before next is
	// in force.
	Prepare(ctx context.Context, before, next space.Owner) error
	// Follow gives everything hosted new keys, once owner is in force, and goes on where it was cut off. sync brings what is
	// written among the person's things to the relay.
	Follow(ctx context.Context, owner space.Owner, sync func(context.Context) error) error
	// Stay notes that everything hosted and joined so far is at this relay, where the home is about to go to another one, and
	// seals the secrets of before for next, where both are known.
	Stay(ctx context.Context, relay string, before, next *space.Owner) error
}

// Host has Compromised reach h as well.
func (d *Devices) Host(h Hosted) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.hosted = h
}

// nothing is hosted where Host was not called.
type nothing struct{}

func (nothing) Stay(context.Context, string, *space.Owner, *space.Owner) error         { return nil }
func (nothing) Prepare(context.Context, space.Owner, space.Owner) error                { return nil }
func (nothing) Follow(context.Context, space.Owner, func(context.Context) error) error { return nil }

// slotOf stretches words, which takes a good part of a second.
func (d *Devices) slotOf(label string, words []string) slots.Slot {
	return slots.From(d.config.Stretch(strings.Join(words, " "), label))
}

// Site is Config.Site.
func (d *Devices) Site() string { return d.config.Site }

// Available says whether the program knows a relay.
func (d *Devices) Available() bool { return d.Relay() != "" }

// Relay is the address of the relay that things are at, or could be; "" for none.
func (d *Devices) Relay() string {
	if home, err := d.config.Vault.Home(); err == nil && home.Relay() != "" && d.config.Transport != nil {
		return home.Relay()
	}
	return d.config.Relay
}
