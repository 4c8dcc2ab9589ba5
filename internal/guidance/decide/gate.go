package decide

import "slices"

// Gate is a reason to ask a professional first. It says so, with its page; it closes nothing.
type Gate string

// The gates. Words are only ever added.
const (
	Safety       Gate = "safety"
	Bleeding     Gate = "bleeding"
	Ectopic      Gate = "ectopic"
	Methotrexate Gate = "methotrexate"
	Molar        Gate = "molar"
	Late         Gate = "late"
	Complication Gate = "very-ill" // a loss that made her very ill
	Three        Gate = "three"    // three losses or more
	Two          Gate = "two"      // two: tests may be asked for
	Illness      Gate = "illness"
)

// All are the gates, the one that is for now first.
var All = []Gate{Safety, Bleeding, Ectopic, Methotrexate, Molar, Late, Complication, Three, Two, Illness}

// Page is the page of content that gives the reason, and what to ask. Its name says nothing to an onlooker. Two and three losses
// have one page, and so the letters are: the first of each, and x.
func (g Gate) Page() string {
	letter := string(g[:1])
	switch g {
	case Methotrexate:
		letter = "x"
	case Complication:
		letter = "c"
	}
	return "ahead-first-" + letter
}

// Where the gates stand: evidence.md 8.2 and 8.3.
const (
	LateWeeks    = 14 // weeks from which on a loss is one of the second trimester
	BleedingDays = 7  // for how many days a note of bleeding is taken for one of now
	FirstTests   = 2  // losses after which some doctors test
	AllTests     = 3  // losses after which tests are offered
	SafeDays     = 14 // for how many days an answer about not being safe is taken for one of now
)

// Known is what a person told or ticked. What is not known is false or 0, and is asked about on the page: it is never taken for
// good news.
type Known struct {
	Ectopic, Molar, Methotrexate, Illness bool
	VeryIll                               bool // a loss was followed by much blood lost, infection, or more than one operation

	Late     bool    // said in words
	Weeks    float64 // the furthest that a loss was
	Bled     int     // days since bleeding was last noted, counting today: today is 1
	Bleeding bool    // said of now
	Losses   int
	Unsafe   bool // an answer of late spoke of not being safe
}

// Gates are those that stand, in the order of All.
func Gates(k Known) []Gate {
	stands := map[Gate]bool{
		Safety:       k.Unsafe,
		Bleeding:     k.Bleeding || k.Bled > 0 && k.Bled <= BleedingDays,
		Ectopic:      k.Ectopic,
		Methotrexate: k.Methotrexate,
		Molar:        k.Molar,
		Complication: k.VeryIll,
		Late:         k.Late || k.Weeks >= LateWeeks,
		Three:        k.Losses >= AllTests,
		Two:          k.Losses >= FirstTests && k.Losses < AllTests,
		Illness:      k.Illness,
	}
	return slices.DeleteFunc(slices.Clone(All), func(g Gate) bool { return !stands[g] })
}
