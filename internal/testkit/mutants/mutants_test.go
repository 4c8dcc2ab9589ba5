package mutants

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const root = "../../.."

// tables are the files in which rules stand as a list, each as {"its name", theFunction}: all of them are taken out, also
// those that are written tomorrow. pass is what a rule says that has nothing against something.
var tables = []struct{ file, pass, noticed string }{
	{"internal/sharing/log/rules.go", "apply", "TestEveryAttackOfAHostileMemberOfASharedSpaceHasItsNamedOutcome"},
	{"internal/sharing/act.go", "false", "TestNothingGoesInWhereItMustNot"},
}

// mutants are rules that stand in the middle of something else; after is what follows one that would else stand there twice.
var mutants = []struct{ file, rule, without, after, noticed string }{
	// Who is let in.
	{"internal/sharing/invite/messages.go", `a.Ask == slots.Fingerprint(raw)`, `true`, "", onInvites},
	{"internal/sharing/invite/messages.go", `a.Role == ask.Role.other()`, `true`, "", onInvites},
	{"internal/sharing/invite/messages.go", `a.Sort == Care || a.Sort == Pair && a.Role == Host`, `true`, "", onInvites},
	{"internal/sharing/invite/messages.go", `!seal.Verify(host.Sign, seal.LabelInviteSign, e.signed(t), e.Signature)`, `false`, "", onInvites},
	{"internal/sharing/invite/go_on.go", `!ok || k.Role != Guest`, `!ok`, "", onInvites},
	{"internal/sharing/invite/go_on.go", `!ok || k.Role != Host`, `!ok`, "", onInvites},
	{"internal/sharing/invite/go_on.go", `k.State != Comparing || k.late(now)`, `k.State != Comparing`, "", onInvites},
	{"internal/sharing/invite/go_on.go", "if k.State != Agreed {", "if false {", "", onInvites},
	{"internal/sharing/invite/go_on.go", `ok && e.How != LetIn`, `false`, " {\n\t\tk.end(stateOf(e.How), now)", onWhoIsIn},
	{"internal/sharing/invite/go_on.go", `k.late(i.config.Now())`, `false`, "", onWhoIsIn},
	{"internal/sharing/invite/begin.go", `k.late(i.config.Now())`, `false`, "", onWhoIsIn},
	// Who is in, and what they are there.
	{"internal/sharing/host.go", `err == nil && !k.Host`, `false`, "", onWhoIsIn},
	{"internal/sharing/host.go", `m.ID == member && m.ID != at.Me()`, `m.ID == member`, "", onWhoIsIn},
	{"internal/sharing/host.go", `m.ID != at.Me() && l.Log.HasLeft(m.ID)`, `false`, "", onWhoIsIn},
	{"internal/sharing/host.go", `Kind(k.Purpose) == Care`, `false`, "", onWhoIsIn},
	{"internal/sharing/host.go", `k.Professional`, `false`, "", onWhoIsIn},
	{"internal/sharing/host.go", `!l.Log.Mine(e)`, `false`, "", onWhoIsIn},
	{"internal/sharing/host.go", `!slices.Contains(contributions, e.Kind)`, `false`, "", onWhoIsIn},
	{"internal/sharing/act.go", `state == Open || state == WaitingForOther`, `false`, "", onWhoIsIn},
	{"internal/sharing/lines/sweep.go", `k.Professional && s.Past(Expires(k, l))`, `false`, "", onWhoIsIn},
	{"internal/sharing/lines/sweep.go", `ok && l.Log.Stopped() == log.Removed && !k.Host`, `false`, "", onWhoIsIn},
	{"internal/sharing/log/change.go", `!c.mine(e.Author, e.Role)`, `false`, "", onWhoIsIn},
	{"internal/sharing/log/change.go", `!items.May(l.info.Purpose, role, kind)`, `false`, "", onWhoIsIn},
}

// The tests that notice.
const (
	onInvites = "TestEveryAttackOnAnInviteHasItsNamedOutcome"
	onWhoIsIn = "TestWhoIsInASpaceIsAsItsRulesSay"
)

// scenarios is the package whose tests must notice.
const scenarios = "internal/testkit/world"

var listed = regexp.MustCompile(`\{"([^"]+)", (\w+|func\([^{]*\{ return [^}]* \})(, \w+)?\},`)

// mutant is one rule taken out.
type mutant struct {
	name, file string
	noticed    string // by this test
}

