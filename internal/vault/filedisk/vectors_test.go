//go:build !js

package filedisk

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"snowdrop/internal/vault"
	"snowdrop/vectors"
)

func TestFileVectors(t *testing.T) {
	all, err := vectors.Load[vectors.File]("file")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		dir := t.TempDir()
		name := filepath.Join(dir, storeName)
		if err := os.WriteFile(name, v.File, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := Open(dir)
		if v.Error == "foreign" {
			if !errors.Is(err, ErrForeign) {
				t.Errorf("%s: got %v, want ErrForeign", v.Name, err)
			}
			continue
		}
		if err != nil || v.Error != "" {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
			continue
		}
		want := map[string]string{}
		for key, value := range v.Values {
			want[key] = string(value)
		}
		if got := values(t, d); !maps.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", v.Name, got, want)
		}
		abandon(t, d)
		if after, err := os.ReadFile(name); err != nil || !bytes.Equal(after, v.File) {
			t.Errorf("%s: reading changed the file, %v", v.Name, err)
		}
	}
}

func TestWhatIsWrittenIsWhatTheVectorsSay(t *testing.T) {
	all, err := vectors.Load[vectors.File]("file")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, v := range all {
		files[v.Name] = v.File
	}
	dir := t.TempDir()
	d := openIn(t, dir)
	for _, step := range []struct {
		vector  string
		changes []vault.Change
	}{
		{"one batch", []vault.Change{{Key: "a", Value: []byte("one")}, {Key: "b", Value: []byte("two")}}},
		{"replaced", []vault.Change{{Key: "a", Value: []byte("changed")}}},
		{"deleted", []vault.Change{{Key: "b"}}},
	} {
		if err := d.Write(t.Context(), step.changes); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, storeName)); err != nil || !bytes.Equal(got, files[step.vector]) {
			t.Errorf("%s: got %x, %v, want %x", step.vector, got, err, files[step.vector])
		}
	}
}
