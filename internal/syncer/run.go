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
	r := running{Syncer: s, look: make(chan struct{}, 1), retry: time.NewTimer(0), listen: time.NewTimer(lastWait)}
	r.listen.Stop()
	defer r.close()
	for {
		if err := r.step(ctx); err != nil {
			return err
		}
	}
}

// running is what Run keeps between steps.
type running struct {
	*Syncer
	retry    *time.Timer // fires when the relay is to be asked again
	failures int         // how often it could not be, in a row

	live    *live
	listen  *time.Timer   // fires when a stream may be tried again
	breaks  int           // how often one broke early, in a row
	look    chan struct{} // the stream has begun, or has told of a head
	told    atomic.Uint64 // the highest head that it told of
	nothing int           // how often it told of a head and there was nothing, in a row
	quiet   bool          // after that: it is not listened to until retry fires
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
		r.failures, r.breaks, r.nothing = 0, 0, 0
		r.quiet = false
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
		if told := r.told.Load(); r.quiet || told > 0 && told <= r.head() {
			return nil // not believed now; or here already, because it was sent from here or fetched meanwhile
		}
	}
	return r.again(ctx, ahead)
}

// again looks once, and decides when to look again by itself.
func (r *running) again(ctx context.Context, ahead bool) error {
	before, told := r.head(), r.told.Swap(0)
	err := r.once(ctx, ahead && told <= before)
	if Final(err) {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.failures++
		r.retry.Reset(wait(r.failures))
		return nil
	}
	r.failures = 0
	r.retry.Stop()
	if after := r.head(); after > before {
		r.nothing = 0
	} else if told > after {
		// A relay that cries wolf is believed less and less often.
		r.nothing++
		r.quiet = true
		r.retry.Reset(wait(r.nothing))
	}
	if r.live == nil {
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
	signal := func() {
		select {
		case r.look <- struct{}{}:
		default:
		}
	}
	go func() {
		defer close(l.over)
		_ = r.client.Live(ctx, []Login{who}, func() {
			l.begun.Store(true)
			r.told.Store(0)
			signal()
		}, func(_ record.SpaceID, head uint64) {
			if head > r.told.Load() {
				r.told.Store(head)
			}
			signal()
		})
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
