package signs

// nerves says whether any one sign is there that the nerves low in the back are pressed on.
func nerves(f *facts) bool {
	bothLegs := f.is(sciaticaSide, "both") || f.at(legBoth) || f.at(legLeft) && f.at(legRight)
	return bothLegs || bothSides(f, legNumbness, legNumbnessSide) || bothSides(f, legWeakness, legWeaknessSide) ||
		f.any(saddleNumbness, sexualNumbness, bladderRetention, bladderHesitancy, bladderLeak, bladderFeeling, bowelLeak, footDrop)
}

// bothSides says whether a leg sign is on both sides, or on a side that was not stated.
func bothSides(f *facts, sign flag, side choice) bool {
	return f.is(side, "both") || f.yes(sign) && !f.has(side) && !f.denied
}

func legSign(f *facts) bool {
	return f.any(legNumbness, legWeakness) || f.has(legNumbnessSide) || f.has(legWeaknessSide) || f.has(sciaticaSide)
}

func backRedFlag(f *facts) bool {
	return f.any(cancerHistory, weightLoss, steroidUse, immunosuppressed, recentFall, injectsDrugs, nightPain)
}

var backRules = []rule{
	{id: "K1", level: Emergency, when: "Any one of: numb between the legs or with sex, cannot start or feel passing urine, new leaking of urine or stool, weakness, numbness or pain in both legs, foot drop",
		because: "You have a sign that nerves in your back may be pressed. This needs help now to protect bladder, bowel and legs.",
		source:  cite(caudaCards, design), card: "You are numb between your legs, cannot pass or hold urine or stool, or both legs are weak or numb.",
		fires: nerves},
	{id: "K1b", level: Emergency, when: "Not sure about numbness between the legs or passing urine, or bladder not emptying, with back pain or a leg sign",
		because: "You have back or leg signs and may have changes between your legs or in your bladder.",
		source:  cite(caudaCards, design),
		fires: func(f *facts) bool {
			maybe := f.states[saddleNumbness] == unsure || f.states[bladderRetention] == unsure || f.yes(incompleteEmptying)
			return maybe && (f.backPain || legSign(f))
		}},
	{id: "K1c", level: Urgent, when: "Bladder that does not empty fully",
		because: "Your bladder does not empty fully.",
		source:  cite(caudaCards, design),
		fires:   func(f *facts) bool { return f.yes(incompleteEmptying) }},
	{id: "K2", level: Urgent, when: "Back or flank pain with fever, shivering, burning urine, blood in urine or vomiting, except chills and vomiting with an ache low in the back in the first day after misoprostol, and vomiting with it in the first day after an anaesthetic",
		because: "You have back pain with signs of infection. It may be in your kidneys or womb.",
		source:  cite(niceUTI, sepsisNet), card: "You have back pain with fever, shivering, burning urine or being sick.",
		fires: func(f *facts) bool {
			sick := f.yes(vomiting) && (f.at(flank) || !f.misoDay && !afterTheatre(f))
			return f.backPain && (f.fever || f.yes(chills) && !tabletChills(f) || f.any(dysuria, bloodInUrine) || sick)
		}},
	{id: "K2", level: Emergency, when: "Back or flank pain with extreme shivering, confusion or vomiting everything",
		because: "You have back pain with signs of a serious infection.",
		source:  cite(niceUTI, sepsisNet),
		fires:   func(f *facts) bool { return f.backPain && f.any(rigors, confusion, cannotKeepFluids) }},
	{id: "K3", level: Urgent, when: "Severe or worsening back pain",
		because: "Your back pain is severe or getting worse.",
		source:  cite(backArticle, exitcare), card: "You have severe back pain, or back pain that quickly gets worse.",
		fires: func(f *facts) bool { return f.backPain && (f.severe || f.is(painTrend, "worse")) }},
	{id: "K3", level: Emergency, when: "Sudden back pain with fainting, near fainting, pale or clammy skin",
		because: "You have sudden back pain and feel faint or look pale.",
		source:  cite(backArticle, exitcare, design),
		fires: func(f *facts) bool {
			return f.backPain && f.yes(onsetSudden) && f.any(faint, nearFaint, pale, coldClammy)
		}},
	{id: "K4", level: Urgent, when: "Back pain with heavy bleeding or discharge that smells",
		because: "You have back pain with heavy bleeding or discharge that smells.",
		source:  backArticle,
		fires: func(f *facts) bool {
			return f.backPain && (f.is(discharge, "foul") || flowing(f) || f.yes(soakedToBedding))
		}},
	{id: "K5", level: Soon, when: "Back pain for more than 3 weeks, or that stops ordinary things or sleep",
		because: "Your back pain has lasted more than 3 weeks or stops you doing ordinary things. Call within 24 to 48 hours.",
		source:  backArticle, card: "Your back pain lasts more than 3 weeks, or stops you sleeping or doing daily things.",
		fires: func(f *facts) bool {
			return f.backPain && (f.above(painWeeks, f.limits[backWeeks]) || f.any(functionImpaired, nightPain))
		}},
	{id: "K6", level: Soon, counts: []string{"defences"}, when: "Back pain with cancer history, unexplained weight loss, steroids, weak immune system, a recent fall, injected drugs, or night pain",
		because: "You have back pain and something in your history that needs a check. Call within 24 hours.",
		source:  niceBack,
		fires:   func(f *facts) bool { return f.backPain && backRedFlag(f) }},
	{id: "K6", level: Urgent, when: "New weakness or numbness in one leg",
		because: "You have new weakness or numbness in a leg.",
		source:  niceBack, card: "You have new weakness or numbness in one leg.",
		fires: func(f *facts) bool {
			return f.any(legNumbness, legWeakness) || f.has(legNumbnessSide) || f.has(legWeaknessSide)
		}},
	{id: "K6b", level: Soon, when: "Pain that runs down one leg",
		because: "You have pain running down one leg. Call within 24 to 48 hours. Numbness or bladder changes are an emergency.",
		source:  cite(niceBack, design),
		fires:   func(f *facts) bool { return f.has(sciaticaSide) }},
	{id: "K7", level: Emergency, when: "After an epidural or spinal: back pain with fever, or leg weakness",
		because: "You had an injection in your back, and now have weakness, or back pain with fever.",
		source:  anaesthesia,
		fires: func(f *facts) bool {
			weak := f.yes(legWeakness) || f.has(legWeaknessSide)
			return spinal(f) && (weak || f.backPain && (f.fever || f.any(chills, rigors)))
		}},
	{id: "K7b", level: Emergency, when: "Back pain with fever, after injected drugs, long-term steroids or with a weak immune system",
		because: "You have back pain and a fever, and infection in the back is more likely for you.",
		source:  cite(niceBack, design),
		fires: func(f *facts) bool {
			return f.backPain && f.fever && f.any(injectsDrugs, steroidUse, immunosuppressed)
		}},
	{id: "K7", level: Urgent, when: "After an epidural or spinal: headache that is worse upright",
		because: "You had an injection in your back and your headache is worse when you sit or stand.",
		source:  anaesthesia,
		fires:   func(f *facts) bool { return spinal(f) && f.yes(headacheUpright) }},
}

func spinal(f *facts) bool { return f.yes(epiduralRecent) || f.is(anaesthetic, "spinal") }
