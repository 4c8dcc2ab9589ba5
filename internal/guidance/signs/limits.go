package signs

import (
	"math"
	"strconv"
	"strings"
)

// A limit is a number of the table that a host may make stricter for the people it serves, and nobody may loosen.
type limit uint8

const (
	floodingPads limit = iota
	heavyPads
	hoursInARow
	largeClot
	walnutClot
	clotsADay
	heavyHours
	daysNotLighter
	daysOfBleeding
	waitingDays
	tabletHours
	severePain
	crampWeeks
	backWeeks
	feverAt
	highFeverAt
	lowTemperature
	noUrineTooLong
	noUrineLong
	pulseFast
	pulseVeryFast
	breastLong
	testWeeks
	periodWeeks
	paracetamolMost
	lowMoodLong
	sleeplessNights
	limitCount
)

// A limitSpec says what a limit is. The number of a host must lie from strictest to standard: beyond that it is a slip of
// the pen, and would send everybody in.
type limitSpec struct {
	name                string // in the file of a host
	unit                string
	standard, strictest float64
	level               Level  // what the rule that it stands in asks for
	rules               string // the rules that say this number in words
	what                string // for a clinician
	because             string // for the person; # is the number
}

var limitSpecs = [limitCount]limitSpec{
	floodingPads: {"flooding_pads_per_hour", "full pads an hour, this many or more", 2, 1, Emergency, "B1",
		"So many full pads an hour are an emergency at once", "You soak full pads at a rate of # an hour or more."},
	heavyPads: {"pads_per_hour", "full pads an hour, this many or more", 1, 0.5, Urgent, "B2 B4 H5",
		"So many full pads an hour are heavy bleeding", "You soak full pads at a rate of # an hour or more."},
	hoursInARow: {"hours_in_a_row", "hours, this many or more", 2, 1, Emergency, "B2",
		"Heavy bleeding for so many hours in a row is an emergency", "You have bled heavily for # hours in a row or more."},
	largeClot: {"large_clot_cm", "centimetres, larger than this", 4.3, 3, Emergency, "B5",
		"A clot larger than this is an emergency", "You passed a clot larger than # cm."},
	walnutClot: {"clot_cm", "centimetres, this size or larger", 3, 2, Urgent, "B6",
		"A clot of this size needs to be seen today", "You passed a clot of # cm or larger."},
	clotsADay: {"clots_in_24_hours", "clots of walnut size, this many or more", 2, 1, Emergency, "B5",
		"So many clots of walnut size in 24 hours are an emergency", "You passed # large clots or more in 24 hours."},
	heavyHours: {"heavier_than_period_hours", "hours, longer than this", 24, 6, Urgent, "B8",
		"Bleeding heavier than a period for longer than this", "You have bled more than a period for longer than # hours."},
	daysNotLighter: {"bleeding_days_not_lighter", "days, longer than this", 14, 7, Soon, "B9",
		"Bleeding for longer than this without getting lighter", "You have bled for more than # days and it is not getting lighter."},
	daysOfBleeding: {"bleeding_days", "days, longer than this", 21, 10, Soon, "B10",
		"Any bleeding for longer than this", "You have bled for more than # days."},
	waitingDays: {"waiting_days", "days, this many or more", 14, 7, Soon, "B14",
		"Waiting for the miscarriage for so many days", "You have waited for # days or more."},
	tabletHours: {"hours_without_bleeding_after_tablets", "hours, this many or more", 48, 24, Soon, "B13",
		"No bleeding for so many hours after misoprostol", "You have not bled within # hours of the tablets."},
	severePain: {"severe_pain_score", "of 10, this much or more", 7, 5, Urgent, "A4",
		"Pain that counts as severe", "Your pain is # of 10 or more."},
	crampWeeks: {"cramp_weeks", "weeks, longer than this", 2, 1, Soon, "A7",
		"Cramps for longer than this", "You have had cramps for more than # weeks."},
	backWeeks: {"back_pain_weeks", "weeks, longer than this", 3, 1, Soon, "K5",
		"Back pain for longer than this", "Your back pain has lasted more than # weeks."},
	feverAt: {"temperature_c", "degrees Celsius, this much or more", 38, 37.5, Urgent, "F1",
		"A temperature that counts as fever", "Your temperature is # C or higher."},
	highFeverAt: {"high_temperature_c", "degrees Celsius, this much or more", 39, 38, Emergency, "F2",
		"A temperature that is an emergency by itself", "Your temperature is # C or higher."},
	lowTemperature: {"low_temperature_c", "degrees Celsius, below this", 36, 36.5, Emergency, "F3",
		"A low temperature that is an emergency in somebody who feels ill", "Your temperature is below # C and you feel ill, or did not say."},
	noUrineTooLong: {"no_urine_hours_emergency", "hours, this many or more", 18, 12, Emergency, "F4",
		"No urine for so long is an emergency", "You have passed no urine for # hours or more."},
	noUrineLong: {"no_urine_hours", "hours, this many or more", 12, 8, Urgent, "F4f",
		"No urine for so long needs to be seen today", "You have passed no urine for # hours or more."},
	pulseFast: {"pulse_bpm", "beats a minute, more than this", 100, 90, Urgent, "V3b",
		"A fast pulse at rest", "Your pulse at rest is above #."},
	pulseVeryFast: {"pulse_bpm_emergency", "beats a minute, more than this", 120, 100, Emergency, "V3",
		"A pulse at rest that is an emergency", "Your pulse at rest is above #."},
	breastLong: {"breast_hours", "hours, longer than this", 24, 6, Urgent, "L2",
		"A hot, red or darker, painful area of a breast for longer than this", "Part of your breast has been hot, red or darker for more than # hours."},
	testWeeks: {"positive_test_weeks", "weeks after the loss, this many or more", 3, 2, Soon, "H1",
		"A pregnancy test that is still positive", "Your pregnancy test is still positive # weeks or more after."},
	periodWeeks: {"no_period_weeks", "weeks, this many or more", 8, 6, Soon, "H8",
		"No period for so many weeks after the loss", "You have had no period for # weeks or more."},
	paracetamolMost: {"paracetamol_g_24h", "grams in 24 hours, more than this", 4, 2, Emergency, "M6",
		"More paracetamol than this in 24 hours", "You took more than # g of paracetamol in 24 hours."},
	lowMoodLong: {"low_mood_days", "days, this many or more", 14, 7, Soon, "P6",
		"Low mood on most days for so long", "You have felt low on most days for # days or more."},
	sleeplessNights: {"nights_without_sleep", "nights, this many or more", 2, 1, Urgent, "P5",
		"Nights without sleep", "You have hardly slept for # nights or more."},
}

