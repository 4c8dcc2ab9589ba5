package wasm

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// held is what the table of functions says that the runtime asks for: of each function everything but its name, its file
// and its lines and what forget takes, and the tables that it names.
func held(t *testing.T, table []byte) (all [][]byte) {
	t.Helper()
	le := binary.LittleEndian
	from, values := le.Uint64(table[tableOfFuncs:]), table[le.Uint64(table[tableValues:]):]
	for i := range le.Uint64(table[tableCount:]) {
		f := table[from+uint64(le.Uint32(table[from+8*i+4:])):]
		n := int(le.Uint32(f[funcTables:]))
		own := slices.Clone(f[:funcSize+4*n+4*int(f[funcPointers])])
		for _, of := range []int{funcName, funcFile, funcLine, funcUnit, funcStart} {
			clear(own[of : of+4])
		}
		forgotten := map[int]bool{0: true, 3: true} // where it may be stopped; which arguments are there
		if own[40] == 0 {                           // of no sort of its own
			forgotten[2] = true // what was compiled into it
		}
		for j := range n {
			if forgotten[j] {
				clear(own[funcSize+4*j : funcSize+4*j+4])
			}
		}
		for j := range int(f[funcPointers]) {
			if j == 5 || j == 6 || j == 3 && own[40] == 0 { // the arguments twice; what was compiled into it
				clear(own[funcSize+4*n+4*j : funcSize+4*n+4*j+4])
			}
		}
		all = append(all, own)
		for _, at := range append([]uint32{le.Uint32(f[funcStack:])}, func() (more []uint32) {
			for j := range n {
				more = append(more, le.Uint32(own[funcSize+4*j:]))
			}
			return more
		}()...) {
			used := make([]bool, len(values))
			if !use(values, used, at) {
				t.Fatal("a table has no end")
			}
			if at > 0 {
				end := int(at)
				for end < len(used) && used[end] {
					end++
				}
				all = append(all, values[at:end])
			}
		}
	}
	return all
}

func TestWithoutLinesTheTableOfFunctionsSaysTheSameOfTheStack(t *testing.T) {
	module, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	memory, _ := memoryIn(t, module)
	before := memory[bytes.Index(memory, tableStart):]
	after := bytes.Clone(before)
	if !dropLines(after) {
		t.Fatal("this version of Go lays its table of functions out otherwise: the app is larger than it need be")
	}
	if want, got := held(t, before), held(t, after); len(want) < 1000 || !slices.EqualFunc(want, got, bytes.Equal) {
		t.Error("the table says something else")
	}
	if zeros := bytes.Count(after, []byte{0}) - bytes.Count(before, []byte{0}); zeros < 10_000 {
		t.Errorf("%d bytes were left out", zeros)
	}
	for n := range len(before) / 997 { // cut off or spoiled, it is left alone or nothing is read past its end
		spoiled := bytes.Clone(before)
		for i := range 8 {
			spoiled[(n*13+i)%tableHeader] ^= byte(n >> (i % 8))
		}
		dropLines(spoiled)
		if cut := before[:n*997]; len(cut) >= tableHeader {
			dropLines(bytes.Clone(cut))
		}
		if n > 50 {
			break
		}
	}
}

func TestWhatIsForgottenIsWhatThisVersionOfGoOnlyPrints(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][]string{
		"internal/abi/symtab.go": {
			"PCDATA_UnsafePoint   = 0", "PCDATA_InlTreeIndex  = 2", "PCDATA_ArgLiveIndex  = 3",
			"FUNCDATA_InlTree            = 3", "FUNCDATA_ArgInfo            = 5", "FUNCDATA_ArgLiveInfo        = 6",
			"FuncIDNormal FuncID = iota // not a special function",
		},
		"runtime/runtime2.go":                {"An offset of 0 indicates that there is no table.", "An offset of ^uint32(0) indicates that there is no entry."},
		"runtime/preempt.go":                 {"pcdatavalue2(f, abi.PCDATA_UnsafePoint, pc)"}, // of a signal
		"runtime/os_wasm.go":                 {"const preemptMSupported = false"},
		"cmd/compile/internal/inline/inl.go": {`v.reason = "call to recover"`},
		"cmd/internal/objabi/funcid.go":      {"return abi.FuncIDWrapper"},
		"runtime/symtabinl.go":               {"if inldata == nil {"},
	} {
		source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "src", filepath.FromSlash(file)))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !bytes.Contains(source, []byte(line)) {
				t.Errorf("%s says no more %q: look at forget again", file, line)
			}
		}
	}
}

// pointed are the bytes that the pointers lead to which the runtime follows: the maps of a stack whole, and of the others the beginning.
func pointed(t *testing.T, memory []byte, base uint64, table int) (all [][]byte) {
	t.Helper()
	le := binary.LittleEndian
	funcs := memory[table+int(le.Uint64(memory[table+tableOfFuncs:])):]
	for i := range le.Uint64(memory[table+tableCount:]) {
		f := funcs[le.Uint32(funcs[8*i+4:]):]
		tables := int(le.Uint32(f[funcTables:]))
		for n := range int(f[funcPointers]) {
			to := le.Uint32(f[funcSize+4*tables+4*n:])
			if to == 1<<32-1 || n == 5 || n == 6 || n == 3 && f[40] == 0 {
				continue
			}
			at, size := memory[base+uint64(to):], 8
			switch n {
			case 0, 1: // how many maps, how many bits each, and they
				size += int(le.Uint32(at)) * (int(le.Uint32(at[4:])+7) / 8)
			case 2: // how many objects, and they
				size += 16 * int(le.Uint64(at))
			case 4: // two numbers
				_, first := binary.Uvarint(at)
				_, second := binary.Uvarint(at[first:])
				size = first + second
			case 7:
				size = 4
			}
			all = append(all, at[:size])
		}
	}
	return all
}

func TestWhatIsStillPointedToStays(t *testing.T) {
	module, err := compiledTestapp()
	if err != nil {
		t.Fatal(err)
	}
	memory, _ := memoryIn(t, module)
	table := bytes.Index(memory, tableStart)
	start := binary.LittleEndian.AppendUint64(nil, uint64(table))
	base := binary.LittleEndian.Uint64(memory[bytes.Index(memory, start)+320:])
	after := bytes.Clone(memory)
	if !dropUnread(after, table) {
		t.Fatal("this version of Go lays its program out otherwise: the app is larger than it need be")
	}
	if want, got := pointed(t, memory, base, table), pointed(t, after, base, table); len(want) < 1000 || !slices.EqualFunc(want, got, bytes.Equal) {
		t.Error("something else was emptied")
		for k := range want {
			if !bytes.Equal(want[k], got[k]) {
				t.Logf("%x -> %x", want[k], got[k])
			}
		}
	}
	if zeros := bytes.Count(after, []byte{0}) - bytes.Count(memory, []byte{0}); zeros < 10_000 {
		t.Errorf("%d bytes were left out", zeros)
	}
}
