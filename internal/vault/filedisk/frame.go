package filedisk

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"math"
	"slices"
	"strconv"
)

// The file is frames one after the other. A frame is one change, or the mark of a batch:
//
//	marker 4 | op 1 | zero 1 | key length 2 | batch 8 | previous 8 | count 4 | value length 4 |
//	CRC-32C of all before and the key 4 | key | value | CRC-32C of the value 4
//
// Numbers are big-endian. A change of its own frame, found again by its marker, is what keeps a
// damaged place from taking its neighbours along. A batch counts if its mark is there, or all its
// frames are whole, or a later frame names it as the batch before. Spec: docs/format.md.
const (
	frameHead = 36
	frameTail = 4

	opPut    = 1
	opDelete = 2
	opMark   = 3

	maxKey   = 1<<16 - 1
	maxValue = 1 << 26
)

var (
	marker     = []byte("sdf\x01")
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

type frame struct {
	op              byte
	batch, previous uint64
	count           uint32 // how many changes the batch has
	key             string
	value           []byte
	whole           bool // the value is as long as the head says and has its checksum
}

func (f frame) append(b []byte) []byte {
	start := len(b)
	b = append(b, marker...)
	b = append(b, f.op, 0)
	b = binary.BigEndian.AppendUint16(b, uint16(len(f.key)))
	b = binary.BigEndian.AppendUint64(b, f.batch)
	b = binary.BigEndian.AppendUint64(b, f.previous)
	b = binary.BigEndian.AppendUint32(b, f.count)
	b = binary.BigEndian.AppendUint32(b, uint32(len(f.value)))
	sum := crc32.Update(crc32.Checksum(b[start:], castagnoli), castagnoli, []byte(f.key))
	b = binary.BigEndian.AppendUint32(b, sum)
	b = append(b, f.key...)
	b = append(b, f.value...)
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(f.value, castagnoli))
}

// size is how many bytes a put of value under key takes in a compacted file.
func size(key string, value int) int64 {
	return int64(frameHead+len(key)+value+frameTail) + markSize
}

const markSize = frameHead + frameTail

// readFrame reads the frame at the start of b. ok says that the head and the key are whole; of the
// value, frame.whole says it. next is where to look for the next frame.
func readFrame(b []byte) (f frame, next int, ok bool) {
	if len(b) < frameHead || !bytes.Equal(b[:4], marker) {
		return frame{}, 1, false
	}
	keyEnd := frameHead + int(binary.BigEndian.Uint16(b[6:]))
	if len(b) < keyEnd {
		return frame{}, 1, false
	}
	sum := crc32.Update(crc32.Checksum(b[:frameHead-4], castagnoli), castagnoli, b[frameHead:keyEnd])
	if sum != binary.BigEndian.Uint32(b[frameHead-4:]) {
		return frame{}, 1, false
	}
	f = frame{
		op:       b[4],
		batch:    binary.BigEndian.Uint64(b[8:]),
		previous: binary.BigEndian.Uint64(b[16:]),
		count:    binary.BigEndian.Uint32(b[24:]),
		key:      string(b[frameHead:keyEnd]),
	}
	length := int64(binary.BigEndian.Uint32(b[28:]))
	if length > maxValue || int64(keyEnd)+length > int64(len(b)) {
		return f, keyEnd, true // torn here: what follows may be frames written later
	}
	end := keyEnd + int(length)
	f.value = b[keyEnd:end:end]
	if len(b) < end+frameTail || crc32.Checksum(f.value, castagnoli) != binary.BigEndian.Uint32(b[end:]) {
		return f, keyEnd, true
	}
	f.whole = true
	return f, end + frameTail, true
}

// contents is what a file says.
type contents struct {
	values map[string][]byte
	last   uint64 // the last batch that counts
	batch  uint64 // the highest number seen, of any batch
	frames int
	stale  bool // something in the file is not part of values
}

