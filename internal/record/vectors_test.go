package record

import (
	"bytes"
	"crypto/ed25519"
	"testing"

	"snowdrop/vectors"
)

func TestRecordVectors(t *testing.T) {
	all, err := vectors.Load[vectors.Record]("record")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	errs := map[string]error{"": nil, "size": ErrSize, "version": ErrVersion, "length": ErrLength, "padding": ErrPadding}
	for _, v := range all {
		want, ok := errs[v.Error]
		if !ok {
			t.Fatalf("%s: no error is named %q", v.Name, v.Error)
		}
		plain := v.Plain.Join()
		got, err := Parse(ID{1}, plain)
		if err != want {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		if got.ID != (ID{1}) || got.Kind != v.Kind || got.At != v.At || !bytes.Equal(got.Body, v.Body.Join()) {
			t.Errorf("%s: got kind %d, at %d and a body of %d bytes", v.Name, got.Kind, got.At, len(got.Body))
		}
		if again, err := got.Marshal(); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%s: marshals to other bytes, %v", v.Name, err)
		}
	}
}

func TestIDVectors(t *testing.T) {
	all, err := vectors.Load[vectors.ID]("id")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		got, err := ParseID(v.Text)
		switch {
		case v.Error == "id" && err != ErrID:
			t.Errorf("%s: got %v, want ErrID", v.Name, err)
		case v.Error == "" && (err != nil || !bytes.Equal(got[:], v.ID) || got.String() != v.Text):
			t.Errorf("%s: got %x, %v", v.Name, got, err)
		case v.Error != "" && v.Error != "id":
			t.Fatalf("%s: no error is named %q", v.Name, v.Error)
		}
	}
}

func load[T any](t *testing.T, name string) []T {
	t.Helper()
	all, err := vectors.Load[T](name)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	return all
}

func TestHashVectors(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range load[vectors.Hash](t, "hash") {
		var got []byte
		switch v.Of {
		case "space":
			id := SpaceOf([32]byte(v.Input))
			got = id[:]
		case "member":
			id := MemberOf([32]byte(v.Input))
			got = id[:]
		case "delete":
			h := DeleteHash([32]byte(v.Input))
			got = h[:]
		case "first":
			h := FirstHead(SpaceID(v.Input))
			got = h[:]
		case "leaf":
			h := Leaf(v.Input)
			got = h[:]
		case "next":
			h := Hash(v.Input[:32]).Next(Hash(v.Input[32:]))
			got = h[:]
		}
		seen[v.Of] = true
		if !bytes.Equal(got, v.Hash) {
			t.Errorf("%s: got %x", v.Name, got)
		}
	}
	if len(seen) != 6 {
		t.Errorf("hashes of %v only", seen)
	}
	for _, v := range load[vectors.Delete](t, "delete") {
		if got := DeleteHash([32]byte(v.Token)); !bytes.Equal(got[:], v.Hash) {
			t.Errorf("%s: got %v", v.Name, got)
		}
	}
}

var envelopeErrors = map[string]error{"": nil, "cut": ErrEnvelopeCut, "version": ErrEnvelopeVersion, "kind": ErrEnvelopeKind,
	"epoch": ErrEnvelopeEpoch, "delete": ErrEnvelopeDelete, "size": ErrEnvelopeSize, "long": ErrEnvelopeLong}

func TestEnvelopeVectors(t *testing.T) {
	for _, v := range load[vectors.Envelope](t, "envelope") {
		want, ok := envelopeErrors[v.Error]
		if !ok {
			t.Fatalf("%s: no error is named %q", v.Name, v.Error)
		}
		b := v.Envelope.Join()
		if v.List > 0 {
			n := 0
			for rest := b; len(rest) > 0; n++ {
				var err error
				if _, rest, err = CutEnvelope(rest); err != nil {
					t.Fatalf("%s: %v", v.Name, err)
				}
			}
			if n != v.List {
				t.Errorf("%s: %d envelopes, want %d", v.Name, n, v.List)
			}
			continue
		}
		e, err := ParseEnvelope(b)
		if err != want {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err == nil && (e.Kind != v.Kind || e.Epoch != v.Epoch || !bytes.Equal(e.ID[:], v.ID) || !bytes.Equal(e.Delete[:], v.Delete) ||
			!bytes.Equal(e.Header(), v.Header) || len(e.Body) != v.Body || !bytes.Equal(e.Marshal(), b)) {
			t.Errorf("%s: got %+v", v.Name, e)
		}
	}
}

// A relay verifies control records as this test does, with nothing but this package and Ed25519.
func TestControlVectors(t *testing.T) {
	for _, v := range load[vectors.Control](t, "control") {
		e, err := ParseEnvelope(v.Envelope.Join())
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		c, err := ParseControl(e)
		got := map[error]string{nil: "", ErrControlKind: "kind", ErrControlNumber: "number"}[err]
		if err == nil && !ed25519.Verify(ed25519.PublicKey(v.Signer), append([]byte(LabelControl), c.Signed(SpaceID(v.Space), e)...), c.Signature[:]) {
			got = "signature"
		}
		if got != v.Error {
			t.Errorf("%s: got %q, %v, want %q", v.Name, got, err, v.Error)
		}
		if got == "" && (c.Before != v.Before || !bytes.Equal(c.Head[:], v.Head) || !bytes.Equal(c.Auth[:], v.Auth) || !bytes.Equal(c.Owner[:], v.Owner) ||
			!bytes.Equal(c.Commit[:], v.Commit) || len(c.Roster) != v.Roster || !bytes.Equal(c.Marshal(), e.Body)) {
			t.Errorf("%s: a field is another", v.Name)
		}
	}
}
