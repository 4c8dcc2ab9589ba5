package signs

// oneLimb says whether one leg or arm shows signs of a clot, or a leg whose side was not stated.
func oneLimb(f *facts) bool {
	bothAche := (f.is(calfSide, "both") || f.at(calfBoth)) && !f.any(calfSwelling, calfRedOrWarm, legDiscoloured) && !f.has(legSwellingSide)
	aching := f.yes(calfPain) || f.at(calfLeft|calfRight)
	return f.any(calfSwelling, calfRedOrWarm, legDiscoloured, armSwollen) || f.has(legSwellingSide) ||
		aching && !bothAche || f.at(thighLeft|thighRight|legLeft|legRight)
}

// lungs are the milder signs that a clot has reached the lungs.
func lungs(f *facts) bool {
	return f.any(breathless, breathOnExertion, heartRacing, cough, faint, nearFaint, dizzy) || f.chestHurts || f.above(pulse, f.limits[pulseFast])
}

// eclampsia counts the signs of dangerously high blood pressure.
func eclampsia(f *facts) int {
	n := f.count(visionChange, faceHandsSwelling)
	if f.any(headache, headacheSudden) || f.at(head) {
		n++
	}
	if f.yes(upperTummyPain) || f.at(upperTummy) {
		n++
	}
	return n
}

func latePregnancy(f *facts) bool {
	return f.atLeast(gestationWeeks, 20) || f.is(management, "molar")
}

// lowBlood is what anaemia or hidden blood loss feels like.
func lowBlood(f *facts) bool {
	return f.any(pale, weakness, breathOnExertion, heartOnExertion) || f.yes(dizzy) && f.states[dizzyBrief] != yes
}

// faltering counts what the body does when it runs short of blood or fluid, seen or not.
func faltering(f *facts) int {
	n := f.count(pale, weakness, veryThirsty, urineReduced, nearFaint, coldClammy, drowsy)
	if f.yes(dizzy) && f.states[dizzyBrief] != yes {
		n++
	}
	return n
}

// struggling counts every sign that is mild alone. In the first day after misoprostol sickness, aches and a
// raised reading do not count.
func struggling(f *facts) int {
	n := faltering(f) + f.count(breathOnExertion, heartOnExertion, tummyTender)
	if f.is(discharge, "unusual") {
		n++
	}
	if f.above(pulse, 90) {
		n++
	}
	if !f.misoDay {
		n += f.count(vomiting, muscleAches)
		if f.hotAt(37.5) {
			n++
		}
	}
	return n
}

var nowRules = []rule{
	{id: "V1", level: Emergency, when: "Chest pain, breathlessness or coughing blood, or not sure",
		because: "You have chest pain or trouble breathing, cough blood, or are not sure. It can be a clot in the lungs.",
		source:  cite(vteLeaflets, cdc), card: "You have chest pain, trouble breathing, or cough up blood.",
		fires: func(f *facts) bool { return f.chestHurts || f.any(breathless, coughingBlood) }},
	{id: "V4", level: Emergency, when: "Sudden severe headache, a fit, face or arm weakness, slurred speech",
		because: "You have a sign of a stroke or of bleeding in the brain.",
		source:  niceNeuro, card: "You have a sudden terrible headache, a fit, a drooping face, a weak arm or slurred speech.",
		fires: func(f *facts) bool { return f.any(headacheSudden, seizure, faceOrArmWeakness, slurredSpeech) }},
	{id: "V7", level: Urgent, when: "Fainted even once, about to faint, or not sure",
		because: "You fainted, nearly fainted, or are not sure.",
		source:  cite(uptodate, tommys, childrensHub),
		fires:   func(f *facts) bool { return f.faintish }},
	{id: "V7", level: Emergency, when: "Fainted or about to faint with bleeding, pain, or a pregnancy that no scan placed in the womb (or not stated)",
		because: "You fainted or nearly fainted, and you may be losing blood where you cannot see it.",
		source:  cite(uptodate, tommys, childrensHub), card: "You faint or nearly faint, and you have bleeding or pain.",
		fires: func(f *facts) bool { return f.faintish && (f.bleeding || f.pain || f.unlocated || f.afterMTX) }},
}

