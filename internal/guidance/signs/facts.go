package signs

// facts is a report as the rules read it: what was said, and what the words of the vocabulary make of it.
//
// An answer that was not given counts in one of two ways. A rule that only needs it to know how long, how
// far along, where or with what treatment takes the riskier answer, through the methods that start with
// "might". A further sign that was not asked about counts as not there; if it must be asked, Answer.Ask
// says so. When denied is set nothing that is missing makes any rule fire.
type facts struct {
	*Report
	denied bool    // everything that is missing counts as denied
	limits *limits // the numbers that a host may make stricter

	hot, cold   float64 // the worst readings in Celsius, when measured
	measured    bool
	days        float64 // since the loss
	daysKnown   bool
	bleeding    bool // any bleeding now
	heavy       bool // heavier than a period now
	pain        bool // any pain now
	tummyPain   bool // in the tummy or pelvis, or in a place that was not named
	backPain    bool
	severe      bool // 7 or more, or it stops talking or walking
	chestHurts  bool
	fever       bool // 38.0 or more, or feels feverish
	unlocated   bool // the pregnancy may have been outside the womb
	outside     bool // something that was said makes that likelier
	surgery     bool // a procedure in the last 14 days
	afterMTX    bool // methotrexate in the last 60 days
	misoDay     bool // misoprostol in the last 24 hours
	faintish    bool
	thoughts    bool // thoughts of ending their life or of self-harm
	inwardShock bool // a sign that blood is being lost, seen or not
}

// almost takes up what converting Fahrenheit loses, so that 100.4 F is 38.0 C and 100.3 F is not.
const almost = 1e-6

func newFacts(r *Report, denied bool, l *limits) *facts {
	f := &facts{Report: r, denied: denied, limits: l}
	f.readTemperature()
	f.days, f.daysKnown = f.get(daysSinceLoss)
	if h, ok := f.get(hoursSinceLoss); ok && (!f.daysKnown || h/24 > f.days) {
		f.days, f.daysKnown = h/24, true
	}
	f.readBleeding()
	f.readPain()
	f.fever = f.hotAt(f.limits[feverAt]) || f.yes(feverReported)
	f.outside = f.no(scanInWomb) || f.is(management, "ectopic") || f.any(earlierEctopic, positiveAgain)
	f.unlocated = f.outside || f.mightNotBe(scanInWomb) || f.yes(ivf) || f.atMost(fertilityDrugsDays, 60)
	f.surgery = f.atMost(laparoscopyDays, 14) ||
		f.is(management, "surgical") && (f.daysKnown && f.days <= 14 || !f.daysKnown && !denied)
	f.afterMTX = f.atMost(methotrexateDays, 60)
	f.misoDay = f.atMost(misoprostolHours, 24)
	f.faintish = f.any(faint, nearFaint)
	f.thoughts = f.yes(selfHarmThoughts) || f.above(phq9Item9, 0) || f.above(epdsItem10, 0) || f.atLeast(griefItem8, 3)
	f.inwardShock = f.any(faint, nearFaint, dizzy, pale, coldClammy, heartRacing, confusion, mottledSkin) || f.above(pulse, f.limits[pulseFast])
	return f
}

func (f *facts) readTemperature() {
	take := func(v float64) {
		if !f.measured || v > f.hot {
			f.hot = v
		}
		if !f.measured || v < f.cold {
			f.cold = v
		}
		f.measured = true
	}
	if v, ok := f.get(temperatureC); ok {
		take(v)
	}
	if v, ok := f.get(temperatureF); ok {
		take((v - 32) * 5 / 9)
	}
	if v, ok := f.get(temperatureMax); ok {
		take(v)
	}
}

func (f *facts) readBleeding() {
	f.bleeding = f.above(padsPerHour, 0) || f.above(bleedingHours, 0) || f.above(clotSize, 0) || f.above(clotCount, 0) ||
		f.has(bleedingTrend) && !f.is(bleedingTrend, "stopped") ||
		f.any(soakedToBedding, heavierThanPeriod, brightRed, bleedingAfterSex, betweenPeriods)
	f.heavy = f.atLeast(padsPerHour, 0.5) || f.atLeast(clotSize, f.limits[walnutClot]) || f.atLeast(clotCount, 1) ||
		f.any(soakedToBedding, heavierThanPeriod)
}

