package arch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
)

// A Hazard is one row of docs/clinical-safety/hazards.json: something in the program that may hurt a person. Rows are only
// ever added. One that no longer holds gets the status "withdrawn" and keeps its words.
type Hazard struct {
	Number     string    `json:"number"`
	Name       string    `json:"name"`
	Part       string    `json:"part"`   // of the program
	Cause      string    `json:"cause"`  // what may bring it about
	Effect     string    `json:"effect"` // what then happens
	Harm       string    `json:"harm"`   // to the person
	Controls   []Control `json:"controls"`
	Gaps       []string  `json:"gaps,omitempty"` // what nothing stands against
	Severity   string    `json:"severity"`       // before the controls
	Likelihood string    `json:"likelihood"`
	Risk       int       `json:"risk"`
	Further    string    `json:"further"` // what is still to be done; empty where we know of nothing
	Residual   Rating    `json:"residual"`
	Owner      string    `json:"owner"`
	Status     string    `json:"status"`
}

// A Control is one thing that stands against a hazard. Either tests hold it, each as "package TestName", or Unheld says
// why none does.
type Control struct {
	What   string   `json:"what"`
	Tests  []string `json:"tests,omitempty"`
	Unheld string   `json:"unheld,omitempty"`
}

// A Rating is what is left once the controls do what they say, as the makers judge it. No clinician has.
type Rating struct {
	Severity   string `json:"severity"`
	Likelihood string `json:"likelihood"`
	Risk       int    `json:"risk"`
}

// The words of DCB0129 and the matrix that is printed with it, from the least to the worst.
var (
	severities  = []string{"minor", "significant", "considerable", "major", "catastrophic"}
	likelihoods = []string{"very low", "low", "medium", "high", "very high"}
	riskMatrix  = map[string][]int{
		"very high": {3, 4, 4, 5, 5},
		"high":      {2, 3, 3, 4, 5},
		"medium":    {2, 2, 3, 3, 4},
		"low":       {1, 2, 2, 3, 4},
		"very low":  {1, 1, 2, 2, 3},
	}
)

// hazardStates are what a row may be. None of them is "accepted": only a Clinical Safety Officer may write that, and there
// is none yet.
var hazardStates = []string{"open", "reduced", "part not built", "withdrawn"}

// riskOf is 0 for words that the matrix does not have.
func riskOf(severity, likelihood string) int {
	row, at := riskMatrix[likelihood], slices.Index(severities, severity)
	if row == nil || at < 0 {
		return 0
	}
	return row[at]
}

// ReadHazards reads the log. A field that it does not know is an error, so that none is written and never shown.
func ReadHazards(file []byte) ([]Hazard, error) {
	var log []Hazard
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&log); err != nil {
		return nil, fmt.Errorf("arch: reading the hazard log: %w", err)
	}
	return log, nil
}

// Hazards finds what is wrong in the log. Ever is how many rows it has ever had; tests maps a path to a test file's text.
func Hazards(log []Hazard, ever int, tests map[string]string) []string {
	var wrong []string
	say := func(format string, values ...any) { wrong = append(wrong, fmt.Sprintf(format, values...)) }
	if len(log) < ever {
		say("the hazard log has %d rows and had %d: a hazard is never deleted, it is withdrawn", len(log), ever)
	}
	written := testsByPackage(tests)
	for i, h := range log {
		if want := fmt.Sprintf("H%d", i+1); h.Number != want {
			say("row %d of the hazard log is called %q, not %s: numbers are for ever and none is left out", i+1, h.Number, want)
		}
		wrong = append(wrong, h.gaps()...)
		wrong = append(wrong, h.unheld(written)...)
	}
	return wrong
}

