package syncer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/testkit/network"
)

func pair(t testing.TB) (*relay, *device, *network.Link, *Syncer) {
	t.Helper()
	r := newRelay(record.SpaceID{1})
	d := &device{t: t, space: r.space, epoch: 1}
	link := network.New(r)
	return r, d, link, New(NewClient("http://relay.test", link), d)
}

func once(t *testing.T, s *Syncer) {
	t.Helper()
	if err := s.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestEverythingIsFetchedPageByPageAndSentInBatches(t *testing.T) {
	r, d, _, s := pair(t)
	for range 3000 { // two pages of a megabyte, and a bit
		r.add(envelope(t))
	}
	d.write(relayapi.MaxBatch*2 + 3)
	once(t, s)
	if want := 3000 + relayapi.MaxBatch*2 + 3; len(r.items) != want || d.head() != uint64(want) {
		t.Errorf("the relay has %d, the device %d, want %d", len(r.items), d.head(), want)
	}
	if pages, batches := r.times("GET log"), r.times("POST log"); pages != 3 || batches != 3 {
		t.Errorf("fetched with %d calls and sent with %d, want 3 and 3", pages, batches)
	}
	for i, item := range r.items {
		if item.Leaf != d.entries[i].Leaf {
			t.Fatalf("entry %d differs", i+1)
		}
	}
	if state := s.State(); state != (State{}) {
		t.Errorf("afterwards the state is %+v", state)
	}
}

func TestALostReplySendsNothingTwice(t *testing.T) {
	for _, fault := range []network.Fault{network.LoseReply, network.CutReply, network.Twice, network.LoseRequest, network.Late} {
		r, d, link, s := pair(t)
		d.write(2)
		link.Faults(func(r *http.Request) network.Fault {
			if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/log") {
				return fault
			}
			return network.None
		})
		err := s.Once(t.Context())
		if (fault == network.Twice) != (err == nil) && fault != network.CutReply {
			t.Errorf("fault %d: %v", fault, err)
		}
		link.Faults(nil)
		link.Deliver()
		once(t, s)
		if len(r.items) != 2 || d.head() != 2 || len(d.waiting) != 0 {
			t.Errorf("fault %d: the relay has %d, the device %d, and %d wait", fault, len(r.items), d.head(), len(d.waiting))
		}
	}
}

func TestABatchThatComesTooLateIsSealedAnew(t *testing.T) {
	r, d, link, s := pair(t)
	d.write(1)
	added := false
	link.Faults(func(q *http.Request) network.Fault {
		if q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/log") && !added {
			added = true
			r.add(envelope(t)) // another device is quicker
		}
		return network.None
	})
	once(t, s)
	if len(r.items) != 2 || d.head() != 2 || r.times("POST log") != 2 {
		t.Errorf("the relay has %d, the device %d, after %d tries", len(r.items), d.head(), r.times("POST log"))
	}
}

func TestARelayThatAlwaysRefusesABatchIsNotAskedForEver(t *testing.T) {
	r, d, _, s := pair(t)
	d.write(1)
	r.answer = func(w http.ResponseWriter, q *http.Request) bool {
		refuse := q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/log")
		if refuse {
			fail(w, &relayapi.HeadError{Head: 9, Epoch: 1})
		}
		return refuse
	}
	if err := s.Once(t.Context()); !errors.Is(err, relayapi.ErrHead) {
		t.Errorf("got %v, want %v", err, relayapi.ErrHead)
	}
	if n := r.times("POST log"); n != maxRefused {
		t.Errorf("it was asked %d times, want %d", n, maxRefused)
	}
	if len(d.waiting) != 1 {
		t.Errorf("%d wait, want 1", len(d.waiting))
	}
}

func TestANewerEpochIsLearntBeforeReadingOn(t *testing.T) {
	r, d, _, s := pair(t)
	once(t, s)
	r.rotate()
	r.rotate()
	r.add(envelope(t))
	d.write(1)
	once(t, s)
	if d.epoch != 3 || d.head() != 2 || len(r.items) != 2 {
		t.Errorf("the device is in epoch %d at %d of %d", d.epoch, d.head(), len(r.items))
	}
}

func TestADeviceThatWasRemovedIsToldSo(t *testing.T) {
	r, d, _, s := pair(t)
	d.write(1)
	d.removed = true
	r.rotate()
	if err := s.Once(t.Context()); err != ErrRemoved {
		t.Errorf("got %v, want %v", err, ErrRemoved)
	}
	if s.State().Err != ErrRemoved || len(d.waiting) != 1 {
		t.Errorf("the state is %+v, and %d wait", s.State(), len(d.waiting))
	}
}

