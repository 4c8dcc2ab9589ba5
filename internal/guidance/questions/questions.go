// Package questions suggests what a person may want to ask at an appointment, from what she noted, each with the reason.
// It must never answer a question, call anything harmless, or suggest one that comes from fear of a person at home.
package questions

import "strconv"

// Reviewed is the day on which the sources of every question here were last checked. It is no clinical sign-off.
const Reviewed = "2026-11-20"

// Noted is what a person logged, counted. The zero value means that nothing was noted: a field that is not known is never
// read as good news, it only gives no question.
type Noted struct {
	Since    int // days since the loss, at least 1; 0: not known
	Waiting  bool
	Surgical bool
	Ectopic  bool
	Molar    bool
	Weeks    float64 // how far along; 0: not known

	RhNegative   bool
	RhUnknown    bool // said that it is not known
	AntiD        bool // had the injection
	Methotrexate bool
	BloodThinner bool

	BledDays       int // from the loss, or the first bleeding that was noted, to the last
	HeavyDays      int // on which bleeding was more than a period
	LargeClot      bool
	Pain           int // the highest, 0 to 10
	BackDays       int // from the first back pain that was noted to the last
	Celsius        float64
	TiredDays      int
	Pale           bool
	TestPositive   bool
	Milk           bool
	LowDays        int // in two weeks
	ShortNights    int // in two weeks
	PainkillerDays int // in two weeks

	AntiInflammatory    bool
	ParacetamolProducts int // of different names
	ParacetamolUnsure   bool
}

// Question is one that may be asked, why it is suggested, and what that rests on.
type Question struct {
	ID      string
	Ask     string // in her words, to be read out
	Because string // what she noted, "you noted ..."
	Sources []string
}

// Suggest gives the questions that fit what was noted, the most pressing first. It is the same for the same notes.
func Suggest(n Noted) []Question {
	var out []Question
	for _, r := range rules {
		if because := r.why(n); because != "" {
			out = append(out, Question{ID: r.id, Ask: r.ask, Because: because, Sources: r.sources})
		}
	}
	return out
}

type rule struct {
	id, ask string
	sources []string
	why     func(Noted) string // "": does not fit
}

func when(fits bool, because string) string {
	if fits {
		return because
	}
	return ""
}

func days(n int) string { return strconv.Itoa(n) + " days" }