// readAll reads a whole file. Nothing in it can make it fail. What is damaged is handed on as it is, so
// that whoever opens it finds the damage and can say so, and so that a rewriting keeps it: a value whose
// head is whole and whose batch counts under its own key, a stretch that was a change under a new one.
func readAll(b []byte) contents {
	found := scan(b)
	c := contents{values: make(map[string][]byte), frames: len(found.frames)}
	changes := 0
	for _, f := range found.frames {
		c.batch = max(c.batch, f.batch)
		if f.op != opMark {
			changes++
		}
		if !found.counts[f.batch] {
			continue
		}
		c.last = max(c.last, f.batch)
		switch f.op {
		case opPut:
			if f.value != nil {
				c.values[f.key] = f.value
			}
		case opDelete:
			delete(c.values, f.key)
		}
	}
	c.stale = len(found.gaps) > 0 || changes != len(c.values)
	c.addDamage(found.damage())
	return c
}

// addDamage gives each damaged stretch a key of its own that nothing else has.
func (c *contents) addDamage(stretches [][]byte) {
	n := 0
	for _, stretch := range stretches {
		c.stale = true
		for first := true; first || len(stretch) > 0; first = false {
			part := stretch[:min(len(stretch), maxValue)]
			stretch = stretch[len(part):]
			for taken := true; taken; {
				n++
				_, taken = c.values[damagedKey(n)]
			}
			c.values[damagedKey(n)] = append([]byte{}, part...)
		}
	}
}

func damagedKey(n int) string { return "damaged." + strconv.Itoa(n) }

// scanned is what stands in a file, before it is decided what that means.
type scanned struct {
	frames []frame
	counts map[uint64]bool
	gaps   []gap
}

// gap is a stretch without a frame. Batches are written one behind the other, so what stood there is of
// a batch from low to high.
type gap struct {
	bytes     []byte
	low, high uint64
}

// scan finds all frames, which batches count, and what stands between the frames.
func scan(b []byte) scanned {
	s := scanned{counts: map[uint64]bool{}}
	whole := map[uint64]uint32{} // how many frames of a batch are whole
	low, from := uint64(0), 0    // from: behind the frame before
	for at := 0; at < len(b); {
		f, next, ok := readFrame(b[at:])
		if !ok {
			skip := bytes.Index(b[at+1:], marker)
			if skip < 0 {
				break
			}
			at += 1 + skip
			continue
		}
		if at > from {
			s.gaps = append(s.gaps, gap{b[from:at], low, f.batch})
		}
		s.frames = append(s.frames, f)
		s.counts[f.previous] = true
		low = f.batch
		switch {
		case f.op == opMark:
			s.counts[f.batch] = true
			low++ // nothing of a batch stands behind its mark
		case f.whole:
			whole[f.batch]++
			if whole[f.batch] == f.count {
				s.counts[f.batch] = true
			}
		}
		at += next
		from = at
	}
	if from < len(b) {
		s.gaps = append(s.gaps, gap{b[from:], low, math.MaxUint64})
	}
	return s
}

// damage returns the stretches in which a change of a batch that counts was lost. All others are of
// batches that were cut off before anybody was told that they are saved. Where a change is missing and
// nothing stands in its place, the stretch is empty.
func (s scanned) damage() [][]byte {
	missing := s.missing()
	covered := make(map[uint64]bool, len(missing))
	var stretches [][]byte
	for _, g := range s.gaps {
		at, _ := slices.BinarySearch(missing, g.low)
		if at == len(missing) || missing[at] > g.high {
			continue
		}
		stretches = append(stretches, g.bytes)
		for ; at < len(missing) && missing[at] <= g.high; at++ {
			covered[missing[at]] = true
		}
	}
	for _, batch := range missing {
		if !covered[batch] {
			stretches = append(stretches, nil)
		}
	}
	return stretches
}

// missing returns the batches that count and have fewer changes than they had when they were written,
// in order.
func (s scanned) missing() []uint64 {
	want, have := map[uint64]uint32{}, map[uint64]uint32{}
	for _, f := range s.frames {
		want[f.batch] = max(want[f.batch], f.count)
		if f.op == opDelete || f.op == opPut && f.value != nil {
			have[f.batch]++
		}
	}
	var missing []uint64
	for batch := range s.counts {
		if batch == 0 {
			continue // stands for none
		}
		if n, seen := want[batch]; !seen || have[batch] < n {
			missing = append(missing, batch)
		}
	}
	slices.Sort(missing)
	return missing
}