var clotRules = []rule{
	{id: "V2", level: Urgent, when: "One leg or arm swollen, painful, warm, red or darker",
		because: "You have a leg or arm that hurts, is swollen, warm or changed in colour. It can be a clot.",
		source:  cite(vteLeaflets, cdc), card: "One leg or arm is painful, swollen, warm, red or darker.",
		fires: oneLimb},
	{id: "V2", level: Emergency, when: "The same with breathlessness, chest pain, cough, a fast heart or dizziness",
		because: "You may have a clot in a leg or arm, and a sign that it has reached your lungs.",
		source:  cite(vteLeaflets, cdc), card: "One leg is painful or swollen and you are breathless or your heart races.",
		fires: func(f *facts) bool { return oneLimb(f) && lungs(f) }},
	{id: "V2b", level: Soon, when: "Both calves ache",
		because: "Both your calves ache. Call within 24 hours. If one swells or hurts more, be seen today.",
		source:  cite(vteLeaflets, design),
		fires:   func(f *facts) bool { return f.yes(calfPain) || f.at(calfBoth) }},
	{id: "V2c", level: Urgent, when: "Breathless on stairs or a fast heart, after an earlier clot or long travel, or with a cough, aching calves, or pain in the upper back, side or groin",
		because: "You get out of breath or your heart races, and it may be a clot.",
		source:  cite(vteLeaflets, design),
		fires: func(f *facts) bool {
			return (f.any(breathOnExertion, heartRacing) || f.above(pulse, f.limits[pulseFast])) && (f.any(priorClot, longTravel, cough, calfPain) || f.at(upperBack|flank|calfBoth|groinLeft|groinRight))
		}},
	{id: "V2c", level: Emergency, when: "Breathless on stairs with a fast heart at rest",
		because: "You get out of breath and your heart races at rest. It can be a clot in the lungs, or blood loss.",
		source:  cite(vteLeaflets, cdc, design),
		fires: func(f *facts) bool {
			return f.yes(breathOnExertion) && (f.yes(heartRacing) || f.above(pulse, f.limits[pulseFast]))
		}},
	{id: "V3", level: Emergency, when: "Pulse above 120, above 100 with bleeding, or irregular at rest",
		because: "Your heart beats very fast or unevenly.",
		source:  cite(ng126, cdc), card: "Your pulse is above 120, or above 100 while you bleed, or uneven.",
		fires: func(f *facts) bool {
			return f.above(pulse, f.limits[pulseVeryFast]) || f.above(pulse, f.limits[pulseFast]) && f.bleeding || f.yes(pulseIrregular)
		}},
	{id: "V3b", level: Urgent, when: "Pulse above 100 or below 40 at rest",
		because: "Your pulse is faster or slower than it is meant to be at rest.",
		source:  cite(ng126, design),
		fires:   func(f *facts) bool { return f.above(pulse, f.limits[pulseFast]) || f.below(pulse, 40) }},
	{id: "V5", level: Urgent, counts: []string{"late loss"}, when: "Loss at 20 weeks or later, or molar: vision change, swelling of face or hands, pain under the ribs, headache; with weeks not stated or earlier high blood pressure: vision change, swelling, or two of these",
		because: "You have a sign of dangerously high blood pressure, which can come after a loss.",
		source:  cite(cdc, niceEclampsia), card: "After a late loss: bad headache, changed vision, swollen face or hands, or pain under the ribs.",
		fires: func(f *facts) bool {
			return latePregnancy(f) && eclampsia(f) >= 1 ||
				(f.missing(gestationWeeks) || f.yes(highBPHistory)) && (f.any(visionChange, faceHandsSwelling) || eclampsia(f) >= 2)
		}},
	{id: "V5", level: Emergency, when: "Two or more of these signs, after a loss at 20 weeks or later, molar, or earlier high blood pressure",
		because: "You have two or more signs of dangerously high blood pressure.",
		source:  cite(cdc, niceEclampsia),
		fires: func(f *facts) bool {
			return (latePregnancy(f) || f.yes(highBPHistory) || f.missing(gestationWeeks)) && eclampsia(f) >= 2
		}},
	{id: "V5b", level: Urgent, when: "Change in vision, or a severe headache",
		because: "Your sight has changed or your headache is severe.",
		source:  cite(cdc, design),
		fires: func(f *facts) bool {
			return f.yes(visionChange) || (f.yes(headache) || f.at(head)) && f.severe
		}},
	{id: "V5c", level: Soon, counts: []string{"blood thinner"}, when: "Swollen face or hands, headache that is worse upright, or headache on a blood thinner or with earlier high blood pressure",
		because: "You have swelling or a headache that needs a check. Call within 24 hours.",
		source:  cite(cdc, design),
		fires: func(f *facts) bool {
			thin := f.any(anticoagulant, bleedingDisorder, highBPHistory) && (f.yes(headache) || f.at(head))
			return f.any(faceHandsSwelling, headacheUpright) || thin
		}},
	{id: "V11", level: Urgent, when: "A recent fall with headache, vomiting, dizziness or change in vision",
		because: "You had a fall and have a sign that your head may be hurt.",
		source:  cite(niceNeuro, design),
		fires: func(f *facts) bool {
			return f.yes(recentFall) && (f.any(headache, vomiting, dizzy, visionChange) || f.at(head))
		}},
	{id: "V6", level: Urgent, when: "Pale, weak, dizzy, breathless on stairs or fast heart with effort, while still bleeding; or heart racing at rest",
		because: "You feel weak, pale, dizzy or breathless, or your heart races. You may have lost a lot of blood.",
		source:  cite(cdc, design), card: "You still bleed and feel weak, pale, dizzy or breathless on stairs.",
		fires: func(f *facts) bool { return lowBlood(f) && f.bleeding || f.yes(heartRacing) }},
	{id: "V6", level: Soon, when: "The same with no bleeding now; or very tired and cannot do ordinary things",
		because: "You may be short of blood. Call within 24 to 48 hours.",
		source:  cite(cdc, design), card: "You are very tired, pale or breathless on stairs after the bleeding has stopped.",
		fires: func(f *facts) bool {
			return lowBlood(f) || f.yes(fatigue) && f.yes(functionImpaired)
		}},
	{id: "V12", level: Urgent, when: "Two or more of: dizzy, pale, weak, very thirsty, little urine, near fainting, clammy, drowsy; or three or more with breathless or fast heart on effort, tender tummy, unusual discharge, pulse above 90, vomiting, aches, 37.5 C or more",
		because: "You have several mild signs. Together they can mean that you lose blood or have an infection.",
		source:  cite(cdc, sepsisNet, design), card: "You have several mild signs at once: dizzy, pale, weak, thirsty or passing little urine.",
		fires: func(f *facts) bool { return faltering(f) >= 2 || struggling(f) >= 3 }},
	{id: "V12", level: Emergency, when: "Four or more of: dizzy, pale, weak, very thirsty, little urine, near fainting, clammy, drowsy",
		because: "You have many signs at once that your body runs short of blood or fluid.",
		source:  cite(sepsisNet, design),
		fires:   func(f *facts) bool { return faltering(f) >= 4 }},
	{id: "V8", level: Urgent, when: "Cold and clammy skin",
		because: "Your skin is cold and clammy. It can be a sign of shock.",
		source:  cite(verywell, sepsisNet), card: "Your skin is cold and clammy.",
		fires: func(f *facts) bool { return f.yes(coldClammy) }},
	{id: "V8", level: Emergency, when: "Cold and clammy skin with bleeding, pain, fever, dizziness or pale skin",
		because: "Your skin is cold and clammy and you have another sign. It can be shock.",
		source:  cite(verywell, sepsisNet),
		fires: func(f *facts) bool {
			return f.yes(coldClammy) && (f.bleeding || f.pain || f.fever || f.any(dizzy, pale, heartRacing, weakness))
		}},
	{id: "V9", level: Soon, when: "Great thirst",
		because: "You are very thirsty. Drink, and call within 24 hours.",
		source:  cite(verywell, design),
		fires:   func(f *facts) bool { return f.yes(veryThirsty) }},
}
