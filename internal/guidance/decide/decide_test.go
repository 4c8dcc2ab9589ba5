package decide

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/content"
	"snowdrop/internal/journal"
)

func TestNoWayIsAlwaysFirst(t *testing.T) {
	n := len(journal.DecisionOptions)
	first := map[string]int{}
	for day := -3; day < 4*n-3; day++ {
		all := Order(day)
		first[all[0]]++
		if !reflect.DeepEqual(all, Order(day)) {
			t.Errorf("day %d has two orders", day)
		}
		slices.Sort(all)
		if want := slices.Sorted(slices.Values(journal.DecisionOptions)); !slices.Equal(all, want) {
			t.Errorf("day %d has %q", day, all)
		}
	}
	for _, o := range journal.DecisionOptions {
		if first[o] != 4 {
			t.Errorf("of %d days, %s is first on %d", 4*n, o, first[o])
		}
	}
}

// A way that says more than another is a way that is pressed.
func TestEveryWayHasTheSameShapeAndAboutTheSameSpace(t *testing.T) {
	var shape []string
	words := map[string]int{}
	least, most, longest := 1<<30, 0, ""
	for _, o := range journal.DecisionOptions {
		p, ok := content.PageByID("en", Page(o))
		if !ok {
			t.Fatalf("%s has no page", o)
		}
		var own []string
		for _, b := range p.Blocks {
			if b.Kind == content.Heading {
				own = append(own, content.Plain(b.Spans))
			}
			words[o] += len(strings.Fields(content.Plain(b.Spans)))
			for _, item := range b.Items {
				words[o] += len(strings.Fields(content.Plain(item)))
			}
		}
		if shape == nil {
			shape = own
		}
		if !slices.Equal(own, shape) || len(own) != 5 {
			t.Errorf("%s has the parts %q, others %q", o, own, shape)
		}
		least = min(least, words[o])
		if words[o] > most {
			most, longest = words[o], o
		}
	}
	if float64(most) > 1.25*float64(least) {
		t.Errorf("%s has %d words, the shortest %d: %v", longest, most, least, words)
	}
}

func TestEachGateStandsFromItsThresholdOn(t *testing.T) {
	for _, c := range []struct {
		gate          Gate
		below, at, on Known
	}{
		{Safety, Known{}, Known{Unsafe: true}, Known{Unsafe: true, Losses: 1}},
		{Bleeding, Known{Bled: BleedingDays + 1}, Known{Bled: BleedingDays}, Known{Bled: 1}},
		{Bleeding, Known{}, Known{Bleeding: true}, Known{Bleeding: true, Bled: 30}},
		{Ectopic, Known{Molar: true}, Known{Ectopic: true}, Known{Ectopic: true, Methotrexate: true}},
		{Methotrexate, Known{Ectopic: true}, Known{Methotrexate: true}, Known{Methotrexate: true, Ectopic: true}},
		{Molar, Known{Ectopic: true}, Known{Molar: true}, Known{Molar: true, Weeks: 9}},
		{Late, Known{Weeks: 13 + 6.0/7}, Known{Weeks: 14}, Known{Weeks: 40}},
		{Late, Known{Weeks: 6}, Known{Late: true}, Known{Late: true, Weeks: 6}},
		{Complication, Known{Illness: true}, Known{VeryIll: true}, Known{VeryIll: true, Losses: 1}},
		{Two, Known{Losses: 1}, Known{Losses: 2}, Known{Losses: 2, Molar: true}},
		{Three, Known{Losses: 2}, Known{Losses: 3}, Known{Losses: 7}},
		{Illness, Known{Late: true}, Known{Illness: true}, Known{Illness: true, Late: true}},
	} {
		if slices.Contains(Gates(c.below), c.gate) || !slices.Contains(Gates(c.at), c.gate) || !slices.Contains(Gates(c.on), c.gate) {
			t.Errorf("%s: %v, %v, %v", c.gate, Gates(c.below), Gates(c.at), Gates(c.on))
		}
	}
	if got := Gates(Known{Losses: 3}); slices.Contains(got, Two) {
		t.Errorf("three losses give %v", got)
	}
	if got := Gates(Known{}); len(got) != 0 {
		t.Errorf("nothing told gives %v", got)
	}
}

func TestEachGateGivesItsReasonItsSourceAndWhatToAskAndSaysNoToNothing(t *testing.T) {
	for _, g := range All {
		p, ok := content.PageByID("en", g.Page())
		if !ok {
			t.Errorf("%s has no page", g)
			continue
		}
		asks := 0
		for _, b := range p.Blocks {
			for _, item := range b.Items {
				for _, s := range item {
					if strings.HasPrefix(s.Link, Address) {
						asks++
					}
				}
			}
			for _, never := range []string{"must not", "not allowed", "forbidden", "you cannot"} {
				if strings.Contains(strings.ToLower(content.Plain(b.Spans)), never) {
					t.Errorf("%s says %q", g, never)
				}
			}
		}
		if asks == 0 && g != Safety {
			t.Errorf("%s does not say what to ask", g)
		}
		if len(p.Sources) == 0 {
			t.Errorf("%s rests on nothing", g)
		}
	}
}

