package app

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"snowdrop/internal/text"
)

var literal = regexp.MustCompile(`"([a-z][a-zA-Z0-9._-]*)"`)

// TestNoSentenceIsLeftOver: a translator must not work on sentences that nobody reads. A key counts
// as used when it stands in the source (a label may have a ".line" beneath it), or begins with a piece
// that does and ends in "." there.
func TestNoSentenceIsLeftOver(t *testing.T) {
	whole, begins := map[string]bool{}, []string{}
	files := 0
	for _, pattern := range []string{"*.go", "*/*.go", "*/*/*.go", "../ui/*.go", "../ui/*.templ", "../text/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files++
			for _, m := range literal.FindAllSubmatch(source, -1) {
				if key := string(m[1]); strings.HasSuffix(key, ".") {
					begins = append(begins, key)
				} else {
					whole[key] = true
				}
			}
		}
	}
	if files < 10 || len(begins) == 0 {
		t.Fatalf("read %d files, %d beginnings: the test does not look where the source is", files, len(begins))
	}
next:
	for _, key := range text.English.Keys() {
		key = strings.TrimSuffix(key, ".plain") // said in the place of the key itself, see text.Words
		if whole[key] || whole[strings.TrimSuffix(key, ".line")] {
			continue
		}
		for _, b := range begins {
			if strings.HasPrefix(key, b) {
				continue next
			}
		}
		t.Errorf("nobody asks for %q", key)
	}
}
