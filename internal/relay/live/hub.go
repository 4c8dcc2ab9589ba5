// Package live is the streams that tell devices where their spaces stand. It must never say more than that, hold a
// goroutine for each that waits, or let one that does not read keep the others waiting.
package live

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// ErrFull says that there are as many streams as the host allows, or that no new one is taken any more.
var ErrFull = errors.New("live: no more streams")

// Serve answers a request with a stream, until it ends. Over HTTP/1.1 it takes the connection over and returns at once:
// nothing of the server stays behind, no goroutine and no buffer, so that a listener costs little more than its
// connection.
func (h *Hub[H]) Serve(w http.ResponseWriter, r *http.Request, l *Listener[H]) {
	header := w.Header()
	header.Set("Content-Type", relayapi.LiveType)
	header.Set("X-Accel-Buffering", "no") // a proxy must not wait for more
	control := http.NewResponseController(w)
	if r.ProtoMajor == 1 {
		conn, _, err := control.Hijack()
		if err == nil {
			var head bytes.Buffer
			header.Set("Connection", "close")
			fmt.Fprintf(&head, "HTTP/1.1 200 OK\r\n")
			_ = header.Write(&head)
			head.WriteString("\r\n")
			_ = conn.SetDeadline(time.Time{})
			h.start(l, conn, head.Bytes())
			return
		}
	}
	w.WriteHeader(http.StatusOK)
	wake := h.start(l, nil, nil)
	for {
		b, more := h.next(l)
		if !more {
			return
		}
		_ = control.SetWriteDeadline(time.Now().Add(writeTime))
		if _, err := w.Write(b); err != nil || control.Flush() != nil {
			h.End(l)
			return
		}
		select {
		case <-wake:
		case <-r.Context().Done():
			h.End(l)
			return
		}
	}
}

const (
	writeTime   = 5 * time.Second        // for one event, where a goroutine of its own waits
	hurriedTime = 250 * time.Millisecond // for one event, where others wait for the same goroutine
	writers     = 4
)

// Hub knows who listens, and writes to them. H is what a listener showed for each of its spaces.
type Hub[H any] struct {
	mu        sync.Mutex
	most      int
	listeners map[*Listener[H]]struct{}
	spaces    map[record.SpaceID][]*Listener[H]
	queue     []*Listener[H]
	ready     *sync.Cond
	running   bool
	stopped   bool
	second    int64
	every     int64 // seconds between two signs of life, give or take jitter
	jitter    int64
	sent      uint64
	joined    int // streams that began since memory was last given back
}

// Every stream leaves the buffers of the request behind that it began as. When many came, and a second passed in which
// none did, that memory goes back to the machine at once and not with the next growth.
const manyJoined = 500

// Listener is one stream.
type Listener[H any] struct {
	conn    net.Conn      // over HTTP/1.1
	wake    chan struct{} // else
	watches []Watch[H]
	head    []byte // the head of the answer, until it is sent
	beat    int64  // the second in which it is to hear something
	state   state
	ended   bool
	beating bool
}

type state uint8

const (
	asleep state = iota
	starting
	queued
	writing
	writingAgain // and something new came meanwhile
)

// Watch is one space that a stream tells about, and what was shown for it.
type Watch[H any] struct {
	Space  record.SpaceID
	Holder H
	at     uint64
	due    bool
}

// NewHub returns a hub for at most so many streams.
func NewHub[H any](most int) *Hub[H] {
	h := &Hub[H]{most: most, every: relayapi.LiveEvery, jitter: relayapi.LiveJitter, listeners: map[*Listener[H]]struct{}{}, spaces: map[record.SpaceID][]*Listener[H]{}}
	h.ready = sync.NewCond(&h.mu)
	return h
}

// Beat sets how many seconds pass between two signs of life on a silent stream, give or take jitter.
func (h *Hub[H]) Beat(every, jitter int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.every, h.jitter = every, jitter
}

// Count is how many streams are open.
func (h *Hub[H]) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.listeners)
}

// Told is how many events were sent.
func (h *Hub[H]) Told() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.sent
}

