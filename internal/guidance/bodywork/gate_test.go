package bodywork

import (
	"math/rand/v2"
	"slices"
	"testing"

	"snowdrop/internal/guidance/signs"
)

const now = int64(1_800_000_000)

func ptr[T any](v T) *T { return &v }

var none = Asked{Answered: true}

func gate(kept []Kept, asked Asked) Answer { return Gate(signs.Standard(), now, false, kept, asked) }

func TestNothingIsOfferedUntilTheListIsAnswered(t *testing.T) {
	if a := gate(nil, Asked{}); a.Open || !a.Ask {
		t.Errorf("without an answer: %+v", a)
	}
	if a := gate([]Kept{{At: now - 60, Level: "selfcare"}}, Asked{}); a.Open || !a.Ask {
		t.Errorf("a calm check that was kept took the place of the answer: %+v", a)
	}
	if a := gate(nil, none); !a.Open || a.Ask || len(a.Whys) > 0 {
		t.Errorf("with none of these, and nothing kept: %+v", a)
	}
}

func TestEachSignOfTheListKeepsTheOfferAway(t *testing.T) {
	if len(Signs()) < 12 {
		t.Fatalf("the list has %d signs", len(Signs()))
	}
	for _, s := range list {
		a := gate(nil, Asked{Answered: true, Ticked: []string{s.id}})
		if a.Open || len(a.Whys) != 1 || a.Level < signs.Urgent {
			t.Errorf("%s: %+v", s.id, a)
			continue
		}
		if len(a.Whys[0].Reasons) == 0 || a.Whys[0].Reasons[0].Source == "" || a.Whys[0].Reasons[0].Reviewed == "" {
			t.Errorf("%s has no rule of the check behind it: %+v", s.id, a.Whys[0])
		}
		for i := 0; i < len(s.keys); i += 2 {
			var r signs.Report
			if err := r.Set(s.keys[i].(string), s.keys[i+1]); err != nil {
				t.Errorf("%s: %v", s.id, err)
			}
		}
	}
	if a := gate(nil, Asked{Answered: true, Ticked: []string{"of-a-newer-version"}}); a.Open || a.Level != signs.Urgent {
		t.Errorf("a sign that is not known: %+v", a)
	}
}

func TestTheListNamesTheFourThatTheEvidenceNames(t *testing.T) {
	for _, id := range []string{"bleeding", "fever", "leg", "head"} {
		if !slices.Contains(Signs(), id) {
			t.Errorf("the list does not ask about %s", id)
		}
	}
}

func TestNotSureIsNoReassurance(t *testing.T) {
	if a := gate(nil, Asked{Answered: true, Unsure: true}); a.Open || len(a.Whys) != 1 || a.Whys[0].From != FromUnsure {
		t.Errorf("not sure: %+v", a)
	}
}

func TestWhatIsLockedIsNoReassurance(t *testing.T) {
	a := Gate(signs.Standard(), now, true, nil, none)
	if a.Open || a.Ask || len(a.Whys) != 1 || a.Whys[0].From != FromLocked {
		t.Errorf("locked: %+v", a)
	}
}

// Just younger than a day, exactly a day, just older; and in the future, where a clock was set back.
func TestAKeptCheckStandsForADay(t *testing.T) {
	for level, closed := range map[string]bool{"emergency": true, "urgent": true, "of-a-newer-version": true, "incomplete": true, "soon": false, "selfcare": false} {
		for age, counts := range map[int64]bool{0: true, Day - 1: true, Day: true, Day + 1: false, 30 * Day: false, -Day: true} {
			a := gate([]Kept{{At: now - age, Level: level}}, none)
			if want := !(closed && counts); a.Open != want {
				t.Errorf("%s, %d seconds ago: open %v, want %v (%+v)", level, age, a.Open, want, a.Whys)
			}
		}
	}
}

func TestALaterCalmCheckTakesNothingBack(t *testing.T) {
	kept := []Kept{{At: now - 3600, Level: "urgent"}, {At: now - 60, Level: "selfcare"}}
	if a := gate(kept, none); a.Open || a.Whys[0].At != now-3600 {
		t.Errorf("self-care after urgent: %+v", a)
	}
	// One that was only not finished is taken up by a newer one that was.
	if a := gate([]Kept{{At: now - 60, Level: "selfcare"}, {At: now - 3600, Level: "incomplete"}}, none); !a.Open {
		t.Errorf("finished after unfinished: %+v", a)
	}
	if a := gate([]Kept{{At: now - 3600, Level: "selfcare"}, {At: now - 60, Level: "incomplete"}}, none); a.Open {
		t.Error("unfinished after finished is open")
	}
}

