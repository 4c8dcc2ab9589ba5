package pairing

import (
	"context"
	"sync"
	"time"

	"snowdrop/internal/devices/slots"
	"snowdrop/internal/devices/wire"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/seal"
	"snowdrop/internal/space"
	"snowdrop/internal/syncer"
)

// Home is the home of the old device, in the hands of somebody who has proved to be its owner. Each method may be called
// again after an error.
type Home interface {
	// Space is the home as it stands; nil once this device is locked.
	Space() *space.Space
	// Add has a device put into the roster. nil: it is in, perhaps for longer.
	Add(ctx context.Context, m space.Member) error
	// Drop has it taken out. nil: it is not in.
	Drop(ctx context.Context, id space.MemberID) error
}

// Old is a pairing seen from the old device. It is over two minutes after it began, and two minutes after the new device
// answered. It holds the owner's key until then, or until this device is locked.
type Old struct {
	around Around
	slot   slots.Slot
	words  []string
	link   string
	ask    []byte
	stop   context.CancelFunc

	approving sync.Mutex

	mu     sync.Mutex
	home   Home // nil once it is over
	state  State
	until  time.Time
	raw    []byte // the answer's bytes
	answer slots.Answer
	added  bool // the roster has the new device; only the last message is missing
}

// Begin puts the first message under words, whose slot this is. link holds the words.
func Begin(ctx context.Context, around Around, home Home, slot slots.Slot, words []string, link string) (*Old, error) {
	s := home.Space()
	who, ok := wire.MemberLogin(s)
	if !ok {
		return nil, wire.ErrStopped
	}
	n, head := s.Head()
	ask := slots.Ask{Space: s.ID(), At: slots.Heads{N: n, Hash: head}}.Seal(slot)
	if written, err := around.Relay.Put(ctx, slot, &who, relayapi.LifeMinutes, nil, ask); err != nil {
		return nil, err
	} else if !written {
		return nil, wire.ErrAgain // six random words that somebody else has
	}
	watching, stop := context.WithCancel(context.WithoutCancel(ctx))
	p := &Old{around: around, slot: slot, words: words, link: link, ask: ask, stop: stop, home: home, state: Waiting, until: around.Now().Add(life)}
	go p.watch(watching)
	return p, nil
}

// Drop ends it without a word to the other device. On nil it does nothing.
func (p *Old) Drop() {
	if p != nil {
		p.end(Stopped)
	}
}

// end forgets the owner's key. What has ended stays as it ended.
func (p *Old) end(state State) {
	p.mu.Lock()
	ended := p.home == nil
	if !ended {
		p.state, p.home = state, nil
	}
	p.mu.Unlock()
	p.stop()
	if !ended {
		p.around.Changed()
	}
}

// watch looks for the answer, and for the end.
func (p *Old) watch(ctx context.Context) {
	for p.around.pause(ctx) {
		if !p.around.Open() {
			p.Drop()
			return
		}
		p.mu.Lock()
		late := p.late()
		p.mu.Unlock()
		if late {
			p.end(Over)
			return
		}
		blob, err := p.around.Relay.Look(ctx, p.slot)
		if err != nil || blob == nil {
			continue // the relay may have begun anew: the person can still compare, or begin again
		}
		if e, ok := slots.OpenDone(p.slot, blob); ok && e.How == slots.GivenUp {
			p.end(Stopped)
			return
		}
		p.heard(blob)
	}
}

// late is called with mu held.
func (p *Old) late() bool { return !p.added && !p.around.Now().Before(p.until) }

// heard takes the first answer that there is. Later ones count for nothing.
func (p *Old) heard(blob []byte) {
	a, ok := slots.OpenAnswer(p.slot, blob)
	p.mu.Lock()
	taken := ok && p.state == Waiting && a.Ask == slots.Fingerprint(p.ask)
	if taken {
		p.state, p.raw, p.answer, p.until = Answered, blob, a, p.around.Now().Add(life)
	}
	p.mu.Unlock()
	if taken {
		p.around.Changed()
	}
}

