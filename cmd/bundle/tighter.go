package main

import (
	"bytes"
	_ "embed"
	"errors"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// tighter puts copies in the place of sources, which say the same in fewer bytes: see shorter, stable and flat. What stands
// in for something already stays.
func (b *bundle) tighter(dir string, replace map[string]string) error {
	c := exec.Command("go", "list", "-deps", "-tags=apart,nethttpomithttp2", "-f",
		`{{if or .Standard (not .Module) .Module.Main}}{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{end}}`, b.command)
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOWASM=", "GOFLAGS=")
	list, err := b.output(c)
	if err != nil {
		return err
	}
	written := map[string]bool{} // folders of pages that templ wrote
	for i, path := range strings.Split(strings.TrimSpace(string(list)), "\n") {
		if _, taken := replace[path]; taken {
			continue
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(path, "_templ.go") {
			written[filepath.Dir(path)], source = true, shorter(source)
		}
		own := filepath.Join(dir, strconv.Itoa(i)+".go")
		if err := os.WriteFile(own, flat(silent(stable(source))), 0o600); err != nil {
			return err
		}
		replace[path] = own
	}
	pages, err := without.ReadFile("without/pages.go.txt")
	if err != nil {
		return err
	}
	for folder := range written {
		path, name := filepath.Join(folder, "pages_apart.go"), filepath.Base(folder)
		if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
			return errors.New(path + " is there, where something of the bundle was to stand")
		}
		own := filepath.Join(dir, "pages-"+name+".go")
		if err := os.WriteFile(own, bytes.Replace(pages, []byte("package ui\n"), []byte("package "+name+"\n"), 1), 0o600); err != nil {
			return err
		}
		replace[path] = own
	}
	return nil
}

// lines is a pattern of lines, each with any number of tabs before it.
func lines(all ...string) *regexp.Regexp { return regexp.MustCompile(strings.Join(all, `\n\t*`)) }

const (
	templInput = `templruntime\.GeneratedTemplate\(func\(templ_7745c5c3_Input templruntime\.GeneratedComponentInput\) \(templ_7745c5c3_Err error\) \{\n` +
		`\t*templ_7745c5c3_W, ctx := templ_7745c5c3_Input\.Writer, templ_7745c5c3_Input\.Context`
	templBuffer = `templ_7745c5c3_Buffer, templ_7745c5c3_IsBuffer := templruntime\.GetBuffer\(templ_7745c5c3_W\)\n` +
		`\t*if !templ_7745c5c3_IsBuffer \{\n\t*defer func\(\) \{\n\t*templ_7745c5c3_BufErr := templruntime\.ReleaseBuffer\(templ_7745c5c3_Buffer\)\n` +
		`\t*if templ_7745c5c3_Err == nil \{\n\t*templ_7745c5c3_Err = templ_7745c5c3_BufErr\n\t*\}\n\t*\}\(\)\n\t*\}\n\t*ctx = templ\.InitializeContext\(ctx\)`
	templFailed = `if templ_7745c5c3_Err != nil \{\n\t*return templ_7745c5c3_Err\n\t*\}`
	templNamed  = `if templ_7745c5c3_Err != nil \{\n\t*return templ\.Error\{.*\}\n\t*\}`
	templPut    = `_, templ_7745c5c3_Err = templ_7745c5c3_Buffer\.WriteString\(templ\.EscapeString\((templ_7745c5c3_Var\d+)\)\)`
)

// What templ writes for a page, for a part of one, for fixed text and for text that is escaped.
var (
	templPages = lines(templInput, `if templ_7745c5c3_CtxErr := ctx\.Err\(\); templ_7745c5c3_CtxErr != nil \{`, `return templ_7745c5c3_CtxErr`, `\}`, templBuffer,
		`(templ_7745c5c3_Var\d+) := templ\.GetChildren\(ctx\)`, `if templ_7745c5c3_Var\d+ == nil \{`, `templ_7745c5c3_Var\d+ = templ\.NopComponent`, `\}`,
		`ctx = templ\.ClearChildren\(ctx\)`)
	templParts = lines(templInput, templBuffer)
	templFixed = lines(`templ_7745c5c3_Err = templruntime\.WriteString\(templ_7745c5c3_Buffer, \d+, (".*")\)`, templFailed)
	templTexts = lines(`var templ_7745c5c3_Var\d+ (?:string|templ\.SafeURL)`,
		`(templ_7745c5c3_Var\d+), templ_7745c5c3_Err = templ\.Join(?:StringErrs\((.*)\)|URLErrs\((templ\.SafeURL\(.*\))\))`, templNamed, templPut, templFailed)
)

// What templ writes for a page within a page, and for what else may fail.
var (
	templShown = lines(`templ_7745c5c3_Err = (.*)\.Render\((ctx|templ\.WithChildren\(ctx, templ_7745c5c3_Var\d+\)), templ_7745c5c3_Buffer\)`, templFailed)
	templMusts = lines(`templ_7745c5c3_Err = (templ\.Render(?:CSSItems|Attributes)\(.*\))`, templFailed)
)

// joined are calls that stand one after the other, as shorter wrote them, and the one call that does the same.
var joined = []struct {
	found *regexp.Regexp
	one   string
}{
	{lines(`templWrite\(templ_7745c5c3_Buffer, (".*")\)`, `templText\(templ_7745c5c3_Buffer, (string\(.*\))\)`), `templPiece(templ_7745c5c3_Buffer, $1, $2)`},
	{lines(`templWrite\(templ_7745c5c3_Buffer, (".*")\)`, `templShow\((.*)\)`), `templThen($1, $2)`},
	{lines(`templPiece\(templ_7745c5c3_Buffer, (".*)\)`, `templWrite\(templ_7745c5c3_Buffer, (".*")\)`), `templRound(templ_7745c5c3_Buffer, $1, $2)`},
	{lines(`templPiece\(templ_7745c5c3_Buffer, (".*)\)`, `templRound\(templ_7745c5c3_Buffer, (".*)\)`), `templRounds(templ_7745c5c3_Buffer, $1, $2)`},
	{lines(`templPiece\(templ_7745c5c3_Buffer, (".*)\)`, `templPiece\(templ_7745c5c3_Buffer, (".*)\)`), `templPieces(templ_7745c5c3_Buffer, $1, $2)`},
}

// shorter gives what templ wrote with one call for each piece of a page. Where the pattern is another one day, the source
// stays as it is, and the test of the size says so.
func shorter(source []byte) []byte {
	source = templPages.ReplaceAll(source,
		[]byte(`templPage(func(ctx templContext, templ_7745c5c3_Buffer *templruntime.Buffer, $1 templ.Component) (templ_7745c5c3_Err error) {`))
	source = templParts.ReplaceAll(source, []byte(`templPart(func(ctx templContext, templ_7745c5c3_Buffer *templruntime.Buffer) (templ_7745c5c3_Err error) {`))
	source = templFixed.ReplaceAll(source, []byte(`templWrite(templ_7745c5c3_Buffer, $1)`))
	source = templTexts.ReplaceAllFunc(source, func(found []byte) []byte {
		m := templTexts.FindSubmatch(found)
		if !bytes.Equal(m[1], m[4]) {
			return found
		}
		return []byte(`templText(templ_7745c5c3_Buffer, string(` + string(m[2]) + string(m[3]) + `))`)
	})
	source = templShown.ReplaceAll(source, []byte(`templShow($2, templ_7745c5c3_Buffer, $1)`))
	source = templMusts.ReplaceAll(source, []byte(`templMust($1)`))
	for _, j := range joined {
		source = j.found.ReplaceAll(source, []byte(j.one))
	}
	return source
}

// sorts are the beginnings of the sorts of the package slices, and what does the same in less code: every type that is sorted
// brings a copy of them, and the copies were a fiftieth of the download. What stands instead sorts places, which are all of
// one type, and keeps equals in order.
var sorts = map[string]string{
	"func pdqsortOrdered[E cmp.Ordered](data []E, a, b, limit int) {\n":               "stableOrdered(data[a:b], b-a)\nreturn\n",
	"func pdqsortCmpFunc[E any](data []E, a, b, limit int, cmp func(a, b E) int) {\n": "stableCmpFunc(data[a:b], b-a, cmp)\nreturn\n",
	"func stableOrdered[E cmp.Ordered](data []E, n int) {\n":                          sorted("cmp.Less(was[i], was[j])"),
	"func stableCmpFunc[E any](data []E, n int, cmp func(a, b E) int) {\n":            sorted("cmp(was[i], was[j]) < 0"),
}

func sorted(less string) string {
	return "was := append([]E(nil), data[:n]...)\nfor to, from := range inOrder(n, func(i, j int) bool { return " + less + " }) {\ndata[to] = was[from]\n}\nreturn\n"
}

//go:embed inorder.go
var inOrderSource string

// stable gives a file of the package slices with those sorts. The one with SortFunc in it brings inOrder along.
func stable(source []byte) []byte {
	for head, instead := range sorts {
		source = bytes.Replace(source, []byte(head), []byte(head+instead), 1)
	}
	if bytes.Contains(source, []byte("func stableCmpFunc[")) {
		_, function, _ := strings.Cut(inOrderSource, "package main\n")
		source = append(source, function...)
	}
	return source
}

// unheard are the beginnings of functions of the runtime that write down what a program does, for tools that ask for it, or where it
// was when it broke, and what stands instead. In a browser nobody asks, and there are no names and no lines to say where.
var unheard = map[string]string{
	"func traceEnabled() bool {\n":                                                     "return false\n",
	"func traceAllocFreeEnabled() bool {\n":                                            "return false\n",
	"func traceShuttingDown() bool {\n":                                                "return false\n",
	"func traceback2(u *unwinder, showRuntime bool, skip, max int) (n, lastN int) {\n": "return 0, 0\n",
	"func goroutineheader(gp *g) {\n":                                                  "return\n",
	"func schedtrace(detailed bool) {\n":                                               "return\n",
	"func printanycustomtype(i any) {\n":                                               "return\n",
	"func gcDumpObject(label string, obj, off uintptr) {\n":                            "return\n",
	"func hexdumpWords(p, len uintptr, mark func(uintptr, hexdumpMarker)) {\n":         "return\n",
	"func checkFinalizersAndCleanups() {\n":                                            "return\n",
	"func (s *mspan) reportZombies() {\n":                                              "throw(\"found pointer to free object\")\n",
	"func typelinksinit() {\n":                                                         "return\n", // there is one module
}

// silent gives a source of the runtime without those.
func silent(source []byte) []byte {
	if !bytes.Contains(source, []byte("\npackage runtime\n")) {
		return source
	}
	for head, instead := range unheard {
		source = bytes.Replace(source, []byte("\n"+head), []byte("\n"+head+instead), 1)
	}
	return source
}

// flat gives a source in which every line is said to be the first one of no file. The table that leads from a place in the
// program back to its line is a twentieth of the download, and in a browser nobody reads it.
func flat(source []byte) []byte {
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, scanner.ScanComments)
	inside, begins := map[int]bool{}, 0 // lines that begin within a text or a comment; the line of the package clause
	for {
		pos, tok, said := s.Scan()
		if tok == token.EOF {
			break
		}
		line := file.Line(pos)
		if tok == token.PACKAGE && begins == 0 {
			begins = line
		}
		if tok == token.STRING || tok == token.COMMENT {
			for i := range strings.Count(said, "\n") {
				inside[line+i+1] = true
			}
		}
	}
	var out bytes.Buffer
	for i, line := range bytes.SplitAfter(source, []byte("\n")) {
		if begins > 0 && i+1 > begins && !inside[i+1] && len(bytes.TrimSpace(line)) > 0 {
			out.WriteString("//line :1\n")
		}
		out.Write(line)
	}
	return out.Bytes()
}
