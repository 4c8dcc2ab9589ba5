// Package check walks a person through the warning signs and says what to do now. It must never store what was answered
// unless asked to, and never say that somebody is fine.
package check

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"snowdrop/internal/app/screen"
	"snowdrop/internal/guidance/signs"
	"snowdrop/internal/ui"
)

// The check is a walk through screens. What was answered travels in the page itself, in one hidden
// field: nothing is stored, nothing is sent, and the back button forgets it.

// unsure is the answer "asked, and not known or not said" of the report.
const unsure = "unsure"

// checkScreen is one screen: what it shows, and how its answers become signs.
type checkScreen struct {
	id   string
	show func(*screen.Exchange, *ui.CheckStep)
	// read puts the answers into the report, or lists what is missing. answer is the button pressed.
	read func(x *screen.Exchange, report map[string]any, answer string) []ui.Problem
	// when says whether the screen is needed after what was answered; nil is always.
	when func(report map[string]any) bool
	// mildest completes the answer before it, in the mildest way. Without it the rules would take an
	// answer that was not asked for yet as the riskier one, and end the check before asking.
	mildest map[string]any
}

// checkScreens stand in the order of need: what cannot wait, safety, bleeding, pain, fever,
// the rest, and last what happened, so that nothing delays the first ones.
var checkScreens = []checkScreen{
	{id: "now", show: showNow, read: readNow},
	{id: "one-by-one", show: showOneByOne, read: readOneByOne, when: func(r map[string]any) bool { return r[nowUnsure] == true }},
	{id: "safety", show: showSafety, read: readSafety},
	{id: "safe", show: showSafe, read: readSafe, mildest: map[string]any{"feels_safe": true},
		when: func(r map[string]any) bool { return r["self_harm_thoughts"] != false }},
	{id: "bleeding", show: showBleeding, read: readBleeding},
	{id: "hour", show: showHour, read: readHour, mildest: map[string]any{"bleeding_hours": 1.0},
		when: func(r map[string]any) bool { return r["bleeding_pads_per_hour"] == 1.0 }},
	{id: "pain", show: showPain, read: readPain},
	{id: "below", show: showBelow, read: readBelow},
	{id: "infection", show: showFever, read: readFever},
	{id: "rest", show: showRest, read: readRest},
	{id: "story", show: showStory, read: readStory},
}

// nowUnsure is a mark of our own among the answers: the first screen was answered "not sure".
const nowUnsure = "-now-unsure"

func checkBegin(x *screen.Exchange) { showCheck(x, http.StatusOK, "now", map[string]any{}, ui.Form{}) }

// checkStep takes the answers of one screen and shows the next, or the result.
func checkStep(x *screen.Exchange) {
	report, ok := soFar(x.R.PostForm.Get("so-far"))
	i := slices.IndexFunc(checkScreens, func(s checkScreen) bool { return s.id == x.R.PostForm.Get("step") })
	if !ok || i < 0 {
		x.Plain(http.StatusBadRequest, "wrong.title", "check.again")
		return
	}
	answer := x.R.PostForm.Get("answer")
	switch answer {
	case "back":
		showCheck(x, http.StatusOK, screenBefore(i, report), report, ui.Form{})
		return
	case "wrong", "skip":
		takeWhatIsThere(x, checkScreens[i], report)
		if answer == "wrong" {
			report["something_seriously_wrong"] = true
		}
	default:
		if problems := checkScreens[i].read(x, report, answer); problems != nil {
			showCheck(x, http.StatusUnprocessableEntity, checkScreens[i].id, report, x.Form(problems...))
			return
		}
	}
	next, more := screenAfter(i, report)
	judged := maps.Clone(report)
	if answer != "wrong" {
		maps.Copy(judged, next.mildest)
	}
	result, ok := evaluate(judged)
	if !ok {
		x.Plain(http.StatusBadRequest, "wrong.title", "check.again")
		return
	}
	if answer == "wrong" || result.Level == signs.Emergency || !more {
		showResult(x, report, result)
		return
	}
	showCheck(x, http.StatusOK, next.id, report, ui.Form{})
}

// takeWhatIsThere reads a screen that was left by another way than its own answer. What was ticked or
// typed counts; what is missing or not right is no reason to stay, and nothing counts as denied.
func takeWhatIsThere(x *screen.Exchange, screen checkScreen, report map[string]any) {
	read := maps.Clone(report)
	screen.read(x, read, "")
	for key, value := range read {
		if value != false && value != nil {
			report[key] = value
		}
	}
}

func screenAfter(i int, report map[string]any) (next checkScreen, more bool) {
	for _, s := range checkScreens[i+1:] {
		if s.when == nil || s.when(report) {
			return s, true
		}
	}
	return checkScreen{}, false
}

