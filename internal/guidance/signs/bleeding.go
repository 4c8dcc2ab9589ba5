package signs

// flowing says whether blood soaks through a full pad an hour or faster.
func flowing(f *facts) bool { return f.atLeast(padsPerHour, f.limits[heavyPads]) }

// shocked is what the body does when it loses blood, for bleeding that is heavier than a period.
func shocked(f *facts) bool {
	return f.inwardShock || f.any(breathless, breathOnExertion, weakness, drowsy, veryThirsty, pulseIrregular, impendingDoom)
}

// peaked says whether bleeding was so heavy in the last day that it would have been an emergency, or may have been.
func peaked(f *facts) bool {
	return f.atLeast(peakPads, 2) || f.atLeast(peakPads, 1) && f.mightReach(peakHours, 2)
}

// heavyForLong says whether bleeding heavier than a period has gone on for more than a day, or has already
// filled four pads after the first two days.
func heavyForLong(f *facts) bool {
	if !f.atLeast(padsPerHour, 0.5) && !f.yes(heavierThanPeriod) {
		return false
	}
	if f.known(bleedingHours) {
		if f.is(bleedingTrend, "easing") {
			return f.above(bleedingHours, 48)
		}
		pads := f.values[padsPerHour] * f.values[bleedingHours]
		return f.above(bleedingHours, f.limits[heavyHours]) || f.atLeast(padsPerHour, 0.5) && pads >= 4 && f.after(2) ||
			f.atLeast(padsPerHour, 0.75) && f.atLeast(bleedingHours, 8)
	}
	return !f.is(bleedingTrend, "easing") && f.after(2)
}

// againHeavy says whether bleeding that had settled is heavy or bright red again, or may be. After a week
// heavy and bright red is a return, whether or not it ever stopped.
func againHeavy(f *facts) bool {
	if f.heavy && f.yes(brightRed) && f.knownAfter(7) {
		return true
	}
	return f.is(bleedingTrend, "restarted") && (f.heavy || f.yes(brightRed) || f.missing(padsPerHour))
}

// worsening leaves out the first two days and the first day after tablets, when bleeding is meant to grow.
func worsening(f *facts) bool {
	if !f.is(bleedingTrend, "increasing") || f.misoDay && !flowing(f) {
		return false
	}
	return !f.within(2) || f.is(management, "surgical") || f.yes(brightRed) && f.heavy
}