// gaps are the fields without a word, and the risks that do not follow from the matrix.
func (h Hazard) gaps() []string {
	var wrong []string
	say := func(format string, values ...any) {
		wrong = append(wrong, h.Number+": "+fmt.Sprintf(format, values...))
	}
	for field, value := range map[string]string{
		"name": h.Name, "part": h.Part, "cause": h.Cause, "effect": h.Effect, "harm": h.Harm, "owner": h.Owner, "status": h.Status,
	} {
		if len(strings.TrimSpace(value)) < 3 {
			say("says nothing under %q", field)
		}
	}
	if !slices.Contains(hazardStates, h.Status) {
		say("its status %q is none of %s", h.Status, strings.Join(hazardStates, ", "))
	}
	if h.Further == "" && h.Status == "open" && h.Residual.Risk > 2 {
		say("a risk of %d is left and nothing says what is still to be done", h.Residual.Risk)
	}
	if want := riskOf(h.Severity, h.Likelihood); want == 0 || h.Risk != want {
		say("%s and %s make a risk of %d by the matrix, not %d", h.Severity, h.Likelihood, want, h.Risk)
	}
	r := h.Residual
	if want := riskOf(r.Severity, r.Likelihood); want == 0 || r.Risk != want {
		say("what is left, %s and %s, makes a risk of %d by the matrix, not %d", r.Severity, r.Likelihood, want, r.Risk)
	}
	for _, gap := range h.Gaps {
		if len(gap) < 10 {
			say("a gap says nothing")
		}
	}
	if r.Risk > h.Risk {
		say("its controls make it worse: %d before, %d after", h.Risk, r.Risk)
	}
	return wrong
}

// unheld are the controls that name a test which is not there, or none without saying why.
func (h Hazard) unheld(written map[string]map[string]bool) []string {
	var wrong []string
	if len(h.Controls) == 0 {
		wrong = append(wrong, h.Number+": nothing stands against it")
	}
	held := 0
	for _, c := range h.Controls {
		held += len(c.Tests)
		switch {
		case c.What == "":
			wrong = append(wrong, h.Number+": a control says nothing")
		case len(c.Tests) == 0 && len(c.Unheld) < 10:
			wrong = append(wrong, fmt.Sprintf("%s: no test holds %q, and nothing says why", h.Number, c.What))
		case len(c.Tests) > 0 && c.Unheld != "":
			wrong = append(wrong, fmt.Sprintf("%s: %q is held and not held: make two controls of it", h.Number, c.What))
		}
		for _, name := range c.Tests {
			folder, test, _ := strings.Cut(name, " ")
			if !written[folder][test] {
				wrong = append(wrong, fmt.Sprintf("%s says that %s in %s holds %q, and no such test is there%s", h.Number, test, folder, c.What, elsewhere(written, test)))
			}
		}
	}
	// What is left may only be called less where something that a machine checks makes it so.
	if held == 0 && h.Residual.Risk < h.Risk {
		wrong = append(wrong, fmt.Sprintf("%s: calls its risk %d instead of %d, and no test holds any of its controls", h.Number, h.Residual.Risk, h.Risk))
	}
	return wrong
}

// elsewhere helps whoever moved a test.
func elsewhere(written map[string]map[string]bool, test string) string {
	var found []string
	for folder, tests := range written {
		if tests[test] {
			found = append(found, folder)
		}
	}
	if len(found) == 0 {
		return ""
	}
	slices.Sort(found)
	return " (it is in " + strings.Join(found, ", ") + ")"
}

func testsByPackage(tests map[string]string) map[string]map[string]bool {
	written := map[string]map[string]bool{}
	for file, text := range tests {
		folder := path.Dir(file)
		if written[folder] == nil {
			written[folder] = map[string]bool{}
		}
		for _, m := range testWritten.FindAllStringSubmatch(text, -1) {
			written[folder][m[1]] = true
		}
	}
	return written
}

