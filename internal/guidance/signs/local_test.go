package signs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

const exampleFile = "../../../docs/local-signs.example.json"

// hostFile is a whole file around thresholds and rules.
func hostFile(thresholds, rules string) []byte {
	return fmt.Appendf(nil, `{"version":1,"host":"Unit at Riverbank","source":"Leaflet 12","reviewed":"2026-10-01","thresholds":{%s},"rules":{%s}}`, thresholds, rules)
}

func hostTable(t testing.TB, thresholds, rules string) *Table {
	t.Helper()
	table, err := ParseLocal(hostFile(thresholds, rules))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// Each threshold with a report that the standard answers lower, just at the host's number, and not before it.
var stricter = []struct {
	name           string
	to             float64
	reached, below string
	rule           string
	want           Level
}{
	{"flooding_pads_per_hour", 1.5, `"bleeding_pads_per_hour":1.5,"bleeding_hours":1`, `"bleeding_pads_per_hour":1.4,"bleeding_hours":1`, "B1", Emergency},
	{"pads_per_hour", 0.5, `"bleeding_pads_per_hour":0.5,"bleeding_hours":2`, `"bleeding_pads_per_hour":0.4,"bleeding_hours":2`, "B2", Emergency},
	{"hours_in_a_row", 1, `"bleeding_pads_per_hour":1,"bleeding_hours":1`, `"bleeding_pads_per_hour":1,"bleeding_hours":0.9`, "B2", Emergency},
	{"large_clot_cm", 3.5, `"clot_size_cm":3.6`, `"clot_size_cm":3.5`, "B5", Emergency},
	{"clot_cm", 2, `"clot_size_cm":2`, `"clot_size_cm":1.9`, "B6", Urgent},
	{"clots_in_24_hours", 1, `"clot_count":1`, `"clot_count":0`, "B5", Emergency},
	{"heavier_than_period_hours", 12, `"bleeding_heavier_than_period":true,"bleeding_hours":13,"days_since_loss":1`, `"bleeding_heavier_than_period":true,"bleeding_hours":12,"days_since_loss":1`, "B8", Urgent},
	{"bleeding_days_not_lighter", 10, `"bleeding_days":11,"bleeding_trend":"steady"`, `"bleeding_days":10,"bleeding_trend":"steady"`, "B9", Soon},
	{"bleeding_days", 14, `"bleeding_days":15,"bleeding_trend":"easing"`, `"bleeding_days":14,"bleeding_trend":"easing"`, "B10", Soon},
	{"waiting_days", 10, `"awaiting_miscarriage":true,"days_since_loss":10`, `"awaiting_miscarriage":true,"days_since_loss":9.9`, "B14", Soon},
	{"hours_without_bleeding_after_tablets", 24, `"misoprostol_hours_ago":24,"bleeding_days":0`, `"misoprostol_hours_ago":23,"bleeding_days":0`, "B13", Soon},
	{"severe_pain_score", 6, `"pain_score_0_10":6`, `"pain_score_0_10":5.9`, "A4", Urgent},
	{"cramp_weeks", 1, `"pain_score_0_10":2,"pain_weeks":1.1`, `"pain_score_0_10":2,"pain_weeks":1`, "A7", Soon},
	{"back_pain_weeks", 2, `"pain_site":["lower_back"],"pain_weeks":2.1`, `"pain_site":["lower_back"],"pain_weeks":2`, "K5", Soon},
	{"temperature_c", 37.8, `"temperature_c":37.8`, `"temperature_c":37.7`, "F1", Urgent},
	{"high_temperature_c", 38.5, `"temperature_c":38.5`, `"temperature_c":38.4`, "F2", Emergency},
	{"low_temperature_c", 36.5, `"temperature_c":36.4`, `"temperature_c":36.5`, "F3", Emergency},
	{"no_urine_hours_emergency", 14, `"no_urine_hours":14`, `"no_urine_hours":13.9`, "F4", Emergency},
	{"no_urine_hours", 10, `"no_urine_hours":10`, `"no_urine_hours":9.9`, "F4f", Urgent},
	{"pulse_bpm", 95, `"pulse_bpm":96`, `"pulse_bpm":95`, "V3b", Urgent},
	{"pulse_bpm_emergency", 110, `"pulse_bpm":111`, `"pulse_bpm":110`, "V3", Emergency},
	{"breast_hours", 12, `"breast_red_area":true,"breast_hours":13`, `"breast_red_area":true,"breast_hours":12`, "L2", Urgent},
	{"positive_test_weeks", 2, `"positive_test_weeks":2`, `"positive_test_weeks":1.9`, "H1", Soon},
	{"no_period_weeks", 6, `"period_absent_weeks":6`, `"period_absent_weeks":5.9`, "H8", Soon},
	{"paracetamol_g_24h", 3, `"paracetamol_g_24h":3.1`, `"paracetamol_g_24h":3`, "M6", Emergency},
	{"low_mood_days", 7, `"low_mood_days":7`, `"low_mood_days":6`, "P6", Soon},
	{"nights_without_sleep", 1, `"insomnia_nights":1`, `"insomnia_nights":0`, "P5", Urgent},
}

func TestEveryThresholdOfAHostIsStricterFromItsNumberOn(t *testing.T) {
	if len(stricter) != int(limitCount) {
		t.Fatalf("%d cases for %d thresholds", len(stricter), limitCount)
	}
	for _, c := range stricter {
		table := hostTable(t, fmt.Sprintf("%q:%v", c.name, c.to), "")
		at, before := told(t, c.reached), told(t, c.below)
		if hits(Check(at), c.rule, c.want) {
			t.Errorf("%s: the standard says so too: {%s}", c.name, c.reached)
		}
		a := table.Check(at)
		if !hits(a, c.rule, c.want) || a.Level < c.want {
			t.Errorf("%s at %v: {%s}: got %s, want %s", c.name, c.to, c.reached, verdict(a), c.rule)
		}
		for _, r := range a.Reasons {
			if r.Rule == c.rule && (!r.Local || !strings.Contains(r.Source, "Leaflet 12 (Unit at Riverbank)") || r.Reviewed != "2026-10-01" || !strings.Contains(r.Because, "Unit at Riverbank")) {
				t.Errorf("%s: the reason does not say whose it is: %+v", c.name, r)
			}
		}
		if a, b := table.Check(before), Check(before); verdict(a) != verdict(b) {
			t.Errorf("%s below %v: {%s}: got %s, want the standard %s", c.name, c.to, c.below, verdict(a), verdict(b))
		}
		if l, ok := table.Local(); !ok || len(l.Changes) != 1 || l.Changes[0].Name != c.name || l.Host != "Unit at Riverbank" || l.Source != "Leaflet 12" {
			t.Errorf("%s: %+v", c.name, l)
		}
	}
}

func TestARuleThatAHostRaisedAsksForMore(t *testing.T) {
	for _, c := range []struct {
		rules, members, rule string
		want                 Level
		because              string
	}{
		{`"B9":"urgent"`, `"bleeding_days":15,"bleeding_trend":"steady"`, "B9", Urgent, "You have bled for more than 2 weeks and it is not getting lighter. Unit at Riverbank asks you to be seen today."},
		{`"F1":"emergency"`, `"temperature_c":38`, "F1", Emergency, "Your temperature is 38.0 C (100.4 F) or higher. It can mean infection. Unit at Riverbank asks you to get help now."},
		{`"L1":"soon"`, `"milk_leak":true`, "L1", Soon, "Milk or tender breasts can come after a loss. They usually settle in days to weeks. Unit at Riverbank asks you to call within 24 hours."},
		{`"B9":"urgent"`, `"bleeding_days":15,"bleeding_trend":"steady","anticoagulant":true`, "B9", Emergency, "You have bled for more than 2 weeks and it is not getting lighter. Unit at Riverbank asks you to be seen today. Your blood clots less easily, so we raise this one step."},
		{`"B6":"emergency"`, `"clot_size_cm":3`, "B6", Emergency, "You passed a clot about the size of a walnut or larger. Unit at Riverbank asks you to get help now."},
	} {
		a := hostTable(t, "", c.rules).Check(told(t, c.members))
		i := slices.IndexFunc(a.Reasons, func(r Reason) bool { return r.Rule == c.rule })
		if i < 0 || a.Reasons[i].Level != c.want || a.Reasons[i].Because != c.because || !a.Reasons[i].Local || a.Level < c.want {
			t.Errorf("%s {%s}: got %s %+v, want %s: %s", c.rules, c.members, verdict(a), a.Reasons, c.want, c.because)
		}
	}
	// What the standard says as high needs no host beside it.
	if a := hostTable(t, "", `"B6":"emergency"`).Check(told(t, `"clot_size_cm":3,"bleeding_trend":"increasing"`)); slices.ContainsFunc(a.Reasons, func(r Reason) bool { return r.Local }) {
		t.Errorf("got %+v, want the standard reasons", a.Reasons)
	}
}

func TestTheReasonStatesTheNumberThatWasReached(t *testing.T) {
	for thresholds, c := range map[string]struct{ members, rule, want string }{
		`"temperature_c":37.8`:                      {`"temperature_c":37.9`, "F1", "Your temperature is 37.8 C (100 F) or higher. Unit at Riverbank asks you to be seen today."},
		`"temperature_c":37.6`:                      {`"temperature_c":37.6,"abdomen_tender":true`, "F13", "Your temperature is 37.6 C (99.7 F) or higher. You have a fever and a sign that the infection may be in your womb. Unit at Riverbank asks you to get help now."},
		`"bleeding_days":10`:                        {`"bleeding_days":12,"bleeding_trend":"easing"`, "B10", "You have bled for more than 10 days. Unit at Riverbank asks you to call within 24 hours."},
		`"pads_per_hour":0.5,"hours_in_a_row":1`:    {`"bleeding_pads_per_hour":0.5,"bleeding_hours":1`, "B2", "Several of your answers reach a stricter limit. Unit at Riverbank asks you to get help now."},
		`"pads_per_hour":0.75,"clot_cm":2.5`:        {`"bleeding_pads_per_hour":0.8,"bleeding_hours":1`, "B4", "You soak full pads at a rate of 0.75 an hour or more. Unit at Riverbank asks you to be seen today."},
		`"bleeding_days_not_lighter":7,"clot_cm":2`: {`"bleeding_days":8,"bleeding_trend":"steady","iud_in_place":true`, "B9", "You have bled for more than 7 days and it is not getting lighter. You have a coil in place, so we raise this one step."},
	} {
		a := hostTable(t, thresholds, "").Check(told(t, c.members))
		i := slices.IndexFunc(a.Reasons, func(r Reason) bool { return r.Rule == c.rule })
		if i < 0 || a.Reasons[i].Because != c.want {
			t.Errorf("%s {%s}: got %+v, want %s: %q", thresholds, c.members, a.Reasons, c.rule, c.want)
		}
	}
}

func TestOneIsNotMany(t *testing.T) {
	table := hostTable(t, `"hours_in_a_row":1,"nights_without_sleep":1,"clots_in_24_hours":1,"pads_per_hour":1,"bleeding_days":21`, ``)
	l, _ := table.Local()
	for i, want := range []string{"1 hour", "1 night", "1 clot of walnut size"} {
		if l.Changes[i].Local != want {
			t.Errorf("%q, want %q", l.Changes[i].Local, want)
		}
	}
	if a := table.Check(told(t, `"insomnia_nights":1`)); a.Reasons[0].Because != "You have hardly slept for 1 night or more. Unit at Riverbank asks you to be seen today." {
		t.Errorf("%q", a.Reasons[0].Because)
	}
}

// anyHost draws a file that is valid: any thresholds up to the strictest, any rules up to emergency.
func anyHost(t *rapid.T) *Table {
	thresholds, raised := []string{}, []string{}
	for _, s := range Thresholds() {
		if rapid.IntRange(0, 2).Draw(t, "tighten") == 0 {
			share := rapid.SampledFrom([]float64{0, 0.3, 0.5, 1}).Draw(t, s.Name)
			n := json.Number(fmt.Sprintf("%.3f", s.Standard+share*(s.Strictest-s.Standard)))
			thresholds = append(thresholds, fmt.Sprintf("%q:%s", s.Name, n))
		}
	}
	lowest := map[string]Level{}
	for _, r := range rules {
		if l, ok := lowest[r.id]; !ok || r.level < l {
			lowest[r.id] = r.level
		}
	}
	for _, i := range rapid.SliceOfNDistinct(rapid.IntRange(0, len(rules)-1), 0, 4, func(i int) string { return rules[i].id }).Draw(t, "rules") {
		level := rapid.SampledFrom([]Level{Soon, Urgent, Emergency}).Draw(t, "level")
		raised = append(raised, fmt.Sprintf("%q:%q", rules[i].id, max(level, lowest[rules[i].id])))
	}
	if len(thresholds)+len(raised) == 0 {
		return Standard()
	}
	table, err := ParseLocal(hostFile(strings.Join(thresholds, ","), strings.Join(raised, ",")))
	must(t, err)
	return table
}

// No file, however it is combined with any answers, ever calms an answer or takes a reason away.
func TestAStricterFileNeverLowersAnAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table := anyHost(t)
		for range 8 {
			r := anyReport(t)
			for _, c := range []struct{ standard, local Answer }{{Check(r), table.Check(r)}, {CheckAssumingDenied(r), table.CheckAssumingDenied(r)}} {
				if concern(c.local.Level) < concern(c.standard.Level) {
					t.Fatalf("lowered %s to %s", verdict(c.standard), verdict(c.local))
				}
				if !slices.Equal(c.standard.Ask, c.local.Ask) {
					t.Fatalf("asks %v, want %v", c.local.Ask, c.standard.Ask)
				}
				for _, want := range c.standard.Reasons {
					if want.Level >= Soon && !slices.ContainsFunc(c.local.Reasons, func(got Reason) bool { return got.Rule == want.Rule && got.Level >= want.Level }) {
						t.Fatalf("%s/%s is gone from %s", want.Rule, want.Level, verdict(c.local))
					}
				}
			}
		}
	})
}

