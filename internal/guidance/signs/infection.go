package signs

// unwell are the signs that the body struggles, beside an infection.
func unwell(f *facts) int {
	n := f.count(dizzy, weakness, vomiting, diarrhoea, breathOnExertion, pale, muscleAches, feelsVeryIll)
	if f.yes(urineReduced) || f.atLeast(noUrineHours, 8) {
		n++
	}
	if f.yes(heartRacing) || f.above(pulse, f.limits[pulseFast]) {
		n++
	}
	return n
}

// overwhelmed is one sign that an infection is spreading.
func overwhelmed(f *facts) bool {
	return f.any(rigors, heartRacing, faint, nearFaint, drowsy, urineReduced, coldClammy, pulseIrregular, cannotKeepFluids, rash, feelsVeryIll, breathOnExertion) ||
		f.above(pulse, f.limits[pulseFast]) || f.severe || f.is(discharge, "foul") || f.atLeast(noUrineHours, 12)
}

// infected says whether there is a fever or a place where an infection after a loss begins.
func infected(f *facts) bool {
	return feverish(f) || f.has(discharge) && !f.is(discharge, "normal") ||
		f.any(woundRed, tummyTender, breastRed, breastPusOrBlood, dysuria)
}

// tabletChills are the mild shivers of misoprostol in its first day, below 38 and without feeling feverish.
// A reading after a painkiller counts for the first six hours only.
func tabletChills(f *facts) bool {
	below38 := f.measured && !f.hotAt(f.limits[feverAt]) || f.no(feverReported) || f.denied && !f.hotAt(f.limits[feverAt])
	masked := f.yes(antipyretic) && (f.hotAt(37.5) || !f.atMost(misoprostolHours, 6))
	return f.misoDay && below38 && !masked && !f.yes(feverReported) && !f.any(rigors, feelsVeryIll)
}

// afterTheatre is the first day after an anaesthetic that makes people sleepy and sick.
func afterTheatre(f *facts) bool {
	return (f.is(anaesthetic, "general") || f.is(anaesthetic, "sedation")) && f.within(1)
}

// feverish is a fever, shivers, or a raised reading after a painkiller that lowers fever.
func feverish(f *facts) bool {
	return f.fever || f.yes(chills) && !tabletChills(f) || f.yes(antipyretic) && f.hotAt(37.5)
}

// feelsIll is what turns a low temperature into a warning.
func feelsIll(f *facts) bool {
	return f.mightBe(feelsVeryIll) || f.any(chills, rigors, weakness, vomiting, breathless, somethingWrong, impendingDoom, drowsy) ||
		f.inwardShock || f.is(discharge, "foul")
}

