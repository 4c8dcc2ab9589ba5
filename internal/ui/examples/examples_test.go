package examples

import (
	"bytes"
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"snowdrop/internal/testkit/page"
)

// components are the exported functions of internal/ui that give something to show.
func components(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, f := range parse(t, "..") {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || !fn.Name.IsExported() || fn.Type.Results == nil || len(fn.Type.Results.List) != 1 {
				continue
			}
			result, ok := fn.Type.Results.List[0].Type.(*ast.SelectorExpr)
			if ok && result.Sel.Name == "Component" {
				found[fn.Name.Name] = true
			}
		}
	}
	return found
}

func parse(t *testing.T, dir string) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, p := range paths {
		if strings.HasSuffix(p, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

func TestEveryComponentHasAnExample(t *testing.T) {
	shown := map[string]bool{}
	for _, f := range parse(t, ".") {
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "ui" {
					shown[s.Sel.Name] = true
				}
			}
			return true
		})
	}
	all := components(t)
	if len(all) < 20 {
		t.Fatalf("found only %d components in internal/ui: the search is broken", len(all))
	}
	for name := range all {
		if !shown[name] {
			t.Errorf("ui.%s has no example", name)
		}
	}
}

var unsaid = regexp.MustCompile(`\[[a-z][a-z0-9.-]*\]|\{[a-z-]+\}`)

func TestEveryExampleIsAWholePageWithoutFlaws(t *testing.T) {
	names := map[string]bool{}
	for _, e := range Examples() {
		t.Run(e.Name, func(t *testing.T) {
			if names[e.Name] {
				t.Error("the name comes twice")
			}
			names[e.Name] = true
			var b bytes.Buffer
			if err := e.Component.Render(context.Background(), &b); err != nil {
				t.Fatal(err)
			}
			p := page.Parse(t, bytes.NewReader(b.Bytes()))
			for _, flaw := range p.Flaws() {
				t.Error(flaw)
			}
			for _, name := range p.SameButtons() {
				t.Errorf("two buttons that do two things are called %q", name)
			}
			if missing := unsaid.FindString(p.Words()); missing != "" {
				t.Errorf("a sentence is missing: %s", missing)
			}
			if p.First("html").Attrs["lang"] == "" || p.First("title").Words() == "" || p.First("main") == nil {
				t.Error("language, title or main part is missing")
			}
		})
	}
}
