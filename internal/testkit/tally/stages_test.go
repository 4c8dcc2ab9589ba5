package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// asTally has the binary of these tests do what the command does.
const asTally = "SNOWDROP_TEST_AS_TALLY"

func TestMain(m *testing.M) {
	if os.Getenv(asTally) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

const failingLog = `{"Action":"run","Package":"snowdrop/b","Test":"TestTwo"}
{"Action":"fail","Package":"snowdrop/b","Test":"TestTwo"}
{"Action":"fail","Package":"snowdrop/b"}
`

// staged runs the functions of tools/stages.sh that make test is made of, and gives what was printed and how it ended.
func staged(t *testing.T, script string) (said string, err error) {
	t.Helper()
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	stages, err := os.ReadFile("../../../tools/stages.sh")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"good": passingLog, "bad": failingLog, "required": "run first snowdrop/a TestOne\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", "-c", fmt.Sprintf("set -u\nlogs=.\ntally='%s'\n%s\n%s", own, stages, script))
	cmd.Dir, cmd.Env = dir, append(os.Environ(), asTally+"=1")
	out, err := cmd.Output() // what went to the side is no line of it
	return string(out), err
}

// ended is the last line that was printed.
func ended(said string) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	return lines[len(lines)-1]
}

// A test that fails in the first run must neither hide the later ones nor be forgotten over them.
func TestAFailureInAnyRunOfTestsMakesTheWholeFailAndHidesNothing(t *testing.T) {
	const good, bad, broken = "cat good", "cat bad; exit 1", "cat good; exit 3"
	for _, c := range []struct{ name, first, second, closing, named string }{
		{"all is well", good, good, "6 passed, 0 failed", ""},
		{"the first fails", "cat good bad; exit 1", good, "6 passed, 1 failed", "FAILED: first snowdrop/b TestTwo failed"},
		{"the last fails", good, bad, "3 passed, 1 failed", "FAILED: second snowdrop/b TestTwo failed"},
		{"the first ends badly, and no test says so", broken, good, "6 passed, 1 failed", "FAILED: first: every test that reported passed"},
		{"the last ends badly, and no test says so", good, broken, "6 passed, 1 failed", "FAILED: second: every test that reported passed"},
		{"the first says nothing", "exit 1", good, "3 passed, 2 failed", "FAILED: first: no package was tested"},
	} {
		t.Run(c.name, func(t *testing.T) {
			said, err := staged(t, fmt.Sprintf("tests first 60 sh -c '%s'\ntests second 60 sh -c '%s'\ntogether required", c.first, c.second))
			if (err != nil) != (c.named != "") {
				t.Errorf("the whole ended with %v", err)
			}
			if got := ended(said); got != c.closing || !strings.Contains(said, c.named) {
				t.Errorf("the closing line is %q, want %q after %q; all of it:\n%s", got, c.closing, c.named, said)
			}
		})
	}
}

// What is checked before the tests is what they stand on.
func TestACheckThatDoesNotHoldEndsItAll(t *testing.T) {
	for name, script := range map[string]string{
		"a command that fails":                         "check 'the house stands' false",
		"something to say where nothing is to be said": "silent 'the house stands' echo crack",
	} {
		t.Run(name, func(t *testing.T) {
			said, err := staged(t, script+"\ntests first 60 cat good\ntogether required")
			if err == nil {
				t.Error("the whole was called good")
			}
			if !strings.HasSuffix(said, "\nSTOPPED: the house stands\n0 passed, 1 failed\n") {
				t.Errorf("it ends with:\n%s", said)
			}
		})
	}
}
