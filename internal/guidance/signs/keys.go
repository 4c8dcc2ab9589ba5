package signs

import "math"

// A key is the number of one sign of the vocabulary, docs/clinical-safety/vocabulary order. The types
// below stand for what a sign may hold, so that a rule cannot compare a yes-or-no sign with a number.
type (
	flag     uint8 // yes, no
	quantity uint8 // a number
	choice   uint8 // one of some words
	words    uint8 // free text, kept and never interpreted
	list     uint8 // places that hurt
)

type kind uint8

const (
	kindFlag kind = iota
	kindQuantity
	kindChoice
	kindWords
	kindList
)

// maxKeys is the room in a Report. TestVocabularyFitsAReport holds it.
const maxKeys = 256

var anyAmount = math.Inf(1)

// A spec says what one sign may hold.
type spec struct {
	name       string
	kind       kind
	protective bool // "no" is the dangerous answer
	min, max   float64
	options    []string
}

var catalogue []spec

func add(s spec) uint8 {
	catalogue = append(catalogue, s)
	return uint8(len(catalogue) - 1)
}

func yesNo(name string) flag { return flag(add(spec{name: name, kind: kindFlag})) }
func protects(name string) flag {
	return flag(add(spec{name: name, kind: kindFlag, protective: true}))
}
func amount(name string) quantity { return within(name, 0, anyAmount) }
func within(name string, low, high float64) quantity {
	return quantity(add(spec{name: name, kind: kindQuantity, min: low, max: high}))
}
func oneOf(name string, options ...string) choice {
	return choice(add(spec{name: name, kind: kindChoice, options: options}))
}
func freeText(name string) words { return words(add(spec{name: name, kind: kindWords})) }
func places(name string) list    { return list(add(spec{name: name, kind: kindList})) }

