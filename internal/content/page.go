package content

import (
	"fmt"
	"sort"
	"strconv"
	"strings"
)

// A Page is one text for people, with what it rests on.
type Page struct {
	ID       string
	Lang     string
	Title    string
	Sources  []string // keys of SourceByKey
	Reviewed string   // the day its sources were last checked, 2006-01-02; no clinical sign-off
	Reviewer string   // the clinician who signed it off, or "none yet"
	// NextReview is the day by which someone must check it again.
	NextReview string
	// Evidence is the label of a practice ("Some to good ..."), a whole
	// sentence, or empty on a page that recommends no practice.
	Evidence string
	// Place is the place of the app that the page stands in ("body"), or empty.
	Place string
	// Minutes is how long a practice takes; 0 on other pages.
	Minutes int
	// Practice is what a practice is for, and when it may be suggested: words of
	// PracticeFor and PracticeFlags. nil on other pages.
	Practice []string
	Blocks   []Block
}

// Neutral is the page for who wants to meet no baby and no pregnancy. It has
// the second words of each {these|those}, and nothing of a paragraph or an
// entry that has none then.
func (p Page) Neutral() Page {
	if twin, ok := current().twins[p.Lang+"/"+p.ID]; ok {
		return twin
	}
	return p
}

// chosen takes one side of each {these words|those words} of a page. Of the
// second side, a line that is left without words goes as a whole: only its
// mark and its origin stood there.
func chosen(raw string, neutral bool) string {
	if !strings.Contains(raw, "{") {
		return raw
	}
	var lines []string
	for _, line := range strings.Split(raw, "\n") {
		out, rest, marked := "", line, false
		for {
			before, after, ok := strings.Cut(rest, "{")
			both, behind, closed := strings.Cut(after, "}")
			these, those, two := strings.Cut(both, "|")
			if !ok || !closed || !two {
				break
			}
			if marked = true; neutral {
				these = those
			}
			out, rest = out+before+these, behind
		}
		if out += rest; marked && neutral {
			words := strings.TrimSpace(strings.TrimLeft(out, "-# "))
			if words == "" || strings.HasPrefix(words, "[") && strings.HasSuffix(words, "]") {
				continue
			}
		}
		lines = append(lines, out)
	}
	return strings.Join(lines, "\n")
}

// BlockKind says what a Block is.
type BlockKind int

const (
	Heading   BlockKind = iota // a second-level heading; its words are Spans
	Paragraph                  // its words are Spans
	List                       // its entries are Items
)

// A Block is one piece of a page, in reading order.
type Block struct {
	Kind  BlockKind
	Spans []Span
	Items [][]Span
	// Ordered is set on a List whose order matters.
	Ordered bool
	// From are the keys of the sources of a Paragraph. On a Heading they hold
	// for every paragraph and entry below it that names none itself.
	From []string
	// ItemsFrom are those of each entry of a List, nil where it names none.
	ItemsFrom [][]string
}

// A Span is a run of words that look alike.
type Span struct {
	Text   string
	Strong bool
	Link   string // an address inside Snowdrop ("/check"), or empty
}

// Overdue reports whether a page has to be checked again by now. The day
// (2006-01-02) comes from the caller.
func (p Page) Overdue(day string) bool { return p.NextReview <= day }

// PageByID finds a page in one language.
func PageByID(lang, id string) (Page, bool) {
	p, ok := current().pages[lang+"/"+id]
	return p, ok
}

