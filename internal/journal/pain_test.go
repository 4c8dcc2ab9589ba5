package journal

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEachPartOfAPainEntryMayBeLeftOutButNotAll(t *testing.T) {
	for name, p := range map[string]Pain{
		"regions": {Regions: []string{"neck"}}, "score": {Score: ptr(0)}, "words": {Words: []string{"dull"}}, "helped": {Helped: []string{"heat"}},
		"own": {HelpedOwn: "tea"}, "signs": {Signs: []string{"numb"}}, "note": {Note: "x"},
	} {
		if _, err := p.Encode(); err != nil {
			t.Errorf("only %s: %v", name, err)
		}
	}
	var field *FieldError
	if _, err := (Pain{Note: " \n", HelpedOwn: " "}).Encode(); !errors.As(err, &field) || field.Problem != "empty" {
		t.Errorf("nothing said: %v", err)
	}
}

func TestAPainEntryNamesTheFieldThatIsNotRight(t *testing.T) {
	many := make([]string, maxPlaces+1)
	for i := range many {
		many[i] = "neck"
	}
	for _, c := range []struct {
		name  string
		p     Pain
		field string
	}{
		{"the worst", Pain{Score: ptr(10)}, ""},
		{"above", Pain{Score: ptr(11)}, "score"},
		{"below", Pain{Score: ptr(-1)}, "score"},
		{"a place of a newer version", Pain{Regions: []string{"elbow-left-2"}}, ""},
		{"a place that is a sentence", Pain{Regions: []string{"It hurts here."}}, "regions"},
		{"an empty place", Pain{Regions: []string{""}}, "regions"},
		{"a long place", Pain{Regions: []string{strings.Repeat("a", maxWord+1)}}, "regions"},
		{"as many places as may be", Pain{Regions: many[1:]}, ""},
		{"too many places", Pain{Regions: many}, "regions"},
		{"a word that is none", Pain{Words: []string{"<b>"}}, "words"},
		{"a measure that is none", Pain{Helped: []string{"Heat"}}, "helped"},
		{"a sign that is none", Pain{Signs: []string{"a b"}}, "signs"},
		{"own words", Pain{HelpedOwn: strings.Repeat("ü", MaxOwnRelief)}, ""},
		{"too many own words", Pain{HelpedOwn: strings.Repeat("ü", MaxOwnRelief+1)}, "helped-own"},
		{"a note", Pain{Note: strings.Repeat("ü", MaxNote)}, ""},
		{"a note too long", Pain{Note: strings.Repeat("ü", MaxNote+1)}, "note"},
	} {
		var field *FieldError
		_, err := c.p.Encode()
		if c.field == "" && err != nil || c.field != "" && (!errors.As(err, &field) || field.Field != c.field) {
			t.Errorf("%s: %v, want %q", c.name, err, c.field)
		}
	}
}

func TestAPlaceThatWasNotNamedMayBeInTheBack(t *testing.T) {
	for _, c := range []struct {
		regions []string
		want    bool
	}{
		{nil, true}, {[]string{"lower-back-left"}, true}, {[]string{"jaw", "tailbone"}, true}, {[]string{"jaw", "hip-left"}, false},
		{[]string{"elbow-left"}, true},
	} {
		if got := (Pain{Regions: c.regions}).InBack(); got != c.want {
			t.Errorf("%v: %v", c.regions, got)
		}
	}
}

func TestPainThatIsWrittenIsRead(t *testing.T) {
	names := rapid.SliceOfN(rapid.StringMatching(`[a-z][a-z0-9-]{0,10}`), 1, 5)
	rapid.Check(t, func(t *rapid.T) {
		p := Pain{
			V: Version, Regions: names.Draw(t, "regions"), Score: rapid.Ptr(rapid.IntRange(0, ScaleMax), true).Draw(t, "score"),
			Words: names.Draw(t, "words"), Helped: names.Draw(t, "helped"), Signs: names.Draw(t, "signs"),
			HelpedOwn: rapid.StringN(0, 50, -1).Draw(t, "own"), Note: rapid.StringN(0, 50, -1).Draw(t, "note"),
		}
		body, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodePain(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got, cmp.AllowUnexported(Pain{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFieldsOfANewerPainEntrySurvive(t *testing.T) {
	p, err := DecodePain([]byte(`{"v":4,"score":2,"pulse":{"a":[1]}}`))
	if err != nil {
		t.Fatal(err)
	}
	p.Note = "more"
	body, err := p.Encode()
	if err != nil || string(body) != `{"note":"more","pulse":{"a":[1]},"score":2,"v":4}` {
		t.Errorf("%s, %v", body, err)
	}
}

func TestPlacesWordsAndMeasuresAreNamedOnce(t *testing.T) {
	var regions []string
	for _, r := range BodyRegions {
		regions = append(regions, r.ID)
	}
	for name, list := range map[string][]string{"regions": regions, "words": PainWords, "reliefs": Reliefs} {
		seen := map[string]bool{}
		for _, id := range list {
			if seen[id] {
				t.Errorf("%s: %s twice", name, id)
			}
			seen[id] = true
		}
		if !areWords(list) {
			t.Errorf("%s holds what an entry may not", name)
		}
	}
}

func FuzzPainKeepsEveryField(f *testing.F) {
	for _, seed := range []string{`{"v":1,"regions":["neck"],"score":3}`, `{"v":2,"note":"x","new":[1]}`, `{"helped_own":""}`, `[]`, `{"score":1e9}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := DecodePain(body)
		if err != nil {
			return
		}
		again, err := p.Encode()
		if err != nil {
			return
		}
		var before, after map[string]json.RawMessage
		_ = json.Unmarshal(body, &before)
		if err := json.Unmarshal(again, &after); err != nil {
			t.Fatal(err)
		}
		for name := range p.rest {
			if _, kept := after[name]; !kept {
				t.Errorf("%q was lost", name)
			}
		}
	})
}