// The promises about any table hold for a host's too.
func TestADangerousAnswerNeverLowersTheLevelAtAHost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		table, before := anyHost(t), anyReport(t)
		i := rapid.SampledFrom(flags()).Draw(t, "sign")
		after := before
		must(t, after.Set(catalogue[i].name, !catalogue[i].protective))
		if a, b := table.Check(before), table.Check(after); concern(b.Level) < concern(a.Level) {
			t.Fatalf("%s lowered %s to %s", catalogue[i].name, verdict(a), verdict(b))
		}
	})
}

func flags() (all []int) {
	for i := range catalogue {
		if catalogue[i].kind == kindFlag {
			all = append(all, i)
		}
	}
	return all
}

func TestWhatAFileMayNotSayIsRefusedWithLineNameAndWhatToDo(t *testing.T) {
	long := strings.Repeat("a", 61)
	for _, c := range []struct{ file, want string }{
		{``, `line 1: is not JSON`},
		{"{\n\"version\":1,\n\"host\" \"x\"}", `line 3: is not JSON from here on: look for a missing comma, quote or bracket`},
		{`[]`, `line 1: must be one JSON object`},
		{`{}`, `line 1: version: is missing: add it`},
		{string(hostFile(``, ``)), `changes nothing: name something`},
		{string(hostFile(`"temperature_c":38.5`, ``)), `thresholds.temperature_c: 38.5 would be less strict than the standard, which is 38 (degrees Celsius, this much or more): a file may only be stricter`},
		{string(hostFile(`"low_temperature_c":35`, ``)), `thresholds.low_temperature_c: 35 would be less strict`},
		{string(hostFile(`"temperature_c":3.78`, ``)), `thresholds.temperature_c: 3.78 would send in nearly everybody: the strictest that may stand here is 37.5`},
		{string(hostFile(`"low_temperature_c":37`, ``)), `thresholds.low_temperature_c: 37 would send in nearly everybody`},
		{string(hostFile(`"temperature_c":"37.8"`, ``)), `thresholds.temperature_c: must be a number without quotes`},
		{string(hostFile(`"temperature_c":[37.8]`, ``)), `thresholds.temperature_c: must be a number without quotes`},
		{string(hostFile(`"temperature_c":1e999`, ``)), `thresholds.temperature_c: is not a number that can be used`},
		{string(hostFile(`"fever":37.8`, ``)), `thresholds.fever: is not a threshold that can be changed`},
		{string(hostFile(`"bleeding_days":14,"bleeding_days":15`, ``)), `thresholds.bleeding_days: is given twice: take one out`},
		{string(hostFile(``, `"B1":"urgent"`)), `rules.B1: is emergency in the standard, and a file may only raise it: take this out`},
		{string(hostFile(``, `"B9":"selfcare"`)), `rules.B9: must be soon, urgent or emergency`},
		{string(hostFile(``, `"B9":4`)), `rules.B9: must be soon, urgent or emergency`},
		{string(hostFile(``, `"B99":"urgent"`)), `rules.B99: is not a rule that can be raised`},
		{string(hostFile(``, `"S0":"soon"`)), `rules.S0: is not a rule that can be raised`},
		{string(hostFile(``, `"b9":"urgent"`)), `rules.b9: is not a rule that can be raised`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `"version":1`, `"version":2`, 1), `version: must be 1`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `"thresholds":{}`, `"thresholds":[]`, 1), `thresholds: must be an object`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `"version":1`, `"version":1,"remove":["B1"]`, 1), `remove: cannot stand here: take it out. A file holds version, host, source, reviewed, thresholds and rules`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `Unit at Riverbank`, long, 1), `host: is longer than 60 characters: shorten it`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `Leaflet 12`, strings.Repeat("b", 121), 1), `source: is longer than 120 characters`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `2026-10-01`, `2026-02-29`, 1), `reviewed: must be the day`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `"2026-10-01"`, `20261001`, 1), `reviewed: must be the day`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `"Leaflet 12"`, `null`, 1), `source: must be text between quotes`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `Leaflet 12`, ` Leaflet 12`, 1), `source: must be words, with no space before or after`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `Leaflet 12`, `Leaflet\n12`, 1), `source: may hold only letters, numbers and ordinary signs`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `Leaflet 12`, `Leaflet \u202e12`, 1), `source: may hold only letters, numbers and ordinary signs`},
		{strings.Replace(string(hostFile(``, `"B9":"urgent"`)), `Leaflet 12`, `<b>12</b>`, 1), `source: may hold only letters, numbers and ordinary signs`},
		{strings.Repeat(" ", MaxLocal) + `{}`, `the file is larger than 16384 bytes: shorten it`},
	} {
		table, err := ParseLocal([]byte(c.file))
		if err == nil || table != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.200s: got %v, want %q", c.file, err, c.want)
		}
		var problem *LocalError
		if !errors.As(err, &problem) || problem.Line < 1 || problem.Problem == "" {
			t.Errorf("%.200s: %v is no LocalError", c.file, err)
		}
	}
	for _, link := range []string{"https://unit.example", "www.unit.example", "unit.example/leaflet", "mailto:us", "us@unit", "call tel:999", "Riverbank.org"} {
		refusedAsNameAndSource(t, link, "may hold no link, address or telephone number")
	}
}