type limits [limitCount]float64

// standardLimits are those of evidence.md.
var standardLimits = func() *limits {
	var all limits
	for i, s := range limitSpecs {
		all[i] = s.standard
	}
	return &all
}()

// higher says whether a stricter number is a higher one.
func (s *limitSpec) higher() bool { return s.strictest > s.standard }

// looser says whether a number would let pass what the standard does not.
func (s *limitSpec) looser(n float64) bool {
	if s.higher() {
		return n < s.standard
	}
	return n > s.standard
}

// beyond says whether a number is stricter than a host may be.
func (s *limitSpec) beyond(n float64) bool {
	if s.higher() {
		return n > s.strictest
	}
	return n < s.strictest
}

// says is the number in words for the person, with Fahrenheit beside Celsius.
func (s *limitSpec) says(n float64) string {
	words := one(n, strings.Replace(s.because, "#", plain(n), 1))
	if strings.Contains(s.unit, "Celsius") {
		return strings.Replace(words, " C ", " C ("+plain(math.Round((n*1.8+32)*10)/10)+" F) ", 1)
	}
	return words
}

// counted is a number with its unit.
func (s *limitSpec) counted(n float64) string {
	unit, _, _ := strings.Cut(s.unit, ",")
	return one(n, plain(n)+" "+unit)
}

// one puts what there is one of into the singular.
func one(n float64, words string) string {
	if n == 1 {
		for _, many := range []string{"hours", "weeks", "nights", "clots", "large clots", "full pads"} {
			words = strings.Replace(words, "1 "+many, "1 "+strings.TrimSuffix(many, "s"), 1)
		}
	}
	return words
}

// saysRule says whether a rule states this number in its own words.
func (s *limitSpec) saysRule(id string) bool {
	for rule := range strings.SplitSeq(s.rules, " ") {
		if rule == id {
			return true
		}
	}
	return false
}

func plain(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// A Threshold is a number that a host's file may make stricter.
type Threshold struct {
	Name, What, Unit    string
	Standard, Strictest float64
	Rules               []string // that say it in words; others may build on them
}

// Thresholds returns all of them, in the order of the questions.
func Thresholds() []Threshold {
	all := make([]Threshold, 0, limitCount)
	for _, s := range limitSpecs {
		all = append(all, Threshold{s.name, s.what, s.unit, s.standard, s.strictest, strings.Fields(s.rules)})
	}
	return all
}
