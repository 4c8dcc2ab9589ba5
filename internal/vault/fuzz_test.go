package vault

import (
	"bytes"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
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

// plainSeeds are values before they are sealed.
func plainSeeds(t interface{ Fatal(...any) }) [][]byte {
	var seeds [][]byte
	for _, body := range []string{"", "text", "\x00", "\x01n", "\x02n", "\x07journalhalf"} {
		padded, err := record.Record{Body: []byte(body)}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		for sort := range byte(4) {
			plain := append(append([]byte{sort}, make([]byte, 16)...), padded...)
			seeds = append(seeds, plain, plain[:len(plain)/2])
		}
	}
	return seeds
}

var fuzzKey = seal.NewKey()

// readPlain seals a value and opens it again.
func readPlain(plain []byte) (byte, record.Record, error) {
	value := seal.Seal(fuzzKey, plain, valueAAD(nil, "k"))
	_, o, err := openValue(nil, fuzzKey, "k", value, nil)
	return o.sort, o.version.Record, err
}

func TestFuzzingHasSeeds(t *testing.T) {
	headers, plains := 0, 0
	for _, seed := range headerSeeds(t) {
		if _, err := parseHeader(seed); err == nil {
			headers++
		}
	}
	for _, seed := range plainSeeds(t) {
		if _, _, err := readPlain(seed); err == nil {
			plains++
		}
	}
	if headers == 0 || headers == len(headerSeeds(t)) || plains == 0 || plains == len(plainSeeds(t)) {
		t.Errorf("%d headers and %d values parse: fuzzing needs some of both", headers, plains)
	}
}

func FuzzAHeaderThatParsesMarshalsToTheSameBytes(f *testing.F) {
	for _, seed := range headerSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, err := parseHeader(b); err == nil && !bytes.Equal(h.marshal(), b) {
			t.Fatalf("got %x, want %x", h.marshal(), b)
		}
	})
}

func FuzzAValueThatParsesIsWrittenAsTheSameBytes(f *testing.F) {
	for _, seed := range plainSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		sort, rec, err := readPlain(plain)
		if err != nil || sort > values.Settings {
			return
		}
		if sort == values.Draft {
			name, body, _ := splitDraft(rec.Body)
			rec.Body = joinDraft(name, body)
		}
		value, err := sealValue(fuzzKey, "k", sort, rec)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := seal.Open(fuzzKey, value, valueAAD(nil, "k")); err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("got %x, %v, want %x", again, err, plain)
		}
	})
}
