package archive

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"snowdrop/vectors"
)

func TestVectorsAreReadAsTheySay(t *testing.T) {
	all, err := vectors.LoadArchive()
	if err != nil || len(all) < 20 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	named := map[string]error{
		"": nil, "format": ErrFormat, "newer": ErrNewer, "words": ErrWords, "other-key": ErrOtherKey, "need-words": ErrNeedWords, "need-key": ErrNeedKey, "work": ErrWork,
		"damaged": ErrDamaged, "name": ErrName, "double": ErrDouble, "large": ErrLarge, "data": ErrData, "attachment": ErrAttachment,
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			var ids []Identity
			if v.Words != "" {
				id, err := ByWords([]string{v.Words})
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, id)
			}
			if v.Key != "" {
				keys, err := ByKey(v.Key)
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, keys...)
			}
			want, known := named[v.Error]
			entries, _, err := readAll(v.File.Join(), ids...)
			if !known || !errors.Is(err, want) {
				t.Fatalf("got %v, want %q", err, v.Error)
			}
			if err != nil {
				return
			}
			var texts []string
			for _, e := range entries {
				var data struct{ Text string }
				if err := json.Unmarshal(e.Data, &data); err != nil {
					t.Fatal(err)
				}
				texts = append(texts, data.Text)
			}
			if !slices.Equal(texts, v.Texts) {
				t.Errorf("got %q, want %q", texts, v.Texts)
			}
		})
	}
}
