// Package browser connects the app to the browser it runs in: requests in, answers out, and the disk of one tab.
// It must never look into what it carries, and it must be the only package that touches syscall/js.
//
// Everything in it but this page builds for GOOS=js only; the JavaScript half is web/worker.js.
package browser

import (
	"encoding/binary"
	"errors"
)

// A list of pairs crosses between Go and worker.js as one block of bytes, because each call across costs
// more than copying the bytes of a record. For each pair: the key's length (4 bytes, little endian, the highest
// bit set when the pair is to be deleted), the key and, unless it is deleted, the value's length and the value.
const gone = 1 << 31

var errBlock = errors.New("browser: the disk answered with a broken block")

// appendPair adds a pair to a block. A nil value deletes.
func appendPair(block []byte, key string, value []byte) []byte {
	if value == nil {
		return append(binary.LittleEndian.AppendUint32(block, uint32(len(key))|gone), key...)
	}
	block = append(binary.LittleEndian.AppendUint32(block, uint32(len(key))), key...)
	return append(binary.LittleEndian.AppendUint32(block, uint32(len(value))), value...)
}

// eachPair calls each for every pair of a block without deletions. The values are parts of the block.
func eachPair(block []byte, each func(key string, value []byte) error) error {
	for len(block) > 0 {
		key, rest, ok := cut(block)
		if !ok {
			return errBlock
		}
		value, rest, ok := cut(rest)
		if !ok {
			return errBlock
		}
		if err := each(string(key), value); err != nil {
			return err
		}
		block = rest
	}
	return nil
}

// cut takes one length and its bytes from the front of a block.
func cut(block []byte) (field, rest []byte, ok bool) {
	if len(block) < 4 {
		return nil, nil, false
	}
	n := uint64(binary.LittleEndian.Uint32(block))
	if n > uint64(len(block)-4) {
		return nil, nil, false
	}
	return block[4 : 4+n : 4+n], block[4+n:], true
}
