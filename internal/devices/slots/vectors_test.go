package slots

import (
	"bytes"
	"testing"

	"snowdrop/internal/seal"
	"snowdrop/vectors"
)

// keyOf makes a key of given bytes the one way there is: by unwrapping it.
func keyOf(t *testing.T, b []byte) seal.Key {
	t.Helper()
	outer := seal.NewKey()
	k, err := outer.Unwrap(seal.Seal(outer, b, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestSlotVectors(t *testing.T) {
	all, err := vectors.Load[vectors.Slot]("slot")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		s := From(keyOf(t, v.Key))
		if auth := s.auth.Public(); !bytes.Equal(s.locator[:], v.Locator) || !bytes.Equal(auth[:], v.Auth) {
			t.Errorf("%s: another locator or key to sign with", v.Name)
		}
		if len(v.Blob) == 0 && v.Error == "" {
			continue
		}
		to, ok := s.Open(v.Blob)
		if ok != (v.Error == "") {
			t.Errorf("%s: opens is %v, want %q", v.Name, ok, v.Error)
		}
		if ok && (!bytes.Equal(to.Space[:], v.Space) || to.Owner.Commit("same") != keyOf(t, v.Owner).Commit("same")) {
			t.Errorf("%s: another space or owner", v.Name)
		}
	}
}
