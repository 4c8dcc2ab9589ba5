package signs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestVocabularyFitsAReport(t *testing.T) {
	if len(catalogue) > maxKeys {
		t.Fatalf("%d keys, room for %d", len(catalogue), maxKeys)
	}
	if len(byName) != len(catalogue) {
		t.Fatalf("%d names for %d keys: a name is given twice", len(byName), len(catalogue))
	}
	if len(siteNames) != 31 || elsewhere != 1<<len(siteNames) {
		t.Fatalf("%d places, elsewhere is %b", len(siteNames), elsewhere)
	}
}

func TestEveryKeyTakesItsTypeUnsureAndNothing(t *testing.T) {
	samples := map[kind][]any{
		kindFlag: {true, false}, kindQuantity: {4}, kindChoice: {"?"}, kindWords: {"as I said"}, kindList: {[]string{"head", "elbow"}, []string{}},
	}
	for i := range catalogue {
		s := &catalogue[i]
		good := samples[s.kind]
		if s.kind == kindChoice {
			good = nil
			for _, option := range s.options {
				good = append(good, option)
			}
		}
		if s.kind == kindQuantity {
			good = []any{s.min, s.min + 0.5, min(s.max, 1e6)}
			if s.min == 1 || s.max == 3 {
				good = []any{s.min, s.max}
			}
		}
		for _, v := range append(good, Unsure, nil) {
			var r Report
			if err := r.Set(s.name, v); err != nil {
				t.Errorf("%s = %v: %v", s.name, v, err)
			}
		}
		for k, vs := range samples {
			if k == s.kind || k == kindWords && s.kind == kindChoice || k == kindChoice && s.kind == kindWords {
				continue
			}
			checkRefused(t, s.name, vs[0])
		}
		if s.kind == kindQuantity {
			checkRefused(t, s.name, s.min-0.1)
			checkRefused(t, s.name, s.max+0.1)
		}
		if s.kind == kindChoice {
			checkRefused(t, s.name, "something else")
		}
	}
}

func checkRefused(t *testing.T, key string, value any) {
	t.Helper()
	r := Report{}
	err := r.Set(key, value)
	var keyErr *KeyError
	if !errors.As(err, &keyErr) || keyErr.Key != key || !strings.Contains(err.Error(), key) {
		t.Errorf("%s = %v: got %v, want an error that names the key", key, value, err)
	}
	if r.Value(key) != nil {
		t.Errorf("%s = %v: refused, but the report holds %v", key, value, r.Value(key))
	}
}

func TestBadReportsAreRefusedByName(t *testing.T) {
	for report, want := range map[string]string{
		`{"bleeding":1}`:                      "bleeding: is not a known sign",
		`{"Faint":true}`:                      "Faint: is not a known sign",
		`{"faint":1}`:                         "faint: must be true",
		`{"faint":"yes"}`:                     "faint: must be true",
		`{"faint":"Unsure"}`:                  "faint: must be true",
		`{"faint":[true]}`:                    "faint: must be a list of text",
		`{"faint":{}}`:                        "faint: must not be an object",
		`{"faint":["a"]}`:                     "faint: must be true",
		`{"faint":false,"faint":true}`:        "faint: is given twice",
		`{"temperature_c":45.1}`:              "temperature_c: must be a number from 30 to 45",
		`{"temperature_c":29.9}`:              "temperature_c",
		`{"temperature_f_reported":37.2}`:     "temperature_f_reported: must be a number from 86 to 113",
		`{"temperature_c":"37"}`:              "temperature_c: must be a number",
		`{"temperature_c":1e999}`:             "temperature_c",
		`{"pulse_bpm":19}`:                    "pulse_bpm",
		`{"days_since_loss":-1}`:              "days_since_loss: must be a number of at least 0",
		`{"gestation_weeks":26.1}`:            "gestation_weeks",
		`{"management":"natural"}`:            "management: must be one of expectant, medical",
		`{"discharge":true}`:                  "discharge: must be one of",
		`{"pain_site":"lower_back"}`:          "pain_site: must be a list",
		`{"pain_site":[1]}`:                   "pain_site: must be a list",
		`{"pain_site":[["head"]]}`:            "pain_site: must be a list",
		`{"self_label":3}`:                    "self_label: must be text",
		`{"pgs_item8":0}`:                     "pgs_item8",
		`{"temperature_c":NaN}`:               "not JSON",
		`{"faint":true`:                       "not JSON",
		`{"faint":true}}`:                     "not JSON",
		`{"faint":true} {}`:                   "not JSON",
		`[]`:                                  "must be a JSON object",
		`null`:                                "must be a JSON object",
		`"faint"`:                             "must be a JSON object",
		``:                                    "not JSON",
		`{faint:true}`:                        "not JSON",
		`{"faint":tru}`:                       "not JSON",
		`{"faint":true,}`:                     "not JSON",
		`{"a":` + strings.Repeat("[", 100000): "not JSON",
		`{"pain_site":{"head":true}}`:         "pain_site: must not be an object",
		` { "faint" : tru } `:                 "not JSON",
		`{"\u0066aint":true,"faint":true}`:    "faint: is given twice",
		`{"fa\qint":true}`:                    "not JSON",
	} {
		if _, err := Parse([]byte(report)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: got %v, want an error with %q", report, err, want)
		}
	}
}

