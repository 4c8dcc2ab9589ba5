package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// made builds an import graph from lines "package: import import". A package with a dot in its first part belongs to a
// module of other people, named by its first three parts; one below snowdrop is ours; the rest is the standard library.
func made(lines ...string) Graph {
	g := Graph{}
	add := func(path string) *Package {
		if g[path] == nil {
			p := &Package{ImportPath: path}
			parts := strings.Split(path, "/")
			switch {
			case strings.Contains(parts[0], "."):
				p.Module = &struct {
					Path string
					Main bool
				}{Path: strings.Join(parts[:min(3, len(parts))], "/")}
			case parts[0] != module:
				p.Standard = true
			}
			g[path] = p
		}
		return g[path]
	}
	for _, line := range lines {
		path, imports, _ := strings.Cut(line, ":")
		for _, imported := range strings.Fields(imports) {
			add(imported)
			add(path).Imports = append(g[path].Imports, imported)
		}
		add(path)
	}
	return g
}

func TestEveryRuleCanFail(t *testing.T) {
	const why = "because"
	cases := []struct {
		name      string
		wrong     func(Graph) []string
		good, bad Graph
		want      []string
	}{
		{
			"unreachable",
			func(g Graph) []string {
				return Unreachable(g, []string{"snowdrop/cmd/snowdrop"}, []string{"snowdrop/internal/seal"}, why)
			},
			made("snowdrop/cmd/snowdrop: snowdrop/internal/site", "snowdrop/internal/seal:"),
			made("snowdrop/cmd/snowdrop: snowdrop/internal/site", "snowdrop/internal/site: snowdrop/internal/seal"),
			[]string{"snowdrop/cmd/snowdrop → snowdrop/internal/site → snowdrop/internal/seal: because"},
		},
		{
			"unreachable, of a command that is not there",
			func(g Graph) []string { return Unreachable(g, []string{"snowdrop/cmd/snowdrop"}, []string{"x"}, why) },
			made("snowdrop/cmd/snowdrop: fmt"),
			made("snowdrop/cmd/snowdrip: fmt"),
			[]string{missing("snowdrop/cmd/snowdrop")},
		},
		{
			"only by",
			func(g Graph) []string {
				return OnlyBy(g, []string{"snowdrop/internal/seal"}, []string{"crypto/aes"}, false, why)
			},
			made("snowdrop/internal/seal: crypto/aes", "crypto/tls: crypto/aes"),
			made("snowdrop/internal/vault: crypto/aes", "example.org/a/b: crypto/aes"),
			[]string{"example.org/a/b imports crypto/aes: because", "snowdrop/internal/vault imports crypto/aes: because"},
		},
		{
			"no import, exactly that package",
			func(g Graph) []string { return NoImport(g, []string{"snowdrop/internal/app"}, []string{"net"}, why) },
			made("snowdrop/internal/app: net/http"),
			made("snowdrop/internal/app: net"),
			[]string{"snowdrop/internal/app imports net: because"},
		},
		{
			"no import, and what is below it",
			func(g Graph) []string {
				return NoImport(g, []string{"snowdrop/internal/journal"}, []string{"os/..."}, why)
			},
			made("snowdrop/internal/journal: fmt", "fmt: os"),
			made("snowdrop/internal/journal/kinds: os/exec"),
			[]string{"snowdrop/internal/journal/kinds imports os/exec: because"},
		},
		{
			"pure",
			func(g Graph) []string {
				return Pure(g, []string{"snowdrop/internal/guidance"}, []string{"snowdrop/internal/content"}, why)
			},
			made("snowdrop/internal/guidance/signs: fmt snowdrop/internal/content snowdrop/internal/guidance/level"),
			made("snowdrop/internal/guidance/signs: snowdrop/internal/content", "snowdrop/internal/content: gopkg.in/yaml"),
			[]string{"snowdrop/internal/guidance/signs → snowdrop/internal/content → gopkg.in/yaml: because"},
		},
		{
			"apart",
			func(g Graph) []string { return Apart(g, "snowdrop/app", []string{"snowdrop/app/screen"}, why) },
			made("snowdrop/app: snowdrop/app/body snowdrop/app/mind", "snowdrop/app/body: snowdrop/app/screen snowdrop/app/body/map", "snowdrop/app/mind: snowdrop/app/screen"),
			made("snowdrop/app: snowdrop/app/body snowdrop/app/mind", "snowdrop/app/body: snowdrop/app/screen", "snowdrop/app/mind: snowdrop/app/body"),
			[]string{"snowdrop/app/mind imports snowdrop/app/body: because"},
		},
		{
			"downwards",
			func(g Graph) []string {
				return Downwards(g, []string{"snowdrop/app", "snowdrop/vault", "snowdrop/record"}, why)
			},
			made("snowdrop/app: snowdrop/vault/memdisk", "snowdrop/vault/memdisk: snowdrop/vault", "snowdrop/vault: snowdrop/record"),
			made("snowdrop/vault: snowdrop/app", "snowdrop/attic: fmt"),
			[]string{
				"snowdrop/attic has no place in the order of the house: because",
				"snowdrop/vault imports snowdrop/app, which stands above it: because",
			},
		},
		{
			"modules",
			func(g Graph) []string {
				return Modules(g, "snowdrop/cmd/webapp", map[string]string{"github.com/a/pages": "writes the pages"})
			},
			made("snowdrop/cmd/webapp: snowdrop/ui", "snowdrop/ui: github.com/a/pages/runtime"),
			made("snowdrop/cmd/webapp: snowdrop/ui", "snowdrop/ui: github.com/b/tracker"),
			[]string{
				"snowdrop/cmd/webapp does not link github.com/a/pages any more: take its reason out",
				"snowdrop/cmd/webapp links github.com/b/tracker (snowdrop/cmd/webapp → snowdrop/ui → github.com/b/tracker): " +
					"a module needs a reason here and a record under docs/decisions",
			},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if wrong := c.wrong(c.good); len(wrong) > 0 {
				t.Errorf("a good house was refused: %v", wrong)
			}
			if diff := cmp.Diff(c.want, c.wrong(c.bad)); diff != "" {
				t.Errorf("what is wrong with a bad house (-want +got):\n%s", diff)
			}
		})
	}
}

