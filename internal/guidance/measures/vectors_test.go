package measures

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// vector is one set of answers and what they come to. The files are for a reader in any language; each says where it is from.
type vector struct {
	Name    string         `json:"name"`
	From    string         `json:"from"`
	Answers []*int         `json:"answers"`
	Score   *float64       `json:"score"`
	Low     *float64       `json:"low"`
	High    *float64       `json:"high"`
	Band    string         `json:"band"`
	Parts   map[string]int `json:"parts"`
	Unsafe  *bool          `json:"unsafe"`
	Signs   map[string]any `json:"signs"`
	Wrong   bool           `json:"wrong"`
	NoScore bool           `json:"noscore"`
}

func TestEveryMeasureScoresAsItsVectors(t *testing.T) {
	files, _ := filepath.Glob("../../../vectors/measures/*.json")
	if len(files) == 0 {
		t.Skip("the vectors are not here") // in a browser
	}
	seen := map[string]bool{PEG.ID: true} // it has tests of its own
	for _, path := range files {
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			Measure, Version, About string
			Vectors                 []vector
		}
		if err := json.Unmarshal(raw, &file); err != nil {
			t.Fatal(path, err)
		}
		m, ok := ByID(file.Measure, file.Version)
		if !ok || len(file.Vectors) == 0 {
			t.Fatalf("%s is of no measure", path)
		}
		seen[m.ID] = true
		for _, v := range file.Vectors {
			v.check(t, m)
		}
	}
	for _, m := range All {
		if !seen[m.ID] {
			t.Errorf("%s has no vectors", m.ID)
		}
	}
}

func (v vector) check(t *testing.T, m Measure) {
	t.Helper()
	score, whole := m.Score(v.Answers)
	low, high, ok := m.Range(v.Answers)
	bad := func(what string, got any) { t.Errorf("%s, %s: %s is %v, want %+v", m.ID, v.Name, what, got, v) }
	if v.From == "" {
		bad("origin", v.From)
	}
	if ok == (v.Wrong || v.NoScore) || whole != (v.Score != nil) {
		bad("range", ok)
	}
	if v.Score != nil && (math.Abs(score-*v.Score) > 1e-12 || low != score || high != score) {
		bad("score", score)
	}
	if v.Low != nil && (math.Abs(low-*v.Low) > 1e-12 || math.Abs(high-*v.High) > 1e-12 || whole) {
		bad("range", []float64{low, high})
	}
	if v.Band != "" {
		if i, in := m.Band(score); !in || m.Bands[i].ID != v.Band {
			bad("band", i)
		}
	}
	for _, p := range m.Parts {
		got, ok := m.PartScore(p, v.Answers)
		if want, has := v.Parts[p.ID]; v.Parts != nil && (ok != has || got != want && has) {
			bad("part "+p.ID, got)
		}
	}
	if v.Unsafe != nil && m.Unsafe(v.Answers) != *v.Unsafe {
		bad("safety", !*v.Unsafe)
	}
	if v.Signs != nil {
		got := m.Signs(v.Answers)
		for key, want := range v.Signs {
			if got[key] != want {
				bad(key, got[key])
			}
		}
		if len(got) != len(v.Signs) {
			bad("signs", got)
		}
	}
}
