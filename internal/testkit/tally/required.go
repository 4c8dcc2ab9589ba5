package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// checkRequired reads a list with one line each of
//
//	run  RUN PACKAGE TEST           this test must have passed in that run; * stands for any test of the package
//	skip RUN PACKAGE TEST REASON    this test may be skipped in that run, because; * likewise
//
// and returns what the runs owe to it. A skip that no line allows is a problem, and so is a line that allows
// a skip of a test which is not there any more: the list must not outlive what it speaks of.
func checkRequired(list io.Reader, runs []*Run) ([]string, error) {
	byName := map[string]*Run{}
	for _, r := range runs {
		byName[r.as] = r
	}
	var problems []string
	allowed := map[string]bool{}
	lines := bufio.NewScanner(list)
	for n := 1; lines.Scan(); n++ {
		f := strings.Fields(lines.Text())
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if len(f) < 4 || f[0] != "run" && f[0] != "skip" || f[0] == "skip" && len(f) < 5 {
			return nil, fmt.Errorf("line %d: want \"run RUN PACKAGE TEST\" or \"skip RUN PACKAGE TEST REASON\"", n)
		}
		name := strings.Join(f[1:4], " ")
		outcome := ""
		if r := byName[f[1]]; r != nil {
			outcome = r.outcome[test{f[2], f[3]}]
			if f[3] == "*" && r.packages[f[2]] == "pass" && r.passedIn(f[2]) > 0 {
				outcome = "pass"
			}
		}
		switch {
		case outcome == "":
			problems = append(problems, name+" is on the list and did not run")
		case f[0] == "skip":
			allowed[name] = true
		case outcome == "skip":
			allowed[name] = true // named once, here
			problems = append(problems, name+" is required and was skipped")
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	for _, r := range runs {
		for _, t := range r.sorted() {
			name := fmt.Sprintf("%s %s %s", r.as, t.pkg, t.name)
			if r.outcome[t] == "skip" && !allowed[name] && !allowed[r.as+" "+t.pkg+" *"] {
				problems = append(problems, name+" was skipped and nothing allows it")
			}
		}
	}
	return problems, nil
}
