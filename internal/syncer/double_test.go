package syncer

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/relayapi"
)

// relay is a relay of one space that checks little: which tokens are good, and where a batch may go. The real one is
// tried in internal/testkit/world.
type relay struct {
	mu       sync.Mutex
	space    record.SpaceID
	epoch    uint32
	items    []record.Item
	controls [][]byte
	tokens   map[string]uint32
	changed  chan struct{}
	asked    map[string]int // how often, by method and last part of the path

	unknown bool                                          // it knows nothing any more
	answer  func(http.ResponseWriter, *http.Request) bool // answers instead, where it returns true
	hear    func(w http.ResponseWriter, r *http.Request)  // a stream of its own
}

func newRelay(space record.SpaceID) *relay {
	return &relay{space: space, epoch: 1, controls: [][]byte{control(1)}, tokens: map[string]uint32{}, changed: make(chan struct{}), asked: map[string]int{}}
}

func (d *relay) times(what string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[what]
}

// add is what another device appends.
func (d *relay) add(envelopes ...[]byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.put(envelopes)
}

func (d *relay) put(envelopes [][]byte) {
	for _, e := range envelopes {
		d.items = append(d.items, record.Item{N: uint64(len(d.items) + 1), Envelope: e, Leaf: record.Leaf(e)})
	}
	close(d.changed)
	d.changed = make(chan struct{})
}

// rotate starts another epoch. The control record is not put into the log: who reads the log here does not look inside.
func (d *relay) rotate() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.epoch++
	d.controls = append(d.controls, control(d.epoch))
	close(d.changed)
	d.changed = make(chan struct{})
}

func control(epoch uint32) []byte {
	c := record.Control{Before: uint64(epoch - 1), Roster: make([]byte, record.RosterSize)}
	for i := range c.Boxes {
		c.Boxes[i] = make([]byte, record.BoxSize)
	}
	return record.Envelope{Kind: record.KindControl, Epoch: epoch, Body: c.Marshal()}.Marshal()
}

// envelope is one that nobody can open.
func envelope(t testing.TB) []byte {
	t.Helper()
	e := record.Envelope{Kind: record.KindRecord, Epoch: 1, ID: record.NewID(), Delete: record.Hash{1}, Body: make([]byte, 512+record.PlainOverhead+record.SealOverhead)}
	rand.Read(e.Body)
	if _, err := record.ParseEnvelope(e.Marshal()); err != nil {
		t.Fatal(err)
	}
	return e.Marshal()
}

func fail(w http.ResponseWriter, err error) {
	status, body, _ := relayapi.EncodeError(err)
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

func (d *relay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	parts := strings.Split(r.URL.Path, "/")
	d.asked[r.Method+" "+parts[len(parts)-1]]++
	answer := d.answer
	d.mu.Unlock()
	if answer != nil && answer(w, r) {
		return
	}
	body, _ := io.ReadAll(r.Body)
	switch r.Method + " " + r.URL.Path {
	case "GET " + relayapi.PathNonce:
		_, _ = w.Write(make([]byte, 32))
	case "POST " + relayapi.PathToken:
		d.login(w, body)
	case "POST " + relayapi.PathLive:
		d.live(w, r, body)
	default:
		d.inSpace(w, r, body)
	}
}

func (d *relay) login(w http.ResponseWriter, body []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l, err := relayapi.DecodeLogin(body)
	if err != nil || l.Space != d.space || l.Epoch > d.epoch || d.unknown {
		fail(w, relayapi.ErrUnknown)
		return
	}
	var b [16]byte
	rand.Read(b[:])
	token := base64.RawURLEncoding.EncodeToString(b[:])
	d.tokens[token] = l.Epoch
	fmt.Fprint(w, token)
}

// may says whether a token is good for reading and writing.
func (d *relay) may(token string, anyEpoch bool) bool {
	epoch, known := d.tokens[token]
	return known && !d.unknown && (anyEpoch || epoch == d.epoch)
}

func (d *relay) inSpace(w http.ResponseWriter, r *http.Request, body []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	control := strings.HasSuffix(r.URL.Path, "/control")
	if !d.may(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), control) {
		fail(w, relayapi.ErrUnknown)
		return
	}
	after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	switch {
	case control:
		size := 0
		for _, c := range d.controls {
			if e, _ := record.ParseEnvelope(c); uint64(e.Epoch) > after && size+len(c) <= relayapi.MaxBody {
				size += len(c)
				_, _ = w.Write(c)
			}
		}
	case r.Method == http.MethodGet:
		b := relayapi.EncodeHead(uint64(len(d.items)))
		for i := int(after); i < len(d.items) && len(b)+relayapi.ItemSize(d.items[i]) <= relayapi.MaxBody; i++ {
			b = relayapi.AppendItem(b, d.items[i])
		}
		_, _ = w.Write(b)
	case r.Method == http.MethodDelete:
		n, _ := strconv.Atoi(r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:])
		if n < 1 || n > len(d.items) {
			fail(w, relayapi.ErrUnknown)
			return
		}
		d.items[n-1].Envelope = nil
	default:
		a, err := relayapi.DecodeAppend(body)
		if err != nil {
			fail(w, err)
			return
		}
		if a.Expect != uint64(len(d.items)) {
			fail(w, &relayapi.HeadError{Head: uint64(len(d.items)), Epoch: d.epoch})
			return
		}
		d.put(a.Envelopes)
		_, _ = w.Write(relayapi.EncodeHead(uint64(len(d.items))))
	}
}