// refusedAsNameAndSource says whether a text is refused with its line, its key and what to do, wherever it stands.
func refusedAsNameAndSource(t *testing.T, text, want string) {
	t.Helper()
	for key, now := range map[string]string{"host": "Unit at Riverbank", "source": "Leaflet 12"} {
		_, err := ParseLocal([]byte(strings.Replace(string(hostFile(``, `"B9":"urgent"`)), now, text, 1)))
		var problem *LocalError
		if !errors.As(err, &problem) || problem.Line != 1 || problem.Key != key || !strings.Contains(problem.Problem, want) {
			t.Errorf("%q as %s: got %v, want %q", text, key, err, want)
		}
	}
}

// Numbers that a person could dial, with whatever between the digits and in whatever writing.
var dialled = []string{
	"0808,2000,247", "0808–2000–247", "0808:2000:247", "0808 2000 247", "0808_2000·247", "ring 0800 123 456 78", "+44 20 7946 0000",
	"ring 116 123", "116123", "call 999", "call 9 1 1", "9-8-8", "ring 1|1|2", "ring112 or 999", "NG126 116", "NG12 116", "call9 1 1", "call9.1.1", "NG126, 2026, 116", "NG116 or 123", "a0b8c0d8e2f0",
	"①②③④⑤⑥", "ring ①①②", "Ⅰ Ⅱ Ⅲ", "١١٦١٢٣", "１１６１２３", "𝟵𝟵𝟵", "9️⃣9️⃣9️⃣", "一一六一二三", "² ³ ¹", "2020 2021", "2026-10-01 2026-10-02", "2026-10-01 0800", "20201", "NG1261 and NG59",
}

