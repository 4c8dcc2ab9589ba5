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
	// ErrGone says that the relay knows neither the space nor any epoch that this device has a key of. Unknown and not
	// allowed are one answer, so this can be a deleted space, a restored relay or a refusal. It is no verdict: Run goes
	// on asking, seldom.
	ErrGone = errors.New("syncer: the relay knows nothing of this")
)

// Log is a space as one device keeps it. A Syncer calls it from one goroutine at a time. What a method has done is
// durable when it returns nil, and after an error nothing has changed.
//
// An error of Accept or CatchUp that says that no later try can help has a method in its chain:
//
//	Stops() string // "forked" or "removed"
//
// Any other error is taken for trouble that passes, such as a full disk, and is tried again later.
type Log interface {
	// ID names the space. It never changes.
	ID() record.SpaceID
	// Head is the number of the last entry that was accepted.
	Head() uint64
	// Accept takes the entries that follow, from Head()+1, in order. Entries before the one that is refused may have been
	// kept.
	Accept(ctx context.Context, items []record.Item) error
	// Outgoing seals what waits, at Head(), and notes it as sent before it returns; nothing, where nothing waits. It
	// gives at most relayapi.MaxBatch envelopes and relayapi.MaxBody bytes. What the relay has comes back through Accept;
	// what did not come back is sealed anew by the next call.
	Outgoing(ctx context.Context) ([][]byte, error)
	// CatchUp takes the control records that follow the newest epoch that this device knows, so that it can log in. It
	// does not move Head.
	CatchUp(ctx context.Context, controls [][]byte) error
	// Login is the newest epoch that this device has a key of, and signs what relayapi asks for with it. ok is false
	// where it has none, or is locked.
	Login() (epoch uint32, sign func(message []byte) [64]byte, ok bool)
	// Cleanup gives the entries whose bytes the relay is to delete, with the token for each. After the relay has done
	// so, done notes it.
	Cleanup(ctx context.Context) (tokens map[uint64][32]byte, done func(ctx context.Context, n ...uint64) error, err error)
}

// State is what a Syncer is doing.
type State struct {
	Offline bool   // the last try did not reach the relay
	Busy    bool   // something is being fetched or sent
	Got, Of uint64 // how many entries of how many are here, while fetching
	Err     error  // why it stopped, one of ErrWentBack, ErrForked and ErrRemoved; or what is in the way now
}

// Syncer keeps one Log and one relay in step. It is safe for use from many goroutines; only one does the work at a time.
type Syncer struct {
	client *Client
	log    Log

	work  sync.Mutex // held through Once
	nudge chan struct{}

	mu    sync.Mutex
	state State
}

// New returns a Syncer that does nothing until Once or Run.
func New(c *Client, l Log) *Syncer {
	return &Syncer{client: c, log: l, nudge: make(chan struct{}, 1)}
}

// State says what it is doing now.
func (s *Syncer) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// Nudge says that something waits to be sent, or that the network may be back: Run looks at once.
func (s *Syncer) Nudge() {
	select {
	case s.nudge <- struct{}{}:
	default:
	}
}

// Once fetches everything up to the relay's head, sends what waits and has deleted what is to be deleted. It returns nil
// only when nothing waits any more. ErrWentBack, ErrForked and ErrRemoved are verdicts; any other error may pass.
func (s *Syncer) Once(ctx context.Context) error { return errors.ErrUnsupported }

// Run does Once, then again whenever the relay says that there is more, after Nudge, and with waits that grow while the
// relay is out of reach. It returns when ctx is done, with its error, or with a verdict.
func (s *Syncer) Run(ctx context.Context) error { return errors.ErrUnsupported }
