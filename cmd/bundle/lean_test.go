package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestAScriptAndAStyleSheetSayTheSameWithoutTheirComments(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"a.js", "// Copyright of somebody\n// says what it is\nlet a = 1; // stays\n\n\tif (a) {\n\t\t// why\n\t\tb(\"//x\");\n\t}\n", "// Copyright of somebody\nlet a = 1; // stays\nif (a) {\nb(\"//x\");\n}\n"},
		{"a.css", "/* tokens */\n:root { --a: 1px; /* why\n so */ }\n\n  p > q { color: red }\n", ":root { --a: 1px;  }\np > q { color: red }\n"},
		{"a.svg", "<svg>\n  <!-- stays -->\n</svg>\n", "<svg>\n  <!-- stays -->\n</svg>\n"},
	} {
		if got := string(lean(c.name, []byte(c.source))); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// TestNoTextOfAScriptLooksLikeAComment: lean goes by lines, and by where a comment of a style sheet begins.
func TestNoTextOfAScriptLooksLikeAComment(t *testing.T) {
	b := &bundle{top: filepath.Join("..", "..")}
	root, err := b.goroot()
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob("../../web/*.js")
	if err != nil || len(names) < 4 {
		t.Fatalf("%d scripts, %v", len(names), err)
	}
	text := regexp.MustCompile("(?s)`[^`]*`")
	for _, name := range append(names, filepath.Join(root, "lib", "wasm", "wasm_exec.js")) {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, said := range text.FindAllString(string(source), -1) {
			if regexp.MustCompile(`(?m)^\s*//`).MatchString(said) {
				t.Errorf("%s: a line of %.40q would go", filepath.Base(name), said)
			}
		}
		if strings.Count(string(source), "`")%2 != 0 {
			t.Errorf("%s: a text is not closed, or this test does not see where it is", filepath.Base(name))
		}
	}
	style, err := os.ReadFile("../../web/style.css")
	if err != nil {
		t.Fatal(err)
	}
	if said := regexp.MustCompile(`"[^"\n]*(/\*|\*/)[^"\n]*"`).Find(comment.ReplaceAll(style, nil)); said != nil || strings.Contains(string(comment.ReplaceAll(style, nil)), "*/") {
		t.Errorf("style.css: %q is no comment", said)
	}
}
