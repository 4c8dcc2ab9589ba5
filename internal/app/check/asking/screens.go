package asking

// flag is a sign that is one key, true or false.
func flag(group, id, key string) Sign {
	return Sign{ID: id, Group: group, yes: []Pair{{key, true}}, no: []Pair{{key, false}}}
}

// same is a flag whose sentence is named like its key.
func same(group, key string) Sign { return flag(group, key, key) }

// fact is a sign that says something when it is ticked and nothing when it is not.
func fact(group, id string, yes ...Pair) Sign { return Sign{ID: id, Group: group, yes: yes} }

func site(id string) Sign { return fact("where", id, Pair{"pain_site", []string{id}}) }

func (s Sign) askedIf(only func(w *Walk, r Report) bool) Sign { s.only = only; return s }

func (s Sign) not(no ...Pair) Sign { s.no = no; return s }

func (s Sign) pictured(name string) Sign { s.Picture = name; return s }

func (s Sign) saidBy(said func(r Report) bool) Sign { s.said = said; return s }

func button(id string, sets ...Pair) Button { return Button{ID: id, sets: sets} }

var (
	listButtons = []Button{button(None), button(Some), button(Unsure)}
	unsureOnly  = button(Unsure) // elsewhere "not sure" counts as not said, and so as the riskier answer
)

func is(key string, value any) func(*Walk, Report) bool {
	return func(_ *Walk, r Report) bool { return r[key] == value }
}

func self(w *Walk, _ Report) bool  { return !w.Other }
func other(w *Walk, _ Report) bool { return w.Other }

func bleeds(_ *Walk, r Report) bool     { n, _ := r["bleeding_pads_per_hour"].(float64); return n > 0 }
func unbled(_ *Walk, r Report) bool     { return r["bleeding_pads_per_hour"] == 0.0 }
func number(r Report, k string) float64 { n, _ := r[k].(float64); return n }

// nowSigns cannot wait. The must-ask ones stand first.
var nowSigns = []Sign{
	same("now", "faint"), same("now", "breathless"), same("now", "chest_pain"), same("now", "confusion"),
	same("now", "onset_sudden"), flag("now", "flood", "soaked_through_to_bedding"), same("now", "mottled_skin"),
	same("now", "seizure"), same("now", "impending_doom"), same("now", "drowsy").askedIf(other),
}

