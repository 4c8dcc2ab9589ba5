package words

import (
	"errors"
	"slices"
	"testing"

	"snowdrop/vectors"
)

func TestWordsVectors(t *testing.T) {
	all, err := vectors.Load[vectors.Words]("words")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		got, err := Parse(v.Text)
		var unknown *UnknownError
		name := ""
		switch {
		case errors.As(err, &unknown):
			name = "unknown"
			if unknown.Word != v.Unknown {
				t.Errorf("%s: %q is unknown, want %q", v.Name, unknown.Word, v.Unknown)
			}
		case err == ErrMany:
			name = "many"
		case err != nil:
			name = "another"
		}
		if name != v.Error || !slices.Equal(got, v.Words) {
			t.Errorf("%s: got %q, %v, want %q, %q", v.Name, got, err, v.Words, v.Error)
		}
	}
}

func TestCompareVectors(t *testing.T) {
	all, err := vectors.Load[vectors.Compare]("compare")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		if got := FromBytes(v.Bytes, len(v.Words)); !slices.Equal(got, v.Words) {
			t.Errorf("%s: got %q, want %q", v.Name, got, v.Words)
		}
	}
}
