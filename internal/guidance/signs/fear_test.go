package signs

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// private are the rules of an answer that rest on fear, in its order.
func private(a Answer) (rules []string) {
	for _, r := range a.Reasons {
		if r.Private {
			rules = append(rules, r.Rule)
		}
	}
	return rules
}

func TestAReasonThatRestsOnFearOfAPersonIsPrivate(t *testing.T) {
	strict := hostTable(t, `"low_mood_days":7`, `"P6c":"emergency","P9":"emergency"`)
	for _, table := range []*Table{Standard(), strict} {
		for _, c := range []struct{ members, want string }{
			{``, ""},
			{`"afraid_of_partner":true`, "P9"},
			{`"in_immediate_danger":true`, "P9"},
			{`"afraid_of_partner":"unsure"`, ""},
			{`"afraid_of_partner":false,"in_immediate_danger":false,"hopeless":true`, ""},
			{`"afraid_of_partner":true,"temperature_c":38`, "P9"},
			// With fear as one of two things, the level stands there because of it. With two others it would stand anyway.
			{`"afraid_of_partner":true,"hopeless":true,"alcohol_increase":true`, "P6c P9"},
			{`"afraid_of_partner":true,"hopeless":true,"alcohol_increase":true,"insomnia_nights":1`, "P9"},
		} {
			a := table.Check(told(t, c.members))
			got := private(a)
			slices.Sort(got)
			if strings.Join(got, " ") != c.want {
				t.Errorf("{%s}: %v are private of %s, want %q", c.members, got, verdict(a), c.want)
			}
		}
	}
}

// No rule is only higher with fear today. One that will be must not show that height.
func TestAReasonThatIsOnlyHigherWithFearIsPrivate(t *testing.T) {
	table := &Table{rows: []rule{
		{id: "X1", level: Soon, because: "Call within 24 hours.", fires: func(*facts) bool { return true }},
		{id: "X1", level: Urgent, because: "Be seen today.", fires: func(f *facts) bool { return f.yes(afraidOfPartner) }},
	}}
	if a := table.Check(told(t, `"afraid_of_partner":true`)); !slices.Equal(private(a), []string{"X1"}) {
		t.Errorf("%+v", a.Reasons)
	}
	if a := table.Check(told(t, ``)); len(private(a)) > 0 {
		t.Errorf("%+v", a.Reasons)
	}
}

// Whoever leaves the private reasons out tells no more than somebody would who was never asked.
func TestWithoutItsPrivateReasonsAnAnswerTellsNothingOfFear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, r := anyHost(t), anyReport(t)
		must(t, r.Set("afraid_of_partner", rapid.SampledFrom([]any{true, Unsure, false}).Draw(t, "afraid")))
		must(t, r.Set("in_immediate_danger", rapid.Bool().Draw(t, "danger")))
		never := r
		for _, key := range FearKeys() {
			must(t, never.Set(key, nil))
		}
		a, b := table.Check(r), table.Check(never)
		level := Incomplete
		for _, reason := range a.Reasons {
			if reason.Private {
				continue
			}
			level = max(level, reason.Level)
			if !slices.ContainsFunc(b.Reasons, func(o Reason) bool { return o.Rule == reason.Rule && o.Level >= reason.Level }) {
				t.Fatalf("%s/%s is not private and comes from fear: %s, without it %s", reason.Rule, reason.Level, verdict(a), verdict(b))
			}
		}
		if concern(level) > concern(b.Level) {
			t.Fatalf("%s is left of %s, without fear %s", level, verdict(a), verdict(b))
		}
		if len(private(b)) > 0 {
			t.Fatalf("%v are private where nothing was said of fear", private(b))
		}
	})
}

// The signs of fear are named once, and what is read from outside knows no such mark.
func TestWhatIsPrivateIsNotInTheAnswersText(t *testing.T) {
	if got := FearKeys(); !slices.Equal(got, []string{"afraid_of_partner", "in_immediate_danger"}) {
		t.Errorf("%v", got)
	}
	a := Check(told(t, `"afraid_of_partner":true`))
	text, err := json.Marshal(a)
	must(t, err)
	if len(private(a)) == 0 || strings.Contains(strings.ToLower(string(text)), "private") {
		t.Errorf("%s", text)
	}
}

func BenchmarkCheckWithFear(b *testing.B) {
	r := told(b, `"afraid_of_partner":true,"hopeless":true,"insomnia_nights":1`)
	b.ReportAllocs()
	for b.Loop() {
		Check(r)
	}
}
