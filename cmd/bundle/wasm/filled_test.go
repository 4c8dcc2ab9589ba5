package wasm

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// perform does what a function of the kind of fill does, in a memory.
func perform(t *testing.T, f, memory []byte) {
	t.Helper()
	all, ok := decode(f[3:]) // after one group of local variables
	if !ok {
		t.Fatal("it cannot be read")
	}
	begins, ends := map[int]int{}, map[int]int{}
	for n, i := range all {
		switch i.op {
		case opLoop:
			begins[i.label] = n
		case opEnd:
			ends[i.label] = n
		}
	}
	v := make([]uint32, f[1])
	var stack []uint32
	pop := func() uint32 {
		last := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		return last
	}
	two := func(do func(a, b uint32) uint32) {
		b, a := pop(), pop()
		stack = append(stack, do(a, b))
	}
	for n := 0; n < len(all); n++ {
		switch i := all[n]; i.op {
		case opLoop, opEnd:
		case i32Const:
			stack = append(stack, uint32(i.value()))
		case opLocalGet:
			stack = append(stack, v[i.value()])
		case opLocalSet:
			v[i.value()] = pop()
		case opLocalTee:
			v[i.value()] = stack[len(stack)-1]
		case 0x6a:
			two(func(a, b uint32) uint32 { return a + b })
		case 0x6b:
			two(func(a, b uint32) uint32 { return a - b })
		case 0x71:
			two(func(a, b uint32) uint32 { return a & b })
		case 0x74:
			two(func(a, b uint32) uint32 { return a << b })
		case 0x49:
			two(func(a, b uint32) uint32 {
				if a < b {
					return 1
				}
				return 0
			})
		case 0x4b:
			two(func(a, b uint32) uint32 {
				if a > b {
					return 1
				}
				return 0
			})
		case opSelect:
			chosen, b, a := pop(), pop(), pop()
			if chosen == 0 {
				a = b
			}
			stack = append(stack, a)
		case opIf:
			if pop() == 0 {
				n = ends[i.label]
			}
		case 0x28:
			stack = append(stack, binary.LittleEndian.Uint32(memory[pop()+uint32(i.rest[1]):]))
		case 0x2d:
			stack = append(stack, uint32(memory[pop()+uint32(i.rest[1])]))
		case 0x36:
			value, at := pop(), pop()
			binary.LittleEndian.PutUint32(memory[at+uint32(i.rest[1]):], value)
		case opBrIf:
			if pop() != 0 {
				n = begins[i.to[0]]
			}
		default:
			t.Fatalf("%x is nothing that it does", i.op)
		}
	}
	if len(stack) != 0 {
		t.Error("something is left over")
	}
}

func TestAProgramThatCountsItsFunctionsHasTheSameMemory(t *testing.T) {
	module, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	counting, ok := CountAtStart(module)
	if !ok {
		t.Fatal("this version of Go counts its functions in another way: the app is larger than it need be")
	}
	want, _ := memoryIn(t, module)
	got, _ := memoryIn(t, counting)
	if bytes.Equal(got, want) {
		t.Fatal("nothing was left out")
	}
	before, _ := functionsIn(t, module)
	after, _ := functionsIn(t, counting)
	if len(after) != len(before)+1 {
		t.Fatalf("%d functions became %d", len(before), len(after))
	}
	got = append(got, make([]byte, len(want)-len(got))...)
	perform(t, after[len(before)], got)
	if !bytes.Equal(got, want) {
		t.Error("the memory is another")
	}
	if _, ok := CountAtStart(counting); ok {
		t.Error("a module that begins with something was changed")
	}
}

func TestAProgramThatDoesNotCountSoStaysAsItIs(t *testing.T) {
	module, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	memory, _ := memoryIn(t, module)
	table := bytes.Index(memory, tableStart)
	places := table + int(binary.LittleEndian.Uint64(memory[table+tableOfFuncs:]))
	for name, at := range map[string]int{
		"how many":          table + tableCount + 1,
		"where":             table + tableOfFuncs,
		"the first place":   places,
		"one in the middle": places + 8*500 + 4,
		"what it leads to":  places + int(binary.LittleEndian.Uint32(memory[places+8*500+4:])),
	} {
		other := bytes.Clone(memory)
		other[at] ^= 0x10
		same := bytes.Clone(other)
		if _, ok := countedIn(other); ok || !bytes.Equal(other, same) {
			t.Errorf("%s: it was changed", name)
		}
	}
}
