package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const passingLog = `{"Action":"start","Package":"snowdrop/a"}
{"Action":"run","Package":"snowdrop/a","Test":"TestOne"}
{"Action":"pass","Package":"snowdrop/a","Test":"TestOne"}
{"Action":"run","Package":"snowdrop/a","Test":"TestTable"}
{"Action":"run","Package":"snowdrop/a","Test":"TestTable/low"}
{"Action":"pass","Package":"snowdrop/a","Test":"TestTable/low"}
{"Action":"run","Package":"snowdrop/a","Test":"TestTable/high"}
{"Action":"pass","Package":"snowdrop/a","Test":"TestTable/high"}
{"Action":"pass","Package":"snowdrop/a","Test":"TestTable"}
{"Action":"pass","Package":"snowdrop/a","Elapsed":0.5}
`

func closing(t *testing.T, log, required string) (lines []string, err error) {
	t.Helper()
	dir := t.TempDir()
	logFile, requiredFile := filepath.Join(dir, "log"), filepath.Join(dir, "required")
	if err := os.WriteFile(logFile, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(requiredFile, []byte(required), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = run([]string{"-total", "-required", requiredFile, "native=" + logFile}, &out)
	return strings.Split(strings.TrimSpace(out.String()), "\n"), err
}

func TestClosingLineCountsTestsAndSubTestsOnce(t *testing.T) {
	lines, err := closing(t, passingLog, "run native snowdrop/a TestOne\n# a comment\n\nrun native snowdrop/a TestTable/low\nrun native snowdrop/a *\n")
	if err != nil {
		t.Fatalf("a run in which all passed was refused: %v", err)
	}
	if diff := cmp.Diff([]string{"3 passed, 0 failed"}, lines); diff != "" {
		t.Errorf("closing lines (-want +got):\n%s", diff)
	}
}

func TestWhatDidNotHappenIsAFailure(t *testing.T) {
	skip := `{"Action":"run","Package":"snowdrop/a","Test":"TestWalk"}
{"Action":"skip","Package":"snowdrop/a","Test":"TestWalk"}
`
	cases := []struct {
		name, log, required string
		want                []string
	}{
		{"nothing was tested", "", "", []string{"FAILED: native: no package was tested", "0 passed, 1 failed"}},
		{"a required test is gone", passingLog, "run native snowdrop/a TestGone",
			[]string{"FAILED: native snowdrop/a TestGone is on the list and did not run", "3 passed, 1 failed"}},
		{"a package of which no test ran", skip + `{"Action":"pass","Package":"snowdrop/a"}` + "\n", "run native snowdrop/a *\nskip native snowdrop/a TestWalk no reason",
			[]string{"FAILED: native snowdrop/a * is on the list and did not run",
				"1 skipped, each of them allowed by LIST or named above", "0 passed, 1 failed"}},
		{"a required run is gone", passingLog, "run js/wasm snowdrop/a TestOne",
			[]string{"FAILED: js/wasm snowdrop/a TestOne is on the list and did not run", "3 passed, 1 failed"}},
		{"a required test was skipped", skip + passingLog, "run native snowdrop/a TestWalk",
			[]string{"FAILED: native snowdrop/a TestWalk is required and was skipped",
				"1 skipped, each of them allowed by LIST or named above", "3 passed, 1 failed"}},
		{"a skip that nobody allowed", skip + passingLog, "",
			[]string{"FAILED: native snowdrop/a TestWalk was skipped and nothing allows it",
				"1 skipped, each of them allowed by LIST or named above", "3 passed, 1 failed"}},
		{"an allowed skip of a test that is gone", passingLog, "skip native snowdrop/a TestGone because of the moon",
			[]string{"FAILED: native snowdrop/a TestGone is on the list and did not run", "3 passed, 1 failed"}},
		{"a package that did not build", `{"Action":"fail","Package":"snowdrop/b","FailedBuild":"snowdrop/b"}` + "\n" + passingLog, "",
			[]string{"FAILED: native snowdrop/b did not build or ended without naming a test", "3 passed, 1 failed"}},
		{"a test cut off in the middle", `{"Action":"run","Package":"snowdrop/b","Test":"TestLong"}
{"Action":"fail","Package":"snowdrop/b"}` + "\n" + passingLog, "",
			[]string{"FAILED: native snowdrop/b TestLong did not finish", "3 passed, 1 failed"}},
		{"a sub-test that failed is named once, not its parent", `{"Action":"run","Package":"snowdrop/b","Test":"TestTable"}
{"Action":"run","Package":"snowdrop/b","Test":"TestTable/low"}
{"Action":"fail","Package":"snowdrop/b","Test":"TestTable/low"}
{"Action":"fail","Package":"snowdrop/b","Test":"TestTable"}
{"Action":"fail","Package":"snowdrop/b"}` + "\n", "",
			[]string{"FAILED: native snowdrop/b TestTable/low failed", "0 passed, 1 failed"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			lines, err := closing(t, c.log, c.required)
			if err == nil {
				t.Error("tally called this run good")
			}
			for i, line := range lines {
				if at := strings.Index(line, " allowed by "); at > 0 {
					lines[i] = line[:at] + " allowed by LIST or named above"
				}
			}
			if diff := cmp.Diff(c.want, lines); diff != "" {
				t.Errorf("closing lines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAllowedSkipPasses(t *testing.T) {
	log := `{"Action":"run","Package":"snowdrop/a","Test":"TestUnix"}
{"Action":"skip","Package":"snowdrop/a","Test":"TestUnix"}
` + passingLog
	if _, err := closing(t, log, "skip native snowdrop/a TestUnix the file modes of this system say nothing"); err != nil {
		t.Errorf("an allowed skip was refused: %v", err)
	}
	if _, err := closing(t, log, "skip native snowdrop/a * there is no such system here"); err != nil {
		t.Errorf("an allowed skip of a package was refused: %v", err)
	}
	if _, err := closing(t, log, "skip native snowdrop/b * there is no such system here"); err == nil {
		t.Error("a skip was allowed by a line about another package")
	}
}

func TestListThatCannotBeReadIsAnError(t *testing.T) {
	for _, list := range []string{"run native snowdrop/a", "skip native snowdrop/a TestOne", "walk native snowdrop/a TestOne"} {
		if _, err := closing(t, passingLog, list); err == nil {
			t.Errorf("the line %q was accepted", list)
		}
	}
}

func TestCommandThatFailsAfterItsTestsPassedIsAFailure(t *testing.T) {
	log := filepath.Join(t.TempDir(), "log")
	script := "cat <<'END'\n" + passingLog + "END\nexit 3"
	var out strings.Builder
	if err := run([]string{"-as", "native", "-log", log, "--", "sh", "-c", script}, &out); err == nil {
		t.Error("the status of the command was lost")
	}
	kept, err := os.ReadFile(log)
	if err != nil || string(kept) != passingLog {
		t.Errorf("the log holds %q, %v; want the output of the command", kept, err)
	}
	if !strings.Contains(out.String(), "snowdrop/a") {
		t.Errorf("printed %q, which does not name the package that ended", out.String())
	}
}
