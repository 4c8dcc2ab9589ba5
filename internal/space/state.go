package space

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/space/inside"
)

// The ways in which what a device kept of a space can not be read.
var (
	// ErrState says that it does not open, or is not what Marshal wrote.
	ErrState = errors.New("space: kept state can not be read")
	// ErrNewer says that a later version of this program wrote it.
	ErrNewer = errors.New("space: kept state is of a newer version")
)

const stateVersion = 1

// Marshal returns what a device keeps of a space, in two parts sealed under a key that is for nothing
// else. keys changes when a control record was taken in and by CatchUp; head, which is small, with every
// entry. Both must be written as one. What Learn told is not in them, nor is an owner that Hold gave.
func (s *Space) Marshal(under seal.Key) (keys, head []byte) {
	return s.marshalKeys(under), s.MarshalHead(under)
}

// MarshalHead returns the second part alone.
func (s *Space) MarshalHead(under seal.Key) []byte {
	var b []byte
	b = append(b, s.id[:]...)
	b = binary.BigEndian.AppendUint32(b, s.epoch)
	b = binary.BigEndian.AppendUint64(b, s.n)
	b = append(b, s.head[:]...)
	b = binary.BigEndian.AppendUint64(b, s.mark.n)
	b = append(b, s.mark.head[:]...)
	last := uint64(0)
	for _, n := range s.holes {
		b = binary.AppendUvarint(b, n-last)
		last = n
	}
	return sealState(under, b, seal.LabelLocalSpaceHead)
}

func (s *Space) marshalKeys(under seal.Key) []byte {
	var b []byte
	b = append(b, s.id[:]...)
	b = binary.BigEndian.AppendUint32(b, s.epoch)
	b = append(b, under.Wrap(s.me.seed, keyAAD(s.id, 0))...)
	b = append(b, byte(s.status))
	b = binary.BigEndian.AppendUint64(b, s.lastControl)
	b = append(b, s.inForce[:]...)
	b = append(b, s.commit[:]...)
	b = binary.BigEndian.AppendUint32(b, s.ahead.epoch)
	b = binary.BigEndian.AppendUint64(b, s.ahead.number)
	b = append(b, s.ahead.owner[:]...)
	for i := range s.ahead.beyond(s.epoch) {
		leaf := s.ahead.leafs[s.epoch+1+i]
		b = append(b, leaf[:]...)
	}
	b = append(b, byte(len(s.roster)))
	for _, m := range s.roster {
		b = append(b, m.Role, byte(len(m.Name)))
		b = append(b, m.Name...)
		b = append(b, m.Keys.Sign[:]...)
		b = append(b, m.Keys.Box...)
	}
	for _, epoch := range slices.Sorted(maps.Keys(s.keys)) {
		b = binary.BigEndian.AppendUint32(b, epoch)
		b = append(b, under.Wrap(s.keys[epoch], keyAAD(s.id, epoch))...)
	}
	return sealState(under, b, seal.LabelLocalSpaceKeys)
}

// beyond returns how many epochs CatchUp has seen after one.
func (a ahead) beyond(epoch uint32) uint32 {
	if a.epoch == 0 {
		return 0
	}
	return max(a.epoch, epoch) - epoch
}

// keyAAD is what a kept key is bound to: its space and epoch. The member's own seed has epoch 0.
func keyAAD(id record.SpaceID, epoch uint32) []byte {
	return binary.BigEndian.AppendUint32(append([]byte(seal.LabelLocalSpaceKeys), id[:]...), epoch)
}

func sealState(under seal.Key, plain []byte, label string) []byte {
	return append([]byte{stateVersion}, seal.Seal(under, plain, append([]byte(label), stateVersion))...)
}

func openState(under seal.Key, b []byte, label string) (*cutter, error) {
	if len(b) < 1 {
		return nil, ErrState
	}
	if b[0] != stateVersion {
		return nil, ErrNewer
	}
	plain, err := seal.Open(under, b[1:], append([]byte(label), stateVersion))
	if err != nil {
		return nil, ErrState
	}
	return &cutter{b: plain}, nil
}

// cutter cuts parts off the front of bytes. When they are not enough it gives zeros, and is bad.
type cutter struct {
	b   []byte
	bad bool
}

