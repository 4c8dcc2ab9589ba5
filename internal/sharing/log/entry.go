package log

import (
	"cmp"
	"encoding/binary"
	"errors"

	"snowdrop/internal/record"
	"snowdrop/internal/sharing/items"
	"snowdrop/internal/space"
)

// State is how far an item of mine, or of somebody else, is.
type State uint8

const (
	waits  State = 1 // mine, and the log has not shown it yet
	stands State = 2
	goes   State = 3 // taken back here; the log is to be told, once it has shown the item. Nothing of it is kept.
)

// Entry is one item.
type Entry struct {
	Item   record.ID
	Kind   uint8
	At     int64
	Body   []byte
	Author space.MemberID
	Role   items.Role // the author's, when it was written
	N      uint64     // number in the log; 0 while it waits

	state   State
	order   uint64 // place among what waits
	epoch   uint32
	version record.ID // of the envelope in the log
}

// Sent says that the log has it.
func (e *Entry) Sent() bool { return e.state == stands }

// errEntry says that bytes are not an entry.
var errEntry = errors.New("log: not an entry")

const (
	entryVersion = 1
	entryHead    = 1 + 1 + 1 + 1 + 8 + 8 + 8 + 4 + 16 + 16
)

// Compare says which of two entries came first to the log. What waits here comes after all that is in it.
func (e *Entry) Compare(o *Entry) int {
	return cmp.Or(cmp.Compare(e.N-1, o.N-1), cmp.Compare(e.order, o.order)) // 0 less 1 is the highest there is
}

// marshal writes: version 1 | state 1 | role 1 | kind 1 | at 8 | number 8 | order 8 | epoch 4 | envelope 16 | author 16 |
// body. Which item it is of says the key that it lies under.
func (e *Entry) marshal() []byte {
	b := append(make([]byte, 0, entryHead+len(e.Body)), entryVersion, byte(e.state), byte(e.Role), e.Kind)
	b = binary.BigEndian.AppendUint64(b, uint64(e.At))
	b = binary.BigEndian.AppendUint64(b, e.N)
	b = binary.BigEndian.AppendUint64(b, e.order)
	b = binary.BigEndian.AppendUint32(b, e.epoch)
	b = append(append(b, e.version[:]...), e.Author[:]...)
	return append(b, e.Body...)
}

// parseEntry reads what marshal wrote.
func parseEntry(item record.ID, b []byte) (*Entry, error) {
	if len(b) < entryHead || b[0] != entryVersion || State(b[1]) < waits || State(b[1]) > goes {
		return nil, errEntry
	}
	e := &Entry{Item: item, state: State(b[1]), Role: items.Role(b[2]), Kind: b[3]}
	e.At = int64(binary.BigEndian.Uint64(b[4:]))
	e.N, e.order = binary.BigEndian.Uint64(b[12:]), binary.BigEndian.Uint64(b[20:])
	e.epoch = binary.BigEndian.Uint32(b[28:])
	e.version, e.Author = record.ID(b[32:48]), record.ID(b[48:64])
	if e.Body = b[entryHead:]; e.state == goes && len(e.Body) > 0 || e.state != goes && (e.N > 0) != (e.state == stands) {
		return nil, errEntry
	}
	return e, nil
}

// remains are bytes in the log that the relay is to delete.
type remains struct {
	epoch   uint32
	version record.ID // of the envelope
}

const remainsSize = 8 + 4 + 16

// sent is a note of what may show up in the log: an item put at a number, and the leaf of its envelope.
type sent struct {
	n    uint64
	item record.ID
	leaf record.Hash
}

const sentSize = 8 + 16 + 32

func (s sent) append(b []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, s.n)
	return append(append(b, s.item[:]...), s.leaf[:]...)
}

func parseSent(b []byte) sent {
	return sent{binary.BigEndian.Uint64(b), record.ID(b[8:24]), record.Hash(b[24:56])}
}