func (d *relay) live(w http.ResponseWriter, r *http.Request, body []byte) {
	tokens, err := relayapi.DecodeTokens(body)
	d.mu.Lock()
	good, epoch, changed, hear := err == nil && d.may(tokens[0], false), d.epoch, d.changed, d.hear
	d.mu.Unlock()
	if !good {
		fail(w, relayapi.ErrUnknown)
		return
	}
	w.Header().Set("Content-Type", relayapi.LiveType)
	_ = http.NewResponseController(w).Flush()
	if hear != nil {
		hear(w, r)
		return
	}
	for {
		select {
		case <-r.Context().Done():
			return
		case <-changed:
		}
		d.mu.Lock()
		head, now := uint64(len(d.items)), d.epoch
		changed = d.changed
		d.mu.Unlock()
		if now != epoch {
			return
		}
		if _, err := w.Write(relayapi.AppendEvent(nil, relayapi.Event{Space: d.space, Head: head})); err != nil {
			return
		}
	}
}

// device is a Log that believes what it is shown, and keeps it in memory.
type device struct {
	t  testing.TB
	mu sync.Mutex

	space   record.SpaceID
	entries []record.Item
	mark    uint64
	epoch   uint32
	none    bool // no key
	waiting [][]byte
	tokens  map[uint64][32]byte
	refuse  error // what Accept answers
	removed bool
	caught  []int       // how many control records came in each call
	got     chan uint64 // every head, when set
}

type final string

func (f final) Error() string { return "refused: " + string(f) }
func (f final) Stops() string { return string(f) }

func (d *device) ID() record.SpaceID { return d.space }

func (d *device) Head() (uint64, uint64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := uint64(len(d.entries))
	return n, max(n, d.mark)
}

func (d *device) Accept(_ context.Context, items []record.Item) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return d.refuse
	}
	for _, item := range items {
		if item.N != uint64(len(d.entries)+1) {
			return final("forked")
		}
		d.entries = append(d.entries, item)
		if len(d.waiting) > 0 && string(d.waiting[0]) == string(item.Envelope) {
			d.waiting = d.waiting[1:]
		}
	}
	if d.got != nil {
		d.got <- uint64(len(d.entries))
	}
	return nil
}

func (d *device) Outgoing(context.Context) ([][]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([][]byte(nil), d.waiting[:min(len(d.waiting), relayapi.MaxBatch)]...), nil
}

func (d *device) CatchUp(_ context.Context, controls [][]byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.removed {
		return final("removed")
	}
	if len(controls) > 0 {
		last, _ := record.ParseEnvelope(controls[len(controls)-1])
		d.epoch = last.Epoch
	}
	d.caught = append(d.caught, len(controls))
	return nil
}

func (d *device) Login(back uint32) (uint32, func([]byte) [64]byte, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.none || back >= d.epoch {
		return 0, nil, false
	}
	return d.epoch - back, func(m []byte) [64]byte { return [64]byte{} }, true
}

func (d *device) Cleanup(context.Context) (map[uint64][32]byte, func(context.Context, ...uint64) error, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	tokens := map[uint64][32]byte{}
	for n, token := range d.tokens {
		tokens[n] = token
	}
	return tokens, func(_ context.Context, ns ...uint64) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, n := range ns {
			delete(d.tokens, n)
		}
		return nil
	}, nil
}

// write puts something into the outbox.
func (d *device) write(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for range n {
		d.waiting = append(d.waiting, envelope(d.t))
	}
}

func (d *device) head() uint64 {
	n, _ := d.Head()
	return n
}

var errDisk = errors.New("the disk is full")

func (d *device) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// set lets the relay answer everything in one way.
func (d *relay) set(all func(http.ResponseWriter)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.answer = func(w http.ResponseWriter, _ *http.Request) bool { all(w); return true }
}
