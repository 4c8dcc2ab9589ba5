package main

import (
	"bytes"
	"path/filepath"
	"regexp"
)

// comment is one in a style sheet.
var comment = regexp.MustCompile(`(?s)/\*.*?\*/`)

// lean gives a script or a style sheet without what only a reader of its source needs: the room before a line, and comments. In
// a script these are the lines that are nothing else; what says whose a script is stays.
func lean(name string, source []byte) []byte {
	script := filepath.Ext(name) == ".js"
	switch {
	case filepath.Ext(name) == ".css":
		source = comment.ReplaceAll(source, nil)
	case !script:
		return source
	}
	var out bytes.Buffer
	for line := range bytes.Lines(source) {
		line = bytes.TrimSpace(line)
		whose := bytes.Contains(line, []byte("Copyright")) || bytes.Contains(line, []byte("source code")) || bytes.Contains(line, []byte("license"))
		if len(line) == 0 || script && bytes.HasPrefix(line, []byte("//")) && !whose {
			continue
		}
		out.Write(line)
		out.WriteByte('\n')
	}
	return out.Bytes()
}
