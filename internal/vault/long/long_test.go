package long

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/vault/values"
)

// disk is what was written, not sealed.
type disk struct {
	plain map[string][]byte
	keys  int
}

func (d *disk) writer(short bool) Writer {
	return Writer{
		Short:  short,
		NewKey: func() string { d.keys++; return fmt.Sprint("key ", d.keys) },
		Write:  func(key string, plain []byte) { d.plain[key] = plain },
		Delete: func(key string) { delete(d.plain, key) },
	}
}

// read gives the one value on the disk.
func (d *disk) read(t *testing.T) (found *Value, damaged []string) {
	t.Helper()
	parts := make(Parts)
	take := func(_ byte, v *Value) bool {
		if found != nil {
			t.Error("there are two values")
		}
		found = v
		return true
	}
	for key, plain := range d.plain {
		v, err := values.Parse(plain)
		if err != nil {
			t.Fatal(err)
		}
		if v.Part.Count == 0 {
			take(v.Sort, &Value{[]string{key}, v.Version.Record.Body})
			continue
		}
		parts.Add(key, v.Part)
	}
	parts.Join(take, func(key string) { damaged = append(damaged, key) })
	return found, damaged
}

func TestAValueTakesThePlaceOfTheOneBeforeAndLeavesNothingBehind(t *testing.T) {
	var before *Value
	d := &disk{plain: make(map[string][]byte)}
	for _, n := range []int{0, 100_000, 1, record.MaxBody + 1, record.MaxBody, 200_000, 40_000} {
		for _, short := range []bool{true, false} {
			body := append([]byte{0}, bytes.Repeat([]byte{7}, n)...) // a draft without a name
			v, err := d.writer(short).Put(values.Draft, values.LongDraft, before, body)
			if err != nil {
				t.Fatal(err)
			}
			got, damaged := d.read(t)
			if got == nil || !bytes.Equal(got.Body, body) || len(damaged) != 0 {
				t.Fatalf("%d bytes, short %v: damaged %v", n, short, damaged)
			}
			slices.Sort(got.Keys)
			if keys := slices.Sorted(slices.Values(v.Keys)); !slices.Equal(keys, got.Keys) || len(keys) != len(d.plain) {
				t.Fatalf("%d bytes, short %v: it says it lies at %v, and %v is there", n, short, keys, got.Keys)
			}
			before = v
		}
	}
	d.writer(true).Drop(before)
	d.writer(true).Drop(nil)
	if len(d.plain) != 0 {
		t.Errorf("%d parts are left", len(d.plain))
	}
}

func TestAValueWithoutOneOfItsPartsIsDamagedOnce(t *testing.T) {
	d := &disk{plain: make(map[string][]byte)}
	v, err := d.writer(false).Put(0, values.Bucket, nil, make([]byte, 100_000))
	if err != nil || len(v.Keys) != 4 {
		t.Fatalf("%v, %v", v, err)
	}
	for i, key := range v.Keys {
		part := d.plain[key]
		delete(d.plain, key)
		lowest := slices.Min(slices.Delete(slices.Clone(v.Keys), i, i+1))
		if got, damaged := d.read(t); got != nil || !slices.Equal(damaged, []string{lowest}) {
			t.Errorf("without %s: damaged %v, want %s", key, damaged, lowest)
		}
		d.plain[key] = part
	}
}
