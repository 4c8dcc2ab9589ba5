// Package log is the log of one shared space as a device keeps it: what stands in it, what waits to be sent, and what is to
// be taken back. It must never show what an author may not write, keep what its author took back, or send anything before it
// has noted on the disk that it may show up.
//
// What makes an entry count are the rules of rules.go. Everything lies in a vault.Bucket, and a change is one write of it.
// Spec: docs/format.md, "A shared space".
package log

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
	"snowdrop/internal/vault"
	"snowdrop/internal/vault/events"
)

// Bucket is where it lies: a vault.Bucket.
type Bucket interface {
	Get(key string) ([]byte, bool)
	Keys() []string
	Write(ctx context.Context, changes []vault.Change) error
	Erase(ctx context.Context) error
}

// What a caller may tell apart, beside the errors of the bucket.
var (
	// ErrTaken says that another item of this ID is there, or one that is just being taken back.
	ErrTaken = errors.New("log: another item of this ID is there")
	// ErrNotMine says that an item is somebody else's.
	ErrNotMine = errors.New("log: not mine")
	// ErrMayNot says that I may not write this kind here.
	ErrMayNot = errors.New("log: may not write this kind")
	// ErrUnreadable says that what was kept can not be read: the log is to be read anew.
	ErrUnreadable = errors.New("log: damaged")
)

// Stop says why nothing is exchanged any more.
type Stop string

const (
	Running  Stop = ""
	WentBack Stop = "back"
	Forked   Stop = "forked"
	Removed  Stop = "removed"
)

var stops = []Stop{Running, WentBack, Forked, Removed}

// Ending says what is still to be done in a space that is over for me.
type Ending uint8

const (
	NotEnding  Ending = iota
	Forgetting        // what waits is dropped, and what I put in stays there
	TakingBack        // what I put in is taken back
	Clearing          // everybody else is out: the bytes of all go
)

// Info is what a log must know that is not in it.
type Info struct {
	Under   seal.Key // seals what the space keeps
	Purpose items.Space
	Role    items.Role // mine, until the roster says it
	Now     func() time.Time
}

// Log is safe for use from many goroutines.
type Log struct {
	bucket Bucket
	info   Info
	rules  rules

	write  sync.Mutex // held through a change
	sealed *batch     // what was sealed last

	mu sync.RWMutex
	state
	closed bool
}

// state is what a log knows. What it holds is never changed in place: a change makes another one.
type state struct {
	space   *space.Space
	entries map[record.ID]*Entry
	cleanup map[uint64]remains
	head
	events []events.Event
	selves []space.Self // who I am, and was: see Know
	// brought counts what an exchange has changed, for whoever wants to know that something came.
	brought uint64
}

// head is what changes with every write.
type head struct {
	stop   Stop
	ending Ending
	told   uint64 // up to which number holes were told
	order  uint64 // the last place among what waits that was given
	sent   []sent
}

// The keys of the bucket. Items follow the first, and numbers the second.
const (
	keyItem    = "i"
	keyCleanup = "c"
	keyKeys    = "keys"
	keyHead    = "head"
	keyEvents  = "events"
)

const headVersion = 1

func (h head) marshal(spaceHead []byte) []byte {
	b := []byte{headVersion, byte(slices.Index(stops, h.stop)), byte(h.ending)}
	b = binary.BigEndian.AppendUint64(b, h.told)
	b = binary.BigEndian.AppendUint64(b, h.order)
	b = binary.BigEndian.AppendUint32(b, uint32(len(h.sent)))
	for _, s := range h.sent {
		b = s.append(b)
	}
	return append(b, spaceHead...)
}

func parseHead(b []byte) (h head, spaceHead []byte, err error) {
	const fixed = 3 + 8 + 8 + 4
	if len(b) < fixed || b[0] != headVersion || int(b[1]) >= len(stops) || Ending(b[2]) > Clearing {
		return head{}, nil, ErrUnreadable
	}
	h.stop, h.ending = stops[b[1]], Ending(b[2])
	h.told, h.order = binary.BigEndian.Uint64(b[3:]), binary.BigEndian.Uint64(b[11:])
	count := int(binary.BigEndian.Uint32(b[19:]))
	if b = b[fixed:]; count > maxSent || len(b) < count*sentSize {
		return head{}, nil, ErrUnreadable
	}
	for range count {
		h.sent = append(h.sent, parseSent(b[:sentSize]))
		b = b[sentSize:]
	}
	return h, b, nil
}

// Exists says whether there is a log in a bucket.
func Exists(b Bucket) bool {
	_, ok := b.Get(keyHead)
	return ok
}

// Change is one value beside a log, for whoever begins it.
type Change = vault.Change

// Begin makes a log of a space that this device knows nothing of yet, in the place of what is there, and keeps something
// beside it. vault.ErrNotKept and other errors of the bucket.
func Begin(ctx context.Context, b Bucket, info Info, s *space.Space, beside ...Change) (*Log, error) {
	if err := b.Erase(ctx); err != nil {
		return nil, err
	}
	l := &Log{bucket: b, info: info, rules: rulesInForce}
	l.state = state{space: s.Clone(), entries: map[record.ID]*Entry{}, cleanup: map[uint64]remains{}}
	keys, spaceHead := s.Marshal(info.Under)
	return l, b.Write(ctx, append(beside, Change{Key: keyKeys, Value: keys}, Change{Key: keyHead, Value: l.head.marshal(spaceHead)}))
}

