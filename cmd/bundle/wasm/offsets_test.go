package wasm

import (
	"bytes"
	"encoding/binary"
	"testing"
)

// functionsWith is what is said of functions of which only these numbers are not zero: the stack, and then what stands after it.
func functionsWith(all ...[]uint32) (c counted, memory []byte) {
	le := binary.LittleEndian
	for _, numbers := range all {
		f := make([]byte, funcSize)
		le.PutUint32(f[funcStack:], numbers[0])
		le.PutUint32(f[funcTables:], 2)
		f[funcPointers] = byte(len(numbers) - 3)
		for _, n := range numbers[1:] {
			f = le.AppendUint32(f, n)
		}
		memory = append(memory, f...)
		memory = append(memory, make([]byte, int(c.after(f, 0))-len(f))...)
	}
	return counted{functions: uint32(len(all))}, memory
}

func TestNumbersAreSaidFromTheHighestBeforeThem(t *testing.T) {
	c, memory := functionsWith(
		[]uint32{5, 0, 9, 100, none, 7},
		[]uint32{5 + near - 1, 0, 10, 130, 130, none},
		[]uint32{5 + 2*near, 0, 0, 100, 131, 8},
		[]uint32{5, 3, 2, none},
		[]uint32{6 + 2*near, 3, 2},
	)
	_, want := functionsWith(
		[]uint32{5, 0, 9, 100, none, 7},
		[]uint32{near - 1, 0, 1, 30, 130 + near, none},
		[]uint32{5 + 3*near, 0, 0, 100 + near, 1, 1},
		[]uint32{5 + near, 3, 2 + near, none},
		[]uint32{1, 3, 2 + near},
	)
	before := bytes.Clone(memory)
	if !c.shorten(memory) || !bytes.Equal(memory, want) {
		t.Fatalf("got\n%v\nwant\n%v", memory, want)
	}
	if !c.lengthen(memory) || !bytes.Equal(memory, before) {
		t.Errorf("and back: got\n%v\nwant\n%v", memory, before)
	}
}

func TestANumberThatCannotBeSaidChangesNothing(t *testing.T) {
	for _, far := range []uint32{none - 1, none - near} {
		c, memory := functionsWith([]uint32{far, 0, 0})
		if c.shorten(memory) {
			t.Errorf("%d was said as another", far)
		}
	}
	c, memory := functionsWith([]uint32{1, 2, 3})
	c.functions++
	if c.shorten(memory) {
		t.Error("a function that is not there was changed")
	}
}
