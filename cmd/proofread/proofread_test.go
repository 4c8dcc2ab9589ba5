package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"snowdrop/internal/content"
	"snowdrop/internal/content/proofread"
	"snowdrop/internal/guidance/questions"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/text"
)

// TestEveryWordIsShortEasyKindAndTraced holds evidence.md 11.1 and 11.2 for pages, rules, help lines and the interface.
func TestEveryWordIsShortEasyKindAndTraced(t *testing.T) {
	problems, err := everything()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
}

func TestNothingThatPeopleReadIsLeftOut(t *testing.T) {
	all := map[string]string{}
	for _, text := range append(texts(), helpLines()...) {
		all[text.Where] = strings.Join(text.Lines, "\n")
	}
	for _, p := range content.Pages("en") {
		if !strings.Contains(all["pages/en/"+p.ID], p.Title) {
			t.Errorf("page %s is not read", p.ID)
		}
	}
	for _, r := range signs.Rules() {
		if !strings.Contains(all["rules/"+r.Level.String()], r.Because) {
			t.Errorf("rule %s is not read", r.ID)
		}
	}
	for _, q := range questions.All() {
		if !strings.Contains(all["questions"], q.Ask) {
			t.Errorf("question %s is not read", q.ID)
		}
	}
	for _, key := range text.English.Keys() {
		if !strings.HasPrefix(key, "date.") && !strings.Contains(all["text/en"], text.English.Say(key)) {
			t.Errorf("sentence %s is not read", key)
		}
	}
	for _, c := range content.Countries() {
		if _, ok := all["directory/"+strings.ToLower(c.Code)]; !ok {
			t.Errorf("the lines of %s are not read", c.Name)
		}
	}
}

// TestALanguageSaysAllThatEnglishSays: every sentence of the interface, of the help pages and of the check, with the same
// {names} and the same numbers. `go run ./cmd/proofread -missing es` prints the same list.
func TestALanguageSaysAllThatEnglishSays(t *testing.T) {
	for _, l := range text.Languages[1:] {
		for _, line := range lacking(l.Lang) {
			t.Errorf("%s: %s", l.Lang, line)
		}
	}
	if lacking("xx") == nil {
		t.Error("a language that is not there lacks nothing")
	}
	own := text.Words{Lang: "es"}
	if n := len(compared(text.English, own)); n < 1000 {
		t.Errorf("of a language without a sentence, %d are missed", n)
	}
}

// TestEverySpanishTextSaysThatNoClinicianReviewedIt holds it for the app, for the check's sheet and for the help pages.
func TestEverySpanishTextSaysThatNoClinicianReviewedIt(t *testing.T) {
	const said = "Ninguna persona clínica de habla hispana ha revisado aún este texto."
	app, _ := text.In("es")
	help, _ := text.Help("es")
	for where, got := range map[string]string{"the foot of every page": app.Say("unreviewed"), "the help pages": help.Say("marks.clinician")} {
		if got != said {
			t.Errorf("%s: %q", where, got)
		}
	}
}

func TestTheRegisterOfReviewsIsCurrent(t *testing.T) {
	top, err := module()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(top, "docs", "content-review.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != reviewRegister() {
		t.Error("docs/content-review.md is not what the pages say; go run ./cmd/proofread -register")
	}
}

// No clinician has agreed to anything yet. A name needs that person's consent, and this test to change with it.
func TestNoPageClaimsAClinicianWhoDidNotReviewIt(t *testing.T) {
	for _, l := range content.Languages() {
		for _, p := range content.Pages(l.Lang) {
			if p.Reviewer != proofread.Unreviewed {
				t.Errorf("%s/%s: reviewer %q", l.Lang, p.ID, p.Reviewer)
			}
		}
	}
}
