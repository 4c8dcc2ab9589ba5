package appointment

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/content"
	"snowdrop/internal/guidance/medicines"
	"snowdrop/internal/guidance/questions"
	"snowdrop/internal/guidance/recovery"
	"snowdrop/internal/journal"
)

const (
	lookBack = 90 // days of notes that questions come from
	lately   = 14 // days for what is counted by the fortnight
)

// gather counts what was noted of late, for the questions.
func gather(x *screen.Exchange) questions.Noted {
	now := x.Now()
	from := noted.Midnight(now, lookBack)
	n := questions.Noted{}
	var lost time.Time
	if s, ok := noted.Story(x); ok {
		lost = fromStory(&n, s, now)
	}
	fromCheckIns(&n, noted.CheckIns(x, from, now), lost, noted.Midnight(now, lately-1))
	fromMedicines(&n, noted.Medicines(x, noted.Midnight(now, lately-1), now))
	fromPain(x, &n, from, now)
	for _, h := range noted.Between(x.Heads(journal.KindCheck), from, now) {
		if body, err := x.Body(h.ID); err == nil {
			fromCheck(&n, body)
		}
	}
	return n
}

// fromStory gives the day of the loss too, where it is known.
func fromStory(n *questions.Noted, s journal.Story, now time.Time) (lost time.Time) {
	n.Waiting = s.Managed == journal.ManagedNotBegun
	n.Surgical = s.Managed == journal.ManagedSurgical
	n.Ectopic, n.Molar = s.Type == journal.StoryEctopic, s.Type == journal.StoryMolar
	n.Methotrexate = s.Treatment == journal.TreatedMethotrex
	n.RhNegative, n.RhUnknown, n.AntiD = s.Blood == "negative", s.Blood == journal.StoryUnsure, s.AntiD == "yes"
	r := recovery.Report(s, now)
	if weeks, ok := r["gestation_weeks"].(float64); ok {
		n.Weeks = weeks
	}
	if days, ok := r["days_since_loss"].(float64); ok {
		lost = noted.Midnight(now, int(days))
		if !n.Waiting {
			n.Since = max(1, int(days))
		}
	}
	return lost
}

func fromCheckIns(n *questions.Noted, all []noted.CheckIn, lost, fortnight time.Time) {
	var bled []time.Time
	heavy, tired, low, short := days{}, days{}, days{}, days{}
	for _, c := range all {
		if c.Bleeding != "" && c.Bleeding != journal.BleedingNone {
			bled = append(bled, c.At)
		}
		heavy.note(c.At, c.Bleeding == journal.BleedingHeavy)
		n.LargeClot = n.LargeClot || slices.Contains([]string{journal.ClotWalnut, journal.ClotGolfBall, journal.ClotLarger, journal.ClotsSeveral}, c.Clots)
		if c.Pain != nil {
			n.Pain = max(n.Pain, *c.Pain)
		}
		if celsius, ok := c.Celsius(); ok {
			n.Celsius = max(n.Celsius, celsius)
		}
		if c.At.Before(fortnight) {
			continue
		}
		tired.note(c.At, slices.Contains(c.Feelings, "tired"))
		low.note(c.At, c.Heaviness != nil && *c.Heaviness >= 7 || slices.ContainsFunc(c.Feelings, isLow))
		short.note(c.At, c.SleepHours != nil && *c.SleepHours < 5)
	}
	n.HeavyDays, n.TiredDays, n.LowDays, n.ShortNights = len(heavy), len(tired), len(low), len(short)
	n.BledDays = run(bled, 7, lost)
}

func isLow(feeling string) bool {
	return slices.Contains([]string{"sad", "empty", "numb", "lonely"}, feeling)
}

// days counts each day once.
type days map[string]bool

func (d days) note(at time.Time, is bool) {
	if is {
		d[at.Format(time.DateOnly)] = true
	}
}

// run is how many days lie from the first to the last of the latest moments that follow each other with gaps of at most so
// many days. A loss shortly before the first of them is where they began.
func run(moments []time.Time, gap int, began time.Time) int {
	if len(moments) == 0 {
		return 0
	}
	last := noted.Midnight(moments[len(moments)-1], 0)
	first := last
	for _, m := range slices.Backward(moments) {
		m = noted.Midnight(m, 0)
		if m.Before(noted.Midnight(first, gap)) {
			break
		}
		first = m
	}
	if !began.IsZero() && began.Before(first) && !began.Before(noted.Midnight(first, gap)) {
		first = began
	}
	return int(last.Sub(first).Hours()/24+0.5) + 1
}

func fromMedicines(n *questions.Noted, all []noted.Medicine) {
	products, painkillers := map[string]bool{}, days{}
	for _, m := range all {
		anti := medicines.AntiInflammatory(m.Name)
		n.AntiInflammatory = n.AntiInflammatory || anti
		d := noted.Dose(m)
		if d.Has == medicines.Yes || medicines.Known(m.Name) {
			products[strings.ToLower(m.Name)] = true
			anti = true
		}
		painkillers.note(m.When, anti)
		n.ParacetamolUnsure = n.ParacetamolUnsure || m.Paracetamol == journal.ParacetamolUnsure
	}
	n.ParacetamolProducts, n.PainkillerDays = len(products), len(painkillers)
}

func fromPain(x *screen.Exchange, n *questions.Noted, from, to time.Time) {
	var back []time.Time
	for _, h := range noted.Between(x.Heads(journal.KindPain), from, to) {
		body, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		p, err := journal.DecodePain(body)
		if err != nil {
			continue
		}
		if p.Score != nil {
			n.Pain = max(n.Pain, *p.Score)
		}
		if p.InBack() && (p.Score == nil || *p.Score > 0) {
			back = append(back, x.Local(h.At))
		}
	}
	n.BackDays = run(back, 10, time.Time{})
}

// fromCheck takes from a kept check what it was told. What it was not told says nothing.
func fromCheck(n *questions.Noted, body []byte) {
	var c struct {
		Report map[string]any `json:"report"`
	}
	if json.Unmarshal(body, &c) != nil {
		return
	}
	is := func(key string) bool { return c.Report[key] == true }
	n.Pale = n.Pale || is("pale")
	if is("fatigue") {
		n.TiredDays = max(n.TiredDays, 1)
	}
	n.Milk = n.Milk || is("milk_leak")
	n.BloodThinner = n.BloodThinner || is("anticoagulant")
	n.TestPositive = n.TestPositive || c.Report["pregnancy_test"] == "positive"
	if at, ok := c.Report["methotrexate_days_ago"].(float64); ok && at <= 60 {
		n.Methotrexate = true
	}
}

// from names the sources of a question.
func from(x *screen.Exchange, keys []string) string {
	var out []string
	for _, key := range keys {
		if s, ok := content.SourceByKey(key); ok {
			out = append(out, s.Citation)
		}
	}
	if len(out) == 0 { // the list of sources comes after the app, and may not be here yet
		return ""
	}
	return "(" + strings.Join(out, "; ") + ", " + x.WrittenDay(questions.Reviewed) + ")"
}
