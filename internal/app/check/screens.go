package check

import (
	"slices"
	"strconv"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/ui"
)

// nowSigns are the signs of the first screen. The must-ask ones stand first.
var nowSigns = []string{
	"faint", "breathless", "chest_pain", "confusion", "onset_sudden",
	"soaked_through_to_bedding", "mottled_skin", "seizure", "impending_doom",
}

func showNow(x *screen.Exchange, d *ui.CheckStep) {
	d.Questions = []ui.Question{signList(x, "now", "check.now.list", nowSigns)}
	d.None, d.Unsure = x.Say("check.none"), x.Say("check.unsure")
}

func readNow(x *screen.Exchange, report map[string]any, answer string) []ui.Problem {
	delete(report, nowUnsure)
	if answer == unsure {
		report[nowUnsure] = true
		return nil
	}
	return readList(x, report, "now", nowSigns, answer)
}

// showOneByOne takes the first screen apart for someone who is not sure.
func showOneByOne(x *screen.Exchange, d *ui.CheckStep) {
	for _, key := range nowSigns {
		d.Questions = append(d.Questions, ui.Question{Name: key, Legend: x.Say("sign." + key), Scale: false, Options: yesNoUnsure(x)})
	}
}

func readOneByOne(x *screen.Exchange, report map[string]any, _ string) []ui.Problem {
	var problems []ui.Problem
	for _, key := range nowSigns {
		v, ok := yesNo(x.R.PostForm.Get(key))
		if !ok {
			problems = append(problems, ui.Problem{Field: key, Sentence: x.Say("problem.answer", "what", x.Say("sign."+key))})
			continue
		}
		report[key] = v
	}
	return problems
}

func showSafety(x *screen.Exchange, d *ui.CheckStep) {
	d.None, d.Some, d.Unsure = x.Say("check.no"), x.Say("check.yes"), x.Say("check.unsure.say")
}

func readSafety(_ *screen.Exchange, report map[string]any, answer string) []ui.Problem {
	switch answer {
	case "none":
		report["self_harm_thoughts"] = false
		for _, key := range []string{"feels_safe", "self_harm_act", "plan"} {
			delete(report, key)
		}
	case "some":
		report["self_harm_thoughts"] = true
	default:
		report["self_harm_thoughts"] = unsure
	}
	return nil
}

func showSafe(x *screen.Exchange, d *ui.CheckStep) {
	d.Questions = []ui.Question{signList(x, "harm", "check.safe.list", []string{"self_harm_act", "plan"})}
	d.None, d.Some, d.Unsure = x.Say("check.safe.yes"), x.Say("check.safe.no"), x.Say("check.unsure")
}

func readSafe(x *screen.Exchange, report map[string]any, answer string) []ui.Problem {
	report["feels_safe"] = map[string]any{"none": true, "some": false}[answer]
	if report["feels_safe"] == nil {
		report["feels_safe"] = unsure
	}
	for _, key := range []string{"self_harm_act", "plan"} {
		report[key] = slices.Contains(x.R.PostForm["harm"], key)
	}
	return nil
}

// How much, as signs: pads in the last hour.
var bleedingAnswers = map[string]any{"none": 0.0, "spots": 0.0, "light": 0.5, "one": 1.0, "more": 2.0, unsure: unsure}

// clotAnswers are a size in centimetres and a count of walnut size or larger.
var clotAnswers = map[string]struct{ size, count any }{
	"none": {0.0, 0.0}, "small": {2.0, 0.0}, "walnut": {3.0, 1.0}, "two": {3.0, 2.0}, "large": {5.0, 1.0}, unsure: {unsure, unsure},
}

func showBleeding(x *screen.Exchange, d *ui.CheckStep) {
	d.Questions = []ui.Question{
		pick(x, "amount", "none", "spots", "light", "one", "more", unsure),
		pick(x, "clots", "none", "small", "walnut", "two", "large", unsure),
		pick(x, "trend", "easing", "steady", "increasing", "restarted", "stopped", unsure),
	}
	d.Questions[0].Hint = x.Say("check.amount.hint")
}

func readBleeding(x *screen.Exchange, report map[string]any, _ string) []ui.Problem {
	if clots, ok := clotAnswers[x.R.PostForm.Get("clots")]; ok {
		report["clot_size_cm"], report["clot_count"] = clots.size, clots.count
	}
	if trend := x.R.PostForm.Get("trend"); slices.Contains([]string{"easing", "steady", "increasing", "restarted", "stopped", unsure}, trend) {
		report["bleeding_trend"] = trend
	}
	delete(report, "bleeding_hours") // asked next, where it matters
	amount, ok := bleedingAnswers[x.R.PostForm.Get("amount")]
	if !ok {
		return []ui.Problem{{Field: "amount", Sentence: x.Say("problem.choose")}}
	}
	report["bleeding_pads_per_hour"] = amount
	return nil
}

