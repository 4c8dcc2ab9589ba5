// Package page reads an HTML answer the way a test means it: headings, links, fields, text. It must
// never be reached by a shipped command, and never compare markup as a string.
package page

import (
	"encoding/xml"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Node is one element, or a piece of text when Tag is empty.
type Node struct {
	Tag   string
	Attrs map[string]string
	Text  string
	Kids  []*Node
}

// Parse reads a whole document, and fails the test when it is not well formed.
func Parse(t testing.TB, r io.Reader) *Node {
	t.Helper()
	dec := xml.NewDecoder(r)
	dec.Strict, dec.AutoClose, dec.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	root := &Node{Tag: "document"}
	stack := []*Node{root}
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("page is not well formed: %v", err)
		}
		top := stack[len(stack)-1]
		switch tok := tok.(type) {
		case xml.StartElement:
			n := &Node{Tag: strings.ToLower(tok.Name.Local), Attrs: map[string]string{}}
			for _, a := range tok.Attr {
				n.Attrs[strings.ToLower(a.Name.Local)] = a.Value
			}
			top.Kids = append(top.Kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.Kids = append(top.Kids, &Node{Text: string(tok)})
		}
	}
	if len(stack) != 1 {
		t.Fatalf("page ends inside <%s>", stack[len(stack)-1].Tag)
	}
	return root
}

// All lists the elements for which every tag or attribute given holds, in document order. Each
// condition is "tag", "name=value" or "name" for an attribute that is there.
func (n *Node) All(conditions ...string) []*Node {
	var out []*Node
	n.walk(func(e *Node) {
		for _, c := range conditions {
			if !e.is(c) {
				return
			}
		}
		out = append(out, e)
	})
	return out
}

// First is the first of All, or nil.
func (n *Node) First(conditions ...string) *Node {
	if all := n.All(conditions...); len(all) > 0 {
		return all[0]
	}
	return nil
}

func (n *Node) is(condition string) bool {
	name, value, hasValue := strings.Cut(condition, "=")
	got, has := n.Attrs[name]
	switch {
	case hasValue:
		return has && got == value
	case has:
		return true
	}
	return n.Tag == condition
}

func (n *Node) walk(visit func(*Node)) {
	if n.Tag != "" {
		visit(n)
	}
	for _, k := range n.Kids {
		k.walk(visit)
	}
}

// Words is the text of an element, with white space made single.
func (n *Node) Words() string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	var collect func(*Node)
	collect = func(e *Node) {
		b.WriteString(e.Text)
		for _, k := range e.Kids {
			collect(k)
			if k.Tag != "" && k.Tag != "b" && k.Tag != "a" && k.Tag != "strong" {
				b.WriteByte(' ')
			}
		}
	}
	collect(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// Fields are the values that a form would send as it stands, without its buttons.
func (n *Node) Fields() url.Values {
	v := url.Values{}
	n.walk(func(e *Node) {
		name := e.Attrs["name"]
		_, checked := e.Attrs["checked"]
		switch {
		case name == "":
		case e.Tag == "textarea":
			text := ""
			for _, k := range e.Kids {
				text += k.Text
			}
			v.Add(name, text)
		case e.Tag == "input" && (e.Attrs["type"] == "radio" || e.Attrs["type"] == "checkbox"):
			if checked {
				v.Add(name, e.Attrs["value"])
			}
		case e.Tag == "input":
			v.Add(name, e.Attrs["value"])
		}
	})
	return v
}

// Flaws lists what no page of ours may have: a missing or second h1, ids that come twice, fields
// without a label, inline script or style, addresses that leave the program.
func (n *Node) Flaws() []string {
	var flaws []string
	if got := len(n.All("h1")); got != 1 {
		flaws = append(flaws, "headings of the first level: "+strings.Repeat("h1 ", got))
	}
	ids, labels := map[string]bool{}, map[string]bool{}
	for _, e := range n.All("id") {
		if ids[e.Attrs["id"]] {
			flaws = append(flaws, "id twice: "+e.Attrs["id"])
		}
		ids[e.Attrs["id"]] = true
	}
	for _, l := range n.All("label") {
		labels[l.Attrs["for"]] = true
		for _, inside := range l.All("input") {
			labels[inside.Attrs["id"]] = true
		}
	}
	n.walk(func(e *Node) {
		field := e.Tag == "textarea" || e.Tag == "select" || e.Tag == "input" && e.Attrs["type"] != "hidden"
		if field && !labels[e.Attrs["id"]] {
			flaws = append(flaws, "field without a label: "+e.Attrs["name"])
		}
		if e.Tag == "script" && e.Attrs["src"] == "" {
			flaws = append(flaws, "inline script")
		}
		for name, value := range e.Attrs {
			if name == "style" || strings.HasPrefix(name, "on") {
				flaws = append(flaws, "inline "+name)
			}
			if (name == "href" || name == "src" || name == "action") && !ours(value) {
				flaws = append(flaws, "address outside: "+value)
			}
			if (name == "aria-describedby" || name == "aria-labelledby") && !allIn(ids, value) {
				flaws = append(flaws, name+" names nothing: "+value)
			}
		}
	})
	return flaws
}

// SameButtons lists the names that stand on two buttons which do two things. Whoever goes through a page from button to button
// hears nothing but the names. It is no flaw of every page: a person may keep two things that are alike in everything.
func (n *Node) SameButtons() []string {
	var same []string
	does := map[string]string{}
	var search func(e *Node, form string)
	search = func(e *Node, form string) {
		switch e.Tag {
		case "form":
			form = e.deed()
			for _, h := range e.All("input", "type=hidden") {
				form += h.deed()
			}
		case "button":
			name, deed := e.Words(), form+e.deed()
			if label := e.Attrs["aria-label"]; label != "" {
				name = label
			}
			if was, there := does[name]; there && was != deed {
				same = append(same, name)
			}
			does[name] = deed
		}
		for _, k := range e.Kids {
			search(k, form)
		}
	}
	search(n, "")
	return same
}

// deed is what an element says of what it does.
func (n *Node) deed() string {
	var said []string
	for name, value := range n.Attrs {
		if name != "class" && name != "id" && name != "hidden" && !strings.HasPrefix(name, "aria-") {
			said = append(said, name+"="+value)
		}
	}
	slices.Sort(said)
	return strings.Join(said, " ") + "\n"
}

// id is the text of a record's ID as internal/record writes it, or a sum in hexadecimal digits.
var id = regexp.MustCompile(`\b([a-z2-7]{26}|[0-9a-f]{32,})\b`)

// WithoutIDs is a text with every record's ID and every sum in it made "…". An ID is 26 random letters and digits: one in 1,400 says "say".
// Who looks for a short word that an address, a title or an answer must not say looks for it here.
func WithoutIDs(text string) string { return id.ReplaceAllString(text, "…") }

// Says is whether words stand in a text, and not only inside of an ID. Words that hold an ID themselves are looked for as they are.
func Says(text, words string) bool {
	if id.MatchString(words) {
		return strings.Contains(text, words)
	}
	return strings.Contains(WithoutIDs(text), words)
}

func ours(address string) bool {
	return strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") ||
		strings.HasPrefix(address, "#") || strings.HasPrefix(address, "tel:") || strings.HasPrefix(address, "sms:")
}

func allIn(ids map[string]bool, names string) bool {
	for _, name := range strings.Fields(names) {
		if !ids[name] {
			return false
		}
	}
	return true
}
