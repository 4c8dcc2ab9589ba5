package values

import (
	"encoding/binary"

	"snowdrop/internal/record"
)

// Home is what a device keeps of its home beside the keys: what changes with every entry of the log.
type Home struct {
	Stopped uint8  // why nothing is sent or fetched any more; 0: nothing is wrong
	Told    uint64 // up to which number holes were told
	Relay   string
	Sent    []Sent
	Space   []byte // the head of the space, as internal/space writes it
}

// Sent is a version that may show up in the log under a number, as far as this device can know, and with a leaf.
type Sent struct {
	Item, Version record.ID
	N             uint64
	Leaf          record.Hash
}

const (
	homeVersion = 1
	maxStopped  = 3
	homeFixed   = 1 + 1 + 8 + 2
	sentSize    = 16 + 16 + 8 + 32
)

// Marshal writes
//
//	version 1 | stopped 1 | told 8 | length of relay 2 | relay | how many were sent 2 | for each: item 16, version 16, number 8, leaf 32 | head of the space
func (h Home) Marshal() []byte {
	b := []byte{homeVersion, h.Stopped}
	b = binary.BigEndian.AppendUint64(b, h.Told)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.Relay)))
	b = append(b, h.Relay...)
	b = binary.BigEndian.AppendUint16(b, uint16(len(h.Sent)))
	for _, s := range h.Sent {
		b = append(append(b, s.Item[:]...), s.Version[:]...)
		b = binary.BigEndian.AppendUint64(b, s.N)
		b = append(b, s.Leaf[:]...)
	}
	return append(b, h.Space...)
}

// ParseHome reads what Marshal wrote. Space is a part of b.
func ParseHome(b []byte) (Home, error) {
	if len(b) < homeFixed || b[0] != homeVersion || b[1] > maxStopped {
		return Home{}, ErrUnreadable
	}
	h := Home{Stopped: b[1], Told: binary.BigEndian.Uint64(b[2:])}
	n := int(binary.BigEndian.Uint16(b[10:]))
	if b = b[homeFixed:]; len(b) < n+2 {
		return Home{}, ErrUnreadable
	}
	h.Relay = string(b[:n])
	count := int(binary.BigEndian.Uint16(b[n:]))
	if b = b[n+2:]; len(b) < count*sentSize {
		return Home{}, ErrUnreadable
	}
	for ; count > 0; count-- {
		h.Sent = append(h.Sent, Sent{record.ID(b[:16]), record.ID(b[16:32]), binary.BigEndian.Uint64(b[32:]), record.Hash(b[40:72])})
		b = b[sentSize:]
	}
	h.Space = b
	return h, nil
}
