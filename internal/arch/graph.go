// Package arch holds the rules of the house as tests: what may import what, and how large a thing may grow.
// It must never be imported, and a rule that could not look must fail instead of passing.
package arch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
)

// Package is one package as go list sees it on one platform. Imports leaves tests out.
type Package struct {
	ImportPath string
	Dir        string
	Standard   bool
	Imports    []string
	Module     *struct {
		Path string
		Main bool
	}
	Error *struct{ Err string }
}

// Ours tells whether the package belongs to this module.
func (p *Package) Ours() bool {
	return p.ImportPath == module || strings.HasPrefix(p.ImportPath, module+"/")
}

const module = "snowdrop"

// Graph is every package that ours reach on one platform, by import path.
type Graph map[string]*Package

// Load asks go list. An answer that is incomplete is an error: a rule over half a house says nothing.
func Load(root, goos, goarch string, patterns ...string) (Graph, error) {
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Dir,Standard,Imports,Module,Error"}, patterns...)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("arch: go list %s for %s/%s: %w\n%s", strings.Join(patterns, " "), goos, goarch, err, complaint.String())
	}
	g := Graph{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		p := new(Package)
		if err := dec.Decode(p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("arch: reading go list: %w", err)
		}
		if p.Error != nil {
			return nil, fmt.Errorf("arch: %s for %s/%s: %s", p.ImportPath, goos, goarch, p.Error.Err)
		}
		g[p.ImportPath] = p
	}
	if len(g.Under(module)) == 0 {
		return nil, fmt.Errorf("arch: go list %s for %s/%s names no package of ours", strings.Join(patterns, " "), goos, goarch)
	}
	return g, nil
}

// Under returns the packages at path or below it, in order.
func (g Graph) Under(path string) []string {
	var found []string
	for p := range g {
		if p == path || strings.HasPrefix(p, path+"/") {
			found = append(found, p)
		}
	}
	sort.Strings(found)
	return found
}

// Chain returns the shortest chain of imports from one package to the first that wanted accepts, or nil.
func (g Graph) Chain(from string, wanted func(*Package) bool) []string {
	type step struct {
		path string
		back *step
	}
	seen := map[string]bool{from: true}
	for queue := []*step{{path: from}}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		p := g[at.path]
		if p == nil {
			continue
		}
		if wanted(p) {
			var chain []string
			for s := at; s != nil; s = s.back {
				chain = append([]string{s.path}, chain...)
			}
			return chain
		}
		imports := append([]string(nil), p.Imports...)
		sort.Strings(imports)
		for _, next := range imports {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, &step{next, at})
			}
		}
	}
	return nil
}

// Root returns the folder that holds go.mod, seen from the folder a test runs in.
func Root() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("arch: no go.mod above the working folder")
		}
		dir = up
	}
}
