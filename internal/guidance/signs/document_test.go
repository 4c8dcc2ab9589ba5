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
		fmt.Fprintf(&b, "\n## %s\n\n| Rule | Level | Fires when | What the person reads | Source | Lifted | On a card |\n|---|---|---|---|---|---|---|\n", family.title)
		for _, r := range Rules() {
			if !strings.Contains(family.letters, r.ID[:1]) {
				continue
			}
			lifted, card := "", ""
			if r.Lifted {
				lifted = "yes"
			}
			if r.Card != "" {
				card = "yes"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", r.ID, r.Level, r.Condition, r.Because, strings.Join(r.Sources, "; "), lifted, card)
		}
	}
	b.WriteString("\n## Modifiers\n\nOnly an explicit answer counts. Several together still lift one step.\n\n| Modifier | Applies when | What the person reads |\n|---|---|---|\n")
	for _, m := range modifiers {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.id, m.when, m.because)
	}
	return b.String()
}

const documentHead = `# The rules of the warning-signs check

This page is made from the rules themselves by a test. Do not edit it: change the rule and run
` + "`go test ./internal/guidance/signs -update`" + `.

**No clinician has reviewed these rules yet.** Each source was checked on the day given as ` + "`reviewed`" + `
(` + reviewed + ` for all of them); that is not a clinical sign-off. "Not yet checked" marks a source that is believed to
say so and was not read. "Snowdrop design decision" marks the strictest credible threshold, chosen here.

## How an answer comes about

1. Every row that fires counts. The highest level wins. No answer and no words lower a level.
2. Levels: **emergency**, **urgent** (be seen today), **soon** (the reason says by when), **selfcare**, **incomplete**.
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
9. With "assume denied" (test material only) nothing that is missing makes a rule fire, and nothing is asked.
`
