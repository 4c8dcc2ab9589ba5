package wasm

import "encoding/binary"

// near is how far a number may lie above the highest one before it to be said as how far that is. One that lies elsewhere is said
// as that many more, and so is never taken for it.
const near = 1024

// The numbers of a function that lead into tables: to how high its stack is, which of its variables are in use where, and
// what pointers it was called with, has, and has put on the stack. Most lead to where nothing before led, a little further on. For
// each sort the highest is known; two of them go through one table.
const (
	ofStack = iota
	ofMaps
	ofPointers
	ofObjects
	sorts
	tableMaps                              = 1
	pointerCalled, pointerHas, pointerPuts = 0, 1, 2
)

// offsets gives the place and the sort of each such number of all functions.
func (c counted) offsets(memory []byte, do func(at uint32, sort int)) bool {
	le, o := binary.LittleEndian, c.first
	for range c.functions {
		if uint64(o)+funcSize > uint64(len(memory)) {
			return false
		}
		tables, pointers := le.Uint32(memory[o+funcTables:]), uint32(memory[o+funcPointers])
		next := c.after(memory, o)
		if tables > 8 || pointers > 16 || uint64(next) > uint64(len(memory)) {
			return false
		}
		do(o+funcStack, ofStack)
		if tables > tableMaps {
			do(o+funcSize+4*tableMaps, ofMaps)
		}
		for n, sort := range []int{pointerCalled: ofPointers, pointerHas: ofPointers, pointerPuts: ofObjects} {
			if pointers > uint32(n) {
				do(o+funcSize+4*tables+4*uint32(n), sort)
			}
		}
		o = next
	}
	return true
}

// shorten says every such number as how far it lies above the highest one before it, where it lies near.
func (c counted) shorten(memory []byte) bool {
	le := binary.LittleEndian
	var highest [sorts]uint32
	fits := true
	ok := c.offsets(memory, func(at uint32, sort int) {
		v, high := le.Uint32(memory[at:]), &highest[sort]
		switch {
		case v == 0 || v == none:
			return
		case v > *high && v-*high < near:
			le.PutUint32(memory[at:], v-*high)
		default:
			fits = fits && v < none-near
			le.PutUint32(memory[at:], v+near)
		}
		*high = max(*high, v)
	})
	return ok && fits
}

// lengthen is the way back, as fill does it when the program begins.
func (c counted) lengthen(memory []byte) bool {
	le := binary.LittleEndian
	var highest [sorts]uint32
	return c.offsets(memory, func(at uint32, sort int) {
		s, high := le.Uint32(memory[at:]), &highest[sort]
		v := s
		if s-near < none-near {
			v = s - near
		}
		if s-1 < near-1 {
			v = *high + s
		}
		le.PutUint32(memory[at:], v)
		if *high+1 < v+1 { // not where it is none
			*high = v
		}
	})
}

// lengthened is that for one function, which local variable o leads to. at and said are two more, and the highest of each sort is
// in one of those from highest on.
func lengthened(o, at, said, highest int64) (all []instr) {
	const add, subtract, shift, less, more, load, loadByte, store = 0x6a, 0x6b, 0x74, 0x49, 0x4b, 0x28, 0x2d, 0x36
	number := func(v uint32) instr { return constant(i32Const, int64(int32(v))) }
	get, set, tee := func(n int64) instr { return local(opLocalGet, n) }, func(n int64) instr { return local(opLocalSet, n) }, func(n int64) instr { return local(opLocalTee, n) }
	op := func(op byte, rest ...byte) instr { return instr{op: op, rest: rest} }
	one := func(sort int64) {
		high := highest + sort
		all = append(all,
			tee(at), op(load, 2, 0), set(said), get(at),
			get(high), get(said), op(add),
			get(said), number(near), op(subtract), get(said), get(said), number(near), op(subtract), number(none-near), op(less), op(opSelect),
			get(said), number(1), op(subtract), number(near-1), op(less), op(opSelect),
			tee(said), op(store, 2, 0),
			get(said), get(high), get(high), number(1), op(add), get(said), number(1), op(add), op(less), op(opSelect), set(high))
	}
	all = append(all, get(o), number(funcStack), op(add))
	one(ofStack)
	label := -3 // and down: labels that nothing else has
	all = append(all, get(o), op(load, 2, funcTables), number(tableMaps), op(more), begin(opIf, label), get(o), number(funcSize+4*tableMaps), op(add))
	one(ofMaps)
	all = append(all, instr{op: opEnd, label: label})
	for n, sort := range []int64{pointerCalled: ofPointers, pointerHas: ofPointers, pointerPuts: ofObjects} {
		label--
		all = append(all, get(o), op(loadByte, 0, funcPointers), number(uint32(n)), op(more), begin(opIf, label),
			get(o), number(funcSize+4*uint32(n)), op(add), get(o), op(load, 2, funcTables), number(2), op(shift), op(add))
		one(sort)
		all = append(all, instr{op: opEnd, label: label})
	}
	return all
}
