package signs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// calm is a report of somebody who recovers as expected: every question that must be asked is answered.
const calm = `"faint":false,"breathless":false,"chest_pain":false,"confusion":false,"onset_sudden":false,` +
	`"self_harm_thoughts":false,"bleeding_pads_per_hour":0,"pain_score_0_10":0,"temperature_c":36.8,` +
	`"discharge":"normal","saddle_numbness":false,"bladder_retention":false,"something_seriously_wrong":false,` +
	`"scan_confirmed_intrauterine":true,"days_since_loss":5,"gestation_weeks":8`

// told is the calm report with some signs answered otherwise; null takes an answer away.
func told(t testing.TB, members string) Report {
	t.Helper()
	r, err := Parse([]byte("{" + calm + "}"))
	if err != nil {
		t.Fatal(err)
	}
	return changed(t, r, members)
}

func changed(t testing.TB, r Report, members string) Report {
	t.Helper()
	more, err := Parse([]byte("{" + members + "}"))
	if err != nil {
		t.Fatalf("{%s}: %v", members, err)
	}
	for _, key := range Keys() {
		if v := more.Value(key); v != nil {
			must(t, r.Set(key, v))
		} else if strings.Contains(members, `"`+key+`":null`) {
			must(t, r.Set(key, nil))
		}
	}
	return r
}

func must(t interface{ Fatal(...any) }, err error) {
	if err != nil {
		t.Fatal(err)
	}
}

// hits says whether the answer gives a rule at exactly a level.
func hits(a Answer, rule string, level Level) bool {
	return slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Rule == rule && r.Level == level })
}

func verdict(a Answer) string {
	rules := []string{}
	for _, r := range a.Reasons {
		rules = append(rules, fmt.Sprintf("%s/%s", r.Rule, r.Level))
	}
	return fmt.Sprintf("%s %v ask %v", a.Level, rules, a.Ask)
}

// A row's cases: with each of at the row fires at its level, with each of below it does not.
type rowCases struct {
	rule      string
	level     Level
	at, below []string
}

func TestEveryRuleFiresFromItsThresholdOn(t *testing.T) {
	for _, c := range cases {
		for _, members := range c.at {
			if a := Check(told(t, members)); !hits(a, c.rule, c.level) || a.Level < c.level {
				t.Errorf("%s/%s: {%s}: got %s, want it to fire", c.rule, c.level, members, verdict(a))
			}
		}
		for _, members := range c.below {
			if a := Check(told(t, members)); hits(a, c.rule, c.level) {
				t.Errorf("%s/%s: {%s}: got %s, want it not to fire", c.rule, c.level, members, verdict(a))
			}
		}
	}
}

// Taking any row out of the table must be noticed by the cases above.
func TestNoRuleCanBeRemovedUnnoticed(t *testing.T) {
	for i, row := range rules {
		without := slices.Delete(slices.Clone(rules), i, i+1)
		noticed := false
		for _, c := range cases {
			if c.rule != row.id {
				continue
			}
			for _, members := range c.at {
				r := told(t, members)
				noticed = noticed || !hits((&Table{rows: without}).Check(r), c.rule, c.level)
			}
		}
		if !noticed {
			t.Errorf("no case notices that %s/%s (%s) is gone", row.id, row.level, row.when)
		}
	}
}

func TestEveryRowIsReadableByAClinicianAndByAPerson(t *testing.T) {
	for _, r := range Rules() {
		if r.ID == "" || r.Condition == "" || r.Because == "" || len(r.Sources) == 0 || r.Reviewed != "2026-11-20" {
			t.Errorf("%s: something is missing: %+v", r.ID, r)
		}
		for _, sentence := range strings.FieldsFunc(r.Because, func(c rune) bool { return c == '.' || c == ':' }) {
			if n := len(strings.Fields(sentence)); n > 20 {
				t.Errorf("%s: a sentence of %d words, want at most 20: %q", r.ID, n, sentence)
			}
		}
		for _, word := range []string{"you should", "abortion", "products", "perinatal", "journey", "at least", "failed"} {
			if strings.Contains(strings.ToLower(r.Because+" "+r.Card), word) {
				t.Errorf("%s: %q is a word to avoid: %q", r.ID, word, r.Because)
			}
		}
		if r.Level == Soon && !strings.Contains(r.Because, "within") {
			t.Errorf("%s: does not say by when: %q", r.ID, r.Because)
		}
	}
}

func TestCardsComeFromTheRules(t *testing.T) {
	emergency, urgent, soon := Cards()
	for name, card := range map[string][]string{"emergency": emergency, "urgent": urgent, "soon": soon} {
		if len(card) < 10 {
			t.Errorf("%s card has %d lines, want more", name, len(card))
		}
		if i := slices.IndexFunc(card, func(s string) bool { return !strings.HasSuffix(s, ".") }); i >= 0 {
			t.Errorf("%s card: %q is not a sentence", name, card[i])
		}
	}
}
