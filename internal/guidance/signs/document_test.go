package signs

import (
	commandline "flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = commandline.Bool("update", false, "write docs/clinical-safety/rules.md anew")

// The table a clinician reads is made from the rules themselves, so that it can never say anything else.
func TestTheRulesDocumentIsCurrent(t *testing.T) {
	name := filepath.Join("..", "..", "..", "docs", "clinical-safety", "rules.md")
	want := document()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s is not what the rules say: run go test ./internal/guidance/signs -update", name)
	}
}

var families = []struct{ letters, title string }{
	{"B", "Bleeding"}, {"A", "Pain"}, {"K", "Back and nerves"}, {"F", "Infection and general state"},
	{"V", "Clots, heart, brain, blood"}, {"L", "Breasts and milk"}, {"H", "Tests, molar pregnancy, Rh, periods"},
	{"M", "Medicines and surgery"}, {"P", "Mind and safety"}, {"G", "Not sure"}, {"S", "Nothing fired"},
}

func document() string {
	var b strings.Builder
	b.WriteString(documentHead)
	for _, family := range families {
		fmt.Fprintf(&b, "\n## %s\n\n| Rule | Level | Fires when | What the person reads | Source | Reviewed | Lifted by | On a card |\n|---|---|---|---|---|---|---|---|\n", family.title)
		for _, r := range Rules() {
			if !strings.Contains(family.letters, r.ID[:1]) {
				continue
			}
			card := ""
			if r.Card != "" {
				card = "yes"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.ID, r.Level, r.Condition, r.Because, strings.Join(r.Sources, "; "), r.Reviewed, r.LiftedBy, card)
		}
	}
	b.WriteString("\n## Modifiers\n\nOnly an explicit answer counts. Several together still lift one step: soon becomes urgent, urgent becomes emergency. \"Cannot follow\" lifts to emergency.\n\n| Modifier | Applies when | What the person reads |\n|---|---|---|\n")
	for _, m := range modifiers {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.id, m.when, m.because)
	}
	b.WriteString(documentThresholds)
	for _, l := range Thresholds() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n", l.Name, l.What, l.Unit, plain(l.Standard), plain(l.Strictest), strings.Join(l.Rules, ", "))
	}
	return b.String()
}

const documentThresholds = `
## Thresholds that a host may make stricter

A host may serve a file (docs/hosting.md) that moves a number below towards "strictest" or raises a rule above by its id, and
nothing else. The rules count by the standard numbers and by the stricter ones, so no file can calm an answer. What comes
from a host names the host, its source and its date. The rules named here state the number in words; others build on it
(a fever, heavy bleeding, severe pain, a fast pulse) and move with it.

| Name | What it is | Unit | Standard | Strictest | Rules |
|---|---|---|---|---|---|
`

const documentHead = `# The rules of the warning-signs check

This page is made from the rules themselves by a test. Do not edit it: change the rule and run
` + "`go test ./internal/guidance/signs -update`" + `.

**No clinician has reviewed these rules yet.** Each source was checked on the day given as ` + "`reviewed`" + `
(` + reviewed + ` for all of them); that is not a clinical sign-off. "Not yet checked" marks a source that is believed to
say so and was not read. "Snowdrop design decision" marks the strictest credible threshold, chosen here.

## How an answer comes about

1. Every row that fires counts. The highest level wins. No answer and no words lower a level.
2. Levels: **emergency** (call the emergency number or go to the emergency department now), **urgent** (be seen today, at any
   hour), **soon** (the reason says by when), **selfcare** (usually expected), **incomplete** (a question is open).
3. A missing answer counts in one of two ways. Where a rule that otherwise fires needs it to know how long, how far
   along, where, or after what ("or not stated" below), it counts as the riskier answer. A further sign that was not
   asked about counts as not there; if it must be asked, the answer lists it.
4. "Not sure" about fainting, breathing, chest pain, confusion, a sudden start or keeping safe counts as yes. About any
   other key of a question that must be asked it gives urgent at least, even when another key of the same question was
   answered. Elsewhere it counts as missing. A question that the person skips is "not sure".
5. When nothing asks for anybody to be called and a question that must be asked is open, the answer is incomplete and
   gives no reasons.
6. "Lifted" rows are raised one step by a modifier, once in total, unless the modifier is part of the row itself.
   Routine rows are never lifted. Someone drunk, drugged or very drowsy is raised to emergency.
7. Every reading of temperature counts and the worse wins. Fahrenheit is converted; nothing is rounded.
8. Exceptions stand only inside the condition of a row: the first day after misoprostol (chills, sickness, loose tummy,
   pain below 7, below 38.0 C), the first three days after keyhole surgery (shoulder pain with no other sign), the first
   day after an anaesthetic (sleepy, sick), dizziness that was brief and passed, sudden mild pain in back or limb only.
   None of them stands when a sign beside it is dangerous.
9. Free text is kept and never interpreted. Scores that a person brings along (PHQ-9 and others) only raise an answer.
10. "Something feels seriously wrong" is an answer of its own: urgent, and an emergency together with feeling that one may die.
11. Emergency and crisis numbers stand on screen before the first question, offline and without an account. Where a country has
    no verified number, 112 and "your local emergency number" are shown and marked as not verified.
12. A result is for the moment of the answers. Each reason names its rule, its source and the day on which the source was checked.
13. With "assume denied" (test material only) nothing that is missing makes a rule fire, and nothing is asked.
`
