package proofread

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/content"
)

// Unreviewed is the reviewer of a page that no clinician has signed off.
const Unreviewed = "none yet"

// telling are words that an address must not hold: it stays in the history of a shared phone.
var telling = []string{"miscarr", "loss", "bleed", "baby", "pregnan", "blood", "womb", "grief", "suicid"}

// Front reads what stands above a page: who, when, from where. The newest day
// is the last on which anybody looked at a source: nothing can have been
// reviewed later than that.
func Front(p content.Page, newest string) []Problem {
	var out []Problem
	add := func(what, why string) { out = append(out, Problem{Where: where(p), What: what, Why: why}) }
	if p.ID == "" || strings.Trim(p.ID, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		add("id", "An id is small letters, digits and hyphens: it becomes part of an address.")
	}
	for _, w := range telling {
		if strings.Contains(p.ID, w) {
			add("id", "An address says nothing about anybody: not "+w+".")
		}
	}
	if p.Title == "" || len(p.Blocks) == 0 {
		add("title", "A page has a title and something below it.")
	}
	if p.Reviewer == "" {
		add("reviewer", "Write a name that agreed to be named, or “"+Unreviewed+"”.")
	}
	reviewed, err := time.Parse(time.DateOnly, p.Reviewed)
	switch {
	case err != nil:
		add("reviewed", "Write the day as 2026-11-20.")
	case p.Reviewed > newest:
		add("reviewed", "No source was looked at after "+newest+", so the page cannot have been checked on "+p.Reviewed+".")
	}
	next, err := time.Parse(time.DateOnly, p.NextReview)
	if err != nil || !next.After(reviewed) || next.After(reviewed.AddDate(2, 0, 0)) {
		add("next-review", "Write a day after the review, within two years of it.")
	}
	return append(append(out, evidence(p)...), traced(p)...)
}

// evidence asks for a label where steps to follow are given.
func evidence(p content.Page) []Problem {
	steps := p.Minutes > 0 || slices.ContainsFunc(p.Blocks, func(b content.Block) bool { return b.Ordered })
	switch {
	case steps && p.Evidence == "":
		return []Problem{{Where: where(p), What: "evidence", Why: "It says step by step what to do, so it says how strong the evidence is."}}
	case p.Evidence != "" && !strings.HasSuffix(p.Evidence, "."):
		return []Problem{{Where: where(p), What: "evidence", Why: "The evidence is a whole sentence."}}
	}
	return nil
}

// traced holds that every paragraph and entry has an origin, that each origin
// exists, and that what the page says it rests on is what it rests on.
func traced(p content.Page) []Problem {
	var out []Problem
	add := func(what, why string) { out = append(out, Problem{Where: where(p), What: what, Why: why}) }
	for _, words := range p.Untraced() {
		add(Start(words), "Nobody can tell where this comes from. End it with its sources, as in [BPAS MAI], or [D] for a decision of our own.")
	}
	used := map[string]bool{}
	for _, s := range p.Sections() {
		for _, key := range s.From {
			used[key] = true
			if !slices.Contains(p.Sources, key) {
				add(key, "It is named in the text and not in “sources:”.")
			}
		}
	}
	if len(p.Sources) == 0 {
		add("sources", "A page says what it rests on.")
	}
	for _, key := range p.Sources {
		if !used[key] {
			add(key, "It stands in “sources:”, and no sentence rests on it.")
		}
		if _, ok := content.SourceByKey(key); !ok {
			add(key, "It is in no file of internal/content/sources.")
		}
	}
	return out
}

// NewestDay is the last day on which anybody looked at a source.
func NewestDay(sources []content.Source) string {
	newest := ""
	for _, s := range sources {
		newest = max(newest, s.Checked)
	}
	return newest
}

// Language says whether a language has the pages that it says it has. English
// is what the others are measured by.
func Language(l content.Language, english, own []content.Page) []Problem {
	has := func(pages []content.Page, id string) bool {
		return slices.ContainsFunc(pages, func(p content.Page) bool { return p.ID == id })
	}
	var out []Problem
	add := func(what, why string) {
		out = append(out, Problem{Where: "languages/" + l.Lang + ".json", What: what, Why: why})
	}
	for _, p := range english {
		if there, missing := has(own, p.ID), slices.Contains(l.Missing, p.ID); !there && !missing {
			add(p.ID, "The page is not there in "+l.Name+". Write it, or list it as missing.")
		} else if there && missing {
			add(p.ID, "The page is there and listed as missing.")
		}
	}
	for _, p := range own {
		if !has(english, p.ID) {
			add(p.ID, "English has no such page.")
		}
	}
	for _, id := range l.Missing {
		if !has(english, id) {
			add(id, "It is listed as missing, and English has no such page.")
		}
	}
	return out
}

// Leads says which links of a page lead nowhere. The answers are asked of the
// app itself: they say whether there is a page at an address.
func Leads(p content.Page, answers func(address string) bool) []Problem {
	var out []Problem
	for _, address := range Links(p) {
		if !answers(address) {
			out = append(out, Problem{Where: where(p), What: address, Why: fmt.Sprintf("The link leads nowhere: nothing answers at %s.", address)})
		}
	}
	return out
}
