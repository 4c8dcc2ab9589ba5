package world

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of attacks in docs/threat-model.md anew")

// row is one line of the table of attacks. Either a test shows its outcome, or why says what it has no test for.
type row struct {
	number int
	who    string
	attack string
	want   outcome
	at     string // the package of the test, from the root
	test   string
	why    string
}

const (
	byRelay, byMember, byOther = "relay", "member", "other"

	ownNumbers = 101 // from here on the numbers are ours; Appendix A of the security design ends at 48
	lastNumber = 48
)

// elsewhere are attacks that tests of other packages try.
var elsewhere = []row{
	{36, byOther, "somebody in the middle of a pairing", detected, "internal/devices", "TestSomebodyInTheMiddleOfAPairingShowsOtherWordsOnEachSide", ""},
	{37, byOther, "somebody else who reads the slot of a pairing", harmless, "internal/devices", "TestASlotOfAPairingLetsNobodyIn", ""},
}

// notBuilt are attacks on what does not exist here.
var notBuilt = []row{
	{8, byRelay, "guessing a PIN alone, with the half that the relay has", "", "", "", "Not built: no secret has a half at the relay, and there is no PIN"},
	{47, byRelay, "an older signed bundle of the app", "", "", "", "Not built: there are no signed bundles. Whoever serves the page can serve any (see the host who serves the code)"},
	{48, byRelay, "an unsigned bundle for one person", "", "", "", "Not built, as 47: not promised"},
}

// table is every attack, in the order of the numbers.
func table() []row {
	all := slices.Concat(elsewhere, notBuilt)
	for _, a := range catalogue() {
		all = append(all, row{a.number, byRelay, a.name, a.want, "internal/testkit/world", "TestEveryAttackOfAHostileRelayHasItsNamedOutcome", ""})
	}
	for _, a := range slices.Concat(treasons, ours) {
		all = append(all, row{a.number, byMember, a.name, a.want, "internal/testkit/world", "TestEveryAttackOfAHostileMemberHasItsNamedOutcome", ""})
	}
	for _, a := range betrayals {
		all = append(all, row{a.number, byMember, a.name, a.want, "internal/testkit/world", "TestEveryAttackOfAHostileMemberOfASharedSpaceHasItsNamedOutcome", ""})
	}
	for _, a := range relayAttacksOnSharing {
		all = append(all, row{a.number, byRelay, a.name, a.want, "internal/testkit/world", "TestEveryAttackOfAHostileRelayOnWhatTwoShareHasItsNamedOutcome", ""})
	}
	for _, a := range strangers {
		all = append(all, row{a.number, byOther, a.name, a.want, "internal/testkit/world", "TestEveryAttackOnAnInviteHasItsNamedOutcome", ""})
	}
	slices.SortStableFunc(all, func(a, b row) int { return a.number - b.number })
	return all
}

// lacks says what is wrong with a table: numbers without a row, rows without an outcome, tests that nobody wrote.
func lacks(rows []row, written func(at, test string) bool) (wrong []string) {
	for n := 1; n <= lastNumber; n++ {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.number == n }) {
			wrong = append(wrong, fmt.Sprintf("attack %d has no row", n))
		}
	}
	for _, r := range rows {
		switch {
		case r.number < 1 || r.number > lastNumber && r.number < ownNumbers:
			wrong = append(wrong, fmt.Sprintf("%d %s: there is no such number", r.number, r.attack))
		case r.why != "" && (r.want != "" || r.test != ""):
			wrong = append(wrong, fmt.Sprintf("%d %s: it has an outcome and a reason for none", r.number, r.attack))
		case r.why == "" && !slices.Contains([]outcome{detected, harmless, notPromised}, r.want):
			wrong = append(wrong, fmt.Sprintf("%d %s: %q is no outcome", r.number, r.attack, r.want))
		case r.why == "" && !written(r.at, r.test):
			wrong = append(wrong, fmt.Sprintf("%d %s: %s has no %s", r.number, r.attack, r.at, r.test))
		}
	}
	return wrong
}

const root = "../../.."

// written says whether a package has a test of this name. Every package is read once.
func written() func(at, test string) bool {
	texts, known := map[string]string{}, map[string]bool{}
	return func(at, test string) (is bool) {
		if is, asked := known[at+" "+test]; asked {
			return is
		}
		defer func() { known[at+" "+test] = is }()
		if _, read := texts[at]; !read {
			files, _ := filepath.Glob(filepath.Join(root, at, "*_test.go"))
			for _, name := range files {
				b, _ := os.ReadFile(name)
				texts[at] += string(b)
			}
		}
		return test != "" && strings.Contains(texts[at], "\nfunc "+test+"(t *testing.T) {")
	}
}

func TestEveryNumberOfTheCatalogueHasARowAndEveryRowATest(t *testing.T) {
	written := written()
	for _, wrong := range lacks(table(), written) {
		t.Error(wrong)
	}
	// What is missing is found.
	for n := 1; n <= lastNumber; n++ {
		rows := slices.DeleteFunc(table(), func(r row) bool { return r.number == n })
		if len(lacks(rows, written)) != 1 {
			t.Errorf("nobody misses attack %d", n)
		}
	}
	for name, change := range map[string]func(*row){
		"no such test":      func(r *row) { r.test = "TestOfNothing" },
		"no such package":   func(r *row) { r.at = "internal/nothing" },
		"no test":           func(r *row) { r.test = "" },
		"no outcome":        func(r *row) { r.want = "" },
		"another outcome":   func(r *row) { r.want = "Well" },
		"an unknown number": func(r *row) { r.number = 49 },
		"a reason as well":  func(r *row) { r.why = "why not" },
	} {
		rows := append(table(), elsewhere[0])
		change(&rows[len(rows)-1])
		if len(lacks(rows, written)) != 1 {
			t.Errorf("%s: nobody minds", name)
		}
	}
}

const tableBegins, tableEnds = "<!-- attacks: written by go test ./internal/testkit/world -run TestTheThreatModel -update -->\n", "<!-- end of attacks -->\n"

// printed is the table as docs/threat-model.md has it.
func printed(rows []row) string {
	var b strings.Builder
	b.WriteString(tableBegins + "| no. | who | attack | outcome | shown by |\n|---|---|---|---|---|\n")
	for _, r := range rows {
		want, by := string(r.want), "`"+r.test+"`"
		if r.why != "" {
			want, by = "–", r.why
		}
		fmt.Fprintf(&b, "| %d | %s | %s | %s | %s |\n", r.number, r.who, r.attack, want, by)
	}
	b.WriteString(tableEnds)
	return b.String()
}

func TestTheThreatModelNamesEveryAttackAndItsOutcome(t *testing.T) {
	path := filepath.Join(root, "docs/threat-model.md")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(b), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !found || !ends {
		t.Fatal("docs/threat-model.md has no place for the table of attacks")
	}
	want := before + printed(table()) + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(b) {
		t.Errorf("docs/threat-model.md has another table. Write it with: go test ./internal/testkit/world -run TestTheThreatModel -update\n%s", printed(table()))
	}
}
