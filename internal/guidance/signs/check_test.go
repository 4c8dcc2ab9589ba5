package signs

import (
	"encoding/json"
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// concern orders levels as the promise about them does: selfcare and incomplete ask for nobody.
func concern(l Level) int { return int(max(l, SelfCare)) }

// anyReport draws a report: from nothing or from a calm one, with some signs of the whole vocabulary.
func anyReport(t *rapid.T) Report {
	var r Report
	if rapid.Bool().Draw(t, "calm") {
		r, _ = Parse([]byte("{" + calm + "}"))
	}
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(catalogue)-1), 0, 12).Draw(t, "keys") {
		if err := r.Set(catalogue[i].name, anyValue(t, &catalogue[i])); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func anyValue(t *rapid.T, s *spec) any {
	if rapid.IntRange(0, 11).Draw(t, "unsure") == 0 {
		return Unsure
	}
	switch s.kind {
	case kindFlag:
		return rapid.Bool().Draw(t, s.name)
	case kindQuantity:
		high := s.max
		if high == anyAmount {
			high = rapid.SampledFrom([]float64{1, 3, 30, 80}).Draw(t, "high")
		}
		return math.Round(rapid.Float64Range(s.min, high).Draw(t, s.name)*10) / 10
	case kindChoice:
		return rapid.SampledFrom(s.options).Draw(t, s.name)
	case kindWords:
		return rapid.SampledFrom([]string{"it is fine", "normal", "", "self"}).Draw(t, s.name)
	default:
		return rapid.SliceOfN(rapid.SampledFrom(append(siteNames[:], "elbow")), 0, 3).Draw(t, s.name)
	}
}

// A dangerous answer to any yes-or-no sign must never make the answer calmer, whatever else was said.
func TestADangerousAnswerNeverLowersTheLevel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		drawn := anyReport(t)
		// Under wasm one flag in six a report; natively all of them.
		first, step := 0, 1
		if runtime.GOOS == "js" {
			first, step = rapid.IntRange(0, 5).Draw(t, "first"), 6
		}
		for i := first; i < len(catalogue); i += step {
			s := &catalogue[i]
			if s.kind != kindFlag {
				continue
			}
			after := drawn
			must(t, after.Set(s.name, !s.protective))
			for _, answered := range []any{drawn.Value(s.name), s.protective, Unsure, nil} {
				before := drawn
				must(t, before.Set(s.name, answered))
				neverLower(t, before, after, s.name)
			}
		}
	})
}

// neverLower fails when after is answered more calmly than before.
func neverLower(t *rapid.T, before, after Report, key string) {
	for name, check := range map[string]func(Report) Answer{"Check": Check, "CheckAssumingDenied": CheckAssumingDenied} {
		if a, b := check(before), check(after); concern(b.Level) < concern(a.Level) {
			t.Fatalf("%s: %s from %v to %v lowered\n%s\nto\n%s", name, key, before.Value(key), after.Value(key), verdict(a), verdict(b))
		}
	}
}

// dangerousUpwards are the numbers of which more is always worse.
var dangerousUpwards = []string{
	"bleeding_pads_per_hour", "bleeding_hours", "peak_pads_per_hour", "peak_hours", "bleeding_days", "clot_size_cm", "clot_count",
	"pain_score_0_10", "pain_weeks", "no_urine_hours", "constipation_days", "paracetamol_g_24h", "breast_hours",
	"positive_test_weeks", "period_absent_weeks", "pgs_item8", "phq9_total", "phq9_item9", "gad7_total", "pcl5_total", "pcptsd5_total",
	"epds_total", "epds_item10", "low_mood_days", "insomnia_nights", "emotional_numbness_weeks", "flashbacks_weeks", "panic_per_week",
}

func TestAWorseNumberNeverLowersTheLevel(t *testing.T) {
	from := map[string]float64{"pulse_bpm": 40, "temperature_c": 36, "temperature_max_c": 36, "temperature_f_reported": 96.8}
	for _, key := range dangerousUpwards {
		from[key] = catalogue[byName[key]].min
	}
	keys := slices.Sorted(maps.Keys(from))
	rapid.Check(t, func(t *rapid.T) {
		drawn := anyReport(t)
		share, more := rapid.Float64Range(0, 1).Draw(t, "number"), rapid.Float64Range(0, 1).Draw(t, "worse")
		for _, key := range keys {
			low, high := from[key], catalogue[byName[key]].max
			if high == anyAmount {
				high = 80
			}
			before, after := drawn, drawn
			a := low + share*(high-low)
			must(t, before.Set(key, a))
			must(t, after.Set(key, a+more*(high-a)))
			neverLower(t, before, after, key)
		}
	})
}