func TestEveryRuleOfSharingIsNeeded(t *testing.T) {
	all, binary := mutated(t)
	if len(all) < 6 {
		t.Fatalf("only %d rules were found: the tables are gone", len(all))
	}
	var group sync.WaitGroup
	turns := make(chan struct{}, 3)
	run := func(test string, number int, judge func(out string, failed bool)) {
		group.Go(func() {
			turns <- struct{}{}
			defer func() { <-turns }()
			judge(noticed(binary, test, number))
		})
	}
	every := map[string]bool{}
	for i, m := range all {
		every[m.noticed] = true
		run(m.noticed, i, func(out string, failed bool) {
			if !failed {
				t.Errorf("without %q in %s every test passes", m.name, m.file)
			} else if !strings.Contains(out, "--- FAIL") && !strings.Contains(out, "panic: ") {
				t.Errorf("without %q in %s: %s", m.name, m.file, out)
			}
		})
	}
	run(strings.Join(slices.Collect(maps.Keys(every)), "|"), -1, func(out string, failed bool) {
		if failed || !strings.Contains(out, "PASS") || strings.Contains(out, "no tests to run") {
			t.Errorf("with every rule in:\n%s", out)
		}
	})
	group.Wait()
}

// noticed runs a test without one rule, or, with number -1, with all.
func noticed(binary, test string, number int) (out string, failed bool) {
	limit := time.Minute
	if number < 0 { // what must pass may take its time
		limit = 5 * time.Minute
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit+time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, binary, "-test.failfast", "-test.timeout="+limit.String(), "-test.run", "^("+test+")$")
	c.Dir = filepath.Join(root, scenarios)
	c.Env = append(os.Environ(), fmt.Sprint("SNOWDROP_MUTANT=", number))
	b, err := c.CombinedOutput()
	return string(b), err != nil
}

// mutated builds the scenarios once, with every mutant in them: each is switched on by its number.
func mutated(t *testing.T) (all []mutant, binary string) {
	t.Helper()
	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	sources := map[string]string{}
	read := func(file string) string {
		if sources[file] == "" {
			b, err := os.ReadFile(filepath.Join(here, file))
			if err != nil {
				t.Fatal(err)
			}
			sources[file] = string(b)
		}
		return sources[file]
	}
	helpers := map[string]string{}
	for _, table := range tables {
		sources[table.file] = listed.ReplaceAllStringFunc(read(table.file), func(entry string) string {
			m := listed.FindStringSubmatch(entry)
			all = append(all, mutant{m[1], table.file, table.noticed})
			return fmt.Sprintf(`{"%s", without(%q, %s, %s)%s},`, m[1], fmt.Sprint(len(all)-1), m[2], table.pass, m[3])
		})
		helpers[filepath.Dir(table.file)] = "\nfunc without[O, V any](n string, rule func(O) V, pass V) func(O) V {\n" +
			"\tif mutant(n) {\n\t\treturn func(O) V { return pass }\n\t}\n\treturn rule\n}\n"
	}
	for _, m := range mutants {
		if n := strings.Count(read(m.file), m.rule+m.after); n != 1 {
			t.Fatalf("%s has the rule %q %d times", m.file, m.rule, n)
		}
		number := fmt.Sprint(len(all))
		either := fmt.Sprintf("((!mutant(%q) && (%s)) || (mutant(%q) && (%s)))", number, m.rule, number, m.without)
		if rule, whole := strings.CutPrefix(m.rule, "if "); whole {
			rule = strings.TrimSuffix(rule, " {")
			without := strings.TrimSuffix(strings.TrimPrefix(m.without, "if "), " {")
			either = fmt.Sprintf("if (!mutant(%q) && (%s)) || (mutant(%q) && (%s)) {", number, rule, number, without)
		}
		sources[m.file] = strings.Replace(sources[m.file], m.rule+m.after, either+m.after, 1)
		all = append(all, mutant{m.rule, m.file, m.noticed})
		helpers[filepath.Dir(m.file)] += ""
	}
	overlay := map[string]map[string]string{"Replace": {}}
	write := func(file, text string) {
		path := filepath.Join(folder, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][filepath.Join(here, file)] = path
	}
	for file, text := range sources {
		write(file, text)
	}
	for at, more := range helpers {
		write(at+"/mutant.go", "package "+filepath.Base(at)+"\n\nimport \"os\"\n\nvar theMutant = os.Getenv(\"SNOWDROP_MUTANT\")\n\nfunc mutant(n string) bool { return n == theMutant }\n"+more)
	}
	plan, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "overlay.json"), plan, 0o600); err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(folder, "mutants.test")
	build := exec.Command("go", "test", "-buildvcs=false", "-c", "-vet=off", "-overlay", filepath.Join(folder, "overlay.json"), "-o", binary, "./"+scenarios)
	build.Dir = here
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("the mutants do not build: %v\n%s", err, out)
	}
	return all, binary
}
