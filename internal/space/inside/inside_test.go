package inside

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
)

func aPlain() Plain {
	return Plain{
		Type: TypePut, Author: MemberID{1}, Before: 9, Head: record.Hash{2}, Item: record.ID{3}, Replaces: []uint64{2, 9},
		Record: record.Record{ID: record.ID{3}, Kind: 4, At: -5, Body: []byte("text")}, Signature: [64]byte{6},
	}
}

func marshalled(t interface{ Fatal(...any) }, p Plain) []byte {
	b, err := p.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Where the parts of a plaintext begin.
const (
	atBefore   = 17
	atCount    = 73
	atReplaces = 74
	atRecord   = 106
)

func TestAPlaintextComesBackWhole(t *testing.T) {
	for _, body := range []int{0, 4, 500, 501, record.MaxBody} {
		p := aPlain()
		p.Record.Body = bytes.Repeat([]byte{1}, body)
		b := marshalled(t, p)
		if want := record.PlainOverhead + record.PaddedSize(body); len(b) != want {
			t.Errorf("%d bytes, want %d", len(b), want)
		}
		got, err := ParsePlain(b)
		if err != nil || fmt.Sprint(got) != fmt.Sprint(p) {
			t.Errorf("got %v, %v", got, err)
		}
	}
	p := aPlain()
	p.Record.Body = make([]byte, record.MaxBody+1)
	if _, err := p.Marshal(); !errors.Is(err, record.ErrTooLarge) {
		t.Errorf("got %v, want ErrTooLarge", err)
	}
}

func TestWhatIsNoPlaintextSaysWhy(t *testing.T) {
	good := marshalled(t, aPlain())
	set := func(at int, to ...byte) []byte { b := bytes.Clone(good); copy(b[at:], to); return b }
	numbers := func(n ...uint64) []byte {
		b := bytes.Clone(good)
		b[atCount] = byte(len(n))
		clear(b[atReplaces:atRecord])
		for i, v := range n[:min(len(n), 4)] {
			binary.BigEndian.PutUint64(b[atReplaces+8*i:], v)
		}
		return b
	}
	gone := aPlain()
	gone.Type, gone.Record = TypeDelete, record.Record{}
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"a version", good, nil},
		{"a deletion", marshalled(t, gone), nil},
		{"nothing", nil, ErrPlainSize},
		{"cut", good[:len(good)-1], ErrPlainSize},
		{"longer", append(bytes.Clone(good), 0), ErrPlainSize},
		{"256 bytes inside", make([]byte, record.PlainOverhead+256), ErrPlainSize},
		{"64 KiB inside", make([]byte, record.PlainOverhead+64<<10), ErrPlainSize},
		{"type 0", set(0, 0), ErrPlainType},
		{"type 3", set(0, 3), ErrPlainType},
		{"replaces nothing", numbers(), nil},
		{"replaces four", numbers(1, 2, 3, 9), nil},
		{"replaces five", numbers(1, 2, 3, 4, 5), ErrPlainReplaces},
		{"replaces number 0", numbers(0), ErrPlainReplaces},
		{"replaces itself", numbers(10), ErrPlainReplaces},
		{"replaces what is to come", numbers(1 << 63), ErrPlainReplaces},
		{"replaces one twice", numbers(3, 3), ErrPlainReplaces},
		{"not ascending", numbers(4, 3), ErrPlainReplaces},
		{"unused is not zero", set(atReplaces+16, 0, 0, 0, 0, 0, 0, 0, 1), ErrPlainReplaces},
		{"before is less than what it replaces", set(atBefore, 0, 0, 0, 0, 0, 0, 0, 8), ErrPlainReplaces},
		{"record of another version", set(atRecord, 2), ErrPlainRecord},
		{"padding of the record", set(len(good)-65, 1), ErrPlainRecord},
		{"a larger size than needed", append(append(bytes.Clone(good[:len(good)-64]), make([]byte, 512)...), good[len(good)-64:]...), ErrPlainRecord},
		{"a deletion with a body", set(0, TypeDelete), ErrPlainDelete},
		{"a deletion with a kind", func() []byte { b := marshalled(t, gone); b[atRecord+1] = 1; return b }(), ErrPlainDelete},
		{"a deletion with a time", func() []byte { b := marshalled(t, gone); b[atRecord+11] = 1; return b }(), ErrPlainDelete},
	} {
		p, err := ParsePlain(c.b)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if err == nil && !bytes.Equal(marshalled(t, p), c.b) {
			t.Errorf("%s: comes back as other bytes", c.name)
		}
	}
}

func aMember(i byte, name string) Member {
	return NewMember(name, MemberKeys{Sign: seal.PublicKey{i}, Box: bytes.Repeat([]byte{i}, seal.BoxPublicSize)})
}

func aRoster() Roster {
	r := Roster{Members: []Member{aMember(1, "phone"), aMember(2, ""), aMember(3, strings.Repeat("ü", 23)+"x")}}
	r.Members[1].Role = 7
	r.Previous[5] = 1
	return r
}

func TestARosterComesBackWhole(t *testing.T) {
	r := aRoster()
	if !r.Possible() {
		t.Fatal("not possible")
	}
	b := r.Marshal()
	got, err := ParseRoster(b)
	if err != nil || fmt.Sprint(got) != fmt.Sprint(r) || len(b) != record.RosterPlain {
		t.Errorf("got %v, %v from %d bytes", got, err, len(b))
	}
	for len(r.Members) < record.Boxes {
		r.Members = append(r.Members, aMember(byte(len(r.Members)+1), "x"))
	}
	if got, err := ParseRoster(r.Marshal()); err != nil || len(got.Members) != record.Boxes {
		t.Errorf("full: got %d, %v", len(got.Members), err)
	}
}

