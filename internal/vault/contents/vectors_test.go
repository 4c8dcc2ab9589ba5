package contents

import (
	"errors"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/vault/values"
	"snowdrop/vectors"
)

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

func TestValueVectors(t *testing.T) {
	all, err := vectors.Load[vectors.Value]("value")
	if err != nil || len(all) == 0 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	named := map[string]error{"": nil, "unreadable": ErrUnreadable}
	sorts := map[byte]string{values.Record: "record", values.Draft: "draft", values.Settings: "settings", values.ShortBucket: "bucket"}
	for _, v := range all {
		valuesKey := key(t, v.DataKey).Derive(seal.LabelLocalValues)
		_, o, err := openValue(nil, valuesKey, v.DiskKey, v.Sealed, nil)
		sort, rec := o.Sort, o.Version.Record
		if !errors.Is(err, named[v.Error]) || (err != nil) != (v.Error != "") {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		name, body := "", rec.Body
		if sort == values.Draft {
			name, body, _ = values.SplitDraft(rec.Body)
		}
		if sorts[sort] != v.Sort || rec.ID != record.ID(v.ID) || rec.Kind != v.Kind || rec.At != v.At || name != v.Draft || string(body) != v.Body {
			t.Errorf("%s: got %s %v, draft %q, body %q", v.Name, sorts[sort], rec, name, body)
		}
	}
}