func TestACopyIsItsOwnReport(t *testing.T) {
	var a Report
	must(t, a.Set("self_label", "one"))
	must(t, a.Set("pain_site", []string{"head"}))
	b := a
	must(t, b.Set("self_label", "two"))
	must(t, b.Set("pain_site", []string{"neck"}))
	if a.Value("self_label") != "one" || a.Value("pain_site").([]string)[0] != "head" {
		t.Errorf("the copy changed the first: %v %v", a.Value("self_label"), a.Value("pain_site"))
	}
}

var parseSeeds = []string{
	`{}`, `{"faint":true}`, `{"faint":"unsure","temperature_c":38,"pain_site":["head","elbow"]}`, `{"faint":null}`,
	`{"faint":true,"faint":true}`, `{"gestation_weeks":12.857,"management":"medical"}`, `{"reporter":"self","about":"unsure"}`,
	`[]`, `{"faint":`, `{"a":{"b":[1]}}`, `{"temperature_f_reported":1e999}`, `{"` + "\u0000" + `":1}`,
}

func TestParseSeedsAreThere(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "fuzz", "FuzzParse", "*"))
	if err != nil || len(parseSeeds) < 10 || len(files) < 3 {
		t.Fatalf("%d seeds, %d seed files, %v: want some of both", len(parseSeeds), len(files), err)
	}
	for _, name := range files {
		if data, err := os.ReadFile(name); err != nil || !strings.HasPrefix(string(data), "go test fuzz v1\n") {
			t.Errorf("%s is not a seed: %v", name, err)
		}
	}
}

// Whatever Parse takes, Check answers, encoding/json reads as the same report, and it reads back the same.
func FuzzParse(f *testing.F) {
	for _, seed := range parseSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse(data)
		if err != nil {
			if err.Error() == "" {
				t.Fatal("an error without words")
			}
			return
		}
		var decoded map[string]any
		if err := json.Unmarshal(data, &decoded); err != nil {
			t.Fatalf("%q: Parse took what encoding/json does not: %v", data, err)
		}
		for key, want := range decoded {
			if list, ok := want.([]any); ok {
				if got := fmt.Sprint(r.Value(key)); len(list) > 0 && got != fmt.Sprint(list) {
					t.Fatalf("%q: %s: got %v, want %v", data, key, got, list)
				}
			} else if got := r.Value(key); got != want && (got != nil || strings.TrimSpace(fmt.Sprint(want)) != "") {
				t.Fatalf("%q: %s: got %#v, want %#v", data, key, got, want)
			}
		}
		var again Report
		for _, key := range Keys() {
			if v := r.Value(key); v != nil {
				must(t, again.Set(key, v))
			}
		}
		if a, b := Check(r), Check(again); verdict(a) != verdict(b) {
			t.Fatalf("%s: got %s, read back %s", data, verdict(a), verdict(b))
		}
		if a := Check(r); (a.Level == Incomplete) != (a.Level < Soon && len(a.Ask) > 0) {
			t.Fatalf("%s: %s", data, verdict(a))
		}
	})
}
