package signs

// testPositive says whether a home test shows a pregnancy hormone, a faint line too.
func testPositive(f *facts) bool {
	return f.is(pregnancyTest, "positive") || f.known(positiveTestWeeks) && f.values[positiveTestWeeks] > 0 || f.yes(faintLine)
}

// stillPositive says whether a test is positive at 3 weeks or later, or at a time that nobody stated.
func stillPositive(f *facts) bool {
	if f.atLeast(positiveTestWeeks, f.limits[testWeeks]) {
		return true
	}
	if !testPositive(f) {
		return false
	}
	if f.daysKnown {
		return f.days >= 7*f.limits[testWeeks]
	}
	return !f.known(positiveTestWeeks) && !f.denied
}

// antiDMissing says whether somebody whose blood group needs it has not had anti-D, or did not say.
func antiDMissing(f *facts) bool { return f.yes(rhNegative) && f.mightNotBe(antiDGiven) }

// antiDMatters is a loss from 12 weeks, an ectopic or molar pregnancy, or a procedure, or not stated.
func antiDMatters(f *facts) bool {
	return f.mightReach(gestationWeeks, 12) || f.is(management, "ectopic") || f.is(management, "molar") ||
		f.is(management, "surgical") || f.known(laparoscopyDays)
}

func followed(f *facts) bool {
	return f.is(management, "ectopic") || f.is(management, "molar") || f.afterMTX
}

var testRules = []rule{
	{id: "H1", level: Soon, when: "Pregnancy test positive 3 weeks or more after the loss, or at a time not stated",
		because: "Your pregnancy test is still positive 3 weeks or more after. Call within 24 to 48 hours.",
		source:  cite(ng126, bpas), card: "Your pregnancy test is still positive 3 weeks after.",
		fires: stillPositive},
	{id: "H1", level: Urgent, when: "The same with bleeding, tummy pain, feeling dizzy, pale, weak or breathless on stairs, when no scan showed the pregnancy in the womb, or after an earlier ectopic",
		because: "Your pregnancy test is still positive after 3 weeks and you have another sign with it.",
		source:  cite(ng126, bpas), card: "Your pregnancy test is still positive after 3 weeks and you bleed or have pain.",
		fires: func(f *facts) bool {
			return stillPositive(f) && (f.bleeding || f.tummyPain || lowBlood(f) || f.no(scanInWomb) || f.yes(earlierEctopic))
		}},
	{id: "H2", level: Soon, when: "Test positive again after it had been negative",
		because: "Your test is positive again. It may be a new pregnancy. Call within 24 to 48 hours.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(positiveAgain) }},
	{id: "H2", level: Urgent, when: "The same with bleeding, tummy pain, or feeling dizzy, pale, weak or breathless on stairs",
		because: "Your test is positive again and you have another sign with it.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(positiveAgain) && (f.bleeding || f.tummyPain || lowBlood(f)) }},
	{id: "H4", level: Soon, when: "A follow-up blood or urine test was missed",
		because: "You missed a follow-up test. Call your unit within 24 to 48 hours.",
		source:  cruk,
		fires:   func(f *facts) bool { return f.yes(missedHCGTests) }},
	{id: "H4b", level: Soon, when: "Pregnancy hormone is not falling",
		because: "Your pregnancy hormone is not falling. Call your unit within 24 hours.",
		source:  cite(cruk, ng126),
		fires:   func(f *facts) bool { return f.no(hcgFalling) }},
	{id: "H4b", level: Urgent, when: "The same with bleeding, pain, feeling dizzy, pale, weak or breathless on stairs, after ectopic or molar pregnancy, or when no scan placed the pregnancy in the womb",
		because: "Your pregnancy hormone is not falling, and you need to be checked today.",
		source:  cite(cruk, ng126, design),
		fires: func(f *facts) bool {
			return f.no(hcgFalling) && (f.bleeding || f.tummyPain || lowBlood(f) || followed(f) || f.no(scanInWomb) || f.yes(earlierEctopic))
		}},
	{id: "H4b", level: Emergency, when: "The same with tummy pain, after an ectopic or methotrexate, or when no scan placed the pregnancy in the womb",
		because: "You have pain, and your pregnancy hormone is not falling. The pregnancy may be outside your womb.",
		source:  cite(ng126, ectopicTrust, design),
		fires: func(f *facts) bool {
			return f.no(hcgFalling) && f.tummyPain && (f.is(management, "ectopic") || f.afterMTX || f.no(scanInWomb))
		}},
	{id: "H5", level: Emergency, when: "Molar pregnancy: heavy bleeding of a pad an hour, coughing blood, fits or breathlessness",
		because: "You had a molar pregnancy and have a dangerous sign.",
		source:  rcogMolar,
		fires: func(f *facts) bool {
			return f.is(management, "molar") && (flowing(f) || f.any(coughingBlood, seizure, breathless, soakedToBedding))
		}},
	{id: "H5", level: Urgent, when: "Molar pregnancy: heavy or irregular bleeding, headache, fast heart, breathless on stairs or vomiting",
		because: "You had a molar pregnancy and have a sign that needs a check today.",
		source:  rcogMolar,
		fires: func(f *facts) bool {
			return f.is(management, "molar") && (f.heavy || f.is(bleedingTrend, "restarted") || f.is(bleedingTrend, "increasing") ||
				f.any(betweenPeriods, headache, heartRacing, breathOnExertion, vomiting) || f.at(head))
		}},
	{id: "H6", level: Urgent, when: "Rh-negative without anti-D (or not stated), loss at 12 weeks or later, ectopic, molar or a procedure (or not stated), up to 10 days ago (or not stated)",
		because: "Your blood group is Rh-negative. Ask today about anti-D. It works best within 72 hours, and may help up to 10 days.",
		source:  cite(ng126, gpnotebook, bsh), card: "Your blood group is Rh-negative and nobody has spoken to you about anti-D.",
		fires: func(f *facts) bool {
			return antiDMissing(f) && antiDMatters(f) && (f.within(10) || !f.daysKnown && !f.denied)
		}},
	{id: "H7", level: Urgent, when: "Rh-negative without anti-D (or not stated), loss before 12 weeks, up to 72 hours ago (or not stated)",
		because: "Your blood group is Rh-negative. Ask today whether you need anti-D. Some countries give it this early.",
		source:  cite(ng126, sfp),
		fires:   func(f *facts) bool { return antiDMissing(f) && (f.within(3) || !f.daysKnown && !f.denied) }},
	{id: "H7b", level: Soon, when: "Rh-negative without anti-D (or not stated), later than that",
		because: "Your blood group is Rh-negative and you may not have had anti-D. Call your unit within 24 hours.",
		source:  cite(ng126, design),
		fires:   func(f *facts) bool { return antiDMissing(f) && antiDMatters(f) }},
	{id: "H8", level: Soon, routine: true, when: "No period 8 weeks after the loss",
		because: "You have had no period for 8 weeks. Do a pregnancy test and book a visit within about a week.",
		source:  cite(matters, missAssoc), card: "You have had no period 8 weeks after.",
		fires: func(f *facts) bool { return f.atLeast(periodAbsentWeeks, f.limits[periodWeeks]) }},
}