// Pages returns every page of a language that is here, by id.
func Pages(lang string) []Page {
	var out []Page
	for _, p := range current().pages {
		if p.Lang == lang {
			out = append(out, p)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}

func parsePages(files map[string]string) (all, twins map[string]Page, err error) {
	all, twins = map[string]Page{}, map[string]Page{}
	for _, path := range below(files, "pages/") {
		p, err := parsePage(chosen(files[path], false))
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", path, err)
		}
		if "pages/"+p.Lang+"/"+p.ID+".md" != path {
			return nil, nil, fmt.Errorf("%s: says it is %s in %s", path, p.ID, p.Lang)
		}
		all[p.Lang+"/"+p.ID] = p
		if !strings.Contains(files[path], "{") {
			continue
		}
		if twins[p.Lang+"/"+p.ID], err = parsePage(chosen(files[path], true)); err != nil {
			return nil, nil, fmt.Errorf("%s, without a baby or a pregnancy: %w", path, err)
		}
	}
	return all, twins, nil
}

// parsePage reads front matter between two lines of "---", then the body.
func parsePage(raw string) (Page, error) {
	var p Page
	rest, ok := strings.CutPrefix(raw, "---\n")
	head, body, ok2 := strings.Cut(rest, "\n---\n")
	if !ok || !ok2 {
		return p, fmt.Errorf("no front matter")
	}
	for i, line := range strings.Split(head, "\n") {
		key, value, ok := strings.Cut(line, ": ")
		if !ok {
			return p, fmt.Errorf("front matter line %d: not \"key: value\"", i+1)
		}
		if err := p.set(key, strings.TrimSpace(value)); err != nil {
			return p, err
		}
	}
	var err error
	p.Blocks, err = parseBlocks(body)
	return p, err
}

func (p *Page) set(key, value string) error {
	switch key {
	case "id":
		p.ID = value
	case "lang":
		p.Lang = value
	case "title":
		p.Title = value
	case "sources":
		p.Sources = strings.Fields(value)
	case "reviewed":
		p.Reviewed = value
	case "reviewer":
		p.Reviewer = value
	case "next-review":
		p.NextReview = value
	case "evidence":
		p.Evidence = value
	case "place":
		p.Place = value
	case "minutes":
		minutes, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("front matter: minutes %q", value)
		}
		p.Minutes = minutes
	case "practice":
		return p.setPractice(value)
	default:
		return fmt.Errorf("front matter: unknown key %q", key)
	}
	return nil
}

// parseBlocks reads the subset of Markdown that pages may use: "## " headings,
// "- " lists, "1. " lists and paragraphs, set apart by empty lines. A list
// entry is one line. {These|those} are chosen before: see Page.Neutral. Anything else is an error, so that nothing a writer
// meant is ever shown as stray signs.
func parseBlocks(body string) ([]Block, error) {
	var blocks []Block
	for _, chunk := range strings.Split(body, "\n\n") {
		chunk = strings.Trim(chunk, "\n")
		if chunk == "" {
			continue
		}
		b, err := parseBlock(strings.Split(chunk, "\n"))
		if err != nil {
			return nil, fmt.Errorf("%w in %q", err, chunk)
		}
		blocks = append(blocks, b)
	}
	return blocks, nil
}

func parseBlock(lines []string) (Block, error) {
	if words, ok := strings.CutPrefix(lines[0], "## "); ok && len(lines) == 1 {
		words, from, err := cutOrigin(words)
		if err != nil {
			return Block{}, err
		}
		spans, err := parseSpans(words)
		return Block{Kind: Heading, Spans: spans, From: from}, err
	}
	if b, ok, err := parseList(lines); ok {
		return b, err
	}
	for _, l := range lines {
		if strayMark(l) {
			return Block{}, fmt.Errorf("unknown syntax %q", l)
		}
	}
	words, from, err := cutOrigin(strings.Join(lines, " "))
	if err != nil {
		return Block{}, err
	}
	spans, err := parseSpans(words)
	return Block{Kind: Paragraph, Spans: spans, From: from}, err
}