// The vocabulary. Keys are only ever added, never renamed or given another meaning.
var (
	// About the person and the loss.
	daysSinceLoss         = amount("days_since_loss")
	hoursSinceLoss        = amount("hours_since_loss")
	gestationWeeks        = within("gestation_weeks", 3, 26)
	management            = oneOf("management", "expectant", "medical", "surgical", "ectopic", "molar", "unknown")
	awaitingMiscarriage   = yesNo("awaiting_miscarriage")
	scanInWomb            = protects("scan_confirmed_intrauterine")
	scanComplete          = protects("scan_showed_complete")
	tissuePassed          = yesNo("tissue_passed")
	_                     = freeText("reporter")
	_                     = freeText("about")
	ageYears              = amount("age_years")
	aloneNow              = yesNo("alone_now")
	farFromHelp           = yesNo("far_from_help")
	noPhoneOrTransport    = yesNo("no_phone_or_transport")
	ivf                   = yesNo("ivf")
	rhNegative            = yesNo("rh_negative")
	antiDGiven            = protects("anti_d_given")
	anticoagulant         = yesNo("anticoagulant")
	bleedingDisorder      = yesNo("bleeding_disorder")
	anaemiaKnown          = yesNo("anaemia_known")
	refusesTransfusion    = yesNo("refuses_transfusion")
	priorClot             = yesNo("prior_vte")
	highBPHistory         = yesNo("high_bp_history")
	immunosuppressed      = yesNo("immunosuppressed")
	diabetes              = yesNo("diabetes")
	sickleCell            = yesNo("sickle_cell")
	iudInPlace            = yesNo("iud_in_place")
	scarPregnancyPossible = yesNo("caesarean_scar_pregnancy_possible")
	longTravel            = yesNo("long_travel")
	anaesthetic           = oneOf("anaesthetic", "general", "sedation", "local", "spinal")
	epiduralRecent        = yesNo("epidural_recent")
	dncCount              = amount("dnc_count")
	earlierEctopic        = yesNo("earlier_ectopic")
	cabergoline           = yesNo("cabergoline_or_bromocriptine")
	nsaidTaken            = yesNo("nsaid_taken")
	intoxicated           = yesNo("intoxicated")
	_                     = amount("mifepristone_hours_ago")
	vomitedAfterDoseHours = amount("vomited_after_dose_hours")
	fertilityDrugsDays    = amount("fertility_drugs_days_ago")
	laparoscopyDays       = amount("laparoscopy_days_ago")
	methotrexateDays      = amount("methotrexate_days_ago")
	misoprostolHours      = amount("misoprostol_hours_ago")
	depressionHistory     = yesNo("depression_history")
	bipolarHistory        = yesNo("bipolar_history")
	psychosisHistory      = yesNo("psychosis_history")
	stoppedPsychMeds      = yesNo("stopped_psych_meds")

	// Bleeding and what is passed.
	padsPerHour       = amount("bleeding_pads_per_hour")
	bleedingHours     = amount("bleeding_hours")
	peakPads          = amount("peak_pads_per_hour")
	peakHours         = amount("peak_hours")
	bleedingDays      = amount("bleeding_days")
	bleedingTrend     = oneOf("bleeding_trend", "increasing", "steady", "easing", "stopped", "restarted")
	bleedingOwnWords  = freeText("self_report_bleeding")
	soakedToBedding   = yesNo("soaked_through_to_bedding")
	clotSize          = amount("clot_size_cm")
	clotCount         = amount("clot_count")
	discharge         = oneOf("discharge", "normal", "unusual", "foul")
	bleedingAfterSex  = yesNo("postcoital_bleeding")
	_                 = yesNo("first_period")
	tamponUse         = yesNo("tampon_use")
	unprotectedSex    = yesNo("unprotected_sex")
	heavierThanPeriod = yesNo("bleeding_heavier_than_period")
	brightRed         = yesNo("bleeding_bright_red")
	betweenPeriods    = yesNo("bleeding_between_periods")
	veryThirsty       = yesNo("very_thirsty")
	periodAbsentWeeks = amount("period_absent_weeks")

	// Pain.
	painSite           = places("pain_site")
	painScore          = within("pain_score_0_10", 0, 10)
	painTrend          = oneOf("pain_trend", "better", "same", "worse")
	painWeeks          = amount("pain_weeks")
	onsetSudden        = yesNo("onset_sudden")
	painkillersFail    = yesNo("analgesia_ineffective")
	cyclicalPain       = yesNo("cyclical_pain")
	nightPain          = yesNo("night_pain")
	deepPainWithSex    = yesNo("deep_pain_with_sex")
	tummyRigid         = yesNo("abdomen_rigid")
	tummyTender        = yesNo("abdomen_tender")
	tummySwollen       = yesNo("abdomen_swollen")
	passingWind        = protects("passing_wind")
	shoulderTip        = yesNo("shoulder_tip_pain")
	shoulderBothSides  = yesNo("shoulder_pain_both_sides")
	sciaticaSide       = oneOf("sciatica_side", "one", "both")
	legNumbness        = yesNo("leg_numbness")
	legWeakness        = yesNo("leg_weakness")
	saddleNumbness     = yesNo("saddle_numbness")
	sexualNumbness     = yesNo("sexual_numbness")
	legNumbnessSide    = oneOf("leg_numbness_side", "left", "right", "both")
	legWeaknessSide    = oneOf("leg_weakness_side", "left", "right", "both")
	bladderRetention   = yesNo("bladder_retention")
	bladderHesitancy   = yesNo("bladder_hesitancy")
	bladderLeak        = yesNo("bladder_incontinence")
	bladderFeeling     = yesNo("bladder_sensation_altered")
	incompleteEmptying = yesNo("incomplete_emptying")
	bowelLeak          = yesNo("bowel_incontinence")
	recentFall         = yesNo("recent_fall")
	cancerHistory      = yesNo("cancer_history")
	weightLoss         = yesNo("unexplained_weight_loss")
	steroidUse         = yesNo("steroid_use")
	painStops          = yesNo("pain_stops_talking_or_walking")
	painOpeningBowels  = yesNo("pain_opening_bowels")
	footDrop           = yesNo("foot_drop")
	injectsDrugs       = yesNo("injects_drugs")
	faceOrArmWeakness  = yesNo("face_or_arm_weakness")

	// Infection and general state.
	temperatureC      = within("temperature_c", 30, 45)
	temperatureMax    = within("temperature_max_c", 30, 45)
	temperatureF      = within("temperature_f_reported", 86, 113)
	feverReported     = yesNo("fever_reported")
	chills            = yesNo("chills")
	rigors            = yesNo("rigors")
	muscleAches       = yesNo("muscle_aches")
	antipyretic       = yesNo("antipyretic_taken")
	rash              = yesNo("rash")
	mouthUlcers       = yesNo("mouth_ulcers")
	soreEyes          = yesNo("sore_eyes")
	jaundice          = yesNo("jaundice")
	faint             = yesNo("faint")
	nearFaint         = yesNo("near_faint")
	dizzy             = yesNo("dizzy")
	dizzyBrief        = protects("dizzy_brief_resolved")
	pale              = yesNo("pale")
	coldClammy        = yesNo("cold_clammy")
	mottledSkin       = yesNo("mottled_skin")
	confusion         = yesNo("confusion")
	drowsy            = yesNo("drowsy")
	slurredSpeech     = yesNo("slurred_speech")
	seizure           = yesNo("seizure")
	weakness          = yesNo("weakness")
	fatigue           = yesNo("fatigue")
	impendingDoom     = yesNo("impending_doom")
	heartRacing       = yesNo("heart_racing")
	heartOnExertion   = yesNo("heart_racing_on_exertion")
	breathless        = yesNo("breathless")
	breathOnExertion  = yesNo("breathless_on_exertion")
	chestPain         = yesNo("chest_pain")
	chestPainBreath   = yesNo("chest_pain_on_breathing")
	coughingBlood     = yesNo("coughing_blood")
	pulse             = within("pulse_bpm", 20, 250)
	noUrineHours      = amount("no_urine_hours")
	urineReduced      = yesNo("urine_reduced")
	dysuria           = yesNo("dysuria")
	urinaryFrequency  = yesNo("urinary_frequency")
	bloodInUrine      = yesNo("blood_in_urine")
	vomiting          = yesNo("vomiting")
	cannotKeepFluids  = yesNo("cannot_keep_fluids")
	nausea            = yesNo("nausea")
	diarrhoea         = yesNo("diarrhoea")
	blackStool        = yesNo("black_stool")
	vomitingBlood     = yesNo("vomiting_blood")
	constipationDays  = amount("constipation_days")
	codeine           = yesNo("codeine")
	paracetamolGrams  = amount("paracetamol_g_24h")
	overdoseTaken     = yesNo("overdose_taken")
	overdoseOnPurpose = yesNo("overdose_intentional")
	faceSwelling      = yesNo("face_swelling")
	throatTight       = yesNo("throat_tight")
	hives             = yesNo("hives")
	wheeze            = yesNo("wheeze")
	headache          = yesNo("headache")
	headacheSudden    = yesNo("headache_sudden_severe")
	headacheUpright   = yesNo("headache_worse_upright")
	visionChange      = yesNo("vision_change")
	faceHandsSwelling = yesNo("swelling_face_hands")
	upperTummyPain    = yesNo("upper_abdomen_pain")
	calfPain          = yesNo("calf_pain")
	calfSwelling      = yesNo("calf_swelling")
	calfRedOrWarm     = yesNo("calf_red_or_warm")
	legDiscoloured    = yesNo("leg_discoloured")
	armSwollen        = yesNo("arm_swollen_or_painful")
	pulseIrregular    = yesNo("pulse_irregular")
	rashStays         = yesNo("rash_does_not_fade")
	feelsVeryIll      = yesNo("feels_very_ill")
	woundRed          = yesNo("wound_red_or_leaking")
	cough             = yesNo("cough")
	soreThroat        = yesNo("sore_throat")
	calfSide          = oneOf("calf_side", "left", "right", "both")
	legSwellingSide   = oneOf("leg_swelling_side", "left", "right", "both")
	breastPain        = yesNo("breast_pain")
	breastRed         = yesNo("breast_red_area")
	breastLump        = yesNo("breast_lump")
	milkLeak          = yesNo("milk_leak")
	breastPusOrBlood  = yesNo("breast_pus_or_blood")
	breastHours       = amount("breast_hours")
	breastSide        = oneOf("breast_side", "one", "both")
	improving         = protects("symptoms_improving")
	_                 = protects("symptoms_episodic_resolved")
	functionImpaired  = yesNo("function_impaired")
	somethingWrong    = yesNo("something_seriously_wrong")

	// Tests and follow-up.
	pregnancyTest     = oneOf("pregnancy_test", "negative", "positive", "not done")
	positiveTestWeeks = amount("positive_test_weeks")
	faintLine         = yesNo("faint_line")
	hcgFalling        = protects("hcg_falling")
	missedHCGTests    = yesNo("missed_hcg_tests")
	positiveAgain     = yesNo("positive_again_after_negative")
	griefItem8        = within("pgs_item8", 1, 5)
	phq9              = within("phq9_total", 0, 27)
	phq9Item9         = within("phq9_item9", 0, 3)
	gad7              = within("gad7_total", 0, 21)
	pcl5              = within("pcl5_total", 0, 80)
	pcptsd5           = within("pcptsd5_total", 0, 5)
	epds              = within("epds_total", 0, 30)
	epdsItem10        = within("epds_item10", 0, 3)

	// Mind and safety.
	selfHarmThoughts  = yesNo("self_harm_thoughts")
	plan              = yesNo("plan")
	meansAccess       = yesNo("means_access")
	selfHarmAct       = yesNo("self_harm_act")
	feelsSafe         = protects("feels_safe")
	goodbyeLetters    = yesNo("goodbye_letters")
	affairsInOrder    = yesNo("putting_affairs_in_order")
	suddenCalm        = yesNo("sudden_calm")
	harmOthers        = yesNo("thoughts_harm_others")
	hallucinations    = yesNo("hallucinations")
	commandVoices     = yesNo("command_hallucinations")
	delusions         = yesNo("delusions")
	insight           = protects("insight")
	elated            = yesNo("elated_or_agitated")
	racingThoughts    = yesNo("racing_thoughts")
	sensedPresence    = yesNo("grief_sensed_presence")
	phantomMovements  = yesNo("phantom_movements")
	lowMoodDays       = amount("low_mood_days")
	insomniaNights    = amount("insomnia_nights")
	numbnessWeeks     = amount("emotional_numbness_weeks")
	flashbacksWeeks   = amount("flashbacks_weeks")
	anhedonia         = yesNo("anhedonia")
	hopeless          = yesNo("hopeless")
	guilt             = yesNo("guilt")
	tearful           = yesNo("tearful")
	anxietyMild       = yesNo("anxiety_mild")
	panicAttacks      = yesNo("panic_attacks")
	nightmares        = yesNo("nightmares")
	avoidance         = yesNo("avoidance")
	hypervigilance    = yesNo("hypervigilance")
	selfNeglect       = yesNo("self_neglect")
	notEatingDrinking = yesNo("not_eating_drinking")
	alcoholIncrease   = yesNo("alcohol_increase")
	withdrawal        = yesNo("substance_withdrawal")
	afraidOfPartner   = yesNo("afraid_of_partner")
	inImmediateDanger = yesNo("in_immediate_danger")
	panicPerWeek      = amount("panic_per_week")
	_                 = freeText("self_label")
)