var infectionRules = []rule{
	{id: "F1", level: Urgent, when: "Temperature of 38.0 C (100.4 F) or more, once, by any thermometer",
		because: "Your temperature is 38.0 C (100.4 F) or higher. It can mean infection.",
		source:  cite(cdc, uptodate, peterborough, emedicine), card: "Your temperature is 38.0 C (100.4 F) or higher.",
		fires: func(f *facts) bool { return f.hotAt(f.limits[feverAt]) }},
	{id: "F2", level: Emergency, when: "Temperature of 39.0 C (102.2 F) or more",
		because: "Your temperature is 39.0 C (102.2 F) or higher. It can mean a serious infection.",
		source:  cite(aidAccess, onWaves, sepsisNet), card: "Your temperature is 39.0 C (102.2 F) or higher.",
		fires: func(f *facts) bool { return f.hotAt(f.limits[highFeverAt]) }},
	{id: "F2", level: Emergency, when: "Fever (38.0 or more, feels feverish or shivery, or 37.5 or more after a fever-lowering painkiller) with shaking, a fast heart, fainting, severe pain, smelling discharge, drowsiness, clammy skin, breathlessness on stairs, a rash, feeling very ill or little urine",
		because: "You have a fever with another sign that an infection may be serious.",
		source:  cite(sepsisNet, aidAccess), card: "You have a fever and shake, feel faint, have severe pain, a fast heart or discharge that smells.",
		fires: func(f *facts) bool { return feverish(f) && overwhelmed(f) }},
	{id: "F2b", level: Emergency, when: "A sign of infection with two or more of: dizzy, weak, vomiting, diarrhoea, breathless on stairs, pale, aching, feels very ill, little urine, a fast heart; or smelling discharge with a fast heart, drowsiness, clammy skin or little urine",
		because: "You have signs of infection and several signs that your body is struggling.",
		source:  cite(sepsisNet, design),
		fires: func(f *facts) bool {
			spreading := f.any(heartRacing, faint, nearFaint, drowsy, urineReduced, coldClammy, feelsVeryIll, cannotKeepFluids) ||
				f.above(pulse, f.limits[pulseFast]) || f.atLeast(noUrineHours, 12)
			return infected(f) && (unwell(f) >= 2 && !f.misoDay || unwell(f) >= 3 || f.is(discharge, "foul") && spreading)
		}},
	{id: "F3", level: Emergency, when: "Temperature below 36.0 C (96.8 F) and feels ill, or how they feel was not stated; or below 35.0 C",
		because: "Your temperature is low and you feel ill, or did not say. A serious infection can do this.",
		source:  sepsisNet, card: "Your temperature is below 36.0 C (96.8 F) and you feel ill.",
		fires: func(f *facts) bool { return f.coldBelow(f.limits[lowTemperature]) && feelsIll(f) || f.coldBelow(35) }},
	{id: "F3b", level: Urgent, when: "Temperature below 35.5 C although the person says they feel well",
		because: "Your temperature is very low. Take it again, and be seen today if it stays low.",
		source:  cite(sepsisNet, design),
		fires:   func(f *facts) bool { return f.coldBelow(35.5) }},
	{id: "F4", level: Emergency, when: "Sepsis, any one: slurred speech, confusion, extreme shivering, no urine for 18 hours, feels they may die, mottled skin, a rash that does not fade",
		because: "You have a sign of sepsis. It is a reaction to infection that can kill quickly.",
		source:  sepsisNet, card: "You are confused, shake a lot, pass no urine for 18 hours, have mottled skin, or feel you might die.",
		fires: func(f *facts) bool {
			shaking := f.yes(rigors) && !(f.atMost(misoprostolHours, 6) && f.measured && !f.hotAt(f.limits[feverAt]))
			return shaking || f.any(slurredSpeech, confusion, impendingDoom, mottledSkin, rashStays) || f.atLeast(noUrineHours, f.limits[noUrineTooLong])
		}},
	{id: "F4b", level: Urgent, when: "Extreme shivering within 6 hours of misoprostol with a temperature below 38.0 C",
		because: "You are shaking hard after the tablets. Take your temperature again in an hour.",
		source:  cite(aidAccess, design),
		fires:   func(f *facts) bool { return f.yes(rigors) }},
	{id: "F4c", level: Emergency, when: "Very drowsy, except in the first day after an anaesthetic without heavy bleeding or fever",
		because: "You are very drowsy. This can mean sepsis, blood loss or too much medicine.",
		source:  cite(sepsisNet, design), card: "You are very drowsy or hard to wake.",
		fires: func(f *facts) bool {
			return f.yes(drowsy) && (!afterTheatre(f) || f.heavy || f.fever)
		}},
	{id: "F4d", level: Urgent, counts: []string{"cannot follow", "surgery"}, when: "Drowsy in the first day after an anaesthetic",
		because: "You are still very drowsy after your anaesthetic. Call the ward now.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(drowsy) }},
	{id: "F4e", level: Urgent, when: "Feels very ill",
		because: "You feel very ill.",
		source:  cite(cdc, sepsisNet),
		fires:   func(f *facts) bool { return f.yes(feelsVeryIll) }},
	{id: "F4f", level: Urgent, when: "No urine for 12 hours",
		because: "You have passed no urine for 12 hours or more.",
		source:  cite(sepsisNet, design),
		fires:   func(f *facts) bool { return f.atLeast(noUrineHours, f.limits[noUrineLong]) }},
	{id: "F4g", level: Soon, when: "Passing much less urine than usual",
		because: "You pass less urine than usual. Drink, and call within 24 hours.",
		source:  cite(sepsisNet, design),
		fires:   func(f *facts) bool { return f.yes(urineReduced) || f.atLeast(noUrineHours, 8) }},
	{id: "F5", level: Urgent, when: "Feels hot or shivery, whatever the reading, except mild chills in the first day after misoprostol",
		because: "You feel hot or shivery. It can mean infection.",
		source:  cite(mkuh, design), card: "You feel hot and shivery, even without a thermometer.",
		fires: func(f *facts) bool { return f.yes(feverReported) || f.yes(chills) && !tabletChills(f) }},
	{id: "F5b", level: Soon, when: "Muscles that ache, as with flu, without fever",
		because: "You ache as with flu. Call within 24 hours, and take your temperature every 4 hours.",
		source:  cite(mkuh, design),
		fires:   func(f *facts) bool { return f.yes(muscleAches) && !f.atMost(misoprostolHours, 24) }},
	{id: "F6", level: Urgent, when: "Discharge that smells bad, or pus",
		because: "Your discharge smells bad. It can mean infection.",
		source:  cite(matters, fpnotebook, durham, mkuh, exitcare), card: "You have discharge that smells bad.",
		fires: func(f *facts) bool { return f.is(discharge, "foul") }},
	{id: "F6b", level: Soon, when: "Discharge of an unusual colour or amount, with no smell, fever or pain",
		because: "Your discharge is unusual. Call within 24 hours.",
		source:  cite(backArticle, royalWomens, design), card: "Your discharge has an unusual colour or amount.",
		fires: func(f *facts) bool { return f.is(discharge, "unusual") }},
	{id: "F6b", level: Urgent, when: "Unusual discharge with any pain, warmth or shivers, tenderness, any sign of being unwell (dizzy, weak, pale, sick, loose tummy, aches, breathless on stairs, little urine, a fast heart), after a painkiller that hides pain and fever, or sex without a condom since the loss",
		because: "Your discharge is unusual and you have another sign of infection.",
		source:  cite(backArticle, royalWomens, design),
		fires: func(f *facts) bool {
			return f.is(discharge, "unusual") && (f.pain || f.hotAt(37.3) || f.fever || unwell(f) > 0 ||
				f.any(chills, tummyTender, unprotectedSex, antipyretic))
		}},
	{id: "F8", level: Urgent, when: "After misoprostol: any chills or warmth later than 24 hours after the dose",
		because: "You still feel hot or shivery more than a day after the tablets.",
		source:  cite(aidAccess, onWaves), card: "You still feel hot or shivery 24 hours after misoprostol.",
		fires: func(f *facts) bool {
			return f.above(misoprostolHours, 24) && (f.yes(chills) || f.hotAt(37.5) && f.atMost(misoprostolHours, 168))
		}},
	{id: "F9", level: Urgent, when: "A reading of 37.5 C or more, or muscles that ache, after a fever-lowering painkiller",
		because: "You took a painkiller that hides fever. Your reading may be lower than it would be.",
		source:  design,
		fires: func(f *facts) bool {
			return f.yes(antipyretic) && (f.hotAt(37.5) || f.any(muscleAches, rigors) && !f.misoDay)
		}},
	{id: "F10", level: Soon, when: "Burning or frequent urine without fever",
		because: "It burns when you pass urine, or you go often. Call within 24 hours.",
		source:  niceUTI, card: "It burns when you pass urine.",
		fires: func(f *facts) bool { return f.any(dysuria, urinaryFrequency) }},
	{id: "F10", level: Urgent, when: "Blood in the urine, or burning with a positive pregnancy test, tummy pain, 37.5 C or more, or a sign of being unwell (dizzy, weak, pale, sick, loose tummy, aches, breathless on stairs, little urine, a fast heart; not in the first day after misoprostol)",
		because: "You have blood in your urine, or burning urine with another sign.",
		source:  cite(niceUTI, ng126),
		fires: func(f *facts) bool {
			return f.yes(bloodInUrine) || f.yes(dysuria) && (f.tummyPain && f.pain || f.is(pregnancyTest, "positive") ||
				!f.misoDay && (unwell(f) > 0 || f.hotAt(37.5)))
		}},
	{id: "F16", level: Urgent, when: "37.5 C or more with a sign of being unwell: dizzy, weak, pale, little urine, vomiting, aches, tender tummy, fast heart (on effort too), breathless on stairs, or flank pain; not for sickness and aches in the first day after misoprostol",
		because: "Your temperature is a little raised and you are not well with it. It can be the start of an infection.",
		source:  cite(mkuh, sepsisNet, design),
		fires: func(f *facts) bool {
			unwell := f.any(weakness, pale, urineReduced, tummyTender, heartRacing, heartOnExertion, breathOnExertion) || f.at(flank) ||
				f.yes(dizzy) && f.states[dizzyBrief] != yes || !f.misoDay && f.any(vomiting, muscleAches)
			return f.hotAt(37.5) && unwell
		}},
	{id: "F17", level: Soon, counts: []string{"defences", "methotrexate"}, when: "37.5 C or more with a weak immune system, long-term steroids or after methotrexate, well",
		because: "Your temperature is a little raised, and an infection can be hidden in you. Call within 24 hours.",
		source:  design,
		fires: func(f *facts) bool {
			return f.hotAt(37.5) && !f.misoDay && (f.any(immunosuppressed, steroidUse) || f.afterMTX)
		}},
	{id: "F12", level: Emergency, when: "Fever with a stiff or painful neck, or a headache that is severe or worse upright",
		because: "You have a fever with neck pain or a bad headache.",
		source:  cite(sepsisNet, design),
		fires: func(f *facts) bool {
			return f.fever && (f.at(neck) || f.any(headacheSudden, headacheUpright) || (f.at(head) || f.yes(headache)) && f.atLeast(painScore, 7))
		}},
	{id: "F13", level: Emergency, when: "Fever with a tender tummy, tissue left in the womb, or a tampon in use with dizziness, sickness, loose tummy or aches",
		because: "You have a fever and a sign that the infection may be in your womb.",
		source:  cite(cdc, sepsisNet, design),
		fires: func(f *facts) bool {
			return f.fever && (f.yes(tummyTender) || f.no(scanComplete) || f.yes(tamponUse) && f.any(dizzy, vomiting, diarrhoea, muscleAches))
		}},
	{id: "F14", level: Urgent, when: "A wound that is red, hot or leaking",
		because: "Your wound is red, hot or leaking.",
		source:  design, counts: []string{"surgery"},
		fires: func(f *facts) bool { return f.yes(woundRed) }},
	{id: "F15", level: Urgent, when: "Cannot keep fluids down; or vomiting or diarrhoea with dizziness, great thirst, little urine, weakness, pale skin or breathless on stairs, except in the first day after misoprostol",
		because: "You cannot keep fluids down, or are losing too much fluid.",
		source:  cite(emedicine, bcwomens, womenHelp), card: "You cannot keep any fluids down.",
		fires: func(f *facts) bool {
			return f.yes(cannotKeepFluids) || f.any(vomiting, diarrhoea) && f.any(dizzy, veryThirsty, urineReduced, weakness, pale, breathOnExertion) && !f.misoDay
		}},
	{id: "F15b", level: Soon, when: "Vomiting, except in the first day after misoprostol or an anaesthetic; or diarrhoea with a raised temperature or after that day",
		because: "You are being sick or have a loose tummy. Call within 24 hours if it goes on.",
		source:  cite(womenHelp, aidAccess),
		fires: func(f *facts) bool {
			return f.yes(vomiting) && !f.misoDay && !afterTheatre(f) || f.yes(diarrhoea) && (f.above(misoprostolHours, 24) || f.hotAt(37.5) && !f.misoDay)
		}},
}
