package signs

// unsureAbout says whether any key of a must-ask question was answered "unsure".
func unsureAbout(keys ...uint8) func(f *facts) bool {
	return func(f *facts) bool {
		for _, k := range keys {
			if f.states[k] == unsure {
				return true
			}
		}
		return false
	}
}

var unsureRules = []rule{
	{id: "G1", level: Urgent, when: "Something feels seriously wrong, even if it is not listed, or not sure",
		because: "You feel that something may be seriously wrong. That is reason enough to be seen today.",
		source:  cite(cdc, "Texas DSHS Hear Her"), card: "Something feels seriously wrong, even if it is not on this list.",
		fires: func(f *facts) bool { return f.yes(somethingWrong) || f.states[somethingWrong] == unsure }},
	{id: "G2", level: Urgent, when: "Not sure about bleeding",
		because: "You are not sure how much you bleed. Until someone has checked, we take it seriously.",
		source:  design,
		fires:   unsureAbout(uint8(padsPerHour), uint8(bleedingTrend), uint8(bleedingOwnWords))},
	{id: "G3", level: Urgent, when: "Not sure about pain",
		because: "You are not sure about your pain. Until someone has checked, we take it seriously.",
		source:  design,
		fires:   unsureAbout(uint8(painScore), uint8(painSite))},
	{id: "G4", level: Urgent, when: "Not sure about fever",
		because: "You are not sure whether you have a fever. Until someone has checked, we take it seriously.",
		source:  design,
		fires:   unsureAbout(uint8(temperatureC), uint8(temperatureF), uint8(feverReported))},
	{id: "G5", level: Urgent, when: "Not sure about discharge",
		because: "You are not sure about your discharge. Until someone has checked, we take it seriously.",
		source:  design,
		fires:   unsureAbout(uint8(discharge))},
	{id: "G6", level: Urgent, when: "Not sure about numbness between the legs, or about passing urine",
		because: "You are not sure about numbness between your legs or passing urine. Be checked today.",
		source:  cite(caudaCards, design),
		fires:   unsureAbout(uint8(saddleNumbness), uint8(bladderRetention))},
}
