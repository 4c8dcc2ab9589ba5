package ahead

import (
	"encoding/json"
	"slices"
	"time"

	"snowdrop/internal/app/screen/noted"
	"snowdrop/internal/guidance/decide"
	"snowdrop/internal/journal"
)

// known is what this person told before, in words that Snowdrop keeps: what happened, checks that were kept, notes of the last days,
// and what was ticked here. Locked, it is nothing.
func (p place) known() (k decide.Known) {
	if !p.CanKeep() {
		return k
	}
	for _, h := range p.Heads(journal.KindStory) {
		body, err := p.Body(h.ID)
		if err != nil {
			continue
		}
		if s, err := journal.DecodeStory(body); err == nil {
			fromStory(&k, s)
		}
	}
	for _, h := range p.Heads(journal.KindCheck) { // all of them: what an old one says of a loss is as true as ever
		if body, err := p.Body(h.ID); err == nil {
			fromCheck(&k, body, p.ago(p.Local(h.At)))
		}
	}
	for _, c := range noted.CheckIns(p.Exchange, noted.Midnight(p.Now(), decide.BleedingDays-1), noted.Ahead(p.Now())) {
		switch days := p.ago(c.At); {
		case c.Bleeding == "":
		case c.Bleeding != journal.BleedingNone:
			if k.Bled == 0 || days < k.Bled {
				k.Bled = days
			}
		case days < k.Bled: // only what is later ends it: a note of none does not take back a check that came after
			k.Bled = 0
		}
	}
	if d, _, ok := p.current(); ok {
		told(&k, d.Told, d.Losses)
	}
	k.Unsafe = p.unsafe()
	return k
}

// ago counts days, today as 1.
func (p place) ago(at time.Time) int {
	return max(1, int(noted.Midnight(p.Now(), 0).Sub(noted.Midnight(at, 0)).Hours()/24+0.5)+1)
}

func fromStory(k *decide.Known, s journal.Story) {
	k.Ectopic = k.Ectopic || s.Type == journal.StoryEctopic
	k.Molar = k.Molar || s.Type == journal.StoryMolar
	k.Methotrexate = k.Methotrexate || s.Treatment == journal.TreatedMethotrex
	k.Late = k.Late || s.Type == journal.StoryLate || s.HowFar == journal.Far14to23 || s.HowFar == journal.Far24AndOn
	for _, w := range []*int{s.Weeks, s.ScanWeeks} {
		if w != nil {
			k.Weeks = max(k.Weeks, float64(*w))
		}
	}
	// Still with a heartbeat, or waiting for it to begin: the body is not through with it.
	k.Bleeding = k.Bleeding || s.Type == journal.StoryThreatened || s.Managed == journal.ManagedNotBegun
}

// illnesses are the answers of the check that speak of an illness or a medicine which lasts.
var illnesses = []string{"anticoagulant", "bleeding_disorder", "prior_vte", "high_bp_history", "immunosuppressed", "diabetes", "sickle_cell", "psychosis_history", "bipolar_history"}

func fromCheck(k *decide.Known, body []byte, days int) {
	var c struct {
		Report map[string]any `json:"report"` // nothing else is read: there may be very many
	}
	if json.Unmarshal(body, &c) != nil {
		return
	}
	r := c.Report
	yes := func(key string) bool { said, ok := r[key].(bool); return ok && said }
	some := func(key string) bool { n, ok := r[key].(float64); return ok && n > 0 }
	managed, _ := r["management"].(string)
	k.Ectopic = k.Ectopic || managed == "ectopic" || yes("earlier_ectopic")
	k.Molar = k.Molar || managed == "molar"
	if _, there := r["methotrexate_days_ago"].(float64); there {
		k.Methotrexate = true
	}
	if weeks, ok := r["gestation_weeks"].(float64); ok {
		k.Weeks = max(k.Weeks, weeks)
	}
	k.Illness = k.Illness || slices.ContainsFunc(illnesses, yes)
	trend, _ := r["bleeding_trend"].(string)
	if days <= decide.BleedingDays && (some("bleeding_pads_per_hour") || trend != "" && trend != "stopped") && k.Bled == 0 {
		k.Bled = days
	}
}

// told adds what was ticked.
func told(k *decide.Known, ticked []string, losses string) {
	has := func(word string) bool { return slices.Contains(ticked, word) }
	k.Ectopic = k.Ectopic || has("ectopic")
	k.Molar = k.Molar || has("molar")
	k.Methotrexate = k.Methotrexate || has("methotrexate")
	k.Late = k.Late || has("late")
	k.Bleeding = k.Bleeding || has("bleeding")
	k.VeryIll = k.VeryIll || has("very-ill")
	k.Illness = k.Illness || has("illness")
	k.Losses = max(k.Losses, slices.Index([]string{"", "one", "two", "three"}, losses))
}
