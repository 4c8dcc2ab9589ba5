package signs

// nothingFired is what an answer says when every question was answered and no other rule fired.
var nothingFired = rule{id: "S0", level: SelfCare, when: "Every question that must be asked was answered and no rule above fired",
	because: "Nothing you told us is on our list of warning signs now. If anything changes, check again.",
	source:  design, fires: func(*facts) bool { return true }}

// expectedRules say what is usually expected. They stand only when no warning fired and nothing is left to ask.
var expectedRules = []rule{
	{id: "A10", level: SelfCare, when: "Cramps below 7",
		because: "Cramps like a period, for days up to 2 weeks, are usually expected.",
		source:  cite(stMarys, healthone, yeovil),
		fires:   func(f *facts) bool { return f.tummyPain }},
	{id: "K8", level: SelfCare, when: "Dull back ache",
		because: "A dull back ache is usually expected. Gentle movement and warmth can help.",
		source:  cite(backArticle, backDigest),
		fires:   func(f *facts) bool { return f.backPain }},
	{id: "B15", level: SelfCare, when: "Bleeding that is lighter than a full pad an hour and settling, with or without small clots or tissue",
		because: "Bleeding that gets lighter over 2 to 3 weeks, with small clots or tissue, is usually expected.",
		source:  cite(bpas, irish, mkuh),
		fires:   func(f *facts) bool { return f.bleeding || f.yes(tissuePassed) }},
	{id: "F11", level: SelfCare, when: "37.3 to 37.9 C, well, nothing else",
		because: "Your temperature is a little raised but below 38.0 C. Take it again in 4 hours.",
		source:  healthone,
		fires:   func(f *facts) bool { return f.hotAt(37.3) }},
	{id: "F7", level: SelfCare, when: "Mild chills, sickness or loose tummy in the first day after misoprostol, below 38.0 C",
		because: "Chills, feeling sick or a loose tummy are usually expected for some hours after the tablets. Take your temperature again in 4 hours.",
		source:  cite(aidAccess, womenHelp, gynuity),
		fires: func(f *facts) bool {
			return f.misoDay && f.any(chills, nausea, vomiting, diarrhoea, muscleAches)
		}},
	{id: "L1", level: SelfCare, when: "Milk, or tender breasts",
		because: "Milk or tender breasts can come after a loss. They usually settle in days to weeks.",
		source:  cite(royalWomens, pbb, healthone),
		fires:   func(f *facts) bool { return f.any(milkLeak, breastPain) || f.at(breast) }},
	{id: "H3", level: SelfCare, when: "Test positive less than 3 weeks after the loss",
		because: "It is too early to use a pregnancy test. It can stay positive for about 3 weeks.",
		source:  cite(ng126, hcgSource),
		fires:   testPositive},
	{id: "P10", level: SelfCare, when: "Crying, numbness, guilt, anger, worry, panic, trouble sleeping, sensing the baby",
		because: "Crying, numbness, guilt, worry and bad sleep are common after a loss. You are not alone in this.",
		source:  emotions,
		fires: func(f *facts) bool {
			return f.any(tearful, guilt, anxietyMild, panicAttacks, nightmares, avoidance, hypervigilance, racingThoughts,
				sensedPresence, phantomMovements, anhedonia) || f.above(insomniaNights, 0) || f.above(numbnessWeeks, 0) ||
				f.above(lowMoodDays, 0) || f.above(flashbacksWeeks, 0)
		}},
	{id: "V10", level: SelfCare, when: "Tiredness, mild headache or brief dizziness that passed",
		because: "Tiredness for a couple of weeks, a mild headache or brief dizziness is usually expected. Rest, drink and stand up slowly.",
		source:  irish,
		fires:   func(f *facts) bool { return f.any(fatigue, headache, dizzy) }},
}