func showHour(x *screen.Exchange, d *ui.CheckStep) {
	d.None, d.Some, d.Unsure = x.Say("check.hour.less"), x.Say("check.hour.same"), x.Say("check.unsure")
}

// readHour leaves the hours out when they are not known, which counts as the riskier answer.
func readHour(_ *screen.Exchange, report map[string]any, answer string) []ui.Problem {
	switch answer {
	case "none":
		report["bleeding_hours"] = 1.0
	case "some":
		report["bleeding_hours"] = 2.0
	default:
		delete(report, "bleeding_hours")
	}
	return nil
}

var (
	painSites = []string{"lower_abdomen", "lower_abdomen_left", "lower_abdomen_right", "upper_abdomen", "lower_back", "rectum", "head"}
	painSigns = []string{"shoulder_tip_pain", "abdomen_rigid", "analgesia_ineffective", "pain_stops_talking_or_walking"}
)

func showPain(x *screen.Exchange, d *ui.CheckStep) {
	score := ui.Question{Name: "score", Legend: x.Say("check.score"), Scale: true, Options: ui.ZeroToTen(x.Say("scale.none"), x.Say("scale.worst"))}
	score.Options = append(score.Options, ui.Option{Value: unsure, Label: "?", Hint: x.Say("check.unsure")})
	sites := ui.Question{Name: "site", Legend: x.Say("check.site"), Hint: x.Say("check.tick"), Many: true}
	for _, site := range painSites {
		sites.Options = append(sites.Options, ui.Option{Value: site, Label: x.Say("site." + site)})
	}
	d.Questions = []ui.Question{score, sites, signList(x, "pain", "check.pain.list", painSigns)}
}

func readPain(x *screen.Exchange, report map[string]any, _ string) []ui.Problem {
	delete(report, "pain_site")
	var sites []any
	for _, site := range x.R.PostForm["site"] {
		if slices.Contains(painSites, site) {
			sites = append(sites, site)
		}
	}
	if sites != nil {
		report["pain_site"] = sites
	}
	for _, key := range painSigns {
		report[key] = slices.Contains(x.R.PostForm["pain"], key)
	}
	score := x.R.PostForm.Get("score")
	if score == unsure {
		report["pain_score_0_10"] = unsure
		return nil
	}
	n, err := strconv.Atoi(score)
	if err != nil || n < 0 || n > 10 {
		return []ui.Problem{{Field: "score", Sentence: x.Say("problem.choose")}}
	}
	report["pain_score_0_10"] = float64(n)
	return nil
}

// belowSigns are the signs of pressure on the nerves at the end of the spine.
var belowSigns = []string{"saddle_numbness", "bladder_retention", "bowel_incontinence", "leg_weakness"}

func showBelow(x *screen.Exchange, d *ui.CheckStep) {
	d.Questions = []ui.Question{signList(x, "below", "check.below.list", belowSigns)}
	d.None, d.Unsure = x.Say("check.none"), x.Say("check.unsure")
}

func readBelow(x *screen.Exchange, report map[string]any, answer string) []ui.Problem {
	delete(report, "leg_weakness_side")
	if problems := readList(x, report, "below", belowSigns, answer); problems != nil {
		return problems
	}
	if report["leg_weakness"] == true { // the sign on this screen says "both legs"
		report["leg_weakness_side"] = "both"
	}
	return nil
}

func showFever(x *screen.Exchange, d *ui.CheckStep) {
	d.Temp = true
	d.Questions = []ui.Question{
		pick(x, "fever", "no", "yes", unsure),
		signList(x, "ill", "check.ill", []string{"rigors", "antipyretic_taken"}),
		pick(x, "discharge", "normal", "unusual", "foul", unsure),
	}
}

func readFever(x *screen.Exchange, report map[string]any, _ string) []ui.Problem {
	for _, key := range []string{"fever_reported", "temperature_c", "temperature_f_reported"} {
		delete(report, key)
	}
	var problems []ui.Problem
	t, err := screen.ParseNumber(x.R.PostForm.Get("temperature"))
	switch unit := x.R.PostForm.Get("unit"); {
	case err != nil:
		problems = append(problems, ui.Problem{Field: "temperature", Sentence: x.Say("problem.temperature.number")})
	case t == nil:
	case unit == "F" && *t >= 86 && *t <= 113:
		report["temperature_f_reported"] = *t
	case unit != "F" && *t >= 30 && *t <= 45:
		report["temperature_c"] = *t
	default:
		problems = append(problems, ui.Problem{Field: "temperature", Sentence: x.Say("problem.temperature.range")})
	}
	fever, ok := yesNo(x.R.PostForm.Get("fever"))
	if ok {
		report["fever_reported"] = fever
	} else if t == nil && err == nil {
		problems = append(problems, ui.Problem{Field: "fever", Sentence: x.Say("problem.fever")})
	}
	discharge := x.R.PostForm.Get("discharge")
	if slices.Contains([]string{"normal", "unusual", "foul", unsure}, discharge) {
		report["discharge"] = discharge
	} else {
		problems = append(problems, ui.Problem{Field: "discharge", Sentence: x.Say("problem.choose")})
	}
	for _, key := range []string{"rigors", "antipyretic_taken"} {
		report[key] = slices.Contains(x.R.PostForm["ill"], key)
	}
	return problems
}

