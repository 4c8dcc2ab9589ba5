// Package syncer moves sealed entries between one device and one relay: it fetches what is new, hands it to a Log, and
// sends what the Log has sealed. It must never see what is inside an entry, and never decide by itself what is true: a
// Log accepts or refuses.
package syncer

import (
	"context"
	"errors"
	"sync"

	"snowdrop/internal/record"
)

// What ends the work of a Syncer. Everything else passes: Run tries again.
var (
	// ErrWentBack says that the relay knows less than this device was told before: an old backup, or a lie.
	ErrWentBack = errors.New("syncer: the relay went back")
	// ErrForked says that the relay shows a log that this device cannot follow from where it stands.
	ErrForked = errors.New("syncer: the relay shows another log")
	// ErrRemoved says that a newer epoch has no place for this device.
	ErrRemoved = errors.New("syncer: this device was removed")
)

// ErrGone says that the relay knows nothing of the space, or takes none of the keys that this device has. Unknown and not
// allowed are one answer, so everything may be deleted, lost or only refused. It is no verdict: Run goes on asking, seldom.
var ErrGone = errors.New("syncer: the relay knows nothing of this")

// ErrNoKey says that the Log has no key to log in with: it is locked, or has not been let in yet.
var ErrNoKey = errors.New("syncer: no key to log in with")

// ErrOffline says that no relay was reached. It is in the chain of an error together with its cause.
var ErrOffline = errors.New("syncer: the relay was not reached")

// Log is a space as one device keeps it. Head and Login may be called at any time, the others one at a time. What a
// method has done is durable when it returns nil, and after an error nothing has changed.
//
// An error of Accept or CatchUp that says that no later try can help has a method in its chain:
//
//	Stops() string // "forked" or "removed"
//
// Any other error is taken for trouble that passes, such as a full disk, and is tried again later.
type Log interface {
	// ID names the space. It never changes.
	ID() record.SpaceID
	// Head is the number of the last entry that was accepted, and the number that the relay is known to have had, which
	// is not lower: another device may have told.
	Head() (n, mark uint64)
	// Accept takes the entries that follow, from Head()+1, in order. Entries before the one that is refused may have been
	// kept.
	Accept(ctx context.Context, items []record.Item) error
	// Outgoing seals what waits, at Head(), and notes it as sent before it returns; nothing, where nothing waits. It
	// gives at most relayapi.MaxBatch envelopes and relayapi.MaxBody bytes. What the relay has comes back through Accept;
	// what did not come back is sealed anew by the next call.
	Outgoing(ctx context.Context) ([][]byte, error)
	// CatchUp takes the control records of all epochs that follow the newest one that this device knows, so that it can
	// log in. At Head 0 it gets all from the first on, and comes before Accept. It does not move Head.
	CatchUp(ctx context.Context, controls [][]byte) error
	// Login is the newest epoch that this device has a key of; back counts epochs before that one. sign makes the
	// signature of a relayapi.Login: over its Signed, behind relayapi.LabelLogin. ok is false where there is no such
	// epoch or no key of it, and while locked.
	Login(back uint32) (epoch uint32, sign func(message []byte) [64]byte, ok bool)
	// Cleanup gives the entries whose bytes the relay is to delete, with the token for each. After the relay has done
	// so, done notes it.
	Cleanup(ctx context.Context) (tokens map[uint64][32]byte, done func(ctx context.Context, n ...uint64) error, err error)
}

// State is what a Syncer is doing.
type State struct {
	Offline bool   // the last try did not reach the relay
	Busy    bool   // something is being fetched or sent
	Got, Of uint64 // how many entries of how many are here, while fetching
	Err     error  // why it stopped: ErrWentBack, ErrForked or ErrRemoved; or what is in the way now, as Once returned it
}

// Syncer keeps one Log and one relay in step. It is safe for use from many goroutines; only one does the work at a time.
type Syncer struct {
	client *Client
	log    Log
	nudge  chan struct{}
	work   chan struct{} // holds one token: who has it does the work

	told func() // the state has changed; nil for nobody

	mu      sync.Mutex
	state   State
	changed chan struct{}
}

// New returns a Syncer that does nothing until Once or Run.
func New(c *Client, l Log) *Syncer {
	return &Syncer{client: c, log: l, nudge: make(chan struct{}, 1), work: make(chan struct{}, 1), changed: make(chan struct{})}
}

// State says what it is doing now.
func (s *Syncer) State() State {
	state, _ := s.Watch()
	return state
}

// Watch is State, and a channel that is closed when it is no longer so.
func (s *Syncer) Watch() (State, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state, s.changed
}

func (s *Syncer) set(change func(*State)) {
	s.mu.Lock()
	before := s.state
	change(&s.state)
	changed := s.state != before
	if changed {
		close(s.changed)
		s.changed = make(chan struct{})
	}
	s.mu.Unlock()
	if changed && s.told != nil {
		s.told()
	}
}

// Nudge says that something waits to be sent, or that the network may be back: Run looks at once.
func (s *Syncer) Nudge() {
	select {
	case s.nudge <- struct{}{}:
	default:
	}
}
