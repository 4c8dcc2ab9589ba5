package syncer

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
	"snowdrop/internal/testkit/network"
)

// house is a relay of many spaces, each a relay of its own; its streams tell of several.
type house struct {
	t  testing.TB
	mu sync.Mutex

	spaces  map[record.SpaceID]*relay
	tokens  map[string]record.SpaceID
	streams int   // open now
	heard   []int // how many spaces each stream that began tells of
	refuse  map[record.SpaceID]bool
	silent  bool // it tells of nothing
	end     chan struct{}
}

func newHouse(t testing.TB) *house {
	return &house{t: t, spaces: map[record.SpaceID]*relay{}, tokens: map[string]record.SpaceID{}, refuse: map[record.SpaceID]bool{}, end: make(chan struct{})}
}

// space makes a space, and the Log of one device of it.
func (h *house) space(n int) (*relay, *device) {
	h.mu.Lock()
	defer h.mu.Unlock()
	id := record.SpaceID{byte(n), byte(n >> 8), 1}
	h.spaces[id] = newRelay(id)
	return h.spaces[id], &device{t: h.t, space: id, epoch: 1}
}

func (h *house) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	var to *relay
	switch {
	case r.URL.Path == relayapi.PathNonce:
		h.mu.Unlock()
		_, _ = w.Write(make([]byte, 32))
		return
	case r.URL.Path == relayapi.PathLive:
		h.mu.Unlock()
		h.live(w, r)
		return
	case r.URL.Path == relayapi.PathToken:
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		l, err := relayapi.DecodeLogin(body)
		if err != nil {
			h.t.Error(err)
		}
		to = h.spaces[l.Space]
		caught := &caught{ResponseWriter: w}
		h.mu.Unlock()
		to.ServeHTTP(caught, r)
		h.mu.Lock()
		h.tokens[caught.String()] = l.Space
		h.mu.Unlock()
		return
	}
	for id, space := range h.spaces {
		if strings.Contains(r.URL.Path, id.String()) {
			to = space
		}
	}
	h.mu.Unlock()
	to.ServeHTTP(w, r)
}

type caught struct {
	http.ResponseWriter
	strings.Builder
}

func (c *caught) Write(b []byte) (int, error) {
	c.Builder.Write(b)
	return c.ResponseWriter.Write(b)
}

func (c *caught) WriteString(s string) (int, error) { return c.Write([]byte(s)) }

// live tells of every space of the tokens, now and when something changes, until one of them has another epoch.
func (h *house) live(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	tokens, err := relayapi.DecodeTokens(body)
	if err != nil {
		fail(w, err)
		return
	}
	h.mu.Lock()
	var spaces []*relay
	for _, token := range tokens {
		id := h.tokens[token]
		if s := h.spaces[id]; s == nil || h.refuse[id] {
			h.mu.Unlock()
			fail(w, relayapi.ErrUnknown)
			return
		} else {
			spaces = append(spaces, s)
		}
	}
	end := h.end
	h.mu.Unlock()
	for i, s := range spaces {
		s.mu.Lock()
		good := s.may(tokens[i], false)
		s.mu.Unlock()
		if !good {
			fail(w, relayapi.ErrUnknown)
			return
		}
	}
	w.Header().Set("Content-Type", relayapi.LiveType)
	_ = http.NewResponseController(w).Flush()
	h.mu.Lock()
	h.streams++
	h.heard = append(h.heard, len(spaces))
	silent := h.silent
	h.mu.Unlock()
	defer func() { h.mu.Lock(); h.streams--; h.mu.Unlock() }()
	var write sync.Mutex
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	for _, s := range spaces {
		go func() {
			s.mu.Lock()
			epoch := s.epoch
			s.mu.Unlock()
			for {
				s.mu.Lock()
				head, now, changed := uint64(len(s.items)), s.epoch, s.changed
				s.mu.Unlock()
				if now != epoch {
					cancel()
					return
				}
				if head > 0 && !silent {
					write.Lock()
					_, err := w.Write(relayapi.AppendEvent(nil, relayapi.Event{Space: s.space, Head: head}))
					write.Unlock()
					if err != nil {
						return
					}
				}
				select {
				case <-ctx.Done():
					return
				case <-changed:
				}
			}
		}()
	}
	beat := time.NewTicker(relayapi.LiveEvery * time.Second)
	defer beat.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-end:
			return
		case <-beat.C:
			write.Lock()
			_, _ = w.Write([]byte(relayapi.LiveBeat))
			write.Unlock()
		}
	}
}