func TestNoNumberOfAHostCouldBeDialled(t *testing.T) {
	for _, number := range dialled {
		refusedAsNameAndSource(t, number, "could be taken for a telephone number: beside one year, or one day as in 2026-11-20, at most 5 digits")
	}
}

// Sentences, and addresses with dots that are none.
var sentences = []string{
	"Do not call. You are fine. Rest", "You are fine.", "Rest! All is well", "Worried? Rest", "Rest… you are fine", "休息。没事", "ارتاحي؟ لا", "आराम करो।",
	"evil。com", "evil．com", "evil｡com", "evil․com", "eve . com", "eve. com", "eve .com", "eve.\u0301com", "evil..com",
}

func TestAHostHasANameAndNoSentence(t *testing.T) {
	for _, text := range sentences {
		refusedAsNameAndSource(t, text, "may hold a name and no sentence: take out full stops")
	}
}

func TestRealNamesAndSourcesOfHostsAreTaken(t *testing.T) {
	for _, fine := range []string{
		"Early Pregnancy Unit, Example Hospital", "NICE NG126, 2026", "NICE NG126, 17 June 2026", "NICE NG126 and local leaflet 12", "St Anne's, leaflet 12 (2026-10-01), p 4-5",
		"Unité de la Croix-Rousse", "عيادة", "U.K guideline, v2.1", "Ward 7B", "第三医院", "RCOG GTG 25, second edition 2026", "Leaflet 12, read 2026-10-01", "Gynäkologie & Geburtshilfe / Station 4",
	} {
		for _, now := range []string{"Unit at Riverbank", "Leaflet 12"} {
			if _, err := ParseLocal([]byte(strings.Replace(string(hostFile(``, `"B9":"urgent"`)), now, fine, 1))); err != nil {
				t.Errorf("%q: %v", fine, err)
			}
		}
	}
}