var rules = []rule{
	{"fever", "I had a temperature of 38 °C (100.4 °F) or more. Could it be an infection?", []string{"CDC", "UTD"}, func(n Noted) string {
		return when(n.Celsius >= 38-1e-6, "you noted a temperature of "+strconv.FormatFloat(n.Celsius, 'f', 1, 64)+" °C")
	}},
	{"bleeding-long", "I have bled for more than 2 weeks. What needs to be checked?", []string{"NG126", "BPAS", "MAI"}, func(n Noted) string {
		return when(n.BledDays > 14, "you noted bleeding over "+days(n.BledDays))
	}},
	{"bleeding-heavy", "My bleeding was heavy. What can be the reason?", []string{"NG126", "CDC"}, func(n Noted) string {
		switch {
		case n.HeavyDays > 1:
			return "you noted more bleeding than a period on " + days(n.HeavyDays)
		case n.HeavyDays == 1:
			return "you noted more bleeding than a period"
		}
		return when(n.LargeClot, "you noted a clot as big as a walnut, or bigger")
	}},
	{"pain", "My pain was strong. What can be the reason?", []string{"UTD", "SEEK"}, func(n Noted) string {
		return when(n.Pain >= 7, "you noted pain of "+strconv.Itoa(n.Pain)+" of 10")
	}},
	{"ectopic", "When is my next blood test? Which signs mean that I come at once?", []string{"NG126", "EPT1"}, func(n Noted) string {
		return when(n.Ectopic, "you noted an ectopic pregnancy")
	}},
	{"molar", "Is my follow-up at a special centre arranged? When is my next test?", []string{"MOL1"}, func(n Noted) string {
		return when(n.Molar, "you noted a molar pregnancy")
	}},
	{"test-positive", "My pregnancy test is still positive. What happens next?", []string{"NG126", "BPAS"}, func(n Noted) string {
		return when(n.TestPositive, "you noted a positive test")
	}},
	{"anti-d", "Do I need an anti-D injection, and until when can I have it?", []string{"NG126", "GPN", "SFP"}, func(n Noted) string {
		switch {
		case n.AntiD:
			return ""
		case n.RhNegative && n.Weeks >= 12:
			return "you noted that your blood is Rh negative, and 12 weeks or more"
		case n.RhNegative:
			return "you noted that your blood is Rh negative"
		}
		return when(n.RhUnknown && n.Since > 0 && n.Since <= 10, "you noted that you do not know your blood group")
	}},
	{"test-when", "Do I need a pregnancy test at 3 weeks? What if it is positive?", []string{"NG126", "BPAS"}, func(n Noted) string {
		own := n.Ectopic || n.Molar || n.Waiting || n.Surgical || n.TestPositive
		return when(!own && n.Since >= 10 && n.Since <= 42, "you noted that it happened "+days(n.Since)+" ago")
	}},
	{"blood-count", "Do I need a blood test for anaemia (too few red blood cells)?", []string{"CDC", "D"}, func(n Noted) string {
		switch {
		case n.Pale && n.TiredDays > 0:
			return "you noted that you are tired and pale"
		case n.Pale:
			return "you noted that you are pale"
		}
		return when(n.TiredDays >= 3, "you noted that you felt tired on "+days(n.TiredDays))
	}},
	{"back", "My back has hurt for 3 weeks or more. What can be checked, and who can help?", []string{"ART4", "HYI"}, func(n Noted) string {
		return when(n.BackDays >= 21, "you noted back pain over "+days(n.BackDays))
	}},
	{"ibuprofen", "Is ibuprofen, or a painkiller like it, right for me now?", []string{"EPT1", "SEEK", "SW", "D"}, func(n Noted) string {
		switch {
		case !n.AntiInflammatory:
			return ""
		case n.Methotrexate:
			return "you noted methotrexate and a painkiller of the ibuprofen family"
		case n.BloodThinner:
			return "you noted a blood thinner and a painkiller of the ibuprofen family"
		}
		return "you noted a painkiller of the ibuprofen family, and leaflets differ on it"
	}},
	{"paracetamol", "Which of my medicines have paracetamol (acetaminophen) in them?", []string{"BEMED", "FIFE"}, func(n Noted) string {
		if n.ParacetamolUnsure {
			return "you noted a medicine and were not sure what is in it"
		}
		return when(n.ParacetamolProducts > 1, "you noted more than one medicine with paracetamol in it")
	}},
	{"painkillers", "I still need painkillers on most days. What else can help?", []string{"VW", "BCW"}, func(n Noted) string {
		return when(n.PainkillerDays >= 10 && (n.Since == 0 || n.Since > 14), "you noted painkillers on "+strconv.Itoa(n.PainkillerDays)+" of the last 14 days")
	}},
	{"milk", "My breasts have milk, or hurt. What helps, and can it be stopped?", []string{"LAC1", "LAC2"}, func(n Noted) string {
		return when(n.Milk, "you noted milk, or that it leaks")
	}},
	{"pelvic-floor", "Can I see a physiotherapist for my pelvic floor?", []string{"LAC2"}, func(n Noted) string {
		return when(n.Weeks >= 14, "you noted 14 weeks or more")
	}},
	{"period", "If my period is not back by now, what can be the reason?", []string{"MM", "MA2"}, func(n Noted) string {
		return when(n.Since >= 56 && !n.Waiting, "you noted that it happened more than 8 weeks ago")
	}},
	{"mood", "I have felt low for 2 weeks. What help is there for me?", []string{"D"}, func(n Noted) string {
		return when(n.LowDays >= 10, "you noted heavy or low feelings on "+strconv.Itoa(n.LowDays)+" of the last 14 days")
	}},
	{"sleep", "I sleep badly. What can help me?", []string{"EMO", "D"}, func(n Noted) string {
		return when(n.ShortNights >= 5, "you noted less than 5 hours of sleep on "+strconv.Itoa(n.ShortNights)+" of the last 14 nights")
	}},
}