func (h *house) lastHeard() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.heard) == 0 {
		return 0
	}
	return h.heard[len(h.heard)-1]
}

// group is a house with so many spaces, and a Group that keeps the logs of a device in step.
func group(t *testing.T, spaces int) (*house, []*relay, []*device, *network.Link, *Group) {
	t.Helper()
	h := newHouse(t)
	link := network.New(h)
	g := NewGroup(NewClient("http://relay.test", link))
	var relays []*relay
	var devices []*device
	for i := range spaces {
		r, d := h.space(i)
		relays, devices = append(relays, r), append(devices, d)
		g.Add(d)
	}
	return h, relays, devices, link, g
}

// runs begins Run; what it returns ends it.
func runs(t *testing.T, g *Group) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	over := make(chan error, 1)
	go func() { over <- g.Run(ctx) }()
	pass(3 * firstWait)
	return func() {
		cancel()
		if err := <-over; err != context.Canceled {
			t.Errorf("Run ended with %v", err)
		}
		pass(time.Second)
	}
}

func TestOneStreamTellsOfEverySpace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, relays, devices, _, g := group(t, 5)
		stop := runs(t, g)
		if h.streams != 1 || h.lastHeard() != 5 {
			t.Errorf("%d streams, the last of %d spaces", h.streams, h.lastHeard())
		}
		asked := relays[3].times("GET log")
		for i, r := range relays {
			r.add(envelope(t))
			synctest.Wait()
			if devices[i].head() != 1 {
				t.Errorf("space %d: what came is not here at once", i)
			}
			devices[i].write(2)
			g.Of(r.space).Nudge()
			synctest.Wait()
			if len(r.items) != 3 || devices[i].head() != 3 {
				t.Errorf("space %d: what was written is not there at once", i)
			}
		}
		if more := relays[3].times("GET log") - asked; more > 2 {
			t.Errorf("one space was asked %d times for what two things needed", more)
		}
		stop()
		if h.streams != 0 {
			t.Errorf("%d streams are left open", h.streams)
		}
	})
}

func TestTroubleOfOneSpaceNeverStopsAnother(t *testing.T) {
	for name, trouble := range map[string]func(h *house, r *relay, d *device){
		"a verdict":         func(_ *house, r *relay, d *device) { r.add(envelope(t)); d.set(func() { d.refuse = final("forked") }) },
		"a full disk":       func(_ *house, r *relay, d *device) { r.add(envelope(t)); d.set(func() { d.refuse = errDisk }) },
		"no key":            func(_ *house, _ *relay, d *device) { d.set(func() { d.none = true }) },
		"gone":              func(_ *house, r *relay, _ *device) { r.mu.Lock(); defer r.mu.Unlock(); r.unknown = true },
		"removed":           func(_ *house, r *relay, d *device) { r.rotate(); d.set(func() { d.removed = true }) },
		"refused by live":   func(h *house, r *relay, _ *device) { h.mu.Lock(); defer h.mu.Unlock(); h.refuse[r.space] = true },
		"an error for all":  func(_ *house, r *relay, _ *device) { r.set(func(w http.ResponseWriter) { w.WriteHeader(500) }) },
		"a log that blocks": func(_ *house, r *relay, d *device) { d.set(func() { d.got = make(chan uint64) }); r.add(envelope(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, relays, devices, _, g := group(t, 4)
				trouble(h, relays[1], devices[1])
				stop := runs(t, g)
				h.mu.Lock()
				close(h.end) // and the streams break
				h.end = make(chan struct{})
				h.mu.Unlock()
				pass(time.Minute)
				for range 3 {
					for _, i := range []int{0, 2, 3} {
						relays[i].add(envelope(t))
					}
					pass(lastWait)
				}
				for _, i := range []int{0, 2, 3} {
					if devices[i].head() != 3 || g.Of(relays[i].space).State().Err != nil {
						t.Errorf("space %d is at %d, %+v", i, devices[i].head(), g.Of(relays[i].space).State())
					}
				}
				if name != "refused by live" && h.lastHeard() != 3 && name != "a log that blocks" {
					t.Errorf("the last stream tells of %d spaces, want 3", h.lastHeard())
				}
				if devices[1].got != nil {
					<-devices[1].got
				}
				stop()
			})
		})
	}
}

func TestAVerdictIsOfOneSpaceAndSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, relays, devices, _, g := group(t, 2)
		relays[0].add(envelope(t))
		devices[0].refuse = final("forked")
		stop := runs(t, g)
		one := g.Of(relays[0].space)
		if one.State().Err != ErrForked || g.Of(relays[1].space).State().Err != nil {
			t.Errorf("got %+v and %+v", one.State(), g.Of(relays[1].space).State())
		}
		asked := relays[0].times("GET log")
		one.Nudge()
		pass(time.Hour)
		if more := relays[0].times("GET log") - asked; more != 0 {
			t.Errorf("after a verdict it was asked %d times more", more)
		}
		if again := g.Add(devices[0]); again == one {
			t.Error("who is added after a verdict does not begin anew")
		}
		devices[0].set(func() { devices[0].refuse = nil })
		pass(time.Minute)
		if devices[0].head() != 1 {
			t.Errorf("it is at %d", devices[0].head())
		}
		stop()
	})
}

func TestSpacesComeAndGoWhileItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, relays, devices, _, g := group(t, 1)
		stop := runs(t, g)
		r, d := h.space(9)
		if s := g.Add(d); g.Add(d) != s || g.Of(d.space) != s {
			t.Error("a space that is in was added a second time")
		}
		r.add(envelope(t))
		pass(3 * firstWait)
		if d.head() != 1 || h.lastHeard() != 2 {
			t.Errorf("the new one is at %d, the stream tells of %d", d.head(), h.lastHeard())
		}
		g.Remove(d.space)
		g.Remove(d.space)
		pass(3 * firstWait)
		asked := r.times("GET log")
		r.add(envelope(t))
		relays[0].add(envelope(t))
		pass(time.Hour)
		if d.head() != 1 || r.times("GET log") != asked || h.lastHeard() != 1 || g.Of(d.space) != nil {
			t.Errorf("who was removed is at %d, was asked for %d times more, and the stream tells of %d", d.head(), r.times("GET log")-asked, h.lastHeard())
		}
		if devices[0].head() != 1 {
			t.Error("the other one was lost on the way")
		}
		g.Add(d)
		pass(3 * firstWait)
		if d.head() != 2 {
			t.Errorf("added again it is at %d", d.head())
		}
		stop()
	})
}

func TestAllStopAndBeginAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, relays, devices, link, g := group(t, 3)
		for range 3 { // locked, and opened again
			stop := runs(t, g)
			for i, r := range relays {
				before := devices[i].head()
				r.add(envelope(t))
				synctest.Wait()
				if devices[i].head() != before+1 {
					t.Errorf("space %d is at %d", i, devices[i].head())
				}
			}
			stop()
			link.Record()
			sent := len(link.Sent())
			pass(time.Hour)
			if more := len(link.Sent()) - sent; more != 0 {
				t.Errorf("%d requests left while it was stopped", more)
			}
		}
	})
}