// Each rule of the house must find something in a house where everything is wrong at once. This holds the lists, which
// the table above does not: a rule that was emptied by mistake would pass for ever.
func TestEveryRuleOfTheHouseBites(t *testing.T) {
	bad := "snowdrop/internal/seal snowdrop/internal/app snowdrop/internal/app/body testing github.com/evil/module os net regexp syscall/js crypto/aes"
	var lines []string
	for _, p := range []string{
		"cmd/snowdrop", "cmd/companion", "cmd/webapp", "internal/browser", "internal/app", "internal/app/body", "internal/app/safety", "internal/app/measure", "internal/ui", "internal/chart", "internal/text",
		"internal/vault", "internal/guidance/signs", "internal/journal", "internal/record",
	} {
		lines = append(lines, "snowdrop/"+p+": "+bad)
	}
	for _, list := range [][]rule{native, inBrowser} {
		for _, r := range list {
			if len(r.look(made(lines...))) == 0 {
				t.Errorf("%q found nothing wrong in a house where everything is", r.name)
			}
			if len(r.look(Graph{})) == 0 && !strings.Contains(r.name, "only") && r.name != "arrows point down" {
				t.Errorf("%q held nothing and still passed: the house was empty", r.name)
			}
		}
	}
}

func TestHouseThatCannotBeSeenIsAnError(t *testing.T) {
	for _, pattern := range []string{"./no/such/folder", "fmt"} {
		if g, err := Load(root(t), "linux", "amd64", pattern); err == nil {
			t.Errorf("go list %s gave %d packages and no error", pattern, len(g))
		}
	}
}