// Leaving an answer out must never calm: whoever takes back a denial is never told less.
func TestAnAnswerLeftOutNeverReassures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		key := rapid.SampledFrom(MustAsk()).Draw(t, "key")
		if key == "feels_safe" {
			return
		}
		for _, q := range mustAsk {
			if catalogue[q[0]].name == key {
				for _, k := range q {
					r.states[k] = absent
				}
			}
		}
		a := Check(r)
		if a.Level == SelfCare {
			t.Fatalf("%s was not asked and the answer is %s", key, verdict(a))
		}
		if !slices.Contains(a.Ask, key) {
			t.Fatalf("%s was not asked and is not in %v", key, a.Ask)
		}
	})
}

// What is missing is never assumed to be harmless: denying it out loud never raises the level, and assuming
// that everything missing is denied never gives a higher level than not assuming it.
func TestWhatIsMissingCountsAsTheRiskierAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		missing := anyReport(t)
		if a, b := Check(missing), CheckAssumingDenied(missing); concern(b.Level) > concern(a.Level) {
			t.Fatalf("assuming denied raised\n%s\nto\n%s", verdict(a), verdict(b))
		}
		for i := range catalogue {
			s := &catalogue[i]
			// Being told that it is complete is no reassurance when no scan saw the pregnancy in the womb (A8).
			if s.kind != kindFlag || missing.states[i] != absent || i == int(scanComplete) {
				continue
			}
			answered := missing
			must(t, answered.Set(s.name, s.protective))
			if a, b := Check(missing), Check(answered); concern(b.Level) > concern(a.Level) {
				t.Fatalf("%s=%v raised\n%s\nto\n%s", s.name, s.protective, verdict(a), verdict(b))
			}
		}
	})
}

func TestNothingSaidIsIncompleteAndAsksEverything(t *testing.T) {
	want := slices.DeleteFunc(MustAsk(), func(k string) bool { return k == "feels_safe" })
	for _, report := range []string{`{}`, `{"faint":null}`, `{"pain_site":[]}`, `{"self_report_bleeding":" "}`} {
		r, err := Parse([]byte(report))
		if err != nil {
			t.Fatal(err)
		}
		a := Check(r)
		if a.Level != Incomplete || len(a.Reasons) != 0 || !slices.Equal(a.Ask, want) {
			t.Errorf("%s: got %s, want incomplete and everything asked", report, verdict(a))
		}
		if b := CheckAssumingDenied(r); b.Level != SelfCare || len(b.Ask) != 0 {
			t.Errorf("%s assuming denied: got %s, want selfcare", report, verdict(b))
		}
	}
}

func TestAskHoldsExactlyWhatIsUnanswered(t *testing.T) {
	for _, c := range []struct{ members, want string }{
		{``, ``},
		{`"faint":null`, `faint`},
		{`"faint":"unsure"`, ``},
		{`"something_seriously_wrong":null,"chest_pain":null`, `chest_pain something_seriously_wrong`},
		{`"bleeding_pads_per_hour":null`, `bleeding_pads_per_hour`},
		{`"bleeding_pads_per_hour":null,"bleeding_trend":"stopped"`, ``},
		{`"bleeding_pads_per_hour":null,"self_report_bleeding":"light"`, ``},
		{`"pain_score_0_10":null`, `pain_score_0_10`},
		{`"pain_score_0_10":null,"pain_site":[]`, `pain_score_0_10`},
		{`"pain_score_0_10":null,"pain_site":["lower_back"]`, ``},
		{`"temperature_c":null`, `temperature_c`},
		{`"temperature_c":null,"temperature_max_c":37`, `temperature_c`},
		{`"temperature_c":null,"fever_reported":false`, ``},
		{`"temperature_c":null,"temperature_f_reported":98`, ``},
		{`"self_harm_thoughts":true`, `feels_safe`},
		{`"self_harm_thoughts":true,"feels_safe":true`, ``},
		{`"phq9_item9":1`, `feels_safe`},
		{`"self_harm_thoughts":"unsure"`, ``},
		{`"discharge":null,"saddle_numbness":null,"bladder_retention":null,"chest_pain":true`, `discharge saddle_numbness bladder_retention`},
	} {
		if a := Check(told(t, c.members)); strings.Join(a.Ask, " ") != c.want {
			t.Errorf("{%s}: ask %v, want %q", c.members, a.Ask, c.want)
		}
	}
}

