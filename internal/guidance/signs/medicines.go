package signs

// allergic says whether a swelling or a tight chest points to a dangerous allergy.
func allergic(f *facts) bool {
	shock := f.any(breathless, dizzy, faint, nearFaint, vomiting, coldClammy, pale, heartRacing)
	return f.any(faceSwelling, throatTight) || f.yes(hives) && (f.yes(wheeze) || shock) ||
		f.yes(wheeze) && (f.any(rash, nsaidTaken) || shock || f.misoDay)
}

// stomachBleed says whether a medicine of the ibuprofen family may have hurt the stomach.
func stomachBleed(f *facts) bool { return f.any(vomitingBlood, blackStool) }

// operated says whether the tummy or womb was operated on in the last 14 days, or may have been.
func operated(f *facts) bool { return f.surgery }

// hyperstimulated says whether fertility drugs were taken in the last 3 weeks, or may have been for IVF.
func hyperstimulated(f *facts) bool {
	return f.atMost(fertilityDrugsDays, 21) || f.yes(ivf) && !f.known(fertilityDrugsDays)
}

var medicineRules = []rule{
	{id: "M1", level: Emergency, when: "Swollen face, lips or throat, tight throat; hives or wheeze with each other, breathing trouble, dizziness, fainting, vomiting, pale or clammy skin or a fast heart; wheeze with a rash, after ibuprofen or in the first day after misoprostol",
		because: "You have signs of a dangerous allergic reaction.",
		source:  cite(onWaves, niceAllergy), card: "Your face, lips or throat swell, or you wheeze after a medicine.",
		fires: allergic},
	{id: "M2", level: Urgent, when: "Hives, rash or wheeze",
		because: "You have a rash, hives or a wheeze. Swelling or trouble breathing is an emergency.",
		source:  onWaves, card: "You have a new rash or hives.",
		fires: func(f *facts) bool { return f.any(hives, rash, wheeze) }},
	{id: "M3", level: Urgent, when: "Sick within 1 hour of a dose",
		because: "You were sick within an hour of your tablets. Call who gave them today: you may need another dose.",
		source:  bcwomens, card: "You were sick within an hour of taking the tablets.",
		fires: func(f *facts) bool { return f.atMost(vomitedAfterDoseHours, 1) }},
	{id: "M4", level: Soon, when: "Sickness or loose tummy more than a day and up to 4 days after misoprostol",
		because: "Side effects have lasted more than a day after the tablets. Call within 24 hours.",
		source:  cite(womenHelp, aidAccess),
		fires: func(f *facts) bool {
			return f.above(misoprostolHours, 24) && f.atMost(misoprostolHours, 96) && f.any(diarrhoea, vomiting)
		}},
	{id: "M6", level: Emergency, when: "More than 4 g of paracetamol in 24 hours, or any overdose, even by mistake",
		because: "You took more medicine than is safe. You need treatment now, even if you feel well.",
		source:  toxbase, card: "You took more paracetamol than the packet allows, or any overdose, even if you feel well.",
		fires: func(f *facts) bool {
			return f.above(paracetamolGrams, f.limits[paracetamolMost]) || f.any(overdoseTaken, overdoseOnPurpose)
		}},
	{id: "M6c", level: Urgent, when: "4 g of paracetamol or more in 24 hours (the most a packet allows) with vomiting, pain high in the tummy, not eating or drinking, or more alcohol than usual; vomiting not in the first day after misoprostol",
		because: "You take as much paracetamol as a packet allows. You also have a sign that it may be too much for you.",
		source:  cite(toxbase, design),
		fires: func(f *facts) bool {
			sick := f.any(vomiting, cannotKeepFluids) && !f.misoDay
			return f.atLeast(paracetamolGrams, 4) && (sick || f.at(upperTummy) ||
				f.any(upperTummyPain, notEatingDrinking, selfNeglect, alcoholIncrease, intoxicated))
		}},
	{id: "M6c", level: Emergency, when: "Yellow skin or eyes in somebody who takes 3 g of paracetamol or more in 24 hours",
		because: "Your skin or eyes look yellow and you take much paracetamol. It can hurt the liver.",
		source:  cite(toxbase, design),
		fires:   func(f *facts) bool { return f.yes(jaundice) && f.atLeast(paracetamolGrams, 3) }},
	{id: "M6b", level: Emergency, when: "Very drowsy, confused or breathing with trouble on codeine, or with drink or drugs",
		because: "You may have had too much of a medicine, drink or drug.",
		source:  cite(toxbase, design),
		fires: func(f *facts) bool {
			return f.any(codeine, intoxicated) && f.any(drowsy, confusion, slurredSpeech, breathless, seizure)
		}},
	{id: "M7", level: Emergency, when: "Vomiting blood or black stools; or severe pain high in the tummy on ibuprofen or naproxen",
		because: "You may be bleeding in your stomach.",
		source:  niceNSAID, card: "You vomit blood or have black stools.",
		fires: func(f *facts) bool {
			return stomachBleed(f) || f.yes(nsaidTaken) && (f.yes(upperTummyPain) || f.at(upperTummy)) && (f.severe || f.is(painTrend, "worse"))
		}},
	{id: "M7", level: Urgent, when: "Pain high in the tummy on ibuprofen or naproxen",
		because: "You have stomach pain and took an ibuprofen-type painkiller. Stop it and be seen today.",
		source:  cite(niceNSAID, design),
		fires:   func(f *facts) bool { return f.yes(nsaidTaken) && (f.yes(upperTummyPain) || f.at(upperTummy)) }},
	{id: "M7b", level: Soon, counts: []string{"blood thinner"}, when: "Ibuprofen or naproxen with a blood thinner or bleeding disorder",
		because: "You took an ibuprofen-type painkiller and your blood clots less easily. Call a pharmacist within 24 hours.",
		source:  cite(niceNSAID, design),
		fires:   func(f *facts) bool { return f.yes(nsaidTaken) && f.any(anticoagulant, bleedingDisorder) }},
	{id: "M8", level: Emergency, when: "In the 14 days after surgery (or not stated): severe or growing tummy pain, fever, vomiting, or shoulder pain that grows",
		because: "You had surgery and have a sign that something inside may be hurt or infected.",
		source:  cite(glasgow, rcogSurgery), card: "After surgery: severe or growing tummy pain, fever, or you keep being sick.",
		fires: func(f *facts) bool {
			return operated(f) && (f.tummyPain && (f.severe || f.is(painTrend, "worse")) || f.fever || f.yes(cannotKeepFluids) ||
				f.yes(vomiting) && !f.within(1) && !f.atMost(laparoscopyDays, 1) || shoulder(f) && f.is(painTrend, "worse"))
		}},
	{id: "M9", level: Urgent, counts: []string{"surgery"}, when: "After surgery: no urine for 6 hours, or not passing wind",
		because: "You had surgery and cannot pass urine or wind.",
		source:  cite(design, rcogSurgery),
		fires:   func(f *facts) bool { return operated(f) && (f.atLeast(noUrineHours, 6) || f.no(passingWind)) }},
	{id: "M9b", level: Soon, counts: []string{"surgery"}, when: "Pain at a wound that is getting worse",
		because: "Your wound hurts more. Call within 24 hours.",
		source:  design,
		fires:   func(f *facts) bool { return f.at(wound) && f.is(painTrend, "worse") }},
	{id: "M11", level: Emergency, when: "After methotrexate: growing or severe pain, growing or heavy bleeding, faint, dizzy, breathless or fever",
		because: "You had methotrexate and have a sign of bleeding inside or infection. Bleeding can start without warning.",
		source:  swMTX, card: "After methotrexate: more pain, more bleeding, feeling faint, breathless or a fever.",
		fires: func(f *facts) bool {
			return f.afterMTX && (f.is(painTrend, "worse") || f.severe || f.is(bleedingTrend, "increasing") || f.heavy ||
				f.fever || f.any(faint, nearFaint, dizzy, breathless, breathOnExertion))
		}},
	{id: "M11", level: Urgent, counts: []string{"methotrexate", "no scan"}, when: "After methotrexate: tummy pain of 4 or more, or not scored",
		because: "You had methotrexate and have more than mild pain.",
		source:  cite(swMTX, design),
		fires:   func(f *facts) bool { return f.afterMTX && f.tummyPain && !f.below(painScore, 4) }},
	{id: "M12", level: Urgent, counts: []string{"methotrexate"}, when: "After methotrexate: mouth ulcers, rash, cough, sore eyes, yellow skin or sore throat",
		because: "You had methotrexate and have a sign of a side effect.",
		source:  bnf, card: "After methotrexate: mouth ulcers, rash, cough, sore eyes or throat, or yellow skin.",
		fires: func(f *facts) bool {
			return f.afterMTX && f.any(mouthUlcers, rash, cough, soreEyes, jaundice, soreThroat)
		}},
	{id: "M12b", level: Urgent, when: "Yellow skin or eyes",
		because: "Your skin or eyes look yellow.",
		source:  design,
		fires:   func(f *facts) bool { return f.yes(jaundice) }},
	{id: "M13", level: Soon, counts: []string{"methotrexate"}, when: "Took ibuprofen, or drank alcohol, after methotrexate",
		because: "Ibuprofen-type painkillers and alcohol do not go with methotrexate. Call your unit within 24 hours.",
		source:  eptForum,
		fires:   func(f *facts) bool { return f.afterMTX && f.any(nsaidTaken, intoxicated, alcoholIncrease) }},
	{id: "M14", level: Urgent, when: "IVF or ovulation drugs in the last 3 weeks (or not stated): bloating, little urine or vomiting",
		because: "You had fertility drugs and have a sign of ovaries that react too strongly.",
		source:  rcogOHSS,
		fires: func(f *facts) bool {
			return hyperstimulated(f) && (f.any(tummySwollen, urineReduced) || f.atLeast(noUrineHours, 6) ||
				f.atMost(fertilityDrugsDays, 21) && f.yes(vomiting))
		}},
	{id: "M14", level: Emergency, when: "IVF or ovulation drugs in the last 3 weeks (or not stated): breathless, on effort too",
		because: "You had fertility drugs and get out of breath.",
		source:  rcogOHSS,
		fires: func(f *facts) bool {
			return hyperstimulated(f) && f.any(breathless, breathOnExertion) && (f.known(fertilityDrugsDays) || !f.denied || f.any(tummySwollen, urineReduced))
		}},
	{id: "M16", level: Soon, when: "Mouth ulcers or sore eyes",
		because: "You have mouth ulcers or sore eyes. Call within 24 to 48 hours.",
		source:  design,
		fires:   func(f *facts) bool { return f.any(mouthUlcers, soreEyes) }},
}
