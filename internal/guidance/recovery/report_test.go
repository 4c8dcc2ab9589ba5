package recovery

import (
	"encoding/json"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/journal"
)

func n(i int) *int { return &i }

// noon is an afternoon in a place far from Greenwich: days are the person's own.
var noon = time.Date(2026, 11, 20, 14, 0, 0, 0, time.FixedZone("", 11*3600))

func TestAStoryAnswersTheCheckInItsOwnWords(t *testing.T) {
	for name, c := range map[string]struct {
		story journal.Story
		want  map[string]any
	}{
		"nothing told": {journal.Story{}, map[string]any{}},
		"all told": {
			journal.Story{
				Weeks: n(12), WeekDays: n(6), ScanWeeks: n(9), Type: journal.StoryMissed, Managed: journal.ManagedSurgical,
				Day: "2026-11-18", Scan: "yes", Blood: "negative", AntiD: "no", Note: "words",
			},
			map[string]any{
				"gestation_weeks": 12 + 6.0/7, "management": "surgical", "days_since_loss": 2.0, "scan_confirmed_intrauterine": true,
				"rh_negative": true, "anti_d_given": false,
			},
		},
		"the later of scan and dates": {journal.Story{Weeks: n(8), ScanWeeks: n(9), ScanDays: n(1)}, map[string]any{"gestation_weeks": 9 + 1.0/7}},
		"a band is its last week":     {journal.Story{HowFar: journal.Far10to13}, map[string]any{"gestation_weeks": 13.0}},
		"weeks before the band":       {journal.Story{HowFar: journal.Far10to13, Weeks: n(11)}, map[string]any{"gestation_weeks": 11.0}},
		"late, without weeks":         {journal.Story{Type: journal.StoryLate, HowFar: journal.StoryUnsure}, map[string]any{"gestation_weeks": 23.0}},
		"too early for the vocabulary": {
			journal.Story{Weeks: n(2), WeekDays: n(6)}, map[string]any{},
		},
		"too late for the vocabulary": {journal.Story{Weeks: n(30)}, map[string]any{}},
		"waiting": {
			journal.Story{Type: journal.StoryMissed, Managed: journal.ManagedNotBegun, Day: "2026-11-10"},
			map[string]any{"awaiting_miscarriage": true, "days_since_loss": 10.0},
		},
		"only the month":  {journal.Story{When: "month", Month: "2026-10"}, map[string]any{}},
		"a day to come":   {journal.Story{Day: "2026-11-21"}, map[string]any{}},
		"today":           {journal.Story{Day: "2026-11-20"}, map[string]any{"days_since_loss": 0.0}},
		"prefers not":     {journal.Story{Managed: journal.StoryPrivate, Scan: journal.StoryPrivate, Blood: journal.StoryPrivate}, map[string]any{"management": "unknown", "scan_confirmed_intrauterine": "unsure", "rh_negative": "unsure"}},
		"not sure":        {journal.Story{Managed: journal.StoryUnsure, Scan: journal.StoryUnsure, Blood: journal.StoryUnsure}, map[string]any{"management": "unknown", "scan_confirmed_intrauterine": "unsure", "rh_negative": "unsure"}},
		"positive":        {journal.Story{Blood: "positive", AntiD: "no"}, map[string]any{"rh_negative": false}},
		"some is left":    {journal.Story{Type: journal.StoryIncomplete}, map[string]any{"scan_showed_complete": false}},
		"told it is over": {journal.Story{Type: journal.StoryComplete, Scan: "no"}, map[string]any{"scan_showed_complete": true, "scan_confirmed_intrauterine": false}},
		"threatened":      {journal.Story{Type: journal.StoryThreatened, Day: "2026-11-18", Managed: journal.ManagedNotBegun, HowFar: journal.Far6to9}, map[string]any{"gestation_weeks": 9.0}},
		"born":            {journal.Story{Managed: journal.ManagedBirth, HowFar: journal.Far14to23}, map[string]any{"gestation_weeks": 23.0}},
		"ectopic, an operation": {
			journal.Story{Type: journal.StoryEctopic, Treatment: journal.TreatedRemoved, Managed: journal.ManagedSurgical, Day: "2026-11-17"},
			map[string]any{"management": "ectopic", "days_since_loss": 3.0, "laparoscopy_days_ago": 3.0},
		},
		"ectopic, methotrexate": {
			journal.Story{Type: journal.StoryEctopic, Treatment: journal.TreatedMethotrex, Day: "2026-11-17"},
			map[string]any{"management": "ectopic", "days_since_loss": 3.0, "methotrexate_days_ago": 3.0},
		},
		"molar": {journal.Story{Type: journal.StoryMolar, Managed: journal.ManagedSurgical}, map[string]any{"management": "molar"}},
	} {
		if diff := cmp.Diff(c.want, Report(c.story, noon)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// everyStory walks over all answers that change the report, a thousand of them.
func everyStory(visit func(journal.Story)) {
	for _, far := range append([]string{""}, journal.StoryFar...) {
		for _, kind := range append([]string{""}, journal.StoryTypes...) {
			for _, way := range append([]string{""}, journal.StoryManagements...) {
				for _, treatment := range append([]string{""}, journal.StoryTreatments...) {
					for _, said := range append([]string{""}, journal.StoryYesNo...) {
						visit(journal.Story{HowFar: far, Type: kind, Managed: way, Treatment: treatment, Scan: said, AntiD: said, Blood: "negative", Day: "2026-11-10"})
					}
				}
			}
		}
	}
}

func TestTheCheckUnderstandsEveryStory(t *testing.T) {
	everyStory(func(s journal.Story) {
		raw, err := json.Marshal(Report(s, noon))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := signs.Parse(raw); err != nil {
			t.Fatalf("%+v gives %s: %v", s, raw, err)
		}
	})
}

// A frightening sign stays one, whatever the story says: nothing that was told once makes the check milder than it is
// for somebody who told nothing.
func TestNoStoryMakesADangerousSignHarmless(t *testing.T) {
	for _, sign := range []map[string]any{
		{"bleeding_pads_per_hour": 2, "bleeding_hours": 2}, {"temperature_c": 39.2}, {"faint": true}, {"shoulder_tip_pain": true, "pain_score_0_10": 4},
	} {
		everyStory(func(s journal.Story) {
			report := Report(s, noon)
			maps.Copy(report, sign)
			if got := check(t, report); got != signs.Emergency && got != signs.Urgent {
				t.Fatalf("%v: %v", report, got)
			}
		})
	}
}

func check(t *testing.T, report map[string]any) signs.Level {
	t.Helper()
	raw, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	r, err := signs.Parse(raw)
	if err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return signs.Check(r).Level
}

type story = journal.Story

func aStory(changes ...func(*story)) story {
	var s story
	for _, change := range changes {
		change(&s)
	}
	return s
}