// A question answered "not sure" is dangerous where the vocabulary says so and urgent for the rest.
func TestNotSureIsNeverReassuring(t *testing.T) {
	emergency := []string{"breathless", "chest_pain", "confusion", "onset_sudden", "feels_safe"}
	for _, q := range mustAsk {
		for _, k := range q {
			name := catalogue[k].name
			r := told(t, "")
			must(t, r.Set(name, Unsure))
			want := Urgent
			if slices.Contains(emergency, name) {
				want = Emergency
			}
			for _, a := range []Answer{Check(r), CheckAssumingDenied(r)} {
				if a.Level != want {
					t.Errorf("%s not sure: got %s, want %s", name, verdict(a), want)
				}
			}
		}
	}
	if a := Check(told(t, `"faint":"unsure","bleeding_trend":"easing"`)); a.Level != Emergency {
		t.Errorf("not sure about fainting while bleeding: got %s, want emergency", verdict(a))
	}
}

// Where the vocabulary gives "not sure" no meaning of its own, it is the same as not said.
func TestNotSureElsewhereIsNotSaid(t *testing.T) {
	asked := map[uint8]bool{}
	for _, q := range mustAsk {
		for _, k := range q {
			asked[k] = true
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		for i := range catalogue {
			if asked[uint8(i)] {
				continue
			}
			absentNow, unsureNow := r, r
			must(t, absentNow.Set(catalogue[i].name, nil))
			must(t, unsureNow.Set(catalogue[i].name, Unsure))
			if a, b := verdict(Check(absentNow)), verdict(Check(unsureNow)); a != b {
				t.Fatalf("%s not said: %s, not sure: %s", catalogue[i].name, a, b)
			}
		}
	})
}

func TestSkippedSafetyQuestionGivesUrgentWithTheCrisisRule(t *testing.T) {
	if a := Check(told(t, `"self_harm_thoughts":"unsure"`)); a.Level != Urgent || !hits(a, "P2", Urgent) {
		t.Errorf("got %s, want urgent by P2", verdict(a))
	}
	if a := Check(told(t, `"self_harm_thoughts":null`)); a.Level != Incomplete {
		t.Errorf("not reached: got %s, want incomplete", verdict(a))
	}
}

func TestSoonMayStillAsk(t *testing.T) {
	a := Check(told(t, `"bleeding_days":22,"faint":null`))
	if a.Level != Soon || !slices.Equal(a.Ask, []string{"faint"}) {
		t.Errorf("got %s, want soon that still asks faint", verdict(a))
	}
}

// Words, whatever they say, change nothing but that the question was answered.
func TestTextNeverLowersAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		for _, key := range []string{"self_report_bleeding", "self_label", "reporter", "about"} {
			after := r
			if err := after.Set(key, "only a little, the doctor said it is fine"); err != nil {
				t.Fatal(err)
			}
			if r.Value(key) == Unsure {
				continue
			}
			if a, b := Check(r), Check(after); concern(b.Level) < concern(a.Level) {
				t.Fatalf("%s lowered %s to %s", key, verdict(a), verdict(b))
			}
		}
	})
}

func TestSameReportSameAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := anyReport(t)
		if diff := cmp.Diff(Check(r), Check(r)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// Celsius and Fahrenheit of the same reading give the same answer, over every tenth of a degree.
func TestCelsiusAndFahrenheitAgree(t *testing.T) {
	for tenths := 860; tenths <= 1130; tenths++ {
		fahrenheit := float64(tenths) / 10
		celsius := (fahrenheit - 32) / 1.8
		if celsius < 30 || celsius > 45 {
			continue
		}
		c, f := told(t, `"temperature_c":null`), told(t, `"temperature_c":null`)
		must(t, c.Set("temperature_c", celsius))
		must(t, f.Set("temperature_f_reported", fahrenheit))
		if a, b := Check(c), Check(f); a.Level != b.Level {
			t.Errorf("%v F is %v C: got %s and %s", fahrenheit, celsius, verdict(b), verdict(a))
		}
	}
}

func TestTheWorseOfTwoReadingsCounts(t *testing.T) {
	for _, members := range []string{
		`"temperature_c":36.8,"temperature_f_reported":102.2`, `"temperature_c":39,"temperature_f_reported":98`,
		`"temperature_c":36.8,"temperature_max_c":39`, `"temperature_c":39,"temperature_max_c":37`,
		`"temperature_c":35.9,"temperature_f_reported":98.6`,
	} {
		if a := Check(told(t, members)); a.Level != Emergency {
			t.Errorf("{%s}: got %s, want emergency", members, verdict(a))
		}
	}
}

func TestModifiersLiftOneStepOnceAndOnlyWhenSaid(t *testing.T) {
	for _, c := range []struct {
		members string
		rule    string
		want    Level
	}{
		{`"bleeding_days":15,"bleeding_trend":"steady"`, "B9", Soon},
		{`"bleeding_days":15,"bleeding_trend":"steady","anticoagulant":true`, "B9", Urgent},
		{`"bleeding_days":15,"bleeding_trend":"steady","anticoagulant":true,"diabetes":true,"gestation_weeks":16,"alone_now":true`, "B9", Urgent},
		{`"bleeding_days":15,"bleeding_trend":"steady","scan_confirmed_intrauterine":null`, "B9", Soon},
		{`"bleeding_days":15,"bleeding_trend":"steady","scan_confirmed_intrauterine":false`, "B9", Urgent},
		{`"bleeding_days":15,"bleeding_trend":"steady","anticoagulant":"unsure"`, "B9", Soon},
		{`"temperature_c":38`, "F1", Urgent},
		{`"temperature_c":38,"gestation_weeks":14`, "F1", Emergency},
		{`"temperature_c":38,"gestation_weeks":13.857`, "F1", Urgent},
		{`"temperature_c":38,"gestation_weeks":null`, "F1", Urgent},
		{`"temperature_c":38,"alone_now":true`, "F1", Urgent},
		{`"bleeding_pads_per_hour":1,"bleeding_hours":1,"alone_now":true`, "B4", Emergency},
		{`"bleeding_pads_per_hour":1,"bleeding_hours":1,"far_from_help":true`, "B4", Emergency},
		{`"bleeding_pads_per_hour":1,"bleeding_hours":1,"no_phone_or_transport":true`, "B4", Emergency},
		{`"bleeding_pads_per_hour":1,"bleeding_hours":1,"gestation_weeks":14`, "B4", Emergency},
		{`"clot_size_cm":3,"gestation_weeks":15`, "B6", Emergency},
		{`"bleeding_trend":"restarted","bleeding_bright_red":true,"gestation_weeks":15`, "B7", Emergency},
		{`"calf_swelling":true,"sickle_cell":true`, "V2", Emergency},
		{`"discharge":"foul","immunosuppressed":true`, "F6", Emergency},
		{`"discharge":"foul","iud_in_place":true`, "F6", Emergency},
		{`"discharge":"foul","caesarean_scar_pregnancy_possible":true`, "F6", Emergency},
		{`"discharge":"foul","age_years":15`, "F6", Emergency},
		{`"discharge":"foul","age_years":16`, "F6", Urgent},
		{`"discharge":"foul","management":"surgical","days_since_loss":14`, "F6", Emergency},
		{`"discharge":"foul","management":"surgical","days_since_loss":15`, "F6", Urgent},
		{`"discharge":"foul","laparoscopy_days_ago":14`, "F6", Emergency},
		{`"discharge":"foul","laparoscopy_days_ago":14.01`, "F6", Urgent},
		{`"discharge":"foul","scan_confirmed_intrauterine":false,"management":"ectopic"`, "F6", Emergency},
		{`"discharge":"foul","scan_confirmed_intrauterine":false,"management":"ectopic","laparoscopy_days_ago":20`, "F6", Urgent},
		{`"discharge":"foul","methotrexate_days_ago":10`, "F6", Emergency},
		{`"discharge":"foul","anaemia_known":true`, "F6", Emergency},
		{`"discharge":"foul","refuses_transfusion":true`, "F6", Emergency},
		{`"discharge":"foul","bleeding_disorder":true`, "F6", Emergency},
		{`"discharge":"unusual","intoxicated":true`, "F6b", Emergency},
		{`"cyclical_pain":true,"dnc_count":1,"anticoagulant":true`, "A9", Soon},
		{`"postcoital_bleeding":true,"days_since_loss":50,"anticoagulant":true`, "B16", Soon},
		{`"milk_leak":true,"days_since_loss":100,"gestation_weeks":20`, "L6", Soon},
		{`"self_harm_thoughts":true,"feels_safe":true,"anticoagulant":true`, "P2", Urgent},
		{`"positive_test_weeks":3,"anticoagulant":true`, "H1", Soon},
		{`"scan_confirmed_intrauterine":false,"pain_score_0_10":2`, "A8", Urgent},
		{`"pain_score_0_10":3,"anticoagulant":true`, "A10", SelfCare},
	} {
		if a := Check(told(t, c.members)); !hits(a, c.rule, c.want) {
			t.Errorf("{%s}: got %s, want %s at %s", c.members, verdict(a), c.rule, c.want)
		}
	}
}

// Every modifier is noticed when it is gone.
func TestEveryModifierSaysWhy(t *testing.T) {
	for _, m := range modifiers {
		if m.id == "" || m.when == "" || m.because == "" {
			t.Errorf("%q: something is missing", m.id)
		}
	}
	for members, want := range map[string]string{
		`"temperature_c":38,"diabetes":true`:                          "Your temperature is 38.0 C (100.4 F) or higher. It can mean infection. Your health condition makes illness riskier, so we raise this one step.",
		`"bleeding_days":22,"iud_in_place":true`:                      "You have bled for more than 3 weeks. You have a coil in place, so we raise this one step.",
		`"misoprostol_hours_ago":50,"bleeding_days":0,"age_years":15`: "You have not bled within 48 hours of the tablets. You are under 16, so we raise this one step.",
	} {
		a := Check(told(t, members))
		if !slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Because == want }) {
			t.Errorf("{%s}: got %+v, want %q", members, a.Reasons, want)
		}
	}
	for _, r := range rules {
		if b := withoutDeadline(r.because); r.level == Soon && !r.routine && (len(b) < 10 || b == r.because) {
			t.Errorf("%s: raised, it would say %q", r.id, b)
		}
	}
}