func TestARelayThatKnowsLessThanBeforeWentBack(t *testing.T) {
	t.Run("fewer entries", func(t *testing.T) {
		r, _, _, s := pair(t)
		r.add(envelope(t), envelope(t))
		once(t, s)
		r.items = r.items[:1]
		if err := s.Once(t.Context()); err != ErrWentBack {
			t.Errorf("got %v, want %v", err, ErrWentBack)
		}
	})
	t.Run("fewer than another device was told", func(t *testing.T) {
		r, d, _, s := pair(t)
		r.add(envelope(t))
		d.mark = 2
		if err := s.Once(t.Context()); err != ErrWentBack {
			t.Errorf("got %v, want %v", err, ErrWentBack)
		}
	})
	t.Run("an epoch before", func(t *testing.T) {
		r, d, _, s := pair(t)
		r.add(envelope(t))
		d.epoch = 3
		if err := s.Once(t.Context()); err != ErrWentBack {
			t.Errorf("got %v, want %v", err, ErrWentBack)
		}
	})
	t.Run("shown while sending", func(t *testing.T) {
		r, d, _, s := pair(t)
		r.add(envelope(t), envelope(t))
		once(t, s)
		r.items = nil
		d.write(1)
		if err := s.once(t.Context(), true); err != ErrWentBack {
			t.Errorf("got %v, want %v", err, ErrWentBack)
		}
	})
}

func TestARelayThatKnowsNothingIsNoVerdict(t *testing.T) {
	r, d, _, s := pair(t)
	once(t, s)
	r.unknown = true
	d.epoch = 2
	if err := s.Once(t.Context()); err != ErrGone || Final(err) {
		t.Errorf("got %v, want %v", err, ErrGone)
	}
	if s.State().Offline {
		t.Error("it was reached")
	}
}

func TestWhatTheLogRefusesForGoodIsAVerdictAndTheRestIsNot(t *testing.T) {
	for _, c := range []struct{ refuse, want error }{{final("forked"), ErrForked}, {final("removed"), ErrRemoved}, {errDisk, errDisk}} {
		r, d, _, s := pair(t)
		r.add(envelope(t))
		d.refuse = c.refuse
		if err := s.Once(t.Context()); err != c.want || Final(err) != (c.want != errDisk) {
			t.Errorf("%v: got %v, want %v", c.refuse, err, c.want)
		}
	}
}

func TestADeviceWithoutAKeySaysSo(t *testing.T) {
	r, d, _, s := pair(t)
	d.none = true
	if err := s.Once(t.Context()); err != ErrNoKey || len(r.asked) > 0 {
		t.Errorf("got %v, want %v, and the relay was asked %v", err, ErrNoKey, r.asked)
	}
}

func TestOfflineIsSaidAndNothingIsLost(t *testing.T) {
	_, d, link, s := pair(t)
	d.write(1)
	link.Offline(true)
	err := s.Once(t.Context())
	if !errors.Is(err, ErrOffline) || !errors.Is(err, network.ErrOffline) || !s.State().Offline {
		t.Errorf("got %v, state %+v", err, s.State())
	}
	link.Offline(false)
	once(t, s)
	if s.State().Offline || len(d.waiting) != 0 {
		t.Errorf("back again: state %+v, and %d wait", s.State(), len(d.waiting))
	}
}

func TestBytesThatNobodyNeedsAreDeletedAndARefusalIsNoReasonToStop(t *testing.T) {
	r, d, _, s := pair(t)
	r.add(envelope(t), envelope(t), envelope(t))
	d.tokens = map[uint64][32]byte{1: {1}, 2: {2}, 3: {3}}
	r.answer = func(w http.ResponseWriter, q *http.Request) bool {
		refuse := q.Method == http.MethodDelete && strings.HasSuffix(q.URL.Path, "/2")
		if refuse {
			fail(w, relayapi.ErrUnknown)
		}
		return refuse
	}
	once(t, s)
	if _, left := d.tokens[2]; len(d.tokens) != 1 || !left {
		t.Errorf("%d are left to be deleted", len(d.tokens))
	}
	for i, item := range r.items {
		if (item.Envelope == nil) != (i != 1) {
			t.Errorf("entry %d: its bytes are there: %v", i+1, item.Envelope != nil)
		}
	}
}

