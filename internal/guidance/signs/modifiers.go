package signs

// A modifier is something about the person that makes any sign more dangerous. It raises a result one
// step, once in total, and only when it was explicitly answered.
type modifier struct {
	id           string
	when         string
	because      string
	bleedingOnly bool
	toEmergency  bool
	applies      func(f *facts) bool
}

// modifiers are evidence.md 1.10. The one that goes straight to emergency comes first.
var modifiers = []modifier{
	{id: "cannot follow", when: "Drunk, drugged or very drowsy", toEmergency: true,
		because: "You may not be able to judge this on your own right now, so we raise it.",
		applies: func(f *facts) bool { return f.any(intoxicated, drowsy) }},
	{id: "blood thinner", when: "Takes a blood thinner, or has a bleeding disorder",
		because: "Your blood clots less easily, so we raise this one step.",
		applies: func(f *facts) bool { return f.any(anticoagulant, bleedingDisorder) }},
	{id: "anaemia", when: "Known anaemia, or does not accept a blood transfusion",
		because: "Losing blood is riskier for you, so we raise this one step.",
		applies: func(f *facts) bool { return f.any(anaemiaKnown, refusesTransfusion) }},
	{id: "late loss", when: "Loss at 14 weeks or later",
		because: "Your loss was at 14 weeks or later, so we raise this one step.",
		applies: func(f *facts) bool { return f.atLeast(gestationWeeks, 14) }},
	{id: "no scan", when: "No scan showed the pregnancy in the womb (an explicit no), unless it was an ectopic pregnancy that was treated",
		because: "No scan showed the pregnancy in your womb, so we raise this one step.",
		applies: func(f *facts) bool {
			found := f.is(management, "ectopic") && (f.known(laparoscopyDays) || f.known(methotrexateDays))
			return f.no(scanInWomb) && !found
		}},
	{id: "methotrexate", when: "Methotrexate in the last 60 days",
		because: "You had methotrexate, so we raise this one step.",
		applies: func(f *facts) bool { return f.afterMTX }},
	{id: "surgery", when: "A procedure or surgery in the last 14 days",
		because: "You had a procedure in the last 14 days, so we raise this one step.",
		applies: func(f *facts) bool {
			return f.atMost(laparoscopyDays, 14) || f.is(management, "surgical") && f.within(14)
		}},
	{id: "defences", when: "Weak immune system, diabetes or sickle cell disease",
		because: "Your health condition makes illness riskier, so we raise this one step.",
		applies: func(f *facts) bool { return f.any(immunosuppressed, diabetes, sickleCell) }},
	{id: "coil", when: "A coil (IUD) is still in place",
		because: "You have a coil in place, so we raise this one step.",
		applies: func(f *facts) bool { return f.yes(iudInPlace) }},
	{id: "scar", when: "The pregnancy may have been in a caesarean scar",
		because: "The pregnancy may have been in a scar, so we raise this one step.",
		applies: func(f *facts) bool { return f.yes(scarPregnancyPossible) }},
	{id: "under 16", when: "Under 16",
		because: "You are under 16, so we raise this one step.",
		applies: func(f *facts) bool { return f.below(ageYears, 16) }},
	{id: "far", when: "Alone, more than an hour from help, or without phone or transport (bleeding rules only)",
		because:      "Help is not close by, so we raise this one step.",
		bleedingOnly: true,
		applies:      func(f *facts) bool { return f.any(aloneNow, farFromHelp, noPhoneOrTransport) }},
}
