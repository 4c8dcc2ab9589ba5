package moving

import (
	"context"
	"errors"
	"sync"
	"time"

	"snowdrop/internal/devices/deed"
	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/space"
)

// To is where everything is to go, and how.
type To struct {
	Relay string     // its address
	Code  string     // what its host gave, if it asks for one
	Proof deed.Proof // its passphrase is always looked at
	Keep  bool       // the copy at the relay before stays there
	// Without goes on from what is here, where the relay before can not be reached: what only that has does not come along.
	Without bool
}

// Stage is how far a move is.
type Stage string

// What the stage of a Move can be.
const (
	None    Stage = ""
	Begun   Stage = "begun"   // cut off before anything was changed at the relay before: begin again, or give it up
	Gathers Stage = "gathers" // files are fetched that only the relay before has: it can be given up
	Crosses Stage = "crosses" // the other devices are told, and this one goes
	Fills   Stage = "fills"   // this device is there, and everything is on its way to it
	Settles Stage = "settles" // everything is there; the copy at the relay before is still to be deleted
)

// Move is one as a person sees it.
type Move struct {
	Stage    Stage
	From, To string // relays
	Got, Of  int    // files while it gathers; how much of what was to be sent is there while it fills
	Err      error  // what ended the last try, or is in the way
	Others   bool   // something was written at the relay before since this device left it
	Past     bool   // it can not be given up any more: the other devices were told
}

// Around is the device that moves. What changes something is done under Action, which Begin and MoveIn find held.
type Around struct {
	deed.Around
	Action  sync.Locker
	Still   func() (on func())                                         // nothing is sent in the background until on is called
	Session func() (*wire.Session, error)                              // of the home that there is now
	Begin   func(context.Context, deed.Proof) (*deed.Deed, error)      // a deed at the relay that it is at
	Address func() string                                              // of that relay
	At      func(address string) *wire.Relay                           // another one
	Waiting func() int                                                 // how many files are not at the relay yet
	Gather  func(ctx context.Context, told func(got, of int)) error    // brings every file here; nil: there are none
	Stay    func(ctx context.Context, before, next *space.Owner) error // says that what is shared stays where it is
	MoveIn  func(ctx context.Context, home wire.Arrival) error         // goes on in a home that the vault has
	Changed func()
	Changes func() (count uint64, kept, other <-chan struct{})
}

// Mover takes a device to another relay, and knows how far that is.
type Mover struct {
	around Around
	mu     sync.Mutex
	under  *under // the move that was begun last
}

// New returns one with nothing under way.
func New(around Around) *Mover { return &Mover{around: around, under: &under{}} }

// under is a move while the program runs.
type under struct {
	mu     sync.Mutex
	now    Move
	of     int // most that ever waited, while it fills
	cancel context.CancelFunc
	ended  chan struct{} // closed when nothing is under way; nil where nothing ever was
	// cleared takes away what was begun at the other relay, and settled what is at the one before. They hold secrets, and are
	// nil once things were locked.
	cleared, settled func(context.Context) error
}

func (u *under) set(change func(*Move)) {
	u.mu.Lock()
	defer u.mu.Unlock()
	change(&u.now)
}

func (m *Mover) last() *under {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.under
}

// Busy says whether something is under way. It is called with Action held.
func (m *Mover) Busy() bool {
	ended := m.last().ended
	select {
	case <-ended:
		return false
	default:
		return ended != nil
	}
}

// Ended is closed when nothing is under way any more; nil where nothing ever was.
func (m *Mover) Ended() <-chan struct{} { return m.last().ended }

