package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Source is one Go file of ours that is neither a test nor generated.
type Source struct {
	Path  string // from the root of the repository
	Lines int
	File  *ast.File
	Set   *token.FileSet
}

// Folder is where the file lies, which is its package.
func (s Source) Folder() string { return filepath.ToSlash(filepath.Dir(s.Path)) }

// Sources reads every Go file of ours below root, whatever platform it is for. Tests and generated code are left out.
func Sources(root string) ([]Source, error) {
	var all []Source
	err := walk(root, func(path string) error {
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		text, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(file) {
			all = append(all, Source{filepath.ToSlash(path), strings.Count(string(text), "\n"), file, set})
		}
		return nil
	})
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("arch: no Go file below %s", root)
	}
	return all, err
}

// walk calls each with every file of the repository that is ours, by its path from root.
func walk(root string, each func(path string) error) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			hidden := strings.HasPrefix(name, ".") && path != root && name != ".ci"
			if hidden || name == "node_modules" || name == "bin" || name == "testdata" || strings.HasSuffix(filepath.ToSlash(path), "web/built") {
				return filepath.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		return each(rel)
	})
}

// PackageComments finds packages whose comment is missing, doubled or shorter than two sentences.
func PackageComments(all []Source) []string {
	comments := map[string][]string{}
	for _, s := range all {
		comments[s.Folder()] = append(comments[s.Folder()], s.comment()...)
	}
	var wrong []string
	for folder, found := range comments {
		switch {
		case len(found) == 0:
			wrong = append(wrong, folder+" has no package comment: the first sentence says what it is, the second what it must never do")
		case len(found) > 1:
			wrong = append(wrong, folder+" has more than one package comment: a reader must know which one holds")
		case sentences(found[0]) < 2, !strings.Contains(found[0], "never"):
			wrong = append(wrong, folder+" says too little in its package comment: the first sentence says what it is, the second what it must never do")
		}
	}
	sort.Strings(wrong)
	return wrong
}

func (s Source) comment() []string {
	if s.File.Doc == nil {
		return nil
	}
	return []string{s.File.Doc.Text()}
}

func sentences(text string) int {
	n := 0
	for _, word := range strings.Fields(text) {
		word = strings.TrimRight(word, `")`)
		if strings.HasSuffix(word, ".") || strings.HasSuffix(word, "?") {
			n++
		}
	}
	return n
}

// Sizes finds packages over 1,500 lines, functions over 60 and exported interfaces over 7 methods, and exceptions that
// nothing needs any more. An exception is named by what it excuses and holds its reason.
func Sizes(all []Source, exceptions map[string]string) []string {
	large := map[string]string{}
	lines := map[string]int{}
	for _, s := range all {
		lines[s.Folder()] += s.Lines
		ast.Inspect(s.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				first, last := s.Set.Position(n.Pos()).Line, s.Set.Position(n.End()).Line
				if long := last - first + 1; long > 60 {
					large[s.Folder()+" "+funcName(n)] = fmt.Sprintf("%s: %s has %d lines, the limit is 60", s.Path, funcName(n), long)
				}
			case *ast.TypeSpec:
				if i, ok := n.Type.(*ast.InterfaceType); ok && n.Name.IsExported() && i.Methods.NumFields() > 7 {
					large[s.Folder()+" "+n.Name.Name] = fmt.Sprintf("%s: %s has %d methods, the limit is 7", s.Path, n.Name.Name, i.Methods.NumFields())
				}
			}
			return true
		})
	}
	for folder, n := range lines {
		if n > 1500 {
			large[folder] = fmt.Sprintf("%s has %d lines, the limit is 1500", folder, n)
		}
	}
	var wrong []string
	for key, sentence := range large {
		if exceptions[key] == "" {
			wrong = append(wrong, sentence+": split it, or say in internal/arch why it reads better whole")
		}
	}
	for key := range exceptions {
		if large[key] == "" {
			wrong = append(wrong, key+" is small enough now: take its exception out")
		}
	}
	sort.Strings(wrong)
	return wrong
}

func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	receiver := f.Recv.List[0].Type
	if star, ok := receiver.(*ast.StarExpr); ok {
		receiver = star.X
	}
	if generic, ok := receiver.(*ast.IndexExpr); ok {
		receiver = generic.X
	}
	if name, ok := receiver.(*ast.Ident); ok {
		return name.Name + "." + f.Name.Name
	}
	return f.Name.Name
}

// Names finds files named after nothing in particular.
func Names(all []Source) []string {
	var wrong []string
	for _, s := range all {
		name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(s.Path), ".go"), "_")
		folder := filepath.Base(s.Folder())
		for _, vague := range []string{"helper", "helpers", "util", "utils", "common", "misc", "models", "services", "types"} {
			if name == vague || folder == vague {
				wrong = append(wrong, s.Path+" is named "+vague+": a file is named for the thing in it, so that a newcomer finds it")
			}
		}
	}
	return wrong
}

// NoUse finds uses of package-level names below one of folders. Never maps an import path to the names in it.
func NoUse(all []Source, folders []string, never map[string][]string, because string) []string {
	var wrong []string
	looked := map[string]bool{}
	for _, s := range all {
		for _, folder := range folders {
			if underAny(s.Folder(), []string{folder}) {
				looked[folder] = true
				wrong = append(wrong, s.uses(never, because)...)
			}
		}
	}
	for _, folder := range folders {
		if !looked[folder] {
			wrong = append(wrong, missing(folder))
		}
	}
	return wrong
}

func (s Source) uses(never map[string][]string, because string) []string {
	names := map[string]map[string]bool{}
	for _, spec := range s.File.Imports {
		path := strings.Trim(spec.Path.Value, `"`)
		local := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			local = spec.Name.Name
		}
		for _, name := range never[path] {
			if names[local] == nil {
				names[local] = map[string]bool{}
			}
			names[local][name] = true
		}
	}
	var wrong []string
	ast.Inspect(s.File, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := sel.X.(*ast.Ident); ok && names[pkg.Name][sel.Sel.Name] {
				wrong = append(wrong, fmt.Sprintf("%s uses %s.%s: %s", s.Set.Position(sel.Pos()), pkg.Name, sel.Sel.Name, because))
			}
		}
		return true
	})
	return wrong
}
