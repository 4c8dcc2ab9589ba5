package main

import (
	"bytes"
	"encoding/json"
	"go/scanner"
	"go/token"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tokens are the pieces of a source without its comments, and of a text that goes over lines all of it.
func tokens(t *testing.T, source []byte) []string {
	t.Helper()
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, func(pos token.Position, said string) { t.Errorf("%v: %s", pos, said) }, 0)
	var all []string
	for {
		_, tok, said := s.Scan()
		if tok == token.EOF {
			return all
		}
		all = append(all, tok.String()+" "+said)
	}
}

func TestAFlatSourceSaysTheSame(t *testing.T) {
	tricky := "//go:build js\n\n// Package a.\npackage a\n\nimport \"b\"\n\n//go:embed x\nvar x = `one\ntwo\n\n//line\n` + \"three\" /* four\nfive */ + `six`\n\nfunc f() {\n\n\tg(1,\n\t\t2)\n}\n"
	got := string(flat([]byte(tricky)))
	for _, want := range []string{"//go:build js\n\n// Package a.\npackage a\n\n//line :1\nimport", "`one\ntwo\n\n//line\n`", "four\nfive */", "//line :1\n//go:embed x\n//line :1\nvar x", "g(1,\n//line :1\n\t\t2)"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in:\n%s", want, got)
		}
	}
	n := 0
	for _, top := range []string{"../../internal", "../../cmd/webapp"} {
		err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if err != nil || filepath.Ext(path) != ".go" {
				return err
			}
			n++
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			before, after := tokens(t, source), tokens(t, flat(source))
			if strings.Join(before, "\n") != strings.Join(after, "\n") {
				t.Errorf("%s says something else when it is flat", path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if n < 100 {
		t.Errorf("%d sources were looked at", n)
	}
}

// printed is what a command below testdata prints, compiled with an overlay: of pages, that is every page of the gallery.
func printed(t *testing.T, command string, replace map[string]string) []byte {
	t.Helper()
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(path, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "run", "-overlay="+path, "./testdata/"+command)
	c.Stderr = os.Stderr
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestShorterPagesSayTheSame(t *testing.T) {
	dir := t.TempDir()
	all := map[string]string{}
	b := &bundle{top: "../..", command: "./cmd/webapp"}
	if err := b.tighter(dir, all); err != nil {
		t.Fatal(err)
	}
	pages, before, after := map[string]string{}, 0, 0
	for path, own := range all { // ours alone: the standard library of a browser is not that of this machine
		if !strings.HasSuffix(path, "_templ.go") && !strings.HasSuffix(path, "pages_apart.go") {
			continue
		}
		pages[path] = own
		if source, err := os.ReadFile(path); err == nil {
			before += bytes.Count(source, []byte("templ_7745c5c3_Err != nil"))
		}
		tight, err := os.ReadFile(own)
		if err != nil {
			t.Fatal(err)
		}
		after += bytes.Count(tight, []byte("templ_7745c5c3_Err != nil"))
	}
	if before < 1000 || after > before/100 {
		t.Errorf("of %d places where an error is looked for %d are left: templ writes something else now", before, after)
	}
	want, got := printed(t, "pages", nil), printed(t, "pages", pages)
	if len(want) < 100_000 {
		t.Fatalf("the gallery printed %d bytes", len(want))
	}
	if !bytes.Equal(want, got) {
		t.Error("a page is another one when it is written shorter")
	}
}

func TestAnErrorInAPieceOfAPageIsThatOfThePage(t *testing.T) {
	pages, err := without.ReadFile("without/pages.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	own, err := filepath.Abs("testdata/failing/pages_apart.go")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "pages.go")
	if err := os.WriteFile(path, bytes.Replace(pages, []byte("package ui\n"), []byte("package main\n"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = `"outer inner <&amp;>&amp;.<&amp;>&amp;." and <nil>` + "\n" + `"outer inner " and an error` + "\n" + `"outer inner " and the panic of another sort` + "\n"
	if got := string(printed(t, "failing", map[string]string{own: path})); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTheSortsThatAreLeftOutAreStillThere(t *testing.T) {
	b := &bundle{top: "../..", command: "./cmd/webapp"}
	root, err := b.goroot()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"zsortordered.go", "zsortanyfunc.go"} {
		source, err := os.ReadFile(filepath.Join(root, "src", "slices", name))
		if err != nil {
			t.Fatal(err)
		}
		changed := stable(source)
		if got, want := bytes.Count(changed, []byte("\nreturn\n")), len(sorts)/2; got != want {
			t.Errorf("slices/%s is another one in this version of Go: %d of %d sorts were found, and the app is larger than it need be", name, got, want)
		}
	}
}

func TestWhatStandsForTheSortsSortsAndKeepsEqualsInOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 130 {
		values := make([]int, n)
		for i := range values {
			values[i] = random.IntN(1 + n/2) // so that some are equal
		}
		want := make([]int, n)
		for i := range want {
			want[i] = i
		}
		slices.SortStableFunc(want, func(i, j int) int { return values[i] - values[j] })
		if got := inOrder(n, func(i, j int) bool { return values[i] < values[j] }); !slices.Equal(got, want) {
			t.Fatalf("%v: got %v, want %v", values, got, want)
		}
	}
}

// TestWhatNobodyHearsIsFoundInTheToolchain: where a function is called otherwise one day it stays in the app, which is larger then.
func TestWhatNobodyHearsIsFoundInTheToolchain(t *testing.T) {
	b := &bundle{top: "../.."}
	root, err := b.goroot()
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(root, "src", "runtime", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int{}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for head := range unheard {
			found[head] += bytes.Count(source, []byte("\n"+head))
		}
		for head, instead := range unheard {
			if after := silent(source); bytes.Contains(source, []byte("\n"+head)) && !bytes.Contains(after, []byte(head+instead)) {
				t.Errorf("%s is left as it was in %s", strings.TrimSpace(head), filepath.Base(name))
			}
		}
	}
	for head := range unheard {
		if found[head] != 1 {
			t.Errorf("%s begins %d functions of the runtime, want one", strings.TrimSpace(head), found[head])
		}
	}
	if other := "package other\n\nfunc typelinksinit() {\n}\n"; string(silent([]byte("\n"+other))) != "\n"+other {
		t.Error("a function of another package was changed")
	}
}