// screens stand in the order of need: what cannot wait, safety, bleeding, pain, fever, the rest, and last what happened,
// so that nothing delays the first ones. What clears up an answer stands behind it.
var screens = []Screen{
	{ID: "now", apart: true, Signs: nowSigns, Buttons: listButtons},
	{ID: "one-by-one", Signs: nowSigns, Rows: true, Buttons: []Button{button(Some)}, when: nowUnsure},
	{ID: "safety", Buttons: []Button{
		button("no", Pair{"self_harm_thoughts", false}), button("yes", Pair{"self_harm_thoughts", true}), button(Unsure, Pair{"self_harm_thoughts", Unsure}),
	}},
	{ID: "safe", clarifies: true, when: mayHarm,
		Signs:   []Sign{same("harm", "self_harm_act"), same("harm", "plan"), same("harm", "means_access"), same("harm", "goodbye_letters")},
		Buttons: []Button{button("yes", Pair{"feels_safe", true}), button("no", Pair{"feels_safe", false}), button(Unsure, Pair{"feels_safe", Unsure})}},
	{ID: "amount", Buttons: amounts},
	{ID: "more", Signs: moreSigns, Buttons: listButtons},
	{ID: "trend", derived: true, worst: []string{"steady"}, when: bleeds, Buttons: []Button{
		button("easing", Pair{"bleeding_trend", "easing"}), button("steady", Pair{"bleeding_trend", "steady"}), unsureOnly}},
	{ID: "bright", derived: true, worst: []string{"yes"}, when: bleeds, Buttons: yesNo("bleeding_bright_red")},
	{ID: "pain", Signs: painSigns, Buttons: painButtons()},
	{ID: "long", derived: true, worst: []string{"yes"}, when: is("pain_weeks", 2.5), Buttons: []Button{
		button("no", Pair{"pain_weeks", 2.9}), button("yes", Pair{"pain_weeks", 4.0}), unsureOnly}},
	{ID: "keyhole", derived: true, clarifies: true, when: is("shoulder_tip_pain", true), Buttons: []Button{
		button("yes", Pair{"laparoscopy_days_ago", 3.0}), button("no"), unsureOnly}},
	{ID: "feel", Signs: feelSigns, Temperature: true, Buttons: listButtons},
	{ID: "painkiller", derived: true, worst: []string{"yes"}, Buttons: yesNo("antipyretic_taken")},
	{ID: "tablets", derived: true, worst: []string{"six", "day", "two", "four"}, clarifies: true, when: untold("misoprostol_hours_ago"), Buttons: tablets},
	{ID: "brief", derived: true, worst: []string{"no"}, when: is("dizzy", true), Buttons: yesNo("dizzy_brief_resolved")},
	{ID: "pulse", derived: true, worst: []string{"faster"}, when: is("heart_racing", true), Buttons: []Button{
		button("calm", Pair{"pulse_bpm", 100.0}), button("fast", Pair{"pulse_bpm", 120.0}), button("faster", Pair{"pulse_bpm", 130.0}), unsureOnly}},
	{ID: "legs", Signs: legsSigns, Buttons: listButtons},
	{ID: "urine", derived: true, worst: []string{"eighteen"}, when: is("urine_reduced", true), Buttons: []Button{
		button("six", Pair{"no_urine_hours", 5.9}), button("eight", Pair{"no_urine_hours", 8.0}), button("twelve", Pair{"no_urine_hours", 12.0}),
		button("eighteen", Pair{"no_urine_hours", 18.0}), unsureOnly}},
	{ID: "breast", when: is("breast_red_area", true), Signs: []Sign{same("sign", "breast_pus_or_blood"), same("sign", "breast_lump")}, Buttons: []Button{
		button("day", Pair{"breast_hours", 24.0}), button("two", Pair{"breast_hours", 48.0}), button("more", Pair{"breast_hours", 96.0}), unsureOnly}},
	{ID: "else", Signs: elseSigns, Buttons: listButtons},
	{ID: "glass", derived: true, worst: []string{"yes"}, when: is("rash", true), Buttons: yesNo("rash_does_not_fade")},
	{ID: "danger", derived: true, worst: []string{"yes"}, when: is("afraid_of_partner", true), Buttons: yesNo("in_immediate_danger")},
	{ID: "story", Signs: storySigns, filtered: true, Buttons: listButtons},
	{ID: "scan", derived: true, worst: []string{"no"}, clarifies: true, when: untold("scan_confirmed_intrauterine"), Buttons: yesNo("scan_confirmed_intrauterine")},
	{ID: "weeks", derived: true, worst: []string{"later"}, clarifies: true, when: untold("gestation_weeks"), Buttons: []Button{
		button("twelve", Pair{"gestation_weeks", 11.0}), button("fourteen", Pair{"gestation_weeks", 13.0}), button("twenty", Pair{"gestation_weeks", 19.0}),
		button("later", Pair{"gestation_weeks", 22.0}), unsureOnly}},
	{ID: "when", derived: true, worst: []string{"yesterday", "ten", "six"}, clarifies: true, when: untold("days_since_loss"), Buttons: whens},
}

func yesNo(key string) []Button {
	return []Button{button("yes", Pair{key, true}), button("no", Pair{key, false}), unsureOnly}
}

func nowUnsure(w *Walk, _ Report) bool {
	step, done := w.step("now")
	return done && first(step.Values, "answer") == Unsure
}

// broughtThoughts says whether a questionnaire spoke of thoughts of dying, in the limits of the rules.
func broughtThoughts(r Report) bool {
	item9, _ := r["phq9_item9"].(float64)
	item8, _ := r["pgs_item8"].(float64)
	return item9 > 0 || item8 >= 3
}

func mayHarm(_ *Walk, r Report) bool {
	thoughts := r["self_harm_thoughts"]
	return thoughts == true || thoughts == Unsure || r["thoughts_harm_others"] == true || broughtThoughts(r)
}

// untold leaves a question to the story that was kept.
func untold(key string) func(*Walk, Report) bool {
	return func(w *Walk, r Report) bool {
		_, known := r[key]
		if known && key == "gestation_weeks" && r[key] == lateFrom {
			known = false // "14 weeks or later" says less than the question
		}
		asked := key == "scan_confirmed_intrauterine" && w.shown("no-scan")
		return !known && !asked && !w.waits(key)
	}
}

// amounts are full-size pads in an hour. Each band stands for its riskier end.
var amounts = []Button{
	{"none", "pad-none", []Pair{{"bleeding_pads_per_hour", 0.0}}},
	{"spots", "pad-spots", []Pair{{"bleeding_pads_per_hour", 0.1}}},
	{"light", "pad-some", []Pair{{"bleeding_pads_per_hour", 0.4}}},
	{"half", "pad-half", []Pair{{"bleeding_pads_per_hour", 0.9}}},
	{"one", "pad-full", []Pair{{"bleeding_pads_per_hour", 1.0}, {"bleeding_hours", 1.0}}},
	{"two", "pad-full-2", []Pair{{"bleeding_pads_per_hour", 1.0}, {"bleeding_hours", 2.0}}},
	{"more", "pad-more", []Pair{{"bleeding_pads_per_hour", 2.0}}},
	{ID: Unsure, sets: []Pair{{"bleeding_pads_per_hour", Unsure}}},
}