func source(t *testing.T, path, text string) Source {
	t.Helper()
	set := token.NewFileSet()
	var file *ast.File
	file, err := parser.ParseFile(set, path, text, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return Source{path, strings.Count(text, "\n"), file, set}
}

func TestEveryRuleOfStyleCanFail(t *testing.T) {
	const doc = "// Package a is one thing. It must never be two.\npackage a\n"
	long := "func Long() {\n" + strings.Repeat("\tprintln()\n", 60) + "}\n"
	wide := "type Wide interface {\n" + strings.Join([]string{"A()", "B()", "C()", "D()", "E()", "F()", "G()", "H()"}, "\n") + "\n}\n"
	never := map[string][]string{"time": {"Now"}}
	cases := []struct {
		name string
		look func([]Source) []string
		good []Source
		bad  []Source
		want string
	}{
		{"no comment", PackageComments, []Source{source(t, "a/a.go", doc)}, []Source{source(t, "a/a.go", "package a\n")}, "no package comment"},
		{"two comments", PackageComments, []Source{source(t, "a/a.go", doc), source(t, "a/b.go", "package a\n")},
			[]Source{source(t, "a/a.go", doc), source(t, "a/b.go", doc)}, "more than one"},
		{"one sentence", PackageComments, []Source{source(t, "a/a.go", doc)},
			[]Source{source(t, "a/a.go", "// Package a is one thing.\npackage a\n")}, "too little"},
		{"nothing that it must never do", PackageComments, []Source{source(t, "a/a.go", doc)},
			[]Source{source(t, "a/a.go", "// Package a is one thing. It is good.\npackage a\n")}, "too little"},
		{"long function", func(s []Source) []string { return Sizes(s, nil) }, []Source{source(t, "a/a.go", doc)},
			[]Source{source(t, "a/a.go", doc+long)}, "Long has 62 lines"},
		{"wide interface", func(s []Source) []string { return Sizes(s, nil) },
			[]Source{source(t, "a/a.go", doc+strings.Replace(wide, "Wide", "wide", 1))},
			[]Source{source(t, "a/a.go", doc+wide)}, "Wide has 8 methods"},
		{"large package", func(s []Source) []string { return Sizes(s, nil) }, []Source{source(t, "a/a.go", doc)},
			[]Source{source(t, "a/a.go", doc+strings.Repeat("\n", 1499))}, "a has 1501 lines"},
		{"exception", func(s []Source) []string { return Sizes(s, map[string]string{"a Long": "a table"}) },
			[]Source{source(t, "a/a.go", doc+long)}, []Source{source(t, "a/a.go", doc)}, "take its exception out"},
		{"vague name", Names, []Source{source(t, "a/entry.go", doc)}, []Source{source(t, "a/utils_js.go", doc)}, "named utils"},
		{"clock", func(s []Source) []string { return NoUse(s, []string{"a"}, never, "no clock") },
			[]Source{source(t, "a/a.go", doc+"import \"time\"\nvar d time.Duration\n")},
			[]Source{source(t, "a/b/a.go", doc+"import clock \"time\"\nvar n = clock.Now\n")}, "uses clock.Now: no clock"},
		{"clock of a room that is gone", func(s []Source) []string { return NoUse(s, []string{"a"}, never, "no clock") },
			[]Source{source(t, "a/a.go", doc)}, []Source{source(t, "b/a.go", doc)}, "does not exist here"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if wrong := c.look(c.good); len(wrong) > 0 {
				t.Errorf("good source was refused: %v", wrong)
			}
			wrong := c.look(c.bad)
			if len(wrong) != 1 || !strings.Contains(wrong[0], c.want) {
				t.Errorf("bad source gave %q, want one line with %q", wrong, c.want)
			}
		})
	}
}

func TestEveryRuleOfPaperCanFail(t *testing.T) {
	if wrong := Addresses(map[string]string{"web/page.js": `fetch("/static/a") // see "http://www.w3.org/2000/svg"`}); len(wrong) > 0 {
		t.Errorf("own addresses were refused: %v", wrong)
	}
	for _, text := range []string{`fetch("https://example.org/a")`, `@import url(//example.org/a.css)`, `<script src='//cdn'>`, `new WebSocket("wss://example.org")`} {
		if len(Addresses(map[string]string{"web/page.js": text})) != 1 {
			t.Errorf("%s was not found", text)
		}
	}
	if len(Addresses(nil)) == 0 {
		t.Error("an empty web folder passed")
	}

	modules := map[string]string{"example.org/a": "reason"}
	if wrong := Undecided(modules, map[string]string{"a.md": "We use example.org/a."}); len(wrong) > 0 {
		t.Errorf("a decided module was refused: %v", wrong)
	}
	if len(Undecided(modules, map[string]string{"a.md": "We use nothing."})) != 1 || len(Undecided(nil, nil)) != 1 {
		t.Error("an undecided module, or a folder without records, passed")
	}

	tests := map[string]string{"a_test.go": "func TestKept(t *testing.T) {\n"}
	if wrong := Promises(map[string]string{"a.md": "held by `TestKept`"}, tests); len(wrong) > 0 {
		t.Errorf("a promise that is held was refused: %v", wrong)
	}
	if len(Promises(map[string]string{"a.go": "// It holds (TestKeptNever).\nvar x = TestKeptOften"}, tests)) != 1 {
		t.Error("a comment that names a test which nobody wrote passed")
	}
	if len(Promises(map[string]string{"a.md": "held by `TestBroken`"}, tests)) != 1 || len(Promises(map[string]string{"a.md": "trust us"}, tests)) != 1 {
		t.Error("a promise that nothing holds passed")
	}
}