// siteNames are the places that pain_site knows. Other words are kept and count as a place not known.
var siteNames = [...]string{
	"lower_abdomen", "lower_abdomen_left", "lower_abdomen_right", "upper_abdomen", "abdomen_generalised",
	"lower_back", "upper_back", "flank_left", "flank_right", "pelvis", "rectum",
	"shoulder_tip", "shoulder_left", "shoulder_right", "shoulder_both", "chest",
	"calf_left", "calf_right", "calf_both", "leg_left", "leg_right", "leg_both",
	"thigh_left", "thigh_right", "groin_left", "groin_right", "head", "breast", "neck", "vulva", "wound",
}

type site uint64

const (
	lowerTummy site = 1 << iota
	lowerTummyLeft
	lowerTummyRight
	upperTummy
	wholeTummy
	lowerBack
	upperBack
	flankLeft
	flankRight
	pelvis
	rectum
	shoulderTipSite
	shoulderLeft
	shoulderRight
	shoulderBoth
	chest
	calfLeft
	calfRight
	calfBoth
	legLeft
	legRight
	legBoth
	thighLeft
	thighRight
	groinLeft
	groinRight
	head
	breast
	neck
	vulva
	wound
	elsewhere // any other word

	tummy = lowerTummy | lowerTummyLeft | lowerTummyRight | upperTummy | wholeTummy | pelvis | rectum
	flank = flankLeft | flankRight
	back  = lowerBack | upperBack | flank
)

