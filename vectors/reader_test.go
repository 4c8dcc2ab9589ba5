package vectors_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The folder reader holds a second reader of the format, in another language, by somebody who has seen docs/format.md and the vectors
// and not the program. What it needs is put there by tools/setup.sh, so these tests are never skipped.

// askTheStranger runs the reader on a folder of vectors, or on some files of it, and says what it printed and whether it agreed.
func askTheStranger(t *testing.T, folder string, files ...string) (string, bool) {
	t.Helper()
	// Go remembers that a test has passed until a file that the test opened changes. It does not see what Node opens.
	for _, pattern := range []string{"*.json", "reader/*.mjs", "reader/*.json", "reader/*.txt"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(names), err)
		}
		for _, name := range names {
			if _, err := os.ReadFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := os.Stat("reader/node_modules/@noble"); err != nil {
		t.Fatalf("the libraries of the reader are missing; please run sh tools/setup.sh: %v", err)
	}
	out, err := exec.Command("node", append([]string{"reader/check.mjs", folder}, files...)...).CombinedOutput()
	if exit, is := err.(*exec.ExitError); err != nil && (!is || exit.ExitCode() != 1) {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out), err == nil
}

func TestAStrangerReadsEverything(t *testing.T) {
	out, agreed := askTheStranger(t, ".")
	if !agreed {
		t.Fatalf("written from the page alone, and does not agree:\n%s", out)
	}
	files, err := filepath.Glob("*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.Contains(out, file+": ") {
			t.Errorf("nothing is said about %s", file)
		}
	}
	t.Log(out)
}

func TestAStrangerReadsEverythingInFourHundredLines(t *testing.T) {
	reader, err := os.ReadFile("reader/reader.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(reader, []byte("\n")); n > 400 {
		t.Errorf("the reader has %d lines", n)
	}
	files, err := filepath.Glob("reader/*.mjs")
	if err != nil || len(files) != 2 {
		t.Errorf("there is more to read with than reader.mjs, and check.mjs, which compares: %v, %v", files, err)
	}
}

// What agrees with everything may have compared nothing.
func TestAStrangerReadsEverythingAndCanDisagree(t *testing.T) {
	swap := func(from, to string) func(string) string {
		return func(all string) string { return strings.Replace(all, from, to, 1) }
	}
	for _, c := range []struct {
		name, file string
		change     func(string) string
		says       string
	}{
		{"a byte of what is sealed", "seal.json", swap(`"sealed": "01d609`, `"sealed": "01d608`), "open"},
		{"a byte of what was in it", "seal.json", swap(`"plaintext": "69`, `"plaintext": "68`), "plaintext"},
		{"a byte of a box", "box.json", swap(`"box": "0f`, `"box": "0e`), "open"},
		{"a byte of a key", "derive.json", swap(`"derived": "88`, `"derived": "89`), "derived"},
		{"another error", "record.json", swap(`"error": "padding"`, `"error": "length"`), "padding"},
		{"an error where there is none", "envelope.json", swap(`"error": ""`, `"error": "cut"`), "cut"},
		{"a byte of a head", "log.json", swap(`"head": "c92abb`, `"head": "c92abc`), "c92abc"},
		{"a byte of an envelope", "log.json", swap(`"bytes": "0101000000015ff1ea`, `"bytes": "0101000000015ff1eb`), "leaf"},
		{"a letter of a body", "log.json", swap("it was raining again", "it was raining agaim"), "agaim"},
		{"which versions are live", "log.json", swap("8,\n\t\t\t\t9", "9"), "live"},
		{"what an entry is", "accept.json", swap(`"kind": "delete"`, `"kind": "put"`), "delete"},
		{"a vector fewer", "commit.json", func(all string) string { return all[:strings.LastIndex(all, ",\n\t{")] + "]" }, "there were 2"},
		{"a file that nobody reads", "another.json", func(string) string { return "[]" }, "nobody has taught"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := t.TempDir()
			for _, name := range []string{"log.json", c.file} { // accept.json goes on where log.json ends
				all, err := os.ReadFile(name)
				if err != nil && name != "another.json" {
					t.Fatal(err)
				}
				if name == c.file {
					before := string(all)
					if all = []byte(c.change(before)); string(all) == before {
						t.Fatalf("nothing to change in %s", name)
					}
				}
				if err := os.WriteFile(filepath.Join(folder, name), all, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if out, agreed := askTheStranger(t, folder, c.file); agreed || !strings.Contains(out, c.says) {
				t.Errorf("agreed %v, and says:\n%s", agreed, out)
			}
		})
	}
}
