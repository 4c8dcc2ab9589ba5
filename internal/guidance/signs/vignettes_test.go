package signs

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// A vignette is a made-up person: what she was asked and told, and what a nurse would say, with the line of evidence.md.
type vignette struct {
	ID     string          `json:"id"`
	Why    string          `json:"why"`
	Level  string          `json:"level"`
	Report json.RawMessage `json:"report"`
}

func vignettes(t *testing.T) []vignette {
	t.Helper()
	file, err := os.ReadFile("testdata/vignettes.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var all []vignette
	for lines := bufio.NewScanner(bytes.NewReader(file)); lines.Scan(); {
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		var v vignette
		if err := d.Decode(&v); err != nil {
			t.Fatalf("line %d: %v", len(all)+1, err)
		}
		all = append(all, v)
	}
	return all
}

// They were written from evidence.md alone; what differed from the table was settled one by one.
func TestEveryVignetteGetsTheLevelANurseWouldGive(t *testing.T) {
	for _, v := range vignettes(t) {
		r, err := Parse(v.Report)
		if err != nil {
			t.Errorf("%s: %v", v.ID, err)
			continue
		}
		if a := Check(r); a.Level.String() != v.Level {
			t.Errorf("%s (%s): got %s, want %s", v.ID, v.Why, verdict(a), v.Level)
		}
	}
}

// As many people who need nobody now as people who do, and every family of dangerous rules at least three times.
func TestVignettesAreBalancedAndCoverEveryFamily(t *testing.T) {
	levels, families, ids := map[string]int{}, map[string]int{}, map[string]bool{}
	all := vignettes(t)
	for _, v := range all {
		if ids[v.ID] || v.Why == "" {
			t.Errorf("%s: given twice, or without a reason", v.ID)
		}
		ids[v.ID] = true
		levels[v.Level]++
		r, err := Parse(v.Report)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, reason := range Check(r).Reasons {
			if reason.Level == Emergency && !seen[reason.Rule[:1]] {
				seen[reason.Rule[:1]] = true
				families[reason.Rule[:1]]++
			}
		}
	}
	calm := levels["selfcare"] + levels["soon"] + levels["incomplete"]
	if len(all) < 150 || calm*2 < len(all) || calm*2 > len(all)*5/4 {
		t.Errorf("%d vignettes, %d of them ask for nobody today: %v", len(all), calm, levels)
	}
	for _, family := range strings.Split("B A K F V L H M P", " ") {
		if families[family] < 3 {
			t.Errorf("%s is an emergency in %d vignettes, want at least 3", family, families[family])
		}
	}
}
