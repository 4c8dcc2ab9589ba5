package words

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// packed is the file that comes after the first page, with this list in it.
func packed(list string) []byte {
	files := Pack()
	files["pages/en/about.md"] = "a page"
	for name := range files {
		if strings.HasPrefix(name, "words/") {
			files[name] = list
		}
	}
	raw, _ := json.Marshal(files)
	return raw
}

func TestWhereTheListHasNotComeNothingIsMadeOrRead(t *testing.T) {
	whole := slices.Clone(list())
	defer Hold()()
	if Here() {
		t.Fatal("the list is here")
	}
	if _, err := Parse("abacus zoom"); err != ErrNotHere {
		t.Errorf("read: got %v, want ErrNotHere", err)
	}
	for name, use := range map[string]func(){"made": func() { New(7) }, "compared": func() { FromBytes(make([]byte, 32), 5) }} {
		func() {
			defer func() { _ = recover() }()
			use()
			t.Errorf("words were %s without the list", name)
		}()
	}
	if err := Load(packed(embedded)); err != nil || !slices.Equal(list(), whole) {
		t.Errorf("the list that came: %v, %d words", err, len(list()))
	}
	if got, err := Parse("Abacus zoom"); err != nil || len(got) != 2 {
		t.Errorf("once it has come: got %q, %v", got, err)
	}
}

// others are lists that are not the one.
var others = map[string]string{
	"none":           "",
	"a word less":    embedded[:strings.LastIndexAny(embedded, "ABCDEFGHIJKLMNOP")],
	"a word more":    embedded + "Aa",
	"not in order":   "Azoom" + embedded[strings.IndexByte(embedded[1:], 'D')+1:],
	"more gone":      "Zzoom",
	"no such letter": "~zoom",
}

func TestAnotherListIsNotTaken(t *testing.T) {
	defer Hold()()
	for name, list := range others {
		if err := Load(packed(list)); err != ErrNotHere || Here() {
			t.Errorf("%s: got %v, and it is here: %v", name, err, Here())
		}
	}
	if err := Load([]byte("{")); err != ErrNotHere || Here() {
		t.Errorf("no JSON: got %v", err)
	}
}

func FuzzListsThatCome(f *testing.F) {
	for _, list := range others {
		f.Add(list)
	}
	f.Add(embedded)
	f.Fuzz(func(t *testing.T, short string) {
		all, ok := unpack(short)
		if ok && (len(all) != count || !slices.IsSorted(all)) {
			t.Errorf("%d words were taken for the list", len(all))
		}
	})
}
