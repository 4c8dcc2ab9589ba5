package syncer

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/relayapi"
)

// begin begins Run; what it returns ends it and gives its error.
func begin(t *testing.T, s *Syncer) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- s.Run(ctx) }()
	synctest.Wait()
	return func() error {
		cancel()
		return <-over
	}
}

// pass lets time go by, until everybody waits again.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestWhatOneDeviceSendsTheOtherHasAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, one, link, s := pair(t)
		two := &device{t: t, space: r.space, epoch: 1}
		other := New(NewClient("http://relay.test", link), two)
		stop, stopOther := begin(t, s), begin(t, other)
		start := time.Now()
		for i := range 5 {
			one.write(1)
			s.Nudge()
			synctest.Wait()
			if n := uint64(i + 1); two.head() != n || one.head() != n {
				t.Fatalf("after %d changes one is at %d and two at %d", n, one.head(), two.head())
			}
		}
		if waited := time.Since(start); waited != 0 {
			t.Errorf("it took %v of waiting", waited)
		}
		if looked := r.times("GET log"); looked > 2+2+5 { // both: at the start, when their streams began; and two: for each change
			t.Errorf("the log was asked for %d times", looked)
		}
		if err := stop(); err != context.Canceled {
			t.Error(err)
		}
		if err := stopOther(); err != context.Canceled {
			t.Error(err)
		}
	})
}

func TestWaitsGrowWhileOfflineAndAChangeHereAsksAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, d, link, s := pair(t)
		link.Offline(true)
		var tries []time.Time
		link.Faults(nil)
		count := answering(func(r *http.Request) (*http.Response, error) {
			tries = append(tries, time.Now())
			return link.RoundTrip(r)
		})
		s.client = NewClient("http://relay.test", count)
		stop := begin(t, s)
		pass(10 * time.Minute)
		last := time.Duration(0)
		for i := 1; i < len(tries); i++ {
			gap := tries[i].Sub(tries[i-1])
			if gap < last/2 || gap > lastWait || gap < firstWait/2 {
				t.Errorf("wait %d was %v, after %v", i, gap, last)
			}
			last = gap
		}
		if len(tries) < 12 || len(tries) > 30 {
			t.Errorf("it tried %d times in ten minutes", len(tries))
		}
		link.Offline(false)
		d.write(1)
		s.Nudge()
		synctest.Wait()
		if d.head() != 1 || s.State().Offline {
			t.Errorf("the network is back and something changed: the device is at %d, state %+v", d.head(), s.State())
		}
		_ = stop()
	})
}

func TestTheNetworkComesBackByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, link, s := pair(t)
		stop := begin(t, s)
		link.Offline(true) // breaks the stream
		synctest.Wait()
		r.add(envelope(t))
		pass(time.Minute)
		link.Offline(false)
		pass(lastWait + time.Second)
		if d.head() != 1 {
			t.Errorf("the device is at %d", d.head())
		}
		r.add(envelope(t)) // the stream is there again
		synctest.Wait()
		if d.head() != 2 {
			t.Errorf("the device is at %d", d.head())
		}
		_ = stop()
	})
}

func TestAStreamThatFallsSilentIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, _, s := pair(t)
		streams := 0
		r.hear = func(w http.ResponseWriter, q *http.Request) {
			streams++
			if streams == 1 {
				for range 3 { // it lives for a while
					time.Sleep(relayapi.LiveEvery * time.Second)
					_, _ = w.Write([]byte(relayapi.LiveBeat))
				}
			}
			<-q.Context().Done()
		}
		stop := begin(t, s)
		pass(3*relayapi.LiveEvery*time.Second + silence - time.Second)
		if streams != 1 {
			t.Errorf("%d streams, and the first was alive", streams)
		}
		r.add(envelope(t)) // nobody tells
		pass(2 * time.Second)
		if d.head() != 1 {
			t.Errorf("after the silence the device did not look: it is at %d", d.head())
		}
		pass(lastWait)
		if streams < 2 {
			t.Error("no other stream was begun")
		}
		_ = stop()
	})
}

func TestAVerdictEndsTheWorkAndAnythingElseDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, _, s := pair(t)
		stop := begin(t, s)
		d.mu.Lock()
		d.refuse = errDisk
		d.mu.Unlock()
		r.add(envelope(t))
		pass(5 * time.Minute)
		if s.State().Err != errDisk {
			t.Errorf("state %+v", s.State())
		}
		d.mu.Lock()
		d.refuse = final("forked")
		d.mu.Unlock()
		pass(lastWait)
		if s.State().Err != ErrForked {
			t.Errorf("state %+v", s.State())
		}
		asked := r.times("GET log")
		pass(time.Hour)
		if more := r.times("GET log") - asked; more != 0 {
			t.Errorf("after a verdict it asked %d times more", more)
		}
		if err := stop(); err != ErrForked {
			t.Errorf("got %v, want %v", err, ErrForked)
		}
	})
}