// Forget drops every secret of what is under way, and ends that: a locked device holds none. It is called with Action held.
func (m *Mover) Forget() {
	u := m.last()
	if u.cancel != nil {
		u.cancel()
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.under = &under{ended: u.ended}
}

// Begin makes the home at the other relay, and goes on in the background: see Now. The passphrase was looked at. It is called
// with Action held.
func (m *Mover) Begin(ctx context.Context, s *wire.Session, to To) error {
	c := &crossing{m: m, Around: m.around, to: to, there: m.around.At(to.Relay), s: s, name: s.Name()}
	if err := c.begin(ctx); err != nil {
		return err
	}
	m.run(c)
	return nil
}

// run goes on in the background.
func (m *Mover) run(c *crossing) {
	u := &under{ended: make(chan struct{}), now: Move{Stage: Gathers, From: c.Address(), To: c.to.Relay}}
	var ctx context.Context
	ctx, u.cancel = context.WithCancel(context.Background())
	if c.made {
		u.cleared = c.clear
	}
	m.mu.Lock()
	m.under = u
	m.mu.Unlock()
	go func() {
		defer close(u.ended)
		defer c.Changed()
		err := c.gather(ctx, u)
		c.Action.Lock()
		defer c.Action.Unlock()
		if err == nil {
			u.set(func(now *Move) { now.Stage = Crosses })
			c.Changed()
			err = c.cross(ctx)
		}
		u.set(func(now *Move) {
			now.Stage, now.Err = None, err
			if errors.Is(err, context.Canceled) {
				now.Err = nil
			}
		})
		u.mu.Lock()
		defer u.mu.Unlock()
		if err == nil {
			u.cleared, u.settled = nil, c.settle
		}
	}()
}

// Now says how far a move is.
func (m *Mover) Now() Move {
	u := m.last()
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.now.Stage != None {
		return u.now
	}
	st, ok := Load(m.around.Vault)
	home, err := m.around.Vault.Home()
	if !ok || err != nil {
		return Move{Err: u.now.Err}
	}
	now := Move{Stage: Begun, From: st.From, To: st.To, Err: u.now.Err, Others: u.now.Others, Past: st.Past}
	if home.ID().String() != st.Space {
		now.From = m.around.Address()
		return now
	}
	waiting := home.Waiting() + m.around.Waiting()
	u.of = max(u.of, waiting)
	now.Stage, now.Got, now.Of = Fills, u.of-waiting, u.of
	if waiting == 0 {
		now.Stage = Settles
	}
	return now
}

// GiveUp ends a move before this device has gone, and takes away what was begun at the other relay. Where it was begun before
// the program ended, the proof is asked again. wire.ErrBegun where it is too late.
func (m *Mover) GiveUp(ctx context.Context, p deed.Proof) error {
	u := m.last()
	if u.cancel != nil {
		u.cancel()
		<-u.ended
	}
	m.around.Action.Lock()
	defer m.around.Action.Unlock()
	switch now := m.Now(); {
	case now.Stage == None:
		return nil
	case now.Stage != Begun || now.Past:
		return wire.ErrBegun
	case u.cleared != nil:
		return u.cleared(ctx)
	}
	w, err := m.around.Begin(ctx, p)
	if err != nil {
		return err
	}
	st, _ := Load(m.around.Vault)
	ways := w.Proven(p)
	at, ok := Words(ways)
	door, opens := at.Open(st.Door)
	if !ok || !opens {
		return Drop(ctx, m.around.Vault)
	}
	c := &crossing{m: m, Around: m.around, there: m.around.At(st.To), door: door, ways: ways}
	return c.clear(ctx)
}

// Settle deletes what is at the relay before, once everything is at the other one; with leave it only forgets that it is
// there. anyway deletes although something was written there since. Where the secrets of the move were forgotten the proof is
// asked again. wire.ErrOnlyCopy while something is on its way, ErrOthers.
func (m *Mover) Settle(ctx context.Context, p deed.Proof, leave, anyway bool) error {
	m.around.Action.Lock()
	defer m.around.Action.Unlock()
	s, err := m.around.Session()
	st, ok := Load(m.around.Vault)
	old, bad := record.ParseSpaceID(st.Old)
	switch {
	case err != nil:
		return err
	case !ok:
		return nil
	case st.Space != s.Home.ID().String() || bad != nil:
		return wire.ErrNotBegun
	case leave || st.Owner == nil || old == s.Home.ID():
		return Drop(ctx, m.around.Vault)
	}
	if err := m.arrived(ctx, s); err != nil {
		return err
	}
	w, err := m.around.Begin(ctx, p)
	if err != nil {
		return err
	}
	before, ok := st.Left(w.Owner())
	if !ok {
		return deed.ErrProof
	}
	return m.clearOld(ctx, st, before, w.Proven(p), anyway)
}

// arrived says whether everything is at the relay that this device is at.
func (m *Mover) arrived(ctx context.Context, s *wire.Session) error {
	if err := wire.Refusal(s.Sync.Once(ctx)); err != nil { // nil only when nothing waits
		return err
	}
	if s.Home.Waiting()+m.around.Waiting() > 0 {
		return wire.ErrOnlyCopy
	}
	return nil
}

// clearOld deletes what is at the relay before, unless it is to stay.
func (m *Mover) clearOld(ctx context.Context, st State, before space.Owner, ways []slots.Noted, anyway bool) error {
	old, err := record.ParseSpaceID(st.Old)
	if err == nil && !st.Keep {
		err = Clear(ctx, m.around.At(st.From), old, before, st.Head, ways, anyway)
	}
	if err == nil {
		err = Drop(ctx, m.around.Vault)
	}
	m.last().set(func(now *Move) { now.Err, now.Others = err, errors.Is(err, ErrOthers) })
	m.around.Changed()
	return err
}

// Settling deletes what is at the relay before as soon as everything is at the other one, until ctx is done.
func (m *Mover) Settling(ctx context.Context) {
	tried := time.Time{}
	for ctx.Err() == nil {
		_, kept, other := m.around.Changes()
		u := m.last()
		u.mu.Lock()
		settled, others := u.settled, u.now.Others
		u.mu.Unlock()
		wait := time.Minute
		if settled != nil && !others {
			wait = 2 * time.Second // what has arrived is not always told, and what failed is tried again
			if time.Since(tried) > time.Second && m.Now().Stage == Settles {
				tried = time.Now()
				if settled(ctx) == nil {
					u.mu.Lock()
					u.settled = nil
					u.mu.Unlock()
				}
			}
		}
		again := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-kept:
		case <-other:
		case <-again.C:
		}
		again.Stop()
	}
}
