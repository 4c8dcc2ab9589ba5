package relay

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// listen answers a stream that tells where the spaces of the tokens stand, now and whenever that changes.
func (c *call) listen() error {
	body, err := c.body(relayapi.MaxTokens * (relayapi.MaxToken + 1))
	if err != nil {
		return err
	}
	texts, err := relayapi.DecodeTokens(body)
	if err != nil {
		return err
	}
	l := &listener{hub: c.live}
	for _, text := range texts {
		k, err := c.tokens.decode(text, c.Now())
		if err != nil {
			return err
		}
		l.watches = append(l.watches, watch{token: k})
	}
	if err := c.live.add(l); err != nil {
		return err
	}
	// Only now, so that no rotation falls in between: whoever lost the right since is found here.
	for i := range l.watches {
		at, err := c.Store.Space(c.ctx(), l.watches[i].space)
		if err == nil && !l.watches[i].mayListen(at) {
			err = relayapi.ErrUnknown
		}
		if err != nil {
			c.live.end(l)
			return err
		}
		c.live.tell(l.watches[i].space, at.Head)
	}
	return c.stream(l)
}

// stream hands the connection over to the hub. Over HTTP/1.1 nothing of the server stays behind: no goroutine and
// no buffer, so that a listener costs little more than its connection.
func (c *call) stream(l *listener) error {
	h := c.w.Header()
	h.Set("Content-Type", relayapi.LiveType)
	h.Set("X-Accel-Buffering", "no") // a proxy must not wait for more
	control := http.NewResponseController(c.w)
	if c.req.ProtoMajor == 1 {
		conn, _, err := control.Hijack()
		if err == nil {
			var head bytes.Buffer
			h.Set("Connection", "close")
			fmt.Fprintf(&head, "HTTP/1.1 200 OK\r\n")
			_ = h.Write(&head)
			head.WriteString("\r\n")
			_ = conn.SetDeadline(time.Time{})
			c.live.start(l, conn, head.Bytes())
			return nil
		}
	}
	c.w.WriteHeader(http.StatusOK)
	wake := c.live.start(l, nil, nil)
	for {
		b, more := c.live.next(l)
		if !more {
			return nil
		}
		_ = control.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := c.w.Write(b); err != nil || control.Flush() != nil {
			c.live.end(l)
			return nil
		}
		select {
		case <-wake:
		case <-c.req.Context().Done():
			c.live.end(l)
			return nil
		}
	}
}

const (
	writeTime   = 5 * time.Second        // for one event, where a goroutine of its own waits
	hurriedTime = 250 * time.Millisecond // for one event, where others wait for the same goroutine
	writers     = 4
)

// hub knows who listens, and writes to them.
type hub struct {
	mu        sync.Mutex
	most      int
	listeners map[*listener]struct{}
	spaces    map[record.SpaceID][]*listener
	queue     []*listener
	ready     *sync.Cond
	running   bool
	stopped   bool
	second    int64
	every     int64 // seconds between two signs of life, give or take jitter
	jitter    int64
	sent      uint64
}

// listener is one stream.
type listener struct {
	hub     *hub
	conn    net.Conn      // over HTTP/1.1
	wake    chan struct{} // else
	watches []watch
	head    []byte // the head of the answer, until it is sent
	beat    int64  // the second in which it is to hear something
	state   listenerState
	ended   bool
	beating bool
}

type listenerState uint8

const (
	asleep listenerState = iota
	starting
	queued
	writing
	writingAgain // and something new came meanwhile
)

// watch is one space that a stream tells about.
type watch struct {
	token
	at  uint64
	due bool
}

func (w watch) mayListen(at State) bool {
	has := w.right(at)
	return has == rightMember || has == rightOwner
}

func newHub(most int) *hub {
	h := &hub{most: most, every: relayapi.LiveEvery, jitter: relayapi.LiveJitter, listeners: map[*listener]struct{}{}, spaces: map[record.SpaceID][]*listener{}}
	h.ready = sync.NewCond(&h.mu)
	return h
}

func (h *hub) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.listeners)
}

// told is how many events were sent.
func (h *hub) told() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sent
}

// add lets a stream hear of its spaces. What comes before start is kept for it.
func (h *hub) add(l *listener) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped || len(h.listeners) >= h.most {
		return relayapi.ErrBusy
	}
	l.state = starting
	h.listeners[l] = struct{}{}
	for _, w := range l.watches {
		if !slices.Contains(h.spaces[w.space], l) {
			h.spaces[w.space] = append(h.spaces[w.space], l)
		}
	}
	if !h.running {
		h.running = true
		for range writers {
			go h.write()
		}
		go h.tick()
	}
	return nil
}