func TestARelayThatCriesWolfIsAskedLessAndLess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, _, s := pair(t)
		r.hear = func(w http.ResponseWriter, q *http.Request) {
			for head := uint64(1000); q.Context().Err() == nil; head++ {
				if _, err := w.Write(relayapi.AppendEvent(nil, relayapi.Event{Space: r.space, Head: head})); err != nil {
					return
				}
				time.Sleep(10 * time.Millisecond)
			}
		}
		stop := begin(t, s)
		pass(10 * time.Minute) // 60,000 events
		if n := r.times("GET log"); n > 40 {
			t.Errorf("it asked %d times", n)
		}
		_ = stop()
		pass(time.Second)
	})
}

func TestAnEpochThatEndsIsFollowed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, _, s := pair(t)
		stop := begin(t, s)
		r.rotate() // ends the streams of the epoch before
		r.add(envelope(t))
		pass(2 * time.Second)
		if d.epoch != 2 || d.head() != 1 {
			t.Errorf("the device is in epoch %d at %d", d.epoch, d.head())
		}
		r.add(envelope(t))
		synctest.Wait()
		if d.head() != 2 {
			t.Errorf("the stream was not begun anew: the device is at %d", d.head())
		}
		_ = stop()
	})
}

func TestWhoWatchesSeesHowFarItIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, link, s := pair(t)
		for range 1500 {
			r.add(envelope(t))
		}
		before, changed := s.Watch()
		release := link.Hold()
		d.got = make(chan uint64)
		over := make(chan error)
		go func() { over <- s.Once(t.Context()) }()
		<-changed
		busy, changed := s.Watch()
		if before != (State{}) || busy != (State{Busy: true}) {
			t.Errorf("before %+v, then %+v", before, busy)
		}
		release()
		first := <-d.got // the first page
		synctest.Wait()  // and the second is being taken
		<-changed
		if got := s.State(); got != (State{Busy: true, Got: first, Of: 1500}) {
			t.Errorf("after a page of %d: %+v", first, got)
		}
		<-d.got
		if err := <-over; err != nil || s.State() != (State{}) {
			t.Errorf("%v, state %+v", err, s.State())
		}
		ctx, cancel := context.WithCancel(t.Context())
		link.Hold()
		go func() { over <- s.Once(ctx) }()
		synctest.Wait()
		cancel()
		if err := <-over; err != context.Canceled || s.State() != (State{}) {
			t.Errorf("who gave up: %v, state %+v", err, s.State())
		}
	})
}

func TestWhatComesBeforeTheStreamBeginsIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, _, s := pair(t)
		r.answer = func(w http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path == relayapi.PathLive {
				r.add(envelope(t)) // looked already, and not listening yet
			}
			return false
		}
		stop := begin(t, s)
		if d.head() != 1 {
			t.Errorf("the device is at %d", d.head())
		}
		_ = stop()
	})
}

func TestANudgeForgetsEarlierWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, d, link, s := pair(t)
		link.Offline(true)
		d.write(1)
		stop := begin(t, s)
		pass(30 * time.Minute)
		s.Nudge() // the browser says online a moment too early
		synctest.Wait()
		link.Offline(false)
		pass(2 * firstWait)
		if d.head() != 1 {
			t.Error("it waits as long as before")
		}
		_ = stop()
	})
}

func TestAChangeHereDoesNotHideOneElsewhere(t *testing.T) {
	r, d, _, s := pair(t)
	r.add(envelope(t))
	state := newLooker(s)
	state.told.Store(1)
	if err := state.again(t.Context(), true); err != nil || d.head() != 1 {
		t.Errorf("%v, the device is at %d", err, d.head())
	}
}

func TestAStreamThatNeverBeginsIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _, _, s := pair(t)
		r.answer = func(_ http.ResponseWriter, q *http.Request) bool {
			if q.URL.Path == relayapi.PathLive {
				<-q.Context().Done()
			}
			return false
		}
		start := time.Now()
		err := s.client.Live(t.Context(), []Login{member(nil)}, nil, nil)
		if !errors.Is(err, ErrOffline) || time.Since(start) != patience {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}

func TestANudgeLooksThoughTheStreamSeemsAlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, d, _, s := pair(t)
		r.hear = func(_ http.ResponseWriter, q *http.Request) { <-q.Context().Done() } // the network is another one by now
		stop := begin(t, s)
		r.add(envelope(t))
		s.Nudge()
		synctest.Wait()
		if d.head() != 1 {
			t.Errorf("the device is at %d", d.head())
		}
		_ = stop()
	})
}
