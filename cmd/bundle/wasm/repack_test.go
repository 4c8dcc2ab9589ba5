package wasm

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"
)

// laid writes a data section with one piece for each pair of a place and its bytes.
func laid(pieces map[int][]byte) []byte {
	section := binary.AppendUvarint(nil, uint64(len(pieces)))
	for at, piece := range pieces {
		section = append(section, 0, i32Const)
		section = appendSigned(section, int64(at))
		section = append(section, end)
		section = binary.AppendUvarint(section, uint64(len(piece)))
		section = append(section, piece...)
	}
	return section
}

// moduleOf writes sections, each its id and its body.
func moduleOf(sections ...[]byte) []byte {
	m := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range sections {
		m = append(m, s[0])
		m = binary.AppendUvarint(m, uint64(len(s)-1))
		m = append(m, s[1:]...)
	}
	return m
}

func section(id byte, body []byte) []byte { return append([]byte{id}, body...) }

// memoryIn is what a module lays out.
func memoryIn(t *testing.T, m []byte) (memory []byte, others [][]byte) {
	t.Helper()
	r := reader{rest: m[preamble:]}
	for len(r.rest) > 0 {
		id := r.byte()
		body := r.bytes(r.unsigned())
		if id != sectionData {
			others = append(others, section(id, body))
			continue
		}
		var ok bool
		if memory, _, ok = memoryOf(body); !ok {
			t.Fatal("the data section cannot be read")
		}
	}
	if r.bad {
		t.Fatal("the module cannot be read")
	}
	return bytes.TrimRight(memory, "\x00"), others
}

func TestARepackedModuleLaysOutTheSameMemory(t *testing.T) {
	many := map[int][]byte{}
	for i := range 500 {
		many[4096+i*40] = []byte{byte(i), 1, 2, byte(i)}
	}
	for name, pieces := range map[string]map[int][]byte{
		"nothing at all":       {},
		"one piece":            {0: []byte("abc")},
		"places of each size":  {63: {1}, 64: {2}, 8191: {3}, 8192: {4}, 1 << 20: {5}},
		"many near each other": many,
		"just under the gap":   {100: {1}, 100 + gap: {2}},
		"just at the gap":      {100: {1}, 101 + gap: {2}},
		"zeros at both ends":   {7: append(make([]byte, 3*gap), append([]byte("x"), make([]byte, 3*gap)...)...)},
	} {
		t.Run(name, func(t *testing.T) {
			before := moduleOf(section(1, []byte{9, 9}), section(sectionData, laid(pieces)), section(0, []byte("end")))
			after, _, err := Repack(before)
			if err != nil {
				t.Fatal(err)
			}
			wantMemory, wantOthers := memoryIn(t, before)
			gotMemory, gotOthers := memoryIn(t, after)
			if !bytes.Equal(gotMemory, wantMemory) {
				t.Error("the memory is another")
			}
			if !slices.EqualFunc(gotOthers, wantOthers, bytes.Equal) {
				t.Error("another section was changed")
			}
		})
	}
	few, _, _ := Repack(moduleOf(section(sectionData, laid(many))))
	if len(few) > 500*40+64 {
		t.Errorf("500 pieces near each other are still written one by one: %d bytes", len(few))
	}
}

func TestAModuleThatGoWouldNotWriteIsNotTouched(t *testing.T) {
	for name, m := range map[string][]byte{
		"nothing":                  nil,
		"cut off in a section":     moduleOf(section(1, []byte("abc")))[:preamble+3],
		"a count of the pieces":    moduleOf(section(sectionDataCount, []byte{1})),
		"a piece of another kind":  moduleOf(section(sectionData, []byte{1, 1, 0})),
		"a place to be worked out": moduleOf(section(sectionData, []byte{1, 0, 0x23, 0, end, 0})),
		"a piece that is cut off":  moduleOf(section(sectionData, []byte{1, 0, i32Const, 0, end, 9, 1})),
		"more after the last":      moduleOf(section(sectionData, []byte{0, 1})),
		"a place before the first": moduleOf(section(sectionData, []byte{1, 0, i32Const, 0x7f, end, 1, 1})),
	} {
		if out, _, err := Repack(m); err == nil {
			t.Errorf("%s: gave %d bytes, want an error", name, len(out))
		}
	}
}

// The app of the tests, compiled as the app is: between its memory before and after, nothing differs but the names.
func TestNamesOfFunctionsAreLeftOutAndNothingElse(t *testing.T) {
	compiled, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	packed, nameless, err := Repack(compiled)
	if err != nil || !nameless {
		t.Fatalf("names found: %t, %v", nameless, err)
	}
	want, wantOthers := memoryIn(t, compiled)
	got, gotOthers := memoryIn(t, packed)
	if !slices.EqualFunc(gotOthers, wantOthers, bytes.Equal) {
		t.Error("another section was changed")
	}
	if bytes.Contains(got, []byte("\x00runtime.main\x00")) {
		t.Error("the names are still there")
	}
	if !dropNames(want) || !bytes.Equal(got, want) {
		t.Error("more than the names is gone")
	}
}

func FuzzRepack(f *testing.F) {
	f.Add(moduleOf(section(sectionData, laid(map[int][]byte{8: []byte("abc"), 4096: {1}}))))
	f.Add(moduleOf(section(1, []byte("types")), section(sectionData, laid(nil))))
	f.Add(moduleOf(section(sectionDataCount, []byte{1})))
	f.Add([]byte("\x00asm\x01\x00\x00\x00\x0b\xff\xff\xff\xff\x0f"))
	f.Fuzz(func(t *testing.T, m []byte) {
		out, _, err := Repack(m)
		if err != nil {
			return
		}
		again, _, err := Repack(out)
		if err != nil || !bytes.Equal(again, out) {
			t.Errorf("packed again it is another: %v", err)
		}
	})
}
