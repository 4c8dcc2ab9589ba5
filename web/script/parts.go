// Package script joins the script of the page from its parts. It must never change what they say: what a browser runs is what stands
// in them.
package script

import "bytes"

// Parts are the files of the script, below web, in the order in which they are joined: what is made as the script begins needs what
// stands before it. The sentences come first, and the parts share one function, so that none of their names is the window's.
var Parts = []string{"words.js", "script/look.js", "script/app.js", "script/leave.js", "script/drafts.js", "script/show.js", "script/files.js", "page.js"}

// Join gives the script. read gives one of its parts; an error of read ends it.
func Join(read func(name string) ([]byte, error)) ([]byte, error) {
	var script bytes.Buffer
	for i, name := range Parts {
		part, err := read(name)
		if err != nil {
			return nil, err
		}
		if i == 1 {
			script.WriteString("(() => {\n")
		}
		script.Write(part)
	}
	script.WriteString("})();\n")
	return script.Bytes(), nil
}
