// Package lines is the spaces that are open on a device, each with its log and whoever keeps that in step with the relay, and
// what becomes due for one by itself. It must never ask for a proof, decide who is in, or put in anything of a person's.
package lines

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/sharing/files"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/sharing/log"
	"snowdrop/internal/sharing/membership"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// What a caller may tell apart, beside what internal/devices/wire answers of a relay and a vault of its disk.
var (
	// ErrNoWay says that this device knows nothing of a space, and no way into it.
	ErrNoWay = errors.New("sharing: not there")
	// ErrUnavailable says that nothing is kept at the relay, or that it is locked: there is nothing to share with.
	ErrUnavailable = errors.New("sharing: no home at a relay that is open")
	// ErrStopped says that the relay shows another log than before.
	ErrStopped = wire.ErrStopped
)

// Lines is safe for use from many goroutines.
type Lines struct {
	Vault  *vault.Vault
	Relays *wire.Relays
	Files  *files.Files
	Book   *membership.Book
	now    func() time.Time

	grouping sync.Mutex
	groups   map[string]*syncer.Group // by the address of their relay
	running  context.Context          // of Run; nil while it does not run
	runners  sync.WaitGroup
	moved    chan struct{}

	// entering is held while a space is entered: of two lines of one space, one would never hear of anything.
	entering sync.Mutex

	mu      sync.Mutex
	spaces  map[record.SpaceID]*Line
	then    []func(ctx context.Context, id record.SpaceID)
	counter uint64
	changed chan struct{}
}

// New returns the lines of the person whose vault this is, to the relays that the program may speak with.
func New(v *vault.Vault, relays *wire.Relays, now func() time.Time) *Lines {
	s := &Lines{Vault: v, Relays: relays, Book: membership.NewBook(v), now: now, spaces: map[record.SpaceID]*Line{},
		groups: map[string]*syncer.Group{}, moved: make(chan struct{}, 1), changed: make(chan struct{})}
	s.Files = files.New(v, s.fileRelay, s.Watch)
	return s
}

// Available says whether there is a home at the relay and it is open.
func (s *Lines) Available() bool {
	if s.Vault.State() != vault.Unlocked || s.Relays.At(s.Home()) == nil {
		return false
	}
	home, err := s.Vault.Home()
	return err == nil && home.Stopped() == vault.Running
}

// Then has f called after an exchange has brought something into a space, outside all locks.
func (s *Lines) Then(f func(ctx context.Context, id record.SpaceID)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.then = append(s.then, f)
}

// Watch is how often something changed that the vault does not count, and a channel that is closed when it does.
func (s *Lines) Watch() (uint64, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counter, s.changed
}

// Changed tells Watch.
func (s *Lines) Changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counter++
	close(s.changed)
	s.changed = make(chan struct{})
}

// BucketOf is where a device keeps what it knows of a space.
func BucketOf(id record.SpaceID) string { return "shared " + id.String() }

// Line is one space that is open on this device: its log, and who keeps that in step with the relay.
type Line struct {
	Log  *log.Log
	Sync atomic.Pointer[syncer.Syncer]
	seen uint64        // how much was brought when it was last told
	over chan struct{} // closed when nothing winds it up any more; nil where nothing does

	judged *syncer.Syncer // whose verdict was noted last
}

