// Package network is a network between people's devices and a relay, for tests: it loses, repeats, holds back, cuts
// and goes away when it is told to. It must never do so by chance of its own, so that what failed once fails again.
package network

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

// What a Link answers where a real one would answer something of its kind.
var (
	ErrOffline = errors.New("network: offline")
	ErrLost    = errors.New("network: the connection broke")
)

// Fault is what happens to one request.
type Fault int

const (
	None        Fault = iota
	LoseRequest       // it never arrives
	LoseReply         // it arrives and is done; the answer does not come back
	Twice             // it arrives two times, one right after the other; the second answer comes back
	Late              // it looks lost, and arrives when Deliver is called
	CutReply          // it arrives and is done; only half of the answer comes back, then the connection breaks
)

// A Link is one device's way to a relay: an http.RoundTripper. It is safe for use from many goroutines.
type Link struct {
	to http.RoundTripper

	mu      sync.Mutex
	offline bool
	decide  func(*http.Request) Fault
	change  func(*http.Request, *http.Response)
	late    []*http.Request
	sent    []Sent
	record  bool
	held    chan struct{} // closed when requests may go on; nil when nothing is held
	streams map[*stream]bool
}

// Sent is one request as it left the device.
type Sent struct {
	Method, URL string
	Header      http.Header
	Body        []byte
}

// New returns a link to a relay in the same process.
func New(h http.Handler) *Link { return Over(handler{h}) }

// Over returns a link over something that carries requests already, such as a transport to an address.
func Over(to http.RoundTripper) *Link { return &Link{to: to, streams: map[*stream]bool{}} }

// Offline takes the link away or gives it back. Taken away, it breaks what is open.
func (l *Link) Offline(offline bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.offline = offline
	if offline {
		for s := range l.streams {
			s.breakNow()
		}
	}
}

// Faults lets decide say what happens to each request; nil means that nothing does. It is asked for one request at a
// time.
func (l *Link) Faults(decide func(*http.Request) Fault) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.decide = decide
}

// Change lets change see and change every answer before the device does: a hostile relay sits here.
func (l *Link) Change(change func(*http.Request, *http.Response)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.change = change
}

// Record begins to keep what is sent; Sent gives it.
func (l *Link) Record() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.record = true
}

// Sent gives what was sent since Record.
func (l *Link) Sent() []Sent {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Sent(nil), l.sent...)
}

// Hold makes requests wait until release is called.
func (l *Link) Hold() (release func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	held := make(chan struct{})
	l.held = held
	return sync.OnceFunc(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.held == held {
			l.held = nil
		}
		close(held)
	})
}

// Deliver lets what was Late arrive now, in order. Nobody hears the answers.
func (l *Link) Deliver() {
	l.mu.Lock()
	late := l.late
	l.late = nil
	l.mu.Unlock()
	for _, r := range late {
		if answer, err := l.to.RoundTrip(r); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
	}
}

// RoundTrip implements http.RoundTripper.
func (l *Link) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := drain(r)
	if err != nil {
		return nil, err
	}
	if err := l.wait(r); err != nil {
		return nil, err
	}
	fault, change, err := l.leave(r, body)
	if err != nil {
		return nil, err
	}
	switch fault {
	case LoseRequest:
		return nil, ErrLost
	case Late:
		l.mu.Lock()
		l.late = append(l.late, again(r, body, false))
		l.mu.Unlock()
		return nil, ErrLost
	case Twice:
		if answer, err := l.to.RoundTrip(again(r, body, true)); err == nil {
			_, _ = io.Copy(io.Discard, answer.Body)
			answer.Body.Close()
		}
	}
	answer, err := l.to.RoundTrip(again(r, body, true))
	if err != nil {
		return nil, err
	}
	if fault == LoseReply || fault == CutReply {
		return cut(answer, fault == CutReply)
	}
	if change != nil {
		change(r, answer)
	}
	return l.follow(answer), nil
}

func (l *Link) wait(r *http.Request) error {
	l.mu.Lock()
	held := l.held
	l.mu.Unlock()
	if held == nil {
		return nil
	}
	select {
	case <-held:
		return nil
	case <-r.Context().Done():
		return r.Context().Err()
	}
}

// leave notes a request that leaves the device, and what is to happen to it.
func (l *Link) leave(r *http.Request, body []byte) (Fault, func(*http.Request, *http.Response), error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.offline {
		return None, nil, ErrOffline
	}
	if l.record {
		l.sent = append(l.sent, Sent{r.Method, r.URL.String(), r.Header.Clone(), body})
	}
	if l.decide == nil {
		return None, l.change, nil
	}
	return l.decide(r), l.change, nil
}

// follow lets going offline break an answer that is still being read.
func (l *Link) follow(answer *http.Response) *http.Response {
	s := &stream{ReadCloser: answer.Body, link: l}
	l.mu.Lock()
	l.streams[s] = true
	l.mu.Unlock()
	answer.Body = s
	return answer
}

type stream struct {
	io.ReadCloser
	link   *Link
	mu     sync.Mutex
	broken bool
}

func (s *stream) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken {
		return 0, ErrLost
	}
	return n, err
}

func (s *stream) Close() error {
	s.link.mu.Lock()
	delete(s.link.streams, s)
	s.link.mu.Unlock()
	return s.ReadCloser.Close()
}

func (s *stream) breakNow() {
	s.mu.Lock()
	s.broken = true
	s.mu.Unlock()
	_ = s.ReadCloser.Close()
}

func drain(r *http.Request) ([]byte, error) {
	if r.Body == nil {
		return nil, nil
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

// again is a request that can be sent once more. One that nobody waits for must not end with who asked for it.
func again(r *http.Request, body []byte, waited bool) *http.Request {
	ctx := r.Context()
	if !waited {
		ctx = contextOf(ctx)
	}
	c := r.Clone(ctx)
	c.Body, c.ContentLength = http.NoBody, int64(len(body))
	if len(body) > 0 {
		c.Body = io.NopCloser(bytes.NewReader(body))
	}
	return c
}

// cut lets an answer go missing, or its second half.
func cut(answer *http.Response, half bool) (*http.Response, error) {
	whole, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil || !half {
		return nil, ErrLost
	}
	answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), broken{}))
	return answer, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, ErrLost }