var restSigns = []string{
	"calf_swelling", "coughing_blood", "headache_sudden_severe", "cannot_keep_fluids", "afraid_of_partner", "something_seriously_wrong",
}

func showRest(x *screen.Exchange, d *ui.CheckStep) {
	d.Questions = []ui.Question{signList(x, "rest", "check.rest.list", restSigns)}
	d.None, d.Unsure = x.Say("check.none"), x.Say("check.unsure")
}

func readRest(x *screen.Exchange, report map[string]any, answer string) []ui.Problem {
	return readList(x, report, "rest", restSigns, answer)
}

// riskSigns raise a result; each is said, never assumed.
var riskSigns = []string{"anticoagulant", "anaemia_known", "immunosuppressed", "iud_in_place", "far_from_help", "alone_now"}

func showStory(x *screen.Exchange, d *ui.CheckStep) {
	d.Weeks, d.Skip = true, x.Say("check.skip")
	d.Questions = []ui.Question{
		pick(x, "management", "expectant", "medical", "surgical", "ectopic", "molar", "unknown"),
		pick(x, "scan", "yes", "no", unsure),
		signList(x, "risk", "check.risk", riskSigns),
	}
}

func readStory(x *screen.Exchange, report map[string]any, _ string) []ui.Problem {
	var problems []ui.Problem
	number := func(field, key string, low, high float64) {
		delete(report, key)
		n, err := screen.ParseNumber(x.R.PostForm.Get(field))
		switch {
		case err != nil || n != nil && (*n < low || *n > high):
			problems = append(problems, ui.Problem{Field: field, Sentence: x.Say("problem." + field)})
		case n != nil:
			report[key] = *n
		}
	}
	number("weeks", "gestation_weeks", 3, 26)
	number("days", "days_since_loss", 0, 3660)
	if m := x.R.PostForm.Get("management"); slices.Contains([]string{"expectant", "medical", "surgical", "ectopic", "molar", "unknown"}, m) {
		report["management"] = m
	}
	if v, ok := yesNo(x.R.PostForm.Get("scan")); ok {
		report["scan_confirmed_intrauterine"] = v
	}
	for _, key := range riskSigns {
		if slices.Contains(x.R.PostForm["risk"], key) {
			report[key] = true
		}
	}
	return problems
}

// signList is a list of signs to tick.
func signList(x *screen.Exchange, name, legend string, keys []string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say(legend), Hint: x.Say("check.tick"), Many: true}
	for _, key := range keys {
		q.Options = append(q.Options, ui.Option{Value: key, Label: x.Say("sign." + key)})
	}
	return q
}

// readList takes a screen of many signs: ticked ones are true whatever button was pressed, and the
// rest are denied, or unsure.
func readList(x *screen.Exchange, report map[string]any, name string, keys []string, answer string) []ui.Problem {
	ticked := x.R.PostForm[name]
	if answer == "some" && len(ticked) == 0 {
		return []ui.Problem{{Field: name, Sentence: x.Say("problem.tick")}}
	}
	for _, key := range keys {
		switch {
		case slices.Contains(ticked, key):
			report[key] = true
		case answer == unsure:
			report[key] = unsure
		default:
			report[key] = false
		}
	}
	return nil
}

// pick is one choice among words.
func pick(x *screen.Exchange, name string, values ...string) ui.Question {
	q := ui.Question{Name: name, Legend: x.Say("check." + name)}
	for _, v := range values {
		key := "check." + name + "." + v
		if v == unsure {
			key = "check.unsure"
		}
		q.Options = append(q.Options, ui.Option{Value: v, Label: x.Say(key)})
	}
	return q
}

func yesNoUnsure(x *screen.Exchange) []ui.Option {
	return []ui.Option{
		{Value: "no", Label: x.Say("check.no")}, {Value: "yes", Label: x.Say("check.yes")}, {Value: unsure, Label: x.Say("check.unsure")},
	}
}

// yesNo reads an answer of yesNoUnsure.
func yesNo(s string) (any, bool) {
	switch s {
	case "yes":
		return true, true
	case "no":
		return false, true
	case unsure:
		return unsure, true
	}
	return nil, false
}