// Open returns the line of a space, false where this device knows nothing of it yet or is locked.
func (s *Lines) Open(k Kept) (*Line, bool) {
	if s.Vault.State() != vault.Unlocked || s.RelayOf(k) == nil {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.spaces[k.Space]; ok {
		return l, true
	}
	bucket := s.Vault.Bucket(BucketOf(k.Space))
	if !log.Exists(bucket) {
		return nil, false
	}
	opened, err := log.Open(bucket, s.Info(k))
	if err != nil {
		return nil, false
	}
	return s.keepOpen(k, opened), true
}

// Now returns a membership with its line. Where there is none it reads the membership again: it may have ended since, and everything of
// it have gone from here. Whoever took it for one that nobody has come to yet would say so for a moment.
func (s *Lines) Now(k Kept) (Kept, *Line) {
	if l, ok := s.Open(k); ok {
		return k, l
	}
	if now, ok := s.Of(k.Space); ok {
		k = now
	}
	return k, nil
}

// keepOpen is called with mu held.
func (s *Lines) keepOpen(k Kept, opened *log.Log) *Line {
	l := &Line{Log: opened}
	l.Sync.Store(syncer.New(s.RelayOf(k).Client, opened))
	s.spaces[k.Space] = l
	return l
}

func (s *Lines) Info(k Kept) log.Info {
	role := items.RoleMember
	if k.Host {
		role = items.RoleHost
	} else if k.Professional {
		role = items.RoleProfessional
	}
	return log.Info{Under: k.State(), Purpose: items.Space(k.Purpose), Role: role, Now: s.now}
}

// Enter is open for a space that another device of this person, or this one before it lost something, has come into.
func (s *Lines) Enter(ctx context.Context, k Kept) (*Line, error) {
	s.entering.Lock()
	defer s.entering.Unlock()
	l, ok := s.Open(k)
	if ok {
		return l, l.Log.Know(ctx, k.Selves())
	}
	begun, ok := k.Enter()
	if !ok || s.RelayOf(k) == nil {
		return nil, ErrNoWay
	}
	begun.Remember(k.Selves()...)
	opened, err := log.Begin(ctx, s.Vault.Bucket(BucketOf(k.Space)), s.Info(k), begun)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	l = s.keepOpen(k, opened)
	s.mu.Unlock()
	return l, l.Log.Know(ctx, k.Selves())
}

// Nudge asks Run to look at the relay now.
func (s *Lines) Nudge() {
	for _, g := range s.all() {
		g.Nudge()
	}
}

// often is how often it is looked whether time has ended something.
const often = time.Minute

// Run exchanges with the relay while things are open, until ctx is done. Call it once.
func (s *Lines) Run(ctx context.Context) {
	s.begin(ctx)
	clock := time.NewTicker(often)
	defer clock.Stop()
	for ctx.Err() == nil {
		_, there := s.Vault.Changes()
		_, here := s.Watch()
		s.keepUp(ctx)
		select {
		case <-ctx.Done():
		case <-there:
		case <-here:
		case <-s.moved:
		case <-clock.C:
		}
	}
	s.end()
	s.close(everything)
}

// keepUp has every space exchanged that is to be, and no other.
func (s *Lines) keepUp(ctx context.Context) {
	if !s.Available() {
		s.close(everything)
		return
	}
	before := s.Opened() // one that is opened meanwhile, for an action of the person, stays
	var live []record.SpaceID
	for _, k := range s.All() {
		l, err := s.due(ctx, k.Space)
		if err != nil {
			if !k.Made {
				live = append(live, k.Space) // it is being made
			}
			continue // it is over; or locked meanwhile, or a full disk
		}
		live = append(live, k.Space)
		if k, ok := s.Of(k.Space); ok && k.Ended != nil {
			s.remove(k.Space)
			s.windUp(ctx, k.Space, l)
		} else if s.runs(ctx, k.Space, l) {
			l.Sync.Store(s.groupOf(s.AddressOf(k)).Add(l.Log))
			s.Files.Keep(ctx, l.Log)
			s.verdict(ctx, l, l.Sync.Load().State().Err)
		}
		s.after(ctx, k.Space, l)
	}
	s.close(func(id record.SpaceID) bool { return slices.Contains(before, id) && !slices.Contains(live, id) })
}

// Opened are the spaces that are open now.
func (s *Lines) Opened() []record.SpaceID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Keys(s.spaces))
}

// runs says that a space is to be kept in step: no verdict has ended that. One that was not noted yet is noted first; where
// the disk does not take it that is tried again when something else has happened, and not at once and for ever. After one
// that was noted, and is no longer in force, it goes on.
func (s *Lines) runs(ctx context.Context, id record.SpaceID, l *Line) bool {
	if before := s.keeper(id); before != nil && before != l.judged && syncer.Final(before.State().Err) {
		s.verdict(ctx, l, before.State().Err)
		if l.Log.Stopped() != log.Running {
			l.judged = before
		}
		return false
	}
	return l.Log.Stopped() == log.Running
}

// errOver says that nothing is to be exchanged any more.
var errOver = errors.New("sharing: over")

// due does what is due for a space, and returns its line where it is to be exchanged: until it has ended, and everything was
// told.
func (s *Lines) due(ctx context.Context, id record.SpaceID) (*Line, error) {
	if k, ok := s.Of(id); ok {
		s.Sweep(ctx, k)
	}
	k, ok := s.Of(id)
	if !ok || !k.Made || k.Ended != nil && k.Done && !log.Exists(s.Vault.Bucket(BucketOf(id))) {
		return nil, errOver
	}
	l, err := s.Enter(ctx, k)
	if errors.Is(err, ErrNoWay) && k.Ended != nil { // what is here opens nothing, and nothing is left to be told
		return nil, errors.Join(errOver, s.Finished(ctx, k))
	}
	return l, err
}

// everything closes every line: a locked device holds no keys.
func everything(record.SpaceID) bool { return true }

// close lets go of lines. What is on its way for one comes to nothing.
func (s *Lines) close(which func(record.SpaceID) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closeNow(which)
}