// "Two in the morning" of walks.md: day 3 after 9 weeks, tablets at home, one full pad in the last hour.
const twoInTheMorning = `"days_since_loss":3,"gestation_weeks":9,"management":"medical","misoprostol_hours_ago":72,"scan_confirmed_intrauterine":true,` +
	`"bleeding_pads_per_hour":1,"bleeding_hours":1,"clot_size_cm":1.5,"pain_score_0_10":5,"pain_site":["lower_abdomen"],"temperature_c":36.9`

func TestTwoInTheMorning(t *testing.T) {
	a := Check(told(t, twoInTheMorning))
	if a.Level != Urgent || len(a.Reasons) != 1 || a.Reasons[0].Rule != "B4" || len(a.Ask) != 0 {
		t.Fatalf("got %s, want urgent by B4 alone", verdict(a))
	}
	if !strings.Contains(a.Reasons[0].Because, "emergency") {
		t.Errorf("got %q, want it to say what would make it an emergency", a.Reasons[0].Because)
	}
	for _, worse := range []string{
		`"bleeding_hours":2`, `"bleeding_pads_per_hour":2`, `"dizzy":true`, `"faint":true`, `"clot_size_cm":5`, `"clot_count":2`,
		`"breathless":true`, `"soaked_through_to_bedding":true`, `"shoulder_tip_pain":true`, `"onset_sudden":true`, `"temperature_c":39`,
		`"pain_score_0_10":8`, `"bleeding_hours":null`, `"alone_now":true`,
	} {
		if a := Check(changed(t, told(t, twoInTheMorning), worse)); a.Level != Emergency {
			t.Errorf("{%s}: got %s, want emergency", worse, verdict(a))
		}
	}
	hourLater := Check(changed(t, told(t, twoInTheMorning), `"bleeding_pads_per_hour":0.3,"bleeding_trend":"easing","peak_pads_per_hour":1,"peak_hours":1`))
	if hourLater.Level != SelfCare {
		t.Errorf("an hour later, easing: got %s, want selfcare", verdict(hourLater))
	}
}

func TestAnswerIsWrittenAsTheVocabularySays(t *testing.T) {
	got, err := json.Marshal(Check(Report{}))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(got), `{"level":"incomplete","reasons":[],"ask":["faint",`) {
		t.Errorf("got %s", got)
	}
	got, _ = json.Marshal(Check(told(t, `"temperature_c":38`)))
	for _, part := range []string{`"level":"urgent"`, `"rule":"F1"`, `"because":"Your temperature`, `"source":"CDC`, `"reviewed":"2026-11-20"`, `"ask":[]`} {
		if !strings.Contains(string(got), part) {
			t.Errorf("got %s, want it to hold %s", got, part)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	r := told(b, twoInTheMorning)
	b.ReportAllocs()
	for b.Loop() {
		Check(r)
	}
}

func BenchmarkParseAndCheck(b *testing.B) {
	line := []byte("{" + calm + `,"management":"medical","misoprostol_hours_ago":72,"clot_size_cm":1.5,"pain_site":["lower_abdomen"]}`)
	b.ReportAllocs()
	for b.Loop() {
		r, err := Parse(line)
		if err != nil {
			b.Fatal(err)
		}
		Check(r)
	}
}