// Words are the six words that the new device needs.
func (p *Old) Words() []string { return append([]string(nil), p.words...) }

// Link holds them for the camera of a phone.
func (p *Old) Link() string { return p.link }

// Seconds is how long it still lasts.
func (p *Old) Seconds() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.home == nil {
		return 0
	}
	return p.around.seconds(p.until)
}

// State says how far it is, the name of the device that answered, and the five words to compare. Name and words are
// empty before Answered.
func (p *Old) State() (state State, name string, compare []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.raw == nil {
		return p.state, "", nil
	}
	return p.state, p.answer.Name, slots.Compare(slots.Transcript(p.slot, p.ask, p.raw))
}

// Approve lets the device in, after the person compared. ErrLate, or errors of package wire; after one of those the same
// again.
func (p *Old) Approve(ctx context.Context) error {
	p.approving.Lock()
	defer p.approving.Unlock()
	p.mu.Lock()
	home, state, late := p.home, p.state, p.late()
	p.mu.Unlock()
	switch {
	case state == Done:
		return nil
	case home == nil || state != Answered || late:
		return ErrLate
	}
	member := space.NewMember(p.answer.Name, space.MemberKeys{Sign: p.answer.Sign, Box: p.answer.Box})
	if err := home.Add(ctx, member); err != nil {
		return err
	}
	p.mu.Lock()
	p.added = true
	p.mu.Unlock()
	told, err := p.welcome(ctx, home)
	if err != nil {
		return err
	}
	if !told {
		// It gave up just then: nobody has that key, and the list of devices is not to say otherwise.
		p.end(Stopped)
		_ = home.Drop(ctx, member.ID)
		return ErrLate
	}
	p.end(Done)
	return nil
}

// welcome tells the new device how to log in. It is false where that one has given up.
func (p *Old) welcome(ctx context.Context, home Home) (bool, error) {
	s := home.Space()
	who, ok := wire.MemberLogin(s)
	if !ok {
		return false, wire.ErrStopped
	}
	t := slots.Transcript(p.slot, p.ask, p.raw)
	under := seal.NewKey()
	box, err := seal.SealBox(p.answer.Box, seal.LabelPairBox, t[:], under)
	if err != nil {
		return false, nil // not a key that anything could be sealed to
	}
	handover, err := s.Handover(under, slots.HandoverAAD(t))
	if err != nil {
		return false, wire.Refusal(syncer.ErrRemoved)
	}
	message := slots.Done{Before: slots.Fingerprint(p.raw), How: slots.LetIn, Box: box, Handover: handover}.Seal(p.slot)
	for range wire.Tries {
		blob, err := p.around.Relay.Look(ctx, p.slot)
		if err != nil {
			return false, err
		}
		if e, ok := slots.OpenDone(p.slot, blob); ok {
			return e.How == slots.LetIn, nil // this one, before a lost reply; or the other one's last word
		}
		written, err := p.around.Relay.Put(ctx, p.slot, &who, relayapi.LifeMinutes, blob, message)
		if written || err != nil {
			return written, err
		}
	}
	return false, wire.ErrAgain
}

// Refuse ends it, at any time before Approve. It always ends here; where the relay can not be reached the new device
// finds out by its clock.
func (p *Old) Refuse(ctx context.Context) error {
	p.mu.Lock()
	over, before := p.home == nil, p.ask
	if p.raw != nil {
		before = p.raw
	}
	p.mu.Unlock()
	if over {
		return ErrLate
	}
	p.end(Stopped)
	message := slots.Done{Before: slots.Fingerprint(before), How: slots.Refused}.Seal(p.slot)
	_, _ = p.around.Relay.Put(ctx, p.slot, nil, relayapi.LifeMinutes, before, message)
	return nil
}
