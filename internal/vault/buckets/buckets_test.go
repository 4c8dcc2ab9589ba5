package buckets

import (
	"bytes"
	"slices"
	"testing"

	"snowdrop/internal/vault/long"
)

func TestAValueWithoutAPlaceIsDamaged(t *testing.T) {
	s := make(Set)
	if got := s.Found(&long.Value{Keys: []string{"z", "m"}, Body: []byte("\x01b")}); got != "m" || len(s) != 0 {
		t.Errorf("damaged %q, buckets %v", got, s.Names())
	}
}

func TestWhatDoesNotChangeIsNotWritten(t *testing.T) {
	var written, erased []string
	w := long.Writer{
		Short: true, NewKey: func() string { return "disk key" },
		Write:  func(diskKey string, plain []byte) { written = append(written, diskKey) },
		Delete: func(diskKey string) { erased = append(erased, diskKey) },
	}
	s := make(Set)
	for _, c := range []struct {
		changes map[string][]byte
		want    []string
		gone    []string
	}{
		{map[string][]byte{"k": []byte("value")}, []string{"disk key"}, nil},
		{map[string][]byte{"k": []byte("value")}, nil, nil},
		{map[string][]byte{"k": []byte("alue")}, []string{"disk key"}, nil},
		{map[string][]byte{"k": {}}, []string{"disk key"}, nil},
		{map[string][]byte{"k": {}}, nil, nil},
		{map[string][]byte{"k": nil}, nil, []string{"disk key"}},
		{map[string][]byte{"k": nil}, nil, nil},
	} {
		written, erased = nil, nil
		before, had := s.Get("b", "k")
		show, err := s.Write(w, "b", c.changes)
		if err != nil || !slices.Equal(written, c.want) || !slices.Equal(erased, c.gone) {
			t.Errorf("%q: wrote %v and erased %v, %v", c.changes["k"], written, erased, err)
		}
		if now, there := s.Get("b", "k"); there != had || !bytes.Equal(now, before) {
			t.Errorf("%q: it is to be seen before it was written", c.changes["k"])
		}
		show()
		if got, ok := s.Get("b", "k"); ok != (c.changes["k"] != nil) || !bytes.Equal(got, c.changes["k"]) {
			t.Errorf("got %q, %v, want %q", got, ok, c.changes["k"])
		}
	}
	if len(s) != 0 {
		t.Errorf("an empty bucket is left: %v", s.Names())
	}
}
