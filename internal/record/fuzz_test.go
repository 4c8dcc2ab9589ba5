package record

import (
	"bytes"
	"testing"
)

// envelopeSeeds are what the fuzz targets of this file start from.
func envelopeSeeds() [][]byte {
	record, control := anEnvelope(512).Marshal(), controlEnvelope().Marshal()
	first := controlEnvelope()
	first.Epoch = 1
	long := bytes.Clone(record)
	copy(long[54:], []byte{255, 255, 255, 255})
	return [][]byte{
		record, control, first.Marshal(), anEnvelope(32 << 10).Marshal(), append(bytes.Clone(record), control...), append(bytes.Clone(record), record...),
		nil, record[:57], record[:58], record[:len(record)-1], long, append(bytes.Clone(record), 1), bytes.Repeat([]byte{1}, 60),
	}
}

func TestFuzzingEnvelopesHasSeeds(t *testing.T) {
	records, controls, lists := 0, 0, 0
	for _, seed := range envelopeSeeds() {
		if e, err := ParseEnvelope(seed); err == nil {
			records++
			if _, err := ParseControl(e); err == nil {
				controls++
			}
		}
		if _, rest, err := CutEnvelope(seed); err == nil && len(rest) > 0 {
			lists++
		}
	}
	if records < 4 || controls < 1 || lists < 2 || records == len(envelopeSeeds()) {
		t.Errorf("%d envelopes, %d control records and %d lists: fuzzing needs some of each, and of none", records, controls, lists)
	}
}

func FuzzWhatParsesAsAnEnvelopeMarshalsToTheSameBytes(f *testing.F) {
	for _, seed := range envelopeSeeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ParseEnvelope(b)
		first, rest, cutErr := CutEnvelope(b)
		if (err == nil) != (cutErr == nil && len(rest) == 0) {
			t.Fatalf("whole: %v, as a list: %v with %d bytes left", err, cutErr, len(rest))
		}
		if cutErr == nil && !bytes.Equal(append(bytes.Clone(first), rest...), b) {
			t.Fatal("the parts are not the whole")
		}
		if err != nil {
			return
		}
		if again := e.Marshal(); !bytes.Equal(again, b) || len(b) > MaxEnvelope {
			t.Fatalf("got %x, want %x", again, b)
		}
		if !bytes.Equal(e.Header(), b[:54]) {
			t.Fatal("the header is not how it begins")
		}
		c, err := ParseControl(e)
		if err != nil {
			return
		}
		if !bytes.Equal(c.Marshal(), e.Body) {
			t.Fatal("a control record marshals to something else")
		}
		if want := bytes.Join([][]byte{make([]byte, 16), b[:54], e.Body[:len(e.Body)-64]}, nil); !bytes.Equal(c.Signed(SpaceID{}, e), want) {
			t.Fatal("what is signed is not what is there")
		}
	})
}
