package wasm

import (
	"bytes"
	"encoding/binary"
	"slices"
)

const (
	sectionImport  = 2
	sectionStart   = 8
	sectionElement = 9
	perFunction    = 16 // parts of the table that finds a function, for one
	partSize       = 20 // and bytes of a part: a number and sixteen smaller ones
	funcAlignment  = 8
)

// counted is where the memory of a program counts its functions: what is there follows from how many there are.
type counted struct {
	functions, places, first, finder uint32
}

// countedIn finds that, and takes it out of the memory. Not ok is a program that is laid out otherwise: it stays as it is.
func countedIn(memory []byte) (c counted, ok bool) {
	table := bytes.Index(memory, tableStart)
	if table < 0 || len(memory)-table < tableHeader {
		return c, false
	}
	le := binary.LittleEndian
	n, from := le.Uint64(memory[table+tableCount:]), le.Uint64(memory[table+tableOfFuncs:])
	if n < 256 || n > maxFunctions || from > uint64(len(memory)-table) || from+8*n > uint64(len(memory)-table) {
		return c, false
	}
	places := uint32(table) + uint32(from)
	begins := make([]byte, 0, 3*perFunction*partSize) // of the table that finds a function: zero, one and two
	for i := range 3 * perFunction {
		begins = le.AppendUint32(begins, uint32(i/perFunction))
		begins = append(begins, make([]byte, partSize-4)...)
	}
	finder := bytes.Index(memory, begins)
	if finder < 0 || bytes.Contains(memory[finder+1:], begins) {
		return c, false
	}
	c = counted{functions: uint32(n) - 1, places: places, first: places + le.Uint32(memory[places+4:]), finder: uint32(finder)}
	without := bytes.Clone(memory)
	if !c.each(without, func(at, _ uint32) { le.PutUint32(without[at:], 0) }) {
		return c, false
	}
	if !c.shorten(without) {
		return c, false
	}
	filled := bytes.Clone(without)
	if !c.each(filled, func(at, v uint32) { le.PutUint32(filled[at:], v) }) || !c.lengthen(filled) || !bytes.Equal(filled, memory) {
		return c, false
	}
	copy(memory, without)
	return c, true
}

// each gives every place and its number, as fill does when the program begins.
func (c counted) each(memory []byte, do func(at, value uint32)) bool {
	p, o, q := c.places, c.first, c.finder
	for i := range c.functions {
		if uint64(o)+funcSize > uint64(len(memory)) || uint64(q)+perFunction*partSize > uint64(len(memory)) {
			return false
		}
		do(p, firstFunction+i)
		do(p+4, o-c.places)
		do(o, firstFunction+i)
		o = c.after(memory, o)
		p += 8
		for range perFunction {
			do(q, i)
			q += partSize
		}
	}
	return true
}

// after is where what is said of the next function begins.
func (counted) after(memory []byte, o uint32) uint32 {
	return o + (funcSize+4*binary.LittleEndian.Uint32(memory[o+funcTables:])+4*uint32(memory[o+funcPointers])+funcAlignment-1)&^(funcAlignment-1)
}

