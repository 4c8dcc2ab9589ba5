package record

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestEveryLengthTakesTheSmallestSize(t *testing.T) {
	sizes := []int{512, 1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10, 32 << 10}
	for i, size := range sizes {
		for _, n := range []int{size - headerSize - 1, size - headerSize, size - headerSize + 1} {
			want := size
			if n+headerSize > size {
				if i+1 == len(sizes) {
					if _, err := (Record{Body: make([]byte, n)}).Marshal(); err != ErrTooLarge {
						t.Errorf("body of %d bytes: got %v, want ErrTooLarge", n, err)
					}
					continue
				}
				want = sizes[i+1]
			}
			plain, err := Record{Body: make([]byte, n)}.Marshal()
			if err != nil || len(plain) != want {
				t.Errorf("body of %d bytes: got %d bytes, %v, want %d", n, len(plain), err, want)
			}
		}
	}
	if MaxBody != 32756 {
		t.Errorf("MaxBody is %d and was 32756", MaxBody)
	}
}

func TestWhatIsMarshalledParses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := Record{
			ID:   ID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")),
			Kind: rapid.Byte().Draw(t, "kind"),
			At:   rapid.Int64().Draw(t, "at"),
			Body: rapid.SliceOfN(rapid.Byte(), 0, 3000).Draw(t, "body"),
		}
		plain, err := want.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Parse(want.ID, plain)
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != want.ID || got.Kind != want.Kind || got.At != want.At || !bytes.Equal(got.Body, want.Body) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if cap(got.Body) != len(got.Body) {
			t.Fatal("appending to the body would write into the padding")
		}
	})
}

func TestEveryPaddingByteMustBeZero(t *testing.T) {
	for _, n := range []int{0, 1, 7, 300, 499} {
		plain, err := Record{Kind: 1, At: 2, Body: bytes.Repeat([]byte{'x'}, n)}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		for i := headerSize + n; i < len(plain); i++ {
			plain[i] = 1
			if _, err := Parse(ID{}, plain); err != ErrPadding {
				t.Fatalf("body of %d bytes, byte %d set: got %v, want ErrPadding", n, i, err)
			}
			plain[i] = 0
		}
	}
}

func TestNotARecord(t *testing.T) {
	good := func(n int) []byte {
		plain, err := Record{Kind: 1, Body: make([]byte, n)}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		return plain
	}
	set := func(b []byte, at int, to ...byte) []byte { copy(b[at:], to); return b }
	for _, c := range []struct {
		name  string
		plain []byte
		want  error
	}{
		{"nothing", nil, ErrSize},
		{"header only", good(0)[:headerSize], ErrSize},
		{"half", good(0)[:256], ErrSize},
		{"one byte less", good(0)[:511], ErrSize},
		{"one byte more", append(good(0), 0), ErrSize},
		{"no power of two", append(good(0), make([]byte, 256)...), ErrSize},
		{"twice as long as needed", append(good(0), make([]byte, 512)...), ErrSize},
		{"longer than the largest", append(good(MaxBody), make([]byte, 32<<10)...), ErrSize},
		{"version 0", set(good(0), 0, 0), ErrVersion},
		{"version 2", set(good(0), 0, 2), ErrVersion},
		{"body longer than the record", set(good(0), 2, 0x01, 0xf5), ErrLength},
		{"longest length", set(good(0), 2, 0xff, 0xff), ErrLength},
		{"byte after the body", set(good(3), headerSize+3, 1), ErrPadding},
		{"last byte", set(good(3), 511, 0x80), ErrPadding},
	} {
		if _, err := Parse(ID{}, c.plain); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

func TestAnIDHasOneText(t *testing.T) {
	id := NewID()
	got, err := ParseID(id.String())
	if err != nil || got != id {
		t.Errorf("got %v, %v, want %v", got, err, id)
	}
	if text := id.String(); len(text) != 26 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyz234567") != "" {
		t.Errorf("an ID reads %q", text)
	}
	zero := ID{}.String()
	for _, bad := range []string{
		"", "a", zero[:25], zero + "a", strings.ToUpper(NewID().String()), zero[:25] + "b", zero[:25] + "=",
		zero[:25] + "\n", "\n" + zero[:25], zero[:25] + "1", zero[:13] + "/" + zero[14:], strings.Repeat("é", 13),
	} {
		if _, err := ParseID(bad); err != ErrID {
			t.Errorf("ParseID(%q): got %v, want ErrID", bad, err)
		}
	}
	if a, b := NewID(), NewID(); a == b {
		t.Error("two new IDs are one")
	}
}

// seeds are what the fuzz targets start from.
func seeds(t interface{ Fatal(...any) }) [][]byte {
	var all [][]byte
	for _, r := range []Record{
		{}, {Kind: 255, At: math.MinInt64}, {Kind: 1, At: math.MaxInt64, Body: []byte("a")},
		{Kind: 2, At: 1700000000, Body: bytes.Repeat([]byte("b"), 500)},
		{Kind: 2, At: -1, Body: bytes.Repeat([]byte("b"), 501)},
		{Kind: 3, Body: make([]byte, MaxBody)},
	} {
		plain, err := r.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		padded := bytes.Clone(plain)
		padded[len(padded)-1] ^= 1
		all = append(all, plain, padded, plain[:len(plain)/2], append(bytes.Clone(plain), plain...))
	}
	return all
}

func TestFuzzingHasSeeds(t *testing.T) {
	parsed := 0
	for _, seed := range seeds(t) {
		if _, err := Parse(ID{}, seed); err == nil {
			parsed++
		}
	}
	if parsed < 6 || parsed == len(seeds(t)) {
		t.Errorf("of %d seeds %d parse: fuzzing needs some of both", len(seeds(t)), parsed)
	}
}

func FuzzWhatParsesMarshalsToTheSameBytes(f *testing.F) {
	for _, seed := range seeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		rec, err := Parse(ID{1}, plain)
		if err != nil {
			return
		}
		again, err := rec.Marshal()
		if err != nil {
			t.Fatalf("parsed and does not marshal: %v", err)
		}
		if !bytes.Equal(again, plain) {
			t.Fatalf("got %x, want %x", again, plain)
		}
	})
}

func FuzzAnIDHasOneText(f *testing.F) {
	for _, text := range []string{"", ID{}.String(), ID{255, 255, 255}.String(), NewID().String(), "aaaaaaaaaaaaaaaaaaaaaaaaab"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if id, err := ParseID(text); err == nil && id.String() != text {
			t.Fatalf("%q reads as %v", text, id)
		}
	})
}
