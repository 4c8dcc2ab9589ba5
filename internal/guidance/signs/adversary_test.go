package signs

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// An alarm is a combination that a nurse acts on although each part may look mild: so many of the parts, and what must hold.
type alarm struct {
	name  string
	with  string   // always there
	of    []string // parts
	count int      // how many of them
	want  Level
}

var (
	struggles = []string{`"dizzy":true`, `"weakness":true`, `"vomiting":true`, `"pale":true`, `"heart_racing":true`, `"urine_reduced":true`,
		`"muscle_aches":true`, `"breathless_on_exertion":true`, `"feels_very_ill":true`, `"diarrhoea":true`, `"pulse_bpm":105`}
	bloodLoss = []string{`"dizzy":true`, `"pale":true`, `"weakness":true`, `"heart_racing":true`, `"very_thirsty":true`, `"near_faint":true`,
		`"cold_clammy":true`, `"breathless_on_exertion":true`}
	leavings   = []string{`"goodbye_letters":true`, `"putting_affairs_in_order":true`, `"sudden_calm":true`, `"means_access":true`}
	belowRibs  = []string{`"headache":true`, `"vision_change":true`, `"swelling_face_hands":true`, `"upper_abdomen_pain":true`}
	notInWomb  = `"scan_confirmed_intrauterine":false`
	lowTummy   = `"pain_site":["lower_abdomen"]`
	lightBlood = `"bleeding_pads_per_hour":0.1`
)

var alarms = []alarm{
	{"sepsis: fever", `"temperature_c":38.1`, struggles[:10], 2, Emergency},
	{"sepsis: fever, felt", `"fever_reported":true`, struggles[:10], 2, Emergency},
	{"sepsis: smelling discharge", `"discharge":"foul"`, struggles[:10], 2, Emergency},
	{"sepsis: shivers", `"chills":true`, struggles[:10], 2, Emergency},
	{"sepsis: unusual discharge", `"discharge":"unusual"`, struggles, 1, Urgent},
	{"sepsis: unusual discharge", `"discharge":"unusual"`, struggles[:10], 2, Emergency},
	{"sepsis: tender tummy", `"abdomen_tender":true`, struggles, 1, Urgent},
	{"sepsis: a little warm", `"temperature_c":37.6`, struggles[:8], 1, Urgent},
	{"sepsis: a reading after a painkiller", `"antipyretic_taken":true,"temperature_c":37.6`, struggles, 1, Urgent},
	{"sepsis: red wound", `"wound_red_or_leaking":true`, struggles[:10], 2, Emergency},
	{"sepsis: red breast", `"breast_red_area":true,"breast_hours":5`, struggles[:10], 2, Emergency},
	{"sepsis: burning urine", `"dysuria":true`, struggles, 1, Urgent},
	{"sepsis: burning urine", `"dysuria":true`, struggles[:10], 2, Emergency},
	{"haemorrhage: light bleeding", lightBlood, bloodLoss[:4], 1, Urgent},
	{"haemorrhage: light bleeding", lightBlood, bloodLoss, 2, Emergency},
	{"haemorrhage: unseen", lowTummy + `,"pain_score_0_10":3`, bloodLoss[:7], 2, Urgent},
	{"haemorrhage: unseen, no pain", ``, bloodLoss[:7], 2, Urgent},
	{"haemorrhage: heavy", `"bleeding_heavier_than_period":true`, bloodLoss, 1, Emergency},
	{"clot: a limb and the lungs", ``, []string{`"calf_pain":true,"breathless_on_exertion":true`, `"calf_swelling":true,"cough":true`,
		`"leg_discoloured":true,"heart_racing":true`, `"arm_swollen_or_painful":true,"dizzy":true`, `"pain_site":["thigh_left"],"pulse_bpm":101`}, 1, Emergency},
	{"clot: a risk and the lungs", `"breathless_on_exertion":true`, []string{`"prior_vte":true`, `"long_travel":true`, `"cough":true`,
		`"calf_pain":true,"calf_side":"both"`, `"pain_site":["groin_right"]`, `"pain_site":["flank_left"]`, `"pain_site":["upper_back"]`}, 1, Urgent},
	{"ectopic: never seen in the womb, any pain", notInWomb, []string{lowTummy, `"pain_score_0_10":1`, `"upper_abdomen_pain":true`, `"pain_opening_bowels":true`}, 1, Urgent},
	{"ectopic: never seen in the womb, bleeding within", notInWomb + `,"pain_score_0_10":3`,
		[]string{`"dizzy":true`, `"pale":true`, `"near_faint":true`, `"shoulder_tip_pain":true`, `"pain_site":["lower_abdomen_left"]`, `"pulse_bpm":101`, `"heart_racing":true`, `"weakness":true`}, 1, Emergency},
	{"ectopic: numbers that do not fall", `"hcg_falling":false,"pain_score_0_10":2`, []string{notInWomb, `"management":"ectopic"`, `"methotrexate_days_ago":20`}, 1, Emergency},
	{"ectopic: a test that stays positive", `"positive_test_weeks":4`, []string{notInWomb, `"dizzy":true`, `"pale":true`, lowTummy, lightBlood}, 1, Urgent},
	{"loss of fluid", ``, []string{`"vomiting":true,"dizzy":true`, `"vomiting":true,"pale":true`, `"diarrhoea":true,"weakness":true`, `"vomiting":true,"breathless_on_exertion":true`}, 1, Urgent},
	{"pre-eclampsia", `"gestation_weeks":20`, belowRibs, 1, Urgent},
	{"pre-eclampsia", `"gestation_weeks":20`, belowRibs, 2, Emergency},
	{"pre-eclampsia with earlier high blood pressure", `"high_bp_history":true`, belowRibs, 2, Emergency},
	{"cauda equina", ``, []string{`"pain_site":["lower_back"],"incomplete_emptying":true`, `"sciatica_side":"one","saddle_numbness":"unsure"`,
		`"pain_site":["lower_back"],"bladder_retention":"unsure"`, `"sciatica_side":"one","bladder_hesitancy":true`, `"leg_weakness":true`}, 1, Emergency},
	{"overdose", ``, []string{`"paracetamol_g_24h":4.5`, `"overdose_taken":true`, `"paracetamol_g_24h":3,"jaundice":true`, `"codeine":true,"drowsy":true`}, 1, Emergency},
	{"overdose: staggered", `"paracetamol_g_24h":4`, []string{`"vomiting":true`, `"upper_abdomen_pain":true`, `"not_eating_drinking":true`, `"alcohol_increase":true`}, 1, Urgent},
	{"allergy", `"hives":true`, []string{`"wheeze":true`, `"dizzy":true`, `"vomiting":true`, `"cold_clammy":true`, `"near_faint":true`}, 1, Emergency},
	{"psychosis", ``, []string{`"elated_or_agitated":true,"insomnia_nights":1`, `"grief_sensed_presence":true,"insight":false`, `"delusions":true`,
		`"racing_thoughts":true,"insomnia_nights":2,"bipolar_history":true`}, 1, Emergency},
	{"psychosis, early", ``, []string{`"racing_thoughts":true,"insomnia_nights":2`, `"psychosis_history":true,"insomnia_nights":1`, `"bipolar_history":true,"stopped_psych_meds":true`}, 1, Urgent},
	{"getting ready to die", ``, leavings, 2, Emergency},
	{"getting ready to die, without hope", `"hopeless":true`, leavings, 1, Emergency},
	{"getting ready to die, thoughts not said", `"self_harm_thoughts":"unsure"`, leavings, 1, Emergency},
	{"thoughts of dying and fear at home", `"self_harm_thoughts":true,"feels_safe":true`, []string{`"afraid_of_partner":true`, `"alone_now":true`}, 1, Urgent},
	{"no hope, and more", `"hopeless":true,"low_mood_days":20`, []string{`"alcohol_increase":true`, `"insomnia_nights":1`, `"depression_history":true`, `"stopped_psych_meds":true`}, 1, Urgent},
}

