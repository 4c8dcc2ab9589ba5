package exercise

import (
	"net/http"
	"slices"
	"time"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
	"snowdrop/internal/ui"
)

// plans are the things to choose from. The last is in the person's own words, which nobody interprets.
var plans = []string{"bath", "walk", "coffee", "hike", "own"}

// last is how far back a note speaks of now.
const last = 24 * time.Hour

// body is what was noted of the last day. Known is false where nothing was.
type body struct {
	known    bool
	bleeding int // index of journal.Bleedings, the most
	pads     int
	clots    int     // index of journal.Clots, the largest
	celsius  float64 // the highest
	pain     int     // the worst
	concern  bool    // the rules of the check, or a check that was kept, ask for care
}

// limit is what speaks against a plan, from this value on. What is not said here never does.
type limit struct{ bleeding, clots, pads, pain int }

// fever is where a fever begins, for every plan. (evidence.md 1.5)
const fever = 38.0

// limits are stricter than the rules of the check: they begin where the pages about baths and about sport say to wait, and
// where pain is no longer slight. (evidence.md 2.6)
var limits = map[string]limit{
	"bath": {bleeding: index(journal.Bleedings, journal.BleedingPeriod), clots: index(journal.Clots, journal.ClotWalnut), pads: 4, pain: 7},
	"walk": {bleeding: index(journal.Bleedings, journal.BleedingHeavy), clots: index(journal.Clots, journal.ClotWalnut), pads: 8, pain: 7},
	"hike": {bleeding: index(journal.Bleedings, journal.BleedingSpotting), clots: index(journal.Clots, journal.ClotSmall), pads: 1, pain: 5},
}

func index[T comparable](all []T, v T) int { return slices.Index(all, v) }

// against is what speaks against a plan now: the ends of the keys of its sentences. nil means that nothing was noted that
// does. It never means that the body is ready.
func against(what string, b body) []string {
	l, ok := limits[what]
	if !ok {
		return nil
	}
	var out []string
	if b.concern {
		out = append(out, "check")
	}
	if b.bleeding >= l.bleeding || b.clots >= l.clots || b.pads >= l.pads {
		out = append(out, "bleeding")
	}
	if b.celsius >= fever {
		out = append(out, "fever")
	}
	if b.pain >= l.pain {
		out = append(out, "pain")
	}
	return out
}

// add takes a check-in in. The worst of the day counts: a better note does not take a worse one back.
func (b *body) add(c journal.CheckIn) {
	if c.Bleeding != "" || c.Pads != nil || c.Clots != "" || c.Pain != nil || c.Temperature != nil {
		b.known = true
	}
	b.bleeding, b.clots = max(b.bleeding, index(journal.Bleedings, c.Bleeding)), max(b.clots, index(journal.Clots, c.Clots))
	if c.Pads != nil {
		b.pads = max(b.pads, *c.Pads)
	}
	if c.Pain != nil {
		b.pain = max(b.pain, *c.Pain)
	}
	if t, said := c.Celsius(); said {
		b.celsius = max(b.celsius, t+1e-9) // 100.4 °F is 38 °C
	}
}

// bodyNow reads what was noted of the last day.
func bodyNow(x *screen.Exchange) body {
	var b body
	now := x.Now()
	for _, c := range noted.CheckIns(x, now.Add(-last), now) {
		b.add(c.CheckIn)
	}
	worst, _ := noted.Fresh(x)
	b.concern = worst != nil
	for _, h := range noted.Between(x.Heads(journal.KindPain, journal.KindCheck), now.Add(-last), now) {
		entry, err := x.Body(h.ID)
		if err != nil {
			continue
		}
		if h.Kind == journal.KindCheck {
			c, err := journal.DecodeCheck(entry)
			calm := err == nil && !c.Open && (c.Level == signs.Soon.String() || c.Level == signs.SelfCare.String())
			b.concern = b.concern || !calm
		} else if p, err := journal.DecodePain(entry); err == nil && p.Score != nil {
			b.known, b.pain = true, max(b.pain, *p.Score)
		}
	}
	return b
}

// held goes back to the choice where what was noted speaks against what was chosen.
func (t attempt) held() bool {
	if t.form.id != "small-plan" || !t.x.CanKeep() {
		return false
	}
	reasons := against(t.said("what"), bodyNow(t.x))
	if reasons == nil {
		return false
	}
	d, all := t.page()
	if len(all) > 0 {
		d.First = all[0][:1]
	}
	d.Why = append(d.Why, t.x.Say("exercise.plan.held"))
	for _, reason := range reasons {
		d.Why = append(d.Why, t.x.Say("exercise.plan.held."+reason))
	}
	d.Why = append(d.Why, t.x.Say("exercise.plan.other"))
	for _, a := range t.form.steps[0] {
		d.Fields = append(d.Fields, t.form.asked(t.x, a, t.typed.Values))
	}
	d.Hidden = t.hidden(t.form.steps[0], false)
	t.buttons(&d, 0)
	t.x.Show(http.StatusOK, ui.Exercise(d))
	return true
}

// plan puts beside a plan what its card says, and for the body what to ask oneself first: silence is never leave.
func (t attempt) plan(d *ui.ExercisePage, all [][]ui.Block) {
	what := t.said("what")
	if at := slices.Index(plans, what); at >= 0 { // something of one's own has what holds for all
		d.Known = fromEnd(all, takeCare+len(plans)-1-at)
	}
	if _, asks := limits[what]; !asks {
		return
	}
	first := "exercise.plan.locked"
	if t.x.CanKeep() {
		if first = "exercise.plan.ask"; bodyNow(t.x).known {
			first = "exercise.plan.noted"
		}
	}
	d.Why = []string{t.x.Say(first), t.x.Say("exercise.plan.dizzy")}
}
