package signs

// onlyOutside says whether every place that hurts is known and none is in the tummy, back, chest or head.
func onlyOutside(f *facts) bool {
	const outside = calfLeft | calfRight | calfBoth | legLeft | legRight | legBoth | thighLeft | thighRight |
		breast | neck | vulva | wound | lowerBack | upperBack
	return f.at(outside) && !f.at(^outside)
}

// oneSided says whether the low tummy hurts on one side.
func oneSided(f *facts) bool {
	return f.at(lowerTummyLeft) != f.at(lowerTummyRight)
}

// shoulder says whether a shoulder hurts in a way that may come from blood in the tummy. In the first
// three days after keyhole surgery trapped gas is expected, as long as nothing else points to blood.
func shoulder(f *facts) bool {
	if !f.any(shoulderTip, shoulderBothSides) && !f.at(shoulderTipSite|shoulderLeft|shoulderRight|shoulderBoth) {
		return false
	}
	gas := f.atMost(laparoscopyDays, 3) && !f.inwardShock && !f.severe && !f.heavy && !f.fever && !f.is(painTrend, "worse") &&
		!f.any(onsetSudden, vomiting, tummyRigid, tummySwollen, breathless, breathOnExertion, chestPain, weakness, drowsy, painkillersFail)
	return !gas
}

// shoulderOneSide leaves out pain that is only told of in both shoulders.
func shoulderOneSide(f *facts) bool {
	return f.yes(shoulderTip) || f.at(shoulderTipSite|shoulderLeft|shoulderRight)
}

func shoulderTummy(f *facts) bool {
	return f.at(tummy|elsewhere) || f.any(upperTummyPain, painOpeningBowels, tummyTender)
}

// bloodWithin is shock or illness beside tummy pain, as when a pregnancy outside the womb bleeds inwards.
func bloodWithin(f *facts) bool {
	dizzyNow := f.yes(dizzy) && f.states[dizzyBrief] != yes
	return dizzyNow || f.any(faint, nearFaint, pale, coldClammy, drowsy) || f.above(pulse, f.limits[pulseFast])
}

// otherSign is any further warning beside severe pain.
func otherSign(f *facts) bool {
	return f.fever || f.inwardShock || f.is(discharge, "foul") || f.is(discharge, "unusual") ||
		flowing(f) || f.atLeast(clotSize, f.limits[walnutClot]) || f.atLeast(clotCount, 1) || oneSided(f) ||
		f.yes(chills) && !tabletChills(f) || f.yes(heavierThanPeriod) && !f.misoDay ||
		f.any(rigors, vomiting, cannotKeepFluids, breathless, breathOnExertion, chestPain, tummyTender, weakness,
			drowsy, soakedToBedding, painOpeningBowels, urineReduced, feelsVeryIll) || shoulder(f)
}

// expectedCramps are those of the tablets in their first day.
func expectedCramps(f *facts) bool { return f.misoDay && !f.severe }

// laterCramps says whether low tummy pain has lasted for more than 2 weeks, or may have.
func laterCramps(f *facts) bool {
	if f.known(painWeeks) {
		return f.above(painWeeks, f.limits[crampWeeks]) && (f.tummyPain || !f.backPain && !f.at(^site(0)))
	}
	return !f.denied && f.knownAfter(14) && f.days < 28 && f.tummyPain && f.at(tummy)
}

