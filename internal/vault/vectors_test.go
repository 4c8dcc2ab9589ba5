package vault

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"snowdrop/internal/seal"
	"snowdrop/internal/vault/lock"
	"snowdrop/vectors"
)

func load[T any](t *testing.T, name string) []T {
	t.Helper()
	all, err := vectors.Load[T](name)
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	return all
}

func errorNamed(t *testing.T, name string) error {
	t.Helper()
	err, ok := map[string]error{"": nil, "unreadable": ErrUnreadable, "newer": ErrNewer, "passphrase": ErrPassphrase}[name]
	if !ok {
		t.Fatalf("no error is named %q", name)
	}
	return err
}

// key makes a key of given bytes the one way there is: by unwrapping it.
func key(t *testing.T, b []byte) seal.Key {
	t.Helper()
	outer := seal.NewKey()
	k, err := outer.Unwrap(seal.Seal(outer, b, nil), nil)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestHeaderVectors(t *testing.T) {
	for _, v := range load[vectors.Header](t, "header") {
		h, err := lock.Parse(v.Header)
		if err == nil {
			if got := h.Marshal(); string(got) != string(v.Header) {
				t.Errorf("%s: marshals to %x", v.Name, got)
			}
			var p lock.Passed
			p, err = h.DataKey("", func([]byte, seal.Salt) seal.Key { return key(t, v.Stretched) })
			dataKey := p.DataKey
			if err == nil {
				if _, err := key(t, v.DataKey).Unwrap(dataKey.Wrap(dataKey, nil), nil); err != nil {
					t.Errorf("%s: another data key", v.Name)
				}
			}
		}
		if !errors.Is(err, errorNamed(t, v.Error)) || (err != nil) != (v.Error != "") {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
	}
}

func TestStoreVectors(t *testing.T) {
	for _, v := range load[vectors.Store](t, "store") {
		disk := mapDisk{}
		for key, value := range v.Disk {
			disk[key] = value
		}
		vault, err := Open(t.Context(), disk)
		if err != nil {
			t.Fatal(err)
		}
		err = vault.Unlock(t.Context(), v.Passphrase)
		if !errors.Is(err, errorNamed(t, v.Error)) || (err != nil) != (v.Error != "") {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		records, drafts := map[string]string{}, map[string]string{}
		for _, h := range vault.List() {
			body, err := vault.Body(h.ID)
			if err != nil {
				t.Fatal(err)
			}
			records[h.ID.String()] = string(body)
		}
		for _, name := range vault.Drafts() {
			body, _ := vault.Draft(name)
			drafts[name] = string(body)
		}
		for what, diff := range map[string]string{
			"records": cmp.Diff(v.Records, records), "drafts": cmp.Diff(v.Drafts, drafts),
			"settings": cmp.Diff(v.Settings, string(vault.Settings())),
			"damaged":  cmp.Diff(v.Damaged, vault.Damaged(), cmpopts.EquateEmpty()),
		} {
			if diff != "" {
				t.Errorf("%s: %s: %s", v.Name, what, diff)
			}
		}
	}
}
