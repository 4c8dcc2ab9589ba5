package measures

// PEG is three items on pain, 0 to 10. Its licence could not be confirmed, so its items are not in Snowdrop
// (docs/decisions/peg-items-left-out.md); who has the sheet can keep its three numbers.
var PEG = Measure{
	ID: "peg", Name: "PEG", Version: "2009", Items: 3, Min: 0, Max: 10, Mean: true, Change: 0.3,
	Citation: "Krebs EE and others. Development and initial validation of the PEG. J Gen Intern Med 2009;24:733-738. doi:10.1007/s11606-009-0981-1",
}

// The measures of Heart. Where their words come from, and what could not be confirmed: docs/decisions/measures.md.
var (
	PHQ2 = Measure{
		ID: "phq2", Name: "PHQ-2", Version: "2003", Items: 2, Max: 3, Bands: []Band{{"below", 0}, {"more", 3}}, Words: true,
		Citation: "Kroenke K, Spitzer RL, Williams JBW. The Patient Health Questionnaire-2. Med Care 2003;41:1284-1292.",
	}
	PHQ9 = Measure{
		ID: "phq9", Name: "PHQ-9", Version: "2001", Items: 9, Max: 3, Safety: 9, SafetyFrom: 1, Points: 5, Words: true,
		Bands:    []Band{{"minimal", 0}, {"mild", 5}, {"moderate", 10}, {"moderately-severe", 15}, {"severe", 20}},
		Citation: "Kroenke K, Spitzer RL, Williams JBW. The PHQ-9: validity of a brief depression severity measure. J Gen Intern Med 2001;16:606-613. doi:10.1046/j.1525-1497.2001.016009606.x",
	}
	GAD2 = Measure{
		ID: "gad2", Name: "GAD-2", Version: "2007", Items: 2, Max: 3, Bands: []Band{{"below", 0}, {"more", 3}}, Words: true,
		Citation: "Kroenke K, Spitzer RL, Williams JBW, Monahan PO, Löwe B. Anxiety disorders in primary care. Ann Intern Med 2007;146:317-325.",
	}
	GAD7 = Measure{
		ID: "gad7", Name: "GAD-7", Version: "2006", Items: 7, Max: 3, Points: 4, Words: true,
		Bands:    []Band{{"minimal", 0}, {"mild", 5}, {"moderate", 10}, {"severe", 15}},
		Citation: "Spitzer RL, Kroenke K, Williams JBW, Löwe B. A brief measure for assessing generalized anxiety disorder: the GAD-7. Arch Intern Med 2006;166:1092-1097.",
	}
	// PCPTSD5 has its question about what happened first, then the five that count.
	PCPTSD5 = Measure{
		ID: "pcptsd5", Name: "PC-PTSD-5", Version: "2016", Items: 6, Max: 1, Gate: true, Bands: []Band{{"below", 0}, {"more", 3}}, Words: true,
		Citation: "Prins A, Bovin MJ, Kimerling R, Kaloupek DG, Marx BP, Pless Kaiser A, Schnurr PP. Primary Care PTSD Screen for DSM-5 (PC-PTSD-5) [Measurement instrument]. 2015. J Gen Intern Med 2016;31:1206-1211. doi:10.1007/s11606-016-3703-5",
	}
	PCL5 = Measure{
		ID: "pcl5", Name: "PCL-5", Version: "2013", Items: 20, Max: 4, Points: 10, Bands: []Band{{"below", 0}, {"more", 31}}, Words: true,
		Citation: "Weathers FW, Litz BT, Keane TM, Palmieri PA, Marx BP, Schnurr PP. The PTSD Checklist for DSM-5 (PCL-5) [Measurement instrument]. National Center for PTSD, 2013.",
	}
	// PGS counts up from "strongly agree", so that all but two of its items are turned round: higher is more grief.
	PGS = Measure{
		ID: "pgs", Name: "PGS-33", Version: "1989", Items: 33, Min: 1, Max: 5, Reversed: allBut(33, 11, 33), Safety: 8, SafetyFrom: 3,
		Bands: []Band{{"below", 0}, {"more", 91}},
		Parts: []Part{
			{"grief", []int{1, 3, 5, 6, 7, 10, 12, 13, 14, 19, 27}},
			{"coping", []int{2, 4, 8, 11, 21, 24, 25, 26, 28, 30, 33}},
			{"despair", []int{9, 15, 16, 17, 18, 20, 22, 23, 29, 31, 32}},
		},
		Citation: "Potvin L, Lasker J, Toedter L. Measuring grief: a short version of the Perinatal Grief Scale. J Psychopathol Behav Assess 1989;11:29-45. doi:10.1007/BF00962697",
	}
	// SCSSF has no parts: its authors do not recommend them with the short form.
	SCSSF = Measure{
		ID: "scssf", Name: "SCS-SF", Version: "2011", Items: 12, Min: 1, Max: 5, Mean: true, Reversed: []int{1, 4, 8, 9, 11, 12}, Words: true,
		Citation: "Raes F, Pommier E, Neff KD, Van Gucht D. Construction and factorial validation of a short form of the Self-Compassion Scale. Clin Psychol Psychother 2011;18:250-255.",
	}
	ONSLonely = Measure{
		ID: "ons-lonely", Name: "ONS direct question", Version: "2018", Items: 1, Min: 1, Max: 5, Apart: true, Words: true,
		Citation: "Office for National Statistics. Measuring loneliness: guidance for use of the national indicators on surveys. 2018.",
	}
	// ONS4 has no score: its makers found that one number for the four would not be sound.
	ONS4 = Measure{
		ID: "ons4", Name: "ONS4", Version: "2011", Items: 4, Max: 10, Apart: true, Words: true,
		Citation: "Office for National Statistics. Personal well-being: the four measures (ONS4).",
	}
)

// All lists the measures.
var All = []Measure{PHQ2, PHQ9, GAD2, GAD7, PCPTSD5, PCL5, PGS, SCSSF, ONSLonely, ONS4, PEG}

func allBut(items int, but ...int) []int {
	var out []int
next:
	for i := 1; i <= items; i++ {
		for _, b := range but {
			if b == i {
				continue next
			}
		}
		out = append(out, i)
	}
	return out
}
