package asking

import (
	"math/rand/v2"
	"testing"

	"snowdrop/internal/guidance/signs"
)

// finish answers "none", "no" and the like until the check is over, and "yes" to being safe.
func finish(t *testing.T, w *Walk) signs.Answer {
	t.Helper()
	for range 30 {
		if w.Over() {
			return w.Check(standard)
		}
		button := ""
		for _, b := range []string{"no", None, "0", "none", "yes"} {
			s := w.Screen()
			if button == "" && s.asks(b) && (s.ID != "safe" || b == "yes") {
				button = b
			}
		}
		answer(t, w, w.Now.ID, button)
	}
	t.Fatal("it never ends")
	return signs.Answer{}
}

func TestWhatAQuestionnaireSaidRaisesTheCheck(t *testing.T) {
	for name, c := range map[string]struct {
		brought Report
		level   signs.Level
		rule    string
	}{
		"an item about dying, 1 of 3":         {Report{"phq9_item9": 1.0}, signs.Urgent, "P2"},
		"line 8 of the sheet, neither":        {Report{"pgs_item8": 3.0}, signs.Urgent, "P2"},
		"line 8 of the sheet, disagree":       {Report{"pgs_item8": 2.0}, signs.SelfCare, ""},
		"9 of 27":                             {Report{"phq9_total": 9.0}, signs.SelfCare, ""},
		"10 of 27":                            {Report{"phq9_total": 10.0}, signs.Soon, "P6"},
		"20 of 27":                            {Report{"phq9_total": 20.0}, signs.Soon, "P6b"},
		"9 of 21":                             {Report{"gad7_total": 9.0}, signs.SelfCare, ""},
		"10 of 21":                            {Report{"gad7_total": 10.0}, signs.Soon, "P6"},
		"2 of 5":                              {Report{"pcptsd5_total": 2.0}, signs.SelfCare, ""},
		"3 of 5":                              {Report{"pcptsd5_total": 3.0}, signs.Soon, "P7"},
		"30 of 80":                            {Report{"pcl5_total": 30.0}, signs.SelfCare, ""},
		"31 of 80":                            {Report{"pcl5_total": 31.0}, signs.Soon, "P7"},
		"nothing":                             {nil, signs.SelfCare, ""},
		"a key that no questionnaire has":     {Report{"insight": false, "feels_safe": true}, signs.SelfCare, ""},
		"low numbers say nothing":             {Report{"phq9_total": 0.0, "phq9_item9": 0.0, "gad7_total": 0.0, "pgs_item8": 1.0}, signs.SelfCare, ""},
		"a page that carries words for it":    {Report{"phq9_item9": "3"}, signs.SelfCare, ""},
		"the highest where there are several": {Report{"phq9_total": 27.0, "phq9_item9": 3.0}, signs.Urgent, "P2"},
	} {
		w := Begin(Report{"gestation_weeks": 9.0, "days_since_loss": 20.0, "scan_confirmed_intrauterine": true, "rh_negative": false, "management": "medical"}, false)
		w.Brought = c.brought
		got := finish(t, w)
		fired := false
		for _, r := range got.Reasons {
			fired = fired || r.Rule == c.rule
		}
		if got.Level != c.level || c.rule != "" && !fired || w.Counts(standard) != (c.rule != "") {
			t.Errorf("%s: %v for %v, want %v for %s", name, got.Level, got.Reasons, c.level, c.rule)
		}
	}
}

func TestNobodyIsSentAwayForAnOldAnswerBeforeBeingAskedAboutToday(t *testing.T) {
	w := Begin(nil, false)
	w.Brought = Report{"phq9_item9": 2.0}
	answer(t, w, "now", None)
	answer(t, w, "safety", "no") // what is said today takes the old answer not back, so the next question is the one that matters
	if w.Now.ID != "safe" {
		t.Fatalf("asked %q", w.Now.ID)
	}
	answer(t, w, "safe", "no")
	if got := w.Check(standard); got.Level != signs.Emergency {
		t.Errorf("not safe: %v", got.Level)
	}
}

func TestNoQuestionnaireEverLowersTheCheck(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	most := map[string]int{"phq9_total": 27, "phq9_item9": 3, "gad7_total": 21, "pcl5_total": 80, "pcptsd5_total": 5, "pgs_item8": 5}
	for range 3000 {
		r := Report{}
		for _, s := range screens {
			for _, sign := range s.Signs {
				if random.IntN(12) == 0 {
					for _, p := range sign.yes {
						put(r, p)
					}
				}
			}
			if len(s.Buttons) > 0 && random.IntN(2) == 0 {
				for _, p := range s.Buttons[random.IntN(len(s.Buttons))].sets {
					r[p.Key] = p.Value
				}
			}
		}
		raised := with(r, nil)
		for key, n := range most {
			if random.IntN(2) == 0 {
				raised[key] = float64(random.IntN(n + 1))
			}
		}
		if before, after := levelOf(standard, r), levelOf(standard, raised); after < before {
			t.Fatalf("%v became %v by %v", before, after, raised)
		}
	}
}