func (c *cutter) cut(n int) []byte {
	if len(c.b) < n {
		c.bad, c.b = true, nil
		return make([]byte, n)
	}
	part := c.b[:n:n]
	c.b = c.b[n:]
	return part
}

func (c *cutter) byte() byte        { return c.cut(1)[0] }
func (c *cutter) uint32() uint32    { return binary.BigEndian.Uint32(c.cut(4)) }
func (c *cutter) uint64() uint64    { return binary.BigEndian.Uint64(c.cut(8)) }
func (c *cutter) hash() record.Hash { return record.Hash(c.cut(32)) }

// Unmarshal reads what Marshal wrote, both parts of one moment. Errors: ErrNewer, ErrState.
func Unmarshal(under seal.Key, keys, head []byte) (*Space, error) {
	k, err := openState(under, keys, seal.LabelLocalSpaceKeys)
	if err != nil {
		return nil, err
	}
	h, err := openState(under, head, seal.LabelLocalSpaceHead)
	if err != nil {
		return nil, err
	}
	s, err := cutKeys(under, k)
	if err != nil {
		return nil, err
	}
	if record.SpaceID(h.cut(16)) != s.id || h.uint32() != s.epoch {
		return nil, ErrState
	}
	s.n, s.head = h.uint64(), h.hash()
	s.mark = mark{n: h.uint64(), head: h.hash()}
	for last := uint64(0); len(h.b) > 0; {
		step, size := binary.Uvarint(h.b)
		if size <= 0 || step == 0 || step > s.n-last {
			return nil, ErrState
		}
		last += step
		s.holes = append(s.holes, last)
		h.cut(size)
	}
	if h.bad || !s.consistent() {
		return nil, ErrState
	}
	return s, nil
}

func cutKeys(under seal.Key, k *cutter) (*Space, error) {
	id, epoch := record.SpaceID(k.cut(16)), k.uint32()
	seed, err := under.Unwrap(k.cut(inside.WrappedSize), keyAAD(id, 0))
	if err != nil {
		return nil, ErrState
	}
	s := newSpace(id, SelfFrom(seed))
	s.epoch = epoch
	s.status = Status(k.byte())
	s.lastControl = k.uint64()
	s.inForce, s.commit = seal.PublicKey(k.cut(32)), k.hash()
	s.ahead.epoch, s.ahead.number, s.ahead.owner = k.uint32(), k.uint64(), seal.PublicKey(k.cut(32))
	for i := range s.ahead.beyond(epoch) {
		if s.ahead.leafs[epoch+1+i] = k.hash(); k.bad {
			return nil, ErrState
		}
	}
	for range min(k.byte(), record.Boxes) {
		m := Member{Role: k.byte()}
		m.Name = string(k.cut(int(k.byte())))
		m.Keys = MemberKeys{Sign: seal.PublicKey(k.cut(32)), Box: slices.Clone(k.cut(seal.BoxPublicSize))}
		m.ID = m.Keys.ID()
		s.roster = append(s.roster, m)
	}
	for last := uint32(0); len(k.b) > 0; {
		e := k.uint32()
		key, err := under.Unwrap(k.cut(inside.WrappedSize), keyAAD(id, e))
		if err != nil || e <= last {
			return nil, ErrState
		}
		s.keys[e], last = key, e
	}
	if k.bad {
		return nil, ErrState
	}
	if s.readable() {
		key, ok := s.keys[epoch]
		if !ok {
			return nil, ErrState
		}
		s.records = key.Derive(seal.LabelSpaceRecord)
	}
	return s, nil
}

// consistent says whether a space can have come about by taking entries in.
func (s *Space) consistent() bool {
	_, in := s.member(s.me.ID())
	switch {
	case s.status > Removed, in != (s.status == In):
		return false
	case s.epoch == 0 && (s.n != 0 || s.head != record.FirstHead(s.id) || s.lastControl != 0 || s.readable()):
		return false
	case s.epoch != 0 && (s.lastControl == 0 || s.lastControl > s.n):
		return false
	case s.ahead.epoch != 0 && s.ahead.epoch <= s.epoch:
		return false
	case s.readable() && record.Hash(s.keys[s.epoch].Commit(seal.LabelSpaceCommit)) != s.commit:
		return false
	}
	return true
}
