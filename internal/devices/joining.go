package devices

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
)

// Joining is a pairing seen from the new device.
type Joining struct {
	d    *Devices
	slot slot
	self space.Self
	ask  []byte
	raw  []byte // the answer that this device gave
	at   ask

	passphrase string
	stop       context.CancelFunc
	ended      chan struct{} // closed when nothing goes on in the background any more

	mu    sync.Mutex
	state PairState
	err   error
	until time.Time
}

// answering is an answer that may have arrived although nobody heard so: the same again is no second device.
type answering struct {
	slot slot
	ask  []byte
	self space.Self
	raw  []byte
}

// JoinPair answers under the six words that another device shows. This device becomes one of the person's devices in the
// background once the other one approves; Open says what happens to what is here. ErrWords, ErrUsed, ErrLate, ErrBegun,
// ErrName, vault.ErrWeakPassphrase, vault.ErrLocked, ErrOffline.
func (d *Devices) JoinPair(ctx context.Context, words []string, device, passphrase string) (*Joining, error) {
	name, err := cleanName(device)
	if err != nil {
		return nil, err
	}
	if len(words) != WordsPair {
		return nil, ErrWords
	}
	d.action.Lock()
	defer d.action.Unlock()
	if err := d.mayArrive(passphrase); err != nil {
		return nil, err
	}
	mine, err := d.answerUnder(ctx, d.slotOf(seal.LabelSlotPair, words), name)
	if err != nil {
		return nil, err
	}
	first, _ := openAsk(mine.slot, mine.ask)
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	j := &Joining{d: d, slot: mine.slot, self: mine.self, ask: mine.ask, raw: mine.raw, at: first, passphrase: passphrase,
		stop: stop, ended: make(chan struct{}), state: PairWaiting, until: d.config.Now().Add(pairLife + pairSlack)}
	d.mu.Lock()
	before := d.joining
	d.joining = j
	d.mu.Unlock()
	before.drop()
	go j.watch(background)
	return j, nil
}

// answerUnder reads what the old device says and answers, so that nobody else can.
func (d *Devices) answerUnder(ctx context.Context, s slot, name string) (*answering, error) {
	for range tries {
		blob, err := d.look(ctx, s)
		if err != nil {
			return nil, err
		}
		if a := d.answering; a != nil && a.slot.same(s) && bytes.Equal(a.raw, blob) {
			return a, nil
		}
		first, ok := openAsk(s, blob)
		if !ok {
			return nil, notAnAsk(s, blob)
		}
		if err := d.mayMoveTo(door{space: first.space}); err != nil {
			return nil, err
		}
		a := &answering{slot: s, ask: blob, self: space.NewSelf()}
		keys := a.self.Keys()
		a.raw = answer{ask: fingerprint(blob), sign: keys.Sign, box: keys.Box, name: name}.seal(s)
		d.answering = a
		err = d.client.PutSlot(ctx, s.login(), nil, relayapi.LifeMinutes, fingerprint(blob), a.raw)
		if err != nil && !errors.Is(err, relayapi.ErrTaken) {
			return nil, refusal(err)
		}
	}
	return nil, ErrAgain
}

// notAnAsk says why nobody can answer under these words.
func notAnAsk(s slot, blob []byte) error {
	if _, ok := openAnswer(s, blob); ok {
		return ErrUsed
	}
	if e, ok := openDone(s, blob); ok {
		if e.how == endLetIn {
			return ErrUsed
		}
		return ErrLate
	}
	return ErrWords
}

// Joining returns the one that was begun last, or nil.
func (d *Devices) Joining() *Joining {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.joining
}

// Compare returns the five words that the old device must show as well.
func (j *Joining) Compare() []string { return compare(transcript(j.slot, j.ask, j.raw)) }

// State says how far it is. err is set where it ended for a reason of this device: a full disk.
func (j *Joining) State() (state PairState, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state, j.err
}

// Seconds is how long the other device still has.
func (j *Joining) Seconds() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.d.seconds(j.until.Add(-pairSlack), j.state != PairWaiting)
}

// Cancel gives it up, at any time before PairDone.
func (j *Joining) Cancel(ctx context.Context) error {
	if !j.end(PairStopped, nil) {
		return ErrLate
	}
	message := done{before: fingerprint(j.raw), how: endGivenUp}.seal(j.slot)
	_ = j.d.client.PutSlot(ctx, j.slot.login(), nil, relayapi.LifeMinutes, fingerprint(j.raw), message)
	return nil
}

func (j *Joining) drop() {
	if j != nil {
		j.end(PairStopped, nil)
	}
}

// end is false where it has ended before.
func (j *Joining) end(state PairState, err error) bool {
	j.mu.Lock()
	first := j.state == PairWaiting
	if first {
		j.state, j.err, j.passphrase = state, err, ""
	}
	j.mu.Unlock()
	j.stop()
	if first {
		j.d.changedNow()
	}
	return first
}

// watch waits to be let in, and then moves in.
func (j *Joining) watch(ctx context.Context) {
	defer close(j.ended)
	var welcome *done
	for j.d.pause(ctx) {
		if j.d.config.Vault.State() == vault.Locked {
			j.drop()
			return
		}
		if welcome == nil {
			var over bool
			if welcome, over = j.hear(ctx); over {
				return
			}
			if welcome == nil {
				continue
			}
		}
		err := j.moveIn(ctx, *welcome)
		switch {
		case err == nil:
			j.end(PairDone, nil)
			_ = j.d.clear(context.WithoutCancel(ctx), j.slot)
			return
		case !errors.Is(err, ErrOffline):
			j.end(PairStopped, err)
			return
		}
	}
}

// hear looks for the old device's last word. over says that it was no, or that the time is over.
func (j *Joining) hear(ctx context.Context) (welcome *done, over bool) {
	if !j.d.config.Now().Before(j.until) {
		return nil, j.end(PairOver, nil) || true
	}
	blob, err := j.d.look(ctx, j.slot)
	if err != nil {
		return nil, false
	}
	e, ok := openDone(j.slot, blob)
	switch {
	case !ok:
		return nil, false
	case e.how == endLetIn && e.before == fingerprint(j.raw):
		return &e, false
	case e.how == endRefused:
		j.end(PairRefused, nil)
	default:
		j.end(PairStopped, nil)
	}
	return nil, true
}

// moveIn reads the way in, asks the relay for what it needs to read the log, and makes the home the one of this device.
func (j *Joining) moveIn(ctx context.Context, welcome done) error {
	j.d.action.Lock()
	defer j.d.action.Unlock()
	j.mu.Lock()
	passphrase, waiting := j.passphrase, j.state == PairWaiting
	j.mu.Unlock()
	if !waiting {
		return ErrLate
	}
	t := transcript(j.slot, j.ask, j.raw)
	under, err := j.self.Key().BoxKey(seal.LabelMemberBox).OpenBox(welcome.box, seal.LabelPairBox, t[:])
	if err != nil {
		return ErrLate
	}
	s, err := space.Join(under, handoverAAD(t), welcome.handover, j.self)
	if err != nil || s.ID() != j.at.space || s.Mark() < j.at.at.n {
		return ErrLate
	}
	who, ok := memberLogin(s)
	if !ok {
		return ErrLate
	}
	controls, err := j.d.controls(ctx, who)
	if err != nil {
		return refusal(err)
	}
	if err := s.CatchUp(controls); err != nil {
		return lies(err)
	}
	return j.d.arrive(ctx, arrival{space: s}, passphrase)
}
