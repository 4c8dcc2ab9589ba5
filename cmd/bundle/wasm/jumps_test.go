package wasm

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// step is what a function does at one place, however its jumps are written.
type step struct {
	does string
	to   []int // labels, and in the end the steps that they lead to
}

// steps are those of a function. Blocks are none, and of an if there is the jump over it.
func steps(t *testing.T, f []byte, index int64) []step {
	t.Helper()
	r := reader{rest: f}
	for range r.unsigned() {
		r.unsigned()
		r.byte()
	}
	all, ok := decode(r.rest)
	if !ok {
		return []step{{does: fmt.Sprintf("%x", f)}}
	}
	kept := len(all) > 1 && all[0].op == opI64Const && all[0].value() == index<<16 && all[1].is(opLocalSet, 1)
	fn := shape(all)
	if kept {
		all = all[2:]
		fn = shape(all)
	}
	var out []step
	at := map[int]int{}
	for n := 0; n < len(all); n++ {
		i := all[n]
		next := func(k int) instr { return all[min(n+k, len(all)-1)] }
		switch {
		case i.op == opIf && next(1).op == opBr && next(2).op == opEnd:
			out = append(out, step{"jump if", next(1).to})
			n += 2
		case i.op == opIf && next(1).is(i32Const, 1) && next(2).op == opReturn && next(3).op == opEnd:
			out = append(out, step{"leave if", nil})
			n += 3
		case i.op == opIf && next(1).op == i32Const && next(2).is(opLocalSet, 0) && next(3).op == opBr && next(3).to[0] == fn.loop && next(4).op == opEnd && fn.loop != whole:
			out = append(out, step{"jump if", []int{fn.table[min(int(next(1).value()), len(fn.table)-1)]}})
			n += 4
		case fn.loop != whole && i.op == i32Const && next(1).is(opLocalSet, 0) && next(2).op == opBr && next(2).to[0] == fn.loop:
			out = append(out, step{"jump", []int{fn.table[min(int(i.value()), len(fn.table)-1)]}})
			n += 2
		case kept && i.is(opLocalGet, 1) && next(1).op == opI64Const && next(2).op == opI64Or:
			out = append(out, step{fmt.Sprintf("%x %d", opI64Const, index<<16|next(1).value()), nil})
			n += 2
		case i.op == opBrIf && i.to[0] == fn.unwind && fn.unwind != whole:
			out = append(out, step{"leave if", nil})
		case i.op == opBrIf:
			out = append(out, step{"jump if", i.to})
		case i.op == opBr:
			out = append(out, step{"jump", i.to})
		case i.op == opBlock:
		case i.op == opLoop:
			at[i.label] = len(out)
		case i.op == opIf:
			out = append(out, step{"over if not", []int{i.label}})
		case i.op == opElse:
			out = append(out, step{"else", nil})
		case i.op == opEnd:
			at[i.label] = len(out)
		case i.op == opBrTable:
			out = append(out, step{"by 0", i.to})
		case i.op >= opLocalGet && i.op <= opLocalTee:
			v := i.value()
			if kept && v > 1 {
				v--
			}
			out = append(out, step{fmt.Sprintf("%x %d", i.op, v), nil})
		case i.op == opI64Const && i.value()>>16 == index:
			out = append(out, step{fmt.Sprintf("%x %d", i.op, i.value()), nil})
		default:
			out = append(out, step{fmt.Sprintf("%x %x", i.op, i.rest), nil})
		}
	}
	for n := range out {
		for k, label := range out[n].to {
			if k == 0 {
				out[n].to = slices.Clone(out[n].to)
			}
			out[n].to[k] = at[label]
		}
	}
	return out
}

var compiledTestapp = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "snowdrop-jumps")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	out := filepath.Join(dir, "app.wasm")
	c := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-tags=apart", "-ldflags=-s -w", "-o", out, "snowdrop/cmd/bundle/testapp")
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOFLAGS=")
	if said, err := c.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w\n%s", err, said)
	}
	return os.ReadFile(out)
})

// functionsIn are the functions of a module, and the bytes of all its other sections.
func functionsIn(t *testing.T, m []byte) (all [][]byte, others []byte) {
	t.Helper()
	for r := (reader{rest: m[preamble:]}); len(r.rest) > 0; {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if r.bad {
			t.Fatal("the module cannot be read")
		}
		if id != sectionCode {
			others = append(append(others, id), body...)
			continue
		}
		code := reader{rest: body}
		for range code.unsigned() {
			all = append(all, code.bytes(code.unsigned()))
		}
	}
	return all, others
}