var bleedingRules = []rule{
	{id: "B1", level: Emergency, when: "Two or more full pads an hour (one soaked in 30 minutes or less), or flooding through clothes or bedding",
		because: "You are soaking a full pad in half an hour or less, or blood is flooding through. This is too much blood to lose.",
		source:  cite(tommys, durham, design), card: "You soak a full pad in 30 minutes or less, or blood floods through your clothes or bedding.",
		fires: func(f *facts) bool { return f.atLeast(padsPerHour, f.limits[floodingPads]) || f.yes(soakedToBedding) }},
	{id: "B2", level: Emergency, when: "One or more full pads an hour for 2 hours in a row, or for a time not stated",
		because: "You soak a full pad an hour. It has lasted 2 hours, or you did not say how long.",
		source:  cite(alberta, matters, uptodate, tommys), card: "You soak a full pad an hour for 2 hours in a row.",
		fires: func(f *facts) bool { return flowing(f) && f.mightReach(bleedingHours, f.limits[hoursInARow]) }},
	{id: "B3", level: Emergency, when: "Bleeding heavier than a period with fainting, dizziness, pale or clammy skin, a fast heart, confusion, breathlessness, weakness, drowsiness, great thirst or a feeling that one may die",
		because: "You are bleeding a lot and your body shows signs of losing too much blood.",
		source:  cite(verywell, tommys, uptodate, ng126), card: "You bleed more than a period and feel faint, dizzy, weak, breathless or clammy, or your heart races.",
		fires: func(f *facts) bool { return f.heavy && shocked(f) }},
	{id: "B3", level: Emergency, when: "A past peak of a full pad an hour for 2 hours, or of two full pads an hour, with any of these signs now",
		because: "You bled a lot, and your body shows signs of losing too much blood.",
		source:  cite(verywell, tommys, ng126, design),
		fires:   func(f *facts) bool { return peaked(f) && shocked(f) }},
	{id: "B3b", level: Emergency, when: "Any bleeding with two or more of: dizzy, near to fainting, pale, cold and clammy, fast heart, weak, drowsy, very thirsty, breathless on stairs",
		because: "You are bleeding and have several signs of losing too much blood.",
		source:  cite(uptodate, ng126, design),
		fires: func(f *facts) bool {
			n := f.count(nearFaint, pale, coldClammy, weakness, drowsy, veryThirsty, breathOnExertion)
			if f.yes(heartRacing) || f.above(pulse, f.limits[pulseFast]) {
				n++
			}
			if f.yes(dizzy) && f.states[dizzyBrief] != yes {
				n++
			}
			return f.bleeding && n >= 2
		}},
	{id: "B4", level: Urgent, when: "One full pad in one hour, first hour",
		because: "You soaked a full pad in one hour. Call now to be seen today. If you soak a second pad in the next hour, it is an emergency.",
		source:  cite(exitcare, emedicine, hodgkinson, design), card: "You soak one full pad in one hour. If the next hour is the same, it is an emergency.",
		fires: flowing},
	{id: "B4b", level: Urgent, when: "A past peak of a full pad an hour for 2 hours, or of two full pads an hour, within the last 24 hours or at a time not stated",
		because: "Your bleeding was very heavy before it eased. You need to be checked today for blood loss.",
		source:  cite(alberta, matters, design),
		fires:   peaked},
	{id: "B5", level: Emergency, when: "A clot larger than a golf ball (4.3 cm), or two or more clots of walnut size (3 cm) in 24 hours",
		because: "You passed a very large clot, or more than one large clot, in 24 hours.",
		source:  cite(durham, hodgkinson, healthone, exitcare, awhonn), card: "You pass a clot larger than a golf ball, or two the size of a walnut in 24 hours.",
		fires: func(f *facts) bool {
			return f.above(clotSize, f.limits[largeClot]) || f.atLeast(clotCount, f.limits[clotsADay])
		}},
	{id: "B6", level: Urgent, when: "One clot from walnut (3 cm) to golf-ball size (4.3 cm), bleeding otherwise settling",
		because: "You passed a clot about the size of a walnut or larger.",
		source:  exitcare, card: "You pass one clot as big as a walnut.",
		fires: func(f *facts) bool { return f.atLeast(clotSize, f.limits[walnutClot]) || f.atLeast(clotCount, 1) }},
	{id: "B6", level: Emergency, when: "A clot of walnut size or larger while bleeding grows or soaks a pad an hour",
		because: "You passed a large clot and your bleeding is heavy or getting heavier.",
		source:  cite(exitcare, design),
		fires: func(f *facts) bool {
			return (f.atLeast(clotSize, f.limits[walnutClot]) || f.atLeast(clotCount, 1)) && (f.is(bleedingTrend, "increasing") || flowing(f))
		}},
	{id: "B7", level: Urgent, when: "Bleeding that had settled is heavy or bright red again, or its amount is not stated; heavy and bright red after a week",
		because: "Your bleeding is heavy or bright red again when it is meant to be settling.",
		source:  cite(ng126, irish), card: "Your bleeding had settled and is heavy or bright red again.",
		fires: againHeavy},
	{id: "B7b", level: Urgent, when: "Bleeding that grows after the first 2 days, after surgery, or at a time not stated; or heavy and bright red and growing",
		because: "Your bleeding is getting heavier when it is meant to get lighter.",
		source:  cite(ng126, design), card: "Your bleeding gets heavier after the first two days.",
		fires: worsening},
	{id: "B8", level: Urgent, when: "Heavier than a period (half a pad an hour or more) and not easing: for more than 24 hours, four pads in a row after the first 2 days, or three quarters of a pad an hour for 8 hours; or easing, but for more than 48 hours; or for a time not stated after the first 2 days",
		because: "You bleed more than a period, and it has gone on for too long.",
		source:  cite(bcwomens, fpnotebook, design), card: "You bleed more than a period for more than 24 hours.",
		fires: heavyForLong},
	{id: "B8b", level: Soon, when: "Heavier than a period after the first 2 days, or with no time stated at all; or (also half a pad an hour or more) after 3 days although easing",
		because: "You are bleeding more than a period. Call within 24 hours. If it does not ease today, be seen today.",
		source:  design,
		fires: func(f *facts) bool {
			if f.is(bleedingTrend, "easing") {
				return (f.yes(heavierThanPeriod) || f.atLeast(padsPerHour, 0.5)) && f.knownAfter(3)
			}
			return f.yes(heavierThanPeriod) && (f.knownAfter(2) || !f.daysKnown && !f.known(bleedingHours))
		}},
	{id: "B8c", level: Urgent, counts: []string{"surgery"}, when: "Heavier than a period (half a pad an hour or more) in the 14 days after a procedure on the womb",
		because: "You bleed more than a period after your procedure. It is meant to be lighter than that.",
		source:  cite(yeovil, design), card: "After a procedure you bleed more than a period.",
		fires: func(f *facts) bool {
			return f.is(management, "surgical") && (f.yes(heavierThanPeriod) || f.atLeast(padsPerHour, 0.5)) && (f.within(14) || !f.daysKnown)
		}},
	{id: "B9", level: Soon, when: "Bleeding for more than 14 days and not getting lighter",
		because: "You have bled for more than 2 weeks and it is not getting lighter. Call within 24 to 48 hours.",
		source:  cite(ng126, verywell, bcwomens, irish), card: "You bleed for more than 2 weeks and it is not getting lighter.",
		fires: func(f *facts) bool {
			lighter := f.is(bleedingTrend, "easing") || f.is(bleedingTrend, "stopped")
			return f.above(bleedingDays, f.limits[daysNotLighter]) && !lighter && (f.has(bleedingTrend) || !f.denied)
		}},
	{id: "B10", level: Soon, when: "Any bleeding beyond 3 weeks, spotting too",
		because: "You have bled for more than 3 weeks. Call within 24 to 48 hours.",
		source:  cite(bpas, yeovil, whoHandbook), card: "You still bleed or spot after 3 weeks.",
		fires: func(f *facts) bool {
			stillBleeding := f.bleeding && !f.known(bleedingDays) && !f.denied && f.knownAfter(f.limits[daysOfBleeding]) && f.days < 28
			lasting := f.has(bleedingTrend) && !f.is(bleedingTrend, "stopped") && !f.is(bleedingTrend, "restarted")
			return f.above(bleedingDays, f.limits[daysOfBleeding]) || stillBleeding || lasting && !f.known(bleedingDays) && !f.denied && f.knownAfter(f.limits[daysOfBleeding])
		}},
	{id: "B11", level: Soon, when: "Any bleeding beyond 6 weeks",
		because: "You have bled for more than 6 weeks. Call within 24 hours and do a pregnancy test.",
		source:  cite(rcogMolar, whoHandbook),
		fires:   func(f *facts) bool { return f.above(bleedingDays, 42) }},
	{id: "B13", level: Soon, when: "No bleeding by 48 hours after misoprostol",
		because: "You have not bled within 48 hours of the tablets. Call your unit within 24 hours.",
		source:  ng126, card: "You have not bled 48 hours after taking misoprostol.",
		fires: noBleedingAfterTablets},
	{id: "B13", level: Urgent, when: "No bleeding by 48 hours after misoprostol, with pain",
		because: "You have pain and have not bled within 48 hours of the tablets.",
		source:  ng126,
		fires:   func(f *facts) bool { return noBleedingAfterTablets(f) && f.tummyPain }},
	{id: "B14", level: Soon, when: "Waiting for the miscarriage and nothing has settled or begun by 14 days, or the time is not stated",
		because: "You have waited 2 weeks or more. Call your unit within 24 to 48 hours to talk about what is next.",
		source:  ng126, card: "You are waiting for a miscarriage and nothing has started after 2 weeks.",
		fires: func(f *facts) bool {
			return f.yes(awaitingMiscarriage) && (f.daysKnown && f.days >= f.limits[waitingDays] || !f.daysKnown && !f.denied)
		}},
	{id: "B14", level: Urgent, when: "Waiting for 14 days or more, with bleeding or pain that grows",
		because: "You have waited 2 weeks or more and your bleeding or pain is getting worse.",
		source:  ng126,
		fires: func(f *facts) bool {
			return f.yes(awaitingMiscarriage) && f.daysKnown && f.days >= f.limits[waitingDays] &&
				(f.is(bleedingTrend, "increasing") || f.is(painTrend, "worse"))
		}},
	{id: "B16", level: Soon, routine: true, when: "Bleeding after sex or between periods, later than 6 weeks or at a time not stated",
		because: "You bleed after sex or between periods. Book a visit within about a week.",
		source:  "NICE NG12 and NHS (not yet checked)",
		fires:   func(f *facts) bool { return f.any(bleedingAfterSex, betweenPeriods) && f.after(42) }},
}

// noBleedingAfterTablets holds when the tablets were taken two days ago and no bleeding was told of. More
// than a week later the bleeding may be over, unless the person is still waiting.
func noBleedingAfterTablets(f *facts) bool {
	if !f.atLeast(misoprostolHours, f.limits[tabletHours]) || f.above(bleedingDays, 0) || f.above(padsPerHour, 0) {
		return false
	}
	if f.has(bleedingTrend) && !(f.is(bleedingTrend, "stopped") && f.atMost(bleedingDays, 0)) {
		return false
	}
	return f.atMost(bleedingDays, 0) || f.atMost(padsPerHour, 0) && f.yes(awaitingMiscarriage) ||
		f.atMost(padsPerHour, 0) && f.missing(bleedingDays) && f.atMost(misoprostolHours, 168)
}
