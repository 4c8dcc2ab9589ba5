package back

import "strings"

// Ticks are what the log asks beside the pain, in the order of the page: each a sign of the check. They are only ever
// added.
var Ticks = []string{
	"numb", "water", "leak", "legs", "leg", "foot", "sudden", "chest", "faint", "bleeding", "fever", "burning", "sick", "smell",
	"shoulder", "calf", "worse", "wrong",
}

// ticks are the signs that stand for each. Pairs: key, value.
var ticks = map[string][]any{
	"numb":     {"saddle_numbness", true},
	"water":    {"bladder_retention", true},
	"leak":     {"bladder_incontinence", true, "bowel_incontinence", true},
	"legs":     {"leg_weakness", true, "leg_weakness_side", "both"},
	"leg":      {"leg_weakness_side", "left"}, // one of them; which does not matter to any rule
	"foot":     {"foot_drop", true},
	"sudden":   {"onset_sudden", true},
	"chest":    {"chest_pain", true},
	"faint":    {"near_faint", true},
	"bleeding": {"bleeding_pads_per_hour", 1.0},
	"fever":    {"fever_reported", true},
	"burning":  {"dysuria", true},
	"sick":     {"vomiting", true},
	"smell":    {"discharge", "foul"},
	"shoulder": {"shoulder_tip_pain", true},
	"calf":     {"calf_swelling", true},
	"worse":    {"pain_trend", "worse"},
	"wrong":    {"something_seriously_wrong", true},
}

// sites are the places of the check for places of the body map. A place without one says nothing to the rules:
// shoulders and arms ache for many reasons, and the log asks about the tip of the shoulder by itself.
var sites = map[string][]string{
	"back-of-head": {"head"}, "neck": {"neck"}, "upper-back-left": {"upper_back"}, "upper-back-right": {"upper_back"},
	"middle-back": {"upper_back"}, "side-left": {"flank_left"}, "side-right": {"flank_right"},
	"lower-back-left": {"lower_back"}, "lower-back-right": {"lower_back"}, "tailbone": {"lower_back"},
	"buttock-left": {"lower_back"}, "buttock-right": {"lower_back"},
	"back-thigh-left": {"leg_left"}, "back-thigh-right": {"leg_right"},
	"calf-left": {"leg_left", "calf_left"}, "calf-right": {"leg_right", "calf_right"},
	"head": {"head"}, "throat": {"neck"}, "chest": {"chest"}, "breasts": {"breast"}, "upper-belly": {"upper_abdomen"},
	"lower-belly": {"lower_abdomen"}, "hip-left": {"groin_left"}, "hip-right": {"groin_right"}, "pelvis": {"vulva"},
	"thigh-left": {"leg_left"}, "thigh-right": {"leg_right"}, "shin-left": {"leg_left"}, "shin-right": {"leg_right"},
}

// Signs turns an entry into keys and values of the check's report. What was not ticked is not in it: nobody denied it.
func Signs(regions []string, score *int, ticked []string) map[string]any {
	report := map[string]any{}
	var where []string
	for _, r := range regions {
		where = append(where, sites[r]...)
	}
	if len(regions) == 0 && score != nil && *score > 0 {
		where = []string{"lower_back"} // it is the log of back pain
	}
	if len(where) > 0 {
		report["pain_site"] = where
	}
	if score != nil {
		report["pain_score_0_10"] = float64(*score)
	}
	for _, t := range ticked {
		pairs := ticks[t]
		for i := 0; i+1 < len(pairs); i += 2 {
			report[pairs[i].(string)] = pairs[i+1]
		}
	}
	if len(ticked) > 0 && len(where) == 0 {
		report["pain_site"] = []string{"lower_back"}
	}
	return report
}

// The three questions of our own, and what their answers are to the check. They are no test and have no score.
var Three = []Question{
	{ID: "trend", Answers: []string{"less", "same", "more"}},
	{ID: "things", Answers: []string{"no", "some", "most"}},
	{ID: "sleep", Answers: []string{"no", "some", "most"}},
}

// A Question is one of the three, with its answers from mild to strong. Keys are those of its sentences.
type Question struct {
	ID      string
	Answers []string
}

// ThreeVersion changes when a question or its answers do.
const ThreeVersion = "1"

// SignsOfThree turns the answers (an index each; nil: not answered) and the days since the pain began into keys and
// values of the check's report. Pain that disturbs things or sleep at all counts.
func SignsOfThree(answers []*int, days int) map[string]any {
	report := map[string]any{"pain_site": []string{"lower_back"}}
	said := func(i int) int {
		if i < len(answers) && answers[i] != nil {
			return *answers[i]
		}
		return -1
	}
	if n := said(0); n >= 0 && n < 3 {
		report["pain_trend"] = strings.Fields("better same worse")[n]
	}
	if said(1) > 0 {
		report["function_impaired"] = true
	}
	if said(2) > 0 {
		report["night_pain"] = true
	}
	if days >= 0 {
		report["pain_weeks"] = float64(days) / week
	}
	return report
}
