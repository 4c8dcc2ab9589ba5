package main

import (
	"fmt"
	"strings"

	"snowdrop/internal/content"
	"snowdrop/internal/content/proofread"
)

// reviewRegister is docs/content-review.md: each page with what was checked, when and by whom.
func reviewRegister() string {
	var b strings.Builder
	b.WriteString("# Register of what was reviewed\n\n" +
		"Written by `go run ./cmd/proofread -register` from the pages themselves; a test keeps it current.\n\n")
	pages, signed := 0, 0
	for _, l := range content.Languages() {
		for _, p := range content.Pages(l.Lang) {
			pages++
			if p.Reviewer != proofread.Unreviewed {
				signed++
			}
		}
	}
	fmt.Fprintf(&b, "**Clinicians have signed off %d of %d pages.** “Reviewed” is the day on which we last checked a page against its sources. It is no clinical review. "+
		"The rules of the check have their own list: `docs/clinical-safety/rules.md`.\n", signed, pages)
	for _, l := range content.Languages() {
		fmt.Fprintf(&b, "\n## %s (%s)\n\n", l.Name, l.State)
		if len(l.Missing) > 0 {
			fmt.Fprintf(&b, "Only in English: %s.\n\n", strings.Join(l.Missing, ", "))
		}
		b.WriteString("| page | title | reviewed | next review | clinician | rests on |\n|---|---|---|---|---|---|\n")
		for _, p := range content.Pages(l.Lang) {
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", p.ID, p.Title, p.Reviewed, p.NextReview, p.Reviewer, strings.Join(p.Sources, " "))
		}
	}
	b.WriteString("\n## How closely the sources were read\n\n| how | sources | which |\n|---|---|---|\n")
	for _, kind := range []content.Read{content.ReadHere, content.ReadAbstract, content.ReadSecond, content.ReadNot, content.ReadDecision} {
		var keys []string
		how := ""
		for _, s := range content.Sources() {
			if s.Read == kind {
				keys, how = append(keys, s.Key), s.How
			}
		}
		fmt.Fprintf(&b, "| %s | %d | %s |\n", how, len(keys), strings.Join(keys, " "))
	}
	return b.String()
}