func TestShortJumpsLeadWhereTheLongOnesDid(t *testing.T) {
	module, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	short, ok := ShortJumps(module)
	if !ok {
		t.Fatal("this version of Go writes jumps in another way: the app is larger than it need be")
	}
	before, othersBefore := functionsIn(t, module)
	after, othersAfter := functionsIn(t, short)
	if len(before) < 1000 || len(before) != len(after) || !bytes.Equal(othersBefore, othersAfter) {
		t.Fatalf("%d functions, then %d, or something else was changed", len(before), len(after))
	}
	changed, wrong := 0, 0
	for n := range before {
		if bytes.Equal(before[n], after[n]) {
			continue
		}
		changed++
		want, got := steps(t, before[n], int64(firstFunction+n)), steps(t, after[n], int64(firstFunction+n))
		if !slices.EqualFunc(want, got, func(a, b step) bool { return a.does == b.does && slices.Equal(a.to, b.to) }) {
			if wrong++; wrong < 4 {
				for k := range min(len(want), len(got)) {
					if want[k].does != got[k].does || !slices.Equal(want[k].to, got[k].to) {
						t.Errorf("function %d does something else at step %d: %v, not %v", n, k, got[k], want[k])
						break
					}
				}
				if len(want) != len(got) {
					t.Errorf("function %d has %d steps, not %d", n, len(got), len(want))
				}
			}
		}
	}
	if changed < len(before)/2 || wrong > 0 {
		t.Errorf("%d of %d functions were changed, %d are wrong", changed, len(before), wrong)
	}
	again, _ := ShortJumps(short)
	functions, _ := functionsIn(t, again)
	for n := range functions {
		if got, want := steps(t, functions[n], int64(firstFunction+n)), steps(t, after[n], int64(firstFunction+n)); len(got) != len(want) {
			t.Fatalf("function %d is another one when it is changed twice", n)
		}
	}
}

func TestCodeIsReadAndWrittenAsItIs(t *testing.T) {
	module, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	functions, _ := functionsIn(t, module)
	unread := 0
	for n, f := range functions {
		r := reader{rest: f}
		for range r.unsigned() {
			r.unsigned()
			r.byte()
		}
		all, ok := decode(r.rest)
		if !ok {
			unread++
			continue
		}
		if code, ok := encode(nil, all); !ok || !bytes.Equal(code, r.rest) {
			t.Errorf("function %d is another one", n)
		}
	}
	if unread > len(functions)/100 {
		t.Errorf("%d of %d functions could not be read", unread, len(functions))
	}
}

func TestAJumpThatNeedsItsVariableStays(t *testing.T) {
	var code []instr
	const unwind, loop, inner, outer = 1, 2, 4, 3
	code = append(code, begin(opBlock, unwind), begin(opLoop, loop), begin(opBlock, outer), begin(opBlock, inner), local(opLocalGet, 0),
		instr{op: opBrTable, to: []int{inner, outer}}, instr{op: opEnd, label: inner},
		constant(i32Const, 1), local(opLocalSet, 0), instr{op: opBr, to: []int{loop}}, instr{op: opEnd, label: outer},
		local(opLocalGet, 0), instr{op: opDrop}, // reads what the jump has set
		constant(i32Const, 0), local(opLocalSet, 0), instr{op: opBr, to: []int{loop}}, instr{op: opEnd, label: loop},
		instr{op: opUnreachable}, instr{op: opEnd, label: unwind}, constant(i32Const, 1), instr{op: opEnd, label: whole})
	for name, of := range map[string]struct {
		code []instr
		want int
	}{"read again": {code, 2}, "not read": {slices.Delete(slices.Clone(code), 11, 13), 1}} {
		body, ok := encode([]byte{0}, of.code)
		if !ok {
			t.Fatal("the example cannot be written")
		}
		short, ok := shortFunction(body, firstFunction)
		if !ok {
			t.Fatalf("%s: was not read", name)
		}
		all, _ := decode(short[1:])
		sets := 0
		for _, i := range all {
			if i.is(opLocalSet, 0) {
				sets++
			}
		}
		if sets != of.want {
			t.Errorf("%s: the variable is set %d times, want %d", name, sets, of.want)
		}
	}
}

func FuzzShortFunction(f *testing.F) {
	f.Add([]byte(strings.Repeat("\x02\x40", 3) + "\x20\x00\x0e\x02\x00\x01\x02\x0b\x41\x02\x21\x00\x0c\x01\x0b\x00\x0b\x41\x01\x0b"))
	f.Add([]byte("\x02\x40\x03\x40\x02\x40\x02\x40\x20\x00\x0e\x01\x00\x01\x0b\x41\x01\x21\x00\x0c\x02\x0b\x42\x80\x80\x80\x80\x01\x1a\x42\x81\x80\x80\x80\x01\x1a\x0b\x00\x0b\x41\x01\x0b"))
	f.Fuzz(func(t *testing.T, code []byte) {
		body := append([]byte{0}, code...)
		short, ok := shortFunction(body, firstFunction)
		if !ok {
			return
		}
		r := reader{rest: short}
		for range r.unsigned() {
			r.unsigned()
			r.byte()
		}
		if _, ok := decode(r.rest); !ok {
			t.Errorf("%x became %x, which cannot be read", body, short)
		}
	})
}
