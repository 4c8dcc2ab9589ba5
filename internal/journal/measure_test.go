package journal

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestAMeasureKeepsWhichVersionAndTheOrderOfItsItems(t *testing.T) {
	m := Measure{Which: "peg", Version: "2009", Answers: []*int{ptr(4), nil, ptr(5)}}
	body, err := m.Encode()
	if err != nil || string(body) != `{"answers":[4,null,5],"v":1,"version":"2009","which":"peg"}` {
		t.Errorf("%s, %v", body, err)
	}
}

func TestAMeasureNamesTheFieldThatIsNotRight(t *testing.T) {
	fine := func(change func(*Measure)) Measure {
		m := Measure{Which: "peg", Version: "2009", Answers: []*int{ptr(4)}}
		change(&m)
		return m
	}
	items := func(n int) []*int {
		out := make([]*int, n)
		out[0] = ptr(1)
		return out
	}
	for _, c := range []struct {
		name  string
		m     Measure
		field string
	}{
		{"as it is", fine(func(*Measure) {}), ""},
		{"which", fine(func(m *Measure) { m.Which = "" }), "which"},
		{"which, a sentence", fine(func(m *Measure) { m.Which = "The PEG" }), "which"},
		{"version", fine(func(m *Measure) { m.Version = "" }), "version"},
		{"no answer", fine(func(m *Measure) { m.Answers = []*int{nil, nil} }), "answers"},
		{"none at all", fine(func(m *Measure) { m.Answers = nil }), "answers"},
		{"a hundred items", fine(func(m *Measure) { m.Answers = items(maxItems) }), ""},
		{"one more", fine(func(m *Measure) { m.Answers = items(maxItems + 1) }), "answers"},
		{"a large answer", fine(func(m *Measure) { m.Answers = []*int{ptr(maxAnswer)} }), ""},
		{"a larger one", fine(func(m *Measure) { m.Answers = []*int{ptr(maxAnswer + 1)} }), "answers"},
		{"a small one", fine(func(m *Measure) { m.Answers = []*int{ptr(-maxAnswer - 1)} }), "answers"},
		{"a score", fine(func(m *Measure) { m.Score = ptr(4.33) }), ""},
		{"a score without end", fine(func(m *Measure) { m.Score = ptr(1e12) }), "score"},
		{"a note", fine(func(m *Measure) { m.Note = strings.Repeat("ü", MaxNote) }), ""},
		{"a note too long", fine(func(m *Measure) { m.Note = strings.Repeat("ü", MaxNote+1) }), "note"},
	} {
		var field *FieldError
		_, err := c.m.Encode()
		if c.field == "" && err != nil || c.field != "" && (!errors.As(err, &field) || field.Field != c.field) {
			t.Errorf("%s: %v, want %q", c.name, err, c.field)
		}
	}
}

func TestAnsweredMeasuresAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Measure{
			V: Version, Which: rapid.StringMatching(`[a-z][a-z0-9-]{0,10}`).Draw(t, "which"), Version: rapid.StringMatching(`[0-9]{1,4}`).Draw(t, "version"),
			Answers: append(rapid.SliceOfN(rapid.Ptr(rapid.IntRange(-10, 80), true), 0, 33).Draw(t, "answers"), ptr(1)),
			Score:   rapid.Ptr(rapid.Float64Range(-10, 165), true).Draw(t, "score"), Note: rapid.StringN(0, 50, -1).Draw(t, "note"),
		}
		body, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeMeasure(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, got, cmp.AllowUnexported(Measure{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestFieldsOfANewerMeasureSurvive(t *testing.T) {
	m, err := DecodeMeasure([]byte(`{"v":3,"which":"peg","version":"2009","answers":[1],"took":"2m"}`))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := m.Encode(); err != nil || string(body) != `{"answers":[1],"took":"2m","v":3,"version":"2009","which":"peg"}` {
		t.Errorf("%s, %v", body, err)
	}
}

func FuzzMeasureKeepsEveryField(f *testing.F) {
	for _, seed := range []string{`{"v":1,"which":"peg","version":"1","answers":[1,null]}`, `{"v":2,"which":"a","version":"1","answers":[0],"x":1}`, `{}`, `null`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := DecodeMeasure(body)
		if err != nil {
			return
		}
		again, err := m.Encode()
		if err != nil {
			return
		}
		back, err := DecodeMeasure(again)
		if err != nil || len(back.rest) != len(m.rest) || len(back.Answers) != len(m.Answers) {
			t.Errorf("%s became %s (%v)", body, again, err)
		}
	})
}
