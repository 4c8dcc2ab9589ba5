package signs

// inflamed says whether a breast has a hot, red or darker, painful area.
func inflamed(f *facts) bool { return f.yes(breastRed) }

var breastRules = []rule{
	{id: "L2", level: Soon, when: "Hot, red or darker, painful area of a breast for up to 24 hours, without fever",
		because: "Part of your breast is hot, red or darker. Call within 24 hours.",
		source:  bumptup, card: "Part of your breast is hot, red or darker and painful.",
		fires: inflamed},
	{id: "L2", level: Urgent, when: "The same for more than 24 hours, or for a time not stated",
		because: "Part of your breast is hot, red or darker. It has lasted a day, or you did not say how long.",
		source:  cite(bumptup, design),
		fires:   func(f *facts) bool { return inflamed(f) && f.mightPass(breastHours, f.limits[breastLong]) }},
	{id: "L3", level: Urgent, when: "Breast pain, redness or lump with fever, chills or aches (chills and aches with pain alone not in the first day after misoprostol); or pus or blood",
		because: "You have a sore breast with fever, chills or aches, or pus or blood. It can be an infection.",
		source:  cite(pbb, bumptup, missAssoc), card: "Your breast is sore and you have a fever or chills, or pus or blood comes out.",
		fires: func(f *facts) bool {
			seen := f.any(breastRed, breastLump)
			sore := seen || f.yes(breastPain) || f.at(breast)
			ill := f.fever || f.yes(rigors) || f.yes(chills) && (seen || !tabletChills(f)) || f.yes(muscleAches) && (seen || !f.misoDay)
			return f.yes(breastPusOrBlood) || sore && ill
		}},
	{id: "L4", level: Soon, when: "A breast lump for up to 48 hours",
		because: "You have a lump in your breast. Call within 24 to 48 hours if it does not go.",
		source:  abm,
		fires:   func(f *facts) bool { return f.yes(breastLump) }},
	{id: "L4", level: Urgent, when: "A breast lump for more than 48 hours, or for a time not stated while red",
		because: "You have a breast lump that has not gone after 48 hours of care. It may need draining.",
		source:  abm,
		fires: func(f *facts) bool {
			return f.yes(breastLump) && (f.above(breastHours, 48) || f.missing(breastHours) && inflamed(f))
		}},
	{id: "L4b", level: Soon, when: "Breast pain on one side for more than 48 hours",
		because: "One breast has hurt for more than 2 days. Call within 24 to 48 hours.",
		source:  cite(bumptup, design),
		fires: func(f *facts) bool {
			return (f.yes(breastPain) || f.at(breast)) && f.above(breastHours, 48) && !f.is(breastSide, "both")
		}},
	{id: "L5", level: Emergency, when: "On cabergoline or bromocriptine: chest pain, severe headache, fits, vision change or hallucinations",
		because: "You take a tablet to dry up milk and have a sign of a serious side effect.",
		source:  mhraCab,
		fires: func(f *facts) bool {
			bad := f.chestHurts || f.any(headacheSudden, seizure, visionChange, hallucinations, delusions) ||
				(f.yes(headache) || f.at(head)) && f.severe
			return f.yes(cabergoline) && bad
		}},
	{id: "L5", level: Urgent, when: "On cabergoline or bromocriptine: any headache, dizziness or fast heart",
		because: "You take a tablet to dry up milk and have a sign of a side effect.",
		source:  cite(mhraCab, design),
		fires: func(f *facts) bool {
			return f.yes(cabergoline) && (f.any(headache, dizzy, heartRacing) || f.at(head))
		}},
	{id: "L6", level: Soon, routine: true, when: "Milk for more than 3 months",
		because: "You have had milk for more than 3 months. Book a visit within about a week.",
		source:  "general knowledge (not yet checked)",
		fires:   func(f *facts) bool { return f.yes(milkLeak) && f.knownAfter(90) }},
}