// fill is the function that counts, as each does, and says the numbers of each function in full, as lengthen does. Its local
// variables: which function, its place, what is said of it, the place that finds it, how many of those are left, and what lengthened has.
func (c counted) fill() ([]byte, bool) {
	const i, p, o, q, left, at, said, highest, all = 0, 1, 2, 3, 4, 5, 6, 7, 7 + sorts
	const add, subtract, and, shift, less, load, loadByte, store, minusEight = 0x6a, 0x6b, 0x71, 0x74, 0x49, 0x28, 0x2d, 0x36, 0x78
	number := func(v uint32) instr { return constant(i32Const, int64(v)) }
	get, set, tee := func(n int64) instr { return local(opLocalGet, n) }, func(n int64) instr { return local(opLocalSet, n) }, func(n int64) instr { return local(opLocalTee, n) }
	op := func(op byte, rest ...byte) instr { return instr{op: op, rest: rest} }
	again := func(label int) instr { return instr{op: opBrIf, to: []int{label}} }
	const functions, parts = 1, 2
	return encode([]byte{1, all, typeI32}, slices.Concat([]instr{
		number(c.places), set(p), number(c.first), set(o), number(c.finder), set(q),
		begin(opLoop, functions),
		get(p), get(i), number(firstFunction), op(add), op(store, 2, 0),
		get(p), get(o), number(c.places), op(subtract), op(store, 2, 4),
		get(o), get(i), number(firstFunction), op(add), op(store, 2, 0),
	}, lengthened(o, at, said, highest), []instr{
		get(o), number(funcSize + funcAlignment - 1), op(add), get(o), op(load, 2, funcTables), get(o), op(loadByte, 0, funcPointers), op(add),
		number(2), op(shift), op(add), op(i32Const, minusEight), op(and), set(o),
		get(p), number(8), op(add), set(p),
		number(perFunction), set(left),
		begin(opLoop, parts),
		get(q), get(i), op(store, 2, 0),
		get(q), number(partSize), op(add), set(q),
		get(left), number(1), op(subtract), tee(left), again(parts),
		{op: opEnd, label: parts},
		get(i), number(1), op(add), tee(i), number(c.functions), op(less), again(functions),
		{op: opEnd, label: functions},
		{op: opEnd, label: whole},
	}))
}

// CountAtStart gives a module that does the same and compresses better: where its memory counts the functions of the program,
// it counts them itself when it begins. A module that is laid out otherwise is the same, and not ok.
func CountAtStart(module []byte) (out []byte, ok bool) {
	if len(module) < preamble {
		return module, false
	}
	bodies, order := map[byte][]byte{}, []byte{}
	for r := (reader{rest: module[preamble:]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if id == 0 {
			continue // says nothing to a browser
		}
		if _, twice := bodies[id]; r.bad || twice || id == sectionStart || id == sectionDataCount {
			return module, false
		}
		bodies[id], order = body, append(order, id)
	}
	memory, start, ok := memoryOf(bodies[sectionData])
	if !ok {
		return module, false
	}
	c, ok := countedIn(memory)
	imports, known := functionsImported(bodies[sectionImport])
	code, written := c.fill()
	if !ok || !known || !written || len(bodies[sectionElement]) == 0 {
		return module, false
	}
	kind, typed := oneMore(bodies[sectionType], []byte{0x60, 0, 0})
	at, listed := oneMore(bodies[sectionFunction], binary.AppendUvarint(nil, kind))
	_, coded := oneMore(bodies[sectionCode], append(binary.AppendUvarint(nil, uint64(len(code))), code...))
	bodies[sectionType], bodies[sectionFunction], bodies[sectionCode], bodies[sectionData] = typed, listed, coded, pieces(memory, start)
	bodies[sectionStart] = binary.AppendUvarint(nil, imports+at)
	out = bytes.Clone(module[:preamble])
	for _, id := range order {
		if id == sectionElement { // the start stands before it
			out = append(binary.AppendUvarint(append(out, sectionStart), uint64(len(bodies[sectionStart]))), bodies[sectionStart]...)
		}
		out = append(binary.AppendUvarint(append(out, id), uint64(len(bodies[id]))), bodies[id]...)
	}
	return out, true
}

// oneMore adds to a list, and gives the number of what was added.
func oneMore(list, more []byte) (number uint64, longer []byte) {
	r := reader{rest: list}
	n := r.unsigned()
	return n, append(append(binary.AppendUvarint(nil, n+1), r.rest...), more...)
}

// functionsImported counts them. Whatever else is imported, Go does not.
func functionsImported(section []byte) (uint64, bool) {
	r := reader{rest: section}
	n := r.unsigned()
	for i := uint64(0); i < n && !r.bad; i++ {
		r.bytes(r.unsigned())
		r.bytes(r.unsigned())
		r.bad = r.byte() != 0 || r.bad
		r.unsigned()
	}
	return n, !r.bad && len(r.rest) == 0
}
