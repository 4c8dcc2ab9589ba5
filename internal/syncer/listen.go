package syncer

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// ear is one stream for several spaces.
type ear struct {
	members []*kept
	who     []Login
	begun   atomic.Bool
	since   time.Time
	over    chan error
	cancel  context.CancelFunc
}

// same says that another ear would hear the same.
func (e *ear) same(o *ear) bool {
	return slices.Equal(e.members, o.members) && slices.EqualFunc(e.who, o.who, func(a, b Login) bool { return a.Epoch == b.Epoch })
}

// listen listens to all that can be listened to, until ctx is done.
func (g *Group) listen(ctx context.Context) {
	for breaks := 0; ; {
		e, set := g.ear()
		if len(e.members) == 0 {
			select {
			case <-ctx.Done():
				return
			case <-set:
			}
			g.gather(ctx)
			continue
		}
		g.open(ctx, e)
		broke := g.hearing(ctx, e, set)
		if ctx.Err() != nil {
			return
		}
		if !broke {
			continue // others are to be heard as well, or one no more
		}
		if breaks++; e.begun.Load() && time.Since(e.since) > lastWait {
			breaks = 0
		}
		if !g.pause(ctx, max(firstWait, wait(breaks))) {
			breaks = 0
		}
	}
}

// ear returns a new one for whom a stream can tell of now, and a channel that is closed when that may be others.
func (g *Group) ear() (*ear, <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	e := &ear{over: make(chan error, 1), since: time.Now()}
	for _, m := range g.members {
		if len(e.members) == relayapi.MaxTokens {
			break
		}
		if !m.well.Load() {
			continue
		}
		if who, err := m.who(0); err == nil {
			e.members, e.who = append(e.members, m), append(e.who, who)
		}
	}
	return e, g.set
}

// open begins the stream.
func (g *Group) open(ctx context.Context, e *ear) {
	ctx, e.cancel = context.WithCancel(ctx)
	bySpace := make(map[record.SpaceID]*kept, len(e.members))
	for _, m := range e.members {
		bySpace[m.log.ID()] = m
	}
	go func() {
		e.over <- g.client.Live(ctx, e.who, func() {
			e.begun.Store(true)
			for _, m := range e.members {
				m.heard.Store(true)
				m.look.hear(0) // something may have come in between
			}
		}, func(space record.SpaceID, head uint64) {
			if m := bySpace[space]; m != nil && head > 0 {
				m.look.hear(head)
			}
		})
	}()
}

// hearing waits until a stream is over, and says whether it broke: then everybody looks for themselves, and one whom the
// relay refused is found out. Otherwise it was ended to begin one with others.
func (g *Group) hearing(ctx context.Context, e *ear, set <-chan struct{}) (broke bool) {
	defer e.cancel()
	defer func() {
		for _, m := range e.members {
			m.heard.Store(false)
		}
	}()
	for {
		select {
		case <-ctx.Done():
			e.cancel()
			<-e.over
			return false
		case err := <-e.over:
			for _, m := range e.members {
				m.heard.Store(false)
				if errors.Is(err, relayapi.ErrUnknown) {
					g.feels(m, false) // until its next look
				}
				m.look.hear(0)
			}
			return true
		case <-set:
		}
		g.gather(ctx)
		var now *ear
		if now, set = g.ear(); !now.same(e) {
			e.cancel()
			<-e.over
			return false
		}
	}
}

// gather waits a little, because what changes for one often changes for others as well.
func (g *Group) gather(ctx context.Context) {
	t := time.NewTimer(firstWait)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// pause waits, and says whether nobody called meanwhile.
func (g *Group) pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-g.nudged:
		return false
	}
	return true
}