var moreSigns = []Sign{
	fact("clots", "clot_one", Pair{"clot_size_cm", 3.0}, Pair{"clot_count", 1.0}).pictured("walnut").not(Pair{"clot_count", 0.0}).
		saidBy(func(r Report) bool { return number(r, "clot_count") == 1 && number(r, "clot_size_cm") <= 3 }),
	fact("clots", "clot_two", Pair{"clot_size_cm", 3.0}, Pair{"clot_count", 2.0}).pictured("walnuts").not(Pair{"clot_count", 0.0}).
		saidBy(func(r Report) bool { return number(r, "clot_count") >= 2 }),
	fact("clots", "clot_large", Pair{"clot_size_cm", 5.0}, Pair{"clot_count", 1.0}).pictured("egg").not(Pair{"clot_count", 0.0}).
		saidBy(func(r Report) bool { return number(r, "clot_size_cm") >= 5 }),
	fact("change", "increasing", Pair{"bleeding_trend", "increasing"}).askedIf(bleedsMaybe),
	fact("change", "restarted", Pair{"bleeding_trend", "restarted"}).askedIf(bleedsMaybe),
	flag("change", "heavier", "bleeding_heavier_than_period").askedIf(bleedsMaybe),
	fact("change", "weeks2", Pair{"bleeding_days", 15.0}, Pair{"bleeding_trend", "steady"}).not(Pair{"bleeding_days", 14.0}).askedIf(bleedsMaybe).
		saidBy(func(r Report) bool { return number(r, "bleeding_days") == 15 }),
	fact("change", "weeks3", Pair{"bleeding_days", 22.0}).not(Pair{"bleeding_days", 14.0}).askedIf(bleedsMaybe).
		saidBy(func(r Report) bool { return number(r, "bleeding_days") >= 22 }),
	fact("change", "not-begun", Pair{"awaiting_miscarriage", true}, Pair{"bleeding_days", 0.0}).not(Pair{"awaiting_miscarriage", false}, Pair{"bleeding_days", 1.0}).askedIf(unbled),
}

func bleedsMaybe(w *Walk, r Report) bool { return !unbled(w, r) }

var painSigns = []Sign{
	site("lower_abdomen"), site("lower_abdomen_left"), site("lower_abdomen_right"), site("upper_abdomen"), site("lower_back"),
	same("where", "shoulder_tip_pain"), same("where", "pain_opening_bowels"),
	same("how", "pain_stops_talking_or_walking"), same("how", "analgesia_ineffective"), fact("how", "pain_worse", Pair{"pain_trend", "worse"}),
	same("how", "abdomen_rigid"), same("how", "abdomen_tender"),
	fact("how", "pain_weeks2", Pair{"pain_weeks", 2.5}).not(Pair{"pain_weeks", 2.0}).saidBy(func(r Report) bool { return number(r, "pain_weeks") > 2 }),
	flag("how", "pain_daily", "function_impaired"),
}

func painButtons() []Button {
	out := make([]Button, 0, 12)
	for i, id := range []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} {
		out = append(out, button(id, Pair{"pain_score_0_10", float64(i)}))
	}
	return append(out, button(Unsure, Pair{"pain_score_0_10", Unsure}))
}

var feelSigns = []Sign{
	flag("fever", "hot", "fever_reported"), same("fever", "rigors"), same("fever", "muscle_aches"),
	fact("fever", "foul", Pair{"discharge", "foul"}).not(Pair{"discharge", "normal"}),
	fact("fever", "unusual", Pair{"discharge", "unusual"}).not(Pair{"discharge", "normal"}),
	same("body", "dizzy"), same("body", "pale"), same("body", "cold_clammy"), same("body", "weakness"), same("body", "heart_racing"),
	same("body", "breathless_on_exertion"), same("body", "very_thirsty"), same("body", "vomiting"), same("body", "cannot_keep_fluids"),
	same("body", "drowsy").askedIf(self), same("body", "feels_very_ill"),
}

// tablets are hours since misoprostol. "No" says nothing: the rules know no key for it.
var tablets = []Button{
	button("no"), button("six", Pair{"misoprostol_hours_ago", 6.0}), button("day", Pair{"misoprostol_hours_ago", 24.0}),
	button("two", Pair{"misoprostol_hours_ago", 48.0}), button("four", Pair{"misoprostol_hours_ago", 96.0}),
	button("later", Pair{"misoprostol_hours_ago", 336.0}), unsureOnly,
}

