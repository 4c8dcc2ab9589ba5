package relay

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"sync"
	"sync/atomic"
	"time"

	"snowdrop/internal/relayapi"
)

// What is counted.
const (
	countSpaces = 's'
	countLogins = 'l'
	countSlots  = 'b'
	countMore   = 'f' // spaces that were made with the token of one
)

// maxCounted is how many networks and spaces are counted in an hour. Beyond it nothing new may be created until
// the hour ends; logging in goes on.
const maxCounted = 1 << 17

// bounds counts what networks and spaces do within an hour, in memory, under a hash whose key is thrown away with
// the counts. Whoever takes the memory learns no address without that key, and none of earlier hours with it.
type bounds struct {
	mu     sync.Mutex
	hour   int64
	key    [32]byte
	counts map[[16]byte]uint32
}

func newBounds() *bounds { return &bounds{} }

// one counts one more, or returns ErrBusy.
func (b *bounds) one(now time.Time, what byte, who []byte, limit uint32) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if hour := now.Unix() / 3600; hour != b.hour || b.counts == nil {
		b.hour, b.counts = hour, map[[16]byte]uint32{}
		rand.Read(b.key[:])
	}
	h := hmac.New(sha256.New, b.key[:])
	h.Write([]byte{what})
	h.Write(who)
	name := [16]byte(h.Sum(nil))
	n, known := b.counts[name]
	if n >= limit {
		return relayapi.ErrBusy
	}
	if !known && len(b.counts) >= maxCounted {
		if what == countLogins {
			return nil
		}
		return relayapi.ErrBusy
	}
	b.counts[name] = n + 1
	return nil
}

// counted is what a relay counts for its host. Nothing in it says who or when.
type counted struct {
	spaces, appends, records, logins      atomic.Uint64
	unknown, conflicts, full, busy, other atomic.Uint64
}

func (c *counted) refused(status int) {
	switch status {
	case 404:
		c.unknown.Add(1)
	case 409:
		c.conflicts.Add(1)
	case 507:
		c.full.Add(1)
	case 429:
		c.busy.Add(1)
	default:
		c.other.Add(1)
	}
}

// Counter is one number about a relay since it started.
type Counter struct {
	Name  string
	Value uint64
	About string // in plain words
}

// Counters are what the host may know of a running relay.
func (r *Relay) Counters() []Counter {
	return []Counter{
		{"listeners", uint64(r.live.Count()), "live streams that are open"},
		{"spaces_created", r.counted.spaces.Load(), "spaces created"},
		{"logins", r.counted.logins.Load(), "tokens given out"},
		{"appends", r.counted.appends.Load(), "batches of records taken"},
		{"records", r.counted.records.Load(), "records taken"},
		{"events", r.live.Told(), "events sent to live streams"},
		{"refused_unknown", r.counted.unknown.Load(), "answers: not there, or not yours"},
		{"refused_conflict", r.counted.conflicts.Load(), "answers: the log stands elsewhere, or taken"},
		{"refused_full", r.counted.full.Load(), "answers: no room, on disk or in a space"},
		{"refused_busy", r.counted.busy.Load(), "answers: too much at once"},
		{"refused_other", r.counted.other.Load(), "answers: malformed, too large, closed, or the relay's own trouble"},
	}
}
