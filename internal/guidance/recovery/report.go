package recovery

import (
	"time"

	"snowdrop/internal/journal"
)

// Report is what a story answers of the warning-signs check, by the keys of its vocabulary, for the person to confirm
// each time. A part that was not told is left out; one that was asked and is not known, or not said, is "unsure".
//
// How far along is the later of what the scan and the dates say, and for a band its last week, because a later loss is
// judged more carefully. Of a threatened miscarriage nothing is said about how long ago: no loss has happened.
func Report(s journal.Story, today time.Time) map[string]any {
	r := map[string]any{}
	if weeks, ok := farAlong(s); ok {
		r["gestation_weeks"] = weeks
	}
	threatened := s.Type == journal.StoryThreatened
	if d := since(s, today); d.Known && d.From == d.To && !threatened {
		r["days_since_loss"] = float64(d.To)
	}
	reportWay(r, s, threatened)
	reportTreatment(r, s)
	yesNo(r, "scan_confirmed_intrauterine", s.Scan)
	switch s.Type {
	case journal.StoryComplete:
		r["scan_showed_complete"] = true
	case journal.StoryIncomplete:
		r["scan_showed_complete"] = false
	}
	switch s.Blood {
	case "negative":
		r["rh_negative"] = true
		yesNo(r, "anti_d_given", s.AntiD)
	case "positive":
		r["rh_negative"] = false
	case journal.StoryUnsure, journal.StoryPrivate:
		r["rh_negative"] = "unsure"
	}
	return r
}

func yesNo(r map[string]any, key, said string) {
	switch said {
	case "yes", "no":
		r[key] = said == "yes"
	case journal.StoryUnsure, journal.StoryPrivate:
		r[key] = "unsure"
	}
}

// lastWeek of each band. No rule of the check tells 24 from later.
var lastWeek = map[string]float64{
	journal.FarUnder6: 5, journal.Far6to9: 9, journal.Far10to13: 13, journal.Far14to23: 23, journal.Far24AndOn: 24,
}

// The vocabulary knows 3 to 26 weeks. What lies outside is left out, never moved to the edge.
const leastWeeks, mostWeeks = 3, 26

func farAlong(s journal.Story) (float64, bool) {
	weeks, said := 0.0, false
	for _, w := range [][2]*int{{s.Weeks, s.WeekDays}, {s.ScanWeeks, s.ScanDays}} {
		if w[0] == nil {
			continue
		}
		exact := float64(*w[0])
		if w[1] != nil {
			exact += float64(*w[1]) / 7
		}
		weeks, said = max(weeks, exact), true
	}
	if !said {
		weeks, said = lastWeek[s.HowFar], lastWeek[s.HowFar] > 0
	}
	if !said && s.Type == journal.StoryLate {
		return lastWeek[journal.Far14to23], true
	}
	return weeks, said && weeks >= leastWeeks && weeks <= mostWeeks
}

func reportWay(r map[string]any, s journal.Story, threatened bool) {
	switch {
	case s.Type == journal.StoryEctopic:
		r["management"] = "ectopic"
	case s.Type == journal.StoryMolar:
		r["management"] = "molar"
	case threatened:
		return // nothing is managed, and nothing is awaited
	case s.Managed == journal.ManagedExpectant, s.Managed == journal.ManagedMedical, s.Managed == journal.ManagedSurgical:
		r["management"] = s.Managed
	case s.Managed == journal.StoryUnsure, s.Managed == journal.StoryPrivate:
		r["management"] = "unknown"
	}
	if s.Managed == journal.ManagedNotBegun && s.Type != journal.StoryEctopic {
		r["awaiting_miscarriage"] = true
	}
}

// reportTreatment says how long ago an ectopic pregnancy was treated, where the day is known.
func reportTreatment(r map[string]any, s journal.Story) {
	days, known := r["days_since_loss"]
	if s.Type != journal.StoryEctopic || !known {
		return
	}
	switch s.Treatment {
	case journal.TreatedRemoved, journal.TreatedOpened:
		r["laparoscopy_days_ago"] = days
	case journal.TreatedMethotrex:
		r["methotrexate_days_ago"] = days
	}
}
