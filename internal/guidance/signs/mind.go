package signs

// leaving are the signs that somebody prepares to die.
func leaving(f *facts) int { return f.count(goodbyeLetters, affairsInOrder, suddenCalm) }

// wornOut is a mind without sleep, beside a mood that races.
func wornOut(f *facts) bool {
	return f.atLeast(insomniaNights, 1) || f.any(racingThoughts, bipolarHistory, psychosisHistory, stoppedPsychMeds)
}

// afterMonth says whether something has lasted longer than a month, or may have.
func afterMonth(f *facts) bool { return f.after(30) }

var mindRules = []rule{
	{id: "P1", level: Emergency, when: "Tried to end their life, badly hurt, overdose on purpose, has a plan, or cannot or may not be able to keep safe",
		because: "You may not be able to keep yourself safe right now. You deserve help this minute. Please do not stay alone.",
		source:  cite(cdc, nidirect, design), card: "You have tried to end your life, have a plan, or cannot keep yourself safe.",
		fires: func(f *facts) bool { return f.any(selfHarmAct, overdoseOnPurpose, plan) || f.unsafe() }},
	{id: "P1", level: Emergency, when: "Thoughts of ending their life when safety was not stated, or with means at hand, goodbye letters, affairs put in order, sudden calm, voices, drink or drugs",
		because: "You have thoughts of ending your life, and there is more that makes this moment dangerous. Please do not stay alone.",
		source:  cite(cdc, nidirect, design),
		fires: func(f *facts) bool {
			return f.yes(selfHarmThoughts) && f.mightNotBe(feelsSafe) ||
				(f.thoughts || f.states[selfHarmThoughts] == unsure) && (leaving(f) > 0 || f.any(meansAccess, intoxicated, commandVoices))
		}},
	{id: "P2", level: Urgent, when: "Any thought of ending their life or of self-harm, or not said; PHQ-9 item 9 or EPDS item 10 above 0; PGS item 8 at 3 or more",
		because: "You may have thoughts of ending your life or hurting yourself. Speak to someone today. Many people have such thoughts after a loss, and help works.",
		source:  cite(stayingSafe, nidirect, design), card: "You have thoughts of ending your life or of hurting yourself.",
		fires: func(f *facts) bool { return f.thoughts || f.states[selfHarmThoughts] == unsure }},
	{id: "P2b", level: Urgent, when: "Goodbye letters, putting affairs in order, or a means of self-harm at hand",
		because: "You are getting ready in a way that worries us. Speak to someone today.",
		source:  cite(stayingSafe, design),
		fires:   func(f *facts) bool { return f.any(goodbyeLetters, affairsInOrder, meansAccess) }},
	{id: "P2b", level: Emergency, when: "Two of: goodbye letters, affairs put in order, sudden calm, means at hand; or one of them with no hope; or one other than calm while drunk or drugged",
		because: "Several things together worry us about your safety. Please do not stay alone.",
		source:  cite(stayingSafe, design),
		fires: func(f *facts) bool {
			n := leaving(f) + f.count(meansAccess)
			return n >= 2 || n == 1 && (f.yes(hopeless) || f.yes(intoxicated) && !f.yes(suddenCalm))
		}},
	{id: "P2c", level: Soon, when: "Sudden calm after distress",
		because: "A sudden calm after great distress can hide danger. Speak to someone you trust, and call a clinician within 24 hours.",
		source:  cite(stayingSafe, design),
		fires:   func(f *facts) bool { return f.yes(suddenCalm) }},
	{id: "P2c", level: Urgent, when: "Sudden calm after low mood for 2 weeks, PHQ-9 of 15 or more, or earlier depression",
		because: "A sudden calm after a very low time can hide danger. Speak to someone today.",
		source:  cite(stayingSafe, design),
		fires: func(f *facts) bool {
			return f.yes(suddenCalm) && (f.atLeast(lowMoodDays, 14) || f.atLeast(phq9, 15) || f.yes(depressionHistory))
		}},
	{id: "P3", level: Emergency, when: "Hears or sees things, holds strange beliefs, is told to do things by voices, or does not know that it is not real",
		because: "You hear, see or believe things that may not be real. This can come on fast after a loss, and it is treatable.",
		source:  cite(psychosis, design), card: "You hear or see things that others do not, or your mood is very high and you hardly sleep.",
		fires: func(f *facts) bool { return f.any(hallucinations, commandVoices, delusions) || f.no(insight) }},
	{id: "P3", level: Emergency, when: "Very high, restless or racing mood with little sleep, or with an earlier illness of that kind",
		because: "Your mood is very high or restless with little sleep. This can become serious fast, and it is treatable.",
		source:  cite(psychosis, design),
		fires: func(f *facts) bool {
			return f.yes(elated) && wornOut(f) ||
				f.any(racingThoughts) && (f.atLeast(insomniaNights, 2) && f.any(bipolarHistory, psychosisHistory) || f.atLeast(insomniaNights, 4))
		}},
	{id: "P3b", level: Urgent, when: "Very high or restless mood; or little sleep, racing thoughts or stopped medicine with an earlier psychosis or bipolar illness",
		because: "Your mood or sleep may be an early sign of a serious illness. Speak to a clinician today.",
		source:  cite(psychosis, design),
		fires: func(f *facts) bool {
			return f.yes(elated) || f.any(bipolarHistory, psychosisHistory) && (f.atLeast(insomniaNights, 1) || f.any(racingThoughts, stoppedPsychMeds))
		}},
	{id: "P4", level: Urgent, when: "Thoughts of harming someone else",
		because: "You have thoughts of harming someone. Speak to someone today. You will not be judged.",
		source:  design, card: "You have thoughts of harming someone else.",
		fires: func(f *facts) bool { return f.yes(harmOthers) }},
	{id: "P4", level: Emergency, when: "Thoughts of harming someone else with a plan, voices, strange beliefs, very high mood, drink or drugs, or when safety was denied or not stated",
		because: "You have thoughts of harming someone and it may not be safe right now.",
		source:  design,
		fires: func(f *facts) bool {
			return f.yes(harmOthers) && (f.mightNotBe(feelsSafe) || f.unsafe() || f.any(plan, commandVoices, intoxicated, delusions, elated))
		}},
	{id: "P5", level: Urgent, when: "Not eating or drinking, no sleep for 2 nights, or cannot care for themselves",
		because: "You do not eat, drink or sleep, or cannot care for yourself. You need help today.",
		source:  cite(niceAnte, design), card: "You cannot eat or drink, have not slept for 2 nights, or cannot look after yourself.",
		fires: func(f *facts) bool {
			return f.any(notEatingDrinking, selfNeglect) || f.atLeast(insomniaNights, f.limits[sleeplessNights])
		}},
	{id: "P6", level: Soon, routine: true, when: "Low mood on most days for 2 weeks; no interest or no hope, with no time stated, 2 weeks or more after the loss; PHQ-9 or GAD-7 of 10 or more, EPDS of 10 or more",
		because: "You have felt very low, hopeless or afraid for some time. Book to talk to a clinician within a week.",
		source:  measures, card: "You feel low, hopeless or without interest on most days for 2 weeks.",
		fires: func(f *facts) bool {
			return f.atLeast(lowMoodDays, f.limits[lowMoodLong]) || f.any(anhedonia, hopeless) && f.missing(lowMoodDays) && f.after(14) ||
				f.atLeast(phq9, 10) || f.atLeast(gad7, 10) || f.atLeast(epds, 10)
		}},
	{id: "P6b", level: Soon, when: "PHQ-9 of 20 or more, or no hope",
		because: "You feel very low or hopeless. Call a clinician within 24 to 48 hours.",
		source:  cite(measures, design),
		fires:   func(f *facts) bool { return f.atLeast(phq9, 20) || f.yes(hopeless) }},
	{id: "P6c", level: Urgent, when: "No hope, with two or more of: low mood for 2 weeks or PHQ-9 of 15 or more, little sleep, more drink or drugs, earlier depression, a stopped medicine for the mind, afraid of a partner",
		because: "You have no hope, and other things make this heavier to carry alone. Speak to a clinician today.",
		source:  cite(stayingSafe, design),
		fires: func(f *facts) bool {
			n := f.count(alcoholIncrease, depressionHistory, stoppedPsychMeds, afraidOfPartner)
			if f.atLeast(lowMoodDays, 14) || f.atLeast(phq9, 15) {
				n++
			}
			if f.atLeast(insomniaNights, 1) {
				n++
			}
			return f.yes(hopeless) && n >= 2
		}},
	{id: "P7", level: Soon, routine: true, when: "Flashbacks, nightmares, avoiding or being on guard for more than a month (or not stated), numb for more than 6 weeks, PC-PTSD-5 of 3 or more, PCL-5 of 31 or more",
		because: "What happened keeps coming back, or you still feel numb. Book to talk to a clinician within a week. There is good treatment.",
		source:  cite(measures, niceTrauma), card: "Flashbacks, nightmares or feeling numb last more than a month.",
		fires: func(f *facts) bool {
			return f.above(flashbacksWeeks, 4) || f.above(numbnessWeeks, 6) || f.atLeast(pcptsd5, 3) || f.atLeast(pcl5, 31) ||
				f.any(nightmares, avoidance, hypervigilance) && !f.known(flashbacksWeeks) && afterMonth(f)
		}},
	{id: "P7b", level: Soon, routine: true, when: "Four panic attacks a week or more",
		because: "You have many panic attacks. Book to talk to a clinician within a week.",
		source:  design,
		fires:   func(f *facts) bool { return f.atLeast(panicPerWeek, 4) }},
	{id: "P8", level: Emergency, when: "Shaking, fits or seeing things on stopping drink or drugs",
		because: "Stopping drink or drugs suddenly can be dangerous. You need help now.",
		source:  niceAlcohol, card: "You shake or see things after stopping alcohol or drugs.",
		fires: func(f *facts) bool { return f.yes(withdrawal) }},
	{id: "P8", level: Soon, when: "More drink or drugs to cope",
		because: "You drink or use more to cope. Call a clinician within 24 to 48 hours. Do not stop suddenly if you drink every day.",
		source:  cite(niceAlcohol, design), card: "You drink or use drugs every day to cope.",
		fires: func(f *facts) bool { return f.yes(alcoholIncrease) }},
	{id: "P8b", level: Urgent, when: "Drunk or drugged now",
		because: "You may not be able to judge your signs right now. Ask someone sober to stay, and be seen today.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(intoxicated) }},
	{id: "P9", level: Emergency, when: "In immediate danger from someone",
		because: "You are in danger now. Call the emergency number when it is safe to.",
		source:  design, card: "Someone is hurting you or you are in danger now.",
		fires: func(f *facts) bool { return f.yes(inImmediateDanger) }},
	{id: "P9", level: Urgent, when: "Afraid of a partner",
		because: "You are afraid of someone close to you. Speak to a helpline or clinician today, alone, when it is safe.",
		source:  design, card: "You are afraid of your partner or of someone at home.",
		fires: func(f *facts) bool { return f.yes(afraidOfPartner) }},
	{id: "P14", level: Soon, routine: true, when: "Stopped medicine for the mind; or cannot do ordinary daily things later than 2 weeks after the loss (or not stated)",
		because: "You stopped a medicine or cannot do ordinary things. Book to talk to a clinician within a week.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(stoppedPsychMeds) || f.yes(functionImpaired) && f.after(14) }},
	{id: "P13", level: Soon, routine: true, when: "Weight loss without a reason, or not getting better after 2 weeks (or not stated)",
		because: "Something is not getting better as expected. Book a visit within about a week.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(weightLoss) || f.no(improving) && f.after(14) }},
}
