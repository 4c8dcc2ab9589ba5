package devices

import (
	"context"
	"errors"
	"sync"
	"time"

	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
	"snowdrop/internal/vault"
	"snowdrop/internal/words"
)

// PairState is how far a pairing is.
type PairState string

// What the state of a Pairing or a Joining can be.
const (
	PairWaiting  PairState = "waiting"  // for the other device to answer, or to be let in
	PairAnswered PairState = "answered" // on the old device: the new one answered, and the person compares
	PairDone     PairState = "done"
	PairOver     PairState = "over"    // two minutes passed
	PairRefused  PairState = "refused" // on the new device: the old one said no
	PairStopped  PairState = "stopped" // given up on one of the two
)

// pairLife is how long each of the two has. The new device waits longer by pairSlack for an answer that is on its way.
const (
	pairLife  = 2 * time.Minute
	pairSlack = time.Minute
)

// Pairing is a new device being let in, seen from the old one. It is over two minutes after it began, and two minutes
// after the new device answered. It holds the owner's key until then, or until the vault is locked.
type Pairing struct {
	d     *Devices
	slot  slot
	words []string
	ask   []byte
	stop  context.CancelFunc

	mu     sync.Mutex
	deed   *deed // nil once it is over
	state  PairState
	until  time.Time
	raw    []byte // the answer's bytes
	answer answer
	added  bool // the roster has the new device; only done is missing
}

// Pair begins one; it replaces one that was under way. ErrProof, ErrNeedWords, ErrNotBegun, ErrStopped, ErrTooMany,
// ErrOffline.
func (d *Devices) Pair(ctx context.Context, p Proof) (*Pairing, error) {
	d.action.Lock()
	defer d.action.Unlock()
	w, err := d.begin(ctx, p)
	if err != nil {
		return nil, err
	}
	home := w.home.Space()
	if len(home.Members()) >= space.MaxMembers {
		return nil, ErrTooMany
	}
	who, err := w.member()
	if err != nil {
		return nil, err
	}
	six := words.New(WordsPair)
	s := d.slotOf(seal.LabelSlotPair, six)
	n, head := home.Head()
	first := ask{space: home.ID(), at: heads{n, head}}.seal(s)
	if err := d.client.PutSlot(ctx, s.login(), &who, relayapi.LifeMinutes, [32]byte{}, first); err != nil {
		return nil, refusal(err)
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	pairing := &Pairing{d: d, slot: s, words: six, ask: first, stop: stop, deed: w, state: PairWaiting, until: d.config.Now().Add(pairLife)}
	d.mu.Lock()
	before := d.pairing
	d.pairing = pairing
	d.mu.Unlock()
	before.drop()
	go pairing.watch(watching)
	return pairing, nil
}

// Pairing returns the one that was begun last on this device since it was unlocked, or nil.
func (d *Devices) Pairing() *Pairing {
	d.mu.Lock()
	p := d.pairing
	d.mu.Unlock()
	if d.config.Vault.State() != vault.Unlocked {
		p.drop()
		return nil
	}
	return p
}

// drop ends it without a word to the other device.
func (p *Pairing) drop() {
	if p == nil {
		return
	}
	p.end(PairStopped)
}

// end forgets the owner's key. What has ended stays as it ended.
func (p *Pairing) end(state PairState) {
	p.mu.Lock()
	ended := p.deed == nil
	if !ended {
		p.state, p.deed = state, nil
	}
	p.mu.Unlock()
	p.stop()
	if !ended {
		p.d.changedNow()
	}
}

// watch looks for the answer, and for the end.
func (p *Pairing) watch(ctx context.Context) {
	for p.d.pause(ctx) {
		if p.d.config.Vault.State() != vault.Unlocked {
			p.drop()
			return
		}
		p.mu.Lock()
		state, late := p.state, p.late()
		p.mu.Unlock()
		if late {
			p.end(PairOver)
			return
		}
		blob, err := p.d.look(ctx, p.slot)
		if err != nil || blob == nil {
			continue // the relay may have begun anew: the person can still compare, or begin again
		}
		if e, ok := openDone(p.slot, blob); ok && e.how == endGivenUp && state != PairDone {
			p.end(PairStopped)
			return
		}
		p.heard(blob)
	}
}

// late is called with mu held.
func (p *Pairing) late() bool { return !p.added && !p.d.config.Now().Before(p.until) }

// heard takes the first answer that there is. Later ones count for nothing.
func (p *Pairing) heard(blob []byte) {
	a, ok := openAnswer(p.slot, blob)
	p.mu.Lock()
	taken := ok && p.state == PairWaiting && a.ask == fingerprint(p.ask)
	if taken {
		p.state, p.raw, p.answer, p.until = PairAnswered, blob, a, p.d.config.Now().Add(pairLife)
	}
	p.mu.Unlock()
	if taken {
		p.d.changedNow()
	}
}

// Words are the six words that the new device needs.
func (p *Pairing) Words() []string { return append([]string(nil), p.words...) }

// Link holds them for the camera of a phone.
func (p *Pairing) Link() string { return p.d.link(PathPair, p.words) }

// Seconds is how long it still lasts.
func (p *Pairing) Seconds() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.d.seconds(p.until, p.deed == nil)
}