// What sounds good, and what says nothing either way.
var reassuring = []string{
	`"symptoms_improving":true`, `"symptoms_episodic_resolved":true`, `"pregnancy_test":"negative"`, `"scan_showed_complete":true`, `"self_report_bleeding":"light"`,
	`"self_label":"just a bug"`, `"anti_d_given":true`, `"passing_wind":true`, `"tissue_passed":true`, `"pain_trend":"better"`, `"bleeding_trend":"easing"`,
	`"about":"my partner","reporter":"partner"`, `"management":"medical","misoprostol_hours_ago":90`, `"days_since_loss":12`, `"days_since_loss":null`, `"gestation_weeks":null`,
	`"temperature_c":null`, `"pain_score_0_10":null`, `"saddle_numbness":null`, `"ivf":true`, `"age_years":30`, `"tearful":true`, `"fatigue":true`, `"nausea":true`,
}

// key is the name at the front of a member.
func key(member string) string { return strings.Split(member, `"`)[1] }

// Whatever sounds good beside it, an alarming combination never comes out lower than a nurse would let it.
func TestNoReassuranceHidesAnAlarmingCombination(t *testing.T) {
	for _, a := range alarms {
		t.Run(fmt.Sprintf("%s %d", a.name, a.count), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				parts := rapid.Permutation(a.of).Draw(t, "parts")[:a.count]
				bad := strings.Trim(a.with+","+strings.Join(parts, ","), ",")
				r, err := Parse([]byte("{" + calm + "}"))
				must(t, err)
				for _, good := range rapid.SliceOfN(rapid.SampledFrom(reassuring), 0, 6).Draw(t, "good") {
					apply(t, &r, good)
				}
				apply(t, &r, bad) // what she says herself stands
				if got := Check(r); got.Level < a.want {
					t.Fatalf("{%s}: got %s, want at least %s", bad, verdict(got), a.want)
				}
			})
		})
	}
}

