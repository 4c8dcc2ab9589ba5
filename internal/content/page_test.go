package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written are the pages that other packages show by name.
var written = []string{"about", "breathing", "expected", "grounding", "kept", "not-yours", "for", "for-partner", "for-friend", "for-family", "for-colleague", "for-work", "for-clinic", "say-telling", "say-help", "say-quiet", "say-work", "say-family", "say-cancel", "say-today"}

func english(t *testing.T) map[string]Page {
	t.Helper()
	all, _, err := parsePages(embedded())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestEveryPageThatTheAppShowsByNameIsThere(t *testing.T) {
	for _, id := range written {
		if _, ok := PageByID("en", id); !ok {
			t.Errorf("no page %s", id)
		}
	}
	if _, ok := PageByID("en", "no-such-page"); ok {
		t.Error("a page that is not there was found")
	}
}

func TestUnknownSyntaxIsAnErrorAndNeverStraySigns(t *testing.T) {
	for _, body := range []string{
		"# One", "### Three", "* star", "1) one", "2. starts at two", "- one\n1. two", "1. one\n3. three", "> said", "```", "`code`", "<b>bold</b>", "| a | b |",
		"_soft_", "*soft*", "**strong", "[words]", "[words](", "[words](https://example.org)", "[words](//example.org)", "[words](/check?x=1)",
		"[**strong**](/check)", "![picture](/check)", "a\\*b", "  indented", "breaks  \nhere", "## Two\nand words", "- entry\ncontinued",
	} {
		if got, err := parseBlocks(body); err == nil {
			t.Errorf("%q became %+v", body, got)
		}
	}
}

func TestAPageHasATwinWithoutABabyOrAPregnancy(t *testing.T) {
	raw := `---
id: x
lang: en
title: {A baby|A day}
evidence: None after {pregnancy loss|a loss like this}.
---
## {Of a baby|} [D]

{Only of a baby.|} [D]

One {baby|day}, and another {baby|one}. [D]

- {We lost the baby.|} [D]
- {Baby.|Day.}
- Stays.
`
	for neutral, want := range map[bool]string{
		false: "A baby|None after pregnancy loss.|Of a baby|Only of a baby.|One baby, and another baby.|We lost the baby.|Baby.|Stays.",
		true:  "A day|None after a loss like this.|One day, and another one.|Day.|Stays.",
	} {
		p, err := parsePage(chosen(raw, neutral))
		if err != nil {
			t.Fatal(err)
		}
		got := []string{p.Title, p.Evidence}
		for _, b := range p.Blocks {
			for _, words := range append([][]Span{b.Spans}, b.Items...) {
				if words != nil {
					got = append(got, Plain(words))
				}
			}
		}
		if said := strings.Join(got, "|"); said != want {
			t.Errorf("neutral %t: %s", neutral, said)
		}
	}
	for _, body := range []string{"{baby|", "baby|day}", "{baby}", "a | b"} {
		if got, err := parseBlocks(chosen(body, true)); err == nil {
			t.Errorf("%q became %+v", body, got)
		}
	}
	p, _ := PageByID("en", "breathing")
	if p.Neutral().Title != p.Title {
		t.Error("a page without a twin is not itself")
	}
}

func TestBlocksKeepWordsLinksAndOrder(t *testing.T) {
	got, err := parseBlocks("## Head\n\nOne **two**\n[three](/check).\n\n- a\n- b\n\n1. c\n2. d\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []Block{
		{Kind: Heading, Spans: []Span{{Text: "Head"}}},
		{Kind: Paragraph, Spans: []Span{{Text: "One "}, {Text: "two", Strong: true}, {Text: " "}, {Text: "three", Link: "/check"}, {Text: "."}}},
		{Kind: List, Items: [][]Span{{{Text: "a"}}, {{Text: "b"}}}, ItemsFrom: [][]string{nil, nil}},
		{Kind: List, Ordered: true, Items: [][]Span{{{Text: "c"}}, {{Text: "d"}}}, ItemsFrom: [][]string{nil, nil}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestOriginsAreReadAndNeverShown(t *testing.T) {
	got, err := parseBlocks("First words. [D]\n\n## Head [MAI]\n\nSee [this](/check).\n\n- a\n- b [BPAS NG59s]\n\nTwo\nlines. [D]")
	if err != nil {
		t.Fatal(err)
	}
	want := []Block{
		{Kind: Paragraph, Spans: []Span{{Text: "First words."}}, From: []string{"D"}},
		{Kind: Heading, Spans: []Span{{Text: "Head"}}, From: []string{"MAI"}},
		{Kind: Paragraph, Spans: []Span{{Text: "See "}, {Text: "this", Link: "/check"}, {Text: "."}}},
		{Kind: List, Items: [][]Span{{{Text: "a"}}, {{Text: "b"}}}, ItemsFrom: [][]string{nil, {"BPAS", "NG59s"}}},
		{Kind: Paragraph, Spans: []Span{{Text: "Two lines."}}, From: []string{"D"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	p := Page{Blocks: got}
	if diff := cmp.Diff([]Section{{From: []string{"D"}}, {Heading: "Head", From: []string{"MAI", "BPAS", "NG59s", "D"}}}, p.Sections()); diff != "" {
		t.Error(diff)
	}
	for _, body := range []string{"[D]", "words []", "words [bpas]", "words [D", "words [D, MA]", "words [ ]", "- a [1A]", "words[D]", "words [D] [MA]", "words [D]."} {
		if got, err := parseBlocks(body); err == nil {
			t.Errorf("%q became %+v", body, got)
		}
	}
}

func TestASentenceWithoutItsOriginIsFound(t *testing.T) {
	for body, want := range map[string][]string{
		"One.":                        {"One."},
		"One. [D]":                    nil,
		"## Head\n\nOne.":             {"One."},
		"## Head [D]\n\nOne.\n\n- a":  nil,
		"## Head\n\n- a [D]\n- **b**": {"b"},
		"## Head [D]\n\n- a\n\n## Next\n\nTwo. [D]\n\nThree.": {"Three."},
	} {
		blocks, err := parseBlocks(body)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, Page{Blocks: blocks}.Untraced()); diff != "" {
			t.Errorf("%q: %s", body, diff)
		}
	}
	for name, p := range english(t) {
		if u := p.Untraced(); u != nil {
			t.Errorf("%s: no origin for %q", name, u)
		}
	}
}

func TestAPageIsOverdueFromTheDayOfItsNextReview(t *testing.T) {
	p := Page{NextReview: "2027-05-20"}
	for day, want := range map[string]bool{"2026-11-20": false, "2027-05-19": false, "2027-05-20": true, "2028-01-01": true} {
		if got := p.Overdue(day); got != want {
			t.Errorf("on %s: %v", day, got)
		}
	}
}

func TestBrokenFrontMatterIsAnError(t *testing.T) {
	for _, raw := range []string{
		"", "words", "---\nid: a\nwords", "---\nid a\n---\nwords", "---\nauthor: somebody\n---\nwords", "---\nid: a\nminutes: some\n---\nwords",
	} {
		if p, err := parsePage(raw); err == nil {
			t.Errorf("%q became %+v", raw, p)
		}
	}
}

func FuzzPagesNeverBreakTheParser(f *testing.F) {
	for _, seed := range []string{"## Head\n\nOne **two** [three](/check).\n\n- a\n\n1. b\n", "**", "[", "](", "1. \n2. ", "- ", "##", "words [D]", "## Head [MAI]", "- a [BPAS MAI]", " []"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		blocks, err := parseBlocks(body)
		if err != nil {
			return
		}
		for _, b := range blocks {
			for _, line := range append([][]Span{b.Spans}, b.Items...) {
				for _, s := range line {
					if s.Link != "" && (s.Link[0] != '/' || strings.HasPrefix(s.Link, "//")) {
						t.Errorf("%q leads outside: %q", body, s.Link)
					}
				}
			}
		}
	})
}