// closeNow is called with mu held.
func (s *Lines) closeNow(which func(record.SpaceID) bool) {
	for id, l := range s.spaces {
		if which(id) {
			l.Log.Close()
			s.remove(id)
			s.Files.Close(id)
			delete(s.spaces, id)
		}
	}
}

// windUp tells the relay in the background what is left, again and again, until nothing is.
func (s *Lines) windUp(ctx context.Context, id record.SpaceID, l *Line) {
	if l.over != nil {
		return
	}
	over := make(chan struct{})
	l.over = over
	go func() {
		defer close(over)
		for wait := time.Second; ; wait = min(2*wait, often) {
			k, ok := s.Of(id)
			if !ok || k.Ended == nil || l.Log.Closed() || s.wind(ctx, k, l) == nil {
				return
			}
			timer := time.NewTimer(wait)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
		}
	}()
}

// wind does so once. nil says that it is over, and nothing of the space is left on this device.
func (s *Lines) wind(ctx context.Context, k Kept, l *Line) error {
	if err := l.Log.End(ctx, k.Ended.Ending(), s.leaveItem(k)); err != nil {
		return err
	}
	_ = s.letGoOfFiles(ctx, k, l) // from here at once, and from the relay when it is known what stands there
	err := s.Step(ctx, k.Space, l)
	for left := l.Log.Remaining(); err == nil && left > 0; left = l.Log.Remaining() {
		if err = s.Step(ctx, k.Space, l); l.Log.Remaining() == left {
			break // the relay refuses, and will go on refusing
		}
	}
	switch {
	case errors.Is(err, ErrStopped) && l.Log.Stopped() != log.Running:
	case s.tired(k) && (err != nil || l.Log.Waiting() > 0) && !errors.Is(err, wire.ErrOffline) && ctx.Err() == nil: // it refuses
	case err != nil:
		return err
	case l.Log.Waiting() > 0:
		return errLeft
	default:
		if err := s.letGoOfFiles(ctx, k, l); err != nil {
			return err
		}
	}
	return s.Finished(ctx, k)
}

// errLeft says that something is left to be told.
var errLeft = errors.New("sharing: not told yet")

// verdict notes why a log has stopped, so that it stays so after a restart.
func (s *Lines) verdict(ctx context.Context, l *Line, err error) {
	for _, v := range []struct {
		err  error
		stop log.Stop
	}{{syncer.ErrWentBack, log.WentBack}, {syncer.ErrForked, log.Forked}, {syncer.ErrRemoved, log.Removed}} {
		if errors.Is(err, v.err) && l.Log.Stopped() == log.Running {
			if l.Log.Stop(ctx, v.stop) == nil { // locked or full: it is found out again
				s.Changed()
			}
		}
	}
}

// after is what is done when an exchange may have brought something.
func (s *Lines) after(ctx context.Context, id record.SpaceID, l *Line) {
	brought := l.Log.Brought()
	s.mu.Lock()
	came := brought != l.seen
	l.seen = brought
	then := slices.Clone(s.then)
	s.mu.Unlock()
	if !came {
		return
	}
	s.Changed()
	for _, f := range then {
		f(ctx, id)
	}
}

// Once exchanges every space once, without Run. The error is that of the first that could not be reached.
func (s *Lines) Once(ctx context.Context) error {
	if !s.Available() {
		return ErrUnavailable
	}
	var first error
	for _, k := range s.All() {
		err := s.once(ctx, k.Space)
		if err != nil && !errors.Is(err, ErrStopped) && !errors.Is(err, errOver) && first == nil {
			first = err
		}
	}
	return first
}

func (s *Lines) once(ctx context.Context, id record.SpaceID) error {
	l, err := s.due(ctx, id)
	if err != nil {
		return err
	}
	if k, ok := s.Of(id); ok && k.Ended != nil {
		return s.wind(ctx, k, l)
	}
	if err = s.Step(ctx, id, l); err == nil {
		_ = s.Files.Once(ctx, l.Log) // what is in the way of a file is in the way of that one
	}
	if k, ok := s.Of(id); ok {
		s.Sweep(ctx, k)
	}
	return err
}

// Step exchanges one space. ErrStopped where that is no longer done.
func (s *Lines) Step(ctx context.Context, id record.SpaceID, l *Line) error {
	if l.Log.Stopped() != log.Running {
		return ErrStopped
	}
	err := l.Sync.Load().Once(ctx)
	s.verdict(ctx, l, err)
	s.after(ctx, id, l)
	if errors.Is(wire.Refusal(err), wire.ErrFull) {
		return nil // what is done may make room
	}
	return wire.Refusal(err)
}
