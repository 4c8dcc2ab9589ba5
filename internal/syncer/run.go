package syncer

import (
	"context"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"snowdrop/internal/record"
)

// The waits between tries grow from the first to the last.
const (
	firstWait = time.Second
	lastWait  = time.Minute
)

// wait is how long to wait after n tries that failed. It differs from device to device, so that they do not all come
// back at the same moment to a relay that was away.
func wait(n int) time.Duration {
	if n == 0 {
		return 0
	}
	most := lastWait
	if n < 7 {
		most = firstWait << (n - 1)
	}
	return most/2 + rand.N(most/2)
}

// Run does Once, then again whenever the relay says that there is more, after Nudge, and with waits that grow to a minute
// while the relay is out of reach. It returns with a verdict, or when ctx is done, with its error.
func (s *Syncer) Run(ctx context.Context) error {
	r := running{looker: newLooker(s), listen: time.NewTimer(lastWait)}
	r.listen.Stop()
	defer r.close()
	for {
		if err := r.step(ctx); err != nil {
			return err
		}
	}
}

// looker looks at one space when there is a reason to.
type looker struct {
	*Syncer
	retry    *time.Timer // fires when the relay is to be asked again
	failures int         // how often it could not be, in a row

	look    chan struct{} // a stream has begun, or has told of a head
	told    atomic.Uint64 // the highest head that it told of
	nothing int           // how often it told of a head and there was nothing, in a row
	quiet   bool          // after that: it is not listened to until retry fires
}

func newLooker(s *Syncer) *looker {
	return &looker{Syncer: s, look: make(chan struct{}, 1), retry: time.NewTimer(0)}
}

// hear is for the head that a stream tells of; 0 is a reason to look by itself.
func (l *looker) hear(head uint64) {
	if head == 0 || head > l.told.Load() {
		l.told.Store(head)
	}
	select {
	case l.look <- struct{}{}:
	default:
	}
}

// believed says whether what a stream told is a reason to look: not now; or it is here already, because it was sent from
// here or fetched meanwhile.
func (l *looker) believed() bool {
	told := l.told.Load()
	return !l.quiet && (told == 0 || told > l.head())
}

// nudged forgets earlier waits.
func (l *looker) nudged() { l.failures, l.nothing, l.quiet = 0, 0, false }

// again looks once, and decides when to look again by itself. With ahead, a stream would have told of what came.
func (l *looker) again(ctx context.Context, ahead bool) error {
	before, told := l.head(), l.told.Swap(0)
	err := l.once(ctx, ahead && told <= before)
	if Final(err) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		l.failures++
		l.retry.Reset(wait(l.failures))
		return nil
	}
	l.failures = 0
	l.retry.Stop()
	if after := l.head(); after > before {
		l.nothing = 0
	} else if told > after {
		// A relay that cries wolf is believed less and less often.
		l.nothing++
		l.quiet = true
		l.retry.Reset(wait(l.nothing))
	}
	return nil
}

// running is what Run keeps between steps.
type running struct {
	*looker
	live   *live
	listen *time.Timer // fires when a stream may be tried again
	breaks int         // how often one broke early, in a row
}

// live is one stream.
type live struct {
	cancel context.CancelFunc
	begun  atomic.Bool
	since  time.Time
	over   chan struct{}
}

// step waits for the next reason to look, and looks.
func (r *running) step(ctx context.Context) error {
	var over chan struct{}
	if r.live != nil {
		over = r.live.over
	}
	ahead := false
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-r.nudge:
		ahead = r.failures == 0 && r.live != nil && r.live.begun.Load()
		r.nudged()
		r.breaks = 0
	case <-r.retry.C:
		r.quiet = false
	case <-r.listen.C:
		if r.failures == 0 && r.live == nil {
			r.begin(ctx)
		}
		return nil
	case <-over:
		r.broke()
	case <-r.look:
		if !r.believed() {
			return nil
		}
	}
	if err := r.again(ctx, ahead); err != nil {
		return err
	}
	if r.failures == 0 && r.live == nil {
		r.listen.Reset(wait(r.breaks))
	}
	return nil
}

// begin opens a stream. When it has begun it is looked once more: something may have come in between.
func (r *running) begin(ctx context.Context) {
	who, err := r.who(0)
	if err != nil {
		return
	}
	ctx, cancel := context.WithCancel(ctx)
	l := &live{cancel: cancel, since: time.Now(), over: make(chan struct{})}
	r.live = l
	go func() {
		defer close(l.over)
		_ = r.client.Live(ctx, []Login{who}, func() {
			l.begun.Store(true)
			r.hear(0)
		}, func(_ record.SpaceID, head uint64) { r.hear(head) })
	}()
}

// broke puts a stream away that has ended. One that held for a while was a good one.
func (r *running) broke() {
	r.live.cancel()
	if r.breaks++; r.live.begun.Load() && time.Since(r.live.since) > lastWait {
		r.breaks = 0
	}
	r.live = nil
}

func (r *running) close() {
	r.retry.Stop()
	r.listen.Stop()
	if r.live != nil {
		r.live.cancel()
		<-r.live.over
	}
}
