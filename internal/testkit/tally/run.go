package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sort"
	"strings"
	"time"
)

// event is one line of go test -json.
type event struct {
	Action     string
	Package    string
	ImportPath string
	Test       string
	Output     string
	Elapsed    float64
}

// A test is known by its package and its name, sub-tests included.
type test struct{ pkg, name string }

// Run is what one test command reported.
type Run struct {
	as       string
	outcome  map[test]string
	packages map[string]string
	output   map[test][]string
	builds   map[string][]string
}

func newRun(as string) *Run {
	return &Run{
		as: as, outcome: map[test]string{}, packages: map[string]string{},
		output: map[test][]string{}, builds: map[string][]string{},
	}
}

// read takes in the events and writes a line for each package that ended, with the output of what failed in it.
func (r *Run) read(in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil {
			fmt.Fprintln(out, lines.Text())
			continue
		}
		r.take(e, out)
	}
	return lines.Err()
}

func (r *Run) take(e event, out io.Writer) {
	t := test{e.Package, e.Test}
	switch e.Action {
	case "build-output":
		r.builds[e.ImportPath] = append(r.builds[e.ImportPath], e.Output)
	case "build-fail":
		fmt.Fprint(out, strings.Join(r.builds[e.ImportPath], ""))
	case "output":
		r.output[t] = append(r.output[t], e.Output)
	case "run":
		r.outcome[t] = "unfinished"
	case "pass", "fail", "skip":
		if e.Test == "" {
			r.endPackage(e, out)
			return
		}
		r.outcome[t] = e.Action
		if e.Action == "pass" {
			delete(r.output, t)
		}
	}
}

func (r *Run) endPackage(e event, out io.Writer) {
	r.packages[e.Package] = e.Action
	if e.Action == "skip" { // no test files
		return
	}
	took := time.Duration(e.Elapsed * float64(time.Second)).Round(100 * time.Millisecond)
	fmt.Fprintf(out, "%-5s%-9s%-46s%5d tests %8s\n", e.Action, r.as, e.Package, r.passedIn(e.Package), took)
	if e.Action != "fail" {
		return
	}
	for _, t := range r.sorted() {
		if t.pkg == e.Package && r.outcome[t] != "pass" && r.outcome[t] != "skip" {
			tell(out, r.output[t])
		}
	}
	tell(out, r.output[test{e.Package, ""}])
}

func (r *Run) passedIn(pkg string) int {
	n := 0
	for t, outcome := range r.outcome {
		if t.pkg == pkg && outcome == "pass" {
			n++
		}
	}
	return n
}

// tell prints what a test said. The log keeps all of it; a screen is for the first hundred lines.
func tell(out io.Writer, said []string) {
	const enough = 100
	if len(said) > enough {
		said = append(said[:enough:enough], fmt.Sprintf("    ... and %d lines more in the log\n", len(said)-enough))
	}
	fmt.Fprint(out, strings.Join(said, ""))
}

func (r *Run) sorted() []test {
	var all []test
	for t := range r.outcome {
		all = append(all, t)
	}
	sort.Slice(all, func(i, j int) bool {
		return all[i].pkg < all[j].pkg || all[i].pkg == all[j].pkg && all[i].name < all[j].name
	})
	return all
}

// problems lists what did not pass, one line each. A parent whose sub-test failed is not named a second time.
func (r *Run) problems() []string {
	var list []string
	blamed := map[string]bool{}
	all := r.sorted()
	for i := len(all) - 1; i >= 0; i-- { // sub-tests sort after their parents
		t := all[i]
		outcome := r.outcome[t]
		if outcome == "pass" || outcome == "skip" {
			continue
		}
		if !blamed[t.pkg+"\x00"+t.name] {
			word := "failed"
			if outcome == "unfinished" {
				word = "did not finish"
			}
			list = append(list, fmt.Sprintf("%s %s %s %s", r.as, t.pkg, t.name, word))
		}
		blamed[t.pkg] = true
		for name := t.name; strings.Contains(name, "/"); {
			name = name[:strings.LastIndex(name, "/")]
			blamed[t.pkg+"\x00"+name] = true
		}
	}
	for pkg, outcome := range r.packages {
		if outcome == "fail" && !blamed[pkg] {
			list = append(list, fmt.Sprintf("%s %s did not build or ended without naming a test", r.as, pkg))
		}
	}
	if len(r.packages) == 0 {
		list = append(list, r.as+": no package was tested")
	}
	sort.Strings(list)
	return list
}

// counts returns how many tests passed and how many were skipped. A test with sub-tests counts through them.
func (r *Run) counts() (passed, skipped int) {
	parent := map[test]bool{}
	for t := range r.outcome {
		if cut := strings.LastIndex(t.name, "/"); cut > 0 {
			parent[test{t.pkg, t.name[:cut]}] = true
		}
	}
	for t, outcome := range r.outcome {
		switch {
		case parent[t]:
		case outcome == "pass":
			passed++
		case outcome == "skip":
			skipped++
		}
	}
	return passed, skipped
}