// Add lets a new stream hear of its spaces, or returns ErrFull. What comes before Serve is kept for it.
func (h *Hub[H]) Add(watches []Watch[H]) (*Listener[H], error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.stopped || len(h.listeners) >= h.most {
		return nil, ErrFull
	}
	l := &Listener[H]{watches: slices.Clone(watches), state: starting} // what the caller has is not read and written at once
	h.listeners[l] = struct{}{}
	for _, w := range l.watches {
		if !slices.Contains(h.spaces[w.Space], l) {
			h.spaces[w.Space] = append(h.spaces[w.Space], l)
		}
	}
	if !h.running {
		h.running = true
		for range writers {
			go h.write()
		}
		go h.tick()
	}
	return l, nil
}

// start begins to write to a stream.
func (h *Hub[H]) start(l *Listener[H], conn net.Conn, head []byte) (wake <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	l.conn, l.head = conn, head
	h.joined++
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
func (h *Hub[H]) nextBeat() int64 { return h.second + h.every - h.jitter + rand.Int64N(2*h.jitter+1) }

// Tell says where a space stands now.
func (h *Hub[H]) Tell(space record.SpaceID, head uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.spaces[space] {
		news := false
		for i := range l.watches {
			if w := &l.watches[i]; w.Space == space && head > w.at {
				w.at, w.due, news = head, true, true
			}
		}
		if news {
			h.enqueue(l)
		}
	}
}

// enqueue has a stream written to. h.mu is held.
func (h *Hub[H]) enqueue(l *Listener[H]) {
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

func (l *Listener[H]) nudge() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// take returns what a stream is to be sent now. h.mu is held.
func (h *Hub[H]) take(l *Listener[H]) []byte {
	b := l.head
	l.head = nil
	for i := range l.watches {
		if w := &l.watches[i]; w.due {
			b = relayapi.AppendEvent(b, relayapi.Event{Space: w.Space, Head: w.at})
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
func (h *Hub[H]) next(l *Listener[H]) ([]byte, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if l.ended {
		return nil, false
	}
	return h.take(l), true
}

// write is one of a few goroutines that write to all streams. Nobody waits long for one that does not read.
func (h *Hub[H]) write() {
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
func (h *Hub[H]) tick() {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	before := 0
	for range every.C {
		h.mu.Lock()
		if h.stopped {
			h.mu.Unlock()
			return
		}
		h.second++
		if h.joined >= manyJoined && h.joined == before {
			h.joined = 0
			go debug.FreeOSMemory()
		}
		before = h.joined
		for l := range h.listeners {
			if l.state != starting && h.second >= l.beat && !l.beating {
				l.beating = true
				h.enqueue(l)
			}
		}
		h.mu.Unlock()
	}
}

// End ends one stream.
func (h *Hub[H]) End(l *Listener[H]) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(l)
}

// drop forgets a stream and closes its connection. h.mu is held.
func (h *Hub[H]) drop(l *Listener[H]) {
	if l.ended {
		return
	}
	l.ended = true
	delete(h.listeners, l)
	for _, w := range l.watches {
		others := slices.DeleteFunc(h.spaces[w.Space], func(o *Listener[H]) bool { return o == l })
		if len(others) == 0 {
			delete(h.spaces, w.Space)
		} else {
			h.spaces[w.Space] = others
		}
	}
	l.close()
}

func (l *Listener[H]) close() {
	if l.conn != nil {
		_ = l.conn.Close()
	}
	if l.wake != nil {
		l.nudge()
	}
}

// EndWhere ends the streams of a space for which out says so of what was shown.
func (h *Hub[H]) EndWhere(space record.SpaceID, out func(H) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range slices.Clone(h.spaces[space]) {
		for _, w := range l.watches {
			if w.Space == space && out(w.Holder) {
				h.drop(l)
				break
			}
		}
	}
}

// Stop ends all streams and takes no new one.
func (h *Hub[H]) Stop() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = true
	for l := range h.listeners {
		h.drop(l)
	}
	h.ready.Broadcast()
}
