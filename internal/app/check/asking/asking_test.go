package asking

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"snowdrop/internal/guidance/signs"
)

var standard = signs.Standard()

// answer presses a button with some rows ticked, and fails when the screen does not take it.
func answer(t *testing.T, w *Walk, screen, button string, ticks ...string) {
	t.Helper()
	if w.Now.ID != screen {
		t.Fatalf("asked for %q, want %q (level %v, said %v)", w.Now.ID, screen, w.Check(standard).Level, w.Report())
	}
	if problems := w.Answer(filled(t, w, button, ticks...), standard); problems != nil {
		t.Fatalf("%s: %v", screen, problems)
	}
}

// asks says whether the form has a button of that name.
func (s *Screen) asks(button string) bool {
	return slices.ContainsFunc(s.Buttons, func(b Button) bool { return b.ID == button })
}

func filled(t *testing.T, w *Walk, button string, ticks ...string) Values {
	t.Helper()
	s := w.Screen()
	v := Values{"answer": {button}}
	if !s.asks(button) {
		t.Fatalf("%s has no button %q", s.ID, button)
	}
	for _, id := range ticks {
		sign := s.sign(id)
		if sign == nil {
			t.Fatalf("%s has no row %q", s.ID, id)
		}
		v[sign.Group] = append(v[sign.Group], id)
	}
	return v
}

func TestTwoInTheMorningTakesFewerThanTenTaps(t *testing.T) {
	w := Begin(nil, false)
	answer(t, w, "now", None)
	answer(t, w, "safety", "no")
	answer(t, w, "amount", "one")
	answer(t, w, "more", None)
	answer(t, w, "pain", "5")
	answer(t, w, "feel", None)
	answer(t, w, "legs", None)
	answer(t, w, "else", None)
	answer(t, w, "story", None)
	if a := w.Check(standard); !w.Over() || a.Level != signs.Urgent || len(a.Ask) > 0 {
		t.Errorf("asked for %+v; answer %+v", w.Now, a)
	}
	if len(w.Done) >= 10 {
		t.Errorf("it took %d taps", len(w.Done))
	}
}

func TestAQuietDayTakesFewerThanTenTaps(t *testing.T) {
	for name, told := range map[string]Report{
		"nothing told": nil,
		"told":         {"gestation_weeks": 9.0, "days_since_loss": 4.0, "management": "medical", "scan_confirmed_intrauterine": true, "rh_negative": false},
	} {
		for _, pain := range []string{"0", "3"} {
			w := Begin(told, false)
			answer(t, w, "now", None)
			answer(t, w, "safety", "no")
			answer(t, w, "amount", "spots")
			answer(t, w, "more", None)
			answer(t, w, "pain", pain)
			answer(t, w, "feel", None)
			answer(t, w, "legs", None)
			answer(t, w, "else", None)
			if !w.Over() {
				answer(t, w, "story", None)
			}
			if a := w.Check(standard); !w.Over() || a.Level != signs.SelfCare {
				t.Errorf("%s, pain %s: asked for %+v; answer %+v", name, pain, w.Now, a)
			}
			t.Logf("%s, pain %s: %d taps", name, pain, len(w.Done))
			if len(w.Done) >= 10 {
				t.Errorf("%s, pain %s: it took %d taps", name, pain, len(w.Done))
			}
		}
	}
}

// A person is a made-up one, who knows the answer to everything.
type truth map[string][]string // by screen: the button, then the rows