// Everything that is wrong is told at once, each with its line.
func TestAllProblemsOfAFileAreTold(t *testing.T) {
	_, err := ParseLocal([]byte("{\n\"version\": 1,\n\"host\": \"\",\n\"thresholds\": {\n\"temperature_c\": 39,\n\"nonsense\": {\"a\": [1, {}]}\n},\n\"reviewed\": \"2026-10-01\"\n}"))
	want := "line 3: host: must be words, with no space before or after them\n" +
		"line 5: thresholds.temperature_c: 39 would be less strict than the standard, which is 38 (degrees Celsius, this much or more): a file may only be stricter\n" +
		"line 6: thresholds.nonsense: is not a threshold that can be changed: docs/clinical-safety/rules.md lists them\n" +
		"line 1: source: is missing: add it"
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// A number that is the standard changes nothing, and a later standard that caught up does no harm.
func TestANumberThatIsTheStandardIsTaken(t *testing.T) {
	table := hostTable(t, `"temperature_c":38`, `"B9":"soon"`)
	if l, ok := table.Local(); !ok || len(l.Changes) != 0 {
		t.Errorf("%+v, %v: want no change", l, ok)
	}
}

func TestTheExampleIsValid(t *testing.T) {
	file, err := os.ReadFile(exampleFile)
	if err != nil {
		t.Fatal(err)
	}
	table, err := ParseLocal(file)
	if err != nil {
		t.Fatal(err)
	}
	if l, _ := table.Local(); len(l.Changes) != 6 {
		t.Errorf("%+v: want six changes", l)
	}
	hosting, err := os.ReadFile("../../../docs/hosting.md")
	if err != nil || !strings.Contains(string(hosting), "local-signs.example.json") {
		t.Errorf("docs/hosting.md does not name the example: %v", err)
	}
	if a := table.Check(told(t, `"temperature_c":37.8`)); a.Level != Urgent {
		t.Errorf("got %s, want urgent", verdict(a))
	}
}

func TestTheTableOfNoHostIsTheStandard(t *testing.T) {
	for _, table := range []*Table{Standard(), Without(Missing), Without(Broken)} {
		if l, ok := table.Local(); ok {
			t.Errorf("%+v: want no host", l)
		}
		for _, v := range vignettes(t) {
			r, err := Parse(v.Report)
			must(t, err)
			if a, b := verdict(table.Check(r)), verdict(Check(r)); a != b {
				t.Errorf("%s: %s, want %s", v.ID, a, b)
			}
		}
	}
	if Standard().Unread() != Read || Without(Missing).Unread() != Missing || Without(Broken).Unread() != Broken {
		t.Error("why a file was not read is not told")
	}
}

func TestAFileThatDidNotComeOrCannotBeUsedLeavesTheStandardAndSaysSo(t *testing.T) {
	good := hostFile(`"temperature_c":37.8`, ``)
	for _, c := range []struct {
		file []byte
		err  error
		want Unread
		host bool
	}{{good, nil, Read, true}, {nil, errors.New("gone"), Missing, false}, {good, errors.New("half of it"), Missing, false}, {[]byte("<html>"), nil, Broken, false}} {
		table := FromHost(c.file, c.err)
		if _, host := table.Local(); table.Unread() != c.want || host != c.host {
			t.Errorf("%q, %v: unread %d, a host %v", c.file, c.err, table.Unread(), host)
		}
		want := SelfCare
		if c.host {
			want = Urgent
		}
		if a := table.Check(told(t, `"temperature_c":37.8`)); a.Level != want {
			t.Errorf("%q, %v: got %s, want %s", c.file, c.err, verdict(a), want)
		}
	}
}

func TestCardsOfAHostAddToTheStandardOnes(t *testing.T) {
	emergency, urgent, soon := hostTable(t, `"temperature_c":37.8`, `"B9":"urgent","F1":"emergency"`).Cards()
	e, u, s := Cards()
	if !slices.Contains(emergency, "Your temperature is 37.8 C (100 F) or higher.") {
		t.Errorf("the stricter line is not on the emergency card: %q", emergency)
	}
	if len(emergency) != len(e)+2 || len(urgent) != len(u) || len(soon) != len(s)-1 {
		t.Errorf("%d, %d, %d lines, standard %d, %d, %d", len(emergency), len(urgent), len(soon), len(e), len(u), len(s))
	}
}

// Nothing that a person reads leads anywhere: beside an emergency there is one number, and it comes from elsewhere.
func TestNoWordsOfARuleLeadAnywhere(t *testing.T) {
	words := []string{}
	for _, r := range Rules() {
		words = append(words, r.Because, r.Card)
		if s := strings.Join(r.Sources, " "); strings.Contains(s, "://") || strings.Contains(s, "www.") {
			t.Errorf("%s: a source is a link: %q", r.ID, s)
		}
	}
	for i := range limitSpecs {
		words = append(words, limitSpecs[i].says(limitSpecs[i].strictest))
	}
	for _, w := range append(words, modifiers[0].because) {
		// The longest number in them is a temperature twice, as in 38.0 C (100.4 F).
		if _, most := countDigits(w); leadsElsewhere(w) || most > 4 || strings.ContainsAny(w, "<>") {
			t.Errorf("%q leads elsewhere", w)
		}
	}
}

func FuzzParseLocal(f *testing.F) {
	example, err := os.ReadFile(exampleFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	for _, seed := range []string{`{}`, `[1]`, ``, "\uFEFF{}", string(hostFile(`"temperature_c":37.8`, `"B9":"urgent"`)), string(hostFile(`"pads_per_hour":0.5,"hours_in_a_row":1`, ``)),
		`{"host":{"a":["\"}"]},"rules":{"B9":{}},"thresholds":{"clot_cm":null},"x":-1e-3,"version":true}`, `{"host":"\ud800","source":"a.bc"}`} {
		f.Add([]byte(seed))
	}
	for _, text := range slices.Concat(dialled, sentences) {
		f.Add([]byte(strings.Replace(string(hostFile(``, `"B9":"urgent"`)), "Leaflet 12", text, 1)))
	}
	reports := []string{twoInTheMorning, `"temperature_c":37.9`, `"bleeding_days":15,"bleeding_trend":"steady"`, `"pain_score_0_10":6,"pain_site":["lower_back"],"pain_weeks":2.5`}
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := ParseLocal(file)
		if err != nil {
			var problem *LocalError
			if table != nil || !errors.As(err, &problem) {
				t.Fatalf("%v", err)
			}
			return
		}
		l, ok := table.Local()
		if !ok || l.Host == "" || l.Source == "" || !isDay(l.Reviewed) || leadsElsewhere(l.Host) || leadsElsewhere(l.Source) {
			t.Fatalf("%+v", l)
		}
		for _, text := range []string{l.Host, l.Source} {
			numbers := 0
			for _, c := range text {
				if unicode.IsNumber(c) {
					numbers++
				}
			}
			if numbers > maxDigits+len("20261120") || strings.Contains(text, ". ") || strings.ContainsAny(text, "。!?") || utf8.RuneCountInString(text) > maxSource {
				t.Fatalf("%q", text)
			}
		}
		for _, members := range reports {
			r := told(t, members)
			if a, b := Check(r), table.Check(r); concern(b.Level) < concern(a.Level) {
				t.Fatalf("lowered %s to %s", verdict(a), verdict(b))
			}
		}
	})
}

func BenchmarkCheckWithALocalFile(b *testing.B) {
	example, err := os.ReadFile(exampleFile)
	must(b, err)
	table, err := ParseLocal(example)
	must(b, err)
	r := told(b, twoInTheMorning)
	b.ReportAllocs()
	for b.Loop() {
		table.Check(r)
	}
}