func TestMoreThatIsToldNeverTakesAGateAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		yes := rapid.Bool()
		k := Known{
			Ectopic: yes.Draw(t, "ectopic"), Molar: yes.Draw(t, "molar"), Methotrexate: yes.Draw(t, "methotrexate"), Illness: yes.Draw(t, "illness"), Late: yes.Draw(t, "late"),
			Weeks: rapid.Float64Range(0, 42).Draw(t, "weeks"), Bleeding: yes.Draw(t, "bleeding"), Losses: rapid.IntRange(0, 5).Draw(t, "losses"), Unsafe: yes.Draw(t, "unsafe"),
		}
		more := k
		more.Ectopic, more.Late, more.Weeks, more.Bleeding, more.Unsafe, more.Illness, more.VeryIll = true, true, k.Weeks+1, true, true, true, true
		for _, g := range Gates(k) {
			if !slices.Contains(Gates(more), g) {
				t.Errorf("%+v has %s, %+v has not", k, g, more)
			}
		}
	})
}

func aDecision() journal.Decision {
	return journal.Decision{
		About: "About us.", Told: []string{"ectopic"}, Losses: "three", Open: []string{"ready"}, Until: "the results", Values: map[string]string{"age": "lot", "own": "little"},
		Own: "the garden", Lean: "wait", Why: "Because.", Need: []string{"time", "test"}, Needing: "A date.", Plan: "Ask on Monday.",
	}
}

func TestOnlyWhatIsTickedIsLaidThereAndNeverWhatWasToldToADoctor(t *testing.T) {
	d := aDecision()
	all := Parts(d)
	for _, p := range all {
		words, err := Take(d, []string{p.ID}).Encode()
		if err != nil {
			t.Fatal(err)
		}
		s, err := ReadSide(words)
		if err != nil || len(parts(s)) != 1 || parts(s)[0] != p {
			t.Errorf("%s was ticked, and %s is laid there: %v", p.ID, words, err)
		}
	}
	var every []string
	for _, p := range all {
		every = append(every, p.ID)
	}
	words, _ := Take(d, every).Encode()
	for _, never := range []string{"ectopic", "three", "ready", "told", "losses", "open"} {
		if strings.Contains(words, never) {
			t.Errorf("%q is in %s", never, words)
		}
	}
	if _, err := Take(d, []string{"told", "losses", "open", "value-x"}).Encode(); !errors.Is(err, ErrSide) {
		t.Errorf("nothing that can be ticked gives %v", err)
	}
}

func TestWhatLiesBesideEachOtherIsTheSameForBothAndInNoOrderOfAgreement(t *testing.T) {
	s := aDecision()
	other := journal.Decision{Lean: "ready", Values: map[string]string{"age": "lot", "fear": "later"}, Need: []string{"person"}}
	every := []string{}
	for _, p := range parts(whole) {
		every = append(every, p.ID)
	}
	a, b := Take(s, every), Take(other, every)
	rows, back := Beside(a, b), Beside(b, a)
	if len(rows) != len(back) {
		t.Fatalf("%d rows for one, %d for the other", len(rows), len(back))
	}
	for i := range rows {
		if rows[i].ID != back[i].ID || rows[i].Mine != back[i].Theirs || rows[i].Theirs != back[i].Mine {
			t.Errorf("%+v for one, %+v for the other", rows[i], back[i])
		}
	}
	same, apart := Beside(a, a), Beside(a, Take(journal.Decision{Lean: "enough", Until: "no", Why: "x", Values: map[string]string{"age": "later", "own": "lot"}, Own: "y", About: "z", Need: []string{"fact"}, Needing: "n", Plan: "p"}, every))
	for i := range same {
		if same[i].ID != apart[i].ID {
			t.Errorf("where they say the same, %s stands where %s stands else", same[i].ID, apart[i].ID)
		}
	}
}

func FuzzReadSide(f *testing.F) {
	for _, seed := range []string{`{"v":1,"lean":"ready"}`, `{"values":{"age":"lot","<b>":"lot","own":"9"}}`, `{"need":["test","test","x"]}`, `[]`, `{"lean":"you must"}`, "\xff", `{"plan":"  "}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, words string) {
		s, err := ReadSide(words)
		if err != nil {
			return
		}
		again, err := s.Encode()
		if err != nil {
			t.Fatalf("%q was read and cannot be written: %v", words, err)
		}
		if back, err := ReadSide(again); err != nil || len(Beside(back, s)) != len(parts(s)) {
			t.Errorf("%q became %q, %v", words, again, err)
		}
	})
}