// byName finds a key by the name a report uses.
var byName = func() map[string]uint8 {
	m := make(map[string]uint8, len(catalogue))
	for i, s := range catalogue {
		m[s.name] = uint8(i)
	}
	return m
}()

// riskyWhenUnsure are the must-ask keys for which "unsure" counts as the dangerous answer.
var riskyWhenUnsure = [...]flag{faint, breathless, chestPain, confusion, onsetSudden, feelsSafe}

// A question that must be asked: any of its keys answers it, the first is the one that is asked for.
type question []uint8

var mustAsk = []question{
	{uint8(faint)}, {uint8(breathless)}, {uint8(chestPain)}, {uint8(confusion)}, {uint8(onsetSudden)},
	{uint8(selfHarmThoughts)}, {uint8(feelsSafe)},
	{uint8(padsPerHour), uint8(bleedingTrend), uint8(bleedingOwnWords)},
	{uint8(painScore), uint8(painSite)},
	{uint8(temperatureC), uint8(temperatureF), uint8(feverReported)},
	{uint8(discharge)}, {uint8(saddleNumbness)}, {uint8(bladderRetention)}, {uint8(somethingWrong)},
}

// MustAsk returns the keys that a check has to ask, in the order of the questions. A question that several
// keys can answer is named by its first key.
func MustAsk() []string {
	names := make([]string, len(mustAsk))
	for i, q := range mustAsk {
		names[i] = catalogue[q[0]].name
	}
	return names
}