// apply sets members; one of null takes an answer away.
func apply(t *rapid.T, r *Report, members string) {
	t.Helper()
	if strings.HasSuffix(members, ":null") {
		must(t, r.Set(key(members), nil))
		return
	}
	more, err := Parse([]byte("{" + members + "}"))
	must(t, err)
	for _, name := range Keys() {
		if v := more.Value(name); v != nil {
			must(t, r.Set(name, v))
		}
	}
}

// background is what somebody brings along, and raises nothing by itself.
var background = []string{
	`"anaemia_known":true`, `"diabetes":true`, `"prior_vte":true`, `"high_bp_history":true`, `"refuses_transfusion":true`, `"alone_now":true`, `"far_from_help":true`, `"age_years":15`,
	`"ivf":true,"fertility_drugs_days_ago":40`, `"rh_negative":true,"anti_d_given":true`, `"depression_history":true`, `"sickle_cell":true`, `"gestation_weeks":5`, `"gestation_weeks":12`,
	`"reporter":"partner"`, `"long_travel":true`, `"earlier_ectopic":false`, `"dnc_count":1`,
}

// ordinary is what is expected in the first two weeks (evidence.md 1.12 and 2).
var ordinary = []string{
	`"bleeding_pads_per_hour":0.4,"bleeding_trend":"easing"`, `"bleeding_pads_per_hour":0.2,"bleeding_trend":"steady"`, `"bleeding_pads_per_hour":0.1,"bleeding_trend":"restarted"`,
	`"pain_score_0_10":5,"pain_site":["lower_abdomen"],"pain_trend":"better"`, `"pain_score_0_10":3,"pain_site":["lower_back"]`, `"pain_score_0_10":2,"pain_site":["pelvis","lower_back"],"pain_trend":"same"`,
	`"clot_size_cm":2.5`, `"tissue_passed":true`, `"temperature_c":37.4`, `"temperature_c":36.2`, `"temperature_f_reported":98.6`, `"fatigue":true`, `"tearful":true,"guilt":true`,
	`"anxiety_mild":true`, `"panic_attacks":true,"panic_per_week":2`, `"insomnia_nights":1`, `"low_mood_days":10,"anhedonia":true`, `"emotional_numbness_weeks":2`, `"flashbacks_weeks":1,"nightmares":true`,
	`"breast_pain":true,"breast_hours":30,"breast_side":"both"`, `"milk_leak":true`, `"dizzy":true,"dizzy_brief_resolved":true`, `"nausea":true`, `"constipation_days":3`,
	`"pregnancy_test":"positive"`, `"faint_line":true`, `"antipyretic_taken":true`, `"paracetamol_g_24h":3.5`, `"nsaid_taken":true`, `"grief_sensed_presence":true,"insight":true`, `"period_absent_weeks":2`, `"cough":true`,
}

// settings are how it was managed, and where in it somebody is.
var settings = []string{
	`"management":"expectant"`, `"management":"medical","misoprostol_hours_ago":200,"bleeding_days":3`, `"management":"surgical","anaesthetic":"general"`,
	`"gestation_weeks":18,"management":"unknown"`, `"gestation_weeks":21,"epidural_recent":true`, `"awaiting_miscarriage":true`,
	`"management":"medical","misoprostol_hours_ago":5,"chills":true,"diarrhoea":true,"nausea":true`,
	`"management":"medical","misoprostol_hours_ago":3,"vomiting":true,"muscle_aches":true,"bleeding_hours":2`,
	`"management":"ectopic","laparoscopy_days_ago":3,"scan_confirmed_intrauterine":false`,
	`"scan_confirmed_intrauterine":null`,
}

// A check that sends everyone to hospital is ignored the second time: whatever of the expected comes together, it is selfcare.
func TestOrdinaryRecoverySendsNobodyIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, err := Parse([]byte("{" + calm + "}"))
		must(t, err)
		must(t, r.Set("days_since_loss", rapid.IntRange(1, 13).Draw(t, "day")))
		said := rapid.SampledFrom(settings).Draw(t, "setting")
		apply(t, &r, said)
		for _, part := range rapid.SliceOfN(rapid.SampledFrom(ordinary), 1, 8).Draw(t, "ordinary") {
			apply(t, &r, part)
			said += part + " "
		}
		for _, part := range rapid.SliceOfN(rapid.SampledFrom(background), 0, 2).Draw(t, "background") {
			apply(t, &r, part)
			said += part + " "
		}
		if got := Check(r); got.Level != SelfCare {
			t.Fatalf("%s: got %s, want selfcare", said, verdict(got))
		}
	})
}
