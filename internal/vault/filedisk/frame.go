package filedisk

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
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

// readAll reads a whole file. Nothing in it can make it fail: what is damaged is left out, except for
// a value whose head is whole and whose batch counts; that is handed on as it is, so that whoever
// opens it finds the damage and can say so.
func readAll(b []byte) contents {
	frames, counts, skipped := scan(b)
	c := contents{values: make(map[string][]byte), frames: len(frames)}
	changes := 0
	for _, f := range frames {
		c.batch = max(c.batch, f.batch)
		if f.op != opMark {
			changes++
		}
		if !counts[f.batch] {
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
	c.stale = skipped || changes != len(c.values)
	return c
}

// scan finds all frames, which batches count, and whether there was anything else.
func scan(b []byte) (frames []frame, counts map[uint64]bool, skipped bool) {
	counts = map[uint64]bool{}
	whole := map[uint64]uint32{} // how many frames of a batch are whole
	for at := 0; at < len(b); {
		f, next, ok := readFrame(b[at:])
		if !ok {
			skipped = true
			skip := bytes.Index(b[at+1:], marker)
			if skip < 0 {
				break
			}
			at += 1 + skip
			continue
		}
		frames = append(frames, f)
		counts[f.previous] = true
		switch {
		case f.op == opMark:
			counts[f.batch] = true
		case f.whole:
			whole[f.batch]++
			if whole[f.batch] == f.count {
				counts[f.batch] = true
			}
		}
		at += next
	}
	return frames, counts, skipped
}
