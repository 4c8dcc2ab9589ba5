package browser

import (
	"bytes"
	"testing"
)

func TestWhatCrossesToTheDiskComesBackTheSame(t *testing.T) {
	block := appendPair(appendPair(appendPair(nil, "a", []byte("one")), "", []byte{}), "ü", bytes.Repeat([]byte{7}, 70_000))
	got := map[string]string{}
	if err := eachPair(block, func(key string, value []byte) error { got[key] = string(value); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got["a"] != "one" || got[""] != "" || len(got["ü"]) != 70_000 {
		t.Errorf("got %d pairs: %.100q", len(got), got)
	}
}

func FuzzABrokenBlockIsAnErrorAndNoPanic(f *testing.F) {
	seeds := [][]byte{nil, {1}, appendPair(nil, "key", []byte("value")), appendPair(nil, "deleted", nil), {255, 255, 255, 255, 0}}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		var again []byte
		err := eachPair(block, func(key string, value []byte) error {
			again = appendPair(again, key, value)
			return nil
		})
		if err == nil && !bytes.Equal(again, block) {
			t.Errorf("%x was read as %x", block, again)
		}
	})
}