func TestALocalChangeIsSentWithoutLookingFirst(t *testing.T) {
	r, d, _, s := pair(t)
	once(t, s)
	looked := r.times("GET log")
	d.write(1)
	if err := s.once(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if len(r.items) != 1 || r.times("GET log") != looked {
		t.Errorf("the relay has %d entries, and was asked for the log %d times more", len(r.items), r.times("GET log")-looked)
	}
}

func TestALocalChangeAfterARotationGetsThrough(t *testing.T) {
	r, d, _, s := pair(t)
	once(t, s)
	r.rotate()
	d.write(1)
	if err := s.once(t.Context(), true); err != nil || len(r.items) != 1 {
		t.Errorf("%v, the relay has %d entries", err, len(r.items))
	}
}

func TestManyEpochsAreJudgedTogether(t *testing.T) {
	r, d, _, s := pair(t)
	r.add(envelope(t))
	once(t, s)
	for range 60 { // more than one answer holds
		r.rotate()
	}
	once(t, s)
	if d.epoch != 61 || !slices.Equal(d.caught, []int{1, 60}) {
		t.Errorf("epoch %d after %v", d.epoch, d.caught)
	}
}

func TestADeviceThatHasReadNothingLearnsOfAllEpochsFirst(t *testing.T) {
	r, d, _, s := pair(t)
	r.rotate()
	r.add(envelope(t))
	d.epoch = 2 // handed over by another device
	once(t, s)
	if !slices.Equal(d.caught, []int{2}) || d.head() != 1 {
		t.Errorf("caught up with %v, at %d", d.caught, d.head())
	}
}

func TestWhereThereIsNoRoomDeletingStillMakesSome(t *testing.T) {
	for _, full := range []error{relayapi.ErrQuota, relayapi.ErrFull} {
		r, d, _, s := pair(t)
		r.add(envelope(t))
		d.tokens = map[uint64][32]byte{1: {1}}
		d.write(1)
		r.answer = func(w http.ResponseWriter, q *http.Request) bool {
			refuse := q.Method == http.MethodPost && strings.HasSuffix(q.URL.Path, "/log") && r.items[0].Envelope != nil
			if refuse {
				fail(w, full)
			}
			return refuse
		}
		if err := s.Once(t.Context()); err != full || s.State().Err != full {
			t.Errorf("got %v, state %+v, want %v", err, s.State(), full)
		}
		once(t, s)
		if len(r.items) != 2 || len(d.waiting) != 0 {
			t.Errorf("%v: the relay has %d entries, and %d wait", full, len(r.items), len(d.waiting))
		}
	}
}

// meanwhile does something once between an answer of the relay's log and whoever asked for it.
type meanwhile struct {
	http.RoundTripper
	do func()
}

func (m *meanwhile) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := m.RoundTripper.RoundTrip(r)
	if do := m.do; do != nil && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/log") {
		m.do = nil
		body, _ := io.ReadAll(answer.Body) // all of it: it is the answer to then
		answer.Body = io.NopCloser(bytes.NewReader(body))
		do()
	}
	return answer, err
}

// The relay is asked by an action of the owner and by the exchange of every day at once. What it said before the other told it more
// is old, and no reason to stop for good.
func TestAnAnswerThatAnotherExchangeOvertookIsNoRelayThatWentBack(t *testing.T) {
	r, d, link, s := pair(t)
	d.write(1)
	once(t, s)
	slow := &meanwhile{RoundTripper: link, do: func() {
		d.write(1)
		once(t, s)
	}}
	if err := New(NewClient("http://relay.test", slow), d).Once(t.Context()); err != nil {
		t.Errorf("the second exchange: %v", err)
	}
	if slow.do != nil || len(r.items) != 2 || d.head() != 2 {
		t.Errorf("the relay has %d, the device %d, want 2; or nothing happened meanwhile", len(r.items), d.head())
	}
}

// between does something once after a Log has sealed what waits, and before whoever asked for it goes on.
type between struct {
	*device
	do func()
}

func (b *between) Outgoing(ctx context.Context) ([][]byte, error) {
	batch, err := b.device.Outgoing(ctx)
	if do := b.do; do != nil {
		b.do = nil
		do()
	}
	return batch, err
}

// What was sealed at one place of the log is never sent to another: everybody would take the log for forked, for ever.
func TestWhatAnotherExchangeHasSentMeanwhileIsNotSentAgain(t *testing.T) {
	r, d, link, s := pair(t)
	d.write(1)
	slow := &between{device: d, do: func() { once(t, s) }}
	if err := New(NewClient("http://relay.test", link), slow).Once(t.Context()); err != nil {
		t.Errorf("the second exchange: %v", err)
	}
	if slow.do != nil || len(r.items) != 1 || d.head() != 1 {
		t.Errorf("the relay has %d, the device %d, want 1; or nothing happened meanwhile", len(r.items), d.head())
	}
}