// Below, at and above the numbers of the check.
func TestALogThatReachesARuleOfTheCheckKeepsTheOfferAway(t *testing.T) {
	for name, c := range map[string]struct {
		kept Kept
		open bool
	}{
		"37.9 C":                {Kept{Celsius: ptr(37.9)}, true},
		"38.0 C":                {Kept{Celsius: ptr(38.0)}, false},
		"38.1 C":                {Kept{Celsius: ptr(38.1)}, false},
		"34.9 C":                {Kept{Celsius: ptr(34.9)}, false},
		"pain 6":                {Kept{Pain: ptr(6)}, true},
		"pain 7":                {Kept{Pain: ptr(7)}, false},
		"pain 8":                {Kept{Pain: ptr(8)}, false},
		"pain 0":                {Kept{Pain: ptr(0)}, true},
		"a calf":                {Kept{Pain: ptr(1), Signs: map[string]any{"pain_site": []string{"calf_left"}}}, false},
		"a sign of the back":    {Kept{Signs: map[string]any{"saddle_numbness": true}}, false},
		"a word of tomorrow":    {Kept{Signs: map[string]any{"of_a_newer_version": true}}, true},
		"like a period":         {Kept{}, true},
		"more than a period":    {Kept{Heavy: true}, false},
		"no pads":               {Kept{Pads: ptr(0)}, true},
		"11 pads in a day":      {Kept{Pads: ptr(11)}, true},
		"12 pads in a day":      {Kept{Pads: ptr(12)}, false},
		"24 pads in a day":      {Kept{Pads: ptr(24)}, false},
		"a clot like a walnut":  {Kept{Signs: map[string]any{"clot_size_cm": 3.0}}, false},
		"more, with few pads":   {Kept{Heavy: true, Pads: ptr(6)}, false},
		"several calm ones":     {Kept{Pads: ptr(3), Pain: ptr(3), Celsius: ptr(36.8)}, true},
		"a calm one and 38.0 C": {Kept{Pads: ptr(3), Pain: ptr(0), Celsius: ptr(38.0)}, false},
	} {
		for age, counts := range map[int64]bool{0: true, Day: true, Day + 1: false, -60: true} {
			k := c.kept
			k.At = now - age
			a := gate([]Kept{k}, none)
			if want := c.open || !counts; a.Open != want {
				t.Errorf("%s, %d seconds ago: open %v, want %v (%+v)", name, age, a.Open, want, a.Whys)
			}
			if !a.Open && (a.Whys[0].From != FromLog || len(a.Whys[0].Reasons) == 0 || a.Whys[0].At != k.At) {
				t.Errorf("%s says no reason: %+v", name, a.Whys)
			}
		}
	}
}

func TestAHostsStricterNumberCounts(t *testing.T) {
	const file = `{"version": 1, "host": "A clinic", "source": "Leaflet 3", "reviewed": "2026-11-01", "thresholds": {"temperature_c": 37.5}}`
	table, err := signs.ParseLocal([]byte(file))
	if err != nil {
		t.Fatal(err)
	}
	kept := []Kept{{At: now, Celsius: ptr(37.6)}}
	if !gate(kept, none).Open || Gate(table, now, false, kept, none).Open {
		t.Error("37.6 C: the host asks to be seen from 37.5 C on, and that did not count")
	}
}

// Whatever is added, closed never becomes open.
func TestMoreNeverOpens(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	levels := []string{"", "", "emergency", "urgent", "soon", "selfcare", "?"} // unfinished is taken up by a newer one, and has its own test
	some := func() Kept {
		k := Kept{At: now - r.Int64N(3*Day) + Day/2, Level: levels[r.IntN(len(levels))], Heavy: r.IntN(9) == 0}
		if r.IntN(2) == 0 {
			k.Pain = ptr(r.IntN(11))
		}
		if r.IntN(2) == 0 {
			k.Celsius = ptr(36 + 3*r.Float64())
		}
		return k
	}
	opened := 0
	for range 3000 {
		var kept []Kept
		for range r.IntN(3) {
			kept = append(kept, some())
		}
		asked := Asked{Answered: r.IntN(5) > 0, Unsure: r.IntN(8) == 0}
		if r.IntN(6) == 0 {
			asked.Ticked = []string{Signs()[r.IntN(len(list))]}
		}
		before := gate(kept, asked)
		if before.Open {
			opened++
			continue
		}
		more := asked
		more.Ticked = append(slices.Clone(asked.Ticked), "wrong")
		for _, after := range []Answer{gate(append(kept, some()), asked), gate(kept, more), Gate(signs.Standard(), now, true, kept, asked)} {
			if after.Open || after.Level < before.Level {
				t.Fatalf("%+v %+v: %+v became %+v", kept, asked, before, after)
			}
		}
	}
	if opened < 100 {
		t.Fatalf("only %d of 3000 were open: the property was not put to the test", opened)
	}
}
