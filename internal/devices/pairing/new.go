package pairing

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
)

// New is a pairing seen from the new device.
type New struct {
	around Around
	given  *Given
	home   record.SpaceID
	mark   uint64
	stop   context.CancelFunc
	ended  chan struct{} // closed when nothing goes on in the background any more

	mu     sync.Mutex
	moveIn func(context.Context, *space.Space) error // nil once it is over
	state  State
	err    error
	until  time.Time
}

// Given is an answer. It may have arrived although nobody heard so: the same again is no second device.
type Given struct {
	slot slots.Slot
	ask  []byte
	self space.Self
	raw  []byte
}

// Answer reads what the old device says and answers, so that nobody else can. may says whether this device can go to that
// home. before is what it returned in a try that was cut off, or nil; what it returns with an error is to be remembered as
// well. ErrUsed, ErrLate, or errors of package wire.
func Answer(ctx context.Context, around Around, s slots.Slot, name string, before *Given, may func(record.SpaceID) error) (*Given, error) {
	given := before
	for range wire.Tries {
		blob, err := around.Relay.Look(ctx, s)
		if err != nil {
			return given, err
		}
		if given != nil && given.slot.Same(s) && bytes.Equal(given.raw, blob) {
			return given, nil
		}
		ask, ok := slots.OpenAsk(s, blob)
		if !ok {
			return given, notAnAsk(s, blob)
		}
		if err := may(ask.Space); err != nil {
			return given, err
		}
		given = &Given{slot: s, ask: blob, self: space.NewSelf()}
		keys := given.self.Keys()
		given.raw = slots.Answer{Ask: slots.Fingerprint(blob), Sign: keys.Sign, Box: keys.Box, Name: name}.Seal(s)
		if _, err := around.Relay.Put(ctx, s, nil, relayapi.LifeMinutes, blob, given.raw); err != nil {
			return given, err
		}
	}
	return given, wire.ErrAgain
}

// notAnAsk says why nobody can answer under these words.
func notAnAsk(s slots.Slot, blob []byte) error {
	if _, ok := slots.OpenAnswer(s, blob); ok {
		return ErrUsed
	}
	if e, ok := slots.OpenDone(s, blob); ok {
		if e.How == slots.LetIn {
			return ErrUsed
		}
		return ErrLate
	}
	return wire.ErrWords
}

// Wait waits in the background to be let in, and then calls moveIn with a space that can log in, until it succeeds.
func Wait(ctx context.Context, around Around, given *Given, moveIn func(context.Context, *space.Space) error) *New {
	ask, _ := slots.OpenAsk(given.slot, given.ask)
	waiting, stop := context.WithCancel(context.WithoutCancel(ctx))
	j := &New{around: around, given: given, home: ask.Space, mark: ask.At.N, stop: stop, ended: make(chan struct{}),
		moveIn: moveIn, state: Waiting, until: around.Now().Add(life + slack)}
	go j.watch(waiting)
	return j
}

// Compare returns the five words that the old device must show as well.
func (j *New) Compare() []string { return slots.Compare(j.transcript()) }

func (j *New) transcript() [32]byte {
	return slots.Transcript(j.given.slot, j.given.ask, j.given.raw)
}

// State says how far it is. err is set where it ended for a reason of this device: a full disk.
func (j *New) State() (state State, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state, j.err
}

// Seconds is how long the other device still has.
func (j *New) Seconds() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state != Waiting {
		return 0
	}
	return j.around.seconds(j.until.Add(-slack))
}

// Cancel gives it up, at any time before Done.
func (j *New) Cancel(ctx context.Context) error {
	if !j.end(Stopped, nil) {
		return ErrLate
	}
	message := slots.Done{Before: slots.Fingerprint(j.given.raw), How: slots.GivenUp}.Seal(j.given.slot)
	_, _ = j.around.Relay.Put(ctx, j.given.slot, nil, relayapi.LifeMinutes, j.given.raw, message)
	return nil
}

// Drop ends it without a word to the other device. On nil it does nothing.
func (j *New) Drop() {
	if j != nil {
		j.end(Stopped, nil)
	}
}

// Ended is closed when nothing goes on in the background any more.
func (j *New) Ended() <-chan struct{} { return j.ended }

// end is false where it has ended before.
func (j *New) end(state State, err error) bool {
	j.mu.Lock()
	first := j.state == Waiting
	if first {
		j.state, j.err, j.moveIn = state, err, nil
	}
	j.mu.Unlock()
	j.stop()
	if first {
		j.around.Changed()
	}
	return first
}

// watch waits to be let in, and then moves in.
func (j *New) watch(ctx context.Context) {
	defer close(j.ended)
	var welcome *slots.Done
	for j.around.pause(ctx) {
		if !j.around.Open() {
			j.Drop()
			return
		}
		if welcome == nil {
			if welcome = j.hear(ctx); welcome == nil {
				continue
			}
		}
		err := j.enter(ctx, *welcome)
		switch {
		case err == nil:
			j.end(Done, nil)
			_ = j.around.Relay.Clear(context.WithoutCancel(ctx), j.given.slot)
		case !errors.Is(err, wire.ErrOffline):
			j.end(Stopped, err)
		}
	}
}

// hear looks for the old device's last word. Where that is no, or the time is over, it ends.
func (j *New) hear(ctx context.Context) *slots.Done {
	if !j.around.Now().Before(j.until) {
		j.end(Over, nil)
		return nil
	}
	blob, err := j.around.Relay.Look(ctx, j.given.slot)
	if err != nil {
		return nil
	}
	e, ok := slots.OpenDone(j.given.slot, blob)
	switch {
	case !ok:
	case e.How == slots.LetIn && e.Before == slots.Fingerprint(j.given.raw):
		return &e
	case e.How == slots.Refused:
		j.end(Refused, nil)
	default:
		j.end(Stopped, nil)
	}
	return nil
}

// enter reads the way in, asks the relay for what it needs to read the log, and moves in.
func (j *New) enter(ctx context.Context, welcome slots.Done) error {
	j.mu.Lock()
	moveIn := j.moveIn
	j.mu.Unlock()
	if moveIn == nil {
		return ErrLate
	}
	t := j.transcript()
	under, err := j.given.self.Key().BoxKey(seal.LabelMemberBox).OpenBox(welcome.Box, seal.LabelPairBox, t[:])
	if err != nil {
		return ErrLate
	}
	s, err := space.Join(under, slots.HandoverAAD(t), welcome.Handover, j.given.self)
	if err != nil || s.ID() != j.home || s.Mark() < j.mark {
		return ErrLate
	}
	who, ok := wire.MemberLogin(s)
	if !ok {
		return ErrLate
	}
	controls, err := j.around.Relay.AllControls(ctx, who)
	if err != nil {
		return err
	}
	if err := s.CatchUp(controls); err != nil {
		return wire.Lies(err)
	}
	return moveIn(ctx, s)
}