// cutOrigin takes the trailing "[BPAS MAI]" off a heading, a paragraph or an
// entry: the keys of what it rests on. A link ends in ")", so the two are
// never taken for each other.
func cutOrigin(s string) (words string, from []string, err error) {
	if !strings.HasSuffix(s, "]") {
		return s, nil, nil
	}
	at := strings.LastIndex(s, " [")
	if at <= 0 {
		return s, nil, fmt.Errorf("an origin without its words")
	}
	from = strings.Fields(s[at+2 : len(s)-1])
	for _, key := range from {
		if !isKey(key) {
			return s, nil, fmt.Errorf("%q is no key of a source", key)
		}
	}
	if len(from) == 0 {
		return s, nil, fmt.Errorf("an origin that names nothing")
	}
	return s[:at], from, nil
}

// isKey reports whether s looks like the key of a source: a capital letter,
// then letters, digits and signs that stand inside a name.
func isKey(s string) bool {
	for i, c := range s {
		letter, digit := c >= 'A' && c <= 'Z', c >= '0' && c <= '9'
		if !letter && (i == 0 || !digit && (c < 'a' || c > 'z') && c != '-' && c != '.') {
			return false
		}
	}
	return s != ""
}

// strayMark reports whether a line of a paragraph begins or ends like some
// other Markdown: a list that is not one, a quotation, a table, a hard break.
func strayMark(l string) bool {
	rest := strings.TrimLeft(l, "0123456789")
	numbered := rest != l && (strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") "))
	return numbered || l == "" || strings.ContainsRune(" \t#->|+=!", rune(l[0])) || strings.HasSuffix(l, "  ")
}

// parseList reports ok when every line is an entry of one kind of list.
func parseList(lines []string) (b Block, ok bool, err error) {
	b.Kind = List
	for i, l := range lines {
		words, bullet := strings.CutPrefix(l, "- ")
		if !bullet {
			if words, ok = strings.CutPrefix(l, fmt.Sprintf("%d. ", i+1)); !ok {
				return b, false, nil
			}
		}
		if i > 0 && b.Ordered == bullet {
			return b, true, fmt.Errorf("two kinds of list")
		}
		b.Ordered = !bullet
		words, from, err := cutOrigin(words)
		if err != nil {
			return b, true, err
		}
		spans, err := parseSpans(words)
		if err != nil {
			return b, true, err
		}
		b.Items, b.ItemsFrom = append(b.Items, spans), append(b.ItemsFrom, from)
	}
	return b, true, nil
}

// parseSpans reads **strong** words and [words](/address) in one line.
func parseSpans(s string) ([]Span, error) {
	var spans []Span
	for s != "" {
		i := strings.IndexAny(s, "*[]`_<>{}|\\")
		if i < 0 {
			return append(spans, Span{Text: s}), nil
		}
		if i > 0 {
			spans = append(spans, Span{Text: s[:i]})
			s = s[i:]
		}
		span, rest, err := parseMark(s)
		if err != nil {
			return nil, err
		}
		spans = append(spans, span)
		s = rest
	}
	return spans, nil
}

// parseMark reads the marked words at the start of s and returns what follows.
func parseMark(s string) (Span, string, error) {
	if in, ok := strings.CutPrefix(s, "**"); ok {
		words, rest, ok := strings.Cut(in, "**")
		if !ok || words == "" || strings.ContainsAny(words, "*[]`_<>\\") {
			return Span{}, "", fmt.Errorf("strong words without an end")
		}
		return Span{Text: words, Strong: true}, rest, nil
	}
	if in, ok := strings.CutPrefix(s, "["); ok {
		words, rest, ok := strings.Cut(in, "](")
		link, rest, ok2 := strings.Cut(rest, ")")
		if !ok || !ok2 || words == "" || strings.ContainsAny(words, "*[]`_<>\\") {
			return Span{}, "", fmt.Errorf("link without an end")
		}
		if !strings.HasPrefix(link, "/") || strings.HasPrefix(link, "//") || strings.ContainsAny(link, " \\:?#") {
			return Span{}, "", fmt.Errorf("link to %q: not an address inside", link)
		}
		return Span{Text: words, Link: link}, rest, nil
	}
	return Span{}, "", fmt.Errorf("unknown syntax at %.10q", s)
}