func TestWhatIsNoRosterSaysWhy(t *testing.T) {
	good := aRoster().Marshal()
	row := func(i int) int { return rosterHead + i*rowSize }
	set := func(at int, to ...byte) []byte { b := bytes.Clone(good); copy(b[at:], to); return b }
	twice := bytes.Clone(good)
	copy(twice[row(1)+2+MaxName:], good[row(0)+2+MaxName:row(0)+2+MaxName+32]) // the same key for signing
	for _, c := range []struct {
		name string
		b    []byte
		want error
	}{
		{"good", good, nil},
		{"nothing", nil, ErrRosterSize},
		{"cut", good[:len(good)-1], ErrRosterSize},
		{"longer", append(bytes.Clone(good), 0), ErrRosterSize},
		{"version 0", set(0, 0), ErrRosterVersion},
		{"version 2", set(0, 2), ErrRosterVersion},
		{"nobody", set(1, 0), ErrRosterCount},
		{"seventeen", set(1, 17), ErrRosterCount},
		{"a name of 48 bytes", set(row(0)+1, 48), ErrRosterName},
		{"a name that is not UTF-8", set(row(0)+2, 0xff), ErrRosterName},
		{"a name cut in a character", set(row(2)+1, 45), ErrRosterName},
		{"something behind a name", set(row(0)+1, 4), ErrRosterName},
		{"something behind no name", set(row(1)+2+MaxName-1, 1), ErrRosterName},
		{"someone twice", twice, ErrRosterTwice},
		{"someone in an unused row", set(row(3), 1), ErrRosterUnused},
		{"the last byte", set(len(good)-1, 1), ErrRosterUnused},
		{"fewer than there are", set(1, 2), ErrRosterUnused},
		{"more than there are", set(1, 5), ErrRosterTwice}, // two rows of zeros
	} {
		r, err := ParseRoster(c.b)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
		if err == nil && !bytes.Equal(r.Marshal(), c.b) {
			t.Errorf("%s: comes back as other bytes", c.name)
		}
	}
}

func TestARosterThatCanNotBeWrittenIsNotPossible(t *testing.T) {
	many := Roster{}
	for i := range byte(17) {
		many.Members = append(many.Members, aMember(i+1, ""))
	}
	wrongID := aMember(1, "")
	wrongID.ID = MemberID{1}
	for name, r := range map[string]Roster{
		"nobody": {}, "seventeen": many, "twice": {Members: []Member{aMember(1, "a"), aMember(1, "b")}},
		"long name": {Members: []Member{aMember(1, strings.Repeat("x", 48))}}, "not UTF-8": {Members: []Member{aMember(1, "\xff")}},
		"another's ID": {Members: []Member{wrongID}}, "no box key": {Members: []Member{NewMember("", MemberKeys{})}},
	} {
		if r.Possible() {
			t.Errorf("%s: is possible", name)
		}
	}
	for _, r := range []Roster{{Members: []Member{aMember(1, strings.Repeat("x", 48))}}, {Members: []Member{NewMember("", MemberKeys{})}}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("Marshal wrote what ParseRoster does not read")
				}
			}()
			r.Marshal()
		}()
	}
}

func plainSeeds(t interface{ Fatal(...any) }) [][]byte {
	good := marshalled(t, aPlain())
	seeds := [][]byte{good, nil, good[:200]}
	for _, at := range []int{0, atBefore + 7, atCount, atReplaces + 7, atRecord, len(good) - 65} {
		b := bytes.Clone(good)
		b[at]++
		seeds = append(seeds, b)
	}
	return seeds
}

func rosterSeeds() [][]byte {
	good := aRoster().Marshal()
	seeds := [][]byte{good, nil, good[:200]}
	for _, at := range []int{0, 1, 2, rosterHead, rosterHead + 1, rosterHead + 2, rosterHead + 60, len(good) - 1} {
		b := bytes.Clone(good)
		b[at]++
		seeds = append(seeds, b)
	}
	return seeds
}

func TestFuzzingHasSeeds(t *testing.T) {
	plains, rosters := 0, 0
	for _, b := range plainSeeds(t) {
		if _, err := ParsePlain(b); err == nil {
			plains++
		}
	}
	for _, b := range rosterSeeds() {
		if _, err := ParseRoster(b); err == nil {
			rosters++
		}
	}
	if plains == 0 || plains == len(plainSeeds(t)) || rosters == 0 || rosters == len(rosterSeeds()) {
		t.Errorf("%d plaintexts and %d rosters parse: fuzzing needs some of both", plains, rosters)
	}
}

func FuzzAPlaintextThatParsesMarshalsToTheSameBytes(f *testing.F) {
	for _, b := range plainSeeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, err := ParsePlain(b); err == nil && !bytes.Equal(marshalled(t, p), b) {
			t.Fatalf("got %x, want %x", marshalled(t, p), b)
		}
	})
}

func FuzzARosterThatParsesMarshalsToTheSameBytes(f *testing.F) {
	for _, b := range rosterSeeds() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := ParseRoster(b)
		if err != nil {
			return
		}
		if !bytes.Equal(r.Marshal(), b) || !r.Possible() {
			t.Fatalf("got %x, want %x", r.Marshal(), b)
		}
	})
}
