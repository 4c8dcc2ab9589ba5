package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/site"
)

const calm = `"faint":false,"breathless":false,"chest_pain":false,"confusion":false,"onset_sudden":false,"self_harm_thoughts":false,` +
	`"bleeding_pads_per_hour":0.2,"bleeding_trend":"easing","pain_score_0_10":3,"pain_site":["lower_abdomen"],"temperature_c":36.8,` +
	`"discharge":"normal","saddle_numbness":false,"bladder_retention":false,"something_seriously_wrong":false`

// atTerminal runs the command line and returns what a person at a terminal gets.
func atTerminal(in string, args ...string) (status int, out, errOut string) {
	var o, e bytes.Buffer
	status = run(args, strings.NewReader(in), &o, &e)
	return status, o.String(), e.String()
}

func TestSignsAnswersEveryLineInOrder(t *testing.T) {
	for _, c := range []struct {
		name, in string
		args     []string
		status   int
		want     []string // what each line of output begins with or, after "~", contains
	}{
		{"nothing", "", nil, 0, nil},
		{"nothing said", "{}\n", nil, 0, []string{`{"level":"incomplete","reasons":[],"ask":["faint","breathless"`}},
		{"calm", "{" + calm + "}\n", nil, 0, []string{`{"level":"selfcare","reasons":[{"rule":"A10"`}},
		{"no end of line", `{"faint":true}`, nil, 0, []string{`{"level":"emergency"`}},
		{"carriage return", "{" + calm + "}\r\n{}\r\n", nil, 0, []string{`{"level":"selfcare"`, `{"level":"incomplete"`}},
		{"denied", "{}\n{\"shoulder_tip_pain\":true}\n", []string{"--assume-denied"}, 0, []string{`{"level":"selfcare"`, `{"level":"urgent"`}},
		{"not denied", `{"shoulder_tip_pain":true}`, nil, 0, []string{`{"level":"emergency"`}},
		{"wrapped", `{"id":"a1","report":{"faint":true}}`, nil, 0, []string{`{"id":"a1","level":"emergency"`}},
		{"wrapped the other way round", `{"report":{},"id":"é\""}`, nil, 0, []string{`{"id":"é\"","level":"incomplete"`}},
		{"wrapped without an id", `{"report":{}}`, nil, 0, []string{`{"level":"incomplete"`}},
		{"wrapped bad", `{"id":"a1","report":{"fever":1}}`, nil, 1, []string{`{"error":"signs: fever: is not a known sign","line":1}`}},
		{"wrapped with more", `{"id":"a1","report":{},"faint":true}`, nil, 1, []string{`{"error":"signs: faint: cannot stand beside`}},
		{"wrapped twice", `{"report":{},"report":{}}`, nil, 1, []string{`{"error":"signs: report: is given twice","line":1}`}},
		{"wrapped and rubbish", `{"report":{}} x`, nil, 1, []string{`{"error":"signs: `}},
		{"wrapped nothing", `{"id":"a","report":null}`, nil, 1, []string{`{"error":"signs: a report must be a JSON object","line":1}`}},
		{"an id that is a number", `{"id":7,"report":{}}`, nil, 0, []string{`{"id":7,"level":"incomplete"`}},
		{"an id that is a list", `{"id":[7],"report":{}}`, nil, 1, []string{`{"error":"signs: id: must be text or a number","line":1}`}},
		{"an id that is nothing", `{"id":null,"report":{}}`, nil, 1, []string{`{"error":"signs: id: must be text or a number","line":1}`}},
		{"a flag after the file", `{}`, []string{"-", "--assume-denied"}, 0, []string{`{"level":"selfcare"`}},
		{"an id alone", `{"id":"a"}`, nil, 1, []string{`{"error":"signs: id: is not a known sign","line":1}`}},
		{"the word report in text", `{"self_label":"a \"report\""}`, nil, 0, []string{`{"level":"incomplete"`}},
		{"report as a text value", `{"self_label":"report"}`, nil, 0, []string{`{"level":"incomplete"`}},
		{"the rest still runs", "{}\nrubbish\n{\"temperature_c\":50}\n\n{}\n", nil, 1, []string{
			`{"level":"incomplete"`, `{"error":"signs: not JSON`, `{"error":"signs: temperature_c: must be a number from 30 to 45","line":3}`,
			`{"error":"signs: a blank line is not a report","line":4}`, `{"level":"incomplete"`}},
		{"help", "", []string{"-h"}, 0, nil},
		{"unknown flag", "", []string{"--fast"}, 2, nil},
		{"two files", "", []string{"a", "b"}, 2, nil},
		{"no such file", "", []string{filepath.Join(t.TempDir(), "none")}, 1, nil},
		{"a dash is standard input", "{}\n", []string{"-"}, 0, []string{`{"level":"incomplete"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, out, errOut := atTerminal(c.in, append([]string{"signs"}, c.args...)...)
			if status != c.status {
				t.Errorf("status %d, want %d (%s)", status, c.status, errOut)
			}
			lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
			if out == "" {
				lines = nil
			}
			if len(lines) != len(c.want) {
				t.Fatalf("got %d lines, want %d:\n%s", len(lines), len(c.want), out)
			}
			for i, want := range c.want {
				if !strings.HasPrefix(lines[i], want) {
					t.Errorf("line %d: got %s, want it to begin with %s", i+1, lines[i], want)
				}
				if !json.Valid([]byte(lines[i])) {
					t.Errorf("line %d is not JSON: %s", i+1, lines[i])
				}
			}
		})
	}
}

func TestSignsReadsAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "reports.jsonl")
	if err := os.WriteFile(name, []byte("{}\n{\"faint\":true}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errOut := atTerminal("", "signs", name)
	if status != 0 || strings.Count(out, "\n") != 2 {
		t.Errorf("status %d, %q, %q: want two answers", status, out, errOut)
	}
}

func TestALineThatIsTooLongIsAnErrorAndTheRestRuns(t *testing.T) {
	fits := `{"self_label":"` + strings.Repeat("a", maxReportLine-len(`{"self_label":""}`)) + `"}`
	for _, end := range []string{"\n", "\r\n"} {
		status, out, _ := atTerminal(strings.Join([]string{fits, fits + " ", strings.Repeat("x", 3*maxReportLine), "{}"}, end), "signs")
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if status != 1 || len(lines) != 4 || !strings.HasPrefix(lines[0], `{"level"`) || !strings.HasPrefix(lines[3], `{"level"`) {
			t.Fatalf("status %d, lines %.100q", status, lines)
		}
		for i, want := range []string{2: `{"error":"signs: longer than 1048576 bytes","line":3}`} {
			if want != "" && lines[i] != want {
				t.Errorf("line %d: got %.100s, want %s", i+1, lines[i], want)
			}
		}
		if lines[1] != `{"error":"signs: longer than 1048576 bytes","line":2}` {
			t.Errorf("one byte too long: got %.100s", lines[1])
		}
	}
}

// Somebody who types a report, or a program that writes one and waits, gets the answer before the next.
func TestEachAnswerComesBeforeTheNextReport(t *testing.T) {
	in, write := io.Pipe()
	read, out := io.Pipe()
	done := make(chan int)
	go func() { done <- run([]string{"signs"}, in, out, io.Discard) }()
	answers := json.NewDecoder(read)
	for i := range 3 {
		fmt.Fprintf(write, "{\"id\":\"%d\",\"report\":{}}\n", i)
		var answer struct{ ID string }
		if err := answers.Decode(&answer); err != nil || answer.ID != fmt.Sprint(i) {
			t.Fatalf("got %q %v, want %d", answer.ID, err, i)
		}
	}
	write.Close()
	if status := <-done; status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestACommandLineThatIsNotUnderstood(t *testing.T) {
	for _, args := range [][]string{nil, {"sign"}} {
		if status, out, errOut := atTerminal("", args...); status != 2 || out != "" || !strings.Contains(errOut, "Usage: companion") {
			t.Errorf("%v: status %d, %q, %q", args, status, out, errOut)
		}
	}
	if status, out, _ := atTerminal("", "help"); status != 0 || !strings.Contains(out, "signs") {
		t.Errorf("help: status %d, %q", status, out)
	}
}

// written puts a file somewhere and returns its name.
func written(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "local.json")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const example = "../../docs/local-signs.example.json"

func TestAHostsFileIsCheckedInPlainWords(t *testing.T) {
	status, out, errOut := atTerminal("", "signs", "-local", example, "-check")
	for _, want := range []string{"can be used", "host: Riverbank Early Pregnancy Unit", "reviewed: 2026-11-20", "temperature_c: 37.8 degrees Celsius instead of 38 degrees Celsius", "B9: urgent instead of soon"} {
		if status != 0 || !strings.Contains(out, want) || errOut != "" {
			t.Errorf("status %d, %q, %q: want %q", status, out, errOut, want)
		}
	}
	looser := written(t, `{"version":1,"host":"Unit","source":"Leaflet","reviewed":"2026-11-20","thresholds":{`+"\n"+`"temperature_c":39}}`)
	status, out, errOut = atTerminal("", "signs", "-check", "-local", looser)
	if status != 1 || out != "" || !strings.Contains(errOut, "cannot be used. Mend this:\n  line 2: thresholds.temperature_c: 39 would be less strict than the standard") {
		t.Errorf("status %d, %q, %q", status, out, errOut)
	}
	same := written(t, `{"version":1,"host":"Unit","source":"Leaflet","reviewed":"2026-11-20","thresholds":{"temperature_c":38}}`)
	if status, out, _ = atTerminal("", "signs", "-local", same, "-check"); status != 0 || !strings.Contains(out, "changes nothing") {
		t.Errorf("status %d, %q", status, out)
	}
	for args, want := range map[string]int{"-check": 2, "-local " + example + " -check other": 2, "-local /nowhere -check": 1, "-local . -check": 1, "-local /nowhere": 1, "-local " + looser: 1} {
		if status, out, errOut := atTerminal("{}\n", append([]string{"signs"}, strings.Fields(args)...)...); status != want || out != "" || errOut == "" {
			t.Errorf("%s: status %d, %q, %q: want status %d and a sentence", args, status, out, errOut, want)
		}
	}
}

func TestSignsGoesByAHostsFileToo(t *testing.T) {
	warm := "{" + strings.Replace(calm, "36.8", "37.8", 1) + "}\n"
	if status, out, _ := atTerminal(warm, "signs"); status != 0 || !strings.HasPrefix(out, `{"level":"selfcare"`) {
		t.Fatalf("by the standard: status %d, %s", status, out)
	}
	status, out, _ := atTerminal(warm, "signs", "-local", example)
	if status != 0 || !strings.HasPrefix(out, `{"level":"urgent","reasons":[{"rule":"F1","level":"urgent"`) || !strings.Contains(out, "Riverbank Early Pregnancy Unit") || !strings.Contains(out, `"local":true`) {
		t.Errorf("status %d, %s", status, out)
	}
}

// A file that cannot be used stops nobody who opens Snowdrop: the check is there, by the standard rules, and it is said.
func TestAFileThatCannotBeUsedStopsNobody(t *testing.T) {
	for name, want := range map[string]signs.Unread{"": signs.Read, example: signs.Read, "/nowhere": signs.Missing, written(t, "{"): signs.Broken} {
		var errs bytes.Buffer
		table := opening{errs: &errs}.table(name)
		if said := strings.Contains(errs.String(), "The check goes by the standard rules."); table.Unread() != want || said != (want != signs.Read) {
			t.Errorf("%s: %v, %q", name, table.Unread(), errs.String())
		}
		if _, host := table.Local(); host != (name == example) {
			t.Errorf("%s: a host: %v", name, host)
		}
	}
}

func TestOpenTakesAHostsFileFromItsFlagOrTheEnvironment(t *testing.T) {
	env := func(name string) string { return map[string]string{"SNOWDROP_LOCAL_SIGNS": "a.json"}[name] }
	if s, status := (opening{env: env, errs: io.Discard}).parse(); status >= 0 || s.local != "a.json" {
		t.Errorf("%+v, %d", s, status)
	}
	if s, status := (opening{args: []string{"-local", "b.json"}, env: env, errs: io.Discard}).parse(); status >= 0 || s.local != "b.json" {
		t.Errorf("%+v, %d", s, status)
	}
}

// The server, which may not link the rules, bounds the file as they do.
func TestTheServerAndTheCheckBoundTheFileAlike(t *testing.T) {
	if site.MaxLocalSigns != signs.MaxLocal {
		t.Errorf("the server serves up to %d bytes, the check reads up to %d", site.MaxLocalSigns, signs.MaxLocal)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestOutputThatCannotBeWrittenIsAnError(t *testing.T) {
	var errOut bytes.Buffer
	if status := run([]string{"signs"}, strings.NewReader("{}\n{}\n"), brokenPipe{}, &errOut); status != 1 || errOut.Len() == 0 {
		t.Errorf("status %d, %q", status, errOut.String())
	}
}

// BenchmarkSignsLocal is the same with a host's file.
func BenchmarkSignsLocal(b *testing.B) { benchmarkSigns(b, "signs", "-local", example) }

// BenchmarkSigns is the whole command: reading, checking and writing. It reports lines a second.
func BenchmarkSigns(b *testing.B) { benchmarkSigns(b, "signs") }

func benchmarkSigns(b *testing.B, args ...string) {
	line := []byte(`{"id":"x","report":{` + calm + `,"days_since_loss":3,"gestation_weeks":9,"management":"medical","misoprostol_hours_ago":72}}` + "\n")
	in := bytes.Repeat(line, 2000)
	b.SetBytes(int64(len(in)))
	start, runs := time.Now(), 0
	for b.Loop() {
		if status := run(args, bytes.NewReader(in), io.Discard, io.Discard); status != 0 {
			b.Fatal(status)
		}
		runs++
	}
	b.ReportMetric(float64(2000*runs)/time.Since(start).Seconds(), "reports/s")
}
