package syncer

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// Group keeps many Logs and one relay in step, and listens to all of them with one stream: to the first
// relayapi.MaxTokens, and the rest is looked at every minute. What is wrong with one is a matter of that one: a verdict
// ends the work on it, other trouble is tried again, and the others go on. It is safe for use from many goroutines.
type Group struct {
	client *Client
	turns  chan struct{} // who is in it asks the relay: not everybody at once
	nudged chan struct{}

	mu      sync.Mutex
	members []*kept         // in the order in which they came
	running context.Context // of Run; nil while it does not run
	left    map[record.SpaceID]chan struct{}
	set     chan struct{} // closed when there may be others to listen to
	changed chan struct{}
}

// kept is one Log of a Group.
type kept struct {
	*Syncer
	cancel context.CancelFunc
	over   chan struct{} // closed when its work has ended

	look  *looker
	well  atomic.Bool // the last look found nothing that would end a stream
	heard atomic.Bool // a stream that has begun tells of it
}

// maxTurns is how many spaces are looked at at once.
const maxTurns = 8

// NewGroup returns a Group of no Logs. Nothing is asked before Run.
func NewGroup(c *Client) *Group {
	return &Group{client: c, turns: make(chan struct{}, maxTurns), nudged: make(chan struct{}, 1),
		left: make(map[record.SpaceID]chan struct{}), set: make(chan struct{}), changed: make(chan struct{})}
}

// Add lets a Log be kept in step, while Run runs, and returns who does it: to ask for its State, to Nudge it, or for Once.
// Where one of this space is in already, that stays, unless a verdict has ended the work on it.
func (g *Group) Add(l Log) *Syncer {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := g.at(l.ID()); i >= 0 {
		if old := g.members[i]; !Final(old.State().Err) {
			return old.Syncer
		}
		g.drop(i)
	}
	m := &kept{Syncer: New(g.client, l)}
	m.told = g.tell
	g.members = append(g.members, m)
	g.start(m)
	return m.Syncer
}

// Remove ends the work on a space. It does not wait for what is on its way; another Log of the space that is added
// afterwards does.
func (g *Group) Remove(id record.SpaceID) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := g.at(id); i >= 0 {
		g.drop(i)
	}
}

// Of returns who keeps a space in step, nil where it is not in.
func (g *Group) Of(id record.SpaceID) *Syncer {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := g.at(id); i >= 0 {
		return g.members[i].Syncer
	}
	return nil
}

func (g *Group) at(id record.SpaceID) int {
	return slices.IndexFunc(g.members, func(m *kept) bool { return m.log.ID() == id })
}

// drop and start are called with mu held.
func (g *Group) drop(i int) {
	m := g.members[i]
	g.members = slices.Delete(g.members, i, i+1)
	if m.cancel != nil {
		m.cancel()
		g.left[m.log.ID()] = m.over
	}
	g.moved()
}

func (g *Group) start(m *kept) {
	if g.running == nil {
		return
	}
	before := g.left[m.log.ID()]
	delete(g.left, m.log.ID())
	var ctx context.Context
	ctx, m.cancel = context.WithCancel(g.running)
	m.look, m.over = newLooker(m.Syncer), make(chan struct{})
	m.well.Store(false)
	m.heard.Store(false)
	go func() {
		defer close(m.over)
		if before != nil {
			<-before
		}
		g.keep(ctx, m)
	}()
}

// moved says that there may be others to listen to. It is called with mu held.
func (g *Group) moved() {
	close(g.set)
	g.set = make(chan struct{})
}

// Nudge says that the network may be back, or that the person is: every space is looked at at once.
func (g *Group) Nudge() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, m := range g.members {
		m.Nudge()
	}
	select {
	case g.nudged <- struct{}{}:
	default:
	}
}

// Watch returns a channel that is closed when the State of any of them is another.
func (g *Group) Watch() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.changed
}

func (g *Group) tell() {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.changed)
	g.changed = make(chan struct{})
}

// Run keeps everything in step until ctx is done, and returns its error when all work has ended. One runs at a time;
// afterwards it may be called again, and begins anew also with what a verdict had ended.
func (g *Group) Run(ctx context.Context) error {
	g.mu.Lock()
	if g.running != nil {
		g.mu.Unlock()
		return errors.New("syncer: the group runs already")
	}
	running, cancel := context.WithCancel(ctx)
	g.running = running
	for _, m := range g.members {
		g.start(m)
	}
	g.mu.Unlock()

	g.listen(running)

	cancel()
	g.mu.Lock()
	g.running = nil
	var over []chan struct{}
	for _, m := range g.members {
		over = append(over, m.over)
	}
	for _, left := range g.left {
		over = append(over, left)
	}
	clear(g.left)
	g.mu.Unlock()
	for _, o := range over {
		<-o
	}
	return ctx.Err()
}

// keep is the work on one space.
func (g *Group) keep(ctx context.Context, m *kept) {
	l := m.look
	defer l.retry.Stop()
	defer g.feels(m, false)
	for {
		ahead := false
		select {
		case <-ctx.Done():
			return
		case <-m.nudge:
			ahead = l.failures == 0 && m.heard.Load()
			l.nudged()
		case <-l.retry.C:
			l.quiet = false
		case <-l.look:
			if !l.believed() {
				continue
			}
		}
		select {
		case g.turns <- struct{}{}:
		case <-ctx.Done():
			return
		}
		err := l.again(ctx, ahead)
		<-g.turns
		if err != nil {
			return // a verdict, which its State says, or the end
		}
		g.feels(m, l.failures == 0 || m.well.Load() && passes(m.State().Err))
		if l.failures == 0 && !l.quiet && !m.heard.Load() {
			l.retry.Reset(wait(polls))
		}
	}
}

// polls is how many tries that failed have the wait that is between two looks at what no stream tells of.
const polls = 7

// passes says that trouble does not keep a stream from telling of a space.
func passes(err error) bool {
	return errors.Is(err, ErrOffline) || errors.Is(err, relayapi.ErrQuota) || errors.Is(err, relayapi.ErrFull) || errors.Is(err, relayapi.ErrBusy)
}

// feels notes whether a stream can be asked to tell of a space.
func (g *Group) feels(m *kept, well bool) {
	if m.well.Swap(well) == well {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.moved()
}
