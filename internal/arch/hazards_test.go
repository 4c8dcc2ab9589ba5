package arch

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/clinical-safety/hazard-log.md anew")

// hazardsEver is how many rows the log has ever had. It only grows.
const hazardsEver = 107

// hazardsOfTheEvidence are the ones that the evidence file asks for first, H1 to H20, each by a word of its name.
var hazardsOfTheEvidence = []string{
	"bleeding", "ectopic", "Sepsis", "cauda equina", "suicide", "number is stale", "old version", "country", "unit", "anti-D",
	"partner", "Writing", "Bodywork delays care", "diagnosis", "Language", "Two rules", "reverse-scored", "hospital", "weeks", "molar",
}

func hazardLog(t *testing.T) []Hazard {
	t.Helper()
	file, err := os.ReadFile(filepath.Join(root(t), "docs", "clinical-safety", "hazards.json"))
	if err != nil {
		t.Fatal(err)
	}
	log, err := ReadHazards(file)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func TestEveryHazardIsWholeAndItsTestsAreThere(t *testing.T) {
	tests, err := Texts(root(t), func(p string) bool { return strings.HasSuffix(p, "_test.go") })
	if err != nil {
		t.Fatal(err)
	}
	log := hazardLog(t)
	report(t, Hazards(log, hazardsEver, tests))
	if len(log) > hazardsEver {
		t.Errorf("the hazard log has %d rows: write that into hazardsEver, so that none of them can be deleted", len(log))
	}
	for i, word := range hazardsOfTheEvidence {
		if i >= len(log) || !strings.Contains(log[i].Name, word) {
			t.Errorf("H%d is not about %q any more", i+1, word)
		}
	}
}

func TestTheHazardLogIsCurrent(t *testing.T) {
	name := filepath.Join(root(t), "docs", "clinical-safety", "hazard-log.md")
	want := HazardLog(hazardLog(t))
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what hazards.json says: run go test ./internal/arch -run Hazard -update", name)
	}
}

// TestEveryRuleOfTheHazardLogCanFail takes a good log and spoils one thing at a time.
func TestEveryRuleOfTheHazardLogCanFail(t *testing.T) {
	good := func() []Hazard {
		h := Hazard{
			Number: "H1", Name: "Too calm", Part: "check", Cause: "a cause", Effect: "an effect", Harm: "a harm",
			Controls: []Control{{What: "A rule.", Tests: []string{"internal/a TestKept"}}, {What: "A habit.", Unheld: "it is a habit of people"}},
			Severity: "major", Likelihood: "medium", Risk: 3, Further: "ask somebody",
			Residual: Rating{"major", "very low", 2}, Owner: "somebody", Status: "open",
		}
		second := h
		second.Number = "H2"
		second.Controls = slices.Clone(h.Controls)
		return []Hazard{h, second}
	}
	tests := map[string]string{"internal/a/a_test.go": "func TestKept(t *testing.T) {\n", "internal/b/b_test.go": "func TestMoved(t *testing.T) {\n"}
	if wrong := Hazards(good(), 2, tests); len(wrong) > 0 {
		t.Fatalf("a good log was refused: %v", wrong)
	}
	for name, c := range map[string]struct {
		spoil func([]Hazard) []Hazard
		want  string
	}{
		"a row deleted":             {func(l []Hazard) []Hazard { return l[:1] }, "never deleted"},
		"a number changed":          {func(l []Hazard) []Hazard { l[1].Number = "H7"; return l }, "numbers are for ever"},
		"no cause":                  {func(l []Hazard) []Hazard { l[0].Cause = " "; return l }, `nothing under "cause"`},
		"no owner":                  {func(l []Hazard) []Hazard { l[0].Owner = ""; return l }, `nothing under "owner"`},
		"accepted by nobody":        {func(l []Hazard) []Hazard { l[0].Status = "accepted"; return l }, "is none of"},
		"a risk of one's own":       {func(l []Hazard) []Hazard { l[0].Risk = 2; return l }, "make a risk of 3"},
		"a severity of one's own":   {func(l []Hazard) []Hazard { l[0].Severity = "bad"; return l }, "make a risk of 0"},
		"what is left, made up":     {func(l []Hazard) []Hazard { l[0].Residual.Risk = 1; return l }, "what is left"},
		"worse than before":         {func(l []Hazard) []Hazard { l[0].Residual = Rating{"major", "high", 4}; return l }, "make it worse"},
		"nothing to be done":        {func(l []Hazard) []Hazard { l[0].Further, l[0].Residual = "", Rating{"major", "low", 3}; return l }, "still to be done"},
		"no control":                {func(l []Hazard) []Hazard { l[0].Controls, l[0].Residual = nil, Rating{"major", "medium", 3}; return l }, "nothing stands against"},
		"a control without a word":  {func(l []Hazard) []Hazard { l[0].Controls[0].What = ""; return l }, "a control says nothing"},
		"a control without a test":  {func(l []Hazard) []Hazard { l[0].Controls[1].Unheld = ""; return l }, "nothing says why"},
		"an empty gap":              {func(l []Hazard) []Hazard { l[0].Gaps = []string{" "}; return l }, "a gap says nothing"},
		"both held and not":         {func(l []Hazard) []Hazard { l[0].Controls[0].Unheld = "nobody knows why"; return l }, "held and not held"},
		"a test that nobody wrote":  {func(l []Hazard) []Hazard { l[0].Controls[0].Tests[0] = "internal/a TestGone"; return l }, "no such test is there"},
		"a test of another package": {func(l []Hazard) []Hazard { l[0].Controls[0].Tests[0] = "internal/a TestMoved"; return l }, "it is in internal/b"},
		"calmer without a test": {func(l []Hazard) []Hazard {
			l[0].Controls = l[0].Controls[1:]
			return l
		}, "no test holds any"},
	} {
		wrong := Hazards(c.spoil(good()), 2, tests)
		if len(wrong) == 0 || !strings.Contains(strings.Join(wrong, "\n"), c.want) {
			t.Errorf("%s: got %q, want a line with %q", name, wrong, c.want)
		}
	}
	// A test that is taken out of the code is missed.
	if wrong := Hazards(good(), 2, map[string]string{"internal/a/a_test.go": "func TestOther(t *testing.T) {\n"}); len(wrong) != 2 {
		t.Errorf("a test that was taken out gave %q", wrong)
	}
	file, err := json.Marshal([]map[string]string{{"number": "H1", "colour": "red"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ReadHazards(file); err == nil {
		t.Error("a field that nobody reads was taken")
	}
}