// TestNoWalkEndsBelowWhatEverythingTogetherSays is the promise of the package: people who know every answer walk through
// the check, and what it ends with is never lower than what the rules say to all that they know.
func TestNoWalkEndsBelowWhatEverythingTogetherSays(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 2026))
	levels := map[signs.Level]int{}
	longest := 0
	for n := range 400 {
		sick := []float64{0, 0.01, 0.02, 0.06}[n%4]
		unsure := n%7 == 0
		know := truth{}
		w := Begin(nil, n%5 == 0)
		for i := range screens { // what this person would answer to each screen, whether or not it is shown
			s := &screens[i]
			if s.Rows {
				continue
			}
			know[s.ID] = invent(random, s, sick, unsure)
			if s.ID == "story" {
				know[s.ID] = slices.DeleteFunc(know[s.ID], func(id string) bool { return id == toldWrong })
			}
		}
		for !w.Over() {
			s := w.Screen()
			if s.Rows {
				know[s.ID] = []string{Some}
			}
			v := Values{"answer": {know[s.ID][0]}}
			if s.Rows {
				for _, sign := range s.Signs {
					v[sign.ID] = []string{map[bool]string{true: "yes", false: "no"}[slices.Contains(know["now"][1:], sign.ID)]}
				}
			}
			for _, id := range know[s.ID][1:] {
				if sign := s.sign(id); sign != nil {
					v[sign.Group] = append(v[sign.Group], id)
				}
			}
			if v["answer"][0] == Some && !s.Rows && !s.anyTicked(v) {
				v["answer"] = []string{None}
			}
			id := w.Now.ID
			if problems := w.Answer(v, standard); problems != nil {
				t.Fatalf("%s %v: %v", id, v, problems)
			}
			if w.AtLeast(standard) == signs.Emergency && !w.Over() {
				t.Fatalf("an emergency that nothing can take back does not end the check: %v", w.Report())
			}
			if len(w.Done) > 40 {
				t.Fatalf("the check does not end: %v", w.Done)
			}
			read, err := Read([]byte(w.Encode()))
			if err != nil || !maps.EqualFunc(read.Report(), w.Report(), sameText) {
				t.Fatalf("a page that carries the walk changes it: %v\n%v\n%v", err, read.Report(), w.Report())
			}
		}
		quietlySaysNoMore(t, w)
		got := w.Check(standard)
		levels[got.Level]++
		longest = max(longest, len(w.Done))
		if got.Level == signs.SelfCare && len(got.Ask) > 0 || got.Level == signs.Incomplete {
			t.Fatalf("it ends with %v and %v still to ask", got.Level, got.Ask)
		}
		everything := w.everythingKnown(know)
		if full := standard.Check(report(everything)); full.Level > got.Level {
			t.Fatalf("the check ends with %v, all of the answers give %v: %+v\nsaid %v\nall %v", got.Level, full.Level, full.Reasons, w.Report(), everything)
		}
	}
	t.Logf("levels %v, longest %d screens", levels, longest)
	for _, l := range []signs.Level{signs.SelfCare, signs.Soon, signs.Urgent, signs.Emergency} {
		if levels[l] < 8 {
			t.Errorf("only %d walks end with %v: the property says little", levels[l], l)
		}
	}
}

// quietlySaysNoMore holds what may leave the screen of a walk whose fear was not ticked to go along.
func quietlySaysNoMore(t *testing.T, w *Walk) {
	t.Helper()
	before, q := w.Encode(), w.Quiet(standard)
	carried := q.Encode()
	if again, err := Read([]byte(carried)); err != nil || !again.Over() || again.Encode() != carried {
		t.Fatalf("a quiet walk cannot be carried: %v\n%s", err, carried)
	}
	if strings.Contains(carried, "afraid") || strings.Contains(carried, "danger") || w.Encode() != before {
		t.Fatalf("of %s is left %s", before, carried)
	}
	r, a := q.QuietCheck(standard)
	if full := w.Check(standard); slices.ContainsFunc(a.Reasons, func(r signs.Reason) bool { return r.Private }) || full.Level != signs.Incomplete && a.Level > full.Level {
		t.Fatalf("%v becomes %+v", full.Level, a)
	}
	open := *q
	open.Now, open.Ended = Step{}, false
	if _, more := open.next(standard); a.Level == signs.SelfCare && more {
		t.Fatalf("%v is said to be expected, and there is still something to ask", r)
	}
	for q.GoOn(); !q.Over(); { // and it can be finished
		s := q.Screen()
		if problems := q.Answer(Values{"answer": {s.Buttons[0].ID}}, standard); problems != nil {
			t.Fatalf("%s: %v", s.ID, problems)
		}
	}
}

