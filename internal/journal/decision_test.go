package journal

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestADecisionMayBeHardlyAnythingAndIsReadBackWhole(t *testing.T) {
	for name, d := range map[string]Decision{
		"not known": {Lean: DecisionUnknown}, "one word": {Plan: "Rest."}, "one weight": {Values: map[string]string{"age": "later"}},
		"something newer": {Lean: "something-newer", Open: []string{"more"}},
		"all of it": {
			About: strings.Repeat("ü", MaxDecided), Told: DecisionTold, Losses: "two", Open: DecisionOptions, Until: strings.Repeat("ü", MaxDecidedLine),
			Values: map[string]string{"age": "lot", "own": "little"}, Own: "the dog", Lean: DecisionEnough, Why: "a", Need: DecisionNeeds, Needing: "b", Plan: "c",
		},
	} {
		body, err := d.Encode()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		back, err := DecodeDecision(body)
		again, err2 := back.Encode()
		if err != nil || err2 != nil || !bytes.Equal(body, again) {
			t.Errorf("%s became %s, %v, %v", name, again, err, err2)
		}
	}
	for want, d := range map[string]Decision{
		"about empty": {About: " \n"}, "values choice": {Values: map[string]string{"age": "9 of 10"}}, "lean choice": {Lean: "No!"}, "need choice": {Need: []string{""}},
		"told choice": {Told: []string{"A B"}}, "open choice": {Open: []string{"É"}}, "losses choice": {Losses: "a lot."},
		"about long": {About: strings.Repeat("a", MaxDecided+1)}, "until long": {Until: strings.Repeat("a", MaxDecidedLine+1)}, "own long": {Own: strings.Repeat("a", MaxDecidedLine+1)},
		"why long": {Why: strings.Repeat("a", MaxDecided+1)}, "needing long": {Needing: strings.Repeat("a", MaxDecided+1)}, "plan long": {Plan: strings.Repeat("ü", MaxDecided+1)},
	} {
		var field *FieldError
		if _, err := d.Encode(); !errors.As(err, &field) || field.Field+" "+field.Problem != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestADecisionOfANewerSnowdropKeepsWhatItSays(t *testing.T) {
	d, err := DecodeDecision([]byte(`{"v":3,"lean":"tests","season":{"of":"spring"},"values":{"sea":"lot"}}`))
	if err != nil {
		t.Fatal(err)
	}
	d.Lean = DecisionNotNow
	body, err := d.Encode()
	if want := `{"lean":"not-now","season":{"of":"spring"},"v":3,"values":{"sea":"lot"}}`; err != nil || string(body) != want {
		t.Errorf("%s, %v", body, err)
	}
}

func FuzzDecodeDecision(f *testing.F) {
	f.Add([]byte(`{"v":1,"lean":"unknown","values":{"age":"lot"}}`))
	f.Add([]byte(`{"values":null,"open":[]}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := DecodeDecision(body)
		if err != nil {
			return
		}
		if again, err := d.Encode(); err == nil {
			if _, err := DecodeDecision(again); err != nil {
				t.Errorf("%s cannot be read again: %v", again, err)
			}
		}
	})
}
