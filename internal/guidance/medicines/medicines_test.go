package medicines

import (
	"testing"

	"pgregory.net/rapid"

	"snowdrop/internal/content"
	"snowdrop/internal/guidance/signs"
)

const now = 1_772_589_900

// level asks the check as the app does.
func level(t *testing.T, s Sum) signs.Level {
	t.Helper()
	var r signs.Report
	if err := r.Set("paracetamol_g_24h", s.Grams()); err != nil {
		t.Fatal(err)
	}
	a := signs.Check(r)
	if a.Level == signs.Emergency && a.Reasons[0].Rule != "M6" {
		t.Fatalf("an emergency by rule %s, want M6", a.Reasons[0].Rule)
	}
	return a.Level
}

func grams(mg ...int) []Dose {
	var out []Dose
	for i, n := range mg {
		out = append(out, Dose{At: now - int64(i)*4*hour, Has: Yes, Mg: n})
	}
	return out
}

func TestMoreThanTheMaximumOfParacetamolIsAnEmergency(t *testing.T) {
	tests := []struct {
		name      string
		doses     []Dose
		emergency bool
	}{
		{"below", grams(1000, 1000, 1000), false},
		{"just below", grams(1000, 1000, 1000, 999), false},
		{"at", grams(1000, 1000, 1000, 1000), false},
		{"above by a milligram", grams(1000, 1000, 1000, 1001), true},
		{"above", grams(1000, 1000, 1000, 1000, 500), true},
		{"in one dose", grams(5000), true},
	}
	for _, tt := range tests {
		if got := level(t, Worst(tt.doses, now)) == signs.Emergency; got != tt.emergency {
			t.Errorf("%s: emergency %v, want %v", tt.name, got, tt.emergency)
		}
	}
}

func TestAnUnknownAmountIsNeverNone(t *testing.T) {
	full := grams(1000, 1000, 1000, 1000)
	for name, more := range map[string]Dose{
		"has some, nobody knows how much": {At: now, Has: Yes},
		"nobody knows whether":            {At: now, Has: Unsure},
	} {
		s := Worst(append(full, more), now)
		if s.Unknown+s.Unsure != 1 || s.Mg != 4000 {
			t.Errorf("%s: got %+v, want 4000 mg and one not known", name, s)
		}
		if level(t, s) != signs.Emergency {
			t.Errorf("%s: on top of the maximum it is not an emergency", name)
		}
		if s := Last24([]Dose{more}, now); s.None() {
			t.Errorf("%s: alone it counts as none", name)
		}
	}
	if s := Worst(append(full, Dose{At: now, Has: No}), now); s.Unknown+s.Unsure != 0 {
		t.Errorf("what has none: %+v", s)
	}
}

func TestADoseOfADayAgoStillCountsAndOneSecondMoreDoesNot(t *testing.T) {
	if s := Last24([]Dose{{At: now - day, Has: Yes, Mg: 500}}, now); s.Mg != 500 {
		t.Errorf("24 hours ago: %+v", s)
	}
	if s := Last24([]Dose{{At: now - day - 1, Has: Yes, Mg: 500}}, now); s.Mg != 0 {
		t.Errorf("a second earlier: %+v", s)
	}
	if s := Last24([]Dose{{At: now + 1, Has: Yes, Mg: 500}}, now); s.Mg != 0 {
		t.Errorf("not taken yet: %+v", s)
	}
}

func TestTooMuchYesterdayIsStillTooMuch(t *testing.T) {
	doses := []Dose{{At: now - 40*hour, Has: Yes, Mg: 3000}, {At: now - 20*hour, Has: Yes, Mg: 2000}}
	if s := Last24(doses, now); s.Mg != 2000 {
		t.Errorf("the last 24 hours: %+v", s)
	}
	if level(t, Worst(doses, now)) != signs.Emergency {
		t.Error("5 g within 24 hours, the last of it 20 hours ago, is no emergency")
	}
	if s := Worst(doses, now+lookBack); s.Mg != 0 {
		t.Errorf("four days later: %+v", s)
	}
}

func TestOneDoseMoreNeverLowersTheSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		dose := rapid.Custom(func(t *rapid.T) Dose {
			return Dose{
				At:  now - rapid.Int64Range(-hour, 5*day).Draw(t, "ago"),
				Has: rapid.SampledFrom([]Has{Unsure, Yes, No}).Draw(t, "has"),
				Mg:  rapid.IntRange(0, 4000).Draw(t, "mg"),
			}
		})
		doses := rapid.SliceOfN(dose, 0, 12).Draw(t, "doses")
		more := append(append([]Dose{}, doses...), dose.Draw(t, "more"))
		if before, after := Worst(doses, now).Grams(), Worst(more, now).Grams(); after < before {
			t.Fatalf("from %g to %g", before, after)
		}
		if worst, last := Worst(doses, now).Grams(), Last24(doses, now).Grams(); worst < last {
			t.Fatalf("the worst day %g is under the last %g", worst, last)
		}
	})
}

func TestNamesAreFoundAsPeopleTypeThem(t *testing.T) {
	for name, want := range map[string]bool{
		"Paracetamol": true, "PARACETAMOL 500mg": true, "Panadol Extra": true, "co-codamol 8/500": true, "Co codamol": true,
		"Tylenol #3": true, "Dolo 650": true, "Dolo650": true, "night nurse": true, "Acetaminophen/codeine": true,
		"ibuprofen": false, "dolomite": false, "mifepristone": false, "": false, "nurse": false, "paracetamolate": false, "Ärger": false,
	} {
		if got := Known(name); got != want {
			t.Errorf("Known(%q) = %v, want %v", name, got, want)
		}
	}
	for name, want := range map[string]bool{"Nurofen": true, "ibuprofen 400": true, "Advil PM": true, "paracetamol": false, "": false} {
		if got := AntiInflammatory(name); got != want {
			t.Errorf("AntiInflammatory(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestEveryProductSaysWhereItIsFrom(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range products {
		if _, ok := content.SourceByKey(p.source); !ok {
			t.Errorf("%s rests on %q, which nobody knows", p.name, p.source)
		}
		if seen[p.name] || !Known(p.name) {
			t.Errorf("%s stands twice, or is not found", p.name)
		}
		seen[p.name] = true
	}
}

func FuzzAnyNameMayBeTyped(f *testing.F) {
	for _, p := range products {
		f.Add(p.name)
	}
	f.Add("\x00\xffPanadol\u200b")
	f.Fuzz(func(t *testing.T, name string) {
		if Known(name) != Known(name+" 500") {
			t.Errorf("%q is known or not by its strength", name)
		}
		AntiInflammatory(name)
	})
}
