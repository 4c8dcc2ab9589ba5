package arch

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// outside finds an address that a page could send a request to. Names of XML vocabularies are no addresses.
var outside = regexp.MustCompile(`(?i)(https?|wss?)://[^\s"'<>)]*|["'(]//[a-z0-9]`)

var vocabularies = map[string]bool{"http://www.w3.org/2000/svg": true, "http://www.w3.org/1999/xlink": true}

// Addresses finds other people's addresses in what the browser is given. Files maps a name to its text.
func Addresses(files map[string]string) []string {
	var wrong []string
	for name, text := range files {
		for _, found := range outside.FindAllString(text, -1) {
			if !vocabularies[found] {
				wrong = append(wrong, fmt.Sprintf("%s names %s: nothing is ever fetched from anyone else, so that nobody learns who opened this", name, found))
			}
		}
	}
	if len(files) == 0 {
		wrong = append(wrong, missing("web"))
	}
	sort.Strings(wrong)
	return wrong
}

// Undecided finds modules on the device that no record under docs/decisions speaks of.
func Undecided(modules map[string]string, records map[string]string) []string {
	var wrong []string
	for m := range modules {
		decided := false
		for _, text := range records {
			decided = decided || strings.Contains(text, m)
		}
		if !decided {
			wrong = append(wrong, m+" runs beside a person's words and no record under docs/decisions says why")
		}
	}
	if len(records) == 0 {
		wrong = append(wrong, missing("docs/decisions"))
	}
	sort.Strings(wrong)
	return wrong
}

var (
	testInComment = regexp.MustCompile(`(?m)^\s*//.*?\b(Test[A-Z][a-z]+[A-Z]\w+)`)
	testNamed     = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9_]*)`")
	testWritten   = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9_]*)\(`)
)

// Promises finds tests that a document, or a comment of the code, names and nobody wrote. Documents and tests map a path
// to its text.
func Promises(documents, tests map[string]string) []string {
	written := map[string]bool{}
	for _, text := range tests {
		for _, m := range testWritten.FindAllStringSubmatch(text, -1) {
			written[m[1]] = true
		}
	}
	var wrong []string
	named := 0
	for path, text := range documents {
		pattern := testNamed
		if strings.HasSuffix(path, ".go") {
			pattern = testInComment
		}
		for _, m := range pattern.FindAllStringSubmatch(text, -1) {
			named++
			if !written[m[1]] {
				wrong = append(wrong, fmt.Sprintf("%s says that %s holds something, and no such test is written", path, m[1]))
			}
		}
	}
	if named == 0 {
		wrong = append(wrong, "no document names a test: what is promised there is held by nothing")
	}
	sort.Strings(wrong)
	return wrong
}

// Texts reads the files of ours whose path wanted accepts.
func Texts(root string, wanted func(path string) bool) (map[string]string, error) {
	found := map[string]string{}
	err := walk(root, func(path string) error {
		path = filepath.ToSlash(path)
		if !wanted(path) {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		found[path] = string(text)
		return err
	})
	return found, err
}
