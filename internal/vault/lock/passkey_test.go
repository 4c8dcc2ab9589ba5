package lock

import (
	"bytes"
	"errors"
	"testing"

	"snowdrop/internal/seal"
	"snowdrop/vectors"
)

func passkeys(t interface{ Fatal(...any) }) []vectors.Passkey {
	all, err := vectors.Load[vectors.Passkey]("passkey")
	if err != nil || len(all) < 20 {
		t.Fatal(len(all), err)
	}
	return all
}

func TestPasskeyVectors(t *testing.T) {
	for _, v := range passkeys(t) {
		p, ok := ParsePasskey(v.Value)
		if got := ok && bytes.Equal(p.Salt[:], v.Salt); got != (v.Error != "none") {
			t.Errorf("%s: it is there: %v, want %q", v.Name, got, v.Error)
		}
		if v.Error == "none" || !ok {
			continue
		}
		if !bytes.Equal(p.Marshal(), v.Value) {
			t.Errorf("%s: written again it is something else", v.Name)
		}
		output := bytes.Clone(v.Output)
		key, err := p.DataKey(output)
		if (v.Error == "passkey") != errors.Is(err, ErrPasskey) || !bytes.Equal(output, make([]byte, len(output))) {
			t.Errorf("%s: %v, or what the passkey gave out is still there", v.Name, err)
		}
		if err != nil {
			continue
		}
		outer := seal.NewKey()
		want, err := outer.Unwrap(seal.Seal(outer, v.DataKey, nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := want.Unwrap(key.Wrap(key, nil), nil); err != nil || !bytes.Equal(p.Input[:], v.Input) || !bytes.Equal(p.Credential, v.Credential) {
			t.Errorf("%s: another data key, input or name", v.Name)
		}
	}
}

func FuzzAPasskeyThatParsesIsWrittenAsTheSameBytes(f *testing.F) {
	good := 0
	for _, v := range passkeys(f) {
		if _, ok := ParsePasskey(v.Value); ok {
			good++
		}
		f.Add([]byte(v.Value))
	}
	if good == 0 {
		f.Fatal("fuzzing needs some that parse")
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if p, ok := ParsePasskey(b); ok && !bytes.Equal(p.Marshal(), b) {
			t.Fatalf("got %x, want %x", p.Marshal(), b)
		}
	})
}
