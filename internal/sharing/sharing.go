// Package sharing is what a person shares with others: spaces of their own at the relay, what is put into them and taken
// back, and how they end. It must never put anything into a space that was not handed to Put, decide who is in without the
// proof of the owner, or leave on this device what somebody else took back.
//
// A person is one member of a space, whose seed lies among their own things (internal/sharing/membership), so that all their
// devices follow it. Which spaces are open, and what is due by itself, is internal/sharing/lines; what a device knows of one
// space, and the rules by which it takes something in, is internal/sharing/log. Why it is so: docs/decisions/shared-spaces.md.
// Spec: docs/format.md and docs/protocol.md.
package sharing

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"snowdrop/internal/devices"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/lines"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// RecordKind is the record kind of what is kept about a space among a person's things. No screen lists it, and it is never
// exported, searched, printed or shared.
const RecordKind = membership.Kind

// Kind says what a space is for.
type Kind uint8

const (
	Pair = Kind(items.Pair) // two who both write: partner, parent, friend
	Care = Kind(items.Care) // the host is the client of a professional, who only asks and answers
)

// State says how a space stands.
type State string

// What a State can be.
const (
	Open            State = "open"
	WaitingForOther State = "waiting" // nobody else was ever in it
	OtherLeft       State = "left"    // who was in it has left, or was taken out by me
	Ended           State = "ended"   // I was taken out, I left, it ran out, or I ended it
	Stopped         State = "stopped" // the relay shows another log than before: only going on in a new space helps
	Gone            State = "gone"    // the relay knows nothing of it any more
)

// Space is a space as a person sees it.
type Space struct {
	ID           record.SpaceID
	Path         string // its name in addresses, random
	Kind         Kind
	Host         bool   // I decide who is in
	Professional bool   // I am the one who only asks and answers
	Other        string // as I call them
	Me           string // my name there
	OtherIn      bool   // somebody beside me is in
	Since        time.Time
	Expires      time.Time // zero where it does not run out by itself
	Over         bool      // Expires has come: nothing goes in any more, and who is the host is to End or Extend it
	Quiet        bool      // nothing of mine goes in any more, and nobody was told
	State        State
	Waiting      int // what is on this device only
	New          int // what came from others and was not seen by me
	Notices      []Notice
	Members      []Member // me first; empty where this device has not read who is in
	Next         string   // the Path of the space in which I went on: see ContinueWithout
}

// Member is somebody in a space.
type Member struct {
	ID   space.MemberID
	Name string // as they chose it
	Role items.Role
	Me   bool
	Left bool // they have said that they left
}

// What the Sort of a Notice can be.
const (
	NoticeJoined     = "joined"     // somebody was let in; Name
	NoticeEntered    = "entered"    // I came into a space of somebody; Name
	NoticeLeft       = "left"       // somebody is no longer in; Name
	NoticeUnreadable = "unreadable" // entries can not be read, or break a rule; Count
	NoticeHole       = "hole"       // entries are gone that nobody took back; Count
	NoticeForked     = "forked"     // the relay shows something else than before
	NoticeWentBack   = "back"       // the relay has less than before
	NoticeWords      = "words"      // somebody may have known my words while I was a guest here: I am to be invited anew
)

// Notice is something that is shown in a space for seven days. Nobody can put it away earlier.
type Notice struct {
	Sort  string
	Name  string
	Day   time.Time
	Count int
}

// Item is something in a space.
type Item struct {
	ID     record.ID
	Kind   uint8
	Mine   bool
	Author space.MemberID
	At     time.Time
	N      uint64 // its number in the log, the same for all; 0 while it waits here
	Body   []byte
	Sent   bool // the relay has it
	New    bool // it came from somebody else and I have not seen it
}

// What a caller may tell apart. Beside these come those of internal/devices, of the vault and of its disk.
var (
	// ErrUnknown says that there is no such space, or no such item in it.
	ErrUnknown = lines.ErrNoWay
	// ErrUnavailable says that nothing is kept at the relay, or that it is locked: there is nothing to share with.
	ErrUnavailable = lines.ErrUnavailable
	// ErrQuiet says that nothing goes in because this person stopped it.
	ErrQuiet = errors.New("sharing: quiet")
	// ErrEnded says that nothing goes in any more.
	ErrEnded = errors.New("sharing: ended")
	// ErrMayNot says that whoever this is here may not do this.
	ErrMayNot = log.ErrMayNot
	// ErrStopped says that the relay shows another log than before: only ContinueWithout and leaving go on.
	ErrStopped = devices.ErrStopped
	// ErrTaken says that another item of this ID is there.
	ErrTaken = log.ErrTaken
	// ErrName says that a name is empty or longer than MaxName bytes.
	ErrName = devices.ErrName
	// ErrTooLarge says that an item, or what is kept about a space, is too large.
	ErrTooLarge = record.ErrTooLarge
)

// MaxName is the longest name in bytes of UTF-8.
const MaxName = space.MaxName

// Config is what a person's spaces need from whoever runs the program.
type Config struct {
	Vault     *vault.Vault
	Devices   *devices.Devices
	Transport http.RoundTripper
	Relay     string // base URL of the one that the program was started with; "" for none
	// Reach says which other relays this program can ask; nil: every one. A space stays at the relay that it was made at.
	Reach func(address string) bool
	Now   func() time.Time // nil: time.Now
}

// Sharing is safe for use from many goroutines.
type Sharing struct {
	config Config
	lines  *lines.Lines

	putting []putting // puttingInForce, but in the test that takes one out

	// action is held through every action that changes who is in, or that there is a space at all. It is never held while
	// internal/devices is asked for something: that calls back, see Prepare.
	action sync.Mutex
}

// New returns the spaces of the person whose vault this is. Nothing is asked of the relay before Run or an action.
func New(c Config) *Sharing {
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Sharing{config: c, lines: lines.New(c.Vault, wire.NewRelays(c.Transport, c.Relay, c.Reach), c.Now), putting: puttingInForce}
	if c.Devices != nil {
		c.Devices.Host(hosted{s})
	}
	return s
}

// Available says whether there is a home at the relay and it is open.
func (s *Sharing) Available() bool { return s.lines.Available() }

// Run exchanges with the relay while things are open, until ctx is done. Call it once.
func (s *Sharing) Run(ctx context.Context) { s.lines.Run(ctx) }

// Once exchanges every space once, without Run. The error is that of the first that could not be reached.
func (s *Sharing) Once(ctx context.Context) error { return s.lines.Once(ctx) }

// Nudge asks Run to look at the relay now.
func (s *Sharing) Nudge() { s.lines.Nudge() }

// Then has f called after an exchange has brought something into a space, outside all locks.
func (s *Sharing) Then(f func(ctx context.Context, id record.SpaceID)) { s.lines.Then(f) }

// Wait returns when anything changed that a screen may show since it returned since, or when ctx is done. The first call
// gives 0 and returns at once.
func (s *Sharing) Wait(ctx context.Context, since uint64) uint64 {
	for {
		kept, there := s.config.Vault.Changes()
		own, here := s.lines.Watch()
		now := kept + own + 1
		if now != since || ctx.Err() != nil {
			return now
		}
		select {
		case <-ctx.Done():
		case <-there:
		case <-here:
		}
	}
}
