package wasm

import "encoding/binary"

// What the table of functions says of itself, in its header. Source: pcHeader in the runtime's symtab.go.
const (
	tableCount   = 8       // of functions
	tableUnits   = 8 + 4*8 // where the files of each package begin
	tableValues  = 8 + 6*8 // where the tables from a place in a function to a number begin
	tableOfFuncs = 8 + 7*8 // where the places of the functions begin, and then what is said of each
	maxFunctions = 1 << 20
)

// What it says of each function. Source: _func in the runtime's runtime2.go.
const (
	funcName, funcStack, funcFile, funcLine = 4, 16, 20, 24
	funcTables, funcUnit, funcStart         = 28, 32, 36
	funcSort, funcPointers, funcSize        = 40, 43, 44
)

// The tables and pointers that only the trace of a panic reads, and a signal, which a browser does not have: where a function may be
// stopped, what was compiled into it, and what it was called with. Source: internal/abi/symtab.go.
const (
	tableStops, tableInlined, tableArgs                = 0, 2, 3
	pointerInlined, pointerArgs, pointerArgsLive, none = 3, 5, 6, 1<<32 - 1
)

// forget takes those out of what is said of a function. What was compiled into a function of a sort of its own stays: recover asks
// it of the wrappers that Go writes, and no function that calls recover is compiled into another one.
func forget(f []byte, tables int) {
	le := binary.LittleEndian
	table := func(n int) {
		if n < tables {
			le.PutUint32(f[funcSize+4*n:], 0)
		}
	}
	pointer := func(n int) {
		if n < int(f[funcPointers]) {
			le.PutUint32(f[funcSize+4*tables+4*n:], none)
		}
	}
	table(tableStops)
	table(tableArgs)
	pointer(pointerArgs)
	pointer(pointerArgsLive)
	if f[funcSort] == 0 {
		table(tableInlined)
		pointer(pointerInlined)
	}
}

// dropLines takes out of the table of functions what leads from a function to its name, its file and its lines, and what else
// nothing in a browser asks for (see forget): these are said to be none. What holds the stack together stays. A table that is
// laid out otherwise stays as it is.
func dropLines(table []byte) bool {
	le := binary.LittleEndian
	count, units := le.Uint64(table[tableCount:]), le.Uint64(table[tableUnits:])
	values, from := le.Uint64(table[tableValues:]), le.Uint64(table[tableOfFuncs:])
	if count == 0 || count > maxFunctions || from > uint64(len(table)) || units < tableHeader || values < units || from < values || from+8*count > uint64(len(table)) {
		return false
	}
	used := make([]bool, from-values) // bytes of tables that are asked for
	funcs := make([][]byte, 0, count)
	for i := range count {
		at := from + uint64(le.Uint32(table[from+8*i+4:]))
		if at+funcSize > uint64(len(table)) {
			return false
		}
		f := table[at:]
		tables := uint64(le.Uint32(f[funcTables:]))
		if tables > 8 || f[funcPointers] > 16 || uint64(len(f)) < funcSize+4*tables+4*uint64(f[funcPointers]) || !use(table[values:from], used, le.Uint32(f[funcStack:])) {
			return false
		}
		for n := range tables {
			if !use(table[values:from], used, le.Uint32(f[funcSize+4*n:])) {
				return false
			}
		}
		funcs = append(funcs, f)
	}
	clear(used)
	for _, f := range funcs {
		tables := int(le.Uint32(f[funcTables:]))
		forget(f, tables)
		use(table[values:from], used, le.Uint32(f[funcStack:]))
		for n := range tables {
			use(table[values:from], used, le.Uint32(f[funcSize+4*n:]))
		}
		for _, of := range []int{funcName, funcFile, funcLine, funcUnit, funcStart} {
			clear(f[of : of+4])
		}
	}
	clear(table[units:values])
	for i, asked := range used {
		if !asked {
			table[int(values)+i] = 0
		}
	}
	return true
}

// use marks the table that begins at a place, as far as its end: pairs of a step of the number and one of the place, until
// the number takes no step. The first may be a step of none. Source: step in the runtime's symtab.go.
func use(values []byte, used []bool, from uint32) bool {
	if from == 0 { // there is none
		return true
	}
	if uint64(from) >= uint64(len(values)) {
		return false
	}
	for at, n := int(from), 0; ; n++ {
		by, size := binary.Uvarint(values[at:])
		if size <= 0 {
			return false
		}
		for i := range size {
			used[at+i] = true
		}
		at += size
		if by == 0 && n > 0 && n%2 == 0 {
			return true
		}
	}
}
