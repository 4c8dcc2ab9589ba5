package vault

import (
	"bytes"
	"testing"

	"snowdrop/internal/vault/inclear"
	"snowdrop/internal/vault/lock"
	"snowdrop/vectors"
)

func headerSeeds(t interface{ Fatal(...any) }) [][]byte {
	all, err := vectors.Load[vectors.Header]("header")
	if err != nil {
		t.Fatal(err)
	}
	var seeds [][]byte
	for _, v := range all {
		seeds = append(seeds, v.Header)
	}
	return seeds
}

func TestFuzzingHasSeeds(t *testing.T) {
	headers := 0
	for _, seed := range headerSeeds(t) {
		if _, err := lock.Parse(seed); err == nil {
			headers++
		}
	}
	if headers == 0 || headers == len(headerSeeds(t)) {
		t.Errorf("%d headers parse: fuzzing needs some of both", headers)
	}
}

func FuzzAHeaderThatParsesMarshalsToTheSameBytes(f *testing.F) {
	for _, seed := range headerSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := lock.Parse(b); err == nil && !bytes.Equal(h.Marshal(), b) {
			t.Fatalf("got %x, want %x", h.Marshal(), b)
		}
	})
}

func FuzzReadableWordsThatParseMarshalToTheSameBytes(f *testing.F) {
	for _, seed := range []string{"", "\x01", "\x010123456789abcdef", "\x010123456789abcdefwords", "\x020123456789abcdefwords"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if r, ok := inclear.Parse(b); ok && !bytes.Equal(r.Marshal(), b) {
			t.Fatalf("got %x, want %x", r.Marshal(), b)
		}
	})
}