// State says how far it is, the name of the device that answered, and the five words to compare. Name and words are
// empty before PairAnswered.
func (p *Pairing) State() (state PairState, name string, compared []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.raw == nil {
		return p.state, "", nil
	}
	return p.state, p.answer.name, compare(transcript(p.slot, p.ask, p.raw))
}

// Approve lets the device in, after the person compared. ErrLate, ErrAgain, ErrTooMany, ErrOffline; after the last the
// same again.
func (p *Pairing) Approve(ctx context.Context) error {
	p.d.action.Lock()
	defer p.d.action.Unlock()
	p.mu.Lock()
	w, state, late := p.deed, p.state, p.late()
	p.mu.Unlock()
	switch {
	case state == PairDone:
		return nil
	case w == nil || state != PairAnswered || late:
		return ErrLate
	}
	if err := w.step(ctx); err != nil {
		return err
	}
	member := space.NewMember(p.answer.name, space.MemberKeys{Sign: p.answer.sign, Box: p.answer.box})
	err := w.change(ctx, true, func(s *space.Space) (*space.Change, error) {
		switch {
		case isIn(s, member.ID):
			return nil, nil
		case len(s.Members()) >= space.MaxMembers:
			return nil, ErrTooMany
		}
		return &space.Change{Add: []space.Member{member}}, nil
	})
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.added = true
	p.mu.Unlock()
	given, err := p.welcome(ctx, w)
	if err != nil {
		return err
	}
	if !given {
		// It gave up just then: nobody has that key, and the list of devices is not to say otherwise.
		p.end(PairStopped)
		_ = w.change(ctx, true, func(s *space.Space) (*space.Change, error) {
			if !isIn(s, member.ID) {
				return nil, nil
			}
			return &space.Change{Remove: []space.MemberID{member.ID}}, nil
		})
		return ErrLate
	}
	p.end(PairDone)
	return nil
}

// welcome tells the new device how to log in. It is false where that one has given up.
func (p *Pairing) welcome(ctx context.Context, w *deed) (bool, error) {
	t := transcript(p.slot, p.ask, p.raw)
	under := seal.NewKey()
	box, err := seal.SealBox(p.answer.box, seal.LabelPairBox, t[:], under)
	if err != nil {
		return false, nil // not a key that anything could be sealed to
	}
	handover, err := w.home.Space().Handover(under, handoverAAD(t))
	if err != nil {
		return false, refusal(syncer.ErrRemoved)
	}
	message := done{before: fingerprint(p.raw), how: endLetIn, box: box, handover: handover}.seal(p.slot)
	for range tries {
		blob, err := p.d.look(ctx, p.slot)
		if err != nil {
			return false, err
		}
		if e, ok := openDone(p.slot, blob); ok {
			return e.how == endLetIn, nil // this one, before a lost reply; or the other one's last word
		}
		who, err := w.member()
		if err != nil {
			return false, err
		}
		err = p.d.client.PutSlot(ctx, p.slot.login(), &who, relayapi.LifeMinutes, fingerprint(blob), message)
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, relayapi.ErrTaken) {
			return false, refusal(err)
		}
	}
	return false, ErrAgain
}

// Refuse ends it, at any time before Approve. It always ends here; where the relay can not be reached the new device
// finds out by its clock.
func (p *Pairing) Refuse(ctx context.Context) error {
	p.mu.Lock()
	w, before := p.deed, p.ask
	if p.raw != nil {
		before = p.raw
	}
	p.mu.Unlock()
	if w == nil {
		return ErrLate
	}
	p.end(PairStopped)
	message := done{before: fingerprint(before), how: endRefused}.seal(p.slot)
	_ = p.d.client.PutSlot(ctx, p.slot.login(), nil, relayapi.LifeMinutes, fingerprint(before), message)
	return nil
}

// pause waits a moment, and is false once ctx is done.
func (d *Devices) pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d.beat):
		return true
	}
}

func (d *Devices) seconds(until time.Time, over bool) int {
	left := until.Sub(d.config.Now())
	if over || left < 0 {
		return 0
	}
	return int((left + time.Second - 1) / time.Second)
}
