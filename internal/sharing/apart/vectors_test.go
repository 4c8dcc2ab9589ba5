package apart

import (
	"bytes"
	"testing"

	"snowdrop/internal/record"
	"snowdrop/internal/seal"
	"snowdrop/internal/sharing/items"
	"snowdrop/vectors"
)

func TestApartVectors(t *testing.T) {
	all, err := vectors.LoadApart()
	if err != nil || len(all) < 10 {
		t.Fatalf("%d vectors, %v", len(all), err)
	}
	for _, v := range all {
		a := answer{id: record.ID(v.ID), answer: items.Answer{Question: v.Question, Commit: v.Commit, Sealed: v.Sealed.Join()}}
		words, ok := rulesInForce.open(record.SpaceID(v.Space), a, [32]byte(v.Token))
		if ok != (v.Error == "") || words != string(v.Words.Join()) {
			t.Errorf("%s: %v, %.40q", v.Name, ok, words)
		}
		if unbound := (rules{}); v.Error == "commit" { // which of the reasons it is
			if _, opens := unbound.open(record.SpaceID(v.Space), a, [32]byte(v.Token)); opens != (v.Name == "committed to another key") {
				t.Errorf("%s: without the commitment, %v", v.Name, opens)
			}
		}
		if len(v.Mine) == 0 {
			continue
		}
		outer := seal.NewKey()
		mine, err := outer.Unwrap(seal.Seal(outer, v.Mine, nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		name := mine.Token(seal.LabelApartName, v.With)
		if given := token(mine); !bytes.Equal(given[:], v.Token) || !bytes.Equal(name[:16], v.Item) {
			t.Errorf("%s: another token, or another name", v.Name)
		}
	}
}
