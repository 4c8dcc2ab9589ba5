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

func TestSignVectors(t *testing.T) {
	for _, v := range load[vectors.Sign](t, "sign") {
		if ok := Verify(PublicKey(v.Public), v.Label, v.Message, v.Signature); ok != (v.Error == "") {
			t.Errorf("%s: verifies is %v, want %q", v.Name, ok, v.Error)
		}
		if v.Error != "" {
			continue
		}
		s := key(v.Key).SignKey(v.Use)
		if public, signature := s.Public(), s.Sign(v.Label, v.Message); !bytes.Equal(public[:], v.Public) || !bytes.Equal(signature[:], v.Signature) {
			t.Errorf("%s: another public key or signature", v.Name)
		}
	}
}

func TestTokenVectors(t *testing.T) {
	for _, v := range load[vectors.Token](t, "token") {
		if got := key(v.Key).Token(v.Label, v.Context); !bytes.Equal(got[:], v.Token) {
			t.Errorf("%s: another token", v.Name)
		}
	}
}

func TestCommitVectors(t *testing.T) {
	for _, v := range load[vectors.Commit](t, "commit") {
		if got := key(v.Key).Commit(v.Label); !bytes.Equal(got[:], v.Hash) {
			t.Errorf("%s: another hash", v.Name)
		}
	}
}

func TestBoxVectors(t *testing.T) {
	for _, v := range load[vectors.Box](t, "box") {
		b := key(v.Key).BoxKey(v.Use)
		got, err := b.OpenBox(v.Box, v.Label, v.Context)
		if err != errorNamed(t, v.Error) {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err == nil && (!bytes.Equal(got.bytes()[:], v.Inner) || !bytes.Equal(b.Public(), v.Public)) {
			t.Errorf("%s: another key inside, or another public key", v.Name)
		}
	}
}

func TestDeleteVectors(t *testing.T) {
	for _, v := range load[vectors.Delete](t, "delete") {
		if got := key(v.EpochKey).Derive(LabelSpaceDelete).Token(LabelSpaceDeleteToken, v.ID); !bytes.Equal(got[:], v.Token) {
			t.Errorf("%s: another token", v.Name)
		}
	}
}