var painRules = []rule{
	{id: "A1", level: Emergency, when: "Sudden, sharp, intense pain, or not sure whether it came suddenly (not when it is mild and only in back, leg, breast, neck or skin)",
		because: "You have a pain that came suddenly, or you are not sure. Sudden pain can mean bleeding inside.",
		source:  cite(childrensHub, fettle), card: "You have sudden, sharp, strong pain in your tummy.",
		fires: func(f *facts) bool {
			return f.yes(onsetSudden) && !(onlyOutside(f) && f.below(painScore, 7) && !f.severe && !f.inwardShock)
		}},
	{id: "A1b", level: Urgent, when: "Sudden onset of a mild or moderate pain only in back, leg, breast, neck or skin",
		because: "You have a pain that came suddenly.",
		source:  cite(childrensHub, design),
		fires:   func(f *facts) bool { return f.yes(onsetSudden) }},
	{id: "A2", level: Urgent, when: "Shoulder pain of any strength, unless in the first 3 days after keyhole surgery with no other sign",
		because: "You have shoulder pain. It can come from blood inside the tummy.",
		source:  cite(childrensHub, hodgkinson, ectopicTrust, missAssoc), card: "You have pain at the tip of your shoulder, where it meets your arm.",
		fires: shoulder},
	{id: "A2", level: Emergency, when: "Shoulder pain with tummy pain, bleeding, dizziness, pale skin, methotrexate, or a pregnancy that no scan placed in the womb (or not stated)",
		because: "You have shoulder pain with another sign that there may be bleeding inside your tummy.",
		source:  cite(childrensHub, hodgkinson, ectopicTrust, missAssoc, design), card: "You have shoulder-tip pain and also tummy pain, bleeding or dizziness.",
		fires: func(f *facts) bool {
			return shoulder(f) && (shoulderTummy(f) || f.inwardShock || f.unlocated || f.afterMTX || f.any(weakness, drowsy) ||
				f.bleeding && shoulderOneSide(f))
		}},
	{id: "A3", level: Urgent, when: "Low tummy pain on one side, pain on opening the bowels, or pain in the back passage",
		because: "You have pain on one side, or pain when you open your bowels. It can come from a pregnancy outside the womb.",
		source:  cite(childrensHub, alberta, tommys, ng126), card: "You have low tummy pain on one side, or pain when you open your bowels.",
		fires: func(f *facts) bool { return oneSided(f) || f.yes(painOpeningBowels) || f.at(rectum) }},
	{id: "A3", level: Emergency, when: "The same, when no scan placed the pregnancy in the womb (or not stated), or after an earlier ectopic pregnancy",
		because: "You have pain on one side or at your bowels, and the pregnancy may have been outside your womb.",
		source:  cite(childrensHub, alberta, ng126, design), card: "You have pain on one side and no scan has shown the pregnancy in your womb.",
		fires: func(f *facts) bool {
			return (oneSided(f) || f.yes(painOpeningBowels) || f.at(rectum)) && f.unlocated
		}},
	{id: "A3b", level: Emergency, when: "Tummy pain with dizziness, near fainting, pale or clammy skin or a pulse above 100, when the pregnancy may have been outside the womb or after methotrexate; when only the scan was not stated, with pain of 4 or more, pale skin or near fainting",
		because: "You have tummy pain with signs of losing blood inside, and the pregnancy may have been outside your womb.",
		source:  cite(childrensHub, ectopicTrust, design),
		fires: func(f *facts) bool {
			likely := f.outside || f.afterMTX || f.unlocated && (!f.below(painScore, 4) || f.faintish || f.yes(pale))
			return f.tummyPain && bloodWithin(f) && likely
		}},
	{id: "A3b", level: Urgent, when: "Tummy pain with dizziness, near fainting, pale or clammy skin, weakness, a pulse above 100, or breathless or a fast heart on effort",
		because: "You have tummy pain together with signs that you may be losing blood.",
		source:  cite(childrensHub, ectopicTrust, design),
		fires: func(f *facts) bool {
			return f.tummyPain && (bloodWithin(f) || f.any(weakness, breathOnExertion, heartOnExertion))
		}},
	{id: "A4", level: Urgent, when: "Severe pain: 7 or more of 10, or it stops talking or walking",
		because: "Your pain is severe.",
		source:  cite(tommys, uptodate, emedicine, alberta, exitcare), card: "You have severe pain: 7 or more out of 10, or pain that stops you talking or walking.",
		fires: func(f *facts) bool { return f.severe }},
	{id: "A4", level: Emergency, when: "Severe pain that came suddenly or with any other warning sign",
		because: "Your pain is severe and you have another warning sign with it.",
		source:  cite(tommys, uptodate, emedicine, alberta, exitcare), card: "You have severe pain with heavy bleeding, fever, fainting, vomiting or any other warning sign.",
		fires: func(f *facts) bool { return f.severe && (f.yes(onsetSudden) || otherSign(f)) }},
	{id: "A4b", level: Emergency, when: "Pain of 9 or 10 that painkillers do not help",
		because: "Your pain is close to the worst you can imagine and painkillers do not help.",
		source:  cite(tommys, design),
		fires:   func(f *facts) bool { return f.atLeast(painScore, 9) && f.yes(painkillersFail) }},
	{id: "A5", level: Urgent, when: "Pain that the correct dose of painkillers does not control",
		because: "Painkillers do not control your pain.",
		source:  cite(matters, peterborough, fpnotebook), card: "Painkillers do not control your pain, or it comes back stronger.",
		fires: func(f *facts) bool { return f.yes(painkillersFail) }},
	{id: "A5", level: Urgent, when: "Pain of 4 or more (or not scored) that is getting worse, except below 7 in the first day after tablets",
		because: "Your pain is getting stronger.",
		source:  cite(matters, fpnotebook),
		fires: func(f *facts) bool {
			return f.is(painTrend, "worse") && !f.below(painScore, 4) && !expectedCramps(f)
		}},
	{id: "A5b", level: Soon, when: "Mild pain that is getting worse",
		because: "Your pain is mild but getting worse. Call within 24 hours, and check again if it grows.",
		source:  design,
		fires:   func(f *facts) bool { return f.is(painTrend, "worse") && !expectedCramps(f) }},
	{id: "A6", level: Emergency, when: "Hard, board-like or swollen tummy",
		because: "Your tummy is hard or swollen.",
		source:  cite(matters, rcogSurgery), card: "Your tummy is hard or swollen.",
		fires: func(f *facts) bool { return f.any(tummyRigid, tummySwollen) }},
	{id: "A6b", level: Emergency, when: "Vomiting with tummy pain of 4 or more, or not scored, except below 7 in the first day after misoprostol",
		because: "You are being sick and have tummy pain.",
		source:  cite(matters, rcogSurgery), card: "You are being sick and have tummy pain.",
		fires: func(f *facts) bool {
			moderate := f.atLeast(painScore, 4) || !f.known(painScore) && f.pain
			return f.any(vomiting, cannotKeepFluids) && f.tummyPain && (f.severe || moderate && !(f.misoDay && f.known(painScore)))
		}},
	{id: "A6b", level: Urgent, when: "Vomiting with mild tummy pain, except in the first day after misoprostol or an anaesthetic",
		because: "You are being sick and have some tummy pain.",
		source:  cite(matters, design),
		fires: func(f *facts) bool {
			return f.any(vomiting, cannotKeepFluids) && f.tummyPain && !f.misoDay && !afterTheatre(f)
		}},
	{id: "A6c", level: Emergency, when: "Not passing wind, with vomiting, or with a painful tummy",
		because: "You cannot pass wind and have pain or vomiting. Your bowel may be blocked or hurt.",
		source:  cite(rcogSurgery, design),
		fires: func(f *facts) bool {
			return f.no(passingWind) && (f.any(vomiting, cannotKeepFluids) || f.tummyPain && !f.below(painScore, 4))
		}},
	{id: "A6d", level: Soon, when: "Not passing wind, or no bowel movement for 4 days or more",
		because: "Your bowels are not working as usual. Call within 24 to 48 hours.",
		source:  design,
		fires:   func(f *facts) bool { return f.no(passingWind) || f.atLeast(constipationDays, 4) }},
	{id: "A6e", level: Soon, when: "Tummy tender to touch",
		because: "Your tummy is tender to touch. Call within 24 hours.",
		source:  cite(sepsisNet, design),
		fires:   func(f *facts) bool { return f.yes(tummyTender) }},
	{id: "A6e", level: Urgent, when: "Tummy tender to touch with a sign of being unwell (dizzy, weak, pale, sick, loose tummy, aches, breathless on stairs, little urine, a fast heart); or after 3 days with pain of 4 or more or after a fever-lowering painkiller",
		because: "Your tummy is tender to touch and you have another sign with it. It can mean infection.",
		source:  cite(sepsisNet, design),
		fires: func(f *facts) bool {
			later := f.knownAfter(3) && (f.atLeast(painScore, 4) || f.yes(antipyretic))
			return f.yes(tummyTender) && (unwell(f) > 0 && !f.misoDay || later)
		}},
	{id: "A6f", level: Soon, when: "Pain high in the tummy",
		because: "You have pain high in your tummy. Call within 24 hours.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(upperTummyPain) || f.at(upperTummy) }},
	{id: "A7", level: Soon, when: "Cramps beyond 2 weeks",
		because: "You have had cramps for more than 2 weeks. Call within 24 to 48 hours.",
		source:  cite(verywell, bcwomens), card: "Your cramps last more than 2 weeks.",
		fires: laterCramps},
	{id: "A8", level: Urgent, counts: []string{"no scan"}, when: "Tummy pain when no scan ever showed the pregnancy in the womb; or none is stated and it was told complete or there was an earlier ectopic; or an ectopic with no treatment stated",
		because: "You have pain, and the pregnancy may not have been in your womb.",
		source:  ng126, card: "You have any pain and no scan ever showed the pregnancy in your womb.",
		fires: func(f *facts) bool {
			if f.known(laparoscopyDays) || f.known(methotrexateDays) {
				return false // it was found and treated; M8 and M11 stand for its dangers
			}
			if f.is(management, "ectopic") {
				return f.tummyPain
			}
			told := f.states[scanComplete] == yes || f.states[scanComplete] == no || f.yes(earlierEctopic)
			return f.tummyPain && (f.no(scanInWomb) || told && f.mightNotBe(scanInWomb))
		}},
	{id: "A9", level: Soon, routine: true, when: "Pain that comes each month with no or very light periods, after a procedure on the womb",
		because: "You have monthly pain after a procedure. Book a visit within about a week.",
		source:  asherman,
		fires: func(f *facts) bool {
			return f.yes(cyclicalPain) && (f.is(management, "surgical") || f.atLeast(dncCount, 1) || f.atLeast(periodAbsentWeeks, 6))
		}},
	{id: "A11", level: Soon, routine: true, when: "Deep pain with sex, pain in the groin, pain of 4 or more (or not scored) in the vulva, or pain at night later than 2 weeks (or not stated)",
		because: "You have a pain that a clinician needs to look at. Book a visit within about a week.",
		source:  design,
		fires: func(f *facts) bool {
			return f.yes(deepPainWithSex) || f.yes(nightPain) && f.after(14) || f.at(groinLeft|groinRight) || f.at(vulva) && f.mightReach(painScore, 4)
		}},
}
