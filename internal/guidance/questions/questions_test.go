package questions

import (
	"slices"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/content"
)

func ids(n Noted) []string {
	var out []string
	for _, q := range Suggest(n) {
		out = append(out, q.ID)
	}
	return out
}

func TestNothingNotedSuggestsNothing(t *testing.T) {
	if got := ids(Noted{}); got != nil {
		t.Errorf("got %v", got)
	}
}

// Each question stands at its threshold and not below it.
func TestEachQuestionComesFromWhatWasNoted(t *testing.T) {
	tests := []struct {
		id         string
		fits, less Noted
	}{
		{"fever", Noted{Celsius: 38}, Noted{Celsius: 37.9}},
		{"bleeding-long", Noted{BledDays: 15}, Noted{BledDays: 14}},
		{"bleeding-heavy", Noted{HeavyDays: 1}, Noted{BledDays: 5}},
		{"bleeding-heavy", Noted{LargeClot: true}, Noted{}},
		{"pain", Noted{Pain: 7}, Noted{Pain: 6}},
		{"ectopic", Noted{Ectopic: true}, Noted{Since: 5}},
		{"molar", Noted{Molar: true}, Noted{Since: 5}},
		{"test-positive", Noted{TestPositive: true}, Noted{}},
		{"anti-d", Noted{RhNegative: true, Weeks: 12}, Noted{RhNegative: true, Weeks: 12, AntiD: true}},
		{"anti-d", Noted{RhNegative: true, Weeks: 8}, Noted{Weeks: 8}},
		{"anti-d", Noted{RhUnknown: true, Since: 10}, Noted{RhUnknown: true, Since: 11}},
		{"test-when", Noted{Since: 10}, Noted{Since: 9}},
		{"test-when", Noted{Since: 42}, Noted{Since: 43}},
		{"test-when", Noted{Since: 20}, Noted{Since: 20, Ectopic: true}},
		{"test-when", Noted{Since: 20}, Noted{Since: 20, Surgical: true}},
		{"blood-count", Noted{TiredDays: 3}, Noted{TiredDays: 2}},
		{"blood-count", Noted{Pale: true, TiredDays: 1}, Noted{TiredDays: 1}},
		{"back", Noted{BackDays: 21}, Noted{BackDays: 20}},
		{"ibuprofen", Noted{AntiInflammatory: true}, Noted{Methotrexate: true, BloodThinner: true}},
		{"paracetamol", Noted{ParacetamolProducts: 2}, Noted{ParacetamolProducts: 1}},
		{"paracetamol", Noted{ParacetamolUnsure: true}, Noted{}},
		{"painkillers", Noted{PainkillerDays: 10, Since: 15}, Noted{PainkillerDays: 9, Since: 15}},
		{"painkillers", Noted{PainkillerDays: 10}, Noted{PainkillerDays: 10, Since: 14}},
		{"milk", Noted{Milk: true}, Noted{Weeks: 18}},
		{"pelvic-floor", Noted{Weeks: 14}, Noted{Weeks: 13.9}},
		{"period", Noted{Since: 56}, Noted{Since: 55}},
		{"mood", Noted{LowDays: 10}, Noted{LowDays: 9}},
		{"sleep", Noted{ShortNights: 5}, Noted{ShortNights: 4}},
	}
	seen := map[string]bool{}
	for _, tt := range tests {
		seen[tt.id] = true
		if !slices.Contains(ids(tt.fits), tt.id) {
			t.Errorf("%s is not suggested for %+v", tt.id, tt.fits)
		}
		if slices.Contains(ids(tt.less), tt.id) {
			t.Errorf("%s is suggested for %+v", tt.id, tt.less)
		}
	}
	for _, r := range rules {
		if !seen[r.id] {
			t.Errorf("%s has no test", r.id)
		}
	}
}

func TestEveryQuestionSaysWhyAndWhatItRestsOn(t *testing.T) {
	everything := Noted{
		Since: 60, Weeks: 16, Ectopic: true, Molar: true, RhNegative: true, Methotrexate: true, BledDays: 20, HeavyDays: 2, Pain: 9,
		BackDays: 30, Celsius: 38.5, TiredDays: 5, Pale: true, TestPositive: true, Milk: true, LowDays: 12, ShortNights: 6, PainkillerDays: 12,
		AntiInflammatory: true, ParacetamolProducts: 2,
	}
	all := append(Suggest(everything), Suggest(Noted{Since: 20})...)
	if len(all) != len(rules) {
		t.Errorf("%d questions looked at, there are %d", len(all), len(rules))
	}
	for _, q := range all {
		if !strings.HasPrefix(q.Because, "you noted ") || !strings.HasSuffix(q.Ask, "?") {
			t.Errorf("%s: %q because %q", q.ID, q.Ask, q.Because)
		}
		if len(q.Sources) == 0 {
			t.Errorf("%s rests on nothing", q.ID)
		}
		for _, key := range q.Sources {
			if _, ok := content.SourceByKey(key); !ok {
				t.Errorf("%s rests on %q, which nobody knows", q.ID, key)
			}
		}
		for _, sentence := range strings.FieldsFunc(q.Ask+" "+q.Because, func(r rune) bool { return r == '.' || r == '?' }) {
			if words := len(strings.Fields(sentence)); words > 20 {
				t.Errorf("%s: %d words in %q", q.ID, words, sentence)
			}
		}
		for _, word := range []string{"should", "fail", "normal", "fine", "harmless", "afraid", "partner", "miscarr", "baby"} {
			if strings.Contains(strings.ToLower(q.Ask+q.Because), word) {
				t.Errorf("%s says %q", q.ID, word)
			}
		}
	}
	if _, err := time.Parse(time.DateOnly, Reviewed); err != nil {
		t.Error(err)
	}
}