// start begins to write to a stream.
func (h *hub) start(l *listener, conn net.Conn, head []byte) (wake <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l.conn, l.head = conn, head
	if conn == nil {
		l.wake = make(chan struct{}, 1)
	}
	if l.ended {
		l.close()
		return l.wake
	}
	l.beat = h.nextBeat()
	l.state = asleep
	h.enqueue(l)
	return l.wake
}

// nextBeat is the second in which a stream that is told something now is to hear again. Not all in the same one.
func (h *hub) nextBeat() int64 { return h.second + h.every - h.jitter + rand.Int64N(2*h.jitter+1) }

// tell says where a space stands now.
func (h *hub) tell(space record.SpaceID, head uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.spaces[space] {
		news := false
		for i := range l.watches {
			if w := &l.watches[i]; w.space == space && head > w.at {
				w.at, w.due, news = head, true, true
			}
		}
		if news {
			h.enqueue(l)
		}
	}
}

// enqueue has a stream written to. h.mu is held.
func (h *hub) enqueue(l *listener) {
	switch l.state {
	case writing:
		l.state = writingAgain
	case asleep:
		if l.conn == nil {
			l.nudge()
			return
		}
		l.state = queued
		h.queue = append(h.queue, l)
		h.ready.Signal()
	}
}

func (l *listener) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// take returns what a stream is to be sent now. h.mu is held.
func (h *hub) take(l *listener) []byte {
	b := l.head
	l.head = nil
	for i := range l.watches {
		if w := &l.watches[i]; w.due {
			b = relayapi.AppendEvent(b, relayapi.Event{Space: w.space, Head: w.at})
			w.due = false
			h.sent++
		}
	}
	if len(b) == 0 && l.beating {
		b = append(b, relayapi.LiveBeat...)
	}
	if l.beating = false; len(b) > 0 {
		l.beat = h.nextBeat()
	}
	return b
}

// next is take for a stream that writes by itself, and false when it has ended.
func (h *hub) next(l *listener) ([]byte, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l.ended {
		return nil, false
	}
	return h.take(l), true
}

// write is one of a few goroutines that write to all streams. Nobody waits long for one that does not read.
func (h *hub) write() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		for len(h.queue) == 0 {
			if h.stopped {
				return
			}
			h.ready.Wait()
		}
		l := h.queue[0]
		h.queue[0] = nil
		h.queue = h.queue[1:]
		if l.ended {
			continue
		}
		l.state = writing
		b := h.take(l)
		h.mu.Unlock()
		var err error
		if len(b) > 0 {
			if err = l.conn.SetWriteDeadline(time.Now().Add(hurriedTime)); err == nil {
				_, err = l.conn.Write(b)
			}
		}
		h.mu.Lock()
		again := l.state == writingAgain
		l.state = asleep
		if err != nil {
			h.drop(l)
		} else if again {
			h.enqueue(l)
		}
	}
}

// tick lets every stream hear something in time.
func (h *hub) tick() {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	for range every.C {
		h.mu.Lock()
		if h.stopped {
			h.mu.Unlock()
			return
		}
		h.second++
		for l := range h.listeners {
			if l.state != starting && h.second >= l.beat && !l.beating {
				l.beating = true
				h.enqueue(l)
			}
		}
		h.mu.Unlock()
	}
}

// end ends one stream.
func (h *hub) end(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(l)
}

// drop forgets a stream and closes its connection. h.mu is held.
func (h *hub) drop(l *listener) {
	if l.ended {
		return
	}
	l.ended = true
	delete(h.listeners, l)
	for _, w := range l.watches {
		others := slices.DeleteFunc(h.spaces[w.space], func(o *listener) bool { return o == l })
		if len(others) == 0 {
			delete(h.spaces, w.space)
		} else {
			h.spaces[w.space] = others
		}
	}
	l.close()
}

func (l *listener) close() {
	if l.conn != nil {
		_ = l.conn.Close()
	}
	if l.wake != nil {
		l.nudge()
	}
}

// endEpoch ends the streams of a space that may not hear of it any more.
func (h *hub) endEpoch(space record.SpaceID, now State) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range slices.Clone(h.spaces[space]) {
		for _, w := range l.watches {
			if w.space == space && !w.mayListen(now) {
				h.drop(l)
				break
			}
		}
	}
}

// endSpace ends all streams of a space that is gone.
func (h *hub) endSpace(space record.SpaceID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range slices.Clone(h.spaces[space]) {
		h.drop(l)
	}
}

// stop ends all streams and takes no new one.
func (h *hub) stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
	for l := range h.listeners {
		h.drop(l)
	}
	h.ready.Broadcast()
}
