package wasm

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Where the linker says of the whole program where its parts lie. Source: moduledata in the runtime's symtab.go.
const (
	programNames, programFuncs, programPointed, programSize = 8, 128, 320, 328
	inlinedSize                                             = 16         // of one call that was compiled into a function: inlinedCall in symtabinl.go
	argsEnd, argsSpecial                                    = 0xff, 0xf0 // of what a function is called with: TraceArgsSpecial in internal/abi
)

// dropUnread empties what the pointers that forget takes lead to, where nothing else leads there. It has to run before them. A
// program that is laid out otherwise stays as it is.
func dropUnread(memory []byte, table int) bool {
	le := binary.LittleEndian
	start := le.AppendUint64(le.AppendUint64(nil, uint64(table)), uint64(table)+le.Uint64(memory[table+namesFrom:]))
	program := bytes.Index(memory, start)
	funcs := uint64(table) + le.Uint64(memory[table+tableOfFuncs:])
	if program < 0 || len(memory)-program < programSize || bytes.Contains(memory[program+1:], start) || le.Uint64(memory[program+programFuncs:]) != funcs {
		return false
	}
	base, values := le.Uint64(memory[program+programPointed:]), memory[uint64(table)+le.Uint64(memory[table+tableValues:]):funcs]
	kept, unread := map[uint64]bool{}, map[uint64]uint64{} // where something begins, and of what nobody reads how long it is
	for i := range le.Uint64(memory[table+tableCount:]) {
		f := memory[funcs+uint64(le.Uint32(memory[funcs+8*i+4:])):]
		tables := int(le.Uint32(f[funcTables:]))
		for n := range int(f[funcPointers]) {
			to := le.Uint32(f[funcSize+4*tables+4*n:])
			if to == none {
				continue
			}
			at := base + uint64(to)
			if at >= uint64(len(memory)) {
				return false
			}
			size, ok := uint64(0), true
			switch {
			case n == pointerArgs:
				size, ok = argsLong(memory[at:])
			case n == pointerInlined && f[funcSort] == 0 && tables > tableInlined:
				size, ok = inlinedLong(values, le.Uint32(f[funcSize+4*tableInlined:]))
			default:
				kept[at] = true
			}
			if !ok {
				return false
			}
			unread[at] = max(unread[at], size)
		}
	}
	begins := make([]uint64, 0, len(unread))
	for at := range unread {
		begins = append(begins, at)
	}
	slices.Sort(begins)
	for i, at := range begins {
		end := min(at+unread[at], uint64(len(memory)))
		if i+1 < len(begins) {
			end = min(end, begins[i+1])
		}
		if !kept[at] {
			clear(memory[at:end])
		}
	}
	return true
}

// argsLong is how long the list of what a function is called with is.
func argsLong(list []byte) (uint64, bool) {
	for at := 0; at < len(list); at++ {
		switch {
		case list[at] == argsEnd:
			return uint64(at) + 1, true
		case list[at] < argsSpecial: // a place, and after it a size
			at++
		}
	}
	return 0, false
}

// inlinedLong is how long the list of the calls is that were compiled into a function: as long as the highest number that the
// table at from says.
func inlinedLong(values []byte, from uint32) (uint64, bool) {
	value, highest := int64(-1), int64(-1)
	for at, n := int(from), 0; from > 0; n++ {
		if at >= len(values) {
			return 0, false
		}
		by, size := binary.Uvarint(values[at:])
		if size <= 0 {
			return 0, false
		}
		at += size
		if n%2 == 1 {
			continue
		}
		if by == 0 && n > 0 {
			break
		}
		value += int64(by>>1) ^ -int64(by&1)
		highest = max(highest, value)
	}
	return uint64(highest+1) * inlinedSize, highest < 1<<16
}