// Open reads what is in the bucket. ErrUnreadable where it can not be read. An item that can not be is left out.
func Open(b Bucket, info Info) (*Log, error) {
	l := &Log{bucket: b, info: info, rules: rulesInForce}
	l.state = state{entries: map[record.ID]*Entry{}, cleanup: map[uint64]remains{}}
	top, _ := b.Get(keyHead)
	keys, _ := b.Get(keyKeys)
	var spaceHead []byte
	var err error
	if l.head, spaceHead, err = parseHead(top); err != nil {
		return nil, err
	}
	if l.space, err = space.Unmarshal(info.Under, keys, spaceHead); err != nil {
		return nil, ErrUnreadable
	}
	if kept, ok := b.Get(keyEvents); ok {
		l.events, _ = events.Parse(kept)
	}
	for _, key := range b.Keys() {
		value, _ := b.Get(key)
		if text, ok := strings.CutPrefix(key, keyItem); ok {
			l.openItem(text, value)
		} else if text, ok := strings.CutPrefix(key, keyCleanup); ok {
			l.openCleanup(text, value)
		}
	}
	for _, e := range l.entries {
		if e.N > 0 {
			l.space.Learn(e.N, e.Item)
		}
	}
	return l, nil
}

func (l *Log) openItem(text string, value []byte) {
	id, err := record.ParseID(text)
	if err != nil {
		return
	}
	if e, err := parseEntry(id, value); err == nil {
		l.entries[id] = e
	}
}

func (l *Log) openCleanup(text string, value []byte) {
	id, err := record.ParseID(text)
	if err == nil && len(value) == remainsSize {
		l.cleanup[binary.BigEndian.Uint64(value)] = remains{binary.BigEndian.Uint32(value[8:]), id}
	}
}

// Space returns a copy of the space, for looking at.
func (l *Log) Space() *space.Space {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.space.Clone()
}

// ID names the space. With Head, Accept, Outgoing, CatchUp, Login and Cleanup it makes Log a syncer.Log.
func (l *Log) ID() record.SpaceID { return l.Space().ID() }

// Entries returns what stands and what waits of mine, in no order. What they point to must not be changed.
func (l *Log) Entries() []*Entry {
	l.mu.RLock()
	defer l.mu.RUnlock()
	all := make([]*Entry, 0, len(l.entries))
	for _, e := range l.entries {
		if e.state != goes {
			all = append(all, e)
		}
	}
	return all
}

// Entry returns one of them.
func (l *Log) Entry(item record.ID) (*Entry, bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	e, ok := l.entries[item]
	if !ok || e.state == goes {
		return nil, false
	}
	return e, true
}

// Mine says whether I have written an entry: as who I am, or as the host who I was before.
func (l *Log) Mine(e *Entry) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.mine(e.Author, e.Role)
}

func (s *state) mine(author space.MemberID, role items.Role) bool {
	me := s.space.Me()
	return author == me || role == items.RoleHost && roleOf(s.space.Members(), me) == items.RoleHost
}

// HasLeft says whether a member has said that they left.
func (l *Log) HasLeft(id space.MemberID) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.hasLeft(id)
}

func (s *state) hasLeft(id space.MemberID) bool {
	for _, e := range s.entries {
		if e.Kind == items.KindLeave && e.Author == id && e.state == stands {
			return true
		}
	}
	return false
}

// Events returns what happened in the last days, the oldest first.
func (l *Log) Events() []events.Event {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return slices.Clone(l.events)
}

// Stopped says why nothing is exchanged, Running where nothing is wrong.
func (l *Log) Stopped() Stop {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.stop
}

// Ending says what is still to be done.
func (l *Log) Ending() Ending {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.ending
}

// Waiting is how much is on this device only, or is to be told to the relay.
func (l *Log) Waiting() (n int) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, e := range l.entries {
		if e.state == waits || e.state == goes && e.N > 0 {
			n++
		}
	}
	return n
}

// Remaining is how much the relay still has to delete.
func (l *Log) Remaining() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return len(l.cleanup)
}

// Brought counts exchanges that brought something from somebody, or from another device of mine.
func (l *Log) Brought() uint64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.brought
}

// Close lets nothing be changed any more: what is on its way answers vault.ErrLocked. Another Log may then be opened.
func (l *Log) Close() {
	l.write.Lock()
	defer l.write.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
}

// Closed says whether it was closed.
func (l *Log) Closed() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.closed
}

// inOrder returns what waits to be said to the log, the first first.
func (s *state) inOrder() []*Entry {
	var waiting []*Entry
	for _, e := range s.entries {
		if e.state == waits || e.state == goes && e.N > 0 {
			waiting = append(waiting, e)
		}
	}
	slices.SortFunc(waiting, func(a, b *Entry) int { return cmp.Compare(a.order, b.order) })
	return waiting
}

// clone gives a state that can be changed without the one before.
func (s *state) clone() state {
	next := *s
	next.space = s.space.Clone()
	next.entries, next.cleanup = maps.Clone(s.entries), maps.Clone(s.cleanup)
	next.sent = slices.Clone(s.sent)
	return next
}