func screenBefore(i int, report map[string]any) string {
	for _, s := range slices.Backward(checkScreens[:i]) {
		if s.when == nil || s.when(report) {
			return s.id
		}
	}
	return "now"
}

// soFar reads the answers that the page carried. A page of ours always carries a valid report.
func soFar(s string) (map[string]any, bool) {
	report := map[string]any{}
	if s == "" {
		return report, true
	}
	err := json.Unmarshal([]byte(s), &report)
	return report, err == nil && report != nil
}

// evaluate hands the report to the rules, without the marks of our own.
func evaluate(report map[string]any) (signs.Answer, bool) {
	plain := maps.Clone(report)
	maps.DeleteFunc(plain, func(key string, _ any) bool { return strings.HasPrefix(key, "-") })
	raw, err := json.Marshal(plain)
	if err != nil {
		return signs.Answer{}, false
	}
	r, err := signs.Parse(raw)
	if err != nil {
		return signs.Answer{}, false
	}
	return signs.Check(r), true
}

func showCheck(x *screen.Exchange, status int, id string, report map[string]any, form ui.Form) {
	i := slices.IndexFunc(checkScreens, func(s checkScreen) bool { return s.id == id })
	carried, _ := json.Marshal(report)
	d := ui.CheckStep{
		Frame: x.Frame("place.check", "check"), Form: form, Step: id, SoFar: string(carried),
		Title: x.Say("check." + id), Why: x.Say("check." + id + ".why"),
	}
	if id == "now" || id == "one-by-one" {
		d.Emergency = x.Calls(x.HelpLines().Emergency[:1])
	}
	judged := maps.Clone(report)
	maps.Copy(judged, checkScreens[i].mildest)
	if result, ok := evaluate(judged); ok && (result.Level == signs.Urgent || result.Level == signs.Soon) {
		d.AtLeast = x.Say("check.at-least." + result.Level.String())
	}
	if report["self_harm_thoughts"] == true || report["self_harm_thoughts"] == unsure || id == "safe" {
		d.Emergency = x.Calls(x.HelpLines().Crisis)
	}
	checkScreens[i].show(x, &d)
	x.Show(status, ui.Check(d))
}

// showResult says what to do now. It asks nothing and keeps nothing.
func showResult(x *screen.Exchange, report map[string]any, result signs.Answer) {
	level := result.Level.String()
	help := x.HelpLines()
	number := help.Emergency[0].Number
	f := x.Frame("place.check", "check")
	emergency, urgent, _ := signs.Cards()
	d := ui.CheckResult{
		Frame: f, Level: level, Title: x.Say("result."+level, "number", number),
		Do:    []string{x.Say("result."+level+".do", "number", number)},
		Watch: emergency, WatchToday: urgent, When: x.Now().Format("15:04, 2 January 2006"),
	}
	switch result.Level {
	case signs.Emergency:
		d.Calls = x.Calls(help.Emergency)
	case signs.Urgent, signs.Incomplete:
		d.Calls = append(x.Calls(help.Advice), x.Calls(help.Emergency[:1])...)
	}
	if aboutSafety(result) {
		d.Crisis, d.CrisisLead = x.Calls(help.Crisis), x.Say("result.crisis")
	}
	for _, r := range result.Reasons {
		if result.Level == signs.Emergency && r.Level != signs.Emergency {
			continue // "be seen today" beside "call now" would only hold somebody up
		}
		private := r.Rule == fearRule
		d.Reasons = append(d.Reasons, ui.CheckReason{Because: r.Because, Source: r.Source, Reviewed: screen.WrittenDay(r.Reviewed), Private: private})
		if private {
			d.Quietly = x.Calls(help.Abuse)
		}
	}
	if result.Level != signs.Emergency {
		for _, key := range result.Ask {
			d.Unanswered = append(d.Unanswered, x.Say("ask."+key))
		}
		d.Again = again(x, report)
	}
	x.Show(http.StatusOK, ui.Result(d))
}

// fearRule is the rule about being afraid of, or hurt by, a person.
const fearRule = "P9"

// aboutSafety reports whether a rule of mind and safety fired, other than the one with lines of its own.
func aboutSafety(result signs.Answer) bool {
	return slices.ContainsFunc(result.Reasons, func(r signs.Reason) bool {
		return strings.HasPrefix(r.Rule, "P") && r.Rule != fearRule
	})
}

// again says when to look once more. It is offered, never called out later.
func again(x *screen.Exchange, report map[string]any) string {
	if pads, ok := report["bleeding_pads_per_hour"].(float64); ok && pads > 0 {
		return x.Say("again.hour")
	}
	if _, ok := report["temperature_c"]; ok || report["temperature_f_reported"] != nil {
		return x.Say("again.four")
	}
	return x.Say("again.day")
}
