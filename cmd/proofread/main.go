// Command proofread reads every word that Snowdrop says to people, and prints what a writer has to change, with the
// register of what was checked when. It must never be shipped, and it changes no word itself.
//
//	go run ./cmd/proofread            what has to change; nothing means that all is well
//	go run ./cmd/proofread about      of the pages, rules and sentences whose name holds "about"
//	go run ./cmd/proofread -ages      how easy each text is to read, the hardest last
//	go run ./cmd/proofread -register  docs/content-review.md, written again
//	go run ./cmd/proofread -missing es  the sentences that Spanish still lacks, or has wrongly
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"snowdrop/internal/content/proofread"
)

func main() {
	ages := flag.Bool("ages", false, "print the reading age of each text")
	register := flag.Bool("register", false, "write docs/content-review.md again")
	missing := flag.String("missing", "", "print the sentences that a language still lacks")
	flag.Parse()
	if *missing != "" {
		for _, line := range lacking(*missing) {
			fmt.Println(line)
		}
		return
	}
	if err := run(os.Stdout, flag.Arg(0), *ages, *register); err != nil {
		fmt.Fprintln(os.Stderr, "proofread:", err)
		os.Exit(1)
	}
}

func run(out io.Writer, name string, ages, register bool) error {
	switch {
	case ages:
		for _, line := range readingAges() {
			fmt.Fprintln(out, line)
		}
		return nil
	case register:
		top, err := module()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(top, "docs", "content-review.md"), []byte(reviewRegister()), 0o644)
	}
	problems, err := everything()
	if err != nil {
		return err
	}
	n := 0
	for _, p := range problems {
		if strings.Contains(p.Where, name) {
			fmt.Fprintln(out, p)
			n++
		}
	}
	if n > 0 {
		return fmt.Errorf("%d to change", n)
	}
	return nil
}

func readingAges() []string {
	type aged struct {
		age  float64
		line string
	}
	var all []aged
	for _, t := range texts() {
		m := proofread.Measure(t.Lines)
		all = append(all, aged{m.Age(), fmt.Sprintf("%5.1f  %s (%d words, %.1f a sentence, %.2f syllables a word)", m.Age(), t.Where, m.Words, m.PerSentence(), m.PerWord())})
	}
	slices.SortFunc(all, func(a, b aged) int {
		if a.age < b.age {
			return -1
		}
		return 1
	})
	lines := make([]string, len(all))
	for i, a := range all {
		lines[i] = a.line
	}
	return lines
}

// module finds the top of the source from wherever in it the command was started.
func module() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if parent := filepath.Dir(dir); parent != dir {
			dir = parent
			continue
		}
		return "", fmt.Errorf("start it inside the source of Snowdrop")
	}
}
