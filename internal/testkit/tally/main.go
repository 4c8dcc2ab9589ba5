// Command tally runs a test command, says what failed, and prints how many tests passed and failed.
// It must never call a run good that did not happen: no packages, a build that failed, a required test that is missing
// and a skip that nobody allowed are failures.
//
//	tally -as native -log bin/native.jsonl -- go test -json ./...
//	tally -required tools/required-tests.txt -bad native, -total native=bin/native.jsonl js/wasm=bin/js.jsonl
//
// The first form runs the command and prints each package as it ends. The second adds several runs up and ends with
// the line "N passed, N failed".
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tally:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("tally", flag.ContinueOnError)
	as := flags.String("as", "native", "what this run is called in the list of required tests")
	log := flags.String("log", "", "file that keeps the output of go test -json")
	total := flags.Bool("total", false, "add up the named logs instead of running a command")
	required := flags.String("required", "", "list of tests that must have run, and of skips that are allowed")
	bad := flags.String("bad", "", "runs whose command ended badly, with a comma after each: that counts even where every test passed")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *total {
		return addUp(flags.Args(), *required, strings.FieldsFunc(*bad, func(c rune) bool { return c == ',' }), out)
	}
	return watch(*as, *log, flags.Args(), out)
}

// watch runs one test command and keeps its output in a log.
func watch(as, log string, command []string, out io.Writer) error {
	if len(command) == 0 || log == "" {
		return errors.New("needs -log FILE and a command after --")
	}
	kept, err := os.Create(log)
	if err != nil {
		return err
	}
	defer kept.Close()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	tests := newRun(as)
	readErr := tests.read(io.TeeReader(stdout, kept), out)
	waitErr := cmd.Wait()
	if err := errors.Join(readErr, kept.Close()); err != nil {
		return err
	}
	problems := tests.problems()
	for _, p := range problems {
		fmt.Fprintln(out, "FAILED:", p)
	}
	switch {
	case len(problems) > 0:
		return fmt.Errorf("%s: %d problems", as, len(problems))
	case waitErr != nil:
		return fmt.Errorf("%s: every test that reported passed, but the command ended with: %w", as, waitErr)
	}
	return nil
}

// addUp reads the logs of several runs, checks the list of required tests and prints the closing line. A run that is known to
// have ended badly is a problem even where its log tells of none.
func addUp(logs []string, required string, bad []string, out io.Writer) error {
	var runs []*Run
	var problems []string
	for _, arg := range logs {
		as, path, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("%q is not NAME=FILE", arg)
		}
		r := newRun(as)
		if err := readLog(r, path); err != nil {
			problems = append(problems, fmt.Sprintf("%s: this run left no log: %v", as, err))
			continue
		}
		runs = append(runs, r)
		found := r.problems()
		if len(found) == 0 && slices.Contains(bad, as) {
			found = []string{as + ": every test that reported passed, but the command ended badly"}
		}
		problems = append(problems, found...)
	}
	if required != "" {
		list, err := os.Open(required)
		if err != nil {
			return err
		}
		defer list.Close()
		found, err := checkRequired(list, runs)
		if err != nil {
			return fmt.Errorf("%s: %w", required, err)
		}
		problems = append(problems, found...)
	}
	passed, skipped := 0, 0
	for _, r := range runs {
		p, s := r.counts()
		passed, skipped = passed+p, skipped+s
	}
	for _, p := range problems {
		fmt.Fprintln(out, "FAILED:", p)
	}
	if skipped > 0 {
		fmt.Fprintf(out, "%d skipped, each of them allowed by %s or named above\n", skipped, required)
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, len(problems))
	if len(problems) > 0 {
		return fmt.Errorf("%d problems", len(problems))
	}
	return nil
}

func readLog(r *Run, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return r.read(bufio.NewReader(f), io.Discard)
}