func TestWhatNoStreamTellsOfIsLookedAtEveryMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, relays, devices, _, g := group(t, relayapi.MaxTokens+3)
		stop := runs(t, g)
		if h.lastHeard() != relayapi.MaxTokens || h.streams != 1 {
			t.Fatalf("%d streams, the last of %d spaces", h.streams, h.lastHeard())
		}
		for _, r := range relays {
			r.add(envelope(t))
		}
		synctest.Wait()
		atOnce := 0
		for _, d := range devices {
			atOnce += int(d.head())
		}
		pass(lastWait)
		all := 0
		for _, d := range devices {
			all += int(d.head())
		}
		if atOnce != relayapi.MaxTokens || all != len(devices) {
			t.Errorf("%d were here at once and %d in the end, of %d", atOnce, all, len(devices))
		}
		asked := relays[len(relays)-1].times("GET log")
		pass(time.Hour)
		if more := relays[len(relays)-1].times("GET log") - asked; more < 55 || more > 125 {
			t.Errorf("in an hour it was looked at %d times", more)
		}
		asked = relays[0].times("GET log")
		pass(time.Hour)
		if more := relays[0].times("GET log") - asked; more != 0 {
			t.Errorf("what the stream tells of was asked for %d times all the same", more)
		}
		stop()
	})
}

func TestARotationOfOneSpaceIsFollowedByTheStreamOfAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, relays, devices, _, g := group(t, 3)
		stop := runs(t, g)
		relays[1].rotate()
		relays[1].add(envelope(t))
		pass(5 * firstWait)
		if devices[1].epoch != 2 || devices[1].head() != 1 || h.streams != 1 || h.lastHeard() != 3 {
			t.Errorf("epoch %d at %d; %d streams, the last of %d", devices[1].epoch, devices[1].head(), h.streams, h.lastHeard())
		}
		for i, r := range relays {
			before := devices[i].head()
			r.add(envelope(t))
			synctest.Wait()
			if devices[i].head() != before+1 {
				t.Errorf("space %d does not hear", i)
			}
		}
		stop()
	})
}

func TestANudgeOfTheGroupLooksAtEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, relays, devices, link, g := group(t, 3)
		link.Offline(true)
		stop := runs(t, g)
		for i, d := range devices {
			d.write(1)
			relays[i].add(envelope(t))
		}
		pass(30 * time.Minute)
		link.Offline(false)
		g.Nudge()
		synctest.Wait()
		for i, d := range devices {
			if d.head() != 2 || len(relays[i].items) != 2 {
				t.Errorf("space %d is at %d, the relay at %d", i, d.head(), len(relays[i].items))
			}
		}
		pass(3 * firstWait)
		for i, d := range devices {
			relays[i].add(envelope(t))
			synctest.Wait()
			if d.head() != 3 {
				t.Errorf("space %d: nobody listens", i)
			}
		}
		stop()
	})
}

func TestRepliesThatAreLostDoubleNothingInAnySpace(t *testing.T) {
	for _, fault := range []network.Fault{network.LoseReply, network.CutReply, network.Twice, network.LoseRequest, network.Late} {
		synctest.Test(t, func(t *testing.T) {
			_, relays, devices, link, g := group(t, 3)
			n := 0
			var mu sync.Mutex
			link.Faults(func(r *http.Request) network.Fault {
				mu.Lock()
				defer mu.Unlock()
				if n++; n%3 == 0 && r.URL.Path != relayapi.PathLive {
					return fault
				}
				return network.None
			})
			stop := runs(t, g)
			for i, d := range devices {
				d.write(3)
				g.Of(relays[i].space).Nudge()
			}
			pass(10 * time.Minute)
			link.Faults(nil)
			link.Deliver()
			g.Nudge()
			pass(time.Minute)
			for i, d := range devices {
				if len(relays[i].items) != 3 || d.head() != 3 || len(d.waiting) != 0 {
					t.Errorf("fault %d, space %d: the relay has %d, the device %d, %d wait", fault, i, len(relays[i].items), d.head(), len(d.waiting))
				}
			}
			stop()
		})
	}
}

func TestWhoWatchesAGroupHearsOfEverySpace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, relays, devices, _, g := group(t, 2)
		stop := runs(t, g)
		for i, r := range relays {
			changed := g.Watch()
			devices[i].set(func() { devices[i].refuse = errDisk })
			r.add(envelope(t))
			synctest.Wait()
			select {
			case <-changed:
			default:
				t.Errorf("space %d: nobody was told", i)
			}
			if err := g.Of(r.space).State().Err; !errors.Is(err, errDisk) {
				t.Errorf("space %d: got %v", i, err)
			}
		}
		stop()
	})
}
