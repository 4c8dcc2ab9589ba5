package wire

import (
	"cmp"
	"context"
	"errors"
	"time"

	"snowdrop/internal/relayapi"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
)

// Session is a home that this device has, and who keeps it in step with the relay.
type Session struct {
	Home  *vault.Home
	Relay *Relay
	Sync  *syncer.Syncer
}

// Session returns a new one. Nothing is asked yet.
func (r *Relay) Session(home *vault.Home) *Session {
	return &Session{home, r, syncer.New(r.Client, home)}
}

// Space is the home as it stands. Where the device was just locked it is an empty one, which has nobody in it.
func (s *Session) Space() *space.Space {
	if kept := s.Home.Space(); kept != nil {
		return kept
	}
	return space.Follow(s.Home.ID(), space.NewSelf(), nil)
}

// Name is how this device is called in its home, as far as it knows.
func (s *Session) Name() string {
	home := s.Space()
	return cmp.Or(NameOf(home, home.Me()), "?")
}

// Step fetches and sends everything. A relay that has no room is no reason not to do what is asked: that may make room.
// ErrStopped where that is no longer done until the person has decided.
func (s *Session) Step(ctx context.Context) error {
	if s.Home.Stopped() != vault.Running {
		return ErrStopped
	}
	err := s.Sync.Once(ctx)
	if errors.Is(err, relayapi.ErrQuota) || errors.Is(err, relayapi.ErrFull) {
		return nil
	}
	return Refusal(err)
}

// Stop notes a verdict, so that it stays one after a restart. Any other error does nothing.
func (s *Session) Stop(ctx context.Context, verdict error) {
	for _, v := range []struct {
		err  error
		stop vault.Stop
	}{{syncer.ErrWentBack, vault.WentBack}, {syncer.ErrForked, vault.Forked}, {syncer.ErrRemoved, vault.Removed}} {
		if errors.Is(verdict, v.err) {
			_ = s.Home.Stop(ctx, v.stop) // locked or full: it is found out again
		}
	}
}

// Run exchanges until ctx is done, until lasts says that this is over, or until this device and the relay no longer agree.
// changes counts what is kept here, and gives channels that are closed when that changes, and when lasts may say something
// else for another reason; told is called when the state of Sync changes.
func (s *Session) Run(ctx context.Context, lasts func() bool, changes func() (count uint64, kept, other <-chan struct{}), told func()) {
	running, cancel := context.WithCancel(ctx)
	defer cancel()
	over := make(chan error, 1)
	go func() { over <- s.Sync.Run(running) }()
	for seen := uint64(0); ; {
		count, kept, other := changes()
		// Only what is written here is a reason to look at once: what can not be sent now is tried again later.
		if count != seen && s.Home.Waiting() > 0 {
			s.Sync.Nudge()
		}
		seen = count
		_, state := s.Sync.Watch()
		if !lasts() || s.Home.Stopped() != vault.Running {
			cancel()
			<-over
			return
		}
		select {
		case err := <-over:
			s.Stop(context.WithoutCancel(ctx), err)
			told()
			if syncer.Final(err) && s.Home.Stopped() == vault.Running { // the disk is full: it is found out again, but not at once
				s.rest(ctx, lasts, changes)
			}
			return
		case <-state:
			told()
		case <-kept:
		case <-other:
		}
	}
}

// again is when a verdict that was not noted is asked for once more, where nothing changes before.
const again = time.Minute

// rest waits until there is a reason to ask once more.
func (s *Session) rest(ctx context.Context, lasts func() bool, changes func() (count uint64, kept, other <-chan struct{})) {
	_, kept, other := changes()
	if !lasts() {
		return
	}
	clock := time.NewTimer(again)
	defer clock.Stop()
	select {
	case <-ctx.Done():
	case <-kept:
	case <-other:
	case <-clock.C:
	}
}

// Beginning is a home that this device makes at a relay. It is remembered by who makes it, so that a try after a lost
// reply makes no second one.
type Beginning struct {
	Owner   space.Owner
	Space   *space.Space // before its first entry
	genesis []byte
}

// NewBeginning makes a home with one device in it, as yet nowhere.
func NewBeginning(name string) *Beginning {
	b := &Beginning{Owner: space.NewOwner()}
	b.Space, b.genesis = space.Create(b.Owner, space.NewSelf(), name)
	return b
}

// Make makes it at the relay. Twice is as once.
func (r *Relay) Make(ctx context.Context, b *Beginning, code string) error {
	return Refusal(r.CreateSpace(ctx, b.genesis, code))
}
