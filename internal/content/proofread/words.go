package proofread

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed avoid.txt
var avoidFile string

//go:embed avoid-es.txt
var avoidSpanish string

//go:embed exceptions.txt
var exceptionsFile string

// avoid is one line of avoid.txt.
type avoid struct {
	pattern *regexp.Regexp
	why     string
}

// avoided are the words that a language avoids, by its tag. "" is English.
var avoided = sync.OnceValue(func() map[string][]avoid {
	out := map[string][]avoid{}
	for lang, file := range map[string]string{"": avoidFile, "es": avoidSpanish} {
		list, err := parseAvoid(file)
		if err != nil {
			panic("proofread: " + err.Error()) // embedded and tested, so it cannot happen
		}
		out[lang] = list
	}
	return out
})

func parseAvoid(file string) ([]avoid, error) {
	var out []avoid
	for n, line := range lines(file) {
		words, why, ok := strings.Cut(line, " = ")
		if words = strings.TrimSpace(words); !ok || words == "" || !strings.HasSuffix(why, ".") {
			return nil, fmt.Errorf("avoid.txt: line %d: want words = a sentence that says why", n)
		}
		pattern := strings.ReplaceAll(regexp.QuoteMeta(words), `\*`, `[\p{L}-]*`)
		out = append(out, avoid{regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(` + pattern + `)(?:$|[^\p{L}\d])`), strings.TrimSpace(why)})
	}
	return out, nil
}

// An Exception is one line of exceptions.txt: in this place this stays, for this reason.
type Exception struct{ Where, What, Reason string }

// Exceptions are the lines of exceptions.txt.
func Exceptions() ([]Exception, error) { return parseExceptions(exceptionsFile) }

func parseExceptions(file string) ([]Exception, error) {
	var out []Exception
	for n, line := range lines(file) {
		parts := strings.Split(line, " | ")
		if len(parts) != 3 || len(strings.Fields(parts[2])) < 3 {
			return nil, fmt.Errorf("exceptions.txt: line %d: want where | what | reason", n)
		}
		out = append(out, Exception{strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])})
	}
	return out, nil
}

// lines are the lines of a file that say something, by their number.
func lines(file string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for i, line := range strings.Split(file, "\n") {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(i+1, line) {
				return
			}
		}
	}
}

// Excepting takes out the problems that an exception names. An exception that
// names none is a problem itself, so that the list stays as short as it can be.
// One for "reading age" lifts it to MostAgeMedical and no further.
func Excepting(problems []Problem, exceptions []Exception) []Problem {
	var out []Problem
	used := make([]bool, len(exceptions))
next:
	for _, p := range problems {
		for i, e := range exceptions {
			if e.Where == p.Where && e.What == p.What && !p.Hard {
				used[i] = true
				continue next
			}
		}
		out = append(out, p)
	}
	for i, e := range exceptions {
		if !used[i] {
			out = append(out, Problem{Where: "exceptions.txt", What: e.Where + " | " + e.What, Why: "Nothing there needs this exception any more: take it out."})
		}
	}
	return out
}
