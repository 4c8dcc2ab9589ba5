// Package wasm writes what Go compiled for a browser anew, so that it compresses better. What the program does is never another.
package wasm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// errModule is a module that Go's linker would not write.
var errModule = errors.New("bundle: this is no module as Go's linker lays it out")

// The parts of a module that matter here. Source: the WebAssembly core specification, 5.5.
const (
	preamble         = 8 // bytes before the first section
	sectionData      = 11
	sectionDataCount = 12
	i32Const, end    = 0x41, 0x0b
)

// maxMemory is the most that a module may lay out, in bytes.
const maxMemory = 64 << 20

// gap is how many zeros in a row begin a new piece of memory. The linker begins one at every few zeros, a hundred thousand
// in all, and where each begins costs more than zeros that are compressed.
const gap = 1024

// Repack gives a module that does the same and compresses better: its memory comes in few pieces, and without the names of
// functions, which only the trace of a panic uses. It reports whether the names were found.
func Repack(module []byte) (out []byte, nameless bool, err error) {
	if len(module) < preamble {
		return nil, false, errModule
	}
	out = slices.Clone(module[:preamble])
	for r := (reader{rest: module[preamble:]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if r.bad || id == sectionDataCount {
			return nil, false, errModule
		}
		if id == sectionData {
			memory, start, ok := memoryOf(body)
			if !ok {
				return nil, false, errModule
			}
			nameless = dropNames(memory)
			body = pieces(memory, start)
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out, nameless, nil
}

// memoryOf lays the pieces of a data section out. What lies before start was given by none.
func memoryOf(section []byte) (memory []byte, start int, ok bool) {
	r := reader{rest: section}
	start = maxMemory
	for n := r.unsigned(); n > 0 && !r.bad; n-- {
		if r.byte() != 0 || r.byte() != i32Const { // of memory 0, at a place that is known
			return nil, 0, false
		}
		at := r.signed()
		if r.byte() != end {
			return nil, 0, false
		}
		piece := r.bytes(r.unsigned())
		if at < 0 || at+int64(len(piece)) > maxMemory {
			return nil, 0, false
		}
		start = min(start, int(at))
		if missing := int(at) + len(piece) - len(memory); missing > 0 {
			memory = append(memory, make([]byte, missing)...)
		}
		copy(memory[at:], piece)
	}
	return memory, min(start, len(memory)), !r.bad && len(r.rest) == 0
}

// pieces writes memory as a data section, without long runs of zeros: memory is zero to begin with.
func pieces(memory []byte, start int) []byte {
	var section []byte
	n := uint64(0)
	for at := start; at < len(memory); {
		if memory[at] == 0 {
			at++
			continue
		}
		stop := len(memory)
		if zeros := bytes.Index(memory[at:], make([]byte, gap)); zeros >= 0 {
			stop = at + zeros
		}
		section = append(section, 0, i32Const)
		section = appendSigned(section, int64(at))
		section = append(section, end)
		section = binary.AppendUvarint(section, uint64(stop-at))
		section = append(section, memory[at:stop]...)
		n++
		at = stop
	}
	return append(binary.AppendUvarint(nil, n), section...)
}

// The table of functions begins with these bytes and then eight numbers; the fourth and the fifth are where the names begin
// and end, counted from the start of the table. Source: pcHeader in the runtime's symtab.go.
var tableStart = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

const (
	tableHeader = 8 + 8*8
	namesFrom   = 8 + 3*8
	namesTo     = 8 + 4*8
)

// dropNames makes the name of every function empty, and what leads to its lines, and reports whether it found the names.
func dropNames(memory []byte) bool {
	table := bytes.Index(memory, tableStart)
	if table < 0 || len(memory)-table < tableHeader {
		return false
	}
	from := binary.LittleEndian.Uint64(memory[table+namesFrom:])
	to := binary.LittleEndian.Uint64(memory[table+namesTo:])
	if from < tableHeader || to < from || to > uint64(len(memory)-table) {
		return false
	}
	names := memory[table+int(from) : table+int(to)]
	if !bytes.Contains(names, []byte("\x00runtime.main\x00")) {
		return false
	}
	clear(names)
	before := bytes.Clone(memory[table:])
	if dropLines(before) { // it is laid out as we know it
		dropUnread(memory, table)
		dropLines(memory[table:])
	}
	return true
}

// reader reads a module. Once something is not there, everything after it is bad.
type reader struct {
	rest []byte
	bad  bool
}

func (r *reader) byte() byte {
	if b := r.bytes(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

func (r *reader) bytes(n uint64) []byte {
	if r.bad || n > uint64(len(r.rest)) {
		r.bad, r.rest = true, nil
		return nil
	}
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) unsigned() uint64 {
	v, n := binary.Uvarint(r.rest)
	if n <= 0 {
		r.bad, r.rest = true, nil
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// signed reads a signed LEB128, which the standard library does not have: its Varint is another code.
func (r *reader) signed() int64 {
	var v int64
	for shift := 0; shift < 63; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v -= 1 << (shift + 7)
			}
			return v
		}
	}
	r.bad = true
	return 0
}

// appendSigned writes a number as signed LEB128.
func appendSigned(to []byte, v int64) []byte {
	for ; v >= 0x40 || v < -0x40; v >>= 7 {
		to = append(to, byte(v)|0x80)
	}
	return append(to, byte(v)&0x7f)
}