func (f *facts) readPain() {
	f.severe = f.atLeast(painScore, f.limits[severePain]) || f.yes(painStops)
	f.pain = f.above(painScore, 0) || f.severe || f.at(^site(0)) || f.any(painkillersFail, upperTummyPain, painOpeningBowels) ||
		f.has(painTrend) && !f.is(painTrend, "better")
	nowhere := f.sites == 0 || f.states[painSite] != yes
	f.tummyPain = f.pain && (nowhere || f.at(tummy|elsewhere)) || f.any(upperTummyPain, painOpeningBowels)
	if v, ok := f.get(painScore); ok && v == 0 && !f.any(painStops, upperTummyPain, painOpeningBowels) && !f.at(^site(0)) {
		f.tummyPain = false
	}
	f.backPain = f.at(back)
	f.chestHurts = f.any(chestPain, chestPainBreath) || f.at(chest)
}

// yes says whether the sign is there. For a key whose "unsure" is dangerous, so is "unsure".
func (f *facts) yes(k flag) bool {
	switch f.states[k] {
	case yes:
		return true
	case unsure:
		for _, risky := range riskyWhenUnsure {
			if k == risky {
				return !catalogue[k].protective
			}
		}
	}
	return false
}

func (f *facts) any(keys ...flag) bool {
	for _, k := range keys {
		if f.yes(k) {
			return true
		}
	}
	return false
}

func (f *facts) count(keys ...flag) int {
	n := 0
	for _, k := range keys {
		if f.yes(k) {
			n++
		}
	}
	return n
}

// no says whether the sign was denied.
func (f *facts) no(k flag) bool { return f.states[k] == no }

// mightNotBe says, of a protective key, whether it was denied or, because nobody said, may not be so.
func (f *facts) mightNotBe(k flag) bool {
	return f.states[k] == no || !f.denied && f.states[k] != yes
}

// mightBe says whether a sign is there or, because nobody said, may be.
func (f *facts) mightBe(k flag) bool {
	return f.yes(k) || !f.denied && f.states[k] != no
}

// unsafe says whether the person said that they cannot, or may not be able to, keep safe.
func (f *facts) unsafe() bool {
	return f.states[feelsSafe] == no || f.states[feelsSafe] == unsure
}

func (f *facts) get(k quantity) (float64, bool) { return f.values[k], f.states[k] == yes }

func (f *facts) known(k quantity) bool                 { return f.states[k] == yes }
func (f *facts) atLeast(k quantity, v float64) bool    { return f.states[k] == yes && f.values[k] >= v }
func (f *facts) above(k quantity, v float64) bool      { return f.states[k] == yes && f.values[k] > v }
func (f *facts) atMost(k quantity, v float64) bool     { return f.states[k] == yes && f.values[k] <= v }
func (f *facts) below(k quantity, v float64) bool      { return f.states[k] == yes && f.values[k] < v }
func (f *facts) missing(k quantity) bool               { return f.states[k] != yes && !f.denied }
func (f *facts) mightReach(k quantity, v float64) bool { return f.atLeast(k, v) || f.missing(k) }
func (f *facts) mightPass(k quantity, v float64) bool  { return f.above(k, v) || f.missing(k) }

func (f *facts) has(k choice) bool { return f.states[k] == yes }
func (f *facts) is(k choice, option string) bool {
	return f.states[k] == yes && catalogue[k].options[int(f.values[k])] == option
}

func (f *facts) at(places site) bool { return f.states[painSite] == yes && f.sites&places != 0 }

func (f *facts) hotAt(c float64) bool     { return f.measured && f.hot >= c-almost }
func (f *facts) coldBelow(c float64) bool { return f.measured && f.cold < c-almost }

// after says whether the loss is known to be more than so many days ago, or may be.
func (f *facts) after(days float64) bool {
	return f.daysKnown && f.days > days || !f.daysKnown && !f.denied
}

func (f *facts) knownAfter(days float64) bool { return f.daysKnown && f.days > days }
func (f *facts) within(days float64) bool     { return f.daysKnown && f.days <= days }