var legsSigns = []Sign{
	flag("legs", "limb", "calf_swelling"),
	fact("legs", "leg_one", Pair{"leg_weakness", true}, Pair{"leg_weakness_side", "left"}).not(Pair{"leg_weakness", false}),
	fact("legs", "leg_both", Pair{"leg_weakness", true}, Pair{"leg_weakness_side", "both"}).not(Pair{"leg_weakness", false}),
	same("legs", "saddle_numbness"), same("legs", "bladder_retention"), flag("legs", "leak", "bowel_incontinence"),
	same("head", "headache_sudden_severe"), same("head", "headache"), flag("head", "stroke", "face_or_arm_weakness"), same("head", "vision_change"), same("head", "coughing_blood"),
	same("water", "breast_red_area"), same("water", "dysuria"), same("water", "urine_reduced"),
}

var elseSigns = []Sign{
	same("sign", "overdose_taken"), flag("sign", "stomach", "vomiting_blood"), same("sign", "face_swelling"), same("sign", "rash"),
	flag("sign", "voices", "hallucinations"), same("sign", "thoughts_harm_others"), flag("sign", "neglect", "not_eating_drinking"),
	fact("sign", "low", Pair{"low_mood_days", 14.0}), flag("sign", "drink", "alcohol_increase"),
	same("sign", "afraid_of_partner").askedIf(self), same("sign", "something_seriously_wrong"),
}

// What "14 weeks or later" says, and what it denies.
const lateFrom, earlyUpTo = 14.0, 13.9

// storySigns are what makes a sign more dangerous. A row that is not ticked says no, except where "no" would have to be
// a number or a word: then it says nothing.
var storySigns = []Sign{
	fact("told", "told-wrong"),
	flag("loss", "no-scan", "scan_confirmed_intrauterine").yesIs(false).not(), fact("loss", "late", Pair{"gestation_weeks", lateFrom}).not(Pair{"gestation_weeks", earlyUpTo}).
		saidBy(func(r Report) bool { return number(r, "gestation_weeks") >= lateFrom }),
	fact("loss", "ectopic", Pair{"management", "ectopic"}), fact("loss", "molar", Pair{"management", "molar"}),
	fact("loss", "procedure", Pair{"management", "surgical"}), fact("loss", "methotrexate", Pair{"methotrexate_days_ago", 60.0}),
	same("loss", "awaiting_miscarriage"), same("loss", "earlier_ectopic"), same("loss", "ivf"),
	fact("loss", "rh", Pair{"rh_negative", true}, Pair{"anti_d_given", false}).not(Pair{"rh_negative", false}),
	fact("loss", "test-positive", Pair{"pregnancy_test", "positive"}, Pair{"positive_test_weeks", 3.0}),
	flag("loss", "hcg", "hcg_falling").yesIs(false).not(), same("loss", "missed_hcg_tests"),
	fact("loss", "no-period", Pair{"period_absent_weeks", 8.0}),
	same("you", "anticoagulant"), same("you", "anaemia_known"), same("you", "immunosuppressed"), same("you", "iud_in_place"),
	same("you", "caesarean_scar_pregnancy_possible"), fact("you", "under16", Pair{"age_years", 15.0}),
	same("you", "far_from_help"), same("you", "intoxicated"), flag("you", "ibuprofen", "nsaid_taken"), same("you", "codeine"),
	flag("you", "epidural", "epidural_recent"), flag("you", "cabergoline", "cabergoline_or_bromocriptine"), flag("you", "clot-before", "prior_vte"),
	same("you", "high_bp_history"), same("you", "recent_fall"), same("you", "cancer_history"), flag("you", "steroids", "steroid_use"),
	same("you", "injects_drugs"), flag("you", "mind-before", "psychosis_history"),
}

// yesIs turns a flag around: ticked, it denies its key.
func (s Sign) yesIs(value bool) Sign {
	s.yes = []Pair{{s.yes[0].Key, value}}
	return s
}

var whens = []Button{
	button("yesterday", Pair{"days_since_loss", 1.0}), button("two", Pair{"days_since_loss", 2.0}), button("three", Pair{"days_since_loss", 3.0}),
	button("ten", Pair{"days_since_loss", 10.0}), button("fourteen", Pair{"days_since_loss", 14.0}), button("weeks", Pair{"days_since_loss", 21.0}),
	button("six", Pair{"days_since_loss", 42.0}), button("later", Pair{"days_since_loss", 91.0}), unsureOnly,
}
