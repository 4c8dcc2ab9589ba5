package seal

import (
	"bytes"
	"testing"

	"snowdrop/vectors"
)

func load[T any](t *testing.T, name string) []T {
	t.Helper()
	all, err := vectors.Load[T](name)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatalf("no vectors in %s", name)
	}
	return all
}

func key(b []byte) Key { return newKey(bytes.Clone(b)) }

// errorNamed is the error that a vector names.
func errorNamed(t *testing.T, name string) error {
	t.Helper()
	switch name {
	case "":
		return nil
	case "open":
		return ErrOpen
	}
	t.Fatalf("no error is named %q", name)
	return nil
}

func TestSealVectors(t *testing.T) {
	for _, v := range load[vectors.Seal](t, "seal") {
		got, err := Open(key(v.Key), v.Sealed, v.AAD)
		if err != errorNamed(t, v.Error) || !bytes.Equal(got, v.Plaintext) {
			t.Errorf("%s: got %x, %v, want %x, %q", v.Name, got, err, []byte(v.Plaintext), v.Error)
		}
		if err == nil {
			if again := sealWith(key(v.Key), [24]byte(v.Sealed[1:25]), got, v.AAD); !bytes.Equal(again, v.Sealed) {
				t.Errorf("%s: sealed again: got %x", v.Name, again)
			}
		}
	}
}

func TestStretchVectors(t *testing.T) {
	for _, v := range load[vectors.Stretch](t, "stretch") {
		if got := Stretch([]byte(v.Passphrase), Salt(v.Salt)); !bytes.Equal(got.bytes()[:], v.Key) {
			t.Errorf("%s: another key", v.Name)
		}
	}
}

func TestDeriveVectors(t *testing.T) {
	for _, v := range load[vectors.Derive](t, "derive") {
		if got := key(v.Key).Derive(v.Label); !bytes.Equal(got.bytes()[:], v.Derived) {
			t.Errorf("%s: another key", v.Name)
		}
	}
}

func TestWrapVectors(t *testing.T) {
	for _, v := range load[vectors.Wrap](t, "wrap") {
		got, err := key(v.Key).Unwrap(v.Sealed, v.AAD)
		if err != errorNamed(t, v.Error) {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err == nil && !bytes.Equal(got.bytes()[:], v.Inner) {
			t.Errorf("%s: another key", v.Name)
		}
	}
}
