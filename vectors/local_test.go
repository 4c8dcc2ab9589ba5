package vectors_test

import (
	"bytes"
	"testing"

	"snowdrop/internal/vault/values"
	"snowdrop/internal/vault/versions"
	"snowdrop/vectors"
)

func TestVersionVectors(t *testing.T) {
	states := map[string]versions.State{"version": versions.Put, "deletion": versions.Delete, "binned": versions.Binned}
	for _, v := range load[vectors.Version](t, "version") {
		plain := v.Plain.Join()
		got, err := values.ParseVersion(plain)
		if (err == values.ErrUnreadable) != (v.Error == "unreadable") || (err != nil) != (v.Error != "") {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		number := got.N + got.Order + uint64(got.Day) // only one of them is set
		if got.State != states[v.Sort] || !bytes.Equal(got.Record.ID[:], v.Item) || !bytes.Equal(got.ID[:], v.Version) || got.Epoch != v.Epoch || number != v.Number ||
			got.Record.Kind != v.Kind || got.Record.At != v.At || string(got.Record.Body) != v.Body || len(got.Over) != len(v.Over) {
			t.Errorf("%s: got %+v", v.Name, got)
			continue
		}
		for i, r := range got.Over {
			if r.Epoch != v.Over[i].Epoch || r.N != v.Over[i].N || !bytes.Equal(r.Version[:], v.Over[i].Version) {
				t.Errorf("%s: replaces %+v", v.Name, r)
			}
		}
		if again, err := values.AppendVersion(nil, &got); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%s: written again it is something else, %v", v.Name, err)
		}
	}
}

func TestPartVectors(t *testing.T) {
	for _, v := range load[vectors.Part](t, "part") {
		plain := v.Plain.Join()
		got, err := values.ParsePart(plain)
		if (err == values.ErrUnreadable) != (v.Error == "unreadable") || (err != nil) != (v.Error != "") {
			t.Errorf("%s: got %v, want %q", v.Name, err, v.Error)
		}
		if err != nil {
			continue
		}
		if got.Sort != v.Sort || !bytes.Equal(got.ID[:], v.ID) || got.Index != v.Index || got.Count != v.Count || !bytes.Equal(got.Body, v.Body.Join()) {
			t.Errorf("%s: got sort %d, part %d of %d", v.Name, got.Sort, got.Index, got.Count)
		}
		if again, err := got.Append(nil); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%s: written again it is something else, %v", v.Name, err)
		}
	}
}

func TestBucketVectors(t *testing.T) {
	for _, v := range load[vectors.Bucket](t, "bucket") {
		bucket, key, value, ok := values.SplitBucket(v.Joined)
		if ok != (v.Error == "") {
			t.Errorf("%s: got %v, want %q", v.Name, ok, v.Error)
		}
		if ok && (bucket != v.Bucket || key != v.Key || string(value) != v.Value || !bytes.Equal(values.JoinBucket(bucket, key, value), v.Joined)) {
			t.Errorf("%s: got %q, %q, %q", v.Name, bucket, key, value)
		}
	}
}