func sameText(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// invent gives a button and rows of a screen.
func invent(random *rand.Rand, s *Screen, sick float64, unsure bool) []string {
	var rows []string
	for _, sign := range s.Signs {
		if random.Float64() < sick {
			rows = append(rows, sign.ID)
		}
	}
	b := s.Buttons[0].ID
	if random.Float64() < 3*sick || s.derived {
		b = s.Buttons[random.IntN(len(s.Buttons))].ID
	}
	if b == Unsure && !unsure || b == "yes" && s.ID == "safety" && random.Float64() > 0.3 || s.ID == "safe" && random.Float64() > 0.2 {
		b = s.Buttons[0].ID
	}
	if s.ID == "amount" && sick == 0 {
		b = []string{"none", "spots", "light"}[random.IntN(3)]
	}
	return append([]string{b}, rows...)
}

// everythingKnown is the report of a walk with the answers to every screen that was not shown.
func (w *Walk) everythingKnown(know truth) Report {
	r := w.Report()
	for i := range screens {
		s := &screens[i]
		if s.Rows {
			continue
		}
		if _, done := w.step(s.ID); done && !s.filtered || s.when != nil && !s.when(w, r) {
			continue
		}
		v := Values{"answer": {know[s.ID][0]}}
		for _, sign := range s.Signs {
			if !w.shown(sign.ID) && slices.Contains(know[s.ID][1:], sign.ID) && (sign.only == nil || sign.only(w, r)) {
				v[sign.Group] = append(v[sign.Group], sign.ID)
			}
		}
		said := Report{}
		s.read(v, said, false)
		for key, value := range said {
			if _, there := r[key]; !there {
				r[key] = value
			}
		}
	}
	return r
}

func TestEveryAnswerFitsTheVocabulary(t *testing.T) {
	for i := range screens {
		s := &screens[i]
		for _, sign := range s.Signs {
			fits(t, s.ID+" "+sign.ID, sign.yes)
			fits(t, s.ID+" not "+sign.ID, sign.no)
		}
		for _, b := range s.Buttons {
			fits(t, s.ID+" "+b.ID, b.sets)
		}
	}
}

func fits(t *testing.T, name string, pairs []Pair) {
	t.Helper()
	for _, p := range pairs {
		var r signs.Report
		if err := r.Set(p.Key, p.Value); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryKeyThatMustBeAskedIsOnAScreen(t *testing.T) {
	asked := map[string]bool{}
	for i := range screens {
		if s := &screens[i]; s.when != nil && s.ID != "safe" || s.derived || s.filtered {
			continue
		}
		for _, sign := range screens[i].Signs {
			if sign.only == nil {
				for _, p := range slices.Concat(sign.yes, sign.no) {
					asked[p.Key] = true
				}
			}
		}
		for _, b := range screens[i].Buttons {
			for _, p := range b.sets {
				asked[p.Key] = true
			}
		}
	}
	asked["temperature_c"] = asked["fever_reported"]
	for _, key := range signs.MustAsk() {
		if !asked[key] {
			t.Errorf("no screen always asks for %s", key)
		}
	}
}

func FuzzAPageThatCarriesAnything(f *testing.F) {
	w := Begin(Report{"gestation_weeks": 9.0}, true)
	for _, seed := range []string{"", "{", "null", "[]", `{"now":{"id":"nowhere"}}`, `{"done":[{"id":"now"}]}`, w.Encode(),
		`{"now":{"id":"pain"},"done":[{"id":"now","values":{"answer":["none"]}}],"undone":[{"id":"feel","values":{"temperature":["1e9"]}}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := Read(data)
		if err != nil {
			return
		}
		raw, _ := json.Marshal(w.Report())
		if len(raw) == 0 {
			t.Error("no report")
		}
		if !w.Over() {
			w.Answer(Values{"answer": {Unsure}}, standard)
		}
		w.Back(nil)
		w.AtLeast(standard)
	})
}