// HazardLog is the log as people read it.
func HazardLog(log []Hazard) string {
	var b strings.Builder
	b.WriteString(hazardHead)
	b.WriteString("\n| | minor | significant | considerable | major | catastrophic |\n|---|---|---|---|---|---|\n")
	for _, l := range slices.Backward(likelihoods) {
		fmt.Fprintf(&b, "| **%s** | %s |\n", l, strings.Trim(strings.Join(strings.Fields(fmt.Sprint(riskMatrix[l])), " | "), "[]"))
	}
	b.WriteString(hazardWords)
	tests, without, gaps, left := 0, 0, 0, map[int]int{}
	for _, h := range log {
		gaps += len(h.Gaps)
		left[h.Residual.Risk]++
		for _, c := range h.Controls {
			tests += len(c.Tests)
			if c.Unheld != "" {
				without++
			}
		}
	}
	fmt.Fprintf(&b, "\n## All of them\n\n%d hazards. Their controls name tests %d times; %d controls say plainly that no test holds them, and\nbeside %d things it is said that nothing stands against them.\n", len(log), tests, without, gaps)
	fmt.Fprintf(&b, "Risk that is left: 1 for %d of them, 2 for %d, 3 for %d, 4 for %d, 5 for %d.\n\n", left[1], left[2], left[3], left[4], left[5])
	b.WriteString("| No. | Hazard | Part | Risk before | Risk left | Status |\n|---|---|---|---|---|---|\n")
	for _, h := range log {
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d | %s |\n", h.Number, h.Name, h.Part, h.Risk, h.Residual.Risk, h.Status)
	}
	for _, h := range log {
		h.write(&b)
	}
	return b.String()
}

func (h Hazard) write(b *strings.Builder) {
	fmt.Fprintf(b, "\n## %s %s\n\n", h.Number, h.Name)
	fmt.Fprintf(b, "- **Part:** %s\n- **Cause:** %s\n- **Effect:** %s\n- **Harm:** %s\n", h.Part, h.Cause, h.Effect, h.Harm)
	fmt.Fprintf(b, "- **Before the controls:** severity %s, likelihood %s, risk %d\n- **Controls:**\n", h.Severity, h.Likelihood, h.Risk)
	for _, c := range h.Controls {
		if c.Unheld != "" {
			fmt.Fprintf(b, "  - %s **Not held by a test:** %s\n", c.What, c.Unheld)
			continue
		}
		var names []string
		for _, name := range c.Tests {
			folder, test, _ := strings.Cut(name, " ")
			names = append(names, "`"+test+"` ("+folder+")")
		}
		fmt.Fprintf(b, "  - %s Held by %s.\n", c.What, strings.Join(names, ", "))
	}
	if len(h.Gaps) > 0 {
		b.WriteString("- **Nothing stands against this:**\n")
		for _, gap := range h.Gaps {
			fmt.Fprintf(b, "  - %s\n", gap)
		}
	}
	fmt.Fprintf(b, "- **What is left:** severity %s, likelihood %s, risk %d\n", h.Residual.Severity, h.Residual.Likelihood, h.Residual.Risk)
	if h.Further != "" {
		fmt.Fprintf(b, "- **Still to do:** %s\n", h.Further)
	}
	fmt.Fprintf(b, "- **Owner:** %s\n- **Status:** %s\n", h.Owner, h.Status)
}

const hazardHead = `# Hazard log

This page is made from [hazards.json](hazards.json) by a test. Do not edit it: change the file and run
` + "`go test ./internal/arch -run Hazard -update`" + `.

**Nobody with a clinical licence has judged these hazards yet.** Severity, likelihood and what is left are the makers' own
estimate, made to find what must be held first. No row is "accepted": only a Clinical Safety Officer may accept a risk, and
none has been named. A hazard is never deleted. One that no longer holds is withdrawn and keeps its number and its words.

## How a risk is made

Severity and likelihood use the words of DCB0129; the matrix is the one that is printed with it (read in a public template
of that standard, not in the standard itself).
`

const hazardWords = `
| Severity | Means |
|---|---|
| minor | Small upset or injury that passes soon. |
| significant | Small injury that stays long, or real distress of one person. |
| considerable | Severe injury of one person who is expected to recover, or real distress of many. |
| major | Death, or severe and lasting injury, of one person. |
| catastrophic | The same for more than one. A wrong rule meets everyone who has that sign. |

Likelihood is of the harm, for a person who meets the cause: very low (nearly never), low (can happen, mostly will not),
medium (possible), high (to be expected more often than not), very high (nearly certain).

Risk 1: acceptable. 2: acceptable where less costs more than it helps. 3: undesirable, to be reduced. 4: must be reduced
before use. 5: not acceptable.

Status: **open** (something is still to be done or decided before clinical use), **reduced** (its controls are there; it waits for
the Clinical Safety Officer), **part not built**, **withdrawn**.
`
