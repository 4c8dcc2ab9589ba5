package wasm

import (
	"bytes"
	"encoding/binary"
)

const (
	sectionType     = 1
	sectionFunction = 3
	sectionCode     = 10
)

// firstFunction is the number of the first function in a return address. Source: funcValueOffset in cmd/link/internal/wasm.
const firstFunction = 0x1000

// goFunction is the first type of a module: a function that takes the place where it goes on, and says whether all stop.
var goFunction = []byte{0x60, 1, typeI32, 1, typeI32}

// ShortJumps gives a module that does the same and compresses better: what Go writes for a jump and for a call names places
// counted from the beginning or the end of the function, so that the same lines are other bytes wherever they stand. Here
// they are counted from where they are, or are left out. Functions that Go writes in another way stay as they are; where all
// do, it is not ok, and the module is the same.
func ShortJumps(module []byte) (out []byte, ok bool) {
	if len(module) < preamble {
		return module, false
	}
	out = bytes.Clone(module[:preamble])
	var types []uint64
	for r := (reader{rest: module[preamble:]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if r.bad {
			return module, false
		}
		switch id {
		case sectionType:
			if first := (reader{rest: body}); first.unsigned() == 0 || !bytes.HasPrefix(first.rest, goFunction) {
				return module, false
			}
		case sectionFunction:
			list := reader{rest: body}
			for range list.unsigned() {
				if types = append(types, list.unsigned()); list.bad {
					return module, false
				}
			}
		case sectionCode:
			if body, ok = shortFunctions(body, types); !ok {
				return module, false
			}
		}
		out = binary.AppendUvarint(append(out, id), uint64(len(body)))
		out = append(out, body...)
	}
	return out, ok
}

func shortFunctions(section []byte, types []uint64) (out []byte, ok bool) {
	r := reader{rest: section}
	n := r.unsigned()
	if n != uint64(len(types)) {
		return nil, false
	}
	out = binary.AppendUvarint(nil, n)
	changed := uint64(0)
	for i, kind := range types {
		f := r.bytes(r.unsigned())
		if r.bad {
			return nil, false
		}
		if shorter, ok := shortFunction(f, int64(firstFunction+i)); ok && kind == 0 {
			f = shorter
			changed++
		}
		out = append(binary.AppendUvarint(out, uint64(len(f))), f...)
	}
	return out, changed > n/2
}

// function is one that Go wrote: a way out for when all stop, a loop to jump back to, and in it one block for each place where
// it can go on, the first of them innermost. Local variable 0 is the place where it goes on.
type function struct {
	all      []instr
	unwind   int   // the label of the way out, or whole
	loop     int   // of the loop, or whole
	dispatch int   // the place of the branch by local variable 0, or 0
	table    []int // where that branch leads to
}

func shortFunction(f []byte, index int64) ([]byte, bool) {
	r := reader{rest: f}
	groups := r.unsigned()
	kinds := r.rest
	for range min(groups, uint64(len(kinds))) {
		r.unsigned()
		r.byte()
	}
	kinds = kinds[:len(kinds)-len(r.rest)]
	all, ok := decode(r.rest)
	if r.bad || !ok {
		return nil, false
	}
	fn := shape(all)
	fn.jumpStraight()
	fn.leaveAtOnce()
	fn.countPlaces()
	if fn.shortReturns(index) {
		groups++
		kinds = append([]byte{1, typeI64}, kinds...)
	}
	return encode(append(binary.AppendUvarint(nil, groups), kinds...), fn.all)
}

// shape finds the parts of a function.
func shape(all []instr) *function {
	fn := &function{all: all}
	at := 0
	for at < len(all)-1 && all[at].op == opGlobalGet && all[at+1].op == opLocalSet {
		at += 2
	}
	if at < len(all) && all[at].op == opBlock && len(all) > 2 {
		if end := len(all) - 3; all[end].op == opEnd && all[end].label == all[at].label && all[end+1].is(i32Const, 1) {
			fn.unwind = all[at].label
			at++
		}
	}
	loop := whole
	if at < len(all) && all[at].op == opLoop {
		loop = all[at].label
		at++
	}
	places := map[int]int{}
	from := at
	for at < len(all) && all[at].op == opBlock {
		at++
	}
	for n := range at - from {
		places[all[at-1-n].label] = n
	}
	if at == from || at+2 >= len(all) || !all[at].is(opLocalGet, 0) || all[at+1].op != opBrTable || all[at+2].op != opEnd {
		return fn
	}
	last := 0
	for n, label := range all[at+1].to {
		place, known := places[label]
		if !known || place < last || place > last+1 || n == 0 && place != 0 {
			return fn
		}
		last = place
	}
	if last == len(places)-1 {
		fn.loop, fn.dispatch, fn.table = loop, at+1, all[at+1].to
	}
	return fn
}

// jumpStraight lets a jump to a place further down lead there. Go sets variable 0 and goes back to the loop, which then goes
// by it; nothing but that reads the variable.
func (fn *function) jumpStraight() {
	if fn.loop == whole || !fn.onlyDispatchReads() {
		return
	}
	closed := map[int]bool{}
	out := make([]instr, 0, len(fn.all))
	for _, i := range fn.all {
		n := len(out)
		switch {
		case i.op == opBr && i.to[0] == fn.loop:
			label := fn.table[len(fn.table)-1]
			if place := out[n-2].value(); place >= 0 && place < int64(len(fn.table)) {
				label = fn.table[place]
			}
			if !closed[label] {
				out = append(out[:n-2], instr{op: opBr, to: []int{label}})
				continue
			}
		case i.op == opEnd:
			closed[i.label] = true
			if n >= 2 && out[n-1].op == opBr && out[n-2].op == opIf && out[n-1].to[0] != i.label {
				out = append(out[:n-2], instr{op: opBrIf, to: out[n-1].to})
				continue
			}
		}
		out = append(out, i)
	}
	fn.all = out
}

// onlyDispatchReads says whether all jumps to the loop set variable 0 just before, and who else reads it has set it as well.
func (fn *function) onlyDispatchReads() bool {
	for n, i := range fn.all {
		switch {
		case n == fn.dispatch || n == fn.dispatch-1:
		case i.op == opBrIf && i.to[0] == fn.loop, i.op == opBrTable, i.is(opLocalTee, 0):
			return false
		case i.op == opBr && i.to[0] == fn.loop:
			if n < 2 || !fn.all[n-1].is(opLocalSet, 0) || fn.all[n-2].op != i32Const {
				return false
			}
		case i.is(opLocalGet, 0):
			if n < 2 || fn.all[n-1].op != i32Const || !fn.all[n-2].is(opLocalSet, 0) {
				return false
			}
		}
	}
	return true
}

// leaveAtOnce lets the function return where all stop, and not by the way out at its end: how far that is differs everywhere.
func (fn *function) leaveAtOnce() {
	if fn.unwind == whole {
		return
	}
	var out []instr
	for _, i := range fn.all {
		if i.op == opBrIf && i.to[0] == fn.unwind {
			const label = -1 // nothing leads there
			out = append(out, begin(opIf, label), constant(i32Const, 1), instr{op: opReturn}, instr{op: opEnd, label: label})
			continue
		}
		out = append(out, i)
	}
	fn.all = out
}

// countPlaces gives every place a block of its own, also those that are the same place: so the branch by variable 0 leads to
// 0, 1, 2 and so on in every function.
func (fn *function) countPlaces() {
	label := -2 // and down: labels that nothing else has
	same := map[int][]int{}
	var to []int
	for n, at := range fn.table {
		if n > 0 && at == fn.table[n-1] {
			same[at] = append(same[at], label)
			at = label
			label--
		}
		to = append(to, at)
	}
	var out []instr
	for _, i := range fn.all {
		more := same[i.label]
		switch {
		case i.op == opBlock:
			for n := range more { // the last of them outermost
				out = append(out, begin(opBlock, more[len(more)-1-n]))
			}
			out = append(out, i)
		case i.op == opEnd:
			out = append(out, i)
			for _, label := range more {
				out = append(out, instr{op: opEnd, label: label})
			}
		case i.op == opBrTable && len(to) > 0:
			out = append(out, instr{op: opBrTable, to: to})
			to = nil
		default:
			out = append(out, i)
		}
	}
	fn.all = out
}

// shortReturns puts the number of the function, which is a part of every return address in it, into a new local variable 1.
// It reports whether there is one now.
func (fn *function) shortReturns(index int64) bool {
	of := func(i instr) bool { return i.op == opI64Const && i.value()>>16 == index }
	n := 0
	for _, i := range fn.all {
		if of(i) {
			n++
		}
	}
	if n < 2 {
		return false
	}
	out := []instr{constant(opI64Const, index<<16), local(opLocalSet, 1)}
	for _, i := range fn.all {
		switch {
		case of(i):
			out = append(out, local(opLocalGet, 1), constant(opI64Const, i.value()&0xffff), instr{op: opI64Or})
			continue
		case i.op >= opLocalGet && i.op <= opLocalTee && i.value() > 0:
			i = local(i.op, i.value()+1)
		}
		out = append(out, i)
	}
	fn.all = out
	return true
}
