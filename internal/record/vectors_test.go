package record

import (
	"bytes"
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
