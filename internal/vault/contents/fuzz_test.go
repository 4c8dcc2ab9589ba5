package contents

import (
	"bytes"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
)

// plainSeeds are values before they are sealed.
func plainSeeds(t interface{ Fatal(...any) }) [][]byte {
	var seeds [][]byte
	for _, body := range []string{"", "text", "\x00", "\x01n", "\x02n", "\x07journalhalf"} {
		padded, err := record.Record{Body: []byte(body)}.Marshal()
		if err != nil {
			t.Fatal(err)
		}
		for _, sort := range []byte{0, values.Record, values.Draft, values.Settings, values.ShortBucket} {
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
	return o.Sort, o.Version.Record, err
}

func TestFuzzingHasSeeds(t *testing.T) {
	plains := 0
	for _, seed := range plainSeeds(t) {
		if _, _, err := readPlain(seed); err == nil {
			plains++
		}
	}
	if plains == 0 || plains == len(plainSeeds(t)) {
		t.Errorf("%d values parse: fuzzing needs some of both", plains)
	}
}

func FuzzAValueThatParsesIsWrittenAsTheSameBytes(f *testing.F) {
	for _, seed := range plainSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		sort, rec, err := readPlain(plain)
		if err != nil || sort > values.Settings && sort != values.ShortBucket {
			return
		}
		if sort == values.Draft {
			name, body, _ := values.SplitDraft(rec.Body)
			rec.Body = values.JoinDraft(name, body)
		}
		if again, err := values.AppendShort(nil, sort, rec); err != nil || !bytes.Equal(again, plain) {
			t.Fatalf("got %x, %v, want %x", again, err, plain)
		}
	})
}
